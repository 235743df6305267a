"""Krippendorff's alpha against the published worked example, against an enumeration of pairs, and by its properties."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.theory.reliability import Metric, alpha, coincidences, overlap, reliability, shared_characters

X = math.nan
# K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C: four observers, twelve units.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, X, X, X],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, X, 3],
    [X, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, X],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, X],
]


@pytest.mark.parametrize(("metric", "expected"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_the_published_example(metric: Metric, expected: float) -> None:
    assert alpha(OBSERVERS, metric) == pytest.approx(expected, abs=5e-4)


def test_the_coincidences_of_the_published_example() -> None:
    found = coincidences(OBSERVERS)
    assert found.units == 11
    assert found.matrix.sum(axis=1).tolist() == pytest.approx([9, 13, 10, 5, 3])
    assert found.matrix[0, 0] == pytest.approx(7)
    assert found.matrix[1, 2] == pytest.approx(4 / 3)


def by_pairs(codes: list[list[float]], metric: Metric) -> float | None:
    """Alpha from its definition, 1 − D_o / D_e, by going through all pairs of codes one by one, in exact steps of its own."""
    units = [[row[u] for row in codes if not math.isnan(row[u])] for u in range(len(codes[0]))]
    units = [unit for unit in units if len(unit) >= 2]
    pool = [code for unit in units for code in unit]

    def apart(a: float, b: float) -> float:
        if metric == "nominal":
            return float(a != b)
        if metric == "interval":
            return (a - b) ** 2
        low, high = min(a, b), max(a, b)
        between = sum(low <= code <= high for code in pool)
        return (
            (between - (sum(code == a for code in pool) + sum(code == b for code in pool)) / 2) ** 2 if a != b else 0.0
        )

    n = len(pool)
    if n < 2:
        return None
    observed = sum(sum(apart(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in units) / n
    expected = sum(apart(a, b) for a, b in permutations(pool, 2)) / (n * (n - 1))
    return None if expected == 0 else 1 - observed / expected


CODES = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.lists(st.sampled_from([X, 1.0, 2.0, 3.0, 5.0]), min_size=coders, max_size=coders), min_size=1, max_size=9
    )
)


@settings(max_examples=150, deadline=None)
@given(CODES, st.sampled_from(["nominal", "ordinal", "interval"]))
def test_it_is_what_going_through_all_pairs_gives(by_unit: list[list[float]], metric: Metric) -> None:
    codes = [list(row) for row in zip(*by_unit, strict=True)]
    expected, found = by_pairs(codes, metric), alpha(codes, metric)
    assert (found is None) == (expected is None)
    if expected is not None:
        assert found == pytest.approx(expected)


@settings(max_examples=60, deadline=None)
@given(CODES)
def test_names_and_order_do_not_matter_to_nominal_alpha(by_unit: list[list[float]]) -> None:
    codes = np.array(by_unit).T
    names = {1.0: 40.0, 2.0: -3.0, 3.0: 7.0, 5.0: 0.5}
    renamed = np.array([[names.get(code, X) for code in row] for row in codes.tolist()])
    turned = renamed[::-1, ::-1]
    one, two = alpha(codes), alpha(turned)
    assert (one is None) == (two is None)
    assert one is None or one == pytest.approx(two)


def test_perfect_agreement_is_one_and_chance_about_zero() -> None:
    rng = np.random.default_rng(1)
    codes = rng.integers(0, 4, size=3000)
    assert alpha([codes, codes]) == 1
    chance = alpha([codes, rng.integers(0, 4, size=3000)])
    assert chance == pytest.approx(0, abs=0.05)


def test_where_nothing_can_be_said() -> None:
    assert alpha([[1, 2, X], [X, X, 3]]) is None
    one = reliability([[1, 1, 1], [1, 1, 1]])
    assert (one.alpha, one.agreement, one.units, one.values, one.low) == (None, 1.0, 3, 1, None)
    none = reliability([[], []])
    assert (none.alpha, none.agreement, none.units) == (None, None, 0)


def test_the_interval_is_seeded_and_holds_the_value() -> None:
    one, again, other = (reliability(OBSERVERS, draws=400, seed=seed) for seed in (3, 3, 4))
    assert one == again
    assert other != one
    assert one.low is not None
    assert one.high is not None
    assert one.alpha is not None
    assert one.low <= one.alpha <= one.high
    assert one.agreement == pytest.approx(np.trace(coincidences(OBSERVERS).matrix) / 40)


def test_codes_must_be_numbers_in_a_table() -> None:
    with pytest.raises(ValueError, match="finite"):
        alpha([[1, math.inf], [1, 2]])
    with pytest.raises(ValueError, match="two axes"):
        alpha(np.zeros((2, 2, 2)))


# ---------------------------------------------------------------- spans

SPAN = st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(st.tuples(SPAN, SPAN), min_size=1, max_size=6))
def test_overlap_is_what_sets_of_characters_give(pairs: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    found = overlap([one for one, _ in pairs], [two for _, two in pairs])
    sets = [(set(range(*one)), set(range(*two))) for one, two in pairs]
    assert found.jaccard == pytest.approx(np.mean([len(a & b) / len(a | b) for a, b in sets]))
    assert found.dice == pytest.approx(np.mean([2 * len(a & b) / (len(a) + len(b)) for a, b in sets]))
    assert found.characters == pytest.approx(sum(len(a & b) for a, b in sets) / sum(len(a | b) for a, b in sets))


@given(st.lists(SPAN, max_size=6), st.lists(SPAN, max_size=6))
def test_shared_characters_is_what_sets_of_characters_give(
    one: list[tuple[int, int]], two: list[tuple[int, int]]
) -> None:
    first, second = ({c for span in spans for c in range(*span)} for spans in (one, two))
    found = shared_characters(one, two)
    if first | second:
        assert found == pytest.approx(len(first & second) / len(first | second))
    else:
        assert found is None


def test_spans_are_matched_and_not_empty() -> None:
    assert overlap([], []).jaccard is None
    with pytest.raises(ValueError, match="as many"):
        overlap([(0, 1)], [])
    with pytest.raises(ValueError, match="ends after"):
        overlap([(1, 1)], [(0, 2)])
