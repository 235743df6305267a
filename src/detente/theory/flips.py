"""How little would turn it: how far a state must rise in a party's order to hold for that party, or fall to hold no longer.

Only one state moves in one party's order; all else stays. Then each concept has a *level*: the state is stable for the party if and only if
it ranks at least as high as the level. For each temptation s1 that is the lower of two ranks: that of s1 itself (it no longer
tempts), and the least that answers can keep the party at (the answer now deters); the level is the highest of these over all s1. For
the party is never among those who answer it, so that what they can reach does not change; of what they reach only the comparison
with s counts; and s itself, where an answer leads back to it, is never better than s. So rising helps and falling hurts, always.

The measure is the number of states whose comparison with s turns: it is exact for a rise or a fall of that one state, and says nothing about
other changes of the order, of which some may be smaller by another measure.

A state that rises to its level for every party is then an equilibrium by Nash, GMR, SMR and SEQ (of the improvements by which
others answer, new ones lead to the state, which deters, and lost ones lead away from it); by SEQ smaller rises together may do. By
symmetric SEQ it need not be, since an answer may have led through the state and on: look again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.outcomes import Ints
from detente.theory.responses import RESPONSES, joint
from detente.theory.stability import Prepared, check_concepts
from detente.theory.ways import Ways

PAIRS = 4_000_000
"""So many pairs of states are compared at most before a pass over all states is taken to be quicker."""


@dataclass(frozen=True, eq=False)
class Flip:
    """What turns the stability of each of `states` for `party`: all arrays (len(states),).

    `level`: the rank from which on it is stable, in `conflict.ranks[party]`; −1: from any. `passes`: how many states' comparison with it turns. `temptation`: the
    improvement that sets the level; `setter`: the state of that rank, which is the temptation itself or the least that answers to it can
    keep the party at. Both −1 where nothing need turn (a rise) or nothing can (a fall), and `passes` then 0.
    """

    party: int
    states: Ints
    level: Ints
    passes: Ints
    temptation: Ints
    setter: Ints


def needed_rise(
    prepared: Prepared, party: int, states: Sequence[int] | Ints, concept: str, response: str = "canonical"
) -> Flip:
    """How far each state would have to rise in the party's order to be stable for it by the concept: to a tie with `setter`.

    `passes` counts the states now strictly better, and then no longer: worse, or, where they rank as the setter, as good. `level` is the rank that it then has, its own where it is
    stable already. One pass over all states serves any number of them. Raises ValueError for unknown concepts, responses or states.
    """
    where = _checked(prepared, party, states, concept, response)
    rank = prepared.conflict.ranks[party]
    outlook = outlook_of(prepared, party, concept, response)
    level = np.maximum(outlook.levels.take(where), rank.take(where))
    flip = _nothing(party, where, level)
    for place in np.flatnonzero(level > rank.take(where)):
        flip.temptation[place], flip.setter[place] = outlook.setter(int(where[place]), outlook.view)
    flip.passes[:] = _up_to(rank, level) - _up_to(rank, rank.take(where))
    return flip


def needed_fall(
    prepared: Prepared, party: int, states: Sequence[int] | Ints, concept: str, response: str = "canonical"
) -> Flip:
    """How far each state that is stable for the party by the concept would have to fall in its order to be so no longer: below `setter`.

    `passes` counts the states now no better, and then better. A state that is not stable has a level above its rank, and passes none.
    One more pass over all states for each state that an answer to its own temptation may lead back to (a party that alone
    holds its options has none). Raises ValueError for unknown concepts, responses or states.
    """
    where = _checked(prepared, party, states, concept, response)
    rank = prepared.conflict.ranks[party]
    outlook = outlook_of(prepared, party, concept, response)
    flip = _nothing(party, where, outlook.levels.take(where))
    for place, state in enumerate(where.tolist()):
        if flip.level[place] > rank[state]:
            continue
        view = outlook.without(state) if outlook.returns(state) else outlook.view
        flip.level[place] = outlook.level(state, view)
        if flip.level[place] >= 0:
            flip.temptation[place], flip.setter[place] = outlook.setter(state, view)
    falls = flip.setter >= 0
    own = rank.take(where)
    flip.passes[:] = np.where(falls, _up_to(rank, own) - _up_to(rank, flip.level - 1) - 1, 0)
    return flip


def worth_of(flip: Flip, utilities: NDArray[Any]) -> NDArray[Any]:
    """By how much the party's utility (states,) of each state would have to change, in its own units: exact for integers.

    For a rise the bonus that just suffices; for a fall the loss that the state just bears (any more turns it). 0 where `setter` is −1. The utilities must
    order the states as the ranks do. Raises ValueError where there is not one for each state of the conflict.
    """
    if utilities.ndim != 1 or (len(flip.states) and flip.states.max() >= len(utilities)):
        raise ValueError(f"A party's utilities need a value for each state, not shape {utilities.shape}.")
    change = np.abs(utilities[flip.setter] - utilities[flip.states])
    return np.asarray(np.where(flip.setter >= 0, change, 0 * change))


def _nothing(party: int, states: Ints, level: Ints) -> Flip:
    none = np.full(len(states), -1, dtype=np.int64)
    return Flip(party, states, level.astype(np.int64), np.zeros(len(states), dtype=np.int64), none, none.copy())


def _up_to(rank: NDArray[Any], level: NDArray[Any]) -> Ints:
    """How many states rank no higher than the level."""
    return np.searchsorted(np.sort(rank), level, side="right").astype(np.int64)


def _checked(prepared: Prepared, party: int, states: Sequence[int] | Ints, concept: str, response: str) -> Ints:
    check_concepts((concept,))
    if response not in RESPONSES:
        raise ValueError(f"There is no response {response!r}; there are {', '.join(RESPONSES)}.")
    if not 0 <= party < prepared.conflict.parties:
        raise ValueError(f"Parties are numbered 0 to {prepared.conflict.parties - 1}, and {party} is none of them.")
    where = np.asarray(states, dtype=np.int64).reshape(-1)
    if len(where) and (where.min() < 0 or where.max() >= prepared.conflict.states):
        raise ValueError(f"States are numbered 0 to {prepared.conflict.states - 1}.")
    return where


# ---------------------------------------------------------------- levels


def outlook_of(prepared: Prepared, party: int, concept: str, response: str = "canonical") -> Outlook:
    """What the party has to expect by the concept."""
    number = prepared.alone(party)
    own = None if number is None else prepared.moves[number]
    others = () if concept == "nash" else prepared.others((party,))
    able = tuple(prepared.moves[n] for n in others)
    answering = able if concept in ("nash", "gmr", "smr") else tuple(prepared.improvements[n] for n in others)
    deep = concept in ("smr", "symmetric_seq")
    return Outlook(own, able, answering, prepared.conflict.ranks[party], deep, response)


@dataclass(frozen=True, eq=False)
class View:
    """What each state comes to as a temptation, with some values: all arrays (states,).

    `answer`: the state by which those who answer can keep the party lowest; `worth`: the lower of what it promises and what that leaves.
    """

    values: NDArray[Any]
    answer: Ints
    worth: NDArray[Any]


@dataclass(frozen=True, eq=False)
class Outlook:
    """What the moves of one party come to once others have answered.

    `own`: its moves, None where it has none; `able`: all moves of those who answer; `others`: those by which they answer; `values` (states,): what it has where, integers
    from 0; `deep`: whether an answer has to keep it there after one more move of its own.
    """

    own: Ways | None
    able: tuple[Ways, ...]
    others: tuple[Ways, ...]
    values: NDArray[Any]
    deep: bool
    response: str

    def seen(self, values: NDArray[Any]) -> View:
        """What each state comes to with these values."""
        key = values
        if self.deep and self.own is not None:
            key = np.asarray(np.maximum(values, self.own.closed(values, np.maximum)))
        order = np.argsort(key, kind="stable")
        places = np.empty(len(order), dtype=np.int32)
        places[order] = np.arange(len(order), dtype=np.int32)
        answer = order[joint(self.others, places, self.response)]
        return View(values, answer, np.minimum(values, key[answer]))

    @cached_property
    def view(self) -> View:
        """With the values as they are."""
        return self.seen(self.values)

    def without(self, state: int) -> View:
        """With an answer that leads to this state as low as can be: to go back is never better than to stay."""
        values = self.values.copy()
        values[state] = -1
        return self.seen(values)

    @cached_property
    def levels(self) -> NDArray[Any]:
        """For each state the value from which on it holds, −1 for any.

        Exact where it is above the state's own value. Elsewhere it may be lower for a state that `returns`.
        """
        if self.own is None:
            return np.full_like(self.values, -1)
        return self.own.reduce(self.view.worth, np.maximum)

    def level(self, state: int, view: View) -> int:
        """The value from which on one state holds; −1 for any."""
        if self.own is None:
            return -1
        return int(view.worth[self.own.successors(np.array([state]))].max(initial=-1))

    def setter(self, state: int, view: View) -> tuple[int, int]:
        """The temptation that sets the level of a state (the best of them), and the state whose value is that level."""
        assert self.own is not None
        to = self.own.successors(np.array([state]))
        level = int(view.worth[to].max())
        to = to[view.worth[to] == level]
        tempting = int(to[np.lexsort((to, -view.values[to].astype(np.int64)))[0]])
        if view.values[tempting] == level:
            return tempting, tempting
        answer = int(view.answer[tempting])
        if view.values[answer] == level:
            return tempting, answer
        counters = self.own.successors(np.array([answer]))
        return tempting, int(counters[view.values[counters] == level].min())

    @cached_property
    def reach(self) -> tuple[tuple[NDArray[Any], NDArray[Any]], ...]:
        """The lowest and the highest number among the states that those who answer can reach from each, itself included.

        By all their moves, which tells states apart that nobody but the party leads from one to the other; and by the answers alone.
        """
        numbers = np.arange(len(self.values), dtype=np.int32)
        kinds = [self.able] if self.able is self.others else [self.able, self.others]
        return tuple((_furthest(ways, numbers, np.minimum), _furthest(ways, numbers, np.maximum)) for ways in kinds)

    def returns(self, state: int) -> bool:
        """Whether an answer to some move from a state might lead back to it, or (deep) to where a move of its own leads back.

        May say so where none does, never the other way round. Deep, where two of its moves in a row are one, none matters: who can go back
        can go on to the temptation as well.
        """
        if self.own is None or not self.others or (self.deep and self.own.transitive):
            return False
        to = self.own.successors(np.array([state]))
        goals = self._leading_to(state) if self.deep else np.array([state])
        if len(to) * len(goals) > PAIRS:
            return True
        may = to[:, None] != goals
        for low, high in self.reach:
            may &= (low[to][:, None] <= low[goals]) & (high[to][:, None] >= high[goals])
        return bool(may.any())

    def _leading_to(self, state: int) -> Ints:
        """From which states its own move leads to this one."""
        assert self.own is not None
        here = np.zeros(len(self.values), dtype=np.int32)
        here[state] = 1
        return np.flatnonzero(self.own.reduce(here, np.maximum) == 1)


def _furthest(ways: Sequence[Ways], numbers: NDArray[Any], ufunc: np.ufunc) -> NDArray[Any]:
    """The extreme number that any sequence of moves reaches from each state."""
    while True:
        found = numbers
        for way in ways:
            found = ufunc(found, way.closed(found, ufunc))
        if np.array_equal(found, numbers):
            return numbers
        numbers = found
