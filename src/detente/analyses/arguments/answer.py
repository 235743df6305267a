"""What arguments answers: the result, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.analyses.arguments.bases import Base
from detente.analyses.arguments.flips import Flip
from detente.analyses.arguments.grading import Change
from detente.analyses.arguments.model import Argued
from detente.analyses.arguments.readings import Reading
from detente.analyses.arguments.reasons import Group, Moment
from detente.case.model import Case
from detente.result import Finding, Result, View
from detente.theory.acceptance import Acceptance
from detente.theory.strength import Strength


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """What a party's own claims are (by number), and how claims fare for it."""

    reading: Reading
    own: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ArgumentsResult(Result):
    """Which claims stand, for whom, how strongly, and what would flip that.

    `case` is None for a bare framework, whose `title` stands instead. `accepted` holds what was asked, by (mode, semantics). `grades` and `flips`
    are None where they were not worked out. `bases` are of the claims of a case. `changed`: how many pairs change their order between semantics.
    """

    case: Case | None
    title: str
    found: Argued
    neutral: Reading
    accepted: Mapping[tuple[str, str], Acceptance]
    bases: tuple[Base, ...]
    grades: Mapping[str, Strength] | None
    changes: tuple[Change, ...]
    changed: int
    flips: tuple[Flip, ...] | None
    sides: tuple[Side, ...]
    groups: tuple[Group, ...]
    moments: tuple[Moment, ...]

    def findings(self) -> tuple[Finding, ...]:
        """Sentences, most important first; caveats last."""
        from detente.analyses.arguments.findings import findings

        return findings(self)

    def views(self) -> tuple[View, ...]:
        """Reasons and who finds them answered, maps, strengths, flips, where each claim stands."""
        from detente.analyses.arguments.views import views

        return views(self)

    def data(self) -> dict[str, Any]:
        """The fields that `docs/reference/arguments.md` lists."""
        from detente.analyses.arguments.plain import data

        return data(self)
