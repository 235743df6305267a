"""Where the parties' own moves lead from the status quo, by which path, and how that hangs on who is called a principal."""

from __future__ import annotations

from dataclasses import dataclass

from detente.analyses._conflict import Ends, Play, ends_of, followed, principals_at_most_one
from detente.theory.ends import Course
from detente.theory.lookahead import Known, light


@dataclass(frozen=True, eq=False)
class Changed:
    """The ends if `party` counted among the principals too (`added`), or no longer did."""

    party: str
    added: bool
    ends: Ends


@dataclass(frozen=True, eq=False)
class Led:
    """From the state `start`: what improvements reach (`free`), and what those do that no answer deters (`careful`).

    `movers`: who moves, by number. None where too much would have to be followed.
    """

    start: int
    movers: tuple[int, ...]
    free: Course | None
    careful: Course | None
    principals: tuple[Changed, ...]


def lead(found: Play, start: int, roles: bool = True) -> Led:
    """Where it goes from a state when the principals do not agree."""
    movers = principals_at_most_one(found)
    known: Known = {}
    free = followed(found, start, movers, known=known)
    careful = followed(found, start, movers, True, known)
    return Led(start, movers, free, careful, _roles(found, start, free, known) if roles else ())


def _roles(found: Play, start: int, free: Course | None, known: Known) -> tuple[Changed, ...]:
    """The other ends that follow from calling one more party a principal, or (where that is soon followed) one fewer."""
    easy = light(found.prepared)
    seats = sum(found.case.parties[party].role == "principal" for party in found.parties)
    usual, now = principals_at_most_one(found), ends_of(free)
    changed = []
    for party in found.parties:
        if free is None or not any(party in names and len(names) > 1 for names in found.members):
            continue
        added = found.case.parties[party].role != "principal"
        movers = principals_at_most_one(found, party)
        if movers == usual or not (added or (easy and seats > 2)):
            continue
        other = ends_of(followed(found, start, movers, known=known))
        if other and other != now:
            changed.append(Changed(party, added, other))
    return tuple(changed)
