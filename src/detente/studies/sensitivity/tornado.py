"""What each number, moved alone from one end of its range to the other, does to each quantity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from detente.case.credence import ImpossibleEvidence
from detente.studies.sensitivity.bench import Indices
from detente.studies.sensitivity.inputs import Input

Measure = Literal["gain", "zone", "margin"]
BESIDE = Fraction(1, 10**6)
"""So little of the way to the middle lies between an end at which the evidence would be impossible and the place that is looked at instead."""


@dataclass(frozen=True, eq=False)
class Quantity:
    """Something that numbers move: `at(one, value)` with one number moved, all others at their middles; `now` at the middles.

    *gain*: what a package gains a party over no deal, in points of its own 100. *zone*: how many packages are acceptable. *margin*: what the
    best that a party can do alone from an outcome would cost it, in points (negative: what it would gain).
    """

    name: str
    measure: Measure
    party: str | None
    outcome: Indices | None
    now: float
    parties: tuple[str, ...]
    at: Callable[[Input, Fraction], float]


@dataclass(frozen=True, slots=True)
class Bar:
    """A quantity with one number at the low and at the high end of its range."""

    quantity: str
    address: str
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """How far apart they are."""
        return abs(self.at_high - self.at_low)


def bars(inputs: Sequence[Input], quantities: Sequence[Quantity]) -> tuple[Bar, ...]:
    """For each quantity the numbers with a range that move it, the strongest first."""
    found: list[Bar] = []
    for quantity in quantities:
        here = [
            Bar(quantity.name, one.address, _at(quantity, one, one.low), _at(quantity, one, one.high))
            for one in inputs
            if one.ranged and set(one.parties) & set(quantity.parties)
        ]
        found += sorted((bar for bar in here if bar.swing), key=lambda bar: (-bar.swing, bar.address))
    return tuple(found)


def _at(quantity: Quantity, one: Input, end: Fraction) -> float:
    """A quantity at one end of a number's range; right beside it where, at the end itself, what was reported could not have been."""
    try:
        return quantity.at(one, end)
    except ImpossibleEvidence:
        return quantity.at(one, end + (one.middle - end) * BESIDE)
