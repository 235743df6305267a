"""Citations by author and year, in brackets or in the sentence, and ibid., as found. Nothing is linked here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from detente.documents.authors import JOINERS, PARTICLES, cited_names, is_initials, is_month, plausible
from detente.documents.cited import CitationKind
from detente.documents.entries import NO_DATE, YEAR

_BRACKETS = re.compile(r"\((?:[^()\[\]]|\[[^\[\]()]{0,60}\]){1,400}\)|\[[^\[\]()]{1,400}\]")
_YEARS = re.compile(rf"(?<![\d/–\-.])({YEAR}[a-z]?|{NO_DATE})(?![\d/\w]|[–-]\d)")
_LOCATOR = re.compile(
    r"\s*(?:[,:]\s*(?:pp?|S|ch|chap|chapter|chapters|sec|section|§+|paras?|vol|fig|table|note|n)\.?\s*\d[\d–\-]*(?:,\s*\d{1,4}[\d–\-]*)*(?:\s*ff?\.)?"
    r"|:\s*\d[\d–\-]*|,\s*\d{1,3}(?:[–\-]\d{1,4})?(?!\d))"
)
_MORE_LETTERS = re.compile(r"\s*(?:,|and|&)\s*([a-z])(?=\s*(?:[,;)&]|and\b|$))")
_LEADS = re.compile(
    r"^(?:[\s;,.&]+|(?:and|see also|see|cf\.|e\.g\.,?|for example,?|compare|also|but|in|vgl\.|siehe|voir|both|notably|especially|esp\.|from|by|after|following)\s+)+",
    re.IGNORECASE,
)
WITHIN = re.compile(
    r"\b(?:as\s+)?(?:cited|quoted|qtd\.?|reported|referred to|discussed|quot(?:ed)?\.)\s+(?:in|by)\b|\bzit(?:iert)?\.?\s+(?:nach|in)\b|\bcité(?:e|s|es)?\s+(?:dans|par)\b|\bapud\b|\bcitado\s+(?:en|por)\b",
    re.IGNORECASE,
)
IBID = re.compile(
    r"\s*(?:see\s+|cf\.\s+|also\s+)*[*_]{0,2}(?:(?:ibid(?:em)?|idem|ebd|ebenda)(?![^\W_])\.?|id\.)[*_]{0,2}[.]?\s*(?:[,:]?\s*(?P<locator>[^;]{1,40}))?$",
    re.IGNORECASE | re.DOTALL,
)
_OPENERS = frozenset(
    [
        "as",
        "in",
        "the",
        "according",
        "to",
        "while",
        "however",
        "but",
        "and",
        "when",
        "like",
        "both",
        "see",
        "following",
        "since",
        "although",
        "by",
        "for",
        "also",
        "with",
        "thus",
        "hence",
        "moreover",
        "furthermore",
        "recently",
        "later",
        "earlier",
        "early",
        "then",
        "here",
        "there",
        "this",
        "that",
        "these",
        "those",
        "what",
        "from",
        "if",
        "on",
        "at",
        "after",
        "before",
        "because",
        "yet",
        "still",
        "even",
        "so",
        "first",
        "second",
        "third",
        "finally",
        "indeed",
        "similarly",
        "conversely",
        "cf",
        "e.g",
        "where",
        "whereas",
        "though",
        "unlike",
        "despite",
        "per",
        "against",
        "under",
        "over",
        "many",
        "some",
        "most",
        "only",
        "again",
    ]
)
_NO_NAME = frozenset(
    [
        "spring",
        "summer",
        "autumn",
        "winter",
        "war",
        "treaty",
        "article",
        "resolution",
        "section",
        "chapter",
        "table",
        "figure",
        "page",
    ]
)
_SENTENCE_END = re.compile(
    r"(?<!\b[A-Z])(?<!\bal)(?<!\bcf)(?<!\bpp)(?<!\bp)[.?!][\"”’)]?(?:\[\d+\])?\s+(?=[\"“(]?[A-Z])"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A citation as it stands in a text. `names` and `more` (`et al.`) or `numbers` say what is cited; `group` counts brackets (and notes);
    `via`: where the citation begins that it is "cited in", -1 for none; `raw`: the names as written; `reference`: the full reference
    that the note itself gives, counted among those of the notes, -1 for none."""

    start: int
    end: int
    kind: CitationKind
    passage: int
    group: int
    names: tuple[str, ...] = ()
    more: bool = False
    year: str | None = None
    locator: str | None = None
    numbers: tuple[int, ...] = ()
    title: str | None = None
    via: int = -1
    raw: str = ""
    reference: int = -1
    in_note: bool = False


def scan(text: str, low: int, high: int, passage: int) -> list[Found]:
    """Author–year citations and ibid. between two offsets, in order, those that are "cited in" another bound to it."""
    found: list[Found] = []
    for match in _BRACKETS.finditer(text, low, high):
        start, end = match.start() + 1, match.end() - 1
        group = match.start()
        inner = text[start:end]
        ibid = IBID.fullmatch(inner) if len(inner) < 60 else None
        if ibid:
            trimmed = len(inner) - len(inner.lstrip())
            found.append(
                Found(
                    start + trimmed,
                    start + len(inner.rstrip()),
                    "ibid",
                    passage,
                    group,
                    locator=ibid["locator"],
                    raw=inner.strip(),
                )
            )
        elif match[0][0] == "(" or not inner[0].isdigit():
            _read_bracket(found, text, (low, start, end), passage)
    return found


def _read_bracket(found: list[Found], text: str, place: tuple[int, int, int], passage: int) -> None:
    low, start, end = place
    inner, at, before = text[start:end], 0, ()
    items: list[Found] = []
    names: tuple[str, ...] = before
    more, within, bare = False, -1, False
    if "personal communication" in inner or re.search(r"\b(?:born|died|reigned|b\.|r\.|fl\.)\s", inner):
        return
    for year in _YEARS.finditer(inner):
        between = inner[at : year.start()]
        marker = WITHIN.search(between)
        if marker and marker.start() > 0 and not items:
            items.extend(_undated(between[: marker.start()], start + at, passage, start - 1))
        if marker:
            within = len(items)
            between = between[marker.end() :]
        written, offset = _lead(between, year.start() - len(between))
        if written:
            bare = False
            names, more = cited_names(written)
            if not names or not cites(written):
                names = ()
        elif not items:
            bare = True
        begin = start + (offset if written else year.start())
        if bare:
            named = narrative(text, low, start - 1)
            if named is None:
                return
            begin, raw = (named[0], named[1]) if not items else (start + year.start(), named[1])
            names, more = cited_names(raw)
            written = raw
        at = year.end()
        locator = _LOCATOR.match(inner, at)
        if names:
            kind: CitationKind = "narrative" if bare else "parenthetical"
            stop = start + (locator.end() if locator else at)
            if bare and not items:
                stop = _closed(inner, start, stop, end)
            items.append(
                Found(
                    begin,
                    stop,
                    kind,
                    passage,
                    start - 1,
                    names,
                    more,
                    year[1],
                    locator[0].strip(" ,:") if locator else None,
                    raw=written or (items[-1].raw if items else ""),
                )
            )
        at = locator.end() if locator else at
        at = _letters(items, inner, start, at) if names else at
    _bind(found, items, within, text, low)


def _closed(inner: str, start: int, stop: int, end: int) -> int:
    """`Smith (2001)` ends with its bracket where nothing else is in it."""
    return end + 1 if not inner[stop - start :].strip() else stop


def _letters(items: list[Found], inner: str, start: int, at: int) -> int:
    """`2007a, b` cites two."""
    while items and (items[-1].year or "")[-1:].isalpha() and (letter := _MORE_LETTERS.match(inner, at)):
        last = items[-1]
        year = (last.year or "")[:4] + letter[1]
        items.append(replace(last, start=start + letter.start(1), end=start + letter.end(1), year=year, locator=None))
        at = letter.end()
    return at


def _undated(before: str, at: int, passage: int, group: int) -> Iterator[Found]:
    """`Schelling, cited in …`: a work without a year."""
    written, offset = _lead(before.rstrip(" ,;"), 0)
    if written and cites(written):
        names, more = cited_names(written)
        if names:
            yield Found(
                at + offset, at + offset + len(written), "parenthetical", passage, group, names, more, raw=written
            )


def _bind(found: list[Found], items: list[Found], within: int, text: str, low: int) -> None:
    """Give the citations of one bracket their order, and say which are known through which."""
    if within >= 0 and within < len(items):
        via = items[within].start
        if within > 0:
            items[:within] = [replace(item, kind="secondary", via=via) for item in items[:within]]
        else:
            since = _sentence_start(text, low, items[0].start)
            for k in range(len(found) - 1, -1, -1):
                if found[k].start < since:
                    break
                if found[k].kind == "narrative":
                    found[k] = replace(found[k], kind="secondary", via=via)
    found.extend(items)


def _sentence_start(text: str, low: int, at: int) -> int:
    low = max(low, at - 1500)
    start = low
    for match in _SENTENCE_END.finditer(text, low, at):
        start = match.end()
    return start


def sentence_around(text: str, low: int, high: int, at: int) -> tuple[int, int]:
    """The sentence, between two offsets, that holds the offset `at`."""
    start = _sentence_start(text, low, at)
    match = _SENTENCE_END.search(text, at, min(high, at + 1500))
    return start, match.start() + 1 if match else min(high, at + 1500)


def _lead(between: str, at: int) -> tuple[str, int]:
    """The words before a year without what introduces them, and where they begin."""
    lead = _LEADS.match(between)
    skip = lead.end() if lead else 0
    return re.sub(r"[\s,;:.(]+$", "", between[skip:]) if "al." not in between[-6:] else between[skip:].rstrip(
        " ,;"
    ), at + skip


def cites(written: str) -> bool:
    """Whether words before a year in a bracket can be authors."""
    plain = re.sub(r"\s*\[[^\]]*\]", "", written)
    plain = re.sub(
        r",?\s*(?:\d{1,2}\s+)?[A-Z][a-z]+\.?(?:\s+\d{1,2},?)?$",
        lambda m: "" if is_month(re.sub(r"[\d\s,]", "", m[0])) else m[0],
        plain,
    )
    words = plain.replace(",", " ").split()
    if not words or len(words) > 14 or any(is_month(word) and len(words) < 3 for word in words):
        return False
    last = words[-1].casefold().strip(".")
    if last in _NO_NAME or (last != "al" and last in JOINERS | PARTICLES) or words[0].casefold() in _OPENERS - {"the"}:
        return False
    return plausible(plain) and not any(is_month(word) for word in words) and not re.search(r"\d", plain)


def narrative(text: str, low: int, bracket: int) -> tuple[int, str] | None:
    """The names before a bracket that holds a year: where they begin, and the words; None where there are none."""
    window = text[max(low, bracket - 160) : bracket]
    base = bracket - len(window)
    stripped = re.sub(r"[’']s?\s*$", "", window.rstrip())
    if not stripped or (stripped[-1] in ",;:.!?)" and not stripped.endswith(("al.", "Jr."))):
        return None
    tokens = list(re.finditer(r"\S+", stripped))
    start = len(stripped)
    for token in reversed(tokens):
        word = token[0]
        bare = word.strip(",“\"‘'’s*_") or word
        if start < len(stripped) and word[-1] in '.;:!?)]”"' and not is_initials(word) and bare.casefold() != "al.":
            break
        if not (
            word.lstrip('“"*_')[:1].isupper() or bare.casefold() in PARTICLES | JOINERS or word.startswith(("d'", "d’"))
        ):
            break
        start = token.start()
        if word[0] in '“"([':
            break
    return _trimmed_names(stripped, base, start)


def _trimmed_names(stripped: str, base: int, start: int) -> tuple[int, str] | None:
    names = stripped[start:]
    while names:
        first = re.match(r"\S+\s*", names)
        if first is None:
            break
        word = first[0].strip(' ,.“"*_').casefold()
        particle = word in PARTICLES and word not in ("la", "e", "y", "i", "en", "el", "al")
        if (
            (word in JOINERS and not particle)
            or word in _OPENERS
            or is_month(word)
            or (word.endswith("ly") and len(names) > first.end())
            or (first[0].strip().endswith(",") and not re.search(r"\b(?:and|und|et|y)\b|&|\bal\b|, [A-Z]\.", names))
        ):
            names, start = names[first.end() :], start + first.end()
        else:
            break
    names = names.lstrip('“"*_')
    if (
        not names
        or not any(word[0].isupper() for word in names.split())
        or names.split()[-1].casefold() in _NO_NAME
        or names.casefold() in JOINERS
    ):
        return None
    return base + len(stripped) - len(names), names
