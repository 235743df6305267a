"""Credences before and after the evidence, as a picture: what its marks are and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

TIP = [
    {"field": "party", "type": "nominal", "title": "party"},
    {"field": "prior", "type": "quantitative", "format": ".2f", "title": "before"},
    {"field": "posterior", "type": "quantitative", "format": ".2f", "title": "now"},
]
AXIS = {"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]}
ACROSS = {"type": "quantitative", "scale": {"domain": [0, 1]}, "axis": AXIS, "title": "credence"}
SIGNS = {"type": "nominal", "title": None, "scale": {"domain": ["before", "now"], "range": ["circle", "diamond"]}}


def dumbbells(parties: Sequence[str], claims: Sequence[str]) -> dict[str, Any]:
    """A row of claims, a line for each party in it, both in the order given: range, before, now."""
    y = {
        "field": "party",
        "type": "nominal",
        "title": None,
        "sort": list(parties),
        "axis": {"labelLimit": 160, "ticks": False},
    }
    header = {"labelAngle": 0, "labelAlign": "left", "labelOrient": "top", "labelFontWeight": "bold"}
    row = {"field": "claim", "type": "nominal", "title": None, "sort": list(claims), "header": header}
    layers = [_range(), _way(), _point("before"), _point("now")]
    return {
        "facet": {"row": row},
        "spec": {"width": 520, "height": {"step": 20}, "encoding": {"y": y}, "layer": layers},
        "resolve": {"scale": {"y": "independent"}},
    }


def _range() -> dict[str, Any]:
    """A grey bar over all that the ranges allow."""
    return {
        "mark": {"type": "bar", "height": 7, "opacity": 0.25},
        "encoding": {"x": {**ACROSS, "field": "low"}, "x2": {"field": "high"}, "color": {"value": "gray"}},
    }


def _way() -> dict[str, Any]:
    """A line from before to now."""
    return {
        "mark": {"type": "rule", "strokeWidth": 2},
        "encoding": {
            "x": {**ACROSS, "field": "prior"},
            "x2": {"field": "posterior"},
            "color": {"value": "currentColor"},
        },
    }


def _point(when: str) -> dict[str, Any]:
    """A ring at the credence before the evidence, or a full diamond at the one now."""
    ring = when == "before"
    mark = {"filled": False, "size": 70, "strokeWidth": 2} if ring else {"filled": True, "size": 90}
    return {
        "mark": {"type": "point", **mark},
        "encoding": {
            "x": {**ACROSS, "field": "prior" if ring else "posterior"},
            "shape": {"datum": when, **SIGNS},
            "color": {"value": "var(--series-2)" if ring else "var(--series-1)"},
            "tooltip": TIP,
        },
    }
