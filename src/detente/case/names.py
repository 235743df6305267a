"""Names that nothing defines, and names that are defined twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.case.addresses import AddressError, resolve
from detente.case.model import Mark
from detente.case.notes import Notes
from detente.case.scalars import nearest
from detente.case.walk import Reference, Walk

_HOMES = {"party": "parties", "issue": "issues", "claim": "claims", "source": "sources", "event": "events"}


def check(walk: Walk, got: Mapping[str, Any], notes: Notes) -> None:
    """Every reference of a walked tree against what the tree defines."""
    defined = _defined(got, notes)
    options = {issue: set(value.get("options", {})) for issue, value in got.get("issues", {}).items()}
    for reference in walk.references:
        if reference.of == "option":
            _option(reference, options, notes)
        elif reference.of == "viewer":
            if reference.name != "team" and reference.name not in defined["party"]:
                _undefined(reference, "party", defined["party"] | {"team"}, notes)
        elif reference.of == "ground":
            _ground(reference, defined["claim"], notes)
        elif reference.name not in defined[reference.of]:
            _undefined(reference, reference.of, defined[reference.of], notes)


def _defined(got: Mapping[str, Any], notes: Notes) -> dict[str, set[str]]:
    defined: dict[str, set[str]] = {"party": set(got.get("parties", {})), "issue": set(got.get("issues", {}))}
    if "team" in defined["party"]:
        notes.error(
            ("parties", "team"), "team is the word for the analysts and cannot be a party.", "Call the party otherwise."
        )
    for issue in defined["issue"] & {"because", "rests_on", "visible_to", "note"}:
        notes.error(
            ("issues", issue), f"{issue} is a key of outcomes and cannot be an issue.", "Call the issue otherwise."
        )
    for of in ("claim", "source", "event"):
        home = _HOMES[of]
        first: dict[str, Mark | None] = {}
        written = notes.tree.get(home) if isinstance(notes.tree, Mapping) else None
        for number, item in enumerate(written if isinstance(written, list) else []):
            name = item.get("id") if isinstance(item, Mapping) else None
            if not isinstance(name, str):
                continue
            if name in first:
                mark = first[name]
                where = f"; the first is in line {mark.line}" if mark else ""
                notes.error(
                    (home, number, "id"),
                    f"The {of} {name} is defined a second time{where}.",
                    "Give one of them another id.",
                )
            first.setdefault(name, notes.mark((home, number, "id")))
        defined[of] = set(first)
    return defined


def _undefined(reference: Reference, of: str, known: set[str], notes: Notes) -> None:
    what = f"There is no {of} called {reference.name}."
    notes.error(reference.path, what, nearest(reference.name, known, _HOMES.get(of, "")))


def _option(reference: Reference, options: Mapping[str, set[str]], notes: Notes) -> None:
    known = options.get(reference.issue)
    if known is None or reference.name in known:
        return
    what = f"The issue {reference.issue} has no option {reference.name}."
    notes.error(reference.path, what, nearest(reference.name, known, f"issues.{reference.issue}.options"))


def _ground(reference: Reference, claims: set[str], notes: Notes) -> None:
    name = reference.name.removeprefix("claims.")
    if name in claims:
        return
    if "." in name:
        try:
            resolve(notes.tree, name)
        except AddressError as error:
            notes.error(reference.path, f"rests_on names {reference.name}, which is not there.", str(error))
        return
    what = f"rests_on names {name}, but there is no claim of that name."
    notes.error(reference.path, what, nearest(name, claims, "claims"))
