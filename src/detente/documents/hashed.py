"""Where a passage stands of which only the hash and about the length are known."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from detente.documents.folding import Folded

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HASH = re.compile(r"[0-9a-fA-F]{64}")


def by_hash(text: Folded, start: int, length: int, sha256: str) -> tuple[int, int] | None:
    """Raw offsets of the passage whose hash fits, the nearest to `start` that there is; None where there is none.

    Tried are passages from the beginning of a word to the end of one, of raw length `length`, or one character more or less. A text of a
    million characters has some two hundred thousand of them.
    """
    import numpy as np

    size = len(text.text)
    if size == 0 or length <= 0 or not _HASH.fullmatch(sha256):
        return None
    begins, ends = _edges(text.text)
    lows = np.flatnonzero(begins)
    highs = _positions(text, _origins(text, lows) + length)
    steps = np.array([0, -1, 1])
    tried = highs[:, None] + steps
    fits = (tried > lows[:, None]) & (tried <= size)
    fits &= ends[np.clip(tried, 0, size)]
    row, column = np.nonzero(fits)
    low, high = lows[row], tried[row, column]
    order = np.argsort(np.abs(low - text.position(start)), kind="stable")
    plain = text.text.encode("ascii") if text.text.isascii() else None
    sha, wanted = hashlib.sha256, bytes.fromhex(sha256)
    for a, b in zip(low[order].tolist(), high[order].tolist(), strict=True):
        passage = plain[a:b] if plain is not None else text.text[a:b].encode("utf-8", "surrogatepass")
        if sha(passage).digest() == wanted:
            return text.span(a, b)
    return None


def _edges(text: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Where a passage may begin and where it may end: not within a word, and not beside a space inside it. bool (len + 1,) each"""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    known = np.unique(codes)
    kinds = np.array([2 if chr(code) == " " else int(chr(code).isalnum()) for code in known.tolist()], dtype=np.uint8)
    table = np.zeros(int(known[-1]) + 1, dtype=np.uint8)
    table[known] = kinds
    kind = np.concatenate(([2], table[codes], [2])).astype(np.uint8)
    before, after = kind[:-1], kind[1:]
    apart = ~((before == 1) & (after == 1))
    return apart & (after != 2), apart & (before != 2)


def _origins(text: Folded, places: NDArray[Any]) -> NDArray[Any]:
    """`Folded.origin` of many, their beginnings. int (n,) -> int (n,)"""
    import numpy as np

    folds, begins, widths = (np.array(runs) for runs in (text.folds, text.begins, text.widths))
    run = np.searchsorted(folds, places, side="right") - 1
    inside: NDArray[Any] = begins[run] + np.where(widths[run] > 0, 0, places - folds[run])
    return inside


def _positions(text: Folded, offsets: NDArray[Any]) -> NDArray[Any]:
    """`Folded.position` of many. int (n,) -> int (n,)"""
    import numpy as np

    folds, begins, widths = (np.array(runs) for runs in (text.folds, text.begins, text.widths))
    past = np.append(folds[1:], len(text.text))
    run = np.searchsorted(begins, offsets, side="right") - 1
    into = offsets - begins[run]
    alone = np.where(into == 0, folds[run], past[run])
    found: NDArray[Any] = np.where(widths[run] > 0, alone, np.minimum(folds[run] + into, past[run]))
    return np.where(run < 0, 0, found)
