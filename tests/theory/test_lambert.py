"""Lambert's problem against other solvers, an integration of the motion and closed forms; and reach in time against plain search."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.theory import _arcs
from detente.theory._arcs import GRAVITY_KM3_S2, TURNING_RAD_S
from detente.theory._lambert import Transfer, _slopes, _time, _y, lambert, least_energy, triangle
from detente.theory._reach import Base, latest_delay_s, least_needed, needed, share_in_reach
from detente.theory.geodesics import EARTH_RADIUS_KM, position_km

GOLDEN = Path(__file__).resolve().parents[3] / "shared" / "literature" / "coverage" / "golden.json"


def random_geometries(count: int, seed: int) -> tuple[np.ndarray, ...]:
    generator = np.random.default_rng(seed)
    return (
        generator.uniform(6371, 7500, count),
        generator.uniform(6371, 42000, count),
        generator.uniform(0.005, 2 * np.pi - 0.005, count),
        np.exp(generator.uniform(np.log(60), np.log(40_000), count)),
    )


def flown(start_km: float, outward: float, along: float, seconds: float) -> np.ndarray:
    """Position and velocity in the plane after some seconds, by SciPy's DOP853."""
    from scipy.integrate import solve_ivp

    def slopes(_: float, state: np.ndarray) -> np.ndarray:
        pull = -GRAVITY_KM3_S2 / np.hypot(state[0], state[1]) ** 3
        return np.array([state[2], state[3], pull * state[0], pull * state[1]])

    start = [start_km, 0.0, outward, along]
    return np.asarray(solve_ivp(slopes, (0, seconds), start, "DOP853", rtol=1e-12, atol=1e-12).y[:, -1])


# ---------------------------------------------------------------- Lambert's problem


@pytest.mark.skipif(not GOLDEN.is_file(), reason="the reference values are not beside this checkout")
def test_reference_values() -> None:
    told = json.loads(GOLDEN.read_text(encoding="utf-8"))["misc"]
    cases = {key: value for key, value in told.items() if key.startswith("lambert")}
    assert len(cases) == 2
    for key, value in cases.items():
        given_ = [float(number) for number in re.findall(r"=([\d.]+)", key)]
        assert float(lambert(*given_).start_speed_km_s) == pytest.approx(
            value, abs=0.51e-5 if value == 4.74163 else 0.51e-6
        )


def test_two_reference_values_of_our_own() -> None:
    """Found by shooting: the launch angle and speed that DOP853 brings to the right place, by SciPy's root finder."""
    from scipy.optimize import root

    for start, end, angle, seconds, speed in ((6371, 7371, 0.35, 500, 6.223923), (6371, 6571, 0.20, 300, 4.74163)):
        goal = end * np.array([np.cos(angle), np.sin(angle)])
        shot = root(lambda v, a=start, t=seconds, g=goal: flown(a, v[0], v[1], t)[:2] - g, [4.0, 4.0], tol=1e-12)
        assert shot.success
        assert np.hypot(*shot.x) == pytest.approx(speed, abs=1e-5)
        found = lambert(start, end, angle, seconds)
        assert (float(found.start_outward_km_s), float(found.start_along_km_s)) == pytest.approx(
            tuple(shot.x), abs=1e-8
        )


def test_transfers_arrive_when_integrated() -> None:
    start, end, angle, seconds = random_geometries(150, 2)
    found = lambert(start, end, angle, seconds)
    assert found.converged.all()
    for k in range(len(start)):
        state = flown(start[k], found.start_outward_km_s[k], found.start_along_km_s[k], seconds[k])
        up, ahead = np.array([np.cos(angle[k]), np.sin(angle[k])]), np.array([-np.sin(angle[k]), np.cos(angle[k])])
        closest = (start[k] * found.start_along_km_s[k]) ** 2 / (2 * GRAVITY_KM3_S2)
        slack = 1e-6 * max(1.0, 6371 / closest)  # one that dives past the centre magnifies every last digit
        assert state[:2] == pytest.approx(end[k] * up, abs=0.1 * slack * 6371)
        velocity = (state[2:] @ up, state[2:] @ ahead)
        assert velocity == pytest.approx((found.end_outward_km_s[k], found.end_along_km_s[k]), abs=slack * 100)


def test_thousands_of_geometries_beside_an_independent_solver() -> None:
    """lamberthub's Izzo and Gooding; angles below and above a half turn (its *prograde*, in a plane through the axes)."""
    if importlib.util.find_spec("lamberthub") is None:
        pytest.skip("lamberthub is not installed; the integrations above are the witness")
    from lamberthub import gooding1990, izzo2015

    start, end, angle, seconds = random_geometries(2400, 3)
    found = lambert(start, end, angle, seconds)
    assert found.converged.all()
    for k in range(len(start)):
        places = np.array([start[k], 0.0, 0.0]), end[k] * np.array([np.cos(angle[k]), np.sin(angle[k]), 0.0])
        solver = izzo2015 if k % 2 else gooding1990
        left, arrived = solver(GRAVITY_KM3_S2, *places, seconds[k], atol=1e-12, rtol=1e-12)[:2]
        assert (found.start_outward_km_s[k], found.start_along_km_s[k]) == pytest.approx(left[:2], abs=1e-7)
        assert found.end_speed_km_s[k] == pytest.approx(np.linalg.norm(arrived), abs=1e-7)


@settings(max_examples=300)
@given(
    st.floats(6371, 9000),
    st.floats(6371, 50_000),
    st.sampled_from([0.0, 1e-9, 1e-4, np.pi - 1e-6, np.pi, np.pi + 1e-9, 4.0, 2 * np.pi - 1e-4, 1.0]),
    st.floats(30, 200_000),
)
def test_energy_and_angular_momentum_are_the_same_at_both_ends(
    start: float, end: float, angle: float, time: float
) -> None:
    found = lambert(start, end, angle, time)
    if abs(start - end) < 20 and angle < 1e-3:
        return  # almost one point, of which the solver says that it found nothing
    assert found.converged
    left = found.start_speed_km_s**2 / 2 - GRAVITY_KM3_S2 / start
    arrived = found.end_speed_km_s**2 / 2 - GRAVITY_KM3_S2 / end
    assert float(left) == pytest.approx(float(arrived), rel=1e-9, abs=1e-9 * float(found.start_speed_km_s**2 + 1))
    assert float(start * found.start_along_km_s) == pytest.approx(float(end * found.end_along_km_s), abs=1e-6)


def test_radial_transfers_rise_as_falling_bodies_do() -> None:
    """Straight up with v₀, time to a height by the integral of dr/√(v₀² − 2μ/r₁ + 2μ/r), by quadrature."""
    from scipy.integrate import quad

    for speed, end in ((3.0, 6700.0), (5.0, 7200.0), (8.0, 9000.0), (12.0, 20_000.0)):
        energy = speed**2 - 2 * GRAVITY_KM3_S2 / 6371.0
        seconds, _ = quad(lambda r, e=energy: 1 / np.sqrt(e + 2 * GRAVITY_KM3_S2 / r), 6371.0, end)
        found = lambert(6371.0, end, 0.0, seconds)
        assert float(found.start_outward_km_s) == pytest.approx(speed, abs=1e-8)
        assert float(found.start_along_km_s) == pytest.approx(0.0, abs=1e-9)


def test_half_a_turn_by_hohmann() -> None:
    """Opposite points in half the period of the ellipse that touches both circles: no outward speed at either end."""
    start, end = 6671.0, np.array([6900.0, 9000.0, 26_600.0, 42_164.0])
    axis = (start + end) / 2
    found = lambert(start, end, np.pi, np.pi * np.sqrt(axis**3 / GRAVITY_KM3_S2))
    assert found.start_along_km_s == pytest.approx(np.sqrt(GRAVITY_KM3_S2 * (2 / start - 1 / axis)), abs=1e-9)
    assert np.abs(found.start_outward_km_s).max() < 1e-9
    assert np.abs(found.end_outward_km_s).max() < 1e-9


def test_near_half_a_turn_runs_smoothly_through() -> None:
    angles = np.pi + np.array([-1e-3, -1e-6, -1e-12, 0.0, 1e-12, 1e-6, 1e-3])
    speeds = lambert(6371.0, 7371.0, angles, 2700.0).start_speed_km_s
    assert np.ptp(speeds) < 0.01
    assert np.ptp(speeds[1:-1]) < 1e-5


def test_on_the_parabola_and_beside_it() -> None:
    """The time of flight of the parabola is Euler's, (1/6)√(1/μ)[(r₁ + r₂ + c)^1.5 ∓ (r₁ + r₂ − c)^1.5]; its speed is escape speed."""
    angle = np.array([0.0, 0.5, 2.0, 3.1, np.pi, 3.5, 5.0, 6.0])
    start, end = 6371.0, 8000.0
    chord = np.sqrt(start**2 + end**2 - 2 * start * end * np.cos(angle))
    lesser = (start + end - chord) ** 1.5 * np.where(angle <= np.pi, 1, -1)
    seconds = ((start + end + chord) ** 1.5 - lesser) / 6 / np.sqrt(GRAVITY_KM3_S2)
    escape = np.sqrt(2 * GRAVITY_KM3_S2 / start)
    for factor in (1.0, 1 + 1e-12, 1 - 1e-12, 1 + 1e-9, 1 - 1e-9):
        assert lambert(start, end, angle, seconds * factor).start_speed_km_s == pytest.approx(escape, rel=1e-8)
    around = lambert(start, end, angle[:, None], seconds[:, None] * np.linspace(0.95, 1.05, 2001))
    assert around.converged.all()
    jumps = np.abs(np.diff(around.start_speed_km_s, n=2, axis=-1))
    assert jumps.max() < 1e-4  # one curve, whichever formula computes it


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("place", [0.2, 0.97, 0.9996, 1.0, 1.0004, 1.03, 3.0])
def test_slopes_are_those_of_the_time_of_flight(place: float) -> None:
    """By differences, also at the parabola, where the formulas divide by nothing."""
    share, step = np.linspace(-0.95, 0.95, 9), 1e-3
    x = np.full(9, place)
    before, here, after = (_time(at, _y(at, share), share) for at in (x - step, x, x + step))
    first, second, third = _slopes(x, _y(x, share), share, here)
    assert first == pytest.approx((after - before) / (2 * step), abs=1e-5)
    assert second == pytest.approx((after - 2 * here + before) / step**2, abs=1e-4)
    ahead, behind = (
        _slopes(at, _y(at, share), share, _time(at, _y(at, share), share))[1] for at in (x + step, x - step)
    )
    assert third == pytest.approx((ahead - behind) / (2 * step), abs=1e-2)


def test_minimum_energy_arcs_are_lambert_transfers() -> None:
    arc = _arcs.minimum_energy(np.linspace(0.01, 3.1, 300))
    found = lambert(EARTH_RADIUS_KM, EARTH_RADIUS_KM, arc.range_rad, arc.time_of_flight_s)
    assert found.start_speed_km_s == pytest.approx(arc.speed_km_s, abs=1e-9)
    assert np.arctan2(found.start_outward_km_s, found.start_along_km_s) == pytest.approx(
        arc.flight_path_angle_rad, abs=1e-7
    )
    speed, seconds = least_energy(triangle(EARTH_RADIUS_KM, EARTH_RADIUS_KM, arc.range_rad))
    assert speed == pytest.approx(arc.speed_km_s)
    assert seconds == pytest.approx(arc.time_of_flight_s)


@given(st.floats(6371, 8000), st.floats(6371, 9000), st.floats(0.01, 3.0))
def test_no_transfer_needs_less_than_the_least_energy(start: float, end: float, angle: float) -> None:
    speed, seconds = least_energy(triangle(start, end, angle))
    speeds = lambert(start, end, angle, seconds * np.geomspace(0.1, 10, 101)).start_speed_km_s
    assert speeds.min() == pytest.approx(float(speed))
    assert speeds.argmin() == 50
    assert (np.diff(speeds[:51]) < 0).all()
    assert (np.diff(speeds[50:]) > 0).all()


def test_questions_without_an_answer_are_told() -> None:
    bad: Transfer = lambert(
        [6371.0, 6371.0, 6371.0, -1.0, np.nan, 7000.0, 6371.0, 6371.0],
        [7000.0, 7000.0, 7000.0, 7000.0, 7000.0, 7000.0, 7000.0, 7000.0],
        [0.5, 0.5, -0.1, 0.5, 0.5, 0.0, 7.0, 0.5],
        [0.0, -5.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0],
    )
    assert bad.converged.tolist() == [False] * 7 + [True]
    assert np.isnan(bad.start_speed_km_s[:7]).all()
    assert np.isfinite(bad.start_speed_km_s[7])


# ---------------------------------------------------------------- reach in time


POLAND = Base(54.479, 17.108)
TURKEY = Base(37.002, 35.426)
MIDDLE = (35.2, 53.9)


def track(target: tuple[float, float], count: int = 80) -> tuple[np.ndarray, np.ndarray]:
    found = _arcs.arcs(*MIDDLE, *target)
    times = _arcs.times(found, count)
    return _arcs.inertial_positions_km(found, times), times


def searched(base: Base, point: np.ndarray, contact: float, delay: float) -> float:
    """The least speed over launches from the delay on, one after another, each by vectors and one Lambert problem."""
    launches = np.linspace(delay, contact - 1, 3000)
    sites = position_km(base.latitude_deg, base.longitude_deg + np.degrees(TURNING_RAD_S * launches))
    radius = np.linalg.norm(point)
    angles = np.arccos(np.clip(sites @ point / (EARTH_RADIUS_KM * radius), -1, 1))
    found = lambert(EARTH_RADIUS_KM, radius, angles, contact - launches)
    return float(np.where(found.start_outward_km_s >= 0, found.start_speed_km_s, np.inf).min())


@pytest.mark.parametrize("base", [POLAND, TURKEY])
@pytest.mark.parametrize("target", [(51.5, -0.1), (38.9, -77.0), (41.0, 29.0)])
@pytest.mark.parametrize("delay", [60.0, 300.0, 450.0])
def test_the_speed_needed_is_the_least_over_all_launches(base: Base, target: tuple[float, float], delay: float) -> None:
    positions, times = track(target)
    found = needed(base, positions, times, delay)
    assert not found.unsolved.any()
    assert np.isinf(found.inertial_km_s[times <= delay]).all()
    for k in range(0, 80, 7):
        if times[k] > delay + 5:
            least = searched(base, positions[k], times[k], delay)
            assert least * (1 - 1e-6) <= found.inertial_km_s[k] <= least * 1.002 or np.isinf(least)
            assert np.isinf(found.inertial_km_s[k]) == np.isinf(least)


def test_a_path_that_starts_downwards_does_not_count() -> None:
    """A point low over the other side of the horizon, so soon that only the chord through the ground would do."""
    base = Base(0.0, 0.0)
    point = position_km(0.0, 40.0, 100.0)[None]
    soon, late = (needed(base, point, np.array([seconds]), 0.0).inertial_km_s for seconds in (200.0, 900.0))
    assert np.isinf(soon).all()
    assert np.isfinite(late).all()


def test_the_speed_over_the_ground_is_the_velocity_less_the_grounds() -> None:
    """One path by vectors: north-west from Poland, ground speed by subtracting the site's own motion."""
    positions, times = track((38.9, -77.0))
    found = needed(POLAND, positions, times, 300.0)
    for k in (40, 50, 60):
        site = position_km(POLAND.latitude_deg, POLAND.longitude_deg + np.degrees(TURNING_RAD_S * 300.0))
        up = site / EARTH_RADIUS_KM
        level = positions[k] - (positions[k] @ up) * up
        ahead = level / np.linalg.norm(level)
        angle = np.arctan2(np.linalg.norm(level), positions[k] @ up)
        sent = lambert(EARTH_RADIUS_KM, np.linalg.norm(positions[k]), angle, times[k] - 300.0)
        if least_energy(triangle(EARTH_RADIUS_KM, np.linalg.norm(positions[k]), angle))[1] < times[k] - 300.0:
            continue  # it waits: the launch is another
        velocity = sent.start_outward_km_s * up + sent.start_along_km_s * ahead
        ground = TURNING_RAD_S * np.array([-site[1], site[0], 0.0])
        assert found.ground_km_s[k] == pytest.approx(np.linalg.norm(velocity - ground), abs=1e-9)
        assert found.inertial_km_s[k] == pytest.approx(np.linalg.norm(velocity), abs=1e-9)
        break
    else:
        pytest.fail("no point of the track was without waiting")


def test_straight_up_and_straight_opposite_have_speeds_over_the_ground() -> None:
    above = needed(Base(0.0, 0.0), position_km(0.0, 0.0, 500.0)[None], np.array([1e-9]), -300.0)
    assert np.isfinite([above.inertial_km_s, above.ground_km_s]).all()
    turned = np.degrees(TURNING_RAD_S * 0.0)
    opposite = needed(Base(0.0, turned), position_km(0.0, 180.0, 500.0)[None], np.array([2700.0]), 0.0)
    level = TURNING_RAD_S * EARTH_RADIUS_KM
    assert opposite.inertial_km_s - opposite.ground_km_s == pytest.approx(level, rel=0.1)  # due east


@pytest.mark.parametrize("target", [(51.5, -0.1), (48.9, 2.4), (52.2, 21.0), (37.9, 23.7)])
def test_more_delay_needs_no_less_speed_and_more_points_change_little(target: tuple[float, float]) -> None:
    delays = np.linspace(0, 600, 21)
    coarse = least_needed(POLAND, *track(target, 64), delays)
    fine = least_needed(POLAND, *track(target, 641), delays)
    assert (np.diff(coarse.inertial_km_s) >= -0.02).all()
    reached = np.isfinite(fine.inertial_km_s) & (fine.inertial_km_s < 9)
    assert reached.sum() > 5
    assert np.abs(coarse.inertial_km_s - fine.inertial_km_s)[reached].max() < 0.05


def test_poland_needs_less_than_turkey_for_the_east_coast() -> None:
    """A first computation, launch after 300 s: Poland 5.0 km/s, Turkey 7.1 to 7.3. Here, over the ground and from Boston to Washington:
    from 4.85 (middle and south of Iran) to 5.5 (its north-west) for Poland, 7.1 to 7.3 for Turkey."""
    starts, coast = ((38.1, 46.3), (35.2, 53.9), (29.6, 52.5)), ((42.4, -71.1), (40.7, -74.0), (38.9, -77.0))
    ends = np.array([[(*start, *end) for end in coast] for start in starts])
    found = _arcs.arcs(*np.moveaxis(ends, -1, 0))
    times = _arcs.times(found, 120)
    positions = _arcs.inertial_positions_km(found, times)
    poland, turkey = (least_needed(base, positions, times, 300.0).ground_km_s[..., 0] for base in (POLAND, TURKEY))
    assert (poland.min(), poland.max()) == pytest.approx((4.85, 5.47), abs=0.05)
    assert (turkey.min(), turkey.max()) == pytest.approx((7.07, 7.29), abs=0.05)
    assert (turkey - poland > 1.5).all()


# ---------------------------------------------------------------- shares and flip points


def test_shares_count_the_times_in_reach() -> None:
    speeds = np.array([[np.inf, 7.0, 6.0, 5.0], [np.inf, np.inf, 9.0, 8.0]])
    assert share_in_reach(speeds, [4.0, 6.0, 8.5]).tolist() == [[0.0, 0.5, 0.75], [0.0, 0.0, 0.25]]


def test_counted_points_alone_give_the_least_speed() -> None:
    positions, times = track((51.5, -0.1))
    radii = np.linalg.norm(positions, axis=-1) - EARTH_RADIUS_KM
    high = least_needed(POLAND, positions, times, [100.0], radii > 700)
    every = needed(POLAND, positions, times, 100.0)
    assert high.inertial_km_s[0] == every.inertial_km_s[radii > 700].min()
    none = least_needed(POLAND, positions, times, [100.0], radii > 1e6)
    assert np.isinf(none.inertial_km_s).all()


def test_latest_delay_lies_where_the_speed_is_crossed() -> None:
    delays = np.array([0.0, 100.0, 200.0, 300.0])
    speeds = np.array([[5, 6, 7, 8], [7, 8, 9, 10], [1, 2, 3, 4], [5, 6, np.inf, np.inf]], dtype=float)
    found = latest_delay_s(delays, speeds, 6.5)
    assert found == pytest.approx([150, np.nan, np.inf, 100], nan_ok=True)


def test_the_latest_delay_is_a_flip_point() -> None:
    """Just before it the speed is enough, just after it is not: computed anew at those delays."""
    positions, times = track((37.9, 23.7), 400)
    delays = np.linspace(0, 900, 91)
    needed_ = least_needed(POLAND, positions, times, delays)
    flip = float(latest_delay_s(delays, needed_.inertial_km_s, 6.3))
    assert 0 < flip < 900
    before, after = least_needed(POLAND, positions, times, [flip - 5, flip + 5]).inertial_km_s
    assert before <= 6.3 < after
