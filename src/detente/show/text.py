"""A record as text for a terminal: findings first, what they rest on, then the tables."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from detente.result import Chart, Column, Finding, Graph, Map, Record, Table, View
from detente.show import graphs, maps, words

if TYPE_CHECKING:
    from rich.console import Console

ROWS = 20
ROWS_IN_PANELS = 10
LINES = 40
ARROWS = 4
_BASES = 6
_WORD = 17
_BAR = 16
_GAP = 3
_MEASURE = 100
_PLAIN = str.maketrans(
    {
        "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "…": "...", "×": "x", "·": "-", "“": '"', "”": '"', "‘": "'",
        "’": "'", "„": '"', "→": "->", "←": "<-", "↔": "<->", "≤": "<=", "≥": ">=", "≠": "!=", "█": "#", "─": "-",
        "▏": "|", "ε": "epsilon", "½": "1/2", "•": "*", "\u00a0": " ", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l",
        "Ł": "L", "Ø": "O", "Æ": "AE", "đ": "d", "Đ": "D",
    }
)  # fmt: skip


def render(record: Record, color: bool = True, width: int = 100, *, encoding: str = "utf-8", views: bool = True) -> str:
    """`record` as text at most `width` columns wide, sentences at most 100. Without `color` it has no escape code;
    without `views` it ends with the findings.

    Where `encoding` (of the terminal, say) lacks a character, its nearest ASCII stands in, or a question mark, so the
    text can always be printed. Long tables are cut, and say so.
    """
    from io import StringIO

    from rich.console import Console

    out = StringIO()
    console = Console(
        file=out, width=max(width, 20), force_terminal=color, color_system="standard" if color else None,
        no_color=not color, highlight=False, markup=False, emoji=False, legacy_windows=False, _environ={},
    )  # fmt: skip
    page = _Page(console, encoding)
    _head(page, record)
    _findings(page, record)
    if views:
        _views(page, record)
    lines = out.getvalue().split("\n")
    return "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"


@dataclass(frozen=True, slots=True)
class _Page:
    """Where lines go: a console that draws into a string, and the encoding that the text must fit."""

    console: Console
    encoding: str

    def fit(self, text: str) -> str:
        return fitted(words.clean(text), self.encoding)

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None:
        from rich.padding import Padding
        from rich.text import Text

        width = min(self.console.width, _MEASURE)
        self.console.print(Padding(Text(self.fit(text), style=style, overflow="fold"), (0, 0, 0, indent)), width=width)


def fitted(text: str, encoding: str) -> str:
    """`text` with every character that `encoding` lacks replaced by its nearest ASCII, or by a question mark.

    >>> fitted("Łódź – 3 × 2 …", "ascii")
    'Lodz - 3 x 2 ...'
    """
    try:
        text.encode(encoding)
        return text
    except (UnicodeEncodeError, LookupError):
        spelt = unicodedata.normalize("NFKD", text.translate(_PLAIN))
        bare = "".join(char for char in spelt if not unicodedata.combining(char))
        return bare.encode("ascii", "replace").decode("ascii")


def _head(page: _Page, record: Record) -> None:
    page.line(record.case.title, "bold")
    page.line(" · ".join(words.stamp(record)), "dim")
    for notice in record.notices:
        page.line(f"! {notice}", "bold yellow")
    page.line()


def _findings(page: _Page, record: Record) -> None:
    found = record.result.findings()
    plain = [finding for finding in found if finding.kind == "finding"]
    caveats = [finding for finding in found if finding.kind == "caveat"]
    page.line("FINDINGS", "bold")
    if not plain:
        page.line("This analysis found nothing to say about this case.", indent=2)
    for number, finding in enumerate(plain, 1):
        _finding(page, record, finding, f"{number}.")
    if caveats:
        page.line()
        page.line("CAVEATS", "bold")
        for finding in caveats:
            _finding(page, record, finding, "*")
    if words.ranged(record):
        _meanings(page, found)


def _finding(page: _Page, record: Record, finding: Finding, label: str) -> None:
    from rich.table import Table as Grid
    from rich.text import Text

    body = Text(page.fit(finding.text), overflow="fold")
    mark = words.scope_mark(finding, record.parameters) if words.ranged(record) else ""
    if mark:
        body.append(" ")
        body.append(page.fit(f"[{mark}]"), style=_STYLES[finding.scope])
    if finding.rests_on:
        body.append("\n")
        body.append(page.fit(f"rests on {_bases(finding)}"), style="dim")
    grid = Grid.grid(padding=(0, 1, 0, 0))
    grid.add_column(justify="right", width=4, no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(label, body)
    page.console.print(grid, width=min(page.console.width, _MEASURE))


_STYLES = {"throughout": "green", "depends": "yellow", "never": "red", "unknown": "cyan"}


def _bases(finding: Finding) -> str:
    shown = ", ".join(finding.rests_on[:_BASES])
    rest = len(finding.rests_on) - _BASES
    return f"{shown} and {rest} more (see --json)" if rest > 0 else shown


def _meanings(page: _Page, found: tuple[Finding, ...]) -> None:
    meanings = words.scope_meanings(found)
    if not meanings:
        return
    page.line()
    for mark, meaning in meanings:
        page.line(f"[{mark}] {meaning}.", "dim", 2)
    if words.shows_shares(found):
        page.line(words.SHARE_MEANS, "dim", 2)


def _views(page: _Page, record: Record) -> None:
    views = record.result.views()
    repeats = words.shown_before(views)
    for index, view in enumerate(views):
        if index in repeats:
            continue
        page.line()
        page.line(view.title, "bold")
        if isinstance(view, Graph):
            _graph(page, view)
        elif isinstance(view, Map):
            _map(page, view)
        else:
            _table(page, words.twin(view), bars=isinstance(view, Chart))
    if any(_pictured(view) for view in views):
        page.line()
        page.line("The same as pictures: --html FILE.", "dim")


def _pictured(view: View) -> bool:
    """Whether a page shows a picture of it."""
    if isinstance(view, Graph):
        return bool(view.nodes)
    return isinstance(view, Map) or (isinstance(view, Chart) and bool(view.table.rows))


def _map(page: _Page, shown: Map) -> None:
    """A map as its tables, each under what it lists."""
    if shown.description:
        page.line(shown.description, "dim", 2)
    for table in maps.tables(shown):
        page.line()
        page.line(table.title, indent=2)
        _table(page, table, bars=True)
    page.line()
    for note in (shown.note, maps.BORDERS):
        if note:
            page.line(note, "dim", 2)


def _graph(page: _Page, graph: Graph) -> None:
    """A graph as lines: each node, and under it where its arrows lead. Cut after so many lines, and says so."""
    if graph.description:
        page.line(graph.description, "dim", 2)
    left, unseen = LINES, 0
    for head, arrows in graphs.listed(graph):
        if left <= 0:
            unseen += 1
            continue
        shown = arrows[: max(left - 1, ARROWS)]
        page.line(head, indent=2)
        for arrow in shown:
            page.line(arrow, "dim", 6)
        if len(arrows) > len(shown):
            page.line(f"… and {words.integer_text(len(arrows) - len(shown))} more from here", "dim", 6)
        left -= 1 + len(shown)
    if not graph.nodes:
        page.line("(nothing to list)", "dim", 2)
    if unseen:
        page.line(f"… and {words.integer_text(unseen)} more, with their arrows (see --html or --json)", "dim", 2)
    if graph.note:
        page.line(graph.note, "dim", 2)
    for sign in graphs.used(graph):
        if sign.of not in ("plain", "move"):
            page.line(f"[{sign.word}] {sign.meaning}.", "dim", 2)


def _table(page: _Page, table: Table, bars: bool) -> None:
    titles = [page.fit(column.title) for column in table.columns]
    cells = [
        [page.fit(words.cell_text(cell, column)) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows[:ROWS]
    ]
    least = _least(titles, cells, table.columns)
    panels = _panels(least, page.console.width)
    if len(panels) > 1:
        cells = cells[:ROWS_IN_PANELS]
    if not cells:
        page.line("(nothing to list)", "dim", 2)
    for number, panel in enumerate(panels if cells else []):
        bar = _bars(page, table, panel, sum(least[i] + _GAP for i in panel)) if bars else []
        if number:
            page.line()
        _grid(page, _Panel(table.columns, titles, cells, least, bar), panel)
    rest = len(table.rows) - len(cells)
    if rest > 0:
        page.line(
            f"… and {words.integer_text(rest)} more {'row' if rest == 1 else 'rows'} (see --html or --json)", "dim", 2
        )
    if table.note:
        page.line(table.note, "dim", 2)


@dataclass(frozen=True, slots=True)
class _Panel:
    """What a table shows, as text: titles, cells, the least width of each column, and bars (or none)."""

    columns: tuple[Column, ...]
    titles: list[str]
    cells: list[list[str]]
    least: list[int]
    bars: list[str]


def _panels(least: list[int], width: int) -> list[list[int]]:
    """Columns by the panels that hold them, each panel narrow enough for `width`; the first column leads every one."""
    panels: list[list[int]] = [[0]]
    for index in range(1, len(least)):
        if len(panels[-1]) > 1 and sum(least[i] + _GAP for i in panels[-1]) + least[index] + _GAP > width + 1:
            panels.append([0])
        panels[-1].append(index)
    return panels


def _least(titles: list[str], cells: list[list[str]], columns: tuple[Column, ...]) -> list[int]:
    """For each column the least width at which no number is cut and texts read well."""
    from rich.cells import cell_len

    widths = []
    for index, column in enumerate(columns):
        texts = [row[index] for row in cells]
        body = [_breadth(text) for text in texts] if column.format == "text" else [cell_len(text) for text in texts]
        widths.append(max([_word(titles[index]), *body]))
    return widths


def _word(text: str) -> int:
    from rich.cells import cell_len

    return max((min(cell_len(word), _WORD) for word in text.split()), default=1)


def _breadth(text: str) -> int:
    from rich.cells import cell_len

    return min(cell_len(text), _WORD)


def _bars(page: _Page, table: Table, panel: list[int], taken: int) -> list[str]:
    """A bar for each row, for the first column of shares; nothing where there is none, or no room for it."""
    shares = [index for index in panel if table.columns[index].format == "percent"]
    if not shares or taken + _BAR + _GAP > page.console.width + 1:
        return []
    block = page.fit("█")
    values = [row[shares[0]] for row in table.rows[:ROWS]]
    return [block * round(_BAR * min(max(value, 0), 1)) if isinstance(value, int | float) else "" for value in values]


def _widths(page: _Page, shown: _Panel, panel: list[int]) -> list[int]:
    """The width of each column of a panel: its least, and a share of the room left, texts first."""
    from rich.cells import cell_len

    useful = [max(cell_len(text) for text in (shown.titles[i], *(row[i] for row in shown.cells))) for i in panel]
    widths = [shown.least[i] for i in panel]
    columns = len(panel) + bool(shown.bars)
    room = page.console.width - sum(widths) - _GAP * columns + 1 - (_BAR if shown.bars else 0)
    while room > 0:
        wanting = [i for i, width in enumerate(widths) if width < useful[i]]
        wanting = [i for i in wanting if shown.columns[panel[i]].format == "text"] or wanting
        if not wanting:
            break
        for i in wanting[:room]:
            widths[i] += 1
        room -= len(wanting[:room])
    return widths


def _grid(page: _Page, shown: _Panel, panel: list[int]) -> None:
    from rich.box import Box
    from rich.table import Table as Grid

    blank, rule = "    \n", f" {page.fit('─') * 2} \n"
    grid = Grid(box=Box(blank * 2 + rule + blank * 5), padding=(0, 1), show_edge=False, header_style="bold")
    for index, width in zip(panel, _widths(page, shown, panel), strict=True):
        side: Literal["left", "right"] = "left" if shown.columns[index].format == "text" else "right"
        grid.add_column(shown.titles[index], justify=side, overflow="fold", width=width)
    if shown.bars:
        grid.add_column("", no_wrap=True, width=_BAR)
    for number, row in enumerate(shown.cells):
        grid.add_row(*(row[index] for index in panel), *shown.bars[number : number + 1])
    page.console.print(grid)
