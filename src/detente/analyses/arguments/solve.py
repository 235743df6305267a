"""The analysis put together: the map, acceptance, readings, strength, flips."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from detente.analyses.arguments.answer import ArgumentsResult, Side
from detente.analyses.arguments.bases import arrays, base_scores
from detente.analyses.arguments.flips import flips
from detente.analyses.arguments.grading import changes, graded
from detente.analyses.arguments.model import Argued, argued
from detente.analyses.arguments.readings import neutral, own, reading, speakers
from detente.analyses.arguments.reasons import groups, moments
from detente.case.model import Case
from detente.result import WrongUse
from detente.theory.acceptance import Acceptance, accepted
from detente.theory.framework import Framework, NamedFramework

SEMANTICS = ("complete", "preferred", "stable")
MOST_GRADED, MOST_FLIPPED = 400, 400
"""Larger maps get no strengths, and no removals."""


def arguments(
    subject: Case | NamedFramework,
    *,
    semantics: Literal["all", "grounded", "complete", "preferred", "stable"] = "all",
    accept: Literal["both", "sceptically", "credulously"] = "both",
    party: str = "",
) -> ArgumentsResult:
    """Which claims stand, for whom, how strongly, and what would flip that?

    `semantics`: by which semantics of Dung (1995) claims are accepted; the grounded labelling is always given. `accept`: sceptically (in each extension), credulously (in
    some), or both. `party`: read the map for this party alone, beside the neutral reader, such as "alder"; by default for every party that makes a claim.

    Raises WrongUse for a party that the case does not have.
    """
    if isinstance(subject, NamedFramework):
        if party:
            raise WrongUse("A bare framework of arguments has no parties; leave party out.")
        return _bare(subject, semantics, accept)
    if party and party not in subject.parties:
        raise WrongUse(f"There is no party {party!r}. There are: {', '.join(subject.parties) or 'none'}.")
    found = argued(subject, subject.as_of)
    readers = (party,) if party else speakers(subject, found)
    bases = base_scores(subject, found)
    small = found.framework.size <= MOST_GRADED
    grades = graded(found, *arrays(found, bases)) if small else None
    different, number = changes(found, grades) if grades is not None else ((), 0)
    return ArgumentsResult(
        case=subject,
        title=subject.title,
        found=found,
        neutral=neutral(found),
        accepted=_accepted(found.framework, semantics, accept),
        bases=bases,
        grades=grades,
        changes=different,
        changed=number,
        flips=flips(found, subject) if found.framework.size <= MOST_FLIPPED else None,
        sides=tuple(Side(reading(subject, found, name), own(subject, found, name)) for name in readers),
        groups=groups(subject, found),
        moments=moments(subject, found, readers),
    )


EFFORT = 100_000
"""Conflicts that the solver may run into for one answer; a twentieth of that above `MOST_LABOURED` arguments, where each costs more."""
MOST_LABOURED = 1_000


def _bare(subject: NamedFramework, semantics: str, accept: str) -> ArgumentsResult:
    """Of a bare framework: what was asked; strengths and removals only where it is small and everything is asked."""
    found = Argued(subject.names, subject.framework)
    everything = semantics == "all" and found.claims <= MOST_GRADED
    scores = np.where(np.isnan(subject.bases), 1.0, subject.bases)
    grades = graded(found, scores, scores) if everything else None
    different, number = changes(found, grades) if grades is not None else ((), 0)
    return ArgumentsResult(
        case=None,
        title=subject.title,
        found=found,
        neutral=neutral(found),
        accepted=_accepted(found.framework, semantics, accept),
        bases=(),
        grades=grades,
        changes=different,
        changed=number,
        flips=flips(found) if everything and found.claims <= MOST_FLIPPED else None,
        sides=(),
        groups=(),
        moments=(),
    )


def _accepted(framework: Framework, semantics: str, accept: str) -> Mapping[tuple[str, str], Acceptance]:
    """What was asked, by mode and semantics."""
    asked = SEMANTICS if semantics == "all" else () if semantics == "grounded" else (semantics,)
    modes = {"both": ("sceptical", "credulous"), "sceptically": ("sceptical",), "credulously": ("credulous",)}[accept]
    effort = EFFORT if framework.size <= MOST_LABOURED else EFFORT // 20
    return {(mode, by): accepted(framework, by, mode, effort) for mode in modes for by in asked}
