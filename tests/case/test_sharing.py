"""A party's copy: nothing hidden changes a byte of it, what is visible is in it, and it loads and can be analysed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case import events
from detente.case.model import Case, CaseError, Conditional
from detente.case.numbers import bounds, draw, midpoints
from detente.case.read import read
from detente.case.sharing import shared
from detente.case.text import dump, parse
from detente.case.write import write

TEXT = """
detente: 1
title: The ferry
summary: Two states and a ferry.
note: what the team thinks
sources:
  - {id: communique, title: Communiqué, date: 2021-05-04, reliability: 0.8, because: official, note: ask again}
  - {id: office, title: Depths, reliability: {value: 0.6..0.8, visible_to: [team, alder], because: measured}}
parties:
  alder: {name: Alder, veto: true, note: hard to read}
  birch: {name: Birch, values_order: [trade, safety]}
  cedar: {name: Cedar, role: ally}
  lake: {name: Lake Commission, role: convenor}
issues:
  route:
    options: {north: {by: alder, note: cheap}, south: {by: alder and birch}, none: {by: alder or birch}}
  tolls:
    by: alder
    options: {alder: {}, shared: {by: alder and birch}}
  crew: {options: {own: {}, mixed: {}}}
rules:
  - {never: route = none and tolls = shared, because: no boats}
status_quo: {route: north, tolls: alder, crew: own}
no_deal: {route: none, because: they said so}
preferences:
  alder:
    weights: {route: 60..80, tolls: 10..20}
    order: [route, tolls]
    values:
      route: {north: 1, south: {if: silts, then: 0.9, else: 0.3..0.5}, none: 0}
      tolls: {alder: 1, shared: {value: 0.4, because: deep reasons, rests_on: [depth]}}
    together:
      - {when: route = south and tolls = shared, add: 5, because: they go together}
    no_deal: 35
    because: the team's own
    rests_on: [depth]
    readings: {hawk: {weights: {route: 80..90}}}
  birch:
    visible_to: [team, birch]
    weights: {route: 50, tolls: {value: 20..30, visible_to: team}, crew: 10}
    order: [route, crew]
    values:
      route: {north: 0, south: 1, none: {if: silts and dredged, then: {value: 0.6, visible_to: [team]}, else: 0.2}}
      tolls: {alder: 0, shared: {value: 0.7, visible_to: [team], because: secret}}
      crew: {own: 0, mixed: 1}
    together:
      - {when: crew = mixed and route = south, add: {value: 3, visible_to: team}}
      - {when: crew = mixed, add: 1, because: said openly}
    no_deal: {value: 30..40, visible_to: [team]}
  lake:
    ranking: [{route: south}, {}]
claims:
  - id: silts
    text: The harbour silts.
    asserted_by: [birch]
    at: {source: communique, where: §3}
    credence: {alder: 0.2..0.4, birch: {value: 0.9, visible_to: birch, rests_on: [depth]}}
    note: doubtful
  - {id: depth, text: Ships need depth., credence: {cedar: 0.5}, because: of that}
  - {id: dredged, text: It will be dredged., credence: {alder: 0.5, birch: 0.1}}
events:
  - id: survey
    date: 2021-03-01
    note: more to come
    evidence: {claim: silts, source: office, if_true: {value: 0.8, visible_to: [alder, birch]}, if_false: 0.2,
      anyway: 0.5, readers: {alder: {if_true: 0.6}}}
  - {id: walkout, date: 2021-04-02, by: birch, moves: {route: none}}
  - id: cabinet
    date: 2021-04-28
    changes:
      preferences:
        alder: {weights: {tolls: 5..15}}
        birch: {weights: {route: 45}, no_deal: {value: 20, visible_to: [team]}}
      claims: {silts: {credence: {alder: 0.3}, text: The harbour silts up.}}
"""
TREE: Any = parse(TEXT, "case.yaml")[0]


def case(tree: Any = TREE) -> Case:
    return read(dump(tree))


def text_for(party: str, tree: Any = TREE) -> str:
    return write(shared(case(tree), party))


@lru_cache
def before(party: str) -> str:
    return text_for(party)


@lru_cache
def later(party: str) -> str:
    return write(shared(events.apply(case()), party))


# ---------------------------------------------------------------- hidden from Birch (and from Cedar): any of these may change


def _set(*path: Any) -> Callable[[Any, Any], None]:
    def change(tree: Any, value: Any) -> None:
        for key in path[:-1]:
            tree = tree[key]
        if value is None:
            tree.pop(path[-1], None)
        else:
            tree[path[-1]] = value

    return change


def _form(tree: Any, value: Any) -> None:
    """Another form of preferences, and so nothing for the event to change in the old one."""
    tree["preferences"]["alder"] = value
    tree["events"][2]["changes"]["preferences"].pop("alder")


ALDER = ("preferences", "alder")
BIRCH = ("preferences", "birch")
RANGE = ["3", "12..20", "40.50", "unknown", {"value": "7", "because": "x", "visible_to": ["team", "alder"]}]
SHARE = ["0.3", "0.30", "1/3", "0.1..0.2", "unknown", {"value": "0.25", "rests_on": ["dredged"]}]
HIDDEN: list[tuple[Callable[[Any, Any], None], list[Any]]] = [
    (_set(*ALDER, "weights", "route"), ["70", "60..80.5", {"value": "65..70", "because": "x"}]),
    (_set(*ALDER, "weights", "crew"), ["1", "2..3", None]),
    (_set(*ALDER, "order"), [["route"], None]),
    (_set(*ALDER, "values", "route", "south"), [*SHARE, {"if": "not dredged", "then": "1", "else": "unknown"}]),
    (_set(*ALDER, "values", "crew"), [{"own": "1", "mixed": "0.5"}]),
    (_set(*ALDER, "together"), [None, [{"when": "crew = own", "add": "-3..2"}]]),
    (_set(*ALDER, "no_deal"), [None, *RANGE]),
    (_set(*ALDER, "because"), [None, "another reason"]),
    (_set(*ALDER, "rests_on"), [None, ["dredged", "silts"]]),
    (_set(*ALDER, "visible_to"), [["team"], "alder"]),
    (_set(*ALDER, "readings"), [None, {"dove": {"no_deal": "3"}, "owl": {"weights": {"route": "80"}}}]),
    (_form, [{"priorities": ["route = north"]}, {"ranking": [{"tolls": "alder"}, {}]}, {"no_deal": "3"}]),
    (_set("preferences", "lake"), [None, {"priorities": ["crew = own"]}]),
    (
        _set("preferences", "cedar"),
        [{"ranking": [{}]}, {"weights": {"crew": "3"}, "values": {"crew": {"own": "1", "mixed": "0"}}}],
    ),
    (_set(*BIRCH, "weights", "tolls", "value"), ["1", "22", "unknown"]),
    (_set(*BIRCH, "weights", "tolls", "because"), ["a reason"]),
    (_set(*BIRCH, "values", "tolls", "shared"), [{"value": v, "visible_to": ["team"]} for v in ("0.1", "0.2..0.9")]),
    (_set(*BIRCH, "values", "route", "none", "then", "value"), ["0.1", "0.2..0.9"]),
    (_set(*BIRCH, "together", 0, "add", "value"), ["-4", "1..2"]),
    (_set(*BIRCH, "together", 0, "when"), ["crew = own"]),
    (_set(*BIRCH, "no_deal"), [None, {"value": "12", "visible_to": "alder"}]),
    (_set("claims", 0, "credence", "alder"), SHARE),
    (_set("claims", 0, "note"), [None, "sure"]),
    (_set("claims", 1, "credence"), [None, {"alder": "0.1", "cedar": "0.9"}]),
    (_set("claims", 1, "because"), [None, "other"]),
    (_set("claims", 2, "credence"), [{"alder": "0.25", "birch": "0.75"}]),
    (_set("sources", 0, "reliability"), [None, "0.1..0.3", "0.90"]),
    (_set("sources", 0, "because"), [None, "other"]),
    (_set("sources", 1, "reliability", "value"), ["0.5", "0.1..0.3"]),
    (_set("events", 0, "evidence", "if_false"), SHARE[:3]),
    (_set("events", 0, "evidence", "anyway"), [None, "0.3", "0.1..0.2"]),
    (_set("events", 0, "evidence", "readers"), [None, {"birch": {"anyway": "0.1"}, "alder": {"if_true": "0.4"}}]),
    (
        _set("events", 2, "changes", "preferences", "alder"),
        [None, {"no_deal": "3"}, {"order": None, "weights": {"tolls": "9"}}],
    ),
    (_set("events", 2, "changes", "preferences", "birch", "no_deal", "value"), ["1", "2..9"]),
    (_set("events", 2, "changes", "claims", "silts", "credence"), [None, {"alder": "0.9"}]),
    (_set("parties", "birch", "values_order"), [None, ["safety", "trade"]]),
    (_set("parties", "alder", "note"), [None, "x"]),
    (_set("issues", "route", "options", "north", "note"), [None, "x"]),
    (_set("no_deal", "because"), [None, "other"]),
    (_set("note"), [None, "other"]),
]


def changed(picks: list[tuple[int, int]]) -> Any:
    tree = copy.deepcopy(TREE)
    for which, value in picks:
        change, values = HIDDEN[which]
        try:
            change(tree, copy.deepcopy(values[value % len(values)]))
        except (KeyError, TypeError, IndexError):
            continue
    return tree


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(HIDDEN) - 1), st.integers(0, 9)), min_size=1, max_size=6))
def test_changing_anything_hidden_changes_no_byte(picks: list[tuple[int, int]]) -> None:
    tree = changed(picks)
    try:
        told = case(tree)
    except CaseError:
        return
    assert write(shared(told, "birch")) == before("birch")
    assert write(shared(events.apply(told), "birch")) == later("birch")


@pytest.mark.parametrize("which", range(len(HIDDEN)))
def test_each_change_by_itself(which: int) -> None:
    sound = 0
    for value in range(len(HIDDEN[which][1])):
        try:
            told = case(changed([(which, value)]))
        except CaseError:
            continue
        sound += 1
        assert write(shared(told, "birch")) == before("birch")
    assert sound, "none of these changes leaves a sound case, so nothing was tested"


def test_comments_and_the_order_of_keys_do_not_show() -> None:
    tree = copy.deepcopy(TREE)
    alder = tree["preferences"].pop("alder")
    tree["preferences"]["alder"] = dict(reversed(alder.items()))
    told = read("# secret: 35\n" + dump(tree).replace("no_deal: 35", "no_deal: 35 # or 36"))
    assert write(shared(told, "birch")) == text_for("birch")


# ---------------------------------------------------------------- what may be seen


def test_what_is_visible_stands_in_the_copy() -> None:
    birch = shared(case(), "birch").preferences["birch"]
    assert (birch.weights["route"].low, birch.weights["crew"].low) == (50, 10)
    assert birch.weights["tolls"].unknown
    assert birch.values["tolls"]["shared"] != birch.values["crew"]["mixed"]
    none = birch.values["route"]["none"]
    assert isinstance(none, Conditional)
    assert none.then != none.otherwise
    assert [(term.add.low, term.add.because) for term in birch.together] == [(1, "said openly")]
    assert birch.no_deal is None
    assert birch.order == ("route", "crew")


def test_a_number_is_for_those_whom_it_names_alone() -> None:
    assert "0.6..0.8" in text_for("alder")
    assert "measured" in text_for("alder")
    for hidden in ("0.6..0.8", "measured"):
        assert hidden not in text_for("birch")
    for hidden in ("60..80", "deep reasons", "go together", "hawk", "35", "0.3..0.5", "trade", "5..15", "doubtful"):
        assert hidden not in text_for("birch")
        assert hidden not in text_for("cedar")
    assert text_for("cedar") == text_for("lake"), "both may see the same"


def test_hidden_preferences_have_one_form() -> None:
    copied = shared(case(), "cedar")
    assert set(copied.preferences) == {"alder", "birch", "cedar"}
    for block in copied.preferences.values():
        assert all(number.unknown for number in block.weights.values())
        assert list(block.weights) == ["route", "tolls", "crew"]
        assert list(block.values) == ["route", "tolls", "crew"]


def test_visible_changes_of_events_stay() -> None:
    after = events.apply(shared(case(), "birch"))
    assert after.preferences["birch"].weights["route"].low == 45
    assert after.claims["silts"].text == "The harbour silts up."
    assert after.status_quo == {"route": "none", "tolls": "alder", "crew": "own"}
    assert after.preferences["alder"].weights["tolls"].unknown


def test_an_event_may_hide_what_was_visible() -> None:
    tree = copy.deepcopy(TREE)
    tree["events"][2]["changes"]["preferences"]["birch"] = {"visible_to": ["team"], "weights": {"crew": "11"}}
    copied = shared(case(tree), "birch")
    assert copied.preferences["birch"].weights["route"].low == 50
    assert events.apply(copied).preferences["birch"].weights["route"].unknown
    other = copy.deepcopy(tree)
    other["events"][2]["changes"]["preferences"]["birch"]["weights"]["crew"] = "29"
    assert text_for("birch", other) == text_for("birch", tree)


def test_a_change_inside_a_hidden_number_stays_hidden() -> None:
    tree = copy.deepcopy(TREE)
    for number in ("33", {"value": "33"}, {"value": "33", "because": "polls"}):
        tree["events"][2]["changes"]["preferences"]["birch"] = {"weights": {"tolls": number}}
        assert "33" not in text_for("birch", tree)
    tree["events"][2]["changes"]["preferences"]["birch"] = {
        "weights": {"tolls": {"value": "33", "visible_to": "birch"}}
    }
    assert "33" in text_for("birch", tree)


def test_options_that_an_event_adds_are_unknown_too() -> None:
    tree = copy.deepcopy(TREE)
    patch = {
        "issues": {"crew": {"options": {"none": {}}}},
        "preferences": {"birch": {"values": {"crew": {"none": "0.5"}}}},
    }
    tree["events"][2]["changes"] = patch
    after = events.apply(shared(case(tree), "cedar"))
    assert set(after.preferences["alder"].values["crew"]) == {"own", "mixed", "none"}


def test_an_outcome_may_name_its_viewers() -> None:
    tree = copy.deepcopy(TREE)
    tree["no_deal"] = {"route": "none", "because": "they said so", "visible_to": ["team", "alder"]}
    assert shared(case(tree), "alder").no_deal.because == "they said so"
    assert shared(case(tree), "birch").no_deal.how == "status_quo"
    assert "they said so" not in text_for("birch")


def test_a_pure_domain_hides_whether_a_reservation_is_stated() -> None:
    tree = {key: value for key, value in TREE.items() if key not in ("status_quo", "no_deal", "events")}
    first = text_for("cedar", tree)
    stated = copy.deepcopy(tree)
    del stated["preferences"]["alder"]["no_deal"]
    assert text_for("cedar", stated) == first
    no_deal = shared(case(tree), "cedar").preferences["alder"].no_deal
    assert no_deal is not None
    assert no_deal.unknown


def test_visible_weights_that_leave_nothing_are_unknown() -> None:
    tree = copy.deepcopy(TREE)
    tree["preferences"]["birch"]["weights"]["route"] = "95"
    assert all(number.unknown for number in shared(case(tree), "birch").preferences["birch"].weights.values())


# ---------------------------------------------------------------- the copy is a case


@pytest.mark.parametrize("party", ["alder", "birch", "cedar", "lake"])
def test_a_copy_loads_again_and_can_be_analysed(party: str) -> None:
    copied = shared(case(), party)
    again = read(write(copied))
    assert again.tree == copied.tree
    for told in (copied, events.apply(copied)):
        assert set(midpoints(told)) == set(bounds(told)) == set(draw(told, 3, 0))
    assert write(shared(again, party)) == write(copied), "sharing a copy again changes nothing"
    assert all(problem.file.startswith("copy for") for problem in copied.warnings)


def test_a_copy_stands_at_the_same_day() -> None:
    day = events.apply(case())
    copied = shared(day, "birch")
    assert (copied.as_of, copied.applied) == (day.as_of, day.applied)


def test_an_unknown_party_names_the_nearest() -> None:
    with pytest.raises(CaseError, match="Did you mean birch"):
        shared(case(), "brich")
