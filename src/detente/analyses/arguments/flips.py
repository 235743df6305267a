"""Which single claim or source, removed, changes how another claim fares for a neutral reader."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.analyses.arguments.bases import chain
from detente.analyses.arguments.model import Argued, needed
from detente.analyses.arguments.readings import WORDS
from detente.case.model import Case
from detente.theory.removal import flips as removed


@dataclass(frozen=True, slots=True)
class Flip:
    """Without `removed` (a claim's name or a source's), the claim (by number) is no longer `before`, but `after`.

    `rests`: the claims that go with a source: those that the file knows through it alone.
    """

    removed: str
    kind: str
    claim: int
    before: str
    after: str
    rests: tuple[str, ...] = ()


def flips(found: Argued, case: Case | None = None) -> tuple[Flip, ...]:
    """All of them, claims first, then sources (of a case)."""
    names = found.names
    groups: list[tuple[str, str, tuple[int, ...]]] = [(name, "claim", (n,)) for n, name in enumerate(names)]
    if case is not None:
        groups += [(source, "source", rests) for source, rests in _resting(case, found).items() if rests]
    members = [np.array([a for a in range(found.framework.size) if found.claim(a) in rests]) for _, _, rests in groups]
    attacked = np.unique(found.framework.attacks[:, 1])
    targets = attacked[attacked < found.claims].tolist()
    told = []
    for group, target, before, after in removed(found.framework, members, targets):
        what, kind, rests = groups[group]
        if case is not None and _parts(case, found, target) & set(rests):
            continue
        through = tuple(names[n] for n in rests) if kind == "source" else ()
        told.append(Flip(what, kind, target, WORDS[before], WORDS[after], through))
    return tuple(told)


def _parts(case: Case, found: Argued, target: int) -> set[int]:
    """The claims that a combination needs: with one of them gone it is another combination, and what attacked it by way of that one says nothing of it."""
    number = {name: n for n, name in enumerate(found.names)}
    inside: set[int] = set()
    waiting = [found.names[target]]
    while waiting:
        for part in needed(case.claims[waiting.pop()].means):
            if part in number and number[part] not in inside:
                inside.add(number[part])
                waiting.append(part)
    return inside


def _resting(case: Case, found: Argued) -> dict[str, tuple[int, ...]]:
    """By source, the claims all of whose places are in it or in what is known only through it."""
    through = {source: set(chain(case, source)) for source in case.sources}
    return {
        source: tuple(
            n
            for n, name in enumerate(found.names)
            if (at := case.claims[name].at) and all(source in through.get(place.source, ()) for place in at)
        )
        for source in case.sources
    }
