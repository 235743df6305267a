"""Navigation around an article: lists of other articles, menus. It stays in the text and is marked, so that no analysis takes it up.

What is navigation in a text without markup: a long run of short lines without the end of a sentence, before the head of the article (the lines
just above its first prose, with its title, its author and its date) or after its last line of prose, references or notes; the run must hold
words of menus, or read like titles of other articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from detente.documents.document import Passage

FEWEST_LINES = 6
"""A shorter run of short lines may be a poem, an address, a list of contents: left as it is."""
LONGEST_HEAD = 6
TITLE_WORDS = 6
"""Titles of articles, with their authors, have so many words in the mean at least."""
_MENU = re.compile(
    r"(?:home(?: ?page)?|about(?: us)?|contact(?: us)?|search|subscribe|newsletters?|archives?|sign (?:in|up)|log ?in|register|menu|news|"
    r"(?:all |latest |more )?articles|donate|privacy(?: policy)?|cookies?(?: policy)?|terms(?: of use)?|site ?map|share|print|rss|skip to .{1,30}|"
    r"facebook|twitter|help|faq|back to top|related(?: articles)?|most read)",
    re.I,
)
_PROSE_WORDS = 45
_STATED = re.compile(r"\s*(last updated|updated|published|posted|date|key ?words|abstract|summary|by)\b\s*:?", re.I)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s*$")
_REFERENCE = re.compile(r"\b(1[5-9]|20)\d\d[a-z]?\b")


def without_navigation(text: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages, those of navigation before and after the article marked as boilerplate."""
    prose = [k for k, passage in enumerate(passages) if is_prose(text[passage.start : passage.end])]
    if not prose:
        return tuple(passages)
    head, tail = _head(text, passages, prose[0]), _tail(text, passages, prose[-1])
    head = head if _navigates(text, passages[:head]) else 0
    tail = tail if _navigates(text, passages[tail + 1 :]) else len(passages) - 1
    return tuple(
        replace(passage, kind="boilerplate", label="", level=0) if k < head or k > tail else passage
        for k, passage in enumerate(passages)
    )


def _navigates(text: str, passages: Sequence[Passage]) -> bool:
    """Whether lines are a menu, or titles of other articles: not who was present, a letter's head, or signatures, whose lines are short."""
    lines = [text[passage.start : passage.end] for passage in passages]
    menu = sum(bool(_MENU.fullmatch(line.strip(" •*-|>"))) for line in lines)
    return menu >= 2 or sum(len(line.split()) for line in lines) >= TITLE_WORDS * len(lines) > 0


def is_prose(words: str) -> bool:
    """Whether a passage reads like running text: long, or a whole sentence of some length, most of its words in small letters."""
    count = len(words.split())
    if _STATED.match(words) and count < 2 * _PROSE_WORDS and not _SENTENCE_END.search(words):
        return False
    if sum(word[:1].islower() for word in words.split()) < count / 2:
        return False
    return count >= _PROSE_WORDS or (count >= 10 and bool(_SENTENCE_END.search(words)))


def _head(text: str, passages: Sequence[Passage], first: int) -> int:
    """Where the article begins: at the lines above its first prose."""
    groups = _groups(text, passages[:first])
    count = 0
    for number in range(len(groups) - 1, -1, -1):
        group = groups[number]
        stated = any(_STATED.match(text[passages[k].start : passages[k].end]) for k in group)
        if count + len(group) > LONGEST_HEAD and not stated:
            break
        count += len(group)
        first = group[0]
        if stated and any(not _STATED.match(text[passages[k].start : passages[k].end]) for k in group):
            break
    return first if first >= FEWEST_LINES else 0


def _groups(text: str, passages: Sequence[Passage]) -> list[list[int]]:
    """Numbers of passages, by blocks between blank lines."""
    groups: list[list[int]] = []
    for k, passage in enumerate(passages):
        if not k or text.count("\n", passages[k - 1].end, passage.start) > 1:
            groups.append([])
        groups[-1].append(k)
    return groups


def _tail(text: str, passages: Sequence[Passage], last: int) -> int:
    """The last passage of the article: behind its prose may come references and notes, and then menus."""
    end = last
    for k in range(last + 1, len(passages)):
        words = text[passages[k].start : passages[k].end]
        if passages[k].kind in ("note", "item", "table") or _REFERENCE.search(words) or _SENTENCE_END.search(words):
            end = k
    return end if len(passages) - 1 - end >= FEWEST_LINES else len(passages) - 1
