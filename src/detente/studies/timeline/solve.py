"""The study put together: each step's case, what they share, the steps worked out, what changed between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from time import perf_counter

from detente.analyses._asking import check_draws
from detente.analyses._conflict import Memory
from detente.analyses._translate import has_ranges
from detente.case import events
from detente.case.model import Case
from detente.case.offers import Offer, standing
from detente.result import Unanswerable, tell, workers
from detente.studies.timeline.answer import Step, TimelineResult
from detente.studies.timeline.believing import beliefs_of
from detente.studies.timeline.changes import changes, most
from detente.studies.timeline.hinges import grouped, hinges
from detente.studies.timeline.working import Job, Worked, offers_of, work

ALONE = 2
"""So many steps are worked out first: the later ones are quicker, as they use what is known of the moves."""
WORTH_SHARING = 20.0
"""Seconds of work left at which other processes, which have to start and to find out where movers can go, are asked to help."""


def timeline(case: Case, *, draws: int = 1000, seed: int = 0) -> TimelineResult:
    """What changed, when, for whom: what could be agreed, what would hold and what each believed after every event?

    The events that have been applied, one by one, from the state before the first. `draws`: how many draws to make from the team's ranges at each
    step; 0 for none. `seed`: where the chance of the draws begins, the same at each step.

    Raises Unanswerable where the case has no events up to its day, WrongUse where a parameter does not fit. A step that cannot be answered
    says so, and the others are.
    """
    check_draws(draws, seed)
    if not case.events:
        raise Unanswerable(
            "The case has no events, so nothing happens that could be replayed. Add `events:`, each with an id and a date."
        )
    if not case.applied:
        day = f" up to {case.as_of.isoformat()}" if case.as_of is not None else ""
        raise Unanswerable(
            f"No event of the case has been applied{day}, so there is nothing to replay. Choose a later day (--as-of)."
        )
    moments = [_moment(case, count) for count in range(len(case.applied) + 1)]
    first = grouped([None if moment.case is None else hinges(moment.case) for moment in moments])
    done = _worked(moments, first, draws, seed)
    steps = tuple(_step(case, moment, done[first[k]], first[k]) for k, moment in enumerate(moments))
    certain = not any(moment.case is not None and has_ranges(moment.case) for moment in moments)
    changed = changes(steps)
    return TimelineResult(case, steps, changed, most(changed), draws, certain)


@dataclass(frozen=True, slots=True, eq=False)
class _Moment:
    """The case after its first events, or why there is none."""

    number: int
    case: Case | None
    trouble: str
    offers: tuple[Offer, ...]


def _moment(case: Case, count: int) -> _Moment:
    try:
        after = events.apply_first(case, count)
    except ValueError as error:
        return _Moment(count, None, str(error), ())
    day = after.as_of if count else None
    return _Moment(count, after, "", standing(after, after.applied, day))


def _worked(moments: Sequence[_Moment], first: Sequence[int], draws: int, seed: int) -> dict[int, Worked]:
    """The distinct steps worked out, by number; in several processes where these are allowed and worth their start."""
    jobs = {}
    for k, moment in enumerate(moments):
        if first[k] == k and moment.case is not None:
            shared = [other.offers for j, other in enumerate(moments) if first[j] == k]
            jobs[k] = Job(moment.case, offers_of(shared), draws, seed)
    done = {k: Worked(no_talks=m.trouble, no_moves=m.trouble) for k, m in enumerate(moments) if m.case is None}
    numbers, memory, taken = list(jobs), Memory(), 0.0
    for place, k in enumerate(numbers[:ALONE], start=1):
        begun = perf_counter()
        done[k] = work(jobs[k], memory)
        taken = perf_counter() - begun
        tell("steps", place, len(numbers))
    rest = numbers[ALONE:]
    if workers() > 1 and len(rest) > 1 and taken * len(rest) > WORTH_SHARING:
        with ProcessPoolExecutor(min(workers(), len(rest)), mp_context=get_context("spawn")) as pool:
            found = pool.map(work, [jobs[k] for k in rest])
            done.update(_told(rest, found, len(numbers)))
    else:
        done.update(_told(rest, (work(jobs[k], memory) for k in rest), len(numbers)))
    return done


def _told(rest: Sequence[int], found: Iterable[Worked], total: int) -> Iterator[tuple[int, Worked]]:
    for place, (k, each) in enumerate(zip(rest, found, strict=True), start=total - len(rest) + 1):
        tell("steps", place, total)
        yield k, each


def _step(case: Case, moment: _Moment, done: Worked, first: int) -> Step:
    known = {event.id: event for event in case.events}
    event = known[case.applied[moment.number - 1]] if moment.number else None
    credence = {} if moment.case is None else beliefs_of(moment.case)
    return Step(moment.number, event, moment.case, moment.trouble, credence, moment.offers, done, first)
