"""A conflict model: states, who can go from which to which, and how each party ranks them.

The graph model for conflict resolution (Fang, Hipel and Kilgour 1993) on arrays. States are numbered 0..n-1; where they
are the feasible outcomes of a space, the number is the place among the feasible ones in ascending order. A *mover* is one
party, or several that can only act together (a consent group). Its moves are *fibres*, classes of states within which it
can go from any to any other (a party whose options can all be taken back), a *grid* of outcomes with changes issue by issue, or listed *arcs*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.controls import Control, Grid
from detente.theory.moves import Arcs, Fibres, arcs_of_fibres
from detente.theory.outcomes import Ints, Space, feasible, strides

Ranks = NDArray[np.int32]
Moves = Fibres | Arcs | Grid


@dataclass(frozen=True, eq=False)
class Mover:
    """Who moves (one party, or the members of a consent group, by index) and where they can go."""

    members: tuple[int, ...]
    moves: Moves


@dataclass(frozen=True, eq=False)
class Conflict:
    """`ranks` (parties, states): more is better, equal is indifferent; only the order counts. It is kept as 0, 1, 2, ….

    A party without a mover can do nothing alone. Raises ValueError where movers do not fit states and parties.
    """

    ranks: Ranks
    movers: tuple[Mover, ...]

    def __post_init__(self) -> None:
        given = np.asarray(self.ranks)
        if given.ndim != 2 or not given.shape[1]:
            raise ValueError(f"Ranks need a row for each party and a column for each state, not shape {given.shape}.")
        if given.dtype.kind == "f" and not np.isfinite(given).all():
            raise ValueError("Every party must rank every state, with a finite number.")
        check_movers(self.movers, *given.shape)
        object.__setattr__(self, "ranks", np.array([_dense(row) for row in given], dtype=np.int32))

    @property
    def parties(self) -> int:
        """How many parties there are."""
        return len(self.ranks)

    @property
    def states(self) -> int:
        """How many states there are."""
        return int(self.ranks.shape[1])


def _dense(values: NDArray[Any]) -> NDArray[Any]:
    """The values as 0, 1, 2, … in the same order."""
    if values.dtype.kind in "iu" and (span := int(values.max()) - (least := int(values.min()))) < 4 * len(values):
        steps = values.astype(np.int64) - least
        seen = np.zeros(span + 1, dtype=np.int32)
        seen[steps] = 1
        return np.asarray((np.cumsum(seen, dtype=np.int32) - 1).take(steps))
    return np.asarray(np.unique(values, return_inverse=True)[1].reshape(-1))


def check_movers(movers: Sequence[Mover], parties: int, states: int) -> None:
    """Raise ValueError unless all movers are sets of these parties, each once, with moves between these states."""
    seen: set[frozenset[int]] = set()
    for mover in movers:
        members = frozenset(mover.members)
        if not members or len(members) != len(mover.members) or not members <= set(range(parties)):
            raise ValueError(f"The members {mover.members} of a mover are not some of the parties 0 to {parties - 1}.")
        if members in seen:
            raise ValueError(f"The movers have {mover.members} twice: put all its moves together.")
        seen.add(members)
        if isinstance(mover.moves, Fibres):
            fits = mover.moves.labels.shape == (states,)
        elif isinstance(mover.moves, Grid):
            fits = len(mover.moves.outcomes) == states
        else:
            starts, targets = mover.moves.starts, mover.moves.targets
            fits = starts.shape == (states + 1,) and starts[0] == 0 and starts[-1] == len(targets)
            fits = fits and bool((np.diff(starts) >= 0).all())
            fits = fits and (not len(targets) or bool(targets.min() >= 0 and targets.max() < states))
            fits = fits and not (mover.moves.sources == targets).any()
        if not fits:
            raise ValueError(f"The moves of {mover.members} do not fit {states} states.")


def arcs_of(moves: Moves) -> Arcs:
    """The moves as a list. Raises ValueError where that would be too long."""
    if isinstance(moves, Arcs):
        return moves
    return moves.listed() if isinstance(moves, Grid) else arcs_of_fibres(moves)


# ---------------------------------------------------------------- option form


def option_form(space: Space, controls: Sequence[Control]) -> tuple[Ints, tuple[Mover, ...]]:
    """The feasible outcomes (states,) as mixed-radix indices, and the movers between them.

    A move must end in a feasible outcome, and passes through none on its way. Raises ValueError where a control does not fit the space,
    where nothing is feasible, or where there are too many states or arcs.
    """
    outcomes = feasible(space)
    if not len(outcomes):
        raise ValueError("The rules leave no outcome.")
    movers = []
    for control in controls:
        _check_control(space, control)
        classes = _classes(control)
        movers.append(Mover(control.members, _moves(space, outcomes, control, classes)))
    return outcomes, tuple(movers)


def _check_control(space: Space, control: Control) -> None:
    for table in (control.within, control.needing or {}):
        for issue, allowed in table.items():
            if not 0 <= issue < len(space.sizes) or allowed.shape != (space.sizes[issue],) * 2:
                raise ValueError(f"What {control.members} can change at issue {issue} does not fit its options.")
    for issue, needed in (control.needing or {}).items():
        if issue not in control.within or (needed & ~control.within[issue]).any():
            raise ValueError(f"{control.members} must be able to make the changes of issue {issue} that need them.")


def _classes(control: Control) -> dict[int, Ints] | None:
    """For each issue, the first option that each option can be changed to and from; None where that is not all of it."""
    classes = {}
    for issue, allowed in control.within.items():
        closed = allowed | np.eye(len(allowed), dtype=np.bool_)
        first = closed.argmax(axis=1)
        if not np.array_equal(closed, first[:, None] == first):
            return None
        if control.needing is not None:
            needed = control.needing.get(issue)
            if not np.array_equal(closed & ~np.eye(len(allowed), dtype=np.bool_), False if needed is None else needed):
                return None
        classes[issue] = first
    return classes


def _moves(space: Space, outcomes: Ints, control: Control, classes: Mapping[int, Ints] | None) -> Moves:
    if classes is not None:
        return _fibres(space, outcomes, classes)
    grid = Grid(space, outcomes, control)
    return grid if grid.dense else grid.listed()


def _fibres(space: Space, outcomes: Ints, classes: Mapping[int, Ints]) -> Fibres:
    steps = strides(space.sizes)
    codes = outcomes.copy()
    for issue, first in classes.items():
        digits = outcomes // steps[issue] % space.sizes[issue]
        codes += (first - np.arange(len(first))).take(digits) * steps[issue]
    if space.combinations > 8 * len(outcomes) + 1_000_000:
        return Fibres(np.unique(codes, return_inverse=True)[1].reshape(-1).astype(np.int64))
    seen = np.zeros(space.combinations, dtype=np.int64)
    seen[codes] = 1
    return Fibres((np.cumsum(seen) - 1).take(codes))
