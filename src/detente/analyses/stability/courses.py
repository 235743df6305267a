"""Findings about where the parties' own moves lead from the status quo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses._conflict import Ends, ends_of
from detente.analyses.stability.telling import course_path, grounds, names, state_words
from detente.result import Finding, Scope
from detente.theory.ends import Course

if TYPE_CHECKING:
    from detente.analyses.stability.answer import StabilityResult

MOST_ENDS = 3


def leads(result: StabilityResult) -> list[Finding]:
    """Where it goes when the principals do not agree, by which path; and if everyone minds the answers."""
    if result.led is None or result.led.free is None:
        return []
    free, careful = result.led.free, result.led.careful
    told = [_first(result, free)]
    ends, minded = ends_of(free), ends_of(careful)
    if careful is not None and set(ends) != set(minded):
        told.append(
            Finding(
                "If each moves only where no answer of the others (who move where it pays) would leave it no better off, the moves from "
                f"the status quo lead {_ends_words(result, careful)}.",
                rests_on=_grounds(result, careful),
                scope="throughout" if result.certain else "unknown",
            )
        )
    return told


def _first(result: StabilityResult, free: Course) -> Finding:
    ends = ends_of(free)
    scope, share = _fares(result, ends)
    if ends == ((free.start,),):
        text = (
            f"{_without(result)}, it stays as it is on these estimates: nobody has a move from the status quo that pays, "
            "alone or with those that it could act with."
        )
    else:
        text = f"{_without(result)}, moves that pay those who make them lead from the status quo on these estimates {_ends_words(result, free)}."
    if share is not None and result.draws is not None:
        n = len(result.draws.ends)
        text = f"{text[:-1]}; {'the same end' if len(ends) == 1 else 'just these ends'} {wording.draws(round(share * n), n)}."
    return Finding(text, rests_on=_grounds(result, free), scope=scope, share=share)


def _without(result: StabilityResult) -> str:
    principals = [p for p in result.found.parties if result.case.parties[p].role == "principal"]
    if len(principals) > 1:
        return f"Where {names(result, principals)} agree on nothing between them"
    return "Where each acts for itself"


def _fares(result: StabilityResult, ends: Ends) -> tuple[Scope, float | None]:
    if result.certain:
        return "throughout", None
    share = None if result.draws is None else result.draws.same_ends(ends)
    return ("depends" if share is not None and 0 < share < 1 else "unknown"), share


def _ends_words(result: StabilityResult, course: Course) -> str:
    ends = ends_of(course)
    if len(ends) == 1:
        return _end_words(result, course, ends[0])
    if all(len(end) == 1 for end in ends):
        path = course_path(result, course, ends[0][0]) or "to stay as it is"
        return f"to any of {len(ends)} ends, where nobody moves on: {_alike(result, [end[0] for end in ends])}. A shortest path to the first: {path}"
    shown = [f"({number}) {_end_words(result, course, end)}" for number, end in enumerate(ends[:MOST_ENDS], 1)]
    more = len(ends) - MOST_ENDS
    rest = f"; and {wording.count(more, 'further end')}" if more > 0 else ""
    return f"to any of {len(ends)} ends: {'; '.join(shown)}{rest}"


def _alike(result: StabilityResult, states: Sequence[int]) -> str:
    """Several outcomes by what they have in common and in what they differ; in full where they are two without much in common."""
    outcomes = [result.found.outcome(state) for state in states]
    differing = [issue for issue in outcomes[0] if len({outcome[issue] for outcome in outcomes}) > 1]
    base = result.base or {}
    common = {i: o for i, o in outcomes[0].items() if i not in differing and base.get(i) != o}
    if not common:
        more = len(states) - MOST_ENDS
        shown = [state_words(result, state) for state in states[:MOST_ENDS]]
        return wording.listed([*shown, wording.count(more, "further one")] if more > 0 else shown, "or")
    parts = [
        f"{wording.issue(result.case, i)} ({wording.listed(dict.fromkeys(wording.option(result.case, i, o[i]) for o in outcomes), 'or')})"
        for i in differing
    ]
    return f"all with [{wording.package(result.case, common)}]; they differ in {wording.listed(parts)}; the rest is as it stands"


def _end_words(result: StabilityResult, course: Course, end: Sequence[int]) -> str:
    if len(end) == 1:
        if end[0] == course.start:
            return "nowhere: it stays as it is"
        return (
            f"to {state_words(result, end[0])}, where nobody moves on, such as by {course_path(result, course, end[0])}"
        )
    return f"round and round between {wording.count(len(end), 'outcome')} without rest, one of them {state_words(result, end[0])}"


def _grounds(result: StabilityResult, course: Course) -> tuple[str, ...]:
    """The preferences of those who move on the way to the ends."""
    states = [course.start]
    movers: set[str] = set()
    for end in course.ends[:MOST_ENDS]:
        for number, state in course.path(int(end[0])):
            movers.update(result.found.members[number])
            states.append(state)
    return grounds(result, states, [p for p in result.found.parties if p in movers] or result.found.parties)


def roles(result: StabilityResult) -> list[Finding]:
    """How the ends hang on who is called a principal."""
    if result.led is None or not result.led.principals:
        return []
    told = []
    for one in result.led.principals:
        party = wording.party(result.case, one.party)
        if_so = f"If {party} counted as a principal too" if one.added else f"If {party} did not count as a principal"
        told.append(
            Finding(
                f"{if_so}, so that {'it could sign nothing with another one' if one.added else 'others could sign with it'} while "
                f"there is no deal, the moves from the status quo would lead {ends_list(result, one.ends)}.",
                rests_on=(f"parties.{one.party}",),
                scope="throughout" if result.certain else "unknown",
            )
        )
    return told[:MOST_ENDS]


def ends_list(result: StabilityResult, ends: Ends) -> str:
    """Several ends in a sentence."""
    words = [
        state_words(result, end[0]) if len(end) == 1 else f"a cycle of {wording.count(len(end), 'outcome')}"
        for end in ends
    ]
    if len(words) > MOST_ENDS:
        return f"to any of {len(words)} ends, such as {wording.listed(words[:MOST_ENDS], 'or')}"
    return f"to {wording.listed(words, 'or')}"
