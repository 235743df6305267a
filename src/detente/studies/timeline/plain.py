"""The answer as plain data: what JSON shows under `result`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from detente.studies.timeline.changes import Change
from detente.studies.timeline.working import End, Verdict, Worked

if TYPE_CHECKING:
    from detente.studies.timeline.answer import Step, TimelineResult

MEASURE = "turnover"


def data(result: TimelineResult) -> dict[str, Any]:
    """`docs/reference/timeline.md` says what each field is."""
    return {
        "steps": [_step(step) for step in result.steps],
        "changes": [_change(change) for change in result.changes],
        "most": None if result.most is None else {"event": result.most.event.id, "turnover": result.most.turnover},
        "draws": max((s.worked.drawn.n for s in result.steps if s.worked.drawn is not None), default=0),
    }


def _step(step: Step) -> dict[str, Any]:
    done = step.worked
    return {
        "date": None if step.event is None else step.event.written,
        "event": None if step.event is None else step.event.id,
        "title": None if step.event is None else step.event.title,
        "credence": _credence(step),
        "zone": _zone(done),
        "best": _best(done),
        "no_deal": dict(done.levels),
        "predicted": {"ends": _ends(done.ends), "unsanctioned": _ends(done.careful)},
        "equilibria": {
            "counts": dict(done.counts),
            "of_note": [
                {"what": one.what, "outcome": dict(one.outcome), "holds": dict(one.holds)}
                for one in done.named
                if _on(step, one.what)
            ],
        },
        "offers": [_offer(step, verdict) for verdict in step.verdicts],
        "same_as": step.first if step.first != step.number else None,
        "problem": step.trouble or done.no_talks or done.no_moves or None,
    }


def _on(step: Step, what: str) -> bool:
    """Whether an outcome of note is one of this step: offers of other steps that share its answers are not."""
    every = {key[0] for key in step.worked.verdicts}
    return what not in every or what in {offer.event for offer in step.offers}


def _credence(step: Step) -> dict[str, dict[str, Any]]:
    return {
        party: {
            claim: {
                "posterior": None if held.posterior is None else float(held.posterior),
                "low": None if held.low is None else float(held.low),
                "high": None if held.high is None else float(held.high),
            }
            for claim, held in claims.items()
        }
        for party, claims in step.credence.items()
    }


def _zone(done: Worked) -> dict[str, Any] | None:
    if done.zone is None:
        return None
    return {
        "packages": done.zone.count,
        "outcomes": done.zone.outcomes,
        "frontier": done.zone.frontier,
        "share": None if done.drawn is None else done.drawn.zone,
        "accepting": done.zone.accepting(),
    }


def _best(done: Worked) -> dict[str, Any] | None:
    if done.best is None:
        return None
    return {
        "outcome": dict(done.best.outcome),
        "utilities": dict(done.best.utilities),
        "gains": dict(done.best.gains),
        "acceptability": done.best.share,
    }


def _ends(told: Sequence[End] | None) -> list[list[dict[str, str]]] | None:
    return None if told is None else [[dict(outcome) for outcome in end] for end in told]


def _offer(step: Step, verdict: Verdict) -> dict[str, Any]:
    offer = next(offer for offer in step.offers if offer.event == verdict.event)
    return {
        "event": verdict.event,
        "by": list(offer.by),
        "to": list(offer.to),
        "outcome": None if verdict.outcome is None else dict(verdict.outcome),
        "completed_with": dict(verdict.completed),
        "acceptable": verdict.acceptable,
        "share": verdict.share,
        "accepts": dict(verdict.accepts),
        "shares": dict(verdict.shares),
        "gains": dict(verdict.gains),
        "worse": list(verdict.worse),
        "better_for_author": dict(verdict.better),
        "better_shares": dict(verdict.better_shares),
    }


def _change(change: Change) -> dict[str, Any]:
    old, new = change.before.worked, change.step.worked
    return {
        "event": change.event.id,
        "date": change.event.written,
        "anything": change.anything,
        "zone": {
            "before": None if old.zone is None else old.zone.count,
            "after": None if new.zone is None else new.zone.count,
            "entered": change.entered,
            "left": change.left,
            "turnover": change.turnover,
            "by_party": dict(change.party_turnover),
        },
        "share": [_share(old), _share(new)],
        "best": {
            "changed": change.rebest,
            "acceptability": [_accepted(old), _accepted(new)],
            "gains": _pairs(old.best.gains if old.best else {}, new.best.gains if new.best else {}),
        },
        "no_deal": _pairs(old.levels, new.levels),
        "credence": [
            {"party": s.party, "claim": s.claim, "before": float(s.before), "after": float(s.after)}
            for s in change.shifts
        ],
        "predicted": change.moved,
        "offers": {
            "made": list(change.appeared),
            "gone": list(change.gone),
            "turned": [{"event": t.event, "party": t.party, "accepts": t.accepts} for t in change.turned],
        },
        "through": {
            "writes": list(change.through),
            "evidence": list(change.reported),
            "moves": dict(change.event.moves or {}),
        },
    }


def _share(done: Worked) -> float | None:
    return None if done.drawn is None else done.drawn.zone


def _accepted(done: Worked) -> float | None:
    return None if done.best is None else done.best.share


def _pairs(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, list[float | None]]:
    """Before and after, of those parties for which they differ."""
    names = dict.fromkeys([*before, *after])
    return {name: [before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)}
