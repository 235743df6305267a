"""The same Lambert problems in lamberthub: `python lambert_peer.py FILE` prints one JSON object with rates and speeds.

Run by `benchmarks/reach.py`, in an environment of its own if need be: lamberthub is a peer to compare with, and never imported by Détente.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np

GRAVITY = 398600.4418
CALLED = 5_000


def main(file: str) -> None:
    from lamberthub import gooding1990, izzo2015

    held = np.load(file)
    flat = np.zeros_like(held["start"])
    left = np.stack([held["start"], flat, flat], axis=1)
    right = np.stack([held["end"] * np.cos(held["angle"]), held["end"] * np.sin(held["angle"]), flat], axis=1)
    found = {}
    for name, solver in (("izzo2015", izzo2015), ("gooding1990", gooding1990)):
        found[f"lamberthub {name}, a call from Python each"] = called(solver, left, right, held["seconds"])
        if hasattr(solver, "py_func"):  # one that Numba compiles; the others cannot be called from a compiled loop
            found[f"lamberthub {name}, in a compiled loop"] = looped(solver, left, right, held["seconds"])
    print(json.dumps(found))


def looped(solver: Any, left: Any, right: Any, seconds: Any) -> dict[str, Any]:
    """Its rate in a compiled loop, once that is compiled."""
    from numba import njit

    @njit
    def loop(left: Any, right: Any, seconds: Any) -> Any:
        speeds = np.empty(len(seconds))
        for k in range(len(seconds)):
            velocity = solver(GRAVITY, left[k], right[k], seconds[k])[0]
            speeds[k] = np.sqrt((velocity * velocity).sum())
        return speeds

    loop(left[:2], right[:2], seconds[:2])
    start = time.perf_counter()
    speeds = loop(left, right, seconds)
    return {"rate": len(seconds) / (time.perf_counter() - start), "speeds": speeds.tolist()}


def called(solver: Any, left: Any, right: Any, seconds: Any) -> dict[str, Any]:
    """Its rate when called from Python, after a first call that compiles it."""
    solver(GRAVITY, left[0], right[0], seconds[0])
    count = min(CALLED, len(seconds))
    start = time.perf_counter()
    speeds = [float(np.linalg.norm(solver(GRAVITY, left[k], right[k], seconds[k])[0])) for k in range(count)]
    return {"rate": count / (time.perf_counter() - start), "speeds": speeds}


if __name__ == "__main__":
    main(sys.argv[1])
