"""What an analysis returns: findings to read aloud, views to look at, and the record that keeps them.

Every analysis answers with a `Result`. Whatever shows it (terminal, page, report, notebook) sees nothing else, so an
analysis added tomorrow is shown everywhere today.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["finding", "caveat"]
Scope = Literal["throughout", "depends", "never", "unknown"]
Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence that a minister's aide could read out, with what it rests on.

    `rests_on` holds addresses in the case (`claims.harbour-silts`). `scope` says how it fares inside the team's ranges:
    *throughout* (proved for all of them), *never* (its negation proved), *depends* (both were seen) or *unknown* (held in
    all, or in none, of the draws). `share` is the share of draws in which it held, None where nothing was drawn.
    """

    text: str
    kind: Kind = "finding"
    rests_on: tuple[str, ...] = ()
    scope: Scope = "throughout"
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `format` is `text`, `number` (two decimals), `integer`, `percent` (a share 0..1) or `gain` (signed)."""

    name: str
    title: str
    format: Literal["text", "number", "integer", "percent", "gain"] = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that a person, a screen reader and a spreadsheet can read. `rows` hold one cell per column."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with its table twin. `spec` is a Vega-Lite specification without data: its data are the rows of `table`,
    as objects keyed by column name. `description` says in words what the picture shows (its alternative text)."""

    name: str
    title: str
    description: str
    spec: Mapping[str, Any]
    table: Table


View = Table | Chart


class Unanswerable(ValueError):
    """The case gives less than an analysis needs: the message names what, for whom, and how to give it."""


class WrongUse(ValueError):
    """A parameter that does not fit the case: the message names it and what would fit."""


class Result(ABC):
    """The answer to one question. Subclasses are frozen dataclasses with typed fields."""

    @abstractmethod
    def findings(self) -> tuple[Finding, ...]:
        """Sentences, most important first."""

    @abstractmethod
    def views(self) -> tuple[View, ...]:
        """The same, to look at."""

    @abstractmethod
    def data(self) -> dict[str, Any]:
        """The same, as plain data for other programs: what JSON shows under `result`."""


@dataclass(frozen=True, slots=True)
class CaseStamp:
    """Which case a record speaks of: its title, the digest of what was analysed (after all steps), and its day."""

    title: str
    digest: str
    as_of: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """One analysis of one case, with all that is needed to make it again."""

    analysis: str
    parameters: Mapping[str, Any]
    case: CaseStamp
    version: str
    result: Result
    notices: tuple[str, ...] = field(default=())
    grounds: Mapping[str, str] = field(default_factory=dict)
    """What each address that a finding rests on holds, in one line: a number and its reason, a claim and its place."""


Listener = Callable[[str, int, int], None]
_workers: ContextVar[int] = ContextVar("workers", default=1)
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def tell(what: str, done: int, total: int) -> None:
    """Say how far a long piece of work is (`done` of `total`), to whoever listens; to nobody otherwise."""
    listener = _listener.get()
    if listener is not None:
        listener(what, done, total)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """While this lasts, `listener(what, done, total)` hears what long work tells."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def workers() -> int:
    """How many processes long work may use: one, unless whoever asked allows more (`sharing`)."""
    return _workers.get()


@contextmanager
def sharing(processes: int) -> Iterator[None]:
    """While this lasts, long work may use so many processes. They are spawned, so that a program that allows more than
    one must keep its own start behind `if __name__ == "__main__":`. The answers do not depend on it."""
    token = _workers.set(max(1, processes))
    try:
        yield
    finally:
        _workers.reset(token)
