"""What a document is once it has been read: one text, the passages in it, and what is known of where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PassageKind = Literal["title", "heading", "paragraph", "item", "quote", "table", "note", "boilerplate"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document's text, `text[start:end]`, without white space at its ends.

    `kind`: *title*, *heading* (with its `level`, 1 the highest), *paragraph*, *item* of a list, *quote* (a block of it),
    *table* (one row), *note* (a footnote or endnote), *boilerplate* (navigation, adverts, lists of other articles: kept in
    the text, left out of every analysis). `label` is the number of an item ("3"), or of a note ("1"), as printed, without
    brackets and stop, "•" for an unnumbered item; the label stands inside the passage where the text has it. `page`, counted
    from 1, where there are pages.
    """

    start: int
    end: int
    kind: PassageKind
    label: str = ""
    level: int = 0
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the text, at `text[start:end]`, refers to the note `passages[note]`."""

    start: int
    end: int
    note: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was understood.

    `text` is what offsets count, in code points: decoded, without byte order mark, line ends as LF. For plain text and Markdown it is
    the file itself; for HTML, PDF and DOCX it is what the reader made of it (hyphens at line ends, soft hyphens and columns undone,
    one passage a paragraph), so that `reader` (name and version) stands beside, and hashes of passages decide.
    `passages` are in the order of the text, do not overlap, and cover everything in it but white space. `warnings` are sentences
    on what could not be read well.
    """

    name: str
    text: str
    passages: tuple[Passage, ...]
    marks: tuple[Mark, ...] = ()
    title: str | None = None
    author: str | None = None
    date: str | None = None
    reader: str = ""
    warnings: tuple[str, ...] = ()

    def words(self, passage: Passage) -> str:
        """The text of a passage."""
        return self.text[passage.start : passage.end]

    def body(self) -> tuple[Passage, ...]:
        """The passages of the article itself: all but boilerplate."""
        return tuple(passage for passage in self.passages if passage.kind != "boilerplate")


class DocumentError(ValueError):
    """A file that cannot be read as a document: which file, what is wrong, how to mend it."""

    def __init__(self, file: str, what: str, remedy: str = "") -> None:
        self.file, self.what, self.remedy = file, what, remedy
        super().__init__(f"{file}: {what} {remedy}".rstrip())
