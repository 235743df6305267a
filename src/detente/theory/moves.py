"""The moves of one mover between numbered states: classes within which it can go anywhere, or a list.

No mover ever moves from a state to itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.blocks import Blocks, blocks_of
from detente.theory.outcomes import Ints

MOST_ARCS = 300_000_000
"""More pairs of states than this are never looked through for one mover."""


@dataclass(frozen=True, eq=False)
class Fibres:
    """Moves from any state to any other with the same label. `labels` (states,): 0, 1, … without gaps; kept as int32."""

    labels: NDArray[Any]

    def __post_init__(self) -> None:
        labels = np.asarray(self.labels).astype(np.int64, copy=False)
        if len(labels) and (labels.min() < 0 or labels.max() >= len(labels) or not np.bincount(labels).all()):
            raise ValueError("Labels of fibres must be 0, 1, … without gaps.")
        object.__setattr__(self, "labels", labels.astype(np.int32))

    @cached_property
    def sizes(self) -> Ints:
        """How many states have each label (fibres,)."""
        return np.bincount(self.labels)

    @cached_property
    def order(self) -> NDArray[np.int32]:
        """The states by label, ascending within each: int32 (states,)."""
        return np.argsort(self.labels, kind="stable").astype(np.int32)

    @cached_property
    def blocks(self) -> Blocks | None:
        """The states with a column for each fibre; None where fibres are of so unlike sizes that most of it would be empty."""
        shape = (int(self.sizes.max(initial=0)), len(self.sizes))
        if shape[0] * shape[1] > 2 * len(self.labels) + 1_000:
            return None
        rows = np.empty(len(self.labels), dtype=np.int64)
        rows[self.order] = ranges(np.zeros_like(self.sizes), self.sizes)
        return blocks_of(rows, self.labels, shape)


@dataclass(frozen=True, eq=False)
class Arcs:
    """Listed moves: from state s to each of `targets[starts[s]:starts[s + 1]]`, never s itself. `starts` (states + 1,).

    `transitive`: known to make one move, or none, of any two in a row. It saves work where it is known.
    """

    starts: Ints
    targets: NDArray[np.int32]
    transitive: bool = False

    @cached_property
    def sources(self) -> NDArray[np.int32]:
        """The state that each arc leaves: int32 (arcs,)."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))


def listed(states: int, pairs: Iterable[tuple[int, int]] | NDArray[Any]) -> Arcs:
    """Arcs from pairs (from, to); staying and repetitions are dropped. Raises ValueError for states that are not there."""
    array = np.asarray(pairs if isinstance(pairs, np.ndarray) else list(pairs), dtype=np.int64).reshape(-1, 2)
    if len(array) and (array.min() < 0 or array.max() >= states):
        raise ValueError(f"A move names a state that is not among 0 to {states - 1}.")
    array = array[array[:, 0] != array[:, 1]]
    codes = np.unique(array[:, 0] * states + array[:, 1])
    return _gathered(states, codes // states, codes % states)


def _gathered(states: int, sources: NDArray[Any], targets: NDArray[Any], transitive: bool = False) -> Arcs:
    """Arcs of sources in ascending order."""
    starts = np.zeros(states + 1, dtype=np.int64)
    np.cumsum(np.bincount(sources, minlength=states), out=starts[1:])
    return Arcs(starts, targets.astype(np.int32), transitive)


def arcs_of_fibres(fibres: Fibres) -> Arcs:
    """The same moves as a list. Raises ValueError where that would be too long."""
    labels = fibres.labels
    counts = fibres.sizes
    check_length(int((counts.astype(np.int64) ** 2).sum()))
    states = len(labels)
    first = np.cumsum(counts) - counts
    targets = fibres.order[ranges(first[labels], (first + counts)[labels])]
    sources = np.repeat(np.arange(states), counts[labels])
    other = sources != targets
    return _gathered(states, sources[other], targets[other], True)


def check_length(pairs: int) -> None:
    """Raise ValueError where a mover has too many moves to list."""
    if pairs > MOST_ARCS:
        raise ValueError(
            f"A mover has up to {pairs:.3g} moves, more than the {MOST_ARCS:.3g} that can be listed; "
            "leave out issues that do not matter, or irreversible options and joint issues."
        )


def ranges(low: Ints, high: Ints) -> Ints:
    """All of low[0]..high[0]-1, then of low[1]..high[1]-1, and so on."""
    counts = np.maximum(high - low, 0)
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(total, dtype=np.int64) + np.repeat(low - (ends - counts), counts))
