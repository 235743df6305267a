"""Maps of arguments: what attacks and supports what, a map for each conclusion, small enough to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.arguments import telling
from detente.analyses.arguments.telling import upper
from detente.result import Arc, ArcKind, Graph, Node, NodeKind, Sign

if TYPE_CHECKING:
    from detente.analyses.arguments.answer import ArgumentsResult
    from detente.analyses.arguments.reasons import Group

MOST = 40
"""A part of the map with more claims than this has a map for each conclusion, or none."""
MANY, FEW = 28, 6
"""A map around a conclusion with more claims than MANY leaves out what attacks the attackers; other parts with no more than FEW share a picture."""
LABEL = 60
KINDS: dict[str, NodeKind] = {"unanswered": "holds", "contested": "open", "answered": "falls"}
SIGNS = (
    Sign("holds", "unanswered", "nothing in this file answers it"),
    Sign("open", "contested", "it and what attacks it hold each other up"),
    Sign("falls", "answered", "something that is unanswered attacks it"),
    Sign("attack", "attacks", "as its label says; “each other” goes both ways"),
    Sign("support", "supports", "counts for strength alone"),
    Sign("start", "conclusion", "what the reasons are given for"),
)


def graphs(result: ArgumentsResult) -> list[Graph]:
    """A map around each conclusion, then one for each part of what these leave out, where it is small enough."""
    told: list[Graph] = []
    shown: list[set[int]] = []
    for group in result.groups:
        around = _around(result, (group.conclusion, *group.reasons))
        if len(around) <= MOST and not any(around <= other for other in shown):
            told.append(_graph(result, sorted(around), group))
            shown.append(around)
    drawn = {
        frozenset(end.split(" -> ")[0] for end in (arc.source, arc.target)) for graph in told for arc in graph.arcs
    }
    names = result.found.names
    rest = [pair for pair in _pairs(result) if frozenset(names[n] for n in pair) not in drawn]
    small: list[int] = []
    for part in _parts(result, rest):
        if len(part) <= FEW and len(small) + len(part) <= MOST:
            small += sorted(part)
        elif len(part) <= MOST:
            told.append(_graph(result, sorted(part), None))
    return (
        [*told, _graph(result, small, None, "What else attacks and supports what" if told else "")] if small else told
    )


def _pairs(result: ArgumentsResult) -> list[tuple[int, int]]:
    """Who attacks or supports whom, links taken as their source."""
    framework = result.found.framework
    return [
        (result.found.claim(s), result.found.claim(t))
        for pairs in (framework.attacks, framework.supports)
        for s, t in pairs.tolist()
    ]


def _around(result: ArgumentsResult, core: Sequence[int]) -> set[int]:
    """The core, what attacks or supports it, and, where that is not too much, what attacks that; and what undercuts a link between them."""
    pairs = _pairs(result)
    near = set(core) | {source for source, target in pairs if target in core}
    attacks = {(result.found.claim(s), result.found.claim(t)) for s, t in result.found.framework.attacks.tolist()}
    far = near | {source for source, target in attacks if target in near}
    found = far if len(far) <= MANY else near
    for number, link in enumerate(result.found.links):
        if {link.source, link.target} <= found:
            cutting = result.found.framework.attacks[:, 1] == result.found.claims + number
            cutters = result.found.framework.attacks[cutting, 0].tolist()
            found |= {result.found.claim(a) for a in cutters if _cuts(result, result.found.name(a), number)}
    return found


def _parts(result: ArgumentsResult, pairs: Sequence[tuple[int, int]]) -> list[set[int]]:
    """What these pairs join, in connected parts, by their first claims."""
    if result.found.claims > 2000:
        return []
    leader = list(range(result.found.claims))

    def find(n: int) -> int:
        while leader[n] != n:
            leader[n] = leader[leader[n]]
            n = leader[n]
        return n

    for source, target in pairs:
        leader[max(find(source), find(target))] = min(find(source), find(target))
    parts: dict[int, set[int]] = {}
    for n in range(result.found.claims):
        parts.setdefault(find(n), set()).add(n)
    return [part for part in parts.values() if len(part) > 1]


def _graph(result: ArgumentsResult, claims: Sequence[int], group: Group | None, title: str = "") -> Graph:
    conclusion = None if group is None else group.conclusion
    helped = None if group is None else {group.conclusion, *group.reasons}
    names = result.found.names
    inside = set(claims)
    links = [n for n, link in enumerate(result.found.links) if {link.source, link.target} <= inside]
    nodes = [_node(result, n, n == conclusion) for n in claims] + [_step(result, n) for n in links]
    arcs = _arcs(result, inside, set(links), helped)
    first = conclusion if conclusion is not None else claims[0]
    about = (
        f"for {telling.quoted(result, first)}" if conclusion is not None else f"around {telling.quoted(result, first)}"
    )
    counts = [f"{sum(result.neutral.status(n) == status for n in claims)} {status}" for status in KINDS]
    told = (
        f"{wording.count(len(claims), 'claim')} joined by {wording.count(sum(a.kind == 'attack' for a in arcs), 'attack')} and "
        f"{wording.count(sum(a.kind == 'support' for a in arcs), 'support')}; for a neutral reader {wording.listed(counts)}."
    )
    return Graph(
        f"map-{names[first]}" if result.case is not None else "map" if len(claims) == len(names) else f"map-{first}",
        title
        or (
            f"What speaks {about} and against it"
            if conclusion is not None
            else f"What attacks and supports what, {about}"
        ),
        told,
        tuple(nodes),
        tuple(arcs),
        note="For a neutral reader. Attacks have a bar before the head of the arrow, supports are broken lines with an open head. What attacks a claim here may stand on another map."
        + (" A step is the link from one claim to another, which something attacks." if links else ""),
        signs=SIGNS,
    )


def _node(result: ArgumentsResult, n: int, conclusion: bool) -> Node:
    status = result.neutral.status(n)
    name = result.found.names[n]
    if result.case is None:
        return Node(name, name, KINDS[status], conclusion)
    claim = result.case.claims[name]
    who = upper(wording.parties(result.case, claim.asserted_by)).removeprefix("The ")
    label = telling.short(claim.text, LABEL)
    return Node(name, f"{who}:\n{label}" if who else label, KINDS[status], conclusion, detail=claim.text)


def _step(result: ArgumentsResult, number: int) -> Node:
    link = result.found.links[number]
    source, target = result.found.names[link.source], result.found.names[link.target]
    kind: NodeKind = KINDS[result.neutral.status(result.found.claims + number)] if link.attack else "plain"
    said = "the step from the one to the other"
    if result.case is not None:
        texts = [telling.short(result.case.claims[name].text, 26) for name in (source, target)]
        said = f"the step from “{texts[0]}” to “{texts[1]}”"
    return Node(f"{source} -> {target}", said, kind, detail=f"from {source} to {target}")


def _arcs(result: ArgumentsResult, inside: set[int], links: set[int], helped: set[int] | None) -> list[Arc]:
    """The arrows between claims that are shown, of supports those of the `helped` (None: all); a mutual attack is one arrow. Links that are
    undercut stand between their ends."""
    found = result.found
    framework, known = found.framework, found.claims
    step = {(link.source, link.target): known + n for n, link in enumerate(found.links)}
    kinds: list[tuple[ArcKind, list[list[int]]]] = [
        ("attack", framework.attacks.tolist()),
        ("support", framework.supports.tolist()),
    ]
    told: list[Arc] = []
    done: set[tuple[int, int]] = set()

    def shown(argument: int) -> bool:
        return argument in inside if argument < known else argument - known in links

    def named(argument: int) -> str:
        return found.names[argument] if argument < known else _step(result, argument - known).id

    for kind, pairs in kinds:
        there = {(s, t) for s, t in pairs}
        for source, target in sorted(there, key=lambda pair: (not _written(result, pair), pair)):
            if not (shown(source) and shown(target)) or (kind == "attack" and (target, source) in done):
                continue
            if kind == "support" and helped is not None and target not in helped:
                continue
            if target >= known and not _cuts(result, found.name(source), target - known):
                continue
            done |= {(source, target)} if kind == "attack" else set()
            mutual = kind == "attack" and (target, source) in there and source != target
            label = (
                "each other"
                if mutual
                else "by a part"
                if (source, target) in found.inherited and kind == "attack"
                else ""
            )
            told.append(Arc(named(source), named(target), label, kind))
    for (source, target), argument in step.items():
        if argument - known in links:
            kind = "attack" if found.links[argument - known].attack else "support"
            told.append(Arc(named(source), named(argument), "", kind))
            if not found.links[argument - known].attack and not any(a.source == named(argument) for a in told):
                told.append(Arc(named(argument), named(target), "", kind))
    return told


def _written(result: ArgumentsResult, pair: tuple[int, int]) -> bool:
    """Whether the file has the attack this way round."""
    if result.case is None or max(pair) >= result.found.claims:
        return True
    source, target = (result.found.names[n] for n in pair)
    return any(attack.claim == target for attack in result.case.claims[source].attacks)


def _cuts(result: ArgumentsResult, name: str, number: int) -> bool:
    """Whether a claim undercuts a link, and does not only attack or support its source."""
    link = result.found.links[number]
    if result.case is None or name not in result.case.claims:
        return False
    ends = (result.found.names[link.source], result.found.names[link.target])
    return any(attack.link == ends for attack in result.case.claims[name].attacks)
