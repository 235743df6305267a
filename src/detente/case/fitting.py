"""Do the probabilities that a party states fit together, before any evidence? Where they do not, and the nearest that do.

Numbers fit together if some probability over the possible worlds gives all of them (`detente.theory.coherence`): a combination is no
likelier than its parts allow, and the claims of a list of `exactly_one` add up to 1. Ranges fit if some numbers inside them do. A credence
stated for a claim with `means` is a check on its parts: what is computed always follows from the atoms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.case.credence import credence_bounds
from detente.case.fitting_words import decimals, why
from detente.case.model import Case, Held
from detente.case.worlds import MOST_WORLDS, Variable, atoms_of, columns, count, spelled_out, truth_of, variables
from detente.theory.coherence import Nearest, nearest

Range = tuple[Fraction, Fraction]
MOST_CHECKED = MOST_WORLDS // 4
NEGLIGIBLE = Fraction(1, 10**18)
"""The square of a distance that counts as none."""


@dataclass(frozen=True, slots=True)
class Incoherence:
    """Numbers of one party that do not fit together.

    `claims`: those that the least change moves, in the order of the file; `stated`: the range of each; `nearest`: the number that mends
    each; `distance`: how far that is from the stated ranges, all together (Euclidean). `smallest`: claims among them that do not fit
    together although any fewer of them would; `why` says so in a sentence. `behind`: every claim whose number counted.
    """

    party: str
    claims: tuple[str, ...]
    stated: tuple[Range, ...]
    nearest: tuple[Fraction, ...]
    distance: float
    why: str
    smallest: tuple[str, ...]
    behind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Untied:
    """A credence in a combination that fits with its parts, but is not what they come to if they are independent, as they are taken to be."""

    party: str
    claim: str
    stated: Range
    follows: Range
    why: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """Claims of one party that hang together through `means` and `exactly_one`, with what it states of them."""

    party: str
    settled: tuple[Variable, ...]
    claims: tuple[str, ...]
    box: tuple[Range, ...]


def incoherences(case: Case) -> tuple[Incoherence, ...]:
    """Where the stated numbers of a party do not fit together: one entry for each party and set of claims that hang together.

    Pieces of more than 65,536 possible worlds are left out (`unchecked`).
    """
    found = (_incoherence(case, piece) for piece in _pieces(case) if count(piece.settled) <= MOST_CHECKED)
    return tuple(entry for entry in found if entry is not None)


def unchecked(case: Case) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Party and claims wherever too many claims hang together for `incoherences`."""
    return tuple((piece.party, piece.claims) for piece in _pieces(case) if count(piece.settled) > MOST_CHECKED)


def untied(case: Case) -> tuple[Untied, ...]:
    """Stated combinations that their parts, taken as independent, do not come to anywhere in their ranges, though they fit with them."""
    before = replace(case, applied=())
    moved = {(entry.party, claim) for entry in incoherences(case) for claim in entry.claims}
    found = []
    for claim in case.claims.values():
        for party, number in claim.credence.items() if claim.means is not None else ():
            if (party, claim.id) in moved:
                continue
            try:
                follows = credence_bounds(before, party, Held(claim.id))
            except ValueError:
                continue
            stated = number.low, number.high
            if stated[1] < follows[0] or follows[1] < stated[0]:
                told = f"{_named(case, party)} gives {claim.id} {decimals(stated)}. Its parts would give it {decimals(follows)}"
                why_not = f"{told} if they are independent of each other, as they are taken to be here, and that is what counts."
                found.append(Untied(party, claim.id, stated, follows, why_not))
    return tuple(found)


# ---------------------------------------------------------------- what hangs together


def _pieces(case: Case) -> Iterator[_Piece]:
    """For each party, the claims that `means` with a stated credence, and `exactly_one`, tie together."""
    combined = {
        claim.id: atoms_of(spelled_out(case, Held(claim.id)))
        for claim in case.claims.values()
        if claim.means is not None
    }
    for party in case.parties:
        ties = [combined[name] for name in combined if party in case.claims[name].credence]
        ties += [
            frozenset(names) for names in case.exactly_one if all(party in case.claims[name].credence for name in names)
        ]
        for settled in _merged(case, ties):
            atoms = {claim for names in settled for claim in names}
            within = [
                c
                for c in case.claims.values()
                if party in c.credence and combined.get(c.id, frozenset((c.id,))) <= atoms
            ]
            box = tuple((claim.credence[party].low, claim.credence[party].high) for claim in within)
            yield _Piece(party, settled, tuple(claim.id for claim in within), box)


def _merged(case: Case, ties: list[frozenset[str]]) -> list[tuple[Variable, ...]]:
    """Sets of atoms as the variables that they settle, those that share one put together."""
    found: list[tuple[Variable, ...]] = []
    for atoms in ties:
        settled = set(variables(case, atoms))
        apart = [other for other in found if not settled & set(other)]
        touched = [other for other in found if settled & set(other)]
        found = [*apart, tuple(sorted(settled.union(*touched)))]
    return found


def _truth(case: Case, piece: _Piece) -> NDArray[np.bool_]:
    """Every different way in which the claims of a piece can be true and false together: bool (worlds, claims)."""
    told = columns(piece.settled)
    found = np.stack([truth_of(spelled_out(case, Held(claim)), told) for claim in piece.claims], axis=1)
    return np.unique(found, axis=0)


def _incoherence(case: Case, piece: _Piece) -> Incoherence | None:
    truth = _truth(case, piece)
    found = _projected(truth, piece, range(len(piece.claims)))
    if found.squared <= NEGLIGIBLE:
        return None
    moved = [n for n, part in enumerate(found.shift) if part]
    smallest = _smallest(truth, piece, moved)
    ends = [(piece.box[n][1] if found.shift[n] > 0 else piece.box[n][0]) for n in moved]
    core = _projected(truth, piece, smallest)
    stated = {piece.claims[n]: piece.box[n] for n in smallest}
    return Incoherence(
        piece.party,
        tuple(piece.claims[n] for n in moved),
        tuple(piece.box[n] for n in moved),
        tuple(end + found.shift[n] for end, n in zip(ends, moved, strict=True)),
        sqrt(found.squared),
        why(case, piece.party, stated, np.unique(truth[:, smallest], axis=0), core.shift),
        tuple(piece.claims[n] for n in smallest),
        piece.claims,
    )


def _projected(truth: NDArray[np.bool_], piece: _Piece, places: Any) -> Nearest:
    chosen = list(places)
    worlds = np.unique(truth[:, chosen], axis=0)
    return nearest(worlds, [piece.box[n][0] for n in chosen], [piece.box[n][1] for n in chosen])


def _smallest(truth: NDArray[np.bool_], piece: _Piece, moved: list[int]) -> list[int]:
    """Of claims that do not fit together, some that do not although any fewer of them would: dropped one at a time, the last first."""
    kept = list(moved)
    for n in reversed(moved):
        fewer = [other for other in kept if other != n]
        if fewer and _projected(truth, piece, fewer).squared > NEGLIGIBLE:
            kept = fewer
    return kept


def _named(case: Case, party: str) -> str:
    return case.parties[party].name
