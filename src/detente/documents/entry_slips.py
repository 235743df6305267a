"""Slips inside the entries of a list of references: addresses that are lost, days that cannot be."""

from __future__ import annotations

import re
from datetime import date

from detente.documents.cited import CitationProblem, Reference
from detente.documents.dates import WEEKDAYS, Day, days, made, months, said, swapped
from detente.documents.document import Document
from detente.documents.entries import looked_up

_LOST = re.compile(
    r"\b(?:(?:Retrieved|Accessed|Available|Downloaded|Obtained|Found|Abgerufen|Disponible|Verfügbar)\b[^.\n]{0,60}?\b(?:from|at|on|via|von|unter|sur|en)\b(?:\s+[A-Z][\w.]*){0,3}\s*[:,]?|\b(?:URL|DOI|doi|SSRN|Available at)\s*:)\s*[.<>]*$"
)
_AFTER = re.compile(
    r"\b(?:after|following|in the wake of|in response to|in reaction to|on the heels of)\s+((?:the\s+|a\s+)?[\w’'\-]+(?:\s+[\w’'\-]+){0,3})",
    re.IGNORECASE,
)
_SMALL = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "on",
        "in",
        "for",
        "to",
        "and",
        "its",
        "his",
        "her",
        "their",
        "new",
        "old",
        "over",
        "from",
        "with",
        "by",
        "at",
        "as",
        "is",
        "was",
    ]
)
_NEWS = re.compile(
    r"\b(?:recent|new|latest|just[- ]released|newly|last month|last week|this (?:month|week))\b", re.IGNORECASE
)
NEAR_DAYS = 60
FAR_DAYS = 90


def entry_slips(document: Document, references: tuple[Reference, ...]) -> list[CitationProblem]:
    """Truncated locators and impossible dates, entry by entry."""
    found: list[CitationProblem] = []
    latest = _latest(document, references)
    for at, reference in enumerate(references):
        words = document.text[reference.start : reference.end]
        found.extend(_locator(document, reference, at, words))
        found.extend(_calendar(document, reference, at, words))
        found.extend(_before_its_event(document, references, at, latest))
    return found


def _locator(document: Document, reference: Reference, at: int, words: str) -> list[CitationProblem]:
    lost = _LOST.search(words)
    name = _name(reference)
    if lost:
        start = reference.start + lost.start()
        text = document.text[start : reference.end]
        what = f"The entry of {name} ends with “{' '.join(text.split())}” and nothing after it: is an address lost?"
        return [CitationProblem("truncated locator", start, reference.end, text, what, True, (at,))]
    if words.rstrip().endswith(","):
        tail = re.search(r"\S+\s*$", words)
        start = reference.start + (tail.start() if tail else 0)
        what = f"The entry of {name} ends in a comma, at “{document.text[start : reference.end]}”: is an address or a place lost?"
        return [
            CitationProblem(
                "truncated locator", start, reference.end, document.text[start : reference.end], what, True, (at,)
            )
        ]
    return []


def _name(reference: Reference) -> str:
    who = reference.authors[0] if reference.authors else (reference.title or "an unnamed author")
    return f"{who} ({reference.year})" if reference.year else who


def _calendar(document: Document, reference: Reference, at: int, words: str) -> list[CitationProblem]:
    """Days that the calendar does not have, weekdays that do not fit, a day of another year, a work looked up before it appeared."""
    found = []
    name = _name(reference)
    for day in days(words, reference.start):
        text = document.text[day.start : day.end]
        what = calendar_slip(day, text)
        if what:
            found.append(_impossible(day.start, day.end, text, f"The entry of {name} has {what}", at))
    printed = next((day for day in days(words, reference.start) if day.day and day.day == reference.published), None)
    seen = looked_up(words)
    if printed and reference.published and seen and seen < reference.published:
        text = document.text[printed.start : printed.end]
        found.append(
            _impossible(
                printed.start,
                printed.end,
                text,
                f"The entry of {name} was looked up on {said(seen)}, before “{text}”, when it says that it appeared.",
                at,
            )
        )
    if (
        printed
        and reference.published
        and (reference.year or "")[:4].isdigit()
        and str(reference.published.year) != (reference.year or "")[:4]
    ):
        text = document.text[printed.start : printed.end]
        what = f"The entry of {name} gives the year {reference.year} and the day “{text}”: which is right?"
        found.append(_impossible(printed.start, printed.end, text, what, at, True))
    return found


def calendar_slip(day: Day, text: str) -> str:
    """What is wrong with a day by the calendar alone; "" where nothing is."""
    if day.day is None:
        return f"the day “{text}”, which the calendar does not have."
    true = WEEKDAYS[day.day.weekday()]
    return f"“{text}”, but {said(day.day)} was a {true}." if day.weekday and day.weekday != true else ""


def _impossible(start: int, end: int, text: str, what: str, at: int, question: bool = False) -> CitationProblem:
    return CitationProblem("impossible date", start, end, text, what, question, (at,))


def _latest(document: Document, references: tuple[Reference, ...]) -> date | None:
    """The latest day that any entry names, days of looking up among them: by then the document was not yet finished."""
    dated = [
        day.day for reference in references for day in days(document.text[reference.start : reference.end]) if day.day
    ]
    return max(dated, default=None)


def _before_its_event(
    document: Document, references: tuple[Reference, ...], at: int, latest: date | None
) -> list[CitationProblem]:
    """A title that says *after* an event, dated before it. The event's day comes from the text or other entries; where nothing
    dates it but the text calls it recent, a day long before all that is recent, whose day and month exchanged would be recent."""
    reference = references[at]
    phrase = _AFTER.search(reference.title or "")
    if reference.published is None or phrase is None:
        return []
    event = [word for word in phrase[1].split() if word.casefold() not in _SMALL]
    printed = next(
        day
        for day in days(document.text[reference.start : reference.end], reference.start)
        if day.day == reference.published
    )
    text = document.text[printed.start : printed.end]
    other = swapped(reference.published)
    happened, recent = _dated(document, reference, event)
    opening = f"The title in the entry of {_name(reference)} says “{phrase[0]}”"
    hint = f"; with day and month exchanged it would be {said(other)}" if other else ""
    if happened and reference.published < happened:
        fits = hint if other and other >= happened else ""
        what = (
            f"{opening}, but the entry is dated “{text}”, before {said(happened)}, when the text has that happen{fits}."
        )
        return [_impossible(printed.start, printed.end, text, what, at)]
    if happened or not recent or latest is None or other is None:
        return []
    if (latest - reference.published).days > FAR_DAYS and 0 <= (latest - other).days <= NEAR_DAYS:
        what = (
            f"{opening}, which the text calls recent, but “{text}” lies {(latest - reference.published).days} days before the latest day in the"
            f" references, {said(latest)}; day and month look exchanged, for {said(other)}."
        )
        return [_impossible(printed.start, printed.end, text, what, at)]
    return []


def _dated(document: Document, reference: Reference, event: list[str]) -> tuple[date | None, bool]:
    """The earliest day on which the text has an event happen, if a sentence with all its words names one; and whether the text calls it recent."""
    if not event:
        return None, False
    wanted = [re.compile(rf"\b{re.escape(word)}", re.IGNORECASE) for word in event]
    happened: list[date] = []
    recent = False
    for passage in document.passages:
        if passage.kind in ("boilerplate", "heading", "title") or passage.start <= reference.start < passage.end:
            continue
        words = document.text[passage.start : passage.end]
        if not all(pattern.search(words) for pattern in wanted):
            continue
        for sentence in re.split(r"(?<=[.?!])\s+(?=[A-Z“\"])", words):
            if all(pattern.search(sentence) for pattern in wanted) and not _AFTER.search(sentence):
                exact = [day.day for day in days(sentence) if day.day]
                loose = [made(month.year, month.month, 1) for month in months(sentence)]
                happened.extend(exact or [day for day in loose if day])
                recent = recent or bool(_NEWS.search(sentence))
    return min(happened, default=None), recent
