"""A framework of arguments: who attacks and who supports whom (Dung 1995; supports as in bipolar graded frameworks).

Arguments are numbered from 0. Extensions (grounded, complete, preferred, stable) look at attacks alone: losing a supporter does not
defeat. Graded strength looks at both. Nothing here is larger than the lists of attacks and supports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Pairs = NDArray[np.int64]
Labels = NDArray[np.int8]
IN, OUT, UNDECIDED = 1, -1, 0
"""Labels of a labelling: accepted; attacked by an accepted one; neither."""


def _no_pairs() -> Pairs:
    return np.zeros((0, 2), dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Framework:
    """`size` arguments; `attacks` and `supports` are pairs (source, target), int64 of shape (m, 2), each pair once, sorted.

    Make it with `framework(...)`, which sorts and checks.
    """

    size: int
    attacks: Pairs
    supports: Pairs = field(default_factory=_no_pairs)

    def without(self, gone: NDArray[np.bool_]) -> Framework:
        """The same arguments (and numbers) with those of `gone` (bool, shape (size,)) cut off from all others and attacked by nobody:
        whoever asks leaves them out of the answer."""
        return Framework(
            self.size, self.attacks[~gone[self.attacks].any(1)], self.supports[~gone[self.supports].any(1)]
        )


def framework(
    size: int, attacks: Sequence[Sequence[int]] | Pairs = (), supports: Sequence[Sequence[int]] | Pairs = ()
) -> Framework:
    """A framework of `size` arguments from pairs in any order. Raises ValueError where a pair names no argument."""
    return Framework(size, _pairs(size, attacks, "attack"), _pairs(size, supports, "support"))


def _pairs(size: int, given: Sequence[Sequence[int]] | Pairs, what: str) -> Pairs:
    pairs = np.asarray(given, dtype=np.int64).reshape(-1, 2)
    bad = ((pairs < 0) | (pairs >= size)).any(1)
    if bad.any():
        first = pairs[bad][0].tolist()
        raise ValueError(f"The {what} {first} names no argument; they are numbered 0 to {size - 1}.")
    once = np.unique(pairs[:, 0] * size + pairs[:, 1])
    return np.stack(np.divmod(once, max(size, 1)), axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class NamedFramework:
    """A framework read from a file that has nothing but arguments and attacks (or supports), with the names that the file gives.

    `bases`: base score of each argument (0..1), NaN where the file gives none. `digest`: SHA-256 of the file.
    """

    title: str
    names: tuple[str, ...]
    framework: Framework
    bases: NDArray[np.float64]
    digest: str = ""
