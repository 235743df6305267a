"""What a study asks of each of its cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from detente import steps
from detente.case.model import Case
from detente.result import Result


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


def ask(question: Question, case: Case) -> Result:
    """The answer of a case after its steps. Raises what the analysis raises: Unanswerable, WrongUse, CaseError."""
    case = steps.established(case, question.facts)
    ready = steps.predicted(case) if question.predicts else case
    return question.function(ready, **question.parameters)
