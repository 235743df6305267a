"""A comparison as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.result import Finding
from detente.studies.compare.causes import Difference
from detente.studies.compare.leaves import Change
from detente.studies.compare.pairing import Pair

if TYPE_CHECKING:
    from detente.studies.compare.answer import CompareResult


def data(result: CompareResult) -> dict[str, Any]:
    """The fields that `docs/reference/compare.md` lists."""
    causes = result.causes
    kinds = (result.said, result.caveats)
    return {
        "analysis": result.question.name,
        "answered": {
            side: {"answered": not isinstance(answer, str), "why_not": answer if isinstance(answer, str) else None}
            for side, answer in zip(("before", "after"), result.answers, strict=True)
        },
        "changed": {
            "days": list(causes.days),
            "only_before": list(causes.only_before),
            "only_after": list(causes.only_after),
            "set": [_difference(difference) for difference in causes.set],
            "happened_only_before": list(causes.happened_before),
            "happened_only_after": list(causes.happened_after),
            "through_events": [_difference(d) | {"event": d.event} for d in causes.through],
        },
        "findings": {
            "appeared": [_finding(finding) for part in kinds for finding in part.new],
            "gone": [_finding(finding) for part in kinds for finding in part.gone],
            "instead": [
                {"gone": part.gone[i].text, "appeared": part.new[j].text} for part in kinds for i, j in part.instead
            ],
            "altered": [_pair(pair) for part in kinds for pair in part.pairs if not pair.stands],
            "same": sum(pair.stands for part in kinds for pair in part.pairs),
        },
        "numbers": [_change(change) for change in result.numbers],
    }


def _difference(difference: Difference) -> dict[str, Any]:
    return {"address": difference.address, "before": difference.before, "after": difference.after}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "text": finding.text,
        "kind": finding.kind,
        "scope": finding.scope,
        "share": finding.share,
        "rests_on": list(finding.rests_on),
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "before": _finding(pair.before),
        "after": _finding(pair.after),
        "words": pair.how,
        "likelier": None if pair.share is None else pair.share == "more",
        "surer": None if pair.sure is None else pair.sure == "more",
    }


def _change(change: Change) -> dict[str, Any]:
    return {"path": change.address, "before": change.before, "after": change.after, "what": change.what}
