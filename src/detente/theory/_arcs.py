"""Minimum-energy arcs between places, on a sphere that turns. Private: only the closed catalogue of published places feeds it.

An arc leaves the ground at one place and comes down at another, on the ellipse that needs the least speed, without air and without a
powered phase. With R the Earth's radius, φ the angle between the places, s = sin φ/2 and c = cos φ/2:

    v² = (2μ/R)·s/(1 + s)     γ = (π − φ)/4     a = R(1 + s)/2     e = c/(1 + s)     h = (R/2)(s + c − 1)
    T = √(a³/μ)·(δ + sin δ),  cos²((π − δ)/2) = 2s/(1 + s)

(Bate, Mueller & White 1971, *Fundamentals of Astrodynamics*, chapter 6; δ is π − β of the usual form, which loses digits on short arcs.)
On a turning Earth the arc aims at where the target will be: its longitude plus ωT, found by iteration. Each round shrinks the error to
a fifth or less beyond 500 km; below some tens of kilometres it may not, and the arc is NaN.

Angles are radians unless a name says degrees. Inertial axes are those of the turning Earth at launch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.theory.geodesics import EARTH_RADIUS_KM, position_km

Floats = NDArray[np.float64]
GRAVITY_KM3_S2 = 398600.4418
TURNING_RAD_S = 7.2921159e-5
ROUNDS = 60
SAME_S = 1e-9
KEPLER_ROUNDS = 30


@dataclass(frozen=True, slots=True, eq=False)
class MinimumEnergy:
    """Arcs by the angle between their ends, all arrays of one shape. Angles of 0 to below π; NaN elsewhere."""

    range_rad: Floats
    speed_km_s: Floats
    flight_path_angle_rad: Floats
    semi_major_axis_km: Floats
    eccentricity: Floats
    apogee_km: Floats
    time_of_flight_s: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """Arcs between places on the turning Earth, of shape (…).

    `minimum` is the arc in space, by the angle between the ends in inertial axes; `ground_speed_km_s` the speed over the turning
    ground at launch; `apogee_direction` and `onward_direction` (…, 3) are unit vectors towards the apogee and along the motion there.
    """

    minimum: MinimumEnergy
    ground_speed_km_s: Floats
    apogee_direction: Floats
    onward_direction: Floats


def minimum_energy(range_rad: ArrayLike) -> MinimumEnergy:
    """The minimum-energy arcs that span angles of 0 to below π."""
    span = np.asarray(range_rad, dtype=np.float64)
    span = np.where((span >= 0) & (span < np.pi), span, np.nan)
    s, c = np.sin(span / 2), np.cos(span / 2)
    axis = EARTH_RADIUS_KM * (1 + s) / 2
    delta = 2 * np.arcsin(np.sqrt(2 * s / (1 + s)))
    return MinimumEnergy(
        range_rad=span,
        speed_km_s=np.sqrt(2 * GRAVITY_KM3_S2 / EARTH_RADIUS_KM * s / (1 + s)),
        flight_path_angle_rad=(np.pi - span) / 4,
        semi_major_axis_km=axis,
        eccentricity=c / (1 + s),
        apogee_km=EARTH_RADIUS_KM / 2 * (s + c - 1),
        time_of_flight_s=np.sqrt(axis**3 / GRAVITY_KM3_S2) * (delta + np.sin(delta)),
    )


def arcs(latitude_a: ArrayLike, longitude_a: ArrayLike, latitude_b: ArrayLike, longitude_b: ArrayLike) -> Arcs:
    """Arcs from the first places to the second, degrees, broadcast. NaN where the two are one or opposite, or the aim is not settled."""
    start = position_km(latitude_a, longitude_a) / EARTH_RADIUS_KM
    end = position_km(latitude_b, longitude_b) / EARTH_RADIUS_KM
    start, end = np.broadcast_arrays(start, end)
    flight = np.zeros(start.shape[:-1])
    for _ in range(ROUNDS):
        aim = turned(end, TURNING_RAD_S * flight)
        found = minimum_energy(_angle(start, aim))
        moved = np.abs(found.time_of_flight_s - flight)
        flight = found.time_of_flight_s
        if not (moved > SAME_S).any():
            break
    aim = turned(end, TURNING_RAD_S * flight)
    minimum = minimum_energy(np.where(moved <= SAME_S, _angle(start, aim), np.nan))
    with np.errstate(divide="ignore", invalid="ignore"):
        apogee, onward = _unit(start + aim), _unit(aim - start)
    return Arcs(minimum, _ground_speed(minimum, start, apogee, onward), apogee, onward)


def times(found: Arcs, count: int) -> Floats:
    """`count` evenly spaced seconds from launch to the end of each arc, both included: shape (…, count)."""
    return np.asarray(found.minimum.time_of_flight_s[..., None] * np.linspace(0.0, 1.0, count), dtype=np.float64)


def inertial_positions_km(found: Arcs, times_s: Floats) -> Floats:
    """Where the arcs are, in axes that do not turn: times (…, n) give positions (…, n, 3).

    With x the eccentric anomaly less π, x + e sin x = √(μ/a³)(t − T/2) is Kepler's equation (Newton; on an arc above the ground the slope
    1 + e cos x is at least R/a), and the position is a(cos x + e) towards the apogee and a√(1 − e²) sin x onward.
    """
    arc = found.minimum
    axis, e = arc.semi_major_axis_km[..., None], arc.eccentricity[..., None]
    mean = np.sqrt(GRAVITY_KM3_S2 / axis**3) * (times_s - arc.time_of_flight_s[..., None] / 2)
    x = mean / (1 + e)
    for _ in range(KEPLER_ROUNDS):
        step = (x + e * np.sin(x) - mean) / (1 + e * np.cos(x))
        x = x - step
        if not (np.abs(step) > 1e-12).any():
            break
    up, along = axis * (np.cos(x) + e), axis * np.sqrt(1 - e * e) * np.sin(x)
    apogee, onward = found.apogee_direction[..., None, :], found.onward_direction[..., None, :]
    return np.asarray(up[..., None] * apogee + along[..., None] * onward, dtype=np.float64)


def earth_positions_km(found: Arcs, times_s: Floats) -> Floats:
    """Where the arcs are over the turning Earth, as `geodesics.position_km` counts: times (…, n) give positions (…, n, 3)."""
    return turned(inertial_positions_km(found, times_s), -TURNING_RAD_S * times_s)


def turned(positions: Floats, angle_rad: Floats) -> Floats:
    """Positions (…, 3) turned eastward about the Earth's axis by angles (…)."""
    cos, sin = np.cos(angle_rad), np.sin(angle_rad)
    x, y, z = np.moveaxis(positions, -1, 0)
    return np.stack(np.broadcast_arrays(x * cos - y * sin, x * sin + y * cos, z), axis=-1)


def _angle(a: Floats, b: Floats) -> Floats:
    """The angle between unit vectors."""
    return np.asarray(2 * np.arctan2(np.linalg.norm(a - b, axis=-1), np.linalg.norm(a + b, axis=-1)), dtype=np.float64)


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), dtype=np.float64)


def _ground_speed(arc: MinimumEnergy, start: Floats, apogee: Floats, onward: Floats) -> Floats:
    """The length of the launch velocity less the ground's."""
    half = arc.range_rad[..., None] / 2
    level = np.sin(half) * apogee + np.cos(half) * onward
    climb = arc.flight_path_angle_rad[..., None]
    velocity = arc.speed_km_s[..., None] * (np.sin(climb) * start + np.cos(climb) * level)
    eastward = np.stack([-start[..., 1], start[..., 0], np.zeros(start.shape[:-1])], axis=-1)
    ground = TURNING_RAD_S * EARTH_RADIUS_KM * eastward
    return np.asarray(np.linalg.norm(velocity - ground, axis=-1), dtype=np.float64)
