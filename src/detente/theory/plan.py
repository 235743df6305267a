"""What a search can prepare without knowing the numbers: components, orders, tables of assignments, labels.

Issues that no constraint and no term couples form components. A component with few combinations is one *bucket* that
holds them all. A larger one is eliminated issue by issue along a min-size order (multi-objective bucket elimination,
Rollón & Larrosa 2006): the bucket of an issue holds the assignments of that issue and of those coupled to it that are
eliminated later (its *separator*), and takes the messages of the buckets eliminated before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from detente.theory.coupling import components, elimination_order, neighbours
from detente.theory.labels import Labels, labels_of
from detente.theory.outcomes import Constraint, Ints, Space, count, decode, encode, feasible
from detente.theory.problem import Problem

EACH, TOGETHER = "each", "together"
LISTED = 4096
"""A component with at most this many combinations is listed."""
LARGEST = 4_000_000
"""More assignments than this in one bucket are refused."""


@dataclass(frozen=True, eq=False)
class Bucket:
    """Assignments (n rows) of the issues that a bucket owns and of its separator.

    `owned`: issues; `options` (n, owned). `pieces`: (term, flat index into its values (n,)). `context` (n,): number of
    the separator's assignment, ascending. `children`: (bucket, number of its separator's assignment (n,)). `labels`
    (n,) per mode: of the owned options.
    """

    owned: tuple[int, ...]
    options: Ints
    pieces: tuple[tuple[int, Ints], ...]
    context: Ints
    children: tuple[tuple[int, Ints], ...]
    labels: dict[str, Ints]


@dataclass(frozen=True, eq=False)
class Plan:
    """Buckets, children first; `roots`: those without separator, in the order in which they are put together."""

    sizes: tuple[int, ...]
    scopes: tuple[tuple[int, ...], ...]
    gates: int
    buckets: tuple[Bucket, ...]
    roots: tuple[int, ...]
    labels: dict[str, Labels]
    outcomes: int

    def fits(self, problem: Problem) -> bool:
        """Whether the problem has the structure that this plan was made for."""
        scopes = tuple(term.scope for term in problem.terms)
        return (self.sizes, self.scopes, self.gates) == (problem.space.sizes, scopes, len(problem.gates))


def plan(problem: Problem) -> Plan:
    """The plan of a problem; it serves every problem with the same space, scopes of terms, no deals and needs.

    Raises ValueError where no outcome is feasible, or where issues are coupled too tightly.
    """
    shape = structure(problem.space, [term.scope for term in problem.terms])
    for outline in shape:
        _refuse_too_tight(problem.space, outline)
    outcomes = count(problem.space)
    if not outcomes:
        raise ValueError("No outcome is feasible: the rules exclude every combination of options.")
    labelled = {EACH: labels_of(problem, together=False), TOGETHER: labels_of(problem, together=True)}
    buckets: list[Bucket] = []
    for outline in shape:
        children = [(child, shape[child].separator) for child in outline.children]
        buckets.append(_bucket(problem, outline, children, not buckets, labelled))
    roots = [index for index, outline in enumerate(shape) if not outline.separator]
    roots.sort(key=lambda index: -len(buckets[index].options))
    scopes = tuple(term.scope for term in problem.terms)
    return Plan(
        problem.space.sizes,
        scopes,
        len(problem.gates),
        tuple(buckets),
        tuple(roots),
        {m: t[0] for m, t in labelled.items()},
        outcomes,
    )


@dataclass(frozen=True, slots=True)
class Outline:
    """Which issues a bucket owns, its separator, and its children (numbers of outlines before it)."""

    owned: tuple[int, ...]
    separator: tuple[int, ...]
    children: tuple[int, ...]

    @property
    def scope(self) -> tuple[int, ...]:
        """All issues whose options the bucket's rows fix."""
        return tuple(sorted((*self.owned, *self.separator)))


def structure(space: Space, scopes: Sequence[tuple[int, ...]]) -> list[Outline]:
    """Outlines of all buckets, children first."""
    coupled = [scope for scope in (*scopes, *(c.scope for c in space.constraints)) if len(scope) > 1]
    outlines: list[Outline] = []
    for component in components(len(space.sizes), coupled):
        if prod(space.sizes[k] for k in component) <= LISTED:
            outlines.append(Outline(component, (), ()))
        else:
            _eliminate(space.sizes, component, coupled, outlines)
    return outlines


def _eliminate(
    sizes: Sequence[int], component: tuple[int, ...], coupled: Sequence[tuple[int, ...]], outlines: list[Outline]
) -> None:
    inside = set(component)
    here = [scope for scope in coupled if scope[0] in inside]
    graph = neighbours(component, here)
    waiting: list[int] = []
    for issue in (k for k in elimination_order(sizes, here) if k in inside):
        separator = tuple(sorted(graph.pop(issue)))
        for k in separator:
            graph[k] = (graph[k] | set(separator)) - {k, issue}
        children = tuple(w for w in waiting if issue in outlines[w].separator)
        waiting = [w for w in waiting if w not in children] + [len(outlines)]
        outlines.append(Outline((issue,), separator, children))


def largest_bucket(space: Space, scopes: Sequence[tuple[int, ...]]) -> int:
    """The most assignments that a bucket of the factored search would hold."""
    return max((prod(space.sizes[k] for k in o.scope) for o in structure(space, scopes)), default=1)


def _refuse_too_tight(space: Space, outline: Outline) -> None:
    combinations = prod(space.sizes[k] for k in outline.scope)
    if combinations > LARGEST:
        raise ValueError(
            f"Rules and combined values tie {len(outline.scope)} issues together so tightly that {combinations:.3g} "
            "combinations would have to be held at once; state fewer couplings, or over fewer issues each."
        )


def _bucket(
    problem: Problem,
    outline: Outline,
    children: Sequence[tuple[int, tuple[int, ...]]],
    first: bool,
    labelled: dict[str, tuple[Labels, list[list[int]]]],
) -> Bucket:
    """The first bucket also takes the terms without issues."""
    sizes = problem.space.sizes
    ordered = (*outline.separator, *outline.owned)
    options = _assignments(problem.space, outline, ordered)
    column = {k: options[:, place] for place, k in enumerate(ordered)}
    pieces = tuple(
        (index, _flat(column, term.scope, sizes, len(options)))
        for index, term in enumerate(problem.terms)
        if _belongs(term.scope, outline) or (first and not term.scope)
    )
    own = options[:, len(outline.separator) :]
    return Bucket(
        outline.owned,
        own,
        pieces,
        _flat(column, outline.separator, sizes, len(options)),
        tuple((child, _flat(column, separator, sizes, len(options))) for child, separator in children),
        {mode: _labels(*tables, outline.owned, own) for mode, tables in labelled.items()},
    )


def _assignments(space: Space, outline: Outline, ordered: tuple[int, ...]) -> Ints:
    """All assignments of the issues `ordered` that the bucket's own constraints allow, ascending."""
    place = {k: index for index, k in enumerate(ordered)}
    own = [c for c in space.constraints if _belongs(c.scope, outline)]
    local = Space(
        tuple(space.sizes[k] for k in ordered),
        tuple(Constraint(tuple(place[k] for k in c.scope), c.allowed) for c in own),
    )
    return decode(local.sizes, feasible(local))


def _belongs(scope: tuple[int, ...], outline: Outline) -> bool:
    """Whether a term or constraint is this bucket's: it speaks of what the bucket owns, and of nothing beyond it."""
    inside = set(outline.scope)
    return any(k in outline.owned for k in scope) and all(k in inside for k in scope)


def _flat(column: dict[int, Ints], scope: Sequence[int], sizes: Sequence[int], n: int) -> Ints:
    if not scope:
        return np.zeros(n, dtype=np.int64)
    return encode([sizes[k] for k in scope], np.stack([column[k] for k in scope], axis=1))


def _labels(labels: Labels, by_option: list[list[int]], owned: tuple[int, ...], options: Ints) -> NDArray[np.int64]:
    total: NDArray[np.int64] | None = None
    for place, issue in enumerate(owned):
        mine = np.asarray(by_option[issue], dtype=np.int64)[options[:, place]]
        total = mine if total is None else labels.join_pairs(total, mine)
    assert total is not None
    return total


def planned(problem: Problem, ready: Plan | None, anyhow: bool = False) -> Plan:
    """The plan at hand, or a new one. Raises ValueError where it was made for another structure."""
    if ready is None:
        return plan(problem)
    if not anyhow and not ready.fits(problem):
        raise ValueError("The plan was made for a problem of another structure.")
    return ready
