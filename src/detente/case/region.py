"""Draws from points of 100 that hardly any free draw would meet: a random walk inside the region itself.

The walk is known as hit-and-run: from a point inside, choose a direction, and draw the next point on the line through
it, here exactly from the law on that line. Many walks run side by side, one for each draw, so that draws do not
depend on each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from detente.case.chains import Floats

Mask = NDArray[np.bool_]
TOTAL = 100.0
STEPS_PER_WEIGHT = 150
MARGINS = (1e-2, 1e-3, 1e-4, 1e-6)


def walk(bounds: Floats, order: Sequence[int], fixed: Mask, loose: Mask, n: int, rng: np.random.Generator) -> Floats:
    """(n, weights) points that sum to 100, inside `bounds` (weights, 2) and in `order`.

    The density is that of the law: even for the known weights, and even over a simplex for the `loose` ones given
    what is left, that is `left ** (1 - loose)`. `fixed` weights stay at their bound. Raises ValueError where the
    region has no room.
    """
    sides, ends = _halfspaces(bounds, order, fixed)
    scale = np.where(fixed, 0.0, bounds[:, 1] - bounds[:, 0])
    if not (scale**2).any():
        raise ValueError("these ranges leave nothing to draw")
    here = np.tile(_inside(bounds, sides, ends, scale), (n, 1))
    power = int(loose.sum()) - 1
    for _ in range(STEPS_PER_WEIGHT * len(bounds)):
        way = _balanced(rng.standard_normal(here.shape) * scale, scale)
        low, high = _reach(here, way, sides, ends)
        here = here + _along(here, way, low, high, loose, power, rng)[:, None] * way
    return here


def _halfspaces(bounds: Floats, order: Sequence[int], fixed: Mask) -> tuple[Floats, Floats]:
    """`sides @ x <= ends`: (rows, weights) and (rows,). Rows that speak of fixed weights alone are left out."""
    size = len(bounds)
    unit = np.eye(size)
    rows = [(-unit[k], -bounds[k, 0]) for k in range(size)] + [(unit[k], bounds[k, 1]) for k in range(size)]
    rows += [(unit[b] - unit[a], 0.0) for a, b in pairwise(order)]
    rows = [(side, end) for side, end in rows if np.any(side[~fixed])]
    return np.array([side for side, _ in rows]), np.array([end for _, end in rows])


def _balanced(way: Floats, scale: Floats) -> Floats:
    """Directions that keep the sum."""
    square = scale**2
    kept: Floats = way - way.sum(axis=-1, keepdims=True) * square / square.sum()
    return kept


def _inside(bounds: Floats, sides: Floats, ends: Floats, scale: Floats) -> Floats:
    """A point inside, by stepping over whichever side is broken most, with less and less room."""
    square = scale**2
    for margin in MARGINS:
        point = bounds.mean(axis=1)
        point = point + (TOTAL - point.sum()) * square / square.sum()
        for _ in range(20_000):
            broken = sides @ point - ends + margin
            worst = int(np.argmax(broken))
            if broken[worst] <= 0:
                return np.asarray(point, dtype=np.float64)
            way = _balanced(sides[worst] * square, scale)
            slope = float(sides[worst] @ way)
            if slope <= 0:
                break
            point = point - 1.2 * broken[worst] / slope * way
    raise ValueError("the order leaves no room within these ranges")


def _reach(here: Floats, way: Floats, sides: Floats, ends: Floats) -> tuple[Floats, Floats]:
    """How far back and forth each walk can go along its way."""
    slope = way @ sides.T
    room = np.maximum(ends - here @ sides.T, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        step = room / slope
    tiny = np.abs(slope) < 1e-12
    high = np.where((slope > 0) & ~tiny, step, np.inf).min(axis=1)
    low = np.where((slope < 0) & ~tiny, step, -np.inf).max(axis=1)
    stuck = ~(np.isfinite(low) & np.isfinite(high))
    return np.where(stuck, 0.0, low), np.where(stuck, 0.0, high)


def _along(
    here: Floats, way: Floats, low: Floats, high: Floats, loose: Mask, power: int, rng: np.random.Generator
) -> Floats:
    """A step in `low..high` with density `left ** -power`, where what is left changes evenly along the way."""
    pick = rng.random(len(here))
    even = low + (high - low) * pick
    if power <= 0:
        return even
    left = here[:, loose].sum(axis=1)
    slope = way[:, loose].sum(axis=1)
    start, end = left + slope * low, left + slope * high
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if power == 1:
            found = start * (end / start) ** pick
        else:
            found = (start ** (1 - power) * (1 - pick) + end ** (1 - power) * pick) ** (1 / (1 - power))
        step = (found - left) / slope
    fine = np.isfinite(step) & (np.abs(end - start) > 1e-9 * (start + end))
    return np.where(fine, np.clip(step, low, high), even)
