"""AIF in JSON: dialects as AIFdb, OVA and xAIF write them (files of our own), and files that are not as they should be."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.model import Case
from detente.case.read import read
from detente.case.text import dump
from detente.formats import FormatError, import_files


def node(name: Any, type_: str, text: str = "Default") -> dict[str, Any]:
    return {"nodeID": name, "text": text, "type": type_, "timestamp": "2021-05-04 10:00:00"}


def edges(*pairs: tuple[Any, Any]) -> list[dict[str, Any]]:
    return [{"edgeID": str(n), "fromID": a, "toID": b, "formEdgeID": None} for n, (a, b) in enumerate(pairs)]


AIFDB = {
    "nodes": [
        node("1001", "L", "Anna Berg : The bridge is unsafe, the piles are cracked"),
        node("1002", "YA", "Asserting"),
        node("1003", "I", "the bridge is unsafe"),
        node("1004", "YA", "Asserting"),
        node("1005", "I", "the piles are cracked"),
        node("1006", "RA", "Default Inference"),
        node("1007", "YA", "Arguing"),
        node("1008", "TA", "Default Transition"),
        node("1009", "L", "Xu: Carl Dorn : The survey found no cracks"),
        node("1010", "YA", "Asserting"),
        node("1011", "I", "the survey found no cracks"),
        node("1012", "CA", "Default Conflict"),
        node("1013", "I", "a survey cannot see below the waterline"),
        node("1014", "CA", "Default Conflict"),
        node("1015", "L", "Eve Faber : Is the bridge unsafe?"),
        node("1016", "YA", "Pure Questioning"),
        node("1017", "MA", "Default Rephrase"),
        node("1018", "I", "the survey is recent"),
        node("1019", "RA", "Default Inference"),
        node("1020", "CA", "Default Conflict"),
        node("1021", "CA", "Default Conflict"),
    ],
    "edges": edges(
        ("1001", "1002"), ("1002", "1003"), ("1001", "1004"), ("1004", "1005"), ("1005", "1006"), ("1006", "1003"),
        ("1008", "1007"), ("1007", "1006"), ("1009", "1010"), ("1010", "1011"), ("1011", "1012"), ("1012", "1005"),
        ("1013", "1014"), ("1014", "1012"), ("1015", "1016"), ("1016", "1003"), ("1003", "1017"), ("1018", "1019"),
        ("1011", "1019"), ("1019", "1013"), ("1018", "1020"), ("1020", "1013"), ("1013", "1021"), ("1021", "1018"),
    ),
    "locutions": [{"nodeID": "1001", "personID": "7", "timestamp": "2021-05-04 10:00:00", "start": None, "end": None}],
}  # fmt: skip
"""As AIFdb returns a nodeset: speakers before a colon (behind an annotator's), a mutual and a one-sided conflict, an undercut."""

XAIF = {
    "AIF": {
        "nodes": [
            node(0, "L", "Tolls pay for the crews."),
            node(1, "I", "Tolls pay for the crews."),
            node(2, "YA", "Default Illocuting"),
            node(3, "I", "Tolls should stay."),
            node(4, "RA", "Default Inference"),
            node(5, "RA", "Default Inference"),
        ],
        "edges": [
            {"edgeID": 0, "fromID": 0, "toID": 2},
            {"edgeID": 1, "fromID": 2, "toID": 1},
            {"edgeID": 2, "fromID": 1, "toID": 4},
            {"edgeID": 3, "fromID": 4, "toID": 3},
            {"edgeID": 4, "fromID": 3, "toID": 5},
        ],
        "locutions": [{"nodeID": 0, "personID": 0}],
        "participants": [{"participantID": 0, "firstname": "First", "surname": "Speaker"}],
        "schemefulfillments": None,
        "descriptorfulfillments": None,
    },
    "dialog": True,
    "ova": [],
    "text": {"txt": " First Speaker <span id='0'>Tolls pay for the crews.</span>"},
}
"""As xAIF documents it: under AIF, with numbers for names, participants, nulls, and an inference that leads nowhere yet."""


def imported(content: Any, folder: Path) -> Case:
    file = folder / "a_bridge.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return read(dump(import_files([file])))


def test_a_nodeset_of_aifdb(tmp_path: Path) -> None:
    case = imported(AIFDB, tmp_path)
    unsafe, cracked, none, below, recent = case.claims.values()
    assert case.title == "a bridge"
    assert unsafe.id == "the-bridge-is-unsafe"
    assert cracked.supports == (unsafe.id,)
    assert [(a.claim, a.kind, a.over) for a in none.attacks] == [(cracked.id, "rebut", True)], "one conflict: one way"
    assert [a.link for a in below.attacks if a.link] == [(none.id, cracked.id)], "a conflict on a conflict undercuts it"
    rebuttals = [
        (c.id, a.claim, a.over) for c in case.claims.values() for a in c.attacks if a.claim != cracked.id and a.claim
    ]
    assert rebuttals == [(recent.id, below.id, False)], "conflicts both ways: one mutual rebuttal"
    assert {party.name for party in case.parties.values()} == {"Anna Berg", "Carl Dorn"}
    assert (unsafe.asserted_by, none.asserted_by, below.asserted_by) == (("anna-berg",), ("carl-dorn",), ())
    assert unsafe.note == "Pure Questioning (not asserted): Eve Faber."
    assert none.supports == recent.supports == (below.id,)
    assert case.tree["note"] == (
        "In 1 of the file's inferences several premises support their conclusion together; here each supports it by itself. "
        "Left out: rephrasings (MA): 1; transitions of the dialogue (TA): 1."
    )


def test_xaif(tmp_path: Path) -> None:
    case = imported(XAIF, tmp_path)
    tolls, stay = case.claims.values()
    assert tolls.supports == (stay.id,)
    assert tolls.asserted_by == ("first-speaker",)
    assert case.tree["note"] == "Left out: inferences and conflicts without a claim at one end: 1."


def test_what_relations_lead_to_relations_say(tmp_path: Path) -> None:
    content = {
        "nodes": [*(node(n, "I", n) for n in "abcd"), *(node(n, "RA") for n in "rzq"), *(node(n, "CA") for n in "xy"), node("w", "?")],
        "edges": edges(("a", "r"), ("b", "r"), ("r", "c"), ("d", "x"), ("x", "r"), ("c", "y"), ("y", "x"), ("d", "z"), ("z", "r"),
                       ("a", "q"), ("q", "d"), ("x", "q")),
    }  # fmt: skip
    case = imported(content, tmp_path)
    assert [a.link for a in case.claims["d"].attacks] == [("a", "c"), ("b", "c"), ("a", "d")], "one for each premise"
    assert case.claims["c"].attacks == ()
    note = case.tree["note"]
    assert "attacks on a step that itself leads to no claim: 1" in note
    assert "inferences for a relation rather than a claim: 1" in note
    assert "nodes of other types: 1" in note


BAD = [
    ("{", "This is not JSON"),
    ('{"nodes": [], "edges": []}', "The file holds no claim."),
    ({"nodes": {}, "edges": []}, "nodes is no list."),
    ({"nodes": [], "edges": 3}, "edges is no list."),
    ({"nodes": ["x"], "edges": []}, "Node 1 is no object."),
    ({"nodes": [{"text": "A", "type": "I"}], "edges": []}, "Node 1 has no nodeID."),
    ({"nodes": [node(True, "I")], "edges": []}, "Node 1 has no nodeID."),
    ({"nodes": [node(1.5, "I")], "edges": []}, "Node 1 has no nodeID."),
    ({"nodes": [node("1", "I"), node(1, "I")], "edges": []}, "The nodeID 1 stands twice."),
    ({"nodes": [{"nodeID": "1", "text": "A"}], "edges": []}, "The type of node 1 is missing or no text."),
    (
        {"nodes": [{"nodeID": "1", "text": ["A"], "type": "I"}], "edges": []},
        "The text of node 1 is missing or no text.",
    ),
    ({"nodes": [node("1", "I")], "edges": [7]}, "Edge 1 is no object."),
    ({"nodes": [node("1", "I")], "edges": [{"fromID": "1"}]}, "Edge 1 has no toID."),
    ({"nodes": [node("1", "I")], "edges": edges(("1", "2"))}, "The toID of edge 1 is 2, which is no node of the file."),
    (
        {"nodes": [node("a", "I"), node("b", "I")], "edges": edges(("a", "b"))},
        "from claim a to claim b with no relation",
    ),
    (
        {"nodes": [node("a", "I"), node("r", "RA"), node("x", "CA")], "edges": edges(("r", "x"), ("x", "r"))},
        "Relations lead to each other in a circle: r -> x -> r.",
    ),
    ({"nodes": [node("1", "I")], "edges": [], "locutions": "x"}, "locutions is no list of objects."),
    ({"nodes": [node("1", "I")], "edges": [], "participants": [1]}, "participants is no list of objects."),
    ('{"nodes": [], "nodes": [], "edges": []}', '"nodes" stands twice in one object.'),
    ('{"nodes": ' + "[" * 100_000 + "]" * 100_000 + ', "edges": []}', "nested far deeper"),
]


@pytest.mark.parametrize(("content", "what"), BAD, ids=[what[:40] for _, what in BAD])
def test_a_malformed_file_is_refused_in_a_sentence(content: Any, what: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        imported(content, tmp_path)
    assert what in str(caught.value)
    assert str(caught.value).startswith("a_bridge.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["I", "RA", "CA", "L", "YA", "", "1", "x : y"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["nodeID", "text", "type", "fromID", "toID", "personID"]), inner, max_size=4)
    ),
    max_leaves=8,
)


def case_or_sentence(content: Any, folder: Path) -> Case | str:
    """The case, or what the refusal says; any other error fails the test."""
    try:
        return imported(content, folder)
    except FormatError as error:
        return str(error)


@settings(max_examples=150, deadline=None)
@given(
    content=st.fixed_dictionaries({"nodes": JSON | st.lists(JSON), "edges": JSON | st.lists(JSON), "locutions": JSON})
)
def test_whatever_json_there_is_makes_a_case_or_a_sentence(
    content: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = case_or_sentence(content, tmp_path_factory.mktemp("any"))
    assert found.claims if isinstance(found, Case) else found.endswith(".")


@settings(max_examples=150, deadline=None)
@given(
    types=st.lists(st.sampled_from(["I", "RA", "CA", "MA", "L", "YA"]), min_size=1, max_size=9),
    pairs=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=14),
)
def test_whatever_graph_there_is_makes_a_case_or_a_sentence(
    types: list[str], pairs: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    nodes = [node(str(n), type_, f"Person {n} : words {n}") for n, type_ in enumerate(types)]
    ends = [(str(a), str(b)) for a, b in pairs if a < len(types) and b < len(types)]
    found = case_or_sentence({"nodes": nodes, "edges": edges(*ends)}, tmp_path_factory.mktemp("any"))
    assert len(found.claims) == types.count("I") if isinstance(found, Case) else found.endswith(".")


def test_many_nodes_are_read_in_a_blink(tmp_path: Path) -> None:
    count = 4000
    nodes = [node(str(n), "I", f"claim {n}") for n in range(count)] + [node(f"r{n}", "RA") for n in range(count - 1)]
    chain = [pair for n in range(count - 1) for pair in ((str(n), f"r{n}"), (f"r{n}", str(n + 1)))]
    file = tmp_path / "long.json"
    file.write_text(json.dumps({"nodes": nodes, "edges": edges(*chain)}))
    start = time.process_time()
    found = import_files([file])
    assert time.process_time() - start < 5
    assert sum(len(claim.get("supports", ())) for claim in found["claims"]) == count - 1
