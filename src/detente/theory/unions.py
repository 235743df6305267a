"""Unions of intervals on a line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """The stretches that intervals cover together, in ascending order: from `start` to `end`. `first` and `last`: which interval begins each,
    and which one ends it (of several the one that begins first, then the one that was given first). All are shaped (k,)."""

    start: Floats
    end: Floats
    first: NDArray[np.int64]
    last: NDArray[np.int64]


def union(lower: Floats, upper: Floats, gap: float) -> Stretches:
    """Which stretches do the intervals `lower` (m,) to `upper` (m,) cover together?

    Stretches that are no farther apart than `gap` are one. Ends may be infinite; of every interval `lower <= upper` is taken for granted.
    """
    order = np.argsort(lower, kind="stable")
    begins, reach = lower[order], np.maximum.accumulate(upper[order])
    apart = np.ones(len(order), dtype=bool)
    apart[1:] = begins[1:] > reach[:-1] + gap
    heads = np.flatnonzero(apart)
    tails = np.append(heads[1:], len(order))[: len(heads)] - 1
    ends = reach[tails]
    longest = np.searchsorted(reach, ends, side="left")
    return Stretches(begins[heads], ends, order[heads], order[longest])
