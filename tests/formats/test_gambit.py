"""Gambit's files: what is written reads back the same, malformed files are told where and how to mend, cases become games."""

from __future__ import annotations

import contextlib
import importlib
import io
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.read import load, read
from detente.formats import FormatError, export, import_files, notes
from detente.formats.gambit import ExtensiveGame, StrategicGame, distinct, efg, nfg, parse_efg, profiles, read_efg
from detente.formats.games import strategic_game
from detente.theory.game_tree import CHANCE, END, Branch, Infoset, Node, Tree, chance, decision, end, threat_game, tree
from detente.theory.tree_induction import backward_induction
from detente.theory.tree_strategic import strategic

F = Fraction
BAYES = """EFG 2 R "Two \\"kinds\\"" { "Player 1" "Player 2" }
"A comment
over two lines"

c "ROOT" 1 "(0,1)" { "1G" 1/3 "1B" 2/3 } 0
p "" 1 7 "(1,1)" { "H" "L" } 1 "Outcome 1" { 10, 2 }
p "" 2 1 "(2,1)" { "h" "l" } 0
t "" 1
t "" 2 "Outcome 2" { 0.5 -1e1 }
t "last" 0
p "" 1 2 "(1,2)" { "H" "L" } 0
p "" 2 1 0
t "" 3 "Outcome 3" { .25 +4 }
t "" 2
t "" 2 "Outcome 2" { 0.5 -10 }
"""


# ---------------------------------------------------------------- reading


def test_a_file_with_all_that_the_format_has() -> None:
    game = parse_efg(BAYES)
    assert (game.title, game.comment) == ('Two "kinds"', "A comment\nover two lines")
    assert game.tree.players == ("Player 1", "Player 2")
    assert [(i.player, i.actions, i.chances) for i in game.tree.infosets] == [
        (CHANCE, ("1G", "1B"), (F(1, 3), F(2, 3))),
        (0, ("H", "L"), ()),
        (1, ("h", "l"), ()),
        (0, ("H", "L"), ()),
    ]
    assert [node.children for node in game.tree.nodes] == [
        (1, 6),
        (2, 5),
        (3, 4),
        (),
        (),
        (),
        (7, 10),
        (8, 9),
        (),
        (),
        (),
    ]
    assert [node.payoffs for node in game.tree.nodes] == [
        *[(), (10, 2), (), (10, 2), (F(1, 2), -10), (), (), ()],
        *[(F(1, 4), 4), (F(1, 2), -10), (F(1, 2), -10)],
    ]
    assert [node.label for node in game.tree.nodes if node.label] == ["ROOT", "last"]


def test_payoffs_on_the_way_add_up() -> None:
    form = strategic(parse_efg(BAYES).tree)
    assert form.payoffs.shape == (4, 2, 2)
    high_high = form.payoffs[0, 0]
    assert tuple(high_high) == (F(1, 3) * 20 + F(2, 3) * F(1, 4), F(1, 3) * 4 + F(2, 3) * 4)


def test_files_are_read_from_disk_in_either_encoding(tmp_path: Path) -> None:
    text = BAYES.replace("Player 1", "Müller")
    for encoding in ("utf-8", "utf-8-sig", "latin-1"):
        (tmp_path / "game.efg").write_bytes(text.encode(encoding))
        assert read_efg(tmp_path / "game.efg").tree.players[0] == "Müller"


BAD = {
    ("EFG 2 R", "EFG 1 R"): (1, "EFG 2 R"),
    ("EFG 2 R", "NFG 1 R"): (1, "EFG 2 R"),
    ("1/3", "0.33"): (5, "sum to exactly 1"),
    ("1/3", "1/0"): (5, "divides by zero"),
    ("1/3", "third"): (5, "chance of the action"),
    ('p "" 2 1 0', 'p "" 2 9 0'): (12, "not described before"),
    ('p "" 2 1 0', 'p "" 3 1 0'): (12, "Player 3"),
    ('p "" 2 1 0', 'q "" 2 1 0'): (12, "c, p or t"),
    ('p "" 2 1 0', 'p "" 2 1 "" { "h" } 0'): (12, "otherwise before"),
    ('p "" 1 2 "(1,2)" { "H" "L" } 0', 'p "" 1 2 "(1,2)" { } 0'): (11, "no actions"),
    ("{ .25 +4 }", "{ .25 }"): (13, "1 payoffs for 2 players"),
    ("{ 0.5 -10 }", "{ 0.5 -11 }"): (15, "otherwise before"),
    ('t "last" 0', 't "last" 0 "none" { 0 0 }'): (10, "Outcome 0"),
    ('t "last" 0', 't "last" 8'): (10, "Outcome 8 was not described"),
    ("{ 0.5 -10 }", '"'): (15, "never closed"),
    ('t "" 2 "Outcome 2" { 0.5 -10 }\n', ""): (15, "the file ends"),
    ('t "" 2 "Outcome 2" { 0.5 -10 }\n', 't "" 2\nt "" 2\n'): (16, "goes on"),
    ('{ "Player 1" "Player 2" }', '{ "Player 1", "Player 2" }'): (1, "`}` should stand"),
    ('{ "1G" 1/3', "{"): (5, "sum to 2/3"),
}


@pytest.mark.parametrize("change", BAD, ids=lambda change: change[1][:24])
def test_what_is_wrong_is_told_with_its_line(change: tuple[str, str]) -> None:
    line, words = BAD[change]
    old, new = change
    assert BAYES.count(old) >= 1
    at = BAYES.rindex(old)
    with pytest.raises(FormatError) as caught:
        parse_efg(BAYES[:at] + new + BAYES[at + len(old) :], "bad.efg")
    assert words in str(caught.value)
    assert caught.value.at is not None
    assert caught.value.at[0] == line
    assert str(caught.value).startswith(f"bad.efg:{line}:")


@given(st.text(alphabet=' \n"{}\\,cpt012/.-EFGR', max_size=60), st.integers(0, len(BAYES)), st.integers(0, 12))
@settings(max_examples=300, deadline=None)
def test_hostile_text_gives_a_game_or_a_sentence(noise: str, place: int, cut: int) -> None:
    for text in (noise, BAYES[:place] + noise + BAYES[place + cut :]):
        with contextlib.suppress(FormatError):
            game = parse_efg(text)
            assert parse_efg(efg(game)).tree.infosets == game.tree.infosets


def test_deep_and_wide_files_are_read_or_refused() -> None:
    head = 'EFG 2 R "" { "A" }\n'
    deep = head + 'p "" 1 1 "" { "on" } 0\n' + 'p "" 1 1 0\n' * 20_000 + 't "" 0\n'
    assert len(parse_efg(deep).tree.nodes) == 20_002
    with pytest.raises(FormatError, match="never closed"):
        parse_efg(head + '"' + "\\" * 100_001)
    with pytest.raises(FormatError, match="payoff"):
        parse_efg(head + f't "" 1 "" {{ {"9" * 5000} }}')
    with pytest.raises(FormatError, match="number"):
        parse_efg(head + f't "" {"9" * 5000}')


# ---------------------------------------------------------------- there and back

labels = st.text(alphabet='ab "{}\\\n,é–0', max_size=6).filter(lambda s: not s.endswith("\\") and '\\"' not in s)
fractions = st.fractions(-50, 50, max_denominator=40)


@st.composite
def games(draw: st.DrawFn) -> ExtensiveGame:
    players = draw(st.integers(1, 3))

    def branch(depth: int) -> Branch:
        kind = draw(st.sampled_from(["end", "decide", "chance"])) if depth else "end"
        if kind == "end":
            return end(*(draw(fractions) for _ in range(players)), label=draw(labels))
        below = {name: branch(depth - 1) for name in draw(st.lists(labels, min_size=1, max_size=3, unique=True))}
        if kind == "chance":
            weights = [draw(st.integers(0, 5)) for _ in below] or [1]
            weights[0] += 1
            shares = [F(w, sum(weights)) for w in weights]
            return chance(object(), dict(zip(below, zip(shares, below.values(), strict=True), strict=True)))
        return decision(draw(st.integers(0, players - 1)), (depth, tuple(below)), below)

    made = tree([draw(labels) for _ in range(players)], branch(3))
    paid = tuple(
        Node(n.infoset, n.children, n.payoffs or tuple(draw(fractions) for _ in range(players)), n.label, draw(labels))
        if draw(st.booleans())
        else n
        for n in made.nodes
    )
    named = tuple(Infoset(i.player, i.actions, i.chances, draw(labels)) for i in made.infosets)
    return ExtensiveGame(draw(labels), Tree(made.players, named, paid), draw(labels))


@given(games())
@settings(max_examples=120, deadline=None)
def test_what_is_written_reads_back_the_same(game: ExtensiveGame) -> None:
    assert parse_efg(efg(game)) == game


def test_a_backslash_that_the_format_cannot_write_becomes_a_slash() -> None:
    game = ExtensiveGame("C:\\", Tree(('a\\"b',), (), (Node(END, (), (F(0),)),)))
    again = parse_efg(efg(game))
    assert (again.title, again.tree.players) == ("C:/", ('a/"b',))


def test_labels_are_made_unlike() -> None:
    assert distinct(["a", "a", "", "a (2)", "a"]) == ("a", "a (3)", "(2)", "a (2)", "a (4)")


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_profiles_count_with_the_first_player_fastest(sizes: list[int]) -> None:
    expected = [index[::-1] for index in np.ndindex(*sizes[::-1])]
    assert list(profiles(sizes)) == expected


def test_strategic_form_as_gambit_documents_it() -> None:
    """The example of the documentation, in its outcome form: 3 × 2 strategies, the first player's varying fastest."""
    outcomes = tuple(("", tuple(map(F, pair))) for pair in [(1, 1), (0, 2), (0, 2), (1, 1), (0, 3), (2, 0)])
    game = StrategicGame("Selten", ("Player 1", "Player 2"), (("1", "2", "3"), ("1", "2")), outcomes, tuple(range(6)))
    text = """
        NFG 1 R "Selten" { "Player 1" "Player 2" } { { "1" "2" "3" } { "1" "2" } } ""
        { { "" 1, 1 } { "" 0, 2 } { "" 0, 2 } { "" 1, 1 } { "" 0, 3 } { "" 2, 0 } }
        1 2 3 4 5 6"""
    assert nfg(game).split() == text.split()


# ---------------------------------------------------------------- cases

DISPUTE = """
detente: 1
title: Two & a rule
parties: {north: {name: North}, south: {name: South}, guest: {role: observer}}
issues:
  dam: {by: north, options: {no: {}, low: {}, high: {}}, irreversible: [high]}
  sluice: {by: north, options: {shut: {}, open: {}}}
  protest: {by: south, options: {no: {}, yes: {}}}
  season: {options: {summer: {}}}
rules: [{never: dam = high and sluice = open}]
status_quo: {dam: no, sluice: shut, protest: no, season: summer}
preferences:
  north:
    weights: {dam: 40..60, protest: 50}
    values: {dam: {no: 0, low: 0.5, high: 1}, protest: {no: 1, yes: 0}}
  south: {ranking: [{dam: no, protest: no}, {dam: no}, {protest: yes}, {}]}
events:
  - {id: warning, date: 2020-01-01, by: south, to: [north], threatens: {if: {dam: low}, then: {protest: yes}}}
"""


def test_a_case_in_which_all_choose_at_once() -> None:
    game, said = strategic_game(read(DISPUTE))
    assert game.players == ("North", "South")
    assert game.strategies == (
        (
            *("dam = no, sluice = shut", "dam = no, sluice = open", "dam = low, sluice = shut"),
            *("dam = low, sluice = open", "dam = high, sluice = shut"),
        ),
        ("protest = no", "protest = yes"),
    )
    paid = dict(game.outcomes)
    assert len(game.outcomes) == 10
    assert paid["dam = no, sluice = open, protest = no, season = summer"] == (50, 3)
    assert paid["dam = low, sluice = shut, protest = yes, season = summer"] == (25, 1)
    assert paid["dam = high, sluice = shut, protest = no, season = summer"] == (100, 0)
    assert [game.outcomes[k][0].split(", ")[2] for k in game.table] == ["protest = no"] * 5 + ["protest = yes"] * 5
    assert "South are ranks alone" in game.comment
    assert any("dam" in note and "undone" in note for note in said)
    assert any("midpoints: North" in note for note in said)


REFUSED = {
    "dam: {by: north,": ("dam: {by: north and south,", "decided by north and south"),
    "protest: {by: south, ": ("protest: {by: south or north, ", "decided by north, or by south"),
    "sluice = open}]": ("sluice = open}, {never: dam = low and protest = yes}]", "exclude dam = low, protest = yes"),
}


@pytest.mark.parametrize("old", REFUSED, ids=lambda old: old[:12])
def test_what_is_no_game_of_choosing_at_once_is_refused(old: str) -> None:
    new, words = REFUSED[old]
    with pytest.raises(FormatError, match=words):
        strategic_game(read(DISPUTE.replace(old, new)))


def test_a_game_that_is_too_large_is_refused() -> None:
    issues = "\n".join(
        f"  i{k}: {{by: {'north' if k % 2 else 'south'}, options: {{a: {{}}, b: {{}}}}}}" for k in range(18)
    )
    form = "{weights: {i0: 1}, values: {i0: {a: 0, b: 1}}}"
    text = f"detente: 1\ntitle: Large\nparties: {{north: {{}}, south: {{}}}}\nissues:\n{issues}\npreferences: {{north: {form}, south: {form}}}\n"
    with pytest.raises(FormatError, match="262,144 combinations"):
        strategic_game(read(text))


def test_the_threats_of_a_case_as_trees(tmp_path: Path) -> None:
    case = read(DISPUTE)
    (path,) = export(case, "efg", tmp_path)
    assert path.name == "warning.efg"
    game = read_efg(path)
    assert game.tree.players == ("South", "North")
    ends = {node.label: node.payoffs for node in game.tree.nodes if node.infoset == END}
    assert ends == {"yielded": (3, 50), "carried out": (1, 25), "left": (0, 75), "unthreatened": (0, 75)}
    assert backward_induction(game.tree).values == ((F(3), F(50)),)
    assert any("midpoints" in note for note in notes(case, "efg"))


def test_a_threat_by_one_of_whom_nothing_is_known_is_left_out_and_told(tmp_path: Path) -> None:
    other = (
        "  - {id: noise, date: 2020-01-02, by: guest, to: [north], threatens: {if: {dam: low}, then: {protest: yes}}}\n"
    )
    case = read(DISPUTE + other)
    assert [path.name for path in export(case, "efg", tmp_path)] == ["warning.efg"]
    assert any("noise is not written" in note and "no preferences" in note for note in notes(case, "efg"))


def test_a_case_without_threats_has_no_trees(tmp_path: Path) -> None:
    case = read(DISPUTE[: DISPUTE.index("events:")])
    with pytest.raises(FormatError, match="No threat is on record"):
        export(case, "efg", tmp_path)


def test_games_are_not_taken_for_cases(tmp_path: Path) -> None:
    (tmp_path / "game.efg").write_text(BAYES)
    with pytest.raises(FormatError, match="cannot hold it"):
        import_files([tmp_path / "game.efg"])


# ---------------------------------------------------------------- Gambit itself, where it is installed


def gambit() -> Any:
    try:
        return importlib.import_module("pygambit")
    except ImportError:
        pytest.skip("pygambit is not installed")


def test_gambit_reads_our_trees_as_we_mean_them() -> None:
    made = ExtensiveGame('a "game" – é', threat_game((1, 0), (F(-1, 3), F(-3, 2)), (0, 1), (0, F(1, 2))), "said")
    for text in (efg(made), efg(parse_efg(BAYES))):
        game = gambit().read_efg(io.BytesIO(text.encode()))
        again = parse_efg(game.to_efg())
        ours = parse_efg(text)
        assert strategic(again.tree).payoffs.tolist() == strategic(ours.tree).payoffs.tolist()
        assert again.title == ours.title


@pytest.mark.parametrize("name", ["prisoners-dilemma", "chicken"])
def test_gambit_reads_our_strategic_forms(name: str) -> None:
    where = {"prisoners-dilemma": "tucker-1950", "chicken": "russell-1959"}[name]
    game, _ = strategic_game(load(where))
    theirs = gambit().read_nfg(io.BytesIO(nfg(game).encode()))
    found = gambit().nash.enumpure_solve(theirs).equilibria
    payoffs = np.array([p for _, p in game.outcomes], dtype=object).reshape(2, 2, 2).transpose(1, 0, 2)
    pure = [
        (i, j)
        for i in (0, 1)
        for j in (0, 1)
        if payoffs[i, j, 0] >= payoffs[1 - i, j, 0] and payoffs[i, j, 1] >= payoffs[i, 1 - j, 1]
    ]
    assert len(found) == len(pure)
