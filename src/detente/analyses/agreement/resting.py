"""Is a stated no deal at rest, or would somebody leave it? Looked up there alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detente.analyses._conflict import acts, principals
from detente.analyses._moving import Indices, improvements
from detente.analyses._translate import Model
from detente.case import consents as consent


@dataclass(frozen=True, slots=True)
class Unrest:
    """A stated outcome of no deal (`base`) that these `movers` would gain by leaving, and for what."""

    base: Indices
    movers: tuple[str, ...]
    to: Indices


def unrest(model: Model) -> Unrest | None:
    """Who would leave the stated no deal: the first of parties alone, then of consent groups with at most one principal.

    None where it is at rest, was predicted, is no outcome, or is a cycle.
    """
    if model.case.no_deal.how not in ("status_quo", "outcome"):
        return None
    for end in model.problem.ends:
        base = end[0].no_deal
        if len(end) > 1 or base is None:
            continue
        for group in _movers(model):
            found = improvements(model, base, group)
            if len(found):
                who = tuple(party for party in model.case.parties if party in group)
                return Unrest(base, who, tuple(int(x) for x in found[0]))
    return None


def _movers(model: Model) -> Iterator[frozenset[str]]:
    seats = principals(model.case)
    yield from (group for group in consent.movers(model.case) if acts(group, seats))
