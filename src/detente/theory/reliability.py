"""How far coders agree beyond chance: Krippendorff's alpha, with missing codes and any number of coders, and the overlap of spans.

Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), whose worked example with four observers and twelve
units is a test here. Codes are numbers; NaN is a unit that a coder did not code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Metric = Literal["nominal", "ordinal", "interval"]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coincidences:
    """What was paired with what. `values` (v,): the codes that occur, ascending; `matrix` (v, v), symmetric: how often, each unit
    counting as many values as it has pairable codes; `units`: how many units at least two coders coded."""

    values: Floats
    matrix: Floats
    units: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """`alpha`: 1 is perfect, 0 what chance would give, below 0 worse; None where it is undefined: no unit was coded twice (`units` is 0), or
    all codes are the same (`values` is 1), so that chance could not have given anything else. `agreement`: the share of pairs of codes within
    units that are equal. `low`, `high`: the interval over draws of the units; `draws`: how many of them had an alpha."""

    alpha: float | None
    agreement: float | None
    units: int
    values: int
    low: float | None = None
    high: float | None = None
    draws: int = 0


def coincidences(codes: ArrayLike) -> Coincidences:
    """The coincidence matrix of `codes` (coders, units), NaN where there is none; a unit with fewer than two codes does not count."""
    values, counts = _counts(codes)
    return Coincidences(values, _matrix(counts, np.ones(len(counts))), len(counts))


def alpha(codes: ArrayLike, metric: Metric = "nominal") -> float | None:
    """Krippendorff's alpha of `codes` (coders, units); None where it is undefined (see `Reliability`)."""
    found = coincidences(codes)
    return _alpha(found.values, found.matrix, metric)


def reliability(codes: ArrayLike, metric: Metric = "nominal", draws: int = 1000, seed: int = 0) -> Reliability:
    """Alpha of `codes` (coders, units), the plain agreement, and how much both hang on which units were coded.

    The interval holds the middle 95 % of alphas when the units are drawn again with replacement, `draws` times. (Krippendorff's own interval
    draws deviations instead of units.) It is None where draws without an alpha are more than one in twenty, or nothing was drawn.
    """
    values, counts = _counts(codes)
    matrix = _matrix(counts, np.ones(len(counts)))
    total = float(matrix.sum())
    value = _alpha(values, matrix, metric)
    agreement = float(np.trace(matrix) / total) if total else None
    found: list[float] = []
    if value is not None and draws > 0:
        chance = np.random.default_rng(seed)
        for _ in range(draws):
            weights = np.bincount(chance.integers(len(counts), size=len(counts)), minlength=len(counts))
            drawn = _alpha(values, _matrix(counts, weights.astype(np.float64)), metric)
            if drawn is not None:
                found.append(drawn)
    if not found or len(found) < 0.95 * draws:
        return Reliability(value, agreement, len(counts), len(values), draws=len(found))
    low, high = np.quantile(found, [0.025, 0.975])
    return Reliability(value, agreement, len(counts), len(values), float(low), float(high), len(found))


def _counts(codes: ArrayLike) -> tuple[Floats, Floats]:
    """The codes that occur in pairable units (v,), and how often each does in each of these (units, v)."""
    table = np.atleast_2d(np.asarray(codes, dtype=np.float64))
    if table.ndim != 2:
        raise ValueError("codes have two axes: coders and units")
    if np.isinf(table).any():
        raise ValueError("codes must be finite numbers, or NaN")
    pairable = table[:, (~np.isnan(table)).sum(axis=0) >= 2]
    values = np.unique(pairable[~np.isnan(pairable)])
    counts = np.array([(pairable == value).sum(axis=0) for value in values], dtype=np.float64)
    return values, counts.T.reshape(pairable.shape[1], len(values))


def _matrix(counts: Floats, weights: Floats) -> Floats:
    """Krippendorff (2011), the coincidence matrix: over units, n_uc·(n_uk − [c = k]) / (m_u − 1), each unit `weights` times."""
    scaled = counts * (weights / np.maximum(counts.sum(axis=1) - 1, 1))[:, None]
    found: Floats = counts.T @ scaled - np.diag(scaled.sum(axis=0))
    return found


def _alpha(values: Floats, matrix: Floats, metric: Metric) -> float | None:
    """1 − (n − 1)·Σ o_ck·δ²_ck / Σ n_c·n_k·δ²_ck; None where the denominator is 0."""
    totals = matrix.sum(axis=1)
    apart = _apart(values, totals, metric)
    expected = float(totals @ apart @ totals)
    if expected <= 0:
        return None
    return 1 - float((totals.sum() - 1) * (matrix * apart).sum() / expected)


def _apart(values: Floats, totals: Floats, metric: Metric) -> Floats:
    """δ² (v, v) between the values: 1 where they differ, ranks apart, or numbers apart, squared."""
    if metric == "nominal":
        return 1 - np.eye(len(values))
    place = values if metric == "interval" else np.cumsum(totals) - totals / 2
    found: Floats = (place[:, None] - place[None, :]) ** 2
    return found


# ---------------------------------------------------------------- spans


@dataclass(frozen=True, slots=True)
class Overlap:
    """How far the spans of two coders cover the same characters. `characters`: of those that either marked, the share that both did;
    `jaccard`, `dice`: means over matched spans; None where there are none. `spans`: how many were matched."""

    characters: float | None
    jaccard: float | None
    dice: float | None
    spans: int


def overlap(first: ArrayLike, second: ArrayLike) -> Overlap:
    """The overlap of matched spans, (spans, 2) integers of starts and ends, row by row about the same statement.

    Jaccard: shared characters by those of either span; Dice: twice the shared ones by the sum of both lengths.
    """
    one, two = (np.asarray(spans, dtype=np.int64).reshape(-1, 2) for spans in (first, second))
    if one.shape != two.shape:
        raise ValueError("spans are matched row by row: as many on both sides")
    if (one[:, 0] >= one[:, 1]).any() or (two[:, 0] >= two[:, 1]).any():
        raise ValueError("a span ends after it starts")
    if not len(one):
        return Overlap(None, None, None, 0)
    shared = np.maximum(0, np.minimum(one[:, 1], two[:, 1]) - np.maximum(one[:, 0], two[:, 0]))
    both = (one[:, 1] - one[:, 0]) + (two[:, 1] - two[:, 0])
    jaccard, dice = shared / (both - shared), 2 * shared / both
    characters = float(shared.sum() / (both - shared).sum())
    return Overlap(characters, float(jaccard.mean()), float(dice.mean()), len(one))


def shared_characters(first: ArrayLike, second: ArrayLike) -> float | None:
    """Of the characters that either of two coders marked, the share that both did; None where neither marked any.

    Spans are (spans, 2) integers on one text, any number on each side, unmatched; those of one coder may overlap.
    """
    one, two = (np.asarray(spans, dtype=np.int64).reshape(-1, 2) for spans in (first, second))
    edges = np.unique(np.concatenate([one.ravel(), two.ravel()]))
    if len(edges) < 2:
        return None
    covered = [_covered(spans, edges) for spans in (one, two)]
    lengths = np.diff(edges)
    either = int(lengths[covered[0] | covered[1]].sum())
    return float(lengths[covered[0] & covered[1]].sum() / either) if either else None


def _covered(spans: NDArray[np.int64], edges: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the stretches between edges (edges - 1,) some span covers."""
    change = np.zeros(len(edges), dtype=np.int64)
    np.add.at(change, np.searchsorted(edges, spans[:, 0]), 1)
    np.add.at(change, np.searchsorted(edges, spans[:, 1]), -1)
    covered: NDArray[np.bool_] = np.cumsum(change)[:-1] > 0
    return covered
