"""Witnesses replay: followed step by step, they prove what they say; and where conflicts end."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from stability_models import Literal, random_listed, random_option_form

from detente.theory.conflict import Conflict, Mover
from detente.theory.ends import course
from detente.theory.moves import Fibres, listed
from detente.theory.responses import RESPONSES, moves
from detente.theory.stability import CONCEPTS, Prepared, stability
from detente.theory.witness import Witness, witnesses

MODELS = [(kind, seed) for kind in (random_listed, random_option_form) for seed in range(110)]
SYMMETRIC = ("smr", "symmetric_seq")


@pytest.mark.parametrize("response", RESPONSES)
def test_witnesses_replay(response: str) -> None:
    lengths = []
    for kind, seed in MODELS:
        conflict = kind(np.random.default_rng(seed))
        prepared, literal = Prepared(conflict), Literal(conflict)
        found = stability(prepared, response=response).stable
        for concept in CONCEPTS:
            for party in range(conflict.parties):
                shown = witnesses(prepared, party, range(conflict.states), concept, response)
                for witness in shown:
                    assert witness.stable == found[concept][party, witness.state]
                    lengths += replay(literal, witness, response)
    assert max(lengths) > (2, 1, 0)[RESPONSES.index(response)]


def replay(literal: Literal, witness: Witness, response: str) -> list[int]:
    """Follow a witness through the definitions; the lengths of its answers."""
    gains = literal.own(witness.party, literal.gain)[witness.state]
    tempted = [temptation.to for temptation in witness.temptations]
    if witness.stable:
        assert set(tempted) == gains
        assert witness.concept != "nash" or not gains
    else:
        assert tempted
        assert set(tempted) <= gains
    ranks = literal.conflict.ranks[witness.party]
    assert [ranks[t] for t in tempted] == sorted((ranks[t] for t in tempted), reverse=True)
    for temptation in witness.temptations:
        if not witness.stable:
            assert temptation.answer is None
            if witness.concept != "nash":
                assert not literal.sanctions(witness.party, witness.state, temptation.to, witness.concept, response)
                assert temptation.feared > ranks[witness.state]
            continue
        check_answer(literal, witness, temptation, response)
    return [len(temptation.answer) for temptation in witness.temptations if temptation.answer]


def check_answer(literal: Literal, witness: Witness, temptation, response: str) -> None:
    table = literal.reach if witness.concept in ("gmr", "smr") else literal.gain
    here, movers = temptation.to, [step.mover for step in temptation.answer]
    for step in temptation.answer:
        assert witness.party not in literal.conflict.movers[step.mover].members
        assert step.state in table[step.mover][here]
        here = step.state
    assert all(a != b for a, b in pairwise(movers))
    assert response != "once" or len(set(movers)) == len(movers)
    assert response != "single" or len(movers) == 1
    ranks = literal.conflict.ranks[witness.party]
    assert ranks[here] <= ranks[witness.state]
    if witness.concept in SYMMETRIC:
        after = literal.own(witness.party, literal.reach)[here]
        assert (temptation.counter is None) == (not after)
        assert not after or ranks[temptation.counter] == max(ranks[x] for x in after) <= ranks[witness.state]


def test_witness_of_chicken() -> None:
    """Both swerve (0): driving on (2) tempts the first, and the second would drive on too (3)."""
    prepared = Prepared(chicken())
    (witness,) = witnesses(prepared, 0, [0], "gmr")
    assert witness.stable
    (temptation,) = witness.temptations
    assert temptation.to == 2
    assert [(step.mover, step.state) for step in temptation.answer or ()] == [(1, 3)]
    (open_end,) = witnesses(prepared, 0, [0], "seq")
    assert not open_end.stable
    assert open_end.temptations[0].answer is None


def test_witnesses_of_what_is_not_there_are_refused() -> None:
    prepared = Prepared(chicken())
    with pytest.raises(ValueError, match="0 to 3"):
        witnesses(prepared, 0, [4], "gmr")
    with pytest.raises(ValueError, match="no concept"):
        witnesses(prepared, 0, [0], "sim")
    with pytest.raises(ValueError, match="no response"):
        witnesses(prepared, 0, [0], "nash", "twice")


# ---------------------------------------------------------------- ends


def two_by_two(row: list[int], column: list[int]) -> Conflict:
    """A game with two strategies each; state 2r + c."""
    return Conflict(
        np.array([row, column]),
        (Mover((0,), Fibres(np.array([0, 1, 0, 1]))), Mover((1,), Fibres(np.array([0, 0, 1, 1])))),
    )


def chicken() -> Conflict:
    return two_by_two([2, 1, 3, 0], [2, 3, 1, 0])


def ends_of(conflict: Conflict, start: int, unsanctioned: bool = False) -> list[list[int]]:
    found = course(Prepared(conflict), start, range(len(conflict.movers)), unsanctioned)
    return [end.tolist() for end in found.ends]


def test_chicken_has_two_ends_and_matching_pennies_go_round() -> None:
    assert ends_of(chicken(), 0) == [[1], [2]]
    assert ends_of(chicken(), 1) == [[1]]
    assert ends_of(two_by_two([1, 0, 0, 1], [0, 1, 1, 0]), 0) == [[0, 1, 2, 3]]


def test_the_prisoners_stay_where_both_would_be_punished() -> None:
    dilemma = two_by_two([2, 0, 3, 1], [2, 3, 0, 1])
    assert ends_of(dilemma, 0) == [[3]]
    assert ends_of(dilemma, 0, unsanctioned=True) == [[0]]


def test_a_joint_issue_needs_its_group_to_move() -> None:
    conflict = Conflict(np.array([[0, 1], [0, 1]]), (Mover((0, 1), listed(2, [(0, 1)])),))
    assert [end.tolist() for end in course(Prepared(conflict), 0, []).ends] == [[0]]
    assert [end.tolist() for end in course(Prepared(conflict), 0, [0]).ends] == [[1]]


@pytest.mark.parametrize("unsanctioned", [False, True])
def test_ends_are_terminal_components(unsanctioned: bool) -> None:
    cycles = several = stopped = 0
    for kind, seed in MODELS:
        rng = np.random.default_rng(seed)
        conflict = kind(rng)
        movers = sorted(rng.permutation(len(conflict.movers))[: int(rng.integers(1, 6))].tolist())
        prepared, literal = Prepared(conflict), Literal(conflict)
        table = [
            [
                {t for t in literal.gain[n][s] if not unsanctioned or holds(literal, n, s, t, movers)}
                for s in range(conflict.states)
            ]
            for n in range(len(conflict.movers))
        ]
        stopped += any(table[n][s] != literal.gain[n][s] for n in movers for s in range(conflict.states))
        reach = [reached(table, movers, s) for s in range(conflict.states)]
        for start in range(conflict.states):
            found = course(prepared, start, movers, unsanctioned)
            assert set(found.states.tolist()) == reach[start]
            bottoms = {frozenset(reach[s]) for s in reach[start] if all(s in reach[t] for t in reach[s])}
            assert {frozenset(end.tolist()) for end in found.ends} == bottoms
            assert bottoms
            for state in found.states.tolist():
                follow(table, found.path(state), start, state)
            round_and_round = any(len(end) > 1 for end in found.ends)
            assert not (unsanctioned and composed(conflict, movers) and round_and_round)
            cycles += round_and_round
            several += len(found.ends) > 1
    assert unsanctioned or cycles > 10
    assert several > 10
    assert not unsanctioned or stopped > 10


def composed(conflict: Conflict, movers: list[int]) -> bool:
    """Whether all movers are parties alone, whose two moves in a row are one: their unsanctioned improvements end at rest.

    Between two moves of its own a party is always better off than before the first, since no answer brings it as low again.
    """
    return all(len(conflict.movers[n].members) == 1 and moves(conflict.movers[n]).transitive for n in movers)


def holds(literal: Literal, mover: int, state: int, there: int, movers: list[int]) -> bool:
    """Whether no answer of the movers of this process leaves some member no better than before."""
    members = literal.conflict.movers[mover].members
    answers = literal.response(there, [n for n in literal.others(members) if n in movers], literal.gain, "canonical")
    return all(literal.better(m, x, state) for x in answers for m in members)


def reached(table: list, movers: list[int], start: int) -> set[int]:
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for n in movers:
            waiting += table[n][here] - seen
            seen |= table[n][here]
    return seen


def follow(table: list, path: tuple, start: int, goal: int) -> None:
    here = start
    for mover, there in path:
        assert there in table[mover][here]
        here = there
    assert here == goal


def test_a_state_that_is_not_there_is_refused() -> None:
    prepared = Prepared(chicken())
    with pytest.raises(ValueError, match="numbered 0 to 3"):
        course(prepared, 4, [0])
    with pytest.raises(ValueError, match="not reached"):
        course(prepared, 1, [0, 1]).path(0)
