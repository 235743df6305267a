"""A comparison to look at: sentences side by side, what was changed, numbers, and shares as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.analyses import _wording as words
from detente.result import Cell, Chart, Column, Finding, Table, View
from detente.studies.compare import wording
from detente.studies.compare.leaves import telling
from detente.studies.compare.pairing import Paired
from detente.studies.compare.wording import Cases

if TYPE_CHECKING:
    from detente.studies.compare.answer import CompareResult

MOST_ROWS = 300
MOST_DRAWN = 20
MOST_NUMBERS = 10
LABEL = 90
Row = tuple[Cell, ...]


def views(result: CompareResult) -> tuple[View, ...]:
    """Tables, and charts where shares or numbers differ."""
    cases = (result.before, result.after)
    found: list[View] = [_sentences(result), _changed(result, cases)]
    if result.numbers:
        found.insert(1, _numbers(result, cases))
    return tuple(view for view in (_shares(result), _pictured(result, cases), *found) if view is not None)


# ---------------------------------------------------------------- tables


def _sentences(result: CompareResult) -> Table:
    columns = (
        Column("change", "Change"),
        Column("before", "Before"),
        Column("after", "Now"),
        Column("share_before", "In draws before", "percent"),
        Column("share_after", "In draws now", "percent"),
        Column("scope_before", "In the ranges before"),
        Column("scope_after", "In the ranges now"),
    )
    caveats = [row for row in _rows(result.caveats, "caveat ") if row[0] != "caveat as before"]
    return Table("sentences", "What is said before and now", columns, (*_rows(result.said, ""), *caveats))


def _rows(said: Paired, kind: str) -> list[Row]:
    """What turned first, then what is said otherwise, then what stands."""
    gave_way = dict(said.instead)
    turned = [_row(f"{kind}instead", old, said.new[gave_way[i]]) for i, old in enumerate(said.gone) if i in gave_way]
    turned += [_row(f"{kind}no longer", old, None) for i, old in enumerate(said.gone) if i not in gave_way]
    turned += [_row(f"{kind}new", None, new) for j, new in enumerate(said.new) if j not in gave_way.values()]
    names = {
        "same": "fares otherwise",
        "numbers": "other numbers",
        "packages": "other packages",
        "words": "other words",
    }
    altered = [_row(f"{kind}{names[p.how]}", p.before, p.after) for p in said.pairs if not p.stands]
    return turned + altered + [_row(f"{kind}as before", p.before, p.after) for p in said.pairs if p.stands]


def _row(change: str, before: Finding | None, after: Finding | None) -> Row:
    return (
        change,
        before.text if before else None,
        after.text if after else None,
        before.share if before else None,
        after.share if after else None,
        _scope(before),
        _scope(after),
    )


def _scope(finding: Finding | None) -> str | None:
    return None if finding is None else "not settled" if finding.scope == "unknown" else finding.scope


def _numbers(result: CompareResult, cases: Cases) -> Table:
    """All numbers that differ, those that matter most first."""
    columns = (
        Column("what", "What"),
        Column("before", "Before"),
        Column("after", "Now"),
        Column("path", "In the data"),
    )
    first = telling(result.numbers, MOST_ROWS)
    placed = {change.address for change in first}
    ordered = [*first, *(change for change in result.numbers if change.address not in placed)]
    rows = [(wording.leaf(c, cases), *wording.sides(c, cases), c.address) for c in ordered[:MOST_ROWS]]
    left = len(ordered) - len(rows)
    note = f"{left:,} more differ; --json has all." if left else ""
    return Table("numbers", "Numbers and words behind the answer that differ", columns, tuple(rows), note)


def _changed(result: CompareResult, cases: Cases) -> Table:
    """What differs between the two cases themselves."""
    causes = result.causes
    columns = (
        Column("what", "What"),
        Column("address", "Address"),
        Column("before", "Before"),
        Column("after", "Now"),
        Column("through", "Through"),
    )
    rows: list[Row] = []
    if causes.days[0] != causes.days[1]:
        rows.append(("the day", "as_of", causes.days[0], causes.days[1], None))
    rows += [(wording.thing(cases[0], a), a, "there", "not there", None) for a in causes.only_before]
    rows += [(wording.thing(cases[1], a), a, "not there", "there", None) for a in causes.only_after]
    rows += [
        (wording.thing(cases[0], f"events.{n}"), f"events.{n}", "happened", "not yet", None)
        for n in causes.happened_before
    ]
    rows += [
        (wording.thing(cases[1], f"events.{n}"), f"events.{n}", "not yet", "happened", None)
        for n in causes.happened_after
    ]
    for difference in (*causes.set, *causes.through):
        event = f"the event {difference.event}" if difference.event else None
        name = wording.address_words(cases, difference.address).strip("`")
        rows.append((name, difference.address, difference.before, difference.after, event))
    left = len(rows) - MOST_ROWS
    note = f"{left:,} more differ; --json has all." if left > 0 else "" if rows else "The two cases are the same."
    return Table("changed", "What differs between the cases", columns, tuple(rows[:MOST_ROWS]), note)


# ---------------------------------------------------------------- pictures


def _shares(result: CompareResult) -> Chart | None:
    """Shares of draws before and now, of the sentences in which they differ."""
    pairs = [
        p for p in result.said.pairs if None not in (p.before.share, p.after.share) and p.before.share != p.after.share
    ]
    if not pairs:
        return None
    rows = tuple(
        (f"{n}. {wording.shortened(p.after.text, LABEL)}", p.before.share, p.after.share)
        for n, p in enumerate(pairs[:MOST_DRAWN], 1)
    )
    columns = (Column("what", "Sentence"), Column("before", "Before", "percent"), Column("after", "Now", "percent"))
    title = "In which share of the draws the same sentences hold"
    table = Table("shares", title, columns, rows)
    up = sum((p.after.share or 0) > (p.before.share or 0) for p in pairs)
    drawn = words.count(len(rows), "sentence")
    description = f"A point before and a point now for {drawn}; of all that differ, in more draws than before: {up}, in fewer: {len(pairs) - up}."
    spec = _dumbbell({"format": "%"}, {"domain": [0, 1]}, "share of draws")
    return Chart("shares-picture", title, description, spec, table)


def _pictured(result: CompareResult, cases: Cases) -> Chart | None:
    """The single numbers that matter most, each on its own scale."""
    single = [c for c in result.numbers if _number(c.before) and _number(c.after)]
    chosen = telling(single, MOST_NUMBERS)
    if not chosen:
        return None
    rows = tuple(
        (wording.shortened(f"{n}. {wording.leaf(c, cases, last_first=True)}", LABEL), c.before, c.after)
        for n, c in enumerate(chosen, 1)
    )
    columns = (Column("what", "Number"), Column("before", "Before", "number"), Column("after", "Now", "number"))
    title = "Numbers behind the answer that matter most"
    description = (
        f"A point before and a point now for {words.count(len(rows), 'number')}, each on its own scale, from 0."
    )
    row = {"field": "what", "type": "nominal", "title": None, "sort": [row[0] for row in rows]}
    header = {"labelAngle": 0, "labelAnchor": "start", "labelAlign": "left", "labelOrient": "top", "labelLimit": 560}
    spec = {
        "facet": {"row": {**row, "header": header}},
        "spec": {**_dumbbell({}, {"zero": True, "nice": True}, None, alone=True), "width": 520, "height": 16},
        "resolve": {"scale": {"x": "independent"}},
        "spacing": 8,
    }
    return Chart("numbers-picture", title, description, spec, Table("numbers-drawn", title, columns, rows))


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _dumbbell(axis: dict[str, Any], scale: dict[str, Any], title: str | None, alone: bool = False) -> dict[str, Any]:
    """A line from one value to the other, a point at each; one row each, or (`alone`) a single row."""
    row = {"field": "what", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 380, "ticks": False}}
    y = {} if alone else {"y": row}
    x = {"type": "quantitative", "title": title, "axis": {**axis, "grid": not alone}, "scale": scale}
    when = {"field": "when", "type": "nominal", "title": None, "scale": {"domain": ["before", "now"]}}
    points = {
        "transform": [
            {"fold": ["before", "after"], "as": ["side", "value"]},
            {"calculate": "datum.side == 'after' ? 'now' : 'before'", "as": "when"},
        ],
        "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
        "encoding": {**y, "x": {**x, "field": "value"}, "color": when, "shape": when},
    }
    line = {
        "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.5},
        "encoding": {**y, "x": {**x, "field": "before"}, "x2": {"field": "after"}},
    }
    spec = {"layer": [line, points]}
    return spec if alone else {"height": {"step": 30}, **spec}
