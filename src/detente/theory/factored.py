"""The factored search itself: buckets into states, states put together, until whole packages are left.

Partial packages are dropped when nothing that completes them could be on the frontier that is asked for:

* *whole*: another with the same context is no worse for anyone at the table and better for somebody. What decides
  acceptability (outsiders' sums, labels) only keeps packages with equal utilities apart.
* *acceptable*: another with the same context **and label** is no worse for the table and the outsiders, and better for
  somebody at the table; or some reservation or needed consent is out of reach.
* *bare*: like whole, without telling acceptability.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import log2
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.theory.frontier import nondominated_in_groups
from detente.theory.labels import Labels
from detente.theory.outcomes import Ints
from detente.theory.plan import EACH, TOGETHER, Bucket, Plan
from detente.theory.problem import Problem, dtype_of
from detente.theory.states import CHUNK, Candidates, Origin, States, merged, paired, picked, runs, stacked

FEW = 400
"""So few candidates for the acceptable frontier are not worth filtering: reservations prune most of what they lead to."""
Mode = Literal["whole", "acceptable", "bare"]
Bools = NDArray[np.bool_]
Bounds = tuple[NDArray[Any], NDArray[Any], NDArray[Any], bool]


@dataclass(frozen=True, eq=False)
class Run:
    """One search: what is searched, how, and how many states may be held."""

    problem: Problem
    plan: Plan
    mode: Mode
    limit: int

    @property
    def key(self) -> str:
        """Which of the plan's labels serve."""
        return TOGETHER if self.mode == "acceptable" else EACH

    @property
    def labels(self) -> Labels:
        """Those labels."""
        return self.plan.labels[self.key]

    @cached_property
    def columns(self) -> tuple[int, ...]:
        """The players whose sums are kept: the table, then the outsiders whose consent decides anything."""
        table = tuple(range(self.problem.table))
        return table if self.mode == "bare" else (*table, *sorted({o for _, o in self.labels.atoms}))

    @cached_property
    def place(self) -> dict[int, int]:
        """Player -> column."""
        return {player: column for column, player in enumerate(self.columns)}

    @cached_property
    def dtype(self) -> type:
        """The type of sums."""
        return dtype_of(self.problem.terms)

    @cached_property
    def counting(self) -> type:
        """The type of counts."""
        return np.int64 if self.plan.outcomes < 2**62 else object

    @cached_property
    def leaves(self) -> list[NDArray[Any]]:
        """What each assignment of each bucket adds: (rows, columns)."""
        kept = list(self.columns)
        values: list[NDArray[Any]] = [
            t.values[kept].reshape(len(kept), -1).astype(self.dtype, copy=False) for t in self.problem.terms
        ]
        return [self._leaf(bucket, values) for bucket in self.plan.buckets]

    def _leaf(self, bucket: Bucket, values: list[NDArray[Any]]) -> NDArray[Any]:
        total: NDArray[Any] = np.zeros((len(self.columns), len(bucket.options)), dtype=self.dtype)
        for term, flat in bucket.pieces:
            total += values[term][:, flat]
        return np.ascontiguousarray(total.T)

    @cached_property
    def most(self) -> NDArray[Any]:
        """An upper bound on every column's sum over whole packages."""
        return np.asarray(np.sum([leaf.max(axis=0) for leaf in self.leaves], axis=0))

    @cached_property
    def least(self) -> NDArray[Any]:
        """A lower bound likewise."""
        return np.asarray(np.sum([leaf.min(axis=0) for leaf in self.leaves], axis=0))

    @cached_property
    def floors(self) -> list[tuple[int, int]]:
        """(column, what an acceptable package needs there) for the table."""
        found = []
        for player in range(self.problem.table):
            asked = [g.reservation[player] for g in self.problem.gates]
            levels = [r - self.problem.tolerance[player] for r in asked if r is not None]
            if levels:
                found.append((player, self._within(max(levels), player)))
        return found

    @cached_property
    def thresholds(self) -> dict[tuple[int, int], int | None]:
        """What each (gate, outsider) of the labels asks for; None for one who accepts anything."""
        asked = {}
        for gate, player in self.labels.atoms:
            reservation = self.problem.gates[gate].reservation[player]
            level = None if reservation is None else reservation - self.problem.tolerance[player]
            asked[gate, player] = None if level is None else self._within(level, self.place[player])
        return asked

    def _within(self, level: int, column: int) -> int:
        """A level as good as the given one, no further out than sums can be (so that nothing overflows)."""
        return min(max(level, int(self.least[column]) - 1), int(self.most[column]) + 1)

    @cached_property
    def asked(self) -> list[tuple[int, int | None, int | None]]:
        """(column, lowest, highest threshold) of each outsider; None where all accept anything."""
        found: list[tuple[int, int | None, int | None]] = []
        for player in self.columns[self.problem.table :]:
            levels = [x for (_, o), x in self.thresholds.items() if o == player and x is not None]
            found.append((self.place[player], min(levels, default=None), max(levels, default=None)))
        return found

    def join_pairs(self, a: Ints, b: Ints) -> Ints:
        """Labels of corresponding pairs (n,)."""
        return np.zeros_like(a) if self.unlabelled else self.labels.join_pairs(a, b)

    def join_all(self, a: Ints, b: Ints) -> Ints:
        """Labels of all pairs (|a|, |b|)."""
        return np.zeros((len(a), len(b)), dtype=np.int64) if self.unlabelled else self.labels.join_all(a, b)

    @property
    def unlabelled(self) -> bool:
        """Whether labels tell nothing apart."""
        return self.mode == "bare" or len(self.labels.known) == 1

    @property
    def slack(self) -> tuple[int, ...]:
        """Slack of those at the table."""
        return self.problem.tolerance[: self.problem.table]


def search(run: Run) -> States:
    """All states of whole packages that may be on the frontier."""
    return put_together(run, components(run))


def components(run: Run) -> list[States]:
    """The states of each component, in the plan's order."""
    done: dict[int, States] = {}
    for index, bucket in enumerate(run.plan.buckets):
        done[index] = _through(run, index, bucket, done)
    return [done[index] for index in run.plan.roots]


def put_together(run: Run, parts: Sequence[States]) -> States:
    """Sums of the states of several components, one after the other."""
    total = parts[0]
    for part in parts[1:]:
        total = _together(run, total, part, np.zeros(len(total), dtype=np.int64), None)
    return total


def _through(run: Run, index: int, bucket: Bucket, done: dict[int, States]) -> States:
    """The message of one bucket: its assignments, joined with its children's, its owned issues projected out."""
    n = len(bucket.options)
    sums = run.leaves[index]
    label = np.zeros(n, dtype=np.int64) if run.mode == "bare" else bucket.labels[run.key]
    rows = np.arange(n, dtype=np.int64)
    context = rows if bucket.children else bucket.context
    start = Candidates(sums, label, context, np.ones(n, dtype=run.counting), rows, None)
    origin = Origin(rows, rows, None, None, bucket.owned, bucket.options)
    state = _settled(run, [start], origin, (sums.max(axis=0), sums.min(axis=0), np.zeros_like(run.most), False))
    for number, (child, wanted) in enumerate(bucket.children, start=1):
        new = bucket.context if number == len(bucket.children) else None
        state = _together(run, state, done.pop(child), wanted[state.context], new)
    return state


def _together(run: Run, a: States, b: States, wanted: Ints, context: Ints | None) -> States:
    """States of `a` joined with those of `b` in the wanted context; `context` maps a's contexts to new ones."""
    none = np.zeros(0, dtype=np.int64)
    origin = Origin(none, none, none, (a.origin, b.origin))
    bounds = (a.most + b.most, a.least + b.least, a.loss + b.loss, a.thinned or b.thinned)
    chunks = paired(a, b, wanted, run.join_pairs, run.join_all)
    if context is not None:
        chunks = (replace(rows, context=context[rows.context]) for rows in chunks)
    return _settled(run, chunks, origin, bounds)


def _settled(run: Run, chunks: Iterable[Candidates], origin: Origin, bounds: Bounds) -> States:
    """Candidates pruned, filtered, merged and, where there are too many, thinned."""
    most, least, loss, thin = bounds
    kept: list[Candidates] = []
    held = 0
    for chunk in chunks:
        kept.append(_filtered(run, _pruned(run, chunk, most, least)))
        held += len(kept[-1])
        if held > max(4 * CHUNK, 2 * run.limit):
            rows = _filtered(run, stacked(kept))
            if int(runs(rows.sums, rows.label, rows.context)[1].sum()) > 2 * run.limit:
                chosen, cost = _thinned(run, rows, 2 * run.limit)
                rows, loss, thin = rows.take(chosen), loss + cost, True
            kept, held = [rows], 0
    rows = stacked(kept or [_empty(run)])
    if sum(len(part) > 0 for part in kept) > 1:
        rows = _filtered(run, rows)
    one, starts, order = merged(rows)
    if len(one) > run.limit:
        chosen, cost = _thinned(run, one, run.limit)
        loss, thin = loss + cost, True
        one, starts, order = picked(one, starts, order, chosen)
    right = None if origin.right is None or rows.right is None else rows.right[order]
    made = replace(origin, starts=starts, left=rows.left[order], right=right)
    return States(one.sums, one.label, one.context, one.count, made, most, least, loss, thin)


def _empty(run: Run) -> Candidates:
    none = np.zeros(0, dtype=np.int64)
    sums: NDArray[Any] = np.zeros((0, len(run.columns)), dtype=run.dtype)
    return Candidates(sums, none, none, np.zeros(0, dtype=run.counting), none, none)


def _pruned(run: Run, rows: Candidates, most: NDArray[Any], least: NDArray[Any]) -> Candidates:
    """Rows whose best completion can still be acceptable (where that is asked), outsiders' sums clipped to what
    matters: above what all thresholds need for certain, and below what any can reach, all sums are alike (but never
    beyond the `most` and `least` of such rows, on which the bounds of others rest)."""
    if run.mode == "bare":
        return rows
    if run.mode == "acceptable":
        rows = _reaching(run, rows, run.most - most)
    if len(run.columns) == run.problem.table:
        return rows
    sums = rows.sums.copy()
    for column, low, high in run.asked:
        if low is None or high is None:
            sums[:, column] = 0
        else:
            bottom = min(low - (run.most - most)[column] - 1, most[column])
            top = max(high - (run.least - least)[column], least[column])
            sums[:, column] = np.minimum(np.maximum(sums[:, column], bottom), top)
    return replace(rows, sums=sums)


def _reaching(run: Run, rows: Candidates, rest_most: NDArray[Any]) -> Candidates:
    keep = np.ones(len(rows), dtype=np.bool_)
    for column, floor in run.floors:
        keep &= (rows.sums[:, column] >= floor - rest_most[column]).astype(np.bool_)
    if len(run.labels.known) > 1 or run.labels.known[0].dead:
        keep &= consenting(run, rows.sums + rest_most, rows.label, 0)
    return rows if keep.all() else rows.take(keep)


def consenting(run: Run, sums: NDArray[Any], label: Ints, group: int) -> Bools:
    """Whether outsiders with these sums would consent to what the labels need, for one group of gates: bool (n,)."""
    fine = np.zeros(len(sums), dtype=np.bool_)
    ready = {
        (gate, player): None if level is None else (sums[:, run.place[player]] >= level).astype(np.bool_)
        for (gate, player), level in run.thresholds.items()
    }
    for number in np.unique(label).tolist():
        clauses = run.labels.known[number].needs[group]
        if clauses is None:
            continue
        good = label == number
        for clause in clauses:
            parts = [ready[atom] for atom in clause]
            if all(part is not None for part in parts):
                good &= np.logical_or.reduce([part for part in parts if part is not None])
        fine |= good
    return fine


def _filtered(run: Run, rows: Candidates) -> Candidates:
    table, slack = run.problem.table, run.slack
    if run.mode == "acceptable":
        if len(rows) <= FEW:
            return rows
        groups = rows.context * len(run.labels.known) + rows.label
        keep = nondominated_in_groups(rows.sums, groups, slack, table)
    else:
        keep = nondominated_in_groups(rows.sums[:, :table], rows.context, slack)
    return rows if keep.all() else rows.take(keep)


def _thinned(run: Run, rows: Candidates, target: int) -> tuple[Ints, NDArray[Any]]:
    """At most `target` rows (ascending), such that each row has one among them that is worse by at most the second
    answer in each column: one row for each cell of a grid, and only cells that no other cell dominates.

    Among packages for the acceptable frontier only rows with the same label stand for each other.
    """
    cost = np.zeros_like(run.most)
    if len(rows) <= target:
        return np.arange(len(rows)), cost
    wide = len(run.columns) if run.mode == "acceptable" else run.problem.table
    sums = rows.sums[:, :wide]
    low = sums.min(axis=0)
    spans = [int(x) for x in sums.max(axis=0) - low]
    label = rows.label if run.mode == "acceptable" else np.zeros_like(rows.label)
    bits = int(log2(target) / max(1, wide - 1)) + 3
    while True:
        sizes = [max(1, -(-span >> bits) if bits >= 0 else span + 1) for span in spans]
        sides: NDArray[Any] = np.array(sizes, dtype=run.dtype)
        cells = (sums - low) // sides
        order, fresh = runs(cells, label, rows.context)
        chosen = np.sort(order[fresh])
        groups = rows.context[chosen] * (1 + int(label.max())) + label[chosen]
        chosen = chosen[nondominated_in_groups(cells[chosen], groups)]
        if len(chosen) <= target or bits < 0:
            break
        bits -= 1
    cost[:wide] = sides - 1
    return chosen, cost
