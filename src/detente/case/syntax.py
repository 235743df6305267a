"""What a YAML parser's complaint means in plain words, and how to mend the line."""

from __future__ import annotations

import re

from detente.case.model import Mark

_NO_SPACE = re.compile(r"^\s*(?:- )?(?P<key>[A-Za-z_][\w-]*):(?P<value>[^\s/].*)$")


def remedy_for(problem: str, context: str, mark: Mark, opened: int | None, text: str) -> tuple[str, str]:
    """(what is wrong, how to mend it) for a parser's `problem` at `mark`, in a `context` begun in line `opened`."""
    lines = text.split("\n")
    line = lines[mark.line - 1] if mark.line <= len(lines) else ""
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent or "\\t" in problem:
        return "A tab stands where YAML wants spaces.", "Indent with spaces; two for each level."
    if "quoted scalar" in context:
        return (
            f"The quotation mark of line {opened} is not closed.",
            "Close it, or double a quotation mark inside the text.",
        )
    if "flow" in context:
        return _bracket(context, opened)
    missing = _no_space(lines, mark.line)
    if missing:
        return missing
    if "mapping values are not allowed" in problem:
        return (
            "Here stands a colon that YAML takes for the end of a key.",
            "Put the whole text in quotes if the colon belongs to it; else start the keys of a block in one column.",
        )
    if "cannot start any token" in problem:
        return (
            f"A value may not start with {line[mark.column - 1 : mark.column] or 'this sign'} unquoted.",
            "Put quotes around the text.",
        )
    if "alias" in problem or "alias" in context or "anchor" in context:
        return (
            "A star or an ampersand starts an alias or anchor in YAML.",
            "Put quotes around a text that starts with * or &.",
        )
    if "block" in context or "block" in problem or "simple key" in context:
        return (
            "This line does not fit the block that it stands in.",
            "Keys of one mapping, and the dashes of one list, start in one column; a key ends in colon and space.",
        )
    return f"This is not YAML ({problem or 'it cannot be read'}).", "Check indentation, brackets and quotation marks."


def _bracket(context: str, opened: int | None) -> tuple[str, str]:
    name = "{" if "mapping" in context else "["
    return (
        f"The bracket {name} of line {opened} is not closed, or a comma is missing in it.",
        "Close it, separate the entries by commas, and put quotes around texts with commas, colons or brackets.",
    )


def _no_space(lines: list[str], number: int) -> tuple[str, str] | None:
    """The line itself, or the one before it, may hold a key without a space after its colon."""
    for at in (number, number - 1, number - 2):
        found = _NO_SPACE.match(lines[at - 1]) if 1 <= at <= len(lines) else None
        if found:
            key, value = found["key"], found["value"][:40]
            return f"Line {at} has no space after the colon of {key}.", f"Write {key}: {value}"
    return None
