"""From a case's names to theory's arrays and back: what all analyses share.

Players are the table first, then the outsiders whose consent some option needs. Utilities are read on the scale of the
weights (100 points a party), exactly, and brought to integers by `theory.exact`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.case import consents as consent
from detente.case.credence import credence
from detente.case.expressions import format as written
from detente.case.expressions import issues_of
from detente.case.model import And, Case, Choice, Conditional, Expression, Held, If, Issue, Not, Number, Or, Value
from detente.case.numbers import midpoints, numbers
from detente.result import Unanswerable
from detente.theory.exact import Scaled, to_integers
from detente.theory.outcomes import Constraint, Space
from detente.theory.problem import Gate, Problem, Term
from detente.theory.search import extremes

Numbers = Mapping[str, Any]
"""Address -> Fraction, or float array (draws,)."""

LARGEST_SCOPE = 4_000_000
LIMITS = {1: 200_000, 2: 200_000, 3: 200_000, 4: 200_000, 5: 100_000, 6: 40_000, 7: 20_000, 8: 10_000}
ORDINAL = ("priorities", "ranking")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which index stands for which name."""

    issues: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    table: tuple[str, ...]
    outsiders: tuple[str, ...]
    space: Space

    @property
    def players(self) -> tuple[str, ...]:
        return self.table + self.outsiders

    def encode(self, outcome: Mapping[str, str]) -> tuple[int, ...]:
        """A complete outcome's option indices, issue by issue."""
        return tuple(options.index(outcome[issue]) for issue, options in zip(self.issues, self.options, strict=True))

    def decode(self, indices: Iterable[int]) -> dict[str, str]:
        """The outcome that these option indices stand for."""
        return {issue: options[index] for issue, options, index in zip(self.issues, self.options, indices, strict=True)}


@dataclass(frozen=True, slots=True)
class Part:
    """An additive part of one party's utility in points: `values` is shaped by the scope's sizes, after a first axis of
    draws where the numbers were arrays."""

    scope: tuple[int, ...]
    values: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Model:
    """A case as a search problem, with what is needed to read its integers again (`unit` points per integer)."""

    case: Case
    layout: Layout
    problem: Problem
    unit: tuple[Fraction, ...]
    worst: tuple[int, ...]
    best: tuple[int, ...]
    ordinal: frozenset[str]
    rounded: tuple[str, ...]
    numbers: Numbers

    def points(self, player: int, integer: int) -> Fraction:
        """A sum of contributions in points of 100."""
        return int(integer) * self.unit[player]

    def shown(self, player: int, integer: int, scale: str) -> float:
        """As results print it: 0 at the worst feasible outcome and 1 at the best, or with `raw` the points over 100."""
        if scale == "raw":
            return float(self.points(player, integer) / 100)
        span = self.best[player] - self.worst[player]
        return float(Fraction(int(integer) - self.worst[player], span)) if span else 0.0

    def shown_gain(self, player: int, integer: int, scale: str) -> float:
        """A difference of utilities, as results print it."""
        if scale == "raw":
            return float(self.points(player, integer) / 100)
        span = self.best[player] - self.worst[player]
        return float(Fraction(int(integer), span)) if span else 0.0

    def step(self, player: int, scale: str) -> Fraction:
        """How much one integer is on the shown scale."""
        if scale == "raw":
            return self.unit[player] / 100
        span = self.best[player] - self.worst[player]
        return Fraction(1, span) if span else Fraction(0)


# ---------------------------------------------------------------- names to indices


def layout(case: Case) -> Layout:
    """Issues, options and players in the file's order, and the rules as constraints over few issues each."""
    if not case.issues or not case.table:
        what = "issue" if not case.issues else "party whose acceptance counts"
        raise Unanswerable(
            f"The case has no {what}, so there is nothing to agree on. State issues with options, parties, and what they want."
        )
    issues = tuple(case.issues)
    options = tuple(tuple(issue.options) for issue in case.issues.values())
    sizes = tuple(len(names) for names in options)
    seated = set(case.table)
    needed = {party for group in consent.movers(case) for party in group if party not in seated}
    outsiders = tuple(party for party in case.parties if party in needed)
    bare = Layout(issues, options, case.table, outsiders, Space(sizes, ()))
    rules = tuple(
        constraint for rule in case.rules for part in _alternatives(rule.never) for constraint in _forbid(part, bare)
    )
    return Layout(issues, options, case.table, outsiders, Space(sizes, rules))


def _alternatives(expression: Expression) -> tuple[Expression, ...]:
    """`never a or b` is `never a` and `never b`: smaller scopes."""
    if isinstance(expression, Or):
        return tuple(part for branch in expression.parts for part in _alternatives(branch))
    return (expression,)


def _forbid(expression: Expression, where: Layout) -> list[Constraint]:
    scope, holds = truth(expression, where)
    return [Constraint(scope, ~holds)]


def truth(expression: Expression, where: Layout) -> tuple[tuple[int, ...], NDArray[np.bool_]]:
    """Where an expression over outcomes holds: its scope (issue indices, ascending) and a boolean array over it."""
    names = set(issues_of(expression))
    scope = tuple(index for index, issue in enumerate(where.issues) if issue in names)
    shape = tuple(len(where.options[index]) for index in scope)
    if int(np.prod(shape, dtype=object)) > LARGEST_SCOPE:
        listed = ", ".join(where.issues[index] for index in scope)
        raise Unanswerable(
            f"One statement speaks of {len(scope)} issues at once ({listed}), more combinations than can be listed. "
            "Split it into statements over fewer issues."
        )
    return scope, np.ascontiguousarray(np.broadcast_to(_truth(expression, where, scope), shape))


def _truth(expression: Expression, where: Layout, scope: tuple[int, ...]) -> NDArray[np.bool_]:
    if isinstance(expression, Choice):
        issue = where.issues.index(expression.issue)
        chosen = np.array([(name in expression.options) != expression.negated for name in where.options[issue]])
        return chosen.reshape([len(chosen) if index == issue else 1 for index in scope])
    if isinstance(expression, Not):
        return ~_truth(expression.part, where, scope)
    if isinstance(expression, And):
        return _joined(np.logical_and, expression.parts, where, scope)
    if isinstance(expression, Or):
        return _joined(np.logical_or, expression.parts, where, scope)
    if isinstance(expression, If):
        return _truth(expression.then, where, scope) | ~_truth(expression.condition, where, scope)
    assert isinstance(expression, Held)
    raise Unanswerable(f"The claim {expression.claim} stands where an outcome is asked for.")


def _joined(
    how: np.ufunc, expressions: Sequence[Expression], where: Layout, scope: tuple[int, ...]
) -> NDArray[np.bool_]:
    total = _truth(expressions[0], where, scope)
    for part in expressions[1:]:
        total = np.asarray(how(total, _truth(part, where, scope)), dtype=np.bool_)
    return total


# ---------------------------------------------------------------- utilities


def parts(case: Case, where: Layout, party: str, numbers: Numbers) -> tuple[Part, ...]:
    """One party's utility as additive parts, in points (weights divided to sum to 100)."""
    preferences = case.preferences.get(party)
    if preferences is None or preferences.form == "indifferent":
        return ()
    if preferences.form == "priorities":
        return _priorities(preferences.priorities, where)
    if preferences.form == "ranking":
        return (_ranking(preferences.ranking, where),)
    prefix = f"preferences.{party}"
    weights = {issue: numbers[f"{prefix}.weights.{issue}"] for issue in preferences.weights}
    total = sum(weights.values()) if weights else Fraction(0)
    made = []
    for issue, weight in weights.items():
        index = where.issues.index(issue)
        share = _share(weight, total)
        values = preferences.values.get(issue, {})
        made.append(
            Part(
                (index,),
                _stack(
                    [
                        share * value_of(case, party, f"{prefix}.values.{issue}.{name}", values[name], numbers)
                        for name in where.options[index]
                    ]
                ),
            )
        )
    for position, bonus in enumerate(preferences.together):
        scope, holds = truth(bonus.when, where)
        add = value_of(case, party, f"{prefix}.together.{position}.add", bonus.add, numbers)
        made.append(Part(scope, _outer(add, holds)))
    return tuple(made)


def _share(weight: Any, total: Any) -> Any:
    """A weight out of 100 (nothing where all weights are nothing)."""
    if isinstance(total, np.ndarray):
        return np.divide(100.0 * weight, total, out=np.zeros_like(total), where=total > 0)
    return weight * 100 / total if total else Fraction(0)


def value_of(case: Case, party: str, address: str, value: Value, numbers: Numbers) -> Any:
    """A number of the file; a conditional one as its expectation under the party's own credence (which `numbers` may
    give outright, at the address `belief` makes)."""
    if isinstance(value, Conditional):
        held = numbers.get(belief(party, value.condition))
        if held is None:
            held = credence(case, party, value.condition, numbers)
        return held * numbers[f"{address}.then"] + (1 - held) * numbers[f"{address}.else"]
    return numbers[address]


def belief(party: str, condition: Expression) -> str:
    """Where numbers may hold a party's credence in a combination of claims, in place of the one that evidence gives."""
    return f"belief:{party}:{written(condition)}"


def _stack(values: Sequence[Any]) -> NDArray[Any]:
    """(options,) of Fractions, or (draws, options) of floats where any value is an array."""
    arrays = [value for value in values if isinstance(value, np.ndarray)]
    if not arrays:
        out = np.empty(len(values), dtype=object)
        out[:] = values
        return out
    return np.stack([np.broadcast_to(np.asarray(value, dtype=float), arrays[0].shape) for value in values], axis=-1)


def _outer(add: Any, holds: NDArray[np.bool_]) -> NDArray[Any]:
    if isinstance(add, np.ndarray):
        return np.asarray(add.reshape((-1,) + (1,) * holds.ndim) * holds)
    return _where(holds, add)


def _where(holds: NDArray[np.bool_], worth: Any) -> NDArray[Any]:
    """`worth` where it holds, else nothing; exact (dtype object)."""
    made = np.empty(holds.shape, dtype=object)
    made[...] = Fraction(0)
    made[holds] = worth
    return made


def _priorities(statements: Sequence[Expression], where: Layout) -> tuple[Part, ...]:
    """`2^(m-k)` where statement k holds: used for the order alone."""
    made = []
    for position, statement in enumerate(statements):
        scope, holds = truth(statement, where)
        worth = Fraction(2 ** (len(statements) - 1 - position))
        made.append(Part(scope, _where(holds, worth)))
    return tuple(made)


def _ranking(ranking: Sequence[Sequence[Mapping[str, str]]], where: Layout) -> Part:
    """Minus the place in the ranking, over the issues that it mentions."""
    named = {issue for tie in ranking for partial in tie for issue in partial}
    scope = tuple(index for index, issue in enumerate(where.issues) if issue in named)
    shape = tuple(len(where.options[index]) for index in scope)
    if int(np.prod(shape, dtype=object)) > LARGEST_SCOPE:
        raise Unanswerable(
            f"A ranking mentions {len(scope)} issues at once, more combinations than can be listed. "
            "State priorities instead, or weights and values."
        )
    place = np.full(shape, len(ranking), dtype=object)
    for position in range(len(ranking) - 1, -1, -1):
        for partial in ranking[position]:
            holds = np.ones(shape, dtype=bool)
            for axis, index in enumerate(scope):
                wanted = partial.get(where.issues[index])
                if wanted is not None:
                    chosen = np.array([name == wanted for name in where.options[index]])
                    holds &= chosen.reshape([-1 if a == axis else 1 for a in range(len(scope))])
            place[holds] = position
    if not shape:
        return Part(scope, np.array(Fraction(0), dtype=object))
    return Part(scope, np.vectorize(lambda p: Fraction(-p), otypes=[object])(place))


def sum_parts(made: Sequence[Part], outcome: Sequence[int]) -> Any:
    """The utility in points of one outcome (or per draw)."""
    total: Any = Fraction(0)
    for part in made:
        place: Any = (..., *(outcome[index] for index in part.scope))
        total = total + part.values[place]
    return total


# ---------------------------------------------------------------- the search problem


def needs(
    case: Case, where: Layout, no_deal: Sequence[int] | None
) -> tuple[tuple[tuple[frozenset[int], ...], ...], ...]:
    """Per issue and option: which sets of outsiders must agree to the change from no deal (alternatives)."""
    seats = {party: len(where.table) + index for index, party in enumerate(where.outsiders)}
    made = []
    for index, name in enumerate(where.issues):
        issue = case.issues[name]
        current = where.options[index][no_deal[index]] if no_deal is not None else None
        made.append(tuple(_outsiders(_change(case, issue, current, option), seats) for option in where.options[index]))
    return tuple(made)


def _change(case: Case, issue: Issue, current: str | None, option: str) -> tuple[frozenset[str], ...]:
    if current == option:
        return (frozenset(),)
    if current is None:
        stated = issue.options[option].by or issue.by
        return stated if stated is not None and issue.moves is None else (frozenset(),)
    return consent.instead(case, issue.id, current, option) or ()


def _outsiders(alternatives: Iterable[frozenset[str]], seats: Mapping[str, int]) -> tuple[frozenset[int], ...]:
    sets = {frozenset(seats[party] for party in group if party in seats) for group in alternatives}
    kept = [group for group in sets if not any(other < group for other in sets)]
    return tuple(sorted(kept, key=lambda group: (len(group), sorted(group))))


def ends(case: Case) -> tuple[tuple[Mapping[str, str] | None, ...], ...]:
    """What no deal leads to, as outcomes; one end without an outcome for a pure domain."""
    if case.no_deal.how in ("predicted", "predicted-seq") and not case.no_deal.ends:
        raise Unanswerable(
            f"No deal is to be {case.no_deal.how} here, and where moves lead has not been worked out. Take the step first, "
            "detente.steps.predicted(case) (detente.agreement and the command line do), or write the outcome that you expect under `no_deal:`."
        )
    return case.no_deal.ends or ((None,),)


def model(case: Case, numbers: Numbers | None = None, rounded: bool = False) -> Model:
    """The search problem of a case at given numbers (its midpoints by default), in exact integers.

    Raises Unanswerable where the case has too little.
    """
    numbers = midpoints(case) if numbers is None else numbers
    where = layout(case)
    outcomes = [[None if o is None else where.encode(o) for o in end] for end in ends(case)]
    flat = [outcome for end in outcomes for outcome in end]
    scaled: list[Scaled] = []
    levels: list[list[int | None]] = []
    scopes: dict[tuple[int, ...], list[tuple[int, NDArray[Any]]]] = {}
    for player, party in enumerate(where.players):
        made = parts(case, where, party, numbers)
        stated = numbers.get(f"preferences.{party}.no_deal")
        reservations = [stated if stated is not None else None if o is None else sum_parts(made, o) for o in flat]
        integers, whole, how = to_integers([part.values for part in made], reservations, rounded=rounded)
        scaled.append(how)
        levels.append(whole)
        for part, values in zip(made, integers, strict=True):
            scopes.setdefault(part.scope, []).append((player, values))
    terms = terms_of(scopes, where)
    lows, highs = extremes(where.space, terms)
    by_outcome = [
        Gate(tuple(whole[i] for whole in levels), flat[i], needs(case, where, flat[i])) for i in range(len(flat))
    ]
    gates, taken = [], 0
    for end in outcomes:
        gates.append(tuple(by_outcome[taken : taken + len(end)]))
        taken += len(end)
    worst, best = tuple(int(v) for v in lows), tuple(int(v) for v in highs)
    problem = Problem(
        where.space, terms, len(where.table), tuple(gates), slack=tuple(s.slack for s in scaled), worst=worst
    )
    return Model(
        case,
        where,
        problem,
        tuple(s.unit for s in scaled),
        worst,
        best,
        frozenset(p for p in where.players if p in case.preferences and case.preferences[p].form in ORDINAL),
        tuple(party for party, s in zip(where.players, scaled, strict=True) if s.rounded),
        numbers,
    )


def terms_of(scopes: Mapping[tuple[int, ...], Sequence[tuple[int, NDArray[Any]]]], where: Layout) -> tuple[Term, ...]:
    """One term per scope, holding every player's contribution there."""
    count = len(where.players)
    made = []
    for scope in sorted(scopes, key=lambda s: (len(s), s)):
        entries = scopes[scope]
        wide = any(values.dtype == object for _, values in entries)
        shape = tuple(where.space.sizes[index] for index in scope)
        table = np.zeros((count, *shape), dtype=object if wide else np.int64)
        for player, values in entries:
            table[player] = table[player] + values
        made.append(Term(scope, table))
    return tuple(made) or (Term((0,), np.zeros((count, where.space.sizes[0]), dtype=np.int64)),)


def search_limit(parties: int) -> int:
    """How many partial packages a search for so many parties holds before it thins the frontier: filtering costs more
    the more parties there are."""
    return LIMITS.get(parties, 3_000 if parties <= 12 else 600)


def reservation(made: Model, seat: int) -> int | None:
    """What a player must have: the highest over all outcomes of all ends; None where it accepts anything."""
    levels = [level for gate in made.problem.gates if (level := gate.reservation[seat]) is not None]
    return max(levels, default=None)


def leaf(value: Value) -> tuple[Number, ...]:
    """The numbers inside a value."""
    return (value.then, value.otherwise) if isinstance(value, Conditional) else (value,)


def conditions(case: Case, party: str) -> tuple[Expression, ...]:
    """The claims, or combinations of claims, that a party's values hang on."""
    preferences = case.preferences.get(party)
    if preferences is None:
        return ()
    values = [value for issue in preferences.weights for value in preferences.values.get(issue, {}).values()]
    values += [bonus.add for bonus in preferences.together]
    return tuple(dict.fromkeys(value.condition for value in values if isinstance(value, Conditional)))


def has_ranges(case: Case) -> bool:
    """Whether any number that a utility hangs on is a range: probabilities count only where some value is conditional."""
    hinged = any(conditions(case, party) for party in case.preferences)
    return any(
        number.unknown or number.low < number.high
        for address, number in numbers(case).items()
        if hinged or address.startswith("preferences.")
    )
