"""Threats as they were made, or as they are asked about, and the outcomes that their parts mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

import numpy as np

from detente.analyses import _wording as wording
from detente.analyses._asking import parse_partial
from detente.analyses._conflict import Play
from detente.case.check_outcomes import broken
from detente.case.consents import consents
from detente.case.model import Case, Event, Outcome
from detente.result import WrongUse
from detente.theory.outcomes import Bools, strides

Named = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """*If the addressees do `condition`, the authors do `then`, unless `unless`; in return `promise`.* All are partial outcomes.

    `event` is the event of the case that records it; None for one that is asked about.
    """

    by: tuple[str, ...]
    to: tuple[str, ...]
    condition: Outcome
    then: Outcome
    unless: Outcome | None = None
    promise: Outcome | None = None
    event: Event | None = None

    def says(self) -> tuple[object, ...]:
        """What it says, whoever it was said to and when."""
        parts = (self.condition, self.then, self.unless, self.promise)
        return (self.by, *(None if part is None else tuple(sorted(part.items())) for part in parts))


@dataclass(frozen=True, slots=True)
class Place:
    """The outcome that a part of a threat means: the status quo (or another place) overlaid with what it says.

    `state`: its number, None where the rules let nothing be that it says. `rule`: the rule that the overlay as written breaks.
    `added`: the fewest further changes that then make it feasible.
    """

    outcome: Named
    state: int | None
    rule: int | None = None
    added: Named = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Places:
    """`defied`: the condition comes about, and the authors leave it at that; `punished`: they carry the threat out; `yielded`: the addressees
    do what averts it; `kept`: and the promise is kept; `cheated`: they are punished all the same. None where there is no such outcome."""

    defied: Place
    punished: Place
    yielded: Place
    kept: Place | None
    cheated: int | None


# ---------------------------------------------------------------- which threats


def on_record(case: Case) -> tuple[tuple[Spoken, ...], tuple[tuple[str, str], ...]]:
    """The threats made up to the case's day, and those of them that were withdrawn: (threat, what withdrew it)."""
    past = [event for event in case.events if case.as_of is None or event.date <= case.as_of]
    gone = {event.withdraws: event.id for event in past if event.withdraws}
    made = [event for event in past if event.threatens is not None]
    kept = tuple(_spoken(case, event) for event in made if event.id not in gone)
    return kept, tuple((event.id, gone[event.id]) for event in made if event.id in gone)


def _spoken(case: Case, event: Event) -> Spoken:
    told = event.threatens
    assert told is not None
    bare = Spoken(event.by, event.to, told.condition, told.then, told.unless, told.promise, event)
    return bare if event.to or case.status_quo is None else _addressed(case, bare)


def _addressed(case: Case, spoken: Spoken) -> Spoken:
    """A threat that names no addressee is to those without whom its condition cannot come about (or cannot be ended)."""
    assert case.status_quo is not None
    needed = [
        party
        for issue, option in spoken.condition.items()
        for group in consents(case, issue, case.status_quo[issue], option) or ()
        for party in sorted(group)
    ]
    to = tuple(dict.fromkeys(party for party in needed if party not in spoken.by))
    return Spoken(spoken.by, to, spoken.condition, spoken.then, spoken.unless, spoken.promise, spoken.event)


def asked(case: Case, given: Mapping[str, str]) -> Spoken | None:
    """The threat that options describe (`by`, `against`, `when`, `response`, `unless`, `promise`); None where they are empty.

    Raises WrongUse where some are missing, and for names that the case does not have.
    """
    told = {name: text.strip() for name, text in given.items() if text.strip()}
    if not told:
        return None
    missing = [name for name in ("by", "against", "when", "response") if name not in told]
    if missing:
        options = wording.listed(f"--{name}" for name in missing)
        raise WrongUse(
            f"A threat that is asked about needs by, against, when and response; also give {options}, such as "
            '--by birch --against alder --when "route=north" --response "route=none".'
        )
    by, to = _parties(case, told["by"]), _parties(case, told["against"])
    both = [party for party in by if party in to]
    if both:
        raise WrongUse(f"{wording.parties(case, both)} cannot threaten itself: name others under --against.")
    parts = {
        name: parse_partial(case, told[name]) for name in ("when", "response", "unless", "promise") if name in told
    }
    return Spoken(by, to, parts["when"], parts["response"], parts.get("unless"), parts.get("promise"))


def _parties(case: Case, text: str) -> tuple[str, ...]:
    names = [name.strip() for name in text.replace(" and ", ",").split(",") if name.strip()]
    for name in names:
        if name not in case.parties:
            close = get_close_matches(name, list(case.parties), n=1)
            hint = f"Did you mean {close[0]}?" if close else f"There are {wording.listed(case.parties)}."
            raise WrongUse(f"There is no party {name!r}. {hint}")
    return tuple(dict.fromkeys(names))


# ---------------------------------------------------------------- what outcomes they mean


def places(found: Play, spoken: Spoken) -> Places:
    """The outcomes that a threat speaks of, from the status quo of the case as it stands."""
    case = found.case
    assert case.status_quo is not None
    quo = dict(case.status_quo)
    defied = place(found, quo, spoken.condition, spoken.to)
    both = {**spoken.condition, **spoken.then}
    punished = place(found, {**defied.outcome, **spoken.then}, both, spoken.by)
    yielded = place(found, quo, spoken.unless or {}, spoken.to)
    kept = None
    if spoken.promise is not None:
        kept = place(found, dict(yielded.outcome), {**(spoken.unless or {}), **spoken.promise}, spoken.by)
    cheated = found.state({**yielded.outcome, **spoken.then})
    return Places(defied, punished, yielded, kept, cheated)


def place(found: Play, base: Named, said: Outcome, chooser: Sequence[str]) -> Place:
    """`base` with what is said; where the rules exclude that, with the fewest further changes, of several what the first chooser
    who has a preference likes best (else the first in the file's order)."""
    outcome = {**base, **said}
    state = found.state(outcome)
    if state is not None:
        return Place(outcome, state)
    rule = broken(found.case, outcome)
    near = _nearest(found, outcome, said)
    rows = np.flatnonzero(near)
    if not len(rows):
        return Place(outcome, None, rule)
    party = next((p for p in chooser if p in found.parties and p in found.case.preferences), None)
    if party is not None:
        ranks = found.conflict.ranks[found.parties.index(party)][rows]
        rows = rows[ranks == ranks.max()]
    made = found.outcome(int(rows[0]))
    return Place(made, int(rows[0]), rule, {i: o for i, o in made.items() if o != outcome[i]})


def _nearest(found: Play, outcome: Named, said: Outcome) -> Bools:
    """The feasible outcomes (states,) in which all that is said holds, with the fewest other changes."""
    where = found.layout
    steps, sizes = strides(where.space.sizes), where.space.sizes
    fits = np.ones(found.states, dtype=np.bool_)
    changes = np.zeros(found.states, dtype=np.int64)
    for index, option in enumerate(where.encode(outcome)):
        same = found.outcomes // steps[index] % sizes[index] == option
        if where.issues[index] in said:
            fits &= same
        else:
            changes += ~same
    if fits.any():
        fits &= changes == changes[fits].min()
    return fits
