"""What was assumed, left out, cut short or not determined: no silent limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.analyses import _wording as wording
from detente.analyses.arguments import telling
from detente.analyses.arguments.grading import MOST_PAIRS
from detente.analyses.arguments.telling import addresses, several
from detente.result import Finding
from detente.theory.neighbours import components, neighbours

if TYPE_CHECKING:
    from detente.analyses.arguments.answer import ArgumentsResult

Told = tuple[str, tuple[str, ...]]


def caveats(result: ArgumentsResult) -> list[Finding]:
    """All caveats of one answer."""
    told: list[Told] = []
    if result.case is not None:
        told += [(str(problem), ()) for problem in result.case.warnings]
        told += [*_meaning(result), *_later(result), *_bases(result), *_combined(result), *_unordered(result)]
    told += [*_empty(result), *_unsettled(result), *_limits(result)]
    return [Finding(text, "caveat", rests_on) for text, rests_on in dict.fromkeys(told)]


def _meaning(result: ArgumentsResult) -> list[Told]:
    if not result.found.claims:
        return []
    told: list[Told] = [
        (
            "Unanswered means that nothing in this file answers the claim, not that it is true; contested, that it and what attacks it hold each other up. A claim "
            "that loses its support is not thereby answered: supports count for strength alone.",
            (),
        )
    ]
    if result.sides:
        told.append(
            (
                "For a party only attacks count by claims that it asserts or affirms, or that nobody asserts and it does not reject, and of these only those "
                "whose value it does not rank below the attacked claim's; who accepts what is our reading of the file.",
                (),
            )
        )
    return told


def _unsettled(result: ArgumentsResult) -> list[Told]:
    """What the solver gave up on: how many, by which semantics, and how to ask about fewer."""
    told: list[Told] = []
    for (mode, by), answer in result.accepted.items():
        count = int(answer.unsettled[: result.found.claims].sum())
        if count:
            what = "claim" if result.case is not None else "argument"
            some = "some" if mode == "credulous" else "each"
            told.append(
                (
                    f"Of {wording.count(count, what)} it was not found out within the work allowed whether {'it is' if count == 1 else 'they are'} in {some} extension by the {by} semantics; "
                    "they are not among the accepted ones. The grounded semantics has no such limit.",
                    (),
                )
            )
    return told


def _later(result: ArgumentsResult) -> list[Told]:
    later, day = result.found.later, result.found.day
    if not later or day is None:
        return []
    count = wording.count(len(later), "claim")
    text = f"{count} could not be made yet on {telling.day(day)} and {wording.verb(later, 'is', 'are')} left out, with all that attacks or supports by {wording.verb(later, 'it', 'them')}."
    return [(text, tuple(f"claims.{name}" for name in later))]


def _bases(result: ArgumentsResult) -> list[Told]:
    if result.grades is None or not result.found.claims:
        return []
    told: list[Told] = [
        (
            "Strengths rest on base scores that are our modelling choice: for a claim of fact 1 − Π (1 − reliability) over its independent sources, at the middle of each "
            "range, a report of what a party itself asserts counting half; for any other claim 0.5. They are no probabilities and not to be set beside credences.",
            (),
        )
    ]
    if _has_circle(result):
        told.append(
            (
                "In circles of attacks and supports, strengths were followed from a sample of starts and base scores; that no other end was found is no proof that there is "
                "none.",
                (),
            )
        )
    facts = [(n, base) for n, base in enumerate(result.bases) if base.fact]
    bare = [n for n, base in facts if not base.groups]
    if bare:
        text = f"{wording.count(len(bare), 'claim')} of fact {'has' if len(bare) == 1 else 'have'} no source in this file and {'is' if len(bare) == 1 else 'are'} taken as if one unnamed source of reliability 0.5 stood behind {'it' if len(bare) == 1 else 'each'}: {several(result, bare, 6)}."
        told.append((text, addresses(result, bare)))
    unstated = list(dict.fromkeys(name for _, base in facts for name in base.unstated))
    if unstated:
        text = f"{wording.count(len(unstated), 'source')} {'states' if len(unstated) == 1 else 'state'} no reliability; 0.5 was taken: {wording.listed(unstated)}."
        told.append((text, tuple(f"sources.{name}" for name in unstated)))
    return told


def _has_circle(result: ArgumentsResult) -> bool:
    """Whether some claims attack or support each other in a circle."""
    used = result.found.framework
    pairs = np.concatenate([used.attacks, used.supports])
    component = components(neighbours(used.size, pairs))
    return bool((component[pairs[:, 0]] == component[pairs[:, 1]]).any())


def _combined(result: ArgumentsResult) -> list[Told]:
    wholes = sorted({whole for _, whole in result.found.inherited})
    if not wholes:
        return []
    text = f"What attacks a part of a combination was taken to attack the combination too, since it needs each part: {several(result, wholes)}."
    return [(text, addresses(result, wholes))]


def _unordered(result: ArgumentsResult) -> list[Told]:
    case = result.case
    assert case is not None
    silent = [
        side.reading.party
        for side in result.sides
        if not case.parties[side.reading.party].values_order
        and any(case.claims[result.found.name(n)].promotes for n in side.own)
    ]
    if not silent:
        return []
    text = f"The file does not say how {wording.parties(case, silent)} {wording.verb(silent, 'orders', 'order')} values, so that every attack by what {wording.verb(silent, 'it accepts', 'they accept')} counts there."
    return [(text, tuple(f"parties.{name}" for name in silent))]


def _empty(result: ArgumentsResult) -> list[Told]:
    none = sorted({by for (_, by), answer in result.accepted.items() if answer.empty})
    return [
        (
            f"There is no {by} extension here, so that by this semantics everything is accepted sceptically and nothing credulously.",
            (),
        )
        for by in none
    ]


def _limits(result: ArgumentsResult) -> list[Told]:
    told: list[Told] = []
    missing = [
        word for word, got in (("strength", result.grades), ("what would flip the answer", result.flips)) if got is None
    ]
    if missing:
        why = (
            "only what was asked is worked out for a bare framework"
            if result.case is None
            else "the map is too large for it"
        )
        told.append((f"Not worked out: {wording.listed(missing)}; {why}.", ()))
    elif result.case is None:
        told.append(("Arguments for which the file gives no base score have 1.", ()))
    if result.changed > MOST_PAIRS:
        told.append(
            (f"Of the {result.changed:,} pairs whose order changes between the semantics {MOST_PAIRS} are listed.", ())
        )
    return told
