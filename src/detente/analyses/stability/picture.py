"""The state graph: what moves lead to from the status quo, and what nobody would do collapsed into one box."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from detente.analyses import _wording as wording
from detente.analyses.stability.telling import names
from detente.result import Arc, Graph, Node, NodeKind, Sign
from detente.theory.ends import Course
from detente.theory.lookahead import improving

if TYPE_CHECKING:
    from detente.analyses.stability.answer import StabilityResult

ALL = 16
"""With no more outcomes than this the picture shows all of them, reached or not."""
MOST_NODES, MOST_ENDS = 24, 6
LINES = 5


Steps = list[tuple[int, int, int]]
"""Improvements between states: (source, target, mover)."""


def graph(result: StabilityResult) -> Graph | None:
    """The picture; None where nothing leads anywhere."""
    steps = _steps(result)
    states = sorted({state for source, target, _ in steps for state in (source, target)})
    if not states:
        return None
    kept = _kept(result, states)
    path = _marked(result)
    shown = set(kept)
    before = _before(result) if len(kept) < len(states) else {}
    nodes = [_node(result, state, before.get(state)) for state in kept]
    arcs = _arcs(result, steps, shown, path)
    if len(kept) < len(states):
        nodes.append(_rest(len(states) - len(kept)))
        arcs += _to_rest(result, steps, shown)
    return Graph(
        "states",
        "From the status quo by moves that pay" if result.start is not None else "Moves that pay",
        _description(result, len(states), len(kept)),
        tuple(nodes),
        tuple(arcs),
        note="An arrow is a move that each of those who make it prefers; a double line means that they have to act together. "
        + ("A box names what the move into it changes." if before else "A box names what is not as it stands."),
        signs=(
            Sign("start", "status quo", "where things stand"),
            Sign("end", "at rest", "nobody moves on"),
            Sign("cycle", "goes round", "one of several outcomes without rest"),
            Sign("plain", "outcome", "somebody would move on"),
            Sign("collapsed", "others", "outcomes that could be passed through, not on a shortest path"),
            Sign("marked", "a shortest path", "one way to where it comes to rest"),
        ),
    )


def _steps(result: StabilityResult) -> Steps:
    """All improvements in a small conflict; else those that are reached from the status quo without the principals agreeing."""
    found = result.found
    if found.states <= ALL:
        every = np.arange(found.states)
        return [
            (int(source), int(target), number)
            for number in range(len(found.members))
            for places, targets in improving(found.prepared, number, every)
            for source, target in zip(places, targets, strict=True)
        ]
    course = None if result.led is None else result.led.free
    if course is None:
        return []
    return list(zip(course.sources.tolist(), course.targets.tolist(), course.movers.tolist(), strict=True))


def _kept(result: StabilityResult, states: list[int]) -> list[int]:
    """The states shown: all where they are few, else those on the shortest paths to the ends, and the ends."""
    if len(states) <= MOST_NODES or result.led is None or result.led.free is None:
        return states[:MOST_NODES]
    course = result.led.free
    kept = [course.start]
    for end in course.ends[:MOST_ENDS]:
        kept += [state for _, state in course.path(int(end[0]))]
        kept += end[:4].tolist()
    return list(dict.fromkeys(kept))[:MOST_NODES]


def _marked(result: StabilityResult) -> set[tuple[int, int]]:
    """The arcs on a shortest path to each end."""
    if result.led is None or result.led.free is None:
        return set()
    course: Course = result.led.free
    marked = set()
    for end in course.ends[:MOST_ENDS]:
        here = course.start
        for _, state in course.path(int(end[0])):
            marked.add((here, state))
            here = state
    return marked


def _before(result: StabilityResult) -> dict[int, int]:
    """The state before each on the shortest paths that are shown."""
    return {state: source for source, state in _marked(result)}


def _node(result: StabilityResult, state: int, before: int | None) -> Node:
    """A state, by what is not as it stands; or by what differs from the state `before` it."""
    ends = {s: len(end) for end in result.ends for s in end}
    kind: NodeKind = "plain" if state not in ends else "end" if ends[state] == 1 else "cycle"
    if kind == "plain" and not _leaves(result, state):
        kind = "end"
    base = result.base if before is None else result.found.outcome(before)
    if state == result.start:
        base = None
    outcome = result.found.outcome(state)
    chosen = {issue: option for issue, option in outcome.items() if base is None or base[issue] != option}
    lines = [f"{wording.issue(result.case, i)}: {wording.option(result.case, i, o)}" for i, o in chosen.items()]
    more = len(lines) - LINES
    label = "\n".join(lines[:LINES]) + (f"\n… and {more} more" if more > 0 else "")
    if state == result.start and len(outcome) > LINES:
        label = "as it stands"
    return Node(str(state), label, kind, state == result.start, None, _detail(result, state))


def _leaves(result: StabilityResult, state: int) -> bool:
    """Whether any of those whose moves the picture shows would move on."""
    found = result.found
    every = range(len(found.members)) if found.states <= ALL or result.led is None else result.led.movers
    return any(len(targets) for number in every for _, targets in improving(found.prepared, number, np.array([state])))


def _detail(result: StabilityResult, state: int) -> str:
    from detente.analyses.stability.answer import TITLES

    held = [TITLES[c] for c in result.held.by(state)]
    return (
        f"holds for every party by {wording.listed(held)}" if held else "holds for every party by no concept worked out"
    )


def _arcs(result: StabilityResult, steps: Steps, shown: set[int], path: set[tuple[int, int]]) -> list[Arc]:
    """One arrow for each pair of states, with all who could make that move; where not all states are shown only those on the paths."""
    between: dict[tuple[int, int], list[int]] = {}
    whole = True
    for source, target, number in steps:
        if source in shown and target in shown:
            between.setdefault((source, target), []).append(number)
        else:
            whole = False
    return [
        _arc(result, str(source), str(target), numbers, (source, target) in path)
        for (source, target), numbers in between.items()
        if whole or (source, target) in path
    ]


def _arc(result: StabilityResult, source: str, target: str, numbers: Iterable[int], marked: bool) -> Arc:
    who = [result.found.members[number] for number in dict.fromkeys(numbers)]
    label = wording.listed((names(result, members) for members in who), "or")
    return Arc(source, target, label, "move" if any(len(m) == 1 for m in who) else "group", marked)


REST = "rest"


def _rest(count: int) -> Node:
    return Node(REST, f"{wording.large(count)} other outcomes on longer ways", "collapsed", count=count)


def _to_rest(result: StabilityResult, steps: Steps, shown: set[int]) -> list[Arc]:
    """An arrow from the status quo to what is not shown, if one step leads there."""
    numbers = [number for source, target, number in steps if source == result.start and target not in shown]
    return [_arc(result, str(result.start), REST, numbers, False)] if numbers else []


def _description(result: StabilityResult, states: int, shown: int) -> str:
    ends = len(result.ends)
    told = f"{wording.count(states, 'outcome')} joined by moves that pay those who make them"
    if result.start is not None:
        told += (
            f", from the status quo to {wording.count(ends, 'end')} (nobody moves on, or the moves go round and round)"
        )
    return (
        f"{told}. {wording.count(states - shown, 'outcome')} not on a shortest path are one box."
        if shown < states
        else f"{told}."
    )
