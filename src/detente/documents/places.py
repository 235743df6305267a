"""Places in documents: is the passage that a claim points at still there, word for word?

*Verbatim* means equal after folding (THEORY section 8): NFKC, quotation marks and dashes made one, white space as one
space, case folded. A similarity never verifies: what is similar only is *altered*, and shown as a word diff.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal, Protocol

from rapidfuzz import fuzz

SIMILAR = 85.0
SHORT = 12
_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:\.\.\.|…)\s*\]|\.\.\.|…)\s*")
_MARKS = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛`´′", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


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


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; the character at k came from `raw[starts[k]:ends[k]]`."""

    raw: str
    text: str
    starts: list[int]
    ends: list[int]

    def span(self, low: int, high: int) -> tuple[int, int]:
        """Raw offsets of the folded characters low..high (high excluded, at least one character)."""
        return self.starts[low], self.ends[high - 1]


def fold(text: str) -> str:
    """The text as it is compared: NFKC, quotation marks and dashes made one, one space, small letters."""
    return folded(text).text


def fold_map(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the offset in `text` that it came from."""
    found = folded(text)
    return found.text, found.starts


def fingerprint(passage: str) -> str:
    """The SHA-256 of a folded passage, in hexadecimal: `sha256` of a place."""
    return hashlib.sha256(fold(passage).encode("utf-8")).hexdigest()


def normal_text(data: bytes) -> str:
    """A document's text as offsets count it: UTF-8 without its mark, line ends as LF. Raises UnicodeDecodeError."""
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


_PLAIN = re.compile(r"[!-~]+")
_WHITE = re.compile(r"\s+")


def folded(text: str) -> Folded:
    """The folded text with its way back."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at, size = 0, len(text)
    while at < size:
        plain = _PLAIN.match(text, at)
        if plain:
            end = plain.end()
            if end < size and ord(text[end]) > 0x7F:
                end -= 1
            if end > at:
                out.append(text[at:end].replace("`", "'").lower())
                starts.extend(range(at, end))
                ends.extend(range(at + 1, end + 1))
                at = end
                continue
        white = _WHITE.match(text, at)
        end = white.end() if white else _cluster_end(text, at)
        piece = " " if white else _folded_cluster(text[at:end])
        for character in piece:
            if character == " " and (not out or out[-1].endswith(" ")):
                continue
            out.append(character)
            starts.append(at)
            ends.append(end)
        at = end
    if out and out[-1] == " ":
        out.pop()
        starts.pop()
        ends.pop()
    return Folded(text, "".join(out), starts, ends)


def _cluster_end(text: str, at: int) -> int:
    """Where the characters end that NFKC may put together with the one at `at`."""
    end = at + 1
    while end < len(text) and ord(text[end]) >= 0x300 and text[end] not in _DROPPED:
        if not unicodedata.combining(text[end]):
            both = len(unicodedata.normalize("NFKC", text[at : end + 1]))
            apart = len(unicodedata.normalize("NFKC", text[at:end])) + len(unicodedata.normalize("NFKC", text[end]))
            if both >= apart:
                break
        end += 1
    return end


def _folded_cluster(cluster: str) -> str:
    marked = "".join(_MARKS.get(c, c) for c in cluster)
    normal = unicodedata.normalize("NFKC", marked)
    kept = "".join(_MARKS.get(c, c) for c in normal if c not in _DROPPED)
    return _WHITE.sub(" ", kept.casefold())


def verify(document: str | Folded, place: Anchor) -> Verdict | None:
    """Whether a place's passage stands in the document's text (as `normal_text` gives it, or folded already).

    None: the place says only where to look (`where`, or bare offsets inside the document), so nothing to compare.
    """
    text = document if isinstance(document, Folded) else folded(document)
    if place.start is not None and place.end is not None:
        passage = text.raw[place.start : place.end]
        inside = 0 <= place.start < place.end <= len(text.raw)
        if inside and place.sha256 is not None and fingerprint(passage) == place.sha256:
            return _with_quote(passage, place)
        if inside and place.sha256 is None:
            if place.quote is None:
                return None
            if _occurrence(folded(passage), place.quote) is not None:
                return Verdict("verbatim", place.start, place.end, passage)
        if not inside and place.sha256 is None and place.quote is None:
            return Verdict("not found")
    return _elsewhere(text, place)


def _with_quote(passage: str, place: Anchor) -> Verdict:
    """The hash fits; a quote that is kept beside must stand in the passage."""
    if place.quote is None or _occurrence(folded(passage), place.quote) is not None:
        return Verdict("verbatim", place.start, place.end, passage)
    return Verdict("altered", place.start, place.end, passage, word_diff(place.quote, passage))


def _elsewhere(text: Folded, place: Anchor) -> Verdict | None:
    if place.quote is not None:
        span = _occurrence(text, place.quote, place.start)
        if span is not None:
            moved = (place.start is not None and place.sha256 is not None) or place.start not in (None, span[0])
            return Verdict("moved" if moved else "verbatim", *span, text.raw[slice(*span)])
        return _similar(text, place.quote)
    if place.sha256 is None:
        return None
    if place.start is None or place.end is None:
        return None
    span = _by_hash(text, place.end - place.start, place.sha256)
    return Verdict("moved", *span, text.raw[slice(*span)]) if span else Verdict("not found")


def _parts(quote: str) -> list[str]:
    return [part for part in (fold(piece) for piece in _ELLIPSIS.split(quote)) if part]


def _occurrence(text: Folded, quote: str, near: int | None = None) -> tuple[int, int] | None:
    """Raw offsets of a quote whose parts (between ellipses) stand in the text in order; the nearest to `near`."""
    parts = _parts(quote)
    if not parts:
        return None
    spans: list[tuple[int, int]] = []
    first = _find(text.text, parts[0], 0)
    while first >= 0 and len(spans) < 1000:
        end = first + len(parts[0])
        for part in parts[1:]:
            at = _find(text.text, part, end)
            end = at + len(part) if at >= 0 else -1
            if at < 0:
                break
        if end < 0:
            break
        spans.append(text.span(first, end))
        first = _find(text.text, parts[0], first + 1)
    if not spans:
        return None
    return min(spans, key=lambda span: abs(span[0] - near)) if near is not None else spans[0]


def _find(text: str, part: str, start: int) -> int:
    """Where a part stands as whole words."""
    at = text.find(part, start)
    while at >= 0:
        before = text[at - 1] if at else " "
        after = text[at + len(part)] if at + len(part) < len(text) else " "
        if not (before.isalnum() and part[0].isalnum()) and not (after.isalnum() and part[-1].isalnum()):
            return at
        at = text.find(part, at + 1)
    return -1


def _by_hash(text: Folded, length: int, sha256: str) -> tuple[int, int] | None:
    """A passage of about the same raw length whose hash fits, tried from every word."""
    for low in [0, *(found.end() for found in re.finditer(r" |(?<=\W)(?=\w)", text.text))]:
        if low >= len(text.starts):
            break
        high = bisect_left(text.starts, text.starts[low] + length)
        for end in (high, high - 1, high + 1):
            if low < end <= len(text.text):
                passage = text.text[low:end].strip()
                if hashlib.sha256(passage.encode("utf-8")).hexdigest() == sha256:
                    return text.span(low, end)
    return None


def _similar(text: Folded, quote: str) -> Verdict:
    """The most similar passage, if it is similar enough to be the quote with changes."""
    wanted = " ".join(_parts(quote))
    if not wanted or not text.text:
        return Verdict("not found")
    best = fuzz.partial_ratio_alignment(wanted, text.text, score_cutoff=SIMILAR)
    if best is None or len(text.text) < len(wanted) * 0.7:
        return Verdict("not found")
    low, high = _whole_words(text.text, wanted, best.dest_start, best.dest_end)
    words, there = wanted.split(), text.text[low:high].split()
    if len(words) < SHORT and _in_order(words, there) < max(1, len(words) - 2):
        return Verdict("not found")
    start, end = text.span(low, high)
    passage = text.raw[start:end]
    return Verdict("altered", start, end, passage, word_diff(quote, passage))


def _whole_words(text: str, wanted: str, low: int, high: int) -> tuple[int, int]:
    """The run of whole words about low..high that is most like the wanted one: a few words more or fewer at either end."""
    window = slice(max(0, low - 80), min(len(text), high + 80))
    words = [(m.start() + window.start, m.end() + window.start) for m in re.finditer(r"\S+", text[window])]
    first = sorted(words, key=lambda word: abs(word[0] - low))[:5]
    last = sorted(words, key=lambda word: abs(word[1] - high))[:5]
    spans = [(start, end) for start, _ in first for _, end in last if start < end]
    return max(spans, key=lambda span: fuzz.ratio(wanted, text[slice(*span)]), default=(low, high))


def _in_order(words: list[str], there: list[str]) -> int:
    """How many of the words stand there in order."""
    matcher = difflib.SequenceMatcher(None, words, there, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())


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
