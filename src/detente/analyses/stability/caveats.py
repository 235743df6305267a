"""What was assumed, sampled, cut short or not worked out: no silent limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.stability.sights import READINGS
from detente.analyses.stability.telling import MEANS, names
from detente.result import Finding

if TYPE_CHECKING:
    from detente.analyses.stability.answer import StabilityResult


def caveats(result: StabilityResult) -> list[Finding]:
    """All caveats of one answer, those about the case first."""
    return [
        Finding(text, "caveat", rests_on)
        for text, rests_on in (*_case(result), *_words(result), *_reach(result), *_size(result), *_numbers(result))
    ]


Told = tuple[str, tuple[str, ...]]


def _case(result: StabilityResult) -> Iterator[Told]:
    for problem in result.case.warnings:
        yield str(problem), ()
    if result.led is None:
        why = "states no status quo" if result.case.status_quo is None else "has a status quo that its rules exclude"
        yield f"The case {why}, so that it is not asked where the parties' moves lead.", _written(result, "status_quo")


def _written(result: StabilityResult, address: str) -> tuple[str, ...]:
    """An address, where the case has it."""
    return (address,) if address in result.case.tree else ()


def _words(result: StabilityResult) -> Iterator[Told]:
    from detente.analyses.stability.answer import TITLES

    words = "; ".join(f"by {TITLES[c]} where {MEANS[c]}" for c in result.concepts)
    yield f"An outcome holds {words}. It is assumed that all know what the file says of the others.", ()
    if result.response != "canonical":
        yield (
            f"Others are taken to answer {READINGS[result.response]}, as some programs have it, and not {READINGS['canonical']}.",
            (),
        )


def _reach(result: StabilityResult) -> Iterator[Told]:
    idle = [p for n, p in enumerate(result.found.parties) if result.found.prepared.alone(n) is None]
    if idle:
        yield (
            f"{names(result, idle)} can change nothing alone, so every outcome holds for {'it' if len(idle) == 1 else 'them'} by every concept.",
            tuple(f"parties.{p}" for p in idle),
        )
    ranking = [p for p in result.found.parties if p in result.found.ordinal]
    if ranking:
        yield (
            f"{names(result, ranking)} only {'ranks' if len(ranking) == 1 else 'rank'} outcomes: how little would turn "
            f"{'it' if len(ranking) == 1 else 'them'} is told in places, not in points.",
            tuple(f"preferences.{p}" for p in ranking),
        )


def _size(result: StabilityResult) -> Iterator[Told]:
    from detente.analyses.stability.answer import TITLES

    if result.held.skipped:
        told = wording.listed(TITLES[c] for c in result.held.skipped)
        yield (
            f"By {told} only the outcomes named here were looked at, one by one: the groups of this case can go between "
            f"{wording.large(result.found.states)} outcomes in too many ways to follow them all from each.",
            (),
        )
    unasked = [TITLES[c] for c in result.held.equilibria if result.groups() and c not in result.held.contracts]
    if unasked:
        yield (
            f"What groups would do against answers was not worked out by {wording.listed(unasked)}: there are too many of their moves.",
            (),
        )
    first: dict[tuple[int, int], list[str]] = {}
    for concept, found in result.held.contracts.items():
        first.setdefault((len(found.states), len(result.held.equilibria[concept])), []).append(TITLES[concept])
    for (tried, every), titles in first.items():
        if tried < every:
            yield (
                f"By {wording.listed(titles)}, of the {wording.large(every)} outcomes that hold for every party, only the first "
                f"{wording.large(tried)} were asked whether a group would leave them.",
                (),
            )
    for concept, found in result.held.contracts.items():
        if found.undecided.any():
            yield (
                f"By {TITLES[concept]} it was not settled for {wording.large(int(found.undecided.sum()))} of them.",
                (),
            )
    for what, course in (
        ("moves", result.led and result.led.free),
        ("unanswered moves", result.led and result.led.careful),
    ):
        if result.led is not None and course is None:
            yield (
                f"Too many {what} can follow on the status quo to say where they lead.",
                _written(result, "status_quo"),
            )


def _numbers(result: StabilityResult) -> Iterator[Told]:
    if result.found.rounded:
        yield (
            f"The numbers of {names(result, result.found.rounded)} have too many decimals to be compared exactly; utilities closer than 2⁻⁴⁰ of a party's "
            "span count as equal.",
            tuple(f"preferences.{p}" for p in result.found.rounded),
        )
    if result.certain:
        return
    if result.unsure is None:
        yield (
            "What holds whatever the numbers inside the ranges was not worked out: there are too many outcomes and moves.",
            (),
        )
    if result.draws is None:
        yield "The numbers are ranges; what is said holds at their middles, and was not tried in draws.", ()
    else:
        yield (
            f"What is said holds at the middles of the ranges; how often it holds inside them was tried in {wording.count(result.draws.n, 'draw')}. "
            "A share of draws says how a sentence fares in ranges that the team chose; it is no probability.",
            (),
        )
