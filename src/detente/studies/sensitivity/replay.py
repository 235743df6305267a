"""Turns tried out: the case with the number set just before and just after, asked again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

from detente import steps
from detente.case.model import Case, CaseError
from detente.case.numbers import midpoints
from detente.result import Scope, Unanswerable, WrongUse
from detente.studies.sensitivity.examined import Asked, Examined, Flip, Turn
from detente.studies.sensitivity.inputs import Input

NEAR = Fraction(1, 10**6)
"""How far beside a turn it is tried, as a share of what the number may be."""
DIGITS = 12
MOST = 24
"""So many turns of each finding, the nearest, are tried and told."""


class Replay:
    """A case with its numbers set anew, one at a time. The outcomes of no deal stay as they are."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.middles = midpoints(case)
        self._answers: dict[tuple[str, str, str], bool | None] = {}

    def at(self, one: Input, value: Fraction) -> tuple[Case, bool]:
        """The case with one number set, and whether the stated order of the weights had to go for that.

        A weight that `unknown` or `order` ties to others is set together with these, which stay at their middles.
        """
        values = {self._place(one.address): written(value)}
        if one.tied:
            stem = one.address.rsplit(".", 1)[0] + "."
            others = [a for a in self.middles if a.startswith(stem) and a != one.address]
            values |= {self._place(address): written(self.middles[address]) for address in others}
        try:
            return self._set(values), False
        except (CaseError, WrongUse):
            party = one.address.split(".")[1]
            if not (one.tied and self.case.preferences[party].order):
                raise
            return self._set({**values, self._place(f"preferences.{party}.order"): "[]"}), True

    def _place(self, address: str) -> str:
        """Where a number is set: in the event that wrote it last, where one did."""
        writer = steps.overwritten(self.case, address)
        return address if writer is None else f"events.{writer}.changes.{address}"

    def _set(self, values: Mapping[str, str]) -> Case:
        return replace(steps.set_values(self.case, values), no_deal=self.case.no_deal)

    def flip(self, asked: Asked, turn: Turn, one: Input) -> Flip | None:
        """The turn with what was tried, None where the finding does not turn there."""
        step = (one.most - one.least) * NEAR * (1 if turn.above else -1)
        before, after = turn.at - step, min(max(turn.at + step, one.least), one.most)
        if (before - one.middle) * step < 0:
            before = one.middle
        answers = [self._answer(asked, one, value) for value in (before, after)]
        if answers[0] is None or answers[1] is None or answers[0][0] != asked.holds or answers[1][0] == asked.holds:
            return None
        inside = one.ranged and one.inside(turn.at)
        return Flip(turn, before, after, inside, one.distance(turn.at), answers[1][1])

    def _answer(self, asked: Asked, one: Input, value: Fraction) -> tuple[bool, bool] | None:
        try:
            case, loose = self.at(one, value)
            return asked.ask(case), loose
        except (CaseError, WrongUse, Unanswerable, ValueError):
            return None


def written(value: Fraction) -> str:
    """A number as a file may write it: exactly, or to twelve digits after the point where it has more than fit."""
    exact = f"{value.numerator}/{value.denominator}" if value.denominator > 1 else str(value.numerator)
    if len(exact) <= 40:
        return exact
    with localcontext() as context:
        context.prec = 50
        whole = Decimal(value.numerator) / Decimal(value.denominator)
        return format(whole.quantize(Decimal(1).scaleb(-DIGITS), rounding=ROUND_HALF_EVEN), "f")


def examine(
    replay: Replay, asked: Asked, found: Sequence[Turn], inputs: Mapping[str, Input], scope: Callable[[bool], Scope]
) -> Examined:
    """A finding with those of its turns that replay, the nearest first: those inside a range, then by distance."""

    def far(turn: Turn) -> tuple[bool, float, str]:
        one = inputs[turn.address]
        return not (one.ranged and one.inside(turn.at)), one.distance(turn.at), turn.address

    tried = sorted(found, key=far)[:MOST]
    made = [replay.flip(asked, turn, inputs[turn.address]) for turn in tried]
    flips = tuple(flip for flip in made if flip is not None)
    within = any(flip.inside for flip in flips)
    return Examined(asked, flips, len(found), sum(flip is None for flip in made), scope(within))
