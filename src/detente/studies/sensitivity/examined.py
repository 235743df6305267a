"""What is asked of each number: a finding, whether it holds, and where it turns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from detente.case.model import Case
from detente.result import Scope
from detente.studies.sensitivity.bench import Indices

What = Literal["zone", "nash", "package", "holds", "ends", "path"]


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a finding turns, not yet replayed. `above`: it turns as the number rises. `party`: through whose gain, where one can be named."""

    address: str
    at: Fraction
    above: bool
    exact: bool
    party: str | None = None


@dataclass(frozen=True, slots=True)
class Flip:
    """A turn that was replayed: at `before` the finding is as it is now, at `after` it is not; both within `1e-6` of what the number may be."""

    turn: Turn
    before: Fraction
    after: Fraction
    inside: bool
    distance: float
    against_order: bool = False


@dataclass(frozen=True, eq=False)
class Asked:
    """A finding to be examined: `holds` at the middles, `ask` of any case."""

    name: str
    what: What
    outcome: Indices | None
    titles: tuple[str, ...]
    holds: bool
    ask: Callable[[Case], bool]
    concept: str = ""
    ends: tuple[tuple[Indices, ...], ...] = ()


@dataclass(frozen=True, eq=False)
class Examined:
    """The same with its flips, the nearest first. `found`: how many turns were found; `lost`: how many of those tried did not replay."""

    asked: Asked
    flips: tuple[Flip, ...]
    found: int
    lost: int
    scope: Scope
    tried: bool = field(default=True)
    """Whether turns were sought at all."""
