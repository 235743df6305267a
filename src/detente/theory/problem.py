"""What is searched: utilities as sums of terms over a space, and what makes a package acceptable.

Players `0..table-1` sit at the table; the rest are outsiders, whose consent some options need. All numbers are integers
at each player's own scale (`detente.theory.exact`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.outcomes import Space, check_scope

Bools = NDArray[np.bool_]
Levels = NDArray[np.int8]
Outcome = tuple[int, ...]
Needs = tuple[tuple[tuple[frozenset[int], ...], ...], ...]
"""Per issue, per option: alternatives, each a set of outsiders who must all consent."""

EVERY, SOME, NO = 2, 1, 0


@dataclass(frozen=True, eq=False)
class Term:
    """What a combination of options of the issues in `scope` adds to each player's utility.

    `values`: integers (players, one axis per issue of `scope`), int64 or Python integers.
    """

    scope: tuple[int, ...]
    values: NDArray[Any]


@dataclass(frozen=True)
class Gate:
    """Acceptance against one no-deal outcome.

    `reservation`: per player, None where it accepts anything. `no_deal`: that outcome, or None where nobody said (then
    every option counts as a change). `needs`: per issue and option the alternatives of outsiders who must consent when
    the option is a change: `(frozenset(),)` means that no outsider is needed, `()` that it cannot be brought about;
    empty as a whole where no issue needs anybody.
    """

    reservation: tuple[int | None, ...]
    no_deal: Outcome | None = None
    needs: Needs = ()


@dataclass(frozen=True, eq=False)
class Problem:
    """A space, utilities as sums of `terms`, the number of players at the `table`, and the `ends` of no deal.

    Each end is a tuple of gates (a cycle has several): a package is acceptable against an end if it passes all of them.
    A package passes a gate if everyone at the table is at least at its reservation and somebody above it (a player
    without reservation: above its `worst` feasible utility), if for each issue changed from no deal the outsiders of
    some alternative are all at least at theirs, and if it is not the no-deal outcome itself. `slack` (per player) is
    what rounding may have cost (`exact.Scaled`): a reservation missed by no more counts as met. `worst` (per player) is
    looked for where it is needed and not given.
    """

    space: Space
    terms: tuple[Term, ...]
    table: int
    ends: tuple[tuple[Gate, ...], ...]
    slack: tuple[int, ...] = ()
    worst: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if self.table < 1:
            raise ValueError("Nobody sits at the table.")
        if not self.terms:
            raise ValueError("There is no term, so nobody's utility is defined.")
        if not self.ends or not all(self.ends):
            raise ValueError("There is no end of no deal to judge packages against.")
        for term in self.terms:
            if len(term.values) != self.players:
                raise ValueError(f"A term has values for {len(term.values)} players, another for {self.players}.")
            check_scope(self.space.sizes, term.scope, term.values.shape[1:], "term")
        for gate in self.gates:
            self._check(gate)
        if self.slack and len(self.slack) != self.players:
            raise ValueError(f"There are {len(self.slack)} slacks for {self.players} players.")

    def _check(self, gate: Gate) -> None:
        if len(gate.reservation) != self.players:
            raise ValueError(f"A gate has {len(gate.reservation)} reservations for {self.players} players.")
        if gate.needs and tuple(len(options) for options in gate.needs) != self.space.sizes:
            raise ValueError("A gate's needs do not fit the options of the issues.")
        outside = frozenset(range(self.table, self.players))
        for named in (group for options in gate.needs for alternatives in options for group in alternatives):
            if not named <= outside:
                raise ValueError(f"A gate needs the consent of {sorted(named - outside)}, who are no outsiders.")

    @property
    def players(self) -> int:
        """How many players have utilities: the table first, then the outsiders."""
        return len(self.terms[0].values) if self.terms else self.table

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """All gates of all ends, each once."""
        return tuple(dict.fromkeys(gate for end in self.ends for gate in end))

    @cached_property
    def tolerance(self) -> tuple[int, ...]:
        """Slack of every player."""
        return self.slack or (0,) * self.players

    @property
    def table_slack(self) -> tuple[int, ...] | None:
        """Slack of those at the table; None where nothing was rounded."""
        return self.tolerance[: self.table] if any(self.tolerance[: self.table]) else None


@dataclass(frozen=True, eq=False)
class Frontier:
    """Points of a Pareto frontier, best first in lexicographic order of utilities (then of acceptability).

    `utilities`: integers (points, table). `acceptable`: int8 (points,): 2 against every end, 1 against some, 0 against
    none. `counts`: how many packages have these utilities and this acceptability. `exact`: False where the frontier was
    thinned: then for every feasible package some listed one is at most `epsilon[i]` worse for every player i, counts
    are lower bounds, and in a frontier of acceptable packages this is promised for those that clear every reservation
    by more than epsilon. `epsilon`: per player of the problem, None where exact.
    """

    utilities: NDArray[Any]
    acceptable: Levels
    counts: list[int]
    exact: bool
    epsilon: tuple[int, ...] | None
    trace: Callable[[Sequence[int], int], list[list[Outcome]]]

    def __len__(self) -> int:
        return len(self.counts)

    def outcomes(self, point: int, limit: int) -> list[Outcome]:
        """Up to `limit` outcomes at one point, in lexicographic order (the first ones, where it has some thousands at
        most)."""
        return self.trace([point], limit)[0]

    def listing(self, points: Sequence[int], limit: int) -> list[list[Outcome]]:
        """`outcomes` of many points at once."""
        return self.trace(points, limit)


def utilities_of(problem: Problem, outcomes: NDArray[Any] | Sequence[Sequence[int]]) -> NDArray[Any]:
    """Utilities (m, players) of outcomes (m, issues)."""
    options = np.asarray(outcomes, dtype=np.int64).reshape(-1, len(problem.space.sizes))
    total: NDArray[Any] = np.zeros((problem.players, len(options)), dtype=dtype_of(problem.terms))
    for term in problem.terms:
        index: tuple[Any, ...] = (slice(None), *(options[:, k] for k in term.scope))
        total += term.values[index].astype(total.dtype, copy=False).reshape(problem.players, -1)
    return total.T


def dtype_of(terms: Sequence[Term]) -> type:
    """int64 where every sum of the terms fits, else object."""
    reach = sum(max(abs(int(term.values.max())), abs(int(term.values.min()))) for term in terms if term.values.size)
    return np.int64 if reach < 2**62 else object


def acceptable_of(
    problem: Problem, outcomes: NDArray[Any] | Sequence[Sequence[int]], utilities: NDArray[Any] | None = None
) -> Levels:
    """Acceptability (m,) of outcomes (m, issues): 2 against every end, 1 against some, 0 against none.

    `problem.worst` must be given where a reservation at the table is None (`enumeration`, `search` see to it).
    Feasibility is not looked at.
    """
    options = np.asarray(outcomes, dtype=np.int64).reshape(-1, len(problem.space.sizes))
    values = utilities_of(problem, options) if utilities is None else utilities
    passed = {
        gate: passes_table(problem, gate, values) & _consented(problem, gate, options, values) for gate in problem.gates
    }
    return level(problem, passed, len(options))


def level(problem: Problem, passed: dict[Gate, Bools], n: int) -> Levels:
    """Acceptability (n,) from which packages pass which gate."""
    ends = [np.logical_and.reduce([passed[gate] for gate in end]) for end in problem.ends]
    every, some = np.logical_and.reduce(ends), np.logical_or.reduce(ends)
    levels: Levels = every.astype(np.int8) + some.astype(np.int8)
    return levels.reshape(n)


def passes_table(problem: Problem, gate: Gate, values: NDArray[Any]) -> Bools:
    """Whether all at the table weakly, and one strictly, prefer packages with utilities (m, table or more)."""
    weak = np.ones(len(values), dtype=np.bool_)
    strict = np.zeros(len(values), dtype=np.bool_)
    for player in range(problem.table):
        reservation, slack = gate.reservation[player], problem.tolerance[player]
        column = values[:, player]
        if reservation is not None:
            weak &= (column >= reservation - slack).astype(np.bool_)
        strict |= (column > strict_level(problem, gate, player) + slack).astype(np.bool_)
    return weak & strict


def strict_level(problem: Problem, gate: Gate, player: int) -> int:
    """What a player must be above to prefer a package strictly."""
    reservation = gate.reservation[player]
    if reservation is not None:
        return reservation
    if problem.worst is None:
        raise ValueError("A player accepts anything, and its worst feasible utility was not given.")
    return problem.worst[player]


def willing(problem: Problem, gate: Gate, player: int, column: NDArray[Any]) -> Bools:
    """Whether one player weakly prefers packages with these utilities (m,) to no deal."""
    reservation = gate.reservation[player]
    if reservation is None:
        return np.ones(len(column), dtype=np.bool_)
    return np.asarray(column >= reservation - problem.tolerance[player], dtype=np.bool_)


def _consented(problem: Problem, gate: Gate, options: NDArray[np.int64], values: NDArray[Any]) -> Bools:
    """Whether the outsiders whom the changes need are willing, and the package is not no deal itself."""
    fine = np.ones(len(options), dtype=np.bool_)
    if gate.no_deal is not None:
        fine &= (options != np.asarray(gate.no_deal)).any(axis=1)
    ready = {o: willing(problem, gate, o, values[:, o]) for o in range(problem.table, problem.players)}
    for issue, alternatives_of in enumerate(gate.needs):
        for option, alternatives in enumerate(alternatives_of):
            if frozenset() in alternatives or (gate.no_deal is not None and gate.no_deal[issue] == option):
                continue
            chosen = options[:, issue] == option
            brought = np.zeros(len(options), dtype=np.bool_)
            for group in alternatives:
                brought |= np.logical_and.reduce([ready[o] for o in group])
            fine &= ~chosen | brought
    return fine


def sorted_points(values: NDArray[Any], levels: Levels) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows in descending lexicographic order of utilities, then acceptability, and where runs of equal rows start."""
    columns = [values[:, j] for j in range(values.shape[1])]
    if values.dtype == object:
        columns = [np.unique(column, return_inverse=True)[1] for column in columns]
    order = np.lexsort([-levels, *(-column for column in reversed(columns))])
    if not len(order):
        return order, order
    keys = np.stack([*columns, levels.astype(np.int64)], axis=1)[order]
    change = (keys[1:] != keys[:-1]).any(axis=1)
    return order, np.flatnonzero(np.concatenate([[True], change]))
