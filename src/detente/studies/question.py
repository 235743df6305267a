"""What a study asks of each of its cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from detente import steps
from detente.case.credence import ImpossibleEvidence
from detente.case.model import Case
from detente.result import Result, Unanswerable


@dataclass(frozen=True, slots=True)
class Question:
    """An analysis with its parameters. `predicts`: where the case asks for it, no deal is predicted before it is asked. `facts`: what geometry settles
    of claims is added as claims.

    `function` is a module's own function, so that a question can be sent to other processes.
    """

    name: str
    function: Callable[..., Result]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    predicts: bool = True
    facts: bool = False


def answer(function: Callable[..., Result], case: Case, parameters: Mapping[str, Any]) -> Result:
    """What an analysis says of a case. Raises what it raises, and Unanswerable where a party holds for impossible what was reported."""
    try:
        return function(case, **parameters)
    except ImpossibleEvidence as error:
        raise Unanswerable(str(error)) from None


def ask(question: Question, case: Case) -> Result:
    """The answer of a case after its steps. Raises what the analysis raises: Unanswerable, WrongUse, CaseError."""
    case = steps.established(case, question.facts)
    ready = steps.predicted(case) if question.predicts else case
    return answer(question.function, ready, question.parameters)
