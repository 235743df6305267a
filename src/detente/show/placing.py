"""Where words stand in a picture so that they do not cover each other: the cheapest free place of a few."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, hypot, pi, sin
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels."""
_TURNS = (0, 8, 1, 15, 7, 9, 4, 12, 2, 14, 6, 10, 3, 13, 5, 11)
"""Directions in sixteenths of a turn, clockwise from the right, as they are liked."""
_FAR = (0.0, 7.0, 15.0, 25.0, 37.0, 51.0, 67.0, 85.0, 105.0)
_CLEAR = 2.0


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a label stands, and the line that leads to what it names, where it stands apart."""

    box: Box
    leader: tuple[tuple[float, float], tuple[float, float]] | None = None


@dataclass(slots=True)
class Room:
    """A picture and what already stands in it: boxes that nothing may cover, and points of lines that are better not covered."""

    width: float
    height: float
    taken: list[Box] = field(default_factory=list)
    crossed: list[tuple[float, float]] = field(default_factory=list)

    def free(self, box: Box) -> bool:
        """Whether a box lies in the picture and covers no other."""
        left, top, right, bottom = box
        if left < 3 or top < 3 or right > self.width - 3 or bottom > self.height - 3:
            return False
        return not any(left < r and right > x and top < b and bottom > y for x, y, r, b in self.taken)

    def covered(self, box: Box) -> int:
        """How many points of lines a box covers."""
        if not self.crossed:
            return 0
        points = np.array(self.crossed)
        left, top, right, bottom = box
        x, y = points[:, 0], points[:, 1]
        return int(((x > left) & (x < right) & (y > top) & (y < bottom)).sum())

    def take(self, box: Box) -> None:
        """Nothing else may stand there."""
        left, top, right, bottom = box
        self.taken.append((left - _CLEAR, top - _CLEAR, right + _CLEAR, bottom + _CLEAR))

    def cross(self, points: NDArray[np.float64], every: float = 4.0) -> None:
        """A line runs through these points: words had better not stand on it."""
        for (x0, y0), (x1, y1) in zip(points[:-1].tolist(), points[1:].tolist(), strict=True):
            count = max(int(hypot(x1 - x0, y1 - y0) / every), 1)
            self.crossed += [(x0 + (x1 - x0) * n / count, y0 + (y1 - y0) * n / count) for n in range(count)]


def beside(room: Room, at: tuple[float, float], around: float, size: tuple[float, float]) -> Spot | None:
    """The best free place for a label of a `size` near a mark of radius `around`, which is then taken; None without one.

    Near and to the right is best; far off, a line leads to the mark, which crosses no other label.
    """
    best: tuple[float, Spot] | None = None
    for far in _FAR:
        if best and best[0] < far:
            break
        for liking, turn in enumerate(_TURNS):
            spot = _spot(at, around + 2.5 + far, turn * pi / 8, size, apart=far >= 15.0)
            if not room.free(spot.box) or (spot.leader and _crosses(room, spot.leader)):
                continue
            cost = far + 0.6 * liking + 2.0 * room.covered(spot.box)
            if best is None or cost < best[0]:
                best = cost, spot
    if best is None:
        return None
    room.take(best[1].box)
    if best[1].leader:
        room.cross(np.array(best[1].leader))
    return best[1]


def _spot(at: tuple[float, float], far: float, angle: float, size: tuple[float, float], apart: bool) -> Spot:
    """A box whose nearest side or corner lies so far from a point in this direction."""
    (x, y), (wide, tall) = at, size
    right, down = cos(angle), sin(angle)
    middle_x = x + right * far + wide / 2 * _lean(right)
    middle_y = y + down * far + tall / 2 * _lean(down)
    box = (middle_x - wide / 2, middle_y - tall / 2, middle_x + wide / 2, middle_y + tall / 2)
    if not apart:
        return Spot(box)
    near = min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3])
    length = hypot(near[0] - x, near[1] - y) or 1.0
    start = x + (near[0] - x) * 5.0 / length, y + (near[1] - y) * 5.0 / length
    return Spot(box, (start, near))


def _lean(part: float) -> float:
    """How far a box leans to a side: wholly where the direction does, not where it hardly does."""
    return max(-1.0, min(1.0, part * 1.6))


def _crosses(room: Room, leader: tuple[tuple[float, float], tuple[float, float]]) -> bool:
    (x0, y0), (x1, y1) = leader
    points = [(x0 + (x1 - x0) * n / 12, y0 + (y1 - y0) * n / 12) for n in range(2, 12)]
    return any(left < x < right and top < y < bottom for left, top, right, bottom in room.taken for x, y in points)


def along(room: Room, points: NDArray[np.float64], size: tuple[float, float]) -> Spot | None:
    """The best free place for a label on a line, over the line; it is then taken. None without one."""
    best: tuple[float, Box] | None = None
    wide, tall = size
    far = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    for share in np.linspace(0.08, 0.92, 43):
        x, y = (float(np.interp(share * far[-1], far, points[:, axis])) for axis in (0, 1))
        box = (x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)
        if not room.free(box):
            continue
        cost = 2.0 * room.covered(box) + 10.0 * abs(float(share) - 0.5)
        if best is None or cost < best[0]:
            best = cost, box
    if best is None:
        return None
    room.take(best[1])
    return Spot(best[1])


def within(room: Room, polygon: NDArray[np.float64], size: tuple[float, float]) -> Spot | None:
    """The best free place for a label inside a polygon, as far as can be from its edge; it is then taken."""
    wide, tall = size
    polygon = polygon[:: max(len(polygon) // 150, 1)]
    (left, top), (right, bottom) = polygon.min(axis=0), polygon.max(axis=0)
    if right - left < 0.7 * wide or bottom - top < tall:
        return None
    grid = np.meshgrid(np.linspace(left, right, 17)[1:-1], np.linspace(top, bottom, 17)[1:-1])
    middles = np.column_stack([part.ravel() for part in grid])
    fits = np.ones(len(middles), dtype=bool)
    for across in (-0.42, 0.0, 0.42):
        for down in (-0.45, 0.45):
            fits &= _holds(polygon, middles + np.array([across * wide, down * tall]))
    middles = middles[fits]
    if not len(middles):
        return None
    gaps = (middles[:, None, :] - polygon[None, :, :]) / np.array([max(wide / tall / 2, 1.0), 1.0])
    clear = np.sqrt((gaps**2).sum(axis=2).min(axis=1))
    for n in np.argsort(-clear, kind="stable")[:40]:
        x, y = middles[n].tolist()
        box = (x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)
        if room.free(box) and room.covered(box) == 0:
            room.take(box)
            return Spot(box)
    return None


def _holds(polygon: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether a closed polygon holds each point: bool (points,)."""
    ahead = np.roll(polygon, -1, axis=0)
    y = points[:, 1][:, None]
    spans = (polygon[:, 1] > y) != (ahead[:, 1] > y)
    rise = np.where(ahead[:, 1] == polygon[:, 1], 1.0, ahead[:, 1] - polygon[:, 1])
    meets = points[:, 0][:, None] < polygon[:, 0] + (ahead[:, 0] - polygon[:, 0]) * (y - polygon[:, 1]) / rise
    return np.asarray((spans & meets).sum(axis=1) % 2 == 1)
