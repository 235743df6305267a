"""Single values as text: names, numbers and ranges, dates."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from fractions import Fraction

from detente.case.expressions import WORDS, plain_name

RESERVED = WORDS | {"null"}

_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,2})?|[-+]?\d+/\d+", re.ASCII)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
MAX_DIGITS = 60


def name_problem(text: str) -> tuple[str, str] | None:
    """(what is wrong, how to mend it) for a text that cannot be a name, else None."""
    if text in RESERVED:
        return f"{text} is a word of expressions and cannot be a name.", f"Call it otherwise, for instance {text}-it."
    if not _NAME.fullmatch(text):
        example = plain_name(text)
        return (
            f"{text!r} cannot be a name.",
            f"Names are of small letters, digits, - and _, from a letter on: write {example}, with the words as label.",
        )
    return None


def parse_number(text: str) -> Fraction:
    """A decimal, or a fraction such as 3/7, exactly. Raises ValueError with what was expected."""
    stripped = text.strip()
    if len(stripped) > MAX_DIGITS or not _NUMBER.fullmatch(stripped):
        raise ValueError(_number_hint(stripped))
    if stripped.endswith("/0") or re.fullmatch(r".*/0+", stripped):
        raise ValueError("nothing can be divided by 0")
    return Fraction(stripped.replace("+", "", 1) if stripped.startswith("+") else stripped)


def parse_range(text: str) -> tuple[Fraction, Fraction]:
    """A number, or a range lo..hi. Raises ValueError; the order of the two ends is for the caller to check."""
    low, dots, high = text.partition("..")
    if not dots:
        value = parse_number(text)
        return value, value
    return parse_number(low), parse_number(high)


def _number_hint(text: str) -> str:
    if re.fullmatch(r"[-+]?\d+,\d+", text):
        return f"{text} is no number; write a point: {text.replace(',', '.')}"
    if text.endswith("%"):
        return f"{text} is no number; write a share of 1, such as 0.4 for 40 %"
    if len(text) > MAX_DIGITS and re.fullmatch(r"[-+.\d/eE]+", text, re.ASCII):
        return f"{text[:12]}… has {len(text)} digits; a number may have {MAX_DIGITS} at most: round it"
    if re.fullmatch(r"[-+]?[\d.]+[eE][-+]?\d{3,}", text, re.ASCII):
        return f"{text} is too large, or too close to 0, for anything here; write 0, or a number such as 0.4"
    between = re.fullmatch(r"(-?[\d.]*\d)\s*(?:-|–|—|to|…|\.\.\.+)\s*([\d.]+)", text)
    if between:
        return f"{text} is no range; write {between[1]}..{between[2]}"
    return f"{text[:MAX_DIGITS]!r} is no number; write a number such as 0.4, a range such as 0.3..0.5, or 3/7"


def parse_date(text: str) -> date:
    """The last day that `2007-02-14`, `2007-02` or `2007` can mean. Raises ValueError."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text[:40]!r} is no date; write 2007-02-14, 2007-02 or 2007")
    year, month = int(found[1]), int(found[2] or 12)
    if year == 0 or not 1 <= month <= 12:
        raise ValueError(f"{text} has no such month; write year-month-day, such as 2007-02-14")
    last = calendar.monthrange(year, month)[1]
    day = int(found[3] or last)
    if not 1 <= day <= last:
        raise ValueError(f"{text} is no day: that month has {last}")
    return date(year, month, day)


def first_day(text: str) -> date:
    """The first day that a date can mean. Raises ValueError as `parse_date` does."""
    last = parse_date(text)
    year, month, day = (*(int(part) for part in text.strip().split("-")), 1, 1)[:3]
    return last.replace(year, month, day)


def nearest(word: str, known: Iterable[str], what: str = "") -> str:
    """A remedy that names the nearest known word, or all of them where they are few."""
    options = sorted(set(known))
    close = get_close_matches(word, options, 1, 0.6)
    if close:
        return f"Did you mean {close[0]}?"
    if not options:
        return f"Nothing of the kind is defined{f' under {what}' if what else ''} yet."
    if len(options) <= 12:
        return f"Known here: {', '.join(options)}."
    return f"Define it{f' under {what}' if what else ''}, or correct the name."
