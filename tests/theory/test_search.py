"""The factored and the enumerated search against the definitions, one outcome after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from theory_problems import Points, brute, brute_frontier, outcomes, problems, utility

from detente.theory import enumeration, factored, plan, search, states
from detente.theory.outcomes import Constraint, Space, count
from detente.theory.problem import EVERY, Frontier, Gate, Problem, Term, acceptable_of

thorough = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
listed = st.sampled_from((1, 8, 4096))
"""Components with more combinations than this are eliminated issue by issue."""


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    kept = plan.LISTED, states.CHUNK, factored.CHUNK, factored.FEW, enumeration.BLOCK
    yield
    plan.LISTED, states.CHUNK, factored.CHUNK, factored.FEW, enumeration.BLOCK = kept


def points(found: Frontier) -> Points:
    """A frontier in full, and its counts checked."""
    packages = found.listing(range(len(found)), 10**6)
    assert [len(p) for p in packages] == found.counts
    assert packages == [found.outcomes(point, 10**6) for point in range(len(found))]
    rows = zip(found.utilities.tolist(), found.acceptable.tolist(), packages, strict=True)
    return [(tuple(utilities), level, each) for utilities, level, each in rows]


@thorough
@given(problems(), listed, st.sampled_from((3, 1 << 19)), st.sampled_from((0, 400)))
def test_factored_as_defined(problem: Problem, most: int, chunk: int, few: int) -> None:
    levels = brute(problem)
    assume(levels)
    plan.LISTED, states.CHUNK, factored.FEW = most, chunk, few
    ready = search.plan(problem)
    whole = search.frontier(problem, plan=ready)
    assert whole.exact
    assert whole.epsilon is None
    assert points(whole) == brute_frontier(problem, levels)
    accepted = brute_frontier(problem, {o: level for o, level in levels.items() if level == EVERY})
    assert points(search.acceptable_frontier(problem, plan=ready)) == accepted
    assert points(search.acceptable_frontier(problem, plan=ready, whole=whole)) == accepted


@thorough
@given(problems(), st.sampled_from((4, 1 << 18)))
def test_enumerated_as_defined(problem: Problem, block: int) -> None:
    levels = brute(problem)
    assume(levels)
    enumeration.BLOCK = block
    assert points(enumeration.frontier(problem)) == brute_frontier(problem, levels)
    accepted = {o: level for o, level in levels.items() if level == EVERY}
    assert points(enumeration.acceptable_frontier(problem)) == brute_frontier(problem, accepted)
    assert enumeration.count_acceptable(problem) == (len(accepted), sum(level > 0 for level in levels.values()))
    known = search.with_worst(problem)
    assert acceptable_of(known, list(levels)).tolist() == list(levels.values())


@thorough
@given(problems(), listed)
def test_extremes_and_membership_as_defined(problem: Problem, most: int) -> None:
    space = outcomes(problem.space)
    assume(space)
    plan.LISTED = most
    each = [utility(problem.terms, o) for o in space]
    low, high = search.extremes(problem.space, problem.terms)
    assert [int(x) for x in low] == [min(column) for column in zip(*each, strict=True)]
    assert [int(x) for x in high] == [max(column) for column in zip(*each, strict=True)]
    best = {o for _, _, members in brute_frontier(problem, dict.fromkeys(space, 0)) for o in members}
    tracked = list(product(*(range(m) for m in problem.space.sizes)))
    assert search.on_frontier(problem, np.array(tracked)).tolist() == [o in best for o in tracked]


@thorough
@given(problems(slack=True), listed)
def test_rounded_numbers_the_same_both_ways(problem: Problem, most: int) -> None:
    assume(outcomes(problem.space))
    plan.LISTED = most
    whole, accepted = search.frontier(problem), search.acceptable_frontier(problem)
    assert points(whole) == points(enumeration.frontier(problem))
    assert points(accepted) == points(enumeration.acceptable_frontier(problem))


@thorough
@given(problems(), st.sampled_from((1, 4096)), st.integers(1, 4), st.sampled_from((2, 1 << 19)))
def test_a_thinned_frontier_keeps_its_promise(problem: Problem, most: int, limit: int, chunk: int) -> None:
    levels = brute(problem)
    assume(levels)
    plan.LISTED, states.CHUNK, factored.CHUNK = most, chunk, 0
    whole = search.frontier(problem, limit=limit)
    given_up = whole.epsilon or (0,) * problem.players
    assert whole.exact == (whole.epsilon is None)
    table = range(problem.table)
    for outcome in levels:
        mine = utility(problem.terms, outcome)
        assert any(all(row[i] >= mine[i] - given_up[i] for i in table) for row in whole.utilities.tolist())
    for utilities, level, members in _listed(whole):
        for outcome in members:
            assert utility(problem.terms, outcome)[: problem.table] == list(utilities)
            assert levels[outcome] == level
    _promise_of_acceptable(problem, levels, limit)


def _listed(found: Frontier) -> Points:
    rows = zip(found.utilities.tolist(), found.acceptable.tolist(), strict=True)
    return [(tuple(row), level, found.outcomes(index, 100)) for index, (row, level) in enumerate(rows)]


def _promise_of_acceptable(problem: Problem, levels: dict[tuple[int, ...], int], limit: int) -> None:
    """Every package that clears each reservation by more than epsilon has an acceptable one that is hardly worse."""
    found = search.acceptable_frontier(problem, limit=limit)
    given_up = found.epsilon or (0,) * problem.players
    asked = [[g.reservation[i] for g in problem.gates] for i in range(problem.players)]
    highest = [max((r for r in rows if r is not None), default=None) for rows in asked]
    for outcome, level in levels.items():
        mine = utility(problem.terms, outcome)
        clear = all(r is None or u > r + e for u, r, e in zip(mine, highest, given_up, strict=True))
        if level == EVERY and clear and None not in highest:
            rows = found.utilities.tolist()
            assert any(all(row[i] >= mine[i] - given_up[i] for i in range(problem.table)) for row in rows)
    for _, level, members in _listed(found):
        assert members
        assert all(levels[outcome] == level == EVERY for outcome in members)


def additive(players: int, sizes: tuple[int, ...], seed: int = 1, high: int = 10_000) -> Problem:
    rng = np.random.default_rng(seed)
    terms = tuple(Term((k,), rng.integers(0, high, (players, m))) for k, m in enumerate(sizes))
    half = int(high * len(sizes) * 0.45)
    return Problem(Space(sizes), terms, players, ((Gate((half,) * players),),))


@pytest.mark.parametrize(("players", "sizes"), [(2, (5,) * 50), (3, (10,) * 20)])
def test_spaces_that_nobody_could_list(players: int, sizes: tuple[int, ...]) -> None:
    """No frontier point dominates another; greatest weighted sums, which are easy to find, are all on it."""
    problem = additive(players, sizes)
    found = search.frontier(problem)
    assert found.exact
    rng = np.random.default_rng(2)
    rows = {tuple(row) for row in found.utilities.tolist()}
    for weights in rng.integers(1, 100, (20, players)):
        chosen = [int(np.argmax(weights @ term.values)) for term in problem.terms]
        assert tuple(utility(problem.terms, tuple(chosen))) in rows
    sample = found.listing(range(0, len(found), 50), 2)
    for point, packages in zip(range(0, len(found), 50), sample, strict=True):
        assert utility(problem.terms, packages[0]) == found.utilities[point].tolist()


def test_counts_beyond_64_bits() -> None:
    """Sixty issues that nobody minds: every package is as good, and there are 3^60 of them."""
    terms = (Term((0,), np.array([[0, 1, 1], [1, 1, 0]])),)
    problem = Problem(Space((3,) * 60), terms, 2, ((Gate((0, 0)),),))
    found = search.frontier(problem)
    assert found.utilities.tolist() == [[1, 1]]
    assert found.counts == [3**59]
    assert found.outcomes(0, 2)[0][0] == 1


def test_a_plan_serves_other_numbers() -> None:
    first, second = additive(3, (3, 4, 2), seed=1), additive(3, (3, 4, 2), seed=2)
    ready = search.plan(first)
    assert points(search.frontier(second, plan=ready)) == points(search.frontier(second))
    other = additive(3, (3, 4, 3))
    with pytest.raises(ValueError, match="another structure"):
        search.frontier(other, plan=ready)


def test_outsiders_answer_for_themselves() -> None:
    """The dearer package needs outsider 1, whom only the second issue can win over: it is bought off at a price."""
    terms = (Term((0,), np.array([[0, 10], [0, -3]])), Term((1,), np.array([[0, -1], [0, 4]])))
    needs = (((frozenset(),), (frozenset({1}),)), ((frozenset(),), (frozenset(),)))
    gate = Gate((0, 0), (0, 0), needs)
    problem = Problem(Space((2, 2)), terms, 1, ((gate,),))
    assert points(search.frontier(problem)) == [((10,), 0, [(1, 0)])]
    assert points(search.acceptable_frontier(problem)) == [((9,), 2, [(1, 1)])]


def test_no_feasible_outcome_is_said() -> None:
    problem = additive(2, (2, 2))
    never = Space((2, 2), (Constraint((0,), np.zeros(2, dtype=bool)),))
    for way in (search.frontier, search.acceptable_frontier, enumeration.frontier, enumeration.acceptable_frontier):
        with pytest.raises(ValueError, match="No outcome is feasible"):
            way(replace(problem, space=never))


def test_what_neither_way_can_do_is_said_before_it_is_tried() -> None:
    sizes = (4,) * 24
    tight = tuple(Term((j, k), np.zeros((2, 4, 4), dtype=np.int64)) for j in range(24) for k in range(j))
    problem = Problem(Space(sizes), tight, 2, ((Gate((0, 0)),),))
    with pytest.raises(ValueError, match="tie"):
        enumeration.choose(problem)
    with pytest.raises(ValueError, match="tie"):
        search.plan(problem)


def test_tight_rules_are_refused_or_listed() -> None:
    unequal = ~np.eye(4, dtype=bool)
    pairs = tuple(Constraint((j, k), unequal) for k in range(24) for j in range(k))
    with pytest.raises(ValueError, match="tie"):
        count(Space((4,) * 24, pairs))
    sizes = (6,) * 9
    whole = Term(tuple(range(9)), np.arange(6**9, dtype=np.int64).reshape(1, *sizes))
    low, high = search.extremes(Space(sizes), (whole,))
    assert (int(low[0]), int(high[0])) == (0, 6**9 - 1)
    assert count(Space(sizes, (Constraint(tuple(range(9)), whole.values[0] % 2 == 0),))) == 6**9 // 2


def test_the_cheaper_way_is_chosen() -> None:
    assert enumeration.choose(additive(2, (5,) * 50)) == "factored"
    assert enumeration.choose(additive(2, (3, 3))) == "enumerated"
    sizes = (10,) * 6
    whole = Term((0, 1, 2, 3, 4, 5), np.random.default_rng(1).integers(0, 9, (2, *sizes)))
    tied = Problem(Space(sizes), (whole,), 2, ((Gate((0, 0)),),))
    assert enumeration.choose(tied) == "enumerated"
    assert enumeration.choose(tied, memory=1000) == "factored"
    assert enumeration.memory_needed(tied.space, 2) > 10**6 * 8 * 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"table": 0}, "Nobody"),
        ({"terms": ()}, "no term"),
        ({"ends": ()}, "no end"),
        ({"ends": ((Gate((0,)),),)}, "reservations"),
        ({"ends": ((Gate((0, 0), None, ((), ())),),)}, "needs"),
        ({"ends": ((Gate((0, 0), None, (((frozenset({0}),),) * 2,) * 2),),)}, "no outsiders"),
        ({"slack": (1,)}, "slacks"),
    ],
)
def test_a_problem_that_does_not_fit_together_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(additive(2, (2, 2)), **change)
