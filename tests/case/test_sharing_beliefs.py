"""A party's copy of what parties believe: lists of exactly one, silence, combinations that were asked for; and cases without them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from detente import steps
from detente.case import events
from detente.case.coherence import incoherences
from detente.case.credence import credence, credence_bounds
from detente.case.explain import explain
from detente.case.model import Case, CaseError, Held
from detente.case.numbers import bounds, draw, midpoints
from detente.case.read import read
from detente.case.sharing import shared
from detente.case.text import dump, parse
from detente.case.write import write

TEXT = """
detente: 1
title: Who pays
sources: [{id: office, title: Office, reliability: 0.7}]
parties: {alder: {name: Alder}, birch: {name: Birch}, cedar: {role: observer}}
issues: {pier: {options: {old: {}, new: {}}}}
status_quo: {pier: old}
preferences:
  alder: {weights: {pier: 1}, values: {pier: {old: 0, new: 1}}}
  birch:
    weights: {pier: 1}
    values: {pier: {old: 0, new: {if: alder-pays, then: 1, else: 0.2}}}
    visible_to: [team, birch]
claims:
  - {id: alder-pays, text: Alder pays., credence: {alder: 0.2, birch: {value: 0.5, visible_to: [team, birch]}}}
  - {id: birch-pays, text: Birch pays., credence: {alder: 0.3, birch: 0.25}}
  - {id: lake-pays, text: The lake pays., credence: {alder: 0.5, birch: 0.25}}
  - {id: rains, text: It rains., credence: {alder: 0.5, birch: {value: 0.4, visible_to: birch}, cedar: 0.1}}
  - {id: falls, text: The level falls., credence: {alder: 0.4}}
  - {id: both, text: Both., means: rains and falls, credence: {alder: 0.3, cedar: {value: 0.05, visible_to: birch}}}
  - {id: sun, text: The sun shines., credence: {alder: 0.5}}
  - {id: wind, text: The wind blows., credence: {alder: 0.5, cedar: {value: 0.2, visible_to: birch}}}
  - {id: fog, text: Fog., credence: {alder: 0.5, cedar: 0.8}}
exactly_one:
  - [alder-pays, birch-pays, lake-pays]
  - [wind, fog]
events:
  - {id: silence, date: 2021-02, evidence: {claim: rains, source: office, if_true: 0.8, if_false: 0.1, anyway: 0.4, absent: true}}
  - {id: talk, date: 2021-03, changes: {claims: {birch-pays: {credence: {birch: 0.4}}, rains: {credence: {birch: {value: 0.6, visible_to: birch}}}}}}
"""
TREE: Any = parse(TEXT, "case.yaml")[0]


def case(tree: Any = TREE) -> Case:
    return read(dump(tree))


def claim(tree: Any, name: str) -> Any:
    return next(item for item in tree["claims"] if item["id"] == name)


def _credence(name: str, party: str, value: Any) -> Callable[[Any], None]:
    def change(tree: Any) -> None:
        told = claim(tree, name).setdefault("credence", {})
        if value is None:
            told.pop(party)
        else:
            told[party] = value

    return change


def _all(*changes: Callable[[Any], None]) -> Callable[[Any], None]:
    def change(tree: Any) -> None:
        for one in changes:
            one(tree)

    return change


def _evidence(key: str, value: str) -> Callable[[Any], None]:
    def change(tree: Any) -> None:
        tree["events"][0]["evidence"][key] = value

    return change


HIDDEN = {
    "another number of a list": _credence("birch-pays", "birch", "0.35"),
    "numbers that no longer add up": _credence("lake-pays", "birch", "0.9"),
    "all of another party": _all(*(_credence(name, "alder", None) for name in ("alder-pays", "birch-pays", "lake-pays"))),
    "one more party": _all(*(_credence(name, "cedar", "1/3") for name in ("alder-pays", "birch-pays", "lake-pays"))),
    "a hidden one beside one that is shown": _credence("fog", "cedar", "0.1..0.2"),
    "a party of a list of which nothing is shown": _all(_credence("wind", "alder", None), _credence("fog", "alder", None)),
    "a combination that was asked for": _credence("both", "alder", "0.9"),
    "no such combination": _credence("both", "alder", None),
    "how likely the report was": _evidence("if_true", "0.3..0.4"),
    "how likely an unreliable source made it": _evidence("anyway", "0.9"),
}  # fmt: skip


@pytest.mark.parametrize("which", HIDDEN)
def test_changing_what_is_hidden_changes_no_byte(which: str) -> None:
    tree = copy.deepcopy(TREE)
    HIDDEN[which](tree)
    assert tree != TREE
    told = case(tree)
    assert write(shared(told, "birch")) == write(shared(case(), "birch"))
    assert write(shared(events.apply(told), "birch")) == write(shared(events.apply(case()), "birch"))


def test_what_is_shown_is_there_and_the_rest_of_its_list_unknown() -> None:
    copied = shared(case(), "birch")
    stated = {
        name: copied.claims[name].credence
        for name in ("alder-pays", "birch-pays", "lake-pays", "wind", "fog", "both", "sun")
    }
    assert stated["alder-pays"]["birch"].low * 2 == 1
    assert stated["birch-pays"]["birch"].unknown
    assert stated["lake-pays"]["birch"].unknown
    assert (stated["wind"]["cedar"].low * 5, stated["fog"]["cedar"].unknown) == (1, True)
    assert "alder" not in stated["fog"]
    assert list(stated["both"]) == ["cedar"], "a combination that may be seen stays"
    assert stated["sun"] == {}
    assert copied.exactly_one == case().exactly_one
    assert copied.events[0].evidence[0].absent
    low, high = credence_bounds(copied, "birch", Held("alder-pays"))
    assert low <= credence(case(), "birch", Held("alder-pays"), midpoints(case())) <= high


@pytest.mark.parametrize("party", ["alder", "birch", "cedar"])
def test_a_copy_reads_again_and_finds_nothing_of_its_own(party: str) -> None:
    copied = shared(case(), party)
    assert read(write(copied)).tree == copied.tree
    assert write(shared(copied, party)) == write(copied)
    for told in (copied, events.apply(copied)):
        assert incoherences(told) == ()
        assert set(midpoints(told)) == set(bounds(told)) == set(draw(told, 3, 0))


def test_nobody_else_sees_that_the_numbers_do_not_fit() -> None:
    tree = copy.deepcopy(TREE)
    claim(tree, "both")["credence"]["alder"] = "0.9"
    assert any("likelier" in problem.what for problem in case(tree).warnings)
    assert shared(case(tree), "birch").warnings == shared(case(), "birch").warnings


def test_without_a_claim_of_a_list() -> None:
    fewer = steps.without(case(), "claims.lake-pays")
    assert fewer.exactly_one == (("alder-pays", "birch-pays"), ("wind", "fog"))
    free = steps.without(fewer, "claims.fog")
    assert free.exactly_one == (("alder-pays", "birch-pays"),)
    assert credence(free, "cedar", Held("wind"), midpoints(free)) * 5 == 1, "alone it is a claim like any other"
    with pytest.raises(CaseError, match="There is no claim called rains"):
        steps.without(case(), "claims.rains")


def test_without_a_list_a_party_or_silence() -> None:
    apart = steps.without(case(), "exactly_one.0")
    assert apart.exactly_one == (("wind", "fog"),)
    assert credence(apart, "alder", Held("alder-pays"), midpoints(apart)) * 5 == 1
    assert all("cedar" not in c.credence for c in steps.without(case(), "parties.cedar").claims.values())
    assert steps.without(events.apply(case()), "sources.office").events[0].evidence == ()


def test_setting_one_number_of_a_list() -> None:
    told = steps.set_value(case(), "claims.alder-pays.credence.alder", "0.7")
    assert credence(told, "alder", Held("alder-pays"), midpoints(told)) * 15 == 7
    lists = steps.set_value(case(), "exactly_one", "[[wind, fog]]")
    assert lists.exactly_one == (("wind", "fog"),)


def test_explaining_a_number_of_a_list_and_of_a_combination() -> None:
    told = steps.set_value(case(), "claims.alder-pays.credence.alder", "0.7")
    said = explain(told, "claims.alder-pays.credence.alder")
    assert said.words == (
        "Divided so that the credences in alder-pays, birch-pays, lake-pays, of which exactly one is true, sum to 1, that is 0.4667.",
    )
    assert said.visible_to == ("team",)
    assert said.claims[0].credence["alder"] == "0.7", "dividing is no evidence"
    asked = explain(told, "claims.both.credence.alder")
    assert asked.words == (
        "It stands for a combination of claims, and so is a check on its parts; what counts follows from these.",
    )
    assert asked.claims[0].credence["alder"] == "0.3, as its parts have it 0.2"
    assert asked.visible_to == ("team",)
    assert explain(told, "exactly_one.0").value == "[alder-pays, birch-pays, lake-pays]"
    after = explain(events.apply(told), "claims.birch-pays")
    assert "after the evidence" not in after.claims[0].credence["birch"]
