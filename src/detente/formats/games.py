"""A case as games that Gambit knows: all parties choosing at once (`.nfg`), and each threat as a small tree (`.efg`).

A case says who can bring what about, not who moves when. As a game in which all choose at once it can be written only where every issue is one party's alone,
and where what one party may choose never hangs on what others choose; otherwise a sentence says why not.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import NoReturn

import numpy as np

from detente.analyses._conflict import Play, Worth, play, players, worth
from detente.analyses._translate import ORDINAL, Layout, layout, parts
from detente.analyses.threats.speaking import Spoken, on_record, places
from detente.case.consents import consents
from detente.case.model import Case
from detente.case.numbers import midpoints, numbers
from detente.formats.common import FormatError, identifiers
from detente.formats.gambit import ExtensiveGame, StrategicGame, distinct, efg, nfg, profiles
from detente.result import Unanswerable
from detente.theory.game_tree import threat_game
from detente.theory.outcomes import encode

MOST_PROFILES = 50_000
_POINTS = "Payoffs are utilities in points of each party's own 100"
_RANKS = "ranks alone, 0 for the worst, with no meaning to their distances"


# ---------------------------------------------------------------- all at once


def nfg_files(case: Case) -> tuple[dict[str, str], tuple[str, ...]]:
    """The case as one `.nfg` file: name -> text; and what was brought down to fit. Raises FormatError where it cannot be one."""
    try:
        game, notes = strategic_game(case)
    except Unanswerable as error:
        raise FormatError(case.origin.name, str(error)) from error
    return {f"{identifiers([case.title], 'game')[0]}.nfg": nfg(game)}, notes


def strategic_game(case: Case) -> tuple[StrategicGame, tuple[str, ...]]:
    """Every party's strategies are its combinations of options of the issues that it decides; each profile leads to the outcome that they make."""
    where = layout(case)
    owners = _owners(case, where)
    who = [party for party in case.parties if party in owners.values()]
    mine = [[k for k, issue in enumerate(where.issues) if owners[issue] in (party, "")] for party in who]
    plans = [_plans(where, issues) for issues in mine]
    size = prod(len(each) for each in plans)
    if size > MOST_PROFILES:
        _no(
            case, f"All choosing at once makes {size:,} combinations, more than {MOST_PROFILES:,}.", "Leave out issues."
        )
    rows = np.zeros((size, len(where.issues)), dtype=np.int64)
    for row, profile in zip(rows, profiles([len(each) for each in plans]), strict=True):
        for issues, plan, chosen in zip(mine, plans, profile, strict=True):
            row[issues] = plan[chosen]
    _all_feasible(case, where, rows)
    outcomes = encode(where.space.sizes, rows)
    valued = [worth(parts(case, where, party, midpoints(case)), where, outcomes) for party in who]
    told = [", ".join(f"{i} = {o}" for i, o in where.decode(row).items()) for row in rows]
    payoffs = [tuple(_payoff(case, p, w, k) for p, w in zip(who, valued, strict=True)) for k in range(size)]
    names = distinct([case.parties[party].name for party in who])
    strategies = tuple(
        tuple(_named(where, issues, plan) for plan in each) for issues, each in zip(mine, plans, strict=True)
    )
    listed = tuple(zip(told, payoffs, strict=True))
    game = StrategicGame(case.title, names, strategies, listed, tuple(range(size)), _comment(case, who))
    return game, _notes(case, who)


def _owners(case: Case, where: Layout) -> dict[str, str]:
    """Which party alone decides each issue; "" for an issue with one option. An option that cannot be left, or come back to, is one all the same."""
    found = {}
    for issue, options in zip(where.issues, where.options, strict=True):
        if len(options) == 1:
            found[issue] = ""
            continue
        groups = {g for a in options for b in options if a != b for g in consents(case, issue, a, b) or ()}
        if len(groups) != 1 or len(next(iter(groups))) != 1:
            ways = sorted(groups, key=lambda group: (len(group), sorted(group)))
            told = ", or by ".join(" and ".join(sorted(group)) for group in ways) or "nobody"
            what = f"In a game in which all choose at once every issue must be one party's alone; {issue} is decided by {told}."
            _no(case, what, f"Give issues.{issue} one party under `by`, or leave it out.")
        (found[issue],) = next(iter(groups))
    if not any(found.values()):
        _no(case, "No issue has more than one option, so nobody has anything to choose.", "Add options.")
    return found


def _plans(where: Layout, issues: Sequence[int]) -> list[tuple[int, ...]]:
    """The combinations of options of some issues that the rules on these alone allow."""
    inner = [c for c in where.space.constraints if set(c.scope) <= set(issues)]
    size = prod(len(where.options[k]) for k in issues)
    if size > MOST_PROFILES:
        raise Unanswerable(f"One party could choose among {size:,} combinations, too many to list. Leave out issues.")
    return [
        plan
        for plan in product(*(range(len(where.options[k])) for k in issues))
        if all(c.allowed[tuple(plan[issues.index(k)] for k in c.scope)] for c in inner)
    ]


def _all_feasible(case: Case, where: Layout, rows: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> None:
    for constraint in where.space.constraints:
        fits = constraint.allowed[tuple(rows[:, k] for k in constraint.scope)]
        if not fits.all():
            outcome = where.decode(rows[int(np.argmin(fits))])
            told = ", ".join(f"{where.issues[k]} = {outcome[where.issues[k]]}" for k in constraint.scope)
            what = f"The rules exclude {told}, which parties could bring about together by choosing at once."
            _no(
                case,
                what,
                "A game in which all choose at once has no room for that: remove the rule, or merge the issues.",
            )
    if not len(rows):
        _no(case, "The rules leave a party nothing to choose.", "Change them.")


def _payoff(case: Case, party: str, of: Worth, place: int) -> Fraction:
    """Utility in points of 100; for a party that only ranks, the rank."""
    if case.preferences[party].form in ORDINAL:
        return Fraction(int(of.ranks[place]))
    return int(of.values[place]) * of.scaled.unit


def _named(where: Layout, issues: Sequence[int], plan: Sequence[int]) -> str:
    chosen = [(k, o) for k, o in zip(issues, plan, strict=True) if len(where.options[k]) > 1]
    return ", ".join(f"{where.issues[k]} = {where.options[k][o]}" for k, o in chosen)


def _comment(case: Case, who: Sequence[str]) -> str:
    ranked = [case.parties[party].name for party in who if case.preferences[party].form in ORDINAL]
    if len(ranked) == len(who):
        return f"Payoffs are {_RANKS}."
    return f"{_POINTS}{f'; those of {_listed(ranked)} are {_RANKS}' if ranked else ''}."


def _notes(case: Case, who: Sequence[str]) -> tuple[str, ...]:
    notes = []
    idle = [case.parties[party].name for party in players(case) if party not in who]
    if idle:
        notes.append(f"Left out, since nothing is theirs alone to decide: {_listed(idle)}.")
    kept = [issue.id for issue in case.issues.values() if issue.irreversible]
    if kept:
        notes.append(f"All choose at once, so that what cannot be undone ({_listed(kept)}) is chosen like the rest.")
    return (*notes, *_ranged(case, who))


def _ranged(case: Case, who: Sequence[str]) -> tuple[str, ...]:
    """What is said of ranges and ranks."""
    notes = []
    counted = numbers(case)
    ranged = [p for p in who if any((n.unknown or n.low != n.high) and _counts(a, p) for a, n in counted.items())]
    if ranged:
        notes.append(f"Ranges are written as their midpoints: {_listed([case.parties[p].name for p in ranged])}.")
    ordinal = [case.parties[p].name for p in who if case.preferences[p].form in ORDINAL]
    if ordinal:
        notes.append(f"The payoffs of {_listed(ordinal)} are {_RANKS}: look for equilibria in pure strategies only.")
    return tuple(notes)


def _counts(address: str, party: str) -> bool:
    """Whether a number is one of the party's, apart from its reservation."""
    words = address.split(".")
    of_party = words[:2] == ["preferences", party] and words[2] != "no_deal"
    return of_party or (words[0] == "claims" and words[-1] == party)


# ---------------------------------------------------------------- threats


def efg_files(case: Case) -> tuple[dict[str, str], tuple[str, ...]]:
    """One `.efg` file for each author and addressee of each threat on record, and notes. Raises FormatError without any."""
    spoken, _ = on_record(case)
    if not spoken:
        _no(case, "No threat is on record, and a tree is written for each.", "Add an event with `threatens:`.")
    if case.status_quo is None:
        _no(case, "The case has no status quo, from which threats start.", "Add `status_quo:`.")
    try:
        found = play(case)
    except Unanswerable as error:
        raise FormatError(case.origin.name, str(error)) from error
    files, notes, who = {}, [], dict[str, None]()
    for one in spoken:
        for author, addressee in product(one.by, one.to):
            name = one.event.id if one.event is not None else "threat"
            label = name if len(one.by) * len(one.to) == 1 else f"{name}-{author}-{addressee}"
            game = _threat(found, one, (author, addressee))
            if isinstance(game, str):
                notes.append(f"{label} is not written: {game}")
                continue
            files[f"{label}.efg"] = efg(game)
            who |= dict.fromkeys((author, addressee))
    if not files:
        _no(case, f"No threat can be written. {' '.join(notes)}")
    return files, (*notes, *_ranged(case, list(who)))


def _threat(found: Play, spoken: Spoken, pair: tuple[str, str]) -> ExtensiveGame | str:
    """The tree of one threat between two, opening with the author's choice to make it; or why there is none."""
    case = found.case
    for party in pair:
        if party not in case.preferences:
            return f"{case.parties[party].name} has no preferences."
    at = places(found, spoken)
    yielded = at.kept if at.kept is not None else at.yielded
    states = [place.state for place in (yielded, at.punished, at.defied)]
    if None in states:
        return "the rules exclude an outcome that it speaks of."
    seats = [found.parties.index(party) for party in pair]
    paid = [
        [_payoff(case, p, found.worth[seat], int(s or 0)) for p, seat in zip(pair, seats, strict=True)] for s in states
    ]
    names = distinct([case.parties[party].name for party in pair])
    comment = (
        f"{_comment(case, pair)[:-1]}. Without the threat the addressee is taken to do as it is warned not to. "
        "No audience cost is counted: lower the author's payoff of leaving it to see what one would do."
    )
    title = f"{case.title}: {spoken.event.id if spoken.event else 'a threat'}"
    return ExtensiveGame(title, threat_game(paid[0], paid[1], paid[2], paid[2], (names[0], names[1])), comment)


# ---------------------------------------------------------------- words


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _no(case: Case, what: str, remedy: str = "") -> NoReturn:
    raise FormatError(case.origin.name, what, remedy)
