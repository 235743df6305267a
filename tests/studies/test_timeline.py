"""The timeline: zones, ends and beliefs worked out by hand, the rules of offers, and that what is reused is what would be worked out again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import pytest

from detente import steps
from detente.analyses._conflict import Memory
from detente.analyses.agreement import agreement
from detente.case import events
from detente.case.model import Case
from detente.case.offers import standing
from detente.case.read import load, read
from detente.result import Chart, Table, Unanswerable, WrongUse, listening, sharing
from detente.run import run
from detente.show import html, text
from detente.studies.timeline import solve, timeline
from detente.studies.timeline.answer import TimelineResult

STORY = """
detente: 1
title: A small story
parties: {ash: {name: Ash}, birch: {name: Birch}}
issues:
  x: {by: ash and birch, options: {a: {}, b: {}, c: {}}}
status_quo: {x: a}
preferences:
  ash: {weights: {x: 1}, values: {x: {a: 0.45, b: {if: flood, then: 1, else: 0}, c: 0.5}}}
  birch: {weights: {x: 1}, values: {x: {a: 0.3, b: 0.1, c: 0.6}}}
claims:
  - {id: flood, text: The river floods., credence: {ash: 0.4, birch: 0.5}}
  - {id: storm, text: A storm comes., credence: {birch: 0.5}}
events:
  - {id: gauge, date: 2020-01-01, title: The gauge rises, evidence: {claim: flood, likelihood_ratio: 6}}
  - {id: cloud, date: 2020-01-02, evidence: {claim: storm, likelihood_ratio: 3}}
  - {id: cabinet, date: 2020-01-02, title: A cabinet for b, changes: {preferences: {birch: {values: {x: {b: 0.9}}}}}}
  - {id: word, date: 2020-01-03, by: ash, to: [birch], threatens: {if: {x: c}, then: {x: a}}}
  - {id: step, date: 2020-01-04, by: [ash, birch], moves: {x: c}}
"""


def told(source: str = STORY, draws: int = 0) -> TimelineResult:
    return timeline(events.apply(read(source)), draws=draws)


def counts(result: TimelineResult) -> list[int | None]:
    return [None if step.worked.zone is None else step.worked.zone.count for step in result.steps]


# ---------------------------------------------------------------- worked out by hand


def test_the_zone_after_every_event_is_what_one_works_out_by_hand() -> None:
    """Before: c beats a for both, b (0.4 and 0.1) for neither. After the gauge b is worth 0.8 to Ash, and still 0.1 to Birch. With the new cabinet b
    joins. Once c is the status quo, only b beats it for both (0.8 over 0.5, 0.9 over 0.6)."""
    result = told()
    assert [step.event.id if step.event else None for step in result.steps] == [
        None,
        "gauge",
        "cloud",
        "cabinet",
        "word",
        "step",
    ]
    assert counts(result) == [1, 1, 1, 2, 2, 1]
    assert [dict(step.worked.best.outcome)["x"] for step in result.steps if step.worked.best] == [
        "c",
        "c",
        "c",
        "b",
        "b",
        "b",
    ]
    by_event = {change.event.id: change for change in result.changes}
    assert (by_event["cabinet"].entered, by_event["cabinet"].left, by_event["cabinet"].turnover) == (1, 0, 0.5)
    assert (by_event["step"].entered, by_event["step"].left, by_event["step"].turnover) == (0, 1, 0.5)
    assert by_event["gauge"].turnover == 0
    assert by_event["gauge"].party_turnover == {"ash": 1 / 3, "birch": 0}
    assert by_event["cabinet"].party_turnover == {"ash": 0, "birch": 1 / 3}


def test_beliefs_follow_bayes_rule_after_every_event() -> None:
    result = told()
    held = [step.credence["ash"]["flood"].posterior for step in result.steps]
    assert held == [Fraction(2, 5), *[Fraction(4, 5)] * 5]
    gauge = result.changes[0]
    assert {(s.party, s.claim, s.before, s.after) for s in gauge.shifts} == {
        ("ash", "flood", Fraction(2, 5), Fraction(4, 5)),
        ("birch", "flood", Fraction(1, 2), Fraction(6, 7)),
    }
    assert [(s.party, s.after) for s in result.changes[1].shifts] == [("birch", Fraction(3, 4))]


def test_what_changed_most_and_what_changed_nothing() -> None:
    result = told()
    assert result.most is not None
    assert result.most.event.id == "cabinet"  # as far as the step, and before it
    assert [change.event.id for change in result.changes if not change.anything] == ["word"]
    assert result.data()["most"] == {"event": "cabinet", "turnover": 0.5}
    quiet = next(f for f in result.findings() if "nothing on these estimates" in f.text)
    assert quiet.rests_on == ("events.word",)
    assert any(
        "A cabinet for b" in f.text and "Birch" in f.text and "through what Birch wants" in f.text
        for f in result.findings()
    )


def test_two_events_of_one_day_are_told_apart() -> None:
    result = told()
    same_day = [step for step in result.steps if step.event is not None and step.event.date == date(2020, 1, 2)]
    assert [step.event.id for step in same_day if step.event] == ["cloud", "cabinet"]
    assert [step.worked.zone.count for step in same_day if step.worked.zone] == [1, 2]


def test_only_what_the_answers_hang_on_is_worked_out_again() -> None:
    """The cloud bears on no value, the word is only said: both share the answers of the step before."""
    assert [step.first for step in told().steps] == [0, 1, 1, 3, 3, 5]


def test_where_moves_lead_and_what_holds() -> None:
    source = """
detente: 1
title: Two hands
parties: {ash: {}, birch: {}}
issues:
  left: {by: ash, options: {low: {}, high: {}}}
  right: {by: birch, options: {low: {}, high: {}}}
status_quo: {left: low, right: low}
no_deal: predicted
preferences:
  ash: {weights: {left: 30, right: 70}, values: {left: {low: 0, high: 1}, right: {low: 1, high: 0}}}
  birch: {weights: {left: 70, right: 30}, values: {left: {low: 1, high: 0}, right: {low: 0, high: 1}}}
events:
  - {id: shy, date: 2020-01-01, changes: {preferences: {ash: {values: {left: {low: 1, high: 0}}}}}}
"""
    result = told(source)
    first, last = result.steps
    high = {"left": "high", "right": "high"}
    assert first.worked.ends == ((high,),)
    assert last.worked.ends == (({"left": "low", "right": "high"},),)
    assert counts(result)[0] == 1  # both low beats both high for each; low and high only for one of them
    assert result.changes[0].moved
    holds = {one.what: dict(one.holds) for one in first.worked.named}
    assert holds["end 1"] == {"nash": True, "gmr": True, "smr": True, "seq": True}
    assert holds["status quo"] == {"nash": False, "gmr": True, "smr": True, "seq": True}
    assert first.worked.nash == 1
    assert any("shy" in f.text and "moves lead" in f.text for f in result.findings())


# ---------------------------------------------------------------- against the analyses themselves


def test_each_step_says_what_agreement_says_of_that_day() -> None:
    case = events.apply(load("ferry"))
    result = timeline(case, draws=50, seed=3)
    for number, step in enumerate(result.steps):
        after = steps.predicted(events.apply_first(case, number))
        answer = agreement(after, draws=50, seed=3)
        zone, best = step.worked.zone, step.worked.best
        assert zone is not None
        assert best is not None
        assert zone.count == answer.found.zone_count
        assert zone.frontier == len(answer.found.acceptable)
        nash = answer.found.solutions["nash"][0]
        assert dict(best.outcome) == answer.found.model.layout.decode(nash.outcome)
        assert best.gains == pytest.approx(answer.gains(nash.utilities))
        assert best.share == answer.share(nash.outcome)
        for verdict in step.verdicts:
            assert verdict.outcome is not None
            words = ", ".join(f"{issue}={option}" for issue, option in verdict.outcome.items())
            asked = agreement(after, draws=50, seed=3, package=words)
            assert asked.asked is not None
            assert verdict.acceptable == (asked.asked.point.acceptable == "every")
            assert set(asked.asked.short) == {p for p, accepts in verdict.accepts.items() if not accepts}
            assert verdict.share == asked.share(asked.asked.point.outcome)


def test_the_zone_and_its_turnover_equal_a_listing() -> None:
    """Every package of the ferry, judged one by one from the utilities alone."""
    case = events.apply(load("ferry"))
    result = timeline(case, draws=0)
    zones = [_listed(events.apply_first(case, number)) for number in range(len(result.steps))]
    assert counts(result) == [len(zone) for zone in zones]
    for change, (before, after) in zip(result.changes, pairwise(zones), strict=True):
        assert (change.entered, change.left) == (len(after - before), len(before - after))
        assert change.turnover == len(after ^ before) / len(after | before)


def _listed(case: Case) -> set[tuple[str, ...]]:
    from detente.analyses._translate import layout, parts, sum_parts
    from detente.case.numbers import midpoints
    from detente.theory.outcomes import is_feasible

    where, numbers = layout(case), midpoints(case)
    made = {party: parts(case, where, party, numbers) for party in where.table}
    base = where.encode(case.no_deal.ends[0][0])
    level = {party: sum_parts(made[party], base) for party in where.table}
    found = set()
    for outcome in product(*(range(len(options)) for options in where.options)):
        gains = [sum_parts(made[party], outcome) - level[party] for party in where.table]
        if outcome != base and is_feasible(where.space, outcome) and min(gains) >= 0 and max(gains) > 0:
            found.add(tuple(where.decode(outcome).values()))
    return found


# ---------------------------------------------------------------- reuse, processes, seeds


def test_reuse_is_recomputation(monkeypatch: pytest.MonkeyPatch) -> None:
    case = events.apply(load("ferry"))
    reused = [told(draws=0), timeline(case, draws=30)]
    monkeypatch.setattr(solve, "grouped", lambda keys: list(range(len(keys))))
    anew = [told(draws=0), timeline(case, draws=30)]
    for one, other in zip(reused, anew, strict=True):
        assert [step.first for step in one.steps] != [step.first for step in other.steps]
        assert [_bare(step) for step in one.data()["steps"]] == [_bare(step) for step in other.data()["steps"]]
        assert one.data()["changes"] == other.data()["changes"]
        assert [f.text for f in one.findings()] == [f.text for f in other.findings()]


def _bare(step: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in step.items() if key != "same_as"}


def test_processes_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = told(draws=20).data()
    monkeypatch.setattr(solve, "ALONE", 1)
    monkeypatch.setattr(solve, "WORTH_SHARING", -1.0)
    heard: list[tuple[int, int]] = []
    with sharing(2), listening(lambda what, done, total: heard.append((done, total))):
        together = told(draws=20).data()
    assert together == alone
    assert heard == [(n, 4) for n in range(1, 5)]


def test_without_draws_nothing_is_said_of_draws() -> None:
    result = timeline(events.apply(load("ferry")), draws=0)
    assert result.data()["draws"] == 0
    assert all(step["zone"]["share"] is None for step in result.data()["steps"])
    assert any("Nothing was drawn" in finding.text for finding in result.findings())


# ---------------------------------------------------------------- offers

TALKS = """
detente: 1
title: Talks
parties: {{ash: {{}}, birch: {{}}, cedar: {{role: observer}}}}
table: [ash, birch]
issues:
  road: {{options: {{none: {{}}, dirt: {{}}, paved: {{}}}}}}
  toll: {{options: {{none: {{}}, low: {{}}, high: {{}}}}}}
rules: [{{if: toll != none, then: road != none}}]
status_quo: {{road: none, toll: none}}
preferences:
  ash: {{weights: {{road: 50, toll: 50}}, values: {{road: {{none: 0, dirt: 0.5, paved: 1}}, toll: {{none: 1, low: 0.8, high: 0}}}}}}
  birch: {{weights: {{road: 50, toll: 50}}, values: {{road: {{none: 1, dirt: 0.8, paved: 0}}, toll: {{none: 0, low: 0.5, high: 1}}}}}}
events:
{events}
"""


def talks(*lines: str) -> TimelineResult:
    return told(TALKS.format(events="\n".join(f"  - {{{line}}}" for line in lines)))


def lying(result: TimelineResult) -> list[list[str]]:
    return [[offer.event for offer in step.offers] for step in result.steps]


FIRST = "id: one, date: 2020-01-01, by: ash, to: [birch], offers: {road: dirt, toll: low}"


def test_an_offer_lies_on_the_table_until_it_is_withdrawn() -> None:
    result = talks(FIRST, "id: note, date: 2020-01-02", "id: off, date: 2020-01-03, by: ash, withdraws: one")
    assert lying(result) == [[], ["one"], ["one"], []]
    assert result.changes[2].gone == ("one",)


def test_an_offer_lapses_with_its_time() -> None:
    result = talks(FIRST + ", until: 2020-01", "id: late, date: 2020-01-31", "id: after, date: 2020-02-01")
    assert lying(result) == [[], ["one"], ["one"], []]


@pytest.mark.parametrize(
    ("second", "stays"),
    [
        ("by: ash, to: [birch], in_reply_to: one", False),
        ("by: ash, to: [birch, cedar], in_reply_to: one", False),
        ("by: ash, to: [cedar], in_reply_to: one", True),
        ("by: birch, to: [ash], in_reply_to: one", True),
        ("by: ash, to: [birch]", True),
    ],
)
def test_an_offer_is_replaced_by_its_author_to_the_same_in_the_same_thread(second: str, stays: bool) -> None:
    result = talks(FIRST, f"id: two, date: 2020-01-02, {second}, offers: {{road: paved}}")
    assert lying(result)[-1] == (["one", "two"] if stays else ["two"])


def test_a_thread_goes_back_over_answers() -> None:
    result = talks(
        FIRST,
        "id: no, date: 2020-01-02, by: birch, to: [ash], in_reply_to: one",
        "id: two, date: 2020-01-03, by: ash, to: [birch], in_reply_to: no, offers: {road: paved}",
    )
    assert lying(result)[-1] == ["two"]


def test_who_would_accept_an_offer_at_its_date_and_later() -> None:
    """No deal: Ash 50, Birch 50 points. Dirt and low: Ash 65, Birch 65. Paved and none: Ash 100, Birch 0. With dirt and low as the status quo Ash's
    65 and Birch's 65 are what an offer has to beat."""
    result = talks(
        FIRST,
        "id: more, date: 2020-01-02, by: ash, to: [birch], offers: {road: paved}",
        "id: done, date: 2020-01-03, by: [ash, birch], moves: {road: dirt, toll: low}",
    )
    one, more = result.steps[2].verdicts
    assert one.acceptable
    assert dict(one.accepts) == {"ash": True, "birch": True}
    assert dict(one.better) == {"ash": True}
    assert not more.acceptable
    assert dict(more.accepts) == {"ash": True, "birch": False}
    assert (more.worse, dict(more.better)) == (("birch",), {"ash": True})
    assert more.gains == pytest.approx({"ash": 50 / 75, "birch": -50 / 90})
    later = {verdict.event: verdict for verdict in result.steps[3].verdicts}
    assert not later["one"].acceptable  # it is the status quo now: nobody gains
    assert dict(later["one"].accepts) == {"ash": True, "birch": True}
    assert later["more"].outcome == {"road": "paved", "toll": "low"}
    assert dict(later["more"].accepts) == {"ash": True, "birch": False}
    assert any("Ash" in f.text or "ash" in f.text for f in result.findings() if "events.one" in f.rests_on)


def test_an_offer_worse_for_its_author_than_no_deal_is_told() -> None:
    result = talks("id: gift, date: 2020-01-01, by: ash, to: [birch], offers: {road: dirt, toll: high}")
    verdict = result.steps[1].verdicts[0]
    assert dict(verdict.better) == {"ash": False}
    assert any("no better for ash" in f.text for f in result.findings())


def test_an_offer_that_the_rules_exclude_is_completed_from_its_authors_other_offers_first() -> None:
    result = talks(
        "id: base, date: 2020-01-01, by: ash, to: [cedar], offers: {road: paved}",
        "id: fee, date: 2020-01-02, by: ash, to: [birch], offers: {toll: low}",
        "id: theirs, date: 2020-01-03, by: birch, to: [ash], offers: {toll: high}",
    )
    by_event = {verdict.event: verdict for verdict in result.steps[3].verdicts}
    assert dict(by_event["fee"].completed) == {"road": "paved"}
    # Birch has no other offer: dirt and paved are both one change away, and it likes dirt better.
    assert dict(by_event["theirs"].completed) == {"road": "dirt"}
    assert any("The rules exclude the offer fee" in f.text for f in result.findings() if f.kind == "caveat")


def test_an_offer_that_nothing_feasible_fits_is_told() -> None:
    result = talks("id: odd, date: 2020-01-01, by: ash, to: [birch], offers: {toll: low}, if: {road: none}")
    assert result.steps[1].verdicts[0].outcome is None
    assert any("cannot come about" in f.text for f in result.findings())
    assert html.page(run("timeline", load_text(result), {"draws": 0}))


def load_text(result: TimelineResult) -> Case:
    return result.case


def test_what_is_asked_in_return_is_part_of_an_offer() -> None:
    result = talks("id: swap, date: 2020-01-01, by: ash, to: [birch], offers: {road: dirt}, if: {toll: low}")
    assert result.steps[1].verdicts[0].outcome == {"road": "dirt", "toll": "low"}


def test_standing_asks_for_nothing_but_events() -> None:
    case = read(TALKS.format(events=f"  - {{{FIRST}}}"))
    assert [offer.event for offer in standing(case, ("one",), date(2020, 1, 1))] == ["one"]
    assert standing(case, (), None) == ()


# ---------------------------------------------------------------- what cannot be answered


def test_a_case_without_events_is_refused_in_one_sentence() -> None:
    source = STORY[: STORY.index("events:")]
    with pytest.raises(Unanswerable, match=r"no events"):
        timeline(read(source))


def test_a_day_before_the_first_event_is_refused() -> None:
    with pytest.raises(Unanswerable, match="No event"):
        timeline(events.apply(read(STORY), date(2019, 1, 1)))


def test_draws_have_limits() -> None:
    with pytest.raises(WrongUse, match="draws"):
        timeline(events.apply(read(STORY)), draws=-1)


def test_a_day_ends_the_timeline_there() -> None:
    case = steps.as_of(read(STORY), "2020-01-01")
    assert [step.event.id for step in timeline(case, draws=0).steps if step.event] == ["gauge"]


def test_a_step_that_cannot_be_answered_is_told_and_the_rest_goes_on() -> None:
    """The first event tells of a report that Ash holds for impossible; the second of what it then wants instead, without conditions."""
    source = """
detente: 1
title: Impossible
parties: {ash: {}, birch: {}}
issues: {x: {by: ash and birch, options: {a: {}, b: {}}}}
status_quo: {x: a}
preferences:
  ash: {weights: {x: 1}, values: {x: {a: 0, b: {if: flood, then: 1, else: 0.5}}}}
  birch: {weights: {x: 1}, values: {x: {a: 0, b: 1}}}
claims: [{id: flood, text: It floods., credence: {ash: 0}}]
events:
  - {id: gauge, date: 2020-01-01, evidence: {claim: flood, if_true: 0.5, if_false: 0}}
  - {id: shrug, date: 2020-01-02, changes: {preferences: {ash: {values: {x: {b: 1}}}}}}
"""
    result = told(source)
    assert counts(result) == [1, None, 1]
    assert "impossible" in result.steps[1].worked.no_talks
    rows = result.data()["steps"]
    assert [row["problem"] is None for row in rows] == [True, False, True]
    assert rows[1]["zone"] is None
    assert [change.answerable for change in result.changes] == [False, True]
    assert any("2020-01-01 gauge" in f.text and "impossible" in f.text for f in result.findings() if f.kind == "caveat")


def test_parties_that_only_rank_have_a_zone_and_no_best_package() -> None:
    source = """
detente: 1
title: Ranks
parties: {ash: {}, birch: {}}
issues: {x: {by: ash and birch, options: {a: {}, b: {}, c: {}}}}
status_quo: {x: a}
preferences:
  ash: {ranking: [{x: b}, {x: a}, {x: c}]}
  birch: {ranking: [{x: b}, {x: c}, {x: a}]}
events:
  - {id: turn, date: 2020-01-01, by: ash, to: [birch], offers: {x: b}, changes: {preferences: {ash: {ranking: [{x: c}, {x: b}, {x: a}]}}}}
"""
    result = told(source, draws=10)
    assert counts(result) == [1, 2]
    assert [step.worked.best for step in result.steps] == [None, None]
    verdict = result.steps[1].verdicts[0]
    assert verdict.acceptable
    assert (dict(verdict.gains), dict(verdict.better)) == ({}, {"ash": True})
    assert result.data()["steps"][0]["best"] is None
    assert any("only rank" in f.text for f in result.findings() if f.kind == "caveat")


def test_a_party_that_ranks_everything_alike_accepts_everything() -> None:
    source = TALKS.format(events=f"  - {{{FIRST}}}").replace("role: observer", "role: principal")
    result = told(source.replace("events:", "  cedar: {ranking: [{}]}\nevents:"))
    assert dict(result.steps[1].verdicts[0].accepts) == {"ash": True, "birch": True, "cedar": True}


def test_no_deal_that_is_stated_is_kept_while_moves_are_followed() -> None:
    result = told(STORY.replace("status_quo: {x: a}", "status_quo: {x: a}\nno_deal: {x: b}"))
    assert counts(result)[0] == 2  # against b both a and c beat it for both
    assert result.steps[0].worked.ends == (({"x": "a"},),)


# ---------------------------------------------------------------- shown


def records() -> Iterator[TimelineResult]:
    yield told(draws=5)
    yield timeline(events.apply(load("ferry")), draws=5)


def test_the_picture_draws_only_columns_of_its_table() -> None:
    for result in records():
        chart = result.views()[0]
        assert isinstance(chart, Chart)
        columns = {column.name for column in chart.table.columns}
        used = set(_fields(chart.spec)) - {"series", "value", "before"}
        assert used <= columns
        assert {"step", "packages"} <= used
        assert len(chart.table.rows) == len(result.steps)
        json.dumps(chart.spec)


def _fields(spec: Any) -> Iterator[str]:
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key == "field":
                yield value
            elif key == "fold":
                yield from value
            else:
                yield from _fields(value)
    elif isinstance(spec, list | tuple):
        for value in spec:
            yield from _fields(value)


def test_every_event_has_its_row_and_its_entry() -> None:
    for result in records():
        tables = {view.name: view for view in result.views() if isinstance(view, Table)}
        assert len(tables["changes"].rows) == len(result.changes)
        data = result.data()
        assert {"date", "event", "credence", "zone", "best", "predicted", "offers"} <= set(data["steps"][0])
        assert [row["event"] for row in data["steps"][1:]] == [change["event"] for change in data["changes"]]


def test_it_can_be_shown_as_text_and_page() -> None:
    record = run("timeline", load("ferry"), {"draws": 5})
    assert "offer-alder" in text.render(record, False, 90)
    assert "offer-alder" in html.page(record)


# ---------------------------------------------------------------- the missile defence case


@pytest.fixture(scope="module")
def flagship() -> TimelineResult:
    return timeline(events.apply(load("missile-defence-2007")), draws=0)


def test_the_flagship_shares_its_steps(flagship: TimelineResult) -> None:
    assert len(flagship.steps) == 28
    assert len({step.first for step in flagship.steps}) == 6
    assert flagship.most is not None
    assert flagship.most.event.id == "tusk-government"


def test_the_estimate_moves_the_warhead_and_not_the_missile(flagship: TimelineResult) -> None:
    change = next(change for change in flagship.changes if change.event.id == "iran-estimate")
    assert {shift.claim for shift in change.shifts} == {"iran-warhead", "long-range-threat"}
    assert all(shift.after < shift.before for shift in change.shifts)
    assert change.entered
    sentence = next(f.text for f in flagship.findings() if "The American estimate on Iran" in f.text)
    assert "stayed where it was" in sentence


def test_what_the_offers_did_is_said(flagship: TimelineResult) -> None:
    said = {address: f.text for f in flagship.findings() if f.kind == "finding" for address in f.rests_on[:1]}
    for name in ("gabala-offer", "joint-architecture", "activation-offer", "written-offer"):
        assert "offer" in said[f"events.{name}"]
    assert "refused at its date by the United States" in said["events.gabala-offer"]
    assert "better for Russia" in said["events.gabala-offer"]
    at = {
        v.event: v for v in next(s for s in flagship.steps if s.event and s.event.id == "joint-architecture").verdicts
    }
    assert dict(at["joint-architecture"].completed) == {"interceptors": "poland"}
    assert "gabala-offer" not in at  # Kennebunkport took its place
    assert "poland" in said["events.tusk-government"].lower()


def test_what_is_kept_of_moves_changes_no_prediction() -> None:
    """One memory for cases that share their moves and for one that does not."""
    memory = Memory()
    ferry = steps.set_value(load("ferry"), "no_deal", "predicted")
    hands = read(TALKS.format(events=f"  - {{{FIRST}}}").replace("preferences:", "no_deal: predicted\npreferences:"))
    for case in (
        ferry,
        events.apply(ferry),
        hands,
        ferry,
        steps.set_value(ferry, "preferences.birch.weights.tolls", "90"),
    ):
        kept, anew = steps.predicted(case, memory).no_deal, steps.predicted(case).no_deal
        assert (kept.ends, kept.other) == (anew.ends, anew.other)
