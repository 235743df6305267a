"""What an analysis returns: findings to read aloud, views to look at, and the record that keeps them.

Every analysis answers with a `Result`. Whatever shows it (terminal, page, report, notebook) sees nothing else, so an
analysis added tomorrow is shown everywhere today.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import pairwise
from math import isfinite
from typing import Any, Literal

Kind = Literal["finding", "caveat"]
Scope = Literal["throughout", "depends", "never", "unknown"]
Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence that a minister's aide could read out, with what it rests on.

    `rests_on` holds addresses in the case (`claims.harbour-silts`). `scope` says how it fares inside the team's ranges:
    *throughout* (proved for all of them), *never* (its negation proved), *depends* (both were seen) or *unknown* (held in
    all, or in none, of the draws). `share` is the share of draws in which it held, None where nothing was drawn; `draws`
    how many these were, where not as many as were asked for.
    """

    text: str
    kind: Kind = "finding"
    rests_on: tuple[str, ...] = ()
    scope: Scope = "throughout"
    share: float | None = None
    draws: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `format` is `text`, `number` (two decimals), `integer`, `percent` (a share 0..1) or `gain` (signed)."""

    name: str
    title: str
    format: Literal["text", "number", "integer", "percent", "gain"] = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that a person, a screen reader and a spreadsheet can read. `rows` hold one cell per column."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with its table twin. `spec` is a Vega-Lite specification without data: its data are the rows of `table`,
    as objects keyed by column name. `description` says in words what the picture shows (its alternative text)."""

    name: str
    title: str
    description: str
    spec: Mapping[str, Any]
    table: Table


NodeKind = Literal["plain", "end", "cycle", "collapsed", "holds", "falls", "open"]
ArcKind = Literal["move", "group", "attack", "support"]
SignOf = Literal[NodeKind, ArcKind, "start", "marked"]


@dataclass(frozen=True, slots=True)
class Node:
    """A point of a graph: a state of a conflict, or a claim.

    `id` is short and its own in its graph. `label` is what the picture shows in the box; its line breaks are kept.
    `kind` says what becomes of it. Of a state: *plain* (it is left), *end* (nobody moves on), *cycle* (one of several
    that go round with no way out), *collapsed* (it stands for `count` others). Of a claim: *holds*, *falls*, *open*
    (undecided), *plain* (not judged). `start` marks the status quo, or the claim that is asked about, whatever its kind.
    `layer` (0, 1, …) is how far from the beginning it is drawn; None leaves that to the drawing. `detail` is more about
    it, for the table and whoever points at the box.
    """

    id: str
    label: str
    kind: NodeKind = "plain"
    start: bool = False
    layer: int | None = None
    detail: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Arc:
    """An arrow from one node to another, or to itself: a *move* of one party or of a *group*, an *attack* or a *support*.

    `source` and `target` are ids of nodes, `label` says who moves (or how it attacks). `marked` arcs are drawn heavy: a
    likely path, say; the graph's signs tell what it means there.
    """

    source: str
    target: str
    label: str = ""
    kind: ArcKind = "move"
    marked: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """What one sign means in one graph: `word` is written at the node (and names the column), `meaning` in the legend."""

    of: SignOf
    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and arcs, shown as a picture, as two tables and as lines. `description` says in words what the picture shows.

    `signs` replace the words of the legend where this graph has better ones: `Sign("start", "status quo", "where the
    parties stand today")`; the word of *plain* names what the nodes are. Large graphs are collapsed by who makes them; above
    150 nodes only tables are shown. Raises ValueError where two nodes share an id or an arc names no node.
    """

    name: str
    title: str
    description: str
    nodes: tuple[Node, ...]
    arcs: tuple[Arc, ...]
    note: str = ""
    signs: tuple[Sign, ...] = ()

    def __post_init__(self) -> None:
        """Refuse arcs from or to nowhere."""
        ids = {node.id for node in self.nodes}
        if len(ids) < len(self.nodes):
            raise ValueError(f"Two nodes of the graph {self.name!r} share an id.")
        for arc in self.arcs:
            if arc.source not in ids or arc.target not in ids:
                raise ValueError(
                    f"An arc of the graph {self.name!r} leads from {arc.source!r} to {arc.target!r}: no such node."
                )


SiteKind = Literal["radar", "interceptor", "launch", "city", "border", "place"]
OutlineKind = Literal["sector", "horizon", "reach", "area"]
LineKind = Literal["arc", "distance"]
MarkOf = Literal[SiteKind, OutlineKind, LineKind]
Point = tuple[float, float]
"""A point of the Earth as (longitude, latitude) in degrees: −180 to 180, −90 to 90."""


@dataclass(frozen=True, slots=True)
class Site:
    """A point of a map that is named on it. `kind` gives its shape; `detail` is more about it, for the table and whoever
    points at it."""

    id: str
    label: str
    point: Point
    kind: SiteKind = "place"
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A country of a map in a shade. `id` is its three-letter code (ISO 3166, as in the shapes that maps are drawn with).

    `value` is a share 0..1, shaded by how large it is; or a category, shaded by its place among the categories. `label`
    names the country in tables ("" for the name that the shapes give it).
    """

    id: str
    value: float | str
    label: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """An area of a map that is told by its edge: the sector of a radar, a horizon, how far something reaches, a coarse area.

    `points` follow each other along the edge, joined by great circles; the last is joined to the first unless `closed` is
    False.
    """

    id: str
    label: str
    points: tuple[Point, ...]
    kind: OutlineKind = "area"
    closed: bool = True
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line over a map, its points (two, or more) joined by great circles: an *arc* that leads from the first to the last, with
    an arrowhead there; or a *distance* between two ends."""

    id: str
    label: str
    points: tuple[Point, ...]
    kind: LineKind = "arc"
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one sign means in one map: `word` names it (in tables too), `meaning` tells it in the legend."""

    of: MarkOf
    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Map:
    """Places, countries in shades, outlines and lines over the Earth, shown as a picture, as tables and as lines of text.

    `description` says in words what the picture shows. `extent` is (west, south, east, north) in degrees; east is less than
    west where it holds the antimeridian. `shades` says what the shades of the regions stand for; `categories`, where they are
    words, gives these in order, the strongest first (up to five). A note on borders is always shown; `note` is said before it.
    `marks` replace the words of the legend. Raises ValueError where two parts of a layer share an id, a point is not on the
    Earth, an outline has fewer than three points or a line fewer than two, two points that follow each other lie opposite on
    the Earth, values are of two sorts, or a category is not in `categories`.
    """

    name: str
    title: str
    description: str
    extent: tuple[float, float, float, float]
    sites: tuple[Site, ...] = ()
    regions: tuple[Region, ...] = ()
    outlines: tuple[Outline, ...] = ()
    lines: tuple[Line, ...] = ()
    shades: str = ""
    categories: tuple[str, ...] = ()
    note: str = ""
    marks: tuple[Mark, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        for problem in _map_problems(self):
            raise ValueError(f"The map {self.name!r} {problem}")


MOST_CATEGORIES = 5


def _map_problems(shown: Map) -> Iterator[str]:
    west, south, east, north = shown.extent
    if not (all(map(isfinite, shown.extent)) and -180 <= west <= 180 and -180 <= east <= 180 and west != east):
        yield f"has the extent {shown.extent}: west and east must be two longitudes from -180 to 180."
    if not -90 <= south < north <= 90:
        yield f"has the extent {shown.extent}: south must be less than north, both from -90 to 90."
    layers: tuple[tuple[str, tuple[Site | Region | Outline | Line, ...]], ...] = (
        ("sites", shown.sites),
        ("regions", shown.regions),
        ("outlines", shown.outlines),
        ("lines", shown.lines),
    )
    for what, layer in layers:
        if len({one.id for one in layer}) < len(layer):
            yield f"has two {what} of one id."
    for site in shown.sites:
        yield from _point_problems(f"site {site.id!r}", (site.point,), 1)
    for outline in shown.outlines:
        closing = outline.points[:1] if outline.closed else ()
        yield from _point_problems(f"outline {outline.id!r}", outline.points, 3 if outline.closed else 2, closing)
    for line in shown.lines:
        yield from _point_problems(f"line {line.id!r}", line.points, 2)
    yield from _shade_problems(shown)


def _point_problems(
    whose: str, points: tuple[Point, ...], least: int, closing: tuple[Point, ...] = ()
) -> Iterator[str]:
    if len(points) < least:
        yield f"has the {whose} with {len(points)} points; it needs {least}."
    for lon, lat in points:
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            yield f"has the {whose} at longitude {lon}, latitude {lat}: from -180 to 180 and from -90 to 90 are on the Earth."
    for one, other in pairwise((*points, *closing)):
        if abs(one[1] + other[1]) < 1e-9 and (abs(abs(one[0] - other[0]) - 180) < 1e-9 or abs(one[1]) == 90):
            yield f"has the {whose} with two opposite points of the Earth in a row: many great circles join them; give a point between."


def _shade_problems(shown: Map) -> Iterator[str]:
    kinds = {isinstance(region.value, str) for region in shown.regions}
    if len(kinds) > 1 or (shown.categories and False in kinds):
        yield "has regions with shares and regions with categories: give all of them one sort."
    if len(shown.categories) > MOST_CATEGORIES or len(set(shown.categories)) < len(shown.categories):
        yield f"needs at most {MOST_CATEGORIES} categories, each once."
    for region in shown.regions:
        if isinstance(region.value, str):
            if region.value not in shown.categories:
                yield f"has the region {region.id!r} with the category {region.value!r}, which is not one of its categories."
        elif not 0 <= region.value <= 1:
            yield f"has the region {region.id!r} with the value {region.value}, which is not a share from 0 to 1."


View = Table | Chart | Graph | Map


class Unanswerable(ValueError):
    """The case gives less than an analysis needs: the message names what, for whom, and how to give it."""


class WrongUse(ValueError):
    """A parameter that does not fit the case: the message names it and what would fit."""


class Result(ABC):
    """The answer to one question. Subclasses are frozen dataclasses with typed fields."""

    @abstractmethod
    def findings(self) -> tuple[Finding, ...]:
        """Sentences, most important first."""

    @abstractmethod
    def views(self) -> tuple[View, ...]:
        """The same, to look at."""

    @abstractmethod
    def data(self) -> dict[str, Any]:
        """The same, as plain data for other programs: what JSON shows under `result`."""


@dataclass(frozen=True, slots=True)
class CaseStamp:
    """Which case a record speaks of: its title, the digest of what was analysed (after all steps), and its day."""

    title: str
    digest: str
    as_of: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """One analysis of one case, with all that is needed to make it again."""

    analysis: str
    parameters: Mapping[str, Any]
    case: CaseStamp
    version: str
    result: Result
    notices: tuple[str, ...] = field(default=())
    grounds: Mapping[str, str] = field(default_factory=dict)
    """What each address that a finding rests on holds, in one line: a number and its reason, a claim and its place."""


Listener = Callable[[str, int, int], None]
_workers: ContextVar[int] = ContextVar("workers", default=1)
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def tell(what: str, done: int, total: int) -> None:
    """Say how far a long piece of work is (`done` of `total`), to whoever listens; to nobody otherwise."""
    listener = _listener.get()
    if listener is not None:
        listener(what, done, total)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """While this lasts, `listener(what, done, total)` hears what long work tells."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def workers() -> int:
    """How many processes long work may use: one, unless whoever asked allows more (`sharing`)."""
    return _workers.get()


@contextmanager
def sharing(processes: int) -> Iterator[None]:
    """While this lasts, long work may use so many processes. They are spawned, so that a program that allows more than
    one must keep its own start behind `if __name__ == "__main__":`. The answers do not depend on it."""
    token = _workers.set(max(1, processes))
    try:
        yield
    finally:
        _workers.reset(token)
