"""A record as one self-contained page: it opens from disk, loads nothing, and needs no script to be read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from detente.result import Chart, Finding, Graph, Map, Record, Table, View
from detente.show import charts, drawing, graphs, maps, words
from detente.show.encode import compact

if TYPE_CHECKING:
    from jinja2 import Template

ROWS = 2_000
_SIGNS = {"throughout": "●", "depends": "◐", "never": "○", "unknown": "?"}


def page(record: Record, *, share_with: str | None = None) -> str:
    """`record` as the text of an HTML file. `share_with` names the party that it was recomputed for, and is shown so.

    The page holds what the findings and views hold. Its content security policy allows no network, no `eval`, and no
    script but its own; without scripts every chart is read as its table, and every graph is still drawn. A table is cut
    after 2,000 rows, and says so; a graph of more than 150 nodes is shown as its tables.
    """
    answer = record.result.findings()
    shown = _findings(record, answer)
    bases = _bases(shown)
    views = record.result.views()
    pictures = _pictures(views)
    scripts = [*charts.scripts(), _packaged("page.js")] if pictures else []
    return _template().render(
        title=words.clean(record.case.title),
        heading=words.heading(record.analysis),
        stamp=words.stamp(record),
        notices=[words.clean(notice) for notice in record.notices],
        share_with=words.clean(share_with) if share_with else "",
        made=_made(record),
        parameters=[
            (words.clean(name), words.clean(compact(value, (", ", ": ")))) for name, value in record.parameters.items()
        ],
        findings=[finding for finding in shown if finding.kind == "finding"],
        caveats=[finding for finding in shown if finding.kind == "caveat"],
        meanings=words.scope_meanings(answer) if words.ranged(record) else (),
        share_means=words.SHARE_MEANS if words.shows_shares(answer) else "",
        bases=bases,
        grounds={name: words.clean(text) for name, text in record.grounds.items()},
        anchors={address: f"basis-{number}" for number, (address, _) in enumerate(bases, 1)},
        views=_views(views),
        pictures=pictures,
        scripts=scripts,
        policy=_policy(scripts),
        style=_packaged("page.css"),
    )


@dataclass(frozen=True, slots=True)
class _Finding:
    """A finding as the template sees it: `mark` is its scope in words, `sign` the same as one character."""

    text: str
    kind: str
    scope: str
    mark: str
    sign: str
    rests_on: tuple[str, ...]
    anchor: str
    label: str


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table as the template sees it. `columns` are pairs of title and whether the column holds numbers."""

    anchor: str
    title: str
    columns: list[tuple[str, bool]]
    rows: list[list[str]]
    row_heads: bool
    notes: list[str]


@dataclass(frozen=True, slots=True)
class _View:
    """A view as the template sees it. `described` is empty for a table; `twin` is the view with its rows, if any.

    A graph or a map brings its `drawing` (an SVG element) and the `legend` of that: little picture, word, meaning. `aside` is
    said in place of a picture. `scale` are the shades of a map: little picture, word.
    """

    anchor: str
    title: str
    described: str
    grids: list[_Grid]
    twin: str = ""
    drawing: str = ""
    legend: tuple[tuple[str, str, str], ...] = ()
    aside: str = ""
    note: str = ""
    look: str = "graph"
    scale: tuple[tuple[str, str], ...] = ()
    described_scale: str = ""


def _findings(record: Record, answer: tuple[Finding, ...]) -> list[_Finding]:
    counts = {"finding": 0, "caveat": 0}
    ranged = words.ranged(record)
    shown = []
    for finding in answer:
        counts[finding.kind] += 1
        number = counts[finding.kind]
        shown.append(
            _Finding(
                text=words.clean(finding.text),
                kind=finding.kind,
                scope=finding.scope,
                mark=words.scope_mark(finding, record.parameters) if ranged else "",
                sign=_SIGNS[finding.scope],
                rests_on=tuple(words.clean(address) for address in finding.rests_on),
                anchor=f"{finding.kind}-{number}",
                label=f"{finding.kind} {number}",
            )
        )
    return shown


def _made(record: Record) -> list[tuple[str, str]]:
    """What it takes to make the record again, less the parameters: pairs of name and value."""
    day = [("day", words.clean(record.case.as_of))] if record.case.as_of else []
    stamp = [
        ("digest of the case", words.clean(record.case.digest)),
        ("version of Détente", words.clean(record.version)),
    ]
    return [("analysis", words.clean(record.analysis)), *day, *stamp]


def _bases(findings: list[_Finding]) -> list[tuple[str, list[_Finding]]]:
    """Every address that findings rest on, with these findings: by address."""
    bases: dict[str, list[_Finding]] = {}
    for finding in findings:
        for address in dict.fromkeys(finding.rests_on):
            bases.setdefault(address, []).append(finding)
    return sorted(bases.items())


def _views(views: tuple[View, ...]) -> list[_View]:
    repeats = words.shown_before(views)
    return [
        _view(view, f"view-{index + 1}", f"view-{repeats[index] + 1}" if index in repeats else "")
        for index, view in enumerate(views)
    ]


def _view(view: View, anchor: str, twin: str) -> _View:
    if isinstance(view, Graph):
        return _graph(view, anchor)
    if isinstance(view, Map):
        return _map(view, anchor)
    title = words.clean(view.title)
    described = (words.clean(view.description) or title) if isinstance(view, Chart) else ""
    return _View(anchor, title, described, [] if twin else [_grid(words.twin(view), anchor, title)], twin)


def _graph(graph: Graph, anchor: str) -> _View:
    title = words.clean(graph.title)
    tables = zip(graphs.tables(graph), ("nodes", "arcs"), strict=True)
    grids = [_grid(table, f"{anchor}-{part}", words.clean(table.title)) for table, part in tables if table.rows]
    described, count = words.clean(graph.description) or title, len(graph.nodes)
    if not count or count > graphs.MOST:
        aside = "Nothing to draw."
        if count:
            aside = f"This picture would hold {words.integer_text(count)} boxes; above {graphs.MOST} it is not drawn, and the tables say the same."
        return _View(anchor, title, described, grids, aside=aside, note=words.clean(graph.note))
    legend = tuple((drawing.key(sign.of), sign.word, sign.meaning) for sign in graphs.used(graph))
    return _View(
        anchor, title, described, grids, drawing=drawing.svg(graph, anchor), legend=legend, note=words.clean(graph.note)
    )


def _map(shown: Map, anchor: str) -> _View:
    from detente.show import map_drawing, map_signs

    title = words.clean(shown.title)
    tables = enumerate(maps.tables(shown), 1)
    grids = [_grid(table, f"{anchor}-part-{number}", words.clean(table.title)) for number, table in tables]
    drawn = map_drawing.picture(shown, anchor)
    legend = tuple((map_signs.key(mark.of), mark.word, mark.meaning) for mark in maps.used(shown))
    scale = [(map_signs.shade_key(shade.step), shade.word) for shade in maps.shades(shown)]
    scale += [(map_signs.shade_key(None), "not in question")] if scale else []
    notes = [words.clean(shown.note), *maps.asides(drawn.outside, drawn.unnamed, maps.undrawn(shown)), maps.BORDERS]
    return _View(
        anchor,
        title,
        words.clean(shown.description) or title,
        grids,
        drawing=drawn.svg,
        legend=legend,
        note=" ".join(note for note in notes if note),
        look="graph map",
        scale=tuple(scale),
        described_scale=words.clean(shown.shades),
    )


def _grid(table: Table, anchor: str, title: str) -> _Grid:
    notes = [words.clean(table.note)] if table.note else []
    if len(table.rows) > ROWS:
        total = words.integer_text(len(table.rows))
        notes.insert(0, f"The first {words.integer_text(ROWS)} of {total} rows; all of them are in the JSON (--json).")
    return _Grid(
        anchor=anchor,
        title=title,
        columns=[(words.clean(column.title), column.format != "text") for column in table.columns],
        rows=_cells(table),
        row_heads=bool(table.columns) and table.columns[0].format == "text",
        notes=notes,
    )


def _cells(table: Table) -> list[list[str]]:
    return [
        [words.cell_text(cell, column) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows[:ROWS]
    ]


def _pictures(views: tuple[View, ...]) -> str:
    """What the page's script draws: the rows of each chart once, and the charts. Empty where there is no chart."""
    tables: dict[tuple[object, ...], int] = {}
    drawn: list[dict[str, Any]] = []
    data: list[dict[str, Any]] = []
    for index, view in enumerate(views):
        if isinstance(view, Chart) and view.table.rows:
            key = (view.table.columns, view.table.rows)
            if key not in tables:
                tables[key] = len(data)
                data.append({"columns": [column.name for column in view.table.columns], "rows": view.table.rows})
            drawn.append({"view": f"view-{index + 1}", "table": tables[key], "spec": charts.dressed(view.spec)})
    return _embedded({"tables": data, "charts": drawn}) if drawn else ""


def _embedded(value: Any) -> str:
    """JSON that can stand inside a script tag: nothing in it ends the tag, opens a comment or breaks a line."""
    text = compact(value)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _policy(scripts: list[str]) -> str:
    sources = " ".join(f"'{charts.sha256_source(script)}'" for script in scripts) or "'none'"
    return (
        f"default-src 'none'; script-src {sources}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def _packaged(name: str) -> str:
    return (files("detente.show") / "templates" / name).read_text(encoding="utf-8").replace("\r\n", "\n")


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_packaged("page.html.jinja"))
