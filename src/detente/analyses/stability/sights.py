"""Findings about misperception, unknown preferences, and other readings of how others answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
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
    """Outcomes that only misperception holds up, or keeps from holding; whose, and about whom."""
    if result.sight is None:
        return []
    made = []
    for concept in result.sight.held_up:
        held, hidden = result.sight.held_up[concept], result.sight.hidden[concept]
        if len(held):
            made.append(_seen(result, concept, held, "look as if they held for every party", "they do not"))
        if len(hidden):
            made.append(_seen(result, concept, hidden, "hold for every party", "not everybody sees that"))
    if not made:
        made.append(
            Finding(
                f"What {names(result, result.sight.viewers)} mistake about others changes nothing here: the same outcomes hold by each "
                "concept in everybody's own view as in fact.",
                rests_on=tuple(f"preferences.{viewer}.sees" for viewer in result.sight.viewers),
                scope="throughout" if result.certain else "unknown",
            )
        )
    return made[:FEW]


def _seen(result: StabilityResult, concept: str, states: Ints, what: str, but: str) -> Finding:
    from detente.analyses.stability.answer import TITLES

    sight = result.sight
    assert sight is not None
    watched = [
        s for s in (result.asked, result.start, *(end[0] for end in result.ends)) if s is not None and s in states
    ]
    chosen = watched[0] if watched else int(states[0])
    viewers = sight.mistaken(concept, chosen)
    about = {v: sorted(result.case.preferences[v].sees) for v in viewers}
    errors = wording.listed(f"{names(result, [v])} about {names(result, others)}" for v, others in about.items())
    number = wording.count(len(states), "outcome")
    such = "such as" if len(states) > 1 else "namely"
    return Finding(
        f"By {TITLES[concept]} {number} {what} as each party sees it, and {but} on the file's own estimates, {such} {state_words(result, chosen)}: "
        f"there the view of {errors} makes the difference.",
        rests_on=tuple(f"preferences.{viewer}.sees" for viewer in viewers),
        scope="throughout" if result.certain else "unknown",
    )


def unsure(result: StabilityResult) -> list[Finding]:
    """What holds, or fails to, whatever the numbers inside the team's ranges are: one sentence for all concepts."""
    if result.unsure is None:
        return []
    told = [_sure(result, c) for c, may in result.unsure.possible.items() if _tells(result, c, len(may))]
    if not told:
        return []
    return [
        Finding(
            f"Of {wording.count(result.found.states, 'feasible outcome')}, whatever the numbers inside the team's ranges: {'; '.join(told)}. "
            "For the others it hangs on the numbers, or is not settled.",
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
