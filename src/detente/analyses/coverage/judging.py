"""What a measure says of what a claim asks: verdict, on which assumptions it hangs, and where each of them turns it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses.coverage.assumptions import Axis, Measured

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Outcome = Literal["holds", "fails", "depends"]
CLOSE = 1e-9
NOTHING = 0.05
"""So little of a unit (a point, a minute) is nothing: finer than this is not worked out."""
HALVINGS = 16
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
        return np.asarray(np.asarray(value) > np.asarray(bound) + NOTHING)


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
    places = [tuple(int(n) for n in row) for row in np.argwhere(change != 0)]
    low, high = (_outermost(of, asked, (axes, place), places, last) for last in (False, True))
    directions = {bool(step > 0) for step in change[change != 0]}
    always = bool((turned.any(axis=-1) & ~turned.all(axis=-1)).all())
    return Flip(axis, low, high, directions.pop() if len(directions) == 1 else None, always)


def _outermost(
    of: Measured, asked: Asked, where: tuple[tuple[Axis, ...], int], places: list[tuple[int, ...]], last: bool
) -> float:
    """The first (or last) number on an axis at which the verdict turns, over all combinations of the others in which it does.

    Only turns in the first (last) of the steps can be that. Each is halved, but one that has not turned before the best so far is left at once.
    """
    axes, place = where
    step = (max if last else min)(row[-1] for row in places)
    values = axes[place].choices
    inner, outer = (
        (values[step].value, values[step + 1].value) if last else (values[step + 1].value, values[step].value)
    )
    best = inner
    for row in places:
        if row[-1] != step:
            continue
        turn = _Turn(of, asked, where, row)
        if turn.met(best) == turn.met(outer):
            continue
        best = turn.between(best, outer)
    return best


@dataclass(frozen=True, slots=True, eq=False)
class _Turn:
    """One combination of the other assumptions, in which an axis turns the verdict between two neighbours."""

    of: Measured
    asked: Asked
    where: tuple[tuple[Axis, ...], int]
    row: tuple[int, ...]

    def met(self, number: float) -> bool:
        """Is it as the claim asks with this number on the axis?"""
        axes, place = self.where
        *others, step = self.row
        full = [*others[:place], step, *others[place:]]
        setting = {axis.id: axis.choices[n].value for axis, n in zip(axes, full, strict=True)}
        setting[axes[place].id] = number
        return bool(self.asked.met(self.of.at(setting), setting[axes[-1].id]))

    def between(self, one: float, other: float) -> float:
        """Where the verdict turns between two numbers at which it differs."""
        there = self.met(one)
        for _ in range(HALVINGS):
            middle = (one + other) / 2
            one, other = (middle, other) if self.met(middle) == there else (one, middle)
        return (one + other) / 2
