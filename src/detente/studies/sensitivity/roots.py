"""Where a ratio of two linear functions passes nothing, from its values at three places.

Moved alone, a weight, a value, an addition, a reservation, a prior, a likelihood or a reliability changes every gain of a party as
`(a + b t) / (c + d t)`: gains are linear in it, divided by the sum of the weights or by the probability of what was reported, and
these do not depend on the outcome. Such a function is fixed by three of its values, since it keeps cross-ratios:

    (t - t0)(t1 - t2) / (t - t2)(t1 - t0) = (0 - y0)(y1 - y2) / (0 - y2)(y1 - y0)

A fourth value tells whether it is one. The same holds of differences and fixed multiples of such gains, which share the denominator.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from detente.theory.unions import union

Floats = NDArray[np.float64]
FLAT = 1e-11
"""Values that differ by no more than this share of their size count as the same."""
AGREE = 1e-6
EDGE = 1e-9
"""Places closer than this share of what a number may be are one."""


def exact_root(at: Sequence[Fraction], values: Sequence[Fraction]) -> Fraction | None:
    """Where the function with these `values` at `at` (three places) is 0; None where nowhere, or everywhere."""
    (t0, t1, t2), (y0, y1, y2) = at, values
    if y0 == y1 or y1 == y2:
        return None
    if y2 == 0:
        return t2
    ratio = y0 * (y1 - y2) * (t1 - t0) / (y2 * (y1 - y0) * (t1 - t2))
    return None if ratio == 1 else (t0 - ratio * t2) / (1 - ratio)


def is_ratio(at: Sequence[Fraction], values: Sequence[Fraction]) -> bool:
    """Whether four exact values are those of a ratio of linear functions: whether they keep the cross-ratio."""
    (t0, t1, t2, t3), (y0, y1, y2, y3) = at, values
    if len({y0, y1, y2}) < 3:
        return y0 == y1 == y2 == y3
    return (t3 - t0) * (t1 - t2) * (y3 - y2) * (y1 - y0) == (y3 - y0) * (y1 - y2) * (t3 - t2) * (t1 - t0)


def roots(at: Sequence[float], values: Floats) -> Floats:
    """The same of many functions at once: `values` (3, …) at three places give the roots (…), NaN where there is none."""
    t0, t1, t2 = at
    y0, y1, y2 = values
    size = np.maximum(np.abs(values).max(axis=0), 1e-300)
    flat = (np.abs(y1 - y0) <= FLAT * size) | (np.abs(y2 - y1) <= FLAT * size)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        up, down = y0 * (y1 - y2) * (t1 - t0), y2 * (y1 - y0) * (t1 - t2)
        found = (t0 * down - up * t2) / (down - up)
    return np.where(flat | ~np.isfinite(found), np.nan, found)


def agree(at: Sequence[float], values: Floats, low: float, high: float) -> bool:
    """Whether functions given at four places (4, …) are such ratios, as far as their roots inside low..high go."""
    one, other = roots(at[:3], values[:3]), roots([at[0], at[1], at[3]], values[[0, 1, 3]])
    inside = [(found > low) & (found < high) for found in (one, other)]
    far = np.abs(one - other) > AGREE * (high - low)
    return not bool((inside[0] & inside[1] & far).any() or ((inside[0] != inside[1]) & far).any())


def above(at: Sequence[float], values: Floats, nothing: float) -> tuple[Floats, Floats]:
    """Where functions given at three places (3, …) are at least 0: from (…) to (…), from > to where nowhere.

    One that does not change counts as at least 0 from `-nothing` on. They are monotone, so each passes nothing once at most.
    """
    found = roots(at, values)
    has = ~np.isnan(found)
    far = np.abs(values).argmax(axis=0)
    place = np.asarray(at)[far]
    value = np.take_along_axis(values, far[None], axis=0)[0]
    left = has & ((value >= 0) == (place < found))
    lower = np.where(has & ~left, found, -np.inf)
    upper = np.where(left, found, np.inf)
    never = ~has & (value < -nothing)
    return np.where(never, np.inf, lower), np.where(never, -np.inf, upper)


def turning(
    limits: tuple[Floats, Floats], span: tuple[float, float], middle: float, now: bool
) -> list[tuple[float, bool]]:
    """Where a union of intervals (from (m,), to (m,)), inside the span from least to most, is entered or left nearest to the middle: above
    it and below it. (place, whether above.)

    Single points count for nothing, but for the middle itself: `now` says whether that belongs to it, and where what lies right beside it
    does not agree, it turns there.
    """
    lower, upper = (np.clip(each, *span) for each in limits)
    slack = EDGE * (span[1] - span[0])
    real = upper > lower + slack
    covered = union(lower[real], upper[real], slack)
    found = []
    for up in (True, False):
        start, stop = (covered.start, covered.end) if up else (-covered.end, -covered.start)
        here, end = (middle, span[1]) if up else (-middle, -span[0])
        if here >= end - slack:
            continue
        covers = (start <= here + slack) & (stop > here + slack)
        at = here
        if bool(covers.any()) == now:
            at = float(stop[covers].max()) if now else float(start[start > here].min(initial=np.inf))
        if at < end - slack:
            found.append((at if up else -at, up))
    return found
