"""Rival assessments of a party (`readings`), and what parties take each other to be (`sees`): never averaged unasked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.case.addresses import AddressError, get, merge, set_in
from detente.case.model import Case, CaseError, Problem
from detente.case.read import from_tree
from detente.case.scalars import nearest


def read_as(case: Case, party: str, name: str) -> Case:
    """The case under a rival assessment of a party, merged into its preferences by key.

    Raises CaseError for a reading that the party does not have, with the nearest, and for what the merged case lacks.
    """
    return _merged(case, {party: _reading(case, party, name)})


def as_seen(case: Case, viewer: str) -> Case:
    """The case as one party has it: the others' preferences as it sees them (`preferences.VIEWER.sees`), all else as in the file.

    The case itself where it sees nobody otherwise. Raises CaseError for a party that the case does not have, and for what the merged
    case lacks.
    """
    if viewer not in case.parties:
        what = f"There is no party called {viewer}."
        raise _error(case, f"parties.{viewer}", what, nearest(viewer, case.parties))
    stated = case.preferences.get(viewer)
    if stated is None or not stated.sees:
        return case
    written = get(case.tree, f"preferences.{viewer}.sees")
    return _merged(
        case, {other: _reading(case, other, name) if name else written[other] for other, name in stated.sees.items()}
    )


def _reading(case: Case, party: str, name: str) -> Any:
    address = f"preferences.{party}.readings"
    try:
        return get(case.tree, f"{address}.{name}")
    except AddressError:
        known = case.preferences[party].readings if party in case.preferences else ()
        raise _error(case, address, f"{party} has no reading called {name}.", nearest(name, known, address)) from None


def _merged(case: Case, patches: Mapping[str, Any]) -> Case:
    """The case with a patch merged into each of these parties' preferences, before the events too."""
    base, tree = case.base, case.tree
    for party, patch in patches.items():
        path = f"preferences.{party}"
        base = set_in(base, path, merge(base.get("preferences", {}).get(party), patch))
        tree = set_in(tree, path, merge(get(tree, path), patch))
    return from_tree(tree, case.origin, base, case.applied)


def _error(case: Case, address: str, what: str, remedy: str) -> CaseError:
    return CaseError((Problem("error", case.origin.name, None, address, what, remedy),))
