"""What was assumed, sampled, cut short or not known: no silent limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.threats import drawing
from detente.analyses.threats.telling import bracket, day, label, rule_words, upper
from detente.result import Finding

if TYPE_CHECKING:
    from detente.analyses.threats.answer import Card, ThreatsResult


Told = tuple[str, tuple[str, ...]]
"""A sentence, and what it rests on."""


def caveats(result: ThreatsResult) -> list[Finding]:
    """All caveats of one answer."""
    told: list[Told] = [(str(problem), ()) for problem in result.case.warnings]
    told += _withdrawn(result)
    if any(not card.judged.trouble for card in result.cards):
        told += [*_assumed(result), *_completed(result), *_draws(result), *_far(result), *_rounded(result)]
    return [Finding(text, "caveat", rests_on) for text, rests_on in dict.fromkeys(told)]


def _withdrawn(result: ThreatsResult) -> list[Told]:
    return [
        (f"The threat {threat} was withdrawn by {by} and is left out.", (f"events.{threat}", f"events.{by}"))
        for threat, by in result.withdrawn
    ]


def _assumed(result: ThreatsResult) -> list[Told]:
    on = f" ({day(result.case.as_of.isoformat())})" if result.case.as_of is not None else ""
    told: list[Told] = [
        (
            f"Every threat is judged from the status quo and with the preferences of the case's day{on}, not of the day on which it was made; "
            "use --as-of for another day.",
            ("status_quo",),
        ),
        (
            "What follows is where moves lead that pay those who make them, by parties alone and by groups with at most one principal in them, each looking one "
            "step ahead; yielding is taken to last. How much a threat need be believed is counted from the outcomes that it names; where what "
            "follows says something else, that is told beside.",
            (),
        ),
        (
            "Nobody's belief in a threat, loss of face or cost of going back on one's word is in the file; what is given are the values at "
            "which the answer turns. They are points of each party's own 100 and cannot be compared between parties.",
            (),
        ),
    ]
    if any(card.zone is not None for card in result.cards):
        told.append(
            (
                "Packages are counted for those at the table only; whether outsiders would consent to them is left to the analysis of agreement.",
                (),
            )
        )
    ranking = [party for party in result.play.parties if party in result.play.ordinal]
    if ranking:
        told.append(
            (
                f"{upper(wording.parties(result.case, ranking))} only {wording.verb(ranking, 'ranks', 'rank')} outcomes: that tells what would be preferred, and not by "
                "how much, so no credibility or cost is given for it.",
                tuple(f"preferences.{party}" for party in ranking),
            )
        )
    return told


def _completed(result: ThreatsResult) -> list[Told]:
    """Where the rules exclude what was said as it was said."""
    case = result.case
    told: dict[tuple[str, str, str], list[Card]] = {}
    for card in result.cards:
        where = card.judged.places
        parts = {"the condition": where.defied, "the response": where.punished, "what would avert it": where.yielded}
        parts |= {"the promise": where.kept} if where.kept is not None else {}
        for word, place in parts.items():
            if place.added and not card.judged.trouble:
                told.setdefault((word, rule_words(case, place), bracket(case, place.added)), []).append(card)
    return [
        (
            f"As it is written, {word} of {wording.listed(label(result, card) for card in cards)} cannot stand with the rest as it is: {rule}. It was completed by "
            f"the fewest further changes, {added}; of several, those that the first who would make them likes best.",
            tuple(f"events.{c.judged.spoken.event.id}" for c in cards if c.judged.spoken.event is not None),
        )
        for (word, rule, added), cards in told.items()
    ]


def _draws(result: ThreatsResult) -> list[Told]:
    if result.certain:
        return []
    told: list[Told] = [("“On these estimates” means at the midpoints of the team's ranges.", ())]
    if not result.n:
        return [*told, ("Nothing was drawn from the ranges, so the findings speak of midpoints only.", ())]
    followed = max((card.fares.followed for card in result.cards if card.fares is not None), default=0)
    told.append(
        (
            f"Shares are of {result.n:,} draws, each number uniform in its range and independent of the others: they say how a sentence fares in ranges that the "
            "team chose, and are no probabilities.",
            (),
        )
    )
    if followed < result.n:
        told.append((f"Where threats lead was followed in {followed:,} of the draws only, for the case is large.", ()))
    return told


def _far(result: ThreatsResult) -> list[Told]:
    most = max((card.fares.later.get("unknown", 0) for card in result.cards if card.fares is not None), default=0)
    if not most:
        return []
    return [
        (
            f"In up to {wording.count(most, 'draw')} more than {drawing.FAR} outcomes could follow on a threat; there it was not followed, and counts neither for nor against.",
            (),
        )
    ]


def _rounded(result: ThreatsResult) -> list[Told]:
    if not result.play.rounded:
        return []
    names = wording.parties(result.case, result.play.rounded)
    return [
        (
            f"The numbers of {names} have no small common denominator and were rounded to 2⁻⁴⁰ of the party's span; sums closer than that count as equal.",
            (),
        )
    ]
