"""How much an addressee need believe a threat before it yields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Literal

import numpy as np

from detente.analyses._conflict import Ends, Play
from detente.analyses.threats.following import states_of
from detente.analyses.threats.speaking import Places, Spoken
from detente.case.consents import consents
from detente.theory.threats import KINDS, Stakes, backfire_face, bearable_fear, needed_credibility

Status = Literal["not needed", "needed", "too weak", "no bite", "unsaid", "helpless", "unknown"]
"""*not needed*: it would yield unthreatened; *needed*: some credibility from 0 to 1 is enough; *too weak*: none is; *no bite*: being punished is
no worse for it than being left alone; *unsaid*: nothing is said that would avert it; *helpless*: it cannot do what would; *unknown*: the case
does not say what it wants."""

Decides = Literal["alone", "together", "no"]
MOST_LEVELS = 50


@dataclass(frozen=True, slots=True)
class Need:
    """What one addressee would make of a threat. Utilities in points of its own 100; None where it only ranks, or says nothing.

    `decides`: whether it can see to it by itself that the threat is averted. `credibility`: the chance of punishment above which yielding is
    better for it (where `status` is *needed* or *too weak*). `gain`: what defying brings it if nothing follows; `bite`: what the punishment takes; `face`: how much
    it may lose by being seen to yield before even a threat that is fully believed no longer moves it. `promise`: what the promise adds to yielding, and
    `with_promise` the credibility needed if that is fully believed. `trust`: the fear of being punished all the same above which even a
    threat that is fully believed does not pay to heed. `later`: the same judged at what follows, over all ends; `later_credibility` its range.
    """

    party: str
    decides: Decides
    status: Status
    credibility: Fraction | None = None
    gain: Fraction | None = None
    bite: Fraction | None = None
    face: Fraction | None = None
    promise: Fraction | None = None
    with_promise: tuple[Status, Fraction | None] | None = None
    trust: Fraction | None = None
    later: tuple[Status, ...] = ()
    later_credibility: tuple[Fraction, Fraction] | None = None


def points(found: Play, party: int, state: int) -> Fraction:
    """A party's utility in points of its own 100."""
    worth = found.worth[party]
    return int(worth.values[state]) * worth.scaled.unit


def needs(found: Play, spoken: Spoken, where: Places, ends: tuple[Ends | None, Ends | None]) -> tuple[Need, ...]:
    """For each addressee, in the threat's order."""
    return tuple(_need(found, spoken, where, ends, party) for party in spoken.to)


def overall(addressees: Sequence[Need]) -> Status:
    """What a threat need be believed by whoever can avert it: by the readiest of those who can alone, else by the least ready of those who
    only can together."""
    order: tuple[Status, ...] = ("not needed", "needed", "unknown", "too weak", "no bite", "unsaid")
    alone = [one.status for one in addressees if one.decides == "alone"]
    if alone:
        return min(alone, key=order.index)
    together = [one.status for one in addressees if one.decides == "together"]
    return max(together, key=order.index) if together else "helpless"


def _need(found: Play, spoken: Spoken, where: Places, ends: tuple[Ends | None, Ends | None], party: str) -> Need:
    decides = _decides(found, spoken, where, party)
    defied, punished, yielded = where.defied.state, where.punished.state, where.yielded.state
    assert defied is not None
    assert punished is not None
    assert yielded is not None
    if party not in found.parties or party not in found.case.preferences:
        return Need(party, decides, "unknown")
    if yielded == defied:
        return Need(party, decides, "unsaid")
    seat = found.parties.index(party)
    status, credibility = _judged(found, seat, (defied, yielded, punished))
    later, later_range = _later(found, seat, ends, yielded)
    if party in found.ordinal:
        return Need(party, decides, status, later=later)
    d, p, y = (points(found, seat, state) for state in (defied, punished, yielded))
    stakes, promise, with_promise = Stakes(d, y, p), None, None
    if where.kept is not None and where.kept.state is not None:
        promise = points(found, seat, where.kept.state) - y
        with_promise = needed(replace(stakes, promise=promise))
    return Need(
        party,
        decides,
        status,
        credibility,
        gain=d - y,
        bite=d - p,
        face=backfire_face(stakes, 1),
        promise=promise,
        with_promise=with_promise,
        trust=_trust(found, seat, where, stakes),
        later=later,
        later_credibility=later_range,
    )


def needed(stakes: Stakes) -> tuple[Status, Fraction | None]:
    """The status of exact stakes, and the credibility needed where that is above 0."""
    found = needed_credibility(stakes)
    status: Status = KINDS[int(found.kind)]  # type: ignore[assignment]
    return status, (found.credibility if status in ("needed", "too weak") else None)


def _judged(found: Play, seat: int, at: tuple[int, int, int]) -> tuple[Status, Fraction | None]:
    """The same at three outcomes; for a party that only ranks, from the order alone."""
    defied, yielded, punished = at
    if found.parties[seat] not in found.ordinal:
        return needed(Stakes(points(found, seat, defied), points(found, seat, yielded), points(found, seat, punished)))
    if found.prefers(seat, defied, yielded) <= 0:
        return "not needed", None
    if found.prefers(seat, defied, punished) <= 0:
        return "no bite", None
    return ("too weak" if found.prefers(seat, punished, yielded) > 0 else "needed"), None


def _later(
    found: Play, seat: int, ends: tuple[Ends | None, Ends | None], yielded: int
) -> tuple[tuple[Status, ...], tuple[Fraction, Fraction] | None]:
    """Over all that may follow on defying, unpunished and punished (the same where the ends are the same); yielding is taken to last."""
    left, done = ends
    if left is None or done is None:
        return (), None
    befores, afters = _levels(found, seat, left), _levels(found, seat, done)
    pairs = zip(befores, befores, strict=True) if set(left) == set(done) else product(befores, afters)
    told = {_judged(found, seat, (a, yielded, b)) for a, b in pairs}
    chances = [credibility for _, credibility in told if credibility is not None]
    span = (min(chances), max(chances)) if chances and len(chances) == len(told) else None
    return tuple(sorted({status for status, _ in told})), span


def _levels(found: Play, seat: int, ends: Ends) -> list[int]:
    """States of ends that differ in worth to a party, from its worst to its best; of many, some spread between them."""
    states = np.array(states_of(ends))
    _, first = np.unique(found.conflict.ranks[seat][states], return_index=True)
    picks = np.unique(np.linspace(0, len(first) - 1, min(len(first), MOST_LEVELS)).astype(int))
    return [int(state) for state in states[first[picks]]]


def _trust(found: Play, seat: int, where: Places, stakes: Stakes) -> Fraction | None:
    """How much fear of being punished all the same a fully believed threat bears; None where it bears any, or none."""
    if where.cheated is None:
        return None
    fear = bearable_fear(replace(stakes, cheated=points(found, seat, where.cheated)), 1)
    return fear if 0 < fear < 1 else None


def _decides(found: Play, spoken: Spoken, where: Places, party: str) -> Decides:
    case = found.case
    assert case.status_quo is not None
    quo = case.status_quo
    if where.defied.outcome != quo:
        changed = [(i, o) for i, o in where.defied.outcome.items() if quo[i] != o]
        taken = [consents(case, issue, quo[issue], option) or () for issue, option in changed]
        if any(groups and all(party in group for group in groups) for groups in taken):
            return "alone"
        return "together" if any(party in group for groups in taken for group in groups) else "no"
    authors = frozenset(spoken.by)
    changed = [(i, o) for i, o in where.yielded.outcome.items() if quo[i] != o]
    ways = [consents(case, issue, quo[issue], option) or () for issue, option in changed]
    for helpers, word in ((authors | {party}, "alone"), (authors | set(spoken.to), "together")):
        able = [[group for group in groups if group <= helpers] for groups in ways]
        if ways and all(able) and any(party in group for groups in able for group in groups):
            return word  # type: ignore[return-value]
    return "no"
