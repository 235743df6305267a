"""The worlds that claims leave possible: each settles every atom, and of each list of `exactly_one` makes one claim true.

Atoms are claims without `means`; a claim with `means` is a combination of them. A *variable* is what is settled by itself: an atom (true or
false), or a whole list of `exactly_one` (which of its claims). Worlds are numbered, the first variable changing slowest, and of an atom true
first; truth is a boolean array over them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod

import numpy as np
from numpy.typing import NDArray

from detente.case.model import And, Case, Choice, Expression, Held, If, Not, Or

Variable = tuple[str, ...]
"""One claim, or a list of which exactly one is true."""
Truth = NDArray[np.bool_]

MOST_WORLDS = 2**18


def true_in(expression: Expression, world: Mapping[str, bool]) -> bool:
    """Does a combination of claims hold in a world that settles each of its atoms?"""
    return bool(truth_of(expression, {claim: np.array([true]) for claim, true in world.items()})[0])


def truth_of(expression: Expression, columns: Mapping[str, Truth]) -> Truth:
    """In which worlds a combination of claims holds: bool (worlds,), from that of each of its claims."""
    match expression:
        case Held(claim):
            return columns[claim]
        case Not(part):
            return ~truth_of(part, columns)
        case And(parts):
            return np.asarray(np.logical_and.reduce([truth_of(part, columns) for part in parts]), dtype=np.bool_)
        case Or(parts):
            return np.asarray(np.logical_or.reduce([truth_of(part, columns) for part in parts]), dtype=np.bool_)
        case If(then, condition):
            return truth_of(then, columns) | ~truth_of(condition, columns)
        case Choice():
            raise ValueError("A condition on claims speaks of an issue here; keep the two apart.")


def spelled_out(case: Case, expression: Expression, within: tuple[str, ...] = ()) -> Expression:
    """The expression with every claim that `means` a combination replaced by it.

    Raises ValueError for a claim that is not there, and for a meaning that leads back to itself.
    """
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


def variables(case: Case, atoms: Iterable[str]) -> tuple[Variable, ...]:
    """What has to be settled to settle these atoms, by name; a list of `exactly_one` comes whole."""
    listed = {claim: names for names in case.exactly_one for claim in names}
    return tuple(sorted({listed.get(atom, (atom,)) for atom in atoms}))


def count(settled: Iterable[Variable]) -> int:
    """How many worlds there are."""
    return prod(max(2, len(names)) for names in settled)


def columns(settled: tuple[Variable, ...]) -> dict[str, Truth]:
    """In which worlds each atom is true: bool (worlds,)."""
    stride = count(settled)
    numbers = np.arange(stride)
    found: dict[str, Truth] = {}
    for names in settled:
        many = max(2, len(names))
        stride //= many
        value = numbers // stride % many
        found.update((claim, value == place) for place, claim in enumerate(names))
    return found
