"""How little would turn it: what an equilibrium hangs on, and what would have to change for a wished outcome to hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from detente.analyses._conflict import Play
from detente.theory.flips import Flip, needed_fall, needed_rise, worth_of


@dataclass(frozen=True, slots=True)
class Turn:
    """A party and an outcome (`state`): by `points` (of the party's 100) it would have to value it more (`rise`) for it to be stable for the
    party by the concept, or less (`fall`) for it no longer to be. `passes` counts the outcomes that it then passes in the party's order. None:
    the party only ranks. `setter` is the outcome that it then ranks equal with, `temptation` the move that sets this.
    """

    party: str
    state: int
    concept: str
    way: Literal["rise", "fall"]
    points: Fraction | None
    passes: int
    temptation: int
    setter: int


def rises(found: Play, states: Sequence[int], concept: str, response: str) -> tuple[Turn, ...]:
    """For each of the states, each party for which it is not stable by the concept, and what that would take."""
    return _turns(found, states, concept, response, "rise")


def falls(found: Play, states: Sequence[int], concept: str, response: str) -> tuple[Turn, ...]:
    """For each of the states and each party for which it is stable by the concept, the least that would end that."""
    return _turns(found, states, concept, response, "fall")


def _turns(
    found: Play, states: Sequence[int], concept: str, response: str, way: Literal["rise", "fall"]
) -> tuple[Turn, ...]:
    made: list[Turn] = []
    for party in range(len(found.parties)):
        search = needed_rise if way == "rise" else needed_fall
        made += _of(found, search(found.prepared, party, list(states), concept, response), concept, way)
    return tuple(made)


def _of(found: Play, flip: Flip, concept: str, way: Literal["rise", "fall"]) -> list[Turn]:
    name = found.parties[flip.party]
    worth = found.worth[flip.party]
    change = worth_of(flip, worth.values)
    return [
        Turn(
            name,
            int(state),
            concept,
            way,
            None if name in found.ordinal else int(change[place]) * worth.scaled.unit,
            int(flip.passes[place]),
            int(flip.temptation[place]),
            int(flip.setter[place]),
        )
        for place, state in enumerate(flip.states)
        if flip.setter[place] >= 0
    ]
