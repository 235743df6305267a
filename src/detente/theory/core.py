"""What the grounded labelling leaves open: the undecided arguments and the attacks among them.

Every complete, preferred, stable, semi-stable extension is what the grounded labelling accepts together with such an extension of the core.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.theory.framework import IN, UNDECIDED, Framework, Labels
from detente.theory.grounded import grounded

Arguments = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Core:
    """`labels`: int8 (whole size,), what is settled. `members`: the arguments of the core, ascending. `framework`: the core, renumbered."""

    labels: Labels
    members: NDArray[np.int64]
    framework: Framework

    def lifted(self, found: Arguments | None) -> Arguments:
        """The whole extension, bool (whole size,), from one of the core; None for one that accepts nothing of the core."""
        accepted: Arguments = self.labels == IN
        if found is not None:
            accepted[self.members[found]] = True
        return accepted

    def among(self, found: Arguments) -> Arguments:
        """Arguments of the core, bool (core,), among all, bool (whole size,)."""
        all_of_them = np.zeros(len(self.labels), dtype=np.bool_)
        all_of_them[self.members[found]] = True
        return all_of_them

    def literals(self, argument: int, inside: bool) -> list[int] | None:
        """What to assume (see `encoding`) for an extension that holds the argument, or (`inside` false) one that does not; None
        where the labels rule that out."""
        if self.labels[argument] != UNDECIDED:
            return [] if (self.labels[argument] == IN) == inside else None
        variable = int(np.searchsorted(self.members, argument)) + 1
        return [variable if inside else -variable]


def core(framework: Framework) -> Core:
    """The core of a framework, without its supports."""
    labels = grounded(framework)
    open_ = labels == UNDECIDED
    number = np.cumsum(open_) - 1
    attacks = number[framework.attacks[open_[framework.attacks].all(1)]]
    return Core(labels, np.flatnonzero(open_), Framework(int(open_.sum()), attacks))


def whole(framework: Framework) -> Core:
    """The same with nothing settled: for semantics whose extensions need not agree with the grounded labelling."""
    labels = np.full(framework.size, UNDECIDED, dtype=np.int8)
    return Core(labels, np.arange(framework.size), Framework(framework.size, framework.attacks))
