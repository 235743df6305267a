"""Every case of `cases/literature` gives what `expected.yaml` beside it says. A new folder is found by itself.

`published` holds what the publication states, `computed` what follows from its numbers by other means than ours.
Utilities and gains are in the publication's units: `units` says how many of them a utility of 1 (`--scale raw`) is for
each party. Equilibria are lists of outcomes; a partial outcome stands for every feasible outcome that it matches. `readings` are
equilibria by narrower readings of the others' answer, `joint_improvement` a move that several parties can make only together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from detente.analyses._conflict import Play, play
from detente.case.read import load
from detente.catalogue import entries
from detente.theory.conflict import arcs_of
from detente.theory.stability import stability

LITERATURE = Path(__file__).parents[1] / "cases" / "literature"
FOLDERS = sorted(path.parent for path in LITERATURE.glob("*/case.yaml"))
SOLUTIONS = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
PLACES = 1e-6


def named(folder: Path) -> str:
    return folder.name


def expectations(folder: Path) -> dict[str, Any]:
    return dict(YAML(typ="safe").load((folder / "expected.yaml").read_text("utf-8")))


def answer(folder: Path) -> dict[str, Any]:
    from detente.run import run

    expected = expectations(folder)
    if expected["analysis"] == "stability":
        return by_theory(folder, "canonical")
    record = run(expected["analysis"], load(folder), dict(expected["parameters"]))
    return dict(record.result.data())


def by_theory(folder: Path, response: str) -> dict[str, Any]:
    """What holds, without the analysis that words it."""
    found = play(load(folder))
    held = stability(found.conflict, response=response).equilibria
    return {
        "folder": folder,
        "feasible": found.states,
        "equilibria": {concept: [found.outcome(int(s)) for s in states] for concept, states in held.items()},
    }


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


# ---------------------------------------------------------------- stability


def states(result: dict[str, Any], expected: int, units: Mapping[str, float]) -> None:
    assert result["feasible"] == expected


def equilibria(
    result: dict[str, Any], expected: Mapping[str, list[dict[str, str]]], units: Mapping[str, float]
) -> None:
    everything = all_outcomes(play(load(result["folder"])))
    for concept, stated in expected.items():
        assert all(any(matches(outcome, one) for outcome in everything) for one in stated), "no such outcome"
        wanted = [outcome for outcome in everything if any(matches(outcome, one) for one in stated)]
        assert listed(result["equilibria"][concept]) == listed(wanted), concept


def readings(result: dict[str, Any], expected: Mapping[str, Any], units: Mapping[str, float]) -> None:
    for response, stated in expected.items():
        equilibria(by_theory(result["folder"], response), stated, units)


def joint_improvement(result: dict[str, Any], expected: Mapping[str, Any], units: Mapping[str, float]) -> None:
    """All of them prefer the end, none could get there alone, and together they can."""
    found = play(load(result["folder"]))
    start, end = found.state(expected["from"]), found.state(expected["to"])
    assert start is not None
    assert end is not None
    assert all(found.prefers(found.parties.index(party), end, start) == 1 for party in expected["by"])
    assert not any(end in reached(found, start, [party]) for party in expected["by"])
    assert end in reached(found, start, expected["by"])


def reached(found: Play, start: int, by: Sequence[str]) -> set[int]:
    """The states that these parties reach by moves of their own, one after the other."""
    arcs = [
        arcs_of(m.moves) for m, names in zip(found.conflict.movers, found.members, strict=True) if {*names} <= {*by}
    ]
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for moves in arcs:
            there = {*moves.targets[moves.starts[here] : moves.starts[here + 1]].tolist()} - seen
            seen |= there
            waiting += there
    return seen - {start}


def all_outcomes(found: Play) -> list[dict[str, str]]:
    return [found.outcome(state) for state in range(found.states)]


def matches(outcome: Mapping[str, str], partial: Mapping[str, str]) -> bool:
    return partial.items() <= outcome.items()


def listed(outcomes: list[dict[str, str]]) -> list[list[tuple[str, str]]]:
    return sorted(sorted(outcome.items()) for outcome in outcomes)


CHECKS: dict[str, Callable[[dict[str, Any], Any, Mapping[str, float]], None]] = {
    "outcomes": outcomes,
    "reservation": reservation,
    "frontier": frontier,
    "zone": zone,
    "acceptable_frontier_gains": acceptable_frontier_gains,
    "states": states,
    "equilibria": equilibria,
    "readings": readings,
    "joint_improvement": joint_improvement,
    **{name: solution(name) for name in SOLUTIONS},
}


# ---------------------------------------------------------------- the tests


def test_there_are_cases_from_the_literature() -> None:
    assert len(FOLDERS) >= 7


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
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
        CHECKS[key](result, value, expected.get("units", {}))


@pytest.mark.skipif("stability" not in entries(), reason="this version has no such analysis")
@pytest.mark.parametrize("response", ["canonical", "once", "single"])
@pytest.mark.parametrize("folder", [f for f in FOLDERS if expectations(f)["analysis"] == "stability"], ids=named)
def test_the_analysis_of_stability_says_the_same(folder: Path, response: str) -> None:
    from detente.run import run

    result, expected = run("stability", load(folder), {"response": response}).result.data(), by_theory(folder, response)
    assert result["feasible"] == expected["feasible"]
    assert {concept: listed(held) for concept, held in result["equilibria"].items()} == {
        concept: listed(held) for concept, held in expected["equilibria"].items()
    }
