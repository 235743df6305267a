"""A sweep to look at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from detente.result import Cell, Chart, Column, Table, View
from detente.studies.sweep import effects, tables
from detente.studies.sweep.findings import named
from detente.studies.sweep.rows import Row

if TYPE_CHECKING:
    from detente.studies.sweep.answer import SweepResult

MOST_ROWS, MOST_POINTS, MOST_COLUMNS = 20, 2000, 12
Kind = Literal["text", "number", "integer"]


def views(result: SweepResult) -> tuple[View, ...]:
    """The first rows; what moved the answer; the answer over the one or two things that moved it most."""
    good = effects.answered(result.rows)
    found: list[View] = [_first_rows(result)]
    measure = effects.measure(good)
    if measure is not None:
        moved = effects.effects(good, measure)
        if moved:
            found.append(_effects(result, moved))
        axes = [effect.varied for effect in moved] or list(tables.columns(good).varied)
        chart = _chart(result, good, measure, axes[:2]) if axes else None
        if chart is not None:
            found.append(chart)
    return tuple(found)


def _first_rows(result: SweepResult) -> Table:
    rows = result.rows[:MOST_ROWS]
    there = tables.columns(rows)
    told = [name for name in there.answer if len({row.answer.get(name) for row in result.rows}) > 1] or there.answer
    varied, answers = there.varied[:MOST_COLUMNS], told[: max(1, MOST_COLUMNS - len(there.varied))]
    cut = len(there.varied) + len(told) > len(varied) + len(answers)
    failed = any(row.error for row in rows)
    body = [
        (
            row.index,
            *(_plain(row.varied.get(name)) for name in varied),
            *(_plain(row.answer.get(name)) for name in answers),
            *([row.error] if failed else []),
        )
        for row in rows
    ]
    columns = [
        Column("index", "what-if", "integer"),
        *(
            _column(f"varied-{k}", named(result, name), [row.varied.get(name) for row in rows])
            for k, name in enumerate(varied)
        ),
        *(_column(f"answer-{k}", name, [row.answer.get(name) for row in rows]) for k, name in enumerate(answers)),
        *([Column("error", "what went wrong")] if failed else []),
    ]
    notes = []
    if len(result.rows) > len(rows):
        notes.append(f"The first {len(rows)} of {len(result.rows):,}.")
    if cut or len(told) < len(there.answer):
        notes.append("Only some columns: all of them stand in the file of rows.")
    return Table("rows", "What-ifs", tuple(columns), tuple(body), " ".join(notes))


def _column(name: str, title: str, cells: Sequence[Any]) -> Column:
    return Column(name, title, _kind(cells))


def _kind(cells: Sequence[Any]) -> Kind:
    there = [cell for cell in cells if cell is not None]
    if not there or any(isinstance(cell, str | bool) for cell in there):
        return "text"
    return "integer" if all(isinstance(cell, int) for cell in there) else "number"


def _plain(cell: Any) -> Cell:
    return ("yes" if cell else "no") if isinstance(cell, bool) else cell


def _effects(result: SweepResult, moved: Sequence[effects.Effect]) -> Table:
    columns = (
        Column("varied", "what was varied"),
        Column("share", "share of the variance", "percent"),
        Column("at-least", "lowest on average at"),
        Column("least", "average there", "number"),
        Column("at-most", "highest on average at"),
        Column("most", "average there ", "number"),
    )
    rows = tuple(
        (
            named(result, effect.varied),
            effect.share,
            _shown(effect.lowest),
            effect.least,
            _shown(effect.highest),
            effect.most,
        )
        for effect in moved[:MOST_ROWS]
    )
    note = "The part of the variance that lies between the values of one thing and not within them, less what chance would show; shares need not add up."
    return Table("effects", f"What goes with “{moved[0].answer}”", columns, rows, note)


def _shown(cell: Any) -> str:
    return f"{cell:g}" if isinstance(cell, float) else "" if cell is None else str(cell)


def _chart(result: SweepResult, good: Sequence[Row], measure: str, axes: Sequence[str]) -> Chart | None:
    """The answer over one thing (as points), or over two (as shades)."""
    shown = [
        row for row in good if isinstance(row.answer.get(measure), int | float) and all(a in row.varied for a in axes)
    ]
    shown = shown[:: -(-len(shown) // MOST_POINTS)] if shown else []
    if len(shown) < effects.FEWEST:
        return None
    names = [named(result, axis) for axis in axes]
    cells = [[_plain(row.varied[axis]) for row in shown] for axis in axes]
    kinds = [_kind(column) for column in cells]
    body = tuple((*(column[k] for column in cells), _plain(row.answer[measure])) for k, row in enumerate(shown))
    columns = (
        *(Column(f"varied-{k}", name, kind) for k, (name, kind) in enumerate(zip(names, kinds, strict=True))),
        Column("answer", measure, _kind([row.answer[measure] for row in shown])),
    )
    note = f"{len(shown):,} of {len(good):,} what-ifs." if len(shown) < len(good) else ""
    over = " and ".join(names)
    table = Table("answer-over", f"“{measure}” over {over}", columns, body, note)
    words = f"“{measure}” in each what-if, over {over}."
    return Chart("answer-over", f"“{measure}” over {over}", words, _spec(names, kinds, measure), table)


def _spec(names: Sequence[str], kinds: Sequence[Kind], measure: str) -> dict[str, Any]:
    def along(k: int) -> dict[str, Any]:
        scale = {} if kinds[k] == "text" else {"scale": {"zero": False}}
        kind = "nominal" if kinds[k] == "text" else "quantitative"
        return {"field": f"varied-{k}", "type": kind, "title": names[k], **scale}

    answer = {"field": "answer", "type": "quantitative", "title": measure}
    if len(names) == 1:
        return {"mark": {"type": "point", "filled": True}, "encoding": {"x": along(0), "y": answer}}
    shade = {**answer, "scale": {"scheme": "viridis"}}
    return {"mark": {"type": "square", "size": 60}, "encoding": {"x": along(0), "y": along(1), "color": shade}}
