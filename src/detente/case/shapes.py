"""What a field may hold. Reading and the JSON Schema go by one table of these (`fields.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Of = Literal["party", "issue", "claim", "source", "event", "viewer", "reading", "ground", ""]


@dataclass(frozen=True, slots=True)
class Text:
    """Any text; one of `choices` where there are some."""

    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A name: it refers to a thing of kind `of`; with `defines`, it is the name of a new one."""

    of: Of = ""
    defines: bool = False


@dataclass(frozen=True, slots=True)
class Bool:
    """`true` or `false`."""


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number from 0."""


@dataclass(frozen=True, slots=True)
class Hash:
    """A SHA-256 in 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date: 2007-02-14, 2007-02 or 2007."""


@dataclass(frozen=True, slots=True)
class Num:
    """A number or a range within `low..high`, or `unknown`; plain or with `because`, `rests_on`, `visible_to`; with `taken`, also one that is
    taken from the check of a claim. Without `grounds` nothing stands beside it: what is itself the `value` of a number with its grounds."""

    what: Literal["number", "probability", "value", "weight", "ratio"] = "number"
    unknown: bool = True
    conditional: bool = False
    taken: bool = False
    grounds: bool = True


@dataclass(frozen=True, slots=True)
class Worth:
    """What quantities are worth: numbers of a kind by increasing quantities."""

    what: Literal["number", "probability", "value", "weight", "ratio"] = "number"


@dataclass(frozen=True, slots=True)
class Expr:
    """An expression over outcomes or over claims."""

    over: Literal["outcomes", "claims"] = "outcomes"


@dataclass(frozen=True, slots=True)
class Who:
    """Whose consent it takes: parties with `and`, `or`, brackets."""


@dataclass(frozen=True, slots=True)
class Partial:
    """A partial outcome: options by issue; with `grounds`, also `because`, `rests_on`, `visible_to`, `note`."""

    grounds: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """The link between two claims: `a -> b`."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list; with `single`, one item may stand without brackets."""

    item: Shape
    single: bool = False


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping from names (or from who it takes) to things of one shape."""

    key: Name | Who
    item: Shape


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with these fields and no others."""

    what: str
    fields: Mapping[str, Shape] = field(hash=False)
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """One of several shapes, told apart by whether text, a mapping or a list is written."""

    text: Shape | None = None
    mapping: Shape | None = None
    listing: Shape | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Part of a party's preferences, as a rival assessment, or another party, sees them."""


@dataclass(frozen=True, slots=True)
class Free:
    """Any mapping; its meaning is checked elsewhere."""


Shape = (
    Text
    | Name
    | Bool
    | Count
    | Hash
    | Day
    | Num
    | Expr
    | Who
    | Partial
    | Link
    | ListOf
    | MapOf
    | Record
    | Either
    | Reading
    | Worth
    | Free
)
