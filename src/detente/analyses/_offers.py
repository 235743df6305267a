"""What an offer on record, or a part of a threat, means as an outcome."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from detente.analyses._translate import Layout, parts, sum_parts
from detente.case.model import Case, Outcome
from detente.case.numbers import midpoints
from detente.case.offers import Offer
from detente.result import Unanswerable
from detente.theory.outcomes import Bools, Ints, Space, feasible_of, is_feasible

MOST_TRIED = 2_000_000
"""So many outcomes, as many changes away, are looked at together at most: the search ends for every space of no more combinations."""


def meant(case: Case, layout: Layout, offer: Offer) -> Outcome | None:
    """The outcome that an offer means: as it is written (`stated`); where the rules exclude that, with the fewest further changes of the status quo
    and of what its authors' other offers say. None where nothing feasible has all that it says."""
    outcome = stated(case, layout, offer)
    if outcome is not None or case.status_quo is None:
        return outcome
    return nearest(case, layout, {**case.status_quo, **offer.own, **offer.said}, offer.said, offer.by)


def stated(case: Case, layout: Layout, offer: Offer) -> Outcome | None:
    """The outcome that an offer means as it is written: the status quo of the day (if there is one; an offer is whole without) with what it says;
    where the rules exclude that, with what its authors' other offers say too. None where they exclude both."""
    bare = {**(case.status_quo or {}), **offer.said}
    tried = (bare, {**bare, **offer.own})
    return next((outcome for outcome in tried if is_feasible(layout.space, layout.encode(outcome))), None)


def nearest(
    case: Case, layout: Layout, outcome: Outcome, said: Collection[str], by: Sequence[str]
) -> dict[str, str] | None:
    """The feasible outcome that differs from `outcome` in the fewest issues, and in none of `said`: of several what the first of `by` who says what
    it wants likes best at midpoints, of several of these the first in the file's order. None where there is none.

    Raises Unanswerable where there are too many to look through.
    """
    free = np.array([issue not in said for issue in layout.issues])
    rows = mended(layout.space, layout.encode(outcome), free)
    if not len(rows):
        return None
    party = next((name for name in by if name in case.preferences), None)
    if len(rows) == 1 or party is None:
        return layout.decode(rows[0])
    made = parts(case, layout, party, midpoints(case))
    return layout.decode(max(rows, key=lambda row: sum_parts(made, row)))


def mended(space: Space, outcome: Sequence[int], free: Bools) -> Ints:
    """The feasible outcomes (m, issues), ascending, that differ from `outcome` in the fewest issues, and only in `free` ones (issues,).

    By bounded search, a change at a time: whatever keeps a rule that an outcome breaks differs from it in an issue of that rule.
    """
    rules = sorted(space.constraints, key=lambda rule: int(free[list(rule.scope)].sum()))
    rows = np.array([outcome], dtype=np.int64)
    while len(rows) <= MOST_TRIED:
        fits = feasible_of(space, rows)
        if fits.any() or not len(rows):
            return rows[fits]
        rows = _changed(rows, np.array(outcome), _open(rows, rules) & free, space.sizes)
    raise Unanswerable(
        f"The rules exclude what is said, and more than {MOST_TRIED:,} outcomes would have to be looked at to find the nearest "
        "that they do not. State the offer or threat in full."
    )


def _open(rows: Ints, rules: Sequence[Constraint]) -> Bools: ...
