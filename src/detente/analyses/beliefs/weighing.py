"""How much each event's evidence weighs for each party, on each claim: likelihood ratios, and their decibans (I. J. Good).

The weight of an event is the change of odds that it makes when it comes, after all that was reported before it: a second report from the same
source counts for what it adds. Its bounds are exact where nothing of the same source came before; else they are outer bounds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import log10

from detente.analyses.beliefs.believing import held
from detente.case.credence import credence, credence_bounds
from detente.case.model import Case, Claim, Event, Held, Number
from detente.case.numbers import midpoints
from detente.result import Unanswerable

HALF = Number(Fraction(1, 2), Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class Weight:
    """What one event's evidence does to the odds that a party gives a claim. `ratio`: None where the odds were 0 or without bound before (or
    are without bound after); `low`, `high`: its bounds over the ranges, None where they have none or are not known."""

    event: str
    claim: str
    party: str
    ratio: Fraction | None
    low: Fraction | None
    high: Fraction | None
    direct: bool
    """Whether the event reports on this very claim, rather than on one that hangs together with it."""


def decibans(ratio: Fraction | float | None) -> float | None:
    """`10 log10` of a likelihood ratio; None for none, 0 and without bound."""
    return None if ratio is None or ratio <= 0 else 10 * log10(float(ratio))


def weights(case: Case) -> tuple[Weight, ...]:
    """Of each applied event with evidence, for each party and claim that it bears on."""
    by_name = {event.id: event for event in case.events}
    found: list[Weight] = []
    for place, name in enumerate(case.applied):
        event = by_name.get(name)
        if event is None or not event.evidence:
            continue
        before, after = (replace(case, applied=case.applied[:end]) for end in (place, place + 1))
        found += _of_event(before, after, event)
    return tuple(found)


def _of_event(before: Case, after: Case, event: Event) -> list[Weight]:
    reported = {evidence.claim for evidence in event.evidence}
    numbers, now = midpoints(before), midpoints(after)
    found = []
    for party, claim in held(before):
        try:
            was = credence(before, party, Held(claim), numbers)
            then = credence(after, party, Held(claim), now)
        except ValueError as error:
            raise Unanswerable(str(error)) from None
        ratio = _ratio(was, then)
        direct = claim in reported
        if not direct and was == then:
            continue
        low, high = _bounds(after, event, party, claim) if direct else (None, None)
        found.append(Weight(event.id, claim, party, ratio, low, high, direct))
    return found


def _ratio(was: Fraction, then: Fraction) -> Fraction | None:
    """The odds after over the odds before."""
    if was in (0, 1) or then == 1:
        return None
    return then / (1 - then) * (1 - was) / was


def _bounds(after: Case, event: Event, party: str, claim: str) -> tuple[Fraction | None, Fraction | None]:
    """Of a report on a claim: from even odds, the odds after the report are its likelihood ratio."""
    if after.claims[claim].means is not None or any(claim in names for names in after.exactly_one):
        return None, None
    alone = replace(after, claims={**after.claims, claim: _even(after, claim, party)}, applied=(event.id,))
    sources = {evidence.source for evidence in event.evidence if evidence.claim == claim}
    earlier = _earlier(after, event, claim, sources)
    joint = _odds(replace(alone, applied=(*earlier, event.id)), party, claim)
    if not earlier:
        return joint
    first = _odds(replace(alone, applied=earlier), party, claim)
    low = None if joint[0] is None or not first[1] else joint[0] / first[1]
    high = None if joint[1] is None or not first[0] else joint[1] / first[0]
    return low, high


def _even(case: Case, claim: str, party: str) -> Claim:
    told = case.claims[claim]
    return replace(told, credence={**told.credence, party: HALF})


def _earlier(case: Case, event: Event, claim: str, sources: set[str | None]) -> tuple[str, ...]:
    """The events applied before it that reported on the claim from the same sources."""
    names = case.applied[: case.applied.index(event.id)]
    told = {e.id: e for e in case.events}
    return tuple(
        name
        for name in names
        if any(e.claim == claim and e.source is not None and e.source in sources for e in told[name].evidence)
    )


def _odds(case: Case, party: str, claim: str) -> tuple[Fraction | None, Fraction | None]:
    """The bounds of the odds; None where they have none."""
    try:
        low, high = credence_bounds(case, party, Held(claim))
    except ValueError:
        return None, None
    return (low / (1 - low) if low < 1 else None), (high / (1 - high) if high < 1 else None)
