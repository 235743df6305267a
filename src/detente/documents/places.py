"""Places in documents: is the passage that a claim points at still there, word for word?

*Verbatim* means equal after folding (`folding`, THEORY section 8), double and single quotation marks counting as one where a quote is
looked for, since a quotation within another takes the other kind. A similarity never verifies: what is similar only (`similar`) is
*altered*, and shown as a word diff.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from detente.documents.folding import Folded, fingerprint, fold, fold_map, folded, normal_text
from detente.documents.hashed import by_hash
from detente.documents.similar import find, nearest

__all__ = [
    "Anchor",
    "Folded",
    "Status",
    "Verdict",
    "fingerprint",
    "fold",
    "fold_map",
    "folded",
    "normal_text",
    "occurrences",
    "verify",
    "word_diff",
]

MOST_LEFT_OUT = 2_000
"""Characters that an ellipsis may stand for: words farther apart are not one passage, whatever a quote says."""
_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:\.\.\.|…)\s*\]|\.\.\.|…)\s*")


class Anchor(Protocol):
    """What a passage is found by: raw offsets, the hash of the folded passage, the words themselves; as much as there is."""

    @property
    def start(self) -> int | None:
        """Offset of its first character."""

    @property
    def end(self) -> int | None:
        """Offset past its last character."""

    @property
    def sha256(self) -> str | None:
        """The SHA-256 of the folded passage (`fingerprint`)."""

    @property
    def quote(self) -> str | None:
        """The words, with ellipses where some are left out."""


Status = Literal["verbatim", "moved", "altered", "not found"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a place. `start` and `end` are raw offsets of what was found (None where nothing was), `found`
    its text; `diff` shows an altered passage word by word: [-as noted-] {+as the document has it+}."""

    status: Status
    start: int | None = None
    end: int | None = None
    found: str = ""
    diff: str = ""


def verify(document: str | Folded, place: Anchor) -> Verdict | None:
    """Whether a place's passage stands in the document's text (as `normal_text` gives it, or folded already).

    None: the place says only where to look (`where`, or bare offsets inside the document), so nothing to compare.
    """
    raw = document.raw if isinstance(document, Folded) else document
    if place.start is not None and place.end is not None:
        passage = raw[max(place.start, 0) : max(place.end, 0)]
        inside = 0 <= place.start < place.end <= len(raw)
        if inside and place.sha256 is not None and fingerprint(passage) == place.sha256:
            return _with_quote(passage, place)
        if inside and place.sha256 is None:
            if place.quote is None:
                return None
            if _occurrence(folded(passage), place.quote) is not None:
                return Verdict("verbatim", place.start, place.end, passage)
        if not inside and place.sha256 is None and place.quote is None:
            return Verdict("not found")
    if place.quote is None and (place.sha256 is None or place.start is None or place.end is None):
        return None
    return _elsewhere(document if isinstance(document, Folded) else folded(document), place)


def _with_quote(passage: str, place: Anchor) -> Verdict:
    """The hash fits; a quote that is kept beside must stand in the passage."""
    if place.quote is None or _occurrence(folded(passage), place.quote) is not None:
        return Verdict("verbatim", place.start, place.end, passage)
    return Verdict("altered", place.start, place.end, passage, word_diff(place.quote, passage))


def _elsewhere(text: Folded, place: Anchor) -> Verdict:
    if place.quote is not None:
        span = _occurrence(text, place.quote, place.start)
        if span is not None:
            moved = (place.start is not None and place.sha256 is not None) or place.start not in (None, span[0])
            return Verdict("moved" if moved else "verbatim", *span, text.raw[slice(*span)])
        return _similar(text, place.quote)
    if place.start is None or place.end is None or place.sha256 is None:
        return Verdict("not found")
    span = by_hash(text, place.start, place.end - place.start, place.sha256)
    return Verdict("moved", *span, text.raw[slice(*span)]) if span else Verdict("not found")


# ---------------------------------------------------------------- the words themselves


def _alike(text: str) -> str:
    """Folded text with one kind of quotation mark; each character stays in its place."""
    return text.replace('"', "'")


def _parts(quote: str) -> list[str]:
    """What stands between the ellipses of a quote, folded and with one kind of quotation mark."""
    return [part for part in (_alike(fold(piece)) for piece in _ELLIPSIS.split(quote)) if part]


def _occurrence(text: Folded, quote: str, near: int | None = None) -> tuple[int, int] | None:
    """Raw offsets of a quote that stands in the text: nearest to `near`, else the first, and of several parts the closest together."""
    spans = occurrences(text, quote)
    if not spans:
        return None
    if near is not None:
        return min(spans, key=lambda span: abs(span[0] - near))
    return min(spans, key=lambda span: span[1] - span[0]) if len(_parts(quote)) > 1 else spans[0]


def occurrences(text: Folded, quote: str) -> tuple[tuple[int, int], ...]:
    """Raw offsets of each place (of the first thousand) where a quote stands: its parts, between ellipses, in order. Quotation marks about
    the whole quote may be the quoter's own."""
    alike = _alike(text.text)
    bare = re.sub(r"^\s*'(.*)'\s*$", r"\1", _alike(fold(quote)))
    for parts in (_parts(quote), _parts(bare)):
        spans = tuple(text.span(low, high) for low, high in _spans(alike, parts)) if parts else ()
        if spans:
            return spans
    return ()


def _spans(alike: str, parts: list[str]) -> Iterator[tuple[int, int]]:
    """Where the parts stand in order; a thousand times at most."""
    first = find(alike, parts[0])
    for _ in range(1000):
        if first < 0:
            return
        end = first + len(parts[0])
        for part in parts[1:]:
            at = find(alike, part, end)
            if at < 0:
                return
            if at - end > MOST_LEFT_OUT:
                break
            end = at + len(part)
        else:
            yield first, end
        first = find(alike, parts[0], first + 1)


# ---------------------------------------------------------------- similar words


def _similar(text: Folded, quote: str) -> Verdict:
    """The passage that is the quote with changes: each of its parts in order, as it stands or similar."""
    alike, pieces = _alike(text.text), [piece for piece in _ELLIPSIS.split(quote) if fold(piece)]
    spans: list[tuple[int, int]] = []
    after = 0
    for piece in pieces:
        part = _alike(fold(piece))
        at = find(alike, part, after)
        near = None if at >= 0 else nearest(alike, part, after)
        if at < 0 and near is None:
            return Verdict("not found")
        spans.append((at, at + len(part)) if near is None else (near.low, near.high))
        after = spans[-1][1]
    if not spans:
        return Verdict("not found")
    raw = [text.span(low, high) for low, high in spans]
    diffs = [word_diff(piece, text.raw[slice(*span)]) for piece, span in zip(pieces, raw, strict=True)]
    start, end = raw[0][0], raw[-1][1]
    return Verdict("altered", start, end, text.raw[start:end], " … ".join(diffs))


def word_diff(noted: str, there: str) -> str:
    """Both texts word by word: [-as noted-] {+as it stands there+}."""
    old, new = noted.split(), there.split()
    matcher = difflib.SequenceMatcher(None, [fold(w) for w in old], [fold(w) for w in new], autojunk=False)
    pieces: list[str] = []
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            pieces.append(" ".join(old[a:b]))
            continue
        if b > a:
            pieces.append(f"[-{' '.join(old[a:b])}-]")
        if d > c:
            pieces.append(f"{{+{' '.join(new[c:d])}+}}")
    return " ".join(pieces)
