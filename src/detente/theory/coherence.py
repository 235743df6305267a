"""Can stated probabilities be true of one another? The nearest ones that can, exactly.

Numbers stated for some propositions are *coherent* if some probability over the possible worlds gives them: if they are a point of the
convex hull of the worlds, each world read as the vector of the truth values that it gives these propositions. (De Finetti: the others are
those that somebody could bet against and win whatever is true; and by the squared error of forecasts the nearest point then does better
than they do whatever is true: Schervish, Seidenfeld & Kadane, Annals of Statistics 42, 2014, introduction.) With ranges, a box is coherent if it meets the hull. Else the point of the hull
nearest to the box is what mends it with the least change (least squares); what it changes, and by how much, is unique even where the point is
not.

The nearest point is found by Wolfe's method for the point of least norm in a polytope given by its corners (Ph. Wolfe, "Finding the nearest
point in a polytope", Mathematical Programming 11, 1976, pp. 128-149), here of the difference hull − box, in rationals: it comes to an end
after finitely many steps, and what is coherent by a hair is told from what is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

Vector = tuple[Fraction, ...]
FITS = 2**62
TINY = 1e-12
MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class Nearest:
    """The point of the hull nearest to a box.

    `shift` (propositions,): from the box to the hull: all 0 if they meet; above 0 the nearest number is the upper end plus it, below 0 the
    lower end plus it, and both are unique. `point` (propositions,): a point of the hull at that distance. `weights`: its worlds, by row
    number, with their probabilities. `squared`: the square of the distance.
    """

    shift: Vector
    point: Vector
    weights: dict[int, Fraction]
    squared: Fraction


@dataclass(frozen=True, slots=True)
class _Corner:
    """A corner of hull − box: a world (row number), and the difference (propositions,)."""

    world: int
    difference: Vector


def nearest(worlds: NDArray[np.bool_], low: Sequence[Fraction], high: Sequence[Fraction]) -> Nearest:
    """The point of the hull of the rows of `worlds` (worlds, propositions) nearest to the box from `low` to `high` (propositions,).

    Raises ValueError without a world, and for a range upside down.
    """
    truth = np.asarray(worlds, dtype=bool)
    if truth.ndim != 2 or not len(truth) or truth.shape[1] != len(low) or len(low) != len(high):
        raise ValueError(f"Worlds of shape {truth.shape} do not fit {len(low)} lower and {len(high)} upper ends.")
    if any(a > b for a, b in zip(low, high, strict=True)):
        raise ValueError("A range is upside down: its lower end is above its upper end.")
    box = [(Fraction(a), Fraction(b)) for a, b in zip(low, high, strict=True)]
    corners, shares = _least_norm(truth.astype(np.int64), box)
    shift = _combined([corner.difference for corner in corners], shares)
    weights: dict[int, Fraction] = {}
    for corner, share in zip(corners, shares, strict=True):
        weights[corner.world] = weights.get(corner.world, Fraction(0)) + share
    rows = [tuple(Fraction(int(bit)) for bit in truth[world]) for world in weights]
    return Nearest(shift, _combined(rows, tuple(weights.values())), weights, _dot(shift, shift))


def _least_norm(truth: NDArray[np.int64], box: Sequence[tuple[Fraction, Fraction]]) -> tuple[list[_Corner], Vector]:
    """Corners of hull − box, and the shares with which they make its point of least norm."""
    guessed = _guess(truth, box)
    try:
        return _exactly(truth, box, guessed)
    except ValueError:
        return _exactly(truth, box, guessed[:1])


def _exactly(
    truth: NDArray[np.int64], box: Sequence[tuple[Fraction, Fraction]], corners: list[_Corner]
) -> tuple[list[_Corner], Vector]:
    """Wolfe's method from some corners on. Raises ValueError where these are not affinely independent."""
    shares = (Fraction(1, len(corners)),) * len(corners)
    while True:
        wanted = _affine([corner.difference for corner in corners])
        while not all(share > 0 for share in wanted):
            corners, shares = _shortened(corners, shares, wanted)
            wanted = _affine([corner.difference for corner in corners])
        shares = wanted
        point = _combined([corner.difference for corner in corners], shares)
        best = _corner(truth, box, point)
        if _dot(point, best.difference) >= _dot(point, point):
            return corners, shares
        corners, shares = [*corners, best], (*shares, Fraction(0))


def _shortened(corners: list[_Corner], shares: Vector, wanted: Vector) -> tuple[list[_Corner], Vector]:
    """As far towards the wanted shares as none falls below 0; the corners whose share is 0 there go."""
    step = min(now / (now - then) for now, then in zip(shares, wanted, strict=True) if then <= 0 and now > then)
    moved = [now + step * (then - now) for now, then in zip(shares, wanted, strict=True)]
    kept = [n for n, share in enumerate(moved) if share > 0]
    return [corners[n] for n in kept], tuple(moved[n] for n in kept)


def _corner(truth: NDArray[np.int64], box: Sequence[tuple[Fraction, Fraction]], direction: Vector) -> _Corner:
    """The corner of hull − box that is least in a direction."""
    common = lcm(*(part.denominator for part in direction))
    whole = [int(part * common) for part in direction]
    fits = sum(map(abs, whole)) < FITS
    sums = truth @ np.array(whole, dtype=np.int64) if fits else truth.astype(object) @ np.array(whole, dtype=object)
    return _made(truth, box, int(np.argmin(sums)) if whole else 0, [part > 0 for part in direction])


def _made(
    truth: NDArray[np.int64], box: Sequence[tuple[Fraction, Fraction]], world: int, up: Sequence[bool]
) -> _Corner:
    ends = [high if above else low for (low, high), above in zip(box, up, strict=True)]
    return _Corner(world, tuple(int(bit) - end for bit, end in zip(truth[world], ends, strict=True)))


def _affine(points: Sequence[Vector]) -> Vector:
    """The shares (they sum to 1, and may be below 0) with which affinely independent points make the point of least norm of their plane.

    From (Q Qᵀ + 1 1ᵀ) a = 1, divided by the sum of a (Wolfe 1976), solved in integers (Bareiss' elimination). Raises ValueError for
    points that are not independent.
    """
    common = lcm(*(x.denominator for point in points for x in point))
    whole = np.array([[int(x * common) for x in point] for point in points], dtype=object).reshape(len(points), -1)
    size = len(points)
    rows = np.concatenate([whole @ whole.T + common**2, np.ones((size, 1), dtype=object)], axis=1)
    before = 1
    for n in range(size):
        if rows[n, n] == 0:
            raise ValueError("These points are not affinely independent.")
        rows[n + 1 :] = (rows[n, n] * rows[n + 1 :] - np.multiply.outer(rows[n + 1 :, n], rows[n])) // before
        before = rows[n, n]
    found: list[Fraction] = [Fraction(0)] * size
    for n in reversed(range(size)):
        known = sum((rows[n, m] * found[m] for m in range(n + 1, size)), Fraction(0))
        found[n] = (rows[n, size] - known) / rows[n, n]
    total = sum(found, Fraction(0))
    return tuple(share / total for share in found)


def _guess(truth: NDArray[np.int64], box: Sequence[tuple[Fraction, Fraction]]) -> list[_Corner]:
    """The corners with which Wolfe's method ends in floating point: a start from which the exact one mostly has nothing left to do."""
    low, high = (np.array([float(pair[side]) for pair in box]) for side in (0, 1))
    told: list[tuple[int, tuple[bool, ...]]] = [(0, (True,) * len(box))]
    points, shares = (truth[:1] - high), np.ones(1)
    for _ in range(MOST_STEPS * (len(box) + 1)):
        wanted = _affine_float(points)
        if not np.isfinite(wanted).all():
            break
        if (wanted > TINY).all():
            shares = wanted
            point = shares @ points
            up, world = point > 0, int(np.argmin(truth @ point))
            best = truth[world] - np.where(up, high, low)
            if point @ (point - best) <= TINY or (best == points).all(axis=1).any():
                break
            told.append((world, tuple(up.tolist())))
            points, shares = np.vstack([points, best]), np.append(shares, 0.0)
            continue
        falls = (wanted <= TINY) & (shares > wanted)
        step = np.min(shares[falls] / (shares[falls] - wanted[falls]), initial=1.0)
        shares = shares + step * (wanted - shares)
        keep = shares > TINY
        told, points, shares = [one for one, kept in zip(told, keep, strict=True) if kept], points[keep], shares[keep]
    return [_made(truth, box, world, up) for world, up in told]


def _affine_float(points: NDArray[np.float64]) -> NDArray[np.float64]:
    found = np.linalg.lstsq(points @ points.T + 1, np.ones(len(points)), rcond=None)[0]
    return np.asarray(found / found.sum())


def _combined(points: Sequence[Vector], shares: Sequence[Fraction]) -> Vector:
    return tuple(
        sum((share * x for share, x in zip(shares, column, strict=True)), Fraction(0))
        for column in zip(*points, strict=True)
    )


def _dot(one: Vector, two: Vector) -> Fraction:
    return sum((x * y for x, y in zip(one, two, strict=True)), Fraction(0))
