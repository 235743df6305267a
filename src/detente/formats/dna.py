"""Discourse Network Analyzer: who affirms or denies which concept in which document, as a `.dna` database or an event list, out.

An organisation is a party, a concept a claim, a document a source; a statement with agreement says that the party affirms the claim, without it
that the party denies it, at the statement's place. DNA counts positions as Java does, in UTF-16 units; they are converted.
The way in is `dna_in`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from detente.case.model import Case, Source
from detente.formats.argument_map import left_out
from detente.formats.coded import Coded, coded, holders
from detente.formats.common import FormatError, identifiers
from detente.formats.dna_tables import LONGEST, PASSWORD, database

COLUMNS = ("statement ID", "time", "document ID", "document title", "author", "source", "section", "type", "text")
"""The columns of DNA's event list before those of the variables."""
VARIABLES = ("person", "organization", "concept", "agreement")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOT_AT_HAND = "(The text of this document is not at hand.)"
NOWHERE = "(no source)"


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as DNA knows it."""

    title: str
    text: str
    author: str = ""
    source: str = ""
    date: datetime = EPOCH
    at_hand: bool = True


@dataclass(frozen=True, slots=True)
class Event:
    """A statement: in which paper (by number), where in its text (code points), who says what, and whether in agreement."""

    paper: int
    start: int
    end: int
    person: str
    organization: str
    concept: str
    agreement: bool


# ---------------------------------------------------------------- out


def files(case: Case, beside: Path | None = None) -> tuple[dict[str, str | bytes], tuple[str, ...]]:
    """A database of DNA 3.0 with the case's claims, by file name, and what was left out or stands in for it, in sentences."""
    papers, events, told = _statements(case, coded(case, beside))
    stem = identifiers([case.title], "case")[0]
    told = (*told, f"The database's coder is Admin, with the password {PASSWORD}.")
    return {f"{stem}.dna": database(_rows(papers, events), case.title)}, told


def event_list(case: Case, beside: Path | None = None) -> tuple[dict[str, str | bytes], tuple[str, ...]]:
    """The event list (CSV) that DNA would export, by file name, and what was left out, in sentences."""
    papers, events, told = _statements(case, coded(case, beside))
    lines = [";".join(_quoted(name) for name in (*COLUMNS, *VARIABLES))]
    for number, one in enumerate(events, 1):
        paper = papers[one.paper]
        text = paper.text[one.start : one.end] if paper.at_hand else ""
        cells = [str(number), f"{paper.date:%Y-%m-%d %H:%M:%S}", str(one.paper + 1)]
        cells += [_quoted(cell) for cell in (paper.title, paper.author, paper.source, "", "", text)]
        cells += [_quoted(one.person), _quoted(one.organization), _quoted(one.concept), str(int(one.agreement))]
        lines.append(";".join(cells))
    stem = identifiers([case.title], "case")[0]
    return {f"{stem}-events.csv": "\n".join(lines) + "\n"}, told


def _quoted(text: str) -> str:
    """A cell as DNA writes it, which knows no escapes: semicolons become commas, quotation marks become single ones."""
    return '"' + " ".join(text.split()).replace(";", ",").replace('"', "'") + '"'


def _statements(case: Case, found: Coded) -> tuple[list[Paper], list[Event], tuple[str, ...]]:
    told = [*found.told, *left_out(case, ("asserted_by", "at", "says"))]
    if any(claim.supports or claim.attacks for claim in case.claims.values()):
        told.append("Statements hold who agrees with what, not which claim supports or attacks which.")
    names = list(case.sources)
    papers = [_paper(source, found) for source in case.sources.values()]
    concepts = _entities({claim.id: claim.text for claim in case.claims.values()})
    organizations = _entities({party.id: party.name for party in case.parties.values()})
    events: list[Event] = []
    for claim in case.claims.values():
        spots = [(names.index(spot.source), spot.start, spot.end) for spot in found.spots[claim.id]]
        if not spots:
            mentioned = [names.index(one.source) for one in claim.at if one.source in case.sources]
            spots = [(n, 0, len(papers[n].text)) for n in dict.fromkeys(mentioned) if not papers[n].at_hand]
        held = holders(claim)
        if held and not spots:
            if len(papers) == len(names):
                papers.append(Paper(NOWHERE, NOT_AT_HAND, at_hand=False))
            spots = [(len(names), 0, len(NOT_AT_HAND))]
        if not held:
            told.append(f"No party asserts or denies {claim.id}; it is left out.")
        for party, agrees in held.items():
            if agrees is None:
                said = claim.says[party]
                told.append(
                    f"{party} “{said}” {claim.id}, which is neither agreement nor the contrary; it is left out."
                )
                continue
            events += [Event(*spot, "", organizations[party], concepts[claim.id], agrees) for spot in spots]
    if not events:
        raise FormatError(case.title, "No claim is asserted or denied by a party.", "Say who: asserted_by, or says.")
    return papers, events, tuple(told)


def _paper(source: Source, found: Coded) -> Paper:
    document = found.documents.get(source.id)
    there = document is not None and bool(document.text)
    return Paper(
        _cut(source.id),
        document.text if document is not None and there else NOT_AT_HAND,
        _cut(source.author or ""),
        _cut(source.container or source.publisher or source.title or ""),
        _moment(source.date),
        there,
    )


def _entities(texts: Mapping[str, str]) -> dict[str, str]:
    """A value for each thing, no two alike: DNA takes at most 190 characters, and equal values for one thing."""
    found: dict[str, str] = {}
    for name, text in texts.items():
        value = _cut(" ".join(text.split()) or name)
        if value in found.values():
            value = _cut(text, LONGEST - len(name) - 3) + f" ({name})"
        found[name] = value
    return found


def _cut(text: str, longest: int = LONGEST) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _moment(day: str | None) -> datetime:
    """A day of a case (2007-02-14, 2007-02, 2007) as a moment; 1970-01-01 where there is none."""
    parts = [int(part) for part in (day or "").split("-") if part.isdigit()]
    if not parts or not 1 <= parts[0] <= 9999:
        return EPOCH
    return datetime(*((*parts, 1, 1)[:3]), tzinfo=UTC)  # type: ignore[arg-type, misc]


def _rows(papers: Sequence[Paper], events: Sequence[Event]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of the tables, columns in the tables' order."""
    made: dict[str, list[tuple[Any, ...]]] = {
        name: [] for name in ("DOCUMENTS", "ENTITIES", "STATEMENTS", "DATABOOLEAN")
    }
    made["DATASHORTTEXT"] = []
    for number, paper in enumerate(papers, 1):
        date = int((paper.date - EPOCH).total_seconds())
        made["DOCUMENTS"].append((number, paper.title, paper.text, 1, paper.author, paper.source, "", "", "", date))
    entities: dict[tuple[int, str], int] = {}
    data = 0
    for number, one in enumerate(events, 1):
        text = papers[one.paper].text
        start, stop = units(text[: one.start]), units(text[: one.end])
        made["STATEMENTS"].append((number, 1, one.paper + 1, start, stop, 1))
        for variable, value in enumerate((one.person, one.organization, one.concept), 1):
            if (variable, value) not in entities:
                entities[variable, value] = len(entities) + 1
                made["ENTITIES"].append((len(entities), variable, value, 0, 0, 0))
            data += 1
            made["DATASHORTTEXT"].append((data, number, variable, entities[variable, value]))
        made["DATABOOLEAN"].append((number, number, 4, int(one.agreement)))
    return made


def units(text: str) -> int:
    """The length of a text in UTF-16 units, as Java counts."""
    return len(text) + sum(character > "\uffff" for character in text)
