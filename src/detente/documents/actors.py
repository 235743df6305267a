"""Who does it, to whom: the parties that a sentence names, and which of them stands as the subject of a trigger.

No parser: a party counts as a subject unless a preposition, a verb, or a noun that it qualifies says otherwise. Names that the alias
table does not know count as they are written; so do a few words for people who act (the delegates, both sides).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from detente.documents.dates import MONTHS, WEEKDAYS
from detente.documents.document import Document
from detente.documents.people import Mention, plain
from detente.documents.sentences import Sentence

Standing = Literal["subject", "object", "owner", "adjective", "pronoun"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody at `text[start:end]` of the document. `who`: a key of the alias table, else the words; "" for a pronoun.

    `owner`: a party in the genitive, `adjective`: one that qualifies a noun, when neither is a person or a body that acts.
    """

    start: int
    end: int
    who: str
    standing: Standing


ROLES = (
    r"(?:government|ministry|ministers?|prime ministers?|premier|president|chancellor|king|queen|delegation|delegates?|side|sides|officials?|leaders?|leadership"
    r"|spokes(?:man|woman|person)|general|generals|ambassador|diplomats?|authorities|parliament|administration|cabinet|council|foreign|secretary|chair|chairman|mayor"
    r"|engineers|scientists|experts|negotiators?|envoy|counterparts?|representatives?|military|army|committee|commission|alliance|team|coalition|court|senate|congress|people)"
)
_ROLE_NEXT = re.compile(rf"(?:['’]s?)? (?:[\w-]+ ){{0,3}}?{ROLES}\b")
_OWNER = re.compile(r"['’]s?\b|['’](?= )")
_NOUN_NEXT = re.compile(
    r"[ -](?:anti-?\w+|missiles?|proposals?|proposed(?! (?:an?|the|to|that|its)\b)|plans?|moves?|insistence|arguments?|claims?|citizens|friends|radar|troops|forces|offer|offers(?! (?:an?|the|to|its|their|no|[a-z]+ (?:to|for)\b))|threats?|demand|demands(?! (?:an?|the|that|to|its|their|[a-z]+ (?:from|for|of)\b))"
    r"|positions?|views?|objections?|response|policy|approach|officials'|interests?|borders?|waters|aircraft|ships|boats|security|treaty|territory|relations|talks|negotiations?|side of)\b"
)
_PREPOSITION = re.compile(
    r"\b(?:of|in|to|with|at|by|from|for|on|upon|against|between|among|under|over|than|like|about|towards?|into|via|as|across|near|within|without|respect of|including|on behalf of)"
    r" (?:(?:the|an?|its|their|his|her|all|both|former|neighbouring|small|state|of|new|own|Prime|Minister|President|minister|president|foreign|defence|defense|Foreign|town|towns|two|other|US|counterpart|Russian|American) )*$",
    re.I,
)
_OBJECT = re.compile(
    r"\b(?:told|tells?|ask(?:ed|s|ing)?|urg(?:ed|es|ing)|call(?:ed|s)? (?:on|upon)|warn(?:ed|s|ing)?|accus(?:ed|es|ing)|assur(?:ed|es)|pressed|forc(?:ed|es|ing)|threaten(?:ed|s|ing)?"
    r"|offer(?:ed|s|ing)?|invit(?:ed|es)|oppos(?:ed|es)|assure|protect|let|make|allow|quoted?|consider(?:s|ed|ing)?|regard(?:s|ed)?|sees?|views?) (?:(?:the|an?|its|their|all|that|both) )*$",
    re.I,
)
_PRONOUN = re.compile(
    r"(?<![\w’'])(?:[Ii]t|[Hh]e|[Ss]he|[Tt]hey|[Ww]e|[Ii](?= )|[Hh](?:er|is) (?:country|government)|[Ii]ts (?:government|delegation|leaders|engineers|officials)|[Tt]he (?:country|two))(?!\w)"
)
_GROUP = re.compile(
    r"\b(?:(?:[Bb]oth|[Nn]either|[Ee]ither|[Tt]he two|[Tt]he other) (?:sides?|part(?:y|ies)|countr(?:y|ies)|towns?|states?|delegations?|governments?|of them)"
    r"|(?:[Tt]he|[Aa]|[Aa]n|[Ss]ome|[Tt]heir) (?:[a-z-]+ )?(?:alliance|delegates|parties|committee|council|ministry|chair|government|minister|president|mayor|parliament|delegation|court|spokesman|spokeswoman|officials|leaders|sides))\b"
)
_NAME = re.compile(r"(?<![\w’'])[A-Z][\w-]+(?: (?:of |of the )?[A-Z][\w-]+){0,3}(?!\w)")
_NO_NAMES = frozenset((*MONTHS, *WEEKDAYS, *re.findall(r"\w+", """
    The A An In On At It He She They We I If Should This That These Those There When While As But And Or For
    From To By With Not No My European Each Some Most Many Later After Before Since Until Unless Although Even
    However Furthermore Moreover Notwithstanding Due Both Neither Either Their Its His Her Our One Two Three
    Four Five According Under Over During Generally Now Then Here What Who Why How Easter Christmas Minister
    President Prime Foreign Defence Defense General
""")))  # fmt: skip
"""Words that begin with a capital letter and name nobody."""
_TITLES = re.compile(
    r"^(?:The|President|Prime Minister|Foreign Minister|Minister|Chancellor|Premier|King|Queen|General|Ambassador|Secretary|Mr|Mrs|Ms|Dr|In|On|If|Should|After|Later|But|And|When|While) "
)


_ACTING = re.compile(
    rf"(?:['’]s (?:[a-z-]+ )?{ROLES}\b| (?:has|have|had|will|would|shall|is|was|said|says|(?:\w+ly )?\w\w+(?:ed|[^s\W]s))\b(?! (?:of|to be)\b))"
)


def names(
    document: Document, found: Iterable[Sentence], known: Iterable[Mention], apart: Iterable[tuple[int, int]] = ()
) -> Mapping[str, str]:
    """Names in a document that the alias table lacks: capitalised words that recur, or stand within a sentence; by how they are written.

    `apart`: stretches to look past, such as citations. A short form stands for the one long form that ends in it: "the Commission" for "Bank Commission".
    """
    taken = {at for mention in known for at in range(mention.start, mention.end)}
    taken |= {at for start, end in apart for at in range(start, end)}
    count: Counter[str] = Counter()
    acting: set[str] = set()
    for sentence in found:
        if document.passages[sentence.passage].kind in ("title", "heading", "table", "note"):
            continue
        words = document.text[sentence.start : sentence.end]
        for match in _NAME.finditer(words):
            name = bare(match.group())
            if not name or sentence.start + match.start() in taken or name in _NO_NAMES:
                continue
            count[name] += 1
            if _ACTING.match(words, match.end()):
                acting.add(name)
    kept = [name for name in count if name in acting or name.rsplit(" ", 1)[-1] in acting]
    return {name: _whole(name, kept) for name in kept}


def bare(name: str) -> str:
    """A name without titles and the small words that open a sentence."""
    while name and ((found := _TITLES.match(name + " ")) or name.split()[0] in _NO_NAMES):
        past = found.end() if found else len(name.split()[0]) + 1
        name = name[past:]
    return name


_STATE = re.compile(r"(?:Kingdom|Republic|State|Federation|Principality|Commonwealth) of ")


def _whole(name: str, all_names: list[str]) -> str:
    longer = [
        other
        for other in all_names
        if other.endswith(" " + name)
        and (not other.endswith((f" of {name}", f" of the {name}")) or _STATE.match(other))
    ]
    return longer[0] if len(longer) == 1 else name


def actors(
    document: Document, sentence: Sentence, known: Iterable[Mention], named: Mapping[str, str]
) -> tuple[Actor, ...]:
    """Everybody in a sentence who may act, in order; what stands in round brackets is left out."""
    text = plain(document.text[sentence.start : sentence.end])
    hidden = [match.span() for match in re.finditer(r"\([^()]*\)", text)]
    spans: list[tuple[int, int, str, bool]] = [
        (one.start - sentence.start, one.end - sentence.start, one.party, one.how == "adjective") for one in known
    ]
    for match in _NAME.finditer(text):
        name = bare(match.group())
        start = match.start() + match.group().find(name) if name else -1
        if name in named and all(start + len(name) <= low or start >= high for low, high, _, _ in spans):
            spans.append((start, start + len(name), named[name], False))
    found = [_standing(text, *span) for span in sorted(spans)]
    for match in _GROUP.finditer(text):
        if all(match.end() <= one.start or match.start() >= one.end for one in found) and not _ROLE_OF.match(
            text, match.end()
        ):
            object_ = _PREPOSITION.search(text[: match.start()]) or _OBJECT.search(text[: match.start()])
            found.append(Actor(match.start(), match.end(), _group(match.group()), "object" if object_ else "subject"))
    for match in _PRONOUN.finditer(text):
        if all(match.end() <= one.start or match.start() >= one.end for one in found):
            found.append(Actor(match.start(), match.end(), "", "pronoun"))
    shown = [one for one in found if not any(low <= one.start < high for low, high in hidden)]
    ordered = _coordinated(text, sorted(shown, key=lambda one: one.start))
    return tuple(Actor(one.start + sentence.start, one.end + sentence.start, one.who, one.standing) for one in ordered)


_ROLE_OF = re.compile(r" (?:of|from|for) (?:the )?[A-Z]")


def _group(words: str) -> str:
    return (
        re.sub(r"^(?:[Tt]he|[Aa]n?|[Ss]ome) (?!two\b|other\b)", "", words)[:1].lower()
        + re.sub(r"^(?:[Tt]he|[Aa]n?|[Ss]ome) (?!two\b|other\b)", "", words)[1:]
    )


def _standing(text: str, start: int, end: int, who: str, adjective: bool) -> Actor:
    before, after = text[:start], text[end:]
    standing: Standing = "subject"
    if _ROLE_NEXT.match(after) and not _OWNED_BY_TRIGGER.match(after):
        standing = "object" if _PREPOSITION.search(before) or _OBJECT.search(before) else "subject"
    elif re.match(r": ", after) and re.search(r"[\"“]$", before):
        standing = "object"
    elif _OWNER.match(after):
        standing = "owner"
    elif adjective or _NOUN_NEXT.match(after):
        standing = (
            "adjective"
            if not (adjective and re.match(r" ?(?:[,.;]|have|has|say|said|will|would)", after))
            else "subject"
        )
        standing = "adjective" if adjective and re.match(r" [a-z]", after) and standing != "subject" else standing
    elif _ROLE_BEFORE.search(before):
        standing = "subject"
    elif _PREPOSITION.search(before) or _OBJECT.search(before):
        standing = "object"
    return Actor(start, end, who, standing)


_OWNED_BY_TRIGGER = re.compile(
    r"(?:['’]s?)? (?:\w+ )?(?:counter-?)?(?:proposals?|offers?|threats?|promises?|demands?|objections?|position|view)\b"
)
_ROLE_BEFORE = re.compile(
    rf"(?:^|[.,;:\"“] ?)(?:[\w ]{{1,40}}, )?(?:[Tt]he|[Aa]n?) (?:[\w-]+ )?{ROLES} (?:of|for|from) (?:the )?$|^[A-Z]\w+ from (?:the )?$"
)


def _coordinated(text: str, found: list[Actor]) -> list[Actor]:
    """After "between Maris and …" the second is no subject either."""
    done: list[Actor] = []
    for one in found:
        last = done[-1] if done else None
        if (
            last
            and one.standing == "subject"
            and last.standing == "object"
            and re.fullmatch(r" (?:and|or) (?:the )?", text[last.end : one.start])
            and not re.match(r" (?:\w+ly )?(?:has|have|had|is|was|will|would|said|\w+ed)\b", text[one.end :])
        ):
            # after a comma a new clause may open: only a bare "and" or "or" joins
            one = Actor(one.start, one.end, one.who, "object")
        done.append(one)
    return done
