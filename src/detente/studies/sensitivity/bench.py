"""One party's gains with one number moved, exactly for a few packages, in floats for many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses._translate import Layout, Part, belief, conditions, parts, sum_parts
from detente.case.credence import credence
from detente.case.model import Case
from detente.case.numbers import midpoints
from detente.studies.sensitivity.inputs import Input
from detente.studies.sensitivity.roots import Floats, exact_root, is_ratio

Indices = tuple[int, ...]
Exact = tuple[Fraction, ...]
GRID = 64
"""How finely a number is looked through where no formula fits."""


@dataclass(eq=False)
class Bench:
    """A case at its middles, and what has been worked out with one number moved. `bases`: the outcomes that gains are measured from;
    None where nobody said (then from nothing)."""

    case: Case
    layout: Layout
    bases: tuple[Indices | None, ...]
    middles: Mapping[str, Fraction] = field(init=False)
    _believed: dict[str, Mapping[str, Fraction]] = field(init=False, default_factory=dict)
    _made: dict[tuple[str, str, Fraction], Moved] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.middles = midpoints(self.case)

    def moved(self, party: str, one: Input | None = None, to: Fraction = Fraction(0)) -> Moved:
        """A party's utility with one number moved (None: all at their middles)."""
        key = (party, one.address if one else "", to)
        if key not in self._made:
            numbers = self.numbers(party, one, to)
            made = parts(self.case, self.layout, party, numbers)
            stated = numbers.get(f"preferences.{party}.no_deal")
            levels = [stated if stated is not None else None if o is None else sum_parts(made, o) for o in self.bases]
            self._made[key] = Moved(made, tuple(levels))
        return self._made[key]

    def numbers(self, party: str, one: Input | None, to: Fraction) -> dict[str, Any]:
        """The numbers of the case with one moved, and what the party then believes of each of its conditions."""
        moved = {} if one is None else {one.address: to}
        numbers: dict[str, Any] = {**self.middles, **moved}
        if one is not None and one.kind in ("credence", "evidence", "reliability"):
            return {**numbers, **self._beliefs(party, numbers)}
        if party not in self._believed:
            self._believed[party] = self._beliefs(party, self.middles)
        return {**numbers, **self._believed[party]}

    def _beliefs(self, party: str, numbers: Mapping[str, Any]) -> dict[str, Fraction]:
        asked = conditions(self.case, party)
        return {belief(party, condition): credence(self.case, party, condition, numbers) for condition in asked}


@dataclass(frozen=True, eq=False)
class Moved:
    """A party's additive parts, in points, and what it has without a deal (per outcome of it; None: it accepts anything)."""

    parts: tuple[Part, ...]
    levels: tuple[Any, ...]

    def gains(self, outcome: Sequence[int]) -> tuple[Fraction, ...]:
        """What an outcome gains it over each, exactly."""
        here = Fraction(sum_parts(self.parts, outcome))
        return tuple(here - (level or 0) for level in self.levels)

    def gap(self, to: Sequence[int], over: Sequence[int]) -> Fraction:
        """What one outcome is worth to it above another, exactly."""
        return Fraction(sum_parts(self.parts, to)) - Fraction(sum_parts(self.parts, over))

    def least(self, outcome: Sequence[int]) -> Fraction:
        """What it gains over the best of them."""
        return min(self.gains(outcome))

    def many(self, outcomes: NDArray[np.int64]) -> Floats:
        """(bases, m): the same of many outcomes (m, issues), in floats."""
        total = self.worth(outcomes)
        return np.stack([total - float(level or 0) for level in self.levels])

    def worth(self, outcomes: NDArray[np.int64]) -> Floats:
        """(m,): what outcomes are worth to it, in points."""
        total = np.zeros(len(outcomes))
        for part in self.parts:
            total += part.values.astype(float)[tuple(outcomes[:, index] for index in part.scope)]
        return total


@dataclass(frozen=True, slots=True)
class Root:
    """Where a gain passes nothing; `exact`, or found by bisection."""

    at: Fraction
    exact: bool


def gain_roots(bench: Bench, one: Input, party: str, to: Indices, base: int) -> list[Root]:
    """Where, inside what a number may be, a party's gain by `to` over one of the bench's bases (by number) passes nothing."""
    return sign_roots(one, lambda value: bench.moved(party, one, value).gains(to)[base])


def sign_roots(one: Input, gain: Callable[[Fraction], Fraction]) -> list[Root]:
    """Where, inside what a number may be, a function of it passes nothing: by the formula, or by bisection where that does not fit."""
    values = [gain(place) for place in one.places]
    if is_ratio(one.places, values):
        found = exact_root(one.places[:3], values[:3])
        return [Root(found, True)] if found is not None and one.least <= found <= one.most else []
    return list(_searched(one, gain))


def _searched(one: Input, gain: Callable[[Fraction], Fraction]) -> Sequence[Root]:
    span = one.most - one.least
    grid = [one.least + span * Fraction(2 * k + 1, 2 * GRID) for k in range(GRID)]
    positive = [gain(place) >= 0 for place in grid]
    found = []
    for k in range(GRID - 1):
        if positive[k] != positive[k + 1]:
            low, high = grid[k], grid[k + 1]
            for _ in range(40):
                middle = (low + high) / 2
                low, high = (middle, high) if (gain(middle) >= 0) == positive[k] else (low, middle)
            found.append(Root(high, False))
    return found
