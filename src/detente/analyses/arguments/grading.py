"""Graded strength by three semantics side by side, and where they disagree about which of two claims is the stronger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from detente.analyses.arguments.model import Argued
from detente.theory.strength import Strength, strength

GRADES = ("qe", "dfquad", "hcat")
TITLES = {"qe": "quadratic energy", "dfquad": "DF-QuAD", "hcat": "h-categoriser"}
APART = 0.02
"""Strengths that differ by less are not told apart."""
MOST_PAIRS = 200


@dataclass(frozen=True, slots=True)
class Change:
    """Two claims (by number) of which one semantics has the first as the stronger (`for_first`) and another the second."""

    first: int
    second: int
    for_first: tuple[str, ...]
    for_second: tuple[str, ...]


def graded(found: Argued, beside: NDArray[np.float64], alone: NDArray[np.float64]) -> dict[str, Strength]:
    """Strengths by semantics. The h-categoriser sees no supports, and so starts from all of a claim's sources."""
    return {name: strength(found.framework, alone if name == "hcat" else beside, name) for name in GRADES}


def value(grades: Mapping[str, Strength], semantics: str, claim: int) -> float | None:
    """A strength, or None where it is not determined."""
    found = grades[semantics]
    return float(found.value[claim]) if found.settled[claim] else None


def changes(found: Argued, grades: Mapping[str, Strength]) -> tuple[tuple[Change, ...], int]:
    """Pairs of disputed claims whose order changes between semantics, the widest apart first; how many there are in all."""
    disputed = sorted({int(n) for n in found.framework.attacks.ravel() if n < found.claims})
    told: list[tuple[float, Change]] = []
    for one, other in combinations(disputed, 2):
        gaps = {
            name: a - b
            for name in GRADES
            if (a := value(grades, name, one)) is not None and (b := value(grades, name, other)) is not None
        }
        above = tuple(name for name, gap in gaps.items() if gap > APART)
        below = tuple(name for name, gap in gaps.items() if gap < -APART)
        if above and below:
            told.append((min(max(gaps.values()), -min(gaps.values())), Change(one, other, above, below)))
    told.sort(key=lambda item: (-item[0], item[1].first, item[1].second))
    return tuple(change for _, change in told[:MOST_PAIRS]), len(told)
