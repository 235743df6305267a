"""Arguments about cases: translation, readings, base scores, flips, days, and what the flagship says."""

from __future__ import annotations

import itertools
import json
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.analyses.arguments import ArgumentsResult, arguments
from detente.analyses.arguments.model import argued
from detente.analyses.arguments.readings import accepted
from detente.analyses.arguments.telling import attribution, short
from detente.case.model import Case, CaseError
from detente.case.read import bundled, load, read
from detente.result import Graph, Table, WrongUse
from detente.run import run
from detente.show import json as as_json
from detente.steps import as_of, established, without
from detente.theory.framework import NamedFramework, framework

HEAD = "detente: 1\ntitle: A dispute\n"
REASONS = ["us-protects", "us-assures", "us-dissuades", "us-deters", "us-defends", "us-shows-support"]
OBJECTIONS = ["ru-why-not-turkey", "ru-radar-spies", "ru-former-pact", "ru-arms-race", "ru-terror-target"]


def case(text: str) -> Case:
    return read(HEAD + text)


def ask(text: str, **parameters: Any) -> ArgumentsResult:
    return arguments(case(text), **parameters)


def claims(*lines: str) -> str:
    return "claims:\n" + "".join(f"  - {{{line}}}\n" for line in lines)


# ---------------------------------------------------------------- translation


def test_a_rebuttal_is_mutual_unless_over_and_an_undermining_goes_one_way() -> None:
    result = ask(
        claims(
            "id: a, text: A., attacks: [{claim: b, kind: rebut}]",
            "id: b, text: B., attacks: [{claim: c, kind: rebut, over: true}]",
            "id: c, text: C., attacks: [{claim: a, kind: undermine}]",
        )
    )
    assert result.found.framework.attacks.tolist() == [[0, 1], [1, 0], [1, 2], [2, 0]]


UNDERCUT = claims(
    "id: a, text: A., attacks: [{claim: b, kind: undermine}]",
    "id: b, text: B.",
    "id: c, text: C., attacks: [{link: a -> b}]",
)


def test_an_undercut_answers_the_step_and_not_the_claim_it_starts_from() -> None:
    data = ask(UNDERCUT).data()
    assert data["grounded"] == ["a", "b", "c"]
    without = ask(UNDERCUT.replace("attacks: [{link: a -> b}]", "supports: [a]")).data()
    assert without["grounded"] == ["a", "c"]
    assert without["neutral"]["answered"] == [{"claim": "b", "by": ["a"]}]


def test_what_attacks_the_source_attacks_an_undercut_step_too() -> None:
    text = claims(
        "id: a, text: A., attacks: [{claim: b, kind: undermine}]",
        "id: b, text: B.",
        "id: c, text: C., attacks: [{link: a -> b}]",
        "id: d, text: D., attacks: [{claim: c, kind: undermine}]",
        "id: e, text: E., attacks: [{claim: a, kind: undermine}]",
    )
    assert set(ask(text).data()["grounded"]) == {"b", "d", "e"}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_links_are_flattened_as_attacks_on_attacks(data: st.DataObject) -> None:
    """Against AFRA itself: attacks are arguments too, and an attack is beaten by what attacks it or its source."""
    size = data.draw(st.integers(2, 5))
    every = list(itertools.permutations(range(size), 2))
    attacks = data.draw(st.lists(st.sampled_from(every), unique=True, min_size=1, max_size=6))
    cuts = data.draw(st.lists(st.tuples(st.integers(0, size - 1), st.sampled_from(attacks)), unique=True, max_size=3))
    lines = []
    for n in range(size):
        own = [f"{{claim: c{t}, kind: undermine}}" for s, t in attacks if s == n]
        own += [f"{{link: c{s} -> c{t}}}" for who, (s, t) in cuts if who == n]
        lines.append(f"id: c{n}, text: C{n}." + (f", attacks: [{', '.join(own)}]" if own else ""))
    assert set(ask(claims(*lines)).data()["grounded"]) == afra(size, attacks, cuts)


def afra(size: int, attacks: list[tuple[int, int]], cuts: list[tuple[int, tuple[int, int]]]) -> set[str]:
    """The grounded extension of the framework whose arguments are claims, attacks and attacks on attacks, by iteration."""
    arcs: list[tuple[Any, Any, Any]] = [(("att", pair), pair[0], pair[1]) for pair in attacks]
    arcs += [(("cut", cut), cut[0], ("att", cut[1])) for cut in cuts]
    things = [*range(size), *(arc for arc, _, _ in arcs)]
    source = {arc: start for arc, start, _ in arcs}
    defeats = {(arc, target) for arc, _, target in arcs}
    defeats |= {(arc, other) for arc, _, target in arcs for other in source if source[other] == target}
    kept: set[Any] = set()
    while True:
        beaten = {target for arc, target in defeats if arc in kept}
        new = {thing for thing in things if all(arc in beaten for arc, target in defeats if target == thing)}
        if new == kept:
            return {f"c{thing}" for thing in kept if isinstance(thing, int)}
        kept = new


def test_an_undercut_support_weakens_and_changes_no_extension() -> None:
    text = claims("id: a, text: A., supports: [b]", "id: b, text: B.", "id: c, text: C., attacks: [{link: a -> b}]")
    cut, whole = ask(text), ask(text.replace(", attacks: [{link: a -> b}]", ""))
    assert cut.data()["grounded"] == whole.data()["grounded"] == ["a", "b", "c"]
    for how in ("qe", "dfquad"):
        assert whole.data()["strength"]["b"][how] > cut.data()["strength"]["b"][how] > 0.5


def test_what_attacks_a_part_attacks_the_combination() -> None:
    text = claims(
        "id: a, text: A.",
        "id: b, text: B.",
        "id: both, text: Both., means: a and not b",
        "id: against, text: Against., attacks: [{claim: a, kind: undermine}]",
        "id: beside, text: Beside., attacks: [{claim: b, kind: undermine}]",
    )
    result = ask(text)
    assert result.data()["neutral"]["answered"] == [
        {"claim": "a", "by": ["against"]},
        {"claim": "b", "by": ["beside"]},
        {"claim": "both", "by": ["against"]},
    ]
    assert any("a part of a combination" in f.text for f in result.findings())


# ---------------------------------------------------------------- readings

PARTIES = "parties:\n  alder: {name: Alder, values_order: [safety, trade]}\n  birch: {name: Birch, values_order: [trade, safety]}\n"
SIDES = PARTIES + claims(
    "id: build, text: Build., asserted_by: [alder], promotes: [safety]",
    "id: cost, text: It costs too much., promotes: [trade], attacks: [{claim: build, kind: undermine}]",
    "id: ugly, text: It is ugly., asserted_by: [birch], attacks: [{claim: build, kind: undermine}]",
    "id: cheap, text: It is cheap., asserted_by: [alder], attacks: [{claim: ugly, kind: undermine}]",
)


def test_for_a_party_only_what_it_accepts_counts_and_its_values_weigh() -> None:
    data = ask(SIDES).data()
    assert data["neutral"]["answered"] == [{"claim": "build", "by": ["cost"]}, {"claim": "ugly", "by": ["cheap"]}]
    assert data["parties"]["alder"] == {"unanswered": ["build", "cheap"], "contested": [], "answered": []}
    assert data["parties"]["birch"] == {"unanswered": ["ugly"], "contested": [], "answered": []}
    assert data["readings"]["birch"]["answered"] == [{"claim": "build", "by": ["cost", "ugly"]}]
    turned = ask(SIDES.replace("[safety, trade]", "[trade, safety]")).data()
    assert turned["parties"]["alder"]["answered"] == [{"claim": "build", "by": ["cost"]}]


def test_a_statement_of_fact_counts_for_all_who_do_not_reject_it() -> None:
    text = SIDES.replace("promotes: [trade]", "says: {alder: denies}")
    assert ask(text).data()["parties"]["alder"]["unanswered"] == ["build", "cheap"]
    assert ask(text.replace(", says: {alder: denies}", "")).data()["parties"]["alder"]["answered"] == [
        {"claim": "build", "by": ["cost"]}
    ]


def test_what_a_party_accepts() -> None:
    found = case(
        PARTIES
        + claims(
            "id: own, text: A., asserted_by: [alder]",
            "id: other, text: B., asserted_by: [birch]",
            "id: taken, text: C., asserted_by: [birch], says: {alder: affirms}",
            "id: fact, text: D.",
            "id: doubted, text: E., says: {alder: doubts}",
        )
    )
    assert [name for name, claim in found.claims.items() if accepted(claim, "alder")] == ["own", "taken", "fact"]


def test_one_party_asked_about() -> None:
    assert list(ask(SIDES, party="birch").data()["parties"]) == ["birch"]
    with pytest.raises(WrongUse, match="alder, birch"):
        ask(SIDES, party="cedar")


def test_a_case_without_claims_says_so() -> None:
    result = ask("summary: Nothing.\n")
    assert result.findings()[0].text.startswith("There is no claim in this file")
    assert result.data()["grounded"] == []


# ---------------------------------------------------------------- base scores and strength

SOURCES = """sources:
  - {id: essay, author: E. Essay, reliability: 0.6}
  - {id: paper, author: P. Paper, reliability: 0.9, cited_in: essay}
  - {id: wire, publisher: The Associated Press, date: 2007-01-01, reliability: 0.8}
  - {id: copy, publisher: "Paper, Associated Press", date: 2007-01-01, reliability: 0.7}
  - {id: later, publisher: Associated Press, date: 2007-02-01, reliability: 0.5}
  - {id: silent}
parties: {alder: {name: Alder}}
"""


@pytest.mark.parametrize(
    ("at", "more", "score"),
    [
        ("essay", "", 0.6),
        ("essay paper", "", 0.6),
        ("wire copy", "", 0.8),
        ("wire later", "", 0.9),
        ("essay wire", "", 1 - 0.4 * 0.2),
        ("essay wire", ", asserted_by: [alder]", 1 - 0.7 * 0.6),
        ("silent", "", 0.5),
        ("", "", 0.5),
        ("", ", asserted_by: [alder]", 0.25),
        ("wire", ", promotes: [peace]", 0.5),
        ("wire", ", promotes: [peace], record: Not so.", 0.8),
    ],
)
def test_base_scores(at: str, more: str, score: float) -> None:
    places = ", ".join(f"{{source: {name}, where: p. 1}}" for name in at.split())
    found = ask(SOURCES + claims(f"id: a, text: A.{f', at: [{places}]' if at else ''}{more}"))
    assert found.data()["bases"]["a"]["score"] == pytest.approx(score)
    assert found.data()["strength"]["a"]["qe"] == pytest.approx(score, abs=1e-6)


def test_a_source_counts_once_as_base_or_as_support() -> None:
    text = SOURCES + claims(
        "id: a, text: A., at: [{source: wire, where: p. 1}, {source: essay, where: p. 2}]",
        "id: b, text: B., at: [{source: paper, where: p. 2}], supports: [a]",
    )
    base = ask(text).data()["bases"]["a"]
    assert base["score"] == pytest.approx(0.92)
    assert base["beside_supports"] == pytest.approx(0.8)


def test_unstated_reliabilities_and_missing_sources_are_caveats() -> None:
    told = [
        f.text for f in ask(SOURCES + claims("id: a, text: A., at: {source: silent}", "id: b, text: B.")).findings()
    ]
    assert any("1 source states no reliability; 0.5 was taken: silent." in text for text in told)
    assert any("has no source in this file" in text for text in told)


def camps(one: str, other: str) -> str:
    lines = [
        f"id: {side}{n}, text: {side.upper()}{n}., at: [{{source: {side}{n}, where: p. 1}}], attacks: ["
        + ", ".join(f"{{claim: {against}{m}, kind: undermine}}" for m in range(3))
        + "]"
        for side, against in (("a", "b"), ("b", "a"))
        for n in range(3)
    ]
    sources = "".join(
        f"  - {{id: {side}{n}, title: T {side}{n}, reliability: {score}}}\n"
        for side, score in (("a", one), ("b", other))
        for n in range(3)
    )
    return f"sources:\n{sources}" + claims(*lines)


def test_two_camps_that_attack_each_other_are_not_determined() -> None:
    result = ask(camps("0.80", "0.79"))
    data = result.data()
    assert {name: data["bases"][name]["score"] for name in ("a0", "b2")} == pytest.approx({"a0": 0.8, "b2": 0.79})
    assert all(data["strength"][name]["qe"] is None for name in data["strength"])
    assert {entry["claim"] for entry in data["not_determined"] if entry["semantics"] == "qe"} == set(data["strength"])
    assert any("not determined" in finding.text for finding in result.findings())
    assert data["grounded"] == []
    assert len(data["credulous"]["preferred"]) == 6
    assert data["sceptical"]["preferred"] == []


def test_circular_support_is_coped_with() -> None:
    result = ask(claims("id: a, text: A., supports: [b]", "id: b, text: B., supports: [a]"))
    assert set(result.data()["grounded"]) == {"a", "b"}
    assert any("support" in finding.text and "circle" in finding.text for finding in result.findings())
    assert result.views()


# ---------------------------------------------------------------- flips and days


def test_what_flips_without_a_claim_or_a_source() -> None:
    text = SOURCES + claims(
        "id: a, text: A.",
        "id: b, text: B., at: [{source: paper}], attacks: [{claim: a, kind: undermine}]",
        "id: c, text: C., at: [{source: wire}], attacks: [{claim: b, kind: undermine}]",
    )
    flips = {(f["removed"], f["kind"], f["claim"], f["from"], f["to"]) for f in ask(text).data()["flips"]}
    assert flips == {
        ("c", "claim", "a", "unanswered", "answered"),
        ("c", "claim", "b", "answered", "unanswered"),
        ("wire", "source", "a", "unanswered", "answered"),
        ("wire", "source", "b", "answered", "unanswered"),
    }


@pytest.mark.parametrize("removed", ["an-estimate-blow", "offer-on-proof", "eu-effectiveness", "us-protects"])
def test_flips_are_what_leaving_out_gives(removed: str) -> None:
    found = load(bundled()["missile-defence-2007"])
    whole = flagship("2007-12-31").data()
    found = established(as_of(found, "2007-12-31"))
    before = status(whole["neutral"])
    after = status(arguments(without(found, f"claims.{removed}")).data()["neutral"])
    told = {(f["claim"], f["to"]) for f in whole["flips"] if f["removed"] == removed and f["kind"] == "claim"}
    assert told == {(name, to) for name, to in after.items() if before[name] != to}


def status(reading: dict[str, Any]) -> dict[str, str]:
    told = {name: kind for kind in ("unanswered", "contested") for name in reading[kind]}
    return told | {entry["claim"]: "answered" for entry in reading["answered"]}


def test_a_claim_counts_from_its_day_on() -> None:
    text = claims("id: a, text: A.", "id: b, text: B., since: 2007-03, attacks: [{claim: a, kind: undermine}]")
    found = case(text)
    assert found.claims["b"].since == date(2007, 3, 31)
    early = run("arguments", found, {"as_of": "2007-03-30"}).result
    assert early.data()["grounded"] == ["a"]
    assert early.data()["later"] == ["b"]
    assert any("could not be made yet on 30 March 2007" in f.text for f in early.findings())
    late = run("arguments", found, {"as_of": "2007-03-31"}).result.data()
    assert late["grounded"] == ["b"]
    assert late["days"] == [
        {
            "day": "2007-03-31",
            "new": ["b"],
            "changes": [{"reader": None, "claim": "a", "from": "unanswered", "to": "answered"}],
        }
    ]


def test_since_is_read_as_a_date() -> None:
    with pytest.raises(CaseError, match="is no date"):
        case(claims("id: a, text: A., since: soon"))


# ---------------------------------------------------------------- words


def test_chains_of_who_says_are_told() -> None:
    found = case(SOURCES + claims("id: a, text: A., asserted_by: [alder], at: [{source: essay}, {source: paper}]"))
    assert attribution(found, found.claims["a"]) == "E. Essay says that P. Paper says that Alder says so"
    bare = case(SOURCES + claims("id: a, text: A., at: [{source: paper}, {source: wire}]"))
    assert attribution(bare, bare.claims["a"]).startswith("E. Essay says that P. Paper says so; ")


@given(st.text(alphabet="abc ,.", min_size=1, max_size=200))
def test_short_texts_are_short(text: str) -> None:
    assert len(short(text)) <= 60


# ---------------------------------------------------------------- bare frameworks


def bare(size: int, attacks: list[tuple[int, int]]) -> NamedFramework:
    names = tuple(f"x{n}" for n in range(size))
    return NamedFramework("bare", names, framework(size, attacks), np.full(size, np.nan), "0" * 64)


def test_a_bare_framework_has_the_same_shape() -> None:
    small = run("arguments", bare(3, [(0, 1), (1, 2)]), {})
    data = small.result.data()
    assert data["grounded"] == data["sceptical"]["preferred"] == data["credulous"]["stable"] == ["x0", "x2"]
    assert data.keys() == ask(SIDES).data().keys()
    assert data["strength"]["x0"]["hcat"] == pytest.approx(1)
    assert data["strength"]["x1"]["hcat"] == pytest.approx(0.5)
    assert data["flips"]
    json.loads(as_json.dumps(small))
    with pytest.raises(WrongUse, match="no parties"):
        arguments(bare(1, []), party="alder")


def test_only_what_is_asked_is_worked_out_for_a_bare_framework() -> None:
    result = arguments(bare(4, [(0, 1), (1, 0), (2, 2)]), semantics="preferred", accept="credulously")
    data = result.data()
    assert data["credulous"] == {"complete": None, "preferred": ["x0", "x1", "x3"], "stable": None}
    assert data["sceptical"] == {"complete": None, "preferred": None, "stable": None}
    assert data["strength"] is None
    assert data["flips"] is None
    assert any("only what was asked" in f.text for f in result.findings())


def test_without_a_stable_extension_everything_is_accepted_and_that_is_said() -> None:
    result = arguments(bare(2, [(0, 0)]))
    assert result.data()["no_extension"] == ["stable"]
    assert result.data()["sceptical"]["stable"] == ["x0", "x1"]
    assert result.data()["credulous"]["stable"] == []
    assert any("no stable extension" in f.text for f in result.findings() if f.kind == "caveat")


# ---------------------------------------------------------------- the missile defence case


@cache
def flagship(day: str) -> ArgumentsResult:
    found = run("arguments", load(bundled()["missile-defence-2007"]), {"as_of": day}).result
    assert isinstance(found, ArgumentsResult)
    return found


def test_reasons_and_objections_before_and_after_the_estimate() -> None:
    told = {}
    for day in ("2007-12-02", "2007-12-31"):
        data = flagship(day).data()
        groups = {group["conclusion"]: group["reasons"] for group in data["reasons"]}
        assert groups["us-build"] == REASONS
        assert sorted(groups["ru-against"]) == sorted(OBJECTIONS)
        told[day] = {None: status(data["neutral"])} | {
            who: status(data["readings"][who]) for who in ("united-states", "russia")
        }
    before, after = told.values()
    changed = {who: {n for n in (*REASONS, *OBJECTIONS) if before[who][n] != after[who][n]} for who in before}
    assert changed == {None: {"us-protects", "ru-terror-target"}, "united-states": set(), "russia": set()}
    assert (before[None]["us-protects"], after[None]["us-protects"]) == ("contested", "answered")
    assert all(after["united-states"][name] == "unanswered" for name in REASONS)
    assert all(after["russia"][name] == "unanswered" for name in OBJECTIONS)
    assert after[None]["us-rogue"] == "answered"
    assert before[None]["us-rogue"] == "contested"


def test_the_days_of_one_run_say_the_same_as_two_runs() -> None:
    days = {moment["day"]: moment for moment in flagship("2007-12-31").data()["days"]}
    before, after = (status(flagship(day).data()["neutral"]) for day in ("2007-12-02", "2007-12-03"))
    changed = {c["claim"]: (c["from"], c["to"]) for c in days["2007-12-03"]["changes"] if c["reader"] is None}
    assert changed == {name: (was, after[name]) for name, was in before.items() if after[name] != was}


def test_the_headline_and_the_maps_of_the_flagship() -> None:
    result = flagship("2007-12-31")
    first = result.findings()[0].text
    assert first.startswith("Of the six reasons that the United States gives")
    assert "unanswered" in first
    assert "neutral reader" in first
    assert not any(" true" in f.text for f in result.findings() if f.kind == "finding")
    views = {view.name: view for view in result.views()}
    reasons = views["reasons"]
    assert isinstance(reasons, Table)
    assert len(reasons.rows) == 11
    for name in ("map-us-build", "map-ru-against"):
        graph = views[name]
        assert isinstance(graph, Graph)
        assert len(graph.nodes) <= 40
        assert {arc.kind for arc in graph.arcs} == {"attack", "support"}
        assert all(len(line) <= 75 for node in graph.nodes for line in node.label.splitlines())


def test_every_attack_of_the_flagship_is_on_some_map() -> None:
    result = flagship("2007-12-31")
    arcs = {(arc.source, arc.target) for view in result.views() if isinstance(view, Graph) for arc in view.arcs}
    case = result.case
    assert case is not None
    for claim in case.claims.values():
        for attack in claim.attacks:
            target = attack.claim or " -> ".join(attack.link or ())
            undercut = (f"{claim.id} -> {target}", target)
            assert (claim.id, target) in arcs or (target, claim.id) in arcs or undercut in arcs, (claim.id, target)


def test_the_map_is_of_the_day() -> None:
    found = load(bundled()["missile-defence-2007"])
    assert "offer-on-proof" in argued(found, date(2007, 10, 22)).later
    assert argued(found, None).later == ()


def test_a_party_that_claims_nothing_can_be_asked_about() -> None:
    result = arguments(load(bundled()["missile-defence-2007"]), party="china")
    assert result.data()["parties"]["china"] == {"unanswered": [], "contested": [], "answered": []}
    assert any(finding.text.startswith("For China") for finding in result.findings())


def test_a_claim_that_attacks_itself_is_contested() -> None:
    result = ask(claims("id: a, text: A., attacks: [{claim: a, kind: undermine}]"))
    assert result.data()["neutral"]["contested"] == ["a"]
    assert result.views()


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_combination_of_one_claim_fares_as_that_claim_does(data: st.DataObject) -> None:
    """Whatever is attacked and undercut: what defeats the part defeats the whole, and nothing else does."""
    size = data.draw(st.integers(2, 5))
    every = list(itertools.permutations(range(size), 2))
    attacks = data.draw(st.lists(st.sampled_from(every), unique=True, min_size=1, max_size=6))
    cuts = data.draw(st.lists(st.tuples(st.integers(0, size - 1), st.sampled_from(attacks)), unique=True, max_size=3))
    lines = ["id: w, text: W., means: c0"]
    for n in range(size):
        own = [f"{{claim: c{t}, kind: undermine}}" for s, t in attacks if s == n]
        own += [f"{{link: c{s} -> c{t}}}" for who, (s, t) in cuts if who == n]
        lines.append(f"id: c{n}, text: C{n}." + (f", attacks: [{', '.join(own)}]" if own else ""))
    fares = status(ask(claims(*lines)).data()["neutral"])
    assert fares["w"] == fares["c0"]


def test_without_a_part_a_combination_is_another_and_no_flip_is_told() -> None:
    found = ask(
        claims(
            "id: w, text: W., means: p and q",
            "id: p, text: P., attacks: [{claim: a, kind: undermine}]",
            "id: q, text: Q.",
            "id: a, text: A., attacks: [{claim: p, kind: undermine}]",
        )
    ).data()
    assert {(flip["removed"], flip["claim"]) for flip in found["flips"]} == {("p", "a"), ("a", "p"), ("a", "w")}


def test_since_the_first_day_of_the_calendar() -> None:
    assert ask(claims("id: a, text: A., since: 0001-01-01", "id: b, text: B.")).data()["days"] == []


def test_circles_say_that_strengths_are_a_sample() -> None:
    def said(*lines: str) -> bool:
        return any("sample of starts" in finding.text for finding in ask(claims(*lines)).findings())

    assert said("id: a, text: A., attacks: [{claim: b}]", "id: b, text: B.")
    assert not said("id: a, text: A., attacks: [{claim: b, over: true}]", "id: b, text: B.")
