"""The command line: a command per analysis, made from its signature, and the ways in and out of a case file.

Help needs only the catalogue; whatever a command needs is imported when it runs. Exit status: 0 done, 1 the case has
errors, 2 wrong use.
"""

from __future__ import annotations

import gc
import sys

from detente.cli import asking, exchange, files, papers, review, sweeping, what_if
from detente.cli.frame import app

__all__ = ["app", "main"]

asking.add_to(app)
what_if.add_to(app)
sweeping.add_to(app)
papers.add_to(app)
review.add_to(app)
files.add_to(app)
exchange.add_to(app)


def main() -> None:
    """The command `detente`. Output is UTF-8 everywhere, whatever a Windows console or a pipe would take.

    A command is short and what it builds is kept to its end, so looking for garbage a thousand times would only cost
    a quarter of its time.
    """
    gc.set_threshold(1_000_000)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(encoding="utf-8", errors="replace")
    app(prog_name="detente")
