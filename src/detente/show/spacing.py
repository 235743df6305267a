"""Places across for slots in a fixed order: near what they are joined to, never nearer to each other than they may be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import inf

from detente.show.routing import Slot, fitted

_ROUNDS = 12
_FINE = 40
_STRAIGHTENINGS = 3
_BOXES = 24.0
_LINES = 12.0


def spread(ranks: Sequence[Sequence[Slot]], edges: Sequence[tuple[Slot, Slot]]) -> None:
    """Set `at` of every slot. Layers are visited back and forth; in each, slots go as near as they can to the weighted
    mean of their neighbours' places (least squares with their order and distances kept: `fitted`)."""
    ups: dict[int, list[tuple[Slot, float]]] = {}
    downs: dict[int, list[tuple[Slot, float]]] = {}
    for one, other in edges:
        weight = (8.0, 2.0, 1.0)[(one.node is not None) + (other.node is not None)]
        ups.setdefault(id(other), []).append((one, weight))
        downs.setdefault(id(one), []).append((other, weight))
    for rank in ranks:
        _settle(rank, [0.0] * len(rank))
    for turn in range(_ROUNDS + _FINE):
        backwards = turn % 2 == 1
        for rank in reversed(ranks) if backwards else ranks:
            joined = [
                [*ups.get(id(slot), ()), *downs.get(id(slot), ())]
                if turn >= _ROUNDS
                else (downs if backwards else ups).get(id(slot), [])
                for slot in rank
            ]
            _settle(rank, [_mean(slot, near) for slot, near in zip(rank, joined, strict=True)])
    for _ in range(_STRAIGHTENINGS):
        for run in _runs(ranks, edges):
            _straighten(run, ranks)


def _runs(ranks: Sequence[Sequence[Slot]], edges: Sequence[tuple[Slot, Slot]]) -> list[list[Slot]]:
    """The slots that one arrow passes between two boxes, the longest run first."""
    onward = {id(one): other for one, other in edges if one.node is None and other.node is None}
    entered = {id(other) for other in onward.values()}
    runs = []
    for slot in (slot for rank in ranks for slot in rank if slot.node is None and id(slot) not in entered):
        run = [slot]
        while id(run[-1]) in onward:
            run.append(onward[id(run[-1])])
        if len(run) > 1:
            runs.append(run)
    return sorted(runs, key=len, reverse=True)


def _straighten(run: Sequence[Slot], ranks: Sequence[Sequence[Slot]]) -> None:
    """Bring the slots of an arrow into line, as many at a time as their neighbours leave room for."""
    done = 0
    while done < len(run):
        low, high = _room(run[done], ranks)
        end = done + 1
        while end < len(run):
            least, most = _room(run[end], ranks)
            if max(low, least) > min(high, most):
                break
            low, high, end = max(low, least), min(high, most), end + 1
        wished = sum(slot.at for slot in run[done:end]) / (end - done)
        for slot in run[done:end]:
            slot.at = min(max(wished, low), high)
        done = end


def _room(slot: Slot, ranks: Sequence[Sequence[Slot]]) -> tuple[float, float]:
    """Between which places a slot may be while the others of its layer stay."""
    rank = next(rank for rank in ranks if rank[0].layer == slot.layer)
    n = rank.index(slot)
    low, high = -inf, inf
    if n:
        low = rank[n - 1].at + rank[n - 1].more + _gap(rank[n - 1], slot) + slot.less
    if n + 1 < len(rank):
        high = rank[n + 1].at - rank[n + 1].less - _gap(slot, rank[n + 1]) - slot.more
    return min(low, slot.at), max(high, slot.at)


def _mean(slot: Slot, near: Sequence[tuple[Slot, float]]) -> float:
    total = sum(weight for _, weight in near)
    return sum(weight * other.at for other, weight in near) / total if total else slot.at


def _settle(rank: Sequence[Slot], wished: Sequence[float]) -> None:
    """Put the slots of a layer as near to where they are wished as their order and distances allow."""
    offsets = [0.0]
    for one, other in pairwise(rank):
        offsets.append(offsets[-1] + one.more + _gap(one, other) + other.less)
    for slot, at, offset in zip(
        rank, fitted([w - o for w, o in zip(wished, offsets, strict=True)]), offsets, strict=True
    ):
        slot.at = at + offset


def _gap(one: Slot, other: Slot) -> float:
    return _BOXES if one.node is not None and other.node is not None else _LINES
