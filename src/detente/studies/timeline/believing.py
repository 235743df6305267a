"""What each party believes at a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from detente.analyses._translate import conditions
from detente.case.credence import credence, credence_bounds
from detente.case.expressions import format as written
from detente.case.model import Case, Expression, Held
from detente.case.numbers import midpoints


@dataclass(frozen=True, slots=True)
class Believed:
    """A posterior at the midpoints, and its bounds over all ranges; `trouble` where it has none."""

    condition: Expression
    posterior: Fraction | None
    low: Fraction | None
    high: Fraction | None
    trouble: str = ""


def beliefs_of(case: Case) -> dict[str, dict[str, Believed]]:
    """By party and claim: those of which a party states a credence, and those that its values are conditional on."""
    try:
        numbers: Mapping[str, Fraction] | str = midpoints(case)
    except ValueError as error:
        numbers = str(error)
    found: dict[str, dict[str, Believed]] = {}
    for party in case.parties:
        asked: list[Expression] = [Held(claim.id) for claim in case.claims.values() if party in claim.credence]
        asked += [condition for condition in conditions(case, party) if condition not in asked]
        if asked:
            found[party] = {written(condition): _believed(case, party, condition, numbers) for condition in asked}
    return found


def _believed(case: Case, party: str, condition: Expression, numbers: Mapping[str, Fraction] | str) -> Believed:
    if isinstance(numbers, str):
        return Believed(condition, None, None, None, numbers)
    try:
        middle = credence(case, party, condition, numbers)
        low, high = credence_bounds(case, party, condition)
    except ValueError as error:
        return Believed(condition, None, None, None, str(error))
    return Believed(condition, middle, low, high)
