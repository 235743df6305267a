"""In plain words: why numbers that a party states do not fit together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm

import numpy as np
from numpy.typing import NDArray

from detente.case.model import Case
from detente.case.worlds import atoms_of

Range = tuple[Fraction, Fraction]
LARGEST_FACTOR = 5


def decimals(ends: Range, *, exact: bool = False) -> str:
    """A number or a range in decimals: to four digits, or exactly (as a fraction such as 1/3 where it has no end)."""
    low, high = (_decimal(end, exact) for end in ends)
    return low if low == high else f"{low}..{high}"


def _decimal(number: Fraction, exact: bool) -> str:
    if not exact:
        return f"{float(number):.4g}"
    for places in range(19):
        whole = number * 10**places
        if whole.denominator == 1:
            return f"{int(whole) / 10**places:.{places}f}" if places <= 15 else str(number)
    if len(str(number)) > 50:
        number = number.limit_denominator(10**24)
    return str(number)


def why(
    case: Case, party: str, stated: Mapping[str, Range], truth: NDArray[np.bool_], shift: Sequence[Fraction]
) -> str:
    """Why the numbers `stated` of some claims do not fit together although any fewer of them do, in one sentence.

    `truth`: bool (worlds, claims), every different way in which they can be true together; `shift`: from the stated numbers to the nearest
    that fit.
    """
    name = case.parties[party].name
    claims = list(stated)
    if len(claims) == 1:
        cannot = "it cannot be true, whatever else is" if not truth.any() else "it is true, whatever else is"
        return f"{name} gives {_each(stated)}, and {cannot}."
    if len(claims) == 2:
        told = _of_two(case, name, stated, truth)
        if told:
            return told
    true = truth.sum(axis=1)
    whose = f"{owner(name)} credences in {'both' if len(claims) == 2 else 'them'}"
    low, high = (sum((ends[side] for ends in stated.values()), Fraction(0)) for side in (0, 1))
    if true.max() <= 1 and low > 1:
        said = (
            f"Exactly one of {_listed(claims)} is true" if true.min() == 1 else f"{_listed(claims)} exclude each other"
        )
        return f"{said}, and {whose} add up to {_sum(low, high, low)}."
    if true.min() >= 1 and high < 1:
        said = "Exactly" if true.max() == 1 else "At least"
        return f"{said} one of {_listed(claims)} is true, and {whose} add up to {'only ' if low == high else ''}{_sum(low, high, high)}."
    return _linear(name, stated, truth, shift)


def _of_two(case: Case, name: str, stated: Mapping[str, Range], truth: NDArray[np.bool_]) -> str | None:
    """One of two claims follows from the other and is held less likely, or both come to the same."""
    for one, other in ((0, 1), (1, 0)):
        if (truth[:, one] & ~truth[:, other]).any():
            continue
        narrow, wide = list(stated)[one], list(stated)[other]
        told = f"{name} holds {narrow} ({decimals(stated[narrow])}) likelier than"
        if stated[narrow][0] <= stated[wide][1]:
            continue
        if not (truth[:, other] & ~truth[:, one]).any():
            return f"{told} {wide} ({decimals(stated[wide])}), though each means the other."
        means = case.claims[narrow].means
        if means is not None and wide in atoms_of(means):
            return f"{told} its part {wide} ({decimals(stated[wide])})."
        return f"{told} {wide} ({decimals(stated[wide])}), which is true whenever {narrow} is."
    return None


def _linear(name: str, stated: Mapping[str, Range], truth: NDArray[np.bool_], shift: Sequence[Fraction]) -> str:
    """The inequality that every world keeps and the numbers break; in general terms where its factors are too large to read."""
    common = lcm(*(part.denominator for part in shift))
    whole = [int(part * common) for part in shift]
    factors = [part // gcd(*whole) for part in whole]
    claims = list(stated)
    if max(map(abs, factors)) > LARGEST_FACTOR:
        return f"{owner(name)} credences ({_each(stated)}) do not fit together: no chances of what these claims are made of give all of them."
    most = sum(part < 0 for part in factors) < sum(part > 0 for part in factors)
    signed = factors if most else [-part for part in factors]
    sums = truth.astype(np.int64) @ np.array(signed, dtype=np.int64)
    ends = [[part * end for end in stated[claim]] for part, claim in zip(signed, claims, strict=True)]
    low, high = sum((min(pair) for pair in ends), Fraction(0)), sum((max(pair) for pair in ends), Fraction(0))
    least = high < int(sums.min())
    limit = int(sums.min() if least else sums.max())
    told = f"and {owner(name)} credences ({_each(stated)})"
    if limit == 0:
        added, taken = _terms(claims, signed)
        more, less = (added, taken) if least else (taken, added)
        return f"Whatever is true, {' + '.join(less)} can be no likelier than {' + '.join(more)}, {told} break that."
    added, taken = _terms(claims, signed)
    text = " - ".join([" + ".join(added), *taken])
    counted = f"at {'least' if least else 'most'} {limit} (1 for each that is true, 0 for each that is not)"
    return f"Whatever is true, {text} comes to {counted}, {told} make it {_sum(low, high, high if least else low)}."


def _terms(claims: Sequence[str], factors: Sequence[int]) -> tuple[list[str], list[str]]:
    """The claims that are added, and those that are taken away."""
    told = [f"{abs(part)} × {claim}" if abs(part) > 1 else claim for part, claim in zip(factors, claims, strict=True)]
    added = [text for text, part in zip(told, factors, strict=True) if part > 0]
    return added, [text for text, part in zip(told, factors, strict=True) if part < 0]


def _sum(low: Fraction, high: Fraction, shown: Fraction) -> str:
    """A sum; of ranges, the end that is nearest to what it should be."""
    if low == high:
        return decimals((low, high))
    return f"at {'least' if shown == low else 'most'} {decimals((shown, shown))}"


def _each(stated: Mapping[str, Range]) -> str:
    return ", ".join(f"{claim} {decimals(ends)}" for claim, ends in stated.items())


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def owner(name: str) -> str:
    """`Alder's`, `the United States'`."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"
