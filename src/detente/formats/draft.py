"""A starter case from documents: its sources, the parties that they speak of, the claims of their numbered lists, and the queue of statements.

Nothing is decided here. The case holds none of the documents' sentences: a drafted claim has its place, and a text that says that it is to be worded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detente.case.text import dump
from detente.documents.authors import key as name_key
from detente.documents.cited import Cited, Reference
from detente.documents.coding import Entry, drafted
from detente.documents.document import Document
from detente.documents.people import mentions
from detente.documents.people import parties as table
from detente.documents.places import fingerprint
from detente.documents.stated import Statement
from detente.documents.statements import measured_words, statements
from detente.formats.accepted import TO_WORD
from detente.formats.common import identifiers

MENTIONED = 3
"""A party is taken up from so many mentions on, or where a numbered list is its own."""
ACTS = 2
"""A party that the alias table does not know is taken up where it acts in so many statements."""
MOST_PARTIES = 15
_STYLE = re.compile(
    r"^(?:the )?(?:Kingdom|Republic|State|Federation|Principality|Commonwealth|Government|City) of (?:the )?", re.I
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A starter case. `case_yaml`: its file; `statements`: the queue; `documents`: the name of each document's copy in `documents/`; `notes`: what to
    tell whoever asked for it."""

    case_yaml: str
    statements: tuple[Entry, ...]
    documents: tuple[str, ...]
    notes: tuple[str, ...]


def draft(documents: Sequence[Document], cited: Sequence[Cited]) -> Draft:
    """The starter case of documents with the audits of their citations."""
    ids = identifiers([_name(document) for document in documents], "s")
    names = _unlike([document.name for document in documents])
    told = [statements(document, audit) for document, audit in zip(documents, cited, strict=True)]
    parties = _parties(documents, told)
    keys_of = {name: key for key, party in parties.items() for name in party.names}
    found = [[_keyed(one, keys_of) for one in stated] for stated in told]
    sources, keys = _sources(documents, cited, ids, names)
    claims = [
        claim
        for k, (document, stated) in enumerate(zip(documents, found, strict=True))
        for claim in _claims(document, stated, ids[k], _reported(cited[k], keys[k]), parties)
    ]
    tree: dict[str, Any] = {
        "detente": "1",
        "title": documents[0].title or documents[0].name,
        "summary": "A draft made from documents. Nothing in it is decided: word the claims, choose the parties' roles, review the statements.",
        "sources": sources,
    }
    if parties:
        tree["parties"] = {key: _party(party) for key, party in parties.items()}
    if claims:
        tree["claims"] = _unique(claims)
    queue = tuple(
        e
        for k, (document, stated) in enumerate(zip(documents, found, strict=True))
        for e in drafted(ids[k], document, stated)
    )
    notes = (
        f"{_count(len(sources), 'source')}, {_count(len(parties), 'party', 'parties')}, {_count(len(claims), 'claim')} from numbered lists, "
        f"{_count(len(queue), 'statement')} to review.",
        measured_words(),
    )
    return Draft(dump(tree), queue, tuple(names), notes)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _name(document: Document) -> str:
    """What a document is called in the case: by its author and year, else by its file."""
    year = re.search(r"\b(?:1[5-9]|20)\d\d\b", document.date or "")
    if document.author and year and len(document.author.split()) <= 4:
        return f"{document.author.split()[-1]} {year[0]}"
    return document.name.rsplit(".", 1)[0]


def _unlike(names: Sequence[str]) -> list[str]:
    """File names, those that come again with a number."""
    found: list[str] = []
    for name in names:
        stem, _, ending = name.rpartition(".")
        other, number = name, 2
        while other in found:
            other, number = f"{stem or ending}-{number}{'.' + ending if stem else ''}", number + 1
        found.append(other)
    return found


def _sources(
    documents: Sequence[Document], cited: Sequence[Cited], ids: Sequence[str], names: Sequence[str]
) -> tuple[list[dict[str, Any]], list[dict[int, str]]]:
    """The documents and what they cite; and per document, the id of each of its references. A work that two documents cite is one source."""
    made = [_source(document, ids[k], names[k]) for k, document in enumerate(documents)]
    works: dict[tuple[str, ...], dict[str, Any]] = {}
    keys: list[dict[int, str]] = [{} for _ in documents]
    for k, audit in enumerate(cited):
        for number, reference in enumerate(audit.references):
            works.setdefault(_same_work(reference), {"reference": reference, "by": ids[k], "seen": []})["seen"].append(
                (k, number)
            )
    found = identifiers([*ids, *(_label(entry["reference"]) for entry in works.values())], "s")[len(ids) :]
    for name, entry in zip(found, works.values(), strict=True):
        for k, number in entry["seen"]:
            keys[k][number] = name
        made.append(_work(entry["reference"], name, entry["by"]))
    return made, keys


def _reported(cited: Cited, keys: Mapping[int, str]) -> list[list[str]]:
    """Per citation, the sources that it leads to."""
    return [[keys[target] for target in citation.targets] for citation in cited.citations]


def _same_work(reference: Reference) -> tuple[str, ...]:
    """What two lists must share for a work to be one: its authors, its year, and its title up to a colon or dash."""
    title = re.split(r"[:–—]", reference.title or "")[0]
    return (*map(name_key, reference.authors), reference.year or "", name_key(title))


def _label(reference: Reference) -> str:
    who = reference.authors[0] if reference.authors else reference.title or "work"
    return f"{who} {reference.year or ''}".strip()


def _source(document: Document, name: str, file: str) -> dict[str, Any]:
    stated = {"id": name, "title": document.title, "author": document.author, "date": _day(document.date)}
    note = f"Dated {document.date} in the document." if document.date and not _day(document.date) else None
    return {key: value for key, value in (stated | {"document": f"documents/{file}", "note": note}).items() if value}


def _day(stated: str | None) -> str | None:
    """A date as a case writes it; None where the document's could be read in two ways."""
    match = re.match(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?=$|T)", stated or "")
    return match[0] if match else None


def _work(reference: Reference, name: str, by: str) -> dict[str, Any]:
    authors = [
        f"{given} {family}".strip()
        for family, given in zip(reference.authors, reference.given or [""] * len(reference.authors), strict=False)
    ]
    year = re.match(r"\d{4}", reference.year or "")
    stated = {
        "id": name,
        "title": reference.title,
        "author": " and ".join(authors) or None,
        "container": reference.container,
        "publisher": reference.publisher,
        "date": reference.published.isoformat() if reference.published else year[0] if year else None,
        "url": reference.url,
        "cited_in": by,
    }
    return {key: value for key, value in stated.items() if value}


@dataclass(frozen=True, slots=True)
class _Drafted:
    """A party to be: its name, its kind where the alias table knows it, how often it is mentioned or acts, and what statements call it."""

    name: str
    kind: str
    count: int
    names: tuple[str, ...]


def _parties(documents: Sequence[Document], found: Sequence[Sequence[Statement]]) -> dict[str, _Drafted]:
    """Parties by key, the most mentioned first: those of the alias table, and others that act in statements under a name of their own. `Kingdom of Birch`
    and `Birch` are one."""
    known, counts = table(), Counter(m.party for document in documents for m in mentions(document))
    own = {s.actor for stated in found for s in stated if s.kind == "argument" and s.actor}
    made = {
        key: _Drafted(known[key].name, known[key].kind, count, (key,))
        for key, count in counts.items()
        if count >= MENTIONED or key in own
    }
    named = Counter(
        s.actor for stated in found for s in stated if s.actor and s.actor not in known and s.actor[0].isupper()
    )
    groups: dict[str, list[str]] = {}
    for name in named:
        groups.setdefault(_STYLE.sub("", name), []).append(name)
    keys = identifiers([*counts, *groups], "p")[len(counts) :]
    for key, names in zip(keys, groups.values(), strict=True):
        count = sum(named[name] for name in names)
        if count >= ACTS or own & set(names):
            made[key] = _Drafted(max(names, key=len), "", count, tuple(names))
    return dict(sorted(made.items(), key=lambda pair: -pair[1].count)[:MOST_PARTIES])


def _keyed(one: Statement, keys: Mapping[str, str]) -> Statement:
    """The statement with parties by their keys."""
    actor, target = (keys.get(name, name) if name else None for name in (one.actor, one.target))
    return replace(one, actor=actor, target=target)


def _party(party: _Drafted) -> dict[str, str]:
    note = (
        f"Mentioned {_count(party.count, 'time')}. Its role is to be decided."
        if party.kind
        else f"Acts in {_count(party.count, 'statement')}. Its kind and its role are to be decided."
    )
    return {k: v for k, v in {"name": party.name, "kind": party.kind, "role": "observer", "note": note}.items() if v}


def _claims(
    document: Document,
    stated: Sequence[Statement],
    source: str,
    reported: Sequence[Sequence[str]],
    parties: Mapping[str, _Drafted],
) -> list[dict[str, Any]]:
    """The items of numbered lists as claims."""
    made = []
    for one in stated:
        if one.kind != "argument":
            continue
        party = parties.get(one.actor or "")
        name = party.name if party is not None else one.actor or "somebody"
        heading = next(
            (document.words(p) for p in reversed(document.passages) if p.kind == "heading" and p.end <= one.start), None
        )
        under = f" under “{heading.lstrip('# ')}”" if heading else ""
        place = {"source": source, "where": f"item {one.label}{under}", "start": str(one.start), "end": str(one.end)}
        place["sha256"] = fingerprint(document.text[one.start : one.end])
        if document.reader not in ("text", "Markdown"):
            place["reader"] = document.reader
        claim: dict[str, Any] = {
            "id": f"{one.actor or 'list'}-{one.label.lower()}",
            "text": f"{TO_WORD}: item {one.label} of what {name} holds{under}.",
        }
        if one.actor in parties:
            claim["asserted_by"] = [one.actor]
        works = dict.fromkeys(name for k in one.citations for name in reported[k])
        chain = [{"source": name, "where": f"as {source} reports it"} for name in works]
        claim["at"] = [place, *chain] if chain else place
        made.append(claim)
    return made


def _unique(claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = identifiers([claim["id"] for claim in claims], "c")
    return [{**claim, "id": name} for claim, name in zip(claims, names, strict=True)]
