"""Agent quantal response: players who tend to the better action, the more so the more is at stake (McKelvey and Palfrey 1998).

Each information set is played by an agent of its own, which takes action a with probability proportional to exp(λ u(a)), where u(a) is the
player's expected payoff after a, given that the information set is reached and that all play as they do. λ = 0 is pure chance; as λ
grows behaviour nears a sequential equilibrium. Found from λ = 0 on in small steps, each the start of the next, by a damped fixed point whose
damping grows when it does not settle. There may be other fixed points; where the branch from 0 turns back, the steps jump to another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.theory.game_tree import CHANCE, END, Tree, TreeError, checked, parents, perfect_recall, totals

Floats = NDArray[np.float64]
_TRIES = 10_000
_ON_THE_WAY = 1e-4


@dataclass(frozen=True, eq=False)
class Quantal:
    """Behaviour at one λ (`rationality`, per unit of payoff). `probabilities`: for each information set (actions,), chance's own included; `payoffs`: the
    players' expected payoffs; `residual`: the greatest distance of a probability from the answer to all others."""

    rationality: float
    probabilities: tuple[Floats, ...]
    payoffs: Floats
    residual: float


@dataclass(frozen=True, eq=False)
class _Arrays:
    """A tree as arrays. Slots are (information set, action) pairs, laid end to end; `edge` is the slot that leads to a node."""

    parent: NDArray[np.int64]
    edge: NDArray[np.int64]
    levels: tuple[NDArray[np.int64], ...]
    paid: Floats
    infoset_of_slot: NDArray[np.int64]
    player_of_slot: NDArray[np.int64]
    infosets: int
    fixed: Floats
    moving: NDArray[np.bool_]


def quantal_response(game: Tree, rationality: float, step: float = 0.25, tolerance: float = 1e-11) -> Quantal:
    """The agent quantal response equilibrium that continues from λ = 0 to `rationality`.

    `step` is the largest step of λ times the span of payoffs. Raises TreeError where players forget what they did, where payoffs are
    too large for floats, and where no fixed point settles to `tolerance`; ValueError for a negative λ.
    """
    if not (0 <= rationality < np.inf and step > 0):
        raise ValueError("`rationality` must be a number from 0 up, and `step` above 0.")
    checked(game)
    if not perfect_recall(game):
        raise TreeError("Quantal response needs players who remember what they knew and did; here some do not.")
    arrays = _arrays(game)
    mix = _uniform(arrays)
    span = float(np.ptp(arrays.paid, axis=0).max(initial=0.0))
    steps = int(np.clip(np.ceil(rationality * span / step), 1, 2_000))
    for at in np.linspace(0.0, rationality, steps + 1)[1:-1]:
        mix, _ = _settled(arrays, float(at), mix, (_ON_THE_WAY, 200))
    mix, residual = _settled(arrays, rationality, mix, (tolerance, _TRIES))
    if residual > tolerance:
        raise TreeError(
            f"No quantal response settled at λ = {rationality:g} (off by {residual:.2g}): ask at a smaller λ or with a smaller `step`."
        )
    value, _ = _worth(arrays, mix)
    cuts = np.flatnonzero(np.diff(arrays.infoset_of_slot)) + 1
    return Quantal(rationality, tuple(np.split(mix, cuts)) if len(mix) else (), value[0], residual)


def _arrays(game: Tree) -> _Arrays:
    above = parents(game)
    starts = np.cumsum([0, *(len(infoset.actions) for infoset in game.infosets)])
    parent = np.array([p for p, _ in above], dtype=np.int64)
    edge = np.array([0 if p < 0 else starts[game.nodes[p].infoset] + a for p, a in above], dtype=np.int64)
    depth = np.zeros(len(parent), dtype=np.int64)
    for number in range(1, len(parent)):
        depth[number] = depth[parent[number]] + 1
    paid = np.zeros((len(parent), len(game.players)))
    try:
        for number, total in enumerate(totals(game)):
            if game.nodes[number].infoset == END:
                paid[number] = [float(x) for x in total]
    except OverflowError as error:
        raise TreeError("A payoff is too large to compute with.") from error
    whose = np.array([i for i, infoset in enumerate(game.infosets) for _ in infoset.actions], dtype=np.int64)
    fixed = [float(c) for i in game.infosets for c in (i.chances or (np.nan,) * len(i.actions))]
    return _Arrays(
        parent,
        edge,
        tuple(np.flatnonzero(depth == level) for level in range(1, int(depth.max()) + 1)),
        paid,
        whose,
        np.array([game.infosets[i].player for i in whose], dtype=np.int64),
        len(game.infosets),
        np.array(fixed),
        np.array([game.infosets[i].player != CHANCE for i in whose], dtype=np.bool_),
    )


def _uniform(arrays: _Arrays) -> Floats:
    sizes = np.bincount(arrays.infoset_of_slot, minlength=arrays.infosets)
    return np.where(arrays.moving, 1.0 / sizes[arrays.infoset_of_slot], arrays.fixed)


def _worth(arrays: _Arrays, mix: Floats) -> tuple[Floats, Floats]:
    """Every node's expected payoffs (nodes, players), and how likely it is to be reached (nodes,)."""
    value, reach = arrays.paid.copy(), np.ones(len(arrays.parent))
    for level in reversed(arrays.levels):
        np.add.at(value, arrays.parent[level], mix[arrays.edge[level], None] * value[level])
    for level in arrays.levels:
        reach[level] = reach[arrays.parent[level]] * mix[arrays.edge[level]]
    return value, reach


def _answer(arrays: _Arrays, rationality: float, mix: Floats) -> Floats:
    """What all agents together would answer to all others' play."""
    value, reach = _worth(arrays, mix)
    below = np.arange(1, len(arrays.parent))
    slots, player = arrays.edge[below], arrays.player_of_slot[arrays.edge[below]]
    above = reach[arrays.parent[below]]
    weight = np.bincount(slots, above, len(mix))
    total = np.bincount(slots, above * value[below, np.maximum(player, 0)], len(mix))
    return np.where(arrays.moving, _shares(arrays, rationality * total / np.where(weight > 0, weight, 1.0)), mix)


def _shares(arrays: _Arrays, score: Floats) -> Floats:
    """exp(score), shared out within each information set."""
    most = np.full(arrays.infosets, -np.inf)
    np.maximum.at(most, arrays.infoset_of_slot, score)
    raised = np.exp(score - most[arrays.infoset_of_slot])
    return np.asarray(raised / np.bincount(arrays.infoset_of_slot, raised, arrays.infosets)[arrays.infoset_of_slot])


def _settled(arrays: _Arrays, rationality: float, mix: Floats, until: tuple[float, int]) -> tuple[Floats, float]:
    """A fixed point near `mix`, until off by so little or after so many tries: steps towards the answer, shorter when they overshoot."""
    tolerance, tries = until
    damping, before = 1.0, np.inf
    for _ in range(tries):
        answer = _answer(arrays, rationality, mix)
        off = float(np.abs(answer - mix).max(initial=0.0))
        if off <= tolerance:
            return mix, off
        damping = max(0.02, damping * 0.7) if off > 0.97 * before else min(1.0, damping * 1.02)
        before = off
        mix = mix + damping * (answer - mix)
    return mix, off
