"""What was assumed and what is not said: no silent limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.coverage.countries import source
from detente.analyses.coverage.flights import SPACING_KM
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
    if compared & set(REACH):
        told.append(
            "Reach is a bound from above: that geometry leaves time to arrive, not that anything would be hit. Full speed is taken to be there at once."
        )
    if any(one.unit == "% of the people" for one in result.checks) or result.covered:
        told.append(
            f"People are those of {source().year} by country, spread evenly over points {SPACING_KM:g} km apart; a country counts by how many of its points are covered."
        )
    if any(one.check.at_least is not None or one.check.at_most is not None for one in result.checks):
        told.append("What a claim asks for in numbers is the team's reading of its words; the case says why.")
    return tuple(Finding(text, "caveat") for text in dict.fromkeys(told))
