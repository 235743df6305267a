"""The closed catalogue: the published places and figures that coverage computes with, and nothing else.

`catalogue()` reads `catalogue.yaml`, which lies beside this file, once. Whoever asks for a name that is not in it is refused by `found`, in a
sentence that says why: the room answers claims of the record, it does not compute with places or speeds that someone makes up. There is no
way to add to it from a case, a command or a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from detente.case.text import parse
from detente.result import WrongUse

Place = tuple[float, float]
"""Latitude and longitude in degrees, north and east positive."""
T = TypeVar("T")
READ = ("page", "excerpt", "cited", "own")
UNITS = {
    "ranges": "km",
    "sector": "degrees",
    "speeds": "km/s",
    "delays": "s",
    "masks": "degrees",
    "contact_floors": "km",
    "unseen_altitudes": "km",
}


@dataclass(frozen=True, slots=True)
class Publication:
    """Where a figure is from. `read`: how it is known here (page, excerpt, cited by others, or our own assumption)."""

    id: str
    author: str
    title: str
    date: str
    read: Literal["page", "excerpt", "cited", "own"]
    address: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A published number, or the span of one: `low` to `high` in `unit`."""

    low: float
    high: float
    unit: str
    publication: Publication
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A place where something stood, was planned, or was spoken of."""

    id: str
    name: str
    country: str
    at: Place
    publication: Publication
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """How far a sensor is said to see, in kilometres: one of its rivals."""

    sensor: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Sensor:
    """A radar at a site. `sector` runs clockwise from `low` to `high`; None where no sector is published: it looks all round."""

    id: str
    name: str
    site: Site
    ranges: tuple[Range, ...]
    sector: Figure | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Speed:
    """A burnout speed of the interceptor, in kilometres a second: one of its rivals."""

    id: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Assumption:
    """A figure that goes by its name: a launch delay, a mask, a floor of contacts, an altitude of the briefing, a count."""

    id: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Area:
    """A coarse reference area: a few points that stand for hundreds of kilometres around. `called`: what each of an origin's is called;
    `country`: the country whose border points speak for its edge."""

    id: str
    name: str
    role: Literal["origin", "defended"]
    points: tuple[Place, ...]
    publication: Publication
    called: tuple[str, ...] = ()
    country: str | None = None


@dataclass(frozen=True, slots=True)
class BorderPoint:
    """A point of a country's border, or a city, that distances are measured from or to."""

    id: str
    name: str
    country: str
    at: Place
    publication: Publication


@dataclass(frozen=True, slots=True)
class Statement:
    """What another had found, to stand beside a verdict: `about` names sites, `areas` where flights start, `bound` to where (empty: anywhere), `on` the comparisons that it answers."""

    id: str
    text: str
    about: tuple[str, ...]
    areas: tuple[str, ...]
    bound: tuple[str, ...]
    on: tuple[str, ...]
    publication: Publication


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything, by name."""

    publications: Mapping[str, Publication]
    sites: Mapping[str, Site]
    sensors: Mapping[str, Sensor]
    speeds: Mapping[str, Speed]
    delays: Mapping[str, Assumption]
    masks: Mapping[str, Assumption]
    contact_floors: Mapping[str, Assumption]
    unseen_altitudes: Mapping[str, Assumption]
    counts: Mapping[str, Assumption]
    areas: Mapping[str, Area]
    border_points: Mapping[str, BorderPoint]
    cities: Mapping[str, BorderPoint]
    statements: Mapping[str, Statement]


def found(of: Mapping[str, T], name: str, kind: str) -> T:
    """The entry of one part of the catalogue. Raises WrongUse, with what there is, for a name that it does not have."""
    if isinstance(name, str) and name in of:
        return of[name]
    raise WrongUse(
        f"There is no {kind} {name!r} in the catalogue. Coverage answers claims of the record from published figures, each with its "
        f"author, and computes with nothing else. It has: {', '.join(of)}."
    )


def sensors_at(site: str) -> tuple[Sensor, ...]:
    """The sensors of a site; none where it has no radar. Raises WrongUse for a site that the catalogue does not have."""
    place = found(catalogue().sites, site, "site")
    return tuple(sensor for sensor in catalogue().sensors.values() if sensor.site == place)


@cache
def catalogue() -> Catalogue:
    """The catalogue that comes with the package."""
    return _read((files("detente.analyses.coverage") / "catalogue.yaml").read_text(encoding="utf-8"))


# ---------------------------------------------------------------- from the text


def _read(text: str) -> Catalogue:
    """A catalogue from YAML. Raises ValueError, with the entry, for what is missing, unknown or out of bounds."""
    tree, _, problems = parse(text, "catalogue.yaml")
    if problems or not isinstance(tree, dict):
        raise ValueError("; ".join(problem.what for problem in problems) or "The catalogue is empty.")
    parts: dict[str, Mapping[str, Any]] = {}
    for part, make in _MAKERS.items():
        rows = tree.get(part, {})
        made = {name: _entry(make, part, name, dict(row), parts) for name, row in rows.items()}
        parts[part] = MappingProxyType(made)
    unknown = set(tree) - set(_MAKERS)
    if unknown:
        raise ValueError(f"The catalogue has no part {sorted(unknown)[0]}.")
    return Catalogue(**parts)


Parts = Mapping[str, Mapping[str, Any]]


def _entry(make: Callable[..., T], part: str, name: str, row: dict[str, Any], parts: Parts) -> T:
    try:
        made = make(name, row, parts, part)
    except (KeyError, ValueError, TypeError) as error:
        raise ValueError(f"{part}.{name}: {error}") from error
    if row:
        raise ValueError(f"{part}.{name} has no field {sorted(row)[0]}.")
    return made


def _publication(name: str, row: dict[str, Any], parts: Parts, part: str) -> Publication:
    how = row.pop("read")
    if how not in READ:
        raise ValueError(f"read is {how}; it must be one of {', '.join(READ)}.")
    return Publication(
        name, row.pop("author"), row.pop("title"), row.pop("date"), how, row.pop("address", None), row.pop("note", None)
    )


def _site(name: str, row: dict[str, Any], parts: Parts, part: str) -> Site:
    return Site(
        name, row.pop("name"), row.pop("country"), _place(row.pop("at")), _source(row, parts), row.pop("note", None)
    )


def _sensor(name: str, row: dict[str, Any], parts: Parts, part: str) -> Sensor:
    ranges = tuple(Range(name, _figure(dict(one), parts, "ranges")) for one in row.pop("ranges"))
    sector = row.pop("sector", None)
    return Sensor(
        id=name,
        name=row.pop("name"),
        site=parts["sites"][row.pop("site")],
        ranges=ranges,
        sector=None if sector is None else _figure(dict(sector), parts, "sector"),
        note=row.pop("note", None),
    )


def _speed(name: str, row: dict[str, Any], parts: Parts, part: str) -> Speed:
    return Speed(name, _figure(row, parts, part))


def _assumption(name: str, row: dict[str, Any], parts: Parts, part: str) -> Assumption:
    return Assumption(name, _figure(row, parts, part))


def _area(name: str, row: dict[str, Any], parts: Parts, part: str) -> Area:
    role = row.pop("role")
    if role not in ("origin", "defended"):
        raise ValueError(f"role is {role}; it must be origin or defended.")
    points = tuple(_place(point) for point in row.pop("points"))
    called = tuple(row.pop("called", ()))
    if len(called) != (len(points) if role == "origin" else 0):
        raise ValueError("each point of an origin needs what it is called, and of a defended area none.")
    return Area(name, row.pop("name"), role, points, _source(row, parts), called, row.pop("country", None))


def _border_point(name: str, row: dict[str, Any], parts: Parts, part: str) -> BorderPoint:
    return BorderPoint(name, row.pop("name"), row.pop("country"), _place(row.pop("at")), _source(row, parts))


def _statement(name: str, row: dict[str, Any], parts: Parts, part: str) -> Statement:
    about = tuple(row.pop("about"))
    for site in about:
        parts["sites"][site]
    areas = tuple(row.pop("areas"))
    for area in areas:
        parts["areas"][area]
    bound = tuple(row.pop("bound", ()))
    for area in bound:
        parts["areas"][area]
    return Statement(name, row.pop("text"), about, areas, bound, tuple(row.pop("on")), _source(row, parts))


def _figure(row: dict[str, Any], parts: Parts, part: str) -> Figure:
    """A number or `low..high`, in the unit of its part unless the row has its own. Fields left over are an error."""
    low, _, high = str(row.pop("value")).partition("..")
    unit = row.pop("unit") if part not in UNITS else UNITS[part]
    made = Figure(float(low), float(high or low), unit, _source(row, parts), row.pop("note", None))
    if made.low > made.high or made.low < 0:
        raise ValueError(f"{low}..{high} is no span of positive numbers.")
    if row:
        raise ValueError(f"a figure has no field {sorted(row)[0]}.")
    return made


def _source(row: dict[str, Any], parts: Parts) -> Publication:
    name = row.pop("from")
    if name not in parts["publications"]:
        raise ValueError(f"the publication {name} is not in the catalogue.")
    publication: Publication = parts["publications"][name]
    return publication


def _place(at: Any) -> Place:
    latitude, longitude = (float(number) for number in at)
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"{latitude}, {longitude} is no place on Earth.")
    return latitude, longitude


_MAKERS: dict[str, Callable[..., Any]] = {
    "publications": _publication,
    "sites": _site,
    "sensors": _sensor,
    "speeds": _speed,
    "delays": _assumption,
    "masks": _assumption,
    "contact_floors": _assumption,
    "unseen_altitudes": _assumption,
    "counts": _assumption,
    "areas": _area,
    "border_points": _border_point,
    "cities": _border_point,
    "statements": _statement,
}
"""In the order in which later parts need earlier ones."""
