"""Write the pages of docs/ that come from the program: `make docs`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from typer.models import ArgumentInfo

from detente import catalogue
from detente.cli import app
from detente.cli.asking import callback_of

HERE = Path(__file__).resolve().parent
OPENING = """\
# Commands

This page is made from the program: `make docs`.

`CASE` is a folder with a `case.yaml`, a case file, or the name of a case that comes with Détente. Exit status: 0 done, 1 the
case has errors, 2 wrong use.
"""


def commands_page() -> str:
    """The page `reference/commands.md`, from the commands' signatures and help."""
    known = {
        command.name or str(command.callback.__name__): command
        for command in app.registered_commands
        if command.callback
    }
    sections = [OPENING, "\n".join(f"* [`detente {name}`](#detente-{name})" for name in known) + "\n"]
    for name, command in known.items():
        callback: Any = command.callback
        summary = inspect.getdoc(callback) or ""
        if name in catalogue.entries():
            callback, summary = callback_of(name)
        sections.append(_section(name, callback, summary))
    return "\n".join(sections)


def _section(name: str, callback: Callable[..., Any], summary: str) -> str:
    rows, usage = [], ["detente", name]
    for parameter in inspect.signature(callback, eval_str=True).parameters.values():
        hint, info = get_args(parameter.annotation)[:2]
        what = _plain(info.help or "")
        if isinstance(info, ArgumentInfo):
            word = str(info.metavar or parameter.name.upper())
            usage.append(word)
            rows.append(f"| `{word}` | {what} |")
        else:
            rows.append(f"| {_option(parameter, hint, info)} | {what}{_default(parameter)} |")
    lines = [f"## detente {name}", "", f"```text\n{' '.join(usage)} [OPTIONS]\n```", "", _plain(summary), ""]
    return "\n".join([*lines, "| | |", "|---|---|", *rows, ""]) if rows else "\n".join(lines)


def _option(parameter: inspect.Parameter, hint: Any, info: Any) -> str:
    first = () if info.default is ... else (info.default,)
    flags = [*first, *(info.param_decls or ())] or ["--" + parameter.name.replace("_", "-")]
    names = ", ".join(f"`{flag}`" for flag in flags)
    return names if hint is bool else f"{names} `{_value(hint, info.metavar)}`"


def _value(hint: Any, metavar: str | None) -> str:
    if metavar is not None:
        return metavar.replace("|", "\\|")
    if get_origin(hint) is Literal:
        return "\\|".join(str(choice) for choice in get_args(hint))
    if inspect.isclass(hint) and issubclass(hint, Enum):
        return "\\|".join(str(choice.value) for choice in hint)
    return {int: "NUMBER", float: "NUMBER"}.get(hint, "TEXT")


def _default(parameter: inspect.Parameter) -> str:
    default = parameter.default
    if default in (inspect.Parameter.empty, None, "") or isinstance(default, bool):
        return " Must be given." if default is inspect.Parameter.empty else ""
    return f" Default: `{default}`."


def _plain(text: str) -> str:
    return " ".join(text.replace("\\[", "[").replace("|", "\\|").split())


if __name__ == "__main__":
    page = HERE / "reference" / "commands.md"
    page.write_text(commands_page(), encoding="utf-8")
    print(f"Written: {page.relative_to(HERE.parent)}")
