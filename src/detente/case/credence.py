"""How likely a party holds a combination of claims to be, after all the evidence of the events that have been applied.

Atomic claims have independent priors; claims with `means` are combinations of them. What a source of reliability
`rho` reports on a claim H has the probability `P(E_1..n | H) = rho * product P(E_i | H) + (1 - rho) * f`, with one
`f` for all that it says on that claim (a biased source says what it says), so that its likelihood ratio is at most `1
+ rho / ((1 - rho) f)`. The posterior follows from Bayes' rule by enumeration of the few claims that hang together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, TypeVar

import numpy as np

from detente.case.model import And, Case, Choice, Expression, Held, If, Not, Or
from detente.case.numbers import bounds
from detente.case.reports import Factor, factor, groups

T = TypeVar("T", Fraction, Any)
World = Mapping[str, bool]
MOST_CLAIMS = 18


@dataclass(frozen=True, slots=True)
class Network:
    """The uncertain claims that matter to one question of one party, and the reports on any of them."""

    party: str
    atoms: tuple[str, ...]
    condition: Expression
    factors: tuple[Factor, ...]
    meanings: tuple[Expression, ...]
    """For each factor, its claim in terms of atoms."""

    def worlds(self) -> Iterator[tuple[dict[str, bool], bool, tuple[bool, ...]]]:
        """Each assignment of the atoms, whether the condition holds in it, and whether each factor's claim does."""
        for truth in product((True, False), repeat=len(self.atoms)):
            world = dict(zip(self.atoms, truth, strict=True))
            yield world, true_in(self.condition, world), tuple(true_in(m, world) for m in self.meanings)


def true_in(expression: Expression, world: World) -> bool:
    """Does a combination of claims hold in a world that settles each of its atoms?"""
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
        case Choice():
            raise ValueError("A condition on claims speaks of an issue here; keep the two apart.")


def spelled_out(case: Case, expression: Expression, within: tuple[str, ...] = ()) -> Expression:
    """The expression with every claim that `means` a combination replaced by it."""
    match expression:
        case Held(claim):
            told = case.claims.get(claim)
            if told is None:
                raise ValueError(f"claims.{claim} is used in a condition, but no claim has this name.")
            if told.means is None:
                return expression
            if claim in within:
                raise ValueError(f"claims.{claim}.means leads back to itself.")
            return spelled_out(case, told.means, (*within, claim))
        case Not(part):
            return Not(spelled_out(case, part, within))
        case And(parts):
            return And(tuple(spelled_out(case, part, within) for part in parts))
        case Or(parts):
            return Or(tuple(spelled_out(case, part, within) for part in parts))
        case If(then, condition):
            return If(spelled_out(case, then, within), spelled_out(case, condition, within))
        case Choice():
            return expression


def atoms_of(expression: Expression) -> frozenset[str]:
    """The claims that an expression names."""
    match expression:
        case Held(claim):
            return frozenset((claim,))
        case Not(part):
            return atoms_of(part)
        case And(parts) | Or(parts):
            return frozenset().union(*(atoms_of(part) for part in parts))
        case If(then, condition):
            return atoms_of(then) | atoms_of(condition)
        case Choice():
            return frozenset()


def network(case: Case, party: str, condition: Expression) -> Network:
    """What bears on `condition`: its atoms, and every report that a chain of shared atoms ties to them.

    Raises ValueError where `party` states no credence for an atom, or where too many claims hang together.
    """
    spelled = spelled_out(case, condition)
    atoms = set(atoms_of(spelled))
    told = [(group, spelled_out(case, Held(group.claim))) for group in groups(case)]
    while True:
        tied = [(group, meaning) for group, meaning in told if atoms & atoms_of(meaning)]
        wider = atoms.union(*(atoms_of(meaning) for _, meaning in tied))
        if wider == atoms:
            break
        atoms = wider
    for atom in sorted(atoms):
        if party not in case.claims[atom].credence:
            raise ValueError(f"{party} states no credence for claims.{atom}. Add claims.{atom}.credence.{party}.")
    if len(atoms) > MOST_CLAIMS:
        raise ValueError(
            f"{len(atoms)} uncertain claims hang together for {party} ({', '.join(sorted(atoms)[:4])}, …); at most "
            f"{MOST_CLAIMS} can be weighed exactly. Leave out evidence on combinations, or state a credence for the "
            "combination itself."
        )
    factors = tuple(factor(group, party) for group, _ in tied)
    return Network(party, tuple(sorted(atoms)), spelled, factors, tuple(meaning for _, meaning in tied))


def likelihoods(entry: Factor, numbers: Mapping[str, T]) -> tuple[T, T]:
    """How likely all reports of a group are where their claim is true, and where it is false."""
    if_true: Any = 1
    if_false: Any = 1
    for yes, no in entry.pairs:
        if_true, if_false = if_true * numbers[yes], if_false * numbers[no]
    if entry.rho is not None and entry.anyway is not None:
        rho, anyway = numbers[entry.rho], numbers[entry.anyway]
        if_true = rho * if_true + (1 - rho) * anyway
        if_false = rho * if_false + (1 - rho) * anyway
    for ratio in entry.ratios:
        if_true = if_true * numbers[ratio]
    return if_true, if_false


def credence(case: Case, party: str, condition: Expression, numbers: Mapping[str, T]) -> T:
    """The probability that `party` gives to `condition`, after the evidence of `case.applied`.

    `numbers` holds a Fraction or a float array (draws,) for every address of `detente.case.numbers.numbers`; the
    answer is of the same kind. Raises ValueError where the party states no credence for a claim that is needed, and
    where it holds for impossible what was reported (names event and party).
    """
    web = network(case, party, condition)
    priors = [numbers[f"claims.{atom}.credence.{party}"] for atom in web.atoms]
    if not web.factors and len(web.atoms) == 1 and web.condition == Held(web.atoms[0]):
        return priors[0]
    told = [likelihoods(entry, numbers) for entry in web.factors]
    for_it, against = _masses(web, priors, told)
    whole = for_it + against
    if bool(np.any(whole == 0)):
        raise ValueError(_impossible(web, priors, told))
    return for_it / whole  # type: ignore[no-any-return]


def _masses(web: Network, priors: Sequence[Any], told: Sequence[tuple[Any, Any]]) -> tuple[Any, Any]:
    """The prior mass of the worlds with and without the condition, each times the likelihood of what was reported."""
    zero = sum((p * 0 for p in priors), Fraction(0)) if priors and isinstance(priors[0], np.ndarray) else Fraction(0)
    masses = {True: zero, False: zero}
    for world, holds, true in web.worlds():
        mass: Any = 1
        for atom, prior in zip(web.atoms, priors, strict=True):
            mass = mass * (prior if world[atom] else 1 - prior)
        for claim_true, (yes, no) in zip(true, told, strict=True):
            mass = mass * (yes if claim_true else no)
        masses[holds] = masses[holds] + mass
    return masses[True], masses[False]


def _impossible(web: Network, priors: Sequence[Any], told: Sequence[tuple[Any, Any]]) -> str:
    """Name the first report that leaves no world."""
    for count in range(1, len(told) + 1):
        part = Network(web.party, web.atoms, web.condition, web.factors[:count], web.meanings[:count])
        for_it, against = _masses(part, priors, told[:count])
        if bool(np.any(for_it + against == 0)):
            group = web.factors[count - 1].group
            events = ", ".join(dict.fromkeys(f"events.{report.event}" for report in group.reports))
            return (
                f"{events} reports on {group.claim} what {web.party} holds for impossible, so no credence can follow. "
                f"Move a credence of {web.party}, or if_true, if_false or anyway of the evidence, away from 0 and 1."
            )
    return f"The credences of {web.party} leave nothing possible."


# ---------------------------------------------------------------- bounds

Range = tuple[Fraction, Fraction]
Pair = tuple[Fraction, Fraction]
MOST_CORNERS = 2**14
MOST_TERMS = 2**16


def credence_bounds(case: Case, party: str, condition: Expression) -> Range:
    """The lowest and the highest probability of `condition` over all ranges of the case.

    Exact: the posterior is a ratio of functions linear in each prior and in the likelihood ratio of each group of
    reports, so its extremes lie at their ends; and these ends are found group by group. Two cases give outer bounds
    only, sound but wider: the ranged reliability of one source that counts for several claims at once (each is then
    taken by itself), and more than 2**14 corners (interval arithmetic). Widening a range never narrows the answer.
    Raises ValueError as `credence` does, where the evidence is impossible throughout.
    """
    web = network(case, party, condition)
    box = bounds(case)
    priors = [box[f"claims.{atom}.credence.{party}"] for atom in web.atoms]
    told = [_extreme_pairs(entry, box) for entry in web.factors]
    ends: list[tuple[Any, ...]] = [tuple(dict.fromkeys(ends)) for ends in (*priors, *told)]
    corners = prod(len(each) for each in ends)
    if corners > MOST_CORNERS or corners * 2 ** len(web.atoms) > MOST_TERMS:
        return _interval(web, priors, [_outer(entry, box) for entry in web.factors])
    found: list[Fraction] = []
    for corner in product(*ends):
        for_it, against = _masses(web, corner[: len(web.atoms)], corner[len(web.atoms) :])
        if for_it + against:
            found.append(for_it / (for_it + against))
    if not found:
        raise ValueError(_impossible(web, *_first(priors, told)))
    return min(found), max(found)


def _first(priors: Sequence[Range], told: Sequence[tuple[Pair, Pair]]) -> tuple[list[Fraction], list[Pair]]:
    return [low for low, _ in priors], [low for low, _ in told]


def _corners(entry: Factor, box: Mapping[str, Range], high: bool) -> Iterator[Pair]:
    """The likelihoods of a group at the corners where its likelihood ratio can be greatest (or least)."""
    up, down = (1, 0) if high else (0, 1)
    numbers = {yes: box[yes][up] for yes, _ in entry.pairs} | {no: box[no][down] for _, no in entry.pairs}
    numbers |= {ratio: box[ratio][up] for ratio in entry.ratios}
    loose = [address for address in (entry.rho, entry.anyway) if address is not None]
    for ends in product(*(dict.fromkeys(box[address]) for address in loose)):
        yield likelihoods(entry, {**numbers, **dict(zip(loose, ends, strict=True))})


def _extreme_pairs(entry: Factor, box: Mapping[str, Range]) -> tuple[Pair, Pair]:
    """The likelihoods (if true, if false) at which their ratio is least and greatest."""
    least, greatest = list(_corners(entry, box, False)), list(_corners(entry, box, True))
    possible = [pair for pair in (*least, *greatest) if any(pair)]
    if not possible:
        return least[0], greatest[0]
    by_share = sorted(possible, key=lambda pair: pair[0] / (pair[0] + pair[1]))
    return _scaled(by_share[0]), _scaled(by_share[-1])


def _scaled(pair: Pair) -> Pair:
    """The same ratio, summing to 1, so that equal ratios are one corner."""
    return pair[0] / (pair[0] + pair[1]), pair[1] / (pair[0] + pair[1])


def _outer(entry: Factor, box: Mapping[str, Range]) -> tuple[Range, Range]:
    """Outer bounds of a group's likelihood if true, and if false, scaled so that they sum to 1."""
    pairs = _extreme_pairs(entry, box)
    return (min(p[0] for p in pairs), max(p[0] for p in pairs)), (min(p[1] for p in pairs), max(p[1] for p in pairs))


def _interval(web: Network, priors: Sequence[Range], told: Sequence[tuple[Range, Range]]) -> Range:
    """Outer bounds by interval arithmetic over the worlds."""
    low = {True: Fraction(0), False: Fraction(0)}
    high = dict(low)
    for world, holds, true in web.worlds():
        ranges = [
            prior if world[atom] else (1 - prior[1], 1 - prior[0])
            for atom, prior in zip(web.atoms, priors, strict=True)
        ]
        ranges += [yes if claim_true else no for claim_true, (yes, no) in zip(true, told, strict=True)]
        low[holds] += prod((each[0] for each in ranges), start=Fraction(1))
        high[holds] += prod((each[1] for each in ranges), start=Fraction(1))
    if high[True] + high[False] == 0:
        raise ValueError(_impossible(web, [p[0] for p in priors], [(yes[0], no[0]) for yes, no in told]))
    least, most = low[True] + high[False], high[True] + low[False]
    return (low[True] / least if least else Fraction(0)), (high[True] / most if most else Fraction(1))
