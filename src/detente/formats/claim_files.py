"""Formats that hold a case's claims, with or without their places, or its sources: what file each writes, by name of the format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from detente.case.model import Case, Source
from detente.case.passages import places
from detente.formats import aif, argdown, argument_map, bare, dna, graphml, refi_qda
from detente.formats.annotations import web_annotations
from detente.formats.bibliography import bibtex, csl
from detente.formats.common import FormatError
from detente.theory.framework import IN, OUT, UNDECIDED
from detente.theory.grounded import grounded

_STATUS = {IN: "in", OUT: "out", UNDECIDED: "undecided"}

Written = tuple[dict[str, str | bytes], tuple[str, ...]]
"""Files by name, and sentences on what was left out or brought down to the format's terms."""
Writer = Callable[[Case, Path | None], Written]
"""From a case, and the folder of documents that do not lie beside it."""


def _writer(suffix: str, text: Callable[[Case], tuple[str, tuple[str, ...]]]) -> Writer:
    def write(case: Case, _: Path | None) -> Written:
        made, said = text(case)
        return {f"{argument_map.file_stem(case)}{suffix}": made}, said

    return write


def _graph(case: Case) -> tuple[str, tuple[str, ...]]:
    """As GraphML, with each claim's label in the grounded labelling of all attacks."""
    named, _ = bare.named_framework(case)
    labels = zip(named.names, grounded(named.framework).tolist(), strict=True)
    return graphml.text(case, {name: _STATUS[label] for name, label in labels if name in case.claims})


def _annotations(case: Case, beside: Path | None) -> Written:
    """As Web Annotations of the places."""
    if not any(places(case)):
        raise FormatError(
            case.origin.name, "The case has no places.", "Annotations point into sources: state some at:."
        )
    said = argument_map.left_out(case, ("at",))
    bare_ = sum(not claim.at for claim in case.claims.values())
    if bare_:
        said.append(
            f"{bare_} claim{' has' if bare_ == 1 else 's have'} no place and {'is' if bare_ == 1 else 'are'} left out."
        )
    said.append("Annotations hold claims and their places, not who attacks or supports whom.")
    return {f"{argument_map.file_stem(case)}.jsonld": web_annotations(case, beside)}, tuple(said)


def _sources(suffix: str, text: Callable[[Iterable[Source]], str]) -> Writer:
    def write(case: Case, _: Path | None) -> Written:
        if not case.sources:
            raise FormatError(case.origin.name, "The case has no sources.", "A bibliography lists sources: state some.")
        told = ("Only the sources of the case are written, without what the team thinks of them.",)
        return {f"{argument_map.file_stem(case)}{suffix}": text(case.sources.values())}, told

    return write


WRITERS: Mapping[str, Writer] = {
    "aif": _writer(".json", aif.text),
    "argdown": _writer(".argdown", argdown.text),
    "graphml": _writer(".graphml", _graph),
    "annotations": _annotations,
    "refi-qda": refi_qda.files,
    "dna": dna.files,
    "dna-events": dna.event_list,
    "csl": _sources(".json", csl),
    "bibtex": _sources(".bib", bibtex),
    "apx": _writer(".apx", lambda case: bare.text(case, "apx")),
    "tgf": _writer(".tgf", lambda case: bare.text(case, "tgf")),
    "iccma": _writer(".af", lambda case: bare.text(case, "iccma")),
}
