"""What holds inside the team's ranges: proved for the whole box, or seen in draws.

A party weakly prefers an outcome to no deal iff `S = Σ_k w_k (100·Δv_k + T) >= 0`, where `Δv_k` is the difference of
values on issue k, `T` that of the additions (less a stated reservation), since dividing the weights by their sum does
not change the sign. `S` is linear in each number, so intervals give outer bounds that only grow as ranges widen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses._translate import ORDINAL, Layout, parts, truth
from detente.case.credence import credence_bounds
from detente.case.model import Case, Conditional, Preferences, Value

Bounds = Mapping[str, tuple[Fraction, Fraction]]
Interval = tuple[Any, Any]
ROUNDING = 2.0**-40


@dataclass(frozen=True, slots=True)
class Box:
    """One party's numbers as intervals: weights, values per option, additions with where they hold, stated reservation."""

    weights: Mapping[int, Interval]
    values: Mapping[int, tuple[Interval | Hinge, ...]]
    together: tuple[tuple[tuple[int, ...], NDArray[np.bool_], Interval], ...]
    stated: Interval | None


@dataclass(frozen=True, slots=True)
class Hinge:
    """A conditional value: `then` with a credence in `held`, else `otherwise`."""

    condition: object
    held: Interval
    then: Interval
    otherwise: Interval

    def bounds(self) -> Interval:
        ends = [
            (p * self.then[0] + (1 - p) * self.otherwise[0], p * self.then[1] + (1 - p) * self.otherwise[1])
            for p in self.held
        ]
        return min(low for low, _ in ends), max(high for _, high in ends)


def box(case: Case, where: Layout, party: str, bounds: Bounds) -> Box | None:
    """A party's preferences as intervals; None where it only ranks (nothing of it is a range) or states none."""
    preferences = case.preferences.get(party)
    if preferences is None or preferences.form in ORDINAL:
        return None
    prefix = f"preferences.{party}"
    weights = {where.issues.index(issue): bounds[f"{prefix}.weights.{issue}"] for issue in preferences.weights}
    values = {
        index: tuple(
            _interval(case, party, f"{prefix}.values.{where.issues[index]}.{name}", value, bounds)
            for name, value in ((n, preferences.values[where.issues[index]][n]) for n in where.options[index])
        )
        for index in weights
    }
    return Box(weights, values, _together(case, where, preferences, bounds), bounds.get(f"{prefix}.no_deal"))


def _together(
    case: Case, where: Layout, preferences: Preferences, bounds: Bounds
) -> tuple[tuple[tuple[int, ...], NDArray[np.bool_], Interval], ...]:
    made = []
    for position, bonus in enumerate(preferences.together):
        scope, holds = truth(bonus.when, where)
        address = f"preferences.{preferences.party}.together.{position}.add"
        made.append((scope, holds, _ends(_interval(case, preferences.party, address, bonus.add, bounds))))
    return tuple(made)


def _interval(case: Case, party: str, address: str, value: Value, bounds: Bounds) -> Interval | Hinge:
    if isinstance(value, Conditional):
        held = credence_bounds(case, party, value.condition)
        return Hinge(value.condition, held, bounds[f"{address}.then"], bounds[f"{address}.else"])
    return bounds[address]


def _ends(value: Interval | Hinge) -> Interval:
    return value.bounds() if isinstance(value, Hinge) else value


def difference(to: Interval | Hinge, base: Interval | Hinge) -> Interval:
    """Bounds of `to - base`; two values that hang on the same claim move together."""
    if isinstance(to, Hinge) and isinstance(base, Hinge) and to.condition == base.condition:
        lows = [p * (to.then[0] - base.then[1]) + (1 - p) * (to.otherwise[0] - base.otherwise[1]) for p in to.held]
        highs = [p * (to.then[1] - base.then[0]) + (1 - p) * (to.otherwise[1] - base.otherwise[0]) for p in to.held]
        return min(lows), max(highs)
    one, two = _ends(to), _ends(base)
    return one[0] - two[1], one[1] - two[0]


def sign_bounds(
    party: Box, outcomes: NDArray[np.int64], no_deal: Sequence[int] | None
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Outer bounds (outcomes,) of the sign expression S of one party, right in sign: floats where these are far from
    nothing, and Fractions where they are not (dtype object)."""
    lows, highs = (bound.astype(object) for bound in _bounds(_floated(party), outcomes, no_deal, np.dtype(float)))
    size = max(1.0, float(np.abs(lows.astype(float)).max(initial=0)), float(np.abs(highs.astype(float)).max(initial=0)))
    near = (np.abs(lows.astype(float)) < 1e-9 * size) | (np.abs(highs.astype(float)) < 1e-9 * size)
    if near.any():
        lows[near], highs[near] = _bounds(party, outcomes[near], no_deal, np.dtype(object))
    return lows, highs


def _floated(party: Box) -> Box:
    """The same box in floats."""

    def both(interval: Interval) -> Interval:
        return float(interval[0]), float(interval[1])

    def one(value: Interval | Hinge) -> Interval | Hinge:
        if isinstance(value, Hinge):
            return Hinge(value.condition, both(value.held), both(value.then), both(value.otherwise))
        return both(value)

    return Box(
        {index: both(weight) for index, weight in party.weights.items()},
        {index: tuple(one(value) for value in values) for index, values in party.values.items()},
        tuple((scope, holds, both(add)) for scope, holds, add in party.together),
        None if party.stated is None else both(party.stated),
    )


def _bounds(
    party: Box, outcomes: NDArray[np.int64], no_deal: Sequence[int] | None, dtype: np.dtype[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    nothing = np.zeros(len(outcomes), dtype=dtype)
    least_add, most_add = nothing, nothing
    base = None if party.stated is not None else no_deal
    for scope, holds, (low, high) in party.together:
        here = holds[tuple(outcomes[:, index] for index in scope)].astype(int)
        there = int(holds[tuple(base[index] for index in scope)]) if base is not None else 0
        table = [(-high, -low), (low - low, high - high), (low, high)]
        least_add = least_add + _pick([t[0] for t in table], here - there + 1, dtype)
        most_add = most_add + _pick([t[1] for t in table], here - there + 1, dtype)
    if party.stated is not None:
        least_add, most_add = least_add - party.stated[1], most_add - party.stated[0]
    if not party.weights:
        return least_add, most_add
    lows, highs = nothing, nothing
    for index, (least, most) in party.weights.items():
        table = [_option(party, index, option, base) for option in range(len(party.values[index]))]
        low = 100 * _pick([t[0] for t in table], outcomes[:, index], dtype) + least_add
        high = 100 * _pick([t[1] for t in table], outcomes[:, index], dtype) + most_add
        lows = lows + np.where(low < 0, most * low, least * low)
        highs = highs + np.where(high > 0, most * high, least * high)
    return lows, highs


def _pick(table: Sequence[Any], options: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    made = np.empty(len(table), dtype=dtype)
    made[:] = table
    return np.asarray(made[options])


def _option(party: Box, index: int, option: int, base: Sequence[int] | None) -> Interval:
    if base is None:
        return _ends(party.values[index][option])
    if base[index] == option:
        return Fraction(0), Fraction(0)
    return difference(party.values[index][option], party.values[index][base[index]])


# ---------------------------------------------------------------- draws


def drawn_parts(
    case: Case, where: Layout, party: str, numbers: Mapping[str, NDArray[np.float64]], draws: int
) -> list[tuple[tuple[int, ...], NDArray[np.float64]]]:
    """One party's additive parts in every draw: (scope, float64 (draws, *sizes))."""
    made = []
    for part in parts(case, where, party, numbers):
        values = np.asarray(part.values, dtype=float)
        if values.ndim == len(part.scope):
            values = np.broadcast_to(values, (draws, *values.shape))
        made.append((part.scope, values))
    return made


def drawn_utilities(
    made: Sequence[tuple[tuple[int, ...], NDArray[np.float64]]], outcomes: NDArray[np.int64], draws: int
) -> NDArray[np.float64]:
    """Utilities in points of outcomes (m, issues) in every draw: (draws, m)."""
    total = np.zeros((draws, len(outcomes)))
    for scope, values in made:
        place: Any = (slice(None), *(outcomes[:, index] for index in scope))
        total += values[place]
    return total
