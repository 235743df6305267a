"""What stands for whom: for a neutral reader, and for each party given what it accepts and how it orders values.

A *neutral reader* takes the whole map, all attacks, no order of values. For a *party* only attacks by claims that it accepts count, and of these only
those that its order of values does not outweigh (Bench-Capon 2003). It accepts what it asserts, what it says that it accepts, and what
nobody asserts (the file's own statements), unless it says otherwise of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses.arguments.model import Argued
from detente.case.model import Case, Claim
from detente.case.stance import stance
from detente.theory.audiences import defeats
from detente.theory.framework import IN, OUT, Framework, Labels
from detente.theory.grounded import grounded

WORDS = {IN: "unanswered", OUT: "answered", 0: "contested"}


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """How the claims fare for one reader (`party`, or "" for a neutral one): grounded labels of all arguments, over `framework`, the attacks
    that count for that reader. `accepts`: bool, by argument."""

    party: str
    framework: Framework
    labels: Labels
    accepts: NDArray[np.bool_]

    def status(self, argument: int) -> str:
        """`unanswered`, `contested` or `answered`."""
        return WORDS[int(self.labels[argument])]

    def by(self, argument: int) -> list[int]:
        """The arguments that answer one that is answered."""
        attacks = self.framework.attacks
        against = attacks[attacks[:, 1] == argument, 0]
        return [int(a) for a in against if self.labels[a] == IN]


def neutral(found: Argued) -> Reading:
    """The neutral reader's."""
    return Reading("", found.framework, grounded(found.framework), np.ones(found.framework.size, dtype=np.bool_))


def reading(case: Case, found: Argued, party: str) -> Reading:
    """A party's. Every claim is judged, those too that it does not accept: for it they are answered by what it accepts."""
    accepts = np.array(
        [accepted(case.claims[found.name(a)], party) for a in range(found.framework.size)], dtype=np.bool_
    )
    attacks = found.framework.attacks
    counting = Framework(found.framework.size, attacks[accepts[attacks[:, 0]]])
    values = [case.claims[found.name(a)].promotes for a in range(found.framework.size)]
    counting = _weighed(counting, values, case.parties[party].values_order)
    return Reading(party, counting, grounded(counting), accepts)


def accepted(claim: Claim, party: str) -> bool:
    """Whether a party accepts a claim."""
    said = claim.says.get(party)
    if said is not None:
        return stance(said) is True
    return party in claim.asserted_by or not claim.asserted_by


def own(case: Case, found: Argued, party: str) -> tuple[int, ...]:
    """The claims that a party makes: those that it asserts or affirms."""
    return tuple(
        n
        for n, claim in enumerate(case.claims[name] for name in found.names)
        if accepted(claim, party) and (party in claim.asserted_by or party in claim.says)
    )


def speakers(case: Case, found: Argued) -> tuple[str, ...]:
    """The parties that make claims, in the order of the file."""
    return tuple(party for party in case.parties if own(case, found, party))


def _weighed(counting: Framework, values: Sequence[tuple[str, ...]], order: tuple[str, ...]) -> Framework:
    """The attacks that the party's order of values does not outweigh; a value that it does not order outweighs none."""
    known = list(dict.fromkeys(value for some in values for value in some))
    promoted = np.zeros((len(values), len(known)), dtype=np.bool_)
    for number, some in enumerate(values):
        promoted[number, [known.index(value) for value in some]] = True
    ranks = np.array([-order.index(value) if value in order else np.nan for value in known], dtype=np.float64)
    return defeats(counting, promoted, ranks)
