"""Shares of draws: how far sampling alone may put them off, and what single shares say about a joint one."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

Z95 = 1.959963984540054
"""Two-sided 95 % point of the standard normal distribution."""


def wilson(successes: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % score interval for a share, from `successes` out of `n` independent draws.

    It measures the sampling only. Without draws it is (0, 1). Raises ValueError where the counts cannot be.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes out of {n} draws cannot be.")
    if n == 0:
        return 0.0, 1.0
    share, z2 = successes / n, Z95 * Z95
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if successes == n else min(1.0, middle + half)
    return low, high


def joint_counts(counts: Sequence[int], n: int) -> tuple[int, int]:
    """Between how many of `n` draws all must hold at once, given in how many each alone does: `max(0, Σc − (k − 1)·n)`
    and `min c` (Fréchet's bounds); (n, n) for none."""
    if not counts:
        return n, n
    return max(0, sum(counts) - (len(counts) - 1) * n), min(counts)
