"""What the answers of a step hang on: steps that agree in all of it need be worked out once."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analyses._translate import conditions, has_ranges
from detente.case.credence import Network, network
from detente.case.expressions import format as written
from detente.case.model import Case, Expression, Number
from detente.case.numbers import numbers

Hinges = tuple[object, ...]


def hinges(case: Case) -> Hinges:
    """All that what can be agreed, where moves lead and what holds depend on, to be compared with `==`.

    Outcomes and who can change what, the status quo of the day, no deal, preferences, and of beliefs those that some value is conditional on: the claims
    and the reports that bear on them, with their numbers. Threats, offers and reports on other claims are not among it.
    """
    seats = tuple((party.id, party.role, party.veto) for party in case.parties.values())
    stated = numbers(case)
    held = tuple(
        (party, written(condition), believed(case, party, condition, stated))
        for party in case.preferences
        for condition in conditions(case, party)
    )
    outcomes = (case.issues, case.rules, case.table, seats, case.status_quo, case.no_deal)
    return (*outcomes, case.preferences, held, has_ranges(case))


def believed(case: Case, party: str, condition: Expression, stated: dict[str, Number]) -> Hinges:
    """What a party's credence in a combination of claims depends on; the reason, where it has none."""
    try:
        web = network(case, party, condition)
    except ValueError as error:
        return (str(error),)
    return (web.variables, web.condition, web.factors, tuple((address, stated.get(address)) for address in _used(web)))


def _used(web: Network) -> tuple[str, ...]:
    """The addresses of its numbers."""
    found = [f"claims.{claim}.credence.{web.party}" for claim in web.atoms]
    for factor in web.factors:
        found += [address for pair in factor.pairs for address in pair]
        found += [*factor.ratios, *(address for address in (factor.rho, factor.anyway) if address is not None)]
    return tuple(found)


def grouped(keys: Sequence[Hinges | None]) -> list[int]:
    """For each step the first step with the same hinges; a step without any (None) is its own."""
    first: list[int] = []
    for number, key in enumerate(keys):
        same = (k for k in range(number) if first[k] == k and key is not None and keys[k] == key)
        first.append(next(same, number))
    return first
