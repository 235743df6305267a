"""Under which premises a claim comes out true, or false: the widest conjunction of few assumptions that is enough whatever else is assumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
MOST_CHOICES = 5
"""Of an unordered axis with more choices than these a condition takes one, or all but one."""
MOST_CONDITIONS = 3
"""More conditions than these are no premise that one could say."""


@dataclass(frozen=True, slots=True)
class Conjunction:
    """For some axes, which of their choices; `share`: the part of all combinations that it holds."""

    conditions: tuple[tuple[int, tuple[int, ...]], ...]
    share: float


def premise(truth: Bools, wanted: bool, ordered: Sequence[bool]) -> Conjunction | None:
    """The fewest conditions under which every combination is as `wanted`; of these the widest; None where more than three are needed.

    `truth` has one dimension per axis; `ordered` says which axes have numbers in order: of these a condition takes neighbours ("at most", "at
    least", "between") and of others any choices. With every combination as wanted there is no condition; with none there is no premise.
    """
    agree = truth == wanted
    if agree.all():
        return Conjunction((), 1.0)
    if not agree.any():
        return None
    for size in range(1, min(MOST_CONDITIONS, truth.ndim) + 1):
        found = [
            Conjunction(conditions, share)
            for axes in combinations(range(truth.ndim), size)
            for conditions, share in _enough(agree, axes, ordered)
        ]
        if found:
            return max(found, key=lambda one: one.share)
    return None


def needed(truth: Bools, wanted: bool, ordered: Sequence[bool]) -> Conjunction | None:
    """What it takes, at the least, for a combination to be as `wanted`: for each axis the choices outside which none is (where it is ordered, with
    all between). Not enough by itself. None where no combination is as wanted."""
    agree = truth == wanted
    if not agree.any():
        return None
    conditions = []
    for axis, in_order in enumerate(ordered):
        rest = tuple(one for one in range(agree.ndim) if one != axis)
        places = tuple(int(n) for n in np.flatnonzero(np.atleast_1d(agree.any(axis=rest))))
        count = agree.shape[axis]
        if in_order:
            places = tuple(range(places[0], places[-1] + 1))
        if len(places) < count:
            conditions.append((axis, places))
    share = float(np.prod([len(places) / agree.shape[axis] for axis, places in conditions]))
    return Conjunction(tuple(conditions), share)


def _enough(
    agree: Bools, axes: tuple[int, ...], ordered: Sequence[bool]
) -> Iterator[tuple[tuple[tuple[int, tuple[int, ...]], ...], float]]:
    """The conditions on some axes that are enough, and how wide each is."""
    rest = tuple(axis for axis in range(agree.ndim) if axis not in axes)
    sure = np.asarray(agree.all(axis=rest) if rest else agree)
    for sets in product(*(list(_sets(agree.shape[axis], ordered[axis])) for axis in axes)):
        if sure[np.ix_(*sets)].all():
            share = float(np.prod([len(one) / agree.shape[axis] for axis, one in zip(axes, sets, strict=True)]))
            yield tuple(zip(axes, sets, strict=True)), share


def _sets(count: int, in_order: bool) -> Iterator[tuple[int, ...]]:
    """What a condition may ask of an axis: a part of its choices, less than all."""
    if in_order:
        ends = combinations(range(count + 1), 2)
        yield from (tuple(range(first, last)) for first, last in ends if last - first < count)
        return
    for size in range(1, count) if count <= MOST_CHOICES else (1, count - 1):
        yield from combinations(range(count), size)
