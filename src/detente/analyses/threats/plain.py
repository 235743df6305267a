"""The answer as plain data: the fields that `docs/reference/threats.md` lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from detente.analyses._conflict import Ends
from detente.analyses.threats.findings import of_card
from detente.analyses.threats.following import Reply
from detente.analyses.threats.needing import Need
from detente.analyses.threats.speaking import Place

if TYPE_CHECKING:
    from detente.analyses.threats.answer import Card, ThreatsResult


def data(result: ThreatsResult) -> dict[str, Any]:
    """All fields of the answer."""
    return {
        "cards": [_card(result, card) for card in result.cards],
        "withdrawn": [{"event": threat, "by": by} for threat, by in result.withdrawn],
        "draws": result.n,
    }


def _card(result: ThreatsResult, card: Card) -> dict[str, Any]:
    one = card.judged
    spoken, event = one.spoken, one.spoken.event
    judged = not one.trouble
    return {
        "event": event.id if event is not None else None,
        "date": event.written if event is not None else None,
        "by": list(spoken.by),
        "against": list(spoken.to),
        "if": dict(spoken.condition),
        "then": dict(spoken.then),
        "unless": dict(spoken.unless) if spoken.unless is not None else None,
        "promise": dict(spoken.promise) if spoken.promise is not None else None,
        "problem": one.trouble or None,
        "standing": one.standing if judged else None,
        "outcomes": _outcomes(card),
        "able": one.able if judged else None,
        "needs": [sorted(group) for group in one.needs],
        "credible": one.credible if judged else None,
        "at_once": all(each.at_once for each in one.willing) if judged else None,
        "at_once_scope": card.proved if judged else None,
        "anyway": one.anyway if judged else None,
        "ends": {"left": _ends(result, one.ends_defied), "carried_out": _ends(result, one.ends_punished)},
        "audience_cost": {each.party: _cost(each.audience) for each in one.willing},
        "deterring": one.deterring if judged else None,
        "needed_credibility": {need.party: _need(card, need) for need in one.addressees},
        "backfiring": list(one.backfires) if judged else None,
        "others": {"before": _replies(result, one.before), "after": _replies(result, one.after)},
        "zone": _zone(card),
        "signalling": _signals(card),
        "draws": _draws(card),
        "turns": [
            {
                "party": party,
                "address": t.address,
                "now": t.now,
                "at": t.at,
                "low": t.low,
                "high": t.high,
                "above": t.above,
            }
            for party, turns in card.turns
            for t in turns
        ],
        "says": [finding.text for finding in of_card(result, card)],
    }


def _outcomes(card: Card) -> dict[str, Any]:
    where = card.judged.places
    named = {"defied": where.defied, "punished": where.punished, "yielded": where.yielded, "promised": where.kept}
    return {name: _place(place) for name, place in named.items()}


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"outcome": dict(place.outcome), "feasible": place.state is not None, "completed_with": dict(place.added)}


def _ends(result: ThreatsResult, ends: Ends | None) -> list[list[dict[str, str]]] | None:
    return None if ends is None else [[result.play.outcome(state) for state in end] for end in ends]


def _cost(costs: tuple[Fraction, Fraction] | None) -> list[float] | None:
    """What going back on its word would have to cost, in points of its own 100: nothing where carrying it out costs nothing."""
    return None if costs is None else [float(cost) for cost in costs]


def _need(card: Card, need: Need) -> dict[str, Any]:
    spread = None if card.fares is None else card.fares.spread.get(need.party)
    return {
        "decides": need.decides,
        "status": need.status,
        "credibility": _float(need.credibility),
        "range": list(spread) if spread is not None else None,
        "gain": _float(need.gain),
        "bite": _float(need.bite),
        "backfires_above": _float(need.face),
        "promise": _float(need.promise),
        "with_promise": _float(need.with_promise[1]) if need.with_promise is not None else None,
        "distrust": _float(need.trust),
        "later": list(need.later),
        "later_credibility": [float(x) for x in need.later_credibility] if need.later_credibility is not None else None,
        "shares": _shares(card.fares.statuses.get(need.party, {}), card.fares.n) if card.fares is not None else None,
    }


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _shares(counts: Mapping[Any, int], total: int) -> dict[str, float]:
    return {name: count / total for name, count in counts.items()} if total else {}


def _replies(result: ThreatsResult, replies: Sequence[Reply]) -> list[dict[str, Any]]:
    return [
        {
            "movers": list(reply.members),
            "to": result.play.outcome(reply.state),
            "only_after": reply.only_after,
            "harms": reply.harms,
        }
        for reply in replies
    ]


def _zone(card: Card) -> dict[str, Any] | None:
    zone = card.zone
    if zone is None:
        return None
    return {
        "now": zone.now,
        "threatened": zone.threatened,
        "both": zone.both,
        "promised": zone.promised,
        "not_promised": zone.bare,
        "losers": list(zone.losers),
    }


def _signals(card: Card) -> dict[str, Any] | None:
    found = card.signals
    if found is None:
        return None
    return {
        "author": found.author,
        "addressee": found.addressee,
        "carried_out": list(found.carried_out),
        "settings": [asdict(setting) for setting in found.settings],
        "turnings": [asdict(turning) for turning in found.turnings],
    }


def _draws(card: Card) -> dict[str, Any] | None:
    how = card.fares
    if how is None:
        return None
    return {
        "n": how.n,
        "followed": how.followed,
        "credible": _shares(how.later, how.followed),
        "anyway": how.anyway / how.known if how.known else None,
        "at_once": _shares(how.at_once, how.n),
        "deterring": _shares(how.overall, how.n),
    }
