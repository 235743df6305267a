"""Can weights drawn from their ranges meet an order? Decided exactly, from the ends of the ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from detente.case.model import Number

TOTAL = Fraction(100)


def order_problem(weights: Mapping[str, Number], order: Sequence[str]) -> str | None:
    """Why no draw (or only draws of probability 0) has weights in this order, highest first; None where draws can.

    Weights are uniform in their ranges; where some are unknown, all are points of 100, of which those share the rest.
    """
    ends = {
        issue: (Fraction(0), TOTAL) if number.unknown else (number.low, number.high)
        for issue, number in weights.items()
    }
    for at, later in enumerate(order):
        for earlier in order[:at]:
            if not _can_exceed(ends[earlier], ends[later]):
                return f"{earlier} is at most {_say(ends[earlier][1])} and {later} at least {_say(ends[later][0])}"
    for at, issue in enumerate(order):
        most = min(ends[earlier][1] for earlier in order[: at + 1])
        least = max(ends[later][0] for later in order[at:])
        if most == least and ends[issue][0] < ends[issue][1]:
            return f"{issue} would have to be exactly {_say(most)}"
    if any(number.unknown for number in weights.values()):
        return _sum_problem(weights, ends, order)
    return None


def _can_exceed(higher: tuple[Fraction, Fraction], lower: tuple[Fraction, Fraction]) -> bool:
    """Whether a draw from `higher` is at least one from `lower` with some probability."""
    fixed = higher[0] == higher[1] and lower[0] == lower[1]
    return higher[1] > lower[0] or (fixed and higher[1] == lower[0])


def _sum_problem(
    weights: Mapping[str, Number], ends: Mapping[str, tuple[Fraction, Fraction]], order: Sequence[str]
) -> str | None:
    """With unknown weights, all points together are 100: can the ordered ones meet that?"""
    unknown = [issue for issue, number in weights.items() if number.unknown]
    fixed = all(number.unknown or number.low == number.high for number in weights.values())
    if fixed and len(unknown) == 1:
        rest = TOTAL - sum(low for issue, (low, _) in ends.items() if issue not in unknown)
        points = {issue: rest if issue in unknown else low for issue, (low, _) in ends.items()}
        if any(points[a] < points[b] for a, b in pairwise(order)):
            return f"{unknown[0]} is what the others leave, {_say(rest)} points"
        return None
    least, most = dict(ends), dict(ends)
    floor = Fraction(0)
    for issue in reversed(order):
        floor = max(floor, ends[issue][0])
        least[issue] = (floor, floor)
    cap = TOTAL
    for issue in order:
        cap = min(cap, ends[issue][1])
        most[issue] = (cap, cap)
    low, high = sum(end[0] for end in least.values()), sum(end[1] for end in most.values())
    if low >= TOTAL:
        return f"in that order the weights take {_say(low)} of 100 points at least"
    if high <= TOTAL:
        return f"in that order the weights take {_say(high)} of 100 points at most"
    return None


def _say(number: Fraction | int) -> str:
    return f"{float(number):g}"
