"""Graded strength: how strong each claim is, given base scores, attacks and supports, by three semantics.

With s the strengths, b the base score of an argument, all in 0..1:

* `qe`, quadratic energy (Potyka 2018): E = sum of s over supporters − sum over attackers, h(x) = max(x, 0)² / (1 + max(x, 0)²),
  f = b + (1 − b) h(E) − b h(−E).
* `dfquad`, DF-QuAD (Rago, Toni, Aurisicchio & Baroni 2016): v = 1 − product of (1 − s), over attackers v⁻ and over supporters v⁺;
  f = b − b (v⁻ − v⁺) where v⁻ ≥ v⁺, else b + (1 − b)(v⁺ − v⁻).
* `hcat`, h-categoriser (Besnard & Hunter 2001), for attacks only: f = b / (1 + sum of s over attackers). Supports are left out. The
  original has b = 1 for all; with other bases it is the weighted h-categoriser.

Without cycles, f taken in order gives the strengths. On cycles they are where the flow ds/dt = f(s) − s ends (Potyka 2018), if that is one point.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.theory.flow import Layer, Rule, ends, layers
from detente.theory.framework import Framework
from detente.theory.neighbours import neighbours

Floats = NDArray[np.float64]
SEMANTICS = ("qe", "dfquad", "hcat")
SHIFT = 0.02
"""How far base scores are moved, up and down."""
SAME = 1e-3
"""Two ends closer than this are one."""


@dataclass(frozen=True, slots=True, eq=False)
class Strength:
    """Arrays of shape (size,). `value`: the strength with the bases as given, reached from the bases where there is more than one end.

    `low`, `high`: the least and greatest end over all starts and all moved bases. `settled`: whether one strength is determined: with the
    bases as given, and with each set of bases moved by up to `SHIFT`, every start leads to the same end within `SAME`. Where the flow
    has one end for each set of bases that was tried, that end varies continuously with them, and `low` to `high` is how far it does; where
    it has several, which one is reached rests on the start or on a hair's breadth of a base score: not determined. Starts and bases are
    samples (see `strength`): one that is settled is settled as far as these show.
    """

    value: Floats
    low: Floats
    high: Floats
    settled: NDArray[np.bool_]


def strength(framework: Framework, bases: Floats, semantics: str = "qe", *, seed: int = 0) -> Strength:
    """The strength of each argument; `bases` in 0..1, shape (size,).

    Starts: all 0, all 1, the bases, random ones, and *sides*: from one argument, what helps it at 1 and what harms it at 0, and the
    reverse. Bases: as given, all up, all down, moved at random, and by sides; always within 0..1. `seed` draws the random ones.
    Raises ValueError where `semantics` is not one of SEMANTICS or a base is not within 0..1 (NaN: say first what unknown means).
    """
    if semantics not in SEMANTICS:
        raise ValueError(f'"{semantics}" is not one of: {", ".join(SEMANTICS)}.')
    bases = np.asarray(bases, dtype=np.float64)
    if bases.shape != (framework.size,) or not ((bases >= 0) & (bases <= 1)).all():
        raise ValueError(f"Base scores must be {framework.size} numbers between 0 and 1.")
    used = Framework(framework.size, framework.attacks) if semantics == "hcat" else framework
    parts = layers(used)
    starts, moved = _worlds(used, parts, bases, seed)
    every_start = np.tile(starts, (len(moved), 1))
    every_base = np.repeat(moved, len(starts), axis=0)
    found = ends(parts, RULES[semantics], every_base.T, every_start.T)
    shape = (used.size, len(moved), len(starts))
    apart = np.ptp(found.strengths.reshape(shape), axis=2).max(axis=1) > SAME
    unsettled = apart | found.moving.any(axis=1)
    return Strength(found.strengths[:, 0], found.low.min(axis=1), found.high.max(axis=1), ~unsettled)


# ---------------------------------------------------------------- the three semantics


def _quadratic_energy(layer: Layer, bases: Floats, strengths: Floats) -> Floats:
    energy = layer.supporters.sums(strengths) - layer.attackers.sums(strengths)
    square = energy * energy
    pull = square / (1 + square)
    return np.where(energy > 0, bases + (1 - bases) * pull, bases - bases * pull)


def _df_quad(layer: Layer, bases: Floats, strengths: Floats) -> Floats:
    excess = layer.attackers.misses(strengths) - layer.supporters.misses(strengths)
    return np.where(excess > 0, bases + (1 - bases) * excess, bases + bases * excess)


def _h_categoriser(layer: Layer, bases: Floats, strengths: Floats) -> Floats:
    return bases / (1 + layer.attackers.sums(strengths))


RULES: dict[str, Rule] = {"qe": _quadratic_energy, "dfquad": _df_quad, "hcat": _h_categoriser}


# ---------------------------------------------------------------- where to start, and from which bases


def _worlds(framework: Framework, parts: list[Layer], bases: Floats, seed: int) -> tuple[Floats, Floats]:
    """Starts (s, size), the bases first, and sets of bases (v, size), those given first; fewer of each the larger the cycles are."""
    rng = np.random.default_rng(seed)
    size, cyclic = framework.size, [layer for layer in parts if layer.cyclic]
    pairs = sum(len(layer.attackers.sources) + len(layer.supporters.sources) for layer in cyclic)
    draws, roots = next((few for most, *few in _SAMPLES if pairs <= most), (0, 0))
    sides = _sides(framework, cyclic, roots)
    zero, one = np.zeros((1, size)), np.ones((1, size))
    moves = np.concatenate([zero, one, -one, sides, rng.choice([-1.0, 1.0], (draws, size))])
    starts = np.concatenate([bases[None], zero, one, (1 + sides) / 2, rng.random((draws, size))])
    return starts if cyclic else starts[:1], np.clip(bases + SHIFT * moves, 0, 1)


_SAMPLES = ((1000, 4, 4), (20_000, 1, 0))
"""With up to so many attacks and supports in cycles: how many random starts and bases, and how many roots of sides."""


def _sides(framework: Framework, cyclic: list[Layer], roots: int) -> Floats:
    """Patterns of +1 and −1, (2 · roots, size): from an argument of the cycles outwards, an attack turns the sign and a support keeps it; and
    the reverse. 0 where no path leads."""
    both_ways = [np.concatenate([pairs, pairs[:, ::-1]]) for pairs in (framework.attacks, framework.supports)]
    against, along = (neighbours(framework.size, pairs) for pairs in both_ways)
    members = np.concatenate([layer.nodes for layer in cyclic]) if cyclic else np.zeros(0, dtype=np.int64)
    found = np.zeros((2 * roots, framework.size))
    for number in range(roots if len(members) else 0):
        sign = [0] * framework.size
        for root in np.roll(members, -(number * len(members) // roots)).tolist():
            if sign[root]:
                continue
            sign[root], todo = 1, [root]
            for node in todo:
                for others, turned in ((against[node], -sign[node]), (along[node], sign[node])):
                    for other in others:
                        if not sign[other]:
                            sign[other] = turned
                            todo.append(other)
        found[2 * number], found[2 * number + 1] = sign, [-one for one in sign]
    return found
