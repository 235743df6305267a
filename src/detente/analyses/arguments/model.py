"""A case's claims as a framework of numbered arguments, and back.

The arguments are the claims, in the order of the file, then one for each link that somebody undercuts. Such a link stands for its source
*as far as it bears on its target*: it has the source's attackers and supporters, the undercutters attack it too, and it attacks
(or supports) the target in the source's place. For attacks this is how attacks on attacks are flattened in AFRA (Baroni, Cerutti, Giacomin & Guida 2011).
What attacks a part of a combination that is told with `and` attacks the combination as well, since each part is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from detente.case.model import And, Attack, Case, Claim, Expression, Held
from detente.theory.framework import Framework, framework

Pair = tuple[int, int]
Claims = Mapping[str, Claim]


@dataclass(frozen=True, slots=True)
class Link:
    """The step from one claim to another that somebody undercuts (claims by number); `attack`, or else a support."""

    source: int
    target: int
    attack: bool


@dataclass(frozen=True, slots=True, eq=False)
class Argued:
    """`names` of the claims; the framework's arguments after them are the `links`. `later`: claims that could not be made yet on `day`.

    `inherited`: attacks (attacker, combination) that come by way of a part of the combination.
    """

    names: tuple[str, ...]
    framework: Framework
    links: tuple[Link, ...] = ()
    later: tuple[str, ...] = ()
    day: date | None = None
    inherited: frozenset[Pair] = frozenset()

    def claim(self, argument: int) -> int:
        """The claim that an argument is, or (of a link) that it stands for."""
        known = len(self.names)
        return argument if argument < known else self.links[argument - known].source

    def name(self, argument: int) -> str:
        """The name of that claim."""
        return self.names[self.claim(argument)]

    @property
    def claims(self) -> int:
        """How many claims there are."""
        return len(self.names)


def argued(case: Case, day: date | None) -> Argued:
    """The claims that could be made on `day` (None: all), with their attacks and supports."""
    claims = {name: claim for name, claim in case.claims.items() if day is None or made(claim, day)}
    number = {name: n for n, name in enumerate(claims)}
    attacks = {
        pair
        for claim in claims.values()
        for attack in claim.attacks
        if attack.claim in number
        for pair in _both(attack, number[claim.id], number[attack.claim])
    }
    supports = {(number[c.id], number[other]) for c in claims.values() for other in c.supports if other in number}
    cuts = [
        (number[claim.id], (number[attack.link[0]], number[attack.link[1]]))
        for claim in claims.values()
        for attack in claim.attacks
        if attack.link is not None and attack.link[0] in number and attack.link[1] in number
    ]
    parts = {
        number[name]: [number[part] for part in needed(claim.means) if part in number] for name, claim in claims.items()
    }
    links, final_attacks, final_supports, inherited = _flattened(len(number), attacks, supports, cuts, parts)
    return Argued(
        tuple(claims),
        framework(len(claims) + len(links), sorted(final_attacks), sorted(final_supports)),
        links,
        tuple(name for name in case.claims if name not in claims),
        day,
        frozenset(inherited),
    )


def made(claim: Claim, day: date) -> bool:
    """Whether a claim could be made on a day."""
    return claim.since is None or claim.since <= day


def _both(attack: Attack, source: int, target: int) -> Iterable[Pair]:
    """A rebuttal is mutual unless it says `over`."""
    mutual = attack.kind == "rebut" and not attack.over
    return ((source, target), (target, source)) if mutual else ((source, target),)


def _inherited(parts: Mapping[int, list[int]], attacks: set[Pair], source: Mapping[int, int]) -> set[Pair]:
    """Attacks on combinations by way of their parts; `source`: the claim that a link stands for."""
    found: set[Pair] = set()
    while True:
        new = {
            (attacker, whole)
            for whole, inside in parts.items()
            for attacker, target in attacks | found
            if target in inside and source.get(attacker, attacker) != whole
        } - attacks
        if new <= found:
            return found
        found |= new


def needed(means: Expression | None) -> list[str]:
    """The claims each of which a combination needs: the parts of its outermost `and`."""
    if isinstance(means, Held):
        return [means.claim]
    return [name for part in means.parts for name in needed(part)] if isinstance(means, And) else []


def _flattened(
    size: int, attacks: set[Pair], supports: set[Pair], cuts: list[tuple[int, Pair]], parts: Mapping[int, list[int]]
) -> tuple[tuple[Link, ...], set[Pair], set[Pair], set[Pair]]:
    """The links that are undercut, and the attacks and supports with them in place."""
    pairs = [pair for pair in dict.fromkeys(pair for _, pair in cuts) if pair in attacks or pair in supports]
    node = {pair: size + n for n, pair in enumerate(pairs)}
    links = tuple(Link(*pair, pair in attacks) for pair in pairs)
    hits = {(node[pair], pair[1]) if pair in node else pair for pair in attacks}
    inherited = _inherited(parts, hits, {place: source for (source, _), place in node.items()})
    hits |= inherited
    helps = {(node[pair], pair[1]) if pair in node and pair not in attacks else pair for pair in supports}
    for (source, _), place in node.items():
        hits |= {(attacker, place) for attacker, target in tuple(hits) if target == source}
        helps |= {(supporter, place) for supporter, target in tuple(helps) if target == source}
    hits |= {(cutter, node[pair]) for cutter, pair in cuts if pair in node}
    return links, hits, helps, inherited
