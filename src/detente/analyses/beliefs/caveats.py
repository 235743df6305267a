"""What was assumed, cut short or not looked at: no silent limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.result import Finding

if TYPE_CHECKING:
    from detente.analyses.beliefs.answer import BeliefsResult


def caveats(result: BeliefsResult) -> tuple[Finding, ...]:
    """All caveats of one answer."""
    told = [str(problem) for problem in result.case.warnings]
    told += [*_meaning(result), *_decisions(result), *_saying(result)]
    return tuple(Finding(text, "caveat") for text in dict.fromkeys(told))


def _meaning(result: BeliefsResult) -> list[str]:
    told = [
        "Credences are the team's estimates of what a party believes, before the evidence, and the chances of each report are the team's too: what "
        "follows by Bayes' rule is what such a reader should come to hold, not what anybody said.",
        "Claims that no list of exactly_one and no meaning ties together are taken as independent of each other before the evidence.",
    ]
    if not result.certain:
        told.append(
            "“On these estimates” means at the midpoints of the team's ranges; bounds of credences hold for every number in them."
        )
        if result.draws > 1:
            told.append(
                f"Shares are of {result.draws:,} draws, each number uniform in its range and independent of the others: they say how a sentence fares in "
                "ranges that the team chose, and are no probabilities."
            )
    if not result.weights:
        told.append("Nothing has been reported up to this day, so that everybody still believes what the file states.")
    return told


def _decisions(result: BeliefsResult) -> list[str]:
    if result.tried is None:
        return [result.untried]
    case, tried = result.case, result.tried
    told = [
        "A threshold is for one party's credence in one claim, all else at midpoints and no deal as it is; what a party believes of the other claims, "
        "given this one, stays. Evidence that another party reads too may move that one as well.",
        "The most informative question is the one most likely, as the parties see it on average, to turn an answer to a package that was tried; of equals, "
        "the one of which they would expect to learn most. It takes the answer as certain and believed.",
    ]
    if tried.excluded:
        told.append(f"Left out, for the rules exclude what they offer: {', '.join(tried.excluded)}.")
    if tried.unhinged:
        told.append(
            f"Nothing that {wording.parties(case, tried.unhinged)} {wording.verb(tried.unhinged, 'values', 'value')} hangs on a claim that is uncertain to {wording.verb(tried.unhinged, 'it', 'them')}."
        )
    if tried.ordinal:
        told.append(
            f"{wording.parties(case, tried.ordinal)} only {wording.verb(tried.ordinal, 'ranks', 'rank')} outcomes, so that nothing can be said of the beliefs at which {wording.verb(tried.ordinal, 'its', 'their')} answers turn."
        )
    if tried.zone is None:
        told.append(
            "There are too many packages to list, so that offers were not placed among them and it was not looked up where the agreement zone opens or closes."
        )
    return told


def _saying(result: BeliefsResult) -> list[str]:
    """What parties say of claims, apart from what they are taken to hold."""
    case = result.case
    said = {party: None for one in case.claims.values() for party in one.says if party in one.credence}
    if not said:
        return []
    return [
        f"What {wording.parties(case, said)} {wording.verb(list(said), 'says', 'say')} of claims is in the file too, and is kept apart from how likely "
        f"{wording.verb(list(said), 'it is', 'they are')} taken to hold them."
    ]
