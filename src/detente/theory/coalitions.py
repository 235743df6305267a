"""What several can do together: consent groups and coalitions that leave a state which no party leaves alone.

A *joint improvement* leads to a state that every member strictly prefers. Those who share no member with the group may answer. The
group is deterred if after some answer some member is no better off than at the start; by SMR and symmetric SEQ only if that is
so too after whatever the group and its members then do, and the member who is no better off may be another after each. By Nash
nothing deters. An equilibrium that no group leaves is *contract-stable*; the jumps from the others show where an
agreement would come from. (Coalitions in the graph model: Kilgour, Hipel, Fang and Peng 2001; Inohara and Hipel 2008. That
members may take turns in being the one who loses is ours.)

For GMR and SEQ one pass per member serves all states: some member m ends no better if and only if the least rank of m over the answers
is at most its rank at the start. No such key exists for SMR and symmetric SEQ, since the losing member may change. There, two keys
bracket the answer (as above; and one member who loses throughout), and where they differ two passes over all states decide for one state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.theory.lookahead import BLOCK, improving
from detente.theory.outcomes import Bools, Ints
from detente.theory.responses import RESPONSES, joint
from detente.theory.stability import Prepared, check_concepts
from detente.theory.ways import Ways
from detente.theory.witness import Step

MOST_JUMPS = 20
"""So many jumps are kept for a state; all are counted."""
MOST_VISITS = 400_000_000
"""One question looks at so many states, again and again, before it leaves what is still open undecided."""


@dataclass(frozen=True)
class Jump:
    """A joint improvement to `to` that nothing deters.

    `mover`: the group that moves, by number; of a coalition, the first that moves. `gains`: by how many steps of its own order each member
    gains, in the order of the members. `path`: the moves, one for a group.
    """

    mover: int
    to: int
    gains: tuple[int, ...]
    path: tuple[Step, ...]


@dataclass(frozen=True, eq=False)
class Contract:
    """Which of `states` no group (or not this coalition) would leave, by one concept.

    `stable` (states,): proved that none would. `jumps`: for each state the joint improvements that nothing deters, the most even
    first (greatest least gain in steps of each member's own order, then the next least; then by number), at most `MOST_JUMPS`;
    `counts` (states,): how many are known. `undecided` (states,): no jump is known, but not all could be followed.
    """

    states: Ints
    stable: Bools
    jumps: tuple[tuple[Jump, ...], ...]
    counts: Ints
    undecided: Bools


def contract(prepared: Prepared, states: Sequence[int] | Ints, concept: str, response: str = "canonical") -> Contract:
    """Which of the states no consent group would leave: of equilibria by this concept, those that are contract-stable.

    It asks about groups alone: whether the parties hold a state is `stability`'s question. `response`: how others may answer; counter-moves of
    the group are always canonical. Raises ValueError for an unknown concept or response, or states that are not there.
    """
    where = _checked(prepared, states, concept, response)
    found = []
    for number, mover in enumerate(prepared.conflict.movers):
        if len(mover.members) > 1:
            judge = _Judge(prepared, mover.members, concept, response)
            found.append(_judged(judge, where, _by_group(prepared, number, where)))
    return _gathered(where, found)


def coalition(
    prepared: Prepared,
    members: Sequence[int],
    states: Sequence[int] | Ints,
    concept: str,
    response: str = "canonical",
) -> Contract:
    """Which of the states these parties would not leave together, though no consent group joins just them.

    They reach what legal sequences of the movers among them reach: each party alone and each group within. Every member has to prefer
    the end, not each step. One party as its own coalition is the party of `stability`. Every state is followed by itself. Raises
    ValueError for parties, concepts, responses or states that are not there.
    """
    where = _checked(prepared, states, concept, response)
    parties = tuple(sorted(members))
    if not parties or len(set(parties)) != len(parties) or not set(parties) <= set(range(prepared.conflict.parties)):
        raise ValueError(f"A coalition is some of the parties 0 to {prepared.conflict.parties - 1}, each once.")
    judge = _Judge(prepared, parties, concept, response)
    return _gathered(where, [_judged(judge, where, _by_turns(judge, where))])


def within(prepared: Prepared, members: Sequence[int]) -> tuple[int, ...]:
    """The movers all of whose members are among these: what they can do together without anybody else."""
    return tuple(n for n, mover in enumerate(prepared.conflict.movers) if set(mover.members) <= set(members))


def _checked(prepared: Prepared, states: Sequence[int] | Ints, concept: str, response: str) -> Ints:
    check_concepts((concept,))
    if response not in RESPONSES:
        raise ValueError(f"There is no response {response!r}; there are {', '.join(RESPONSES)}.")
    where = np.asarray(states, dtype=np.int64).reshape(-1)
    if len(where) and (where.min() < 0 or where.max() >= prepared.conflict.states):
        raise ValueError(f"States are numbered 0 to {prepared.conflict.states - 1}.")
    return where


# ---------------------------------------------------------------- what deters a group


@dataclass(frozen=True, eq=False)
class _Judge:
    """Who would move together, and whether answers deter them."""

    prepared: Prepared
    members: tuple[int, ...]
    concept: str
    response: str

    @property
    def lasting(self) -> bool:
        """Whether an answer has to deter whatever the group does next."""
        return self.concept in ("smr", "symmetric_seq")

    @property
    def exact_passes(self) -> int:
        """For so many states the exact question may be asked."""
        return max(1, MOST_VISITS // (2 * self.prepared.conflict.states * max(1, len(self.prepared.conflict.movers))))

    @property
    def answering(self) -> list[Ways]:
        """The ways of those who answer."""
        ways = self.prepared.moves if self.concept in ("gmr", "smr") else self.prepared.improvements
        return [ways[n] for n in self.prepared.others(self.members)]

    @property
    def own(self) -> list[Ways]:
        """All moves of the movers within."""
        return [self.prepared.moves[n] for n in within(self.prepared, self.members)]

    @cached_property
    def lowest(self) -> NDArray[Any]:
        """How low each member can be brought by answers (members, states)."""
        ranks = self.prepared.conflict.ranks
        return np.array([joint(self.answering, ranks[m], self.response) for m in self.members])

    @cached_property
    def lowest_lasting(self) -> NDArray[Any]:
        """How low each member can be kept, whatever the group does next to raise this one (members, states)."""
        ranks = self.prepared.conflict.ranks
        keys = [joint(self.own, ranks[m], "canonical", np.maximum) for m in self.members]
        return np.array([joint(self.answering, key, self.response) for key in keys])

    def better(self, sources: Ints, targets: Ints) -> Bools:
        """Whether every member strictly prefers the target to the source."""
        ranks = self.prepared.conflict.ranks
        every = [ranks[m].take(targets) > ranks[m].take(sources) for m in self.members]
        return np.asarray(np.logical_and.reduce(every))

    def quick(self, sources: Ints, targets: Ints) -> tuple[Bools, Bools]:
        """Of joint improvements: which certainly nothing deters, and which are still open."""
        none = np.zeros(len(sources), dtype=np.bool_)
        if self.concept == "nash" or not len(sources):
            return ~none, none
        ranks = self.prepared.conflict.ranks[list(self.members)].take(sources, axis=1)
        free = np.asarray((self.lowest.take(targets, axis=1) > ranks).all(axis=0))
        if not self.lasting or free.all():
            return free, none
        return free, np.asarray(~free & (self.lowest_lasting.take(targets, axis=1) > ranks).all(axis=0))

    def deterred(self, source: int) -> Bools:
        """From which states an answer deters by SMR or symmetric SEQ, if the group came there from this one (states,)."""
        ranks = self.prepared.conflict.ranks[list(self.members)]
        gain = np.asarray((ranks > ranks[:, source, None]).all(axis=0), dtype=np.int32)
        regained = joint(self.own, gain, "canonical", np.maximum)
        return np.asarray(joint(self.answering, regained, self.response) == 0)


# ---------------------------------------------------------------- where groups go


@dataclass(frozen=True, eq=False)
class _Ends:
    """Joint improvements: from state number `place` of those asked about, to `to`; and how to go there.

    `cut`: numbers of states from which these may not be all.
    """

    place: Ints
    to: Ints
    path: Callable[[int], tuple[Step, ...]]
    cut: Sequence[int] = ()


@dataclass(frozen=True, eq=False)
class _Found:
    """What one group makes of the states: per state its undeterred jumps, how many there are, and whether any are open."""

    jumps: list[list[Jump]]
    counts: Ints
    open: Bools


def _by_group(prepared: Prepared, number: int, states: Ints) -> Iterator[_Ends]:
    """The improvements of one mover from the states, block by block."""
    held: list[tuple[Ints, Ints]] = []
    size = 0
    for places, targets in improving(prepared, number, states):
        held.append((places, targets))
        size += len(targets)
        if size > BLOCK:
            yield _Ends(*_joined(held), lambda to: (Step(number, to),))
            held, size = [], 0
    if held:
        yield _Ends(*_joined(held), lambda to: (Step(number, to),))


def _joined(blocks: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    return np.concatenate([places for places, _ in blocks]), np.concatenate([targets for _, targets in blocks])


def _blocks(counts: Ints) -> list[Ints]:
    """Places in order, cut so that the counts of each part stay small."""
    cuts = np.flatnonzero(np.diff(np.cumsum(counts) // BLOCK)) + 1
    return [part for part in np.split(np.arange(len(counts)), cuts) if len(part)]


def _judged(judge: _Judge, states: Ints, blocks: Iterator[_Ends]) -> _Found:
    found = _Found([[] for _ in states], np.zeros(len(states), dtype=np.int64), np.zeros(len(states), dtype=np.bool_))
    passes = judge.exact_passes
    for ends in blocks:
        free, unclear = judge.quick(states[ends.place], ends.to)
        for place in np.unique(ends.place[unclear]):
            here = np.flatnonzero(unclear & (ends.place == place))
            if passes:
                passes -= 1
                free[here] = ~judge.deterred(int(states[place]))[ends.to[here]]
            else:
                found.open[place] = True
        found.open[list(ends.cut)] = True
        _keep(judge, states, ends, np.flatnonzero(free), found)
    return found


def _keep(judge: _Judge, states: Ints, ends: _Ends, free: Ints, found: _Found) -> None:
    """Count the undeterred, and keep the most even of them for each state."""
    place, to = ends.place[free], ends.to[free]
    found.counts[:] += np.bincount(place, minlength=len(states))
    ranks = judge.prepared.conflict.ranks[list(judge.members)]
    gains = ranks.take(to, axis=1) - ranks.take(states[place], axis=1)
    order = np.lexsort((to, *(-np.sort(gains, axis=0))[::-1], place))
    first = np.searchsorted(place[order], place[order])
    for at in order[np.arange(len(order)) - first < MOST_JUMPS]:
        path = ends.path(int(to[at]))
        jump = Jump(path[0].mover, int(to[at]), tuple(gains[:, at].tolist()), path)
        found.jumps[place[at]].append(jump)


def _gathered(states: Ints, found: Sequence[_Found]) -> Contract:
    counts = np.sum([each.counts for each in found], axis=0, dtype=np.int64) * np.ones(len(states), dtype=np.int64)
    unclear = np.logical_or.reduce([np.zeros(len(states), dtype=np.bool_), *(each.open for each in found)])
    jumps = []
    for place in range(len(states)):
        every = [jump for each in found for jump in each.jumps[place]]
        every.sort(key=lambda jump: ([-gain for gain in sorted(jump.gains)], jump.to, jump.mover))
        jumps.append(tuple(every[:MOST_JUMPS]))
    return Contract(states, (counts == 0) & ~unclear, tuple(jumps), counts, (counts == 0) & unclear)


# ---------------------------------------------------------------- where coalitions go


@dataclass(frozen=True, eq=False)
class _Reach:
    """What legal sequences of a few movers reach: a tree whose nodes are (mover that moved last) × states + state.

    `before`: the node before each node, `ROOT` for the start, `UNSEEN` where it is not reached. `first` (states,): the node at which a
    state was first reached, or `UNSEEN`.
    """

    numbers: tuple[int, ...]
    before: Ints
    first: Ints

    def path(self, to: int) -> tuple[Step, ...]:
        """A shortest sequence to a state that is reached."""
        steps: list[Step] = []
        node = int(self.first[to])
        while node != ROOT:
            last, state = divmod(node, len(self.first))
            steps.append(Step(self.numbers[last], state))
            node = int(self.before[node])
        return tuple(reversed(steps))


UNSEEN, ROOT = -2, -1


def _by_turns(judge: _Judge, states: Ints) -> Iterator[_Ends]:
    """The joint improvements of a coalition, state by state, as long as patience lasts."""
    numbers = within(judge.prepared, judge.members)
    ways = [judge.prepared.moves[n] for n in numbers]
    patience = MOST_VISITS // 4
    for place, state in enumerate(states.tolist()):
        size = judge.prepared.conflict.states
        reach = _Reach(numbers, np.full(len(ways) * size, UNSEEN), np.full(size, UNSEEN))
        left = _spread(reach, ways, state, patience - len(reach.before))
        patience = max(left, 0)
        to = np.flatnonzero(reach.first != UNSEEN)
        to = to[judge.better(np.full(len(to), state), to)]
        yield _Ends(np.full(len(to), place), to, reach.path, (place,) if left < 0 else ())


def _spread(reach: _Reach, ways: Sequence[Ways], start: int, patience: int) -> int:
    """Fill the tree breadth first; each mover leaves each state once. What is left of the patience, below 0 where it did not last."""
    size = len(reach.first)
    gone = np.zeros((len(ways), size), dtype=np.bool_)
    fronts = [np.zeros(0, dtype=np.int64) for _ in ways]
    root = np.array([ROOT])
    while patience >= 0 and (len(root) or any(len(front) for front in fronts)):
        new = []
        for number, way in enumerate(ways):
            nodes = np.concatenate([root, *fronts[:number], *fronts[number + 1 :]])
            here, places = np.unique(np.where(nodes == ROOT, start, nodes % size), return_index=True)
            keep = ~gone[number, here]
            here, nodes = here[keep], nodes[places][keep]
            gone[number, here] = True
            patience -= int(way.counts[here].sum())
            new.append(_expand(reach, way, number, here, nodes) if patience >= 0 else fronts[0][:0])
        fronts, root = new, root[:0]
    return patience


def _expand(reach: _Reach, way: Ways, number: int, here: Ints, nodes: Ints) -> Ints:
    """The nodes that one mover reaches anew from states, which are at these nodes of the tree."""
    size, found = len(reach.first), [here[:0]]
    for part in _blocks(way.counts[here]):
        targets = way.successors(here[part])
        there = number * size + targets
        fresh = reach.before[there] == UNSEEN
        there, first = np.unique(there[fresh], return_index=True)
        reach.before[there] = np.repeat(nodes[part], way.counts[here[part]])[fresh][first]
        state = there - number * size
        unseen = reach.first[state] == UNSEEN
        reach.first[state[unseen]] = there[unseen]
        found.append(there)
    return np.concatenate(found)
