"""The review of statements: a queue as drafted, and what each coder decided about it.

Beside a case's `case.yaml` stands `statements.yaml`, the queue. It holds places, not sentences, and reviewing never changes
it. Each coder has a file of their own, `coding/<coder>.yaml`, so that two can work blind and their files never conflict;
where they differed, `coding/adjudicated.yaml` says what holds, and by whom. A decision is on the disk before the next
statement is shown.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from detente.documents.document import Document, DocumentError, Passage
from detente.documents.places import fingerprint, fold
from detente.documents.records import Row, put, read_rows, rows_text
from detente.documents.stated import Statement, StatementKind

QUEUE = "statements.yaml"
CODING = "coding"
ADJUDICATED = "adjudicated"
KINDS: tuple[StatementKind, ...] = get_args(StatementKind)
DecisionKind = Literal["accept", "reject", "recode"]
DECISIONS: tuple[DecisionKind, ...] = get_args(DecisionKind)
SPAN = ("start", "end", "sha256")
RECODED = ("kind", "actor", "target", "condition", "against", *SPAN)
"""The fields that a coder may change; those of a span all together."""
Value = str | bool | int | None
NAMES = "Small letters, digits, - and _ make a name, a letter first."
_NAME = re.compile(r"[a-z][a-z0-9_-]*\Z")
_ENTRY = ("id", "kind", "actor", "target", "condition", "trigger", "against", "says", "label", "at")
_PLACE = ("source", "where", "start", "end", "sha256", "reader")
_DECISION = ("id", "decision", *RECODED, "note", "when", "who")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands: in which source (its id in the case), as a person would say it, and by raw offsets of the
    document's text with the hash of the folded passage. `reader`: what read the document, where its text is not the file itself."""

    source: str
    where: str
    start: int
    end: int
    sha256: str
    reader: str = ""
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement of the queue: what `Statement` says, under an id, at a place. `label`: the number of a list item."""

    id: str
    kind: StatementKind
    at: Place
    trigger: str
    actor: str | None = None
    target: str | None = None
    condition: str | None = None
    against: bool = False
    says: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a coder decided about the entry `id`: accepted as drafted, rejected, or accepted with other fields (`changed`).

    `changed` holds some of `RECODED`; None there says that there is nobody, or no condition. `when`: the moment, ISO 8601 in
    UTC. `who`: who decided between coders, in the adjudicated file only.
    """

    id: str
    decision: DecisionKind
    changed: Mapping[str, Value] = field(default_factory=dict)
    note: str = ""
    when: str = ""
    who: str = ""


Decisions = Mapping[str, Decision]
"""A coder's decisions by the id of the entry."""


def now() -> str:
    """This moment, as `when` of a decision."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# ---------------------------------------------------------------- the queue


def drafted(source: str, document: Document, statements: Iterable[Statement]) -> tuple[Entry, ...]:
    """The queue of one document's statements; `source` is its id in the case.

    An id is made of the source and of the passage's words, so that a draft made again gives the same ids to the same
    statements, and no decision can slip to another statement.
    """
    entries: list[Entry] = []
    taken: dict[str, int] = {}
    for one in statements:
        passage = document.text[one.start : one.end]
        stem = f"{source}-{hashlib.sha256(fold(passage).encode('utf-8')).hexdigest()[:6]}"
        taken[stem] = taken.get(stem, 0) + 1
        name = stem if taken[stem] == 1 else f"{stem}-{taken[stem]}"
        at = Place(source, where(document, one.start), one.start, one.end, fingerprint(passage), document.reader)
        entries.append(
            Entry(
                name, one.kind, at, one.trigger, one.actor, one.target, one.condition, one.against, one.says, one.label
            )
        )
    return tuple(entries)


def where(document: Document, offset: int) -> str:
    """Where an offset stands, as a person would say it: `p. 3, ¶ 12`, paragraphs counted through the article."""
    body: tuple[Passage, ...] = document.body()
    number = next((n for n, passage in enumerate(body, 1) if offset < passage.end), len(body))
    page = body[number - 1].page if body else None
    return f"p. {page}, ¶ {number}" if page else f"¶ {number}"


def write_queue(folder: Path, entries: Sequence[Entry]) -> None:
    """Write the queue of a case folder. Raises DocumentError where ids repeat or the file cannot be written."""
    file = folder / QUEUE
    for name in (name for entry in entries for name in (entry.id, entry.at.source)):
        if not _NAME.match(name):
            raise DocumentError(str(file), f"{name!r} is no name.", NAMES)
    _unlike(entries, file)
    comment = (
        "Statements found in the documents, as drafted; nothing here is decided. Review them: detente review FOLDER --coder NAME\n"
        "Reviewing never changes this file; decisions are kept in coding/, a file for each coder."
    )
    put(file, rows_text((_entry_row(entry) for entry in entries), comment))


def read_queue(folder: Path) -> tuple[Entry, ...]:
    """The queue of a case folder. Raises DocumentError, with file and line, where there is none or it cannot be read."""
    file = folder / QUEUE
    if not file.is_file():
        raise DocumentError(str(file), "There is no queue of statements.", "Make one: detente draft FILE… -o FOLDER")
    entries = tuple(_entry(row, file) for row in read_rows(file))
    _unlike(entries, file)
    return entries


def _unlike(entries: Iterable[Entry], file: Path) -> None:
    """Raises DocumentError where two entries have one id."""
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise DocumentError(str(file), f"Two statements are called {entry.id}.", "Give each an id of its own.")
        seen.add(entry.id)


def _entry_row(entry: Entry) -> dict[str, Any]:
    at = {name: getattr(entry.at, name) for name in _PLACE if getattr(entry.at, name) != ""}
    given = {name: getattr(entry, name) for name in _ENTRY[:-1]}
    needed = ("id", "kind", "actor", "trigger")
    return {name: value for name, value in given.items() if name in needed or value not in (None, "", False, ())} | {
        "at": at
    }


def _entry(row: Row, file: Path) -> Entry:
    at = row.fields.get("at")
    _known(row, row.fields, _ENTRY, file)
    if not isinstance(at, dict):
        raise _wrong(row, file, "The entry has no place.", "Write at: {source: …, start: …, end: …, sha256: …}.")
    _known(row, at, _PLACE, file)
    start, end = _offset(row, at.get("start"), "start", file), _offset(row, at.get("end"), "end", file)
    if end <= start:
        raise _wrong(row, file, f"The place ends at {end}, not after its start {start}.", "Mend start and end.")
    place = Place(
        _name(row, at, "source", file),
        _text(row, at, "where", file, ""),
        start,
        end,
        _text(row, at, "sha256", file),
        _text(row, at, "reader", file, ""),
    )
    says = row.fields.get("says") or ()
    if not isinstance(says, tuple) or not all(isinstance(who, str) for who in says):
        raise _wrong(row, file, "says is no list of names.", "Write says: [who, …].")
    return Entry(
        _name(row, row.fields, "id", file),
        _choice(row, row.fields.get("kind"), KINDS, "kind", file),
        place,
        _text(row, row.fields, "trigger", file, ""),
        _text(row, row.fields, "actor", file, None),
        _text(row, row.fields, "target", file, None),
        _text(row, row.fields, "condition", file, None),
        _truth(row, row.fields.get("against", "false"), file),
        says,
        _text(row, row.fields, "label", file, ""),
    )


# ---------------------------------------------------------------- coders


def coder_file(folder: Path, coder: str) -> Path:
    """The file of a coder. Raises DocumentError for a name that cannot be one of a file."""
    if not _NAME.match(coder) or len(coder) > 60:
        what = f"{coder!r} cannot be a coder's name."
        raise DocumentError(str(folder / CODING), what, f"{NAMES} As in: anna.")
    return folder / CODING / f"{coder}.yaml"


def coders(folder: Path) -> tuple[str, ...]:
    """Who has decided anything in a case folder, in order of their names; the adjudicated file is nobody's."""
    there = (file.stem for file in (folder / CODING).glob("*.yaml"))
    return tuple(sorted(name for name in there if _NAME.match(name) and name != ADJUDICATED))


def read_coder(folder: Path, coder: str) -> dict[str, Decision]:
    """A coder's decisions by entry, in the order in which they were first made; none where there is no file yet.

    `ADJUDICATED` is a name too: what was decided between coders. Raises DocumentError with file and line.
    """
    file = coder_file(folder, coder)
    if not file.exists():
        return {}
    found: dict[str, Decision] = {}
    for row in read_rows(file):
        decision = _decision(row, file)
        if decision.id in found:
            raise _wrong(row, file, f"{decision.id} is decided twice.", "Keep one of the two.")
        found[decision.id] = decision
    return found


def decide(folder: Path, coder: str, decision: Decision) -> dict[str, Decision]:
    """Put a decision on the disk, in place of an earlier one about the same entry; returns all of the coder's.

    The file is read again before and replaced as a whole, so that a crash loses nothing and a decision made meanwhile in
    another window stays. Raises DocumentError.
    """
    decisions = {**read_coder(folder, coder), decision.id: decision}
    what = "What was decided between coders." if coder == ADJUDICATED else f"What {coder} decided."
    comment = f"{what} The statements stand in ../{QUEUE}; fields are only those that were changed."
    put(coder_file(folder, coder), rows_text((_decision_row(one) for one in decisions.values()), comment))
    return decisions


def _decision_row(one: Decision) -> dict[str, Any]:
    row: dict[str, Any] = {"id": one.id, "decision": one.decision}
    row.update({name: one.changed[name] for name in RECODED if name in one.changed})
    for name in ("note", "when", "who"):
        if getattr(one, name):
            row[name] = getattr(one, name)
    return row


def _decision(row: Row, file: Path) -> Decision:
    _known(row, row.fields, _DECISION, file)
    kind = _choice(row, row.fields.get("decision"), DECISIONS, "decision", file)
    changed: dict[str, Value] = {}
    for name in RECODED:
        if name not in row.fields:
            continue
        value = row.fields[name]
        if name == "kind":
            changed[name] = _choice(row, value, KINDS, "kind", file)
        elif name == "against":
            changed[name] = _truth(row, value, file)
        elif name in ("start", "end"):
            changed[name] = _offset(row, value, name, file)
        elif name == "sha256":
            changed[name] = _text(row, row.fields, name, file)
        else:
            changed[name] = _text(row, row.fields, name, file, None)
    if changed and kind != "recode":
        raise _wrong(row, file, f"A decision to {kind} changes {', '.join(changed)}.", "Write decision: recode.")
    if set(SPAN) & set(changed) and not set(SPAN) <= set(changed):
        raise _wrong(row, file, "Other words need start, end and sha256.", "Give all three.")
    if "start" in changed and int(changed["end"] or 0) <= int(changed["start"] or 0):
        raise _wrong(row, file, "The statement ends before it starts.", "Mend start and end.")
    name = _name(row, row.fields, "id", file)
    note, when, who = (_text(row, row.fields, each, file, "") for each in ("note", "when", "who"))
    return Decision(name, kind, changed, note, when, who)


# ---------------------------------------------------------------- what holds


def pending(entries: Iterable[Entry], decisions: Decisions) -> tuple[Entry, ...]:
    """The entries that nothing is decided about, in the order of the queue."""
    return tuple(entry for entry in entries if entry.id not in decisions)


def strays(entries: Iterable[Entry], decisions: Decisions) -> tuple[str, ...]:
    """Ids that were decided about and that the queue no longer has."""
    known = {entry.id for entry in entries}
    return tuple(name for name in decisions if name not in known)


def decided(entry: Entry, decision: Decision) -> Entry | None:
    """The entry as a decision leaves it; None where it is rejected."""
    if decision.decision == "reject":
        return None
    changed = dict(decision.changed)
    span = {name: changed.pop(name) for name in SPAN if name in changed}
    return replace(entry, **changed, at=replace(entry.at, **span))  # type: ignore[arg-type]


def final(entries: Iterable[Entry], decisions: Decisions) -> tuple[Entry, ...]:
    """What was accepted, with the changes made, in the order of the queue."""
    held = (decided(entry, decisions[entry.id]) for entry in entries if entry.id in decisions)
    return tuple(entry for entry in held if entry is not None)


# ---------------------------------------------------------------- fields


def _wrong(row: Row, file: Path, what: str, remedy: str) -> DocumentError:
    return DocumentError(f"{file}:{row.line}", what, remedy)


def _known(row: Row, given: Mapping[str, Any], names: Sequence[str], file: Path) -> None:
    for name in given:
        if name not in names:
            raise _wrong(row, file, f"There is no field {str(name)[:40]!r}.", f"The fields are {', '.join(names)}.")


def _text(row: Row, given: Mapping[str, Any], name: str, file: Path, default: Any = ...) -> Any:
    value = given.get(name)
    if value is None and default is not ...:
        return default
    if not isinstance(value, str) or (not value.strip() and default is ...):
        raise _wrong(row, file, f"{name} is missing or no text.", f"Write {name}: …")
    return value


def _name(row: Row, given: Mapping[str, Any], name: str, file: Path) -> str:
    value = str(_text(row, given, name, file))
    if not _NAME.match(value):
        raise _wrong(row, file, f"{name} is {value[:40]!r}.", NAMES)
    return value


def _choice(row: Row, value: Any, among: Sequence[Any], name: str, file: Path) -> Any:
    if value not in among:
        raise _wrong(row, file, f"{name} is {str(value)[:40]!r}.", f"It is one of {', '.join(among)}.")
    return value


def _truth(row: Row, value: Any, file: Path) -> bool:
    if value not in ("true", "false"):
        raise _wrong(row, file, f"against is {str(value)[:40]!r}.", "Write true or false.")
    return bool(value == "true")


def _offset(row: Row, value: Any, name: str, file: Path) -> int:
    if not isinstance(value, str) or not re.fullmatch(r"\d{1,9}", value, re.ASCII):
        raise _wrong(row, file, f"{name} is {str(value)[:40]!r}.", "Offsets count characters from 0.")
    return int(value)
