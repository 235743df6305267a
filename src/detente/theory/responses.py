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
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.conflict import Conflict, Mover, Ranks, arcs_of
from detente.theory.controls import Grid
from detente.theory.moves import Arcs, Fibres, ranges
from detente.theory.outcomes import Ints

RESPONSES = ("canonical", "once", "single")
BEYOND = np.iinfo(np.int32).max
"""More than every rank: the least of nothing."""
MOST_ONCE = 12
"""With more opponents than this, `once` would need too many arrays."""
NOTHING: dict[np.ufunc, int] = {np.minimum: BEYOND, np.maximum: -1, np.bitwise_or: 0, np.bitwise_and: 255}
SLICES = 64
"""Up to this many states per fibre, fibres of one size are gone through slice by slice."""

Reduction = Callable[[NDArray[Any], np.ufunc], NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Ways:
    """The ways of one mover, all its moves or its improvements only, as reductions over them.

    `reduce(values, ufunc)` gives for every state the minimum or maximum of `values` over the states that the mover
    can go to (`NOTHING[ufunc]` where there is none); `closed` may count the state itself too. `successors(states)`: all states that it can go to
    from any of these, with repetitions. `counts` (states,): how many ways lead out of a state. `transitive`: two ways in a row are one, or lead back.
    """

    reduce: Reduction
    closed: Reduction
    successors: Callable[[Ints], Ints]
    counts: Ints
    transitive: bool


# ---------------------------------------------------------------- ways of one mover


def moves(mover: Mover) -> Ways:
    """All moves of a mover."""
    if isinstance(mover.moves, Arcs):
        return along(mover.moves)
    if isinstance(mover.moves, Grid):
        return _over(mover.moves)
    return _within(mover.moves.labels)


def improvements(conflict: Conflict, mover: Mover, gates: Ranks | None = None) -> Ways:
    """The moves of a mover after which every member is better off.

    `gates` (parties, states) narrows them: a move from s to t counts only if for every member m
    `gates[m, t] > ranks[m, s]`. By default the gates are the ranks; they may only be lower.
    """
    if isinstance(mover.moves, Fibres) and len(mover.members) == 1:
        (party,) = mover.members
        return _upwards(mover.moves.labels, conflict.ranks[party], None if gates is None else gates[party])
    above = conflict.ranks if gates is None else gates

    def better(sources: NDArray[Any], targets: NDArray[Any]) -> NDArray[np.bool_]:
        all_better = [above[m].take(targets) > conflict.ranks[m].take(sources) for m in mover.members]
        return np.asarray(np.logical_and.reduce(all_better))

    if isinstance(mover.moves, Grid):
        found = mover.moves.listed(better)
        return along(Arcs(found.starts, found.targets, mover.moves.transitive and gates is None))
    arcs = arcs_of(mover.moves)
    return along(kept(arcs, better(arcs.sources, arcs.targets), arcs.transitive and gates is None))


def kept(arcs: Arcs, keep: NDArray[np.bool_], transitive: bool = False) -> Arcs:
    """Only the arcs for which `keep` (arcs,) is true."""
    starts = np.zeros(len(keep) + 1, dtype=np.int64)
    np.cumsum(keep, out=starts[1:])
    return Arcs(starts.take(arcs.starts), arcs.targets[keep], transitive)


def along(arcs: Arcs) -> Ways:
    """Ways along listed arcs. Values may have further axes behind the states."""
    counts = np.diff(arcs.starts)
    rows = np.flatnonzero(counts)
    first = arcs.starts[rows]

    def reduce(values: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
        out = np.full_like(values, NOTHING[ufunc])
        if len(rows):
            out[rows] = ufunc.reduceat(values.take(arcs.targets, axis=0), first, axis=0)
        return out

    def successors(states: Ints) -> Ints:
        return arcs.targets[ranges(arcs.starts[states], arcs.starts[states + 1])].astype(np.int64)

    return Ways(reduce, reduce, successors, counts, arcs.transitive)


def _over(grid: Grid) -> Ways:
    """From any outcome to those that a move of the grid leads to."""

    def reduce(values: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
        return grid.reduce(values, ufunc, NOTHING[ufunc])

    counts = grid.reduce(np.ones(len(grid.outcomes), dtype=np.int64), np.add, 0)
    return Ways(reduce, reduce, grid.successors, counts, grid.transitive)


def _within(labels: Ints) -> Ways:
    """From any state to any other with the same label."""
    sizes = np.bincount(labels)
    order = np.argsort(labels, kind="stable")
    first = np.cumsum(sizes) - sizes
    slices = _slices(order, sizes)

    def closed(values: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
        if slices is not None:
            return np.asarray(ufunc.reduce(values.take(slices), axis=0)).take(labels)
        return np.asarray(ufunc.reduceat(values.take(order), first)).take(labels)

    def reduce(values: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
        best = closed(values, ufunc)
        at_best = values == best
        alone = at_best & (np.bincount(labels[at_best], minlength=len(sizes)).take(labels) == 1)
        if not alone.any():
            return best
        second = closed(np.where(at_best, np.asarray(NOTHING[ufunc], dtype=values.dtype), values), ufunc)
        return np.where(alone, second, best)

    def successors(states: Ints) -> Ints:
        label = labels[states]
        found = order[ranges(first[label], (first + sizes)[label])]
        return np.asarray(found[found != np.repeat(states, sizes[label])])

    return Ways(reduce, closed, successors, sizes.take(labels) - 1, True)


def _slices(order: Ints, sizes: Ints) -> Ints | None:
    """`order` as (states per fibre, fibres) where all fibres have the same few states."""
    if len(sizes) and sizes[0] <= SLICES and (sizes == sizes[0]).all():
        return np.ascontiguousarray(order.reshape(len(sizes), -1).T)
    return None


def _upwards(labels: Ints, rank: NDArray[np.int32], gate: NDArray[np.int32] | None) -> Ways:
    """From any state to those of the same label with `gate` above its rank: each fibre once, in order of the gate."""
    sizes = np.bincount(labels)
    first = np.cumsum(sizes) - sizes
    order, above = _ordered(labels, rank, gate)
    counts = above - first.take(labels)
    none = counts == 0
    slices = _slices(order, sizes)
    running = _running_flat(labels, order, len(sizes)) if slices is None else _running_slices(slices)
    last = above - 1
    if slices is not None:
        last = last % len(slices) * len(sizes) + last // len(slices)
    last[none] = len(labels)

    def reduce(values: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
        return running(values, ufunc, last)

    def successors(states: Ints) -> Ints:
        return order[ranges(first[labels[states]], above[states])]

    return Ways(reduce, reduce, successors, counts, gate is None)


def _ordered(labels: Ints, rank: NDArray[np.int32], gate: NDArray[np.int32] | None) -> tuple[Ints, Ints]:
    """States by label and then by gate, highest first; and for each state how many come before all that are not above it."""
    top = int(rank.max()) + 1
    codes = labels * (top + 2) + (top - (rank if gate is None else gate))
    order = np.argsort(codes, kind="stable")
    ordered = codes.take(order)
    if gate is not None:
        return order, np.searchsorted(ordered, labels * (top + 2) + (top - rank))
    places = np.arange(len(codes))
    places[1:][ordered[1:] == ordered[:-1]] = 0
    above = np.empty_like(order)
    above[order] = np.maximum.accumulate(places)
    return order, above


def _running_slices(slices: Ints) -> Callable[[NDArray[Any], np.ufunc, Ints], NDArray[Any]]:
    def running(values: NDArray[Any], ufunc: np.ufunc, last: Ints) -> NDArray[Any]:
        held = np.empty(slices.size + 1, dtype=values.dtype)
        held[-1] = NOTHING[ufunc]
        table = held[:-1].reshape(slices.shape)
        values.take(slices, out=table, mode="clip")
        for row in range(1, len(slices)):
            ufunc(table[row], table[row - 1], out=table[row])
        return held.take(last)

    return running


def _running_flat(labels: Ints, order: Ints, fibres: int) -> Callable[[NDArray[Any], np.ufunc, Ints], NDArray[Any]]:
    """Running minima and maxima that start anew in every fibre: each fibre is lifted out of reach of the one before."""
    step = BEYOND + 2

    def running(values: NDArray[Any], ufunc: np.ufunc, last: Ints) -> NDArray[Any]:
        lift = (labels if ufunc is np.maximum else fibres - 1 - labels) * step
        held = np.empty(len(order) + 1, dtype=np.int64)
        held[-1] = 0
        ufunc.accumulate((values + lift).take(order), out=held[:-1])
        found = held.take(last) - lift
        return np.where(last == len(order), NOTHING[ufunc], found).astype(values.dtype)

    return running


# ---------------------------------------------------------------- joint responses


def joint(
    ways: Sequence[Ways], key: NDArray[Any], response: str = "canonical", ufunc: np.ufunc = np.minimum
) -> NDArray[Any]:
    """For every state the least key over the joint response of these movers, or over the state itself: like `key`.

    The state itself is no answer, but counting it changes nothing where it is used: a state that tempts is better than
    the one it tempts away from. `ufunc`: np.bitwise_or gathers sets instead. Raises ValueError for an unknown reading, or
    too many movers for `once`.
    """
    ways = [way for way in ways if way.counts.any()]
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
    out = arrays[0].copy()
    for array in arrays[1:]:
        ufunc(out, array, out=out)
    return out


def _closure(ways: Sequence[Ways], key: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
    best = key.copy()
    stale = set(range(len(ways)))
    while stale:
        for number in sorted(stale):
            stale.discard(number)
            found = ufunc(best, ways[number].closed(best, ufunc))
            if not np.array_equal(found, best):
                best = found
                stale |= set(range(len(ways))) - {number}
    return best


def _alternating(ways: Sequence[Ways], key: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
    first = [np.full_like(key, NOTHING[ufunc]) for _ in ways]
    stale = set(range(len(ways)))
    while stale:
        for number in sorted(stale):
            stale.discard(number)
            found = ways[number].reduce(_gather([key, *first[:number], *first[number + 1 :]], ufunc), ufunc)
            if not np.array_equal(found, first[number]):
                first[number] = found
                stale |= set(range(len(ways))) - {number}
    return _gather([key, *first], ufunc)


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
