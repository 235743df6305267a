"""What threats answers: the result, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.analyses._conflict import Play
from detente.analyses.threats.drawing import Fares
from detente.analyses.threats.flipping import Turn
from detente.analyses.threats.judging import Judged
from detente.analyses.threats.signalling import Signals
from detente.analyses.threats.zoning import Zone
from detente.case.model import Case
from detente.result import Finding, Result, Scope, View


@dataclass(frozen=True, eq=False)
class Card:
    """One threat, and all that is said of it. `turns`: per party, the numbers that turn its part: an author's between leaving it and carrying it
    out, an addressee's between yielding and being punished. `like`: an earlier card that says the same."""

    judged: Judged
    fares: Fares | None
    turns: tuple[tuple[str, tuple[Turn, ...]], ...]
    zone: Zone | None
    signals: Signals | None
    proved: Scope
    like: int | None


@dataclass(frozen=True, slots=True)
class ThreatsResult(Result):
    """Which threats could be carried out, would be, need be believed how much, and what else they would set off."""

    case: Case
    found: Play | None
    cards: tuple[Card, ...]
    withdrawn: tuple[tuple[str, str], ...]
    asked: bool
    n: int
    certain: bool

    def findings(self) -> tuple[Finding, ...]:
        """Sentences, most important first; caveats last."""
        from detente.analyses.threats.findings import findings

        return findings(self)

    def views(self) -> tuple[View, ...]:
        """The cards, what each addressee need believe, what follows."""
        from detente.analyses.threats.views import views

        return views(self)

    def data(self) -> dict[str, Any]:
        """The fields that `docs/reference/threats.md` lists."""
        from detente.analyses.threats.plain import data

        return data(self)

    @property
    def play(self) -> Play:
        """The case as a conflict model; there is one wherever there are cards."""
        assert self.found is not None
        return self.found
