"""Groups and coalitions that leave a state together, against the definitions followed to the letter."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from stability_models import Literal, random_listed, random_moves, random_option_form, random_ranks

from detente.theory import coalitions
from detente.theory.coalitions import Contract, coalition, contract, within
from detente.theory.conflict import Conflict, Mover, option_form
from detente.theory.controls import Control
from detente.theory.moves import Fibres, listed
from detente.theory.outcomes import Space
from detente.theory.responses import RESPONSES
from detente.theory.stability import CONCEPTS, Prepared, stability

LASTING = ("smr", "symmetric_seq")


def random_grouped(rng: np.random.Generator) -> Conflict:
    """2-4 parties on up to 7 states, with one to three groups that have many moves."""
    parties, states = int(rng.integers(2, 5)), int(rng.integers(3, 8))
    groups = [g for size in range(2, parties + 1) for g in combinations(range(parties), size)]
    chosen = rng.choice(len(groups), min(len(groups), int(rng.integers(1, 4))), replace=False)
    movers = [Mover((i,), random_moves(rng, states)) for i in range(parties) if rng.random() < 0.85]
    movers += [Mover(groups[k], random_moves(rng, states)) for k in sorted(chosen)]
    return Conflict(random_ranks(rng, parties, states), tuple(movers))


KINDS = (random_grouped, random_listed, random_option_form)


class Grouped(Literal):
    """The definitions for several: who is in, who answers, and who ends no better."""

    def within(self, members) -> list[int]:
        return [n for n, mover in enumerate(self.conflict.movers) if set(mover.members) <= set(members)]

    def all_better(self, members, there: int, state: int) -> bool:
        return all(self.better(m, there, state) for m in members)

    def deterred(self, members, state: int, tempted: int, concept: str, reading: str) -> bool:
        table = self.reach if concept in ("gmr", "smr") else self.gain
        if concept == "nash":
            return False
        for answer in self.response(tempted, self.others(members), table, reading):
            after = (
                self.response(answer, self.within(members), self.reach, "canonical") if concept in LASTING else set()
            )
            if not any(self.all_better(members, x, state) for x in {answer, *after}):
                return True
        return False

    def jumps(self, members, state: int, ends: set[int], concept: str, reading: str) -> set[int]:
        better = {t for t in ends if self.all_better(members, t, state)}
        return {t for t in better if not self.deterred(members, state, t, concept, reading)}

    def of_groups(self, state: int, concept: str, reading: str) -> set[tuple[int, int]]:
        return {
            (n, t)
            for n, mover in enumerate(self.conflict.movers)
            if len(mover.members) > 1
            for t in self.jumps(mover.members, state, self.reach[n][state], concept, reading)
        }

    def of_coalition(self, members, state: int, concept: str, reading: str) -> set[int]:
        ends = self.response(state, self.within(members), self.reach, "canonical")
        return self.jumps(members, state, ends, concept, reading)


@pytest.mark.parametrize("response", RESPONSES)
def test_groups_leave_what_the_definitions_say(response: str) -> None:
    seen = dict.fromkeys(CONCEPTS, 0)
    for seed in range(180):
        conflict = KINDS[seed % 3](np.random.default_rng(seed))
        literal, prepared = Grouped(conflict), Prepared(conflict)
        states = list(range(conflict.states))
        for concept in CONCEPTS:
            found = contract(prepared, states, concept, response)
            for state in states:
                expected = literal.of_groups(state, concept, response)
                assert {(jump.mover, jump.to) for jump in found.jumps[state]} == expected, (seed, concept, state)
                assert found.stable[state] == (not expected)
                assert found.counts[state] == len(expected)
                assert not found.undecided[state]
                assert all(jump.path[0].state == jump.to and len(jump.path) == 1 for jump in found.jumps[state])
                seen[concept] += len(expected)
    assert min(seen.values()) > 100
    assert seen["nash"] > max(seen[concept] for concept in CONCEPTS[1:])


@pytest.mark.parametrize("response", RESPONSES)
def test_coalitions_leave_what_the_definitions_say(response: str) -> None:
    left, long = 0, 0
    for seed in range(48):
        rng = np.random.default_rng(seed)
        conflict = KINDS[seed % 3](rng)
        literal, prepared = Grouped(conflict), Prepared(conflict)
        members = rng.choice(conflict.parties, int(rng.integers(1, conflict.parties + 1)), replace=False).tolist()
        states = list(range(conflict.states))
        for concept in CONCEPTS:
            found = coalition(prepared, members, states, concept, response)
            for state in states:
                expected = literal.of_coalition(members, state, concept, response)
                assert {jump.to for jump in found.jumps[state]} == expected, (seed, concept, state)
                assert found.stable[state] == (not expected)
                left += len(expected)
                long += follow(literal, members, state, found, state)
    assert left > 300
    assert long > 30


def follow(literal: Grouped, members: list[int], start: int, found: Contract, place: int) -> int:
    """Every path is a shortest legal one to where it says; how many take several moves."""
    several = 0
    for jump in found.jumps[place]:
        here, last = start, None
        for step in jump.path:
            assert step.mover in literal.within(members)
            assert step.mover != last
            assert step.state in literal.reach[step.mover][here]
            here, last = step.state, step.mover
        assert here == jump.to
        assert jump.mover == jump.path[0].mover
        assert len(jump.path) == shortest(literal, members, start, jump.to)
        several += len(jump.path) > 1
    return several


def shortest(literal: Grouped, members: list[int], start: int, goal: int) -> int:
    layer: set[tuple] = {(start, None)}
    for length in range(1, 100):
        layer = {(t, n) for s, last in layer for n in literal.within(members) if n != last for t in literal.reach[n][s]}
        if any(state == goal for state, _ in layer):
            return length
    raise AssertionError("There is no way there.")


def test_one_party_is_its_own_coalition() -> None:
    unstable = 0
    for seed in range(60):
        conflict = KINDS[seed % 3](np.random.default_rng(seed))
        prepared = Prepared(conflict)
        held = stability(prepared).stable
        for concept in CONCEPTS:
            for party in range(conflict.parties):
                alone = coalition(prepared, [party], range(conflict.states), concept)
                np.testing.assert_array_equal(alone.stable, held[concept][party])
                unstable += int((~alone.stable).sum())
    assert unstable > 250


def test_a_group_whose_members_can_do_nothing_else_is_that_coalition() -> None:
    jumps = 0
    for seed in range(150):
        rng = np.random.default_rng(seed)
        states = int(rng.integers(4, 10))
        movers = (Mover((0, 1), random_moves(rng, states)), Mover((2,), random_moves(rng, states)))
        prepared = Prepared(Conflict(random_ranks(rng, 3, states), movers))
        for concept in CONCEPTS:
            one, other = contract(prepared, range(states), concept), coalition(prepared, [1, 0], range(states), concept)
            assert one.jumps == other.jumps
            jumps += int(one.counts.sum())
    assert jumps > 300


def test_which_concept_implies_which() -> None:
    strict = 0
    for seed in range(150):
        conflict = random_grouped(np.random.default_rng(seed))
        prepared = Prepared(conflict)
        nash, gmr, smr, seq, symmetric = (contract(prepared, range(conflict.states), c).stable for c in CONCEPTS)
        assert (nash <= symmetric).all()
        assert (symmetric <= (seq & smr)).all()
        assert ((smr | seq) <= gmr).all()
        strict += int((smr < gmr).any()) + int((nash < symmetric).any())
    assert strict > 10


def test_who_loses_may_change_from_one_counter_move_to_the_next() -> None:
    """From 1 the answer leads to 2, and the group from there to 3 or 4: at each another member is no better than at 0."""
    ranks = [[1, 2, 0, 0, 3], [1, 2, 2, 3, 0], [0, 0, 0, 0, 0]]
    group = listed(5, [(0, 1), (2, 3), (2, 4)])
    movers = (Mover((0, 1), group), Mover((2,), listed(5, [(1, 2)])))
    prepared = Prepared(Conflict(np.array(ranks), movers))
    for concept in ("gmr", "smr"):
        assert contract(prepared, [0], concept).stable.tolist() == [True]
    for concept in ("nash", "seq", "symmetric_seq"):
        assert [jump.to for jump in contract(prepared, [0], concept).jumps[0]] == [1]
    regret = Prepared(Conflict(np.array([[1, 2, 0, 0, 3], [1, 2, 2, 3, 3], [0, 0, 0, 0, 0]]), movers))
    assert [contract(regret, [0], concept).stable.tolist() for concept in ("gmr", "smr")] == [[True], [False]]


def test_in_counter_moves_a_member_may_move_again() -> None:
    """The answer leads from 1 to 2; 0, 1 and 0 again go from there to 5, where both are better off than at 0."""
    ranks = np.array([[1, 2, 0, 0, 0, 3], [1, 2, 0, 0, 0, 3], [0] * 6])
    own = [Mover((0,), listed(6, [(2, 3), (4, 5)])), Mover((1,), listed(6, [(3, 4)]))]
    movers = (*own, Mover((0, 1), listed(6, [(0, 1)])), Mover((2,), listed(6, [(1, 2)])))
    prepared = Prepared(Conflict(ranks, movers))
    assert [contract(prepared, [0], concept).stable.tolist() for concept in ("gmr", "smr")] == [[True], [False]]


def test_the_most_even_jump_comes_first_and_few_are_kept() -> None:
    ranks = np.array([[0, 1, 3, 3, 9], [0, 9, 3, 4, 1]])
    group = Mover((0, 1), Fibres(np.zeros(5, dtype=int)))
    found = contract(Prepared(Conflict(ranks, (group,))), [0, 3], "nash")
    assert [jump.to for jump in found.jumps[0]] == [3, 2, 1, 4]
    assert [jump.gains for jump in found.jumps[0]] == [(2, 3), (2, 2), (1, 4), (3, 1)]
    assert found.jumps[1] == ()
    assert found.stable.tolist() == [False, True]
    many = Prepared(Conflict(np.array([np.arange(100)] * 2), (Mover((0, 1), Fibres(np.zeros(100, dtype=int))),)))
    most = contract(many, [7, 0], "seq")
    assert [jump.to for jump in most.jumps[1]] == list(range(99, 99 - coalitions.MOST_JUMPS, -1))
    assert most.counts.tolist() == [92, 99]
    against = np.array([np.arange(101), [0, *range(100, 0, -1)]])
    even = contract(Prepared(Conflict(against, (Mover((0, 1), Fibres(np.zeros(101, dtype=int))),))), [0], "gmr")
    assert [jump.to for jump in even.jumps[0]] == [*(k for d in range(10) for k in (50 - d, 51 + d))]


def test_blocks_and_states_in_any_order_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(30):
        rng = np.random.default_rng(seed)
        conflict = KINDS[seed % 3](rng)
        order = rng.permutation(conflict.states)
        for concept in ("nash", "gmr", "symmetric_seq"):
            for ask in (contract, lambda p, s, c: coalition(p, [0, 1], s, c)):
                whole = ask(Prepared(conflict), range(conflict.states), concept)
                with monkeypatch.context() as patch:
                    patch.setattr(coalitions, "BLOCK", 2)
                    parts = ask(Prepared(conflict), order, concept)
                assert parts.jumps == tuple(whole.jumps[s] for s in order)


def test_what_is_cut_short_is_undecided_and_never_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    undecided = 0
    for seed in range(80):
        conflict = random_grouped(np.random.default_rng(seed))
        prepared = Prepared(conflict)
        for concept in LASTING:
            for ask in (contract, lambda p, s, c: coalition(p, [0, 1], s, c)):
                whole = ask(prepared, range(conflict.states), concept)
                with monkeypatch.context() as patch:
                    patch.setattr(coalitions, "MOST_VISITS", 0)
                    cut = ask(prepared, range(conflict.states), concept)
                assert not (cut.stable & ~whole.stable).any()
                assert (cut.counts <= whole.counts).all()
                assert np.array_equal(cut.undecided, ~cut.stable & (cut.counts == 0))
                assert all(set(some) <= set(every) for some, every in zip(cut.jumps, whole.jumps, strict=True))
                undecided += int(cut.undecided.sum())
    assert undecided > 20


def test_a_worthless_joint_issue_moves_nobody_and_a_worthy_one_does() -> None:
    """The prisoner's dilemma: both talk (3) is Nash for the parties alone; a pact that binds both makes it vulnerable."""
    free, pact = np.ones((2, 2), dtype=bool), ~np.eye(2, dtype=bool)
    alone = [Control((0,), {0: free}), Control((1,), {1: free})]
    dilemma = np.array([[2, 0, 3, 1], [2, 3, 0, 1]])
    _, movers = option_form(Space((2, 2, 2)), [*alone, Control((0, 1), {0: free, 1: free, 2: free}, {2: pact})])
    prepared = Prepared(Conflict(dilemma.repeat(2, axis=1), movers))
    (both_talk,) = {s for s in stability(prepared).equilibria["nash"] if s % 2 == 0}
    nash = contract(prepared, [both_talk], "nash")
    assert [(jump.to, jump.gains) for jump in nash.jumps[0]] == [(1, (1, 1))]
    worthless = Prepared(Conflict(np.zeros((2, 8), dtype=int), movers))
    assert contract(worthless, range(8), "nash").stable.all()


def test_who_is_within() -> None:
    conflict = random_grouped(np.random.default_rng(0))
    for members in ([0], [0, 1], list(range(conflict.parties))):
        assert within(Prepared(conflict), members) == tuple(Grouped(conflict).within(members))


def test_nothing_asked_and_no_groups() -> None:
    prepared = Prepared(Conflict(np.array([[0, 1]]), (Mover((0,), Fibres(np.array([0, 0]))),)))
    assert contract(prepared, [], "gmr").jumps == ()
    assert contract(prepared, [0, 1], "smr").stable.tolist() == [True, True]
    assert coalition(prepared, [0], [], "smr").stable.tolist() == []


def test_what_is_not_there_is_refused() -> None:
    prepared = Prepared(Conflict(np.array([[0, 1]]), (Mover((0,), Fibres(np.array([0, 0]))),)))
    with pytest.raises(ValueError, match="numbered 0 to 1"):
        contract(prepared, [2], "gmr")
    with pytest.raises(ValueError, match="no concept 'core'"):
        contract(prepared, [0], "core")
    with pytest.raises(ValueError, match="no response 'twice'"):
        contract(prepared, [0], "gmr", "twice")
    for members in ([], [0, 0], [1]):
        with pytest.raises(ValueError, match="some of the parties 0 to 0"):
            coalition(prepared, members, [0], "gmr")
