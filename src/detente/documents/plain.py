"""Plain text as a document: paragraphs, headings, items and notes by the look of their lines. Offsets are those of the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from detente.documents.boilerplate import without_navigation
from detente.documents.decoding import decoded
from detente.documents.document import Document, Mark, Passage, PassageKind
from detente.documents.metadata import of_lines

_ITEM = re.compile(r"\s*(?:\(?(\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|([-*•–·]))\s+(?=\S)")
_NOTE = re.compile(r"\s*(?:\[(\d{1,3}|\*+)\]|\^(\d{1,3}))\s*(?=\S)")
_STOPS = (".", ";", ",", "!", "”", '"', ")")
LONG_LINE = 160
MOST_IN_HEADING = 14
"""Words."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, at `text[start:end]` without the white space at its ends; `block` counts groups between blank lines."""

    start: int
    end: int
    block: int
    alone: bool


def read_plain(data: bytes, name: str) -> Document:
    """A text file as a document."""
    text, warnings = decoded(data, name)
    passages = noted(text, without_navigation(text, passages_of(text)))
    about = of_lines(text, passages)
    kept = tuple(replace(p, kind="title", level=0) if about.title_at == p.start else p for p in passages)
    return Document(name, text, kept, marks_of(text, kept), about.title, about.author, about.date, "text", warnings)


def passages_of(text: str) -> tuple[Passage, ...]:
    """The passages of a text without markup. Where lines are long each is a paragraph; else a paragraph goes on to the next blank line, item or note."""
    lines = lines_of(text)
    wrapped = not any(line.end - line.start > LONG_LINE for line in lines)
    found: list[Passage] = []
    for k, line in enumerate(lines):
        words = text[line.start : line.end]
        following = lines[k + 1] if k + 1 < len(lines) else None
        kind, label = _kind(words, line, following, text)
        goes_on = (
            wrapped
            and kind == "paragraph"
            and found
            and not _fresh(lines, k)
            and found[-1].kind in ("paragraph", "item", "note")
        )
        if goes_on:
            found[-1] = replace(found[-1], end=line.end)
        else:
            found.append(Passage(line.start, line.end, kind, label, 2 if kind == "heading" else 0))
    return tuple(found)


def lines_of(text: str) -> list[Line]:
    """All lines that are not blank."""
    block, at, after_blank = -1, 0, True
    spans = []
    for raw in text.split("\n"):
        words = raw.strip()
        if words:
            block += after_blank
            start = at + len(raw) - len(raw.lstrip())
            spans.append((start, start + len(words), block))
        after_blank = not words
        at += len(raw) + 1
    sizes: dict[int, int] = {}
    for _, _, which in spans:
        sizes[which] = sizes.get(which, 0) + 1
    return [Line(start, end, which, sizes[which] == 1) for start, end, which in spans]


def _fresh(lines: list[Line], k: int) -> bool:
    """Whether the line opens a block."""
    return k == 0 or lines[k - 1].block != lines[k].block


def _kind(words: str, line: Line, following: Line | None, text: str) -> tuple[PassageKind, str]:
    note = _NOTE.match(words)
    if note:
        return "note", (note[1] or note[2]).strip()
    item = _ITEM.match(words)
    short = len(words.split()) <= MOST_IN_HEADING and len(words) <= 110
    if item:
        next_is_item = following is not None and bool(_ITEM.match(text[following.start : following.end]))
        if (
            item[1]
            and line.alone
            and short
            and not words.endswith(_STOPS)
            and not next_is_item
            and following is not None
        ):
            return "heading", item[1]
        return "item", item[1] or "•"
    if line.alone and short and not words.endswith((*_STOPS, "?")) and following is not None:
        return "heading", ""
    return "paragraph", ""


def noted(text: str, passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """Notes are what a mark in the text leads to: `[1] …`, called as `[1]` before. Anything else that begins so is a paragraph, as the
    entries of a numbered list of references are, unless they are called too."""
    called = set(re.findall(r"(?<=\S)\[(\d{1,3}|\*+)\]", text))
    out = []
    for passage in passages:
        if passage.kind in ("note", "paragraph"):
            opening = _NOTE.match(text[passage.start : passage.end])
            label = (opening[1] or opening[2]).strip() if opening else passage.label
            is_note = label in called if opening else passage.kind == "note"
            passage = replace(passage, kind="note" if is_note else "paragraph", label=label if is_note else "")
        out.append(passage)
    return tuple(out)


def marks_of(text: str, passages: tuple[Passage, ...]) -> tuple[Mark, ...]:
    """Every `[1]` in the text that leads to the note of that number."""
    notes = {passage.label: k for k, passage in enumerate(passages) if passage.kind == "note"}
    opening = {passages[k].start for k in notes.values()}
    found = []
    for match in re.finditer(r"\[(\d{1,3}|\*+)\]", text):
        if match[1] in notes and match.start() not in opening:
            found.append(Mark(match.start(), match.end(), notes[match[1]]))
    return tuple(found)
