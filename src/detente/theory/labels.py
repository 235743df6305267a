"""What decides acceptability besides utilities: whose consent a partial package needs so far, and whether it is still
no deal.

A label is, for each group of gates, a set of *clauses*, each a set of (gate, outsider) of whom at least one must be
willing (a conjunctive normal form without redundancy, so that equal needs have equal labels), or None where the group
can no longer be passed; and the gates whose no deal has not been left yet. Adding two partial packages joins labels.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.theory.problem import Gate, Problem

Clause = frozenset[tuple[int, int]]
Clauses = frozenset[Clause]
Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Label:
    """`needs`: per group of gates its clauses, None where it cannot be passed. `still`: gates at whose no deal we are."""

    needs: tuple[Clauses | None, ...]
    still: frozenset[int]

    @property
    def dead(self) -> bool:
        """Whether no group can be passed."""
        return all(clauses is None for clauses in self.needs)


@dataclass(eq=False)
class Labels:
    """Labels by number, and what joining two of them gives. `together`: one group of all gates (every gate must be
    passed), else a group for each gate."""

    gates: tuple[Gate, ...]
    together: bool
    known: list[Label] = field(default_factory=list)
    numbers: dict[Label, int] = field(default_factory=dict)
    joined: dict[tuple[int, int], int] = field(default_factory=dict)

    def number(self, label: Label) -> int:
        """The number of a label, given on first sight."""
        found = self.numbers.setdefault(label, len(self.known))
        if found == len(self.known):
            self.known.append(label)
        return found

    def of_option(self, issue: int, option: int) -> int:
        """The label of taking one option of one issue."""
        needs: list[Clauses | None] = []
        still: set[int] = set()
        for index, gate in enumerate(self.gates):
            if gate.no_deal is not None and gate.no_deal[issue] == option:
                still.add(index)
                needs.append(frozenset())
            else:
                alternatives = gate.needs[issue][option] if gate.needs else (frozenset(),)
                needs.append(normal_form(frozenset((index, o) for o in group) for group in alternatives))
        return self.number(self._grouped(tuple(needs), frozenset(still)))

    def _grouped(self, needs: tuple[Clauses | None, ...], still: frozenset[int]) -> Label:
        if not self.together:
            return Label(needs, still)
        return Label((_union(needs),), still)

    def join(self, a: int, b: int) -> int:
        """The label of two partial packages together."""
        found = self.joined.get((a, b))
        if found is None:
            one, two = self.known[a], self.known[b]
            needs = tuple(_union(pair) for pair in zip(one.needs, two.needs, strict=True))
            found = self.joined[a, b] = self.joined[b, a] = self.number(Label(needs, one.still & two.still))
        return found

    def join_all(self, a: Ids, b: Ids) -> Ids:
        """Labels of all pairs: (|a|, |b|)."""
        ones, where_a = _distinct(a)
        twos, where_b = _distinct(b)
        table = np.array([[self.join(x, y) for y in twos] for x in ones], dtype=np.int64)
        if table.size == 1:
            return np.full((len(a), len(b)), table[0, 0])
        return table[where_a[:, None], where_b[None, :]]

    def join_pairs(self, a: Ids, b: Ids) -> Ids:
        """Labels of corresponding pairs: (n,)."""
        if not len(a):
            return a
        width = len(self.known)
        codes, where = np.unique(a * width + b, return_inverse=True)
        return np.array([self.join(*divmod(code, width)) for code in codes.tolist()], dtype=np.int64)[where]

    @cached_property
    def atoms(self) -> tuple[tuple[int, int], ...]:
        """Every (gate, outsider) that some option's needs name (all options are known by the time this is asked)."""
        named = (clauses for label in self.known for clauses in label.needs if clauses is not None)
        return tuple(sorted({atom for clauses in named for clause in clauses for atom in clause}))


def labels_of(problem: Problem, together: bool) -> tuple[Labels, list[list[int]]]:
    """Empty tables of labels for a problem, and the number of each option's label per issue."""
    labels = Labels(problem.gates, together)
    sizes = problem.space.sizes
    return labels, [[labels.of_option(k, option) for option in range(sizes[k])] for k in range(len(sizes))]


def normal_form(alternatives: Iterable[frozenset[tuple[int, int]]]) -> Clauses | None:
    """Clauses that say the same as "all of one of these groups"; None for no group at all."""
    clauses: Clauses | None = None
    for group in alternatives:
        if clauses is None:
            clauses = frozenset(frozenset({member}) for member in group)
        else:
            clauses = _minimal(clause | {member} for clause in clauses for member in group)
    return clauses


def _union(parts: Iterable[Clauses | None]) -> Clauses | None:
    whole: set[Clause] = set()
    for clauses in parts:
        if clauses is None:
            return None
        whole |= clauses
    return _minimal(whole)


def _minimal(clauses: Iterable[Clause]) -> Clauses:
    ordered = sorted(set(clauses), key=len)
    kept: list[Clause] = []
    for clause in ordered:
        if not any(smaller <= clause for smaller in kept):
            kept.append(clause)
    return frozenset(kept)


def _distinct(ids: Ids) -> tuple[list[int], Ids]:
    values, where = np.unique(ids, return_inverse=True)
    return values.tolist(), where
