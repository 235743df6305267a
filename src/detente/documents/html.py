"""HTML as a document: the blocks of the page, and which of them are the article.

trafilatura says what it takes for the article; it may lose a list, a note or a reference, so that a block within the article's reach is kept too
unless the page itself calls it navigation, or it is little but links. Scripts and styles are dropped, nothing is fetched, nothing is run.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from detente.documents.boilerplate import is_prose
from detente.documents.decoding import decoded
from detente.documents.document import Document, DocumentError, Mark, Passage, PassageKind
from detente.documents.html_about import about_of
from detente.documents.html_walk import Block, blocks_of
from detente.documents.metadata import of_lines
from detente.documents.plain import marks_of, noted

_CHARSET = re.compile(rb"""<meta[^>]{1,200}charset\s*=\s*["']?\s*([\w-]+)""", re.I)
_YEAR = re.compile(r"\b(1[5-9]|20)\d\d[a-z]?\b")
_NOTE = re.compile(r"\d{1,3}|\*+|[a-z]")
_BY = re.compile(r"by\s", re.I)
DEEPEST = 200
LEAST_TAKEN = 0.34
"""Where trafilatura keeps less of the page's running text outside navigation, all of it counts as the article."""
LONGEST_HEAD = 8
"""So many blocks may stand between the main heading of an article and its first prose: its author, its date, a picture's words."""


def read_html(data: bytes, name: str) -> Document:
    """A web page as a document."""
    import trafilatura

    page, warnings = _decoded(data, name)
    root = _parsed(page, name)
    blocks = blocks_of(root)
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
    heading = next((b.words.strip() for b, mine in zip(blocks, article, strict=True) if mine and b.level == 1), None)
    about = about_of(root, heading, of_lines(text, passages))
    passages = _titled(passages, text, about["title"])
    reader = f"HTML (trafilatura {trafilatura.__version__})"
    return Document(name, text, passages, marks, about["title"], about["author"], about["date"], reader, warnings)


def _parsed(page: str, name: str) -> Any:
    """The page's tree. Raises DocumentError where it is none, or nests too deep."""
    from lxml import html

    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(_without_declaration(page), parser=parser)
    except Exception as error:  # lxml raises its own errors and ValueError for what is no page
        raise DocumentError(
            name, f"The page cannot be read as HTML ({error}).", "Save it again from the browser."
        ) from None
    level, here = 0, [root]
    while here:
        level += 1
        here = [child for element in here for child in element]
        if level > DEEPEST:
            raise DocumentError(
                name, f"The page nests more than {DEEPEST} elements in each other.", "Save it again from the browser."
            )
    return root


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


def _key(words: str) -> str:
    return re.sub(r"\W+", "", words).casefold()


def _article(blocks: list[Block], taken: str) -> list[bool]:
    """Which blocks are the article."""
    sure = [not b.around and _in(b, taken) for b in blocks]
    if sum(_prose(blocks, sure)) < LEAST_TAKEN * sum(_prose(blocks, [True] * len(blocks))) or not any(sure):
        sure = [not b.around and not b.links() for b in blocks]
    if not any(sure):
        return sure
    prose = [k for k, block in enumerate(blocks) if sure[k] and (is_prose(block.words) or block.kind == "heading")]
    first, last = (prose[0], prose[-1]) if prose else (sure.index(True), len(sure) - 1 - sure[::-1].index(True))
    called = {target for block in blocks for _, _, target in block.calls}
    for k in range(last + 1, len(blocks)):
        block = blocks[k]
        if block.around or block.links():
            continue
        if block.kind == "item" or _YEAR.search(block.words) or sure[k] or not called.isdisjoint(block.ids):
            last = k
    first = _head(blocks, first)
    if first > 0 and sure[first - 1] and not blocks[first - 1].links():
        first -= 1
    contents = _contents(blocks)
    return [
        first <= k <= last
        and not b.around
        and k not in contents
        and (sure[k] or not b.links() or bool(_BY.match(b.words)))
        for k, b in enumerate(blocks)
    ]


def _prose(blocks: list[Block], chosen: list[bool]) -> list[int]:
    """The lengths of the running texts among the chosen blocks."""
    pairs = zip(blocks, chosen, strict=True)
    return [len(b.words) for b, mine in pairs if mine and not b.around and not b.links() and is_prose(b.words)]


def _head(blocks: list[Block], first: int) -> int:
    """Where the article begins: at the main heading above its first prose, else at the block before it where that is a heading."""
    for k in range(first, max(-1, first - LONGEST_HEAD - 1), -1):
        if blocks[k].level == 1 and not blocks[k].around:
            return k
    before = first > 0 and blocks[first - 1].kind == "heading" and not blocks[first - 1].around
    return first - 1 if before else first


def _contents(blocks: list[Block]) -> set[int]:
    """Items that are nothing but a link to a heading of the page: its list of contents."""
    headings = {name for block in blocks if block.kind == "heading" for name in block.ids}
    found = set()
    for k, block in enumerate(blocks):
        linked = sum(end - start for start, end, target in block.calls if target in headings)
        if block.kind == "item" and linked > 0.6 * len(block.words):
            found.add(k)
    return found


def _in(block: Block, taken: str) -> bool:
    key = _key(block.words.removeprefix(f"{block.label}. ") if block.kind == "item" else block.words)
    return len(key) > 2 and key in taken


def _laid_out(blocks: list[Block], article: list[bool]) -> tuple[str, tuple[Passage, ...], tuple[Mark, ...]]:
    """The text, its passages, and the marks that lead to notes."""
    pieces: list[str] = []
    passages: list[Passage] = []
    at = 0
    homes = {name: k for k, block in enumerate(blocks) for name in block.ids if article[k]}
    notes = _notes(blocks, article, homes)
    marks: list[Mark] = []
    for k, block in enumerate(blocks):
        words = block.words.rstrip()
        gap = "" if not pieces else "\n" if block.joined and blocks[k - 1].joined else "\n\n"
        at += len(gap)
        kind: PassageKind = "boilerplate" if not article[k] else "note" if k in notes else block.kind
        label = notes.get(k, block.label) if kind != "boilerplate" else ""
        for start, end, target in block.calls if article[k] else ():
            note = homes.get(target, k)
            if note in notes and note != k and start < end <= len(words):
                marks.append(Mark(at + start, at + end, note))
        passages.append(Passage(at, at + len(words), kind, label, block.level if kind == "heading" else 0))
        pieces += [gap, words]
        at += len(words)
    return "".join(pieces), tuple(passages), tuple(marks)


def _notes(blocks: list[Block], article: list[bool], homes: dict[str, int]) -> dict[int, str]:
    """The blocks that a mark in an earlier block leads to, and their labels."""
    found: dict[int, str] = {}
    for k, block in enumerate(blocks):
        for start, end, target in block.calls if article[k] else ():
            words = block.words[start:end].strip(" []()")
            if _NOTE.fullmatch(words) and homes.get(target, -1) > k:
                found.setdefault(homes[target], words)
    return found


def _titled(passages: tuple[Passage, ...], text: str, title: str | None) -> tuple[Passage, ...]:
    wanted = _key(title or "")
    for k, passage in enumerate(passages):
        if passage.kind in ("heading", "paragraph") and wanted and _key(text[passage.start : passage.end]) == wanted:
            return (*passages[:k], replace(passage, kind="title", level=0), *passages[k + 1 :])
    return passages
