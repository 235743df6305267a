"""What was assumed and what is not said: no silent limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.coverage.countries import source
from detente.analyses.coverage.flights import SPACING_KM, STEPS, bound
from detente.analyses.coverage.sighting import SIGHT
from detente.result import Finding

if TYPE_CHECKING:
    from detente.analyses.coverage.answer import CoverageResult

REACH = ("covers", "reaches", "needs speed")


def caveats(result: CoverageResult) -> tuple[Finding, ...]:
    """All caveats of one answer."""
    compared = {one.check.compares for one in result.checks}
    told = [str(problem) for problem in result.case.warnings]
    if result.later:
        names = wording.listed(name.replace("-", " ") for name in result.later)
        told.append(f"Left out, because they could not be made yet on the case's day: {names}.")
    told.append(
        "“Every combination of published figures” means those in the catalogue that comes with Détente: its places, its rivals' numbers and a few "
        "assumptions of our own where nobody published any. Figures that are not in it could change an answer. Marks such as “throughout” and "
        "“depends” speak of these combinations here, not of ranges of the team's."
    )
    if compared & {*SIGHT, *REACH}:
        told.append(
            "Flights are arcs of least energy between coarse reference areas, on a sphere that turns, without air and without a powered phase: good for "
            "judging a claim to within its rival figures, and for nothing finer."
        )
    if compared & {*SIGHT, "lowest visible altitude"}:
        told.append(
            "A radar sees what is above its horizon and lowest elevation, within its range and its sector: straight lines, no terrain, nothing on how "
            "well it tracks or tells things apart. Where no sector is published it is taken to look all round."
        )
    if "adds to" in compared:
        told.append("A flight that is never seen counts as first seen at its end.")
    if "sees at least until" in compared:
        told.append("A flight that is never seen counts as lost at its beginning.")
    if compared & set(SIGHT):
        told.append(
            "What radars see of a flight is told on average over where it is bound, by people where that is countries: of single flights they may see much more, or nothing."
        )
    if compared & set(REACH):
        told.append(
            "Reach is what geometry leaves open: that there is time to arrive, not that anything would be hit. Full speed is taken to be there at once. Contacts are "
            f"tried at {STEPS} times of a flight and delays taken in steps of 25 s, so that a share that falls steeply with the delay is good to a few points."
        )
    if compared & {"covers", "reaches"} and any(bound(end).people for one in result.checks for end in one.check.bound):
        told.append("Flights bound for countries are weighed by the people there.")
    if any(one.unit == "% of the people" for one in result.checks) or result.covered:
        told.append(
            f"People are those of {source().year} by country, spread evenly over points {SPACING_KM:g} km apart; a country counts by how many of its points are covered."
        )
    if any(one.check.at_least is not None or one.check.at_most is not None for one in result.checks):
        told.append("What a claim asks for in numbers is the team's reading of its words; the case says why.")
    return tuple(Finding(text, "caveat") for text in dict.fromkeys(told))
