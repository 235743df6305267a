"""The agreement zone and the Nash solution with one number moved: over all packages at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.analyses._translate import Model
from detente.analyses.agreement.blocking import Room
from detente.studies.sensitivity.bench import Bench, Root, gain_roots
from detente.studies.sensitivity.examined import Turn
from detente.studies.sensitivity.inputs import Input
from detente.studies.sensitivity.roots import Floats, above, agree, turning
from detente.theory.problem import Gate

Bools = NDArray[np.bool_]
NOTHING = 1e-9
CLOSE = 1e-6
LOOKED = 17
"""How often a number is tried where no formula fits."""
TRIED = 6
"""So many of the packages that may overtake are tried on either side."""


@dataclass(frozen=True, eq=False)
class Beside:
    """The packages that those whose gains do not move accept. `strict` (bases, m): one of them gains strictly; `free` (m,): no
    outsider whose gains move need consent."""

    rows: NDArray[np.int64]
    outcomes: NDArray[np.int64]
    strict: Bools
    free: Bools


class Packages:
    """All packages, with one number moved at a time."""

    def __init__(self, bench: Bench, model: Model) -> None:
        self.bench, self.model, self.room = bench, model, Room(model)
        self.table = model.problem.table
        self.players = model.layout.players
        self._beside: dict[tuple[str, ...], Beside] = {}

    @cached_property
    def size(self) -> int:
        """How many packages are acceptable at the middles."""
        return int(self.room.accepted().sum())

    def beside(self, parties: tuple[str, ...]) -> Beside:
        """The packages that all but these accept."""
        if parties not in self._beside:
            seats = [self.players.index(party) for party in parties]
            others = [seat for seat in range(self.table) if seat not in seats]
            weak = self.room.weak.copy()
            weak[:, seats] = True
            rows = np.flatnonzero(weak[:, : self.table].all(axis=1) & self._consented(weak))
            weak[:, seats] = False
            free = self._consented(weak)[rows] if max(seats) >= self.table else np.ones(len(rows), dtype=bool)
            strict = self.room.strict[:, rows][:, :, others].any(axis=2)
            self._beside[parties] = Beside(rows, self.room.outcomes[rows], np.asarray(strict), np.asarray(free))
        return self._beside[parties]

    @cached_property
    def _needed(self) -> list[tuple[Gate, int, int, tuple[frozenset[int], ...]]]:
        return [
            (gate, issue, option, alternatives)
            for gate in self.room.gates
            for issue, options in enumerate(gate.needs)
            for option, alternatives in enumerate(options)
            if frozenset() not in alternatives and not (gate.no_deal is not None and gate.no_deal[issue] == option)
        ]

    def _consented(self, weak: Bools) -> Bools:
        """The packages whose changes the outsiders consent to, given who is willing (packages, players)."""
        outcomes = self.room.outcomes
        fine = np.ones(len(outcomes), dtype=bool)
        for gate in self.room.gates:
            if gate.no_deal is not None:
                fine &= (outcomes != np.array(gate.no_deal)).any(axis=1)
        for _, issue, option, alternatives in self._needed:
            brought = np.zeros(len(outcomes), dtype=bool)
            for group in alternatives:
                brought |= weak[:, sorted(group)].all(axis=1)
            fine &= (outcomes[:, issue] != option) | brought
        return fine

    def consented_rows(self, weak: Mapping[str, Bools], which: NDArray[np.int64]) -> Bools:
        """(rows, packages): the same of some packages, given who is willing in every row of a sample."""
        outcomes = self.room.outcomes[which]
        fine = np.ones(next(iter(weak.values())).shape, dtype=bool)
        for gate in self.room.gates:
            if gate.no_deal is not None:
                fine &= (outcomes != np.array(gate.no_deal)).any(axis=1)
        for _, issue, option, alternatives in self._needed:
            brought = np.zeros(fine.shape, dtype=bool)
            for group in alternatives:
                brought |= np.logical_and.reduce([weak[self.players[o]] for o in sorted(group)])
            fine &= (outcomes[:, issue] != option) | brought
        return fine

    # -------------------------------------------------- with a number at a value

    def accepted_at(self, one: Input, value: Fraction) -> tuple[Beside, Bools]:
        """The packages that the others accept, and which of these are acceptable with one number moved."""
        beside = self.beside(one.parties)
        weak, strict = np.ones(len(beside.rows), dtype=bool), beside.strict.copy()
        for party in one.parties:
            seat = self.players.index(party)
            gains = self.bench.moved(party, one, value).many(beside.outcomes)
            for number, gate in enumerate(self.room.gates):
                if gate.reservation[seat] is None:
                    continue
                fine = gains[number] >= -NOTHING
                weak &= fine if seat < self.table else fine | beside.free
                if seat < self.table:
                    strict[number] |= gains[number] > NOTHING
        return beside, weak & strict.all(axis=0)

    def size_at(self, one: Input, value: Fraction) -> int:
        """How many packages are acceptable with one number moved."""
        return int(self.accepted_at(one, value)[1].sum())

    # -------------------------------------------------- where the zone turns

    def zone_turns(self, one: Input) -> Iterator[Turn]:
        """The nearest value below and above the middle at which the zone opens or closes."""
        beside = self.beside(one.parties)
        if not len(beside.rows):
            return
        limits = self._limits(one, beside)
        if limits is None:
            yield from looked(one, self.size > 0, lambda value: self.size_at(one, value) > 0)
            return
        span = float(one.least), float(one.most)
        for turn, up in turning(limits, span, float(one.middle), self.size > 0):
            root, party = self._exact(one, beside, turn, *limits)
            yield Turn(one.address, root.at, up, root.exact, party)

    def _values(self, one: Input, party: str, outcomes: NDArray[np.int64]) -> Floats:
        """(4, bases, m): a party's gains with the number at its four places."""
        return np.stack([self.bench.moved(party, one, place).many(outcomes) for place in one.places])

    def _limits(self, one: Input, beside: Beside) -> tuple[Floats, Floats] | None:
        """From where to where (m,) each package is acceptable; None where no formula fits."""
        at = [float(place) for place in one.places]
        lower, upper = np.full(len(beside.rows), -np.inf), np.full(len(beside.rows), np.inf)
        strict = beside.strict.copy()
        outside = [party for party in one.parties if self.players.index(party) >= self.table]
        if outside and len(one.parties) > 1:
            return None
        for party in one.parties:
            seat = self.players.index(party)
            if any(gate.reservation[seat] is None for gate in self.room.gates):
                continue
            values = self._values(one, party, beside.outcomes)
            if not agree(at, values, float(one.least), float(one.most)):
                return None
            low, high = above(at[:3], values[:3], NOTHING)
            if outside:
                low, high = np.where(beside.free, -np.inf, low), np.where(beside.free, np.inf, high)
            else:
                strict |= np.abs(values[:3]).max(axis=0) > NOTHING
            lower, upper = np.maximum(lower, low.max(axis=0)), np.minimum(upper, high.min(axis=0))
        never = ~strict.all(axis=0)
        return np.where(never, np.inf, lower), np.where(never, -np.inf, upper)

    def _exact(self, one: Input, beside: Beside, turn: float, lower: Floats, upper: Floats) -> tuple[Root, str | None]:
        """The exact place of a turn: where a gain of one of the packages that turn there passes nothing."""
        span = float(one.most - one.least)
        near = np.flatnonzero((np.abs(lower - turn) < CLOSE * span) | (np.abs(upper - turn) < CLOSE * span))[:TRIED]
        found: list[tuple[float, Root, str]] = []
        for row in near.tolist():
            outcome = tuple(int(x) for x in beside.outcomes[row])
            for party in one.parties:
                for number in range(len(self.room.gates)):
                    for root in gain_roots(self.bench, one, party, outcome, number):
                        found.append((abs(float(root.at) - turn), root, party))
        best = min(found, key=lambda item: item[0], default=None)
        if best is None or best[0] > CLOSE * span:
            return Root(Fraction(turn), False), None
        return best[1], best[2]


def looked(one: Input, now: bool, holds: Callable[[Fraction], bool]) -> Iterator[Turn]:
    """The nearest turns of anything, looked for by trying."""
    for up in (True, False):
        edge, before = (one.most if up else one.least), one.middle
        for k in range(1, LOOKED):
            place = one.middle + (edge - one.middle) * Fraction(k, LOOKED)
            if holds(place) != now:
                for _ in range(40):
                    middle = (before + place) / 2
                    before, place = (middle, place) if holds(middle) == now else (before, middle)
                yield Turn(one.address, place, up, False)
                break
            before = place
