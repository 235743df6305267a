"""Conclusions and the reasons that are given for them; and how the reasons fared before the last new claims were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from detente.analyses.arguments.model import Argued, argued
from detente.analyses.arguments.readings import Reading, neutral, reading
from detente.case.model import Case


@dataclass(frozen=True, slots=True)
class Group:
    """A conclusion (by number) and the reasons given for it: the claims that support it, asserted by those who assert it."""

    conclusion: int
    reasons: tuple[int, ...]
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """On `day` the claims `new` could first be made. `before`: the status of each claim that there was until then, by reader ("" for
    the neutral one); `after`: likewise from that day on."""

    day: date
    new: tuple[str, ...]
    before: Mapping[str, Mapping[str, str]]
    after: Mapping[str, Mapping[str, str]]

    def changed(self, reader: str) -> tuple[str, ...]:
        """The claims that fare otherwise from that day on."""
        before, after = self.before[reader], self.after[reader]
        return tuple(name for name, status in before.items() if after[name] != status)


def groups(case: Case, found: Argued) -> tuple[Group, ...]:
    """Claims with two or more reasons that themselves support nothing; those that parties assert first, then by the number of reasons."""
    supports = {(found.claim(s), t) for s, t in found.framework.supports.tolist() if t < found.claims}
    given = {source for source, _ in supports}
    told = []
    for n, name in enumerate(found.names):
        by = case.claims[name].asserted_by
        reasons = tuple(
            sorted(source for source, target in supports if target == n and _one_side(case, found, source, by))
        )
        if n not in given and len(reasons) > 1:
            told.append(Group(n, reasons, by))
    return tuple(sorted(told, key=lambda group: (not group.by, -len(group.reasons), group.conclusion)))


def _one_side(case: Case, found: Argued, source: int, by: tuple[str, ...]) -> bool:
    return not by or bool(set(by) & set(case.claims[found.names[source]].asserted_by))


def moments(case: Case, found: Argued, readers: tuple[str, ...]) -> tuple[Moment, ...]:
    """The days, up to the map's own, on which claims could first be made, in order."""
    days = sorted({day for name in found.names if (day := case.claims[name].since) is not None and day > date.min})
    told = []
    for day in days:
        earlier, later = argued(case, day - timedelta(days=1)), argued(case, day)
        new = tuple(name for name in later.names if name not in set(earlier.names))
        told.append(Moment(day, new, _statuses(case, earlier, readers), _statuses(case, later, readers)))
    return tuple(told)


def _statuses(case: Case, found: Argued, readers: tuple[str, ...]) -> dict[str, dict[str, str]]:
    told: dict[str, Reading] = {"": neutral(found)} | {party: reading(case, found, party) for party in readers}
    return {who: {name: how.status(n) for n, name in enumerate(found.names)} for who, how in told.items()}
