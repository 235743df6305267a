"""The numbers of a case that count, each with its middle, its range, what it may be at all, and whose gains it moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from detente.analyses._translate import ORDINAL, conditions
from detente.case.credence import network
from detente.case.model import Case, Number, Preferences
from detente.case.numbers import bounds, midpoints, numbers

Kind = Literal["weight", "value", "addition", "no deal", "credence", "evidence", "reliability"]
ORDER: tuple[Kind, ...] = ("weight", "value", "addition", "no deal", "credence", "evidence", "reliability")
POINTS = Fraction(100)
MOST_RATIO = Fraction(1000)


@dataclass(frozen=True, slots=True)
class Input:
    """A number of the case. `low..high`: its range, the middle itself where it is a point. `least..most`: what it may be at all, the
    others at their middles. `parties`: whose gains hang on it. `tied`: a weight that `unknown` or `order` ties to the others of its party."""

    address: str
    kind: Kind
    middle: Fraction
    low: Fraction
    high: Fraction
    least: Fraction
    most: Fraction
    parties: tuple[str, ...]
    tied: bool = False

    @property
    def ranged(self) -> bool:
        """Whether the team gave it a range."""
        return self.low < self.high

    @property
    def places(self) -> tuple[Fraction, Fraction, Fraction, Fraction]:
        """Four places inside what it may be, at which it is looked at."""
        span = self.most - self.least
        return tuple(self.least + span * share for share in _SHARES)  # type: ignore[return-value]

    def inside(self, value: Fraction | float) -> bool:
        """Whether a value lies in the team's range."""
        return self.low <= value <= self.high

    def distance(self, value: Fraction | float) -> float:
        """How far a value is from the middle: in half ranges, or, of a point, as a share of what it may be."""
        width = (self.high - self.low) / 2 if self.ranged else self.most - self.least
        return float(abs(Fraction(value) - self.middle) / width)


_SHARES = (Fraction(1, 7), Fraction(3, 7), Fraction(13, 14), Fraction(9, 14))


def inputs(case: Case, parties: Sequence[str]) -> tuple[Input, ...]:
    """Every number that a gain of one of these parties hangs on, in the file's order.

    Not those of parties that only rank, of issues that a party does not weigh, nor of claims on which nothing that it values hangs.
    """
    stated, middles, limits = numbers(case), midpoints(case), bounds(case)
    whose: dict[str, list[str]] = {}
    for party in parties:
        for address in _of(case, party, stated):
            whose.setdefault(address, []).append(party)
    tied = {party for party in parties if party in case.preferences and is_tied(case.preferences[party])}
    made = []
    for address in stated:
        if address not in whose:
            continue
        low, high = limits[address]
        kind = kind_of(address)
        held = kind == "weight" and whose[address][0] in tied
        least, most = _span(kind, address, middles)
        least, most = min(least, low), max(most, high)
        made.append(Input(address, kind, middles[address], low, high, least, most, tuple(whose[address]), held))
    return tuple(made)


def is_tied(preferences: Preferences) -> bool:
    """Whether `unknown` or `order` ties a party's weights together."""
    order = [issue for issue in preferences.order if issue in preferences.weights]
    return len(order) > 1 or any(weight.unknown for weight in preferences.weights.values())


def kind_of(address: str) -> Kind:
    """What a number is."""
    words = address.split(".")
    if words[0] == "claims":
        return "credence"
    if words[0] == "preferences":
        kinds: Mapping[str, Kind] = {
            "weights": "weight",
            "values": "value",
            "together": "addition",
            "no_deal": "no deal",
        }
        return kinds[words[2]]
    return "reliability" if words[-1] == "reliability" else "evidence"


def _of(case: Case, party: str, stated: Mapping[str, Number]) -> list[str]:
    """The numbers that a party's gains hang on."""
    preferences = case.preferences.get(party)
    if preferences is None or preferences.form in ORDINAL:
        return []
    prefix = f"preferences.{party}."
    found = []
    for address in stated:
        words = address.split(".")
        if address.startswith(prefix) and not (words[2] == "values" and words[3] not in preferences.weights):
            found.append(address)
    return found + [address for address in believed(case, party) if address in stated]


def believed(case: Case, party: str) -> tuple[str, ...]:
    """The numbers that what a party believes of its conditions hangs on: its priors, and what was reported."""
    found: dict[str, None] = {}
    for condition in conditions(case, party):
        web = network(case, party, condition)
        found.update(dict.fromkeys(f"claims.{atom}.credence.{party}" for atom in web.atoms))
        for factor in web.factors:
            found.update(dict.fromkeys(address for pair in factor.pairs for address in pair))
            found.update(dict.fromkeys(factor.ratios))
            found.update(dict.fromkeys(address for address in (factor.rho, factor.anyway) if address is not None))
    return tuple(found)


def _span(kind: Kind, address: str, middles: Mapping[str, Fraction]) -> tuple[Fraction, Fraction]:
    """What a number may be: a weight up to nine times all the others together, or 100 where that is more."""
    if kind == "weight":
        prefix = address.rsplit(".", 1)[0] + "."
        others = sum((m for a, m in middles.items() if a.startswith(prefix) and a != address), Fraction(0))
        return Fraction(0), max(POINTS, 9 * others)
    if kind in ("addition", "no deal"):
        return -POINTS, 2 * POINTS if kind == "no deal" else POINTS
    if address.endswith("likelihood_ratio"):
        return Fraction(0), max(MOST_RATIO, 10 * middles[address])
    return Fraction(0), Fraction(1)
