"""Which citations of a document lead to a reference, which do not, and what looks like a slip (THEORY section 8)."""

from __future__ import annotations

import re
from dataclasses import replace

from detente.documents.citation_problems import problems
from detente.documents.cited import Citation, Cited, Reference
from detente.documents.document import Document
from detente.documents.in_body import in_text, paged
from detente.documents.intext import Found
from detente.documents.linking import Link, Shelf, link
from detente.documents.notes import Noted, in_notes, same_work
from detente.documents.references import Listed, list_of_references

_FILLER = "\ue000"
_LONG_BLANK = re.compile(r"\s{40,}")


def audit(document: Document) -> Cited:
    """References, citations and what looks like a slip, each with its place in `document.text`, in the order of the text.

    References are those of the list (with a heading or without) and those that notes give in full. Passages of kind boilerplate are
    left out. Nothing is asked of any network; whether a work exists is not examined.
    """
    whole, document = document, _tamed(document)
    listed = list_of_references(document)
    noted = in_notes(document, listed.passages)
    references, own = _together(listed, noted)
    numbered = _numbered(listed.references)
    founds = (*in_text(document, listed.passages, numbered), *noted.citations)
    founds = (*founds, *_paged(document, listed, founds))
    founds = tuple(sorted(founds, key=lambda found: (found.start, found.end)))
    links = link(founds, references, own, document)
    citations = tuple(_citation(document, one) for one in links)
    found = problems(document, references, links, listed)
    return (
        _as_written(whole, Cited(references, citations, found))
        if whole is not document
        else Cited(references, citations, found)
    )


def _tamed(document: Document) -> Document:
    """The document with runs of white space cut short by characters that nothing looks for, so that no offset moves and no search crawls."""
    text = _LONG_BLANK.sub(lambda run: run[0][:2] + _FILLER * (len(run[0]) - 3) + run[0][-1], document.text)
    return document if text == document.text else replace(document, text=text)


def _as_written(whole: Document, cited: Cited) -> Cited:
    """The same with the document's own words."""
    return Cited(
        cited.references,
        tuple(replace(one, text=whole.text[one.start : one.end]) for one in cited.citations),
        tuple(
            replace(one, text=whole.text[one.start : one.end], what=one.what.replace(_FILLER, ""))
            for one in cited.problems
        ),
    )


def _numbered(references: tuple[Reference, ...]) -> bool:
    return bool(references) and sum(reference.label != "" for reference in references) * 2 > len(references)


def _together(listed: Listed, noted: Noted) -> tuple[tuple[Reference, ...], dict[int, int]]:
    """All references in the order of the text, and where each one that a note gives in full is among them."""
    merged = list(listed.references)
    for reference in noted.references:
        if not any(same_work(reference, other) for other in merged):
            merged.append(reference)
    merged.sort(key=lambda reference: reference.start)
    own = {}
    for number, reference in enumerate(noted.references):
        own[number] = next(at for at, other in enumerate(merged) if other is reference or same_work(reference, other))
    return tuple(merged), own


def _paged(document: Document, listed: Listed, founds: tuple[Found, ...]) -> tuple[Found, ...]:
    """`(Smith 45)`, where the list has no early years and an author of that name, or where several others have."""
    if not listed.references or sum(found.year is not None for found in founds) > 2:
        return ()
    shelf = Shelf(listed.references)
    taken = [found for found in founds if found.year is not None or found.kind == "ibid"]
    candidates = [
        one
        for one in paged(document, listed.passages)
        if not any(found.start < one.end and one.start < found.end for found in taken)
    ]
    known = [found for found in candidates if shelf.match(found).targets]
    return tuple(candidates if len(known) > 1 else known)


def _citation(document: Document, one: Link) -> Citation:
    found = one.found
    return Citation(
        start=found.start,
        end=found.end,
        text=document.text[found.start : found.end],
        kind=found.kind,
        targets=one.targets,
        via=one.via,
        locator=found.locator,
    )
