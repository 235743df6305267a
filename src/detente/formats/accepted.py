"""Accepted statements become claims of the case file: each once, to be worded by a person, everything else kept as written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.case.read import problems
from detente.case.text import parse
from detente.case.write import rewrite
from detente.documents.coding import Decision, Entry
from detente.documents.places import Verdict, fingerprint
from detente.formats.common import FormatError

TO_WORD = "<to be worded>"
"""The text of a claim that came from a statement and that nobody has put into words yet."""


@dataclass(frozen=True, slots=True)
class Added:
    """The new text of a case file, the ids of the claims that were added, and sentences on statements that could not be."""

    text: str
    claims: tuple[str, ...]
    told: tuple[str, ...]


def with_claims(
    text: str,
    name: str,
    accepted: Sequence[Entry],
    coders: Mapping[str, str],
    find: Callable[[Entry], tuple[Verdict | None, str]],
) -> Added:
    """A case file's text with a claim for each accepted statement that it does not have yet.

    `coders`: who decided, by entry; `find`: where an entry's words stand now, and the document's reader. A statement is there already where
    a claim has its id, names it in its note, or points at the same place. Raises FormatError where the file has errors, so that adding to
    it would only hide them, or would get some.
    """
    tree = _sound(text, name)
    claims = list(tree.get("claims") or ())
    taken = {str(claim.get("id")) for claim in claims}
    noted = " ".join(str(claim.get("note") or "") for claim in claims)
    places = {_spot(place) for claim in claims for place in _places(claim)}
    sources = {str(source.get("id")) for source in tree.get("sources") or ()}
    added: list[str] = []
    told: list[str] = []
    for entry in accepted:
        if entry.id in taken or f"({entry.id})" in noted:
            continue
        verdict, reader = find(entry)
        why = _why_not(entry, verdict, sources)
        if verdict is None or why:
            told.append(f"{entry.id} is left out: {why}")
            continue
        claim = _claim(entry, verdict, reader, tree.get("parties") or {}, coders.get(entry.id, ""))
        if _spot(claim["at"]) in places:
            continue
        claims.append(claim)
        places.add(_spot(claim["at"]))
        added.append(entry.id)
    if not added:
        return Added(text, (), tuple(told))
    changed = rewrite(text, {**tree, "claims": claims})
    after = [problem for problem in problems(changed, name) if problem.severity == "error"]
    if after:
        raise FormatError(
            name, f"With the new claims the case would have errors; the first: {after[0]}", "Nothing was written."
        )
    return Added(changed, tuple(added), tuple(told))


def _sound(text: str, name: str) -> dict[str, Any]:
    """The tree of a case file. Raises FormatError where it has errors."""
    tree, _, found = parse(text, name)
    first = [str(problem) for problem in (*found, *problems(text, name)) if problem.severity == "error"]
    if first or not isinstance(tree, dict):
        what = first[0] if first else "the file is no case."
        raise FormatError(name, f"The case has errors; the first: {what}", "Mend them, then apply again.")
    return tree


def _places(claim: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    at = claim.get("at") or ()
    return [at] if isinstance(at, dict) else [place for place in at if isinstance(place, dict)]


def _spot(place: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(place.get("source")), str(place.get("start")), str(place.get("end"))


def _why_not(entry: Entry, verdict: Verdict | None, sources: set[str]) -> str:
    if entry.at.source not in sources:
        return f"the case has no source {entry.at.source}."
    if verdict is None:
        return f"the document of {entry.at.source} is not at hand, so the passage cannot be checked."
    if verdict.start is None or verdict.status not in ("verbatim", "moved"):
        return f"its words do not stand in the document of {entry.at.source} any more."
    return ""


def _claim(entry: Entry, verdict: Verdict, reader: str, parties: Mapping[str, Any], coder: str) -> dict[str, Any]:
    said = [entry.kind, *(["against"] if entry.against else []), *([f"to {entry.target}"] if entry.target else [])]
    if entry.actor and entry.actor not in parties:
        said.insert(1, f"by {entry.actor}")
    parts = [
        " ".join(said),
        f"trigger: {entry.trigger}" if entry.trigger else "",
        f"condition: {entry.condition}" if entry.condition else "",
    ]
    by = f"coded by {coder} " if coder else ""
    note = "; ".join(part for part in (*parts, f"{by}({entry.id})") if part)
    at: dict[str, Any] = {"source": entry.at.source}
    if entry.at.where:
        at["where"] = entry.at.where
    at |= {"start": str(verdict.start), "end": str(verdict.end), "sha256": fingerprint(verdict.found)}
    if reader:
        at["reader"] = reader
    asserted = {"asserted_by": [entry.actor]} if entry.actor in parties else {}
    return {"id": entry.id, "text": TO_WORD, **asserted, "at": at, "note": note}


def deciders(coder: str, own: Mapping[str, Decision], adjudicated: Mapping[str, Decision]) -> dict[str, str]:
    """Who decided, by entry: the coder, or where it was adjudicated, who did that."""
    return dict.fromkeys(own, coder) | {name: one.who or "adjudicated" for name, one in adjudicated.items()}
