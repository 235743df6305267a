"""What moved in the plain data of two answers, leaf by leaf: whatever analysis they are of.

Entries of a list are matched by what identifies them (an event, a claim, a party, an outcome), never by their place.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

What = Literal["changed", "new", "gone"]

IDENTIFYING = (
    "id",
    "event",
    "claim",
    "outcome",
    "address",
    "party",
    "name",
    "source",
    "removed",
    "issue",
    "base",
    "to",
    "by",
    "against",
    "signatories",
    "outcomes",
    "concept",
    "finding",
    "date",
    "kind",
    "from",
)
"""Fields that say which entry of a list this is, the most telling first; as many of them count as it takes to tell the entries apart."""
SENTENCE = 60
"""A text longer than this, or one that ends like a sentence, is for reading and no leaf: sentences are compared as findings."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A step of a path into a list: `key` identifies the entry, as text or JSON; it is made of these `fields` (none: the whole entry), whose
    values are `shown`."""

    key: str
    fields: tuple[str, ...] = field(compare=False)
    shown: tuple[Any, ...] = field(compare=False)


Step = str | Entry


@dataclass(frozen=True, slots=True)
class Change:
    """One leaf that differs. An entry of a list that is only in one answer is *new* or *gone*, whole."""

    path: tuple[Step, ...]
    before: Any
    after: Any
    what: What = "changed"

    @property
    def address(self) -> str:
        """The path as text: `frontier[{…}].utilities.alder`."""
        words = ""
        for step in self.path:
            words += f"[{step.key}]" if isinstance(step, Entry) else f".{step}" if words else step
        return words

    @property
    def entry(self) -> tuple[Step, ...]:
        """The path as far as the last entry of a list on it; empty where none is."""
        last = max((place for place, step in enumerate(self.path) if isinstance(step, Entry)), default=-1)
        return self.path[: last + 1]

    @property
    def group(self) -> tuple[str, ...]:
        """The path without saying which entries."""
        return tuple("[]" if isinstance(step, Entry) else step for step in self.path)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """All leaves of plain data that differ, in the order in which they stand; floats equal to 12 digits are the same."""
    return tuple(_moved((), _plain(before), _plain(after)))


def _plain(value: Any) -> Any:
    """With text keys and lists alone, as JSON has it; a number of NumPy's as Python's."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, str | bool | int | float) or value is None:
        return value
    if isinstance(value, Sequence):
        return [_plain(inner) for inner in value]
    return _plain(value.tolist()) if hasattr(value, "tolist") else float(value)


def _moved(path: tuple[Step, ...], old: Any, new: Any) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from _moved((*path, key), old.get(key), new.get(key))
    elif path and ((old is None and _compound(new)) or (new is None and _compound(old))):
        yield Change(path, old, new, "new" if old is None else "gone")
    elif isinstance(old, list) and isinstance(new, list) and not (_numeric(old) and _numeric(new)):
        yield from _moved_list(path, old, new)
    elif not _same(old, new) and not (_told(old) or _told(new)):
        yield Change(path, old, new)


def _compound(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and not _numeric(value))


def _numeric(value: list[Any]) -> bool:
    """A list of numbers (a range, a row) is one leaf."""
    return bool(value) and all(isinstance(item, int | float) and not isinstance(item, bool) for item in value)


def _told(value: Any) -> bool:
    return isinstance(value, str) and " " in value and (len(value) > SENTENCE or value.rstrip("”\"'")[-1:] in ".?!")


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_same, old, new))
    numbers = all(isinstance(side, int | float) and not isinstance(side, bool) for side in (old, new))
    if numbers and (isinstance(old, float) or isinstance(new, float)):
        return math.isclose(old, new, rel_tol=1e-12, abs_tol=1e-12) or (math.isnan(old) and math.isnan(new))
    return bool(old == new) and isinstance(old, bool) is isinstance(new, bool)


def _moved_list(path: tuple[Step, ...], old: list[Any], new: list[Any]) -> Iterator[Change]:
    fields = _identifying(old, new)
    olds, news = _named(old, fields), _named(new, fields)
    for entry in dict.fromkeys([*olds, *news]):
        if entry not in news:
            if not _told(olds[entry]):
                yield Change((*path, entry), olds[entry], None, "gone")
        elif entry not in olds:
            if not _told(news[entry]):
                yield Change((*path, entry), None, news[entry], "new")
        else:
            yield from _moved((*path, entry), olds[entry], news[entry])


def _identifying(old: list[Any], new: list[Any]) -> tuple[str, ...]:
    """The fields that tell the entries of both lists apart; none where entries are no objects, or nothing tells them apart."""
    entries = [*old, *new]
    if not entries or not all(isinstance(entry, dict) for entry in entries):
        return ()
    there = [name for name in IDENTIFYING if all(name in entry for entry in entries)]
    for count in range(1, len(there) + 1):
        fields = tuple(there[:count])
        if all(_apart(side, fields) for side in (old, new)):
            return fields
    return tuple(there)


def _apart(side: list[Any], fields: tuple[str, ...]) -> bool:
    return len({_key(entry, fields) for entry in side}) == len(side)


def _key(entry: Any, fields: tuple[str, ...]) -> str:
    picked = {name: entry[name] for name in fields} if fields else entry
    only = next(iter(picked.values())) if len(fields) == 1 else picked
    return only if isinstance(only, str) else json.dumps(only, ensure_ascii=False, sort_keys=True, default=str)


def _named(side: list[Any], fields: tuple[str, ...]) -> dict[Entry, Any]:
    """Entries by what identifies them; where several are alike in that, by which of them it is."""
    found: dict[Entry, Any] = {}
    seen: Counter[str] = Counter()
    for entry in side:
        key = _key(entry, fields)
        seen[key] += 1
        shown = tuple(entry[name] for name in fields) if fields else (entry,)
        numbered = key if seen[key] == 1 else f"{key} ({seen[key]})"
        found[Entry(numbered, fields, shown)] = entry
    return found


# ---------------------------------------------------------------- which of them matter


AT_FIRST = ("zone.empty", "zone.outcomes")
"""What a reader asks about first, wherever an answer has it."""
BESIDE = ("low", "high", "bounds", "draws", "n")
"""What only says how surely a number beside it is known."""
MOST_ALIKE, MOST_OF_ONE = 2, 3


def telling(moved: Sequence[Change], most: int) -> tuple[Change, ...]:
    """The changes that matter most, at most `most`: those near the root of the answer before those deep in it, words and counts before
    fractions, large ones before small; no more than two of one sort, three of one field and, as long as there are others, one of an
    entry of a list, so that one field does not fill the list."""
    alike: Counter[tuple[str, ...]] = Counter()
    within: Counter[str] = Counter()
    entries: set[tuple[Step, ...]] = set()
    chosen: list[Change] = []
    ranked = sorted((change for change in moved if weight(change) > 0), key=weight, reverse=True)
    for one_of_each in (True, False):
        for change in ranked:
            full = alike[change.group] >= MOST_ALIKE or within[change.group[0]] >= MOST_OF_ONE or len(chosen) >= most
            if full or change in chosen or (one_of_each and change.entry in entries):
                continue
            alike[change.group] += 1
            within[change.group[0]] += 1
            entries |= {change.entry} if change.entry else set()
            chosen.append(change)
    return tuple(sorted(chosen, key=weight, reverse=True))


def weight(change: Change) -> float:
    """How much a change matters to a reader, from its place, kind and size."""
    depth = sum(2 if isinstance(step, Entry) else 1 for step in change.path)
    first = 10.0 if change.address in AT_FIRST else 0.0
    return first + _kind(change) * _size(change.before, change.after) / depth


def _kind(change: Change) -> float:
    if change.path[-1] in BESIDE:
        return 0.2
    whole = all(isinstance(side, int | None) for side in (change.before, change.after))
    return 0.35 if change.what != "changed" else 1.0 if whole or isinstance(change.after, str) else 0.6


def _size(old: Any, new: Any) -> float:
    """0 to 1: how far apart two values are, two shares as they are and other numbers as part of the larger; 1 for whatever are not both numbers."""
    if isinstance(old, list) and isinstance(new, list) and _numeric(old) and _numeric(new) and len(old) == len(new):
        return max(map(_size, old, new), default=0.0)
    if not all(isinstance(side, int | float) and not isinstance(side, bool) for side in (old, new)):
        return 1.0
    if isinstance(old, float) and isinstance(new, float) and min(old, new) >= 0 and max(old, new) <= 1:
        return abs(new - old)
    largest = max(abs(old), abs(new))
    return min(1.0, abs(new - old) / largest) if largest else 0.0
