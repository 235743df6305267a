"""Write the pages of docs/ that come from the program: `make docs`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from typer.main import get_command

from detente.cli import app
from detente.cli.asking import in_full

HERE = Path(__file__).resolve().parent
OPENING = """\
# Commands

This page is generated from the program: `make docs`.

`CASE` is a folder with a `case.yaml`, a case file, or the name of a case that comes with Détente. Exit status: 0 done, 1 the
case has errors, 2 wrong use.
"""


def commands_page() -> str:
    """The page `reference/commands.md`, from the commands' own parameters and help."""
    group: Any = get_command(app)
    names = list(group.commands)
    sections = [OPENING, "\n".join(f"* [`detente {name}`](#detente-{name})" for name in names) + "\n"]
    for name in names:
        sections.append(_section(name, in_full(name, group.commands[name])))
    return "\n".join(sections)


def _section(name: str, command: Any) -> str:
    usage = " ".join(["detente", name, *(_usage(p) for p in command.params if p.param_type_name == "argument")])
    lines = [f"## detente {name}", "", f"```text\n{usage} [OPTIONS]\n```", "", _plain(command.help), ""]
    shown = [p for p in command.params if p.help is not None or p.param_type_name == "option"]
    if shown:
        lines += ["| | |", "|---|---|", *(_row(parameter) for parameter in shown), ""]
    return "\n".join(lines)


def _usage(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _row(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"| `{_usage(parameter)}` | {_plain(parameter.help)} |"
    names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
    if not parameter.is_flag:
        names += f" {_value(parameter)}"
    default = parameter.default
    known = isinstance(default, str | int | float) and not isinstance(default, bool) and default != ""
    extra = f" Default: `{default}`." if known else ""
    return f"| {names} | {_plain(parameter.help or '')}{extra} |"


def _value(parameter: Any) -> str:
    choices = getattr(parameter.type, "choices", None)
    if choices:
        return "`" + "\\|".join(str(getattr(choice, "value", choice)) for choice in choices) + "`"
    word = parameter.metavar or {"integer": "NUMBER", "int": "NUMBER"}.get(parameter.type.name, "TEXT")
    return "`" + word.replace("|", "\\|") + "`"


def _plain(text: str) -> str:
    return " ".join(text.replace("\\[", "[").replace("|", "\\|").split())


if __name__ == "__main__":
    page = HERE / "reference" / "commands.md"
    page.write_text(commands_page(), encoding="utf-8")
    print(f"Written: {page}")
