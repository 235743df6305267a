"""What sensitivity answers: the numbers, the findings and quantities examined, and what moves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from detente.analyses._translate import Layout
from detente.case.model import Case
from detente.result import Finding, Result, View
from detente.studies.sensitivity.examined import Examined
from detente.studies.sensitivity.indices import Index
from detente.studies.sensitivity.inputs import Input
from detente.studies.sensitivity.spread import Coarse
from detente.studies.sensitivity.tornado import Bar, Quantity


@dataclass(frozen=True, eq=False)
class SensitivityResult(Result):
    """On which numbers the findings of an analysis hang. `titles`: what outcomes are called. `indices` is None where they could not be
    worked out, `coarse` says how those of the number of acceptable
    packages were made coarser. `left`: what was not sought, in words."""

    case: Case
    layout: Layout
    analysis: Literal["agreement", "stability"]
    inputs: tuple[Input, ...]
    examined: tuple[Examined, ...]
    quantities: tuple[Quantity, ...]
    bars: tuple[Bar, ...]
    indices: tuple[Index, ...] | None
    coarse: Coarse | None
    samples: int
    left: tuple[str, ...]

    def findings(self) -> tuple[Finding, ...]:
        """Sentences, most important first; caveats last."""
        from detente.studies.sensitivity.findings import findings

        return findings(self)

    def views(self) -> tuple[View, ...]:
        """Tornado, flips, indices."""
        from detente.studies.sensitivity.views import views

        return views(self)

    def data(self) -> dict[str, Any]:
        """The fields that `docs/reference/sensitivity.md` lists."""
        from detente.studies.sensitivity.plain import data

        return data(self)

    # -------------------------------------------------- reading

    @property
    def by_address(self) -> Mapping[str, Input]:
        """The numbers by address."""
        return {one.address: one for one in self.inputs}

    @property
    def certain(self) -> bool:
        """Whether no number is a range."""
        return not any(one.ranged for one in self.inputs)

    def quantity(self, name: str) -> Quantity:
        """A quantity by name."""
        return next(quantity for quantity in self.quantities if quantity.name == name)

    def bars_of(self, name: str) -> tuple[Bar, ...]:
        """What moves a quantity, the strongest first."""
        return tuple(bar for bar in self.bars if bar.quantity == name)
