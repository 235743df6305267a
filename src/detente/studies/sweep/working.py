"""What a worker does: a chunk of tasks, each to its row. The base and the question reach it with each chunk, packed, and are unpacked once."""

from __future__ import annotations

import gc
import inspect
import math
import pickle
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from detente import steps
from detente.case.build import PREDICTED
from detente.case.model import Case, CaseError
from detente.case.read import digest
from detente.result import Result, WrongUse
from detente.studies.question import Question, answer
from detente.studies.sweep.design import Task
from detente.studies.sweep.rows import Cell, Row
from detente.studies.sweep.variants import Variant, made, varied

MOST_KEYS, DEEPEST = 40, 4
"""Larger mappings, and what lies deeper, are no columns unless they are asked for."""
KEPT = 4
_unpacked: OrderedDict[str, Shared] = OrderedDict()
_kept = threading.local()


@dataclass(frozen=True, slots=True)
class Shared:
    """What all tasks of a sweep share. `reseeded`: the question takes a seed, and each task's is its own."""

    base: Case | None
    question: Question
    columns: tuple[str, ...]
    reseeded: bool


@dataclass(frozen=True, slots=True)
class Packed:
    """The same as bytes, with the sweep that they are of."""

    sweep: str
    data: bytes


def packed(sweep: str, base: Case | None, question: Question, columns: tuple[str, ...]) -> Packed:
    """Raises WrongUse where the question cannot be sent to other processes."""
    seeded = "seed" in question.parameters or "seed" in inspect.signature(question.function).parameters
    try:
        data = pickle.dumps(Shared(base, question, columns, seeded), pickle.HIGHEST_PROTOCOL)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise WrongUse(
            f"The question {question.name} cannot be sent to other processes ({error}). Its function must be one of a module, "
            "and its parameters plain values."
        ) from None
    return Packed(sweep, zlib.compress(data, 1))


def chunk(shared: Packed, tasks: Sequence[Task]) -> tuple[list[Row], float]:
    """The rows of some tasks, and how many seconds they took. What goes wrong in a task becomes its row."""
    what = _unpack(shared)
    start = perf_counter()
    resting = gc.isenabled()
    gc.disable()
    try:
        rows = [row(what, task) for task in tasks]
    finally:
        if resting:
            gc.enable()
    return rows, perf_counter() - start


def _unpack(shared: Packed) -> Shared:
    found = _unpacked.get(shared.sweep)
    if found is None:
        found = pickle.loads(zlib.decompress(shared.data))
        _unpacked[shared.sweep] = found
        while len(_unpacked) > KEPT:
            _unpacked.popitem(last=False)
    return found


def row(shared: Shared, task: Task) -> Row:
    """One task done."""
    told: dict[str, Any] = {}
    stamp = ""
    try:
        if isinstance(task.item, Variant):
            told = dict(varied(task.item))
            assert shared.base is not None
            case, told_now = made(shared.base, task.item, task.seed)
            told = dict(told_now)
        else:
            case = task.item
        stamp = digest(case)
        answer = chosen(_answer(shared, case, task.seed).data(), shared.columns)
    except Exception as error:  # whatever goes wrong in one what-if, the others go on
        return Row(task.index, told, stamp, task.seed, {}, _sentence(error))
    return Row(task.index, told, stamp, task.seed, answer)


def _answer(shared: Shared, case: Case, seed: int) -> Result:
    """As `detente.studies.question.ask`, but where movers can go is kept from one what-if to the next of this thread."""
    question = shared.question
    given = {**question.parameters, "seed": seed} if shared.reseeded else question.parameters
    case = steps.established(case, question.facts)
    if question.predicts and case.no_deal.how in PREDICTED:
        from detente.analyses._conflict import Memory

        if not hasattr(_kept, "memory"):
            _kept.memory = Memory()
        case = steps.predicted(case, _kept.memory)
    return answer(question.function, case, given)


def _sentence(error: Exception) -> str:
    if isinstance(error, CaseError):
        said = dict.fromkeys(f"{p.what} {p.remedy}".strip() for p in error.problems if p.severity == "error")
        return " ".join(said)
    text = " ".join(str(error).split())
    if isinstance(error, ValueError) and text:
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


# ---------------------------------------------------------------- the answer as columns


def chosen(data: Mapping[str, Any], columns: Sequence[str]) -> dict[str, Cell]:
    """The columns of an answer: all its plain values and small mappings of them; or what lies at the paths that `columns` name, which may
    lead into lists (`solutions.nash.0.outcome`). A path that leads nowhere in this answer is an empty cell."""
    if not columns:
        return dict(flat(data))
    found: dict[str, Cell] = {}
    for path in columns:
        value = _at(data, path)
        found |= dict(flat(value, path)) if isinstance(value, Mapping) else {path: _cell(value)}
    return found


def _at(data: Any, path: str) -> Any:
    here = data
    for word in path.split("."):
        if isinstance(here, Mapping):
            here = here.get(word)
        elif isinstance(here, list | tuple) and word.isdecimal() and int(word) < len(here):
            here = here[int(word)]
        else:
            return None
    return len(here) if isinstance(here, list | tuple) else here


def flat(data: Mapping[str, Any], stem: str = "", depth: int = 1) -> Iterator[tuple[str, Cell]]:
    """Plain values by their path; mappings are followed where they are small and near, lists never."""
    for name, value in data.items():
        path = f"{stem}.{name}" if stem else str(name)
        if isinstance(value, Mapping):
            if depth < DEEPEST and len(value) <= MOST_KEYS:
                yield from flat(value, path, depth + 1)
        elif value is None or isinstance(value, str | int | float) or hasattr(value, "item"):
            yield path, _cell(value)


def _cell(value: Any) -> Cell:
    if hasattr(value, "item") and getattr(value, "size", 1) == 1:
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, str | bool | int | float) else str(value)
