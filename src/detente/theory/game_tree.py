"""Finite games in extensive form: who moves when, knowing what, and what chance does. Plain data, how to build it, and what it must fulfil.

A tree is a list of nodes in prefix order (a node, then all below its first action, then all below its second). Nodes that a player cannot tell apart
share an information set, which holds the actions. Payoffs may stand at any node and add up along a path, as in Gambit. Labels are carried
for people and files; nothing here reads them. Nothing here or in the `tree_*` modules recurses, so that depth is no limit.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

CHANCE = -1
"""The player of chance's information sets."""
END = -1
"""The information set of a node at which the game ends."""

Payoffs = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Infoset:
    """What one player (an index, or CHANCE) knows at some nodes, and can do there. `chances` of the actions for CHANCE, else ()."""

    player: int
    actions: tuple[str, ...]
    chances: tuple[Fraction, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the game: its information set (END where there is none), its children in the order of the actions, and what is paid
    on passing (one number per player; () for nothing)."""

    infoset: int
    children: tuple[int, ...] = ()
    payoffs: Payoffs = ()
    label: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """A game: the players' labels, the information sets, and the nodes in prefix order from the root, number 0."""

    players: tuple[str, ...]
    infosets: tuple[Infoset, ...]
    nodes: tuple[Node, ...]


class TreeError(ValueError):
    """A tree that is none, or that lacks what an answer needs."""


# ---------------------------------------------------------------- building


@dataclass(frozen=True, slots=True)
class Branch:
    """A tree that is being built: who moves here (None: the game ends), at which information set, with what below."""

    player: int | None
    infoset: Hashable = None
    actions: tuple[str, ...] = ()
    below: tuple[Branch, ...] = ()
    chances: tuple[Fraction, ...] = ()
    payoffs: Payoffs = field(default=())
    label: str = ""


def end(*payoffs: Fraction | int, label: str = "") -> Branch:
    """The game ends, with a payoff for each player."""
    return Branch(None, payoffs=tuple(Fraction(x) for x in payoffs), label=label)


def decision(player: int, infoset: Hashable, below: Mapping[str, Branch]) -> Branch:
    """A player chooses. Decisions of one player that bear the same `infoset` are one information set to it."""
    return Branch(player, infoset, tuple(below), tuple(below.values()))


def chance(event: Hashable, below: Mapping[str, tuple[Fraction | int, Branch]]) -> Branch:
    """Chance chooses, by chances that sum to 1."""
    chances = tuple(Fraction(part[0]) for part in below.values())
    return Branch(CHANCE, event, tuple(below), tuple(part[1] for part in below.values()), chances)


def tree(players: Sequence[str], root: Branch) -> Tree:
    """The tree of what was built. Raises TreeError where it is none (`problems`)."""
    known: dict[tuple[int, Hashable], int] = {}
    infosets: list[Infoset] = []
    bare: list[tuple[int, Branch]] = []
    children: list[list[int]] = []
    left: list[tuple[Branch, int]] = [(root, -1)]
    while left:
        branch, parent = left.pop()
        if parent >= 0:
            children[parent].append(len(bare))
        infoset = END
        if branch.player is not None:
            made = Infoset(branch.player, branch.actions, branch.chances, str(branch.infoset or ""))
            infoset = known.setdefault((branch.player, branch.infoset), len(infosets))
            if infoset == len(infosets):
                infosets.append(made)
            elif infosets[infoset] != made:
                raise TreeError(f"The information set {branch.infoset!r} has other actions at another node.")
        left.extend((part, len(bare)) for part in reversed(branch.below))
        bare.append((infoset, branch))
        children.append([])
    nodes = tuple(
        Node(infoset, tuple(below), branch.payoffs, branch.label)
        for (infoset, branch), below in zip(bare, children, strict=True)
    )
    return checked(Tree(tuple(players), tuple(infosets), nodes))


def threat_game(
    yielded: Sequence[Fraction | int],
    carried_out: Sequence[Fraction | int],
    left: Sequence[Fraction | int],
    unthreatened: Sequence[Fraction | int] | None = None,
    players: tuple[str, str] = ("author", "addressee"),
) -> Tree:
    """The game of one threat: the author may threaten; the addressee yields or defies; the author then carries it out or leaves it.

    Each argument is a pair of payoffs, the author's first. Without `unthreatened` the threat has been made, and the game opens with the
    addressee.
    """
    answer = decision(
        1,
        "answer",
        {
            "yield": end(*yielded, label="yielded"),
            "defy": decision(
                0,
                "response",
                {
                    "carry out": end(*carried_out, label="carried out"),
                    "leave": end(*left, label="left"),
                },
            ),
        },
    )
    if unthreatened is None:
        return tree(players, answer)
    opening = {"threaten": answer, "keep silent": end(*unthreatened, label="unthreatened")}
    return tree(players, decision(0, "opening", opening))


# ---------------------------------------------------------------- what a tree must fulfil


def checked(game: Tree) -> Tree:
    """The same tree. Raises TreeError with all its problems."""
    found = problems(game)
    if found:
        more = f" (and {len(found) - 5} more)" if len(found) > 5 else ""
        raise TreeError(" ".join(found[:5]) + more)
    return game


def problems(game: Tree) -> tuple[str, ...]:
    """What is wrong with a tree, in sentences; nodes and information sets are counted from 0."""
    found = [problem for k, infoset in enumerate(game.infosets) for problem in _of_infoset(game, k, infoset)]
    found += [problem for k, node in enumerate(game.nodes) for problem in _of_node(game, k, node)]
    return tuple(found) or _of_order(game)


def _of_infoset(game: Tree, number: int, infoset: Infoset) -> list[str]:
    found = []
    if not infoset.actions:
        found.append(f"Information set {number} has no actions.")
    if infoset.player == CHANCE:
        if len(infoset.chances) != len(infoset.actions):
            found.append(f"Chance's information set {number} needs one chance for each action.")
        if any(part < 0 for part in infoset.chances) or sum(infoset.chances) != 1:
            found.append(f"The chances of information set {number} must be 0 or more and sum to exactly 1.")
    elif not 0 <= infoset.player < len(game.players):
        found.append(f"Information set {number} is of player {infoset.player}, and there is none.")
    elif infoset.chances:
        found.append(f"Information set {number} is a player's, and has chances.")
    return found


def _of_node(game: Tree, number: int, node: Node) -> list[str]:
    found = []
    if node.infoset != END and not 0 <= node.infoset < len(game.infosets):
        return [f"Node {number} is in information set {node.infoset}, and there is none."]
    actions = 0 if node.infoset == END else len(game.infosets[node.infoset].actions)
    if len(node.children) != actions:
        found.append(f"Node {number} has {len(node.children)} children for {actions} actions.")
    if node.payoffs and len(node.payoffs) != len(game.players):
        found.append(f"Node {number} has {len(node.payoffs)} payoffs for {len(game.players)} players.")
    return found


def _of_order(game: Tree) -> tuple[str, ...]:
    """Whether the nodes stand in prefix order, each reached once."""
    left, place = [0], 0
    while left:
        node = left.pop()
        if node != place or place >= len(game.nodes):
            return (f"Where node {place} should follow in prefix order, node {node} does.",)
        left.extend(reversed(game.nodes[node].children))
        place += 1
    return () if place == len(game.nodes) else (f"Nodes from {place} on are reached from nowhere.",)


# ---------------------------------------------------------------- what can be read off


def parents(game: Tree) -> tuple[tuple[int, int], ...]:
    """For each node its parent and which of the parent's actions leads to it; (-1, -1) for the root."""
    found = [(-1, -1)] * len(game.nodes)
    for number, node in enumerate(game.nodes):
        for action, child in enumerate(node.children):
            found[child] = (number, action)
    return tuple(found)


def totals(game: Tree) -> tuple[Payoffs, ...]:
    """For each node the payoffs added up from the root to it."""
    found: list[Payoffs] = [()] * len(game.nodes)
    zero = (Fraction(0),) * len(game.players)
    for number, (parent, _) in enumerate(parents(game)):
        so_far, here = found[parent] if parent >= 0 else zero, game.nodes[number].payoffs
        found[number] = tuple(a + b for a, b in zip(so_far, here, strict=True)) if here else so_far
    return tuple(found)


def perfect_information(game: Tree) -> bool:
    """Whether every player always knows where it is: no information set of a player has two nodes."""
    sets = [node.infoset for node in game.nodes if node.infoset != END and game.infosets[node.infoset].player != CHANCE]
    return len(sets) == len(set(sets))


def perfect_recall(game: Tree) -> bool:
    """Whether players remember what they knew and did: all nodes of an information set share their player's own past."""
    pasts: dict[int, int] = {}
    own: list[tuple[int, ...]] = []
    numbers: dict[tuple[int, int, int], int] = {}
    for number, (parent, action) in enumerate(parents(game)):
        past = (0,) * len(game.players) if parent < 0 else own[parent]
        above = game.nodes[parent].infoset if parent >= 0 else END
        if above != END and game.infosets[above].player != CHANCE:
            player = game.infosets[above].player
            step = numbers.setdefault((past[player], above, action), len(numbers) + 1)
            past = (*past[:player], step, *past[player + 1 :])
        own.append(past)
        infoset = game.nodes[number].infoset
        if infoset != END and game.infosets[infoset].player != CHANCE:
            mine = past[game.infosets[infoset].player]
            if pasts.setdefault(infoset, mine) != mine:
                return False
    return True
