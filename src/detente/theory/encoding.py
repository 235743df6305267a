"""Extensions as models of a propositional formula, for a SAT solver (after Besnard & Doutre 2004).

Variable `a + 1` says that argument *a* is accepted; further variables come after those. The solver comes from python-sat and is
imported when one is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.framework import UNDECIDED, Framework
from detente.theory.grounded import labelling
from detente.theory.neighbours import attacked_by, attackers_of

SOLVER = "minisat22"
Clause = list[int]
Arguments = NDArray[np.bool_]


class Unsettled(RuntimeError):
    """The solver gave up within the effort allowed: the question has an answer, but nobody knows it yet."""


def clauses(framework: Framework, semantics: str) -> list[Clause]:
    """The formula whose models are the sets that are `conflict-free`, `admissible`, `complete` or `stable`.

    Where little is repeated, a defence is written out: who accepts *a* accepts an attacker of each attacker of *a*. Where much would be, and
    for complete extensions, a variable of its own says that an argument is attacked by what is accepted.
    """
    attackers = [[b + 1 for b in against] for against in attackers_of(framework)]
    formula: list[Clause] = (-framework.attacks - 1).tolist()
    if semantics == "admissible":
        formula += _defended(framework, attackers)
    if semantics == "complete":
        first = framework.size + 1
        formula += [[first + a, -b] for a, against in enumerate(attackers) for b in against]
        formula += [[-(first + a), *against] for a, against in enumerate(attackers)]
        formula += [[-(a + 1), framework.size + b] for a, against in enumerate(attackers) for b in against]
        formula += [[a + 1, *(-(framework.size + b) for b in against)] for a, against in enumerate(attackers)]
    if semantics == "stable":
        formula += [[a + 1, *against] for a, against in enumerate(attackers)]
    return formula


def _defended(framework: Framework, attackers: list[list[int]]) -> list[Clause]:
    """Whoever is accepted has every attacker attacked."""
    formula: list[Clause] = []
    last = framework.size
    for targets, against in zip(attacked_by(framework), attackers, strict=True):
        if len(targets) * len(against) <= 4 * (len(targets) + len(against)):
            formula += [[-(a + 1), *against] for a in targets]
        else:
            last += 1
            formula += [[-(a + 1), last] for a in targets]
            formula.append([-last, *against])
    return formula


class Search:
    """A SAT solver over the extensions of one framework; `close` it, or use `with`.

    Clauses are only ever added. A question is asked with `find`; what should hold for one question only goes through a
    switch: a variable that is assumed. `effort`: so many conflicts may the solver run into, over all questions, before it raises `Unsettled`; None: no end.
    """

    def __init__(self, framework: Framework, semantics: str, effort: int | None = None) -> None:
        from pysat.solvers import Solver

        self.size, self._effort = framework.size, effort
        self._solver: Any = Solver(name=SOLVER, bootstrap_with=clauses(framework, semantics))
        self._last: int = max(self._solver.nof_vars(), self.size)
        self._lean(np.ones(self.size, dtype=np.bool_))

    def __enter__(self) -> Search:
        return self

    def __exit__(self, *_: object) -> None:
        self._solver.delete()

    def add(self, clause: Iterable[int]) -> None:
        """One more condition, for good."""
        self._solver.add_clause(list(clause))

    def switch(self, clause: Iterable[int]) -> int:
        """One more condition, which holds where the returned literal is assumed."""
        self._last += 1
        self._solver.add_clause([-self._last, *clause])
        return self._last

    def find(self, assumed: Iterable[int] = ()) -> Arguments | None:
        """Whom an extension accepts in which all literals of `assumed` hold, bool of shape (size,); None where there is none."""
        if not self._solved(list(assumed)):
            return None
        found = np.zeros(self.size, dtype=np.bool_)
        model = np.asarray(self._solver.get_model()[: self.size], dtype=np.int64)
        found[: len(model)] = model > 0
        return found

    def _solved(self, assumed: list[int]) -> bool:
        if self._effort is None:
            return bool(self._solver.solve(assumptions=assumed))
        left = self._effort - self._solver.accum_stats()["conflicts"]
        if left > 0:
            self._solver.conf_budget(left)
        answer = self._solver.solve_limited(assumptions=assumed) if left > 0 else None
        if answer is None:
            raise Unsettled(
                f"The question is too hard to be settled within {self._effort:,} conflicts of the SAT solver."
            )
        return bool(answer)

    def union(self, assumed: Iterable[int] = ()) -> tuple[Arguments, Arguments]:
        """Every argument that some extension holds in which all of `assumed` hold; and those of which that was not settled."""
        never, settled = self._common(-1, list(assumed))
        return ~never, never & (not settled)

    def intersection(self, assumed: Iterable[int] = ()) -> tuple[Arguments, Arguments]:
        """Every argument that each extension holds in which all of `assumed` hold (all, where there is none); and those not settled."""
        always, settled = self._common(1, list(assumed))
        return always & settled, always & (not settled)

    def _common(self, sign: int, assumed: list[int]) -> tuple[Arguments, bool]:
        """Which arguments are always in (`sign` 1) or always not in (-1), as far as was found out, and whether that is certain."""
        always = np.ones(self.size, dtype=np.bool_)
        while always.any():
            self._lean(always if sign < 0 else ~always)
            other = self.switch(-sign * literal for literal in literals(always))
            try:
                found = self.find([*assumed, other])
            except Unsettled:
                return always, False
            self.add([-other])
            if found is None:
                break
            always &= found if sign > 0 else ~found
        return always, True

    def _lean(self, wanted: Arguments) -> None:
        """Have the solver try these arguments in and the others out, so that one model settles many."""
        variables = np.arange(1, self.size + 1)
        self._solver.set_phases(np.where(wanted, variables, -variables).tolist())

    def every(self, assumed: Iterable[int] = (), exactly: bool = False) -> Iterator[Arguments]:
        """All extensions in which all of `assumed` hold, dropped from the search as they come. Unless `exactly`, parts of one that came
        are dropped with it, as is right where no extension is part of another."""
        held = list(assumed)
        while (found := self.find(held)) is not None:
            yield found
            others = literals(~found)
            self.add([*others, *(-literal for literal in literals(found))] if exactly else others)

    def grown(self, found: Arguments, assumed: Iterable[int] = ()) -> Arguments:
        """A largest extension (by inclusion) that holds `found` and in which all of `assumed` hold."""
        kept = list(assumed)
        while True:
            more = self.switch(literals(~found))
            larger = self.find([*kept, *literals(found), more])
            self.add([-more])
            if larger is None:
                return found
            found = larger


def largest_ranges(search: Search, framework: Framework) -> Iterator[list[int]]:
    """For each largest range (what an extension holds or attacks) literals under which the models are the extensions of that range.

    Clauses that drop extensions of the ranges given so far may be added before the next is asked for.
    """
    covers = [search.switch([a + 1, *(b + 1 for b in against)]) for a, against in enumerate(attackers_of(framework))]
    while (found := search.find()) is not None:
        covered = labelling(framework, found) != UNDECIDED
        while True:
            more = search.switch(covers[a] for a in np.flatnonzero(~covered))
            wider = search.find([*(covers[a] for a in np.flatnonzero(covered)), more])
            search.add([-more])
            if wider is None:
                break
            covered = labelling(framework, wider) != UNDECIDED
        yield [covers[a] for a in np.flatnonzero(covered)]
        search.add(covers[a] for a in np.flatnonzero(~covered))


def literals(accepted: Arguments) -> list[int]:
    """The variables of these arguments."""
    return (np.flatnonzero(accepted) + 1).tolist()
