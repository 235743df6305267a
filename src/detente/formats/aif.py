"""Argument maps in the Argument Interchange Format as AIFdb, OVA and xAIF write it in JSON: in and out.

A file holds `nodes` (`nodeID`, `text`, `type`), `edges` (`fromID`, `toID`), and perhaps `locutions` and `participants`; xAIF puts
these under `AIF`. Types: I information, L locution, RA inference, CA conflict, YA illocution, TA transition, MA rephrase, PA
preference (Chesnevar et al. 2006 for the AIF; the JSON as AIFdb returns it and as the package xaif 0.3.4 documents it).

In: an I-node is a claim; RA a support from each of its premises, CA an attack; two CAs in both directions between two claims are one
mutual rebuttal, one alone is a rebuttal `over`; a CA on an RA or CA is an undercut of its links. A locution that asserts a claim says
who asserts it. Out: the same, with the kind of an attack in an extra key `kind` of its CA, which other programs pass over.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from detente.case.check_claims import circles
from detente.case.model import Case
from detente.formats import argument_map
from detente.formats.aif_speakers import Speakers, identity, speakers
from detente.formats.argument_map import Kind, Link, ReadAttack, ReadClaim, ReadMap, claims_of, first_words
from detente.formats.common import FormatError

KEPT = ("asserted_by",)
"""Fields of claims, beside text, supports and attacks, that the format holds."""
_SCHEMES = ("RA", "CA")
_LEFT_OUT = {
    "MA": "rephrasings (MA)",
    "PA": "preferences between arguments (PA)",
    "TA": "transitions of the dialogue (TA)",
}


def is_aif(content: Any) -> bool:
    """Whether parsed JSON is an AIF graph, bare or within `AIF`."""
    content = content.get("AIF", content) if isinstance(content, dict) else None
    return isinstance(content, dict) and {"nodes", "edges"} <= set(content) and "options" not in content


def tree(content: Any, path: Path) -> dict[str, Any]:
    """The case tree of parsed JSON (`formats.common.json_tree`). Raises FormatError."""
    if not is_aif(content):
        raise FormatError(path.name, "This is no AIF graph: it has no nodes and edges.", "Give AIF in JSON.")
    graph = content.get("AIF", content)
    nodes = _nodes(graph, path.name)
    edges = _edges(graph, nodes, path.name)
    return argument_map.tree(_Reader(path, nodes, edges, graph).map(), "AIF")


# ---------------------------------------------------------------- nodes and edges


def _nodes(graph: Mapping[str, Any], file: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for number, node in enumerate(_list(graph, "nodes", file), 1):
        if not isinstance(node, dict):
            raise FormatError(file, f"Node {number} is no object.", 'Write {"nodeID": …, "text": …, "type": …}.')
        name = identity(node.get("nodeID"))
        if name is None:
            raise FormatError(file, f"Node {number} has no nodeID.", "Give each node a nodeID: text or a whole number.")
        if name in found:
            raise FormatError(file, f"The nodeID {short(name)} stands twice.", "Give each node its own.")
        words = node.get("text")
        if not isinstance(node.get("type"), str) or not isinstance(words, str | None):
            key = "text" if isinstance(node.get("type"), str) else "type"
            raise FormatError(file, f"The {key} of node {short(name)} is missing or no text.", f"Give it a {key}.")
        found[name] = {**node, "text": " ".join((words or "").split())}
    return found


def _edges(graph: Mapping[str, Any], nodes: Mapping[str, Any], file: str) -> list[tuple[str, str]]:
    found = []
    for number, edge in enumerate(_list(graph, "edges", file), 1):
        if not isinstance(edge, dict):
            raise FormatError(file, f"Edge {number} is no object.", 'Write {"edgeID": …, "fromID": …, "toID": …}.')
        ends = []
        for key in ("fromID", "toID"):
            name = identity(edge.get(key))
            if name is None:
                raise FormatError(file, f"Edge {number} has no {key}.", "An edge goes from a node to a node.")
            if name not in nodes:
                what = f"The {key} of edge {number} is {short(name)}, which is no node of the file."
                raise FormatError(file, what, "Correct it, or add the node.")
            ends.append(name)
        found.append((ends[0], ends[1]))
    return list(dict.fromkeys(found))


def _list(graph: Mapping[str, Any], key: str, file: str) -> list[Any]:
    if not isinstance(graph.get(key), list):
        raise FormatError(file, f"{key} is no list.", f'Write "{key}": […].')
    found: list[Any] = graph[key]
    return found


def short(name: str) -> str:
    """A nodeID for a sentence."""
    return name if len(name) <= 40 else f"{name[:40]}…"


# ---------------------------------------------------------------- the map


class _Reader:
    """The graph of one file, by what leads where."""

    def __init__(
        self,
        path: Path,
        nodes: Mapping[str, dict[str, Any]],
        edges: Iterable[tuple[str, str]],
        graph: Mapping[str, Any],
    ) -> None:
        self.file, self.stem = path.name, path.stem
        self.nodes = nodes
        self.type = {name: node["type"].strip().upper() for name, node in nodes.items()}
        self.into: dict[str, list[str]] = {name: [] for name in nodes}
        self.out: dict[str, list[str]] = {name: [] for name in nodes}
        for source, target in edges:
            self.into[target].append(source)
            self.out[source].append(target)
        self.claims = {name: number for number, name in enumerate(n for n in nodes if self.type[n] == "I")}
        self.graph = graph
        self.lost: Counter[str] = Counter()

    def map(self) -> ReadMap:
        self._check()
        schemes = [name for name in self.nodes if self.type[name] in _SCHEMES]
        supports = [pair for name in schemes if self.type[name] == "RA" for pair in self._steps(name)]
        attacks = [
            attack for name in schemes if self.type[name] == "CA" for attack in (*self._hits(name), *self._cuts(name))
        ]
        said = speakers(self.graph, self.nodes, self.type, self.out, self.file)
        claims = tuple(self._claim(name, said) for name in self.claims)
        return ReadMap(
            self.file,
            self.stem.replace("_", " ").strip() or "Argument map",
            claims,
            tuple(supports),
            tuple(_paired(attacks)),
            tuple(self._notes(schemes)),
            said.parties,
        )

    def _check(self) -> None:
        """No claim on a claim without a relation between, and no relations in a circle that reaches no claim."""
        for name in self.claims:
            for target in self.out[name]:
                if target in self.claims:
                    what = f"An edge goes from claim {short(name)} to claim {short(target)} with no relation between."
                    raise FormatError(self.file, what, "Put an inference (RA) or a conflict (CA) between them.")
        among = {
            n: [t for t in self.out[n] if self.type[t] in _SCHEMES] for n in self.nodes if self.type[n] in _SCHEMES
        }
        for circle in circles(among)[:1]:
            names = " -> ".join(short(name) for name in (*circle, circle[0]))
            raise FormatError(self.file, f"Relations lead to each other in a circle: {names}.", "Remove one edge.")

    def _claim(self, name: str, said: Speakers) -> ReadClaim:
        text = self.nodes[name]["text"] or f"(Node {short(name)} has no text.)"
        own = name if not name.isdecimal() and len(name) <= 60 else first_words(text)
        return ReadClaim(text, own, tuple(said.by.get(name, ())), None, tuple(said.notes.get(name, ())))

    def _ends(self, scheme: str) -> tuple[list[int], list[int]]:
        """The claims that a relation goes from, and those that it goes to."""
        return [self.claims[n] for n in self.into[scheme] if n in self.claims], [
            self.claims[n] for n in self.out[scheme] if n in self.claims
        ]

    def _steps(self, scheme: str) -> list[tuple[int, int]]:
        before, after = self._ends(scheme)
        return [(source, target) for target in after for source in before]

    def _hits(self, scheme: str) -> list[tuple[ReadAttack, bool]]:
        """Attacks of a conflict on claims, each with whether its kind stands in the file."""
        node = self.nodes[scheme]
        kind: Kind = "undermine" if node.get("kind") == "undermine" else "rebut"
        over = node.get("over") is True
        told = node.get("kind") in ("undermine", "rebut")
        return [(ReadAttack(a, b, kind, over), told) for a, b in self._steps(scheme)]

    def _cuts(self, scheme: str) -> list[tuple[ReadAttack, bool]]:
        """Undercuts: a conflict on an inference, or on a conflict, attacks each of its links between claims."""
        found = []
        for target in self.out[scheme]:
            if self.type[target] in _SCHEMES:
                steps = self._steps(target)
                if not steps:
                    self.lost["attacks on a step that itself leads to no claim"] += 1
                found += [
                    (ReadAttack(source, step, "undercut"), True) for step in steps for source in self._ends(scheme)[0]
                ]
        return found

    def _notes(self, schemes: Iterable[str]) -> list[str]:
        """What the file says and a case cannot."""
        joint = 0
        for name in schemes:
            before, after = self._ends(name)
            goes = bool(after) or (self.type[name] == "CA" and any(self.type[t] in _SCHEMES for t in self.out[name]))
            if not before or not goes:
                self.lost["inferences and conflicts without a claim at one end"] += 1
            if self.type[name] == "RA":
                joint += len(before) > 1 and bool(after)
                self.lost["inferences for a relation rather than a claim"] += any(
                    self.type[target] in _SCHEMES for target in self.out[name]
                )
        for kind, words in _LEFT_OUT.items():
            self.lost[words] += sum(type_ == kind for type_ in self.type.values())
        known = {"I", "L", "YA", *_SCHEMES, *_LEFT_OUT}
        self.lost["nodes of other types"] += sum(type_ not in known for type_ in self.type.values())
        said = []
        if joint:
            said.append(
                f"In {joint} of the file's inferences several premises support their conclusion together; "
                "here each supports it by itself."
            )
        if gone := [f"{words}: {count}" for words, count in self.lost.items() if count]:
            said.append(f"Left out: {'; '.join(gone)}.")
        return said


def _paired(attacks: Iterable[tuple[ReadAttack, bool]]) -> list[ReadAttack]:
    """Attacks whose kind the file does not tell are rebuttals: mutual where they go both ways, else over."""
    attacks = list(attacks)
    ways = {
        (attack.source, attack.target)
        for attack, _ in attacks
        if isinstance(attack.target, int) and attack.kind == "rebut"
    }
    found = []
    for attack, told in attacks:
        if isinstance(attack.target, int) and not told:
            mutual = (attack.target, attack.source) in ways
            attack = ReadAttack(attack.source, attack.target, "rebut", not mutual)
        found.append(attack)
    return found


# ---------------------------------------------------------------- out


def text(case: Case) -> tuple[str, tuple[str, ...]]:
    """The case's claims as AIF in JSON, and what was left out, in sentences. Raises FormatError where there are none."""
    claims = claims_of(case, "AIF")
    graph = _Writer()
    for claim in claims:
        graph.nodes.append({"nodeID": claim.id, "text": claim.text, "type": "I"})
    graph.taken = {claim.id for claim in claims}
    placed: dict[tuple[str, str], list[str]] = {}
    for link in argument_map.links(case):
        for way, node in graph.relation(link):
            placed.setdefault(way, []).append(node)
    said = argument_map.left_out(case, KEPT)
    for cut in argument_map.undercuts(case):
        if steps := placed.get(cut.ends):
            conflict = graph.node("CA", "Default Conflict", kind="undercut")
            graph.edge(cut.source, conflict)
            for step in steps:
                graph.edge(conflict, step)
        else:
            ends = " -> ".join(cut.ends)
            said.append(f"The attack of {cut.source} on {ends} is not written: the case has no such step.")
    for claim in claims:
        for party in claim.asserted_by:
            graph.locution(party, case.parties[party].name if party in case.parties else party, claim.id, claim.text)
    return json.dumps(graph.content(), ensure_ascii=False, indent=1) + "\n", tuple(said)


class _Writer:
    """Nodes and edges as they are put down."""

    def __init__(self) -> None:
        self.nodes: list[dict[str, Any]] = []
        self.edges: list[tuple[str, str]] = []
        self.locutions: list[dict[str, str]] = []
        self.people: dict[str, str] = {}
        self.taken: set[str] = set()
        self.count = 0

    def node(self, type_: str, words: str, **extra: Any) -> str:
        self.count += 1
        while str(self.count) in self.taken:
            self.count += 1
        name = str(self.count)
        self.nodes.append({"nodeID": name, "text": words, "type": type_, "scheme": words, **extra})
        return name

    def edge(self, source: str, target: str) -> None:
        self.edges.append((source, target))

    def relation(self, link: Link) -> list[tuple[tuple[str, str], str]]:
        """An inference or a conflict; two conflicts for a mutual rebuttal. Each with the ends of its step."""
        ways = [(link.source, link.target)]
        if link.mutual and link.source != link.target:
            ways.append((link.target, link.source))
        found = []
        for source, target in ways:
            if link.kind == "support":
                name = self.node("RA", "Default Inference")
            else:
                over = {"over": True} if link.kind == "rebut" and not link.mutual else {}
                name = self.node("CA", "Default Conflict", kind=link.kind, **over)
            self.edge(source, name)
            self.edge(name, target)
            found.append(((source, target), name))
        return found

    def locution(self, party: str, name: str, claim: str, words: str) -> None:
        said = self.node("L", f"{name} : {words}")
        self.nodes[-1].pop("scheme")
        act = self.node("YA", "Asserting")
        self.edge(said, act)
        self.edge(act, claim)
        self.locutions.append({"nodeID": said, "personID": party})
        self.people[party] = name

    def content(self) -> dict[str, Any]:
        return {
            "nodes": self.nodes,
            "edges": [
                {"edgeID": str(number), "fromID": source, "toID": target, "formEdgeID": None}
                for number, (source, target) in enumerate(self.edges, 1)
            ],
            "locutions": self.locutions,
            "participants": [
                {"participantID": party, "firstname": name, "surname": ""} for party, name in self.people.items()
            ],
        }
