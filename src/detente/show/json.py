"""A record as JSON, and back again: what a program reads, and what a file keeps."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any, TypeVar, cast, get_args

from detente.result import (
    Arc,
    ArcKind,
    CaseStamp,
    Chart,
    Column,
    Finding,
    Graph,
    Kind,
    Line,
    LineKind,
    Map,
    Mark,
    MarkOf,
    Node,
    NodeKind,
    Outline,
    OutlineKind,
    Point,
    Record,
    Region,
    Result,
    Scope,
    Sign,
    SignOf,
    Site,
    SiteKind,
    Table,
    View,
)
from detente.show.changes import diff
from detente.show.encode import compact, lines

T = TypeVar("T")
_KINDS = {
    dict: "an object",
    list: "a list",
    str: "text",
    float: "a number",
    int: "a whole number",
    bool: "true or false",
}
_FORMATS = ("text", "number", "integer", "percent", "gain")

__all__ = ["Saved", "diff", "dumps", "loads", "plain"]


def dumps(record: Record, indent: bool = False) -> str:
    """`record` as JSON text. Integers stay whole however large; a number that is not finite becomes null.

    With `indent` every part, and every entry of a long list, stands on its own line: made to be read and compared
    (an entry that fits 120 columns stays on its line).
    """
    tree = plain(record)
    if not indent:
        return compact(tree)
    return "\n".join(lines(tree, "")) + "\n"


def plain(record: Record) -> dict[str, Any]:
    """`record` as the plain data that JSON shows."""
    return {
        "analysis": record.analysis,
        "parameters": dict(record.parameters),
        "case": {"title": record.case.title, "digest": record.case.digest, "as_of": record.case.as_of},
        "version": record.version,
        "notices": list(record.notices),
        "grounds": dict(record.grounds),
        "findings": [
            {
                "text": finding.text,
                "kind": finding.kind,
                "rests_on": list(finding.rests_on),
                "scope": finding.scope,
                "share": finding.share,
                **({} if finding.draws is None else {"draws": finding.draws}),
            }
            for finding in record.result.findings()
        ],
        "views": [_view(view) for view in record.result.views()],
        "result": record.result.data(),
    }


def _view(view: View) -> dict[str, Any]:
    if isinstance(view, Graph):
        return {
            "kind": "graph",
            "name": view.name,
            "title": view.title,
            "description": view.description,
            "nodes": [_fields(node) for node in view.nodes],
            "arcs": [_fields(arc) for arc in view.arcs],
            "note": view.note,
            "signs": [_fields(sign) for sign in view.signs],
        }
    if isinstance(view, Map):
        return {
            "kind": "map",
            **{one.name: getattr(view, one.name) for one in fields(view) if one.name not in _LAYERS},
            **{layer: [_fields(part) for part in getattr(view, layer)] for layer in _LAYERS},
        }
    if isinstance(view, Chart):
        return {
            "kind": "chart",
            "name": view.name,
            "title": view.title,
            "description": view.description,
            "spec": view.spec,
            "table": _view(view.table),
        }
    return {
        "kind": "table",
        "name": view.name,
        "title": view.title,
        "columns": [{"name": column.name, "title": column.title, "format": column.format} for column in view.columns],
        "rows": view.rows,
        "note": view.note,
    }


_LAYERS = ("sites", "regions", "outlines", "lines", "marks")


def _fields(part: Node | Arc | Sign | Mark | Site | Region | Outline | Line) -> dict[str, Any]:
    return {one.name: getattr(part, one.name) for one in fields(part)}


@dataclass(frozen=True, slots=True)
class Saved(Result):
    """The answer of a record that was kept as JSON: the same findings, views and data as when it was made."""

    kept_findings: tuple[Finding, ...]
    kept_views: tuple[View, ...]
    kept_data: Mapping[str, Any]

    def findings(self) -> tuple[Finding, ...]:
        """The sentences that were kept, in their order."""
        return self.kept_findings

    def views(self) -> tuple[View, ...]:
        """The views that were kept, in their order."""
        return self.kept_views

    def data(self) -> dict[str, Any]:
        """What JSON shows under `result`."""
        return dict(self.kept_data)


def loads(text: str | bytes) -> Record:
    """The record that `dumps` wrote, its result a `Saved`: it can be shown again, and compared by `diff`.

    Raises ValueError, naming the part, for a text that is no record.
    """
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"This is not JSON ({error}); a record is what `--json` prints.") from error
    top = _part(tree, "the record", dict)
    stamp = _get(top, "case", dict)
    saved = Saved(
        tuple(_finding(item) for item in _get(top, "findings", list)),
        tuple(_read_view(item) for item in _get(top, "views", list)),
        _get(top, "result", dict),
    )
    return Record(
        analysis=_get(top, "analysis", str),
        parameters=_get(top, "parameters", dict),
        case=CaseStamp(_get(stamp, "title", str), _get(stamp, "digest", str), _optional(stamp, "as_of", str)),
        version=_get(top, "version", str),
        result=saved,
        notices=tuple(_part(notice, "notices", str) for notice in top.get("notices", [])),
        grounds={name: _part(text, "grounds", str) for name, text in top.get("grounds", {}).items()},
    )


def _part(value: Any, what: str, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise ValueError(
            f"This is not a record of Détente: {what} should be {_KINDS[kind]}; a record is what `--json` prints."
        )
    return value


def _get(tree: dict[str, Any], key: str, kind: type[T]) -> T:
    return _part(tree.get(key), f"`{key}`", kind)


def _optional(tree: dict[str, Any], key: str, kind: type[T]) -> T | None:
    return None if tree.get(key) is None else _get(tree, key, kind)


def _choice(tree: dict[str, Any], key: str, choices: tuple[str, ...]) -> str:
    word = _get(tree, key, str)
    if word not in choices:
        raise ValueError(f"This is not a record of Détente: `{key}` is {word!r}, not one of {', '.join(choices)}.")
    return word


def _finding(item: Any) -> Finding:
    tree = _part(item, "each finding", dict)
    share = tree.get("share")
    return Finding(
        text=_get(tree, "text", str),
        kind=cast(Kind, _choice(tree, "kind", get_args(Kind))),
        rests_on=tuple(_part(address, "`rests_on`", str) for address in _get(tree, "rests_on", list)),
        scope=cast(Scope, _choice(tree, "scope", get_args(Scope))),
        share=None if share is None else float(share if isinstance(share, int) else _part(share, "`share`", float)),
        draws=None if tree.get("draws") is None else _get(tree, "draws", int),
    )


def _read_view(item: Any) -> View:
    tree = _part(item, "each view", dict)
    kind = _choice(tree, "kind", ("table", "chart", "graph", "map"))
    if kind == "table":
        return _read_table(tree)
    if kind == "graph":
        return _read_graph(tree)
    if kind == "map":
        return _read_map(tree)
    return Chart(
        name=_get(tree, "name", str),
        title=_get(tree, "title", str),
        description=_get(tree, "description", str),
        spec=_get(tree, "spec", dict),
        table=_read_table(_get(tree, "table", dict)),
    )


@contextmanager
def _refusing() -> Iterator[None]:
    """Say of a view that refuses what it is given that the text is no record."""
    try:
        yield
    except ValueError as error:
        said = str(error)
        raise ValueError(
            said if said.startswith("This is not") else f"This is not a record of Détente: {said}"
        ) from None


def _each(tree: dict[str, Any], key: str, read: Callable[[dict[str, Any]], T]) -> tuple[T, ...]:
    """A list of objects, each read."""
    return tuple(read(_part(item, f"each {key[:-1]}", dict)) for item in _get(tree, key, list))


def _read_graph(tree: dict[str, Any]) -> Graph:
    with _refusing():
        return Graph(
            name=_get(tree, "name", str),
            title=_get(tree, "title", str),
            description=_get(tree, "description", str),
            nodes=_each(tree, "nodes", _read_node),
            arcs=_each(tree, "arcs", _read_arc),
            note=_get(tree, "note", str),
            signs=_each(tree, "signs", _read_sign),
        )


def _read_node(tree: dict[str, Any]) -> Node:
    return Node(
        id=_get(tree, "id", str),
        label=_get(tree, "label", str),
        kind=cast(NodeKind, _choice(tree, "kind", get_args(NodeKind))),
        start=_get(tree, "start", bool),
        layer=_optional(tree, "layer", int),
        detail=_get(tree, "detail", str),
        count=_get(tree, "count", int),
    )


def _read_arc(tree: dict[str, Any]) -> Arc:
    return Arc(
        source=_get(tree, "source", str),
        target=_get(tree, "target", str),
        label=_get(tree, "label", str),
        kind=cast(ArcKind, _choice(tree, "kind", get_args(ArcKind))),
        marked=_get(tree, "marked", bool),
        detail=_get(tree, "detail", str),
    )


def _read_sign(tree: dict[str, Any]) -> Sign:
    of = cast(SignOf, _choice(tree, "of", get_args(SignOf)))
    return Sign(of, _get(tree, "word", str), _get(tree, "meaning", str))


def _read_map(tree: dict[str, Any]) -> Map:
    west, south, east, north = _numbers(tree.get("extent"), "`extent`", 4)
    with _refusing():
        return Map(
            name=_get(tree, "name", str),
            title=_get(tree, "title", str),
            description=_get(tree, "description", str),
            extent=(west, south, east, north),
            sites=_each(tree, "sites", _read_site),
            regions=_each(tree, "regions", _read_region),
            outlines=_each(tree, "outlines", _read_outline),
            lines=_each(tree, "lines", _read_line),
            shades=_get(tree, "shades", str),
            categories=tuple(_part(name, "`categories`", str) for name in _get(tree, "categories", list)),
            note=_get(tree, "note", str),
            marks=_each(tree, "marks", _read_mark),
        )


def _read_mark(tree: dict[str, Any]) -> Mark:
    of = cast(MarkOf, _choice(tree, "of", get_args(MarkOf)))
    return Mark(of, _get(tree, "word", str), _get(tree, "meaning", str))


def _numbers(value: Any, what: str, count: int) -> tuple[float, ...]:
    numbers = _part(value, what, list)
    if len(numbers) != count or not all(type(number) in (int, float) for number in numbers):
        raise ValueError(f"This is not a record of Détente: {what} should be a list of {count} numbers.")
    return tuple(numbers)


def _point(value: Any) -> Point:
    lon, lat = _numbers(value, "each point", 2)
    return lon, lat


def _points(tree: dict[str, Any]) -> tuple[Point, ...]:
    return tuple(_point(point) for point in _get(tree, "points", list))


def _read_site(tree: dict[str, Any]) -> Site:
    kind = cast(SiteKind, _choice(tree, "kind", get_args(SiteKind)))
    return Site(
        _get(tree, "id", str), _get(tree, "label", str), _point(tree.get("point")), kind, _get(tree, "detail", str)
    )


def _read_region(tree: dict[str, Any]) -> Region:
    value = tree.get("value")
    if not isinstance(value, str):
        (value,) = _numbers([value], "`value`", 1)
    return Region(_get(tree, "id", str), value, _get(tree, "label", str), _get(tree, "detail", str))


def _read_outline(tree: dict[str, Any]) -> Outline:
    kind = cast(OutlineKind, _choice(tree, "kind", get_args(OutlineKind)))
    named = _get(tree, "id", str), _get(tree, "label", str)
    return Outline(*named, _points(tree), kind, _get(tree, "closed", bool), _get(tree, "detail", str))


def _read_line(tree: dict[str, Any]) -> Line:
    kind = cast(LineKind, _choice(tree, "kind", get_args(LineKind)))
    return Line(_get(tree, "id", str), _get(tree, "label", str), _points(tree), kind, _get(tree, "detail", str))


def _read_table(tree: dict[str, Any]) -> Table:
    columns = tuple(_read_column(column) for column in _get(tree, "columns", list))
    rows = tuple(tuple(_part(row, "each row", list)) for row in _get(tree, "rows", list))
    if any(len(row) != len(columns) for row in rows):
        raise ValueError(f"This is not a record of Détente: a row of {tree.get('name')!r} has not one cell per column.")
    return Table(_get(tree, "name", str), _get(tree, "title", str), columns, rows, _get(tree, "note", str))


def _read_column(item: Any) -> Column:
    tree = _part(item, "each column", dict)
    form = _choice(tree, "format", _FORMATS)
    return Column(_get(tree, "name", str), _get(tree, "title", str), cast(Any, form))
