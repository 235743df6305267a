"""Sentences that a minister's aide could read out, most important first; caveats last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.analyses import _wording as wording
from detente.analyses.arguments import telling
from detente.analyses.arguments.flips import Flip
from detente.analyses.arguments.grading import GRADES, TITLES, value
from detente.analyses.arguments.plain import undetermined
from detente.analyses.arguments.readings import Reading
from detente.analyses.arguments.telling import addresses, number, quoted, several
from detente.result import Finding, Scope
from detente.theory.framework import IN, OUT, UNDECIDED

if TYPE_CHECKING:
    from detente.analyses.arguments.answer import ArgumentsResult, Side
    from detente.analyses.arguments.reasons import Group, Moment

STATUSES = ("unanswered", "contested", "answered")
MOST_FLIPS = 6


def findings(result: ArgumentsResult) -> tuple[Finding, ...]:
    """All findings, then all caveats."""
    from detente.analyses.arguments.caveats import caveats

    if not result.found.claims:
        return (_none(result), *caveats(result))
    told = [finding for group in leading_groups(result) for finding in _of_group(result, group)]
    told += _of_moments(result)
    told += [_bare(result)] if result.case is None else [_overall(result)]
    told += _of_sides(result) if result.case is not None else []
    told += [*_accepted(result), *_flipped(result), *_graded(result)]
    return (*told, *caveats(result))


def _none(result: ArgumentsResult) -> Finding:
    what = "no argument" if result.case is None else "no claim"
    day = (
        f" that could be made by {telling.day(result.found.day)}"
        if result.found.day is not None and result.found.later
        else ""
    )
    return Finding(
        f"There is {what} in this file{day}, so nothing stands or falls in it."
        + (
            " Claims go under `claims:`, with `attacks:` and `supports:` between them."
            if not day and result.case is not None
            else ""
        )
    )


def leading_groups(result: ArgumentsResult) -> list[Group]:
    """The largest group of reasons of each party or parties; where no party gives any, the first."""
    told: dict[tuple[str, ...], Group] = {}
    for group in result.groups:
        told.setdefault(group.by, group)
    return [group for by, group in told.items() if by] or list(told.values())


def turning(result: ArgumentsResult) -> Moment | None:
    """The last day on which new claims changed how a reason fares for any reader; else the last that changed anything."""
    reasons = {result.found.names[n] for group in leading_groups(result) for n in group.reasons}
    changed = [(m, {name for who in m.before for name in m.changed(who)}) for m in result.moments]
    told = [m for m, names in changed if names & reasons] or [m for m, names in changed if names]
    return told[-1] if told else None


# ---------------------------------------------------------------- reasons


def _of_group(result: ArgumentsResult, group: Group) -> list[Finding]:
    assert result.case is not None
    reasons = _reasons(result, group)
    neutral = _shares(result, result.neutral, group.reasons)
    told = [
        Finding(
            f"Of {reasons}, {neutral} in this file for a neutral reader.",
            rests_on=addresses(result, (*group.reasons, group.conclusion)),
        )
    ]
    for side in result.sides:
        if _concerned(result, side):
            who = wording.party(result.case, side.reading.party)
            given = f"For {who}, given only what it accepts itself and how it orders values, of {reasons}"
            told.append(
                Finding(
                    f"{given}, {_shares(result, side.reading, group.reasons)}.",
                    rests_on=addresses(result, group.reasons),
                )
            )
    return told


def _reasons(result: ArgumentsResult, group: Group) -> str:
    assert result.case is not None
    whose = (
        f" that {wording.parties(result.case, group.by)} {wording.verb(group.by, 'gives', 'give')}" if group.by else ""
    )
    return f"the {number(len(group.reasons))} reasons{whose} for {quoted(result, group.conclusion)}"


def _concerned(result: ArgumentsResult, side: Side) -> bool:
    """Whether a party gives reasons for a conclusion itself, or is the only one asked about."""
    return len(result.sides) == 1 or any(side.reading.party in group.by for group in result.groups)


def _shares(result: ArgumentsResult, how: Reading, claims: Sequence[int]) -> str:
    """`two are unanswered (“…” and “…”), one is contested (“…”)`."""
    told = []
    for status in STATUSES:
        some = [n for n in claims if how.status(n) == status]
        if some:
            count = ("all" if len(claims) > 1 else "it") if len(some) == len(claims) else number(len(some))
            verb = "is" if len(some) == 1 else "are"
            inside = "; ".join(_with_answer(result, how, n) for n in some)
            told.append(f"{count} {verb} {status}" + (f" ({inside})" if count != "all" or status == "answered" else ""))
    return wording.listed(told)


def _with_answer(result: ArgumentsResult, how: Reading, n: int) -> str:
    if how.status(n) != "answered":
        return quoted(result, n)
    return f"{quoted(result, n)}, by {several(result, how.by(n), 3)}"


def _of_moments(result: ArgumentsResult) -> list[Finding]:
    """What new claims changed: the last day that turned a reason, with how the reasons fared before, then the earlier ones."""
    last = turning(result)
    if last is None:
        return []
    reasons = {result.found.names[n] for group in leading_groups(result) for n in group.reasons}
    told = [*_before(result, last), *_of_moment(result, last)]
    for moment in reversed(result.moments):
        if moment is not last and set(moment.changed("")) & reasons:
            told += _of_moment(result, moment)[:1]
    return told


def _before(result: ArgumentsResult, moment: Moment) -> list[Finding]:
    told = []
    for group in leading_groups(result):
        fared = [moment.before[""].get(result.found.names[n], "not yet made") for n in group.reasons]
        counts = [
            f"{number(fared.count(status))} {'was' if fared.count(status) == 1 else 'were'} {status}"
            for status in (*STATUSES, "not yet made")
            if status in fared
        ]
        text = f"Before {telling.day(moment.day)}, of {_reasons(result, group)}, {wording.listed(counts)} for a neutral reader."
        told.append(Finding(text, rests_on=addresses(result, group.reasons)))
    return told


def _of_moment(result: ArgumentsResult, moment: Moment) -> list[Finding]:
    """What changed on a day on which claims could first be made, reasons first: for a neutral reader, and for those who give reasons."""
    assert result.case is not None
    place = {name: n for n, name in enumerate(result.found.names)}
    reasons = {result.found.names[n] for group in leading_groups(result) for n in group.reasons}
    count = "one new claim" if len(moment.new) == 1 else f"{number(len(moment.new))} new claims"
    first = f"Since {telling.day(moment.day)}, with {count},"
    told, same = [], []
    for who in ("", *(side.reading.party for side in result.sides if _concerned(result, side))):
        changed = [name for name in moment.changed(who) if name in place]
        if not changed or (who and not set(changed) & reasons):
            same += [who] if who else []
            continue
        leading = ([name for name in changed if name in reasons] or changed)[:6]
        steps = [
            f"{quoted(result, place[n])} is {moment.after[who][n]} and no longer {moment.before[who][n]}"
            for n in leading
        ]
        rest = len(changed) - len(leading)
        fare = "claim fares" if rest == 1 else "claims fare"
        more = f"; {number(rest)} further {fare} otherwise too" if rest else ""
        text = f"{first} {wording.listed(steps)} for {telling.reader(result.case, who)}{more}."
        told.append(Finding(text, rests_on=addresses(result, [place[n] for n in (*leading, *moment.new)])))
    if same and told and reasons:
        text = f"{first} none of these reasons fares otherwise for {wording.parties(result.case, same, 'or')}, given what it accepts itself."
        told.append(Finding(text, rests_on=addresses(result, [place[n] for n in moment.new])))
    return told


# ---------------------------------------------------------------- all claims


def _overall(result: ArgumentsResult) -> Finding:
    claims, how = range(result.found.claims), result.neutral
    attacked = sorted({int(n) for n in result.found.framework.attacks[:, 1] if n < result.found.claims})
    counts = {status: sum(how.status(n) == status for n in attacked) for status in STATUSES}
    if not attacked:
        return Finding(
            f"No claim of this file attacks another, so that all {wording.count(len(claims), 'claim')} are unanswered in it; nothing was weighed."
            if len(claims) > 1
            else "The one claim of this file is unanswered in it: there is no other."
        )
    told = wording.listed(
        f"{number(count)} {'is' if count == 1 else 'are'} {status}" for status, count in counts.items() if count
    )
    settled = [n for n in attacked if how.status(n) == "answered"]
    answered = (
        f" Answered: {'; '.join(_with_answer(result, how, n) for n in settled[:6])}." if 0 < len(settled) <= 6 else ""
    )
    return Finding(
        f"Of the {wording.count(len(claims), 'claim')} of this file, {number(len(attacked))} {'is' if len(attacked) == 1 else 'are'} attacked; of these, {told} in this file for a "
        f"neutral reader.{answered}",
        rests_on=addresses(result, attacked),
    )


def _bare(result: ArgumentsResult) -> Finding:
    labels = result.neutral.labels
    counts = [int(np.count_nonzero(labels == label)) for label in (IN, OUT, UNDECIDED)]
    text = (
        f"Of the {wording.count(result.found.claims, 'argument')}, {counts[0]:,} {'is' if counts[0] == 1 else 'are'} accepted by the grounded semantics, {counts[1]:,} "
        f"{'is' if counts[1] == 1 else 'are'} defeated by those, and {counts[2]:,} {'is' if counts[2] == 1 else 'are'} left open."
    )
    return Finding(text)


def _of_sides(result: ArgumentsResult) -> list[Finding]:
    """How each party's own claims fare for itself; those of whom all are unanswered in one sentence."""
    assert result.case is not None
    told, whole = [], []
    for side in result.sides:
        missing = [n for n in side.own if side.reading.status(n) != "unanswered"]
        if side.own and not missing:
            whole.append(side)
        elif side.own:
            told.append(_of_side(result, side, missing))
    if whole:
        who = wording.listed(
            f"{wording.party(result.case, side.reading.party)} ({wording.count(len(side.own), 'claim')})"
            for side in whole
        )
        text = f"Given only what each accepts itself and how it orders values, all claims made by {who} are unanswered in this file."
        told.append(Finding(text, rests_on=addresses(result, [n for side in whole for n in side.own])))
    return told


def _of_side(result: ArgumentsResult, side: Side, missing: Sequence[int]) -> Finding:
    assert result.case is not None
    who = wording.party(result.case, side.reading.party)
    told = "; ".join(f"{_with_answer(result, side.reading, n)} ({side.reading.status(n)})" for n in missing[:6])
    more = f"; and {len(missing) - 6} more" if len(missing) > 6 else ""
    sound = len(side.own) - len(missing)
    return Finding(
        f"Of the {wording.count(len(side.own), 'claim')} made by {who}, {number(sound)} {'is' if sound == 1 else 'are'} unanswered in this file given only what it accepts itself and "
        f"how it orders values; the rest: {told}{more}.",
        rests_on=addresses(result, side.own),
    )


def _accepted(result: ArgumentsResult) -> list[Finding]:
    """By each semantics that was asked, how many can and how many must be accepted; those that say the same together."""
    what = "claim" if result.case is not None else "argument"
    told: dict[str, list[str]] = {}
    for by in dict.fromkeys(by for _, by in result.accepted):
        parts = []
        for mode, words in (("sceptical", "each"), ("credulous", "some")):
            answer = result.accepted.get((mode, by))
            if answer is not None and not answer.empty:
                count = int(np.count_nonzero(answer.accepted[: result.found.claims]))
                least = "at least " if answer.unsettled[: result.found.claims].any() else ""
                parts.append(
                    f"{least}{wording.count(count, what)} {'is' if count == 1 else 'are'} in {words} extension"
                )
        if parts:
            told.setdefault(wording.listed(parts), []).append(by)
    return [Finding(f"By the {wording.listed(by)} semantics, {counts}.") for counts, by in told.items()]


# ---------------------------------------------------------------- what would flip it


def leading_flips(result: ArgumentsResult) -> list[Flip]:
    """The flips that a reader asks about first: those of reasons (where there are none, of any claim), sources before claims, those that turn most
    first."""
    reasons = {n for group in leading_groups(result) for n in (*group.reasons, group.conclusion)}
    flips = [flip for flip in result.flips or () if flip.claim in reasons] or list(result.flips or ())
    turned: dict[tuple[str, str], int] = {}
    for flip in flips:
        turned[flip.kind, flip.removed] = turned.get((flip.kind, flip.removed), 0) + 1
    return sorted(
        flips, key=lambda flip: (flip.kind != "source", -turned[flip.kind, flip.removed], flip.removed, flip.claim)
    )


def _flipped(result: ArgumentsResult) -> list[Finding]:
    by: dict[tuple[str, str], list[Flip]] = {}
    for flip in leading_flips(result):
        by.setdefault((flip.kind, flip.removed), []).append(flip)
    chosen = [item for item in by.items() if item[0][0] == "source"][:2]
    chosen += [item for item in by.items() if item[0][0] == "claim"][: MOST_FLIPS - len(chosen)]
    return [_flip(result, kind, removed, flips) for (kind, removed), flips in chosen]


def _flip(result: ArgumentsResult, kind: str, removed: str, flips: Sequence[Flip]) -> Finding:
    names = {name: n for n, name in enumerate(result.found.names)}
    if kind == "source":
        assert result.case is not None
        count = len(flips[0].rests)
        claims = "the one claim" if count == 1 else f"the {number(count)} claims"
        what = f"the source {telling.source(result.case, removed)} and {claims} that this file knows through it alone"
        grounds: tuple[str, ...] = (f"sources.{removed}",)
    else:
        what = quoted(result, names[removed]) if result.case is not None else removed
        grounds = addresses(result, (names[removed],))
    shown = flips[:4]
    told = [f"{quoted(result, flip.claim)} would be {flip.after} instead of {flip.before}" for flip in shown]
    rest = len(flips) - len(shown)
    more = [f"{rest} more would fare otherwise"] if rest else []
    text = f"Without {what}, {wording.listed([*told, *more])} in this file for a neutral reader."
    return Finding(text, rests_on=(*grounds, *addresses(result, [flip.claim for flip in shown])))


# ---------------------------------------------------------------- strength


def _graded(result: ArgumentsResult) -> list[Finding]:
    grades = result.grades
    if grades is None:
        return []
    told = []
    for group in leading_groups(result):
        known = sorted(
            ((v, n) for n in group.reasons if (v := value(grades, "qe", n)) is not None), key=lambda p: (-p[0], p[1])
        )
        if len(known) > 1 and known[0][0] - known[-1][0] > 0.005 and result.case is not None:
            (top, first), (low, last) = known[0], known[-1]
            others = [how for how in GRADES[1:] if _agree(result, how, first, last)]
            also = (
                f" ({wording.listed(TITLES[how] for how in others)} put them in the same order)"
                if others
                else " (only by this semantics)"
            )
            also = also.replace("put", "puts", 1) if len(others) == 1 else also
            text = (
                f"Of the reasons for {quoted(result, group.conclusion)}, by quadratic energy {quoted(result, first)} is the strongest ({wording.number(top)}) and "
                f"{quoted(result, last)} the weakest ({wording.number(low)}){also}; at the middle of the ranges of reliability that this file gives."
            )
            told.append(Finding(text, rests_on=addresses(result, (first, last)), scope=_sure(result)))
    return [*told, *_undetermined(result), *_ordered(result)]


def _sure(result: ArgumentsResult) -> Scope:
    """What is said of strengths is reckoned at the middle of each range of a reliability."""
    stated = [source.reliability for source in result.case.sources.values()] if result.case is not None else []
    return "unknown" if any(each is not None and each.low != each.high for each in stated) else "throughout"


def _agree(result: ArgumentsResult, how: str, first: int, last: int) -> bool:
    assert result.grades is not None
    one, other = value(result.grades, how, first), value(result.grades, how, last)
    return one is not None and other is not None and one > other


def _undetermined(result: ArgumentsResult) -> list[Finding]:
    open_ = {how: claims for how, claims in undetermined(result).items() if claims}
    every = sorted({n for claims in open_.values() for n in claims})
    if not every:
        return []
    by = wording.listed((TITLES[how] for how in open_), "or")
    verb = "is" if len(every) == 1 else "are"
    text = (
        f"How strong {several(result, every, 6)} {verb} is not determined by {by}: they stand in, or rest on, a circle of attacks or supports, and the answer does not settle, "
        "or hangs on where the weighing starts, or on two hundredths of a base score."
    )
    return [Finding(text, rests_on=addresses(result, every), scope=_sure(result))]


def _ordered(result: ArgumentsResult) -> list[Finding]:
    if not result.changes:
        return []
    first = result.changes[0]
    text = (
        f"Which of two disputed claims is the stronger depends on how strength is reckoned for {wording.count(result.changed, 'pair')} of claims, first {quoted(result, first.first)} "
        f"(stronger by {wording.listed(TITLES[how] for how in first.for_first)}) and {quoted(result, first.second)} (stronger by "
        f"{wording.listed(TITLES[how] for how in first.for_second)})."
    )
    return [Finding(text, rests_on=addresses(result, (first.first, first.second)), scope=_sure(result))]
