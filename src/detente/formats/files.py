"""Which program files are of, and the case that they make together."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from detente.formats import aif, argdown, bare, dna_in, genius, geniusweb, gmcr, gmcr_file, negolog, refi_qda
from detente.formats.annotations import is_annotations
from detente.formats.annotations import tree as annotated
from detente.formats.common import Domain, FormatError, Profile, contents, json_tree, tree

GMCR = "gmcr-py"
_WHOLE: Mapping[str, tuple[str, Callable[[Any, Path], dict[str, Any]]]] = {
    GMCR: ("conflict model", gmcr.tree),
    "AIF": ("argument map", aif.tree),
    "Argdown": ("argument map", argdown.tree),
    "framework": ("argumentation framework", bare.tree),
    "Web Annotation": ("collection of annotations", annotated),
    "REFI-QDA": ("project", refi_qda.tree),
    "DNA": ("network of a discourse", dna_in.tree),
}
"""Programs of which one file is a whole case: what it is called, and what reads its content."""
_SUFFIXES = frozenset({".xml", ".json", ".gmcr"})
_RESULTS = ({"NumberOfBids"}, {"pareto_front"})
"""Keys of files that lie beside domains and hold results, not a domain; they are passed over in a folder."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A file, what it is (`domain`, `profile`, `model` or `results`), of which program, and its parsed content."""

    path: Path
    program: str
    role: str
    content: Any


def import_files(paths: Sequence[str | Path]) -> dict[str, Any]:
    """The case tree of another program's domain, conflict model or argument map.

    `paths`: a folder, or the files of one domain (domain and profiles, in any order; parties come in the order in which
    their profiles are given), or the one file of a conflict model or of an argument map. What they are is seen from their content: Genius XML,
    GeniusWeb JSON, NegoLog JSON, gmcr-py's JSON, AIF JSON, Web Annotations; by the file's name Argdown, bare frameworks (APX, TGF, ICCMA'23),
    REFI-QDA projects (their texts: `documents_of`) and DNA. The result is what `detente.case.text.parse` gives for a case file;
    what such a file says and a case cannot stands in its `note`. Raises `FormatError`.
    """
    files = [file for path in paths for file in _files(Path(path))]
    if not files:
        raise FormatError("import", "No file was given.", "Name the domain's file and one profile for each party.")
    found = [_recognised(path) for path in dict.fromkeys(files)]
    programs = {read.program for read in found if read.role != "results"}
    if not programs:
        raise FormatError(files[0].name, "This holds results of a domain, not a domain.", "Name domain and profiles.")
    if len(programs) > 1:
        raise FormatError(
            files[0].name, f"The files are of several programs: {', '.join(sorted(programs))}.", "Import one."
        )
    program = programs.pop()
    if program in _WHOLE:
        called, reader = _WHOLE[program]
        return reader(found[0].content, found[0].path) if len(found) == 1 else _one_model(found, called)
    pieces = {"Genius": _genius, "GeniusWeb": _geniusweb, "NegoLog": _negolog}[program]
    domain, profiles = pieces(
        [read for read in found if read.role == "domain"], [read for read in found if read.role == "profile"]
    )
    return tree(domain, profiles, program)


def documents_of(paths: Sequence[str | Path]) -> dict[str, str]:
    """Texts that files of coded documents bring along, by the name that the case of `import_files` calls each. Raises `FormatError`."""
    readers = {"REFI-QDA": refi_qda.texts, "DNA": dna_in.texts}
    found = [_recognised(Path(path)) for path in paths if Path(path).is_file()]
    texts = [readers[read.program](read.path) for read in found if read.program in readers]
    return {f"documents/{name}": text for some in texts for name, text in some.items()}


def _files(path: Path) -> list[Path]:
    """The file, or what a folder holds of these programs, in the order that people count in."""
    if not path.is_dir():
        return [path]
    inside = [file for file in path.iterdir() if file.suffix.lower() in _SUFFIXES and file.is_file()]
    if not inside:
        raise FormatError(str(path), "The folder holds no .xml, .json or .gmcr file.", "Name the folder of one domain.")
    return sorted(
        inside,
        key=lambda file: [
            (not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", file.name)
        ],
    )


def _recognised(path: Path) -> _Read:
    if path.suffix.lower() in argdown.SUFFIXES:
        return _Read(path, "Argdown", "model", argdown.contents_of(path))
    if path.suffix.lower() == ".qdpx":
        return _Read(path, "REFI-QDA", "model", None)
    if path.suffix.lower() == ".dna" or dna_in.is_event_list(path):
        return _Read(path, "DNA", "model", None)
    if bare.is_framework(path):
        return _Read(path, "framework", "model", None)
    start = contents(path)[:400].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"<"):
        root = genius.parse(path)
        if genius.is_genius(root):
            return _Read(path, "Genius", "profile" if genius.is_profile(root) else "domain", root)
    elif start.startswith((b"{", b"[")):
        content = json_tree(path)
        if gmcr_file.is_model(content):
            return _Read(path, GMCR, "model", content)
        if is_annotations(content):
            return _Read(path, "Web Annotation", "model", content)
        if aif.is_aif(content):
            return _Read(path, "AIF", "model", content)
        if (kind := geniusweb.unreadable(content)) is not None:
            raise FormatError(path.name, f"GeniusWeb's {kind} cannot be read.", "Only linear additive spaces can.")
        if (space := geniusweb.space(content)) is not None:
            return _Read(path, "GeniusWeb", "profile", space)
        if geniusweb.is_domain(content):
            return _Read(path, "GeniusWeb", "domain", content)
        if negolog.is_profile(content):
            return _Read(path, "NegoLog", "profile", content)
        if isinstance(content, dict) and any(keys <= set(content) for keys in _RESULTS):
            return _Read(path, "", "results", content)
    elif start.startswith((b"EFG ", b"NFG ")):
        raise FormatError(
            path.name,
            "This is a game for Gambit; a case says who can bring what about, not who moves when, and cannot hold it.",
            "A tree (.efg) is read in Python: detente.formats.read_efg.",
        )
    elif path.suffix.lower() == ".gmcr" or start.startswith(b"\x80"):
        gmcr_file.refuse_binary(path)
    raise FormatError(
        path.name,
        "This is neither Genius XML nor JSON of GeniusWeb, NegoLog, gmcr-py, AIF or Web Annotation, nor has it a name that says what it is.",
        "Give a negotiation domain with one profile for each party, or one conflict model, argument map (.argdown), framework (.apx, "
        ".tgf, .af) or coded project (.qdpx, .dna).",
    )


def _one_model(found: Sequence[_Read], called: str) -> NoReturn:
    names = ", ".join(read.path.name for read in found)
    raise FormatError(found[1].path.name, f"Each of these is a whole {called}: {names}.", "Import one at a time.")


def _one(domains: Sequence[_Read]) -> None:
    if len(domains) > 1:
        names = ", ".join(read.path.name for read in domains)
        raise FormatError(domains[1].path.name, f"There are several domains: {names}.", "Import one domain at a time.")


def _several(domain: Domain, profiles: Sequence[_Read]) -> None:
    if not profiles:
        raise FormatError(domain.file, "No profile was given.", "Give one profile for each party.")


def _genius(domains: list[_Read], profiles: list[_Read]) -> tuple[Domain, list[Profile]]:
    _one(domains)
    if not domains:
        name = profiles[0].path.name
        raise FormatError(name, "The domain's file is missing.", "Give the template that the profiles belong to.")
    domain = genius.domain(domains[0].content, domains[0].path)
    _several(domain, profiles)
    return domain, [genius.profile(read.content, read.path, domain) for read in profiles]


def _geniusweb(domains: list[_Read], profiles: list[_Read]) -> tuple[Domain, list[Profile]]:
    _one(domains)
    stated = [geniusweb.domain(read.content, read.path) for read in domains]
    for read in profiles:
        if isinstance(read.content.get("domain"), dict):
            stated.append(geniusweb.domain(read.content["domain"], read.path))
    if not stated:
        name = profiles[0].path.name
        raise FormatError(name, "The domain is missing.", "Give the domain's file beside the profiles.")
    for other in stated[1:]:
        if not geniusweb.same(stated[0], other):
            raise FormatError(
                other.file, f"The domain in it is another than in {stated[0].file}.", "Give profiles of one domain."
            )
    _several(stated[0], profiles)
    return stated[0], [geniusweb.profile(read.content, read.path, stated[0]) for read in profiles]


def _negolog(domains: list[_Read], profiles: list[_Read]) -> tuple[Domain, list[Profile]]:
    domain = negolog.domain(profiles[0].content, profiles[0].path)
    return domain, [negolog.profile(read.content, read.path, domain) for read in profiles]
