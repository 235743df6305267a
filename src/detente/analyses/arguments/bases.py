"""Base scores: how much the sources of a claim of fact speak for it, before any argument. Our modelling choice, and it says so.

`1 − Π (1 − reliability)` over independent sources. Sources of one claim count as one where one is known through the other or both through a
third (`cited_in`, and so every chain of "ibid."), where they have one author, and where they are one agency's report of one day. Such a group is as reliable as the best of
it, and none of it more than what it is known through. Where a party asserts the claim its sources report what it says, or are its own, and count half.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import prod

import numpy as np
from numpy.typing import NDArray

from detente.analyses.arguments.model import Argued
from detente.case.model import Case, Claim, Source

UNKNOWN = 0.5
"""The reliability of a source that states none, and the base score of a claim that is not of fact."""
DISCOUNT = 0.5
"""What a report of a party's own claim counts, for its truth."""
AGENCIES = ("associated press", "reuters", "agence france", "interfax", "tass", "ria novosti", "xinhua", "dpa", "efe")


@dataclass(frozen=True, slots=True)
class Base:
    """`score`: what the sources give. `beside`: the same without the sources that its supports have already; equal to it in a claim that is not
    of fact. `groups`: sources that count as one. `reported`: whether a party asserts the claim. `unstated`: sources without a reliability."""

    fact: bool
    score: float
    beside: float
    groups: tuple[tuple[str, ...], ...] = ()
    reported: bool = False
    unstated: tuple[str, ...] = ()


def is_fact(claim: Claim) -> bool:
    """A claim of fact: it has a credence, a check, a combination or a record; or it promotes no value, so that only its truth is at stake."""
    return bool(claim.credence or claim.check or claim.means or claim.record) or not claim.promotes


def base_scores(case: Case, found: Argued) -> tuple[Base, ...]:
    """The base score of each claim of the map, in its order."""
    behind = _supporters(found)
    groups = [_groups(case, case.claims[name]) for name in found.names]
    used = [
        {link for other in behind[n] for group in groups[other] for link in _roots(case, group)}
        for n in range(found.claims)
    ]
    return tuple(_base(case, case.claims[name], groups[n], used[n]) for n, name in enumerate(found.names))


def arrays(found: Argued, bases: tuple[Base, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For semantics that see supports, and for those that do not: base scores of all arguments; a link has its source's."""
    claims = [found.claim(argument) for argument in range(found.framework.size)]
    return np.array([bases[n].beside for n in claims]), np.array([bases[n].score for n in claims])


def _base(case: Case, claim: Claim, groups: tuple[tuple[str, ...], ...], used: set[str]) -> Base:
    reported = bool(claim.asserted_by)
    if not is_fact(claim):
        return Base(False, UNKNOWN, UNKNOWN, groups, reported)
    factor = DISCOUNT if reported else 1.0
    unstated = tuple(name for group in groups for name in group if _stated(case, name) is None)
    if not groups:
        return Base(True, UNKNOWN * factor, UNKNOWN * factor, (), reported)
    all_of, fresh = (
        1 - prod(1 - factor * _of_group(case, group) for group in some)
        for some in (groups, [group for group in groups if not used & set(_roots(case, group))])
    )
    return Base(True, all_of, fresh, groups, reported, unstated)


def _supporters(found: Argued) -> list[set[int]]:
    """Who supports each claim, directly or by way of others."""
    direct: list[set[int]] = [set() for _ in found.names]
    for source, target in found.framework.supports.tolist():
        if target < found.claims:
            direct[target].add(found.claim(source))
    behind = []
    for n, first in enumerate(direct):
        seen, waiting = set(first), list(first)
        while waiting:
            new = direct[waiting.pop()] - seen
            seen |= new
            waiting += new
        behind.append(seen - {n})
    return behind


# ---------------------------------------------------------------- which sources count as one


def _groups(case: Case, claim: Claim) -> tuple[tuple[str, ...], ...]:
    """The sources of a claim, those together that count as one."""
    names = list(dict.fromkeys(place.source for place in claim.at if place.source in case.sources))
    leader = {name: name for name in names}

    def find(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    for one, other in combinations(names, 2):
        if _same(case, one, other):
            leader[find(other)] = find(one)
    return tuple(tuple(name for name in names if find(name) == first) for first in names if find(first) == first)


def _same(case: Case, one: str, other: str) -> bool:
    if set(chain(case, one)) & set(chain(case, other)):
        return True
    first, second = case.sources[one], case.sources[other]
    if first.author and second.author and first.author.casefold() == second.author.casefold():
        return True
    wire = set(_wires(first)) & set(_wires(second))
    return bool(wire) and first.date is not None and first.date == second.date


def _wires(source: Source) -> Iterator[str]:
    told = " ".join(text for text in (source.author, source.container, source.publisher) if text).casefold()
    return (agency for agency in AGENCIES if agency in told)


def chain(case: Case, name: str) -> list[str]:
    """A source, what it is known through, what that is known through, and so on."""
    found = [name]
    while (through := case.sources[found[-1]].cited_in) in case.sources and through not in found:
        found.append(str(through))
    return found


def _roots(case: Case, group: tuple[str, ...]) -> set[str]:
    return {link for name in group for link in chain(case, name)}


def _of_group(case: Case, group: tuple[str, ...]) -> float:
    return max(min(reliability(case, link) for link in chain(case, name)) for name in group)


def reliability(case: Case, name: str) -> float:
    """The reliability of a source by itself, the middle of its range."""
    stated = _stated(case, name)
    return UNKNOWN if stated is None else stated


def _stated(case: Case, name: str) -> float | None:
    number = case.sources[name].reliability
    return None if number is None or number.unknown else float(number.low + number.high) / 2
