"""`detente demo`, and a command for each analysis, made from its signature and docstring."""

from __future__ import annotations

import inspect
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente import catalogue
from detente.cli.frame import (
    ASK,
    CaseArgument,
    FileArgument,
    NoColor,
    asked_for,
    colored,
    document,
    load,
    progress,
    store,
    width,
)

if TYPE_CHECKING:
    from detente.result import Record
    from detente.run import Subject

FLAGSHIP = "missile-defence-2007"
PACKAGE = "radar=gabala, gabala-access=visits, data=joint"
ADDRESS = "preferences.russia.weights.radar"
REPORT = "detente-report.html"
STEPS = ("as_of", "set", "without", "evidence")
_PANEL = "Options of every analysis"


def _annotated(hint: Any, option: Any) -> Any:
    return Annotated[hint, option]


def _common(hint: Any, flag: str, help: str, metavar: str | None = None) -> Any:
    return _annotated(hint, typer.Option(flag, metavar=metavar, rich_help_panel=_PANEL, help=help))


_COMMON: Mapping[str, tuple[Any, Any]] = {
    "as_of": (_common(str | None, "--as-of", "The day to describe: 2007-06-30, 2007-06 or 2007.", "DATE"), None),
    "set": (
        _common(
            list[str] | None, "--set", "A what-if: preferences.alder.no_deal=40. Can be repeated.", "ADDRESS=VALUE"
        ),
        None,
    ),
    "without": (
        _common(list[str] | None, "--without", "Leave a thing out: events.survey. Can be repeated.", "ADDRESS"),
        None,
    ),
    "evidence": (
        _common(
            list[str] | None,
            "--evidence",
            'What if this were reported: "claim=harbour-silts, if_true=0.8, if_false=0.2". Can be repeated.',
            "REPORT",
        ),
        None,
    ),
    "documents": (
        _common(Path | None, "--documents", "Where the sources' documents are, if not beside the case.", "DIR"),
        None,
    ),
    "json": (_common(bool, "--json", "Print the record as JSON, and nothing else, to standard output."), False),
    "html": (_common(Path | None, "--html", "Write a report: one page that needs no network.", "FILE"), None),
    "no_color": (_common(bool, "--no-color", "Plain text, without colours."), False),
}
_OUTPUT = ("json", "html", "no_color")
"""What an analysis of a document has of these."""
CaseOrFramework = Annotated[
    str,
    typer.Argument(
        metavar="CASE",
        help="A folder, a case file, or the name of a case that comes with Détente; or a bare framework of arguments: .apx, .tgf, .af.",
    ),
]
_SUBJECTS: Mapping[tuple[catalogue.Takes, ...], tuple[str, Any]] = {
    ("case",): ("case", CaseArgument),
    ("case", "framework"): ("case", CaseOrFramework),
    ("document",): ("file", FileArgument),
}


def add_to(app: typer.Typer) -> None:
    """Add `demo` and a command for each analysis; the help of `detente` needs no more of these than the catalogue."""
    app.command(rich_help_panel=ASK)(demo)
    for entry in catalogue.entries().values():
        app.command(entry.name, help=entry.help, rich_help_panel=ASK)(_later)


def _later() -> None:
    """Stands for an analysis until `in_full` replaces it."""


def in_full(name: str, command: Any) -> Any:
    """The command of an analysis with all its options; any other command as it is."""
    return _analysis_command(name) if name in catalogue.entries() else command


def _analysis_command(name: str) -> Any:
    callback, summary = callback_of(name)
    single = typer.Typer(add_completion=False, rich_markup_mode="rich")
    single.command(name, help=summary, context_settings={"help_option_names": ["-h", "--help"]})(callback)
    return typer.main.get_command(single)


def callback_of(name: str) -> tuple[Callable[..., None], str]:
    """What the command of the analysis `name` runs, with the signature that its options come from; and its help."""
    function = catalogue.analysis(name)
    own = [
        parameter
        for parameter in inspect.signature(function, eval_str=True).parameters.values()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    ]
    summary, said = explained(function)
    takes = catalogue.entries()[name].takes
    subject, argument = _SUBJECTS[takes]
    shared = _COMMON if "case" in takes else {key: _COMMON[key] for key in _OUTPUT}

    def command(**given: Any) -> None:
        common = {key: given.pop(key, None) for key in _COMMON}
        _ask(name, given.pop(subject), given, common)

    parameters = [inspect.Parameter(subject, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=argument)]
    for parameter in own:
        option = typer.Option(help=said.get(parameter.name, ""))
        parameters.append(parameter.replace(annotation=_annotated(parameter.annotation, option)))
    for key, (annotation, default) in shared.items():
        parameters.append(
            inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
        )
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return command, summary


def explained(function: Callable[..., Any]) -> tuple[str, dict[str, str]]:
    """The question that an analysis answers, and what its docstring says of each parameter.

    The first paragraph is the question. In the others, what is said of a parameter opens, at the start of a paragraph or
    after a full stop, with its name in backquotes, and goes on to the next such name or the paragraph's end. A parameter
    of which nothing else is said takes the words in which it is mentioned.
    """
    question, *rest = (" ".join(part.split()) for part in (inspect.getdoc(function) or "").split("\n\n"))
    parts = [part for paragraph in rest for part in re.split(r"(?<=\.)\s+(?=`\w+`)", paragraph)]
    said = {}
    for name in inspect.signature(function).parameters:
        opening = [part for part in parts if part.startswith(f"`{name}`")]
        mentioned = [part for part in parts if f"`{name}`" in part]
        if opening or mentioned:
            said[name] = _plain((opening or mentioned)[0].removeprefix(f"`{name}`: "))
    return _plain(question), said


def _plain(text: str) -> str:
    """Without backquotes, with a capital, and with what rich would take for markup kept as text."""
    text = text.replace("`", "").replace("[", "\\[")
    return text[:1].upper() + text[1:]


# ---------------------------------------------------------------- running and showing


def _ask(name: str, where: str, own: dict[str, Any], common: dict[str, Any]) -> None:
    from detente.run import run

    subject = _subject(name, where, common["documents"])
    steps = {key: common[key] for key in STEPS if common[key]}
    with progress(), asked_for():
        record = run(name, subject, own | steps, common["documents"])
    if common["html"] is not None:
        write_report(record, common["html"])
        print(f"Report: {common['html']}", file=sys.stderr)
    show(record, common["json"], common["no_color"])


def _subject(name: str, where: str, documents: Path | None) -> Subject:
    """What the command's first argument names: a document, a bare framework of arguments, or a case."""
    takes = catalogue.entries()[name].takes
    if takes == ("document",):
        return document(where)
    if "framework" in takes and Path(where).is_file():
        from detente.formats.frameworks import is_framework, read_framework

        if is_framework(where):
            return read_framework(where)
    return load(where, documents)


def show(record: Record, as_json: bool, no_color: bool, views: bool = True) -> None:
    """Print a record to standard output, as text with its tables or without them."""
    if as_json:
        from detente.show import json

        text = json.dumps(record)
        print(text if isinstance(text, str) else text.decode("utf-8"))
        return
    from detente.show import text as plain

    print(plain.render(record, colored(no_color), width(), views=views).rstrip("\n"))


def write_report(record: Record, file: Path, party: str | None = None) -> None:
    """Write a record as one page; `party` is whom it was recomputed for."""
    from detente.show import html

    store(file, html.page(record, share_with=party))


def demo(
    no_color: NoColor = False,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the report in a browser.")] = False,
) -> None:
    """Look at a real case, the missile defence dispute of 2007, and write a report of it here."""
    from detente.run import run

    case = load(FLAGSHIP)
    with progress():
        record = run("agreement", case, {})
    show(record, False, no_color, views=False)
    file = Path(REPORT).resolve()
    write_report(record, file)
    print(f"\nThe whole answer, with tables and charts: {file}")
    print(f'Ask about one package: detente agreement {FLAGSHIP} --package "{PACKAGE}"')
    print(f"Follow a finding to what it rests on: detente explain {FLAGSHIP} {ADDRESS}")
    if not no_open:
        _open(file)


def _open(file: Path) -> None:
    """Open `file` in a browser where a person sits at a screen; elsewhere, and where that fails, do nothing."""
    import webbrowser

    screen = sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not screen or not sys.stdout.isatty() or os.environ.get("CI"):
        return
    try:
        webbrowser.open(file.as_uri())
    except (webbrowser.Error, OSError):
        return
