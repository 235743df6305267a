"""What follows on the outcomes of a threat: where improvements lead, and who else would move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.analyses._conflict import Ends, Play, ends_of, followed
from detente.theory.lookahead import Lookahead, improving
from detente.theory.outcomes import Ints


@dataclass(frozen=True, slots=True)
class Reply:
    """A mover's best improvement from an outcome. `party`, `state`: who gains, and where it leads.

    `only_after`: the mover has no improvement before the threat is carried out. `harms`: some author ends worse than if it had left it at
    that (at the outcome itself and at each of its ends).
    """

    members: tuple[str, ...]
    state: int
    only_after: bool
    harms: bool


def ends_after(found: Play, start: int, movers: Sequence[int]) -> Ends | None:
    """Where improvements lead from a state; None where too much would have to be followed."""
    led = followed(found, start, movers)
    return None if led is None else ends_of(led)


def within(found: Play, start: int, movers: Sequence[int], most: int) -> bool:
    """Whether improvements reach no more than so many states."""
    reached, waiting = {start}, [start]
    for state in waiting:
        here = np.array([state], dtype=np.int64)
        for number in movers:
            for _, targets in improving(found.prepared, number, here):
                fresh = [target for target in dict.fromkeys(targets.tolist()) if target not in reached]
                reached.update(fresh)
                waiting += fresh
            if len(reached) > most:
                return False
    return True


def states_of(ends: Ends) -> tuple[int, ...]:
    """All outcomes of all ends."""
    return tuple(state for end in ends for state in end)


@dataclass(frozen=True, eq=False)
class Before:
    """What a threat that is carried out is compared with: `defied`, the `ends` after it, and who the `authors` are (by index)."""

    defied: int
    ends: Ends | None
    authors: tuple[int, ...]


def replies(found: Play, ahead: Lookahead, movers: Sequence[int], start: int, before: Before) -> tuple[Reply, ...]:
    """The movers without an author in them that have an improvement from a state, each with its best one (its worst for the authors, of
    several that its members like equally)."""
    made = []
    for number in movers:
        members = found.conflict.movers[number].members
        if set(members) & set(before.authors):
            continue
        targets = ahead.steps(number, start)
        if not len(targets):
            continue
        to = _best(found, members, targets, before.authors)
        earlier = start != before.defied and len(ahead.steps(number, before.defied)) > 0
        made.append(Reply(found.members[number], to, not earlier, _harms(found, to, before)))
    return tuple(made)


def _best(found: Play, members: Sequence[int], targets: Ints, authors: Sequence[int]) -> int:
    ranks = found.conflict.ranks
    keys = [ranks[author][targets] for author in authors] + [-ranks[member][targets] for member in reversed(members)]
    return int(targets[np.lexsort([targets, *keys])[0]])


def _harms(found: Play, to: int, before: Before) -> bool:
    """Whether an outcome is worse for some author than all that would have come of leaving it at that."""
    instead = [before.defied, *states_of(before.ends or ())]
    return any(all(found.prefers(author, state, to) > 0 for state in instead) for author in before.authors)


def worse_end(found: Play, author: int, left: Ends | None, done: Ends | None) -> bool:
    """Whether carrying it out can lead to an end worse for the author than any that leaving it can lead to."""
    if not left or not done:
        return False
    ranks = found.conflict.ranks[author]
    return bool(min(ranks[state] for state in states_of(done)) < min(ranks[state] for state in states_of(left)))
