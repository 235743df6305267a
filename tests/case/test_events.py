"""The case as of a day: order, moves, changes, evidence, and that going there twice changes nothing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case.credence import credence
from detente.case.events import apply, overlap, writes
from detente.case.expressions import parse_claims
from detente.case.model import Case, CaseError
from detente.case.numbers import midpoints
from detente.case.read import read

TEXT = """
detente: 1
title: T
parties: {alder: {}, birch: {}}
sources: [{id: office, title: O, reliability: 1/2}]
issues:
  route: {options: {north: {by: alder}, south: {by: birch}, none: {by: alder or birch}}}
  tolls: {by: alder, options: {low: {}, high: {}}}
status_quo: {route: north, tolls: low}
no_deal: NO_DEAL
preferences:
  alder:
    weights: {route: 60, tolls: 40}
    values: {route: {north: 1, south: 0, none: 0}, tolls: {low: 0, high: 1}}
    order: [route, tolls]
    no_deal: 10
  birch: {ranking: [{route: south}, {}]}
claims:
  - {id: silts, text: It silts., credence: {alder: 0.5, birch: 0.5}}
  - {id: deep, text: It is deep., credence: {alder: 0.5}}
events:
  - {id: late, date: 2021-05-02, by: alder, moves: {tolls: high}}
  - {id: survey, date: 2021-03, evidence: {claim: silts, source: office, if_true: 0.8, if_false: 0.2, anyway: 0.5}}
  - {id: second, date: 2021-04-01, after: first, moves: {route: none}, by: birch}
  - {id: first, date: 2021-04-01, moves: {route: south}, by: birch}
  - id: cabinet
    date: 2021-04-28
    changes:
      preferences: {alder: {weights: {tolls: 5..15}, order: null, no_deal: null}}
      claims: {deep: {credence: {birch: 0.9}}, new: {text: A new claim.}}
      rules: [{never: route = south and tolls = high}]
"""


def case(no_deal: str = "status_quo") -> Case:
    return read(TEXT.replace("NO_DEAL", no_deal))


def test_events_happen_in_order_up_to_the_day() -> None:
    assert apply(case()).applied == ("survey", "first", "second", "cabinet", "late")
    assert apply(case(), date(2021, 4, 1)).applied == ("survey", "first", "second")
    assert apply(case(), date(2021, 3, 30)).applied == (), "a month counts as its last day"
    assert apply(case(), date(2021, 3, 31)).applied == ("survey",)
    assert apply(case(), date(2021, 3, 31)).as_of == date(2021, 3, 31)


def test_moves_change_the_status_quo() -> None:
    assert apply(case(), date(2021, 4, 1)).status_quo == {"route": "none", "tolls": "low"}
    assert apply(case()).status_quo == {"route": "none", "tolls": "high"}


@pytest.mark.parametrize(
    ("no_deal", "ends"),
    [
        ("status_quo", ({"route": "none", "tolls": "high"},)),
        ("{route: south}", ({"route": "south", "tolls": "low"},)),
    ],
)
def test_only_the_status_quo_as_no_deal_moves(no_deal: str, ends: tuple[dict[str, str], ...]) -> None:
    assert apply(case(no_deal)).no_deal.ends == (ends,)


def test_changes_merge_by_key() -> None:
    before, after = case(), apply(case())
    alder = after.preferences["alder"]
    assert (alder.weights["tolls"].low, alder.weights["tolls"].high) == (5, 15)
    assert alder.weights["route"] == before.preferences["alder"].weights["route"]
    assert alder.order == ()
    assert alder.no_deal is None
    assert list(after.claims) == ["silts", "deep", "new"]
    assert after.claims["deep"].credence["birch"].low == Fraction(9, 10)
    assert after.claims["deep"].credence["alder"].low == Fraction(1, 2)
    assert len(after.rules) == 1


def test_evidence_counts_from_its_day() -> None:
    def held(day: date) -> Fraction:
        told = apply(case(), day)
        return credence(told, "birch", parse_claims("silts"), midpoints(told))

    assert held(date(2021, 3, 1)) == Fraction(1, 2)
    assert held(date(2021, 3, 31)) == Fraction(13, 20)


@given(st.dates(date(2021, 1, 1), date(2021, 6, 1)), st.dates(date(2021, 1, 1), date(2021, 6, 1)))
def test_a_day_is_the_same_from_wherever_one_comes(day: date, other: date) -> None:
    there = apply(case(), day)
    assert apply(there, day) == there
    assert apply(there) == there
    assert apply(apply(case(), other), day) == there


def test_without_a_day_the_case_says_which() -> None:
    assert apply(
        read(TEXT.replace("title: T", "title: T\nas_of: 2021-04").replace("NO_DEAL", "status_quo"))
    ).applied == (
        "survey",
        "first",
        "second",
        "cabinet",
    )
    bare = read(TEXT[: TEXT.index("events:")].replace("NO_DEAL", "status_quo"))
    assert apply(bare) == bare


def test_changes_that_break_the_case_are_told_when_it_is_read() -> None:
    with pytest.raises(CaseError, match="no option nowhere"):
        read(TEXT.replace("NO_DEAL", "status_quo").replace("rules: [", "status_quo: {route: nowhere}\n      rules: ["))


def test_a_move_that_its_author_could_not_make_is_a_warning() -> None:
    told = apply(
        read(TEXT.replace("NO_DEAL", "status_quo").replace("by: alder, moves: {tolls", "by: birch, moves: {tolls"))
    )
    assert any("late" in problem.what and "tolls" in problem.what for problem in told.warnings)
    assert not any("tolls" in problem.what for problem in apply(case()).warnings)


def test_what_an_event_writes() -> None:
    told = {event.id: writes(event) for event in case().events}
    assert told["late"] == ("status_quo.tolls",)
    assert told["survey"] == ()
    assert set(told["cabinet"]) == {
        "claims.deep.credence.birch",
        "claims.new.text",
        "preferences.alder.no_deal",
        "preferences.alder.order",
        "preferences.alder.weights.tolls",
        "rules",
    }


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [("a.b", "a.b", True), ("a", "a.b", True), ("a.b.c", "a.b", True), ("a.b", "a.bc", False), ("a.b", "a.c", False)],
)
def test_addresses_overlap(one: str, other: str, both: bool) -> None:
    assert overlap(one, other) is both
