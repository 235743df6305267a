"""Shares in reach against launch delay and burnout speed, with the rivals marked and where they turn a claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from detente.analyses import _wording as wording
from detente.analyses.coverage import telling
from detente.analyses.coverage.assumptions import Axis
from detente.analyses.coverage.flights import bound
from detente.analyses.coverage.reaching import reach_axes, speed_axis
from detente.result import Cell, Chart, Column, Table

if TYPE_CHECKING:
    from detente.analyses.coverage.answer import CoverageResult, Curve

Along = Literal["delay", "speed"]
TITLES: dict[str, str] = {
    "delay": "Share in reach against the launch delay",
    "speed": "Share in reach against the burnout speed",
}
UNITS = {"delay": "launch delay, s", "speed": "burnout speed, km/s"}
WIDTHS = {1: 480, 2: 310, 3: 200}
HEIGHT = 150


def charts(result: CoverageResult) -> Iterator[Chart]:
    """One along the delay and one along the speed; none where no check asks about reach."""
    for along in ("delay", "speed"):
        own = [curve for curve in result.curves if curve.along == along]
        if own:
            yield _chart(along, _few(own, along))


def _few(curves: Sequence[Curve], along: str) -> list[Curve]:
    """Of the delay the curves for the least and the greatest published speed; of the speed those of every delay."""
    if along == "speed":
        return list(curves)
    held = list(dict.fromkeys(curve.held for curve in curves))
    return [curve for curve in curves if curve.held in (held[0], held[-1])]


def _chart(along: Along, curves: Sequence[Curve]) -> Chart:
    columns = (
        Column("panel", "Flights"),
        Column("site", "Interceptors at"),
        Column("at", UNITS[along].capitalize(), "number"),
        Column("low", "Least share, %", "number"),
        Column("high", "Greatest share, %", "number"),
        Column("edge", "Edge that crosses what a claim asks"),
        Column("turns", "There"),
    )
    rows: list[tuple[Cell, ...]] = []
    for curve in curves:
        head = (_panel(curve, along), telling.places((curve.site,)))
        rows += [(*head, *row, "", "") for row in zip(curve.at, curve.low, curve.high, strict=True)]
        rows += [(*head, at, level, level, edge, telling.figure(at)) for edge, at, level in curve.turns]
    table = Table(f"by-{along}", TITLES[along], columns, tuple(rows))
    panels = list(dict.fromkeys(_panel(curve, along) for curve in curves))
    sites = list(dict.fromkeys(telling.places((curve.site,)) for curve in curves))
    axis = speed_axis() if along == "speed" else _delays(curves[0])
    across = len({curve.held for curve in curves})
    return Chart(
        f"by-{along}", TITLES[along], _words(along, curves, axis), _spec(along, axis, (panels, sites, across)), table
    )


def _delays(curve: Curve) -> Axis:
    return next(axis for axis in reach_axes([curve.bound], [curve.area]) if axis.id == "delay")


def _panel(curve: Curve, along: str) -> str:
    what = "people" if bound(curve.bound).people else "flights"
    held = f"burnout at {curve.held}" if along == "delay" else f"launch after {curve.held}"
    return f"{what}, {telling.areas((curve.area,))} to {telling.ends((curve.bound,))}; {held}"


def _words(along: str, curves: Sequence[Curve], axis: Axis) -> str:
    sites = wording.listed(dict.fromkeys(telling.places((curve.site,)) for curve in curves))
    marked = wording.listed(choice.label for choice in axis.choices)
    what = "the launch delay" if along == "delay" else "the burnout speed"
    rest = "from where flights start, from what altitude a contact counts and how the speed is meant"
    return (
        f"For interceptors at {sites}, a band from the least to the greatest share that they could reach in time, over {rest}, against {what}. "
        f"Upright dotted lines mark {'our own assumptions' if along == 'delay' else 'the published figures'} ({marked}); diamonds mark where an edge of a "
        "band crosses what a claim asks for."
    )


# ---------------------------------------------------------------- the picture


def _spec(along: Along, axis: Axis, order: tuple[list[str], list[str], int]) -> dict[str, Any]:
    """Small pictures, a row for each way and a column for what is held; in each a band for every site and the rivals as upright lines."""
    panels, sites, across = order
    domain = [axis.choices[0].value, axis.choices[-1].value]
    x = {
        "field": "at",
        "type": "quantitative",
        "title": UNITS[along],
        "scale": {"domain": domain, "nice": False, "zero": False},
        "axis": {"tickCount": 5, "labelOverlap": True},
    }
    layers = [*_rivals(axis, x), *_bands(x, sites), *_turning(x)]
    return {
        "facet": {
            "field": "panel",
            "type": "nominal",
            "title": None,
            "sort": panels,
            "header": {
                "labelExpr": "split(datum.label, '; ')",
                "labelFontWeight": "bold",
                "labelLimit": 420,
                "labelLineHeight": 14,
            },
        },
        "columns": across,
        "spec": {"width": WIDTHS.get(across, 200), "height": HEIGHT, "layer": layers},
    }


def _rivals(axis: Axis, x: dict[str, Any]) -> list[dict[str, Any]]:
    """An upright dotted line at each rival, with its name. Their data are their own, the same in every picture."""
    own = {"values": [{"at": choice.value, "name": choice.id.replace("-", " ")} for choice in axis.choices]}
    rule = {"mark": {"type": "rule", "strokeDash": [1, 4], "opacity": 0.7}, "encoding": {"x": x}}
    mark = {"type": "text", "angle": 270, "align": "left", "baseline": "bottom", "fontSize": 9, "dx": 3, "dy": -2}
    y = {"datum": 0, "type": "quantitative", "scale": {"domain": [0, 100]}}
    name = {"x": x, "y": y, "text": {"field": "name"}, "color": {"value": "currentColor"}}
    return [{"data": own, **rule}, {"data": own, "mark": mark, "encoding": name}]


def _y(field: str) -> dict[str, Any]:
    axis = {"values": [0, 25, 50, 75, 100]}
    return {"field": field, "type": "quantitative", "scale": {"domain": [0, 100]}, "title": "in reach, %", "axis": axis}


def _bands(x: dict[str, Any], sites: list[str]) -> list[dict[str, Any]]:
    """From the least to the greatest share, for every site; its edges told apart by their dashes too."""
    sign = {"field": "site", "type": "nominal", "title": "interceptors at", "sort": sites}
    only = [{"filter": "datum.edge === ''"}]
    area = {"x": x, "y": _y("low"), "y2": {"field": "high"}, "color": sign}
    edges = [
        {
            "transform": only,
            "mark": {"type": "line", "strokeWidth": width},
            "encoding": {"x": x, "y": _y(field), "color": sign, "strokeDash": sign},
        }
        for field, width in (("low", 2.2), ("high", 1.2))
    ]
    return [{"transform": only, "mark": {"type": "area", "opacity": 0.22}, "encoding": area}, *edges]


def _turning(x: dict[str, Any]) -> list[dict[str, Any]]:
    """Diamonds where an edge crosses what a claim asks for, with the number: of the one edge above, of the other below."""
    ink = {"color": {"value": "currentColor"}}
    point = {"type": "point", "shape": "diamond", "filled": True, "size": 80}
    layers: list[dict[str, Any]] = [
        {"transform": [{"filter": "datum.edge !== ''"}], "mark": point, "encoding": {"x": x, "y": _y("low"), **ink}}
    ]
    for edge, align, dx, dy in (("low", "left", 7, 11), ("high", "right", -7, -9)):
        mark = {"type": "text", "align": align, "dx": dx, "dy": dy, "fontWeight": "bold"}
        encoding = {"x": x, "y": _y("low"), "text": {"field": "turns"}, **ink}
        layers.append({"transform": [{"filter": f"datum.edge === '{edge}'"}], "mark": mark, "encoding": encoding})
    return layers
