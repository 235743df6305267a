"""What would open or close the agreement zone: the numbers of a party at which it turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses._moving import Indices
from detente.analyses._translate import Model, belief, conditions, parts, truth
from detente.analyses.agreement.blocking import Room
from detente.case.credence import credence
from detente.case.expressions import claims_of
from detente.case.model import Conditional, Expression
from detente.theory.unions import union

TOLERANCE = 1e-9
NUDGE = 1e-6
MOST_KEYS = 200_000
MOST_NUMBERS = 600
"""More numbers than that of one party are not all tried: its single values are left out."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A number at which the agreement zone opens or closes, all else at its midpoint. `kind` orders them: packages,
    evidence, guarantees, preferences. `start` and `turn` are the number as it is and where the zone turns."""

    address: str
    kind: str
    start: float | None
    turn: float | None
    opens: bool
    party: str | None
    outcome: Indices | None = None


def openings(room: Room) -> tuple[Opening, ...]:
    """Every number of a party's preferences at which the zone turns, all else at midpoints: evidence first, then
    guarantees, then preferences; within a kind the smallest change (as a share of the number's own scale) first."""
    model = room.model
    found: list[Opening] = []
    for seat, party in enumerate(model.layout.players):
        preferences = model.case.preferences.get(party)
        if preferences is None or party in model.ordinal:
            continue
        rows = room.hinging(seat)
        if len(rows) == 0:
            continue
        turning = Turning(room, seat, party, rows)
        found += [*turning.guarantee(), *turning.evidence(), *turning.numbers()]
    rank = {"evidence": 0, "guarantee": 1, "preference": 2}
    return tuple(sorted(found, key=lambda o: (rank[o.kind], _size(o), o.address)))


def _size(opening: Opening) -> float:
    scale = 1.0 if ".credence." in opening.address or ".values." in opening.address else 100.0
    return abs((opening.turn or 0.0) - (opening.start or 0.0)) / scale


class Turning:
    """One party's numbers, over the packages that all others accept.

    The zone is not empty at a number's value t iff some of these packages passes `gain(t) >= 0`. Gains (times the sum of
    the weights) are linear in each number, so each package passes on an interval, and the zone turns where the union of
    these intervals ends. Packages on which a number acts alike differ by a constant: of them only the best counts.
    """

    def __init__(self, room: Room, seat: int, party: str, rows: NDArray[np.int64]) -> None:
        self.model, self.party, self.seat = room.model, party, seat
        self.outcomes = room.outcomes[rows]
        self.gates = room.gates
        table = room.model.problem.table
        others = [other for other in range(table) if other != seat]
        self.strict_others = np.asarray(room.strict[:, rows][:, :, others].any(axis=2))
        self.base = {key: float(value) for key, value in room.model.numbers.items() if not isinstance(value, str)}
        self.open_now = bool(room.accepted().any())
        self.ascending = np.argsort(room.values[rows, seat], kind="stable")
        self.whole = np.arange(len(rows))
        self.known: dict[tuple[int, bool], NDArray[np.int64]] = {}

    @cached_property
    def settled(self) -> dict[str, float]:
        """The numbers with what the party believes of each condition outright: for numbers that move no belief."""
        case = self.model.case
        held = {
            belief(self.party, condition): float(credence(case, self.party, condition, self.model.numbers))
            for condition in conditions(case, self.party)
        }
        return {**self.base, **held}

    # -------------------------------------------------- packages that a number treats alike

    def best_by(self, keys: NDArray[np.int64], most: int) -> NDArray[np.int64]:
        """The best package of each key in `0..most`, among those where others strictly gain and among the rest."""
        keys = keys * 2 + self.strict_others.all(axis=0)
        last = np.full(2 * most, -1, dtype=np.int64)
        last[keys[self.ascending]] = self.ascending
        return np.asarray(last[last >= 0])

    def by_issues(
        self, issues: Sequence[int], keys: NDArray[np.int64] | None = None, most: int = 1
    ) -> NDArray[np.int64]:
        """The best packages by their options on these issues (and by `keys` in `0..most`)."""
        found = np.zeros(len(self.outcomes), dtype=np.int64) if keys is None else keys
        for issue in issues:
            size = self.model.problem.space.sizes[issue]
            found = found * size + self.outcomes[:, issue]
            most *= size
            if most > MOST_KEYS:
                return self.whole
        return self.best_by(found, most)

    @cached_property
    def pattern(self) -> tuple[NDArray[np.int64], int]:
        """Which additions hold at each package, as a key, and how many keys there are."""
        keys, most = np.zeros(len(self.outcomes), dtype=np.int64), 1
        for bonus in self.model.case.preferences[self.party].together:
            keys = keys * 2 + self._holds(bonus.when)
            most *= 2
        return keys, most

    def _holds(self, when: Expression) -> NDArray[np.bool_]:
        scope, holds = truth(when, self.model.layout)
        return np.asarray(holds[tuple(self.outcomes[:, index] for index in scope)], dtype=np.bool_)

    def telling(self, address: str) -> NDArray[np.int64]:
        """The packages that can decide where the zone turns with one number of the party's preferences."""
        words = address.split(".")
        if words[2] == "together":
            bonus = self.model.case.preferences[self.party].together[int(words[3])]
            return self.best_by(self._holds(bonus.when).astype(np.int64), 2)
        issue = self.model.layout.issues.index(words[3])
        coupled = words[2] == "weights" and self.pattern[1] > 1
        if (issue, coupled) not in self.known:
            self.known[issue, coupled] = self.by_issues([issue], *self.pattern) if coupled else self.by_issues([issue])
        return self.known[issue, coupled]

    # -------------------------------------------------- gains

    def gains(self, numbers: Mapping[str, Any], rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """(gates, packages): gains in points, times the sum of the weights."""
        made = parts(self.model.case, self.model.layout, self.party, numbers)
        stated = numbers.get(f"preferences.{self.party}.no_deal")
        outcomes = self.outcomes[rows]
        total = np.zeros(len(rows))
        levels = np.zeros(len(self.gates))
        for part in made:
            values = part.values.astype(float)
            total += values[tuple(outcomes[:, index] for index in part.scope)]
            for row, gate in enumerate(self.gates):
                if gate.no_deal is not None:
                    levels[row] += values[tuple(gate.no_deal[index] for index in part.scope)]
        if stated is not None:
            levels[:] = stated
        gained: NDArray[np.float64] = (total[None, :] - levels[:, None]) * self._weight(numbers)
        return gained

    def _weight(self, numbers: Mapping[str, Any]) -> float:
        prefix = f"preferences.{self.party}.weights."
        return sum(float(value) for key, value in numbers.items() if key.startswith(prefix)) or 1.0

    def is_open(self, numbers: Mapping[str, Any], rows: NDArray[np.int64]) -> bool:
        """Whether the zone holds one of these packages with these numbers of the party."""
        gains = self.gains(numbers, rows)
        passed = (gains >= -TOLERANCE) & (self.strict_others[:, rows] | (gains > TOLERANCE))
        return bool(passed.all(axis=0).any())

    # -------------------------------------------------- where the zone turns

    def guarantee(self) -> list[Opening]:
        """What a guarantee to this party must be worth for the zone to open, or what better outside would close it."""
        if any(gate.reservation[self.seat] is None for gate in self.gates):
            return []
        least = self.gains(self.settled, self.whole).min(axis=0) / self._weight(self.base)
        row = int(least.argmax())
        best = float(least[row])
        if self.open_now == (best < 0) or (self.open_now and best <= TOLERANCE):
            return []
        address = f"preferences.{self.party}.no_deal"
        start = self.base.get(address, self._no_deal_points())
        outcome = tuple(int(x) for x in self.outcomes[row])
        return [Opening(address, "guarantee", start, start + best, not self.open_now, self.party, outcome)]

    def _no_deal_points(self) -> float:
        return max(float(self.model.points(self.seat, gate.reservation[self.seat] or 0)) for gate in self.gates)

    def evidence(self) -> list[Opening]:
        """Credences of this party at which the zone turns (by bisection: a credence may act through several claims)."""
        told = conditions(self.model.case, self.party)
        claims = {claim for condition in told for claim in _atoms(self.model, condition)}
        found = []
        for claim in sorted(claims):
            address = f"claims.{claim}.credence.{self.party}"
            if address in self.base:
                found += self._bisect(address)
        return found

    @cached_property
    def hinged(self) -> NDArray[np.int64]:
        """The packages that can decide where the zone turns with a belief."""
        where, preferences = self.model.layout, self.model.case.preferences[self.party]
        issues = [
            where.issues.index(issue)
            for issue in preferences.weights
            if any(isinstance(value, Conditional) for value in preferences.values.get(issue, {}).values())
        ]
        return self.by_issues(issues, *self.pattern)

    @cached_property
    def hinging(self) -> tuple[tuple[Expression, ...], NDArray[np.float64], NDArray[np.float64]]:
        """The conditions that this party's values hang on; the gains of the hinged packages (gates, packages) where none holds, and what each
        condition adds where it does (conditions, gates, packages): gains are linear in the party's credences."""
        told = conditions(self.model.case, self.party)
        none = {**self.base, **{belief(self.party, condition): 0.0 for condition in told}}
        level = self.gains(none, self.hinged)
        each = [self.gains({**none, belief(self.party, condition): 1.0}, self.hinged) - level for condition in told]
        return told, level, np.array(each)

    def _bisect(self, address: str) -> list[Opening]:
        start, found = self.base[address], []
        for end in (NUDGE, 1 - NUDGE):  # at 0 and 1 themselves a report may be impossible
            points = np.linspace(start, end, 11)
            turned = np.flatnonzero(self._open_believing(address, points[1:]) != self.open_now)
            if len(turned):
                turn = self._narrow(address, float(points[turned[0]]), float(points[turned[0] + 1]))
                if NUDGE < turn < 1 - NUDGE:
                    found.append(self._opening(address, "evidence", start, turn))
        return found

    def _open_believing(self, address: str, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether the zone is open at each of some values of a credence."""
        told, level, each = self.hinging
        numbers = {**self.base, address: values}
        held = [np.broadcast_to(credence(self.model.case, self.party, one, numbers), values.shape) for one in told]
        gains = level[:, :, None] + np.tensordot(each, np.array(held), (0, 0))
        passed = (gains >= -TOLERANCE) & (self.strict_others[:, self.hinged, None] | (gains > TOLERANCE))
        return np.asarray(passed.all(axis=0).any(axis=0))

    def _narrow(self, address: str, same: float, turned: float) -> float:
        for _ in range(44):
            middle = (same + turned) / 2
            if self._open_believing(address, np.array([middle]))[0] == self.open_now:
                same = middle
            else:
                turned = middle
        return round(turned, 10)

    def numbers(self) -> list[Opening]:
        """Weights, values, additions at which the zone turns."""
        return [
            self._opening(address, "preference", self.base[address], turn)
            for address in self._addresses()
            for turn in self._turns(address)
            if _allowed(address, turn, self.base)
        ]

    def _addresses(self) -> list[str]:
        prefix = f"preferences.{self.party}."
        loose = [key for key in self.base if key.startswith(prefix) and not key.endswith(".no_deal")]
        preferences = self.model.case.preferences[self.party]
        sharing = preferences.order or any(w.unknown for w in preferences.weights.values())
        weighed = [key for key in loose if ".values." not in key or key.split(".")[3] in preferences.weights]
        many = len(weighed) > MOST_NUMBERS
        return [key for key in weighed if not (sharing and ".weights." in key) and not (many and ".values." in key)]

    def _turns(self, address: str) -> list[float]:
        rows = self.telling(address)
        level, one = (self.gains({**self.settled, address: t}, rows) for t in (0.0, 1.0))
        slope = one - level
        if not np.abs(slope).max() > TOLERANCE:
            return []
        turns = nearest_turns(*_passing(level, slope), self.base[address], self.open_now)
        return [turn for turn in turns if self._turns_at(address, turn, rows)]

    def _turns_at(self, address: str, turn: float, rows: NDArray[np.int64]) -> bool:
        """Whether the zone is as it is just before a turning point, and has turned just after it."""
        step = NUDGE if turn > self.base[address] else -NUDGE
        before, after = (self.is_open({**self.settled, address: turn + side}, rows) for side in (-step, step))
        return before == self.open_now != after

    def _opening(self, address: str, kind: str, start: float, turn: float) -> Opening:
        return Opening(address, kind, start, float(turn), not self.open_now, self.party)


def _passing(level: NDArray[np.float64], slope: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Per package the interval of t in which `level + slope·t >= 0` in every row (lower > upper: nowhere)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        root = -level / slope
    flat = np.abs(slope) <= TOLERANCE
    never = np.where(level >= -TOLERANCE, np.inf, -np.inf)
    upper = np.where(flat, never, np.where(slope < 0, root, np.inf)).min(axis=0)
    lower = np.where(flat, -np.inf, np.where(slope > 0, root, -np.inf)).max(axis=0)
    return lower, upper


def nearest_turns(
    lower: NDArray[np.float64], upper: NDArray[np.float64], start: float, inside_now: bool
) -> list[float]:
    """The nearest values, below and above `start`, at which the union of intervals is entered or left. Single points
    count for nothing; none is told where the intervals do not say the same of `start` as is known."""
    real = upper > lower + NUDGE
    found = union(lower[real], upper[real], TOLERANCE)
    starts, ends = found.start, found.end
    inside = np.flatnonzero((starts <= start + TOLERANCE) & (start - TOLERANCE <= ends))
    if bool(len(inside)) != inside_now:
        return []
    if len(inside):
        turns = [starts[inside[0]], ends[inside[-1]]]
    else:
        turns = [*ends[ends < start][-1:], *starts[starts > start][:1]]
    return [float(turn) for turn in turns if np.isfinite(turn)]


def _allowed(address: str, turn: float, base: Mapping[str, float]) -> bool:
    """Whether a number could be that, and on either side of it: values within 0..1, additions within 100 points, a weight
    up to nine times all the others."""
    low, high = 0.0, 1.0
    if ".weights." in address:
        prefix = address.rsplit(".", 1)[0] + "."
        high = 9 * sum(value for key, value in base.items() if key.startswith(prefix) and key != address)
    elif ".together." in address:
        low, high = -100.0, 100.0
    return low + TOLERANCE < turn < high - TOLERANCE


def _atoms(model: Model, condition: Expression) -> set[str]:
    """The claims with credences of their own behind a condition (claims with a meaning are taken apart)."""
    found: set[str] = set()
    waiting = list(claims_of(condition))
    while waiting:
        name = waiting.pop()
        claim = model.case.claims[name]
        if claim.means is not None:
            waiting += claims_of(claim.means)
        else:
            found.add(name)
    return found
