"""The ways of one mover: what it can reach from each state in one move, as reductions over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.blocks import NOTHING, Read
from detente.theory.moves import Arcs, ranges
from detente.theory.outcomes import Ints

AT_ONCE = 1_000_000
"""So many arcs are followed at a time: what is read for them stays near."""

Reduction = Callable[[NDArray[Any], np.ufunc], NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Ways:
    """The ways of one mover, all its moves or its improvements only, as reductions over them.

    `reduce(values, ufunc)` gives for every state the minimum or maximum of `values` over the states that the mover
    can go to (`NOTHING[ufunc]` where there is none); `closed` may count the state itself too. `successors(states)`: all states that it can go to
    from any of these, with repetitions, in their order. `count()`: how many ways lead out of each state (states,). `transitive`: two ways in a
    row are one, or lead back; `onward`: one, and they never lead back. `idle`: there are none. `cost`: about how many numbers a reduction
    reads per state. `part(changed, read, ufunc)`: where values of some states have become
    less (or greater, as `ufunc` is), states from which ways lead there, each once, and what brings an earlier `reduce` of them up to date,
    reading only the values needed; None where that saves nothing.
    """

    reduce: Reduction
    closed: Reduction
    successors: Callable[[Ints], Ints]
    count: Callable[[], Ints]
    transitive: bool
    onward: bool = False
    idle: bool = False
    cost: float = 3.0
    part: Callable[[Ints, Read, np.ufunc], tuple[Ints, NDArray[Any]] | None] | None = None

    @cached_property
    def counts(self) -> Ints:
        """How many ways lead out of each state (states,)."""
        return self.count()


def along(arcs: Arcs, onward: bool = False) -> Ways:
    """Ways along listed arcs. Values may have further axes behind the states."""
    rows = np.flatnonzero(np.diff(arcs.starts))
    first = arcs.starts[rows]
    parts = cuts(np.append(first, len(arcs.targets)))

    def reduce(values: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
        out = np.full_like(values, NOTHING[ufunc])
        for low, high in parts:
            begin = first[low]
            end = first[high] if high < len(first) else len(arcs.targets)
            found = values.take(arcs.targets[begin:end], axis=0)
            out[rows[low:high]] = ufunc.reduceat(found, first[low:high] - begin, axis=0)
        return out

    def successors(states: Ints) -> Ints:
        return arcs.targets[ranges(arcs.starts[states], arcs.starts[states + 1])].astype(np.int64)

    per_state = len(arcs.targets) / max(1, len(arcs.starts) - 1)
    return Ways(
        reduce,
        reduce,
        successors,
        lambda: np.diff(arcs.starts),
        arcs.transitive,
        onward=onward,
        idle=not len(arcs.targets),
        cost=1 + per_state,
    )


def kept(arcs: Arcs, keep: NDArray[np.bool_], transitive: bool = False) -> Arcs:
    """Only the arcs for which `keep` (arcs,) is true."""
    starts = np.zeros(len(keep) + 1, dtype=np.int64)
    np.cumsum(keep, out=starts[1:])
    return Arcs(starts.take(arcs.starts), arcs.targets[keep], transitive)


def cuts(bounds: Ints) -> list[tuple[int, int]]:
    """Rows low..high-1, a part at a time, of about `AT_ONCE` entries: row r has those from `bounds[r]` to `bounds[r + 1]`."""
    wanted = np.arange(0, int(bounds[-1]), AT_ONCE)
    places = np.unique(np.append(np.searchsorted(bounds[:-1], wanted), len(bounds) - 1))
    return list(zip(places[:-1].tolist(), places[1:].tolist(), strict=True))
