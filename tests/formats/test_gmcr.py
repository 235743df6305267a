"""gmcr-py's conflict models: both dialects, the visualiser's file, what is lost, what is refused, and random models."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from detente.analyses._conflict import play
from detente.case.model import Case, CaseError
from detente.case.read import problems, read
from detente.case.text import dump
from detente.cli import app
from detente.formats import FormatError, import_files
from detente.formats.common import json_tree
from detente.formats.gmcr import tree
from detente.theory.conflict import arcs_of

DAM: dict[str, Any] = {
    "program": "gmcr-py",
    "version": "0.3.12",
    "useManualPreferenceRanking": False,
    "options": [
        {"name": "Build", "permittedDirection": "fwd"},
        {"name": "Pay", "permittedDirection": "both"},
        {"name": "Protest", "permittedDirection": "back"},
    ],
    "decisionMakers": [
        {"name": "The Upper Bank", "options": [0, 1], "preferences": [[[0, "Y"]], [[1, "N"], [2, "N"]]]},
        {
            "name": "The Lower Bank",
            "options": [2],
            "preferences": [{"compound": True, "members": [[[0, "N"]], [[1, "Y"], [2, "N"]]]}],
        },
    ],
    "infeasibles": [[[0, "N"], [1, "Y"]]],
    "coalitions": [0, 1],
}
"""States: 1 nothing, 2 built, 3 built and paid, 4 protest, 5 built and protest, 6 all three."""


def changed(change: Callable[[dict[str, Any]], Any], base: dict[str, Any] = DAM) -> dict[str, Any]:
    copy = json.loads(json.dumps(base))
    change(copy)
    return dict(copy)


def imported(folder: Path, model: Any, name: str = "dam.gmcr") -> dict[str, Any]:
    path = folder / name
    path.write_text(model if isinstance(model, str) else json.dumps(model), encoding="utf-8")
    return import_files([path])


def case_of(folder: Path, model: Any) -> Case:
    return read(dump(imported(folder, model)))


def refused(folder: Path, model: Any) -> str:
    with pytest.raises(FormatError) as caught:
        imported(folder, model)
    assert str(caught.value).startswith("dam.gmcr")
    assert str(caught.value).endswith("."), "a message is a sentence"
    return str(caught.value)


# ---------------------------------------------------------------- what is read


def test_options_become_issues_of_whoever_has_them(tmp_path: Path) -> None:
    found = imported(tmp_path, DAM)
    assert found["title"] == "dam"
    assert found["parties"] == {
        "the-upper-bank": {"name": "The Upper Bank"},
        "the-lower-bank": {"name": "The Lower Bank"},
    }
    assert {name: issue["by"] for name, issue in found["issues"].items()} == {
        "build": "the-upper-bank",
        "pay": "the-upper-bank",
        "protest": "the-lower-bank",
    }
    assert [issue.get("irreversible") for issue in found["issues"].values()] == [["yes"], None, ["no"]]
    assert found["rules"] == [{"never": "build = no and pay = yes"}]
    assert "note" not in found


def test_conditions_become_priorities(tmp_path: Path) -> None:
    found = imported(tmp_path, DAM)["preferences"]
    assert found["the-upper-bank"] == {"priorities": ["build = yes", "pay = no and protest = no"]}
    assert found["the-lower-bank"] == {"priorities": ["build = no or (pay = yes and protest = no)"]}


@pytest.mark.parametrize(
    ("flag", "ranking"),
    [("useManualPreferenceVectors", "preferenceVector"), ("useManualPreferenceRanking", "preferenceRanking")],
    ids=["older dialect", "newer dialect"],
)
def test_rankings_by_hand_of_both_dialects(tmp_path: Path, flag: str, ranking: str) -> None:
    def by_hand(model: dict[str, Any]) -> None:
        del model["useManualPreferenceRanking"]
        model[flag] = True
        model["decisionMakers"][0][ranking] = [2, [1, 3], 5, 6, 4]
        model["decisionMakers"][1][ranking] = [[1, 2, 3, 4, 5, 6]]

    found = imported(tmp_path, changed(by_hand))["preferences"]
    ranks = found["the-upper-bank"]["ranking"]
    assert ranks[0] == {"build": "yes", "pay": "no", "protest": "no"}
    assert ranks[1] == [
        {"build": "no", "pay": "no", "protest": "no"},
        {"build": "yes", "pay": "yes", "protest": "no"},
    ]
    assert [len(tie) if isinstance(tie, list) else 1 for tie in ranks] == [1, 2, 1, 1, 1]
    assert found["the-lower-bank"] == {"ranking": [{}]}


def test_states_are_counted_with_the_options_of_one_decision_maker_together(tmp_path: Path) -> None:
    """gmcr-py reorders the options after loading; the states' numbers are those of the new order."""

    def crossed(model: dict[str, Any]) -> None:
        model["useManualPreferenceRanking"], model["infeasibles"] = True, []
        model["decisionMakers"] = [
            {"name": "A", "options": [2], "preferences": [], "preferenceRanking": [2, 1, [3, 4, 5, 6, 7, 8]]},
            {"name": "B", "options": [1, 0], "preferences": [], "preferenceRanking": [3, 5, [1, 2, 4, 6, 7, 8]]},
        ]

    found = imported(tmp_path, changed(crossed))["preferences"]
    assert found["a"]["ranking"][0] == {"build": "no", "pay": "no", "protest": "yes"}
    assert found["b"]["ranking"][0] == {"build": "no", "pay": "yes", "protest": "no"}
    assert found["b"]["ranking"][1] == {"build": "yes", "pay": "no", "protest": "no"}


def test_options_of_one_name_are_told_apart(tmp_path: Path) -> None:
    found = imported(tmp_path, changed(lambda m: m["options"][2].update(name="Build")))
    labels = [issue["label"] for issue in found["issues"].values()]
    assert labels == ["The Upper Bank: Build", "Pay", "The Lower Bank: Build"]
    assert list(found["issues"]) == ["the-upper-bank-build", "pay", "the-lower-bank-build"]


def test_an_option_that_two_have_and_one_that_nobody_has(tmp_path: Path) -> None:
    def shared(model: dict[str, Any]) -> None:
        model["decisionMakers"][0]["options"] = [0]
        model["decisionMakers"][1]["options"] = [0, 2]

    found = imported(tmp_path, changed(shared))
    assert found["issues"]["build"]["by"] == "the-upper-bank or the-lower-bank"
    assert "by" not in found["issues"]["pay"]
    assert '"Pay", so nobody can change it' in found["note"]
    here = play(read(dump(found)))
    for mover in here.conflict.movers:
        arcs = arcs_of(mover.moves)
        for state in range(here.states):
            for there in arcs.targets[arcs.starts[state] : arcs.starts[state + 1]].tolist():
                assert here.outcome(state)["pay"] == here.outcome(there)["pay"]


def test_a_file_of_the_visualiser(tmp_path: Path) -> None:
    def drawn(model: dict[str, Any]) -> None:
        states = ["NNN", "YNN", "YYN", "NNY", "YNY", "YYY"]
        moves = {0: [(1, 0), (2, 0)], 1: [(2, 0)], 2: [(1, 0)], 3: [(4, 0), (5, 0), (0, 1)]}
        moves |= {4: [(5, 0), (1, 1)], 5: [(4, 0), (2, 1)]}
        model["nodes"] = [
            {
                "id": n,
                "state": state,
                "reachable": [{"target": t, "dm": f"dm{d}", "payoffChange": 0} for t, d in moves[n]],
            }
            for n, state in enumerate(states)
        ]

    whole = changed(drawn)
    found = imported(tmp_path, whole, "visData.json")
    assert found["title"] == "visData"
    assert "note" not in found
    assert found["preferences"] == imported(tmp_path, DAM)["preferences"]
    fewer = changed(lambda m: m["nodes"][0]["reachable"].pop(), whole)
    assert "differ in 1 moves" in imported(tmp_path, fewer)["note"]
    other = changed(lambda m: m["nodes"][0].update(state="NYN"), whole)
    assert "other states" in imported(tmp_path, other)["note"]
    assert "The nodes" in refused(tmp_path, changed(lambda m: m["nodes"][0].pop("reachable"), whole))


# ---------------------------------------------------------------- what is lost, said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.update(coalitions=[[0, 1]]), "joins The Upper Bank and The Lower Bank in a coalition"),
        (lambda m: m["decisionMakers"][1].update(misperceptions=[[[0, "Y"]]]), "The Lower Bank does not perceive"),
        (lambda m: m["decisionMakers"][1].update(preferences=[]), "no preferences of The Lower Bank"),
        (lambda m: m["decisionMakers"][1]["preferences"].append([]), "hold everywhere or nowhere"),
        (lambda m: m["decisionMakers"][0].update(payoffs=[1, 2, 3, 4, 5, 6]), "rank otherwise"),
    ],
    ids=["coalition", "misperception", "no preferences", "empty preference", "other payoffs"],
)
def test_what_a_case_cannot_say_is_told(tmp_path: Path, change: Any, said: str) -> None:
    found = imported(tmp_path, changed(change))
    assert said in found["note"]
    assert problems(dump(found)) == ()


def test_payoffs_beside_preferences_that_agree_go_without_saying(tmp_path: Path) -> None:
    assert "note" not in imported(
        tmp_path, changed(lambda m: m["decisionMakers"][0].update(payoffs=[2, 4, 3, 1, 3, 3]))
    )


def test_payoffs_alone_rank(tmp_path: Path) -> None:
    def only_payoffs(model: dict[str, Any]) -> None:
        model["decisionMakers"][1].update(preferences=[], payoffs=[3, 1, 2.5, 1, 1, 1])

    ranking = imported(tmp_path, changed(only_payoffs))["preferences"]["the-lower-bank"]["ranking"]
    assert ranking[:2] == [
        {"build": "no", "pay": "no", "protest": "no"},
        {"build": "yes", "pay": "yes", "protest": "no"},
    ]
    assert len(ranking[2]) == 4


def test_the_command_says_what_is_lost_and_what_comes_next(tmp_path: Path) -> None:
    (tmp_path / "dam.gmcr").write_text(json.dumps(changed(lambda m: m.update(coalitions=[[0, 1]]))), encoding="utf-8")
    result = CliRunner().invoke(app, ["import", str(tmp_path / "dam.gmcr"), "-o", str(tmp_path / "dam.yaml")])
    assert result.exit_code == 0
    assert "in a coalition" in result.stderr
    assert "detente stability" in result.stdout
    assert "no errors, no warnings" in CliRunner().invoke(app, ["check", str(tmp_path / "dam.yaml")]).output


# ---------------------------------------------------------------- what is refused


class Trap:
    """Pickled, it would write a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return open, (str(self.path), "w")


@pytest.mark.parametrize("protocol", [0, 2, 4])
@pytest.mark.parametrize("name", ["dam.gmcr", "dam.pickle"])
def test_pickles_are_refused_unopened(tmp_path: Path, protocol: int, name: str) -> None:
    (tmp_path / name).write_bytes(pickle.dumps(Trap(tmp_path / "sprung"), protocol=protocol))
    with pytest.raises(FormatError, match="pickle" if name == "dam.gmcr" or protocol else "neither"):
        import_files([tmp_path / name])
    assert not (tmp_path / "sprung").exists()


def test_one_model_at_a_time(tmp_path: Path) -> None:
    for name in ("a.gmcr", "b.gmcr"):
        (tmp_path / name).write_text(json.dumps(DAM), encoding="utf-8")
    with pytest.raises(FormatError, match=r"whole conflict model: a\.gmcr, b\.gmcr\. Import one"):
        import_files([tmp_path])


def manual(model: dict[str, Any], ranking: Any) -> None:
    model["useManualPreferenceRanking"] = True
    for maker in model["decisionMakers"]:
        maker["preferenceRanking"] = ranking


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.update(options={}), '"options" is missing or no list'),
        (lambda m: m.update(options=[]), "has 0 options"),
        (lambda m: m["options"][1].pop("name"), "Option 2 has no name"),
        (lambda m: m["options"][1].update(permittedDirection="up"), 'permittedDirection "up"'),
        (lambda m: m["options"][1].pop("permittedDirection"), "permittedDirection nothing"),
        (lambda m: m.update(decisionMakers=[]), "no decision makers"),
        (lambda m: m["decisionMakers"][0].pop("name"), "Decision maker 1 has no name"),
        (lambda m: m["decisionMakers"][0].update(name="The Lower  Bank"), "stands twice"),
        (lambda m: m["decisionMakers"][0].update(options=[0, 3]), "names option 3. Options go by number, 0 to 2"),
        (lambda m: m["decisionMakers"][0].update(options=[0, 0.5]), "names option 1/2"),
        (lambda m: m["decisionMakers"][0].update(options=[-1]), "names option -1"),
        (lambda m: m["decisionMakers"][0].update(options=[1, 1]), "name one twice"),
        (lambda m: m["decisionMakers"][0].update(preferences="first"), '"preferences" is missing or no list'),
        (lambda m: m["decisionMakers"][0]["preferences"].append("x"), "Preference 3 of The Upper Bank is no list"),
        (lambda m: m["decisionMakers"][0]["preferences"].append([[0, "?"]]), "holds a list"),
        (lambda m: m["decisionMakers"][0]["preferences"].append([["0", "Y"]]), 'names option "0"'),
        (lambda m: m["decisionMakers"][0]["preferences"].append([[0, "Y"], [0, "N"]]), "names option 0 twice"),
        (lambda m: m["decisionMakers"][0]["preferences"].append({"compound": True}), "no list of members"),
        (lambda m: m["infeasibles"].append([]), "Infeasible condition 2 names no option"),
        (lambda m: m.update(useManualPreferenceRanking="yes"), "neither true nor false"),
        (lambda m: m.update(useManualPreferenceRanking=True), "has no preferenceRanking"),
        (lambda m: manual(m, [1, 2, 3, 4, 5]), "leaves out state 6. Rank all 6 states"),
        (lambda m: manual(m, [1, 2, 3, 4, 5, 7]), "holds 7, which is no state"),
        (lambda m: manual(m, [1, 2, [3, 3], 4, 5, 6]), "names state 3 twice"),
        (lambda m: manual(m, [1, [2, [3]], 4, 5, 6]), "holds a list, which is no state"),
    ],
)
def test_malformed_files_are_refused_in_a_sentence(tmp_path: Path, change: Any, said: str) -> None:
    assert said in refused(tmp_path, changed(change))


def test_rankings_by_number_have_their_limit(tmp_path: Path) -> None:
    def wide(model: dict[str, Any]) -> None:
        model["options"] += [{"name": f"Option {n}", "permittedDirection": "both"} for n in range(18)]
        model["decisionMakers"][1]["options"] += list(range(3, 21))

    assert imported(tmp_path, changed(wide))["preferences"]["the-upper-bank"]["priorities"]
    message = refused(tmp_path, changed(lambda m: (wide(m), manual(m, [1]))))
    assert "ranks the states of 21 options by number" in message


def spots(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path] + [spot for key, child in inside for spot in spots(child, (*path, key))]


@settings(max_examples=200, deadline=None)
@given(
    spot=st.sampled_from(spots(DAM)[1:]),
    odd=st.sampled_from([None, True, -1, 2, 1.5, 1e300, "", "Y", [], [[]], [0, "Y"], {}, {"members": [1]}]),
)
def test_whatever_stands_there_it_is_read_or_refused_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, spot: tuple[Any, ...], odd: Any
) -> None:
    copy = changed(lambda _: None)
    node: Any = copy
    for step in spot[:-1]:
        node = node[step]
    node[spot[-1]] = odd
    message = complaint(tmp_path_factory.mktemp("odd"), copy)
    assert message == "" or message.rstrip().endswith((".", "(warning)"))


def complaint(folder: Path, model: dict[str, Any]) -> str:
    """What is said against a file, or against the case that it makes."""
    try:
        read(dump(imported(folder, model)))
    except (FormatError, CaseError) as error:
        return str(error)
    return ""


# ---------------------------------------------------------------- random models, by gmcr-py's own arithmetic


@st.composite
def models(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(1, 5))
    owners = draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
    answer = st.sampled_from("YN")

    def condition(least: int = 1) -> st.SearchStrategy[list[list[Any]]]:
        return st.dictionaries(st.integers(0, count - 1), answer, min_size=least).map(
            lambda d: [list(p) for p in d.items()]
        )

    statement = condition() | st.lists(condition(), min_size=1, max_size=3).map(
        lambda members: {"compound": True, "members": members}
    )
    return {
        "useManualPreferenceRanking": False,
        "options": [
            {"name": f"Option {n}", "permittedDirection": draw(st.sampled_from(["both", "fwd", "back"]))}
            for n in range(count)
        ],
        "decisionMakers": [
            {
                "name": f"Maker {m}",
                "options": [n for n in range(count) if owners[n] == m],
                "preferences": draw(st.lists(statement, max_size=4)),
            }
            for m in range(3)
        ],
        "infeasibles": draw(st.lists(condition(min(2, count)), max_size=2)),
    }


def holds(statement: Any, state: tuple[str, ...]) -> bool:
    members = statement["members"] if isinstance(statement, dict) else [statement]
    return any(all(state[option] == answer for option, answer in member) for member in members)


@settings(max_examples=60, deadline=None)
@given(model=models())
def test_random_models_keep_states_ranks_and_moves(
    tmp_path_factory: pytest.TempPathFactory, model: dict[str, Any]
) -> None:
    count = len(model["options"])
    states = [
        state
        for state in product("NY", repeat=count)
        if not any(holds(condition, state) for condition in model["infeasibles"])
    ]
    text = dump(imported(tmp_path_factory.mktemp("model"), model))
    if not states:
        assert any("No outcome is feasible" in str(problem) for problem in problems(text))
        return
    found = play(read(text))
    where = {tuple("Y" if a == "yes" else "N" for a in found.outcome(s).values()): s for s in range(found.states)}
    assert sorted(where) == sorted(states)
    for maker, ranks in zip(model["decisionMakers"], found.conflict.ranks, strict=True):
        said = maker["preferences"]
        worth = {s: sum(2 ** (len(said) - k - 1) for k, p in enumerate(said) if holds(p, s)) for s in states}
        for a, b in product(states, repeat=2):
            assert (worth[a] > worth[b]) == (ranks[where[a]] > ranks[where[b]])
    expected = {
        (m, a, b)
        for m, maker in enumerate(model["decisionMakers"])
        for a, b in product(states, repeat=2)
        if a != b and all(allowed(model, maker, n, a[n], b[n]) for n in range(count))
    }
    assert moves(found, {s: state for state, s in where.items()}) == expected


def allowed(model: dict[str, Any], maker: dict[str, Any], option: int, was: str, will: str) -> bool:
    direction = model["options"][option]["permittedDirection"]
    return was == will or (option in maker["options"] and direction in ("both", "fwd" if will == "Y" else "back"))


def moves(found: Any, names: dict[int, tuple[str, ...]]) -> set[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    made = set()
    for mover in found.conflict.movers:
        arcs = arcs_of(mover.moves)
        for s in range(found.states):
            made |= {
                (mover.members[0], names[s], names[t])
                for t in arcs.targets[arcs.starts[s] : arcs.starts[s + 1]].tolist()
            }
    return made


def test_a_tree_names_its_file(tmp_path: Path) -> None:
    path = tmp_path / "dam.gmcr"
    path.write_text(json.dumps(DAM), encoding="utf-8")
    assert "dam.gmcr" in tree(json_tree(path), path)["summary"]
