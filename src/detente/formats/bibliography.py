"""Bibliographies out: CSL-JSON (the citation style language's data, version 1.0.2) and BibTeX, of a document's references or a case's sources."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from detente.case.model import Source
from detente.documents.cited import Reference

_ESCAPED = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_TYPES = {
    "article-journal": "article",
    "article-newspaper": "article",
    "book": "book",
    "webpage": "misc",
    "report": "techreport",
    "chapter": "incollection",
}
_SOURCE_TYPES = {
    "article": "article-journal", "journal": "article-journal", "newspaper": "article-newspaper", "press": "article-newspaper", "news": "article-newspaper",
    "book": "book", "report": "report", "speech": "speech", "web": "webpage", "website": "webpage", "treaty": "treaty", "interview": "interview",
    "chapter": "chapter", "thesis": "thesis", "hearing": "hearing", "document": "document",
}  # fmt: skip


def csl(items: Iterable[Reference | Source]) -> str:
    """CSL-JSON: an array of items with `id`, `type`, `title`, `author`, `issued` and where they appeared."""
    return json.dumps(csl_items(items), ensure_ascii=False, indent=2) + "\n"


def csl_items(items: Iterable[Reference | Source]) -> list[dict[str, Any]]:
    """The same as plain data. Ids are unique; a year that is no number ("n.d.") stands as a literal."""
    found: list[dict[str, Any]] = []
    taken: set[str] = set()
    for item in items:
        data = _of_reference(item) if isinstance(item, Reference) else _of_source(item)
        data["id"] = _unique(data["id"], taken)
        found.append({name: value for name, value in data.items() if value})
    return found


def bibtex(items: Iterable[Reference | Source]) -> str:
    """BibTeX, in UTF-8, one entry an item, keys unique, special characters escaped, a corporate author in braces of its own."""
    return "\n".join(_entry(item) for item in csl_items(items))


def _of_reference(one: Reference) -> dict[str, Any]:
    given = one.given or ("",) * len(one.authors)
    return {
        "id": _id(one.authors[0] if one.authors else one.title or "reference", one.year),
        "type": _type(one),
        "title": one.title,
        "author": [_person(family, first) for family, first in zip(one.authors, given, strict=True)],
        "issued": _issued(
            one.published.isoformat()
            if one.published and one.year and one.published.year == int_year(one.year)
            else one.year
        ),
        "container-title": one.container,
        "publisher": one.publisher,
        "URL": one.url,
        "DOI": one.doi,
    }


def _of_source(one: Source) -> dict[str, Any]:
    return {
        "id": one.id,
        "type": _SOURCE_TYPES.get((one.type or "").casefold(), "document"),
        "title": one.title,
        "author": _people(one.author),
        "issued": _issued(one.date),
        "container-title": one.container,
        "publisher": one.publisher,
        "URL": one.url,
        "language": one.language,
        "note": one.note,
    }


def _type(one: Reference) -> str:
    if one.container:
        return "article-newspaper" if one.published else "article-journal"
    return "webpage" if one.url and not one.publisher else "book" if one.publisher else "document"


def _person(family: str, given: str) -> dict[str, str]:
    return {"family": family, "given": given} if given else {"literal": family}


def _people(author: str | None) -> list[dict[str, str]]:
    from detente.documents.authors import parse_authors

    return [_person(family, given) for family, given in parse_authors(author, given_first=True)] if author else []


def int_year(year: str) -> int | None:
    """The year as a number, without its letter; None for "n.d."."""
    match = re.match(r"\d{4}", year)
    return int(match[0]) if match else None


def _issued(when: str | None) -> dict[str, Any] | None:
    """`2007`, `2007-12`, `2007-12-05`, `2007a`; anything else as a literal."""
    if not when:
        return None
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?[a-z]?", when)
    return {"date-parts": [[int(part) for part in match.groups() if part]]} if match else {"literal": when}


def _id(name: str, year: str | None) -> str:
    flat = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    stem = re.sub(r"[^a-z0-9]+", "-", flat).strip("-")[:40] or "item"
    suffix = re.sub(r"[^a-z0-9]", "", (year or "").casefold())
    return f"{stem}-{suffix}" if suffix else stem


def _unique(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    taken.add(name)
    return name


def _entry(item: dict[str, Any]) -> str:
    kind = _TYPES.get(item["type"], "misc")
    parts = item.get("issued", {}).get("date-parts", [[]])[0]
    where = {"article": "journal", "incollection": "booktitle"}.get(kind, "howpublished")
    fields = {
        "author": " and ".join(_name(person) for person in item.get("author", ())),
        "title": f"{{{_escape(item['title'])}}}" if item.get("title") else "",
        where: _escape(item.get("container-title", "")),
        "publisher" if kind != "techreport" else "institution": _escape(item.get("publisher", "")),
        "year": str(parts[0]) if parts else _escape(item.get("issued", {}).get("literal", "")),
        "month": _MONTHS[parts[1] - 1] if len(parts) > 1 else "",
        "day": str(parts[2]) if len(parts) > 2 else "",
        "url": _address(item.get("URL", "")),
        "doi": _address(item.get("DOI", "")),
        "note": _escape(item.get("note", "")),
    }
    lines = [
        f"  {name} = {value if name == 'month' else '{' + value + '}'}," for name, value in fields.items() if value
    ]
    return "\n".join([f"@{kind}{{{_key(item['id'])},", *lines, "}"]) + "\n"


_MONTHS: Sequence[str] = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _key(name: str) -> str:
    return re.sub(r"[^\w:.\-]", "-", name, flags=re.ASCII)


def _name(person: dict[str, str]) -> str:
    if "literal" in person:
        return f"{{{_escape(person['literal'])}}}"
    return f"{_guarded(_escape(person['family']))}, {_escape(person['given'])}"


def _guarded(family: str) -> str:
    """A family name that holds a comma or the word "and" must not be split."""
    return f"{{{family}}}" if "," in family or re.search(r"\band\b", family) else family


def _escape(text: str) -> str:
    return "".join(_ESCAPED.get(char, char) for char in re.sub(r"\s+", " ", text))


def _address(text: str) -> str:
    return (
        re.sub(r"[{}\\\s]", lambda match: f"%{ord(match[0]):02X}", text)
        .replace("%", r"\%")
        .replace("#", r"\#")
        .replace("_", r"\_")
        .replace("&", r"\&")
    )
