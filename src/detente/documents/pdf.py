"""PDF as a document: what a page shows as lines, brought together to paragraphs (`pdf_lines` says which lines there are)."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from detente.documents.document import Document, DocumentError, Passage, PassageKind
from detente.documents.metadata import of_lines
from detente.documents.pdf_lines import Line, lines_of
from detente.documents.plain import marks_of, noted

MOST_PAGES = 3000
_ITEM = re.compile(r"(?:\(?(\d{1,3})[.)]|([•▪◦–]))\s+(?=\S)")
_NOTE = re.compile(r"\[(\d{1,3})\]\s*\S")
_FOOT = re.compile(r"(\d{1,3})(?:\s+(?=\S)|(?=[^\W\d_a-z]|[“\"(]))")
_NUMBER = re.compile(r"(?:page |p\. ?)?[#\-– ]+(?: of #+)?", re.I)
_END = re.compile(r"[.!?:…][\"'”’)\]]*(?:\[\d{1,3}\])?$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_KEPT = frozenset(("anti", "non", "pre", "post", "self", "co", "multi", "counter", "mid", "pro", "ex", "semi", "cross", "inter", "well", "long", "short", "high", "low", "ground", "sea", "land", "air", "cold", "ground"))  # fmt: skip
APART = 1.45
"""A gap between lines of so many usual ones begins a paragraph."""


@dataclass
class Paragraph:
    """Lines that belong together."""

    lines: list[Line]
    kind: PassageKind
    label: str = ""


def read_pdf(data: bytes, name: str) -> Document:
    """A PDF as a document. Raises DocumentError where it is encrypted, damaged, or holds pictures of text only."""
    import pypdf

    source = _opened(data, name)
    try:
        pages = [lines_of(page, number + 1) for number, page in enumerate(source.pages)]
        about = source.metadata
        stated = (about.title, about.author, about.creation_date) if about is not None else (None, None, None)
    except Exception as error:  # pypdf lets through what broken files make its parser raise
        raise DocumentError(
            name, f"The PDF is damaged ({type(error).__name__}).", "Download or export it again."
        ) from None
    if not any(line.words.strip() for page in pages for line in page):
        what = "The PDF holds no text: its pages are pictures, as of a scan."
        raise DocumentError(name, what, "Have the text recognised (OCR), and read the PDF that this makes.")
    paragraphs = _paragraphs([line for page in _without_running_heads(pages) for line in page])
    text, passages = _laid_out(_entitled(paragraphs))
    found = of_lines(text, passages)
    title = (
        next((text[p.start : p.end] for p in passages if p.kind == "title"), None) or _text(stated[0]) or found.title
    )
    day = stated[2].date().isoformat() if stated[2] is not None else None
    reader = f"PDF (pypdf {pypdf.__version__})"
    author = found.author or _author(stated[1])
    passages = noted(text, passages)
    return Document(name, text, passages, marks_of(text, passages), title, author, found.date or day, reader)


def _entitled(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """What stands on the first page in the largest letters, if they are larger than all others there, is the title."""
    first = [p for p in paragraphs if p.lines[0].column[0] == paragraphs[0].lines[0].column[0]]
    sizes = sorted({round(p.lines[0].size, 1) for p in first}, reverse=True)
    top = [p for p in first if round(p.lines[0].size, 1) == sizes[0]]
    if len(sizes) > 1 and len(top) == 1 and top[0].kind == "heading":
        top[0].kind = "title"
    return paragraphs


def _text(stated: Any) -> str | None:
    words = str(stated or "").strip()
    return None if not words or words.startswith("(") or words.lower() == "untitled" else words


def _author(stated: Any) -> str | None:
    words = _text(stated)
    return words if words and words.lower() != "anonymous" else None


def _opened(data: bytes, name: str) -> Any:
    import logging

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        source = pypdf.PdfReader(io.BytesIO(data))
        locked = source.is_encrypted and not source.decrypt("")
        count = 0 if locked else len(source.pages)
    except Exception as error:
        if "crypt" in f"{type(error).__name__} {error}".lower():
            locked, count = True, 0
        else:
            what = f"The PDF is damaged ({type(error).__name__})."
            raise DocumentError(name, what, "Download or export it again.") from None
    if locked:
        raise DocumentError(
            name, "The PDF is encrypted.", "Open it with its password, save a copy without one, and read that."
        )
    if count > MOST_PAGES:
        raise DocumentError(
            name,
            f"The PDF has {count:,} pages; up to {MOST_PAGES:,} are read.",
            "Keep the part that the case rests on.",
        )
    return source


def _without_running_heads(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without page numbers, and without first and last lines that come again on most pages, or on three (a chapter's)."""

    def key(line: Line) -> str:
        return re.sub(r"\d+", "#", line.words.strip())

    edges = Counter(key(line) for page in pages for line in {id(e): e for e in (*page[:2], *page[-2:])}.values())
    exact = Counter(words for page in pages for words in {line.words.strip() for line in (*page[:2], *page[-2:])})
    usual = Counter(round(line.size, 1) for page in pages for line in page for _ in line.words).most_common(1)[0][0]

    offsets = Counter(
        offset for page in pages for offset in set().union(*(_paged(line) for line in (*page[:1], *page[-1:])))
    )
    counted = {offset for offset, count in offsets.items() if count >= max(3, len(pages) / 2)}

    def runs(line: Line) -> bool:
        large = line.bold or line.size > 1.08 * usual
        again = (
            line.edge
            and len(pages) > 1
            and (exact[line.words.strip()] if large else edges[key(line)]) > min(2, max(1, len(pages) / 2))
        )
        small = line.top and line.size < 0.92 * usual
        return again or small or bool(_NUMBER.fullmatch(key(line))) or _paged(line) & counted != set()

    out = []
    for page in pages:
        at_edge = {id(line) for line in (*page[:2], *page[-2:])}
        out.append([line for line in page if id(line) not in at_edge or not runs(line)])
    return out


def _paged(line: Line) -> set[int]:
    """How far the numbers that a line opens and closes with are from the number of its page: always the same where they number the pages."""
    found = re.findall(r"^\d{1,4}(?=\s)|(?<=\s)\d{1,4}$", line.words.strip())
    return {int(number) - line.column[0] for number in found}


def _paragraphs(lines: list[Line]) -> list[Paragraph]:
    """Lines that go on in each other, in the order of reading."""
    if not lines:
        return []
    body = Counter(round(line.size, 1) for line in lines for _ in line.words).most_common(1)[0][0]
    gaps = Counter(
        round(a.y - b.y, 0)
        for a, b in pairwise(lines)
        if a.column == b.column and a.y > b.y and abs(a.size - body) < 0.2
    )
    leading = gaps.most_common(1)[0][0] if gaps else body * 1.2
    widest: dict[tuple[int, int], float] = {}
    for line in lines:
        widest[line.column] = max(widest.get(line.column, 0), len(line.words))
    found: list[Paragraph] = []
    for k, line in enumerate(lines):
        before = lines[k - 1] if k else None
        opens = _opening(line, body)
        if before is None or opens[0] != "paragraph" or _apart(before, line, leading, widest):
            found.append(Paragraph([line], *opens))
        else:
            found[-1].lines.append(line)
    _call_notes(found)
    return _stitched([_headed(paragraph, body) for paragraph in found], body)


def _call_notes(paragraphs: list[Paragraph]) -> None:
    """Numbers drawn by themselves right behind a word become calls `[n]` where their page has a note of that number."""
    there = {(p.lines[0].column[0], p.label) for p in paragraphs if p.kind == "note"}
    for line in (line for p in paragraphs if p.kind != "note" for line in p.lines):
        for low, high in reversed(line.numbers):
            number = line.words[low:high]
            if (line.column[0], number) in there:
                line.words = f"{line.words[:low]}[{number}]{line.words[high:]}"


def _opening(line: Line, body: float) -> tuple[PassageKind, str]:
    """What a line opens: an item, a note, or nothing but a paragraph."""
    note = _NOTE.match(line.words) or (_FOOT.match(line.words) if line.size < body * 0.93 else None)
    if note:
        return "note", note[1]
    item = _ITEM.match(line.words)
    return ("item", item[1] or "•") if item else ("paragraph", "")


def _apart(before: Line, line: Line, leading: float, widest: dict[tuple[int, int], float]) -> bool:
    """Whether a line begins a paragraph of its own: by size, by the gap above it, by its indent, or after a line that ends early."""
    if abs(before.size - line.size) > 0.6 or before.bold != line.bold:
        return True
    size = len(before.words) / widest[before.column]
    ended = bool(_END.search(before.words.rstrip()))
    if before.column != line.column:
        return line.bold or (ended and size < 0.8)
    if before.y - line.y > APART * max(leading, 1.2 * line.size) or before.y < line.y:
        return True
    if line.bold or line.size > 1.2 * leading:
        return False
    indent = line.x - before.x
    if (indent > 6 and ended) or (indent < -6 and ended):
        return True
    return size < (0.72 if ended else 0.5) and not line.words.lstrip()[:1].islower()


def _headed(paragraph: Paragraph, body: float) -> Paragraph:
    """A short paragraph in larger or bold letters is a heading."""
    words = " ".join(line.words for line in paragraph.lines)
    large = all(line.size > body * 1.08 or line.bold for line in paragraph.lines)
    if large and len(words) < 160 and paragraph.kind in ("paragraph", "item"):
        paragraph.kind = "heading"
    return paragraph


def _stitched(paragraphs: list[Paragraph], body: float) -> list[Paragraph]:
    """A paragraph cut by the end of a column or page goes on there, past notes at the foot."""
    found: list[Paragraph] = []
    for paragraph in paragraphs:
        open_ = next((p for p in reversed(found) if p.kind != "note"), None)
        cut = open_ is not None and open_.lines[-1].column != paragraph.lines[0].column
        if (
            cut
            and open_ is not None
            and paragraph.kind == "paragraph"
            and open_.kind in ("paragraph", "item")
            and not _END.search(open_.lines[-1].words)
            and abs(paragraph.lines[0].size - open_.lines[-1].size) < 0.6
        ):
            open_.lines += paragraph.lines
        else:
            found.append(paragraph)
    return found


def _laid_out(paragraphs: list[Paragraph]) -> tuple[str, tuple[Passage, ...]]:
    """One paragraph a passage; notes stand at the end."""
    shown = [p for p in paragraphs if p.kind != "note"] + [p for p in paragraphs if p.kind == "note"]
    plain = " ".join(line.words for p in shown for line in p.lines)
    words_there = {word.lower() for word in _WORD.findall(re.sub(r"-\s", " ", plain))}
    text, passages = "", []
    for number, paragraph in enumerate(shown):
        words = _joined([line.words.strip() for line in paragraph.lines], words_there)
        if not words:
            continue
        if paragraph.kind == "note" and not words.startswith("["):
            words = re.sub(r"^\d+\s*", f"[{paragraph.label}] ", words)
        listed = {paragraph.kind, shown[number - 1].kind} == {"item"}
        text += "" if not text else "\n" if listed else "\n\n"
        level = 2 if paragraph.kind == "heading" else 0
        passages.append(
            Passage(
                len(text), len(text) + len(words), paragraph.kind, paragraph.label, level, paragraph.lines[0].column[0]
            )
        )
        text += words
    return text, tuple(passages)


def _joined(lines: list[str], words_there: set[str]) -> str:
    """Lines as running text. A hyphen at the end of a line goes where the joined word stands elsewhere in the document, stays where the hyphenated
    one does or its first part is one that takes hyphens (anti-, non-), and goes otherwise."""
    out = ""
    for line in lines:
        if line:
            cut = re.search(r"([^\W\d_]+)[-\u00ad\u2010]$", out)
            begun = re.match(r"[^\W\d_]+", line)
            if cut and begun:
                first, rest = cut[1].lower(), begun[0].lower()
                keep = (
                    out[-1] != "\u00ad"
                    and first + rest not in words_there
                    and (f"{first}-{rest}" in words_there or first in _KEPT or begun[0][0].isupper())
                )
                out = out[:-1] + ("-" if keep else "") + line
            else:
                out += (" " if out and not re.search(r"\w[-–—/]$", out) else "") + line
    return re.sub(r"\s+", " ", out.replace("\u00ad", "").replace("\u200b", "")).strip()
