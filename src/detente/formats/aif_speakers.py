"""Who asserts what in an AIF graph: locutions, illocutions and participants."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from detente.formats.common import FormatError

LONGEST_NAME = 60
"""Characters before a colon that can be a person's name."""
_NOT_ASSERTED = re.compile("question|challeng|disagree", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Speakers:
    """Per claim (by nodeID): who asserts it, and notes on who only asks after it or disputes it.

    `parties`: of those whose participantID is a name rather than a number, what a case says of them, by that name.
    """

    by: Mapping[str, Sequence[str]]
    notes: Mapping[str, Sequence[str]]
    parties: Mapping[str, Mapping[str, Any]]


def speakers(
    graph: Mapping[str, Any],
    nodes: Mapping[str, Mapping[str, Any]],
    types: Mapping[str, str],
    out: Mapping[str, Sequence[str]],
    file: str,
) -> Speakers:
    """Speakers of the claims that a locution (L) leads to over an illocution (YA). Raises FormatError.

    The speaker is the participant that `locutions` names for the node, else what stands before the colon in its text.
    """
    people, parties = _people(graph, file)
    by: dict[str, list[str]] = {}
    notes: dict[str, list[str]] = {}
    for name, node in nodes.items():
        if types[name] != "L":
            continue
        who = people.get(name) or before_colon(node["text"])
        if who is None:
            continue
        for act in out[name]:
            if types[act] != "YA":
                continue
            verb = " ".join(nodes[act]["text"].split())[:LONGEST_NAME]
            for claim in (target for target in out[act] if types[target] == "I"):
                if _NOT_ASSERTED.search(verb):
                    notes.setdefault(claim, []).append(
                        f"{verb} (not asserted): {parties[who]['name'] if who in parties else who}."
                    )
                elif who not in by.setdefault(claim, []):
                    by[claim].append(who)
    return Speakers(by, notes, parties)


def before_colon(text: str) -> str | None:
    """The speaker of `Person : words`; of `Annotator: Person : words` the person. None where there is no name."""
    before, colon, _ = text.partition(" : ")
    if not colon:
        before, colon, _ = text.partition(":")
    name = " ".join(before.rpartition(": ")[2].split())
    return name if colon and 0 < len(name) <= LONGEST_NAME else None


def _people(graph: Mapping[str, Any], file: str) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    """Speakers by nodeID of the locution, and what is known of those whose participantID is a name."""
    named, parties = {}, {}
    for person in _objects(graph, "participants", file):
        own = identity(person.get("participantID"))
        parts = [person.get(key) for key in ("firstname", "surname")]
        name = " ".join(" ".join(part for part in parts if isinstance(part, str)).split())
        if own is None or not name:
            continue
        named[own] = name if own.isdecimal() else own
        if not own.isdecimal():
            parties[own] = {"name": name}
    found = {}
    for locution in _objects(graph, "locutions", file):
        node, who = identity(locution.get("nodeID")), identity(locution.get("personID"))
        if node is not None and who in named:
            found[node] = named[who]
    return found, {who: parties[who] for who in found.values() if who in parties}


def _objects(graph: Mapping[str, Any], key: str, file: str) -> list[dict[str, Any]]:
    """A list of objects; a file may leave it out or have null."""
    given = graph.get(key)
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        raise FormatError(file, f"{key} is no list of objects.", f'Write "{key}": [{{…}}, …], or leave it out.')
    return given


def identity(value: Any) -> str | None:
    """A nodeID or participantID as text; files have text or whole numbers. None where it is neither."""
    if isinstance(value, Fraction) and value.denominator == 1 and abs(value) < 10**30:
        return str(value.numerator)
    return value if isinstance(value, str) and value else None
