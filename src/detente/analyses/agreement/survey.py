"""The answer at midpoints: the frontiers, the zone, the named solutions, and which packages are worth showing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses._moving import Indices
from detente.analyses._translate import Model, model, reservation, search_limit
from detente.case.model import Case
from detente.result import Unanswerable, WrongUse
from detente.theory import enumeration, outcomes, search
from detente.theory.problem import EVERY, Frontier, acceptable_of, utilities_of
from detente.theory.solutions import Solutions, solutions

SHOWN = 300
MOST_ENDS = 3
SEARCHED = 5_000
LABELS = ("no", "some", "every")
Scale = Literal["shown", "raw"]
Method = Literal["auto", "factored", "enumerated"]
Ideal = Literal["acceptable", "all"]


@dataclass(frozen=True, slots=True)
class Point:
    """One package with its utilities (players, integers) and whether it is acceptable."""

    outcome: Indices
    utilities: tuple[int, ...]
    acceptable: str


@dataclass(frozen=True, slots=True)
class Survey:
    """What is so at midpoints."""

    model: Model
    outcomes: int
    method: str
    whole: Frontier
    acceptable: Frontier
    zone_count: int | None
    solutions: dict[str, tuple[Point, ...]]
    all_gain: bool

    @property
    def cardinal(self) -> bool:
        """Whether everyone at the table says how much, not only which is better."""
        return not any(party in self.model.ordinal for party in self.model.layout.table)


def survey(case: Case, *, scale: Scale, ideal: Ideal, method: Method, per_point: int) -> Survey:
    """Solve a case at its midpoints. Raises Unanswerable where it cannot be solved, in a sentence."""
    made = model(case)
    problem = made.problem
    how = _way(made, method)
    if how == "factored":
        plan = search.plan(problem)
        limit = search_limit(problem.table)
        whole = search.frontier(problem, plan=plan, limit=limit)
        acceptable = search.acceptable_frontier(problem, whole=whole, plan=plan, limit=limit)
    else:
        whole, acceptable = enumeration.both(problem)
    counted = enumeration.count_acceptable(problem)
    found = _solve(made, acceptable, scale, ideal)
    return Survey(
        made,
        outcomes.count(problem.space),
        how,
        whole,
        acceptable,
        counted[0] if counted is not None else None,
        _solved(made, acceptable, found, per_point),
        found.all_gain if found else True,
    )


def per_end(made: Model) -> tuple[int | None, ...]:
    """How many packages are acceptable against each of the first ends of no deal alone, where there are several; None where there are too
    many packages to list."""
    ends = made.problem.ends
    if len(ends) < 2:
        return ()
    counted = [enumeration.count_acceptable(replace(made.problem, ends=(end,))) for end in ends[:MOST_ENDS]]
    return tuple(None if found is None else found[0] for found in counted)


def zone_and_nash(case: Case) -> tuple[int, tuple[Point, ...]]:
    """How many points the frontier of acceptable packages has at midpoints, and the Nash solution."""
    made = model(case)
    acceptable = search.acceptable_frontier(made.problem, limit=search_limit(made.problem.table))
    found = _solve(made, acceptable, "shown", "acceptable")
    return len(acceptable), _solved(made, acceptable, found, 1)["nash"]


def _solved(made: Model, frontier: Frontier, found: Solutions | None, most: int) -> dict[str, tuple[Point, ...]]:
    if found is None:
        return dict.fromkeys(NAMES, ())
    return {name: _points(made, frontier, getattr(found, name), most) for name in NAMES}


NAMES = ("nash", "egalitarian", "kalai_smorodinsky", "utilitarian")


def _way(made: Model, method: Method) -> str:
    if method not in ("auto", "factored", "enumerated"):
        raise WrongUse(f"There is no method {method!r}; take auto, factored or enumerated.")
    space = made.problem.space
    if method == "enumerated":
        needed = enumeration.memory_needed(space, made.problem.players)
        if needed > enumeration.ROOM or space.combinations > outcomes.LISTABLE:
            raise Unanswerable(
                f"Listing {space.combinations:,} combinations of options would take about {needed / 1e9:,.1f} GB. "
                "Leave --method at auto: the factored search does not list them."
            )
    if method != "auto":
        return method
    try:
        return enumeration.choose(made.problem)
    except ValueError as error:
        raise Unanswerable(str(error)) from None


def _solve(made: Model, acceptable: Frontier, scale: Scale, ideal: Ideal) -> Solutions | None:
    """The four solutions; None where the zone is empty or anyone at the table only ranks."""
    table = made.problem.table
    if not len(acceptable) or any(party in made.ordinal for party in made.layout.table):
        return None
    levels = [made.worst[i] if (d := reservation(made, i)) is None else d for i in range(table)]
    best = None
    if ideal == "all":
        best = [max(made.best[i], levels[i] + 1) for i in range(table)]
    elif ideal != "acceptable":
        raise WrongUse(f"There is no ideal {ideal!r}; take acceptable or all.")
    return solutions(acceptable.utilities, levels, [made.step(i, scale) for i in range(table)], best)


def _points(made: Model, frontier: Frontier, rows: NDArray[np.int64], per_point: int) -> tuple[Point, ...]:
    found = []
    for listed in frontier.listing([int(row) for row in rows[:per_point]], per_point):
        found += [point(made, outcome) for outcome in listed]
    return tuple(found)


def point(made: Model, outcome: Sequence[int]) -> Point:
    """A package with its utilities and acceptability."""
    return points(made, [outcome])[0]


def points(made: Model, outcomes: Sequence[Sequence[int]]) -> list[Point]:
    """Packages with their utilities and acceptability."""
    rows = np.array(outcomes, dtype=np.int64).reshape(len(outcomes), len(made.layout.issues))
    values = utilities_of(made.problem, rows)
    levels = acceptable_of(made.problem, rows, values)
    return [
        Point(tuple(row), tuple(int(v) for v in value), LABELS[level])
        for row, value, level in zip(rows.tolist(), values.tolist(), levels.tolist(), strict=True)
    ]


def spread_rows(values: NDArray[Any], most: int, first: Sequence[int] = ()) -> list[int]:
    """Up to `most` rows of utilities (n, table), spread out: those in `first`, each column's best, then again and again
    the row farthest from those taken (each column as a share of its span)."""
    n = len(values)
    if n <= most:
        return list(range(n))
    if n > SEARCHED:
        kept = np.unique([*np.linspace(0, n - 1, SEARCHED).astype(int), *values.argmax(axis=0), *first])
        inside = [int(np.searchsorted(kept, row)) for row in first]
        return [int(kept[row]) for row in spread_rows(values[kept], most, inside)]
    floats = values.astype(float)
    span = np.ptp(floats, axis=0)
    floats = (floats - floats.min(axis=0)) / np.where(span > 0, span, 1.0)
    taken = list(dict.fromkeys([*first, *(int(i) for i in floats.argmax(axis=0))]))[:most]
    distance = np.full(n, np.inf)
    for row in taken:
        distance = np.minimum(distance, ((floats - floats[row]) ** 2).sum(axis=1))
    while len(taken) < most:
        row = int(distance.argmax())
        taken.append(row)
        distance = np.minimum(distance, ((floats - floats[row]) ** 2).sum(axis=1))
    return sorted(taken)


def shown_points(found: Survey) -> tuple[Point, ...]:
    """Up to 300 spread packages of the whole and the acceptable frontier, the solutions among them, each point's first."""
    made = found.model
    chosen = {one.outcome: None for solved in found.solutions.values() for one in solved[:1]}
    half = SHOWN // 2 if len(found.whole) > SHOWN else SHOWN
    for frontier, most in ((found.acceptable, half), (found.whole, SHOWN)):
        rows = spread_rows(frontier.utilities, most)
        for listed in frontier.listing(rows, 1):
            if listed and len(chosen) < SHOWN:
                chosen.setdefault(listed[0])
    return tuple(sorted(points(made, list(chosen)), key=lambda p: tuple(-u for u in p.utilities)))


def rank_of(found: Survey, seat: int, values: Sequence[Any] | NDArray[Any]) -> list[int | None]:
    """Places of utilities in one player's order over feasible outcomes, ties sharing one; None where outcomes are too
    many to list."""
    space = found.model.problem.space
    if space.combinations > enumeration.COUNTABLE:
        return [None] * len(values)
    levels: set[int] = set()
    for _, block in enumeration.blocks(space, found.model.problem.terms):
        levels |= {int(v) for v in np.unique(block[:, seat])}
    places = {level: place for place, level in enumerate(sorted(levels, reverse=True), start=1)}
    return [places[int(value)] for value in values]


def is_acceptable(one: Point) -> bool:
    """Against every end of no deal."""
    return one.acceptable == LABELS[EVERY]
