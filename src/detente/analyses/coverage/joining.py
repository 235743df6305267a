"""What radars see together, and what each adds to the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from detente.analyses.coverage.answer import Added, Checked, Joint, Together
from detente.analyses.coverage.sighting import means_of

Floats = NDArray[np.float64]
MOST_RADARS = 4


def joints(checks: Sequence[Checked]) -> tuple[Joint, ...]:
    """One for each set of areas and ends that a check of what radars add asks about: all radars named there."""
    named: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for one in checks:
        if one.check.compares == "adds to":
            named.setdefault((one.check.areas, one.check.bound), []).extend((*one.check.sites, *one.check.to))
    return tuple(
        _joint(areas, ends, list(dict.fromkeys(sites))[:MOST_RADARS]) for (areas, ends), sites in named.items()
    )


def _joint(areas: tuple[str, ...], ends: tuple[str, ...], sites: list[str]) -> Joint:
    """Every set of the radars under every combination of assumptions, the same for all sets."""
    sets = [one for size in range(1, len(sites) + 1) for one in combinations(sites, size)]
    found = {one: _two(areas, ends, sites, one) for one in sets}
    together = tuple(Together(one, _span(found[one][0]), _span(found[one][1])) for one in sets)
    return Joint(areas, ends, together, tuple(_added(sites, found)))


def _two(
    areas: tuple[str, ...], ends: tuple[str, ...], sites: Sequence[str], seen: tuple[str, ...]
) -> tuple[Floats, Floats]:
    """Minutes to first sight and % in view, over the combinations of assumptions of all `sites`, in one order."""
    first = means_of("adds to", areas, ends, sites, seen)
    return first, means_of("sees", areas, ends, sites, seen)


def _added(sites: Sequence[str], found: dict[tuple[str, ...], tuple[Floats, Floats]]) -> Iterator[Added]:
    if len(sites) < 2:
        return
    whole = found[tuple(sites)]
    for site in sites:
        others = tuple(one for one in sites if one != site)
        rest = found[others]
        yield Added(site, others, _span(rest[0] - whole[0]), _span(whole[1] - rest[1]))


def _span(values: Floats) -> tuple[float, float]:
    return max(float(values.min()), 0.0), max(float(values.max()), 0.0)
