"""How outcomes and ends fare in draws from the team's ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses._conflict import Play, Worth, assembled, principals_at_most_one, ranked, summed
from detente.analyses._ranges import drawn_parts
from detente.analyses.stability.leading import Ends, ends_of, followed
from detente.case.numbers import draw, numbers
from detente.result import tell
from detente.theory.exact import Scaled, drawn_to_integers
from detente.theory.lookahead import Known, improving, light
from detente.theory.outcomes import Bools
from detente.theory.stability import stability

BUDGET = 30_000_000
"""Draws times outcomes times movers: more draws than this allows are not made."""
FEWEST, AT_ONCE = 20, 50
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

    def ends_share(self, end: Sequence[int]) -> float | None:
        """In which share of the draws this was one of the ends."""
        wanted = tuple(end)
        return sum(wanted in ends for ends in self.ends) / len(self.ends) if self.ends else None

    def same_ends(self, ends: Ends) -> float | None:
        """In which share of the draws these were the ends, and no others."""
        return sum(set(found) == set(ends) for found in self.ends) / len(self.ends) if self.ends else None


def certain(found: Play) -> bool:
    """Whether no number of the parties of this conflict is a range."""
    stated = numbers(found.case)
    return not any(n.unknown or n.low != n.high for n in stated.values())


def how_many(found: Play, draws: int) -> int:
    """How many draws a case of this size allows."""
    work = found.states * max(1, len(found.members)) * (1 if light(found.prepared) else HEAVY)
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
    for first in range(0, n, AT_ONCE):
        for one in _plays(found, n, seed, range(first, min(n, first + AT_ONCE))):
            for concept, holds in _held(one, tracked, concepts, response).items():
                held[concept].append(holds)
            if start is not None:
                ends.append(ends_of(followed(one, start, movers, known=known)))
        tell("draws", min(n, first + AT_ONCE), n)
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


def _plays(found: Play, n: int, seed: int, which: range) -> list[Play]:
    """The case as some of the draws have it."""
    given = {address: values[which.start : which.stop] for address, values in draw(found.case, n, seed).items()}
    by_party = [_worths(found, party, given, len(which)) for party in found.parties]
    return [
        assembled(found.case, found.layout, found.outcomes, found.conflict.movers, [worths[d] for worths in by_party])
        for d in range(len(which))
    ]


def _worths(found: Play, party: str, given: Mapping[str, NDArray[np.float64]], draws: int) -> list[Worth]:
    if party in found.ordinal or party not in found.case.preferences:
        return [found.worth[found.parties.index(party)]] * draws
    made = drawn_parts(found.case, found.layout, party, given, draws)
    if not made:
        return [found.worth[found.parties.index(party)]] * draws
    whole, _, _units, slack = drawn_to_integers([values for _, values in made])
    worths = []
    for d in range(draws):
        parts = [(scope, values[d]) for (scope, _), values in zip(made, whole, strict=True)]
        values = summed(parts, found.layout, found.outcomes)
        worths.append(Worth(values, Scaled(found.worth[0].scaled.unit, slack, True), ranked(values, slack)))
    return worths
