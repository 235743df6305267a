"""Events: their order, what they write, who makes the moves, and what evidence says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any

from detente.case.addresses import at, merge
from detente.case.check_claims import circles
from detente.case.check_outcomes import broken, words
from detente.case.consents import consents
from detente.case.expressions import format
from detente.case.model import Case, Event, Evidence, Outcome, Source
from detente.case.notes import Notes
from detente.case.scalars import first_day
from detente.case.text import Path

Got = Mapping[str, Any]


def check(case: Case, got: Got, notes: Notes) -> None:
    """All about events except names."""
    numbers = _numbers(notes)
    events = [event for event in case.events if event.id in numbers]
    _after(events, numbers, notes)
    _replies(events, numbers, notes)
    for event in events:
        path: Path = ("events", numbers[event.id])
        _outcomes(case, event, path, notes)
        for number, evidence in enumerate(event.evidence):
            _evidence(case, evidence, _place(notes, path, number), notes)
    _same_day(events, numbers, notes)
    _moves(case, in_order(events), numbers, notes)
    _sources(case, events, numbers, notes)


def in_order(events: Sequence[Event]) -> list[Event]:
    """By day; within a day after what they come after; else as in the file."""
    by_day: dict[Any, list[Event]] = defaultdict(list)
    for event in events:
        by_day[event.date].append(event)
    ordered: list[Event] = []
    for day in sorted(by_day):
        left = by_day[day]
        while left:
            waiting = {event.id for event in left}
            ready = next((e for e in left if not any(a in waiting and a != e.id for a in e.after)), left[0])
            ordered.append(ready)
            left = [event for event in left if event is not ready]
    return ordered


def _numbers(notes: Notes) -> dict[str, int]:
    written = notes.tree.get("events")
    found: dict[str, int] = {}
    for number, item in enumerate(written if isinstance(written, list) else ()):
        if isinstance(item, Mapping) and isinstance(item.get("id"), str):
            found.setdefault(item["id"], number)
    return found


def _place(notes: Notes, path: Path, number: int) -> Path:
    """Where the piece of evidence stands that was read as the event's `number`-th (what names no claim is not read)."""
    written = notes.tree["events"][path[1]].get("evidence")
    if not isinstance(written, list):
        return (*path, "evidence")
    read = [place for place, item in enumerate(written) if isinstance(item, Mapping) and item.get("claim") is not None]
    return (*path, "evidence", read[number] if number < len(read) else number)


# ---------------------------------------------------------------- order


def _after(events: Sequence[Event], numbers: Mapping[str, int], notes: Notes) -> None:
    known = {event.id: event for event in events}
    for circle in circles({event.id: event.after for event in events}):
        what = f"Events come after each other in a circle: {' -> '.join((*circle, circle[0]))}."
        notes.error(("events", numbers[circle[0]], "after"), what, "Remove one after.")
    for event in events:
        for name in event.after:
            if name in known and known[name].date > event.date:
                what = f"{event.id} comes after {name}, but {name} is dated later ({known[name].written})."
                notes.error(("events", numbers[event.id], "after"), what, "Correct a date, or leave after out.")


def _replies(events: Sequence[Event], numbers: Mapping[str, int], notes: Notes) -> None:
    known = {event.id: event for event in events}
    for event in events:
        for key, name in (("in_reply_to", event.in_reply_to), ("withdraws", event.withdraws)):
            if name in known and (known[name].date > event.date or name == event.id):
                what = f"{event.id} ({event.written}) speaks to {name}, which comes later ({known[name].written})."
                notes.warning(("events", numbers[event.id], key), what, "Correct a date or the name.")


def writes(event: Event) -> frozenset[tuple[str, ...]]:
    """The paths that an event writes: options of the status quo that it moves, and the ends of its changes."""
    moved = {("status_quo", issue) for issue in event.moves or ()}
    return frozenset(moved | set(_ends(event.changes or {}, ())))


def _ends(tree: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(tree, Mapping) and tree:
        for key, value in tree.items():
            yield from _ends(value, (*path, key))
    elif path:
        yield path


def _same_day(events: Sequence[Event], numbers: Mapping[str, int], notes: Notes) -> None:
    """Two events of one day that write the same address need an `after:`."""
    by_day: dict[Any, list[Event]] = defaultdict(list)
    for event in events:
        if event.moves or event.changes:
            by_day[event.date].append(event)
    follows = {event.id: event.after for event in events}
    for same in by_day.values():
        for first, second in combinations(same, 2):
            both = _overlap(writes(first), writes(second))
            if (
                both
                and not _comes_after(first.id, second.id, follows)
                and not _comes_after(second.id, first.id, follows)
            ):
                what = (
                    f"{first.id} and {second.id} write {'.'.join(both)} on one day, and nothing says which comes first."
                )
                notes.error(("events", numbers[second.id]), what, f"Add after: {first.id} to the later one.")


def _overlap(one: frozenset[tuple[str, ...]], two: frozenset[tuple[str, ...]]) -> tuple[str, ...] | None:
    for a in sorted(one):
        for b in sorted(two):
            if a[: len(b)] == b or b[: len(a)] == a:
                return max(a, b, key=len)
    return None


def _comes_after(event: str, other: str, follows: Mapping[str, Sequence[str]]) -> bool:
    waiting, seen = list(follows.get(event, ())), set()
    while waiting:
        name = waiting.pop()
        if name == other:
            return True
        if name not in seen:
            seen.add(name)
            waiting += follows.get(name, ())
    return False


# ---------------------------------------------------------------- what they say


def _outcomes(case: Case, event: Event, path: Path, notes: Notes) -> None:
    """Partly written outcomes need a status quo; offers and threats an author."""
    stated: list[tuple[str, Outcome | None]] = [("moves", event.moves), ("offers", event.offers)]
    if event.threatens is not None:
        stated.append(("threatens", event.threatens.then))
    for key, outcome in stated:
        if outcome is None:
            continue
        if case.status_quo is None and any(issue not in outcome for issue in case.issues):
            what = f"{event.id} {key} part of an outcome, and there is no status quo to take the rest from."
            notes.error((*path, key), what, "Add status_quo: with an option for every issue.")
        if not event.by and key != "moves":
            what = f"Nobody is named who {key} here."
            notes.warning((*path, key), what, "Add by: with the party or parties.")
    by = notes.tree["events"][path[1]].get("by")
    if isinstance(by, str) and " or " in f" {by} ":
        notes.error(
            (*path, "by"), f"{event.id} is by {by}, but an event has authors, not alternatives.", "Name who did it."
        )
    if event.condition is not None and event.offers is None:
        notes.warning(
            (*path, "if"), f"{event.id} has an if but offers nothing.", "Add offers:, or move if into threatens."
        )


def _evidence(case: Case, evidence: Evidence, path: Path, notes: Notes) -> None:
    found = at(notes.tree, path)
    written = found if isinstance(found, Mapping) else {}
    if evidence.absent:
        _absent(evidence, written, path, notes)
    pair = [key for key in ("if_true", "if_false") if key in written]
    ratio = "likelihood_ratio" in written
    if ratio and pair:
        what = "The evidence has a likelihood_ratio and also if_true or if_false."
        notes.error(path, what, "Keep the ratio, or keep the two probabilities.")
    elif not ratio and len(pair) < 2 and not evidence.absent:
        missing = [key for key in ("if_true", "if_false") if key not in written]
        what = f"The evidence does not say {' and '.join(missing)}."
        notes.error(
            path,
            what,
            "Add the probability of this report if the claim is true, and if it is false; or a likelihood_ratio.",
        )
    both = evidence.if_true, evidence.if_false
    if not evidence.absent and all(side is not None and side.high == 0 for side in both):
        notes.error(
            path, "This report could never have been made: if_true and if_false are both 0.", "Correct one of them."
        )
    if evidence.source is None and "source" not in written:
        notes.warning(
            path, "The evidence names no source, so it counts as fully reliable.", "Add source:, with its reliability."
        )


def _absent(evidence: Evidence, written: Mapping[str, Any], path: Path, notes: Notes) -> None:
    """A report that did not come needs the chances that it would have."""
    remedy = "Give if_true and if_false: the chances that the report would have come if the claim is true, and if it is false."
    readers = written.get("readers")
    for party, own in readers.items() if isinstance(readers, Mapping) else ():
        if isinstance(own, Mapping) and "likelihood_ratio" in own:
            what = f"{party} reads a report that did not come by a bare likelihood_ratio."
            notes.error((*path, "readers", party, "likelihood_ratio"), what, remedy)
    if "likelihood_ratio" in written:
        what = "The report did not come (absent: true), and a bare likelihood_ratio does not say how likely it was to come."
        notes.error((*path, "likelihood_ratio"), what, remedy)
    elif "if_true" not in written or "if_false" not in written:
        missing = " and ".join(key for key in ("if_true", "if_false") if key not in written)
        notes.error(path, f"The report did not come (absent: true), and nothing says {missing}.", remedy)
    if all(side is not None and side.low == 1 and not side.unknown for side in (evidence.if_true, evidence.if_false)):
        what = "This report was certain to come either way (if_true and if_false are both 1), and yet it is absent."
        notes.error(path, what, "Correct one of them.")


def _sources(case: Case, events: Sequence[Event], numbers: Mapping[str, int], notes: Notes) -> None:
    """Reliability where evidence uses a source; one `anyway` a source and claim; a bare ratio only once."""
    reports: dict[tuple[str, str], list[tuple[Path, Evidence]]] = defaultdict(list)
    for event in events:
        for number, evidence in enumerate(event.evidence):
            path = _place(notes, ("events", numbers[event.id]), number)
            if evidence.source is not None:
                reports[evidence.source, evidence.claim].append((path, evidence))
            source = case.sources.get(evidence.source or "")
            if source is not None:
                _too_early(event, source, path, notes)
            if source is not None and source.reliability is None and not _has_reliability(notes, source.id):
                what = f"The reliability of {source.id} is not given, and evidence rests on it; 0.5 is assumed."
                notes.warning((*path, "source"), what, f"Add reliability: and because: to sources.{source.id}.")
    for (name, claim), told in reports.items():
        _one_anyway(name, claim, told, notes)
        if len(told) > 1 and any(e.likelihood_ratio is not None for _, e in told):
            what = f"{name} reports on {claim} more than once, and a bare likelihood_ratio serves one report."
            notes.warning(told[-1][0], what, "Write if_true and if_false for its reports.")


def _one_anyway(name: str, claim: str, told: Sequence[tuple[Path, Evidence]], notes: Notes) -> None:
    """One `anyway` for all that a source says on a claim, and one for its silence, which leave room for each other."""
    said, kept = (
        [(p, e.anyway) for p, e in told if e.anyway is not None and e.absent is silent] for silent in (False, True)
    )
    for same in (said, kept):
        if len({(number.low, number.high) for _, number in same}) > 1:
            what = f"The {'silences' if same is kept else 'reports'} of {name} on {claim} differ in anyway, which is one for them all."
            notes.error((*same[-1][0], "anyway"), what, "Write the same anyway in all of them.")
    if said and kept and said[0][1].low > 1 - kept[0][1].low:
        what = (
            f"If {name} is unreliable, it keeps silent here with a chance of at most {_points(1 - kept[0][1].low)} (1 - anyway), and "
            f"says all that it says on {claim}, silence included, with one of at least {_points(said[0][1].low)} (its other anyway)."
        )
        notes.warning((*kept[0][0], "anyway"), what, "Lower one of the two; together they come to 1 at most.")


def _points(number: Fraction) -> str:
    return f"{float(number):g}"


def _too_early(event: Event, source: Source, path: Path, notes: Notes) -> None:
    """Evidence comes from a source that is there on the day."""
    if source.date is None or first_day(source.date) <= event.date:
        return
    what = f"{event.id} ({event.written}) brings evidence from {source.id}, which is dated later ({source.date})."
    remedy = (
        "Date the event when the source appeared, or name the source that reported it then and put this one under at:."
    )
    notes.warning((*path, "source"), what, remedy)


def _has_reliability(notes: Notes, source: str) -> bool:
    written = notes.tree.get("sources") or ()
    return any(isinstance(s, Mapping) and s.get("id") == source and "reliability" in s for s in written)


# ---------------------------------------------------------------- moves


def _moves(case: Case, events: Sequence[Event], numbers: Mapping[str, int], notes: Notes) -> None:
    """Could the author make the move, and is the outcome that it leads to feasible?"""
    written = case.base.get("status_quo")
    if not isinstance(written, Mapping):
        return
    now = {i: o for i, o in written.items() if i in case.issues and o in case.issues[i].options}
    at_first = replace(case, status_quo=now)
    for event in events:
        changed = merge(now, (event.changes or {}).get("status_quo") or {})
        now = changed if isinstance(changed, dict) else now
        for issue, option in (event.moves or {}).items():
            known = issue in case.issues and option in case.issues[issue].options
            if known and event.by and now.get(issue) in case.issues[issue].options:
                _able(at_first, event, issue, now[issue], option, ("events", numbers[event.id], "moves", issue), notes)
        now = {**now, **(event.moves or {})}
        rule = broken(case, now) if event.moves and len(now) >= len(case.issues) else None
        if rule is not None:
            never = format(case.rules[rule].never)
            what = f"After {event.id} the status quo ({words(now)}) breaks rule {rule + 1} (never: {never})."
            notes.error(("events", numbers[event.id], "moves"), what, "Correct the move, or loosen the rule.")


def _able(case: Case, event: Event, issue: str, frm: str, to: str, path: Path, notes: Notes) -> None:
    needed = consents(case, issue, frm, to)
    authors = frozenset(event.by)
    if needed is None:
        what = f"{event.id}: nobody can change {issue} from {frm} to {to}."
        notes.warning(path, what, f"See by, moves and irreversible of issues.{issue}.")
    elif not any(group <= authors for group in needed):
        who = " or ".join(" and ".join(sorted(group)) for group in needed)
        what = (
            f"{event.id}: {' and '.join(event.by)} could not change {issue} from {frm} to {to} alone; that takes {who}."
        )
        notes.warning(path, what, "Name all who acted under by:, or correct by of the option.")
