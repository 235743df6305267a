"""What a threat does to the one it is addressed to, and what carrying it out costs its author: plain numbers and arrays.

The addressee is told: yield, or be punished. With `p` the chance that it gives to being punished if it defies, defying is worth
`U_defied − p (U_defied − U_punished)` to it, and yielding `(1 − r) U_yielded + r U_cheated + qG − F`: `r` its fear of being punished
all the same, `qG` what it believes of a promise, `F` what it costs to be seen to yield because threatened. It yields where that is no
worse. Every flip point here is where the two are equal.

All arguments are numbers or arrays that broadcast: ints and Fractions, which stay exact (arrays of dtype object), or floats; one float makes
floats of all. A range goes in as its corners (`corners`) or as draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = Any
"""A float, int or Fraction, or an array of one of these."""

NOT_NEEDED, NEEDED, TOO_WEAK, NO_BITE = range(4)
KINDS = ("not needed", "needed", "too weak", "no bite")
"""What a threat need be: *not needed*, it would rather yield than defy unpunished; *needed*, some credibility from 0 to 1 is enough;
*too weak*, it would rather be punished than yield; *no bite*, punishment is no worse to it than being left alone."""

YIELDS_ANYWAY, WORKS, FAILS, BACKFIRES = range(4)
EFFECTS = ("yields anyway", "works", "fails", "backfires")
"""What a threat changes: *works*, the addressee yields and would not have; *fails*, it defies and would have; *backfires*, it would have yielded, and
defies because it is threatened."""


@dataclass(frozen=True, eq=False)
class Stakes:
    """What the addressee of a threat stands to get, on any one scale of utility.

    `defied`: going on, unpunished; `punished`: going on and being punished; `yielded`: yielding. `promise`: what the promise adds to yielding, times how far
    it is believed (qG). `face`: what it costs to yield because threatened (F). `fear`: the chance r of being punished although one yields,
    and `cheated`: what that is worth (only where `fear` is not 0).
    """

    defied: Numbers
    yielded: Numbers
    punished: Numbers
    promise: Numbers = 0
    face: Numbers = 0
    fear: Numbers = 0
    cheated: Numbers = None


@dataclass(frozen=True, eq=False)
class Needed:
    """How firmly a threat must be believed: `kind` indexes KINDS; `credibility` is p*, NaN where the threat does not bite.

    Where it is not needed p* is 0 or less, where it is too weak above 1.
    """

    kind: NDArray[np.int8]
    credibility: Numbers


def needed_credibility(stakes: Stakes) -> Needed:
    """The least chance of punishment p* = (U_defied − U_yielded − qG + F) / (U_defied − U_punished) at which the addressee yields.

    At p* it is indifferent, and taken to yield. Where it would rather yield than defy unpunished, the threat is *not needed* even if
    punishment would suit it.
    """
    stakes, _ = _alike(stakes)
    gain = _sum(_exact(stakes.defied), -_yielding(stakes))
    bite = _bite(stakes)
    gain, bite = np.broadcast_arrays(gain, bite)
    bites = _true(bite > 0)
    kind = np.where(_true(gain > bite), TOO_WEAK, NEEDED)
    kind = np.where(bites, kind, NO_BITE)
    kind = np.where(_true(gain <= 0), NOT_NEEDED, kind)
    return Needed(kind.astype(np.int8), _quotient(gain, bite, bites))


def effect(stakes: Stakes, credibility: Numbers) -> NDArray[np.int8]:
    """What a threat that is believed with chance `credibility` changes, beside its not being made: indexes EFFECTS.

    Not being made it costs no face, is feared by nobody and promises nothing: the addressee then yields where U_yielded is no worse than
    U_defied. Raises ValueError for a credibility outside 0..1.
    """
    stakes, credibility = _alike(stakes, credibility)
    before = _true(_sum(_exact(stakes.yielded), -_exact(stakes.defied)) >= 0)
    after = _true(_sum(_yielding(stakes), -_defying(stakes, credibility)) >= 0)
    found = np.where(before, np.where(after, YIELDS_ANYWAY, BACKFIRES), np.where(after, WORKS, FAILS))
    return np.asarray(found, dtype=np.int8)


def backfire_face(stakes: Stakes, credibility: Numbers) -> Numbers:
    """F† = p (U_defied − U_punished) − (U_defied − U_yielded − qG): the cost of being seen to yield beyond which the addressee hardens.

    Where it would have yielded unthreatened, the threat then backfires; where not, it fails. Below 0: it fails whatever `face` is. `stakes.face` does not count.
    """
    stakes, credibility = _alike(stakes, credibility)
    return _sum(_without_face(stakes), -_defying(stakes, credibility))[()]


def needed_promise(stakes: Stakes, credibility: Numbers) -> Numbers:
    """The least believed promise qG that makes the addressee yield, 0 where none is needed. `stakes.promise` does not count."""
    stakes, credibility = _alike(stakes, credibility)
    short = _sum(_defying(stakes, credibility), -_yielding(stakes), _exact(stakes.promise))
    return np.where(_true(short > 0), short, short * 0)[()]


def bearable_fear(stakes: Stakes, credibility: Numbers) -> Numbers:
    """The chance r of being punished all the same at which the addressee no longer yields. `stakes.fear` does not count.

    Below 0: it would not yield even if it trusted fully; above 1: whatever it feared. NaN where being cheated is no worse than yielding.
    Raises ValueError without `stakes.cheated`.
    """
    if stakes.cheated is None:
        raise ValueError("Fear of being punished all the same needs what that is worth: `cheated`.")
    stakes, credibility = _alike(stakes, credibility)
    trusted = _sum(_exact(stakes.yielded), _exact(stakes.promise), -_exact(stakes.face))
    margin = _sum(trusted, -_defying(stakes, credibility))
    loss = _sum(_exact(stakes.yielded), -_exact(stakes.cheated))
    margin, loss = np.broadcast_arrays(margin, loss)
    return _quotient(margin, loss, _true(loss > 0))


def audience_cost(left: Numbers, carried_out: Numbers) -> Numbers:
    """What backing down must cost a threat's author for carrying it out to be no worse: 0 where it is credible as it stands.

    `left`: the author's utility of leaving it, after the addressee has defied; `carried_out`: of carrying it out. What the costs of an audience are for, though not this
    threshold: Fearon (1994).
    """
    cost = _sum(_exact(left), -_exact(carried_out))
    return np.where(_true(cost > 0), cost, cost * 0)[()]


def audience_costs(left: Numbers, carried_out: Numbers) -> tuple[Numbers, Numbers]:
    """The least and the greatest audience cost, where either may end in several ways: arrays (…, ends), the ways apart.

    From the worst end of leaving it and the best of carrying it out, to the reverse. (0, 0): credible whatever comes. Where both may come
    to the same ends this takes them to be drawn apart.
    """
    ends, others = _exact(left), _exact(carried_out)
    return (
        audience_cost(ends.min(axis=-1), others.max(axis=-1)),
        audience_cost(ends.max(axis=-1), others.min(axis=-1)),
    )


def corners(ranges: Sequence[tuple[Numbers, Numbers]]) -> tuple[NDArray[Any], ...]:
    """The corners of a box of ranges: one array (2^ranges,) for each range.

    In each number by itself, flip points are quotients of linear functions. So over a box they are least and greatest at corners, provided that
    the denominator has one sign at all of them (for p*: that the threat bites at every corner); and a kind of threat that holds at all corners
    holds within, with one proviso: the numbers are apart, none stands in two places. For `fear` and `promise` beside the rest this is
    still so, since each enters linearly.
    """
    rows = list(product(*ranges))
    return tuple(_exact([row[k] for row in rows]) for k in range(len(ranges)))


# ---------------------------------------------------------------- the two sides


def _without_face(stakes: Stakes) -> NDArray[Any]:
    trusted = _exact(stakes.yielded)
    if stakes.cheated is None:
        if np.any(np.asarray(stakes.fear) != 0):
            raise ValueError("Fear of being punished all the same needs what that is worth: `cheated`.")
        return _sum(trusted, _exact(stakes.promise))
    fear = _chance(stakes.fear, "fear")
    return _sum(trusted * (1 - fear), fear * _exact(stakes.cheated), _exact(stakes.promise))


def _yielding(stakes: Stakes) -> NDArray[Any]:
    return _sum(_without_face(stakes), -_exact(stakes.face))


def _defying(stakes: Stakes, credibility: Numbers) -> NDArray[Any]:
    return _sum(_exact(stakes.defied), -np.asarray(_chance(credibility, "credibility") * _bite(stakes)))


def _bite(stakes: Stakes) -> NDArray[Any]:
    return _sum(_exact(stakes.defied), -_exact(stakes.punished))


# ---------------------------------------------------------------- numbers


def _alike(stakes: Stakes, credibility: Numbers = None) -> tuple[Stakes, Any]:
    """The same, all of them Fractions, or all floats where one is."""
    given = [None if value is None else _exact(value) for value in (*astuple(stakes), credibility)]
    if any(array is not None and array.dtype != object for array in given):
        given = [None if array is None else array.astype(np.float64) for array in given]
    return Stakes(*given[:-1]), given[-1]


def _exact(value: Numbers) -> NDArray[Any]:
    """Floats as float64, ints and Fractions as Fractions, which divide exactly."""
    array = np.asarray(value)
    if array.dtype.kind == "f":
        return array.astype(np.float64)
    flat = [x if isinstance(x, float) else Fraction(x) for x in array.reshape(-1).tolist()]
    made = np.empty(len(flat), dtype=object)
    made[:] = flat
    return made.reshape(array.shape)


def _sum(*terms: Any) -> NDArray[Any]:
    """The sum as an array, also where NumPy would make a bare number of it."""
    total = np.asarray(terms[0])
    for term in terms[1:]:
        total = np.asarray(total + term)
    return total


def _chance(value: Numbers, name: str) -> NDArray[Any]:
    array = _exact(value)
    if not np.all(_true(array >= 0) & _true(array <= 1)):
        raise ValueError(f"`{name}` is a chance: from 0 to 1.")
    return array


def _true(values: Any) -> NDArray[np.bool_]:
    return np.asarray(values, dtype=np.bool_)


def _quotient(above: NDArray[Any], below: NDArray[Any], where: NDArray[np.bool_]) -> Numbers:
    dtype = object if above.dtype == object or below.dtype == object else np.float64
    made = np.full(above.shape, np.nan, dtype=dtype)
    made[where] = above[where] / below[where]
    return made[()]
