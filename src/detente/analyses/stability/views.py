"""The answer to look at: the graph from the status quo, equilibria by concept, reasons, turns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.stability import picture
from detente.analyses.stability.telling import mover_words, path_words, state_words, witness_words
from detente.result import Cell, Column, Table, View

if TYPE_CHECKING:
    from detente.analyses.stability.answer import StabilityResult

MOST_ROWS = 200
YES, NO, UNKNOWN = "yes", "no", "not known"


def views(result: StabilityResult) -> tuple[View, ...]:
    """Everything there is to look at, most telling first."""
    made: list[View | None] = [
        picture.graph(result),
        _ends(result),
        _equilibria(result),
        _counts(result),
        _reasons(result),
        _turns(result),
    ]
    return tuple(view for view in made if view is not None)


def named(result: StabilityResult, state: int) -> str:
    """An outcome as a table names it."""
    words = state_words(result, state)
    return words.strip("[]") if words != "the status quo" else "status quo"


def _ends(result: StabilityResult) -> Table | None:
    """Where the moves lead, by which path, and how often in the draws."""
    if result.led is None or result.led.free is None or result.ends == ((result.led.start,),):
        return None
    course = result.led.free
    rows: list[tuple[Cell, ...]] = []
    for number, end in enumerate(result.ends[:MOST_ROWS], 1):
        path = path_words(result, course.start, course.path(end[0])) or "already there"
        share = None if result.draws is None else result.draws.ends_share(end)
        rows.append((number, named(result, end[0]), len(end), path, share))
    columns = (
        Column("end", "end", "integer"),
        Column("outcome", "outcome"),
        Column("outcomes", "outcomes in it", "integer"),
        Column("path", "a shortest path"),
        Column("share", "share of draws", "percent"),
    )
    return Table(
        "ends", "Where moves that pay lead from the status quo", _without_share(columns, result), _rows(rows, result)
    )


def _without_share(columns: tuple[Column, ...], result: StabilityResult) -> tuple[Column, ...]:
    return columns if result.draws is not None else columns[:-1]


def _rows(rows: Iterable[tuple[Cell, ...]], result: StabilityResult) -> tuple[tuple[Cell, ...], ...]:
    return tuple(rows if result.draws is not None else (row[:-1] for row in rows))


def _equilibria(result: StabilityResult) -> Table:
    """A row for each outcome that holds by some concept, one for each explained; which concepts, groups, share of draws."""
    states = list(dict.fromkeys([*(why.state for why in result.whys), *_some_equilibria(result)]))
    listed = [state for state in states if _marks(result, state).count(YES)] or states
    listed.sort(key=lambda state: (-_marks(result, state).count(YES), state))
    rows: list[tuple[Cell, ...]] = []
    for state in listed[:MOST_ROWS]:
        share = None if result.draws is None else _share(result, state)
        rows.append((named(result, state), *_marks(result, state), _leavers(result, state), share))
    columns = (
        Column("outcome", "outcome"),
        *(Column(concept, _title(concept)) for concept in result.concepts),
        Column("leaves", "who would leave it together"),
        Column("share", f"share of draws, {_title(_share_concept(result))}", "percent"),
    )
    return Table(
        "equilibria",
        "Outcomes that hold for every party, by concept",
        _without_share(columns, result),
        _rows(rows, result),
        note="What is not named is as it stands." if result.start is not None else "",
    )


def _some_equilibria(result: StabilityResult) -> list[int]:
    every = sorted(result.held.equilibria.values(), key=len)
    return [int(state) for states in every for state in states[:MOST_ROWS]]


def _marks(result: StabilityResult, state: int) -> list[str]:
    why = result.why(state)
    told = []
    for concept in result.concepts:
        if concept in result.held:
            holds: bool | None = bool(result.held.stable[concept][:, state].all())
        else:
            holds = why.holds(concept) if why else None
        told.append(UNKNOWN if holds is None else YES if holds else NO)
    return told


def _share_concept(result: StabilityResult) -> str:
    return next((c for c in result.concepts if c in result.held), result.concepts[0])


def _share(result: StabilityResult, state: int) -> float | None:
    return None if result.draws is None else result.draws.share(_share_concept(result), state)


def _leavers(result: StabilityResult, state: int) -> str:
    why = result.why(state)
    if not result.groups():
        return ""
    if why is None:
        return "not asked"
    jumps = [jump for concept in result.concepts if why.holds(concept) for jump in why.group_jumps(concept)]
    return wording.listed(
        dict.fromkeys(mover_words(result, jump.mover).removesuffix(" together") for jump in jumps), "or"
    )


def _title(concept: str) -> str:
    from detente.analyses.stability.answer import TITLES

    return TITLES[concept]


def _counts(result: StabilityResult) -> Table:
    """For each party and concept, how many outcomes hold for it."""
    concepts = [c for c in result.concepts if c in result.held]
    rows: list[tuple[Cell, ...]] = [
        (wording.party(result.case, party), *(int(result.held.stable[c][row].sum()) for c in concepts))
        for row, party in enumerate(result.found.parties)
    ]
    rows.append(("every party", *(len(result.held.equilibria[c]) for c in concepts)))
    columns = (Column("party", "party"), *(Column(c, _title(c), "integer") for c in concepts))
    title = f"How many of {wording.count(result.found.states, 'feasible outcome')} hold for each party"
    return Table("stable", title, columns, tuple(rows))


def _reasons(result: StabilityResult) -> Table:
    """For the outcomes of note, each party and concept: why it holds or not."""
    rows: list[tuple[Cell, ...]] = []
    for why in result.whys:
        for witness in why.witnesses:
            if witness.temptations or not witness.stable:
                rows.append(
                    (
                        named(result, why.state),
                        wording.party(result.case, result.found.parties[witness.party]),
                        _title(witness.concept),
                        YES if witness.stable else NO,
                        witness_words(result, witness),
                    )
                )
    columns = (
        Column("outcome", "outcome"),
        Column("party", "party"),
        Column("concept", "by"),
        Column("holds", "holds for it"),
        Column("why", "why"),
    )
    note = "Where a party is not listed, it has no move of its own that it would like better, or none at all."
    return Table("reasons", "Why outcomes hold, and why not", columns, tuple(rows[: 5 * MOST_ROWS]), note)


def _turns(result: StabilityResult) -> Table | None:
    """How little would turn what is said."""
    rows: list[tuple[Cell, ...]] = []
    for turn in [*result.rises, *result.falls]:
        rows.append(
            (
                named(result, turn.state),
                wording.party(result.case, turn.party),
                _title(turn.concept),
                "would hold at" if turn.way == "rise" else "would no longer hold beyond",
                None if turn.points is None else float(turn.points) * (1 if turn.way == "rise" else -1),
                turn.passes,
                named(result, turn.setter),
            )
        )
    if not rows:
        return None
    columns = (
        Column("outcome", "outcome"),
        Column("party", "if this party valued it"),
        Column("concept", "by"),
        Column("way", "it"),
        Column("points", "points of 100", "gain"),
        Column("passes", "outcomes passed", "integer"),
        Column("setter", "then level with"),
    )
    rows.sort(key=lambda row: (abs(row[4]) if isinstance(row[4], float) else 0.0, str(row[0])))
    return Table("turns", "How little would turn it", columns, tuple(rows[:MOST_ROWS]))
