"""Places of a case as Web Annotations, in and out: the W3C's Web Annotation Data Model (2017) as JSON-LD.

Out: one annotation for each place of a claim or event, in one collection. Its bodies are the text of the claim (*describing*), the address in
the case (*tagging*) and what a person would say of the place (*identifying*); its target is the source's document or address on the
web, with a TextPositionSelector, which counts code points as a case does, and a TextQuoteSelector where the document is at hand and has
the passage: no words of a document that is not. What turned a PDF, DOCX or HTML file into the text that the positions count is
`renderedVia`. In: any annotation of that model; selectors of other kinds are named in `where`. A context is never fetched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import quote as escaped
from urllib.parse import unquote, urlsplit

from detente.case.model import Case, Place, Source
from detente.case.passages import Folder, document_of, places_report
from detente.case.passages import places as places_of
from detente.documents.document import Document, DocumentError
from detente.documents.places import fingerprint, fold
from detente.formats.argument_map import first_words
from detente.formats.common import FormatError, identifiers

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32
"""Characters before and after a passage that stand beside it."""
_RENDERED = (".html", ".htm", ".xhtml", ".pdf", ".docx")


@dataclass(frozen=True, slots=True)
class ClaimStub:
    """A claim as annotations tell it: an id, the text of the body, and its places. `source` of a place is the target's address as written."""

    id: str
    text: str
    at: tuple[Place, ...]


# ---------------------------------------------------------------- out


def web_annotations(case: Case, beside: Folder = None) -> str:
    """The places of a case as an AnnotationCollection of JSON-LD. `beside`: a folder with documents that do not lie beside the case."""
    verdicts = places_report(case, beside)
    texts = {claim.id: claim.text for claim in case.claims.values()}
    titles = {event.id: event.title or event.id for event in case.events}
    items = []
    for (_, place), verdict in zip(places_of(case), verdicts, strict=True):
        home, name = verdict.address.split(".")[:2]
        found = (verdict.start, verdict.end) if verdict.status in ("verbatim", "moved") else None
        source = case.sources.get(place.source) or Source(place.source)
        bodies = [_body(texts[name] if home == "claims" else titles[name], "describing")]
        bodies.append(_body(f"{home}.{name}", "tagging"))
        if place.where:
            bodies.append(_body(place.where, "identifying"))
        items.append(
            {
                "id": f"#{verdict.address}",
                "type": "Annotation",
                "motivation": "describing",
                "body": bodies,
                "target": _target(place, source, found, _document(case, source, beside)),
            }
        )
    collection = {
        "@context": CONTEXT,
        "id": "#places",
        "type": "AnnotationCollection",
        "label": case.title,
        "total": len(items),
        "first": {"id": "#places.1", "type": "AnnotationPage", "startIndex": 0, "items": items},
    }
    return json.dumps(collection, ensure_ascii=False, indent=2) + "\n"


def _body(value: str, purpose: str) -> dict[str, str]:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}


def _document(case: Case, source: Source, beside: Folder) -> Document | None:
    try:
        return document_of(source, case.origin.folder, beside)
    except DocumentError:
        return None


def _target(
    place: Place, source: Source, found: tuple[int | None, int | None] | None, document: Document | None
) -> dict[str, Any]:
    """The target of a place: where it stands by the document at hand, else where the case says that it does."""
    address = escaped(source.document) if source.document else source.url or f"#sources.{source.id}"
    start, end = found or (place.start, place.end)
    selectors: list[dict[str, Any]] = []
    if start is not None and end is not None:
        selectors.append({"type": "TextPositionSelector", "start": start, "end": end})
    if found and document is not None and start is not None and end is not None:
        text = document.text
        about = {"prefix": text[max(0, start - AROUND) : start], "suffix": text[end : end + AROUND]}
        kept = {key: words for key, words in about.items() if words}
        selectors.append({"type": "TextQuoteSelector", "exact": text[start:end], **kept})
    target: dict[str, Any] = {"type": "SpecificResource", "source": address}
    if selectors:
        target["selector"] = selectors if len(selectors) > 1 else selectors[0]
    reader = document.reader if found and document is not None else place.reader
    if reader and (source.document or "").lower().endswith(_RENDERED):
        target["renderedVia"] = {"type": "Software", "name": reader}
    return target


# ---------------------------------------------------------------- in


def read_annotations(text: str, file: str) -> tuple[ClaimStub, ...]:
    """The claims that annotations are about: one for each address (*tagging* body) or annotation, in their order.

    A passage whose words and place are both given keeps offsets and hash; one whose place is not given keeps its words. Raises FormatError.
    """
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        what = f"This is not JSON: {error.msg[:1].lower()}{error.msg[1:]}."
        raise FormatError(file, what, "Mend it there.", (error.lineno, error.colno)) from error
    except (RecursionError, ValueError) as error:
        raise FormatError(file, "This is nested, or has numbers, beyond any annotation.", "Check the file.") from error
    return stubs(content, file)


def is_annotations(content: Any) -> bool:
    """Whether a JSON tree is of this model."""
    contexts = content.get("@context") if isinstance(content, Mapping) else None
    return CONTEXT in _listed(contexts) or any(
        isinstance(one, Mapping) and CONTEXT in _listed(one.get("@context")) for one in _listed(content)[:1]
    )


def stubs(content: Any, file: str) -> tuple[ClaimStub, ...]:
    """The same, of a JSON tree; annotations of events of a case are passed over. Raises FormatError."""
    return _stubs(content, file)[0]


def _stubs(content: Any, file: str) -> tuple[tuple[ClaimStub, ...], int]:
    """The claims, and how many events were passed over."""
    found = [_stub(one, number, file) for number, one in enumerate(_items(content, file), 1)]
    if not found:
        raise FormatError(file, "The file holds no annotation.", "Give a file with annotations of text.")
    merged: dict[str, ClaimStub] = {}
    for name, tag, text, at in found:
        before = merged.get(tag)
        merged[tag] = ClaimStub(name, before.text, (*before.at, *at)) if before else ClaimStub(name, text, at)
    events = [tag for tag in merged if tag.startswith("events.")]
    for tag in events:
        del merged[tag]
    names = identifiers((stub.id for stub in merged.values()), "c")
    return tuple(replace(stub, id=name) for stub, name in zip(merged.values(), names, strict=True)), len(events)


def tree(content: Any, path: Path) -> dict[str, Any]:
    """The case tree of a JSON tree of annotations: their targets as sources, their bodies as claims. Raises FormatError."""
    found, events = _stubs(content, path.name)
    addresses = list(dict.fromkeys(place.source for stub in found for place in stub.at))
    stems = [Path(unquote(urlsplit(address).path)).stem or address for address in addresses]
    named = dict(zip(addresses, identifiers(stems, "s"), strict=True))
    return {
        "detente": "1",
        "title": path.stem,
        "summary": f"Claims read from Web Annotations: {path.name}.",
        **(
            {
                "note": f"{events} annotation{'' if events == 1 else 's'} of events left out: annotations do not say what an event does."
            }
            if events
            else {}
        ),
        "sources": [_source(name, address) for address, name in named.items()],
        "claims": [
            {"id": stub.id, "text": stub.text, "at": [_place(place, named[place.source]) for place in stub.at]}
            for stub in found
        ],
    }


def _source(name: str, address: str) -> dict[str, str]:
    if urlsplit(address).scheme or address.startswith("//"):
        return {"id": name, "url": address}
    if address.startswith(("#", "/")) or ".." in Path(unquote(address)).parts:
        return {"id": name, "title": unquote(address).removeprefix("#sources.")}
    return {"id": name, "document": unquote(address)}


def _place(place: Place, source: str) -> dict[str, str]:
    fields = {name: getattr(place, name) for name in ("where", "start", "end", "sha256", "quote", "reader")}
    return {"source": source} | {name: str(value) for name, value in fields.items() if value is not None}


def _items(content: Any, file: str) -> Iterator[Mapping[str, Any]]:
    """Each annotation of a collection, of a page, of a list, or the one."""
    for one in _listed(content):
        if not isinstance(one, Mapping):
            raise FormatError(
                file, f"An annotation is an object, not {_kind(one)}.", "Give annotations as JSON objects."
            )
        kinds = _listed(one.get("type"))
        if "Annotation" in kinds:
            yield one
        elif "AnnotationPage" in kinds:
            yield from _items(_listed(one.get("items")), file)
        elif "AnnotationCollection" in kinds:
            if not isinstance(one.get("first"), Mapping):
                what = "The collection's first page is not in the file, and nothing is fetched."
                raise FormatError(file, what, "Give the page, or a collection that holds it.")
            yield from _items(one["first"], file)
        else:
            raise FormatError(file, 'An object is no annotation: its type is not "Annotation".', "Check the file.")


def _stub(one: Mapping[str, Any], number: int, file: str) -> tuple[str, str, str, tuple[Place, ...]]:
    """What an annotation is called, what tells it from others, its text, and its places."""
    bodies = [body for body in _listed(one.get("body")) if isinstance(body, Mapping)]
    values = [(str(body.get("purpose", "")), body["value"]) for body in bodies if isinstance(body.get("value"), str)]
    if isinstance(one.get("bodyValue"), str):
        values.append(("", one["bodyValue"]))
    tags = [value for purpose, value in values if purpose == "tagging"]
    told = [value for purpose, value in values if purpose not in ("tagging", "identifying")]
    where = next((value for purpose, value in values if purpose == "identifying"), None)
    targets = _listed(one.get("target"))
    if not targets:
        raise FormatError(file, f"Annotation {number} has no target.", "An annotation is about something: name it.")
    at = tuple(_target_place(target, where, number, file) for target in targets)
    own = next((tag for tag in tags if tag.startswith(("claims.", "events."))), None)
    text = " ".join(told) or next((place.quote for place in at if place.quote), None) or f"Annotation {number}"
    return own.partition(".")[2] if own else first_words(text), own or str(number), text, at


def _target_place(target: Any, where: str | None, number: int, file: str) -> Place:
    about = f"Annotation {number}"
    if isinstance(target, str):
        return Place(target, where)
    source = target.get("source", target.get("id")) if isinstance(target, Mapping) else None
    source = source.get("id") if isinstance(source, Mapping) else source
    if not isinstance(source, str) or not source:
        raise FormatError(file, f"{about} has a target without a source.", "A target is an address, or has a source.")
    start = end = None
    words: str | None = None
    others = []
    for selector in _selectors(target.get("selector"), about, file):
        kind = selector.get("type")
        if kind == "TextPositionSelector":
            start, end = (_offset(selector.get(key), key, about, file) for key in ("start", "end"))
            if end <= start:
                raise FormatError(file, f"{about} ends where it starts, or before.", "Give an end beyond the start.")
        elif kind == "TextQuoteSelector":
            words = selector.get("exact")
            if not isinstance(words, str) or not fold(words):
                raise FormatError(file, f"{about} has a quote without words.", 'A TextQuoteSelector has "exact".')
        else:
            others.append(str(kind))
    if others and words is None and start is None:
        where = " ".join(filter(None, (where, f"({', '.join(others)})")))
    via = target.get("renderedVia")
    reader = via.get("name") if isinstance(via, Mapping) and isinstance(via.get("name"), str) else None
    sha256 = fingerprint(words) if words is not None and start is not None else None
    return Place(source, where, start, end, sha256, words if start is None else None, reader)


def _selectors(given: Any, about: str, file: str) -> Iterator[Mapping[str, Any]]:
    """Each selector, and what refines it."""
    for selector in _listed(given):
        if isinstance(selector, str):
            continue
        if not isinstance(selector, Mapping):
            raise FormatError(file, f"{about} has a selector that is {_kind(selector)}.", "A selector is an object.")
        yield selector
        yield from _selectors(selector.get("refinedBy"), about, file)


def _offset(value: Any, key: str, about: str, file: str) -> int:
    whole = isinstance(value, int | Fraction) and not isinstance(value, bool) and value == int(value) and value >= 0
    if not whole:
        raise FormatError(file, f"{about}: {key} is not a whole number of characters.", "Count from 0.")
    return int(value)


def _listed(value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    return {str: "text", bool: "true or false", list: "a list"}.get(type(value), "a number")
