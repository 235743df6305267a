"""Which analyses there are: name, one line of help and module of each, as literals.

Nothing is imported until an analysis is asked for, so that `detente --help` answers at once. Other packages add theirs
with the entry-point group `detente.analyses` (`name = "package.module:function"`); a name of Détente's own cannot be
taken over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from detente.result import Result

Analysis = Callable[..., Result]
"""`name(case, *, keyword: plain type = default) -> Result`; its docstring opens with the question that it answers."""

GROUP = "detente.analyses"


@dataclass(frozen=True, slots=True)
class Entry:
    """Where the analysis `name` is (`module`, `function`) and the question that it answers, in one line."""

    name: str
    help: str
    module: str
    function: str


OWN: tuple[Entry, ...] = (
    Entry(
        "agreement",
        "Could these parties agree, on what, who blocks, and how sure is that?",
        "detente.analyses.agreement",
        "agreement",
    ),
    Entry(
        "stability",
        "Which outcomes hold by themselves, why, by whose answers, and where would the parties' own moves lead?",
        "detente.analyses.stability",
        "stability",
    ),
    Entry(
        "threats",
        "Which threats could be carried out, would be, need be believed how much, and what else would they set off?",
        "detente.analyses.threats",
        "threats",
    ),
)


def entries() -> Mapping[str, Entry]:
    """All analyses by name: Détente's own first, then those of other installed packages, by name."""
    own = {entry.name: entry for entry in OWN}
    return own | {name: entry for name, entry in sorted(_installed().items()) if name not in own}


def analysis(name: str) -> Analysis:
    """The function of the analysis `name`. Raises KeyError, whose message names those that there are."""
    from importlib import import_module

    known = entries()
    if name not in known:
        raise KeyError(f"There is no analysis {name!r}. There is: {', '.join(known)}.")
    entry = known[name]
    function: Analysis = getattr(import_module(entry.module), entry.function)
    return function


def _installed() -> dict[str, Entry]:
    from importlib.metadata import entry_points

    found = {}
    for point in entry_points(group=GROUP):
        package = point.dist.name if point.dist is not None else point.module
        found[point.name] = Entry(point.name, f"An analysis that {package} adds.", point.module, point.attr)
    return found
