"""What every preferred extension holds, without listing preferred extensions.

An argument *c* is missing in some preferred extension iff some admissible set P attacks every admissible set that holds *c*: where P
and such a D do not attack each other, their union is admissible, and P can still grow to hold *c*. So P is sought against the sets D met so
far, and each P that does not do shows a new D (refinement by counterexamples). Only the parts of D that defend *c* are kept, so that what is learnt does not depend on the rest of the framework.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.theory.encoding import Search, Unsettled, literals
from detente.theory.framework import Framework
from detente.theory.neighbours import attacked_by, attackers_of

Arguments = NDArray[np.bool_]


class Doubts:
    """Asks which arguments some preferred extension leaves out. `search` is over the admissible sets of `framework`."""

    def __init__(self, search: Search, framework: Framework) -> None:
        self._search = search
        self._attackers = attackers_of(framework)

    def undoubted(self, able: Arguments, unsettled: Arguments, framework: Framework) -> tuple[Arguments, Arguments]:
        """The arguments that every preferred extension holds, and those of which that was not settled, given those that some holds (`able`)
        and those of which that was not settled."""
        free = _not_attacked_by(framework, able | unsettled, able)
        if unsettled.any():
            return np.zeros_like(able), free
        sure = unchallenged(framework, able)
        open_ = free & ~sure
        while open_.any():
            argument = int(np.flatnonzero(open_)[0])
            try:
                extension = self.without(argument)
            except Unsettled:
                break
            if extension is None:
                sure[argument], open_[argument] = True, False
                self._search.add([argument + 1])  # every preferred extension holds it, so look only among those
            else:
                open_ &= extension
        return sure, open_

    def without(self, argument: int) -> Arguments | None:
        """A preferred extension that does not hold `argument`, or None."""
        asked = [-(argument + 1)]
        while (tried := self._search.find(asked)) is not None:
            larger = self._search.find([*literals(tried), argument + 1])
            if larger is None:
                return self._search.grown(tried)
            attackers = {b + 1 for a in self._defence(larger, argument) for b in self._attackers[a]}
            asked.append(self._search.switch(sorted(attackers)))
        return None

    def _defence(self, extension: Arguments, argument: int) -> list[int]:
        """A small admissible part of an admissible set that holds `argument`."""
        part, seen = [argument], {argument}
        for member in part:
            for attacker in self._attackers[member]:
                if seen.isdisjoint(self._attackers[attacker]):
                    defender = next(other for other in self._attackers[attacker] if extension[other])
                    seen.add(defender)
                    part.append(defender)
        return part


def unchallenged(framework: Framework, able: Arguments) -> Arguments:
    """The largest admissible set within `able` that nothing of `able` attacks: with `able` what is credulously accepted, the ideal extension."""
    inside = _not_attacked_by(framework, able, able)
    attackers, attacked = attackers_of(framework), attacked_by(framework)
    defenders = np.bincount(framework.attacks[inside[framework.attacks[:, 0]], 1], minlength=framework.size)
    todo = [a for a in np.flatnonzero(inside).tolist() if any(not defenders[b] for b in attackers[a])]
    inside[todo] = False
    while todo:
        for attacker in attacked[todo.pop()]:
            defenders[attacker] -= 1
            if not defenders[attacker]:
                lost = [a for a in attacked[attacker] if inside[a]]
                inside[lost] = False
                todo += lost
    return inside


def _not_attacked_by(framework: Framework, some: Arguments, able: Arguments) -> Arguments:
    """Those of `some` that nothing of `able` attacks."""
    kept = some.copy()
    kept[framework.attacks[able[framework.attacks[:, 0]], 1]] = False
    return kept
