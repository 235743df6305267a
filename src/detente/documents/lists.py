"""Numbered lists of arguments: which party the paragraph before gives them to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from detente.documents.actors import Actor
from detente.documents.document import Document, Passage
from detente.documents.sentences import Sentence

ARGUMENT_WORDS = re.compile(
    r"\b(?:(?:counter-?)?arguments?|reasons?|objections?|demands?|points?|concerns?|conditions?|proposals?|claims?|grievances?|considerations?|reservations?"
    r"|justifications?|grounds)\b",
    re.I,
)
_OPENS = re.compile(
    r"(?::|\bfollowing\b[^.]*\.?|\bas follows\b[^.]*|\b(?:are|were) (?:these|two|three|four|five|six|seven|eight)\b[^.]*)\s*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class ArgumentList:
    """Items of a list, as indices of passages, that a lead-in at `text[start:end]` gives to `party` (None: it names nobody)."""

    items: tuple[int, ...]
    start: int
    end: int
    trigger: str
    party: str | None


def argument_lists(
    document: Document, sentences: tuple[Sentence, ...], who: Callable[[Sentence], tuple[Actor, ...]]
) -> Iterator[ArgumentList]:
    """The lists of a document whose lead-in announces arguments, in order."""
    for items, before in _runs(document):
        if before is None:
            continue
        lead = [one for one in sentences if one.passage == before]
        if not lead:
            continue
        last = lead[-1]
        words = document.text[last.start : last.end]
        noun = ARGUMENT_WORDS.search(words)
        heading = document.passages[before].kind in ("heading", "title")
        if not _OPENS.search(words) and not (heading and noun):
            continue
        found = who(last)
        party = _party(document.text, last, found, noun)
        if noun or party:
            trigger = noun.group() if noun else words[-40:].strip()
            yield ArgumentList(items, last.start, last.end, trigger, party or _above(document, before, who))


def _runs(document: Document) -> Iterator[tuple[tuple[int, ...], int | None]]:
    """Runs of items, each with the passage before it."""
    run: list[int] = []
    before: int | None = None
    for number, passage in enumerate(document.passages):
        if passage.kind == "boilerplate":
            continue
        if passage.kind == "item" and not (run and _restarts(passage)):
            run.append(number)
            continue
        if run:
            yield tuple(run), before
        run = [number] if passage.kind == "item" else []
        before = number if passage.kind in ("paragraph", "heading", "quote", "title") else None
    if run:
        yield tuple(run), before


def _restarts(passage: Passage) -> bool:
    return passage.label in ("1", "a", "i")


def _party(text: str, lead: Sentence, found: tuple[Actor, ...], noun: re.Match[str] | None) -> str | None:
    """Whose arguments they are: named after "by", before the noun as an owner or an adjective, else the subject of the sentence."""
    parties = [one for one in found if one.who]
    for one in parties:
        if re.search(r"\b(?:by|of|from|for) (?:the )?$", text[lead.start : one.start]) and (
            noun is None or one.start > lead.start + noun.start()
        ):
            between = text[lead.start + (noun.end() if noun else 0) : one.start]
            if re.search(r"\bby (?:the )?$", between) or len(between.split()) <= 3:
                return one.who
    if noun is not None:
        near = [
            one for one in parties if one.end <= lead.start + noun.start() and one.standing in ("owner", "adjective")
        ]
        if near and len(text[near[-1].end : lead.start + noun.start()].split()) <= 4:
            return near[-1].who
    subjects = [one for one in parties if one.standing == "subject"]
    return subjects[-1].who if subjects else parties[0].who if len({one.who for one in parties}) == 1 else None


def _above(document: Document, before: int, who: Callable[[Sentence], tuple[Actor, ...]]) -> str | None:
    """The one party that the heading above names."""
    for number in range(before - 1, -1, -1):
        passage = document.passages[number]
        if passage.kind == "heading":
            named = {one.who for one in who(Sentence(passage.start, passage.end, number)) if one.who}
            return named.pop() if len(named) == 1 else None
    return None
