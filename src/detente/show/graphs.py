"""What the shown forms of a graph share: its signs and their meanings, its order, its twin tables, its lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from detente.result import Arc, Cell, Column, Graph, Node, Sign, SignOf, Table
from detente.show import words

MOST = 150
"""Up to how many nodes a graph is drawn."""

_SIGNS: dict[SignOf, tuple[str, str]] = {
    "start": ("start", "where it begins"),
    "plain": ("point", "any other point"),
    "end": ("end", "nobody moves on from here"),
    "cycle": ("goes round", "one of several that lead round and round, with no way out"),
    "collapsed": ("together", "several shown as one, with their number"),
    "holds": ("holds", "what speaks against it is answered"),
    "falls": ("falls", "something that holds speaks against it"),
    "open": ("open", "neither holds nor falls"),
    "move": ("move", "the party named on the arrow moves"),
    "group": ("joint move", "the parties named on the arrow move together"),
    "attack": ("attacks", "speaks against"),
    "support": ("supports", "speaks for"),
    "marked": ("marked", "drawn heavy"),
}


def sign(graph: Graph, of: SignOf) -> Sign:
    """What a sign means in this graph: its own words, or the common ones."""
    own = next((one for one in graph.signs if one.of == of), None)
    return Sign(of, words.clean(own.word), words.clean(own.meaning)) if own else Sign(of, *_SIGNS[of])


def used(graph: Graph) -> tuple[Sign, ...]:
    """The signs that this graph uses, in the order of the legend."""
    found: set[str] = {node.kind for node in graph.nodes} | {arc.kind for arc in graph.arcs}
    found |= {"start"} if any(node.start for node in graph.nodes) else set()
    found |= {"marked"} if any(arc.marked for arc in graph.arcs) else set()
    return tuple(sign(graph, of) for of in _SIGNS if of in found)


def lines(node: Node) -> list[str]:
    """The lines of a node's label, as a person may read them; its id where it has none."""
    kept = [words.clean(line) for line in node.label.split("\n")]
    return [line for line in kept if line] or [words.clean(node.id)]


def name(node: Node) -> str:
    """A node's label on one line."""
    parts = lines(node)
    return " ".join(part if part[-1] in ",;:." or part is parts[-1] else f"{part}," for part in parts)


def names(graph: Graph) -> dict[str, str]:
    """What each node is called, by id: its label, with its id where another has the same label."""
    called = {node.id: name(node) for node in graph.nodes}
    times = Counter(called.values())
    return {key: f"{label} ({words.clean(key)})" if times[label] > 1 else label for key, label in called.items()}


def tags(graph: Graph, node: Node) -> list[str]:
    """What is written at a node beside its label: whether it is the start, and what becomes of it."""
    found = [sign(graph, "start").word] if node.start else []
    if node.kind == "collapsed":
        found.append(f"{words.integer_text(node.count)} {sign(graph, 'collapsed').word}")
    elif node.kind != "plain":
        found.append(sign(graph, node.kind).word)
    if node.count != 1 and node.kind != "collapsed":
        found.append(f"× {words.integer_text(node.count)}")
    return found


def in_order(graph: Graph) -> list[Node]:
    """Nodes as one reads them: by layer, the start first; those without a layer by how many arrows lead there from it."""
    steps = {node.id: 0 for node in graph.nodes if node.start}
    leaving = _leaving(graph)
    front = list(steps)
    while front:
        found = [arc.target for source in front for arc in leaving[source] if arc.target not in steps]
        steps |= dict.fromkeys(found, steps[front[0]] + 1)
        front = list(dict.fromkeys(found))
    far = len(graph.nodes)

    def place(node: Node) -> tuple[int, int, bool]:
        return far if node.layer is None else node.layer, steps.get(node.id, far), not node.start

    return sorted(graph.nodes, key=place)


def _leaving(graph: Graph) -> dict[str, list[Arc]]:
    """The arcs that leave each node, by its id."""
    found: dict[str, list[Arc]] = {node.id: [] for node in graph.nodes}
    for arc in graph.arcs:
        found[arc.source].append(arc)
    return found


def tables(graph: Graph) -> tuple[Table, Table]:
    """The same graph as two tables: its nodes and its arcs. Columns that would say nothing are left out."""
    called, leaving = names(graph), _leaving(graph)
    title = words.clean(graph.title)
    thing = words.heading(sign(graph, "plain").word)
    node_columns = (Column("node", thing), Column("sign", "What it is"), Column("detail", "More"))
    node_rows: list[tuple[Cell, ...]] = [
        (called[node.id], " · ".join(tags(graph, node)), node.detail) for node in in_order(graph)
    ]
    moves = any(arc.kind in ("move", "group") for arc in graph.arcs)
    arc_columns = (
        Column("source", "From"),
        Column("target", "To"),
        Column("label", "Who moves" if moves else "How"),
        Column("kind", "What the arrow is"),
        Column("detail", "More"),
    )
    arc_rows: list[tuple[Cell, ...]] = [
        (called[arc.source], called[arc.target], arc.label, _arc_words(graph, arc), arc.detail)
        for node in in_order(graph)
        for arc in leaving[node.id]
    ]
    return (
        trimmed(Table(f"{graph.name}_nodes", f"{title}: what is shown", node_columns, tuple(node_rows))),
        trimmed(Table(f"{graph.name}_arcs", f"{title}: its arrows", arc_columns, tuple(arc_rows))),
    )


def _arc_words(graph: Graph, arc: Arc) -> str:
    kind = sign(graph, arc.kind).word
    return f"{kind} · {sign(graph, 'marked').word}" if arc.marked else kind


def trimmed(table: Table) -> Table:
    """`table` without the columns, after the first, in which no row says anything."""
    kept = [n for n in range(len(table.columns)) if n == 0 or any(row[n] not in ("", None) for row in table.rows)]
    columns = tuple(table.columns[n] for n in kept)
    rows = tuple(tuple(words.MISSING if row[n] == "" else row[n] for n in kept) for row in table.rows)
    return Table(table.name, table.title, columns, rows, table.note)


def listed(graph: Graph) -> Iterator[tuple[str, list[str]]]:
    """Each node with its signs, and the arrows that leave it: `yes, out [end]`, `["→ no, out (Poland)"]`."""
    called, leaving = names(graph), _leaving(graph)
    for node in in_order(graph):
        said = tags(graph, node)
        head = f"{called[node.id]} [{' · '.join(said)}]" if said else called[node.id]
        yield head, [_arrow(graph, arc, called) for arc in leaving[node.id]]


def _arrow(graph: Graph, arc: Arc, called: dict[str, str]) -> str:
    verb = "" if arc.kind == "move" else sign(graph, arc.kind).word
    if arc.kind in ("attack", "support"):
        start, said = f"{verb} {called[arc.target]}", [words.clean(arc.label)]
    else:
        start, said = f"→ {called[arc.target]}", [words.clean(arc.label), verb]
    said += [sign(graph, "marked").word] if arc.marked else []
    said = [part for part in said if part]
    return f"{start} ({', '.join(said)})" if said else start
