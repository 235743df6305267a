"""What formats of arguments share: a map of claims as it was read, the case that it makes, and a case's claims as links.

Programs differ in how they say that two claims contradict each other, or that one attacks the step from another to a third; here
it is said as in a case file: supports, rebuttals (mutual unless `over`), attacks that undermine, undercuts of a link.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from detente.case.model import Case, Claim
from detente.formats.common import FormatError, identifiers

Kind = Literal["rebut", "undermine", "undercut"]
LONGEST_NAME = 36
"""Characters that the name of a claim may take from its text."""
MOST_NAMED = 5
"""Names that a note lists before it only counts."""


# ---------------------------------------------------------------- what was read


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """A claim of another program. `name`: what its identifier is made from, its text where the program gives none.

    `said_by` are persons or parties as the program names them; `fields` what else goes into the case as it stands.
    """

    text: str
    name: str = ""
    said_by: tuple[str, ...] = ()
    fields: Mapping[str, Any] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadAttack:
    """Claim `source` attacks a claim, or the link between two (an undercut), all by their number in the map."""

    source: int
    target: int | tuple[int, int]
    kind: Kind = "rebut"
    over: bool = False


@dataclass(frozen=True, slots=True)
class ReadMap:
    """A whole file. `notes` are sentences on what a case cannot say; `parties` are names of known identifiers."""

    file: str
    title: str
    claims: tuple[ReadClaim, ...]
    supports: tuple[tuple[int, int], ...]
    attacks: tuple[ReadAttack, ...]
    notes: tuple[str, ...] = ()
    parties: Mapping[str, Mapping[str, Any]] | None = None
    sources: tuple[Mapping[str, Any], ...] = ()


def tree(found: ReadMap, program: str) -> dict[str, Any]:
    """The case as nested dicts of text, as `detente.case.text.parse` would give it from a file. Raises FormatError."""
    if not found.claims:
        raise FormatError(found.file, "The file holds no claim.", "Give an argument map with claims.")
    names = claim_names(found.claims)
    parties = _parties(found)
    claims = [_claim(claim, name, parties) for claim, name in zip(found.claims, names, strict=True)]
    for source, target in dict.fromkeys(found.supports):
        claims[source].setdefault("supports", []).append(names[target])
    for attack in _each_once(found.attacks):
        claims[attack.source].setdefault("attacks", []).append(_attack(attack, names))
    people = {short: _party(name, found) for name, short in parties.items()}
    return {
        "detente": "1",
        "title": found.title,
        "summary": f"An argument map read from a file of {program}: {found.file}.",
        **({"note": " ".join(found.notes)} if found.notes else {}),
        **({"sources": [dict(source) for source in found.sources]} if found.sources else {}),
        **({"parties": people} if people else {}),
        "claims": claims,
    }


def claim_names(claims: Iterable[ReadClaim]) -> list[str]:
    """An identifier for each claim: its name in the program, else the first words of its text."""
    return identifiers((claim.name or first_words(claim.text) for claim in claims), "c")


def first_words(text: str) -> str:
    """The first words of a text, as many as a name may take."""
    words = re.findall(r"[^\W_]+", text)
    taken = ""
    for word in words:
        if taken and len(taken) + 1 + len(word) > LONGEST_NAME:
            break
        taken = f"{taken}-{word}" if taken else word
    return taken


def _parties(found: ReadMap) -> dict[str, str]:
    """Identifiers of everyone who asserts something, by the name that the program gives."""
    names = list(dict.fromkeys((*(found.parties or {}), *(name for claim in found.claims for name in claim.said_by))))
    return dict(zip(names, identifiers(names, "p"), strict=True))


def _party(name: str, found: ReadMap) -> dict[str, Any]:
    known = (found.parties or {}).get(name)
    return dict(known) if known is not None else {"name": name}


def _claim(claim: ReadClaim, name: str, parties: Mapping[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {"id": name, "text": claim.text}
    if claim.said_by:
        made["asserted_by"] = [parties[who] for who in dict.fromkeys(claim.said_by)]
    made.update(claim.fields or {})
    if claim.notes:
        made["note"] = " ".join(dict.fromkeys(claim.notes))
    return made


def _each_once(attacks: Iterable[ReadAttack]) -> list[ReadAttack]:
    """Each attack once; of a mutual rebuttal that is stated from both sides, the first."""
    seen: dict[object, ReadAttack] = {}
    for attack in attacks:
        mutual = attack.kind == "rebut" and not attack.over
        ends = frozenset((attack.source, attack.target)) if mutual else (attack.source, attack.target)
        seen.setdefault((ends, attack.kind, attack.over), attack)
    return list(seen.values())


def _attack(attack: ReadAttack, names: list[str]) -> Any:
    if isinstance(attack.target, tuple):
        return {"link": f"{names[attack.target[0]]} -> {names[attack.target[1]]}"}
    target = names[attack.target]
    if attack.kind == "undermine":
        return {"claim": target, "kind": "undermine"}
    return {"claim": target, "over": "true"} if attack.over else target


# ---------------------------------------------------------------- a case's claims


@dataclass(frozen=True, slots=True)
class Link:
    """One claim supports or attacks another. A `mutual` rebuttal stands once, at the claim that states it."""

    source: str
    target: str
    kind: Literal["support", "rebut", "undermine"]
    mutual: bool = False


@dataclass(frozen=True, slots=True)
class Undercut:
    """A claim attacks the step from one claim to another."""

    source: str
    ends: tuple[str, str]


def links(case: Case) -> tuple[Link, ...]:
    """All supports and attacks between claims, in the order of the file, each once."""
    return tuple(dict.fromkeys(_links(case.claims.values())))


def _links(claims: Iterable[Claim]) -> Iterator[Link]:
    stated: set[frozenset[str]] = set()
    for claim in claims:
        for target in claim.supports:
            yield Link(claim.id, target, "support")
        for attack in claim.attacks:
            if attack.claim is None or attack.kind == "undercut":
                continue
            pair = frozenset((claim.id, attack.claim))
            mutual = attack.kind == "rebut" and not attack.over
            if mutual and pair in stated:
                continue
            stated |= {pair} if mutual else set()
            yield Link(claim.id, attack.claim, attack.kind, mutual)


def undercuts(case: Case) -> tuple[Undercut, ...]:
    """All attacks on links, in the order of the file, each once."""
    found = (
        Undercut(claim.id, attack.link)
        for claim in case.claims.values()
        for attack in claim.attacks
        if attack.link is not None
    )
    return tuple(dict.fromkeys(found))


def claims_of(case: Case, format: str) -> tuple[Claim, ...]:
    """The case's claims. Raises FormatError where it has none."""
    if not case.claims:
        raise FormatError(case.origin.name, "The case has no claims.", f"{format} holds claims: state some.")
    return tuple(case.claims.values())


def named(names: Collection[str]) -> str:
    """Names for a sentence: a few, and how many more."""
    few = ", ".join(list(names)[:MOST_NAMED])
    return f"{few} and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else few


def left_out(case: Case, kept: Collection[str]) -> list[str]:
    """Sentences on what of the case is not written; `kept` are fields of claims that the format holds."""
    said = []
    if case.issues or case.preferences or case.events:
        said.append("Only the claims of the case are written, not its issues, preferences and events.")
    optional = {
        "asserted_by": "who asserts them",
        "at": "places in sources",
        "promotes": "values",
        "credence": "credences",
        "means": "combinations of claims",
        "since": "since when they can be made",
        "says": "what parties say",
        "check": "checks",
        "record": "records",
        "note": "notes",
    }
    lost = [
        words
        for field, words in optional.items()
        if field not in kept and any(getattr(claim, field) for claim in case.claims.values())
    ]
    if lost:
        said.append(f"Of the claims, the format does not hold: {', '.join(lost)}.")
    return said


def file_stem(case: Case) -> str:
    """What a file of the case's claims is called."""
    return identifiers([case.title], "claims")[0]
