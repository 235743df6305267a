"""Value-based frameworks (Bench-Capon 2003): what stands for an audience that ranks the values which arguments promote.

An attack is a *defeat* for an audience unless that audience strictly prefers the target's value to the attacker's. Supports are kept as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from detente.theory.acceptance import accepted
from detente.theory.framework import Framework

MOST_VALUES = 6
"""Values over whose orders all audiences are tried (6! = 720)."""


@dataclass(frozen=True, slots=True, eq=False)
class Audiences:
    """Over all audiences, that is all strict orders of the values: `objective`, bool (size,), in every preferred extension of each audience;
    `subjective`, in some preferred extension of some audience; `share`, float (size,), of the audiences that accept it sceptically."""

    objective: NDArray[np.bool_]
    subjective: NDArray[np.bool_]
    share: NDArray[np.float64]


def defeats(
    framework: Framework, values: NDArray[np.int64] | NDArray[np.bool_], order: NDArray[np.float64]
) -> Framework:
    """The framework with only those attacks that succeed for an audience.

    `values`: the value that each argument promotes, (size,), −1 for none; or, for arguments that promote several, bool (size, values).
    `order`: a rank for each value, higher is preferred, equal ranks are indifferent, NaN where it is not known how the audience ranks it: such
    a value is preferred to none, and none to it. An attack fails iff some value of the target is strictly preferred to every value of the
    attacker. Where either promotes none it succeeds. Raises ValueError where `order` has not a rank for each value.
    """
    promoted = _promoted(values, len(order))
    ranks = np.asarray(order, dtype=np.float64)
    best = np.where(promoted, np.where(np.isnan(ranks), -np.inf, ranks), -np.inf).max(axis=1, initial=-np.inf)
    hardest = np.where(promoted, np.where(np.isnan(ranks), np.inf, ranks), -np.inf).max(axis=1, initial=-np.inf)
    hardest[~promoted.any(axis=1)] = np.inf
    attacker, target = framework.attacks.T
    fails = best[target] > hardest[attacker]
    return Framework(framework.size, framework.attacks[~fails], framework.supports)


def _promoted(values: NDArray[np.int64] | NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    """Which values each argument promotes, bool (size, values)."""
    given = np.asarray(values)
    if given.ndim == 1:
        given = given[:, None] == np.arange(max(count, int(given.max(initial=-1)) + 1))
    if given.shape[1] != count:
        raise ValueError(f"There are {given.shape[1]} values, but {count} ranks.")
    return given.astype(np.bool_)


def over_audiences(framework: Framework, values: NDArray[np.int64] | NDArray[np.bool_], count: int) -> Audiences:
    """What stands for all, and for some, of the audiences that rank `count` values strictly, at most `MOST_VALUES`.

    Objectively and subjectively acceptable in the sense of Bench-Capon (2003). Raises ValueError where there are more values.
    """
    if count > MOST_VALUES:
        raise ValueError(f"{count} values have too many orders to try them all; at most {MOST_VALUES}.")
    sceptical, credulous = np.zeros(framework.size), np.zeros(framework.size, dtype=np.bool_)
    known: dict[bytes, tuple[NDArray[np.bool_], NDArray[np.bool_]]] = {}
    orders = [np.array(order, dtype=np.float64) for order in permutations(range(count))]
    for order in orders:
        seen = defeats(framework, values, order)
        key = seen.attacks.tobytes()
        if key not in known:
            always, some = (accepted(seen, "preferred", mode).accepted for mode in ("sceptical", "credulous"))
            known[key] = always, some
        always, some = known[key]
        sceptical += always
        credulous |= some
    return Audiences(sceptical == len(orders), credulous, sceptical / len(orders))
