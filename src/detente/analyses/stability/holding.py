"""Which outcomes hold, by which concept, and which of them a consent group would leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.analyses._conflict import Play
from detente.theory.coalitions import Contract, contract
from detente.theory.lookahead import light
from detente.theory.outcomes import Bools, Ints
from detente.theory.responses import RESPONSES
from detente.theory.stability import CONCEPTS, stability

MOST_CONTRACTS, MOST_HEAVY = 300, 40
"""So many equilibria by a concept are asked whether a group would leave them; fewer where groups can go almost anywhere."""
MOST_COMPARED = 20_000
"""Up to so many outcomes the narrower readings of the joint response are worked out beside the canonical one."""
ANSWERED = ("gmr", "smr", "seq", "symmetric_seq")


@dataclass(frozen=True, eq=False)
class Held:
    """`stable[concept]` (parties, states); `equilibria[concept]` the states stable for every party; `skipped` the concepts that are too
    large to work out here. `contracts[concept]`: of those equilibria (the first few hundred), which no group would leave."""

    stable: Mapping[str, Bools]
    equilibria: Mapping[str, Ints]
    skipped: tuple[str, ...]
    contracts: Mapping[str, Contract]
    variants: Mapping[str, Mapping[str, Ints]]

    def __contains__(self, concept: str) -> bool:
        return concept in self.equilibria

    def by(self, state: int) -> tuple[str, ...]:
        """The concepts by which a state is an equilibrium."""
        return tuple(c for c, held in self.stable.items() if bool(held[:, state].all()))


def hold(found: Play, concepts: Sequence[str], response: str, groups: bool = True) -> Held:
    """Equilibria by each concept, and their standing against groups.

    By SEQ and symmetric SEQ, where consent groups can go almost anywhere between many outcomes, the improvements of all are too many: these
    concepts are then skipped, and worked out only for the outcomes that one asks about.
    """
    easy = light(found.prepared)
    doable = tuple(c for c in CONCEPTS if c in concepts and (easy or c not in ("seq", "symmetric_seq")))
    answer = stability(found.prepared, doable, response)
    equilibria = answer.equilibria
    has_groups = any(len(names) > 1 for names in found.members)
    contracts = {}
    if groups and has_groups:
        most = MOST_CONTRACTS if easy else MOST_HEAVY
        asked = doable if easy else tuple(c for c in doable if c == "nash")
        contracts = {c: contract(found.prepared, equilibria[c][:most], c, response) for c in asked}
    skipped = tuple(c for c in concepts if c not in doable)
    return Held(answer.stable, equilibria, skipped, contracts, _variants(found, doable, response, equilibria))


def _variants(
    found: Play, concepts: Sequence[str], response: str, equilibria: Mapping[str, Ints]
) -> dict[str, dict[str, Ints]]:
    """The equilibria by concept under the readings of the joint response that were not asked for, where they differ."""
    answered = [c for c in concepts if c in ANSWERED]
    if found.states > MOST_COMPARED or len(found.members) > 8 or not answered:
        return {}
    differing = {}
    for other in RESPONSES:
        if other == response:
            continue
        sets = stability(found.prepared, answered, other).equilibria
        unlike = {c: sets[c] for c in answered if not np.array_equal(sets[c], equilibria[c])}
        if unlike:
            differing[other] = unlike
    return differing
