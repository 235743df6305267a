"""What a timeline answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.case.model import Case, Event
from detente.case.offers import Offer
from detente.result import Finding, Result, View
from detente.studies.timeline.believing import Believed
from detente.studies.timeline.working import Verdict, Worked

if TYPE_CHECKING:
    from detente.studies.timeline.changes import Change


@dataclass(frozen=True, eq=False)
class Step:
    """The case right after its first `number` events. `case` is None, and `trouble` says why, where these leave no sound case.

    `credence`: party -> claim (or combination) -> what it believes. `offers`: those on the table, in the order in which they were made. `first`: the
    first step with the same answers, as all that they hang on is the same.
    """

    number: int
    event: Event | None
    case: Case | None
    trouble: str
    credence: Mapping[str, Mapping[str, Believed]]
    offers: tuple[Offer, ...]
    worked: Worked
    first: int

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What would become of each offer on the table, as far as that could be judged."""
        found = (self.worked.verdicts.get(offer.key) for offer in self.offers)
        return tuple(verdict for verdict in found if verdict is not None)


@dataclass(frozen=True, eq=False)
class TimelineResult(Result):
    """The steps of a case, the first before any event, and what each event changed. `most`: the one that changed most, None where none changed anything."""

    case: Case
    steps: tuple[Step, ...]
    changes: tuple[Change, ...]
    most: Change | None
    draws: int
    certain: bool

    def findings(self) -> tuple[Finding, ...]:
        """Sentences, most important first; caveats last."""
        from detente.studies.timeline.findings import findings

        return findings(self)

    def views(self) -> tuple[View, ...]:
        """The picture, a row for each event, what each offer was worth, what each event changed."""
        from detente.studies.timeline.views import views

        return views(self)

    def data(self) -> dict[str, Any]:
        """The fields that `docs/reference/timeline.md` lists."""
        from detente.studies.timeline.plain import data

        return data(self)
