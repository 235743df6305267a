"""The lines that a page of a PDF shows, in the order of reading: column by column.

pypdf gives pieces of text where the page's program draws them. Nearly all programs draw one column after the other; where pieces of two columns alternate
line by line, they are put in order here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

_MARKER = re.compile(r"\s*(?:\(?\d{1,3}[.)]|[•▪◦–])")
MARGIN = 0.93
"""What stands higher than this share of a page, in small letters, is a running head."""
EDGE = 0.12
"""Running heads and feet stand in this share of a page at its top or foot."""


@dataclass(eq=False)
class Line:
    """A line: its words, the place of its first letter (points from the left and the foot of the page), its size, and its column."""

    words: str
    x: float
    y: float
    size: float
    bold: bool
    column: tuple[int, int]
    """(page, column)."""
    pieces: list[tuple[float, float]] = field(default_factory=list)
    numbers: list[tuple[int, int]] = field(default_factory=list)
    """Where in the words numbers stand that were drawn by themselves, without a space before: calls of notes, if there are such notes."""
    edge: bool = False
    """Near the top or the foot of the page."""
    top: bool = False
    """In the margin at the top of the page."""


@dataclass(frozen=True, slots=True)
class _Piece:
    words: str
    x: float
    y: float
    size: float
    bold: bool


def lines_of(page: Any, number: int) -> list[Line]:
    """The lines of a page, its columns one after the other."""
    lines: list[Line] = []
    for piece in _pieces(page):
        last = lines[-1] if lines else None
        if last is not None and _same_line(last, piece):
            _add(last, piece)
        else:
            lines.append(Line(piece.words, piece.x, piece.y, piece.size, piece.bold, (number, 0), [(piece.x, piece.y)]))
    lines = _marked([line for line in lines if line.words.strip()])
    for line in lines:
        height = (line.y - float(page.mediabox.bottom)) / max(float(page.mediabox.height), 1)
        line.top, line.edge = height > MARGIN, not EDGE < height < 1 - EDGE
    return _in_columns(lines, number, float(page.mediabox.width))


def _marked(lines: list[Line]) -> list[Line]:
    """Numbers and bullets of items that a program draws apart from their lines, put before them."""
    markers = [line for line in lines if _MARKER.fullmatch(line.words.rstrip())]
    homeless = set()
    for marker in markers:
        near = [
            line
            for line in lines
            if abs(line.y - marker.y) < 0.25 * line.size
            and 0 < line.x - marker.x < 5 * line.size
            and line not in markers
        ]
        if near:
            home = min(near, key=lambda line: line.x)
            shift = len(marker.words.rstrip()) + 1
            home.words, home.x = f"{marker.words.rstrip()} {home.words.lstrip()}", marker.x
            home.numbers = [(low + shift, high + shift) for low, high in home.numbers]
            homeless.add(id(marker))
    return [line for line in lines if id(line) not in homeless]


def _pieces(page: Any) -> list[_Piece]:
    found: list[_Piece] = []

    def seen(words: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if not words.strip("\n"):
            return
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        scale = abs(tm[3] or tm[0] or 1) * abs(cm[3] or cm[0] or 1)
        bold = "bold" in str((font or {}).get("/BaseFont", "")).lower()
        for k, part in enumerate(words.split("\n")):
            if part.strip() or (part and not k):
                found.append(_Piece(part, x, y - k * 0.001, size * scale, bold))

    page.extract_text(visitor_text=seen)
    return found


def _same_line(line: Line, piece: _Piece) -> bool:
    """On one height, or raised a little in small letters, as the number of a note is."""
    off = piece.y - line.y
    if abs(off) < 0.25 * line.size:
        return piece.x >= line.pieces[-1][0] - 1 and piece.x - line.pieces[-1][0] < 400
    return (
        0 < off < 0.7 * line.size
        and piece.size < 0.85 * line.size
        and bool(re.fullmatch(r"\s*\d{1,3}\s*", piece.words))
    )


def _add(line: Line, piece: _Piece) -> None:
    small = piece.size < 0.85 * line.size and not line.words.endswith(" ")
    if small and re.fullmatch(r"\s*\d{1,3}\s*", piece.words):
        line.words += f"[{piece.words.strip()}]"
    else:
        space = _space(line, piece)
        if re.fullmatch(r"\d{1,3}", piece.words) and not space and re.search(r"[^\s\d]$", line.words):
            line.numbers.append((len(line.words), len(line.words) + len(piece.words)))
        line.words += space + piece.words
        if len(piece.words) > len(line.words) / 2:
            line.size, line.bold = piece.size, piece.bold
    line.pieces.append((piece.x, line.y))


def _space(line: Line, piece: _Piece) -> str:
    """A space where the piece stands clearly away from where the line ends, at half a letter's height a letter."""
    if line.words.endswith(" ") or piece.words.startswith(" "):
        return ""
    end = line.x + 0.5 * line.size * len(line.words)
    marker = _MARKER.fullmatch(line.words)
    return " " if marker or piece.x - end > 0.4 * line.size else ""


def _in_columns(lines: list[Line], number: int, width: float) -> list[Line]:
    """Number the columns. A jump up the page begins a new one; lines of two columns that alternate are sorted apart."""
    if _alternate(lines, width):
        middle = width / 2
        full = [line for line in lines if line.x < middle]
        right = [line for line in lines if line.x >= middle]
        lines = sorted(full, key=lambda line: -line.y) + sorted(right, key=lambda line: -line.y)
    column = 0
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None and line.y > before.y + 2 * before.size and line.x > before.x + width / 6:
            column += 1
        line.column = (number, column)
    return lines


def _alternate(lines: list[Line], width: float) -> bool:
    """Whether lines jump to and fro between a left and a right column."""
    sides = [line.x >= width * 0.45 for line in lines]
    jumps = sum(a != b for a, b in pairwise(sides))
    return len(lines) > 8 and min(sum(sides), len(sides) - sum(sides)) > 3 and jumps > len(lines) / 3
