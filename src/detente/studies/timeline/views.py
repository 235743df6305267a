"""The same answer to look at: the story as a picture, what each event changed, the offers, where moves lead, what each believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.result import Cell, Column, Table, View
from detente.studies.timeline import picture, telling
from detente.studies.timeline.changes import Change
from detente.studies.timeline.rows import kinds, rows

if TYPE_CHECKING:
    from detente.studies.timeline.answer import Step, TimelineResult
    from detente.studies.timeline.working import Verdict


def views(result: TimelineResult) -> tuple[View, ...]:
    """All views; those that would be empty are left out, but for the picture."""
    made = [_changes(result), _offers(result), _ends(result), _beliefs(result)]
    return (picture.story(result, rows(result)), *(table for table in made if table.rows))


def _changes(result: TimelineResult) -> Table:
    columns = (
        Column("event", "Event"),
        Column("what", "What it changed"),
        Column("through", "Through"),
        Column("entered", "Packages that became acceptable", "integer"),
        Column("left", "Packages that ceased to be", "integer"),
        Column("turnover", "Turnover of the zone", "percent"),
        Column("who", "Whose mind about packages changed"),
        Column("beliefs", "Whose belief moved most"),
        Column("offers", "Offers: who turned"),
    )
    note = (
        "Turnover: packages acceptable to all only before or only after, as a share of those that were so before or after. By party: the share of all "
        "packages of which it changed its mind whether they beat no deal."
    )
    return Table("changes", "What each event changed", columns, tuple(_change(result, c) for c in result.changes), note)


def _change(result: TimelineResult, change: Change) -> tuple[Cell, ...]:
    case = result.case
    minds = sorted(((share, p) for p, share in change.party_turnover.items() if share), reverse=True)
    shift = max(change.shifts, key=lambda s: abs(s.after - s.before), default=None)
    turned = [
        f"{wording.party(case, t.party)} {'would now accept' if t.accepts else 'would no longer accept'} {t.event}"
        for t in change.turned
    ]
    return (
        telling.label(change.step),
        kinds(result, change.step),
        ", ".join((*through(change), *(f"claims.{claim}" for claim in change.reported))) or None,
        change.entered,
        change.left,
        change.turnover,
        "; ".join(f"{telling.upper(wording.party(case, p))} {_percent(share)}" for share, p in minds) or None,
        None
        if shift is None
        else f"{telling.upper(wording.party(case, shift.party))}: {shift.claim} {telling.chance(shift.before)} → {telling.chance(shift.after)}",
        telling.upper("; ".join(turned)) or None,
    )


def through(change: Change) -> list[str]:
    """The addresses that an event writes, those of one party's preferences as one."""
    found = [".".join(a.split(".")[:2]) if a.startswith("preferences.") else a for a in change.through]
    return list(dict.fromkeys(found))


def _percent(share: float) -> str:
    return f"{wording.number(100 * share, 1)} %" if share >= 0.0005 else "less than 0.1 %"


def _offers(result: TimelineResult) -> Table:
    columns = (
        Column("offer", "Offer"),
        Column("by", "By"),
        Column("means", "What it means"),
        Column("until", "On the table until"),
        Column("against", "At its date not acceptable to"),
        Column("share", "Draws in which all accept", "percent"),
        Column("better", "Better for its author than no deal"),
        Column("worse", "Leaves worse off"),
        Column("nash", "Holds by itself"),
        Column("later", "At the last date against it"),
    )
    found = []
    for name in dict.fromkeys(offer.event for step in result.steps for offer in step.offers):
        lying = [step for step in result.steps if any(offer.event == name for offer in step.offers)]
        found.append(_offer(result, name, lying))
    note = "An offer means the status quo of the day with what it offers and asks, completed where the rules exclude that; judged against no deal at that date."
    return Table("offers", "Offers on the table", columns, tuple(found), note)


def _offer(result: TimelineResult, name: str, lying: list[Step]) -> tuple[Cell, ...]:
    case, made, last = result.case, lying[0], lying[-1]
    offer = next(offer for offer in made.offers if offer.event == name)
    verdict, later = _verdict(made, name), _verdict(last, name)
    until = None if last is result.steps[-1] else telling.label(result.steps[last.number + 1])
    first: tuple[Cell, ...] = (telling.label(made), telling.upper(wording.parties(case, offer.by)))
    if verdict is None or verdict.outcome is None:
        return (*first, "cannot be" if verdict is not None else None, until, *(None,) * 6)
    base = made.case.status_quo if made.case is not None else None
    return (
        *first,
        wording.package(case, verdict.outcome, base),
        until,
        _parties(result, telling.refusing(verdict)) or ("nobody" if verdict.acceptable else "nobody, and nobody gains"),
        verdict.share,
        "; ".join(_better(result, verdict)) or None,
        _parties(result, verdict.worse) or "nobody",
        holds(made, name),
        None if later is None else _parties(result, telling.refusing(later)) or "nobody",
    )


def _verdict(step: Step, name: str) -> Verdict | None:
    return next((verdict for verdict in step.verdicts if verdict.event == name), None)


def _parties(result: TimelineResult, names: list[str] | tuple[str, ...]) -> str:
    return telling.upper(wording.parties(result.case, names))


def _better(result: TimelineResult, verdict: Verdict) -> list[str]:
    words = {True: "yes", False: "no", None: "not stated"}
    if len(verdict.better) == 1:
        return [words[better] for better in verdict.better.values()]
    return [f"{wording.party(result.case, party)}: {words[better]}" for party, better in verdict.better.items()]


def holds(step: Step, what: str) -> str | None:
    """By which concepts an outcome of note is an equilibrium."""
    told = next((one.holds for one in step.worked.named if one.what == what), None)
    if told is None:
        return None
    yes = [telling.CALLED[concept] for concept, held in told.items() if held]
    if len(yes) == len(told):
        return "by all four"
    return (
        f"by {wording.listed(yes)}"
        if yes
        else f"not by {wording.listed((telling.CALLED[c] for c, held in told.items() if held is False), 'or')}"
    )


def _ends(result: TimelineResult) -> Table:
    columns = (
        Column("end", "Where moves lead"),
        Column("from", "After"),
        Column("to", "Until"),
        Column("holds", "Holds by itself"),
    )
    found: list[tuple[Cell, ...]] = []
    for end in telling.all_ends(result):
        key = telling.end_key(end)
        at = [s.number for s in result.steps if key in {telling.end_key(e) for e in s.worked.ends or ()}]
        first = result.steps[at[0]]
        number = next(n for n, e in enumerate(first.worked.ends or (), start=1) if telling.end_key(e) == key)
        words = wording.package(result.case, end[0], result.case.status_quo)
        for start, stop in _runs(at):
            after = None if stop == len(result.steps) - 1 else telling.label(result.steps[stop + 1])
            found.append((words, telling.label(result.steps[start]), after, holds(first, f"end {number}")))
    note = "Beside the status quo of the last day. By improvements of each party alone and of groups with at most one principal."
    return Table("ends", "Where the parties' own moves lead", columns, tuple(found), note)


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Consecutive numbers as (first, last)."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def _beliefs(result: TimelineResult) -> Table:
    columns = (
        Column("party", "Party"),
        Column("claim", "Claim"),
        Column("first", "Before", "number"),
        Column("last", "At the end", "number"),
        Column("low", "At the end, least", "number"),
        Column("high", "At the end, greatest", "number"),
        Column("by", "Moved by"),
    )
    found = []
    for party, claims in result.steps[-1].credence.items():
        for claim, held in claims.items():
            before = result.steps[0].credence.get(party, {}).get(claim)
            moved = [c.event.id for c in result.changes if any((s.party, s.claim) == (party, claim) for s in c.shifts)]
            numbers = (held.posterior, held.low, held.high)
            now, low, high = (None if x is None else float(x) for x in numbers)
            then = None if before is None or before.posterior is None else float(before.posterior)
            words = telling.claim(result.case, claim)
            found.append(
                (
                    telling.upper(wording.party(result.case, party)),
                    words,
                    then,
                    now,
                    low,
                    high,
                    ", ".join(moved) or None,
                )
            )
    return Table("beliefs", "What each believed, before and at the end", columns, tuple(found))
