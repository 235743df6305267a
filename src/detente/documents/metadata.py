"""Title, author and date of an article, where its first lines say so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from detente.documents.dates import MONTHS
from detente.documents.document import Passage

_DATE_LINE = re.compile(r"(?:last updated|updated|published|posted|date)\s*(?:on)?\s*:?\s*(.+)$", re.I)
_MONTHS = "|".join(MONTHS)
_DAY = re.compile(rf"(?:[A-Za-z]+,\s*)?((?:\d{{1,2}}\s+(?:{_MONTHS})\s+\d{{4}})|(?:(?:{_MONTHS})\s+\d{{1,2}},?\s+\d{{4}})|\d{{4}}-\d\d-\d\d)\.?$", re.I)  # fmt: skip
_NUMERIC = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}")
_BY = re.compile(r"by\s+(.+)$", re.I)
_NAME = re.compile(r"(?:[A-ZÀ-Þ][\w.’'-]*|de|von|van|der|al|bin|la|le)(?:\s+(?:[A-ZÀ-Þ][\w.’'-]*|de|von|van|der|al|bin|la|le|and|,)){1,5}$")  # fmt: skip
_OTHER = re.compile(r"(key ?words|abstract|summary|contents)\b", re.I)
_SERIES = re.compile(r"(analysis|comment|essay|report|special report|article|volume|issue|part)\b[\sIVX\d.:]*$", re.I)
FIRST_LINES = 8


@dataclass(frozen=True, slots=True)
class About:
    """What the head of an article says; `title_at` is the offset of the passage that is its title."""

    title: str | None = None
    author: str | None = None
    date: str | None = None
    title_at: int | None = None


def of_lines(text: str, passages: Sequence[Passage]) -> About:
    """What the first short lines of the article say of it."""
    head = [passage for passage in passages if passage.kind != "boilerplate"][:FIRST_LINES]
    title: Passage | None = None
    author = date = None
    for passage in head:
        if passage.kind == "title":
            title = passage
            continue
        words = text[passage.start : passage.end].lstrip("#").strip()
        if len(words.split()) > 30:
            break
        if day := _date(words):
            date = date or day
        elif by := _BY.fullmatch(words):
            author = author or by[1].strip()
        elif (
            title is None
            and passage.kind in ("heading", "paragraph")
            and not _OTHER.match(words)
            and not _SERIES.fullmatch(words)
        ):
            if passage.kind == "heading" or not words.endswith((".", ";", ",")):
                title = passage
        elif (
            title is not None
            and author is None
            and passage.kind != "item"
            and _NAME.fullmatch(words)
            and len(words) < 80
        ):
            author = words
    named = text[title.start : title.end].lstrip("#").strip() if title is not None else None
    return About(named, author, date, title.start if title is not None else None)


def _date(words: str) -> str | None:
    stated = _DATE_LINE.fullmatch(words)
    if stated and (_NUMERIC.search(stated[1]) or _DAY.match(stated[1]) or re.search(r"\d{4}", stated[1])):
        return stated[1].strip()
    bare = _DAY.fullmatch(words)
    if bare:
        return bare[1]
    at_end = re.fullmatch(r"[A-ZÀ-Þ][\w’'-]+(?:\s[A-Z][\w’'-]+)?,\s+(.+)", words)
    return at_end[1] if at_end and _DAY.fullmatch(at_end[1]) else None
