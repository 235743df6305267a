"""What the blocks of an Argdown file say: headings, statements and arguments with their relations, premises and conclusions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

from detente.formats.argdown_scan import DATA, MORE, Line, Scanned
from detente.formats.common import FormatError, folded

Sort = Literal["statement", "argument"]
Relation = Literal["support", "attack", "contradiction", "undercut"]

_SYMBOL = re.compile(r"(\+>|->|<\+|<-|><|_>|<_|\+|-(?!-)|_(?=\s|$))[ \t]*")
_KINDS: dict[str, tuple[Relation, bool]] = {
    "+": ("support", True),
    "<+": ("support", True),
    "+>": ("support", False),
    "-": ("attack", True),
    "<-": ("attack", True),
    "->": ("attack", False),
    "><": ("contradiction", False),
    "_": ("undercut", True),
    "<_": ("undercut", True),
    "_>": ("undercut", False),
}
"""Each symbol's relation, and whether it goes from what is written behind the symbol to what stands above."""

_NUMBERED = re.compile(r"\((\d+)\)[ \t]*")
_ITEM = re.compile(r"(?:\d+\.|\*)[ \t]+")
_DATA = re.compile(f"{DATA}[{MORE}\\s]*")
_TITLED = re.compile(r"\[([^\]]{1,300})\](:?)(?!\()|<([^>]{1,300})>(:?)")
_INLINE = re.compile(
    r"\\(?P<escaped>.)|\[(?P<link>[^\]]{1,300})\]\((?P<url>[^)]{1,2000})\)|@\[(?P<said>.{1,300}?)\]|@<(?P<argued>.{1,300}?)>"
    r"|#(?:\((?P<words>[^)]{1,300})\)|(?P<tag>[\w-]+))|(?P<marks>\*+|_+)"
)


@dataclass(frozen=True, slots=True)
class Member:
    """A statement or an argument where it is written. `text` is None for a mere reference; `title` None for one without."""

    sort: Sort
    title: str | None
    text: str | None
    at: tuple[int, int]
    tags: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    data: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """An inference of a premise-conclusion structure: its rules and data."""

    rules: str
    data: tuple[Mapping[str, Any], ...]
    at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation, from `source` to `target`; a step can only be undercut."""

    kind: Relation
    source: Member
    target: Member | Step
    at: tuple[int, int]


@dataclass(slots=True)
class Structure:
    """A premise-conclusion structure, of the argument `of` where one stands before it."""

    of: Member | None
    entries: list[Member | Step] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    """The number of each entry as written, 0 for a step."""


@dataclass(slots=True)
class Outline:
    """Everything in a file, in its order. `sections`: which headings each member stands under."""

    members: list[tuple[Member, tuple[str, ...]]] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    structures: list[Structure] = field(default_factory=list)


def outline(found: Scanned, file: str) -> Outline:
    """Read the blocks of a file. Raises FormatError with line and column."""
    return _Parser(file, iter(found.data)).read(found.blocks)


class _Parser:
    """Goes through the blocks, with the data that are still to come and the headings that are open."""

    def __init__(self, file: str, data: Iterator[Mapping[str, Any]]) -> None:
        self.file, self.data = file, data
        self.made = Outline()
        self.headings: list[tuple[int, str]] = []
        self.last: Member | None = None

    def read(self, blocks: Sequence[Sequence[Line]]) -> Outline:
        for block in blocks:
            first = block[0]
            if first.indent == 0 and re.match(r"#+ ", first.text):
                self._heading(block)
                self.last = None
            elif _NUMBERED.match(first.text):
                self._structure(block)
                self.last = None
            else:
                self.last = self._tree(block, _ITEM if _ITEM.match(first.text) else None)
        return self.made

    def _heading(self, block: Sequence[Line]) -> None:
        level = len(block[0].text) - len(block[0].text.lstrip("#"))
        words = " ".join(line.text for line in block)[level:]
        text, _, _ = inline(self._take(words)[0])
        self.headings = [(other, title) for other, title in self.headings if other < level]
        self.headings.append((level, text))

    def _tree(self, block: Sequence[Line], item: re.Pattern[str] | None) -> Member:
        """A statement or an argument with the relations below it, or a list of such; the last of them."""
        pieces = list(_pieces(block, lambda text: _SYMBOL.match(text) or (item.match(text) if item else None)))
        stack: list[tuple[int, Member | Step]] = []
        root: Member | None = None
        for lines in pieces:
            symbol = _SYMBOL.match(lines[0].text)
            if symbol is None:
                cut = item.match(lines[0].text) if item else None
                root = self._member(lines, cut.end() if cut else 0)
                stack = [(lines[0].indent, root)]
            else:
                self._relation(lines, symbol, stack)
        assert root is not None
        return root

    def _relation(self, lines: Sequence[Line], symbol: re.Match[str], stack: list[tuple[int, Member | Step]]) -> None:
        line = lines[0]
        while stack and stack[-1][0] >= line.indent:
            stack.pop()
        if not stack:
            what = f"The relation {symbol.group(1)} has nothing above it that it belongs to."
            remedy = "Indent it below a statement or an argument, with no empty line between."
            raise FormatError(self.file, what, remedy, line.at)
        above = stack[-1][1]
        member = self._member(lines, symbol.end())
        kind, inward = _KINDS[symbol.group(1)]
        if isinstance(above, Step):
            if kind != "undercut" or not inward:
                raise FormatError(self.file, "An inference can only be undercut.", "Write _ or <_ here.", line.at)
            self.made.ties.append(Tie(kind, member, above, line.at))
        elif inward:
            self.made.ties.append(Tie(kind, member, above, line.at))
        else:
            self.made.ties.append(Tie(kind, above, member, line.at))
        stack.append((line.indent, member))

    # ------------------------------------------------------------ premises and conclusions

    def _structure(self, block: Sequence[Line]) -> None:
        owner = self.last if self.last is not None and self.last.sort == "argument" else None
        made = Structure(owner)
        stack: list[tuple[int, Member | Step]] = []
        rest = list(_pieces(block, lambda text: _NUMBERED.match(text) or text.startswith("--") or _SYMBOL.match(text)))
        while rest:
            lines = rest.pop(0)
            number = _NUMBERED.match(lines[0].text)
            if number:
                member = self._member(lines, number.end())
                made.entries.append(member)
                made.numbers.append(int(number.group(1)[:9]))
                stack = [(lines[0].indent, member)]
            elif lines[0].text.startswith("--"):
                step = self._step(lines, rest)
                made.entries.append(step)
                made.numbers.append(0)
                stack = [(lines[0].indent, step)]
            else:
                symbol = _SYMBOL.match(lines[0].text)
                assert symbol is not None
                self._relation(lines, symbol, stack)
        self._well_formed(made, block[0].at)
        self.made.structures.append(made)

    def _step(self, lines: Sequence[Line], rest: list[list[Line]]) -> Step:
        """An inference: a line of four hyphens or more, or its rules between two lines that begin with two."""
        first = lines[0]
        words = [first.text.lstrip("-"), *(line.text for line in lines[1:])]
        if first.text.strip("- \t") == "" and len(first.text.strip()) >= 4 and len(lines) == 1:
            return Step("", (), first.at)
        while not words[-1].rstrip().endswith("--"):
            if not rest or _NUMBERED.match(rest[0][0].text):
                if first.text.strip("- \t") == "" and len(lines) == 1:
                    return Step("", (), first.at)
                raise FormatError(
                    self.file, "The inference is not closed.", "End its rules with a line of --.", first.at
                )
            following = rest.pop(0)
            words += [line.text for line in following]
        text, data = self._take(" ".join(words))
        return Step(" ".join(text.rstrip().rstrip("-").split()), data, first.at)

    def _well_formed(self, made: Structure, at: tuple[int, int]) -> None:
        entries = made.entries
        ok = len(entries) >= 3 and isinstance(entries[-2], Step) and isinstance(entries[-1], Member)
        for before, after in pairwise(entries):
            ok = ok and not (isinstance(before, Step) and isinstance(after, Step))
        if not ok or isinstance(entries[0], Step):
            what = "Premises and conclusions want an inference before the conclusion that stands last."
            raise FormatError(self.file, what, "Write (1) premise, a line of ----, and (2) conclusion.", at)

    # ------------------------------------------------------------ one member

    def _take(self, text: str) -> tuple[str, tuple[Mapping[str, Any], ...]]:
        """The text without its data, and the data."""
        data = tuple(next(self.data) for _ in range(text.count(DATA)))
        return _DATA.sub(" ", text), data

    def _member(self, lines: Sequence[Line], cut: int) -> Member:
        at = (lines[0].number, lines[0].indent + cut + 1)
        raw, data = self._take("\n".join((lines[0].text[cut:], *(line.text for line in lines[1:]))))
        raw = raw.strip()
        titled = _TITLED.match(raw)
        sort: Sort = "statement"
        title, body, defined = None, raw, True
        if titled:
            statement = titled.group(1) is not None
            sort = "statement" if statement else "argument"
            title = folded(titled.group(1) if statement else titled.group(3))
            defined = bool(titled.group(2) if statement else titled.group(4))
            body = raw[titled.end() :]
        text, tags, urls = inline(body)
        if title is not None and not defined and text:
            mark = f"[{title}]" if sort == "statement" else f"<{title}>"
            raise FormatError(self.file, f"Behind the title {mark} stands text.", f"Write {mark}: with a colon.", at)
        if title is None and not text:
            raise FormatError(self.file, "Here a statement is missing.", "Write a text, [Title] or <Title>.", at)
        member = Member(sort, title, text if text and defined else None, at, tags, urls, data)
        self.made.members.append((member, tuple(words for _, words in self.headings)))
        return member


def _pieces(block: Sequence[Line], begins: Callable[[str], object]) -> Iterator[list[Line]]:
    """The lines of a block in groups, each from a line that begins something to the next."""
    piece: list[Line] = []
    for line in block:
        if piece and begins(line.text):
            yield piece
            piece = []
        piece.append(line)
    yield piece


def inline(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """(plain text, tags, addresses of links) of a statement's text: without emphasis, with mentions by their titles."""
    tags: list[str] = []
    urls: list[str] = []

    def plain(found: re.Match[str]) -> str:
        if (escaped := found["escaped"]) is not None:
            return escaped
        if found["link"] is not None:
            urls.append(found["url"])
            return found["link"]
        if (mentioned := found["said"] or found["argued"]) is not None:
            return mentioned
        if (tag := found["words"] or found["tag"]) is not None:
            tags.append(folded(tag))
            return ""
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        inside = (before.isalnum() and after.isalnum()) or (not before.strip() and not after.strip())
        return found["marks"] if inside else ""

    return " ".join(_INLINE.sub(plain, text).split()), tuple(tags), tuple(urls)
