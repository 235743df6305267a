"""Days in a text, with the weekday that stands before them, and whether they can be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTH = r"(?P<{0}>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
_WEEKDAY = rf"(?:(?P<{{0}}>{'|'.join(WEEKDAYS)}),?\s+)?"
_DAY = re.compile(
    rf"\b{_WEEKDAY.format('w1')}(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH.format('m1')},?\s+(?P<y1>(?:1[5-9]|20)\d\d)\b"
    rf"|\b{_WEEKDAY.format('w2')}{_MONTH.format('m2')}\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>(?:1[5-9]|20)\d\d)\b"
    r"|\b(?P<y3>(?:1[5-9]|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)\b"
)
_MONTH_YEAR = re.compile(rf"\b{_MONTH.format('m')}\s+(?P<y>(?:1[5-9]|20)\d\d)\b")


@dataclass(frozen=True, slots=True)
class Day:
    """A date at `text[start:end]`. `day` is None where the calendar has no such day; `weekday` as printed, "" where none is."""

    start: int
    end: int
    day: date | None
    weekday: str = ""


def days(text: str, at: int = 0) -> tuple[Day, ...]:
    """The days named in a text that begins at offset `at`, in order."""
    found = []
    for match in _DAY.finditer(text):
        n = next(k for k in "123" if match["d" + k])
        month = int(match["m3"]) if n == "3" else month_number(match["m" + n])
        weekday = (match["w" + n] or "") if n != "3" else ""
        found.append(
            Day(at + match.start(), at + match.end(), made(int(match["y" + n]), month, int(match["d" + n])), weekday)
        )
    return tuple(found)


def months(text: str) -> tuple[date, ...]:
    """The first days of the months that a text names with their year, days apart."""
    return tuple(date(int(match["y"]), month_number(match["m"]), 1) for match in _MONTH_YEAR.finditer(text))


def month_number(word: str) -> int:
    """1 to 12 for the name of a month or the beginning of it."""
    return next(k for k, month in enumerate(MONTHS, 1) if month.startswith(word[:3].capitalize()))


def made(year: int, month: int, day: int) -> date | None:
    """That day, None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def swapped(day: date) -> date | None:
    """The day with day and month exchanged, None where that is no other day."""
    other = made(day.year, day.day, day.month)
    return None if other == day else other


def said(day: date) -> str:
    """`5 December 2007`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
