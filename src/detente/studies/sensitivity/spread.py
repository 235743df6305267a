"""How the spread of the number of acceptable packages divides among the numbers, or, where packages are many, among the parties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.case.numbers import draw
from detente.studies.sensitivity.agreeing import Ground, drawn_against
from detente.studies.sensitivity.indices import TIED_DRAWS, Drawn, Factor, Index, factors, indices, together
from detente.studies.sensitivity.inputs import Input
from detente.studies.sensitivity.roots import Floats
from detente.studies.sensitivity.zone import NOTHING, Bools, Packages

CELLS = 60_000_000
"""Rows of a sample times packages times players that are gone through, each number by itself."""
FEW_SAMPLES = 64
MOST_COUNTED = 20_000
"""Where the numbers of a party count as one, packages are counted in a sample of so many."""


@dataclass(frozen=True, slots=True)
class Coarse:
    """How it was made coarser: `samples` points, packages counted among `counted` of `every`."""

    samples: int
    counted: int
    every: int


def zone_indices(here: Ground, told: Sequence[Input], samples: int, seed: int) -> tuple[list[Index], Coarse | None]:
    """The indices of the number of acceptable packages; none where these cannot be listed."""
    packages = here.packages
    if packages is None:
        return [], None
    case, every = here.bench.case, len(packages.room.outcomes)
    fine = factors(case, told, seed)
    if samples * (len(fine) + 2) * every * len(packages.players) <= CELLS:
        count = _Count(here, told, np.arange(every))
        return indices(fine, {"zone": count.in_rows}, samples, seed), None
    rows = np.arange(every)
    if every > MOST_COUNTED:
        rows = np.sort(np.random.default_rng(seed).choice(every, MOST_COUNTED, replace=False))
    few = min(samples, FEW_SAMPLES)
    count = _Count(here, told, rows)
    return indices(_by_party(here, told, seed), {"zone": count.in_rows}, few, seed), Coarse(few, len(rows), every)


def _by_party(here: Ground, told: Sequence[Input], seed: int) -> list[Factor]:
    """The numbers of each party as one input, and all that was reported as one more."""
    drawn = draw(here.bench.case, TIED_DRAWS, seed)
    groups: dict[str, list[str]] = {}
    for one in told:
        if one.ranged:
            reported = one.kind in ("evidence", "reliability")
            groups.setdefault("events" if reported else f"preferences.{one.parties[0]}", []).append(one.address)
    return [Factor(name, tuple(names), together({a: drawn[a] for a in names})) for name, names in groups.items()]


class _Count:
    """How many of some packages (by row) are acceptable in every row of a sample."""

    def __init__(self, here: Ground, told: Sequence[Input], rows: NDArray[np.int64]) -> None:
        assert here.packages is not None
        self.here, self.told, self.rows = here, told, rows
        self.packages: Packages = here.packages

    def in_rows(self, drawn: Drawn, rows: int) -> Floats:
        """(rows,)."""
        packages, table = self.packages, self.packages.table
        weak: dict[str, Bools] = {}
        strict = np.zeros((len(self.here.bench.bases), rows, len(self.rows)), dtype=bool)
        for seat, party in enumerate(packages.players):
            willing, above = self._party(seat, party, drawn, rows)
            weak[party] = willing
            if seat < table:
                strict |= above
        fine = np.logical_and.reduce([weak[party] for party in packages.players[:table]]) & strict.all(axis=0)
        fine &= packages.consented_rows(weak, self.rows)
        return np.asarray(fine.sum(axis=1), dtype=np.float64)

    def _party(self, seat: int, party: str, drawn: Drawn, rows: int) -> tuple[Bools, Bools]:
        """Whether a party is willing (rows, m), and against which outcome of no deal it gains strictly (bases, rows, m)."""
        room, shape = self.packages.room, (rows, len(self.rows))
        own = [one.address for one in self.told if party in one.parties and one.address in drawn]
        free = any(gate.reservation[seat] is None for gate in room.gates)
        if not own or free or party in self.here.model.ordinal:
            strict = room.strict[:, self.rows, min(seat, self.packages.table - 1)]
            return np.broadcast_to(room.weak[self.rows, seat], shape), np.broadcast_to(
                strict[:, None], (len(strict), *shape)
            )
        values, back = np.unique(np.stack([drawn[a] for a in own], axis=1), axis=0, return_inverse=True)
        back = back.reshape(-1)
        some = {address: values[:, k] for k, address in enumerate(own)}
        gains = drawn_against(self.here.bench, party, room.outcomes[self.rows], some, len(values))
        willing = np.asarray((gains >= -NOTHING).all(axis=0))
        return willing[back], np.asarray(gains > NOTHING)[:, back]
