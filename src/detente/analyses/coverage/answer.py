"""What `coverage` answers with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from detente.analyses.coverage.assumptions import Axis
from detente.analyses.coverage.catalogue import Statement
from detente.analyses.coverage.judging import Flip
from detente.case.model import Case, Check
from detente.result import Finding, Result, View

Verdict = Literal["holds", "fails", "depends", "not settled"]


@dataclass(frozen=True, slots=True)
class Condition:
    """Of one assumption, the choices that a premise takes: places among the axis's choices."""

    axis: Axis
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Premise:
    """What must be assumed for the claim to come out true (or false), whatever else is; `share`: of all combinations of assumptions.

    No conditions: it comes out so under all of them.
    """

    conditions: tuple[Condition, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Side:
    """Who affirms the claim (or denies it), the widest premise under which that is right (None where no short one is), and in which share of all combinations of
    assumptions it is."""

    parties: tuple[str, ...]
    affirms: bool
    premise: Premise | None
    share: float
    needed: Premise | None = None
    """Without a short premise that is enough: what it takes at the least."""


@dataclass(frozen=True, slots=True)
class Band:
    """The quantity under one choice of an assumption, over all else: `low` to `high`."""

    axis: Axis
    place: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Checked:
    """One claim, checked.

    `verdict`: of the claim; `geometry`: of what geometry can say of it, the same unless the check `leaves` something. `low` and `high`:
    the quantity over all assumptions, in `unit`; infinite where nothing would do. `asked`: how, and the bounds. `hinges`: the assumptions on
    which the verdict hangs most. `flips`: where each assumption turns it. `bands`: the quantity by each choice.
    """

    claim: str
    check: Check
    verdict: Verdict
    geometry: Literal["holds", "fails", "depends"]
    low: float
    high: float
    unit: str
    how: Literal["at least", "at most", "above"]
    asked: Axis
    axes: tuple[Axis, ...]
    hinges: tuple[Axis, ...]
    flips: tuple[Flip, ...]
    sides: tuple[Side, Side]
    bands: tuple[Band, ...]
    published: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """What one radar brings where others look already: minutes to first sight and % of the flight, each low to high."""

    site: str
    others: tuple[str, ...]
    earlier_minutes: tuple[float, float]
    more_percent: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Together:
    """What a set of radars sees: minutes to first sight and % of the flight in view, each low to high."""

    sites: tuple[str, ...]
    first_minutes: tuple[float, float]
    percent: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Joint:
    """The radars that checks would join: what each set of them sees of flights from `areas` to where they are bound, and what each radar adds."""

    areas: tuple[str, ...]
    bound: tuple[str, ...]
    together: tuple[Together, ...]
    added: tuple[Added, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """A share in reach, in %, along one assumption, `low` to `high` over the rest: for one site, from one area, and one choice of another
    assumption. `turns`: where the low and the high edge cross what a check asks for: (edge, at, level)."""

    site: str
    area: str
    bound: str
    along: Literal["delay", "speed"]
    held: str
    """The choice that is held, in words: a burnout speed, or a launch delay."""
    at: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    turns: tuple[tuple[Literal["low", "high"], float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Covered:
    """The share of each country's points that interceptors at a site could cover, in the mean over all combinations of assumptions, and the
    least and the most."""

    site: str
    area: str
    bound: str
    countries: Mapping[str, tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class CoverageResult(Result):
    """The verdicts, and what stands behind them."""

    checks: tuple[Checked, ...]
    joint: tuple[Joint, ...]
    curves: tuple[Curve, ...]
    covered: tuple[Covered, ...]
    later: tuple[str, ...]
    """Claims with a check that could not be made yet."""
    case: Case = field(repr=False)

    def findings(self) -> tuple[Finding, ...]:
        """Sentences, most important first."""
        from detente.analyses.coverage.findings import findings

        return findings(self)

    def views(self) -> tuple[View, ...]:
        """The same, to look at."""
        from detente.analyses.coverage.views import views

        return views(self)

    def data(self) -> dict[str, Any]:
        """The same, as plain data."""
        from detente.analyses.coverage.plain import data

        return data(self)
