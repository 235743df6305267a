"""Where a conflict goes by itself: what improvements lead to from a state, and where they come to rest.

An *end* is a terminal strongly connected component of the improvement graph: one state at rest, or states that go round with no way
out. From every state at least one end is reached, and often several. Who moves is given as movers of the conflict; by default
each improvement counts, with `unsanctioned` only those that no answer of the others deters (SEQ). Only states that are reached are
looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.theory.lookahead import Known, Lookahead, TooFar, deters, improving, light
from detente.theory.moves import listed
from detente.theory.outcomes import Bools, Ints
from detente.theory.responses import BEYOND, Ways, along, joint
from detente.theory.stability import Prepared

MOST_STEPS = 30_000_000


@dataclass(frozen=True, eq=False)
class Course:
    """What is reached from `start`: `states` ascending, the `ends` among them, and the improvements between them.

    `ends`: the states of each end, ascending; ends in order of their first state. `sources`, `targets`, `movers` (steps,): each improvement
    that was followed. `before`, `by` (states,): the state before each on a shortest path and the mover there, −1 at the start.
    """

    start: int
    states: Ints
    ends: tuple[Ints, ...]
    sources: Ints
    targets: Ints
    movers: Ints
    before: Ints
    by: Ints

    def path(self, state: int) -> tuple[tuple[int, int], ...]:
        """The steps (mover, state) of a shortest path from the start. Raises ValueError for a state not reached."""
        steps = []
        while state != self.start:
            place = int(np.searchsorted(self.states, state))
            if place == len(self.states) or self.states[place] != state:
                raise ValueError(f"State {state} is not reached from {self.start}.")
            steps.append((int(self.by[place]), state))
            state = int(self.before[place])
        return tuple(reversed(steps))


def course(
    prepared: Prepared, start: int, movers: Sequence[int], unsanctioned: bool = False, known: Known | None = None
) -> Course:
    """What improvements by these movers (by number) reach from a state, and where they end.

    With `unsanctioned` only improvements that no answer deters are made, only these movers answering. `known` is kept for other conflicts with
    the same movers between the same states. Raises ValueError for a state that is
    not there, and TooFar where too much is reached to be followed.
    """
    if not 0 <= start < prepared.conflict.states:
        raise ValueError(f"States are numbered 0 to {prepared.conflict.states - 1}, and {start} is none of them.")
    follow = _Follow(prepared, tuple(movers), unsanctioned, known)
    reached = np.zeros(prepared.conflict.states, dtype=np.bool_)
    reached[start] = True
    front, blocks, came = np.array([start], dtype=np.int64), [], {start: (-1, -1)}
    steps = 0
    while len(front):
        fresh = []
        for number in movers:
            sources, targets = follow.steps(number, front)
            steps += len(sources)
            if steps > MOST_STEPS:
                raise TooFar(f"More than {MOST_STEPS:,} improvements can follow on state {start}.")
            blocks.append((sources, targets, np.full(len(sources), number)))
            new = np.flatnonzero(~reached[targets])
            found, first = np.unique(targets[new], return_index=True)
            came.update(zip(found.tolist(), ((int(s), number) for s in sources[new][first]), strict=True))
            reached[found] = True
            fresh.append(found)
        front = np.concatenate(fresh) if fresh else front[:0]
    states = np.flatnonzero(reached)
    arcs = [np.concatenate([b[k] for b in blocks] or [np.zeros(0, dtype=np.int64)]) for k in range(3)]
    back = np.array([came[int(state)] for state in states])
    return Course(start, states, _ends(states, arcs[0], arcs[1]), arcs[0], arcs[1], arcs[2], back[:, 0], back[:, 1])


class _Follow:
    """The improvements that are made, from states that are reached."""

    def __init__(
        self, prepared: Prepared, movers: tuple[int, ...], unsanctioned: bool, known: Known | None = None
    ) -> None:
        self.prepared, self.movers, self.unsanctioned, self.known = prepared, movers, unsanctioned, known
        self.ahead = Lookahead(prepared)
        self.whole = unsanctioned and light(prepared)

    def steps(self, number: int, front: Ints) -> tuple[Ints, Ints]:
        """(sources, targets) from these states."""
        found = list(improving(self.prepared, number, front, self.known))
        sources = front[np.concatenate([block[0] for block in found])]
        targets = np.concatenate([block[1] for block in found])
        if self.unsanctioned:
            keep = self._kept(number, sources, targets)
            return sources[keep], targets[keep]
        return sources, targets

    def _kept(self, number: int, sources: Ints, targets: Ints) -> Bools:
        """Those after which no member ends no better than before, whatever the others answer."""
        ranks = self.prepared.conflict.ranks
        members = self.prepared.conflict.movers[number].members
        if self.whole:
            gates = self._gates(number)
            keep = [gates[m][targets] > ranks[m][sources] for m in members]
            return np.asarray(np.logical_and.reduce(keep), dtype=np.bool_)
        pairs = zip(sources.tolist(), targets.tolist(), strict=True)
        return np.array([deters(self.ahead, number, s, t, self.movers) is None for s, t in pairs], dtype=np.bool_)

    def _gates(self, number: int) -> dict[int, Ints]:
        """For each member the least rank that the others' answers lead to from each state."""
        members = self.prepared.conflict.movers[number].members
        others = [self.prepared.improvements[n] for n in self.movers if n in self.prepared.others(members)]
        return {m: joint(others, self.prepared.conflict.ranks[m]) for m in members}


def _ends(states: Ints, sources: Ints, targets: Ints) -> tuple[Ints, ...]:
    """Terminal strongly connected components: first all states at rest, then cycles."""
    pairs = np.stack([np.searchsorted(states, sources), np.searchsorted(states, targets)], axis=1)
    way = along(listed(len(states), pairs))
    rest = way.counts == 0
    ends = [np.array([place]) for place in np.flatnonzero(rest)]
    open_states = ~_leading_to(way, rest)
    while open_states.any():
        cycle = _cycle(way, int(np.flatnonzero(open_states)[0]))
        ends.append(np.flatnonzero(cycle))
        open_states &= ~_leading_to(way, cycle)
    return tuple(states[end] for end in sorted(ends, key=lambda end: int(end[0])))


def _cycle(way: Ways, start: int) -> Bools:
    """An end that is reached from a state: go on from what cannot go back, until all can."""
    while True:
        within = _reached(way, start)
        back = np.zeros_like(within)
        back[start] = True
        away = np.flatnonzero(within & ~_leading_to(way, back))
        if not len(away):
            return within
        start = int(away[-1])


def _reached(way: Ways, start: int) -> Bools:
    reached = np.zeros(len(way.counts), dtype=np.bool_)
    reached[start] = True
    front = np.array([start])
    while len(front):
        found = np.unique(way.successors(front))
        front = found[~reached[found]]
        reached[front] = True
    return reached


def _leading_to(way: Ways, goal: Bools) -> Bools:
    """The states from which some goal is reached, goals included."""
    key = np.where(goal, 0, BEYOND).astype(np.int32)
    while True:
        found = np.minimum(key, way.closed(key, np.minimum))
        if np.array_equal(found, key):
            return np.asarray(key == 0)
        key = found
