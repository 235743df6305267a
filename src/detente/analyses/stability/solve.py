"""The analysis put together: holding, leading, reasons, turning, seeing, drawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from detente.analyses._asking import check_draws, check_number, parse_package
from detente.analyses._conflict import Play, ends_of, play
from detente.analyses._translate import has_ranges
from detente.analyses.stability import drawing, holding, joining, leading, reasons, seeing, turning, unknowing
from detente.analyses.stability.answer import StabilityResult
from detente.case.model import Case
from detente.result import Unanswerable, WrongUse
from detente.theory.lookahead import light
from detente.theory.responses import RESPONSES
from detente.theory.stability import CONCEPTS

MOST_WHYS, FEW_WHYS = 60, 12
"""So many outcomes are explained for each party and concept; fewer where groups can go almost anywhere."""
FEW_STATES = 40
"""Of no more outcomes than this, all are."""
MOST_TRACKED = 200

Concept = Literal["all", "nash", "gmr", "smr", "seq", "symmetric_seq"]


def stability(
    case: Case,
    *,
    outcome: str = "",
    coalition: str = "",
    concept: Concept = "all",
    response: Literal["canonical", "once", "single"] = "canonical",
    limit: int = 200,
    draws: int = 1000,
    seed: int = 0,
) -> StabilityResult:
    """Which outcomes hold by themselves, why, by whose answers, and where would the parties' own moves lead?

    `outcome`: one outcome to ask about, such as "radar=gabala, data=joint"; issues left out are as in the status quo. `coalition`: parties, such as "alder, birch", of which to
    ask what they would do together though no consent joins just them. `concept`: by
    which concept outcomes are to hold: nash, gmr, smr, seq, symmetric_seq, or all five. `response`: how others may answer: canonical (in any
    order, nobody twice in a row), or as other programs have it, each once or a single answer. `limit`: how many outcomes to list of each
    kind. `draws`: how many draws to make from the team's ranges, fewer where the case is large; 0 for none. `seed`: where the chance of the
    draws begins.

    Raises Unanswerable where the case gives too little or is too large, WrongUse where a parameter does not fit it.
    """
    _check(concept, response)
    check_draws(draws, seed)
    check_number("limit", limit, 1, 10**7)
    _need_preferences(case)
    concepts = CONCEPTS if concept == "all" else (concept,)
    found = play(case)
    asked = _asked(found, outcome)
    held = holding.hold(found, concepts, response)
    led = _led(found)
    tracked = _tracked(found, held, led, asked)
    whys = reasons.explain(found, _explained(found, tracked), concepts, response)
    doable = tuple(c for c in concepts if c in held)
    turned = doable if light(found.prepared) else tuple(c for c in doable if c == "nash")
    wished = [asked] if asked is not None else []
    certain = not has_ranges(case)
    n = 0 if certain else drawing.how_many(found, draws)
    return StabilityResult(
        case=case,
        found=found,
        concepts=concepts,
        response=response,
        limit=limit,
        held=held,
        led=led,
        asked=asked,
        whys=whys,
        rises=tuple(t for c in turned for t in turning.rises(found, wished, c, response)),
        falls=tuple(t for c in turned for t in turning.falls(found, _falling(held, tracked, c), c, response)),
        sight=seeing.see(found, concepts, response, tracked[:FEW_WHYS]),
        unsure=None if certain else unknowing.unsure(found, doable, response),
        draws=drawing.drawn(found, tracked, doable, (response, n, seed)) if n else None,
        joined=_joined(found, coalition, tracked, doable, response),
        wanted=draws,
        certain=certain,
    )


def _check(concept: str, response: str) -> None:
    if concept not in ("all", *CONCEPTS):
        raise WrongUse(f"There is no concept {concept!r}; take all, {', '.join(CONCEPTS)}.")
    if response not in RESPONSES:
        raise WrongUse(f"There is no response {response!r}; take {', '.join(RESPONSES)}.")


def _need_preferences(case: Case) -> None:
    if not case.preferences:
        raise Unanswerable(
            "The case says of no party what it wants, so that nothing can be said of what it would do. "
            "State `preferences:` for each party that can change something: a ranking is enough."
        )


def _asked(found: Play, text: str) -> int | None:
    if not text.strip():
        return None
    chosen = parse_package(found.case, text)
    state = found.state(chosen)
    if state is None:
        raise WrongUse("The rules of the case exclude that outcome, so it cannot hold. Ask about one that can be.")
    return state


def _joined(
    found: Play, text: str, tracked: Sequence[int], concepts: Sequence[str], response: str
) -> joining.Joined | None:
    """What a coalition that was asked about would do to the outcomes of note."""
    names = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    for name in names:
        if name not in found.parties:
            raise WrongUse(f"There is no party {name!r} that could act here. There are {', '.join(found.parties)}.")
    if len(names) == 1:
        raise WrongUse("A coalition takes two parties or more; write them with commas between.")
    return joining.join(found, names, tracked[:FEW_WHYS], concepts, response) if names else None


def _led(found: Play) -> leading.Led | None:
    if found.case.status_quo is None:
        return None
    start = found.state(found.case.status_quo)
    return None if start is None else leading.lead(found, start)


def _tracked(found: Play, held: holding.Held, led: leading.Led | None, asked: int | None) -> tuple[int, ...]:
    """The outcomes that are explained, turned and drawn: asked about, the status quo, the ends, then equilibria."""
    first = [] if asked is None else [asked]
    if led is not None:
        first.append(led.start)
        first += [state for end in ends_of(led.free) for state in end[:5]][:20]
    by_fewest = sorted(held.equilibria.values(), key=len)
    rest = [int(state) for states in by_fewest for state in states[:MOST_TRACKED]]
    return tuple(dict.fromkeys([*first, *rest]))[:MOST_TRACKED]


def _explained(found: Play, tracked: Sequence[int]) -> tuple[int, ...]:
    every = range(found.states) if found.states <= FEW_STATES else ()
    most = MOST_WHYS if light(found.prepared) else FEW_WHYS
    return tuple(dict.fromkeys([*tracked[:most], *every]))


def _falling(held: holding.Held, tracked: Sequence[int], concept: str) -> list[int]:
    """The equilibria by a concept of which it is asked how little would turn them."""
    kept = {int(state) for state in held.equilibria[concept]}
    return [state for state in tracked[:MOST_WHYS] if state in kept]
