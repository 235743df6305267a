"""The strategic form of a game tree: plans for the whole game, one per player, and what every combination of plans pays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.game_tree import CHANCE, END, Tree, TreeError, checked, parents, perfect_recall, totals

Plan = tuple[int | None, ...]
"""A player's action at each of its information sets; None where its own earlier actions keep it from coming there."""


@dataclass(frozen=True, eq=False)
class Strategic:
    """`own`: for each player its information sets; `plans`: for each player its plans over these; `payoffs`: Fractions (plans of player 0, …, of the
    last, players)."""

    own: tuple[tuple[int, ...], ...]
    plans: tuple[tuple[Plan, ...], ...]
    payoffs: NDArray[Any]


def strategic(game: Tree, reduced: bool = True, limit: int = 200_000) -> Strategic:
    """The strategic form. `reduced`: plans that differ only where the player's own earlier actions never let it come are one plan.

    Raises TreeError where there are more than `limit` payoffs, or where plans are to be reduced and players forget what they did.
    """
    checked(game)
    if reduced and not perfect_recall(game):
        raise TreeError("The reduced strategic form needs players who remember what they did: ask for the full one.")
    own = tuple(
        tuple(i for i, infoset in enumerate(game.infosets) if infoset.player == player)
        for player in range(len(game.players))
    )
    pasts = _pasts(game)
    plans = tuple(_plans(game, player, pasts if reduced else None, limit) for player in range(len(game.players)))
    size = prod(len(each) for each in plans) * max(1, len(game.players))
    if size > limit:
        raise TreeError(f"The strategic form would list {size:,} payoffs, more than {limit:,}.")
    payoffs = np.empty((*(len(each) for each in plans), len(game.players)), dtype=object)
    payoffs[...] = Fraction(0)
    ends, chances = totals(game), _chances(game)
    for number, node in enumerate(game.nodes):
        if node.infoset == END and chances[number]:
            paid = np.array([chances[number] * x for x in ends[number]], dtype=object)
            rows = [_agreeing(own[p], plans[p], pasts[number].get(p, {})) for p in range(len(game.players))]
            payoffs[np.ix_(*rows)] += paid
    return Strategic(own, plans, payoffs)


def _pasts(game: Tree) -> list[dict[int, dict[int, int]]]:
    """For each node, which action of which information set each player took on the way."""
    found: list[dict[int, dict[int, int]]] = []
    for parent, action in parents(game):
        if parent < 0:
            found.append({})
            continue
        infoset = game.nodes[parent].infoset
        player = game.infosets[infoset].player
        if player == CHANCE:
            found.append(found[parent])
            continue
        mine = found[parent].get(player, {})
        if mine.get(infoset, action) != action:
            raise TreeError(
                "A path comes twice to one information set and takes two actions there; no plan can do that."
            )
        found.append({**found[parent], player: {**mine, infoset: action}})
    return found


def _chances(game: Tree) -> list[Fraction]:
    found: list[Fraction] = []
    for parent, action in parents(game):
        if parent < 0:
            found.append(Fraction(1))
            continue
        infoset = game.infosets[game.nodes[parent].infoset]
        found.append(found[parent] * (infoset.chances[action] if infoset.player == CHANCE else 1))
    return found


def _plans(game: Tree, player: int, pasts: Sequence[dict[int, dict[int, int]]] | None, limit: int) -> tuple[Plan, ...]:
    """A player's plans, the last information set's action varying fastest; with `pasts`, reduced."""
    first: dict[int, int] = {}
    for number, node in enumerate(game.nodes):
        if node.infoset != END and game.infosets[node.infoset].player == player:
            first.setdefault(node.infoset, number)
    place = {infoset: k for k, infoset in enumerate(sorted(first))}
    made: list[tuple[int | None, ...]] = [()]
    order = sorted(first, key=lambda infoset: first[infoset]) if pasts is not None else sorted(first)
    for infoset in order:
        before = pasts[first[infoset]].get(player, {}) if pasts is not None else {}
        wanted = [(order.index(i), action) for i, action in before.items()]
        made = list(_longer(made, wanted, len(game.infosets[infoset].actions)))
        if len(made) > limit:
            raise TreeError(f"{game.players[player] or 'A player'} has more than {limit:,} plans.")
    back = sorted(range(len(order)), key=lambda k: place[order[k]])
    return tuple(tuple(plan[k] for k in back) for plan in made)


def _longer(made: Sequence[Plan], wanted: Sequence[tuple[int, int]], actions: int) -> Iterator[Plan]:
    for plan in made:
        if all(plan[k] == action for k, action in wanted):
            yield from ((*plan, action) for action in range(actions))
        else:
            yield (*plan, None)


def _agreeing(own: Sequence[int], plans: Sequence[Plan], past: dict[int, int]) -> list[int]:
    """The plans that take the actions of a past."""
    wanted = [(own.index(infoset), action) for infoset, action in past.items()]
    return [k for k, plan in enumerate(plans) if all(plan[place] == action for place, action in wanted)]
