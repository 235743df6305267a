"""What is known: the case, read from YAML and written back, with problems that say where and how to mend them.

`read` and `write` are modules here (`detente.case.read.read`); as functions they are `detente.read` and
`detente.write`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.case.model import Case, CaseError, Problem
    from detente.case.read import load

__all__ = ["Case", "CaseError", "Problem", "load"]

_HOMES = {"Case": "model", "CaseError": "model", "Problem": "model", "load": "read"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
