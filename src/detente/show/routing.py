"""The last step of a layered layout: how deep each layer is, where arrows meet boxes, and the curves between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

STUB = 11.0
"""How far an arrow runs straight into the box that it ends at."""
_NEAR, _FAR = 16.0, 90.0
_LOOP, _GRIP = 26.0, 7.0
_PORTS = 16.0
_CORNER = 9.0

Point = tuple[float, float]


@dataclass(slots=True, eq=False)
class Slot:
    """A place in a layer: of a box (`node`), or of an arrow that passes. Filled in step by step while a layout is made.

    `layer` counts layers of boxes and those between (even: boxes). It takes `less` on one side of `at` and `more` on the
    other, of which a box itself takes `half`; `depth` is its size along, `tall` that of its loops. `ports` are where its chains meet it.
    """

    layer: int
    node: int | None = None
    less: float = 0.0
    more: float = 0.0
    depth: float = 0.0
    tall: float = 0.0
    half: float = 0.0
    at: float = 0.0
    band: tuple[float, float] = (0.0, 0.0)
    ports: dict[tuple[int, bool], float] = field(default_factory=dict)

    def faces(self) -> tuple[float, float]:
        """Where a box begins and ends along: in the middle of its layer."""
        middle = sum(self.band) / 2
        return middle - self.depth / 2, middle + self.depth / 2

    def corners(self) -> tuple[float, float, float, float]:
        """Across and along of the first corner of a box, then of the last."""
        start, end = self.faces()
        return self.at - self.half, start, self.at + self.half, end


@dataclass(frozen=True, slots=True)
class Chain:
    """What a link passes: its slots from source to target, the one with its label, whether it turns in a layer between.

    `loop`, for an arrow from a box to itself: how far from the middle it leaves, and how far out it begins to turn.
    """

    link: int
    slots: list[Slot]
    label: Slot | None = None
    turn: bool = False
    loop: tuple[float, float] | None = None
    size: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Route:
    """A curve as (across, along) points: where it starts, then three for each cubic piece, as in SVG. It ends at its
    target. `label` is the middle of its label, None where it has none."""

    points: tuple[Point, ...]
    label: Point | None


def loops(sizes: Sequence[tuple[float, float]]) -> tuple[list[tuple[float, float]], float, float]:
    """Arrows from one box to itself, by the (across, along) sizes of their labels: for each how far from the middle it
    leaves the box, and how far out it begins to turn; then the room that all take beside the box, and along."""
    found: list[tuple[float, float]] = []
    grip, reach, tall = 0.0, 0.0, 0.0
    for across, along in sizes:
        grip = max(grip, tall / 2) + _GRIP
        found.append((grip, reach))
        reach += _LOOP + across + 8.0
        tall = max(tall, along)
    return found, reach, max(2 * grip + _GRIP, tall) if found else 0.0


def fitted(wished: Sequence[float]) -> list[float]:
    """The ascending numbers nearest to `wished` in least squares (pool adjacent violators).

    >>> fitted([3.0, 1.0, 5.0])
    [2.0, 2.0, 5.0]
    """
    pools: list[tuple[float, int]] = []
    for value in wished:
        total, count = value, 1
        while pools and pools[-1][0] * count > total * pools[-1][1]:
            more, others = pools.pop()
            total, count = total + more, count + others
        pools.append((total, count))
    return [total / count for total, count in pools for _ in range(count)]


def settle(slots: Sequence[Slot], edges: Sequence[tuple[Slot, Slot]], start: float) -> float:
    """Give every slot its band along, from `start` on, and its ports; where the last band ends."""
    _find_ports(slots, edges)
    count = max(slot.layer for slot in slots) + 1
    depth, swing = [0.0] * count, [0.0] * count
    used = [False] * count
    for slot in slots:
        depth[slot.layer] = max(depth[slot.layer], slot.depth, slot.tall)
        used[slot.layer] = True
    for one, other in edges:
        swing[one.layer] = max(swing[one.layer], abs(one.at - other.at))
    bands = []
    for number in range(count):
        bands.append((start, start + depth[number]))
        if used[number]:
            start += depth[number] + STUB + min(max(0.22 * swing[number], _NEAR), _FAR)
    for slot in slots:
        slot.band = bands[slot.layer]
    return bands[-1][1]


def _find_ports(slots: Sequence[Slot], edges: Sequence[tuple[Slot, Slot]]) -> None:
    """Let the arrows at each face of each box meet it as straight as can be, in the order of where they come from."""
    faces: dict[tuple[int, bool], list[Slot]] = {}
    for one, other in edges:
        faces.setdefault((id(one), True), []).append(other)
        faces.setdefault((id(other), False), []).append(one)
    for slot in slots:
        if slot.node is None:
            continue
        for late in (False, True):
            near = sorted(faces.get((id(slot), late), []), key=lambda other: other.at)
            step = min(_PORTS, (2 * slot.half - 2 * _CORNER) / max(len(near) - 1, 1))
            least = slot.at - slot.half + _CORNER
            most = slot.at + slot.half - _CORNER - step * max(len(near) - 1, 0)
            for n, at in enumerate(fitted([other.at - step * n for n, other in enumerate(near)])):
                slot.ports[id(near[n]), late] = min(max(at, least), most) + step * n


def route(chain: Chain) -> Route:
    """The curve of a chain whose slots are settled."""
    if chain.loop is not None:
        return _loop(chain, *chain.loop)
    if chain.turn:
        return _turn(chain)
    points: list[Point] = []
    for n, slot in enumerate(chain.slots):
        before = chain.slots[n - 1] if n else None
        after = chain.slots[n + 1] if n + 1 < len(chain.slots) else None
        onward = slot.layer < after.layer if after else slot.layer > before.layer if before else True
        if before is None and after is not None:
            at = slot.ports[id(after), onward]
            _straight(points, (at, slot.faces()[onward]), (at, slot.band[onward]))
        elif after is None and before is not None:
            at, face = slot.ports[id(before), not onward], slot.faces()[not onward]
            lead = -STUB if onward else STUB
            _bend(points, (at, slot.band[not onward] + lead))
            _straight(points, (at, face))
        else:
            _bend(points, (slot.at, slot.band[not onward]))
            _straight(points, (slot.at, slot.band[onward]))
    label = chain.label
    middle = (label.at, sum(label.band) / 2) if label and chain.size[1] else None
    return Route(tuple(points), middle)


def _straight(points: list[Point], *ends: Point) -> None:
    """Go straight to each end; the first may start the curve."""
    for end in ends:
        if not points:
            points.append(end)
            continue
        (x, y), (p, q) = points[-1], end
        if abs(x - p) + abs(y - q) > 0.01:
            points += [(x + (p - x) / 3, y + (q - y) / 3), (x + 2 * (p - x) / 3, y + 2 * (q - y) / 3), end]


def _bend(points: list[Point], end: Point) -> None:
    """Swing to an end, leaving and arriving straight along."""
    middle = (points[-1][1] + end[1]) / 2
    points += [(points[-1][0], middle), (end[0], middle), end]


def _turn(chain: Chain) -> Route:
    """An arrow between two boxes of one layer: out into the layer between, round in a slot of its own, and back."""
    source, slot, target = chain.slots
    away, home = source.ports[id(slot), True], target.ports[id(slot), True]
    reach = min(slot.less, 14.0) if away < home else -min(slot.less, 14.0)
    top = slot.band[0]
    points: list[Point] = []
    _straight(points, (away, source.faces()[1]), (away, source.band[1]))
    _bend(points, (slot.at - reach, top))
    points += [(slot.at - reach, top + 8.0), (slot.at + reach, top + 8.0), (slot.at + reach, top)]
    _bend(points, (home, target.band[1] + STUB))
    _straight(points, (home, target.faces()[1]))
    middle = (slot.at, top + 8.0 + chain.size[1] / 2) if chain.size[1] else None
    return Route(tuple(points), middle)


def _loop(chain: Chain, grip: float, reach: float) -> Route:
    """An arrow from a box to itself, beside it and round those before it; its label beyond."""
    slot = chain.slots[0]
    side, middle = slot.at + slot.half, sum(slot.band) / 2
    turn = side + reach + _LOOP - 12.0
    points: list[Point] = []
    _straight(points, (side, middle - grip), (turn, middle - grip))
    points += [(turn + 16.0, middle - grip), (turn + 16.0, middle + grip), (turn, middle + grip)]
    _straight(points, (side, middle + grip))
    label = (side + reach + _LOOP + 4.0 + chain.size[0] / 2, middle) if chain.size[1] else None
    return Route(tuple(points), label)
