"""How the zone and chosen packages fare in draws from the team's ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses._moving import Indices
from detente.analyses._ranges import ROUNDING, drawn_utilities
from detente.analyses._translate import Model
from detente.analyses.agreement import drawing, searching
from detente.analyses.agreement.drawing import Ranges
from detente.theory import search
from detente.theory.outcomes import Bools
from detente.theory.problem import utilities_of

MOST_SEARCHED = 60
"""So many of the draws in which no known package is accepted are searched for one."""
MOST_CELLS = 6_000_000
"""Draws times packages that are held at once."""
NO_SEARCH = 10**15


@dataclass(frozen=True, eq=False)
class Drawn:
    """`n` draws. `zone`: in how many the zone holds something, as far as that was looked up: `undecided` draws in which no known package is
    accepted, of which `searched` were searched."""

    n: int
    zone: float
    undecided: int
    searched: int
    tracked: Mapping[Indices, int]
    all_accept: NDArray[np.float64]
    weak: Mapping[str, NDArray[np.float64]]
    strict: Mapping[str, NDArray[np.float64]]

    def accepted(self, package: Indices) -> float:
        """In which share of the draws all whose consent it takes accept a package."""
        return float(self.all_accept[self.tracked[package]])

    def willing(self, party: str, package: Indices) -> float:
        """In which share a party weakly prefers it to no deal."""
        return float(self.weak[party][self.tracked[package]])

    def better(self, party: str, package: Indices) -> float:
        """In which share a party strictly prefers it to no deal."""
        return float(self.strict[party][self.tracked[package]])


def drawn(model: Model, packages: Sequence[Indices], n: int, seed: int) -> Drawn:
    """What `n` draws say of these packages, the first of which matter most."""
    tracked = tuple(packages)[: max(10, MOST_CELLS // n)]
    within = drawing.ranges(model, n, seed)
    fared = drawing.sample(within, tracked, NO_SEARCH, "shown")
    seen = fared.accepted.any(axis=1)
    undecided = np.flatnonzero(~seen)
    rows = (
        undecided[np.unique(np.linspace(0, len(undecided) - 1, MOST_SEARCHED).astype(int))]
        if len(undecided)
        else undecided
    )
    found = _searched(within, rows)
    share = (int(seen.sum()) + (len(undecided) * found / len(rows) if len(rows) else 0)) / n
    return Drawn(
        n,
        float(share),
        len(undecided),
        len(rows),
        {package: column for column, package in enumerate(tracked)},
        fared.accepted.mean(axis=0),
        {party: held.mean(axis=0) for party, held in fared.willing.items()},
        {party: _strictly(within, party, tracked).mean(axis=0) for party in model.layout.players},
    )


def _searched(within: Ranges, rows: NDArray[np.int64]) -> int:
    """In how many of these draws some package is acceptable."""
    if not len(rows):
        return 0
    problems = searching.problems(within.model, within.parts, within.numbers, within.n)
    plan = search.plan(problems.like)
    return sum(len(search.acceptable_frontier(problems.at(int(row), plan), plan=plan)) > 0 for row in rows)


def _strictly(within: Ranges, party: str, packages: Sequence[Indices]) -> Bools:
    """(n, packages): this party strictly prefers a package to no deal, wherever that ends."""
    model = within.model
    outcomes = np.array(packages, dtype=np.int64).reshape(len(packages), -1)
    seat = model.layout.players.index(party)
    gates = model.problem.gates
    if party in model.ordinal:
        values = utilities_of(model.problem, outcomes)[:, seat]
        levels = [model.worst[seat] if (d := gate.reservation[seat]) is None else d for gate in gates]
        return np.broadcast_to((values > max(levels)).astype(np.bool_), (within.n, len(packages)))
    parts = within.parts[party]
    margin = (len(parts) + 1) * ROUNDING * 100.0
    here = drawn_utilities(parts, outcomes, within.n)
    stated = within.numbers.get(f"preferences.{party}.no_deal")
    better = np.ones(here.shape, dtype=np.bool_)
    for gate in gates:
        if stated is not None:
            better &= here > stated[:, None] + margin
        elif gate.no_deal is not None:
            at = drawn_utilities(parts, np.array([gate.no_deal], dtype=np.int64), within.n)
            better &= here > at + margin
    return better
