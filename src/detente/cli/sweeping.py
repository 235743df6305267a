"""`detente sweep` and `detente merge`: many what-ifs at once, and the rows of several machines put together."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.asking import show, write_report
from detente.cli.frame import ASK, CaseArgument, Documents, Json, Misuse, NoColor, asked_for, load, progress

if TYPE_CHECKING:
    from detente.case.model import Case
    from detente.result import Record
    from detente.studies.sweep import Merged, SweepResult
    from detente.studies.sweep.variants import Variant

STOPPED = 130
"""What a shell reports for a command that was interrupted."""
TABLES = (".csv", ".parquet")
ROWS = ".jsonl"

Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help="Where the rows go: .jsonl, to which each is appended as it is done; with .csv or .parquet, that table too, made of the .jsonl beside it. "
        "Name the same file again to go on.",
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(rich_help_panel=ASK)(sweep)
    app.command(rich_help_panel=ASK)(merge)


def sweep(
    case: CaseArgument,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="ADDRESS=VALUES",
            help="Values for one number or word: 10..40:7 (seven from 10 to 40), a|b|c. Repeated: every combination.",
        ),
    ] = None,
    leave_out: Annotated[
        list[str] | None,
        typer.Option(
            "--leave-out", metavar="LIST", help="Each event, claim or source left out alone: events, claims, sources."
        ),
    ] = None,
    pairs: Annotated[bool, typer.Option("--pairs", help="With --leave-out: also each two of them.")] = False,
    each_event: Annotated[
        bool, typer.Option("--each-event", help="Before the first event, and after each of them.")
    ] = False,
    draws_from_ranges: Annotated[
        int, typer.Option("--draws-from-ranges", metavar="N", help="N draws of every number that has a range.")
    ] = 0,
    sample: Annotated[
        int | None, typer.Option("--sample", metavar="N", help="Only N of all these what-ifs, chosen at random.")
    ] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="ADDRESS=VALUE", help="For all what-ifs. Can be repeated.")
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day, for all what-ifs.")] = None,
    analysis: Annotated[str, typer.Option("--analysis", help="What is asked of each.")] = "agreement",
    draws: Annotated[
        int, typer.Option("--draws", help="Draws within each what-if, for analyses that draw; 0 for none.")
    ] = 0,
    option: Annotated[
        list[str] | None,
        typer.Option("--option", metavar="NAME=VALUE", help="Another option of the analysis. Can be repeated."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="PATH", help="Keep only this of each answer: zone.outcomes. Can be repeated."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Where chance begins.")] = 0,
    same_draws: Annotated[
        bool,
        typer.Option(
            "--same-draws", help="The same draws within each what-if, so that they differ by what is varied alone."
        ),
    ] = False,
    shard: Annotated[
        str, typer.Option("--shard", metavar="K/N", help="Only the K-th of N parts: see detente merge.")
    ] = "1/1",
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, help="Processes; default: one for each core.")
    ] = None,
    out: Out = None,
    documents: Documents = None,
    json: Json = False,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a report.")] = None,
    no_color: NoColor = False,
) -> None:
    """Ask an analysis of many what-ifs of a case at once, on all cores: a table of answers, and what they turn on."""
    from detente import steps
    from detente.result import sharing
    from detente.run import question
    from detente.studies.sweep import Design
    from detente.studies.sweep import sweep as swept

    whole = load(case, documents)
    with asked_for():
        base = steps.prepared(whole, {"set": set_, "as_of": as_of})
        variants = _variants(base, (vary, leave_out, pairs, each_event, draws_from_ranges), sample, seed)
        asked = question(_known(analysis), _parameters(analysis, draws, option or []))
    design = Design(variants, base, seed, same_draws, _shard(shard))
    file = _rows_file(out)
    try:
        with progress(), sharing(workers or _cores()):
            result = swept(design, asked, file=file, columns=column or ())
    except KeyboardInterrupt:
        _stopped(file, out)
        raise typer.Exit(STOPPED) from None
    _table(result.rows, out)
    record = _record(result, base, set_, as_of)
    if html is not None:
        write_report(record, html)
        print(f"Report: {html}", file=sys.stderr)
    show(record, json, no_color)


def _cores() -> int:
    import os

    return os.cpu_count() or 1


def _variants(base: Case, ways: tuple[Any, ...], sample: int | None, seed: int) -> tuple[Variant, ...]:
    from detente.studies.sweep import axis, crossed, draws, each_event, leave_out

    vary, left_out, pairs, each, drawn = ways
    axes = [axis(text) for text in vary or ()]
    axes += [leave_out(base, what, 2 if pairs else 1) for what in left_out or ()]
    axes += [each_event(base)] if each else []
    axes += [draws(drawn)] if drawn else []
    if not axes:
        raise Misuse(
            "Say what to vary: --vary ADDRESS=10..40:7, --leave-out events, --each-event, or --draws-from-ranges 1000."
        )
    return crossed(axes, sample, seed)


def _known(analysis: str) -> str:
    from detente import catalogue
    from detente.cli.frame import nearest

    if analysis not in catalogue.entries():
        raise Misuse(f"There is no analysis {analysis!r}. {nearest(analysis, catalogue.entries())}")
    return analysis


def _parameters(analysis: str, draws: int, options: list[str]) -> dict[str, Any]:
    import inspect

    from detente import catalogue

    found: dict[str, Any] = {}
    if "draws" in inspect.signature(catalogue.analysis(analysis)).parameters:
        found["draws"] = draws
    for text in options:
        name, equals, value = text.partition("=")
        if not equals:
            raise Misuse(f"{text!r} sets no option; write NAME=VALUE, such as --option scale=raw.")
        found[name.strip().replace("-", "_")] = value.strip()
    return found


def _shard(text: str) -> tuple[int, int]:
    k, slash, n = text.partition("/")
    if not slash or not k.strip().isdecimal() or not n.strip().isdecimal():
        raise Misuse(f"{text!r} is no shard; write K/N, such as 1/4 for the first of four.")
    return int(k), int(n)


def _rows_file(out: Path | None) -> Path | None:
    """The file of rows: `out` itself, or beside the table that it names."""
    if out is None or out.suffix == ROWS:
        return out
    if out.suffix not in TABLES:
        raise Misuse(f"{out} is neither .jsonl, .csv nor .parquet.")
    if out.suffix == ".parquet":
        from detente.studies.sweep.tables import parquet_there

        parquet_there()
    return out.with_suffix(ROWS)


def _table(rows: Any, out: Path | None) -> None:
    from detente.studies.sweep import write_table

    if out is None:
        return
    if out.suffix in TABLES:
        write_table(rows, out)
        print(f"Written: {out} (rows as they came: {_rows_file(out)})", file=sys.stderr)
    else:
        print(f"Written: {out}", file=sys.stderr)


def _stopped(file: Path | None, out: Path | None) -> None:
    if file is None or not file.exists():
        print("detente: stopped; nothing was kept. With --out FILE it can be gone on with.", file=sys.stderr)
        return
    done = max(0, file.read_bytes().count(b"\n") - 1)
    print(
        f"detente: stopped after {done:,} what-ifs, kept in {file}. The same command goes on from there.",
        file=sys.stderr,
    )


def _record(result: SweepResult, base: Case, set_: list[str] | None, as_of: str | None) -> Record:
    from detente import __version__
    from detente.case.read import digest
    from detente.result import CaseStamp, Record
    from detente.run import grounds, notices

    told: dict[str, Any] = {"analysis": result.head.analysis, **result.head.parameters, "seed": result.head.seed}
    told |= {name: value for name, value in (("set", set_), ("as_of", as_of)) if value}
    stamp = CaseStamp(base.title, digest(base), base.as_of.isoformat() if base.as_of else None)
    return Record("sweep", told, stamp, __version__, result, notices(base), grounds(base, result))


def merge(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Files of rows, or tables that lie beside theirs.")
    ],
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FILE", help="Where all rows go: .jsonl; with .csv or .parquet, that table too."),
    ],
) -> None:
    """Put the parts of a sweep together that several machines did with --shard, and say what is missing."""
    from detente.studies.sweep import merge as merged

    sources = [_rows_of(file) for file in files]
    found = merged(sources, _rows_file(out))
    _table(found.rows, out)
    print(_merged_words(found, len(files)))
    if found.missing:
        raise typer.Exit(1)


def _rows_of(file: Path) -> Path:
    rows = _rows_file(file)
    assert rows is not None
    if not rows.exists():
        beside = "" if rows == file else f" The rows of {file} lie in it, beside the table: bring that file too."
        raise Misuse(f"There is no file {rows}.{beside}")
    return rows


def _merged_words(found: Merged, files: int) -> str:
    failed = sum(1 for row in found.rows if row.error)
    said = [
        f"{len(found.rows):,} of {found.head.tasks:,} what-ifs from {files} files, {failed:,} of them without an answer."
    ]
    if found.twice:
        said.append(f"{len(found.twice):,} stood in several files, and alike.")
    if found.missing:
        first = ", ".join(str(index) for index in found.missing[:5])
        more = ", …" if len(found.missing) > 5 else ""
        said.append(
            f"{len(found.missing):,} are missing ({first}{more}). The sweep without --shard, into the merged file, does them."
        )
    return " ".join(said)
