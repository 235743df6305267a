"""What beliefs answers: the result, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.analyses.beliefs.asking import Question
from detente.analyses.beliefs.believing import Belief
from detente.analyses.beliefs.packages import Package
from detente.analyses.beliefs.parting import Parting
from detente.analyses.beliefs.turning import Threshold
from detente.analyses.beliefs.weighing import Weight
from detente.case.coherence import Incoherence, Untied
from detente.case.model import Case, Outcome
from detente.result import Finding, Result, View


@dataclass(frozen=True, slots=True)
class Tried:
    """What beliefs were tried on: the packages, as outcomes of the case; the no deal beside which they are told; how many packages are acceptable to
    all; offers that the rules exclude; whose values hang on nothing that is uncertain to them."""

    packages: tuple[Package, ...]
    outcomes: dict[tuple[int, ...], Outcome]
    base: Outcome | None
    zone: int | None
    excluded: tuple[str, ...]
    unhinged: tuple[str, ...]
    ordinal: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BeliefsResult(Result):
    """What each party believes after the evidence, what moved it, and what would move its choice. `untried`: why no decision could be looked at."""

    case: Case
    held: tuple[Belief, ...]
    weights: tuple[Weight, ...]
    partings: tuple[Parting, ...]
    thresholds: tuple[Threshold, ...]
    questions: tuple[Question, ...]
    tried: Tried | None
    untried: str
    incoherent: tuple[Incoherence, ...]
    untied: tuple[Untied, ...]
    mended: bool
    draws: int
    certain: bool

    def findings(self) -> tuple[Finding, ...]:
        """Sentences, most important first; caveats last."""
        from detente.analyses.beliefs.findings import findings

        return findings(self)

    def views(self) -> tuple[View, ...]:
        """Credences before and after, weights, hypotheses and evidence, thresholds, questions."""
        from detente.analyses.beliefs.views import views

        return views(self)

    def data(self) -> dict[str, Any]:
        """The fields that `docs/reference/beliefs.md` lists."""
        from detente.analyses.beliefs.plain import data

        return data(self)
