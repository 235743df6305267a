"""Numbers of a tree: plain, ranges, unknown, with their grounds, conditional, or taken from the check of a claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from detente.case import fields
from detente.case.model import Conditional, Number, Taken
from detente.case.scalars import parse_number, parse_range
from detente.case.shapes import Expr, Name, Num, Record, Shape, Worth
from detente.case.text import Path

if TYPE_CHECKING:
    from detente.case.walk import Walk


class Bad:
    """The mark of a value that did not fit; its problem has been noted."""


BAD = Bad()


def read_number(walk: Walk, shape: Num, tree: Any, path: Path) -> Any:
    """The number, or the conditional one, that a tree states, or BAD."""
    if isinstance(tree, Mapping):
        if shape.conditional and ("if" in tree or "then" in tree):
            return _conditional(walk, shape, tree, path)
        if shape.taken and ("from" in tree or "worth" in tree):
            return _taken(walk, shape, tree, path)
        if shape.grounds:
            return _annotated(walk, shape, tree, path)
    if not isinstance(tree, str):
        expected = "a number, a range such as 0.3..0.5" + (", or unknown" if shape.unknown else "")
        return walk.wrong(path, expected, tree)
    if tree == "unknown":
        return _unknown(walk, shape, path)
    try:
        low, high = parse_range(tree)
    except ValueError as error:
        walk.notes.error(
            path, f"{path[-1]}: {error}.", "A number may also be unknown." if shape.unknown else "Mend the number."
        )
        return BAD
    if low > high:
        low_text, _, high_text = tree.partition("..")
        what = f"The range {tree} is upside down."
        walk.notes.error(path, what, f"Write the lower end first: {high_text.strip()}..{low_text.strip()}.")
        return BAD
    return Number(low, high) if _within(walk, shape, low, high, tree, path) else BAD


def _unknown(walk: Walk, shape: Num, path: Path) -> Any:
    if not shape.unknown:
        walk.notes.error(path, f"{path[-1]} cannot be unknown.", "Write a number or a range such as 0.3..0.5.")
        return BAD
    return Number(Fraction(0), Fraction(1 if shape.what in ("value", "probability") else 100), unknown=True)


def _within(walk: Walk, shape: Num, low: Fraction, high: Fraction, tree: str, path: Path) -> bool:
    limits = {
        "probability": (0, 1),
        "value": (0, 1),
        "weight": (0, None),
        "ratio": (0, None),
        "number": (None, None),
    }
    least, most = limits[shape.what]
    if (least is not None and low < least) or (most is not None and high > most):
        ends = f"between {least} and {most}" if most is not None else f"{least} or more"
        lies = "lies" if most is not None else "must be"
        called = "probability" if shape.what == "probability" else "number"
        walk.notes.error(path, f"{path[-1]} is {tree}, but this {called} {lies} {ends}.", f"Write a number {ends}.")
        return False
    if shape.what == "ratio" and low == 0:
        walk.notes.error(path, f"{path[-1]} is {tree}, but a likelihood ratio is above 0.", "Write a number above 0.")
        return False
    if shape.what == "probability" and low == high and low in (0, 1):
        what = f"{path[-1]} is exactly {tree}: no evidence could ever change that."
        walk.notes.warning(path, what, f"If it is not certain, write {'0.99' if low else '0.01'} or a range.")
    return True


def _annotated(walk: Walk, shape: Num, tree: Mapping[str, Any], path: Path) -> Any:
    inner = Num(shape.what, shape.unknown, taken=shape.taken, grounds=False)
    known: dict[str, Shape] = {"value": inner, **fields.GROUNDS}
    got = walk.read(Record("a number with its grounds", known, ("value",)), tree, path)
    number = got.get("value") if isinstance(got, dict) else None
    if not isinstance(number, Number):
        return BAD
    if number.taken is not None:
        return replace(number, **_grounds(got))
    return Number(number.low, number.high, number.unknown, **_grounds(got))


def _taken(walk: Walk, shape: Num, tree: Mapping[str, Any], path: Path) -> Any:
    """A number that is taken from a check: the range of all that the quantity can be worth, until it is worked out."""
    known: dict[str, Shape] = {"from": Name(), "worth": Worth(shape.what)}
    what = "a number taken from a check"
    if shape.grounds:
        known |= fields.GROUNDS
    else:
        what += " (its grounds stand beside value)"
    got = walk.read(Record(what, known, ("from", "worth")), tree, path)
    if not isinstance(got, dict) or not got.get("from"):
        return BAD
    walk.taken.append((got["from"], path))
    if not got.get("worth"):
        return BAD
    worth: tuple[tuple[Fraction, Fraction], ...] = got["worth"]
    numbers = [number for _, number in worth]
    return Number(min(numbers), max(numbers), **_grounds(got), taken=Taken(got["from"], worth))


def read_worth(walk: Walk, shape: Worth, tree: Any, path: Path) -> Any:
    """What quantities are worth, as pairs by increasing quantity, or BAD."""
    if not isinstance(tree, Mapping):
        return walk.wrong(path, "a mapping such as {0: 0, 100: 0.9}", tree)
    found = []
    for key, value in tree.items():
        try:
            quantity = parse_number(str(key))
        except ValueError as error:
            walk.notes.error((*path, key), f"worth: {error}.", "Write quantities as numbers, such as {0: 0, 100: 0.9}.")
            return BAD
        if not isinstance(value, str):
            what = f"worth is {kind(value)} at {key}, where one number should stand."
            walk.notes.error((*path, key), what, "Write one number for each quantity; grounds stand beside worth.")
            return BAD
        number = read_number(walk, Num(shape.what, unknown=False), value, (*path, key))
        if not isinstance(number, Number):
            return BAD
        if number.low != number.high:
            what = f"worth is {value} at {key}: a range is no single number."
            walk.notes.error((*path, key), what, "Write one number for each quantity.")
            return BAD
        found.append((quantity, number.low))
    quantities = [quantity for quantity, _ in found]
    if len(found) < 2 or any(after <= before for before, after in pairwise(quantities)):
        what = "worth needs two quantities or more, each larger than the one before."
        walk.notes.error(path, what, "Write what the least and the greatest are worth, such as {0: 0, 100: 0.9}.")
        return BAD
    return tuple(found)


def _conditional(walk: Walk, shape: Num, tree: Mapping[str, Any], path: Path) -> Any:
    item = Num(shape.what, shape.unknown, taken=shape.taken)
    known: dict[str, Shape] = {"if": Expr("claims"), "then": item, "else": item, **fields.GROUNDS}
    got = walk.read(Record("a conditional number", known, ("if", "then", "else")), tree, path)
    if not isinstance(got, dict) or not all(key in got for key in ("if", "then", "else")):
        return BAD
    return Conditional(got["if"], got["then"], got["else"], **_grounds(got))


def _grounds(got: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "because": got.get("because"),
        "rests_on": tuple(got.get("rests_on", ())),
        "visible_to": tuple(got.get("visible_to", ())),
    }


def kind(tree: Any) -> str:
    """What stands there, in words."""
    if tree is None:
        return "empty"
    if isinstance(tree, str):
        return repr(tree if len(tree) <= 60 else tree[:57] + "…")
    return "a mapping" if isinstance(tree, Mapping) else "a list"
