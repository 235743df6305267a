"""`sweep`: thousands of what-ifs on all cores."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor
from pathlib import Path

from detente.result import tell
from detente.studies.question import Question
from detente.studies.sweep import design as designs
from detente.studies.sweep import running, varying, working
from detente.studies.sweep.answer import SweepResult
from detente.studies.sweep.design import Design, Item
from detente.studies.sweep.merging import Merged, merge
from detente.studies.sweep.rows import Journal, Row, in_order
from detente.studies.sweep.tables import write_table
from detente.studies.sweep.variants import Variant
from detente.studies.sweep.varying import axis, crossed, draws, each_event, leave_out

__all__ = [
    "Design",
    "Merged",
    "Row",
    "SweepResult",
    "Variant",
    "axis",
    "crossed",
    "draws",
    "each_event",
    "leave_out",
    "merge",
    "sweep",
    "write_table",
]


def sweep(
    variants: Iterable[Item] | Design,
    question: Question,
    *,
    executor: Executor | None = None,
    file: str | Path | None = None,
    columns: Iterable[str] = (),
) -> SweepResult:
    """What would an analysis say in each of many what-ifs, and on what does it turn?

    `variants`: cases, or a `Design` of variants of one base case. `executor`: any of `concurrent.futures`, Dask's too; without one the work is
    done in as many processes as long work may use (`detente.result.sharing`; one, unless told otherwise). `file`: where each row is appended
    as soon as its task is done; a sweep that names the file of an earlier run of itself goes on where that one ended. `columns`: paths in the
    answer's data to keep (`zone.outcomes`, `solutions.nash.0.outcome`); else all plain values outside lists.

    Neither executor, nor number of workers, nor order changes a row. Errors are rows too. Raises WrongUse for a file of another sweep, a design
    that cannot be done or a question that cannot be sent; Unanswerable where a worker process ends by itself.
    """
    design = designs.standing(designs.all_of(variants))
    if design.base is not None:
        varying.check(design.base, [item for item in design.items if isinstance(item, Variant)])
    about = designs.head(design, question, columns)
    tasks = designs.tasks(design)
    shared = working.packed(about.sweep, design.base, question, about.columns)
    journal = None if file is None else Journal(Path(file), about)
    rows = [] if journal is None else list(journal.done)
    known = {row.index for row in rows}
    left = [task for task in tasks if task.index not in known]
    if known:
        tell("what-ifs done before", len(known), len(tasks))

    def keep(done: list[Row]) -> None:
        rows.extend(done)
        if journal is not None:
            journal.add(done)

    finished = False
    try:
        running.run(shared, left, executor, keep)
        finished = True
    finally:
        if journal is not None:
            journal.close(in_order(rows) if finished else None)
    return SweepResult(about, tuple(in_order(rows)), design.base)
