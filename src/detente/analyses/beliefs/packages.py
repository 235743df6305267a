"""The packages by which beliefs are tried: the Nash solution, what was offered, and what each party could do alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses._moving import Indices, reached
from detente.analyses._offers import stated
from detente.analyses._translate import Model, Numbers, model, reservation, search_limit
from detente.case.model import Case
from detente.case.offers import Offer, on_record
from detente.theory import search
from detente.theory.outcomes import decode, feasible
from detente.theory.problem import acceptable_of, utilities_of
from detente.theory.solutions import solutions

MOST_LISTED = 2_000_000
"""So many combinations of options are listed at most."""


@dataclass(frozen=True, slots=True)
class Package:
    """One package, and what it is: the Nash solution, what an event offers, an outcome of no deal, the status quo, what a party can do alone."""

    outcome: Indices
    kind: Literal["nash", "offer", "no-deal", "status-quo", "own"]
    event: str | None = None

    @property
    def judged(self) -> bool:
        """Whether it is asked of it who accepts it."""
        return self.kind in ("nash", "offer")


@dataclass(frozen=True, eq=False)
class Room:
    """A case as a search problem, with all its feasible packages where they can be listed."""

    model: Model

    @cached_property
    def outcomes(self) -> NDArray[np.int64] | None:
        """(n, issues); None where there are too many combinations."""
        space = self.model.layout.space
        return decode(space.sizes, feasible(space)) if space.combinations <= MOST_LISTED else None

    @cached_property
    def values(self) -> NDArray[Any]:
        """(n, players) integers, of `outcomes`."""
        return utilities_of(self.model.problem, self.outcomes if self.outcomes is not None else [])

    @cached_property
    def acceptable(self) -> NDArray[np.bool_]:
        """(n,): acceptable to all against every end."""
        assert self.outcomes is not None
        return np.asarray(acceptable_of(self.model.problem, self.outcomes, self.values) == 2)


def room(case: Case, numbers: Numbers | None = None) -> Room:
    """The search problem of a case. Raises Unanswerable where it has too little."""
    return Room(model(case, numbers))


def nash(made: Model) -> Package | None:
    """The Nash solution, the first of several; None where nothing is acceptable or anyone at the table only ranks."""
    if any(party in made.ordinal for party in made.layout.table):
        return None
    found = search.acceptable_frontier(made.problem, limit=search_limit(made.problem.table))
    if not len(found):
        return None
    levels = [
        made.worst[seat] if (least := reservation(made, seat)) is None else least for seat in range(made.problem.table)
    ]
    steps = [made.step(seat, "shown") for seat in range(made.problem.table)]
    point = int(solutions(found.utilities, levels, steps, None).nash[0])
    return Package(found.outcomes(point, 1)[0], "nash")


def offers(case: Case, made: Room) -> tuple[tuple[Package, ...], tuple[str, ...]]:
    """What was offered up to the case's day and not withdrawn, each package once; and the events whose offer the rules exclude."""
    found: dict[Indices, Package] = {}
    left = []
    for offer in on_record(case):
        outcome = _meant(case, made, offer)
        if outcome is None:
            left.append(offer.event)
        else:
            found.setdefault(outcome, Package(outcome, "offer", offer.event))
    return tuple(found.values()), tuple(left)


def _meant(case: Case, made: Room, offer: Offer) -> Indices | None:
    """The outcome that an offer means: the status quo of the day with what it says; where the rules exclude that, with what its authors' other
    offers say (`stated`); else with the fewest further changes, of several what its authors like best."""
    where = made.model.layout
    outcome = stated(case, where, offer)
    if outcome is not None:
        return where.encode(outcome)
    if case.status_quo is None or made.outcomes is None:
        return None
    return _nearest(made, made.outcomes, {**case.status_quo, **offer.own}, offer)


def _nearest(made: Room, outcomes: NDArray[np.int64], base: Mapping[str, str], offer: Offer) -> Indices | None:
    where = made.model.layout
    whole = np.array(where.encode({**base, **offer.said}), dtype=np.int64)
    fixed = [index for index, issue in enumerate(where.issues) if issue in offer.said]
    rows = np.flatnonzero((outcomes[:, fixed] == whole[fixed]).all(axis=1))
    if not len(rows):
        return None
    changes = (outcomes[rows] != whole).sum(axis=1)
    rows = rows[changes == changes.min()]
    seat = next(
        (where.players.index(p) for p in offer.by if p in where.players and p in made.model.case.preferences), None
    )
    if seat is not None:
        rows = rows[made.values[rows, seat] == made.values[rows, seat].max()]
    return tuple(int(option) for option in outcomes[rows[0]])


def alone(case: Case, made: Model, party: str) -> NDArray[np.int64]:
    """What a party can bring about by itself from the status quo, that included: (m, issues)."""
    if case.status_quo is None:
        return np.zeros((0, len(made.layout.issues)), dtype=np.int64)
    start = made.layout.encode(case.status_quo)
    found = reached(made, start, frozenset((party,)))
    return np.vstack([np.array([start], dtype=np.int64), found])
