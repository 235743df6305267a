"""What flips on removal, against labelling the rest anew."""

from __future__ import annotations

import numpy as np
import pytest
from argument_models import frameworks
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.theory.framework import IN, OUT, UNDECIDED, Framework, framework
from detente.theory.grounded import grounded
from detente.theory.removal import Flip, by_acceptance, flips, removals


@given(model=frameworks(9), data=st.data())
@settings(max_examples=300, deadline=None)
def test_grounded_flips_are_those_of_labelling_anew(model: Framework, data: st.DataObject) -> None:
    groups = data.draw(st.lists(st.lists(st.booleans(), min_size=model.size, max_size=model.size), max_size=4))
    masks = np.array(groups, dtype=np.bool_).reshape(len(groups), model.size)
    before, expected = grounded(model), []
    for number, gone in enumerate(masks):
        after = grounded(model.without(gone))
        expected += [
            Flip(number, a, before[a], after[a]) for a in range(model.size) if not gone[a] and before[a] != after[a]
        ]
    assert flips(model, masks) == expected
    assert flips(model, [np.flatnonzero(gone) for gone in masks]) == expected
    assert flips(model, masks, judge=grounded) == expected


@given(frameworks(9))
@settings(max_examples=100, deadline=None)
def test_removing_what_is_out_flips_nothing(model: Framework) -> None:
    labels = grounded(model)
    assert all(labels[flip.group] != OUT for flip in removals(model))


def test_a_pillar_and_its_source() -> None:
    model = framework(5, [(0, 1), (1, 2), (3, 4), (4, 3)])
    assert removals(model, [2]) == [Flip(0, 2, IN, OUT)]
    assert flips(model, [[0, 1], [3]]) == [Flip(1, 4, UNDECIDED, IN)]


@pytest.mark.parametrize(("mode", "expected"), [("credulous", []), ("sceptical", [Flip(0, 3, OUT, IN)])])
def test_other_semantics_are_judged_anew(mode: str, expected: list[Flip]) -> None:
    """0 and 1 exclude each other, and 3 stands only where 1 does: for some anyway, for all once 0 is gone."""
    model = framework(4, [(0, 1), (1, 0), (1, 2), (2, 3)])
    assert flips(model, [[0]], [3], by_acceptance("preferred", mode)) == expected
