"""Independent uniform numbers, given that they stand in order: exact draws and exact means.

`x_1 >= x_2 >= … >= x_k`, each uniform in its own range. The ends of the ranges cut the line into cells. Inside one
cell all numbers that may lie there are uniform in it, so `r` of them in order take the share `length^r / r!` of their
joint volume; a table over (number, cell) adds these shares up, all of them positive. Nothing is rejected and nothing
is approximated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import factorial

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Range = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Chain:
    """`ranges`: what the order leaves of each range. `free`: the places that are not fixed by now. `cuts`: the ends
    of the cells, ascending. `table[i][c]`: the volume of the free numbers from the i-th on within the cells below cut
    c."""

    ranges: tuple[Range, ...]
    free: tuple[int, ...]
    cuts: tuple[Fraction, ...]
    table: tuple[tuple[Fraction, ...], ...]


def tightened(ranges: Sequence[Range]) -> tuple[Range, ...]:
    """What `x_1 >= x_2 >= …` leaves of each range, highest first. Raises ValueError where nothing is left."""
    lows = [low for low, _ in ranges]
    highs = [high for _, high in ranges]
    for k in range(1, len(highs)):
        highs[k] = min(highs[k], highs[k - 1])
    for k in range(len(lows) - 2, -1, -1):
        lows[k] = max(lows[k], lows[k + 1])
    if any(low > high for low, high in zip(lows, highs, strict=True)):
        raise ValueError("no draw can meet this order within these ranges")
    return tuple(zip(lows, highs, strict=True))


def chain(ranges: Sequence[Range]) -> Chain:
    """The table for numbers in these ranges, highest first. Raises ValueError where no numbers in them are in order."""
    left = tightened(ranges)
    free = tuple(k for k, (low, high) in enumerate(left) if low < high)
    cuts = tuple(sorted({end for k in free for end in left[k]}))
    unit = max((b - a for a, b in pairwise(cuts)), default=Fraction(1))
    table = [[Fraction(0)] * len(cuts) for _ in free] + [[Fraction(1)] * max(len(cuts), 1)]
    for c in range(1, len(cuts)):
        length = (cuts[c] - cuts[c - 1]) / unit
        for i in range(len(free)):
            runs = range(_longest(left, free, i, cuts[c - 1], cuts[c]) + 1)
            table[i][c] = sum((length**r / factorial(r) * table[i + r][c - 1] for r in runs), Fraction(0))
    return Chain(left, free, cuts, tuple(tuple(row) for row in table))


def _longest(left: tuple[Range, ...], free: tuple[int, ...], i: int, low: Fraction, high: Fraction) -> int:
    """How many free numbers from the i-th on may all lie in this cell."""
    r = 0
    while i + r < len(free) and left[free[i + r]][0] <= low and left[free[i + r]][1] >= high:
        r += 1
    return r


def _chances(made: Chain, i: int, c: int) -> list[Fraction]:
    """How likely 0, 1, 2, … numbers from the i-th on lie in the cell below cut c, given that the i-th is below c."""
    unit = max(b - a for a, b in pairwise(made.cuts))
    length = (made.cuts[c] - made.cuts[c - 1]) / unit
    runs = range(_longest(made.ranges, made.free, i, made.cuts[c - 1], made.cuts[c]) + 1)
    return [length**r / factorial(r) * made.table[i + r][c - 1] / made.table[i][c] for r in runs]


def chain_mean(made: Chain) -> tuple[Fraction, ...]:
    """The exact mean of each number."""
    means = [low if low == high else Fraction(0) for low, high in made.ranges]
    reach = [Fraction(0)] * (len(made.free) + 1)
    reach[0] = Fraction(1)
    for c in range(len(made.cuts) - 1, 0, -1):
        low, length = made.cuts[c - 1], made.cuts[c] - made.cuts[c - 1]
        onward = [Fraction(0)] * len(reach)
        onward[-1] = reach[-1]
        for i, here in enumerate(reach[:-1]):
            if not here:
                continue
            for r, chance in enumerate(_chances(made, i, c)):
                onward[i + r] += here * chance
                for p in range(r):
                    means[made.free[i + p]] += here * chance * (low + length * Fraction(r - p, r + 1))
        # each number's mean gathers over the runs that hold it; these are exclusive and exhaustive
        reach = onward
    return tuple(means)


def chain_draw(made: Chain, n: int, rng: np.random.Generator) -> Floats:
    """(n, numbers) draws, each row in order."""
    drawn = np.empty((n, len(made.ranges)))
    for k, (low, high) in enumerate(made.ranges):
        if low == high:
            drawn[:, k] = float(low)
    if not made.free:
        return drawn
    cell = _cells(made, n, rng)
    cuts = np.array([float(cut) for cut in made.cuts])
    inside = cuts[cell - 1] + rng.random(cell.shape) * (cuts[cell] - cuts[cell - 1])
    drawn[:, list(made.free)] = -np.sort(-inside, axis=1)
    return drawn


def _cells(made: Chain, n: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """(n, free numbers): the upper cut of the cell that each number falls into."""
    cell = np.zeros((n, len(made.free)), dtype=np.intp)
    at = np.zeros(n, dtype=np.intp)
    for c in range(len(made.cuts) - 1, 0, -1):
        pick = rng.random(n)
        before = at.copy()
        for i in np.unique(before):
            if i == len(made.free):
                continue
            steps = np.cumsum([float(p) for p in _chances(made, int(i), c)])
            rows = np.flatnonzero(before == i)
            run = np.minimum(np.searchsorted(steps, pick[rows], side="right"), len(steps) - 1)
            at[rows] += run
            for r in range(1, len(steps)):
                cell[np.ix_(rows[run >= r], [i + r - 1])] = c
    return cell
