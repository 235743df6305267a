"""What radars see of flights: how much, until when, from when, and what some add to others; and below what they see nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from detente.analyses.coverage.assumptions import (
    Axis,
    Measured,
    Setting,
    listed,
    measured,
    range_axis,
    sector_axis,
)
from detente.analyses.coverage.catalogue import Sensor, catalogue, sensors_at
from detente.analyses.coverage.flights import Flights, flights, origin
from detente.analyses.coverage.naming import bound_axis, launch_axis
from detente.result import WrongUse
from detente.theory.geodesics import distance_km
from detente.theory.sight import Look, Radar, Seen, look, look_margins, lowest_visible_altitude_km, seen_by_any, visible

Floats = NDArray[np.float64]
SIGHT = ("sees", "sees at least until", "adds to")


def radar_at(site: str) -> Sensor:
    """The radar of a site. Raises WrongUse for a site that the catalogue does not have, and where none stands."""
    sensors = sensors_at(site)
    if not sensors:
        with_radar = ", ".join(dict.fromkeys(one.site.id for one in catalogue().sensors.values()))
        raise WrongUse(f"The catalogue has no radar at {site!r}; what a radar sees can be asked of {with_radar}.")
    return sensors[0]


def radar_axes(sites: Sequence[str]) -> list[Axis]:
    """What is assumed of the radars at some sites: how far they see, whether they are kept to a sector, and how low they look."""
    axes = [listed("mask", "lowest elevation", "the radars look down to {}", catalogue().masks)]
    for site in dict.fromkeys(sites):
        sensor = radar_at(site)
        sector = sector_axis(sensor)
        axes += [range_axis(sensor), *([sector] if sector else ())]
    return axes


def sighted(
    compares: str, sites: Sequence[str], others: Sequence[str], areas: Sequence[str], ends: Sequence[str]
) -> Measured:
    """The measure of a comparison of sight: of `sites` less that of `others`, or, for *adds to*, what `sites` bring where `others` look already."""
    axes = [launch_axis(areas), *bound_axis(ends), *radar_axes([*sites, *others])]

    def at(setting: Setting) -> float:
        start, place = _start(areas, int(setting["launch"]))
        to = ends[int(setting.get("bound", 0))]
        if compares == "adds to":
            return _mean(compares, start, place, to, tuple(others), setting) - _mean(
                compares, start, place, to, (*others, *sites), setting
            )
        alone = _mean(compares, start, place, to, tuple(sites), setting)
        return alone - _mean(compares, start, place, to, tuple(others), setting) if others else alone

    return measured(axes, "minutes" if compares == "adds to" else "% of the flight", at)


def _start(areas: Sequence[str], place: int) -> tuple[str, int]:
    """The area and the point in it that stands at a place of the axis of launches."""
    for area in areas:
        count = len(origin(area).points)
        if place < count:
            return area, place
        place -= count
    raise IndexError(place)


def _mean(compares: str, start: str, place: int, to: str, sites: tuple[str, ...], setting: Setting) -> float:
    used = tuple(
        (name, setting[name])
        for name in ("mask", *(f"{kind}.{site}" for site in sites for kind in ("range", "sector")))
        if name in setting
    )
    return float(_means(compares, start, to, sites, used)[place])


@lru_cache(maxsize=20_000)
def _means(compares: str, start: str, to: str, sites: tuple[str, ...], used: tuple[tuple[str, float], ...]) -> Floats:
    """For each point of the origin, the mean over where flights are bound: % of the flight in view of any of the sites, % of it by
    the last sight, or minutes to the first (the whole flight where it is never seen): (l,)."""
    of = flights(start, to)
    sight = views(of, start, to, sites, dict(used))
    if compares == "sees":
        value = 100.0 * sight.share
    elif compares == "sees at least until":
        value = 100.0 * np.nan_to_num(sight.last_s) / of.duration_s
    else:
        value = np.where(np.isnan(sight.first_s), of.duration_s, sight.first_s) / 60.0
    return np.asarray(value @ of.bound.weights, dtype=np.float64)


def views(of: Flights, start: str, to: str, sites: Sequence[str], setting: Setting) -> Seen:
    """What the radars of some sites together see of flights: arrays (l, t)."""
    return seen_by_any([_visible(start, to, radar(site, setting)) for site in sites], of.times_s)


def radar(site: str, setting: Setting) -> Radar:
    """The radar of a site, under a setting."""
    sensor = radar_at(site)
    sector = sensor.sector
    kept = sector is not None and setting.get(f"sector.{site}", 0) == 0
    reach = setting.get(f"range.{site}", max(one.figure.high for one in sensor.ranges))
    bounds = (sector.low, sector.high) if sector is not None and kept else None
    return Radar(*sensor.site.at, mask_deg=setting.get("mask", 0.0), range_km=reach, sector_deg=bounds)


@lru_cache(maxsize=64)
def _visible(start: str, to: str, by: Radar) -> tuple[Floats, Floats]:
    return visible(look_margins(by, _look(start, to, by.latitude_deg, by.longitude_deg)))


@lru_cache(maxsize=32)
def _look(start: str, to: str, latitude: float, longitude: float) -> Look:
    return look(Radar(latitude, longitude), flights(start, to).earth_km)


def unseen(sites: Sequence[str], others: Sequence[str], areas: Sequence[str]) -> Measured:
    """The altitude in kilometres below which none of the sites' radars sees anything over an area; less that of `others`."""
    launches = launch_axis(areas)
    axes = [launches, listed("mask", "lowest elevation", "the radars look down to {}", catalogue().masks)]
    for site in (*sites, *others):
        radar_at(site)
    points = [point for area in areas for point in origin(area).points]

    def lowest(whose: Sequence[str], setting: Setting) -> float:
        over = points[int(setting["launch"])]
        found = [
            lowest_visible_altitude_km(distance_km(*catalogue().sites[site].at, *over), 0.0, setting["mask"])
            for site in whose
        ]
        return float(np.min(found))

    def at(setting: Setting) -> float:
        return lowest(sites, setting) - (lowest(others, setting) if others else 0.0)

    return measured(axes, "km", at)


def means_of(
    compares: str, areas: Sequence[str], ends: Sequence[str], sites: Sequence[str], seen_by: Sequence[str]
) -> Floats:
    """What `seen_by` measure under every combination of what is assumed of `sites` (which hold them), launches and ends: a flat array."""
    axes = [launch_axis(areas), *bound_axis(ends), *radar_axes(sites)]

    def at(setting: Setting) -> float:
        start, place = _start(areas, int(setting["launch"]))
        return _mean(compares, start, place, ends[int(setting.get("bound", 0))], tuple(seen_by), setting)

    return measured(axes, "", at).values.ravel()
