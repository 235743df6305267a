"""What CASE and THEORY say about agreement, computed the long way: every outcome, every pair, plain rationals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from detente.case.consents import consents
from detente.case.expressions import holds
from detente.case.model import Case, Conditional, Value

Named = tuple[tuple[str, str], ...]


def key(outcome: Mapping[str, str]) -> Named:
    return tuple(sorted(outcome.items()))


def middle(value: Value) -> Fraction:
    assert not isinstance(value, Conditional)
    return (value.low + value.high) / 2


def outcomes(case: Case) -> list[dict[str, str]]:
    every = [
        dict(zip(case.issues, options, strict=True))
        for options in product(*[list(issue.options) for issue in case.issues.values()])
    ]
    return [outcome for outcome in every if not any(holds(rule.never, outcome) for rule in case.rules)]


def utility(case: Case, party: str, outcome: Mapping[str, str]) -> Fraction:
    """In points of 100; for priorities and rankings any number in the right order."""
    preferences = case.preferences[party]
    if preferences.form == "priorities":
        top = len(preferences.priorities)
        return Fraction(sum(2 ** (top - k) for k, p in enumerate(preferences.priorities) if holds(p, outcome)))
    if preferences.form == "ranking":
        for place, tie in enumerate(preferences.ranking):
            if any(all(outcome[issue] == option for issue, option in partial.items()) for partial in tie):
                return Fraction(-place)
        raise AssertionError("unranked")
    total = sum((middle(w) for w in preferences.weights.values()), Fraction(0))
    found = Fraction(0)
    for issue, weight in preferences.weights.items():
        found += middle(weight) * 100 / total * middle(preferences.values[issue][outcome[issue]])
    for bonus in preferences.together:
        if holds(bonus.when, outcome):
            found += middle(bonus.add)
    return found


@dataclass
class Truth:
    case: Case
    scale: str

    def __post_init__(self) -> None:
        self.outcomes = outcomes(self.case)
        movers = {
            p for issue in self.case.issues.values() for o in issue.options.values() for g in o.by or () for p in g
        }
        self.parties = [*self.case.table, *[p for p in self.case.parties if p in movers - set(self.case.table)]]
        self.points = {key(o): {p: utility(self.case, p, o) for p in self.parties} for o in self.outcomes}

    @property
    def ends(self) -> list[list[Mapping[str, str] | None]]:
        return [list(end) for end in self.case.no_deal.ends] or [[None]]

    def level(self, party: str, end: Mapping[str, str] | None) -> Fraction | None:
        stated = self.case.preferences[party].no_deal
        if stated is not None:
            return (stated.low + stated.high) / 2
        return None if end is None else utility(self.case, party, end)

    def reservation(self, party: str) -> Fraction | None:
        levels = [self.level(party, end) for ends in self.ends for end in ends]
        return max((level for level in levels if level is not None), default=None)

    def worst(self, party: str) -> Fraction:
        return min(values[party] for values in self.points.values())

    def shown(self, party: str, points: Fraction) -> float:
        if self.scale == "raw":
            return float(points / 100)
        low, high = self.worst(party), max(values[party] for values in self.points.values())
        return float((points - low) / (high - low)) if high > low else 0.0

    def passes(self, outcome: Mapping[str, str], end: Mapping[str, str] | None) -> bool:
        if end is not None and dict(end) == dict(outcome):
            return False
        values = self.points[key(outcome)]
        levels = {p: self.level(p, end) for p in self.parties}
        floor = {p: self.worst(p) if level is None else level for p, level in levels.items()}
        if any(levels[p] is not None and values[p] < floor[p] for p in self.case.table):
            return False
        if not any(values[p] > floor[p] for p in self.case.table):
            return False
        willing = {p for p in self.parties if p in self.case.table or levels[p] is None or values[p] >= floor[p]}
        for issue, option in outcome.items():
            if end is None or end[issue] == option:
                continue
            needed = consents(self.case, issue, end[issue], option)
            if not any(group <= willing for group in needed or ()):
                return False
        return True

    def acceptable(self, outcome: Mapping[str, str]) -> str:
        ends = [all(self.passes(outcome, state) for state in end) for end in self.ends]
        return "every" if all(ends) else "some" if any(ends) else "no"

    def frontier(self, among: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
        vectors = {key(o): tuple(self.points[key(o)][p] for p in self.case.table) for o in among}

        def better(one: tuple[Fraction, ...], other: tuple[Fraction, ...]) -> bool:
            return one != other and all(a >= b for a, b in zip(one, other, strict=True))

        return [o for o in among if not any(better(v, vectors[key(o)]) for v in vectors.values())]

    def zone(self) -> list[dict[str, str]]:
        return [o for o in self.outcomes if self.acceptable(o) == "every"]

    def solutions(self) -> dict[str, set[Named]]:
        """By the definitions of THEORY §2, over the acceptable frontier."""
        front = self.frontier(self.zone())
        floor = {p: self.worst(p) if self.reservation(p) is None else self.reservation(p) for p in self.case.table}
        best = {p: max(self.points[key(o)][p] for o in self.zone()) for p in self.case.table}
        members = [p for p in self.case.table if best[p] > floor[p]]  # type: ignore[operator]
        span = {p: self._span(p) for p in members}

        def gains(o: Mapping[str, str]) -> list[Fraction]:
            return [(self.points[key(o)][p] - floor[p]) for p in members]  # type: ignore[operator]

        def shown(o: Mapping[str, str]) -> list[Fraction]:
            return [gain / span[p] for gain, p in zip(gains(o), members, strict=True)]

        def nash(o: Mapping[str, str]) -> Any:
            worth = Fraction(1)
            for gain in shown(o):
                worth *= gain if gain > 0 else 1
            return (sum(gain > 0 for gain in shown(o)), worth)

        keys: dict[str, Any] = {
            "nash": nash,
            "egalitarian": lambda o: sorted(shown(o)),
            "kalai_smorodinsky": lambda o: sorted(
                g / (best[p] - floor[p]) for g, p in zip(gains(o), members, strict=True)
            ),
            "utilitarian": lambda o: sum(shown(o)),
        }
        return {
            name: {key(o) for o in front if not members or measure(o) == max(measure(x) for x in front)}
            for name, measure in keys.items()
        }

    def _span(self, party: str) -> Fraction:
        if self.scale == "raw":
            return Fraction(100)
        values = [v[party] for v in self.points.values()]
        return max(values) - min(values) or Fraction(1)
