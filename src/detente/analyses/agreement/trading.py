"""The trades inside a dispute: swaps of one or two issues that leave everyone better off, and bets on a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from detente.analyses import _wording as wording
from detente.analyses._moving import Indices
from detente.analyses._translate import Model, belief, conditions, parts, sum_parts
from detente.analyses.agreement.signing import families
from detente.case.credence import credence
from detente.case.expressions import format as written
from detente.case.model import Expression, Held
from detente.theory.outcomes import feasible_of
from detente.theory.problem import utilities_of

MOST_TRADES = 200


@dataclass(frozen=True, slots=True)
class TradeOff:
    """A swap of one or two issues from `base` that leaves everyone at the table better off."""

    base: Indices
    to: Indices
    gains: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bet:
    """A package whose worth to the parties hangs on how likely they hold a claim.

    Were all to hold it equally likely, they would all accept from `low` to `high`; with `low > high` no common belief
    carries it, so that it lives on their difference. `flips`: the credence at which a party's own answer turns, where
    one does. `rising`: who gains more by the package the likelier the claim.
    """

    outcome: Indices
    claim: str
    credence: Mapping[str, float]
    low: float
    high: float
    flips: Mapping[str, float]
    rising: frozenset[str]


def trade_offs(model: Model, base: Indices) -> tuple[TradeOff, ...]:
    """All swaps of one or two issues from `base` that leave everyone at the table strictly better off, and no outsider
    whose consent they need worse: greatest least gain (as a share of each party's own span) first."""
    sizes = model.problem.space.sizes
    changes = [(k, option) for k, size in enumerate(sizes) for option in range(size) if option != base[k]]
    pairs = [((a, x), (b, y)) for (a, x), (b, y) in combinations(changes, 2) if a != b]
    made = np.tile(np.array(base, dtype=np.int64), (len(changes) + len(pairs), 1))
    for row, (issue, option) in enumerate(changes):
        made[row, issue] = option
    if pairs:
        rows = np.arange(len(changes), len(made))
        for side in (0, 1):
            made[rows, [pair[side][0] for pair in pairs]] = [pair[side][1] for pair in pairs]
    made = made[feasible_of(model.problem.space, made)]
    gains = utilities_of(model.problem, made) - utilities_of(model.problem, np.array([base]))
    table = model.problem.table
    better = np.array([gains[:, i] > model.problem.tolerance[i] for i in range(table)]).all(axis=0)
    made, gains = made[better], gains[better]
    spans = np.array([max(1, b - w) for w, b in zip(model.worst[:table], model.best[:table], strict=True)], dtype=float)
    relative = gains[:, :table].astype(float) / spans
    order = sorted(range(len(made)), key=lambda r: (-relative[r].min(), -relative[r].sum(), tuple(made[r])))
    kept = []
    for row in order:
        to = tuple(int(x) for x in made[row])
        if _consented(model, base, to, gains[row]):
            kept.append(TradeOff(base, to, tuple(int(g) for g in gains[row, :table])))
        if len(kept) == MOST_TRADES:
            break
    return tuple(kept)


def _consented(model: Model, base: Indices, to: Indices, gains: NDArray[np.int64]) -> bool:
    where = model.layout
    losers = {
        party
        for seat, party in enumerate(where.players)
        if seat >= len(where.table) and gains[seat] < -model.problem.tolerance[seat]
    }
    return any(not group & losers for group in families(model, base, to))


def in_words(model: Model, trade: TradeOff) -> str:
    """Who gives what for what, and at which ratio of weights."""
    case, where = model.case, model.layout
    changed = [k for k, (frm, to) in enumerate(zip(trade.base, trade.to, strict=True)) if frm != to]
    pieces = []
    for index in changed:
        name, names = where.issues[index], where.options[index]
        effects = _effects(model, trade, index)
        told = f" ({wording.gains(case, effects)})" if effects else ""
        pieces.append(
            f"{wording.issue(case, name)} from {wording.option(case, name, names[trade.base[index]])} to "
            f"{wording.option(case, name, names[trade.to[index]])}{told}"
        )
    together = {
        party: model.points(seat, gain)
        for seat, (party, gain) in enumerate(zip(where.table, trade.gains, strict=True))
        if party not in model.ordinal
    }
    total = (
        f"; in all {wording.gains(case, {p: float(g) for p, g in together.items()})} points of 100" if together else ""
    )
    return " against ".join(pieces) + total + _ratios(model, changed)


def _effects(model: Model, trade: TradeOff, index: int) -> dict[str, float]:
    """What changing one issue alone is worth to each party at the table, in points."""
    alone = list(trade.base)
    alone[index] = trade.to[index]
    rows = utilities_of(model.problem, np.array([trade.base, alone]))
    return {
        party: float(model.points(seat, int(rows[1, seat]) - int(rows[0, seat])))
        for seat, party in enumerate(model.layout.table)
        if party not in model.ordinal
    }


def _ratios(model: Model, changed: Sequence[int]) -> str:
    """How differently the parties weigh the two issues."""
    if len(changed) != 2:
        return ""
    one, two = (model.layout.issues[index] for index in changed)
    told = []
    for party in model.layout.table:
        weights = [model.numbers.get(f"preferences.{party}.weights.{issue}") for issue in (one, two)]
        if all(weights):
            ratio = Fraction(str(weights[0])) / Fraction(str(weights[1]))
            told.append(f"{wording.party(model.case, party)} {wording.number(ratio, 1)} : 1")
    if not told:
        return ""
    return f" (weights of {wording.issue(model.case, one)} to {wording.issue(model.case, two)}: {', '.join(told)})"


# ---------------------------------------------------------------- bets


def claim_of(expression: Expression) -> str:
    """A condition as the file names it."""
    return expression.claim if isinstance(expression, Held) else written(expression)


def bets(model: Model, outcome: Indices) -> tuple[Bet, ...]:
    """The claims on which a package is a bet: two or more at the table hold them differently likely, and what the package
    is worth to them hangs on that."""
    case, table = model.case, model.layout.table
    asked = dict.fromkeys(c for party in table for c in conditions(case, party))
    found = []
    for condition in asked:
        lines = {party: line for party in table if (line := _lines(model, outcome, party, condition))}
        held = {p: credence(case, p, condition, model.numbers) for p in lines}
        if len(lines) < 2 or len(set(held.values())) < 2:
            continue
        accepted = {p: _accepted(line) for p, line in lines.items()}
        low = max(start for start, _ in accepted.values())
        high = min(end for _, end in accepted.values())
        turning = {p: turn for p in lines if (turn := _turn(accepted[p], held[p])) is not None}
        rising = frozenset(p for p, line in lines.items() if _least(line, held[p])[1] > 0)
        told = {p: float(q) for p, q in held.items()}
        found.append(Bet(outcome, claim_of(condition), told, float(low), float(high), turning, rising))
    return tuple(found)


Line = tuple[Fraction, Fraction]
"""A gain over a credence: at 0, and its slope."""


def _lines(model: Model, outcome: Indices, party: str, condition: Expression) -> list[Line]:
    """A party's gain over each outcome of no deal, as lines over its credence; none where it does not hang on the condition."""
    if condition not in conditions(model.case, party):
        return []
    ends = [
        gains_at(model, outcome, party, {**model.numbers, belief(party, condition): q})
        for q in (Fraction(0), Fraction(1))
    ]
    lines = [(start, end - start) for start, end in zip(*ends, strict=True)]
    return lines if any(slope for _, slope in lines) else []


def _accepted(lines: Sequence[Line]) -> tuple[Fraction, Fraction]:
    """The credences within 0..1 at which no gain is below 0; upside down where there are none."""
    low, high = Fraction(0), Fraction(1)
    for start, slope in lines:
        if slope > 0:
            low = max(low, -start / slope)
        elif slope < 0:
            high = min(high, -start / slope)
        elif start < 0:
            return Fraction(1), Fraction(0)
    return min(low, Fraction(1)), max(high, Fraction(0))


def _turn(accepted: tuple[Fraction, Fraction], held: Fraction) -> float | None:
    """Where a party's own answer turns, the nearer of two places; None where no credence turns it."""
    low, high = accepted
    turns = [end for end in accepted if 0 < end < 1] if low <= high else []
    return float(min(turns, key=lambda end: abs(end - held))) if turns else None


def _least(lines: Sequence[Line], held: Fraction) -> Line:
    """The gain that is least at the present credence."""
    return min(lines, key=lambda line: line[0] + line[1] * held)


def gains_at(model: Model, outcome: Indices, party: str, numbers: Mapping[str, object]) -> list[Fraction]:
    """A party's gain over each outcome of no deal, in points, with other numbers; over nothing where it accepts anything."""
    made = parts(model.case, model.layout, party, numbers)
    here = Fraction(sum_parts(made, outcome))
    stated = numbers.get(f"preferences.{party}.no_deal")
    found = []
    for gate in (gate for end in model.problem.ends for gate in end):
        if stated is not None:
            found.append(here - (stated if isinstance(stated, Fraction) else Fraction(str(stated))))
        elif gate.no_deal is not None:
            found.append(here - Fraction(sum_parts(made, gate.no_deal)))
    return found or [here]
