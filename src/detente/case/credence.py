"""How likely a party holds a combination of claims to be, after all the evidence of the events that have been applied.

Atomic claims have independent priors; the claims of a list of `exactly_one` are one question with as many answers, whose
stated credences are divided to sum to 1; claims with `means` are combinations of these. What a source of reliability
`rho` reports on a claim H has the probability `P(E_1..n | H) = rho * product P(E_i | H) + (1 - rho) * f`, with one
`f` for all that it says on that claim, its silence included (a biased source says what it says), so that its likelihood
ratio is at most `1 + rho / ((1 - rho) f)`. Of a report that did not come the complements count (`detente.case.reports`). The
posterior follows from Bayes' rule by enumeration of the few claims that hang together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import lcm, prod
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from detente.case.model import Case, Expression, Held
from detente.case.numbers import span
from detente.case.reports import Factor, Group, factor, groups, report_numbers
from detente.case.worlds import MOST_WORLDS, Variable, atoms_of, columns, count, spelled_out, truth_of, variables

T = TypeVar("T", Fraction, Any)
Masses = NDArray[Any]
"""float64, or object holding Python integers where the numbers are exact."""

MOST_CELLS = 2**21
"""So many worlds times draws are held at once."""


class ImpossibleEvidence(ValueError):
    """A party holds for impossible what was reported: the message names the event, the claim and the party, and how to mend it."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """The uncertain claims that matter to one question of one party, and the reports on any of them."""

    party: str
    variables: tuple[Variable, ...]
    condition: Expression
    """In terms of atoms."""
    factors: tuple[Factor, ...]
    holds: NDArray[np.bool_]
    """(worlds,): where the condition holds."""
    true: NDArray[np.bool_]
    """(factors, worlds): where the claim of each factor holds."""

    @property
    def atoms(self) -> tuple[str, ...]:
        """Every claim that has to be settled, by name."""
        return tuple(sorted(claim for names in self.variables for claim in names))


# ---------------------------------------------------------------- what hangs together


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What has been worked out of one case."""

    told: tuple[tuple[Group, Expression], ...]
    """Each group of reports, and its claim in terms of atoms."""
    spans: Mapping[str, tuple[Fraction, Fraction]]
    networks: dict[tuple[str, Expression], Network]


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A case as a key: the very object, whatever it says. (Cases are frozen.)"""

    case: Case

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.case is self.case

    def __hash__(self) -> int:
        return id(self.case)


@lru_cache(maxsize=8)
def _known(same: _Same) -> _Known:
    case = same.case
    told = tuple((group, spelled_out(case, Held(group.claim))) for group in groups(case))
    stated = {f"claims.{c.id}.credence.{party}": n for c in case.claims.values() for party, n in c.credence.items()}
    stated.update(report_numbers(case))
    return _Known(told, {address: span(address, number) for address, number in stated.items()}, {})


def network(case: Case, party: str, condition: Expression) -> Network:
    """What bears on `condition`: its atoms, and every report that a chain of shared claims ties to them.

    Raises ValueError where `party` states no credence for an atom, or where too many claims hang together.
    """
    known = _known(_Same(case))
    found = known.networks.get((party, condition))
    if found is None:
        found = known.networks[party, condition] = _network(case, party, condition, known)
    return found


def _network(case: Case, party: str, condition: Expression, known: _Known) -> Network:
    spelled = spelled_out(case, condition)
    settled = variables(case, atoms_of(spelled))
    while True:
        atoms = frozenset(claim for names in settled for claim in names)
        tied = [(group, meaning) for group, meaning in known.told if atoms & atoms_of(meaning)]
        wider = variables(case, atoms.union(*(atoms_of(meaning) for _, meaning in tied)))
        if wider == settled:
            break
        settled = wider
    for atom in sorted(atoms):
        if party not in case.claims[atom].credence:
            raise ValueError(f"{party} states no credence for claims.{atom}. Add claims.{atom}.credence.{party}.")
    if count(settled) > MOST_WORLDS:
        raise ValueError(
            f"{len(atoms)} uncertain claims hang together for {party} ({', '.join(sorted(atoms)[:4])}, …) in {count(settled):,} "
            f"possible worlds; at most {MOST_WORLDS:,} can be weighed exactly. Leave out evidence on combinations, or make a "
            "combination a claim of its own, with a credence instead of means."
        )
    truth = columns(settled)
    factors = tuple(factor(group, party) for group, _ in tied)
    true = [truth_of(meaning, truth) for _, meaning in tied]
    shaped = np.array(true, dtype=bool).reshape(len(true), count(settled))
    return Network(party, settled, spelled, factors, truth_of(spelled, truth), shaped)


# ---------------------------------------------------------------- the posterior


def likelihoods(entry: Factor, numbers: Mapping[str, T]) -> tuple[T, T]:
    """How likely all reports of a group are where their claim is true, and where it is false."""
    if_true: Any = 1
    if_false: Any = 1
    for (yes, no), absent in zip(entry.pairs, entry.absent, strict=True):
        if_true = if_true * (1 - numbers[yes] if absent else numbers[yes])
        if_false = if_false * (1 - numbers[no] if absent else numbers[no])
    if entry.rho is not None and entry.anyway is not None:
        rho, anyway = numbers[entry.rho], 1 - numbers[entry.anyway] if entry.silent else numbers[entry.anyway]
        if_true = rho * if_true + (1 - rho) * anyway
        if_false = rho * if_false + (1 - rho) * anyway
    for ratio in entry.ratios:
        if_true = if_true * numbers[ratio]
    return if_true, if_false


def credence(case: Case, party: str, condition: Expression, numbers: Mapping[str, T]) -> T:
    """The probability that `party` gives to `condition`, after the evidence of `case.applied`.

    `numbers` holds a Fraction or a float array (draws,) for every address of `detente.case.numbers.numbers`; the
    answer is of the same kind. Raises ValueError where the party states no credence for a claim that is needed, and
    ImpossibleEvidence where it holds for impossible what was reported.
    """
    web = network(case, party, condition)
    stated: list[list[Any]] = []
    for names in web.variables:
        stated.append([numbers[f"claims.{claim}.credence.{party}"] for claim in names])
    if (
        not web.factors
        and web.variables == (web.atoms,)
        and len(web.atoms) == 1
        and web.condition == Held(web.atoms[0])
    ):
        return stated[0][0]  # type: ignore[no-any-return]
    told: list[tuple[Any, Any]] = [likelihoods(entry, numbers) for entry in web.factors]
    given = [number for part in (*stated, *told) for number in part]
    exact = all(isinstance(number, Fraction | int) for number in given)
    priors = [_aligned((p[0], 1 - p[0]) if len(p) == 1 else p, exact) for p in stated]
    weighed = [_aligned(pair, exact) for pair in told]
    for_it, against = _masses(web, priors, weighed)
    whole = for_it + against
    if bool(np.any(whole == 0)):
        raise ImpossibleEvidence(_impossible(web, priors, weighed))
    if exact:
        return Fraction(int(for_it[0]), int(whole[0]))
    found = for_it / whole
    drawn = any(isinstance(number, np.ndarray) for number in given)
    return found if drawn else found[0]  # type: ignore[no-any-return]


def _aligned(values: Sequence[Any], exact: bool) -> Masses:
    """Numbers that belong together as an array (values, draws); exact ones as integers, in the same proportion."""
    if not exact:
        return np.stack(np.broadcast_arrays(*(np.atleast_1d(np.asarray(value, dtype=np.float64)) for value in values)))
    return _whole([[value] for value in values])


def _whole(rows: Sequence[Sequence[Fraction | int]]) -> Masses:
    """Fractions as Python integers, all in the same proportion."""
    common = lcm(*(Fraction(value).denominator for row in rows for value in row))
    return np.array([[int(value * common) for value in row] for row in rows], dtype=object)


def _masses(web: Network, priors: Sequence[Masses], told: Sequence[Masses]) -> tuple[Masses, Masses]:
    """The mass (draws,) of the worlds with and without the condition, up to a factor: prior times the likelihood of what was reported.

    `priors`: (values, draws or 1) for each variable; `told`: (2, draws or 1), if true and if false, for each factor.
    """
    draws = max([1, *(part.shape[1] for part in (*priors, *told))])
    at_once = max(1, MOST_CELLS // len(web.holds))
    if draws > at_once:
        cuts = [slice(start, start + at_once) for start in range(0, draws, at_once)]
        pieces = [_masses(web, [_cut(p, cut) for p in priors], [_cut(t, cut) for t in told]) for cut in cuts]
        return np.concatenate([yes for yes, _ in pieces]), np.concatenate([no for _, no in pieces])
    exact = any(part.dtype == object for part in (*priors, *told))
    mass: Masses = np.ones((1, draws), dtype=object if exact else np.float64)
    for values in priors:
        mass = (mass[:, None, :] * values[None, :, :]).reshape(-1, draws)
    for true, pair in zip(web.true, told, strict=False):
        mass *= pair[np.where(true, 0, 1)]
    return mass[web.holds].sum(axis=0), mass[~web.holds].sum(axis=0)


def _cut(part: Masses, cut: slice) -> Masses:
    return part if part.shape[1] == 1 else part[:, cut]


def _impossible(web: Network, priors: Sequence[Masses], told: Sequence[Masses]) -> str:
    """Name the first report that leaves no world."""
    for names, values in zip(web.variables, priors, strict=True):
        if bool(np.any(values.sum(axis=0) == 0)):
            return (
                f"{web.party} gives none of {', '.join(names)} a chance, and exactly one of them is true. "
                f"Give claims.{names[0]}.credence.{web.party}, or another, more than 0."
            )
    for used in range(1, len(told) + 1):
        for_it, against = _masses(web, priors, told[:used])
        if bool(np.any(for_it + against == 0)):
            group = web.factors[used - 1].group
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
MOST_TERMS = 2**18


def credence_bounds(case: Case, party: str, condition: Expression) -> Range:
    """The lowest and the highest probability of `condition` over all ranges of the case.

    Exact: the posterior is a ratio of functions linear in each prior and in the likelihood ratio of each group of
    reports, so its extremes lie at their ends; and these ends are found group by group. Two cases give outer bounds
    only, sound but wider: the ranged reliability of one source that counts for several claims at once (each is then
    taken by itself), and more than 2**14 corners (interval arithmetic). Widening a range never narrows the answer.
    Raises ValueError as `credence` does, where the evidence is impossible throughout.
    """
    web = network(case, party, condition)
    box = _known(_Same(case)).spans
    stated = [[box[f"claims.{claim}.credence.{party}"] for claim in names] for names in web.variables]
    ends: list[list[tuple[Fraction, ...]]] = [_prior_ends(ranges) for ranges in stated]
    ends += [list(dict.fromkeys(_extreme_pairs(entry, box))) for entry in web.factors]
    corners = prod(len(each) for each in ends)
    if corners > MOST_CORNERS or corners * len(web.holds) > MOST_TERMS:
        return _interval(web, stated, [_outer(entry, box) for entry in web.factors])
    at = np.indices([len(each) for each in ends]).reshape(len(ends), corners)
    lined = [_whole(list(zip(*each, strict=True)))[:, places] for each, places in zip(ends, at, strict=True)]
    for_it, against = _masses(web, lined[: len(stated)], lined[len(stated) :])
    found = [Fraction(int(yes), int(yes + no)) for yes, no in zip(for_it, against, strict=True) if yes + no]
    if not found:
        raise ImpossibleEvidence(_impossible(web, lined[: len(stated)], lined[len(stated) :]))
    return min(found), max(found)


def _prior_ends(ranges: Sequence[Range]) -> list[tuple[Fraction, ...]]:
    """The chances of the values of a variable (up to a factor) at the ends of its ranges."""
    if len(ranges) == 1:
        return [(end, 1 - end) for end in dict.fromkeys(ranges[0])]
    return list(product(*(dict.fromkeys(each) for each in ranges)))


def _corners(entry: Factor, box: Mapping[str, Range], high: bool) -> Iterator[Pair]:
    """The likelihoods of a group at the corners where its likelihood ratio can be greatest (or least)."""
    up, down = (1, 0) if high else (0, 1)
    numbers: dict[str, Fraction] = {}
    for (yes, no), absent in zip(entry.pairs, entry.absent, strict=True):
        numbers[yes], numbers[no] = box[yes][down if absent else up], box[no][up if absent else down]
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


def _interval(web: Network, stated: Sequence[Sequence[Range]], told: Sequence[tuple[Range, Range]]) -> Range:
    """Outer bounds by interval arithmetic over the worlds: the masses with every number low, and with every number high."""
    ranges = [[p[0], (1 - p[0][1], 1 - p[0][0])] if len(p) == 1 else p for p in stated]
    lined = [_whole(each) for each in (*ranges, *told)]
    for_it, against = _masses(web, lined[: len(ranges)], lined[len(ranges) :])
    if not for_it[1] + against[1]:
        raise ImpossibleEvidence(
            _impossible(web, [p[:, 1:] for p in lined[: len(ranges)]], [p[:, 1:] for p in lined[len(ranges) :]])
        )
    least, most = int(for_it[0] + against[1]), int(for_it[1] + against[0])
    return (Fraction(int(for_it[0]), least) if least else Fraction(0)), (
        Fraction(int(for_it[1]), most) if most else Fraction(1)
    )
