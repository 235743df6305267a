"""Is this package on the frontier? Asked of a few hundred packages at once, without building the frontier.

The components are split in two halves. Partial packages of a half that another of the same half dominates are never
needed; then a package with utilities t is dominated iff some pair of halves a, b has a + b at least as great everywhere
and greater somewhere. Most pairs are ruled out because even the best of everything in b does not lift a to t.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.theory.factored import Run, components, put_together
from detente.theory.frontier import nondominated
from detente.theory.outcomes import feasible_of
from detente.theory.plan import Plan, planned
from detente.theory.problem import Problem, utilities_of
from detente.theory.states import States

Bools = NDArray[np.bool_]
CELLS = 1 << 20
"""Comparisons made at once."""
RUNGS = 1024
"""Rows of the right half that one ladder holds."""


def on_frontier(problem: Problem, outcomes: NDArray[Any], *, plan: Plan | None = None, limit: int = 2_000_000) -> Bools:
    """Which of the outcomes (m, issues) are feasible and dominated by no feasible outcome: bool (m,).

    With slack, an outcome is dominated if another is nowhere worse by more than the slack, and somewhere better by more.
    Raises ValueError where the halves outgrow `limit` partial packages, so that no exact answer is to be had.
    """
    options = np.asarray(outcomes, dtype=np.int64).reshape(-1, len(problem.space.sizes))
    run = Run(replace(problem, slack=()), planned(problem, plan), "bare", limit)
    left, right = _halves(run)
    targets = utilities_of(problem, options)[:, : problem.table]
    slack = np.asarray(problem.tolerance[: problem.table])
    answer = feasible_of(problem.space, options)
    rows = np.flatnonzero(answer)
    answer[rows] = ~_dominated(targets[rows], left, right, slack)
    return answer


def _halves(run: Run) -> tuple[NDArray[Any], NDArray[Any]]:
    """Sums (n, table) of two groups of components whose numbers of states multiply to about the same."""
    groups: tuple[list[States], list[States]] = ([], [])
    weights = [0.0, 0.0]
    for part in sorted(components(run), key=len, reverse=True):
        smaller = int(weights[1] < weights[0])
        groups[smaller].append(part)
        weights[smaller] += np.log(len(part)) + 1e-9
    made = [put_together(run, group) for group in groups if group]
    if any(part.thinned for part in made):
        raise ValueError(f"More than {run.limit} partial packages would have to be compared.")
    sums = [part.sums for part in made] + [np.zeros((1, len(run.columns)), dtype=run.dtype)]
    return sums[0], sums[1]


def _dominated(targets: NDArray[Any], left: NDArray[Any], right: NDArray[Any], slack: NDArray[Any]) -> Bools:
    """Which targets (m, table) some sum of a left and a right row dominates."""
    found = ~nondominated(targets, slack)
    step = max(1, CELLS // len(left))
    open_still = np.flatnonzero(~found)
    ladders = [_ladder(right[start : start + RUNGS]) for start in range(0, len(right), RUNGS)]
    reach = right.max(axis=0)
    for start in range(0, len(open_still), step):
        rows = open_still[start : start + step]
        found[rows] = _block(targets[rows], left, ladders, reach, slack)
    return found


def _block(
    targets: NDArray[Any], left: NDArray[Any], ladders: Sequence[Ladder], reach: NDArray[Any], slack: NDArray[Any]
) -> Bools:
    """The same for a few targets. A left row comes into question for a target if the best of everything in the right
    half would bring it up to the target; those with the most room to spare are tried first."""
    room = _room(targets - slack, left + reach)
    found = np.zeros(len(targets), dtype=np.bool_)
    for most in (3, 16):
        rows = np.flatnonzero(~found & (room >= 0).any(axis=1))
        if len(rows) and most < len(left):
            best = np.argpartition(room[rows], -most, axis=1)[:, -most:]
            hit = _met((targets[rows][:, None] - left[best]).reshape(-1, left.shape[1]), ladders, slack)
            found[rows] = hit.reshape(best.shape).any(axis=1)
    open_still = np.flatnonzero(~found)
    who, which = np.nonzero(room[open_still] >= 0)
    step = max(1, CELLS // 64)
    for start in range(0, len(who), step):
        rows = open_still[who[start : start + step]]
        hit = _met(targets[rows] - left[which[start : start + step]], ladders, slack)
        found[rows[hit]] = True
    return found


def _room(weak: NDArray[Any], best: NDArray[Any]) -> NDArray[np.float64]:
    """By how much the best (rows, table) exceed targets (m, table), as a share of their span, in the column where that
    is least: (m, rows); −1 where they fall short."""
    room = np.full((len(weak), len(best)), np.inf)
    for column in range(weak.shape[1]):
        tops, needed = best[:, column], weak[:, column]
        span = max(float(tops.max() - tops.min()), 1.0)
        excess = (tops[None, :] - needed[:, None]).astype(np.float64) / span
        np.minimum(room, excess, out=room)
    return np.where(room >= 0, room, -1.0)


@dataclass(frozen=True, eq=False)
class Ladder:
    """Sets of rows as bits: `sets[c][k]` are the rows whose number in column c is at least the k-th smallest there."""

    values: tuple[NDArray[Any], ...]
    sets: tuple[NDArray[np.uint64], ...]


def _ladder(rows: NDArray[Any]) -> Ladder:
    values, sets = [], []
    for column in rows.T:
        order = np.argsort(column, kind="stable")
        place = np.empty(len(rows), dtype=np.int64)
        place[order] = np.arange(len(rows))
        bits = np.packbits(place[None, :] >= np.arange(len(rows) + 1)[:, None], axis=1)
        padded = np.zeros((len(rows) + 1, -(-bits.shape[1] // 8) * 8), dtype=np.uint8)
        padded[:, : bits.shape[1]] = bits
        values.append(column[order])
        sets.append(padded.view(np.uint64))
    return Ladder(tuple(values), tuple(sets))


def _met(missing: NDArray[Any], ladders: Sequence[Ladder], slack: NDArray[Any]) -> Bools:
    """Which rows of `missing` (n, table) some right row makes up for everywhere, and more than makes up for somewhere."""
    met = np.zeros(len(missing), dtype=np.bool_)
    for ladder in ladders:
        rows = np.flatnonzero(~met)
        enough = _looked_up(ladder, 0, missing[rows, 0] - slack[0], "left")
        for column in range(1, missing.shape[1]):
            enough &= _looked_up(ladder, column, missing[rows, column] - slack[column], "left")
            rows, enough = _nonempty(rows, enough)
        more = np.zeros_like(enough)
        for column in range(missing.shape[1]):
            more |= _looked_up(ladder, column, missing[rows, column] + slack[column], "right")
        met[rows] = (enough & more).any(axis=1)
    return met


def _looked_up(ladder: Ladder, column: int, asked: NDArray[Any], side: Literal["left", "right"]) -> NDArray[np.uint64]:
    """The sets of rows with at least (left), or more than (right), what is asked for."""
    return ladder.sets[column][np.searchsorted(ladder.values[column], asked, side=side)]


def _nonempty(rows: NDArray[np.int64], sets: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    some = sets.any(axis=1)
    return rows[some], sets[some]
