"""Maps: what radars look over, and what interceptors could cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.analyses.coverage import telling
from detente.analyses.coverage.answer import Covered
from detente.analyses.coverage.catalogue import Place, Sensor, catalogue
from detente.analyses.coverage.flights import bound, origin
from detente.analyses.coverage.sighting import SIGHT, radar_at
from detente.result import Line, Map, Mark, Outline, Point, Region, Site
from detente.theory.geodesics import destination_deg, place_deg, position_km
from detente.theory.sight import horizon_km

if TYPE_CHECKING:
    from detente.analyses.coverage.answer import CoverageResult

EXTENT = (-14.0, 21.0, 66.0, 71.0)
ALTITUDE_KM = 300.0
"""At this altitude horizons are drawn."""
MASK_DEG = 2.0
EDGE = 72


def maps(result: CoverageResult) -> Iterator[Map]:
    """One of radars, where any check asks what they see; one for each site whose cover of people is asked about."""
    radars = list(
        dict.fromkeys(
            site
            for one in result.checks
            if one.check.compares in (*SIGHT, "lowest visible altitude")
            for site in (*one.check.sites, *one.check.than, *one.check.to)
        )
    )
    if radars:
        areas = list(
            dict.fromkeys(area for one in result.checks if one.check.compares in SIGHT for area in one.check.areas)
        )
        yield _radars(radars, areas)
    sites = [one.site for one in result.covered]
    for one in result.covered:
        yield _covered(one, one.site if sites.count(one.site) == 1 else f"{one.site}-{one.area}-{one.bound}")


def _point(place: Place) -> Point:
    return place[1], place[0]


# ---------------------------------------------------------------- radars


def _radars(names: Sequence[str], areas: Sequence[str]) -> Map:
    sensors = [radar_at(name) for name in names]
    sites = [Site(one.site.id, one.site.name, _point(one.site.at), "radar", _radar_detail(one)) for one in sensors]
    outlines = [outline for one in sensors for outline in _outlines(one)]
    words = (
        f"The radars at {telling.places(names)}; for each without a published sector a ring at the distance from which it sees what is {ALTITUDE_KM:g} km up "
        f"while looking down to {MASK_DEG:g} degrees, for each with one its sector out to that distance; and the coarse areas that flights start from."
    )
    return Map(
        "radars",
        f"What the radars look over at {ALTITUDE_KM:g} km of altitude",
        words,
        EXTENT,
        (*sites, *_launches(areas)),
        outlines=tuple(outlines),
        note="Launch areas are a few points that stand for hundreds of kilometres around.",
        marks=(
            Mark("horizon", "horizon", f"within it the radar sees what is {ALTITUDE_KM:g} km up"),
            Mark(
                "sector", "sector", f"the published sector, out to where the radar sees what is {ALTITUDE_KM:g} km up"
            ),
        ),
    )


def _radar_detail(sensor: Sensor) -> str:
    ranges = telling.span(min(one.figure.low for one in sensor.ranges), max(one.figure.high for one in sensor.ranges))
    sector = f", sector {sensor.sector.low:g} to {sensor.sector.high:g} degrees" if sensor.sector else ""
    return f"Said to see {ranges} km{sector}."


def _outlines(sensor: Sensor) -> Iterator[Outline]:
    far = min(float(horizon_km(ALTITUDE_KM, 0.0, MASK_DEG)), max(one.figure.high for one in sensor.ranges))
    name = sensor.site.name
    if sensor.sector is None:
        yield Outline(
            sensor.site.id,
            f"horizon of {name}",
            _ring(sensor.site.at, np.linspace(0, 360, EDGE, endpoint=False), far),
            "horizon",
        )
        return
    turn = np.linspace(sensor.sector.low, sensor.sector.high, EDGE // 2)
    edge = (_point(sensor.site.at), *_ring(sensor.site.at, turn, far))
    yield Outline(
        sensor.site.id, f"sector of {name}, {sensor.sector.low:g}° to {sensor.sector.high:g}°", edge, "sector"
    )


def _ring(at: Place, azimuths: np.ndarray, far_km: float) -> tuple[Point, ...]:
    lat, lon = destination_deg(at[0], at[1], azimuths, far_km)
    return tuple((float(x), float(y)) for x, y in zip(lon, lat, strict=True))


def _launches(areas: Sequence[str]) -> list[Site]:
    return [
        Site(
            f"{area}-{n + 1}", label, _point(point), "launch", f"One of the points that stand for {origin(area).name}."
        )
        for area in areas
        for n, (label, point) in enumerate(zip(origin(area).called, origin(area).points, strict=True))
    ]


# ---------------------------------------------------------------- interceptors


def _covered(one: Covered, name: str) -> Map:
    site = catalogue().sites[one.site]
    regions = tuple(
        Region(code, mean, "", f"{low:.0%} to {high:.0%} of it, by what is assumed")
        for code, (low, mean, high) in one.countries.items()
    )
    middle = tuple(np.mean(origin(one.area).points, axis=0))
    paths = tuple(
        Line(end, f"towards {bound(end).name}", (_point((float(middle[0]), float(middle[1]))), _centre(end)))
        for end in ("nato-europe", "us-east-coast")
    )
    return Map(
        f"covered-{name}",
        f"What interceptors at {site.name} could cover against flights from {origin(one.area).name}",
        f"Countries by the share of their points, in the mean over all combinations of assumptions, that interceptors at {site.name} could cover in time; "
        f"the coarse areas of {origin(one.area).name}, and great circles from their middle towards Europe and America.",
        EXTENT,
        (Site(site.id, site.name, _point(site.at), "interceptor"), *_launches((one.area,))),
        regions,
        lines=paths,
        shades="share covered, in the mean over all assumptions",
        note="To reach in time is a bound from above, and no promise that anything would be hit. Countries that are not shaded were not asked about.",
        marks=(Mark("interceptor", "interceptors", "where they would stand"),),
    )


def _centre(end: str) -> Point:
    """The middle of where flights are bound, by weight."""
    of = bound(end)
    middle = (position_km(of.points[:, 0], of.points[:, 1]) * of.weights[:, None]).sum(axis=0)
    lat, lon, _ = place_deg(middle)
    return float(lon), float(lat)
