"""Which arguments can, and which must, be accepted: credulous and sceptical acceptance by the semantics of Dung (1995), the ideal
semantics of Dung, Mancarella & Toni (2007), semi-stable (Caminada 2006) and stage extensions (Verheij 1996).

Supports play no part. The grounded labelling settles what it can; a SAT solver answers for the rest, one model settling many
arguments at once. Extensions are not listed for that: there may be millions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from detente.theory.core import Arguments, Core, core, whole
from detente.theory.encoding import Search, Unsettled, largest_ranges, literals
from detente.theory.framework import Framework
from detente.theory.sceptical import Doubts, unchallenged

SEMANTICS = ("complete", "preferred", "stable", "grounded", "ideal", "semi-stable", "stage")
MODES = ("credulous", "sceptical")


@dataclass(frozen=True, slots=True, eq=False)
class Acceptance:
    """`accepted`: bool (size,). `empty`: there is no extension at all, so that sceptically everything is accepted: say so. `unsettled`: bool
    (size,), arguments of which it was not found out within the effort allowed; they are not among the accepted ones. Say so too."""

    accepted: Arguments
    empty: bool
    unsettled: Arguments


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Whether one argument is accepted. `witness`, bool (size,): asked credulously an extension that holds it, asked sceptically one that
    does not; None where there is no such extension."""

    holds: bool
    witness: Arguments | None


def accepted(framework: Framework, semantics: str, mode: str, effort: int | None = None) -> Acceptance:
    """Every argument that some (`mode` credulous) or each (sceptical) extension by `semantics` holds.

    `effort`: conflicts that the SAT solver may run into before it gives up, None for no end; the same effort gives the same answer. All but
    grounded acceptance may need time exponential in the number of undecided arguments. Raises ValueError where `semantics` is not one of
    SEMANTICS or `mode` not one of MODES.
    """
    _known(semantics, mode)
    part = whole(framework) if semantics == "stage" else core(framework)
    none = np.zeros(part.framework.size, dtype=np.bool_)
    if semantics == "grounded" or (semantics == "complete" and mode == "sceptical"):
        return Acceptance(part.lifted(None), False, part.among(none))
    try:
        if semantics in ("stable", "semi-stable", "stage"):
            found, open_, empty = _by_stability(part, semantics, mode, effort)
        else:
            (found, open_), empty = _by_defence(part, semantics, mode, effort), False
    except Unsettled:
        found, open_, empty = none, ~none, False
    if empty:
        everyone = np.ones(framework.size, dtype=np.bool_)
        return Acceptance(everyone if mode == "sceptical" else ~everyone, True, part.among(none))
    return Acceptance(part.lifted(found), False, part.among(open_))


def _by_defence(part: Core, semantics: str, mode: str, effort: int | None) -> tuple[Arguments, Arguments]:
    """Of a complete, preferred or ideal question: what is accepted within the core, and what is not settled."""
    with Search(part.framework, "admissible", effort) as search:
        able, open_ = search.union()
        if semantics == "ideal":
            if open_.any():
                raise Unsettled
            return unchallenged(part.framework, able), open_
        if mode == "credulous":
            return able, open_
        return Doubts(search, part.framework).undoubted(able, open_, part.framework)


def _by_stability(part: Core, semantics: str, mode: str, effort: int | None) -> tuple[Arguments, Arguments, bool]:
    """Of a stable, semi-stable or stage question: the same, and whether there is no extension."""
    size = part.framework.size
    with Search(part.framework, "stable", effort) as search:
        if search.find() is not None:
            return *(search.union() if mode == "credulous" else search.intersection()), False
    none = np.zeros(size, dtype=np.bool_)
    if semantics == "stable":
        return none, none, True
    found, open_ = np.full(size, mode == "sceptical"), none
    with Search(part.framework, _BASIS[semantics], effort) as search:
        for held in largest_ranges(search, part.framework):
            these, unsure = search.union(held) if mode == "credulous" else search.intersection(held)
            found = found | these if mode == "credulous" else found & (these | unsure)
            open_ = open_ | unsure
    if mode == "credulous":
        return found, open_ & ~found, False
    return found & ~open_, found & open_, False


_BASIS = {
    "complete": "complete",
    "preferred": "admissible",
    "stable": "stable",
    "semi-stable": "admissible",
    "stage": "conflict-free",
}
"""Among which sets the extensions by each semantics are sought."""


def ideal(framework: Framework) -> Arguments:
    """The ideal extension, bool (size,): the largest admissible set that every preferred extension holds.

    It is the largest admissible set of arguments that no credulously accepted one attacks (Dung, Mancarella & Toni 2007).
    """
    return accepted(framework, "ideal", "sceptical").accepted


def accepts(framework: Framework, semantics: str, mode: str, argument: int, effort: int | None = None) -> Answer:
    """Whether one argument is accepted, with an extension as witness: see `Answer`. Raises ValueError as `accepted` does, and
    where there is no such argument, and Unsettled where `effort` (as there) is not enough."""
    _known(semantics, mode)
    if not 0 <= argument < framework.size:
        raise ValueError(f"There is no argument {argument}; they are numbered 0 to {framework.size - 1}.")
    credulous = mode == "credulous"
    if semantics in ("grounded", "ideal") or (semantics == "complete" and not credulous):
        only = ideal(framework) if semantics == "ideal" else core(framework).lifted(None)
        holds = bool(only[argument])
        return Answer(holds, only if holds == credulous else None)
    part = whole(framework) if semantics == "stage" else core(framework)
    wanted = part.literals(argument, credulous)
    found = None if wanted is None else _extension(part, semantics, wanted, effort)
    return Answer((found is not None) == credulous, None if found is None else part.lifted(found))


def _extension(part: Core, semantics: str, wanted: list[int], effort: int | None = None) -> Arguments | None:
    """An extension of the core by `semantics` in which the literals hold: none, one argument in, or one argument not in."""
    if semantics in ("semi-stable", "stage"):
        found = _extension(part, "stable", [], effort)
        if found is None:
            with Search(part.framework, _BASIS[semantics], effort) as search:
                held = largest_ranges(search, part.framework)
                return next((one for range_ in held if (one := search.find([*range_, *wanted])) is not None), None)
        return found if not wanted else _extension(part, "stable", wanted, effort)
    with Search(part.framework, _BASIS[semantics], effort) as search:
        if semantics == "preferred" and wanted and wanted[0] < 0:
            return Doubts(search, part.framework).without(-wanted[0] - 1)
        found = search.find(wanted)
        return search.grown(found) if semantics == "preferred" and found is not None else found


def extensions(framework: Framework, semantics: str, limit: int = 1000) -> tuple[NDArray[np.bool_], bool]:
    """At most `limit` extensions by `semantics`, bool (k, size), and whether these are all. Raises ValueError as `accepted` does.

    Sorted by their members; which ones are found where there are more than `limit` has no meaning.
    """
    _known(semantics, MODES[0])
    if semantics in ("grounded", "ideal"):
        return (ideal(framework) if semantics == "ideal" else core(framework).lifted(None))[None], True
    part = whole(framework) if semantics == "stage" else core(framework)
    listed = list(islice(_every(part, semantics), limit + 1))
    rows = np.array([part.lifted(found) for found in listed[:limit]], dtype=np.bool_).reshape(
        -1 if framework.size else len(listed[:limit]), framework.size
    )
    return rows[np.lexsort(~rows.T[::-1])] if rows.size else rows, len(listed) <= limit


def _every(part: Core, semantics: str) -> Iterator[Arguments]:
    """The extensions of the core, one after another."""
    if semantics in ("semi-stable", "stage") and _extension(part, "stable", []) is not None:
        semantics = "stable"
    with Search(part.framework, _BASIS[semantics]) as search:
        if semantics in ("semi-stable", "stage"):
            for held in largest_ranges(search, part.framework):
                yield from search.every(held)
        elif semantics == "preferred":
            while (found := search.find()) is not None:
                yield (found := search.grown(found))
                search.add(literals(~found))
        else:
            yield from search.every([], exactly=semantics == "complete")


def _known(semantics: str, mode: str) -> None:
    """Refuse a semantics or a mode that is not one of ours."""
    for word, words in ((semantics, SEMANTICS), (mode, MODES)):
        if word not in words:
            raise ValueError(f'"{word}" is not one of: {", ".join(words)}.')
