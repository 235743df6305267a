"""Who stands where in a sentence: the subject of a trigger, whom it is addressed to, and who says that it is so. Patterns, no parser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from detente.documents.actors import Actor
from detente.documents.document import Document
from detente.documents.sentences import Sentence
from detente.documents.triggers import Trigger

QUOTE_AFTER = re.compile(r"[,.!?]?[\"”'’] ?(?:\w+ly )?$")
REPORT_VERB = re.compile(
    r"(?:said|says|told|tells|stated|declared|announced|replied|added|reported|reports|wrote|noted|claims?|claimed|argued?|argues|warned|insist(?:s|ed)|believes|countered|explained|admitted|acknowledged)\b"
)
_ACCORDING = re.compile(
    r"\b(?:[Aa]ccording to|cited in|quoted in|quoted by|cited by) ((?:the |an? )?[\w’'-]+(?: (?!the\b|has\b|is\b|will\b|would\b)[A-Z]?[\w’'-]+){0,4})"
)
_AS_NOTED = re.compile(
    r"\bAs ([A-Z][\w-]+(?: (?:and [A-Z][\w-]+|et al\.))?(?: \(\d{4}\w?\))?(?: and [A-Z][\w-]+ \(\d{4}\w?\))?) (?:noted|note|argued?|observed?|wrote|put)\b"
)


@dataclass(frozen=True, slots=True)
class Scene:
    """One sentence with what stands in it: `words` with round brackets blanked, offsets of the sentence."""

    document: Document
    sentence: Sentence
    words: str
    actors: tuple[Actor, ...]
    triggers: tuple[Trigger, ...]
    before: str | None
    """Who the last sentence was about."""


# ---------------------------------------------------------------- who


def passive(words: str, one: Trigger) -> bool:
    """Whether a verb stands in the passive: "was rejected"."""
    if words.startswith("opposed to", one.start):
        return False
    return bool(
        re.search(r"\b(?:is|are|was|were|been|being|be) (?:\w+ly |not |never )?$", words[: one.start])
    ) and words[one.start : one.end].split()[0].endswith(("ed", "n", "t"))


def actor_of(scene: Scene, one: Trigger) -> str | None:
    """Who does what a trigger says; None where the sentence does not show it."""
    if one.form == "noun":
        return (
            view_of(scene, one)
            or owner_of(scene, one)
            or _by(scene, one)
            or (subject_of(scene, one) if _light(scene.words, one) else None)
        )
    if passive(scene.words, one):
        return _by(scene, one)
    after = _after_quote(scene, one)
    return after or subject_of(scene, one)


def _light(words: str, one: Trigger) -> bool:
    return bool(
        re.search(
            r"\b(?:has|have|had|made|makes?|issued?|repeat\w*|carried out|carr(?:y|ies) out|renew\w*|withdr[ae]w|rais\w+|express\w*|used?|using|pursuing|with its|with their|its|their|his|her)\b[^,;]{0,40}$",
            words[: one.start],
        )
    )


def told_of(words: str, one: Trigger) -> bool:
    """Whether a noun without an owner stands for a statement all the same: the subject of its sentence, or with what it is to do."""
    before, after = words[: one.start], words[one.end :]
    return bool(
        re.search(r"(?:^|[,;] )(?:The|This|That|These|His|Her|Its|Their|the|this|that|these) (?:\w+ )?$", before)
        and re.match(r" (?:was|were|is|are|has|have|came|may|to)\b", after)
    ) or bool(re.match(r" (?:to [a-z]+|that |of both|by )", after))


def within(scene: Scene, one: Actor) -> tuple[int, int]:
    """Where somebody stands in the words of the sentence."""
    return one.start - scene.sentence.start, one.end - scene.sentence.start


def owner_of(scene: Scene, one: Trigger) -> str | None:
    """The party just before a noun: Tunisia's counter-proposal, the US proposal; its, his, their: the subject."""
    for each in reversed(scene.actors):
        high = within(scene, each)[1]
        if high <= one.start and each.who:
            between = scene.words[high : one.start]
            if re.fullmatch(r"(?:['’]s?)? ?(?:[\w-]+ ){0,2}", between) and not re.search(
                r"\b(?:to|with|for|in|and|of|made|has|have|had)\b", between
            ):
                return each.who
            break
    if re.search(r"\b(?:its|his|her|their|own) (?:[\w-]+ )?$", scene.words[: one.start]):
        near = [each.who for each in scene.actors if each.who and within(scene, each)[1] <= one.start]
        return subject_of(scene, one) or (near[-1] if near else scene.before)
    of = re.match(r" of (?:the )?", scene.words[one.end :])
    return _at(scene, one.end + of.end()) if of else None


def view_of(scene: Scene, one: Trigger) -> str | None:
    """The party in "in the Tunisian view", "it is the view of Harland that"."""
    inside = [
        each
        for each in scene.actors
        if each.who and one.start <= within(scene, each)[0] and within(scene, each)[1] <= one.end
    ]
    if inside:
        return inside[0].who
    if scene.words[one.start : one.end].lower().startswith("it is"):
        return next((each.who for each in scene.actors if each.who and within(scene, each)[0] >= one.end), None)
    way = re.match(r" (?:\w+ )?(?:is|would be) for (?:the )?", scene.words[one.end :])
    return _at(scene, one.end + way.end()) if way else None


def _by(scene: Scene, one: Trigger) -> str | None:
    by = re.search(r"\bby (?:the )?(?:\w+ )?$|\bby (?:the )?", scene.words[one.end : one.end + 90])
    if by is None or re.search(r"[;,]", scene.words[one.end : one.end + by.start()]):
        return None
    return _at(scene, one.end + by.end())


def _at(scene: Scene, at: int) -> str | None:
    for each in scene.actors:
        low, high = within(scene, each)
        if low - 14 <= at <= high and low >= at - 4 and each.who:
            return each.who
    return None


def _after_quote(scene: Scene, one: Trigger) -> str | None:
    """Who is named after the verb: "…," warned the minister of X."""
    if not QUOTE_AFTER.search(scene.words[: one.start]):
        return None
    near = [each for each in scene.actors if each.who and 0 <= within(scene, each)[0] - one.end < 50]
    return near[0].who if near else None


def subject_of(scene: Scene, one: Trigger) -> str | None:
    """The nearest somebody before a trigger who stands as a subject; a pronoun is followed to whom it means."""
    before = [each for each in scene.actors if within(scene, each)[1] <= one.start]
    clause = scene.words[: one.start]
    relative = re.search(r",? (?:which|who) (?!.*\b(?:which|who) )", clause)
    for number in range(len(before) - 1, -1, -1):
        each = before[number]
        if (
            relative
            and within(scene, each)[1] <= relative.start()
            and each.who
            and within(scene, each)[1] >= relative.start() - 1
        ):
            return each.who
        if each.standing == "subject":
            return each.who
        if each.standing == "pronoun":
            return _antecedent(scene, before[:number])
    if clause.lstrip('"“ ').startswith(("We ", "I ")):
        return None
    if not before or (before and before[-1].standing in ("owner", "adjective", "object")):
        # "In X, …": nobody stands as the subject; the sentence before may have said who
        starts = re.match(r"(?:It|He|She|They)\b", scene.words)
        if starts:
            return scene.before
        made = [
            each
            for each in before
            if each.who and re.search(r"\b(?:by|from) (?:the )?$", scene.words[: within(scene, each)[0]])
        ]
        return made[-1].who if made else None
    return None


def _antecedent(scene: Scene, before: Sequence[Actor]) -> str | None:
    """Whom a pronoun means: the first subject of the sentence, else the last party named before it, else who the last sentence was about."""
    first = next((each.who for each in before if each.standing == "subject"), None)
    if first:
        return first
    if any(each.standing == "pronoun" for each in before) and scene.before:
        return scene.before
    return next((each.who for each in reversed(before) if each.who), None) or scene.before


def target_of(scene: Scene, one: Trigger, who: str | None) -> str | None:
    """To whom: the first other party named after the trigger in its clause; in the passive, the subject."""
    if one.form != "noun" and passive(scene.words, one):
        subject = subject_of(scene, one)
        if subject and subject != who:
            return subject
    stop = re.search(
        r"[;.!?]|, (?:but|and)\b|\b(?:if|unless|should|provided|until|as an alternative)\b", scene.words[one.end :]
    )
    high = one.end + stop.start() if stop else len(scene.words)
    for each in scene.actors:
        low, past = within(scene, each)
        other = each.who and each.who != who and one.end <= low and past <= high
        if other and not re.search(r"\b(?:in|by|than|during|via|like) (?:the )?$", scene.words[:low]):
            return each.who
    return None


# ---------------------------------------------------------------- who says so


def attribution(scene: Scene, one: Trigger, who: str | None) -> tuple[str, ...]:
    """The chain of attribution, outermost first: sources that are named, then who said that somebody said so."""
    words = scene.words
    chain: list[str] = [re.sub(r"^(?:the|an?) ", "", match.group(1)) for match in _ACCORDING.finditer(words)]
    noted = _AS_NOTED.search(scene.document.text[scene.sentence.start : scene.sentence.end])
    if noted:
        chain.append(noted.group(1))
    chain = [_known(scene, name) for name in chain]
    for match in REPORT_VERB.finditer(words, 0, one.start):
        verb = Trigger(match.start(), match.end(), "position", "report")
        between = words[match.end() : one.start]
        if one.form == "noun" and not re.match(r" (?:[\w’'-]+ ){0,4}?that\b", between):
            continue
        if one.start <= match.start() or not re.match(
            r" (?:(?:[\w’'-]+ ){0,4}?that\b|(?:on \w+ )?(?:the |it |he |she |they |its |their |his |her |[A-Z]))",
            between + " ",
        ):
            continue
        if re.search(r"[;]|, (?:and|but)\b|, while\b", between):
            continue
        speaker = subject_of(scene, verb)
        if speaker and speaker not in chain:
            chain.append(speaker)
    post = re.search(r"(?:,|[”\"]) (?:[\w’' ]{1,40} )?(?:said|says|warned|added)\b[^,;]{0,40}$", words)
    if post and one.end <= post.start() + 1:
        last = re.search(r"\b(?:said|says|warned|added)\b", words[post.start() :])
        if last:
            at = Trigger(post.start() + last.start(), post.start() + last.end(), "position", "report")
            speaker = _after_quote(scene, at) or subject_of(scene, at)
            if speaker and speaker not in chain:
                chain.insert(0, speaker)
    return tuple(chain)


def _known(scene: Scene, name: str) -> str:
    for each in scene.actors:
        if each.who and name == scene.document.text[each.start : each.end]:
            return each.who
    return name
