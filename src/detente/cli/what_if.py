"""Commands that compare: `what-if`, a case with itself after a change, and `compare`, two cases."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.asking import show, write_report
from detente.cli.frame import ASK, CaseArgument, Documents, Json, Misuse, NoColor, asked_for, load, nearest, progress

if TYPE_CHECKING:
    from detente.case.model import Case

Analysis = Annotated[
    str, typer.Option("--analysis", "-a", metavar="NAME", help="Which analysis to ask of both: agreement, stability, …")
]
Draws = Annotated[
    int | None,
    typer.Option(
        "--draws", metavar="NUMBER", help="How many draws each answer makes; the analysis's own default else."
    ),
]
Own = Annotated[
    list[str] | None,
    typer.Option(
        "--with", metavar="NAME=VALUE", help="A parameter of the analysis: package=route=south. Can be repeated."
    ),
]
Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write a report: one page that needs no network.")
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="The day to describe: 2007-06-30, 2007-06 or 2007.")
]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("what-if", rich_help_panel=ASK)(what_if)
    app.command(rich_help_panel=ASK)(compare)


def what_if(
    case: CaseArgument,
    set: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="ADDRESS=VALUE", help="Another value: preferences.alder.no_deal=40. Can be repeated."
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="ADDRESS", help="Leave a thing out: events.survey. Can be repeated."),
    ] = None,
    evidence: Annotated[
        list[str] | None,
        typer.Option(
            "--evidence",
            metavar="REPORT",
            help='One more report: "claim=harbour-silts, if_true=0.8, if_false=0.2". Can be repeated.',
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="The day of both; alone, the day to compare with the case's own."),
    ] = None,
    analysis: Analysis = "agreement",
    draws: Draws = None,
    own: Own = None,
    documents: Documents = None,
    json: Json = False,
    html: Html = None,
    no_color: NoColor = False,
) -> None:
    """What would an analysis say otherwise if something were changed: a number, an event, a report, the day?"""
    from detente import steps

    found = load(case, documents)
    changes = {"set": set, "without": without, "evidence": evidence}
    if not any(changes.values()) and not as_of:
        raise Misuse("Nothing is to be changed. Say --set, --without, --evidence or --as-of.")
    with asked_for():
        before = steps.prepared(found, {"as_of": as_of if any(changes.values()) else None})
        after = steps.prepared(found, {**changes, "as_of": as_of})
    _compare(analysis, (before, after), _parameters(draws, own), (json, html, no_color))


def compare(
    before: Annotated[
        str,
        typer.Argument(metavar="CASE", help="A folder, a case file, or the name of a case that comes with Détente."),
    ],
    after: Annotated[
        str,
        typer.Argument(metavar="OTHER", help="The case to compare it with: another version, a coder's, a year later."),
    ],
    as_of: AsOf = None,
    analysis: Analysis = "agreement",
    draws: Draws = None,
    own: Own = None,
    json: Json = False,
    html: Html = None,
    no_color: NoColor = False,
) -> None:
    """What does an analysis say of one case, what of another, and what makes the difference?"""
    from detente import steps

    found = [load(where) for where in (before, after)]
    with asked_for():
        one, other = (steps.prepared(case, {"as_of": as_of}) for case in found)
    _compare(analysis, (one, other), _parameters(draws, own), (json, html, no_color))


def _parameters(draws: int | None, own: Iterable[str] | None) -> dict[str, Any]:
    found: dict[str, Any] = {} if draws is None else {"draws": draws}
    for item in own or ():
        name, equals, value = item.partition("=")
        if not equals or not name.strip():
            raise Misuse(f"{item!r} is no parameter; write NAME=VALUE, such as package=route=south.")
        found[name.strip().replace("-", "_")] = value.strip()
    return found


def _compare(
    name: str, cases: tuple[Case, Case], parameters: Mapping[str, Any], shown: tuple[bool, Path | None, bool]
) -> None:
    """Ask, and show as the last three options say."""
    from detente import catalogue, run

    taken = {entry.name for entry in catalogue.entries().values() if "case" in entry.takes}
    if name not in taken:
        raise Misuse(f"No analysis of a case is called {name!r}. {nearest(name, sorted(taken))}")
    as_json, page, no_color = shown
    with progress(), asked_for():
        record = run.compare(name, *cases, parameters)
    if page is not None:
        write_report(record, page)
        print(f"Report: {page}", file=sys.stderr)
    show(record, as_json, no_color)
