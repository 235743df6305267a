"""Four named solutions on the packages of an acceptable frontier, with all ties; no lotteries.

`d_i` is player i's reservation, `b_i` its best among acceptable packages (which lies on their frontier), `G` the players
with `b_i > d_i`; the others only constrain. Where `G` is empty every package is a solution.

* **Nash**: most members of G with a strict gain, then the greatest product of their gains (Nash 1950 where all gain).
* **Egalitarian**: the greatest least gain over G, then the greatest second least, and so on.
* **Kalai–Smorodinsky**: the same for gains as shares of `b_i − d_i`, or of a given ideal less `d_i`.
* **Utilitarian**: the greatest sum of gains.

Floats sift; what is nearly tied is compared exactly, as integers. Egalitarian, utilitarian, and Nash where not all of G
gain, compare players on the scale that `scale` gives them; Nash otherwise, and Kalai–Smorodinsky, do not depend on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]
NEAR = 1e-9


@dataclass(frozen=True, eq=False)
class Gains:
    """Gains of the players in G (`members`) at each package (n, |G|), in integers at a scale that players share:
    shown gain = integer / `denominator`."""

    members: tuple[int, ...]
    gains: NDArray[Any]
    denominator: int

    @property
    def strict(self) -> NDArray[np.int64]:
        """How many members of G gain strictly at each package (n,)."""
        return np.asarray((self.gains > 0).sum(axis=1), dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Solutions:
    """Indices of all packages that are each solution, ascending; `all_gain`: whether Nash leaves nobody of G out."""

    nash: Indices
    egalitarian: Indices
    kalai_smorodinsky: Indices
    utilitarian: Indices
    all_gain: bool


def solutions(
    utilities: NDArray[Any],
    reservation: Sequence[int],
    scale: Sequence[Fraction] | None = None,
    ideal: Sequence[int] | None = None,
) -> Solutions:
    """All four solutions among packages with integer `utilities` (n, table), the points of an acceptable frontier.

    `reservation` (table,): for a player who accepts anything its worst feasible utility. `scale`: shown utility =
    integer × scale, per player (1 if not given). `ideal` (table,): for Kalai–Smorodinsky, the best utilities to measure
    against instead of the best among these packages.
    """
    if not len(utilities):
        nothing = np.zeros(0, dtype=np.int64)
        return Solutions(nothing, nothing, nothing, nothing, True)
    gains = gains_of(utilities, reservation, scale)
    most = int(gains.strict.max()) if gains.members else 0
    return Solutions(
        nash(gains),
        egalitarian(gains),
        kalai_smorodinsky(gains, utilities, reservation, ideal),
        utilitarian(gains),
        most == len(gains.members),
    )


def gains_of(utilities: NDArray[Any], reservation: Sequence[int], scale: Sequence[Fraction] | None = None) -> Gains:
    """Gains of the players who can gain at all, brought to integers at one scale."""
    best = [int(x) for x in utilities.max(axis=0)]
    members = tuple(i for i, top in enumerate(best) if top > reservation[i])
    scales = [Fraction(1) if scale is None else Fraction(scale[i]) for i in members]
    denominator = lcm(*(s.denominator for s in scales)) if scales else 1
    factors = [int(s * denominator) for s in scales]
    reach = [
        (best[i] - min(int(utilities[:, i].min()), reservation[i])) * f for i, f in zip(members, factors, strict=True)
    ]
    dtype: type = np.int64 if sum(reach) < 2**62 and utilities.dtype != object else object
    columns: list[NDArray[Any]] = [
        _above(utilities[:, i], reservation[i]).astype(dtype) * f for i, f in zip(members, factors, strict=True)
    ]
    shape = (len(utilities), len(members))
    return Gains(members, np.stack(columns, axis=1) if columns else np.zeros(shape, dtype=np.int64), denominator)


def nash(gains: Gains) -> Indices:
    """Most members of G with a strict gain, then the greatest product of their gains."""
    if not gains.members:
        return np.arange(len(gains.gains))
    strict = gains.strict
    rows = np.flatnonzero(strict == strict.max())
    values = _floats(gains.gains[rows])
    if values is not None:
        logs = np.log(np.where(values > 0, values, 1.0)).sum(axis=1)
        rows = rows[logs >= logs.max() - NEAR * len(gains.members)]
    products = [prod(int(x) for x in gains.gains[row] if x > 0) for row in rows]
    return _greatest(rows, products)


def egalitarian(gains: Gains) -> Indices:
    """The greatest least gain over G, then the greatest second least, and so on."""
    if not gains.members:
        return np.arange(len(gains.gains))
    rows = _near_best_least(_floats(gains.gains), len(gains.gains))
    return _greatest(rows, [sorted(int(x) for x in gains.gains[row]) for row in rows])


def kalai_smorodinsky(
    gains: Gains, utilities: NDArray[Any], reservation: Sequence[int], ideal: Sequence[int] | None = None
) -> Indices:
    """The greatest least share of the ideal gain over G, then the greatest second least, and so on.

    Raises ValueError where a given ideal is not above the reservation of a member of G.
    """
    if not gains.members:
        return np.arange(len(gains.gains))
    tops = [int(utilities[:, i].max()) if ideal is None else int(ideal[i]) for i in gains.members]
    ranges = [top - reservation[i] for top, i in zip(tops, gains.members, strict=True)]
    if min(ranges) <= 0:
        raise ValueError("An ideal is not above the reservation of a player who gains.")
    plain = [_above(utilities[:, i], reservation[i]) for i in gains.members]
    values = _floats(np.stack(plain, axis=1))
    shares = None if values is None else values / np.array([float(x) for x in ranges])
    rows = _near_best_least(shares, len(utilities))
    exact = [
        sorted(Fraction(int(column[row]), width) for column, width in zip(plain, ranges, strict=True)) for row in rows
    ]
    return _greatest(rows, exact)


def utilitarian(gains: Gains) -> Indices:
    """The greatest sum of gains over G."""
    if not gains.members:
        return np.arange(len(gains.gains))
    sums = gains.gains.sum(axis=1)
    return np.flatnonzero(sums == sums.max())


def _above(column: NDArray[Any], level: int) -> NDArray[Any]:
    """By how much utilities exceed a level, which may be beyond 64 bits."""
    return np.asarray((column if abs(level) < 2**61 else column.astype(object)) - level)


def _near_best_least(values: NDArray[np.float64] | None, n: int) -> Indices:
    """Rows whose least value is, as far as floats can tell, the greatest."""
    if values is None:
        return np.arange(n)
    least = values.min(axis=1)
    top = least.max()
    return np.flatnonzero(least >= top - NEAR * max(abs(top), float(np.abs(values).max()) * 1e-6))


def _floats(values: NDArray[Any]) -> NDArray[np.float64] | None:
    """Values as floats; None where an integer is beyond them."""
    try:
        return values.astype(np.float64)
    except OverflowError:
        return None


def _greatest(rows: Indices, keys: Sequence[Any]) -> Indices:
    """The rows with the greatest key."""
    top = max(keys)
    return np.asarray([row for row, key in zip(rows, keys, strict=True) if key == top], dtype=np.int64)
