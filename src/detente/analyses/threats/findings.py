"""Sentences that a negotiator's aide could read out, most important first; caveats last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.threats import effects, weighing
from detente.analyses.threats.judging import Verdict, Willing
from detente.analyses.threats.telling import (
    among,
    bracket,
    day,
    ends_words,
    grounds,
    label,
    points,
    rule_words,
    span,
    upper,
    utterance,
)
from detente.result import Finding, Scope

if TYPE_CHECKING:
    from detente.analyses.threats.answer import Card, ThreatsResult

CLASSES = {
    "sways": "would be carried out and could sway somebody who can avert it, if believed",
    "idle": "asks for what would be done without it",
    "weak": "would be carried out, yet would sway nobody who can avert it, however firmly believed",
    "anyway": "only announces what would come about anyway",
    "fleeting": "would make no difference in the end, carried out or not",
    "depends": "may or may not be carried out, as things go on from there",
    "empty": "would not be carried out, for that would leave its author worse off",
    "unable": "could not be carried out by its author alone",
    "done": "has been carried out already",
    "unjudged": "cannot be judged",
}
PLURAL = {
    "asks": "ask",
    "announces": "announce",
    "has": "have",
    "its author": "their authors",
    "without it": "without them",
    "avert it": "avert them",
}


def findings(result: ThreatsResult) -> tuple[Finding, ...]:
    """All findings, then all caveats."""
    from detente.analyses.threats.caveats import caveats

    if not result.cards:
        return (_none(result), *caveats(result))
    told = [] if result.asked else _overview(result)
    for card in result.cards[:1] if result.asked else result.cards:
        told += of_card(result, card)
    if result.asked and len(result.cards) > 1:
        more = wording.count(len(result.cards) - 1, "threat is", "threats are")
        told.append(
            Finding(
                f"Besides, {more} on record in this case; the cards show them too, and without --by they are told in full."
            )
        )
    return (*told, *caveats(result))


def _none(result: ThreatsResult) -> Finding:
    until = f" up to {day(result.case.as_of.isoformat())}" if result.case.as_of is not None else ""
    return Finding(
        f"No threat stands on record in this case{until}. To ask about one, say who threatens whom, with what, if what: "
        "--by, --against, --when and --response."
    )


def of_card(result: ThreatsResult, card: Card) -> list[Finding]:
    """What is said of one threat."""
    if card.like is not None:
        first = label(result, result.cards[card.like])
        text = f"{upper(label(result, card))} says the same, to the same addressees, as {first}: what holds of that holds of it."
        return [Finding(text, rests_on=_event(card))]
    if card.judged.trouble:
        return [_trouble(result, card)]
    told = [credibility(result, card)]
    if card.judged.standing == "carried out":
        return [*told, *effects.others(result, card)]
    return [
        *told,
        *weighing.deterring(result, card),
        *weighing.turning(result, card),
        *effects.backfiring(result, card),
        *effects.others(result, card),
        *effects.agreeing(result, card),
        *effects.signalling(result, card),
        *effects.checking(result, card),
    ]


def _event(card: Card) -> tuple[str, ...]:
    event = card.judged.spoken.event
    return (f"events.{event.id}",) if event is not None else ()


# ---------------------------------------------------------------- all of them at once


def kind(card: Card) -> str:
    """In which class of `CLASSES` a threat falls."""
    one = card.judged
    if one.trouble:
        return "unjudged"
    if one.standing == "carried out":
        return "done"
    if not one.able:
        return "unable"
    if one.credible == "no":
        return "empty"
    if one.anyway:
        return "anyway"
    if one.credible in ("depends", "unknown"):
        return "depends"
    if one.ends_defied is not None and one.ends_punished is not None and set(one.ends_defied) == set(one.ends_punished):
        return "fleeting"
    return {"needed": "sways", "not needed": "idle"}.get(one.deterring, "weak")


def _overview(result: ThreatsResult) -> list[Finding]:
    if len(result.cards) < 2:
        return []
    by_kind: dict[str, list[Card]] = {}
    for card in result.cards:
        by_kind.setdefault(kind(card), []).append(card)
    clauses = []
    for name, words in CLASSES.items():
        cards = by_kind.get(name, [])
        if cards:
            dates = wording.listed(_short(result, card) for card in cards)
            clauses.append(f"{len(cards)} {words if len(cards) == 1 else _several(words)} ({dates})")
    text = f"Of the {len(result.cards)} threats on record, on these estimates, {'; '.join(clauses)}."
    rests = tuple(address for card in result.cards for address in _event(card))
    return [Finding(text, rests_on=rests, scope="throughout" if result.certain else "unknown")]


def _several(words: str) -> str:
    for one, many in PLURAL.items():
        words = words.replace(one, many)
    return words


def _short(result: ThreatsResult, card: Card) -> str:
    event, case = card.judged.spoken.event, result.case
    assert event is not None
    return (
        f"{wording.owner(wording.parties(case, event.by)) if event.by else 'the unsigned one'} of {day(event.written)}"
    )


def _trouble(result: ThreatsResult, card: Card) -> Finding:
    case, one = result.case, card.judged
    spoken, where = one.spoken, one.places
    told = f"{upper(label(result, card))}: {utterance(case, spoken)}. It cannot be judged: "
    if one.trouble == "no author":
        told += "nobody is named who makes it. Add `by:`."
    elif one.trouble == "no addressee":
        told += "nobody is named whom it is to move, and what it speaks of takes nobody else. Add `to:`."
    elif one.trouble == "preferences":
        silent = [p for p in spoken.by if p not in case.preferences]
        told += f"the file does not say what {wording.parties(case, silent)} {wording.verb(silent, 'wants', 'want')}. Add preferences; a ranking is enough."
    else:
        place, partial, word = {
            "condition": (where.defied, spoken.condition, "its condition"),
            "response": (
                where.punished,
                {**spoken.condition, **spoken.then},
                "its response, once the condition stands,",
            ),
            "unless": (where.yielded, spoken.unless or {}, "what is to avert it"),
        }[one.trouble]
        told += f"{word} {bracket(case, partial)} cannot be, whatever else is changed; {rule_words(case, place)}."
    return Finding(told, rests_on=_event(card))


# ---------------------------------------------------------------- can they, would they


def credibility(result: ThreatsResult, card: Card) -> Finding:
    """Who threatens whom with what if what; whether they can and would."""
    case, one = result.case, card.judged
    spoken = one.spoken
    title = f" (“{spoken.event.title}”)" if spoken.event is not None and spoken.event.title else ""
    name = label(result, card)
    if title and spoken.event is not None and f"({spoken.event.title})" in name:
        title = ""
    told = f"{upper(name)}{title} to {wording.parties(case, spoken.to)}: {utterance(case, spoken)}."
    told += f" {_able(result, card)}"
    if one.standing != "carried out":
        told += f" {_would(result, card)}"
        told += "".join(f" {words}" for words in _at_once(result, card))
    places = [one.places.defied.outcome, one.places.punished.outcome]
    scope, share = _fares(result, card)
    return Finding(told, rests_on=grounds(case, places, spoken.by, _id(card)), scope=scope, share=share)


def _id(card: Card) -> str | None:
    return None if card.judged.spoken.event is None else card.judged.spoken.event.id


def _able(result: ThreatsResult, card: Card) -> str:
    case, one = result.case, card.judged
    authors = wording.parties(case, one.spoken.by)
    if one.standing == "carried out":
        early = "" if one.places.defied.outcome == case.status_quo else ", before its condition came about"
        when = f"by {day(case.as_of.isoformat())}" if case.as_of is not None else "already"
        return upper(
            f"{authors} had done so {when}{early}: {bracket(case, one.spoken.then)} stands. As a threat it is used up; "
            "what is left to offer is to take it back."
        )
    if one.able:
        alone = "alone" if len(one.spoken.by) == 1 else "by themselves"
        return upper(f"{authors} can do that {alone}.")
    if not one.needs:
        return "Nobody could bring that about from there."
    others = " or ".join(wording.parties(case, sorted(group)) for group in one.needs)
    return upper(f"{authors} cannot do that alone: it also takes {others}.")


def _would(result: ThreatsResult, card: Card) -> str:
    case, one = result.case, card.judged
    author = wording.parties(case, one.spoken.by)
    base = one.places.defied.outcome
    unable = not one.able
    if one.credible == "unknown":
        return "Whether it would is not known: too much could follow to be gone through."
    assert one.ends_defied is not None
    assert one.ends_punished is not None
    if one.credible == "no":
        return f"On these estimates {'it would not want to either' if unable else 'it would not'}{_followed(card, 'no')}: {_costs(result, card)}."
    if one.credible == "depends":
        return (
            f"Whether it would depends on how things go on{_followed(card, 'depends')}: if it leaves it at that, moves that pay those who make them lead to "
            f"{ends_words(result, one.ends_defied, base)}; if it carries it out, to {ends_words(result, one.ends_punished, base)}."
            f"{_audience(result, one.willing)}"
        )
    if one.anyway:
        return (
            f"On these estimates it would come about without any threat{_anyway(card)}: once {bracket(case, one.spoken.condition)} stands, moves that pay those "
            f"who make them lead to {ends_words(result, one.ends_defied, base)} in any case. So it is a forecast rather than a threat: what "
            f"{wording.parties(case, one.spoken.to)} would need to believe is that {author} holds back if heeded."
        )
    if set(one.ends_defied) == set(one.ends_punished):
        lasting = "; carried out, it would not last" if one.undone else ""
        return (
            f"On these estimates it makes no difference in the end{_followed(card, 'yes')}: carried out or not, moves that pay those who make them lead to "
            f"{ends_words(result, one.ends_defied, base)}{lasting}. So it costs {author} nothing, and takes nothing from anybody for long."
        )
    would = "it would" if all(each.at_once for each in one.willing) else "it could afford to"
    return f"On these estimates {would}{_followed(card, 'yes')}: {_gains(result, card)}."


def _followed(card: Card, verdict: Verdict) -> str:
    how = card.fares
    return "" if how is None or not how.known else f" ({among(how.later.get(verdict, 0), how.known)})"


def _anyway(card: Card) -> str:
    return "" if card.fares is None or not card.fares.known else f" ({among(card.fares.anyway, card.fares.known)})"


def _costs(result: ThreatsResult, card: Card) -> str:
    told = []
    for one in card.judged.willing:
        if one.later != "no":
            continue
        who = wording.party(result.case, one.party)
        if one.costs is None:
            told.append(f"{who} ranks what would follow below what follows if it leaves it at that")
            continue
        told.append(
            f"judged by what follows, that would cost {who} {span(*one.costs)} of its own 100, so it would be believed only if going back on its word cost it "
            "more than that, before its own public or its allies"
        )
    return "; ".join(told)


def _gains(result: ThreatsResult, card: Card) -> str:
    told = []
    for one in card.judged.willing:
        who = wording.party(result.case, one.party)
        if one.costs is None:
            told.append(f"{who} ranks what would follow no lower than what follows if it leaves it at that")
        elif one.costs[1] == 0 == one.costs[0]:
            told.append(f"judged by what follows, it costs {who} nothing")
        else:
            told.append(
                f"judged by what follows, {who} gains {span(-one.costs[1], -one.costs[0])} of its own 100 by it"
            )
    return "; ".join(told)


def _audience(result: ThreatsResult, willing: tuple[Willing, ...]) -> str:
    costs = [(w.party, w.costs[1]) for w in willing if w.costs is not None and w.costs[1] > 0]
    if not costs:
        return ""
    told = wording.listed(f"{wording.party(result.case, party)} {points(cost)}" for party, cost in costs)
    return f" It would be sure to if going back on its word cost {told} of its own 100."


def _at_once(result: ThreatsResult, card: Card) -> list[str]:
    """The simple judgement at the outcomes themselves, where it says something else, or it is of some draws only."""
    told = []
    for one in card.judged.willing:
        if one.at_once == (one.later == "yes") and not (card.judged.anyway and one.cost):
            continue
        who = wording.party(result.case, one.party)
        draws = ""
        if card.fares is not None:
            held = card.fares.at_once[one.party]
            n = card.fares.n
            draws = f" ({among(held if one.at_once else n - held, n)})"
        much = "" if one.cost is None or not one.cost else f" by {points(abs(one.cost))}"
        side = "no worse" if one.at_once and not one.cost else "better" if one.at_once else "worse"
        told.append(
            f"At first sight, before anything follows, {who} is {side} off carrying it out than leaving it{much}{draws}."
        )
    return told


def _fares(result: ThreatsResult, card: Card) -> tuple[Scope, float | None]:
    """How what is said of carrying it out fares. A share is given only where all draws were followed; the sentence has the counts."""
    how, one = card.fares, card.judged
    if result.certain or one.standing == "carried out":
        return "throughout", None
    if how is None or not how.known:
        return "unknown", None
    held = how.anyway if one.anyway else how.later.get(one.credible, 0)
    share = held / how.known
    return ("depends" if 0 < share < 1 else "unknown"), (share if how.known == how.n else None)
