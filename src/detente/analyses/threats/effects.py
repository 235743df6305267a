"""What else a threat would set off: where it backfires, who else moves, what becomes of a deal; and what to check about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.threats.following import Reply, states_of
from detente.analyses.threats.needing import Need
from detente.analyses.threats.signalling import COSTS, SIGMAS
from detente.analyses.threats.telling import (
    bracket,
    chance,
    grounds,
    label,
    points,
    state_words,
    upper,
)
from detente.result import Finding, Scope

if TYPE_CHECKING:
    from detente.analyses.threats.answer import Card, ThreatsResult

MOST_REPLIES = 3


def _scope(result: ThreatsResult) -> Scope:
    return "throughout" if result.certain else "unknown"


def _rests(result: ThreatsResult, card: Card, parties: Sequence[str]) -> tuple[str, ...]:
    where, event = card.judged.places, card.judged.spoken.event
    outcomes = [where.defied.outcome, where.punished.outcome, where.yielded.outcome]
    return grounds(result.case, outcomes, parties, event.id if event else None)


def backfiring(result: ThreatsResult, card: Card) -> list[Finding]:
    """From where on it hardens, and how it may leave its authors worse off."""
    one, case = card.judged, result.case
    told = []
    for need in one.addressees:
        if need.status == "needed" and need.decides != "no" and need.face is not None:
            who = wording.party(case, need.party)
            trust = ""
            if need.trust is not None:
                trust = (
                    f", or if it thought it {chance(need.trust)} likely to be punished all the same once it has yielded"
                )
            told.append(
                f"even fully believed it would harden {who} if being seen to yield cost {who} more than {points(need.face)} of its own 100{trust}"
            )
    told += [
        _defiant(result, need)
        for need in one.addressees
        if need.status == "not needed" and need.decides != "no" and need.gain
    ]
    worse = [each.party for each in one.willing if each.worse_end]
    if worse:
        assert one.ends_punished is not None
        seat = result.play.parties.index(worse[0])
        last = min(states_of(one.ends_punished), key=lambda state: int(result.play.conflict.ranks[seat][state]))
        told.append(
            f"carrying it out can lead to {state_words(result, last, one.places.defied.outcome)}, worse for {wording.parties(case, worse)} than all that "
            "leaving it leads to"
        )
    for reply in one.after:
        if reply.only_after and reply.harms:
            told.append(
                f"it would open to {_movers(result, reply)} {_move(result, card, reply)}, after which {wording.parties(case, one.spoken.by)} "
                f"{wording.verb(one.spoken.by, 'is', 'are')} worse off than if nobody had threatened"
            )
    if not told:
        return []
    text = f"Where {label(result, card)} backfires, on these estimates: {'; '.join(told)}."
    parties = [*one.spoken.by, *(need.party for need in one.addressees if need.status in ("needed", "not needed"))]
    return [Finding(text, rests_on=_rests(result, card, parties), scope=_scope(result))]


def _defiant(result: ThreatsResult, need: Need) -> str:
    """From where on one who would have averted it unthreatened defies it because it is threatened."""
    who = wording.party(result.case, need.party)
    assert need.gain is not None
    assert need.face is not None
    full = f" to {points(need.face)} (if it believes it fully)" if need.face > -need.gain else ""
    return (
        f"{who}, which would avert it unthreatened, would defy it if being seen to yield cost {who} more than {points(-need.gain)} of its own 100 "
        f"(if it does not believe it){full}"
    )


def _movers(result: ThreatsResult, reply: Reply) -> str:
    return wording.parties(result.case, reply.members) + (" together" if len(reply.members) > 1 else "")


def _move(result: ThreatsResult, card: Card, reply: Reply) -> str:
    return state_words(result, reply.state, card.judged.places.punished.outcome)


def others(result: ThreatsResult, card: Card) -> list[Finding]:
    """Who else would have a move that pays, before the threat is carried out and after."""
    one = card.judged
    if not one.before and not one.after:
        return []
    now = [reply for reply in one.after if reply.only_after]
    still = {reply.members for reply in one.after}
    both = [reply for reply in one.before if reply.members in still]
    gone = [reply for reply in one.before if one.after and reply.members not in still]
    told = []
    if now:
        told.append(f"only if it is carried out, {_listed(result, now, one.places.punished.outcome)}")
    if both:
        told.append(f"whether it is carried out or not, {_listed(result, both, one.places.defied.outcome)}")
    if gone:
        told.append(f"only if it is not, {_listed(result, gone, one.places.defied.outcome)}")
    if not one.after and one.before and not gone:
        told.append(f"as long as it is not carried out, {_listed(result, one.before, one.places.defied.outcome)}")
    text = f"Who else has a move that pays once {bracket(result.case, one.spoken.condition)} stands ({label(result, card)}): {'; '.join(told)}."
    parties = [party for reply in (*one.before, *one.after) for party in reply.members]
    return [Finding(text, rests_on=_rests(result, card, parties), scope=_scope(result))]


def _listed(result: ThreatsResult, replies: Sequence[Reply], base: dict[str, str] | object) -> str:
    told = [f"{_movers(result, reply)} {state_words(result, reply.state, base)}" for reply in replies[:MOST_REPLIES]]  # type: ignore[arg-type]
    more = len(replies) - MOST_REPLIES
    return ", ".join(told) + (f", and {wording.count(more, 'other')}" if more > 0 else "")


def agreeing(result: ThreatsResult, card: Card) -> list[Finding]:
    """What it does to the agreement zone: through a worse no deal, and through better deals."""
    zone, case = card.zone, result.case
    if zone is None:
        return []
    told = []
    if zone.threatened != zone.now or zone.both != zone.now:
        more = zone.threatened > zone.now
        losers = f" (worse for {wording.parties(case, zone.losers)})" if zone.losers else ""
        told.append(
            f"If no deal were what carrying it out leads to{losers}, everyone at the table would prefer {wording.count(zone.threatened, 'package')} to it "
            f"rather than {wording.large(zone.now)} as things stand, {wording.large(zone.both)} of them both times: "
            + (
                "no package gets better by that, so it is coercion and not progress."
                if more
                else "it closes more doors than it opens."
            )
        )
    if zone.promised is not None and zone.bare is not None and zone.promised + zone.bare:
        told.append(
            f"Of the {wording.count(zone.promised + zone.bare, 'package')} that all prefer to no deal as it stands and that avert it, "
            f"{wording.large(zone.promised)} keep {wording.owner(wording.parties(case, card.judged.spoken.by))} promise, {wording.large(zone.bare)} do not."
        )
    if not told:
        return []
    text = f"What {label(result, card)} does to a deal, on these estimates. {' '.join(told)}"
    return [Finding(text, rests_on=_rests(result, card, result.play.layout.table), scope=_scope(result))]


def signalling(result: ThreatsResult, card: Card) -> list[Finding]:
    """What becomes of it if neither knows how far the other would go: all that their expectations of each other allow."""
    found = card.signals
    if found is None:
        return []
    case = result.case
    author, addressee = wording.party(case, found.author), wording.party(case, found.addressee)
    ways = [way for setting in found.settings for way in setting.ways]
    resist, war = [way.resist for way in ways], [way.war for way in ways]
    several = [setting for setting in found.settings if len(setting.ways) > 1]
    text = (
        f"If neither knew how far the other would go ({label(result, card)}; the signalling game of Lewis and Schultz, at the midpoints, with unknown resolve of "
        f"{wording.number(SIGMAS[0])} to {wording.number(SIGMAS[-1])} times and a cost of backing down of {wording.number(COSTS[0])} to {wording.number(COSTS[-1])} times what "
        f"each stands to gain), {addressee} would defy it, once made, with a chance of {_shares(resist)}, and it would come to be carried out with one of {_shares(war)}"
    )
    if several:
        first = several[0]
        told = wording.listed((chance(way.resist) for way in first.ways), "or")
        text += (
            f". What each expects of the other then fits together in more than one way at {len(several)} of {len(found.settings)} settings looked at: with unknown resolve of "
            f"{wording.number(first.sigma)} and a cost of backing down of {wording.number(first.cost)}, {addressee} defies in {told}, and the file cannot say which"
        )
    else:
        text += ". At each of the settings looked at, what each expects of the other fits together in one way only"
    inside = [f"{wording.number(t.cost)} (resolve {wording.number(t.sigma)})" for t in found.turnings]
    if inside:
        text += f"; the number of ways changes where backing down costs {author} {wording.listed(inside[:MOST_REPLIES], 'or')} times what it stands to gain"
    return [Finding(f"{text}.", rests_on=_rests(result, card, [found.author, found.addressee]), scope="unknown")]


def _shares(values: Sequence[float]) -> str:
    low, high = chance(min(values)), chance(max(values))
    return low if low == high else f"{low} to {high}"


def checking(result: ThreatsResult, card: Card) -> list[Finding]:
    """What the file says of how the threat is put: facts for a person to weigh, without coefficients."""
    one, case = card.judged, result.case
    spoken = one.spoken
    told = [
        f"it says what would avert it ({bracket(case, spoken.unless)})"
        if spoken.unless is not None
        else "it does not say what would avert it, so it was taken that things stay as they are",
        f"it promises {bracket(case, spoken.promise)} in return"
        if spoken.promise is not None
        else "it promises nothing in return",
    ]
    if spoken.promise is not None and not any(need.promise for need in one.addressees if need.promise is not None):
        told[-1] += ", which adds nothing to that"
    alone = [need.party for need in one.addressees if need.decides == "alone"]
    together = [need.party for need in one.addressees if need.decides == "together"]
    if alone:
        told.append(f"{wording.parties(case, alone)} {'could each' if len(alone) > 1 else 'could'} avert it alone")
    elif together:
        told.append(f"{wording.parties(case, together)} could avert it only with others")
    else:
        told.append("none of those it is made to can avert it")
    if one.standing == "met":
        told.append("its condition is met already, so it asks for a change and not that one be left undone")
    if spoken.event is not None:
        ranks = [spoken.event.level[party] for party in spoken.by if party in spoken.event.level]
        if ranks:
            told.append(f"it was spoken at the level of {wording.listed(ranks)}")
    text = f"To check about {label(result, card)}: {'; '.join(told)}."
    return [Finding(upper(text), rests_on=(f"events.{spoken.event.id}",) if spoken.event is not None else ())]
