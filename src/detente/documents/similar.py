"""The passage most like a quote that does not stand in a text word for word. Texts and quotes are folded already.

A quote and a run of whole words are compared by the normalised indel similarity (rapidfuzz `fuzz.ratio`, 0..100). In a long text only the
windows are compared that share most of the quote's trigrams, rare ones counting more; a window that a similar passage stands in shares
many of them, and scanning for it costs the text's length once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIMILAR = 85.0
"""A passage at least so similar is the quote with changes."""
SHORT = 12
"""Quotes of fewer words need all but two of them, in order."""
RESEMBLING = 55.0
"""A short quote is as similar as this to a passage that differs in one of its words, or has words more: one word is much of it."""
LIKE_TWO = 80.0
"""Two words are as similar as this to two others of which one is the same and the other misread."""
LEAST = 64.0
"""Where a run of words is SIMILAR, some stretch no longer than the quote is as similar as this."""
WINDOWS = 12
"""Windows that are compared run by run."""
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_RUN = re.compile(r"\S+")
_BARE = re.compile(r"\w(?:\S*\w)?")
"""A word without punctuation about it."""


class Near(NamedTuple):
    """A run of whole words, `text[low:high]`, and how similar it is to the quote (0..100)."""

    low: int
    high: int
    score: float


def nearest(text: str, wanted: str, after: int = 0) -> Near | None:
    """The run of whole words of `text[after:]` that is the quote `wanted` with words or letters changed, or words left out; None where
    there is none: where nothing is similar enough, or too few of a short quote's words stand there in order."""
    words = _WORD.findall(wanted)
    if not words or len(text) - after < len(wanted) * 0.5:
        return None
    windows = sorted(_windows(text, wanted, after), key=lambda window: -window.score)
    if len(words) < SHORT:
        windows.sort(key=lambda window: -_kept(words, text[max(after, window.low - 20) : window.high + 20]))
    windows = windows[:WINDOWS]
    found = [near for window in windows for near in _runs(text, wanted, words, window)]
    fitting = [near for near in found if _is_changed(words, text[near.low : near.high], near.score)]
    return max(fitting, key=lambda near: near.score, default=None) or _with_words_left_out(text, wanted, after)


def _is_changed(words: list[str], passage: str, score: float) -> bool:
    """Whether a passage is the quote with changes, rather than another that happens to be like it."""
    there = _WORD.findall(passage)
    count = len(words)
    if count >= SHORT:
        return score >= SIMILAR
    kept = _kept(words, passage)
    if score >= SIMILAR and kept >= count - 2:
        return True
    if count == len(there) == 2 and score >= LIKE_TWO and kept == 1:
        return True
    changed = 1 if count > 2 else 0
    if score < RESEMBLING or kept < count - changed:
        return False
    if count > 4:
        return True
    same = _letters(word for word in words if word in there)
    return 2 * same >= min(_letters(words), _letters(there) if len(there) >= count else _letters(words))


def _kept(words: list[str], passage: str) -> int:
    """How many of the words stand in a passage in order."""
    return int(LCSseq.similarity(words, _WORD.findall(passage)))


def _letters(words: Iterable[str]) -> int:
    """How much words say: their letters, but one for a word of up to three."""
    return sum(len(word) if len(word) > 3 else 1 for word in words)


# ---------------------------------------------------------------- windows


def _windows(text: str, wanted: str, after: int) -> Iterator[Near]:
    """Windows of the text that may hold the passage, with how similar the best part of each is."""
    size = len(wanted)
    least = LEAST if wanted.count(" ") >= SHORT else 0.0
    for start in _likely(text, wanted, after):
        low, high = max(after, start - size), min(len(text), start + 2 * size + size // 2)
        found = fuzz.partial_ratio_alignment(wanted, text[low:high], score_cutoff=least)
        if found is not None:
            yield Near(low + found.dest_start, low + found.dest_end, found.score)


def _likely(text: str, wanted: str, after: int) -> list[int]:
    """Where windows begin that share most trigrams with the quote, at most one in each half length of the quote."""
    import numpy as np

    size = len(wanted)
    if len(text) - after <= 3 * size or size < 3:
        return list(range(after, len(text), max(size, 3)))[:1000]
    kinds, weights = _trigrams(text)
    sought = np.unique(_kinds(wanted))
    table = np.zeros(len(weights), dtype=np.float32)
    table[sought] = weights[sought]
    step = max(1, size // 4)
    found = table[kinds[after:]]
    blocks = np.pad(found, (0, -len(found) % step)).reshape(-1, step).sum(axis=1)
    shared = np.convolve(blocks, np.ones(6, dtype=np.float32))[5:]
    begins = np.arange(len(shared)) * step
    most = min(len(begins), max(WINDOWS, min(400, 8_000 // size)) * 4)
    best = np.argpartition(-shared, most - 1)[:most]
    best = best[np.argsort(-shared[best], kind="stable")]
    taken: dict[int, int] = {}
    for begin in begins[best].tolist():
        taken.setdefault(begin // max(1, size // 2), after + begin)
    return list(taken.values())[: most // 4]


@lru_cache(maxsize=2)
def _trigrams(text: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """The kind of each trigram of a text, and what each kind counts: the rarer the more."""
    import numpy as np

    kinds = _kinds(text)
    counts = np.bincount(kinds, minlength=1 << 16)
    return kinds, np.log((len(kinds) + 1) / (counts + 1)).astype(np.float32)


def _kinds(text: str) -> NDArray[Any]:
    """For each trigram of a text a number below 2^16. () -> uint16 (len - 2,)"""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint16)
    return codes[:-2] * np.uint16(7919) + codes[1:-1] * np.uint16(271) + codes[2:]


# ---------------------------------------------------------------- runs of words


def _runs(text: str, wanted: str, words: list[str], window: Near) -> Iterator[Near]:
    """The best run of whole words about a window: the most similar; for a short quote, of those with most of its words, and as many as it has."""
    reach = len(wanted) + 80
    low, high = max(0, window.low - reach), min(len(text), window.high + reach)
    low = text.rfind(" ", 0, low) + 1
    high = text.find(" ", high) if " " in text[high : high + reach] else high
    bare = wanted[0].isalnum() and wanted[-1].isalnum()
    places = [found.span() for found in (_BARE if bare else _RUN).finditer(text, low, high)]
    near = min(6 + len(words) // 6, 12)
    starts = sorted((start for start, _ in places), key=lambda at: abs(at - window.low))[: 2 * near]
    ends = sorted((end for _, end in places), key=lambda at: abs(at - window.high))[: 2 * near]
    least, most = len(wanted) * 0.4, len(wanted) * 2.4
    runs = [(start, end) for start in starts for end in ends if least <= end - start <= most]
    choices = [text[start:end] for start, end in runs]
    if len(words) >= SHORT:
        best = process.extractOne(wanted, choices, scorer=fuzz.ratio)
        if best is not None:
            yield Near(*runs[best[2]], best[1])
        return
    fair = process.extract(wanted, choices, scorer=fuzz.ratio, limit=None, score_cutoff=RESEMBLING)
    ranked = []
    for choice, score, index in fair:
        there = _WORD.findall(choice)
        ranked.append((int(LCSseq.similarity(words, there)), -abs(len(there) - len(words)), score, index))
    for _, _, score, index in sorted(ranked, reverse=True)[:1]:
        yield Near(*runs[index], score)


def _with_words_left_out(text: str, wanted: str, after: int) -> Near | None:
    """Where the quote stands but for one gap: its first words, and soon after these all the others."""
    words = wanted.split()
    if len(words) < 4:
        return None
    low, high = 1, len(words)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if find(text, " ".join(words[:middle]), after) >= 0 else (low, middle)
    if low < 2 or low > len(words) - 2:
        return None
    first, rest = " ".join(words[:low]), " ".join(words[low:])
    room = max(2 * len(wanted), 100)
    at = find(text, first, after)
    while at >= 0:
        begin = at + len(first)
        there = find(text, rest, begin, begin + room + len(rest))
        if there >= 0:
            end = there + len(rest)
            return Near(at, end, fuzz.ratio(wanted, text[at:end]))
        at = find(text, first, at + 1)
    return None


def find(text: str, part: str, start: int = 0, end: int | None = None) -> int:
    """Where a part stands as whole words in text[start:end]; -1 where it does not."""
    at = text.find(part, start, end)
    while at >= 0:
        before = text[at - 1] if at else " "
        after = text[at + len(part)] if at + len(part) < len(text) else " "
        if not (before.isalnum() and part[0].isalnum()) and not (after.isalnum() and part[-1].isalnum()):
            return at
        at = text.find(part, at + 1, end)
    return -1
