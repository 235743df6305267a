"""Distances and directions on the sphere against vectors, and on WGS84 against an integration of the geodesic's own equations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.theory.geodesics import (
    EARTH_RADIUS_KM,
    azimuth_deg,
    central_angle_rad,
    destination_deg,
    distance_km,
    ellipsoid_distance_km,
    great_circle_deg,
    place_deg,
    position_km,
)

EQUATOR_M, FLATTENING = 6378137.0, 1 / 298.257223563
latitudes = st.floats(-89.0, 89.0)
longitudes = st.floats(-180.0, 180.0)


def test_quarters_and_halves_of_the_globe() -> None:
    assert distance_km(0, 0, 0, 90) == pytest.approx(np.pi / 2 * 6371.0)
    assert distance_km(0, 0, 90, 0) == pytest.approx(np.pi / 2 * 6371.0)
    assert distance_km(10, 20, -10, -160) == pytest.approx(np.pi * 6371.0)
    assert azimuth_deg(0, 0, [10, 0, -10, 0], [0, 10, 0, -10]) == pytest.approx([0, 90, 180, 270])
    assert distance_km(5, 5, 5, 5) == 0


def test_close_points_keep_their_digits() -> None:
    """A metre to the north, where the arccosine would give nothing."""
    step = np.degrees(0.001 / EARTH_RADIUS_KM)
    assert distance_km(49.72, 13.75, 49.72 + step, 13.75) == pytest.approx(0.001, rel=1e-6)


@given(latitudes, longitudes, latitudes, longitudes)
def test_the_angle_is_the_angle_between_vectors(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> None:
    one, other = position_km(lat_a, lon_a), position_km(lat_b, lon_b)
    across, along = np.linalg.norm(np.cross(one, other)), float(one @ other)
    assert central_angle_rad(lat_a, lon_a, lat_b, lon_b) == pytest.approx(np.arctan2(across, along), abs=1e-9)


@given(latitudes, longitudes, st.floats(0, 360), st.floats(1.0, 19000.0))
def test_a_destination_is_that_far_off_in_that_direction(lat: float, lon: float, azimuth: float, km: float) -> None:
    there = destination_deg(lat, lon, azimuth, km)
    assert distance_km(lat, lon, *there) == pytest.approx(km, abs=1e-6)
    turn = (float(azimuth_deg(lat, lon, *there)) - azimuth + 180) % 360 - 180
    assert turn == pytest.approx(0, abs=1e-4)


@given(latitudes, longitudes, st.floats(-100, 5000))
def test_positions_and_places_are_inverse(lat: float, lon: float, altitude: float) -> None:
    back = place_deg(position_km(lat, lon, altitude))
    assert float(back[0]) == pytest.approx(lat, abs=1e-9)
    assert (float(back[1]) - lon + 180) % 360 - 180 == pytest.approx(0, abs=1e-9)
    assert float(back[2]) == pytest.approx(altitude, abs=1e-8)


def test_a_great_circle_has_even_steps_and_both_ends() -> None:
    lat, lon = great_circle_deg(35.69, 51.39, 38.9, -77.04, 21)
    assert (lat[0], lon[0], lat[-1], lon[-1]) == pytest.approx((35.69, 51.39, 38.9, -77.04))
    steps = distance_km(lat[:-1], lon[:-1], lat[1:], lon[1:])
    assert steps == pytest.approx(np.full(20, steps[0]))
    assert lat.max() > 60  # over the north, not along the parallels


# ---------------------------------------------------------------- the ellipsoid


def test_published_distances_on_wgs84() -> None:
    """The examples of GeographicLib's own manual: Wellington to Salamanca, and JFK to LHR (5551.759400 km)."""
    assert ellipsoid_distance_km(-41.32, 174.81, 40.96, -5.50) == pytest.approx(19959.679267, abs=1e-6)
    assert ellipsoid_distance_km(40.6, -73.8, 51.6, -0.5) == pytest.approx(5551.759400, abs=1e-6)
    assert ellipsoid_distance_km(0, 0, 0, 1) == pytest.approx(EQUATOR_M * np.pi / 180 / 1000)


def followed(lat: float, lon: float, azimuth: float, metres: float) -> tuple[float, float]:
    """Where the geodesic leads: dφ/ds = cos α/M, dλ/ds = sin α/(N cos φ), dα/ds = tan φ sin α/N, integrated."""
    from scipy.integrate import solve_ivp

    eccentricity = FLATTENING * (2 - FLATTENING)

    def slopes(_: float, state: np.ndarray) -> list[float]:
        sin = np.sin(state[0])
        across = EQUATOR_M / np.sqrt(1 - eccentricity * sin**2)
        along = across * (1 - eccentricity) / (1 - eccentricity * sin**2)
        return [
            np.cos(state[2]) / along,
            np.sin(state[2]) / (across * np.cos(state[0])),
            np.tan(state[0]) * np.sin(state[2]) / across,
        ]

    start = np.radians([lat, lon, azimuth])
    end = solve_ivp(slopes, (0, metres), start, method="DOP853", rtol=1e-12, atol=1e-13).y[:, -1]
    return float(np.degrees(end[0])), float(np.degrees(end[1]))


@pytest.mark.parametrize("azimuth", [10.0, 75.0, 160.0, 250.0, 312.0])
@pytest.mark.parametrize("metres", [3e5, 2e6, 9e6])
def test_wgs84_distances_are_the_lengths_of_geodesics(azimuth: float, metres: float) -> None:
    there = followed(42.0, 30.0, azimuth, metres)
    assert ellipsoid_distance_km(42.0, 30.0, *there) * 1000 == pytest.approx(metres, abs=0.001)


@given(latitudes, longitudes, latitudes, longitudes)
def test_sphere_and_ellipsoid_differ_by_little(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> None:
    sphere, ellipsoid = distance_km(lat_a, lon_a, lat_b, lon_b), ellipsoid_distance_km(lat_a, lon_a, lat_b, lon_b)
    assert float(sphere) == pytest.approx(float(ellipsoid), rel=0.006, abs=1e-6)


def test_arrays_broadcast() -> None:
    lat, lon = np.array([[50.0], [40.0]]), np.array([[10.0], [20.0]])
    for measure in (distance_km, ellipsoid_distance_km):
        table = measure(lat, lon, np.array([35.2, 54.0, 52.0]), np.array([53.9, 36.0, 46.0]))
        assert table.shape == (2, 3)
        assert table[1, 2] == pytest.approx(float(measure(40.0, 20.0, 52.0, 46.0)))
