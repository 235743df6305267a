"""How the tornado is drawn: a Vega-Lite specification without data, readable without colour."""

from __future__ import annotations

from typing import Any

Spec = dict[str, Any]


def tornado(title: str, now: float, line: float | None) -> Spec:
    """A bar per number from what it makes at its low end to what it makes at its high end, with both ends written at the bar.

    `now` is a dashed line, and `line` a solid one: where an answer turns.
    """
    y = {"field": "number", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 340}}
    x = {"field": "at_low", "type": "quantitative", "title": title, "scale": {"zero": False}}
    end = {"type": "quantitative"}
    rules: list[Spec] = [{"mark": {"type": "rule", "strokeDash": [4, 3]}, "encoding": {"x": {"datum": now, **end}}}]
    if line is not None:
        rules.append({"mark": {"type": "rule", "strokeWidth": 2}, "encoding": {"x": {"datum": line, **end}}})
    return {
        "height": {"step": 24},
        "encoding": {"y": y},
        "layer": [
            {"mark": {"type": "bar", "height": 11}, "encoding": {"x": x, "x2": {"field": "at_high"}}},
            *rules,
            _written("at_low", "low", "at_high"),
            _written("at_high", "high", "at_low"),
        ],
    }


def _written(at: str, text: str, other: str) -> Spec:
    """The value of the number beside its end of the bar, outside it."""
    place = {
        "x": {"field": at, "type": "quantitative"},
        "text": {"field": text, "type": "quantitative", "format": ".3~g"},
    }
    aside = {"left": f"datum.{at} >= datum.{other}", "right": f"datum.{at} < datum.{other}"}
    layers = [
        {
            "transform": [{"filter": test}],
            "mark": {"type": "text", "align": align, "dx": 5 if align == "left" else -5, "fontSize": 11},
            "encoding": place,
        }
        for align, test in aside.items()
    ]
    return {"layer": layers}
