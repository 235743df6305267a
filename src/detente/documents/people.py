"""Who a document speaks of: mentions of states, organisations and their leaders, by an alias table (`aliases.json`).

The table is of our own making, from the public record: members of the United Nations and a few states that are no more,
organisations, and who led them from when until when, so that a name stands for the party that it stood for on the day of
the document. It is a help for a first draft; what it does not know, it leaves.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from detente.documents.document import Document

PartyKind = Literal["state", "organisation"]
How = Literal["name", "adjective", "capital", "leader"]


@dataclass(frozen=True, slots=True)
class Party:
    """A state or an organisation of the alias table. `key` is a name as case files take it: `united-states`."""

    key: str
    name: str
    kind: PartyKind


@dataclass(frozen=True, slots=True)
class Term:
    """An office that somebody held for a party. Days as written, `2005`, `2005-11` or `2005-11-22`; `until` None: no end is known."""

    party: str
    office: str
    since: str
    until: str | None


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end]` names `party` (a key): by its name, by an adjective or demonym, by its capital, or by somebody who led it."""

    start: int
    end: int
    party: str
    how: How


@dataclass(frozen=True, slots=True)
class _Alias:
    words: str
    how: How
    party: str | None = None
    terms: tuple[Term, ...] = ()
    titled: bool = False


@dataclass(frozen=True, slots=True)
class _Table:
    parties: Mapping[str, Party]
    by_first: Mapping[str, tuple[_Alias, ...]]


_LETTERS = str.maketrans(
    {
        "ł": "l",
        "Ł": "L",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "ı": "i",
        "’": "'",
        "‑": "-",
        "–": "-",
        "\u00a0": " ",
        "\n": " ",
    }
)
_WORD = re.compile(r"[^\W_]+")
_NOT_BEFORE = re.compile(r"(?:\b(?:[Aa]nti|[Nn]on|[Pp]ro|[Ee]x)-|\b[A-Z][a-z]+ (?:Strait|Gulf|Sea) of |\bNew )$")
_NOT_PARTIES = (
    "South China Sea", "East China Sea", "Sea of Japan", "Indian Ocean", "Gulf of Mexico", "Gulf of Oman", "Persian Gulf",
    "English Channel", "Panama Canal", "American Samoa", "Northern Ireland", "South America", "Latin America",
    "North America", "Central America", "South American", "Latin American", "North American", "Central American",
    "Native American", "African American", "North Pole", "New England", "New Mexico", "Washington Post", "Washington Times",
    "Washington State", "Washington, DC", "Washington, D.C.", "Washington DC", "George Washington", "Moscow Times",
    "Russia Today", "Radio Prague", "Voice of America", "USA Today", "Bank of England", "London Review", "Financial Times",
    "New York", "Johns Hopkins", "Jerusalem Post", "China Daily", "Iran News", "Iran report", "Japan Focus", "Le Monde",
    "Times of India", "Korea Herald", "Guinea pig", "Panama hat", "Swiss franc", "US dollar", "Polish Academy",
)  # fmt: skip
_PACT = re.compile(
    r"(?:'s)? (?:[A-Z][\w-]* ){0,2}(?:[Aa]greements?|[Aa]ccords?|[Cc]onventions?|[Pp]rotocols?|[Mm]emorandum|[Tt]reaty"
    r"|[Ss]ummit|[Dd]eclaration|[Pp]rocess|[Cc]harter|[Ff]inal [Aa]ct|[Pp]rinciples|[Cc]onference|[Pp]act)\b"
)
_PLACED = re.compile(
    r"\b(?:in|at|near|outside|around|visited|visiting|toured|left|reached|arrived in|travelled to|flew to|of the city of) $",
    re.I,
)
_TITLE = re.compile(
    r"\b(?:President|Premier|Chancellor|Secretary|Minister|Prime Minister|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Chairman|Commissioner|General|administration"
    r"|president|minister|secretary|chancellor|premier) $"
)


def parties() -> Mapping[str, Party]:
    """All parties of the alias table by key."""
    return _table().parties


def mentions(document: Document) -> tuple[Mention, ...]:
    """The mentions in a document's text, in order, without overlap, the longest name first; navigation is left out.

    Capital letters count: "US" is a party, "us" is not. A name of somebody who led several parties, or of several people,
    stands for the party of the one in office on the day of the document, else of the last one before; nobody is meant by a
    name whose first term of office came later.
    """
    text = plain(document.text)
    day = as_day(document.date)
    known: set[str] = set()
    found: list[Mention] = []
    for passage in document.body():
        found.extend(_in(text, passage.start, passage.end, day, known))
    return tuple(found)


def plain(text: str) -> str:
    """A text without accents, character by character, so that offsets stay; typographic apostrophes and dashes straight."""
    if text.isascii():
        return text.replace("\n", " ")
    bare = text.translate(_LETTERS)
    return "".join(c if ord(c) < 128 else unicodedata.normalize("NFD", c)[0] for c in bare)


def as_day(date: str | None) -> str | None:
    """The day of a document as ISO text; where the order of day and month is open, as in 08/07/2008, the year alone."""
    if not date:
        return None
    whole = re.search(r"\b((?:1[89]|20)\d\d)(-\d\d)?(-\d\d)?", date)
    return "".join(part or "" for part in whole.groups()) if whole else None


def holder(terms: tuple[Term, ...], day: str | None) -> str | None:
    """The party for which somebody with these terms stood on a day; None where every term began later.

    A year, or a month, counts as its last day. Of several terms that cover the day the one that began last.
    """
    if day is None:
        return max(terms, key=lambda term: term.since).party
    last = day + "-12-31"[len(day) - 4 :] if len(day) < 10 else day
    begun = [term for term in terms if term.since <= last]
    held = [term for term in begun if term.until is None or term.until + "-12-31"[max(0, len(term.until) - 4) :] >= day]
    chosen = max(held or begun, key=lambda term: term.since, default=None)
    return chosen.party if chosen else None


# ---------------------------------------------------------------- finding them


def _in(text: str, low: int, high: int, day: str | None, known: set[str]) -> Iterator[Mention]:
    by_first = _table().by_first
    past = low
    for word in _WORD.finditer(text, low, high):
        start = word.start()
        if start < past or word.group() not in by_first:
            continue
        for alias in by_first[word.group()]:
            end = start + len(alias.words)
            if end > high or not text.startswith(alias.words, start) or _joined(text, alias.words, end):
                continue
            past = end
            party = _party(text, start, end, alias, day, known)
            if party:
                yield Mention(start, end, party, alias.how)
            break


def _joined(text: str, words: str, end: int) -> bool:
    """Whether a word goes on where the alias ends."""
    return not words.endswith(".") and end < len(text) and (text[end].isalnum() or text[end] == "_")


def _party(text: str, start: int, end: int, alias: _Alias, day: str | None, known: set[str]) -> str | None:
    before = text[max(0, start - 24) : start]
    if (alias.party is None and not alias.terms) or _NOT_BEFORE.search(before):
        return None
    if alias.how == "leader":
        if " " in alias.words:
            known.add(alias.words.rsplit(" ", 1)[-1])
        elif (alias.titled and alias.words not in known and not _TITLE.search(before)) or (
            re.search(r"\b[A-Z][a-z]+ $", before) and not _TITLE.search(before) and not _opens(text, start, before)
        ):
            return None
        return holder(alias.terms, day)
    if alias.how == "capital" and (_PLACED.search(before) or _PACT.match(text, end)):
        return None
    if (
        text[start:end] in _PERSONAL
        and re.search(r"(?<![.!?:] )\b[A-Z][a-z]+ $", before)
        and not _opens(text, start, before)
    ):
        return None
    return alias.party


_PERSONAL = frozenset({"Jordan", "Chad", "Georgia", "Israel", "Paris", "London", "Sofia", "Washington"})


def _opens(text: str, start: int, before: str) -> bool:
    """Whether the capitalised word before is an adjective of a party, a title or the first word of a sentence, and so no given name."""
    last = re.search(r"([A-Z][a-z]+) $", before)
    if last is None:
        return True
    at = start - len(last.group())
    return (
        last.group(1) in _table().by_first or at == 0 or text[max(0, at - 2) : at].strip() in (".", "!", "?", "", '"')
    )


# ---------------------------------------------------------------- the table


@lru_cache(maxsize=1)
def _table() -> _Table:
    data = json.loads((resources.files("detente.documents") / "aliases.json").read_text(encoding="utf-8"))
    parties: dict[str, Party] = {}
    aliases: dict[str, _Alias] = {}
    for kind, group in (("state", "states"), ("organisation", "organisations")):
        for row in data[group]:
            parties[row["key"]] = Party(row["key"], row["name"], kind)  # type: ignore[arg-type]
            for alias in _of_party(row):
                aliases.setdefault(alias.words, alias)
    for alias in _leaders(data["leaders"]):
        aliases.setdefault(alias.words, alias)
    for words in _NOT_PARTIES:
        aliases[words] = _Alias(words, "name")
    by_first: dict[str, list[_Alias]] = {}
    for alias in sorted(aliases.values(), key=lambda one: (-len(one.words), one.words)):
        by_first.setdefault(_WORD.findall(alias.words)[0], []).append(alias)
    return _Table(parties, {first: tuple(each) for first, each in by_first.items()})


def _of_party(row: Mapping[str, Any]) -> Iterator[_Alias]:
    key = row["key"]
    for words in (row["name"], *row["names"]):
        yield _Alias(words, "name", key)
    for words in row.get("adjectives", ()):
        yield _Alias(words, "adjective", key)
        if words.endswith(("an", "i", "Thai")):
            yield _Alias(words + "s", "adjective", key)
    for words in row.get("capitals", ()):
        yield _Alias(words, "capital", key)


def _leaders(rows: list[Mapping[str, Any]]) -> Iterator[_Alias]:
    """Whole names, then family names with the terms of all who bear them; a common word needs a title or the whole name before."""
    families: dict[str, tuple[tuple[Term, ...], bool]] = {}
    for row in rows:
        terms = tuple(Term(*each) for each in row["terms"])
        for words in row["names"]:
            yield _Alias(words, "leader", None, terms)
        for family in {_family(words) for words in row["names"]}:
            before, common = families.get(family, ((), False))
            families[family] = (before + terms, common or bool(row.get("common")))
    for family, (terms, common) in families.items():
        yield _Alias(family, "leader", None, terms, common)


_FAMILY_FIRST = ("Kim ", "Roh ", "Lee ", "Ban ", "Jiang ", "Hu ", "Xi ", "Wen ")
_PARTICLES = re.compile(r"\b(?:de Hoop|Fogh|Lokke|Van|von der|Lula|al-|El|Perez de)\b")


def _family(words: str) -> str:
    if words.startswith(_FAMILY_FIRST):
        return words.split()[0] if words.split()[0] in ("Kim", "Roh", "Lee") else words
    compound = {"Van Rompuy", "von der Leyen", "de Hoop Scheffer", "Fogh Rasmussen", "El Baradei", "da Silva"}
    return next((name for name in compound if words.endswith(name)), words.rsplit(" ", 1)[-1])
