"""The answer as plain data: the fields that `docs/reference/arguments.md` lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from detente.analyses.arguments.bases import chain, reliability
from detente.analyses.arguments.grading import GRADES, value
from detente.analyses.arguments.readings import Reading
from detente.theory.framework import UNDECIDED
from detente.theory.grounded import explanation

if TYPE_CHECKING:
    from detente.analyses.arguments.answer import ArgumentsResult

SEMANTICS = ("complete", "preferred", "stable")
MOST_EXPLAINED = 400
"""In larger maps nothing is explained."""


def data(result: ArgumentsResult) -> dict[str, Any]:
    """All fields of the answer; null for what was not asked or not worked out."""
    claims = range(result.found.claims)
    return {
        "grounded": [result.found.names[n] for n in claims if result.neutral.labels[n] == 1],
        "sceptical": _accepted(result, "sceptical"),
        "credulous": _accepted(result, "credulous"),
        "unsettled": {mode: _unsettled(result, mode) for mode in ("sceptical", "credulous")},
        "no_extension": sorted({by for (_, by), answer in result.accepted.items() if answer.empty}),
        "strength": _strength(result),
        "not_determined": _undetermined(result),
        "flips": _flips(result),
        "neutral": _reading(result, result.neutral, claims),
        "parties": {side.reading.party: _reading(result, side.reading, side.own) for side in result.sides},
        "readings": {side.reading.party: _reading(result, side.reading, claims) for side in result.sides},
        "reasons": [
            {
                "conclusion": result.found.names[group.conclusion],
                "by": list(group.by),
                "reasons": [result.found.names[n] for n in group.reasons],
            }
            for group in result.groups
        ],
        "explanations": _explanations(result),
        "bases": _bases(result),
        "sources": _sources(result),
        "order_changes": _order(result),
        "later": list(result.found.later),
        "days": _days(result),
    }


def _accepted(result: ArgumentsResult, mode: str) -> dict[str, list[str] | None]:
    return {by: _names(result, mode, by) for by in SEMANTICS}


def _names(result: ArgumentsResult, mode: str, by: str) -> list[str] | None:
    answer = result.accepted.get((mode, by))
    if answer is None:
        return None
    return [name for name, held in zip(result.found.names, answer.accepted.tolist(), strict=False) if held]


def _unsettled(result: ArgumentsResult, mode: str) -> dict[str, list[str]]:
    """Arguments of which it was not found out, by semantics; only those semantics of which there are some."""
    found = {}
    for by in SEMANTICS:
        answer = result.accepted.get((mode, by))
        if answer is not None and answer.unsettled.any():
            found[by] = [
                name for name, open_ in zip(result.found.names, answer.unsettled.tolist(), strict=False) if open_
            ]
    return found


def _strength(result: ArgumentsResult) -> dict[str, dict[str, float | None]] | None:
    grades = result.grades
    if grades is None:
        return None
    return {
        name: {how: None if (v := value(grades, how, n)) is None else round(v, 6) for how in GRADES}
        for n, name in enumerate(result.found.names)
    }


def undetermined(result: ArgumentsResult) -> dict[str, list[int]]:
    """By semantics, the claims whose strength is not determined."""
    if result.grades is None:
        return {}
    return {how: [n for n in range(result.found.claims) if not result.grades[how].settled[n]] for how in GRADES}


def _undetermined(result: ArgumentsResult) -> list[dict[str, Any]]:
    return [
        {
            "claim": result.found.names[n],
            "semantics": how,
            "low": round(float(result.grades[how].low[n]), 6),
            "high": round(float(result.grades[how].high[n]), 6),
        }
        for how, claims in undetermined(result).items()
        for n in claims
        if result.grades is not None
    ]


def _flips(result: ArgumentsResult) -> list[dict[str, Any]] | None:
    if result.flips is None:
        return None
    return [
        {
            "removed": flip.removed,
            "kind": flip.kind,
            "claim": result.found.names[flip.claim],
            "from": flip.before,
            "to": flip.after,
            "with": list(flip.rests),
        }
        for flip in result.flips
    ]


def _reading(result: ArgumentsResult, how: Reading, claims: Iterable[int]) -> dict[str, Any]:
    names, told = result.found.names, {"unanswered": [], "contested": [], "answered": []}  # type: ignore[var-annotated]
    for n in claims:
        if how.status(n) == "answered" and result.case is not None:
            by = list(dict.fromkeys(result.found.name(other) for other in how.by(n)))
            told["answered"].append({"claim": names[n], "by": by})
        elif how.status(n) == "answered":
            told["answered"].append({"claim": names[n], "by": None})
        else:
            told[how.status(n)].append(names[n])
    return told


def _explanations(result: ArgumentsResult) -> dict[str, list[dict[str, str]]] | None:
    """For each attacked claim that is in or out: who attacks and who answers, from the claim outwards."""
    found, labels = result.found, result.neutral.labels
    if found.framework.size > MOST_EXPLAINED:
        return None
    told = {}
    for n in range(found.claims):
        if labels[n] != UNDECIDED:
            pairs = explanation(found.framework, labels, n)
            if pairs:
                told[found.names[n]] = [{"attacker": found.name(a), "answered_by": found.name(b)} for a, b in pairs]
    return told


def _bases(result: ArgumentsResult) -> dict[str, Any]:
    return {
        result.found.names[n]: {
            "kind": "fact" if base.fact else "value",
            "score": round(base.score, 6),
            "beside_supports": round(base.beside, 6),
            "sources": [list(group) for group in base.groups],
            "reported": base.reported,
        }
        for n, base in enumerate(result.bases)
    }


def _sources(result: ArgumentsResult) -> dict[str, Any]:
    case = result.case
    if case is None:
        return {}
    used = dict.fromkeys(name for base in result.bases for group in base.groups for name in group)
    return {
        name: {
            "reliability": reliability(case, name),
            "stated": case.sources[name].reliability is not None,
            "through": chain(case, name)[1:],
        }
        for name in used
    }


def _order(result: ArgumentsResult) -> list[dict[str, Any]]:
    names = result.found.names
    return [
        {
            "claims": [names[change.first], names[change.second]],
            "stronger": dict.fromkeys(change.for_first, names[change.first])
            | dict.fromkeys(change.for_second, names[change.second]),
        }
        for change in result.changes
    ]


def _days(result: ArgumentsResult) -> list[dict[str, Any]]:
    return [
        {
            "day": moment.day.isoformat(),
            "new": list(moment.new),
            "changes": [
                {"reader": who or None, "claim": name, "from": moment.before[who][name], "to": moment.after[who][name]}
                for who in moment.before
                for name in moment.changed(who)
            ],
        }
        for moment in result.moments
    ]
