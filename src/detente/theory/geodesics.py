"""Places and distances on the Earth: a sphere of 6,371.0 km, and beside it the ellipsoid WGS84.

Latitudes and longitudes are degrees, north and east positive; azimuths are degrees clockwise from north, 0 to below 360. Everything
works on arrays that broadcast against each other. Positions are Cartesian kilometres that turn with the Earth: x towards 0° N 0° E, z
towards the North Pole.

Central angles come from the arctangent of sine and cosine, which keeps its digits for points that are close or opposite. Distances on
WGS84 are those of GeographicLib (Karney 2013, *Algorithms for geodesics*, Journal of Geodesy 87), which also converges for opposite points.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
EARTH_RADIUS_KM = 6371.0
"""The sphere of all formulas here but `ellipsoid_distance_km`."""


def central_angle_rad(
    latitude_a: ArrayLike, longitude_a: ArrayLike, latitude_b: ArrayLike, longitude_b: ArrayLike
) -> Floats:
    """The angle between two places, seen from the centre of the sphere: 0 to π."""
    east, north, up = _line(latitude_a, longitude_a, latitude_b, longitude_b)
    return np.asarray(np.arctan2(np.hypot(east, north), up), dtype=np.float64)


def distance_km(latitude_a: ArrayLike, longitude_a: ArrayLike, latitude_b: ArrayLike, longitude_b: ArrayLike) -> Floats:
    """The distance along the sphere. On the ellipsoid it differs by up to 0.6 %: see `ellipsoid_distance_km`."""
    return EARTH_RADIUS_KM * central_angle_rad(latitude_a, longitude_a, latitude_b, longitude_b)


def azimuth_deg(latitude_a: ArrayLike, longitude_a: ArrayLike, latitude_b: ArrayLike, longitude_b: ArrayLike) -> Floats:
    """The direction in which the great circle from the first place to the second sets out. 0 where the two are one."""
    east, north, _ = _line(latitude_a, longitude_a, latitude_b, longitude_b)
    return np.asarray(turn_deg(np.degrees(np.arctan2(east, north))), dtype=np.float64)


def _line(
    latitude_a: ArrayLike, longitude_a: ArrayLike, latitude_b: ArrayLike, longitude_b: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """The unit vector of the second place in the local frame of the first: east, north, up."""
    start, end = np.radians(latitude_a), np.radians(latitude_b)
    apart = np.radians(np.subtract(longitude_b, longitude_a))
    east = np.cos(end) * np.sin(apart)
    north = np.cos(start) * np.sin(end) - np.sin(start) * np.cos(end) * np.cos(apart)
    return east, north, np.sin(start) * np.sin(end) + np.cos(start) * np.cos(end) * np.cos(apart)


def destination_deg(
    latitude: ArrayLike, longitude: ArrayLike, azimuth_deg: ArrayLike, distance_km: ArrayLike
) -> tuple[Floats, Floats]:
    """Latitude and longitude (−180 to 180) of where a great circle leads after a distance along the sphere."""
    start, heading = np.radians(latitude), np.radians(azimuth_deg)
    angle = np.asarray(distance_km, dtype=np.float64) / EARTH_RADIUS_KM
    ahead = np.sin(angle) * np.cos(heading)
    up = np.sin(start) * np.cos(angle) + np.cos(start) * ahead
    level = np.cos(start) * np.cos(angle) - np.sin(start) * ahead
    east = np.sin(angle) * np.sin(heading)
    turned = np.asarray(longitude, dtype=np.float64) + np.degrees(np.arctan2(east, level))
    return np.degrees(np.arctan2(up, np.hypot(level, east))), np.asarray(half_turn_deg(turned), dtype=np.float64)


def great_circle_deg(
    latitude_a: float, longitude_a: float, latitude_b: float, longitude_b: float, points: int = 64
) -> tuple[Floats, Floats]:
    """Latitudes and longitudes of evenly spaced points on the shorter great circle from one place to another, both included."""
    ends = (latitude_a, longitude_a, latitude_b, longitude_b)
    return destination_deg(
        latitude_a, longitude_a, azimuth_deg(*ends), np.linspace(0.0, 1.0, points) * distance_km(*ends)
    )


def ellipsoid_distance_km(
    latitude_a: ArrayLike, longitude_a: ArrayLike, latitude_b: ArrayLike, longitude_b: ArrayLike
) -> Floats:
    """The distance along WGS84. A loop in Python, a tenth of a millisecond a pair: for the distances that a claim names, not for grids."""
    from geographiclib.geodesic import Geodesic

    given = np.broadcast_arrays(latitude_a, longitude_a, latitude_b, longitude_b)
    found = np.empty(given[0].shape)
    for place in np.ndindex(found.shape):
        pair = [float(values[place]) for values in given]
        found[place] = Geodesic.WGS84.Inverse(*pair, Geodesic.DISTANCE)["s12"] / 1000.0
    return found


# ---------------------------------------------------------------- positions in space


def position_km(latitude: ArrayLike, longitude: ArrayLike, altitude_km: ArrayLike = 0.0) -> Floats:
    """Positions (…, 3) above the sphere, turning with the Earth."""
    north, east = np.radians(latitude), np.radians(longitude)
    level = np.cos(north)
    unit = np.stack(np.broadcast_arrays(level * np.cos(east), level * np.sin(east), np.sin(north)), axis=-1)
    return np.asarray((EARTH_RADIUS_KM + np.asarray(altitude_km, dtype=np.float64))[..., None] * unit, dtype=np.float64)


def place_deg(positions_km: Floats) -> tuple[Floats, Floats, Floats]:
    """Latitude, longitude and altitude in kilometres of positions (…, 3)."""
    x, y, z = np.moveaxis(np.asarray(positions_km, dtype=np.float64), -1, 0)
    level = np.hypot(x, y)
    return np.degrees(np.arctan2(z, level)), np.degrees(np.arctan2(y, x)), np.hypot(level, z) - EARTH_RADIUS_KM


def turn_deg(angle: ArrayLike) -> Floats:
    """An angle as 0 to below 360 degrees."""
    turned = np.mod(np.asarray(angle, dtype=np.float64), 360.0)
    return np.where(turned >= 360.0, 0.0, turned)


def half_turn_deg(angle: ArrayLike) -> Floats:
    """An angle as −180 to below 180 degrees."""
    return turn_deg(np.add(angle, 180.0)) - 180.0
