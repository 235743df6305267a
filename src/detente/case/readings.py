"""Rival assessments of a party (`preferences.PARTY.readings.NAME`): reported apart, never averaged unasked."""

from __future__ import annotations

from detente.case.addresses import AddressError, get, merge, set_in
from detente.case.model import Case, CaseError, Problem
from detente.case.read import from_tree
from detente.case.scalars import nearest


def read_as(case: Case, party: str, name: str) -> Case:
    """The case under a rival assessment of a party, merged into its preferences by key.

    Raises CaseError for a reading that the party does not have, with the nearest, and for what the merged case lacks.
    """
    address = f"preferences.{party}.readings"
    try:
        patch = get(case.tree, f"{address}.{name}")
    except AddressError:
        known = case.preferences[party].readings if party in case.preferences else ()
        what = f"{party} has no reading called {name}."
        raise CaseError(
            (Problem("error", case.origin.name, None, address, what, nearest(name, known, address)),)
        ) from None
    path = f"preferences.{party}"
    base = set_in(case.base, path, merge(case.base.get("preferences", {}).get(party), patch))
    tree = set_in(case.tree, path, merge(get(case.tree, path), patch))
    return from_tree(tree, case.origin, base, case.applied)
