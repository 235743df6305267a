"""What a measure can be taken under: rival assumptions, each an axis along which published figures, or our own, stand side by side.

An axis is either *continuous* (a speed, a delay: numbers between the published ones mean something, and a flip can be looked for there) or a list
of named choices (from where, which way a figure is meant). A *setting* gives the number of a choice for each axis, or, on a continuous axis, one
between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from detente.analyses.coverage.catalogue import Assumption, Figure, Publication, Range, Sensor, Speed

Floats = NDArray[np.float64]
Setting = Mapping[str, float]
KINDS = {
    "ranges": "range",
    "sectors": "sector",
    "masks": "mask",
    "speeds": "speed",
    "delays": "delay",
    "contact_floors": "floor",
    "frames": "frame",
    "launches": "launch",
}
"""What `assume` of a check may name, and which axes that restricts (those whose id begins so)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the rivals of an axis. `id` names it in `assume`; `label` in a sentence; `value` is its number, on a named axis its place among all."""

    id: str
    label: str
    value: float
    publications: tuple[Publication, ...] = ()


@dataclass(frozen=True, slots=True)
class Axis:
    """A thing that is assumed: its rivals, in the order of their numbers where it is continuous.

    `says` makes a condition of some of them: "{}" is replaced by numbers ("an interceptor of {} at burnout") or by a choice's label.
    """

    id: str
    name: str
    says: str
    choices: tuple[Choice, ...]
    unit: str = ""

    @property
    def continuous(self) -> bool:
        """Do numbers between the choices mean something?"""
        return bool(self.unit)


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A quantity under every combination of assumptions: `values` has one dimension for each axis. `at` gives it at any setting."""

    axes: tuple[Axis, ...]
    values: Floats
    unit: str
    at: Callable[[Setting], float]


def measured(axes: Sequence[Axis], unit: str, at: Callable[[Setting], float]) -> Measured:
    """A quantity worked out at every combination of the axes' choices."""
    numbers = [[choice.value for choice in axis.choices] for axis in axes]
    names = [axis.id for axis in axes]
    found = [at(dict(zip(names, setting, strict=True))) for setting in product(*numbers)]
    return Measured(tuple(axes), np.array(found, dtype=np.float64).reshape([len(one) for one in numbers]), unit, at)


# ---------------------------------------------------------------- axes of the catalogue


def figures(id: str, name: str, says: str, held: Sequence[tuple[str, Figure]]) -> Axis:
    """A continuous axis of published figures: both ends of a span; one choice for a number, whoever gave it."""
    by: dict[float, list[tuple[str, Publication]]] = {}
    for key, figure in held:
        for value in dict.fromkeys((figure.low, figure.high)):
            by.setdefault(value, []).append((key, figure.publication))
    unit = held[0][1].unit
    choices = (
        Choice(by[value][0][0], f"{value:,g} {unit}", value, tuple(dict.fromkeys(one for _, one in by[value])))
        for value in sorted(by)
    )
    return Axis(id, name, says, tuple(choices), unit)


def named(id: str, name: str, says: str, choices: Sequence[tuple[str, str, Sequence[Publication]]]) -> Axis:
    """An axis of named choices: id, label and where each is from."""
    made = (Choice(key, label, float(place), tuple(whose)) for place, (key, label, whose) in enumerate(choices))
    return Axis(id, name, says, tuple(made))


def range_axis(sensor: Sensor) -> Axis:
    """How far a radar is said to see."""

    def key(one: Range) -> str:
        return one.figure.publication.id

    held = [(key(one), one.figure) for one in sensor.ranges]
    return figures(f"range.{sensor.site.id}", f"range of {sensor.name}", f"{sensor.name} sees {{}}", held)


def sector_axis(sensor: Sensor) -> Axis | None:
    """Whether a radar is kept to its published sector; None where none is published (it is taken to look all round)."""
    if sensor.sector is None:
        return None
    span = f"{sensor.sector.low:g} to {sensor.sector.high:g} degrees"
    choices = (
        ("published", f"{sensor.name} is kept to its sector of {span}", (sensor.sector.publication,)),
        ("all-round", f"{sensor.name} could look all round", ()),
    )
    return named(f"sector.{sensor.site.id}", f"sector of {sensor.name}", "{}", choices)


def listed(id: str, name: str, says: str, held: Mapping[str, Speed] | Mapping[str, Assumption]) -> Axis:
    """A continuous axis of a part of the catalogue."""
    return figures(id, name, says, [(one.id, one.figure) for one in held.values()])


def restricted(of: Measured, keep: Callable[[Axis], Axis]) -> Measured:
    """The same under fewer assumptions: of each axis the choices that `keep` leaves."""
    axes = tuple(keep(axis) for axis in of.axes)
    places = [
        [n for n, choice in enumerate(whole.choices) if choice in axis.choices]
        for whole, axis in zip(of.axes, axes, strict=True)
    ]
    return Measured(axes, of.values[np.ix_(*places)], of.unit, of.at)


def kept(axis: Axis, names: Sequence[str]) -> Axis:
    """An axis with only the rivals that a check names, by their own name or their publication's; the same where it names none of them."""
    choices = tuple(c for c in axis.choices if c.id in names or any(one.id in names for one in c.publications))
    return Axis(axis.id, axis.name, axis.says, choices or axis.choices, axis.unit)
