"""At which credence a party's own answer turns, and what evidence would take it there.

All else at midpoints, a party's utility of a package is a line over its credence in one claim: what it expects of a conditional value is linear in
the credence of the condition, and that of a combination is linear in the credence of one of its parts (Jeffrey's rule: how likely the rest is where the
claim holds, and where it does not, stays). So every threshold is an exact root, and with several decisions there are several. `LR* = [t*/(1-t*)] / [t/(1-t)]`
is the likelihood ratio of the evidence that would just bring the party from its credence t to the threshold t*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses._moving import Indices
from detente.analyses._translate import Model, belief, conditions, parts, sum_parts
from detente.analyses.beliefs.packages import Package, Room, alone
from detente.case.credence import credence
from detente.case.model import And, Case, Expression, Held
from detente.case.worlds import atoms_of, spelled_out
from detente.result import Unanswerable
from detente.theory.unions import union

Decision = Literal["accept", "prefer", "choose", "zone"]
Line = tuple[Fraction, Fraction]
"""The value where the claim is false (credence 0), and where it is true (credence 1)."""
NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Hinge:
    """A claim that some of a party's values hang on: how likely it holds it now, and each condition where it is false, and where it is true."""

    party: str
    claim: str
    credence: Fraction
    given: tuple[tuple[Expression, Line], ...]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A credence at which one decision of a party turns.

    `accept`: `package` against no deal; `prefer`: `package` to `other`; `choose`: what it does alone goes over from `other` (below) to `package`
    (above); `zone`: whether anything is acceptable to all. `above`: it is so above the threshold (and not below), else the other way round.
    """

    party: str
    claim: str
    decision: Decision
    at: Fraction
    credence: Fraction
    above: bool
    package: Package | None = None
    other: Package | None = None

    @property
    def ratio(self) -> Fraction:
        """LR*."""
        return self.at / (1 - self.at) * (1 - self.credence) / self.credence

    @property
    def now(self) -> bool:
        """Whether it is so at the present credence."""
        return (self.credence > self.at) == self.above


def hinges(case: Case, party: str, numbers: Any) -> tuple[Hinge, ...]:
    """The claims that a party's values hang on, combinations and their parts, of which it is neither sure that they hold nor that they do not."""
    asked = conditions(case, party)
    atoms = {atom for condition in asked for atom in atoms_of(spelled_out(case, condition))}
    named = {claim for condition in asked for claim in atoms_of(condition)}
    found = []
    for atom in sorted(atoms | named):
        try:
            now = Fraction(credence(case, party, Held(atom), numbers))
            if 0 < now < 1:
                found.append(
                    Hinge(party, atom, now, tuple((c, _given(case, party, c, atom, now, numbers)) for c in asked))
                )
        except ValueError as error:
            raise Unanswerable(str(error)) from None
    return tuple(found)


def _given(case: Case, party: str, condition: Expression, atom: str, now: Fraction, numbers: Any) -> Line:
    both = Fraction(credence(case, party, And((condition, Held(atom))), numbers))
    whole = Fraction(credence(case, party, condition, numbers))
    return (whole - both) / (1 - now), both / now


def at_ends(made: Model, hinge: Hinge) -> tuple[Any, Any]:
    """The parts of the party's utility where the claim is false, and where it is true."""
    found = []
    for end in (0, 1):
        held = {belief(hinge.party, condition): line[end] for condition, line in hinge.given}
        found.append(parts(made.case, made.layout, hinge.party, {**made.numbers, **held}))
    return found[0], found[1]


# ---------------------------------------------------------------- exact lines


def value(ends: tuple[Any, Any], outcome: Indices) -> Line:
    """The utility of an outcome, in points."""
    return Fraction(sum_parts(ends[0], outcome)), Fraction(sum_parts(ends[1], outcome))


def gains(made: Model, hinge: Hinge, ends: tuple[Any, Any], outcome: Indices) -> list[Line]:
    """The gain of an outcome over each outcome of no deal; empty where the party accepts anything."""
    stated = made.numbers.get(f"preferences.{hinge.party}.no_deal")
    here = value(ends, outcome)
    found = []
    for gate in made.problem.gates:
        if stated is not None:
            found.append((here[0] - Fraction(stated), here[1] - Fraction(stated)))
        elif gate.no_deal is not None:
            base = value(ends, gate.no_deal)
            found.append((here[0] - base[0], here[1] - base[1]))
    return found


def interval(lines: Iterable[Line]) -> tuple[Fraction, Fraction]:
    """Where all lines are at least 0, within 0..1; upside down where nowhere."""
    low, high = Fraction(0), Fraction(1)
    for start, end in lines:
        if start == end:
            if start < 0:
                return Fraction(1), Fraction(0)
            continue
        root = start / (start - end)
        low, high = (max(low, root), high) if end > start else (low, min(high, root))
    return low, high


# ---------------------------------------------------------------- decisions


def thresholds(room: Room, packages: Sequence[Package], parties: Iterable[str]) -> tuple[Threshold, ...]:
    """Every credence inside 0..1 at which a decision of these parties turns; for each party and claim the nearest evidence first."""
    made = room.model
    found: list[Threshold] = []
    for party in parties:
        if party in made.ordinal or party not in made.case.preferences:
            continue
        for hinge in hinges(made.case, party, made.numbers):
            ends = at_ends(made, hinge)
            here = [*_acceptance(made, hinge, ends, packages), *_preference(made, hinge, ends, packages)]
            here += _own(made, hinge, ends)
            here += _zone(room, hinge, ends)
            found += sorted(here, key=lambda t: abs(float(t.at - t.credence)))
    return tuple(found)


def _acceptance(made: Model, hinge: Hinge, ends: tuple[Any, Any], packages: Sequence[Package]) -> list[Threshold]:
    found = []
    for package in (each for each in packages if each.judged):
        low, high = interval(gains(made, hinge, ends, package.outcome))
        if low < high:
            found += [_turn(hinge, "accept", low, True, package)] if low > 0 else []
            found += [_turn(hinge, "accept", high, False, package)] if high < 1 else []
    return [t for t in found if 0 < t.at < 1]


def _turn(
    hinge: Hinge,
    decision: Decision,
    at: Fraction,
    above: bool,
    package: Package | None = None,
    other: Package | None = None,
) -> Threshold:
    return Threshold(hinge.party, hinge.claim, decision, at, hinge.credence, above, package, other)


def _preference(made: Model, hinge: Hinge, ends: tuple[Any, Any], packages: Sequence[Package]) -> list[Threshold]:
    worth = [_worth(made, hinge, ends, package) for package in packages]
    found = []
    for (one, first), (two, second) in combinations(zip(packages, worth, strict=True), 2):
        start, end = first[0] - second[0], first[1] - second[1]
        if start * end < 0:
            found.append(_turn(hinge, "prefer", start / (start - end), end > 0, one, two))
    return found


def _worth(made: Model, hinge: Hinge, ends: tuple[Any, Any], package: Package) -> Line:
    """The utility of a package; of no deal what the party states that it is worth, where it does."""
    stated = made.numbers.get(f"preferences.{hinge.party}.no_deal")
    if package.kind == "no-deal" and stated is not None:
        return Fraction(stated), Fraction(stated)
    return value(ends, package.outcome)


def _own(made: Model, hinge: Hinge, ends: tuple[Any, Any]) -> list[Threshold]:
    """Where what the party does best by itself from the status quo changes: the corners of the upper envelope of its lines."""
    rows = [tuple(int(option) for option in row) for row in alone(made.case, made, hinge.party)]
    if len(rows) < 2:
        return []
    lines = [value(ends, row) for row in rows]
    place, at = _best(lines, Fraction(0)), Fraction(0)
    found: list[Threshold] = []
    while True:
        meets = [(root, n) for n, line in enumerate(lines) if (root := _overtaken(lines[place], line, at)) is not None]
        if not meets:
            return found
        at = min(root for root, _ in meets)
        if at >= 1:
            return found
        then = max((n for root, n in meets if root == at), key=lambda n: lines[n][1] - lines[n][0])
        above, below = Package(rows[then], "own"), Package(rows[place], "own")
        if at > 0:
            found.append(_turn(hinge, "choose", at, True, above, below))
        place = then


def _best(lines: Sequence[Line], at: Fraction) -> int:
    """The highest line at a credence, the steepest of several."""
    return max(range(len(lines)), key=lambda n: (_on(lines[n], at), lines[n][1] - lines[n][0], -n))


def _on(line: Line, at: Fraction) -> Fraction:
    return line[0] + (line[1] - line[0]) * at


def _overtaken(best: Line, other: Line, after: Fraction) -> Fraction | None:
    """Where the other line rises above the best one, from a credence on."""
    faster = (other[1] - other[0]) - (best[1] - best[0])
    if faster <= 0:
        return None
    root = (best[0] - other[0]) / faster
    return root if root >= after else None


# ---------------------------------------------------------------- the zone


def _zone(room: Room, hinge: Hinge, ends: tuple[Any, Any]) -> list[Threshold]:
    """Where the agreement zone opens or closes with one party's credence: the ends of the union of the intervals on which it accepts what
    all others do."""
    made = room.model
    if hinge.party not in made.layout.table or room.outcomes is None:
        return []
    seat = made.layout.players.index(hinge.party)
    rows = np.flatnonzero(others_accept(room, seat))
    if not len(rows):
        return []
    low, high = _intervals(made, hinge, ends, room.outcomes[rows], _strict_others(room, seat, rows))
    real = low < high - NEAR
    rows, low, high = rows[real], np.clip(low[real], 0, 1), np.clip(high[real], 0, 1)
    found = []
    for at, row, above in _edges(low, high, rows):
        outcome = tuple(int(option) for option in room.outcomes[row])
        exact = interval(gains(made, hinge, ends, outcome))[0 if above else 1]
        if abs(float(exact) - at) < 1e-6 and 0 < exact < 1:
            found.append(_turn(hinge, "zone", exact, above))
    return found


def others_accept(room: Room, seat: int) -> NDArray[np.bool_]:
    """(n,): the packages that everyone but one player accepts, and whose changes have the outsiders' consent."""
    from dataclasses import replace

    from detente.theory.problem import acceptable_of

    problem = room.model.problem

    def freed(gate: Any) -> Any:
        return replace(
            gate, reservation=tuple(None if n == seat else level for n, level in enumerate(gate.reservation))
        )

    free = replace(
        problem, ends=tuple(tuple(freed(gate) for gate in end) for end in problem.ends), worst=_below(problem, seat)
    )
    assert room.outcomes is not None
    return np.asarray(acceptable_of(free, room.outcomes, room.values) == 2)


def _below(problem: Any, seat: int) -> tuple[int, ...]:
    """The worst utilities, of the freed player one less: so that *somebody gains* never fails for it here."""
    return tuple(
        int(level) - 1 - problem.tolerance[n] if n == seat else int(level) for n, level in enumerate(problem.worst)
    )


def _strict_others(room: Room, seat: int, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(gates, m): whether somebody else at the table gains."""
    problem = room.model.problem
    strict = np.zeros((len(problem.gates), len(rows)), dtype=bool)
    for row, gate in enumerate(problem.gates):
        for player in range(problem.table):
            level = gate.reservation[player]
            if player != seat and level is not None:
                strict[row] |= (room.values[rows, player] > level + problem.tolerance[player]).astype(bool)
    return strict


def _intervals(
    made: Model, hinge: Hinge, ends: tuple[Any, Any], outcomes: NDArray[np.int64], strict: NDArray[np.bool_]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Where the party accepts each of these packages (m,), in floats; −inf..inf where always, upside down where never: also where one is as good
    as no deal to it whatever it believes, and nobody else gains (`strict`)."""
    stated = made.numbers.get(f"preferences.{hinge.party}.no_deal")
    here = [_floats(end, outcomes) for end in ends]
    low, high = np.full(len(outcomes), -np.inf), np.full(len(outcomes), np.inf)
    for row, gate in enumerate(made.problem.gates):
        if stated is not None:
            base = [float(stated)] * 2
        elif gate.no_deal is not None:
            base = [float(part) for part in value(ends, gate.no_deal)]
        else:
            continue
        start, end = here[0] - base[0], here[1] - base[1]
        slope = end - start
        with np.errstate(divide="ignore", invalid="ignore"):
            root = -start / slope
        flat = np.abs(slope) <= NEAR
        fine = (start > NEAR) | ((start >= -NEAR) & strict[row])
        low = np.maximum(low, np.where(flat, np.where(fine, -np.inf, np.inf), np.where(slope > 0, root, -np.inf)))
        high = np.minimum(high, np.where(flat, np.where(fine, np.inf, -np.inf), np.where(slope < 0, root, np.inf)))
    return low, high


def _floats(made: Any, outcomes: NDArray[np.int64]) -> NDArray[np.float64]:
    total = np.zeros(len(outcomes))
    for part in made:
        total += part.values.astype(float)[tuple(outcomes[:, index] for index in part.scope)]
    return total


def _edges(low: NDArray[Any], high: NDArray[Any], rows: NDArray[np.int64]) -> list[tuple[float, int, bool]]:
    """Where the union of intervals begins (True) and ends (False), inside 0..1, each with the package that makes it."""
    covered = union(low, high, NEAR)
    makers = zip(rows[covered.first].tolist(), rows[covered.last].tolist(), strict=True)
    found: list[tuple[float, int, bool]] = []
    for start, end, (first, last) in zip(covered.start.tolist(), covered.end.tolist(), makers, strict=True):
        found += [(start, first, True)] if start > 0 else []
        found += [(end, last, False)] if end < 1 else []
    return found
