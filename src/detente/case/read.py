"""Reading a case: from a folder, a file, a text or a changed tree, with all its problems at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

from detente.case import build, check, check_claims, fields, later, names, passages
from detente.case.model import Case, CaseError, Mark, Origin, Problem
from detente.case.notes import Notes
from detente.case.text import MAX_BYTES, parse
from detente.case.walk import Walk

FILE_NAME = "case.yaml"


def load(where: str | FilePath, documents: str | FilePath | None = None) -> Case:
    """The case in a folder (`case.yaml` inside), in a file, or by the name of a case that comes with Détente.

    `documents` is a folder with the documents that places point into, beside those next to the case. Raises `CaseError`
    with all problems, warnings included.
    """
    text, name, folder = fetch(where)
    case, found = _read(text, name, folder, documents)
    return _sound(case, found)


def read(text: str, name: str = FILE_NAME, folder: str | FilePath | None = None) -> Case:
    """The same from the text of a file; `folder` is where its documents are. Raises `CaseError`."""
    case, found = _read(text, name, folder, None)
    return _sound(case, found)


def from_tree(
    tree: Mapping[str, Any], origin: Origin, base: Mapping[str, Any] | None = None, applied: tuple[str, ...] = ()
) -> Case:
    """A changed tree as a case, checked like a file; problems stand where `origin` has their path. Raises `CaseError`.

    `base` is the tree before any event (by default `tree` itself), `applied` the events that `tree` holds already.
    """
    notes = Notes(origin, tree)
    return _sound(_from(tree, base if base is not None else tree, applied, notes), notes.problems())


def problems(
    text: str, name: str = FILE_NAME, folder: str | FilePath | None = None, documents: str | FilePath | None = None
) -> tuple[Problem, ...]:
    """All errors and warnings of a file's text, in the order of the file."""
    return _read(text, name, folder, documents)[1]


def bundled() -> dict[str, FilePath]:
    """The cases that come with Détente: their folders by name."""
    here = FilePath(__file__).resolve().parent.parent
    homes = (here / "_cases", here.parent.parent / "cases")
    home = next((home for home in homes if home.is_dir()), None)
    if home is None:
        return {}
    found = sorted(file.parent for file in home.rglob(FILE_NAME))
    return {folder.name: folder for folder in found}


def digest(case: Case) -> str:
    """The SHA-256 of what the case says (its tree as canonical JSON): same case, same digest."""
    written = json.dumps(case.tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8")).hexdigest()


def fetch(where: str | FilePath) -> tuple[str, str, str]:
    """(text, name to show, folder) of a case by path or name. Raises `CaseError` where there is none."""
    if "\0" in str(where):
        raise _refused(str(where), "No file has a name with a character of code 0 in it.", "Correct the name.")
    path = FilePath(where)
    if not path.exists() and str(where) in bundled():
        path = bundled()[str(where)]
    if path.is_dir():
        path = path / FILE_NAME
    return text_of(path), str(path), str(path.parent)


def text_of(file: str | FilePath) -> str:
    """The text of a case file, line ends and all. Raises `CaseError` where it is missing, too large, or not UTF-8."""
    path, name = FilePath(file), str(file)
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise _refused(name, f"{name} is no file.", f"Name a case file or the folder that holds {FILE_NAME}.")
        if size > MAX_BYTES:
            raise _refused(name, f"The file has {size:,} bytes.", f"A case may have {MAX_BYTES:,} at most.")
        data = path.read_bytes()
    except OSError as error:
        known = ", ".join(sorted(bundled())) or "none"
        remedy = f"Name a folder with {FILE_NAME}, a file, or a case that comes with Détente ({known})."
        raise _refused(name, f"There is no case at {name}: {error.strerror or error}.", remedy) from None
    return _decoded(data, name)


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        mark = Mark(line, column)
        raise _refused(name, "The file is not UTF-8 from here on.", "Save it as UTF-8 text.", mark) from None


def _refused(name: str, what: str, remedy: str, mark: Mark | None = None) -> CaseError:
    return CaseError((Problem("error", name, mark, "", what, remedy),))


def _sound(case: Case | None, found: tuple[Problem, ...]) -> Case:
    if case is None or any(problem.severity == "error" for problem in found):
        raise CaseError(found)
    return case


def _read(
    text: str, name: str, folder: str | FilePath | None, beside: str | FilePath | None
) -> tuple[Case | None, tuple[Problem, ...]]:
    tree, marks, syntax = parse(text, name)
    origin = Origin(name, None if folder is None else str(folder), text, marks)
    if tree is None and not syntax:
        syntax = (Problem("error", name, Mark(1, 1), "", "The file is empty.", "Begin with `detente new`."),)
    if not isinstance(tree, dict):
        mapping = Problem(
            "error", name, Mark(1, 1), "", "A case is a mapping: keys with values.", "Begin with `detente: 1`."
        )
        return None, syntax or (mapping,)
    notes = Notes(origin, tree)
    case = _from(tree, tree, (), notes)
    if case is not None:
        passages.check(case, beside, notes)
    found = tuple(sorted((*syntax, *notes.problems()), key=_position))
    if case is None or syntax or notes.has_errors():
        return None, found
    return build.with_warnings(case, found), found


def _position(problem: Problem) -> tuple[int, int]:
    return (problem.mark.line, problem.mark.column) if problem.mark else (0, 0)


def _from(tree: Mapping[str, Any], base: Mapping[str, Any], applied: tuple[str, ...], notes: Notes) -> Case | None:
    case = _checked(tree, base, applied, notes)
    if not applied:
        later.check(case, notes, lambda changed, after: _checked(changed, changed, (), after))
    return None if notes.has_errors() else build.with_warnings(case, notes.problems())


def _checked(tree: Mapping[str, Any], base: Mapping[str, Any], applied: tuple[str, ...], notes: Notes) -> Case:
    walk = Walk(notes)
    got = walk.read(fields.CASE, tree, ())
    names.check(walk, got, notes)
    case = build.case(got, tree, base, notes.origin, applied)
    check.everything(case, got, notes)
    check_claims.taken(case, walk.taken, notes)
    return case
