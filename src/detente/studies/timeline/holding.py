"""How many outcomes hold by themselves, by which concept, and whether those of note do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detente.analyses._conflict import Play
from detente.case.model import Outcome
from detente.theory.lookahead import Lookahead, TooFar, light, sequential
from detente.theory.stability import stability

CONCEPTS = ("nash", "gmr", "smr", "seq")
MOST_STATES = 20_000
"""Up to so many outcomes all of these concepts are worked out for all of them; beyond, Nash for all and SEQ for those of note."""


@dataclass(frozen=True, slots=True)
class Named:
    """One outcome of note: what it is, and by which concepts it is an equilibrium (None: not worked out)."""

    what: str
    outcome: Outcome
    holds: Mapping[str, bool | None]


def named(found: Play, asked: Sequence[tuple[str, Outcome]]) -> tuple[dict[str, int], tuple[Named, ...]]:
    """How many outcomes are equilibria, by concept, and which of those asked about are."""
    whole = light(found.prepared) and found.states <= MOST_STATES
    concepts = CONCEPTS if whole else ("nash",)
    answer = stability(found.prepared, concepts)
    ahead = Lookahead(found.prepared)
    told: dict[int, dict[str, bool | None]] = {}
    made = []
    for what, outcome in asked:
        state = found.state(outcome)
        if state is None:
            continue
        if state not in told:
            holds: dict[str, bool | None] = dict.fromkeys(CONCEPTS)
            holds |= {concept: bool(answer.stable[concept][:, state].all()) for concept in concepts}
            told[state] = holds if whole else _implied({**holds, "seq": _sequential(found, ahead, state)})
        made.append(Named(what, outcome, told[state]))
    return {concept: len(states) for concept, states in answer.equilibria.items()}, tuple(made)


def _sequential(found: Play, ahead: Lookahead, state: int) -> bool | None:
    """Whether a state is an equilibrium by SEQ; None where that is too far to follow."""
    try:
        return all(sequential(ahead, party, state, "seq").stable for party in range(len(found.parties)))
    except TooFar:
        return None


def _implied(holds: dict[str, bool | None]) -> dict[str, bool | None]:
    """What follows without more work: what holds by Nash holds by all, and what holds by SEQ holds by GMR."""
    if holds["nash"]:
        return dict.fromkeys(CONCEPTS, True)
    return {**holds, "gmr": True} if holds["seq"] else holds
