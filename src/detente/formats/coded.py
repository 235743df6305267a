"""What formats of coded text share: the documents of a case that are at hand, where claims stand in them, and places back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from detente.case.model import Case, Claim, Source
from detente.case.passages import document_file
from detente.case.stance import stance
from detente.documents.document import Document, DocumentError
from detente.documents.places import fingerprint, folded, verify


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a claim stands: a source, and raw offsets of its document's text."""

    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Coded:
    """The documents at hand by source, the spots of each claim in them (none where nothing was found), and what was left out, in sentences."""

    documents: Mapping[str, Document]
    spots: Mapping[str, tuple[Spot, ...]]
    told: tuple[str, ...]


def coded(case: Case, beside: Path | None = None) -> Coded:
    """The claims of a case in the documents that are at hand: those beside it, and those in the folder `beside`."""
    told: list[str] = []
    documents: dict[str, Document] = {}
    for source in case.sources.values():
        document = _document(source, case, beside, told)
        if document is not None:
            documents[source.id] = document
    texts = {name: folded(document.text) for name, document in documents.items()}
    spots: dict[str, tuple[Spot, ...]] = {}
    for claim in case.claims.values():
        found = []
        for place in claim.at:
            if place.source not in texts:
                continue
            verdict = verify(texts[place.source], place)
            start, end = (verdict.start, verdict.end) if verdict else (place.start, place.end)
            if start is None or end is None or (verdict is not None and verdict.status in ("altered", "not found")):
                told.append(
                    f"The passage of {claim.id} does not stand in the document of {place.source}; it is left out."
                )
            else:
                found.append(Spot(place.source, start, end))
        spots[claim.id] = tuple(dict.fromkeys(found))
    return Coded(documents, spots, tuple(told))


def _document(source: Source, case: Case, beside: Path | None, told: list[str]) -> Document | None:
    from detente.documents.reading import read

    file = document_file(source, case.origin.folder, beside)
    if file is None:
        if source.document is not None or any(
            place.source == source.id for c in case.claims.values() for place in c.at
        ):
            told.append(f"The document of {source.id} is not at hand; its places are left out.")
        return None
    try:
        return read(file)
    except DocumentError as error:
        told.append(f"The document of {source.id} cannot be read, so its places are left out. {error}")
        return None


def place(source: str, text: str, start: int, end: int) -> dict[str, str]:
    """A place of a case file, from offsets of a text."""
    return {"source": source, "start": str(start), "end": str(end), "sha256": fingerprint(text[start:end])}


def holders(claim: Claim) -> dict[str, bool | None]:
    """Who holds a claim (True) or denies it (False), by party, from what it asserts and says; None where what it says is neither."""
    held: dict[str, bool | None] = dict.fromkeys(claim.asserted_by, True)
    return held | {party: stance(said) for party, said in claim.says.items()}
