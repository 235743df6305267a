"""A threat between two who do not know each other's resolve: the crisis signalling game of Lewis and Schultz (2003), all its equilibria.

The challenger may let the status quo stand or make a demand; the target concedes or resists; the challenger then fights or backs down.
Each side privately learns how it would fare in war, the challenger also what backing down would cost it: normal shocks of standard
deviation `sigma` on `war` and `back_down`. The equations are those of Jo (2011):

    c   = (S_A − (1 − p_R) V_A) / p_R                          what a challenge must be worth if it is resisted
    p_C = 1 − Φ((c − W_A)/σ) Φ((c − a)/σ)                      chance of a challenge
    p_F = Φ₂((W_A − a)/(σ√2), (W_A − c)/σ; 1/√2) / p_C         chance of fighting, once resisted
    p_R = Φ((p_F W_B + (1 − p_F) V_B − C_B) / (σ p_F))         chance of resisting

There may be one, three or more solutions in p_R: a finding that shows only one of them chooses among them in silence. They are sought in z with p_R = Φ(z),
where the last equation reads R(z) = z, so that chances near 0 and 1 are resolved as finely as others. c grows with z, and with c both p_C and
p_F p_C fall: on a cell of z they bound p_F and so R. Cells whose bounds exclude a solution are dropped and the others halved until they
are narrow (`narrow`, in z). So, up to rounding, *every* solution lies in one of the clusters of cells that are left, as a rule
some tens of cells wide. A cluster whose ends lie on either side counts as one solution; one whose ends lie on the same side is searched for two that are close, or one that
touches. What this cannot tell apart are three or more solutions within one cluster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from math import pi

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.theory.normal import Floats, log_beyond, log_lower, log_upper, peak_of

NARROW = 1e-5
COARSE = 1e-4
"""Width in z at which cells are no longer halved: for equilibria, and while flips are sought."""
TOUCHING = 1e-10
"""A residual in z below this counts as zero where the two sides touch without crossing."""
_EDGE = 37.0
_START = np.unique(np.concatenate([np.linspace(-9.0, 9.0, 73), [-_EDGE, -26.0, -18.0, -12.0, 12.0, 18.0, 26.0, _EDGE]]))
_MOST_CELLS = 200_000
_AT_ONCE = 256


@dataclass(frozen=True, eq=False)
class Crisis:
    """What each end is worth, on each side's own scale: numbers, or arrays that broadcast.

    `status_quo` S_A, `gain` V_A (the challenger's if the target concedes), `concession` C_B (the target's), `standing` V_B (the target's if the challenger backs
    down), `war_challenger` W_A, `war_target` W_B, `back_down` a (the challenger's: minus its audience cost), `sigma` σ.
    """

    status_quo: ArrayLike
    gain: ArrayLike
    concession: ArrayLike
    standing: ArrayLike
    war_challenger: ArrayLike
    war_target: ArrayLike
    back_down: ArrayLike
    sigma: ArrayLike = 1.0


@dataclass(frozen=True, eq=False)
class Equilibria:
    """All equilibria of each crisis. `count` has the crises' shape S; the others S + (k,), by ascending `resist`, NaN (False) past the count.

    `resist` p_R, `challenge` p_C, `fight` p_F; `unchallenged`, `conceded`, `war`, `backed_down`: the chances of the four ends, which sum to 1. `slope`: how
    the best answer to p_R moves with it; `stable` where it is below 1, so that small errors die out when beliefs follow behaviour. `touching`: one
    that the least change makes two or none, neither stable nor not.
    """

    count: NDArray[np.int64]
    resist: Floats
    challenge: Floats
    fight: Floats
    unchallenged: Floats
    conceded: Floats
    war: Floats
    backed_down: Floats
    slope: Floats
    stable: NDArray[np.bool_]
    touching: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Flip:
    """Where the number of equilibria changes: from `below` to `above`, as a payoff passes `at`."""

    at: float
    below: int
    above: int


def equilibria(crisis: Crisis, narrow: float = NARROW) -> Equilibria:
    """All equilibria of every crisis. Crises in which two nearly meet take longest. Raises ValueError where σ is not above 0, a number is not finite, or the challenger would not
    gain by a concession (V_A < S_A)."""
    shape, flat = _flat(crisis)
    found = [
        _sought(flat, np.arange(first, min(first + _AT_ONCE, len(flat.quo))), narrow)
        for first in range(0, len(flat.quo), _AT_ONCE)
    ]
    if not found:
        raise ValueError("There is no crisis in these arrays.")
    places, z, touching = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((z, places))
    return _told(flat.take(places[order]), places[order], z[order], touching[order], shape)


def _sought(
    flat: _Cases, block: NDArray[np.int64], narrow: float
) -> tuple[NDArray[np.int64], Floats, NDArray[np.bool_]]:
    """The solutions of some cases: of which, their z, and whether they only touch."""
    cases = flat.take(block)
    places, z, touching = _solutions(cases, *_clusters(cases, narrow))
    for place, end in _beyond(cases):
        places, z = np.append(places, place), np.append(z, end)
        touching = np.append(touching, np.zeros(len(place), dtype=bool))
    return block[places], z, touching


def flips(crisis: Crisis, payoff: str, values: Sequence[float]) -> tuple[Flip, ...]:
    """Where, as one payoff of one crisis goes through ascending `values`, the number of equilibria changes.

    `payoff` names a field of Crisis; for audience costs `back_down`. Each change between neighbouring values is narrowed down to 1e-7. Changes that
    cancel within one step are not seen: pass finer values. Raises ValueError for fewer than two values, and as `equilibria` does.
    """
    grid = [float(value) for value in values]
    if payoff not in {field.name for field in fields(Crisis)} or len(grid) < 2 or grid != sorted(grid):
        raise ValueError("Flips need the name of a payoff of the crisis and two or more ascending values.")
    if any(np.ndim(getattr(crisis, field.name)) for field in fields(Crisis)):
        raise ValueError("Flips are sought for one crisis at a time: give single numbers.")
    counts = _crossings(crisis, payoff, np.array(grid))
    found = []
    for k in np.flatnonzero(counts[1:] != counts[:-1]):
        found.extend(_between(crisis, payoff, (grid[k], grid[k + 1]), (int(counts[k]), int(counts[k + 1]))))
    return tuple(found)


def _between(crisis: Crisis, payoff: str, ends: tuple[float, float], counts: tuple[int, int]) -> list[Flip]:
    """The flips between two values that differ in their counts, step by step finer."""
    low, high = ends
    if high - low <= 1e-7 * (1 + abs(low)):
        return [Flip(0.5 * (low + high), *counts)]
    grid = np.linspace(low, high, 8)
    told = np.concatenate([counts[:1], _crossings(crisis, payoff, grid[1:-1]), counts[1:]])
    found = []
    for k in np.flatnonzero(told[1:] != told[:-1]):
        step = (float(grid[k]), float(grid[k + 1]))
        found.extend(_between(crisis, payoff, step, (int(told[k]), int(told[k + 1]))))
    return found


def _crossings(crisis: Crisis, payoff: str, values: Floats) -> NDArray[np.int64]:
    """The number of equilibria at each value, those that only touch left out."""
    found = equilibria(replace(crisis, **{payoff: values}), COARSE)
    return np.asarray(found.count - found.touching.sum(axis=-1))


# ---------------------------------------------------------------- the equations, for cases side by side


@dataclass(frozen=True, eq=False)
class _Cases:
    """Crises as arrays (n,). `target`: W_B − V_B; `relief`: V_B − C_B; `lead`: (W_A − a)/σ, and `peak` what `log_beyond` needs of it."""

    quo: Floats
    gain: Floats
    war: Floats
    back: Floats
    target: Floats
    relief: Floats
    sigma: Floats
    lead: Floats
    peak: Floats

    def take(self, places: NDArray[np.int64]) -> _Cases:
        return _Cases(*(getattr(self, field.name)[places] for field in fields(self)))


def _flat(crisis: Crisis) -> tuple[tuple[int, ...], _Cases]:
    given = [np.asarray(getattr(crisis, field.name), dtype=np.float64) for field in fields(crisis)]
    if not all(np.isfinite(array).all() for array in given):
        raise ValueError("Every payoff of a crisis must be a finite number.")
    quo, gain, concession, standing, war, target, back, sigma = np.broadcast_arrays(*given)
    if not (sigma > 0).all():
        raise ValueError("How far resolve is unknown, `sigma`, must be above 0.")
    if not (gain >= quo).all():
        raise ValueError("The challenger must not prefer the status quo to a concession: `gain` at least `status_quo`.")
    rows = (quo, gain, war, back, target - standing, standing - concession, sigma, (war - back) / sigma)
    made = [np.array(row, dtype=np.float64).reshape(-1) for row in rows]
    return quo.shape, _Cases(*[*made, peak_of(made[-1])])


def _marks(cases: _Cases, z: Floats) -> tuple[Floats, Floats]:
    """(c − W_A)/σ and (c − a)/σ where p_R = Φ(z); −inf where p_R is 0."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        apart = np.where(cases.gain > cases.quo, (cases.quo - cases.gain) * np.exp(-log_lower(z)), 0.0)
        c = cases.gain + apart
        return (c - cases.war) / cases.sigma, (c - cases.back) / cases.sigma


def _logs(cases: _Cases, z: Floats) -> tuple[Floats, Floats]:
    """log(p_F p_C) and log p_C."""
    x, y = _marks(cases, z)
    fight = log_beyond(cases.lead, x, cases.peak)
    return fight, np.logaddexp(log_upper(x), log_upper(y) + log_lower(x))


def _answer(cases: _Cases, fight: Floats, challenge: Floats) -> Floats:
    """R: the target resists where its own shock is above −R σ. Monotone in p_F = exp(fight − challenge)."""
    with np.errstate(over="ignore", invalid="ignore"):
        odds = np.exp(np.maximum(challenge - fight, 0.0))
        return np.asarray((cases.target + np.where(cases.relief == 0, 0.0, cases.relief * odds)) / cases.sigma)


def _residual(cases: _Cases, z: Floats) -> Floats:
    return _answer(cases, *_logs(cases, z)) - z


# ---------------------------------------------------------------- where solutions can be


@dataclass(frozen=True, eq=False)
class _Ends:
    """One end of each of many cells: of which case, where, and the logarithms there."""

    z: Floats
    fight: Floats
    challenge: Floats

    def take(self, places: NDArray[np.int64]) -> _Ends:
        return _Ends(self.z[places], self.fight[places], self.challenge[places])

    def joined(self, other: _Ends) -> _Ends:
        return _Ends(*(np.concatenate([getattr(self, f.name), getattr(other, f.name)]) for f in fields(self)))


def _clusters(flat: _Cases, narrow: float) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Intervals of z outside which no case has a solution between the edges: left ends, right ends, and whose they are."""
    n, steps = len(flat.quo), len(_START)
    whose = np.repeat(np.arange(n), steps)
    z = np.tile(_START, n)
    ends = _Ends(z, *_logs(flat.take(whose), z))
    inner = np.flatnonzero(np.arange(n * steps) % steps != steps - 1)
    whose, left, right = whose[inner], ends.take(inner), ends.take(inner + 1)
    while True:
        kept = np.flatnonzero(_possible(flat.take(whose), left, right))
        whose, left, right = whose[kept], left.take(kept), right.take(kept)
        wide = right.z - left.z > narrow
        if not wide.any():
            break
        if len(whose) > _MOST_CELLS:
            raise ValueError("The equilibria lie too close together to be told apart: move a payoff a little.")
        cut = np.flatnonzero(wide)
        middle = 0.5 * (left.z[cut] + right.z[cut])
        halves = _Ends(middle, *_logs(flat.take(whose[cut]), middle))
        rest = np.flatnonzero(~wide)
        whose = np.concatenate([whose[rest], whose[cut], whose[cut]])
        right_new = right.take(rest).joined(halves).joined(right.take(cut))
        left = left.take(rest).joined(left.take(cut)).joined(halves)
        right = right_new
    order = np.lexsort((left.z, whose))
    whose, low, high = whose[order], left.z[order], right.z[order]
    opens = np.ones(len(whose), dtype=bool)
    opens[1:] = (whose[1:] != whose[:-1]) | (low[1:] != high[:-1])
    closes = np.append(opens[1:], True)[: len(whose)]
    return low[opens], high[closes], whose[opens]


def _possible(cases: _Cases, left: _Ends, right: _Ends) -> NDArray[np.bool_]:
    """Whether a cell can hold a solution: p_F p_C and p_C fall from its left end to its right."""
    one = _answer(cases, left.fight, right.challenge)
    other = _answer(cases, right.fight, left.challenge)
    low, high = np.minimum(one, other), np.maximum(one, other)
    with np.errstate(invalid="ignore"):
        slack = 1e-10 * (1 + np.where(np.isfinite(low), np.abs(low), 0.0))
    return np.asarray(~((low - slack > right.z) | (high + slack < left.z)))


def _beyond(flat: _Cases) -> list[tuple[NDArray[np.int64], Floats]]:
    """Solutions past the edges, where R no longer moves: p_R is 0 or 1 to the last digit."""
    found = []
    for edge in (-_EDGE, _EDGE):
        answer = _answer(flat, *_logs(flat, np.full(len(flat.quo), edge)))
        past = np.flatnonzero((answer - edge) * np.sign(edge) > 0)
        found.append((past, answer[past]))
    return found


# ---------------------------------------------------------------- solutions within clusters


def _solutions(
    flat: _Cases, left: Floats, right: Floats, whose: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Floats, NDArray[np.bool_]]:
    """Each solution: of which case, its z, and whether it only touches."""
    cases = flat.take(whose)
    at_left, at_right = _residual(cases, left), _residual(cases, right)
    crosses = np.signbit(at_left) != np.signbit(at_right)
    touch = np.flatnonzero(~crosses)
    nearest, rest = _nearest(cases.take(touch), left[touch], right[touch])
    turned = (np.signbit(rest) != np.signbit(at_left[touch])) | (rest == 0)
    close = np.flatnonzero(turned & (np.abs(rest) > TOUCHING))
    across = np.flatnonzero(crosses)
    lows = np.concatenate([left[across], left[touch][close], nearest[close]])
    highs = np.concatenate([right[across], nearest[close], right[touch][close]])
    owners = np.concatenate([whose[across], whose[touch][close], whose[touch][close]])
    z = _crossing(flat.take(owners), lows, highs)
    grazed = np.flatnonzero(np.abs(rest) <= TOUCHING)
    return (
        np.concatenate([owners, whose[touch][grazed]]),
        np.concatenate([z, nearest[grazed]]),
        np.concatenate([np.zeros(len(z), dtype=bool), np.ones(len(grazed), dtype=bool)]),
    )


def _crossing(cases: _Cases, low: Floats, high: Floats) -> Floats:
    """Where the residual changes sign between two ends: false position that halves the weight of an end that stays (Illinois)."""
    at_low, at_high = _residual(cases, low), _residual(cases, high)
    kept = np.zeros(len(low))
    for _ in range(200):
        if (high - low <= 4e-15 * (1 + np.abs(low))).all():
            break
        with np.errstate(invalid="ignore", divide="ignore"):
            aim = high - at_high * (high - low) / (at_high - at_low)
        inside = (aim > low) & (aim < high) & np.isfinite(aim) & (np.abs(kept) < 4)
        z = np.where(inside, aim, 0.5 * (low + high))
        here = _residual(cases, z)
        left = np.signbit(here) == np.signbit(at_low)
        kept = np.where(left, np.maximum(kept, 0) + 1, np.minimum(kept, 0) - 1) * inside
        at_high = np.where(left, np.where(kept > 1, 0.5 * at_high, at_high), here)
        at_low = np.where(left, here, np.where(kept < -1, 0.5 * at_low, at_low))
        low, high = np.where(left, z, low), np.where(left, high, z)
        exact = here == 0
        low, high = np.where(exact, z, low), np.where(exact, z, high)
    return np.asarray(0.5 * (low + high))


def _nearest(cases: _Cases, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Where the residual comes nearest to crossing zero from the side on which its ends are, by golden section."""
    if not len(low):
        return low, low
    side = np.where(np.signbit(_residual(cases, low)), -1.0, 1.0)
    golden = 0.5 * (np.sqrt(5.0) - 1)
    for _ in range(60):
        one, other = high - golden * (high - low), low + golden * (high - low)
        lower = side * _residual(cases, one) < side * _residual(cases, other)
        low, high = np.where(lower, low, one), np.where(lower, other, high)
    z = 0.5 * (low + high)
    return np.asarray(z), _residual(cases, z)


# ---------------------------------------------------------------- what they say


def _told(
    cases: _Cases, places: NDArray[np.int64], z: Floats, touching: NDArray[np.bool_], shape: tuple[int, ...]
) -> Equilibria:
    total = int(np.prod(shape, dtype=np.int64))
    count = np.bincount(places, minlength=total)
    deep = int(count.max(initial=0))
    column = np.arange(len(places)) - np.repeat(np.cumsum(count) - count, count)

    def spread(values: NDArray[np.float64], fill: float = np.nan) -> Floats:
        made = np.full((total, deep), fill)
        made[places, column] = values
        return made.reshape((*shape, deep))

    edge = np.clip(z, -_EDGE, _EDGE)
    fight, challenge = _logs(cases, edge)
    x, y = _marks(cases, edge)
    resist, concede = log_lower(z), np.exp(log_upper(z))
    with np.errstate(invalid="ignore", over="ignore"):
        fought = np.exp(np.minimum(fight - challenge, 0.0))
        retreat = log_beyond((cases.back - cases.war) / cases.sigma, y)
        slope = _slope(cases, edge, fight, challenge)
    flags = np.where(touching, 0.0, (slope < 1).astype(float))
    return Equilibria(
        count.reshape(shape),
        spread(np.exp(resist)),
        spread(np.exp(challenge)),
        spread(fought),
        spread(np.exp(log_lower(x) + log_lower(y))),
        spread(np.exp(challenge) * concede),
        spread(np.exp(resist + fight)),
        spread(np.exp(resist + retreat)),
        spread(slope),
        spread(flags, 0.0) == 1,
        spread(touching.astype(float), 0.0) == 1,
    )


def _slope(cases: _Cases, z: Floats, fight: Floats, challenge: Floats) -> Floats:
    """dR/dz, which at a solution is the slope of the best answer in p_R itself."""
    x, y = _marks(cases, z)
    density = -0.5 * np.log(2 * pi)
    log_x, log_y = density - 0.5 * x * x, density - 0.5 * y * y
    by_fight = np.exp(log_x + log_lower(y) - fight)
    by_challenge = np.exp(np.logaddexp(log_x + log_lower(y), log_y + log_lower(x)) - challenge)
    rise = np.exp(density - 0.5 * z * z - 2 * log_lower(z)) * (cases.gain - cases.quo) / cases.sigma
    moved = cases.relief * np.exp(np.maximum(challenge - fight, 0.0)) * (by_fight - by_challenge) / cases.sigma
    return np.asarray(np.where((cases.gain > cases.quo) & (cases.relief != 0), moved * rise, 0.0))
