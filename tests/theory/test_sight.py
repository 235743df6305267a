"""Horizons against the reference values, the formulas against vectors, and first sight against fine steps."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from detente.theory import _arcs
from detente.theory.geodesics import EARTH_RADIUS_KM, destination_deg, position_km
from detente.theory.sight import (
    Radar,
    horizon_km,
    look,
    lowest_visible_altitude_km,
    margin,
    sector_margin_deg,
    seen,
    seen_by_any,
    slant_range_km,
    visible,
)

GOLDEN = Path(__file__).resolve().parents[3] / "shared" / "literature" / "coverage" / "golden.json"
latitudes = st.floats(-85.0, 85.0)
azimuths = st.floats(0.0, 359.9)
masks = st.floats(0.0, 10.0)


@pytest.mark.skipif(not GOLDEN.is_file(), reason="the reference values are not beside this checkout")
def test_reference_horizons() -> None:
    told = json.loads(GOLDEN.read_text(encoding="utf-8"))["horizon_km"]
    assert len(told) == 12
    for key, value in told.items():
        altitude, mask = (float(part) for part in key.split("@"))
        assert float(horizon_km(altitude, 0.0, mask)) == pytest.approx(value, abs=0.00051), key


def test_horizons_by_the_right_triangle() -> None:
    """Without a mask the line of sight touches the sphere: cos ψ = R/(R + h)."""
    assert float(horizon_km(1000)) == pytest.approx(6371 * np.arccos(6371 / 7371))
    assert float(horizon_km(500)) == pytest.approx(2445.497, abs=1e-3)
    assert float(horizon_km(500, 0, 5)) == pytest.approx(1948.865, abs=1e-3)


@pytest.mark.parametrize(
    ("altitude_km", "level", "two_degrees"), [(245, 1739, 1531), (450, 2327, 2115), (850, 3122, 2907)]
)
def test_the_ground_ranges_that_the_briefing_implies(altitude_km: float, level: int, two_degrees: int) -> None:
    """A radar that sees nothing below 245, 450 or 850 km looks over places that far off, with a mask of 0 or 2 degrees.

    By the tangent for 0; for 2 degrees by solving the triangle of Earth's centre, radar and point by its sines.
    """
    assert float(horizon_km(altitude_km)) == pytest.approx(level, abs=0.5)
    assert float(horizon_km(altitude_km, 0, 2)) == pytest.approx(two_degrees, abs=0.5)
    at_point = np.arcsin(6371 * np.sin(np.radians(92)) / (6371 + altitude_km))
    assert 6371 * (np.pi - np.radians(92) - at_point) == pytest.approx(two_degrees, abs=0.5)
    assert lowest_visible_altitude_km(horizon_km(altitude_km, 0, 2), 0, 2) == pytest.approx(altitude_km)


def test_what_bohemia_does_not_see_over_three_areas_of_russia() -> None:
    """A first computation gave about 200, 410 and 910 km from Brdy; here 204, 423 and 917 by the tangent, by vectors."""
    brdy = position_km(49.72, 13.75)
    found = []
    for place in ((54.0, 36.0), (52.0, 46.0), (51.0, 60.0)):
        point = position_km(*place)
        cosine = (brdy @ point) / EARTH_RADIUS_KM**2
        found.append(EARTH_RADIUS_KM / cosine - EARTH_RADIUS_KM)
        lowest = lowest_visible_altitude_km(EARTH_RADIUS_KM * np.arccos(cosine))
        assert float(lowest) == pytest.approx(found[-1], abs=1e-6)
    assert found == pytest.approx([204, 423, 917], abs=1)


@given(st.floats(60, 5000), st.floats(0, 3), masks)
def test_horizon_and_lowest_altitude_are_inverse(altitude: float, radar_height: float, mask: float) -> None:
    reach = horizon_km(altitude, radar_height, mask)
    assert float(lowest_visible_altitude_km(reach, radar_height, mask)) == pytest.approx(altitude, rel=1e-6)


@given(latitudes, azimuths, st.floats(0, 8000), st.floats(0, 3), masks, st.floats(1, 2000))
def test_sight_begins_at_the_lowest_altitude(
    latitude: float, azimuth: float, km: float, height: float, mask: float, more: float
) -> None:
    """A point a little above it has an elevation above the mask, one a little below does not; its slant range is the line's length."""
    radar = Radar(latitude, 20.0, height, mask)
    lowest = lowest_visible_altitude_km(km, height, mask)
    there = destination_deg(latitude, 20.0, azimuth, km)
    above = look(radar, position_km(*there, lowest + more))
    below = look(radar, position_km(*there, lowest - 0.1))
    assert above.elevation_deg >= mask - 1e-6
    assert below.elevation_deg < mask
    assert float(above.slant_range_km) == pytest.approx(float(slant_range_km(km, lowest + more, height)), rel=1e-9)


def test_nothing_is_seen_a_quarter_of_the_globe_away() -> None:
    quarter = np.pi / 2 * EARTH_RADIUS_KM
    assert lowest_visible_altitude_km([quarter, quarter + 100, 15_000]).tolist() == [np.inf] * 3
    assert np.isinf(lowest_visible_altitude_km(quarter - 300, 0.0, 5.0))
    assert np.isnan(horizon_km(0.5, 1.0))  # below the radar


@given(latitudes, st.floats(-180, 180), azimuths, st.floats(10, 9000), st.floats(0, 3000))
def test_azimuths_are_those_of_the_great_circle(lat: float, lon: float, azimuth: float, km: float, up: float) -> None:
    found = look(Radar(lat, lon), position_km(*destination_deg(lat, lon, azimuth, km), up))
    assert (float(found.azimuth_deg) - azimuth + 180) % 360 - 180 == pytest.approx(0, abs=1e-6)


# ---------------------------------------------------------------- sector and range


def test_sectors_run_clockwise_and_may_pass_north() -> None:
    assert sector_margin_deg([107, 217, 162, 100, 227, 342], (107, 217)) == pytest.approx([0, 0, 55, -7, -10, -125])
    assert sector_margin_deg([350, 10, 0, 45, 300], (330, 30)) == pytest.approx([20, 20, 30, -15, -30])
    assert np.isinf(sector_margin_deg([0.0, 200.0], None)).all()


@given(azimuths, st.floats(0, 359), st.floats(1, 359))
def test_the_sector_margin_has_the_right_sign(azimuth: float, start: float, width: float) -> None:
    inside = (azimuth - start) % 360 <= width
    found = float(sector_margin_deg(azimuth, (start, (start + width) % 360)))
    assert (found >= 0) == inside or abs(found) < 1e-6


def test_all_three_must_hold() -> None:
    radar = Radar(40.0, 45.0, 0.0, 2.0, 1500.0, (90.0, 180.0))

    def inside(azimuth: float, km: float, altitude: float) -> bool:
        return bool(margin(radar, position_km(*destination_deg(40.0, 45.0, azimuth, km), altitude)) >= 0)

    assert inside(120, 1000, 300)
    assert not inside(80, 1000, 300)  # beside the sector
    assert not inside(120, 1000, 80)  # below the mask
    assert not inside(120, 1500, 600)  # out of range


# ---------------------------------------------------------------- first sight and time in view


def test_first_sight_of_a_plain_track() -> None:
    """In view from 2 s to 5 s and from 8 s on, by straight margins."""
    times = np.arange(0.0, 11.0)
    margins = np.array([-2, -1, 0, 1, 1, 0, -1, -1, 0, 1, 2.0])
    found = seen(margins, times)
    assert (found.first_s, found.in_view_s, found.share) == pytest.approx((2.0, 5.0, 0.5))
    assert float(seen(margins + 0.5, times).first_s) == pytest.approx(1.5)


def test_never_always_and_not_a_number() -> None:
    times = np.linspace(0, 100, 5)
    found = seen(np.array([[-1.0] * 5, [3.0] * 5, [np.nan] * 5, [-np.inf, -np.inf, np.inf, np.inf, np.inf]]), times)
    assert found.first_s == pytest.approx([np.nan, 0, np.nan, 37.5], nan_ok=True)
    assert found.share == pytest.approx([0, 1, 0, 0.625])


@given(st.integers(0, 2**32 - 1))
def test_two_radars_see_no_less_than_one(seed: int) -> None:
    generator = np.random.default_rng(seed)
    one, other = np.cumsum(generator.normal(size=(2, 30)), axis=-1)
    times = np.cumsum(generator.uniform(0.1, 3, 30))
    alone, both, together = seen(one, times), seen(np.minimum(one, other), times), seen(np.maximum(one, other), times)
    assert both.in_view_s <= alone.in_view_s + 1e-9
    assert alone.in_view_s <= together.in_view_s + 1e-9
    assert np.nan_to_num(together.first_s, nan=1e9) <= np.nan_to_num(alone.first_s, nan=1e9) + 1e-9


@given(latitudes, st.floats(-180, 180), st.floats(0, 5), st.floats(500, 5000), azimuths)
def test_sampled_sight_is_that_of_fine_steps(lat: float, lon: float, mask: float, km: float, start: float) -> None:
    """A published arc from the middle of Iran; 100 points and straight margins against 4,000 points that are merely counted."""
    radar = Radar(lat, lon, 0.0, mask, km, (start, (start + 110) % 360))
    found = _arcs.arcs(35.2, 53.9, 51.5, -0.1)
    coarse, fine = (_arcs.times(found, count) for count in (100, 4001))
    told = seen(margin(radar, _arcs.earth_positions_km(found, coarse)), coarse)
    inside = margin(radar, _arcs.earth_positions_km(found, fine)) >= 0
    step = fine[1] - fine[0]
    assert float(told.in_view_s) == pytest.approx(inside[:-1].sum() * step, abs=2 * float(coarse[1]))
    if inside.sum() * step > 2 * coarse[1]:
        assert float(told.first_s) == pytest.approx(float(fine[inside.argmax()]), abs=float(coarse[1]))


# ---------------------------------------------------------------- several radars, condition by condition

MARGINS = arrays(np.float64, (3, 9), elements=st.floats(-5, 5, allow_subnormal=False).map(lambda x: round(x, 2)))


@given(st.lists(MARGINS, min_size=1, max_size=3))
@settings(max_examples=120, deadline=None)
def test_any_of_several_radars_beside_a_dense_walk(each: list[np.ndarray]) -> None:
    """Conditions run straight between nine times: walked in 4,000 steps, some radar sees where all of its own hold."""
    times = np.array([0.0, 1.0, 2.5, 3.0, 5.0, 5.5, 8.0, 9.0, 10.0])
    told = seen_by_any([visible(one) for one in each], times)
    fine = np.linspace(0.0, 10.0, 40_001)
    inside = np.zeros(fine.shape, dtype=bool)
    for margins in each:
        inside |= np.array([np.interp(fine, times, one) for one in margins]).min(axis=0) >= 0
    assert float(told.in_view_s) == pytest.approx(10.0 * inside.mean(), abs=0.02)
    assert float(told.share) == pytest.approx(float(told.in_view_s) / 10.0)
    while_ = inside[1:] & inside[:-1]  # more than a touch
    if while_.any():
        where = np.flatnonzero(while_)
        if float(told.in_view_s) > 0.01:
            assert float(told.first_s) <= fine[where[0]] + 1e-3
            assert float(told.last_s) >= fine[where[-1]] - 1e-3


def test_a_visit_between_two_times_is_found() -> None:
    """Above the horizon from 0.4 on, in the sector until 0.6: in view for a fifth of the second, which neither of its ends shows."""
    above, beside = [-0.4, 0.6], [0.6, -0.4]
    told = seen_by_any([visible(np.array([above, beside]))], np.array([0.0, 1.0]))
    assert (float(told.first_s), float(told.last_s)) == (pytest.approx(0.4), pytest.approx(0.6))
    assert float(told.share) == pytest.approx(0.2)
    missed = seen(np.minimum(above, beside), np.array([0.0, 1.0]))
    assert np.isnan(missed.first_s)
