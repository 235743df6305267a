"""Every number of a case by its address, and what the ranges mean: middles, draws, bounds.

The law (CASE, "Ranges"): a draw takes each number of the file once, uniform in its range and independent of every
other, and uses it wherever it counts. Only the weights of a party can hang together (`detente.case.laws`). An unknown
value or probability is uniform in 0..1, an unknown reservation (`no_deal`) in 0..100.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from detente.case.laws import Block, block_bounds, block_draw, block_mean, stream
from detente.case.model import Case, Conditional, Number, Preferences, Value
from detente.case.reports import report_numbers

Address = str


def numbers(case: Case) -> dict[Address, Number]:
    """Every number that counts in an agreement, by address.

    A credence stated for a combination of claims is a check on its parts (`detente.case.coherence`) and no number here. Those of events are the ones of `case.applied`; a source that such evidence comes from and that states no
    reliability has 1/2 here, and evidence that does not say how readily its source would report it anyway has an
    unknown chance.
    """
    found: dict[Address, Number] = {}
    for preferences in case.preferences.values():
        found.update(_of_party(preferences))
    for claim in case.claims.values():
        for party, prior in claim.credence.items() if claim.means is None else ():
            found[f"claims.{claim.id}.credence.{party}"] = prior
    found.update(report_numbers(case))
    return found


def _of_party(preferences: Preferences) -> Iterator[tuple[Address, Number]]:
    stem = f"preferences.{preferences.party}"
    for issue, weight in preferences.weights.items():
        yield f"{stem}.weights.{issue}", weight
    for issue, values in preferences.values.items():
        for option, value in values.items():
            yield from _of_value(f"{stem}.values.{issue}.{option}", value)
    for place, bonus in enumerate(preferences.together):
        yield from _of_value(f"{stem}.together.{place}.add", bonus.add)
    if preferences.no_deal is not None:
        yield f"{stem}.no_deal", preferences.no_deal


def _of_value(address: Address, value: Value) -> Iterator[tuple[Address, Number]]:
    if isinstance(value, Conditional):
        yield f"{address}.then", value.then
        yield f"{address}.else", value.otherwise
    else:
        yield address, value


def span(address: Address, number: Number) -> tuple[Fraction, Fraction]:
    """The range of a number by itself; unknown ones: 0..100 for points (weights, `add`, `no_deal`), else 0..1."""
    if not number.unknown:
        return number.low, number.high
    parts = address.split(".")
    points = parts[0] == "preferences" and (parts[-1] == "no_deal" or parts[2] in ("weights", "together"))
    return Fraction(0), Fraction(100 if points else 1)


def _block(preferences: Preferences) -> Block | None:
    """The party's weights, where `unknown` or `order` tie them together."""
    weights = preferences.weights
    order = tuple(issue for issue in preferences.order if issue in weights)
    if len(order) < 2 and not any(weight.unknown for weight in weights.values()):
        return None
    places = {issue: k for k, issue in enumerate(weights)}
    ranges = tuple(None if w.unknown else (w.low, w.high) for w in weights.values())
    return Block(ranges, tuple(places[issue] for issue in order))


def _blocks(case: Case) -> Iterator[tuple[Preferences, Block]]:
    for preferences in case.preferences.values():
        block = _block(preferences)
        if block is not None:
            yield preferences, block


def _told(preferences: Preferences, error: ValueError) -> ValueError:
    where = f"preferences.{preferences.party}"
    order = f" Its order is {', '.join(preferences.order)}." if preferences.order else ""
    return ValueError(
        f"{where}.weights: {error}.{order} Widen a range, lower a weight, or drop an issue from the order."
    )


def _seeds(seed: int, address: Address) -> tuple[int, int]:
    if seed < 0:
        raise ValueError(f"The seed is {seed}; it must be 0 or more.")
    return seed, int.from_bytes(hashlib.sha256(address.encode()).digest()[:8], "big")


def midpoints(case: Case) -> dict[Address, Fraction]:
    """The middle of each number, exact; weights in points, after the law (`detente.case.laws.block_mean`).

    Raises ValueError for weights that no draw can meet.
    """
    found = {address: sum(span(address, number), Fraction(0)) / 2 for address, number in numbers(case).items()}
    for preferences, block in _blocks(case):
        stem = f"preferences.{preferences.party}.weights"
        try:
            means = block_mean(block, _seeds(0, stem))
        except ValueError as error:
            raise _told(preferences, error) from None
        found.update(zip((f"{stem}.{issue}" for issue in preferences.weights), means, strict=True))
    return found


def draw(case: Case, n: int, seed: int) -> dict[Address, NDArray[np.float64]]:
    """`n` draws of every number: address -> float64 (n,); weights in points, not divided to sum to 100.

    Each address has a stream of its own (the weights of one party one together, where `unknown` or `order` tie them),
    so that other numbers, added or taken away, change none of its draws. Raises ValueError for weights that no draw
    can meet.
    """
    found: dict[Address, NDArray[np.float64]] = {}
    for preferences, block in _blocks(case):
        stem = f"preferences.{preferences.party}.weights"
        try:
            drawn = block_draw(block, n, stream(_seeds(seed, stem)))
        except ValueError as error:
            raise _told(preferences, error) from None
        found.update((f"{stem}.{issue}", drawn[:, k].copy()) for k, issue in enumerate(preferences.weights))
    stated = numbers(case)
    for address, number in stated.items():
        if address in found:
            continue
        low, high = span(address, number)
        if low == high:
            found[address] = np.full(n, float(low))
        else:
            rng = stream(_seeds(seed, address))
            found[address] = float(low) + (float(high) - float(low)) * rng.random(n)
    return {address: found[address] for address in stated}


def bounds(case: Case) -> dict[Address, tuple[Fraction, Fraction]]:
    """Outer bounds of each number. Widening any range never narrows any of them.

    Weights: within what `order` and, with `unknown`, the 100 points leave; they then sum to 100. Raises ValueError
    for weights that no draw can meet.
    """
    found = {address: span(address, number) for address, number in numbers(case).items()}
    for preferences, block in _blocks(case):
        stem = f"preferences.{preferences.party}.weights"
        try:
            ranges = block_bounds(block)
        except ValueError as error:
            raise _told(preferences, error) from None
        found.update(zip((f"{stem}.{issue}" for issue in preferences.weights), ranges, strict=True))
    return found
