"""Two cases compared by an analysis: nothing where they are the same, mirrored when swapped, and sentences that say what made the difference."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente import run, steps
from detente.case.model import Case
from detente.case.read import load, read
from detente.result import Chart, Column, Finding, Result, Table, Unanswerable, View
from detente.show import html
from detente.show import json as as_json
from detente.show import text as as_text
from detente.studies.compare import CompareResult, compare
from detente.studies.compare.causes import causes
from detente.studies.compare.leaves import changes, telling
from detente.studies.compare.pairing import pair
from detente.studies.compare.slots import differ, merged, pattern
from detente.studies.question import Question


@pytest.fixture(scope="module")
def ferry() -> Case:
    return steps.prepared(detente.load("ferry"), {})


def what_if(ferry: Case, name: str = "agreement", draws: int = 0, **changed: Any) -> CompareResult:
    asked = run.question(name, {"draws": draws} if name != "arguments" else {})
    return compare(ferry, steps.prepared(detente.load("ferry"), changed), asked)


def texts(result: CompareResult) -> str:
    return "\n".join(finding.text for finding in result.findings())


# ---------------------------------------------------------------- an analysis that nobody knows


@dataclass(frozen=True)
class Weighed(Result):
    """Says what the status quo is and what the case weighs, in the manner of any other package."""

    case: Case

    def findings(self) -> tuple[Finding, ...]:
        heavy = sum(float(p.weights["route"].low) for p in self.case.preferences.values())
        said = [Finding(f"The route weighs {heavy:g} points in all.", scope="unknown", share=min(1.0, heavy / 200))]
        if heavy > 100:
            said.append(
                Finding("The route outweighs the rest, whoever counts.", rests_on=("preferences.alder.weights.route",))
            )
        if heavy > 150:
            raise Unanswerable("Nobody can weigh so much.")
        return tuple(said)

    def views(self) -> tuple[View, ...]:
        return (Table("weights", "Weights", (Column("party", "Party"),), ()),)

    def data(self) -> dict[str, Any]:
        each = [{"party": name, "weight": float(p.weights["route"].low)} for name, p in self.case.preferences.items()]
        return {"weights": each, "told": "A sentence of the data is for reading, and so is no number."}


def weighed(case: Case) -> Weighed:
    found = Weighed(case)
    found.findings()
    return found


OWN = Question("weighed", weighed, {}, predicts=False)


def test_an_analysis_of_another_package_is_compared_by_what_it_returns(ferry: Case) -> None:
    heavier = steps.set_value(ferry, "preferences.alder.weights.route", "80")
    found = compare(ferry, heavier, OWN).data()
    assert [one["text"] for one in found["findings"]["appeared"]] == ["The route outweighs the rest, whoever counts."]
    assert found["findings"]["gone"] == []
    (altered,) = found["findings"]["altered"]
    assert (altered["words"], altered["likelier"]) == ("numbers", True)
    assert found["numbers"] == [{"path": "weights[alder].weight", "before": 45.0, "after": 80.0, "what": "changed"}]


def test_a_case_that_cannot_be_asked_is_a_finding(ferry: Case) -> None:
    heavy = steps.set_value(ferry, "preferences.alder.weights.route", "130")
    after = compare(ferry, heavy, OWN)
    assert "has no answer, and had one before: Nobody can weigh so much." in after.findings()[0].text
    assert after.findings()[1].text == "What weighed says before: The route weighs 80 points in all."
    assert after.data()["answered"]["after"] == {"answered": False, "why_not": "Nobody can weigh so much."}
    before = compare(heavy, ferry, OWN)
    assert "has an answer, and had none before" in before.findings()[0].text
    neither = compare(heavy, heavy, OWN)
    assert neither.findings()[0].text == "Neither case can be asked about weighed: Nobody can weigh so much."
    for result in (after, before, neither):
        assert result.views()


# ---------------------------------------------------------------- properties


names = st.sampled_from(["Alder", "Birch", "the Lake Commission"])
packages = st.sampled_from(["[route: north]", "[route: south]", "[tolls: shared]"])
sentences = st.builds(
    str.format,
    st.sampled_from(
        [
            "{0} gains {2} points with {1}.",
            "Nobody but {0} would accept {1}.",
            "On these estimates {2} packages are acceptable to {0}.",
            "All accept {1} in {3} of 100 draws.",
            "“{0} says {2}” is answered.",
        ]
    ),
    names,
    packages,
    st.integers(0, 5),
    st.integers(0, 100),
)
found = st.builds(
    Finding,
    sentences,
    kind=st.sampled_from(["finding", "caveat"]),
    rests_on=st.sampled_from([(), ("a",), ("b", "c")]),
    scope=st.sampled_from(["throughout", "depends", "never", "unknown"]),
    share=st.one_of(st.none(), st.integers(0, 100).map(lambda n: n / 100)),
)
answers = st.lists(found, max_size=7, unique_by=lambda one: one.text)
leaf = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.floats(-1, 1), st.sampled_from(["yes", "no", "some"]))
entry = st.fixed_dictionaries({"party": st.sampled_from(["alder", "birch"]), "value": leaf}, optional={"event": leaf})
data = st.dictionaries(
    st.sampled_from(["zone", "best", "steps", "shares"]),
    st.recursive(
        st.one_of(leaf, st.lists(entry, max_size=3), st.lists(st.floats(0, 1), max_size=3)),
        lambda inner: st.dictionaries(st.sampled_from(["x", "y"]), inner, max_size=2),
        max_leaves=6,
    ),
    max_size=3,
)


@given(answers)
def test_an_answer_beside_itself_stands(one: list[Finding]) -> None:
    said = pair(one, one, draws=100)
    assert (said.gone, said.new, said.instead) == ((), (), ())
    assert all(both.before == both.after and both.stands for both in said.pairs)
    assert len(said.pairs) == len(one)


@given(answers, answers)
def test_swapping_swaps_what_appeared_and_what_is_gone(one: list[Finding], other: list[Finding]) -> None:
    there, back = pair(one, other, draws=100), pair(other, one, draws=100)
    assert (there.gone, there.new) == (back.new, back.gone)
    assert {(p.before, p.after, p.how, p.share) for p in there.pairs} == {
        (p.after, p.before, p.how, {"more": "less", "less": "more", None: None}[p.share]) for p in back.pairs
    }
    assert set(there.instead) == {(i, j) for j, i in back.instead}
    assert len(there.pairs) + len(there.gone) == len(one)
    assert len(there.pairs) + len(there.new) == len(other)


@given(data, data)
def test_leaves_that_differ_are_mirrored_and_a_thing_beside_itself_has_none(one: Any, other: Any) -> None:
    assert changes(one, one) == ()
    mirror = {"new": "gone", "gone": "new", "changed": "changed"}
    there = {(c.address, repr(c.before), repr(c.after), c.what) for c in changes(one, other)}
    back = {(c.address, repr(c.after), repr(c.before), mirror[c.what]) for c in changes(other, one)}
    assert there == back


@given(st.lists(entry, max_size=4, unique_by=lambda e: e["party"]), st.randoms())
def test_the_order_of_a_list_of_parties_changes_nothing(entries: list[dict[str, Any]], random: Any) -> None:
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert changes({"steps": entries}, {"steps": shuffled}) == ()


@given(sentences)
def test_a_pattern_puts_its_sentence_together_again(text: str) -> None:
    cut = pattern(text)
    assert "".join(a + b for a, b in zip(cut.fixed, (*cut.slots, ""), strict=True)) == text
    assert merged(cut, cut) == text


@pytest.mark.parametrize("name", ["agreement", "stability", "threats", "arguments"])
def test_a_case_beside_itself(ferry: Case, name: str) -> None:
    result = compare(ferry, ferry, run.question(name, {}))
    assert result.same
    assert (
        result.findings()[0].text == f"The two cases are the same, and so is what the analysis of {name} says of them."
    )
    found = result.data()
    assert found["numbers"] == []
    assert {key: found["findings"][key] for key in ("appeared", "gone", "altered")} == {
        "appeared": [],
        "gone": [],
        "altered": [],
    }
    assert causes(ferry, ferry).none


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 100), st.integers(0, 100))
def test_swapping_two_cases_swaps_the_comparison(one: int, other: int) -> None:
    ferry = steps.prepared(detente.load("ferry"), {})
    first, second = (steps.set_value(ferry, "preferences.alder.no_deal", str(value)) for value in (one, other))
    asked = run.question("agreement", {"draws": 0})
    there, back = compare(first, second, asked).data(), compare(second, first, asked).data()
    for key, mirrored in (("appeared", "gone"), ("gone", "appeared")):
        assert there["findings"][key] == back["findings"][mirrored]
    assert len(there["numbers"]) == len(back["numbers"])
    assert there["changed"]["set"] == [
        {"address": d["address"], "before": d["after"], "after": d["before"]} for d in back["changed"]["set"]
    ]


# ---------------------------------------------------------------- sampling


def test_what_sampling_makes_is_no_difference() -> None:
    assert not differ(500, 1000, 540, 1000)  # standard error 0.0223: 1.8 of them
    assert differ(500, 1000, 570, 1000)  # 3.1 of them
    assert not differ(1000, 1000, 1000, 1000)
    assert differ(0, 1000, 1000, 1000)
    assert not differ(1, 2, 2, 2)
    assert not differ(0, 0, 1000, 1000)


def test_a_share_within_sampling_stands() -> None:
    one = Finding("It holds in 500 of 1,000 draws.", share=0.5)
    (near,) = pair([one], [Finding("It holds in 540 of 1,000 draws.", share=0.54)], draws=1000).pairs
    assert near.stands
    (far,) = pair([one], [Finding("It holds in 600 of 1,000 draws.", share=0.6)], draws=1000).pairs
    assert (far.how, far.share) == ("numbers", "more")
    assert merged(pattern(far.before.text), pattern(far.after.text)) == "It holds in 600 (before: 500) of 1,000 draws."


def test_two_sentences_of_different_parties_are_never_the_same() -> None:
    said = pair(
        [Finding("An alternative better by more than 24.7 points would take Alder out of every package.")],
        [Finding("An alternative better by more than 24.7 points would take Birch out of every package.")],
    )
    assert said.pairs == ()
    assert said.instead == ((0, 0),)


def test_a_denied_sentence_is_another_one() -> None:
    said = pair(
        [Finding("Alder would accept that offer at any price.")],
        [Finding("Alder would not accept that offer at any price.")],
    )
    assert said.pairs == ()


def test_dates_and_quotations_are_no_numbers() -> None:
    cut = pattern("The threat of 4 May 2021 (“3 ships”) costs 12.5 points with [route: south] by 2021-06-01.")
    assert cut.slots == ("12.5", "[route: south]")
    assert pattern("By Nash 2, by GMR 1,000, of 6,162.").slots == ("2", "1,000", "6,162")


# ---------------------------------------------------------------- the ferry


def test_the_zone_closes(ferry: Case) -> None:
    result = what_if(ferry, set=["preferences.alder.no_deal=100"])
    first, second = result.findings()[:2]
    assert first.text.startswith(
        "With what no deal is worth to Alder at 100 (before: not stated), the analysis of agreement answers otherwise"
    )
    assert second.text == (
        "With what no deal is worth to Alder at 100, on these estimates the zone closes: before, 7 packages were acceptable to all; now none is."
    )
    assert result.findings()[2].text.startswith(
        "Said before: There are packages that all of Alder and Birch would accept"
    )
    assert (
        "Said instead, with what no deal is worth to Alder at 100: On these estimates no package"
        in result.findings()[2].text
    )
    zone = {change["path"]: (change["before"], change["after"]) for change in result.data()["numbers"]}
    assert zone["zone.outcomes"] == (7, 0)
    assert zone["zone.empty"] == (False, True)


def test_what_is_counted_before_and_after_is_what_each_case_says(ferry: Case) -> None:
    heavier = steps.set_value(ferry, "preferences.alder.weights.tolls", "30")
    before, after = (detente.agreement(case, draws=0).data()["zone"]["outcomes"] for case in (ferry, heavier))
    result = what_if(ferry, set=["preferences.alder.weights.tolls=30"])
    assert f"On these estimates {after} (before: {before}) of the 22 feasible packages" in texts(result)
    assert result.data()["changed"]["set"] == [
        {"address": "preferences.alder.weights.tolls", "before": "12..22", "after": "30"}
    ]


def test_what_changes_nothing_is_said_plainly(ferry: Case) -> None:
    result = what_if(ferry, "arguments", set=["preferences.alder.no_deal=90"])
    assert result.same
    assert "nothing changes in what the analysis of arguments says: all 5 sentences stand" in result.findings()[0].text


def test_a_day_says_which_events_had_not_happened(ferry: Case) -> None:
    result = what_if(ferry, as_of="2021-03-31")
    assert "As of 31 March 2021 instead of 31 May 2021" in result.findings()[0].text
    changed = result.data()["changed"]
    assert changed["days"] == ["2021-05-31", "2021-03-31"]
    assert changed["happened_only_before"] == ["offer-birch", "threat-birch", "offer-alder"]
    assert "have not happened, and had before" in texts(result)


def test_without_a_thing_what_names_it_is_not_told_beside(ferry: Case) -> None:
    result = what_if(ferry, "arguments", without=["claims.dry-years"])
    changed = result.data()["changed"]
    assert changed["only_before"] == ["claims.dry-years"]
    assert changed["set"] == []
    assert "Without the claim “Three dry years say little about the next five”" in result.findings()[0].text
    assert any("dry-years" in path for path in (n["path"] for n in result.data()["numbers"]))


def test_a_supposed_report_is_named(ferry: Case) -> None:
    result = what_if(ferry, evidence=["claim=harbour-silts, if_true=0.9, if_false=0.1, source=ferry-times"])
    opening = result.findings()[0].text
    assert (
        "With a supposed report by “Two harbours, one ferry” that “The northern harbour will be too shallow" in opening
    )
    assert "(with a chance of 0.9 if it is true and 0.1 if not)" in opening


def test_what_an_event_wrote_is_told_with_the_event() -> None:
    text = """
detente: 1
title: T
parties: {a: {}, b: {}}
issues: {x: {by: a, options: {low: {}, high: {}}}}
status_quo: {x: low}
preferences:
  a: {weights: {x: 100}, values: {x: {low: 0, high: 1}}}
  b: {weights: {x: 100}, values: {x: {low: 1, high: 0}}}
events:
  - {id: shift, date: 2021-01-05, changes: {preferences: {a: {weights: {x: 50}}}}}
  - {id: done, date: 2021-02-05, by: a, moves: {x: high}}
"""
    case = read(text)
    found = causes(steps.as_of(case, "2021-01-01"), steps.as_of(case, "2021-03-01"))
    assert found.happened_after == ("shift", "done")
    assert {(d.address, d.before, d.after, d.event) for d in found.through} == {
        ("preferences.a.weights.x", "100", "50", "shift"),
        ("status_quo.x", "low", "high", "done"),
    }
    assert found.set == ()


# ---------------------------------------------------------------- as every result


def shown_well(result: CompareResult) -> None:
    case_findings = result.findings()
    assert len({finding.text for finding in case_findings}) == len(case_findings)
    for finding in case_findings:
        assert finding.text[0].isupper() or finding.text[0].isdigit()
        assert finding.text.rstrip("”\"'").endswith((".", "?", "!"))
        assert "  " not in finding.text
        assert ".." not in finding.text
    for view in result.views():
        table = view.table if isinstance(view, Chart) else view
        assert isinstance(table, Table)
        assert all(len(row) == len(table.columns) for row in table.rows)


CHANGES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("agreement", {"set": ["preferences.alder.no_deal=95"]}),
    ("agreement", {"without": ["events.survey"]}),
    ("agreement", {"without": ["sources.ferry-times"], "as_of": "2021-05-05"}),
    ("stability", {"set": ["preferences.alder.weights.dredging=0", "preferences.birch.weights.tolls=90"]}),
    ("threats", {"as_of": "2021-02"}),
    ("arguments", {"without": ["claims.dry-years"]}),
)


@pytest.mark.parametrize(
    ("name", "changed"), CHANGES, ids=lambda value: value if isinstance(value, str) else "-".join(value)
)
def test_it_can_be_read_and_recorded(ferry: Case, name: str, changed: dict[str, Any]) -> None:
    after = steps.prepared(detente.load("ferry"), changed)
    given = {} if name == "arguments" else {"draws": 40}
    record = run.compare(name, ferry, after, given)
    assert isinstance(record.result, CompareResult)
    shown_well(record.result)
    written = as_json.dumps(record)
    assert as_json.dumps(run.compare(name, ferry, after, given)) == written
    assert json.loads(written)["result"]["analysis"] == name
    assert "\x1b" not in as_text.render(record, False, 80)
    assert html.page(record).lstrip().lower().startswith("<!doctype html>")


def test_shares_and_numbers_are_drawn(ferry: Case) -> None:
    result = what_if(ferry, draws=60, set=["preferences.alder.weights.tolls=30"])
    charts = {view.name: view for view in result.views() if isinstance(view, Chart)}
    assert set(charts) == {"shares-picture", "numbers-picture"}
    for chart in charts.values():
        assert "data" not in chart.spec
        assert chart.description.endswith(".")
        assert all(isinstance(value, int | float) for row in chart.table.rows for value in row[1:])


# ---------------------------------------------------------------- which numbers matter


def test_the_numbers_that_matter_come_first_and_no_field_fills_the_list() -> None:
    many = {"zone": {"empty": False, "outcomes": 7}, "deep": [{"party": f"p{n}", "x": {"y": 0.1}} for n in range(50)]}
    other: dict[str, Any] = json.loads(json.dumps(many))
    other["zone"] = {"empty": True, "outcomes": 0}
    for row in other["deep"]:
        row["x"]["y"] = 0.9
    moved = changes(many, other)
    assert len(moved) == 52
    first = telling(moved, 10)
    assert {change.address for change in first[:2]} == {"zone.empty", "zone.outcomes"}
    assert len(first) == 4


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"x": [{"party": "a", "n": 1}, {"party": "b", "n": 2}]}, {"x": [{"party": "b", "n": 2}, {"party": "a", "n": 3}]}, ["x[a].n"]),
        ({"x": ["a", "b"]}, {"x": ["b", "c"]}, ["x[a]", "x[c]"]),
        ({"x": [1.0, 2.0]}, {"x": [1.0, 2.5]}, ["x"]),
        ({"x": None}, {"x": {"y": 1}}, ["x"]),
        ({"x": 0.1 + 0.2}, {"x": 0.3}, []),
        ({"x": 1}, {"x": True}, ["x"]),
        ({"x": [{"event": "e", "claim": "c"}, {"event": "e", "claim": "d", "n": 1}]}, {"x": [{"event": "e", "claim": "d", "n": 2}]}, None),
    ],
)  # fmt: skip
def test_entries_are_matched_by_what_they_are_about(before: Any, after: Any, expected: list[str] | None) -> None:
    moved = [change.address for change in changes(before, after)]
    if expected is None:
        assert len(moved) == 2
        assert any(address.endswith(".n") for address in moved)
    else:
        assert moved == expected


def test_the_grounds_of_a_number_that_is_another_are_not_told_apart() -> None:
    """A conditional value set anew loses its reason; what is told is the number."""
    old = "{if: harbour-silts, then: 0.9, else: 0.3..0.5, because: Deep water., rests_on: [harbour-silts]}"
    before = steps.set_value(load("ferry"), "preferences.alder.values.route.south", old)
    after = steps.set_value(
        before, "preferences.alder.values.route.south", "{if: harbour-silts, then: 0.8, else: 0.3..0.5}"
    )
    (told,) = causes(before, after).set
    assert (told.address, told.before, told.after) == ("preferences.alder.values.route.south.then", "0.9", "0.8")
