"""The blocks of a web page in order: walked once, with what speaks for or against each being part of the article."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from detente.documents.document import PassageKind

_DROPPED = frozenset(("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "head", "button", "select", "textarea"))  # fmt: skip
_BLOCKS: dict[str, PassageKind] = {"p": "paragraph", "li": "item", "tr": "table", "dt": "paragraph", "dd": "paragraph", "pre": "paragraph", "figcaption": "paragraph", "address": "paragraph"}  # fmt: skip
_CONTAINERS = frozenset(("div", "section", "article", "main", "body", "ul", "ol", "dl", "table", "tbody", "thead", "tfoot", "nav", "header", "footer", "aside", "form", "html", "figure", "td", "th", "center", "hgroup", "details", "fieldset", "blockquote", "menu"))  # fmt: skip
_AROUND = frozenset(("nav", "footer", "aside", "form", "menu"))
_ROLES = frozenset(("navigation", "complementary", "contentinfo", "search", "menu"))
_CALLED = re.compile(
    r"(?:(?:site|page|main|top|left|right|global|primary|secondary|post|entry|article)[_-]?)?"
    r"(?:nav|navbar|navigation|menu|sidebar|footer|related|share|sharing|social|breadcrumbs?|cookies?|comments?|adverts?|ads?|banner|promo|"
    r"pagination|skip|toc)(?:[_-]?(?:bar|menu|list|box|links?|wrapper|container|content|area|section|widget|items?|posts|articles|icons|buttons))?",
    re.I,
)
_EDITING = frozenset(("mw-editsection", "noprint", "sr-only", "visually-hidden", "screen-reader-text"))
_WHITE = re.compile(r"\s+")
_BACK = frozenset("^↑↩↵")
LAYOUT_WORDS = 60
"""A cell of more words that holds blocks or broken lines is layout, as old pages have it, and no table."""


@dataclass(eq=False)
class Block:
    """A block of the page: its words, and what speaks for its being navigation.

    `around`: inside what the page calls navigation; `linked`: characters within links to other pages; `ids`: names that links may lead to;
    `calls`: links within the page (start, end, name of the target); `joined`: an item of a list, one line apart from the next."""

    kind: PassageKind
    words: str = ""
    label: str = ""
    level: int = 0
    around: bool = False
    linked: int = 0
    ids: list[str] = field(default_factory=list)
    calls: list[tuple[int, int, str]] = field(default_factory=list)
    joined: bool = False
    bare: int = 0
    parts: list[str] = field(default_factory=list)
    size: int = 0

    def links(self) -> bool:
        """Whether it is little but links to other pages."""
        return self.linked > 0.6 * max(len(self.words), 1)

    def add(self, words: str) -> None:
        """Take up text: white space becomes one space, soft hyphens go."""
        plain = _WHITE.sub(" ", words.replace("\u00ad", "").replace("\u200b", ""))
        if not self.size or self.parts[-1].endswith(" "):
            plain = plain.lstrip()
        if plain:
            self.parts.append(plain)
            self.size += len(plain)

    def waits(self) -> bool:
        """Whether it is an item of which no more than the label is there yet."""
        return self.joined and self.size == self.bare


def blocks_of(root: Any) -> list[Block]:
    """The blocks of a page that hold words, in order."""
    walk = _Walk(len(root.text_content()))
    walk.inside(root, Block("paragraph"))
    for block in walk.found:
        block.words = "".join(block.parts)
    return [block for block in walk.found if block.words.strip() and not block.waits()]


class _Walk:
    """One walk: it keeps the blocks found, how deep it is inside navigation, and inside quotations."""

    def __init__(self, size: int) -> None:
        self.found: list[Block] = []
        self.size, self.around, self.quoted = size, 0, 0

    def inside(self, element: Any, block: Block) -> Block:
        """Take up an element's text and children; returns the block that text after it goes on with."""
        block = self._text(element.text, block)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _DROPPED and not _hidden(child):
                block = self._child(child, block)
            block = self._text(child.tail, block)
        return block

    def _last(self, block: Block) -> bool:
        return bool(self.found) and self.found[-1] is block

    def _open(self, kind: PassageKind, **more: Any) -> Block:
        """A new block; or the item that waits for its first words."""
        if kind == "paragraph" and self.found and self.found[-1].waits():
            return self.found[-1]
        shown: PassageKind = "quote" if kind == "paragraph" and self.quoted else kind
        self.found.append(Block(shown, around=self.around > 0, **more))
        return self.found[-1]

    def _text(self, words: str | None, block: Block) -> Block:
        if not words or (not words.strip() and not (self._last(block) and block.size)):
            return block
        if not self._last(block):
            block = self._open("paragraph")
        block.add(words)
        return block

    def _child(self, child: Any, block: Block) -> Block:
        heading = re.fullmatch(r"h([1-6])", child.tag)
        if heading:
            self.inside(child, self._begun(child, "heading", level=int(heading[1])))
        elif child.tag in _BLOCKS:
            self._block(child)
        elif child.tag in _CONTAINERS:
            self._container(child)
        elif child.tag == "br":
            return self._broken(child, block)
        else:
            return self._inline(child, block)
        return Block("paragraph")

    def _begun(self, element: Any, kind: PassageKind, **more: Any) -> Block:
        block = self._open(kind, **more)
        block.ids += _ids(element)
        return block

    def _broken(self, element: Any, block: Block) -> Block:
        """One line break is a space, two are the end of a paragraph."""
        before = element.getprevious()
        if before is not None and before.tag == "br" and not (before.tail or "").strip() and block.kind != "heading":
            return Block("paragraph")
        return self._text(" ", block)

    def _container(self, element: Any) -> None:
        around = _is_around(element) and len(element.text_content()) < 0.5 * self.size
        quoted = element.tag == "blockquote"
        self.around += around
        self.quoted += quoted
        first, ids = len(self.found), _ids(element)
        self.inside(element, Block("paragraph"))
        if first < len(self.found):
            self.found[first].ids += ids
        self.around -= around
        self.quoted -= quoted

    def _block(self, element: Any) -> None:
        if element.tag == "tr" and _is_layout(element):
            for cell in element:
                self.inside(cell, Block("paragraph"))
        elif element.tag == "tr":
            cells = [_WHITE.sub(" ", cell.text_content()).strip() for cell in element.iterchildren("td", "th")]
            self._begun(element, "table").add(" | ".join(cells))
        elif element.tag == "pre":
            for part in re.split(r"\n\s*\n", element.text_content()):
                if part.strip():
                    self._begun(element, "paragraph").add(part)
        elif element.tag == "li":
            label, before = _numbered(element)
            block = self._begun(element, "item", label=label)
            block.add(before)
            block.joined, block.bare = True, block.size
            self.inside(element, block)
        else:
            self.inside(element, self._begun(element, _BLOCKS[element.tag]))

    def _inline(self, element: Any, block: Block) -> Block:
        size = block.size if self._last(block) else 0
        if element.tag == "a" and (element.text_content().strip() or "-") in _BACK:
            return block
        block = self.inside(element, block)
        if not self._last(block):
            return block
        block.ids += _ids(element)
        target = (element.get("href") or "") if element.tag == "a" else ""
        if target.startswith("#"):
            block.calls.append((min(size, block.size), block.size, target[1:]))
        elif target:
            block.linked += block.size - min(size, block.size)
        return block


def _hidden(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    if element.get("hidden") is not None or element.get("aria-hidden") == "true" or "display:none" in style:
        return True
    return not _EDITING.isdisjoint((element.get("class") or "").lower().split())


def _is_around(element: Any) -> bool:
    """Whether the page itself calls this navigation: by the element, its role, or a name among its classes."""
    if element.tag in ("body", "html", "main", "article"):
        return False
    if element.tag in _AROUND or (element.get("role") or "") in _ROLES:
        return True
    return any(_CALLED.fullmatch(name) for name in f"{element.get('class') or ''} {element.get('id') or ''}".split())


def _is_layout(row: Any) -> bool:
    for cell in row.iterchildren("td", "th"):
        built = next(cell.iter("p", "h1", "h2", "h3", "h4", "ul", "ol", "br", "table", "blockquote"), None)
        if built is not None and len(cell.text_content().split()) > LAYOUT_WORDS:
            return True
    return False


def _ids(element: Any) -> list[str]:
    return [value for value in (element.get("id"), element.get("name")) if value]


def _numbered(element: Any) -> tuple[str, str]:
    """The label of a list's item, and what stands for it in the text."""
    parent = element.getparent()
    if parent is None or parent.tag != "ol":
        return "•", "• "
    try:
        before = element.getprevious()
        while before is not None and before.tag != "li":
            before = before.getprevious()
        known = before.get("data-counted") if before is not None else None
        number = int(element.get("value") or (int(known) + 1 if known else parent.get("start") or 1))
    except ValueError:
        return "•", "• "
    element.set("data-counted", str(number))
    return str(number), f"{number}. "
