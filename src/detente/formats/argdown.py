"""Argument maps in Argdown (argdown.org), a Markdown for arguments: in and out.

The syntax is that of Argdown's documentation and of its own lexer and parser (argdown-core, 2018 to 2023): statements `[Title]: text`,
arguments `<Title>: text`, relations by indentation (`+`, `-`, `_` with `<` or `>` for their direction, `><`), premises and conclusions
(`(1)`, `----`), headings, lists, tags, mentions, links, data in YAML, front matter, comments. What it means as claims: see `argdown_map`.

Departure: `//` behind a colon is no comment, so that addresses may stand in a text. Out: every claim is a statement that goes by its
name, with what supports and attacks it below; what Argdown has no words for (who asserts, places, an attack that undermines, the
undercut of an attack) stands in the data, and is read again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from detente.case.model import Case, Claim, Place, Source
from detente.formats import argument_map
from detente.formats.argdown_map import meaning
from detente.formats.argdown_scan import scan
from detente.formats.argdown_syntax import outline
from detente.formats.argument_map import Link, Undercut, claims_of
from detente.formats.common import FormatError, contents

SUFFIXES = frozenset({".argdown", ".ad"})
KEPT = ("asserted_by", "at", "promotes", "note")
"""Fields of claims, beside text, supports and attacks, that are written."""
_SYNTAX = re.compile(r"[\\\[\]<{*_#@]|/(?=/)|(?<==)=(?==)")
_UNSAFE = re.compile(r"[{}=]")


def contents_of(path: Path) -> str:
    """The file's text. Raises FormatError."""
    try:
        return contents(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(path.name, f"Byte {error.start} is not UTF-8 text.", "Save the file as UTF-8.") from error


def tree(text: str, path: Path) -> dict[str, Any]:
    """The case tree of a text in Argdown. Raises FormatError with line and column."""
    found = scan(text, path.name)
    return argument_map.tree(meaning(outline(found, path.name), found.front, path.name, path.stem), "Argdown")


# ---------------------------------------------------------------- out


def text(case: Case) -> tuple[str, tuple[str, ...]]:
    """The case's claims in Argdown, and what was left out, in sentences. Raises FormatError where there are none."""
    claims = claims_of(case, "Argdown")
    links, cuts = argument_map.links(case), argument_map.undercuts(case)
    said = argument_map.left_out(case, KEPT)
    supports = {(link.source, link.target) for link in links if link.kind == "support"}
    steps = {cut.ends for cut in cuts if cut.ends in supports}
    unsaid = [cut for cut in cuts if cut.ends not in steps]
    if unsaid:
        ends = argument_map.named([f"{cut.source} on {' -> '.join(cut.ends)}" for cut in unsaid])
        said.append(f"Argdown cannot undercut an attack; these stand in the data of the attacker alone: {ends}.")
    blocks = ["===", *_front(case, claims), "===", ""]
    below, own = _relations(links, steps), _by_source(links, unsaid)
    for claim in claims:
        blocks += [_definition(claim, own.get(claim.id, {})), *below.get(claim.id, ()), ""]
    for (source, target), cutters in _by_step(cuts).items():
        if (source, target) not in steps:
            continue
        undercutters = [f"  <_ [{cutter}]" for cutter in cutters]
        blocks += [f"<From {source} to {target}>", "", f"(1) [{source}]", "----", *undercutters, f"(2) [{target}]", ""]
    return "\n".join(blocks), tuple(said)


def _front(case: Case, claims: tuple[Claim, ...]) -> list[str]:
    """Title, parties that assert and sources that are pointed at."""
    lines = [f"title: {_quoted(case.title)}"]
    who = dict.fromkeys(party for claim in claims for party in claim.asserted_by)
    parties = {p: {"name": case.parties[p].name} for p in who if p in case.parties}
    pointed = {place.source for claim in claims for place in claim.at}
    waiting = list(pointed)
    while waiting:
        through = case.sources[waiting.pop()].cited_in
        if through and through not in pointed:
            pointed.add(through)
            waiting.append(through)
    sources = [_source(source) for source in case.sources.values() if source.id in pointed]
    if parties or sources:
        lines.append("detente:")
        lines += [f"  parties: {_flow(parties)}"] if parties else []
        lines += [f"  sources: {_flow(sources)}"] if sources else []
    return lines


def _by_source(links: Iterable[Link], unsaid: Iterable[Undercut]) -> dict[str, dict[str, list[str]]]:
    """What stands in the data of each claim: whom it undermines, and what it undercuts that Argdown cannot say."""
    found: dict[str, dict[str, list[str]]] = {}
    for link in links:
        if link.kind == "undermine":
            found.setdefault(link.source, {}).setdefault("undermines", []).append(link.target)
    for cut in unsaid:
        found.setdefault(cut.source, {}).setdefault("undercuts", []).append(" -> ".join(cut.ends))
    return found


def _by_step(cuts: Iterable[Undercut]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for cut in cuts:
        found.setdefault(cut.ends, []).append(cut.source)
    return found


def _definition(claim: Claim, own: Mapping[str, list[str]]) -> str:
    data: dict[str, Any] = {
        "asserted_by": list(claim.asserted_by),
        "promotes": list(claim.promotes),
        "at": [_place(place) for place in claim.at],
        **own,
        "note": claim.note,
    }
    stated = {field: value for field, value in data.items() if value}
    tags = "".join(f" #{party}" for party in claim.asserted_by)
    words = escaped(" ".join(claim.text.split()))
    head = f"[{claim.id}]: {words}" if words else f"[{claim.id}]"
    return f"{head}{tags}\n{_flow(stated)}" if stated else f"{head}{tags}"


def _relations(links: Iterable[Link], steps: set[tuple[str, str]]) -> dict[str, list[str]]:
    """What supports and attacks each claim, and what it contradicts; steps that are undercut stand as inferences below."""
    lines: dict[str, list[str]] = {}
    for link in links:
        if link.mutual:
            lines.setdefault(link.source, []).append(f"  >< [{link.target}]")
        elif link.kind != "support":
            lines.setdefault(link.target, []).append(f"  - [{link.source}]")
        elif (link.source, link.target) not in steps:
            lines.setdefault(link.target, []).append(f"  + [{link.source}]")
    return lines


def _source(source: Source) -> dict[str, Any]:
    """What says which work it is, without what the team thinks of it."""
    return {f.name: getattr(source, f.name) for f in fields(source) if isinstance(getattr(source, f.name), str)}


def _place(place: Place) -> dict[str, Any]:
    return {f.name: getattr(place, f.name) for f in fields(place) if getattr(place, f.name) is not None}


def escaped(words: str) -> str:
    """A text in which nothing is taken for syntax."""
    return _SYNTAX.sub(lambda found: f"\\{found.group()}", words)


def _flow(value: Any) -> str:
    """YAML in one line, with all text in quotation marks, safe within Argdown's data and front matter."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{field}: {_flow(item)}" for field, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return "null" if value is None else _quoted(str(value))


def _quoted(words: str) -> str:
    shown = "".join(c if c.isprintable() or c in "\n\t" else f"\0{ord(c)}\0" for c in words)
    safe = _UNSAFE.sub(lambda found: f"\0{ord(found.group())}\0", shown)
    return re.sub(r"\\u0000(\d+)\\u0000", lambda m: _code(int(m[1])), json.dumps(safe, ensure_ascii=False))


def _code(point: int) -> str:
    """A character as YAML writes it by number."""
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
