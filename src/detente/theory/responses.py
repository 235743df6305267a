"""What opponents can answer: the least value of a key over their joint response, from every state at once.

The joint response from a state is all that movers reach by legal sequences, in which no mover moves twice in a row (it may move
again later): `canonical`. For comparison with other programs there are two narrower readings: `once`, in which each
mover moves at most once, and `single`, in which one mover makes one move. No arc between states is looked at twice in one
pass, and there is no states × states matrix: with `A_j(s)` the least key that is reached from s if j moves first,

    A_j(s) = min over t in R_j(s) of min(key(t), min over k ≠ j of A_k(t)),

a fixpoint that is reached from above by going round the movers. Where the moves of every mover are transitive (fibres; the
improvements of one party within them), two moves of one mover in a row are one move or none, so one array serves all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.blocks import BEYOND as BEYOND
from detente.theory.blocks import NOTHING, Bundle, Read, others, picked
from detente.theory.conflict import Conflict, Mover, arcs_of
from detente.theory.controls import Grid
from detente.theory.gains import choosing, climbing
from detente.theory.moves import Arcs, Fibres, ranges
from detente.theory.outcomes import Ints
from detente.theory.ways import Ways as Ways
from detente.theory.ways import along as along
from detente.theory.ways import kept as kept

RESPONSES = ("canonical", "once", "single")
MOST_ONCE = 12
"""With more opponents than this, `once` would need too many arrays."""
DEAR = 4.0
"""Ways that cost so many times as much as the cheapest wait until the others have nothing to add."""
FEW = 8
"""Where more than one state in so many has changed, all are gone through again."""
TALL = 512
"""Fibres of more states than this are not gone through state by state."""
SQUARE = 4096
"""With more rows than this, pairs of rows are not held in one table."""


# ---------------------------------------------------------------- ways of one mover


def moves(mover: Mover) -> Ways:
    """All moves of a mover."""
    if isinstance(mover.moves, Arcs):
        return along(mover.moves)
    if isinstance(mover.moves, Grid):
        return _over(mover.moves)
    return _within(mover.moves)


def improvements(conflict: Conflict, mover: Mover) -> Ways:
    """The moves of a mover after which every member is better off."""
    where, ranks = mover.moves, [conflict.ranks[m] for m in mover.members]
    if isinstance(where, Fibres) and len(ranks) == 1:
        if where.blocks is None:
            return _upwards(where, ranks[0])
        return climbing(where.blocks, [Bundle(None, None)], ranks[0], True)
    if isinstance(where, Grid):
        small = len(where.blocks.states) <= SQUARE
        if len(ranks) == 1 and where.bundles is not None and not (small and where.narrow):
            return climbing(where.blocks, where.bundles, ranks[0], where.transitive)
        if small:
            return choosing(where.blocks, where.allowed, ranks, where.transitive)

    def better(sources: NDArray[Any], targets: NDArray[Any]) -> NDArray[np.bool_]:
        return np.asarray(np.logical_and.reduce([rank.take(targets) > rank.take(sources) for rank in ranks]))

    if isinstance(where, Grid):
        found = where.listed(better)
        return along(Arcs(found.starts, found.targets, where.transitive), onward=where.transitive)
    arcs = arcs_of(where)
    return along(kept(arcs, better(arcs.sources, arcs.targets), arcs.transitive), onward=arcs.transitive)


def _over(grid: Grid) -> Ways:
    """From any outcome to those that a move of the grid leads to."""

    def reduce(values: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
        return grid.reduce(values, ufunc, NOTHING[ufunc])

    def closed(values: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
        return grid.closed(values, ufunc, NOTHING[ufunc])

    def count() -> Ints:
        return grid.reduce(np.ones(len(grid.outcomes), dtype=np.int64), np.add, 0)

    return Ways(reduce, closed, grid.successors, count, grid.transitive)


def _within(fibres: Fibres) -> Ways:
    """From any state to any other with the same label."""
    labels, sizes = fibres.labels, fibres.sizes
    first = np.cumsum(sizes) - sizes
    blocks = fibres.blocks
    tall = blocks is None or len(blocks.states) > TALL

    def closed(values: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
        if blocks is not None:
            return picked(np.asarray(ufunc.reduce(blocks.take(values, NOTHING[ufunc]), axis=0)), labels)
        return np.asarray(ufunc.reduceat(values.take(fibres.order), first)).take(labels)

    def reduce(values: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
        if blocks is not None and not tall:
            return blocks.through(values, NOTHING[ufunc], lambda table: others(table, ufunc))
        best = closed(values, ufunc)
        at_best = values == best
        alone = at_best & (np.bincount(labels[at_best], minlength=len(sizes)).take(labels) == 1)
        if not alone.any():
            return best
        second = closed(np.where(at_best, np.asarray(NOTHING[ufunc], dtype=values.dtype), values), ufunc)
        return np.where(alone, second, best)

    def part(changed: Ints, read: Read, ufunc: np.ufunc) -> tuple[Ints, NDArray[Any]] | None:
        assert blocks is not None
        columns = blocks.touched(changed)
        if columns is None:
            return None
        states = blocks.states[:, columns]
        return blocks.there(states, others(blocks.padded(read, NOTHING[ufunc])(states), ufunc))

    def successors(states: Ints) -> Ints:
        label = labels[states]
        found = fibres.order[ranges(first[label], (first + sizes)[label])].astype(np.int64)
        return np.asarray(found[found != np.repeat(states, sizes[label])])

    def count() -> Ints:
        return sizes.take(labels) - 1

    return Ways(
        reduce, closed, successors, count, True, idle=bool((sizes == 1).all()), cost=4, part=None if tall else part
    )


def _upwards(fibres: Fibres, rank: NDArray[np.int32]) -> Ways:
    """From any state to those of the same label and a higher rank, where fibres are of unlike sizes."""
    labels = fibres.labels.astype(np.int64)
    sizes, states = fibres.sizes, len(fibres.labels)
    first = np.cumsum(sizes) - sizes
    top = int(rank.max()) + 1
    codes = labels * (top + 2) + (top - rank)
    order = np.argsort(codes, kind="stable")
    above = np.searchsorted(codes.take(order), codes)
    counts = above - first.take(labels)
    last = np.where(counts == 0, states, above - 1)
    step = BEYOND + 2

    def reduce(values: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
        """Running minima and maxima that start anew in every fibre: each is lifted out of reach of the one before."""
        lift = (labels if ufunc is np.maximum else len(sizes) - 1 - labels) * step
        held = np.zeros(states + 1, dtype=np.int64)
        ufunc.accumulate((values + lift).take(order), out=held[:-1])
        return np.where(counts == 0, NOTHING[ufunc], held.take(last) - lift).astype(values.dtype)

    def successors(wanted: Ints) -> Ints:
        return order[ranges(first[labels[wanted]], above[wanted])]

    return Ways(reduce, reduce, successors, lambda: counts, True, onward=True, idle=not counts.any())


# ---------------------------------------------------------------- joint responses


def joint(
    ways: Sequence[Ways], key: NDArray[Any], response: str = "canonical", ufunc: np.ufunc = np.minimum
) -> NDArray[Any]:
    """For every state the least key over the joint response of these movers, or over the state itself: like `key`.

    The state itself is no answer, but counting it changes nothing where it is used: a state that tempts is better than
    the one it tempts away from. `ufunc`: np.bitwise_or gathers sets instead. Raises ValueError for an unknown reading, or
    too many movers for `once`.
    """
    ways = sorted((way for way in ways if not way.idle), key=lambda way: way.cost)
    if response == "single":
        return _gather([key, *(way.closed(key, ufunc) for way in ways)], ufunc)
    if response == "once":
        return _once(ways, key, ufunc)
    if response != "canonical":
        raise ValueError(f"There is no response {response!r}; there are {', '.join(RESPONSES)}.")
    if all(way.transitive for way in ways):
        return _closure(ways, key, ufunc)
    return _alternating(ways, key, ufunc)


def _gather(arrays: Sequence[NDArray[Any]], ufunc: np.ufunc) -> NDArray[Any]:
    if len(arrays) == 1:
        return arrays[0]
    out: NDArray[Any] = ufunc(arrays[0], arrays[1])
    for array in arrays[2:]:
        ufunc(out, array, out=out)
    return out


def _settled(ways: Sequence[Ways], step: Callable[[int, Ints | None], Ints | None]) -> None:
    """Go round the ways until none changes anything: after the first round those that cost much only when the others are done.

    `step(number, since)` takes one way and says which states changed; `since`: those that others changed since its last turn. None: many,
    so that it is as soon done to look at all.
    """
    cheap = [number for number, way in enumerate(ways) if way.cost <= DEAR * ways[0].cost]
    since: list[list[Ints] | None] = [None] * len(ways)
    stale, turns = set(range(len(ways))), list(range(len(ways)))
    while stale:
        for number in turns:
            stale.discard(number)
            before, since[number] = since[number], []
            changed = step(number, None if before is None else np.concatenate(before))
            if changed is not None and not len(changed):
                continue
            for other, waiting in enumerate(since):
                if other != number:
                    stale.add(other)
                    since[other] = None if waiting is None or changed is None else [*waiting, changed]
        turns = sorted(stale.intersection(cheap)) or sorted(stale)[:1]


def _updated(
    way: Ways, held: NDArray[Any], since: Ints | None, read: Read, full: Callable[[], NDArray[Any]], ufunc: np.ufunc
) -> Ints | None:
    """Bring what is held for each state up to date; which states changed, None for many."""
    found = None
    if since is not None and way.part is not None and FEW * len(since) < len(held):
        found = way.part(since, read, ufunc)
    if found is None:
        best = full()
        ufunc(held, best, out=best)
        different = best != held
        held[...] = best
        if different.ndim > 1:
            different = different.any(axis=1)
        return None if FEW * np.count_nonzero(different) > len(held) else np.flatnonzero(different)
    states, values = found
    old = held.take(states)
    best = ufunc(old, values)
    which = np.flatnonzero(best != old)
    held[states[which]] = best[which]
    return states[which]


def _closure(ways: Sequence[Ways], key: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
    best = key.copy()

    def step(number: int, since: Ints | None) -> Ints | None:
        way = ways[number]
        return _updated(way, best, since, best.take, lambda: way.closed(best, ufunc), ufunc)

    _settled(ways, step)
    return best


def _alternating(ways: Sequence[Ways], key: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
    """What is reached if each mover goes first; one array for all movers whose next way after one of their own is no more than one."""
    slot, slots = [], 1
    for way in ways:
        slot.append(0 if way.onward else slots)
        slots += not way.onward
    first = [np.full_like(key, NOTHING[ufunc]) for _ in range(slots)]
    every = key.copy()

    def step(number: int, since: Ints | None) -> Ints | None:
        mine, way = slot[number], ways[number]
        rest = [every] if way.onward else [key, *(first[other] for other in range(slots) if other != mine)]

        def read(states: NDArray[Any]) -> NDArray[Any]:
            return _gather([array.take(states, axis=0) for array in rest], ufunc)

        changed = _updated(way, first[mine], since, read, lambda: way.reduce(_gather(rest, ufunc), ufunc), ufunc)
        if changed is None:
            ufunc(every, first[mine], out=every)
        else:
            every[changed] = ufunc(every[changed], first[mine][changed])
        return changed

    _settled(ways, step)
    return every


def _once(ways: Sequence[Ways], key: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
    """By sets of movers who may still move, smaller sets first."""
    if len(ways) > MOST_ONCE:
        raise ValueError(
            f"With {len(ways)} opponents, more than {MOST_ONCE}, answers by each once are too many to follow."
        )
    layer: dict[tuple[int, ...], NDArray[Any]] = {(): key}
    for size in range(1, len(ways) + 1):
        wider = {}
        for able in combinations(range(len(ways)), size):
            rest = [tuple(k for k in able if k != number) for number in able]
            wider[able] = _gather(
                [key, *(ways[j].closed(layer[others], ufunc) for j, others in zip(able, rest, strict=True))], ufunc
            )
        layer = wider
    return layer[tuple(range(len(ways)))]
