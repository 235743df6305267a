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
from detente.result import Unanswerable, WrongUse

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


# ---------------------------------------------------------------- what happens without a deal


CHICKEN = """
detente: 1
title: Chicken
parties: {row: {}, column: {}}
issues:
  r: {by: row, options: {swerve: {}, drive: {}}}
  c: {by: column, options: {swerve: {}, drive: {}}}
  rule: {by: row and column, options: {old: {}, new: {}}}   # nobody weighs it
status_quo: {r: swerve, c: swerve, rule: old}
no_deal: predicted   # who swerves?
preferences:
  row: {ranking: [{r: drive, c: swerve}, {r: swerve, c: swerve}, {r: swerve}, {}]}
  column: {ranking: [{c: drive, r: swerve}, {r: swerve, c: swerve}, {c: swerve}, {}]}
"""
PENNIES = """
detente: 1
title: Matching pennies
parties: {row: {}, column: {}}
issues:
  r: {by: row, options: {heads: {}, tails: {}}}
  c: {by: column, options: {heads: {}, tails: {}}}
status_quo: {r: heads, c: heads}
no_deal: predicted
preferences:
  row: {ranking: [[{r: heads, c: heads}, {r: tails, c: tails}], {}]}
  column: {ranking: [[{r: heads, c: tails}, {r: tails, c: heads}], {}]}
"""
DILEMMA = """
detente: 1
title: The prisoner's dilemma
parties: {row: {}, column: {}}
issues:
  r: {by: row, options: {silent: {}, talks: {}}}
  c: {by: column, options: {silent: {}, talks: {}}}
  seal: {by: row and column, options: {none: {}, wax: {}}}   # worth nothing
status_quo: {r: silent, c: silent, seal: none}
no_deal: predicted
preferences:
  row: {ranking: [{r: talks, c: silent}, {r: silent, c: silent}, {r: talks}, {}]}
  column: {ranking: [{c: talks, r: silent}, {r: silent, c: silent}, {c: talks}, {}]}
"""
TREATY = """
detente: 1
title: Sites and a treaty
parties: {us: {}, poland: {role: host}, russia: {}}
issues:
  deploy: {by: us and poland, options: {"no": {}, "yes": {}}}
  treaty: {by: russia, options: {kept: {}, left: {}}}
status_quo: {deploy: "no", treaty: kept}
no_deal: predicted
preferences:
  us: {ranking: [{deploy: "yes", treaty: kept}, {deploy: "no", treaty: kept}, {deploy: "yes"}, {}]}
  poland: {ranking: [{deploy: "yes", treaty: kept}, {deploy: "no", treaty: kept}, {deploy: "yes"}, {}]}
  russia: {ranking: [{treaty: kept, deploy: "no"}, {deploy: "yes", treaty: left}, {deploy: "yes"}, {}]}
"""


def ends(text: str, day: str | None = None) -> list[list[dict[str, str]]]:
    told = read(text)
    found = steps.predicted(steps.as_of(told, day) if day else told).no_deal
    assert found.how == told.no_deal.how
    return [[dict(outcome) for outcome in end] for end in found.ends]


def test_chicken_ends_in_two_ways() -> None:
    one, other = {"r": "swerve", "c": "drive", "rule": "old"}, {"r": "drive", "c": "swerve", "rule": "old"}
    assert ends(CHICKEN) == [[one], [other]]


def test_matching_pennies_go_round() -> None:
    ((*cycle,),) = ends(PENNIES)
    assert len(cycle) == 4
    again = read(write(steps.predicted(read(PENNIES))))
    assert [[dict(o) for o in end] for end in again.no_deal.ends] == [cycle]


def test_a_worthless_joint_issue_changes_nothing_in_the_dilemma() -> None:
    both_talk = {"r": "talks", "c": "talks", "seal": "none"}
    assert ends(DILEMMA) == [[both_talk]]
    told = steps.predicted(read(DILEMMA)).no_deal
    assert told.other == (({"r": "silent", "c": "silent", "seal": "none"},),)
    assert ends(DILEMMA.replace("no_deal: predicted", "no_deal: predicted-seq")) == [[dict(told.other[0][0])]]
    alone = DILEMMA.replace("  seal: {by: row and column, options: {none: {}, wax: {}}}   # worth nothing\n", "")
    assert ends(alone.replace(", seal: none", "")) == [[{"r": "talks", "c": "talks"}]]


def test_principals_sign_nothing_while_there_is_no_deal() -> None:
    assert ends(TREATY) == [[{"deploy": "yes", "treaty": "left"}]]
    assert ends(TREATY.replace("poland: {role: host}", "poland: {}")) == [[{"deploy": "no", "treaty": "kept"}]]
    careful = TREATY.replace("no_deal: predicted", "no_deal: predicted-seq")
    assert ends(careful) == [[{"deploy": "no", "treaty": "kept"}]]


def test_what_was_predicted_is_written_and_keeps_the_comment() -> None:
    told = steps.predicted(read(CHICKEN))
    text = write(told)
    assert "# who swerves?" in text
    again = read(text).no_deal
    assert (again.how, again.ends) == ("outcome", told.no_deal.ends), "in a file it is written down"
    assert digest(told) != digest(read(CHICKEN))
    assert steps.predicted(told) == told


def test_other_steps_open_it_again() -> None:
    told = steps.predicted(read(TREATY))
    swap = '[{deploy: "no", treaty: kept}, {deploy: "yes", treaty: kept}, {deploy: "yes"}, {}]'
    changed = steps.set_value(told, "preferences.poland.ranking", swap)
    assert (changed.no_deal.how, changed.no_deal.ends) == ("predicted", ())
    assert steps.predicted(changed).no_deal.ends == (({"deploy": "no", "treaty": "kept"},),)
    assert steps.as_of(told, "2020").no_deal.ends == ()
    assert steps.set_value(told, "no_deal", "status_quo").no_deal.how == "status_quo"


def test_what_is_written_down_stays() -> None:
    for how in ("status_quo", "{r: drive}", "[{r: drive}, {c: drive}]"):
        told = read(CHICKEN.replace("no_deal: predicted", f"no_deal: {how}"))
        assert steps.predicted(told) is told
    assert read(CHICKEN.replace("no_deal: predicted", "no_deal: [{r: drive}, {c: drive}]")).no_deal.how == "outcome"


def test_moves_begin_at_the_status_quo_of_the_day_and_an_event_may_ask_for_it() -> None:
    event = "events: [{id: drove, date: 2020-01-01, by: column, moves: {c: drive}}]\n"
    assert ends(CHICKEN + event, "2020-02") == [[{"r": "swerve", "c": "drive", "rule": "old"}]]
    later = "events: [{id: open, date: 2020-01-01, changes: {no_deal: predicted-seq}}]\n"
    told = read(CHICKEN.replace("no_deal: predicted", "no_deal: status_quo") + later)
    found = steps.predicted(steps.as_of(told, "2020-02")).no_deal
    assert found.how == "predicted-seq"
    assert found.ends


def test_too_many_outcomes_are_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "MOST_ENDS", 3)
    with pytest.raises(Unanswerable, match=r"any of 4 outcomes.*Write the outcome that you expect"):
        steps.predicted(read(PENNIES))
    many = "".join(f"  i{n}: {{by: row, options: {{a: {{}}, b: {{}}, c: {{}}}}}}\n" for n in range(20))
    large = CHICKEN.replace("issues:\n", f"issues:\n{many}")
    large = large.replace("rule: old}", "rule: old, " + ", ".join(f"i{n}: a" for n in range(20)) + "}")
    with pytest.raises(Unanswerable, match=r"No deal is to be predicted here\. The issues make .* combinations"):
        steps.predicted(read(large))
