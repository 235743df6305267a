"""What a thing of the file is called: `claims.harbour-silts`, `preferences.alder.weights.route`, `rules.0`.

An address is a path with dots. Claims, events and sources, which the file keeps in lists, go by their `id`; other
lists by number, from 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.case.scalars import nearest
from detente.case.text import Path

BY_ID = ("sources", "claims", "events")


class AddressError(ValueError):
    """An address that the case does not have. The text says how far it went and what is there."""


def address(tree: Any, path: Path) -> str:
    """The address of a path of the tree."""
    parts: list[str] = []
    here = tree
    for step, key in enumerate(path):
        here = _child(here, key)
        named = here.get("id") if step == 1 and path[0] in BY_ID and isinstance(here, Mapping) else None
        parts.append(named if isinstance(named, str) else str(key))
    return ".".join(parts)


def resolve(tree: Any, text: str) -> Path:
    """The path of an address. Raises `AddressError`, with the nearest that there is."""
    path: list[str | int] = []
    here = tree
    for word in _words(text):
        key = _step(here, word, tuple(path))
        path.append(key)
        here = _child(here, key)
    return tuple(path)


def get(tree: Any, text: str) -> Any:
    """What stands at an address. Raises `AddressError`."""
    return at(tree, resolve(tree, text))


def at(tree: Any, path: Path) -> Any:
    """What stands at a path; None where nothing does."""
    here = tree
    for key in path:
        here = _child(here, key)
    return here


def set_in(tree: Any, text: str, value: Any) -> Any:
    """A tree that has `value` at the address; the rest is shared with `tree`. The last word may be new in a mapping,
    as may mappings on the way below the second word (`status_quo.route`, `preferences.alder.weights.route`). Raises
    `AddressError`."""
    words = _words(text)
    path: list[str | int] = []
    here = tree
    for number, word in enumerate(words):
        last = number == len(words) - 1
        if (here is None and path) or (isinstance(here, Mapping) and word not in here and (last or len(path) >= 2)):
            path.append(word)
            here = None
            continue
        key = _step(here, word, tuple(path))
        path.append(key)
        here = _child(here, key)
    return _replaced(tree, tuple(path), value)


def remove(tree: Any, text: str) -> Any:
    """A tree without what stands at the address. Raises `AddressError`."""
    path = resolve(tree, text)
    return _removed(tree, path)


_SINGLE = ({"if", "then"}, {"from", "worth"})
"""What makes a mapping one number: a conditional one, one that is taken from a check."""


def single(changes: Mapping[str, Any]) -> bool:
    """Is this one number, with its grounds, conditional or taken from a check, which replaces what stood there whole?"""
    return "value" in changes or any(pair <= changes.keys() for pair in _SINGLE)


def merge(tree: Any, changes: Any) -> Any:
    """`changes` merged into a tree by key: mappings merge, lists and single values replace, null deletes.

    A mapping merged into a list of things with ids (claims, sources) goes by these ids; new ones come last. A number
    with its grounds, or a conditional one, is a single value: it replaces what stood there whole.
    """
    if not isinstance(changes, Mapping) or single(changes):
        return changes
    if isinstance(tree, list) and tree and all(isinstance(item, Mapping) and "id" in item for item in tree):
        named = {str(item["id"]): item for item in tree}
        new = {name: {"id": name} for name, value in changes.items() if name not in named and value is not None}
        return list(merge({**named, **new}, changes).values())
    merged = dict(tree) if isinstance(tree, Mapping) else {}
    for key, value in changes.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), value)
    return merged


def _words(text: str) -> list[str]:
    words = text.strip().split(".")
    if not all(words):
        raise AddressError(
            f"{text!r} is no address. Write words with dots between them, such as preferences.alder.weights.route."
        )
    return words


def _child(here: Any, key: str | int) -> Any:
    if isinstance(here, Mapping):
        return here.get(key)
    if isinstance(here, list | tuple) and isinstance(key, int) and 0 <= key < len(here):
        return here[key]
    return None


def _step(here: Any, word: str, path: Path) -> str | int:
    where = ".".join(str(part) for part in path) or "the case"
    if isinstance(here, Mapping):
        if word in here:
            return word
        raise AddressError(f"{where} has no {word}. {nearest(word, here, where)}")
    if isinstance(here, list | tuple):
        ids = [item.get("id") for item in here if isinstance(item, Mapping)]
        if word in ids:
            return next(n for n, item in enumerate(here) if isinstance(item, Mapping) and item.get("id") == word)
        if word.isdecimal() and len(word) < 9 and int(word) < len(here):
            return int(word)
        known = [i for i in ids if isinstance(i, str)]
        hint = (
            nearest(word, known, where)
            if known
            else f"Write a number from 0 to {len(here) - 1}."
            if here
            else "It is empty."
        )
        raise AddressError(f"{where} has no {word}. {hint}")
    raise AddressError(f"{where} is a single value; nothing called {word} is inside it.")


def _replaced(here: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    head, rest = path[0], path[1:]
    inner = _replaced(_child(here, head), rest, value)
    if isinstance(here, list | tuple):
        return [inner if number == head else item for number, item in enumerate(here)]
    return {**(here or {}), head: inner}


def _removed(here: Any, path: Path) -> Any:
    head, rest = path[0], path[1:]
    if isinstance(here, list | tuple):
        if rest:
            return [_removed(item, rest) if number == head else item for number, item in enumerate(here)]
        return [item for number, item in enumerate(here) if number != head]
    if rest:
        return {key: _removed(value, rest) if key == head else value for key, value in here.items()}
    return {key: value for key, value in here.items() if key != head}
