"""Unions of intervals, against the points that they cover."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detente.theory.unions import union

INTERVALS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4)), max_size=8)


@given(INTERVALS, st.integers(0, 2))
def test_a_union_covers_what_its_intervals_cover_and_the_gaps_that_count_for_none(
    told: list[tuple[int, int]], gap: int
) -> None:
    """On half-integers: a point is covered where an interval holds it, or where it lies in a hole no wider than `gap`."""
    places = np.arange(0, 40) / 2
    covered = np.array([any(a <= p <= a + length for a, length in told) for p in places])
    filled = covered.copy()
    seen = np.flatnonzero(covered)
    for one, other in pairwise(seen):
        if places[other] - places[one] <= gap:
            filled[one:other] = True
    lower = np.array([float(a) for a, _ in told])
    upper = np.array([float(a + length) for a, length in told])
    found = union(lower, upper, float(gap))
    inside = [any(a <= p <= b for a, b in zip(found.start, found.end, strict=True)) for p in places]
    assert inside == filled.tolist()
    assert all(later > end + gap for later, end in zip(found.start[1:], found.end[:-1], strict=True))
    assert lower[found.first].tolist() == found.start.tolist()
    assert upper[found.last].tolist() == found.end.tolist()


def test_ends_may_be_infinite() -> None:
    found = union(np.array([3.0, -np.inf, 5.0]), np.array([4.0, 1.0, np.inf]), 1e-9)
    assert found.start.tolist() == [-np.inf, 3.0, 5.0]
    assert found.end.tolist() == [1.0, 4.0, np.inf]
    assert (found.first.tolist(), found.last.tolist()) == ([1, 0, 2], [1, 0, 2])


def test_of_several_that_reach_as_far_the_one_that_begins_first_ends_the_stretch() -> None:
    found = union(np.array([1.0, 0.0, 0.0]), np.array([2.0, 2.0, 2.0]), 0.0)
    assert (found.first.tolist(), found.last.tolist()) == ([1], [1])
