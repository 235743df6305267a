"""The first look at Argdown: front matter, comments and data taken out, the rest in lines and blocks, all with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from detente.case.text import parse
from detente.formats.common import FormatError

COMMENT, DATA, MORE = "\0", "\2", "\1"
"""What stands in the place of a comment, of the first character of data, and of its other characters."""

_RULE = re.compile(r"={3,}[ \t]*")
_SPECIAL = re.compile(r"\\.|\{|<!--|/\*|//|\[[^\]\n]{1,300}\]\([^)\n]{1,2000}\)", re.DOTALL)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_ENDS = {"<!--": "-->", "/*": "*/"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a block, without its indentation. `number` and `indent + 1` are its place in the file."""

    number: int
    indent: int
    text: str

    @property
    def at(self) -> tuple[int, int]:
        """Line and column, from 1."""
        return self.number, self.indent + 1


@dataclass(frozen=True, slots=True)
class Scanned:
    """A file: its front matter, its blocks (lines between empty lines), and its data in the order of the `DATA` marks."""

    front: Mapping[str, Any]
    blocks: tuple[tuple[Line, ...], ...]
    data: tuple[Mapping[str, Any], ...]


def scan(text: str, file: str) -> Scanned:
    """Take a file apart. Raises FormatError with line and column."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = text.translate({ord(mark): " " for mark in (COMMENT, DATA, MORE)})
    front, body, before = _front(text, file)
    plain, data = _without(body, before, file)
    return Scanned(front, tuple(_blocks(plain, before)), tuple(data))


def _front(text: str, file: str) -> tuple[Mapping[str, Any], str, int]:
    """(front matter, what follows, how many lines stand before it)."""
    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip()), None)
    if first is None or not _RULE.fullmatch(lines[first]):
        return {}, text, 0
    last = next((n for n in range(first + 1, len(lines)) if _RULE.fullmatch(lines[n])), None)
    if last is None:
        raise FormatError(file, "The front matter is not closed.", "End it with a line of ===.", (first + 1, 1))
    yaml = "\n".join(lines[first + 1 : last])
    return yaml_mapping(yaml, file, (first + 2, 1)), "\n".join(lines[last + 1 :]), last + 1


def yaml_mapping(yaml: str, file: str, at: tuple[int, int]) -> Mapping[str, Any]:
    """A piece of YAML as a tree of text, read as safely as a case file. Raises FormatError at its place in the file."""
    if not yaml.strip():
        return {}
    tree, _, problems = parse(yaml, file)
    if problems:
        mark = problems[0].mark
        row, column = (mark.line, mark.column) if mark else (1, 1)
        place = (at[0] + row - 1, column + (at[1] - 1 if row == 1 else 0))
        raise FormatError(file, f"The YAML here cannot be read: {problems[0].what}", problems[0].remedy, place)
    if not isinstance(tree, dict):
        raise FormatError(file, "Data are keys with values.", "Write {key: value}, with a space after the colon.", at)
    return tree


def _without(body: str, before: int, file: str) -> tuple[str, list[Mapping[str, Any]]]:
    """The text with marks in place of comments and data, each line as long as it was, and the data."""
    pieces: list[str] = []
    data: list[Mapping[str, Any]] = []
    done, line, counted = 0, before + 1, 0
    while (found := _SPECIAL.search(body, done)) is not None:
        start, sort = found.start(), found.group()
        line, counted = line + body.count("\n", counted, start), start
        at = (line, start - (body.rfind("\n", 0, start) + 1) + 1)
        pieces.append(body[done:start])
        if sort == "{":
            end = _closed(body, start, at, file)
            data.append(_data(body[start:end], at, file))
            pieces.append(DATA + _covered(body[start + 1 : end], MORE))
        elif sort in _ENDS:
            end = body.find(_ENDS[sort], start + len(sort)) + len(_ENDS[sort])
            if end < len(_ENDS[sort]):
                raise FormatError(file, f"The comment {sort} is not closed.", f"End it with {_ENDS[sort]}.", at)
            pieces.append(_covered(body[start:end], COMMENT))
        elif sort == "//" and body[start - 1 : start] != ":":
            end = body.find("\n", start)
            end = len(body) if end < 0 else end
            pieces.append(COMMENT * (end - start))
        else:
            end = found.end()
            pieces.append(sort)
        done = end
    return "".join((*pieces, body[done:])), data


def _closed(body: str, start: int, at: tuple[int, int], file: str) -> int:
    """Where the data that begin at `start` end."""
    depth = 0
    for found in _BRACE.finditer(body, start):
        depth += {"{": 1, "}": -1}.get(found.group(), 0)
        if not depth:
            return found.end()
    raise FormatError(file, "This { is not closed.", "End the data with }, or write \\{ in a text.", at)


def _data(written: str, at: tuple[int, int], file: str) -> Mapping[str, Any]:
    """Data in curly brackets: YAML in one line, or, where a line break follows the bracket, in block form."""
    inner = written[1:-1]
    block = inner.lstrip(" \t").startswith("\n")
    return yaml_mapping(inner, file, (at[0], at[1] + 1)) if block else yaml_mapping(written, file, at)


def _covered(text: str, mark: str) -> str:
    """A text of which every line is marks alone, at least one."""
    return "\n".join(mark * max(1, len(line)) for line in text.split("\n")) if text else ""


def _blocks(text: str, before: int) -> Iterator[tuple[Line, ...]]:
    block: list[Line] = []
    for number, raw in enumerate(text.split("\n"), before + 1):
        if not raw.strip():
            if block:
                yield tuple(block)
            block = []
            continue
        plain = raw.replace(COMMENT, " ").rstrip()
        if plain.strip():
            inner = plain.lstrip()
            block.append(Line(number, len(plain) - len(inner), inner))
    if block:
        yield tuple(block)
