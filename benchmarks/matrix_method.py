"""The five concepts in the matrix form of the graph model: states × states tables and their products, and nothing clever.

It shares no line with `detente.theory`, so that besides a time to compare with it is a witness. Moves and ranks come as plain
arrays; `A ∘ B > 0` stands for the usual "sign of the product".
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.bool_]


def times(a: Table, b: Table) -> Table:
    """Whether some state leads from row to column through both."""
    product: Table = a.astype(np.float32) @ b.astype(np.float32) > 0
    return product


def joint_response(moves: list[Table]) -> Table:
    """What legal sequences of these movers reach, none of them moving twice in a row: by who moves first, until nothing is new."""
    first = list(moves)
    while True:
        longer = []
        for mover, own in enumerate(moves):
            rest = np.zeros_like(own)
            for other, reached in enumerate(first):
                if other != mover:
                    rest |= reached
            longer.append(own | times(own, rest))
        if all((new == old).all() for new, old in zip(longer, first, strict=True)):
            return np.logical_or.reduce(first) if first else np.zeros((0, 0), dtype=np.bool_)
        first = longer


def stable(ranks: NDArray[Any], moves: list[Table], members: list[tuple[int, ...]]) -> dict[str, Table]:
    """For each concept (parties, states). `moves`: a table per mover, `members` who it is; ranks (parties, states)."""
    better = [rank[None, :] > rank[:, None] for rank in ranks]
    gains = [table & np.logical_and.reduce([better[m] for m in who]) for table, who in zip(moves, members, strict=True)]
    found = {name: np.ones(ranks.shape, dtype=np.bool_) for name in ("nash", "gmr", "smr", "seq", "symmetric_seq")}
    for party in range(len(ranks)):
        if (party,) not in members:
            continue
        number = members.index((party,))
        others = [n for n, who in enumerate(members) if party not in who]
        own, tempts, prefers = moves[number], gains[number], better[party]
        found["nash"][party] = ~tempts.any(axis=1)
        # Entry (x, s): as an answer x deters from s; and so it does whatever the party then makes of it.
        deters = ~prefers.T
        lasts = deters & ~times(own, prefers.T)
        for names, tables in ((("gmr", "smr"), moves), (("seq", "symmetric_seq"), gains)):
            answers = joint_response([tables[n] for n in others])
            for name, answer in zip(names, (deters, lasts), strict=True):
                answered = times(answers, answer) if others else np.zeros_like(own)
                found[name][party] = ~(tempts & ~answered.T).any(axis=1)
    return found
