"""Draws: the law of ranges, streams that do not disturb each other, orders against plain rejection."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.chains import chain, chain_draw, chain_mean
from detente.case.laws import Block, block_bounds, block_draw, stream
from detente.case.numbers import draw
from detente.case.read import read
from detente.case.region import walk

N = 20_000
CASE = """
detente: 1
title: T
parties: {alder: {}}
issues:
  route: {options: {north: {}, south: {}}}
  tolls: {options: {alder: {}, shared: {}}}
status_quo: {route: north, tolls: alder}
preferences:
  alder:
    weights: {route: 60..80, tolls: 20..40}
    values:
      route: {north: 1, south: 0.3..0.5}
      tolls: {alder: unknown, shared: 0.4}
"""


def span(low: float, high: float) -> tuple[Fraction, Fraction]:
    return Fraction(low), Fraction(high)


def distance(sample: np.ndarray, cumulative: np.ndarray) -> float:
    """Kolmogorov's distance of a sorted sample whose true cumulative chances are given."""
    steps = np.arange(len(sample) + 1) / len(sample)
    return float(max(np.abs(cumulative - steps[1:]).max(), np.abs(cumulative - steps[:-1]).max()))


def test_each_number_is_uniform_in_its_range() -> None:
    found = draw(read(CASE), N, 7)
    for address, (low, high) in {
        "preferences.alder.weights.route": (60, 80),
        "preferences.alder.values.route.south": (0.3, 0.5),
        "preferences.alder.values.tolls.alder": (0, 1),
    }.items():
        sample = np.sort(found[address])
        assert distance(sample, (sample - low) / (high - low)) < 1.63 / np.sqrt(N), address
    assert (found["preferences.alder.values.tolls.shared"] == 0.4).all()


def test_numbers_are_independent() -> None:
    found = draw(read(CASE), N, 7)
    table = np.array([found["preferences.alder.weights.route"], found["preferences.alder.weights.tolls"]])
    assert abs(np.corrcoef(table)[0, 1]) < 4 / np.sqrt(N)


def test_a_seed_gives_the_same_draws_and_another_gives_others() -> None:
    one, same, other = (draw(read(CASE), 50, seed) for seed in (3, 3, 4))
    assert all((one[key] == same[key]).all() for key in one)
    assert (one["preferences.alder.weights.route"] != other["preferences.alder.weights.route"]).any()
    with pytest.raises(ValueError, match="seed"):
        draw(read(CASE), 5, -1)


def test_more_draws_begin_with_the_fewer() -> None:
    text = CASE.replace("tolls: 20..40}", "tolls: unknown}\n    order: [route, tolls]").replace("60..80", "40..80")
    few, many = draw(read(text), 40, 3), draw(read(text), 6000, 3)
    assert all((few[key] == many[key][:40]).all() for key in few)


def test_other_numbers_leave_a_stream_alone() -> None:
    before = draw(read(CASE), 50, 3)
    after = draw(read(CASE.replace("north: 1,", "north: 0.9..1,").replace("20..40", "25")), 50, 3)
    assert (before["preferences.alder.weights.route"] == after["preferences.alder.weights.route"]).all()
    assert (before["preferences.alder.values.tolls.alder"] == after["preferences.alder.values.tolls.alder"]).all()


def test_unknown_weights_share_the_rest_evenly_over_a_simplex() -> None:
    block = Block((span(10, 30), None, None, None))
    drawn = block_draw(block, N, stream((1,)))
    assert np.allclose(drawn.sum(axis=1), 100)
    share = np.sort(drawn[:, 1] / drawn[:, 1:].sum(axis=1))
    assert distance(share, 1 - (1 - share) ** 2) < 1.63 / np.sqrt(N), "a part of three on a simplex is Beta(1, 2)"
    known = np.sort(drawn[:, 0])
    assert distance(known, (known - 10) / 20) < 1.63 / np.sqrt(N)


def plain(block: Block, n: int) -> np.ndarray:
    """The law by rejection alone, as CASE words it."""
    rng = np.random.default_rng(5)
    found = np.empty((n, len(block.ranges)))
    for k, ends in enumerate(block.ranges):
        if ends is not None:
            found[:, k] = rng.uniform(float(ends[0]), float(ends[1]), n)
    known, loose = list(block.known), list(block.unknown)
    if loose:
        left = 100 - found[:, known].sum(axis=1)
        found[:, loose] = left[:, None] * rng.dirichlet(np.ones(len(loose)), n)
        found = found[left > 0]
    told = found[:, list(block.order)]
    return found[(np.diff(told, axis=1) <= 0).all(axis=1)]


BLOCKS = {
    "one range": Block((span(0, 10), span(0, 10), span(0, 10)), (2, 0, 1)),
    "several ranges": Block((span(0, 10), span(2, 8), span(5, 5), span(1, 7)), (0, 1, 2, 3)),
    "unknown in order": Block((None, None, span(10, 20), None), (3, 0)),
    "known against unknown": Block((span(30, 50), None, span(10, 15), None), (0, 1, 2, 3)),
    "ranges that pass 100": Block((span(60, 80), span(20, 40), None)),
    "known in order beside unknown": Block((span(10, 40), span(20, 30), None, None), (0, 1)),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_orders_agree_with_plain_rejection(name: str) -> None:
    block = BLOCKS[name]
    there, here = plain(block, 400_000)[:N], block_draw(block, N, stream((2,)))
    assert len(there) > 5000
    for k in range(len(block.ranges)):
        if np.ptp(here[:, k]) == 0:
            assert (there[:, k] == here[0, k]).all()
            continue
        edges = np.quantile(there[:, k], np.linspace(0.02, 0.98, 25))
        gap = np.abs((there[:, k][:, None] <= edges).mean(axis=0) - (here[:, k][:, None] <= edges).mean(axis=0)).max()
        assert gap < 1.95 * np.sqrt(1 / len(there) + 1 / N), k
    assert np.allclose(np.cov(there.T), np.cov(here.T), atol=0.06 * np.abs(np.cov(there.T)).max())


@pytest.mark.parametrize("name", ["known against unknown", "ranges that pass 100", "known in order beside unknown"])
def test_the_walk_gives_the_same_law(name: str) -> None:
    block = BLOCKS[name]
    limits = np.array([[float(end) for end in ends] for ends in block_bounds(block)])
    loose = np.array([r is None for r in block.ranges])
    fixed = np.zeros(len(limits), dtype=bool)
    walked = walk(limits, block.order, fixed, loose, 3000, stream((3,)))
    there = plain(block, 400_000)
    for k in range(len(limits)):
        assert walked[:, k].mean() == pytest.approx(there[:, k].mean(), abs=4.5 * there[:, k].std() / np.sqrt(3000))
        assert walked[:, k].std() == pytest.approx(there[:, k].std(), rel=0.08)
    assert np.allclose(walked.sum(axis=1), 100)


def test_an_order_that_hardly_any_draw_meets_is_met_quickly() -> None:
    tight = Block((span(0, 60), None, span(15, 16), None, None, None, span(14, 15)), (1, 2, 6, 3, 0, 4, 5))
    drawn = block_draw(tight, 300, stream((0,)))
    assert drawn.shape == (300, 7)
    assert (np.diff(drawn[:, list(tight.order)], axis=1) <= 1e-9).all()
    assert np.allclose(drawn.sum(axis=1), 100)


def test_a_long_order_of_like_ranges() -> None:
    block = Block(tuple(span(0, 10 + k) for k in range(15)), tuple(range(15)))
    drawn = block_draw(block, 1000, stream((0,)))
    assert (np.diff(drawn, axis=1) <= 0).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)).map(sorted), min_size=1, max_size=5))
def test_the_exact_means_of_a_chain_are_those_of_its_draws(ends: list[list[int]]) -> None:
    told = [(Fraction(low), Fraction(high)) for low, high in ends]
    try:
        made = chain(told)
    except ValueError:
        assert any(a[1] < b[0] for i, a in enumerate(told) for b in told[i + 1 :])
        return
    drawn = chain_draw(made, 4000, stream((9,)))
    means = chain_mean(made)
    assert (np.diff(drawn, axis=1) <= 0).all()
    for k, (low, high) in enumerate(told):
        assert (drawn[:, k] >= float(low)).all()
        assert (drawn[:, k] <= float(high)).all()
        assert float(means[k]) == pytest.approx(drawn[:, k].mean(), abs=5 * drawn[:, k].std() / np.sqrt(4000) + 1e-12)


def test_a_walk_between_points_has_nothing_to_draw() -> None:
    bounds = np.array([[40.0, 40.0], [60.0, 60.0]])
    no = np.array([False, False])
    with np.errstate(all="raise"), pytest.raises(ValueError, match="nothing to draw"):
        walk(bounds, [1, 0], no, no, 3, stream((0,)))
