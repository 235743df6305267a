"""A row for each step: what the picture draws, and the table behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.result import Cell, Column, Table
from detente.studies.timeline import telling

if TYPE_CHECKING:
    from detente.studies.timeline.answer import Step, TimelineResult
    from detente.studies.timeline.working import End

MOST_CLAIMS, MOST_OFFERS, MOST_ENDS = 6, 24, 6
"""So many of each have a column."""


@dataclass(frozen=True, slots=True)
class Line:
    """A column: its name, and what it is called beside a line or a row of the picture."""

    column: str
    title: str
    party: str = ""


@dataclass(frozen=True, eq=False)
class Rows:
    """The table, and which of its columns belong to which part of the picture. `claims`: claim -> the column of each party whose credence in it moved."""

    table: Table
    shares: tuple[Line, ...]
    claims: Mapping[str, tuple[Line, ...]]
    offers: tuple[Line, ...]
    ends: tuple[Line, ...]
    unshown: tuple[str, ...]


def rows(result: TimelineResult) -> Rows:
    """The rows of an answer, a column for each thing that has something to show."""
    claims, unshown = _claims(result)
    offers, more = _offers(result)
    among = telling.all_ends(result)
    ends = tuple(
        Line(f"end_{n}", telling.end_label(result, end, among)) for n, end in enumerate(among[:MOST_ENDS], start=1)
    )
    if len(among) > MOST_ENDS:
        more = (*more, wording.count(len(among) - MOST_ENDS, "end of moves", "ends of moves"))
    drawn = any(step.worked.drawn is not None for step in result.steps)
    shares = [Line("zone_share", "any package")] if drawn else []
    if drawn and any(step.worked.best is not None for step in result.steps):
        shares.append(Line("best_share", "the best package"))
    columns = _columns(tuple(shares), claims, offers, ends)
    made = Table(
        "steps",
        "After every event",
        columns,
        tuple(_row(result, step, claims, offers, among) for step in result.steps),
        _note(result),
    )
    kept = [column.name for column in columns]
    if not drawn or len(shares) < 2:
        made = _narrowed(made, kept)
    return Rows(made, tuple(shares), claims, offers, ends, (*unshown, *more))


def _narrowed(made: Table, kept: Sequence[str]) -> Table:
    """Without the cells of shares that have no column."""
    names = [*FIRST, "zone_share", "best_share"]
    cut = [n for n, name in enumerate(names) if name not in kept]
    rows_kept = tuple(tuple(cell for n, cell in enumerate(row) if n not in cut) for row in made.rows)
    return Table(made.name, made.title, made.columns, rows_kept, made.note)


FIRST = ("label", "step", "changed", "packages", "best", "nash")


def _columns(
    shares: Sequence[Line], claims: Mapping[str, Sequence[Line]], offers: Sequence[Line], ends: Sequence[Line]
) -> tuple[Column, ...]:
    return (
        Column("label", "After"),
        Column("step", "Step", "integer"),
        Column("changed", "What it changed"),
        Column("packages", "Packages acceptable to all", "integer"),
        Column("best", "Best package"),
        Column("nash", "Outcomes that hold by Nash", "integer"),
        *(Column(line.column, f"Draws in which all accept {line.title}", "percent") for line in shares),
        *(Column(line.column, line.title, "number") for lines in claims.values() for line in lines),
        *(Column(line.column, f"Offer {line.title}") for line in offers),
        *(Column(line.column, f"Moves lead to: {line.title}") for line in ends),
    )


def _row(
    result: TimelineResult,
    step: Step,
    claims: Mapping[str, Sequence[Line]],
    offers: Sequence[Line],
    among: Sequence[End],
) -> tuple[Cell, ...]:
    done = step.worked
    best = None
    if done.best is not None:
        known = [dict(outcome) for outcome in telling.packages(result)]
        best = telling.letter(known.index(dict(done.best.outcome)))
    short = telling.codes(result.case)
    verdicts = {f"offer {v.event}": telling.short_verdict(v, short) for v in step.verdicts}
    lying = {offer.event for offer in step.offers}
    reached = {telling.end_key(end) for end in done.ends or ()}
    credences = [_credence(step, line.party, claim) for claim, lines in claims.items() for line in lines]
    return (
        telling.label(step),
        step.number,
        kinds(result, step),
        None if done.zone is None else done.zone.count,
        best,
        done.nash,
        None if done.drawn is None else done.drawn.zone,
        None if done.best is None else done.best.share,
        *credences,
        *(verdicts.get(f"offer {line.title}", "not judged") if line.title in lying else None for line in offers),
        *("yes" if telling.end_key(end) in reached else None for end in among[:MOST_ENDS]),
    )


def kinds(result: TimelineResult, step: Step) -> str:
    """What an event changed, in a few words; nothing of the state before the first."""
    if step.number == 0:
        return ""
    change = result.changes[step.number - 1]
    told = []
    if change.zone_changed:
        told.append("zone")
    elif any(change.party_turnover.values()):
        told.append("what a party would accept")
    if change.shifts:
        told.append("beliefs")
    if change.moved:
        told.append("where moves lead")
    if change.turned:
        told.append("who would accept an offer")
    if change.appeared:
        told.append("an offer made")
    return ", ".join(told) or "nothing measured"


def _credence(step: Step, party: str, claim: str) -> float | None:
    held = step.credence.get(party, {}).get(claim)
    return None if held is None or held.posterior is None else float(held.posterior)


def _claims(result: TimelineResult) -> tuple[dict[str, tuple[Line, ...]], tuple[str, ...]]:
    """The claims in which somebody's credence moved, those that moved most first, and the parties whose did."""
    moved: dict[str, dict[str, float]] = {}
    for change in result.changes:
        for shift in change.shifts:
            held = moved.setdefault(shift.claim, {})
            held[shift.party] = held.get(shift.party, 0.0) + abs(float(shift.after - shift.before))
    order = sorted(moved, key=lambda claim: -max(moved[claim].values()))
    lines, number = {}, 0
    for claim in order[:MOST_CLAIMS]:
        made = []
        for party in (p for p in result.case.parties if p in moved[claim]):
            number += 1
            made.append(Line(f"credence_{number}", f"{wording.party(result.case, party)}: {claim}", party))
        lines[claim] = tuple(made)
    rest = len(order) - MOST_CLAIMS
    return lines, (wording.count(rest, "claim"),) if rest > 0 else ()


def _offers(result: TimelineResult) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    names = list(dict.fromkeys(offer.event for step in result.steps for offer in step.offers))
    by = {offer.event: offer.by for step in result.steps for offer in step.offers}
    lines = tuple(Line(f"offer_{n}", name, ", ".join(by[name])) for n, name in enumerate(names[:MOST_OFFERS], start=1))
    rest = len(names) - MOST_OFFERS
    return lines, (wording.count(rest, "offer"),) if rest > 0 else ()


def _note(result: TimelineResult) -> str:
    parts = []
    best = telling.packages(result)
    if best:
        base = result.case.status_quo
        words = [f"{telling.letter(n)} is {telling.outcome(result.case, one, base)}" for n, one in enumerate(best[:4])]
        parts.append(f"Best package: {'; '.join(words)}.")
    if any(step.offers for step in result.steps):
        short = telling.codes(result.case)
        names = wording.listed(f"{short[p]} {wording.party(result.case, p)}" for p in telling.parties_shown(result))
        parts.append(f"Offers on the table: who would not accept them at that date{f' ({names})' if names else ''}.")
    return " ".join(parts)
