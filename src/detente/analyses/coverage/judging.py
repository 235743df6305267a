"""What a measure says of what a claim asks: verdict, on which assumptions it hangs, and where each of them turns it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses.coverage.assumptions import Axis, Measured

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Outcome = Literal["holds", "fails", "depends"]
CLOSE = 1e-9
HALVINGS = 14
MOST_SOUGHT = 24
"""So many places of one axis where the verdict turns are looked for exactly; the outermost of them."""
MOST_HINGES = 3
WEIGHTY = 0.5
"""Of the turns of the axis that turns the verdict most: with so many, another axis is named beside it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the claim asks of its measure: to be at least, at most, or above each of some bounds (one, or the ends of a range), whose
    axis comes last. `axis` is that of the published speeds where these are asked for."""

    how: Literal["at least", "at most", "above"]
    axis: Axis

    def met(self, value: float | Floats, bound: float | Floats) -> Bools:
        """Is it as the claim asks?"""
        if self.how == "at least":
            return np.asarray(np.asarray(value) >= np.asarray(bound) - CLOSE)
        if self.how == "at most":
            return np.asarray(np.asarray(value) <= np.asarray(bound) + CLOSE)
        return np.asarray(np.asarray(value) > np.asarray(bound) + CLOSE)


@dataclass(frozen=True, slots=True)
class Flip:
    """Where one assumption turns the verdict: on a continuous axis between `low` and `high`, whatever else is assumed, and `above` says
    whether the claim holds above; on another axis `holds` under some choices, `fails` under some."""

    axis: Axis
    low: float | None = None
    high: float | None = None
    above: bool | None = None
    always: bool = False
    holds: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """`truth`: under which assumptions the claim is as geometry has it, with the axis of what is asked last. `hinges`: the axes on which that hangs, the
    heaviest first; `weights` how often each turns it."""

    outcome: Outcome
    axes: tuple[Axis, ...]
    truth: Bools
    hinges: tuple[Axis, ...]
    weights: Mapping[str, float]
    flips: tuple[Flip, ...]


def judged(of: Measured, asked: Asked) -> Judged:
    """The verdict on a measure."""
    bounds = np.array([choice.value for choice in asked.axis.choices])
    truth = asked.met(of.values[..., None], bounds)
    axes = (*of.axes, asked.axis)
    outcome: Outcome = "holds" if truth.all() else "depends" if truth.any() else "fails"
    weights = {axis.id: _turns(truth, place) for place, axis in enumerate(axes)}
    heaviest = max(weights.values())
    heavy = [axis for axis in axes if weights[axis.id] > 0]
    heavy.sort(key=lambda axis: -weights[axis.id])
    hinges = tuple(axis for axis in heavy if weights[axis.id] >= WEIGHTY * heaviest)[:MOST_HINGES]
    flips = tuple(_flip(of, asked, axes, truth, axis) for axis in heavy)
    return Judged(outcome, axes, truth, hinges, weights, flips)


def _turns(truth: Bools, place: int) -> float:
    """Of the combinations of the other assumptions, the share in which this one alone turns the verdict."""
    if truth.shape[place] < 2:
        return 0.0
    return float((truth.any(axis=place) & ~truth.all(axis=place)).mean())


def _flip(of: Measured, asked: Asked, axes: tuple[Axis, ...], truth: Bools, axis: Axis) -> Flip:
    place = next(n for n, one in enumerate(axes) if one.id == axis.id)
    if not axis.continuous:
        rest = tuple(n for n in range(truth.ndim) if n != place)
        ever, settled = np.atleast_1d(truth.any(axis=rest)), np.atleast_1d(truth.all(axis=rest))
        labels = [choice.label for choice in axis.choices]
        pure = tuple(label for label, one in zip(labels, settled, strict=True) if one)
        none = tuple(label for label, one in zip(labels, ~ever, strict=True) if one)
        return Flip(axis, holds=pure, fails=none)
    turned = np.moveaxis(truth, place, -1)
    change = turned[..., 1:].astype(np.int8) - turned[..., :-1].astype(np.int8)
    found = [_crossing(of, asked, axes, place, where) for where in _sought(change)]
    directions = {bool(step > 0) for step in change[change != 0]}
    always = bool((turned.any(axis=-1) & ~turned.all(axis=-1)).all())
    return Flip(axis, min(found), max(found), directions.pop() if len(directions) == 1 else None, always)


def _sought(change: NDArray[np.int8]) -> Iterator[tuple[int, ...]]:
    """Where along the last axis the verdict turns: all places, or, of many, evenly spread ones with the first and the last step among them."""
    places = np.argwhere(change != 0)
    order = np.argsort(places[:, -1], kind="stable")
    if len(order) > MOST_SOUGHT:
        order = order[np.unique(np.linspace(0, len(order) - 1, MOST_SOUGHT).round().astype(int))]
    for row in order:
        yield tuple(int(number) for number in places[row])


def _crossing(of: Measured, asked: Asked, axes: tuple[Axis, ...], place: int, where: tuple[int, ...]) -> float:
    """The number on a continuous axis at which the verdict turns between two neighbours, all else as it is at `where`."""
    *others, step = where
    full = [*others[:place], step, *others[place:]]
    setting = {axis.id: axis.choices[n].value for axis, n in zip(axes, full, strict=True)}
    low, high = (axes[place].choices[step + more].value for more in (0, 1))
    bound = axes[-1].id

    def met(number: float) -> bool:
        here = {**setting, axes[place].id: number}
        return bool(asked.met(of.at(here), here[bound]))

    below = met(low)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if met(middle) == below else (low, middle)
    return (low + high) / 2
