"""The words that make a sentence a candidate: which verbs and nouns position, threaten, offer, promise, demand, accept, reject, withdraw.

A lexicon with patterns, without syntax. `Trigger.kind` is what the words do as they stand; whether they are denied, and what
that makes of them, is decided in `polarity`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from detente.documents.stated import StatementKind

Form = Literal["verb", "noun", "modal", "report"]


@dataclass(frozen=True, slots=True)
class Trigger:
    """The words `text[start:end]` of a sentence. *report* verbs (said, told) only count as a position where nothing else does."""

    start: int
    end: int
    kind: StatementKind
    form: Form


# Base forms of verbs; "-" parts a particle. Forms that the rule does not give stand in _IRREGULAR.
_VERBS: dict[StatementKind, str] = {
    "threat": "threaten warn retaliate",
    "offer": "offer propose suggest recommend counter-propose counterpropose",
    "promise": "promise pledge vow undertake guarantee assure swear",
    "demand": "demand insist call+for call+on call+upon ask require urge request want press+for appeal seek implore",
    "acceptance": "accept agree welcome approve consent endorse ratify concede acquiesce embrace",
    "rejection": "reject refuse oppose object dismiss deny turn+down decline dispute protest disagree rule+out veto spurn "
    "rebuff resist condemn denounce contest repudiate disavow refute",
    "withdrawal": "withdraw pull+out pull+back walk+out walk+away suspend abandon quit terminate abrogate renounce break+off "
    "call+off scrap back+out revoke rescind opt+out secede",
    "position": "maintain claim believe argue think contend consider support favour favor back assert counter accuse "
    "regard perceive stress emphasise emphasize fear prefer hope affirm reaffirm reiterate point+out understand deplore",
}
_IRREGULAR = {
    "undertake": "undertakes undertook undertaken undertaking", "swear": "swears swore sworn swearing",
    "seek": "seeks sought seeking", "agree": "agrees agreed agreeing", "withdraw": "withdraws withdrew withdrawn withdrawing",
    "quit": "quits quitting", "break": "breaks broke broken breaking", "think": "thinks thought thinking",
    "understand": "understands understood understanding", "concede": "concedes conceded conceding",
    "rebut": "rebuts rebutted", "abandon": "abandons abandoned abandoning", "scrap": "scraps scrapped scrapping",
    "prefer": "prefers preferred preferring", "sue": "sues sued",
}  # fmt: skip
_DOUBLED = {"quit", "scrap", "prefer", "opt"}

_TREATY = (
    r"(?:treaty|treaties|agreement|accord|pact|convention|talks|negotiations?|commission|committee|council|organi[sz]ation"
    r"|alliance|agency|union|table|group|club|protocol|deal|conference|meeting)"
)
_HOSTILE = (
    r"strike|target|attack|retaliate|respond|answer|close|cut|stop|block|switch off|expel|seize|sanction|punish|impose|aim|cancel|deploy"
    r"|leave|quit|withdraw|suspend|pull out|walk out|bring .{0,30}? to court|take (?:counter-?)?measures|sue|boycott|veto|fire|shoot|invade|halt|freeze|bomb"
)
_PHRASES: tuple[tuple[StatementKind, Form, str], ...] = (
    ("threat", "verb", r"reserv(?:e|es|ed|ing) the right to"),
    ("threat", "verb", r"(?:issued?|delivered|gave|set) an ultimatum"),
    ("threat", "modal", rf"(?:will|would|shall|['’]ll) (?:\w+ly |then |also |have to |be forced to ){{0,2}}(?:{_HOSTILE})"),
    ("offer", "verb", r"(?:tabl(?:ed|es)|put forward|submitt?(?:ed|s)|laid out|made|floated|presented|unveiled) (?:[\w-]+ ){0,5}"
     r"(?:proposals?|counter-?proposals?|compromises?|offers?|drafts?|concessions?|plans?)"),
    ("offer", "modal", r"(?:would|will|could|shall) (?!not\b|never\b|be\b|have\b)[a-z]+(?=[^.;]*\b(?:as long as|provided|on condition|in (?:return|exchange) for)\b)"),
    ("offer", "verb", r"(?:is|are|was|were|be) (?:\w+ly )?(?:willing|ready|prepared) to\b(?=[^.;]*\bin (?:exchange|return) for)"),
    ("offer", "noun", r"way forward"),
    ("promise", "verb", r"commit(?:s|ted|ting)? (?:itself |himself |herself |themselves )?to"),
    ("promise", "verb", r"(?:gave|gives|given|offered) (?:[\w-]+ ){0,2}assurances?"),
    ("withdrawal", "verb", rf"(?:left|leaves|leaving|has left) (?:the|its|their) (?:[\w-]+ ){{0,3}}{_TREATY}"),
    ("withdrawal", "verb", r"(?:pull(?:ed|s|ing)?) (?:its|their|his|her|the|all) [\w -]{1,30}? (?:out|off|back)\b"),
    ("withdrawal", "verb", r"recall(?:ed|s|ing)? (?:its|their|his|her|the) (?:ambassador|envoy|delegat\w+)"),
    ("withdrawal", "verb", r"(?:dropp?(?:ed|s|ing)|fr(?:oze|eez\w+|ozen)|halt(?:ed|s|ing)) (?:its|their|the|all) "),
    ("withdrawal", "verb", r"(?<=was )dropped|(?<=were )dropped|(?<=been )dropped"),
    ("acceptance", "verb", r"(?:expressed|signalled|signaled|voiced) (?:its |their |his |her )?(?:willingness|readiness|agreement|consent)"),
    ("acceptance", "verb", r"(?:gave|gives|given) (?:its|their|his|her) (?:consent|agreement|approval|blessing)"),
    ("acceptance", "verb", rf"(?:signed|initialled) (?:the|an?|its|their) (?:[\w-]+ ){{0,3}}{_TREATY}"),
    ("rejection", "verb", r"opposed to"),
    ("rejection", "verb", r"(?:is|are|was|were|be|been|remain(?:s|ed)?|stands?) (?:firmly |strongly |wholly )?against\b"),
    ("rejection", "modal", r"(?:will|would|shall|could|can) (?:not|never)(?: again| ever)? (?!be\b|have\b)[a-z]+"),
    ("rejection", "modal", r"(?:will|would|shall) (?:not|never) be (?:pressed|forced|bullied|blackmailed|dictated|part)"),
    ("rejection", "modal", r"(?:won['’]t|cannot accept)"),
    ("rejection", "verb", r"raised? (?:\w+ ){0,2}objections?|rais(?:ed|es) (?:\w+ ){0,2}doubts?"),
    ("rejection", "verb", r"quer(?:y|ied|ies|ying)\b"),
    ("position", "verb", r"(?:is|are|was|were|be|remain(?:s|ed)?) (?:\w+ )?(?:of the (?:opinion|view) that|concerned|worried|convinced|disappointed)"),
    ("position", "verb", r"(?:is|are|was|were|be|remain(?:s|ed)?|seems?) (?:\w+ )?(?:willing|ready|prepared|unwilling|reluctant) to"),
    ("position", "verb", r"(?:rais(?:ed|es)|express(?:ed|es)?|voic(?:ed|es)) (?:\w+ ){0,3}(?:concerns?|support|reservations|fears?)"),
    ("position", "verb", r"(?:ha(?:s|ve|d) )?adopted (?:an?|the) [^.,;]{0,40}?(?:posture|position|stance|approach|attitude)"),
    ("position", "verb", r"(?:sees?|saw|seen|views?|viewed) (?=[^.;]{0,60}?\bas\b)|holds? that|(?:takes?|took) the (?:view|position)"),
    ("position", "verb", r"(?:recogni[sz]e[sd]?|consider(?:s|ed)?) (?:as|to be)|down-?play(?:s|ed)?"),
    ("position", "noun", r"(?:in|from) (?:the |its |their )?[\w’' -]{2,40}? (?:view|opinion)\b|it is the (?:view|position|opinion) of"),
    ("position", "noun", r"(?:position|stance|view|approach|attitude|opinion|thesis|argument)s?(?= (?:is|was|has been|remains|that|of|in support)\b)"),
    ("position", "noun", r"claims? that"),
    ("position", "report", r"said|says|told|tells|stated|states(?= that)|declare[sd]?|announce[sd]?|repli(?:ed|es)|add(?:ed|s) that"
     r"|noted(?= that)|notes(?= that)|observed(?= that)|admit(?:s|ted)(?= that)|explain(?:s|ed)|report(?:s|ed)(?= that)|wrote(?= that)|acknowledge[sd]?"),
)  # fmt: skip
_NOUNS: dict[StatementKind, str] = {
    "threat": r"threats?|ultimatum|warnings?",
    "offer": r"(?:counter-?)?offers?|(?:counter-?)?proposals?|concessions?",
    "promise": r"promises?|pledges?|assurances?|commitments?",
    "demand": r"demands?|requests?|insistence|calls? for",
    "acceptance": r"acceptance|consent",
    "rejection": r"refusal|rejection|objections?|opposition|denial",
    "withdrawal": r"withdrawals?|pull-?out|suspension|abrogation",
}
_NO_ACTION = re.compile(
    r"(?:\b(?:pos(?:e|es|ed|ing) an?|missiles?|security|perceived|under|possible|potential|rogue|nuclear|as an?|is an?|was an?|main|new|emerging|so-called|any)"
    r" (?:\w+ ){0,2}$)", re.I
)  # fmt: skip
_THREAT_OF = re.compile(r" (?:from|perception|assessment|posed|level|analysis)\b| to (?:the|its|their|peace|[A-Z])")


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[StatementKind, Form, re.Pattern[str]], ...]:
    found: list[tuple[StatementKind, Form, re.Pattern[str]]] = [
        (kind, form, re.compile(rf"(?<![\w-])(?:{words})(?!\w)", re.I)) for kind, form, words in _PHRASES
    ]
    for kind, verbs in _VERBS.items():
        forms = "|".join(sorted((_forms(verb) for verb in verbs.split()), key=len, reverse=True))
        found.append((kind, "verb", re.compile(rf"(?<![\w-])(?:{forms})(?![\w-])", re.I)))
    for kind, nouns in _NOUNS.items():
        found.append((kind, "noun", re.compile(rf"(?<!\w)(?:{nouns})(?!\w)", re.I)))
    return tuple(found)


def _forms(verb: str) -> str:
    base, _, particle = verb.partition("+")
    if base in _IRREGULAR:
        forms = [base, *_IRREGULAR[base].split()]
    elif base.endswith("e"):
        forms = [base, base + "s", base + "d", base[:-1] + "ing"]
    elif base.endswith("y") and base[-2] not in "aeiou":
        forms = [base, base[:-1] + "ies", base[:-1] + "ied", base + "ing"]
    else:
        stem = base + base[-1] if base in _DOUBLED else base
        forms = [base, base + ("es" if base.endswith(("s", "ch", "sh")) else "s"), stem + "ed", stem + "ing"]
    return f"(?:{'|'.join(forms)})" + (f" {particle}" if particle else "")


_NOUN_BEFORE = re.compile(
    r"(?:\b(?:the|an?|its|their|his|her|this|that|these|any|no|some|every|such|new|own|of|['’]s|s['’]|joint|two|three|several|former|first|second)"
    r"(?: (?:US|[A-Z]\w+n|\w+-?\w*al|new|own|surprise|joint|repeated|further)){0,2}) $|['’]s $"
)
_AMBIGUOUS = frozenset(
    [
        "offer",
        "offers",
        "demand",
        "demands",
        "claim",
        "claims",
        "promise",
        "promises",
        "pledge",
        "pledges",
        "vow",
        "vows",
        "request",
        "requests",
        "threat",
        "threats",
        "support",
        "supports",
        "call",
        "call+for",
        "protest",
        "protests",
        "dispute",
        "disputes",
        "object",
        "objects",
        "veto",
        "appeal",
        "appeals",
        "back",
        "want",
        "hope",
        "hopes",
        "fear",
        "fears",
        "counter",
        "walk",
        "press",
        "quit",
        "welcome",
        "approach",
        "favour",
        "favor",
    ]
)
_TO_NOT_VERB = re.compile(r"\b(?:in|for|with|of|on|under|without|despite) $", re.I)


def triggers(sentence: str) -> tuple[Trigger, ...]:
    """The triggers of a sentence, in order, the longer first where they overlap. Brackets should be blanked before."""
    found: list[Trigger] = []
    for kind, form, pattern in _patterns():
        for match in pattern.finditer(sentence):
            if _fits(sentence, match, kind, form):
                found.append(Trigger(match.start(), match.end(), kind, form))
    kept: list[Trigger] = []
    for one in sorted(found, key=lambda each: (each.start - each.end, each.form == "noun", each.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda each: each.start))


def _fits(sentence: str, match: re.Match[str], kind: StatementKind, form: Form) -> bool:
    word, before, after = match.group().lower(), sentence[: match.start()], sentence[match.end() :]
    if form == "verb" and word in _AMBIGUOUS:
        return not _NOUN_BEFORE.search(before) and not _TO_NOT_VERB.search(before)
    if form == "verb" and word.endswith("ing"):
        return not re.search(r"\b(?:the|a|an|its|their|of|for|in|by|without|from|at|on) $", before)
    if form == "verb" and word in (
        "wanted",
        "opposed",
        "required",
        "asked",
        "proposed",
        "suspended",
        "agreed",
        "threatened",
        "guaranteed",
        "promised",
    ):
        return not re.search(r"\b(?:the|its|their|an?|[A-Z]{2,}|as|most) $", before)
    if form == "verb" and kind == "demand" and word.startswith("require"):
        return not re.search(r"\bas $", before)
    if form == "verb" and word in ("thought", "understanding", "backing"):
        return not _NOUN_BEFORE.search(before)
    if form == "noun" and kind == "threat" and word.startswith("threat"):
        return not (_NO_ACTION.search(before) or _THREAT_OF.match(after))
    if form == "noun" and word in _AMBIGUOUS:
        return bool(_NOUN_BEFORE.search(before)) or word.endswith("s") or word not in ("call for",)
    return True


_NEGATION = re.compile(
    r"(?:\b(?:not|never|no longer|nor|neither|without|hardly|nobody|none|fail(?:s|ed)? to|cannot)\b|n['’]t\b)(?! only)"
    r"(?: (?!and\b|but\b|that\b|which\b)[\w-]+){0,4}? ?$",
    re.I,
)
_NO_NOUN = re.compile(r"\b(?:no|without|any) (?:\w+ )?$", re.I)
_UNDONE = re.compile(r"\b(?:refus\w+|declin\w+|unwilling|reluctant) to (?:\w+ly )?$", re.I)


def denied(sentence: str, clause: int, trigger: Trigger) -> bool:
    """Whether the words before a trigger, from `clause` on, deny it."""
    before = sentence[clause : trigger.start]
    if trigger.form == "noun":
        return bool(_NO_NOUN.search(before)) or bool(
            re.search(r"\b(?:not|never) (?:\w+ ){0,2}(?:an?|the|its|their) $", before)
        )
    if trigger.form == "modal":
        return False
    if re.search(r"\b(?:not|never)\b|n['’]t\b", sentence[trigger.start : trigger.end]):
        return trigger.kind != "rejection"
    inner = re.match(r"(?:is|are|was|were|be|been|remains?|remained) ", sentence[trigger.start :])
    if inner and re.match(r"(?:is|are|was|were|remains?) not ", sentence[trigger.start : trigger.end + 4]):
        return True
    return bool(_NEGATION.search(before)) or bool(_UNDONE.search(before))


def polarity(kind: StatementKind, negated: bool) -> tuple[StatementKind, bool]:
    """What a kind becomes where it is denied, and whether the statement is against: "not opposed" is a position, "not accept" a rejection."""
    if kind == "rejection":
        return ("position", False) if negated else ("rejection", True)
    if kind == "acceptance" and negated:
        return "rejection", True
    return kind, negated
