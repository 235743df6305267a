"""Which what-ifs a sweep makes, with which seeds, and what tells one sweep from another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from detente import steps
from detente.case.model import Case
from detente.case.read import digest
from detente.result import WrongUse
from detente.studies.question import Question
from detente.studies.sweep.variants import Variant, key

Item = Case | Variant


@dataclass(frozen=True, slots=True)
class Design:
    """What a sweep is to do: `items`, each a case of its own or a variant of `base`.

    `seed`: where chance begins. Each task has a seed of its own, made from this one and from what the task is, so that neither order nor number
    of workers changes anything; with `same_draws` all tasks have this one, so that their answers differ by what was varied and not by chance.
    `shard`: `(k, n)` does the k-th of n parts (every n-th task), for machines that share nothing.
    """

    items: tuple[Item, ...]
    base: Case | None = None
    seed: int = 0
    same_draws: bool = False
    shard: tuple[int, int] = (1, 1)

    def __post_init__(self) -> None:
        """Refuse what cannot be done."""
        k, n = self.shard
        if not 1 <= k <= n:
            raise WrongUse(f"There is no shard {k}/{n}; of {n} shards they are 1/{n} to {n}/{n}.")
        if self.seed < 0:
            raise WrongUse(f"The seed is {self.seed}; it must be 0 or more.")
        if not self.items:
            raise WrongUse("There is nothing to sweep over: no case and no variant was given.")
        if self.base is None and any(isinstance(item, Variant) for item in self.items):
            raise WrongUse("A variant says what to do to a base case; give one: Design(items, base=case).")


@dataclass(frozen=True, slots=True)
class Task:
    """One what-if: its place in the sweep, what it is, and its seed."""

    index: int
    item: Item
    seed: int


@dataclass(frozen=True, slots=True)
class Head:
    """What a file of rows says first: which sweep they are of. `sweep` is the digest of all that its answers depend on."""

    sweep: str
    title: str
    analysis: str
    parameters: dict[str, Any]
    tasks: int
    shard: tuple[int, int]
    seed: int
    same_draws: bool
    columns: tuple[str, ...]
    version: str


def standing(design: Design) -> Design:
    """The same with its base brought to its day, so that this is done once and not in each task."""
    if design.base is None:
        return design
    return Design(design.items, steps.prepared(design.base, {}), design.seed, design.same_draws, design.shard)


def tasks(design: Design) -> tuple[Task, ...]:
    """The tasks of the design's shard, in order."""
    k, n = design.shard
    return tuple(Task(i, design.items[i], _seed(design, design.items[i])) for i in range(k - 1, len(design.items), n))


def _seed(design: Design, item: Item) -> int:
    if isinstance(item, Variant) and item.seed is not None:
        return item.seed
    if design.same_draws and not (isinstance(item, Variant) and item.draw is not None):
        return design.seed
    return int.from_bytes(hashlib.sha256(f"{design.seed}:{_key(item)}".encode()).digest()[:4], "big")


def _key(item: Item) -> str:
    return key(item) if isinstance(item, Variant) else _digest(item)


def _digest(case: Case) -> str:
    """What a case is, as written and after the events that were applied."""
    return hashlib.sha256(f"{digest(case)}{json.dumps(case.base, sort_keys=True)}{case.applied}".encode()).hexdigest()


def head(design: Design, question: Question, columns: Iterable[str]) -> Head:
    """Which sweep this is."""
    parameters = json.loads(json.dumps(dict(question.parameters), default=str))
    narrowed, version = tuple(columns), _version()
    about = [
        None if design.base is None else _digest(design.base),
        f"{question.name}:{question.function.__module__}.{question.function.__qualname__}:{question.predicts}",
        parameters,
        [design.seed, design.same_draws, narrowed, version],
    ]
    known = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
    for item in design.items:
        known.update(_key(item).encode() + b"\n")
    title = design.base.title if design.base is not None else next(c.title for c in design.items if isinstance(c, Case))
    return Head(
        known.hexdigest(),
        title,
        question.name,
        parameters,
        len(design.items),
        design.shard,
        design.seed,
        design.same_draws,
        narrowed,
        version,
    )


def _version() -> str:
    """The installed version of Détente, so that rows of two versions do not mix."""
    try:
        return metadata.version("detente")
    except metadata.PackageNotFoundError:
        return ""


def all_of(items: Design | Iterable[Item]) -> Design:
    """A design as it is; cases as one."""
    return items if isinstance(items, Design) else Design(tuple(items))
