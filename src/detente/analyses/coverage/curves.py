"""Shares in reach along a launch delay and along a burnout speed, and the countries behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses.coverage.answer import Checked, Covered, Curve
from detente.analyses.coverage.assumptions import Axis, Choice, Setting
from detente.analyses.coverage.flights import bound, flights, origin
from detente.analyses.coverage.reaching import reach_axes, share_in_reach, speed_axis, speed_needed

Floats = NDArray[np.float64]
REACH = ("covers", "reaches")
STEPS = 71
"""So many steps of a curve, from the least to the greatest published figure and no farther."""
HALVINGS = 12


def _asked(checks: Sequence[Checked], compares: Sequence[str]) -> list[tuple[str, str, str]]:
    """The sites, areas and ends that checks ask about, each once."""
    return list(
        dict.fromkeys(
            (site, area, end)
            for one in checks
            if one.check.compares in compares
            for site in (*one.check.sites, *one.check.than)
            for area in one.check.areas
            for end in one.check.bound
        )
    )


def curves(checks: Sequence[Checked]) -> tuple[Curve, ...]:
    """For every site, area and end that a check of reach asks about: along the delay at each published speed, along the speed at each delay."""
    speeds, found = speed_axis(), []
    for site, area, end in _asked(checks, REACH):
        levels = _levels(checks, site, area, end)
        found += [_curve(Way(site, area, end), "delay", speeds, choice, levels) for choice in speeds.choices]
        delays = _axis("delay", area, end)
        found += [_curve(Way(site, area, end), "speed", delays, choice, levels) for choice in delays.choices]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Way:
    """From an area to where flights are bound, and the site that would reach them."""

    site: str
    area: str
    end: str


def _levels(checks: Sequence[Checked], site: str, area: str, end: str) -> tuple[float, ...]:
    """The shares that claims ask for of this site and way."""
    return tuple(
        dict.fromkeys(
            choice.value
            for one in checks
            if one.check.compares in REACH and one.how == "at least" and one.check.at_least is not None
            if one.check.sites == (site,) and not one.check.than and area in one.check.areas and end in one.check.bound
            for choice in one.asked.choices
        )
    )


def _axis(id: str, area: str, end: str) -> Axis:
    return next(axis for axis in reach_axes([end], [area]) if axis.id == id)


def _curve(way: Way, along: Literal["delay", "speed"], held: Axis, choice: Choice, levels: Sequence[float]) -> Curve:
    of = _axis("delay", way.area, way.end) if along == "delay" else speed_axis()
    steps = np.linspace(of.choices[0].value, of.choices[-1].value, STEPS)

    def edges(at: float) -> tuple[float, float]:
        return _span(way, {along: at, held.id: choice.value})

    spans = [edges(float(step)) for step in steps]
    turns = tuple(_turns(edges, steps, spans, levels))
    low, high = (tuple(one[edge] for one in spans) for edge in (0, 1))
    return Curve(
        way.site, way.area, way.end, along, choice.label, tuple(float(step) for step in steps), low, high, turns
    )


def _turns(
    edges: Callable[[float], tuple[float, float]],
    steps: Floats,
    spans: Sequence[tuple[float, float]],
    levels: Sequence[float],
) -> Iterator[tuple[Literal["low", "high"], float, float]]:
    """Where either edge crosses a level, found by halving between two steps."""
    names: tuple[Literal["low", "high"], ...] = ("low", "high")
    for level, (place, name) in product(levels, enumerate(names)):
        above = [span[place] >= level for span in spans]
        for n in range(len(above) - 1):
            if above[n] == above[n + 1]:
                continue
            left, right = float(steps[n]), float(steps[n + 1])
            for _ in range(HALVINGS):
                middle = (left + right) / 2
                same = (edges(middle)[place] >= level) == above[n]
                left, right = (middle, right) if same else (left, middle)
            yield name, (left + right) / 2, level


def _span(way: Way, fixed: Setting) -> tuple[float, float]:
    """The least and the greatest share over where flights start, from where contacts count and how the speed is meant."""
    floors, frames = _axis("floor", way.area, way.end), _axis("frame", way.area, way.end)
    found = [
        share
        for floor, frame in product(floors.choices, frames.choices)
        for share in share_in_reach(
            [way.site], way.area, way.end, {**fixed, "floor": floor.value, "frame": frame.value}
        )
    ]
    return min(found), max(found)


def covered(checks: Sequence[Checked]) -> tuple[Covered, ...]:
    """For each site whose cover of people is asked about, the countries: how much of each, under the assumptions of the check that asks first."""
    first: dict[tuple[str, str, str], Checked] = {}
    for one in checks:
        for asked in _asked([one], ("covers",)):
            if bound(asked[2]).people:
                first.setdefault(asked, one)
    return tuple(_countries(*asked, {axis.id: axis for axis in (*one.axes, one.asked)}) for asked, one in first.items())


def _countries(site: str, area: str, end: str, taken: Mapping[str, Axis]) -> Covered:
    """`taken`: the axes of the check, with the choices that it leaves."""
    of = flights(area, end)
    axes = [taken.get(axis.id, axis) for axis in (*reach_axes([end], [area])[1:], speed_axis())]
    starts = [n for n, label in enumerate(origin(area).called) if label in [c.label for c in taken["launch"].choices]]
    codes = np.array(of.bound.country)
    found = []
    for setting in product(*(axis.choices for axis in axes)):
        here = {axis.id: choice.value for axis, choice in zip(axes, setting, strict=True)}
        reached = speed_needed(site, area, end, here) <= here["speed"] + 1e-9
        shares_by = [reached[starts][:, codes == code].mean(axis=-1) for code in dict.fromkeys(codes)]
        found.append(np.stack(shares_by, axis=-1))
    shares = np.array(found).reshape(-1, len(dict.fromkeys(codes)))
    low, mean, high = shares.min(axis=0), shares.mean(axis=0), shares.max(axis=0)
    each = {str(code): (float(low[n]), float(mean[n]), float(high[n])) for n, code in enumerate(dict.fromkeys(codes))}
    return Covered(site, area, end, each)
