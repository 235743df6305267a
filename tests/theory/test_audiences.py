"""Value-based frameworks: the example of Bench-Capon's papers on the hospital and the insulin, and the definition."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from argument_models import by_definition, frameworks
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.theory.audiences import defeats, over_audiences
from detente.theory.framework import Framework, framework

LIFE, PROPERTY = 0, 1


@given(model=frameworks(6), data=st.data())
@settings(max_examples=150, deadline=None)
def test_an_attack_fails_where_the_target_is_strictly_preferred(model: Framework, data: st.DataObject) -> None:
    promoted = np.array(
        data.draw(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=model.size, max_size=model.size)),
        dtype=np.bool_,
    ).reshape(model.size, 3)
    order = data.draw(st.lists(st.sampled_from([0.0, 1.0, 2.0, float("nan")]), min_size=3, max_size=3))
    kept = []
    for source, target in model.attacks.tolist():
        mine, theirs = np.flatnonzero(promoted[source]), np.flatnonzero(promoted[target])
        fails = len(mine) > 0 and any(all(order[w] > order[v] for v in mine) for w in theirs)
        if not fails:
            kept.append([source, target])
    assert defeats(model, promoted, np.array(order)).attacks.tolist() == kept


@given(model=frameworks(5), values=st.lists(st.integers(-1, 2), min_size=5, max_size=5))
@settings(max_examples=60, deadline=None)
def test_objective_and_subjective_are_over_all_orders(model: Framework, values: list[int]) -> None:
    mine = np.array(values[: model.size], dtype=np.int64)
    everyone = set(range(model.size))
    always, ever = set(everyone), set()
    for order in permutations(range(3)):
        preferred = by_definition(defeats(model, mine, np.array(order, dtype=float)), "preferred")
        always &= everyone.intersection(*map(set, preferred))
        ever |= set().union(*map(set, preferred))
    found = over_audiences(model, mine, 3)
    assert set(np.flatnonzero(found.objective).tolist()) == always
    assert set(np.flatnonzero(found.subjective).tolist()) == ever


def test_who_may_take_the_insulin() -> None:
    """0: he may take it, to live. 1: it is another's property. 2: he replaces it, so that property is respected (attacks 1)."""
    model = framework(3, [(1, 0), (2, 1)])
    values = np.array([LIFE, PROPERTY, PROPERTY])
    assert defeats(model, values, np.array([1.0, 0.0])).attacks.tolist() == [[2, 1]]
    assert defeats(model, values, np.array([0.0, 1.0])).attacks.tolist() == [[1, 0], [2, 1]]
    found = over_audiences(model, values, 2)
    assert found.objective.tolist() == [True, False, True]
    assert found.share.tolist() == [1.0, 0.0, 1.0]


def test_too_many_values_and_missing_ranks_are_refused() -> None:
    with pytest.raises(ValueError, match="7 values have too many orders"):
        over_audiences(framework(1), np.array([0]), 7)
    with pytest.raises(ValueError, match="There are 3 values, but 2 ranks"):
        defeats(framework(1), np.array([2]), np.array([0.0, 1.0]))
