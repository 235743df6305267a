"""The case as of a day: every event up to it applied, in order, to the fields as they were first written.

A move changes the status quo; `changes` merge into the fields by key (lists and single values replace, null deletes;
a claim or a source goes by its id); evidence stands in `Case.applied`, so that `detente.case.credence` weighs all of
it at once. The day is always reached from `Case.base`, so going there twice changes nothing. A literal no deal takes
what it does not say from the status quo of `Case.base` and so does not move; `no_deal: status_quo` follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from detente.case import check_events
from detente.case.addresses import merge
from detente.case.model import Case, Event
from detente.case.read import from_tree

Tree = Mapping[str, Any]


def apply(case: Case, day: date | None = None) -> Case:
    """The case at the end of `day` (default: the case's own `as_of`, else the day of its last event).

    Raises CaseError where what the events leave is no sound case.
    """
    if day is None:
        day = case.as_of or max((event.date for event in case.events), default=None)
    if day is None:
        return case
    return _after(case, check_events.in_order([event for event in case.events if event.date <= day]), day)


def apply_first(case: Case, count: int) -> Case:
    """The case right after its first `count` events, in order (0: as its fields state it), at the day of the last of them: so
    that several events of one day can be told apart. Raises CaseError as `apply` does."""
    happened = check_events.in_order(case.events)[: max(0, count)]
    return _after(case, happened, happened[-1].date if happened else None)


def _after(case: Case, happened: Sequence[Event], day: date | None) -> Case:
    tree: dict[str, Any] = dict(case.base)
    for event in happened:
        tree = after_event(tree, event)
    if day is not None:
        tree["as_of"] = day.isoformat()
    return from_tree(tree, case.origin, case.base, tuple(event.id for event in happened))


def after_event(tree: Tree, event: Event) -> dict[str, Any]:
    """The tree after one event."""
    after = dict(tree)
    if event.moves:
        after["status_quo"] = {**(tree.get("status_quo") or {}), **event.moves}
    return dict(merge(after, event.changes)) if event.changes else after


def writes(event: Event) -> tuple[str, ...]:
    """The addresses that an event writes: `status_quo.ISSUE` for each of its moves, and each end of its changes."""
    return tuple(sorted(".".join(path) for path in check_events.writes(event)))


def overlap(one: str, other: str) -> bool:
    """Does one address hold the other, or are they the same?"""
    return one == other or one.startswith(other + ".") or other.startswith(one + ".")
