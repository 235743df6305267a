"""HTML as a document: the blocks of the page, and which of them are the article.

trafilatura says what it takes for the article; it may lose a list, a note or a reference, so that a block within the article's reach is kept too
unless the page itself calls it navigation, or it is little but links. Scripts and styles are dropped, nothing is fetched, nothing is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from detente.documents.boilerplate import is_prose
from detente.documents.decoding import decoded
from detente.documents.document import Document, DocumentError, Mark, Passage, PassageKind
from detente.documents.metadata import About, of_lines
from detente.documents.plain import marks_of, noted

_DROPPED = frozenset(("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "head", "button", "select", "textarea"))  # fmt: skip
_BLOCKS: dict[str, PassageKind] = {"p": "paragraph", "li": "item", "blockquote": "quote", "tr": "table", "dt": "paragraph", "dd": "paragraph", "pre": "paragraph", "figcaption": "paragraph", "address": "paragraph"}  # fmt: skip
_CONTAINERS = frozenset(("div", "section", "article", "main", "body", "ul", "ol", "dl", "table", "tbody", "thead", "tfoot", "nav", "header", "footer", "aside", "form", "html", "figure", "td", "th", "center", "hgroup", "details", "fieldset"))  # fmt: skip
_AROUND = frozenset(("nav", "footer", "aside", "form", "menu"))
_CALLED = re.compile(r"\b(nav|navbar|navigation|menu|sidebar|footer|related|share|social|breadcrumbs?|cookies?|comments?|advert|ads?|banner|promo|pagination|skip)\b", re.I)  # fmt: skip
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.I)
_YEAR = re.compile(r"\b(1[5-9]|20)\d\d[a-z]?\b")
_WHITE = re.compile(r"\s+")
DEEPEST = 200


@dataclass
class Block:
    """A block of the page as it is walked: its words, and what speaks for its being navigation."""

    kind: PassageKind
    words: str = ""
    label: str = ""
    level: int = 0
    around: bool = False
    linked: int = 0
    ids: list[str] = field(default_factory=list)
    calls: list[tuple[int, int, str]] = field(default_factory=list)
    joined: bool = False

    def links(self) -> bool:
        """Whether it is little but links."""
        return self.linked > 0.6 * max(len(self.words), 1)


def read_html(data: bytes, name: str) -> Document:
    """A web page as a document."""
    import trafilatura
    from lxml import html

    page, warnings = _decoded(data, name)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(_without_declaration(page), parser=parser)
    except Exception as error:  # lxml raises its own errors and ValueError for what is no page
        raise DocumentError(
            name, f"The page cannot be read as HTML ({error}).", "Save it again from the browser."
        ) from None
    _refuse_depth(root, name)
    blocks = [block for block in Walk().blocks(root) if block.words]
    if not blocks:
        raise DocumentError(
            name, "The page holds no text.", "Its text may be made by scripts: save it from the browser."
        )
    taken = trafilatura.extract(_without_declaration(page), include_comments=False, include_tables=True, favor_recall=True, deduplicate=False) or ""  # fmt: skip
    article = _article(blocks, _key(taken))
    text, passages, marks = _laid_out(blocks, article)
    if not marks:
        passages = noted(text, passages)
        marks = marks_of(text, passages)
    about = _about(root, blocks, article, of_lines(text, passages))
    passages = _titled(passages, text, about["title"])
    reader = f"HTML (trafilatura {trafilatura.__version__})"
    return Document(name, text, passages, marks, about["title"], about["author"], about["date"], reader, warnings)


def _decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    stated = _CHARSET.search(data[:4096])
    if stated:
        try:
            return data.decode(stated[1].decode("ascii")).replace("\r\n", "\n"), ()
        except (LookupError, UnicodeDecodeError):
            pass
    return decoded(data, name)


def _without_declaration(page: str) -> str:
    """lxml refuses text that declares an encoding."""
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", page)


def _refuse_depth(root: Any, name: str) -> None:
    level, here = 0, [root]
    while here:
        level += 1
        here = [child for element in here for child in element]
        if level > DEEPEST:
            raise DocumentError(
                name, f"The page nests more than {DEEPEST} elements in each other.", "Save it again from the browser."
            )


class Walk:
    """The blocks of a page in order. One walk keeps the block that is open and the numbers of lists."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.around = 0

    def blocks(self, root: Any) -> list[Block]:
        """All blocks below `root`, with white space made one."""
        self._inside(root, Block("paragraph"))
        return self.found

    def _open(self, kind: PassageKind, **more: Any) -> Block:
        block = Block(kind, around=self.around > 0, **more)
        self.found.append(block)
        return block

    def _inside(self, element: Any, block: Block) -> Block:
        """Take up an element's text and children; the block that text after it goes on with."""
        block = self._text(element.text, block)
        for child in element:
            if not isinstance(child.tag, str):
                block = self._text(child.tail, block)
                continue
            if child.tag not in _DROPPED and not _hidden(child):
                block = self._child(child, block)
            block = self._text(child.tail, block)
        return block

    def _text(self, words: str | None, block: Block) -> Block:
        if not words or (not words.strip() and not block.words):
            return block
        if block not in self.found[-1:]:
            block = self._open("paragraph")
        _add(block, words)
        return block

    def _child(self, child: Any, block: Block) -> Block:
        heading = re.fullmatch(r"h([1-6])", child.tag)
        if heading:
            self._inside(child, self._begun(child, "heading", level=int(heading[1])))
        elif child.tag in _BLOCKS:
            self._block(child)
        elif child.tag in _CONTAINERS:
            self._container(child)
        elif child.tag == "br":
            return self._text(" ", block) if block.words else block
        else:
            return self._inline(child, block)
        return Block("paragraph")

    def _begun(self, element: Any, kind: PassageKind, **more: Any) -> Block:
        block = self._open(kind, **more)
        block.ids = _ids(element)
        return block

    def _container(self, element: Any) -> None:
        around = element.tag in _AROUND or _is_around(element)
        self.around += around
        if element.tag in ("td", "th"):
            self._inside(element, self.found[-1] if self.found else Block("table"))
        else:
            self._inside(element, Block("paragraph"))
        self.around -= around

    def _block(self, element: Any) -> None:
        if element.tag == "tr":
            block = self._begun(element, "table")
            for cell in element.iter("td", "th"):
                words = _WHITE.sub(" ", cell.text_content()).strip()
                block.words += (" | " if block.words else "") + words
            return
        kind, label, before = _BLOCKS[element.tag], "", ""
        if element.tag == "li":
            label, before = _numbered(element)
        block = self._begun(element, kind, label=label)
        block.joined = element.tag == "li"
        if before:
            block.words = before
        self._inside(element, block)

    def _inline(self, element: Any, block: Block) -> Block:
        size = len(block.words) if block in self.found[-1:] else 0
        target = (element.get("href") or "").removeprefix("#") if element.tag == "a" else ""
        block = self._inside(element, block)
        if block not in self.found[-1:]:
            return block
        block.ids += _ids(element)
        if element.tag == "a" and element.get("href"):
            if (element.get("href") or "").startswith("#"):
                block.calls.append((min(size, len(block.words)), len(block.words), target))
            else:
                block.linked += len(block.words) - size
        return block


def _hidden(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or element.get("aria-hidden") == "true" or "display:none" in style


def _is_around(element: Any) -> bool:
    if element.tag in ("body", "html", "main", "article"):
        return False
    if (element.get("role") or "") in ("navigation", "complementary", "contentinfo", "search", "menu"):
        return True
    called = re.sub(r"[_-]+", " ", f"{element.get('class') or ''} {element.get('id') or ''}")
    return bool(_CALLED.search(called)) and not re.search(r"foot ?notes?", called)


def _ids(element: Any) -> list[str]:
    return [value for value in (element.get("id"), element.get("name")) if value]


def _numbered(element: Any) -> tuple[str, str]:
    """The label of a list's item, and what stands for it in the text."""
    parent = element.getparent()
    if parent is None or parent.tag != "ol":
        return "•", "• "
    try:
        number = int(parent.get("start") or 1)
        for other in parent:
            if other.tag == "li":
                number = int(other.get("value") or number)
                if other is element:
                    break
                number += 1
    except ValueError:
        return "•", "• "
    return str(number), f"{number}. "


def _add(block: Block, words: str) -> None:
    """White space becomes one space, soft hyphens go."""
    plain = _WHITE.sub(" ", words.replace("\u00ad", "").replace("\u200b", ""))
    block.words += plain.lstrip() if not block.words or block.words.endswith(" ") else plain


def _key(words: str) -> str:
    return re.sub(r"\W+", "", words).casefold()


def _article(blocks: list[Block], taken: str) -> list[bool]:
    """Which blocks are the article."""
    sure = [not b.around and _in(b, taken) for b in blocks]
    if not any(sure):
        return [not b.around and not b.links() for b in blocks]
    prose = [k for k, block in enumerate(blocks) if sure[k] and (is_prose(block.words) or block.kind == "heading")]
    first, last = (prose[0], prose[-1]) if prose else (sure.index(True), len(sure) - 1 - sure[::-1].index(True))
    for k in range(last + 1, len(blocks)):
        block = blocks[k]
        if (
            not block.around
            and not block.links()
            and (block.kind == "item" or _YEAR.search(block.words) or sure[k] or _called(block, blocks))
        ):
            last = k
    return [
        (first <= k <= last and not block.around and (sure[k] or not block.links())) or (k == first - 1 and sure[k])
        for k, block in enumerate(blocks)
    ]


def _called(block: Block, blocks: list[Block]) -> bool:
    return any(target in block.ids for other in blocks for _, _, target in other.calls)


def _in(block: Block, taken: str) -> bool:
    key = _key(block.words.removeprefix(f"{block.label}. ") if block.kind == "item" else block.words)
    return len(key) > 2 and key in taken


def _laid_out(blocks: list[Block], article: list[bool]) -> tuple[str, tuple[Passage, ...], tuple[Mark, ...]]:
    """The text, its passages, and the marks that lead to notes."""
    pieces: list[str] = []
    passages: list[Passage] = []
    at = 0
    notes = _notes(blocks, article)
    marks: list[tuple[int, int, int]] = []
    for k, block in enumerate(blocks):
        words = block.words.rstrip()
        if not words:
            continue
        gap = "" if not pieces else "\n" if block.joined and blocks[k - 1].joined else "\n\n"
        at += len(gap)
        kind: PassageKind = "boilerplate" if not article[k] else "note" if k in notes else block.kind
        label = notes.get(k, block.label) if kind != "boilerplate" else ""
        for start, end, target in block.calls if article[k] else ():
            note = next((n for n in notes if target in blocks[n].ids and n != k), None)
            if note is not None and start < end <= len(words):
                marks.append((at + start, at + end, note))
        passages.append(Passage(at, at + len(words), kind, label, block.level if kind == "heading" else 0))
        pieces += [gap, words]
        at += len(words)
    return "".join(pieces), tuple(passages), tuple(Mark(start, end, note) for start, end, note in marks)


def _notes(blocks: list[Block], article: list[bool]) -> dict[int, str]:
    """The blocks that a mark in an earlier block leads to, and their labels."""
    found: dict[int, str] = {}
    homes = {name: k for k, block in enumerate(blocks) for name in block.ids if article[k]}
    for k, block in enumerate(blocks):
        for start, end, target in block.calls if article[k] else ():
            words = block.words[start:end].strip(" []()")
            if re.fullmatch(r"\d{1,3}|\*+|[a-z]", words) and homes.get(target, -1) > k:
                found.setdefault(homes[target], words)
    return found


def _titled(passages: tuple[Passage, ...], text: str, title: str | None) -> tuple[Passage, ...]:
    from dataclasses import replace

    wanted = _key(title or "")
    for k, passage in enumerate(passages):
        if passage.kind in ("heading", "paragraph") and wanted and _key(text[passage.start : passage.end]) == wanted:
            return (*passages[:k], replace(passage, kind="title", level=0), *passages[k + 1 :])
    return passages


def _about(root: Any, blocks: list[Block], article: list[bool], lines: About) -> dict[str, str | None]:
    """Title, author and date: as the page's metadata say, else its first main heading."""
    meta = dict(_meta(root))
    heading = next((b.words.strip() for b, mine in zip(blocks, article, strict=True) if mine and b.level == 1), None)
    title = heading or meta.get("og:title") or meta.get("dc.title") or _title(root)
    author = meta.get("author") or meta.get("dc.creator") or meta.get("article:author") or meta.get("citation_author")
    date = meta.get("article:published_time") or meta.get("date") or meta.get("dc.date") or meta.get("citation_date")
    if date is None:
        time = next(root.iter("time"), None)
        date = time.get("datetime") or time.text_content().strip() if time is not None else None
    return {"title": title, "author": author or lines.author, "date": date or lines.date}


def _title(root: Any) -> str | None:
    element = next(root.iter("title"), None)
    return _WHITE.sub(" ", element.text_content()).strip() or None if element is not None else None


def _meta(root: Any) -> Iterator[tuple[str, str]]:
    for element in root.iter("meta"):
        key, value = element.get("name") or element.get("property"), element.get("content")
        if key and value and value.strip():
            yield key.lower(), value.strip()
