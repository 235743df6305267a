"""YAML as a tree of text: every scalar stays what was written, and every path has its line and column.

The parser is ruamel.yaml (its C parser where the wheel `ruamel.yaml.clib` is installed, the same events without it).
What YAML allows beyond a plain tree is refused in a sentence: tags, several documents, keys that are not text,
duplicate keys, trees that are too deep or that grow when aliases are expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from detente.case.dump import dump
from detente.case.model import Mark, Problem
from detente.case.syntax import remedy_for

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_NODES", "Node", "Path", "compose", "dump", "parse"]

MAX_BYTES = 20_000_000
MAX_DEPTH = 40
MAX_NODES = 200_000
MAX_ASKED_TWICE = 1_000_000
MAX_PIECES = 100

Path = tuple[str | int, ...]
Marks = dict[Path, Mark]

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NULLS = ("", "~", "null")


class Node:
    """A value of the file with its span: `value` is text or None, a list of nodes, or a list of (key, value) nodes.

    `start` and `end` count code points of the text; `size` and `height` are those of the tree with aliases expanded.
    """

    __slots__ = ("column", "end", "flow", "height", "kind", "line", "quoted", "shared", "size", "start", "value")

    def __init__(self, kind: str, value: Any, event: Any, shift: int) -> None:
        mark = event.start_mark
        self.kind = kind
        self.value = value
        self.line: int = mark.line + 1
        self.column: int = mark.column + 1 + (shift if mark.line == 0 else 0)
        self.start: int = mark.index + shift
        self.end: int = event.end_mark.index + shift
        self.flow = bool(getattr(event, "flow_style", False))
        self.shared = bool(event.anchor)
        self.quoted = bool(getattr(event, "style", None))
        self.size = 1
        self.height = 1

    @property
    def mark(self) -> Mark:
        """Where it starts."""
        return Mark(self.line, self.column)


@dataclass
class RefusedError(Exception):
    """The text cannot be read any further."""

    mark: Mark | None
    what: str
    remedy: str


@dataclass(frozen=True)
class Notice:
    """Something that is wrong although reading can go on."""

    mark: Mark
    what: str
    remedy: str


def parse(text: str, name: str) -> tuple[Any, Marks, tuple[Problem, ...]]:
    """The tree of a YAML text, the marks of its paths, and what is wrong with it as YAML.

    The tree is made of dict, list, str and None (`~`, `null` and nothing at all). `marks[path]` is where a key or a
    list item starts, `marks[(*path, -1)]` where a key's value starts. After an error that stops reading the tree is
    None.
    """
    try:
        root, notices = compose(text)
    except RefusedError as refused:
        return None, {}, (Problem("error", name, refused.mark, "", refused.what, refused.remedy),)
    marks: Marks = {}
    tree = None if root is None else _tree(root, (), marks)
    return tree, marks, tuple(Problem("error", name, n.mark, "", n.what, n.remedy) for n in notices)


def compose(text: str) -> tuple[Node | None, list[Notice]]:
    """The nodes of a YAML text (None for an empty one), aliases shared, with what is wrong. Raises `RefusedError`."""
    if len(text) > MAX_BYTES:
        raise RefusedError(None, f"The text has {len(text):,} characters.", f"A case may have {MAX_BYTES:,} at most.")
    shift = 1 if text.startswith("\ufeff") else 0
    body = text[shift:]
    odd = _UNPRINTABLE.search(body)
    if odd:
        line = body.count("\n", 0, odd.start()) + 1
        column = odd.start() - body.rfind("\n", 0, odd.start())
        raise RefusedError(
            Mark(line, column),
            f"Here stands a character that no text file should hold (U+{ord(odd.group()):04X}).",
            "Remove it; a case is plain text in UTF-8.",
        )
    try:
        return _Composer(shift).run(_events(body))
    except YAMLError as error:
        return _decided_by_pure(body, shift, error)


def _events(text: str, pure: bool = False) -> Iterator[Any]:
    return YAML(typ="safe", pure=pure).parse(text)  # type: ignore[no-any-return]


def _decided_by_pure(text: str, shift: int, error: YAMLError) -> tuple[Node | None, list[Notice]]:
    """The Python parser decides what the C parser refuses, so that both installations read and say the same.

    It is slow, so of a text of megabytes that is no YAML the first answer stands.
    """
    if len(text) > MAX_ASKED_TWICE:
        raise _refusal(error, text) from None
    try:
        return _Composer(shift).run(_events(text, pure=True))
    except YAMLError as plain:
        raise _refusal(plain, text) from error


def _refusal(error: YAMLError, text: str) -> RefusedError:
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return RefusedError(None, "This is not YAML.", "Check indentation, brackets and quotation marks.")
    mark = Mark(error.problem_mark.line + 1, error.problem_mark.column + 1)
    begun = error.context_mark
    opened = Mark(begun.line + 1, begun.column + 1) if begun is not None else None
    context = str(error.context or "")
    what, remedy = remedy_for(str(error.problem or ""), context, mark, opened.line if opened else None, text)
    unclosed = opened is not None and ("flow" in context or "quoted" in context) and "tab" not in what
    return RefusedError(opened if unclosed else mark, what, remedy)


class _Open:
    """A collection that is being read, with the key that waits for its value."""

    __slots__ = ("anchor", "key", "node", "seen", "twice")

    def __init__(self, node: Node, anchor: str | None) -> None:
        self.node = node
        self.anchor = anchor
        self.key: Node | None = None
        self.twice = False
        self.seen: dict[str, Node] = {}


class _Composer:
    """Events to nodes without recursion, within the bounds."""

    def __init__(self, shift: int) -> None:
        self.shift = shift
        self.notices: list[Notice] = []
        self.anchors: dict[str, Node] = {}
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.total = 0
        self.documents = 0

    def run(self, events: Iterator[Any]) -> tuple[Node | None, list[Notice]]:
        """The root of the events' tree, and what is wrong with it."""
        for event in events:
            kind = type(event).__name__
            if kind == "ScalarEvent":
                self._scalar(event)
            elif kind in ("MappingStartEvent", "SequenceStartEvent"):
                self._start(event, "map" if kind == "MappingStartEvent" else "seq")
            elif kind in ("MappingEndEvent", "SequenceEndEvent"):
                self._end(event)
            elif kind == "AliasEvent":
                self._alias(event)
            elif kind == "DocumentStartEvent":
                self.documents += 1
                if self.documents > 1:
                    self._note(event, "A second document starts here (`---`).", "Keep one case to a file.")
                    break
        return self.root, self.notices

    def _note(self, event: Any, what: str, remedy: str) -> None:
        self.notices.append(Notice(self._mark(event), what, remedy))

    def _mark(self, event: Any) -> Mark:
        mark = event.start_mark
        return Mark(mark.line + 1, mark.column + 1 + (self.shift if mark.line == 0 else 0))

    def _tagged(self, event: Any) -> None:
        tag = getattr(event, "tag", None)
        if tag:
            self._note(
                event,
                f"Tags (here {str(tag)[:40]}) are not part of a case.",
                "Remove the tag; all values are read as text.",
            )

    def _count(self, event: Any, size: int) -> None:
        self.total += size
        if self.total > MAX_NODES:
            raise RefusedError(
                self._mark(event),
                f"The file has more than {MAX_NODES:,} values, counting each alias in full.",
                "Write aliases out, or split the case.",
            )

    def _deep(self, event: Any, height: int) -> None:
        if len(self.stack) + height > MAX_DEPTH:
            raise RefusedError(
                self._mark(event),
                f"Brackets or indents go deeper than {MAX_DEPTH} levels here.",
                "A case needs about ten: look for a bracket that is not closed.",
            )

    def _scalar(self, event: Any) -> None:
        self._tagged(event)
        plain = not event.style
        value = None if plain and event.value in _NULLS else event.value
        node = Node("text", value, event, self.shift)
        self._count(event, 1)
        if event.anchor:
            self.anchors[str(event.anchor)] = node
        self._place(node, event, event.value)

    def _start(self, event: Any, kind: str) -> None:
        self._tagged(event)
        self._deep(event, 1)
        self._count(event, 1)
        parent = self.stack[-1] if self.stack else None
        if parent and parent.node.kind == "map" and parent.key is None:
            raise RefusedError(
                self._mark(event),
                "A key must be text; here it is a list or a mapping.",
                "Write the key as one word, or put quotes around a text that starts with a bracket.",
            )
        anchor = str(event.anchor) if event.anchor else None
        if anchor is not None:
            self.anchors.pop(anchor, None)
        self.stack.append(_Open(Node(kind, [], event, self.shift), anchor))

    def _end(self, event: Any) -> None:
        opened = self.stack.pop()
        node = opened.node
        if node.flow:
            node.end = event.end_mark.index + self.shift
            _mend_commas(node, self.notices)
        elif node.value:
            last = node.value[-1]
            node.end = max(node.start, (last[1] if isinstance(last, tuple) else last).end)
        else:
            node.end = node.start
        if opened.anchor is not None:
            self.anchors[opened.anchor] = node
        self._place(node, event, None)

    def _alias(self, event: Any) -> None:
        name = str(event.anchor)
        target = self.anchors.get(name)
        if target is None:
            raise RefusedError(
                self._mark(event),
                f"The alias *{name} stands for nothing above it, or for a value that holds the alias itself.",
                "Put quotes around a text that starts with a star, or write the value out.",
            )
        self._deep(event, target.height - 1)
        self._count(event, target.size)
        copy = Node(target.kind, target.value, event, self.shift)
        copy.shared, copy.size, copy.height, copy.flow = True, target.size, target.height, True
        self._place(copy, event, target.value if target.kind == "text" else None)

    def _place(self, node: Node, event: Any, written: str | None) -> None:
        if not self.stack:
            self.root = node
            return
        opened = self.stack[-1]
        parent = opened.node
        if parent.kind == "seq":
            parent.value.append(node)
        elif opened.key is None:
            self._key(opened, node, event, written)
        else:
            if not opened.twice:
                parent.value.append((opened.key, node))
            opened.key = None
        parent.size += node.size
        parent.height = max(parent.height, node.height + 1)

    def _key(self, opened: _Open, node: Node, event: Any, written: str | None) -> None:
        if node.kind != "text":
            raise RefusedError(
                self._mark(event), "A key must be text; here it is a list or a mapping.", "Write it as one word."
            )
        node.value = written or ""
        first = opened.seen.setdefault(node.value, node)
        opened.key = node
        opened.twice = first is not node
        if opened.twice:
            self._note(
                event,
                f"The key {node.value} stands here a second time; the first is at {first.line}:{first.column}.",
                "Keep one of the two.",
            )
        elif node.value == "<<":
            self._note(event, "Merge keys (<<) are not part of a case.", "Write the keys out.")


def _open_brackets(node: Node | None) -> int:
    if node is None or node.kind != "text" or node.quoted or node.shared or not node.value:
        return 0
    return int(node.value.count("(") - node.value.count(")"))


def _mend_commas(node: Node, notices: list[Notice]) -> None:
    """An unquoted expression with a comma in it was cut at the comma: say so, and put it together again."""
    entries: list[Any] = node.value
    kept: list[Any] = []
    at = 0
    while at < len(entries):
        entry = entries[at]
        kept.append(entry)
        at += 1
        last = entry[1] if isinstance(entry, tuple) else entry
        count = _pieces(last, entries[at : at + MAX_PIECES])
        if not count:
            continue
        pieces = [piece[0] if isinstance(piece, tuple) else piece for piece in entries[at : at + count]]
        last.value = ", ".join([last.value, *(piece.value for piece in pieces)])
        last.end = pieces[-1].end
        at += count
        what = f"The expression {last.value} has a comma, and YAML cuts there inside {{…}} and […]."
        notices.append(Notice(last.mark, what, f'Put it in quotes: "{last.value}".'))
    entries[:] = kept


def _pieces(first: Node, following: list[Any]) -> int:
    """How many of the entries after it close the brackets that a text leaves open; 0 where none do, or none is open."""
    balance = _open_brackets(first)
    if balance <= 0:
        return 0
    for count, entry in enumerate(following, 1):
        head, tail = entry if isinstance(entry, tuple) else (entry, None)
        if head.kind != "text" or head.quoted or head.value is None or (tail is not None and tail.value is not None):
            return 0
        balance += _open_brackets(head)
        if balance <= 0:
            return count
    return 0


def _tree(node: Node, path: Path, marks: Marks) -> Any:
    if node.kind == "text":
        return node.value
    if node.kind == "seq":
        items = []
        for number, item in enumerate(node.value):
            here = (*path, number)
            marks[here] = Mark(item.line, item.column)
            items.append(_tree(item, here, marks))
        return items
    found: dict[str, Any] = {}
    for key, value in node.value:
        here = (*path, key.value)
        marks[here] = Mark(key.line, key.column)
        marks[(*here, -1)] = Mark(value.line, value.column)
        found[key.value] = _tree(value, here, marks)
    return found
