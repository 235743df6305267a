"""Citations in notes: full references, short forms, ibid., and `supra note 3`."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

from detente.documents.authors import cited_names, key, parse_authors, plausible
from detente.documents.cited import Reference
from detente.documents.document import Document
from detente.documents.entries import LABEL, YEAR, find_title, parse_entry
from detente.documents.intext import IBID, Found, scan

_LEAD = re.compile(
    r"\s*(?:(?:see also|see|cf\.|but see|see, e\.g\.,|compare|quoted in|cited in|vgl\.|siehe|voir)\s+)+", re.IGNORECASE
)
_SUPRA = re.compile(
    r"(?P<names>[^,;]{2,80}),?\s+(?:supra|above|op\.\s*cit\.|a\.\s?a\.\s?O\.|loc\.\s*cit\.)(?:,?\s*(?:note|n|fn|Anm)\.?\s*(?P<number>\d{1,4}))?(?:,?\s*(?:at\s+|pp?\.\s*)?(?P<page>[\d–\-]+))?\.?",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"(?P<names>[^,;“\"*]{2,80}),\s+(?:(?P<title>[“\"*_«][^”\"*_»]{2,120}[”\"*_»]|[A-Z][^,;()\d]{2,80}),?\s+)?(?:at\s+)?(?P<page>(?:pp?\.\s*|S\.\s*)?\d{1,4}(?:[–\-]\d{1,4})?)\.?"
)
_FULL = re.compile(rf"\([^()]{{0,120}}\b{YEAR}[a-z]?\)|[“\"*«].{{3,250}}\b{YEAR}\b", re.DOTALL)
_NAMES = re.compile(
    r"[^,“\"*«(]{3,80}(?:,\s+(?:Jr\.|[A-Z]\.(?:\s?[A-Z]\.)*))?(?:(?:,| and| &)\s[^,“\"*«(]{3,60}){0,3}?,\s+(?=[“\"*_«‘A-Z])"
)


@dataclass(frozen=True, slots=True)
class Noted:
    """What the notes hold: references given in full there, and citations; `Found.reference` counts these references."""

    references: tuple[Reference, ...]
    citations: tuple[Found, ...]


def in_notes(document: Document, left_out: frozenset[int]) -> Noted:
    """References and citations in the notes that are no part of the list of references."""
    references: list[Reference] = []
    found: list[Found] = []
    for at, passage in enumerate(document.passages):
        if passage.kind != "note" or at in left_out:
            continue
        words = document.words(passage)
        label = LABEL.match(words)
        low = passage.start + (label.end() if label else 0)
        for start, end in _parts(document.text, low, passage.end):
            _part(document.text, start, end, at, references, found)
    return Noted(tuple(references), tuple(replace(one, in_note=True, group=one.passage) for one in found))


def _parts(text: str, low: int, high: int) -> list[tuple[int, int]]:
    """A note's citations, between semicolons that stand outside brackets and quotation marks, and after `Ibid. … See`."""
    cuts, depth = [low], 0
    for at in range(low, min(high, low + 4000)):
        char = text[at]
        depth += (char in "(“[") - (char in ")”]")
        if char == ";" and depth <= 0:
            cuts.append(at + 1)
    cuts.append(high)
    spans = []
    for start, end in itertools.pairwise(cuts):
        piece = text[start:end]
        lead = _LEAD.match(piece)
        begin = start + (lead.end() if lead else len(piece) - len(piece.lstrip()))
        stop = start + len(piece.rstrip(" ;\n"))
        if begin < stop:
            spans.append((begin, stop))
    return spans


def _part(text: str, start: int, end: int, passage: int, references: list[Reference], found: list[Found]) -> None:
    words = text[start:end]
    ibid = IBID.fullmatch(words) if len(words) < 60 else None
    if ibid:
        locator = (ibid["locator"] or "").strip(" .,") or None
        found.append(Found(start, end, "ibid", passage, passage, locator=locator, raw=words))
        return
    supra = _SUPRA.fullmatch(words) if len(words) < 160 else None
    if supra and plausible(supra["names"]):
        number = (int(supra["number"]),) if supra["number"] else ()
        names, more = cited_names(supra["names"])
        found.append(Found(start, end, "note", passage, passage, names, more, None, supra["page"], number, raw=words))
        return
    reference = _full(text, start, end)
    if reference is not None:
        names = tuple(reference.authors)
        found.append(
            Found(
                start,
                end,
                "note",
                passage,
                passage,
                names,
                False,
                reference.year,
                title=reference.title,
                raw=words,
                reference=len(references),
            )
        )
        references.append(reference)
        return
    short = _SHORT.fullmatch(words) if len(words) < 260 else None
    if short and plausible(short["names"]) and len(short["names"].split()) <= 8:
        names, more = cited_names(short["names"])
        title = short["title"].strip('“”"*_«» ,') if short["title"] else None
        found.append(
            Found(
                start, end, "note", passage, passage, names, more, None, short["page"], title=title, raw=short["names"]
            )
        )
        return
    found.extend(
        replace(one, kind="note" if one.kind == "parenthetical" else one.kind)
        for one in scan(text, start, end, passage)
    )


def _full(text: str, start: int, end: int) -> Reference | None:
    """The reference that a note gives in full, None where it is prose or a short form."""
    words = text[start:end]
    early = re.match(rf"[^()]{{3,120}}\({YEAR}[a-z]?\)(?=[.,:]?\s*[“\"*«.,:])", words)
    if early and plausible(words[: words.find("(")]):
        return parse_entry(text, start, end)
    names = _NAMES.match(words[:400])
    if names is None or not plausible(names[0].strip(" ,")) or not _FULL.search(words[:600]):
        return None
    first = words[: names.end()]
    if len(first.split()) < 2 or len(first.split()) > 16:
        return None
    reference = parse_entry(text, start, end, given_first=True)
    people = parse_authors(first, given_first=True)
    title, _ = find_title(words, names.end())
    if reference.year is None or not people or not title:
        return None
    return replace(
        reference, authors=tuple(f for f, _ in people), given=tuple(g for _, g in people), title=_short_of(title)
    )


def _short_of(title: str) -> str:
    return re.split(r"\s\(", title)[0].strip(" ,")


def same_work(one: Reference, other: Reference) -> bool:
    """Whether two entries are of one work: the same first author, and the same title or, without titles, year."""
    if not one.authors or not other.authors or key(one.authors[0]) != key(other.authors[0]):
        return False
    if one.title and other.title:
        low, high = sorted((key(one.title), key(other.title)), key=len)
        return len(low) > 3 and (low == high or high.startswith(low))
    return one.year == other.year
