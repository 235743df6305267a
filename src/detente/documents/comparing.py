"""Two or more coders' decisions side by side: what each says about each statement, and where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detente.documents.coding import Decisions, Entry, Value, decided

VARIABLES = ("decision", "kind", "actor", "target", "against")
"""What agreement is measured on. Past the first, only where a coder takes the entry for a statement."""
FIELDS = ("kind", "actor", "target", "condition", "against", "words")
"""What coders can differ in about an entry that both take for a statement; `words`: where it starts and ends."""
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry that was decided differently, in these fields: `decision`, or some of `FIELDS`."""

    entry: Entry
    fields: tuple[str, ...]


def codes(entries: Sequence[Entry], coders: Sequence[Decisions], variable: str) -> list[list[Value]]:
    """What each coder says about each entry, (coders, entries): None where nothing was said.

    Of `decision` it is accept (as drafted or coded anew) or reject. Of other variables the value that the coder left in force; "" stands for
    nobody.
    """
    return [[_code(entry, decisions, variable) for entry in entries] for decisions in coders]


def _code(entry: Entry, decisions: Decisions, variable: str) -> Value:
    decision = decisions.get(entry.id)
    if decision is None:
        return None
    if variable == "decision":
        return "reject" if decision.decision == "reject" else "accept"
    left = decided(entry, decision)
    if left is None:
        return None
    value: Value = getattr(left, variable)
    return "" if value is None else value


def both_decided(entries: Sequence[Entry], first: Decisions, second: Decisions) -> tuple[Entry, ...]:
    """The entries that both coders decided about."""
    return tuple(entry for entry in entries if entry.id in first and entry.id in second)


def matched_spans(entries: Sequence[Entry], first: Decisions, second: Decisions) -> tuple[list[Span], list[Span]]:
    """The spans of the entries that both take for statements, as each left them, row by row."""
    left, right = [], []
    for entry in both_decided(entries, first, second):
        one, two = decided(entry, first[entry.id]), decided(entry, second[entry.id])
        if one is not None and two is not None:
            left.append((one.at.start, one.at.end))
            right.append((two.at.start, two.at.end))
    return left, right


def marked(entries: Sequence[Entry], decisions: Decisions) -> Mapping[str, list[Span]]:
    """The spans that a coder takes for statements, by source."""
    found: dict[str, list[Span]] = {}
    for entry in entries:
        left = decided(entry, decisions[entry.id]) if entry.id in decisions else None
        if left is not None:
            found.setdefault(left.at.source, []).append((left.at.start, left.at.end))
    return found


def differences(entries: Sequence[Entry], first: Decisions, second: Decisions) -> tuple[Difference, ...]:
    """The entries that both decided about, and not alike, in the order of the queue."""
    found = []
    for entry in both_decided(entries, first, second):
        one, two = decided(entry, first[entry.id]), decided(entry, second[entry.id])
        if one is None or two is None:
            fields: tuple[str, ...] = () if one is two else ("decision",)
        else:
            fields = tuple(name for name in FIELDS if _field(one, name) != _field(two, name))
        if fields:
            found.append(Difference(entry, fields))
    return tuple(found)


def _field(entry: Entry, name: str) -> object:
    return (entry.at.start, entry.at.end) if name == "words" else getattr(entry, name)
