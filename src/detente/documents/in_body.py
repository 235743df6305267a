"""All citations in the article as found: by author and year, ibid., by number, by author and page. Nothing is linked here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.documents.authors import cited_names
from detente.documents.document import Document
from detente.documents.intext import WITHIN, Found, cites, scan

_NUMBERS = re.compile(r"\d{1,4}(?:\s*[,;–\-]\s*\d{1,4})*(?:,\s*pp?\.\s*[\d–\-]+)?")
_FROM_TO = re.compile(r"\[(\d{1,4})\]\s*[–-]\s*\[(\d{1,4})\]")
_RAISED = re.compile(r"[⁰¹²³⁴-⁹]{1,3}(?:[,⁻˒–-][⁰¹²³⁴-⁹]{1,3})*")
_TO_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻˒", "0123456789-,")
_PAGED = re.compile(r"(?P<names>[^\d“\"]{2,80}?),?\s+(?P<page>(?:pp?\.\s*)?\d{1,4}(?:[–\-]\d{1,4})?)")


def in_text(document: Document, left_out: frozenset[int], numbered: bool) -> tuple[Found, ...]:
    """Citations in the article and its notes, in order. `left_out`: passages that hold the list of references; `numbered`: whether
    its entries have numbers, so that `[3]` cites."""
    found: list[Found] = []
    marks = {mark.start for mark in document.marks if mark.note not in left_out}
    for at, passage in enumerate(document.passages):
        if passage.kind == "boilerplate" or at in left_out:
            continue
        if passage.kind != "note":
            found.extend(scan(document.text, passage.start, passage.end, at))
        if numbered:
            found.extend(_numbers(document.text, passage.start, passage.end, at, marks))
    if numbered and not any(one.kind == "numeric" for one in found):
        found.extend(_round_numbers(document, left_out))
    found.sort(key=lambda one: (one.start, one.end))
    return tuple(found)


def _numbers(text: str, low: int, high: int, passage: int, marks: set[int]) -> Iterator[Found]:
    joined: set[int] = set()
    for match in _FROM_TO.finditer(text, low, high):
        if match.start() not in marks and int(match[1]) < int(match[2]) < int(match[1]) + 200:
            joined |= {match.start(), match.start(2) - 1}
            numbers = tuple(range(int(match[1]), int(match[2]) + 1))
            yield Found(match.start(), match.end(), "numeric", passage, match.start(), numbers=numbers)
    for match in re.finditer(r"(?<!\b\w)\[([^\[\]]{1,80})\]", text[low:high]):
        start = low + match.start()
        zero = re.search(r"(?<!\d)0(?!\d)", match[1])  # no list begins there: an index, an interval
        if start in marks or zero or not _NUMBERS.fullmatch(match[1].strip()):
            continue
        if start in joined:
            continue
        yield from _items(match[1], start, low + match.end(), passage)
    for match in _RAISED.finditer(text, low, high):
        yield from _items(match[0].translate(_TO_DIGITS), match.start(), match.end(), passage, 0)


def _round_numbers(document: Document, left_out: frozenset[int]) -> Iterator[Found]:
    """`(3)` where nothing else is numbered."""
    for at, passage in enumerate(document.passages):
        if passage.kind == "boilerplate" or at in left_out:
            continue
        for match in re.finditer(
            r"(?<=\S\s)\((\d{1,3}(?:\s*[,–-]\s*\d{1,3})*)\)", document.text[passage.start : passage.end]
        ):
            yield from _items(match[1], passage.start + match.start(), passage.start + match.end(), at)


def _items(inner: str, start: int, end: int, passage: int, shift: int = 1) -> Iterator[Found]:
    locator = re.search(r",\s*(pp?\.\s*[\d–\-]+)$", inner)
    body = inner[: locator.start()] if locator else inner
    pieces = list(re.finditer(r"\d{1,4}(?:\s*[–\-]\s*\d{1,4})?", body))
    for piece in pieces:
        first, _, last = re.sub(r"\s", "", piece[0]).replace("–", "-").partition("-")
        numbers = tuple(range(int(first), min(int(last or first), int(first) + 200) + 1))
        alone = len(pieces) == 1
        low, high = (start, end) if alone else (start + shift + piece.start(), start + shift + piece.end())
        yield Found(low, high, "numeric", passage, start, locator=locator[1] if locator else None, numbers=numbers)


def paged(document: Document, left_out: frozenset[int]) -> Iterator[Found]:
    """`(Smith 45)`: author and page, as MLA has it. Whether it cites is for whoever knows the list to say."""
    for at, passage in enumerate(document.passages):
        if passage.kind == "boilerplate" or at in left_out:
            continue
        for match in re.finditer(r"\(([^()]{3,100})\)", document.text[passage.start : passage.end]):
            within = WITHIN.match(match[1].lstrip())
            inner = match[1].lstrip()[within.end() :] if within else match[1]
            whole = _PAGED.fullmatch(inner.strip())
            if whole and cites(whole["names"]):
                names, more = cited_names(whole["names"])
                start = passage.start + match.start(1) + len(match[1]) - len(inner.lstrip())
                yield Found(
                    start,
                    passage.start + match.end(1),
                    "parenthetical",
                    at,
                    start,
                    names,
                    more,
                    None,
                    whole["page"],
                    raw=whole["names"],
                )
