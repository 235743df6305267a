"""Who signs a package, who could later gain by reneging, and what those who did not sign would answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.analyses._moving import Indices, reached
from detente.analyses._translate import Model, search_limit
from detente.analyses.agreement.answers import After, answered
from detente.case import consents as consent
from detente.theory.outcomes import Constraint, Space
from detente.theory.problem import Gate, Problem, Term, utilities_of
from detente.theory.search import acceptable_frontier

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
    after: After


def families(model: Model, base: Indices, outcome: Indices) -> tuple[frozenset[str], ...]:
    """The minimal sets of parties whose consent the changes from `base` need; empty where nobody can make them."""
    found: set[frozenset[str]] = {frozenset()}
    where = model.layout
    for index, (frm, to) in enumerate(zip(base, outcome, strict=True)):
        if frm == to:
            continue
        names = where.options[index]
        alternatives = consent.instead(model.case, where.issues[index], names[frm], names[to])
        if not alternatives:
            return ()
        found = set(consent.minimal(one | other for one in found for other in alternatives)[:MOST_FAMILIES])
    return tuple(sorted(found, key=lambda group: (len(group), sorted(group))))


def signatories(model: Model, outcome: Indices) -> tuple[str, ...]:
    """Who signs a package: the table, and the outsiders whose consent its changes from no deal need, whichever end that is (of
    several alternatives one whose members all gain, else the smallest)."""
    where = model.layout
    signed = set(where.table)
    for base in dict.fromkeys(gate.no_deal for gate in model.problem.gates if gate.no_deal is not None):
        outside = [frozenset(group) - set(where.table) for group in families(model, base, outcome)] or [frozenset()]
        willing = [group for group in outside if not any(_loses(model, outcome, party) for party in group)]
        signed |= min(willing or outside, key=lambda group: (len(group), sorted(group)))
    return tuple(party for party in model.case.parties if party in signed)


def _loses(model: Model, outcome: Indices, party: str) -> bool:
    player = model.layout.players.index(party)
    levels = [gate.reservation[player] for gate in model.problem.gates]
    level = max((x for x in levels if x is not None), default=None)
    return level is not None and int(utilities_of(model.problem, np.array([outcome]))[0, player]) < level


# ---------------------------------------------------------------- what a party, or a group, can do by itself


def reply(model: Model, outcome: Indices, party: str) -> Reply | None:
    """The change of its own by which a party would gain most after `outcome`; None where it would not gain."""
    found = reached(model, outcome, frozenset({party}))
    if not len(found):
        return None
    player = model.layout.players.index(party)
    here = int(utilities_of(model.problem, np.array([outcome]))[0, player])
    worth = utilities_of(model.problem, found)[:, player]
    best = max(range(len(found)), key=lambda row: (worth[row], -int((found[row] != outcome).sum())))
    gain = int(worth[best]) - here
    if gain <= model.problem.slack[player]:
        return None
    return Reply(party, tuple(int(x) for x in found[best]), gain)


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
                replies_made = after_signing(model, outcome, members)
                found.append(SideDeal(outcome, members, utilities, *replies_made, answered(model, outcome, members)))
    return tuple(found)


def _groups(model: Model, base: Indices) -> list[frozenset[str]]:
    """Sets that together can change something: unions of alternatives, two members or more, not all of the table."""
    where = model.layout
    atoms: set[frozenset[str]] = set()
    for index, name in enumerate(where.issues):
        names = where.options[index]
        for to in range(len(names)):
            if to != base[index]:
                atoms |= set(consent.instead(model.case, name, names[base[index]], names[to]) or ())
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
            or any(g <= group for g in consent.instead(model.case, name, names[base[index]], names[to]) or ())
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
