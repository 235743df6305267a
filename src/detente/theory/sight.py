"""What a radar could see of given points, by geometry alone: horizon, range and sector.

A radar at height h_r with the mask ε (the least elevation at which it looks) over a sphere of radius R sees a point at altitude h out to the
central angle ψ = arccos[(R + h_r) cos ε / (R + h)] − ε, and at the central angle ψ nothing below (R + h_r) cos ε / cos(ψ + ε) − R.
Straight lines: no refraction, no terrain but the mask, no detection threshold but the range.

Positions are Earth-fixed kilometres, as `geodesics.position_km` gives them. Where several conditions meet, each is a *margin*: how far
inside (positive) or outside (negative) it is, in its own unit; a point is in sight where all margins are at least 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.theory.geodesics import EARTH_RADIUS_KM, half_turn_deg, position_km, turn_deg

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Radar:
    """Where a radar stands and how far it looks. `sector_deg`: from, clockwise, to; None where it looks all round."""

    latitude_deg: float
    longitude_deg: float
    height_km: float = 0.0
    mask_deg: float = 0.0
    range_km: float = np.inf
    sector_deg: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """Points as a radar sees them: arrays of one shape."""

    azimuth_deg: Floats
    elevation_deg: Floats
    slant_range_km: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What is seen of tracks, arrays (…): seconds from launch to first and to last sight (NaN where never), seconds in view, and their share of
    the track."""

    first_s: Floats
    last_s: Floats
    in_view_s: Floats
    share: Floats


# ---------------------------------------------------------------- horizon


def horizon_km(altitude_km: ArrayLike, radar_height_km: ArrayLike = 0.0, mask_deg: ArrayLike = 0.0) -> Floats:
    """How far off, along the ground, a radar still sees a point at an altitude; NaN where the mask hides that altitude even overhead."""
    mask = np.radians(mask_deg)
    cosine = (EARTH_RADIUS_KM + np.asarray(radar_height_km, np.float64)) * np.cos(mask)
    cosine = cosine / (EARTH_RADIUS_KM + np.asarray(altitude_km, np.float64))
    angle = np.arccos(np.where(cosine <= 1, cosine, np.nan)) - mask
    return np.asarray(EARTH_RADIUS_KM * np.where(angle >= 0, angle, np.nan), dtype=np.float64)


def lowest_visible_altitude_km(
    distance_km: ArrayLike, radar_height_km: ArrayLike = 0.0, mask_deg: ArrayLike = 0.0
) -> Floats:
    """The altitude below which a radar sees nothing over places at a distance along the ground; infinite from a quarter of the globe less the mask on."""
    mask = np.radians(mask_deg)
    angle = np.asarray(distance_km, dtype=np.float64) / EARTH_RADIUS_KM + mask
    radius = EARTH_RADIUS_KM + np.asarray(radar_height_km, dtype=np.float64)
    with np.errstate(divide="ignore"):
        altitude = radius * np.cos(mask) / np.cos(angle) - EARTH_RADIUS_KM
    return np.asarray(np.where(angle < np.pi / 2, altitude, np.inf), dtype=np.float64)


def slant_range_km(distance_km: ArrayLike, altitude_km: ArrayLike, radar_height_km: ArrayLike = 0.0) -> Floats:
    """The straight distance from a radar to a point at an altitude over a place at a distance along the ground (cosine rule)."""
    half = np.asarray(distance_km, dtype=np.float64) / EARTH_RADIUS_KM / 2
    near = EARTH_RADIUS_KM + np.asarray(radar_height_km, dtype=np.float64)
    far = EARTH_RADIUS_KM + np.asarray(altitude_km, dtype=np.float64)
    return np.asarray(np.sqrt((far - near) ** 2 + 4 * near * far * np.sin(half) ** 2), dtype=np.float64)


# ---------------------------------------------------------------- sight


def look(radar: Radar, positions_km: Floats) -> Look:
    """Azimuth (clockwise from north), elevation and slant range of positions (…, 3) in the radar's local frame."""
    latitude, longitude = np.radians(radar.latitude_deg), np.radians(radar.longitude_deg)
    sin, cos = np.sin(latitude), np.cos(latitude)
    east = np.array([-np.sin(longitude), np.cos(longitude), 0.0])
    north = np.array([-sin * np.cos(longitude), -sin * np.sin(longitude), cos])
    up = np.array([cos * np.cos(longitude), cos * np.sin(longitude), sin])
    line = positions_km - position_km(radar.latitude_deg, radar.longitude_deg, radar.height_km)
    x, y, z = line @ east, line @ north, line @ up
    level = np.hypot(x, y)
    return Look(turn_deg(np.degrees(np.arctan2(x, y))), np.degrees(np.arctan2(z, level)), np.hypot(level, z))


def sector_margin_deg(azimuth_deg: ArrayLike, sector_deg: tuple[float, float] | None) -> Floats:
    """How far azimuths are inside the sector that runs clockwise from its first bound to its second; infinite where there is none."""
    azimuth = np.asarray(azimuth_deg, dtype=np.float64)
    if sector_deg is None:
        return np.full(azimuth.shape, np.inf)
    half = turn_deg(sector_deg[1] - sector_deg[0]) / 2
    return np.asarray(half - np.abs(half_turn_deg(azimuth - sector_deg[0] - half)), dtype=np.float64)


def margin(radar: Radar, positions_km: Floats) -> Floats:
    """How far inside the radar's view positions (…, 3) are: `look_margin` of how it sees them."""
    return look_margin(radar, look(radar, positions_km))


def look_margin(radar: Radar, seen: Look) -> Floats:
    """How far inside the radar's mask, sector and range what it looks at is: the least of `look_margins`; at least 0 where all three hold."""
    return np.asarray(look_margins(radar, seen).min(axis=0), dtype=np.float64)


def look_margins(radar: Radar, seen: Look) -> Floats:
    """Three margins (3, …): degrees above the mask, degrees inside the sector, and hundreds of kilometres inside the range. Only the sign and
    the zeros mean anything across the three. `seen` holds for every mask, sector and range of a radar at one place."""
    above = seen.elevation_deg - radar.mask_deg
    beside = sector_margin_deg(seen.azimuth_deg, radar.sector_deg)
    return np.stack(np.broadcast_arrays(above, beside, (radar.range_km - seen.slant_range_km) / 100.0))


def seen(margins: Floats, times_s: Floats) -> Seen:
    """First and last sight and time in view of tracks, from margins (…, n) at times (…, n) that increase.

    A margin runs straight between two times, so each crossing is found to the second order of the step. For several radars at once hand over
    the greatest of their margins (any of them sees), or the least (all of them see). A margin that is NaN is not in sight.
    """
    margins, times_s = np.broadcast_arrays(np.where(np.isnan(margins), -np.inf, margins), times_s)
    inside = margins >= 0
    left, right = margins[..., :-1], margins[..., 1:]
    step = np.diff(times_s, axis=-1)
    crossing = _crossing(left, right)
    entering, leaving = ~inside[..., :-1] & inside[..., 1:], inside[..., :-1] & ~inside[..., 1:]
    part = np.where(inside[..., :-1] & inside[..., 1:], 1.0, 0.0)
    part = np.where(entering, 1 - crossing, np.where(leaving, crossing, part))
    in_view = (part * step).sum(axis=-1)
    candidates = np.where(entering, times_s[..., :-1] + crossing * step, np.inf)
    first = np.where(inside[..., 0], times_s[..., 0], candidates.min(axis=-1, initial=np.inf))
    first = np.where(np.isfinite(first), first, np.nan)
    parting = np.where(leaving, times_s[..., :-1] + crossing * step, -np.inf)
    last = np.where(inside[..., -1], times_s[..., -1], parting.max(axis=-1, initial=-np.inf))
    last = np.where(np.isfinite(last), last, np.nan)
    whole = times_s[..., -1] - times_s[..., 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        return Seen(first, last, in_view, in_view / whole)


def seen_by_any(spans: Sequence[tuple[Floats, Floats]], times_s: Floats) -> Seen:
    """First and last sight and time in view of tracks by any of several radars, from the `visible` parts of each and the times (…, n).

    Each condition of a radar runs straight between two times, and a radar sees while all of its own hold: so that a visit that begins and ends between two times
    is found, which the least of the conditions at these times (`seen`) would miss. Time seen by several counts once (inclusion and exclusion: for a
    few radars).
    """
    start, step = times_s[..., :-1], np.diff(times_s, axis=-1)
    firsts = [np.where(low < high, start + low * step, np.inf).min(axis=-1, initial=np.inf) for low, high in spans]
    lasts = [np.where(low < high, start + high * step, -np.inf).max(axis=-1, initial=-np.inf) for low, high in spans]
    first, last = np.minimum.reduce(firsts), np.maximum.reduce(lasts)
    part = np.zeros(step.shape)
    for size in range(1, len(spans) + 1):
        for some in combinations(spans, size):
            low, high = np.maximum.reduce([one for one, _ in some]), np.minimum.reduce([other for _, other in some])
            part += (1 if size % 2 else -1) * np.clip(high - low, 0.0, 1.0)
    in_view = (part * step).sum(axis=-1)
    whole = times_s[..., -1] - times_s[..., 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = in_view / whole
    return Seen(np.where(np.isfinite(first), first, np.nan), np.where(np.isfinite(last), last, np.nan), in_view, share)


def visible(margins: Floats) -> tuple[Floats, Floats]:
    """From the margins of one radar's conditions, (conditions, …, n): between each two times, from which part to which all of them hold: (…, n − 1) twice; the first not below the second where they never do."""
    margins = np.where(np.isnan(margins), -np.inf, margins)
    left, right = margins[..., :-1], margins[..., 1:]
    crossing = _crossing(left, right)
    low = np.where(left >= 0, 0.0, np.where(right >= 0, crossing, np.inf)).max(axis=0)
    high = np.where(right >= 0, 1.0, np.where(left >= 0, crossing, -np.inf)).min(axis=0)
    return low, high


def _crossing(left: Floats, right: Floats) -> Floats:
    """Where between 0 and 1 a line from one margin to the next is 0; at the finite end where the other is infinite. Only for opposite signs."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = left / (left - right)
    share = np.where(np.isinf(left), np.where(np.isinf(right), 0.5, 1.0), np.where(np.isinf(right), 0.0, share))
    return np.asarray(share, dtype=np.float64)
