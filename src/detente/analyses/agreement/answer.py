"""What agreement answers: the result, and how its integers are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from numpy.typing import NDArray

from detente.analyses._moving import Indices
from detente.analyses._translate import reservation
from detente.analyses.agreement import blocking, drawing, signing, survey, trading
from detente.analyses.agreement.answers import After
from detente.analyses.agreement.openings import Opening
from detente.analyses.agreement.resting import Unrest
from detente.analyses.agreement.survey import Point, Survey
from detente.case.model import Case
from detente.result import Finding, Result, Scope, View


@dataclass(frozen=True, slots=True)
class Asked:
    """The package that was asked about. `better`: what all at the table would prefer to it."""

    point: Point
    feasible: bool
    signatories: tuple[str, ...]
    short: Mapping[str, int]
    could_renege: tuple[signing.Reply, ...]
    answers: tuple[signing.Reply, ...]
    after: After
    better: tuple[Indices, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The answer under one rival assessment of one party."""

    party: str
    name: str
    zone: bool
    frontier_points: int
    nash: tuple[Indices, ...]


@dataclass(frozen=True, slots=True)
class AgreementResult(Result):
    """Whether parties could agree, on what, who blocks, and how sure that is. `per_end`: how many packages are acceptable against each
    of several ends of no deal."""

    case: Case
    found: Survey
    scale: Literal["shown", "raw"]
    per_point: int
    shown: tuple[Point, ...]
    asked: Asked | None
    side_deals: tuple[signing.SideDeal, ...]
    trades: tuple[trading.TradeOff, ...]
    bets: tuple[trading.Bet, ...]
    blocks: tuple[blocking.Block, ...]
    openings: tuple[Opening, ...] | None
    nearest: tuple[Indices, str] | None
    without: Mapping[str, int]
    within: drawing.Ranges
    draws: drawing.Draws | None
    certain: bool
    proved: Mapping[Indices, Scope]
    empty_proved: bool
    readings: tuple[Reading, ...]
    unrest: Unrest | None
    per_end: tuple[int | None, ...]

    def findings(self) -> tuple[Finding, ...]:
        """Sentences, most important first; caveats last."""
        from detente.analyses.agreement.findings import findings

        return findings(self)

    def views(self) -> tuple[View, ...]:
        """Stakes, packages, pictures, trades, acceptability."""
        from detente.analyses.agreement.views import views

        return views(self)

    def data(self) -> dict[str, Any]:
        """The fields that `docs/reference/agreement.md` lists."""
        from detente.analyses.agreement.plain import data

        return data(self)

    # -------------------------------------------------- reading integers

    @property
    def base(self) -> Indices | None:
        """The first outcome of no deal."""
        return self.found.model.problem.ends[0][0].no_deal

    @property
    def beside(self) -> dict[str, str] | None:
        """What no deal is wherever it ends, beside which packages are told; an issue on which its ends differ is \"\"."""
        ends = [gate.no_deal for gate in self.found.model.problem.gates]
        named = [self.found.model.layout.decode(end) for end in ends if end is not None]
        if not named:
            return None
        return {issue: option if all(n[issue] == option for n in named) else "" for issue, option in named[0].items()}

    def utilities(self, values: Sequence[int]) -> dict[str, float]:
        """Utilities of those at the table and outsiders who say how much, as shown."""
        made = self.found.model
        return {
            party: made.shown(seat, values[seat], self.scale)
            for seat, party in enumerate(made.layout.players[: len(values)])
            if party not in made.ordinal
        }

    def gains(self, values: Sequence[int]) -> dict[str, float]:
        """What those at the table gain over no deal (over their worst outcome, where they state nothing), as shown."""
        made = self.found.model
        return {
            party: made.shown_gain(seat, int(values[seat]) - self.level(seat), self.scale)
            for seat, party in enumerate(made.layout.table)
            if party not in made.ordinal
        }

    def ranks(self, seat: int, values: Sequence[Any] | NDArray[Any]) -> list[int | None]:
        """Places in the order of a party that only ranks: 1 is its best feasible outcome; None where outcomes are too
        many to list."""
        from detente.analyses.agreement.survey import rank_of

        return rank_of(self.found, seat, values)

    def level(self, seat: int) -> int:
        """What a player's gains are measured from."""
        stated = reservation(self.found.model, seat)
        return self.found.model.worst[seat] if stated is None else stated

    def scope(self, outcome: Indices) -> tuple[Scope, float | None]:
        """How a package's acceptability fares in the ranges: proved, seen both ways, or not known, and its share."""
        proved = self.proved.get(outcome, "unknown")
        share = self.share(outcome)
        if proved == "unknown" and self.draws is not None and share is not None:
            now = any(p.outcome == outcome and survey.is_acceptable(p) for p in self.shown)
            if 0 < share < 1 or (now and share == 0):
                return "depends", share
        return proved, share

    def share(self, outcome: Indices) -> float | None:
        """In which share of the draws all accept a package."""
        if self.draws is None or outcome not in self.draws.tracked:
            return None
        return float(self.draws.accepted[:, self.draws.tracked.index(outcome)].mean())
