"""Wilson's interval and Fréchet's bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.theory.intervals import Z95, joint_counts, wilson


@given(st.integers(1, 5000), st.data())
def test_bounds_are_where_the_score_test_turns(n: int, data: st.DataObject) -> None:
    """Wilson's bounds are the shares p at which |share − p| is 1.96 standard errors under p."""
    successes = data.draw(st.integers(0, n))
    low, high = wilson(successes, n)
    share = successes / n
    assert 0 <= low <= share <= high <= 1
    for p in (low, high):
        if 0 < p < 1:
            assert (share - p) ** 2 == pytest.approx(Z95**2 * p * (1 - p) / n, rel=1e-6, abs=1e-12)


def test_ends_are_exact_and_no_draws_say_nothing() -> None:
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == 1.0
    assert wilson(0, 0) == (0.0, 1.0)
    with pytest.raises(ValueError, match="cannot be"):
        wilson(3, 2)


def test_joint_shares() -> None:
    assert joint_counts([9, 8], 10) == (7, 8)
    assert joint_counts([3, 4], 10) == (0, 3)
    assert joint_counts([], 10) == (10, 10)


@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=30))
def test_no_joint_share_lies_outside(draws: list[list[bool]]) -> None:
    counts = [sum(column) for column in zip(*draws, strict=True)]
    low, high = joint_counts(counts, len(draws))
    assert low <= sum(all(row) for row in draws) <= high
