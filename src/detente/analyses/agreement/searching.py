"""The search of the space, draw by draw: is there an agreement, what are the solutions, what is on the frontier.

Draws do not depend on one another, so that several processes may share them; the answer is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from multiprocessing import get_context
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses._translate import Model
from detente.result import tell, workers
from detente.theory import search
from detente.theory.exact import drawn_to_integers
from detente.theory.problem import Problem, Term, utilities_of
from detente.theory.solutions import solutions

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
DrawnParts = Sequence[tuple[tuple[int, ...], Floats]]
Found = tuple[Bools | None, dict[str, Bools], Bools]
"""On the frontier (draws, packages), or None; each solution (draws, packages); whether the zone holds anything (draws,)."""

SOLUTIONS = ("nash", "egalitarian", "kalai_smorodinsky", "utilitarian")
FIRST = 20
CHUNK = 50
WORTH_SHARING = 4.0
"""Seconds of work left at which other processes, which take a second to start, are asked to help."""


@dataclass(frozen=True, eq=False)
class Problems:
    """The search problem of each draw, in integers: `tables[scope]` (players, draws, *sizes), `levels` (draws, players,
    gates), `units` (draws, players): points per integer."""

    like: Problem
    tables: Mapping[tuple[int, ...], NDArray[Any]]
    levels: NDArray[Any]
    units: Floats
    slack: tuple[int, ...]
    cardinal: bool

    def __len__(self) -> int:
        return len(self.levels)

    def part(self, start: int, stop: int) -> Problems:
        """The problems of some of the draws."""
        tables = {scope: table[:, start:stop] for scope, table in self.tables.items()}
        return replace(self, tables=tables, levels=self.levels[start:stop], units=self.units[start:stop])

    def at(self, row: int, plan: search.Plan) -> Problem:
        """The problem of one draw."""
        terms = tuple(Term(term.scope, self.tables[term.scope][:, row]) for term in self.like.terms)
        ends, column = [], 0
        for end in self.like.ends:
            gates = []
            for gate in end:
                given = self.levels[row, :, column]
                levels = tuple(None if old is None else int(given[i]) for i, old in enumerate(gate.reservation))
                gates.append(replace(gate, reservation=levels))
                column += 1
            ends.append(tuple(gates))
        made = replace(self.like, terms=terms, ends=tuple(ends), slack=self.slack, worst=None)
        return search.with_worst(made, plan=plan)


def problems(model: Model, made: Mapping[str, DrawnParts], drawn: Mapping[str, Floats], n: int) -> Problems:
    """The first `n` draws as search problems: rounded to 2⁻⁴⁰ of each player's span, as drawn numbers are; a party that
    only ranks as it is."""
    where, like = model.layout, model.problem
    gates = [gate for end in like.ends for gate in end]
    wide = any(term.values.dtype == object for term in like.terms)
    dtype: type = object if wide else np.int64
    tables = {t.scope: np.zeros((len(where.players), n, *t.values.shape[1:]), dtype=dtype) for t in like.terms}
    levels: NDArray[Any] = np.zeros((n, len(where.players), len(gates)), dtype=dtype)
    units = np.ones((n, len(where.players)))
    slack = list(like.tolerance)
    for seat, party in enumerate(where.players):
        if party in model.ordinal:
            for term in like.terms:
                tables[term.scope][seat] += term.values[seat]
            levels[:, seat, :] = [gate.reservation[seat] or 0 for gate in gates]
        elif made[party]:
            stated = drawn.get(f"preferences.{party}.no_deal")
            parts = [(scope, values[:n]) for scope, values in made[party]]
            given = None if stated is None else stated[:n, None]
            whole, told, units[:, seat], slack[seat] = drawn_to_integers([values for _, values in parts], given)
            for (scope, _), values in zip(parts, whole, strict=True):
                tables[scope][seat] += values
            for column, gate in enumerate(gates):
                if stated is not None:
                    levels[:, seat, column] = told[:, 0]
                elif gate.no_deal is not None:
                    for (scope, _), values in zip(parts, whole, strict=True):
                        place: Any = (slice(None), *(gate.no_deal[k] for k in scope))
                        levels[:, seat, column] += values[place]
    cardinal = not any(party in model.ordinal for party in where.table)
    return Problems(like, tables, levels, units, tuple(slack), cardinal)


def search_draws(drawn: Problems, outcomes: NDArray[np.int64], scale: str) -> Found:
    """Search all draws; in several processes where these are allowed (`detente.result.sharing`) and worth their start."""
    total, begun = len(drawn), perf_counter()
    first = min(FIRST, total)
    found = [_search(drawn.part(0, first), outcomes, scale)]
    left = (perf_counter() - begun) * (total - first) / max(first, 1)
    starts = range(first, total, CHUNK)
    parts = (drawn.part(start, min(start + CHUNK, total)) for start in starts)
    if workers() > 1 and left > WORTH_SHARING:
        with ProcessPoolExecutor(workers(), mp_context=get_context("spawn")) as pool:
            waiting = [pool.submit(_search, part, outcomes, scale) for part in parts]
            results: Iterator[Found] = (each.result() for each in waiting)
            found += _told(results, starts, total)
    else:
        found += _told((_search(part, outcomes, scale) for part in parts), starts, total)
    return _joined(found)


def _told(results: Iterator[Found], starts: Sequence[int], total: int) -> Iterator[Found]:
    for start, result in zip(starts, results, strict=True):
        tell("draws", min(start + CHUNK, total), total)
        yield result


def _joined(found: Sequence[Found]) -> Found:
    frontiers = [frontier for frontier, _, _ in found if frontier is not None]
    whole = np.concatenate(frontiers) if len(frontiers) == len(found) else None
    solved = {name: np.concatenate([each[name] for _, each, _ in found]) for name in SOLUTIONS}
    return whole, solved, np.concatenate([zone for _, _, zone in found])


def _search(drawn: Problems, outcomes: NDArray[np.int64], scale: str) -> Found:
    shape = (len(drawn), len(outcomes))
    frontier: Bools | None = np.zeros(shape, dtype=bool)
    solved = {name: np.zeros(shape, dtype=bool) for name in SOLUTIONS}
    zone = np.zeros(len(drawn), dtype=bool)
    plan = search.plan(drawn.like)
    for row in range(len(drawn)):
        problem = drawn.at(row, plan)
        if frontier is not None:
            try:
                frontier[row] = search.on_frontier(problem, outcomes, plan=plan)
            except ValueError:
                frontier = None
        best = search.acceptable_frontier(problem, plan=plan)
        zone[row] = len(best) > 0
        if zone[row] and drawn.cardinal:
            steps = [Fraction(float(unit)) for unit in drawn.units[row]] if scale == "raw" else None
            _solve(problem, best, outcomes, {name: hits[row] for name, hits in solved.items()}, (plan, steps))
    return frontier, solved, zone


def _solve(
    problem: Problem,
    best: search.Frontier,
    outcomes: NDArray[np.int64],
    hits: Mapping[str, Bools],
    how: tuple[search.Plan, Sequence[Fraction] | None],
) -> None:
    """Mark the tracked outcomes that are solutions of one draw."""
    low, high = search.extremes(problem.space, problem.terms, plan=how[0])
    seats = range(problem.table)
    scale = how[1] or [Fraction(1, max(1, int(high[i]) - int(low[i]))) for i in seats]
    floor = [_level(problem, i, int(low[i])) for i in seats]
    found = solutions(best.utilities, floor, scale[: problem.table])
    values = utilities_of(problem, outcomes)[:, : problem.table]
    slack = np.array(problem.tolerance[: problem.table])
    for name in SOLUTIONS:
        for point in getattr(found, name):
            hits[name][:] |= (np.abs(values - best.utilities[point]) <= slack).all(axis=1)


def _level(problem: Problem, seat: int, worst: int) -> int:
    levels = [gate.reservation[seat] for gate in problem.gates]
    return max((level for level in levels if level is not None), default=worst)
