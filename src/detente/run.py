"""One analysis by name, on a case after the steps that were asked for: the record of it."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from detente import __version__, steps
from detente.case.explain import brief, explain
from detente.case.model import Case
from detente.case.read import digest
from detente.case.soundness import unsound
from detente.catalogue import Analysis, Takes, analysis, entries
from detente.documents.document import Document
from detente.result import CaseStamp, Record, Result, WrongUse
from detente.studies.question import Question, answer
from detente.theory.framework import NamedFramework

RESTRICTED = "Restricted: contains estimates of parties' limits."
UNCONFIRMED = "No party has confirmed these numbers."
_WORD: Mapping[Takes, str] = {
    "case": "a case",
    "framework": "a bare framework of arguments",
    "document": "a document",
}


Subject = Case | Document | NamedFramework
"""What an analysis is asked about."""


def run(name: str, subject: Subject, parameters: Mapping[str, Any], documents: str | Path | None = None) -> Record:
    """Run the analysis `name` on a case (or on a document, or on a bare framework of arguments, if it takes these). `parameters`: its own,
    as text or as they are, and those of every analysis of a case: `set` (what-ifs, `"address=value"`), `without` (addresses) and
    `as_of` (a day), applied in this order. Then what geometry settles is established (`detente.steps.established`), and, where the case asks for it and the analysis does not ask itself where moves lead, no deal
    is predicted. `documents`: a folder with the sources' documents, if they do not lie beside the case; a result that rests on a passage that
    its document does not have, or not so, says so.

    Raises KeyError for an unknown analysis, WrongUse for a parameter or a subject that it does not take, CaseError where a step leaves
    the case with errors, and what the analysis raises.
    """
    function = analysis(name)
    kind = kind_of(subject)
    if kind not in entries()[name].takes:
        takes = " or ".join(_WORD[taken] for taken in entries()[name].takes)
        raise WrongUse(f"{name} asks about {takes}, and was given {_WORD[kind]}.")
    if not isinstance(subject, Case):
        typed = _typed(name, function, parameters)
        return Record(name, typed, _stamp(subject), __version__, function(subject, **typed))
    own = {key: value for key, value in parameters.items() if key not in steps.STEPS}
    typed = _typed(name, function, own)
    ready = steps.established(steps.prepared(subject, parameters), entries()[name].facts)
    if entries()[name].predicts:
        ready = steps.predicted(ready)
    taken = {key: parameters[key] for key in steps.STEPS if parameters.get(key)}
    kept = {key: str(value) if key == "as_of" else list(steps.listed(value)) for key, value in taken.items()}
    result = answer(function, ready, typed)
    rests_on = grounds(ready, result)
    said = (*notices(ready), *unsound(ready, documents, rests_on))
    return Record(name, {**typed, **kept}, _stamp(ready), __version__, result, said, rests_on)


def question(name: str, parameters: Mapping[str, Any]) -> Question:
    """What a study asks of each case: the analysis `name` with its own parameters. Raises as `run` does for what does not fit."""
    function, entry = analysis(name), entries()[name]
    if "case" not in entry.takes:
        raise WrongUse(f"{name} asks about a document, and cases were given.")
    return Question(name, function, _typed(name, function, parameters), entry.predicts, entry.facts)


def compare(name: str, before: Case, after: Case, parameters: Mapping[str, Any]) -> Record:
    """What the analysis `name` says of one case and then of another: the record of it. Its stamp is that of `after`, and `before` and
    `after` in its parameters are the digests of both. Raises what `question` raises."""
    from detente.studies.compare import compare as compared

    asked = question(name, parameters)
    before, after = (steps.established(case, asked.facts) for case in (before, after))
    result = compared(before, after, asked)
    told = {"analysis": name, **asked.parameters, "before": digest(before), "after": digest(after)}
    rests_on = grounds(after, result)
    said = tuple(dict.fromkeys((*notices(after), *unsound(after, None, rests_on))))
    return Record("compare", told, _stamp(after), __version__, result, said, rests_on)


def kind_of(subject: Subject) -> Takes:
    """What an analysis was given."""
    if isinstance(subject, Case):
        return "case"
    return "document" if isinstance(subject, Document) else "framework"


def _stamp(subject: Subject) -> CaseStamp:
    if isinstance(subject, Case):
        return CaseStamp(subject.title, digest(subject), subject.as_of.isoformat() if subject.as_of else None)
    if isinstance(subject, Document):
        return CaseStamp(subject.title or subject.name, sha256(subject.text.encode()).hexdigest(), None)
    return CaseStamp(subject.title, subject.digest, None)


def notices(case: Case) -> tuple[str, ...]:
    """What every output says of the numbers in it."""
    return (RESTRICTED, UNCONFIRMED) if case.preferences else ()


def grounds(case: Case, result: Result) -> dict[str, str]:
    """What each address that a finding rests on holds, in one line."""
    addresses = dict.fromkeys(address for finding in result.findings() for address in finding.rests_on)
    return {address: brief(explain(case, address, in_words=False)) for address in addresses}


def _typed(name: str, function: Analysis, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The analysis's parameters with defaults, converted to the types in its signature."""
    hints = get_type_hints(function)
    known = {key: p for key, p in inspect.signature(function).parameters.items() if p.kind is p.KEYWORD_ONLY}
    for key in parameters:
        if key not in known:
            close = get_close_matches(key, known, n=1)
            raise WrongUse(
                f"{name} takes no {key!r}."
                + (f" Did you mean {close[0]}?" if close else f" It takes {', '.join(known)}.")
            )
    return {
        key: _convert(key, parameters[key], hints[key]) if key in parameters else parameter.default
        for key, parameter in known.items()
    }


def _convert(name: str, value: Any, hint: Any) -> Any:
    """One parameter as its signature wants it."""
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise WrongUse(f"{name} is one of {', '.join(map(str, get_args(hint)))}, not {value!r}.")
        return value
    if isinstance(value, hint) and not (hint is int and isinstance(value, bool)):
        return value
    if hint is int and not isinstance(value, str):
        raise WrongUse(f"{name} is {_kind(hint)}, not {value!r}.")
    try:
        return _from_text(value, hint)
    except ValueError:
        raise WrongUse(f"{name} is {_kind(hint)}, not {value!r}.") from None


def _from_text(value: Any, hint: Any) -> Any:
    if hint is bool:
        if str(value).lower() not in ("true", "false"):
            raise ValueError(value)
        return str(value).lower() == "true"
    return hint(value)


def _kind(hint: Any) -> str:
    return {int: "a whole number", float: "a number", bool: "true or false"}.get(hint, "text")
