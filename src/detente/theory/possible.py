"""Preferences that are not fully known: which states are stable whatever they turn out to be, and which could be at all.

Known are bounds: t is *certainly* better than s for a party, or *possibly*, or not even that. A *completion* is any strict relation that has
all that is certain and nothing that is not possible. A state is *necessarily* stable if each move that possibly improves on it
meets an answer after which the party is certainly no better off, by moves that (for SEQ) are certainly improvements of those who answer; it
is *possibly* stable if each certain improvement meets an answer after which it is possibly no better off, by possible improvements.

Both are outer bounds. Necessarily stable implies stable in every completion; not possibly stable implies stable in none. Between them lie
states that are stable in some completions only, and some that look so because each comparison is taken by itself: one completion may not
allow all that is used together. By Nash both bounds are exact where the comparisons of a party with one state are independent of each other,
as they are with intervals. Groups answer as in `detente.theory.stability`: an improvement is certain or possible if it is so for each member.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.conflict import Mover, Ranks, arcs_of, check_movers
from detente.theory.controls import Grid
from detente.theory.flips import Outlook
from detente.theory.outcomes import Bools
from detente.theory.relations import stability_by_two
from detente.theory.responses import moves
from detente.theory.stability import CONCEPTS, Stability, check_concepts
from detente.theory.ways import Ways, along, kept

MOST_VISITS = 20_000_000
"""For each party and concept so many states are looked at, again and again, for answers that lead back to where the party was."""


@dataclass(frozen=True, eq=False)
class Bounds:
    """Which states are stable whatever the preferences (`necessary`), and which may be (`possible`), by concept.

    `unfollowed` (per concept): for how many pairs of a party and a state that was not found necessarily stable an answer that leads back to the
    state itself was left out of account. They may be necessarily stable after all.
    """

    necessary: Stability
    possible: Stability
    unfollowed: dict[str, int] = field(default_factory=dict)


# ---------------------------------------------------------------- any bounds, for a few thousand states


def stability_of_bounds(
    certain: Bools,
    possible: Bools,
    movers: Sequence[Mover],
    concepts: Sequence[str] = CONCEPTS,
    response: str = "canonical",
) -> Bounds:
    """Necessary and possible stability where each comparison has its own bounds, by sets of states (`detente.theory.relations`).

    `certain`, `possible` (parties, states, states): entry (i, s, t) says that party i certainly, or possibly, strictly prefers t to s. Raises
    ValueError where something is certain but not possible, or certain both ways, and where tables and movers do not fit.
    """
    if certain.shape != possible.shape or (certain & ~possible).any():
        raise ValueError("What is certainly preferred must be possibly preferred, in tables of one shape.")
    if certain.ndim == 3 and (certain & certain.transpose(0, 2, 1)).any():
        raise ValueError("A state is certainly preferred to one that is certainly preferred to it.")
    return Bounds(
        stability_by_two(possible, certain, movers, concepts, response),
        stability_by_two(certain, possible, movers, concepts, response),
    )


def bounds_of_draws(utilities: NDArray[Any]) -> tuple[Bools, Bools]:
    """What is certainly and what is possibly preferred if one of these draws (draws, parties, states) is right."""
    if utilities.ndim != 3 or not len(utilities):
        raise ValueError(f"Draws are utilities by draw, party and state, not of shape {utilities.shape}.")
    certain = np.ones((*utilities.shape[1:], utilities.shape[2]), dtype=np.bool_)
    possible = np.zeros_like(certain)
    for draw in utilities:
        better = draw[:, None, :] > draw[:, :, None]
        certain &= better
        possible |= better
    return certain, possible


# ---------------------------------------------------------------- an interval for each state


def unknown(ranks: NDArray[Any], parties: Sequence[int]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Intervals (low, high), each (parties, states), of ranks that are exact but for these parties, of whom nothing is known."""
    low, high = ranks.copy(), ranks.copy()
    low[list(parties)], high[list(parties)] = 0, 1
    return low, high


def stability_of_intervals(
    low: NDArray[Any],
    high: NDArray[Any],
    movers: Sequence[Mover],
    concepts: Sequence[str] = CONCEPTS,
    response: str = "canonical",
) -> Bounds:
    """Necessary and possible stability where each party's utility of each state lies anywhere between `low` and `high`.

    Both (parties, states), in the party's own units; integers and fractions are compared exactly. t is certainly better than s if low(t) > high(s), possibly if
    high(t) > low(s). No table of states by states: the least key over the answers decides, as for ranks; only possible improvements are
    listed. An answer may also lead back to the state itself, which is certainly no better: this takes one more pass for each state for which
    it might matter, for as many as `MOST_VISITS` allows. Raises ValueError where bounds are upside down or do not fit the movers.
    """
    check_concepts(concepts)
    lows, highs = _ranked(np.asarray(low), np.asarray(high))
    check_movers(movers, *lows.shape)
    case = _Intervals(lows, highs, tuple(movers), response)
    necessary = {concept: np.ones(lows.shape, dtype=np.bool_) for concept in concepts}
    possible = {concept: np.ones(lows.shape, dtype=np.bool_) for concept in concepts}
    unfollowed = dict.fromkeys(concepts, 0)
    for number, mover in enumerate(movers):
        if len(mover.members) > 1:
            continue
        (party,) = mover.members
        for concept in concepts:
            necessary[concept][party], left = _held(case.outlook(number, concept, True), lows[party])
            unfollowed[concept] += left
            possible[concept][party] = case.outlook(number, concept, False).levels <= highs[party]
    return Bounds(Stability(necessary), Stability(possible), unfollowed)


def _ranked(low: NDArray[Any], high: NDArray[Any]) -> tuple[Ranks, Ranks]:
    """Both bounds as integers from 0, in the order of each party's numbers."""
    if low.shape != high.shape or low.ndim != 2 or not low.shape[1]:
        raise ValueError(
            f"Bounds need a row for each party and a column for each state, not {low.shape}, {high.shape}."
        )
    for bound in (low, high):
        if bound.dtype.kind == "f" and np.isnan(bound).any():
            raise ValueError("A bound is not a number; write infinity where there is none.")
    if (low > high).any():
        raise ValueError("A lower bound lies above the upper bound.")
    both = [
        np.unique(np.concatenate([one, other]), return_inverse=True)[1].reshape(2, -1)
        for one, other in zip(low, high, strict=True)
    ]
    table = np.array(both, dtype=np.int32).transpose(1, 0, 2)
    return np.ascontiguousarray(table[0]), np.ascontiguousarray(table[1])


@dataclass(frozen=True, eq=False)
class _Intervals:
    """Bounds as integers, and who moves."""

    low: Ranks
    high: Ranks
    movers: tuple[Mover, ...]
    response: str

    @cached_property
    def able(self) -> tuple[Ways, ...]:
        """All moves of each mover."""
        return tuple(moves(mover) for mover in self.movers)

    @cached_property
    def certain(self) -> tuple[Ways, ...]:
        """The moves of each mover that are certainly improvements for each member."""
        return tuple(self._kept(mover, self.low, self.high) for mover in self.movers)

    @cached_property
    def possible(self) -> tuple[Ways, ...]:
        """The moves of each mover that may be improvements for each member."""
        return tuple(self._kept(mover, self.high, self.low) for mover in self.movers)

    def _kept(self, mover: Mover, there: Ranks, here: Ranks) -> Ways:
        def better(sources: NDArray[Any], targets: NDArray[Any]) -> NDArray[np.bool_]:
            every = [there[m].take(targets) > here[m].take(sources) for m in mover.members]
            return np.asarray(np.logical_and.reduce(every))

        if isinstance(mover.moves, Grid):
            return along(mover.moves.listed(better))
        arcs = arcs_of(mover.moves)
        return along(kept(arcs, better(arcs.sources, arcs.targets)))

    def outlook(self, number: int, concept: str, certain: bool) -> Outlook:
        """What the moves of one party come to at best, others answering by what is certain; or at worst, by what is possible."""
        (party,) = self.movers[number].members
        free = concept in ("nash", "gmr", "smr")
        ways = self.able if free else self.certain if certain else self.possible
        others = [n for n, mover in enumerate(self.movers) if party not in mover.members and concept != "nash"]
        able = tuple(self.able[n] for n in others)
        answering = able if free else tuple(ways[n] for n in others)
        values = (self.high if certain else self.low)[party]
        return Outlook(self.able[number], able, answering, values, concept in ("smr", "symmetric_seq"), self.response)


def _held(outlook: Outlook, enough: NDArray[Any]) -> tuple[Bools, int]:
    """Where the level is low enough for one party, and for how many other states answers that lead back were not followed."""
    held = outlook.levels <= enough
    if outlook.own is None or not outlook.others or (outlook.deep and outlook.own.transitive):
        return held, 0
    look = len(enough) if outlook.deep else 1
    follow = len(enough) * (1 + len(outlook.others))
    visits, left = MOST_VISITS, 0
    for state in np.flatnonzero(~held).tolist():
        visits -= look
        if visits < follow:
            left += 1
        elif outlook.returns(state):
            visits -= follow
            held[state] = outlook.level(state, outlook.without(state)) <= enough[state]
    return held, left
