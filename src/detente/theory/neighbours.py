"""Who attacks whom, as lists for walking, and the strongly connected components of a framework's attacks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.theory.framework import Framework, Pairs


def attacked_by(framework: Framework) -> list[list[int]]:
    """For each argument, those that it attacks."""
    return neighbours(framework.size, framework.attacks)


def attackers_of(framework: Framework) -> list[list[int]]:
    """For each argument, those that attack it."""
    return neighbours(framework.size, framework.attacks[:, ::-1])


def neighbours(size: int, pairs: Pairs) -> list[list[int]]:
    """For each number the second ones of the pairs (m, 2) that it is the first of, in the order of the pairs."""
    order = np.argsort(pairs[:, 0], kind="stable")
    ends = np.cumsum(np.bincount(pairs[:, 0], minlength=size)).tolist()
    others = pairs[order, 1].tolist()
    return [others[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)] if size else []


def components(targets: list[list[int]]) -> NDArray[np.int64]:
    """The strongly connected component of each node, (nodes,), numbered so that arcs lead from higher to equal or lower numbers.

    `targets`: for each node those that its arcs lead to. Tarjan (1972), without recursion.
    """
    size = len(targets)
    found, low, component = [-1] * size, [0] * size, [-1] * size
    stack: list[int] = []
    count = clock = 0
    for root in range(size):
        if found[root] >= 0:
            continue
        walk = [(root, 0)]
        while walk:
            node, place = walk.pop()
            if not place:
                found[node] = low[node] = clock
                clock += 1
                stack.append(node)
            elif component[targets[node][place - 1]] < 0:
                low[node] = min(low[node], low[targets[node][place - 1]])
            for place_now in range(place, len(targets[node])):
                target = targets[node][place_now]
                if found[target] < 0:
                    walk += [(node, place_now + 1), (target, 0)]
                    break
                if component[target] < 0:
                    low[node] = min(low[node], found[target])
            else:
                if low[node] == found[node]:
                    while component[node] < 0:
                        component[stack.pop()] = count
                    count += 1
    return np.array(component, dtype=np.int64)
