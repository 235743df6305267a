"""Every domain on file gives what is on file: size, frontier and solutions, each in its file's own definition.

The expected values are of `../shared/literature/domains`: for Genius computed by brute force in Genius's own meaning
(`reference.json`), for GeniusWeb and NegoLog published beside the domain. They are compared twice: with all outcomes
listed here in exact whole numbers, and with what `agreement` answers.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detente.case.model import Case, Number
from detente.case.read import read
from detente.case.text import dump
from detente.formats import import_files

DOMAINS = Path(__file__).parents[2].parent / "shared" / "literature" / "domains"
pytestmark = pytest.mark.skipif(not DOMAINS.is_dir(), reason="the reference data are not beside this checkout")
GENIUS = ["itex_cypress_2012B", "energy_2012A", "politics_2015", "laptop_2013C", "new_sporthal_2015"]
GENIUSWEB = ["domain00", "domain07", "domain19", "domain31", "domain44"]
NEGOLOG = ["domain0", "domain13", "domain22", "domain5"]


def case_of(folder: Path, no_deal: str | None = None) -> Case:
    """The folder's domain; with `no_deal`, every party's number for it."""
    tree = import_files([folder])
    if no_deal is not None:
        for stated in tree["preferences"].values():
            stated["no_deal"] = no_deal
    return read(dump(tree))


# ---------------------------------------------------------------- all outcomes, exactly


@dataclass(frozen=True)
class Listed:
    """All outcomes in whole numbers: `utilities` (outcomes, parties) over `unit` are utilities of 0..1."""

    case: Case
    sizes: tuple[int, ...]
    utilities: np.ndarray
    unit: tuple[int, ...]
    reservation: tuple[Fraction, ...]

    def share(self, outcome: int) -> tuple[Fraction, ...]:
        return tuple(Fraction(int(u), n) for u, n in zip(self.utilities[outcome], self.unit, strict=True))

    def bid(self, outcome: int) -> dict[str, str]:
        """Issue label -> option label."""
        indexes = np.unravel_index(outcome, self.sizes)
        return {
            issue.label: list(issue.options.values())[int(k)].label
            for issue, k in zip(self.case.issues.values(), indexes, strict=True)
        }


@cache
def listed(folder: Path, no_deal: str | None = None) -> Listed:
    case = case_of(folder, no_deal)
    sizes = tuple(len(issue.options) for issue in case.issues.values())
    columns, units, reservation = [], [], []
    for party in case.parties:
        stated = case.preferences[party]
        total = sum((number.low for number in stated.weights.values()), Fraction(0))
        parts = [
            [worth(stated.values[i][o]) * stated.weights[i].low / total for o in case.issues[i].options]
            for i in case.issues
        ]
        unit = math.lcm(*(value.denominator for part in parts for value in part))
        column = np.array([0], dtype=object)
        for part in parts:
            column = np.add.outer(column, np.array([int(value * unit) for value in part], dtype=object)).ravel()
        columns.append(column)
        units.append(unit)
        reservation.append(stated.no_deal.low / 100 if stated.no_deal else Fraction(0))
    return Listed(case, sizes, np.stack(columns, axis=1), tuple(units), tuple(reservation))


def worth(value: Any) -> Fraction:
    assert isinstance(value, Number)
    return value.low


def frontier(points: np.ndarray) -> list[int]:
    """Rows that no other row dominates, equal ones included.

    The row of the greatest sum of ranks is undominated; it and its equals are kept, what it dominates goes, and so on.
    """
    left, kept = np.arange(len(points)), []
    ranks = np.stack([np.unique(column, return_inverse=True)[1] for column in points.T]).sum(axis=0)
    while len(left):
        top = points[left[np.argmax(ranks[left])]]
        below = np.all(points[left] <= top, axis=1)
        kept.extend(left[np.all(points[left] == top, axis=1)].tolist())
        left = left[~below]
    return kept


def rational(of: Listed, rows: Sequence[int]) -> list[int]:
    """The rows in which everybody has at least the reservation."""
    floor = [math.ceil(r * n) for r, n in zip(of.reservation, of.unit, strict=True)]
    return [row for row in rows if all(u >= f for u, f in zip(of.utilities[row], floor, strict=True))]


def product(gains: Sequence[Fraction]) -> Fraction:
    return math.prod(gains, start=Fraction(1))


def near(found: Sequence[Any], expected: Sequence[float], digits: float = 1e-6) -> bool:
    return all(abs(float(a) - b) <= digits for a, b in zip(found, expected, strict=True))


# ---------------------------------------------------------------- Genius


def genius_reference(name: str) -> dict[str, Any]:
    (expected,) = json.loads((DOMAINS / "genius" / "reference.json").read_text("utf-8"))["reference"][name]
    return dict(expected)


@pytest.mark.parametrize("name", GENIUS)
def test_genius_by_listing_all_outcomes(name: str) -> None:
    expected, of = genius_reference(name), listed(DOMAINS / "genius" / name)
    assert list(of.sizes) == expected["issues"]
    assert len(of.utilities) == expected["N"]
    assert [float(r) for r in of.reservation] == expected["rv"]
    front = frontier(of.utilities)
    assert len(front) == expected["pareto_outcomes"]
    assert len({tuple(of.utilities[row]) for row in front}) == expected["pareto_points"]
    for column, (unit, low, high) in enumerate(zip(of.unit, expected["umin"], expected["umax"], strict=True)):
        assert near([of.utilities[:, column].min() / unit, of.utilities[:, column].max() / unit], [low, high], 1e-4)
    inside = rational(of, front)
    assert len({tuple(of.utilities[row]) for row in inside}) == expected["pareto_ir_points"]
    gains = {row: [u - r for u, r in zip(of.share(row), of.reservation, strict=True)] for row in inside}
    nash = max(inside, key=lambda row: product(gains[row]))
    assert near(of.share(nash), expected["nash"])
    assert near([product(gains[nash])], [expected["nash_product"]], 1e-12)
    assert near([max(min(g) for g in gains.values())], [expected["egal_value"]], 1e-12)
    best = [
        Fraction(int(of.utilities[:, k].max()), n) - r
        for k, (n, r) in enumerate(zip(of.unit, of.reservation, strict=True))
    ]
    ratio = {row: min(g / b for g, b in zip(gains[row], best, strict=True)) for row in inside}
    assert near([max(ratio.values())], [expected["ks_value"]], 1e-12)
    assert near(of.share(max(ratio, key=lambda row: ratio[row])), expected["ks_maxmin_ratio"])
    assert near([max(sum(of.share(row)) for row in inside)], [expected["utilitarian_sum"]], 1e-12)


def answer(case: Case, ideal: str = "all") -> dict[str, Any]:
    """What `agreement` answers, as data: no draws, utilities neither shifted nor stretched."""
    from detente.run import run

    return dict(run("agreement", case, {"draws": 0, "scale": "raw", "ideal": ideal, "per_point": 100}).result.data())


def utilities(entry: dict[str, Any]) -> list[float]:
    return list(entry["utilities"].values())


@pytest.mark.parametrize("name", GENIUS)
def test_genius_by_agreement(name: str) -> None:
    expected = genius_reference(name)
    result = answer(case_of(DOMAINS / "genius" / name))
    assert result["outcomes"] == expected["N"]
    assert result["exact"] is True
    assert near(list(result["reservation"].values()), expected["rv"], 1e-9)
    assert sum(entry["count"] for entry in result["frontier"]) == expected["pareto_outcomes"]
    assert len({tuple(utilities(entry)) for entry in result["frontier"]}) == expected["pareto_points"]
    assert result["zone"]["frontier_points"] == expected["pareto_ir_points"]
    assert result["zone"]["outcomes"] == expected["zopa_outcomes"]
    solutions = result["solutions"]
    assert near(utilities(solutions["nash"][0]), expected["nash"])
    assert near([math.prod(solutions["nash"][0]["gains"].values())], [expected["nash_product"]], 1e-9)
    assert near([min(solutions["egalitarian"][0]["gains"].values())], [expected["egal_value"]], 1e-9)
    assert near(utilities(solutions["egalitarian"][0]), expected["egal_maxmin_gain"])
    assert near(utilities(solutions["kalai_smorodinsky"][0]), expected["ks_maxmin_ratio"])
    assert near([sum(utilities(solutions["utilitarian"][0]))], [expected["utilitarian_sum"]], 1e-9)


# ---------------------------------------------------------------- GeniusWeb: utilities as such, no reservation


def specials(name: str) -> dict[str, Any]:
    return dict(json.loads((DOMAINS / "geniusweb" / name / "specials.json").read_text("utf-8")))


def same_points(found: Sequence[Sequence[Any]], expected: Sequence[Sequence[float]]) -> bool:
    """Whether two frontiers have the same points, to nine places."""
    ours, theirs = (sorted(tuple(map(float, point)) for point in points) for points in (found, expected))
    return len(ours) == len(theirs) and all(near(a, b, 1e-9) for a, b in zip(ours, theirs, strict=True))


@pytest.mark.parametrize("name", GENIUSWEB)
def test_geniusweb_by_listing_all_outcomes(name: str) -> None:
    expected, of = specials(name), listed(DOMAINS / "geniusweb" / name)
    assert len(of.utilities) == expected["size"]
    front = frontier(of.utilities)
    assert same_points([of.share(row) for row in front], [entry["utility"] for entry in expected["pareto_front"]])
    bids = [of.bid(row) for row in front]
    assert all(entry["bid"] in bids for entry in expected["pareto_front"])
    nash = max(front, key=lambda row: product(of.share(row)))
    assert near(of.share(nash), expected["nash"]["utility"], 1e-9)
    assert of.bid(nash) == expected["nash"]["bid"]
    kalai = min(front, key=lambda row: abs(of.share(row)[0] - of.share(row)[1]))
    assert near(of.share(kalai), expected["kalai"]["utility"], 1e-9)
    assert near([math.dist(map(float, of.share(kalai)), (1, 1))], [expected["opposition"]], 1e-9)


@pytest.mark.parametrize("name", GENIUSWEB)
def test_geniusweb_by_agreement(name: str) -> None:
    expected = specials(name)
    case = case_of(DOMAINS / "geniusweb" / name, no_deal="0")
    result = answer(case)
    assert result["outcomes"] == expected["size"]
    found = [utilities(entry) for entry in result["frontier"]]
    assert sum(entry["count"] for entry in result["frontier"]) == len(expected["pareto_front"])
    assert same_points(found, [entry["utility"] for entry in expected["pareto_front"]])
    assert near(utilities(result["solutions"]["nash"][0]), expected["nash"]["utility"], 1e-9)
    assert labels(case, result["solutions"]["nash"][0]["outcome"]) == expected["nash"]["bid"]
    kalai = min(found, key=lambda point: abs(point[0] - point[1]))
    assert near(kalai, expected["kalai"]["utility"], 1e-9)
    assert near([math.dist(kalai, (1, 1))], [expected["opposition"]], 1e-9)


def labels(case: Case, outcome: dict[str, str]) -> dict[str, str]:
    return {case.issues[i].label: case.issues[i].options[o].label for i, o in outcome.items()}


# ---------------------------------------------------------------- NegoLog: reservation values ignored


def specs(name: str) -> dict[str, Any]:
    return dict(json.loads((DOMAINS / "negolog" / name / "specs.json").read_text("utf-8")))


@pytest.mark.parametrize("name", NEGOLOG)
def test_negolog_by_listing_all_outcomes(name: str) -> None:
    expected, of = specs(name), listed(DOMAINS / "negolog" / name)
    assert len(of.utilities) == expected["NumberOfBids"]
    assert list(of.sizes) == expected["IssueValues"]
    rows = range(len(of.utilities))
    assert near([max(product(of.share(row)) for row in rows)], [expected["Nash Product"]], 1e-9)
    assert near([max(sum(of.share(row)) for row in rows)], [expected["Social Welfare"]], 1e-9)
    nash = max(rows, key=lambda row: product(of.share(row)))
    assert near(of.share(nash), [expected["Nash_A"], expected["Nash_B"]], 1e-9)


@pytest.mark.parametrize("name", NEGOLOG)
def test_negolog_by_agreement(name: str) -> None:
    expected = specs(name)
    result = answer(case_of(DOMAINS / "negolog" / name, no_deal="0"))
    assert result["outcomes"] == expected["NumberOfBids"]
    nash, welfare = result["solutions"]["nash"], result["solutions"]["utilitarian"]
    assert near([math.prod(utilities(nash[0]))], [expected["Nash Product"]], 1e-9)
    assert near([sum(utilities(welfare[0]))], [expected["Social Welfare"]], 1e-9)
    assert any(near(utilities(entry), [expected["Nash_A"], expected["Nash_B"]], 1e-9) for entry in nash)
    assert any(near(utilities(entry), [expected["Kalai_A"], expected["Kalai_B"]], 1e-9) for entry in welfare)
