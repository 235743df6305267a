"""Commands about documents: `read` shows what was understood of them, `draft` starts a case from them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.frame import PAPER, FileArguments, Json, Misuse, document, paper, store, width


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (read, draft):
        app.command(rich_help_panel=PAPER)(command)


def read(files: FileArguments, json: Json = False) -> None:
    """Show what is understood of documents: title, author, date, passages, notes, and what is left out as navigation."""
    from detente.documents.outline import outline, told

    found = [document(file) for file in files]
    if json:
        import json as writer

        print(writer.dumps([outline(one) for one in found], ensure_ascii=False, indent=2))
    else:
        print("\n".join(told(one, width()) for one in found).rstrip("\n"))


def draft(
    files: FileArguments,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="CASE", help="The folder of the case to make.")],
) -> None:
    """Start a case from documents: sources, parties, claims of numbered lists, and a queue of statements for you to review."""
    from detente.documents.citations import audit
    from detente.documents.coding import write_queue
    from detente.formats.draft import draft as make

    if (output / "case.yaml").exists() or (output / "statements.yaml").exists():
        raise Misuse(f"{output} holds a case already, and is left as it is. Name another folder.")
    found = [document(file) for file in files]
    made = make(found, [audit(one) for one in found])
    for file, name in zip(files, made.documents, strict=True):
        copy(paper(file), output / "documents" / name)
    store(output / "case.yaml", made.case_yaml)
    write_queue(output, made.statements)
    for sentence in made.notes:
        print(sentence)
    print(f"Written: {output / 'case.yaml'} and {output / 'statements.yaml'}", file=sys.stderr)
    print(f"Next: detente review {output}", file=sys.stderr)


def copy(file: Path, to: Path) -> None:
    """Copy a document beside the case. Raises Misuse where that cannot be done."""
    import shutil

    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, to)
    except OSError as error:
        raise Misuse(f"{to} cannot be written: {error.strerror}.") from None
