"""Maps as pictures, tables, lines and JSON; the projection and what it cuts off."""

from __future__ import annotations

import json
import re
import subprocess
import time
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations, pairwise
from math import cos, hypot, pi, radians, sin
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import show_samples
from hypothesis import given, settings
from hypothesis import strategies as st
from show_samples import SITES, STRANGE, Sample, record
from test_drawing import BROWSER
from test_html import Outline as Page

from detente.atlas import shapes
from detente.result import Line, Map, Mark, MarkOf, Outline, Region, Site
from detente.show import globe, html, map_drawing, map_signs, maps, placing, text
from detente.show import json as show_json
from detente.show.wrapping import breadth, wrapped

SVG = "{http://www.w3.org/2000/svg}"
SAMPLES = [
    show_samples.sites_of_2007(),
    show_samples.to_washington(),
    show_samples.russia(),
    show_samples.hostile_map(),
]
WHOLE = Map("whole", "The world", "All of it.", (-180, -90, 179, 90))
OTHER_SIDE = Map("other", "The other side", "The Pacific.", (-150, -50, -50, 10))
POLE = Map("pole", "The north", "The pole in the middle.", (-180, 55, 179, 90))
FRAMED = [*SAMPLES[:3], WHOLE, OTHER_SIDE, POLE]
places = st.tuples(st.floats(-179, 179), st.floats(-85, 85))


def _frame(shown: Map) -> globe.Frame:
    return globe.framed(shown.extent, map_drawing.WIDTH, map_drawing.LEAST, map_drawing.MOST)


def _unprojected(frame: globe.Frame, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where on the Earth a pixel lies (Snyder 1987, equations 20-14, 20-15, 20-18 and 24-16): written anew, as a check."""
    right, up = (x - frame.x) / frame.scale, (frame.y - y) / frame.scale
    out = np.hypot(right, up)
    far = 2 * np.arcsin(np.minimum(out / 2, 1))
    middle = radians(frame.lat)
    lat = np.arcsin(np.cos(far) * sin(middle) + up * np.sin(far) * cos(middle) / out)
    lon = np.arctan2(right * np.sin(far), out * cos(middle) * np.cos(far) - up * sin(middle) * np.sin(far))
    return (np.degrees(lon) + frame.lon + 180) % 360 - 180, np.degrees(lat)


def _odd(polygons: list[np.ndarray], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Whether an odd number of closed polygons hold each point, edge by edge."""
    odd = np.zeros(len(x), dtype=bool)
    for polygon in polygons:
        for (a, b), (c, d) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
            if b != d:
                odd ^= ((b > y) != (d > y)) & (x < a + (c - a) * (y - b) / (d - b))
    return odd


# ---------------------------------------------------------------- the projection


@pytest.mark.parametrize("shown", FRAMED, ids=lambda shown: shown.name)
def test_what_is_drawn_is_what_lies_there(shown: Map) -> None:
    """Points all over the picture are in the drawn polygons of a country just where they are in the country: also at the
    antimeridian, at the pole, at the edge of the projection, and where a country holds the point opposite the middle."""
    for code in ("RUS", "USA", "CAN", "IND", "CHN", "POL", "TUR", "AUS", "GRL", "FJI", "KAZ", "IDN", "BRA"):
        _compared(_frame(shown), shapes.countries()[code])


def _compared(frame: globe.Frame, country: shapes.Country) -> None:
    chance = np.random.default_rng(1)
    x, y = chance.uniform(1, frame.width - 1, 400), chance.uniform(1, frame.height - 1, 400)
    near = np.hypot(x - frame.x, y - frame.y) < frame.edge - 2
    x, y = x[near], y[near]
    drawn, there = _odd(map_drawing.polygons(frame, country), x, y), shapes.inside(country, *_unprojected(frame, x, y))
    assert (drawn != there).mean() < 0.01, f"{country.id}: only what lies within a pixel of a border may differ"


@pytest.mark.parametrize(
    ("code", "opposite"),
    [
        ("RUS", (34.0, 54.0)),
        ("RUS", (100.0, 62.0)),
        ("USA", (-80.0, 40.0)),
        ("CAN", (-70.0, 50.0)),
        ("BRA", (-50.0, -10.0)),
    ],
)
def test_a_country_that_holds_the_point_opposite_the_middle(code: str, opposite: tuple[float, float]) -> None:
    """Russia and the United States reach from there into the picture, by the same ring or by another."""
    assert shapes.country_at(*opposite) == code
    frame = globe.Frame((opposite[0] + 360) % 360 - 180, -opposite[1], 250.0, 460.0, 460.0, 920.0, 920.0)
    assert frame.limb
    _compared(frame, shapes.countries()[code])


@pytest.mark.parametrize("aside", [-0.9, -0.3, 0.3, 0.9])
@pytest.mark.parametrize("reach", [20.0, 100.0])
def test_a_ring_that_passes_by_the_point_opposite_the_middle(aside: float, reach: float) -> None:
    """No chord cuts through the picture where a ring runs round the back."""
    frame = globe.Frame(0.0, 0.0, 250.0, 460.0, 460.0, 920.0, 920.0)
    corners = [(180 + aside, -2.0), (180 + aside, 2.0), (180 + reach, 30.0), (180 + reach, -25.0), (180 + aside, -2.0)]
    _compared(frame, shapes.Country("QZZ", "Nowhere", (np.array(corners),)))


@pytest.mark.parametrize("shown", FRAMED, ids=lambda shown: shown.name)
def test_polygons_are_closed_finite_and_near_the_picture(shown: Map) -> None:
    frame = _frame(shown)
    for country in shapes.countries().values():
        for polygon in map_drawing.polygons(frame, country):
            assert len(polygon) > 2
            assert np.isfinite(polygon).all()
    for ring in shapes.countries()["RUS"].rings:
        cut = globe.ring(frame, ring)
        assert ((cut >= -6.01) & (cut <= [frame.width + 6.01, frame.height + 6.01])).all()


@pytest.mark.parametrize(
    ("shown", "code"), [(SAMPLES[0], "POL"), (SAMPLES[0], "UKR"), (SAMPLES[2], "RUS"), (POLE, "GRL")]
)
def test_areas_are_true(shown: Map, code: str) -> None:
    """Equal areas: a country's polygon in pixels, at the scale of the middle, is as large as the country."""
    if code == "GRL":
        shown = replace(shown, extent=(-180, 40, 179, 90))
    frame, country = _frame(shown), shapes.countries()[code]
    pixels = sum(
        abs(float(p[:, 0] @ np.roll(p[:, 1], -1) - p[:, 1] @ np.roll(p[:, 0], -1))) / 2
        for p in map_drawing.polygons(frame, country)
    )
    assert pixels * (globe.RADIUS_KM / frame.scale) ** 2 == pytest.approx(shapes.area_km2(country), rel=0.01)


@pytest.mark.parametrize("shown", FRAMED, ids=lambda shown: shown.name)
def test_the_extent_is_in_the_picture(shown: Map) -> None:
    frame = _frame(shown)
    west, south, east, north = shown.extent
    across = (east - west) % 360
    assert map_drawing.LEAST <= frame.height <= map_drawing.MOST
    for a in np.linspace(0.02, 0.98, 9):
        for b in np.linspace(0.02, 0.98, 9):
            point = ((west + a * across + 180) % 360 - 180, south + b * (north - south))
            if shown not in (WHOLE,):
                assert globe.placed(frame, point) is not None, point


@given(places, st.floats(0, 359), st.floats(10, 5000))
def test_distances_from_the_middle_follow_the_projection(middle: tuple[float, float], turn: float, km: float) -> None:
    """Equal-area azimuthal: 2 R sin(c/2) from the middle, in the direction that the point lies in."""
    frame = globe.Frame(*middle, 100.0, 500.0, 500.0, 1000.0, 1000.0)
    spot = globe.placed(frame, show_samples.away(middle, turn, km))
    assert spot is not None
    far = 200 * sin(km / 6371 / 2)
    assert spot[0] == pytest.approx(500 + far * sin(radians(turn)), abs=1e-3)
    assert spot[1] == pytest.approx(500 - far * cos(radians(turn)), abs=1e-3)


@given(places, st.floats(0, 359), st.floats(10, 15000))
def test_great_circles_are_as_long_as_they_should_be(start: tuple[float, float], turn: float, km: float) -> None:
    end = show_samples.away(start, turn, km)
    assert globe.length_km((start, end)) == pytest.approx(km, rel=1e-6, abs=1e-3)
    vectors = globe.great_circle(np.array([start, end]))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    normal = np.cross(vectors[0], vectors[-1])
    assert np.abs(vectors @ normal).max() < 1e-9, "in one plane"
    steps = np.arccos(np.clip((vectors[1:] * vectors[:-1]).sum(axis=1), -1, 1))
    assert steps.max() <= radians(1) + 1e-6
    assert steps.sum() * 6371 == pytest.approx(km, rel=1e-4, abs=0.1)


def test_an_arc_over_the_antimeridian_is_one_line() -> None:
    frame = _frame(SAMPLES[2])
    arc = globe.great_circle(np.array([(150.0, 60.0), (-172.0, 65.0)]))
    (part,) = globe.line(frame, arc)
    assert np.hypot(*np.diff(part, axis=0).T).max() < 40


def test_lines_end_at_the_edge_of_the_picture_and_never_jump() -> None:
    frame = _frame(SAMPLES[0])
    far = globe.great_circle(np.array([(17.0, 54.0), (100.0, -60.0), (-120.0, -40.0), (10.0, 60.0)]))
    parts = globe.line(frame, far)
    assert len(parts) == 2
    for part in parts:
        assert ((part >= -0.01) & (part <= [frame.width + 0.01, frame.height + 0.01])).all()
        assert np.hypot(*np.diff(part, axis=0).T).max() < 60


# ---------------------------------------------------------------- words


def _boxes(svg: str) -> list[tuple[str, tuple[float, float, float, float]]]:
    """What is written in a picture, and the box of it, as the widest letters in use make it."""
    found = []
    for one in ET.fromstring(svg).iter(f"{SVG}text"):
        size = float(one.attrib["font-size"])
        for line in one.findall(f"{SVG}tspan"):
            said = line.text or ""
            half = breadth(said, size, bold=one.get("font-weight") == "600") / 2
            x, y = float(line.attrib["x"]), float(line.attrib["y"])
            found.append((said, (x - half, y - 0.7 * size, x + half, y + 0.15 * size)))
    return found


def _apart(boxes: list[tuple[str, tuple[float, float, float, float]]]) -> None:
    for (one, a), (other, b) in combinations(boxes, 2):
        assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]), f"{one} covers {other}"


@pytest.mark.parametrize("shown", SAMPLES, ids=lambda shown: shown.name)
def test_words_do_not_cover_each_other_nor_sites(shown: Map) -> None:
    frame, drawn = _frame(shown), map_drawing.picture(shown, "v")
    boxes = _boxes(drawn.svg)
    assert boxes
    _apart(boxes)
    for said, (left, top, right, bottom) in boxes:
        assert left > 0, said
        assert top > 0, said
        assert right < frame.width, said
        assert bottom < frame.height, said
        for site in shown.sites:
            spot = globe.placed(frame, site.point)
            if spot:
                assert not (left - 3 < spot[0] < right + 3 and top - 3 < spot[1] < bottom + 3), (
                    f"{said} covers {site.id}"
                )


def test_all_of_the_sample_is_named() -> None:
    shown = SAMPLES[0]
    drawn = map_drawing.picture(shown, "v")
    assert drawn.outside == drawn.unnamed == ()
    said = " ".join(line for line, _ in _boxes(drawn.svg))
    for one in (*shown.sites, *shown.outlines, *shown.lines):
        assert " ".join(wrapped(one.label, 170, 11, 2)) in said or one.label in said
    for name in ("Poland", "France 72%", "Spain 28%", "Turkey 0%", "Iran", "Russia"):
        assert name in said


def test_what_lies_outside_or_finds_no_room_is_said() -> None:
    crowd = tuple(
        Site(f"s{n}", f"A place with a long name, number {n}", (10 + 0.2 * (n % 10), 50 + 0.2 * (n // 10)))
        for n in range(60)
    )
    away = Site("away", "Far away", (-100, 20))
    shown = replace(SAMPLES[0], sites=(*crowd, away), lines=(Line("gone", "Gone", ((-100, 0), (-90, 10))),))
    drawn = map_drawing.picture(shown, "v")
    _apart(_boxes(drawn.svg))
    assert set(drawn.outside) == {"Far away", "Gone"}
    assert drawn.unnamed
    named = {said for said, _ in _boxes(drawn.svg)}
    assert all(name not in named for name in drawn.unnamed)
    page = "".join(Page(html.page(record(Sample((), (shown,))))).texts)
    assert "Outside the picture: Gone, Far away." in page
    assert f"Drawn, but not named for want of room: {', '.join(drawn.unnamed)}." in page


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.floats(5, 395), st.floats(5, 295)), min_size=1, max_size=30))
def test_labels_beside_marks_never_cover_each_other(marks: list[tuple[float, float]]) -> None:
    room = placing.Room(400, 300)
    for x, y in marks:
        room.take((x - 5, y - 5, x + 5, y + 5))
    spots = [spot.box for at in marks if (spot := placing.beside(room, at, 5, (60, 14)))]
    for (left, top, right, bottom), other in combinations(spots, 2):
        assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
    for left, top, right, bottom in spots:
        assert not any(left < x < right and top < y < bottom for x, y in marks)


def test_a_label_alone_stands_to_the_right_of_its_mark() -> None:
    room = placing.Room(400, 300)
    spot = placing.beside(room, (200, 150), 6, (60, 14))
    assert spot is not None
    assert spot.leader is None
    assert spot.box[0] == pytest.approx(208.5)
    assert (spot.box[1] + spot.box[3]) / 2 == pytest.approx(150)


def test_words_are_not_broken_to_make_lines_equal() -> None:
    assert wrapped("Iran–Azerbaijan border", 150, 12.5, 2) == ["Iran–Azerbaijan", "border"]


# ---------------------------------------------------------------- the picture


@pytest.mark.parametrize("shown", [*SAMPLES, WHOLE, OTHER_SIDE, POLE], ids=lambda shown: shown.name)
def test_a_picture_is_well_formed_named_and_the_same_each_time(shown: Map) -> None:
    svg = map_drawing.picture(shown, "view-1").svg
    assert svg == map_drawing.picture(shown, "view-1").svg
    assert "nan" not in re.sub(r"<(title|desc).*?</\1>|<tspan.*?</tspan>", "", svg).lower()
    drawn = ET.fromstring(svg)
    assert drawn.attrib["role"] == "img"
    ids = [one.attrib["id"] for one in drawn.iter() if one.get("id")]
    assert len(set(ids)) == len(ids)
    assert set(drawn.attrib["aria-labelledby"].split()) == {"view-1-name", "view-1-told"} <= set(ids)
    assert all(one.startswith("view-1-") for one in ids)
    assert set(re.findall(r"url\(#([^)]*)\)", svg)) <= set(ids)
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert "style=" not in svg


def test_every_region_site_and_line_is_drawn_with_its_own_sign() -> None:
    shown = SAMPLES[0]
    drawn = ET.fromstring(map_drawing.picture(shown, "v").svg)
    titles = {"".join(one.itertext()) for one in drawn.iter(f"{SVG}title")}
    assert {f"{maps.region_name(one)}: {maps.region_value(one)}" for one in shown.regions} <= titles
    assert "Redzikowo. Ten interceptors were proposed here." in titles
    groups = [one.get("class", "") for one in drawn.iter(f"{SVG}g")]
    for one in (*shown.outlines, *shown.lines):
        assert one.kind in groups
    assert [one for one in groups if one.startswith("site ")] == [f"site {site.kind}" for site in shown.sites]
    fills = {
        path.find(f"{SVG}title").text: path.get("fill")  # type: ignore[union-attr]
        for path in drawn.iter(f"{SVG}path")
        if path.get("class") == "shade"
    }
    assert fills["Poland: 100%"] == "url(#v-shade-4)"
    assert fills["France: 72%"] == "url(#v-shade-3)"
    assert fills["Bulgaria: 58%"] == "url(#v-shade-2)"
    assert fills["Spain: 28%"] == "url(#v-shade-1)"
    assert fills["Turkey: 0%"] == "url(#v-shade-0)"


@pytest.mark.parametrize(
    ("value", "step"), [(0, 0), (1e-9, 1), (1 / 3, 1), (0.34, 2), (2 / 3, 2), (0.67, 3), (0.9999, 3), (1, 4)]
)
def test_all_and_none_have_shades_of_their_own(value: float, step: int) -> None:
    shown = replace(SAMPLES[2], regions=(Region("RUS", value),))
    assert maps.step(shown, shown.regions[0]) == step


def _without_colour(svg: str) -> str:
    return re.sub(r' (class|fill|stroke)="(?!none)[^"]*"', "", svg)


def test_nothing_is_told_by_colour_alone() -> None:
    keys = {of: _without_colour(map_signs.key(of)) for of in get_args(MarkOf)}
    assert len(set(keys.values())) == len(keys)
    shades = [_without_colour(map_signs.shade_key(step)) for step in (None, *range(maps.SHADES))]
    assert len(set(shades)) == len(shades), "each is hatched otherwise"


def test_the_stronger_a_shade_the_darker_and_the_denser() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    fills = re.findall(r'fill="(#[0-9a-f]{6})"/?>', map_signs.patterns("v"))
    lights = [
        light(fill) for fill in re.findall(r'class="fill shade-\d"[^>]*fill="(#[0-9a-f]{6})"', map_signs.patterns("v"))
    ]
    assert fills
    assert len(lights) == maps.SHADES
    assert all(a > 1.15 * b for a, b in pairwise(lights)), lights
    strokes = [pattern.count("M") for pattern in map_signs.patterns("v").split("</pattern>")[1:-1]]
    assert strokes == sorted(strokes)


def test_an_arc_has_its_arrowhead_at_its_end() -> None:
    shown = SAMPLES[1]
    frame = _frame(shown)
    drawn = ET.fromstring(map_drawing.picture(shown, "v").svg)
    (head,) = [one for one in drawn.iter(f"{SVG}path") if one.get("class") == "ink solid" and one.get("stroke") is None]
    tip = [float(n) for n in re.match(r"M([\d.]+) ([\d.]+)", head.attrib["d"]).groups()]  # type: ignore[union-attr]
    washington = globe.placed(frame, shown.sites[1].point)
    assert washington is not None
    assert hypot(tip[0] - washington[0], tip[1] - washington[1]) == pytest.approx(5, abs=1)


def test_a_path_is_written_to_a_tenth_without_drifting() -> None:
    points = np.column_stack([np.linspace(0, 100, 301), 50 * np.sin(np.linspace(0, 4 * pi, 301))])
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", map_signs.path(points))]
    steps = np.array(numbers).reshape(-1, 2).cumsum(axis=0)
    assert steps[-1] == pytest.approx(points[-1], abs=0.051)
    assert np.abs(steps[:, 1]).max() == pytest.approx(50, abs=0.1)


def test_the_scale_is_true_in_the_middle() -> None:
    shown = SAMPLES[0]
    frame = _frame(shown)
    drawn = map_drawing.picture(shown, "v").svg
    said, bar = re.search(r'<g class="scale"><title>([\d,]+) km', drawn), re.search(r"H([\d.]+)V", drawn)
    assert said is not None
    assert bar is not None
    km, long = float(said.group(1).replace(",", "")), float(bar.group(1)) - 14
    east = globe.placed(frame, show_samples.away((frame.lon, frame.lat), 90, 500))
    assert east is not None
    assert long / km == pytest.approx((east[0] - frame.x) / 500, rel=0.01)


# ---------------------------------------------------------------- page, text, JSON


def test_the_page_has_picture_legend_shades_borders_and_tables() -> None:
    shown = SAMPLES[0]
    page = html.page(record(Sample((), (shown,))))
    outline = Page(page)
    said = "".join(outline.texts)
    for word in ("radar", "interceptors", "launch area", "city", "border point", "place", "sector", "horizon", "reach"):
        assert word in said
    assert "where ten interceptors were to stand" in said, "the map's own words"
    assert "share of launches met in time" in said
    for word in ("all", "more than two thirds", "up to two thirds", "up to a third", "none", "not in question"):
        assert re.search(rf">{word}</span>", page), word
    assert maps.BORDERS in said
    assert "Kosovo is drawn with Serbia" in said
    assert "The shares are made up." in said
    assert said.count("Redzikowo") >= 2
    assert "54.48° N, 17.10° E" in said
    assert outline.all("script") == outline.all("img") == []
    assert len(page) < 200_000
    anchors = [one["id"] for _, one in outline.tags if "id" in one]
    assert len(set(anchors)) == len(anchors)


def test_pages_of_all_maps_are_well_formed() -> None:
    outline = Page(html.page(show_samples.maps()))
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(set(ids)) == len(ids)


def test_text_of_strangers_stays_text() -> None:
    shown = show_samples.hostile_map()
    drawn = ET.fromstring(map_drawing.picture(shown, "v").svg)
    tags = {one.tag.removeprefix(SVG) for one in drawn.iter()}
    assert tags <= {"svg", "g", "title", "desc", "rect", "path", "text", "tspan", "circle", "defs", "pattern"}
    page = html.page(record(Sample((), (shown,))))
    outline = Page(page)
    assert outline.all("script") == outline.all("img") == []
    assert all(bad in "".join(outline.texts) for bad in STRANGE)
    assert re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page) is None
    assert "Without a shape to draw: " in "".join(outline.texts)
    printed = text.render(record(Sample((), (shown,))), color=False)
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", printed) is None


def test_the_terminal_shows_tables_and_the_note_on_borders() -> None:
    printed = text.render(record(Sample((), (SAMPLES[0],))), color=False, width=110)
    for said in ("its places", "countries in shades", "Gabala", "40.87° N, 47.80° E", "Borders are those of 2007", "█"):
        assert said in printed
    path = next(line for line in printed.split("\n") if line.strip().startswith("Iran to London"))
    assert "north of Iran" in path
    assert "London" in path
    assert "4,576" in path
    assert "The same as pictures" in printed
    text.render(record(Sample((), (SAMPLES[0],))), color=False, encoding="ascii").encode("ascii")
    assert all(len(line) <= 60 for line in text.render(show_samples.maps(), color=False, width=60).split("\n"))


def test_tables_leave_out_what_there_is_not() -> None:
    assert [table.name for table in maps.tables(SAMPLES[0])] == [
        "sites_sites", "sites_regions", "sites_outlines", "sites_lines",
    ]  # fmt: skip
    (sites, regions, lines) = maps.tables(SAMPLES[1])
    assert [column.title for column in regions.columns] == ["Country", "covered from Grand Forks"]
    assert regions.rows[0] == ("United States", "covered")
    assert lines.rows[0][4] == pytest.approx(10_298, abs=2)
    assert "detail" not in {column.name for column in sites.columns}


@pytest.mark.parametrize("shown", SAMPLES, ids=lambda shown: shown.name)
def test_json_keeps_a_map_whole(shown: Map) -> None:
    written = show_json.dumps(record(Sample((), (shown,))))
    (view,) = json.loads(written)["views"]
    assert view["kind"] == "map"
    assert set(view) == {
        "kind", "name", "title", "description", "extent", "shades", "categories", "note", "sites", "regions", "outlines",
        "lines", "marks",
    }  # fmt: skip
    if shown.sites:
        assert set(view["sites"][0]) == {"id", "label", "point", "kind", "detail"}
    read = show_json.loads(written)
    assert show_json.dumps(read) == written
    if shown.name == "sites":
        assert read.result.views() == (shown,)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"extent": [0, 1, 2]}, "`extent`"),
        ({"extent": [0, 1, 2, "3"]}, "`extent`"),
        ({"sites": [{"id": "a", "label": "A", "point": [1], "kind": "radar", "detail": ""}]}, "each point"),
        ({"sites": [{"id": "a", "label": "A", "point": [1, 2], "kind": "moat", "detail": ""}]}, "'moat'"),
        ({"sites": [{"id": "a", "label": "A", "point": [1, 200], "kind": "city", "detail": ""}]}, "latitude 200"),
        ({"regions": [{"id": "POL", "value": None, "label": "", "detail": ""}]}, "`value`"),
        ({"marks": [{"of": "start", "word": "", "meaning": ""}]}, "'start'"),
        ({"lines": [7]}, "each line"),
    ],
)
def test_json_that_is_no_map_is_refused(change: dict[str, Any], said: str) -> None:
    tree = json.loads(show_json.dumps(record(Sample((), (SAMPLES[0],)))))
    tree["views"][0] |= change
    with pytest.raises(ValueError, match="This is not a record of Détente") as caught:
        show_json.loads(json.dumps(tree))
    assert said in str(caught.value)


# ---------------------------------------------------------------- what a map refuses


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"extent": (0, 50, 30, 40)}, "south must be less than north"),
        ({"extent": (0, 40, 400, 50)}, "west and east"),
        ({"extent": (10, 40, 10, 50)}, "west and east"),
        ({"extent": (0, float("nan"), 30, 50)}, "extent"),
        ({"sites": (SITES[0], SITES[0])}, "two sites of one id"),
        ({"sites": (Site("a", "A", (181, 0)),)}, "from -180 to 180"),
        ({"sites": (Site("a", "A", (0, float("inf"))),)}, "from -180 to 180"),
        ({"sites": (Site("a", "A", (float("nan"), 0)),)}, "from -180 to 180"),
        ({"outlines": (Outline("o", "O", ((0, 0), (1, 1))),)}, "2 points; it needs 3"),
        ({"outlines": (Outline("o", "O", ((0, 0), (90, 0), (180, 0))),)}, "opposite points"),
        ({"lines": (Line("l", "L", ((0, 0),)),)}, "1 points; it needs 2"),
        ({"lines": (Line("l", "L", ((10, 20), (-170, -20))),)}, "opposite points"),
        ({"regions": (Region("POL", 1.5),)}, "not a share from 0 to 1"),
        ({"regions": (Region("POL", float("nan")),)}, "not a share from 0 to 1"),
        ({"regions": (Region("POL", "seen"),)}, "not one of its categories"),
        (
            {"regions": (Region("POL", "seen"), Region("DEU", 0.5)), "categories": ("seen",)},
            "give all of them one sort",
        ),
        ({"categories": tuple("abcdef")}, "at most 5 categories"),
    ],
)
def test_what_cannot_be_drawn_is_refused(change: dict[str, Any], said: str) -> None:
    plain = Map("m", "M", "A map.", (0, 40, 30, 60))
    with pytest.raises(ValueError, match=r"The map 'm' ") as caught:
        replace(plain, **change)
    assert said in str(caught.value)


def test_an_empty_map_is_still_a_map() -> None:
    plain = Map("m", "M", "A map.", (0, 40, 30, 60))
    page = html.page(record(Sample((), (plain,))))
    assert "Shades" not in "".join(Page(page).texts)
    assert maps.tables(plain) == ()
    assert maps.used(plain) == ()
    assert "Borders are those of 2007" in text.render(record(Sample((), (plain,))), color=False)


def test_own_words_replace_the_common_ones() -> None:
    shown = replace(SAMPLES[0], marks=(Mark("sector", "view", "what the radar is said to see"),))
    assert maps.sign(shown, "sector").word == "view"
    assert maps.sign(shown, "horizon").word == "horizon"
    assert {row[1] for row in maps.tables(shown)[2].rows} >= {"view", "horizon"}


def test_a_picture_is_drawn_in_a_blink() -> None:
    map_drawing.picture(SAMPLES[0], "v")
    start = time.process_time()
    map_drawing.picture(SAMPLES[0], "v")
    assert time.process_time() - start < 5


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine: pages are not drawn")
def test_a_browser_shows_maps_without_a_complaint(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(html.page(show_samples.maps()), encoding="utf-8")
    ran = subprocess.run(
        [
            str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0",
            f"--user-data-dir={tmp_path / 'p'}", "--virtual-time-budget=2000", "--dump-dom",
            (tmp_path / "page.html").as_uri(),
        ],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert [line for line in ran.stderr.split("\n") if "CONSOLE" in line] == []
    assert ran.stdout.count('class="graph map"') == 4
