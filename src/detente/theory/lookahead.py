"""Improvements followed only from where one stands: nothing is worked out for states that nobody asked about.

The joint responses of all states at once (`detente.theory.responses`) are cheap where each mover's moves can be reduced over, and dear
where large consent groups can go almost anywhere. What a few states need, a status quo or an outcome on the table, is found from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.conflict import Ranks
from detente.theory.controls import Grid
from detente.theory.outcomes import Bools, Ints
from detente.theory.responses import Ways
from detente.theory.stability import Prepared
from detente.theory.witness import Step, Temptation, Witness

FEW = 40_000_000
"""So many pairs of states in all are soon looked through."""
MOST_VISITED = 20_000
"""A search for one answer gives up after so many states."""
BLOCK = 4_000_000

Known = dict[tuple[int, int], Ints]
"""Where a mover (by number) can go from a state."""
Visit = tuple[int, int]
"""A state, and who moved there (−1 at the start): nobody moves twice in a row."""


class TooFar(ValueError):
    """A search that would follow more states than it may. The message says how many."""


def light(prepared: Prepared) -> bool:
    """Whether the improvements of all movers are soon worked out for all states: no grid has many pairs of states."""
    return sum(_pairs(mover.moves) for mover in prepared.conflict.movers if isinstance(mover.moves, Grid)) <= FEW


def _pairs(grid: Grid) -> float:
    """About how many moves there are: as many as there would be if the rules excluded none."""
    per_state = 1.0
    for issue, table in grid.control.within.items():
        per_state *= 1 + (table.sum() - np.trace(table)) / grid.space.sizes[issue]
    return per_state * len(grid.outcomes) * len(grid.outcomes) / grid.space.combinations


def improving(prepared: Prepared, number: int, states: Ints, known: Known | None = None) -> Iterator[tuple[Ints, Ints]]:
    """The improvements of a mover from these states, as blocks of (places among `states`, targets).

    `known` remembers where movers could go, for other conflicts with the same movers between the same states."""
    mover, ranks = prepared.conflict.movers[number], prepared.conflict.ranks
    ways = prepared.moves[number]
    one_by_one = isinstance(mover.moves, Grid)
    total = 1 if one_by_one else max(1, int(ways.counts[states].sum()))
    parts = len(states) if one_by_one else total // BLOCK + 1
    for part in np.array_split(np.arange(len(states)), max(1, parts)):
        targets = _targets(ways, number, states[part], known if one_by_one else None)
        places = np.repeat(part, len(targets) if one_by_one else ways.counts[states[part]])
        sources = states[places]
        keep = np.ones(len(targets), dtype=np.bool_)
        for member in mover.members:
            keep &= ranks[member].take(targets) > ranks[member].take(sources)
        yield places[keep], targets[keep].astype(np.int64)


def _targets(ways: Ways, number: int, states: Ints, known: Known | None) -> Ints:
    if known is None or len(states) != 1:
        return ways.successors(states)
    asked = (number, int(states[0]))
    if asked not in known:
        known[asked] = ways.successors(states).astype(np.int32)
    return known[asked]


@dataclass(eq=False)
class Lookahead:
    """A conflict whose improvements are remembered as they are asked for."""

    prepared: Prepared
    most: int = MOST_VISITED
    _known: dict[tuple[int, int], Ints] = field(default_factory=dict)

    def steps(self, number: int, state: int) -> Ints:
        """Where a mover's improvements lead from a state, ascending."""
        key = (number, state)
        if key not in self._known:
            found = [targets for _, targets in improving(self.prepared, number, np.array([state]))]
            self._known[key] = np.unique(np.concatenate(found))
        return self._known[key]

    def answer(
        self, start: int, movers: Sequence[int], enough: Bools | NDArray[np.bool_]
    ) -> tuple[tuple[int, int], ...] | None:
        """The shortest sequence of improvements (mover, state) from `start` to a state where `enough` (states,) holds; () if it holds
        at the start, None where there is none. No mover moves twice in a row. Raises TooFar where too many states are visited."""
        if enough[start]:
            return ()
        came: dict[Visit, Visit | None] = {(start, -1): None}
        for there in self._onwards(came, movers):
            if enough[there[0]]:
                return _back(came, there)
        return None

    def least(self, start: int, movers: Sequence[int], key: NDArray[Any]) -> int:
        """The least of a key (states,) over all that these movers' sequences of improvements reach from a state, itself included."""
        came: dict[Visit, Visit | None] = {(start, -1): None}
        return min([int(key[start]), *(int(key[state]) for state, _ in self._onwards(came, movers))])

    def _onwards(self, came: dict[Visit, Visit | None], movers: Sequence[int]) -> Iterator[Visit]:
        """All that follows on what has been visited, nearest first; `came` says from where."""
        waiting = list(came)
        for here in waiting:
            for number in movers:
                if number == here[1]:
                    continue
                for to in self.steps(number, here[0]).tolist():
                    there = (to, number)
                    if there not in came:
                        came[there] = here
                        waiting.append(there)
                        yield there
            if len(came) > self.most:
                raise TooFar(f"After {self.most:,} states there may still be an answer.")


def _back(came: Mapping[Visit, Visit | None], node: Visit) -> tuple[tuple[int, int], ...]:
    steps = []
    while (before := came[node]) is not None:
        steps.append((node[1], node[0]))
        node = before
    return tuple(reversed(steps))


def deters(
    ahead: Lookahead, number: int, frm: int, to: int, movers: Sequence[int]
) -> tuple[tuple[int, int], ...] | None:
    """The shortest answer by improvements of `movers` after which some member of mover `number` ends no better than at `frm`;
    None where no answer deters it. Movers that share a member with it do not answer."""
    conflict = ahead.prepared.conflict
    ranks: Ranks = conflict.ranks
    members = conflict.movers[number].members
    others = [n for n in movers if not set(conflict.movers[n].members) & set(members)]
    worse = np.logical_or.reduce([ranks[m] <= ranks[m][frm] for m in members])
    return ahead.answer(to, others, worse)


def sequential(ahead: Lookahead, party: int, state: int, concept: str) -> Witness:
    """A witness for one state by SEQ or symmetric SEQ, from the improvements that can follow on it alone.

    As `detente.theory.witness.witnesses`, with the canonical response. Raises TooFar where too much can follow, and ValueError for
    another concept.
    """
    if concept not in ("seq", "symmetric_seq"):
        raise ValueError(f"{concept!r} asks for more than improvements; there are seq and symmetric_seq.")
    prepared = ahead.prepared
    number = prepared.alone(party)
    rank = prepared.conflict.ranks[party]
    if number is None:
        return Witness(party, state, concept, True, ())
    tempts = ahead.steps(number, state)
    tempts = tempts[np.lexsort((tempts, -rank[tempts].astype(np.int64)))]
    key = prepared.key(party, concept)
    others = prepared.others((party,))
    found, open_ends = [], []
    for to in tempts.tolist():
        answer = ahead.answer(to, others, key <= rank[state])
        if answer is None:
            open_ends.append(Temptation(to, None, None, ahead.least(to, others, key)))
            continue
        there = answer[-1][1]
        counters = prepared.moves[number].successors(np.array([there]))
        best = None
        if concept == "symmetric_seq" and len(counters):
            best = int(counters[np.lexsort((counters, -rank[counters].astype(np.int64)))[0]])
        steps = tuple(Step(mover, at) for mover, at in answer)
        found.append(Temptation(to, steps, best, int(key[there])))
    return Witness(party, state, concept, not open_ends, tuple(open_ends or found))
