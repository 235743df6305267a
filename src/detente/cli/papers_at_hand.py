"""The documents of a case's sources, read once each, and where a statement's words stand in them now."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from detente.documents.coding import Entry, Value
from detente.documents.document import DocumentError
from detente.documents.places import Folded, Verdict, fingerprint, folded, verify


@dataclass(frozen=True, slots=True)
class Words:
    """Words to look for, near an offset."""

    quote: str
    start: int | None
    end: None = None
    sha256: None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Where words stand, with the hash of them folded."""

    start: int
    end: int
    sha256: str

    def span(self) -> dict[str, Value]:
        """The same as fields of a decision."""
        return {"start": self.start, "end": self.end, "sha256": self.sha256}


@dataclass(slots=True)
class Papers:
    """The files of documents by source; of those that have been read, the folded text and the reader, or why they could not be."""

    files: dict[str, Path]
    known: dict[str, tuple[Folded, str]] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Path, documents: Path | None) -> Papers:
        """The documents that a case file names and that are at hand, beside it or in `documents`.

        The file need not be a case without errors: only its sources are looked at.
        """
        from detente.case.model import Source
        from detente.case.passages import document_file
        from detente.case.read import text_of
        from detente.case.text import parse

        tree, _, _ = parse(text_of(case), str(case))
        listed = tree.get("sources") if isinstance(tree, dict) else None
        files: dict[str, Path] = {}
        for given in listed if isinstance(listed, list) else ():
            if isinstance(given, dict) and isinstance(given.get("id"), str) and isinstance(given.get("document"), str):
                file = document_file(Source(given["id"], document=given["document"]), case.parent, documents)
                if file is not None:
                    files[given["id"]] = file
        return cls(files)

    def _read(self, source: str) -> tuple[Folded, str] | None:
        if source not in self.known and source in self.files and source not in self.troubles:
            from detente.documents.reading import read

            try:
                document = read(self.files[source])
            except DocumentError as error:
                self.troubles[source] = str(error)
                return None
            self.known[source] = folded(document.text), document.reader
        return self.known.get(source)

    def text(self, source: str) -> str:
        """The text of a source's document; empty where it is not at hand."""
        there = self._read(source)
        return there[0].raw if there else ""

    def find(self, entry: Entry) -> Verdict | None:
        """Where the words of an entry stand now; None where the document is not at hand or cannot be read."""
        there = self._read(entry.at.source)
        if there is None:
            return None
        return verify(there[0], entry.at) or Verdict("not found")

    def found(self, entry: Entry) -> tuple[Verdict | None, str]:
        """The same, with the reader of the document."""
        there = self._read(entry.at.source)
        return self.find(entry), there[1] if there else ""

    def words(self, entry: Entry, quote: str) -> Found | None:
        """Where words stand in an entry's document, the nearest to where it stood; None where they are not there."""
        there = self._read(entry.at.source)
        found = verify(there[0], Words(quote, entry.at.start)) if there else None
        if found is None or found.status not in ("verbatim", "moved") or found.start is None or found.end is None:
            return None
        return Found(found.start, found.end, fingerprint(found.found))
