"""Who or what blocks an agreement: the packages that all others would accept, and who falls short in which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses._moving import Indices
from detente.analyses._translate import Model, reservation
from detente.theory.outcomes import decode, feasible
from detente.theory.problem import Gate, utilities_of, willing

MOST_LISTED = 2_000_000


@dataclass(frozen=True, slots=True)
class Block:
    """A party that falls short of its reservation in a package, by how many of its integers."""

    outcome: Indices
    party: str
    shortfall: int


def blocks(model: Model, outcomes: Sequence[Indices]) -> tuple[Block, ...]:
    """For each package, who at the table is worse off than without a deal (against the end where it is worst off)."""
    if not outcomes:
        return ()
    values = utilities_of(model.problem, np.array(outcomes))
    found = []
    for row, outcome in enumerate(outcomes):
        for seat, party in enumerate(model.layout.table):
            level = reservation(model, seat)
            if level is not None and values[row, seat] < level - model.problem.tolerance[seat]:
                found.append(Block(outcome, party, level - int(values[row, seat])))
    return tuple(found)


# ---------------------------------------------------------------- all packages


@dataclass(eq=False)
class Room:
    """All feasible packages listed once, for asking which of them a change of one party's mind would open or close."""

    model: Model
    outcomes: NDArray[np.int64] = field(init=False)
    values: NDArray[Any] = field(init=False)

    def __post_init__(self) -> None:
        space = self.model.problem.space
        self.outcomes = decode(space.sizes, feasible(space))
        self.values = utilities_of(self.model.problem, self.outcomes)

    @cached_property
    def gates(self) -> list[Gate]:
        """All outcomes of all ends."""
        return [gate for end in self.model.problem.ends for gate in end]

    @cached_property
    def strict(self) -> NDArray[np.bool_]:
        """(gates, packages, table): who strictly gains against which outcome of no deal."""
        problem = self.model.problem
        levels = [
            [self.model.worst[seat] if (d := gate.reservation[seat]) is None else d for seat in range(problem.table)]
            for gate in self.gates
        ]
        slack = np.array(problem.tolerance[: problem.table], dtype=self.values.dtype)
        seen = [self.values[:, : problem.table] > np.array(level, dtype=self.values.dtype) + slack for level in levels]
        return np.stack(seen).astype(bool)

    @cached_property
    def weak(self) -> NDArray[np.bool_]:
        """(packages, players): who is willing against all ends."""
        problem = self.model.problem
        columns = [
            np.logical_and.reduce([willing(problem, gate, seat, self.values[:, seat]) for gate in self.gates])
            for seat in range(problem.players)
        ]
        return np.stack(columns, axis=1).astype(bool)

    def consented(self, assumed: int | None = None, refusing: int | None = None) -> NDArray[np.bool_]:
        """Packages whose changes the outsiders consent to (one of them may be assumed to, or to refuse)."""
        fine = np.ones(len(self.outcomes), dtype=bool)
        for gate in self.gates:
            if gate.no_deal is not None:
                fine &= (self.outcomes != np.array(gate.no_deal)).any(axis=1)
            for issue, options in enumerate(gate.needs):
                for option, alternatives in enumerate(options):
                    if frozenset() in alternatives or (gate.no_deal is not None and gate.no_deal[issue] == option):
                        continue
                    brought = np.zeros(len(self.outcomes), dtype=bool)
                    for group in alternatives:
                        ready = [(self.weak[:, o] | (o == assumed)) & (o != refusing) for o in group]
                        brought |= np.logical_and.reduce(ready)
                    fine &= (self.outcomes[:, issue] != option) | brought
        return fine

    def but_for(self, seat: int) -> NDArray[np.bool_]:
        """Packages that all but one player accept."""
        table = self.model.problem.table
        others = [other for other in range(table) if other != seat]
        willing_others = self.weak[:, others].all(axis=1) if others else np.ones(len(self.outcomes), dtype=bool)
        return willing_others & self.consented(seat if seat >= table else None)

    def hinging(self, seat: int) -> NDArray[np.int64]:
        """The packages that one player's gains make acceptable or not, of those that may decide whether there is any: none where one is
        acceptable whatever an outsider wants. What an outsider gains makes nobody at the table better off."""
        rows = self.but_for(seat)
        if seat >= self.model.problem.table:
            if self.accepted(seat).any():
                return np.zeros(0, dtype=np.int64)
            rows &= self.strict.any(axis=2).all(axis=0)
        return np.flatnonzero(rows)

    def accepted(self, refusing: int | None = None) -> NDArray[np.bool_]:
        """Packages in the agreement zone (one outsider may be taken to refuse)."""
        table = self.model.problem.table
        gaining = self.strict.any(axis=2).all(axis=0)
        return self.weak[:, :table].all(axis=1) & gaining & self.consented(refusing=refusing)


def nearest(room: Room) -> tuple[int, int] | None:
    """Where the zone is empty: the package whose greatest shortfall, as a share of the party's own span, is least, and
    who falls short there; None where no package can be reached."""
    model = room.model
    reachable = room.consented()
    if not reachable.any():
        return None
    rows = np.flatnonzero(reachable)
    short = np.zeros((len(rows), model.problem.table))
    for seat in range(model.problem.table):
        level = reservation(model, seat)
        if level is not None:
            span = max(1, model.best[seat] - model.worst[seat])
            short[:, seat] = np.maximum(0, (level - room.values[rows, seat]).astype(float)) / span
    best = int(short.max(axis=1).argmin())
    return int(rows[best]), int(short[best].argmax())


def without_seat(room: Room) -> dict[str, int]:
    """For each party at the table, how many packages the zone would hold if it alone did not have to accept."""
    return {party: int(room.but_for(seat).sum()) for seat, party in enumerate(room.model.layout.table)}
