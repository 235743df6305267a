"""Minimum-energy arcs against the reference values, an integration of the motion, and what is known of the least speed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.theory._arcs import (
    GRAVITY_KM3_S2,
    TURNING_RAD_S,
    Arcs,
    arcs,
    earth_positions_km,
    inertial_positions_km,
    minimum_energy,
    times,
)
from detente.theory.geodesics import EARTH_RADIUS_KM, distance_km, place_deg, position_km

GOLDEN = Path(__file__).resolve().parents[3] / "shared" / "literature" / "coverage" / "golden.json"
PLACES = {"Tehran": (35.69, 51.39), "London": (51.51, -0.13), "Washington": (38.9, -77.04), "Volga": (52.0, 46.0)}
"""The reference file names them without coordinates; these give its inertial ranges to the metre."""
needs_golden = pytest.mark.skipif(not GOLDEN.is_file(), reason="the reference values are not beside this checkout")


def golden(part: str) -> dict[str, Any]:
    return dict(json.loads(GOLDEN.read_text(encoding="utf-8"))[part])


def half_a_digit(value: float) -> float:
    """How far a value that was rounded may be off: half of its last digit, and a hair for those that lie between two."""
    digits = len(repr(value).partition(".")[2])
    return 0.51 * 10.0**-digits


@needs_golden
def test_reference_values_by_range() -> None:
    checked = 0
    for km, told in golden("min_energy").items():
        arc = minimum_energy(float(km) / EARTH_RADIUS_KM)
        ours = {
            "v": arc.speed_km_s,
            "gamma_deg": np.degrees(arc.flight_path_angle_rad),
            "a": arc.semi_major_axis_km,
            "e": arc.eccentricity,
            "apogee": arc.apogee_km,
            "tof_s": arc.time_of_flight_s,
        }
        for name, value in told.items():
            assert float(ours[name]) == pytest.approx(value, abs=half_a_digit(value)), (km, name)
            checked += 1
    assert checked == 60


@needs_golden
def test_reference_values_on_the_turning_earth() -> None:
    for route, told in golden("rotating").items():
        start, end = route.split("->")
        found = arcs(*PLACES[start], *PLACES[end])
        ours = {
            "range_inertial_km": EARTH_RADIUS_KM * found.minimum.range_rad,
            "T_s": found.minimum.time_of_flight_s,
            "v_inertial": found.minimum.speed_km_s,
            "v_ground": found.ground_speed_km_s,
            "apogee": found.minimum.apogee_km,
        }
        for name, value in told.items():
            assert float(ours[name]) == pytest.approx(value, abs=half_a_digit(value)), (route, name)


@needs_golden
def test_the_constants_are_the_reference_files() -> None:
    told = golden("constants")
    assert told == {"mu": GRAVITY_KM3_S2, "R": EARTH_RADIUS_KM, "omega": TURNING_RAD_S}


def test_ten_thousand_kilometres() -> None:
    """The textbook figure: about 32 minutes, and about 1,320 km high."""
    arc = minimum_energy(10_000 / EARTH_RADIUS_KM)
    assert float(arc.time_of_flight_s) / 60 == pytest.approx(32, abs=0.5)
    assert float(arc.apogee_km) == pytest.approx(1320, abs=1)


def test_no_apogee_is_above_a_quarter_turn_s() -> None:
    """h = (R/2)(sin + cos − 1) is greatest at φ = π/2: (R/2)(√2 − 1) = 1,319.5 km."""
    apogees = minimum_energy(np.linspace(0, np.pi, 10_001)[:-1]).apogee_km
    assert apogees.max() == pytest.approx(EARTH_RADIUS_KM / 2 * (np.sqrt(2) - 1), abs=1e-4)
    assert apogees.max() == pytest.approx(1319.4773, abs=1e-3)


@given(st.floats(0.01, 3.1))
def test_a_path_at_another_angle_needs_more_speed(span: float) -> None:
    """Speed to come down φ away, launched at an angle γ: v² = (μ/R)(1 − cos φ)/(cos²γ (1 − cos φ) + sin γ cos γ sin φ)."""
    arc = minimum_energy(span)
    best = float(arc.flight_path_angle_rad)
    for angle in np.linspace(0.01, np.pi / 2 - 0.01, 60):
        below = np.cos(angle) ** 2 * (1 - np.cos(span)) + np.sin(angle) * np.cos(angle) * np.sin(span)
        if below > 0:
            speed = np.sqrt(GRAVITY_KM3_S2 / EARTH_RADIUS_KM * (1 - np.cos(span)) / below)
            assert speed >= float(arc.speed_km_s) * (1 - 1e-12)
    below = np.cos(best) ** 2 * (1 - np.cos(span)) + np.sin(best) * np.cos(best) * np.sin(span)
    assert np.sqrt(GRAVITY_KM3_S2 / EARTH_RADIUS_KM * (1 - np.cos(span)) / below) == pytest.approx(
        float(arc.speed_km_s)
    )


# ---------------------------------------------------------------- the motion


def random_arcs(count: int) -> tuple[np.ndarray, Arcs]:
    generator = np.random.default_rng(5)
    ends = np.stack([generator.uniform(-80, 80, (2, count)), generator.uniform(-180, 180, (2, count))], axis=1)
    apart = distance_km(*ends[0], *ends[1])
    ends = ends[:, :, (apart > 300) & (apart < 18_000)]
    return ends, arcs(*ends[0], *ends[1])


def integrated(position: np.ndarray, velocity: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Positions at times, by SciPy's DOP853 on the two-body equation."""
    from scipy.integrate import solve_ivp

    def slopes(_: float, state: np.ndarray) -> np.ndarray:
        return np.concatenate([state[3:], -GRAVITY_KM3_S2 / np.linalg.norm(state[:3]) ** 3 * state[:3]])

    start = np.concatenate([position, velocity])
    return np.asarray(
        solve_ivp(slopes, (0, at[-1]), start, "DOP853", at, rtol=1e-12, atol=1e-10).y[:3].T, dtype=np.float64
    )


def test_positions_are_where_the_integrated_motion_is() -> None:
    """The launch velocity is put together from speed and flight-path angle alone, in the plane of launch and aim."""
    ends, found = random_arcs(60)
    at = times(found, 25)
    positions = inertial_positions_km(found, at)
    assert len(positions) > 40
    for k, track in enumerate(positions):
        start = position_km(ends[0, 0, k], ends[0, 1, k])
        seconds = at[k, -1]
        aim = position_km(ends[1, 0, k], ends[1, 1, k] + np.degrees(TURNING_RAD_S * seconds))
        level = aim - (aim @ start) / (start @ start) * start
        climb, speed = found.minimum.flight_path_angle_rad[k], found.minimum.speed_km_s[k]
        up, ahead = start / np.linalg.norm(start), level / np.linalg.norm(level)
        velocity = speed * (np.sin(climb) * up + np.cos(climb) * ahead)
        assert np.abs(integrated(start, velocity, at[k]) - track).max() < 1e-5
        assert np.abs(track[-1] - aim).max() < 1e-6


def test_over_the_ground_arcs_start_and_end_at_their_places() -> None:
    ends, found = random_arcs(300)
    positions = earth_positions_km(found, times(found, 3))
    for place, end in ((0, 0), (-1, 1)):
        latitude, longitude, altitude = place_deg(positions[:, place])
        assert distance_km(latitude, longitude, *ends[end]).max() < 1e-5
        assert np.abs(altitude).max() < 1e-6
    assert place_deg(positions[:, 1])[2] == pytest.approx(found.minimum.apogee_km)


def test_the_ground_speed_is_the_velocity_less_the_grounds() -> None:
    """By differences of the Earth-fixed track just after launch."""
    _, found = random_arcs(200)
    step = 1e-3
    early = np.broadcast_to(np.array([0.0, step, 2 * step]), (len(found.ground_speed_km_s), 3))
    track = earth_positions_km(found, early)
    velocity = (-3 * track[:, 0] + 4 * track[:, 1] - track[:, 2]) / (2 * step)
    assert np.linalg.norm(velocity, axis=-1) == pytest.approx(found.ground_speed_km_s, abs=1e-5)


def test_eastward_is_easier_than_westward() -> None:
    east, west = arcs(30, 0, 30, 60), arcs(30, 60, 30, 0)
    assert east.ground_speed_km_s < west.ground_speed_km_s


def test_what_has_no_arc_is_not_a_number() -> None:
    assert np.isnan(minimum_energy([-0.1, np.pi, 4.0]).speed_km_s).all()
    same = arcs(50.0, 10.0, 50.0, 10.0)
    assert not float(same.minimum.speed_km_s) > 0
    mixed = arcs([50.0, 35.2], [10.0, 53.9], 50.0, 10.0)
    assert np.isfinite(mixed.minimum.speed_km_s[1])
