"""For one package: whether all whose consent it needs accept it, and at which value of each number that turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from detente.analyses._translate import Model
from detente.studies.sensitivity.bench import Bench, Indices, Root, gain_roots
from detente.studies.sensitivity.examined import Turn
from detente.studies.sensitivity.inputs import Input
from detente.theory.problem import utilities_of

Gains = Mapping[str, Sequence[Fraction]]


class Package:
    """A package at the middles: what each player gains by it over each outcome of no deal."""

    def __init__(self, bench: Bench, model: Model, outcome: Indices) -> None:
        self.bench, self.model, self.outcome = bench, model, outcome
        self.gates = [gate for end in model.problem.ends for gate in end]
        values = utilities_of(model.problem, [outcome])[0]
        self.free = {
            party: [gate.reservation[seat] is None for gate in self.gates]
            for seat, party in enumerate(model.layout.players)
        }
        self.above_worst = {p: int(values[seat]) > model.worst[seat] for seat, p in enumerate(model.layout.players)}
        self.middle: dict[str, tuple[Fraction, ...]] = {}
        for party in model.layout.players:
            self.middle[party] = bench.moved(party).gains(outcome)

    def accepted(self, gains: Gains) -> bool:
        """Whether it is acceptable, given what each player gains against each outcome of no deal."""
        return all(self._passes(number, gains) for number in range(len(self.gates)))

    def _passes(self, number: int, gains: Gains) -> bool:
        gate, where = self.gates[number], self.model.layout
        if gate.no_deal == self.outcome:
            return False
        willing = {p: self.free[p][number] or gains[p][number] >= 0 for p in where.players}
        strict = [self.above_worst[p] if self.free[p][number] else gains[p][number] > 0 for p in where.table]
        if not (all(willing[p] for p in where.table) and any(strict)):
            return False
        for issue, alternatives in enumerate(gate.needs):
            option = self.outcome[issue]
            if gate.no_deal is not None and gate.no_deal[issue] == option:
                continue
            if not any(all(willing[where.players[o]] for o in group) for group in alternatives[option]):
                return False
        return True

    @property
    def holds(self) -> bool:
        """Whether it is acceptable at the middles."""
        return self.accepted(self.middle)

    def holds_at(self, one: Input, value: Fraction) -> bool:
        """Whether it is acceptable with one number moved."""
        moved = {p: self.bench.moved(p, one, value).gains(self.outcome) for p in one.parties}
        return self.accepted({**self.middle, **moved})

    def turns(self, one: Input) -> Iterator[Turn]:
        """The nearest value below and above the middle at which that changes."""
        roots: list[tuple[Root, str]] = []
        for party in one.parties:
            for number in range(len(self.gates)):
                if not self.free[party][number]:
                    roots += [(root, party) for root in gain_roots(self.bench, one, party, self.outcome, number)]
        yield from nearest(one, roots, self.holds, lambda value: self.holds_at(one, value))


def nearest(
    one: Input, roots: Sequence[tuple[Root, str]], now: bool, holds: Callable[[Fraction], bool]
) -> Iterator[Turn]:
    """Of the places where something may turn, the nearest below and above the middle at which it does."""
    for above in (True, False):
        beyond = [(r, p) for r, p in roots if (r.at >= one.middle if above else r.at <= one.middle)]
        beyond.sort(key=lambda pair: abs(pair[0].at - one.middle))
        edge = one.most if above else one.least
        for place, (root, party) in enumerate(beyond):
            after = next((r.at for r, _ in beyond[place + 1 :] if r.at != root.at), edge)
            if after == root.at:
                continue
            if holds((root.at + after) / 2) != now:
                yield Turn(one.address, root.at, above, root.exact, party)
                break
