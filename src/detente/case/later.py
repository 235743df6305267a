"""What the changes of events would break: the case after all of them, read once more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from detente.case.addresses import address, merge
from detente.case.check_events import in_order
from detente.case.model import Case, Problem
from detente.case.notes import Notes
from detente.case.text import Path

Again = Callable[[Mapping[str, Any], Notes], object]


def check(case: Case, notes: Notes, again: Again) -> None:
    """Problems that the case has after all `changes` and had not before, told at the change that brings them.

    `again` reads a tree and collects its problems in the notes that it is given.
    """
    numbers = {item.get("id"): n for n, item in enumerate(notes.tree.get("events") or ()) if isinstance(item, Mapping)}
    changing = [(event.id, event.changes) for event in in_order(case.events) if event.changes]
    if not changing:
        return
    allowed: list[tuple[str, Mapping[str, Any]]] = []
    for name, changes in changing:
        path: Path = ("events", numbers[name], "changes")
        for key in ("events", "detente"):
            if key in changes:
                notes.error((*path, key), f"An event cannot change {key}.", "Write it in the case itself.")
        allowed.append((name, {key: value for key, value in changes.items() if key not in ("events", "detente")}))
    tree: Any = {**notes.tree, "events": [_still(item) for item in notes.tree["events"]]}
    for _, changes in allowed:
        tree = merge(tree, changes)
    after = Notes(notes.origin, tree)
    again(tree, after)
    for path, problem in after.by_path():
        if not _had(problem, notes):
            _told(path, problem, allowed, numbers, notes)


def _still(event: Any) -> Any:
    return {key: value for key, value in event.items() if key != "changes"} if isinstance(event, Mapping) else event


def _had(problem: Problem, notes: Notes) -> bool:
    return any(old.what == problem.what for old in notes.found.values())


def _told(
    path: Path,
    problem: Problem,
    changing: list[tuple[str, Mapping[str, Any]]],
    numbers: Mapping[Any, int],
    notes: Notes,
) -> None:
    """At the last change that wrote the path of the problem, or what is nearest to it."""
    best: tuple[int, Path, str] = (-1, (), "")
    for name, changes in changing:
        depth = _depth(changes, path)
        if depth >= best[0]:
            best = (depth, ("events", numbers[name], "changes", *path[:depth]), name)
    note = notes.error if problem.severity == "error" else notes.warning
    where = f" (at {address(notes.tree, path)})" if path else ""
    note(best[1], f"After the changes of {best[2]}: {problem.what}{where}", problem.remedy)


def _depth(changes: Any, path: Path) -> int:
    depth = 0
    for key in path:
        if not isinstance(changes, Mapping) or key not in changes:
            break
        changes = changes[key]
        depth += 1
    return depth
