"""The same answer to look at: a card per threat, what each addressee need believe, what the outcomes are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.analyses import _wording as wording
from detente.analyses.threats.findings import CLASSES, kind
from detente.analyses.threats.needing import Need
from detente.analyses.threats.telling import day, label, upper
from detente.result import Cell, Chart, Column, Table, View

if TYPE_CHECKING:
    from detente.analyses.threats.answer import Card, ThreatsResult

MOST = 2.0
"""Credibilities beyond this are drawn at this."""
MEANS = {
    "not needed": "would avert it unthreatened",
    "needed": "yields if it believes enough",
    "too weak": "no belief is enough",
    "no bite": "takes nothing from it",
    "unsaid": "nothing would avert it",
    "helpless": "cannot avert it",
    "unknown": "not stated",
}
CREDIBLE = {"yes": "yes", "no": "no", "depends": "depends on the end", "unknown": "not known"}
WAYS = {"worst end": "leads to a worse end", "opening": "opens a move to others"}


def views(result: ThreatsResult) -> tuple[View, ...]:
    """All views; those that would be empty are left out, but for the cards."""
    return (_cards(result), *_needs(result), *_worth(result), *_signals(result))


def _cards(result: ThreatsResult) -> Table:
    columns = (
        Column("threat", "Threat"),
        Column("to", "To"),
        Column("if", "If"),
        Column("then", "Then"),
        Column("able", "Able alone"),
        Column("credible", "Would be carried out"),
        Column("cost", "Audience cost needed"),
        Column("sways", "Those who can avert it"),
        Column("backfires", "Backfires"),
        Column("zone", "Packages if it were no deal", "integer"),
        Column("sum", "In sum"),
    )
    rows = tuple(_row(result, card) for card in result.cards)
    note = (
        "Judged at what follows; the audience cost is what going back on its word would have to cost an author, in points of its own 100."
        if rows
        else "No threat stands on record."
    )
    return Table("cards", "Threats, one by one", columns, rows, note)


def _row(result: ThreatsResult, card: Card) -> tuple[Cell, ...]:
    case, one = result.case, card.judged
    spoken = one.spoken
    first: tuple[Cell, ...] = (
        upper(label(result, card)),
        upper(wording.parties(case, spoken.to)),
        wording.package(case, spoken.condition),
        wording.package(case, spoken.then),
    )
    if one.trouble:
        return (*first, None, None, None, None, None, None, CLASSES["unjudged"])
    backfires = wording.listed(WAYS[way] for way in one.backfires) or "no"
    zone = card.zone.threatened if card.zone is not None else None
    costs = "; ".join(_cost(result, card)) or None
    return (
        *first,
        "yes" if one.able else "no",
        CREDIBLE[one.credible],
        costs,
        MEANS[one.deterring],
        backfires,
        zone,
        CLASSES[kind(card)],
    )


def _cost(result: ThreatsResult, card: Card) -> list[str]:
    told = []
    for each in card.judged.willing:
        if each.audience is not None:
            low, high = (wording.number(cost, 1) for cost in each.audience)
            told.append(low if low == high else f"{low} to {high}")
    return told


# ---------------------------------------------------------------- what each need believe


def _entries(result: ThreatsResult) -> list[tuple[Card, Need]]:
    return [
        (card, need)
        for card in result.cards
        if not card.judged.trouble and card.like is None and card.judged.standing != "carried out"
        for need in card.judged.addressees
    ]


def _needs(result: ThreatsResult) -> list[View]:
    rows: list[tuple[Cell, ...]] = []
    for card, need in _entries(result):
        spread = card.fares.spread.get(need.party) if card.fares is not None else None
        middle = float(need.credibility) if need.credibility is not None else None
        low, median, high = spread or (middle, middle, middle)
        rows.append(
            (
                f"{_name(card)}: {wording.party(result.case, need.party)}",
                low,
                median,
                high,
                {"alone": "yes", "together": "with others", "no": "no"}[need.decides],
                MEANS[need.status],
                float(need.face) if need.face is not None else None,
            )
        )
    if not rows:
        return []
    columns = (
        Column("who", "Threat and addressee"),
        Column("low", "Least credibility needed", "percent"),
        Column("middle", "Median", "percent"),
        Column("high", "Greatest", "percent"),
        Column("averts", "Can avert it"),
        Column("status", "At the midpoints"),
        Column("face", "Hardens above, in its points", "number"),
    )
    note = "Over the draws in which going on would pay if unpunished and punishment hurts. Above 100 % no belief is enough."
    table = Table("needed", "How firmly a threat need be believed", columns, tuple(rows), note)
    if not any(isinstance(row[1], float) for row in rows):
        return [table]
    words = (
        "A line for each threat and addressee from the least to the greatest credibility that would make it yield, with the median; "
        "the part to the right of 100 % is where no belief would do, and its edge stands for all beyond."
    )
    return [Chart("needed", table.title, words, _spec(), table)]


def _name(card: Card) -> str:
    event = card.judged.spoken.event
    return "Asked about" if event is None else f"{day(event.written)} ({event.id})"


def _spec() -> dict[str, Any]:
    axis = {"format": ".0%", "values": [0, 0.5, 1, 1.5, 2]}
    x = {
        "type": "quantitative",
        "title": "needed credibility",
        "scale": {"domain": [0, MOST], "clamp": True},
        "axis": axis,
    }
    y = {"field": "who", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 320}}
    return {
        "height": {"step": 20},
        "transform": [{"filter": "isValid(datum.low)"}],
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "rule", "strokeDash": [4, 3]},
                "encoding": {"x": {"datum": 1, "type": "quantitative"}, "y": None},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
            },
            {"mark": {"type": "point", "filled": True, "size": 70}, "encoding": {"x": {**x, "field": "middle"}}},
        ],
    }


# ---------------------------------------------------------------- what the outcomes are worth


def _worth(result: ThreatsResult) -> list[View]:
    """Each party's utility where the threat is left, carried out and averted, from 0 (its worst feasible outcome) to 1 (its best)."""
    rows: list[tuple[Cell, ...]] = []
    for card in result.cards:
        one = card.judged
        if one.trouble or card.like is not None:
            continue
        states = [one.places.defied.state, one.places.punished.state, one.places.yielded.state]
        for party in dict.fromkeys((*one.spoken.by, *one.spoken.to)):
            if party not in result.play.parties or party in result.play.ordinal or party not in result.case.preferences:
                continue
            seat = result.play.parties.index(party)
            values = [None if state is None else result.play.shown(seat, state) for state in states]
            rows.append((_name(card), upper(wording.party(result.case, party)), *values))
    if not rows:
        return []
    columns = (
        Column("threat", "Threat"),
        Column("party", "Party"),
        Column("left", "Defied, not carried out", "number"),
        Column("done", "Defied, carried out", "number"),
        Column("averted", "Averted", "number"),
    )
    note = "From 0, a party's worst feasible outcome, to 1, its best; at the midpoints, before anything follows."
    return [Table("worth", "What it is worth to those concerned", columns, tuple(rows), note)]


# ---------------------------------------------------------------- if neither knows how far the other would go


def _signals(result: ThreatsResult) -> list[View]:
    rows: list[tuple[Cell, ...]] = []
    for card in result.cards:
        found = card.signals
        if found is None or card.like is not None:
            continue
        for sigma in dict.fromkeys(setting.sigma for setting in found.settings):
            here = [setting for setting in found.settings if setting.sigma == sigma]
            ways = [way for setting in here for way in setting.ways]
            resist, war = [way.resist for way in ways], [way.war for way in ways]
            most = max(len(setting.ways) for setting in here)
            who = f"{_name(card)}: {wording.party(result.case, found.addressee)}"
            rows.append((who, sigma, most, min(resist), max(resist), min(war), max(war)))
    if not rows:
        return []
    columns = (
        Column("who", "Threat and addressee"),
        Column("sigma", "Unknown resolve", "number"),
        Column("ways", "Equilibria, at most", "integer"),
        Column("defied_low", "Defied, least", "percent"),
        Column("defied_high", "Defied, most", "percent"),
        Column("war_low", "Carried out, least", "percent"),
        Column("war_high", "Carried out, most", "percent"),
    )
    note = (
        "All equilibria of the signalling game of Lewis and Schultz (2003), over costs of backing down from 0 to 2 times what the author stands to gain; resolve in the same "
        "units. What the file cannot say is ranged, so these are no forecasts."
    )
    return [Table("signals", "If neither knows how far the other would go", columns, tuple(rows), note)]
