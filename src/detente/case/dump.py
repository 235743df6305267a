"""A tree as fresh YAML text that a person can read: blocks outside, short things on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

WIDTH = 118

_SAFE = re.compile(r"[^\s!&*\-?|>@`%{}\[\],#:\"'].*", re.DOTALL)
_NEEDS_QUOTES = re.compile(r": |:$| #|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]|^\s|\s$|^---|^\.\.\.")
_NEEDS_QUOTES_IN_FLOW = re.compile(r"[,\[\]{}]|:(?=[\s,\[\]{}]|$)|^[?:-]")


def dump(tree: Any) -> str:
    """YAML text of a tree of dict, list, str and None; `parse` reads the same tree from it. Ends with a line end."""
    if isinstance(tree, Mapping) and tree:
        return "\n".join(mapping_lines(tree, 0, top=True)) + "\n"
    return flow(tree) + "\n"


def scalar(text: str | None, in_flow: bool = False) -> str:
    """One value on one line, in quotes where it would not be read back as it is."""
    if text is None:
        return "~" if in_flow else "null"
    if text in ("", "~", "null") or not _plain(text, in_flow):
        return _quoted(text)
    return text


def flow(tree: Any) -> str:
    """A tree on one line."""
    if isinstance(tree, Mapping):
        return "{" + ", ".join(f"{scalar_key(k, True)}: {flow(v)}" for k, v in tree.items()) + "}"
    if isinstance(tree, Sequence) and not isinstance(tree, str):
        return "[" + ", ".join(flow(v) for v in tree) + "]"
    return scalar(tree, in_flow=True)


def scalar_key(key: str, in_flow: bool = False) -> str:
    """A key, in quotes where needed."""
    return (
        _quoted(key) if key == "" or "\n" in key or key == "<<" or not _plain(key, in_flow) or len(key) > 120 else key
    )


def block(tree: Any, indent: int, room: int = 0) -> str:
    """What follows `key:` or `-` for a value whose children stand at `indent`; `room` is the column where it starts."""
    if isinstance(tree, Mapping | list) and tree and (_wants_block(tree) or len(flow(tree)) + room > WIDTH):
        lines = mapping_lines(tree, indent) if isinstance(tree, Mapping) else item_lines(tree, indent)
        return "\n" + "\n".join(lines)
    if isinstance(tree, str) and "\n" in tree:
        literal = _literal(tree, indent)
        if literal is not None:
            return " " + literal
    return " " + (flow(tree) if isinstance(tree, Mapping | list) else scalar(tree))


def _plain(text: str, in_flow: bool) -> bool:
    if not _SAFE.fullmatch(text) and not re.fullmatch(r"-[0-9][0-9.eE+-]*", text):
        return False
    return not _NEEDS_QUOTES.search(text) and not (in_flow and _NEEDS_QUOTES_IN_FLOW.search(text) and not _number(text))


def _number(text: str) -> bool:
    return re.fullmatch(r"-?[0-9][0-9.eE+-]*", text) is not None


def _quoted(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff]", lambda m: f"\\u{ord(m.group()):04x}", written)


def _literal(text: str, indent: int) -> str | None:
    """A text of several lines as a literal block, or None where that would not read back the same."""
    lines = text.split("\n")
    odd = any(
        line != line.rstrip() or re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]", line) for line in lines
    )
    if odd or not lines[0] or lines[0].startswith(" ") or text.endswith("\n\n"):
        return None
    keep = text.endswith("\n")
    body = lines[:-1] if keep else lines
    return "\n".join(["|" if keep else "|-", *(" " * indent + line if line else "" for line in body)])


def _wants_block(tree: Any) -> bool:
    """A mapping or list that holds collections of collections is easier to read as a block."""
    children = tree.values() if isinstance(tree, Mapping) else tree
    return any(_height(child) >= 2 or (isinstance(child, str) and "\n" in child) for child in children)


def _height(tree: Any) -> int:
    if isinstance(tree, Mapping):
        return 1 + max((_height(v) for v in tree.values()), default=0)
    if isinstance(tree, list | tuple):
        return 1 + max((_height(v) for v in tree), default=0)
    return 0


def mapping_lines(tree: Mapping[str, Any], indent: int, top: bool = False) -> list[str]:
    """A mapping as lines of a block; at the `top` of a file, sections are set apart."""
    lines: list[str] = []
    for key, value in tree.items():
        head = " " * indent + scalar_key(key) + ":"
        if top and lines and isinstance(value, Mapping | list) and value:
            lines.append("")
        tall = top and isinstance(value, Mapping | list) and value and _height(value) >= 2
        if tall:
            inner = mapping_lines(value, indent + 2) if isinstance(value, Mapping) else item_lines(value, indent + 2)
            lines += [head, *inner]
        else:
            lines.append(head + block(value, indent + 2, len(head) + 1))
    return lines


def item_lines(items: Sequence[Any], indent: int) -> list[str]:
    """A list as lines with dashes."""
    lines: list[str] = []
    for item in items:
        head = " " * indent + "-"
        if isinstance(item, Mapping) and item and (_wants_block(item) or len(flow(item)) + indent + 2 > WIDTH):
            inner = mapping_lines(item, indent + 2)
            lines += [head + " " + inner[0].lstrip(), *inner[1:]]
        elif isinstance(item, list) and item and (_wants_block(item) or len(flow(item)) + indent + 2 > WIDTH):
            lines += [head, *item_lines(item, indent + 2)]
        else:
            lines.append(head + block(item, indent + 2, indent + 2))
    return lines
