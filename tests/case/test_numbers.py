"""Numbers by address, their middles and their bounds."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.laws import Block, block_bounds, block_mean
from detente.case.model import Case
from detente.case.numbers import bounds, draw, midpoints, numbers
from detente.case.read import read

CASE = """
detente: 1
title: T
parties: {alder: {}}
sources: [{id: office, title: O}, {id: paper, title: P, reliability: 0.7..0.9}]
issues:
  route: {options: {north: {}, south: {}}}
  tolls: {options: {alder: {}, shared: {}}}
  crew: {options: {own: {}, mixed: {}}}
status_quo: {route: north, tolls: alder, crew: own}
preferences:
  alder:
    weights: WEIGHTS
    values:
      route: {north: 1, south: {if: silts, then: 0.9, else: 0.3..0.5}}
      tolls: {alder: unknown, shared: {value: 0.4, because: so}}
      crew: {own: 0, mixed: 1/3}
    together:
      - {when: route = south, add: 5}
      - {when: tolls = shared, add: {if: silts, then: -2..4, else: 0}}
    no_deal: unknown
claims:
  - {id: silts, text: It silts., credence: {alder: 0.2..0.4}}
events:
  - {id: e1, date: 2021-01-01, evidence: {claim: silts, source: office, if_true: 0.8, if_false: 0.2}}
  - {id: e2, date: 2021-02-01, evidence: [
      {claim: silts, source: office, if_true: 0.6..0.7, if_false: 0.2, readers: {alder: {if_true: 0.5}}},
      {claim: silts, source: paper, likelihood_ratio: 2..3}]}
  - {id: e3, date: 2022-02-01, evidence: {claim: silts, source: paper, if_true: 0.1, if_false: 0.2}}
"""


def case(weights: str = "{route: 60..80, tolls: 20..40, crew: 10}", order: str = "") -> Case:
    text = CASE.replace("WEIGHTS", weights)
    return read(text.replace("    together:", f"    order: {order}\n    together:") if order else text)


def applied(told: Case, *events: str) -> Case:
    from dataclasses import replace

    return replace(told, applied=events)


PREFERENCES = {
    "preferences.alder.weights.route",
    "preferences.alder.weights.tolls",
    "preferences.alder.weights.crew",
    "preferences.alder.values.route.north",
    "preferences.alder.values.route.south.then",
    "preferences.alder.values.route.south.else",
    "preferences.alder.values.tolls.alder",
    "preferences.alder.values.tolls.shared",
    "preferences.alder.values.crew.own",
    "preferences.alder.values.crew.mixed",
    "preferences.alder.together.0.add",
    "preferences.alder.together.1.add.then",
    "preferences.alder.together.1.add.else",
    "preferences.alder.no_deal",
    "claims.silts.credence.alder",
}


def test_every_number_has_its_address() -> None:
    assert set(numbers(case())) == PREFERENCES


def test_evidence_counts_once_its_event_has_been_applied() -> None:
    first = set(numbers(applied(case(), "e1")))
    assert first - PREFERENCES == {
        "sources.office.reliability",
        "events.e1.evidence.if_true",
        "events.e1.evidence.if_false",
        "events.e1.evidence.anyway",
    }
    both = numbers(applied(case(), "e1", "e2"))
    assert set(both) - first == {
        "events.e2.evidence.0.if_true",
        "events.e2.evidence.0.if_false",
        "events.e2.evidence.0.readers.alder.if_true",
        "events.e2.evidence.1.likelihood_ratio",
    }, "one `anyway` for all that a source says on a claim"


def test_defaults_of_what_evidence_does_not_say() -> None:
    found = numbers(applied(case(), "e1"))
    assert (found["sources.office.reliability"].low, found["sources.office.reliability"].high) == (Fraction(1, 2),) * 2
    assert found["events.e1.evidence.anyway"].unknown
    assert midpoints(applied(case(), "e1"))["events.e1.evidence.anyway"] == Fraction(1, 2)
    assert midpoints(applied(case(), "e3"))["sources.paper.reliability"] == Fraction(4, 5)


def test_middles_are_exact() -> None:
    found = midpoints(case())
    assert found["preferences.alder.weights.route"] == 70
    assert found["preferences.alder.values.crew.mixed"] == Fraction(1, 3)
    assert found["preferences.alder.values.tolls.alder"] == Fraction(1, 2)
    assert found["preferences.alder.no_deal"] == 50
    assert found["preferences.alder.together.1.add.then"] == 1


@pytest.mark.parametrize(
    ("weights", "order", "expected"),
    [
        ("{route: 60..80, tolls: 20..40, crew: unknown}", "", None),
        ("{route: 50..60, tolls: unknown, crew: unknown}", "", ("55", "22.5", "22.5")),
        ("{route: unknown, tolls: unknown, crew: unknown}", "", ("100/3", "100/3", "100/3")),
        ("{route: unknown, tolls: unknown, crew: unknown}", "[tolls, route, crew]", ("250/9", "550/9", "100/9")),
        ("{route: unknown, tolls: unknown, crew: 40}", "[tolls, route]", ("15", "45", "40")),
        ("{route: unknown, tolls: unknown, crew: unknown}", "[crew, tolls]", ("100/3", "50/3", "50")),
        ("{route: 0..10, tolls: 0..10, crew: 3}", "[tolls, route]", ("5", "5", "3")),
        ("{route: 0..12, tolls: 0..6, crew: 3}", "[tolls, route]", ("2", "4", "3")),
        ("{route: 6..12, tolls: 0..8, crew: 3}", "[tolls, route]", ("20/3", "22/3", "3")),
    ],
)
def test_middles_of_weights_follow_the_law(weights: str, order: str, expected: tuple[str, ...] | None) -> None:
    found = midpoints(case(weights, order))
    told = tuple(found[f"preferences.alder.weights.{issue}"] for issue in ("route", "tolls", "crew"))
    if expected is None:
        # ranges that together pass 100: the density of (60 + 20x, 20 + 20y) is even on x + y < 1, so the means are
        # 60 + 20/3, 20 + 20/3 and what is left of 100
        assert told == pytest.approx((66.67, 26.67, 6.67), abs=0.1)
        assert sum(told) == pytest.approx(100, abs=1e-3)
    else:
        assert told == tuple(Fraction(value) for value in expected)


def test_middles_of_known_against_unknown_keep_order_and_sum() -> None:
    found = midpoints(case("{route: 30..50, tolls: unknown, crew: 5..25}", "[route, tolls, crew]"))
    route, tolls, crew = (float(found[f"preferences.alder.weights.{i}"]) for i in ("route", "tolls", "crew"))
    assert route >= tolls >= crew
    assert route + tolls + crew == pytest.approx(100, abs=1e-3)
    assert found == midpoints(case("{route: 30..50, tolls: unknown, crew: 5..25}", "[route, tolls, crew]"))


def test_weights_that_no_draw_can_meet_are_a_sentence() -> None:
    told = case()
    block = Block(((Fraction(1), Fraction(2)), (Fraction(3), Fraction(4))), (0, 1))
    with pytest.raises(ValueError, match="no draw can meet this order"):
        block_mean(block, (0,))
    from dataclasses import replace

    alder = replace(told.preferences["alder"], order=("crew", "route"))
    broken = replace(told, preferences={"alder": alder})
    for ask in (midpoints, bounds, lambda c: draw(c, 3, 0)):
        with pytest.raises(ValueError, match=r"preferences\.alder\.weights: .*order is crew, route.*Widen"):
            ask(broken)


# ---------------------------------------------------------------- bounds


def test_bounds_hold_unknown_numbers_too() -> None:
    found = bounds(applied(case("{route: 30, tolls: 20..40, crew: unknown}"), "e1"))
    assert found["preferences.alder.weights.crew"] == (30, 50)
    assert found["preferences.alder.values.tolls.alder"] == (0, 1)
    assert found["preferences.alder.no_deal"] == (0, 100)
    assert found["events.e1.evidence.anyway"] == (0, 1)


def ranges(top: int = 60) -> st.SearchStrategy[tuple[Fraction, Fraction] | None]:
    ends = st.tuples(st.integers(0, top), st.integers(0, top)).map(lambda p: (Fraction(min(p)), Fraction(max(p))))
    return st.one_of(st.none(), ends)


@st.composite
def blocks(draws: st.DrawFn) -> Block:
    told = tuple(draws(st.lists(ranges(), min_size=1, max_size=4)))
    places = draws(st.permutations(range(len(told))))
    return Block(told, tuple(places[: draws(st.integers(0, len(told)))]))


@settings(max_examples=150, deadline=None)
@given(blocks(), st.data())
def test_widening_a_range_never_narrows_a_bound(block: Block, data: st.DataObject) -> None:
    try:
        before = block_bounds(block)
    except ValueError:
        return
    wider = tuple(
        r if r is None else (max(Fraction(0), r[0] - data.draw(st.integers(0, 9))), r[1] + data.draw(st.integers(0, 9)))
        for r in block.ranges
    )
    after = block_bounds(Block(wider, block.order))
    for (low, high), (lower, higher) in zip(before, after, strict=True):
        assert lower <= low
        assert high <= higher


@settings(max_examples=60, deadline=None)
@given(blocks())
def test_middles_lie_within_bounds_and_in_order(block: Block) -> None:
    try:
        limits, middle = block_bounds(block), block_mean(block, (1,))
    except ValueError:
        return
    slack = Fraction(1, 1000)
    for (low, high), value in zip(limits, middle, strict=True):
        assert low - slack <= value <= high + slack
    told = [middle[k] for k in block.order]
    assert all(a >= b - slack for a, b in pairwise(told))
