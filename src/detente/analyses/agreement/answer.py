"""The analysis put together: survey, signing, trading, blocking, drawing; its result and its plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from detente.analyses._translate import ends
from detente.analyses.agreement import blocking, drawing, signing, survey, trading, wording
from detente.analyses.agreement.signing import Indices
from detente.analyses.agreement.survey import LABELS, NAMES, Point, Survey
from detente.case.model import Case
from detente.case.readings import read_as
from detente.result import Finding, Result, Scope, View, WrongUse
from detente.theory.intervals import joint_bounds, wilson
from detente.theory.outcomes import is_feasible
from detente.theory.problem import EVERY, Frontier

MOST_BETTER = 5
MOST_BLOCKS = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """The package that was asked about. `better`: what all at the table would prefer to it."""

    point: Point
    feasible: bool
    signatories: tuple[str, ...]
    short: Mapping[str, int]
    could_renege: tuple[signing.Reply, ...]
    answers: tuple[signing.Reply, ...]
    better: tuple[Indices, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The answer under one rival assessment of one party."""

    party: str
    name: str
    zone: bool
    frontier_points: int
    nash: tuple[Indices, ...]


@dataclass(frozen=True, slots=True)
class AgreementResult(Result):
    """Whether parties could agree, on what, who blocks, and how sure that is."""

    case: Case
    found: Survey
    scale: Literal["shown", "raw"]
    per_point: int
    shown: tuple[Point, ...]
    asked: Asked | None
    side_deals: tuple[signing.SideDeal, ...]
    trades: tuple[trading.TradeOff, ...]
    bets: tuple[trading.Bet, ...]
    blocks: tuple[blocking.Block, ...]
    openings: tuple[blocking.Opening, ...] | None
    nearest: tuple[Indices, str] | None
    without: Mapping[str, int]
    within: drawing.Ranges
    draws: drawing.Draws | None
    certain: bool
    proved: Mapping[Indices, Scope]
    empty_proved: bool
    readings: tuple[Reading, ...]

    def findings(self) -> tuple[Finding, ...]:
        """Sentences, most important first; caveats last."""
        from detente.analyses.agreement.findings import findings

        return findings(self)

    def views(self) -> tuple[View, ...]:
        """Stakes, packages, pictures, trades, acceptability."""
        from detente.analyses.agreement.views import views

        return views(self)

    def data(self) -> dict[str, Any]:
        """The fields that `docs/reference/agreement.md` lists."""
        return _data(self)

    # -------------------------------------------------- reading integers

    @property
    def base(self) -> Indices | None:
        """The first outcome of no deal."""
        return self.found.model.problem.ends[0][0].no_deal

    def utilities(self, values: Sequence[int]) -> dict[str, float]:
        """Utilities of those at the table and outsiders who say how much, as shown."""
        made = self.found.model
        return {
            party: made.shown(seat, values[seat], self.scale)
            for seat, party in enumerate(made.layout.players[: len(values)])
            if party not in made.ordinal
        }

    def gains(self, values: Sequence[int]) -> dict[str, float]:
        """What those at the table gain over no deal (over their worst outcome, where they state nothing), as shown."""
        made = self.found.model
        return {
            party: made.shown_gain(seat, int(values[seat]) - self.level(seat), self.scale)
            for seat, party in enumerate(made.layout.table)
            if party not in made.ordinal
        }

    def ranks(self, seat: int, values: Sequence[Any] | NDArray[Any]) -> list[int | None]:
        """Places in the order of a party that only ranks: 1 is its best feasible outcome; None where outcomes are too
        many to list."""
        from detente.analyses.agreement.survey import rank_of

        return rank_of(self.found, seat, values)

    def level(self, seat: int) -> int:
        """What a player's gains are measured from."""
        stated = blocking.reservation(self.found.model, seat)
        return self.found.model.worst[seat] if stated is None else stated

    def scope(self, outcome: Indices) -> tuple[Scope, float | None]:
        """How a package's acceptability fares in the ranges: proved, seen both ways, or not known, and its share."""
        proved = self.proved.get(outcome, "unknown")
        share = self.share(outcome)
        if proved == "unknown" and self.draws is not None and share is not None:
            now = any(p.outcome == outcome and survey.is_acceptable(p) for p in self.shown)
            if 0 < share < 1 or (now and share == 0):
                return "depends", share
        return proved, share

    def share(self, outcome: Indices) -> float | None:
        """In which share of the draws all accept a package."""
        if self.draws is None or outcome not in self.draws.tracked:
            return None
        return float(self.draws.accepted[:, self.draws.tracked.index(outcome)].mean())


def answer(
    case: Case,
    *,
    package: str,
    draws: int,
    seed: int,
    scale: Literal["shown", "raw"],
    per_point: int,
    ideal: Literal["acceptable", "all"],
    method: Literal["auto", "factored", "enumerated"],
) -> AgreementResult:
    """See `agreement`."""
    if scale not in ("shown", "raw"):
        raise WrongUse(f"There is no scale {scale!r}; take shown or raw.")
    if draws < 0 or per_point < 1 or seed < 0:
        raise WrongUse("draws and seed must be 0 or more, per_point 1 or more.")
    found = survey.survey(case, scale=scale, ideal=ideal, method=method, per_point=per_point)
    made = found.model
    shown = survey.shown_points(found)
    asked = _asked(found, parse_package(case, package)) if package.strip() else None
    solved = tuple(dict.fromkeys(p.outcome for points in found.solutions.values() for p in points))
    headline = tuple(dict.fromkeys([*solved, *([asked.point.outcome] if asked and asked.feasible else [])]))
    room = blocking.Room(made) if _listable(found) else None
    near = _nearest(room) if room is not None and not len(found.acceptable) else None
    tracked = tuple(dict.fromkeys([*headline, *([near[0]] if near else []), *(p.outcome for p in shown)]))
    certain = not drawing.has_ranges(case)
    within = drawing.ranges(made, min(draws, 1) if certain else draws, seed)
    drawn = None
    if within.n and tracked:
        drawn = drawing.sample(within, tracked, max(len(found.whole), len(found.acceptable)), scale)
    scopes = dict(zip(tracked, _proved(within, tracked, certain), strict=True))
    none_seen = drawn is None or not (drawn.zone.any() or drawn.accepted.any())
    return AgreementResult(
        case=case,
        found=found,
        scale=scale,
        per_point=per_point,
        shown=shown,
        asked=asked,
        side_deals=signing.side_deals(made),
        trades=_trades(found, asked),
        bets=tuple(bet for outcome in headline for bet in trading.bets(made, outcome)),
        blocks=_blocks(found, shown, asked),
        openings=blocking.openings(room) if room is not None else None,
        nearest=near,
        without=blocking.without_seat(room) if room is not None and not len(found.acceptable) else {},
        within=within,
        draws=drawn,
        certain=certain,
        proved=scopes,
        empty_proved=not len(found.acceptable) and none_seen and drawing.surely_empty(within),
        readings=_readings(case),
    )


def _proved(within: drawing.Ranges, tracked: Sequence[Indices], certain: bool) -> list[Scope]:
    """What is proved of the packages' acceptability; without ranges everything is."""
    if not certain:
        return drawing.accepted_scope(within, tracked)
    return ["throughout" if survey.is_acceptable(p) else "never" for p in survey.points(within.model, tracked)]


def _listable(found: Survey) -> bool:
    return found.model.problem.space.combinations <= blocking.MOST_LISTED


def _nearest(room: blocking.Room) -> tuple[Indices, str] | None:
    near = blocking.nearest(room)
    if near is None:
        return None
    return tuple(int(x) for x in room.outcomes[near[0]]), room.model.layout.table[near[1]]


def _trades(found: Survey, asked: Asked | None) -> tuple[trading.TradeOff, ...]:
    made = found.model
    bases = [gate.no_deal for end in made.problem.ends for gate in end if gate.no_deal is not None]
    if made.case.status_quo is not None:
        bases.append(made.layout.encode(made.case.status_quo))
    if asked is not None and asked.feasible:
        bases.append(asked.point.outcome)
    return tuple(trade for base in dict.fromkeys(bases) for trade in trading.trade_offs(made, base))


def _blocks(found: Survey, shown: Sequence[Point], asked: Asked | None) -> tuple[blocking.Block, ...]:
    outcomes = [asked.point.outcome] if asked is not None and asked.feasible else []
    refused = [p.outcome for p in shown if not survey.is_acceptable(p)]
    every = blocking.blocks(found.model, [*outcomes, *refused])
    spans = {
        party: max(1, found.model.best[i] - found.model.worst[i]) for i, party in enumerate(found.model.layout.table)
    }
    first = [b for b in every if outcomes and b.outcome == outcomes[0]]
    rest = [b for b in every if not (outcomes and b.outcome == outcomes[0])]
    return (*first, *sorted(rest, key=lambda b: (b.shortfall / spans[b.party], b.outcome))[:MOST_BLOCKS])


def _readings(case: Case) -> tuple[Reading, ...]:
    """The answer under each rival assessment that the file states."""
    made = []
    for party, preferences in case.preferences.items():
        for name in preferences.readings:
            points, nash = survey.zone_and_nash(read_as(case, party, name))
            made.append(Reading(party, name, points > 0, points, tuple(p.outcome for p in nash)))
    return tuple(made)


# ---------------------------------------------------------------- the package that is asked about


def parse_package(case: Case, text: str) -> dict[str, str]:
    """`radar=gabala, data=joint` as a complete outcome; issues left out are as in the status quo.

    Raises WrongUse for names that the case does not have, with the nearest that it has.
    """
    chosen: dict[str, str] = {}
    for piece in text.replace(";", ",").split(","):
        issue, equals, option = (part.strip() for part in piece.partition("="))
        if not equals:
            raise WrongUse(f"{piece.strip()!r} names no option; write issue=option, with commas between.")
        if issue not in case.issues:
            raise WrongUse(f"There is no issue {issue!r}. {_nearby(issue, case.issues)}")
        if option not in case.issues[issue].options:
            raise WrongUse(f"{issue} has no option {option!r}. {_nearby(option, case.issues[issue].options)}")
        if chosen.get(issue, option) != option:
            raise WrongUse(f"The package names two options for {issue}: {chosen[issue]} and {option}.")
        chosen[issue] = option
    missing = [issue for issue in case.issues if issue not in chosen]
    if missing and case.status_quo is None:
        raise WrongUse(f"The case has no status quo to complete the package from; also name {wording.listed(missing)}.")
    return {issue: chosen[issue] if issue in chosen else cast(Any, case.status_quo)[issue] for issue in case.issues}


def _nearby(name: str, known: Mapping[str, object]) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f"Did you mean {close[0]}?" if close else f"There are {wording.listed(known)}."


def _asked(found: Survey, outcome: Mapping[str, str]) -> Asked:
    made = found.model
    indices = made.layout.encode(outcome)
    one = survey.point(made, indices)
    if not is_feasible(made.problem.space, indices):
        return Asked(Point(indices, one.utilities, LABELS[0]), False, (), {}, (), (), ())
    base = made.problem.ends[0][0].no_deal
    signed = signing.signatories(made, base, indices)
    renege, answers = signing.after_signing(made, indices, signed)
    short = {b.party: b.shortfall for b in blocking.blocks(made, [indices])}
    return Asked(one, True, signed, short, renege, answers, _better(found.whole, one, made.problem.table))


def _better(whole: Frontier, one: Point, table: int) -> tuple[Indices, ...]:
    """Frontier packages at least as good for all at the table and better for some; the most evenly better first."""
    gains = whole.utilities - np.array(one.utilities[:table], dtype=whole.utilities.dtype)
    rows = np.flatnonzero((gains >= 0).all(axis=1) & (gains > 0).any(axis=1))
    span = np.maximum(1.0, np.ptp(whole.utilities, axis=0).astype(float))
    even = (gains[rows].astype(float) / span).min(axis=1)
    best = rows[np.argsort(-even, kind="stable")][:MOST_BETTER]
    return tuple(listed[0] for listed in whole.listing([int(row) for row in best], 1) if listed)


# ---------------------------------------------------------------- plain data


def _data(result: AgreementResult) -> dict[str, Any]:
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
        "bets": [
            {
                "outcome": names.decode(bet.outcome),
                "claim": bet.claim,
                "credence": dict(bet.credence),
                "low": bet.low,
                "high": bet.high,
                "flips": dict(bet.flips),
            }
            for bet in result.bets
        ],
        "package": _package(result),
        "blocking": [
            {
                "outcome": names.decode(b.outcome),
                "party": b.party,
                "shortfall": made.shown_gain(names.table.index(b.party), b.shortfall, result.scale)
                if b.party not in made.ordinal
                else None,
            }
            for b in result.blocks
        ],
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


def _side_deal(result: AgreementResult, deal: signing.SideDeal) -> dict[str, Any]:
    shown = result.utilities(deal.utilities)
    return {
        "outcome": result.found.model.layout.decode(deal.outcome),
        "signatories": list(deal.signatories),
        "utilities": shown,
        "could_renege": [reply_data(result, deal.outcome, r) for r in deal.could_renege],
        "answers": [reply_data(result, deal.outcome, r) for r in deal.answers],
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
        "better": [decode(outcome) for outcome in asked.better],
    }


def _openings(result: AgreementResult) -> list[dict[str, Any]]:
    from detente.analyses.agreement.findings import opening_words, seat_words

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
    """What draws say of each tracked package, as plain data."""
    drawn = result.draws
    if drawn is None:
        return []
    made, entries = result.found.model, []
    for column, outcome in enumerate(drawn.tracked):
        held = int(drawn.accepted[:, column].sum())
        share = held / drawn.n
        low, high = (share, share) if result.certain else wilson(held, drawn.n)
        by_party = {party: float(drawn.willing[party][:, column].mean()) for party in made.layout.table}
        entries.append(
            {
                "outcome": made.layout.decode(outcome),
                "accepted": share,
                "low": low,
                "high": high,
                "by_party": by_party,
                "bounds": list(joint_bounds([*by_party.values(), float(drawn.others[:, column].mean())])),
                "frontier": None if drawn.frontier is None else float(drawn.frontier[:, column].mean()),
                "solutions": {name: float(hits[:, column].mean()) for name, hits in drawn.solved.items()},
            }
        )
    return entries
