"""Quotes looked up in a text of a million characters, nothing prepared: `python benchmarks/places.py`.

The text is made of the words of a page in another order, so that every window is a little like every quote; a fresh copy for each look-up,
so that nothing is remembered from the last. Processor seconds are the best of the runs, with folding the text and the whole verdict.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "documents"))
from prose import long_text

SIZE = 1_000_000
LIMIT = 0.1
QUOTE = "Below the red line anyone may demand that it be opened; above the green line anyone may demand that it be shut"


@dataclass(frozen=True)
class Sought:
    """A place that is looked for."""

    quote: str | None
    start: int | None = None
    end: int | None = None
    sha256: str | None = None


SOUGHT = {
    "verbatim": Sought(QUOTE),
    "ellipsis": Sought("Below the red line … above the green line anyone may demand"),
    "one word changed": Sought(QUOTE.replace("demand", "require", 1)),
    "words dropped": Sought(QUOTE.replace("that it be opened; ", "")),
    "invented": Sought("seven hundred barrels of herring were thrown into the sea by order of the mayor"),
    "invented, three words": Sought("purple lanterns sing"),
}


def run(quick: bool = False) -> int:
    """Print a line for each; how many took longer than they may."""
    from detente.documents.places import verify

    base = long_text(SIZE, 7)
    verify(base, SOUGHT["one word changed"])  # so that no line pays for imports
    print(f"\nQuotes in {SIZE:,} characters, processor time (best of {2 if quick else 5})\n")
    missed = 0
    for name, sought in SOUGHT.items():
        best, status = float("inf"), ""
        for n in range(2 if quick else 5):
            text = base[:-1] + str(n)
            start = time.process_time()
            verdict = verify(text, sought)
            best = min(best, time.process_time() - start)
            status = verdict.status if verdict else "nothing"
        past = best > LIMIT
        missed += past
        print(f"{name:60}{best:9.3f}{LIMIT:7.1f}  {status}{'  PAST ITS LIMIT' if past else ''}", flush=True)
    return missed


if __name__ == "__main__":
    sys.exit(1 if run() else 0)
