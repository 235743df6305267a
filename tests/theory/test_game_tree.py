"""Game trees: what is found in them against profiles tried one by one, and published behaviour."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.theory.game_tree import (
    CHANCE,
    END,
    Branch,
    Node,
    Tree,
    TreeError,
    chance,
    checked,
    decision,
    end,
    parents,
    perfect_information,
    perfect_recall,
    problems,
    threat_game,
    totals,
    tree,
)
from detente.theory.tree_induction import backward_induction
from detente.theory.tree_quantal import quantal_response
from detente.theory.tree_strategic import strategic

F = Fraction
DATA = Path(__file__).parents[2].parent / "shared" / "literature" / "forecast" / "crisis_models.expected.json"
PLAYERS = ("A", "B")


@st.composite
def branches(draw: st.DrawFn, depth: int = 3, shared: bool = False) -> Branch:
    """Small trees with many ties. `shared`: decisions at one depth of one player and size are one information set."""
    what = draw(st.sampled_from(["end", "decide", "decide", "chance"])) if depth else "end"
    if what == "end":
        return end(draw(st.integers(0, 2)), draw(st.integers(0, 2)))
    below = [draw(branches(depth - 1, shared)) for _ in range(draw(st.integers(1, 2)))]
    names = [str(k) for k in range(len(below))]
    if what == "chance":
        first = draw(st.sampled_from([F(1, 2), F(1, 3), F(0)])) if len(below) == 2 else F(1)
        return chance(object(), dict(zip(names, zip((first, 1 - first), below, strict=False), strict=True)))
    player = draw(st.integers(0, 1))
    return decision(player, (depth, len(below)) if shared else object(), dict(zip(names, below, strict=True)))


perfect = branches().map(lambda root: tree(PLAYERS, root))
imperfect = branches(shared=True).map(lambda root: tree(PLAYERS, root))


def worth(game: Tree, profile: dict[int, int], root: int = 0) -> tuple[F, ...]:
    """Expected payoffs from a node on, by walking down."""
    node = game.nodes[root]
    if node.infoset == END:
        return totals(game)[root]
    infoset = game.infosets[node.infoset]
    if infoset.player != CHANCE:
        return worth(game, profile, node.children[profile[node.infoset]])
    parts = [worth(game, profile, child) for child in node.children]
    return tuple(sum((c * part[p] for c, part in zip(infoset.chances, parts, strict=True)), F(0)) for p in range(2))


def every_profile(game: Tree) -> Iterator[dict[int, int]]:
    moving = [k for k, infoset in enumerate(game.infosets) if infoset.player != CHANCE]
    for actions in product(*(range(len(game.infosets[k].actions)) for k in moving)):
        yield dict(zip(moving, actions, strict=True))


def subgame_perfect(game: Tree, profile: dict[int, int]) -> bool:
    """By the definition, one deviation at one node at a time (which is enough in a finite game)."""
    for number, node in enumerate(game.nodes):
        if node.infoset != END and game.infosets[node.infoset].player != CHANCE:
            player = game.infosets[node.infoset].player
            now = worth(game, profile, number)[player]
            if any(worth(game, profile, child)[player] > now for child in node.children):
                return False
    return True


def path(game: Tree, profile: dict[int, int]) -> set[int]:
    """Nodes that a profile can come to."""
    reached = {0}
    for number, (parent, action) in enumerate(parents(game)):
        if parent in reached:
            infoset = game.infosets[game.nodes[parent].infoset]
            if infoset.player == CHANCE:
                comes = infoset.chances[action] > 0
            else:
                comes = profile[game.nodes[parent].infoset] == action
            reached |= {number} if comes else set()
    return reached


# ---------------------------------------------------------------- backward induction


@given(perfect)
@settings(max_examples=150, deadline=None)
def test_induction_finds_what_all_subgame_perfect_profiles_give(game: Tree) -> None:
    found = backward_induction(game)
    good = [profile for profile in every_profile(game) if subgame_perfect(game, profile)]
    assert set(found.values) == {worth(game, profile) for profile in good}
    reached = set().union(*(path(game, profile) for profile in good))
    assert {k for k, here in enumerate(found.reached) if here} == reached
    for value, profile in zip(found.values, found.profiles, strict=True):
        mine = {k: action for k, action in enumerate(profile) if action is not None}
        assert subgame_perfect(game, mine)
        assert worth(game, mine) == value
    for k, actions in enumerate(found.taken):
        if game.infosets[k].player != CHANCE:
            node = next(n for n, node in enumerate(game.nodes) if node.infoset == k)
            children = game.nodes[node].children
            assert list(actions) == [child in reached for child in children]


def test_ties_are_not_broken_in_silence() -> None:
    """The addressee is indifferent once it is threatened: whether to threaten hangs on what it then does."""
    found = backward_induction(threat_game((2, 0), (-1, 0), (-2, 1), (1, 1)))
    assert found.values == ((F(1), F(1)), (F(2), F(0)))
    assert found.taken[0] == (True, True)


def test_imperfect_information_and_too_many_ties_are_refused() -> None:
    blind = decision(1, "same", {"l": end(0, 0), "r": end(1, 1)})
    with pytest.raises(TreeError, match="several nodes"):
        backward_induction(tree(PLAYERS, decision(0, "top", {"a": blind, "b": blind})))
    one = decision(0, None, {"l": end(0, 1), "r": end(0, 2)})
    wide = chance("c", {str(k): (F(1, 12), replace(one, infoset=k)) for k in range(12)})
    with pytest.raises(TreeError, match="ties"):
        backward_induction(tree(PLAYERS, wide), limit=1000)


def test_depth_is_no_limit() -> None:
    branch = end(0, 0)
    for k in range(3000):
        branch = decision(k % 2, k, {"stop": end(k % 2, 1 - k % 2), "on": branch})
    game = tree(PLAYERS, branch)
    assert len(game.nodes) == 6001
    assert perfect_recall(game)
    assert perfect_information(game)
    assert len(backward_induction(game).values) >= 1
    assert quantal_response(game, 0.1).residual < 1e-10


# ---------------------------------------------------------------- quantal response


def crisis(kinds: tuple[F, F] = (F(-1), F(2, 5))) -> Tree:
    def meeting(i: int, j: int) -> Branch:
        last = decision(1, ("fight", j), {"yield": end(1, F(-1, 5)), "fight": end(kinds[i], kinds[j])})
        third = decision(0, ("escalate", i), {"back down": end(F(-1, 5), 1), "escalate": last})
        second = decision(1, ("resist", j), {"concede": end(1, 0), "resist": third})
        return decision(0, ("challenge", i), {"status quo": end(0, 1), "challenge": second})

    pairs = {f"{i}{j}": (F(1, 4), meeting(i, j)) for i, j in product((0, 1), (0, 1))}
    return tree(PLAYERS, chance("kinds", pairs))


@pytest.mark.skipif(not DATA.is_file(), reason="the reference data are not beside this checkout")
def test_crisis_of_four_stages() -> None:
    told = json.loads(DATA.read_text())["crisis_4stage"]
    game = crisis()
    found = quantal_response(game, 5.0)
    ours = {infoset.label: p[1] for infoset, p in zip(game.infosets, found.probabilities, strict=True)}
    for stage in ("challenge", "escalate", "resist", "fight"):
        assert [ours[f"('{stage}', {kind})"] for kind in (0, 1)] == pytest.approx(told[stage], abs=6e-5)


@given(imperfect, st.floats(0, 4))
@settings(max_examples=60, deadline=None)
def test_quantal_response_is_a_fixed_point_of_logit_answers(game: Tree, rationality: float) -> None:
    if not perfect_recall(game):
        with pytest.raises(TreeError, match="remember"):
            quantal_response(game, rationality)
        return
    found = quantal_response(game, rationality)
    mix = found.probabilities

    def value(number: int) -> np.ndarray:
        node = game.nodes[number]
        if node.infoset == END:
            return np.array([float(x) for x in totals(game)[number]])
        return sum(p * value(child) for p, child in zip(mix[node.infoset], node.children, strict=True))

    above = parents(game)

    def reach(number: int) -> float:
        parent, action = above[number]
        return 1.0 if parent < 0 else reach(parent) * mix[game.nodes[parent].infoset][action]

    for k, infoset in enumerate(game.infosets):
        assert mix[k].sum() == pytest.approx(1)
        nodes = [n for n, node in enumerate(game.nodes) if node.infoset == k]
        weights = np.array([reach(n) for n in nodes])
        if infoset.player == CHANCE:
            assert mix[k] == pytest.approx([float(c) for c in infoset.chances])
        elif weights.sum() > 0:
            worths = [
                sum(w * value(game.nodes[n].children[a])[infoset.player] for w, n in zip(weights, nodes, strict=True))
                for a in range(len(infoset.actions))
            ]
            score = np.exp(rationality * np.array(worths) / weights.sum())
            assert mix[k] == pytest.approx(score / score.sum(), abs=1e-9)
    assert found.payoffs == pytest.approx(value(0))


def test_without_rationality_all_is_chance_and_with_much_it_is_induction() -> None:
    game = threat_game((2, 1), (0, 0), (-1, 2), (1, 2))
    for actions in quantal_response(game, 0.0).probabilities:
        assert actions == pytest.approx(np.full(len(actions), 1 / len(actions)))
    (profile,) = backward_induction(game).profiles
    sharp = quantal_response(game, 60.0).probabilities
    assert tuple(int(p.argmax()) for p in sharp) == profile
    assert min(p.max() for p in sharp) > 0.999


# ---------------------------------------------------------------- strategic form


@given(imperfect)
@settings(max_examples=60, deadline=None)
def test_the_strategic_form_pays_what_the_plans_lead_to(game: Tree) -> None:
    for reduced in (False, True):
        if reduced and not perfect_recall(game):
            with pytest.raises(TreeError, match="remember"):
                strategic(game)
            continue
        form = strategic(game, reduced=reduced, limit=10**6)
        assert form.payoffs.shape == (*(len(plans) for plans in form.plans), 2)
        for places in list(np.ndindex(*form.payoffs.shape[:-1]))[:40]:
            plans = [form.plans[p][k] for p, k in enumerate(places)]
            for fill in (0, 1):
                profile = {
                    i: (min(fill, len(game.infosets[i].actions) - 1) if action is None else action)
                    for own, plan in zip(form.own, plans, strict=True)
                    for i, action in zip(own, plan, strict=True)
                }
                assert tuple(form.payoffs[places]) == worth(game, profile), (
                    "what a reduced plan leaves open never counts"
                )
        full = strategic(game, reduced=False, limit=10**6)
        for player in (0, 1):
            own, expected = form.own[player], full.plans[player]
            masked = {masked_plan(game, own, plan) for plan in expected} if reduced else set(expected)
            assert sorted(form.plans[player], key=str) == sorted(masked, key=str)


def masked_plan(game: Tree, own: tuple[int, ...], plan: tuple[int | None, ...]) -> tuple[int | None, ...]:
    """A full plan with None wherever no node of the information set is consistent with the plan's other actions."""
    chosen, above = dict(zip(own, plan, strict=True)), parents(game)

    def consistent(number: int) -> bool:
        parent, action = above[number]
        return parent < 0 or (chosen.get(game.nodes[parent].infoset, action) == action and consistent(parent))

    comes = {game.nodes[n].infoset for n in range(len(game.nodes)) if consistent(n)}
    return tuple(action if infoset in comes else None for infoset, action in zip(own, plan, strict=True))


def test_sizes_are_limited() -> None:
    with pytest.raises(TreeError, match="payoffs"):
        strategic(crisis(), reduced=False, limit=500)


# ---------------------------------------------------------------- what a tree must be


def test_problems_are_told() -> None:
    game = threat_game((1, 0), (0, 0), (0, 1))
    assert problems(game) == ()
    broken = {
        "children": replace(game, nodes=(replace(game.nodes[0], children=(1,)), *game.nodes[1:])),
        "payoffs": replace(game, nodes=(*game.nodes[:-1], Node(END, (), (F(1),)))),
        "none": replace(game, infosets=(replace(game.infosets[0], player=5), game.infosets[1])),
        "chance": replace(game, infosets=(replace(game.infosets[0], player=CHANCE), game.infosets[1])),
        "order": replace(game, nodes=(replace(game.nodes[0], children=(2, 1)), *game.nodes[1:])),
        "nowhere": replace(game, nodes=(*game.nodes, Node(END))),
    }
    for word, tree_ in broken.items():
        with pytest.raises(TreeError, match=word):
            checked(tree_)


def test_players_who_forget_are_found() -> None:
    last = decision(0, "again", {"l": end(0, 0), "r": end(1, 1)})
    assert not perfect_recall(tree(PLAYERS, decision(0, "first", {"a": last, "b": last})))
    assert perfect_recall(tree(PLAYERS, decision(1, "first", {"a": last, "b": last})))


def test_one_information_set_has_one_list_of_actions() -> None:
    one, other = (decision(1, "same", {name: end(0, 0)}) for name in "lr")
    with pytest.raises(TreeError, match="other actions"):
        tree(PLAYERS, decision(0, "top", {"a": one, "b": other}))
