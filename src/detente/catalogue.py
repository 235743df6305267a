"""Which analyses and studies there are: name, one line of help and module of each, as literals.

Nothing is imported until an analysis is asked for, so that `detente --help` answers at once. Other packages add theirs
with the entry-point group `detente.analyses` (`name = "package.module:function"`); a name of Détente's own cannot be
taken over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from detente.result import Result

Takes = Literal["case", "framework", "document"]
"""What an analysis can be asked about: a case, a bare framework of arguments in a file, a document."""

Analysis = Callable[..., Result]
"""`name(case, *, keyword: plain type = default) -> Result`; its docstring opens with the question that it answers. Instead of a
case it may take a document, or a bare framework of arguments (`Entry.takes`)."""

GROUP = "detente.analyses"


@dataclass(frozen=True, slots=True)
class Entry:
    """Where the analysis `name` is (`module`, `function`), the question that it answers, in one line, and what it takes. `predicts`: no deal
    is predicted before it is asked, where the case wants that; not so where it asks nothing of no deal, or follows the moves itself. `facts`: what geometry
    settles of claims with a check is added as claims first."""

    name: str
    help: str
    module: str
    function: str
    takes: tuple[Takes, ...] = ("case",)
    predicts: bool = True
    facts: bool = False


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
        predicts=False,
    ),
    Entry(
        "threats",
        "Which threats could be carried out, would be, need be believed how much, and what else would they set off?",
        "detente.analyses.threats",
        "threats",
    ),
    Entry(
        "arguments",
        "Which claims stand, for whom, how strongly, and what would flip that?",
        "detente.analyses.arguments",
        "arguments",
        ("case", "framework"),
        False,
        facts=True,
    ),
    Entry(
        "coverage",
        "What can published geometry settle of the claims about who could see, reach or cover what, and what must each side assume to be right?",
        "detente.analyses.coverage",
        "coverage",
        predicts=False,
    ),
    Entry(
        "beliefs",
        "What does each party believe after the evidence, what moved it, and what would move its choice?",
        "detente.analyses.beliefs",
        "beliefs",
    ),
    Entry(
        "timeline",
        "What changed, when, for whom: what could be agreed, what would hold and what each believed after every event?",
        "detente.studies.timeline",
        "timeline",
        predicts=False,
    ),
    Entry(
        "sensitivity",
        "On which numbers do the findings hang, how much, and where would each flip?",
        "detente.studies.sensitivity",
        "sensitivity",
    ),
    Entry(
        "citations",
        "Which citations of a document lead to a reference, which do not, and what looks like a slip?",
        "detente.analyses.citations",
        "citations",
        ("document",),
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
