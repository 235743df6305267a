"""Commands that bring a case out of the house and in: `share`, `import`, `export`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.asking import write_report
from detente.cli.frame import EXCHANGE, CaseArgument, Documents, Misuse, load, nearest, progress, store


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(rich_help_panel=EXCHANGE)(share)
    app.command("import", rich_help_panel=EXCHANGE)(import_)
    app.command(rich_help_panel=EXCHANGE)(export)


def share(
    case: CaseArgument,
    party: Annotated[str, typer.Option("--for", metavar="PARTY", help="Whose copy to make.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE|DIR", help="A .yaml file; or a folder, which also gets a report made anew."
        ),
    ] = None,
    documents: Documents = None,
) -> None:
    """Make the copy of a case that one party may see, with everything in it made anew from that copy alone."""
    from detente import steps
    from detente.case.write import write

    whole = load(case, documents)
    if party not in whole.parties:
        raise Misuse(f"The case has no party {party!r}. {nearest(party, whole.parties)}")
    copy = write(steps.share(whole, party))
    if output is None:
        print(copy, end="")
    elif output.suffix in (".yaml", ".yml"):
        store(output, copy)
        print(f"Written: {output}", file=sys.stderr)
    else:
        _share_folder(copy, output, whole.parties[party].name)


def _share_folder(copy: str, folder: Path, party: str) -> None:
    """The copy, and a report of it that is made from its text alone, so that nothing hidden can reach it."""
    from dataclasses import replace

    from detente.case.read import read
    from detente.run import UNCONFIRMED, run

    with progress():
        record = replace(run("agreement", read(copy, "case.yaml"), {}), notices=(UNCONFIRMED,))
    store(folder / "case.yaml", copy)
    write_report(record, folder / "report.html", party)
    print(f"Written: {folder / 'case.yaml'} and {folder / 'report.html'}", file=sys.stderr)


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Domain and profiles of one negotiation, or their folder; or one conflict model, argument map, framework or coded project.",
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="CASE.yaml", help="The case file to write.")],
) -> None:
    """Make a case of a negotiation domain in Genius XML, GeniusWeb JSON or NegoLog JSON; of gmcr-py's conflict model; of an argument map
    in AIF JSON or Argdown, or a bare framework in APX, TGF or the format of ICCMA'23; or of coded text in Web Annotations, REFI-QDA or DNA,
    whose texts are put beside the case."""
    from detente.case.read import read
    from detente.case.text import dump
    from detente.formats import documents_of, import_files

    missing = [str(file) for file in files if not file.exists()]
    if missing:
        raise Misuse(f"There is no file {', '.join(missing)}.")
    found = import_files(files)
    text = dump(found)
    read(text, str(output))
    _beside(output.parent, documents_of(files))
    store(output, text)
    if "note" in found:
        print(found["note"], file=sys.stderr)
    wants = found.get("preferences", {}).values()
    next_ = "agreement" if any("weights" in stated for stated in wants) else "stability" if wants else "arguments"
    print(f"Written: {output}\nNext: detente {next_} {output}")


def _beside(folder: Path, documents: dict[str, str]) -> None:
    """Put documents beside a case, over none that says something else."""
    for name, text in documents.items():
        place = folder / name
        if place.exists() and place.read_bytes().decode("utf-8", "replace") != text:
            raise Misuse(f"{place} is there already and says something else. Write the case to another folder.")
        store(place, text)


class Format(StrEnum):
    """Formats that a case can be written in."""

    genius = "genius"
    geniusweb = "geniusweb"
    nfg = "nfg"
    efg = "efg"
    aif = "aif"
    argdown = "argdown"
    graphml = "graphml"
    apx = "apx"
    tgf = "tgf"
    iccma = "iccma"
    annotations = "annotations"
    refi_qda = "refi-qda"
    dna = "dna"
    dna_events = "dna-events"
    csl = "csl"
    bibtex = "bibtex"


def export(
    case: CaseArgument,
    format: Annotated[Format, typer.Option("--format", help="Which program's files to write.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write them to.")],
    documents: Documents = None,
) -> None:
    """Write a case for another program: as a negotiation domain (one file for it, one for each party), as Gambit's game in which
    all choose at once (nfg), each threat on record as a small tree (efg); its claims alone: as an argument map (aif, argdown), a graph
    (graphml), a bare framework of attacks (apx, tgf, iccma), or coded text (annotations, refi-qda, dna, dna-events); or its sources
    as a bibliography (csl, bibtex)."""
    from detente import formats

    whole = load(case, documents)
    for file in formats.export(whole, format.value, output, documents):
        print(f"Written: {file}")
    for note in formats.notes(whole, format.value, documents):
        print(note, file=sys.stderr)
