"""A case back to text. What was not changed stays as it was written: comments, order, quotes, numbers.

An unchanged case gives the very text it was read from. A changed one gives that text with edits at the places that
changed: a new value replaces the old one where it stands, a new key or item is added after its siblings, a removed
one leaves with its line. Comments are kept except inside a value that is replaced as a whole, or inside braces that
get or lose a key. Where the text cannot be edited so (aliases, explicit `?` keys), the tree is written afresh below
the comments at the head of the file. Whatever way, the text that is given reads back as the case's tree: that is
checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from detente.case.dump import block, dump, flow, item_lines, mapping_lines, scalar, scalar_key
from detente.case.model import Case
from detente.case.text import Node, RefusedError, compose, parse


def write(case: Case) -> str:
    """The text of a case file that says what the case says.

    A case to which events have been applied is written as it stood before them, with its day: read and taken to that
    day again it is the same case.
    """
    if not case.applied:
        return rewrite(case.origin.text, case.tree)
    day = {} if case.as_of is None else {"as_of": case.as_of.isoformat()}
    return rewrite(case.origin.text, {**case.base, **day})


def rewrite(text: str, tree: Mapping[str, Any]) -> str:
    """A YAML text changed to say `tree`, with as much of it kept as can be."""
    try:
        root, notices = compose(text)
    except RefusedError:
        return dump(tree)
    if root is None or root.kind != "map" or notices:
        return dump(tree)
    if plain(root) == tree:
        return text
    editor = _Editor(text)
    try:
        editor.value(root, tree)
    except _AfreshError:
        return _head(text) + dump(tree)
    edited = editor.result()
    return edited if parse(edited, "")[0] == tree else _head(text) + dump(tree)


def plain(node: Node) -> Any:
    """The tree of a node."""
    if node.kind == "text":
        return node.value
    if node.kind == "seq":
        return [plain(item) for item in node.value]
    return {key.value: plain(value) for key, value in node.value}


def _head(text: str) -> str:
    """The comments that the file begins with."""
    found = re.match(r"(?:[ \t]*(?:#[^\n]*)?\n)*", text.lstrip("\ufeff"))
    return found.group() if found and "#" in found.group() else ""


class _AfreshError(Exception):
    """Edits cannot do it."""


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


class _Editor:
    """Collects edits of one text, each a span with what replaces it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.edits: list[_Edit] = []

    def result(self) -> str:
        """The text with all edits. Raises nothing: edits that overlap are told apart by the reading afterwards."""
        pieces: list[str] = []
        at = 0
        for edit in sorted(self.edits, key=lambda e: (e.start, e.end)):
            pieces += [self.text[at : edit.start], edit.text]
            at = max(at, edit.end)
        return "".join([*pieces, self.text[at:]])

    def value(self, node: Node, new: Any, key: Node | None = None, in_flow: bool = False) -> None:
        """Edits that make a node say `new`; `key` is its key in a block mapping."""
        if plain(node) == new:
            return
        if node.shared:
            raise _AfreshError
        inside = in_flow or node.flow
        if node.kind == "map" and node.value and isinstance(new, Mapping) and new:
            self._map_in_flow(node, new) if inside else self._map(node, new)
        elif node.kind == "seq" and node.value and isinstance(new, list) and new:
            self._list_in_flow(node, new) if inside else self._list(node, new)
        elif (
            node.kind == "text"
            and not isinstance(new, Mapping | list)
            and node.start < node.end
            and "\n" not in (new or "")
        ):
            self._put(node.start, self._end(node), scalar(new, in_flow=inside or node.flow))
        elif key is not None and not in_flow:
            colon = self.text.index(":", key.end)
            self._put(
                colon + 1, max(self._end(node), colon + 1), block(new, key.column + 1, key.column + len(key.value) + 1)
            )
        else:
            self._put(node.start, self._end(node), flow(new))

    def _put(self, start: int, end: int, text: str) -> None:
        self.edits.append(_Edit(start, end, text))

    def _end(self, node: Node) -> int:
        """Where a node's text ends, without the white space after a literal block."""
        last = node
        while not last.flow and last.kind != "text" and last.value:
            tail = last.value[-1]
            last = tail[1] if isinstance(tail, tuple) else tail
            if last.shared and last.start > last.end:
                raise _AfreshError
        written = self.text[node.start : max(node.end, last.end)]
        return node.start + len(written.rstrip())

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _next_line(self, at: int) -> int:
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found + 1

    def _add_lines(self, at: int, lines: list[str]) -> None:
        """Whole lines before the line that starts at `at`."""
        opening = "\n" if at == len(self.text) and not self.text.endswith("\n") else ""
        self._put(at, at, opening + "\n".join(lines) + "\n")

    # ------------------------------------------------------------ mappings

    def _map(self, node: Node, new: Mapping[str, Any]) -> None:
        entries: list[tuple[Node, Node]] = node.value
        kept = [number for number, (key, _) in enumerate(entries) if key.value in new]
        for number, (key, value) in enumerate(entries):
            if key.value in new:
                self.value(value, new[key.value], key)
            else:
                self._drop_entry(entries, number, kept)
        known = {key.value for key, _ in entries}
        added = {key: value for key, value in new.items() if key not in known}
        if added:
            last_key, last = entries[-1]
            end = self._next_line(max(self._end(last), last_key.end))
            self._add_lines(end, mapping_lines(added, entries[0][0].column - 1))

    def _drop_entry(self, entries: list[tuple[Node, Node]], number: int, kept: list[int]) -> None:
        key, value = entries[number]
        start = self._line_start(key.start)
        if not self.text[start : key.start].strip():
            self._put(start, self._next_line(max(self._end(value), key.end)), "")
            return
        following = next((k for k in kept if k > number), None)
        if following is None:
            raise _AfreshError
        self._put(key.start, entries[number + 1][0].start, "")

    def _map_in_flow(self, node: Node, new: Mapping[str, Any]) -> None:
        same = len(new) == len(node.value) and all(key.value in new for key, _ in node.value)
        if same and all(value.start < value.end or new[key.value] is None for key, value in node.value):
            for key, value in node.value:
                self.value(value, new[key.value], key, in_flow=True)
            return
        old = {key.value: value for key, value in node.value}
        written = ", ".join(
            f"{scalar_key(key, True)}: {self._again(old.get(key), value)}" for key, value in new.items()
        )
        self._put(node.start, node.end, "{" + written + "}")

    def _again(self, node: Node | None, new: Any) -> str:
        """The text of a value inside braces: as it was written where it is the same."""
        if node is not None and plain(node) == new and node.start < node.end:
            return self.text[node.start : node.end]
        return flow(new)

    # ------------------------------------------------------------ lists

    def _list_in_flow(self, node: Node, new: list[Any]) -> None:
        if len(new) == len(node.value):
            for item, value in zip(node.value, new, strict=True):
                self.value(item, value, in_flow=True)
            return
        old = {_known(plain(item)): item for item in node.value}
        self._put(
            node.start, node.end, "[" + ", ".join(self._again(old.get(_known(value)), value) for value in new) + "]"
        )

    def _list(self, node: Node, new: list[Any]) -> None:
        items: list[Node] = node.value
        matcher = SequenceMatcher(
            None, [_known(plain(item)) for item in items], [_known(value) for value in new], autojunk=False
        )
        for what, a, b, c, d in matcher.get_opcodes():
            shared = b - a if what == "equal" or (what == "replace" and b - a == d - c) else 0
            for step in range(shared):
                self.value(items[a + step], new[c + step])
            if shared:
                continue
            for item in items[a:b]:
                self._put(self._line_start(self._dash(item)), self._next_line(max(self._end(item), item.start)), "")
            if d > c:
                column = self._dash(items[0]) - self._line_start(self._dash(items[0]))
                before = items[max(b - 1, 0)]
                at = (
                    self._next_line(max(self._end(before), before.start)) if b else self._line_start(self._dash(before))
                )
                self._add_lines(at, item_lines(new[c:d], column))

    def _dash(self, item: Node) -> int:
        """Where the dash of an item stands, if nothing but it stands before the item on its line."""
        start = self._line_start(item.start)
        found = re.fullmatch(r"(\s*)-\s+", self.text[start : item.start])
        if not found:
            raise _AfreshError
        return start + len(found[1])


def _known(tree: Any) -> str:
    """What makes an item of a list the same item: its id, or else all that it says."""
    if isinstance(tree, Mapping) and isinstance(tree.get("id"), str):
        return f"id {tree['id']}"
    return json.dumps(tree, sort_keys=True, ensure_ascii=False)
