"""Sentences that a minister's aide could read out, most important first; caveats last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.stability import courses, groups, sights
from detente.analyses.stability.caveats import caveats
from detente.analyses.stability.telling import MEANS, capital, grounds, points, state_words, witness_words
from detente.analyses.stability.turning import Turn
from detente.result import Finding, Scope

if TYPE_CHECKING:
    from detente.analyses.stability.answer import StabilityResult

FEW_NAMED = 3


def findings(result: StabilityResult) -> tuple[Finding, ...]:
    """All findings of one answer."""
    told = (
        *_asked(result),
        *groups.coalition(result),
        *courses.leads(result),
        *_status_quo(result),
        *_counts(result),
        *groups.groups(result),
        *courses.roles(result),
        *_turns(result),
        *sights.sights(result),
        *sights.unsure(result),
        *sights.variants(result),
        *caveats(result),
    )
    made = None if result.draws is None or result.draws.n == result.wanted else result.draws.n
    return tuple(replace(one, text=capital(one.text), draws=made if one.share is not None else None) for one in told)


def _titles(result: StabilityResult, concepts: Sequence[str]) -> str:
    from detente.analyses.stability.answer import TITLES

    return wording.listed(TITLES[concept] for concept in concepts)


# ---------------------------------------------------------------- one outcome


def _asked(result: StabilityResult) -> list[Finding]:
    """The outcome asked about: by which concepts it holds, for whom it does not and why, and what that would take."""
    if result.asked is None or result.asked == result.start:
        return []
    return [*_standing(result, result.asked), *_wished(result, result.asked)]


def _status_quo(result: StabilityResult) -> list[Finding]:
    """The same for the status quo."""
    return [] if result.start is None else _standing(result, result.start)


def _standing(result: StabilityResult, state: int) -> list[Finding]:
    why = result.why(state)
    if why is None:
        return []
    holds = [c for c in result.concepts if why.holds(c)]
    fails = [c for c in result.concepts if why.holds(c) is False]
    what = capital(state_words(result, state))
    told = []
    if holds:
        reasons = _reasons(result, state, holds[-1], stable=True)
        told.append(_by(result, state, f"{what} holds for every party by {_titles(result, holds)}{reasons}", holds))
    if fails:
        reasons = _reasons(result, state, "gmr" if "gmr" in fails else fails[-1], stable=False)
        told.append(_by(result, state, f"{what} does not hold by {_titles(result, fails)}{reasons}", fails, False))
    return told


def _reasons(result: StabilityResult, state: int, concept: str, stable: bool) -> str:
    """Who would leave it by the concept; or what holds those who are tempted."""
    why = result.why(state)
    assert why is not None
    every = [w for w in why.witnesses if w.concept == concept]
    chosen = [w for w in every if w.temptations] if stable else [w for w in every if not w.stable]
    if stable and not chosen:
        return f": {MEANS['nash']}."
    return ": " + " ".join(witness_words(result, w) for w in chosen[:FEW_NAMED])


def _by(result: StabilityResult, state: int, text: str, concepts: Sequence[str], holds: bool = True) -> Finding:
    """A finding that says by which concepts an outcome is (or is not) an equilibrium, and in how many draws by all of them (or none)."""
    why = result.why(state)
    # what holds by Nash holds by all five, and what does not hold by GMR by none
    decisive = next(([c] for c in concepts if c == ("nash" if holds else "gmr")), concepts)
    share = None if result.draws is None else result.draws.joint(decisive, state, holds)
    tempted = [w for w in why.witnesses if w.concept == concepts[-1] and w.temptations] if why else []
    states = [state, *(t.to for w in tempted for t in w.temptations[:1])]
    parties = [result.found.parties[w.party] for w in tempted] or result.found.parties
    return Finding(
        text if text.endswith(".") else f"{text}.",
        rests_on=grounds(result, states, parties) if len(set(states)) > 1 else _all_grounds(result),
        scope=_proved(result, decisive, state, holds) or scope_of(result, share),
        share=share,
    )


def _all_grounds(result: StabilityResult) -> tuple[str, ...]:
    return tuple(f"preferences.{party}" for party in result.found.parties if party in result.case.preferences)


def _proved(result: StabilityResult, concepts: Sequence[str], state: int, holds: bool) -> Scope | None:
    """What is proved for all numbers inside the ranges: that an outcome holds by all of these concepts, or by none of them."""
    if result.unsure is None:
        return None
    known = [result.unsure.scope(concept, state) for concept in concepts]
    wanted: Scope = "throughout" if holds else "never"
    if all(one == wanted for one in known):
        return "throughout"
    return "never" if any(one not in (wanted, None) for one in known) else None


def scope_of(result: StabilityResult, share: float | None) -> Scope:
    """Nothing here is proved for whole ranges: without ranges all is certain, else draws say how a sentence fares."""
    if result.certain:
        return "throughout"
    return "depends" if share is not None and 0 < share < 1 else "unknown"


def _wished(result: StabilityResult, state: int) -> list[Finding]:
    """What would have to change, in whose preferences, for an outcome to hold: the smallest change first."""
    told = []
    for concept in result.concepts:
        turns = [t for t in result.rises if t.state == state and t.concept == concept]
        if not turns:
            continue
        needs = wording.listed(_need(result, t) for t in sorted(turns, key=lambda t: (t.points or 0, t.passes)))
        told.append((len(turns), sum((t.points or 0) for t in turns), concept, needs, turns))
    if not told:
        return []
    told.sort(key=lambda one: (one[0], one[1]))
    _, _, concept, needs, turns = told[0]
    return [
        Finding(
            f"It would hold by {_titles(result, [concept])} only if {needs}; that is the smallest change of this kind among "
            f"the concepts by which it does not hold.",
            rests_on=tuple(f"preferences.{t.party}" for t in turns),
            scope="throughout" if result.certain else "unknown",
        )
    ]


def _need(result: StabilityResult, turn: Turn) -> str:
    party = wording.party(result.case, turn.party)
    if turn.points is None:
        return f"{party} ranked it {wording.count(turn.passes, 'place')} higher, level with {state_words(result, turn.setter)}"
    return f"{party} valued it at least {points(turn.points)} (of its 100) more, as much as {state_words(result, turn.setter)}"


# ---------------------------------------------------------------- how many


def _counts(result: StabilityResult) -> list[Finding]:
    """How many outcomes hold by each concept; those by Nash by name where they are few."""
    states = result.found.states
    told = []
    for concept in result.concepts:
        if concept in result.held:
            number = len(result.held.equilibria[concept])
            told.append(f"by {_titles(result, [concept])} {wording.large(number)}")
    made = [
        Finding(
            f"Of {wording.count(states, 'feasible outcome')}, so many hold for every party on these estimates: {wording.listed(told)}.",
            rests_on=_all_grounds(result),
            scope=scope_of(result, None),
        )
    ]
    if "nash" in result.held:
        made += [
            _named(result, int(state)) for state in result.held.equilibria["nash"] if _worth_naming(result, int(state))
        ]
    return made


def _worth_naming(result: StabilityResult, state: int) -> bool:
    """Not the status quo or the outcome asked about again, nor any of many."""
    few = len(result.held.equilibria["nash"]) <= FEW_NAMED
    return few and state not in (result.start, result.asked)


def _named(result: StabilityResult, state: int) -> Finding:
    also = [c for c in result.held.by(state) if c != "nash"]
    more = f", and by {_titles(result, also)}" if also else ""
    told = f"By Nash {state_words(result, state)} holds for every party: {MEANS['nash']}{more}"
    return _by(result, state, told, ["nash"])


# ---------------------------------------------------------------- turns


def _turns(result: StabilityResult) -> list[Finding]:
    """What each resting end and the status quo hang on most: the least that would turn them."""
    made = []
    watched = dict.fromkeys(
        [*(end[0] for end in result.ends if len(end) == 1), *([result.start] if result.start is not None else [])]
    )
    for state in watched:
        turns = [t for t in result.falls if t.state == state and t.points is not None]
        if not turns:
            continue
        concept = next(c for c in result.concepts if any(t.concept == c for t in turns))
        least = min((t for t in turns if t.concept == concept), key=lambda t: t.points or 0)
        assert least.points is not None
        party = wording.party(result.case, least.party)
        how = (
            f"while {party} values it no more than {points(least.points)} (of its 100) less than on these estimates; beyond that"
            if least.points
            else f"just: were it worth any less to {party},"
        )
        made.append(
            Finding(
                f"{capital(state_words(result, state))} holds by {_titles(result, [concept])} only {how} {state_words(result, least.temptation)} would "
                "tempt it with nothing to deter it. No other party would turn it sooner.",
                rests_on=grounds(result, [state, least.temptation], [least.party]),
                scope="throughout" if result.certain else "unknown",
            )
        )
    return made[:FEW_NAMED]
