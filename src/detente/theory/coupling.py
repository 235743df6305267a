"""Which issues count together: components of the coupling graph, and orders in which to eliminate issues.

Two issues are coupled if some constraint or term has both in its scope.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod


def components(issues: int, scopes: Iterable[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Groups of issues that scopes connect, each ascending, in the order of their first issue."""
    parent = list(range(issues))

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    for scope in scopes:
        for k in scope[1:]:
            first, other = root(scope[0]), root(k)
            parent[max(first, other)] = min(first, other)
    groups: dict[int, list[int]] = {}
    for k in range(issues):
        groups.setdefault(root(k), []).append(k)
    return tuple(tuple(group) for _, group in sorted(groups.items()))


def neighbours(issues: Iterable[int], scopes: Iterable[Sequence[int]]) -> dict[int, set[int]]:
    """The coupling graph: each issue with those that share a scope with it."""
    graph: dict[int, set[int]] = {k: set() for k in issues}
    for scope in scopes:
        for k in scope:
            graph[k].update(j for j in scope if j != k)
    return graph


def elimination_order(sizes: Sequence[int], scopes: Iterable[Sequence[int]]) -> tuple[int, ...]:
    """All issues in an order that keeps tables small: at each step the one whose elimination leaves the smallest table
    over its neighbours, then the one that couples fewest of them anew (min-size, then min-fill; ties by number)."""
    graph = neighbours(range(len(sizes)), scopes)
    order: list[int] = []
    while graph:
        best = min(graph, key=lambda k: (_table(sizes, graph, k), _fill(graph, k), k))
        near = graph.pop(best)
        for k in near:
            graph[k] |= near - {k}
            graph[k].discard(best)
        order.append(best)
    return tuple(order)


def _table(sizes: Sequence[int], graph: dict[int, set[int]], issue: int) -> int:
    return prod(sizes[k] for k in graph[issue])


def _fill(graph: dict[int, set[int]], issue: int) -> int:
    near = graph[issue]
    return sum(1 for k in near for j in near if j > k and j not in graph[k])
