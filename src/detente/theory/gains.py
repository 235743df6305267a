"""Improvements as reductions: of one party over the columns of its blocks in order of its ranks, of several over a list.

Once each column is in the order of a party's ranks, a state improves into the first so many of it, and running minima answer
for all of them. With several members no such order exists: pairs of states are looked through, some columns at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.blocks import BEYOND, NEAR, NOTHING, WIDE, Blocks, Bundle, Numbers, Read, picked
from detente.theory.moves import check_length, ranges
from detente.theory.outcomes import Bools, Ints
from detente.theory.ways import AT_ONCE, Ways

Rank = NDArray[Any]


# ---------------------------------------------------------------- improvements of one party


@dataclass(frozen=True, eq=False)
class _Climb:
    """The improvements into one bundle. `order` (its rows, columns): its states, highest rank first in each column.

    `frm` (k,): the rows that can go there; None for all. `counts` (k, columns): how many, from the first, are above the source.
    """

    order: Numbers
    frm: Ints | None
    counts: NDArray[Any]

    def best(self, extended: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
        """The least or greatest of values (states,), extended where places are empty, over the improvements from each source (k, columns)."""
        rows, columns = self.order.shape
        out = np.empty(self.counts.shape, dtype=extended.dtype)
        wide = max(WIDE, NEAR // rows)
        for part in (slice(low, low + wide) for low in range(0, columns, wide)):
            values = extended.take(self.order[:, part], mode="clip")
            out[:, part] = _running(values, self.counts[:, part], ufunc)
        return out

    def best_of(self, columns: Ints, read: Read, ufunc: np.ufunc) -> NDArray[Any]:
        """The same of these columns alone (k, chosen)."""
        values: NDArray[Any] = read(self.order[:, columns])
        return _running(values, self.counts[:, columns], ufunc)

    def successors(self, rows: Ints, columns: Ints) -> tuple[Ints, Ints]:
        """The improvements from the sources at these rows and columns: how many from each, and where to."""
        width = self.order.shape[1]
        if self.frm is not None:
            place = np.full(int(max(rows.max(initial=0), self.frm.max(initial=0))) + 1, -1)
            place[self.frm] = np.arange(len(self.frm))
            rows = place[rows]
        counts = np.where(rows < 0, 0, self.counts[rows, columns].astype(np.int64))
        above = ranges(np.zeros_like(counts), counts)
        return counts, self.order.reshape(-1)[above * width + np.repeat(columns, counts)].astype(np.int64)


def _running(values: NDArray[Any], counts: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
    """In each column the least or greatest of the first so many of the values (rows, columns), for each of `counts` (k, columns)."""
    rows, columns = values.shape
    held = np.empty((rows + 1, columns), dtype=values.dtype)
    held[0] = NOTHING[ufunc]
    if columns < WIDE:
        ufunc.accumulate(values, axis=0, out=held[1:])
    else:
        held[1] = values[0]
        for row in range(1, rows):
            ufunc(held[row], values[row], out=held[row + 1])
    places = np.multiply(counts, columns, dtype=np.int64)
    places += np.arange(columns)
    found: NDArray[Any] = held.reshape(-1).take(places)
    return found


def climbing(blocks: Blocks, bundles: Sequence[Bundle], rank: Rank, transitive: bool) -> Ways:
    """From any state to those of its bundles with a rank (states,) above its own."""
    climbs = [_climb(blocks, bundle, rank) for bundle in bundles]
    width = blocks.states.shape[1]

    def gathered(found: Sequence[NDArray[Any]], ufunc: np.ufunc) -> NDArray[Any]:
        if climbs[0].frm is None and len(climbs) == 1:
            return found[0]
        out = np.full((len(blocks.states), found[0].shape[1]), NOTHING.get(ufunc, 0), dtype=found[0].dtype)
        for climb, each in zip(climbs, found, strict=True):
            rows = slice(None) if climb.frm is None else climb.frm
            out[rows] = ufunc(out[rows], each)
        return out

    def reduce(values: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
        extended = blocks.extended(values, NOTHING[ufunc])
        return blocks.back(gathered([climb.best(extended, ufunc) for climb in climbs], ufunc))

    def part(changed: Ints, read: Read, ufunc: np.ufunc) -> tuple[Ints, NDArray[Any]] | None:
        columns = blocks.touched(changed)
        if columns is None:
            return None
        near = blocks.padded(read, NOTHING[ufunc])
        found = gathered([climb.best_of(columns, near, ufunc) for climb in climbs], ufunc)
        return blocks.there(blocks.states[:, columns], found)

    def count() -> Ints:
        return np.asarray(gathered([climb.counts.astype(np.int64) for climb in climbs], np.add).take(blocks.place))

    def successors(wanted: Ints) -> Ints:
        place = blocks.place[wanted].astype(np.int64)
        found = [climb.successors(place // width, place % width) for climb in climbs]
        asked = np.concatenate([np.repeat(np.arange(len(wanted)), counts) for counts, _ in found])
        return np.concatenate([targets for _, targets in found])[np.argsort(asked, kind="stable")]

    idle = not any(climb.counts.any() for climb in climbs)
    read = sum(climb.counts.size + climb.order.size for climb in climbs) / len(blocks.place)
    return Ways(reduce, reduce, successors, count, transitive, onward=transitive, idle=idle, cost=1 + read, part=part)


def _climb(blocks: Blocks, bundle: Bundle, rank: Rank) -> _Climb:
    """In every column the bundle's states in order of rank, and how many of them are above each source."""
    targets = blocks.states if bundle.to is None else blocks.states[bundle.to]
    sources = blocks.states if bundle.frm is None else blocks.states[bundle.frm]
    top, columns = int(rank.max()) + 1, targets.shape[1]
    down = np.append(top - rank, top + 1).astype(np.int32) * 2 + 1
    up = np.append(top - rank, -1).astype(np.int32) * 2
    order = np.empty_like(targets)
    counts = np.empty(sources.shape, dtype=np.min_scalar_type(len(targets)))
    for low in range(0, columns, wide := max(1, AT_ONCE // (len(targets) + len(sources)))):
        part = slice(low, low + wide)
        order[:, part], counts[:, part] = _merged(targets[:, part].T, sources[:, part].T, down, up)
    return _Climb(order, bundle.frm, counts)


def _merged(targets: Numbers, sources: Numbers, down: Numbers, up: Numbers) -> tuple[Numbers, Numbers]:
    """Row by row, targets in ascending order of `down`; and for each source how many of them come before its `up`."""
    length = targets.shape[1]
    merged = np.argsort(np.concatenate([down.take(targets), up.take(sources)], axis=1), axis=1)
    ours = merged < length
    order = np.take_along_axis(targets, merged[ours].reshape(targets.shape), axis=1)
    before = np.cumsum(ours, axis=1, dtype=np.int32)[~ours].reshape(sources.shape)
    counts = np.empty(sources.shape, dtype=np.int32)
    np.put_along_axis(counts, merged[~ours].reshape(sources.shape) - length, before, axis=1)
    return order.T, counts.T


# ---------------------------------------------------------------- improvements of several


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Improvements of a few columns: from the `rows` (k,) of their states, those after `starts` (k,) in `targets`; all by place among them."""

    rows: NDArray[Any]
    starts: NDArray[Any]
    targets: NDArray[Any]

    def best(self, near: NDArray[Any], ufunc: np.ufunc, out: NDArray[Any]) -> None:
        """Put the least or greatest of values over the improvements from each row there."""
        if len(self.rows):
            out[self.rows] = ufunc.reduceat(near.take(self.targets), self.starts)


def choosing(blocks: Blocks, allowed: Bools, ranks: Sequence[Rank], transitive: bool) -> Ways:
    """From any state to those in its column that `allowed` (rows, rows) leads to and that each of the ranks (states,) puts above it.

    They are listed, a few columns at a time. Raises ValueError where there are too many pairs to look through.
    """
    rows, columns = blocks.states.shape
    check_length(int(allowed.sum()) * columns)
    states = np.ascontiguousarray(blocks.states.T)
    place = (blocks.place % columns) * rows + blocks.place // columns
    wide = max(1, min(2**16 // rows, 4 * AT_ONCE // rows**2))
    parts = [_listed(states[low : low + wide], allowed, ranks) for low in range(0, columns, wide)]
    leading = np.ascontiguousarray(allowed.T)
    inside = [np.append(rank, BEYOND).take(states) for rank in ranks]

    def reduce(values: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
        extended = blocks.extended(values, NOTHING[ufunc])
        out = np.full(states.size, NOTHING[ufunc], dtype=values.dtype)
        for number, some in enumerate(parts):
            near = extended.take(states[number * wide : (number + 1) * wide])
            base = number * wide * rows
            some.best(near, ufunc, out[base : base + near.size])
        return picked(out, place)

    def part(changed: Ints, read: Read, ufunc: np.ufunc) -> tuple[Ints, NDArray[Any]] | None:
        values = read(changed)
        out = np.full(len(place), NOTHING[ufunc], dtype=values.dtype)
        for low in range(0, len(changed), block := max(1, 4 * AT_ONCE // rows)):
            at = place[changed[low : low + block]]
            which, source = _leading(at // rows, at % rows, leading, inside)
            ufunc.at(out, states[at[which] // rows, source], values[low : low + block][which])
        reached = np.flatnonzero(out != NOTHING[ufunc])
        return reached, out[reached]

    def count() -> Ints:
        counts = np.zeros(states.size, dtype=np.int32)
        for number, part in enumerate(parts):
            counts[number * wide * rows + part.rows.astype(np.int64)] = np.diff(
                np.append(part.starts, len(part.targets))
            )
        return np.asarray(counts.take(place))

    def successors(wanted: Ints) -> Ints:
        return _following(parts, states.reshape(-1), place[wanted].astype(np.int64), wide * rows)

    listed = sum(len(some.targets) for some in parts)
    cost = 4 + 2 * listed / len(place)
    return Ways(reduce, reduce, successors, count, transitive, onward=transitive, idle=not listed, cost=cost, part=part)


def _listed(states: Numbers, allowed: Bools, ranks: Sequence[Rank]) -> _Pairs:
    """`states` (columns, rows)."""
    good = np.broadcast_to(allowed, (len(states), *allowed.shape)).copy()
    for rank in ranks:
        there = np.append(rank, -1).take(states)
        here = np.append(rank, BEYOND).take(states)
        good &= there[:, None, :] > here[:, :, None]
    counts = good.sum(axis=2).reshape(-1)
    found = np.flatnonzero(good)
    length = allowed.shape[0]
    targets = found // length**2 * length + found % length
    starts = np.cumsum(counts) - counts
    rows = np.flatnonzero(counts)
    small = np.uint16 if states.size <= 2**16 else np.uint32
    return _Pairs(rows.astype(small), starts[rows], targets.astype(small))


def _leading(column: Ints, row: Ints, leading: Bools, inside: Sequence[Rank]) -> tuple[Ints, Ints]:
    """What improves into these places (by column and row): for each pair which of them, and the row that it comes from.

    `leading` (rows, rows): to a row, from which; `inside`: for each member its ranks (columns, rows).
    """
    good = leading.take(row, axis=0)
    for rank in inside:
        near = rank.take(column, axis=0)
        good &= near < near[np.arange(len(row)), row][:, None]
    which, source = np.nonzero(good)
    return which, source


def _following(parts: Sequence[_Pairs], states: Numbers, places: Ints, size: int) -> Ints:
    """Where the pairs lead from these places, in their order; `size` places in each part."""
    asked, targets = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for number in np.unique(places // size):
        part = parts[number]
        here = np.flatnonzero(places // size == number)
        at = np.searchsorted(part.rows, places[here] - number * size)
        there = (
            np.flatnonzero(part.rows.take(at, mode="clip") == places[here] - number * size)
            if len(part.rows)
            else at[:0]
        )
        here, at = here[there], at[there]
        ends = np.append(part.starts, len(part.targets))
        asked.append(np.repeat(here, ends[at + 1] - ends[at]))
        targets.append(
            states[number * size + part.targets[ranges(ends[at], ends[at + 1])].astype(np.int64)].astype(np.int64)
        )
    return np.concatenate(targets)[np.argsort(np.concatenate(asked), kind="stable")]
