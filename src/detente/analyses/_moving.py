"""What a party, or a consent group, can do by itself from one outcome: looked up there alone, however many outcomes there are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from detente.analyses._translate import Model
from detente.case import consents as consent
from detente.theory.outcomes import feasible_of
from detente.theory.problem import utilities_of

Indices = tuple[int, ...]
MOST_COMBINATIONS = 20_000


def reached(model: Model, outcome: Indices, movers: frozenset[str], chains: bool = True) -> NDArray[np.int64]:
    """All feasible outcomes (m, issues) that one party, or a consent group, reaches in a move: by changes for each of which some
    alternative lies within it, and of a group at least one that needs all of it. `chains`: whether listed changes in a row count as one.
    """
    where = model.layout
    axes, needing = [], set()
    for index, name in enumerate(where.issues):
        names = where.options[index]
        own = []
        for to in range(len(names)):
            if to == outcome[index]:
                continue
            ways = consent.consents(model.case, name, names[outcome[index]], names[to], chains) or ()
            if any(group <= movers for group in ways):
                own.append(to)
            if movers in ways:
                needing.add((index, to))
        if own:
            axes.append((index, own))
    changed = [change for change in _changes(axes) if not needing.isdisjoint(change)] if needing else []
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


def improvements(model: Model, outcome: Indices, movers: frozenset[str]) -> NDArray[np.int64]:
    """Those single moves of a party or a group (m, issues) that each of its members strictly prefers, the greatest least gain first
    (as a share of each member's span)."""
    found = reached(model, outcome, movers, chains=False)
    if not len(found):
        return found
    seats = [model.layout.players.index(party) for party in movers]
    gains = utilities_of(model.problem, found)[:, seats] - utilities_of(model.problem, np.array([outcome]))[:, seats]
    better = (gains > np.array([model.problem.tolerance[seat] for seat in seats])).all(axis=1)
    spans = np.array([max(1, model.best[seat] - model.worst[seat]) for seat in seats], dtype=float)
    least = (gains[better].astype(float) / spans).min(axis=1) if better.any() else np.zeros(0)
    return np.asarray(found[better][np.argsort(-least, kind="stable")])
