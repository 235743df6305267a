"""Which question would tell most, if it were answered for all to see: whose answers it would turn, and how likely each holds that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log2

from detente.analyses._translate import belief, model
from detente.analyses.beliefs.packages import Package, Room, nash
from detente.analyses.beliefs.turning import Hinge, at_ends, gains, hinges
from detente.theory.enumeration import count_acceptable


@dataclass(frozen=True, slots=True)
class Known:
    """What follows if all know a claim to be true (or false): how many packages are acceptable to all (None: too many to list), the Nash
    solution, and which answers turn: party, package, whether it accepts it then."""

    zone: int | None
    nash: Package | None
    turned: tuple[tuple[str, Package, bool], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Whether a claim is true. `bits`: what each party would expect to learn, the entropy of its credence; `chance`: how likely each holds that
    the answer would turn its own answer to a package."""

    claim: str
    credence: dict[str, Fraction]
    bits: dict[str, float]
    chance: dict[str, float]
    yes: Known
    no: Known

    @property
    def worth(self) -> tuple[float, float]:
        """By what questions are ordered: the mean chance of turning an answer, then the mean of the bits."""
        many = max(1, len(self.bits))
        return sum(self.chance.values()) / many, sum(self.bits.values()) / many


def entropy(chance: Fraction) -> float:
    """In bits."""
    share = float(chance)
    return 0.0 if share in (0.0, 1.0) else -share * log2(share) - (1 - share) * log2(1 - share)


def questions(room: Room, packages: Sequence[Package]) -> tuple[Question, ...]:
    """Every claim on which somebody's values hang and that is not settled for it, the one that would tell most first."""
    made, packages = room.model, [package for package in packages if package.judged]
    of_party = {
        party: hinges(made.case, party, made.numbers)
        for party in made.layout.players
        if party in made.case.preferences and party not in made.ordinal
    }
    claims = dict.fromkeys(hinge.claim for found in of_party.values() for hinge in found)
    made_of = [
        _question(
            room, claim, [hinge for found in of_party.values() for hinge in found if hinge.claim == claim], packages
        )
        for claim in claims
    ]
    return tuple(sorted(made_of, key=lambda one: (-one.worth[0], -one.worth[1], one.claim)))


def _question(room: Room, claim: str, here: Sequence[Hinge], packages: Sequence[Package]) -> Question:
    turned: list[list[tuple[str, Package, bool]]] = [[], []]
    chance = {}
    for hinge in here:
        now, then = _answers(room, hinge, packages)
        differs = [any(was != will for was, will in zip(now, then[end], strict=True)) for end in (0, 1)]
        chance[hinge.party] = float(hinge.credence) * differs[1] + float(1 - hinge.credence) * differs[0]
        for end in (0, 1):
            for package, was, will in zip(packages, now, then[end], strict=True):
                if was != will:
                    turned[end].append((hinge.party, package, will))
    known = [_known(room, here, end, tuple(turned[end])) for end in (0, 1)]
    credences = {hinge.party: hinge.credence for hinge in here}
    return Question(claim, credences, {p: entropy(t) for p, t in credences.items()}, chance, known[1], known[0])


def _answers(room: Room, hinge: Hinge, packages: Sequence[Package]) -> tuple[list[bool], list[list[bool]]]:
    """Whether the party accepts each package now, and where the claim is false, and true."""
    made = room.model
    ends = at_ends(made, hinge)
    lines = [gains(made, hinge, ends, package.outcome) for package in packages]
    t = hinge.credence
    now = [all(start + (end - start) * t >= 0 for start, end in each) for each in lines]
    return now, [[all(line[end] >= 0 for line in each) for each in lines] for end in (0, 1)]


def _known(room: Room, here: Sequence[Hinge], end: int, turned: tuple[tuple[str, Package, bool], ...]) -> Known:
    held = {belief(hinge.party, condition): line[end] for hinge in here for condition, line in hinge.given}
    made = model(room.model.case, {**room.model.numbers, **held})
    counted = count_acceptable(made.problem)
    return Known(None if counted is None else counted[0], nash(made), turned)
