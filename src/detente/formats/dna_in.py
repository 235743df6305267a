"""Discourse Network Analyzer, in: the statements of a `.dna` database or an event list as the claims of a case.

The other way round of `dna`: an organisation becomes a party, a concept a claim, a document a source. Persons are taken for parties where a statement
names no organisation.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from detente.formats.coded import place
from detente.formats.common import FormatError, contents, identifiers
from detente.formats.dna import EPOCH, NOT_AT_HAND, NOWHERE, VARIABLES, Event, Paper, units
from detente.formats.dna_tables import opened, rows


def is_event_list(path: Path) -> bool:
    """Whether a file is an event list of DNA, by its first line."""
    try:
        with path.open("rb") as file:
            start = file.read(400).removeprefix(b"\xef\xbb\xbf").lstrip()
    except OSError:
        return False
    return start.replace(b'"', b"").lower().startswith(b"statement id;time;")


def tree(_: Any, path: Path) -> dict[str, Any]:
    """The case tree of a database or an event list: organisations as parties, concepts as claims, documents as sources. Raises FormatError.

    The texts of a database's documents are `texts(path)`, to be put where `document:` says; an event list has none.
    """
    papers, events, told = _read(path)
    return _tree(papers, events, told, path)


def texts(path: Path) -> dict[str, str]:
    """The texts of a database's documents, by the file name that the case tree gives them. Raises FormatError."""
    papers, _, _ = _read(path)
    return {f"{name}.txt": paper.text for name, paper in zip(_sources(papers), papers, strict=True) if paper.at_hand}


def _read(path: Path) -> tuple[list[Paper], list[Event], list[str]]:
    return _read_list(path) if is_event_list(path) else _read_database(path)


def _sources(papers: Sequence[Paper]) -> list[str]:
    return identifiers([paper.title for paper in papers], "s")


def _read_database(path: Path) -> tuple[list[Paper], list[Event], list[str]]:
    name = path.name
    with opened(path) as connection:
        kinds = rows(connection, "STATEMENTTYPES", ("ID", "Label"), name)
        variables = rows(connection, "VARIABLES", ("ID", "Variable", "DataType", "StatementTypeId"), name)
        documents = rows(connection, "DOCUMENTS", ("ID", "Title", "Text", "Author", "Source", "Date"), name)
        statements = rows(connection, "STATEMENTS", ("ID", "StatementTypeId", "DocumentId", "Start", "Stop"), name)
        entities = dict(rows(connection, "ENTITIES", ("ID", "Value"), name))
        short = rows(connection, "DATASHORTTEXT", ("StatementId", "VariableId", "Entity"), name)
        boolean = rows(connection, "DATABOOLEAN", ("StatementId", "VariableId", "Value"), name)
    used = _statement_types(variables)
    if not used:
        what = "No statement type has a concept and an organization or person."
        raise FormatError(
            name, what, "Name the variables of DNA's own statement type: organization, concept, agreement."
        )
    papers = [
        Paper(str(title), _lines(str(text)), str(author), str(source), _dated(date, name), text != NOT_AT_HAND)
        for _, title, text, author, source, date in documents
    ]
    number = {row[0]: place for place, row in enumerate(documents)}
    coded = Codes({(s, v): str(entities.get(e, "")) for s, v, e in short}, {(s, v): bool(x) for s, v, x in boolean})
    events: list[Event] = []
    told: list[str] = []
    for statement, kind, document, start, stop in statements:
        if kind in used and document in number:
            text = str(documents[number[document]][2])
            span = (0, 0) if text == NOT_AT_HAND else _points(text, start, stop)
            if span is None:
                told.append(f"Statement {statement} does not lie within its document; its place is left out.")
            events.append(coded.event(used[kind], statement, number[document], span or (0, 0)))
    if skipped := len(statements) - len(events):
        labels = ", ".join(str(label) for key, label in kinds if key not in used)
        told.append(
            f"{skipped} statement{'' if skipped == 1 else 's'} of other types left out{f' ({labels})' if labels else ''}."
        )
    return papers, events, told


def _statement_types(variables: Sequence[tuple[Any, ...]]) -> dict[int, dict[str, int]]:
    """Per statement type that can be read, its variables' ids by their names."""
    found: dict[int, dict[str, int]] = {}
    for key, variable, datatype, kind in variables:
        wanted = "boolean" if str(variable).lower() == "agreement" else "short text"
        if str(variable).lower() in VARIABLES and datatype == wanted:
            found.setdefault(kind, {})[str(variable).lower()] = key
    return {
        kind: names for kind, names in found.items() if "concept" in names and {"organization", "person"} & set(names)
    }


@dataclass(frozen=True, slots=True)
class Codes:
    """What a database says of statements: short texts and truths, by statement and variable."""

    values: Mapping[tuple[int, int], str]
    truths: Mapping[tuple[int, int], bool]

    def event(self, names: Mapping[str, int], statement: int, paper: int, span: tuple[int, int]) -> Event:
        """A statement; `names`: its type's variables by name."""
        person, organization, concept = (
            self.values.get((statement, names[name]), "").strip() if name in names else "" for name in VARIABLES[:3]
        )
        agreement = self.truths.get((statement, names["agreement"]), True) if "agreement" in names else True
        return Event(paper, *span, person, organization, concept, agreement)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _points(text: str, start: Any, stop: Any) -> tuple[int, int] | None:
    """Offsets in UTF-16 units as code points of the text with LF line ends; None where they do not lie within it."""
    if not (isinstance(start, int) and isinstance(stop, int) and 0 <= start < stop <= units(text)):
        return None
    found = []
    for offset in (start, stop):
        before = text.encode("utf-16-le", "surrogatepass")[: 2 * offset]
        found.append(len(_lines(before.decode("utf-16-le", "replace"))))
    return (found[0], found[1]) if found[0] < found[1] else None


def _dated(seconds: Any, name: str) -> datetime:
    if not isinstance(seconds, int) or not -62135596800 <= seconds < 253402300800:
        raise FormatError(name, f"A document has the date {str(seconds)[:40]!r}.", "DNA 3.0 counts seconds since 1970.")
    return EPOCH + timedelta(seconds=seconds)


def _read_list(path: Path) -> tuple[list[Paper], list[Event], list[str]]:
    name = path.name
    try:
        text = contents(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(name, f"Byte {error.start} is not UTF-8 text.", "Save the file as UTF-8.") from None
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    except csv.Error as error:
        raise FormatError(name, f"This is no table: {error}.", "Export the event list again.") from None
    head = {column.strip().lower(): place for place, column in enumerate(lines[0])}
    missing = [column for column in ("document title", "concept") if column not in head]
    if missing or not {"organization", "person"} & set(head):
        what = f"The event list lacks the column {', '.join(missing) or 'organization'}."
        raise FormatError(
            name, what, "Export DNA's own statement type: person, organization, concept, agreement.", (1, 1)
        )
    papers: dict[tuple[str, ...], Paper] = {}
    index: dict[tuple[str, ...], int] = {}
    events: list[Event] = []
    for number, cells in _cells(lines, name):
        row = {column: cells[place] for column, place in head.items()}
        key = (row.get("document id", ""), row["document title"])
        if key not in papers:
            index[key] = len(papers)
            papers[key] = Paper(
                row["document title"],
                "",
                row.get("author", ""),
                row.get("source", ""),
                _stamp(row.get("time", ""), name, number),
                False,
            )
        who = (row.get("person", "").strip(), row.get("organization", "").strip(), row["concept"].strip())
        agrees = _agrees(row.get("agreement", "1"), name, number)
        events.append(Event(index[key], 0, 0, *who, agrees))
    return list(papers.values()), events, ["An event list has no texts, so claims have sources, but no places in them."]


def _cells(lines: Sequence[Sequence[str]], name: str) -> Iterator[tuple[int, Sequence[str]]]:
    for number, cells in enumerate(lines[1:], 2):
        if not cells:
            continue
        if len(cells) != len(lines[0]):
            what = f"The line has {len(cells)} cells, the first one {len(lines[0])}."
            raise FormatError(name, what, "Mend it there.", (number, 1))
        yield number, cells


def _stamp(text: str, name: str, line: int) -> datetime:
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=UTC) if text.strip() else EPOCH
    except ValueError:
        raise FormatError(name, f"{text[:40]!r} is no date.", "Write 2007-02-14 00:00:00.", (line, 1)) from None


def _agrees(text: str, name: str, line: int) -> bool:
    known = {"1": True, "0": False, "true": True, "false": False, "yes": True, "no": False}
    if text.strip().lower() not in known:
        raise FormatError(name, f"agreement is {text[:40]!r}.", "It is 1 or 0.", (line, 1))
    return known[text.strip().lower()]


def _tree(papers: Sequence[Paper], events: Sequence[Event], told: list[str], path: Path) -> dict[str, Any]:
    named = [one for one in events if one.concept and (one.organization or one.person)]
    if len(named) < len(events):
        told.append(f"{len(events) - len(named)} without a concept, or without anybody who says it, left out.")
    if not named:
        raise FormatError(path.name, "No statement says who says what.", "Code organization and concept.")
    who = list(dict.fromkeys(one.organization or one.person for one in named))
    concepts = list(dict.fromkeys(one.concept for one in named))
    parties = dict(zip(who, identifiers(who, "p"), strict=True))
    claims = dict(zip(concepts, identifiers(concepts, "c"), strict=True))
    sources = _sources(papers)
    if any(one.organization and one.person for one in named):
        told.append("Persons are left out where the organization is named.")
    made: dict[str, Any] = {
        "detente": "1",
        "title": path.stem.replace("_", " ").replace("-", " ").strip() or "Discourse network",
        "summary": f"Statements read from {path.name}, of Discourse Network Analyzer.",
        "sources": [
            _source(paper, name) for paper, name in zip(papers, sources, strict=True) if paper.title != NOWHERE
        ],
        "parties": {key: {"name": name} for name, key in parties.items()},
        "claims": [
            _claim(
                claims[concept],
                concept,
                [one for one in named if one.concept == concept],
                (papers, sources),
                parties,
                told,
            )
            for concept in concepts
        ],
    }
    if told:
        made["note"] = " ".join(told)
    return made


def _source(paper: Paper, name: str) -> dict[str, str]:
    made = {"id": name, "title": paper.title or name}
    made |= {key: value for key, value in (("author", paper.author), ("container", paper.source)) if value}
    if paper.date != EPOCH:
        made["date"] = paper.date.date().isoformat()
    return made | ({"document": f"documents/{name}.txt"} if paper.at_hand else {})


def _claim(
    name: str,
    concept: str,
    events: Sequence[Event],
    documents: tuple[Sequence[Paper], Sequence[str]],
    parties: Mapping[str, str],
    told: list[str],
) -> dict[str, Any]:
    """A claim: who said last what of it, and where it was said."""
    papers, sources = documents
    says: dict[str, str] = {}
    at: dict[tuple[Any, ...], dict[str, str]] = {}
    for one in sorted(events, key=lambda event: papers[event.paper].date):
        party = parties[one.organization or one.person]
        word = "affirms" if one.agreement else "denies"
        if says.get(party, word) != word:
            told.append(f"{party} says different things of {name}; the later one is kept.")
        says[party] = word
    for one in events:
        if papers[one.paper].title == NOWHERE:
            continue
        source = sources[one.paper]
        bare = {"source": source}
        at[source, one.start, one.end] = place(source, papers[one.paper].text, one.start, one.end) if one.end else bare
    asserted = [party for party, word in says.items() if word == "affirms"]
    places = list(at.values())
    made: dict[str, Any] = {"id": name, "text": concept}
    made |= {"asserted_by": asserted} if asserted else {}
    made |= {"at": places[0] if len(places) == 1 else places} if places else {}
    return made | {"says": says}
