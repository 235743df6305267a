"""What an offer on record means as an outcome."""

from __future__ import annotations

from detente.analyses._translate import Layout
from detente.case.model import Case, Outcome
from detente.case.offers import Offer
from detente.theory.outcomes import is_feasible


def stated(case: Case, layout: Layout, offer: Offer) -> Outcome | None:
    """The outcome that an offer means as it is written: the status quo of the day (if there is one; an offer is whole without) with what it says;
    where the rules exclude that, with what its authors' other offers say too. None where they exclude both."""
    bare = {**(case.status_quo or {}), **offer.said}
    tried = (bare, {**bare, **offer.own})
    return next((outcome for outcome in tried if is_feasible(layout.space, layout.encode(outcome))), None)
