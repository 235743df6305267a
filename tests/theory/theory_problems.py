"""Small random problems, and the definitions of THEORY §1-2 written out literally."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from detente.theory.outcomes import Constraint, Space
from detente.theory.problem import Gate, Problem, Term

Outcome = tuple[int, ...]


@st.composite
def scopes(draw: DrawFn, issues: int, most: int = 3) -> tuple[int, ...]:
    order = draw(st.permutations(range(issues)))
    return tuple(order[: draw(st.integers(1, min(most, issues)))])


@st.composite
def spaces(draw: DrawFn, most_issues: int = 5) -> Space:
    """Up to `most_issues` issues of up to four options, and up to three constraints."""
    sizes = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=most_issues)))
    constraints = []
    for _ in range(draw(st.integers(0, 3))):
        scope = draw(scopes(len(sizes)))
        rng = np.random.default_rng(draw(st.integers(0, 10**6)))
        constraints.append(
            Constraint(scope, rng.random(tuple(sizes[k] for k in scope)) < draw(st.sampled_from((0.5, 0.8))))
        )
    return Space(sizes, tuple(constraints))


@st.composite
def problems(draw: DrawFn, slack: bool = False) -> Problem:
    """Ties are many (small numbers) or few, numbers may be beyond 64 bits, outsiders may be needed in alternatives,
    options may be unreachable, there may be several ends and cycles, and reservations may be missing or stated."""
    space = draw(spaces())
    table, outside = draw(st.integers(1, 3)), draw(st.integers(0, 3))
    players, issues = table + outside, len(space.sizes)
    high = draw(st.sampled_from((1, 2, 6, 1000, 2**65)))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    couplings = draw(st.lists(scopes(issues, 2), max_size=2))
    terms = []
    for scope in [*((k,) for k in range(issues)), *couplings]:
        shape = (players, *(space.sizes[k] for k in scope))
        values = rng.integers(-3, min(high, 2**40), shape)
        terms.append(Term(scope, values.astype(object) * 2**30 if high > 2**60 else values))
    ends = tuple(
        tuple(draw(gates(space, terms, table)) for _ in range(draw(st.integers(1, 2))))
        for _ in range(draw(st.integers(1, 2)))
    )
    given_slack = tuple(int(x) for x in rng.integers(0, 3, players)) if slack else ()
    return Problem(space, tuple(terms), table, ends, given_slack)


@st.composite
def gates(draw: DrawFn, space: Space, terms: Sequence[Term], table: int) -> Gate:
    players = len(terms[0].values)
    no_deal = draw(st.one_of(st.none(), st.tuples(*(st.integers(0, m - 1) for m in space.sizes))))
    own = utility(terms, no_deal) if no_deal is not None else utility(terms, (0,) * len(space.sizes))
    scale = max(1, max(abs(int(t.values.max())) for t in terms) // 4)
    shifts = draw(st.lists(st.sampled_from((0, 0, -1, 1, -2, None)), min_size=players, max_size=players))
    reservation = tuple(None if shift is None else u + shift * scale for u, shift in zip(own, shifts, strict=True))
    return Gate(reservation, no_deal, draw(needs(space, table, players)))


def needs(space: Space, table: int, players: int) -> SearchStrategy[tuple[tuple[tuple[frozenset[int], ...], ...], ...]]:
    outside = st.frozensets(st.integers(table, players - 1), max_size=2) if players > table else st.just(frozenset())
    free = st.just((frozenset[int](),))
    option = st.one_of(free, free, st.lists(outside, max_size=2, unique=True).map(tuple))
    full = st.tuples(*(st.tuples(*(option for _ in range(m))) for m in space.sizes))
    return st.one_of(st.just(()), full)


def utility(terms: Sequence[Term], outcome: Outcome) -> list[int]:
    return [
        sum(int(term.values[(player, *(outcome[k] for k in term.scope))]) for term in terms)
        for player in range(len(terms[0].values))
    ]


def outcomes(space: Space) -> list[Outcome]:
    """All feasible outcomes, one after the other."""
    return [
        outcome
        for outcome in product(*(range(m) for m in space.sizes))
        if all(c.allowed[tuple(outcome[k] for k in c.scope)] for c in space.constraints)
    ]


def passes(problem: Problem, gate: Gate, outcome: Outcome, worst: Sequence[int]) -> bool:
    """Acceptance against one no deal, as CASE §3 has it."""
    u, slack, d = utility(problem.terms, outcome), problem.tolerance, gate.reservation

    def prefers(i: int) -> bool:
        level = d[i]
        return level is None or u[i] >= level - slack[i]

    def gains(i: int) -> bool:
        level = d[i]
        return u[i] > (worst[i] if level is None else level) + slack[i]

    if outcome == gate.no_deal or not all(prefers(i) for i in range(problem.table)):
        return False
    if not any(gains(i) for i in range(problem.table)):
        return False
    for issue, option in enumerate(outcome):
        changed = gate.no_deal is None or gate.no_deal[issue] != option
        if gate.needs and changed and not any(all(prefers(o) for o in group) for group in gate.needs[issue][option]):
            return False
    return True


def brute(problem: Problem) -> dict[Outcome, int]:
    """Every feasible outcome with its acceptability."""
    space = outcomes(problem.space)
    each = [utility(problem.terms, outcome) for outcome in space]
    worst = [min(u[i] for u in each) for i in range(problem.players)] if each else []
    found = {}
    for outcome in space:
        ends = [all(passes(problem, gate, outcome, worst) for gate in end) for end in problem.ends]
        found[outcome] = 2 if all(ends) else 1 if any(ends) else 0
    return found


Points = list[tuple[tuple[int, ...], int, list[Outcome]]]


def brute_frontier(problem: Problem, levels: dict[Outcome, int]) -> Points:
    """Points (utilities at the table, acceptability, outcomes) that nothing in `levels` dominates, in order."""
    table = {o: tuple(utility(problem.terms, o)[: problem.table]) for o in levels}
    vectors = set(table.values())
    best = {v for v in vectors if not any(w != v and all(a >= b for a, b in zip(w, v, strict=True)) for w in vectors)}
    groups: dict[tuple[tuple[int, ...], int], list[Outcome]] = {}
    for outcome, acceptable in levels.items():
        if table[outcome] in best:
            groups.setdefault((table[outcome], acceptable), []).append(outcome)
    order = sorted(groups, reverse=True)
    return [(utilities, acceptable, sorted(groups[utilities, acceptable])) for utilities, acceptable in order]
