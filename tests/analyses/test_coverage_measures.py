"""What is measured, beside slow computations of its own and beside the figures that a first computation gave."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

from detente.analyses.coverage import distances, flights, reaching, sighting
from detente.analyses.coverage.assumptions import Measured
from detente.analyses.coverage.catalogue import catalogue
from detente.analyses.coverage.countries import countries, nato_in_europe
from detente.result import WrongUse
from detente.theory import _arcs, _reach
from detente.theory.geodesics import EARTH_RADIUS_KM, distance_km, position_km

IRAN, NATO, COAST = ("iran",), ("nato-europe",), ("us-east-coast",)


def by(found: Measured, **choices: str) -> np.ndarray:
    """The values under the choices of some axes, by label."""
    values = found.values
    for place, axis in reversed(list(enumerate(found.axes))):
        if axis.id in choices:
            labels = [choice.label for choice in axis.choices]
            values = np.take(values, labels.index(choices[axis.id]), axis=place)
    return values


# ---------------------------------------------------------------- flights


def test_people_are_those_of_the_countries() -> None:
    nato = flights.bound("nato-europe")
    assert nato.weights.sum() == pytest.approx(1)
    whole = sum(countries()[code].thousands for code in nato_in_europe())
    for code in ("POL", "TUR", "FRA", "LUX"):
        share = sum(w for w, one in zip(nato.weights, nato.country, strict=True) if one == code)
        assert share == pytest.approx(countries()[code].thousands / whole)
    assert set(nato.country) == set(nato_in_europe())
    assert nato.points[:, 0].min() > 33  # not overseas


def test_flights_begin_and_end_where_they_should() -> None:
    of = flights.flights("iran", "us-east-coast")
    start = position_km(*np.array(catalogue().areas["iran"].points).T)
    end = position_km(*flights.bound("us-east-coast").points.T)
    assert np.allclose(of.earth_km[:, 0, 0], start, atol=1e-6)
    assert np.allclose(of.earth_km[0, :, -1], end, atol=1e-3)
    assert np.allclose(of.altitude_km[..., [0, -1]], 0, atol=1e-6)
    assert 1000 < of.altitude_km.max() < 1400


@pytest.mark.parametrize("name", ["paris", "52.2 21.0", "russia", "iran", "USA", "", "chn"])
def test_nobody_can_ask_about_a_free_end(name: str) -> None:
    with pytest.raises(WrongUse, match=r"free points|covering"):
        flights.bound(name)


@pytest.mark.parametrize("name", ["us-east-coast", "north-korea", "38 46", ""])
def test_nobody_can_ask_about_a_free_start(name: str) -> None:
    with pytest.raises(WrongUse, match="catalogue"):
        flights.origin(name)


# ---------------------------------------------------------------- sight


def slow_share(site: str, start: tuple[float, float], end: tuple[float, float], mask: float, far: float) -> float:
    """The part of one flight that a radar that looks all round sees, second by second, with plain trigonometry."""
    arc = _arcs.arcs(*start, *end)
    seconds = np.arange(0.5, float(arc.minimum.time_of_flight_s), 1.0)
    at = _arcs.earth_positions_km(arc, seconds)
    here = position_km(*catalogue().sites[site].at)
    line = at - here
    slant = np.linalg.norm(line, axis=-1)
    elevation = np.degrees(np.arcsin((line @ here) / (slant * EARTH_RADIUS_KM)))
    return float(((elevation >= mask) & (slant <= far)).mean())


def test_the_share_in_view_beside_second_by_second() -> None:
    found = sighting.sighted("sees", ["brdy"], [], IRAN, COAST)
    ends = catalogue().areas["us-east-coast"].points
    for (n, start), (mask, far) in product(
        enumerate(catalogue().areas["iran"].points), [(0.0, 2000.0), (2.0, 4000.0), (5.0, 6000.0)]
    ):
        slow = np.mean([slow_share("brdy", start, end, mask, far) for end in ends])
        assert found.at({"launch": n, "mask": mask, "range.brdy": far}) == pytest.approx(100 * slow, abs=0.3)


def test_more_radars_never_see_less_or_later() -> None:
    """Over every combination of assumptions, in one order for all sets."""
    every = ("gabala", "armavir", "brdy")
    ends = ("nato-europe", "us-east-coast")
    view = {n: sighting.means_of("sees", IRAN, ends, every, every[:n]) for n in (1, 2, 3)}
    first = {n: sighting.means_of("adds to", IRAN, ends, every, every[:n]) for n in (1, 2, 3)}
    for n in (1, 2):
        assert (view[n + 1] >= view[n] - 1e-9).all()
        assert (first[n + 1] <= first[n] + 1e-9).all()


def test_a_longer_range_and_a_lower_mask_never_see_less() -> None:
    found = sighting.sighted("sees", ["brdy"], [], IRAN, NATO)
    names = [axis.id for axis in found.axes]
    assert (np.diff(found.values, axis=names.index("range.brdy")) >= -1e-9).all()
    assert (np.diff(found.values, axis=names.index("mask")) <= 1e-9).all()


def test_what_is_last_seen_comes_after_what_is_in_view() -> None:
    sees = sighting.sighted("sees", ["gabala"], [], IRAN, NATO)
    until = sighting.sighted("sees at least until", ["gabala"], [], IRAN, NATO)
    assert (until.values >= sees.values - 1e-9).all()
    assert (until.values <= 100 + 1e-9).all()


def test_a_radar_beside_itself_makes_no_difference() -> None:
    for compares in ("sees", "sees at least until"):
        assert np.abs(sighting.sighted(compares, ["brdy"], ["brdy"], IRAN, COAST).values).max() == 0
    assert np.abs(sighting.sighted("adds to", ["brdy"], ["brdy"], IRAN, COAST).values).max() == 0


def test_first_sight_beside_the_first_computation() -> None:
    """0.2 to 1.4 minutes with Gabala or Armavir against 3 to 10 minutes for Brdy alone."""
    both = sighting.means_of(
        "adds to", IRAN, ("nato-europe", "us-east-coast"), ("gabala", "armavir"), ("gabala", "armavir")
    )
    alone = sighting.means_of("adds to", IRAN, ("nato-europe", "us-east-coast"), ("brdy",), ("brdy",))
    assert 0 < both.min() <= both.max() < 1.4
    assert 2 < alone.min() < 3.5
    assert 9 < alone.max() < 10


def test_gabala_sees_the_beginning_and_little_more() -> None:
    """15 to 42 % of the flight, said a first computation: ours, towards America, ends at 43 % if the radar looks all round; in its published sector
    it is far less, towards Europe all round far more."""
    found = sighting.sighted("sees", ["gabala"], [], IRAN, ("nato-europe", "us-east-coast"))
    kept_to, free = (choice.label for choice in found.axes[-1].choices)
    assert found.axes[-1].id == "sector.gabala"
    coast = {"bound": "the American East Coast"}
    assert (
        28
        < by(found, **coast, **{"sector.gabala": free}).min()
        < by(found, **coast, **{"sector.gabala": free}).max()
        < 44
    )
    assert by(found, **{"sector.gabala": kept_to}).max() < 27


@pytest.mark.parametrize(
    ("area", "brief"), [("the west of Russia", 200), ("the middle Volga", 410), ("the southern Urals", 910)]
)
def test_what_brdy_does_not_see(area: str, brief: float) -> None:
    found = by(sighting.unseen(["brdy"], [], ("russia",)), launch=area)
    assert found.min() == pytest.approx(brief, rel=0.04)
    at = catalogue().areas["russia"].points[catalogue().areas["russia"].called.index(area)]
    angle = float(distance_km(*catalogue().sites["brdy"].at, *at)) / EARTH_RADIUS_KM
    for n, mask in enumerate(np.radians([0.0, 2.0, 5.0])):
        assert found[n] == pytest.approx(EARTH_RADIUS_KM * (np.cos(mask) / np.cos(angle + mask) - 1))


def test_only_radars_see() -> None:
    with pytest.raises(WrongUse, match="no radar at 'redzikowo'"):
        sighting.sighted("sees", ["redzikowo"], [], IRAN, NATO)


# ---------------------------------------------------------------- reach


def combinations(found: Measured) -> Iterator[dict[str, float]]:
    for setting in product(*(axis.choices for axis in found.axes)):
        yield {axis.id: choice.value for axis, choice in zip(found.axes, setting, strict=True)}


def test_the_share_in_reach_beside_a_direct_solution() -> None:
    found = reaching.in_reach(["redzikowo"], [], ("russia",), ("united-states",), False)
    ends = np.array(catalogue().areas["united-states"].points)
    starts = np.array(catalogue().areas["russia"].points)
    arcs = _arcs.arcs(starts[:, :1], starts[:, 1:], ends[:, 0], ends[:, 1])
    times = _arcs.times(arcs, 65)
    positions = _arcs.inertial_positions_km(arcs, times)
    altitude = np.linalg.norm(positions, axis=-1) - EARTH_RADIUS_KM
    base = _reach.Base(*catalogue().sites["redzikowo"].at)
    seen = 0
    for setting in combinations(found):
        needed = _reach.least_needed(base, positions, times, setting["delay"], altitude >= setting["floor"])
        speeds = (needed.inertial_km_s if setting["frame"] else needed.ground_km_s)[int(setting["launch"]), :, 0]
        assert found.at(setting) == pytest.approx(100 * (speeds <= setting["speed"]).mean())
        seen += 1
    assert seen == found.values.size


def test_more_speed_never_reaches_less_and_more_delay_never_more() -> None:
    found = reaching.in_reach(["redzikowo"], [], IRAN, NATO, True)
    names = [axis.id for axis in found.axes]
    assert (np.diff(found.values, axis=names.index("speed")) >= -1e-9).all()
    assert (np.diff(found.values, axis=names.index("delay")) <= 1e-9).all()
    assert (np.diff(found.values, axis=names.index("floor")) <= 1e-9).all()


@pytest.mark.parametrize(
    ("site", "shares"),
    [("redzikowo", {"100 s": 94, "300 s": 84, "450 s": 79}), ("incirlik", {"100 s": 98, "300 s": 96, "450 s": 66})],
)
def test_people_in_reach_beside_the_first_computation(site: str, shares: dict[str, float]) -> None:
    """The first computation's numbers lie within what ours span; with contacts from 200 km up and speed over the ground, in the mean over where
    the flight starts, ours come within 3 or 4 points of each."""
    found = reaching.in_reach([site], [], IRAN, NATO, True)
    for delay, share in shares.items():
        ours = by(found, speed="6.3 km/s", delay=delay)
        assert ours.min() - 1 <= share <= ours.max() + 1
        exact = by(found, speed="6.3 km/s", delay=delay, floor="200 km", frame="the speed is meant over the ground")
        assert abs(exact.mean() - share) < 3.5


def test_speeds_for_the_american_coast_beside_the_first_computation() -> None:
    """5.0 km/s from Poland and 7.1 to 7.3 from Turkey at 300 s: ours ask for every place of the coast, so that they end a little higher."""
    poland = by(reaching.needs_speed(["redzikowo"], [], IRAN, COAST), delay="300 s")
    turkey = by(reaching.needs_speed(["incirlik"], [], IRAN, COAST), delay="300 s")
    assert 4.9 < poland.min() < 5.1
    assert poland.max() < 6.0
    assert 7.1 < turkey.min() < 7.3
    assert turkey.max() < 7.6


def test_between_two_steps_of_the_delay_speeds_run_straight() -> None:
    setting = {"floor": 0.0, "frame": 0.0}
    low, middle, high = (
        reaching.speed_needed("redzikowo", "iran", "us-east-coast", {**setting, "delay": delay})
        for delay in (300.0, 310.0, 325.0)
    )
    assert np.allclose(middle, low + 0.4 * (high - low))


def test_two_sites_reach_what_either_does() -> None:
    one, other, both = (
        reaching.in_reach(list(sites), [], IRAN, NATO, True).values
        for sites in (("redzikowo",), ("incirlik",), ("redzikowo", "incirlik"))
    )
    assert (both >= np.maximum(one, other) - 1e-9).all()
    assert (both <= one + other + 1e-9).all()


def test_where_no_speed_will_do_twice_it_makes_no_difference() -> None:
    found = reaching.needs_speed(["redzikowo"], ["redzikowo"], IRAN, COAST)
    assert np.abs(found.values).max() == 0


def test_only_sites_for_interceptors_reach() -> None:
    with pytest.raises(WrongUse, match="Nobody planned or named 'brdy'"):
        reaching.in_reach(["brdy"], [], IRAN, NATO, True)
    with pytest.raises(WrongUse, match="no site 'krakow'"):
        reaching.needs_speed(["krakow"], [], IRAN, COAST)


# ---------------------------------------------------------------- distances


def test_distances_from_the_border_of_iran() -> None:
    found = distances.table_km(["athens", "moscow", "warsaw"], ["iran"])
    assert found[:, 0].round().tolist() == [1769, 1850, 2272]


def test_the_nearest_of_several_counts() -> None:
    found = distances.apart(["redzikowo", "brdy"], [], ["russia"])
    table = distances.table_km(["redzikowo", "brdy"], ["russia"])
    assert np.allclose(found.values, table.min(axis=0))
    less = distances.apart(["moscow"], ["warsaw"], ["iran"])
    table = distances.table_km(["moscow", "warsaw"], ["iran"])
    assert np.allclose(less.values, table[0] - table[1])


def test_distances_are_told_of_named_places_only() -> None:
    with pytest.raises(WrongUse, match="named places only"):
        distances.apart(["tehran"], [], ["iran"])
