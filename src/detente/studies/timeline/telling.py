"""Events, offers, ends and beliefs in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.threats.telling import day, upper
from detente.case.model import Case, Event, Outcome
from detente.studies.timeline.working import End, Verdict

if TYPE_CHECKING:
    from detente.studies.timeline.answer import Step, TimelineResult

__all__ = ["day", "upper"]
MOST_NAMED = 6
SHORT = 4
CALLED = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ"}
"""The concepts by which it is looked whether an outcome holds."""


def called(event: Event) -> str:
    """An event inside a sentence: its title, and its day."""
    return f"“{(event.title or event.id).rstrip('.')}” ({day(event.written)})"


def label(step: Step) -> str:
    """A step in a table and at an axis."""
    return "before" if step.event is None else f"{step.event.written} {step.event.id}"


def codes(case: Case) -> dict[str, str]:
    """Each party in a few letters, no two alike: initials of a name of several words, else its beginning."""
    found: dict[str, str] = {}
    for name in case.parties:
        words = [word for word in name.replace("_", "-").split("-") if word]
        code = (
            "".join(word[0] for word in words).upper()
            if len(words) > 1
            else name.upper()
            if len(name) <= SHORT
            else name[:3].title()
        )
        found[name] = code if code not in found.values() else name
    return found


def outcome(case: Case, chosen: Outcome, base: Outcome | None) -> str:
    """An outcome in brackets: what differs from a base."""
    if base is not None and dict(chosen) == dict(base):
        return "things as they are"
    rest = base is not None and any(base[issue] == option for issue, option in chosen.items())
    return f"[{wording.package(case, chosen, base)}{'; the rest as it is' if rest else ''}]"


def ends(case: Case, told: Sequence[End], base: Outcome | None) -> str:
    """Where moves lead, the first ends in words."""
    words: list[str] = []
    for end in told[:2]:
        first = words and len(end) == len(told[0]) == 1
        one = f"the same but for {wording.package(case, end[0], told[0][0])}" if first else outcome(case, end[0], base)
        words.append(one if len(end) == 1 else f"a round of {len(end)} outcomes without rest, one of them {one}")
    more = len(told) - len(words)
    return wording.listed(words, "or") + (f", or {wording.count(more, 'further end')}" if more else "")


def claim(case: Case, name: str) -> str:
    """A claim, or a combination, as a quotation."""
    return f"“{case.claims[name].text.rstrip('.')}”" if name in case.claims else f"“{name}”"


def chance(value: Fraction | float) -> str:
    """A credence."""
    return wording.number(value, 2)


def named_few(events: Iterable[Event]) -> str:
    """Several events by their names in the file, the first few."""
    names = [event.id for event in events]
    kept = names[:MOST_NAMED]
    more = len(names) - len(kept)
    return wording.listed(kept) if not more else f"{', '.join(kept)} and {more} more"


def parties_shown(result: TimelineResult) -> list[str]:
    """Those whose short names, other than their own, stand in the picture or in the table of steps."""
    used = {party for step in result.steps for verdict in step.verdicts for party in refusing(verdict)}
    used |= {party for step in result.steps for offer in step.offers for party in offer.by}
    used |= {shift.party for change in result.changes for shift in change.shifts}
    short = codes(result.case)
    return [
        party for party in result.case.parties if party in used and short[party] != wording.party(result.case, party)
    ]


def refusing(verdict: Verdict) -> list[str]:
    """Who would not accept an offer, of those whose acceptance it takes."""
    return [party for party, accepts in verdict.accepts.items() if not accepts]


def short_verdict(verdict: Verdict, short: Mapping[str, str]) -> str:
    """What a cell says of an offer on the table: `all` (and in what share of the draws), or who would not accept."""
    if verdict.outcome is None:
        return "cannot be"
    against = refusing(verdict)
    if against:
        return f"not {', '.join(short[party] for party in against)}"
    if not verdict.acceptable:
        return "no gain"
    if verdict.share is None:
        return "all"
    return "all >99%" if 0.995 <= verdict.share < 1 else f"all {100 * verdict.share:.0f}%"


def packages(result: TimelineResult) -> list[Outcome]:
    """The best packages of all steps, each once, in the order in which they first were."""
    found: list[Outcome] = []
    for step in result.steps:
        if step.worked.best is not None and dict(step.worked.best.outcome) not in map(dict, found):
            found.append(step.worked.best.outcome)
    return found


def letter(number: int) -> str:
    """A, B, …, Z, A1, …"""
    return chr(ord("A") + number % 26) + (str(number // 26) if number >= 26 else "")


def all_ends(result: TimelineResult) -> list[End]:
    """The ends of all steps, each once."""
    found: list[End] = []
    seen: set[frozenset[tuple[tuple[str, str], ...]]] = set()
    for step in result.steps:
        for end in step.worked.ends or ():
            key = end_key(end)
            if key not in seen:
                seen.add(key)
                found.append(end)
    return found


def end_key(end: End) -> frozenset[tuple[tuple[str, str], ...]]:
    """An end whatever the order of its outcomes."""
    return frozenset(tuple(sorted(outcome.items())) for outcome in end)


def apart(case: Case, among: Sequence[End]) -> list[str]:
    """The issues on which ends differ (their first outcomes do); of a single one, those on which it differs from the status quo."""
    if len(among) > 1:
        return [issue for issue in case.issues if len({end[0].get(issue) for end in among}) > 1]
    today = case.status_quo or {}
    return [issue for issue in case.issues for end in among if end[0].get(issue) != today.get(issue)]


def end_label(result: TimelineResult, end: End, among: Sequence[End]) -> str:
    """An end beside the others: what they do not share; of a single one, what differs from the status quo."""
    case, first = result.case, end[0]
    chosen = [(i, first[i]) for i in apart(case, among) if first.get(i) in case.issues[i].options]
    words = "; ".join(wording.option(case, issue, option) for issue, option in chosen)
    return (words or "things as they are") + (f" (a round of {len(end)})" if len(end) > 1 else "")
