"""Partial packages of the factored search, as arrays: put together, filtered, merged, thinned, and traced back.

A *state* stands for all partial packages with the same sums, label and context. States remember what they were made
from, so that packages can be read off at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.outcomes import Ints

Bools = NDArray[np.bool_]
CHUNK = 1 << 19
"""Candidates that are made at once."""


@dataclass(frozen=True, eq=False)
class Origin:
    """What states were made from: state s of `left[starts[s]:starts[s+1]]` and `right` likewise.

    For a leaf `left` holds rows of `options` (n, owned) and `right` nothing.
    """

    starts: Ints
    left: Ints
    right: Ints | None
    below: tuple[Origin, Origin] | None
    owned: tuple[int, ...] = ()
    options: Ints | None = None


@dataclass(frozen=True, eq=False)
class States:
    """`sums` (n, columns), `label` (n,), `context` (n,) ascending, `count` (n,): int64 or Python integers.

    `most`, `least` (columns,): what anything made of the same buckets can add at most and at least. `loss` (columns,):
    how much thinning may have cost; `thinned`: whether any was done (counts are then lower bounds).
    """

    sums: NDArray[Any]
    label: Ints
    context: Ints
    count: NDArray[Any]
    origin: Origin
    most: NDArray[Any]
    least: NDArray[Any]
    loss: NDArray[Any]
    thinned: bool

    def __len__(self) -> int:
        return len(self.sums)


@dataclass(frozen=True, eq=False)
class Candidates:
    """Rows on their way to become states; `left`, `right` as in `Origin`."""

    sums: NDArray[Any]
    label: Ints
    context: Ints
    count: NDArray[Any]
    left: Ints
    right: Ints | None

    def __len__(self) -> int:
        return len(self.sums)

    def take(self, rows: NDArray[Any]) -> Candidates:
        """Some of the rows (a mask or indices)."""
        right = None if self.right is None else self.right[rows]
        return Candidates(
            self.sums[rows], self.label[rows], self.context[rows], self.count[rows], self.left[rows], right
        )


def stacked(parts: list[Candidates]) -> Candidates:
    """All rows of several lists of candidates."""
    if len(parts) == 1:
        return parts[0]
    return Candidates(
        np.concatenate([p.sums for p in parts]),
        np.concatenate([p.label for p in parts]),
        np.concatenate([p.context for p in parts]),
        np.concatenate([p.count for p in parts]),
        np.concatenate([p.left for p in parts]),
        None if parts[0].right is None else np.concatenate([p.right for p in parts if p.right is not None]),
    )


def paired(
    a: States, b: States, wanted: Ints, join: Callable[[Ints, Ints], Ints], outer: Callable[[Ints, Ints], Ints]
) -> Iterator[Candidates]:
    """Sums of each state of `a` with every state of `b` whose context is the wanted one (|a|,), in chunks.

    `join` labels pairs (n,), `outer` all pairs (|a|, |b|). Contexts are those of `a`.
    """
    if not len(a) or not len(b):
        return
    if not b.context.any() and not wanted.any():
        step = max(1, CHUNK // len(b))
        for start in range(0, len(a), step):
            yield _product(a, b, slice(start, start + step), outer)
        return
    first = np.searchsorted(b.context, wanted, side="left")
    many = np.searchsorted(b.context, wanted, side="right") - first
    ends = np.cumsum(many)
    start = 0
    while start < len(a):
        before = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + CHUNK, side="right")))
        rows = np.repeat(np.arange(start, stop), many[start:stop])
        offset = np.arange(len(rows)) - np.repeat(ends[start:stop] - many[start:stop] - before, many[start:stop])
        other = first[rows] + offset
        if len(rows):
            yield Candidates(
                a.sums[rows] + b.sums[other],
                join(a.label[rows], b.label[other]),
                a.context[rows],
                a.count[rows] * b.count[other],
                rows,
                other,
            )
        start = stop


def _product(a: States, b: States, part: slice, outer: Callable[[Ints, Ints], Ints]) -> Candidates:
    sums = (a.sums[part, None, :] + b.sums[None, :, :]).reshape(-1, a.sums.shape[1])
    n, m = len(a.sums[part]), len(b)
    rows = np.arange(len(a), dtype=np.int64)[part]
    return Candidates(
        sums,
        outer(a.label[part], b.label).reshape(-1),
        np.repeat(a.context[part], m),
        (a.count[part, None] * b.count[None, :]).reshape(-1),
        np.repeat(rows, m),
        np.tile(np.arange(m, dtype=np.int64), n),
    )


def merged(rows: Candidates) -> tuple[Candidates, Ints, Ints]:
    """One row for each distinct (context, label, sums), in ascending order of context, with the counts added up.

    Also where the members of each row start, and the order in which all rows stand as members (for `Origin`).
    """
    n = len(rows)
    order, fresh = runs(rows.sums, rows.label, rows.context)
    starts = np.append(np.flatnonzero(fresh), n)
    if len(starts) == n + 1:
        return rows.take(order), starts, order
    one = rows.take(order[starts[:-1]])
    total = np.add.reduceat(rows.count[order], starts[:-1])
    return Candidates(one.sums, one.label, one.context, total, one.left, one.right), starts, order


def picked(one: Candidates, starts: Ints, order: Ints, chosen: Ints) -> tuple[Candidates, Ints, Ints]:
    """What `merged` gave, less all but the chosen rows (ascending)."""
    many = np.diff(starts)[chosen]
    ends = np.cumsum(many)
    members = np.repeat(starts[chosen] - (ends - many), many) + np.arange(int(many.sum()))
    return one.take(chosen), np.concatenate([[0], ends]), order[members]


def _keys(sums: NDArray[Any]) -> Ints:
    if sums.dtype != object:
        return np.asarray(sums, dtype=np.int64)
    return np.stack([np.unique(column, return_inverse=True)[1] for column in sums.T], axis=1)


def runs(sums: NDArray[Any], label: Ints, context: Ints) -> tuple[Ints, Bools]:
    """An order in which equal rows follow each other, contexts ascending; and where each run of equal rows starts.

    Sorted by a hash of the row; two rows with one hash are compared in full, and if they differ all columns are sorted.
    """
    keys = _keys(sums)
    factors = _factors(keys.shape[1] + 1)
    hashed = keys @ factors[1:] + label * factors[0]
    order = np.lexsort((hashed, context)) if context.any() else np.argsort(hashed, kind="stable")
    now, then = order[1:], order[:-1]
    same = (hashed[now] == hashed[then]) & (context[now] == context[then])
    near = np.flatnonzero(same)
    if not ((keys[now[near]] == keys[then[near]]).all(axis=1) & (label[now[near]] == label[then[near]])).all():
        order = np.lexsort((*keys.T, label, context))
        now, then = order[1:], order[:-1]
        same = (keys[now] == keys[then]).all(axis=1) & (label[now] == label[then]) & (context[now] == context[then])
    return order, np.concatenate([np.ones(min(1, len(order)), dtype=np.bool_), ~same])


@cache
def _factors(width: int) -> Ints:
    """Fixed odd numbers that spread rows over 64 bits (products wrap around)."""
    return np.random.default_rng(2006).integers(2**61, 2**62, width) * 2 + 1


def unfold(origin: Origin, states: Ints, issues: int, most: int | None) -> tuple[Ints, Ints]:
    """The packages of some states of a root: outcomes (m, issues) and for each which of `states` it belongs to (m,).

    With `most`, no more rows than that are kept at any moment.
    """
    owner = np.arange(len(states))
    outcome = np.zeros((len(states), issues), dtype=np.int64)
    waiting: list[Origin] = [origin]
    pointers: list[Ints] = [states]
    while waiting:
        node, pointer = waiting.pop(), pointers.pop()
        many = node.starts[pointer + 1] - node.starts[pointer]
        entry = node.starts[pointer]
        if (many > 1).any():
            rows = np.repeat(np.arange(len(many)), many)
            entry = entry[rows] + np.arange(len(rows)) - np.repeat(np.cumsum(many) - many, many)
            rows, entry = rows[:most], entry[:most]
            owner, outcome = owner[rows], outcome[rows]
            pointers = [p[rows] for p in pointers]
        if node.below is not None and node.right is not None:
            waiting += node.below
            pointers += [node.left[entry], node.right[entry]]
        elif node.options is not None:
            outcome[:, list(node.owned)] = node.options[node.left[entry]]
    return outcome, owner
