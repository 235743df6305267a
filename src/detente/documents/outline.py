"""What was understood of a document, for a person (`told`) and for a program (`outline`): what `detente read` shows."""

from __future__ import annotations

from collections import Counter
from textwrap import shorten
from typing import Any

from detente.documents.document import Document, Passage


def outline(document: Document) -> dict[str, Any]:
    """The document as plain data: what is known of it, and every passage with its place, kind and words."""
    return {
        "name": document.name,
        "reader": document.reader,
        "title": document.title,
        "author": document.author,
        "date": document.date,
        "characters": len(document.text),
        "counts": dict(Counter(passage.kind for passage in document.passages)),
        "warnings": list(document.warnings),
        "passages": [
            {
                "kind": passage.kind,
                "label": passage.label,
                "level": passage.level,
                "page": passage.page,
                "start": passage.start,
                "end": passage.end,
                "text": document.words(passage),
            }
            for passage in document.passages
        ],
        "notes": [{"start": mark.start, "end": mark.end, "note": mark.note} for mark in document.marks],
    }


def told(document: Document, width: int = 100) -> str:
    """The same as lines to read: first what is known, then one line for each passage, navigation in one."""
    about = [
        ("title", document.title),
        ("author", document.author),
        ("date", document.date),
        ("read as", document.reader),
    ]
    lines = [document.name, *(f"  {word}: {value or 'not found'}" for word, value in about)]
    counts = Counter(passage.kind for passage in document.passages)
    lines.append("  passages: " + ", ".join(_count(kind, number) for kind, number in counts.items()))
    lines += [f"  Warning: {warning}" for warning in document.warnings]
    lines.append("")
    skipped = 0
    for passage in document.passages:
        if passage.kind == "boilerplate":
            skipped += 1
            continue
        lines += _left_out(skipped)
        skipped = 0
        lines.append(_line(document, passage, width))
    return "\n".join([*lines, *_left_out(skipped)]) + "\n"


def _count(kind: str, number: int) -> str:
    if kind == "boilerplate":
        return f"{number} of navigation, left out"
    return f"{number} {kind}{'' if number == 1 else 's'}"


def _left_out(number: int) -> list[str]:
    return [f"  {'':>14}  … navigation, left out: {number} passage{'' if number == 1 else 's'}"] if number else []


def _line(document: Document, passage: Passage, width: int) -> str:
    kind = passage.kind + (f" {passage.label}" if passage.label else "")
    page = f" p. {passage.page}" if passage.page else ""
    words = shorten(document.words(passage), max(40, width - 34), placeholder=" …")
    return f"{passage.start:>8}  {kind:<12}{page} {words}"
