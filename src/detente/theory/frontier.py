"""The non-dominated rows of a list of integer vectors: exact, with ties kept.

The work is done by moocore's C filter (López-Ibáñez; Kung, Luccio & Preparata 1975), which compares float64: integers
below 2⁵³ are handed over as they are, others as their ranks. See `docs/decisions/0002-nondominated-filter.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
EXACT_IN_FLOAT = 2**53


def nondominated(
    points: NDArray[Any], slack: Sequence[int] | NDArray[Any] | None = None, strict: int | None = None
) -> Bools:
    """Which rows of `points` (n, d) no other row dominates: bool (n,). More is better in every column.

    Without slack a row is dropped if another is at least as great in all columns and greater in one; equal rows are all
    kept. With slack (one for each strict column) it is dropped only if another is at least as great in all columns and
    greater *by more than slack* in one. With `strict`, that one must be among the first `strict` columns.
    """
    n, width = points.shape
    if n <= 1 or width == 0:
        return np.ones(n, dtype=np.bool_)
    keep = _exact(as_float(points))
    first = width if strict is None else strict
    if keep.all() or (first == width and (slack is None or not any(slack))):
        return keep
    return _bring_back(points, keep, np.asarray(slack if slack is not None else (0,) * first))


def nondominated_in_groups(
    points: NDArray[Any],
    groups: NDArray[np.int64],
    slack: Sequence[int] | None = None,
    strict: int | None = None,
) -> Bools:
    """Like `nondominated`, comparing only rows with the same number in `groups` (n,)."""
    n = len(points)
    if n <= 1:
        return np.ones(n, dtype=np.bool_)
    if (groups == groups[0]).all():
        return nondominated(points, slack, strict)
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    keep = np.ones(n, dtype=np.bool_)
    for start, end in zip(starts.tolist(), [*starts[1:].tolist(), n], strict=True):
        if end - start > 1:
            rows = order[start:end]
            keep[rows] = nondominated(points[rows], slack, strict)
    return keep


def settle(points: NDArray[Any], slack: Sequence[int] | None) -> tuple[Bools, NDArray[Any]]:
    """The last word on rounded numbers: (which rows stay, points with near-equal numbers made equal).

    In each column, numbers that follow each other by at most `slack` count as equal (the greatest stands for them).
    Rows that are dominated once near-equal numbers are equal do not stay. Without slack: everything as it is.
    """
    if slack is None or not any(slack) or len(points) <= 1:
        return np.ones(len(points), dtype=np.bool_), points
    snapped = points.copy()
    for column, tolerance in enumerate(slack):
        if not tolerance:
            continue
        values, place = np.unique(points[:, column], return_inverse=True)
        last = np.append(np.diff(values) > tolerance, True)
        ends = np.flatnonzero(last)
        snapped[:, column] = values[ends[np.searchsorted(ends, place)]]
    return nondominated(snapped), snapped


def as_float(points: NDArray[Any]) -> NDArray[np.float64]:
    """`points` in float64 with the same order in each column: themselves where that is exact, else their ranks."""
    if points.dtype != object and (len(points) == 0 or max(-int(points.min()), int(points.max())) < EXACT_IN_FLOAT):
        return points.astype(np.float64)
    ranks = [np.unique(column, return_inverse=True)[1] for column in points.T]
    return np.stack(ranks, axis=1).astype(np.float64)


def _exact(points: NDArray[np.float64]) -> Bools:
    if points.shape[1] == 1:
        return np.asarray(points[:, 0] == points[:, 0].max())
    return _filter()(points, maximise=True, keep_weakly=True)


@cache
def _filter() -> Callable[..., Bools]:
    from moocore import is_nondominated  # heavy: only when a frontier is wanted

    return is_nondominated  # type: ignore[no-any-return]


def _bring_back(points: NDArray[Any], keep: Bools, slack: NDArray[Any]) -> Bools:
    """Bring back rows that were dropped although nothing beats them by more than the slack in a strict column.

    Such a row and the one that dropped it are near-equal in every strict column, so only rows that share a cell of
    near-equal numbers with another row come into question; and whatever beats a row by more than the slack is beaten
    by, or is, a row that was kept and does so too.
    """
    doubtful = _near(points, slack)
    doubtful = doubtful[~keep[doubtful]]
    if not len(doubtful):
        return keep
    best, strict, result = points[keep], len(slack), keep.copy()
    for row in doubtful:
        gain = best - points[row]
        beaten = (gain >= 0).all(axis=1) & (gain[:, :strict] > slack).any(axis=1)
        result[row] = not beaten.any()
    return result


def _near(points: NDArray[Any], slack: NDArray[Any]) -> NDArray[np.int64]:
    """Rows that are near-equal to some other row in each of the first columns, one for each slack."""
    rows = np.arange(len(points))
    group = np.zeros(len(points), dtype=np.int64)
    for column, tolerance in enumerate(slack):
        values = points[rows, column]
        if values.dtype == object:
            place = np.argsort(values, kind="stable")
            order = place[np.argsort(group[place], kind="stable")]
        else:
            order = np.lexsort((values, group)) if column else np.argsort(values, kind="stable")
        breaks = (np.diff(values[order]) > tolerance) | (np.diff(group[order]) != 0)
        run = np.concatenate([[0], np.cumsum(breaks)])
        crowded = np.bincount(run)[run] > 1
        rows, group = rows[order[crowded]], run[crowded]
        if not len(rows):
            break
    return rows
