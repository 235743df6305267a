"""`make bench`, third part: 10,000 arguments, whole processes from the start of Python to the answer, with reading the APX file.

*Grounded*, and *credulous*: every argument that some preferred extension accepts. Attacks are drawn uniformly (self-attacks left out), or on a grid, in both
directions between some neighbours, or both ways between random pairs. With clearly
more uniform attacks than three an argument the time grows beyond all bounds (see docs/theory/arguments.md): not timed here.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ARGUMENTS = 10_000
SEED = 1
SIZES = (
    ("1.5 attacks an argument, uniform", "uniform", 15_000),
    ("2 attacks an argument, uniform", "uniform", 20_000),
    ("3 attacks an argument, uniform", "uniform", 30_000),
    ("3 attacks an argument, both ways", "both", 15_000),
    ("a grid of 100 × 100", "grid", 0),
)
LIMITS = {"grounded": 0.3, "credulous": 2.0}


def run(quick: bool) -> int:
    """Print it all; how many limits were missed."""
    print(f"\nArguments: {ARGUMENTS:,} of them, a process each, {os.cpu_count()} cores\n")
    print(f"{'':45}{'grounded':>10}{'limit':>7}{'credulous':>11}{'limit':>7}{'accepted':>10}")
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, kind, attacks in SIZES[: 3 if quick else None]:
            path = Path(folder) / "framework.apx"
            path.write_text(drawn(kind, attacks), encoding="utf-8")
            child("grounded", str(path))  # so that no line pays for what is compiled once
            grounded, credulous = (best(question, str(path), 1 if quick else 3) for question in LIMITS)
            past = grounded["process"] > LIMITS["grounded"] or credulous["process"] > LIMITS["credulous"]
            missed += past
            numbers = f"{grounded['process']:10.2f}{LIMITS['grounded']:7.1f}{credulous['process']:11.2f}{LIMITS['credulous']:7.1f}"
            print(f"{name:45}{numbers}{credulous['accepted']:10,}{'  PAST ITS LIMIT' if past else ''}", flush=True)
    return missed


def best(question: str, path: str, runs: int) -> dict[str, Any]:
    """The quickest of some processes."""
    return min((child(question, path) for _ in range(runs)), key=lambda took: took["process"])


def child(question: str, path: str) -> dict[str, Any]:
    """What this file prints when asked, with the wall time of that process."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    command = [sys.executable, str(Path(__file__).resolve()), question, path]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return json.loads(ran.stdout) | {"process": time.perf_counter() - start}


def drawn(kind: str, attacks: int) -> str:
    """An APX file."""
    generator = random.Random(SEED)
    pairs = []
    if kind == "grid":
        side = int(ARGUMENTS**0.5)
        for place in range(ARGUMENTS):
            right = [place + 1] if (place + 1) % side else []
            below = [place + side] if place + side < ARGUMENTS else []
            for other in (*right, *below):
                way = generator.random()
                pairs += [(place, other)] * (way < 0.6) + [(other, place)] * (way > 0.4)
    else:
        for _ in range(attacks):
            first, second = generator.sample(range(ARGUMENTS), 2)
            pairs += [(first, second), (second, first)] if kind == "both" else [(first, second)]
    lines = [f"arg(a{n})." for n in range(ARGUMENTS)] + [f"att(a{first},a{second})." for first, second in pairs]
    return "\n".join([*lines, ""])


def answer(question: str, path: str) -> dict[str, int]:
    """How many arguments are accepted."""
    from detente.formats.frameworks import read_framework
    from detente.theory.grounded import grounded

    framework = read_framework(path).framework
    if question == "grounded":
        return {"accepted": int((grounded(framework) == 1).sum())}
    from detente.theory.acceptance import accepted

    return {"accepted": int(accepted(framework, "preferred", "credulous").accepted.sum())}


def main() -> int:
    """`grounded FILE` and `credulous FILE` print one JSON object; without them, everything."""
    if len(sys.argv) == 3:
        print(json.dumps(answer(sys.argv[1], sys.argv[2])))
        return 0
    return 1 if run("--quick" in sys.argv) else 0


if __name__ == "__main__":
    sys.exit(main())
