"""The shapes of countries: whole, of 2007, as large as published, and points that lie where they should."""

from __future__ import annotations

import hashlib
import json
import re
import runpy
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.atlas import shapes

ATLAS = files("detente.atlas")
# Total areas in thousands of km², as the CIA's World Factbook gives them (rounded); France with its overseas departments, Serbia with Kosovo.
AREAS = {
    "POL": 312.7, "CZE": 78.9, "DEU": 357.0, "AUT": 83.9, "HUN": 93.0, "ROU": 238.4, "UKR": 603.6, "BLR": 207.6, "TUR": 783.6,
    "IRN": 1648.2, "IRQ": 438.3, "AZE": 86.6, "GEO": 69.7, "SRB": 88.4, "MNE": 13.8, "GBR": 243.6, "FRA": 643.8, "ESP": 505.4,
    "ITA": 301.3, "NOR": 385.2, "FIN": 338.1, "SWE": 450.3, "RUS": 17098, "USA": 9834, "CAN": 9985, "SDN": 2505.8, "KAZ": 2724.9,
}  # fmt: skip
PLACES = {
    "Warsaw": (21.0, 52.2, "POL"), "Kaliningrad": (20.7, 54.7, "RUS"), "Moscow": (37.6, 55.75, "RUS"), "Simferopol": (34.1, 44.95, "UKR"),
    "Pristina": (21.16, 42.66, "SRB"), "Juba": (31.6, 4.85, "SDN"), "Podgorica": (19.26, 42.44, "MNE"), "Famagusta": (33.9, 35.15, "CYP"),
    "Chukotka, west of 180": (178.0, 67.5, "RUS"), "Chukotka, east of 180": (-176.0, 67.5, "RUS"), "Gabala": (47.8, 40.87, "AZE"),
    "Redzikowo": (17.1, 54.48, "POL"), "Brdy": (13.75, 49.7, "CZE"), "Tehran": (51.4, 35.7, "IRN"), "Washington": (-77.2, 38.9, "USA"),
    "Berlin": (13.4, 52.5, "DEU"), "Hargeisa": (44.06, 9.56, "SOM"), "Fort Greely": (-145.7, 63.9, "USA"),
}  # fmt: skip


def test_the_file_is_the_one_that_is_described_and_small() -> None:
    raw = (ATLAS / "shapes.json").read_bytes()
    told = (ATLAS / "VENDORED.md").read_text(encoding="utf-8")
    assert hashlib.sha256(raw).hexdigest() in told
    assert len(raw) < 250_000
    script = (Path(__file__).parents[2] / "docs" / "make_shapes.py").read_text(encoding="utf-8")
    assert re.search(r'SHA256 = "([0-9a-f]{64})"', script).group(1) in told  # type: ignore[union-attr]


def test_what_was_one_country_in_2007_is_one() -> None:
    known = shapes.countries()
    assert not {"XKX", "SSD", "CYN", "SOL"} & set(known)
    assert {"SRB", "MNE", "SDN", "CYP"} <= set(known)
    assert known["CZE"].name == "Czech Republic"


@pytest.mark.parametrize("place", PLACES)
def test_places_lie_in_their_countries(place: str) -> None:
    lon, lat, code = PLACES[place]
    assert shapes.country_at(lon, lat) == code


def test_the_sea_is_nobodys() -> None:
    assert shapes.country_at(-30.0, 45.0) is None
    assert shapes.country_at(19.0, 56.5) is None


@pytest.mark.parametrize("code", AREAS)
def test_areas_are_about_as_published(code: str) -> None:
    found = shapes.area_km2(shapes.countries()[code]) / 1000
    assert found == pytest.approx(AREAS[code], rel=0.05)


def test_rings_are_closed_finite_and_nowhere_torn() -> None:
    for country in shapes.countries().values():
        assert country.rings
        for ring in country.rings:
            assert len(ring) >= 4
            assert np.isfinite(ring).all()
            assert np.allclose(ring[0], ring[-1])
            assert np.abs(np.diff(ring[:, 0])).max() < 90, country.id
            assert (np.abs(ring[:, 1]) <= 90).all()
            assert ring[:, 0].min() >= -180
            assert ring[:, 0].max() < 360


def test_neighbours_share_their_border() -> None:
    """Points along the whole of Poland's shape are in Poland or in one other country, never in two."""
    chance = np.random.default_rng(3)
    points = np.column_stack([chance.uniform(12, 26, 3000), chance.uniform(48, 56, 3000)])
    held = sum(
        shapes.inside(country, points[:, 0], points[:, 1]).astype(int) for country in shapes.countries().values()
    )
    assert set(np.unique(held)) <= {0, 1}


@given(st.sampled_from(["POL", "RUS", "LUX", "GRC", "USA", "MLT"]), st.sampled_from([40.0, 75.0, 300.0]))
def test_points_spread_over_a_country_lie_in_it(code: str, spacing: float) -> None:
    country = shapes.countries()[code]
    points = shapes.spread(country, spacing)
    assert len(points) >= 1
    if len(points) > 1:
        assert shapes.inside(country, points[:, 0], points[:, 1]).all()
    if spacing < 50:
        assert len(points) * spacing**2 == pytest.approx(shapes.area_km2(country), rel=0.05, abs=2 * spacing**2)


def test_points_can_be_kept_to_a_box() -> None:
    france = shapes.countries()["FRA"]
    assert shapes.spread(france, 80.0)[:, 1].min() < 10, "Guiana is in the shape"
    europe = shapes.spread(france, 80.0, (-10, 35, 15, 55))
    assert europe[:, 1].min() > 40
    assert len(shapes.spread(france, 80.0, (100, 0, 110, 10))) == 0


@pytest.mark.parametrize("spacing", [0.0, -1.0, float("nan")])
def test_a_spacing_that_is_none_is_refused(spacing: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        shapes.spread(shapes.countries()["POL"], spacing)


def test_data_cannot_be_written_over() -> None:
    with pytest.raises(ValueError, match="read-only"):
        shapes.countries()["POL"].rings[0][0, 0] = 0.0


# ---------------------------------------------------------------- the script that makes the file


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(Path(__file__).parents[2] / "docs" / "make_shapes.py"))


def _square(code: str, arcs: list[list[int]]) -> dict[str, Any]:
    return {"type": "Polygon", "properties": {"a3": code, "name": code.title()}, "arcs": arcs}


def test_two_neighbours_become_one_without_their_border(script: dict[str, Any]) -> None:
    """Two squares side by side: arc 0 is between them, 1 goes round the left one, 2 round the right one."""
    deltas = [
        [[100, 0], [0, 100]],
        [[100, 100], [-100, 0], [0, -100], [100, 0]],
        [[100, 0], [100, 0], [0, 100], [-100, 0]],
    ]
    source = {
        "transform": {"scale": [0.1, 0.1], "translate": [0, 0]},
        "arcs": deltas,
        "objects": {"countries": {"geometries": [_square("SRB", [[0, 1]]), _square("XKX", [[2, -1]])]}},
    }
    arcs = script["decoded"](source)
    merged = script["merged"](source, arcs)
    assert set(merged) == {"SRB"}
    (ring,) = merged["SRB"][1]
    assert sorted(ring) == [1, 2]
    points = script["walked"](ring, arcs)
    assert points[0] == points[-1]
    assert {(10.0, 0.0), (10.0, 10.0)} <= set(points)
    assert script["area_km2"](points) == pytest.approx(6371.0**2 * np.radians(20) * np.sin(np.radians(10)), rel=1e-9)


def test_an_arc_that_crosses_the_antimeridian_goes_on(script: dict[str, Any]) -> None:
    source = {"transform": {"scale": [1, 1], "translate": [0, 0]}, "arcs": [[[179, 60], [-358, 1], [2, 0]]]}
    assert script["decoded"](source) == [[(179, 60), (181, 61), (183, 61)]]


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(40, 60)), min_size=2, max_size=40))
def test_thinning_keeps_ends_and_stays_near(points: list[tuple[float, float]]) -> None:
    script = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "make_shapes.py"))
    kept = script["thinned"](points, 50.0)
    assert kept[0] == points[0]
    assert kept[-1] == points[-1]
    left = iter(points)
    assert all(one in left for one in kept), "in their order"


def test_the_file_is_plain_topojson() -> None:
    tree = json.loads((ATLAS / "shapes.json").read_text(encoding="utf-8"))
    assert tree["type"] == "Topology"
    used = {
        max(arc, ~arc) for shape in tree["objects"]["countries"]["geometries"] for ring in shape["arcs"] for arc in ring
    }
    assert used == set(range(len(tree["arcs"])))
