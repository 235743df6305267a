"""Anchors after a document changed: which passages stand as they did, which moved, which were altered, and which are orphans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from detente.documents.places import Anchor, Folded, Verdict, fingerprint, fold, folded, occurrences, verify

Fate = Literal["verbatim", "moved", "altered", "orphan", "unverified"]
CONTEXT = 80
"""Characters before and after a passage by which it is told from the same words elsewhere."""
_FATES: dict[str, Fate] = {"verbatim": "verbatim", "moved": "moved", "altered": "altered", "not found": "orphan"}


@dataclass(frozen=True, slots=True)
class Anchored:
    """What became of an anchor. `start`, `end` and `sha256` are those to write now: of the same words where it is *verbatim* or *moved*, of
    similar ones where it is *altered* (`diff` shows the words, as `word_diff`), None where it is an *orphan*.

    *unverified*: it is known by nothing but where it was, and the old text is not at hand to say which words were meant.
    """

    fate: Fate
    start: int | None = None
    end: int | None = None
    sha256: str | None = None
    found: str = ""
    diff: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """An anchor that is known by its words."""

    quote: str
    start: int | None = None
    end: int | None = None
    sha256: str | None = None


def reanchor(old: str | None, new: str | Folded, anchors: Iterable[Anchor]) -> tuple[Anchored, ...]:
    """What became of each anchor when the text `old` became `new`, in order.

    With the old text an anchor is known by its words there, and by what stood around them: of several places with the same words it
    is at the one with the most similar neighbourhood, the nearest of equals. Without it, by its own hash and quote (`verify`).
    """
    text = new if isinstance(new, Folded) else folded(new)
    before = folded(old) if old is not None else None
    return tuple(_one(before, text, anchor) for anchor in anchors)


def orphans(anchored: Iterable[Anchored]) -> tuple[int, ...]:
    """Which of them have no passage any more, as indices."""
    return tuple(index for index, one in enumerate(anchored) if one.fate == "orphan")


def _one(old: Folded | None, new: Folded, anchor: Anchor) -> Anchored:
    was = _as_it_was(old, anchor) if old is not None else None
    if old is None or was is None:
        return _anchored(verify(new, anchor), anchor)
    start, end = was
    words = old.raw[start:end]
    spans = occurrences(new, words)
    if not spans:
        return _anchored(verify(new, Words(words)), anchor)
    best = max(spans, key=lambda span: (_neighbourhood(old.raw, was, new.raw, span), -abs(span[0] - start)))
    same = anchor.start is not None and anchor.end is not None and anchor.start <= best[0] < best[1] <= anchor.end
    if same and fold(new.raw[anchor.start : anchor.end]) == fold(words):
        return Anchored("verbatim", anchor.start, anchor.end, fingerprint(words), new.raw[anchor.start : anchor.end])
    found = new.raw[slice(*best)]
    return Anchored("moved", *best, fingerprint(found), found)


def _as_it_was(old: Folded, anchor: Anchor) -> tuple[int, int] | None:
    """Where the passage stood in the old text; None where nothing there says which one was meant."""
    verdict = verify(old, anchor)
    if verdict is not None:
        if verdict.start is None or verdict.end is None or verdict.status == "altered":
            return None
        return verdict.start, verdict.end
    if anchor.start is None or anchor.end is None or not old.raw[anchor.start : anchor.end].strip():
        return None
    return anchor.start, anchor.end


def _neighbourhood(old: str, was: tuple[int, int], new: str, now: tuple[int, int]) -> float:
    """How similar what stands around a passage is to what stood around it (0..200)."""
    before = fuzz.ratio(old[max(0, was[0] - CONTEXT) : was[0]], new[max(0, now[0] - CONTEXT) : now[0]])
    after = fuzz.ratio(old[was[1] : was[1] + CONTEXT], new[now[1] : now[1] + CONTEXT])
    return before + after


def _anchored(verdict: Verdict | None, anchor: Anchor) -> Anchored:
    if verdict is None:
        return Anchored("unverified", anchor.start, anchor.end)
    if verdict.start is None or verdict.end is None:
        return Anchored("orphan")
    return Anchored(
        _FATES[verdict.status], verdict.start, verdict.end, fingerprint(verdict.found), verdict.found, verdict.diff
    )
