"""Findings about offers: who would have accepted each at its date, and whether it was better for its author than no deal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.case.offers import Offer, replaced
from detente.result import Finding, Scope
from detente.studies.timeline import telling
from detente.studies.timeline.changes import Change
from detente.studies.timeline.telling import called
from detente.studies.timeline.working import Verdict

if TYPE_CHECKING:
    from detente.studies.timeline.answer import TimelineResult


def offers(result: TimelineResult) -> list[Finding]:
    """A sentence for each offer, as of its own date."""
    told = []
    for change in result.changes:
        for offer in change.step.offers:
            if offer.event == change.event.id:
                verdict = next((v for v in change.step.verdicts if v.event == offer.event), None)
                if verdict is not None:
                    told.append(_offer(result, change, offer, verdict))
    return told


def _offer(result: TimelineResult, change: Change, offer: Offer, verdict: Verdict) -> Finding:
    case = result.case
    author = wording.parties(case, offer.by) if offer.by else "an unnamed author"
    lead = f"{telling.upper(wording.owner(author))} offer {called(change.event)}"
    rests = (f"events.{offer.event}",)
    if verdict.outcome is None:
        text = (
            f"{lead} cannot come about as it is written: the rules of the case leave no outcome with all that it says."
        )
        return Finding(text, rests_on=rests)
    base = change.step.case.status_quo if change.step.case is not None else None
    means = telling.outcome(case, verdict.outcome, base)
    parts = [_accepted(result, verdict), *_author(result, offer, verdict), *_beside(result, change, offer, verdict)]
    text = f"{lead}, {means}, {'; '.join(parts)}. {_did(change)}"
    share = None if result.certain else verdict.share
    return Finding(text, rests_on=rests, scope=_scope(result, verdict), share=share)


def _scope(result: TimelineResult, verdict: Verdict) -> Scope:
    if result.certain:
        return "throughout"
    return "depends" if verdict.share is not None and 0 < verdict.share < 1 else "unknown"


def _accepted(result: TimelineResult, verdict: Verdict) -> str:
    case = result.case
    against = telling.refusing(verdict)
    if not against and verdict.acceptable:
        said = "was acceptable on these estimates to everyone whose acceptance it takes"
    elif not against:
        said = "would on these estimates have left nobody at the table better off than no deal"
    else:
        said = f"would on these estimates have been refused at its date by {wording.parties(case, against)}, for {'whom' if len(against) > 1 else 'which'} it is worse than no deal"
    n = next((s.worked.drawn.n for s in result.steps if s.worked.drawn is not None), 0)
    if verdict.share is None or result.certain:
        return said
    often = f"all accept it {wording.draws(round(verdict.share * n), n)}"
    hardest = min(verdict.shares, key=lambda p: verdict.shares[p], default=None)
    if hardest is not None and 0 < verdict.share < 1 and not against:
        often += f", the hardest to win being {wording.party(case, hardest)}"
    return f"{said} ({often})"


def _author(result: TimelineResult, offer: Offer, verdict: Verdict) -> list[str]:
    told = []
    for better, words in ((True, "it was better for {} than no deal"), (False, "it was no better for {} than no deal")):
        who = [party for party, held in verdict.better.items() if held is better]
        if who:
            told.append(
                words.format(f"{wording.parties(result.case, who)}, its {wording.verb(who, 'author', 'authors')},")
            )
    return told


def _beside(result: TimelineResult, change: Change, offer: Offer, verdict: Verdict) -> list[str]:
    """What it gives beside the offer that it replaced, at the same date."""
    name = replaced(result.case, offer.event, result.case.applied[: change.step.number])
    old = next((v for v in change.step.worked.verdicts.values() if v.event == name), None)
    if old is None or old.outcome is None:
        return []
    more = [p for p in offer.to if verdict.gains.get(p, 0.0) > old.gains.get(p, 0.0)]
    less = [p for p in offer.to if verdict.gains.get(p, 0.0) < old.gains.get(p, 0.0)]
    told = [
        f"gives {wording.parties(result.case, who)} {word}" for who, word in ((more, "more"), (less, "less")) if who
    ]
    return [f"beside {name}, which it replaces, it {' and '.join(told)}"] if told else []


def _did(change: Change) -> str:
    if change.anything:
        return "What it changed stands above."
    return "By itself it moved nothing else that was measured."
