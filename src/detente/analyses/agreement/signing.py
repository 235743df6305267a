"""Who signs a package, who could later gain by reneging, and what those who did not sign would answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from detente.analyses._translate import Model, search_limit
from detente.case import consents as consent
from detente.theory.outcomes import Constraint, Space, feasible_of
from detente.theory.problem import Gate, Problem, Term, utilities_of
from detente.theory.search import acceptable_frontier

Indices = tuple[int, ...]
MOST_COMBINATIONS = 20_000
MOST_SETS = 256
MOST_FAMILIES = 64


@dataclass(frozen=True, slots=True)
class Reply:
    """A change that one party could make alone and would gain by: from a package to `to`."""

    party: str
    to: Indices
    gain: int


@dataclass(frozen=True, slots=True)
class SideDeal:
    """What fewer than the table could sign among themselves."""

    outcome: Indices
    signatories: tuple[str, ...]
    utilities: tuple[int, ...]
    could_renege: tuple[Reply, ...]
    answers: tuple[Reply, ...]


def families(model: Model, base: Indices, outcome: Indices) -> tuple[frozenset[str], ...]:
    """The minimal sets of parties whose consent the changes from `base` need; empty where nobody can make them."""
    found: set[frozenset[str]] = {frozenset()}
    where = model.layout
    for index, (frm, to) in enumerate(zip(base, outcome, strict=True)):
        if frm == to:
            continue
        names = where.options[index]
        alternatives = consent.consents(model.case, where.issues[index], names[frm], names[to])
        if not alternatives:
            return ()
        found = set(consent.minimal(one | other for one in found for other in alternatives)[:MOST_FAMILIES])
    return tuple(sorted(found, key=lambda group: (len(group), sorted(group))))


def signatories(model: Model, base: Indices | None, outcome: Indices) -> tuple[str, ...]:
    """Who signs a package: the table, and the outsiders whose consent its changes from no deal need (of several
    alternatives one whose members all gain, else the smallest)."""
    where = model.layout
    groups = families(model, base, outcome) if base is not None else ()
    outside = [frozenset(group) - set(where.table) for group in groups] or [frozenset()]
    willing = [group for group in outside if all(not _loses(model, base, outcome, party) for party in group)]
    chosen = min(willing or outside, key=lambda group: (len(group), sorted(group)))
    return tuple(party for party in model.case.parties if party in chosen or party in where.table)


def _loses(model: Model, base: Indices | None, outcome: Indices, party: str) -> bool:
    player = model.layout.players.index(party)
    levels = [gate.reservation[player] for end in model.problem.ends for gate in end]
    level = max((x for x in levels if x is not None), default=None)
    return level is not None and int(utilities_of(model.problem, np.array([outcome]))[0, player]) < level


# ---------------------------------------------------------------- what one party can do alone


def alone(model: Model, outcome: Indices, party: str) -> NDArray[np.int64]:
    """All feasible outcomes (m, issues) that one party reaches by changing issues for each of which it suffices alone."""
    where = model.layout
    only = frozenset({party})
    axes = []
    for index, name in enumerate(where.issues):
        names = where.options[index]
        own = [
            to
            for to in range(len(names))
            if to != outcome[index]
            and only in (consent.consents(model.case, name, names[outcome[index]], names[to]) or ())
        ]
        if own:
            axes.append((index, own))
    changed = [change for change in _changes(axes) if change]
    made = np.tile(np.array(outcome, dtype=np.int64), (len(changed), 1))
    for row, change in enumerate(changed):
        for index, to in change:
            made[row, index] = to
    return made[feasible_of(model.problem.space, made)] if len(made) else made.reshape(0, len(where.issues))


def _changes(axes: Sequence[tuple[int, Sequence[int]]]) -> list[tuple[tuple[int, int], ...]]:
    """Every combination of own changes; of one or two issues at a time where there are too many."""
    size = 1
    for _, own in axes:
        size *= len(own) + 1
    picks = [[(index, to) for to in own] for index, own in axes]
    if size <= MOST_COMBINATIONS:
        return [tuple(c for c in row if c is not None) for row in product(*[[None, *pick] for pick in picks])]
    singles = [(change,) for pick in picks for change in pick]
    pairs = [pair for one, two in combinations(picks, 2) for pair in product(one, two)]
    return [*singles, *pairs][:MOST_COMBINATIONS]


def reply(model: Model, outcome: Indices, party: str) -> Reply | None:
    """The change of its own by which a party would gain most after `outcome`; None where it would not gain."""
    reached = alone(model, outcome, party)
    if not len(reached):
        return None
    player = model.layout.players.index(party)
    here = int(utilities_of(model.problem, np.array([outcome]))[0, player])
    worth = utilities_of(model.problem, reached)[:, player]
    best = max(range(len(reached)), key=lambda row: (worth[row], -int((reached[row] != outcome).sum())))
    gain = int(worth[best]) - here
    if gain <= model.problem.slack[player]:
        return None
    return Reply(party, tuple(int(x) for x in reached[best]), gain)


def replies(model: Model, outcome: Indices, names: Iterable[str]) -> tuple[Reply, ...]:
    """The replies of these parties, of those that have one."""
    found = [reply(model, outcome, party) for party in names if party in model.layout.players]
    return tuple(one for one in found if one is not None)


def after_signing(model: Model, outcome: Indices, signed: Sequence[str]) -> tuple[tuple[Reply, ...], tuple[Reply, ...]]:
    """Who of those that signed could gain by reneging, and what the others would answer."""
    others = [party for party in model.layout.players if party not in signed]
    return replies(model, outcome, signed), replies(model, outcome, others)


# ---------------------------------------------------------------- side deals


def side_deals(model: Model) -> tuple[SideDeal, ...]:
    """What fewer than the table could sign: for each set of parties the best package of each of its members among those
    that the members all accept and none of them would better for another. Sets by size, then in the file's order."""
    base = model.problem.ends[0][0].no_deal
    if base is None:
        return ()
    found = []
    for group in _groups(model, base):
        members = tuple(party for party in model.layout.players if party in group)
        for outcome in _best_for_each(model, base, members):
            if group in families(model, base, outcome):
                utilities = tuple(int(v) for v in utilities_of(model.problem, np.array([outcome]))[0])
                found.append(SideDeal(outcome, members, utilities, *after_signing(model, outcome, members)))
    return tuple(found)


def _groups(model: Model, base: Indices) -> list[frozenset[str]]:
    """Sets that together can change something: unions of alternatives, two members or more, not all of the table."""
    where = model.layout
    atoms: set[frozenset[str]] = set()
    for index, name in enumerate(where.issues):
        names = where.options[index]
        for to in range(len(names)):
            if to != base[index]:
                atoms |= set(consent.consents(model.case, name, names[base[index]], names[to]) or ())
    atoms = {group for group in atoms if group <= set(where.players)}
    unions = set(atoms)
    frontier = set(atoms)
    while frontier and len(unions) < MOST_SETS:
        frontier = {one | other for one in frontier for other in atoms} - unions
        unions |= frontier
    seats = {party: seat for seat, party in enumerate(where.players)}
    fewer = [group for group in unions if len(group) > 1 and not set(where.table) <= group]
    return sorted(fewer, key=lambda group: (len(group), sorted(seats[party] for party in group)))[:MOST_SETS]


def _best_for_each(model: Model, base: Indices, members: Sequence[str]) -> list[Indices]:
    problem = _among(model, base, members)
    try:
        found = acceptable_frontier(problem, limit=search_limit(problem.table))
    except ValueError:
        return []
    points = {int(np.argmax(found.utilities[:, seat])) for seat in range(len(members)) if len(found.utilities)}
    return [found.outcomes(point, 1)[0] for point in sorted(points)]


def _among(model: Model, base: Indices, members: Sequence[str]) -> Problem:
    """The search problem of a few parties: only what they can change, only their utilities."""
    where, problem = model.layout, model.problem
    group = frozenset(members)
    own = []
    for index, name in enumerate(where.issues):
        names = where.options[index]
        allowed = [
            to == base[index]
            or any(g <= group for g in consent.consents(model.case, name, names[base[index]], names[to]) or ())
            for to in range(len(names))
        ]
        own.append(Constraint((index,), np.array(allowed)))
    seats = [where.players.index(party) for party in members]
    free = tuple(tuple((frozenset[int](),) for _ in names) for names in where.options)
    ends = tuple(
        tuple(Gate(tuple(gate.reservation[seat] for seat in seats), gate.no_deal, free) for gate in end)
        for end in problem.ends
    )
    return Problem(
        Space(problem.space.sizes, (*problem.space.constraints, *own)),
        tuple(Term(term.scope, term.values[seats]) for term in problem.terms),
        len(members),
        ends,
        slack=tuple(problem.tolerance[seat] for seat in seats),
        worst=tuple(model.worst[seat] for seat in seats),
    )


def changes(model: Model, outcome: Indices, base: Indices) -> Mapping[str, str]:
    """What differs from `base`, by name."""
    where = model.layout
    return {
        where.issues[k]: where.options[k][to]
        for k, (frm, to) in enumerate(zip(base, outcome, strict=True))
        if frm != to
    }
