"""The analysis on cases: verdicts, premises, sentences, data, refusals; and the flagship's questions."""

from __future__ import annotations

import json
import re
import time
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import detente
from detente.analyses.coverage import CoverageResult, coverage
from detente.analyses.coverage.catalogue import catalogue
from detente.analyses.coverage.judging import Asked
from detente.analyses.coverage.solve import answered, problems_of
from detente.case.model import COMPARISONS, Case, CaseError
from detente.case.read import load, read
from detente.case.text import dump
from detente.result import Chart, Map, Table, Unanswerable, WrongUse
from detente.steps import as_of, established

IRAN = {"areas": ["iran"], "for": ["nato-europe"]}


def case_of(*checks: dict[str, Any], **more: Any) -> Case:
    """A case of two parties whose claims c0, c1, … have these checks; Alder asserts them, Birch denies them."""
    claims = [
        {
            "id": f"c{n}",
            "text": f"Claim {n} is so.",
            "asserted_by": ["alder"],
            "says": {"birch": "denies"},
            "check": check,
        }
        for n, check in enumerate(checks)
    ]
    tree = {
        "detente": "1",
        "title": "A dispute about facts",
        "parties": {name: {"name": name.title(), "role": "observer"} for name in ("alder", "birch")},
        "claims": claims,
        **more,
    }
    return read(dump(tree))


def one(**check: Any) -> Any:
    (found,) = coverage(case_of(check)).checks
    return found


@pytest.fixture(scope="module")
def flagship() -> CoverageResult:
    return coverage(load("missile-defence-2007"))


def of(result: CoverageResult, claim: str) -> Any:
    return next(each for each in result.checks if each.claim == claim)


# ---------------------------------------------------------------- verdicts


def test_holds_whatever_is_assumed() -> None:
    found = one(compares="distance", sites=["moscow"], than=["warsaw"], areas=["iran"])
    assert (found.verdict, found.geometry, found.flips, found.hinges) == ("holds", "holds", (), ())
    assert found.sides[0].premise is not None
    assert found.sides[0].premise.conditions == ()
    assert found.sides[1].premise is None
    assert found.sides[1].share == 0


def test_fails_whatever_is_assumed() -> None:
    found = one(compares="distance", sites=["warsaw"], than=["moscow"], areas=["iran"])
    assert (found.verdict, found.sides[0].share, found.sides[1].share) == ("fails", 0, 1)


def test_a_claim_that_says_more_than_geometry() -> None:
    """It is not settled where geometry bears out its part, and fails where its part fails."""
    ask = {"compares": "distance", "areas": ["iran"], "leaves": "who is in danger"}
    assert one(sites=["moscow"], than=["warsaw"], **ask).verdict == "not settled"
    assert one(sites=["moscow"], than=["warsaw"], **ask).geometry == "holds"
    assert one(sites=["warsaw"], than=["moscow"], **ask).verdict == "fails"


def test_what_a_claim_asks_is_an_assumption_too() -> None:
    found = one(compares="distance", sites=["redzikowo"], areas=["russia"], at_most="100..1000")
    assert found.verdict == "depends"
    asked = next(flip for flip in found.flips if flip.axis.id == "asked")
    assert asked.low == pytest.approx(found.low, abs=0.2)


def test_less_than_can_be_told_is_nothing() -> None:
    """Armavir beside Fylingdales: a first sight that is earlier by a hundredth of a second under some assumptions is not earlier."""
    ask = {"compares": "adds to", "sites": ["armavir"], "to": ["fylingdales"], "areas": ["russia"]}
    assert one(**ask, **{"for": ["nato-europe", "us-east-coast"]}).verdict == "depends"


def test_many_ends_do_not_take_long() -> None:
    countries = ["fra", "deu", "pol", "ita", "esp", "rou", "nld", "bel", "grc", "prt", "cze", "hun"]
    start = time.process_time()
    found = one(
        compares="sees", sites=["brdy", "gabala"], areas=["iran", "russia"], at_least="50", **{"for": countries}
    )
    assert found.verdict == "depends"
    assert time.process_time() - start < 30


def test_covered_countries_are_those_of_the_check() -> None:
    """Under fewer assumptions the countries of the map are those that the check itself measured."""
    ask = {
        "assume": {
            "speeds": ["agency"],
            "delays": ["long"],
            "launches": ["iran-1"],
            "contact_floors": ["high"],
            "frames": ["ground"],
        }
    }
    result = coverage(case_of({"compares": "covers", "sites": ["redzikowo"], "areas": ["iran"], "for": ["bgr"], **ask}))
    (covered,) = result.covered
    assert covered.countries["BGR"] == pytest.approx((result.checks[0].low / 100,) * 3)


def test_fewer_assumptions_narrow_the_interval() -> None:
    ask = {
        "compares": "reaches",
        "sites": ["redzikowo"],
        "areas": ["russia"],
        "for": ["united-states"],
        "at_least": "50",
    }
    free = one(**ask)
    slow = one(**ask, assume={"speeds": ["agency"], "delays": ["middle", "long"]})
    fast = one(**ask, assume={"speeds": ["postol-low", "postol-high"]})
    assert (free.verdict, slow.verdict, fast.verdict) == ("depends", "fails", "holds")
    assert [c.label for axis in slow.axes if axis.id == "speed" for c in axis.choices] == ["6.3 km/s"]
    assert free.low <= slow.low <= slow.high <= free.high


def test_speeds_are_asked_for_where_a_claim_names_none() -> None:
    found = one(compares="needs speed", sites=["incirlik"], areas=["iran"], **{"for": ["us-east-coast"]})
    assert found.asked.id == "speed"
    flip = next(each for each in found.flips if each.axis.id == "speed")
    assert flip.above is True
    assert 6.3 <= flip.low <= flip.high <= 8.3


def test_each_side_is_right_under_its_premise(flagship: CoverageResult) -> None:
    """Every combination that a premise allows is as that side says."""
    seen = 0
    for checked in flagship.checks:
        found = answered(checked.check)[1]
        for side in checked.sides:
            if side.premise is None:
                continue
            part = found.truth
            for condition in side.premise.conditions:
                place = next(n for n, axis in enumerate(found.axes) if axis.id == condition.axis.id)
                part = part.take(condition.places, axis=place)
            assert part.size
            assert (part == side.affirms).all(), checked.claim
            seen += 1
    assert seen > 20


# ---------------------------------------------------------------- the flagship's questions


def test_can_gabala_do_the_work_of_bohemia(flagship: CoverageResult) -> None:
    found = of(flagship, "gabala-suffices")
    assert found.verdict == "depends"
    assert found.hinges[0].id == "sector.gabala"
    assert found.sides[1].parties[0] == "united-states"
    assert [c.axis.id for c in found.sides[1].premise.conditions] == ["sector.gabala"]
    assert any(each.publication.author.startswith("Henry Obering") for each in found.published)


def test_why_not_turkey(flagship: CoverageResult) -> None:
    found = of(flagship, "ru-why-not-turkey")
    assert found.verdict == "depends"
    assert found.sides[0].parties == ("russia",)
    assert found.sides[1].parties == ("united-states",)
    late = of(flagship, "turkey-too-late")
    assert 4.9 < late.low < 5.0
    assert 7.7 < late.high < 7.8


def test_can_interceptors_in_poland_reach_russian_missiles(flagship: CoverageResult) -> None:
    found = of(flagship, "interceptors-reach-russia")
    speed = next(flip for flip in found.flips if flip.axis.id == "speed")
    assert found.hinges[0].id == "speed"
    assert 6.3 < speed.low < speed.high < 7.7
    assert {each.publication.id for each in found.published} == {"mda-in-spacenews", "afp-2007"}
    russia, america = found.sides
    assert [(c.axis.id, c.axis.choices[c.places[0]].label) for c in russia.premise.conditions] == [
        ("speed", "7.7 km/s")
    ]
    assert {c.axis.id for c in america.premise.conditions} >= {"speed"}


def test_can_the_radar_look_into_russia(flagship: CoverageResult) -> None:
    assert of(flagship, "radar-sees-russia").verdict == "depends"
    spies = of(flagship, "ru-radar-spies")
    assert (spies.verdict, spies.geometry) == ("not settled", "depends")
    assert spies.low == pytest.approx(204.4, abs=0.1)


def test_was_moscow_nearer_than_warsaw(flagship: CoverageResult) -> None:
    found = of(flagship, "moscow-nearer")
    assert (found.verdict, found.unit) == ("holds", "km")
    assert found.bands[0].high == pytest.approx(1850 - 2272, abs=0.7)


def test_what_the_radars_add_to_each_other(flagship: CoverageResult) -> None:
    (joint,) = flagship.joint
    assert [each.site for each in joint.added] == ["gabala", "armavir", "brdy"]
    assert len(joint.together) == 7
    by = {each.site: each for each in joint.added}
    assert by["brdy"].earlier_minutes == (0, 0)
    assert by["brdy"].more_percent[1] > 20
    assert by["armavir"].earlier_minutes[1] > 1
    assert 0 < by["gabala"].earlier_minutes[1] < 1
    whole = joint.together[-1]
    for each in joint.together:
        assert each.percent[1] <= whole.percent[1] + 1e-9
        assert each.first_minutes[0] >= whole.first_minutes[0] - 1e-9


# ---------------------------------------------------------------- sentences, pictures, data


def test_each_side_is_told_to_be_right(flagship: CoverageResult) -> None:
    told = [finding.text for finding in flagship.findings()]
    sides = [text for text in told if "each side is right under its own premises" in text]
    assert any("Russia, if the interceptor burns out at 7.7 km/s or more" in text for text in sides)
    assert any(
        "the United States, if the radar at Gabala is kept to its sector of 107 to 217 degrees" in text
        for text in sides
    )
    assert told[0].startswith("Of 15 claims that published geometry can check, ")
    assert not any("nan" in text or "inf " in text or "{}" in text for text in told)


def test_a_caveat_for_each_way_of_measuring(flagship: CoverageResult) -> None:
    told = " ".join(finding.text for finding in flagship.findings() if finding.kind == "caveat")
    for words in (
        "arcs of least energy",
        "nothing on how well it tracks",
        "Reach is what geometry leaves open",
        "points 150 km apart",
    ):
        assert words in told
    near = coverage(case_of({"compares": "distance", "sites": ["moscow"], "than": ["warsaw"], "areas": ["iran"]}))
    assert "arcs" not in " ".join(finding.text for finding in near.findings())


def test_views_of_the_flagship(flagship: CoverageResult) -> None:
    shown = {view.name: view for view in flagship.views()}
    maps = [name for name, view in shown.items() if isinstance(view, Map)]
    charts = [name for name, view in shown.items() if isinstance(view, Chart)]
    assert set(maps) == {"radars", "covered-redzikowo", "covered-incirlik"}
    assert charts == ["by-delay", "by-speed"]
    radars = shown["radars"]
    assert isinstance(radars, Map)
    assert {outline.kind for outline in radars.outlines} == {"sector", "horizon"}
    covered = shown["covered-redzikowo"]
    assert isinstance(covered, Map)
    assert len(covered.regions) == 24
    assert {line.kind for line in covered.lines} == {"arc"}
    speed = shown["by-speed"]
    assert isinstance(speed, Chart)
    assert any(row[5] for row in speed.table.rows)  # where a claim turns
    figures = shown["figures"]
    assert isinstance(figures, Table)
    assert {row[5] for row in figures.rows} <= {
        "read whole",
        "the passage was read",
        "known through others",
        "our own assumption",
    }
    unseen = shown["unseen"]
    assert isinstance(unseen, Table)
    assert [row[2] for row in unseen.rows[:3]] == [1739, 2327, 3122]


def test_the_charts_turn_where_the_check_does(flagship: CoverageResult) -> None:
    found = of(flagship, "interceptors-reach-russia")
    for curve in flagship.curves:
        if curve.area == "russia":
            for edge, at, level in curve.turns:
                assert level in (25.0, 75.0)
                steps = curve.at
                place = next(n for n, step in enumerate(steps) if step >= at)
                values = curve.low if edge == "low" else curve.high
                assert (values[place - 1] >= level) != (values[place] >= level)
    assert found.asked.choices[0].value == 25


def test_data_is_what_the_reference_says(flagship: CoverageResult) -> None:
    told = flagship.data()
    json.dumps(told, allow_nan=False)
    assert set(told) == {"checks", "later", "joint", "covered", "curves"}
    for check in told["checks"]:
        assert {"claim", "comparison", "verdict", "low", "high", "unit", "flips", "assumptions"} <= set(check)
        assert check["low"] <= check["high"]
        start = check["verdict"].split(" on ")[0]
        assert start in ("holds", "fails", "depends", "not settled by geometry")
        for axis in check["assumptions"]:
            for choice in axis["choices"]:
                assert check["low"] <= choice["low"] <= choice["high"] <= check["high"]
    by = {check["claim"]: check for check in told["checks"]}
    assert by["interceptors-reach-russia"]["verdict"] == "depends on the burnout speed of the interceptor"
    assert by["moscow-nearer"]["flips"] == []


def test_nothing_that_comes_out_is_finer_than_a_country(flagship: CoverageResult) -> None:
    """No place but those of the catalogue, no share but of countries, areas and named groups."""
    text = json.dumps(flagship.data())
    assert not any(word in text for word in ("latitude", "longitude", '"lat"', '"lon"', "azimuth", "trajectory"))
    for each in flagship.covered:
        assert all(len(code) == 3 and code.isupper() for code in each.countries)
    named = {*catalogue().sites, *catalogue().cities}
    for view in flagship.views():
        if isinstance(view, Map):
            launches = {f"{area}-{n}" for area in ("iran", "russia") for n in (1, 2, 3)}
            assert {site.id for site in view.sites} <= named | launches


# ---------------------------------------------------------------- one claim, no claim, wrong claims


def test_one_claim_alone() -> None:
    case = load("missile-defence-2007")
    for name in ("moscow-nearer", "claims.moscow-nearer"):
        (found,) = coverage(case, claim=name).checks
        assert found.claim == "moscow-nearer"
    with pytest.raises(WrongUse, match="has no check"):
        coverage(case, claim="us-build")
    with pytest.raises(WrongUse, match="There is no claim 'moscow'"):
        coverage(case, claim="moscow")


def test_a_claim_that_could_not_be_made_yet_is_left_out_until_it_is_asked_for() -> None:
    case = as_of(load("missile-defence-2007"), "2007-06-06")
    assert "gabala-suffices" in coverage(load("missile-defence-2007")).data()["checks"][2]["claim"]
    found = coverage(case)
    assert "gabala-suffices" in found.later
    assert "gabala-suffices" not in [each.claim for each in found.checks]
    assert any(
        "could not be made yet on the case's day: us geometry and gabala suffices" in f.text for f in found.findings()
    )
    assert coverage(case, claim="gabala-suffices").checks[0].claim == "gabala-suffices"


def test_a_case_without_checks_says_how_to_ask() -> None:
    with pytest.raises(Unanswerable, match="check"):
        coverage(case_of())


WRONG = [
    ({"compares": "distance", "sites": ["gabala"], "areas": ["russia"], "at_most": "300"}, "sites", "no point of the border of Russia that is near Gabala"),
    ({"compares": "distance", "sites": ["moscow"], "areas": ["russia"], "at_most": "300"}, "sites", "Moscow lies in Russia"),
    ({"compares": "sees", "sites": ["prague"], **IRAN}, "sites", "no site 'prague' in the catalogue"),
    ({"compares": "sees", "sites": ["redzikowo"], **IRAN}, "sites", "no radar at 'redzikowo'"),
    ({"compares": "covers", "sites": ["gabala"], **IRAN}, "sites", "Nobody planned or named 'gabala'"),
    ({"compares": "sees", "sites": ["brdy"], "areas": ["syria"], "for": ["nato-europe"]}, "areas", "no area 'syria'"),
    ({"compares": "sees", "sites": ["brdy"], "areas": ["us-east-coast"], "for": ["nato-europe"]}, "areas", "none that flights"),
    ({"compares": "covers", "sites": ["redzikowo"], "areas": ["iran"], "for": ["moscow"]}, "for", "not about free points"),
    ({"compares": "covers", "sites": ["redzikowo"], "areas": ["iran"], "for": ["russia"]}, "for", "none that claims"),
    ({"compares": "covers", "sites": ["redzikowo"], "areas": ["iran"]}, "for", "where flights are bound"),
    ({"compares": "distance", "sites": ["moscow"], "areas": ["iran"]}, "compares", "needs a bound"),
    ({"compares": "distance", "sites": ["tehran"], "areas": ["iran"], "at_most": "10"}, "sites", "named places only"),
    ({"compares": "distance", "sites": ["moscow"], "at_most": "10", **IRAN}, "for", "nothing to do with where"),
    ({"compares": "covers", "sites": ["redzikowo"], "assume": {"speeds": ["warp"]}, **IRAN}, "assume", "no 'warp' among its speeds"),
    ({"compares": "covers", "sites": ["redzikowo"], "assume": {"fuel": ["solid"]}, **IRAN}, "assume", "no rival assumptions of the kind 'fuel'"),
    ({"compares": "sees", "sites": ["brdy"], "assume": {"speeds": ["agency"]}, **IRAN}, "assume", "assumes nothing of speeds"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "field", "words"), WRONG, ids=[f"{c['compares']}-{w[:14]}" for c, _, w in WRONG])
def test_what_is_not_in_the_catalogue_is_refused(check: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(CaseError) as error:
        coverage(case_of(check))
    (problem,) = error.value.problems
    assert words in problem.what
    assert problem.address == f"claims.c0.check.{field}"
    assert problem.mark is not None


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(CaseError) as error:
        coverage(case_of(*(check for check, _, _ in WRONG)))
    assert len(error.value.problems) == len(WRONG)


def test_the_top_level_function_is_the_same() -> None:
    case = case_of({"compares": "distance", "sites": ["moscow"], "than": ["warsaw"], "areas": ["iran"]})
    assert detente.coverage(case).data() == coverage(case).data()


# ---------------------------------------------------------------- flips, replayed


@pytest.mark.parametrize(
    "claim", ["interceptors-reach-russia", "gabala-suffices", "turkey-too-late", "poland-covers", "ru-radar-spies"]
)
def test_flips_are_replayed_just_before_and_just_after(flagship: CoverageResult, claim: str) -> None:
    """At both ends of each flip some combination of the other assumptions turns, and none turns outside of them."""
    checked = of(flagship, claim)
    measured = answered(checked.check)[0]
    asked = Asked(checked.how, checked.asked)
    seen = 0
    for flip in checked.flips:
        if flip.low is None or flip.axis.id == "asked":
            continue
        others = [axis for axis in (*checked.axes, checked.asked) if axis.id != flip.axis.id]
        ends = [flip.axis.choices[0].value, flip.axis.choices[-1].value]
        close = (ends[1] - ends[0]) * 1e-4
        levels = [ends[0], flip.low - close, flip.low + close, flip.high - close, flip.high + close, ends[1]]
        turned = np.array(
            [
                [bool(asked.met(measured.at({**rest, flip.axis.id: level}), rest["asked"])) for level in levels]
                for values in product(*([choice.value for choice in axis.choices] for axis in others))
                for rest in [dict(zip([axis.id for axis in others], values, strict=True))]
            ]
        )
        assert (turned[:, 1] != turned[:, 2]).any()
        assert (turned[:, 3] != turned[:, 4]).any()
        assert (turned[:, 0] == turned[:, 1]).all()
        assert (turned[:, 4] == turned[:, 5]).all()
        seen += 1
    assert seen


# ---------------------------------------------------------------- any check at all

RADARS = ("gabala", "armavir", "brdy", "fylingdales")
LAUNCHERS = ("redzikowo", "incirlik", "kurecik")
PLACES = (*catalogue().sites, *catalogue().cities)
ENDS = ("nato-europe", "us-east-coast", "united-states", "fra")
ASSUMED = {
    "masks": ("low", "level"),
    "launches": ("iran-1", "russia-2", "iran-border"),
    "speeds": ("agency", "postol-low"),
    "delays": ("short", "long"),
}
FLIGHTS = ("sees", "sees at least until", "adds to", "covers", "reaches", "needs speed")


def lists(names: tuple[str, ...], least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), min_size=least, max_size=2, unique=True)


@st.composite
def any_check(draw: st.DrawFn) -> dict[str, Any]:
    """Most can be asked; one in several names what there is not, or what does not fit."""
    compares = draw(st.sampled_from(COMPARISONS))
    fitting = (
        PLACES if compares == "distance" else LAUNCHERS if compares in ("covers", "reaches", "needs speed") else RADARS
    )
    names = draw(st.sampled_from([fitting] * 7 + [(*PLACES, "atlantis")]))
    areas = draw(st.sampled_from([("iran", "russia")] * 9 + [("mars", "us-east-coast")]))
    check: dict[str, Any] = {"compares": compares, "sites": draw(lists(names, 1)), "areas": draw(lists(areas, 1))}
    check["to" if compares == "adds to" else "than"] = draw(lists(names, int(compares == "adds to")))
    check["for"] = draw(lists(ENDS, 1)) if compares in FLIGHTS else []
    if set(check.get("to", ())) & set(check["sites"]):
        check["to"] = [name for name in RADARS if name not in check["sites"]][:1]
    asked = draw(st.sampled_from([None, "at_least", "at_most"]))
    if asked:
        low = draw(st.integers(-100, 100))
        check[asked] = f"{low}..{low + draw(st.integers(0, 50))}"
    kind = draw(st.sampled_from([None, None, *ASSUMED, "fuel"]))
    if kind:
        check["assume"] = {kind: draw(lists(ASSUMED.get(kind, ("solid",)), 1))}
    check["leaves"] = draw(st.sampled_from([None, "the rest"]))
    return {key: value for key, value in check.items() if value}


@given(any_check())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_check_is_refused_in_sentences_or_answered_whole(check: dict[str, Any]) -> None:
    case = case_of(check)
    wrong = tuple(problems_of(case, case.claims["c0"]))
    if wrong:
        assert all(problem.what.endswith(".") and problem.address.startswith("claims.c0.check.") for problem in wrong)
        with pytest.raises(CaseError):
            coverage(case)
        return
    result = coverage(case)
    (found,) = result.checks
    values = answered(found.check)[0].values
    assert not np.isnan(values).any()
    assert (found.low, found.high) == (values.min(), values.max())
    json.dumps(result.data(), allow_nan=False)
    for finding in result.findings():
        assert not re.search(r"\bnan\b|\binf\b|None|  |\{\}", finding.text), finding.text
        assert finding.text.endswith(".")
        assert finding.text[0].isupper() or not finding.text[0].isalpha()
    assert result.views()
    assert {side.affirms for side in found.sides} == {True, False}
    assert found.sides[0].share + found.sides[1].share == pytest.approx(1)
    established(case)
