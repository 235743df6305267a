"""How wide a text is at most, and how it breaks into lines, without a font at hand."""

from __future__ import annotations

import unicodedata

_NARROW, _SLIM, _BROAD = "ijlI'|.,:;!", 'ftr()[]{} -/\\"*`', "mwMW@%=+<>&→←↔—…×"


def breadth(text: str, size: float, bold: bool = False) -> float:
    """How wide `text` is at most, in the unit of the font's `size`: reckoned with DejaVu Sans, the widest in common use."""
    return sum(_em(char) for char in text) * size * (1.12 if bold else 1.0)


def _em(char: str) -> float:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return 1.05
    if char in _NARROW:
        return 0.34
    if char in _SLIM:
        return 0.46
    if char in _BROAD or not char.isascii():
        return 1.0 if char in _BROAD or not char.islower() else 0.66
    return 0.79 if char.isupper() else 0.645


def wrapped(text: str, width: float, size: float, most: int) -> list[str]:
    """`text` in at most `most` lines no wider than `width`, broken between words where it can be, cut with an ellipsis.

    Lines of about equal length are preferred to one long and one short.
    """
    lines = _broken(text, width, size)
    if len(lines) > most:
        last = lines[most - 1]
        while last and breadth(last + "…", size) > width:
            last = last[:-1]
        return [*lines[: most - 1], last.rstrip() + "…"]
    if len(lines) > 1:
        narrow = width
        least = max(0.5 * width, *(min(breadth(word, size), width) + size for word in text.split()))
        while narrow > least and len(tighter := _broken(text, narrow - size, size)) == len(lines):
            lines, narrow = tighter, narrow - size
    return lines


def _broken(text: str, width: float, size: float) -> list[str]:
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if breadth(joined, size) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for char in word:
            if lines[-1] and breadth(lines[-1] + char, size) > width:
                lines.append("")
            lines[-1] += char
    return [line for line in lines if line]
