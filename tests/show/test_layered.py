"""The layered layout: nothing overlaps, layers are kept, every arrow arrives."""

from __future__ import annotations

from itertools import pairwise
from math import hypot

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detente.show.layered import Box, Link, Placed, layers, place
from detente.show.ordering import crossings, ordered
from detente.show.routing import Point, Route, Slot, fitted

Corners = tuple[float, float, float, float]
HAIR = 0.05

sizes = st.floats(10, 300, allow_nan=False)
labels = st.one_of(st.just((0.0, 0.0)), st.tuples(st.floats(8, 120), st.floats(10, 45)))


@st.composite
def graphs(draw: st.DrawFn, given_layers: bool | None = None) -> tuple[list[Box], list[Link]]:
    count = draw(st.integers(0, 9))
    layered = draw(st.booleans()) if given_layers is None else given_layers
    boxes = [
        Box(
            draw(sizes),
            draw(sizes),
            draw(st.one_of(st.integers(0, 5), st.just(None))) if layered else None,
            draw(st.sampled_from([False, False, False, True])),
        )
        for _ in range(count)
    ]
    ends = st.integers(0, max(count - 1, 0))
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=16)) if count else []
    return boxes, [Link(one, other, *draw(labels)) for one, other in pairs]


def curve(route: Route, steps: int = 24) -> list[Point]:
    """Points on the curve of a route."""
    found = [route.points[0]]
    for n in range(0, len(route.points) - 1, 3):
        a, b, c, d = route.points[n : n + 4]
        for step in range(1, steps + 1):
            t = step / steps
            w = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            x, y = (sum(wi * p[axis] for wi, p in zip(w, (a, b, c, d), strict=True)) for axis in (0, 1))
            found.append((x, y))
    return found


def around(link: Link, at: Point) -> Corners:
    return at[0] - link.across / 2, at[1] - link.along / 2, at[0] + link.across / 2, at[1] + link.along / 2


def overlap(one: Corners, other: Corners) -> bool:
    return min(one[2], other[2]) - max(one[0], other[0]) > HAIR and min(one[3], other[3]) - max(one[1], other[1]) > HAIR


def inside(point: Point, box: Corners) -> bool:
    return box[0] + HAIR < point[0] < box[2] - HAIR and box[1] + HAIR < point[1] < box[3] - HAIR


def on_edge(point: Point, box: Corners) -> bool:
    within = box[0] - HAIR <= point[0] <= box[2] + HAIR and box[1] - HAIR <= point[1] <= box[3] + HAIR
    return within and not inside(point, box)


def told(boxes: list[Box], links: list[Link]) -> tuple[Placed, dict[int, Corners]]:
    placed = place(boxes, links)
    said = {
        n: around(link, route.label)
        for n, (link, route) in enumerate(zip(links, placed.routes, strict=True))
        if route.label is not None
    }
    return placed, said


@settings(deadline=None, max_examples=150)
@given(graphs())
def test_no_two_boxes_or_labels_overlap_and_all_are_inside(graph: tuple[list[Box], list[Link]]) -> None:
    boxes, links = graph
    placed, said = told(boxes, links)
    assert set(said) == {n for n, link in enumerate(links) if link.along}
    shapes = [*placed.boxes, *said.values()]
    for n, one in enumerate(shapes):
        assert one[0] >= 0
        assert one[1] >= 0
        assert one[2] <= placed.across + HAIR
        assert one[3] <= placed.along + HAIR
        assert not any(overlap(one, other) for other in shapes[n + 1 :])
    for box, corners in zip(boxes, placed.boxes, strict=True):
        assert corners[2] - corners[0] >= box.across - HAIR
        assert corners[3] - corners[1] >= box.along - HAIR


@settings(deadline=None, max_examples=150)
@given(graphs())
@example(([Box(100, 40), Box(100, 40)], [Link(0, 1), Link(1, 0), Link(0, 1), Link(0, 0, 60, 14), Link(0, 0, 60, 14)]))
def test_every_arrow_runs_from_its_source_to_its_target_through_no_box_and_no_other_label(
    graph: tuple[list[Box], list[Link]],
) -> None:
    boxes, links = graph
    placed, said = told(boxes, links)
    assert len(placed.routes) == len(links)
    for number, (link, route) in enumerate(zip(links, placed.routes, strict=True)):
        assert on_edge(route.points[0], placed.boxes[link.source])
        assert on_edge(route.points[-1], placed.boxes[link.target])
        assert not inside(route.points[-2], placed.boxes[link.target]), "it arrives from outside"
        points = curve(route)
        assert sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)) > 15, "long enough to be seen"
        for point in points:
            assert -HAIR <= point[0] <= placed.across + HAIR
            assert -HAIR <= point[1] <= placed.along + HAIR
            assert not any(inside(point, box) for box in placed.boxes)
            assert not any(inside(point, label) for other, label in said.items() if other != number)


@settings(deadline=None, max_examples=80)
@given(graphs())
def test_no_two_arrows_share_a_path(graph: tuple[list[Box], list[Link]]) -> None:
    boxes, links = graph
    placed, _ = told(boxes, links)
    assert len({route.points for route in placed.routes}) == len(links)
    ends = [route.points[-1] for route in placed.routes]
    for n, one in enumerate(ends):
        assert all(hypot(one[0] - x, one[1] - y) > 3 for x, y in ends[n + 1 :]), "arrowheads stand apart"


@settings(deadline=None, max_examples=100)
@given(graphs(given_layers=True))
def test_given_layers_are_kept(graph: tuple[list[Box], list[Link]]) -> None:
    boxes, links = graph
    placed = place(boxes, links)
    asked = [(box.layer, corners) for box, corners in zip(boxes, placed.boxes, strict=True) if box.layer is not None]
    for layer, one in asked:
        for other_layer, other in asked:
            if layer < other_layer:
                assert one[3] < other[1]
            elif layer == other_layer:
                assert one[1] + one[3] == pytest.approx(other[1] + other[3]), "one line of middles"


@settings(deadline=None)
@given(graphs(given_layers=False))
def test_without_cycles_every_arrow_leads_on(graph: tuple[list[Box], list[Link]]) -> None:
    boxes = [Box(box.across, box.along) for box in graph[0]]
    links = [Link(min(link.source, link.target), max(link.source, link.target)) for link in graph[1]]
    links = [link for link in links if link.source != link.target]
    found = layers(boxes, links)
    assert all(found[link.source] < found[link.target] for link in links)
    assert sorted(set(found)) == list(range(len(set(found))))


@settings(deadline=None)
@given(graphs())
def test_the_same_graph_gets_the_same_layout(graph: tuple[list[Box], list[Link]]) -> None:
    assert place(*graph) == place(*graph)


def test_what_comes_first_stands_before_all_that_it_is_linked_to() -> None:
    boxes = [Box(50, 20), Box(50, 20), Box(50, 20, first=True), Box(50, 20)]
    links = [Link(0, 2), Link(2, 1), Link(1, 0), Link(3, 2)]
    found = layers(boxes, links)
    assert found[2] == 0
    assert min(found[0], found[1], found[3]) > 0


def test_nothing_and_single_boxes_and_many_of_them() -> None:
    assert place([], []).boxes == ()
    assert len(place([Box(50, 20)], []).boxes) == 1
    many = place([Box(150, 40)] * 60, [])
    assert many.across < 1000, "they are laid on shelves"
    assert not any(overlap(one, other) for n, one in enumerate(many.boxes) for other in many.boxes[n + 1 :])


def test_one_arrow_to_a_box_below_is_straight() -> None:
    placed = place(
        [Box(90, 40), Box(90, 40), Box(90, 40)], [Link(0, 1, 40, 14), Link(1, 2, 40, 14), Link(0, 2, 40, 14)]
    )
    assert {round(x, 2) for x, _ in placed.routes[0].points} == {round(placed.routes[0].points[0][0], 2)}


def test_a_ladder_is_drawn_without_crossings() -> None:
    """A planar graph whose rungs are given in a bad order."""
    slots = [Slot(layer=0, node=n) for n in range(6)] + [Slot(layer=1, node=10 + n) for n in (3, 0, 5, 1, 4, 2)]
    by_number = {slot.node: slot for slot in slots}
    edges = [(by_number[n], by_number[10 + n]) for n in range(6)]
    ranks = ordered(slots, edges)
    downs = {id(one): [other] for one, other in edges} | {id(other): [] for _, other in edges}
    assert crossings([slots[:6], slots[6:]], downs) > 0
    assert crossings(ranks, downs) == 0


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_crossings_are_counted_as_pairs(pairs: list[tuple[int, int]]) -> None:
    above, below = [Slot(layer=0) for _ in range(6)], [Slot(layer=1) for _ in range(6)]
    downs: dict[int, list[Slot]] = {id(slot): [] for slot in above}
    for one, other in pairs:
        downs[id(above[one])].append(below[other])
    literal = sum((a < c and b > d) or (a > c and b < d) for n, (a, b) in enumerate(pairs) for c, d in pairs[n + 1 :])
    assert crossings([above, below], downs) == literal


@given(st.lists(st.integers(-20, 20).map(float), max_size=7))
def test_fitted_is_the_nearest_ascending_sequence(wished: list[float]) -> None:
    """Beside a literal search over all ways to cut the sequence into blocks of equal values."""

    def cost(values: list[float]) -> float:
        return sum((a - b) ** 2 for a, b in zip(values, wished, strict=True))

    best = float("inf")
    for cuts in range(2 ** max(len(wished) - 1, 0)):
        blocks: list[list[float]] = []
        for n, value in enumerate(wished):
            if not blocks or cuts >> (n - 1) & 1:
                blocks.append([])
            blocks[-1].append(value)
        values = [sum(block) / len(block) for block in blocks for _ in block]
        if values == sorted(values):
            best = min(best, cost(values))
    found = fitted(wished)
    assert all(a <= b + 1e-9 for a, b in pairwise(found))
    assert cost(found) == pytest.approx(best if wished else 0.0)
