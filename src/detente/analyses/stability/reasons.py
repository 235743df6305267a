"""Why chosen outcomes hold or not: for each party and concept what tempts it, and the answer that deters it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.analyses._conflict import Play
from detente.theory.coalitions import Jump, contract
from detente.theory.lookahead import Lookahead, TooFar, light, sequential
from detente.theory.stability import CONCEPTS
from detente.theory.witness import Temptation, Witness, witnesses

SEQUENTIAL = ("seq", "symmetric_seq")


@dataclass(frozen=True, slots=True)
class Why:
    """All that is known of one outcome: a witness for each party and concept, and what groups would do (by concept)."""

    state: int
    witnesses: tuple[Witness, ...]
    jumps: tuple[tuple[str, tuple[Jump, ...]], ...]

    def of(self, party: int, concept: str) -> Witness | None:
        """The witness for one party and one concept."""
        return next((w for w in self.witnesses if w.party == party and w.concept == concept), None)

    def holds(self, concept: str) -> bool | None:
        """Whether it is an equilibrium by the concept; None where that was not followed to the end."""
        told = [w.stable for w in self.witnesses if w.concept == concept]
        return all(told) if told else None

    def concepts(self) -> tuple[str, ...]:
        """The concepts by which it is an equilibrium."""
        return tuple(c for c in CONCEPTS if self.holds(c))

    def group_jumps(self, concept: str) -> tuple[Jump, ...]:
        """What groups would do that nothing deters, best first."""
        return dict(self.jumps).get(concept, ())


def explain(found: Play, states: Sequence[int], concepts: Sequence[str], response: str) -> tuple[Why, ...]:
    """Reasons for each of the states, once each, in their order."""
    which = list(dict.fromkeys(states))
    easy = light(found.prepared)
    gathered: dict[int, list[Witness]] = {state: [] for state in which}
    ahead = Lookahead(found.prepared)
    for concept in concepts:
        for party in range(len(found.parties)):
            if easy or concept not in SEQUENTIAL:
                for witness in witnesses(found.prepared, party, which, concept, response):
                    gathered[witness.state].append(witness)
            else:
                _sequentially(ahead, party, which, concept, gathered)
    return tuple(Why(s, _whole(gathered[s], len(found.parties)), _jumps(found, s, concepts, response)) for s in which)


def _sequentially(
    ahead: Lookahead, party: int, states: Sequence[int], concept: str, gathered: dict[int, list[Witness]]
) -> None:
    for state in states:
        try:
            gathered[state].append(sequential(ahead, party, state, concept))
        except TooFar:
            continue


def _whole(made: Sequence[Witness], parties: int) -> tuple[Witness, ...]:
    """Only concepts for which every party's reasons were found."""
    full = {c for c in CONCEPTS if sum(w.concept == c for w in made) == parties}
    return tuple(w for w in made if w.concept in full)


def _jumps(found: Play, state: int, concepts: Sequence[str], response: str) -> tuple[tuple[str, tuple[Jump, ...]], ...]:
    if not any(len(names) > 1 for names in found.members):
        return ()
    doable = [c for c in concepts if light(found.prepared) or c == "nash"]
    return tuple((c, contract(found.prepared, [state], c, response).jumps[0]) for c in doable)


def tempting(witness: Witness) -> Temptation | None:
    """The best that a party could still do, where it is not stable."""
    return None if witness.stable else witness.temptations[0]
