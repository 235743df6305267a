"""A tree against the shapes of its fields: what fits is turned into values, what does not is a problem."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from detente.case import expressions, fields, walk_numbers
from detente.case.model import Choice
from detente.case.notes import Notes
from detente.case.scalars import name_problem, nearest, parse_date
from detente.case.shapes import (
    Bool,
    Count,
    Day,
    Either,
    Expr,
    Free,
    Hash,
    Link,
    ListOf,
    MapOf,
    Name,
    Num,
    Partial,
    Reading,
    Record,
    Shape,
    Text,
    Who,
    Worth,
)
from detente.case.text import Path
from detente.case.walk_numbers import BAD, Bad, kind

RESERVED_ISSUES = (*fields.GROUNDS, *fields.NOTE)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as written and the last day that it can mean."""

    written: str
    last: date


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that must be defined elsewhere. An option is written `issue` and `name`."""

    of: str
    name: str
    path: Path
    issue: str = ""
    position: int | None = None


class Walk:
    """One walk through a tree; `references` are left for the names to be checked when all definitions are known, and so are the numbers
    that are `taken` from checks: the claim and the path of each."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.references: list[Reference] = []
        self.taken: list[tuple[str, Path]] = []
        self._readers: dict[type, Callable[[Any, Any, Path], Any]] = {
            Text: self._text,
            Name: self._name,
            Bool: self._bool,
            Count: self._count,
            Hash: self._hash,
            Day: self._day,
            Num: lambda shape, tree, path: walk_numbers.read_number(self, shape, tree, path),
            Expr: self._expr,
            Who: self._who,
            Partial: self._partial,
            Link: self._link,
            ListOf: self._list,
            MapOf: self._map,
            Record: self._record,
            Either: self._either,
            Reading: lambda shape, tree, path: self._record(fields.READING, tree, path),
            Free: self._free,
            Worth: lambda shape, tree, path: walk_numbers.read_worth(self, shape, tree, path),
        }

    def read(self, shape: Shape, tree: Any, path: Path) -> Any:
        """The value of a tree that should have this shape, or BAD."""
        return self._readers[type(shape)](shape, tree, path)

    # ------------------------------------------------------------ single values

    def wrong(self, path: Path, expected: str, tree: Any) -> Bad:
        """Notes that something else should stand at a path."""
        label = path[-1] if path and isinstance(path[-1], str) else "This item"
        self.notes.error(path, f"{label} should be {expected}, but is {kind(tree)}.", f"Write {expected}.")
        return BAD

    def _text(self, shape: Text, tree: Any, path: Path) -> Any:
        if not isinstance(tree, str):
            return self.wrong(path, "text", tree)
        if shape.choices and tree not in shape.choices:
            self.notes.error(path, f"{path[-1]} cannot be {tree!r}.", _choose(tree, shape.choices))
            return BAD
        return tree

    def _name(self, shape: Name, tree: Any, path: Path) -> Any:
        if not isinstance(tree, str):
            return self.wrong(path, "a name", tree)
        if shape.of in ("ground", "viewer"):
            self.references.append(Reference(shape.of, tree, path))
            return tree.removeprefix("claims.")
        problem = name_problem(tree)
        if problem:
            self.notes.error(path, *problem)
            return tree if shape.defines else BAD
        if shape.of and not shape.defines:
            self.references.append(Reference(shape.of, tree, path))
        return tree

    def _bool(self, shape: Bool, tree: Any, path: Path) -> Any:
        if tree in ("true", "false"):
            return tree == "true"
        self.notes.error(path, f"{path[-1]} should be true or false, but is {kind(tree)}.", "Write true or false.")
        return BAD

    def _count(self, shape: Count, tree: Any, path: Path) -> Any:
        if isinstance(tree, str) and re.fullmatch(r"[0-9]{1,12}", tree):
            return int(tree)
        return self.wrong(path, "a whole number", tree)

    def _hash(self, shape: Hash, tree: Any, path: Path) -> Any:
        if isinstance(tree, str) and re.fullmatch(r"[0-9a-fA-F]{64}", tree):
            return tree.lower()
        what = f"sha256 should be 64 hexadecimal digits, but is {kind(tree)}."
        self.notes.error(path, what, "Leave it out, or write the SHA-256 of the folded passage.")
        return BAD

    def _day(self, shape: Day, tree: Any, path: Path) -> Any:
        if not isinstance(tree, str):
            return self.wrong(path, "a date", tree)
        try:
            return Dated(tree, parse_date(tree))
        except ValueError as error:
            self.notes.error(path, f"The date {path[-1]}: {error}.", "Dates are year, month, day with hyphens.")
            return BAD

    def _link(self, shape: Link, tree: Any, path: Path) -> Any:
        ends = [end.strip() for end in tree.split("->")] if isinstance(tree, str) else []
        if len(ends) != 2 or not all(ends):
            return self.wrong(path, "a link such as a -> b", tree)
        self.references += [Reference("claim", end, path) for end in ends]
        return (ends[0], ends[1])

    # ------------------------------------------------------------ expressions and outcomes

    def _expr(self, shape: Expr, tree: Any, path: Path) -> Any:
        if not isinstance(tree, str):
            return self.wrong(path, "an expression such as route = south", tree)
        parse = expressions.parse_outcome if shape.over == "outcomes" else expressions.parse_claims
        found = self._parsed(parse, tree, path)
        if not isinstance(found, Bad):
            for atom in expressions.atoms(found):
                if isinstance(atom, Choice):
                    self.references.append(Reference("issue", atom.issue, path))
                    self.references += [Reference("option", option, path, atom.issue) for option in atom.options]
                else:
                    self.references.append(Reference("claim", atom.claim, path))
        return found

    def _parsed(self, parse: Callable[[str], Any], tree: str, path: Path) -> Any:
        try:
            return parse(tree)
        except expressions.ExpressionError as error:
            what = f"The expression {tree[:80]!r} cannot be read: {error}."
            remedy = "Expressions are made of issue = option, issue in (a, b), claims, not, and, or, if and brackets."
            self.notes.error(path, what, remedy, self.notes.inside(path, tree, error.position))
            return BAD

    def _who(self, shape: Who, tree: Any, path: Path) -> Any:
        if not isinstance(tree, str):
            if tree in ([], {}, None):
                self.notes.error(
                    path,
                    "by names nobody, so nobody can bring this about.",
                    "Name parties, such as by: alder and birch.",
                )
                return BAD
            return self.wrong(path, "parties joined by and, or, such as alder and birch", tree)
        found = self._parsed(expressions.parse_consents, tree, path)
        if not isinstance(found, Bad):
            self.references += [Reference("party", name, path) for name in sorted(frozenset().union(*found))]
        return found

    def _partial(self, shape: Partial, tree: Any, path: Path) -> Any:
        if tree is None:
            return {}
        if not isinstance(tree, Mapping):
            return self.wrong(path, "an outcome such as {route: south, tolls: shared}", tree)
        outcome: dict[str, str] = {}
        for issue, option in tree.items():
            here = (*path, issue)
            if issue in RESERVED_ISSUES:
                if not shape.grounds:
                    self.notes.error(
                        here, f"{issue} cannot stand in this outcome.", "Here only issues with their options can stand."
                    )
                else:
                    self.read({**fields.GROUNDS, **fields.NOTE}[issue], option, here)
            elif not isinstance(option, str):
                self.wrong(here, f"an option of {issue}", option)
            else:
                self.references += [Reference("issue", issue, here), Reference("option", option, here, issue)]
                outcome[issue] = option
        return outcome

    # ------------------------------------------------------------ collections

    def _list(self, shape: ListOf, tree: Any, path: Path) -> Any:
        if tree is None:
            return []
        if not isinstance(tree, list):
            if shape.single:
                item = self.read(shape.item, tree, path)
                return BAD if isinstance(item, Bad) else [item]
            return self.wrong(path, "a list", tree)
        found = [self.read(shape.item, item, (*path, number)) for number, item in enumerate(tree)]
        return [item for item in found if not isinstance(item, Bad)]

    def _map(self, shape: MapOf, tree: Any, path: Path) -> Any:
        if tree is None:
            return {}
        if not isinstance(tree, Mapping):
            example = (
                f"{path[-1]}: {{{tree[0]}: …}}"
                if isinstance(tree, list) and tree and isinstance(tree[0], str)
                else "{name: …}"
            )
            self.notes.error(
                path, f"{path[-1]} should be a mapping of names, but is {kind(tree)}.", f"Write {example}."
            )
            return BAD
        found: dict[Any, Any] = {}
        for key, value in tree.items():
            here = (*path, key)
            name = self.read(shape.key, key, here)
            item = self.read(shape.item, value, here)
            if not isinstance(name, Bad) and not isinstance(item, Bad):
                found[name] = item
        return found

    def _record(self, shape: Record, tree: Any, path: Path) -> Any:
        if tree is None:
            tree = {}
        if not isinstance(tree, Mapping):
            self.notes.error(
                path, f"Here {shape.what} should stand, but there is {kind(tree)}.", f"Write {{{_example(shape)}: …}}."
            )
            return BAD
        found: dict[str, Any] = {}
        for key, value in tree.items():
            inner = shape.fields.get(key)
            if inner is None:
                self._unknown_key(shape, key, (*path, key))
            elif value is not None or isinstance(inner, Num):
                item = self.read(inner, value, (*path, key))
                if not isinstance(item, Bad):
                    found[key] = item
        for key in shape.required:
            if tree.get(key) is None and not (key in tree and isinstance(shape.fields[key], Num)):
                self.notes.error(path, f"{key} is missing: {shape.what} needs it.", f"Add {key}: to it.")
        return found

    def _unknown_key(self, shape: Record, key: str, path: Path) -> None:
        head, colon, tail = key.partition(":")
        if colon and head in shape.fields:
            remedy = f"Put a space after the colon: {head}: {tail}".rstrip()
        else:
            remedy = nearest(key, shape.fields)
        self.notes.error(path, f"The key {key} is unknown: {shape.what} has none such.", remedy)

    def _either(self, shape: Either, tree: Any, path: Path) -> Any:
        inner = shape.mapping if isinstance(tree, Mapping) else shape.listing if isinstance(tree, list) else shape.text
        if inner is None:
            kinds = [("text", shape.text), ("a mapping", shape.mapping), ("a list", shape.listing)]
            return self.wrong(path, " or ".join(name for name, there in kinds if there), tree)
        return self.read(inner, tree, path)

    def _free(self, shape: Free, tree: Any, path: Path) -> Any:
        return tree if isinstance(tree, Mapping) else self.wrong(path, "a mapping", tree)


def _choose(word: str, choices: tuple[str, ...]) -> str:
    return nearest(word, choices) if len(choices) > 6 else f"Write one of {', '.join(choices)}."


def _example(shape: Record) -> str:
    return (shape.required or tuple(shape.fields))[0]
