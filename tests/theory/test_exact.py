"""Rationals and drawn floats as integers."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detente.theory.exact import drawn_to_integers, to_integers

fractions = st.fractions(-50, 50, max_denominator=60)


def array(numbers: list[Fraction]) -> np.ndarray:
    made = np.empty(len(numbers), dtype=object)
    made[:] = numbers
    return made


def test_a_third_is_twice_a_sixth() -> None:
    (first, second), (level, nothing), scaled = to_integers(
        [array([Fraction(1, 3), Fraction(0)]), array([Fraction(1, 6), Fraction(1, 2)])], [Fraction(1, 3), None]
    )
    assert first[0] == second[0] * 2 == level
    assert nothing is None
    assert (scaled.slack, scaled.rounded, scaled.unit) == (0, False, Fraction(1, 6))
    assert first.dtype == np.int64


@given(st.lists(st.lists(fractions, min_size=1, max_size=4), min_size=1, max_size=4), st.lists(fractions, max_size=2))
def test_integers_say_the_same_as_the_rationals(parts: list[list[Fraction]], levels: list[Fraction]) -> None:
    arrays, whole, scaled = to_integers([array(part) for part in parts], levels)
    if not scaled.rounded:
        assert [[int(x) * scaled.unit for x in part] for part in arrays] == parts
        assert [x * scaled.unit for x in whole if x is not None] == levels
    assert scaled.rounded == (scaled.slack > 0)


def test_numbers_beyond_64_bits_stay_whole() -> None:
    arrays, _, scaled = to_integers([array([Fraction(2**80), Fraction(0)]), array([Fraction(1), Fraction(3)])])
    assert arrays[0].dtype == object
    assert arrays[0][0] + arrays[1][0] == 2**80 + 1
    assert not scaled.rounded


@given(st.lists(st.lists(fractions, min_size=2, max_size=4), min_size=1, max_size=5))
def test_rounding_costs_less_than_the_slack(parts: list[list[Fraction]]) -> None:
    arrays, _, scaled = to_integers([array(part) for part in parts], rounded=True)
    assert scaled.rounded
    assert scaled.slack == len(parts) + 1
    for pick in (0, 1):
        true = sum((part[pick] for part in parts), Fraction(0))
        found = sum(int(values[pick]) for values in arrays) * scaled.unit
        assert 2 * abs(found - true) <= len(parts) * scaled.unit


def test_a_denominator_too_large_is_rounded() -> None:
    primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59]
    _, _, scaled = to_integers([array([Fraction(1, p) for p in primes])])
    assert scaled.rounded
    span = Fraction(1, 2) - Fraction(1, 59)
    assert scaled.unit == span / 2**40


def test_draws_each_have_their_own_unit() -> None:
    rng = np.random.default_rng(1)
    parts = [rng.random((5, 3)) * 10.0 ** np.arange(5)[:, None], rng.random((5, 2, 2))]
    levels = rng.random((5, 1))
    whole, reservations, units, slack = drawn_to_integers(parts, levels)
    assert slack == 3
    for draw in range(5):
        span = sum(float(np.ptp(part[draw])) for part in parts)
        assert units[draw] == np.float64(span) * 2.0**-40
        for part, integers in zip(parts, whole, strict=True):
            assert np.abs(integers[draw] * units[draw] - part[draw]).max() <= 0.51 * units[draw]
        assert abs(reservations[draw, 0] * units[draw] - levels[draw, 0]) <= 0.51 * units[draw]


def test_a_player_who_does_not_care_has_zeros() -> None:
    (values,), _, scaled = to_integers([array([Fraction(0)] * 3)], rounded=True)
    assert values.tolist() == [0, 0, 0]
    assert scaled.unit > 0
