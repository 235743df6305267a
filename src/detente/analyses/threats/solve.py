"""The analysis put together: speaking, judging, drawing, flipping, zoning, signalling."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analyses._asking import check_draws
from detente.analyses._conflict import Play, play
from detente.analyses._translate import has_ranges
from detente.analyses.threats import drawing, speaking, zoning
from detente.analyses.threats.answer import Card, ThreatsResult
from detente.analyses.threats.flipping import Turn, turns
from detente.analyses.threats.judging import Judged, judge
from detente.analyses.threats.signalling import Signalling
from detente.case.model import Case
from detente.case.numbers import midpoints
from detente.result import Scope, Unanswerable
from detente.theory.lookahead import Lookahead


def threats(
    case: Case,
    *,
    by: str = "",
    against: str = "",
    when: str = "",
    response: str = "",
    unless: str = "",
    promise: str = "",
    draws: int = 1000,
    seed: int = 0,
) -> ThreatsResult:
    """Which threats could be carried out, would be, need be believed how much, and what else would they set off?

    `by`: who makes a threat that is asked about, beside those on record, such as "birch"; with it go against, when and response. `against`: whom it is to
    move, such as "alder". `when`: what they must not do, such as "route=north"; issues left out are as in the status quo. `response`: what would be done to them then, such as
    "route=none". `unless`: what would avert it; by default that things stay as they are. `promise`: what would be done in return. `draws`: how many draws to make from
    the team's ranges; 0 for none. `seed`: where the chance of the draws begins.

    Raises Unanswerable where the case gives too little or is too large, WrongUse where a parameter does not fit it.
    """
    check_draws(draws, seed)
    given = {"by": by, "against": against, "when": when, "response": response, "unless": unless, "promise": promise}
    one = speaking.asked(case, given)
    recorded, withdrawn = speaking.on_record(case)
    spoken = (*((one,) if one else ()), *recorded)
    if not spoken:
        return ThreatsResult(case, None, (), withdrawn, False, 0, True)
    _check(case)
    found = play(case)
    ahead = Lookahead(found.prepared)
    judged = tuple(judge(found, ahead, each) for each in spoken)
    certain = not has_ranges(case)
    n = 0 if certain else draws
    return ThreatsResult(case, found, _cards(found, judged, n, seed), withdrawn, one is not None, n, certain)


def _check(case: Case) -> None:
    if case.status_quo is None:
        raise Unanswerable(
            "The case has no status quo, so it is not known what a threat would change. Add `status_quo:` with an option for every issue."
        )


def _cards(found: Play, judged: Sequence[Judged], n: int, seed: int) -> tuple[Card, ...]:
    turning, signal = _Turning(found), Signalling(found)
    fares = drawing.fares(found, judged, n, seed)
    seen: dict[tuple[object, ...], int] = {}
    made = []
    for number, (one, how) in enumerate(zip(judged, fares, strict=True)):
        first = seen.setdefault(one.spoken.says(), number)
        sound = not one.trouble
        made.append(
            Card(
                one,
                how,
                _turns(turning, one) if sound else (),
                zoning.zone(found, one),
                signal(one) if sound else None,
                _proved(found, one),
                first if first != number and judged[first].spoken.to == one.spoken.to else None,
            )
        )
    return tuple(made)


class _Turning:
    """Turns of a case, each sought once."""

    def __init__(self, found: Play) -> None:
        self.found, self.middles = found, midpoints(found.case)
        self.known: dict[tuple[str, int, int], tuple[Turn, ...]] = {}

    def __call__(self, party: str, better: int, worse: int) -> tuple[str, tuple[Turn, ...]]:
        key = (party, better, worse)
        if key not in self.known:
            self.known[key] = turns(self.found, party, better, worse, self.middles)
        return party, self.known[key]


def _turns(turning: _Turning, one: Judged) -> tuple[tuple[str, tuple[Turn, ...]], ...]:
    """What turns each author's carrying it out, and each deciding addressee's yielding to a threat that it fully believes."""
    where = one.places
    assert where.defied.state is not None
    assert where.punished.state is not None
    assert where.yielded.state is not None
    if one.standing == "carried out":
        return ()
    told = [turning(party, where.punished.state, where.defied.state) for party in one.spoken.by]
    for need in one.addressees:
        if need.decides != "no" and need.status in ("needed", "too weak"):
            told.append(turning(need.party, where.yielded.state, where.punished.state))
        elif need.decides != "no" and need.status in ("not needed", "no bite"):
            told.append(turning(need.party, where.yielded.state, where.defied.state))
    return tuple(told)


def _proved(found: Play, one: Judged) -> Scope:
    """Whether it is proved for all of the ranges that the authors would rather carry it out than leave it, at the outcomes themselves."""
    if one.trouble:
        return "unknown"
    defied, punished = one.places.defied.state, one.places.punished.state
    assert defied is not None
    assert punished is not None
    scopes = {drawing.proved(found, party, punished, defied) for party in one.spoken.by}
    return "never" if "never" in scopes else "throughout" if scopes == {"throughout"} else "unknown"
