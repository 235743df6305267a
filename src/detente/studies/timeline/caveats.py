"""What was assumed, sampled, cut short or not worked out: no silent limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.case.build import PREDICTED
from detente.result import Finding
from detente.studies.timeline import telling
from detente.studies.timeline.rows import rows

if TYPE_CHECKING:
    from detente.studies.timeline.answer import TimelineResult


def caveats(result: TimelineResult) -> list[Finding]:
    """All caveats of one answer, what cannot be answered first."""
    told = [
        *_unanswered(result),
        *_cause(result),
        *_numbers(result),
        *_no_deal(result),
        *_offers(result),
        *_held(result),
        *_sizes(result),
        *_beliefs(result),
        *((str(problem), ()) for problem in result.case.warnings),
    ]
    return [Finding(text, "caveat", rests_on) for text, rests_on in dict.fromkeys(told)]


Told = tuple[str, tuple[str, ...]]


def _unanswered(result: TimelineResult) -> list[Told]:
    """Steps at which something could not be worked out, by the reason."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for step in result.steps:
        if step.trouble:
            reasons.setdefault(("the case is not sound", step.trouble), []).append(telling.label(step))
            continue
        for what, why in (
            ("what could be agreed is not known", step.worked.no_talks),
            ("where moves lead is not known", step.worked.no_moves),
        ):
            if why:
                reasons.setdefault((what, why), []).append(telling.label(step))
    told: list[Told] = []
    for (what, why), where in reasons.items():
        steps = where[0] if len(where) == 1 else f"{wording.count(len(where), 'step')}, the first of them {where[0]}"
        told.append((f"At {steps}, {what}: {' '.join(why.split())}", ()))
    return told


def _cause(result: TimelineResult) -> list[Told]:
    text = (
        "What an event did here is what follows from what the file says that it brought: a move, a report, a change of wants. What else happened at the same time, "
        "and what the parties made of words, is not in it. "
    )
    measure = (
        "What changed most is measured by the turnover of the zone (packages acceptable to all only before or only after, as a share of those that were so before or after), "
        "then by the party that changed its mind about most packages, then by the largest change of a credence."
    )
    return [(text + measure, ())]


def _numbers(result: TimelineResult) -> list[Told]:
    if result.certain:
        return []
    drawn = [step.worked.drawn for step in result.steps if step.worked.drawn is not None]
    told: list[Told] = [
        (
            "“On these estimates” means at the midpoints of the team's ranges; gains of different parties cannot be compared.",
            (),
        )
    ]
    if not drawn:
        told.append(("Nothing was drawn from the ranges, so the findings speak of midpoints only.", ()))
        return told
    n = drawn[0].n
    told.append(
        (
            f"Shares are of {n:,} draws at each step, the same numbers wherever a number is the same: they say how a sentence fares in ranges that the team chose, and "
            "are no probabilities.",
            (),
        )
    )
    cut = [one for one in drawn if one.searched < one.undecided]
    if cut:
        worst = max(cut, key=lambda one: one.undecided)
        told.append(
            (
                f"At some steps whether any package is acceptable to all was looked up in {worst.searched} of the {worst.undecided} draws in which none of the packages "
                "at hand is, and reckoned from these for the others.",
                (),
            )
        )
    return told


def _no_deal(result: TimelineResult) -> list[Told]:
    if not any(step.case is not None and step.case.no_deal.how in PREDICTED for step in result.steps):
        return []
    text = (
        "What happens without a deal is worked out anew at each step from the parties' own moves, at the midpoints, and stays that in the draws of the step. Packages and offers are "
        "judged against it: an offer that seems good beside it may look poor beside the status quo."
    )
    return [(text, ("no_deal",) if result.case.tree.get("no_deal") else ())]


def _offers(result: TimelineResult) -> list[Told]:
    if not any(step.offers for step in result.steps):
        return []
    told: list[Told] = [
        (
            "An offer is read as the status quo of the day with what it offers and what it asks in return. It lies on the table until it is withdrawn, its time has passed, or its authors "
            "make another to the same addressees in the same exchange; answers and refusals by word do not take it away.",
            (),
        )
    ]
    completed: dict[str, str] = {}
    for step in result.steps:
        for verdict in step.verdicts:
            if verdict.completed and verdict.event not in completed:
                completed[verdict.event] = wording.package(result.case, verdict.completed)
    for event, words in completed.items():
        told.append(
            (
                f"The rules exclude the offer {event} beside the status quo as it is written; it is read with this added: {words}.",
                (f"events.{event}",),
            )
        )
    return told


def _held(result: TimelineResult) -> list[Told]:
    """Concepts that were worked out for a few outcomes only."""
    large = [step for step in result.steps if step.worked.nash is not None and len(step.worked.counts) == 1]
    if not large:
        return []
    return [
        (
            f"By Nash all {wording.large(large[-1].worked.states or 0)} outcomes were looked at; by SEQ the status quo, the ends, the best package and the offers only; GMR and SMR are told "
            "only where they follow from these (`detente stability` works them out). Nash asks only of each party alone, not of groups.",
            (),
        )
    ]


def _sizes(result: TimelineResult) -> list[Told]:
    told: list[Told] = []
    zones = [step.worked.zone for step in result.steps if step.worked.zone is not None]
    if any(zone.count is None for zone in zones):
        told.append(
            (
                "The acceptable packages were not counted, and what each event changed among them is not known: there are too many packages to list.",
                (),
            )
        )
    if not all(zone.exact for zone in zones):
        told.append(
            (
                "At some steps the frontier was too large to keep whole, so that the best package is one of those kept.",
                (),
            )
        )
    ranking = {party for step in result.steps for party in step.worked.ranking}
    if ranking:
        names = [party for party in result.case.parties if party in ranking]
        told.append(
            (
                f"{telling.upper(wording.parties(result.case, names))} only {wording.verb(names, 'ranks', 'rank')} outcomes, so no package is named as best, and no gain of "
                f"{wording.verb(names, 'it', 'them')} is told.",
                tuple(
                    f"preferences.{party}" for party in names if party in (result.case.base.get("preferences") or {})
                ),
            )
        )
    unshown = rows(result).unshown
    if unshown:
        told.append(
            (f"The picture and the table behind it leave out {wording.listed(unshown)}; the JSON has them.", ())
        )
    return told


def _beliefs(result: TimelineResult) -> list[Told]:
    found: dict[str, None] = {}
    for step in result.steps:
        for party, claims in step.credence.items():
            for name, held in claims.items():
                if held.trouble:
                    found.setdefault(
                        f"What {wording.party(result.case, party)} believes of {telling.claim(result.case, name)} does not follow at every step: {held.trouble}"
                    )
    return [(text, ()) for text in found]
