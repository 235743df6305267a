"""Spaces of outcomes: counted, listed, numbered."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from theory_problems import outcomes as listed
from theory_problems import spaces

from detente.theory import outcomes
from detente.theory.outcomes import Constraint, Space, count, decode, encode, feasible, feasible_blocks, is_feasible


@given(spaces())
def test_counted_and_listed_as_one_by_one(space: Space) -> None:
    truth = listed(space)
    assert count(space) == len(truth)
    assert [tuple(row) for row in decode(space.sizes, feasible(space)).tolist()] == truth
    every = list(product(*(range(m) for m in space.sizes)))
    assert [o for o in every if is_feasible(space, o)] == truth
    assert outcomes.feasible_of(space, np.array(every)).tolist() == [o in set(truth) for o in every]


@given(spaces(), st.integers(1, 20))
def test_blocks_are_the_whole(space: Space, block: int) -> None:
    parts = [start + np.flatnonzero(mask) for start, mask in feasible_blocks(space, block)]
    assert np.concatenate(parts).tolist() == feasible(space).tolist()


@given(st.lists(st.integers(1, 7), min_size=1, max_size=8), st.data())
def test_numbers_are_mixed_radix_last_issue_fastest(sizes: list[int], data: st.DataObject) -> None:
    outcome = data.draw(st.tuples(*(st.integers(0, m - 1) for m in sizes)))
    number = 0
    for option, size in zip(outcome, sizes, strict=True):
        number = number * size + option
    assert encode(sizes, [outcome]).tolist() == [number]
    assert decode(sizes, [number]).tolist() == [list(outcome)]


def test_counts_are_exact_beyond_64_bits() -> None:
    unequal = ~np.eye(5, dtype=bool)
    chain = Space((5,) * 60, tuple(Constraint((k, k + 1), unequal) for k in range(59)))
    assert count(chain) == 5 * 4**59
    assert count(Space((5,) * 60)) == 5**60


def test_a_constraint_that_fits_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        Space((2, 3), (Constraint((0, 1), np.ones((3, 2), dtype=bool)),))
    with pytest.raises(ValueError, match="distinct"):
        Space((2, 3), (Constraint((1, 1), np.ones((3, 3), dtype=bool)),))
    with pytest.raises(ValueError, match="option"):
        Space((2, 0))


def test_too_many_to_list_is_said_before_it_happens() -> None:
    with pytest.raises(ValueError, match="too many to list"):
        feasible(Space((10,) * 12))
    with pytest.raises(ValueError, match="64 bits"):
        encode((10,) * 30, [(0,) * 30])


def test_what_is_no_outcome_is_refused() -> None:
    with pytest.raises(ValueError, match="no outcome"):
        is_feasible(Space((2, 3)), (0, 3))
