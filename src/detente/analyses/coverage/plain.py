"""Coverage as plain data: what JSON shows under `result`."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from detente.analyses.coverage import telling

if TYPE_CHECKING:
    from detente.analyses.coverage.answer import Checked, CoverageResult, Joint, Side
    from detente.analyses.coverage.assumptions import Axis
    from detente.analyses.coverage.judging import Flip

DIGITS = 6


def data(result: CoverageResult) -> dict[str, Any]:
    """The fields that `docs/reference/coverage.md` lists."""
    return {
        "checks": [_checked(one) for one in result.checks],
        "later": list(result.later),
        "joint": [_joint(one) for one in result.joint],
        "covered": [
            {
                "site": one.site,
                "area": one.area,
                "for": one.bound,
                "countries": {
                    code: {"low": _number(low), "mean": _number(mean), "high": _number(high)}
                    for code, (low, mean, high) in one.countries.items()
                },
            }
            for one in result.covered
        ],
        "curves": [
            {
                "site": one.site,
                "area": one.area,
                "for": one.bound,
                "along": one.along,
                "held": one.held,
                "at": list(one.at),
                "low": [_number(value) for value in one.low],
                "high": [_number(value) for value in one.high],
            }
            for one in result.curves
        ],
    }


def _number(value: float) -> float | None:
    """Rounded; None where it is infinite."""
    return round(value, DIGITS) if isfinite(value) else None


def verdict(one: Checked) -> str:
    """The verdict in the words of the reference."""
    if one.verdict == "depends":
        return f"depends on {telling.hinges(one.hinges)}"
    return "not settled by geometry" if one.verdict == "not settled" else one.verdict


def _checked(one: Checked) -> dict[str, Any]:
    return {
        "claim": one.claim,
        "comparison": one.check.compares,
        "verdict": verdict(one),
        "geometry": one.geometry,
        "leaves": one.check.leaves,
        "low": _number(one.low),
        "high": _number(one.high),
        "unit": one.unit,
        "asked": {"how": one.how, "bounds": [choice.value for choice in one.asked.choices]},
        "flips": [_flip(flip) for flip in one.flips],
        "assumptions": [_axis(one, axis) for axis in one.axes],
        "sides": [_side(side) for side in one.sides],
        "published": [
            {"text": each.text, "author": each.publication.author, "date": each.publication.date}
            for each in one.published
        ],
    }


def _flip(flip: Flip) -> dict[str, Any]:
    told: dict[str, Any] = {"assumption": flip.axis.id, "name": flip.axis.name}
    if flip.low is not None and flip.high is not None:
        where = None if flip.above is None else ("above" if flip.above else "below")
        return {
            **told,
            "low": _number(flip.low),
            "high": _number(flip.high),
            "unit": flip.axis.unit,
            "holds": where,
            "always": flip.always,
        }
    return {**told, "holds": list(flip.holds), "fails": list(flip.fails)}


def _axis(one: Checked, axis: Axis) -> dict[str, Any]:
    bands = {band.place: band for band in one.bands if band.axis.id == axis.id}
    return {
        "id": axis.id,
        "name": axis.name,
        "unit": axis.unit or None,
        "choices": [
            {
                "id": choice.id,
                "label": choice.label,
                "low": _number(bands[place].low),
                "high": _number(bands[place].high),
                "from": [
                    {"author": each.author, "title": each.title, "date": each.date, "read": each.read}
                    for each in choice.publications
                ],
            }
            for place, choice in enumerate(axis.choices)
        ],
    }


def _side(side: Side) -> dict[str, Any]:
    premise = side.premise
    return {
        "parties": list(side.parties),
        "affirms": side.affirms,
        "share": _number(side.share),
        "premise": None if premise is None else telling.premise(premise),
        "needed": None if side.needed is None else telling.premise(side.needed),
        "conditions": None
        if premise is None
        else [
            {"assumption": one.axis.id, "choices": [one.axis.choices[n].id for n in one.places]}
            for one in premise.conditions
        ],
    }


def _joint(one: Joint) -> dict[str, Any]:
    return {
        "areas": list(one.areas),
        "for": list(one.bound),
        "together": [
            {
                "sites": list(each.sites),
                "first_sight_minutes": [_number(value) for value in each.first_minutes],
                "in_view_percent": [_number(value) for value in each.percent],
            }
            for each in one.together
        ],
        "added": [
            {
                "site": each.site,
                "to": list(each.others),
                "earlier_minutes": [_number(value) for value in each.earlier_minutes],
                "more_percent": [_number(value) for value in each.more_percent],
            }
            for each in one.added
        ],
    }
