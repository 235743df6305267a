"""The answer as plain data: the fields that `docs/reference/sensitivity.md` lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.studies.sensitivity.examined import Examined, Flip
from detente.studies.sensitivity.telling import named

if TYPE_CHECKING:
    from detente.studies.sensitivity.answer import SensitivityResult


def data(result: SensitivityResult) -> dict[str, Any]:
    """All fields of the answer."""
    return {
        "analysis": result.analysis,
        "samples": result.samples,
        "inputs": [
            {
                "address": one.address,
                "kind": one.kind,
                "middle": float(one.middle),
                "low": float(one.low),
                "high": float(one.high),
                "least": float(one.least),
                "most": float(one.most),
                "parties": list(one.parties),
                "tied": one.tied,
            }
            for one in result.inputs
        ],
        "findings": [_examined(result, one) for one in result.examined],
        "quantities": [
            {
                "name": quantity.name,
                "measure": quantity.measure,
                "party": quantity.party,
                "outcome": None if quantity.outcome is None else named(result, quantity.outcome),
                "now": quantity.now,
            }
            for quantity in result.quantities
        ],
        "tornado": [
            {
                "quantity": bar.quantity,
                "address": bar.address,
                "at_low": bar.at_low,
                "at_high": bar.at_high,
                "swing": bar.swing,
            }
            for bar in result.bars
        ],
        "indices": None
        if result.indices is None
        else [
            {
                "quantity": index.quantity,
                "input": index.name,
                "addresses": list(index.addresses),
                "first": index.first,
                "first_half": index.first_half,
                "total": index.total,
                "total_half": index.total_half,
            }
            for index in result.indices
        ],
    }


def _examined(result: SensitivityResult, one: Examined) -> dict[str, Any]:
    asked = one.asked
    return {
        "name": asked.name,
        "what": asked.what,
        "concept": asked.concept or None,
        "outcome": None if asked.outcome is None else named(result, asked.outcome),
        "ends": [[named(result, outcome) for outcome in end] for end in asked.ends],
        "titles": list(asked.titles),
        "holds": asked.holds,
        "scope": one.scope,
        "sought": one.tried,
        "found": one.found,
        "not_replayed": one.lost,
        "flips": [_flip(flip) for flip in one.flips],
    }


def _flip(flip: Flip) -> dict[str, Any]:
    return {
        "address": flip.turn.address,
        "at": float(flip.turn.at),
        "side": "above" if flip.turn.above else "below",
        "exact": flip.turn.exact,
        "before": float(flip.before),
        "after": float(flip.after),
        "inside": flip.inside,
        "distance": flip.distance,
        "party": flip.turn.party,
        "against_order": flip.against_order,
    }
