"""The rows of a sweep in a file of JSON lines: first a line that says which sweep, then a line for each task, appended as it is done.

Whatever ends a sweep (a pause, a crash, a power cut), what the file holds is done, and a line that was being written is dropped and done
again. When the last task is in, the file is put in the order of the tasks, so that no trace of the way there is left.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from detente.result import WrongUse
from detente.studies.sweep.design import Head

Cell = str | int | float | bool | None
FORM = "detente sweep 1"
_OPENING = b'{"form": "detente sweep'


@dataclass(frozen=True, slots=True)
class Row:
    """One task done: what was varied, the digest of the case after all steps ("" where none came to be), the seed, the answer's plain
    numbers and words by their path, and what went wrong ("" where nothing did)."""

    index: int
    varied: dict[str, Cell]
    digest: str
    seed: int
    answer: dict[str, Cell]
    error: str = ""


def read(file: Path) -> tuple[Head, list[Row]]:
    """The sweep and the rows of a file; a half-written last line is dropped. Raises WrongUse where it is no such file, or a line is damaged."""
    head, rows, _ = _scan(file)
    return head, rows


def _scan(file: Path) -> tuple[Head, list[Row], int]:
    """Also how many bytes are whole lines."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise WrongUse(f"{file} cannot be read: {error.strerror}.") from None
    whole = data.rfind(b"\n") + 1
    lines = data[:whole].split(b"\n")[:-1]
    try:
        first = json.loads(lines[0])
        if first.pop("form") != FORM:
            raise ValueError
        head = Head(**{**first, "shard": tuple(first["shard"]), "columns": tuple(first["columns"])})
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        raise WrongUse(f"{file} holds no rows of a sweep. Name another file for them.") from None
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        try:
            rows.append(Row(**json.loads(line)))
        except (ValueError, TypeError):
            raise WrongUse(f"{file}:{number} is damaged. Delete this line; its task is then done again.") from None
    return head, rows, whole


class Journal:
    """A file of rows that is open for more. `done` are the rows that it held already."""

    def __init__(self, file: Path, head: Head) -> None:
        """Open a new file, or go on with one of the same sweep and shard. Raises WrongUse for a file of another."""
        self.file, self.head = file, head
        self.done: list[Row] = []
        if file.exists() and file.stat().st_size and (whole := _begun(file)):
            found, self.done, whole = _scan(file)
            _same(file, found, head)
            with file.open("r+b") as there:
                there.truncate(whole)
            self.stream: IO[str] = file.open("a", encoding="utf-8", newline="\n")
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            self.stream = file.open("w", encoding="utf-8", newline="\n")
            self.stream.write(_first(head))
        self.stream.flush()

    def add(self, rows: Iterable[Row]) -> None:
        """Append rows; they are in the system's hands when this returns."""
        self.stream.write("".join(map(_line, rows)))
        self.stream.flush()

    def close(self, ordered: Iterable[Row] | None = None) -> None:
        """Close the file; with all rows `ordered`, put it in their order (as a whole or not at all)."""
        os.fsync(self.stream.fileno())
        self.stream.close()
        if ordered is not None:
            write(self.file, self.head, ordered)


def write(file: Path, head: Head, rows: Iterable[Row]) -> None:
    """Write a whole file of rows, in place of what is there, all at once."""
    beside = file.with_name(file.name + ".part")
    with beside.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(_first(head))
        stream.writelines(map(_line, rows))
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(file)


def _begun(file: Path) -> int:
    """Whether even the first line was written whole (else the file is begun anew, if it is a beginning of ours)."""
    with file.open("rb") as stream:
        first = stream.readline()
    if first.endswith(b"\n"):
        return 1
    if first[: len(_OPENING)] != _OPENING[: len(first)]:
        raise WrongUse(f"{file} holds no rows of a sweep. Name another file for them.")
    return 0


def _same(file: Path, found: Head, asked: Head) -> None:
    if found.sweep == asked.sweep and found.shard == asked.shard:
        return
    names = ("title", "analysis", "parameters", "tasks", "seed", "same_draws", "columns", "version", "shard")
    other = [name for name in names if getattr(found, name) != getattr(asked, name)]
    told = "; ".join(
        f"{name} {_said(getattr(found, name))} there, {_said(getattr(asked, name))} here" for name in other
    )
    raise WrongUse(
        f"{file} holds rows of another sweep ({told or 'the case or its variants differ'}). Name another file, or delete this one."
    )


def _said(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _first(head: Head) -> str:
    return json.dumps({"form": FORM, **asdict(head)}, ensure_ascii=False) + "\n"


def _line(row: Row) -> str:
    return json.dumps(asdict(row), ensure_ascii=False, separators=(",", ":")) + "\n"


def in_order(rows: Iterable[Row]) -> Iterator[Row]:
    """One row for each task, in the order of the tasks."""
    yield from {row.index: row for row in sorted(rows, key=lambda row: row.index)}.values()
