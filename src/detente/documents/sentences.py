"""Sentences of a document with exact offsets. Markers of lists are stripped first; abbreviations and citations do not end a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detente.documents.document import Document

_MARKER = re.compile(
    r"(?:#{1,6}\s+|>\s+|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]\s+|[-*•–·+]\s+|\[\^?[^\]\s]{1,6}\]:?\s*)+"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:al|ibid|cf|e\.g|i\.e|etc|vs|pp?|vols?|nos?|eds?|Dr|Mr|Mrs|Ms|Prof|Gen|Col|Lt|St|Gov|Sen|Rep|Art|Sec|para|approx|ca)"
    r"|(?:\b[A-Z]\.)*\b[A-Z])\.$"
)
_STARTS_LOW = re.compile(r"[a-z(\[,;:–—]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at `text[start:end]`, in `document.passages[passage]`."""

    start: int
    end: int
    passage: int


def sentences(document: Document) -> tuple[Sentence, ...]:
    """The sentences of the article itself, in order: of all passages but navigation. A heading or a table row is one sentence."""
    found: list[Sentence] = []
    for number, passage in enumerate(document.passages):
        if passage.kind == "boilerplate":
            continue
        words = document.words(passage)
        marker = _MARKER.match(words)
        low = marker.end() if marker and marker.end() < len(words) else 0
        if passage.kind in ("title", "heading", "table"):
            found.append(Sentence(passage.start + low, passage.end, number))
        else:
            at = passage.start + low
            found.extend(Sentence(at + start, at + end, number) for start, end in split(words[low:]))
    return tuple(found)


def split(text: str) -> tuple[tuple[int, int], ...]:
    """Where the sentences of a paragraph stand in it, without white space at their ends."""
    spans: list[tuple[int, int]] = []
    for start, end in _segments(text):
        if spans and _goes_on(text, spans[-1], start):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(spans)


def _segments(text: str) -> Iterator[tuple[int, int]]:
    from syntok import segmenter
    from syntok.tokenizer import Tokenizer

    tokens = Tokenizer(emit_hyphen_or_underscore_sep=True, replace_not_contraction=False).tokenize(text)
    for sentence in segmenter.segment(tokens):
        if sentence:
            first, last = sentence[0], sentence[-1]
            yield first.offset, last.offset + len(last.value)


def _goes_on(text: str, last: tuple[int, int], start: int) -> bool:
    """Whether what syntok took for a new sentence belongs to the one before: after an abbreviation, inside brackets, in small letters."""
    before = text[last[0] : last[1]]
    if before.count("(") > before.count(")") or before.count("[") > before.count("]"):
        return True
    if _STARTS_LOW.match(text, start) and not before.rstrip("\"'”’)]").endswith((".", "!", "?")):
        return True
    return bool(_ABBREVIATION.search(before)) and not _whole(before, text[start:])


def _whole(before: str, after: str) -> bool:
    """Whether an abbreviation can end the sentence: a new one opens with a common word."""
    opening = re.match(r"[\"'“‘(]*(The|This|These|That|It|He|She|They|We|In|On|At|As|But|And|If|When|A|An)\b", after)
    return (
        opening is not None
        and len(before.split()) > 4
        and not re.search(r"\b(?:Dr|Mr|Mrs|Ms|Prof|Gen|Col|Lt|St|Gov|Sen|Rep)\.$", before)
    )
