"""Markdown as a document: headings, items, quotes, table rows and notes by their marks. Offsets are those of the file."""

from __future__ import annotations

import re
from dataclasses import replace

from detente.documents.decoding import decoded
from detente.documents.document import Document, Mark, Passage, PassageKind
from detente.documents.metadata import of_lines

_HEADING = re.compile(r"(#{1,6})\s+\S")
_NOTE = re.compile(r"\[\^([^\]\[\s]{1,80})\]:\s*(?=\S)")
_ITEM = re.compile(r"(?:(\d{1,3})[.)]|([-*+]))\s+(?=\S)")
_FENCE = re.compile(r"(```|~~~)")
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,}|={3,})$")
_FRONT = re.compile(r"---\n(.*?)\n---(?:\n|$)", re.S)


def read_markdown(data: bytes, name: str) -> Document:
    """A Markdown file as a document."""
    text, warnings = decoded(data, name)
    front = _FRONT.match(text)
    passages = passages_of(text, front.end() if front else 0)
    about = of_lines(text, passages)
    kept = tuple(replace(p, kind="title", level=0) if about.title_at == p.start else p for p in passages)
    stated = _stated(front[1]) if front else {}
    title, author, date = (stated.get(key) or found for key, found in zip(("title", "author", "date"), (about.title, about.author, about.date), strict=True))  # fmt: skip
    if front:
        kept = (Passage(0, len(front[0].rstrip()), "boilerplate"), *kept)
    return Document(name, text, kept, _marks(text, kept), title, author, date, "Markdown", warnings)


def _stated(front: str) -> dict[str, str]:
    """`title:`, `author:` and `date:` of the lines at the head of a file."""
    found = re.findall(r"^(title|author|date):\s*(.+)$", front, re.M | re.I)
    return {key.lower(): value.strip().strip("\"'") for key, value in found}


def passages_of(text: str, start: int = 0) -> tuple[Passage, ...]:
    """The passages of Markdown from `start` on. A paragraph goes on to the next blank line, heading, item, note or table."""
    found: list[Passage] = []
    at, open_, fenced = start, False, False
    for raw in text[start:].splitlines(keepends=True):
        words = raw.strip()
        low = at + len(raw) - len(raw.lstrip())
        at += len(raw)
        if not words:
            open_ = open_ and fenced
            continue
        kind, label, level = _kind(words)
        if _FENCE.match(words):
            fenced = not fenced
        fresh = (kind != "paragraph" and not fenced) or not open_ or found[-1].kind in ("heading", "table")
        if kind == "quote" and open_ and found[-1].kind == "quote":
            fresh = False
        if fresh:
            found.append(Passage(low, low + len(words), kind, label, level))
        else:
            found[-1] = replace(found[-1], end=low + len(words))
        open_ = True
    return tuple(_underlined(text, found))


def _kind(words: str) -> tuple[PassageKind, str, int]:
    if heading := _HEADING.match(words):
        return "heading", "", len(heading[1])
    if note := _NOTE.match(words):
        return "note", note[1], 0
    if item := _ITEM.match(words):
        return "item", item[1] or "•", 0
    if words.startswith(">"):
        return "quote", "", 0
    if words.startswith("|"):
        return "table", "", 0
    return ("paragraph", "", 0) if not _RULE.match(words) or words[0] in "=-" else ("boilerplate", "", 0)


def _underlined(text: str, passages: list[Passage]) -> list[Passage]:
    """Headings that are underlined with = or - in the next line; rules of - alone are no text."""
    out = []
    for passage in passages:
        lines = text[passage.start : passage.end].split("\n")
        if (
            passage.kind == "paragraph"
            and len(lines) == 2
            and _RULE.match(lines[1].strip())
            and lines[1].strip()[0] in "=-"
        ):
            passage = replace(passage, kind="heading", level=1 if lines[1].strip()[0] == "=" else 2)
        elif passage.kind == "paragraph" and len(lines) == 1 and _RULE.match(lines[0].strip()):
            passage = replace(passage, kind="boilerplate")
        out.append(passage)
    return out


def _marks(text: str, passages: tuple[Passage, ...]) -> tuple[Mark, ...]:
    notes = {passage.label: k for k, passage in enumerate(passages) if passage.kind == "note"}
    opening = {passages[k].start for k in notes.values()}
    found = re.finditer(r"\[\^([^\]\[\s]{1,80})\]", text)
    return tuple(Mark(m.start(), m.end(), notes[m[1]]) for m in found if m[1] in notes and m.start() not in opening)
