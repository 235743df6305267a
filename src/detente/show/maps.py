"""What the shown forms of a map share: its signs and their meanings, its shades, its twin tables, and what is said of borders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detente.atlas.shapes import countries
from detente.result import Cell, Column, Line, Map, Mark, MarkOf, Outline, Point, Region, Table
from detente.show import words
from detente.show.graphs import trimmed

BORDERS = (
    "Borders are those of 2007, drawn coarsely and often as they run in practice: they help to find one's way, and take no side where "
    "they are disputed. Kosovo is drawn with Serbia, and South Sudan with Sudan. Made with Natural Earth (public domain)."
)

_SIGNS: dict[MarkOf, tuple[str, str]] = {
    "radar": ("radar", ""),
    "interceptor": ("interceptors", "where interceptors would stand"),
    "launch": ("launch area", "where a missile could come from"),
    "city": ("city", ""),
    "border": ("border point", "from where a distance is measured"),
    "place": ("place", ""),
    "sector": ("sector", "what a radar looks over"),
    "horizon": ("horizon", "how far a radar sees at one altitude"),
    "reach": ("reach", "how far something comes"),
    "area": ("area", "a coarse area"),
    "arc": ("path", "the shortest way over the Earth"),
    "distance": ("distance", "between two places, the shortest way"),
}

SHADES = 5
"""How many shades there are, from 0 (the lightest) to 4."""
_SHARES = ("none", "up to a third", "up to two thirds", "more than two thirds", "all")
_SPREAD: dict[int, tuple[int, ...]] = {1: (3,), 2: (4, 1), 3: (4, 2, 0), 4: (4, 3, 1, 0), 5: (4, 3, 2, 1, 0)}


@dataclass(frozen=True, slots=True)
class Shade:
    """One shade of a map: which of the five, and what it stands for."""

    step: int
    word: str


def sign(shown: Map, of: MarkOf) -> Mark:
    """What a sign means in this map: its own words, or the common ones."""
    own = next((one for one in shown.marks if one.of == of), None)
    return Mark(of, words.clean(own.word), words.clean(own.meaning)) if own else Mark(of, *_SIGNS[of])


def used(shown: Map) -> tuple[Mark, ...]:
    """The signs that this map uses, in the order of the legend."""
    found: set[str] = {one.kind for layer in (shown.sites, shown.outlines, shown.lines) for one in layer}
    return tuple(sign(shown, of) for of in _SIGNS if of in found)


def step(shown: Map, region: Region) -> int:
    """Which shade a region has: by how large its share is, or by its category."""
    if isinstance(region.value, str):
        return _SPREAD[len(shown.categories)][shown.categories.index(region.value)]
    if region.value in (0, 1):
        return int(region.value) * (SHADES - 1)
    return 1 + (region.value > 1 / 3) + (region.value > 2 / 3)


def shades(shown: Map) -> tuple[Shade, ...]:
    """The shades of a map, the strongest first; none where no region is shaded."""
    if not shown.regions:
        return ()
    if shown.categories:
        steps = _SPREAD[len(shown.categories)]
        return tuple(Shade(n, words.clean(name)) for n, name in zip(steps, shown.categories, strict=True))
    return tuple(Shade(n, _SHARES[n]) for n in reversed(range(SHADES)))


def region_name(region: Region) -> str:
    """What a region is called: its label, the name of its shape, or its code."""
    known = countries().get(region.id)
    return words.clean(region.label) or (known.name if known else words.clean(region.id))


def region_value(region: Region) -> str:
    """The value of a region as a person reads it."""
    return words.cell_text(region.value, _SHARE if not isinstance(region.value, str) else _WORD)


_SHARE, _WORD = Column("value", "Share", "percent"), Column("value", "Kind")


def name(one: Outline | Line | Region) -> str:
    """What an outline or a line is called: its label, or its id."""
    return words.clean(one.label) or words.clean(one.id)


def place_text(point: Point) -> str:
    """A point as a person reads it: `54.48° N, 17.10° E`."""
    lon, lat = point
    return f"{abs(lat):.2f}° {'S' if lat < 0 else 'N'}, {abs(lon):.2f}° {'W' if lon < 0 else 'E'}"


def tables(shown: Map) -> tuple[Table, ...]:
    """The same map as tables: its sites, its regions with their values, its outlines and lines. Empty ones are left out, and
    columns that would say nothing."""
    found = (_sites(shown), _regions(shown), _outlines(shown), _lines(shown))
    return tuple(trimmed(table) for table in found if table.rows)


def _table(shown: Map, part: str, what: str, columns: tuple[Column, ...], rows: list[tuple[Cell, ...]]) -> Table:
    return Table(f"{shown.name}_{part}", f"{words.clean(shown.title)}: {what}", columns, tuple(rows))


def _sites(shown: Map) -> Table:
    columns = (
        Column("site", "Place"),
        Column("kind", "What it is"),
        Column("point", "Where"),
        Column("detail", "More"),
    )
    rows: list[tuple[Cell, ...]] = [
        (words.clean(one.label) or one.id, sign(shown, one.kind).word, place_text(one.point), one.detail)
        for one in shown.sites
    ]
    return _table(shown, "sites", "its places", columns, rows)


def _regions(shown: Map) -> Table:
    heading = words.clean(shown.shades) or ("Kind" if shown.categories else "Share")
    value = Column("value", heading, "text" if shown.categories else "percent")
    columns = (Column("country", "Country"), value, Column("detail", "More"))
    rows: list[tuple[Cell, ...]] = [(region_name(one), one.value, one.detail) for one in shown.regions]
    return _table(shown, "regions", "countries in shades", columns, rows)


def _outlines(shown: Map) -> Table:
    columns = (Column("outline", "Outline"), Column("kind", "What it is"), Column("detail", "More"))
    rows: list[tuple[Cell, ...]] = [(name(one), sign(shown, one.kind).word, one.detail) for one in shown.outlines]
    return _table(shown, "outlines", "sectors, horizons and areas", columns, rows)


def _lines(shown: Map) -> Table:
    from detente.show.globe import length_km

    columns = (
        Column("line", "Line"),
        Column("kind", "What it is"),
        Column("start", "From"),
        Column("end", "To"),
        Column("length", "Length in km", "integer"),
        Column("detail", "More"),
    )
    called = {site.point: words.clean(site.label) or words.clean(site.id) for site in reversed(shown.sites)}
    rows: list[tuple[Cell, ...]] = []
    for one in shown.lines:
        start, end = (called.get(point) or place_text(point) for point in (one.points[0], one.points[-1]))
        rows.append((name(one), sign(shown, one.kind).word, start, end, round(length_km(one.points)), one.detail))
    return _table(shown, "lines", "its lines", columns, rows)


def undrawn(shown: Map) -> list[str]:
    """Regions for which there is no shape: these stand only in the table."""
    return [region_name(one) for one in shown.regions if one.id not in countries()]


def asides(outside: Iterable[str], unnamed: Iterable[str], shapeless: Iterable[str]) -> list[str]:
    """Sentences on what a picture does not show, and the tables do."""
    said = (
        ("Outside the picture: {}.", outside),
        ("Drawn, but not named for want of room: {}.", unnamed),
        ("Without a shape to draw: {}.", shapeless),
    )
    return [sentence.format(", ".join(names)) for sentence, found in said if (names := list(found))]
