"""What is asked of the numbers behind stability: which outcomes of note hold, where moves lead, and by what margins."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np

from detente.analyses._conflict import Play, ends_of, followed, play, principals_at_most_one
from detente.analyses._ranges import drawn_parts, drawn_utilities
from detente.case.model import Case
from detente.result import Unanswerable, tell
from detente.studies.sensitivity.bench import Bench, Indices
from detente.studies.sensitivity.examined import Asked, Turn, What
from detente.studies.sensitivity.holding import (
    MOST_STATES,
    Conditions,
    Field,
    as_sets,
    asked_of,
    holds_by,
    leads,
    scanned,
)
from detente.studies.sensitivity.indices import Drawn
from detente.studies.sensitivity.inputs import Input
from detente.studies.sensitivity.roots import Floats
from detente.studies.sensitivity.tornado import Quantity
from detente.theory.outcomes import decode
from detente.theory.stability import stability

MOST_EQUILIBRIA = 3
MOST_ENDS = 4
SMALL = ("nash", "seq")
Test = Callable[[Play], bool]


@dataclass(frozen=True, eq=False)
class Scene:
    """A conflict at the middles and what is asked of it: findings with how each is tested, states of note by what they are called.

    `conditions`: by finding, the comparisons that it comes to; for few outcomes none, since then every order is tried.
    """

    field: Field
    noted: Mapping[int, tuple[str, ...]]
    asked: tuple[tuple[Asked, Test | None], ...]
    conditions: Mapping[str, Conditions]

    @property
    def found(self) -> Play:
        """The conflict."""
        return self.field.found


def scene(case: Case) -> Scene:
    """Raises Unanswerable as stability does."""
    if not case.preferences:
        raise Unanswerable(
            "The case says of no party what it wants, so that nothing can be said of what it would do. State `preferences:`."
        )
    found = play(case)
    start = None if case.status_quo is None else found.state(case.status_quo)
    field = Field(Bench(case, found.layout, ()), found, start)
    movers = principals_at_most_one(found)
    course = None if start is None else followed(found, start, movers)
    ends = ends_of(course)
    noted = _noted(found, start, ends)
    small = found.states <= MOST_STATES
    told: list[tuple[Asked, Test | None]] = []
    conditions: dict[str, Conditions] = {}

    def compared(name: str, what: What, state: int, led: Conditions, concept: str = "") -> None:
        question = Asked(name, what, field.outcome(state), noted.get(state, ()), led.now(), led.ask, concept)
        told.append((question, None))
        conditions[name] = led

    for number, (state, titles) in enumerate(noted.items(), start=1):
        for concept in SMALL if small else SMALL[:1]:
            name = f"outcome-{number}:{concept}"
            if not small:
                compared(name, "holds", state, Conditions(field, state, _alone(found)), concept)
                continue
            test = partial(_holds, state=state, concept=concept)
            question = Asked(name, "holds", field.outcome(state), titles, test(found), asked_of(test), concept)
            told.append((question, test))
    if start is not None and small and course is not None:
        test = partial(_leads, start=start, ends=as_sets(ends))
        question = Asked(
            "ends", "ends", None, (), True, asked_of(test), "", tuple(tuple(map(field.outcome, e)) for e in ends)
        )
        told.append((question, test))
    elif start is not None and course is not None and ends:
        for number, end in enumerate([e for e in ends if len(e) == 1][:MOST_ENDS], start=1):
            compared(f"path-{number}", "path", end[0], Conditions(field, end[0], movers, course.path(end[0])))
    return Scene(field, noted, tuple(told), conditions)


def _holds(found: Play, state: int, concept: str) -> bool:
    return holds_by(found, state, concept)


def _leads(found: Play, start: int, ends: frozenset[frozenset[int]]) -> bool:
    return leads(found, start) == ends


def _alone(found: Play) -> list[int]:
    return [number for number, names in enumerate(found.members) if len(names) == 1]


def _noted(found: Play, start: int | None, ends: Sequence[Sequence[int]]) -> dict[int, tuple[str, ...]]:
    """The outcomes of note: the status quo, where moves lead, and the equilibria by Nash nearest to the status quo."""
    noted: dict[int, list[str]] = {}
    if start is not None:
        noted.setdefault(start, []).append("the status quo")
    for end in ends[:MOST_ENDS]:
        word = "an outcome that moves lead to" if len(end) == 1 else "an outcome that moves go round by"
        for state in end[:1]:
            noted.setdefault(state, []).append(word)
    held = stability(found.prepared, ("nash",)).equilibria["nash"]
    rows = found.outcomes[held]
    if start is not None and len(held):
        sizes = found.layout.space.sizes
        away = (decode(sizes, rows) != decode(sizes, found.outcomes[[start]])).sum(axis=1)
        held = held[np.argsort(away, kind="stable")]
    for state in held[:MOST_EQUILIBRIA].tolist():
        if state not in noted:
            noted[int(state)] = ["an equilibrium by Nash"]
    return {state: tuple(titles) for state, titles in noted.items()}


# ---------------------------------------------------------------- turns


def turns(here: Scene, inputs: Sequence[Input]) -> dict[str, list[Turn]]:
    """Where each number turns each finding, by the finding's name."""
    found: dict[str, list[Turn]] = {question.name: [] for question, _ in here.asked}
    for number, one in enumerate(inputs, start=1):
        tell("numbers", number, len(inputs))
        if here.conditions:
            for question, _ in here.asked:
                found[question.name] += here.conditions[question.name].turns(one, question.holds)
        else:
            tests = [(question, test) for question, test in here.asked if test is not None]
            for name, made in scanned(here.field, one, tests).items():
                found[name] += made
    return found


# ---------------------------------------------------------------- margins


def quantities(here: Scene) -> list[Quantity]:
    """For each outcome of note and each party that can move alone from it: what its best move would cost it."""
    made: list[Quantity] = []
    for number, state in enumerate(here.noted, start=1):
        for party, rows in targets(here, state).items():
            outcome = here.field.outcome(state)
            at = partial(_margin, here.field, party, outcome, rows)
            now = float(here.field.bench.moved(party).gap(outcome, _best(here.field, party, rows)))
            made.append(Quantity(f"outcome-{number}:{party}", "margin", party, outcome, now, (party,), at))
    return made


def targets(here: Scene, state: int) -> dict[str, np.ndarray]:
    """Where each party that says how much can go alone from a state: (m, issues)."""
    found, made = here.found, {}
    for number in _alone(found):
        party = found.members[number][0]
        if party in found.ordinal or party not in found.case.preferences:
            continue
        to = found.prepared.moves[number].successors(np.array([state]))
        if len(to):
            made[party] = here.field.rows(np.asarray(to, dtype=np.int64))
    return made


def _best(
    field: Field, party: str, rows: np.ndarray, one: Input | None = None, value: Fraction = Fraction(0)
) -> Indices:
    moved = field.bench.moved(party, one, value)
    return tuple(int(x) for x in rows[int(moved.worth(rows).argmax())])


def _margin(field: Field, party: str, outcome: Indices, rows: np.ndarray, one: Input, value: Fraction) -> float:
    return float(field.bench.moved(party, one, value).gap(outcome, _best(field, party, rows, one, value)))


def drawn_margins(here: Scene, party: str) -> dict[str, Callable[[Drawn, int], Floats]]:
    """The margins of one party in every row of a sample, by quantity."""
    made: dict[str, Callable[[Drawn, int], Floats]] = {}
    for number, state in enumerate(here.noted, start=1):
        rows = targets(here, state).get(party)
        if rows is not None:
            made[f"outcome-{number}:{party}"] = partial(
                _drawn_margin, here.field, party, here.field.outcome(state), rows
            )
    return made


def _drawn_margin(field: Field, party: str, outcome: Indices, to: np.ndarray, drawn: Drawn, rows: int) -> Floats:
    bench = field.bench
    numbers = {a: drawn[a] if a in drawn else np.full(rows, float(m)) for a, m in bench.middles.items()}
    made = drawn_parts(bench.case, bench.layout, party, numbers, rows)
    best = np.full(rows, -np.inf)
    for row in to:
        best = np.maximum(best, drawn_utilities(made, row[None], rows)[:, 0])
    here = drawn_utilities(made, np.array([outcome], dtype=np.int64), rows)[:, 0]
    return np.asarray(here - best)
