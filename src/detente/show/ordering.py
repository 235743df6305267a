"""The order of slots within each layer, so that few arrows cross: barycentres, then exchanges of neighbours."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from itertools import pairwise

from detente.show.routing import Slot

SWEEPS = 24
_PATIENCE = 6
_EXCHANGES = 8

Edges = Sequence[tuple[Slot, Slot]]
Near = dict[int, list[Slot]]


def ordered(slots: Sequence[Slot], edges: Edges) -> list[list[Slot]]:
    """Slots by layer, each layer in an order with few crossings (a heuristic: the fewest is a hard problem)."""
    ups: Near = {id(slot): [] for slot in slots}
    downs: Near = {id(slot): [] for slot in slots}
    for one, other in edges:
        downs[id(one)].append(other)
        ups[id(other)].append(one)
    ranks = _first(slots, ups, downs)
    best, least, idle = [list(rank) for rank in ranks], crossings(ranks, downs), 0
    for sweep in range(SWEEPS):
        if least == 0 or idle >= _PATIENCE:
            break
        _sweep(ranks, ups if sweep % 2 == 0 else downs, backwards=sweep % 2 == 1)
        count = crossings(ranks, downs)
        idle = 0 if count < least else idle + 1
        if count < least:
            best, least = [list(rank) for rank in ranks], count
    _exchange(best, ups, downs)
    return best


def crossings(ranks: Sequence[Sequence[Slot]], downs: Near) -> int:
    """How many pairs of edges between neighbouring layers cross."""
    total = 0
    for rank, below in pairwise(ranks):
        place = {id(slot): n for n, slot in enumerate(below)}
        seen: list[int] = []
        for slot in rank:
            ends = sorted(place[id(other)] for other in downs[id(slot)])
            total += sum(len(seen) - _after(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return total


def _after(seen: list[int], end: int) -> int:
    """How many of the ends seen are no greater than `end`."""
    return bisect_left(seen, end + 1)


def _first(slots: Sequence[Slot], ups: Near, downs: Near) -> list[list[Slot]]:
    """Slots by layer in the order in which a walk in depth from the earliest layer meets them."""
    ranks: dict[int, list[Slot]] = {at: [] for at in range(max(slot.layer for slot in slots) + 1)}
    met: set[int] = set()
    for start in sorted(slots, key=lambda slot: slot.layer):
        stack = [start]
        while stack:
            slot = stack.pop()
            if id(slot) in met:
                continue
            met.add(id(slot))
            ranks[slot.layer].append(slot)
            stack += reversed([*downs[id(slot)], *ups[id(slot)]])
    return [rank for rank in ranks.values() if rank]


def _sweep(ranks: list[list[Slot]], near: Near, backwards: bool) -> None:
    """Order each layer by the mean place of each slot's neighbours in the layer before; others stay where they are."""
    numbers = range(len(ranks) - 2, -1, -1) if backwards else range(1, len(ranks))
    for number in numbers:
        fixed = ranks[number + 1] if backwards else ranks[number - 1]
        place = {id(slot): n / max(len(fixed) - 1, 1) for n, slot in enumerate(fixed)}
        rank = ranks[number]
        keys = {}
        for n, slot in enumerate(rank):
            ends = [place[id(other)] for other in near[id(slot)]]
            keys[id(slot)] = sum(ends) / len(ends) if ends else n / max(len(rank) - 1, 1)
        rank.sort(key=lambda slot, keys=keys: keys[id(slot)])  # type: ignore[misc]


def _exchange(ranks: list[list[Slot]], ups: Near, downs: Near) -> None:
    """Exchange neighbours where that takes crossings away, until none does."""
    for _ in range(_EXCHANGES):
        better = False
        for number, rank in enumerate(ranks):
            above = _places(ranks[number - 1]) if number else {}
            below = _places(ranks[number + 1]) if number + 1 < len(ranks) else {}
            for n in range(len(rank) - 1):
                one, other = rank[n], rank[n + 1]
                if _gain(one, other, ups, above) + _gain(one, other, downs, below) > 0:
                    rank[n], rank[n + 1] = other, one
                    better = True
        if not better:
            return


def _places(rank: Sequence[Slot]) -> dict[int, int]:
    return {id(slot): n for n, slot in enumerate(rank)}


def _gain(one: Slot, other: Slot, near: Near, place: dict[int, int]) -> int:
    """How many crossings fewer there are when two neighbours are exchanged."""
    ours = [place[id(slot)] for slot in near[id(one)]]
    theirs = [place[id(slot)] for slot in near[id(other)]]
    return sum((a > b) - (a < b) for a in ours for b in theirs)
