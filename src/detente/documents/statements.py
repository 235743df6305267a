"""Statements in a document: what parties argue, want, threaten, offer, promise, demand, accept, reject or give up.

A queue for a person: it is meant to miss little, it shows the words that made it a candidate, and decides nothing. How often it
is right on texts of our own is in `measured.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources

from detente.documents.actors import ROLES, Actor, actors, names
from detente.documents.cited import Cited
from detente.documents.document import Document
from detente.documents.lists import argument_lists
from detente.documents.people import Mention, mentions, parties
from detente.documents.sentences import Sentence, sentences
from detente.documents.stated import Statement
from detente.documents.triggers import Trigger, denied, polarity, triggers

_CONDITION = re.compile(
    r"(?:\b(?:[Oo]nly )?(?<!even )(?<!Even )[Ii]f\b(?! not\b)|\b[Uu]nless\b|\b[Pp]rovided(?: that)?\b(?= [A-Za-z])|\b[Aa]s long as\b|\b[Oo]n (?:the )?condition that\b"
    r"|\b[Ii]n (?:exchange|return) for\b|\b[Uu]ntil\b|\b[Ss]hould (?=(?:the|an?|its|their|this|that|they|he|she|it|any|[A-Z]\w+)\b))"
    r"[^;.!?:()\"”“]*?(?=[;.!?:()\"”“]|, (?:but|and|the|[A-Z]|then|while|it|they|we|I|based)|$)"
)
_QUOTE_AFTER = re.compile(r"[,.!?]?[\"”'’] ?(?:\w+ly )?$")
_REPORT_VERB = re.compile(
    r"(?:said|says|told|tells|stated|declared|announced|replied|added|reported|reports|wrote|noted|claims?|claimed|argued?|argues|warned|insist(?:s|ed)|believes|countered|explained|admitted|acknowledged)\b"
)
_ACCORDING = re.compile(r"\b(?:[Aa]ccording to|cited in|quoted in|quoted by|cited by) ((?:the |an? )?[\w’'-]+(?: (?!the\b|has\b|is\b|will\b|would\b)[A-Z]?[\w’'-]+){0,4})")
_AS_NOTED = re.compile(r"\bAs ([A-Z][\w-]+(?: (?:and [A-Z][\w-]+|et al\.))?(?: \(\d{4}\w?\))?(?: and [A-Z][\w-]+ \(\d{4}\w?\))?) (?:noted|note|argued?|observed?|wrote|put)\b")
_AUTHOR = re.compile(r"(?:\b(?:[Tt]h(?:e|is) (?:paper|article|essay|section|study)|I|[Mm]y)\b)[^,.;]{0,30}$")


@dataclass(frozen=True, slots=True)
class _Scene:
    """One sentence with what stands in it: `words` with round brackets blanked, offsets of the sentence."""

    document: Document
    sentence: Sentence
    words: str
    actors: tuple[Actor, ...]
    triggers: tuple[Trigger, ...]
    before: str | None
    """Who the last sentence was about."""


def statements(document: Document, cited: Cited | None = None) -> tuple[Statement, ...]:
    """The statements of a document, in order. `cited`: its audit, so that entries of the list of references are left out.

    Items of a list of arguments are one statement each, of the party of the lead-in. Elsewhere a sentence gives a statement for
    each kind and actor that its words suggest. Headings and navigation are left out; notes are not.
    """
    found = sentences(document)
    known = mentions(document)
    named = names(document, found, known, [(each.start, each.end) for each in cited.citations] if cited else ())
    people = {one: actors(document, one, _within(known, one), named) for one in found}
    lists = tuple(argument_lists(document, found, lambda one: people.get(one) or actors(document, one, _within(known, one), named)))
    done: list[Statement] = []
    listed: set[int] = set()
    for each in lists:
        listed.update(each.items)
        for item in each.items:
            done.append(_item(document, item, each.party, each.trigger, found))
    done.extend(_of_sentences(document, [one for one in found if one.passage not in listed], people, cited))
    done = _to_parties(done)
    ordered = sorted(done, key=lambda one: (one.start, one.end))
    return tuple(replace(one, citations=_citations(one, cited)) for one in ordered)


def measured() -> Mapping[str, float]:
    """What was measured on the test texts: `texts`, `statements`, and shares in per cent `precision`, `recall`, `polarity`, `actors`, each also `held_out_…`."""
    data: Mapping[str, float] = json.loads((resources.files("detente.documents") / "measured.json").read_text(encoding="utf-8"))
    return data


def measured_words() -> str:
    """The same as a sentence for the person who gets a draft."""
    m = measured()
    return (
        f"On our {m['texts']:.0f} test texts {m['precision']:.0f} of 100 candidates were such statements and {m['recall']:.0f} of 100 statements "
        f"were found, with the right polarity in {m['polarity']:.0f} and the right actor in {m['actors']:.0f} of 100; on the two texts "
        f"kept apart, {m['held_out_precision']:.0f} and {m['held_out_recall']:.0f} of 100. Texts of another kind fare worse: read them all."
    )


def _to_parties(found: Sequence[Statement]) -> list[Statement]:
    """Targets only where they are parties: of the alias table, or somebody who acts in another statement."""
    acting = {one.actor for one in found} | set(parties())
    return [one if one.target in acting else replace(one, target=None) for one in found]


def _within(known: Sequence[Mention], one: Sentence) -> list[Mention]:
    return [mention for mention in known if one.start <= mention.start and mention.end <= one.end]


def _item(document: Document, item: int, party: str | None, trigger: str, found: Sequence[Sentence]) -> Statement:
    inside = [one for one in found if one.passage == item]
    start = inside[0].start if inside else document.passages[item].start
    passage = document.passages[item]
    condition = _condition(document.text[start : passage.end])
    return Statement("argument", start, passage.end, trigger, party, condition=condition, label=passage.label)


def _citations(one: Statement, cited: Cited | None) -> tuple[int, ...]:
    if cited is None:
        return ()
    return tuple(n for n, each in enumerate(cited.citations) if one.start <= each.start < one.end)


# ---------------------------------------------------------------- sentences


def _of_sentences(
    document: Document, found: Sequence[Sentence], people: Mapping[Sentence, tuple[Actor, ...]], cited: Cited | None
) -> list[Statement]:
    done: list[Statement] = []
    before: str | None = None
    passage = -1
    for one in found:
        kind = document.passages[one.passage].kind
        if kind in ("title", "heading", "table") or _reference(one, cited):
            before = None
            continue
        if one.passage != passage and not re.match(r"(?:It|He|She|They)\b", document.text[one.start : one.end]):
            before = None
        passage = one.passage
        words = re.sub(r"\([^()]*\)", lambda match: " " * len(match.group()), document.text[one.start : one.end])
        scene = _Scene(document, one, words, people[one], triggers(words), before)
        done.extend(_scene(scene))
        before = _about(scene) or before
    return done


def _reference(one: Sentence, cited: Cited | None) -> bool:
    return cited is not None and any(each.start < one.end and one.start < each.end for each in cited.references)


def _about(scene: _Scene) -> str | None:
    """Who a sentence is about: its first subject, else its only party."""
    subject = next((one.who for one in scene.actors if one.standing == "subject" and one.who), None)
    if subject:
        return subject
    if any(one.standing == "pronoun" for one in scene.actors):
        return scene.before
    owner = next((one.who for one in scene.actors if one.standing in ("owner", "adjective")), None)
    return owner


def _scene(scene: _Scene) -> list[Statement]:
    conditions = [match.span() for match in _CONDITION.finditer(scene.words)]
    chosen = [one for one in scene.triggers if not any(low < one.start < high for low, high in conditions)]
    strong = [one for number, one in enumerate(chosen) if not _governed(scene, chosen, number)]
    if any(one.form != "report" for one in strong):
        strong = [one for one in strong if one.form != "report"]
    strong = _told(scene, strong)
    found: dict[tuple[str, str | None], Statement] = {}
    for one in strong:
        made = _statement(scene, one)
        if made is None:
            continue
        key = (made.kind, made.actor)
        found[key] = _merged(found[key], made) if key in found else made
    return _without_nobody(list(found.values()))


def _merged(first: Statement, second: Statement) -> Statement:
    return replace(first, target=first.target or second.target, condition=first.condition or second.condition, says=first.says or second.says)


def _without_nobody(found: list[Statement]) -> list[Statement]:
    """Where a kind has an actor, a second of the same kind without one says nothing more."""
    held = {one.kind for one in found if one.actor and not one.actor[0].islower() or one.actor in parties()}
    return [one for one in found if one.kind not in held or (one.actor and (one.actor in parties() or not one.actor[0].islower() or " side" in one.actor or "both" in one.actor))]


def _governed(scene: _Scene, chosen: Sequence[Trigger], number: int) -> bool:
    """Whether a trigger only says what another is about: "threatened to withdraw", "rejected the offer"."""
    one = chosen[number]
    for other in reversed(chosen[:number]):
        between = scene.words[other.end : one.start]
        if other.form == "report" or re.search(r"[;.!?]|, (?:and|but|while)\b|\b(?:but|while|although)\b", between):
            continue
        if one.form in ("verb", "modal") and re.search(r"\bto (?:\w+ly |once again )?$", between) and (
            len(between.split()) <= 7 and not (other.form == "noun" and "carried out" in scene.words[: other.start])
        ):
            return True
        if re.search(r"\b(?:not|never) $", between) and re.search(r"\bnot to\b|^ to not ", between):
            return True
        if one.form == "noun" and other.form in ("verb", "modal") and not re.search(r"\b(?:that|which|who|when|if|by|as)\b", between):
            if len(between.split()) <= 6 and not _owned_apart(scene, one, other):
                return True
        if one.form != "noun" and other.kind == "demand" and re.search(r"^ (?:that|on|for)\b", between) and len(between.split()) <= 9:
            return True
    return False


def _owned_apart(scene: _Scene, one: Trigger, other: Trigger) -> bool:
    owner = _owner(scene, one)
    return owner is not None and owner != _subject(scene, other)


def _told(scene: _Scene, strong: list[Trigger]) -> list[Trigger]:
    """Without the verbs of position that only say who says what another trigger is about: "argued that it would strike"."""
    kept = []
    for number, one in enumerate(strong):
        words = scene.words[one.start : one.end]
        rest = [other for other in strong[number + 1 :] if other.form != "noun" and other.kind != "position"]
        told = one.kind == "position" and one.form == "verb" and _REPORT_VERB.match(words)
        if told and any(re.match(r" (?:that|the|it|he|she|they|[A-Z])\b", scene.words[one.end : other.start]) and not re.search(r"[;]|, (?:and|but)\b", scene.words[one.end : other.start]) for other in rest):
            continue
        kept.append(one)
    return kept


def _statement(scene: _Scene, one: Trigger) -> Statement | None:
    clause = _clause(scene.words, one.start)
    who = _actor(scene, one)
    if one.form == "modal" and not _adjacent(scene, one):
        return None
    if one.form == "report" and not _COMPLEMENT.match(scene.words, one.end) and not _QUOTE_AFTER.search(scene.words[: one.start]):
        return None
    if one.form == "noun" and one.kind == "offer" and _bare_mention(scene, one):
        return None
    if who is None and (one.form == "report" or (one.kind == "position" and not _view_of(scene, one))):
        return None
    if who is None and one.form in ("verb", "modal") and not (_passive(scene.words, one) and not denied(scene.words, clause, one)) and not _quoted_we(scene.words, one):
        return None
    if who is None and one.form == "noun" and not _told_of(scene.words, one):
        return None
    if _AUTHOR.search(scene.words[: one.start]) and one.kind == "position":
        return None
    neither = re.search(r"\b[Nn]either (?:side|party|of them|country|state|government)\b|\beither side\b", scene.words[clause : one.start] + (" either side" if re.search(r"\bnot\b.*\bby either side\b", scene.words) else ""))
    kind, against = polarity(one.kind, denied(scene.words, clause, one) or bool(neither))
    start, end = scene.sentence.start, scene.sentence.end
    if one.form == "report":
        against = bool(re.search(r"\b(?:not|never|no longer)\b", scene.words[one.end : one.end + 60]))
    return Statement(
        kind,
        start,
        end,
        scene.document.text[start + one.start : start + one.end],
        who,
        _target(scene, one, who),
        _condition(scene.words),
        _says(scene, one, who),
        against,
    )


_COMPLEMENT = re.compile(r"[^.;]{0,40}?(?:\b(?:that|would|will|it|this|her|his|had|was|were|is|are|could)\b|[\"“:])")


def _adjacent(scene: _Scene, one: Trigger) -> bool:
    """Whether somebody who acts stands right before "will", perhaps with a role or a clause between: "the council of X would"."""
    before = [each for each in scene.actors if _absolute(scene, each)[1] <= one.start]
    if _quoted_we(scene.words, one):
        return True
    if not before:
        return False
    between = scene.words[_absolute(scene, before[-1])[1] : one.start]
    return bool(re.fullmatch(rf"(?:['’]s?)?(?: (?:[\w-]+ )?{ROLES})?(?:, [^,]+,)?(?: (?:\w+ly|also|then|itself|themselves))? ?(?:\w+ (?:and|or|but) )?", between)) or bool(
        re.search(r"\b(?:and|but|or) (?:it |they )?$", between)
    )


def _quoted_we(words: str, one: Trigger) -> bool:
    return bool(re.search(r"\b[Ww]e (?:\w+ly )?$", words[: one.start]))


def _bare_mention(scene: _Scene, one: Trigger) -> bool:
    """Whether a noun only mentions what is known: "opposed the US proposal." """
    near = [each for each in scene.actors if each.standing == "adjective" and 0 <= one.start - _absolute(scene, each)[1] < 30]
    before = scene.words[: _absolute(scene, near[-1])[0]] if near else ""
    return bool(near) and not re.search(r"\ban? $", before) and not re.match(r" (?:to|of|for|that|on)\b", scene.words[one.end :])


def _condition(words: str) -> str | None:
    found = _CONDITION.search(words)
    return re.sub(r"\s+", " ", found.group()).strip(" ,") if found else None


def _clause(words: str, at: int) -> int:
    """Where the clause starts that a trigger stands in."""
    starts = [match.end() for match in re.finditer(r"[;:]|, (?:and|but|while|which|who)\b|\b(?:but|while|that|although)\b", words[:at])]
    return starts[-1] if starts else 0


# ---------------------------------------------------------------- who


def _passive(words: str, one: Trigger) -> bool:
    if words.startswith("opposed to", one.start):
        return False
    return bool(re.search(r"\b(?:is|are|was|were|been|being|be) (?:\w+ly |not |never )?$", words[: one.start])) and words[one.start : one.end].split()[0].endswith(
        ("ed", "n", "t")
    )


def _actor(scene: _Scene, one: Trigger) -> str | None:
    if one.form == "noun":
        return _view_of(scene, one) or _owner(scene, one) or _by(scene, one) or (_subject(scene, one) if _light(scene.words, one) else None)
    if _passive(scene.words, one):
        return _by(scene, one)
    after = _after_quote(scene, one)
    return after or _subject(scene, one)


def _light(words: str, one: Trigger) -> bool:
    return bool(
        re.search(r"\b(?:has|have|had|made|makes?|issued?|repeat\w*|carried out|carr(?:y|ies) out|renew\w*|withdr[ae]w|rais\w+|express\w*|used?|using|pursuing|with its|with their|its|their|his|her)\b[^,;]{0,40}$", words[: one.start])
    )


def _told_of(words: str, one: Trigger) -> bool:
    """Whether a noun without an owner stands for a statement all the same: the subject of its sentence, or with what it is to do."""
    before, after = words[: one.start], words[one.end :]
    return bool(re.search(r"(?:^|[,;] )(?:The|This|That|These|His|Her|Its|Their|the|this|that|these) (?:\w+ )?$", before) and re.match(r" (?:was|were|is|are|has|have|came|may|to)\b", after)) or bool(
        re.match(r" (?:to [a-z]+|that |of both|by )", after)
    )


def _absolute(scene: _Scene, one: Actor) -> tuple[int, int]:
    return one.start - scene.sentence.start, one.end - scene.sentence.start


def _owner(scene: _Scene, one: Trigger) -> str | None:
    """The party just before a noun: Tunisia's counter-proposal, the US proposal; its, his, their: the subject."""
    for each in reversed(scene.actors):
        low, high = _absolute(scene, each)
        if high <= one.start and each.who:
            between = scene.words[high : one.start]
            if re.fullmatch(r"(?:['’]s?)? ?(?:[\w-]+ ){0,2}", between) and not re.search(r"\b(?:to|with|for|in|and|of|made|has|have|had)\b", between):
                return each.who
            break
    if re.search(r"\b(?:its|his|her|their|own) (?:[\w-]+ )?$", scene.words[: one.start]):
        near = [each.who for each in scene.actors if each.who and _absolute(scene, each)[1] <= one.start]
        return _subject(scene, one) or (near[-1] if near else scene.before)
    of = re.match(r" of (?:the )?", scene.words[one.end :])
    return _at(scene, one.end + of.end()) if of else None


def _view_of(scene: _Scene, one: Trigger) -> str | None:
    """The party in "in the Tunisian view", "it is the view of Harland that"."""
    inside = [each for each in scene.actors if each.who and one.start <= _absolute(scene, each)[0] and _absolute(scene, each)[1] <= one.end]
    if inside:
        return inside[0].who
    if scene.words[one.start : one.end].lower().startswith("it is"):
        return next((each.who for each in scene.actors if each.who and _absolute(scene, each)[0] >= one.end), None)
    way = re.match(r" (?:\w+ )?(?:is|would be) for (?:the )?", scene.words[one.end :])
    return _at(scene, one.end + way.end()) if way else None


def _by(scene: _Scene, one: Trigger) -> str | None:
    by = re.search(r"\bby (?:the )?(?:\w+ )?$|\bby (?:the )?", scene.words[one.end : one.end + 90])
    if by is None or re.search(r"[;,]", scene.words[one.end : one.end + by.start()]):
        return None
    return _at(scene, one.end + by.end())


def _at(scene: _Scene, at: int) -> str | None:
    for each in scene.actors:
        low, high = _absolute(scene, each)
        if low - 14 <= at <= high and low >= at - 4 and each.who:
            return each.who
    return None


def _after_quote(scene: _Scene, one: Trigger) -> str | None:
    """Who is named after the verb: "…," warned the minister of X."""
    if not _QUOTE_AFTER.search(scene.words[: one.start]):
        return None
    near = [each for each in scene.actors if each.who and 0 <= _absolute(scene, each)[0] - one.end < 50]
    return near[0].who if near else None


def _subject(scene: _Scene, one: Trigger) -> str | None:
    before = [each for each in scene.actors if _absolute(scene, each)[1] <= one.start]
    clause = scene.words[: one.start]
    relative = re.search(r",? (?:which|who) (?!.*\b(?:which|who) )", clause)
    for number in range(len(before) - 1, -1, -1):
        each = before[number]
        if relative and _absolute(scene, each)[1] <= relative.start() and each.who and _absolute(scene, each)[1] >= relative.start() - 1:
            return each.who
        if each.standing == "subject":
            return each.who
        if each.standing == "pronoun":
            return _antecedent(scene, before[:number])
    if clause.lstrip("\"“ ").startswith(("We ", "I ")):
        return None
    if not before or (before and before[-1].standing in ("owner", "adjective", "object")):
        # "In X, …": nobody stands as the subject; the sentence before may have said who
        starts = re.match(r"(?:It|He|She|They)\b", scene.words)
        if starts:
            return scene.before
        made = [each for each in before if each.who and re.search(r"\b(?:by|from) (?:the )?$", scene.words[: _absolute(scene, each)[0]])]
        return made[-1].who if made else None
    return None


def _antecedent(scene: _Scene, before: Sequence[Actor]) -> str | None:
    """Whom a pronoun means: the first subject of the sentence, else the last party named before it, else who the last sentence was about."""
    first = next((each.who for each in before if each.standing == "subject"), None)
    if first:
        return first
    if any(each.standing == "pronoun" for each in before) and scene.before:
        return scene.before
    return next((each.who for each in reversed(before) if each.who), None) or scene.before


def _target(scene: _Scene, one: Trigger, who: str | None) -> str | None:
    """To whom: the first other party named after the trigger in its clause; in the passive, the subject."""
    if one.form != "noun" and _passive(scene.words, one):
        subject = _subject(scene, one)
        if subject and subject != who:
            return subject
    stop = re.search(r"[;.!?]|, (?:but|and)\b|\b(?:if|unless|should|provided|until|as an alternative)\b", scene.words[one.end :])
    high = one.end + stop.start() if stop else len(scene.words)
    for each in scene.actors:
        low, past = _absolute(scene, each)
        if one.end <= low and past <= high and each.who and each.who != who:
            if not re.search(r"\b(?:in|by|than|during|via|like) (?:the )?$", scene.words[:low]):
                return each.who
    return None


# ---------------------------------------------------------------- who says so


def _says(scene: _Scene, one: Trigger, who: str | None) -> tuple[str, ...]:
    """The chain of attribution, outermost first: sources that are named, then who said that somebody said so."""
    words = scene.words
    chain: list[str] = [re.sub(r"^(?:the|an?) ", "", match.group(1)) for match in _ACCORDING.finditer(words)]
    noted = _AS_NOTED.search(scene.document.text[scene.sentence.start : scene.sentence.end])
    if noted:
        chain.append(noted.group(1))
    chain = [_known(scene, name) for name in chain]
    for match in _REPORT_VERB.finditer(words, 0, one.start):
        verb = Trigger(match.start(), match.end(), "position", "report")
        between = words[match.end() : one.start]
        if one.form == "noun" and not re.match(r" (?:[\w’'-]+ ){0,4}?that\b", between):
            continue
        if one.start <= match.start() or not re.match(r" (?:(?:[\w’'-]+ ){0,4}?that\b|(?:on \w+ )?(?:the |it |he |she |they |its |their |his |her |[A-Z]))", between + " "):
            continue
        if re.search(r"[;]|, (?:and|but)\b|, while\b", between):
            continue
        speaker = _subject(scene, verb)
        if speaker and speaker not in chain:
            chain.append(speaker)
    post = re.search(r"(?:,|[”\"]) (?:[\w’' ]{1,40} )?(?:said|says|warned|added)\b[^,;]{0,40}$", words)
    if post and one.end <= post.start() + 1:
        last = re.search(r"\b(?:said|says|warned|added)\b", words[post.start() :])
        if last:
            at = Trigger(post.start() + last.start(), post.start() + last.end(), "position", "report")
            speaker = _after_quote(scene, at) or _subject(scene, at)
            if speaker and speaker not in chain:
                chain.insert(0, speaker)
    return tuple(chain)


def _known(scene: _Scene, name: str) -> str:
    for each in scene.actors:
        if each.who and name == scene.document.text[each.start : each.end]:
            return each.who
    return name
