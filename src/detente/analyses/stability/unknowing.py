"""What holds whatever the numbers inside the team's ranges are, and what cannot hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses._conflict import Play
from detente.analyses._ranges import Box, box, sign_bounds
from detente.case.numbers import bounds
from detente.theory.lookahead import light
from detente.theory.outcomes import Bools, Ints, decode
from detente.theory.possible import Bounds, stability_of_bounds, stability_of_intervals

MOST_PAIRED = 120
"""Up to so many outcomes each comparison is bounded by itself."""
MOST_BOUNDED = 100_000
"""Up to so many, times those who can move, the utility of each outcome is."""


@dataclass(frozen=True, eq=False)
class Unsure:
    """`necessary[concept]`: equilibria throughout the ranges, proved; `possible[concept]`: all that were not proved to be none."""

    necessary: Mapping[str, Ints]
    possible: Mapping[str, Ints]

    def scope(self, concept: str, state: int) -> Literal["throughout", "never"] | None:
        """Whether a state is proved to be an equilibrium by a concept (*throughout*), proved to be none (*never*), or neither (None)."""
        if concept not in self.necessary:
            return None
        if state in self.necessary[concept]:
            return "throughout"
        return None if state in self.possible[concept] else "never"


def unsure(found: Play, concepts: Sequence[str], response: str) -> Unsure | None:
    """What is proved for the whole box of ranges; None where there are too many outcomes for that."""
    if found.states * max(1, len(found.members)) > MOST_BOUNDED or not light(found.prepared):
        return None
    limits = bounds(found.case)
    boxes = [box(found.case, found.layout, party, limits) for party in found.parties]
    outcomes = decode(found.layout.space.sizes, found.outcomes)
    movers = found.conflict.movers
    if found.states <= MOST_PAIRED:
        certain, possible = _compared(found, boxes, outcomes)
        proved = stability_of_bounds(certain, possible, movers, concepts, response)
    else:
        low, high = _bounded(found, boxes, outcomes)
        proved = stability_of_intervals(low, high, movers, concepts, response)
    return _gathered(proved)


def _gathered(proved: Bounds) -> Unsure:
    return Unsure(proved.necessary.equilibria, proved.possible.equilibria)


def _compared(found: Play, boxes: Sequence[Box | None], outcomes: NDArray[Any]) -> tuple[Bools, Bools]:
    """For each party and pair (s, t): whether it certainly, and whether it possibly, strictly prefers t to s."""
    size = (len(found.parties), found.states, found.states)
    certain, possible = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    for party, limits in enumerate(boxes):
        if limits is None:
            ranks = found.conflict.ranks[party]
            certain[party] = possible[party] = ranks[None, :] > ranks[:, None]
            continue
        alone = replace(limits, stated=None)
        for state in range(found.states):
            low, high = sign_bounds(alone, outcomes, [int(x) for x in outcomes[state]])
            certain[party, state], possible[party, state] = low > 0, high > 0
    return certain, possible


def _bounded(found: Play, boxes: Sequence[Box | None], outcomes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The least and the greatest that each party can have where, (parties, states), on one scale for each party."""
    low = np.zeros((len(found.parties), found.states), dtype=object)
    high = low.copy()
    for party, limits in enumerate(boxes):
        if limits is None:
            low[party] = high[party] = found.conflict.ranks[party]
        else:
            low[party], high[party] = sign_bounds(replace(limits, stated=None), outcomes, None)
    return low, high
