"""Stability where preferences are any strict relation: with ties, cycles or gaps, or partly unknown.

Nothing is ranked here: for each party and each state it is told which other states it strictly prefers. An answer deters if the
party does *not strictly prefer* what it leads to: indifferent, incomparable and unknown states deter too. In place of the
least key, sets of states travel along the arcs, a bit for each state: those against which an answer would deter. The time is proportional to states × arcs / 8, so
this is for models of a few thousand states; with complete preorders it agrees with `detente.theory.stability`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from detente.theory.conflict import Mover, Ranks, arcs_of, check_movers
from detente.theory.moves import Arcs
from detente.theory.outcomes import Bools
from detente.theory.responses import joint
from detente.theory.stability import CONCEPTS, Stability, check_concepts
from detente.theory.ways import along, kept

Bits = NDArray[np.uint8]


def relation(states: int, better: Callable[[int, int], bool]) -> Bools:
    """A strict relation (states, states) from a predicate: entry (s, t) is `better(t, s)`, t strictly preferred to s."""
    return np.array([[better(t, s) for t in range(states)] for s in range(states)], dtype=np.bool_)


def relations_of(ranks: Ranks) -> Bools:
    """The strict relations (parties, states, states) of ranks (parties, states)."""
    return ranks[:, None, :] > ranks[:, :, None]


def stability_of_relations(
    better: Bools, movers: Sequence[Mover], concepts: Sequence[str] = CONCEPTS, response: str = "canonical"
) -> Stability:
    """For each of the concepts, which states are stable for which parties.

    `better` (parties, states, states): entry (i, s, t) says that party i strictly prefers t to s. It need not be
    transitive, nor compare all states. Raises ValueError where it is not strict or does not fit the movers.
    """
    check_concepts(concepts)
    if better.ndim != 3 or better.shape[1] != better.shape[2] or not better.shape[1]:
        raise ValueError(f"Each party needs a table of states by states, not shape {better.shape}.")
    if (better & better.transpose(0, 2, 1)).any():
        raise ValueError(
            "A strict preference holds one way only: some state is preferred to one that is preferred to it."
        )
    return stability_by_two(better, better, movers, concepts, response)


def stability_by_two(
    better: Bools,
    sure: Bools,
    movers: Sequence[Mover],
    concepts: Sequence[str] = CONCEPTS,
    response: str = "canonical",
) -> Stability:
    """The same where a party is judged by one table, and what others take to be improvements in their answers by another.

    `better` says what tempts, and what does not deter; `sure` which moves are improvements when they answer (`detente.theory.possible` asks
    so). Neither need be strict, but a state is never better than itself. Raises ValueError where one does not fit.
    """
    check_concepts(concepts)
    for table in (better, sure):
        if table.ndim != 3 or table.shape != better.shape or better.shape[1] != better.shape[2] or not better.shape[1]:
            raise ValueError(f"Each party needs a table of states by states, not shape {table.shape}.")
        if table.diagonal(axis1=1, axis2=2).any():
            raise ValueError("No state is preferred to itself.")
    check_movers(movers, *better.shape[:2])
    arcs = [arcs_of(mover.moves) for mover in movers]
    gains = [_improving(sure, mover.members, each) for mover, each in zip(movers, arcs, strict=True)]
    stable = {concept: np.ones(better.shape[:2], dtype=np.bool_) for concept in concepts}
    for number, mover in enumerate(movers):
        if len(mover.members) > 1:
            continue
        (party,) = mover.members
        tempting = _improving(better, mover.members, arcs[number])
        others = [n for n, other in enumerate(movers) if party not in other.members]
        for concept in concepts:
            ways = [along((arcs if concept in ("gmr", "smr") else gains)[n]) for n in others]
            deterred = _deterring(better[party], arcs[number], concept)
            if concept != "nash":
                deterred = joint(ways, deterred, response, np.bitwise_or)
            stable[concept][party] = _all_deterred(deterred, tempting)
    return Stability(stable)


def _improving(better: Bools, members: Sequence[int], arcs: Arcs) -> Arcs:
    keep = np.ones(len(arcs.targets), dtype=np.bool_)
    for member in members:
        keep &= better[member, arcs.sources, arcs.targets]
    return kept(arcs, keep, False)


def _deterring(better: Bools, own: Arcs, concept: str) -> Bits:
    """For each state the set of states (a bit each) against which it would deter as an answer; none for Nash."""
    bits = np.packbits(~better.T, axis=1)
    if concept == "nash":
        return np.zeros_like(bits)
    if concept in ("smr", "symmetric_seq"):
        bits &= along(own).reduce(bits, np.bitwise_and)
    return bits


def _all_deterred(deterred: Bits, gains: Arcs) -> Bools:
    """Whether each state is in the sets of all states that tempt away from it."""
    source = gains.sources
    held = (deterred[gains.targets, source >> 3] >> (7 - (source & 7)).astype(np.uint8)) & 1
    stable = np.ones(len(gains.starts) - 1, dtype=np.bool_)
    stable[source[held == 0]] = False
    return stable
