"""At which value of one number, the others at their middles, a party's preference between two outcomes turns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from detente.analyses._conflict import Play
from detente.analyses._ranges import drawn_parts, drawn_utilities
from detente.case.numbers import bounds
from detente.theory.outcomes import decode

GRID = 33
"""How finely a range is looked through, three times over."""
EQUAL = 1e-9


@dataclass(frozen=True, slots=True)
class Turn:
    """With the number at `address` at `at`, inside its range `low..high`, the party no longer weakly prefers (or now does) one outcome to
    another; `now`: its middle. `above`: it weakly prefers it above that value."""

    address: str
    now: float
    at: float
    low: float
    high: float
    above: bool


def turns(found: Play, party: str, better: int, worse: int, middles: Mapping[str, Fraction]) -> tuple[Turn, ...]:
    """The numbers of a party, one at a time, that turn its weak preference for `better` over `worse` inside their ranges; the least
    relative change first."""
    if party in found.ordinal or party not in found.case.preferences:
        return ()
    limits = bounds(found.case)
    rows = np.asarray(decode(found.layout.space.sizes, found.outcomes[[better, worse]]), dtype=np.int64)
    made = []
    for address in _addresses(found, party, rows, middles):
        low, high = (float(limit) for limit in limits[address])
        turn = _turn(found, party, rows, middles, (address, low, high)) if low < high else None
        if turn is not None:
            made.append(turn)
    return tuple(sorted(made, key=lambda t: (abs(t.at - t.now) / (t.high - t.low), t.address)))


def _addresses(found: Play, party: str, rows: NDArray[np.int64], middles: Mapping[str, Fraction]) -> Iterator[str]:
    """The numbers on which the difference between two outcomes can hang."""
    where = found.layout
    differ = {where.issues[k] for k in range(len(where.issues)) if rows[0, k] != rows[1, k]}
    coupled = bool(found.case.preferences[party].together)
    for address in middles:
        parts = address.split(".")
        if parts[0] == "preferences" and parts[1] == party and parts[2] in ("weights", "values", "together"):
            if coupled or parts[3] in differ:
                yield address
        elif parts[0] == "claims" and parts[-1] == party:
            yield address


def _turn(
    found: Play, party: str, rows: NDArray[np.int64], middles: Mapping[str, Fraction], number: tuple[str, float, float]
) -> Turn | None:
    address, low, high = number
    now = float(middles[address])
    left, right = low, high
    if address.startswith("claims."):  # at 0 and 1 themselves a report may be impossible
        left, right = max(low, EQUAL), min(high, 1 - EQUAL)
    for _ in range(3):
        grid = np.linspace(left, right, GRID)
        holds = _gain(found, party, rows, middles, (address, grid)) >= -EQUAL
        changes = np.flatnonzero(holds[1:] != holds[:-1])
        if not len(changes):
            return None
        nearest = int(changes[np.argmin(np.abs(grid[changes] - now))])
        left, right = float(grid[nearest]), float(grid[nearest + 1])
        above = bool(holds[nearest + 1])
    return Turn(address, now, (left + right) / 2, low, high, above)


def _gain(
    found: Play,
    party: str,
    rows: NDArray[np.int64],
    middles: Mapping[str, Fraction],
    number: tuple[str, Sequence[float] | NDArray[np.float64]],
) -> NDArray[np.float64]:
    """What the first outcome is worth to a party above the second, for many values of one number."""
    address, grid = number
    values = np.asarray(grid, dtype=float)
    given = {key: np.full(len(values), float(middle)) for key, middle in middles.items()}
    given[address] = values
    made = drawn_parts(found.case, found.layout, party, given, len(values))
    utilities = drawn_utilities(made, rows, len(values))
    return np.asarray(utilities[:, 0] - utilities[:, 1])
