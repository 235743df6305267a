"""A case as a conflict model: who can move the point of the outcome space, and how each party ranks where it may stand.

What agreement searches together, each party here does alone, or as a consent group: the same space, the same numbers.
States are the feasible outcomes in ascending order; parties are those of the file that want something or must consent
to something.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses._translate import ORDINAL, Layout, Numbers, Part, layout, parts
from detente.case import consents as consent
from detente.case.model import Case
from detente.case.numbers import midpoints
from detente.result import Unanswerable
from detente.theory.conflict import Conflict, Mover, Ranks, option_form
from detente.theory.controls import Control
from detente.theory.ends import Course, course
from detente.theory.exact import Scaled, to_integers
from detente.theory.lookahead import Known, TooFar
from detente.theory.outcomes import Ints, count, decode, encode, strides
from detente.theory.responses import Ways
from detente.theory.stability import Prepared

MOST_STATES = 2**24
MOST_COMBINATIONS = 2**27

Ends = tuple[tuple[int, ...], ...]
"""The states of each end."""


@dataclass(frozen=True, slots=True)
class Worth:
    """One party's utilities: exact integers (states,), how to read them, and the rank of each state."""

    values: NDArray[Any]
    scaled: Scaled
    ranks: Ranks

    @property
    def span(self) -> tuple[int, int]:
        """The least and the greatest."""
        return int(self.values.min()), int(self.values.max())


@dataclass(frozen=True, eq=False)
class Play:
    """A case as a conflict model. `members` (movers of the conflict) by name; `worth` in the order of `parties`."""

    case: Case
    layout: Layout
    parties: tuple[str, ...]
    outcomes: Ints
    worth: tuple[Worth, ...]
    prepared: Prepared
    ordinal: frozenset[str]
    rounded: tuple[str, ...]

    @property
    def conflict(self) -> Conflict:
        """States, ranks and movers."""
        return self.prepared.conflict

    @property
    def states(self) -> int:
        """How many feasible outcomes there are."""
        return len(self.outcomes)

    @cached_property
    def members(self) -> tuple[tuple[str, ...], ...]:
        """Who each mover of the conflict is."""
        return tuple(tuple(self.parties[m] for m in mover.members) for mover in self.conflict.movers)

    def outcome(self, state: int) -> dict[str, str]:
        """What a state stands for, issue by issue."""
        return self.layout.decode(decode(self.layout.space.sizes, [int(self.outcomes[state])])[0])

    def state(self, outcome: Mapping[str, str]) -> int | None:
        """The number of a complete outcome; None where the rules exclude it."""
        index = int(encode(self.layout.space.sizes, [self.layout.encode(outcome)])[0])
        place = int(np.searchsorted(self.outcomes, index))
        return place if place < self.states and int(self.outcomes[place]) == index else None

    def shown(self, party: int, state: int) -> float | None:
        """A party's utility from 0 (its worst feasible outcome) to 1 (its best); None where it only ranks."""
        if self.parties[party] in self.ordinal:
            return None
        low, high = self.worth[party].span
        return float(Fraction(int(self.worth[party].values[state]) - low, high - low)) if high > low else 0.0

    def prefers(self, party: int, to: int, frm: int) -> int:
        """1 where a party prefers `to` to `frm`, −1 where it prefers `frm`, 0 where it is indifferent."""
        ranks = self.conflict.ranks[party]
        return int(np.sign(int(ranks[to]) - int(ranks[frm])))


def play(case: Case, numbers: Numbers | None = None, preferences: Mapping[str, Case] | None = None) -> Play:
    """The conflict model of a case at given numbers (its midpoints by default).

    `preferences`: for some parties, another case whose preferences for that party count instead (what others take them to
    be). Raises Unanswerable where the case has too little, or too many outcomes.
    """
    where = layout(case)
    check_size(where)
    who = players(case)
    outcomes, movers = option_form(where.space, controls(case, where, who))
    numbers = midpoints(case) if numbers is None else numbers
    made = []
    for party in who:
        source = (preferences or {}).get(party)
        told, at = (case, numbers) if source is None else (source, midpoints(source))
        made.append(worth(parts(told, where, party, at), where, outcomes))
    return assembled(case, where, outcomes, movers, made)


def assembled(case: Case, where: Layout, outcomes: Ints, movers: Sequence[Mover], made: Sequence[Worth]) -> Play:
    """The same from its parts."""
    who = players(case)
    prepared = Prepared(Conflict(np.array([w.ranks for w in made]), tuple(movers)))
    ordinal = frozenset(p for p in who if p in case.preferences and case.preferences[p].form in ORDINAL)
    rounded = tuple(p for p, w in zip(who, made, strict=True) if w.scaled.rounded)
    return Play(case, where, who, outcomes, tuple(made), prepared, ordinal, rounded)


def players(case: Case) -> tuple[str, ...]:
    """The parties of the conflict, in the file's order: those with preferences, and those that some change takes."""
    needed = {party for group in consent.movers(case) for party in group}
    return tuple(party for party in case.parties if party in needed or party in case.preferences)


def check_size(where: Layout) -> None:
    """Raise Unanswerable where there are no feasible outcomes, or too many to go through one by one."""
    if where.space.combinations > MOST_COMBINATIONS:
        raise Unanswerable(
            f"The issues make {where.space.combinations:.3g} combinations, more than the {MOST_COMBINATIONS:.3g} that can be "
            "gone through one by one, as moves and answers are. Leave out issues that do not matter here (--without issues.NAME)."
        )
    states = count(where.space)
    if states > MOST_STATES:
        raise Unanswerable(
            f"There are {states:,} feasible outcomes, more than the {MOST_STATES:,} between which moves can be followed. "
            "Leave out issues that do not matter here (--without issues.NAME)."
        )
    if not states:
        raise Unanswerable("The rules leave no feasible outcome.")


def controls(case: Case, where: Layout, who: Sequence[str]) -> tuple[Control, ...]:
    """What each party alone and each consent group can change: one control per mover that can change anything."""
    groups = dict.fromkeys([*(frozenset([p]) for p in who), *consent.movers(case)])
    tables = [_consents(case, where, index) for index in range(len(where.issues))]
    made = (_control(group, tables, who) for group in groups)
    return tuple(control for control in made if control is not None)


def _consents(case: Case, where: Layout, index: int) -> list[list[tuple[frozenset[str], ...]]]:
    """Who each change of an issue takes (alternatives), from row to column; nobody can where it is empty."""
    options, issue = where.options[index], where.issues[index]
    return [
        [() if a == b else consent.consents(case, issue, a, b, chains=False) or () for b in options] for a in options
    ]


def _control(
    group: frozenset[str], tables: Sequence[list[list[tuple[frozenset[str], ...]]]], who: Sequence[str]
) -> Control | None:
    within, needing = {}, {}
    for index, table in enumerate(tables):
        can = np.array([[any(alternative <= group for alternative in cell) for cell in row] for row in table])
        must = np.array([[group in cell for cell in row] for row in table])
        if can.any():
            within[index] = can
        if must.any():
            needing[index] = must
    if not needing:
        return None
    members = tuple(sorted(who.index(party) for party in group))
    return Control(members, within, None if len(group) == 1 else needing)


# ---------------------------------------------------------------- utilities and ranks


def worth(made: Sequence[Part], where: Layout, outcomes: Ints) -> Worth:
    """One party's utilities at the feasible outcomes, exactly, and their ranks."""
    integers, _, scaled = to_integers([part.values for part in made])
    values = summed(list(zip((part.scope for part in made), integers, strict=True)), where, outcomes)
    return Worth(values, scaled, ranked(values, scaled.slack))


def summed(made: Sequence[tuple[tuple[int, ...], NDArray[Any]]], where: Layout, outcomes: Ints) -> NDArray[Any]:
    """The sum (states,) of additive parts (scope, values shaped by it) at each outcome."""
    steps, sizes = strides(where.space.sizes), where.space.sizes
    total = np.zeros(len(outcomes), dtype=np.result_type(np.int64, *(values.dtype for _, values in made)))
    for scope, values in made:
        place = np.zeros(len(outcomes), dtype=np.int64)
        for index in scope:
            place *= sizes[index]
            place += outcomes // steps[index] % sizes[index]
        total += values.reshape(-1).take(place)
    return total


def ranked(values: NDArray[Any], slack: int = 0) -> Ranks:
    """Ranks 0, 1, … (states,) of utilities; neighbours that differ by at most `slack` rank alike."""
    distinct, back = np.unique(values, return_inverse=True)
    if slack:
        levels = np.concatenate([[0], np.cumsum(np.diff(distinct) > slack)])
        return np.asarray(levels[back.reshape(-1)], dtype=np.int32)
    return np.asarray(back.reshape(-1), dtype=np.int32)


# ---------------------------------------------------------------- where moves lead


def principals_at_most_one(found: Play, turned: str = "") -> tuple[int, ...]:
    """The movers that act where the principals do not agree: parties alone, and groups with at most one principal.

    `turned`: a party that counts as a principal though it is none, or no longer as one.
    """
    seats = principals(found.case) ^ ({turned} - {""})
    return tuple(number for number, names in enumerate(found.members) if acts(names, seats))


def principals(case: Case) -> frozenset[str]:
    """The parties of that role."""
    return frozenset(party.id for party in case.parties.values() if party.role == "principal")


def acts(members: Collection[str], seats: frozenset[str]) -> bool:
    """Whether these can move as long as the principals (`seats`) agree on nothing."""
    return len(members) == 1 or len(seats.intersection(members)) <= 1


@dataclass(eq=False)
class Memory:
    """Where movers can go, kept from one case to the next as long as the same ones go between the same outcomes, whatever they prefer: following
    moves in the second of such cases costs a tenth. `key` says for which it is kept."""

    key: object = None
    moves: tuple[Ways, ...] = ()
    known: Known = field(default_factory=dict)


def among(found: Play, movers: Sequence[int], memory: Memory) -> Prepared:
    """The conflict in which only these movers (by number) act. What `memory` holds of it is used, else begun anew."""
    chosen = tuple(found.conflict.movers[number] for number in movers)
    prepared = Prepared(Conflict(found.conflict.ranks, chosen))
    key = (found.case.issues, found.case.rules, found.parties, tuple(movers))
    if memory.key != key:
        memory.key, memory.moves, memory.known = key, prepared.moves, {}
    prepared.__dict__["moves"] = memory.moves
    return prepared


def followed(
    found: Play, start: int, movers: Sequence[int], unsanctioned: bool = False, known: Known | None = None
) -> Course | None:
    """The course of improvements, None where it would be too long."""
    try:
        return course(found.prepared, start, movers, unsanctioned, known)
    except TooFar:
        return None


def ends_of(led: Course | None) -> Ends:
    """Ends as tuples of states."""
    return () if led is None else tuple(tuple(end.tolist()) for end in led.ends)
