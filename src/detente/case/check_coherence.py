"""Stated probabilities that do not fit together: warnings, since what is computed from the atoms stands all the same."""

from __future__ import annotations

from collections.abc import Mapping

from detente.case.fitting import Incoherence, incoherences, unchecked
from detente.case.fitting_words import decimals
from detente.case.model import Case
from detente.case.notes import Notes
from detente.case.text import Path

MEND = "`detente beliefs CASE --mend` takes"


def check(case: Case, notes: Notes) -> None:
    """Where the credences of a party do not fit together, in a case without errors."""
    if notes.has_errors():
        return
    written = notes.tree.get("claims") or ()
    numbers = {item.get("id"): number for number, item in enumerate(written) if isinstance(item, Mapping)}
    for found in incoherences(case):
        notes.warning(_place(case, found, numbers), found.why, _remedy(found))
    for party, claims in unchecked(case):
        what = f"Whether the credences of {party} in {', '.join(claims[:4])} and others fit together was not checked: too many claims hang together."
        remedy = "State fewer credences for combinations, or make the lists of exactly_one shorter."
        notes.warning(("claims", numbers[claims[0]], "credence", party), what, remedy)


def _place(case: Case, found: Incoherence, numbers: Mapping[object, int]) -> Path:
    """At the first combination among the fewest that do not fit, or the first claim."""
    combined = [claim for claim in found.smallest if case.claims[claim].means is not None]
    return ("claims", numbers[(combined or list(found.smallest))[0]], "credence", found.party)


def _remedy(found: Incoherence) -> str:
    nearest = ", ".join(f"{claim} {decimals((n, n))}" for claim, n in zip(found.claims, found.nearest, strict=True))
    return f"Correct them; {MEND} the nearest that fit: {nearest}."
