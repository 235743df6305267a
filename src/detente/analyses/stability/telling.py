"""Outcomes, moves, paths and reasons in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.theory.witness import Step, Temptation, Witness

if TYPE_CHECKING:
    from detente.analyses.stability.answer import StabilityResult
    from detente.theory.ends import Course

MOST_STEPS = 6
MEANS = {
    "nash": "nobody gains by moving alone while all else stays",
    "gmr": "every gain could be answered so that it is none, whatever that costs those who answer",
    "smr": "every gain could be answered so, and no counter-move would mend it",
    "seq": "every gain would be answered so by moves that pay those who make them",
    "symmetric_seq": "every gain would be answered so by moves that pay those who make them, and no counter-move would mend it",
}


def capital(text: str) -> str:
    """A sentence as it begins; what begins with a place in a file stays as it is."""
    if ".yaml:" in text.partition(" ")[0]:
        return text
    return f"The outcome {text}" if text.startswith("[") else text[:1].upper() + text[1:]


def state_words(result: StabilityResult, state: int) -> str:
    """An outcome inside a sentence: what differs from the status quo."""
    if state == result.start:
        return "the status quo"
    base = result.base
    outcome = result.found.outcome(state)
    rest = base is not None and any(base[issue] == option for issue, option in outcome.items())
    return f"[{wording.package(result.case, outcome, base)}{'; the rest as it stands' if rest else ''}]"


def change_words(result: StabilityResult, frm: int, to: int) -> str:
    """What a move changes."""
    before, after = result.found.outcome(frm), result.found.outcome(to)
    return f"[{wording.package(result.case, after, before)}]"


def names(result: StabilityResult, members: Iterable[str]) -> str:
    """Parties as findings call them."""
    return wording.parties(result.case, members)


def mover_words(result: StabilityResult, number: int) -> str:
    """Who moves."""
    members = result.found.members[number]
    return names(result, members) + (" together" if len(members) > 1 else "")


def path_words(result: StabilityResult, start: int, steps: Sequence[tuple[int, int]]) -> str:
    """A path, step by step: who moves, and what that changes."""
    told, here = [], start
    for number, state in steps[:MOST_STEPS]:
        told.append(f"{mover_words(result, number)} {change_words(result, here, state)}")
        here = state
    more = len(steps) - MOST_STEPS
    return ", then ".join(told) + (f", and {wording.count(more, 'further step')}" if more > 0 else "")


def answer_words(result: StabilityResult, start: int, steps: Sequence[Step]) -> str:
    """An answer, step by step."""
    return path_words(result, start, [(step.mover, step.state) for step in steps])


def course_path(result: StabilityResult, course: Course, state: int) -> str:
    """The shortest path of improvements from the status quo."""
    return path_words(result, course.start, course.path(state))


# ---------------------------------------------------------------- reasons


def witness_words(result: StabilityResult, witness: Witness) -> str:
    """Why an outcome holds for a party by a concept, or not: one sentence."""
    return capital(_witness_words(result, witness))


def _witness_words(result: StabilityResult, witness: Witness) -> str:
    party = wording.party(result.case, result.found.parties[witness.party])
    if result.found.prepared.alone(witness.party) is None:
        return f"{party} can change nothing alone."
    if not witness.stable:
        return _tempted(result, witness, party)
    if not witness.temptations:
        return f"{party} has no move of its own that it would like better."
    return _deterred(result, witness, party)


def _tempted(result: StabilityResult, witness: Witness, party: str) -> str:
    first = witness.temptations[0]
    gain = gain_words(result, witness.party, witness.state, first.to)
    others = len(witness.temptations) - 1
    more = f" ({wording.count(others, 'other move')} would pay too)" if others else ""
    told = f"{party} would gain by {change_words(result, witness.state, first.to)}{gain}{more}"
    if witness.concept == "nash":
        return f"{told}."
    kind = "no answer that pays those who make it" if witness.concept in ("seq", "symmetric_seq") else "no answer"
    return f"{told}, and {kind} would take all of that away."


def _deterred(result: StabilityResult, witness: Witness, party: str) -> str:
    first = witness.temptations[0]
    assert first.answer is not None
    may = "would gain by answering" if witness.concept in ("seq", "symmetric_seq") else "could answer"
    told = f"{party} would like {change_words(result, witness.state, first.to)} better, but "
    told += _answered(result, first, may)
    if first.counter is not None and witness.concept in ("smr", "symmetric_seq"):
        told += ", and nothing that it could then do would mend that"
    others = len(witness.temptations) - 1
    also = (
        "the other move that tempts it is" if others == 1 else f"{wording.large(others)} other moves that tempt it are"
    )
    return told + (f"; {also} answered too." if others else ".")


def _answered(result: StabilityResult, tempted: Temptation, may: str) -> str:
    assert tempted.answer is not None
    steps = answer_words(result, tempted.to, tempted.answer)
    if len(tempted.answer) == 1:
        number = tempted.answer[0].mover
        change = change_words(result, tempted.to, tempted.answer[0].state)
        return f"{mover_words(result, number)} {may} by {change}, which leaves it no better off than to stay".replace(
            "answering by", "answering with"
        )
    who = "others could follow" if may == "could answer" else "moves that pay those who make them could follow"
    return f"{who}: {steps}, which leaves it no better off than to stay"


def gain_words(result: StabilityResult, party: int, frm: int, to: int) -> str:
    """What a party gains, in points out of 100 of its own scale; nothing where it only ranks."""
    name = result.found.parties[party]
    if name in result.found.ordinal:
        return ""
    worth = result.found.worth[party]
    gain = (int(worth.values[to]) - int(worth.values[frm])) * worth.scaled.unit
    return f" ({points(gain, signed=True)})"


def points(value: Fraction, signed: bool = False) -> str:
    """`+3.2 points`; very small amounts in full."""
    digits = 1 if abs(value) >= 0.05 or not value else 4
    text = wording.signed(value, digits) if signed else wording.number(value, digits)
    return f"{text} {'point' if text.lstrip('+-') == '1' else 'points'}"


def grounds(result: StabilityResult, states: Iterable[int], parties: Iterable[str] = ()) -> tuple[str, ...]:
    """What a sentence about these outcomes rests on: the parties' weights of the issues in which they differ."""
    outcomes = [result.found.outcome(state) for state in states]
    differing = [issue for issue in result.case.issues if len({outcome[issue] for outcome in outcomes}) > 1]
    found = []
    for party in dict.fromkeys(parties):
        told = result.case.preferences.get(party)
        if told is None:
            continue
        weights = [f"preferences.{party}.weights.{issue}" for issue in differing if issue in told.weights]
        found += weights if weights else [f"preferences.{party}"]
    return tuple(dict.fromkeys(found))[:24]
