"""Where a package ends once those who did not sign it have answered, and who of those who did is then worse off than without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.analyses._conflict import ranked
from detente.analyses._moving import Indices, improvements
from detente.analyses._translate import Model
from detente.case import consents as consent
from detente.theory.conflict import Conflict, Mover
from detente.theory.ends import course
from detente.theory.moves import listed
from detente.theory.problem import utilities_of
from detente.theory.stability import Prepared

MOST_FOLLOWED = 500
"""Answers are followed over so many outcomes."""


@dataclass(frozen=True, slots=True)
class After:
    """`ends`: where improvements of those who did not sign, alone or in groups of their own, lead from a package that the signatories
    keep (the package itself where nobody answers); empty where that is too far to follow. `path`: the steps (who, to what) to the first
    end. `worse`: the signatories who have less at every end than in any outcome of no deal."""

    ends: tuple[tuple[Indices, ...], ...]
    path: tuple[tuple[tuple[str, ...], Indices], ...]
    worse: tuple[str, ...]


def answered(model: Model, outcome: Indices, signed: Sequence[str]) -> After:
    """What follows on a package when only those who did not sign it move on."""
    movers = [group for group in consent.movers(model.case) if group.isdisjoint(signed)]
    explored = _explored(model, outcome, movers)
    if explored is None:
        return After((), (), ())
    states, arcs = explored
    values = utilities_of(model.problem, np.array(states))
    seats = {party: seat for seat, party in enumerate(model.layout.players)}
    ranks = np.array([ranked(values[:, seat], model.problem.tolerance[seat]) for seat in seats.values()])
    moving = [
        Mover(tuple(sorted(seats[party] for party in group)), listed(len(states), pairs))
        for group, pairs in zip(movers, arcs, strict=True)
    ]
    led = course(Prepared(Conflict(ranks, tuple(moving))), 0, range(len(moving)))
    ends = tuple(tuple(states[int(state)] for state in end) for end in led.ends)
    path = tuple((_named(model, movers[number]), states[state]) for number, state in led.path(int(led.ends[0][0])))
    reached = np.unique(np.concatenate(led.ends))
    worse = tuple(party for party in signed if _falls(model, seats[party], int(values[reached, seats[party]].max())))
    return After(ends, path, worse if path else ())


def _named(model: Model, group: frozenset[str]) -> tuple[str, ...]:
    return tuple(party for party in model.case.parties if party in group)


def _falls(model: Model, seat: int, most: int) -> bool:
    """Whether the most that a player has at the ends is less than it has in any outcome of no deal."""
    levels = [gate.reservation[seat] for gate in model.problem.gates]
    least = min((level for level in levels if level is not None), default=None)
    return least is not None and most < least - model.problem.tolerance[seat]


def _explored(
    model: Model, outcome: Indices, movers: Sequence[frozenset[str]]
) -> tuple[list[Indices], list[list[tuple[int, int]]]] | None:
    """The outcomes that improvements of these movers reach, the first one first, and for each mover its steps between them (by
    number); None where they are too many."""
    numbers = {outcome: 0}
    arcs: list[list[tuple[int, int]]] = [[] for _ in movers]
    waiting = [outcome]
    for here in waiting:
        for mover, group in enumerate(movers):
            for row in improvements(model, here, group).tolist():
                there = tuple(row)
                if there not in numbers:
                    numbers[there] = len(numbers)
                    waiting.append(there)
                arcs[mover].append((numbers[here], numbers[there]))
        if len(numbers) > MOST_FOLLOWED:
            return None
    return waiting, arcs
