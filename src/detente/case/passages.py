"""Documents that lie beside a case: where they are, their text, and whether the places of the case stand in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Literal

from detente.case.addresses import address
from detente.case.model import Case, Claim, Event, Place, Source
from detente.case.notes import Notes
from detente.case.text import Path
from detente.documents.document import Document, DocumentError
from detente.documents.places import Folded, folded, verify

Folder = str | FilePath | None
Standing = Literal["verbatim", "moved", "altered", "not found", "unverified", "not at hand", "unreadable"]
BARE = "The place keeps no hash, so nothing says that these are the words that were meant: add sha256."
POINTER = "The place says only where to look: add start, end and sha256, or a quote."


@dataclass(frozen=True, slots=True)
class PlaceVerdict:
    """How one place of a case stands in its document at hand. `address`: of the place, such as `claims.harbour-silts.at`.

    `start`, `end`, `found`: where it stands now, and its words there (None and "" where nothing was found); `diff`: an altered passage
    word by word; `what`, `remedy`: what is wrong and how to mend it, "" where nothing is. *unverified*: the place says only where to
    look; *not at hand*: there is no file of the document; *unreadable*: there is one that cannot be read.
    """

    address: str
    source: str
    document: str | None
    status: Standing
    start: int | None = None
    end: int | None = None
    found: str = ""
    diff: str = ""
    what: str = ""
    remedy: str = ""


# ---------------------------------------------------------------- documents


def document_file(source: Source, folder: Folder, beside: Folder = None) -> FilePath | None:
    """The file of a source's document: below the case's `folder`, or in `beside` (by path, then by name)."""
    if source.document is None or FilePath(source.document).is_absolute() or ".." in FilePath(source.document).parts:
        return None
    homes = [FilePath(home) for home in (folder, beside) if home is not None]
    tries = [home / source.document for home in homes]
    if beside is not None:
        tries.append(FilePath(beside) / FilePath(source.document).name)
    return next((file for file in tries if file.is_file()), None)


def document_of(source: Source, folder: Folder, beside: Folder = None) -> Document | None:
    """A source's document as the readers understand it; None where it is not at hand. Raises `DocumentError` where it cannot be read."""
    found = _at_hand(source, folder, beside)
    if isinstance(found, DocumentError):
        raise found
    return found[0] if found is not None else None


def document_text(source: Source, folder: Folder, beside: Folder = None) -> str | None:
    """The text of a source's document as offsets count it; None where it is not at hand or cannot be read."""
    found = _at_hand(source, folder, beside)
    return found[0].text if isinstance(found, tuple) else None


_Read = tuple[Document, Folded] | DocumentError


def _at_hand(source: Source, folder: Folder, beside: Folder) -> _Read | None:
    file = document_file(source, folder, beside)
    if file is None:
        return None
    try:
        stamp = file.stat()
    except OSError as error:
        return DocumentError(str(source.document), f"The file cannot be read ({error.strerror}).", "Check it.")
    return _read(str(file), stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=8)
def _read(file: str, changed: int, size: int) -> _Read:
    """A document and its folded text; read again when the file changes."""
    from detente.documents.reading import read

    try:
        document = read(FilePath(file))
    except DocumentError as error:
        return error
    return document, folded(document.text)


def passage(text: str, place: Place) -> str | None:
    """The words that a place points at in a document's text, where they can be found; else None."""
    if place.start is not None and place.end is not None and place.sha256 is None and place.quote is None:
        return text[place.start : place.end] or None
    verdict = verify(text, place)
    return verdict.found or None if verdict is not None else None


# ---------------------------------------------------------------- places


def places(case: Case) -> Iterator[tuple[Path, Place]]:
    """Every place of the case with its path in the tree."""
    homes: dict[str, Mapping[str, Claim | Event]] = {"claims": case.claims, "events": {e.id: e for e in case.events}}
    for home, things in homes.items():
        for number, item in enumerate(case.tree.get(home) or ()):
            thing = things.get(str(item.get("id")))
            several = isinstance(item.get("at"), list)
            for k, place in enumerate(thing.at if thing is not None else ()):
                yield (home, number, "at", k) if several else (home, number, "at"), place


def places_report(case: Case, beside: Folder = None) -> tuple[PlaceVerdict, ...]:
    """How each place of the case stands in its document, in the order of the case: claims, then events."""
    return tuple(verdict for _, verdict in _verdicts(case, beside))


def check(case: Case, beside: Folder, notes: Notes) -> None:
    """Warn of every place that the document at hand does not have as noted, and once of each document at hand that cannot be read.
    Missing documents say nothing."""
    if case.origin.folder is None and beside is None:
        return
    for path, verdict in _verdicts(case, beside):
        if verdict.status == "unreadable":
            number = next((n for n, s in enumerate(case.tree.get("sources") or ()) if s.get("id") == verdict.source), 0)
            what = f"{verdict.what} The places in {verdict.document} are not checked."
            notes.warning(("sources", number, "document"), what, verdict.remedy)
        elif verdict.status in ("moved", "altered", "not found"):
            notes.warning(path, verdict.what, verdict.remedy)


def _verdicts(case: Case, beside: Folder) -> Iterator[tuple[Path, PlaceVerdict]]:
    for path, place in places(case):
        source = case.sources.get(place.source) or Source(place.source)
        name = address(case.tree, path)
        found = _at_hand(source, case.origin.folder, beside)
        if found is None:
            yield path, PlaceVerdict(name, place.source, source.document, "not at hand")
        elif isinstance(found, DocumentError):
            wrong = f"{source.document} cannot be read: {found.what}"
            yield (
                path,
                PlaceVerdict(name, place.source, source.document, "unreadable", what=wrong, remedy=found.remedy),
            )
        else:
            yield path, _judged(name, place, source, *found)


def _judged(name: str, place: Place, source: Source, document: Document, text: Folded) -> PlaceVerdict:
    """How a place stands in a document that was read."""
    verdict = verify(text, place)
    if verdict is None:
        inside = place.start is not None and place.end is not None and bool(document.text[place.start : place.end])
        words = document.text[place.start : place.end] if inside else ""
        remark = BARE if inside else POINTER
        span = (place.start, place.end)
        return PlaceVerdict(name, place.source, source.document, "unverified", *span, words, remedy=remark)
    what, remedy, where = "", "", f"start: {verdict.start}, end: {verdict.end}"
    if verdict.status == "moved":
        what, remedy = f"The passage has moved in {source.document}.", f"Write {where}."
    elif verdict.status == "altered":
        what = f"{source.document} has other words here: {verdict.diff}."
        remedy = f"Correct the quote, or the document; the similar passage is at {where}."
    elif verdict.status == "not found":
        what = f"{source.document} does not have this passage."
        remedy = "Correct the place, or put the right edition of the document there."
    if verdict.status in ("altered", "not found") and place.reader and place.reader != document.reader:
        remedy += (
            f" It was noted with the reader {place.reader}; here {document.reader or 'another'} read the document,"
            " which may have put its text together differently."
        )
    found = (verdict.status, verdict.start, verdict.end, verdict.found, verdict.diff)
    return PlaceVerdict(name, place.source, source.document, *found, what, remedy)
