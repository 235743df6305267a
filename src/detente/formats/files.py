"""Which program files are of, and the case that they make together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from detente.formats import genius, geniusweb, gmcr, gmcr_file, negolog
from detente.formats.common import Domain, FormatError, Profile, contents, json_tree, tree

GMCR = "gmcr-py"
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
    """The case tree of another program's domain or conflict model: which issues, and what each party wants.

    `paths`: a folder, or the files of one domain (domain and profiles, in any order; parties come in the order in which
    their profiles are given), or the one file of a conflict model. What they are is seen from their content: Genius XML,
    GeniusWeb JSON, NegoLog JSON, or gmcr-py's JSON. The result is what `detente.case.text.parse` gives for a case file;
    what a conflict model says and a case cannot stands in its `note`. Raises `FormatError`.
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
    if program == GMCR:
        return gmcr.tree(found[0].content, found[0].path) if len(found) == 1 else _one_model(found)
    reader = {"Genius": _genius, "GeniusWeb": _geniusweb, "NegoLog": _negolog}[program]
    domain, profiles = reader(
        [read for read in found if read.role == "domain"], [read for read in found if read.role == "profile"]
    )
    return tree(domain, profiles, program)


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
    start = contents(path)[:400].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"<"):
        root = genius.parse(path)
        if genius.is_genius(root):
            return _Read(path, "Genius", "profile" if genius.is_profile(root) else "domain", root)
    elif start.startswith((b"{", b"[")):
        content = json_tree(path)
        if gmcr_file.is_model(content):
            return _Read(path, GMCR, "model", content)
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
        "This is neither Genius XML nor GeniusWeb, NegoLog or gmcr-py JSON.",
        "Give a negotiation domain with one profile for each party, or one conflict model.",
    )


def _one_model(found: Sequence[_Read]) -> NoReturn:
    names = ", ".join(read.path.name for read in found)
    raise FormatError(found[1].path.name, f"Each of these is a whole conflict model: {names}.", "Import one at a time.")


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
