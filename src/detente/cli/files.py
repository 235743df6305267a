"""Commands about case files: `new`, `check`, `explain`, `cases`, `schema`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.frame import WRITE, CaseArgument, Documents, Json, Misuse, asked_for, at_hand, load, place, store

if TYPE_CHECKING:
    from detente.case.model import Case, Problem


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (new, check, explain, cases, schema):
        app.command(rich_help_panel=WRITE)(command)


def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to make, with a case.yaml in it.")],
) -> None:
    """Start a case: a commented case.yaml to write your own into."""
    file = folder / "case.yaml"
    if file.exists():
        raise Misuse(f"{file} exists already, and is left as it is. Name another folder.")
    store(file, resources.files("detente.case").joinpath("starter.yaml").read_text(encoding="utf-8"))
    print(f"Written: {file}\nEdit it, then: detente check {folder}")


def check(case: CaseArgument, documents: Documents = None, json: Json = False) -> None:
    """Read a case and say all that is wrong with it: file, line, column, and how to mend it."""
    from detente.case import read

    at_hand(documents)
    text, file, folder = read.fetch(place(case))
    found = read.problems(text, file, folder, documents)
    if not any(problem.severity == "error" for problem in found):
        found = (*found, *_checks(read.read(text, file, folder)))
    errors = sum(problem.severity == "error" for problem in found)
    if json:
        import json as writer

        print(writer.dumps([_plain(problem) for problem in found], ensure_ascii=False, indent=2))
    for problem in found:
        print(f"{problem}" if problem.severity == "error" else f"{problem} (warning)", file=sys.stderr)
    if not json:
        print(f"{file}: {_count(errors, 'error')}, {_count(len(found) - errors, 'warning')}.")
    if errors:
        raise typer.Exit(1)
    if not json:
        _places(read.read(text, file, folder), documents)


def _checks(case: Case) -> Iterator[Problem]:
    """What checks of claims name that coverage does not have."""
    for claim in case.claims.values():
        if claim.check is not None:
            from detente.analyses.coverage.solve import problems_of

            yield from problems_of(case, claim)


_FATES = {
    "verbatim": "verbatim",
    "moved": "moved",
    "altered": "altered",
    "not found": "orphaned (no such passage any more)",
    "unreadable": "in a document that cannot be read",
    "unverified": "known by nothing but where to look",
    "not at hand": "in documents that are not at hand",
}


def _places(case: Case, documents: Path | None) -> None:
    """How the places of a case stand in their documents, counted."""
    from collections import Counter

    from detente.case.passages import places_report

    counts = Counter(str(verdict.status) for verdict in places_report(case, documents))
    told = [f"{counts[status]} {words}" for status, words in _FATES.items() if counts[status]]
    if told:
        print(f"Places: {', '.join(told)}.")


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def _plain(problem: Problem) -> dict[str, Any]:
    return {
        "severity": problem.severity,
        "file": problem.file,
        "line": problem.mark.line if problem.mark else None,
        "column": problem.mark.column if problem.mark else None,
        "address": problem.address,
        "what": problem.what,
        "remedy": problem.remedy,
    }


def cases(json: Json = False) -> None:
    """List the cases that come with Détente, to use by name."""
    from detente.case import read
    from detente.case.text import parse

    found = []
    for name, folder in sorted(read.bundled().items()):
        tree, _, _ = parse((folder / "case.yaml").read_text(encoding="utf-8"), name)
        found.append({"name": name, "title": tree["title"], "folder": str(folder)})
    if json:
        import json as writer

        print(writer.dumps(found, ensure_ascii=False, indent=2))
        return
    columns = max(len(entry["name"]) for entry in found)
    for entry in found:
        print(f"{entry['name']:<{columns}}  {entry['title']}")


def schema() -> None:
    """Print the JSON Schema of case files, for editors that complete and check while you write."""
    import json as writer

    from detente.case.schema import schema as build

    print(writer.dumps(build(), ensure_ascii=False, indent=2))


def explain(
    case: CaseArgument,
    address: Annotated[str, typer.Argument(help="What to explain: claims.harbour-silts, preferences.alder.no_deal, …")],
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day to describe.")] = None,
    documents: Documents = None,
    json: Json = False,
) -> None:
    """Where a thing in a case comes from: its value, the reason, the claims it rests on, and the passages."""
    from detente import steps
    from detente.case.explain import explain as look
    from detente.case.explain import told

    whole = load(case, documents)
    with asked_for():
        ready = steps.as_of(whole, as_of)
    if address.startswith("claims.geometry-") and address.split(".")[1] not in ready.claims:
        ready = steps.established(ready)
    found = look(ready, address, documents)
    if json:
        import json as writer
        from dataclasses import asdict

        print(writer.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        print(told(found), end="")
