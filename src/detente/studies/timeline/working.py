"""One step worked out: the agreement zone, the best package, where moves lead, what holds, and what became of each offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from detente import steps
from detente.analyses._conflict import Memory, Play, ends_of, play
from detente.analyses._offers import stated
from detente.analyses._translate import Model, has_ranges, reservation
from detente.analyses.agreement import signing, survey
from detente.analyses.agreement.survey import Survey
from detente.analyses.stability.leading import lead
from detente.analyses.threats.speaking import place
from detente.case.build import PREDICTED
from detente.case.model import Case, Outcome
from detente.case.offers import Offer
from detente.result import Unanswerable
from detente.studies.timeline.drawing import Drawn, drawn
from detente.studies.timeline.holding import Named, named
from detente.theory import enumeration
from detente.theory.outcomes import decode
from detente.theory.problem import EVERY, acceptable_of, willing

End = tuple[Outcome, ...]
Package = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """A case at one step, and every offer that is to be judged in it."""

    case: Case
    offers: tuple[Offer, ...]
    draws: int
    seed: int


@dataclass(frozen=True, eq=False)
class Zone:
    """The packages acceptable to all. `count`, `members` (outcome numbers, ascending) and `takes` (party at the table -> packages that it
    weakly prefers to no deal, one bit each) are None where there are too many packages to list. `frontier`: points of its frontier, `exact`
    unless that was thinned."""

    count: int | None
    frontier: int
    exact: bool
    outcomes: int
    members: NDArray[np.int64] | None
    takes: Mapping[str, NDArray[np.uint8]] | None

    def accepting(self) -> dict[str, int] | None:
        """How many packages each party at the table weakly prefers to no deal."""
        if self.takes is None:
            return None
        return {party: int(np.unpackbits(bits).sum()) for party, bits in self.takes.items()}


@dataclass(frozen=True, slots=True)
class Best:
    """The package of the Nash solution: what each party at the table has and gains, on its own scale from 0 (its worst feasible outcome) to
    1 (its best). `share` of the draws in which all accept."""

    outcome: Outcome
    utilities: Mapping[str, float]
    gains: Mapping[str, float]
    share: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one offer at one step, against no deal.

    `outcome`: what it means; None where the rules let nothing be that it says. `completed`: what had to be added for the rules. `accepts`: by each
    whose acceptance it takes, whether it would; `shares` the same as shares of the draws; `gains` of those who say how much. `worse`: who has less
    than without a deal, at the table or not. `better`: by author whether it is better for it than no deal; None of those whose wants the file does not say.
    """

    event: str
    outcome: Outcome | None
    completed: Mapping[str, str] = field(default_factory=dict)
    acceptable: bool = False
    share: float | None = None
    accepts: Mapping[str, bool] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)
    gains: Mapping[str, float] = field(default_factory=dict)
    worse: tuple[str, ...] = ()
    better: Mapping[str, bool | None] = field(default_factory=dict)
    better_shares: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Worked:
    """All that was worked out of one step. `no_talks` and `no_moves` say, in a sentence, why the rest is missing.

    `ends`: where improvements of parties alone, and of groups with at most one principal, lead from the status quo; `careful`: the same of those
    that no answer deters. None where that is too far to follow. `levels`: what no deal is worth to each at the table. `space`: issues, options
    and rules, so that zones of two steps can be compared.
    """

    no_talks: str = ""
    no_moves: str = ""
    zone: Zone | None = None
    best: Best | None = None
    ranking: tuple[str, ...] = ()
    levels: Mapping[str, float] = field(default_factory=dict)
    drawn: Drawn | None = None
    ends: tuple[End, ...] | None = None
    careful: tuple[End, ...] | None = None
    states: int | None = None
    nash: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    named: tuple[Named, ...] = ()
    verdicts: Mapping[tuple[object, ...], Verdict] = field(default_factory=dict)
    space: tuple[object, ...] = ()


def work(job: Job, memory: Memory | None = None) -> Worked:
    """Work one step out. What cannot be is told in a sentence, and the rest goes on. `memory`: kept for other steps."""
    case = job.case
    space = (tuple((name, tuple(issue.options)) for name, issue in case.issues.items()), case.rules)
    found: Play | None = None
    no_moves = ""
    try:
        if not case.preferences:
            raise Unanswerable("The case says of no party what it wants.")
        found = play(case)
    except ValueError as error:
        no_moves = str(error)
    try:
        ready = steps.predicted(case, memory)
        surveyed = survey.survey(ready, scale="shown", ideal="acceptable", method="auto", per_point=1)
    except ValueError as error:
        ready, surveyed, no_talks = case, None, str(error)
    done = Worked(no_moves=no_moves, space=space)
    if found is not None:
        done = _moving(done, found, ready)
    if surveyed is None:
        return replace(done, no_talks=no_talks)
    done = _talking(done, surveyed, found, job)
    return done if found is None else _holding(done, found, job)


# ---------------------------------------------------------------- moves


def _moving(done: Worked, found: Play, ready: Case) -> Worked:
    """Where moves lead from the status quo."""
    told = ready.no_deal
    if told.how in PREDICTED and told.ends:
        other = told.ends if told.other == () else told.other
        free, careful = (told.ends, other) if told.how == "predicted" else (other, told.ends)
        return replace(done, states=found.states, ends=free, careful=careful)
    if found.case.status_quo is None:
        return replace(done, states=found.states, no_moves="The case has no status quo from which moves could begin.")
    start = found.state(found.case.status_quo)
    if start is None:
        return replace(
            done, states=found.states, no_moves="The rules exclude the status quo, from which the moves begin."
        )
    led = lead(found, start, roles=False)
    free, careful = (
        None if course is None else tuple(tuple(found.outcome(s) for s in end) for end in ends_of(course))
        for course in (led.free, led.careful)
    )
    return replace(done, states=found.states, ends=free, careful=careful)


def _holding(done: Worked, found: Play, job: Job) -> Worked:
    """What holds: how many outcomes, and whether those of note do."""
    asked: list[tuple[str, Outcome]] = []
    if found.case.status_quo is not None:
        asked.append(("status quo", found.case.status_quo))
    for number, end in enumerate(done.ends or (), start=1):
        asked.append((f"end {number}", end[0]))
    if done.best is not None:
        asked.append(("best package", done.best.outcome))
    for offer in job.offers:
        verdict = done.verdicts[offer.key]
        if verdict.outcome is not None:
            asked.append((offer.event, verdict.outcome))
    counts, told = named(found, asked)
    return replace(done, nash=counts["nash"], counts=counts, named=told)


# ---------------------------------------------------------------- talks


def _talking(done: Worked, surveyed: Survey, found: Play | None, job: Job) -> Worked:
    made = surveyed.model
    meant = {offer.key: _meant(made, found, offer) for offer in job.offers}
    solved = [point.outcome for point in surveyed.solutions["nash"][:1]]
    asked = [made.layout.encode(outcome) for outcome, _ in meant.values() if outcome is not None]
    certain = not has_ranges(made.case)
    n = min(job.draws, 1) if certain else job.draws
    shown = [point.outcome for point in survey.shown_points(surveyed)]
    tracked = tuple(dict.fromkeys([*solved, *asked, *shown]))
    fared = drawn(made, tracked, n, job.seed) if n and tracked else None
    verdicts = {offer.key: _verdict(made, offer, *meant[offer.key], fared) for offer in job.offers}
    return replace(
        done,
        zone=_zone(surveyed),
        best=_best(surveyed, solved[0], fared) if solved else None,
        ranking=tuple(party for party in made.layout.table if party in made.ordinal),
        levels=_levels(made),
        drawn=fared,
        verdicts=verdicts,
    )


def _zone(surveyed: Survey) -> Zone:
    made = surveyed.model
    exact, points = surveyed.acceptable.exact, len(surveyed.acceptable)
    if made.problem.space.combinations > enumeration.COUNTABLE:
        return Zone(None, points, exact, surveyed.outcomes, None, None)
    problem = enumeration.with_worst(made.problem)
    members: list[NDArray[np.int64]] = []
    takes: list[list[NDArray[np.bool_]]] = [[] for _ in made.layout.table]
    for indices, values in enumeration.blocks(problem.space, problem.terms):
        levels = acceptable_of(problem, decode(problem.space.sizes, indices), values)
        members.append(indices[levels == EVERY])
        for seat, kept in enumerate(takes):
            kept.append(
                np.logical_and.reduce([willing(problem, gate, seat, values[:, seat]) for gate in problem.gates])
            )
    found = np.concatenate(members)
    packed = {party: np.packbits(np.concatenate(kept)) for party, kept in zip(made.layout.table, takes, strict=True)}
    return Zone(len(found), points, exact, surveyed.outcomes, found, packed)


def _best(surveyed: Survey, outcome: Package, fared: Drawn | None) -> Best:
    made = surveyed.model
    values = survey.point(made, outcome).utilities
    seats = list(enumerate(made.layout.table))
    return Best(
        made.layout.decode(outcome),
        {party: made.shown(seat, values[seat], "shown") for seat, party in seats},
        {party: made.shown_gain(seat, values[seat] - level_of(made, seat), "shown") for seat, party in seats},
        None if fared is None else fared.accepted(outcome),
    )


def _levels(made: Model) -> dict[str, float]:
    return {
        party: made.shown(seat, level_of(made, seat), "shown")
        for seat, party in enumerate(made.layout.table)
        if party not in made.ordinal
    }


def level_of(made: Model, seat: int) -> int:
    """What gains are measured from: the highest that no deal may be worth; the worst outcome of a party that accepts anything."""
    stated = reservation(made, seat)
    return made.worst[seat] if stated is None else stated


# ---------------------------------------------------------------- offers


def _meant(made: Model, found: Play | None, offer: Offer) -> tuple[Outcome | None, dict[str, str]]:
    """The outcome that an offer means, and what had to be added to what it says: the status quo of the day with what it says; where the rules
    exclude that, with what its authors' other offers say; else with the fewest further changes, of several what its authors like best."""
    case = made.case
    outcome = stated(case, made.layout, offer)
    if case.status_quo is None:
        return outcome, {}
    bare = {**case.status_quo, **offer.said}
    if outcome is not None:
        return outcome, _added(outcome, bare)
    if found is None:
        return None, {}
    nearest = place(found, {**case.status_quo, **offer.own}, offer.said, offer.by)
    return (None, {}) if nearest.state is None else (dict(nearest.outcome), _added(nearest.outcome, bare))


def _added(outcome: Outcome, bare: Outcome) -> dict[str, str]:
    return {issue: option for issue, option in outcome.items() if bare[issue] != option}


def _verdict(
    made: Model, offer: Offer, outcome: Outcome | None, completed: Mapping[str, str], fared: Drawn | None
) -> Verdict:
    if outcome is None:
        return Verdict(offer.event, None)
    package = made.layout.encode(outcome)
    point = survey.point(made, package)
    players = made.layout.players
    gain = {p: point.utilities[seat] - level_of(made, seat) for seat, p in enumerate(players)}
    slack = dict(zip(players, made.problem.tolerance, strict=True))
    signing_it = signing.signatories(made, package)
    takes = {party: gain[party] >= -slack[party] for party in signing_it}
    stated = [party for party in players if party in made.case.preferences]
    return Verdict(
        offer.event,
        outcome,
        dict(completed),
        survey.is_acceptable(point),
        None if fared is None else fared.accepted(package),
        takes,
        {} if fared is None else {party: fared.willing(party, package) for party in takes},
        {p: made.shown_gain(players.index(p), gain[p], "shown") for p in stated if p not in made.ordinal},
        tuple(party for party in stated if gain[party] < -slack[party]),
        {author: gain[author] > slack[author] if author in stated else None for author in offer.by},
        {} if fared is None else {a: fared.better(a, package) for a in offer.by if a in stated},
    )


def offers_of(groups: Sequence[Sequence[Offer]]) -> tuple[Offer, ...]:
    """Each offer once that lies on the table at some of these steps."""
    return tuple({offer.key: offer for offers in groups for offer in offers}.values())
