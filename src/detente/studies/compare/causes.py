"""What differs between two cases: what was set, what is there in one alone, which events happened, and what these changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from detente import steps
from detente.case.addresses import BY_ID
from detente.case.dump import dump
from detente.case.model import Case

WHOLE = (*BY_ID, "parties", "issues", "preferences")
"""Where a thing that is in one case alone is told as a whole."""
REMARKS = ("because", "note", "summary", "visible_to", "assessed_by")


@dataclass(frozen=True, slots=True)
class Difference:
    """What stands at an address in each case, as a file has it; None where nothing does. `event`: which event wrote it."""

    address: str
    before: str | None
    after: str | None
    event: str | None = None

    @property
    def remark(self) -> bool:
        """Is it a reason or a note, which changes no answer?"""
        return self.address.rsplit(".", 1)[-1] in REMARKS or self.address == "title"


@dataclass(frozen=True, slots=True)
class Causes:
    """How the second case differs from the first.

    `days`: at which each stands. `only_before`, `only_after`: addresses of claims, events, sources, parties and issues that one
    alone has. `set`: other addresses whose values differ in the fields as they were before any event. `happened_before`,
    `happened_after`: events on record in both that have happened in one alone. `through`: what else differs on the day, written by events.
    """

    days: tuple[str | None, str | None]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    set: tuple[Difference, ...]
    happened_before: tuple[str, ...]
    happened_after: tuple[str, ...]
    through: tuple[Difference, ...]

    @property
    def none(self) -> bool:
        """Are the two cases the same?"""
        return self.days[0] == self.days[1] and not any(
            (self.only_before, self.only_after, self.set, self.happened_before, self.happened_after, self.through)
        )


def causes(before: Case, after: Case) -> Causes:
    """What differs between two cases, each as it stands at its day (before any no deal is predicted)."""
    base = list(_differing((), _fields(before.base), _fields(after.base)))
    gone = tuple(d.address for d in base if d.after is None and _whole(d.address))
    new = tuple(d.address for d in base if d.before is None and _whole(d.address))
    changed = [d for d in base if d.address not in (*gone, *new)]
    known = {d.address for d in base}
    through = [d for d in _differing((), _fields(before.tree), _fields(after.tree)) if d.address not in known]
    both = {event.id for event in before.events} & {event.id for event in after.events}
    return Causes(
        days=(_day(before), _day(after)),
        only_before=gone,
        only_after=new,
        set=tuple(d for d in changed if not _follows(d, gone)),
        happened_before=tuple(name for name in before.applied if name in both and name not in after.applied),
        happened_after=tuple(name for name in after.applied if name in both and name not in before.applied),
        through=tuple(_by_event(d, before, after) for d in through),
    )


def _day(case: Case) -> str | None:
    return case.as_of.isoformat() if case.as_of else None


def _whole(address: str) -> bool:
    parts = address.split(".")
    return len(parts) == 2 and parts[0] in WHOLE


def _follows(difference: Difference, gone: tuple[str, ...]) -> bool:
    """Does it only drop what named a thing that is gone?"""
    names = {address.split(".", 1)[1] for address in gone}
    if not names or difference.before is None:
        return False
    left = {word for word in _words(difference.before) if word not in names}
    return difference.after is None or set(_words(difference.after)) <= left


def _words(text: str) -> list[str]:
    return "".join(char if char.isalnum() or char in "-_." else " " for char in text).split()


def _by_event(difference: Difference, before: Case, after: Case) -> Difference:
    writers = (steps.overwritten(case, difference.address) for case in (after, before))
    return Difference(difference.address, difference.before, difference.after, next((w for w in writers if w), None))


def _fields(tree: Mapping[str, Any]) -> Mapping[str, Any]:
    """The tree without its day, which is told apart."""
    return {key: value for key, value in tree.items() if key != "as_of"}


NUMBERS = {"value", "if", "from"}
GROUNDS = {"because", "rests_on"}
"""Where a number (told by a key that only numbers have) is another, its grounds speak for the old one, and are not told apart."""


def _differing(path: tuple[str, ...], old: Any, new: Any) -> Iterator[Difference]:
    if old == new:
        return
    one, other = _named(old), _named(new)
    if one is not None and other is not None and not (len(path) == 1 and path[0] == "no_deal"):
        keys = [key for key in dict.fromkeys([*one, *other]) if one.get(key) != other.get(key)]
        if NUMBERS & {*one, *other} and set(keys) - GROUNDS:
            keys = [key for key in keys if key not in GROUNDS]
        for key in keys:
            yield from _differing((*path, key), one.get(key), other.get(key))
        return
    if isinstance(old, Mapping) and isinstance(new, str) and "value" in old:
        old = old["value"]
    if isinstance(new, Mapping) and isinstance(old, str) and "value" in new:
        new = new["value"]
    if old != new:
        yield Difference(".".join(path), _written(old), _written(new))


def _named(value: Any) -> Mapping[str, Any] | None:
    """What has parts that go by name, by these: a mapping, or a list of things with ids; lists of other things by number."""
    if isinstance(value, Mapping):
        return {key: inner for key, inner in value.items() if key != "id"}
    if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        ids = [item.get("id") for item in value]
        if all(isinstance(name, str) for name in ids) and len(set(ids)) == len(ids):
            return dict(zip(ids, value, strict=True))
        return {str(number): item for number, item in enumerate(value)}
    return None


def _written(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return dump(value).strip()
