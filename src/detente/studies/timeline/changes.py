"""What each event changed, for whom, and through what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from detente.case import events
from detente.case.model import Event
from detente.studies.timeline.answer import Step
from detente.studies.timeline.working import Best, End, Verdict, Worked, Zone


@dataclass(frozen=True, slots=True)
class Shift:
    """A party's credence in a claim before and after."""

    party: str
    claim: str
    before: Fraction
    after: Fraction


@dataclass(frozen=True, slots=True)
class Turned:
    """Whether a party would accept an offer that lay on the table before and after."""

    event: str
    party: str
    accepts: bool


@dataclass(frozen=True, eq=False)
class Change:
    """One event between two steps.

    `entered`, `left`: packages that became acceptable to all, and that ceased to be; `turnover`: these as a share of all that were so before or
    after (0: the same zone, 1: nothing of it is left); None where the packages cannot be listed or are not the same ones. `party_turnover`: by
    party the share of all packages of which it changed its mind. `through`: addresses that the event writes; `reported`: claims that it brings evidence on.
    """

    step: Step
    before: Step
    through: tuple[str, ...]
    reported: tuple[str, ...]
    entered: int | None
    left: int | None
    turnover: float | None
    party_turnover: Mapping[str, float]
    shifts: tuple[Shift, ...]
    moved: bool
    rebest: bool
    turned: tuple[Turned, ...]
    appeared: tuple[str, ...]
    gone: tuple[str, ...]
    answerable: bool | None

    @property
    def event(self) -> Event:
        """The event."""
        assert self.step.event is not None
        return self.step.event

    @property
    def share(self) -> float | None:
        """By how much the share of draws rose in which the zone holds anything."""
        one, other = self.before.worked.drawn, self.step.worked.drawn
        return None if one is None or other is None else other.zone - one.zone

    @property
    def largest(self) -> Fraction:
        """The largest shift of a credence."""
        return max((abs(shift.after - shift.before) for shift in self.shifts), default=Fraction(0))

    @property
    def zone_changed(self) -> bool:
        """Whether what can be agreed changed: which packages, or what is best, or how sure that is."""
        one, other = self.before.worked.zone, self.step.worked.zone
        sized = one is not None and other is not None and (one.count, one.frontier) != (other.count, other.frontier)
        return bool(self.turnover) or sized or self.rebest or bool(self.share) or self.answerable is not None

    @property
    def anything(self) -> bool:
        """Whether anything changed that was measured, but for which offers lie on the table."""
        return (
            self.zone_changed
            or bool(self.shifts)
            or self.moved
            or bool(self.turned)
            or any(self.party_turnover.values())
        )


def changes(steps: Sequence[Step]) -> tuple[Change, ...]:
    """What each event changed."""
    return tuple(_change(before, after) for before, after in pairwise(steps))


def most(changed: Sequence[Change]) -> Change | None:
    """The event that changed most: by the turnover of the zone, then by how many parties' minds about packages changed and how far, then by the largest shift
    of a credence; the first of several alike; None where nothing changed."""
    best = max(changed, key=measure, default=None)
    return best if best is not None and any(measure(best)) else None


def measure(change: Change) -> tuple[float, float, float, float]:
    """What events are compared by, in this order."""
    gained = change.answerable is not None
    return (
        change.turnover or 0.0,
        float(max(change.party_turnover.values(), default=0.0)),
        float(change.largest),
        float(gained or change.moved or change.rebest or bool(change.turned)),
    )


def _change(before: Step, after: Step) -> Change:
    event = after.event
    assert event is not None
    old, new = before.worked, after.worked
    entered, left, turnover = _zones(old, new)
    lying, now = {o.event for o in before.offers}, {o.event for o in after.offers}
    could, can = old.zone is not None, new.zone is not None
    return Change(
        after,
        before,
        tuple(events.writes(event)),
        tuple(dict.fromkeys(told.claim for told in event.evidence)),
        entered,
        left,
        turnover,
        _minds(old, new),
        _shifts(before, after),
        _named(old.ends) != _named(new.ends) or _named(old.careful) != _named(new.careful),
        _rebest(old.best, new.best),
        _turned(before.verdicts, after.verdicts),
        tuple(o.event for o in after.offers if o.event not in lying),
        tuple(o.event for o in before.offers if o.event not in now),
        None if could == can else can,
    )


def _zones(old: Worked, new: Worked) -> tuple[int | None, int | None, float | None]:
    if old is new:
        return (0, 0, 0.0) if old.zone is not None and old.zone.members is not None else (None, None, None)
    one, other = _members(old.zone), _members(new.zone)
    if one is None or other is None or old.space[0] != new.space[0]:
        return None, None, None
    entered, left = len(np.setdiff1d(other, one, True)), len(np.setdiff1d(one, other, True))
    either = entered + len(one)
    return entered, left, (entered + left) / either if either else 0.0


def _members(zone: Zone | None) -> np.ndarray[tuple[int], np.dtype[np.int64]] | None:
    return None if zone is None else zone.members


def _minds(old: Worked, new: Worked) -> dict[str, float]:
    """By party at the table the share of all packages of which it changed its mind whether they beat no deal."""
    one, other = old.zone, new.zone
    if one is None or other is None or one.takes is None or other.takes is None or old.space != new.space:
        return {}
    return {
        party: int(np.unpackbits(bits ^ other.takes[party]).sum()) / one.outcomes
        for party, bits in one.takes.items()
        if party in other.takes
    }


def _shifts(before: Step, after: Step) -> tuple[Shift, ...]:
    found = []
    for party, claims in after.credence.items():
        for claim, now in claims.items():
            then = before.credence.get(party, {}).get(claim)
            if then is None or then.posterior is None or now.posterior is None or then.posterior == now.posterior:
                continue
            found.append(Shift(party, claim, then.posterior, now.posterior))
    return tuple(found)


def _named(ends: tuple[End, ...] | None) -> object:
    """Ends so that their order does not count."""
    if ends is None:
        return None
    return frozenset(frozenset(tuple(sorted(outcome.items())) for outcome in end) for end in ends)


def _rebest(one: Best | None, other: Best | None) -> bool:
    if one is None or other is None:
        return (one is None) != (other is None)
    return dict(one.outcome) != dict(other.outcome)


def _turned(before: Sequence[Verdict], after: Sequence[Verdict]) -> tuple[Turned, ...]:
    old = {verdict.event: verdict for verdict in before}
    return tuple(
        Turned(now.event, party, accepts)
        for now in after
        if now.event in old
        for party, accepts in now.accepts.items()
        if old[now.event].accepts.get(party, accepts) != accepts
    )
