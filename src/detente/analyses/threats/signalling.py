"""A threat between two who do not know how far the other would go: all equilibria, over ranges of what the file cannot say.

The author challenges or leaves it; the addressee yields or defies; the author carries it out or backs down (Lewis and Schultz 2003). The ends are the threat's own
outcomes, the author's scaled from 0 (defied, left at that) to 1 (yielded), the addressee's from 0 (yielded) to 1 (defied, left at that). How far resolve is
unknown (`SIGMAS`) and what backing down costs the author (`COSTS`) are ranged, in units of what each stands to gain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from detente.analyses._conflict import Play
from detente.analyses.threats.judging import Judged
from detente.analyses.threats.needing import Need, points
from detente.theory.signalling import Crisis, Equilibria, equilibria

Floats = NDArray[np.float64]
SIGMAS = (0.25, 0.5, 1.0)
COSTS = (0.0, 0.25, 0.5, 1.0, 2.0)
SEARCHED = np.linspace(0.0, 2.0, 41)
"""Costs of backing down between which a change in the number of equilibria is looked for; then, where there is one, `FINER` between these."""
FINER = 17


@dataclass(frozen=True, slots=True)
class Way:
    """One equilibrium: how likely the author threatens, the addressee defies, the author carries it out once defied; and the four ends."""

    challenge: float
    resist: float
    fight: float
    unchallenged: float
    conceded: float
    war: float
    backed_down: float
    stable: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """All equilibria at one spread of resolve and one cost of backing down."""

    sigma: float
    cost: float
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Turning:
    """At this spread of resolve the number of equilibria changes where the cost of backing down passes `cost`."""

    sigma: float
    cost: float
    below: int
    above: int


@dataclass(frozen=True, slots=True)
class Signals:
    """`carried_out`: what that is worth to the author, and to the addressee, on their scales."""

    author: str
    addressee: str
    carried_out: tuple[float, float]
    settings: tuple[Setting, ...]
    turnings: tuple[Turning, ...]

    @property
    def most(self) -> int:
        """The most equilibria at any setting."""
        return max(len(setting.ways) for setting in self.settings)


class Signalling:
    """The signalling games of a case, each solved once."""

    def __init__(self, found: Play) -> None:
        self.found = found
        self.known: dict[tuple[float, float], tuple[tuple[Setting, ...], tuple[Turning, ...]]] = {}

    def __call__(self, one: Judged) -> Signals | None:
        """The game of a threat's one author and the readiest of those who can avert it; None where the author gains nothing by being heeded, the addressee
        nothing by defying, one of them only ranks, or there are several authors."""
        need = _addressee(one)
        if need is None or len(one.spoken.by) != 1 or one.spoken.by[0] in self.found.ordinal:
            return None
        author = self.found.parties.index(one.spoken.by[0])
        left, done, heeded = (_points(self.found, author, s) for s in _states(one))
        if heeded <= left or not need.gain or need.gain <= 0 or need.bite is None:
            return None
        worth = (float((done - left) / (heeded - left)), float(1 - need.bite / need.gain))
        if worth not in self.known:
            self.known[worth] = (_settings(worth), _turnings(worth))
        return Signals(one.spoken.by[0], need.party, worth, *self.known[worth])


def _states(one: Judged) -> tuple[int | None, int | None, int | None]:
    return one.places.defied.state, one.places.punished.state, one.places.yielded.state


def _points(found: Play, party: int, state: int | None) -> Fraction:
    assert state is not None
    return points(found, party, state)


def _addressee(one: Judged) -> Need | None:
    """Of those who can avert it, the one who needs to believe it least."""
    if one.standing == "carried out":
        return None
    able = [need for need in one.addressees if need.decides == "alone" and need.credibility is not None]
    return min(able, key=lambda need: need.credibility or 0, default=None)


def _crisis(worth: tuple[float, float], sigma: float, back_down: Sequence[float] | Floats) -> Crisis:
    author, addressee = worth
    return Crisis(
        status_quo=0.0,
        gain=1.0,
        concession=0.0,
        standing=1.0,
        war_challenger=author,
        war_target=addressee,
        back_down=back_down,
        sigma=sigma,
    )


@lru_cache(maxsize=64)
def _settings(worth: tuple[float, float]) -> tuple[Setting, ...]:
    made = []
    for sigma in SIGMAS:
        found = equilibria(_crisis(worth, sigma, [-cost for cost in COSTS]))
        for row, cost in enumerate(COSTS):
            ways = tuple(_way(found, row, k) for k in range(int(found.count[row])))
            made.append(Setting(sigma, cost, ways))
    return tuple(made)


def _way(found: Equilibria, row: int, k: int) -> Way:
    return Way(
        float(found.challenge[row, k]),
        float(found.resist[row, k]),
        float(found.fight[row, k]),
        float(found.unchallenged[row, k]),
        float(found.conceded[row, k]),
        float(found.war[row, k]),
        float(found.backed_down[row, k]),
        bool(found.stable[row, k]),
    )


@lru_cache(maxsize=64)
def _turnings(worth: tuple[float, float]) -> tuple[Turning, ...]:
    """Where the number of equilibria changes as the cost of backing down rises, to three thousandths or finer."""
    return tuple(
        Turning(sigma, cost, below, above)
        for sigma in SIGMAS
        for cost, below, above in _changes(worth, sigma, SEARCHED, levels=1)
    )


def _changes(worth: tuple[float, float], sigma: float, costs: Floats, levels: int) -> Iterator[tuple[float, int, int]]:
    """(cost, number below, number above) for each change between neighbouring costs, each looked at again more finely."""
    found = equilibria(_crisis(worth, sigma, -costs))
    counts = found.count - found.touching.sum(axis=-1)
    for k in np.flatnonzero(counts[1:] != counts[:-1]).tolist():
        if levels:
            yield from _changes(worth, sigma, np.linspace(costs[k], costs[k + 1], FINER), levels - 1)
        else:
            yield float(costs[k] + costs[k + 1]) / 2, int(counts[k]), int(counts[k + 1])
