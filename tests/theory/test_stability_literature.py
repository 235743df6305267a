"""The conflict models of `../shared/literature/stability`, which a user's checkout does not have."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detente.theory.conflict import Conflict, Mover, option_form
from detente.theory.controls import Control
from detente.theory.moves import Fibres, listed
from detente.theory.outcomes import Constraint, Space, decode
from detente.theory.stability import stability

FOLDER = Path(__file__).parents[2].parent / "shared" / "literature" / "stability"
SMALL = ["chicken", "cuban_fraser_hipel", "elmira_9state", "garrison", "prisoners_dilemma", "syria_iraq_1975"]
NAMES = {"Nash": "nash", "GMR": "gmr", "SMR": "smr", "SEQ": "seq", "SSEQ": "symmetric_seq"}

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the reference data are not part of the project")


def model(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def conflict_of(told: dict[str, Any]) -> tuple[Conflict, list[str]]:
    states = [state["id"] for state in told["states"]]
    place = {state: number for number, state in enumerate(states)}
    parties = [maker["name"] for maker in told["decision_makers"]]
    ranks = np.zeros((len(parties), len(states)), dtype=int)
    for row, party in enumerate(parties):
        for step, tied in enumerate(reversed(told["preferences"][party])):
            for state in tied:
                ranks[row, place[state]] = step
    movers = [
        Mover((row,), listed(len(states), [(place[a], place[b]) for a, b in told["moves"][party]]))
        for row, party in enumerate(parties)
    ]
    return Conflict(ranks, tuple(movers)), states


def equilibria(told: dict[str, Any], response: str = "canonical") -> dict[str, list[str]]:
    conflict, states = conflict_of(told)
    found = stability(conflict, response=response).equilibria
    return {name: [states[s] for s in found[concept]] for name, concept in NAMES.items()}


@pytest.mark.parametrize("name", SMALL)
def test_canonical_equilibria(name: str) -> None:
    told = model(name)
    assert equilibria(told) == told["computed_equilibria_canonical"]


@pytest.mark.parametrize("name", SMALL)
def test_readings_of_the_response(name: str) -> None:
    told = model(name)
    variants = told["computed_semantic_variants"]
    for response, key in (("once", "each_DM_once"), ("single", "single_move_only")):
        expected = told["computed_equilibria_canonical"] if variants == "identical" else variants[key]
        assert equilibria(told, response) == expected


def test_garrison_tells_the_three_readings_apart() -> None:
    told = model("garrison")
    sizes = [len(equilibria(told, response)["GMR"]) for response in ("canonical", "once", "single")]
    assert sizes[0] > sizes[1] > sizes[2]


@pytest.mark.parametrize("name", [name for name in SMALL if name != "garrison"])
def test_published_equilibria(name: str) -> None:
    told = model(name)
    found = equilibria(told)
    for published in told["expected"]:
        for concept, states in published["equilibria"].items():
            if concept in NAMES:
                assert found[concept] == states, (published["label"], concept)


def test_all_ordinal_two_by_two_games() -> None:
    games = model("ordinal_2x2_games")["games"]
    assert len(games) == 78
    movers = (Mover((0,), Fibres(np.array([0, 1, 0, 1]))), Mover((1,), Fibres(np.array([0, 0, 1, 1]))))
    for game in games:
        found = stability(Conflict(np.array([game["row_payoffs"], game["col_payoffs"]]), movers)).equilibria
        assert {name: found[concept].tolist() for name, concept in NAMES.items()} == game["equilibria"]


# ---------------------------------------------------------------- the large one


def uruguay() -> Conflict:
    told = model("uruguay_round_trade_large")["gmcr"]
    sizes = (2,) * len(told["options"])
    rules = []
    for pairs in told["infeasibles"]:
        allowed = np.ones((2,) * len(pairs), dtype=bool)
        allowed[tuple(int(answer == "Y") for _, answer in pairs)] = False
        rules.append(Constraint(tuple(option for option, _ in pairs), allowed))
    full = np.ones((2, 2), dtype=bool)
    makers = told["decisionMakers"]
    controls = [Control((row,), dict.fromkeys(maker["options"], full)) for row, maker in enumerate(makers)]
    outcomes, movers = option_form(Space(sizes, tuple(rules)), controls)
    options = decode(sizes, outcomes)
    return Conflict(np.array([priorities(maker["preferences"], options) for maker in makers]), movers)


def priorities(statements: list[Any], options: np.ndarray) -> np.ndarray:
    worth = np.zeros(len(options), dtype=np.int64)
    for statement in statements:
        members = statement["members"] if isinstance(statement, dict) else [statement]
        holds = np.zeros(len(options), dtype=bool)
        for member in members:
            holds |= np.all([options[:, option] == (answer == "Y") for option, answer in member], axis=0)
        worth = 2 * worth + holds
    return worth


def test_a_large_model_in_time_and_memory() -> None:
    told = model("uruguay_round_trade_large")
    conflict = uruguay()
    found = stability(conflict).equilibria
    assert conflict.states == told["feasible_states"]
    counts = {name: len(found[concept]) for name, concept in NAMES.items()}
    assert counts == told["computed_equilibrium_counts_canonical"]


def test_a_large_model_needs_little_memory() -> None:
    tracemalloc.start()
    stability(uruguay())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 500e6
