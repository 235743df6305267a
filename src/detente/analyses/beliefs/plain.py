"""The answer as plain data: the fields that `docs/reference/beliefs.md` lists."""

from __future__ import annotations

from fractions import Fraction
from math import log10
from typing import TYPE_CHECKING, Any

from detente.analyses.beliefs.weighing import decibans

if TYPE_CHECKING:
    from detente.analyses.beliefs.answer import BeliefsResult
    from detente.analyses.beliefs.asking import Known, Question
    from detente.analyses.beliefs.packages import Package
    from detente.analyses.beliefs.parting import Parting
    from detente.analyses.beliefs.turning import Threshold
    from detente.analyses.beliefs.weighing import Weight


def data(result: BeliefsResult) -> dict[str, Any]:
    """All fields of the answer."""
    return {
        "credence": _credence(result),
        "weights": [_weight(one) for one in result.weights],
        "disagreement": [_parting(one) for one in result.partings],
        "thresholds": [_threshold(result, one) for one in result.thresholds],
        "questions": [_question(result, one) for one in result.questions],
        "packages": [] if result.tried is None else [_package(result, one) for one in result.tried.packages],
        "incoherent": [
            {
                "party": one.party,
                "claims": list(one.claims),
                "stated": [[float(low), float(high)] for low, high in one.stated],
                "nearest": [float(number) for number in one.nearest],
                "distance": one.distance,
                "why": one.why,
            }
            for one in result.incoherent
        ],
        "untied": [
            {
                "party": one.party,
                "claim": one.claim,
                "stated": [float(x) for x in one.stated],
                "follows": [float(x) for x in one.follows],
            }
            for one in result.untied
        ],
        "mended": result.mended,
        "draws": result.draws,
    }


def _credence(result: BeliefsResult) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    for one in result.held:
        found.setdefault(one.party, {})[one.claim] = {
            "prior": float(one.prior),
            "posterior": float(one.posterior),
            "low": float(one.after[0]),
            "high": float(one.after[1]),
            "prior_low": float(one.before[0]),
            "prior_high": float(one.before[1]),
        }
    return found


def _weight(one: Weight) -> dict[str, Any]:
    return {
        "event": one.event,
        "claim": one.claim,
        "party": one.party,
        "likelihood_ratio": _number(one.ratio),
        "decibans": decibans(one.ratio),
        "low": _number(one.low),
        "high": _number(one.high),
        "direct": one.direct,
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _parting(one: Parting) -> dict[str, Any]:
    def end(told: tuple[str, Fraction]) -> dict[str, Any]:
        return {"party": told[0], "credence": float(told[1])}

    return {
        "claim": one.claim,
        "before": {"least": end(one.before[0]), "most": end(one.before[1]), "span": float(one.spans[0])},
        "after": {"least": end(one.after[0]), "most": end(one.after[1]), "span": float(one.spans[1])},
        "closer": one.closer,
        "share": one.share,
    }


def _package(result: BeliefsResult, one: Package | None) -> dict[str, Any] | None:
    if one is None or result.tried is None:
        return None
    return {"kind": one.kind, "event": one.event, "outcome": dict(result.tried.outcomes[one.outcome])}


def _threshold(result: BeliefsResult, one: Threshold) -> dict[str, Any]:
    return {
        "party": one.party,
        "claim": one.claim,
        "decision": one.decision,
        "package": _package(result, one.package),
        "other": _package(result, one.other),
        "at": float(one.at),
        "credence": float(one.credence),
        "above": one.above,
        "now": one.now,
        "likelihood_ratio": float(one.ratio),
        "decibans": 10 * log10(one.ratio),
    }


def _question(result: BeliefsResult, one: Question) -> dict[str, Any]:
    def known(side: Known) -> dict[str, Any]:
        turned = [
            {"party": p, "package": _package(result, package), "accepts": then} for p, package, then in side.turned
        ]
        return {"zone": side.zone, "nash": _package(result, side.nash), "turned": turned}

    return {
        "claim": one.claim,
        "credence": {party: float(value) for party, value in one.credence.items()},
        "bits": one.bits,
        "chance": one.chance,
        "yes": known(one.yes),
        "no": known(one.no),
    }
