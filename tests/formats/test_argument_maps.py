"""Claims written as AIF, Argdown, GraphML and bare frameworks: what comes back is the same graph."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from detente.case.model import Case
from detente.case.read import load, problems, read
from detente.case.text import dump
from detente.cli import app
from detente.formats import (
    CLAIMS,
    PLACES,
    SOURCES,
    FormatError,
    aif,
    argdown,
    bare,
    export,
    graphml,
    import_files,
    notes,
)
from detente.formats.claim_files import WRITERS
from detente.theory.framework import IN, OUT, UNDECIDED
from detente.theory.grounded import grounded

PARTIES = {"alder": {"name": "Republic of Alder"}, "birch": {"name": "Birch"}}
CHARACTERS = "ab é中\U0001f6a2 .,:;!?\"'`-+=_*#@()[]{}<>/\\|%&~^0123\u00a0\u2028"
TEXTS = st.one_of(
    st.text(CHARACTERS, min_size=1, max_size=40).filter(lambda text: bool(text.strip())),
    st.sampled_from(
        ["-> no", "+ so", "(1) first", "--", "# heading", "a // b", "see http://a.org/b", "{x: 1}", "=====", "#tag me"]
    ),
)


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    """A case of a few claims that support, attack and undercut each other in any way."""
    names = [f"c{n}" for n in range(draw(st.integers(1, 5)))]
    ends = st.tuples(st.sampled_from(names), st.sampled_from(names))
    claims: dict[str, dict[str, Any]] = {
        name: {"id": name, "text": draw(TEXTS), "supports": [], "attacks": []} for name in names
    }
    for claim in claims.values():
        claim["asserted_by"] = draw(st.lists(st.sampled_from(sorted(PARTIES)), unique=True))
    steps = []
    for source, target in draw(st.lists(ends, max_size=5, unique=True)):
        claims[source]["supports"].append(target)
        steps.append((source, target))
    forms = st.sampled_from(["mutual", "over", "undermine"])
    for (source, target), form in draw(st.lists(st.tuples(ends, forms), max_size=6, unique=True)):
        attack: dict[str, str] = {"claim": target}
        attack |= {"mutual": {}, "over": {"over": "true"}, "undermine": {"kind": "undermine"}}[form]
        claims[source]["attacks"].append(attack)
        steps.append((source, target))
    if steps:
        cuts = st.tuples(st.sampled_from(names), st.sampled_from(steps))
        for source, (a, b) in draw(st.lists(cuts, max_size=4, unique=True)):
            claims[source]["attacks"].append({"link": f"{a} -> {b}"})
    return {"detente": "1", "title": "A {graph} = of claims", "parties": PARTIES, "claims": list(claims.values())}


def graph(case: Case) -> dict[str, Any]:
    """What two maps that say the same have in common: texts, who asserts, and the three relations as sets."""
    attacks = {(c.id, a.claim) for c in case.claims.values() for a in c.attacks if a.claim is not None}
    attacks |= {
        (a.claim, c.id) for c in case.claims.values() for a in c.attacks if a.claim and a.kind == "rebut" and not a.over
    }
    return {
        "texts": {c.id: " ".join(c.text.split()) for c in case.claims.values()},
        "said by": {c.id: frozenset(c.asserted_by) for c in case.claims.values()},
        "supports": {(c.id, target) for c in case.claims.values() for target in c.supports},
        "attacks": attacks,
        "undermines": {(c.id, a.claim) for c in case.claims.values() for a in c.attacks if a.kind == "undermine"},
        "undercuts": {(c.id, a.link) for c in case.claims.values() for a in c.attacks if a.link},
    }


def case_of(tree: dict[str, Any]) -> Case:
    return read(dump(tree))


ALL_AT_ONCE: dict[str, Any] = {
    "detente": "1",
    "title": "All",
    "parties": PARTIES,
    "claims": [
        {"id": "a", "text": "A.", "supports": ["b", "a"], "attacks": ["b", {"claim": "c", "kind": "undermine"}]},
        {"id": "b", "text": "B.", "attacks": [{"claim": "c", "over": "true"}, {"link": "a -> b"}, {"link": "b -> c"}]},
        {"id": "c", "text": "C.", "attacks": ["c", {"link": "b -> a"}], "asserted_by": ["alder", "birch"]},
    ],
}


@pytest.mark.parametrize("format", [aif, argdown], ids=["aif", "argdown"])
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(ALL_AT_ONCE)
@given(trees())
def test_what_is_written_comes_back_as_the_same_graph(format: Any, tree: dict[str, Any]) -> None:
    case = case_of(tree)
    text, _ = format.text(case)
    content = json.loads(text) if format is aif else text
    again = case_of(format.tree(content, Path("again")))
    assert graph(again) == graph(case)
    assert list(again.claims) == list(case.claims)
    assert {again.parties[p].name for p in again.parties} <= {"Republic of Alder", "Birch"}
    if format is argdown:
        assert again.title == case.title


HARBOUR = """\
detente: 1
title: The harbour
sources:
  - {id: wire, title: A wire, cited_in: paper, reliability: 0.4}
  - {id: paper, title: A paper, url: "https://example.org/a?b={c}", reliability: 0.8, note: Not pointed at itself.}
  - {id: other, title: Another}
parties: {alder: {name: Republic of Alder}, birch: {name: Birch}, lake: {name: Lake Commission}}
issues: {route: {options: {north: {by: alder}, south: {by: alder}}}}
preferences: {alder: {ranking: [{}]}, birch: {ranking: [{}]}, lake: {ranking: [{}]}}
claims:
  - id: harbour-silts
    text: The northern harbour silts up.
    asserted_by: [birch]
    credence: {alder: 0.3}
    at: [{source: wire, where: "p. 4, {top}"}, {source: wire, start: 3, end: 9, quote: silts}]
  - {id: dry-years, text: Three dry years say little., asserted_by: [alder], attacks: [{claim: harbour-silts, kind: undermine}]}
"""


@pytest.mark.parametrize("format", CLAIMS)
def test_files_are_written_and_read_by_the_way_that_the_commands_take(format: str, tmp_path: Path) -> None:
    case = read(HARBOUR)
    (written,) = export(case, format, tmp_path / "out")
    said = notes(case, format)
    assert said[0] == "Only the claims of the case are written, not its issues, preferences and events."
    assert any("credences" in sentence for sentence in said)
    if format == "graphml":
        return
    again = case_of(import_files([written]))
    attacks = {(c.id, a.claim) for c in again.claims.values() for a in c.attacks}
    if format == "iccma":
        numbers = [f"c-{number}" for number in range(1, len(case.claims) + 1)]
        order = list(case.claims)
        assert list(again.claims) == numbers
        assert attacks == {(f"c-{order.index('dry-years') + 1}", f"c-{order.index('harbour-silts') + 1}")}
    else:
        assert list(again.claims) == list(case.claims)
        assert attacks == {("dry-years", "harbour-silts")}


def test_argdown_keeps_places_and_their_sources_and_parties(tmp_path: Path) -> None:
    case = read(HARBOUR)
    (written,) = export(case, "argdown", tmp_path)
    again = case_of(import_files([written]))
    assert {c.id: c.at for c in again.claims.values()} == {c.id: c.at for c in case.claims.values()}
    assert {name: party.name for name, party in again.parties.items()} == {
        "alder": "Republic of Alder",
        "birch": "Birch",
    }
    assert list(again.sources) == ["wire", "paper"], "what is pointed at, and what that is cited in"
    assert again.sources["paper"].url == case.sources["paper"].url
    assert again.sources["wire"].reliability is None, "what the team thinks of a source is not written"


@pytest.mark.parametrize("format", ["aif", "argdown"])
def test_the_tutorial_case_goes_there_and_back(format: str, tmp_path: Path) -> None:
    case = load("ferry")
    (written,) = export(case, format, tmp_path)
    assert graph(case_of(import_files([written]))) == graph(case)


@pytest.mark.parametrize("format", PLACES)
def test_coded_text_goes_out_and_in_with_its_documents(format: str, tmp_path: Path) -> None:
    def say(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, list(words), catch_exceptions=False)
        return result.exit_code, result.output

    assert say("export", "ferry", "--format", format, "-o", str(tmp_path / "out"))[0] == 0
    (written,) = (tmp_path / "out").iterdir()
    case, brought = tmp_path / "in" / "case.yaml", tmp_path / "in" / "documents" / "communique.txt"
    assert say("import", str(written), "-o", str(case))[0] == 0
    found = load(case)
    assert not [problem for problem in found.warnings if problem.severity == "error"]
    assert {claim.text for claim in found.claims.values()} >= {claim.text for claim in load("ferry").claims.values()}
    assert len(found.claims) >= 5
    assert brought.exists() == (format in ("refi-qda", "dna"))
    if brought.exists():
        brought.write_text("Something else.", encoding="utf-8")
        status, output = say("import", str(written), "-o", str(case))
        assert status != 0
        assert "is there already and says something else" in " ".join(output.split())
        assert brought.read_text(encoding="utf-8") == "Something else."


def test_sources_go_out_as_bibliographies_without_what_the_team_thinks_of_them(tmp_path: Path) -> None:
    case = read(HARBOUR)
    for format in SOURCES:
        (written,) = export(case, format, tmp_path / format)
        text = written.read_text(encoding="utf-8")
        assert "A wire" in text
        assert "Another" in text
        assert "0.4" not in text
        with pytest.raises(FormatError, match="The case has no sources"):
            export(read("detente: 1\ntitle: Empty\n"), format, tmp_path)


def test_a_case_without_claims_is_refused_in_a_sentence(tmp_path: Path) -> None:
    case = read("detente: 1\ntitle: Empty\n")
    for format in CLAIMS:
        with pytest.raises(FormatError, match=r"The case has no claims\. .* holds claims: state some\."):
            export(case, format, tmp_path / format)


def test_a_case_of_claims_alone_has_no_errors() -> None:
    text = dump({**ALL_AT_ONCE, "parties": {**PARTIES, "lake": {"name": "Lake", "veto": "true"}}})
    assert [p for p in problems(text) if p.severity == "error"] == []
    assert problems("detente: 1\ntitle: T\nclaims:\n  - {id: a, text: A, attacks: [b]}\n  - {id: b, text: B}\n") == ()


# ---------------------------------------------------------------- GraphML

SPACE = "{http://graphml.graphdrawing.org/xmlns}"


def parsed(text: str) -> tuple[dict[str, dict[str, str]], list[tuple[str, str, dict[str, str]]]]:
    """(values by node, edges with their values) of GraphML, by the names that its keys declare."""
    root = ElementTree.fromstring(text)
    keys = {key.get("id"): key.get("attr.name") for key in root.findall(f"{SPACE}key")}
    (home,) = root.findall(f"{SPACE}graph")

    def values(element: ElementTree.Element) -> dict[str, str]:
        found = {keys[data.get("key")]: data.text or "" for data in element.findall(f"{SPACE}data")}
        return {name: value for name, value in found.items() if name is not None}

    nodes = {node.attrib["id"]: values(node) for node in home.findall(f"{SPACE}node")}
    edges = [(e.attrib["source"], e.attrib["target"], values(e)) for e in home.findall(f"{SPACE}edge")]
    assert len({e.attrib["id"] for e in home.findall(f"{SPACE}edge")}) == len(edges)
    return nodes, edges


@settings(max_examples=80, deadline=None)
@example(ALL_AT_ONCE)
@given(trees())
def test_graphml_is_well_formed_and_holds_the_same_graph(tree: dict[str, Any]) -> None:
    case = case_of(tree)
    nodes, edges = parsed(graphml.text(case)[0])
    want = graph(case)
    assert {name: " ".join(v["text"].split()) for name, v in nodes.items() if v["kind"] == "claim"} == want["texts"]
    assert all(source in nodes and target in nodes for source, target, _ in edges)
    steps = {name for name, v in nodes.items() if v["kind"] == "step"}
    assert steps == {f"{a}->{b}" for _, (a, b) in want["undercuts"]}

    def whole(kinds: set[str]) -> set[tuple[str, str]]:
        """Edges of these kinds, with those that a step splits put together again."""
        plain = {(s, t) for s, t, v in edges if v["kind"] in kinds and not {s, t} & steps}
        into = {(s, t) for s, t, v in edges if v["kind"] in kinds and t in steps}
        return plain | {(s, u) for s, t in into for r, u, v in edges if v["kind"] in kinds and r == t}

    assert whole({"support"}) == want["supports"]
    assert whole({"rebut", "undermine"}) == want["attacks"]
    cuts = {(s, tuple(t.split("->"))) for s, t, v in edges if v["kind"] == "undercut"}
    assert cuts == want["undercuts"]


def test_graphml_leaves_out_what_xml_cannot_hold_and_escapes_the_rest() -> None:
    case = case_of({"detente": "1", "title": "T", "claims": [{"id": "a", "text": "<b> & \"c\" ]]> 'd'"}]})
    claim = case.claims["a"]
    object.__setattr__(claim, "note", "null \0, bell \x07, half \ud800 and \uffff")
    nodes, _ = parsed(graphml.text(case)[0])
    assert nodes["a"]["text"] == "<b> & \"c\" ]]> 'd'"
    assert nodes["a"]["note"] == "null , bell , half  and "


def test_graphml_says_who_and_what_stands() -> None:
    case = read(HARBOUR)
    nodes, edges = parsed(next(iter(_files(case, "graphml").values())))
    assert (nodes["dry-years"]["status"], nodes["harbour-silts"]["status"]) == ("in", "out")
    assert nodes["dry-years"]["parties"] == "Republic of Alder"
    assert [(s, t, v["kind"], v["mutual"]) for s, t, v in edges] == [
        ("dry-years", "harbour-silts", "undermine", "false")
    ]


def _files(case: Case, format: str) -> dict[str, Any]:
    return WRITERS[format](case, None)[0]


def test_networkx_reads_the_graphml(tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx", reason="networkx is not installed")
    (written,) = export(case_of(ALL_AT_ONCE), "graphml", tmp_path)
    found = networkx.read_graphml(written)
    assert found.nodes["a"]["text"] == "A."
    assert found.number_of_nodes() == 3 + 3


# ---------------------------------------------------------------- bare frameworks


def outcomes(count: int, attacks: set[tuple[int, int]], cuts: set[tuple[int, tuple[int, int]]]) -> list[int]:
    """Grounded labels by repetition from nothing, where an attack counts unless a claim that is in undercuts it.

    An attack is beaten where its undercutter is in, and safe where all its undercutters are out.
    """
    label = [UNDECIDED] * count
    while True:
        beaten = {way for source, way in cuts if label[source] == IN}
        safe = {way for way in attacks if all(label[s] == OUT for s, other in cuts if other == way)}
        new = [
            OUT
            if any(label[s] == IN and (s, t) in safe for s, t in attacks if t == claim)
            else IN
            if all(label[s] == OUT or (s, t) in beaten for s, t in attacks if t == claim)
            else UNDECIDED
            for claim in range(count)
        ]
        if new == label:
            return label
        label = new


@settings(max_examples=150, deadline=None)
@example(ALL_AT_ONCE)
@given(trees())
def test_a_bare_framework_gives_each_claim_the_label_that_undercut_attacks_give_it(tree: dict[str, Any]) -> None:
    case = case_of(tree)
    named, _ = bare.named_framework(case)
    found, number = graph(case), {name: n for n, name in enumerate(case.claims)}
    attacks = {(number[a], number[b]) for a, b in found["attacks"]}
    cuts = {(number[s], (number[a], number[b])) for s, (a, b) in found["undercuts"] if (a, b) in found["attacks"]}
    labels = grounded(named.framework)[: len(number)].tolist()
    assert labels == outcomes(len(number), attacks, cuts)
    assert named.names[: len(number)] == tuple(case.claims)


def test_a_large_framework_is_not_made_into_a_case(tmp_path: Path) -> None:
    file = tmp_path / "large.af"
    file.write_text("p af 30000\n")
    with pytest.raises(FormatError, match="too many to read as a case"):
        import_files([file])


@pytest.mark.parametrize("writer", [aif.text, argdown.text, graphml.text])
def test_writing_a_thousand_claims_takes_no_square_time(writer: Callable[[Case], tuple[str, Any]]) -> None:
    claims = [
        {
            "id": f"c{n}",
            "text": f"Claim {n}.",
            "attacks": [f"c{(n + 1) % 1000}", {"link": f"c{n} -> c{(n + 1) % 1000}"}],
        }
        for n in range(1000)
    ]
    case = case_of({"detente": "1", "title": "Large", "claims": claims})
    start = time.process_time()
    writer(case)
    assert time.process_time() - start < 3
