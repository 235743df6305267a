"""A graph as a picture: an SVG for a page, and the little pictures of its legend. No script, no style sheet needed.

Nothing is told by colour alone: shapes, outlines and words tell nodes apart, lines and arrowheads tell arrows apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from math import hypot
from typing import cast, get_args

from detente.result import Arc, ArcKind, Graph, Node, NodeKind, SignOf
from detente.show import graphs, words
from detente.show.layered import Box, Link, Placed, place
from detente.show.routing import Point, Route
from detente.show.wrapping import breadth, wrapped

PAGE = 908.0
"""How wide a picture may be in a page; one that is wider by little is drawn smaller, by more is scrolled."""
_SHRUNK, _MUCH = 0.85, 1.5
_TEXT, _LINE, _WIDE, _NARROW, _LINES = 13.0, 16.0, 185.0, 125.0, 7
_SMALL, _SMALL_LINE, _SMALL_WIDE = 11.5, 14.0, 110.0
_TAG, _TAG_LINE = 10.0, 15.0
_STRIP, _GAP = 19.0, 5.0
_PAD_X, _PAD_Y = 13.0, 9.0
_STACK = 5.0

Corners = tuple[float, float, float, float]


def svg(graph: Graph, anchor: str) -> str:
    """The picture of `graph` as an SVG element; ids in it begin with `anchor`. Arrows lead right, or down where only that
    fits a page. Everything that strangers wrote stands in it as text."""
    plan = _plan(graph)
    placed, upright, labels, faces = plan.placed, plan.upright, plan.labels, plan.faces
    width, height = plan.width, plan.height
    scale = PAGE / width if PAGE < width <= PAGE / _SHRUNK else 1.0
    called = graphs.names(graph)
    drawn = [_arc(arc, route, upright, called) for arc, route in zip(graph.arcs, placed.routes, strict=True)]
    drawn += [
        _words(lines, _seen(route.label, upright))
        for lines, route in zip(labels, placed.routes, strict=True)
        if lines and route.label
    ]
    boxes = [corners if upright else (corners[1], corners[0], corners[3], corners[2]) for corners in placed.boxes]
    drawn += [_node(node, face, box) for node, face, box in zip(graph.nodes, faces, boxes, strict=True)]
    title, told = words.clean(graph.title), words.clean(graph.description)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width * scale:.0f}" height="{height * scale:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" aria-labelledby="{anchor}-name {anchor}-told">'
        f'<title id="{anchor}-name">{escape(title)}</title><desc id="{anchor}-told">{escape(told or title)}</desc>'
        f"{''.join(drawn)}</svg>"
    )


@dataclass(frozen=True, slots=True)
class _Face:
    """What stands in a box: the strip over it (or none), the line of tags (or none), its lines, each with how much lower
    it stands for the lines of the label before it that were broken; and its size."""

    strip: str
    tag: str
    lines: list[str]
    drops: list[float]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Plan:
    """A laid-out graph: layers from left to right, or (`upright`) from top to bottom."""

    faces: list[_Face]
    labels: list[list[str]]
    placed: Placed
    upright: bool

    @property
    def width(self) -> float:
        return self.placed.across if self.upright else self.placed.along

    @property
    def height(self) -> float:
        return self.placed.along if self.upright else self.placed.across


def _plan(graph: Graph) -> _Plan:
    """The first plan that fits a page: to the right or down, with boxes as wide as they like or narrow. Where none does,
    the first, which begins at the page's edge; or the one that leads down where that is much narrower."""
    labels = [wrapped(words.clean(arc.label), _SMALL_WIDE, _SMALL, 3) for arc in graph.arcs]
    plans = []
    for wide, upright in ((_WIDE, False), (_WIDE, True), (_NARROW, False), (_NARROW, True)):
        faces = [_face(graph, node, wide) for node in graph.nodes]
        plans.append(_Plan(faces, labels, _placed(graph, faces, labels, upright), upright))
        if plans[-1].width <= PAGE / _SHRUNK:
            return plans[-1]
    return plans[0] if plans[0].width <= _MUCH * plans[1].width else plans[1]


def _face(graph: Graph, node: Node, widest: float) -> _Face:
    parts = [wrapped(line, widest, _TEXT, _LINES) for line in graphs.lines(node)]
    lines = [line for part in parts for line in part]
    starts = {sum(map(len, parts[:n])) for n in range(1, len(parts))} if len(lines) > len(parts) else set()
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], "…"]
    drops = [_GAP * sum(start <= n for start in starts) for n in range(len(lines))]
    tags = graphs.tags(graph, node)
    strip = _fit(tags.pop(0).upper()) if node.start else ""
    tag = _fit(" · ".join(tags).upper())
    wide = max(
        [breadth(line, _TEXT) for line in lines] + [breadth(text, _TAG, bold=True) * 1.06 for text in (strip, tag)]
    )
    tall = len(lines) * _LINE + drops[-1] + (_TAG_LINE if tag else 0.0) + (_STRIP if strip else 0.0) + 2 * _PAD_Y
    more = _STACK if node.kind == "collapsed" else 0.0
    return _Face(strip, tag, lines, drops, max(wide, 44.0) + 2 * _PAD_X + more, tall + more)


def _fit(text: str) -> str:
    return next(iter(wrapped(text, _WIDE / 1.2, _TAG, 1)), "")


def _placed(graph: Graph, faces: list[_Face], labels: list[list[str]], upright: bool = False) -> Placed:
    """The layout, its layers one beside the next (or, `upright`, one under the next). Moves start from the start; what is
    argued about comes where its attacks and supports lead."""
    number = {node.id: n for n, node in enumerate(graph.nodes)}
    moves = any(arc.kind in ("move", "group") for arc in graph.arcs)

    def turned(width: float, height: float) -> tuple[float, float]:
        return (width, height) if upright else (height, width)

    boxes = [
        Box(*turned(face.width, face.height), node.layer, node.start and moves)
        for node, face in zip(graph.nodes, faces, strict=True)
    ]
    links = [
        Link(number[arc.source], number[arc.target], *turned(*_extent(lines)))
        for arc, lines in zip(graph.arcs, labels, strict=True)
    ]
    return place(boxes, links)


def _extent(lines: list[str]) -> tuple[float, float]:
    if not lines:
        return 0.0, 0.0
    return max(breadth(line, _SMALL) for line in lines) + 8.0, len(lines) * _SMALL_LINE + 2.0


def _seen(point: Point, upright: bool) -> Point:
    return point if upright else (point[1], point[0])


# ---------------------------------------------------------------- arrows


def _arc(arc: Arc, route: Route, upright: bool, called: dict[str, str]) -> str:
    points = [_seen(point, upright) for point in route.points]
    told = f"{called[arc.source]} → {called[arc.target]}"
    told += "".join(f": {words.clean(text)}" for text in (arc.label, arc.detail) if words.clean(text))
    marked = " marked" if arc.marked else ""
    return f'<g class="arc {arc.kind}{marked}"><title>{escape(told)}</title>{_line(points, arc.kind, arc.marked)}</g>'


def _line(points: list[Point], kind: ArcKind, marked: bool) -> str:
    """A curve in the manner of its kind, with its head."""
    tip, back = points[-1], _back(points, 8.0 if not marked else 10.0)
    base = back if kind != "group" else _back(points, 6.0)
    curve = f"M{_xy(points[0])}" + "".join(
        f"C{_xy(points[n])} {_xy(points[n + 1])} {_xy(points[n + 2])}" for n in range(1, len(points) - 3, 3)
    )
    curve += f"C{_xy(points[-3])} {_xy(_toward(points[-2], base, points[-3]))} {_xy(base)}"
    heavy = 3.0 if marked else 1.4
    if kind == "group":
        wide = 7.0 if marked else 5.0
        core = 2.2 if marked else 2.4
        strokes = _stroke(curve, wide) + _stroke(curve, core, ink="#fff")
    else:
        strokes = _stroke(curve, heavy, "6 4" if kind == "support" else "")
    return strokes + _head(tip, back, kind, marked)


def _toward(control: Point, base: Point, earlier: Point) -> Point:
    """The last control point, unless the curve now ends before it."""
    nearer = hypot(base[0] - earlier[0], base[1] - earlier[1]) < hypot(control[0] - earlier[0], control[1] - earlier[1])
    return earlier if nearer else control


def _back(points: list[Point], length: float) -> Point:
    """The point so far before the tip, against the direction of arrival."""
    (x, y), (p, q) = points[-1], points[-2]
    far = hypot(x - p, y - q) or 1.0
    return x - (x - p) * length / far, y - (y - q) * length / far


def _stroke(curve: str, width: float, dashes: str = "", ink: str = "currentColor") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    hollow = ' class="hollow"' if ink != "currentColor" else ""
    return f'<path{hollow} d="{curve}" fill="none" stroke="{ink}" stroke-width="{width:g}"{dashed}/>'


def _head(tip: Point, back: Point, kind: ArcKind, marked: bool) -> str:
    """An arrowhead: filled; with a bar before it for an attack; hollow for a support; broad for a joint move."""
    across = (back[1] - tip[1], tip[0] - back[0])
    far = hypot(*across) or 1.0
    unit = across[0] / far, across[1] / far
    half = {"group": 6.5, "support": 5.0}.get(kind, 4.0) + (1.5 if marked else 0.0)
    left = back[0] + unit[0] * half, back[1] + unit[1] * half
    right = back[0] - unit[0] * half, back[1] - unit[1] * half
    fill, look = ("#fff", "head paper") if kind == "support" else ("currentColor", "head")
    head = (
        f'<path class="{look}" d="M{_xy(tip)}L{_xy(left)}L{_xy(right)}Z" fill="{fill}" stroke="currentColor" '
        'stroke-width="1.2" stroke-linejoin="round"/>'
    )
    if kind == "attack":
        head += _stroke(
            f"M{_xy((left[0] + unit[0] * 2, left[1] + unit[1] * 2))}L{_xy((right[0] - unit[0] * 2, right[1] - unit[1] * 2))}",
            2.0,
        )
    return head


def _xy(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


# ---------------------------------------------------------------- boxes and words


def _node(node: Node, face: _Face, box: Corners) -> str:
    told = ". ".join(text for text in (graphs.name(node), words.clean(node.detail)) if text)
    start = " start" if node.start else ""
    x0, y0, x1, y1 = box
    if node.kind == "collapsed":
        x1, y1 = x1 - _STACK, y1 - _STACK
    drawn = _shape(node.kind, box, bool(node.start))
    top = y0
    middle = (x0 + x1) / 2
    if face.strip:
        drawn += (
            f'<rect x="{x0:.1f}" y="{y0:.1f}" width="{x1 - x0:.1f}" height="{_STRIP}" fill="currentColor"/>'
            + _said(
                face.strip,
                (middle, y0 + 13.5),
                _TAG,
                ' class="paper" font-weight="700" fill="#fff" letter-spacing=".06em"',
            )
        )
        top += _STRIP
    tall = len(face.lines) * _LINE + face.drops[-1] + (_TAG_LINE if face.tag else 0.0)
    line = (top + y1 - tall) / 2
    if face.tag:
        drawn += _said(
            face.tag,
            (middle, line + 10.5),
            _TAG,
            ' class="tag" font-weight="700" fill="currentColor" letter-spacing=".06em"',
        )
        line += _TAG_LINE
    for n, (text, drop) in enumerate(zip(face.lines, face.drops, strict=True)):
        drawn += _said(text, (middle, line + n * _LINE + drop + 12.8), _TEXT, ' fill="currentColor"')
    return f'<g class="node {node.kind}{start}"><title>{escape(told)}</title>{drawn}</g>'


def _shape(kind: NodeKind, box: Corners, start: bool) -> str:
    """The outline of a box: what becomes of the node. A start has a heavy one."""
    x0, y0, x1, y1 = box
    width = 2.6 if start else 1.2
    if kind == "collapsed":
        x1, y1 = x1 - _STACK, y1 - _STACK
        behind = (x0 + _STACK, y0 + _STACK, x1 + _STACK, y1 + _STACK)
        return _rect(behind, 1.2) + _rect((x0, y0, x1, y1), width)
    if kind == "end":
        inner = (x0 + 4, y0 + 4, x1 - 4, y1 - 4)
        return _rect(box, max(width, 2.0)) + _rect(inner, 1.0)
    if kind == "cycle":
        return _rect(box, max(width, 2.0), radius=min(y1 - y0, x1 - x0, 40.0) / 2, dashes="7 4")
    if kind == "holds":
        return _rect(box, 2.6, radius=4)
    if kind == "falls":
        return _rect(box, width, dashes="5 4")
    if kind == "open":
        return _rect(box, max(width, 1.8), radius=10, dashes="1.5 3.5")
    return _rect(box, width, radius=4)


def _rect(box: Corners, width: float, radius: float = 0.0, dashes: str = "") -> str:
    x0, y0, x1, y1 = box
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<rect class="box paper" x="{x0:.1f}" y="{y0:.1f}" width="{x1 - x0:.1f}" height="{y1 - y0:.1f}" rx="{radius:g}" '
        f'fill="#fff" stroke="currentColor" stroke-width="{width:g}"{dashed}/>'
    )


def _said(text: str, at: Point, size: float, more: str = "") -> str:
    return (
        f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" font-size="{size:g}" text-anchor="middle"{more}>{escape(text)}</text>'
    )


def _words(lines: list[str], at: Point) -> str:
    """The label of an arrow, on a patch of paper that interrupts the arrow's line."""
    wide, tall = _extent(lines)
    x, y = at
    patch = (
        f'<rect class="paper" x="{x - wide / 2:.1f}" y="{y - tall / 2:.1f}" width="{wide:.1f}" height="{tall:.1f}" '
        'fill="#fff"/>'
    )
    first = y - tall / 2 + 11.6
    said = [_said(text, (x, first + n * _SMALL_LINE), _SMALL, ' fill="currentColor"') for n, text in enumerate(lines)]
    return f'<g class="word">{patch}{"".join(said)}</g>'


# ---------------------------------------------------------------- legend


def key(of: SignOf) -> str:
    """The little picture of a sign, for a legend."""
    box: Corners = (3.0, 3.0, 43.0, 23.0)
    line: list[Point] = [(2.0, 13.0), (16.0, 13.0), (30.0, 13.0), (44.0, 13.0)]
    if of == "start":
        drawn = _shape("plain", box, True) + '<rect x="3" y="3" width="40" height="9" fill="currentColor"/>'
    elif of == "marked":
        drawn = _line(line, "move", True)
    elif of in get_args(ArcKind):
        drawn = _line(line, cast(ArcKind, of), False)
    else:
        drawn = _shape(cast(NodeKind, of), box, False)
    kind = f"arc {of}" if of == "marked" or of in get_args(ArcKind) else f"node {of}"
    return f'<svg width="46" height="26" viewBox="0 0 46 26" aria-hidden="true"><g class="{kind}">{drawn}</g></svg>'
