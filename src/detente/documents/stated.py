"""Statements found in a document, for a person to accept, reject or code anew. Nothing here is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

StatementKind = Literal[
    "position", "threat", "offer", "promise", "demand", "acceptance", "rejection", "withdrawal", "argument"
]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, or part of one, at `text[start:end]`, that may say what a party wants, threatens, offers, ….

    `kind`: an *argument* is an item of a numbered list that the lead-in gives to a party. `actor` and `target`: keys of the alias
    table or names as written (who does it; to whom), None where none was seen. `condition`: the words of its if-part. `trigger`: the words that
    made it a candidate (shown, so that a person can judge). `says`: who says so, outermost first (the author is not named): the chain of
    attribution. `against`: the sentence denies or refuses. `label`: the number of a list item. `citations`: indices into the audit of
    the same document.
    """

    kind: StatementKind
    start: int
    end: int
    trigger: str
    actor: str | None = None
    target: str | None = None
    condition: str | None = None
    says: tuple[str, ...] = ()
    against: bool = False
    label: str = ""
    citations: tuple[int, ...] = ()
