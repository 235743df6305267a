"""The list of references of a document, with a heading or without, and its entries."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from detente.documents.authors import Name, plausible
from detente.documents.cited import Reference
from detente.documents.document import Document, Passage
from detente.documents.entries import DASHES, LABEL, YEAR, find_head, parse_entry

_HEADINGS = re.compile(
    r"[#\s\d.*_]*(?:(?:list of |selected |cited )?(?:references|reference list|works cited|works consulted|bibliography|literature|literature cited|sources"
    r"|sources cited|notes and references|references and notes|cited works|literatur|literaturverzeichnis|quellen|quellenverzeichnis|références"
    r"|references bibliographiques|références bibliographiques|bibliographie|sources citées|referencias|referencias bibliográficas|bibliografía|bibliografia|riferimenti"
    r"|riferimenti bibliografici|referências|literatuur|literatuurlijst|referenties|litteratur|kilder|källor|literatura|bibliografie))[\s:.*_]*",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:[a-z'’]+ ){0,3}[^\W\d_a-z][\w'’\-]{1,40}(?: [^\W\d_a-z][\w'’\-]{1,40})?, (?:[A-Z]\.|[A-Z]{1,3}\b|[^\W\d_a-z][\w\-]+)"
)
_INSIDE = re.compile(
    rf"(?<=[.”\"/)\d])\s+(?!(?:and|und|et|y)\s)(?=(?:[a-z'’]+ ){{0,3}}[^\W\d_a-z][\w'’\-]{{1,40}}(?: [^\W\d_a-z][\w'’\-]{{1,40}})?, [A-Z]\.[^()\n“\"]{{0,150}}\({YEAR}[a-z]?\))"
)
_NUMBER = re.compile(r"\s*(?:\[\d+\]|\d{1,3}\.\s)")
_CARRIES_ON = re.compile(r"\s*(?:https?://|www\.|doi\b|Retrieved|Available|Accessed|\(?pp?\. |[a-z])")


@dataclass(frozen=True, slots=True)
class Listed:
    """The references of the list, and the passages (indices) that hold it, its heading among them."""

    references: tuple[Reference, ...]
    passages: frozenset[int]


def list_of_references(document: Document) -> Listed:
    """The list of references: after the last heading that names one, else the longest late run of passages that look like entries."""
    headed = _headed(document)
    if headed is not None:
        at, low, members = headed
        spans = _spans(document, members, low)
        if spans:
            return Listed(_parsed(document, spans), frozenset((at, *members)))
    members = _unheaded(document)
    return Listed(_parsed(document, _spans(document, members, 0)), frozenset(members))


def _headed(document: Document) -> tuple[int, int, list[int]] | None:
    """The heading's passage, where the list begins in it, and the passages of the list."""
    for at in range(len(document.passages) - 1, -1, -1):
        passage = document.passages[at]
        words = document.words(passage)
        first = words.split("\n", 1)[0]
        if passage.kind == "boilerplate" or len(first) > 80 or not _HEADINGS.fullmatch(first):
            continue
        low = passage.start + len(first)
        members = [at] if low < passage.end else []
        for k in range(at + 1, len(document.passages)):
            kind, words = document.passages[k].kind, document.words(document.passages[k])
            if kind == "boilerplate":
                continue
            if (kind in ("heading", "title") and not entry_like(words)) and not _subheading(document, k):
                break
            if (
                kind == "note"
                and members
                and document.passages[members[-1]].kind != "note"
                and not LABEL.match(document.words(document.passages[members[-1]]))
            ):
                break
            members.append(k)
        if members:
            return (
                at,
                low,
                [
                    k
                    for k in members
                    if document.passages[k].kind != "heading" or entry_like(document.words(document.passages[k]))
                ],
            )
    return None


def _subheading(document: Document, at: int) -> bool:
    """`Primary sources` inside the list: the next two passages look like entries."""
    following = [document.words(passage) for passage in document.passages[at + 1 : at + 3]]
    return bool(following) and all(entry_like(words) for words in following)


def _unheaded(document: Document) -> list[int]:
    best: list[int] = []
    run: list[int] = []
    strong = 0
    for at, passage in enumerate((*document.passages, None)):
        if passage is not None and passage.kind == "boilerplate":
            continue
        words = document.words(passage) if passage else ""
        if passage is not None and passage.kind not in ("note", "title") and entry_like(words):
            run.append(at)
            strong += 1
        elif passage is not None and run and passage.kind == "paragraph" and _goes_on(document, run[-1], at):
            run.append(at)
        else:
            lines = sum(entry_like(line) for k in run for line in document.words(document.passages[k]).split("\n"))
            if max(strong, lines) >= 2 and strong >= len(best) * 0.5:
                best = run
            run, strong = [], 0
    return best


def _goes_on(document: Document, last: int, at: int) -> bool:
    """Whether a passage can be more of the entry before it: it opens as none does, or stands on the very next line."""
    passage = document.passages[at]
    if passage.end - passage.start > 160:
        return False
    between = document.text[document.passages[last].end : passage.start]
    return _CARRIES_ON.match(document.words(passage)) is not None or between.count("\n") == 1


def entry_like(words: str) -> bool:
    """Whether a passage looks like an entry of a list of references."""
    words = words[:600]
    label = LABEL.match(words)
    body = words[label.end() :] if label else words.lstrip()
    dashes = DASHES.match(body)
    if dashes and re.match(rf"\s*[.,]?\s*\(?{YEAR}", body[dashes.end() :]):
        return True
    head = find_head(body)
    if head.year is None:
        return False
    if head.early:
        return _opens(body, head.authors, head.title_at)
    named = _NAMED.match(body) is not None and plausible(head.authors) and "," in head.authors
    initialed = re.match(r"(?:[A-Z]\.[\s-]?){1,3}(?:[a-z]+ ){0,3}[^\W\d_a-z][\w'’\-]+", body) is not None
    packed = re.match(r"[^\W\d_a-z][\w'’\-]+ [A-Z]{1,3}[,.]", body) is not None
    return head.title_at > 0 and (named or packed or (label is not None and initialed)) and len(words) < 600


def _opens(body: str, authors: str, title_at: int) -> bool:
    """Whether `Authors (year) …` goes on as an entry does, and not as `Smith (2001) argues`."""
    after = body[title_at:]
    if re.match(r"\s*[.,:;]|\s*[“\"«„*‘']", after):
        return True
    return "," in authors and re.match(r"\s+[^\W\d_a-z]", after) is not None


def _spans(document: Document, members: list[int], low: int) -> list[tuple[int, int]]:
    """Where each entry stands. Passages are split at lines that open an entry; one that only carries on is joined to the entry before."""
    spans: list[tuple[int, int]] = []
    for k in members:
        passage = document.passages[k]
        start = max(passage.start, low)
        pieces = _pieces(document.text, Passage(start, passage.end, passage.kind))
        first = document.text[pieces[0][0] : pieces[0][1]] if pieces else ""
        adjoins = bool(spans) and start == passage.start and document.text[spans[-1][1] : start].count("\n") == 1
        if (
            spans
            and pieces
            and (_CARRIES_ON.match(first) or adjoins)
            and not entry_like(first)
            and not _NUMBER.match(first)
        ):
            spans[-1] = (spans[-1][0], pieces[0][1])
            pieces = pieces[1:]
        spans.extend(pieces)
    return spans


def _pieces(text: str, passage: Passage) -> list[tuple[int, int]]:
    lines = [
        (passage.start + match.start(), passage.start + match.end())
        for match in re.finditer(r"[^\n]+", text[passage.start : passage.end])
        if match[0].strip()
    ]
    hanging = len({text[low].isspace() for low, _ in lines}) == 2 and lines and not text[lines[0][0]].isspace()
    pieces: list[tuple[int, int]] = []
    for n, (low, high) in enumerate(lines):
        joined = text[low : lines[n + 1][1] if n + 1 < len(lines) else high]
        opens = not text[low].isspace() if hanging else _new(text, pieces, text[low:high], joined)
        if not pieces or opens:
            pieces.append((low, high))
        else:
            pieces[-1] = (pieces[-1][0], high)
    return [_trimmed(text, low, high) for piece in pieces for low, high in _inside(text, *piece)]


def _new(text: str, pieces: list[tuple[int, int]], line: str, joined: str) -> bool:
    """Whether a line of a list opens an entry."""
    if not pieces or _NUMBER.match(line):
        return True
    before = text[pieces[-1][0] : pieces[-1][1]].rstrip()
    if not before.endswith((".", ",", "/", "”", '"', ")", ":")) and not re.search(r"https?://\S+$", before):
        return False
    if re.search(YEAR, before) is None or (before.endswith(",") and find_head(before).title_at > len(before) - 3):
        return False
    return entry_like(line) or (not line.rstrip().endswith(".") and entry_like(joined.replace("\n", " ")))


def _inside(text: str, low: int, high: int) -> list[tuple[int, int]]:
    """Entries that run on in one line, as some PDF files give them."""
    if high - low < 120:
        return [(low, high)]
    cuts = [low, *(low + match.end() for match in _INSIDE.finditer(text[low:high])), high]
    return list(itertools.pairwise(cuts))


def _trimmed(text: str, low: int, high: int) -> tuple[int, int]:
    words = text[low:high]
    return low + len(words) - len(words.lstrip()), high - len(words) + len(words.rstrip())


def _parsed(document: Document, spans: list[tuple[int, int]]) -> tuple[Reference, ...]:
    found: list[Reference] = []
    before: tuple[Name, ...] = ()
    for low, high in spans:
        reference = parse_entry(document.text, low, high, before)
        found.append(reference)
        before = tuple(zip(reference.authors, reference.given, strict=True))
    return tuple(found)
