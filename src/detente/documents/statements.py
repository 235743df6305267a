"""Statements in a document: what parties argue, want, threaten, offer, promise, demand, accept, reject or give up.

A queue for a person: it is meant to miss little, it shows the words that made it a candidate, and decides nothing. How often it
is right on texts of our own is in `measured.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import resources

from detente.documents.actors import ROLES, Actor, actors, names
from detente.documents.cited import Cited
from detente.documents.document import Document
from detente.documents.lists import argument_lists
from detente.documents.people import Mention, mentions, parties
from detente.documents.sentences import Sentence, sentences
from detente.documents.stated import Statement
from detente.documents.subjects import (
    QUOTE_AFTER,
    REPORT_VERB,
    Scene,
    actor_of,
    attribution,
    owner_of,
    passive,
    subject_of,
    target_of,
    told_of,
    view_of,
    within,
)
from detente.documents.triggers import Trigger, denied, polarity, triggers

_CONDITION = re.compile(
    r"(?:\b(?:[Oo]nly )?(?<!even )(?<!Even )[Ii]f\b(?! not\b)|\b[Uu]nless\b|\b[Pp]rovided(?: that)?\b(?= [A-Za-z])|\b[Aa]s long as\b|\b[Oo]n (?:the )?condition that\b"
    r"|\b[Ii]n (?:exchange|return) for\b|\b[Uu]ntil\b|\b[Ss]hould (?=(?:the|an?|its|their|this|that|they|he|she|it|any|[A-Z]\w+)\b))"
    r"[^;.!?:()\"”“]*?(?=[;.!?:()\"”“]|, (?:but|and|the|[A-Z]|then|while|it|they|we|I|based)|$)"
)
LONGEST = 1500
_AUTHOR = re.compile(r"(?:\b(?:[Tt]h(?:e|is) (?:paper|article|essay|section|study)|I|[Mm]y)\b)[^,.;]{0,30}$")


def statements(document: Document, cited: Cited | None = None) -> tuple[Statement, ...]:
    """The statements of a document, in order. `cited`: its audit, so that entries of the list of references are left out.

    Items of a list of arguments are one statement each, of the party of the lead-in. Elsewhere a sentence gives a statement for
    each kind and actor that its words suggest. Headings and navigation are left out; notes are not.
    """
    found = _short(document, sentences(document))
    known = mentions(document)
    named = names(document, found, known, [(each.start, each.end) for each in cited.citations] if cited else ())
    people = {one: actors(document, one, _within(known, one), named) for one in found}
    lists = tuple(
        argument_lists(
            document, found, lambda one: people.get(one) or actors(document, one, _within(known, one), named)
        )
    )
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


def _short(document: Document, found: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The sentences, what runs on for more than `LONGEST` characters in pieces, since patterns take their time on it."""
    done: list[Sentence] = []
    for one in found:
        start = one.start
        while one.end - start > LONGEST:
            space = document.text.rfind(" ", start + 1, start + LONGEST)
            end = space if space > start else start + LONGEST
            piece = document.text[start:end]
            if piece.strip():
                lead = len(piece) - len(piece.lstrip())
                done.append(Sentence(start + lead, start + len(piece.rstrip()), one.passage))
            start = end
        start += len(document.text[start : one.end]) - len(document.text[start : one.end].lstrip())
        done.append(Sentence(start, one.end, one.passage))
    return tuple(done)


def measured_words() -> str:
    """How good the queue is, for whoever gets a draft: what was measured on the texts that the tests carry."""
    told: dict[str, int] = json.loads(
        (resources.files("detente.documents") / "measured.json").read_text(encoding="utf-8")
    )

    def share(part: str, whole: str) -> str:
        return f"{100 * told[part] / told[whole]:.0f}"

    return (
        f"On {told['apart_texts']} texts that were kept apart while it was tuned, {share('apart_found', 'apart_queued')} of 100 candidates were such statements and "
        f"{share('apart_found', 'apart_there')} of 100 statements were found ({told['apart_found']} of {told['apart_there']}), polarity right in "
        f"{share('apart_polarity', 'apart_found')} of 100 and the actor in {share('apart_actor', 'apart_found')}; on all {told['texts']}, "
        f"{share('found', 'queued')} and {share('found', 'there')} of 100. These are short plain texts of our own: expect less of others, and look at every one."
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
        scene = Scene(document, one, words, people[one], triggers(words), before)
        done.extend(_scene(scene))
        before = _about(scene) or before
    return done


def _reference(one: Sentence, cited: Cited | None) -> bool:
    return cited is not None and any(each.start < one.end and one.start < each.end for each in cited.references)


def _about(scene: Scene) -> str | None:
    """Who a sentence is about: its first subject, else its only party."""
    subject = next((one.who for one in scene.actors if one.standing == "subject" and one.who), None)
    if subject:
        return subject
    if any(one.standing == "pronoun" for one in scene.actors):
        return scene.before
    return next((one.who for one in scene.actors if one.standing in ("owner", "adjective")), None)


def _scene(scene: Scene) -> list[Statement]:
    conditions = [match.span() for match in _CONDITION.finditer(scene.words)]
    chosen = [one for one in scene.triggers if not any(low < one.start < high for low, high in conditions)]
    strong = [one for number, one in enumerate(chosen) if not _governed(scene, chosen, number)]
    told = _told(scene, [one for one in strong if one.form != "report"])
    found = _gathered(scene, told) or _gathered(scene, [one for one in strong if one.form == "report"])
    return _without_nobody(found)


def _gathered(scene: Scene, chosen: Sequence[Trigger]) -> list[Statement]:
    """A statement for each kind and actor."""
    found: dict[tuple[str, str | None], Statement] = {}
    for one in chosen:
        made = _statement(scene, one)
        if made is not None:
            key = (made.kind, made.actor)
            found[key] = _merged(found[key], made) if key in found else made
    return list(found.values())


def _merged(first: Statement, second: Statement) -> Statement:
    return replace(
        first,
        target=first.target or second.target,
        condition=first.condition or second.condition,
        says=first.says or second.says,
    )


def _without_nobody(found: list[Statement]) -> list[Statement]:
    """Where a kind has an actor, a second of the same kind without one says nothing more."""
    held = {one.kind for one in found if (one.actor and not one.actor[0].islower()) or one.actor in parties()}
    return [
        one
        for one in found
        if one.kind not in held
        or (
            one.actor
            and (one.actor in parties() or not one.actor[0].islower() or " side" in one.actor or "both" in one.actor)
        )
    ]


NEAR = 8
"""How many triggers before another one can govern it: more do not stand in one clause."""


def _governed(scene: Scene, chosen: Sequence[Trigger], number: int) -> bool:
    """Whether a trigger only says what another is about: "threatened to withdraw", "rejected the offer"."""
    one = chosen[number]
    for other in reversed(chosen[max(0, number - NEAR) : number]):
        between = scene.words[other.end : one.start]
        if other.form == "report" or re.search(r"[;.!?]|, (?:and|but|while)\b|\b(?:but|while|although)\b", between):
            continue
        far, acts = len(between.split()), one.form != "noun"
        carried_out = other.form == "noun" and "carried out" in scene.words[: other.start]
        if acts and far <= 7 and not carried_out and re.search(r"\bto (?:\w+ly |once again )?$", between):
            return True
        if re.search(r"\b(?:not|never) $", between) and re.search(r"\bnot to\b|^ to not ", between):
            return True
        apart = re.search(r"\b(?:that|which|who|when|if|by|as)\b", between)
        if (
            not acts
            and other.form in ("verb", "modal")
            and not apart
            and far <= 6
            and not _owned_apart(scene, one, other)
        ):
            return True
        if acts and other.kind == "demand" and far <= 9 and re.search(r"^ (?:that|on|for)\b", between):
            return True
    return False


def _owned_apart(scene: Scene, one: Trigger, other: Trigger) -> bool:
    owner = owner_of(scene, one)
    return owner is not None and owner != subject_of(scene, other)


def _told(scene: Scene, strong: list[Trigger]) -> list[Trigger]:
    """Without the verbs of position that only say who says what another trigger is about: "argued that it would strike"."""
    kept = []
    for number, one in enumerate(strong):
        words = scene.words[one.start : one.end]
        rest = [other for other in strong[number + 1 :] if other.form != "noun" and other.kind != "position"]
        told = one.kind == "position" and one.form == "verb" and REPORT_VERB.match(words)
        if told and any(
            re.match(r" (?:that|the|it|he|she|they|[A-Z])\b", scene.words[one.end : other.start])
            and not re.search(r"[;]|, (?:and|but)\b", scene.words[one.end : other.start])
            for other in rest
        ):
            continue
        kept.append(one)
    return kept


def _statement(scene: Scene, one: Trigger) -> Statement | None:
    clause = _clause(scene.words, one.start)
    who = actor_of(scene, one)
    if one.form == "modal" and not _adjacent(scene, one):
        return None
    if (
        one.form == "report"
        and not _COMPLEMENT.match(scene.words, one.end)
        and not QUOTE_AFTER.search(scene.words[: one.start])
    ):
        return None
    if one.form == "noun" and one.kind == "offer" and _bare_mention(scene, one):
        return None
    if who is None and (one.form == "report" or (one.kind == "position" and not view_of(scene, one))):
        return None
    if (
        who is None
        and one.form in ("verb", "modal")
        and not (passive(scene.words, one) and not denied(scene.words, clause, one))
        and not _quoted_we(scene.words, one)
    ):
        return None
    if who is None and one.form == "noun" and not told_of(scene.words, one):
        return None
    if _AUTHOR.search(scene.words[: one.start]) and one.kind == "position":
        return None
    neither = re.search(
        r"\b[Nn]either (?:side|party|of them|country|state|government)\b|\beither side\b",
        scene.words[clause : one.start]
        + (" either side" if re.search(r"\bnot\b.*\bby either side\b", scene.words) else ""),
    )
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
        target_of(scene, one, who),
        _condition(scene.words),
        attribution(scene, one, who),
        against,
    )


_COMPLEMENT = re.compile(r"[^.;]{0,40}?(?:\b(?:that|would|will|it|this|her|his|had|was|were|is|are|could)\b|[\"“:])")


def _adjacent(scene: Scene, one: Trigger) -> bool:
    """Whether somebody who acts stands right before "will", perhaps with a role or a clause between: "the council of X would"."""
    before = [each for each in scene.actors if within(scene, each)[1] <= one.start]
    if _quoted_we(scene.words, one):
        return True
    if not before:
        return False
    between = scene.words[within(scene, before[-1])[1] : one.start]
    return bool(
        re.fullmatch(
            rf"(?:['’]s?)?(?: (?:[\w-]+ )?{ROLES})?(?:, [^,]+,)?(?: (?:\w+ly|also|then|itself|themselves))? ?(?:\w+ (?:and|or|but) )?",
            between,
        )
    ) or bool(re.search(r"\b(?:and|but|or) (?:it |they )?$", between))


def _quoted_we(words: str, one: Trigger) -> bool:
    return bool(re.search(r"\b[Ww]e (?:\w+ly )?$", words[: one.start]))


def _bare_mention(scene: Scene, one: Trigger) -> bool:
    """Whether a noun only mentions what is known: "opposed the US proposal." """
    near = [
        each for each in scene.actors if each.standing == "adjective" and 0 <= one.start - within(scene, each)[1] < 30
    ]
    before = scene.words[: within(scene, near[-1])[0]] if near else ""
    return (
        bool(near)
        and not re.search(r"\ban? $", before)
        and not re.match(r" (?:to|of|for|that|on)\b", scene.words[one.end :])
    )


def _condition(words: str) -> str | None:
    found = _CONDITION.search(words)
    return re.sub(r"\s+", " ", found.group()).strip(" ,") if found else None


def _clause(words: str, at: int) -> int:
    """Where the clause starts that a trigger stands in."""
    starts = [
        match.end()
        for match in re.finditer(r"[;:]|, (?:and|but|while|which|who)\b|\b(?:but|while|that|although)\b", words[:at])
    ]
    return starts[-1] if starts else 0
