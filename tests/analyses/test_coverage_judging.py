"""Verdicts, flips and premises, on measures that are made up so that the answer is known."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from detente.analyses.coverage.assumptions import Axis, Choice, Setting, kept, measured, restricted
from detente.analyses.coverage.judging import Asked, judged
from detente.analyses.coverage.premises import MOST_CONDITIONS, Conjunction, needed, premise


def numbers(name: str, *values: float) -> Axis:
    return Axis(
        name,
        name,
        f"{name} is {{}}",
        tuple(Choice(f"{name}-{n}", f"{v:g} u", v) for n, v in enumerate(values)),
        "u",
    )


def names(name: str, *labels: str) -> Axis:
    return Axis(name, name, "{}", tuple(Choice(label, label, float(n)) for n, label in enumerate(labels)))


def bound(*values: float) -> Axis:
    return numbers("asked", *values)


SPEED, DELAY, PLACE = (
    numbers("speed", 6.0, 8.0, 9.0),
    numbers("delay", 100.0, 300.0),
    names("place", "north", "south"),
)


def late(setting: Setting) -> float:
    """Less with the delay, more with the speed; the south is 30 better."""
    return 20 * setting["speed"] - setting["delay"] / 10 + 30 * setting["place"]


def test_every_combination_is_measured_once() -> None:
    found = measured([SPEED, DELAY, PLACE], "%", late)
    assert found.values.shape == (3, 2, 2)
    for (i, speed), (j, delay), (k, _) in product(
        enumerate((6.0, 8.0, 9.0)), enumerate((100.0, 300.0)), enumerate("ns")
    ):
        assert found.values[i, j, k] == 20 * speed - delay / 10 + 30 * k


def test_holds_fails_depends() -> None:
    found = measured([SPEED, DELAY, PLACE], "%", late)  # 90 to 200
    assert judged(found, Asked("at least", bound(90))).outcome == "holds"
    assert judged(found, Asked("above", bound(90))).outcome == "depends"
    assert judged(found, Asked("at least", bound(201))).outcome == "fails"
    assert judged(found, Asked("at most", bound(200))).outcome == "holds"
    assert judged(found, Asked("at most", bound(89))).outcome == "fails"
    assert judged(found, Asked("at least", bound(80, 201))).outcome == "depends"


def test_flips_are_where_the_arithmetic_puts_them() -> None:
    """In the north 140 is reached at speed 7.5 (delay 100) or 8.5 (delay 300); in the south at 6 already, or at 7."""
    found = judged(measured([SPEED, DELAY, PLACE], "%", late), Asked("at least", bound(140)))
    by = {flip.axis.id: flip for flip in found.flips}
    assert by["speed"].low == pytest.approx(7.0, abs=1e-3)
    assert by["speed"].high == pytest.approx(8.5, abs=1e-3)
    assert by["speed"].above is True
    assert not by["speed"].always
    assert by["delay"].above is False
    assert by["delay"].low == pytest.approx(100.0, abs=0.1)  # in the south, at 6: 120 - 10 + 30 is 140 itself
    assert by["delay"].high == pytest.approx(200.0, abs=0.1)
    assert by["place"].holds == by["place"].fails == ()


def test_a_named_assumption_that_settles_it_is_named() -> None:
    found = judged(
        measured([DELAY, PLACE], "%", lambda s: 100 * s["place"] - s["delay"] / 100), Asked("at least", bound(50))
    )
    (flip,) = found.flips
    assert (flip.axis.id, flip.holds, flip.fails) == ("place", ("south",), ("north",))
    assert [axis.id for axis in found.hinges] == ["place"]


def test_the_heaviest_assumption_comes_first() -> None:
    found = judged(measured([SPEED, DELAY, PLACE], "%", late), Asked("at least", bound(140)))
    weights = [found.weights[axis.id] for axis in found.hinges]
    assert weights == sorted(weights, reverse=True)
    assert found.hinges[0].id == "speed"


@given(
    st.tuples(*(st.floats(-3, 3) for _ in range(3))),
    st.floats(-10, 10),
    st.sampled_from(["at least", "at most", "above"]),
)
@settings(max_examples=60, deadline=None)
def test_just_before_and_just_after_a_flip_the_verdict_differs(
    slopes: tuple[float, float, float], level: float, how: str
) -> None:
    axes = [numbers("a", 0.0, 1.0, 4.0), numbers("b", -1.0, 2.0), numbers("c", 0.0, 5.0)]

    def at(setting: Setting) -> float:
        return sum(slope * setting[axis.id] for slope, axis in zip(slopes, axes, strict=True))

    found = measured(axes, "%", at)
    asked = Asked(how, bound(level))  # type: ignore[arg-type]
    for flip in judged(found, asked).flips:
        if flip.axis.id == "asked" or flip.low is None or flip.high is None:
            continue
        others = [axis for axis in axes if axis.id != flip.axis.id]
        for where in (flip.low, flip.high):
            turned = [
                bool(asked.met(at({**rest, flip.axis.id: where - 1e-3}), level))
                != bool(asked.met(at({**rest, flip.axis.id: where + 1e-3}), level))
                for values in product(*([c.value for c in axis.choices] for axis in others))
                for rest in [dict(zip([axis.id for axis in others], values, strict=True))]
            ]
            assert any(turned)


# ---------------------------------------------------------------- premises

SHAPES = st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.integers(1, 2))


def meets(one: Conjunction, cell: tuple[int, ...]) -> bool:
    return all(cell[axis] in places for axis, places in one.conditions)


@given(SHAPES.flatmap(lambda shape: arrays(np.bool_, shape)), st.booleans(), st.tuples(*[st.booleans()] * 4))
@settings(max_examples=150, deadline=None)
def test_a_premise_is_enough_and_none_has_fewer_conditions(
    truth: np.ndarray, wanted: bool, ordered: tuple[bool, ...]
) -> None:
    cells = list(np.ndindex(truth.shape))
    found = premise(truth, wanted, ordered)
    if found is None:
        agree = [cell for cell in cells if truth[cell] == wanted]
        assert not agree or sum(n > 1 for n in truth.shape) > MOST_CONDITIONS
        return
    assert any(meets(found, cell) for cell in cells)
    assert all(truth[cell] == wanted for cell in cells if meets(found, cell))
    assert found.share == pytest.approx(sum(meets(found, cell) for cell in cells) / len(cells))
    for axis, places in found.conditions:
        assert 0 < len(places) < truth.shape[axis]
        if ordered[axis]:
            assert list(places) == list(range(places[0], places[-1] + 1))
    for gone in range(len(found.conditions)):  # no fewer: what is left without one of them is not enough
        left = Conjunction(tuple(c for n, c in enumerate(found.conditions) if n != gone), 0)
        assert any(truth[cell] != wanted for cell in cells if meets(left, cell))


@given(SHAPES.flatmap(lambda shape: arrays(np.bool_, shape)), st.booleans(), st.tuples(*[st.booleans()] * 4))
@settings(max_examples=100, deadline=None)
def test_what_is_needed_holds_in_every_combination_that_is_as_wanted(
    truth: np.ndarray, wanted: bool, ordered: tuple[bool, ...]
) -> None:
    found = needed(truth, wanted, ordered)
    agree = [cell for cell in np.ndindex(truth.shape) if truth[cell] == wanted]
    assert (found is None) == (not agree)
    if found is not None:
        assert all(meets(found, cell) for cell in agree)


def test_the_widest_of_equals_is_taken() -> None:
    truth = np.array([[True, True, False], [True, False, False]])
    found = premise(truth, True, (False, True))
    assert found is not None
    assert found.conditions == ((1, (0,)),)
    narrow = premise(np.array([[False, True], [False, False]]), True, (False, True))
    assert narrow is not None
    assert narrow.conditions == ((0, (0,)), (1, (1,)))


def test_fewer_assumptions_are_part_of_the_same_measure() -> None:
    found = measured([SPEED, DELAY, PLACE], "%", late)
    fewer = restricted(found, lambda axis: kept(axis, ["speed-1", "delay-0", "south"]))
    assert fewer.values.shape == (1, 1, 1)
    assert fewer.values[0, 0, 0] == 20 * 8 - 10 + 30
    assert kept(SPEED, ["nothing"]) == SPEED
