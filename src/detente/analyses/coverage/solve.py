"""The analysis put together: each check measured, judged, and set beside what each side must assume."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from detente.analyses.coverage.answer import Band, Checked, Condition, CoverageResult, Premise, Side
from detente.analyses.coverage.asking import asked, faults, measure
from detente.analyses.coverage.assumptions import Measured
from detente.analyses.coverage.catalogue import Statement, catalogue
from detente.analyses.coverage.curves import covered, curves
from detente.analyses.coverage.joining import joints
from detente.analyses.coverage.judging import Judged, judged
from detente.analyses.coverage.premises import Conjunction, needed, premise
from detente.case.model import Case, CaseError, Check, Claim, Problem
from detente.result import Unanswerable, WrongUse


def coverage(case: Case, *, claim: str = "") -> CoverageResult:
    """What can published geometry settle of the claims about who could see, reach or cover what, and what must each side assume to be right?

    `claim`: only this one; every claim with a check that could be made by the case's day otherwise. Everything is worked out from the places and figures of a closed catalogue,
    each with its author, over all combinations of rival assumptions.

    Raises Unanswerable where no claim has a check, WrongUse for a claim that there is not or that has none, and CaseError for a check that
    names what the catalogue does not have.
    """
    whole = [one for one in case.claims.values() if one.check is not None]
    claims = [_one(case, claim)] if claim else [one for one in whole if not _later(case, one)]
    later = tuple(one.id for one in whole if one not in claims) if not claim else ()
    if not claims and later:
        raise Unanswerable(
            f"The case has no claim with a check that could be made by its day. Later: {', '.join(later)}; ask of one by its name, or of a later day."
        )
    if not claims:
        raise Unanswerable(
            "The case has no claim with a check that geometry could answer. Give one: claims.NAME.check: {compares: sees, sites: [gabala], areas: [iran], for: [nato-europe]}."
        )
    problems = tuple(problem for one in claims for problem in problems_of(case, one))
    if problems:
        raise CaseError(problems)
    checks = tuple(checked(case, one) for one in claims)
    return CoverageResult(checks, joints(checks), curves(checks), covered(checks), later, case)


def _later(case: Case, claim: Claim) -> bool:
    """Could it not be made yet on the case's day?"""
    return case.as_of is not None and claim.since is not None and claim.since > case.as_of


def _one(case: Case, name: str) -> Claim:
    name = name.removeprefix("claims.")
    if name not in case.claims or case.claims[name].check is None:
        with_check = ", ".join(one.id for one in case.claims.values() if one.check is not None)
        what = f"There is no claim {name!r}" if name not in case.claims else f"The claim {name!r} has no check"
        raise WrongUse(f"{what}. Claims with a check: {with_check or 'none'}.")
    return case.claims[name]


def problems_of(case: Case, claim: Claim) -> Iterator[Problem]:
    """What of a claim's check the catalogue does not have, or cannot be asked of it, with where that is written."""
    if claim.check is None:
        return
    places = [n for n, one in enumerate(case.tree.get("claims") or ()) if one.get("id") == claim.id]
    for field, what in faults(claim.check):
        path = ("claims", places[0] if places else 0, "check", field)
        marks = (case.origin.marks.get(path[:depth]) for depth in (4, 3, 2))
        mark = next((mark for mark in marks if mark is not None), None)
        yield Problem("error", case.origin.name, mark, f"claims.{claim.id}.check.{field}", what, "")


def checked(case: Case, claim: Claim) -> Checked:
    """One claim, checked."""
    assert claim.check is not None
    measured, found = answered(claim.check)
    question = asked(claim.check, measured.unit)
    verdict = found.outcome
    low, high = float(measured.values.min()), float(measured.values.max())
    return Checked(
        claim=claim.id,
        check=claim.check,
        verdict="not settled" if claim.check.leaves and verdict != "fails" else verdict,
        geometry=verdict,
        low=low,
        high=high,
        unit=measured.unit,
        how=question.how,
        asked=question.axis,
        axes=measured.axes,
        hinges=found.hinges,
        flips=found.flips,
        sides=(_side(_whose(case, claim, True), found, True), _side(_whose(case, claim, False), found, False)),
        bands=tuple(_bands(measured)),
        published=tuple(_published(claim.check)),
    )


def answered(check: Check) -> tuple[Measured, Judged]:
    """The measure of a check and the verdict on it. Kept by what the check says, since many cases may ask the same."""
    return _answered(_Key(check))


class _Key:
    """A check as a key: the same where it says the same."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self.said = repr((check, sorted((kind, names) for kind, names in check.assume.items())))

    def __hash__(self) -> int:
        return hash(self.said)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.said == other.said


@lru_cache(maxsize=256)
def _answered(key: _Key) -> tuple[Measured, Judged]:
    measured = measure(key.check)
    return measured, judged(measured, asked(key.check, measured.unit))


def _side(parties: tuple[str, ...], found: Judged, affirms: bool) -> Side:
    ordered = [axis.continuous for axis in found.axes]
    enough = _premise(found, premise(found.truth, affirms, ordered))
    least = _premise(found, needed(found.truth, affirms, ordered)) if enough is None else None
    return Side(parties, affirms, enough, float((found.truth == affirms).mean()), least)


def _premise(found: Judged, of: Conjunction | None) -> Premise | None:
    if of is None:
        return None
    return Premise(tuple(Condition(found.axes[axis], places) for axis, places in of.conditions), of.share)


def _whose(case: Case, claim: Claim, affirms: bool) -> tuple[str, ...]:
    """Who affirms a claim: those who assert it or are said to affirm it. Who denies it: those who are said to, and those who assert
    what is rebutted by it or rebuts it."""
    said = "affirms" if affirms else "denies"
    parties = [party for party, what in claim.says.items() if what == said]
    if affirms:
        parties = [*claim.asserted_by, *parties]
    else:
        rivals = [attack.claim for attack in claim.attacks if attack.kind == "rebut" and attack.claim]
        rivals += [
            one.id
            for one in case.claims.values()
            if any(attack.claim == claim.id and attack.kind == "rebut" for attack in one.attacks)
        ]
        against = [party for name in rivals if name in case.claims for party in case.claims[name].asserted_by]
        parties += [party for party in against if claim.says.get(party) != "affirms" and party not in claim.asserted_by]
    return tuple(dict.fromkeys(parties))


def _bands(of: Measured) -> Iterator[Band]:
    for place, axis in enumerate(of.axes):
        rest = tuple(n for n in range(of.values.ndim) if n != place)
        low, high = (np.atleast_1d(end(of.values, axis=rest)) for end in (np.min, np.max))
        for n in range(len(axis.choices)):
            yield Band(axis, n, float(low[n]), float(high[n]))


def _published(check: Check) -> Iterator[Statement]:
    """What others had found that bears on this: about one of its sites and flights from one of its areas, in answer to such a comparison."""
    sites = {*check.sites, *check.than, *check.to}
    for one in catalogue().statements.values():
        there = not one.bound or set(check.bound) & set(one.bound)
        if check.compares in one.on and sites & set(one.about) and set(check.areas) & set(one.areas) and there:
            yield one
