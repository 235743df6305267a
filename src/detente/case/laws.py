"""The law of one party's weights, where `unknown` or `order` tie them together.

Without `unknown` the weights are independent and uniform in their ranges. With it they are points out of 100: what
the known ones leave is shared by the unknown ones uniformly over a simplex. `order` conditions this law on `>=` along
its list, and so does the plain fact that something must be left. A law that cannot be met raises ValueError.

How a draw is made. Known weights in order come from `detente.case.chains`, exactly; unknown ones in order are a share
of the simplex put in order, which is exact because they are exchangeable. What remains (known against unknown,
something left) is met by rejection, exact too. Only where fewer than one draw in a thousand would pass, draws come
from a random walk through the very region instead (hit-and-run, `detente.case.region`), one walk for each draw, with
each step along a line drawn exactly from the law on that line; that is the one place where a draw is approximate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

import numpy as np

from detente.case.chains import Floats, Range, chain, chain_draw, chain_mean, tightened
from detente.case.region import walk

TOTAL = Fraction(100)
BATCH = 4096
LEAST_SHARE = 1 / 1000
MOST_BATCHES = 100_000
SAMPLE = 20_000
WALKED_SAMPLE = 4_000


@dataclass(frozen=True, slots=True)
class Block:
    """Weights that hang together. `ranges`: None where unknown. `order`: places, highest first."""

    ranges: tuple[Range | None, ...]
    order: tuple[int, ...] = ()

    @property
    def known(self) -> tuple[int, ...]:
        """The places of the weights that have a range."""
        return tuple(k for k, r in enumerate(self.ranges) if r is not None)

    @property
    def unknown(self) -> tuple[int, ...]:
        """The places of the weights that have none."""
        return tuple(k for k, r in enumerate(self.ranges) if r is None)


def _range(block: Block, k: int) -> Range:
    found = block.ranges[k]
    return (Fraction(0), TOTAL) if found is None else found


def _left(block: Block) -> tuple[Fraction, Fraction]:
    """The least and the most that the known weights leave of the points."""
    lows = sum((_range(block, k)[0] for k in block.known), Fraction(0))
    highs = sum((_range(block, k)[1] for k in block.known), Fraction(0))
    return TOTAL - highs, TOTAL - lows


def _crosses(block: Block) -> bool:
    """Does the order compare known weights with unknown ones?"""
    return len({block.ranges[k] is None for k in block.order}) == 2


def _check(block: Block) -> None:
    if block.unknown and _left(block)[1] <= 0:
        raise ValueError("the known weights leave nothing of the 100 points to the unknown ones")


# ---------------------------------------------------------------- bounds


def block_bounds(block: Block) -> tuple[Range, ...]:
    """Outer bounds of each weight. Widening a known range never narrows any of them."""
    _check(block)
    bounds = [_range(block, k) for k in range(len(block.ranges))]
    for _ in range(4):
        bounds = _shared(block, _ordered(block, bounds))
    if any(low > high for low, high in bounds):
        raise ValueError("no draw can meet this order within these ranges")
    return tuple(bounds)


def _ordered(block: Block, bounds: Sequence[Range]) -> list[Range]:
    found = list(bounds)
    for k, tight in zip(block.order, tightened([bounds[k] for k in block.order]), strict=True):
        found[k] = tight
    return found


def _shared(block: Block, bounds: Sequence[Range]) -> list[Range]:
    """With unknown weights the points sum to 100, and the first r in order have at least r times the r-th."""
    if not block.unknown:
        return list(bounds)
    lows = sum((low for low, _ in bounds), Fraction(0))
    highs = sum((high for _, high in bounds), Fraction(0))
    found = [(max(low, TOTAL - (highs - high)), min(high, TOTAL - (lows - low))) for low, high in bounds]
    first = Fraction(0)
    for r, k in enumerate(block.order, start=1):
        first += bounds[k][0]
        found[k] = (found[k][0], min(found[k][1], (TOTAL - (lows - first)) / r))
    return found


# ---------------------------------------------------------------- draws


def stream(seed: tuple[int, ...]) -> np.random.Generator:
    """The stream of random numbers of a seed: always the same."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed)))


def block_draw(block: Block, n: int, rng: np.random.Generator) -> Floats:
    """(n, weights) draws of the law. Raises ValueError where no draw can meet it."""
    block_bounds(block)
    first, tried = _batch(block, rng)
    if len(first) < LEAST_SHARE * tried:
        return _walked(block, n, rng)
    kept, count = [first], len(first)
    for _ in range(MOST_BATCHES):
        if count >= n:
            break
        more, _ = _batch(block, rng)
        kept.append(more)
        count += len(more)
    if count < n:
        kept.append(_walked(block, n - count, rng))
    return np.concatenate(kept)[:n]


def _batch(block: Block, rng: np.random.Generator) -> tuple[Floats, int]:
    """Draws that meet the law, out of a fixed number tried."""
    drawn = np.empty((BATCH, len(block.ranges)))
    ordered = tuple(k for k in block.order if block.ranges[k] is not None)
    for k in block.known:
        low, high = (float(end) for end in _range(block, k))
        drawn[:, k] = low + (high - low) * rng.random(BATCH)
    if len(ordered) > 1:
        drawn[:, list(ordered)] = chain_draw(chain([_range(block, k) for k in ordered]), BATCH, rng)
    if not block.unknown:
        return drawn, BATCH
    left = float(TOTAL) - drawn[:, list(block.known)].sum(axis=1)
    share = rng.standard_exponential((BATCH, len(block.unknown)))
    drawn[:, list(block.unknown)] = left[:, None] * share / share.sum(axis=1, keepdims=True)
    loose = [k for k in block.order if block.ranges[k] is None]
    drawn[:, loose] = -np.sort(-drawn[:, loose], axis=1)
    fine = left > 0
    if _crosses(block):
        fine &= (np.diff(drawn[:, list(block.order)], axis=1) <= 0).all(axis=1)
    return drawn[fine], BATCH


def _walked(block: Block, n: int, rng: np.random.Generator) -> Floats:
    bounds = np.array([[float(low), float(high)] for low, high in block_bounds(block)])
    fixed = np.array([r is not None and r[0] == r[1] for r in block.ranges])
    loose = np.array([r is None for r in block.ranges])
    return walk(bounds, block.order, fixed, loose, n, rng)


# ---------------------------------------------------------------- midpoints


def block_mean(block: Block, seed: tuple[int, ...]) -> tuple[Fraction, ...]:
    """The middle of each weight, in points.

    Known weights: the middle of their ranges, or, where these break the order, the exact mean of the law. Unknown
    ones: the exact mean of the law (an equal share of what is left; in order, the share of their rank, known as the
    rank-order centroid). Where the law ties known to unknown ones (an order that compares them, ranges that together
    pass 100), all weights of the party are the means of a large sample, always the same, rounded to four decimals.
    """
    block_bounds(block)
    if block.unknown and (_crosses(block) or _left(block)[0] < 0):
        return _sampled(block, seed)
    middle = [sum(_range(block, k), Fraction(0)) / 2 for k in range(len(block.ranges))]
    ordered = [k for k in block.order if block.ranges[k] is not None]
    if any(middle[a] < middle[b] for a, b in pairwise(ordered)):
        for k, mean in zip(ordered, chain_mean(chain([_range(block, k) for k in ordered])), strict=True):
            middle[k] = mean
    left = TOTAL - sum((middle[k] for k in block.known), Fraction(0))
    loose = [k for k in block.order if block.ranges[k] is None]
    for k in block.unknown:
        middle[k] = left / len(block.unknown)
    for place, k in enumerate(loose, start=1):
        ranks = sum((Fraction(1, r) for r in range(place, len(loose) + 1)), Fraction(0))
        middle[k] = left * ranks / len(block.unknown)
    return tuple(middle)


@lru_cache(maxsize=256)
def _sampled(block: Block, seed: tuple[int, ...]) -> tuple[Fraction, ...]:
    first, tried = _batch(block, stream(seed))
    size = SAMPLE if len(first) >= LEAST_SHARE * tried else WALKED_SAMPLE
    means = block_draw(block, size, stream(seed)).mean(axis=0)
    found = [Fraction(round(float(mean) * 10_000), 10_000) for mean in means]
    for k in block.known:
        low, high = _range(block, k)
        found[k] = min(max(found[k], low), high)
    return tuple(found)
