"""What a mover can change, issue by issue, and its moves between the feasible outcomes of a space without listing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.blocks import Blocks, Bundle, blocks_of
from detente.theory.moves import Arcs, check_length, ranges
from detente.theory.outcomes import Bools, Ints, Space, strides

MOST_BUNDLES = 256
"""Rows are not told apart by who can go there where that makes more kinds than this."""


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

    @cached_property
    def blocks(self) -> Blocks:
        """The states with a row for each combination of options of the mover's own issues. Only where `dense`."""
        own = self._own(self.outcomes)
        columns = np.zeros(len(self.outcomes), dtype=np.int64)
        for issue, stride in enumerate(strides(self.space.sizes)):
            if issue not in self.control.within:
                columns *= self.space.sizes[issue]
                columns += self.outcomes // stride % self.space.sizes[issue]
        rows = prod(self._sizes)
        return blocks_of(own, columns, (rows, self.space.combinations // rows))

    def reduce(self, values: NDArray[Any], ufunc: np.ufunc, nothing: int) -> NDArray[Any]:
        """For each state `ufunc` over `values` (states,) at the states that a move leads to; `nothing` where none does.

        Issue by issue, in two layers: what is reached without and with a change that is needed. Issues that need none come first.
        """
        return self.blocks.through(values, nothing, lambda table: self._moved(table, (ufunc, nothing)))

    def _moved(self, before: NDArray[Any], operation: tuple[np.ufunc, int]) -> NDArray[Any]:
        """`reduce` of a table (rows of the blocks, any columns)."""
        ufunc, nothing = operation
        after: NDArray[Any] | None = None
        order = sorted(range(len(self._sizes)), key=lambda axis: bool(self._tables[axis][1].any()))
        for axis in order:
            within, needed = self._tables[axis]
            if after is not None:
                after = self._along(after, axis, within, operation)
            if needed.any():
                reached = self._along(before, axis, needed, operation)
                after = reached if after is None else ufunc(after, reached, out=after)
            before = self._along(before, axis, within & ~needed, operation)
        return np.full_like(before, nothing) if after is None else after

    def closed(self, values: NDArray[Any], ufunc: np.ufunc, nothing: int) -> NDArray[Any]:
        """The same, the state itself counted too: of a mover alone in one layer."""
        if self.control.needing is not None:
            return np.asarray(ufunc(values, self.reduce(values, ufunc, nothing)))

        def moved(table: NDArray[Any]) -> NDArray[Any]:
            for axis, (within, _) in enumerate(self._tables):
                table = self._along(table, axis, within, (ufunc, nothing))
            return table

        return self.blocks.through(values, nothing, moved)

    def _along(self, values: NDArray[Any], axis: int, table: Bools, operation: tuple[np.ufunc, int]) -> NDArray[Any]:
        """At each option a of one of the mover's own issues, the operation over the options b with `table[a, b]`."""
        if np.array_equal(table, np.eye(len(table), dtype=np.bool_)):
            return values
        ufunc, nothing = operation
        source = values.reshape(prod(self._sizes[:axis]), self._sizes[axis], -1)
        out = np.full_like(source, nothing)
        if table.all():
            out[:] = ufunc.reduce(source, axis=1, keepdims=True)
            return out.reshape(values.shape)
        for option, row in enumerate(table):
            for other in np.flatnonzero(row):
                ufunc(out[:, option], source[:, other], out=out[:, option])
        return out.reshape(values.shape)

    @property
    def narrow(self) -> bool:
        """Whether a state has so few moves that they are sooner listed than their kinds told apart."""
        within = [table for table, _ in self._tables]
        moves = prod(float(table.sum()) / len(table) for table in within)
        kinds = prod(float(np.unique(table, axis=1).sum()) / len(table) for table in within)
        return moves < 4 * kinds

    @cached_property
    def _tables(self) -> tuple[tuple[Bools, Bools], ...]:
        """For each own issue, ascending: the changes or none, and the changes that are needed."""
        return tuple((_closed(self.control.within[k]), self._needed(k)) for k in sorted(self.control.within))

    @cached_property
    def allowed(self) -> Bools:
        """From which row of the blocks a move leads to which (rows, rows)."""
        reach, enough = np.ones((1, 1), dtype=np.bool_), np.zeros((1, 1), dtype=np.bool_)
        for within, needed in self._tables:
            enough = np.kron(enough, within) | np.kron(reach, needed)
            reach = np.kron(reach, within)
        return enough

    @cached_property
    def bundles(self) -> tuple[Bundle, ...] | None:
        """Rows that the same rows can go to, for a mover alone; None where there are too many kinds to be of use."""
        kinds = [_kinds(within) for within, _ in self._tables]
        if self.control.needing is not None or prod(len(kind) for kind in kinds) > MOST_BUNDLES:
            return None
        return tuple(
            Bundle(*(_rows(chosen, self._sizes) for chosen in zip(*choice, strict=True))) for choice in product(*kinds)
        )

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


def _kinds(closed: Bools) -> list[tuple[Ints, Ints]]:
    """Options that can be changed to from the same options: (to, from) for each kind."""
    columns, kind = np.unique(closed, axis=1, return_inverse=True)
    return [(np.flatnonzero(kind.reshape(-1) == k), np.flatnonzero(columns[:, k])) for k in range(columns.shape[1])]


def _rows(chosen: tuple[Ints, ...], sizes: tuple[int, ...]) -> Ints | None:
    """The rows with one of these options in each issue; None for all."""
    if all(len(options) == size for options, size in zip(chosen, sizes, strict=True)):
        return None
    rows = np.zeros(1, dtype=np.int64)
    for options, size in zip(chosen, sizes, strict=True):
        rows = (rows[:, None] * size + options).reshape(-1)
    return rows
