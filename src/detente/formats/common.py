"""What all importers share: the error, reading files within limits, exact numbers, names, and the tree of a case.

An importer reads a program's files into a `Domain` and one `Profile` per party; `tree` turns these into what a person
would have written as a case file. Numbers stay exact: a decimal as written where there is one, else a fraction (`2/3`).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from detente.case.scalars import MAX_DIGITS, RESERVED

LARGEST_FILE = 20 * 2**20
"""Bytes. The largest domain of the public collections is below one megabyte."""
MOST_OPTIONS = 1000
"""Options that one range of numbers may be spelled out into."""

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_RESERVED = RESERVED | {"unknown", "note", "team", "value", "because", "rests_on", "visible_to", "if", "then", "else"}


class FormatError(ValueError):
    """A file of another program that cannot be read or written: which file, what is wrong, how to mend it."""

    def __init__(self, file: str, what: str, remedy: str = "", at: tuple[int, int] | None = None) -> None:
        self.file, self.what, self.remedy, self.at = file, what, remedy, at
        where = f"{file}:{at[0]}:{at[1]}" if at else file
        super().__init__(f"{where}: {what} {remedy}".rstrip())


class PlaceError(FormatError):
    """Files cannot be written there: the place is at fault, not the case."""


# ---------------------------------------------------------------- what was read


@dataclass(frozen=True, slots=True)
class ReadIssue:
    """An issue under its original name, with its options' original names in order."""

    name: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Domain:
    """What is negotiated, in the program's own words. `file` is the name that messages give."""

    file: str
    title: str
    issues: tuple[ReadIssue, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What one party wants. `weights` per issue, `values` (0..1) per issue and option, both in the domain's order.

    `no_deal` is the reservation on the scale of a case (0..100), None where the profile states none. The program's
    utilities are `sum of weight * value / sum of weights`; a case divides by the sum of the weights itself.
    """

    file: str
    name: str
    weights: tuple[Fraction, ...]
    values: tuple[tuple[Fraction, ...], ...]
    no_deal: Fraction | None
    note: str | None = None


# ---------------------------------------------------------------- reading


def contents(path: Path) -> bytes:
    """The bytes of a file that exists and is not larger than `LARGEST_FILE`."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FormatError(
                path.name, "The file is larger than 20 MB, which no domain and no argument map is.", "Check the file."
            )
        return path.read_bytes()
    except OSError as error:
        raise FormatError(
            str(path), f"The file cannot be read ({error.strerror}).", "Check its name and place."
        ) from error


def json_tree(path: Path) -> Any:
    """A JSON file as nested dict, list, str, bool, None and, for numbers, `Fraction`. Duplicate keys are refused."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(key for n, (key, _) in enumerate(pairs) if key in dict(pairs[:n]))
            raise FormatError(path.name, f'"{twice}" stands twice in one object.', "Remove one of the two.")
        return found

    def numeral(text: str) -> Fraction:
        return number(text, path.name, "A number")

    def refuse(text: str) -> Fraction:
        raise FormatError(path.name, f"{text} is not a number that JSON allows.", "Write a decimal number.")

    raw = contents(path)
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        return json.loads(text, object_pairs_hook=unique, parse_float=numeral, parse_int=numeral, parse_constant=refuse)
    except UnicodeDecodeError as error:
        raise FormatError(path.name, f"Byte {error.start} is not UTF-8 text.", "Save the file as UTF-8.") from error
    except json.JSONDecodeError as error:
        what = f"This is not JSON: {error.msg[:1].lower()}{error.msg[1:]}."
        raise FormatError(path.name, what, "Mend it there.", (error.lineno, error.colno)) from error
    except RecursionError as error:
        raise FormatError(
            path.name, "The file is nested far deeper than any that a program writes.", "Check the file."
        ) from error


# ---------------------------------------------------------------- numbers


def number(text: str, file: str, what: str, at: tuple[int, int] | None = None) -> Fraction:
    """A decimal number, exactly as written (`0.25`, `1.0E-4`, `044`)."""
    text = text.strip()
    if len(text) > 400 or not _DECIMAL.fullmatch(text):
        raise FormatError(
            file, f'{what} should be a number, but "{text[:40]}" stands there.', "Write a decimal number.", at
        )
    return Fraction(text)


def numeral(value: Fraction) -> str:
    """The number as a case file writes it: a decimal where one is exact, else a fraction (`2/3`).

    Only a number that is longer than a case file allows either way is rounded, to 40 decimal places.
    """
    exact = (decimal(value), f"{value.numerator}/{value.denominator}", decimal(Fraction(round(value * 10**40), 10**40)))
    return next(text for text in exact if text is not None and len(text) <= MAX_DIGITS)


def decimal(value: Fraction) -> str | None:
    """The exact decimal of a number, or None where it has none of at most 60 places."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    if rest != 1 or places > 60:
        return None
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}")


# ---------------------------------------------------------------- names


def folded(name: str) -> str:
    """A name for comparison: white space is not what tells two names of one file apart."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def identifiers(names: Iterable[str], prefix: str) -> list[str]:
    """A unique identifier `[a-z][a-z0-9_-]*` for each name, as close to it as the alphabet allows."""
    taken: set[str] = set()
    last: dict[str, int] = {}
    found: list[str] = []
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
        stem = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:40].rstrip("-_")
        if not stem or not stem[0].isalpha() or stem in _RESERVED:
            stem = f"{prefix}-{stem}".rstrip("-")
        candidate = stem
        while candidate in taken:
            last[stem] = last.get(stem, 1) + 1
            candidate = f"{stem}-{last[stem]}"
        taken.add(candidate)
        found.append(candidate)
    return found


def unlike(names: Sequence[str], file: str, what: str) -> None:
    """Refuse two things of the same name, which nothing could tell apart."""
    seen: set[str] = set()
    for name in names:
        if folded(name) in seen:
            raise FormatError(file, f'{what} "{name}" stands twice.', "Give each its own name.")
        seen.add(folded(name))


def places(names: Iterable[str]) -> dict[str, int]:
    """Where each of the domain's names stands, for `position`."""
    return {folded(name): place for place, name in enumerate(names)}


def position(name: str, known: Mapping[str, int], file: str, what: str) -> int:
    """Where a name stands among the domain's names (`places`), whatever its white space."""
    place = known.get(folded(name))
    if place is None:
        few = ", ".join(list(known)[:12]) + (", …" if len(known) > 12 else "")
        raise FormatError(file, f'{what} "{name}" is not in the domain.', f"The domain has: {few}.")
    return place


# ---------------------------------------------------------------- the case


def check_weights(weights: Sequence[Fraction], file: str) -> None:
    """Weights may be on any scale, but none negative and not all zero."""
    if any(weight < 0 for weight in weights):
        raise FormatError(file, "A weight is negative.", "Weights say how much an issue counts: 0 or more.")
    if not sum(weights):
        raise FormatError(
            file, "All weights are zero, so that nothing counts for this party.", "Give one issue a weight."
        )


def tree(domain: Domain, profiles: Sequence[Profile], program: str) -> dict[str, Any]:
    """The case as nested dicts of text, as `detente.case.text.parse` would give it from a file."""
    issues = identifiers((issue.name for issue in domain.issues), "i")
    options = [identifiers(issue.options, "o") for issue in domain.issues]
    short = _short([profile.name for profile in profiles])
    parties = identifiers(short, "p")
    named = short if program == "Genius" else [profile.name for profile in profiles]
    files = ", ".join(dict.fromkeys([domain.file, *(profile.file for profile in profiles)]))
    return {
        "detente": "1",
        "title": domain.title,
        "summary": f"A negotiation domain read from {program} files: {files}.",
        "parties": {party: _party(name, p) for party, name, p in zip(parties, named, profiles, strict=True)},
        "issues": {
            name: {
                "label": issue.name,
                "options": {option: {"label": label} for option, label in zip(names, issue.options, strict=True)},
            }
            for name, issue, names in zip(issues, domain.issues, options, strict=True)
        },
        "preferences": {
            party: _preferences(profile, issues, options) for party, profile in zip(parties, profiles, strict=True)
        },
    }


def _party(name: str, profile: Profile) -> dict[str, str]:
    return {"name": name} | ({"note": profile.note} if profile.note else {})


def _preferences(profile: Profile, issues: Sequence[str], options: Sequence[Sequence[str]]) -> dict[str, Any]:
    stated: dict[str, Any] = {
        "weights": {issue: numeral(weight) for issue, weight in zip(issues, profile.weights, strict=True)},
        "values": {
            issue: {option: numeral(value) for option, value in zip(names, values, strict=True)}
            for issue, names, values in zip(issues, options, profile.values, strict=True)
        },
    }
    if profile.no_deal is not None:
        stated["no_deal"] = numeral(profile.no_deal)
    return stated


def _short(names: Sequence[str]) -> list[str]:
    """The names without what they all begin with, up to the last separator: `Laptop-C-prof1` becomes `prof1`."""
    if len(set(names)) < 2:
        return list(names)
    same = 0
    while len({name[: same + 1] for name in names}) == 1:
        same += 1
    cut = max((names[0].rfind(mark, 0, same) + 1 for mark in "-_. "), default=0)
    return [name[cut:] or name for name in names]


def only(mapping: Mapping[str, Any], names: Iterable[str]) -> Any:
    """The value under the first of these names that is there, else None."""
    return next((mapping[name] for name in names if name in mapping), None)
