"""Backward induction with ties: every payoff that a subgame-perfect equilibrium in pure strategies can give, not just the first found.

At each node stand the payoff vectors ("values") that equilibria of its subgame give. Chance takes every combination of its children's values. A player can
take a child's value if no other action need give it more: if it gets at least the greatest, over its actions, of the least that each can
give it there. That is enough as well, since equilibria after actions that are not taken may be chosen to deter them. Without ties there
is one value a node; with ties the set may be large, and is never cut short in silence (`limit`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from detente.theory.game_tree import CHANCE, END, Payoffs, Tree, TreeError, checked, perfect_information, totals

Values = dict[Payoffs, list[tuple[Payoffs, ...]]]
"""Value -> how it comes about: for a decision nothing, for chance the combinations of its children's values."""


@dataclass(frozen=True, slots=True)
class Induction:
    """What subgame-perfect play can lead to.

    `values`: the players' expected payoffs, in every equilibrium, ascending. `profiles`: for each value one equilibrium that gives it, as the action
    at every information set (None for chance's). `taken`: for each information set which of its actions some equilibrium takes *on its path*;
    `reached`: for each node whether some equilibrium's path can come to it.
    """

    values: tuple[Payoffs, ...]
    profiles: tuple[tuple[int | None, ...], ...]
    taken: tuple[tuple[bool, ...], ...]
    reached: tuple[bool, ...]


def backward_induction(game: Tree, limit: int = 20_000) -> Induction:
    """All outcomes of subgame-perfect equilibria in pure strategies. Raises TreeError without perfect information, and where a node
    has more than `limit` values (or combinations of chance)."""
    checked(game)
    if not perfect_information(game):
        raise TreeError(
            "Backward induction needs players who know where they are: some information set has several nodes. "
            "Quantal response and the strategic form need not."
        )
    values = _values(game, limit)
    reached, taken = _live(game, values)
    ordered = tuple(sorted(values[0]))
    return Induction(ordered, tuple(_profile(game, values, value) for value in ordered), taken, reached)


def _values(game: Tree, limit: int) -> list[Values]:
    ends = totals(game)
    found: list[Values] = [{} for _ in game.nodes]
    for number in reversed(range(len(game.nodes))):
        node = game.nodes[number]
        if node.infoset == END:
            found[number] = {ends[number]: []}
        elif game.infosets[node.infoset].player == CHANCE:
            found[number] = _of_chance([found[child] for child in node.children], _chances(game, number), limit)
        else:
            below = [found[child] for child in node.children]
            player = game.infosets[node.infoset].player
            floor = _floor(below, player)
            found[number] = {value: [] for part in below for value in part if value[player] >= floor}
        if len(found[number]) > limit:
            raise TreeError(_too_many(limit))
    return found


def _too_many(limit: int) -> str:
    return f"So many ties are left that a node has more than {limit:,} equilibrium payoffs. Break ties, or raise the limit."


def _chances(game: Tree, number: int) -> Sequence[Fraction]:
    return game.infosets[game.nodes[number].infoset].chances


def _floor(below: Sequence[Values], player: int) -> Fraction:
    """The least that a player can be held to here, whatever equilibria follow."""
    return max(min(value[player] for value in part) for part in below)


def _of_chance(below: Sequence[Values], chances: Sequence[Fraction], limit: int) -> Values:
    made: Values = {}
    size = 1
    for part in below:
        size *= len(part)
    if size > limit:
        raise TreeError(_too_many(limit))
    for combination in product(*below):
        columns = zip(*combination, strict=True)
        value = tuple(sum((c * x for c, x in zip(chances, column, strict=True)), Fraction(0)) for column in columns)
        made.setdefault(value, []).append(combination)
    return made


def _live(game: Tree, values: Sequence[Values]) -> tuple[tuple[bool, ...], tuple[tuple[bool, ...], ...]]:
    """Which nodes are on the path of some equilibrium, and which actions are."""
    live: list[set[Payoffs]] = [set() for _ in game.nodes]
    live[0] = set(values[0])
    taken = [[False] * len(infoset.actions) for infoset in game.infosets]
    reached = [False] * len(game.nodes)
    reached[0] = True
    for number, node in enumerate(game.nodes):
        if not live[number] or node.infoset == END:
            continue
        by_chance = game.infosets[node.infoset].player == CHANCE
        for action, child in enumerate(node.children):
            if by_chance:
                here = {c[action] for value in live[number] for c in values[number][value]}
                comes = game.infosets[node.infoset].chances[action] > 0
            else:
                here = live[number] & values[child].keys()
                comes = bool(here)
            live[child] |= here if comes and reached[number] else set()
            reached[child] = reached[number] and comes
            taken[node.infoset][action] |= reached[child]
    return tuple(reached), tuple(tuple(row) for row in taken)


def _profile(game: Tree, values: Sequence[Values], value: Payoffs) -> tuple[int | None, ...]:
    """One equilibrium with this value: after each action that is not taken follows what suits its player least."""
    profile: list[int | None] = [None] * len(game.infosets)
    wanted: list[Payoffs] = [()] * len(game.nodes)
    wanted[0] = value
    for number, node in enumerate(game.nodes):
        if node.infoset == END:
            continue
        player = game.infosets[node.infoset].player
        if player == CHANCE:
            for child, part in zip(node.children, values[number][wanted[number]][0], strict=True):
                wanted[child] = part
            continue
        chosen = next(k for k, child in enumerate(node.children) if wanted[number] in values[child])
        profile[node.infoset] = chosen
        for action, child in enumerate(node.children):
            least = min(values[child], key=lambda v: (v[player], v))
            wanted[child] = wanted[number] if action == chosen else least
    return tuple(profile)
