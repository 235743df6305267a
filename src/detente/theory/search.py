"""The factored search for Pareto frontiers: exact, without listing the outcomes.

The frontier is built issue by issue: add the options of one more issue (or of a group of coupled issues) to the partial
frontier, drop partial sums that others dominate, go on. `Plan` holds what does not depend on the numbers, so that a
thousand draws of the numbers pay for it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.enumeration import listed_extremes, must_list
from detente.theory.factored import Run, consenting, search
from detente.theory.frontier import nondominated, settle
from detente.theory.membership import on_frontier
from detente.theory.outcomes import Ints, Space
from detente.theory.plan import Bucket, Plan, plan, planned
from detente.theory.problem import (
    EVERY,
    NO,
    SOME,
    Frontier,
    Gate,
    Levels,
    Outcome,
    Problem,
    Term,
    acceptable_of,
    level,
    passes_table,
    sorted_points,
    utilities_of,
)
from detente.theory.states import States, unfold

LIMIT = 200_000
"""Partial packages that are held at once before the frontier is thinned."""
FULL = 4096
"""Up to so many packages with equal utilities are all looked at to find the first ones."""

__all__ = [
    "EVERY", "FULL", "LIMIT", "NO", "SOME", "Frontier", "Gate", "Plan", "Problem", "Term",
    "acceptable_frontier", "acceptable_of", "extremes", "frontier", "on_frontier", "plan", "utilities_of", "with_worst",
]  # fmt: skip


def frontier(problem: Problem, *, plan: Plan | None = None, limit: int = LIMIT) -> Frontier:
    """The Pareto frontier over all feasible packages, dominance over the table's utilities.

    `plan`: made once by `plan(problem)`, for problems that differ only in their numbers. Where more than `limit` points
    would be held, the frontier is thinned (`Frontier.exact`). Raises ValueError where no outcome is feasible, or where
    issues are coupled too tightly.
    """
    run = Run(with_worst(problem, plan=plan), planned(problem, plan), "whole", limit)
    states = search(run)
    passed = {
        gate: passes_table(run.problem, gate, states.sums)
        & consenting(run, states.sums, states.label, number)
        & _left(run, states, number)
        for number, gate in enumerate(run.problem.gates)
    }
    return _points(run, states, np.arange(len(states)), level(run.problem, passed, len(states)))


def acceptable_frontier(
    problem: Problem, *, whole: Frontier | None = None, plan: Plan | None = None, limit: int = LIMIT
) -> Frontier:
    """The Pareto frontier of the packages that are acceptable against every end; empty where there is none.

    It is the frontier of the acceptable set, not the acceptable part of the whole frontier; where both are the same
    (acceptability a matter of the table's utilities alone) and `whole` is given, that part is taken.
    """
    problem = with_worst(problem, plan=plan)
    ready = planned(problem, plan)
    if whole is not None and whole.exact and only_utilities(problem):
        return _part(whole)
    run = Run(problem, ready, "acceptable", limit)
    states = search(run)
    good = consenting(run, states.sums, states.label, 0)
    for number, gate in enumerate(problem.gates):
        good &= passes_table(problem, gate, states.sums) & _left(run, states, number)
    rows = np.flatnonzero(good)
    rows = rows[nondominated(states.sums[rows, : problem.table], problem.table_slack)]
    return _points(run, states, rows, np.full(len(rows), EVERY, dtype=np.int8))


def extremes(space: Space, terms: Sequence[Term], *, plan: Plan | None = None) -> tuple[NDArray[Any], NDArray[Any]]:
    """Each player's least and greatest utility over feasible outcomes: (players,), (players,).

    By elimination; where issues are coupled too tightly for that, by listing. Raises ValueError where neither can be done.
    """
    if plan is None and must_list(space, [term.scope for term in terms]):
        return listed_extremes(space, terms)
    problem = Problem(space, tuple(terms), 1, ((Gate((None,) * len(terms[0].values)),),))
    ready = planned(problem, plan, anyhow=True)
    run = Run(replace(problem, table=problem.players), ready, "bare", LIMIT)
    return _extreme(run, -1), _extreme(run, 1)


def with_worst(problem: Problem, *, plan: Plan | None = None) -> Problem:
    """The problem with everybody's worst feasible utility, if some player at the table accepts anything."""
    accepts = any(gate.reservation[i] is None for gate in problem.gates for i in range(problem.table))
    if problem.worst is not None or not accepts:
        return problem
    low, _ = extremes(problem.space, problem.terms, plan=plan)
    return replace(problem, worst=tuple(int(x) for x in low))


def only_utilities(problem: Problem) -> bool:
    """Whether acceptability is a matter of the table's utilities alone: nobody else is needed, everything can be
    brought about, and no deal is no better for anyone than its reservation (so that it never passes its own gate)."""
    for gate in problem.gates:
        if any(frozenset() not in alternatives for options in gate.needs for alternatives in options):
            return False
        if gate.no_deal is not None and passes_table(problem, gate, utilities_of(problem, [gate.no_deal])).any():
            return False
    return True


def _left(run: Run, states: States, gate: int) -> NDArray[np.bool_]:
    """Which states have left a gate's no deal."""
    still = [number for number, label in enumerate(run.labels.known) if gate in label.still]
    return ~np.isin(states.label, still)


def _points(run: Run, states: States, rows: Ints, levels: Levels) -> Frontier:
    """A frontier from its states: equal utilities with equal acceptability become one point."""
    problem = run.problem
    stay, values = settle(states.sums[rows, : problem.table], problem.table_slack)
    rows, values, levels = rows[stay], values[stay], levels[stay]
    order, starts = sorted_points(values, levels)
    ends = np.append(starts[1:], len(order))
    members = rows[order]
    counts = [int(x) for x in np.add.reduceat(states.count[members], starts)] if len(starts) else []
    issues = len(problem.space.sizes)

    def trace(points: Sequence[int], limit: int) -> list[list[Outcome]]:
        return _traced(
            states, [members[starts[p] : ends[p]] for p in points], [counts[p] for p in points], issues, limit
        )

    loss = [int(x) for x in states.loss]
    exact = not states.thinned
    epsilon = [0] * problem.players
    for column, player in enumerate(run.columns):
        epsilon[player] = loss[column]
    first = order[starts]
    return Frontier(values[first], levels[first], counts, exact, None if exact else tuple(epsilon), trace)


def _traced(states: States, members: list[Ints], counts: list[int], issues: int, limit: int) -> list[list[Outcome]]:
    """Up to `limit` packages of each point, given its states: small points together, large ones each alone."""
    found: list[list[Outcome]] = [[] for _ in members]
    small = [point for point, count in enumerate(counts) if count <= 8]
    for start in range(0, len(small), 20_000):
        part = small[start : start + 20_000]
        whose = np.repeat(part, [len(members[point]) for point in part])
        packages, owner = unfold(states.origin, np.concatenate([members[p] for p in part]), issues, None)
        for point, package in zip(whose[owner].tolist(), packages.tolist(), strict=True):
            found[point].append(tuple(package))
    for point, count in enumerate(counts):
        if count > 8:
            cap = FULL if count <= FULL else limit
            packages, _ = unfold(states.origin, members[point], issues, cap)
            found[point] = [tuple(package) for package in packages.tolist()]
    return [sorted(packages)[:limit] for packages in found]


def _part(whole: Frontier) -> Frontier:
    """The points of a frontier that are acceptable against every end."""
    rows = np.flatnonzero(whole.acceptable == EVERY)

    def trace(points: Sequence[int], limit: int) -> list[list[Outcome]]:
        return whole.trace([int(rows[p]) for p in points], limit)

    counts = [whole.counts[row] for row in rows]
    return Frontier(whole.utilities[rows], whole.acceptable[rows], counts, True, None, trace)


def _extreme(run: Run, sign: int) -> NDArray[Any]:
    """The greatest (sign 1) or least (-1) sum per column over feasible packages, by elimination."""
    messages: dict[int, tuple[Ints, NDArray[Any]]] = {}
    for index, bucket in enumerate(run.plan.buckets):
        messages[index] = _message(bucket, run.leaves[index] * sign, messages)
    total = sum((messages[root][1][0] for root in run.plan.roots[1:]), start=messages[run.plan.roots[0]][1][0])
    return np.asarray(total * sign)


def _message(
    bucket: Bucket, sums: NDArray[Any], messages: dict[int, tuple[Ints, NDArray[Any]]]
) -> tuple[Ints, NDArray[Any]]:
    """(contexts ascending, greatest sums in each)."""
    context = bucket.context
    possible = np.ones(len(context), dtype=np.bool_)
    for child, wanted in bucket.children:
        known, best = messages.pop(child)
        place = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        possible &= known[place] == wanted
        sums = sums + best[place]
    context, sums = context[possible], sums[possible]
    starts = np.flatnonzero(np.concatenate([[True], context[1:] != context[:-1]]))
    return context[starts], np.maximum.reduceat(sums, starts, axis=0)
