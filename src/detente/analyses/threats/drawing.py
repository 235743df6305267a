"""How the judgement of threats fares in draws from the team's ranges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analyses._conflict import Ends, Play, principals_at_most_one
from detente.analyses._draws import Drawn, plays
from detente.analyses._ranges import ROUNDING, box, drawn_parts, drawn_utilities, sign_bounds
from detente.analyses.threats.following import ends_after, states_of, within
from detente.analyses.threats.judging import Judged, Verdict, holds_in, joint, verdict
from detente.analyses.threats.needing import Need, Status
from detente.case.numbers import bounds, draw
from detente.result import Scope
from detente.theory.lookahead import light
from detente.theory.outcomes import decode
from detente.theory.threats import KINDS, Stakes, needed_credibility

Floats = NDArray[np.float64]
ORDER: tuple[Status, ...] = ("not needed", "needed", "unknown", "too weak", "no bite", "unsaid")
BUDGET = 30_000_000
"""Draws times outcomes times parties: in more draws than this allows, where it leads is not followed."""
FEWEST = 12
FAR = 100
"""In a draw of a large case, no more states than this are followed."""


@dataclass(frozen=True, eq=False)
class Fares:
    """How one threat fares: in `n` draws what is said of its outcomes themselves, in the first `followed` of them where they lead.

    `at_once`: author -> in how many draws it would rather carry it out. `statuses`: addressee -> status -> draws; `spread`: addressee -> the least, the
    median and the greatest credibility needed, over the draws in which punishment would hurt and defying would pay. `overall`: status -> draws.
    `later`, `anyway`: in how many followed draws the verdict was which, and the response came about without the threat.
    """

    n: int
    at_once: Mapping[str, int]
    statuses: Mapping[str, Mapping[Status, int]]
    spread: Mapping[str, tuple[float, float, float]]
    overall: Mapping[Status, int]
    followed: int
    later: Mapping[Verdict, int]
    anyway: int

    @property
    def known(self) -> int:
        """In how many of the followed draws it did not lead too far to be followed."""
        return self.followed - self.later.get("unknown", 0)


def how_many(found: Play, draws: int) -> int:
    """In how many draws it is followed where threats lead, in a case of this size."""
    work = found.states * max(1, len(found.parties)) * (1 if light(found.prepared) else 2)
    return min(draws, max(FEWEST, BUDGET // work))


def fares(found: Play, judged: Sequence[Judged], n: int, seed: int) -> tuple[Fares | None, ...]:
    """One for each threat; None for one that cannot be judged, and where nothing is drawn."""
    sound = [one for one in judged if not one.trouble]
    if not n or not sound:
        return (None,) * len(judged)
    given = draw(found.case, n, seed)
    utilities = _utilities(found, sound, given, n)
    followed = how_many(found, n)
    tallies: list[Counter[Verdict]] = [Counter() for _ in sound]
    anyway = [0] * len(sound)
    for here in plays(found, given, followed):
        for place, (said, comes) in enumerate(_later(here, sound)):
            tallies[place][said] += 1
            anyway[place] += comes
    made = iter(
        _fares(found, one, utilities, n, (followed, tally, comes))
        for one, tally, comes in zip(sound, tallies, anyway, strict=True)
    )
    return tuple(None if one.trouble else next(made) for one in judged)


def _later(here: Play, sound: Sequence[Judged]) -> Iterator[tuple[Verdict, bool]]:
    """In one draw: what each threat's credibility is at the ends, and whether its response would come about without it."""
    movers = principals_at_most_one(here)
    known: dict[int, Ends | None] = {}
    for one in sound:
        for place in (one.places.defied, one.places.punished):
            if place.state is not None and place.state not in known:
                near = here.states <= FAR or within(here, place.state, movers, FAR)
                known[place.state] = ends_after(here, place.state, movers) if near else None
        left, done = (
            known[place.state] for place in (one.places.defied, one.places.punished) if place.state is not None
        )
        said = joint([verdict(here, here.parties.index(party), left, done) for party in one.spoken.by])
        yield said, left is not None and all(holds_in(here, s, one.spoken.then) for s in states_of(left))


# ---------------------------------------------------------------- utilities at the outcomes themselves


Utilities = Mapping[tuple[str, int], tuple[Floats, float]]
"""(party, state) -> its utility (n,) and what counts as equal."""


def _utilities(found: Play, sound: Sequence[Judged], given: Drawn, n: int) -> Utilities:
    wanted: dict[str, set[int]] = {}
    for one in sound:
        where = one.places
        states = {p.state for p in (where.defied, where.punished, where.yielded) if p.state is not None}
        for party in (*one.spoken.by, *one.spoken.to):
            wanted.setdefault(party, set()).update(states)
    made: dict[tuple[str, int], tuple[Floats, float]] = {}
    for party, states in wanted.items():
        if party not in found.parties or party not in found.case.preferences:
            continue
        ordered = sorted(states)
        values, margin = _of_party(found, party, ordered, given, n)
        made.update({(party, state): (values[:, k], margin) for k, state in enumerate(ordered)})
    return made


def _of_party(found: Play, party: str, states: Sequence[int], given: Drawn, n: int) -> tuple[Floats, float]:
    if party in found.ordinal:
        ranks = found.conflict.ranks[found.parties.index(party)][list(states)].astype(float)
        return np.broadcast_to(ranks, (n, len(states))), 0.0
    made = drawn_parts(found.case, found.layout, party, given, n)
    rows = decode(found.layout.space.sizes, found.outcomes[list(states)])
    return drawn_utilities(made, np.asarray(rows, dtype=np.int64), n), (len(made) + 1) * ROUNDING * 100.0


def _fares(
    found: Play, one: Judged, utilities: Utilities, n: int, later: tuple[int, Mapping[Verdict, int], int]
) -> Fares:
    defied, punished = one.places.defied.state, one.places.punished.state
    assert defied is not None
    assert punished is not None
    at_once = {}
    for party in one.spoken.by:
        (left, margin), (done, _) = utilities[party, defied], utilities[party, punished]
        at_once[party] = int((done >= left - margin).sum())
    codes = {need.party: _codes(found, need, one, utilities, n) for need in one.addressees}
    statuses = {party: _tally(code) for party, (code, _) in codes.items()}
    spread = {party: _spread(chance) for party, (_, chance) in codes.items() if np.isfinite(chance).any()}
    return Fares(
        n,
        at_once,
        statuses,
        spread,
        _overall(one, {p: code for p, (code, _) in codes.items()}),
        later[0],
        later[1],
        later[2],
    )


def _tally(codes: NDArray[np.int64]) -> dict[Status, int]:
    values, counts = np.unique(codes, return_counts=True)
    return {ORDER[value]: int(count) for value, count in zip(values, counts, strict=True)}


def _spread(chance: Floats) -> tuple[float, float, float]:
    known = chance[np.isfinite(chance)]
    return float(known.min()), float(np.median(known)), float(known.max())


def _codes(found: Play, need: Need, one: Judged, utilities: Utilities, n: int) -> tuple[NDArray[np.int64], Floats]:
    """An addressee's status in each draw (as places of `ORDER`), and the credibility that it needs (nan where that says nothing)."""
    nothing = np.full(n, np.nan)
    if need.status in ("unknown", "unsaid"):
        return np.full(n, ORDER.index(need.status)), nothing
    where = one.places
    assert where.defied.state is not None
    assert where.punished.state is not None
    assert where.yielded.state is not None
    d, margin = utilities[need.party, where.defied.state]
    p, _ = utilities[need.party, where.punished.state]
    y, _ = utilities[need.party, where.yielded.state]
    d = np.where(np.abs(d - y) <= margin, y, d)
    p = np.where(np.abs(p - y) <= margin, y, np.where(np.abs(p - d) <= margin, d, p))
    answer = needed_credibility(Stakes(d, y, p, promise=0.0, face=0.0))
    codes = np.array([ORDER.index(kind) for kind in KINDS])[answer.kind]
    if need.party in found.ordinal:
        return codes, nothing
    told = (codes == ORDER.index("needed")) | (codes == ORDER.index("too weak"))
    return codes, np.where(told, answer.credibility, np.nan)


def _overall(one: Judged, codes: Mapping[str, NDArray[np.int64]]) -> dict[Status, int]:
    """As `needing.overall`, draw by draw."""
    alone = [codes[need.party] for need in one.addressees if need.decides == "alone"]
    together = [codes[need.party] for need in one.addressees if need.decides == "together"]
    if alone:
        return _tally(np.minimum.reduce(alone))
    return _tally(np.maximum.reduce(together)) if together else {}


def proved(found: Play, party: str, better: int, worse: int) -> Scope:
    """Whether a party weakly prefers one outcome to another throughout the ranges, nowhere in them, or neither is proved."""
    limits = box(found.case, found.layout, party, bounds(found.case))
    if limits is None:
        return "throughout" if found.prefers(found.parties.index(party), better, worse) >= 0 else "never"
    rows = decode(found.layout.space.sizes, found.outcomes[[better, worse]])
    bare = type(limits)(limits.weights, limits.values, limits.together, None)
    lows, highs = sign_bounds(bare, np.asarray(rows[:1], dtype=np.int64), tuple(int(k) for k in rows[1]))
    return "throughout" if lows[0] >= 0 else "never" if highs[0] < 0 else "unknown"


# ---------------------------------------------------------------- the case as each draw has it
