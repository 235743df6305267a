"""How outcomes and ends fare in draws from the team's ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.analyses._conflict import Ends, Play, ends_of, followed, principals_at_most_one
from detente.analyses._draws import plays
from detente.case.numbers import draw
from detente.theory.lookahead import Known, improving, light
from detente.theory.outcomes import Bools
from detente.theory.stability import stability

BUDGET = 24_000_000
"""Draws times outcomes times movers times parties: more draws than this allows are not made."""
FEWEST = 20
HEAVY = 4
"""What improvements of large groups add to the work of a draw."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """In `n` draws: `held[concept]` (n, tracked) whether each tracked state was an equilibrium; `ends[d]` the ends from the status quo."""

    n: int
    tracked: tuple[int, ...]
    held: Mapping[str, Bools]
    ends: tuple[Ends, ...]

    def share(self, concept: str, state: int) -> float | None:
        """In which share of the draws a state was an equilibrium by a concept."""
        if concept not in self.held or state not in self.tracked:
            return None
        return float(self.held[concept][:, self.tracked.index(state)].mean())

    def joint(self, concepts: Sequence[str], state: int, holds: bool) -> float | None:
        """In which share of the draws a state was an equilibrium by each of these concepts, or (`holds` false) by none of them."""
        if not concepts or any(c not in self.held for c in concepts) or state not in self.tracked:
            return None
        place = self.tracked.index(state)
        return float(np.all([self.held[c][:, place] == holds for c in concepts], axis=0).mean())

    def ends_share(self, end: Sequence[int]) -> float | None:
        """In which share of the draws this was one of the ends."""
        wanted = tuple(end)
        return sum(wanted in ends for ends in self.ends) / len(self.ends) if self.ends else None

    def same_ends(self, ends: Ends) -> float | None:
        """In which share of the draws these were the ends, and no others."""
        return sum(set(found) == set(ends) for found in self.ends) / len(self.ends) if self.ends else None


def how_many(found: Play, draws: int) -> int:
    """How many draws a case of this size allows."""
    work = (
        found.states * max(1, len(found.members)) * max(1, len(found.parties)) * (1 if light(found.prepared) else HEAVY)
    )
    return min(draws, max(FEWEST, BUDGET // work))


def drawn(found: Play, tracked: Sequence[int], concepts: Sequence[str], asked: tuple[str, int, int]) -> Drawn:
    """`asked`: the response, how many draws, and the seed. The status quo of the case is where ends are sought from."""
    response, n, seed = asked
    case = found.case
    start = None if case.status_quo is None else found.state(case.status_quo)
    movers = principals_at_most_one(found)
    concepts = concepts if light(found.prepared) else [c for c in concepts if c == "nash"]
    held: dict[str, list[Bools]] = {concept: [] for concept in concepts}
    ends: list[Ends] = []
    known: Known = {}
    for one in plays(found, draw(case, n, seed), n):
        for concept, holds in _held(one, tracked, concepts, response).items():
            held[concept].append(holds)
        if start is not None:
            ends.append(ends_of(followed(one, start, movers, known=known)))
    return Drawn(n, tuple(tracked), {c: np.array(rows) for c, rows in held.items()}, tuple(ends))


def _held(one: Play, tracked: Sequence[int], concepts: Sequence[str], response: str) -> dict[str, Bools]:
    """Which of the tracked states are equilibria (tracked,) by each concept; by Nash alone from these states' own moves."""
    if tuple(concepts) == ("nash",):
        states, left = np.array(tracked), np.zeros(len(tracked), dtype=np.bool_)
        for number, names in enumerate(one.members):
            for places, _ in improving(one.prepared, number, states) if len(names) == 1 else ():
                left[places] = True
        return {"nash": ~left}
    stable = stability(one.prepared, concepts, response).stable
    return {c: np.asarray(stable[c][:, list(tracked)].all(axis=0), dtype=np.bool_) for c in concepts}
