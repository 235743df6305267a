"""Documents that lie beside a case: where they are, their text, and whether the places of the case stand in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath

from detente.case.model import Case, Claim, Event, Place, Source
from detente.case.notes import Notes
from detente.documents.places import Folded, Verdict, folded, normal_text, verify
from detente.case.text import Path

READABLE = (".txt", ".md", ".markdown", ".text")
MAX_BYTES = 50_000_000


def document_file(
    source: Source, folder: str | FilePath | None, beside: str | FilePath | None = None
) -> FilePath | None:
    """The file of a source's document: below the case's `folder`, or in `beside` (by path, then by name)."""
    if source.document is None or FilePath(source.document).is_absolute() or ".." in FilePath(source.document).parts:
        return None
    homes = [FilePath(home) for home in (folder, beside) if home is not None]
    tries = [home / source.document for home in homes]
    if beside is not None:
        tries.append(FilePath(beside) / FilePath(source.document).name)
    return next((file for file in tries if file.is_file()), None)


def document_text(source: Source, folder: str | FilePath | None, beside: str | FilePath | None = None) -> str | None:
    """The text of a source's document as offsets count it; None where it is not at hand or not readable as text."""
    file = document_file(source, folder, beside)
    if file is None or file.suffix.lower() not in READABLE or file.stat().st_size > MAX_BYTES:
        return None
    try:
        return normal_text(file.read_bytes())
    except (UnicodeDecodeError, OSError):
        return None


def passage(text: str, place: Place) -> str | None:
    """The words that a place points at in a document's text, where they can be found; else None."""
    if place.start is not None and place.end is not None and place.sha256 is None and place.quote is None:
        return text[place.start : place.end] or None
    verdict = verify(text, place)
    return verdict.found or None if verdict is not None else None


def places(case: Case) -> Iterator[tuple[Path, Place]]:
    """Every place of the case with its path in the tree."""
    homes: dict[str, Mapping[str, Claim | Event]] = {"claims": case.claims, "events": {e.id: e for e in case.events}}
    for home, things in homes.items():
        for number, item in enumerate(case.tree.get(home) or ()):
            thing = things.get(str(item.get("id")))
            several = isinstance(item.get("at"), list)
            for k, place in enumerate(thing.at if thing is not None else ()):
                yield (home, number, "at", k) if several else (home, number, "at"), place


def check(case: Case, beside: str | FilePath | None, notes: Notes) -> None:
    """Warn of every place that the document at hand does not have as noted. Missing documents say nothing."""
    if case.origin.folder is None and beside is None:
        return
    texts: dict[str, Folded | None] = {}
    for path, place in places(case):
        source = case.sources.get(place.source)
        if source is None:
            continue
        if source.id not in texts:
            texts[source.id] = _text(source, case, beside, notes)
        text = texts[source.id]
        verdict = verify(text, place) if text is not None else None
        if verdict is not None and verdict.status != "verbatim":
            _tell(verdict, path, source, notes)


def _text(source: Source, case: Case, beside: str | FilePath | None, notes: Notes) -> Folded | None:
    file = document_file(source, case.origin.folder, beside)
    if file is None:
        return None
    text = document_text(source, case.origin.folder, beside)
    if text is None:
        number = next((n for n, s in enumerate(case.tree.get("sources") or ()) if s.get("id") == source.id), 0)
        readable = file.suffix.lower() in READABLE
        what = f"{source.document} cannot be read as UTF-8 text, so its places are not checked."
        if not readable:
            what = f"This version reads text and Markdown, so the places in {source.document} are not checked."
        notes.warning(("sources", number, "document"), what, "Keep a copy as .txt or .md, and let document: name it.")
    return None if text is None else folded(text)


def _tell(verdict: Verdict, path: Path, source: Source, notes: Notes) -> None:
    where = f"start: {verdict.start}, end: {verdict.end}"
    if verdict.status == "moved":
        notes.warning(path, f"The passage has moved in {source.document}.", f"Write {where}.")
    elif verdict.status == "altered":
        what = f"{source.document} has other words here: {verdict.diff}."
        notes.warning(path, what, f"Correct the quote, or the document; the similar passage is at {where}.")
    else:
        what = f"{source.document} does not have this passage."
        notes.warning(path, what, "Correct the place, or put the right edition of the document there.")
