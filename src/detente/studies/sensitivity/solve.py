"""The study put together: numbers, findings, turns replayed, tornado, indices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from detente.analyses import _wording as wording
from detente.analyses._asking import check_draws, check_number
from detente.analyses.agreement import drawing
from detente.case.model import Case
from detente.result import Scope, WrongUse, tell
from detente.studies.sensitivity import agreeing, standing
from detente.studies.sensitivity.answer import SensitivityResult
from detente.studies.sensitivity.examined import Asked, Examined, Turn
from detente.studies.sensitivity.indices import Index, available, factors, indices
from detente.studies.sensitivity.inputs import Input, inputs
from detente.studies.sensitivity.replay import Replay, examine
from detente.studies.sensitivity.spread import Coarse, zone_indices
from detente.studies.sensitivity.tornado import bars

MOST_SAMPLES = 16_384


def sensitivity(
    case: Case, *, analysis: Literal["agreement", "stability"] = "agreement", samples: int = 512, seed: int = 0
) -> SensitivityResult:
    """On which numbers do the findings hang, how much, and where would each flip?

    `analysis`: whose findings are examined, agreement or stability. `samples`: how large the sample for Sobol's indices is before it is
    multiplied by the number of inputs, rounded up to a power of two; 0 for none. `seed`: where its chance begins.

    Raises Unanswerable where the case gives that analysis too little, WrongUse where a parameter does not fit.
    """
    if analysis not in ("agreement", "stability"):
        raise WrongUse(f"There is no {analysis!r} to examine; take agreement or stability.")
    check_number("samples", samples, 0, MOST_SAMPLES)
    check_draws(0, seed)
    samples = 1 << (samples - 1).bit_length() if samples else 0
    return _agreement(case, samples, seed) if analysis == "agreement" else _stability(case, samples, seed)


def _agreement(case: Case, samples: int, seed: int) -> SensitivityResult:
    here = agreeing.ground(case)
    told = inputs(case, here.model.layout.players)
    bargain = agreeing.bargain_of(here)
    asked = agreeing.asked(here)
    found: dict[str, list[Turn]] = {question.name: [] for question in asked}
    for number, one in enumerate(told, start=1):
        for question in asked:
            found[question.name] += agreeing.turns(here, question, one, bargain)
        tell("numbers", number, len(told))
    left = []
    if here.packages is None:
        left.append(
            "What would open or close the zone, and where the Nash solution changes, was not sought: there are too many packages to list."
        )
    elif bargain is None and here.found.solutions["nash"]:
        left.append(
            "Where the Nash solution changes was not sought: not all who could gain by some package gain by that one."
        )
    if unmeant := agreeing.unmeant(case, here.model):
        left.append(
            f"{wording.count(len(unmeant), 'offer')} on record ({wording.listed(unmeant)}) {wording.verb(unmeant, 'is', 'are')} not "
            "examined: the rules exclude what is left open, as it is in the status quo."
        )
    untried = {question.name for question in asked if question.what in ("zone", "nash") and here.packages is None}
    untried |= {question.name for question in asked if question.what == "nash" and bargain is None}
    proved = _proved(here, asked, told)
    examined = _examined(case, asked, found, told, proved, untried)
    quantities = agreeing.quantities(here)
    made: list[Index] | None = None
    grouped: Coarse | None = None
    if samples and available():
        made, grouped = _gain_indices(case, here, told, samples, seed)
    return SensitivityResult(
        case,
        here.model.layout,
        "agreement",
        told,
        examined,
        tuple(quantities),
        bars(told, quantities),
        None if made is None else tuple(made),
        grouped,
        samples,
        tuple(left),
    )


def _proved(here: agreeing.Ground, asked: Sequence[Asked], told: Sequence[Input]) -> dict[str, Scope]:
    """What is proved of findings for all ranges at once."""
    if not any(one.ranged for one in told):
        return {question.name: "throughout" for question in asked}
    within = drawing.ranges(here.model, 0, 0)
    packages = [question for question in asked if question.what == "package" and question.outcome is not None]
    scopes = drawing.accepted_scope(within, [q.outcome for q in packages if q.outcome is not None])
    proved: dict[str, Scope] = {}
    for question, scope in zip(packages, scopes, strict=True):
        if scope == ("throughout" if question.holds else "never"):
            proved[question.name] = "throughout"
    if (here.open and "throughout" in scopes) or (not here.open and drawing.surely_empty(within)):
        proved["zone"] = "throughout"
    return proved


def _examined(
    case: Case,
    asked: Sequence[Asked],
    found: Mapping[str, Sequence[Turn]],
    told: Sequence[Input],
    proved: Mapping[str, Scope],
    untried: set[str],
) -> tuple[Examined, ...]:
    replay, by_address = Replay(case), {one.address: one for one in told}
    made = []
    for number, question in enumerate(asked, start=1):
        known = proved.get(question.name)

        def scope(inside: bool, known: Scope | None = known) -> Scope:
            return "depends" if inside else known or "unknown"

        one = examine(replay, question, found[question.name], by_address, scope)
        if question.name in untried:
            one = Examined(question, (), 0, 0, known or "unknown", False)
        made.append(one)
        tell("findings", number, len(asked))
    return tuple(made)


def _gain_indices(
    case: Case, here: agreeing.Ground, told: Sequence[Input], samples: int, seed: int
) -> tuple[list[Index], Coarse | None]:
    found: list[Index] = []
    for party in agreeing.numbered(here):
        own = [one for one in told if party in one.parties]
        found += indices(factors(case, own, seed), agreeing.drawn_gains(here, party), samples, seed)
    size, coarse = zone_indices(here, told, samples, seed)
    return [*found, *size], coarse


def _stability(case: Case, samples: int, seed: int) -> SensitivityResult:
    here = standing.scene(case)
    told = inputs(case, here.found.parties)
    asked = [question for question, _ in here.asked]
    proved: dict[str, Scope] = {}
    if not any(one.ranged for one in told):
        proved = {question.name: "throughout" for question in asked}
    examined = _examined(case, asked, standing.turns(here, told), told, proved, set())
    quantities = standing.quantities(here)
    made: list[Index] | None = None
    if samples and available():
        made = []
        for party in here.found.parties:
            own = [one for one in told if party in one.parties]
            made += indices(factors(case, own, seed), standing.drawn_margins(here, party), samples, seed)
    return SensitivityResult(
        case,
        here.found.layout,
        "stability",
        told,
        examined,
        tuple(quantities),
        bars(told, quantities),
        None if made is None else tuple(made),
        None,
        samples,
        (),
    )
