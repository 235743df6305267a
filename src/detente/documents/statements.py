"""Statements that a person should look at: what parties threaten, offer, promise, demand, accept, reject, withdraw from, or hold.

Found by the words that such sentences use, with actor, target and condition guessed from where parties are mentioned about those words. High recall is
wanted, and precision is what `measured.json` says: a queue for a person, never automatic coding. The words that made a sentence a candidate are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from detente.documents.cited import Cited
from detente.documents.document import Document
from detente.documents.people import Mention, mentions
from detente.documents.sentences import Sentence, sentences
from detente.documents.stated import Statement, StatementKind

_KINDS: tuple[tuple[StatementKind, str], ...] = (
    ("threat", r"threat(?:s|en\w*)?\b(?! perception)|warn(?:s|ed|ing|ings)?\b|retaliat\w*|ultimatum\w*|(?:will|would|could) (?:strike|attack|target|hit|punish)\w*"
               r"|reprisal\w*|will have no choice but|consequences for"),
    ("withdrawal", r"pull(?:s|ed|ing)?[- ]out\b|withdr[ae]w\w*|suspend\w*|suspension|quit(?:s|ting)?\b|walk(?:s|ed|ing)? (?:out|away)|(?:leave|left|leaving|abandon\w*) the [^.;]{0,60}(?:treaty|talks|agreement|pact|accord|alliance|table)"
                   r"|terminat\w*|revok\w*|renounc\w*"),
    ("offer", r"offer(?:s|ed|ing|ings)?\b|counter-?(?:offer|proposal)\w*|propos(?:al|als|e|es|ed|ing)\b|suggest(?:s|ed|ing|ion|ions)?\b|put(?:s|ting)? forward|concession(?:s|ary)?\b"
              r"|invit(?:e|es|ed|ing|ation)\b|convene\w*|compromise\w*"),
    ("promise", r"promis(?:e|es|ed|ing)\b|pledg\w*|vow(?:s|ed|ing)?\b|undert(?:ake|akes|ook|aking)\b|guarantee\w*|assurance\w*|give its word|commit(?:s|ted|ting|ment|ments)? (?:itself|themselves|to)\b"),
    ("demand", r"demand(?:s|ed|ing)?\b|insist\w*|call(?:s|ed|ing)? (?:for|on|upon)\b|requir(?:e|es|ed)\b|urg(?:e|es|ed|ing)\b|ask(?:s|ed|ing)? (?:for|that|to|[A-Z]\w+ to)\b|request\w*|must (?:first|not)\b"),
    ("acceptance", r"accept(?:s|ed|ing|ance)?\b|agree(?:s|d|ing)?\b|welcom\w*|consent(?:s|ed|ing)?\b|willing(?:ness)?\b|(?:is|are|was|were) (?:ready|prepared) to|approv\w*|endors\w*|sign(?:s|ed) (?:the|a|an)\b"),
    ("rejection", r"reject\w*|refus\w*|oppos(?:e|es|ed|ing|ition)\b|object(?:s|ed|ing|ion|ions)\b(?! of)|dismiss\w*|den(?:y|ies|ied|ying)\b|declin(?:e|es|ed|ing)\b|unacceptable|rul(?:e|es|ed) out|turn(?:s|ed)? down|"
                  r"does not see it|do not see it|no substitute"),
    ("position", r"support(?:s|ed|ing)?\b|favou?r(?:s|ed|ing)?\b|maintain(?:s|ed|ing)?\b|claim(?:s|ed|ing)?\b|believ\w*|argu(?:e|es|ed|ing)\b|consider(?:s|ed)?\b|position\b|concern(?:s|ed)?\b|want(?:s|ed)?\b|seek(?:s|ing)?\b|hop(?:e|es|ed|ing)\b"
                 r"|expect(?:s|ed)?\b|stat(?:es|ed) that|stress(?:es|ed)?\b|hold(?:s)? that|think(?:s)?\b|said\b|says\b|regard(?:s|ed)?\b|understand\w*|of the opinion|intend(?:s|ed)?\b"),
)  # fmt: skip
_TRIGGERS = tuple((kind, re.compile(rf"(?<![\w-])(?:{words})", re.I)) for kind, words in _KINDS)
_CONDITION = re.compile(
    r"(?<!even )(?<!as )(?<!see )\b(?:only if|if|unless|provided that|providing that|as long as|so long as|until|in case|on condition that|in exchange for|in return for|(?:without|failing) (?:a|an|any|such) \w+)\b[^.;()]{3,200}"
    r"|\bshould (?=(?:the )?[A-Z][\w.]*\s+[a-z]+)(?!be\b)[^.;()]{3,200}",
)
_NOT = re.compile(r"\b(?:not|no longer|never|nor|neither|hardly|without)\b(?:\W+\w+){0,3}\W*$", re.I)
_PREPOSITION = re.compile(r"\b(?:in|at|to|from|on|onto|with|against|of|near|into|about|between|for|toward|towards|over|through|around|like)\s+(?:both\s+|the\s+|its\s+|former\s+|\w+\s+of\s+)?(?:the\s+)?$", re.I)  # fmt: skip
_BY = re.compile(r"\W+(?:\w+\W+){0,2}?(?:of|by|from)\s+(?:the\s+|both\s+)*$", re.I)
_TO = re.compile(r"\b(?:to|at|against|on|upon|with|that|its|his|her|their)\s+(?:the\s+)?$", re.I)
_PRONOUN = re.compile(
    r"(?:[\"“‘(]*(?:It|They|He|She|This government|The government|The president|The minister|Both sides|In (?:its|their|his|her) )\b)"
)
_MARKER = re.compile(r"\s*(?:\(?\w{1,4}[.)]|[-*•–·+])\s+")
LONGEST = 240


def statements(document: Document, cited: Cited | None = None) -> tuple[Statement, ...]:
    """The statements of a document in order. `cited`: the audit of its citations, so that the list of references is passed over and each statement knows
    its sources."""
    named = mentions(document)
    listed = [(r.start, r.end) for r in cited.references] if cited is not None else []
    found = list(_lists(document, named, cited, listed))
    items = {s.start for s in found}
    last: str | None = None
    for sentence in sentences(document):
        passage = document.passages[sentence.passage]
        if passage.kind in ("title", "heading", "table") or any(a <= sentence.start < b for a, b in listed):
            last = None if passage.kind == "heading" else last
            continue
        if any(start <= sentence.start < passage.end and start >= passage.start for start in items):
            continue
        mine = [m for m in named if sentence.start <= m.start < sentence.end]
        for statement in _candidates(document, sentence, mine, last, cited):
            found.append(statement)
        subject = _subject(document.text, sentence, mine)
        last = subject or last
    return tuple(sorted(found, key=lambda s: (s.start, s.end, s.kind)))


# ---------------------------------------------------------------- numbered lists


def _lists(
    document: Document, named: Sequence[Mention], cited: Cited | None, listed: Sequence[tuple[int, int]]
) -> Iterator[Statement]:
    """The items of numbered lists as arguments of the party that their lead-in names."""
    passages = document.passages
    party: str | None = None
    lead = ""
    for number, passage in enumerate(passages):
        if passage.kind != "item" or not passage.label.isalnum() or any(a <= passage.start < b for a, b in listed):
            continue
        before = passages[number - 1] if number else None
        if before is None or before.kind != "item":
            party, lead = _lead_in(document, named, number)
        if not lead:
            continue
        marker = _MARKER.match(document.words(passage))
        start = passage.start + (marker.end() if marker else 0)
        yield Statement("argument", start, passage.end, lead, party, label=passage.label, citations=_cited(cited, start, passage.end), says=_chain(cited, start, passage.end))  # fmt: skip


def _lead_in(document: Document, named: Sequence[Mention], number: int) -> tuple[str | None, str]:
    """The party that the sentence before a list speaks of, and that sentence's last words; empty where nothing leads in."""
    before = next((p for p in reversed(document.passages[:number]) if p.kind not in ("boilerplate", "note")), None)
    if before is None:
        return None, ""
    last = [s for s in sentences(document) if before.start <= s.start < before.end][-1]
    mine = [m for m in named if last.start <= m.start < last.end]
    words = document.text[last.start : last.end]
    by = [m for m in mine if re.search(r"\b(?:by|of|from)\s+(?:the\s+)?$", document.text[last.start : m.start])]
    subject = [m for m in mine if not _PREPOSITION.search(document.text[last.start : m.start])]
    chosen = (
        by[0]
        if by
        and re.search(
            r"\b(?:arguments?|reasons?|objections?|demands?|points?|conditions?)\b", words[: by[0].start - last.start]
        )
        else subject[-1]
        if subject
        else mine[0]
        if mine
        else None
    )
    if chosen is None and before.kind == "paragraph":
        earlier = [m for m in named if before.start <= m.start < before.end]
        chosen = earlier[-1] if earlier else None
    return (chosen.party if chosen else None), words[-80:].lstrip()


# ---------------------------------------------------------------- sentences


def _candidates(
    document: Document, sentence: Sentence, named: Sequence[Mention], last: str | None, cited: Cited | None
) -> Iterator[Statement]:
    """At most one statement of each kind in a sentence; a position only where it is nothing else."""
    words = document.text[sentence.start : sentence.end]
    seen: set[StatementKind] = set()
    for kind, pattern in _TRIGGERS:
        there = [m for m in pattern.finditer(words) if not _in_name(document, sentence, m)]
        match = next((m for m in there if _actor(document.text, sentence, m, named)), there[0] if there else None)
        if match is None or (kind == "position" and (seen or not named)):
            continue
        actor = _actor(document.text, sentence, match, named) or (last if _PRONOUN.match(words) else None)
        if kind == "position" and actor is None:
            continue
        negated = bool(_NOT.search(words[: match.start()]))
        shown: StatementKind = "position" if kind == "rejection" and negated else kind
        if shown in seen:
            continue
        seen.add(shown)
        condition = _CONDITION.search(words)
        yield Statement(
            shown, sentence.start, sentence.end, match[0], actor,
            _target(document.text, sentence, match, named, actor),
            condition[0].strip(" ,")[:LONGEST] if condition else None,
            _chain(cited, sentence.start, sentence.end), (kind == "rejection") != negated, "",
            _cited(cited, sentence.start, sentence.end),
        )  # fmt: skip


def _in_name(document: Document, sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether the word is part of a name of capital letters, such as a title: "Friendly Threats"."""
    return match[0][:1].isupper() and match.start() > 0


def _actor(text: str, sentence: Sentence, match: re.Match[str], named: Sequence[Mention]) -> str | None:
    """Who does it: whoever stands behind "by" or "of" just after the words, else the nearest before them that no preposition governs."""
    at, end = sentence.start + match.start(), sentence.start + match.end()
    behind = next((m for m in named if m.start >= end), None)
    if behind is not None and _BY.fullmatch(text[end : behind.start]):
        return behind.party
    before = [m for m in named if m.end <= at]
    free = [m for m in before if not _PREPOSITION.search(text[sentence.start : m.start])]
    if free:
        return free[-1].party
    return before[-1].party if before else None


def _target(
    text: str, sentence: Sentence, match: re.Match[str], named: Sequence[Mention], actor: str | None
) -> str | None:
    """To whom: the next other party behind a preposition, else the next other party, else one before."""
    end = sentence.start + match.end()
    after = [m for m in named if m.start >= end and m.party != actor]
    governed = next((m for m in after if _TO.search(text[end : m.start])), None)
    if governed is not None or after:
        return (governed or after[0]).party
    return next((m.party for m in named if m.start < end and m.party != actor), None)


def _subject(text: str, sentence: Sentence, named: Sequence[Mention]) -> str | None:
    return next((m.party for m in named if not _PREPOSITION.search(text[sentence.start : m.start])), None)


def _cited(cited: Cited | None, start: int, end: int) -> tuple[int, ...]:
    return tuple(k for k, c in enumerate(cited.citations) if start <= c.start < end) if cited is not None else ()


def _chain(cited: Cited | None, start: int, end: int) -> tuple[str, ...]:
    """Who is cited for it: the works, as author and year."""
    if cited is None:
        return ()
    targets = dict.fromkeys(t for k in _cited(cited, start, end) for t in cited.citations[k].targets)
    works = [cited.references[t] for t in targets]
    return tuple(f"{work.authors[0] if work.authors else 'anonymous'} {work.year or ''}".strip() for work in works)
