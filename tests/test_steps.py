"""Steps: what-ifs that keep the rest, and errors that say what does not fit."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from detente import steps
from detente.case.addresses import AddressError
from detente.case.model import Case, CaseError
from detente.case.read import digest, read
from detente.case.write import write
from detente.result import WrongUse

TEXT = """
detente: 1
title: T   # a comment that stays
parties: {alder: {}, birch: {}, lake: {role: convenor}}
sources:
  - {id: office, title: O, reliability: 0.5}
  - {id: paper, title: P, cited_in: office}
issues:
  route: {options: {north: {by: alder}, south: {by: birch}}}
  tolls: {by: alder, options: {low: {}, high: {}}}
status_quo: {route: north, tolls: low}
preferences:
  alder:
    weights: {route: 60, tolls: 40}
    values:
      route: {north: 1, south: {if: silts, then: 0.5, else: 0}}
      tolls: {low: 0, high: {value: 0.7, because: polls, rests_on: [deep], visible_to: [team, alder]}}
    readings: {hawk: {weights: {route: 90}, no_deal: 30}}
    rests_on: [deep, silts]
  birch: {ranking: [{route: south}, {}]}
claims:
  - {id: silts, text: It silts., credence: {alder: 0.5, birch: 0.5}, supports: [deep], asserted_by: [lake]}
  - {id: deep, text: It is deep., at: [{source: office, where: p. 1}, {source: paper, where: p. 2}]}
  - {id: flat, text: It is flat., attacks: [deep, {link: silts -> deep}], says: {lake: denies}}
events:
  - {id: survey, date: 2021-03-01, to: [lake],
     evidence: {claim: silts, source: office, if_true: 0.8, if_false: 0.2, readers: {lake: {if_true: 0.5}}}}
  - {id: gone, date: 2021-04-01, by: birch, moves: {route: south}, after: survey}
  - {id: cabinet, date: 2021-04-28, in_reply_to: gone, changes: {preferences: {alder: {weights: {tolls: 5..15}}}}}
"""


def case() -> Case:
    return read(TEXT)


def number(told: Case, issue: str) -> Fraction:
    return told.preferences["alder"].weights[issue].low


# ---------------------------------------------------------------- set


def test_a_value_is_set_and_the_rest_stays() -> None:
    told = steps.set_value(case(), "preferences.alder.weights.route", "70")
    assert number(told, "route") == 70
    assert number(case(), "route") == 60
    assert write(told) == TEXT.replace("weights: {route: 60", "weights: {route: 70")
    assert digest(told) != digest(case())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("preferences.alder.weights.route", "65..75"),
        ("preferences.alder.weights", "{route: 1, tolls: unknown}"),
        ("preferences.alder.no_deal", "20"),
        ("claims.silts.credence.alder", "0.25"),
        ("sources.office.reliability", "0.9"),
        ("status_quo.tolls", "high"),
        ("no_deal", "{route: south}"),
        ("preferences.alder.values.route.south.then", "0.6"),
        ("events.survey.evidence.if_true", "0.6"),
        ("as_of", "2021-03"),
    ],
)
def test_what_is_set_lasts_over_a_day(path: str, value: str) -> None:
    told = steps.set_value(case(), path, value)
    assert digest(told) != digest(case())
    day = date(2021, 3, 2)
    assert steps.as_of(told, day) == steps.as_of(steps.as_of(told, day), day)
    assert (
        digest(steps.as_of(told, day)) == digest(steps.set_value(steps.as_of(case(), day), path, value))
        or path == "as_of"
    )


def test_a_number_keeps_its_viewers_and_loses_its_reason() -> None:
    found = (
        steps.set_value(case(), "preferences.alder.values.tolls.high", "0.9")
        .preferences["alder"]
        .values["tolls"]["high"]
    )
    assert found.visible_to == ("team", "alder")
    assert found.because is None
    assert found.rests_on == ()


def test_what_an_applied_event_overwrites_is_an_error_that_names_it() -> None:
    told = steps.as_of(case())
    for path in ("preferences.alder.weights.tolls", "preferences.alder.weights"):
        with pytest.raises(WrongUse, match="overwritten by the event cabinet"):
            steps.set_value(told, path, "20")
    with pytest.raises(WrongUse, match="gone"):
        steps.set_value(told, "status_quo.route", "north")
    assert number(steps.set_value(told, "preferences.alder.weights.route", "20"), "route") == 20
    assert steps.overwritten(told, "preferences.alder.weights.tolls") == "cabinet"
    assert steps.overwritten(case(), "preferences.alder.weights.tolls") is None
    before = steps.as_of(case(), date(2021, 4, 2))
    assert number(steps.set_value(before, "preferences.alder.weights.tolls", "20"), "tolls") == 20


def test_a_set_event_is_applied_anew() -> None:
    told = steps.set_value(steps.as_of(case()), "events.cabinet.changes.preferences.alder.weights.tolls", "7")
    assert number(told, "tolls") == 7
    moved = steps.set_value(steps.as_of(case()), "events.gone.moves", "{tolls: high}")
    assert moved.status_quo == {"route": "north", "tolls": "high"}


@pytest.mark.parametrize(
    ("path", "value", "error", "said"),
    [
        ("preferences.aldr.no_deal", "3", AddressError, "Did you mean alder"),
        ("preferences.alder.no_deal", "lots", WrongUse, "lots"),
        ("preferences.alder.weights.route", "80..60", WrongUse, "upside down"),
        ("preferences.alder.weights.route", "{", WrongUse, "preferences.alder.weights.route="),
        ("preferences.alder.nodeal", "3", WrongUse, "no_deal"),
        ("issues.route.options", "{north: {by: alder}}", CaseError, "no option south"),
    ],
)
def test_what_does_not_fit_is_said(path: str, value: str, error: type[ValueError], said: str) -> None:
    with pytest.raises(error, match=said.replace(".", r"\.")):
        steps.set_value(case(), path, value)


# ---------------------------------------------------------------- without


def test_without_a_claim_its_links_go() -> None:
    told = steps.without(case(), "claims.deep")
    assert "deep" not in told.claims
    assert told.claims["silts"].supports == ()
    assert told.claims["flat"].attacks == ()
    assert told.preferences["alder"].rests_on == ("silts",)
    assert told.preferences["alder"].values["tolls"]["high"].rests_on == ()
    with pytest.raises(CaseError, match="silts"):
        steps.without(case(), "claims.silts")


def test_without_a_source_its_places_and_reports_go() -> None:
    told = steps.without(case(), "sources.office")
    assert [place.source for place in told.claims["deep"].at] == ["paper"]
    assert told.sources["paper"].cited_in is None
    assert told.events[0].evidence == ()


def test_without_an_event_the_day_is_reached_anew() -> None:
    told = steps.without(steps.as_of(case()), "events.gone")
    assert told.status_quo == {"route": "north", "tolls": "low"}
    assert told.applied == ("survey", "cabinet")
    assert told.events[1].in_reply_to is None
    assert number(steps.without(steps.as_of(case()), "events.cabinet"), "tolls") == 40


def test_without_a_party_what_is_said_of_it_goes() -> None:
    told = steps.without(case(), "parties.lake")
    assert told.claims["silts"].asserted_by == ()
    assert told.claims["flat"].says == {}
    assert told.events[0].to == ()
    assert told.events[0].evidence[0].readers == {}
    assert case().events[0].evidence[0].readers, "the case itself stays as it is"
    with pytest.raises(CaseError, match="birch"):
        steps.without(case(), "parties.birch")


def test_without_an_issue_its_weights_go() -> None:
    told = steps.without(case(), "issues.tolls")
    assert list(told.issues) == ["route"]
    assert list(told.preferences["alder"].values) == ["route"]


def test_without_a_single_field() -> None:
    assert steps.without(case(), "preferences.alder.rests_on.0").preferences["alder"].rests_on == ("silts",)
    assert steps.without(case(), "events.survey.evidence").events[0].evidence == ()
    with pytest.raises(AddressError, match="Did you mean silts"):
        steps.without(case(), "claims.silt")


# ---------------------------------------------------------------- days, copies, readings


def test_a_day_may_be_text() -> None:
    assert steps.as_of(case(), "2021-03").applied == ("survey",)
    assert steps.as_of(case(), "2021").applied == ("survey", "gone", "cabinet")
    assert steps.as_of(case()) == steps.as_of(case(), "2021-04-28")
    with pytest.raises(WrongUse, match="yesterday"):
        steps.as_of(case(), "yesterday")


def test_a_reading_replaces_what_it_says() -> None:
    told = steps.reading(case(), "alder", "hawk")
    assert number(told, "route") == 90
    assert number(told, "tolls") == 40
    assert told.preferences["alder"].no_deal is not None
    later = steps.as_of(told)
    assert (number(later, "route"), number(later, "tolls")) == (90, 5)
    with pytest.raises(CaseError, match="hawk"):
        steps.reading(case(), "alder", "hwak")


def test_a_copy_for_a_party() -> None:
    told = steps.share(case(), "birch")
    assert told.preferences["alder"].weights["route"].unknown
    assert "0.7" in write(steps.share(case(), "alder"))
    assert "0.7" not in write(told)
