"""Random networks of claims, sources and reports, and Bayes' rule on them by enumeration of everything that could be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import strategies as st

from detente.case.model import And, Case, Claim, Event, Evidence, Expression, Held, If, Not, Number, Or, Source
from detente.case.read import read

DAY = date(2021, 1, 1)
BARE = read("detente: 1\ntitle: T\nparties: {alder: {}, birch: {}}\n")
FREE, LISTED = ("silts", "falls"), ("north", "south", "none")
COMBINED = ("pair", "nested")
CLAIMS = (*FREE, *LISTED, *COMBINED)
SOURCES = ("office", "paper", None)


def number(low: int, high: int) -> Number:
    return Number(Fraction(low, 10), Fraction(high, 10))


def fixed() -> st.SearchStrategy[Number]:
    return st.integers(1, 9).map(lambda k: number(k, k))


def ranged() -> st.SearchStrategy[Number]:
    return st.tuples(st.integers(1, 9), st.integers(1, 9)).map(lambda p: number(min(p), max(p)))


def conditions(names: tuple[str, ...]) -> st.SearchStrategy[Expression]:
    leaf = st.sampled_from(names).map(Held)
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            inner.map(Not),
            st.tuples(inner, inner).map(And),
            st.tuples(inner, inner).map(Or),
            st.tuples(inner, inner).map(lambda p: If(*p)),
        ),
        max_leaves=4,
    )


@st.composite
def networks(
    draws: st.DrawFn, chance: st.SearchStrategy[Number], most_reports: int = 4, apart: bool = False
) -> tuple[Case, Expression]:
    """A case of two parties, two free claims, a list of three of which one is true, a combination and one of combinations, and reports
    on any of them: some absent, some read differently by alder. `apart`: each report has a source of its own."""
    claims = {
        name: Claim(name, name, credence={p: draws(chance) for p in ("alder", "birch")}) for name in (*FREE, *LISTED)
    }
    claims["pair"] = Claim("pair", "pair", means=draws(conditions((*FREE, *LISTED))))
    claims["nested"] = Claim("nested", "nested", means=draws(conditions(("pair", *FREE))))
    events, f, kept = [], draws(chance), draws(chance)
    for k in range(draws(st.integers(0, most_reports))):
        absent = draws(st.booleans())
        own = draws(
            st.sampled_from(({}, {"if_true": draws(chance)}, {"if_false": draws(chance), "if_true": draws(chance)}))
        )
        told = Evidence(
            claim=draws(st.sampled_from(CLAIMS)),
            source=f"s{k}" if apart else draws(st.sampled_from(SOURCES)),
            if_true=draws(chance),
            if_false=draws(chance),
            anyway=kept if absent else f,
            readers={"alder": own} if own else {},
            absent=absent,
        )
        events.append(Event(f"e{k}", DAY, "2021", evidence=(told,)))
    named = [f"s{k}" for k in range(most_reports)] if apart else ["office", "paper"]
    sources = {name: Source(name, reliability=draws(chance)) for name in named}
    applied = tuple(event.id for event in events)
    made = replace(BARE, claims=claims, events=tuple(events), sources=sources, applied=applied, exactly_one=(LISTED,))
    return made, draws(conditions(CLAIMS))


def true_in(expression: Expression, world: Mapping[str, bool]) -> bool:
    match expression:
        case Held(claim):
            return world[claim]
        case Not(part):
            return not true_in(part, world)
        case And(parts):
            return all(true_in(part, world) for part in parts)
        case Or(parts):
            return any(true_in(part, world) for part in parts)
        case If(then, condition):
            return true_in(then, world) or not true_in(condition, world)
    raise TypeError(expression)


def worlds(told: Case) -> Iterator[dict[str, bool]]:
    """Every way in which all claims can be true and false, without any short cut."""
    for truth in product((True, False), repeat=len(told.claims)):
        world = dict(zip(told.claims, truth, strict=True))
        meant = all(c.means is None or true_in(c.means, world) == world[c.id] for c in told.claims.values())
        if meant and all(sum(world[claim] for claim in names) == 1 for names in told.exactly_one):
            yield world


def posterior(told: Case, party: str, condition: Expression, at: Mapping[str, Any]) -> Fraction:
    """Bayes' rule over all worlds, and over whether each source is reliable on each claim."""
    masses = {True: Fraction(0), False: Fraction(0)}
    pieces = [(event.id, e) for event in told.events for e in event.evidence]
    pairs = sorted({(e.source, e.claim) for _, e in pieces if e.source})
    for world in worlds(told):
        before = _prior(told, party, world, at)
        for reliable in product((True, False), repeat=len(pairs)):
            sound = dict(zip(pairs, reliable, strict=True))
            mass = before
            for (source, claim), good in sound.items():
                rho = at[f"sources.{source}.reliability"]
                mass *= rho if good else (1 - rho) * _anyway(pieces, source, claim, at)
            for event, e in pieces:
                if e.source is None or sound[e.source, e.claim]:
                    mass *= _chance(event, e, party, world[e.claim], at)
            masses[true_in(condition, world)] += mass
    return masses[True] / (masses[True] + masses[False])


def _prior(told: Case, party: str, world: Mapping[str, bool], at: Mapping[str, Any]) -> Fraction:
    listed = {claim for names in told.exactly_one for claim in names}
    mass = Fraction(1)
    for claim in told.claims.values():
        if claim.means is None and claim.id not in listed:
            chance = at[f"claims.{claim.id}.credence.{party}"]
            mass *= chance if world[claim.id] else 1 - chance
    for names in told.exactly_one:
        chances = {name: at[f"claims.{name}.credence.{party}"] for name in names}
        mass *= next(chance for name, chance in chances.items() if world[name]) / sum(chances.values())
    return mass


def _anyway(pieces: list[tuple[str, Evidence]], source: str, claim: str, at: Mapping[str, Any]) -> Fraction:
    """How likely an unreliable source says all that it says; of mere silence, that it says nothing."""
    own = [(event, e) for event, e in pieces if (e.source, e.claim) == (source, claim)]
    said = [event for event, e in own if not e.absent]
    if said:
        return Fraction(at[f"events.{said[0]}.evidence.anyway"])
    return 1 - Fraction(at[f"events.{own[0][0]}.evidence.anyway"])


def _chance(event: str, e: Evidence, party: str, true: bool, at: Mapping[str, Any]) -> Fraction:
    side = "if_true" if true else "if_false"
    where = f"readers.{party}.{side}" if side in e.readers.get(party, {}) else side
    chance = Fraction(at[f"events.{event}.evidence.{where}"])
    return 1 - chance if e.absent else chance
