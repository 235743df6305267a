"""The nearest coherent numbers: certificates of optimality in exact arithmetic, and another solver as a witness."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog, minimize

from detente.theory import coherence
from detente.theory.coherence import nearest

Box = tuple[list[Fraction], list[Fraction]]


def fractions() -> st.SearchStrategy[Fraction]:
    return st.integers(0, 20).map(lambda k: Fraction(k, 20))


@st.composite
def questions(draws: st.DrawFn) -> tuple[NDArray[np.bool_], Box]:
    """Some ways in which up to five propositions can be true together, and what is stated of each."""
    size = draws(st.integers(1, 5))
    rows = draws(st.lists(st.tuples(*[st.booleans()] * size), min_size=1, max_size=10))
    ends = [
        sorted(draws(st.tuples(fractions(), fractions()))) if draws(st.booleans()) else [draws(fractions())] * 2
        for _ in range(size)
    ]
    return np.array(rows, dtype=bool), ([low for low, _ in ends], [high for _, high in ends])


@settings(max_examples=150, deadline=None)
@given(questions())
def test_the_answer_certifies_itself(question: tuple[NDArray[np.bool_], Box]) -> None:
    """A point of the hull, at the distance that is told, and no world lies on the near side of the plane through it."""
    worlds, (low, high) = question
    found = nearest(worlds, low, high)
    assert sum(found.weights.values()) == 1
    assert all(share > 0 for share in found.weights.values())
    for k, x in enumerate(found.point):
        assert x == sum(share for row, share in found.weights.items() if worlds[row, k])
        assert x - min(max(x, low[k]), high[k]) == found.shift[k]
    level = sum(s * x for s, x in zip(found.shift, found.point, strict=True))
    assert found.squared == sum(s * s for s in found.shift)
    for row in worlds:
        assert sum((s for s, true in zip(found.shift, row, strict=True) if true), Fraction(0)) >= level


@settings(max_examples=60, deadline=None)
@given(questions())
def test_another_solver_finds_the_same(question: tuple[NDArray[np.bool_], Box]) -> None:
    worlds, (low, high) = question
    found = nearest(worlds, low, high)
    count = len(worlds)
    truth = worlds.astype(float)
    ends = np.array(low, dtype=float), np.array(high, dtype=float)
    can_be = linprog(
        np.zeros(count),
        A_ub=np.vstack([truth.T, -truth.T]),
        b_ub=np.concatenate([ends[1], -ends[0]]),
        A_eq=np.ones((1, count)),
        b_eq=[1.0],
    )
    assert (can_be.status == 0) == (found.squared == 0)
    least = minimize(
        lambda v: float(np.sum((truth.T @ v[:count] - v[count:]) ** 2)),
        np.concatenate([np.full(count, 1 / count), ends[0]]),
        jac=lambda v: np.concatenate(
            [2 * truth @ (truth.T @ v[:count] - v[count:]), -2 * (truth.T @ v[:count] - v[count:])]
        ),
        bounds=[(0, 1)] * count + list(zip(*ends, strict=True)),
        constraints={"type": "eq", "fun": lambda v: np.sum(v[:count]) - 1},
        method="SLSQP",
        options={"maxiter": 500, "ftol": 1e-14},
    )
    assert least.fun == pytest.approx(float(found.squared), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(questions(), st.data())
def test_widening_a_range_never_makes_it_less_coherent(
    question: tuple[NDArray[np.bool_], Box], data: st.DataObject
) -> None:
    worlds, (low, high) = question
    k = data.draw(st.integers(0, len(low) - 1))
    wider = [*low[:k], low[k] / 2, *low[k + 1 :]], [*high[:k], (high[k] + 1) / 2, *high[k + 1 :]]
    assert nearest(worlds, *wider).squared <= nearest(worlds, low, high).squared


@settings(max_examples=60, deadline=None)
@given(questions())
def test_what_is_mended_is_coherent(question: tuple[NDArray[np.bool_], Box]) -> None:
    worlds, (low, high) = question
    shift = nearest(worlds, low, high).shift
    moved = [high[k] + s if s > 0 else low[k] + s for k, s in enumerate(shift)]
    lower = [moved[k] if s else low[k] for k, s in enumerate(shift)]
    upper = [moved[k] if s else high[k] for k, s in enumerate(shift)]
    assert nearest(worlds, lower, upper).squared == 0


@settings(max_examples=30, deadline=None)
@given(st.lists(fractions(), min_size=2, max_size=2))
def test_independence_is_one_way_to_be_coherent(chances: list[Fraction]) -> None:
    """Two propositions with what is true of both, of one of them, of neither: the products of their chances."""
    worlds = np.array([[a, b, a and b, a or b] for a, b in product((True, False), repeat=2)])
    a, b = chances
    told = [a, b, a * b, a + b - a * b]
    assert nearest(worlds, told, told).squared == 0


@settings(max_examples=60, deadline=None)
@given(questions(), st.integers(0, 9))
def test_where_it_starts_changes_nothing(question: tuple[NDArray[np.bool_], Box], world: int) -> None:
    """Without the start that floating point finds, the exact method goes the whole way by itself."""
    worlds, (low, high) = question
    found = nearest(worlds, low, high)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            coherence, "_guess", lambda truth, box: [coherence._made(truth, box, world % len(truth), [True] * len(box))]
        )
        assert nearest(worlds, low, high).shift == found.shift


@settings(max_examples=80, deadline=None)
@given(questions())
def test_the_nearest_numbers_score_better_whatever_is_true(question: tuple[NDArray[np.bool_], Box]) -> None:
    """De Finetti's other reason: by squared error, what is mended beats what was stated in every world, by the square of the distance or
    more."""
    worlds, (stated, _) = question
    found = nearest(worlds, stated, stated)
    for row in worlds:
        before, after = (
            sum((int(t) - x) ** 2 for t, x in zip(row, told, strict=True)) for told in (stated, found.point)
        )
        assert after + found.squared <= before


def test_by_hand() -> None:
    """A conjunction at 1/2 of which one part has 3/10: each gives way by a tenth."""
    worlds = np.array([[a, b, a and b] for a, b in product((True, False), repeat=2)])
    stated = [Fraction(3, 10), Fraction(9, 10), Fraction(1, 2)]
    found = nearest(worlds, stated, stated)
    assert found.shift == (Fraction(1, 10), 0, Fraction(-1, 10))
    assert found.squared == Fraction(1, 50)
    three = np.eye(3, dtype=bool)
    stated = [Fraction(1, 2), Fraction(2, 5), Fraction(3, 10)]
    assert nearest(three, stated, stated).point == (Fraction(13, 30), Fraction(1, 3), Fraction(7, 30))


def test_a_hair_is_told_from_nothing() -> None:
    hair = Fraction(1, 10**30)
    third = [Fraction(1, 3)] * 3
    assert nearest(np.eye(3, dtype=bool), third, third).squared == 0
    more = [Fraction(1, 3) + hair, *third[1:]]
    assert nearest(np.eye(3, dtype=bool), more, more).squared == hair**2 / 3


def test_numbers_of_many_digits_do_not_overflow() -> None:
    """Common denominators beyond 64 bits: the same certificate holds."""
    stated = [Fraction(1, 10**9 + 7), Fraction(10**8, 10**9 + 9), Fraction(99, 998_244_353)]
    worlds = np.array([[True, True, True], [True, False, True]])
    found = nearest(worlds, stated, stated)
    level = sum(s * x for s, x in zip(found.shift, found.point, strict=True))
    for row in worlds:
        assert sum((s for s, true in zip(found.shift, row, strict=True) if true), Fraction(0)) >= level
    assert found.point == (1, stated[1], 1)


def test_what_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match="upside down"):
        nearest(np.eye(2, dtype=bool), [Fraction(1), Fraction(0)], [Fraction(0), Fraction(0)])
    with pytest.raises(ValueError, match="do not fit 3"):
        nearest(np.eye(2, dtype=bool), [Fraction(0)] * 3, [Fraction(1)] * 3)
    with pytest.raises(ValueError, match="Worlds of shape"):
        nearest(np.zeros((0, 2), dtype=bool), [Fraction(0)] * 2, [Fraction(1)] * 2)
