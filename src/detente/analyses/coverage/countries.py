"""How many people lived in each country in 2007, and who was in NATO and in the European Union: weights for what is said of countries.

`countries()` reads `countries.yaml`, which lies beside this file, once. Codes are those of `detente.atlas`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from detente.case.text import parse

_FIELDS = {"name", "population", "in", "europe", "percent", "note"}


@dataclass(frozen=True, slots=True)
class Population:
    """A country in 2007: its people in thousands, good to about `percent`; whether it was in NATO and in the European Union
    (of 27) at the end of that year; whether it is counted as Europe here."""

    id: str
    name: str
    thousands: int
    nato: bool
    eu: bool
    europe: bool
    percent: float
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where the figures are from."""

    author: str
    title: str
    date: str
    year: int
    unit: str
    read: str
    note: str | None = None


@cache
def countries() -> Mapping[str, Population]:
    """All countries whose population is known here, by their three-letter code."""
    rows = _tree()["countries"]
    return MappingProxyType({code: _population(code, row) for code, row in rows.items()})


@cache
def source() -> Source:
    """Where the populations are from."""
    row = _tree()["source"]
    texts = {name: str(row[name]) for name in ("author", "title", "date", "unit", "read", "note")}
    return Source(**texts, year=int(row["year"]))


def nato_in_europe() -> tuple[str, ...]:
    """The codes of NATO's members in Europe in 2007, Turkey among them: 24."""
    return tuple(code for code, one in countries().items() if one.nato and one.europe)


def european_union() -> tuple[str, ...]:
    """The codes of the members of the European Union in 2007: 27."""
    return tuple(code for code, one in countries().items() if one.eu)


def europe() -> tuple[str, ...]:
    """The codes of all countries that are counted as Europe here, Russia and Turkey among them."""
    return tuple(code for code, one in countries().items() if one.europe)


@cache
def _tree() -> Mapping[str, Any]:
    text = (files("detente.analyses.coverage") / "countries.yaml").read_text(encoding="utf-8")
    tree, _, problems = parse(text, "countries.yaml")
    if problems or not isinstance(tree, dict):
        raise ValueError("; ".join(problem.what for problem in problems) or "The table of countries is empty.")
    return tree


def _population(code: str, row: Mapping[str, Any]) -> Population:
    """A row of the table. Raises ValueError, with the country, for a field that there is not, and for no population."""
    unknown = set(row) - _FIELDS
    members = tuple(str(one) for one in row.get("in", ()))
    people = int(row["population"])
    if unknown or set(members) - {"nato", "eu"} or people <= 0:
        raise ValueError(f"countries.yaml: {code}: not a row of this table: {dict(row)}.")
    return Population(
        id=code,
        name=str(row["name"]),
        thousands=people,
        nato="nato" in members,
        eu="eu" in members,
        europe=str(row.get("europe", "")) in ("true", "True"),
        percent=float(row.get("percent", 1)),
        note=None if row.get("note") is None else str(row["note"]),
    )
