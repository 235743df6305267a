"""Lists of records in YAML, as the review queue and the coders' files are kept: text in, nested tuples of text out.

A file is a list of mappings; every scalar is read as the text that is written (no country code turns into *false*), and
nothing else of YAML is needed: anchors, aliases, tags, a second document and deep nesting are refused, so that no file can
grow while it is read.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from detente.documents.document import DocumentError

MAX_BYTES = 32_000_000
MAX_DEPTH = 5
_NULLS = ("", "~", "null", "Null", "NULL")
_PLAIN = re.compile(r"[A-Za-z][\w.-]*(?: [\w.-]+)*\Z", re.ASCII)
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_ODD = re.compile("[\x00-\x1f\x7f-\xa0\u00ad\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a file: its fields, and the line that it starts on."""

    fields: Mapping[str, Any]
    line: int


def read_rows(file: Path) -> tuple[Row, ...]:
    """The records of a file. Raises DocumentError, with the line, for what is no list of records."""
    name = str(file)
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(name, f"The file has {size:,} bytes.", f"At most {MAX_BYTES:,} are read.")
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(name, f"The file is no UTF-8 (byte {error.start:,}).", "Save it as UTF-8.") from None
    except OSError as error:
        raise DocumentError(name, f"The file cannot be read: {error.strerror}.") from None
    try:
        return tuple(_rows(_events(text, name), name))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        what = f"This is not YAML: {error.problem or 'it cannot be read'}."
        raise DocumentError(name + line, what, "Check indentation, brackets and quotation marks.") from None
    except (YAMLError, RecursionError):
        raise DocumentError(name, "This is not YAML.", "Check indentation, brackets and quotation marks.") from None


def _events(text: str, name: str) -> Iterator[Any]:
    """The events of a text, with what these files never need refused."""
    depth = 0
    for event in YAML(typ="safe").parse(text):
        kind = type(event).__name__
        line = event.start_mark.line + 1
        if kind == "AliasEvent" or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise DocumentError(f"{name}:{line}", "Anchors, aliases and tags are not read here.", "Write it out.")
        if kind == "DocumentStartEvent":
            depth += 100
            if depth > 100:
                raise DocumentError(f"{name}:{line}", "A second document starts here (`---`).", "Keep one.")
        elif kind.endswith(("SequenceStartEvent", "MappingStartEvent")):
            depth += 1
            if depth > 100 + MAX_DEPTH:
                raise DocumentError(
                    f"{name}:{line}", f"This goes deeper than {MAX_DEPTH} levels.", "Look for a bracket."
                )
        elif kind.endswith(("SequenceEndEvent", "MappingEndEvent")):
            depth -= 1
        if not kind.startswith(("Stream", "Document")):
            yield event


def _rows(events: Iterator[Any], name: str) -> Iterator[Row]:
    first = next(events, None)
    if first is None or (type(first).__name__ == "ScalarEvent" and not first.value):
        return
    if type(first).__name__ != "SequenceStartEvent":
        line = first.start_mark.line + 1
        raise DocumentError(f"{name}:{line}", "The file is no list.", "Write a list of entries, each after a dash.")
    for event in events:
        kind = type(event).__name__
        if kind == "SequenceEndEvent":
            break
        line = event.start_mark.line + 1
        value = _value(event, events, name)
        if not isinstance(value, dict):
            raise DocumentError(f"{name}:{line}", "This entry has no fields.", "Write `- id: …` and the other fields.")
        yield Row(value, line)
    for _ in events:  # a second document is refused while it is read
        pass


def _value(event: Any, events: Iterator[Any], name: str) -> Any:
    kind = type(event).__name__
    if kind == "ScalarEvent":
        return None if not event.style and event.value in _NULLS else event.value
    if kind == "SequenceStartEvent":
        items = []
        while type(following := next(events)).__name__ != "SequenceEndEvent":
            items.append(_value(following, events, name))
        return tuple(items)
    found: dict[str, Any] = {}
    while type(key := next(events)).__name__ != "MappingEndEvent":
        line = key.start_mark.line + 1
        if type(key).__name__ != "ScalarEvent":
            raise DocumentError(f"{name}:{line}", "A key must be a word.", "Write `key: value`.")
        if key.value in found:
            raise DocumentError(f"{name}:{line}", f"{key.value} stands here a second time.", "Keep one of the two.")
        found[key.value] = _value(next(events), events, name)
    return found


# ---------------------------------------------------------------- writing


def rows_text(rows: Iterable[Mapping[str, Any]], comment: str) -> str:
    """The text of a list of records: a field a line, mappings and lists within on one line. Comments at the head."""
    lines = [f"# {line}" for line in comment.splitlines()]
    count = 0
    for row in rows:
        count += 1
        for number, (key, value) in enumerate(row.items()):
            lines.append(f"{'  ' if number else '- '}{key}: {_written(value)}")
    return "\n".join([*lines, *([] if count else ["[]"])]) + "\n"


def _written(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_written(item) for item in value) + "]"
    text = str(value)
    if _PLAIN.match(text) and text.lower() not in _WORDS:
        return text
    return _ODD.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False))


def put(file: Path, text: str) -> None:
    """Write a file whole or not at all: beside it first, to the disk, then in its place. Raises DocumentError."""
    made = ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(made, file.stat().st_mode & 0o777 if file.exists() else 0o666 & ~_umask())
        os.replace(made, file)
    except OSError as error:
        if made:
            Path(made).unlink(missing_ok=True)
        raise DocumentError(str(file), f"The file cannot be written: {error.strerror}.") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
