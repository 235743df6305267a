"""The round Earth on a flat picture: Lambert's azimuthal equal-area projection, and what is cut off at its edges.

Centred on what is shown: areas are true to each other, so that shades weigh as they look; circles about a place near the
middle look round, and great circles bend as they do on a globe.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, radians, sin
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

RADIUS_KM = 6371.0
_FAR = radians(125.0)
"""How far from the middle anything is shown: the edge of the projection."""
_STEP = radians(1.0)
_MARGIN = 6.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What the picture shows: the middle (degrees), pixels per radius of the Earth there, and where the middle lies (pixels)."""

    lon: float
    lat: float
    scale: float
    x: float
    y: float
    width: float
    height: float

    @property
    def edge(self) -> float:
        """How far from the middle, in pixels, the projection ends."""
        return 2 * sin(_FAR / 2) * self.scale

    @property
    def limb(self) -> bool:
        """Whether the projection's edge is seen in the picture."""
        corners = ((x - self.x, y - self.y) for x in (0.0, self.width) for y in (0.0, self.height))
        return max(hypot(*corner) for corner in corners) > self.edge


def framed(extent: tuple[float, float, float, float], width: float, least: float, most: float) -> Frame:
    """The frame that holds an extent (west, south, east, north) and is `width` pixels wide; its height from `least` to `most`."""
    west, south, east, north = extent
    across = (east - west) % 360.0 or 360.0
    lon, lat = (west + across / 2 + 180.0) % 360.0 - 180.0, (south + north) / 2
    grid = np.meshgrid(west + across * np.linspace(0, 1, 41), south + (north - south) * np.linspace(0, 1, 41))
    points = np.column_stack([part.ravel() for part in grid])
    for turn in range(5):
        flat = _flat(Frame(lon, lat, 1.0, 0.0, 0.0, 0.0, 0.0), _unit(points))
        (left, top), (right, bottom) = flat.min(axis=0), flat.max(axis=0)
        if turn < 4:
            lat = min(max(lat - float(np.degrees(top + bottom)) / 2, -90.0), 90.0)
    scale = min(width / (right - left), most / (bottom - top))
    height = max((bottom - top) * scale, least)
    x, y = width / 2 - scale * (left + right) / 2, height / 2 - scale * (top + bottom) / 2
    return Frame(float(lon), float(lat), float(scale), float(x), float(y), width, float(height))


def _unit(points: Points) -> Points:
    """Points (n, 2) in degrees as vectors (n, 3) of length 1."""
    lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _turned(frame: Frame, vectors: Points) -> Points:
    """Vectors as seen from above the middle: to the east, to the north, toward the eye."""
    lon, lat = radians(frame.lon), radians(frame.lat)
    east = (-sin(lon), cos(lon), 0.0)
    north = (-sin(lat) * cos(lon), -sin(lat) * sin(lon), cos(lat))
    up = (cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat))
    return np.asarray(vectors @ np.array([east, north, up]).T, dtype=float)


def _flat(frame: Frame, vectors: Points) -> Points:
    """Where vectors (n, 3) lie in the picture, in pixels; those beyond the edge of the projection on that edge."""
    seen = _turned(frame, vectors)
    out = np.hypot(seen[:, 0], seen[:, 1])
    far = np.minimum(np.arctan2(out, seen[:, 2]), _FAR)
    out = np.where(out > 1e-12, out, 1.0)
    length = 2 * np.sin(far / 2) * frame.scale / out
    return np.column_stack([frame.x + length * seen[:, 0], frame.y - length * seen[:, 1]])


def _beyond(frame: Frame, vectors: Points) -> NDArray[np.bool_]:
    return np.asarray(_turned(frame, vectors)[:, 2] < cos(_FAR))


def placed(frame: Frame, point: tuple[float, float]) -> tuple[float, float] | None:
    """Where a point is in the picture, None where it is not in it."""
    vector = _unit(np.array([point], dtype=float))
    x, y = (float(part) for part in _flat(frame, vector)[0])
    inside = not _beyond(frame, vector)[0] and 0 <= x <= frame.width and 0 <= y <= frame.height
    return (x, y) if inside else None


# ---------------------------------------------------------------- great circles


def great_circle(points: Points) -> Points:
    """Points (n, 2) in degrees, joined by great circles: vectors (m, 3), a degree apart at most."""
    corners = _unit(points)
    starts, ends = corners[:-1], corners[1:]
    angles = _angles(corners)
    steps = np.maximum(np.ceil(angles / _STEP - 1e-9), 1).astype(int)
    which = np.repeat(np.arange(len(steps)), steps)
    along = (np.arange(len(which)) - np.repeat(np.cumsum(steps) - steps, steps)) / steps[which]
    angle = np.maximum(angles, 1e-12)[which]
    share = np.where(angles[which] > 1e-12, np.sin((1 - along) * angle) / np.sin(angle), 1.0)[:, None]
    other = np.where(angles[which] > 1e-12, np.sin(along * angle) / np.sin(angle), 0.0)[:, None]
    return np.concatenate([share * starts[which] + other * ends[which], corners[-1:]])


def _angles(corners: Points) -> Points:
    """The angle between each vector and the next."""
    across = np.linalg.norm(np.cross(corners[:-1], corners[1:]), axis=1)
    return np.asarray(np.arctan2(across, (corners[:-1] * corners[1:]).sum(axis=1)), dtype=float)


def length_km(points: tuple[tuple[float, float], ...]) -> float:
    """How long a line is whose points (degrees) are joined by great circles, on a sphere of 6,371 km."""
    return float(_angles(_unit(np.array(points, dtype=float))).sum()) * RADIUS_KM


def line(frame: Frame, vectors: Points) -> list[Points]:
    """The parts of a line that are in the picture, each (n, 2) in pixels."""
    flat, hidden = _flat(frame, vectors), _beyond(frame, vectors)
    parts: list[list[tuple[float, float]]] = []
    end: tuple[float, float] | None = None
    for n in range(len(flat) - 1):
        cut = None if hidden[n] or hidden[n + 1] else _cut(frame, flat[n], flat[n + 1])
        if cut is None:
            end = None
            continue
        if end is None or hypot(end[0] - cut[0][0], end[1] - cut[0][1]) > 1e-6:
            parts.append([cut[0]])
        parts[-1].append(cut[1])
        end = cut[1]
    return [np.array(part) for part in parts]


def _cut(frame: Frame, start: Points, end: Points) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The part of a segment inside the frame, or None (Liang & Barsky 1984)."""
    (x, y), (dx, dy) = start, end - start
    first, last = 0.0, 1.0
    for slope, room in ((-dx, x), (dx, frame.width - x), (-dy, y), (dy, frame.height - y)):
        if slope == 0:
            if room < 0:
                return None
        elif slope < 0:
            first = max(first, room / slope)
        else:
            last = min(last, room / slope)
    if first > last:
        return None
    return (float(x + first * dx), float(y + first * dy)), (float(x + last * dx), float(y + last * dy))


# ---------------------------------------------------------------- areas


def ring(frame: Frame, points: Points) -> Points:
    """A ring of a country (degrees, edges straight in these) as a closed polygon (n, 2) in pixels, cut off a little outside
    the frame; empty where nothing of it is in the picture.

    What lies beyond the edge of the projection is drawn in to that edge. That leaves the inside what it was for any ring
    that does not hold the point opposite the middle; of one that does, the outside is drawn.
    """
    vectors = _unit(_filled(points))
    flat, hidden = _flat(frame, vectors), _beyond(frame, vectors)
    if hidden.all():
        return np.empty((0, 2))
    if hidden.any():
        flat = _rounded(frame, flat, hidden)
    for axis, bound, side in (
        (0, -_MARGIN, 1.0), (0, frame.width + _MARGIN, -1.0), (1, -_MARGIN, 1.0), (1, frame.height + _MARGIN, -1.0),
    ):  # fmt: skip
        flat = _cut_side(flat, axis, bound, side)
    return _thinned(flat)


def edge(frame: Frame) -> Points:
    """The edge of the projection as a closed polygon."""
    angle = np.linspace(0, 2 * np.pi, 181)
    return np.column_stack([frame.x + frame.edge * np.cos(angle), frame.y + frame.edge * np.sin(angle)])


def _filled(points: Points) -> Points:
    """A ring with points between those more than a degree apart, on the line that is straight in longitude and latitude."""
    steps = np.maximum(np.ceil(np.abs(np.diff(points, axis=0)).max(axis=1)), 1).astype(int)
    if (steps == 1).all():
        return points
    starts = np.repeat(np.arange(len(steps)), steps)
    along = (np.arange(len(starts)) - np.repeat(np.cumsum(steps) - steps, steps)) / np.repeat(steps, steps)
    between = points[:-1][starts] + along[:, None] * np.diff(points, axis=0)[starts]
    return np.concatenate([between, points[-1:]])


def _rounded(frame: Frame, flat: Points, hidden: NDArray[np.bool_]) -> Points:
    """The polygon with more points where it follows the edge of the projection, the shorter way round, so that no chord
    cuts through the picture."""
    middle = np.array([frame.x, frame.y])
    parts = [flat[:1]]
    for n in range(1, len(flat)):
        if hidden[n - 1] and hidden[n]:
            start, end = (np.arctan2(*(flat[k] - middle)[::-1]) for k in (n - 1, n))
            turn = (end - start + np.pi) % (2 * np.pi) - np.pi
            angles = start + turn * np.linspace(0, 1, int(abs(turn) / 0.05) + 2)[1:-1]
            parts.append(middle + frame.edge * np.column_stack([np.cos(angles), np.sin(angles)]))
        parts.append(flat[n : n + 1])
    return np.concatenate(parts)


def _cut_side(polygon: Points, axis: int, bound: float, side: float) -> Points:
    """What of a polygon lies on one side of a line across the picture (Sutherland & Hodgman 1974)."""
    if not len(polygon):
        return polygon
    ahead = np.roll(polygon, -1, axis=0)
    inside = side * (polygon[:, axis] - bound) >= 0
    if inside.all():
        return polygon
    crosses = np.flatnonzero(inside != np.roll(inside, -1))
    rise = ahead[crosses, axis] - polygon[crosses, axis]
    share = ((bound - polygon[crosses, axis]) / rise)[:, None]
    meets = polygon[crosses] + share * (ahead[crosses] - polygon[crosses])
    kept = np.flatnonzero(inside)
    order = np.argsort(np.concatenate([2 * kept, 2 * crosses + 1]), kind="stable")
    return np.concatenate([polygon[kept], meets])[order]


def _thinned(polygon: Points, least: float = 0.5) -> Points:
    """A polygon without points that lie nearer than `least` pixels to the one before; empty where it is smaller than a dot."""
    if len(polygon) < 3 or max(np.ptp(polygon[:, 0]), np.ptp(polygon[:, 1])) < 1.0:
        return np.empty((0, 2))
    kept = [0]
    x, y = polygon[0]
    for n, (right, down) in enumerate(polygon.tolist()):
        if abs(right - x) >= least or abs(down - y) >= least:
            kept.append(n)
            x, y = right, down
    return polygon[kept] if len(kept) > 2 else np.empty((0, 2))
