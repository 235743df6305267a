"""The rows as a table: CSV, or Parquet with the extra. A column for each thing that was varied and for each part of an answer."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.result import WrongUse
from detente.studies.sweep.rows import Cell, Row

FIXED = ("index", "digest", "seed", "error")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table of rows: what was varied, and what was answered."""

    varied: tuple[str, ...]
    answer: tuple[str, ...]


def columns(rows: Sequence[Row]) -> Columns:
    """All columns of some rows, in the order in which they first come."""
    varied = dict.fromkeys(name for row in rows for name in row.varied)
    answer = dict.fromkeys(name for row in rows for name in row.answer)
    return Columns(tuple(varied), tuple(answer))


def header(rows: Sequence[Row]) -> list[str]:
    """Names of the columns; what was varied and an answer of the same name are told apart."""
    named = columns(rows)
    return [
        "index",
        *named.varied,
        "digest",
        "seed",
        *(f"answer.{name}" if name in named.varied or name in FIXED else name for name in named.answer),
        "error",
    ]


def cells(rows: Sequence[Row]) -> list[list[Cell]]:
    """One list of cells a row, in the order of `header`."""
    named = columns(rows)
    return [
        [
            row.index,
            *(row.varied.get(name) for name in named.varied),
            row.digest,
            row.seed,
            *(row.answer.get(name) for name in named.answer),
            row.error,
        ]
        for row in rows
    ]


def write_table(rows: Sequence[Row], file: str | Path) -> None:
    """Write rows as `.csv` or `.parquet`. Raises WrongUse for another ending, for Parquet where pyarrow is not installed, and where the file
    cannot be written."""
    where = Path(file)
    if where.suffix not in (".csv", ".parquet"):
        raise WrongUse(f"{where} is neither .csv nor .parquet.")
    try:
        where.parent.mkdir(parents=True, exist_ok=True)
        if where.suffix == ".csv":
            _csv(rows, where)
        else:
            _parquet(rows, where)
    except OSError as error:
        raise WrongUse(f"{where} cannot be written: {error.strerror or error}.") from None


def _csv(rows: Sequence[Row], file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(header(rows))
        out.writerows([[_text(cell) for cell in row] for row in cells(rows)])


def _text(cell: Cell) -> Cell:
    """What a spreadsheet reads as written; a text that it would take for a formula is opened with an apostrophe."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + cell
    return cell


def parquet_there() -> None:
    """Raise WrongUse where pyarrow is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise WrongUse(
            "Parquet needs pyarrow: pip install 'detente[parquet]'. Or name a file that ends in .csv."
        ) from None


def _parquet(rows: Sequence[Row], file: Path) -> None:
    parquet_there()
    import pyarrow
    from pyarrow import parquet

    listed = list(zip(*cells(rows), strict=True)) if rows else [()] * len(header(rows))
    arrays = [pyarrow.array(_of_one_kind(column)) for column in listed]
    parquet.write_table(pyarrow.table(arrays, names=header(rows)), file)


def _of_one_kind(column: Sequence[Cell]) -> list[Any]:
    """A column of numbers as numbers, of truths as truths; a mixed one as text."""
    kinds = {type(cell) for cell in column if cell is not None}
    if kinds <= {int} or kinds <= {bool} or kinds <= {str}:
        return list(column)
    if kinds <= {int, float}:
        return [None if cell is None else float(cell) for cell in column]
    return [None if cell is None else str(cell) for cell in column]
