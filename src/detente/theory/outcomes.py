"""The space of outcomes: issues with options, less what rules exclude.

An *outcome* takes one option for each issue and is written as a tuple of option indices, or as one mixed-radix index
(last issue fastest). A space never holds its outcomes: it may have 10³⁴ of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.coupling import elimination_order

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LISTABLE = 200_000_000
"""More combinations of options than this are never listed."""
TABLE = 4_000_000
"""More combinations than this are not held in one table."""


@dataclass(frozen=True, eq=False)
class Constraint:
    """Which combinations of a few issues can be. `allowed`: bool, one axis per issue of `scope`, in that order."""

    scope: tuple[int, ...]
    allowed: Bools


@dataclass(frozen=True, eq=False)
class Space:
    """`sizes[k]` options for issue `k`; an outcome is feasible if every constraint allows it.

    Raises ValueError where a constraint does not fit the sizes.
    """

    sizes: tuple[int, ...]
    constraints: tuple[Constraint, ...] = ()

    def __post_init__(self) -> None:
        if not self.sizes or any(size < 1 for size in self.sizes):
            raise ValueError("A space needs an issue, and every issue at least one option.")
        for constraint in self.constraints:
            check_scope(self.sizes, constraint.scope, constraint.allowed.shape, "constraint")

    @cached_property
    def sorted_constraints(self) -> tuple[Constraint, ...]:
        """The constraints with their scopes in ascending order."""
        return tuple(Constraint(*ascending(c.scope, c.allowed)) for c in self.constraints)

    @property
    def combinations(self) -> int:
        """How many outcomes there would be without constraints."""
        return prod(self.sizes)


def check_scope(sizes: Sequence[int], scope: tuple[int, ...], shape: tuple[int, ...], what: str) -> None:
    """Raise ValueError unless `scope` names distinct issues and `shape` is the number of their options."""
    if len(set(scope)) != len(scope) or not all(0 <= k < len(sizes) for k in scope):
        raise ValueError(f"The scope {scope} of a {what} does not name distinct issues out of {len(sizes)}.")
    expected = tuple(sizes[k] for k in scope)
    if shape != expected:
        raise ValueError(f"A {what} over issues {scope} has shape {shape}; their options need {expected}.")


def ascending(scope: tuple[int, ...], array: NDArray[Any], lead: int = 0) -> tuple[tuple[int, ...], NDArray[Any]]:
    """Scope in ascending order, and the array with its axes (after `lead` leading ones) brought along."""
    order = sorted(range(len(scope)), key=lambda axis: scope[axis])
    axes = (*range(lead), *(lead + axis for axis in order))
    return tuple(scope[axis] for axis in order), np.transpose(array, axes)


def spread(array: NDArray[Any], scope: Sequence[int], target: Sequence[int], lead: int = 0) -> NDArray[Any]:
    """View of `array` (axes: `lead` leading ones, then `scope`) with one axis per issue of `target`, of length 1 where
    `scope` lacks the issue. Both ascending, `scope` within `target`."""
    lengths = dict(zip(scope, array.shape[lead:], strict=True))
    return array.reshape(array.shape[:lead] + tuple(lengths.get(k, 1) for k in target))


def count(space: Space) -> int:
    """How many outcomes are feasible: exact, however large, by eliminating one issue after the other (sum-product).

    Raises ValueError where constraints tie too many issues together, and the space is too large to list instead.
    """
    dtype: type = np.int64 if space.combinations < 2**62 else object
    factors: list[tuple[tuple[int, ...], NDArray[Any]]] = [
        (c.scope, c.allowed.astype(dtype)) for c in space.sorted_constraints if c.scope
    ]
    total = int(all(c.allowed for c in space.constraints if not c.scope))
    for issue in elimination_order(space.sizes, [scope for scope, _ in factors]):
        touched = [f for f in factors if issue in f[0]]
        if not touched:
            total *= space.sizes[issue]
            continue
        scope = tuple(sorted({k for f in touched for k in f[0]}))
        if prod(space.sizes[k] for k in scope) > TABLE:
            return _counted_by_listing(space, scope)
        table: NDArray[Any] = spread(touched[0][1], touched[0][0], scope)
        for part, array in touched[1:]:
            table = table * spread(array, part, scope)
        table = np.broadcast_to(table, tuple(space.sizes[k] for k in scope)).sum(axis=scope.index(issue))
        rest = tuple(k for k in scope if k != issue)
        factors = [f for f in factors if issue not in f[0]]
        if rest:
            factors.append((rest, np.asarray(table)))
        else:
            total *= int(table)
    return total


def _counted_by_listing(space: Space, scope: tuple[int, ...]) -> int:
    if space.combinations > LISTABLE:
        raise ValueError(
            f"Rules tie {len(scope)} issues together so tightly that the outcomes they leave cannot be counted; "
            "state fewer rules, or over fewer issues each."
        )
    return sum(int(mask.sum()) for _, mask in feasible_blocks(space))


def encode(sizes: Sequence[int], outcomes: NDArray[Any] | Sequence[Sequence[int]]) -> Ints:
    """Mixed-radix indices (m,) of outcomes (m, issues); the last issue is fastest. Raises ValueError where too many."""
    options = np.asarray(outcomes, dtype=np.int64).reshape(-1, len(sizes))
    return options @ strides(sizes)


def decode(sizes: Sequence[int], indices: NDArray[Any] | Sequence[int]) -> Ints:
    """Outcomes (m, issues) of mixed-radix indices (m,)."""
    index = np.asarray(indices, dtype=np.int64)
    return (index[:, None] // strides(sizes)) % np.asarray(sizes, dtype=np.int64)


def strides(sizes: Sequence[int]) -> Ints:
    """How far one option of each issue moves the mixed-radix index."""
    if prod(sizes) >= 2**63:
        raise ValueError(f"{prod(sizes):.3g} outcomes cannot be numbered in 64 bits.")
    steps = [prod(sizes[k + 1 :]) for k in range(len(sizes))]
    return np.asarray(steps, dtype=np.int64)


def feasible(space: Space) -> Ints:
    """Indices of all feasible outcomes, ascending, by broadcasting. Raises ValueError where the space is too large."""
    parts = [start + np.flatnonzero(mask) for start, mask in feasible_blocks(space)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def feasible_blocks(space: Space, block: int = 1 << 20) -> Iterator[tuple[int, Bools]]:
    """The mask of feasible outcomes, in blocks of consecutive indices: (first index, bool (length of the block,))."""
    if space.combinations > LISTABLE:
        raise ValueError(f"{space.combinations:.3g} combinations of options are too many to list.")
    split = block_split(space.sizes, block)
    tail_sizes = space.sizes[split:]
    inner = [c for c in space.sorted_constraints if c.scope and c.scope[0] >= split]
    outer = [c for c in space.sorted_constraints if not c.scope or c.scope[0] < split]
    tail = np.ones((), dtype=np.bool_)
    for issue in reversed(range(split, len(space.sizes))):
        axes = range(issue, len(space.sizes))
        tail = np.broadcast_to(tail, (space.sizes[issue], *tail.shape))
        for c in inner:
            if c.scope[0] == issue:
                tail = tail & spread(c.allowed, c.scope, axes)
    length = prod(tail_sizes)
    for number, head in enumerate(np.ndindex(*space.sizes[:split])):
        mask = tail
        for c in outer:
            mask = mask & sliced(c.allowed, c.scope, head, range(split, len(space.sizes)))
        yield number * length, np.ascontiguousarray(np.broadcast_to(mask, tail_sizes)).reshape(-1)


def block_split(sizes: Sequence[int], block: int) -> int:
    """The first issue of the longest tail of issues with at most `block` combinations (at least one issue)."""
    split = max(len(sizes) - 1, 0)
    while split > 0 and prod(sizes[split - 1 :]) <= block:
        split -= 1
    return split


def sliced(
    array: NDArray[Any], scope: Sequence[int], head: Sequence[int], tail: Sequence[int], lead: int = 0
) -> NDArray[Any]:
    """`array` over `scope` at the options `head` of the first issues, spread over the issues `tail`."""
    fixed = tuple(slice(None) for _ in range(lead)) + tuple(head[k] if k < len(head) else slice(None) for k in scope)
    return spread(array[fixed], [k for k in scope if k >= len(head)], tail, lead)


def is_feasible(space: Space, outcome: Sequence[int]) -> bool:
    """Whether one outcome (option indices) is feasible. Raises ValueError where it is no outcome of the space."""
    if len(outcome) != len(space.sizes) or not all(0 <= o < m for o, m in zip(outcome, space.sizes, strict=True)):
        raise ValueError(f"{tuple(outcome)} is no outcome of issues with {space.sizes} options.")
    return all(bool(c.allowed[tuple(outcome[k] for k in c.scope)]) for c in space.constraints)


def feasible_of(space: Space, outcomes: NDArray[Any]) -> Bools:
    """Which of the outcomes (m, issues) are feasible: bool (m,)."""
    keep = np.ones(len(outcomes), dtype=np.bool_)
    for c in space.constraints:
        keep &= c.allowed[tuple(outcomes[:, k] for k in c.scope)]
    return keep
