"""Findings about what consent groups would do to outcomes that the parties hold alone: where an agreement would come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.stability.telling import (
    capital,
    change_words,
    gain_words,
    grounds,
    mover_words,
    names,
    path_words,
    state_words,
)
from detente.result import Finding
from detente.theory.coalitions import Contract, Jump

if TYPE_CHECKING:
    from detente.analyses.stability.answer import StabilityResult

MOST_JUMPS = 3


def coalition(result: StabilityResult) -> list[Finding]:
    """What the coalition that was asked about would do to the outcomes of note, by the strictest concept that does not hold it."""
    if result.joined is None:
        return []
    noted = [result.asked, result.start, *(end[0] for end in result.ends)]
    told = [_joint(result, state) for state in dict.fromkeys(s for s in noted if s is not None)]
    return told[:MOST_JUMPS]


def _joint(result: StabilityResult, state: int) -> Finding:
    from detente.analyses.stability.answer import TITLES

    joined = result.joined
    assert joined is not None
    who = names(result, joined.members)
    jumps = {c: jump for c, found in joined.contracts.items() for jump in _first(found, state)}
    rows = [result.found.parties.index(name) for name in joined.members]
    if not jumps:
        text = f"Together, {who} would not leave {state_words(result, state)} by any concept worked out: nothing that they can reach pays each of them."
        if any(_open(found, state) for found in joined.contracts.values()):
            text = f"Whether {who} together would leave {state_words(result, state)} was not settled."
        return Finding(text, rests_on=_of(joined.members), scope="throughout" if result.certain else "unknown")
    concept = list(jumps)[-1]
    jump = jumps[concept]
    gains = ", ".join(
        wording.party(result.case, name) + gain_words(result, row, state, jump.to)
        for name, row in zip(joined.members, rows, strict=True)
    )
    path = path_words(result, state, [(step.mover, step.state) for step in jump.path])
    return Finding(
        f"Together, {who} would leave {state_words(result, state)}, and no answer would take that away by "
        f"{wording.listed(TITLES[c] for c in jumps)}: {path}; in the end each is better off: {gains}.",
        rests_on=_of(joined.members),
        scope="throughout" if result.certain else "unknown",
    )


def _first(found: Contract, state: int) -> tuple[Jump, ...]:
    """The best jump from a state, if there is one."""
    return next((jumps[:1] for one, jumps in zip(found.states, found.jumps, strict=True) if one == state), ())


def _open(found: Contract, state: int) -> bool:
    return bool(found.undecided[found.states == state].any())


def _of(members: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"preferences.{name}" for name in members)


def groups(result: StabilityResult) -> list[Finding]:
    """How many equilibria no group would leave; and the jumps from the status quo and the ends."""
    if not result.groups():
        return []
    return [*_counts(result), *_jumps(result)]


def _counts(result: StabilityResult) -> list[Finding]:
    from detente.analyses.stability.answer import TITLES

    told = []
    for concept, found in result.held.contracts.items():
        if len(found.states):
            kept, every = int(found.stable.sum()), len(result.held.equilibria[concept])
            asked = f" (the first of {wording.large(every)})" if len(found.states) < every else ""
            told.append(f"by {TITLES[concept]} {wording.large(kept)} of {wording.large(len(found.states))}{asked}")
    if not told:
        return []
    return [
        Finding(
            "Of the outcomes that each party alone would leave as they are, so many would be left so by those who can act together too "
            f"(contract-stable): {wording.listed(told)}. From the others an agreement between some could start.",
            rests_on=tuple(f"preferences.{p}" for p in result.found.parties if p in result.case.preferences),
            scope="throughout" if result.certain else "unknown",
        )
    ]


def _jumps(result: StabilityResult) -> list[Finding]:
    """The most even jump from each outcome of note that is an equilibrium of single parties."""
    made = []
    noted = [result.asked, result.start, *(end[0] for end in result.ends if len(end) == 1)]
    for state in dict.fromkeys(s for s in noted if s is not None):
        why = result.why(state)
        concept = next((c for c in result.concepts if why and why.holds(c) and why.group_jumps(c)), None)
        if why is None or concept is None:
            continue
        made.append(_jump(result, state, concept, why.group_jumps(concept)[0]))
    return made[:MOST_JUMPS]


def _jump(result: StabilityResult, state: int, concept: str, jump: Jump) -> Finding:
    from detente.analyses.stability.answer import TITLES

    members = result.found.conflict.movers[jump.mover].members
    each = ", ".join(
        wording.party(result.case, result.found.parties[m]) + gain_words(result, m, state, jump.to) for m in members
    )
    undeterred = "" if concept == "nash" else ", and no answer would take that away"
    return Finding(
        f"{capital(state_words(result, state))} holds by {TITLES[concept]} only as long as nobody signs anything: {mover_words(result, jump.mover)} could move to "
        f"{change_words(result, state, jump.to)}, which each of them prefers: {each}{undeterred}.",
        rests_on=grounds(result, [state, jump.to], [result.found.parties[m] for m in members]),
        scope="throughout" if result.certain else "unknown",
    )
