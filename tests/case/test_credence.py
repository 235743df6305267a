"""Beliefs: Bayes' rule against brute force, one `anyway` for all that a source says, exact bounds."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from belief_networks import DAY, FREE, LISTED, fixed, networks, number, posterior, ranged
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.credence import credence, credence_bounds, network
from detente.case.expressions import parse_claims
from detente.case.model import And, Case, Claim, Event, Evidence, Expression, Held, Number, Source
from detente.case.numbers import bounds, draw, midpoints
from detente.case.read import read

CASE = """
detente: 1
title: T
parties: {alder: {}, birch: {}}
issues: {route: {options: {north: {}, south: {}}}}
status_quo: {route: north}
preferences: {alder: {ranking: [{}]}, birch: {ranking: [{}]}}
sources: [{id: office, title: O, reliability: 0.7}, {id: paper, title: P, reliability: 0.5}, {id: silent, title: S}]
claims:
  - {id: silts, text: It silts., credence: {alder: 0.25, birch: 0.9}}
  - {id: falls, text: It falls., credence: {alder: 0.5, birch: 0.6}}
  - {id: fails, text: It fails., means: silts and not falls}
events:
"""


def case(*events: str) -> Case:
    lines = "".join(f"  - {{id: e{k}, date: 2021-01-{k + 1:02}, {event}}}\n" for k, event in enumerate(events))
    told = read(CASE + (lines or "  []\n"))
    return replace(told, applied=tuple(event.id for event in told.events))


def held(told: Case, party: str, condition: str) -> Fraction:
    return credence(told, party, parse_claims(condition), midpoints(told))


SURVEY = "evidence: {claim: silts, source: office, if_true: 0.8, if_false: 0.2, anyway: 0.5}"


def test_without_evidence_it_is_the_prior() -> None:
    assert held(case(), "alder", "silts") == Fraction(1, 4)
    assert held(case(), "alder", "fails") == Fraction(1, 8)
    assert held(case(), "birch", "fails or falls") == 1 - Fraction(1, 10) * Fraction(4, 10)


def test_evidence_by_hand() -> None:
    true = Fraction(7, 10) * Fraction(8, 10) + Fraction(3, 10) * Fraction(1, 2)
    false = Fraction(7, 10) * Fraction(2, 10) + Fraction(3, 10) * Fraction(1, 2)
    assert held(case(SURVEY), "alder", "silts") == true / (true + 3 * false)
    assert held(case(SURVEY), "alder", "falls") == Fraction(1, 2)
    ratio = "evidence: {claim: silts, likelihood_ratio: 3}"
    assert held(case(ratio), "alder", "silts") == Fraction(1, 2)
    bare = "evidence: {claim: silts, if_true: 0.6, if_false: 0.2}"
    assert held(case(bare), "alder", "silts") == Fraction(1, 2), "without a source the report counts in full"


def test_only_applied_events_count() -> None:
    told = case(SURVEY)
    assert held(replace(told, applied=()), "alder", "silts") == Fraction(1, 4)


def test_a_reader_may_read_a_report_otherwise() -> None:
    told = case(SURVEY[:-1] + ", readers: {alder: {if_true: 0.2, if_false: 0.2}}}")
    assert held(told, "alder", "silts") == Fraction(1, 4)
    assert held(told, "birch", "silts") > Fraction(9, 10)


def test_two_reports_of_one_source_share_one_anyway() -> None:
    def likelihood(chance: Fraction) -> Fraction:
        return Fraction(7, 10) * chance**2 + Fraction(3, 10) * Fraction(1, 2)

    true, false = likelihood(Fraction(8, 10)), likelihood(Fraction(2, 10))
    assert held(case(SURVEY, SURVEY), "alder", "silts") == true / (true + 3 * false)
    other = SURVEY.replace("office", "paper")
    assert held(case(SURVEY, other), "alder", "silts") != held(case(SURVEY, SURVEY), "alder", "silts")


def test_one_observation_told_twice_in_one_event_counts_once() -> None:
    piece = SURVEY.removeprefix("evidence: ")
    assert held(case(f"evidence: [{piece}, {piece}]"), "alder", "silts") == held(case(SURVEY), "alder", "silts")


def test_a_source_without_reliability_has_a_half() -> None:
    told = case(SURVEY.replace("office", "silent"))
    true, false = (Fraction(1, 2) * p + Fraction(1, 4) for p in (Fraction(8, 10), Fraction(2, 10)))
    assert held(told, "alder", "silts") == true / (true + 3 * false)


def test_evidence_on_a_combination_moves_its_parts() -> None:
    told = case("evidence: {claim: fails, if_true: 0.9, if_false: 0.1}")
    mass = {
        (silts, falls): Fraction(1 if silts else 3, 4) * Fraction(1, 2) * Fraction(9 if silts and not falls else 1, 10)
        for silts, falls in product((True, False), repeat=2)
    }
    assert held(told, "alder", "silts") == (mass[True, True] + mass[True, False]) / sum(mass.values())
    assert held(told, "alder", "falls") == (mass[True, True] + mass[False, True]) / sum(mass.values())


def test_impossible_evidence_names_event_and_party() -> None:
    told = case(SURVEY.replace("silts", "falls"), "evidence: {claim: silts, if_true: 0, if_false: 0.2}")
    sure = replace(told.claims["silts"], credence={"alder": Number(Fraction(1), Fraction(1))})
    certain = replace(told, claims={**told.claims, "silts": sure})
    for ask in (lambda: held(certain, "alder", "silts"), lambda: credence_bounds(certain, "alder", Held("silts"))):
        with pytest.raises(ValueError, match=r"events\.e1 reports on silts what alder holds for impossible"):
            ask()


def test_a_missing_credence_names_party_and_claim() -> None:
    told = case()
    bare = replace(told, claims={**told.claims, "falls": replace(told.claims["falls"], credence={})})
    with pytest.raises(ValueError, match=r"birch states no credence for claims\.falls"):
        held(bare, "birch", "fails")


def test_draws_agree_with_exact_numbers() -> None:
    told = case(SURVEY, SURVEY.replace("office", "paper"))
    wide = replace(
        told,
        claims={**told.claims, "silts": replace(told.claims["silts"], credence={"alder": number(2, 8)})},
    )
    drawn = draw(wide, 6, 1)
    found = credence(wide, "alder", parse_claims("fails"), drawn)
    for k in range(6):
        exact = {address: Fraction(float(values[k])) for address, values in drawn.items()}
        assert found[k] == pytest.approx(float(credence(wide, "alder", parse_claims("fails"), exact)), rel=1e-12)


# ---------------------------------------------------------------- against brute force


@settings(max_examples=80, deadline=None)
@given(networks(fixed()), st.sampled_from(("alder", "birch")))
def test_bayes_by_brute_force(made: tuple[Case, Expression], party: str) -> None:
    told, condition = made
    at = midpoints(told)
    assert credence(told, party, condition, at) == posterior(told, party, condition, at)


@settings(max_examples=40, deadline=None)
@given(networks(ranged()))
def test_bounds_hold_every_draw(made: tuple[Case, Expression]) -> None:
    told, condition = made
    low, high = credence_bounds(told, "alder", condition)
    drawn = credence(told, "alder", condition, draw(told, 200, 0)) + np.zeros(200)
    assert (drawn >= float(low) - 1e-12).all()
    assert (drawn <= float(high) + 1e-12).all()


@settings(max_examples=40, deadline=None)
@given(networks(ranged(), 2, apart=True))
def test_bounds_are_reached_where_each_source_speaks_of_one_claim(made: tuple[Case, Expression]) -> None:
    told, condition = made
    box = bounds(told)
    loose = [key for key, (low, high) in box.items() if low < high and not key.endswith("birch")][:9]
    low, high = credence_bounds(told, "alder", condition)
    at: dict[str, Any] = midpoints(told)
    found = [
        credence(told, "alder", condition, {**at, **dict(zip(loose, corner, strict=True))})
        for corner in product(*(box[key] for key in loose))
    ]
    assert low <= min(found)
    assert max(found) <= high
    if len(loose) < 9:
        assert (low, high) == (min(found), max(found))


@settings(max_examples=40, deadline=None)
@given(networks(ranged()), st.data())
def test_widening_a_range_never_narrows_the_bounds(made: tuple[Case, Expression], data: st.DataObject) -> None:
    told, condition = made
    low, high = credence_bounds(told, "alder", condition)
    claim = told.claims[data.draw(st.sampled_from((*FREE, *LISTED)))]
    old = claim.credence["alder"]
    wider = Number(old.low / 2, (old.high + 1) / 2)
    more = replace(told, claims={**told.claims, claim.id: replace(claim, credence={"alder": wider})})
    lower, higher = credence_bounds(more, "alder", condition)
    assert lower <= low
    assert high <= higher


@settings(max_examples=20, deadline=None)
@given(networks(ranged()), st.integers(1, 5))
def test_draws_are_the_same_in_pieces(made: tuple[Case, Expression], many: int) -> None:
    """A large network takes its draws a few at a time."""
    told, condition = made
    at = draw(told, 7, 3)
    whole = credence(told, "alder", condition, at)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("detente.case.credence.MOST_CELLS", many * len(network(told, "alder", condition).holds))
        assert credence(told, "alder", condition, at) == pytest.approx(whole, rel=1e-13)


@settings(max_examples=20, deadline=None)
@given(networks(ranged()))
def test_single_floats_may_stand_among_draws(made: tuple[Case, Expression]) -> None:
    told, condition = made
    at = midpoints(told)
    exact = float(credence(told, "alder", condition, at))
    floats: dict[str, Any] = {address: float(value) for address, value in at.items()}
    assert credence(told, "alder", condition, floats) == pytest.approx(exact, rel=1e-12)
    one = {**at, "claims.silts.credence.alder": np.array([0.2, float(at["claims.silts.credence.alder"])])}
    assert (credence(told, "alder", condition, one) + np.zeros(2))[1] == pytest.approx(exact, rel=1e-12)


def test_a_network_is_that_of_its_case() -> None:
    """What is kept of one case never answers for another that says something else."""
    one = case(SURVEY)
    two = replace(one, applied=())
    assert held(one, "alder", "silts") != held(two, "alder", "silts") == Fraction(1, 4)
    assert network(one, "alder", Held("silts")) is network(one, "alder", Held("silts"))


def test_too_many_corners_give_outer_bounds() -> None:
    names = tuple(f"c{k}" for k in range(12))
    claims = {name: Claim(name, name, credence={"alder": number(2, 4)}) for name in names}
    told = replace(case(), claims=claims)
    low, high = credence_bounds(told, "alder", And(tuple(Held(name) for name in names)))
    assert low <= Fraction(2, 10) ** 12
    assert Fraction(4, 10) ** 12 <= high < Fraction(1, 10)


@settings(max_examples=100, deadline=None)
@given(
    st.integers(1, 99),
    st.integers(1, 99),
    st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=5),
)
def test_no_source_can_say_more_than_its_reliability_warrants(
    rho: int, anyway: int, reports: list[tuple[int, int]]
) -> None:
    """`LR <= 1 + rho / ((1 - rho) f)` however many reports it makes."""
    events = tuple(
        Event(f"e{k}", DAY, "2021", evidence=(Evidence("silts", "office", share(yes), share(no), share(anyway)),))
        for k, (yes, no) in enumerate(reports)
    )
    told = replace(
        case(),
        sources={"office": Source("office", reliability=share(rho))},
        events=events,
        applied=tuple(event.id for event in events),
    )
    after = credence(told, "alder", Held("silts"), midpoints(told))
    odds, before = after / (1 - after), Fraction(1, 3)
    reliable, readily = Fraction(rho, 100), Fraction(anyway, 100)
    assert odds / before <= 1 + reliable / ((1 - reliable) * readily)


def share(percent: int) -> Number:
    return Number(Fraction(percent, 100), Fraction(percent, 100))
