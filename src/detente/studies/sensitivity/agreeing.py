"""What is asked of the numbers behind agreement: zone, solutions, packages, and the gains by them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np

from detente.analyses import _wording as wording
from detente.analyses._offers import stated
from detente.analyses._ranges import drawn_parts, drawn_utilities
from detente.analyses._translate import Model, model
from detente.analyses.agreement import blocking, survey
from detente.analyses.agreement.signing import signatories
from detente.analyses.agreement.survey import NAMES
from detente.analyses.agreement.telling import TITLES
from detente.case.model import Case
from detente.case.offers import Offer, on_record
from detente.studies.sensitivity.bench import Bench, Indices
from detente.studies.sensitivity.examined import Asked, Turn
from detente.studies.sensitivity.indices import Drawn
from detente.studies.sensitivity.inputs import Input
from detente.studies.sensitivity.nash import Bargain
from detente.studies.sensitivity.packages import Package
from detente.studies.sensitivity.roots import Floats
from detente.studies.sensitivity.tornado import Quantity
from detente.studies.sensitivity.zone import Packages

MOST_OFFERS = 3
MOST_PACKAGES = 8


@dataclass(frozen=True, eq=False)
class Ground:
    """A case at its middles: the search, all packages where they can be listed, and the packages of note by what they are called."""

    bench: Bench
    model: Model
    found: survey.Survey
    packages: Packages | None
    noted: Mapping[Indices, tuple[str, ...]]
    judged: Mapping[Indices, Package]

    @property
    def open(self) -> bool:
        """Whether some package is acceptable."""
        return len(self.found.acceptable) > 0


def ground(case: Case) -> Ground:
    """Solve a case at its middles. Raises Unanswerable as agreement does."""
    found = survey.survey(case, scale="shown", ideal="acceptable", method="auto", per_point=1)
    made = found.model
    bases = tuple(gate.no_deal for end in made.problem.ends for gate in end)
    bench = Bench(case, made.layout, bases)
    listable = made.problem.space.combinations <= blocking.MOST_LISTED
    packages = Packages(bench, made) if listable else None
    noted = dict(list(_noted(case, found, packages).items())[:MOST_PACKAGES])
    judged = {outcome: Package(bench, made, outcome) for outcome in noted}
    return Ground(bench, made, found, packages, noted, judged)


def _noted(case: Case, found: survey.Survey, packages: Packages | None) -> dict[Indices, tuple[str, ...]]:
    """The packages of note: the solutions, offers on record, and, where there is neither, the frontier's first or the one nearest to agreement."""
    noted: dict[Indices, list[str]] = {}
    for name in NAMES:
        for one in found.solutions[name][:1]:
            noted.setdefault(one.outcome, []).append(f"the {TITLES[name]} solution")
    if not noted and len(found.acceptable):
        for listed in found.acceptable.listing(range(min(3, len(found.acceptable))), 1):
            noted.setdefault(listed[0], []).append("a package on the frontier")
    if not noted and packages is not None:
        near = blocking.nearest(packages.room)
        if near is not None:
            outcome = tuple(int(x) for x in packages.room.outcomes[near[0]])
            noted.setdefault(outcome, []).append("the package nearest to agreement")
    for outcome, title in offers(case, found.model):
        noted.setdefault(outcome, []).append(title)
    return {outcome: tuple(titles) for outcome, titles in noted.items()}


def offers(case: Case, made: Model) -> Iterator[tuple[Indices, str]]:
    """The last few offers on record, with what is asked in return, the rest as in the status quo."""
    ends = {gate.no_deal for gate in made.problem.gates}
    found = [(offer, outcome) for offer in on_record(case) if (outcome := _meant(case, made, offer)) is not None]
    events = {event.id: event for event in case.events}
    for offer, outcome in [pair for pair in found if pair[1] not in ends][-MOST_OFFERS:]:
        by = wording.parties(case, offer.by)
        yield outcome, f"what {by} offered on {events[offer.event].written}" if by else f"the offer {offer.event}"


def unmeant(case: Case, made: Model) -> tuple[str, ...]:
    """The events whose offers the rules exclude as they are written."""
    return tuple(offer.event for offer in on_record(case) if _meant(case, made, offer) is None)


def _meant(case: Case, made: Model, offer: Offer) -> Indices | None:
    outcome = stated(case, made.layout, offer)
    return None if outcome is None else made.layout.encode(outcome)


# ---------------------------------------------------------------- findings


def asked(here: Ground) -> list[Asked]:
    """The findings that are examined."""
    told = [Asked("zone", "zone", None, (), here.open, lambda case: survey.zone_and_nash(case)[0] > 0)]
    nash = [one.outcome for one in here.found.solutions["nash"]]
    if nash:
        told.append(Asked("nash", "nash", nash[0], ("the Nash solution",), True, partial(_is_nash, nash[0])))
    for number, (outcome, titles) in enumerate(here.noted.items(), start=1):
        package = here.judged[outcome]
        told.append(Asked(f"package-{number}", "package", outcome, titles, package.holds, partial(_accepts, outcome)))
    return told


def _is_nash(outcome: Indices, case: Case) -> bool:
    return any(one.outcome == outcome for one in survey.zone_and_nash(case)[1])


def _accepts(outcome: Indices, case: Case) -> bool:
    return survey.is_acceptable(survey.point(model(case), outcome))


def turns(here: Ground, question: Asked, one: Input, bargain: Bargain | None) -> list[Turn]:
    """Where one number turns one finding."""
    if question.what == "package" and question.outcome is not None:
        return list(here.judged[question.outcome].turns(one))
    if question.what == "nash":
        return list(bargain.turns(one)) if bargain is not None else []
    return list(here.packages.zone_turns(one)) if here.packages is not None else []


def bargain_of(here: Ground) -> Bargain | None:
    """What is needed to follow the Nash solution; None where there is none, where not all who can gain do, or too many packages."""
    nash = here.found.solutions["nash"]
    if not nash or not here.found.all_gain or here.packages is None:
        return None
    return Bargain(here.packages, [one.outcome for one in nash])


# ---------------------------------------------------------------- quantities


def quantities(here: Ground) -> list[Quantity]:
    """What each who signs a package of note gains by it, and how many packages are acceptable."""
    made: list[Quantity] = []
    for number, outcome in enumerate(here.noted, start=1):
        for party in signing(here, outcome):
            now = here.bench.moved(party).least(outcome)
            at = partial(_gain, here.bench, party, outcome)
            made.append(Quantity(f"package-{number}:{party}", "gain", party, outcome, float(now), (party,), at))
    if here.packages is not None:
        packages = here.packages
        size = Quantity("zone", "zone", None, None, packages.size, here.model.layout.players, packages.size_at)
        made.append(size)
    return made


def signing(here: Ground, outcome: Indices) -> list[str]:
    """Those who sign a package, of those who say how much."""
    return [p for p in signatories(here.model, outcome) if p in numbered(here)]


def numbered(here: Ground) -> list[str]:
    """The players who say how much."""
    preferences = here.bench.case.preferences
    return [p for p in here.model.layout.players if p in preferences and p not in here.model.ordinal]


def _gain(bench: Bench, party: str, outcome: Indices, one: Input, value: Fraction) -> float:
    return float(bench.moved(party, one, value).least(outcome))


def drawn_gains(here: Ground, party: str) -> dict[str, Callable[[Drawn, int], Floats]]:
    """What the packages of note gain one party, in every row of a sample, by quantity."""
    noted = [(number, outcome) for number, outcome in enumerate(here.noted, start=1) if party in signing(here, outcome)]
    numbers = {f"package-{number}:{party}": outcome for number, outcome in noted}
    return {name: partial(_drawn_gain, here, party, outcome) for name, outcome in numbers.items()}


def _drawn_gain(here: Ground, party: str, outcome: Indices, drawn: Drawn, rows: int) -> Floats:
    gains = drawn_against(here.bench, party, np.array([outcome], dtype=np.int64), drawn, rows)
    return np.asarray(gains.min(axis=0)[:, 0])


def drawn_against(bench: Bench, party: str, outcomes: np.ndarray, drawn: Drawn, rows: int) -> Floats:
    """(bases, rows, m): what outcomes gain a party over each outcome of no deal in every row of a sample."""
    numbers = {a: drawn[a] if a in drawn else np.full(rows, float(m)) for a, m in bench.middles.items()}
    made = drawn_parts(bench.case, bench.layout, party, numbers, rows)
    here = drawn_utilities(made, outcomes, rows)
    stated = numbers.get(f"preferences.{party}.no_deal")
    against = []
    for base in bench.bases:
        if stated is not None:
            level = np.asarray(stated)[:, None]
        elif base is None:
            level = np.zeros((rows, 1))
        else:
            level = drawn_utilities(made, np.array([base], dtype=np.int64), rows)
        against.append(here - level)
    return np.stack(against)
