"""The same answer to look at: reasons and who finds them answered, maps, claims, strengths, flips, days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.arguments import telling
from detente.analyses.arguments.findings import leading_flips, leading_groups, turning
from detente.analyses.arguments.grading import GRADES, TITLES, value
from detente.analyses.arguments.picture import graphs
from detente.analyses.arguments.telling import quoted, several, upper
from detente.result import Cell, Column, Table, View

if TYPE_CHECKING:
    from detente.analyses.arguments.answer import ArgumentsResult

MOST_ROWS = 200


def views(result: ArgumentsResult) -> tuple[View, ...]:
    """All views; those that would be empty are left out, but for the claims."""
    if result.case is None:
        return (_bare(result), *graphs(result), *_strengths(result), *_flips(result))
    return (
        *_reasons(result),
        *graphs(result),
        *_parties(result),
        *_days(result),
        *_flips(result),
        *_strengths(result),
        _claims(result),
    )


def _reasons(result: ArgumentsResult) -> list[View]:
    """The reasons for each conclusion, for each reader, now and before the last day on which claims were first made."""
    case = result.case
    assert case is not None
    groups = leading_groups(result)
    if not groups:
        return []
    sides = [s for s in result.sides if len(result.sides) == 1 or any(s.reading.party in group.by for group in groups)]
    moment = turning(result)
    readers = ["", *(side.reading.party for side in sides)]
    columns = [Column("reason", "Reason"), Column("by", "Of")]
    columns += [Column(f"now-{who or 'neutral'}", upper(telling.reader(case, who))) for who in readers]
    if moment is not None:
        before = f"before {telling.day(moment.day)}"
        columns += [
            Column(f"before-{who or 'neutral'}", f"{upper(telling.reader(case, who))}, {before}") for who in readers
        ]
    hows = [result.neutral, *(side.reading for side in sides)]
    rows: list[tuple[Cell, ...]] = []
    for group in groups:
        for n in group.reasons:
            name = result.found.names[n]
            row: list[Cell] = [telling.short(case.claims[name].text), upper(wording.parties(case, group.by)) or None]
            row += [how.status(n) for how in hows]
            if moment is not None:
                row += [moment.before[who].get(name, "not yet made") for who in readers]
            rows.append(tuple(row))
    note = "In this file. A party's column takes only attacks that it accepts itself, and its own order of values; a neutral reader takes them all."
    return [Table("reasons", "The reasons given, and for whom they are unanswered", tuple(columns), tuple(rows), note)]


def _parties(result: ArgumentsResult) -> list[View]:
    case = result.case
    assert case is not None
    rows: list[tuple[Cell, ...]] = []
    for side in result.sides:
        for n in side.own:
            rows.append(
                (
                    upper(wording.party(case, side.reading.party)),
                    case.claims[result.found.names[n]].text,
                    side.reading.status(n),
                    several(result, side.reading.by(n)) if side.reading.status(n) == "answered" else "",
                    result.neutral.status(n),
                )
            )
    columns = (
        Column("party", "Party"),
        Column("claim", "Claims"),
        Column("itself", "Given what it accepts and values"),
        Column("by", "Answered by"),
        Column("neutral", "For a neutral reader"),
    )
    return [Table("parties", "Each party's own claims", columns, tuple(rows))] if rows else []


def _days(result: ArgumentsResult) -> list[View]:
    case = result.case
    assert case is not None
    rows: list[tuple[Cell, ...]] = []
    for moment in result.moments:
        for who in moment.before:
            for name in moment.changed(who):
                text = case.claims[name].text
                rows.append(
                    (
                        telling.day(moment.day),
                        upper(telling.reader(case, who)),
                        text,
                        moment.before[who][name],
                        moment.after[who][name],
                    )
                )
    columns = (
        Column("day", "Since"),
        Column("reader", "For"),
        Column("claim", "The claim"),
        Column("before", "Was"),
        Column("after", "Is"),
    )
    note = (
        "Days on which claims could first be made (`since`), and what they changed for claims that were there before."
    )
    return [Table("days", "What new claims changed", columns, tuple(rows), note)] if rows else []


def _flips(result: ArgumentsResult) -> list[View]:
    flips = leading_flips(result)
    flips += [flip for flip in result.flips or () if flip not in flips]
    names = {name: n for n, name in enumerate(result.found.names)}
    rows: list[tuple[Cell, ...]] = []
    for flip in flips[:MOST_ROWS]:
        if flip.kind == "source" and result.case is not None:
            what = f"{telling.source(result.case, flip.removed)} ({flip.removed})"
        else:
            what = quoted(result, names[flip.removed])
        rows.append((what, flip.kind, quoted(result, flip.claim), flip.before, flip.after))
    columns = (
        Column("removed", "Without"),
        Column("kind", "A"),
        Column("claim", "This"),
        Column("before", "Is no longer"),
        Column("after", "But"),
    )
    note = f"The first {MOST_ROWS} of {len(flips):,}." if len(flips) > MOST_ROWS else "For a neutral reader."
    return [Table("flips", "What a single removal turns", columns, tuple(rows), note)] if rows else []


def _strengths(result: ArgumentsResult) -> list[View]:
    grades = result.grades
    if grades is None:
        return []
    linked = {
        int(n) for pairs in (result.found.framework.attacks, result.found.framework.supports) for n in pairs.ravel()
    }
    rows: list[tuple[Cell, ...]] = []
    for n in sorted(linked):
        if n < result.found.claims:
            base = result.bases[n] if result.bases else None
            kind = None if base is None else "fact" if base.fact else "value"
            score = None if base is None else base.score
            rows.append((quoted(result, n), kind, score, *(_told(value(grades, how, n)) for how in GRADES)))
    rows.sort(key=lambda row: str(row[0]))
    rows.sort(key=lambda row: -float(str(row[3])) if row[3] != "not determined" else 1.0)
    columns = (
        Column("claim", "Claim"),
        Column("kind", "Of"),
        Column("base", "Base score", "number"),
        *(Column(how, upper(TITLES[how])) for how in GRADES),
    )
    note = (
        "0 to 1, by three semantics; the h-categoriser takes no account of supports. Claims that neither attack nor support, nor are attacked or supported, keep their "
        "base score and are left out. No probabilities."
    )
    return (
        [Table("strength", "How strong the linked claims are", columns, tuple(rows[:MOST_ROWS]), note)] if rows else []
    )


def _told(strength: float | None) -> str:
    return "not determined" if strength is None else f"{strength:.2f}"


def _claims(result: ArgumentsResult) -> Table:
    case = result.case
    assert case is not None
    columns = (
        Column("claim", "Claim"),
        Column("who", "Who says so"),
        Column("neutral", "For a neutral reader"),
        Column("by", "Answered by"),
        Column("base", "Base score", "number"),
    )
    rows = tuple(
        (
            case.claims[name].text,
            telling.attribution(case, case.claims[name]),
            result.neutral.status(n),
            several(result, result.neutral.by(n)) if result.neutral.status(n) == "answered" else "",
            result.bases[n].score,
        )
        for n, name in enumerate(result.found.names)
    )
    return Table("claims", "The claims, and who says that who says so", columns, rows)


def _bare(result: ArgumentsResult) -> Table:
    columns = [Column("argument", "Argument"), Column("grounded", "Grounded")]
    columns += [Column(f"{mode}-{by}", f"{upper(by)}, {mode}") for mode, by in result.accepted]
    words = {1: "in", -1: "out", 0: "undecided"}
    rows = tuple(
        (
            name,
            words[int(result.neutral.labels[n])],
            *("yes" if answer.accepted[n] else "no" for answer in result.accepted.values()),
        )
        for n, name in enumerate(result.found.names[:MOST_ROWS])
    )
    note = f"The first {MOST_ROWS} of {result.found.claims:,}; JSON has all." if result.found.claims > MOST_ROWS else ""
    return Table("arguments", "The arguments", tuple(columns), rows, note)
