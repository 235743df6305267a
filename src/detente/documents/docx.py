"""DOCX as a document: paragraphs by their styles, numbered lists with their numbers, tables, footnotes and endnotes.

What was deleted with tracked changes is left out, what was inserted is kept. A ZIP that unpacks to far more than it is, is refused unread.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from detente.documents.document import Document, DocumentError, Mark, Passage, PassageKind
from detente.documents.metadata import of_lines
from detente.documents.plain import marks_of, noted

MOST_UNPACKED = 200_000_000
MOST_ENTRIES = 5_000
MOST_RATIO = 200
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NOTES = ("footnotes", "endnotes")
_SHOWN = tuple(
    f"{_W}{tag}" for tag in ("t", "tab", "br", "cr", "noBreakHyphen", "footnoteReference", "endnoteReference")
)
_BOX = f"{_W}txbxContent"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNSHOWN = (f"{_W}del", f"{_W}moveFrom", _BOX)
_LISTS = re.compile(r"List (Bullet|Number)", re.I)


@dataclass
class Piece:
    """A paragraph: its words, and where it calls notes, each as (start, end, kind of note, its number in the file)."""

    kind: PassageKind
    words: str
    label: str = ""
    level: int = 0
    calls: list[tuple[int, int, str, str]] = field(default_factory=list)


def read_docx(data: bytes, name: str) -> Document:
    """A Word document as a document."""
    import docx

    _refuse_bomb(data, name)
    try:
        source = docx.Document(io.BytesIO(data))
        pieces = list(_pieces(source))
        notes = {kind: _note_words(source, kind) for kind in _NOTES}
    except DocumentError:
        raise
    except Exception as error:  # python-docx lets through whatever zipfile, lxml and its own parts raise
        what = f"The file cannot be read as DOCX ({type(error).__name__})."
        raise DocumentError(name, what, "Open it in a word processor and save it again as .docx.") from None
    if not any(piece.words.strip() for piece in pieces):
        raise DocumentError(
            name, "The document holds no text.", "If it holds pictures of text, have them recognised first."
        )
    about = source.core_properties
    text, passages, marks = _laid_out(pieces, notes)
    if not marks:
        passages = noted(text, passages)
        marks = marks_of(text, passages)
    lines = of_lines(text, passages)
    title = next((text[p.start : p.end] for p in passages if p.kind == "title"), None) or about.title or None
    if title is None:
        title = next((text[p.start : p.end] for p in passages if p.kind == "heading"), None)
    author = None if about.author in ("", "python-docx", None) else about.author
    version = f"DOCX (python-docx {docx.__version__})"
    return Document(name, text, passages, marks, title, author or lines.author, lines.date or _day(about), version)


def _day(about: Any) -> str | None:
    """The day the file was made, unless that is the template's."""
    made = about.created
    return made.date().isoformat() if made is not None and made.year != 2013 else None


def _refuse_bomb(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        raise DocumentError(name, "The file is damaged: it is no whole ZIP.", "Download or save it again.") from None
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if (
        unpacked > MOST_UNPACKED
        or len(entries) > MOST_ENTRIES
        or (unpacked > 10_000_000 and unpacked / packed > MOST_RATIO)
    ):
        what = f"The file would unpack to {unpacked / 1e6:,.0f} MB in {len(entries):,} parts, which no document needs."
        raise DocumentError(name, what, "It was not opened. Ask its sender for another copy.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise DocumentError(name, "The document is encrypted.", "Save a copy without a password and read that.")
    if "word/document.xml" not in {entry.filename for entry in entries}:
        raise DocumentError(name, "The file is a ZIP and no Word document.", "Unpack it, and read the documents in it.")


def _pieces(source: Any) -> Iterator[Piece]:
    """The body's paragraphs and table rows in order."""
    numbers = Numbers(source)
    styles = {style.style_id: style.name for style in source.styles}
    yield from _below(source.element.body, numbers, styles)


def _below(parent: Any, numbers: Numbers, styles: dict[str, str]) -> Iterator[Piece]:
    open_: Piece | None = None
    for element in parent:
        if element.tag == f"{_W}p":
            piece = _paragraph(element, numbers, styles)
            if open_ is not None:
                _go_on(open_, piece)
            if element.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None:
                open_ = open_ or piece
                continue
            yield open_ or piece
            open_ = None
            yield from _boxes(element, numbers, styles)
        elif element.tag == f"{_W}tbl":
            for row in element.iterchildren(f"{_W}tr"):
                if row.find(f"{_W}trPr/{_W}del") is None:
                    cells = [
                        " ".join(filter(None, (_words(p)[0].strip() for p in cell.iter(f"{_W}p"))))
                        for cell in row.iterchildren(f"{_W}tc")
                    ]
                    yield Piece("table", " | ".join(cells))
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"):
            yield from _below(element, numbers, styles)
    if open_ is not None:
        yield open_


def _go_on(piece: Piece, more: Piece) -> None:
    """The mark between two paragraphs was deleted with tracked changes: the second goes on in the first."""
    at = len(piece.words)
    piece.words += more.words
    piece.calls += [(start + at, end + at, kind, number) for start, end, kind, number in more.calls]


def _boxes(paragraph: Any, numbers: Numbers, styles: dict[str, str]) -> Iterator[Piece]:
    """What stands in text boxes that hang on a paragraph, once: old and new ways of drawing the same box stand side by side in a file."""
    for box in paragraph.iter(_BOX):
        if not _within(box, (_FALLBACK, _BOX), paragraph):
            yield from _below(box, numbers, styles)


def _paragraph(element: Any, numbers: Numbers, styles: dict[str, str]) -> Piece:
    words, calls = _words(element)
    style = element.find(f"{_W}pPr/{_W}pStyle")
    named = styles.get(style.get(f"{_W}val"), "") if style is not None else ""
    heading = re.fullmatch(r"[Hh]eading (\d)", named)
    label, before = numbers.of(element, style.get(f"{_W}val") if style is not None else None)
    kind: PassageKind = "paragraph"
    if named == "Title":
        kind = "title"
    elif heading:
        kind = "heading"
    elif label or _LISTS.match(named):
        kind, label, before = "item", label or "•", before or "• "
    elif "Quote" in named:
        kind = "quote"
    typed = re.match(r"\s*(\d{1,3})[.)]\s+\S", words) if kind == "paragraph" else None
    if typed:
        kind, label = "item", typed[1]
    calls = [(start + len(before), end + len(before), what, number) for start, end, what, number in calls]
    return Piece(kind, before + words if words.strip() else "", label, int(heading[1]) if heading else 0, calls)


def _words(paragraph: Any) -> tuple[str, list[tuple[int, int, str, str]]]:
    """The words of a paragraph, and its calls of notes, each written `[n]` by `_laid_out` later: here a mark of length 0."""
    out = ""
    calls: list[tuple[int, int, str, str]] = []
    for element in paragraph.iter(*_SHOWN):
        if _within(element, _UNSHOWN, paragraph) or _vanished(element.getparent()):
            continue
        if element.tag == f"{_W}t":
            out += (element.text or "").replace("\u00ad", "").replace("\u200b", "")
        elif element.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr") and element.getparent().tag == f"{_W}r":
            out += " "
        elif element.tag == f"{_W}noBreakHyphen":
            out += "-"
        elif element.tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
            kind = "footnotes" if "footnote" in element.tag else "endnotes"
            calls.append((len(out), len(out), kind, element.get(f"{_W}id") or ""))
    return out, calls


def _vanished(run: Any) -> bool:
    """Whether a run's words are hidden."""
    hidden = run.find(f"{_W}rPr/{_W}vanish")
    return hidden is not None and hidden.get(f"{_W}val") not in ("0", "false", "off")


def _within(element: Any, tags: tuple[str, ...], top: Any) -> bool:
    """Whether the element stands in one of these, below `top`."""
    element = element.getparent()
    while element is not None and element is not top:
        if element.tag in tags:
            return True
        element = element.getparent()
    return False


def _note_words(source: Any, kind: str) -> dict[str, str]:
    """The words of the notes of a kind, by their number in the file."""
    from lxml import etree

    part = next(
        (r.target_part for r in source.part.rels.values() if not r.is_external and r.reltype.endswith(f"/{kind}")), None
    )
    if part is None:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    found = {}
    for note in etree.fromstring(part.blob, parser).iter(f"{_W}{kind[:-1]}"):
        if note.get(f"{_W}type") in (None, "normal"):
            found[note.get(f"{_W}id") or ""] = " ".join(
                filter(None, (_words(p)[0].strip() for p in note.iter(f"{_W}p")))
            )
    return found


class Numbers:
    """The numbers that a word processor shows before the items of lists: counted as it does."""

    def __init__(self, source: Any) -> None:
        self.counts: dict[tuple[str, int], int] = {}
        self.levels: dict[str, dict[int, tuple[str, int]]] = {}
        self.of_style: dict[str, tuple[str, int]] = {}
        try:
            numbering = source.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstract = {a.get(f"{_W}abstractNumId"): a for a in numbering.iter(f"{_W}abstractNum")}
        for num in numbering.iter(f"{_W}num"):
            which = num.find(f"{_W}abstractNumId")
            shape = abstract.get(which.get(f"{_W}val")) if which is not None else None
            if shape is not None:
                self.levels[num.get(f"{_W}numId")] = {
                    int(lvl.get(f"{_W}ilvl")): _level(lvl) for lvl in shape.iter(f"{_W}lvl")
                }
        for style in source.styles.element.iter(f"{_W}style"):
            stated = style.find(f"{_W}pPr/{_W}numPr")
            if stated is not None:
                self.of_style[style.get(f"{_W}styleId")] = _stated(stated)

    def of(self, paragraph: Any, style: str | None) -> tuple[str, str]:
        """The label of a paragraph, and what stands for it in the text; two empty texts where it is no item."""
        stated = paragraph.find(f"{_W}pPr/{_W}numPr")
        number, level = _stated(stated) if stated is not None else self.of_style.get(style or "", ("0", 0))
        if number == "0" or number not in self.levels:
            return "", ""
        form, start = self.levels[number].get(level, ("decimal", 1))
        if form in ("bullet", "none"):
            return "•", "• "
        count = self.counts.get((number, level), start - 1) + 1
        self.counts[number, level] = count
        for deeper in [key for key in self.counts if key[0] == number and key[1] > level]:
            del self.counts[deeper]
        label = _letters(count) if "Letter" in form else str(count)
        return label, f"{label}. "


def _level(lvl: Any) -> tuple[str, int]:
    form, start = lvl.find(f"{_W}numFmt"), lvl.find(f"{_W}start")
    return (form.get(f"{_W}val") if form is not None else "decimal"), int(
        start.get(f"{_W}val")
    ) if start is not None else 1


def _stated(stated: Any) -> tuple[str, int]:
    number, level = stated.find(f"{_W}numId"), stated.find(f"{_W}ilvl")
    return (number.get(f"{_W}val") if number is not None else "0"), int(
        level.get(f"{_W}val")
    ) if level is not None else 0


def _letters(count: int) -> str:
    return chr(ord("a") + (count - 1) % 26) * (1 + (count - 1) // 26)


def _laid_out(
    pieces: list[Piece], noted: dict[str, dict[str, str]]
) -> tuple[str, tuple[Passage, ...], tuple[Mark, ...]]:
    """The text with its notes at the end, each called `[n]` in the order of the calls."""
    order: list[tuple[str, str]] = []
    text, passages, marks = "", [], []
    before: Piece | None = None
    for piece in pieces:
        words = piece.words
        placed = []
        for start, _, kind, number in sorted(piece.calls, reverse=True):
            if number not in noted[kind] or not words:
                continue
            placed.append((start, kind, number))
        for _, kind, number in reversed(placed):
            if (kind, number) not in order:
                order.append((kind, number))
        spans: list[tuple[int, int, int]] = []
        for start, kind, number in placed:
            shown = f"[{order.index((kind, number)) + 1}]"
            words = words[:start] + shown + words[start:]
            spans = [(low + len(shown), high + len(shown), which) for low, high, which in spans]
            spans.append((start, start + len(shown), order.index((kind, number))))
        lead = len(words) - len(words.lstrip())
        words = words.strip()
        if not words:
            continue
        text += "" if before is None else "\n" if before.kind == piece.kind == "item" else "\n\n"
        passages.append(Passage(len(text), len(text) + len(words), piece.kind, piece.label, piece.level))
        marks += [(len(text) + low - lead, len(text) + high - lead, which) for low, high, which in sorted(spans)]
        text += words
        before = piece
    first = len(passages)
    for k, (kind, number) in enumerate(order):
        text += "\n\n"
        words = f"[{k + 1}] {noted[kind][number]}".strip()
        passages.append(Passage(len(text), len(text) + len(words), "note", str(k + 1)))
        text += words
    return text, tuple(passages), tuple(Mark(low, high, first + which) for low, high, which in marks)
