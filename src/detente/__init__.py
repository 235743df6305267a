"""Détente: a dispute as data, and what follows from it.

>>> import detente
>>> ferry = detente.load("ferry")                       # a folder, a file, or a case that comes with Détente
>>> answer = detente.agreement(ferry, draws=0)          # an analysis: every one is a function of this package
>>> answer.findings()[0].kind
'finding'

Nothing is imported before it is used. `detente.record` gives the whole record (what was asked of which case, and the
answer), which `detente.show` turns into text, JSON or a page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Executor
    from pathlib import Path

    from detente.case.model import Case, CaseError
    from detente.case.read import bundled, load, read
    from detente.case.write import write
    from detente.documents.document import Document
    from detente.result import Record, Result
    from detente.run import Subject
    from detente.studies.sweep.design import Design, Item
    from detente.theory.framework import NamedFramework

__version__ = "0.1.0"

__all__ = [
    "Case",
    "CaseError",
    "Record",
    "Result",
    "__version__",
    "agreement",
    "arguments",
    "beliefs",
    "bundled",
    "citations",
    "compare",
    "coverage",
    "document",
    "load",
    "read",
    "record",
    "sensitivity",
    "stability",
    "sweep",
    "threats",
    "timeline",
    "write",
]

_WHERE = {
    "Case": "detente.case.model",
    "CaseError": "detente.case.model",
    "Record": "detente.result",
    "Result": "detente.result",
    "bundled": "detente.case.read",
    "load": "detente.case.read",
    "read": "detente.case.read",
    "write": "detente.case.write",
}


def document(file: str | Path) -> Document:
    """A document in a file (text, Markdown, HTML, PDF or DOCX): its text and the passages in it. Raises DocumentError."""
    from detente.documents.reading import read

    return read(file)


def record(name: str, case: Subject, **parameters: Any) -> Record:
    """Run the analysis `name` on `case` (or on a document, or a bare framework of arguments, where it takes these), after the steps that `parameters` ask for, and keep all that made the answer.

    `parameters` are the analysis's own, and those of every analysis: `as_of` (a date, or text such as `2007-06`), `set`
    (what-ifs, a list of `"address=value"`) and `without` (a list of addresses). Raises what the analysis raises, and
    ValueError, saying how to mend it, for a parameter that cannot be used.
    """
    from detente.run import run

    return run(name, case, parameters)


def agreement(case: Case, **parameters: Any) -> Result:
    """Could these parties agree, on what, who blocks, and how sure is that? `record` says what `parameters` may be."""
    return record("agreement", case, **parameters).result


def arguments(case: Case | NamedFramework, **parameters: Any) -> Result:
    """Which claims stand, for whom, how strongly, and what would flip that? See `agreement`."""
    return record("arguments", case, **parameters).result


def beliefs(case: Case, **parameters: Any) -> Result:
    """What does each party believe after the evidence, what moved it, and what would move its choice? See `agreement`."""
    return record("beliefs", case, **parameters).result


def coverage(case: Case, **parameters: Any) -> Result:
    """What can published geometry settle of the claims about who could see, reach or cover what, and what must each side assume to be right?
    See `agreement`."""
    return record("coverage", case, **parameters).result


def compare(before: Case, after: Case, analysis: str, **parameters: Any) -> Result:
    """What does an analysis say of one case that it does not say of another? `parameters` are the analysis's own."""
    from detente.run import compare as compared

    return compared(analysis, before, after, parameters).result


def citations(document: Document) -> Result:
    """Which citations of a document lead to a reference, which do not, and what looks like a slip?"""
    return record("citations", document).result


def sensitivity(case: Case, **parameters: Any) -> Result:
    """On which numbers do the findings hang, how much, and where would each flip? See `agreement`."""
    return record("sensitivity", case, **parameters).result


def stability(case: Case, **parameters: Any) -> Result:
    """Which outcomes hold by themselves, why, by whose answers, and where would the parties' own moves lead? See `agreement`."""
    return record("stability", case, **parameters).result


def sweep(
    variants: Iterable[Item] | Design,
    analysis: str,
    *,
    executor: Executor | None = None,
    file: str | Path | None = None,
    columns: Iterable[str] = (),
    **parameters: Any,
) -> Result:
    """What would an analysis say in each of many what-ifs, and on what does it turn?

    `variants`: cases, or a `detente.studies.sweep.Design`. `executor`: any of `concurrent.futures`, Dask's too. `file`: rows are kept there as they
    are done, and a sweep that was broken off goes on from there. `columns`: paths in the answer's data to keep. `parameters`: the analysis's own.
    """
    from detente.run import question
    from detente.studies.sweep import sweep as swept

    return swept(variants, question(analysis, parameters), executor=executor, file=file, columns=columns)


def threats(case: Case, **parameters: Any) -> Result:
    """Which threats could be carried out, would be, need be believed how much, and what else would they set off? See `agreement`."""
    return record("threats", case, **parameters).result


def timeline(case: Case, **parameters: Any) -> Result:
    """What changed, when, for whom: what could be agreed, what would hold and what each believed after every event? See `agreement`."""
    return record("timeline", case, **parameters).result


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _WHERE:
        value = getattr(import_module(_WHERE[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"detente has no {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
