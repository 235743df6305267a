"""How the tornado is drawn: a Vega-Lite specification without data, readable without colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Spec = dict[str, Any]
ROOM = 0.12
"""What is left free on either side of the bars, as a share of their breadth, for the numbers written there."""


def tornado(title: str, ends: Sequence[float], now: float, line: float | None) -> Spec:
    """A bar per number from what it makes at its low end to what it makes at its high end, with both ends of its range written at the bar.

    `ends`: all that the bars reach. `now` is a dashed line, and `line` a solid one: where an answer turns, if it is to be seen.
    """
    low, high = min([*ends, now]), max([*ends, now])
    shown = line is not None and low - (high - low) <= line <= high + (high - low)
    if line is not None and shown:
        low, high = min(low, line), max(high, line)
    room = ROOM * (high - low)
    y = {"field": "number", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 360}}
    scale = {"domain": [low - room, high + room], "nice": False, "zero": False}
    x = {"field": "at_low", "type": "quantitative", "title": title, "scale": scale}
    rules = [_rule(now, strokeDash=[4, 3])]
    if line is not None and shown:
        rules.append(_rule(line, strokeWidth=2))
    return {
        "height": {"step": 24},
        "layer": [
            {"mark": {"type": "bar", "height": 11}, "encoding": {"y": y, "x": x, "x2": {"field": "at_high"}}},
            *rules,
            *_written("at_low", "low", "at_high", y),
            *_written("at_high", "high", "at_low", y),
        ],
    }


def _rule(at: float, **how: Any) -> Spec:
    """An upright line across all bars."""
    return {"mark": {"type": "rule", **how}, "encoding": {"x": {"datum": at, "type": "quantitative"}}}


def _written(at: str, text: str, other: str, y: Spec) -> list[Spec]:
    """The value of the number beside its end of the bar, outside it."""
    place = {
        "y": y,
        "x": {"field": at, "type": "quantitative"},
        "text": {"field": text, "type": "quantitative", "format": ".3~g"},
    }
    aside = {"left": f"datum.{at} >= datum.{other}", "right": f"datum.{at} < datum.{other}"}
    return [
        {
            "transform": [{"filter": test}],
            "mark": {"type": "text", "align": align, "dx": 5 if align == "left" else -5, "fontSize": 11},
            "encoding": place,
        }
        for align, test in aside.items()
    ]
