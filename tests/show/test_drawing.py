"""Graphs as pictures, tables and lines."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
import show_samples
from hypothesis import given
from hypothesis import strategies as st
from show_samples import STRANGE, Sample, record
from test_html import Outline

from detente.result import Arc, ArcKind, Graph, Node, NodeKind, Record, SignOf
from detente.show import drawing, graphs, html, text
from detente.show import json as show_json
from detente.show.wrapping import breadth, wrapped

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
SVG = "{http://www.w3.org/2000/svg}"
SAMPLES = [show_samples.chicken(), show_samples.claims(), show_samples.hostile_graph()]


def _long(count: int, label: str = "deploys; stays; pays") -> Graph:
    nodes = tuple(Node(f"s{n}", f"{label} {n}", start=n == 0) for n in range(count))
    arcs = tuple(Arc(f"s{n}", f"s{(7 * n + 3) % count}", "Alder") for n in range(count))
    return Graph("long", "Long", "A long one.", nodes, arcs)


def _number(element: ET.Element, name: str) -> float:
    return float(element.attrib[name])


def _box(group: ET.Element) -> tuple[float, float, float, float]:
    rect = next(one for one in group.findall(f"{SVG}rect") if "box" in one.get("class", ""))
    x, y = _number(rect, "x"), _number(rect, "y")
    return x, y, x + _number(rect, "width"), y + _number(rect, "height")


@pytest.mark.parametrize("graph", SAMPLES, ids=lambda graph: graph.name)
def test_a_picture_is_well_formed_named_and_whole(graph: Graph) -> None:
    drawn = ET.fromstring(drawing.svg(graph, "view-1"))
    assert drawn.attrib["role"] == "img"
    ids = {one.get("id") for one in drawn.iter() if one.get("id")}
    assert set(drawn.attrib["aria-labelledby"].split()) == ids == {"view-1-name", "view-1-told"}
    assert "".join(drawn.find(f"{SVG}title").itertext()).strip()  # type: ignore[union-attr]
    groups = drawn.findall(f"{SVG}g")
    nodes = [group for group in groups if group.get("class", "").startswith("node ")]
    arcs = [group for group in groups if group.get("class", "").startswith("arc ")]
    assert [group.attrib["class"].split()[1] for group in nodes] == [node.kind for node in graph.nodes]
    assert [group.attrib["class"].split()[1] for group in arcs] == [arc.kind for arc in graph.arcs]
    assert all(sum("head" in path.get("class", "") for path in arc.findall(f"{SVG}path")) == 1 for arc in arcs)
    assert [("start" in group.attrib["class"].split()) for group in nodes] == [node.start for node in graph.nodes]


@pytest.mark.parametrize("graph", SAMPLES, ids=lambda graph: graph.name)
def test_each_arrowhead_points_at_its_target(graph: Graph) -> None:
    drawn = ET.fromstring(drawing.svg(graph, "v"))
    groups = drawn.findall(f"{SVG}g")
    boxes = dict(
        zip([n.id for n in graph.nodes], map(_box, [g for g in groups if "node " in g.attrib["class"]]), strict=True)
    )
    for arc, group in zip(graph.arcs, [g for g in groups if g.attrib["class"].startswith("arc ")], strict=True):
        head = next(path for path in group.findall(f"{SVG}path") if "head" in path.get("class", ""))
        tip, *base = (tuple(map(float, point.split())) for point in re.findall(r"-?[\d.]+ -?[\d.]+", head.attrib["d"]))
        x0, y0, x1, y1 = boxes[arc.target]
        slack = 6.0  # a stack of boxes is drawn within the room of one
        assert x0 - 0.2 <= tip[0] <= x1 + slack
        assert y0 - 0.2 <= tip[1] <= y1 + slack
        middle = (base[0][0] + base[1][0]) / 2, (base[0][1] + base[1][1]) / 2
        assert not (x0 < middle[0] < x1 and y0 < middle[1] < y1), "the head stands outside its box"


@pytest.mark.parametrize("graph", SAMPLES, ids=lambda graph: graph.name)
def test_words_stay_inside_their_boxes(graph: Graph) -> None:
    drawn = ET.fromstring(drawing.svg(graph, "v"))
    for group in drawn.findall(f"{SVG}g"):
        if not group.attrib["class"].startswith("node "):
            continue
        x0, y0, x1, y1 = _box(group)
        for said in group.findall(f"{SVG}text"):
            half = breadth(said.text or "", _number(said, "font-size"), bold=said.get("font-weight") == "700") / 2
            assert x0 < _number(said, "x") - half
            assert _number(said, "x") + half < x1
            assert y0 < _number(said, "y") - 9
            assert _number(said, "y") + 3 < y1


def test_text_of_strangers_stays_text() -> None:
    graph = show_samples.hostile_graph()
    drawn = ET.fromstring(drawing.svg(graph, "v"))
    assert {one.tag.removeprefix(SVG) for one in drawn.iter()} <= {"svg", "g", "title", "desc", "rect", "path", "text"}
    titles = ["".join(one.itertext()) for one in drawn.iter(f"{SVG}title")]
    assert any(STRANGE[0] in title for title in titles)
    page = html.page(record(Sample((), (graph,))))
    outline = Outline(page)
    assert outline.all("script") == outline.all("img") == []
    shown = "".join(outline.texts)
    assert all(bad in shown for bad in STRANGE)
    assert re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page) is None


def test_every_sign_is_told_apart_without_colour() -> None:
    """Legend pictures, stripped of classes (which colour them), are all different."""
    bare = {of: re.sub(r' class="[^"]*"', "", drawing.key(of)) for of in get_args(SignOf)}
    assert len(set(bare.values())) == len(bare)
    assert "#" not in "".join(bare.values()).replace("#fff", ""), "ink and paper only"


def test_what_becomes_of_a_node_is_written_at_it() -> None:
    graph = show_samples.chicken()
    by_id = {node.id: graphs.tags(graph, node) for node in graph.nodes}
    assert by_id == {
        "sq": ["status quo"], "as": ["end"], "bs": ["end", "× 3"], "dd": [], "r1": ["goes round"],
        "r2": ["goes round"], "far": ["1,200 together"],
    }  # fmt: skip
    words = [one.text for one in ET.fromstring(drawing.svg(graph, "v")).iter(f"{SVG}text")]
    for said in ("STATUS QUO", "END", "END · × 3", "GOES ROUND", "1,200 TOGETHER"):
        assert said in words


def test_a_status_quo_at_rest_shows_both() -> None:
    graph = Graph("g", "G", "", (Node("a", "as it is", "end", start=True),), ())
    assert graphs.tags(graph, graph.nodes[0]) == ["start", "end"]
    assert 'class="node end start"' in drawing.svg(graph, "v")


def test_the_twins_say_what_the_picture_says() -> None:
    nodes, arcs = graphs.tables(show_samples.chicken())
    assert [column.title for column in nodes.columns] == ["State", "What it is", "More"]
    assert nodes.rows[0] == ("Alder: swerves, Birch: swerves", "status quo", "Where both stand today.")
    assert len(nodes.rows) == 7
    assert [column.title for column in arcs.columns] == ["From", "To", "Who moves", "What the arrow is", "More"]
    first = ("Alder: swerves, Birch: swerves", "Alder: dares, Birch: swerves", "Alder", "move · likely path", "–")
    assert arcs.rows[0] == first
    assert len(arcs.rows) == 8
    _, speaking = graphs.tables(show_samples.claims())
    assert [column.title for column in speaking.columns] == ["From", "To", "How", "What the arrow is"]


def test_nodes_with_one_label_are_told_apart_by_their_ids() -> None:
    graph = Graph("g", "G", "", (Node("a", "same"), Node("b", "same"), Node("c", "other")), ())
    assert graphs.names(graph) == {"a": "same (a)", "b": "same (b)", "c": "other"}


def test_lines_for_a_terminal(graphs: Record) -> None:
    shown = text.render(graphs, color=False, width=100)
    assert (
        "Alder: swerves, Birch: swerves [status quo]\n      → Alder: dares, Birch: swerves (Alder, likely path)"
        in shown
    )
    assert "→ Alder: swerves, Birch: swerves (Alder and Birch, joint move)" in shown
    assert "attacks The harbour silts up within ten years (rebuts)" in shown
    assert "[goes round] one of several" in shown
    assert "(nothing to list)" in shown
    assert "--html FILE" in shown


def test_lines_are_cut_and_counted() -> None:
    shown = text.render(record(Sample((), (_long(120),))), False)
    assert shown.count("→") == 20
    assert "… and 100 more, with their arrows (see --html or --json)" in shown
    hub = Graph(
        "h",
        "H",
        "",
        (Node("a", "hub"), *(Node(f"b{n}", f"rim {n}") for n in range(50))),
        tuple(Arc("a", f"b{n}") for n in range(50)),
    )
    shown = text.render(record(Sample((), (hub,))), False)
    assert shown.count("→") == 39
    assert "… and 11 more from here" in shown


def test_a_graph_comes_back_from_json(graphs: Record) -> None:
    tree = json.loads(show_json.dumps(graphs))
    assert tree["views"][0]["kind"] == "graph"
    assert set(tree["views"][0]["nodes"][0]) == {"id", "label", "kind", "start", "layer", "detail", "count"}
    assert set(tree["views"][0]["arcs"][0]) == {"source", "target", "label", "kind", "marked", "detail"}
    assert show_json.loads(show_json.dumps(graphs)).result.views() == graphs.result.views()


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("nodes", 0, "kind"), "star", "'star', not one of"),
        (("nodes", 0, "count"), "many", "`count` should be a whole number"),
        (("nodes", 0, "start"), 1, "`start` should be true or false"),
        (("arcs", 0, "target"), "nowhere", "no such node"),
        (("nodes", 0, "id"), "as", "share an id"),
        (("signs", 0, "of"), "hat", "'hat', not one of"),
        (("arcs", 0), "x", "each arc should be an object"),
    ],
)
def test_a_kept_graph_that_is_none_is_refused(
    graphs: Record, path: tuple[str | int, ...], value: object, said: str
) -> None:
    tree = json.loads(show_json.dumps(graphs))
    place = tree["views"][0]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ValueError, match="This is not a record of Détente") as refused:
        show_json.loads(json.dumps(tree))
    assert said in str(refused.value)


def test_an_arc_to_nowhere_and_a_doubled_id_are_refused() -> None:
    node = Node("a", "A")
    with pytest.raises(ValueError, match="'a' to 'b': no such node"):
        Graph("g", "G", "", (node,), (Arc("a", "b"),))
    with pytest.raises(ValueError, match="share an id"):
        Graph("g", "G", "", (node, replace(node, label="B")), ())


def test_a_page_of_graphs_needs_no_script(graphs: Record) -> None:
    page = html.page(graphs)
    outline = Outline(page)
    assert outline.scripts == []
    assert "script-src 'none'" in (outline.all("meta")[1]["content"] or "")
    assert len([one for one in outline.all("svg") if one.get("role") == "img"]) == 3
    assert len(outline.all("details")) == 3
    assert "Nothing to draw." in page
    shown = " ".join(" ".join(outline.texts).split())
    for said in (
        "status quo where the parties stand today",
        "likely path each step suits",
        "1,200 states are shown as one.",
    ):
        assert said in shown
    assert len(page.encode()) < 120_000


def test_a_graph_too_large_to_draw_is_shown_as_its_tables() -> None:
    assert html.page(record(Sample((), (_long(150),)))).count('role="img"') == 1
    page = html.page(record(Sample((), (_long(151),))))
    assert 'role="img"' not in page
    assert "This picture would hold 151 boxes; above 150 it is not drawn, and the tables say the same." in page
    assert len(Outline(page).all("tr")) == 152 + 152


def test_a_small_graph_fits_the_page_and_a_large_one_begins_at_its_edge() -> None:
    drawn = ET.fromstring(drawing.svg(show_samples.chicken(), "v"))
    assert _number(drawn, "width") <= drawing.PAGE
    wide = tuple(Node(f"s{n}", f"state {n} of a long chain", start=n == 0) for n in range(30))
    chain = Graph("c", "C", "", wide, tuple(Arc(f"s{n}", f"s{n + 1}", "Alder") for n in range(29)))
    assert _number(ET.fromstring(drawing.svg(chain, "v")), "width") <= drawing.PAGE, "a long chain leads down"


@given(st.text(max_size=120), st.floats(40, 200), st.integers(1, 6))
def test_wrapped_lines_fit_and_lose_nothing_unsaid(said: str, width: float, most: int) -> None:
    lines = wrapped(said, width, 13, most)
    assert len(lines) <= most
    assert all(breadth(line, 13) <= width for line in lines)
    kept, whole = "".join("".join(lines).split()), "".join(said.split())
    if kept != whole:
        assert kept.endswith("…")
        assert whole.startswith(kept[:-1])


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine: letters are not measured")
def test_a_browser_finds_no_text_wider_than_reckoned(tmp_path: Path) -> None:
    said = [
        "The shield cannot stop missiles", "WWW MMM QQQ @@@ %%%", "Łódź, Zürich – São Tomé, ČESKÁ", "0123456789 = ± → …",
        "illicit filling, jittery ill", "Россия остаётся в договоре", "東京 서울", "tax: 40–60 % (of 1,000)", "mmmmmmmmwwwwww",
        "ФЩЖЮМ Щербаковъ", "Ωμέγα ΑΒΓΔ",
    ]  # fmt: skip
    style = (
        "font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', sans-serif"
    )
    rows = "".join(f'<text font-size="13"{bold}>{one}</text>' for one in said for bold in ("", ' font-weight="700"'))
    code = "document.title = [...document.querySelectorAll('text')].map(t => t.getComputedTextLength()).join(' ')"
    (tmp_path / "x.html").write_text(
        f'<meta charset="utf-8"><title></title><svg style="{style}">{rows}</svg><script>{code}</script>',
        encoding="utf-8",
    )
    ran = subprocess.run(
        [
            str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'p'}",
            "--virtual-time-budget=2000", "--dump-dom", (tmp_path / "x.html").as_uri(),
        ],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    found = re.search(r"<title>([\d. ]+)</title>", ran.stdout)
    assert found is not None
    measured = [float(one) for one in found.group(1).split()]
    reckoned = [breadth(one, 13, bold) for one in said for bold in (False, True)]
    assert len(measured) == len(reckoned)
    assert all(a <= b for a, b in zip(measured, reckoned, strict=True)), list(
        zip(said * 2, measured, reckoned, strict=False)
    )


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine: pages are not drawn")
def test_a_browser_shows_the_pictures_without_a_complaint(graphs: Record, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(html.page(graphs), encoding="utf-8")
    ran = subprocess.run(
        [
            str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0",
            f"--user-data-dir={tmp_path / 'p'}", "--virtual-time-budget=2000", "--dump-dom",
            (tmp_path / "page.html").as_uri(),
        ],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert [line for line in ran.stderr.split("\n") if "CONSOLE" in line] == []
    kinds = {*get_args(NodeKind), *get_args(ArcKind)}
    assert all(re.search(rf'<g class="(node|arc) {kind}', ran.stdout) for kind in kinds)
