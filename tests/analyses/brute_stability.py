"""Stability straight from the definitions, on named outcomes: slow, and written without looking at the fast way."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import chain
from typing import Any

import brute

from detente.case.consents import consents, movers
from detente.case.model import Case

Named = tuple[tuple[str, str], ...]
CONCEPTS = ("nash", "gmr", "smr", "seq", "symmetric_seq")


class Dispute:
    """Who can go where, and what each party has there."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.outcomes = {brute.key(o): o for o in brute.outcomes(case)}
        groups = movers(case)
        parties = [p for p in case.parties if p in case.preferences or any(p in g for g in groups)]
        self.parties = parties
        self.value = {p: {k: brute.utility(case, p, o) for k, o in self.outcomes.items()} for p in parties}
        everyone = dict.fromkeys([*(frozenset([p]) for p in parties), *groups])
        self.movers = {m: {k: self._reach(m, k) for k in self.outcomes} for m in everyone}

    def _reach(self, mover: frozenset[str], frm: Named) -> set[Named]:
        return {to for to in self.outcomes if to != frm and self._can(mover, dict(frm), dict(to))}

    def _can(self, mover: frozenset[str], frm: Mapping[str, str], to: Mapping[str, str]) -> bool:
        needed = False
        for issue in frm:
            if frm[issue] == to[issue]:
                continue
            ways = consents(self.case, issue, frm[issue], to[issue], chains=False) or ()
            if not any(way <= mover for way in ways):
                return False
            needed = needed or mover in ways
        return needed or len(mover) == 1

    def better(self, mover: frozenset[str], frm: Named) -> set[Named]:
        """Where a mover's improvements lead."""
        return {to for to in self.movers[mover][frm] if all(self.value[p][to] > self.value[p][frm] for p in mover)}

    @cache  # noqa: B019
    def responses(self, party: str, frm: Named, improving: bool) -> frozenset[Named]:
        """All that those without the party reach, nobody moving twice in a row."""
        seen: set[tuple[Named, Any]] = {(frm, None)}
        waiting: list[tuple[Named, Any]] = [(frm, None)]
        for here, last in waiting:
            for mover in self.movers:
                if mover == last or party in mover:
                    continue
                for to in self.better(mover, here) if improving else self.movers[mover][here]:
                    if (to, mover) not in seen:
                        seen.add((to, mover))
                        waiting.append((to, mover))
        return frozenset(state for state, last in seen if last is not None)

    def stable(self, party: str, state: Named, concept: str) -> bool:
        """The definitions of THEORY §3."""
        mine = frozenset([party])
        return all(self._deterred(party, state, to, concept) for to in self.better(mine, state))

    def _deterred(self, party: str, state: Named, to: Named, concept: str) -> bool:
        if concept == "nash":
            return False
        value = self.value[party]
        for answer in self.responses(party, to, concept in ("seq", "symmetric_seq")):
            if value[answer] > value[state]:
                continue
            counters = self.movers[frozenset([party])][answer] if concept in ("smr", "symmetric_seq") else ()
            if all(value[counter] <= value[state] for counter in counters):
                return True
        return False

    def equilibria(self, concept: str) -> set[Named]:
        """Stable for every party."""
        return {s for s in self.outcomes if all(self.stable(p, s, concept) for p in self.parties)}

    def ends(self, start: Named) -> set[frozenset[Named]]:
        """Terminal strongly connected sets reached by improvements of parties alone and groups with at most one principal."""
        seats = {p.id for p in self.case.parties.values() if p.role == "principal"}
        acting = [m for m in self.movers if len(m) == 1 or len(m & seats) <= 1]
        after = {s: set(chain.from_iterable(self.better(m, s) for m in acting)) for s in self.outcomes}
        reach = {s: self._closure(after, s) for s in self.outcomes}
        return {frozenset(reach[s]) for s in reach[start] if all(s in reach[t] for t in reach[s])}

    @staticmethod
    def _closure(after: Mapping[Named, set[Named]], start: Named) -> set[Named]:
        seen, waiting = {start}, [start]
        for here in waiting:
            fresh = after[here] - seen
            seen |= fresh
            waiting += fresh
        return seen
