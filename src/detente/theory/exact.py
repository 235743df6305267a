"""Exact comparison of sums: the numbers of one player brought to integers at one common denominator.

Utilities are sums of contributions, one per term. Read as rationals they are multiplied by their least common
denominator, so that sums and comparisons are exact: int64 where every sum fits, else Python integers (dtype object).
Only drawn numbers, and denominators above 2⁵³, are rounded: to 2⁻⁴⁰ of the player's span, so that two sums of K terms
that are truly equal differ by K + 1 units at most (`slack`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[Any]
"""int64, or object holding Python integers where a sum might not fit."""

LARGEST_DENOMINATOR = 2**53
BITS = 40
FITS = 2**62


@dataclass(frozen=True, slots=True)
class Scaled:
    """How one player's integers are read: utility = integer × `unit`. Sums that differ by at most `slack` count as equal
    (0 where nothing was rounded)."""

    unit: Fraction
    slack: int = 0
    rounded: bool = False


def to_integers(
    contributions: Sequence[NDArray[Any]], reservations: Sequence[Fraction | None] = (), rounded: bool = False
) -> tuple[list[Ints], list[int | None], Scaled]:
    """One player's numbers as integers at one common denominator.

    `contributions`: arrays of Fractions or ints (dtype object), one per term; `reservations`: levels to compare sums
    with (None stays None). `rounded=True` rounds even where exactness is to be had. Returns the arrays, the
    reservations, and how to read them.
    """
    flat = [[Fraction(x) for x in np.asarray(array, dtype=object).reshape(-1)] for array in contributions]
    levels = [None if level is None else Fraction(level) for level in reservations]
    denominator = None if rounded else _denominator([*(x for part in flat for x in part), *(x for x in levels if x)])
    if denominator is None:
        unit = _unit(flat)
        scaled = Scaled(unit, len(flat) + 1, True)
    else:
        unit = Fraction(1, denominator)
        scaled = Scaled(unit)
    integers = [[_nearest(x / unit) for x in part] for part in flat]
    whole = [None if level is None else _nearest(level / unit) for level in levels]
    dtype = _dtype(integers, whole)
    arrays: list[Ints] = [
        np.array(part, dtype=dtype).reshape(np.shape(array))
        for part, array in zip(integers, contributions, strict=True)
    ]
    return arrays, whole, scaled


def drawn_to_integers(
    contributions: Sequence[NDArray[np.float64]], reservations: NDArray[np.float64] | None = None
) -> tuple[list[NDArray[np.int64]], NDArray[np.int64], NDArray[np.float64], int]:
    """One player's drawn numbers as integers, all draws at once.

    `contributions`: float64 (draws, …) arrays, one per term; `reservations`: float64 (draws, levels), if any. Each draw
    has its own unit, 2⁻⁴⁰ of the player's span in that draw. Returns int64 arrays of the same shapes, the units
    (draws,), and the slack. A reservation that is the utility of an outcome is better summed from the integers.
    """
    if not contributions:
        raise ValueError("A player needs at least one term.")
    draws = len(contributions[0])
    parts = [part.reshape(draws, -1) for part in contributions]
    span = np.zeros(draws)
    for part in parts:
        span += part.max(axis=1) - part.min(axis=1)
    units = np.where(span > 0, span, 1.0) * 2.0**-BITS
    whole = [
        np.rint(p / units[:, None]).astype(np.int64).reshape(a.shape) for p, a in zip(parts, contributions, strict=True)
    ]
    levels = np.zeros((draws, 0)) if reservations is None else reservations
    return whole, np.rint(levels / units[:, None]).astype(np.int64), units, len(parts) + 1


def _denominator(numbers: Sequence[Fraction]) -> int | None:
    """The least common denominator; None where it is above 2⁵³."""
    common = 1
    for denominator in {x.denominator for x in numbers}:
        common = lcm(common, denominator)
        if common > LARGEST_DENOMINATOR:
            return None
    return common


def _unit(flat: Sequence[Sequence[Fraction]]) -> Fraction:
    span: Fraction = sum((max(part) - min(part) for part in flat if part), Fraction(0))
    return Fraction(span or 1) * Fraction(1, 1 << BITS)


def _nearest(x: Fraction) -> int:
    return x.numerator if x.denominator == 1 else round(x)


def _dtype(integers: Sequence[Sequence[int]], whole: Sequence[int | None]) -> type:
    reach = sum(max((abs(x) for x in part), default=0) for part in integers)
    reach = max([reach, *(abs(x) for x in whole if x is not None)])
    return np.int64 if reach < FITS else object
