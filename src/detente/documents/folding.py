"""Folding: texts as they are compared, with the way back to the text as it stands.

The fold of a text (THEORY section 8): soft hyphens and characters of no width left out, quotation marks of one kind made one, dashes
made one, NFKC, case folded, white space as one space, none at the ends. Long texts are folded in stretches: where one character folds
to one, only the beginning of the stretch is kept for the way back.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_MARKS = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛`´′", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_WHITE = re.compile(r"\s+")
_SEVERAL_WHITE = re.compile(r"\s\s+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_FEW = 64


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text with its way back, in runs: run i begins at `text[folds[i]]` and at `raw[begins[i]]`.

    `widths[i]` is 0 where the run is one character to one; else all characters of the run come from the same `widths[i]` of `raw`.
    """

    raw: str
    text: str
    folds: tuple[int, ...]
    begins: tuple[int, ...]
    widths: tuple[int, ...]

    def origin(self, k: int) -> tuple[int, int]:
        """Raw offsets of what the folded character at k came from."""
        run = bisect_right(self.folds, k) - 1
        begin, width = self.begins[run], self.widths[run]
        start = begin if width else begin + k - self.folds[run]
        return start, start + (width or 1)

    def span(self, low: int, high: int) -> tuple[int, int]:
        """Raw offsets of the folded characters low..high (high excluded, at least one character)."""
        return self.origin(low)[0], self.origin(high - 1)[1]

    def position(self, at: int) -> int:
        """The first folded character that begins at the raw offset `at` or later; the length of `text` where none does."""
        run = bisect_right(self.begins, at) - 1
        if run < 0:
            return 0
        past = self.folds[run + 1] if run + 1 < len(self.folds) else len(self.text)
        begin = self.begins[run]
        if self.widths[run]:
            return self.folds[run] if at == begin else past
        return min(self.folds[run] + at - begin, past)

    @property
    def starts(self) -> list[int]:
        """For each folded character the raw offset where it begins."""
        return [start for start, _ in self._origins()]

    @property
    def ends(self) -> list[int]:
        """For each folded character the raw offset past its end."""
        return [end for _, end in self._origins()]

    def _origins(self) -> Iterator[tuple[int, int]]:
        for run, (begin, width) in enumerate(zip(self.begins, self.widths, strict=True)):
            past = self.folds[run + 1] if run + 1 < len(self.folds) else len(self.text)
            for k in range(past - self.folds[run]):
                yield (begin, begin + width) if width else (begin + k, begin + k + 1)


def fold(text: str) -> str:
    """The text as it is compared: NFKC, quotation marks and dashes made one, one space, small letters."""
    return folded(text).text


def fold_map(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the offset in `text` that it came from."""
    found = folded(text)
    return found.text, found.starts


def fingerprint(passage: str) -> str:
    """The SHA-256 of a folded passage, in hexadecimal: `sha256` of a place."""
    return hashlib.sha256(fold(passage).encode("utf-8", "surrogatepass")).hexdigest()


def normal_text(data: bytes) -> str:
    """A document's text as offsets count it: UTF-8 without its mark, line ends as LF. Raises UnicodeDecodeError."""
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def folded(text: str) -> Folded:
    """The folded text with its way back."""
    changed, awkward = _unlike_ascii(text)
    runs = _Runs(text)
    at = 0
    for start, end in _stretches(text, awkward):
        if at < start:
            runs.plain(at, start, changed)
        at = end
        while start < end:
            white = _WHITE.match(text, start, end)
            stop = white.end() if white else _cluster_end(text, start)
            runs.cluster(start, stop, " " if white else _folded_cluster(text[start:stop]))
            start = stop
        at = max(at, start)
    if at < len(text):
        runs.plain(at, len(text), changed)
    return runs.done()


class _Runs:
    """The folded text as it grows. A space is left out where the last character is one, or where there is none yet."""

    def __init__(self, raw: str) -> None:
        self.raw, self.size, self.space = raw, 0, True
        self.out: list[str] = []
        self.folds: list[int] = []
        self.begins: list[int] = []
        self.widths: list[int] = []

    def plain(self, start: int, end: int, changed: dict[str, str]) -> None:
        """Characters that fold one to one; white space among them stands alone."""
        if self.space and self.raw[start].isspace():
            start += 1
        if start == end:
            return
        piece = self.raw[start:end]
        if len(changed) > _FEW:
            piece = piece.translate({ord(old): new for old, new in changed.items()})
        else:
            for character, simple in changed.items():
                piece = piece.replace(character, simple)
        self._add(piece.lower() if piece.isascii() else piece.casefold(), start, 0)

    def cluster(self, start: int, end: int, piece: str) -> None:
        """Characters that fold together."""
        kept = piece[1:] if self.space and piece.startswith(" ") else piece
        if kept:
            self._add(kept, start, end - start)

    def _add(self, piece: str, begin: int, width: int) -> None:
        self.folds.append(self.size)
        self.begins.append(begin)
        self.widths.append(width)
        self.out.append(piece)
        self.size += len(piece)
        self.space = piece.endswith(" ")

    def done(self) -> Folded:
        """All of it, without a space at the end."""
        text = "".join(self.out)
        if text.endswith(" "):
            text = text[:-1]
            if self.folds[-1] == len(text):
                for runs in (self.folds, self.begins, self.widths):
                    runs.pop()
        return Folded(self.raw, text, tuple(self.folds), tuple(self.begins), tuple(self.widths))


# ---------------------------------------------------------------- which characters fold alone, one to one

_WHITE_ASCII = "\t\n\v\f\r\x1c\x1d\x1e\x1f"


def _unlike_ascii(text: str) -> tuple[dict[str, str], str]:
    """Of the characters in the text: what to replace by what before case is folded, and those that do not fold one to one."""
    characters = set() if text.isascii() else set(_NOT_ASCII.findall(text))
    changed = {character: " " for character in _WHITE_ASCII if character in text}
    if "`" in text:
        changed["`"] = "'"
    awkward = []
    for character in sorted(characters):
        simple = _alone(character)
        if simple is None:
            awkward.append(character)
        elif simple != character.casefold():
            changed[character] = simple
    return changed, "".join(awkward)


@lru_cache(maxsize=4096)
def _alone(character: str) -> str | None:
    """What a character folds to where it is one character that nothing before it can change; else None."""
    if character.isspace():
        return " "
    simple = _folded_cluster(character)
    first = unicodedata.normalize("NFKD", character)[:1]
    joins = unicodedata.category(first)[0] == "M" or 0x1100 <= ord(first) <= 0x11FF
    known = unicodedata.category(first) not in ("Cn", "Lo") or ord(first) < 0x10000
    alone = len(simple) == 1 == len(character.casefold()) and simple == _folded_cluster(simple) != " "
    precomposed = 0xAC00 <= ord(character) <= 0xD7A3
    return simple if alone and known and (precomposed or not joins) else None


def _stretches(text: str, awkward: str) -> Iterator[tuple[int, int]]:
    """Where characters do not fold one to one, each with the character before that it may be put together with."""
    if not awkward:
        yield from (found.span() for found in _SEVERAL_WHITE.finditer(text))
        return
    last = 0
    for found in re.finditer(rf"\s\s+|[{re.escape(awkward)}]+", text):
        start, end = found.span()
        if start > last and text[start] in awkward and not text[start - 1].isspace():
            start -= 1
        yield start, end
        last = end


def _cluster_end(text: str, at: int) -> int:
    """Where the characters end that NFKC may put together with the one at `at`."""
    past = at + 1
    for end in range(at + 1, len(text)):
        character = text[end]
        if character in _DROPPED:
            continue
        if ord(character) < 0x80:
            break
        if not unicodedata.combining(unicodedata.normalize("NFKD", character)[0]):
            before = _undropped(text[at:end])
            both = len(unicodedata.normalize("NFKC", before + character))
            if both >= len(unicodedata.normalize("NFKC", before)) + len(unicodedata.normalize("NFKC", character)):
                break
        past = end + 1
    return past


def _undropped(cluster: str) -> str:
    return "".join(character for character in cluster if character not in _DROPPED)


def _folded_cluster(cluster: str) -> str:
    marked = "".join(_MARKS.get(c, c) for c in _undropped(cluster))
    normal = unicodedata.normalize("NFKC", marked)
    kept = "".join(_MARKS.get(c, c) for c in normal if c not in _DROPPED)
    return _WHITE.sub(" ", kept.casefold())
