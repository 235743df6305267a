"""The enumerated way: frontiers and counts of a space that can be listed, by broadcasting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import prod
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.theory.frontier import nondominated, settle
from detente.theory.outcomes import (
    LISTABLE,
    Ints,
    Space,
    ascending,
    block_split,
    decode,
    feasible_blocks,
    sliced,
    spread,
)
from detente.theory.plan import LARGEST, largest_bucket
from detente.theory.problem import (
    EVERY,
    NO,
    Frontier,
    Levels,
    Outcome,
    Problem,
    Term,
    acceptable_of,
    dtype_of,
    sorted_points,
)

COUNTABLE = 10**7
BLOCK = 1 << 18
SMALL = 4096
"""So few outcomes are simply listed."""
ROOM = 2_000_000_000
"""Bytes that a listing may take unless the caller says otherwise."""


def frontier(problem: Problem) -> Frontier:
    """The Pareto frontier over all feasible packages, dominance over the table's utilities.

    Raises ValueError where no package is feasible or the space is too large to list.
    """
    return _listed(problem, only_acceptable=False)


def acceptable_frontier(problem: Problem) -> Frontier:
    """The Pareto frontier of the packages that are acceptable against every end; empty where there is none."""
    return _listed(problem, only_acceptable=True)


def both(problem: Problem) -> tuple[Frontier, Frontier]:
    """The whole and the acceptable frontier."""
    problem = with_worst(problem)
    return frontier(problem), acceptable_frontier(problem)


def count_acceptable(problem: Problem, most: int = COUNTABLE) -> tuple[int, int] | None:
    """How many packages are acceptable against (every, some) end; None where more than `most` combinations would have
    to be listed."""
    if problem.space.combinations > most:
        return None
    problem = with_worst(problem)
    every = some = 0
    for indices, utilities in blocks(problem.space, problem.terms):
        levels = acceptable_of(problem, decode(problem.space.sizes, indices), utilities)
        every += int((levels == EVERY).sum())
        some += int((levels > NO).sum())
    return every, some


def memory_needed(space: Space, players: int) -> int:
    """Bytes that listing a space takes at most: a block of outcomes, and utilities of all outcomes (they may all be on
    the frontier)."""
    block = min(space.combinations, BLOCK) * 8 * (2 * players + 2 * len(space.sizes) + 4)
    return block + space.combinations * 8 * (2 * players + 3)


def cost(space: Space, scopes: Sequence[tuple[int, ...]]) -> tuple[int, int]:
    """Rough work of both ways, in rows handled: (factored: assignments of its largest bucket, enumerated: outcomes)."""
    return largest_bucket(space, scopes), space.combinations


def must_list(space: Space, scopes: Sequence[tuple[int, ...]]) -> bool:
    """Whether only listing is possible: issues are coupled too tightly to be eliminated one by one."""
    factored, listed = cost(space, scopes)
    return factored > LARGEST and listed <= LISTABLE


def choose(problem: Problem, memory: int = ROOM) -> Literal["factored", "enumerated"]:
    """The way that is cheaper: listing where there are few outcomes, or where the issues are coupled so tightly that the
    factored search would hold nearly as many rows.

    Raises ValueError, before anything is tried, where neither fits into `memory` bytes.
    """
    factored, listed = cost(problem.space, [term.scope for term in problem.terms])
    fits = listed <= LISTABLE and memory_needed(problem.space, problem.players) <= memory
    if fits and (listed <= SMALL or 4 * factored >= listed or factored > LARGEST):
        return "enumerated"
    if factored > LARGEST:
        raise ValueError(
            f"{listed:.3g} combinations of options are too many to list in {memory / 1e9:.1f} GB, and rules and combined "
            f"values tie issues together so tightly that {factored:.3g} combinations would have to be held at once. "
            "State fewer rules and combined values, or over fewer issues each, or leave out options that nobody wants."
        )
    return "factored"


def with_worst(problem: Problem) -> Problem:
    """The problem with everybody's worst feasible utility, if some player at the table accepts anything."""
    accepts = any(gate.reservation[i] is None for gate in problem.gates for i in range(problem.table))
    if problem.worst is not None or not accepts:
        return problem
    low, _ = listed_extremes(problem.space, problem.terms)
    return replace(problem, worst=tuple(int(x) for x in low))


def listed_extremes(space: Space, terms: Sequence[Term]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Each player's least and greatest utility over feasible outcomes (players,)."""
    lows, highs = [], []
    for _, utilities in blocks(space, terms):
        if len(utilities):
            lows.append(utilities.min(axis=0))
            highs.append(utilities.max(axis=0))
    if not lows:
        raise ValueError("No outcome is feasible: the rules exclude every combination of options.")
    return np.min(lows, axis=0), np.max(highs, axis=0)


def blocks(space: Space, terms: Sequence[Term], block: int = BLOCK) -> Iterator[tuple[Ints, NDArray[Any]]]:
    """All feasible outcomes in ascending order: (indices (n,), utilities (n, players)), block by block."""
    players, sizes = len(terms[0].values), space.sizes
    split = block_split(sizes, block)
    tail = range(split, len(sizes))
    length = prod(sizes[split:])
    dtype = dtype_of(terms)
    ordered = [Term(*ascending(term.scope, term.values.astype(dtype, copy=False), 1)) for term in terms]
    base = _tail_sum([t for t in ordered if t.scope and t.scope[0] >= split], players, split, sizes, dtype)
    rest = [t for t in ordered if not t.scope or t.scope[0] < split]
    for start, mask in feasible_blocks(space, block):
        head = decode(sizes, [start])[0]
        total = base
        for term in rest:
            total = total + sliced(term.values, term.scope, head[:split].tolist(), tail, 1)
        flat = np.broadcast_to(total, (players, *sizes[split:])).reshape(players, length)
        rows = np.flatnonzero(mask)
        yield start + rows, (flat if len(rows) == length else flat[:, rows]).T


def _tail_sum(terms: Sequence[Term], players: int, split: int, sizes: Sequence[int], dtype: type) -> NDArray[Any]:
    """Σ of terms over the issues from `split` on, built from the last issue backwards."""
    total: NDArray[Any] = np.zeros((players, *(1 for _ in sizes[split:])), dtype=dtype).reshape(players)
    for issue in reversed(range(split, len(sizes))):
        axes = range(issue, len(sizes))
        total = total[:, None]
        for term in terms:
            if term.scope[0] == issue:
                total = total + spread(term.values, term.scope, axes, 1)
        total = np.broadcast_to(total, (players, *sizes[issue:]))
    return total


def _listed(problem: Problem, only_acceptable: bool) -> Frontier:
    """Filter block by block, then what the blocks left over."""
    problem = with_worst(problem)
    indices, values, levels, found = _survivors(problem, only_acceptable)
    if not found:
        raise ValueError("No outcome is feasible: the rules exclude every combination of options.")
    stay, snapped = settle(values, problem.table_slack)
    return listed_frontier(problem.space.sizes, indices[stay], snapped[stay], levels[stay])


def _survivors(problem: Problem, only_acceptable: bool) -> tuple[Ints, NDArray[Any], Levels, bool]:
    table, slack, sizes = problem.table, problem.table_slack, problem.space.sizes
    kept_index: Ints = np.zeros(0, dtype=np.int64)
    kept: NDArray[Any] = np.zeros((0, table), dtype=dtype_of(problem.terms))
    found = False
    for indices, utilities in blocks(problem.space, problem.terms):
        found = found or len(indices) > 0
        if only_acceptable:
            good = acceptable_of(problem, decode(sizes, indices), utilities) == EVERY
            indices, utilities = indices[good], utilities[good]
        rows = nondominated(utilities[:, :table], slack)
        kept_index = np.concatenate([kept_index, indices[rows]])
        kept = np.concatenate([kept, utilities[rows, :table]])
        stay = nondominated(kept, slack)
        kept_index, kept = kept_index[stay], kept[stay]
    levels = acceptable_of(problem, decode(sizes, kept_index))
    return kept_index, kept, levels, found


def listed_frontier(sizes: Sequence[int], indices: Ints, values: NDArray[Any], levels: Levels) -> Frontier:
    """A frontier from its packages: equal utilities with equal acceptability become one point."""
    order, starts = sorted_points(values, levels)
    ends = np.append(starts[1:], len(order))

    def trace(points: Sequence[int], limit: int) -> list[list[Outcome]]:
        found = []
        for point in points:
            members = np.sort(indices[order[starts[point] : ends[point]]])[:limit]
            found.append([tuple(int(o) for o in row) for row in decode(sizes, members)])
        return found

    first = order[starts]
    return Frontier(values[first], levels[first], (ends - starts).tolist(), True, None, trace)
