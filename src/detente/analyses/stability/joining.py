"""What parties would do together though no consent group joins just them: coalitions on request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detente.analyses._conflict import Play
from detente.result import Unanswerable
from detente.theory.coalitions import Contract, coalition
from detente.theory.lookahead import light


@dataclass(frozen=True, eq=False)
class Joined:
    """By concept, which of the outcomes of note these parties would not leave together, and their jumps from the others."""

    members: tuple[str, ...]
    contracts: Mapping[str, Contract]


def join(found: Play, members: Sequence[str], states: Sequence[int], concepts: Sequence[str], response: str) -> Joined:
    """They move by turns as each can, alone or in the groups among them; every member has to prefer where that ends.

    Raises Unanswerable where their moves are too many to follow.
    """
    if not light(found.prepared):
        raise Unanswerable(
            "The groups of this case can go between its outcomes in too many ways to follow what a coalition would do. "
            "Leave out issues that do not matter here (--without issues.NAME)."
        )
    rows = [found.parties.index(name) for name in members]
    return Joined(tuple(members), {c: coalition(found.prepared, rows, list(states), c, response) for c in concepts})
