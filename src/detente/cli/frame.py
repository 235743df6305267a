"""What all commands share: the list of commands, errors as sentences with their exit status, options, loading, writing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from detente import __version__

if TYPE_CHECKING:
    from detente.case.model import Case
    from detente.documents.document import Document

ASK, WRITE, EXCHANGE = "Ask", "Write and check a case", "Share and exchange"
PAPER = "Read and code documents"
PATIENCE = 0.5
"""Seconds before a bar is worth looking at."""
BROKEN_PIPE = 141
"""What a shell reports for a command whose reader went away."""

CaseArgument = Annotated[
    str, typer.Argument(metavar="CASE", help="A folder, a case file, or the name of a case that comes with Détente.")
]
_A_DOCUMENT = (
    "text, Markdown, HTML, PDF or DOCX; or one of a case that comes with Détente: ferry/documents/communique.md."
)
FileArgument = Annotated[str, typer.Argument(metavar="FILE", help=f"A document: {_A_DOCUMENT}")]
FileArguments = Annotated[list[Path], typer.Argument(metavar="FILE...", help=f"Documents: {_A_DOCUMENT}")]
Documents = Annotated[
    Path | None,
    typer.Option("--documents", metavar="DIR", help="Where the sources' documents are, if not beside the case."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, to standard output.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="Plain text, without colours.")]


class Misuse(Exception):
    """Wrong use, in a sentence: printed to stderr, exit status 2."""


class Commands(TyperGroup):
    """The commands of `detente`. Errors that a user can make end as sentences, never as a traceback."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that `args` name; one of an analysis gets its options only here, where it is about to run."""
        from detente.cli.asking import in_full

        name, command, rest = super().resolve_command(ctx, args)
        return name, in_full(str(name), command), rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command, and end as the exit status says."""
        try:
            value = super().invoke(ctx)
            sys.stdout.flush()
        except (Misuse, ValueError) as error:
            status = _status(error)
            if status is None:
                raise
            _say(error)
            raise typer.Exit(status) from None
        except MemoryError as error:
            print(f"detente: {str(error) or 'This needs more memory than there is.'}", file=sys.stderr)
            raise typer.Exit(1) from None
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(BROKEN_PIPE) from None
        return value


def _say(error: Exception) -> None:
    problems = getattr(error, "problems", None)
    if problems is None:
        print(f"detente: {error}", file=sys.stderr)
        return
    for problem in problems:
        print(problem, file=sys.stderr)


def _status(error: Exception) -> int | None:
    """1 where the case, or a file to import, is at fault; 2 where the command is; None for a fault of our own."""
    from detente.case.addresses import AddressError
    from detente.case.expressions import ExpressionError
    from detente.case.model import CaseError
    from detente.documents.document import DocumentError
    from detente.formats import FormatError, PlaceError
    from detente.result import Unanswerable, WrongUse

    if isinstance(error, CaseError | DocumentError | FormatError | Unanswerable) and not isinstance(error, PlaceError):
        return 1
    return 2 if isinstance(error, Misuse | PlaceError | WrongUse | AddressError | ExpressionError) else None


app = typer.Typer(
    name="detente",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        print(f"detente {__version__}")
        raise typer.Exit(0)


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """A dispute as data: could these parties agree, on what, who blocks, and how sure is that?

    CASE is a folder with a case.yaml, a case file, or the name of a case that comes with Détente (see detente cases).
    Exit status: 0 done, 1 the case has errors, 2 wrong use.
    """


# ---------------------------------------------------------------- cases and files


def nearest(word: str, among: Iterable[str]) -> str:
    """The end of an error message: what `word` may have meant, or all that there is."""
    from difflib import get_close_matches

    there = list(among)
    close = get_close_matches(word, there, n=3, cutoff=0.5)
    if close:
        return f"Did you mean {' or '.join(close)}?"
    return f"There is: {', '.join(there)}." if there else "There is none."


def place(where: str) -> Path:
    """The case file that `where` names: itself, in that folder, or of the case that comes with Détente.

    Raises Misuse, with the nearest names, where there is none.
    """
    from detente.case.read import bundled

    path = Path(where)
    if path.exists() and not path.is_dir():
        return path
    known = bundled()
    folder = path if path.is_dir() else known.get(where)
    if folder is None:
        raise Misuse(f"There is no file, folder or case called {where!r}. {nearest(where, known)}")
    if not (folder / "case.yaml").is_file():
        raise Misuse(f"The folder {folder} has no case.yaml. Start one: detente new {folder}")
    return folder / "case.yaml"


def load(where: str, documents: Path | None = None) -> Case:
    """The case that `where` names. Raises CaseError with all its problems, and Misuse where there is none of that name."""
    from detente.case import read

    at_hand(documents)
    return read.load(place(where), documents)


def paper(where: str | Path) -> Path:
    """The file that `where` names: itself, or below a case that comes with Détente (`ferry/documents/communique.md`).

    Raises Misuse where there is none.
    """
    from detente.case.read import bundled

    file = Path(where)
    if file.exists():
        return file
    home = bundled().get(file.parts[0]) if file.parts and ".." not in file.parts else None
    if home is None or not home.joinpath(*file.parts[1:]).is_file():
        raise Misuse(f"There is no file {where}.")
    return home.joinpath(*file.parts[1:])


def document(where: str | Path) -> Document:
    """The document that `where` names (see `paper`). Raises Misuse where there is none, and DocumentError where it cannot be read."""
    from detente.documents.reading import read

    return read(paper(where))


def at_hand(documents: Path | None) -> None:
    """Raises Misuse where `--documents` names no folder."""
    if documents is not None and not documents.is_dir():
        raise Misuse(f"{documents} is no folder. --documents names the folder that holds the sources' documents.")


@contextmanager
def asked_for() -> Iterator[None]:
    """Around steps on a case that was read without errors: what goes wrong in them is the command's fault."""
    from detente.case.model import CaseError

    try:
        yield
    except CaseError as error:
        raise Misuse("\n".join(str(p) for p in error.problems if p.severity == "error")) from None


def store(file: Path, text: str) -> None:
    """Write `text` to `file`, making its folder. Raises Misuse where that cannot be done."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Misuse(f"{file} cannot be written: {error.strerror}.") from None


# ---------------------------------------------------------------- the terminal


def colored(no_color: bool) -> bool:
    """Whether to print colours: to a terminal, unless the user or the environment says otherwise."""
    return sys.stdout.isatty() and not no_color and not os.environ.get("NO_COLOR")


def width() -> int:
    """Columns to print in."""
    import shutil

    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100


@contextmanager
def progress() -> Iterator[None]:
    """Long work may use all cores, and shows how far it is where somebody looks."""
    from detente.result import sharing

    with sharing(os.cpu_count() or 1), _bar():
        yield


@contextmanager
def _bar() -> Iterator[None]:
    """A bar on stderr for work that tells how far it is and takes its time, where stderr is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from time import monotonic

    from rich.console import Console
    from rich.progress import Progress, TaskID

    from detente.result import listening

    bar = Progress(console=Console(stderr=True), transient=True)
    tasks: dict[str, TaskID] = {}
    start = monotonic()

    def hear(what: str, done: int, total: int) -> None:
        if monotonic() - start < PATIENCE:
            return
        if what not in tasks:
            bar.start()
            tasks[what] = bar.add_task(what, total=total)
        bar.update(tasks[what], completed=done, total=total)

    try:
        with listening(hear):
            yield
    finally:
        bar.stop()
