"""Which offers lie on the table after an event.

An offer is an event with `offers`. It lies on the table from its own event until it is withdrawn (an event that `withdraws` it), its `until` has
passed, or its authors replace it: they make another offer to the same addressees (and perhaps more) in the same thread. A thread is all that goes back, by
`in_reply_to`, to the same event; an event that replies to nothing begins one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from detente.case.model import Case, Event, Outcome
from detente.case.scalars import parse_date


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer on the table. `said`: what is offered and what is asked in return, together. `own`: what its authors' other offers that
    lay on the table when it was made say of issues that it leaves open, the latest first."""

    event: str
    by: tuple[str, ...]
    to: tuple[str, ...]
    said: Outcome
    own: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[object, ...]:
        """What the outcome that it means hangs on."""
        return (self.event, tuple(sorted(self.own.items())))


def standing(case: Case, applied: Sequence[str], day: date | None) -> tuple[Offer, ...]:
    """The offers on the table after these events, in the order in which they were made."""
    known = {event.id: event for event in case.events}
    happened = [known[name] for name in applied if name in known]
    return tuple(_offer(event, happened, known) for event in _lying(happened, known, day))


def on_record(case: Case) -> tuple[Offer, ...]:
    """Every offer made up to the case's day that nobody has withdrawn, those that others have replaced too, in order."""
    known = {event.id: event for event in case.events}
    happened = [known[name] for name in case.applied if name in known]
    gone = {event.withdraws for event in happened}
    return tuple(_offer(event, happened, known) for event in happened if event.offers and event.id not in gone)


def _lying(happened: Sequence[Event], known: Mapping[str, Event], day: date | None) -> list[Event]:
    return [event for event in happened if event.offers and _lies(event, happened, known, day)]


def thread(event: Event, known: Mapping[str, Event]) -> str:
    """The event with which the exchange began that this one belongs to."""
    seen = {event.id}
    while event.in_reply_to is not None and event.in_reply_to in known and event.in_reply_to not in seen:
        event = known[event.in_reply_to]
        seen.add(event.id)
    return event.id


def _lies(event: Event, happened: Sequence[Event], known: Mapping[str, Event], day: date | None) -> bool:
    if event.until is not None and day is not None and day > parse_date(event.until):
        return False
    if any(other.withdraws == event.id for other in happened):
        return False
    later = happened[happened.index(event) + 1 :]
    return not any(_replaces(other, event, known) for other in later)


def _replaces(later: Event, offer: Event, known: Mapping[str, Event]) -> bool:
    same = set(later.by) == set(offer.by) and set(offer.to) <= set(later.to)
    return bool(later.offers) and same and thread(later, known) == thread(offer, known)


def replaced(case: Case, event: str, applied: Sequence[str]) -> str | None:
    """The offer that this one replaced, the last where it replaced several; else None."""
    known = {each.id: each for each in case.events}
    before = applied[: list(applied).index(event)]
    return next((n for n in reversed(before) if known[n].offers and _replaces(known[event], known[n], known)), None)


def _offer(event: Event, happened: Sequence[Event], known: Mapping[str, Event]) -> Offer:
    then = happened[: happened.index(event) + 1]
    own: dict[str, str] = {}
    for other in reversed(_lying(then, known, event.date)):
        if other is not event and set(other.by) == set(event.by):
            own = {**_said(other), **own}
    said = _said(event)
    return Offer(event.id, event.by, event.to, said, {i: o for i, o in own.items() if i not in said})


def _said(event: Event) -> dict[str, str]:
    return {**(event.offers or {}), **(event.condition or {})}
