"""Every case of `cases/literature` gives what `expected.yaml` beside it says. A new folder is found by itself.

`published` holds what the publication states, `computed` what follows from its numbers by other means than ours.
Utilities and gains are in the publication's units: `units` says how many of them a utility of 1 (`--scale raw`) is for
each party.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from detente.case.read import load

LITERATURE = Path(__file__).parents[1] / "cases" / "literature"
FOLDERS = sorted(path.parent for path in LITERATURE.glob("*/case.yaml"))
SOLUTIONS = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
PLACES = 1e-6


def expectations(folder: Path) -> dict[str, Any]:
    return dict(YAML(typ="safe").load((folder / "expected.yaml").read_text("utf-8")))


def answer(folder: Path) -> dict[str, Any]:
    from detente.run import run

    expected = expectations(folder)
    record = run(expected["analysis"], load(folder), dict(expected["parameters"]))
    return dict(record.result.data())


def near(found: Mapping[str, float], expected: Mapping[str, float], units: Mapping[str, float]) -> bool:
    return found.keys() == expected.keys() and all(
        math.isclose(found[party] * units[party], number, rel_tol=0, abs_tol=PLACES)
        for party, number in expected.items()
    )


# ---------------------------------------------------------------- what an expectation may say, and how it is checked


def outcomes(result: dict[str, Any], expected: int, units: Mapping[str, float]) -> None:
    assert result["outcomes"] == expected


def reservation(result: dict[str, Any], expected: Mapping[str, float], units: Mapping[str, float]) -> None:
    assert near(result["reservation"], expected, units)


def frontier(result: dict[str, Any], expected: Mapping[str, int], units: Mapping[str, float]) -> None:
    points = {tuple(entry["utilities"].values()) for entry in result["frontier"]}
    assert {"points": len(points), "packages": sum(entry["count"] for entry in result["frontier"])} == expected


def zone(result: dict[str, Any], expected: Mapping[str, int], units: Mapping[str, float]) -> None:
    assert {key: result["zone"][key] for key in expected} == expected


def acceptable_frontier_gains(result: dict[str, Any], expected: list[list[float]], units: Mapping[str, float]) -> None:
    floor = result["reservation"]
    gains = [
        [round((u - floor[party]) * units[party], 6) for party, u in entry["utilities"].items()]
        for entry in result["acceptable_frontier"]
    ]
    assert sorted(gains) == sorted(expected)


def solution(name: str) -> Callable[[dict[str, Any], Mapping[str, Any], Mapping[str, float]], None]:
    def check(result: dict[str, Any], expected: Mapping[str, Any], units: Mapping[str, float]) -> None:
        found = result["solutions"][name]
        assert found
        for key, value in expected.items():
            if key == "outcomes":
                assert [entry["outcome"] for entry in found] == value
            elif key == "product":
                gains = [number * units[party] for party, number in found[0]["gains"].items()]
                assert math.isclose(math.prod(gains), value, abs_tol=PLACES)
            else:
                assert key in {"gains", "utilities"}
                assert all(near(entry[key], value, units) for entry in found)

    return check


CHECKS: dict[str, Callable[[dict[str, Any], Any, Mapping[str, float]], None]] = {
    "outcomes": outcomes,
    "reservation": reservation,
    "frontier": frontier,
    "zone": zone,
    "acceptable_frontier_gains": acceptable_frontier_gains,
    **{name: solution(name) for name in SOLUTIONS},
}


# ---------------------------------------------------------------- the tests


def test_there_are_cases_from_the_literature() -> None:
    assert len(FOLDERS) >= 2


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_each_names_its_publication_and_how_far_it_was_verified(folder: Path) -> None:
    expected = expectations(folder)
    assert len(expected["publication"]) > 40
    assert isinstance(expected["verified"], bool)
    assert expected["verified_against"]
    page = (folder / "README.md").read_text("utf-8")
    assert page.startswith("# ")
    assert "**Source.**" in page
    assert load(folder).sources
    assert expected["published"] or expected["computed"]
    unknown = {*expected["published"], *expected["computed"]} - CHECKS.keys()
    assert not unknown, "an expectation that nothing checks"


STATED = [(folder, kind) for folder in FOLDERS for kind in ("published", "computed") if expectations(folder)[kind]]


@pytest.mark.parametrize(("folder", "kind"), STATED, ids=[f"{folder.name}-{kind}" for folder, kind in STATED])
def test_each_gives_what_is_expected(folder: Path, kind: str) -> None:
    expected, result = expectations(folder), answer(folder)
    for key, value in expected[kind].items():
        CHECKS[key](result, value, expected["units"])
