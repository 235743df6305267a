"""Where a conflict goes by itself: what improvements lead to from a state, and where they come to rest.

An *end* is a terminal strongly connected component of the improvement graph: one state at rest, or states that go round with no way
out. From every state at least one end is reached, and often several. Who moves is given as movers of the conflict; by default
each improvement counts, with `unsanctioned` only those that no answer of the others deters (SEQ).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.theory.conflict import Mover, Ranks
from detente.theory.outcomes import Bools, Ints
from detente.theory.responses import BEYOND, Ways, improvements, joint
from detente.theory.stability import Prepared


@dataclass(frozen=True, eq=False)
class Course:
    """What is reached from `start`: `states` ascending, with a shortest path to each; and the `ends` among them.

    `before`, `mover` (states of the conflict,): the state before it on that path and who moved there, −1 where there is none.
    `ends`: the states of each end, ascending; ends in order of their first state.
    """

    start: int
    states: Ints
    ends: tuple[Ints, ...]
    before: Ints
    mover: Ints

    def path(self, state: int) -> tuple[tuple[int, int], ...]:
        """The steps (mover, state) of a shortest path from the start. Raises ValueError for a state not reached."""
        steps = []
        while state != self.start:
            if self.before[state] < 0:
                raise ValueError(f"State {state} is not reached from {self.start}.")
            steps.append((int(self.mover[state]), state))
            state = int(self.before[state])
        return tuple(reversed(steps))


def course(prepared: Prepared, start: int, movers: Sequence[int], unsanctioned: bool = False) -> Course:
    """What improvements by these movers (by number) reach from a state, and where they end.

    With `unsanctioned` only improvements that no answer deters are made, only these movers answering. Raises ValueError for a state that is not there.
    """
    conflict = prepared.conflict
    if not 0 <= start < conflict.states:
        raise ValueError(f"States are numbered 0 to {conflict.states - 1}, and {start} is none of them.")
    ways = [prepared.improvements[n] for n in movers]
    if unsanctioned:
        ways = [_undeterred(prepared, n, movers) for n in movers]
    reached, before, by = _forward(ways, start, conflict.states)
    mover = np.where(by >= 0, np.asarray([*movers, -1])[by], -1)
    return Course(start, np.flatnonzero(reached), _ends(ways, reached), before, mover)


def _undeterred(prepared: Prepared, number: int, movers: Sequence[int]) -> Ways:
    """The improvements of a mover after which no member ends no better than before, whatever the others answer."""
    mover: Mover = prepared.conflict.movers[number]
    others = [prepared.improvements[n] for n in movers if n in prepared.others(mover.members)]
    gates: Ranks = prepared.conflict.ranks.copy()
    for member in mover.members:
        gates[member] = joint(others, prepared.conflict.ranks[member])
    return improvements(prepared.conflict, mover, gates)


def _forward(ways: Sequence[Ways], start: int, states: int) -> tuple[Bools, Ints, Ints]:
    """What is reached, the state before, and the number of the way taken there (-1: none)."""
    reached = np.zeros(states, dtype=np.bool_)
    before = np.full(states, -1, dtype=np.int64)
    by = np.full(states, -1, dtype=np.int64)
    reached[start] = True
    front = np.array([start], dtype=np.int64)
    while len(front):
        found = []
        for number, way in enumerate(ways):
            targets = way.successors(front)
            sources = np.repeat(front, way.counts[front])
            new = ~reached[targets]
            fresh, first = np.unique(targets[new], return_index=True)
            before[fresh] = sources[new][first]
            by[fresh] = number
            reached[fresh] = True
            found.append(fresh)
        front = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
    return reached, before, by


def _ends(ways: Sequence[Ways], reached: Bools) -> tuple[Ints, ...]:
    """Terminal strongly connected components among what is reached: first all states at rest, then cycles."""
    rest = reached.copy()
    for way in ways:
        rest &= way.counts == 0
    ends = [np.array([state]) for state in np.flatnonzero(rest)]
    open_states = reached & ~_leading_to(ways, rest)
    while open_states.any():
        cycle = _cycle(ways, int(np.flatnonzero(open_states)[0]))
        ends.append(np.flatnonzero(cycle))
        open_states &= ~_leading_to(ways, cycle)
    return tuple(sorted(ends, key=lambda end: int(end[0])))


def _cycle(ways: Sequence[Ways], start: int) -> Bools:
    """An end that is reached from a state: go on from what cannot go back, until all can."""
    while True:
        within, _, _ = _forward(ways, start, len(ways[0].counts))
        back = np.zeros_like(within)
        back[start] = True
        away = np.flatnonzero(within & ~_leading_to(ways, back))
        if not len(away):
            return within
        start = int(away[-1])


def _leading_to(ways: Sequence[Ways], goal: Bools) -> Bools:
    """The states from which some goal is reached, goals included."""
    key = np.where(goal, 0, BEYOND).astype(np.int32)
    while True:
        found = key
        for way in ways:
            found = np.minimum(found, way.closed(found, np.minimum))
        if np.array_equal(found, key):
            return np.asarray(key == 0)
        key = found
