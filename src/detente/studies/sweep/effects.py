"""What in a sweep goes with what: how far each thing that was varied tells the answers apart, and at which value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.studies.sweep.rows import Cell, Row
from detente.studies.sweep.tables import columns

BINS = 10
"""A varied number with more values than this is cut into so many parts, each with as many what-ifs."""
FEWEST = 2
LEAST = 1e-9
FIRST = ("zone.outcomes", "zone.frontier_points")
YES = {"zone.empty": False}
"""Answers that are better asked the other way round: the zone is open where it is not empty."""


@dataclass(frozen=True, slots=True)
class Effect:
    """`share`: of the variance of an answer, the part that lies between the values of what was varied and not within them, less what as many
    groups would show by chance: `1 − (1 − η²)(n − 1)/(n − k)` for `n` what-ifs in `k` groups (0..1; η² itself where every group is one)."""

    varied: str
    answer: str
    share: float
    lowest: Cell
    highest: Cell
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Cut:
    """Where one varied thing tells yes from no: *above* or *below* a number (between `low`, on the side of no, and `high`), or *among* some
    `values`. `right`: so many of `total` what-ifs are on the side on which they should be; `base`: so many would be if all were held alike."""

    varied: str
    side: Literal["above", "below", "among"]
    low: float
    high: float
    values: tuple[Cell, ...]
    right: int
    base: int
    total: int


def answered(rows: Sequence[Row]) -> list[Row]:
    """Rows with an answer."""
    return [row for row in rows if not row.error]


def verdict(rows: Sequence[Row]) -> str | None:
    """The yes-or-no answer that a sweep is told by: whether the zone is open, else the first that differs between what-ifs, else the first."""
    truths = [
        name
        for name in columns(rows).answer
        if all(isinstance(row.answer[name], bool) for row in rows if name in row.answer)
    ]
    chosen = [name for name in truths if name in YES]
    varying = [name for name in truths if len({row.answer.get(name) for row in rows}) > 1]
    return next(iter((*chosen, *varying)), None)


def yes(rows: Sequence[Row], name: str) -> list[bool]:
    """For each row whether its answer is yes."""
    return [row.answer.get(name) is YES.get(name, True) for row in rows]


def measure(rows: Sequence[Row]) -> str | None:
    """The number that a sweep is told by: how large the zone is, else the first that differs between what-ifs."""
    named = [name for name in columns(rows).answer if len(set(_numbers(rows, name))) > 1]
    return next(iter((*(name for name in FIRST if name in named), *named)), None)


def _numbers(rows: Sequence[Row], name: str) -> list[float]:
    found = [row.answer.get(name) for row in rows]
    return [float(cell) for cell in found if isinstance(cell, int | float) and not isinstance(cell, bool)]


def effects(rows: Sequence[Row], answer: str) -> list[Effect]:
    """What goes with an answer, most first: only things of which each value (or part) was seen twice or more in the mean."""
    usable = [row for row in rows if isinstance(row.answer.get(answer), int | float)]
    target = np.array([float(row.answer[answer]) for row in usable])  # type: ignore[arg-type]
    if len(target) < FEWEST or float(np.ptp(target)) == 0:
        return []
    found = []
    for name in columns(usable).varied:
        groups, labels = _groups([row.varied.get(name) for row in usable])
        if (len(labels) > 1 and len(usable) >= FEWEST * len(labels)) or 1 < len(labels) == len(usable) == _levels(rows):
            found.append(_effect(name, answer, target, groups, labels))
    return sorted((effect for effect in found if effect.share > LEAST), key=lambda effect: -effect.share)


def _levels(rows: Sequence[Row]) -> int:
    """How many what-ifs a sweep over one thing alone has: there each value is seen once, and all differences go with it."""
    return len(rows) if len(columns(rows).varied) == 1 else -1


def _effect(
    name: str, answer: str, target: NDArray[np.float64], groups: NDArray[np.int64], labels: Sequence[Cell]
) -> Effect:
    count = np.bincount(groups, minlength=len(labels))
    means = np.bincount(groups, weights=target, minlength=len(labels)) / count
    between = float((count * (means - target.mean()) ** 2).sum())
    whole = float(((target - target.mean()) ** 2).sum())
    low, high = int(means.argmin()), int(means.argmax())
    many, groups_there = len(target), len(labels)
    share = 1 - (1 - between / whole) * (many - 1) / (many - groups_there) if many > groups_there else between / whole
    return Effect(name, answer, share, labels[low], labels[high], float(means[low]), float(means[high]))


def _groups(cells: Sequence[Cell]) -> tuple[NDArray[np.int64], list[Cell]]:
    """Which group each cell is in, and the groups' names: its value, or, of many numbers, the middle one of its part."""
    kinds = list(dict.fromkeys(cells))
    if len(kinds) <= BINS or not all(_is_number(cell) for cell in cells):
        places = {kind: place for place, kind in enumerate(kinds)}
        return np.array([places[cell] for cell in cells], dtype=np.int64), kinds
    values = np.array(cells, dtype=float)
    edges = np.unique(np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1]))
    part = np.searchsorted(edges, values, side="right")
    there, groups = np.unique(part, return_inverse=True)
    return groups.astype(np.int64), [float(np.median(values[part == one])) for one in there]


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


# ---------------------------------------------------------------- where yes and no part


def cuts(rows: Sequence[Row], held: Sequence[bool]) -> list[Cut]:
    """For each varied thing where it best tells yes from no, the best first; only what tells more than nothing at all."""
    base = max(sum(held), len(held) - sum(held))
    if base == len(held):
        return []
    found = []
    for name in columns(rows).varied:
        cells = [row.varied.get(name) for row in rows]
        if len(set(cells)) < FEWEST:
            continue
        how: Callable[..., Cut] = _numeric if all(_is_number(cell) for cell in cells) else _among
        found.append(how(name, cells, np.array(held), base))
    return sorted((cut for cut in found if cut.right > base), key=lambda cut: -cut.right)


def _numeric(name: str, cells: Sequence[Cell], held: NDArray[np.bool_], base: int) -> Cut:
    values = np.array(cells, dtype=float)
    order = np.argsort(values, kind="stable")
    values, held = values[order], held[order]
    ends = np.flatnonzero(values[1:] > values[:-1])  # a cut lies after each of these places
    below = np.cumsum(held)[ends]
    above = held.sum() - below
    sizes = ends + 1
    if_below = below + (len(held) - sizes - above)
    if_above = above + (sizes - below)
    best_below, best_above = int(if_below.argmax()), int(if_above.argmax())
    if if_below[best_below] >= if_above[best_above]:
        end = int(ends[best_below])
        return Cut(
            name, "below", float(values[end + 1]), float(values[end]), (), int(if_below[best_below]), base, len(held)
        )
    end = int(ends[best_above])
    return Cut(
        name, "above", float(values[end]), float(values[end + 1]), (), int(if_above[best_above]), base, len(held)
    )


def _among(name: str, cells: Sequence[Cell], held: NDArray[np.bool_], base: int) -> Cut:
    told: dict[Cell, list[bool]] = defaultdict(list)
    for cell, one in zip(cells, held.tolist(), strict=True):
        told[cell].append(one)
    good = tuple(cell for cell, seen in told.items() if 2 * sum(seen) > len(seen))
    right = sum(max(sum(seen), len(seen) - sum(seen)) for seen in told.values())
    return Cut(name, "among", 0.0, 0.0, good, right, base, len(held))
