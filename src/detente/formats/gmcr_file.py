"""What a file of gmcr-py says, checked for shape: decision makers, options, conditions.

Two dialects of JSON are read. The older one has `useManualPreferenceVectors` and `preferenceVector`; the newer one
`useManualPreferenceRanking`, `preferenceRanking`, `coalitions` and a version, the newest of them `payoffs` and
`misperceptions` too. Older files still are pickled Python: these are refused unread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

from detente.formats.common import MOST_OPTIONS, FormatError, only, unlike

Condition = tuple[tuple[int, bool], ...]
"""Options (by their place in the file) that are taken or not."""
Statement = tuple[Condition, ...]
"""Holds where one of its conditions does."""
_FROZEN = {"both": (), "fwd": ("yes",), "back": ("no",)}


@dataclass(frozen=True, slots=True)
class Option:
    """What can be done or not, and which of its answers cannot be left again."""

    name: str
    irreversible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Maker:
    """A decision maker: which options it controls, what it prefers (`statements`, or else `ranking`)."""

    name: str
    options: tuple[int, ...]
    statements: tuple[Statement, ...]
    ranking: Any
    payoffs: Any
    misperceives: bool


@dataclass(frozen=True, slots=True)
class Model:
    """A file, checked. `manual`: rankings by hand count, not statements. `lost`: what a case cannot say, in sentences."""

    file: str
    title: str
    options: tuple[Option, ...]
    makers: tuple[Maker, ...]
    infeasible: tuple[Condition, ...]
    manual: bool
    lost: tuple[str, ...]


def is_model(content: Any) -> bool:
    """Whether a JSON file is a conflict model of gmcr-py."""
    return isinstance(content, Mapping) and "decisionMakers" in content and "options" in content


def refuse_binary(path: Path) -> NoReturn:
    """Say why a `.gmcr` file that is no JSON is not read. Raises FormatError always."""
    raise FormatError(
        path.name,
        "This is no JSON; old versions of gmcr-py saved Python pickles, which can run any program when they are opened, "
        "so they are never read here.",
        "Save the model again with a newer gmcr-py, which writes JSON.",
    )


def model(content: Mapping[str, Any], path: Path) -> Model:
    """What a file says, checked for shape. Raises FormatError."""
    file = path.name
    options = tuple(_option(given, n, file) for n, given in enumerate(_list(content, "options", file)))
    if not 0 < len(options) <= MOST_OPTIONS:
        raise FormatError(file, f"The model has {len(options)} options.", f"From 1 to {MOST_OPTIONS} can be read.")
    makers = tuple(
        _maker(given, n, len(options), file) for n, given in enumerate(_list(content, "decisionMakers", file))
    )
    if not makers:
        raise FormatError(file, "The model has no decision makers.", "Add those who decide, with their options.")
    unlike([maker.name for maker in makers], file, "Decision maker")
    infeasible: list[Condition] = []
    for number, given in enumerate(_list(content, "infeasibles", file, required=False)):
        what = f"Infeasible condition {number + 1}"
        infeasible += _statement(given, len(options), file, what)
        if not all(infeasible):
            raise FormatError(file, f"{what} names no option, so it excludes every state.", "Remove it.")
    manual = only(content, ("useManualPreferenceRanking", "useManualPreferenceVectors"))
    if manual is not None and not isinstance(manual, bool):
        raise FormatError(file, "useManualPreferenceRanking is neither true nor false.", "Write true or false.")
    return Model(
        file, path.stem, options, makers, tuple(infeasible), manual is True, tuple(_lost(content, makers, options))
    )


def _option(given: Any, number: int, file: str) -> Option:
    name = given.get("name") if isinstance(given, Mapping) else None
    if not isinstance(name, str) or not name.strip():
        raise FormatError(
            file, f"Option {number + 1} has no name.", 'Write {"name": "…", "permittedDirection": "both"}.'
        )
    direction = given.get("permittedDirection")
    if not isinstance(direction, str) or direction not in _FROZEN:
        what = f'Option "{name}" has the permittedDirection {shown(direction)}.'
        raise FormatError(file, what, "It is fwd (can only be taken), back (can only be given up) or both.")
    return Option(name.strip(), _FROZEN[direction])


def _maker(given: Any, number: int, options: int, file: str) -> Maker:
    name = given.get("name") if isinstance(given, Mapping) else None
    if not isinstance(name, str) or not name.strip():
        raise FormatError(file, f"Decision maker {number + 1} has no name.", 'Write {"name": "…", "options": […]}.')
    own = tuple(_index(each, options, file, f"The options of {name}") for each in _list(given, "options", file))
    if len(set(own)) < len(own):
        raise FormatError(file, f"The options of {name} name one twice.", "Name each once.")
    statements = []
    for place, each in enumerate(_list(given, "preferences", file, required=False)):
        statements.append(_statement(each, options, file, f"Preference {place + 1} of {name}"))
    ranking = only(given, ("preferenceRanking", "preferenceVector"))
    wrong = given.get("misperceptions")
    return Maker(name.strip(), own, tuple(statements), ranking, given.get("payoffs"), bool(wrong))


def _statement(given: Any, options: int, file: str, what: str) -> Statement:
    if isinstance(given, Mapping):
        members = given.get("members")
        if not isinstance(members, list):
            raise FormatError(file, f"{what} is compound, but has no list of members.", 'Write {"members": […]}.')
        return tuple(_condition(member, options, file, what) for member in members)
    return (_condition(given, options, file, what),)


def _condition(given: Any, options: int, file: str, what: str) -> Condition:
    if not isinstance(given, list):
        raise FormatError(file, f"{what} is no list of options.", 'Write [[0, "Y"], [2, "N"]].')
    found: dict[int, bool] = {}
    for pair in given:
        if not isinstance(pair, list) or len(pair) != 2 or pair[1] not in ("Y", "N"):
            raise FormatError(file, f"{what} holds {shown(pair)}.", 'An option and "Y" or "N" belong there: [0, "Y"].')
        index = _index(pair[0], options, file, what)
        if index in found:
            raise FormatError(file, f"{what} names option {index} twice.", "Name each option once.")
        found[index] = pair[1] == "Y"
    return tuple(found.items())


def _lost(content: Mapping[str, Any], makers: Sequence[Maker], options: Sequence[Option]) -> list[str]:
    """What the file says and a case does not, or that a reader would not expect."""
    said = []
    given = content.get("coalitions")
    for group in given if isinstance(given, list) else ():
        names = [makers[int(m)].name for m in group if whole(m) and m < len(makers)] if isinstance(group, list) else []
        if len(names) > 1:
            said.append(
                f"The file joins {' and '.join(names)} in a coalition that moves as one; that is left out: ask about the group instead."
            )
    for maker in makers:
        if maker.misperceives:
            said.append(f"The file says which states {maker.name} does not perceive; that is left out.")
    owned = {index for maker in makers for index in maker.options}
    for index, option in enumerate(options):
        if index not in owned:
            said.append(f'No decision maker has the option "{option.name}", so nobody can change it.')
    return said


# ---------------------------------------------------------------- shapes


def _list(given: Mapping[str, Any], key: str, file: str, required: bool = True) -> list[Any]:
    value = given.get(key)
    if value is None and not required:
        return []
    if not isinstance(value, list):
        raise FormatError(file, f'"{key}" is missing or no list.', f'Give "{key}": […].')
    return value


def whole(value: Any) -> bool:
    """Whether a value of the file is a whole number from 0 up."""
    return isinstance(value, Fraction) and value.denominator == 1 and value >= 0


def _index(value: Any, options: int, file: str, what: str) -> int:
    if not whole(value) or value >= options:
        raise FormatError(file, f"{what} names option {shown(value)}.", f"Options go by number, 0 to {options - 1}.")
    return int(value)


def shown(value: Any) -> str:
    """A value of the file in a message."""
    if isinstance(value, Fraction):
        return str(value)[:20]
    if isinstance(value, str):
        return f'"{value[:20]}"'
    return {list: "a list", dict: "an object", bool: "true or false"}.get(type(value), "nothing")
