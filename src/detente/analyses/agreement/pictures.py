"""How the views are drawn: Vega-Lite specifications without data. Colours and dashes are the page's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Spec = dict[str, Any]
CROWD = ["acceptable to all", "not acceptable to all"]
IN_CROWD = "indexof(['acceptable to all', 'not acceptable to all'], datum.role) >= 0"
CROWD_COLOUR = {
    "field": "role",
    "type": "nominal",
    "title": "other packages",
    "scale": {"domain": CROWD, "range": ["var(--series-1)", "currentColor"]},
}


def grid(parties: Sequence[str], issues: Sequence[str]) -> Spec:
    """Issues by parties, the share of stakes as shade and number."""
    place = {
        "x": {
            "field": "party",
            "type": "nominal",
            "title": None,
            "sort": list(parties),
            "axis": {"orient": "top", "labelAngle": -30, "labelAlign": "left", "labelLimit": 160, "ticks": False},
        },
        "y": {
            "field": "issue",
            "type": "nominal",
            "title": None,
            "sort": list(issues),
            "axis": {"labelLimit": 260, "ticks": False},
        },
    }
    shade = {
        "field": "weight",
        "type": "quantitative",
        "title": "share of its stakes",
        "scale": {"scheme": "blues", "domainMin": 0},
        "legend": {"format": ".0%"},
    }
    ink = {"condition": {"test": "datum.weight > 0.25", "value": "white"}, "value": "black"}
    return {
        "height": {"step": 26},
        "encoding": place,
        "layer": [
            {"mark": {"type": "rect"}, "encoding": {"color": shade}},
            {
                "mark": {"type": "text"},
                "encoding": {"text": {"field": "weight", "type": "quantitative", "format": ".0%"}, "color": ink},
            },
        ],
    }


def lines(parties: Sequence[str], named: Sequence[str]) -> Spec:
    """Parallel coordinates: the crowd of packages faint, the named ones on top, told apart by colour and dash."""
    x = {
        "field": "party",
        "type": "nominal",
        "sort": list(parties),
        "title": None,
        "axis": {"labelAngle": 0, "labelLimit": 130, "grid": True},
    }
    place = {"x": x, "y": {"field": "utility", "type": "quantitative", "title": "utility"}}
    detail = {"field": "package", "type": "nominal"}
    name = {"field": "package", "type": "nominal", "title": "named", "sort": list(named)}
    dashes = [[1, 0], [8, 3], [2, 2], [12, 3, 2, 3], [5, 5], [1, 4], [10, 2]]
    return {
        "height": 340,
        "resolve": {"scale": {"color": "independent", "strokeDash": "independent"}},
        "layer": [
            {
                "transform": [{"filter": IN_CROWD}],
                "mark": {"type": "line", "strokeWidth": 1, "opacity": 0.22},
                "encoding": {**place, "detail": detail, "color": CROWD_COLOUR, "strokeDash": {"value": [1, 0]}},
            },
            {
                "transform": [{"filter": f"!({IN_CROWD})"}],
                "mark": {"type": "line", "strokeWidth": 3, "point": True},
                "encoding": {
                    **place,
                    "detail": detail,
                    "color": {**name, "scale": {"domain": list(named), "range": _colours(len(named))}},
                    "strokeDash": {**name, "scale": {"domain": list(named), "range": dashes[: len(named)]}},
                },
            },
        ],
    }


def scatter(one: str, other: str, named: Sequence[str]) -> Spec:
    """Two parties against each other; the named packages by colour and shape."""
    place = {
        "x": {"field": "one", "type": "quantitative", "title": one, "scale": {"zero": False}},
        "y": {"field": "other", "type": "quantitative", "title": other, "scale": {"zero": False}},
    }
    tip = [{"field": "package", "type": "nominal", "title": "package"}]
    name = {"field": "package", "type": "nominal", "title": "named", "sort": list(named)}
    shapes = ["diamond", "square", "triangle-up", "triangle-down", "triangle-right", "stroke", "triangle-left"]
    return {
        "height": 380,
        "resolve": {"scale": {"color": "independent", "shape": "independent"}},
        "layer": [
            {
                "transform": [{"filter": IN_CROWD}],
                "mark": {"type": "point", "filled": True, "size": 45, "opacity": 0.45},
                "encoding": {
                    **place,
                    "color": CROWD_COLOUR,
                    "shape": {**CROWD_COLOUR, "scale": {"domain": CROWD, "range": ["circle", "cross"]}},
                    "tooltip": tip,
                },
            },
            {
                "transform": [{"filter": f"!({IN_CROWD})"}],
                "mark": {"type": "point", "filled": True, "size": 170, "opacity": 1},
                "encoding": {
                    **place,
                    "color": {**name, "scale": {"domain": list(named), "range": _colours(len(named))}},
                    "shape": {**name, "scale": {"domain": list(named), "range": shapes[: len(named)]}},
                    "tooltip": tip,
                },
            },
        ],
    }


def _colours(count: int) -> list[str]:
    """The page's series after the one that the crowd has."""
    return [f"var(--series-{2 + k % 7})" for k in range(count)]


def intervals() -> Spec:
    """A point and an interval for each package."""
    x = {
        "field": "low",
        "type": "quantitative",
        "title": "share of draws in which all accept",
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".0%"},
    }
    y = {"field": "package", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 300}}
    return {
        "height": {"step": 18},
        "encoding": {"y": y},
        "layer": [
            {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": {"x": x, "x2": {"field": "high"}}},
            {
                "mark": {"type": "point", "filled": True, "size": 70},
                "encoding": {"x": {"field": "accepted", "type": "quantitative"}},
            },
        ],
    }
