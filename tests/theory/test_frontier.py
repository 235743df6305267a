"""The non-dominated filter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from detente.theory.frontier import nondominated, nondominated_in_groups, settle

shapes = st.tuples(st.integers(0, 40), st.integers(1, 6))
tables = shapes.flatmap(lambda shape: arrays(np.int64, shape, elements=st.integers(0, 4)))


def definition(points: np.ndarray, slack: tuple[int, ...] | None = None, strict: int | None = None) -> list[bool]:
    """Whether no other row is at least as great everywhere, and greater by more than slack in a strict column."""
    rows = [[int(x) for x in row] for row in points]
    first = points.shape[1] if strict is None else strict
    over = slack or (0,) * first

    def beats(y: list[int], x: list[int]) -> bool:
        return all(b >= a for a, b in zip(x, y, strict=True)) and any(y[j] > x[j] + over[j] for j in range(first))

    return [not any(beats(y, x) for y in rows) for x in rows]


@given(tables)
def test_as_defined_with_ties_kept(points: np.ndarray) -> None:
    assert nondominated(points).tolist() == definition(points)


@pytest.mark.parametrize("scale", [2**50, 2**70])
@given(points=tables, base=st.integers(-3, 3))
def test_numbers_that_floats_cannot_tell_apart(scale: int, points: np.ndarray, base: int) -> None:
    wide = points.astype(object) + base * scale
    if scale < 2**60:
        wide = (points + np.int64(base) * 2**60).astype(np.int64)
    assert nondominated(wide).tolist() == definition(points)


@given(tables, st.integers(0, 3), st.data())
def test_slack_and_strict_columns(points: np.ndarray, most: int, data: st.DataObject) -> None:
    strict = data.draw(st.integers(1, points.shape[1]))
    slack = tuple(data.draw(st.lists(st.integers(0, most), min_size=strict, max_size=strict)))
    assert nondominated(points, slack, strict).tolist() == definition(points, slack, strict)
    assert nondominated(points.astype(object), slack, strict).tolist() == definition(points, slack, strict)


@given(tables, st.data())
def test_groups_are_told_apart(points: np.ndarray, data: st.DataObject) -> None:
    groups = data.draw(arrays(np.int64, len(points), elements=st.integers(0, 3)))
    expected = np.ones(len(points), dtype=bool)
    for group in set(groups.tolist()):
        expected[groups == group] = definition(points[groups == group])
    assert nondominated_in_groups(points, groups).tolist() == expected.tolist()


def test_rounding_invents_no_frontier_points() -> None:
    points = np.array([[1000, 500], [999, 900], [1001, 499], [400, 1200], [400, 1199]])
    assert nondominated(points, (2, 2)).tolist() == [True, True, True, True, True]
    stay, snapped = settle(points, (2, 2))
    assert stay.tolist() == [False, True, False, True, True]
    assert snapped[3].tolist() == snapped[4].tolist() == [400, 1200]


def test_without_slack_nothing_is_settled() -> None:
    points = np.array([[3, 1], [1, 3]])
    stay, same = settle(points, None)
    assert stay.all()
    assert same is points
