"""Which claims stand, for whom, how strongly, and what would flip that?"""

from __future__ import annotations

from detente.analyses.arguments.answer import ArgumentsResult
from detente.analyses.arguments.solve import arguments

__all__ = ["ArgumentsResult", "arguments"]
