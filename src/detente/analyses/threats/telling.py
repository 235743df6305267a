"""Threats, outcomes and numbers in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses._conflict import Ends
from detente.analyses.threats.flipping import Turn
from detente.analyses.threats.speaking import Named, Place, Spoken
from detente.case.expressions import format as written
from detente.case.model import Case
from detente.documents.dates import MONTHS

if TYPE_CHECKING:
    from detente.analyses.threats.answer import Card, ThreatsResult

MOST_ENDS = 2


def upper(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]


def label(result: ThreatsResult, card: Card) -> str:
    """What a threat is called in the middle of a sentence: whose, and of when; with its title where that says too little."""
    spoken = card.judged.spoken
    if spoken.event is None:
        return f"{wording.owner(wording.parties(result.case, spoken.by))} threat that is asked about"
    plain = _plain(result.case, spoken)
    shared = sum(
        1
        for other in result.cards
        if other.judged.spoken.event is not None and _plain(result.case, other.judged.spoken) == plain
    )
    return f"{plain} ({spoken.event.title or spoken.event.id})" if shared > 1 else plain


def _plain(case: Case, spoken: Spoken) -> str:
    assert spoken.event is not None
    author = wording.owner(wording.parties(case, spoken.by)) if spoken.by else "the unsigned"
    return f"{author} threat of {day(spoken.event.written)}"


def day(text: str) -> str:
    """`2007-06-03` as `3 June 2007`, `2007-06` as `June 2007`."""
    year, *rest = text.split("-")
    if not rest or not all(part.isdigit() for part in rest) or not 1 <= int(rest[0]) <= 12:
        return text
    month = f"{MONTHS[int(rest[0]) - 1]} {year}"
    return f"{int(rest[1])} {month}" if len(rest) > 1 else month


def bracket(case: Case, partial: Named) -> str:
    """A partial outcome inside a sentence."""
    return f"[{wording.package(case, partial)}]"


def state_words(result: ThreatsResult, state: int, base: Named) -> str:
    """An outcome inside a sentence: what differs from a base; `as it is` where nothing does."""
    outcome = result.play.outcome(state)
    if outcome == dict(base):
        return "no further change"
    return f"[{wording.package(result.case, outcome, base)}]"


def ends_words(result: ThreatsResult, ends: Ends, base: Named) -> str:
    """Where it leads, beside a base outcome."""
    told = []
    for end in ends[:MOST_ENDS]:
        words = state_words(result, end[0], base)
        told.append(words if len(end) == 1 else f"a round of {len(end)} outcomes without rest, one of them {words}")
    more = len(ends) - MOST_ENDS
    return wording.listed(told, "or") + (f", or {wording.count(more, 'further end')}" if more > 0 else "")


def points(value: Fraction | float, bare: bool = False) -> str:
    """`3.2 points`; very small amounts in full."""
    digits = 1 if abs(float(value)) >= 0.05 or not value else 3
    text = wording.number(value, digits)
    return text if bare else f"{text} {'point' if text == '1' else 'points'}"


def span(low: Fraction, high: Fraction) -> str:
    """`3.2 points`, `1 to 3.2 points`."""
    return points(low) if low == high else f"{points(low, bare=True)} to {points(high)}"


def chance(value: Fraction | float) -> str:
    """A credibility as a percentage, rounded, never to a limit that it does not reach."""
    share = float(value)
    text = wording.number(100 * share, 0 if 0.01 <= share <= 0.99 else 1)
    return "less than 0.1 %" if text == "0" and share > 0 else f"{text} %"


def among(held: int, n: int) -> str:
    """`in 87 of 100 draws from the team's ranges`."""
    return wording.draws(held, n)


def address_words(case: Case, address: str) -> str:
    """What the number at an address says."""
    parts = address.split(".")
    if parts[0] == "claims":
        return (
            f"{wording.owner(wording.party(case, parts[-1]))} credence that “{case.claims[parts[1]].text.rstrip('.')}”"
        )
    who = wording.owner(wording.party(case, parts[1]))
    if parts[2] == "weights":
        return f"{who} weight of “{wording.issue(case, parts[3])}”"
    if parts[2] == "values":
        option = f"“{wording.issue(case, parts[3])}: {wording.option(case, parts[3], parts[4])}”"
        return f"{who} value of {option}{_branch(case, parts)}"
    bonus = case.preferences[parts[1]].together[int(parts[3])]
    return f"what {wording.party(case, parts[1])} adds where {written(bonus.when)}"


def _branch(case: Case, parts: Sequence[str]) -> str:
    """Of a conditional value, which of its two numbers."""
    value = case.preferences[parts[1]].values[parts[3]][parts[4]]
    condition = getattr(value, "condition", None)
    if condition is None or parts[-1] not in ("then", "else"):
        return ""
    return f" {'if' if parts[-1] == 'then' else 'unless'} {written(condition)}"


def turn_words(case: Case, turn: Turn) -> str:
    """`Poland's weight of “posture” below 12.7 (now 13, of 8 to 18)`."""
    side = "above" if turn.at > turn.now else "below"
    now, at, low, high = (wording.number(x, 2) for x in (turn.now, turn.at, turn.low, turn.high))
    return f"{address_words(case, turn.address)} {side} {at} (now {now}, of {low} to {high})"


def rule_words(case: Case, place: Place) -> str:
    """The rule that an outcome breaks."""
    if place.rule is None:
        return "no outcome of the file has all of it"
    rule = case.rules[place.rule]
    reason = f"“{rule.because.rstrip('.')}”" if rule.because else f"never: {written(rule.never)}"
    return f"rule {place.rule + 1} ({reason}) excludes it"


def grounds(case: Case, places: Iterable[Named], parties: Iterable[str], event: str | None) -> tuple[str, ...]:
    """What a sentence rests on: the event, and the parties' weights of the issues in which these outcomes differ."""
    found = [f"events.{event}"] if event else []
    told = list(places)
    differing = [issue for issue in case.issues if len({outcome[issue] for outcome in told}) > 1]
    for party in dict.fromkeys(parties):
        preferences = case.preferences.get(party)
        if preferences is None:
            continue
        weights = [f"preferences.{party}.weights.{issue}" for issue in differing if issue in preferences.weights]
        found += weights or [f"preferences.{party}"]
    return tuple(dict.fromkeys(found))[:24]


def utterance(case: Case, spoken: Spoken) -> str:
    """What is threatened: `if […], then […], unless […]`."""
    words = f"if {bracket(case, spoken.condition)}, then {bracket(case, spoken.then)}"
    if spoken.unless is not None:
        words += f", unless {bracket(case, spoken.unless)}"
    if spoken.promise is not None:
        words += f", and {bracket(case, spoken.promise)} in return"
    return words
