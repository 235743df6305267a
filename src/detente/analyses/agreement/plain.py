"""The answer as plain data: the fields that `docs/reference/agreement.md` lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.analyses._moving import Indices
from detente.analyses._translate import ends
from detente.analyses.agreement import blocking, signing, trading
from detente.analyses.agreement.answers import After
from detente.analyses.agreement.survey import LABELS, NAMES, Point
from detente.analyses.agreement.telling import opening_words, seat_words
from detente.theory.intervals import joint_counts, wilson
from detente.theory.problem import EVERY, Frontier

if TYPE_CHECKING:
    from detente.analyses.agreement.answer import AgreementResult


def data(result: AgreementResult) -> dict[str, Any]:
    """All fields of the answer."""
    found, made = result.found, result.found.model
    names = made.layout
    whole = _frontier(result, found.whole)
    return {
        "outcomes": found.outcomes,
        "method": found.method,
        "exact": found.whole.exact and found.acceptable.exact,
        "epsilon": _epsilon(result),
        "table": list(names.table),
        "reservation": {p: _reservation(result, seat, max) for seat, p in enumerate(names.players)},
        "reservation_range": {
            p: [_reservation(result, seat, min), _reservation(result, seat, max)]
            for seat, p in enumerate(names.players)
        },
        "no_deal": [[None if o is None else dict(o) for o in end] for end in ends(result.case)],
        "no_deal_how": result.case.no_deal.how,
        "per_end": list(result.per_end),
        "frontier": whole,
        "acceptable_frontier": _accepted(result, whole),
        "zone": {
            "empty": len(found.acceptable) == 0,
            "frontier_points": len(found.acceptable),
            "outcomes": found.zone_count,
        },
        "solutions": {name: [_solution(result, p) for p in found.solutions[name]] for name in NAMES},
        "side_deals": [_side_deal(result, deal) for deal in result.side_deals],
        "trade_offs": [_trade(result, trade) for trade in result.trades],
        "bets": [_bet(result, bet) for bet in result.bets],
        "package": _package(result),
        "blocking": [_block(result, block) for block in result.blocks],
        "openings": _openings(result),
        "acceptability": acceptability(result),
        "readings": [
            {
                "party": r.party,
                "reading": r.name,
                "empty": not r.zone,
                "frontier_points": r.frontier_points,
                "nash": [names.decode(o) for o in r.nash],
            }
            for r in result.readings
        ],
    }


def _bet(result: AgreementResult, bet: trading.Bet) -> dict[str, Any]:
    return {
        "outcome": result.found.model.layout.decode(bet.outcome),
        "claim": bet.claim,
        "credence": dict(bet.credence),
        "low": bet.low,
        "high": bet.high,
        "flips": dict(bet.flips),
    }


def _block(result: AgreementResult, block: blocking.Block) -> dict[str, Any]:
    made = result.found.model
    seat = made.layout.table.index(block.party)
    gap = None if block.party in made.ordinal else made.shown_gain(seat, block.shortfall, result.scale)
    return {"outcome": made.layout.decode(block.outcome), "party": block.party, "shortfall": gap}


def _epsilon(result: AgreementResult) -> float | None:
    """The worst that any party may lose by thinning, on the shown scale; None where nothing was thinned."""
    made = result.found.model
    limits = [f.epsilon for f in (result.found.whole, result.found.acceptable) if f.epsilon is not None]
    shown = [made.shown_gain(seat, int(e), result.scale) for limit in limits for seat, e in enumerate(limit)]
    return max(shown, default=None)


def _reservation(result: AgreementResult, seat: int, pick: Any) -> float | None:
    made = result.found.model
    levels = [gate.reservation[seat] for end in made.problem.ends for gate in end]
    known = [level for level in levels if level is not None]
    if not known or made.layout.players[seat] in made.ordinal:
        return None
    return made.shown(seat, pick(known), result.scale)


def _frontier(result: AgreementResult, frontier: Frontier) -> list[dict[str, Any]]:
    made = result.found.model
    columns, ranks = _columns(result, frontier)
    listing = frontier.listing(range(len(frontier)), result.per_point)
    named = iter(_named(result, [outcome for listed in listing for outcome in listed]))
    cardinal = [party for party in made.layout.table if party not in made.ordinal]
    utilities = zip(*(columns[party] for party in cardinal), strict=True) if cardinal else iter([()] * len(listing))
    entries: list[dict[str, Any]] = [
        {
            "utilities": dict(zip(cardinal, values, strict=True)),
            "count": count,
            "outcomes": [next(named) for _ in listed],
            "acceptable": LABELS[level],
        }
        for values, count, listed, level in zip(
            utilities, frontier.counts, listing, frontier.acceptable.tolist(), strict=True
        )
    ]
    if ranks:
        for row, entry in enumerate(entries):
            entry["ranks"] = {party: values[row] for party, values in ranks.items()}
    return entries


def _accepted(result: AgreementResult, whole: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The acceptable frontier; where it is that part of the whole one, the same entries."""
    everything, accepted = result.found.whole, result.found.acceptable
    rows = np.flatnonzero(everything.acceptable == EVERY)
    counts = [everything.counts[row] for row in rows]
    if counts == accepted.counts and np.array_equal(everything.utilities[rows], accepted.utilities):
        return [whole[int(row)] for row in rows]
    return _frontier(result, accepted)


def _named(result: AgreementResult, outcomes: Sequence[Indices]) -> list[dict[str, str]]:
    """Many packages by name, quickly."""
    names = result.found.model.layout
    if not outcomes:
        return []
    columns = np.array(outcomes, dtype=np.int64).reshape(len(outcomes), len(names.issues)).T
    words = [np.array(options, dtype=object)[column] for options, column in zip(names.options, columns, strict=True)]
    return [dict(zip(names.issues, row, strict=True)) for row in zip(*words, strict=True)]


def _columns(result: AgreementResult, frontier: Frontier) -> tuple[dict[str, list[float]], dict[str, list[Any]]]:
    made = result.found.model
    columns, ranks = {}, {}
    for seat, party in enumerate(made.layout.table):
        values = frontier.utilities[:, seat]
        if party in made.ordinal:
            ranks[party] = result.ranks(seat, values)
        elif values.dtype == object:
            columns[party] = [made.shown(seat, v, result.scale) for v in values]
        else:
            shift = 0 if result.scale == "raw" else made.worst[seat]
            step = made.step(seat, result.scale)
            shown = (values - shift) * float(step.numerator) / float(step.denominator)
            columns[party] = np.asarray(shown, dtype=float).tolist()
    return columns, ranks


def _solution(result: AgreementResult, one: Point) -> dict[str, Any]:
    return {
        "outcome": result.found.model.layout.decode(one.outcome),
        "utilities": result.utilities(one.utilities[: result.found.model.problem.table]),
        "gains": result.gains(one.utilities),
    }


def reply_data(result: AgreementResult, outcome: Indices, reply: signing.Reply) -> dict[str, Any]:
    """A reply as plain data: what the party would change, and what it would gain by that."""
    made = result.found.model
    seat = made.layout.players.index(reply.party)
    gain = None if reply.party in made.ordinal else made.shown_gain(seat, reply.gain, result.scale)
    return {"party": reply.party, "changes": dict(signing.changes(made, reply.to, outcome)), "gain": gain}


def _after(result: AgreementResult, after: After) -> dict[str, Any]:
    decode = result.found.model.layout.decode
    return {"leads_to": [[decode(o) for o in end] for end in after.ends], "worse_off": list(after.worse)}


def _side_deal(result: AgreementResult, deal: signing.SideDeal) -> dict[str, Any]:
    shown = result.utilities(deal.utilities)
    return {
        "outcome": result.found.model.layout.decode(deal.outcome),
        "signatories": list(deal.signatories),
        "utilities": shown,
        "could_renege": [reply_data(result, deal.outcome, r) for r in deal.could_renege],
        "answers": [reply_data(result, deal.outcome, r) for r in deal.answers],
        **_after(result, deal.after),
    }


def _trade(result: AgreementResult, trade: trading.TradeOff) -> dict[str, Any]:
    made = result.found.model
    return {
        "base": made.layout.decode(trade.base),
        "to": made.layout.decode(trade.to),
        "gains": {
            party: made.shown_gain(seat, trade.gains[seat], result.scale)
            for seat, party in enumerate(made.layout.table)
            if party not in made.ordinal
        },
        "words": trading.in_words(made, trade),
    }


def _package(result: AgreementResult) -> dict[str, Any] | None:
    asked, made = result.asked, result.found.model
    if asked is None:
        return None
    decode = made.layout.decode
    return {
        "outcome": decode(asked.point.outcome),
        "feasible": asked.feasible,
        "acceptable": asked.point.acceptable,
        "signatories": list(asked.signatories),
        "utilities": result.utilities(asked.point.utilities),
        "gains": result.gains(asked.point.utilities),
        "short": {
            party: made.shown_gain(made.layout.table.index(party), gap, result.scale)
            if party not in made.ordinal
            else None
            for party, gap in asked.short.items()
        },
        "could_renege": [reply_data(result, asked.point.outcome, r) for r in asked.could_renege],
        "answers": [reply_data(result, asked.point.outcome, r) for r in asked.answers],
        **_after(result, asked.after),
        "better": [decode(outcome) for outcome in asked.better],
    }


def _openings(result: AgreementResult) -> list[dict[str, Any]]:
    seats = [
        {"address": "table", "from": None, "to": None, "effect": seat_words(result, party, n)}
        for party, n in result.without.items()
        if n
    ]
    return seats + [
        {"address": o.address, "from": o.start, "to": o.turn, "effect": opening_words(result, o)}
        for o in result.openings or ()
    ]


def acceptability(result: AgreementResult) -> list[dict[str, Any]]:
    """What draws say of each tracked package but no deal itself, as plain data."""
    drawn = result.draws
    if drawn is None:
        return []
    made, entries = result.found.model, []
    ends_of = {gate.no_deal for end in made.problem.ends for gate in end}
    for column, outcome in enumerate(drawn.tracked):
        if outcome in ends_of:
            continue
        held = int(drawn.accepted[:, column].sum())
        share = held / drawn.n
        low, high = (share, share) if result.certain else wilson(held, drawn.n)
        signed = signing.signatories(made, outcome)
        counts = {party: int(drawn.willing[party][:, column].sum()) for party in signed}
        least, most = joint_counts(list(counts.values()), drawn.n)
        entries.append(
            {
                "outcome": made.layout.decode(outcome),
                "accepted": share,
                "low": low,
                "high": high,
                "by_party": {party: count / drawn.n for party, count in counts.items()},
                "bounds": [min(least, held) / drawn.n, max(most, held) / drawn.n],
                "frontier": None if drawn.frontier is None else float(drawn.frontier[:, column].mean()),
                "solutions": {name: float(hits[:, column].mean()) for name, hits in drawn.solved.items()} or None,
            }
        )
    return entries
