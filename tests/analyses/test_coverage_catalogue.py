"""The closed catalogue: what it holds, that each figure has its author, that names beyond it are refused, and that nothing public goes round it."""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from detente.analyses.coverage import catalogue as module
from detente.analyses.coverage.catalogue import (
    Area,
    BorderPoint,
    Catalogue,
    Figure,
    Sensor,
    Site,
    catalogue,
    found,
    sensors_at,
)
from detente.result import WrongUse
from detente.theory.geodesics import ellipsoid_distance_km

SOURCE = Path(detente.__file__).parent
PRIVATE = ("_arcs", "_lambert", "_reach")
FREE = re.compile(
    r"\b(lat|lon|latitude|longitude|launch|launches|target|aim|burnout|speed|velocity|azimuth)(s|_\w+)?\b"
)
"""Names that a parameter for a free place, or a free missile, would have."""


def figures(held: Catalogue) -> dict[str, Figure]:
    """Every figure, by where it stands."""
    plain = {
        f"{part}.{name}": one.figure
        for part in ("speeds", "delays", "masks", "contact_floors", "unseen_altitudes", "counts")
        for name, one in getattr(held, part).items()
    }
    ranges = {f"{s.id}.{n}": one.figure for s in held.sensors.values() for n, one in enumerate(s.ranges)}
    sectors = {f"{s.id}.sector": s.sector for s in held.sensors.values() if s.sector is not None}
    return plain | ranges | sectors


# ---------------------------------------------------------------- what it holds


def test_the_places_of_the_talks() -> None:
    expected = {
        "redzikowo": (54.479, 17.108),
        "brdy": (49.72, 13.75),
        "gabala": (40.8707, 47.8027),
        "armavir": (44.925, 40.984),
        "fylingdales": (54.3589, -0.6697),
        "incirlik": (37.002, 35.426),
        "kurecik": (38.35, 37.79),
    }
    assert {name: site.at for name, site in catalogue().sites.items()} == expected
    assert catalogue().areas["iran"].points == ((38.1, 46.3), (35.2, 53.9), (29.6, 52.5))
    assert catalogue().areas["russia"].points == ((54, 36), (52, 46), (51, 60))


def test_rivals_stand_side_by_side() -> None:
    speeds = {name: (speed.figure.low, speed.figure.high) for name, speed in catalogue().speeds.items()}
    assert min(speeds.values()) == (6.3, 6.3)
    assert {low for low, _ in speeds.values()} == {6.3, 7.7, 9.0}
    brdy = [(one.figure.low, one.figure.high) for one in catalogue().sensors["brdy-radar"].ranges]
    assert brdy[:2] == [(2000, 2000), (4000, 4000)]
    gabala = catalogue().sensors["gabala-radar"]
    assert gabala.sector is not None
    assert (gabala.sector.low, gabala.sector.high) == (107, 217)
    assert 6000 in [one.figure.low for one in gabala.ranges]
    assert [one.figure.low for one in catalogue().unseen_altitudes.values()] == [245, 450, 850]


def test_every_figure_has_its_unit_date_author_and_publication() -> None:
    for place, figure in figures(catalogue()).items():
        told = figure.publication
        assert figure.unit, place
        assert all((told.author, told.title, told.date)), place
        assert told.read in ("page", "excerpt", "cited", "own"), place
        assert 0 <= figure.low <= figure.high, place


def test_what_was_read_can_be_looked_up() -> None:
    """What says that it was read has an address, or is an encyclopedia or a data set under its title."""
    for one in catalogue().publications.values():
        if one.read in ("page", "excerpt"):
            assert one.address or one.author in ("Wikipedia", "Natural Earth"), one.id


def test_every_publication_is_used() -> None:
    held = catalogue()
    used = {figure.publication.id for figure in figures(held).values()}
    for part in (held.sites, held.areas, held.border_points, held.cities, held.statements):
        used |= {one.publication.id for one in part.values()}
    assert used == set(held.publications)


def test_distances_from_irans_border() -> None:
    """From the nearest border point, on WGS84; a first computation gave Athens 1,769, Moscow 1,850 and Warsaw 2,272 km."""
    borders = [one.at for one in catalogue().border_points.values() if one.country == "IRN"]
    expected = {"athens": 1769, "moscow": 1850, "warsaw": 2272}
    for name, km in expected.items():
        least = min(float(ellipsoid_distance_km(*border, *catalogue().cities[name].at)) for border in borders)
        assert least == pytest.approx(km, abs=1.5), name


def test_border_points_lie_on_borders() -> None:
    """Within a few kilometres of the shape that maps are drawn with."""
    import numpy as np

    from detente.atlas.shapes import countries

    for one in catalogue().border_points.values():
        rings = [np.asarray(ring) for ring in countries()[one.country].rings]
        share = np.linspace(0, 1, 20)[:, None, None]
        edges = np.concatenate([(ring[:-1] + (ring[1:] - ring[:-1]) * share).reshape(-1, 2) for ring in rings])
        step = edges - np.array([one.at[1], one.at[0]])
        apart = 111.2 * np.hypot(step[:, 0] * np.cos(np.radians(one.at[0])), step[:, 1])
        assert apart.min() < 5, one.id


def test_areas_are_coarse() -> None:
    """A few points each, rounded to a tenth of a degree (some ten kilometres)."""
    for area in catalogue().areas.values():
        assert 3 <= len(area.points) <= 8
        assert all(round(number, 1) == number for point in area.points for number in point)


def test_the_flagship_asks_for_nothing_else() -> None:
    case = detente.load("missile-defence-2007")
    checks = [claim.check for claim in case.claims.values() if claim.check]
    assert len(checks) >= 15
    for check in checks:
        for site in (*check.sites, *check.than, *check.to):
            places = catalogue().cities if site in catalogue().cities else catalogue().sites
            assert isinstance(found(places, site, "site"), Site | BorderPoint)
        for area in check.areas:
            assert isinstance(found(catalogue().areas, area, "area"), Area)


# ---------------------------------------------------------------- what is refused


@given(
    st.sampled_from(["sites", "sensors", "speeds", "delays", "areas", "border_points", "cities"]), st.text(max_size=30)
)
def test_unknown_names_are_refused_with_what_there_is(part: str, name: str) -> None:
    held = getattr(catalogue(), part)
    if name in held:
        assert found(held, name, "entry").id == name
        return
    with pytest.raises(WrongUse) as refused:
        found(held, name, "entry")
    assert "published figures" in str(refused.value)
    assert all(known in str(refused.value) for known in held)


@pytest.mark.parametrize("name", ["tehran", "35.7, 51.4", "GABALA", "", "gabala "])
def test_places_that_someone_makes_up_are_refused(name: str) -> None:
    with pytest.raises(WrongUse, match="computes with nothing else"):
        sensors_at(name)


def test_what_is_no_name_is_refused() -> None:
    for made_up in (35.7, (35.7, 51.4), None, ["gabala"]):
        with pytest.raises(WrongUse):
            found(catalogue().sites, made_up, "site")  # type: ignore[arg-type]


def test_sensors_of_a_site() -> None:
    assert [sensor.id for sensor in sensors_at("gabala")] == ["gabala-radar"]
    assert sensors_at("redzikowo") == ()
    assert all(isinstance(sensor, Sensor) for site in catalogue().sites for sensor in sensors_at(site))


def test_nothing_of_it_can_be_changed() -> None:
    held = catalogue()
    for field in fields(Catalogue):
        with pytest.raises(TypeError):
            getattr(held, field.name)["tehran"] = None
    with pytest.raises(AttributeError):
        held.sites["gabala"].at = (0.0, 0.0)  # type: ignore[misc]


PUBLICATION = 'publications: {own: {author: A, title: T, date: "2007", read: own}}\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("missiles: {}", "no part missiles"),
        ("sites: {here: {name: H, country: X, at: [1, 2], from: nowhere}}", "the publication nowhere"),
        ("sites: {here: {name: H, country: X, at: [100, 2], from: own}}", "no place on Earth"),
        ("sites: {here: {name: H, country: X, at: [10, 2], from: own, yield: 3}}", "no field yield"),
        ("speeds: {fast: {value: 9..7, from: own}}", "no span"),
        ("speeds: {fast: {value: 9}}", "from"),
        ("areas: {a: {name: A, role: weak, points: [[1, 2]], from: own}}", "role is weak"),
        ("sensors: {s: {site: here, name: S, ranges: []}}", "here"),
    ],
)
def test_a_catalogue_that_is_wrong_is_refused(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        module._read(PUBLICATION + text if text else "")


# ---------------------------------------------------------------- nothing goes round it


def imports(file: Path) -> set[str]:
    """The names of all modules, and of all that is taken from them, that a file imports, anywhere in it."""
    told = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            told |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            told |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return told


def test_only_coverage_and_the_private_modules_know_arcs_and_lambert() -> None:
    """Arcs and transfers between free places are computed below an underscore; only the room with the closed catalogue reaches down."""
    users = {
        file.relative_to(SOURCE).as_posix()
        for file in SOURCE.rglob("*.py")
        if any(name.endswith(f".{private}") or f".{private}." in name for name in imports(file) for private in PRIVATE)
    }
    assert users >= {"theory/_reach.py", "theory/_lambert.py"}
    inner = {f"theory/{private}.py" for private in PRIVATE}
    assert {user for user in users - inner if not user.startswith("analyses/coverage/")} == set()


def test_public_geometry_knows_no_flight() -> None:
    """What theory has in public: places, distances and what is seen of given points; nothing that makes a path from two places."""
    for name in ("geodesics", "sight"):
        file = SOURCE / "theory" / f"{name}.py"
        assert not any(private in told for told in imports(file) for private in PRIVATE)
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                arguments = {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}
                assert not {a for a in arguments if re.search("launch|target|burnout|speed|velocity|delay", a)}, (
                    node.name
                )
            if isinstance(node, ast.ClassDef):
                held = {part.target.id for part in node.body if isinstance(part, ast.AnnAssign)}  # type: ignore[union-attr]
                assert not {a for a in held if re.search("launch|target|burnout|speed|velocity|apogee", a)}, node.name


def test_no_public_function_takes_a_free_place() -> None:
    """Neither by the name of a parameter nor as a pair of numbers."""
    asked = 0
    for name in detente.__all__:
        thing = getattr(detente, name)
        if inspect.isfunction(thing):
            for parameter in inspect.signature(thing).parameters.values():
                asked += 1
                assert not FREE.search(parameter.name), (name, parameter.name)
                assert not re.search(r"tuple\[float|Floats|NDArray|ArrayLike|Place", str(parameter.annotation)), name
    assert asked > 20


def test_no_command_takes_a_free_place() -> None:
    import typer

    from detente.cli import app

    def options(command: object) -> set[str]:
        inner = getattr(command, "commands", {})
        own = {option for parameter in command.params for option in (*parameter.opts, parameter.name)}  # type: ignore[attr-defined]
        return own.union(*(options(one) for one in inner.values()))

    found_ = options(typer.main.get_command(app))
    assert len(found_) > 20
    assert {option for option in found_ if FREE.search(option.replace("-", " ").strip())} == set()


def test_what_the_room_offers_takes_cases_and_names_alone() -> None:
    """The functions of the package and of the catalogue: no numbers, no arrays, no files."""
    from detente.analyses import coverage

    asked = set()
    for where in (coverage, module):
        for name, thing in vars(where).items():
            if (
                inspect.isfunction(thing)
                and not name.startswith("_")
                and thing.__module__.startswith(coverage.__name__)
            ):
                asked.add(name)
                for parameter in inspect.signature(thing).parameters.values():
                    assert not FREE.search(parameter.name), (name, parameter.name)
                    assert not re.search("float|Floats|NDArray|ArrayLike|Place|Path", str(parameter.annotation)), name
    assert asked >= {"found", "sensors_at"}
