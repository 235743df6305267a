"""Improvements followed only from where one stands: nothing is worked out for states that nobody asked about.

The joint responses of all states at once (`detente.theory.responses`) are cheap where each mover's moves can be reduced over, and dear
where large consent groups can go almost anywhere. What a few states need, a status quo or an outcome on the table, is found from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from detente.theory.conflict import Ranks
from detente.theory.controls import Grid
from detente.theory.outcomes import Bools, Ints
from detente.theory.stability import Prepared

FEW = 40_000_000
"""So many pairs of states in all are soon looked through."""
MOST_VISITED = 20_000
"""A search for one answer gives up after so many states."""
BLOCK = 4_000_000


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


def improving(prepared: Prepared, number: int, states: Ints) -> Iterator[tuple[Ints, Ints]]:
    """The improvements of a mover from these states, as blocks of (sources, targets)."""
    mover, ranks = prepared.conflict.movers[number], prepared.conflict.ranks
    ways = prepared.moves[number]
    one_by_one = isinstance(mover.moves, Grid)
    total = 1 if one_by_one else max(1, int(ways.counts[states].sum()))
    parts = len(states) if one_by_one else total // BLOCK + 1
    for part in np.array_split(states, max(1, parts)):
        targets = ways.successors(part)
        sources = np.full(len(targets), part[0]) if one_by_one and len(part) else np.repeat(part, ways.counts[part])
        keep = np.ones(len(targets), dtype=np.bool_)
        for member in mover.members:
            keep &= ranks[member].take(targets) > ranks[member].take(sources)
        yield sources[keep].astype(np.int64), targets[keep].astype(np.int64)


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
        came: dict[tuple[int, int], tuple[int, int] | None] = {(start, -1): None}
        waiting = [(start, -1)]
        for here in waiting:
            for number in movers:
                if number == here[1]:
                    continue
                for to in self.steps(number, here[0]).tolist():
                    there = (to, number)
                    if there in came:
                        continue
                    came[there] = here
                    if enough[to]:
                        return _back(came, there)
                    waiting.append(there)
            if len(came) > self.most:
                raise TooFar(f"After {self.most:,} states there may still be an answer.")
        return None


def _back(came: Mapping[tuple[int, int], tuple[int, int] | None], node: tuple[int, int]) -> tuple[tuple[int, int], ...]:
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
