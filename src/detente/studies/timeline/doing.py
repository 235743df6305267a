"""Findings about events: what each changed, for whom, and through what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.case.model import Case, Held
from detente.case.worlds import atoms_of, spelled_out
from detente.result import Finding, Scope
from detente.studies.timeline import telling
from detente.studies.timeline.changes import Change, Shift, measure
from detente.studies.timeline.telling import called

if TYPE_CHECKING:
    from detente.studies.timeline.answer import TimelineResult

MOST_SHIFTS = 7
LEAST = 0.01
"""Smaller changes of what no deal is worth are left to the tables."""


def scope_of(result: TimelineResult) -> Scope:
    """How a sentence about midpoints fares: proved where there are no ranges."""
    return "throughout" if result.certain else "unknown"


def did(result: TimelineResult) -> list[Finding]:
    """A sentence for each event that changed something that was measured, those that changed most first."""
    changed = sorted((c for c in result.changes if c.anything), key=lambda c: [-x for x in measure(c)])
    return [_event(result, change) for change in changed]


def _event(result: TimelineResult, change: Change) -> Finding:
    case = result.case
    parts = [
        *_zone(change),
        *_mindspart(case, change),
        *_levels(case, change),
        *_shifts(case, change.shifts),
        *_still(case, change),
        *_led(change),
        *_turned(case, change),
        *_rebest(change),
    ]
    if not change.zone_changed and change.step.worked.zone is not None and change.before.worked.zone is not None:
        parts.append("what could be agreed stayed as it was")
    text = f"On these estimates {called(change.event)} did this: {'; '.join(parts)}. {_through(case, change)}"
    return Finding(text, rests_on=_grounds(result, change), scope=scope_of(result))


def _zone(change: Change) -> list[str]:
    if change.answerable is not None:
        return [
            "since then it is known what could be agreed"
            if change.answerable
            else "since then it is not known what could be agreed"
        ]
    if change.turnover:
        zone = change.step.worked.zone
        now = f", so that {wording.large(zone.count)} are" if zone is not None and zone.count is not None else ""
        return [exchange(change) + now]
    return []


def _mindspart(case: Case, change: Change) -> list[str]:
    return [f"it changed the mind of {minds(case, change)}"] if any(change.party_turnover.values()) else []


def minds(case: Case, change: Change) -> str:
    """Whose mind changed about how many packages, those about most first."""
    order = sorted(((share, party) for party, share in change.party_turnover.items() if share), reverse=True)
    words = [f"{wording.party(case, party)} about {part(share)}" for share, party in order]
    return f"{wording.listed(words)} of all packages"


def part(share: float) -> str:
    """A share as a percentage."""
    return f"{wording.number(100 * share, 1)} %" if share >= 0.0005 else "less than 0.1 %"


def _shifts(case: Case, shifts: Sequence[Shift]) -> list[str]:
    """By claim, whose credence went from what to what."""
    by_claim: dict[str, list[Shift]] = {}
    for shift in shifts:
        by_claim.setdefault(shift.claim, []).append(shift)
    told = []
    for name, moved in by_claim.items():
        moved.sort(key=lambda s: -abs(s.after - s.before))
        words = [
            f"{wording.party(case, s.party)} {telling.chance(s.before)} to {telling.chance(s.after)}"
            for s in moved[:MOST_SHIFTS]
        ]
        more = len(moved) - MOST_SHIFTS
        way = (
            "rose"
            if all(s.after > s.before for s in moved)
            else "fell"
            if all(s.after < s.before for s in moved)
            else "moved"
        )
        told.append(
            f"belief that {telling.claim(case, name)} {way} ({', '.join(words)}{f', and of {more} more' if more > 0 else ''})"
        )
    return told


def _levels(case: Case, change: Change) -> list[str]:
    """For whom no deal is worth more or less than before, on its own scale."""
    old, new = change.before.worked.levels, change.step.worked.levels
    told = []
    for word, sign in (("more", 1), ("less", -1)):
        who = [p for p in new if p in old and sign * (new[p] - old[p]) >= LEAST]
        if who:
            amounts = [f"{wording.party(case, p)} ({telling.chance(old[p])} to {telling.chance(new[p])})" for p in who]
            told.append(
                f"no deal is worth {word} to {wording.listed(amounts)}, on its own scale from its worst outcome (0) to its best (1)"
            )
    return told


def _still(case: Case, change: Change) -> list[str]:
    """Claims that a combination ties to what was reported, and of which nobody's belief moved."""
    moved = {shift.claim for shift in change.shifts}
    tied: dict[str, None] = {}
    for one in case.claims.values():
        parts = atoms_of(spelled_out(case, Held(one.id))) if one.means is not None else frozenset()
        if parts & set(change.reported) and moved:
            tied.update(dict.fromkeys(sorted(parts - moved - set(change.reported))))
    stated = [name for name in tied if case.claims[name].credence]
    return [f"belief that {telling.claim(case, name)} stayed where it was" for name in stated]


def _led(change: Change) -> list[str]:
    if not change.moved:
        return []
    old, new = change.before.worked, change.step.worked
    if old.ends is not None and new.ends is not None:
        one, other = ({telling.end_key(end) for end in w.ends or ()} for w in (old, new))
        if one != other:
            return ["it changed where the parties' own moves lead"]
    return [
        "the parties' own moves lead where they led, but otherwise if each moves only where no answer would make it regret that"
    ]


def _turned(case: Case, change: Change) -> list[str]:
    told = []
    for accepts in (True, False):
        by_party: dict[str, list[str]] = {}
        for turn in change.turned:
            if turn.accepts == accepts:
                by_party.setdefault(turn.party, []).append(turn.event)
        for party, names in by_party.items():
            verb = "would now accept" if accepts else "would no longer accept"
            told.append(f"{wording.party(case, party)} {verb} {wording.listed(names)}")
    return told


def _rebest(change: Change) -> list[str]:
    if not change.rebest:
        return []
    if change.step.worked.best is None:
        return ["no best package can be named any more"]
    return ["another package is the best for all together (Nash)"]


def _through(case: Case, change: Change) -> str:
    """By what an event reached the numbers."""
    ways = []
    if change.event.moves:
        ways.append(f"a move ({wording.package(case, change.event.moves)})")
    whose = dict.fromkeys(a.split(".")[1] for a in change.through if a.startswith("preferences."))
    if whose:
        ways.append(
            f"what {wording.parties(case, [p for p in whose if p in case.parties])} {wording.verb(list(whose), 'wants', 'want')}"
        )
    other = [a for a in change.through if a.split(".")[0] not in ("preferences", "status_quo")]
    if other:
        ways.append(f"changes of {wording.listed(dict.fromkeys(a.split('.')[0].replace('_', ' ') for a in other))}")
    if change.reported:
        ways.append(f"evidence on {wording.listed(telling.claim(case, name) for name in change.reported)}")
    return f"It did so through {wording.listed(ways)}." if ways else "It did so by its date alone."


def _grounds(result: TimelineResult, change: Change) -> tuple[str, ...]:
    found = [f"events.{change.event.id}", *(f"claims.{claim}" for claim in change.reported)]
    stated = result.case.base.get("preferences") or {}
    return (
        *found,
        *(f"preferences.{party}" for party, share in change.party_turnover.items() if share and party in stated),
    )


def exchange(change: Change) -> str:
    """How many packages came in and fell out."""
    came, left = change.entered or 0, change.left or 0
    words = []
    if came:
        words.append(f"{wording.count(came, 'package')} became acceptable to all")
    if left:
        words.append(f"{wording.count(left, 'package') if not came else wording.large(left)} ceased to be")
    return " and ".join(words)
