"""The axes that say from where and where to."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analyses.coverage.assumptions import Axis, named
from detente.analyses.coverage.flights import bound, origin


def launch_axis(areas: Sequence[str]) -> Axis:
    """From which part of the areas a flight starts: nobody published one. Raises WrongUse for an area that there is not."""
    whole = [origin(area) for area in areas]
    choices = [
        (f"{area.id}-{place + 1}", label, (area.publication,))
        for area in whole
        for place, label in enumerate(area.called)
    ]
    return named("launch", "where the flight starts", "the flight starts in {}", choices)


def bound_axis(ends: Sequence[str]) -> list[Axis]:
    """Where a flight is bound, if that is open. Raises WrongUse for what flights cannot be bound for."""
    bounds = [bound(end) for end in ends]
    if len(bounds) < 2:
        return []
    return [
        named("bound", "where the flight is bound", "the flight is bound for {}", [(b.id, b.name, ()) for b in bounds])
    ]
