"""What a mover can change, issue by issue, and its moves between the feasible outcomes of a space without listing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.moves import Arcs, check_length, ranges
from detente.theory.outcomes import Bools, Ints, Space, strides


@dataclass(frozen=True, eq=False)
class Control:
    """What a mover can change: for each of its issues k a bool array (options, options), from row to column.

    It can change any of these issues in one move. `needing`: the changes of which a move must have at least one, in the
    same form (a consent group: those that need all of its members); None for a party alone, where any change will do.
    """

    members: tuple[int, ...]
    within: Mapping[int, Bools]
    needing: Mapping[int, Bools] | None = None


@dataclass(frozen=True, eq=False)
class Grid:
    """The moves of a control between the feasible `outcomes` (states,) of a space, ascending mixed-radix indices."""

    space: Space
    outcomes: Ints
    control: Control

    @cached_property
    def transitive(self) -> bool:
        """Whether two moves in a row are always one, or none: any change will do, and changes of one issue compose."""
        if self.control.needing is not None:
            return False
        closed = [_closed(allowed).astype(np.float32) for allowed in self.control.within.values()]
        return not any(((table @ table > 0) & (table == 0)).any() for table in closed)

    @property
    def dense(self) -> bool:
        """Whether an array over all combinations, feasible or not, is small enough to work on."""
        return self.space.combinations <= 8 * len(self.outcomes) + 1_000_000

    def reduce(self, values: NDArray[Any], ufunc: np.ufunc, nothing: int) -> NDArray[Any]:
        """For each state `ufunc` over `values` (states,) at the states that a move leads to; `nothing` where none does.

        Issue by issue, in two layers: what is reached without and with a change that is needed.
        """
        sizes = self.space.sizes
        full = np.full(self.space.combinations, nothing, dtype=values.dtype)
        full[self.outcomes] = values
        before, after = full.reshape(sizes), np.full(sizes, nothing, dtype=values.dtype)
        for issue in sorted(self.control.within):
            within, needed = _closed(self.control.within[issue]), self._needed(issue)
            after = _along(after, issue, within, (ufunc, nothing))
            ufunc(after, _along(before, issue, needed, (ufunc, nothing)), out=after)
            before = _along(before, issue, within & ~needed, (ufunc, nothing))
        return after.reshape(-1).take(self.outcomes)

    def _needed(self, issue: int) -> Bools:
        within = self.control.within[issue]
        none = np.zeros_like(within)
        table = within if self.control.needing is None else self.control.needing.get(issue, none)
        return np.asarray(table & ~np.eye(len(within), dtype=np.bool_))

    def successors(self, states: Ints) -> Ints:
        """All states that a move leads to from any of these, with repetitions, in their order."""
        found = [np.zeros(0, dtype=np.int64)]
        for state in states:
            there = self._place(self.outcomes[state] + self._offsets(self._own(self.outcomes[state : state + 1])[0]))
            found.append(there[there >= 0].astype(np.int64))
        return np.concatenate(found)

    def listed(self, keep: Callable[[Ints, Ints], Bools] | None = None) -> Arcs:
        """The moves as a list, or those of them for which `keep(sources, targets)` holds. ValueError where too long."""
        codes = self._own(self.outcomes)
        order = np.argsort(codes, kind="stable")
        bounds = np.searchsorted(codes[order], np.arange(prod(self._sizes) + 1))
        blocks, pairs = [], 0
        counts = np.zeros(len(self.outcomes), dtype=np.int64)
        for number in range(len(bounds) - 1):
            here = order[bounds[number] : bounds[number + 1]]
            offsets = self._offsets(number)
            pairs += len(here) * len(offsets)
            check_length(pairs)
            for part in np.array_split(here, len(here) * len(offsets) // 4_000_000 + 1):
                there = self._place(self.outcomes[part][:, None] + offsets)
                good = there >= 0
                if keep is not None:
                    good &= keep(part[:, None], there)
                counts[part] = good.sum(axis=1)
                blocks.append((part, there[good].astype(np.int32)))
        starts = np.zeros(len(counts) + 1, dtype=np.int64)
        np.cumsum(counts, out=starts[1:])
        targets = np.empty(int(starts[-1]), dtype=np.int32)
        for part, found in blocks:
            targets[ranges(starts[part], starts[part + 1])] = found
        return Arcs(starts, targets, keep is None and self.transitive)

    @cached_property
    def _sizes(self) -> tuple[int, ...]:
        return tuple(self.space.sizes[k] for k in sorted(self.control.within))

    def _own(self, outcomes: Ints) -> Ints:
        """The options of the mover's own issues in these outcomes, as one number each."""
        steps = strides(self.space.sizes)
        codes = np.zeros(len(outcomes), dtype=np.int64)
        for issue, stride in zip(sorted(self.control.within), strides(self._sizes), strict=True):
            codes += outcomes // steps[issue] % self.space.sizes[issue] * stride
        return codes

    @cached_property
    def _place(self) -> Callable[[Ints], Ints]:
        """A function from indices of the space to states, −1 for those that are infeasible."""
        if self.dense:
            table = np.full(self.space.combinations, -1, dtype=np.int32)
            table[self.outcomes] = np.arange(len(self.outcomes), dtype=np.int32)
            return lambda indices: np.asarray(table.take(indices), dtype=np.int64)

        def search(indices: Ints) -> Ints:
            found = np.searchsorted(self.outcomes, indices).clip(max=len(self.outcomes) - 1)
            return np.where(self.outcomes[found] == indices, found, -1)

        return search

    def _offsets(self, number: int) -> Ints:
        """How far the moves from one combination of own options lead in the mixed-radix index."""
        steps = strides(self.space.sizes)
        offset, enough = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.bool_)
        own = sorted(self.control.within)
        for issue, option in zip(own, np.unravel_index(number, self._sizes) if own else (), strict=True):
            options = np.flatnonzero(_closed(self.control.within[issue])[option])
            offset = (offset[:, None] + (options - option) * steps[issue]).reshape(-1)
            enough = (enough[:, None] | self._needed(issue)[option][options]).reshape(-1)
        return offset[enough]


def _closed(allowed: Bools) -> Bools:
    """The changes, or none."""
    return np.asarray(allowed | np.eye(len(allowed), dtype=np.bool_))


def _along(values: NDArray[Any], axis: int, table: Bools, operation: tuple[np.ufunc, int]) -> NDArray[Any]:
    """At each option a of one axis, the operation over the options b with `table[a, b]`."""
    if np.array_equal(table, np.eye(len(table), dtype=np.bool_)):
        return values
    ufunc, nothing = operation
    out = np.full_like(values, nothing)
    into, source = np.moveaxis(out, axis, 0), np.moveaxis(values, axis, 0)
    if table.all():
        into[:] = ufunc.reduce(source, axis=0)
        return out
    for option, row in enumerate(table):
        for other in np.flatnonzero(row):
            ufunc(into[option], source[other], out=into[option])
    return out
