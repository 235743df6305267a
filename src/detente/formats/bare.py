"""Claims as a bare framework of arguments and attacks (APX, TGF, ICCMA'23), and such a framework as the claims of a case.

A framework knows attacks only between arguments. What is written is the framework that the analysis `arguments` judges, so that another
solver can be asked the same question: a step that is undercut is an argument of its own beside the claims.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from detente.analyses.arguments.model import argued
from detente.case.model import Case
from detente.formats import argument_map
from detente.formats.argument_map import ReadAttack, ReadClaim, ReadMap, claims_of
from detente.formats.common import FormatError
from detente.formats.frameworks import is_framework, read_framework, write_framework
from detente.theory.framework import NamedFramework, framework

__all__ = ["MOST_CLAIMS", "is_framework", "named_framework", "text", "tree"]

MOST_CLAIMS = 20_000
"""Arguments, attacks and supports of a framework that is made into a case file, which a person should be able to read."""


def tree(_: Any, path: Path) -> dict[str, Any]:
    """The case tree of a framework's file: a claim for each argument, worded as its name. Raises FormatError."""
    found = read_framework(path)
    attacks, supports = found.framework.attacks.tolist(), found.framework.supports.tolist()
    if found.framework.size + len(attacks) + len(supports) > MOST_CLAIMS:
        what = f"The framework has {found.framework.size:,} arguments and {len(attacks):,} attacks: too many to read as a case."
        raise FormatError(path.name, what, f"Ask about the file itself: detente arguments {path.name}.")
    return argument_map.tree(
        ReadMap(
            path.name,
            path.stem.replace("_", " ").strip() or "Framework",
            tuple(ReadClaim(f"Argument {name}." if name.isalnum() else name, name) for name in found.names),
            tuple((source, target) for source, target in supports),
            tuple(ReadAttack(source, target, "rebut", over=True) for source, target in attacks),
        ),
        "a bare framework",
    )


def named_framework(case: Case) -> tuple[NamedFramework, tuple[str, ...]]:
    """The case's claims as the framework that `detente arguments` judges, and what was left out, in sentences.

    Raises FormatError where there are no claims.
    """
    claims_of(case, "A framework")
    found = argued(case, None)
    said = argument_map.left_out(case, ("means",))
    names = [*found.names, *(f"{found.names[link.source]}->{found.names[link.target]}" for link in found.links)]
    if found.links:
        said.append("A step that is undercut is an argument of its own, named after its ends (a->b).")
    if found.inherited:
        said.append("What attacks a part of a combination of claims attacks the combination.")
    bases = np.full(len(names), np.nan)
    return NamedFramework(case.title, tuple(names), found.framework, bases), tuple(said)


def text(case: Case, format: str) -> tuple[str, tuple[str, ...]]:
    """The case's claims as text of `apx`, `tgf` or `iccma`, and what was left out, in sentences. Raises FormatError."""
    named, said = named_framework(case)
    if format == "iccma" and len(named.framework.supports):
        said = (*said, f"ICCMA'23 knows no supports: {len(named.framework.supports)} are left out.")
        bare = framework(named.framework.size, named.framework.attacks)
        named = NamedFramework(named.title, named.names, bare, named.bases)
    return write_framework(named, format), said
