"""Findings about misperception, unknown preferences, and other readings of how others answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.stability.courses import ends_list
from detente.analyses.stability.telling import names, state_words
from detente.result import Finding
from detente.theory.outcomes import Ints

if TYPE_CHECKING:
    from detente.analyses.stability.answer import StabilityResult

FEW = 3
READINGS = {
    "canonical": "in any order, nobody twice in a row",
    "once": "each at most once",
    "single": "with a single move by one of them",
}


def sights(result: StabilityResult) -> list[Finding]:
    """Outcomes that only misperception holds up, or keeps from holding; whose, and about whom; and what each would expect."""
    if result.sight is None:
        return []
    made = []
    for concept in result.sight.seen:
        held, hidden = result.sight.held_up(concept), result.sight.hidden(concept)
        if len(held):
            made.append(
                _seen(result, concept, held, "would hold for every party as each sees the others, and do not in fact")
            )
        if len(hidden):
            made.append(
                _seen(result, concept, hidden, "hold for every party in fact, and would not as each sees the others")
            )
    expected = _expected(result)
    return [*expected, *(made[:FEW] or _same(result, "other " if expected else ""))]


def _same(result: StabilityResult, other: str) -> list[Finding]:
    from detente.analyses.stability.answer import TITLES

    sight = result.sight
    assert sight is not None
    if not sight.seen:
        return []
    which = (
        "the same outcomes hold"
        if len(sight.states) == result.found.states
        else "the outcomes named here hold, or not,"
    )
    return [
        Finding(
            f"What {names(result, sight.viewers)} {'mistakes' if len(sight.viewers) == 1 else 'mistake'} about others makes no {other}difference here: by {wording.listed(TITLES[c] for c in sight.seen)} "
            f"{which} as each sees the others and in fact. By Nash no view of others matters.",
            rests_on=_views(result, sight.viewers),
            scope="throughout" if result.certain else "unknown",
        )
    ]


def _expected(result: StabilityResult) -> list[Finding]:
    """Where somebody would expect the moves to lead elsewhere than they do."""
    assert result.sight is not None
    made = []
    for viewer, ends in result.sight.expected.items():
        if not ends or set(ends) == set(result.ends):
            continue
        others = names(result, sorted(result.case.preferences[viewer].sees))
        made.append(
            Finding(
                f"As {names(result, [viewer])} sees {others}, moves that pay would lead from the status quo {ends_list(result, ends)}, and not where they lead on "
                "the file's own estimates.",
                rests_on=_views(result, [viewer]),
                scope="throughout" if result.certain else "unknown",
            )
        )
    return made


def _views(result: StabilityResult, viewers: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"preferences.{viewer}.sees" for viewer in viewers)


def _seen(result: StabilityResult, concept: str, states: Ints, what: str) -> Finding:
    from detente.analyses.stability.answer import TITLES

    assert result.sight is not None
    noted = (result.asked, result.start, *(end[0] for end in result.ends))
    watched = [state for state in noted if state is not None and state in states]
    chosen = watched[0] if watched else int(states[0])
    viewers = [result.found.parties[row] for row in result.sight.mistaken(concept, chosen)]
    errors = wording.listed(
        f"{names(result, [v])} about {names(result, sorted(result.case.preferences[v].sees))}" for v in viewers
    )
    such = "such as" if len(states) > 1 else "namely"
    return Finding(
        f"By {TITLES[concept]} {wording.count(len(states), 'outcome')} {what}, {such} {state_words(result, chosen)}: there the view of {errors} "
        "makes the difference.",
        rests_on=_views(result, viewers),
        scope="throughout" if result.certain else "unknown",
    )


def unsure(result: StabilityResult) -> list[Finding]:
    """What holds, or fails to, whatever the numbers inside the team's ranges are: one sentence for all concepts."""
    if result.unsure is None:
        return []
    told = [_sure(result, c) for c, may in result.unsure.possible.items() if _tells(result, c, len(may))]
    if not told:
        return []
    open_ones = any(len(may) > len(result.unsure.necessary[c]) for c, may in result.unsure.possible.items())
    rest = " For the others it hangs on the numbers, or is not settled." if open_ones else ""
    return [
        Finding(
            f"Of {wording.count(result.found.states, 'feasible outcome')}, whatever the numbers inside the team's ranges: {'; '.join(told)}.{rest}",
            rests_on=tuple(f"preferences.{p}" for p in result.found.parties if p in result.case.preferences),
            scope="throughout",
        )
    ]


def _tells(result: StabilityResult, concept: str, possible: int) -> bool:
    assert result.unsure is not None
    return possible < result.found.states or len(result.unsure.necessary[concept]) > 0


def _sure(result: StabilityResult, concept: str) -> str:
    from detente.analyses.stability.answer import TITLES

    assert result.unsure is not None
    must, may = result.unsure.necessary[concept], result.unsure.possible[concept]
    none = result.found.states - len(may)
    return f"by {TITLES[concept]} {_some(result, must)} for every party, and {wording.large(none) if none else 'none'} cannot"


def _some(result: StabilityResult, states: Sequence[int] | Ints) -> str:
    if not len(states):
        return "no outcome is proved to hold"
    if len(states) <= FEW:
        return wording.listed(state_words(result, int(s)) for s in states) + (" holds" if len(states) == 1 else " hold")
    return f"{wording.large(len(states))} hold"


def variants(result: StabilityResult) -> list[Finding]:
    """Where other readings of how others may answer give other equilibria."""
    from detente.analyses.stability.answer import TITLES

    made = []
    for other, unlike in result.held.variants.items():
        told = [
            f"by {TITLES[c]} {wording.large(len(states))} in place of {wording.large(len(result.held.equilibria[c]))}"
            for c, states in unlike.items()
        ]
        made.append(
            Finding(
                f"Programs that let others answer {READINGS[other]} (and not {READINGS[result.response]}) find other outcomes that hold for every party: "
                f"{wording.listed(told)}.",
                rests_on=tuple(f"preferences.{p}" for p in result.found.parties if p in result.case.preferences),
                scope="throughout" if result.certain else "unknown",
            )
        )
    return made
