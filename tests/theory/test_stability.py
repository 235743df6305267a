"""The five concepts against the definitions followed to the letter, the set engine, and what is known of them."""

from __future__ import annotations

import tracemalloc
from itertools import product

import numpy as np
import pytest
from stability_models import Literal, random_controls, random_listed, random_option_form

from detente.theory.conflict import Conflict, Mover, arcs_of, option_form
from detente.theory.controls import Control, Grid
from detente.theory.moves import Arcs, Fibres, listed
from detente.theory.outcomes import Constraint, Space, decode, encode
from detente.theory.relations import relation, relations_of, stability_of_relations
from detente.theory.responses import RESPONSES, moves
from detente.theory.stability import CONCEPTS, Prepared, stability

MODELS = [(kind, seed) for kind in (random_listed, random_option_form) for seed in range(200)]


@pytest.mark.parametrize("response", RESPONSES)
@pytest.mark.parametrize("kind", [random_listed, random_option_form])
def test_ranks_and_sets_agree_with_the_definitions(kind, response: str) -> None:
    unstable = 0
    for seed in range(250):
        conflict = kind(np.random.default_rng(seed))
        literal = Literal(conflict)
        by_rank = stability(conflict, response=response)
        by_set = stability_of_relations(relations_of(conflict.ranks), conflict.movers, response=response)
        for concept in CONCEPTS:
            expected = literal.all_stable(concept, response)
            np.testing.assert_array_equal(by_rank.stable[concept], expected, f"{seed} {concept}")
            np.testing.assert_array_equal(by_set.stable[concept], expected, f"{seed} {concept}")
            unstable += int((~expected).sum())
    assert unstable > 1000


@pytest.mark.parametrize("response", RESPONSES)
def test_any_strict_relation_agrees_with_the_definitions(response: str) -> None:
    for seed in range(250):
        rng = np.random.default_rng(seed)
        conflict = (random_listed, random_option_form)[seed % 2](rng)
        states = conflict.states
        draw = rng.random((conflict.parties, states, states))
        better = (draw > draw.transpose(0, 2, 1)) & (draw > 0.4)
        literal = Literal(conflict, lambda i, t, s, better=better: bool(better[i, s, t]))
        found = stability_of_relations(better, conflict.movers, response=response)
        for concept in CONCEPTS:
            np.testing.assert_array_equal(found.stable[concept], literal.all_stable(concept, response), f"{seed}")


def test_which_concept_implies_which() -> None:
    strict = dict.fromkeys(("symseq", "seq", "smr"), 0)
    for kind, seed in MODELS:
        prepared = Prepared(kind(np.random.default_rng(seed)))
        for response in RESPONSES:
            nash, gmr, smr, seq, symmetric = stability(prepared, response=response).stable.values()
            assert (nash <= symmetric).all()
            assert (symmetric <= (seq & smr)).all()
            assert ((smr | seq) <= gmr).all()
            strict["symseq"] += int((symmetric < (seq & smr)).any())
            strict["seq"] += int((seq < gmr).any())
            strict["smr"] += int((smr < gmr).any())
    assert min(strict.values()) > 0


def test_wider_responses_deter_more() -> None:
    wider = 0
    for kind, seed in MODELS:
        prepared = Prepared(kind(np.random.default_rng(seed)))
        canonical, once, single = (stability(prepared, response=response).stable for response in RESPONSES)
        for concept in CONCEPTS:
            assert (single[concept] <= once[concept]).all()
            assert (once[concept] <= canonical[concept]).all()
            wider += int((once[concept] < canonical[concept]).any())
    assert wider > 10


def test_listed_arcs_and_fibres_are_the_same() -> None:
    for seed in range(150):
        conflict = random_option_form(np.random.default_rng(seed))
        plain = tuple(
            Mover(m.members, Arcs(arcs_of(m.moves).starts, arcs_of(m.moves).targets)) for m in conflict.movers
        )
        one, other = stability(conflict).stable, stability(Conflict(conflict.ranks, plain)).stable
        assert all(np.array_equal(one[concept], other[concept]) for concept in CONCEPTS)


def test_fibres_of_unlike_and_of_many_states() -> None:
    """The two layouts of fibres (slices, and running minima that start anew) give what listed arcs give."""
    rng = np.random.default_rng(3)
    for sizes in ((130, 2), (3, 70), (2, 3, 5)):
        allowed = rng.random(sizes) < (1.0 if len(sizes) == 2 else 0.6)
        space = Space(sizes, (Constraint(tuple(range(len(sizes))), allowed),))
        controls = [Control((k,), {k: np.ones((m, m), dtype=bool)}) for k, m in enumerate(sizes)]
        outcomes, movers = option_form(space, controls)
        ranks = rng.integers(0, len(outcomes), (len(sizes), len(outcomes)))
        assert all(isinstance(mover.moves, Fibres) for mover in movers)
        plain = tuple(Mover(m.members, Arcs(arcs_of(m.moves).starts, arcs_of(m.moves).targets)) for m in movers)
        for response in RESPONSES:
            one = stability(Conflict(ranks, movers), response=response).stable
            other = stability(Conflict(ranks, plain), response=response).stable
            assert all(np.array_equal(one[concept], other[concept]) for concept in CONCEPTS)


# ---------------------------------------------------------------- option form


def test_moves_of_the_option_form_are_those_of_the_definition() -> None:
    groups = 0
    for seed in range(300):
        space, controls = random_controls(np.random.default_rng(seed))
        outcomes, movers = option_form(space, controls)
        options = decode(space.sizes, outcomes)
        for control, mover in zip(controls, movers, strict=True):
            expected = {
                (s, t)
                for s, t in product(range(len(outcomes)), repeat=2)
                if s != t and can(control, options[s].tolist(), options[t].tolist())
            }
            arcs = arcs_of(mover.moves)
            assert set(zip(arcs.sources.tolist(), arcs.targets.tolist(), strict=True)) == expected
            groups += len(control.members) > 1 and bool(expected)
    assert groups > 20


def can(control: Control, here: list[int], there: list[int]) -> bool:
    changed = [k for k in range(len(here)) if here[k] != there[k]]
    if not all(k in control.within and control.within[k][here[k], there[k]] for k in changed):
        return False
    return control.needing is None or any(
        k in control.needing and control.needing[k][here[k], there[k]] for k in changed
    )


def test_few_outcomes_of_a_wide_space() -> None:
    """Where nearly nothing is feasible, moves are listed by search, and are still those of the definition."""
    rng = np.random.default_rng(5)
    allowed = np.zeros((1100, 1100), dtype=bool)
    allowed[rng.integers(0, 30, 200), rng.integers(0, 1100, 200)] = True
    space = Space((1100, 1100), (Constraint((0, 1), allowed),))
    forward = np.triu(np.ones((1100, 1100), dtype=bool))
    controls = [Control((0,), {0: forward}), Control((1,), {1: np.ones((1100, 1100), dtype=bool)})]
    outcomes, movers = option_form(space, controls)
    options = decode(space.sizes, outcomes)
    for control, mover in zip(controls, movers, strict=True):
        arcs = arcs_of(mover.moves)
        found = set(zip(arcs.sources.tolist(), arcs.targets.tolist(), strict=True))
        pairs = product(range(len(outcomes)), repeat=2)
        assert found == {(s, t) for s, t in pairs if s != t and can(control, options[s].tolist(), options[t].tolist())}
        assert found


def test_moves_one_by_one_and_counts_are_those_of_the_list() -> None:
    grids = 0
    for seed in range(150):
        conflict = random_option_form(np.random.default_rng(seed))
        for mover in conflict.movers:
            arcs, ways = arcs_of(mover.moves), moves(mover)
            assert np.array_equal(ways.counts, np.diff(arcs.starts))
            states = np.arange(conflict.states)[::-1]
            expected = [t for s in states for t in sorted(arcs.targets[arcs.starts[s] : arcs.starts[s + 1]].tolist())]
            places = np.repeat(states, ways.counts[states])
            found = ways.successors(states)
            assert found[np.lexsort((found, -places))].tolist() == expected
            grids += isinstance(mover.moves, Grid)
    assert grids > 50


def test_too_many_moves_to_list_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.theory.moves.MOST_ARCS", 10)
    free = np.ones((4, 4), dtype=bool)
    controls = [Control((0, 1), {0: free}, {0: np.triu(free, 1)}), Control((2,), {1: free})]
    outcomes, movers = option_form(Space((4, 4)), controls)
    with pytest.raises(ValueError, match="can be listed"):
        stability(Conflict(np.zeros((3, len(outcomes))), movers), ["seq"])


def test_a_worthless_joint_issue_changes_nothing_for_parties() -> None:
    """Parties 0 and 1 could agree on something that nobody values; without rules, nothing changes for either."""
    rng = np.random.default_rng(11)
    pair, free = np.ones((2, 2), dtype=bool), np.ones((3, 3), dtype=bool)
    for _ in range(200):
        base, movers = option_form(Space((3, 2, 3)), [Control((k,), {k: (free, pair, free)[k]}) for k in range(3)])
        random = rng.integers(0, 9, (3, len(base)))
        wide = Space((3, 2, 3, 2))
        alone = [Control((k,), {k: (free, pair, free)[k]}) for k in range(3)]
        needing = {3: ~np.eye(2, dtype=bool)}
        both = Control((0, 1), {0: free, 1: pair, 3: pair}, needing)
        outcomes, wider = option_form(wide, [*alone, both])
        ranks = random[:, encode((3, 2, 3), decode(wide.sizes, outcomes)[:, :3])]
        narrow, found = stability(Conflict(random, movers)).stable, stability(Conflict(ranks, wider)).stable
        for concept in ("nash", "gmr", "smr"):
            assert np.array_equal(found[concept].reshape(3, -1, 2), np.repeat(narrow[concept][:, :, None], 2, axis=2))


def test_a_group_answers_only_those_outside_it() -> None:
    """Party 0 gains by 0 -> 1; only the group can go on from there, to 2, which is bad for 0 and 1 and good for 2."""
    ranks = np.array([[1, 2, 0], [1, 1, 2], [1, 1, 2]])
    own = Mover((0,), listed(3, [(0, 1)]))
    outside = Conflict(ranks, (own, Mover((1, 2), listed(3, [(1, 2)]))))
    inside = Conflict(ranks, (own, Mover((0, 1), listed(3, [(1, 2)]))))
    for concept in ("gmr", "smr", "seq", "symmetric_seq"):
        assert 0 in stability(outside).equilibria[concept]
        assert 0 not in stability(inside).equilibria[concept]
    assert 0 not in stability(outside).equilibria["nash"]


def test_passing_does_not_let_a_mover_go_twice_in_a_row() -> None:
    """Party 0 is tempted from 4 to 0. Only 2 would deter it, two moves of party 1 away; party 2 can but leave the way at 1."""
    ranks = np.array([[2, 2, 0, 2, 1], [0] * 5, [0] * 5])
    two_steps = listed(5, [(0, 1), (1, 2)])
    movers = [Mover((0,), listed(5, [(4, 0)])), Mover((1,), two_steps), Mover((2,), Fibres(np.array([0, 1, 2, 1, 3])))]
    assert 4 not in stability(Conflict(ranks, tuple(movers))).equilibria["gmr"]
    movers[2] = Mover((2,), listed(5, [(1, 3), (3, 1), (3, 0), (0, 3)]))
    assert 4 not in stability(Conflict(ranks, tuple(movers))).equilibria["gmr"]
    movers[2] = Mover((2,), listed(5, [(1, 3), (3, 1), (0, 1)]))
    assert 4 in stability(Conflict(ranks, tuple(movers))).equilibria["gmr"]


# ---------------------------------------------------------------- sizes


def test_a_million_states_and_six_parties() -> None:
    full = np.ones((2, 2), dtype=bool)
    own = np.array_split(np.arange(20), 6)
    outcomes, movers = option_form(Space((2,) * 20), [Control((i,), {int(k): full for k in own[i]}) for i in range(6)])
    rng = np.random.default_rng(1)
    worth = rng.integers(-100, 100, (6, 20))
    ranks = np.zeros((6, len(outcomes)), dtype=np.int64)
    for k in range(20):
        ranks += worth[:, k, None] * (outcomes >> (19 - k) & 1)
    tracemalloc.start()
    found = stability(Conflict(ranks, movers))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.5e9
    assert [len(found.equilibria[concept]) > 0 for concept in CONCEPTS] == [True] * 5


# ---------------------------------------------------------------- bad input


def test_what_does_not_fit_is_refused() -> None:
    stay = Fibres(np.array([0, 1]))
    with pytest.raises(ValueError, match="not some of the parties"):
        Conflict(np.zeros((2, 2)), (Mover((2,), stay),))
    with pytest.raises(ValueError, match="twice"):
        Conflict(np.zeros((2, 2)), (Mover((0, 1), stay), Mover((1, 0), stay)))
    with pytest.raises(ValueError, match="do not fit 3 states"):
        Conflict(np.zeros((2, 3)), (Mover((0,), stay),))
    with pytest.raises(ValueError, match="do not fit 2 states"):
        Conflict(np.zeros((2, 2)), (Mover((0,), Arcs(np.array([0, 1, 1]), np.array([2], dtype=np.int32))),))
    with pytest.raises(ValueError, match="row for each party"):
        Conflict(np.zeros(3), ())
    with pytest.raises(ValueError, match="finite"):
        Conflict(np.array([[0.0, np.nan]]), ())
    with pytest.raises(ValueError, match="without gaps"):
        Fibres(np.array([0, 2]))
    with pytest.raises(ValueError, match="not among 0 to 1"):
        listed(2, [(0, 2)])


def test_unknown_concepts_and_responses_are_refused() -> None:
    conflict = Conflict(np.array([[0, 1], [1, 0]]), tuple(Mover((i,), Fibres(np.array([0, 0]))) for i in range(2)))
    with pytest.raises(ValueError, match="symmetric_seq"):
        stability(conflict, ["sseq"])
    with pytest.raises(ValueError, match="canonical, once, single"):
        stability(conflict, response="twice")
    crowd = Conflict(np.tile([0, 1], (14, 1)), tuple(Mover((i,), Fibres(np.array([0, 0]))) for i in range(14)))
    with pytest.raises(ValueError, match="13 opponents"):
        stability(crowd, response="once")


def test_controls_and_relations_that_do_not_fit_are_refused() -> None:
    pair = np.ones((2, 2), dtype=bool)
    with pytest.raises(ValueError, match="does not fit its options"):
        option_form(Space((3,)), [Control((0,), {0: pair})])
    with pytest.raises(ValueError, match="must be able"):
        option_form(Space((2, 2)), [Control((0, 1), {0: pair}, {1: pair})])
    with pytest.raises(ValueError, match="leave no outcome"):
        option_form(Space((2,), (Constraint((0,), np.zeros(2, dtype=bool)),)), [Control((0,), {0: pair})])
    with pytest.raises(ValueError, match="one way only"):
        stability_of_relations(np.ones((1, 2, 2), dtype=bool), [])
    with pytest.raises(ValueError, match="states by states"):
        stability_of_relations(np.ones((1, 2, 3), dtype=bool), [])


def test_intransitive_preferences_round_a_triangle() -> None:
    """One party that can go anywhere prefers 1 to 0, 2 to 1 and 0 to 2: nothing is stable, and no rank could say so."""
    round_and_round = relation(3, lambda t, s: (t - s) % 3 == 1)
    found = stability_of_relations(round_and_round[None], [Mover((0,), Fibres(np.zeros(3)))])
    assert all(len(found.equilibria[concept]) == 0 for concept in CONCEPTS)
