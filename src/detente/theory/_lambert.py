"""Lambert's problem on arrays: the orbit that leads from one distance to another, through a given angle, in a given time.

Private: only `_reach` uses it. Two-body motion, less than one revolution. Distances r₁, r₂ and the angle θ between them (0 to 2π) say all
that speeds depend on, so no plane is asked for: points on one ray (θ = 0, where the motion is radial) and opposite ones (θ = π, where
the plane is open) are treated like any others.

Mathematics: with the chord c, s = (r₁ + r₂ + c)/2, λ = √(r₁r₂) cos(θ/2)/s (so 1 − λ² = c/s) and time in units of √(s³/2μ), Lancaster &
Blanchard (1969) write the time of flight as a function of one x > −1 that falls all the way from infinity to 0: x = 0 is the orbit of
least energy, x = 1 the parabola. With y = √(1 − λ²(1 − x²)),

    T(x) = [ψ/√|1 − x²| − x + λy]/(1 − x²),    tan ψ = √(1 − x²)(y − λx)/(xy + λ(1 − x²)), sinh for tan beyond the parabola,

near x = 1 as the series ½(η³Q + 4λη), η = y − λx, Q = (4/3)·₂F₁(3, 1; 5/2; S), S = (1 − λ − xη)/2 (Battin). From the starting values that
match T at x = 0 and 1, Householder's third-order steps use (1 − x²)T′ = 3Tx − 2 + 2λ³x/y and what follows from it by differentiation
(this way of solving is Izzo's, 2015, *Revisiting Lambert's problem*; the code is our own).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.theory._arcs import GRAVITY_KM3_S2

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
STEPS = 40
LAST_STEP = 1e-5
"""Relative to 1 + x. A step of third order leaves an error of the order of its fourth power."""
NEAR_PARABOLA = 0.02
NO_SLOPE = 1e-3
SERIES = 12


@dataclass(frozen=True, slots=True, eq=False)
class Transfer:
    """Velocities of transfers, arrays of one shape: outward and along the turn, at both ends. NaN where not converged.

    `converged` is false too where the question has no answer: a time, r₁ or r₂ not above 0, an angle outside 0 to 2π, or two points that are one.
    """

    start_outward_km_s: Floats
    start_along_km_s: Floats
    end_outward_km_s: Floats
    end_along_km_s: Floats
    converged: Bools

    @property
    def start_speed_km_s(self) -> Floats:
        """How fast it sets out."""
        return np.hypot(self.start_outward_km_s, self.start_along_km_s)

    @property
    def end_speed_km_s(self) -> Floats:
        """How fast it arrives."""
        return np.hypot(self.end_outward_km_s, self.end_along_km_s)


@dataclass(frozen=True, slots=True, eq=False)
class Triangle:
    """The geometry of transfers. `cosine_share` is √(r₁r₂) cos(θ/2)/s, Lambert's λ; lengths in kilometres."""

    start_km: Floats
    end_km: Floats
    chord_km: Floats
    half_perimeter_km: Floats
    cosine_share: Floats

    @property
    def time_unit_s(self) -> Floats:
        """What a time of flight is divided by."""
        return np.asarray(np.sqrt(self.half_perimeter_km**3 / (2 * GRAVITY_KM3_S2)), dtype=np.float64)


def triangle(start_km: ArrayLike, end_km: ArrayLike, angle_rad: ArrayLike) -> Triangle:
    """The triangle of two distances from the centre and the angle between them, broadcast."""
    given = (np.asarray(value, dtype=np.float64) for value in (start_km, end_km, angle_rad))
    start, end, angle = np.broadcast_arrays(*given)
    root = np.sqrt(start * end)
    chord = np.hypot(start - end, 2 * root * np.sin(angle / 2))
    half = (start + end + chord) / 2
    return Triangle(start, end, chord, half, root * np.cos(angle / 2) / half)


def least_energy(of: Triangle) -> tuple[Floats, Floats]:
    """Speed at the start in km/s and time of flight in s of the transfer that needs the least speed."""
    share = of.cosine_share
    rest = np.sqrt(of.chord_km / of.half_perimeter_km)
    speed = np.sqrt(np.maximum(2 * GRAVITY_KM3_S2 * (1 / of.start_km - 1 / of.half_perimeter_km), 0.0))
    return speed, of.time_unit_s * (np.arctan2(rest, share) + share * rest)


def lambert(start_km: ArrayLike, end_km: ArrayLike, angle_rad: ArrayLike, time_s: ArrayLike) -> Transfer:
    """Transfers from one distance to another (from the Earth's centre), through an angle, in a time; all broadcast."""
    angle = np.asarray(angle_rad, dtype=np.float64)
    with np.errstate(all="ignore"):
        of = triangle(start_km, end_km, np.where((angle >= 0) & (angle <= 2 * np.pi), angle, np.nan))
        return transfer(of, time_s)


def transfer(of: Triangle, time_s: ArrayLike) -> Transfer:
    """Transfers through triangles that are at hand, in times that broadcast against them."""
    with np.errstate(all="ignore"):
        asked = np.asarray(time_s, dtype=np.float64) / of.time_unit_s
        shape = asked.shape
        share = np.broadcast_to(of.cosine_share, shape)
        posed = (asked > 0) & np.isfinite(asked) & (of.start_km > 0) & (of.end_km > 0) & (of.chord_km > 0)
        x, converged = _solve(share[posed], asked[posed])
        whole = np.full(shape, np.nan)
        whole[posed] = np.where(converged, x, np.nan)
        return _velocities(of, share, whole)


def _velocities(of: Triangle, share: Floats, x: Floats) -> Transfer:
    """What x says of the velocities: outward and along, by projection on the two radii."""
    y = _y(x, share)
    lean = (of.start_km - of.end_km) / of.chord_km
    level = np.sqrt(np.maximum(1 - lean * lean, 0.0))
    scale = np.sqrt(GRAVITY_KM3_S2 * of.half_perimeter_km / 2)
    minus, plus = share * y - x, share * y + x
    along = scale * level * (y + share * x)
    return Transfer(
        start_outward_km_s=scale * (minus - lean * plus) / of.start_km,
        start_along_km_s=along / of.start_km,
        end_outward_km_s=-scale * (minus + lean * plus) / of.end_km,
        end_along_km_s=along / of.end_km,
        converged=np.isfinite(x),
    )


# ---------------------------------------------------------------- time of flight as a function of x


def _solve(share: Floats, asked: Floats) -> tuple[Floats, Bools]:
    """The x whose time is asked for, and whether it was found; flat arrays."""
    x = _first_guess(share, asked)
    converged = np.zeros(x.shape, dtype=np.bool_)
    going = np.arange(x.size)
    for _ in range(STEPS):
        now, part, goal = x[going], share[going], asked[going]
        after = _stepped(now, part, goal)
        ends = np.abs(after - now) <= LAST_STEP * (1 + now)
        x[going] = after
        converged[going[ends]] = True
        going = going[~ends & np.isfinite(after)]
        if not going.size:
            break
    return x, converged


def _first_guess(share: Floats, asked: Floats) -> Floats:
    """Powers of the time that give x = 0 and x = 1 their own times, and run to the right ends."""
    cube = share**3
    rest = np.sqrt(1 - share * share)
    level = np.arctan2(rest, share) + share * rest
    parabola = 2 / 3 * (1 - cube)
    slow = (level / asked) ** (2 / 3) - 1
    between = np.exp2(np.log(asked / level) / np.log(parabola / level)) - 1
    fast = 1 + 2.5 * parabola * (parabola - asked) / (asked * (1 - cube * share * share))
    return np.asarray(np.where(asked >= level, slow, np.where(asked > parabola, between, fast)), dtype=np.float64)


def _stepped(x: Floats, share: Floats, asked: Floats) -> Floats:
    """One step of Householder's third order; never past half the way to −1."""
    y = _y(x, share)
    time = _time(x, y, share)
    first, second, third = _slopes(x, y, share, time)
    error = time - asked
    square = first * first
    below = first * (square - error * second) + third * error * error / 6
    after = x - error * (square - error * second / 2) / below
    return np.asarray(np.maximum(after, (x - 1) / 2), dtype=np.float64)


def _slopes(x: Floats, y: Floats, share: Floats, time: Floats) -> tuple[Floats, Floats, Floats]:
    """The first three derivatives of the time by x."""
    short = 1 - x * x
    cube, rest, inverse = share**3, 1 - share * share, 1 / y
    first = (3 * time * x - 2 + 2 * cube * x * inverse) / short
    second = (3 * time + 5 * x * first + 2 * rest * cube * inverse**3) / short
    third = (7 * x * second + 8 * first - 6 * rest * cube * share * share * x * inverse**5) / short
    near = np.abs(short) < NO_SLOPE
    if near.any():
        first[near], second[near], third[near] = _slopes_near_parabola(x[near], share[near])
    return first, second, third


def _slopes_near_parabola(x: Floats, share: Floats) -> tuple[Floats, Floats, Floats]:
    """Where 1 − x² is too small to divide by: the derivatives at x = 1, for which the right-hand sides above vanish, and on from there."""
    fifth, rest, off = share**5, 1 - share * share, x - 1
    first = -0.4 * (1 - fifth)
    second = (6 * rest * fifth - 8 * first) / 7
    third = (6 * rest * fifth * (1 - 5 * share * share) - 15 * second) / 9
    return first + off * (second + off * third / 2), second + off * third, third


def _time(x: Floats, y: Floats, share: Floats) -> Floats:
    """The time of flight, in units of the triangle."""
    short = 1 - x * x
    root = np.sqrt(np.abs(short))
    eta = y - share * x
    turn = np.where(short > 0, np.arctan2(root * eta, x * y + share * short), np.arcsinh(root * eta))
    time = (turn / root - x + share * y) / short
    near = np.abs(x - 1) < NEAR_PARABOLA
    if near.any():
        time[near] = _near_parabola(x[near], eta[near], share[near])
    return np.asarray(time, dtype=np.float64)


def _near_parabola(x: Floats, eta: Floats, share: Floats) -> Floats:
    """The same by Battin's series, which has no 1 − x² to divide by."""
    small = (1 - share - x * eta) / 2
    term = total = np.ones_like(small)
    for n in range(SERIES):
        term = term * small * (3 + n) / (2.5 + n)
        total = total + term
    return np.asarray((eta**3 * (4 / 3) * total + 4 * share * eta) / 2, dtype=np.float64)


def _y(x: Floats, share: Floats) -> Floats:
    return np.asarray(np.sqrt(1 - share * share * (1 - x * x)), dtype=np.float64)
