"""The normal distribution far into its tails, on arrays: logarithms, so that nothing is lost where a chance is 1e-400.

erfc by the trapezoidal rule for its integral, with the residue at the pole as correction term (with a step of 1/2 the error left is below 1e-16),
and by its Taylor series below 1.
"""

from __future__ import annotations

from math import pi, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEP = 0.5
_TERMS = np.arange(1, 14)
_SQUARES = (_TERMS * _STEP) ** 2
_FALL = np.exp(-_SQUARES)
_ORDER = np.arange(22)
_TAYLOR = np.cumprod(np.concatenate([[1.0], -1.0 / _ORDER[1:]])) / (2 * _ORDER + 1) * 2 / sqrt(pi)
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(56)
_REACH = 75.0
"""Twice the natural logarithm by which the integrand has fallen where integration ends: e^-37.5 is below 1e-16."""


def log_upper(x: Any) -> Floats:
    """log P(Z > x) elementwise, to about 1e-15 of itself; 0 at -inf and -inf at inf."""
    z = np.asarray(x, dtype=np.float64) / sqrt(2)
    flat = z.reshape(-1)
    made = np.empty_like(flat)
    near, far = np.abs(flat) < 1, flat >= 1
    made[near] = np.log(0.5 - 0.5 * _erf(flat[near]))
    made[far] = _log_half_erfc(flat[far])
    low = ~near & ~far
    made[low] = np.log1p(-np.exp(_log_half_erfc(-flat[low])))
    return made.reshape(z.shape)


def log_lower(x: Any) -> Floats:
    """log P(Z ≤ x) elementwise."""
    return log_upper(-np.asarray(x, dtype=np.float64))


def _erf(z: Floats) -> Floats:
    """Its Taylor series, for |z| < 1."""
    square, total = z * z, np.zeros_like(z)
    for coefficient in _TAYLOR[::-1]:
        total = total * square + coefficient
    return total * z


def _log_half_erfc(z: Floats) -> Floats:
    """log(erfc(z) / 2) for z ≥ 1."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        square = z * z
        total = 1 / (2 * square)
        for number, fall in zip(_SQUARES, _FALL, strict=True):
            total += fall / (square + number)
        made = np.log(_STEP / pi * z * total) - square
        mend = z < 6.5
        near = z[mend]
        made[mend] += np.log1p(-np.exp(-made[mend]) / np.expm1(2 * pi / _STEP * near))
        return np.where(np.isposinf(z), -np.inf, made)


def log_beyond(lead: Any, start: Any, peak: Any = None) -> Floats:
    """log P(T > start, Z < lead + T) for independent standard normal T and Z, elementwise: how likely one both passes a mark and beats another.

    It is the bivariate normal Φ₂(lead/√2, −start; 1/√2). The logarithm of the integrand φ(t) Φ(lead + t) is concave, with second derivative between
    −2 and −1, so that a window about its peak (`peak_of(lead)`, if at hand) holds all but 1e-16 of the integral; Gauss–Legendre there gives about
    1e-12 of the value itself.
    """
    lead, start = np.broadcast_arrays(np.asarray(lead, np.float64), np.asarray(start, np.float64))
    peak = peak_of(lead) if peak is None else peak
    left = np.maximum(start, peak - sqrt(_REACH))
    top = np.maximum(left, peak)
    slope = np.maximum(top - _hazard(lead + top), 0.0)
    width = top - left + _REACH / (slope + np.sqrt(slope * slope + _REACH))
    t = left[..., None] + width[..., None] * (0.5 + 0.5 * _NODES)
    with np.errstate(invalid="ignore"):
        height = -0.5 * t * t + log_lower(lead[..., None] + t)
        most = height.max(axis=-1, keepdims=True)
        total = (np.exp(height - most) * _WEIGHTS).sum(axis=-1) * 0.5 * width / sqrt(2 * pi)
        made = np.log(total) + most[..., 0]
    return np.where(np.isposinf(start), -np.inf, made)


def peak_of(lead: Floats) -> Floats:
    """Where φ(t) Φ(lead + t) is greatest: Newton's method on t = hazard(lead + t), which is concave there."""
    t = np.maximum(0.0, -lead / 2)
    for _ in range(12):
        hazard = _hazard(lead + t)
        t = t - (t - hazard) / (1 + hazard * (hazard + lead + t))
    return np.asarray(t)


def _hazard(x: Floats) -> Floats:
    """φ(x)/Φ(x)."""
    return np.asarray(np.exp(-0.5 * x * x - 0.5 * np.log(2 * pi) - log_lower(x)))
