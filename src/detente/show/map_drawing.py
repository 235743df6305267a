"""A map as a picture: an SVG for a page. No script, no style sheet needed (`map_signs` has its signs).

Nothing is told by colour alone: shades differ in lightness and in hatching, sites in shape, lines in dashes, and all that
matters is named. Words do not cover each other; what finds no room is said beside the picture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from math import hypot
from typing import TYPE_CHECKING

import numpy as np

from detente.atlas.shapes import Country, countries, inside
from detente.result import Line, Map, Outline, Region, Site
from detente.show import globe, maps, words
from detente.show.map_signs import INKS, mark, path, patterns, stroked
from detente.show.placing import Room, Spot, along, beside, within
from detente.show.wrapping import breadth, wrapped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

WIDTH, LEAST, MOST = 900.0, 420.0, 760.0
_TEXT, _LINE, _WIDE = 12.5, 15.0, 150.0
_SMALL, _SMALL_LINE, _SMALL_WIDE = 11.0, 13.5, 170.0
_COUNTRY, _COUNTRY_LINE = 10.5, 12.5
_MARK = 6.5


@dataclass(frozen=True, slots=True)
class Picture:
    """A map as an SVG element; and what could not be shown in it: things that lie outside, and names that found no room."""

    svg: str
    outside: tuple[str, ...]
    unnamed: tuple[str, ...]


@dataclass(slots=True)
class _Plan:
    """A picture while it is made: the frame, the room for words, what is drawn so far, and what could not be shown."""

    shown: Map
    anchor: str
    frame: globe.Frame
    room: Room
    drawn: list[str]
    said: list[str]
    outside: list[str]
    unnamed: list[str]


def picture(shown: Map, anchor: str) -> Picture:
    """The picture of a map; ids in it begin with `anchor`. Everything that strangers wrote stands in it as text."""
    frame = globe.framed(shown.extent, WIDTH, LEAST, MOST)
    plan = _Plan(shown, anchor, frame, Room(frame.width, frame.height), [], [], [], [])
    _sea(plan)
    visible = _land(plan)
    lines = _lines(plan)
    _scale(plan)
    _sites(plan)
    for one, points in lines:
        _name_line(plan, one, points)
    for country, polygon in visible:
        _name_country(plan, country, polygon)
    title, told = words.clean(shown.title), words.clean(shown.description)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{frame.width:.0f}" height="{frame.height:.0f}" '
        f'viewBox="0 0 {frame.width:.0f} {frame.height:.0f}" font-family="sans-serif" '
        f'aria-labelledby="{anchor}-name {anchor}-told">'
        f'<title id="{anchor}-name">{escape(title)}</title><desc id="{anchor}-told">{escape(told or title)}</desc>'
        f"<defs>{patterns(anchor)}</defs>{''.join(plan.drawn)}{''.join(plan.said)}"
        f'<rect class="rim" x="0.5" y="0.5" width="{frame.width - 1:.0f}" height="{frame.height - 1:.0f}" fill="none" '
        'stroke="#8a939c"/></svg>'
    )
    return Picture(svg, tuple(plan.outside), tuple(plan.unnamed))


# ---------------------------------------------------------------- sea, land, shades


def _sea(plan: _Plan) -> None:
    """The sea, and the net of meridians and parallels."""
    frame = plan.frame
    if frame.limb:
        plan.drawn.append(
            f'<circle class="sea" cx="{frame.x:.1f}" cy="{frame.y:.1f}" r="{frame.edge:.1f}" fill="#e8eef3"/>'
        )
    else:
        plan.drawn.append(f'<rect class="sea" width="{frame.width:.0f}" height="{frame.height:.0f}" fill="#e8eef3"/>')
    degrees = np.degrees(frame.width / frame.scale)
    gap = next(step for step in (2, 5, 10, 20, 30) if step * 8 >= degrees or step == 30)
    net = []
    for lon in range(-180, 180, gap):
        meridian = np.column_stack([np.full(55, float(lon)), np.linspace(-81, 81, 55)])
        net += globe.line(frame, globe.great_circle(meridian))
    for lat in range(-90 + gap, 90, gap):
        parallel = np.column_stack([np.linspace(-180, 180, 121), np.full(121, float(lat))])
        net += globe.line(frame, globe.great_circle(parallel))
    drawn = "".join(path(part) for part in net)
    plan.drawn.append(f'<path class="net" d="{drawn}" fill="none" stroke="#c3ced8" stroke-width="0.7"/>')


def _land(plan: _Plan) -> list[tuple[Country, Points]]:
    """Draw the countries in the picture; gives each with the largest of its polygons there, those in shades first."""
    regions = {region.id: region for region in plan.shown.regions}
    plain: list[str] = []
    shaded: list[str] = []
    found: list[tuple[bool, float, Country, Points]] = []
    for country in countries().values():
        seen = polygons(plan.frame, country)
        if not seen:
            continue
        region = regions.get(country.id)
        (shaded if region else plain).append(_country(plan, country, seen, region))
        largest = max(seen, key=_size)
        found.append((region is None, -_size(largest), country, largest))
    plan.drawn.append(
        '<g class="land" fill="#fdfdfb" stroke="#a9a294" stroke-width="0.6" stroke-linejoin="round" '
        f'fill-rule="evenodd">{"".join(plain)}<g class="shades" stroke="#fff" stroke-width="1.1">{"".join(shaded)}</g></g>'
    )
    return [(country, polygon) for _, _, country, polygon in sorted(found, key=lambda one: one[:2])]


def polygons(frame: globe.Frame, country: Country) -> list[Points]:
    """What of a country is in the picture: polygons, each (n, 2) in pixels; a pixel is in the country where an odd number of them hold it.
    The edge of the projection goes with each ring that holds the point opposite the middle."""
    opposite = np.array([frame.lon + 180.0]), np.array([-frame.lat])
    found = []
    for one in country.rings:
        cut = globe.ring(frame, one)
        if len(cut):
            found.append(cut)
            if inside(replace(country, rings=(one,)), *opposite)[0]:
                found.append(globe.edge(frame))
    return found


def _size(polygon: Points) -> float:
    x, y = polygon.T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def _country(plan: _Plan, country: Country, seen: list[Points], region: Region | None) -> str:
    told, look = country.name, ""
    if region:
        step = maps.step(plan.shown, region)
        told = f"{maps.region_name(region)}: {maps.region_value(region)}"
        told += "".join(f". {text}" for text in (words.clean(region.detail),) if text)
        look = f' class="shade" fill="url(#{plan.anchor}-shade-{step})"'
    drawn = "".join(path(polygon, closed=True) for polygon in seen)
    return f'<path{look} d="{drawn}"><title>{escape(told)}</title></path>'


# ---------------------------------------------------------------- outlines and lines


def _lines(plan: _Plan) -> list[tuple[Outline | Line, Points]]:
    """Draw outlines and lines; gives each with the longest of its parts in the picture."""
    found: list[tuple[Outline | Line, Points]] = []
    every: tuple[Outline | Line, ...] = (*plan.shown.outlines, *plan.shown.lines)
    for one in every:
        points = np.array(one.points, dtype=np.float64)
        if isinstance(one, Outline) and one.closed:
            points = np.concatenate([points, points[:1]])
        vectors = globe.great_circle(points)
        parts = globe.line(plan.frame, vectors)
        if not parts:
            plan.outside.append(maps.name(one))
            continue
        ends = globe.placed(plan.frame, one.points[-1]), globe.placed(plan.frame, one.points[0])
        told = "".join(f". {text}" for text in (words.clean(one.detail),) if text)
        drawn = stroked(one.kind, parts, ends)
        plan.drawn.append(f'<g class="{one.kind}"><title>{escape(maps.name(one) + told)}</title>{drawn}</g>')
        for part in parts:
            plan.room.cross(part)
        found.append((one, max(parts, key=lambda part: float(np.hypot(*np.diff(part, axis=0).T).sum()))))
    return sorted(found, key=lambda one: isinstance(one[0], Outline))


def _name_line(plan: _Plan, one: Outline | Line, points: Points) -> None:
    lines = wrapped(words.clean(one.label), _SMALL_WIDE, _SMALL, 2)
    if not lines:
        return
    spot = along(plan.room, points, _extent(lines, _SMALL, _SMALL_LINE))
    if spot is None:
        plan.unnamed.append(maps.name(one))
        return
    plan.said.append(_words(lines, spot, _SMALL, _SMALL_LINE, f'class="word {one.kind}" fill="{INKS[one.kind]}"'))


# ---------------------------------------------------------------- sites


def _sites(plan: _Plan) -> None:
    """Draw the sites, and name them: those that stand close to others first."""
    spots = {site.id: spot for site in plan.shown.sites if (spot := globe.placed(plan.frame, site.point))}
    for site in plan.shown.sites:
        if site.id not in spots:
            plan.outside.append(words.clean(site.label) or words.clean(site.id))
            continue
        x, y = spots[site.id]
        plan.room.take((x - _MARK, y - _MARK, x + _MARK, y + _MARK))
        told = ". ".join(text for text in (words.clean(site.label), words.clean(site.detail)) if text)
        plan.drawn.append(f'<g class="site {site.kind}"><title>{escape(told)}</title>{mark(site.kind, x, y)}</g>')

    def alone(site: Site) -> float:
        x, y = spots[site.id]
        return min((hypot(x - a, y - b) for other, (a, b) in spots.items() if other != site.id), default=0.0)

    for site in sorted((site for site in plan.shown.sites if site.id in spots), key=alone):
        _name_site(plan, site, spots[site.id])


def _name_site(plan: _Plan, site: Site, at: tuple[float, float]) -> None:
    lines = wrapped(words.clean(site.label), _WIDE, _TEXT, 2)
    if not lines:
        return
    spot = beside(plan.room, at, _MARK, _extent(lines, _TEXT, _LINE, bold=True))
    if spot is None:
        plan.unnamed.append(words.clean(site.label))
        return
    plan.said.append(_words(lines, spot, _TEXT, _LINE, 'class="word" fill="#1b1f24" font-weight="600"'))


# ---------------------------------------------------------------- words


def _name_country(plan: _Plan, country: Country, polygon: Points) -> None:
    """The name of a country where it fits into it; of one in a shade with its share, or the share alone."""
    region = next((one for one in plan.shown.regions if one.id == country.id), None)
    called = maps.region_name(region) if region else country.name
    value = [maps.region_value(region)] if region and not isinstance(region.value, str) else []
    for lines in ([called, *value], [called], value):
        size = _extent(lines, _COUNTRY, _COUNTRY_LINE, bold=bool(value))
        spot = within(plan.room, polygon, size) if lines else None
        if spot:
            weight = ' font-weight="600"' if region else ""
            look = (
                f'class="word country{" shaded" if region else ""}" fill="{"#1b1f24" if region else "#57606a"}"{weight}'
            )
            plan.said.append(_words(lines, spot, _COUNTRY, _COUNTRY_LINE, look))
            return


def _extent(lines: list[str], size: float, line: float, bold: bool = False) -> tuple[float, float]:
    return max((breadth(text, size, bold) for text in lines), default=0.0) + 4.0, len(lines) * line + 1.0


def _words(lines: list[str], spot: Spot, size: float, line: float, look: str) -> str:
    """Lines of text in the middle of a box, with a rim of paper; and the line that leads to what they name."""
    left, top, right, bottom = spot.box
    first = (top + bottom) / 2 - len(lines) * line / 2 + 0.76 * line
    said = "".join(
        f'<tspan x="{(left + right) / 2:.1f}" y="{first + n * line:.1f}">{escape(text)}</tspan>'
        for n, text in enumerate(lines)
    )
    leader = ""
    if spot.leader:
        (x, y), (p, q) = spot.leader
        leader = f'<path class="ink leader" d="M{x:.1f} {y:.1f}L{p:.1f} {q:.1f}" stroke="#1b1f24" stroke-width="0.8"/>'
    return (
        f'{leader}<text {look} font-size="{size:g}" text-anchor="middle" stroke="#fff" stroke-width="3.2" '
        f'stroke-opacity="0.9" stroke-linejoin="round" paint-order="stroke">{said}</text>'
    )


def _scale(plan: _Plan) -> None:
    """A bar of a round number of kilometres, as long as it is in the middle of the picture."""
    per_pixel = globe.RADIUS_KM / plan.frame.scale
    km = max((n for n in (50, 100, 200, 500, 1000, 2000, 5000) if n / per_pixel <= 190), default=50)
    long, x, y = km / per_pixel, 14.0, plan.frame.height - 16.0
    said = f"{words.integer_text(km)} km"
    wide = max(long, breadth(said, _SMALL)) + 14
    plan.room.take((x - 7, y - 22, x + wide - 7, y + 9))
    plan.drawn.append(
        f'<g class="scale"><title>{said}, in the middle of the map</title>'
        f'<rect class="paper" x="{x - 7:.1f}" y="{y - 22:.1f}" width="{wide:.1f}" height="31" fill="#fff" fill-opacity="0.85"/>'
        f'<path class="ink" d="M{x} {y - 4}V{y + 2}H{x + long:.1f}V{y - 4}" fill="none" stroke="#1b1f24" stroke-width="1.4"/>'
        f'<text class="plain" x="{x}" y="{y - 8}" font-size="{_SMALL:g}" fill="#1b1f24">{said}</text></g>'
    )
