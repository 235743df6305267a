"""Misperception: outcomes that hold, or fail to, only because one party takes another's preferences for what they are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.analyses._conflict import Play, play
from detente.theory.outcomes import Bools, Ints
from detente.theory.stability import stability


@dataclass(frozen=True, eq=False)
class Sight:
    """How it looks to those who see others otherwise than the file has them.

    `views`: the conflict as each of them (`viewers`) has it. `seen[concept]` (parties, states): stable for each party in its own view.
    `held_up[concept]`: equilibria in everyone's own view, though not in fact; `hidden[concept]`: the reverse.
    """

    viewers: tuple[str, ...]
    views: Mapping[str, Play]
    seen: Mapping[str, Bools]
    held_up: Mapping[str, Ints]
    hidden: Mapping[str, Ints]
    fact: Mapping[str, Bools]

    def mistaken(self, concept: str, state: int) -> tuple[str, ...]:
        """Whose own view makes the difference at a state."""
        parties = next(iter(self.views.values())).parties
        unlike = self.seen[concept][:, state] != self.fact[concept][:, state]
        return tuple(parties[p] for p in np.flatnonzero(unlike))


def see(found: Play, concepts: Sequence[str], response: str) -> Sight | None:
    """Each party's stability in its own view of the others; None where the file says of nobody that it sees them otherwise."""
    viewers = tuple(
        p for p in found.parties if p in found.case.preferences and getattr(found.case.preferences[p], "sees", None)
    )
    if not viewers:
        return None
    from detente.case.readings import as_seen

    views = {viewer: play(as_seen(found.case, viewer)) for viewer in viewers}
    fact = stability(found.prepared, concepts, response).stable
    seen = {concept: held.copy() for concept, held in fact.items()}
    for viewer, view in views.items():
        own = stability(view.prepared, concepts, response).stable
        row = found.parties.index(viewer)
        for concept in concepts:
            seen[concept][row] = own[concept][row]
    both = {c: (seen[c].all(axis=0), fact[c].all(axis=0)) for c in concepts}
    return Sight(
        viewers,
        views,
        seen,
        {c: np.flatnonzero(now & ~true) for c, (now, true) in both.items()},
        {c: np.flatnonzero(true & ~now) for c, (now, true) in both.items()},
        fact,
    )
