"""A conflict as each draw from the team's ranges has it: the same outcomes and moves, other utilities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from detente.analyses._conflict import Play, Worth, ranked, summed
from detente.analyses._ranges import drawn_parts
from detente.result import tell
from detente.theory.exact import Scaled, drawn_to_integers
from detente.theory.stability import with_ranks

AT_ONCE = 8_000_000
"""Draws times outcomes times parties that are held at once."""

Drawn = Mapping[str, NDArray[np.float64]]
"""Address -> a number in every draw (draws,)."""


def plays(found: Play, given: Drawn, followed: int) -> Iterator[Play]:
    """The conflict in each of the first `followed` draws."""
    step = max(1, AT_ONCE // (found.states * max(1, len(found.parties))))
    for first in range(0, followed, step):
        last = min(followed, first + step)
        some = {address: values[first:last] for address, values in given.items()}
        by_party = [list(_worths(found, party, some, last - first)) for party in found.parties]
        for k in range(last - first):
            made = [worths[k] for worths in by_party]
            ranks = np.array([one.ranks for one in made])
            yield replace(found, worth=tuple(made), prepared=with_ranks(found.prepared, ranks))
        tell("draws", last, followed)


def _worths(found: Play, party: str, given: Drawn, draws: int) -> Iterator[Worth]:
    same = found.worth[found.parties.index(party)]
    if party in found.ordinal or party not in found.case.preferences:
        yield from [same] * draws
        return
    made = drawn_parts(found.case, found.layout, party, given, draws)
    if not made:
        yield from [same] * draws
        return
    whole, _, _, slack = drawn_to_integers([values for _, values in made])
    for k in range(draws):
        parts = [(scope, values[k]) for (scope, _), values in zip(made, whole, strict=True)]
        values = summed(parts, found.layout, found.outcomes)
        yield Worth(values, Scaled(same.scaled.unit, slack, True), ranked(values, slack))
