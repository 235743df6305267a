"""One entry of a list of references, or a full reference in a note, taken apart: authors, year, title and where it appeared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from detente.documents.authors import Name, parse_authors, plausible
from detente.documents.cited import Reference
from detente.documents.dates import days

YEAR = r"(?:1[5-9]|20)\d\d"
NO_DATE = r"n\.\s?d\.|s\.\s?d\.|o\.\s?J\.|s\.\s?f\.|forthcoming|in press"
LABEL = re.compile(r"\s*(?:\[\^?(\d{1,4})\]:?|\((\d{1,4})\)|(\d{1,4})[.)]|[-*•–·](?=\s))\s+")
DASHES = re.compile(r"\s*(?:[-–—―_‒⸺⸻]\s?){2,}|\s*[—⸺⸻]+|\s*(?:Ders\.|Idem\b|\(same author\))")
_IN_BRACKETS = re.compile(
    rf"\(\s*(?:c\.\s?|circa )?({YEAR}[a-z]?|(?:{NO_DATE})(?:-?[a-z])?)(?:\s*[,/\[][^()]{{0,40}})?\s*\)", re.IGNORECASE
)
_BARE = re.compile(rf"(?:^|[\s,.])({YEAR}[a-z]?|{NO_DATE})(?=[.,:;]?\s|[.,:]?$)", re.IGNORECASE)
_ANY_YEAR = re.compile(rf"(?<![\d/.\-–])({YEAR}[a-z]?)(?![\d/]|[-–]\d)")
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"”]+")
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>”]+")
_LOOKED_UP = re.compile(
    r"\b(?:Retrieved|Accessed|Abgerufen|Consulté|Visited|Last (?:accessed|visited)|Viewed|Zugriff)\b[^.;)\]]{0,60}",
    re.IGNORECASE,
)
_PACKED = re.compile(
    r"(?:(?:[a-z'’]+ ){0,3}[^\W\d_a-z][\w'’\-]{1,40}(?: [^\W\d_a-z][\w'’\-]{1,40}){0,2} [A-Z]{1,3}(?:, et al)?(?:, |\. )){1,20}"
)
_INITIALED = re.compile(
    r"(?:(?:[A-Z]\.[\s-]?){1,4}(?:[a-z'’]+ ){0,3}[^\W\d_a-z][\w'’\-]{1,40}(?: [^\W\d_a-z][\w'’\-]{1,40})?(?:,? (?:and|&) |, and |, )){1,20}(?:et al\.?, )?"
)
_SENTENCE = re.compile(r"[^\W\d_]{3}\.\s+\S|:\s")
_QUOTES = {"“": "”", '"': '"', "«": "»", "„": "“", "‘": "’", "'": "'"}
_STOP = re.compile(r"[.?!](?=[\s”\"’]|$)")
_SMALL = re.compile(r"(?:\b[A-Z]|\b(?:vol|no|pp?|ed|eds|vs|Dr|St|Mr|Mrs|No|Vol|Jr|Sr|Inc|Ltd|approx|ca))$")
_PLACE = re.compile(r"(?:^|[\s(.])([A-Z][\w.\-]+(?: [A-Z][\w.\-]+){0,2}(?:, [A-Z][A-Za-z]+)?): ([A-Z][^.,;()]{2,80})")


@dataclass(frozen=True, slots=True)
class Head:
    """Where the authors of an entry end, its year, and where its title begins; offsets in the entry."""

    authors: str
    year: str | None
    title_at: int
    early: bool


def parse_entry(text: str, start: int, end: int, before: tuple[Name, ...] = (), given_first: bool = False) -> Reference:
    """The reference at `text[start:end]`. `before`: the authors of the entry before, for a dash; `given_first`: names as in a note."""
    words = text[start:end]
    label = LABEL.match(words)
    number = next((group for group in label.groups() if group), "") if label else ""
    low = label.end() if label else 0
    head = find_head(words[low:])
    dashes = DASHES.match(words, low)
    people = before if dashes else parse_authors(head.authors, given_first)
    title, after = find_title(words, low + head.title_at)
    rest = words[after:]
    url, doi = _URL.search(words), _DOI.search(words)
    container = _container(rest)
    place = _PLACE.search(_URL.sub("", rest))
    return Reference(
        start=start,
        end=end,
        authors=tuple(family for family, _ in people),
        given=tuple(given for _, given in people),
        year=head.year,
        title=title,
        container=container,
        publisher=place[2].strip() if place else None,
        published=published(words),
        url=url[0].rstrip(".,;)") if url else None,
        doi=doi[0].rstrip(".,;)") if doi else None,
        label=number,
    )


def find_head(words: str) -> Head:
    """Authors and year, early (`Smith, J. (2001) Title`) or late (`Smith, Jane. Title. Place: Press, 2001.`)."""
    front = words[:400]
    for pattern in (_IN_BRACKETS, _BARE):
        match = pattern.search(front)
        if match is None:
            continue
        authors = front[: match.start()]
        repeated = DASHES.match(authors)
        if (repeated is not None and not authors[repeated.end() :].strip(" .,;:")) or (
            plausible(authors) and not _SENTENCE.search(authors)
        ):
            return Head(authors, _tidy(match[1]), match.end(), True)
    return _late(words)


def _late(words: str) -> Head:
    packed = _PACKED.match(words)
    quote = min((at for at in (words.find(mark) for mark in '“"«„*') if at >= 0), default=-1)
    initialed = _INITIALED.match(words)
    if packed:
        at = packed.end()
    elif initialed:
        at = initialed.end()
    elif 0 <= quote < 300 and plausible(words[:quote].strip(" ,.:")):
        at = quote
    else:
        at = _after_names(words)
    return Head(words[:at], _late_year(words[at:]), at, False)


def _after_names(words: str) -> int:
    """Where the names end that open an entry without early year: at the first stop after a whole word, or after initials."""
    dashes = DASHES.match(words)
    if dashes:
        return dashes.end()
    for match in re.finditer(r"\.\s+|,\s+(?=[A-Z][\w’']+ [a-z])", words[:300]):
        before, after = words[: match.start()], words[match.end() :]
        if re.search(r"\b[A-Z]$", before) and re.match(r"[A-Z]\.|[A-Z][\w'’-]+,|and\b|&", after):
            continue
        if re.search(r"\b[A-Z]$", before) and not re.match(r"[A-Z][\w'’]+[\s:.]", after):
            continue
        if plausible(before):
            return match.end()
        break
    comma = re.search(r",\s+", words[:120])
    return comma.end() if comma and plausible(words[: comma.start()]) else 0


def _late_year(words: str) -> str | None:
    flat = _LOOKED_UP.sub("", _URL.sub("", _DOI.sub("", words)))
    bracketed = re.findall(rf"\((?:[^()]{{0,80}}[,\s])?({YEAR}[a-z]?)\)", flat)
    years = bracketed or _ANY_YEAR.findall(flat)
    return years[0 if bracketed else -1] if years else None


def _tidy(year: str) -> str:
    return re.sub(r"\s", "", year) if year[0].isdigit() else year.strip()


def find_title(words: str, at: int) -> tuple[str | None, int]:
    """The title that begins at or after `at` (between quotation marks or up to a stop), and where it ends."""
    at += len(words[at:]) - len(words[at:].lstrip(" .,:;)\n\t"))
    if at >= len(words):
        return None, len(words)
    opening = words[at]
    if opening in _QUOTES:
        close = words.find(_QUOTES[opening], at + 1)
        while opening in "'‘" and 0 < close < len(words) - 1 and words[close + 1].isalpha():
            close = words.find(_QUOTES[opening], close + 1)
        if close > 0:
            return _clean(words[at + 1 : close]), close + 1
    if opening in "*_":
        close = words.find(opening, at + 2)
        if close > 0:
            return _clean(words[at:close]), close + 1
    for match in _STOP.finditer(words, at):
        if words[match.start()] != "." or not _SMALL.search(words[max(0, match.start() - 8) : match.start()]):
            return _cut(words, at, match.end())
    return _cut(words, at, len(words))


def _cut(words: str, at: int, end: int) -> tuple[str | None, int]:
    """A title without quotation marks ends before the bracket with place and year, or a URL."""
    tail = re.search(rf"\s+\((?:[^()]{{0,80}}\b)?{YEAR}|,\s+(?:vol|no|pp?)\.|,?\s+https?://|,\s+{YEAR}", words[at:end])
    if tail:
        end = at + tail.start()
    return _clean(words[at:end]), end


def _clean(title: str) -> str | None:
    title = re.sub(r"\s+", " ", title.replace("*", "").replace("_", " ")).strip(' .,:;“”"')
    return title or None


def _container(rest: str) -> str | None:
    rest = _LOOKED_UP.sub("", _URL.sub("", rest))
    match = re.match(r"[\s.,:;”\"']*(?:[Ii]n:?\s+)?\*?_?([^\W\d_][^.,;:(*\d]{2,100})", rest)
    if not match:
        return None
    name = re.sub(r"\s+", " ", match[1]).strip()
    return name if len(name) > 2 and name.casefold() not in ("doi", "available at", "vol", "retrieved") else None


def published(words: str) -> date | None:
    """The day that the entry names, other than the one on which it was looked up."""
    skipped = [match.span() for match in _LOOKED_UP.finditer(words)]
    for day in days(words):
        if day.day and not any(low <= day.start < high for low, high in skipped):
            return day.day
    return None


def looked_up(words: str) -> date | None:
    """The day on which the entry says that the work was retrieved."""
    for match in _LOOKED_UP.finditer(words):
        for day in days(match[0]):
            if day.day:
                return day.day
    return None
