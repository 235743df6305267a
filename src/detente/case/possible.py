"""Is there an outcome that the rules allow? Exact, without listing outcomes.

Backtracking over the options of the issues that rules couple, one connected group of issues at a time, with options
struck out as soon as a rule would be broken whatever the rest. Time is bounded by a number of steps, after which
`TooHardError` says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detente.case.expressions import issues_of
from detente.case.model import And, Choice, Expression, Held, If, Not, Or, Outcome

STEPS = 200_000
Domains = dict[str, tuple[str, ...]]


class TooHardError(Exception):
    """More steps than the search may take."""


def truth(expression: Expression, domains: Mapping[str, Sequence[str]]) -> bool | None:
    """True or False where the expression is so for every choice from the domains, as far as is seen, else None."""
    match expression:
        case Choice(issue, options, negated):
            inside = sum(option in options for option in domains[issue])
            if 0 < inside < len(domains[issue]):
                return None
            return (inside > 0) != negated
        case Held():
            return None
        case Not(part):
            found = truth(part, domains)
            return None if found is None else not found
        case And(parts):
            return _all([truth(part, domains) for part in parts])
        case Or(parts):
            found = _all([_not(truth(part, domains)) for part in parts])
            return _not(found)
        case If(then, condition):
            found = _all([_not(truth(then, domains)), truth(condition, domains)])
            return _not(found)


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _all(values: list[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


@dataclass
class Search:
    """Outcomes of `options` (issue -> its options) in which none of the expressions `never` holds."""

    options: Mapping[str, Sequence[str]]
    never: Sequence[Expression]

    def __post_init__(self) -> None:
        self.scopes = [tuple(i for i in issues_of(rule) if i in self.options) for rule in self.never]
        self.of: dict[str, list[int]] = {issue: [] for issue in self.options}
        for number, scope in enumerate(self.scopes):
            for issue in scope:
                self.of[issue].append(number)
        self.steps = 0

    def find(self, fixed: Outcome | None = None) -> dict[str, str] | None:
        """A feasible outcome with the options of `fixed`, or None where there is none. Raises `TooHardError`."""
        domains: Domains = {issue: tuple(options) for issue, options in self.options.items()}
        for issue, option in (fixed or {}).items():
            domains[issue] = (option,)
        if not all(domains.values()) or not self._struck(domains, list(range(len(self.never)))):
            return None
        for group in self._groups():
            if not self._fill(domains, group):
                return None
        return {issue: options[0] for issue, options in domains.items()}

    def _groups(self) -> list[list[str]]:
        """Issues that rules couple, directly or through others."""
        groups: list[list[str]] = []
        seen: set[str] = set()
        for start in self.options:
            if start in seen or not self.of[start]:
                continue
            group, waiting = [], [start]
            seen.add(start)
            while waiting:
                issue = waiting.pop()
                group.append(issue)
                for number in self.of[issue]:
                    fresh = [other for other in self.scopes[number] if other not in seen]
                    seen.update(fresh)
                    waiting += fresh
            groups.append(group)
        return groups

    def _fill(self, domains: Domains, group: list[str]) -> bool:
        """Narrow the domains of a group to one option each, restoring what a failed choice struck."""
        trail: list[tuple[Domains, str, list[str]]] = []
        while True:
            issue = min((i for i in group if len(domains[i]) > 1), key=lambda i: len(domains[i]), default=None)
            if issue is None:
                return True
            trail.append((dict(domains), issue, list(domains[issue])))
            while trail:
                saved, issue, left = trail[-1]
                domains.clear()
                domains.update(saved)
                if not left:
                    trail.pop()
                    continue
                domains[issue] = (left.pop(0),)
                if self._struck(domains, list(self.of[issue])):
                    break
            if not trail:
                return False

    def _struck(self, domains: Domains, waiting: list[int]) -> bool:
        """Strike options that break a rule whatever the rest; False where a rule is broken or nothing is left."""
        queued = set(waiting)
        while waiting:
            number = waiting.pop()
            queued.discard(number)
            rule = self.never[number]
            self._count()
            if truth(rule, domains) is True:
                return False
            for issue in self.scopes[number]:
                here = domains[issue]
                if len(here) == 1:
                    continue
                kept = []
                for option in here:
                    self._count()
                    domains[issue] = (option,)
                    if truth(rule, domains) is not True:
                        kept.append(option)
                domains[issue] = tuple(kept)
                if not kept:
                    return False
                if len(kept) < len(here):
                    fresh = [other for other in self.of[issue] if other not in queued]
                    queued.update(fresh)
                    waiting += fresh
        return True

    def _count(self) -> None:
        self.steps += 1
        if self.steps > STEPS:
            raise TooHardError
