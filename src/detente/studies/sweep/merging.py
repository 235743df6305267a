"""Files of rows that came from machines which share nothing, put together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from detente.result import WrongUse
from detente.studies.sweep.design import Head
from detente.studies.sweep.rows import Cell, Row, in_order, read, write

ALIKE = 1e-9
"""Two machines may differ in the last digits of a number."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The rows of several files, of which `twice` tasks stood in more than one, and `missing` in none."""

    head: Head
    rows: tuple[Row, ...]
    missing: tuple[int, ...]
    twice: tuple[int, ...]


def merge(files: Sequence[str | Path], out: str | Path | None = None) -> Merged:
    """Put files of rows together (and into the file `out`, which a sweep without shard can then go on with, where tasks are missing).

    Raises WrongUse for files of different sweeps, and where they give different rows for one task.
    """
    if not files:
        raise WrongUse("There is nothing to merge: name the files of rows.")
    read_all = [(Path(file), *read(Path(file))) for file in files]
    first, head, _ = read_all[0]
    found: dict[int, tuple[Row, Path]] = {}
    twice = set()
    for file, other, rows in read_all:
        if other.sweep != head.sweep:
            raise WrongUse(f"{file} and {first} are of different sweeps. {_why(head, other)}")
        for row in rows:
            if not 0 <= row.index < head.tasks:
                raise WrongUse(
                    f"{file} has a row of task {row.index:,}, and the sweep has {head.tasks:,} tasks from 0."
                )
            if row.index in found:
                twice.add(row.index)
                if not alike(row, found[row.index][0]):
                    raise WrongUse(
                        f"{file} and {found[row.index][1]} give different rows for task {row.index:,}. Were they made by the same versions "
                        "of everything? Leave one of the files out, and do what is then missing again."
                    )
            else:
                found[row.index] = (row, file)
    ordered = tuple(in_order(row for row, _ in found.values()))
    missing = tuple(index for index in range(head.tasks) if index not in found)
    whole = replace(head, shard=(1, 1))
    if out is not None:
        write(Path(out), whole, ordered)
    return Merged(whole, ordered, missing, tuple(sorted(twice)))


def _why(one: Head, other: Head) -> str:
    names = ("title", "analysis", "parameters", "tasks", "seed", "same_draws", "columns", "version")
    told = [name for name in names if getattr(one, name) != getattr(other, name)]
    return f"They differ in {', '.join(told) or 'the case or its variants'}."


def alike(one: Row, other: Row) -> bool:
    """Whether two rows say the same, to nine digits."""
    return (
        (one.digest, one.seed, one.error) == (other.digest, other.seed, other.error)
        and one.varied == other.varied
        and one.answer.keys() == other.answer.keys()
        and all(_close(value, other.answer[path]) for path, value in one.answer.items())
    )


def _close(one: Cell, other: Cell) -> bool:
    if isinstance(one, float) and isinstance(other, float | int) and not isinstance(other, bool):
        return math.isclose(one, other, rel_tol=ALIKE, abs_tol=ALIKE)
    return one == other
