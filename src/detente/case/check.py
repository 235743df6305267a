"""Does what is written make sense together? Each check notes what does not, and none stops the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.case import check_claims, check_coherence, check_events, check_outcomes, check_preferences
from detente.case.model import Case
from detente.case.notes import Notes


def everything(case: Case, got: Mapping[str, Any], notes: Notes) -> None:
    """All checks of a case that has been walked."""
    version = got.get("detente")
    if version not in (None, "1"):
        what = f"This is version {version} of the format; this program reads version 1."
        notes.error(("detente",), what, "Write detente: 1, or use a newer Détente.")
    check_outcomes.check(case, got, notes)
    check_preferences.check(case, got, notes)
    check_claims.check(case, got, notes)
    check_events.check(case, got, notes)
    check_coherence.check(case, notes)
