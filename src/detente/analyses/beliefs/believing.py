"""What each party believed before the evidence, and what after it: exactly, with bounds over the ranges, and in draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.case.credence import credence, credence_bounds
from detente.case.model import Case, Held
from detente.case.numbers import draw, midpoints
from detente.case.worlds import atoms_of, spelled_out
from detente.result import Unanswerable

Range = tuple[Fraction, Fraction]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """How likely one party holds one claim: `prior` and `posterior` at midpoints, each with its bounds over all ranges, and in the draws (n,)."""

    party: str
    claim: str
    prior: Fraction
    posterior: Fraction
    before: Range
    after: Range
    drawn_prior: Floats
    drawn: Floats

    @property
    def moved(self) -> bool:
        """Whether the evidence moves it at midpoints."""
        return self.prior != self.posterior


def beliefs_of(case: Case, draws: int, seed: int) -> tuple[Belief, ...]:
    """Of every party in every claim of fact that it states a credence for, or whose parts it does; in the order of the file.

    Raises Unanswerable where a party holds for impossible what was reported.
    """
    unmoved = replace(case, applied=())
    numbers, numbers_before = midpoints(case), midpoints(unmoved)
    drawn = draw(case, draws, seed) if draws else {}
    before = draw(unmoved, draws, seed) if draws else {}
    found = []
    for party, claim in held(case):
        asked = Held(claim)
        try:
            found.append(
                Belief(
                    party,
                    claim,
                    credence(unmoved, party, asked, numbers_before),
                    credence(case, party, asked, numbers),
                    credence_bounds(unmoved, party, asked),
                    credence_bounds(case, party, asked),
                    _drawn(unmoved, party, claim, before, draws),
                    _drawn(case, party, claim, drawn, draws),
                )
            )
        except ValueError as error:
            raise Unanswerable(str(error)) from None
    return tuple(found)


def _drawn(case: Case, party: str, claim: str, numbers: Mapping[str, Any], draws: int) -> Floats:
    if not draws:
        return np.zeros(0)
    return np.broadcast_to(np.asarray(credence(case, party, Held(claim), numbers), dtype=float), (draws,))


def held(case: Case) -> Iterator[tuple[str, str]]:
    """Party and claim, claim by claim: where a credence is stated, or follows from those stated for its parts."""
    for claim in case.claims.values():
        for party in case.parties:
            if _follows(case, party, claim.id):
                yield party, claim.id


def _follows(case: Case, party: str, claim: str) -> bool:
    if case.claims[claim].means is None:
        return party in case.claims[claim].credence
    return all(party in case.claims[atom].credence for atom in atoms_of(spelled_out(case, Held(claim))))
