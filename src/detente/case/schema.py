"""The JSON Schema of case files, for editors that complete and check while one writes. Made from the table of fields.

It is more lenient than reading: it says what may stand where, not whether names are defined or numbers make sense. It
is written for files as editors load them, in which unquoted numbers and `true` are no text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from detente.case import fields
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

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_NUMBER = r"^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,2})?$|^[-+]?[0-9]+/[0-9]+$"
_RANGE = r"^[-+]?[0-9.eE+/-]+\.\.[-+]?[0-9.eE+/-]+$"

Json = dict[str, Any]


def schema() -> Json:
    """JSON Schema (draft 2020-12) of a case file."""
    records = {
        "source": fields.SOURCE,
        "party": fields.PARTY,
        "issue": fields.ISSUE,
        "option": fields.OPTION,
        "rule": fields.RULE,
        "preferences": fields.PREFERENCES,
        "reading": fields.READING,
        "claim": fields.CLAIM,
        "event": fields.EVENT,
        "evidence": fields.EVIDENCE,
        "threat": fields.THREAT,
        "place": fields.PLACE,
        "attack": fields.ATTACK,
        "check": fields.CHECK,
    }
    known = {id(record): name for name, record in records.items()}
    made = _Made(known)
    return {
        "$schema": DRAFT,
        "$id": "https://detente.example/case.schema.json",
        "title": "Détente case file",
        **made.record(fields.CASE),
        "$defs": {
            **{name: made.record(record) for name, record in records.items()},
            "name": {"type": "string", "pattern": "^[a-z][a-z0-9_-]*$"},
            "grounds": {"type": "object", "properties": {k: made.of(v) for k, v in fields.GROUNDS.items()}},
            "number": _number(False),
            "number-or-unknown": _number(True),
            "expression": {"type": "string", "minLength": 1},
            "outcome": {"type": ["object", "null"], "additionalProperties": {"$ref": "#/$defs/name"}},
        },
    }


def _number(unknown: bool) -> Json:
    """A number, or a range as text."""
    choices: list[Json] = [
        {"type": "number"},
        {"type": "string", "pattern": _NUMBER},
        {"type": "string", "pattern": _RANGE},
    ]
    return {"anyOf": [*choices, {"const": "unknown"}] if unknown else choices}


class _Made:
    """Schemas of shapes; records that have a name are referred to."""

    def __init__(self, known: Mapping[int, str]) -> None:
        self.known = known
        self.makers: dict[type, Callable[[Any], Json]] = {
            Text: self._text,
            Name: lambda s: {"type": "string"} if s.of in ("viewer", "ground") else {"$ref": "#/$defs/name"},
            Bool: lambda s: {"type": "boolean"},
            Count: lambda s: {"type": "integer", "minimum": 0},
            Hash: lambda s: {"type": "string", "pattern": "^[0-9a-fA-F]{64}$"},
            Day: lambda s: {"type": ["string", "integer"], "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"},
            Num: self._num,
            Expr: lambda s: {"$ref": "#/$defs/expression"},
            Who: lambda s: {"type": "string", "minLength": 1, "description": "Parties joined by and, or, brackets."},
            Partial: self._partial,
            Link: lambda s: {"type": "string", "pattern": "->"},
            ListOf: self._list,
            MapOf: self._map,
            Record: lambda s: {"$ref": f"#/$defs/{self.known[id(s)]}"} if id(s) in self.known else self.record(s),
            Either: self._either,
            Reading: lambda s: {"$ref": "#/$defs/reading"},
            Worth: lambda s: {"type": "object", "minProperties": 2, "additionalProperties": {"$ref": "#/$defs/number"}},
            Free: lambda s: {"type": "object"},
        }

    def of(self, shape: Shape) -> Json:
        """The schema of a shape."""
        return self.makers[type(shape)](shape)

    def record(self, shape: Record) -> Json:
        """The schema of a record: its fields and no others; a field without a value counts as absent."""
        properties = {key: _or_null(self.of(inner), inner) for key, inner in shape.fields.items()}
        made: Json = {"type": "object", "properties": properties, "additionalProperties": False}
        if shape.required:
            made["required"] = list(shape.required)
        return made

    def _text(self, shape: Text) -> Json:
        return {"enum": list(shape.choices)} if shape.choices else {"type": ["string", "number", "boolean"]}

    def _num(self, shape: Num) -> Json:
        plain = {"$ref": f"#/$defs/number{'-or-unknown' if shape.unknown else ''}"}
        grounds = {key: self.of(inner) for key, inner in fields.GROUNDS.items()}
        bare = {"from": {"$ref": "#/$defs/name"}, "worth": self.of(Worth(shape.what))}
        closed = {"required": list(bare), "additionalProperties": False}
        taken = {"type": "object", "properties": {**bare, **grounds}, **closed}
        inner_taken = {"type": "object", "properties": bare, **closed}
        annotated = {
            "type": "object",
            "properties": {"value": {"anyOf": [plain, inner_taken]} if shape.taken else plain, **grounds},
            "required": ["value"],
            "additionalProperties": False,
        }
        choices: list[Json] = [plain, annotated, *([taken] if shape.taken else ())]
        if shape.conditional:
            inner = {"anyOf": list(choices)}
            conditional = {
                "type": "object",
                "properties": {"if": {"$ref": "#/$defs/expression"}, "then": inner, "else": inner, **grounds},
                "required": ["if", "then", "else"],
                "additionalProperties": False,
            }
            choices.append(conditional)
        return {"anyOf": choices}

    def _partial(self, shape: Partial) -> Json:
        if not shape.grounds:
            return {"$ref": "#/$defs/outcome"}
        stated = {key: self.of(inner) for key, inner in {**fields.GROUNDS, **fields.NOTE}.items()}
        return {"type": "object", "properties": stated, "additionalProperties": {"$ref": "#/$defs/name"}}

    def _list(self, shape: ListOf) -> Json:
        item = self.of(shape.item)
        several = {"type": "array", "items": item}
        return {"anyOf": [item, several]} if shape.single else several

    def _map(self, shape: MapOf) -> Json:
        made: Json = {"type": "object", "additionalProperties": _or_null(self.of(shape.item), shape.item)}
        if isinstance(shape.key, Name):
            made["propertyNames"] = {"$ref": "#/$defs/name"}
        return made

    def _either(self, shape: Either) -> Json:
        return {"anyOf": [self.of(inner) for inner in (shape.text, shape.mapping, shape.listing) if inner is not None]}


def _or_null(made: Json, shape: Shape) -> Json:
    return made if isinstance(shape, Num) else {"anyOf": [made, {"type": "null"}]}
