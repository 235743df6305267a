"""One more report: an event of its own, weighed with the rest, and composable with the other steps."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import detente
from detente import run, steps
from detente.case.addresses import AddressError
from detente.case.credence import credence
from detente.case.model import Case, Held
from detente.case.numbers import midpoints
from detente.case.read import digest, load, read
from detente.case.write import write
from detente.result import Unanswerable, WrongUse

TEXT = """
detente: 1
title: T   # a comment that stays
parties: {alder: {}, birch: {}}
sources: [{id: office, title: O, reliability: 0.5}]
claims:
  - {id: silts, text: It silts., credence: {alder: 0.5, birch: 0.9}}
events:
  - {id: survey, date: 2021-03-01, evidence: {claim: silts, source: office, if_true: 0.8, if_false: 0.2, anyway: 0.5}}
  - {id: later, date: 2021-06-01, note: nothing}
"""


def case() -> Case:
    return read(TEXT)


def held(told: Case, party: str = "alder") -> Fraction:
    found: Fraction = credence(told, party, Held("silts"), midpoints(told))
    return found


def test_a_report_is_weighed_by_bayes_rule() -> None:
    bare = steps.without(case(), "events.survey")
    told = steps.as_of(steps.with_evidence(bare, "claim=silts, if_true=0.8, if_false=0.2"))
    assert held(told) == Fraction(4, 5)
    assert held(told, "birch") == Fraction(36, 37)  # odds 9 : 1 times 4
    ratio = steps.as_of(steps.with_evidence(bare, {"claim": "silts", "likelihood_ratio": 3}))
    assert held(ratio) == Fraction(3, 4)
    silence = steps.as_of(
        steps.with_evidence(bare, {"claim": "silts", "if_true": 0.8, "if_false": 0.2, "absent": True})
    )
    assert held(silence) == Fraction(1, 5)


def test_it_is_an_event_on_the_day_of_the_case() -> None:
    told = steps.with_evidence(case(), "claim=silts, if_true=0.8, if_false=0.2")
    assert (told.events[-1].id, told.events[-1].written) == ("what-if-1", "2021-06-01")
    assert case().events[-1].id == "later", "the case itself stays as it is"
    assert digest(told) != digest(case())
    assert "# a comment that stays" in write(told)
    again = steps.with_evidence(told, "claim=claims.silts, likelihood_ratio=2..3, source=office, date=2021-04")
    assert [(event.id, event.written) for event in again.events[-2:]] == [
        ("what-if-1", "2021-06-01"),
        ("what-if-2", "2021-04"),
    ]
    assert read(write(again)).events == again.events


@pytest.mark.parametrize("day", ["2021-01-15", "2021-03-15", "2021-07-01"])
def test_a_case_that_stands_at_a_day_stays_there(day: str) -> None:
    told = steps.with_evidence(steps.as_of(case(), day), "claim=silts, if_true=0.8, if_false=0.2")
    assert told.as_of is not None
    assert told.as_of.isoformat() == day
    assert told.applied[-1] == "what-if-1"
    assert digest(told) == digest(
        steps.as_of(steps.with_evidence(case(), "claim=silts, if_true=0.8, if_false=0.2", day), day)
    )
    later = steps.with_evidence(steps.as_of(case(), day), "claim=silts, if_true=0.8, if_false=0.2, date=2021-08-01")
    assert "what-if-1" not in later.applied


def test_steps_are_taken_in_their_order() -> None:
    told = steps.prepared(
        case(),
        {
            "set": ["sources.office.reliability=1"],
            "without": ["events.survey"],
            "evidence": [
                "claim=silts, source=office, if_true=0.8, if_false=0.2, anyway=0.5",
                "claim=silts, likelihood_ratio=2",
            ],
            "as_of": "2021-02",
        },
    )
    assert told.applied == ("what-if-1", "what-if-2")
    assert held(told) == Fraction(8, 9)  # odds 4 and then twice that
    one = steps.prepared(case(), {"evidence": {"claim": "silts", "likelihood_ratio": 2}})
    assert one.applied == ("survey", "later", "what-if-1")


def test_a_record_says_what_was_supposed() -> None:
    report = "claim=harbour-silts, if_true=0.9, if_false=0.1, source=ferry-times"
    ferry = detente.load("ferry")
    told = run.run("agreement", ferry, {"draws": 0, "evidence": [report]})
    assert told.parameters["evidence"] == [report]
    assert told.case.digest != run.run("agreement", ferry, {"draws": 0}).case.digest


@pytest.mark.parametrize(
    ("evidence", "error", "said"),
    [
        ("claim=silt, if_true=0.8, if_false=0.2", AddressError, "Did you mean silts"),
        ("claim=silts, source=offic, likelihood_ratio=2", AddressError, "Did you mean office"),
        ("if_true=0.8", WrongUse, "names no claim"),
        ("claim", WrongUse, "write it so"),
        ("", WrongUse, "write it so"),
        ("claim=silts, claim=silts", WrongUse, "twice"),
        ("claim=silts, iftrue=0.8", WrongUse, "Did you mean if_true"),
        ("claim=silts, if_true=1.8, if_false=0.2", WrongUse, "between 0 and 1"),
        ("claim=silts, if_true=0.8", WrongUse, "if_false"),
        ("claim=silts, likelihood_ratio=0", WrongUse, "above 0"),
        ("claim=silts, likelihood_ratio=2, date=soon", WrongUse, "soon"),
        ({"claim": "silts", "likelihood_ratio": float("nan")}, WrongUse, "no number"),
        ({"claim": ["silts"], "likelihood_ratio": 2}, AddressError, "claim"),
    ],
    ids=str,
)  # fmt: skip
def test_what_does_not_fit_is_said(evidence: Any, error: type[ValueError], said: str) -> None:
    with pytest.raises(error, match=said):
        steps.with_evidence(case(), evidence)


def test_evidence_after_the_day_is_an_error() -> None:
    with pytest.raises(WrongUse, match="no effect: its date is 2022"):
        steps.prepared(case(), {"evidence": ["claim=silts, likelihood_ratio=2, date=2022"], "as_of": "2021-07"})
    told = steps.prepared(case(), {"evidence": ["claim=silts, likelihood_ratio=2, date=2022"]})
    assert told.as_of is not None
    assert told.as_of.year == 2022, "a case without as_of stands after its last event"
    with pytest.raises(WrongUse, match="no day"):
        steps.with_evidence(read(TEXT.split("events:")[0]), "claim=silts, likelihood_ratio=2")


def test_a_day_before_every_event_is_kept() -> None:
    early = steps.as_of(case(), "2021-01-15")
    for told in (
        steps.without(early, "events.survey"),
        steps.prepared(early, {}),
        steps.set_value(early, "events.survey.date", "2021-02"),
    ):
        assert told.applied == ()
        assert told.as_of == early.as_of


def test_what_was_predicted_is_open_again() -> None:
    text = TEXT.replace(
        "claims:",
        "issues: {x: {by: alder, options: {low: {}, high: {}}}}\nstatus_quo: {x: low}\nno_deal: predicted\npreferences:\n  alder: {weights: {x: 100}, values: {x: {low: 0, high: {if: silts, then: 1, else: 0.5}}}}\n  birch: {ranking: [{x: low}, {}]}\nclaims:",
    )
    told = steps.predicted(steps.as_of(read(text)))
    assert told.no_deal.ends
    assert steps.with_evidence(told, "claim=silts, likelihood_ratio=2").no_deal.ends == ()
    assert steps.mended(told).no_deal.ends == ()


@pytest.mark.parametrize("report", ["if_true=0, if_false=0.5", "if_true=0.5, if_false=0"])
def test_evidence_that_would_be_impossible_for_a_certain_reader(report: str) -> None:
    """At a credence of exactly 0 or 1 the report could not have come: the thresholds are looked for beside them."""
    told = detente.agreement(load("ferry"), draws=0, evidence=[f"claim=harbour-silts, {report}"])
    assert told.findings()


@pytest.mark.parametrize("analysis", ["agreement", "threats", "stability", "beliefs", "sensitivity"])
def test_evidence_that_a_party_holds_for_impossible_is_told_in_a_sentence(analysis: str) -> None:
    asked = {
        "set": ["claims.harbour-silts.credence.alder=1"],
        "evidence": ["claim=harbour-silts, if_true=0, if_false=0.5"],
    }
    with pytest.raises(Unanswerable, match="what alder holds for impossible, so no credence can follow"):
        detente.record(analysis, load("ferry"), **asked)


@pytest.mark.parametrize("analysis", ["agreement", "threats", "beliefs", "sensitivity", "timeline"])
@pytest.mark.parametrize(
    ("held", "report"), [("0.5..1", "if_true=0, if_false=0.5"), ("0..0.5", "if_true=0.5, if_false=0")]
)
def test_a_range_that_ends_where_the_evidence_would_be_impossible_is_looked_at_up_to_there(
    analysis: str, held: str, report: str
) -> None:
    """Whatever lies short of the end, the report settles the claim: beliefs is sure of it, and every other analysis gives an answer."""
    asked = {"set": [f"claims.harbour-silts.credence.alder={held}"], "evidence": [f"claim=harbour-silts, {report}"]}
    told = detente.record(analysis, load("ferry"), **asked).result
    assert told.findings()
    if analysis == "beliefs":
        now = told.data()["credence"]["alder"]["harbour-silts"]
        assert now["posterior"] == (0 if report.startswith("if_true=0,") else 1)
