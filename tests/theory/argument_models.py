"""Frameworks to try, and every semantics by its definition, over all sets of arguments."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from detente.theory.framework import Framework, framework


@st.composite
def frameworks(draw: st.DrawFn, most: int = 7) -> Framework:
    """Small frameworks, sparse and dense, with self-attacks and arguments on their own."""
    size = draw(st.integers(0, most))
    if not size:
        return framework(0)
    pair = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    return framework(size, draw(st.lists(pair, max_size=draw(st.sampled_from([size, 2 * size, 3 * size])))))


def all_sets(size: int) -> NDArray[np.bool_]:
    """Every set of arguments, bool (2 ** size, size)."""
    return (np.arange(2**size)[:, None] >> np.arange(size)) % 2 == 1


def attack_matrix(given: Framework) -> NDArray[np.bool_]:
    matrix = np.zeros((given.size, given.size), dtype=np.bool_)
    for source, target in given.attacks.tolist():
        matrix[source, target] = True
    return matrix


def by_definition(given: Framework, semantics: str) -> list[tuple[int, ...]]:
    """The extensions, as sorted tuples of arguments, straight from the definitions."""
    matrix, everyone = attack_matrix(given), range(given.size)
    attackers = {a: {b for b in everyone if matrix[b, a]} for a in everyone}
    sets = [frozenset(chosen) for n in range(given.size + 1) for chosen in combinations(everyone, n)]

    def free(chosen: frozenset[int]) -> bool:
        return not any(matrix[a, b] for a in chosen for b in chosen)

    def defended(chosen: frozenset[int]) -> frozenset[int]:
        return frozenset(a for a in everyone if all(attackers[b] & chosen for b in attackers[a]))

    def reach(chosen: frozenset[int]) -> frozenset[int]:
        return chosen | {b for b in everyone if attackers[b] & chosen}

    conflict_free = [chosen for chosen in sets if free(chosen)]
    admissible = [chosen for chosen in conflict_free if chosen <= defended(chosen)]
    complete = [chosen for chosen in admissible if chosen == defended(chosen)]
    preferred = [chosen for chosen in admissible if not any(chosen < other for other in admissible)]
    within = [chosen for chosen in admissible if all(chosen <= other for other in preferred)]
    found = {
        "complete": complete,
        "preferred": preferred,
        "grounded": [chosen for chosen in complete if all(chosen <= other for other in complete)],
        "stable": [chosen for chosen in conflict_free if reach(chosen) == frozenset(everyone)],
        "ideal": [chosen for chosen in within if not any(chosen < other for other in within)],
        "semi-stable": [one for one in complete if not any(reach(one) < reach(other) for other in complete)],
        "stage": [one for one in conflict_free if not any(reach(one) < reach(other) for other in conflict_free)],
    }
    return sorted(tuple(sorted(chosen)) for chosen in found[semantics])


def members(accepted: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(np.flatnonzero(accepted).tolist())
