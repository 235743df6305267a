"""How packages fare in draws from the team's ranges, and what is proved for all of them (SMAA: Lahdelma & Salminen)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses._moving import Indices
from detente.analyses._ranges import ROUNDING, Box, box, drawn_parts, drawn_utilities, sign_bounds
from detente.analyses._translate import Layout, Model, search_limit
from detente.analyses.agreement import searching
from detente.case.model import Case
from detente.case.numbers import bounds, draw
from detente.result import Scope
from detente.theory import search
from detente.theory.exact import to_integers
from detente.theory.problem import Gate, Outcome, Problem, Term, utilities_of

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
BUDGET = 350_000
"""How many frontier points (times options, where there are many) the searches of all draws may find together."""
MOST_SEARCHED, FEWEST_SEARCHED = 2_000, 5


@dataclass(frozen=True, eq=False)
class Ranges:
    """The team's ranges of everybody's numbers: as intervals, and as `n` draws (0: none)."""

    model: Model
    boxes: Mapping[str, Box | None]
    n: int
    numbers: Mapping[str, Floats]
    parts: Mapping[str, Sequence[tuple[tuple[int, ...], Floats]]]

    def prefers(self, parties: Sequence[str], to: Indices, base: Indices, strict: bool) -> tuple[Scope, float | None]:
        """Whether all these parties (strictly) prefer one outcome to another: proved, seen both ways, or not known; and
        the share of draws in which they do."""
        scopes = {self._preference(party, to, base, strict) for party in parties}
        share = self._share(parties, to, base, strict)
        if scopes <= {"throughout"}:
            return "throughout", share
        if "never" in scopes:
            return "never", share
        return ("depends" if share is not None and 0 < share < 1 else "unknown"), share

    def _preference(self, party: str, to: Indices, base: Indices, strict: bool) -> Scope:
        limits = self.boxes[party]
        if limits is None:
            seat = self.model.layout.players.index(party)
            values = utilities_of(self.model.problem, [to, base])[:, seat]
            low = high = int(values[0]) - int(values[1])
        else:
            lows, highs = sign_bounds(replace(limits, stated=None), np.array([to], dtype=np.int64), base)
            low, high = lows[0], highs[0]
        if low > 0 or (low == 0 and not strict):
            return "throughout"
        return "never" if high < 0 or (high == 0 and strict) else "unknown"

    def _share(self, parties: Sequence[str], to: Indices, base: Indices, strict: bool) -> float | None:
        if not self.n:
            return None
        held = np.ones(self.n, dtype=bool)
        for party in parties:
            made = self.parts[party]
            values = drawn_utilities(made, np.array([to, base], dtype=np.int64), self.n)
            margin = (len(made) + 1) * ROUNDING * 100.0
            gain = values[:, 0] - values[:, 1]
            held &= gain > margin if strict else gain >= -margin
        return float(held.mean())


def ranges(model: Model, n: int, seed: int) -> Ranges:
    """A case's ranges, with `n` draws from them."""
    case, where = model.case, model.layout
    limits = bounds(case)
    drawn = draw(case, n, seed) if n else {}
    return Ranges(
        model,
        {party: box(case, where, party, limits) for party in where.players},
        n,
        drawn,
        {party: drawn_parts(case, where, party, drawn, n) for party in where.players} if n else {},
    )


@dataclass(frozen=True, slots=True)
class Draws:
    """What draws say of the tracked packages (m of them); n draws in all, `searched` of them with a search of the space."""

    n: int
    searched: int
    tracked: tuple[Indices, ...]
    accepted: Bools
    """(n, m): all whose consent it needs accept, against every end."""
    willing: Mapping[str, Bools]
    """Party -> (n, m): this party weakly prefers the package against every end."""
    frontier: Bools | None
    """(searched, m): no feasible package betters it; None where that is too much to look up."""
    solved: Mapping[str, Bools]
    """Solution -> (searched, m); empty where nothing was searched."""
    zone: Bools
    """(searched,): some package is acceptable."""
    weights: Mapping[str, Floats]
    """Party -> (n, issues): its weights out of 100."""

    @property
    def open(self) -> Bools:
        """Whether the zone holds anything, in as many draws as that is known of: all, if in each draw that was not
        searched one of the tracked packages is accepted."""
        seen = self.accepted[self.searched :].any(axis=1)
        return np.concatenate([self.zone, seen]) if seen.all() else self.zone


def sample(within: Ranges, tracked: Sequence[Indices], points: int, scale: str) -> Draws:
    """What the draws say of the tracked packages. `points`: how large the midpoint frontier is (what a search costs).
    `scale`: on which the egalitarian and the utilitarian solution compare parties."""
    model, n, drawn = within.model, within.n, within.numbers
    case, where, made = model.case, model.layout, within.parts
    outcomes = np.array(tracked, dtype=np.int64).reshape(len(tracked), len(where.issues))
    gains = {party: _gains(model, party, made[party], outcomes, drawn, n) for party in where.players}
    willing = {party: weak for party, (weak, _) in gains.items()}
    weak_all = np.logical_and.reduce([willing[party] for party in where.table])
    strict_any = np.logical_or.reduce([gains[party][1] for party in where.table])
    others = strict_any & _consented(model, outcomes, willing)
    searched = min(n, MOST_SEARCHED, BUDGET // _cost(model, points))
    searched = searched if searched >= min(n, FEWEST_SEARCHED) else 0
    found = (
        searching.search_draws(searching.problems(model, made, drawn, searched), outcomes, scale) if searched else None
    )
    frontier, solved, zone = found or (None, {}, np.zeros(0, dtype=bool))
    return Draws(
        n=n,
        searched=searched,
        tracked=tuple(tracked),
        accepted=weak_all & others,
        willing=willing,
        frontier=frontier,
        solved=solved,
        zone=zone,
        weights=_weights(case, where, drawn, n),
    )


def _cost(model: Model, points: int) -> int:
    """What a search of one draw costs: points of the frontier, more where there are many options or many parties."""
    crowd = max(1, model.problem.table - 4) ** 2
    return max(points, 1) * max(1, sum(model.layout.space.sizes) // 50) * crowd


def _gates(model: Model) -> list[Gate]:
    return [gate for end in model.problem.ends for gate in end]


def _gains(
    model: Model,
    party: str,
    made: Sequence[tuple[tuple[int, ...], Floats]],
    outcomes: NDArray[np.int64],
    drawn: Mapping[str, Floats],
    n: int,
) -> tuple[Bools, Bools]:
    """Whether one party weakly, and strictly, prefers packages to every end: two (n, m)."""
    if party in model.ordinal:
        return _ranked(model, party, outcomes, n)
    here = drawn_utilities(made, outcomes, n)
    margin = (len(made) + 1) * ROUNDING * 100.0
    stated = drawn.get(f"preferences.{party}.no_deal")
    weak, strict = np.ones(here.shape, dtype=bool), np.ones(here.shape, dtype=bool)
    seat = model.layout.players.index(party)
    for gate in _gates(model):
        if gate.reservation[seat] is None:
            least = _least(made, n)
            strict &= here > least[:, None] + margin
            continue
        if stated is not None:
            level = stated[:, None]
        else:
            level = drawn_utilities(made, np.array([gate.no_deal], dtype=np.int64), n)
        weak &= here >= level - margin
        strict &= here > level + margin
    return weak, strict


def _ranked(model: Model, party: str, outcomes: NDArray[np.int64], n: int) -> tuple[Bools, Bools]:
    """The same for a party that only ranks: nothing of it is drawn."""
    seat = model.layout.players.index(party)
    values = utilities_of(model.problem, outcomes)[:, seat]
    levels = [model.worst[seat] if (d := g.reservation[seat]) is None else d for g in _gates(model)]
    weak, strict = values >= max(levels), values > max(levels)
    return tuple(np.broadcast_to(side.astype(bool), (n, len(outcomes))) for side in (weak, strict))  # type: ignore[return-value]


def _least(made: Sequence[tuple[tuple[int, ...], Floats]], n: int) -> Floats:
    """A lower bound of a party's utility in each draw: its worst outcome where nothing is coupled."""
    total = np.zeros(n)
    for _, values in made:
        total += values.reshape(n, -1).min(axis=1)
    return total


def _consented(model: Model, outcomes: NDArray[np.int64], willing: Mapping[str, Bools]) -> Bools:
    """(n, m): the outsiders whom the changes need are willing, against every end."""
    names = model.layout.players
    shape = next(iter(willing.values())).shape
    fine = np.ones(shape, dtype=bool)
    for gate in _gates(model):
        if gate.no_deal is not None:
            fine &= (outcomes != np.array(gate.no_deal)).any(axis=1)
        for issue, options in enumerate(gate.needs):
            for option, alternatives in enumerate(options):
                if frozenset() in alternatives or (gate.no_deal is not None and gate.no_deal[issue] == option):
                    continue
                brought = np.zeros(shape, dtype=bool)
                for group in alternatives:
                    brought |= np.logical_and.reduce([willing[names[o]] for o in group])
                fine &= (outcomes[:, issue] != option) | brought
    return fine


def _weights(case: Case, where: Layout, drawn: Mapping[str, Floats], n: int) -> dict[str, Floats]:
    made = {}
    for party in where.table:
        rows = [drawn.get(f"preferences.{party}.weights.{issue}", np.zeros(n)) for issue in where.issues]
        table = np.stack(rows, axis=1)
        total = table.sum(axis=1, keepdims=True)
        if total.any():
            made[party] = np.divide(100.0 * table, total, out=np.zeros_like(table), where=total > 0)
    return made


# ---------------------------------------------------------------- what is proved for the whole box


def accepted_scope(within: Ranges, outcomes: Sequence[Indices]) -> list[Scope]:
    """Whether each package is proved acceptable against every end for the whole box (*throughout*), proved not to be
    (*never*), or neither (*unknown*)."""
    model = within.model
    where = model.layout
    rows = np.array(outcomes, dtype=np.int64).reshape(len(outcomes), len(where.issues))
    if not len(rows):
        return []
    surely, surely_not, strictly = {}, {}, {}
    for seat, party in enumerate(where.players):
        low, high = _signs(model, seat, within.boxes[party], rows)
        surely[party], surely_not[party], strictly[party] = low >= 0, high < 0, low > 0
    agreed = np.logical_and.reduce([surely[party] for party in where.table])
    agreed &= np.logical_or.reduce([strictly[party] for party in where.table])
    refused = np.logical_or.reduce([surely_not[party] for party in where.table])
    shaped = {party: surely[party][None, :].astype(bool) for party in where.players}
    possible = {party: ~surely_not[party][None, :].astype(bool) for party in where.players}
    agreed = agreed.astype(bool) & _consented(model, rows, shaped)[0]
    refused = refused.astype(bool) | ~_consented(model, rows, possible)[0]
    return ["throughout" if yes else "never" if no else "unknown" for yes, no in zip(agreed, refused, strict=True)]


def _signs(model: Model, seat: int, limits: Box | None, rows: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Bounds of a party's least gain over all ends, in sign: two (m,)."""
    lows, highs = [], []
    for gate in _gates(model):
        if gate.reservation[seat] is None:
            free = np.zeros(len(rows), dtype=object)
            lows.append(free)
            highs.append(free + 1)
        elif limits is None:
            gain = utilities_of(model.problem, rows)[:, seat] - gate.reservation[seat]
            lows.append(gain)
            highs.append(gain)
        else:
            low, high = sign_bounds(limits, rows, gate.no_deal)
            lows.append(low)
            highs.append(high)
    return np.min(lows, axis=0), np.min(highs, axis=0)


def surely_empty(within: Ranges) -> bool:
    """Whether no package is acceptable anywhere in the box: proved by letting every party hope for the best of each of
    its ranges at once, issue by issue, against the first end."""
    model = within.model
    gate = _gates(model)[0]
    where = model.layout
    terms: list[Term] = []
    for seat, party in enumerate(where.players):
        if gate.reservation[seat] is None:
            continue
        hopeful = _hopeful(model, seat, within.boxes[party], gate.no_deal)
        if hopeful is None:
            return False
        values, _, how = to_integers([part for _, part in hopeful])
        for (scope, _), part in zip(hopeful, values, strict=True):
            table = np.zeros((len(where.players), *part.shape), dtype=object)
            table[seat] = part + how.slack
            terms.append(Term(scope, table))
    if not terms:
        return False
    levels = tuple(None if level is None else 0 for level in gate.reservation)
    best = Gate(levels, gate.no_deal, gate.needs)
    problem = Problem(where.space, tuple(terms), len(where.table), ((best,),), worst=(-1,) * len(where.players))
    found = search.acceptable_frontier(problem, limit=search_limit(problem.table))
    return found.exact and len(found) == 0


def _hopeful(
    model: Model, seat: int, limits: Box | None, no_deal: Outcome | None
) -> list[tuple[tuple[int, ...], NDArray[Any]]] | None:
    """Additive upper bounds of a party's gain (in sign): per issue the best that its ranges allow."""
    where = model.layout
    if limits is None:
        level = next(gate.reservation[seat] for gate in _gates(model))
        made = [(term.scope, term.values[seat] * Fraction(1)) for term in model.problem.terms]
        return [*made, ((0,), np.full(where.space.sizes[0], Fraction(-(level or 0)), dtype=object))]
    if limits.together or limits.stated is not None or not limits.weights:
        return None
    found: list[tuple[tuple[int, ...], NDArray[Any]]] = []
    for index in limits.weights:
        rows = np.tile(np.array(no_deal, dtype=np.int64), (where.space.sizes[index], 1))
        rows[:, index] = np.arange(where.space.sizes[index])
        found.append(((index,), sign_bounds(limits, rows, no_deal)[1]))
    return found
