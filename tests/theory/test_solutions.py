"""The four solutions against their definitions, by brute force in exact numbers."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.theory.solutions import solutions

Row = tuple[int, ...]


@st.composite
def frontiers(draw: st.DrawFn) -> tuple[list[Row], Row, list[Fraction]]:
    """Packages that all accept, what each asks for, and scales. Ties are common; numbers may be beyond floats."""
    players = draw(st.integers(1, 4))
    reservation = draw(st.tuples(*(st.integers(-5, 5) for _ in range(players))))
    gains = draw(st.lists(st.tuples(*(st.integers(0, 6) for _ in range(players))), min_size=1, max_size=12))
    factor = draw(st.sampled_from((1, 10**6, 2**200)))
    scale = draw(st.lists(st.fractions(Fraction(1, 9), 9, max_denominator=9), min_size=players, max_size=players))
    rows = [tuple((r + g) * factor for r, g in zip(reservation, gain, strict=True)) for gain in gains]
    return rows, tuple(r * factor for r in reservation), scale


def members(rows: list[Row], d: Row) -> list[int]:
    return [i for i in range(len(d)) if max(row[i] for row in rows) > d[i]]


def best(keys: list) -> list[int]:
    return [index for index, key in enumerate(keys) if key == max(keys)]


def array(rows: list[Row]) -> np.ndarray:
    wide = max(abs(x) for row in rows for x in row) >= 2**62
    return np.array(rows, dtype=object if wide else np.int64)


@given(frontiers())
def test_each_is_what_its_definition_says(case: tuple[list[Row], Row, list[Fraction]]) -> None:
    rows, d, scale = case
    group = members(rows, d)
    found = solutions(array(rows), d, scale)
    gain = [[(row[i] - d[i]) * scale[i] for i in group] for row in rows]
    share = [[Fraction(row[i] - d[i], max(r[i] for r in rows) - d[i]) for i in group] for row in rows]
    strict = [sum(g > 0 for g in gains) for gains in gain]
    assert found.nash.tolist() == best([(s, prod(x for x in g if x > 0)) for s, g in zip(strict, gain, strict=True)])
    assert found.egalitarian.tolist() == best([sorted(g) for g in gain])
    assert found.kalai_smorodinsky.tolist() == best([sorted(s) for s in share])
    assert found.utilitarian.tolist() == best([sum(g) for g in gain])
    assert found.all_gain == (max(strict) == len(group))


@given(frontiers(), st.data())
def test_nash_and_kalai_smorodinsky_do_not_depend_on_units(
    case: tuple[list[Row], Row, list[Fraction]], data: st.DataObject
) -> None:
    rows, d, scale = case
    by = data.draw(st.tuples(*(st.integers(1, 50) for _ in d)))
    plus = data.draw(st.tuples(*(st.integers(-50, 50) for _ in d)))
    moved = [tuple(x * b + p for x, b, p in zip(row, by, plus, strict=True)) for row in rows]
    there = tuple(x * b + p for x, b, p in zip(d, by, plus, strict=True))
    here, other = solutions(array(rows), d, scale), solutions(array(moved), there, scale)
    assert here.kalai_smorodinsky.tolist() == other.kalai_smorodinsky.tolist()
    if here.all_gain:
        assert here.nash.tolist() == other.nash.tolist()


def test_a_given_ideal() -> None:
    rows = np.array([[10, 2], [6, 6], [2, 10]])
    assert solutions(rows, (0, 0), ideal=(10, 60)).kalai_smorodinsky.tolist() == [2]
    assert solutions(rows, (0, 0)).kalai_smorodinsky.tolist() == [1]
    with pytest.raises(ValueError, match="ideal"):
        solutions(rows, (0, 0), ideal=(0, 30))


def test_a_player_who_cannot_gain_only_constrains() -> None:
    rows = np.array([[5, 1, 3], [5, 2, 2], [5, 3, 1]])
    found = solutions(rows, (5, 0, 0))
    assert found.nash.tolist() == found.egalitarian.tolist() == [1]
    assert found.all_gain


def test_nobody_can_gain_or_nothing_is_there() -> None:
    rows = np.array([[5, 5], [5, 5]])
    assert solutions(rows, (5, 5)).utilitarian.tolist() == [0, 1]
    assert solutions(rows[:0], (5, 5)).nash.tolist() == []


def test_ties_that_floats_would_break() -> None:
    rows = np.array([[3**30 * 7, 3**29], [3**29, 3**30 * 7], [3**30, 3**29 * 7 + 1]])
    found = solutions(rows, (0, 0))
    assert found.nash.tolist() == [2]
    assert solutions(rows[:2], (0, 0)).nash.tolist() == [0, 1]
