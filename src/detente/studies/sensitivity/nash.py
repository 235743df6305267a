"""The Nash solution with one number moved: the package whose product of gains is greatest, and which other overtakes it where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from math import prod

import numpy as np

from detente.studies.sensitivity.bench import Indices, Root, sign_roots
from detente.studies.sensitivity.examined import Turn
from detente.studies.sensitivity.inputs import Input
from detente.studies.sensitivity.roots import EDGE, Floats, roots
from detente.studies.sensitivity.zone import NOTHING, TRIED, Beside, Packages, looked

EVEN = 1e-9


class Bargain:
    """The product of the gains of those who can gain at all (`gainers`), over all packages; `chosen`: where it is greatest at the middles.

    Who can gain is taken to stay the same; a turn where that changes does not replay.
    """

    def __init__(self, packages: Packages, chosen: Sequence[Indices]) -> None:
        self.packages, self.chosen = packages, tuple(chosen)
        self.bench = packages.bench
        self._products: dict[tuple[str, ...], Floats] = {}

    @cached_property
    def gainers(self) -> tuple[str, ...]:
        """Those at the table whom some acceptable package leaves better off."""
        rows = np.flatnonzero(self.packages.room.accepted())
        outcomes = self.packages.room.outcomes[rows]
        table = self.packages.players[: self.packages.table]
        return tuple(p for p in table if float(self._gain(p, outcomes).max(initial=0.0)) > NOTHING)

    def _gain(
        self, party: str, outcomes: np.ndarray, one: Input | None = None, value: Fraction = Fraction(0)
    ) -> Floats:
        """(m,): over the best outcome of no deal."""
        return np.asarray(self.bench.moved(party, one, value).many(outcomes).min(axis=0))

    def products(self, beside: Beside, parties: tuple[str, ...]) -> Floats:
        """(m,): the product of the gains of all gainers but these."""
        if parties not in self._products:
            made = np.ones(len(beside.rows))
            for party in self.gainers:
                if party not in parties:
                    made *= np.maximum(self._gain(party, beside.outcomes), 0.0)
            self._products[parties] = made
        return self._products[parties]

    def is_best(self, one: Input, value: Fraction) -> bool:
        """Whether the package chosen at the middles is still among the best with one number moved."""
        beside, accepted = self.packages.accepted_at(one, value)
        total = self.products(beside, one.parties).copy()
        for party in one.parties:
            if party in self.gainers:
                total *= np.maximum(self._gain(party, beside.outcomes, one, value), 0.0)
        total[~accepted] = -1.0
        place = self._place(beside)
        return place is not None and bool(accepted[place]) and total[place] >= total.max() * (1 - EVEN)

    def _place(self, beside: Beside) -> int | None:
        found = np.flatnonzero((beside.outcomes == np.array(self.chosen[0])).all(axis=1))
        return int(found[0]) if len(found) else None

    def turns(self, one: Input) -> Iterator[Turn]:
        """The nearest value below and above the middle from which another package is the Nash solution, or none."""
        beside = self.packages.beside(one.parties)
        place = self._place(beside)
        if place is None:
            return
        if len(one.parties) > 1:
            yield from looked(one, True, lambda value: self.is_best(one, value))
            return
        at, which = self._overtaking(one, beside, place)
        middle, span = float(one.middle), float(one.most - one.least)
        for up in (True, False):
            beyond = np.flatnonzero(at >= middle - EDGE * span if up else at <= middle + EDGE * span)
            beyond = beyond[np.argsort(np.abs(at[beyond] - middle), kind="stable")]
            for k in _apart(at, beyond, span):
                root = self._exact(one, beside, int(which[k]), place, float(at[k]))
                beyond_it = root.at + (1 if up else -1) * Fraction(span) / 10**7
                if one.least < beyond_it < one.most and not self.is_best(one, beyond_it):
                    yield Turn(one.address, root.at, up, root.exact, one.parties[0])
                    break

    def _overtaking(self, one: Input, beside: Beside, place: int) -> tuple[Floats, np.ndarray]:
        """Where packages may overtake the chosen one, or it is no longer acceptable: values of the number, and which package."""
        party = one.parties[0]
        at = [float(value) for value in one.places]
        product = self.products(beside, one.parties)
        values = np.stack([self.bench.moved(party, one, value).many(beside.outcomes) for value in one.places[:3]])
        own = roots(at[:3], values)
        if party in self.gainers:
            kept = np.flatnonzero(product > 0)
            size = np.abs(values[:, :, place]).max() * product[place]
            gap = product[kept] * values[:, :, kept] - product[place] * values[:, :, [place]]
            gap[np.abs(gap) <= EVEN * size] = 0.0
            found = roots(at[:3], gap)
        else:
            kept = np.flatnonzero(product > product[place] * (1 + EVEN))
            found = own[:, kept]
        every = np.concatenate([found, own[:, [place]]], axis=1)
        which = np.broadcast_to(np.append(kept, place), every.shape)
        low, high = float(one.least), float(one.most)
        slack = EDGE * (high - low)
        real = ~np.isnan(every) & (every >= low - slack) & (every <= high + slack)
        return np.clip(every[real], low, high), which[real]

    def _exact(self, one: Input, beside: Beside, row: int, place: int, near: float) -> Root:
        """The exact place of an overtaking found in floats."""
        party, span = one.parties[0], float(one.most - one.least)
        rival, chosen = (tuple(int(x) for x in beside.outcomes[k]) for k in (row, place))
        others = [p for p in self.gainers if p != party]
        factor = [prod((self.bench.moved(p).least(o) for p in others), start=Fraction(1)) for o in (rival, chosen)]

        def gap(value: Fraction) -> Fraction:
            moved = self.bench.moved(party, one, value)
            if row == place or party not in self.gainers:
                return moved.least(rival)
            return factor[0] * moved.least(rival) - factor[1] * moved.least(chosen)

        found = [root for root in sign_roots(one, gap) if abs(float(root.at) - near) < 1e-6 * span]
        return min(found, key=lambda root: abs(float(root.at) - near), default=Root(Fraction(near), False))


def _apart(at: Floats, order: np.ndarray, span: float) -> list[int]:
    """The first few of these places that lie apart."""
    kept: list[int] = []
    for k in order.tolist():
        if not kept or abs(at[k] - at[kept[-1]]) > 1e-7 * span:
            kept.append(k)
        if len(kept) == TRIED:
            break
    return kept
