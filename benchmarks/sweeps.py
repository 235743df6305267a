"""`make bench`, last part: ten thousand what-ifs of agreement, Dask on this machine against the process pool, and the timeline of the flagship.

Wall time of whole sweeps, start of the workers and the file of rows included. The ratio is of two sweeps over the same what-ifs in one run, each
by workers that are there already: processes of a pool, and of Dask's local cluster. Without Dask (`pip install 'detente[cluster]'`) there is none.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.studies.sweep import Design, SweepResult

CORES = 2
WHAT_IFS, SWEEP_LIMIT = 10_000, 120.0
TIMELINE_DRAWS, TIMELINE_LIMIT = 1_000, 60.0
COMPARED = 1_000
ROUTE, TOLLS = "preferences.alder.weights.route=10..90:100", "preferences.birch.weights.tolls=10..90:100"


def run(quick: bool = False) -> int:
    """Print a line for each; how many took longer than they may. `quick`: a tenth of the what-ifs in a tenth of the time, and no timeline."""
    from detente.result import sharing

    cores = min(CORES, os.cpu_count() or 1)
    print(f"\nSweeps of agreement over the ferry, and the timeline of the flagship: wall time, {cores} processes\n")
    part = 10 if quick else 1
    many, limit = WHAT_IFS // part, SWEEP_LIMIT / part
    missed = 0
    with tempfile.TemporaryDirectory() as folder, sharing(cores):
        before = _processor_seconds()
        seconds, found = _timed(lambda: _sweep(many, None, Path(folder) / "rows.jsonl"))
        missed += _line(f"{many:,} what-ifs of agreement", seconds, limit)
        used = _processor_seconds() - before
        print(
            f"{'  processor seconds of all workers, per core':60}{used / cores:9.2f}  (as long as it takes where nothing else runs)"
        )
        failed = sum(1 for row in found.rows if row.error)
        if failed or len(found.rows) != many:
            print(f"{failed} what-ifs gave no answer: {found.errors()[0][0]}")
            missed += 1
        missed += _against_dask(cores, COMPARED // (4 if quick else 1))
        if not quick:
            seconds, _ = _timed(_timeline)
            missed += _line(f"timeline of the flagship, {TIMELINE_DRAWS:,} draws a step", seconds, TIMELINE_LIMIT)
    return missed


def _line(name: str, seconds: float, limit: float) -> bool:
    past = seconds > limit
    print(f"{name:60}{seconds:9.2f}{limit:7.1f}{'  PAST ITS LIMIT' if past else ''}", flush=True)
    return past


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def _processor_seconds() -> float:
    """What processes that this one started, and that have ended, used."""
    times = os.times()
    return times.children_user + times.children_system


def _design(many: int) -> Design:
    import detente
    from detente.studies.sweep import Design, axis, crossed

    return Design(crossed([axis(ROUTE), axis(TOLLS)], many), detente.load("ferry"))


def _sweep(many: int, executor: Executor | None, file: Path | None = None) -> SweepResult:
    from detente.run import question
    from detente.studies.sweep import sweep

    return sweep(_design(many), question("agreement", {"draws": 0}), executor=executor, file=file)


def _against_dask(cores: int, many: int) -> bool:
    """Print how long the pool and Dask took, and the ratio; whether they gave different tables."""
    if find_spec("distributed") is None:
        print("Dask is not installed; no comparison (pip install 'detente[cluster]').")
        return False
    tables = []
    times: dict[str, float] = {}
    for name, opened in (("process pool", _pool), ("Dask, local cluster", _dask)):
        with opened(cores) as executor:
            _sweep(4 * cores, executor)  # so that every worker has its imports
            times[name], found = _timed(partial(_sweep, many, executor))
            tables.append(found.rows)
    for name, seconds in times.items():
        print(f"{f'{many:,} what-ifs, {name}':60}{seconds:9.2f}", flush=True)
    pool, dask = times.values()
    print(
        f"{'Dask / process pool':60}{dask / pool:9.2f}  {'' if tables[0] == tables[1] else 'NOT THE SAME TABLE'}",
        flush=True,
    )
    return bool(tables[0] != tables[1])


@contextmanager
def _pool(cores: int) -> Any:
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        yield pool


@contextmanager
def _dask(cores: int) -> Any:
    import distributed

    settings = {"n_workers": cores, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**settings) as cluster, distributed.Client(cluster) as client:
        yield client.get_executor()


def _timeline() -> Any:
    import detente
    from detente import steps
    from detente.studies.timeline import timeline

    return timeline(steps.prepared(detente.load("missile-defence-2007"), {}), draws=TIMELINE_DRAWS)


if __name__ == "__main__":
    sys.exit(run("--quick" in sys.argv))
