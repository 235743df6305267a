"""A layered layout of a directed graph (after Sugiyama, Tagawa & Toda): boxes in layers, arrows that cross no box.

Pure geometry on plain data. Positions have two axes: *along* runs from layer to layer, *across* within a layer; a drawing
makes either the horizontal one. Every arrow passes each layer between its ends through a slot of its own, and so does its
label, in a layer of its own between two layers of boxes: that is why nothing overlaps. The same graph always gets the
same layout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from detente.show import ordering, routing, spacing
from detente.show.routing import Chain, Route, Slot

SHELF = 900.0
"""How far across components without given layers may stand side by side before the next ones go on a new shelf."""
_BETWEEN = 40.0
_MARGIN = 8.0
_PORT = 11.0


@dataclass(frozen=True, slots=True)
class Box:
    """A node to place: its size, the layer it asks for (or None), and whether it should come first."""

    across: float
    along: float
    layer: int | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow to draw from one box to another (by number), with the size of its label (0 by 0: none)."""

    source: int
    target: int
    across: float = 0.0
    along: float = 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """Where everything goes. `boxes`: (across, along, across, along) of two opposite corners, the lesser first; they may
    be larger than asked, so that all arrows find room. `routes`: one for each link, from source to target."""

    boxes: tuple[tuple[float, float, float, float], ...]
    routes: tuple[Route, ...]
    across: float
    along: float


def place(boxes: Sequence[Box], links: Sequence[Link]) -> Placed:
    """Boxes and links with their places; all are inside (0, 0) and (`across`, `along`).

    Given layers are kept, in their order (empty ones are left out); boxes without one come after those that lead to them,
    as far as cycles allow, and those that should come first before all that they are linked to. Parts that no link joins are placed side by side.
    """
    layer = layers(boxes, links)
    rooms = _rooms(boxes, links, layer)
    aligned = any(box.layer is not None for box in boxes)
    parts = [_part(rooms, links, layer, members) for members in _components(len(boxes), links)]
    shelves = [parts] if aligned and parts else _shelves(parts)
    along = _MARGIN
    across = 0.0
    for shelf in shelves:
        side = _MARGIN
        for part in shelf:
            width = part.shift(side)
            side += width + _BETWEEN
        across = max(across, side - _BETWEEN)
        along = routing.settle([slot for part in shelf for slot in part.slots], _joined(shelf), along) + _BETWEEN
    corners = {s.node: s.corners() for shelf in shelves for part in shelf for s in part.slots if s.node is not None}
    routes = {chain.link: routing.route(chain) for shelf in shelves for part in shelf for chain in part.chains}
    return Placed(
        boxes=tuple(corners[n] for n in range(len(boxes))),
        routes=tuple(routes[n] for n in range(len(links))),
        across=across + _MARGIN,
        along=max(along - _BETWEEN, 0.0) + _MARGIN,
    )


def layers(boxes: Sequence[Box], links: Sequence[Link]) -> list[int]:
    """The layer of each box: 0, 1, … without gaps. Given ones keep their order; the others follow what leads to them."""
    if not boxes:
        return []
    order, back = _acyclic(boxes, links)
    before: list[list[int]] = [[] for _ in boxes]
    after: list[list[int]] = [[] for _ in boxes]
    for number, link in enumerate(links):
        if link.source != link.target:
            one, other = (link.target, link.source) if number in back else (link.source, link.target)
            before[other].append(one)
            after[one].append(other)
    found = [0] * len(boxes)
    for n in order:
        given = boxes[n].layer
        found[n] = max((found[m] + 1 for m in before[n]), default=0) if given is None else given
    for n in order:
        if boxes[n].layer is None and not boxes[n].first and not before[n] and after[n]:
            found[n] = min(found[m] for m in after[n]) - 1
    used = {value: rank for rank, value in enumerate(sorted(set(found)))}
    return [used[value] for value in found]


def _acyclic(boxes: Sequence[Box], links: Sequence[Link]) -> tuple[list[int], set[int]]:
    """A topological order of the boxes, and the links to turn round for it: those that lead to what should come first,
    and those that lead back on a walk in depth."""
    leaving: list[list[tuple[int, int]]] = [[] for _ in boxes]
    entered = [0] * len(boxes)
    turned: set[int] = set()
    for number, link in enumerate(links):
        one, other = link.source, link.target
        if boxes[other].first and not boxes[one].first:
            one, other = other, one
            turned.add(number)
        if one != other:
            leaving[one].append((number, other))
            entered[other] += 1
    roots = sorted(range(len(boxes)), key=lambda n: (not boxes[n].first, boxes[n].layer or 0, entered[n] > 0, n))
    order, back = _in_depth(roots, leaving)
    return order, turned ^ back


def _in_depth(roots: Sequence[int], leaving: Sequence[Sequence[tuple[int, int]]]) -> tuple[list[int], set[int]]:
    """A walk in depth over (link, target) pairs: boxes in reverse order of leaving them, and the links that led back."""
    open_, left = set[int](), set[int]()
    done: list[int] = []
    back: set[int] = set()
    for root in roots:
        if root in left:
            continue
        open_.add(root)
        stack = [(root, iter(leaving[root]))]
        while stack:
            node, out = stack[-1]
            number, target = next(out, (-1, -1))
            if number < 0:
                open_.discard(node)
                left.add(node)
                done.append(node)
                stack.pop()
            elif target in open_:
                back.add(number)
            elif target not in left:
                open_.add(target)
                stack.append((target, iter(leaving[target])))
    return done[::-1], back


def _components(count: int, links: Sequence[Link]) -> list[list[int]]:
    """Boxes that links join, as lists; ordered by their first box, single boxes last."""
    leader = list(range(count))

    def find(n: int) -> int:
        while leader[n] != n:
            leader[n] = leader[leader[n]]
            n = leader[n]
        return n

    for link in links:
        one, other = sorted((find(link.source), find(link.target)))
        leader[other] = one
    members: dict[int, list[int]] = {}
    for n in range(count):
        members.setdefault(find(n), []).append(n)
    return sorted(members.values(), key=lambda part: (len(part) == 1, part[0]))


def _rooms(boxes: Sequence[Box], links: Sequence[Link], layer: Sequence[int]) -> list[Slot]:
    """A slot for each box, large enough for the arrows at either face and for its loops."""
    faces = [[0, 0] for _ in boxes]
    for link in links:
        if link.source != link.target:
            for end, other in ((link.source, link.target), (link.target, link.source)):
                faces[end][layer[other] >= layer[end]] += 1
    rounds = _loops(links)
    slots = []
    for n, box in enumerate(boxes):
        half = max(box.across, _PORT * (max(faces[n]) + 1)) / 2
        found, room, tall = routing.loops([(links[k].across, links[k].along) for k in rounds.get(n, ())])
        depth = max(box.along, 2 * found[-1][0] + 6.0) if found else box.along
        slots.append(Slot(2 * layer[n], n, less=half, more=half + room, depth=depth, tall=tall, half=half))
    return slots


def _loops(links: Sequence[Link]) -> dict[int, list[int]]:
    """The links from each box to itself, by number."""
    found: dict[int, list[int]] = {}
    for number, link in enumerate(links):
        if link.source == link.target:
            found.setdefault(link.source, []).append(number)
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """A connected part of the graph: its slots and the chains of its links."""

    slots: list[Slot]
    chains: list[Chain]

    def shift(self, side: float) -> float:
        """Move the part so that it starts at `side`; how wide it is."""
        least = min(slot.at - slot.less for slot in self.slots)
        for slot in self.slots:
            slot.at += side - least
        return max(slot.at + slot.more for slot in self.slots) - side


def _part(rooms: Sequence[Slot], links: Sequence[Link], layer: Sequence[int], members: list[int]) -> _Part:
    """One component with its slots ordered and spaced across."""
    inside = set(members)
    slots = [rooms[n] for n in members]
    chains = []
    for number, link in enumerate(links):
        if link.source in inside and link.source != link.target:
            chain = _chain(rooms, link, number, layer)
            slots += chain.slots[1:-1]
            chains.append(chain)
    for n, numbers in _loops(links).items():
        if n in inside:
            sizes = [(links[k].across, links[k].along) for k in numbers]
            for k, size, turn in zip(numbers, sizes, routing.loops(sizes)[0], strict=True):
                chains.append(Chain(k, [rooms[n]], loop=turn, size=size))
    edges = _joined([_Part(slots, chains)])
    ranks = ordering.ordered(slots, edges)
    spacing.spread(ranks, edges)
    return _Part(slots, chains)


def _chain(rooms: Sequence[Slot], link: Link, number: int, layer: Sequence[int]) -> Chain:
    """The slots that a link passes, from source to target: one in each layer between, its label in a middle one."""
    first, last = 2 * layer[link.source], 2 * layer[link.target]
    if first == last:
        turn = Slot(
            layer=first + 1, less=max(link.across, 16.0) / 2, more=max(link.across, 16.0) / 2, depth=link.along + 8.0
        )
        return Chain(number, [rooms[link.source], turn, rooms[link.target]], turn=True, size=(link.across, link.along))
    step = 1 if last > first else -1
    passed = [Slot(layer=at, less=1.0, more=1.0) for at in range(first + step, last, step)]
    middle = passed[(len(passed) // 4) * 2]
    middle.less = middle.more = max(link.across / 2, 1.0)
    middle.depth = link.along
    return Chain(
        number, [rooms[link.source], *passed, rooms[link.target]], label=middle, size=(link.across, link.along)
    )


def _joined(parts: Sequence[_Part]) -> list[tuple[Slot, Slot]]:
    """Pairs of slots in neighbouring layers that a chain joins, the earlier layer first."""
    pairs = []
    for part in parts:
        for chain in part.chains:
            for one, other in pairwise(chain.slots):
                pairs.append((one, other) if one.layer < other.layer else (other, one))
    return pairs


def _shelves(parts: list[_Part]) -> list[list[_Part]]:
    """Parts side by side while they fit, else on a new shelf."""
    shelves: list[list[_Part]] = []
    room = 0.0
    for part in parts:
        width = part.shift(0.0) + _BETWEEN
        if not shelves or width > room:
            shelves.append([])
            room = SHELF
        shelves[-1].append(part)
        room -= width
    return shelves
