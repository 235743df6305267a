"""From the check of a claim to its measure and what is asked of it. Only names of the closed catalogue pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from detente.analyses.coverage.assumptions import KINDS, Axis, Choice, Measured, kept, restricted
from detente.analyses.coverage.distances import apart, place_of, served
from detente.analyses.coverage.flights import bound, origin
from detente.analyses.coverage.judging import Asked
from detente.analyses.coverage.reaching import in_reach, interceptor_site, needs_speed, speed_axis
from detente.analyses.coverage.sighting import SIGHT, radar_at, sighted, unseen
from detente.case.model import Check, Number
from detente.result import WrongUse

FLY = (*SIGHT, "covers", "reaches", "needs speed")
"""Comparisons of flights, which are bound for somewhere."""
OWN_BOUND = ("sees", "covers", "reaches", "adds to", "needs speed")
"""Comparisons that ask for something by themselves where the claim names no bound: more than nothing, or a published speed."""


def faults(check: Check) -> Iterator[tuple[str, str]]:
    """What of a check cannot be asked: the field and why. None where `measure` and `asked` will answer."""
    fitting: Callable[[str], object] = place_of
    if check.compares in (*SIGHT, "lowest visible altitude"):
        fitting = radar_at
    elif check.compares in FLY:
        fitting = interceptor_site
    for field in ("sites", "than", "to"):
        for name in getattr(check, field):
            yield from _fault(field, fitting, name)
    for name in check.areas:
        yield from _fault("areas", origin, name)
    for name in check.bound:
        yield from _fault("for", bound, name)
    launches = check.assume.get("launches", ())
    if check.compares == "distance" and (not launches or any(name.endswith("-border") for name in launches)):
        for site in (*check.sites, *check.than):
            for area in check.areas:
                yield from _unserved(site, area)
    if check.compares in FLY and not check.bound:
        yield (
            "for",
            f"A check that compares {check.compares!r} needs to say where flights are bound. Write for: [nato-europe], for instance.",
        )
    if check.compares not in FLY and check.bound:
        yield "for", f"{check.compares!r} has nothing to do with where flights are bound. Leave `for` out."
    if len({name.lower() for name in check.bound}) < len(check.bound):
        yield "for", "for names one end twice. Name it once."
    asks = check.at_least is not None or check.at_most is not None
    if not asks and not check.than and check.compares not in OWN_BOUND:
        yield (
            "compares",
            f"A check of {check.compares!r} needs a bound: at_least or at_most, or than: with the places to compare with.",
        )
    yield from _unknown_assumptions(check)


def _fault(field: str, fitting: Callable[[str], object], name: str) -> Iterator[tuple[str, str]]:
    try:
        fitting(name)
    except WrongUse as error:
        yield field, str(error)


def _unserved(site: str, area: str) -> Iterator[tuple[str, str]]:
    try:
        why = served(site, area)
    except WrongUse:
        return
    if why is not None:
        yield "sites", f"{why} Take coarse points only: assume: {{launches: [{area}-1, {area}-2, {area}-3]}}."


def _unknown_assumptions(check: Check) -> Iterator[tuple[str, str]]:
    known = set(KINDS)
    if not check.assume:
        return
    for kind in check.assume:
        if kind not in known:
            yield "assume", f"There are no rival assumptions of the kind {kind!r}. There are: {', '.join(KINDS)}."
    try:
        axes = _whole(check).axes
    except (WrongUse, IndexError):
        return
    for kind, names in check.assume.items():
        of = [axis for axis in axes if axis.id.split(".")[0] == KINDS.get(kind)]
        of += [speed_axis()] if kind == "speeds" and check.compares == "needs speed" else []
        if kind in known and not of:
            yield "assume", f"{check.compares!r} assumes nothing of {kind}. Leave it out."
            continue
        ids = {name for axis in of for choice in axis.choices for name in _names(choice)}
        for name in names:
            if of and name not in ids:
                yield (
                    "assume",
                    f"The catalogue has no {name!r} among its {kind}, and computes with nothing else. It has: {', '.join(sorted(ids))}.",
                )


def _names(choice: Choice) -> tuple[str, ...]:
    return (choice.id, *(one.id for one in choice.publications))


def measure(check: Check) -> Measured:
    """The quantity that a check asks for, under the assumptions that it leaves open. For a check without faults."""
    return restricted(_whole(check), lambda axis: _kept(check, axis))


def _kept(check: Check, axis: Axis) -> Axis:
    names = [name for kind, of in check.assume.items() if KINDS[kind] == axis.id.split(".")[0] for name in of]
    return kept(axis, names) if names else axis


def _whole(check: Check) -> Measured:
    sites, than, areas, ends = check.sites, check.than, check.areas, check.bound
    if check.compares in SIGHT:
        return sighted(check.compares, sites, check.to if check.compares == "adds to" else than, areas, ends)
    if check.compares == "lowest visible altitude":
        return unseen(sites, than, areas)
    if check.compares == "distance":
        return apart(sites, than, areas)
    if check.compares == "needs speed":
        return needs_speed(sites, than, areas, ends)
    return in_reach(sites, than, areas, ends, check.compares == "covers")


def asked(check: Check, unit: str) -> Asked:
    """What the claim asks: its own bounds, or, without any, no less than the places it is compared with (no more kilometres, or speed), a
    published burnout speed, more than nothing."""
    less = check.compares in ("needs speed", "distance", "lowest visible altitude")
    if check.at_least is not None:
        return Asked("at least", _bounds(check.at_least, unit))
    if check.at_most is not None:
        return Asked("at most", _bounds(check.at_most, unit))
    if check.than:
        return Asked("at most" if less else "at least", _axis([0.0], unit))
    if check.compares == "needs speed":
        return Asked("at most", _kept(check, speed_axis()))
    return Asked("above", _axis([0.0], unit))


def _bounds(number: Number, unit: str) -> Axis:
    return _axis([float(value) for value in dict.fromkeys((number.low, number.high))], unit)


def _axis(values: list[float], unit: str) -> Axis:
    choices = tuple(Choice(f"{value:g}", f"{value:,g} {unit}", value) for value in values)
    return Axis("asked", "what the claim asks", "the claim asks for {}", choices, unit)
