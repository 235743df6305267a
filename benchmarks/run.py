"""`make bench`: whole-process times and peak memory of `detente agreement`, and beside them NegMAS on what it can do; then the
stability of states (`stability.py`), frameworks of ten thousand arguments (`arguments.py`), places in a million characters (`places.py`),
thousands of what-ifs (`sweeps.py`), and reach in time (`reach.py`).

Both are timed as whole processes, from the start of Python to the end of their output: NegMAS finds the frontier and
three solutions, Détente these and all the rest of its answer. A ratio above 1: NegMAS took longer. A second number of
frontier points is NegMAS's, where it differs; the tests hold Détente's to a listing of all outcomes in whole numbers.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import arguments
import places
import reach
import stability
import sweeps
from generated import Size, additive, case_text

PARTS = ("agreement", "stability", "arguments", "places", "sweeps", "reach")
HERE = Path(__file__).resolve().parent
SEED = 7
SIZES = (
    Size("2 parties × 50 issues × 5 options (10³⁴ outcomes)", 2, 50, 5, most=1.0),
    Size("3 parties × 20 issues × 10 options (10²⁰ outcomes)", 3, 20, 10, most=1.0),
    Size("5 parties × 12 issues × 5 options (2·10⁸ outcomes)", 5, 12, 5, most=3.0),
    Size("2 parties × 12 coupled issues × 10 options (10¹² outcomes)", 2, 12, 10, most=3.0, coupled=True),
    Size("5 parties × 10⁶ outcomes, all listed", 5, 6, 10, most=3.0, memory=1000, arguments=("--method", "enumerated")),
)
PEER = (
    Size("2 parties × 5 issues × 5 options (3,125 outcomes)", 2, 5, 5, most=1.0),
    Size("2 parties × 6 issues × 6 options (46,656 outcomes)", 2, 6, 6, most=1.0),
    Size("3 parties × 6 issues × 6 options (46,656 outcomes)", 3, 6, 6, most=1.0),
    Size("2 parties × 6 issues × 10 options (10⁶ outcomes)", 2, 6, 10, most=1.0),
    Size("3 parties × 6 issues × 10 options (10⁶ outcomes)", 3, 6, 10, most=1.0),
)
PEER_SECONDS = 120
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
"""Bytecode is kept between runs, as it is wherever a program is installed."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", help="a Python that has NegMAS; without it, no comparison")
    parser.add_argument("--quick", action="store_true", help="one run of each, the smaller peer sizes only")
    parser.add_argument("--only", choices=PARTS, help="one of the parts")
    options = parser.parse_args()
    parts = {
        "agreement": lambda: _agreement(options),
        "stability": lambda: stability.run(options.quick),
        "arguments": lambda: arguments.run(options.quick),
        "places": lambda: places.run(options.quick),
        "sweeps": lambda: sweeps.run(options.quick),
        "reach": lambda: reach.run(options.quick),
    }
    missed = sum(parts[name]() for name in ((options.only,) if options.only else PARTS))
    print("\nAll within their limits." if not missed else f"\n{missed} past their limits, or not the same answers.")
    return 1 if missed else 0


def _agreement(options: argparse.Namespace) -> int:
    """Print the part on agreement; how many limits were missed."""
    runs = 1 if options.quick else 3
    missed = 0
    print(f"Détente, whole process (best of {runs}), {os.cpu_count()} cores\n")
    print(f"{'':60}{'seconds':>9}{'limit':>7}{'MB':>7}{'frontier':>10}")
    with tempfile.TemporaryDirectory() as folder:
        _timed("ferry", 1, "--draws", "0")  # so that no line pays for what is compiled once
        for size in SIZES:
            missed += _line(size, _timed(_written(size, Path(folder)), runs, "--draws", "0", *size.arguments))
        flagship = Size("flagship, acceptability over 1,000 draws", 0, 0, 0, most=10.0)
        missed += _line(flagship, _timed("missile-defence-2007", 1, "--draws", "1000"))
        if options.peer:
            _compare(options.peer, Path(folder), runs, PEER[:2] if options.quick else PEER)
    return missed


def _written(size: Size, folder: Path) -> str:
    file = folder / "case.yaml"
    file.write_text(case_text(size, SEED), encoding="utf-8")
    return str(file)


SIZES_OF = """
import json, sys
result = json.load(open(sys.argv[1], encoding="utf-8"))["result"]
points = {tuple(point["utilities"].values()) for point in result["frontier"]}
print(json.dumps({"frontier": len(points), "exact": result["exact"]}))
"""


def _timed(case: str, runs: int, *arguments: str) -> dict[str, Any]:
    """The quickest of `runs` processes: seconds, peak megabytes, and the frontier's size.

    The answer is read by another process: this one must stay small, since a child's peak counts from its parent's.
    """
    best: dict[str, Any] = {"seconds": float("inf"), "memory": 0.0}
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        for _ in range(runs):
            out.seek(0)
            out.truncate()
            start = time.perf_counter()
            command = [sys.executable, "-m", "detente", "agreement", case, "--json", *arguments]
            process = subprocess.Popen(command, stdout=out, env=ENVIRONMENT)
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}")
            best["seconds"] = min(best["seconds"], seconds)
            best["memory"] = max(best["memory"], usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))
        read = subprocess.run([sys.executable, "-c", SIZES_OF, out.name], capture_output=True, check=True)
    return best | json.loads(read.stdout)


def _line(size: Size, took: dict[str, Any]) -> bool:
    """Print a line; whether a limit was missed."""
    missed = took["seconds"] > size.most or (size.memory is not None and took["memory"] > size.memory)
    points = f"{took['frontier']:,}" + ("" if took["exact"] else " ε")
    mark = "  PAST ITS LIMIT" if missed else ""
    print(f"{size.name:60}{took['seconds']:9.2f}{size.most:7.1f}{took['memory']:7.0f}{points:>10}{mark}", flush=True)
    return missed


def _compare(python: str, folder: Path, runs: int, sizes: tuple[Size, ...]) -> None:
    print("\nBeside NegMAS: whole processes, and in brackets NegMAS's computation alone\n")
    print(f"{'':60}{'Détente':>9}{'NegMAS':>9}{'':9}{'ratio':>6}{'frontier':>11}")
    for size in sizes:
        ours = _timed(_written(size, folder), runs, "--draws", "0")
        numbers = folder / "numbers.json"
        numbers.write_text(json.dumps(asdict(additive(size, SEED))), encoding="utf-8")
        theirs = _peer(python, numbers, runs)
        if theirs is None:
            print(f"{size.name:60}{ours['seconds']:9.2f}{f'> {PEER_SECONDS}':>9}", flush=True)
            continue
        ratio = theirs["process"] / ours["seconds"]
        same = ours["frontier"] == theirs["frontier_points"]
        points = f"{ours['frontier']:,}" + ("" if same else f" / {theirs['frontier_points']:,}")
        inside = f"({theirs['seconds']:.2f})"
        print(
            f"{size.name:60}{ours['seconds']:9.2f}{theirs['process']:9.2f}{inside:>9}{ratio:6.1f}{points:>11}",
            flush=True,
        )


def _peer(python: str, numbers: Path, runs: int) -> dict[str, Any] | None:
    """The quickest of `runs` processes of NegMAS; None where one takes too long."""
    best: dict[str, Any] = {"process": float("inf")}
    for _ in range(runs):
        command = [python, str(HERE / "negmas_peer.py"), str(numbers)]
        start = time.perf_counter()
        try:
            ran = subprocess.run(
                command, capture_output=True, text=True, check=True, timeout=PEER_SECONDS, env=ENVIRONMENT
            )
        except subprocess.TimeoutExpired:
            return None
        seconds = time.perf_counter() - start
        if seconds < best["process"]:
            best = json.loads(ran.stdout.splitlines()[-1]) | {"process": seconds}
    return best


if __name__ == "__main__":
    sys.exit(main())
