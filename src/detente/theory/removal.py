"""What would flip if an argument, or all arguments of one source, were not there.

Under the grounded labelling the answer is worked out from where it changes: removing an argument that is out changes nothing; what rested on one
that is removed is taken back, in the order in which it was reached, and derived anew. Other semantics are judged again from the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.theory.acceptance import accepted
from detente.theory.framework import IN, OUT, UNDECIDED, Framework, Labels
from detente.theory.grounded import grounded_order
from detente.theory.neighbours import attacked_by, attackers_of

Judge = Callable[[Framework], Labels]
Groups = NDArray[np.bool_] | Sequence[NDArray[np.int64]] | Sequence[Sequence[int]]


class Flip(NamedTuple):
    """Without the arguments of `group` (its place among the groups asked about), `target` goes from one label to another."""

    group: int
    target: int
    before: int
    after: int


def flips(
    framework: Framework, groups: Groups, targets: Iterable[int] | None = None, judge: Judge | None = None
) -> list[Flip]:
    """Which labels of the `targets` (default: all arguments) change when one of the groups is removed, group by group.

    `groups`: bool (g, size), or for each group the numbers of its arguments. A target that is removed itself is no flip. `judge` labels a
    framework, by default grounded; see `by_acceptance`. Grounded: a removal takes time in proportion to what may change.
    """
    members = [np.flatnonzero(group) if _is_mask(group) else np.asarray(group, np.int64) for group in groups]
    wanted = range(framework.size) if targets is None else sorted(set(targets))
    found: list[Flip] = []
    if judge is None:
        labelled = _Labelled(framework)
        before = labelled.labels
        kept = set(wanted)
        for number, group in enumerate(members):
            changed = labelled.without(set(group.tolist()))
            found += [Flip(number, a, before[a], changed[a]) for a in sorted(changed) if a in kept]
        return found
    before = judge(framework).tolist()
    for number, group in enumerate(members):
        gone = np.zeros(framework.size, dtype=np.bool_)
        gone[group] = True
        after = judge(framework.without(gone)).tolist()
        found += [Flip(number, a, before[a], after[a]) for a in wanted if not gone[a] and before[a] != after[a]]
    return found


def removals(framework: Framework, targets: Iterable[int] | None = None, judge: Judge | None = None) -> list[Flip]:
    """Which single arguments, removed, change the labels of the `targets`: `flips` with each argument a group of its own, so that `group` is the
    argument removed."""
    return flips(framework, np.arange(framework.size)[:, None].tolist(), targets, judge)


def by_acceptance(semantics: str, mode: str) -> Judge:
    """A judge for `flips`: IN what is accepted (see `acceptance.accepted`), OUT the rest. For frameworks of some hundred arguments."""

    def judge(framework: Framework) -> Labels:
        return np.where(accepted(framework, semantics, mode).accepted, IN, OUT).astype(np.int8)

    return judge


def _is_mask(group: object) -> bool:
    return isinstance(group, np.ndarray) and group.dtype == np.bool_


class _Labelled:
    """A framework with its grounded labels and the rounds in which they were reached."""

    def __init__(self, framework: Framework) -> None:
        labels, rounds = grounded_order(framework)
        self.labels: list[int] = labels.tolist()
        self._rounds: list[int] = rounds.tolist()
        self._attacked, self._attackers = attacked_by(framework), attackers_of(framework)

    def without(self, gone: set[int]) -> dict[int, int]:
        """The labels that are other ones without these arguments: argument -> new label."""
        mine = [a for a in gone if self.labels[a] != OUT]
        lost = self._taken_back(gone, [a for a in mine if self.labels[a] == IN])
        freed = {b for a in mine for b in self._attacked[a] if self.labels[b] == UNDECIDED and b not in gone}
        new = dict.fromkeys(lost, UNDECIDED)
        todo = [*lost, *freed]
        while todo:
            argument = todo.pop()
            if new.get(argument, self.labels[argument]) == UNDECIDED:
                verdict = self._verdict(argument, gone, new)
                if verdict != UNDECIDED:
                    new[argument] = verdict
                    todo += (b for b in self._attacked[argument] if b not in gone)
        return {argument: label for argument, label in new.items() if label != self.labels[argument]}

    def _taken_back(self, gone: set[int], accepted: list[int]) -> set[int]:
        """What was reached only by way of the accepted ones that are gone."""
        lost: set[int] = set()
        todo = [(self._rounds[b], b) for a in accepted for b in self._attacked[a] if self.labels[b] == OUT]
        heapify(todo)
        while todo:
            now, argument = heappop(todo)
            if argument in gone or argument in lost:
                continue
            still = self.labels[argument] == OUT and any(
                self.labels[a] == IN and self._rounds[a] < now and a not in gone and a not in lost
                for a in self._attackers[argument]
            )
            if not still:
                lost.add(argument)
                for other in self._attacked[argument]:
                    if self._rounds[other] > now:
                        heappush(todo, (self._rounds[other], other))
        return lost

    def _verdict(self, argument: int, gone: set[int], new: dict[int, int]) -> int:
        """What follows for an argument from the labels of its attackers."""
        against = {new.get(a, self.labels[a]) for a in self._attackers[argument] if a not in gone}
        return OUT if IN in against else UNDECIDED if UNDECIDED in against else IN
