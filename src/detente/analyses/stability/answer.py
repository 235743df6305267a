"""What stability answers: the result, and how its states are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.analyses._conflict import Ends, Play, ends_of
from detente.analyses.stability.drawing import Drawn
from detente.analyses.stability.holding import Held
from detente.analyses.stability.joining import Joined
from detente.analyses.stability.leading import Led
from detente.analyses.stability.reasons import Why
from detente.analyses.stability.seeing import Sight
from detente.analyses.stability.turning import Turn
from detente.analyses.stability.unknowing import Unsure
from detente.case.model import Case
from detente.result import Finding, Result, View

TITLES = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "symmetric_seq": "symmetric SEQ"}


@dataclass(frozen=True, slots=True)
class StabilityResult(Result):
    """Which outcomes hold by themselves, why, and where the parties' own moves lead."""

    case: Case
    found: Play
    concepts: tuple[str, ...]
    response: str
    limit: int
    held: Held
    led: Led | None
    asked: int | None
    whys: tuple[Why, ...]
    rises: tuple[Turn, ...]
    falls: tuple[Turn, ...]
    sight: Sight | None
    unsure: Unsure | None
    draws: Drawn | None
    joined: Joined | None
    wanted: int
    certain: bool

    def findings(self) -> tuple[Finding, ...]:
        """Sentences, most important first; caveats last."""
        from detente.analyses.stability.findings import findings

        return findings(self)

    def views(self) -> tuple[View, ...]:
        """The graph from the status quo, equilibria by concept, reasons, turns."""
        from detente.analyses.stability.views import views

        return views(self)

    def data(self) -> dict[str, Any]:
        """The fields that `docs/reference/stability.md` lists."""
        from detente.analyses.stability.plain import data

        return data(self)

    # -------------------------------------------------- reading states

    @property
    def start(self) -> int | None:
        """The status quo as a state."""
        return None if self.led is None else self.led.start

    @property
    def ends(self) -> Ends:
        """Where the parties' own moves lead from the status quo."""
        return () if self.led is None else ends_of(self.led.free)

    @property
    def base(self) -> Mapping[str, str] | None:
        """The status quo, beside which outcomes are told."""
        return None if self.start is None else self.found.outcome(self.start)

    def why(self, state: int) -> Why | None:
        """The reasons of a state, where they were sought."""
        return next((why for why in self.whys if why.state == state), None)

    def groups(self) -> bool:
        """Whether there are consent groups."""
        return any(len(names) > 1 for names in self.found.members)
