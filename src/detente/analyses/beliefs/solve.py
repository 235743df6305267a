"""The analysis put together: believing, weighing, parting, turning, asking."""

from __future__ import annotations

from detente.analyses._asking import check_draws
from detente.analyses.beliefs.answer import BeliefsResult, Tried
from detente.analyses.beliefs.asking import Question, questions
from detente.analyses.beliefs.believing import beliefs_of
from detente.analyses.beliefs.packages import Package, Room, nash, offers, room
from detente.analyses.beliefs.parting import partings
from detente.analyses.beliefs.turning import Threshold, hinges, thresholds
from detente.analyses.beliefs.weighing import weights
from detente.case.coherence import incoherences, mended, untied
from detente.case.model import Case
from detente.case.numbers import numbers
from detente.result import Unanswerable
from detente.theory.enumeration import count_acceptable

MOST_ENDS = 4
"""With so many outcomes of no deal packages are compared."""


def beliefs(case: Case, *, mend: bool = False, draws: int = 1000, seed: int = 0) -> BeliefsResult:
    """What does each party believe after the evidence, what moved it, and what would move its choice?

    `mend`: work with the nearest numbers that fit together, where a party's stated credences do not. `draws`: how many draws to make from
    the team's ranges; 0 for none. `seed`: where the chance of the draws begins.

    Raises Unanswerable where no party states how likely it holds any claim, and where a party holds for impossible what was reported.
    """
    check_draws(draws, seed)
    wrong = incoherences(case)
    if mend:
        case = mended(case)
    if not any(claim.credence for claim in case.claims.values()):
        raise Unanswerable(
            "The case says of no claim how likely anybody holds it, so that there is nothing that evidence could move. "
            "Give a claim of fact a credence: claims.NAME.credence.PARTY: 0.2..0.6."
        )
    drawn = draws if any(n.unknown or n.low < n.high for n in numbers(case).values()) else min(draws, 1)
    held = beliefs_of(case, drawn, seed)
    tried, turned, asked, why = _decisions(case)
    return BeliefsResult(
        case=case,
        held=held,
        weights=weights(case),
        partings=partings(held),
        thresholds=turned,
        questions=asked,
        tried=tried,
        untried=why,
        incoherent=wrong,
        untied=untied(case),
        mended=mend,
        draws=drawn,
        certain=all(b.before[0] == b.before[1] and b.after[0] == b.after[1] for b in held),
    )


def _decisions(case: Case) -> tuple[Tried | None, tuple[Threshold, ...], tuple[Question, ...], str]:
    """The decisions that hang on beliefs; a sentence where the case has nothing to decide on."""
    if not case.issues or not case.preferences:
        return (
            None,
            (),
            (),
            "The case has no issues with options and preferences, so nothing is said of what beliefs would move.",
        )
    try:
        made = room(case)
    except Unanswerable as error:
        return None, (), (), f"What beliefs would move was not looked at: {error}"
    packages, excluded = _packages(case, made)
    parties = [p for p in made.model.layout.players if p in case.preferences]
    known = {p: hinges(case, p, made.model.numbers) for p in parties if p not in made.model.ordinal}
    counted = count_acceptable(made.model.problem)
    decode = made.model.layout.decode
    base = next((gate.no_deal for gate in made.model.problem.gates if gate.no_deal is not None), None)
    turned = thresholds(made, packages, parties)
    named = [p for t in turned for p in (t.package, t.other) if p is not None]
    tried = Tried(
        packages,
        {p.outcome: decode(p.outcome) for p in (*packages, *named)},
        None if base is None else decode(base),
        None if counted is None else counted[0],
        excluded,
        tuple(p for p, found in known.items() if not found),
        tuple(p for p in parties if p in made.model.ordinal),
    )
    asked = questions(made, packages)
    for one in asked:
        for side in (one.yes, one.no):
            if side.nash is not None:
                tried.outcomes[side.nash.outcome] = decode(side.nash.outcome)
    return tried, turned, asked, ""


def _packages(case: Case, made: Room) -> tuple[tuple[Package, ...], tuple[str, ...]]:
    """The Nash solution, the offers, what no deal leads to and the status quo: each package once."""
    best = nash(made.model)
    offered, excluded = offers(case, made)
    found = {p.outcome: p for p in (*([best] if best is not None else []), *offered)}
    for gate in made.model.problem.gates[:MOST_ENDS]:
        if gate.no_deal is not None:
            found.setdefault(gate.no_deal, Package(gate.no_deal, "no-deal"))
    if case.status_quo is not None:
        start = made.model.layout.encode(case.status_quo)
        found.setdefault(start, Package(start, "status-quo"))
    return tuple(found.values()), excluded
