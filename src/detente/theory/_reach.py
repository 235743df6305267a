"""Whether a published burnout speed and launch delay would bring something from a published site to points of an arc in time.

Private: only the closed catalogue of published places feeds it. The speed that is needed is that of Lambert's problem from the site, at
the surface of the sphere where it has turned to by then, to a point of the arc at the time the arc is there; as if burnout were at once and
on the ground. Launch is at the delay *or later*: where there is more time than the path of least energy takes, launch waits until that path
arrives in time (what the site's turning meanwhile would still save is below 0.2 %). A path that would set out downwards needs infinite
speed, and so does a point that is passed before the delay is over.

Nothing here says whether anything is hit, or by what: reach is a bound from above on what geometry leaves open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.theory._arcs import TURNING_RAD_S, turned
from detente.theory._lambert import Triangle, least_energy, transfer
from detente.theory.geodesics import EARTH_RADIUS_KM, position_km

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
ROUNDS = 3
LINE = 1e-9


@dataclass(frozen=True, slots=True)
class Base:
    """A site on the sphere."""

    latitude_deg: float
    longitude_deg: float


@dataclass(frozen=True, slots=True, eq=False)
class Needed:
    """Speeds at burnout, arrays of one shape; infinite where no speed will do.

    `inertial_km_s` counts from axes that do not turn, `ground_km_s` over the ground of the site, for the path that needs the least inertial
    speed. Published burnout speeds rarely say which they are: two assumptions, side by side. `unsolved` where Lambert's problem found no end.
    """

    inertial_km_s: Floats
    ground_km_s: Floats
    unsolved: Bools


def needed(base: Base, positions_km: Floats, times_s: Floats, delay_s: float) -> Needed:
    """The speed needed for contact at each point of arcs: inertial positions (…, n, 3) at times (…, n) give (…, n)."""
    shape = np.broadcast_shapes(positions_km.shape[:-1], times_s.shape)
    inertial, ground = np.full(shape, np.inf), np.full(shape, np.inf)
    unsolved = np.zeros(shape, dtype=np.bool_)
    contact = np.broadcast_to(times_s, shape)
    open_ = contact > delay_s
    points, contact = np.broadcast_to(positions_km, (*shape, 3))[open_], contact[open_]
    launch = _launch(base, points, contact, delay_s)
    sites, of = _seen_from(base, points, launch)
    outward, along, found = _velocity(of, contact - launch, launch > delay_s)
    upward = outward >= 0
    inertial[open_] = np.where(upward, np.hypot(outward, along), np.inf)
    turning = TURNING_RAD_S * EARTH_RADIUS_KM
    eastward = turning * _eastward(sites, points)
    level = turning * np.cos(np.radians(base.latitude_deg))
    ground[open_] = np.where(upward, np.sqrt(outward**2 + along**2 - 2 * along * eastward + level**2), np.inf)
    unsolved[open_] = ~found
    return Needed(inertial, ground, unsolved)


def least_needed(
    base: Base, positions_km: Floats, times_s: Floats, delays_s: ArrayLike, counted: Bools | None = None
) -> Needed:
    """The least speed over the points of each arc (those `counted` (…, n), or all), for each delay (d,): (…, d)."""
    counted = np.ones(1, dtype=np.bool_) if counted is None else counted
    found = [_least(needed(base, positions_km, times_s, float(delay)), counted) for delay in np.ravel(delays_s)]
    return Needed(*(np.stack(parts, axis=-1) for parts in zip(*found, strict=True)))


def share_in_reach(needed_km_s: Floats, speeds_km_s: ArrayLike) -> Floats:
    """The share of each arc's evenly spaced times (…, n) at which each burnout speed (k,) is enough: (…, k)."""
    enough = needed_km_s[..., None] <= np.ravel(np.asarray(speeds_km_s, dtype=np.float64))
    return np.asarray(enough.mean(axis=-2), dtype=np.float64)


def latest_delay_s(delays_s: Floats, needed_km_s: Floats, speed_km_s: float) -> Floats:
    """Up to which delay a speed is enough: increasing delays (d,) and the least speeds (…, d) at them give (…).

    Straight between two delays, and the smaller one where the next needs infinite speed; NaN where the speed is not enough even at the
    first, infinite where it is enough at the last.
    """
    enough = np.logical_and.accumulate(needed_km_s <= speed_km_s, axis=-1)
    count = enough.sum(axis=-1)
    last = np.clip(count - 1, 0, len(delays_s) - 2)
    low, high = (np.take_along_axis(needed_km_s, (last + k)[..., None], axis=-1)[..., 0] for k in (0, 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(np.isfinite(high), (speed_km_s - low) / (high - low), 0.0)
        found = delays_s[last] + np.clip(part, 0.0, 1.0) * (delays_s[last + 1] - delays_s[last])
    found = np.where(count == 0, np.nan, found)
    return np.asarray(np.where(count == len(delays_s), np.inf, found), dtype=np.float64)


# ---------------------------------------------------------------- one delay


def _least(of: Needed, counted: Bools) -> Iterator[NDArray[Any]]:
    yield np.where(counted, of.inertial_km_s, np.inf).min(axis=-1)
    yield np.where(counted, of.ground_km_s, np.inf).min(axis=-1)
    yield np.any(of.unsolved & counted, axis=-1)


def _launch(base: Base, points: Floats, contact: Floats, delay_s: float) -> Floats:
    """The seconds of launch: the delay, or as long before contact as the path of least energy takes, whichever is later."""
    launch = np.full(contact.shape, float(delay_s))
    waits = np.ones(contact.shape, dtype=np.bool_)
    for _ in range(ROUNDS):
        _, of = _seen_from(base, points[waits], launch[waits])
        launch[waits] = np.maximum(delay_s, contact[waits] - least_energy(of)[1])
        waits &= launch > delay_s
        if not waits.any():
            break
    return launch


def _seen_from(base: Base, points: Floats, launch: Floats) -> tuple[Floats, Triangle]:
    """Where the site is at launch (unit vectors), and its triangles with the points and the Earth's centre."""
    sites = turned(position_km(base.latitude_deg, base.longitude_deg) / EARTH_RADIUS_KM, TURNING_RAD_S * launch)
    radius = np.sqrt((points * points).sum(axis=-1))
    line = points - EARTH_RADIUS_KM * sites
    chord = np.sqrt((line * line).sum(axis=-1))
    half = (EARTH_RADIUS_KM + radius + chord) / 2
    share = np.sqrt(np.maximum(1 - chord / half, 0.0))
    return sites, Triangle(np.full(radius.shape, EARTH_RADIUS_KM), radius, chord, half, share)


def _velocity(of: Triangle, flight: Floats, waits: Bools) -> tuple[Floats, Floats, Bools]:
    """Velocity at the start, outward and along, and whether it was found; at least energy, whatever the time, where launch `waits`."""
    _, least = least_energy(of)
    moved = transfer(of, np.where(waits, least, flight))
    outward, along = moved.start_outward_km_s, moved.start_along_km_s
    return np.where(moved.converged, outward, np.inf), np.where(moved.converged, along, np.inf), moved.converged


def _eastward(sites: Floats, points: Floats) -> Floats:
    """How far east a path from each site to its point sets out: the cosine of the latitude times the sine of its azimuth.

    That is the polar part of the path's normal. Straight up there is no azimuth, and nothing along; straight opposite, any will do: due east.
    """
    x, y, z = np.moveaxis(np.cross(sites, points), -1, 0)
    size = np.sqrt(x * x + y * y + z * z)
    along = (sites * points).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        polar = z / size
    open_plane = size <= LINE * np.sqrt((points * points).sum(axis=-1))
    free = np.where(along < 0, np.hypot(sites[..., 0], sites[..., 1]), 0.0)
    return np.asarray(np.where(open_plane, free, polar), dtype=np.float64)
