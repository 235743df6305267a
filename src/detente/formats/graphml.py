"""A case's claims as a graph in GraphML, for yEd, Gephi, Cytoscape, NetworkX and the like: out only.

Nodes are claims, edges supports and attacks; an edge that is undercut is split by a node of kind `step`, which the undercut leads to.
Attributes are declared as GraphML wants it (Brandes et al. 2002, graphml.graphdrawing.org); beside them stands what yEd draws:
a labelled box, and a colour and arrow for each edge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from detente.case.model import Case
from detente.formats import argument_map
from detente.formats.argument_map import Link, claims_of

KEPT = ("asserted_by", "promotes", "note")
"""Fields of claims, beside text, supports and attacks, that are written."""
_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_NODE = ("label", "kind", "text", "parties", "status", "promotes", "note")
_EDGE = ("label", "kind", "mutual")
_COLOURS = {"support": "#2E7D32", "rebut": "#C62828", "undermine": "#C62828", "undercut": "#6A1B9A"}
_FILLS = {"claim": "#FFFFFF", "step": "#E0E0E0"}
_WIDTH, _WRAP = 220, 32


def text(case: Case, status: Mapping[str, str] | None = None) -> tuple[str, tuple[str, ...]]:
    """The case's claims as GraphML, and what was left out, in sentences. Raises FormatError where there are none.

    `status`: by claim, what an analysis says of it ("in", "out", "undecided"); left away where there is none.
    """
    claims = claims_of(case, "GraphML")
    said = argument_map.left_out(case, KEPT)
    links, cuts = argument_map.links(case), argument_map.undercuts(case)
    steps = {cut.ends: f"{cut.ends[0]}->{cut.ends[1]}" for cut in cuts}
    split: set[tuple[str, str]] = set()
    nodes = [
        _node(
            claim.id,
            {
                "label": claim.id,
                "kind": "claim",
                "text": claim.text,
                "parties": ", ".join(case.parties[p].name if p in case.parties else p for p in claim.asserted_by),
                "status": (status or {}).get(claim.id, ""),
                "promotes": ", ".join(claim.promotes),
                "note": claim.note or "",
            },
        )
        for claim in claims
    ]
    nodes += [_node(name, {"label": name, "kind": "step"}) for name in steps.values()]
    edges = []
    for link in links:
        ways = ((link.source, link.target), (link.target, link.source))[: 1 + link.mutual]
        cut = [ends for ends in ways if ends in steps]
        split.update(cut)
        edges += list(_edges(link, {ends: steps[ends] for ends in cut}))
    edges += [
        (cut.source, steps[cut.ends], {"label": "undercuts", "kind": "undercut", "mutual": "false"}) for cut in cuts
    ]
    for ends in steps:
        if ends not in split:
            said.append(f"The case has no step {ends[0]} -> {ends[1]}; its node stands alone with what attacks it.")
    written = [_edge(number, source, target, values) for number, (source, target, values) in enumerate(edges)]
    return "\n".join([*_head(), *nodes, *written, "</graph>", "</graphml>", ""]), tuple(said)


def _edges(link: Link, steps: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The edges of a link; of a mutual rebuttal two; through its step where it is undercut."""
    words = {"support": "supports", "rebut": "rebuts", "undermine": "undermines"}[link.kind]
    values = {"label": words, "kind": link.kind, "mutual": "true" if link.mutual else "false"}
    ways = [(link.source, link.target)]
    if link.mutual and link.source != link.target:
        ways.append((link.target, link.source))
    for source, target in ways:
        step = steps.get((source, target))
        if step is None:
            yield source, target, values
        else:
            yield source, step, values
            yield step, target, values


# ---------------------------------------------------------------- XML


def _head() -> list[str]:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">',
    ]
    for home, names in (("node", _NODE), ("edge", _EDGE)):
        for name in names:
            sort = "boolean" if name == "mutual" else "string"
            lines.append(f'<key id="{home}_{name}" for="{home}" attr.name="{name}" attr.type="{sort}"/>')
        lines.append(f'<key id="{home}_graphics" for="{home}" yfiles.type="{home}graphics"/>')
    return [*lines, '<graph id="claims" edgedefault="directed">']


def _data(home: str, values: Mapping[str, str]) -> str:
    return "".join(f'<data key="{home}_{name}">{_words(value)}</data>' for name, value in values.items() if value)


def _node(name: str, values: Mapping[str, str]) -> str:
    kind = values["kind"]
    label = "\n".join(_wrapped(values.get("text") or values["label"]))
    height = 24 + 16 * label.count("\n")
    drawn = (
        f'<y:ShapeNode><y:Geometry height="{height}.0" width="{_WIDTH if kind == "claim" else 24}.0" x="0.0" y="0.0"/>'
        f'<y:Fill color="{_FILLS[kind]}" transparent="false"/>'
        f"<y:NodeLabel>{_words(label if kind == 'claim' else '')}</y:NodeLabel>"
        f'<y:Shape type="{"roundrectangle" if kind == "claim" else "ellipse"}"/></y:ShapeNode>'
    )
    return f'<node id={_attribute(name)}>{_data("node", values)}<data key="node_graphics">{drawn}</data></node>'


def _edge(number: int, source: str, target: str, values: Mapping[str, str]) -> str:
    drawn = (
        f'<y:PolyLineEdge><y:LineStyle color="{_COLOURS[values["kind"]]}" type="line" width="1.5"/>'
        '<y:Arrows source="none" target="standard"/></y:PolyLineEdge>'
    )
    ends = f"source={_attribute(source)} target={_attribute(target)}"
    return f'<edge id="e{number}" {ends}>{_data("edge", values)}<data key="edge_graphics">{drawn}</data></edge>'


def _wrapped(words: str) -> list[str]:
    """Lines of a label, cut after a few."""
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + len(word) < _WRAP:
            lines[-1] += f" {word}"
        elif len(lines) == 6:
            return [*lines[:-1], f"{lines[-1]} …"]
        else:
            lines.append(word)
    return lines


def _words(words: str) -> str:
    """Text of an element, without the characters that XML cannot hold at all."""
    return escape(_NO_XML.sub("", words))


def _attribute(words: str) -> str:
    return quoteattr(_NO_XML.sub("", words))
