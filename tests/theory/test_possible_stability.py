"""What is stable whatever the preferences, and what could be: against the definitions, and against completions one by one."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stability_models import Literal, random_listed, random_option_form

from detente.theory import possible
from detente.theory.conflict import Conflict, Mover
from detente.theory.moves import Fibres, listed
from detente.theory.possible import (
    bounds_of_draws,
    stability_of_bounds,
    stability_of_intervals,
    unknown,
)
from detente.theory.relations import relations_of, stability_by_two, stability_of_relations
from detente.theory.responses import RESPONSES
from detente.theory.stability import CONCEPTS, stability

KINDS = (random_listed, random_option_form)


def random_bounds(rng: np.random.Generator, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Certain and possible preferences (parties, states, states), a pair at a time."""
    parties, states = shape
    draw = rng.random((parties, states, states))
    certain = (draw > draw.transpose(0, 2, 1)) & (draw > rng.choice([0.5, 0.8]))
    maybe = certain | ((rng.random(draw.shape) < rng.choice([0.3, 0.7])) & ~certain.transpose(0, 2, 1))
    return certain, maybe & ~np.eye(states, dtype=bool)


def random_intervals(rng: np.random.Generator, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper bounds with ties; some parties are known exactly, of some nothing is known."""
    low = rng.integers(0, shape[1] + 2, shape)
    high = low + rng.integers(0, int(rng.choice([1, 2, 4])), shape)
    for party in range(shape[0]):
        kind = rng.random()
        if kind < 0.2:
            high[party] = low[party]
        elif kind < 0.35:
            low[party], high[party] = 0, 1
    return low, high


def relations_between(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    certain = low[:, None, :] > high[:, :, None]
    return certain, (high[:, None, :] > low[:, :, None]) & ~np.eye(low.shape[1], dtype=bool)


def literally(conflict: Conflict, better: np.ndarray, sure: np.ndarray, ask: tuple[str, str]) -> np.ndarray:
    """Each party judged by `better`, the others' improvements by `sure`."""
    judged = Literal(conflict, lambda i, t, s: bool(better[i, s, t]))
    judged_gain = judged.gain
    answering = Literal(conflict, lambda i, t, s: bool(sure[i, s, t]))
    concept, reading = ask
    table = answering.reach if concept in ("gmr", "smr") else answering.gain

    def deterred(party: int, state: int, tempted: int) -> bool:
        for answer in judged.response(tempted, judged.others((party,)), table, reading):
            after = judged.own(party, judged.reach)[answer] if concept in ("smr", "symmetric_seq") else set()
            if not any(better[party, state, x] for x in {answer, *after}):
                return True
        return False

    def stable(party: int, state: int) -> bool:
        tempting = judged.own(party, judged_gain)[state]
        return not tempting if concept == "nash" else all(deterred(party, state, t) for t in tempting)

    return np.array([[stable(i, s) for s in range(conflict.states)] for i in range(conflict.parties)])


@pytest.mark.parametrize("response", RESPONSES)
def test_bounds_are_those_of_the_definitions(response: str) -> None:
    between = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        conflict = KINDS[seed % 2](rng)
        certain, maybe = random_bounds(rng, conflict.ranks.shape)
        found = stability_of_bounds(certain, maybe, conflict.movers, response=response)
        for concept in CONCEPTS:
            necessary = literally(conflict, maybe, certain, (concept, response))
            can_be = literally(conflict, certain, maybe, (concept, response))
            np.testing.assert_array_equal(found.necessary.stable[concept], necessary, f"{seed} {concept}")
            np.testing.assert_array_equal(found.possible.stable[concept], can_be, f"{seed} {concept}")
            between += int((can_be & ~necessary).sum())
    assert between > 300


@pytest.mark.parametrize("response", RESPONSES)
def test_intervals_give_what_sets_give(response: str) -> None:
    gained = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        conflict = KINDS[seed % 2](rng)
        low, high = random_intervals(rng, conflict.ranks.shape)
        quick = stability_of_intervals(low, high, conflict.movers, response=response)
        by_set = stability_of_bounds(*relations_between(low, high), conflict.movers, response=response)
        for concept in CONCEPTS:
            for one, other in ((quick.necessary, by_set.necessary), (quick.possible, by_set.possible)):
                np.testing.assert_array_equal(one.stable[concept], other.stable[concept], f"{seed} {concept}")
            assert quick.unfollowed[concept] == 0
            gained += int((quick.possible.stable[concept] & ~quick.necessary.stable[concept]).sum())
    assert gained > 200


def test_answers_that_lead_back_count_and_may_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        conflict = KINDS[seed % 2](rng)
        low, high = random_intervals(rng, conflict.ranks.shape)
        whole = stability_of_intervals(low, high, conflict.movers)
        with monkeypatch.context() as patch:
            patch.setattr(possible, "MOST_VISITS", 0)
            cut = stability_of_intervals(low, high, conflict.movers)
        for concept in CONCEPTS:
            here, there = cut.necessary.stable[concept], whole.necessary.stable[concept]
            assert (here <= there).all()
            assert (there & ~here).sum() <= cut.unfollowed[concept]
            assert np.array_equal(cut.possible.stable[concept], whole.possible.stable[concept])
            lost += int((there & ~here).sum())
    assert lost > 20


# ---------------------------------------------------------------- completions


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10**6), kind=st.sampled_from(KINDS), response=st.sampled_from(RESPONSES))
def test_no_completion_of_intervals_goes_beyond_the_bounds(seed: int, kind, response: str) -> None:
    rng = np.random.default_rng(seed)
    conflict = kind(rng)
    low, high = random_intervals(rng, conflict.ranks.shape)
    bounds = stability_of_intervals(low, high, conflict.movers, response=response)
    for draw in range(8):
        inner = rng.random(low.shape) if draw < 4 else rng.integers(0, 2, low.shape)
        actual = stability(Conflict(low + inner * (high - low), conflict.movers), response=response)
        for concept in CONCEPTS:
            assert (bounds.necessary.stable[concept] <= actual.stable[concept]).all()
            assert (actual.stable[concept] <= bounds.possible.stable[concept]).all()


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10**6), kind=st.sampled_from(KINDS), response=st.sampled_from(RESPONSES))
def test_no_completion_of_any_bounds_goes_beyond_them(seed: int, kind, response: str) -> None:
    rng = np.random.default_rng(seed)
    conflict = kind(rng)
    certain, maybe = random_bounds(rng, conflict.ranks.shape)
    bounds = stability_of_bounds(certain, maybe, conflict.movers, response=response)
    for _ in range(8):
        draw = rng.random(maybe.shape)
        first = draw > draw.transpose(0, 2, 1)
        chosen = certain | (maybe & first & (rng.random(maybe.shape) < 0.7))
        actual = stability_of_relations(chosen, conflict.movers, response=response)
        for concept in CONCEPTS:
            assert (bounds.necessary.stable[concept] <= actual.stable[concept]).all()
            assert (actual.stable[concept] <= bounds.possible.stable[concept]).all()


def test_no_draw_goes_beyond_the_bounds_of_all_draws() -> None:
    tight = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        conflict = KINDS[seed % 2](rng)
        draws = conflict.ranks + rng.normal(0, 1, (6, *conflict.ranks.shape))
        bounds = stability_of_bounds(*bounds_of_draws(draws), conflict.movers)
        actual = [stability(Conflict(draw, conflict.movers)).stable for draw in draws]
        for concept in CONCEPTS:
            always = np.logical_and.reduce([each[concept] for each in actual])
            ever = np.logical_or.reduce([each[concept] for each in actual])
            assert (bounds.necessary.stable[concept] <= always).all()
            assert (ever <= bounds.possible.stable[concept]).all()
            tight += int((bounds.necessary.stable[concept] == always).sum())
        assert np.array_equal(bounds.necessary.stable["nash"], np.logical_and.reduce([a["nash"] for a in actual]))
    assert tight > 500


def test_nash_is_exact_with_intervals() -> None:
    """Necessary: at its lower bound among the upper bounds of all others; possible: the other way round."""
    for seed in range(40):
        rng = np.random.default_rng(seed)
        conflict = KINDS[seed % 2](rng)
        low, high = random_intervals(rng, conflict.ranks.shape)
        bounds = stability_of_intervals(low, high, conflict.movers, ["nash"])
        for state in range(conflict.states):
            worst, best = high.copy(), low.copy()
            worst[:, state], best[:, state] = low[:, state], high[:, state]
            for corner, bound in ((worst, bounds.necessary), (best, bounds.possible)):
                actual = stability(Conflict(corner, conflict.movers), ["nash"]).stable["nash"]
                np.testing.assert_array_equal(bound.stable["nash"][:, state], actual[:, state])


def test_other_concepts_are_outer_bounds_and_not_always_exact() -> None:
    """Two temptations, 1 answered by 3 and 2 answered by 4, and the better of each pair is unknown: no completion is all at once.

    From 0 a party goes to 1 or 2, whose answers lead to 3 and 4. By draws either 3 or 4 is better than 0, never both: it is stable in no draw,
    but each answer taken by itself may deter.
    """
    movers = (Mover((0,), listed(5, [(0, 1), (0, 2)])), Mover((1,), listed(5, [(1, 3), (2, 4)])))
    draws = np.array([[[1, 2, 2, 3, 0], [0, 0, 0, 0, 0]], [[1, 2, 2, 0, 3], [0, 0, 0, 0, 0]]])
    bounds = stability_of_bounds(*bounds_of_draws(draws), movers, ["gmr"])
    assert bounds.possible.stable["gmr"][0, 0]
    assert not any(stability(Conflict(draw, movers), ["gmr"]).stable["gmr"][0, 0] for draw in draws)


# ---------------------------------------------------------------- known and unknown


def test_what_is_known_exactly_has_one_answer() -> None:
    for seed in range(30):
        conflict = KINDS[seed % 2](np.random.default_rng(seed))
        actual = stability(conflict).stable
        whole = stability_of_intervals(conflict.ranks, conflict.ranks, conflict.movers)
        better = relations_of(conflict.ranks)
        by_set = stability_of_bounds(better, better, conflict.movers)
        for concept in CONCEPTS:
            for bound in (whole.necessary, whole.possible, by_set.necessary, by_set.possible):
                np.testing.assert_array_equal(bound.stable[concept], actual[concept])


def test_of_whom_nothing_is_known() -> None:
    narrowed = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        conflict = KINDS[seed % 2](rng)
        party = int(rng.integers(conflict.parties))
        low, high = unknown(conflict.ranks, [party])
        bounds = stability_of_intervals(low, high, conflict.movers)
        moves = Literal(conflict).own(party, Literal(conflict).reach)
        still = np.array([not targets for targets in moves])
        assert np.array_equal(bounds.necessary.stable["nash"][party], still)
        for concept in CONCEPTS:
            assert bounds.possible.stable[concept][party].all()
        others = [i for i in range(conflict.parties) if i != party]
        for concept in ("nash", "gmr", "smr"):
            known = stability(conflict, [concept]).stable[concept]
            assert np.array_equal(bounds.necessary.stable[concept][others], known[others])
        seq = bounds.possible.stable["seq"] & ~bounds.necessary.stable["seq"]
        narrowed += int(seq[others].sum())
    assert narrowed > 8


def test_fractions_infinities_and_large_numbers() -> None:
    movers = (Mover((0,), Fibres(np.zeros(2, dtype=int))),)
    third = np.array([[Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**30)]], dtype=object)
    assert stability_of_intervals(third, third, movers).necessary.stable["gmr"].tolist() == [[False, True]]
    low, high = np.array([[0.0, -np.inf]]), np.array([[0.0, np.inf]])
    bounds = stability_of_intervals(low, high, movers, ["nash"])
    assert bounds.necessary.stable["nash"].tolist() == [[False, False]]
    assert bounds.possible.stable["nash"].tolist() == [[True, True]]
    assert bounds.possible.equilibria["nash"].tolist() == [0, 1]


def test_bad_bounds_are_refused() -> None:
    movers = (Mover((0,), Fibres(np.zeros(2, dtype=int))),)
    yes, no = np.ones((1, 2, 2), dtype=bool), np.zeros((1, 2, 2), dtype=bool)
    with pytest.raises(ValueError, match="must be possibly preferred"):
        stability_of_bounds(yes, no, movers)
    with pytest.raises(ValueError, match="certainly preferred to one"):
        stability_of_bounds(yes, yes, movers)
    with pytest.raises(ValueError, match="preferred to itself"):
        stability_of_bounds(no, yes, movers)
    with pytest.raises(ValueError, match="states by states"):
        stability_by_two(no, no[:, :1], movers)
    with pytest.raises(ValueError, match="lies above"):
        stability_of_intervals(np.array([[1, 0]]), np.array([[0, 0]]), movers)
    with pytest.raises(ValueError, match="not a number"):
        stability_of_intervals(np.array([[np.nan, 0]]), np.array([[0, 0]]), movers)
    with pytest.raises(ValueError, match="a row for each party"):
        stability_of_intervals(np.array([0, 0]), np.array([0, 0]), movers)
    with pytest.raises(ValueError, match="draw, party and state"):
        bounds_of_draws(np.zeros((2, 2)))
    with pytest.raises(ValueError, match="no concept"):
        stability_of_intervals(np.array([[0, 0]]), np.array([[0, 0]]), movers, ["core"])
