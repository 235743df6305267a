"""Reach in time over Europe, and Lambert's problem beside lamberthub: `python benchmarks/reach.py`.

*Europe*: flights from the catalogue's three areas of Iran to all countries of Europe (points 150 km apart, as the analysis takes them), 40 launch delays, five burnout
speeds, from one site: arcs, positions, the speed needed at 129 contact times, which speeds are enough, and what share of each country that covers. *Lambert*: solutions
a second for random geometries, the same for both; lamberthub's solvers as they are called from Python, one problem a call, and in a loop that
Numba compiles too. A ratio above 1: lamberthub takes longer. What it takes to compile is not counted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
LIMIT = 10.0
SEED = 11
SPEEDS = (5.0, 6.3, 7.0, 7.7, 9.0)
DELAYS = np.linspace(0.0, 600.0, 40)


def run(quick: bool, peer: str | None = None) -> int:
    """Print it all; how many limits were missed. `peer`: a Python that has lamberthub; without it, this one where it has."""
    runs = 1 if quick else 3
    print(f"\nCoverage: reach in time (best of {runs}), {os.cpu_count()} cores\n")
    took, cells = min((_europe() for _ in range(runs)), key=lambda one: one[0])
    past = took > LIMIT
    name = f"Europe, {cells:,} Lambert geometries"
    print(f"{name:60}{took:9.2f}{LIMIT:7.1f}{'  PAST ITS LIMIT' if past else ''}", flush=True)
    _lambert(runs, peer or sys.executable, 5_000 if quick else 50_000)
    return int(past)


def _europe() -> tuple[float, int]:
    """Seconds, and how many pairs of delay and contact there are."""
    from detente.analyses.coverage.catalogue import catalogue
    from detente.analyses.coverage.flights import bound, flights
    from detente.theory import _reach

    bound("europe")  # the shapes of countries, read once
    flights.cache_clear()
    site = _reach.Base(*catalogue().sites["redzikowo"].at)
    start = time.perf_counter()
    of = flights("iran", "europe")
    needed = _reach.least_needed(site, of.inertial_km, of.times_s, DELAYS)
    enough = needed.ground_km_s[..., None] <= np.array(SPEEDS)
    whose = np.array(of.bound.country)
    codes = list(dict.fromkeys(of.bound.country))
    covered = np.stack([enough[:, whose == code].mean(axis=1) for code in codes])
    took = time.perf_counter() - start
    assert covered.shape == (len(codes), 3, DELAYS.size, len(SPEEDS))
    assert not needed.unsolved.any()
    return took, of.times_s.size * DELAYS.size


def _lambert(runs: int, peer: str, count: int) -> None:
    """Print solutions a second."""
    from detente.theory._lambert import lambert

    generator = np.random.default_rng(SEED)
    start, end = generator.uniform(6371, 7500, count), generator.uniform(6371, 9000, count)
    angle, seconds = generator.uniform(0.01, 3.1, count), generator.uniform(200, 2500, count)
    lambert(start, end, angle, seconds)
    took = min(_timed(lambda: lambert(start, end, angle, seconds)) for _ in range(max(runs, 3)))
    found = lambert(start, end, angle, seconds)
    print(f"\n{'Lambert, solutions a second':60}{'':9}{'ratio':>7}{'furthest apart, km/s':>24}\n")
    print(f"{'Détente, ' + f'{count:,} at once':60}{count / took:9,.0f}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "problems.npz"
        np.savez(file, start=start, end=end, angle=angle, seconds=seconds)
        theirs = _peer(peer, file)
    for name, one in theirs.items():
        apart = np.abs(np.array(one["speeds"]) - found.start_speed_km_s[: len(one["speeds"])]).max()
        print(f"{name:60}{one['rate']:9,.0f}{count / took / one['rate']:7.1f}{apart:24.1e}", flush=True)
    if not theirs:
        print("lamberthub is not installed there: no comparison")


def _timed(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _peer(python: str, file: Path) -> dict[str, Any]:
    """What lamberthub takes for the problems of a file, by its solvers; empty where it is not installed."""
    found = subprocess.run([python, "-c", "import lamberthub"], capture_output=True, check=False)
    if found.returncode:
        return {}
    ran = subprocess.run([python, str(HERE / "lambert_peer.py"), str(file)], capture_output=True, text=True, check=True)
    return dict(json.loads(ran.stdout.splitlines()[-1]))


if __name__ == "__main__":
    sys.exit(1 if run("--quick" in sys.argv) else 0)
