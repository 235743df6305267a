"""States in rows by what a mover controls: where it can go from a state stands in the same column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.outcomes import Ints

Numbers = NDArray[np.int32]
Read = Callable[[NDArray[Any]], NDArray[Any]]
"""The values of some states, in the same shape."""
BEYOND = np.iinfo(np.int32).max
"""More than every rank: the least of nothing."""
NOTHING: dict[np.ufunc, int] = {np.minimum: BEYOND, np.maximum: -1, np.bitwise_or: 0, np.bitwise_and: 255}
NEAR = 2**17
"""So many numbers are worked on at a time, so that they stay in the cache."""
WIDE = 256
"""So many columns or more are gone through row by row."""
MOSTLY = 3
"""Where changes touch more than one column in so many, all are gone through."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """`states` (rows, columns): the state that stands there, or their number where none does; `place` (states,): where each stands, flat."""

    states: Numbers
    place: Numbers

    def take(self, values: NDArray[Any], nothing: int) -> NDArray[Any]:
        """Values (states,) in this order, and `nothing` where no state stands."""
        return picked(self.extended(values, nothing), self.states)

    def extended(self, values: NDArray[Any], nothing: int) -> NDArray[Any]:
        """Values (states,) that can be taken by `states`: with `nothing` at the end where some places are empty."""
        full = self.states.size == len(self.place)
        return values if full else np.append(values, np.asarray(nothing, dtype=values.dtype))

    def through(
        self, values: NDArray[Any], nothing: int, function: Callable[[NDArray[Any]], NDArray[Any]]
    ) -> NDArray[Any]:
        """A function of tables (rows, any columns), some columns at a time: from values (states,) to values (states,)."""
        extended, rows = self.extended(values, nothing), len(self.states)
        out = np.empty(self.states.shape, dtype=values.dtype)
        wide = max(WIDE, NEAR // rows)
        for part in (slice(low, low + wide) for low in range(0, out.shape[1], wide)):
            out[:, part] = function(extended.take(self.states[:, part], mode="clip"))
        return self.back(out)

    def back(self, table: NDArray[Any]) -> NDArray[Any]:
        """Values (states,) from such a table."""
        return picked(table.reshape(-1), self.place)

    def padded(self, read: Read, nothing: int) -> Read:
        """Reads values of states, and `nothing` where no state stands."""
        if self.states.size == len(self.place):
            return read

        def found(states: NDArray[Any]) -> NDArray[Any]:
            there = states < len(self.place)
            values = read(states[there])
            out = np.full(states.shape, nothing, dtype=values.dtype)
            out[there] = values
            return out

        return found

    def touched(self, changed: Ints) -> Ints | None:
        """The columns in which these states stand; None where they are too many to be worth picking out."""
        columns = np.zeros(self.states.shape[1], dtype=np.bool_)
        columns[self.place[changed] % len(columns)] = True
        return np.flatnonzero(columns) if MOSTLY * np.count_nonzero(columns) <= len(columns) else None

    def there(self, states: NDArray[Any], values: NDArray[Any]) -> tuple[Ints, NDArray[Any]]:
        """States and their values, flat, without the places where none stands."""
        flat, found = states.reshape(-1), values.reshape(-1)
        if self.states.size != len(self.place):
            standing = flat < len(self.place)
            flat, found = flat[standing], found[standing]
        return np.asarray(flat, dtype=np.int64), found


def picked(values: NDArray[Any], places: NDArray[Any]) -> NDArray[Any]:
    """`values.take(places)`, some at a time: what is only needed on the way stays in the cache."""
    out = np.empty(places.shape, dtype=values.dtype)
    into, flat = out.reshape(-1), places.reshape(-1)
    for low in range(0, len(flat), NEAR):
        values.take(flat[low : low + NEAR], out=into[low : low + NEAR], mode="clip")
    return out


def others(table: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
    """For each entry the least (or greatest) of the others in its column."""
    opposite = np.maximum if ufunc is np.minimum else np.minimum
    best, second = table[0].copy(), np.full_like(table[0], NOTHING[ufunc])
    for row in table[1:]:
        ufunc(second, opposite(best, row), out=second)
        ufunc(best, row, out=best)
    out = np.broadcast_to(best, table.shape).copy()
    np.copyto(out, second, where=table == best)
    return out


def blocks_of(rows: NDArray[Any], columns: NDArray[Any], shape: tuple[int, int]) -> Blocks:
    """Each state at its row and column (states,)."""
    place = (rows * shape[1] + columns).astype(np.int32)
    states = np.full(shape[0] * shape[1], len(place), dtype=np.int32)
    states[place] = np.arange(len(place), dtype=np.int32)
    return Blocks(states.reshape(shape), place)


@dataclass(frozen=True, eq=False)
class Bundle:
    """Rows `to` which a mover can go from each of the rows `frm`; None for all rows."""

    to: Ints | None
    frm: Ints | None
