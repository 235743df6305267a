"""How far apart the parties are on each claim, before the evidence and after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from detente.analyses.beliefs.believing import Belief
from detente.result import Scope


@dataclass(frozen=True, slots=True)
class Parting:
    """One claim that two parties or more hold differently likely or could: who holds it least and most likely, before and after.

    `change`: of the span between them at midpoints. `closer`: how *the evidence brings them closer* fares in the ranges; `share` in the draws.
    """

    claim: str
    before: tuple[tuple[str, Fraction], tuple[str, Fraction]]
    after: tuple[tuple[str, Fraction], tuple[str, Fraction]]
    closer: Scope
    share: float | None

    @property
    def spans(self) -> tuple[Fraction, Fraction]:
        """The span before, and after."""
        return self.before[1][1] - self.before[0][1], self.after[1][1] - self.after[0][1]

    @property
    def change(self) -> Fraction:
        """By how much the span grew; below 0: it shrank."""
        return self.spans[1] - self.spans[0]


def partings(found: Sequence[Belief]) -> tuple[Parting, ...]:
    """Of each claim of which two parties or more hold something, the widest span now first."""
    by_claim: dict[str, list[Belief]] = {}
    for belief in found:
        by_claim.setdefault(belief.claim, []).append(belief)
    made = [_parting(claim, told) for claim, told in by_claim.items() if len(told) > 1]
    return tuple(sorted(made, key=lambda one: (-one.spans[1], one.claim)))


def _parting(claim: str, told: Sequence[Belief]) -> Parting:
    before = _ends((b.party, b.prior) for b in told)
    after = _ends((b.party, b.posterior) for b in told)
    if not any(b.moved for b in told) and all(b.before == b.after for b in told):
        return Parting(claim, before, after, "never", 0.0 if len(told[0].drawn) else None)
    if not len(told[0].drawn):
        return Parting(claim, before, after, "unknown", None)
    was = np.ptp(np.stack([b.drawn_prior for b in told]), axis=0)
    now = np.ptp(np.stack([b.drawn for b in told]), axis=0)
    share = float((now < was - 1e-12).mean())
    seen = share > 0 and share < 1
    certain = all(b.before[0] == b.before[1] and b.after[0] == b.after[1] for b in told)
    if certain:
        return Parting(claim, before, after, "throughout" if share == 1 else "never", share)
    return Parting(claim, before, after, "depends" if seen else "unknown", share)


def _ends(told: Iterable[tuple[str, Fraction]]) -> tuple[tuple[str, Fraction], tuple[str, Fraction]]:
    ordered = sorted(told, key=lambda one: one[1])
    return ordered[0], ordered[-1]
