"""Problems as they are found: where they stand, in the file's own lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from detente.case.addresses import address
from detente.case.model import Mark, Origin, Problem
from detente.case.text import Path

Severity = Literal["error", "warning"]


class Notes:
    """Collects the problems of one tree; never stops at the first."""

    def __init__(self, origin: Origin, tree: Any) -> None:
        self.origin = origin
        self.tree = tree
        self.found: dict[tuple[str, Path], Problem] = {}
        self._lines: list[str] | None = None

    def error(self, path: Path, what: str, remedy: str, mark: Mark | None = None) -> None:
        """Something that stops an analysis, at a path of the tree."""
        self._note("error", path, what, remedy, mark)

    def warning(self, path: Path, what: str, remedy: str, mark: Mark | None = None) -> None:
        """Something that travels with results as a caveat, at a path of the tree."""
        self._note("warning", path, what, remedy, mark)

    def _note(self, severity: Severity, path: Path, what: str, remedy: str, mark: Mark | None) -> None:
        problem = Problem(severity, self.origin.name, mark or self.mark(path), address(self.tree, path), what, remedy)
        self.found.setdefault((what, path), problem)

    def by_path(self) -> tuple[tuple[Path, Problem], ...]:
        """All problems with the paths that they are about, as found."""
        return tuple((path, problem) for (_, path), problem in self.found.items())

    def mark(self, path: Path) -> Mark | None:
        """Where a path stands, or the nearest part of it that the file has."""
        for end in range(len(path), 0, -1):
            found = self.origin.marks.get(path[:end])
            if found is not None:
                return found
        return Mark(1, 1) if self.origin.text else None

    def inside(self, path: Path, text: str, position: int) -> Mark | None:
        """Where the character at `position` of the text at `path` stands, if that text is written on one line."""
        start = self.origin.marks.get((*path, -1)) or self.origin.marks.get(path)
        if start is None:
            return self.mark(path)
        if self._lines is None:
            self._lines = self.origin.text.split("\n")
        line = self._lines[start.line - 1] if start.line <= len(self._lines) else ""
        at = line.find(text, start.column - 1)
        return Mark(start.line, at + 1 + position) if 0 <= at <= start.column else start

    def problems(self) -> tuple[Problem, ...]:
        """All of them, in the order of the file."""
        return tuple(sorted(self.found.values(), key=lambda p: (p.mark.line, p.mark.column) if p.mark else (0, 0)))

    def has_errors(self) -> bool:
        """Whether any of them stops an analysis."""
        return any(problem.severity == "error" for problem in self.found.values())


def child(tree: Any, key: str) -> Any:
    """The value of a key where `tree` is a mapping, else None."""
    return tree.get(key) if isinstance(tree, Mapping) else None
