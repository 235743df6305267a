"""Conflict models go the whole way through a case file: those of `../shared/literature/stability`, and all ordinal 2×2 games.

Each is written once as a graph (one issue whose options are the states, with every move listed) and, where its moves are those of
options, once as a file of gmcr-py that is imported.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from detente.analyses._conflict import Play, play
from detente.case.read import problems, read
from detente.case.text import dump
from detente.formats import import_files
from detente.formats.common import identifiers
from detente.theory.stability import stability

FOLDER = Path(__file__).parents[2] / "shared" / "literature" / "stability"
GRAPHS = ["chicken", "cuban_fraser_hipel", "elmira_9state", "garrison", "prisoners_dilemma", "syria_iraq_1975"]
OPTION_FORMS = [name for name in GRAPHS if name != "elmira_9state"]
CONCEPTS = {"Nash": "nash", "GMR": "gmr", "SMR": "smr", "SEQ": "seq", "SSEQ": "symmetric_seq"}
RESPONSES = {"canonical": None, "once": "each_DM_once", "single": "single_move_only"}

needs_data = pytest.mark.skipif(not FOLDER.is_dir(), reason="the reference data are not beside this checkout")


@cache
def told(name: str) -> dict[str, Any]:
    return dict(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def graph(model: dict[str, Any]) -> str:
    """A case file with one issue, whose options are the states."""
    names = [maker["name"] for maker in model["decision_makers"]]
    parties = identifiers(names, "p")
    first = model["states"][0]["id"]
    return dump(
        {
            "detente": "1",
            "title": model["title"],
            "parties": {party: {"name": name} for party, name in zip(parties, names, strict=True)},
            "issues": {
                "state": {
                    "options": {state["id"]: {"label": state["options"]} for state in model["states"]},
                    "moves": {party: model["moves"][name] for party, name in zip(parties, names, strict=True)},
                }
            },
            "status_quo": {"state": model.get("status_quo", first)},
            "preferences": {
                party: {"ranking": [[{"state": state} for state in tie] for tie in model["preferences"][name]]}
                for party, name in zip(parties, names, strict=True)
            },
        }
    )


def gmcr(model: dict[str, Any], ranking: str, flag: str) -> dict[str, Any]:
    """A file of gmcr-py: states by number."""
    number = {state["id"]: n for n, state in enumerate(model["states"], 1)}
    return {
        flag: True,
        "options": [{"name": o["name"], "permittedDirection": o["direction"]} for o in model["options"]],
        "infeasibles": model.get("infeasible", []),
        "decisionMakers": [
            {
                "name": maker["name"],
                "options": maker["options"],
                "preferences": [],
                ranking: [[number[state] for state in tie] for tie in model["preferences"][maker["name"]]],
            }
            for maker in model["decision_makers"]
        ],
    }


def held(found: Play, response: str, name_of: dict[tuple[str, ...], str]) -> dict[str, list[str]]:
    """What holds, by the data's names of concepts and states."""
    equilibria = stability(found.conflict, response=response).equilibria
    return {
        theirs: sorted(
            (name_of[tuple(found.outcome(int(s)).values())] for s in equilibria[ours]), key=lambda s: int(s[1:])
        )
        for theirs, ours in CONCEPTS.items()
    }


def expected(model: dict[str, Any], response: str) -> dict[str, list[str]]:
    variants, key = model["computed_semantic_variants"], RESPONSES[response]
    found = model["computed_equilibria_canonical"] if key is None or variants == "identical" else variants[key]
    return dict(found)


def check_published(model: dict[str, Any], found: dict[str, list[str]]) -> None:
    for published in model["expected"]:
        if published.get("semantics", "canonical") == "canonical":
            for concept, states in published["equilibria"].items():
                assert concept not in CONCEPTS or found[concept] == states, (published["label"], concept)


@needs_data
@pytest.mark.parametrize("response", RESPONSES)
@pytest.mark.parametrize("name", GRAPHS)
def test_as_a_graph(name: str, response: str) -> None:
    model = told(name)
    text = graph(model)
    assert [str(problem) for problem in problems(text) if "Nobody can bring about" not in str(problem)] == []
    found = held(play(read(text)), response, {(state["id"],): state["id"] for state in model["states"]})
    assert found == expected(model, response)
    if response == "canonical":
        check_published(model, found)


@needs_data
@pytest.mark.parametrize("response", RESPONSES)
@pytest.mark.parametrize(
    ("ranking", "flag"),
    [("preferenceVector", "useManualPreferenceVectors"), ("preferenceRanking", "useManualPreferenceRanking")],
    ids=["older", "newer"],
)
@pytest.mark.parametrize("name", OPTION_FORMS)
def test_as_a_file_of_gmcr_py(name: str, ranking: str, flag: str, response: str, tmp_path: Path) -> None:
    model, path = told(name), tmp_path / f"{name}.gmcr"
    path.write_text(json.dumps(gmcr(model, ranking, flag)), encoding="utf-8")
    text = dump(import_files([path]))
    assert problems(text) == ()
    answers = {"Y": "yes", "N": "no"}
    name_of = {tuple(answers[a] for a in state["options"]): state["id"] for state in model["states"]}
    found = held(play(read(text)), response, name_of)
    assert found == expected(model, response)
    if response == "canonical":
        check_published(model, found)


@needs_data
def test_garrison_by_the_program_that_it_comes_from() -> None:
    """Its test data are of a version in which one opponent answers with one move."""
    model = told("garrison")
    (published,) = model["expected"]
    assert published["semantics"] == "single_move_only"
    found = held(play(read(graph(model))), "single", {(state["id"],): state["id"] for state in model["states"]})
    assert {c: found[c] for c in ("Nash", "GMR", "SMR", "SEQ")} == {
        c: published["equilibria"][c] for c in ("Nash", "GMR", "SMR", "SEQ")
    }


@needs_data
@pytest.mark.parametrize("name", ["prisoners_dilemma", "syria_iraq_1975"])
def test_priorities_rank_as_the_rankings_do(name: str, tmp_path: Path) -> None:
    model, path = told(name), tmp_path / f"{name}.gmcr"
    stated = gmcr(model, "preferenceRanking", "useManualPreferenceRanking")
    for maker in stated["decisionMakers"]:
        maker["preferences"] = [
            members[0] if len(members) == 1 else {"compound": True, "members": members}
            for members in model["option_priorities"][maker["name"]]
        ]
    ranks = []
    for by_hand in (True, False):
        path.write_text(json.dumps({**stated, "useManualPreferenceRanking": by_hand}), encoding="utf-8")
        ranks.append(play(read(dump(import_files([path])))).conflict.ranks.tolist())
    assert ranks[0] == ranks[1]


@needs_data
def test_the_large_model_as_a_file_of_gmcr_py(tmp_path: Path) -> None:
    model, path = told("uruguay_round_trade_large"), tmp_path / "trade.gmcr"
    path.write_text(json.dumps(model["gmcr"]), encoding="utf-8")
    found = play(read(dump(import_files([path]))))
    assert found.states == model["feasible_states"]
    equilibria = stability(found.conflict).equilibria
    counts = {theirs: len(equilibria[ours]) for theirs, ours in CONCEPTS.items()}
    assert counts == model["computed_equilibrium_counts_canonical"]


@needs_data
def test_all_ordinal_two_by_two_games() -> None:
    games = told("ordinal_2x2_games")["games"]
    assert len(games) == 78
    for game in games:
        found = play(read(dump(game_tree(game["row_payoffs"], game["col_payoffs"]))))
        equilibria = stability(found.conflict).equilibria
        assert {theirs: equilibria[ours].tolist() for theirs, ours in CONCEPTS.items()} == game["equilibria"]


def game_tree(row: list[int], column: list[int]) -> dict[str, Any]:
    outcomes = [{"row-does": r, "column-does": c} for r in ("first", "second") for c in ("first", "second")]

    def ranking(payoffs: list[int]) -> list[Any]:
        return [outcomes[payoffs.index(worth)] for worth in sorted(payoffs, reverse=True)]

    return {
        "detente": "1",
        "title": "An ordinal game",
        "parties": {"row": {}, "column": {}},
        "issues": {
            "row-does": {"by": "row", "options": {"first": {}, "second": {}}},
            "column-does": {"by": "column", "options": {"first": {}, "second": {}}},
        },
        "status_quo": outcomes[0],
        "preferences": {"row": {"ranking": ranking(row)}, "column": {"ranking": ranking(column)}},
    }


def test_a_graph_of_one_way_moves_needs_no_other_issue() -> None:
    """From calm either side may go to war; only one can make peace. One issue is a space of one dimension."""
    text = dump(
        {
            "detente": "1",
            "title": "One way",
            "parties": {"north": {}, "south": {}},
            "issues": {
                "state": {
                    "options": {"calm": {}, "war": {}, "peace": {}},
                    "moves": {"north": [["calm", "war"], ["war", "peace"]], "south": [["calm", "war"]]},
                }
            },
            "status_quo": {"state": "calm"},
            "preferences": {
                "north": {"ranking": [{"state": "peace"}, {"state": "calm"}, {"state": "war"}]},
                "south": {"ranking": [{"state": "war"}, {"state": "calm"}, {"state": "peace"}]},
            },
        }
    )
    found = play(read(text))
    equilibria = stability(found.conflict).equilibria
    names = {c: [found.outcome(int(s))["state"] for s in states] for c, states in equilibria.items()}
    assert names["nash"] == ["peace"]
    assert names["seq"] == names["gmr"] == ["calm", "peace"]
