"""The answer as plain data: the fields that `docs/reference/stability.md` lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from detente.analyses._conflict import Ends, ends_of
from detente.analyses.stability.telling import witness_words
from detente.analyses.stability.turning import Turn
from detente.theory.coalitions import Jump
from detente.theory.ends import Course
from detente.theory.witness import Temptation, Witness

if TYPE_CHECKING:
    from detente.analyses.stability.answer import StabilityResult


def data(result: StabilityResult) -> dict[str, Any]:
    """All fields of the answer."""
    held = result.held
    groups = result.groups()
    return {
        "states": result.found.layout.space.combinations,
        "feasible": result.found.states,
        "response": result.response,
        "equilibria": {c: _outcomes(result, states) for c, states in held.equilibria.items()},
        "equilibria_counts": {c: len(states) for c, states in held.equilibria.items()},
        "not_worked_out": list(held.skipped),
        "contract_stable": {
            c: _outcomes(result, held.contracts[c].states[held.contracts[c].stable] if groups else states)
            for c, states in held.equilibria.items()
            if c in held.contracts or not groups
        },
        "ends": _ends(result, result.ends),
        "stable": {
            party: {c: int(stable[row].sum()) for c, stable in held.stable.items()}
            for row, party in enumerate(result.found.parties)
        },
        "witnesses": [_witness(result, w) for why in result.whys for w in why.witnesses],
        "coalition_jumps": _coalition_jumps(result),
        "coalition": _coalition(result),
        "from_status_quo": _from_status_quo(result),
        "robustness": _robustness(result),
        "flips": [_turn(result, t) for t in result.falls],
        "needed": [_turn(result, t) for t in result.rises],
        "misperception": _misperception(result),
        "necessary": None if result.unsure is None else _all(result, result.unsure.necessary),
        "possible": None if result.unsure is None else {c: len(s) for c, s in result.unsure.possible.items()},
        "other_responses": {
            other: {c: _outcomes(result, states) for c, states in unlike.items()}
            for other, unlike in held.variants.items()
        },
    }


def _outcomes(result: StabilityResult, states: Iterable[int]) -> list[dict[str, str]]:
    """Outcomes by name, no more than asked for."""
    return [result.found.outcome(int(state)) for state, _ in zip(states, range(result.limit), strict=False)]


def _all(result: StabilityResult, sets: Any) -> dict[str, list[dict[str, str]]]:
    return {concept: _outcomes(result, states) for concept, states in sets.items()}


def _ends(result: StabilityResult, ends: Ends) -> list[list[dict[str, str]]]:
    return [_outcomes(result, end) for end in ends[: result.limit]]


def _members(result: StabilityResult, number: int) -> list[str]:
    return list(result.found.members[number])


def _witness(result: StabilityResult, witness: Witness) -> dict[str, Any]:
    return {
        "outcome": result.found.outcome(witness.state),
        "party": result.found.parties[witness.party],
        "concept": witness.concept,
        "stable": witness.stable,
        "because": witness_words(result, witness),
        "temptations": [_temptation(result, t) for t in witness.temptations[: result.limit]],
    }


def _temptation(result: StabilityResult, tempted: Temptation) -> dict[str, Any]:
    answer = tempted.answer
    return {
        "to": result.found.outcome(tempted.to),
        "answer": None if answer is None else [_step(result, step.mover, step.state) for step in answer],
        "counter": None if tempted.counter is None else result.found.outcome(tempted.counter),
    }


def _step(result: StabilityResult, number: int, state: int) -> dict[str, Any]:
    return {"by": _members(result, number), "to": result.found.outcome(state)}


def _coalition_jumps(result: StabilityResult) -> list[dict[str, Any]]:
    """What groups would do to the equilibria, and to the outcomes that are explained."""
    rows: list[tuple[int, str, Jump]] = []
    for concept, found in result.held.contracts.items():
        rows += [
            (int(state), concept, jump)
            for state, jumps in zip(found.states, found.jumps, strict=True)
            for jump in jumps[:1]
        ]
    known = {(state, concept) for state, concept, _ in rows}
    for why in result.whys:
        rows += [(why.state, c, jumps[0]) for c, jumps in why.jumps if jumps and (why.state, c) not in known]
    return [_jump(result, *row) for row in rows[: result.limit]]


def _jump(result: StabilityResult, state: int, concept: str, jump: Jump) -> dict[str, Any]:
    return {
        "from": result.found.outcome(state),
        "concept": concept,
        "by": _members(result, jump.mover),
        "to": result.found.outcome(jump.to),
    }


def _coalition(result: StabilityResult) -> dict[str, Any] | None:
    joined = result.joined
    if joined is None:
        return None
    jumps = [
        {
            "from": result.found.outcome(int(state)),
            "concept": concept,
            "path": [_step(result, step.mover, step.state) for step in one.path],
        }
        for concept, found in joined.contracts.items()
        for state, every in zip(found.states, found.jumps, strict=True)
        for one in every[:1]
    ]
    return {"members": list(joined.members), "jumps": jumps[: result.limit]}


def _from_status_quo(result: StabilityResult) -> dict[str, Any] | None:
    if result.led is None:
        return None
    return {
        "status_quo": result.found.outcome(result.led.start),
        "movers": [_members(result, number) for number in result.led.movers],
        "improvements": _course(result, result.led.free),
        "unanswered_improvements": _course(result, result.led.careful),
        "principals": [
            {"party": one.party, "counts": one.added, "ends": _ends(result, one.ends)} for one in result.led.principals
        ],
    }


def _course(result: StabilityResult, course: Course | None) -> dict[str, Any] | None:
    if course is None:
        return None
    return {
        "reached": len(course.states),
        "ends": _ends(result, ends_of(course)),
        "paths": [_path(result, course, end) for end in ends_of(course)[: result.limit]],
    }


def _path(result: StabilityResult, course: Course, end: Sequence[int]) -> list[dict[str, Any]]:
    return [_step(result, number, state) for number, state in course.path(end[0])]


def _robustness(result: StabilityResult) -> dict[str, Any] | None:
    drawn = result.draws
    if drawn is None:
        return None
    return {
        "draws": drawn.n,
        "same_ends": drawn.same_ends(result.ends),
        "ends": [drawn.ends_share(end) for end in result.ends[: result.limit]],
        "equilibria": [
            {"outcome": result.found.outcome(state), **{c: drawn.share(c, state) for c in drawn.held}}
            for state in drawn.tracked[: result.limit]
        ],
    }


def _turn(result: StabilityResult, turn: Turn) -> dict[str, Any]:
    return {
        "outcome": result.found.outcome(turn.state),
        "party": turn.party,
        "concept": turn.concept,
        "points": None if turn.points is None else float(turn.points),
        "passes": turn.passes,
        "temptation": result.found.outcome(turn.temptation),
        "level_with": result.found.outcome(turn.setter),
    }


def _misperception(result: StabilityResult) -> dict[str, Any] | None:
    sight = result.sight
    if sight is None:
        return None
    return {
        "viewers": list(sight.viewers),
        "held_up": {c: _outcomes(result, sight.held_up(c)) for c in sight.seen},
        "not_seen": {c: _outcomes(result, sight.hidden(c)) for c in sight.seen},
        "expected_ends": {viewer: _ends(result, ends) for viewer, ends in sight.expected.items()},
    }
