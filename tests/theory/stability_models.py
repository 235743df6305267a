"""Random conflict models, and the definitions of stability followed to the letter: sets of states by legal sequences."""

from __future__ import annotations

from itertools import product

import numpy as np

from detente.theory.conflict import Conflict, Mover, arcs_of, option_form
from detente.theory.controls import Control
from detente.theory.moves import Arcs, Fibres, listed
from detente.theory.outcomes import Constraint, Space


def random_listed(rng: np.random.Generator) -> Conflict:
    """2-4 parties and up to two groups on up to 9 states with arbitrary arcs or fibres, and ties."""
    parties, states = int(rng.integers(2, 5)), int(rng.integers(2, 10))
    movers = [Mover((i,), random_moves(rng, states)) for i in range(parties) if rng.random() < 0.95]
    movers += [Mover(group, random_moves(rng, states)) for group in random_groups(rng, parties)]
    return Conflict(random_ranks(rng, parties, states), tuple(movers))


def random_moves(rng: np.random.Generator, states: int) -> Arcs | Fibres:
    if rng.random() < 0.4:
        labels = np.unique(rng.integers(0, max(1, states // 2), states), return_inverse=True)[1]
        return Fibres(labels.reshape(-1))
    chance = rng.choice([0.1, 0.25, 0.4])
    return listed(states, np.argwhere(rng.random((states, states)) < chance))


def random_groups(rng: np.random.Generator, parties: int) -> list[tuple[int, ...]]:
    groups = {
        tuple(sorted(rng.choice(parties, int(rng.integers(2, parties + 1)), replace=False).tolist()))
        for _ in range(int(rng.integers(0, 3)))
    }
    return sorted(groups)


def random_ranks(rng: np.random.Generator, parties: int, states: int) -> np.ndarray:
    return rng.integers(0, max(2, int(states * rng.choice([0.5, 1, 3]))), (parties, states))


def random_controls(rng: np.random.Generator) -> tuple[Space, list[Control]]:
    """An option form: each option of an issue is brought about by some sets of parties; some cannot be left."""
    parties = int(rng.integers(2, 5))
    sizes = tuple(int(m) for m in rng.integers(2, 4, int(rng.integers(2, 4))))
    allowed = rng.random(sizes) < rng.choice([0.7, 1.0])
    allowed.flat[0] = True
    space = Space(sizes, (Constraint(tuple(range(len(sizes))), allowed),))
    groups = random_groups(rng, parties)
    everyone = [(i,) for i in range(parties)] + groups
    consent = [
        [[everyone[int(rng.integers(len(everyone)))] for _ in range(int(rng.integers(1, 3)))] for _ in range(size)]
        for size in sizes
    ]
    left = [rng.random(size) < rng.choice([0.0, 0.3]) for size in sizes]
    return space, [control(members, sizes, consent, left) for members in everyone]


def control(members: tuple[int, ...], sizes: tuple[int, ...], consent: list, left: list) -> Control:
    within, needing = {}, {}
    for issue, size in enumerate(sizes):
        can, must = np.zeros((size, size), dtype=bool), np.zeros((size, size), dtype=bool)
        for frm, to in product(range(size), repeat=2):
            if frm == to or left[issue][frm]:
                continue
            sets = [set(each) for each in consent[issue][to]]
            can[frm, to] = any(each <= set(members) for each in sets)
            must[frm, to] = set(members) in sets and not any(each < set(members) for each in sets)
        if can.any():
            within[issue], needing[issue] = can, must
    return Control(members, within, needing if len(members) > 1 else None)


def random_option_form(rng: np.random.Generator) -> Conflict:
    space, controls = random_controls(rng)
    outcomes, movers = option_form(space, controls)
    return Conflict(random_ranks(rng, max(max(m.members) for m in movers) + 1, len(outcomes)), movers)


# ---------------------------------------------------------------- the definitions


class Literal:
    """A conflict with `better(i, t, s)`: party i strictly prefers t to s."""

    def __init__(self, conflict: Conflict, better=None) -> None:
        self.conflict = conflict
        self.better = better or (lambda i, t, s: conflict.ranks[i, t] > conflict.ranks[i, s])
        arcs = [arcs_of(mover.moves) for mover in conflict.movers]
        states = range(conflict.states)
        self.reach = [[set(a.targets[a.starts[s] : a.starts[s + 1]].tolist()) for s in states] for a in arcs]
        self.gain = [
            [{t for t in self.reach[n][s] if all(self.better(i, t, s) for i in mover.members)} for s in states]
            for n, mover in enumerate(conflict.movers)
        ]

    def others(self, members) -> list[int]:
        return [n for n, m in enumerate(self.conflict.movers) if not set(m.members) & set(members)]

    def own(self, party: int, table: list) -> list[set[int]]:
        for n, mover in enumerate(self.conflict.movers):
            if mover.members == (party,):
                return table[n]
        return [set() for _ in range(self.conflict.states)]

    def response(self, start: int, movers: list[int], table: list, reading: str) -> set[int]:
        """All states that legal sequences of these movers reach, the empty sequence not among them."""
        seen: set[tuple] = set()
        waiting = [(start, ())]
        found = set()
        while waiting:
            here, memory = waiting.pop()
            for n in movers:
                if (reading == "single" and memory) or (reading == "once" and n in memory):
                    continue
                if reading == "canonical" and memory == (n,):
                    continue
                after = tuple(sorted((*memory, n))) if reading == "once" else (n,)
                for there in table[n][here]:
                    found.add(there)
                    if (there, after) not in seen:
                        seen.add((there, after))
                        waiting.append((there, after))
        return found

    def stable(self, party: int, state: int, concept: str, reading: str = "canonical") -> bool:
        return all(
            concept != "nash" and self.sanctions(party, state, tempted, concept, reading)
            for tempted in self.own(party, self.gain)[state]
        )

    def sanctions(self, party: int, state: int, tempted: int, concept: str, reading: str) -> bool:
        table = self.reach if concept in ("gmr", "smr") else self.gain
        for answer in self.response(tempted, self.others((party,)), table, reading):
            after = self.own(party, self.reach)[answer] if concept in ("smr", "symmetric_seq") else set()
            if not any(self.better(party, x, state) for x in {answer, *after}):
                return True
        return False

    def all_stable(self, concept: str, reading: str = "canonical") -> np.ndarray:
        parties, states = self.conflict.parties, self.conflict.states
        return np.array([[self.stable(i, s, concept, reading) for s in range(states)] for i in range(parties)])
