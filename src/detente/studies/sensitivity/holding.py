"""Which outcomes hold, and where moves lead, with one number moved: as conditions that each compare two outcomes for one party."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses._conflict import Ends, Play, ends_of, followed, play, principals_at_most_one, worth
from detente.analyses._translate import parts
from detente.case.model import Case
from detente.case.numbers import midpoints
from detente.studies.sensitivity.bench import Bench, Indices, Root, sign_roots
from detente.studies.sensitivity.examined import Asked, Turn
from detente.studies.sensitivity.inputs import Input
from detente.studies.sensitivity.roots import EDGE, Floats, above, agree, roots, turning
from detente.studies.sensitivity.zone import CLOSE, NOTHING, TRIED, looked
from detente.theory.lookahead import improving
from detente.theory.outcomes import decode
from detente.theory.stability import stability, with_ranks

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]
"""States that a party has to like at least as much as others: two (m,)."""
MOST_STATES = 48
"""Up to so many outcomes every order of them is tried."""
MOST_TRIED = 60
"""So many places of one number are tried on either side of its middle."""


@dataclass(frozen=True, eq=False)
class Field:
    """A conflict at the middles. `start`: the status quo as a state."""

    bench: Bench
    found: Play
    start: int | None

    def outcome(self, state: int) -> Indices:
        """A state as option indices."""
        row = decode(self.found.layout.space.sizes, [int(self.found.outcomes[state])])[0]
        return tuple(int(x) for x in row)

    def rows(self, states: NDArray[np.int64]) -> NDArray[np.int64]:
        """(m, issues)."""
        return np.asarray(decode(self.found.layout.space.sizes, self.found.outcomes[states]), dtype=np.int64)

    def with_number(self, one: Input, value: Fraction) -> Play:
        """The conflict with one number moved."""
        found, made = self.found, list(self.found.worth)
        for party in one.parties:
            parts = self.bench.moved(party, one, value).parts
            made[found.parties.index(party)] = worth(parts, found.layout, found.outcomes)
        prepared = with_ranks(found.prepared, np.array([w.ranks for w in made]))
        return replace(found, worth=tuple(made), prepared=prepared)


# ---------------------------------------------------------------- what is asked of any case


def holds_by(found: Play, state: int, concept: str) -> bool:
    """Whether a state is stable for every party by a concept."""
    if concept == "nash":
        alone = [number for number, names in enumerate(found.members) if len(names) == 1]
        return not any(_leaves(found, number, state) for number in alone)
    return bool(stability(found.prepared, (concept,)).stable[concept][:, state].all())


def _leaves(found: Play, number: int, state: int) -> bool:
    return any(len(places) for places, _ in improving(found.prepared, number, np.array([state])))


def leads(found: Play, start: int) -> frozenset[frozenset[int]]:
    """The ends of improvements from a state, as sets of states."""
    return as_sets(ends_of(followed(found, start, principals_at_most_one(found))))


def as_sets(ends: Ends) -> frozenset[frozenset[int]]:
    """Ends without order."""
    return frozenset(frozenset(end) for end in ends)


def asked_of(test: Callable[[Play], bool]) -> Callable[[Case], bool]:
    """A question to a conflict as one to a case with the same outcomes."""
    return lambda case: test(play(case))


# ---------------------------------------------------------------- conditions that compare pairs


class Conditions:
    """A finding that holds if and only if parties like some states at least as much as others: that nobody among these `movers` moves on
    from `state`, and that every step (mover, to) of a path to it pays all who make it."""

    def __init__(self, field: Field, state: int, movers: Sequence[int], path: Sequence[tuple[int, int]] = ()) -> None:
        self.field, self.state, self.movers, self.path = field, state, tuple(movers), tuple(path)
        moves = field.found.prepared.moves
        self.targets = {n: np.asarray(moves[n].successors(np.array([state])), dtype=np.int64) for n in self.movers}
        visited = [np.array([state, field.start or 0, *(to for _, to in self.path)]), *self.targets.values()]
        self.states = np.unique(np.concatenate(visited))
        self.outcomes = field.found.outcomes[self.states]

    @cached_property
    def ranks(self) -> dict[str, NDArray[Any]]:
        """How each party ranks the states that matter, at the middles."""
        found = self.field.found
        return {party: found.conflict.ranks[seat][self.states] for seat, party in enumerate(found.parties)}

    def holds(self, ranks: Mapping[str, NDArray[Any]]) -> bool:
        """Whether it holds if each party ranks the states that matter so."""
        found, here = self.field.found, int(np.searchsorted(self.states, self.field.start or 0))
        for number, to in self.path:
            there = int(np.searchsorted(self.states, to))
            if any(ranks[party][there] <= ranks[party][here] for party in found.members[number]):
                return False
            here = there
        here = int(np.searchsorted(self.states, self.state))
        for number, targets in self.targets.items():
            places = np.searchsorted(self.states, targets)
            tempted = [ranks[party][places] > ranks[party][here] for party in found.members[number]]
            if len(places) and np.logical_and.reduce(tempted).any():
                return False
        return True

    def now(self) -> bool:
        """Whether it holds at the middles."""
        return self.holds(self.ranks)

    def holds_at(self, one: Input, value: Fraction) -> bool:
        """Whether it holds with one number moved."""
        where = self.field.found.layout
        moved = {p: worth(self.field.bench.moved(p, one, value).parts, where, self.outcomes).ranks for p in one.parties}
        return self.holds({**self.ranks, **moved})

    def ask(self, case: Case) -> bool:
        """Whether it holds in another case with the same outcomes and moves, at its own middles."""
        where, numbers = self.field.found.layout, midpoints(case)
        told = {p: parts(case, where, p, numbers) for p in self.field.found.parties}
        return self.holds({p: worth(made, where, self.outcomes).ranks for p, made in told.items()})

    def pairs(self, parties: Sequence[str]) -> dict[str, Pairs] | None:
        """The comparisons that the parties whose gains move have to make; None where the others break it anyway."""
        found = self.field.found
        seats = {found.parties.index(party) for party in parties}
        better: dict[int, list[NDArray[np.int64]]] = {seat: [] for seat in seats}
        worse: dict[int, list[NDArray[np.int64]]] = {seat: [] for seat in seats}
        ranks, here = found.conflict.ranks, self.field.start
        for number, to in self.path:
            for member in found.conflict.movers[number].members:
                if member in seats:
                    better[member].append(np.array([to]))
                    worse[member].append(np.array([here]))
                elif ranks[member][to] <= ranks[member][here]:
                    return None
            here = to
        for number, targets in self.targets.items():
            members = found.conflict.movers[number].members
            others = [member for member in members if member not in seats]
            tempted = np.ones(len(targets), dtype=bool)
            for member in others:
                tempted &= ranks[member].take(targets) > ranks[member][self.state]
            if not tempted.any():
                continue
            moved = [member for member in members if member in seats]
            if not moved:
                return None
            better[moved[0]].append(np.full(int(tempted.sum()), self.state))
            worse[moved[0]].append(np.asarray(targets[tempted], dtype=np.int64))
        return {
            found.parties[seat]: (np.concatenate(better[seat]), np.concatenate(worse[seat]))
            for seat in seats
            if better[seat]
        }

    def crowded(self, parties: Sequence[str]) -> bool:
        """Whether several parties whose gains move act together, so that it is no simple list of comparisons."""
        seats = {self.field.found.parties.index(party) for party in parties}
        return any(len(seats & set(self.field.found.conflict.movers[n].members)) > 1 for n in self.movers)

    def turns(self, one: Input, now: bool) -> Iterator[Turn]:
        """The nearest value below and above the middle at which it turns."""
        if self.crowded(one.parties):
            yield from looked(one, now, lambda value: self.holds_at(one, value))
            return
        pairs = self.pairs(one.parties)
        if not pairs:
            return
        at = [float(place) for place in one.places]
        ends: dict[str, tuple[Floats, Floats]] = {}
        for party, (better, worse) in pairs.items():
            values = np.stack([self._gaps(party, one, place, better, worse) for place in one.places])
            if not agree(at, values, float(one.least), float(one.most)):
                yield from looked(one, now, lambda value: self.holds_at(one, value))
                return
            ends[party] = above(at[:3], values[:3], NOTHING)
        lower = max(float(low.max()) for low, _ in ends.values())
        upper = min(float(high.min()) for _, high in ends.values())
        limits, span = (np.array([lower]), np.array([upper])), (float(one.least), float(one.most))
        for turn, up in turning(limits, span, float(one.middle), now):
            root, whose = self._exact(one, pairs, ends, turn)
            yield Turn(one.address, root.at, up, root.exact, whose)

    def _gaps(self, party: str, one: Input, value: Fraction, better: np.ndarray, worse: np.ndarray) -> Floats:
        moved = self.field.bench.moved(party, one, value)
        return moved.worth(self.field.rows(better)) - moved.worth(self.field.rows(worse))

    def _exact(
        self, one: Input, pairs: Mapping[str, Pairs], ends: Mapping[str, tuple[Floats, Floats]], turn: float
    ) -> tuple[Root, str | None]:
        span = float(one.most - one.least)
        found: list[tuple[float, Root, str]] = []
        for party, (lower, upper) in ends.items():
            near = np.flatnonzero((np.abs(lower - turn) < CLOSE * span) | (np.abs(upper - turn) < CLOSE * span))
            for k in near[:TRIED].tolist():
                for root in pair_roots(self.field, one, party, int(pairs[party][0][k]), int(pairs[party][1][k])):
                    found.append((abs(float(root.at) - turn), root, party))
        best = min(found, key=lambda item: item[0], default=None)
        return (Root(Fraction(turn), False), None) if best is None else (best[1], best[2])


def pair_roots(field: Field, one: Input, party: str, to: int, over: int) -> list[Root]:
    """Where a party is indifferent between two states."""
    frm, there = field.outcome(over), field.outcome(to)

    def gap(value: Fraction) -> Fraction:
        moved = field.bench.moved(party, one, value)
        return moved.gap(there, frm)

    return sign_roots(one, gap)


# ---------------------------------------------------------------- every order of few outcomes


def scanned(field: Field, one: Input, asked: Sequence[tuple[Asked, Callable[[Play], bool]]]) -> dict[str, list[Turn]]:
    """For each finding (by name) the nearest turns below and above the middle: between the places at which a party is indifferent
    between two outcomes nothing can turn, and each stretch is tried."""
    ties, middle = ties_of(field, one), float(one.middle)
    slack = EDGE * float(one.most - one.least)
    found: dict[str, list[Turn]] = {question.name: [] for question, _ in asked}
    for up in (True, False):
        edge = float(one.most if up else one.least)
        beyond = [t for t in ties if (t[0] >= middle - slack if up else t[0] <= middle + slack)]
        beyond.sort(reverse=not up)
        waiting = list(asked)
        for place, (at, party, to, over) in enumerate(beyond[:MOST_TRIED]):
            after = beyond[place + 1][0] if place + 1 < len(beyond) else edge
            if abs(after - at) <= slack:
                continue
            moved = field.with_number(one, (Fraction(at) + Fraction(after)) / 2)
            turned = [pair for pair in waiting if pair[1](moved) != pair[0].holds]
            if turned:
                root = min(pair_roots(field, one, party, to, over), key=lambda r: abs(float(r.at) - at), default=None)
                exact = Root(Fraction(at), False) if root is None else root
                for question, _ in turned:
                    found[question.name].append(Turn(one.address, exact.at, up, exact.exact, party))
            waiting = [pair for pair in waiting if pair not in turned]
            if not waiting:
                break
    return found


def ties_of(field: Field, one: Input) -> list[tuple[float, str, int, int]]:
    """Where a party whose gains move is indifferent between two states, apart from each other."""
    states = np.arange(field.found.states)
    one_, other = np.triu_indices(len(states), 1)
    rows, at = field.rows(states), [float(place) for place in one.places]
    low, high, found = float(one.least), float(one.most), []
    span = high - low
    for party in one.parties:
        values = np.stack([field.bench.moved(party, one, place).worth(rows) for place in one.places[:3]])
        gaps = values[:, one_] - values[:, other]
        gaps[np.abs(gaps) <= NOTHING] = 0.0
        where = roots(at[:3], gaps)
        for k in np.flatnonzero((where >= low - EDGE * span) & (where <= high + EDGE * span)).tolist():
            found.append((min(max(float(where[k]), low), high), party, int(one_[k]), int(other[k])))
    found.sort()
    apart: list[tuple[float, str, int, int]] = []
    for tie in found:
        if not apart or tie[0] - apart[-1][0] > EDGE * span:
            apart.append(tie)
    return apart
