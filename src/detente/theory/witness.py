"""Why a state is stable for a party or not: what tempts it, and the answer that deters it, as a path to follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.responses import RESPONSES, Ways
from detente.theory.stability import Prepared, check_concepts

Memory = tuple[int, ...]


@dataclass(frozen=True)
class Step:
    """A move by mover number `mover` of the conflict to `state`."""

    mover: int
    state: int


@dataclass(frozen=True)
class Temptation:
    """An improvement to `to`, and the shortest `answer` of others that deters it; None where no answer does.

    `counter`: with SMR and symmetric SEQ the best that the party could do after the answer (None where it has no move): no better than where it
    started. Without an answer, `feared`: the rank of the worst that the others could bring about, or of `to` itself.
    """

    to: int
    answer: tuple[Step, ...] | None
    counter: int | None
    feared: int


@dataclass(frozen=True)
class Witness:
    """Whether `state` is stable for `party` by `concept`, and the temptations that show it.

    Stable: all of them (by Nash there are none), each with its answer. Not stable: those without an answer.
    They are in order of what they promise, best first.
    """

    party: int
    state: int
    concept: str
    stable: bool
    temptations: tuple[Temptation, ...]


def witnesses(
    prepared: Prepared, party: int, states: Sequence[int], concept: str, response: str = "canonical"
) -> tuple[Witness, ...]:
    """A witness for each of the states. Raises ValueError for an unknown concept or response, or states that are not there."""
    check_concepts((concept,))
    if response not in RESPONSES:
        raise ValueError(f"There is no response {response!r}; there are {', '.join(RESPONSES)}.")
    if any(not 0 <= state < prepared.conflict.states for state in states):
        raise ValueError(f"States are numbered 0 to {prepared.conflict.states - 1}.")
    number = prepared.alone(party)
    if number is None:
        return tuple(Witness(party, state, concept, True, ()) for state in states)
    feared = None if concept == "nash" else prepared.answers(party, concept, response)
    return tuple(_witness(prepared, party, state, concept, (response, feared)) for state in states)


def _witness(
    prepared: Prepared, party: int, state: int, concept: str, answers: tuple[str, NDArray[Any] | None]
) -> Witness:
    response, feared = answers
    rank = prepared.conflict.ranks[party]
    number = prepared.alone(party)
    assert number is not None
    tempts = prepared.moves[number].successors(np.array([state]))
    tempts = tempts[rank[tempts] > rank[state]]
    tempts = tempts[np.lexsort((tempts, -rank[tempts].astype(np.int64)))]
    if feared is None:
        open_ends = tuple(Temptation(int(to), None, None, int(rank[to])) for to in tempts)
        return Witness(party, state, concept, not open_ends, open_ends)
    undeterred = tempts[feared[tempts] > rank[state]]
    if len(undeterred):
        found = tuple(Temptation(int(to), None, None, int(feared[to])) for to in undeterred)
        return Witness(party, state, concept, False, found)
    key = prepared.key(party, concept)
    ways = prepared.moves if concept in ("gmr", "smr") else prepared.improvements
    search = _Search({n: ways[n] for n in prepared.others((party,))}, key, feared, int(rank[state]), response)
    return Witness(
        party, state, concept, True, tuple(_deterred(prepared, number, int(to), search, concept) for to in tempts)
    )


def _deterred(prepared: Prepared, number: int, to: int, search: _Search, concept: str) -> Temptation:
    answer = search.shortest(to)
    counters = prepared.moves[number].successors(np.array([answer[-1].state]))
    if concept not in ("smr", "symmetric_seq") or not len(counters):
        return Temptation(to, answer, None, int(search.feared[to]))
    (party,) = prepared.conflict.movers[number].members
    counter = counters[np.lexsort((counters, -prepared.conflict.ranks[party][counters].astype(np.int64)))[0]]
    return Temptation(to, answer, int(counter), int(search.feared[to]))


@dataclass(frozen=True, eq=False)
class _Search:
    """Breadth first over legal sequences, leaving out states from which nothing deters."""

    ways: dict[int, Ways]
    key: NDArray[Any]
    feared: NDArray[Any]
    enough: int
    response: str

    def shortest(self, start: int) -> tuple[Step, ...]:
        """The shortest answer from a state from which there is one."""
        came: dict[tuple[int, Memory], tuple[int, Memory] | None] = {(start, ()): None}
        waiting: list[tuple[int, Memory]] = [(start, ())]
        for here in waiting:
            for there in self._next(*here):
                if there in came:
                    continue
                came[there] = here
                if self.key[there[0]] <= self.enough:
                    return _path(came, there)
                waiting.append(there)
        raise AssertionError("The least key promised an answer.")

    def _next(self, state: int, memory: Memory) -> Iterator[tuple[int, Memory]]:
        for mover, way in self.ways.items():
            if mover in memory or (memory and self.response == "single"):
                continue
            after = (*memory, mover) if self.response == "once" else (mover,)
            targets = way.successors(np.array([state]))
            for there in targets[self.feared[targets] <= self.enough].tolist():
                yield there, after


def _path(came: dict[tuple[int, Memory], tuple[int, Memory] | None], node: tuple[int, Memory]) -> tuple[Step, ...]:
    steps: list[Step] = []
    while (before := came[node]) is not None:
        steps.append(Step(node[1][-1], node[0]))
        node = before
    return tuple(reversed(steps))
