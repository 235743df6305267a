"""Slips in what a text says beside what it cites: names that the cited title contradicts, abbreviations spelt out in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.documents.authors import key
from detente.documents.cited import CitationProblem, Reference
from detente.documents.dates import days
from detente.documents.document import Document
from detente.documents.entry_slips import calendar_slip
from detente.documents.intext import sentence_around
from detente.documents.linking import Link
from detente.documents.references import Listed

_CAPITAL = r"[^\W\d_a-z][\w’'.\-]*"
_TREATY = re.compile(
    rf"\b((?:{_CAPITAL}\s+|(?:of|on|for|the|and)\s+){{1,8}})((?i:treaty|convention|accord|protocol|pact|charter))\b"
)
_TREATY_ON = re.compile(
    rf"\b(Treaty|Convention|Accord|Protocol|Pact|Charter)\s+(?:of|on|for|against)\s+((?:the\s+)?{_CAPITAL}(?:\s+(?:of\s+|on\s+|and\s+|the\s+)?{_CAPITAL}){{0,6}})"
)
_PLACE = re.compile(
    rf"\b(Lake|Mount|Cape|Port|Gulf of|Bay of|Strait of|Sea of|Isle of|Fort|River)\s+({_CAPITAL})|\b({_CAPITAL})\s+(Sea|River|Strait|Bay|Gulf|Island|Harbour|Harbor|Airport|Bridge|Canal)\b"
)
_PERSON = re.compile(
    rf"\b(President|Prime Minister|Chancellor|King|Queen|Senator|Governor|Mayor|Pope|Emperor)\s+((?:[A-Z]\.\s?)*{_CAPITAL}(?:\s+{_CAPITAL})?)"
)
_EVENT = re.compile(
    rf"\b({_CAPITAL})\s+(talks|summit|conference|accords|election|elections|trial)\b|\b(talks|summit|conference|accords|election|elections|trial)\s+(?:in|of|at)\s+({_CAPITAL})",
    re.IGNORECASE,
)
_WEAK = frozenset(
    [
        "the",
        "a",
        "key",
        "new",
        "old",
        "arms",
        "of",
        "on",
        "for",
        "and",
        "in",
        "major",
        "first",
        "second",
        "us",
        "u.s.",
        "un",
        "un's",
        "its",
        "key's",
        "this",
        "that",
        "his",
        "her",
        "treaty",
        "convention",
        "accord",
        "protocol",
        "pact",
        "charter",
        "european",
        "international",
    ]
)
_ABBREVIATED = re.compile(r"\s*(?:\[\d{1,3}\])?\s*\(([A-Z][A-Za-z]{0,2}[A-Z]{1,6}s?)\)")
_WORDS = re.compile(r"[\w’'\-]+")
_ABSOLUTE = re.compile(
    r"\b(?:does not|do not|did not|has no|have no|had no|is no|was no|never|no longer|not currently|without any)\b",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:found|finds|admitted|admits|concluded|concludes|says|said|shows|showed|states|stated|reported|reports|confirmed|confirms|argues|argued)\b"
)
_QUOTED = re.compile(r"[“\"]([A-Z][^“”\"\n]{12,160})[”\"]")
_ENDS_IN_SEE = re.compile(r"[,;(]\s*(?:see|see also|cf\.|vgl\.)[:,]?\s*$", re.IGNORECASE)


def text_slips(
    document: Document, references: tuple[Reference, ...], links: tuple[Link, ...], listed: Listed
) -> list[CitationProblem]:
    """What a text says against what it cites, its abbreviations, the works it names by title, weekdays."""
    body = [
        at
        for at, passage in enumerate(document.passages)
        if passage.kind != "boilerplate" and at not in listed.passages
    ]
    found = list(_against_titles(document, references, links))
    found.extend(_abbreviations(document, body))
    found.extend(_titles(document, references, links, body))
    for at in body:
        passage = document.passages[at]
        for day in days(document.text[passage.start : passage.end], passage.start):
            text = document.text[day.start : day.end]
            what = calendar_slip(day, text)
            if what and not any(reference.start <= day.start < reference.end for reference in references):
                found.append(CitationProblem("impossible date", day.start, day.end, text, f"The text has {what}"))
        tail = _ENDS_IN_SEE.search(document.words(passage)) if passage.kind == "note" else None
        if tail:
            start = passage.start + tail.start() + 1
            what = f"Note {passage.label or 'without number'} ends with “see” and nothing after it: is an address lost?"
            found.append(
                CitationProblem("truncated locator", start, passage.end, document.text[start : passage.end], what, True)
            )
    return found


def _against_titles(
    document: Document, references: tuple[Reference, ...], links: tuple[Link, ...]
) -> Iterator[CitationProblem]:
    for at, link in enumerate(links):
        if len(link.targets) != 1 or link.found.kind in ("ibid", "secondary") or link.found.reference >= 0:
            continue
        title = references[link.targets[0]].title
        if not title:
            continue
        passage = document.passages[link.found.passage]
        low, high = sentence_around(document.text, passage.start, passage.end, link.found.start)
        last = max(
            (
                one.found.end
                for one in links[max(0, at - 6) : at]
                if one.found.group != link.found.group and low <= one.found.start
            ),
            default=low,
        )
        yield from _contradicted(document, (max(low, last), high), title, at, link)


def _contradicted(
    document: Document, span: tuple[int, int], title: str, at: int, link: Link
) -> Iterator[CitationProblem]:
    low, high = span
    sentence = document.text[low:high]
    for named, sure, noun in (
        (_treaties, True, "treaty"),
        (_persons, False, "person"),
        (_places, False, "place"),
        (_events, False, "event"),
    ):
        here, there = named(sentence), named(title)
        if not here or not there or any(_same(one, other) for _, _, one in here for _, _, other in there):
            continue
        if any(
            a.split()[-1].casefold() != b.split()[-1].casefold()
            for a in [_kind(here[0][2])]
            for b in [_kind(there[0][2])]
        ):
            continue
        start, end, _ = here[0]
        words, listed = sentence[start:end], title[there[0][0] : there[0][1]]
        ending = "." if sure else ": are both right?"
        what = f"The sentence names “{' '.join(words.split())}”, but the title of what it cites, “{title}”, names another {noun}, “{listed}”{ending}"
        yield CitationProblem(
            "contradicted by title", low + start, low + end, words, what, not sure, link.targets, (at,)
        )


Named = tuple[int, int, tuple[str, str]]


def _kind(name: tuple[str, str]) -> str:
    return name[1]


def _same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two names share a telling word, or one is the initials of the other."""
    if one[1] != other[1]:
        return True
    left, right = _telling(one[0]), _telling(other[0])
    if not left or not right or left & right:
        return True
    return any(_initials(a) == b.strip().casefold() for a, b in ((one[0], other[0]), (other[0], one[0])))


def _telling(name: str) -> set[str]:
    words = re.split(r"[\s\-]+", name.replace("’s", "").replace("'s", ""))
    strong = {word.casefold() for word in words if word and word.casefold() not in _WEAK}
    return strong or {
        word.casefold() for word in words if word and word.casefold() in ("european", "international", "arms")
    }


def _initials(name: str) -> str:
    return "".join(
        word[0]
        for word in re.split(r"[\s\-]+", name)
        if word and word.casefold() not in ("of", "on", "for", "the", "and")
    ).casefold()


def _treaties(text: str) -> list[Named]:
    found = []
    for match in _TREATY.finditer(text):
        name = re.sub(r"^(?:(?:of|on|for|the|and)\s+)+", "", match[1])
        words = re.split(
            r"\b(?:Of|From|Out|To|In|With|Over|After|Quits|Leaves|Suspends|Signs|Ratifies|Joins|Rejects|Breaks)\s+",
            name,
        )[-1].split()
        while words and (words[0].casefold() in ("the", "of", "on", "for", "and") or not words[0][0].isupper()):
            words.pop(0)
        if words and _telling(" ".join(words)):
            start = match.end(1) - len(match[1]) + match[1].find(words[0])
            found.append((start, match.end(), (" ".join(words), "treaty")))
    for match in _TREATY_ON.finditer(text):
        found.append((match.start(), match.end(), (match[2], "treaty")))
    return found


def _persons(text: str) -> list[Named]:
    return [(m.start(), m.end(), (m[2].split()[-1], m[1].casefold())) for m in _PERSON.finditer(text)]


def _places(text: str) -> list[Named]:
    return [(m.start(), m.end(), (m[2] or m[3], (m[1] or m[4]).split()[0].casefold())) for m in _PLACE.finditer(text)]


def _events(text: str) -> list[Named]:
    found = []
    for m in _EVENT.finditer(text):
        name = m[1] or m[4]
        if name[0].isupper() and name.casefold() not in _WEAK:
            found.append((m.start(), m.end(), (name, (m[2] or m[3]).casefold().rstrip("s"))))
    return found


def _abbreviations(document: Document, body: list[int]) -> Iterator[CitationProblem]:
    """An abbreviation in brackets after two different wordings."""
    spelt: dict[str, list[tuple[int, int, str]]] = {}
    for at in body:
        passage = document.passages[at]
        words = document.text[passage.start : passage.end]
        for match in _ABBREVIATED.finditer(words):
            long = _long_form(words[max(0, match.start() - 120) : match.start()], match[1])
            if long:
                start = (
                    passage.start + match.start() - len(words[: match.start()]) + words.rfind(long, 0, match.start())
                )
                start = passage.start + words.rfind(long, 0, match.start())
                spelt.setdefault(match[1].rstrip("s"), []).append((start, passage.start + match.end(), long))
    for short, forms in spelt.items():
        first = forms[0]
        for start, end, long in forms[1:]:
            if _folded(long) != _folded(first[2]):
                what = f"“{short}” is spelt out as “{first[2]}” and, later, as “{long}”."
                yield CitationProblem("inconsistent abbreviation", start, end, document.text[start:end], what)
                break


def _folded(long: str) -> str:
    return (
        key(long)
        .removesuffix("s")
        .replace("defence", "defense")
        .replace("isation", "ization")
        .replace("centre", "center")
    )


def _long_form(before: str, short: str) -> str | None:
    """The words before a bracket that an abbreviation stands for: those whose initials it has, else the capitalised ones."""
    tokens = [match for match in _WORDS.finditer(before) if match.end() > len(before) - 110]
    letters = short.rstrip("s").casefold()
    for count in range(2, min(len(tokens), 2 * len(letters) + 2) + 1):
        run = tokens[-count:]
        parts = [part for token in run for part in token[0].split("-") if part]
        strong = "".join(
            part[0] for part in parts if part.casefold() not in ("of", "the", "and", "for", "on", "in")
        ).casefold()
        if letters in (strong, "".join(part[0] for part in parts).casefold()) and run[0][0][0].casefold() == letters[0]:
            return _clear(before[run[0].start() :])
    start = None
    for token in reversed(tokens):
        if token[0][0].isupper() or (start is not None and token[0].casefold() in ("of", "and", "for")):
            start = token.start()
        else:
            break
    if start is None or len(before[start:].split()) < 2:
        return None
    words = before[start:].split()
    return _clear(before[start:]) if words[0][0].casefold() == letters[0] else None


def _clear(words: str) -> str | None:
    words = words.strip()
    return None if re.search(r"[.;:()\n]", words) else words


def _titles(
    document: Document, references: tuple[Reference, ...], links: tuple[Link, ...], body: list[int]
) -> Iterator[CitationProblem]:
    """Works that the text names by a quoted title: misquoted, or reported in flatter words than the title has."""
    from rapidfuzz.fuzz import ratio

    listed = [(at, key(reference.title or "")) for at, reference in enumerate(references) if reference.title]
    for at in body:
        passage = document.passages[at]
        for match in _QUOTED.finditer(document.text, passage.start, passage.end):
            title = match[1].strip(" ,.")
            if not _like_title(title) or any(one.start <= match.start() < one.end for one in references):
                continue
            close = max(
                (
                    (ratio(key(title), other) / 100, which)
                    for which, other in listed
                    if abs(len(other) - len(key(title))) < 12
                ),
                default=(0.0, -1),
            )
            if 0.85 <= close[0] < 1:
                what = f"The text calls “{title}” what the list of references calls “{references[close[1]].title}”."
                yield CitationProblem(
                    "differs from title", match.start(1), match.end(1), match[1], what, False, (close[1],)
                )
            yield from _flat_report(document, (passage.start, passage.end), match.start(1), match.end(1), title)


def _like_title(title: str) -> bool:
    words = [word for word in title.split() if len(word) > 3]
    return len(title.split()) >= 3 and sum(word[0].isupper() for word in words) * 3 >= len(words) * 2


def _flat_report(
    document: Document, span: tuple[int, int], low: int, high: int, title: str
) -> Iterator[CitationProblem]:
    """`The report, “Harbours: Silting and Dredging”, found that there is no silting`: does it say so flatly?"""
    end = sentence_around(document.text, span[0], span[1], high)[1]
    rest = document.text[high:end]
    says, flat = _SAYS.search(rest), _ABSOLUTE.search(rest)
    if not says or not flat or flat.start() < says.start():
        return
    after = {word.casefold() for word in _WORDS.findall(rest[flat.start() :]) if len(word) > 3}
    shared = next((word for word in _WORDS.findall(title) if len(word) > 3 and word.casefold() in after), None)
    if shared is None:
        return
    start = high + says.start()
    text = document.text[start:end].strip()
    what = f"The text reports flatly that “{' '.join(text.split())}”, of a work titled “{title}”: does that work deny it so plainly?"
    yield CitationProblem("differs from title", start, start + len(document.text[start:end].rstrip()), text, what, True)
