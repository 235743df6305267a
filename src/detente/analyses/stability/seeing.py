"""Misperception: outcomes that hold, or fail to, only because one party takes another's preferences for what they are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.analyses._conflict import Ends, Play, ends_of, followed, play, principals_at_most_one
from detente.case.readings import as_seen
from detente.theory.lookahead import Known, Lookahead, TooFar, light, sequential
from detente.theory.outcomes import Bools, Ints
from detente.theory.stability import stability

SEEN = ("gmr", "smr", "seq", "symmetric_seq")
"""By Nash nobody's view of others matters."""
SEQUENTIAL = ("seq", "symmetric_seq")


@dataclass(frozen=True, eq=False)
class Sight:
    """How it looks to those who see others otherwise than the file has them (`viewers`).

    `states`: those looked at, ascending. `seen[concept]` (parties, states): stable for each party in its own view; `fact[concept]`: on the file's
    own estimates. `expected[viewer]`: where it would expect moves to lead from the status quo.
    """

    viewers: tuple[str, ...]
    states: Ints
    seen: Mapping[str, Bools]
    fact: Mapping[str, Bools]
    expected: Mapping[str, Ends]

    def held_up(self, concept: str) -> Ints:
        """Equilibria in everyone's own view, though not in fact."""
        return self.states[self.seen[concept].all(axis=0) & ~self.fact[concept].all(axis=0)]

    def hidden(self, concept: str) -> Ints:
        """Equilibria in fact, though not in everyone's own view."""
        return self.states[self.fact[concept].all(axis=0) & ~self.seen[concept].all(axis=0)]

    def mistaken(self, concept: str, state: int) -> tuple[int, ...]:
        """Whose own view (by index) makes the difference at a state."""
        place = int(np.searchsorted(self.states, state))
        return tuple(np.flatnonzero(self.seen[concept][:, place] != self.fact[concept][:, place]).tolist())


def see(found: Play, concepts: Sequence[str], response: str, watched: Sequence[int]) -> Sight | None:
    """Each party's stability in its own view of the others; None where the file says of nobody that it sees them otherwise.

    In a case too large to follow all, only `watched` states are looked at, by the concepts whose answers can be followed from there.
    """
    viewers = tuple(p for p in found.parties if p in found.case.preferences and found.case.preferences[p].sees)
    if not viewers:
        return None
    views = {viewer: play(as_seen(found.case, viewer)) for viewer in viewers}
    whole = light(found.prepared)
    states = np.arange(found.states) if whole else np.unique(np.array(watched, dtype=np.int64))
    asked = [c for c in concepts if c in (SEEN if whole else SEQUENTIAL)]
    held = {c: _all(found, views, c, response) if whole else _some(found, views, c, states) for c in asked}
    told = {c: pair for c, pair in held.items() if pair is not None}
    return Sight(
        viewers,
        states,
        {c: seen for c, (seen, _) in told.items()},
        {c: fact for c, (_, fact) in told.items()},
        _expected(found, views),
    )


def _all(found: Play, views: Mapping[str, Play], concept: str, response: str) -> tuple[Bools, Bools]:
    """(seen, fact) for all states."""
    fact = stability(found.prepared, [concept], response).stable[concept]
    seen = fact.copy()
    for viewer, view in views.items():
        row = found.parties.index(viewer)
        seen[row] = stability(view.prepared, [concept], response).stable[concept][row]
    return seen, fact


def _some(found: Play, views: Mapping[str, Play], concept: str, states: Ints) -> tuple[Bools, Bools] | None:
    """(seen, fact) for these states alone; None where too much would have to be followed."""
    rows = range(len(found.parties))
    try:
        ahead = Lookahead(found.prepared)
        fact = np.array([[sequential(ahead, row, int(s), concept).stable for s in states] for row in rows])
        seen = fact.copy()
        for viewer, view in views.items():
            ahead, row = Lookahead(view.prepared), found.parties.index(viewer)
            seen[row] = [sequential(ahead, row, int(s), concept).stable for s in states]
    except TooFar:
        return None
    return seen, fact


def _expected(found: Play, views: Mapping[str, Play]) -> dict[str, Ends]:
    """Where each viewer would expect the moves to lead."""
    start = None if found.case.status_quo is None else found.state(found.case.status_quo)
    if start is None:
        return {}
    known: Known = {}
    movers = principals_at_most_one(found)
    return {viewer: ends_of(followed(view, start, movers, known=known)) for viewer, view in views.items()}
