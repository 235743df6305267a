"""Random additive cases of any size, as case files and as plain numbers. One seed, one case."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """A benchmark: so many parties, issues and options of each. `coupled`: neighbouring issues count together, and rules
    tie them. `most` seconds for the whole process, and `memory` megabytes, are what must not be passed."""

    name: str
    parties: int
    issues: int
    options: int
    most: float
    memory: float | None = None
    coupled: bool = False
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Additive:
    """Numbers of a random case: `weights[p][k]` (summing to 1) and `values[p][k][option]`, in thousandths."""

    weights: list[list[int]]
    values: list[list[list[int]]]
    no_deal: int


def additive(size: Size, seed: int) -> Additive:
    """Weights in thousandths that sum to 1000, values in thousandths with a best and a worst in every issue."""
    rng = random.Random(seed)
    weights = []
    for _ in range(size.parties):
        raw = [rng.randint(1, 100) for _ in range(size.issues)]
        shares = [max(1, 1000 * part // sum(raw)) for part in raw]
        shares[0] += 1000 - sum(shares)
        weights.append(shares)
    values = [[_values(size.options, rng) for _ in range(size.issues)] for _ in range(size.parties)]
    return Additive(weights, values, 300)


def _values(options: int, rng: random.Random) -> list[int]:
    drawn = [rng.randint(0, 1000) for _ in range(options)]
    best, worst = rng.sample(range(options), 2)
    drawn[best], drawn[worst] = 1000, 0
    return drawn


def case_text(size: Size, seed: int) -> str:
    """The case file."""
    numbers = additive(size, seed)
    lines = ["detente: 1", f"title: {size.name}", "parties:"]
    lines += [f"  p{party}: {{name: Party {party}}}" for party in range(size.parties)]
    lines.append("issues:")
    options = ", ".join(f"o{option}: {{}}" for option in range(size.options))
    lines += [f"  i{issue}: {{options: {{{options}}}}}" for issue in range(size.issues)]
    if size.coupled:
        lines.append("rules:")
        lines += [f"  - never: i{issue} = o0 and i{issue + 1} = o1" for issue in range(size.issues - 1)]
    lines.append("preferences:")
    for party in range(size.parties):
        lines += _party(size, numbers, party)
    return "\n".join(lines) + "\n"


def _party(size: Size, numbers: Additive, party: int) -> list[str]:
    weights = ", ".join(f"i{k}: {weight / 10}" for k, weight in enumerate(numbers.weights[party]))
    lines = [f"  p{party}:", f"    weights: {{{weights}}}", "    values:"]
    for issue, values in enumerate(numbers.values[party]):
        inside = ", ".join(f"o{option}: {value / 1000}" for option, value in enumerate(values))
        lines.append(f"      i{issue}: {{{inside}}}")
    if size.coupled:
        lines.append("    together:")
        lines += [
            f"      - {{when: i{issue} = o{party} and i{issue + 1} = o{party + 2}, add: {party + 3}}}"
            for issue in range(0, size.issues - 1, 2)
        ]
    return [*lines, f"    no_deal: {numbers.no_deal / 10}"]
