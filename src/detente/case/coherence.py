"""Probabilities that a party states and that do not fit together: which, why, the nearest that do, and the case mended by these.

What fits is worked out in `detente.case.fitting` (which every reading of a case asks), on the hull of possible worlds
(`detente.theory.coherence`).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from detente.case.addresses import AddressError, get, set_in
from detente.case.fitting import Incoherence, Untied, incoherences, unchecked, untied
from detente.case.fitting_words import decimals
from detente.case.model import Case, Number
from detente.case.read import from_tree

__all__ = ["Incoherence", "Untied", "incoherences", "mended", "unchecked", "untied"]


def mended(case: Case) -> Case:
    """The case with the nearest numbers that fit together (least squares, from the stated ranges) in place of those that do not.

    A mended number keeps its grounds and says that it was mended; it may be seen by those only who may see every number that it was made
    from. What an applied event wrote is mended as of that day alone. The same case where everything fits.
    """
    tree, base = case.tree, case.base
    for entry in incoherences(case):
        behind = [case.claims[claim].credence[entry.party] for claim in entry.behind]
        viewers = frozenset[str].intersection(*(frozenset(number.visible_to or ("team",)) for number in behind))
        for claim, number in zip(entry.claims, entry.nearest, strict=True):
            address = f"claims.{claim}.credence.{entry.party}"
            old = case.claims[claim].credence[entry.party]
            written = _rewritten(old, number, viewers, [other for other in entry.smallest if other != claim])
            if _at(base, address) == _at(tree, address):
                base = set_in(base, address, written)
            tree = set_in(tree, address, written)
    return case if tree is case.tree else from_tree(tree, case.origin, base, case.applied)


def _at(tree: Mapping[str, Any], address: str) -> Any:
    try:
        return get(tree, address)
    except AddressError:
        return None


def _rewritten(old: Number, number: Fraction, viewers: frozenset[str], others: list[str]) -> dict[str, Any]:
    """A number with its grounds, as a tree."""
    before = "unknown" if old.unknown else decimals((old.low, old.high))
    told = f"Mended from {before} to fit with {', '.join(others)}." if others else f"Mended from {before}."
    grounds = f"{old.because.rstrip().rstrip('.')}. " if old.because else ""
    found: dict[str, Any] = {"value": decimals((number, number), exact=True), "because": grounds + told}
    if old.rests_on:
        found["rests_on"] = list(old.rests_on)
    if frozenset(old.visible_to or ("team",)) != viewers:
        found["visible_to"] = sorted(viewers) or ["team"]
    elif old.visible_to:
        found["visible_to"] = list(old.visible_to)
    return found
