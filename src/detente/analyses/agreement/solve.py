"""The analysis put together: survey, signing, trading, blocking, openings, drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from detente.analyses._asking import check_draws, check_number, parse_package
from detente.analyses._moving import Indices
from detente.analyses._translate import has_ranges
from detente.analyses.agreement import blocking, drawing, openings, resting, signing, survey, trading
from detente.analyses.agreement.answer import AgreementResult, Asked, Reading
from detente.analyses.agreement.answers import After, answered
from detente.analyses.agreement.survey import LABELS, Point, Survey
from detente.case.model import Case
from detente.case.readings import read_as
from detente.result import Scope, WrongUse
from detente.theory.outcomes import is_feasible
from detente.theory.problem import Frontier

MOST_BETTER = 5
MOST_BLOCKS = 60
MOST_BASES = 5
"""From so many outcomes of no deal trades are sought."""
MOST_CELLS = 6_000_000
"""Draws times packages that are held at once, for each party."""


def agreement(
    case: Case,
    *,
    package: str = "",
    draws: int = 1000,
    seed: int = 0,
    scale: Literal["shown", "raw"] = "shown",
    per_point: int = 3,
    ideal: Literal["acceptable", "all"] = "acceptable",
    method: Literal["auto", "factored", "enumerated"] = "auto",
) -> AgreementResult:
    """Could these parties agree, on what, who blocks, and how sure is that?

    `package`: one package to ask about, such as "radar=gabala, data=joint"; issues left out are as in the status quo.
    `draws`: how many draws to make from the team's ranges; 0 for none. `seed`: where the chance of the draws begins.
    `scale`: how utilities are shown, from 0 (a party's worst feasible outcome) to 1 (its best), or raw: points over 100,
    neither shifted nor stretched. `per_point`: how many packages to name at each point of a frontier. `ideal`: what
    Kalai–Smorodinsky measures gains against, each party's best acceptable package or its best of all. `method`: the
    factored search, listing all outcomes, or whichever is cheaper.

    Raises Unanswerable where the case gives too little, WrongUse where a parameter does not fit it.
    """
    if scale not in ("shown", "raw"):
        raise WrongUse(f"There is no scale {scale!r}; take shown or raw.")
    check_draws(draws, seed)
    check_number("per_point", per_point, 1, 10**6)
    found = survey.survey(case, scale=scale, ideal=ideal, method=method, per_point=per_point)
    made = found.model
    shown = survey.shown_points(found)
    asked = _asked(found, parse_package(case, package)) if package.strip() else None
    solved = tuple(dict.fromkeys(p.outcome for points in found.solutions.values() for p in points))
    headline = tuple(dict.fromkeys([*solved, *([asked.point.outcome] if asked and asked.feasible else [])]))
    room = blocking.Room(made) if _listable(found) else None
    near = _nearest(room) if room is not None and not len(found.acceptable) else None
    tracked = tuple(dict.fromkeys([*headline, *([near[0]] if near else []), *(p.outcome for p in shown)]))
    certain = not has_ranges(case)
    if draws * len(tracked) > MOST_CELLS and not certain:
        raise WrongUse(
            f"{draws:,} draws of {len(tracked)} packages are too many; {MOST_CELLS // len(tracked):,} would do."
        )
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
        openings=openings.openings(room) if room is not None else None,
        nearest=near,
        without=blocking.without_seat(room) if room is not None and not len(found.acceptable) else {},
        within=within,
        draws=drawn,
        certain=certain,
        proved=scopes,
        empty_proved=not len(found.acceptable) and none_seen and drawing.surely_empty(within),
        readings=_readings(case),
        unrest=resting.unrest(made),
        per_end=survey.per_end(made),
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
    bases = [gate.no_deal for gate in made.problem.gates if gate.no_deal is not None][:MOST_BASES]
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


def _asked(found: Survey, outcome: Mapping[str, str]) -> Asked:
    made = found.model
    indices = made.layout.encode(outcome)
    one = survey.point(made, indices)
    if not is_feasible(made.problem.space, indices):
        return Asked(Point(indices, one.utilities, LABELS[0]), False, (), {}, (), (), After((), (), ()), ())
    signed = signing.signatories(made, indices)
    renege, answers = signing.after_signing(made, indices, signed)
    short = {b.party: b.shortfall for b in blocking.blocks(made, [indices])}
    after = answered(made, indices, signed)
    return Asked(one, True, signed, short, renege, answers, after, _better(found.whole, one, made.problem.table))


def _better(whole: Frontier, one: Point, table: int) -> tuple[Indices, ...]:
    """Frontier packages at least as good for all at the table and better for some; the most evenly better first."""
    gains = whole.utilities - np.array(one.utilities[:table], dtype=whole.utilities.dtype)
    rows = np.flatnonzero((gains >= 0).all(axis=1) & (gains > 0).any(axis=1))
    span = np.maximum(1.0, np.ptp(whole.utilities, axis=0).astype(float))
    even = (gains[rows].astype(float) / span).min(axis=1)
    best = rows[np.argsort(-even, kind="stable")][:MOST_BETTER]
    return tuple(listed[0] for listed in whole.listing([int(row) for row in best], 1) if listed)
