"""Tasks to workers and rows back: chunks of about 0.2 seconds, a few for each worker under way at any time."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import get_context, parent_process

from detente.result import Unanswerable, tell, workers
from detente.studies.sweep.design import Task
from detente.studies.sweep.rows import Row
from detente.studies.sweep.working import Packed, chunk

SECONDS = 0.2
"""What a chunk takes, about: so little that little is lost and workers end together, so much that sending it costs nothing."""
MOST_TASKS = 500
AHEAD = 2
"""Chunks under way for each worker: one that it works on, one that waits."""
NAME = "what-ifs"

Answer = tuple[list[Row], float]


def run(shared: Packed, tasks: Sequence[Task], executor: Executor | None, keep: Callable[[list[Row]], None]) -> None:
    """Do all tasks; `keep` gets each chunk's rows as they are done, in whatever order. Without an executor in as many processes as long work
    may use (`detente.result.sharing`): one is this one. Raises Unanswerable where a worker process ends by itself."""
    if executor is None and (workers() == 1 or len(tasks) < 2):
        _here(shared, tasks, keep)
        return
    with _pool(executor, len(tasks)) as (pool, many):
        try:
            _shared_out(pool, many, shared, tasks, keep)
        except BrokenExecutor:
            raise Unanswerable(
                "A worker process ended by itself; perhaps there was too little memory. What is done is kept: go on with fewer workers."
            ) from None


@contextmanager
def _pool(executor: Executor | None, tasks: int) -> Iterator[tuple[Executor, int]]:
    if executor is not None:
        known = getattr(executor, "_max_workers", None)
        yield executor, known if isinstance(known, int) else max(workers(), os.cpu_count() or 1)
        return
    many = min(workers(), tasks)
    own = ProcessPoolExecutor(many, mp_context=get_context("spawn"), initializer=_begin)
    try:
        yield own, many
    finally:
        own.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """In each worker process: an interrupt is for whoever started it, and it ends when that one is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _here(shared: Packed, tasks: Sequence[Task], keep: Callable[[list[Row]], None]) -> None:
    size, done = Size(), 0
    while done < len(tasks):
        part = tasks[done : done + size.next(len(tasks) - done, 1)]
        rows, seconds = chunk(shared, part)
        size.learn(len(part), seconds)
        keep(rows)
        done += len(part)
        tell(NAME, done, len(tasks))


class Size:
    """How many tasks make a chunk: what a chunk's time allows at the pace measured so far; towards the end fewer, so that all workers end
    together."""

    def __init__(self) -> None:
        self.pace: float | None = None

    def learn(self, many: int, seconds: float) -> None:
        """So many tasks took so long."""
        each = seconds / max(1, many)
        self.pace = each if self.pace is None else 0.7 * self.pace + 0.3 * each

    def next(self, left: int, many_workers: int) -> int:
        """Tasks for the next chunk."""
        if self.pace is None:
            return 1
        fits = int(SECONDS / max(self.pace, 1e-9))
        return max(1, min(fits, MOST_TASKS, -(-left // many_workers)))


def _shared_out(
    pool: Executor, many: int, shared: Packed, tasks: Sequence[Task], keep: Callable[[list[Row]], None]
) -> None:
    size, sent, done = Size(), 0, 0
    under_way: dict[Future[Answer], int] = {}
    try:
        while done < len(tasks):
            while sent < len(tasks) and len(under_way) < AHEAD * many:
                part = tasks[sent : sent + size.next(len(tasks) - sent, many)]
                under_way[pool.submit(chunk, shared, part)] = len(part)
                sent += len(part)
            finished, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in finished:
                rows, seconds = future.result()
                keep(rows)
                size.learn(under_way[future], seconds)
                done += under_way.pop(future)
                tell(NAME, done, len(tasks))
    finally:
        for future in under_way:
            future.cancel()
