"""`make bench`, second part: times and peak memory of the five concepts of stability, beside the matrix method.

Every number is from a process of its own. *Process* is its whole wall time, with Python's start, imports and drawing the case;
*solving* runs from issues, controls and utilities to what is stable for whom by all five concepts. Cases: issues of
two options, shared out among the parties; utilities in whole numbers, additive with as many pairs of issues that count together.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.theory.conflict import Conflict

HERE = Path(__file__).resolve().parent
LARGE = HERE.parents[1] / "shared" / "literature" / "stability" / "uruguay_round_trade_large.json"
SEED = 7


@dataclass(frozen=True)
class Size:
    """2 to the power of `issues` states. `forward`: so many of each party's options cannot be taken back. `groups`: sets of parties that
    share an issue, the last ones. `most` seconds and `memory` megabytes must not be passed; `by`: of the process, or of solving alone."""

    name: str
    issues: int
    parties: int
    most: float
    memory: float
    forward: int = 0
    groups: tuple[tuple[int, ...], ...] = ()
    by: str = "process"


PAIRS = ((0, 1), (2, 3))
SIZES = (
    Size("2¹² states × 4 parties", 12, 4, 0.1, 200, by="solving"),
    Size("2²⁰ states × 6 parties", 20, 6, 10, 1500),
    Size("2²⁰ states × 6 parties, an irreversible option each", 20, 6, 10, 1500, forward=1),
    Size("2²⁰ states × 6 parties, all options irreversible", 20, 6, 10, 1500, forward=20),
    Size("2²⁰ states × 6 parties, two consent groups", 20, 6, 10, 1500, groups=PAIRS),
    Size("2²⁰ states × 6 parties, both", 20, 6, 10, 1500, forward=1, groups=PAIRS),
    Size("2²⁴ states × 4 parties", 24, 4, 120, 6000),
)
URUGUAY = Size("138,240 states × 6 parties, with rules (uruguay_round_trade_large)", 0, 6, 2, 500)
QUICK = 2**20
MATRIX = tuple(Size(f"2^{k} states × 4 parties", k, 4, 0, 0) for k in range(6, 12))
GROUPED = tuple(replace(size, name=f"{size.name}, a group", groups=((0, 1),), forward=1) for size in MATRIX)
GROWTH = tuple(Size(f"2^{k} states × 4 parties", k, 4, 0, 0) for k in range(14, 21, 2))
EVERY = {size.name: size for size in (*SIZES, URUGUAY, *MATRIX, *GROUPED, *GROWTH)}


# ---------------------------------------------------------------- the parent: small, so that a child's peak is its own


def run(quick: bool) -> int:
    """Print it all; how many limits were missed, or answers not the same."""
    print(f"\nStability, all five concepts, a process each, {os.cpu_count()} cores\n")
    print(f"{'':70}{'process':>8}{'solving':>9}{'limit':>7}{'MB':>7}{'limit':>7}")
    child("solve", SIZES[0].name)  # so that no line pays for what is compiled once
    sizes = [size for size in SIZES if not quick or 2**size.issues < QUICK]
    missed = sum(_line(size) for size in (*sizes, *([URUGUAY] if LARGE.is_file() else [])))
    if not LARGE.is_file():
        print(f"{URUGUAY.name:70} not measured: its file is not part of the project")
    return missed + _compare(quick)


def _line(size: Size) -> bool:
    took = child("solve", size.name)
    past = took[size.by] > size.most or took["memory"] > size.memory
    numbers = f"{took['process']:8.2f}{took['solving']:9.3f}{size.most:7.1f}{took['memory']:7.0f}{size.memory:7.0f}"
    print(f"{size.name:70}{numbers}{'  PAST ITS LIMIT' if past else ''}", flush=True)
    return past


def _compare(quick: bool) -> int:
    print(
        "\nBeside the matrix method (states × states tables; seconds of solving on one core, best of 3 where short)\n"
    )
    print(f"{'':45}{'Détente':>9}{'matrix':>9}{'ratio':>9}{'MB':>7}{'MB':>7}")
    unlike, ours, theirs = 0, [], []
    for size in (*MATRIX, *GROUPED):
        if quick and size.issues > 9:
            continue
        fast, plain = child("solve", size.name), child("matrix", size.name)
        same = fast["stable"] == plain["stable"]
        unlike += not same
        if not size.groups:
            theirs.append((2**size.issues, plain["solving"]))
        ratio = plain["solving"] / fast["solving"]
        numbers = (
            f"{fast['solving']:9.4f}{plain['solving']:9.4f}{ratio:9.1f}{fast['memory']:7.0f}{plain['memory']:7.0f}"
        )
        print(f"{size.name:45}{numbers}{'' if same else '  NOT THE SAME ANSWERS'}", flush=True)
    for size in GROWTH[: 2 if quick else None]:
        ours.append((2**size.issues, child("solve", size.name)["solving"]))
        print(f"{size.name:45}{ours[-1][1]:9.4f}", flush=True)
    print("\nGrowth: time as states to the power of")
    for name, points in (("Détente", ours), ("matrix", theirs[2:])):
        print(f"  {slope(points):.2f}  {name}, {points[0][0]:,} to {points[-1][0]:,} states")
    return unlike


def slope(points: list[tuple[int, float]]) -> float:
    """Least squares of log time on log states."""
    x, y = [math.log(n) for n, _ in points], [math.log(seconds) for _, seconds in points]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    above = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return above / sum((a - mean_x) ** 2 for a in x)


def child(*arguments: str) -> dict[str, Any]:
    """What this file prints when called with these arguments, with the wall time and peak megabytes of that process."""
    start = time.perf_counter()
    command = [sys.executable, str(Path(__file__).resolve()), *arguments]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    assert process.stdout is not None
    told = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}")
    memory = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return json.loads(told) | {"process": seconds, "memory": memory}


# ---------------------------------------------------------------- the child


def solve(size: Size) -> dict[str, Any]:
    """Solve once, or the best of three where that is short."""
    from detente.theory.stability import stability

    utilities = None if size is URUGUAY else drawn(size)
    best, found = math.inf, None
    for _ in range(3):
        start = time.perf_counter()
        found = stability(uruguay() if utilities is None else conflict(size, utilities))
        best = min(best, time.perf_counter() - start)
        if best > 0.5:
            break
    assert found is not None
    return {"solving": best, "stable": digest(found.stable)}


def by_matrix(size: Size) -> dict[str, Any]:
    """The same by states × states tables."""
    import numpy as np

    from detente.theory.conflict import arcs_of
    from matrix_method import stable

    model = conflict(size, drawn(size))
    tables = []
    for mover in model.movers:
        arcs = arcs_of(mover.moves)
        tables.append(np.zeros((model.states, model.states), dtype=np.bool_))
        tables[-1][arcs.sources, arcs.targets] = True
    best, found = math.inf, None
    for _ in range(3):
        start = time.perf_counter()
        found = stable(model.ranks, tables, [mover.members for mover in model.movers])
        best = min(best, time.perf_counter() - start)
        if best > 0.5:
            break
    assert found is not None
    return {"solving": best, "stable": digest(found)}


def digest(stable: Any) -> dict[str, str]:
    """A fingerprint of what is stable for whom, by concept."""
    import hashlib

    import numpy as np

    return {concept: hashlib.sha256(np.packbits(held).tobytes()).hexdigest()[:16] for concept, held in stable.items()}


def drawn(size: Size) -> Any:
    """Utilities (parties, states) in whole numbers: a weight of each issue, and of as many pairs of issues."""
    import numpy as np

    rng = np.random.default_rng(SEED)
    utilities = np.zeros((size.parties, *(2,) * size.issues), dtype=np.int32)
    for party in utilities:
        for issue in range(size.issues):
            np.moveaxis(party, issue, 0)[1] += rng.integers(-100, 101, dtype=np.int32)
        for _ in range(size.issues):
            pair = rng.choice(size.issues, 2, replace=False)
            np.moveaxis(party, pair, (0, 1))[1, 1] += rng.integers(-100, 101, dtype=np.int32)
    return utilities.reshape(size.parties, -1)


def conflict(size: Size, utilities: Any) -> Conflict:
    """The model: who controls what, and the ranks."""
    import numpy as np

    from detente.theory.conflict import Conflict, option_form
    from detente.theory.controls import Control
    from detente.theory.outcomes import Space

    both_ways = np.ones((2, 2), dtype=np.bool_)
    shared = size.issues - len(size.groups)
    own = [
        {int(k): np.triu(both_ways) if place < size.forward else both_ways for place, k in enumerate(mine)}
        for mine in np.array_split(np.arange(shared), size.parties)
    ]
    controls = [Control((party,), tables) for party, tables in enumerate(own)]
    for joint, group in enumerate(size.groups, start=shared):
        within = {k: table for member in group for k, table in own[member].items()} | {joint: both_ways}
        controls.append(Control(group, within, {joint: ~np.eye(2, dtype=np.bool_)}))
    _, movers = option_form(Space((2,) * size.issues), controls)
    return Conflict(utilities, movers)


def uruguay() -> Conflict:
    """The large model of the literature, from options, infeasible combinations and prioritised statements."""
    import numpy as np

    from detente.theory.conflict import Conflict, option_form
    from detente.theory.controls import Control
    from detente.theory.outcomes import Constraint, Space, decode

    told = json.loads(LARGE.read_text(encoding="utf-8"))["gmcr"]
    sizes = (2,) * len(told["options"])
    rules = []
    for pairs in told["infeasibles"]:
        allowed = np.ones((2,) * len(pairs), dtype=np.bool_)
        allowed[tuple(int(answer == "Y") for _, answer in pairs)] = False
        rules.append(Constraint(tuple(option for option, _ in pairs), allowed))
    makers, full = told["decisionMakers"], np.ones((2, 2), dtype=np.bool_)
    controls = [Control((row,), dict.fromkeys(maker["options"], full)) for row, maker in enumerate(makers)]
    outcomes, movers = option_form(Space(sizes, tuple(rules)), controls)
    options = decode(sizes, outcomes)
    worth = np.zeros((len(makers), len(outcomes)), dtype=np.int64)
    for row, maker in enumerate(makers):
        for statement in maker["preferences"]:
            holds = np.zeros(len(outcomes), dtype=np.bool_)
            for member in statement["members"] if isinstance(statement, dict) else [statement]:
                holds |= np.all([options[:, option] == (answer == "Y") for option, answer in member], axis=0)
            worth[row] = 2 * worth[row] + holds
    return Conflict(worth, movers)


def main() -> int:
    """`solve NAME` and `matrix NAME` print one JSON object; without them, everything."""
    if len(sys.argv) == 3:
        print(json.dumps({"solve": solve, "matrix": by_matrix}[sys.argv[1]](EVERY[sys.argv[2]])))
        return 0
    return 1 if run("--quick" in sys.argv) else 0


if __name__ == "__main__":
    sys.exit(main())
