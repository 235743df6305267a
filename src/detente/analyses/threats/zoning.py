"""What a threat does to the agreement zone: through a worse no deal, and through better deals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np

from detente.analyses._conflict import Play
from detente.analyses.threats.following import states_of
from detente.analyses.threats.judging import Judged
from detente.theory.outcomes import Bools, strides


@dataclass(frozen=True, slots=True)
class Zone:
    """How many packages everyone at the table weakly prefers, and somebody strictly, to each outcome of no deal; outsiders' consent is left aside.

    `now`: to no deal as the case has it; `threatened`: to what follows if the threat is carried out; `both` to either. `promised`, `bare`: of those `now`,
    with what averts the threat, how many keep the promise besides, and how many do not; None without a promise. `losers`: who at the table is worse off where
    the threat leads than without a deal now. None where the case has no outcome of no deal, or it is not known where the threat leads.
    """

    now: int
    threatened: int
    both: int
    promised: int | None
    bare: int | None
    losers: tuple[str, ...]


def zone(found: Play, one: Judged) -> Zone | None:
    """The zone against the no deal as it stands, and against what follows on carrying the threat out."""
    base = no_deal(found)
    seats = table(found)
    if base is None or one.trouble or not one.ends_punished or not seats:
        return None
    ends = states_of(one.ends_punished)
    now, then = _better(found, seats, base), _better(found, seats, ends)
    promised = bare = None
    told = one.spoken
    if told.promise is not None:
        averting = now & _matching(found, dict(told.unless or {}))
        keeping = _matching(found, dict(told.promise))
        promised, bare = int((averting & keeping).sum()), int((averting & ~keeping).sum())
    losers = tuple(
        found.parties[seat]
        for seat in seats
        if found.conflict.ranks[seat][list(ends)].max() < found.conflict.ranks[seat][list(base)].min()
    )
    return Zone(int(now.sum()), int(then.sum()), int((now & then).sum()), promised, bare, losers)


def no_deal(found: Play) -> tuple[int, ...] | None:
    """The outcomes of no deal as states; None where the case has none, or one that the rules exclude."""
    states = []
    for end in found.case.no_deal.ends:
        for outcome in end:
            complete = {**(found.case.status_quo or {}), **outcome}
            state = found.state(complete) if set(complete) == set(found.case.issues) else None
            if state is None:
                return None
            states.append(state)
    return tuple(states) or None


def table(found: Play) -> tuple[int, ...]:
    """Who sits at the table and says what it wants."""
    return tuple(
        found.parties.index(p) for p in found.layout.table if p in found.parties and p in found.case.preferences
    )


def _better(found: Play, seats: Sequence[int], base: Sequence[int]) -> Bools:
    """The states that all weakly prefer, and someone strictly, to each of these; a reservation that is stated takes their place."""
    good = np.ones(found.states, dtype=np.bool_)
    stated = {seat: level for seat in seats if (level := _stated(found, seat)) is not None}
    for state in base:
        some = np.zeros(found.states, dtype=np.bool_)
        for seat in seats:
            if seat in stated:
                values = found.worth[seat].values
                good &= np.asarray(values >= ceil(stated[seat]), dtype=np.bool_)
                some |= np.asarray(values > floor(stated[seat]), dtype=np.bool_)
                continue
            ranks = found.conflict.ranks[seat]
            good &= ranks >= ranks[state]
            some |= ranks > ranks[state]
        good &= some
    return good


def _stated(found: Play, seat: int) -> Fraction | None:
    """A party's stated reservation, in its own integers."""
    number = found.case.preferences[found.parties[seat]].no_deal
    return None if number is None else (number.low + number.high) / 2 / found.worth[seat].scaled.unit


def _matching(found: Play, partial: dict[str, str]) -> Bools:
    where = found.layout
    steps, sizes = strides(where.space.sizes), where.space.sizes
    fits = np.ones(found.states, dtype=np.bool_)
    for issue, option in partial.items():
        index = where.issues.index(issue)
        fits &= found.outcomes // steps[index] % sizes[index] == where.options[index].index(option)
    return fits
