"""Which states hold: every state, for every party, by five concepts of the graph model for conflict resolution.

State s is stable for party i if i has no improvement from s (**Nash**), or if every improvement to some s1 is answered: there is an
s2 in the joint response of the others from s1 that is no better than s for i (**GMR**), and after which no move of i
leads to better than s either (**SMR**); or the same with answers in which every step is an improvement for its mover
(**SEQ**, and **symmetric SEQ** as in Rêgo and Vieira 2017). An equilibrium is stable for every party. Consent groups answer where the party
is not in them; they are nobody's equilibrium. (Definitions: Fang, Hipel and Kilgour 1993.)

With complete preorders an answer exists if and only if the least of a key over the joint response is at most the rank of s: the rank
itself, or for SMR and symmetric SEQ the most that the party could make of the answer by one move.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.conflict import Conflict, Ranks
from detente.theory.outcomes import Bools, Ints
from detente.theory.responses import Ways, improvements, joint, moves

CONCEPTS = ("nash", "gmr", "smr", "seq", "symmetric_seq")
MANY = 2**17
"""From so many states on, parties are judged side by side."""
WORKERS = 2
"""So many at a time: each holds some arrays of all states."""
REMEMBERED = 2**20
"""Up to so many states, what others can answer is kept for the next question."""


@dataclass(frozen=True, eq=False)
class Stability:
    """`stable[concept]` (parties, states): whether the state is stable for the party."""

    stable: Mapping[str, Bools]

    @cached_property
    def equilibria(self) -> Mapping[str, Ints]:
        """For each concept the states that are stable for every party, ascending."""
        return {concept: np.flatnonzero(held.all(axis=0)) for concept, held in self.stable.items()}


@dataclass(frozen=True, eq=False)
class Prepared:
    """A conflict with the ways of its movers made ready, so that many questions share them."""

    conflict: Conflict
    _answers: dict[tuple[int, str, str], NDArray[Any]] = field(default_factory=dict, repr=False)

    @cached_property
    def moves(self) -> tuple[Ways, ...]:
        """All moves, for each mover."""
        return tuple(moves(mover) for mover in self.conflict.movers)

    @cached_property
    def improvements(self) -> tuple[Ways, ...]:
        """The improvements, for each mover."""
        return tuple(improvements(self.conflict, mover) for mover in self.conflict.movers)

    def ready(self, concepts: Iterable[str]) -> None:
        """Work out now what these concepts ask for, so that several threads can share it."""
        if "improvements" in self.__dict__ or not self.moves or not {"seq", "symmetric_seq"} & set(concepts):
            return
        with ThreadPoolExecutor(WORKERS) as pool:
            found = pool.map(lambda mover: improvements(self.conflict, mover), self.conflict.movers)
            self.__dict__["improvements"] = tuple(found)

    def alone(self, party: int) -> int | None:
        """The mover that is this party by itself."""
        return next((n for n, mover in enumerate(self.conflict.movers) if mover.members == (party,)), None)

    def others(self, members: Sequence[int]) -> tuple[int, ...]:
        """The movers that share no member with these: those who answer them."""
        return tuple(n for n, mover in enumerate(self.conflict.movers) if not set(mover.members) & set(members))

    def key(self, party: int, concept: str) -> NDArray[Any]:
        """What the party would have at each state as an answer (states,): its rank, or the most that it could make of it."""
        rank: Ranks = self.conflict.ranks[party]
        number = self.alone(party)
        if concept not in ("smr", "symmetric_seq") or number is None:
            return rank
        return np.asarray(np.maximum(rank, self.moves[number].closed(rank, np.maximum)))

    def answers(self, party: int, concept: str, response: str = "canonical") -> NDArray[Any]:
        """The least of that key that the others can bring about from each state, or that it has there (states,)."""
        asked = (party, concept, response)
        if asked in self._answers:
            return self._answers[asked]
        found = self._answered(party, concept, response)
        if self.conflict.states <= REMEMBERED:
            self._answers[asked] = found
        return found

    def _answered(self, party: int, concept: str, response: str) -> NDArray[Any]:
        ways = self.moves if concept in ("gmr", "smr") else self.improvements
        return joint([ways[n] for n in self.others((party,))], self.key(party, concept), response)


def with_ranks(prepared: Prepared, ranks: Ranks) -> Prepared:
    """The same movers with other ranks (parties, states): all that does not depend on ranks is shared.

    For many solutions of one structure, such as draws from ranges. Raises ValueError as `Conflict` does.
    """
    other = Prepared(Conflict(ranks, prepared.conflict.movers))
    other.__dict__["moves"] = prepared.moves
    return other


def check_concepts(concepts: Iterable[str]) -> None:
    """Raise ValueError for a concept that is none of the five."""
    for concept in concepts:
        if concept not in CONCEPTS:
            raise ValueError(f"There is no concept {concept!r}; there are {', '.join(CONCEPTS)}.")


def stability(
    conflict: Conflict | Prepared, concepts: Sequence[str] = CONCEPTS, response: str = "canonical"
) -> Stability:
    """For each of the concepts, which states are stable for which parties.

    `response`: how opponents may answer, `canonical` by default (see `detente.theory.responses`). Raises ValueError for an unknown
    concept or response.
    """
    check_concepts(concepts)
    prepared = conflict if isinstance(conflict, Prepared) else Prepared(conflict)
    shape = (prepared.conflict.parties, prepared.conflict.states)
    stable = {concept: np.ones(shape, dtype=np.bool_) for concept in concepts}

    def judge(party: int) -> None:
        number = prepared.alone(party)
        if number is None:
            return
        own, rank = prepared.moves[number], prepared.conflict.ranks[party]
        for concept in concepts:
            # A move tempts if its end ranks higher, and is not deterred if the worst answer does too: if the lower of the two does.
            worth = rank if concept == "nash" else np.minimum(rank, prepared.answers(party, concept, response))
            stable[concept][party] = own.closed(worth, np.maximum) <= rank

    if prepared.conflict.states < MANY:
        for party in range(prepared.conflict.parties):
            judge(party)
    else:
        prepared.ready(concepts)
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(judge, range(prepared.conflict.parties)))
    return Stability(stable)
