"""The comparison of two cases by one analysis, and what it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.case.addresses import AddressError, resolve
from detente.case.model import Case
from detente.result import Finding, Kind, Result, Unanswerable, View, tell
from detente.studies.compare.causes import Causes, causes
from detente.studies.compare.leaves import Change, changes
from detente.studies.compare.pairing import Paired, pair
from detente.studies.question import Question, ask


@dataclass(frozen=True, slots=True)
class CompareResult(Result):
    """What an analysis says of one case and then of another.

    `answers` are the two results, or why there is none (a sentence); `said`, `caveats` their sentences side by side; `numbers` the
    leaves of their data that differ; `causes` what differs between the cases themselves.
    """

    question: Question
    before: Case
    after: Case
    answers: tuple[Result | str, Result | str]
    said: Paired
    caveats: Paired
    numbers: tuple[Change, ...]
    causes: Causes

    def findings(self) -> tuple[Finding, ...]:
        """Sentences, most important first; caveats last."""
        from detente.studies.compare.telling import findings

        return findings(self)

    def views(self) -> tuple[View, ...]:
        """Sentences side by side, numbers, what was changed; pictures where there is something to draw."""
        from detente.studies.compare.views import views

        return views(self)

    def data(self) -> dict[str, Any]:
        """The fields that `docs/reference/compare.md` lists."""
        from detente.studies.compare.plain import data

        return data(self)

    @property
    def same(self) -> bool:
        """Does everything that is said stand, and every number behind it?"""
        return not (self.turned or self.numbers)

    @property
    def turned(self) -> bool:
        """Is anything said otherwise, or said no more, or newly said? Caveats count."""
        return any(part.gone or part.new or not all(p.stands for p in part.pairs) for part in (self.said, self.caveats))


def compare(before: Case, after: Case, question: Question) -> CompareResult:
    """What does this analysis say of the one case, what of the other, and what made the difference?

    Sentences are paired by their words, apart from numbers and packages; leaves of the data by their place, entries of lists by what they
    are about. A case that cannot be asked is told as a finding. Raises WrongUse and CaseError as the analysis does.
    """
    answers: list[Result | str] = []
    for number, case in enumerate((before, after)):
        tell(f"{question.name} of both cases", number, 2)
        try:
            answers.append(ask(question, case))
        except Unanswerable as error:
            answers.append(str(error))
    tell(f"{question.name} of both cases", 2, 2)
    old, new = answers
    draws = question.parameters.get("draws")
    made = draws if isinstance(draws, int) else 0
    said = pair(_of(old, "finding"), _of(new, "finding"), made)
    caveats = pair(_of(old, "caveat"), _of(new, "caveat"), made)
    numbers = () if isinstance(old, str) or isinstance(new, str) else changes(old.data(), new.data())
    return CompareResult(question, before, after, (old, new), said, caveats, numbers, causes(before, after))


def _of(answer: Result | str, kind: Kind) -> list[Finding]:
    return [] if isinstance(answer, str) else [finding for finding in answer.findings() if finding.kind == kind]


def there(case: Case, addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Those of these addresses that a case has."""
    found = []
    for address in dict.fromkeys(addresses):
        try:
            resolve(case.tree, address)
        except AddressError:
            continue
        found.append(address)
    return tuple(found)
