"""Functions of the strengths of others, on a graph: taken in order where it has no cycle, else where the flow ds/dt = f(s) − s ends.

Arrays of strengths have shape (arguments, rows); each row is a world of its own (another start, other base scores).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.theory.framework import Framework, Pairs
from detente.theory.neighbours import components, neighbours

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]
LONGEST_STEP = 0.5
LONGEST_TIME = 500.0
MOST_STEPS = 4000
REST = 1e-9
"""The flow has come to rest where no strength changes faster than this."""
MOVING = 1e-6
"""What still changes faster than this when time is up has not come to rest: it goes round, or is slower than anyone would wait."""


@dataclass(frozen=True, slots=True, eq=False)
class Gather:
    """For `count` nodes, the other ends of the pairs that lead to them: `sources` sorted by node, `starts` of each node's run within, for
    those `nodes` that have any."""

    count: int
    sources: Ids
    starts: Ids
    nodes: Ids

    def sums(self, strengths: Floats) -> Floats:
        """The sum of the strengths that lead to each node, (count, rows)."""
        return self._reduced(np.add, strengths, 0.0)

    def misses(self, strengths: Floats) -> Floats:
        """The product of 1 − strength, (count, rows)."""
        return self._reduced(np.multiply, 1 - strengths, 1.0)

    def _reduced(self, operation: np.ufunc, values: Floats, empty: float) -> Floats:
        found = np.full((self.count, values.shape[1]), empty)
        if len(self.nodes):
            found[self.nodes] = operation.reduceat(values[self.sources], self.starts, axis=0)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Arguments that rest on earlier layers alone, or (`cyclic`) on each other too: `nodes`, and who attacks and supports them."""

    nodes: Ids
    cyclic: bool
    attackers: Gather
    supporters: Gather


Rule = Callable[[Layer, Floats, Floats], Floats]
"""What the strengths of a layer should be: (layer, its bases (nodes, rows), all strengths (arguments, rows)) -> (nodes, rows)."""


def layers(framework: Framework) -> list[Layer]:
    """All arguments, in an order in which each layer comes after all that it rests on."""
    pairs = np.concatenate([framework.attacks, framework.supports])
    part = components(neighbours(framework.size, pairs))
    level = _levels(part, pairs)
    cyclic = np.bincount(part, minlength=1)[part] > 1
    cyclic[pairs[pairs[:, 0] == pairs[:, 1], 0]] = True
    kind = 2 * level + cyclic
    order = np.argsort(kind, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(kind[order])) + 1) if framework.size else []
    place = np.zeros(framework.size, dtype=np.int64)
    for nodes in groups:
        place[nodes] = np.arange(len(nodes))
    attacks, supports = (_by_group(pairs, kind, place, groups) for pairs in (framework.attacks, framework.supports))
    return [
        Layer(nodes, bool(cyclic[nodes[0]]), against, in_favour)
        for nodes, against, in_favour in zip(groups, attacks, supports, strict=True)
    ]


def _levels(part: Ids, pairs: Pairs) -> Ids:
    """For each argument, how many components the longest way to its own passes."""
    level = [0] * (int(part.max(initial=-1)) + 1)
    ends = part[pairs]
    for source, target in ends[np.argsort(-ends[:, 0], kind="stable")].tolist():
        if source != target:
            level[target] = max(level[target], level[source] + 1)
    return np.array(level, dtype=np.int64)[part]


def _by_group(pairs: Pairs, kind: Ids, place: Ids, groups: list[Ids]) -> list[Gather]:
    """Who leads to the nodes of each group."""
    sources, targets = pairs[np.lexsort((pairs[:, 1], kind[pairs[:, 1]]))].T
    kinds = kind[targets]
    found = []
    for nodes in groups:
        mine = slice(*np.searchsorted(kinds, [kind[nodes[0]], kind[nodes[0]] + 1]))
        at = place[targets[mine]]
        starts = np.flatnonzero(np.diff(at, prepend=-1))
        found.append(Gather(len(nodes), sources[mine], starts, at[starts]))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """Where every row ends, (arguments, rows): the least and greatest strength (the same, unless it does not come to rest), and `moving`:
    does not, or rests on what does not."""

    strengths: Floats
    low: Floats
    high: Floats
    moving: NDArray[np.bool_]


def ends(parts: list[Layer], rule: Rule, bases: Floats, starts: Floats) -> Ends:
    """Follow each row from its start; `bases` and `starts` of shape (arguments, rows)."""
    at = starts.copy()
    low, high, moving = np.empty_like(at), np.empty_like(at), np.zeros(at.shape, dtype=np.bool_)
    for layer in parts:
        own = bases[layer.nodes]
        if layer.cyclic:
            low[layer.nodes], high[layer.nodes], moving[layer.nodes] = _followed(layer, rule, own, at)
        else:
            at[layer.nodes] = low[layer.nodes] = high[layer.nodes] = rule(layer, own, at)
        shaken = moving.astype(np.float64)
        moving[layer.nodes] |= (layer.attackers.sums(shaken) + layer.supporters.sums(shaken)) > 0
    return Ends(at, low, high, moving)


def _followed(layer: Layer, rule: Rule, bases: Floats, at: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Let a layer flow until it rests (fourth-order Runge–Kutta), and write its ends into `at`; low, high, and what still moves."""
    nodes, runs = layer.nodes, np.arange(at.shape[1])
    degree = _most(layer.attackers) + _most(layer.supporters)
    step = min(LONGEST_STEP, 2.5 / (1 + degree))
    steps = int(min(MOST_STEPS, LONGEST_TIME / step))
    low, high = np.ones((len(nodes), len(runs))), np.zeros((len(nodes), len(runs)))
    speed = np.zeros((len(nodes), len(runs)))
    now, world, own = at[nodes], at.copy(), bases

    def rate(strengths: Floats) -> Floats:
        world[nodes] = strengths
        return rule(layer, own, world) - strengths

    for number in range(steps):
        first = rate(now)
        resting = np.abs(first).max(axis=0) < REST
        if resting.any():
            at[np.ix_(nodes, runs[resting])] = now[:, resting]
            runs, first = runs[~resting], first[:, ~resting]
            now, world, own = now[:, ~resting], world[:, ~resting], own[:, ~resting]
            if not len(runs):
                break
        second = rate(now + step / 2 * first)
        third = rate(now + step / 2 * second)
        now = np.clip(now + step / 6 * (first + 2 * second + 2 * third + rate(now + step * third)), 0, 1)
        if number >= steps * 3 // 4:
            low[:, runs], high[:, runs] = np.minimum(low[:, runs], now), np.maximum(high[:, runs], now)
    if len(runs):
        at[np.ix_(nodes, runs)], speed[:, runs] = now, np.abs(rate(now))
    return np.minimum(low, at[nodes]), np.maximum(high, at[nodes]), speed > MOVING


def _most(gather: Gather) -> int:
    """The most that lead to one node."""
    return int(np.diff(gather.starts, append=len(gather.sources)).max(initial=0))
