"""What to do to one base case: a variant, and the case that it makes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from detente import steps
from detente.case import events, numbers
from detente.case.addresses import AddressError, get, set_in
from detente.case.model import Case
from detente.case.read import from_tree
from detente.result import WrongUse

Varied = dict[str, str | float | int]
"""What was varied, one entry a column."""
DECIMALS = 6
"""Drawn numbers are written with so many, as exact decimals of the case."""


@dataclass(frozen=True, slots=True)
class Variant:
    """What to do to a base case, in this order: `set` (address -> value as the file writes it), `without` (addresses), `evidence`, `as_of`
    (a day), as `detente.steps.prepared` takes them; then to go back to its first `events` events; then, with `draw`, to set every number that
    has a range to a drawn one. `draw` says which draw; `seed` is where chance begins, for it and for the answer (None: the sweep says)."""

    set: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    as_of: str | None = None
    events: int | None = None
    draw: int | None = None
    seed: int | None = None


def key(variant: Variant) -> str:
    """What identifies a variant, as text: the same steps, the same key."""
    said = {
        "set": dict(variant.set),
        "without": list(variant.without),
        "evidence": list(variant.evidence),
        "as_of": variant.as_of,
        "events": variant.events,
        "draw": variant.draw,
        "seed": variant.seed,
    }
    return json.dumps({k: v for k, v in said.items() if v or v == 0}, ensure_ascii=False, sort_keys=True)


def joined(one: Variant, other: Variant) -> Variant:
    """Both at once. Raises WrongUse where they do not go together."""
    twice = one.set.keys() & other.set.keys()
    for name in ("as_of", "events", "draw", "seed"):
        if getattr(one, name) is not None and getattr(other, name) is not None:
            twice |= {name}
    if twice:
        raise WrongUse(f"{sorted(twice)[0]} is varied twice. Give all its values at once: ADDRESS=10|20|30.")
    return Variant(
        {**one.set, **other.set},
        one.without + other.without,
        one.evidence + other.evidence,
        one.as_of if other.as_of is None else other.as_of,
        one.events if other.events is None else other.events,
        one.draw if other.draw is None else other.draw,
        one.seed if other.seed is None else other.seed,
    )


def varied(variant: Variant) -> Varied:
    """What a variant varies, one entry a column: values as numbers where they are numbers."""
    found: Varied = {address: plain(value) for address, value in variant.set.items()}
    if variant.without:
        found["without"] = " and ".join(variant.without)
    if variant.evidence:
        found["evidence"] = " and ".join(variant.evidence)
    if variant.as_of is not None:
        found["as_of"] = variant.as_of
    if variant.draw is not None:
        found["draw"] = variant.draw
    return found


def plain(text: str) -> str | float | int:
    """A value as a number where it is written as one."""
    try:
        number = float(text)
    except ValueError:
        return text
    if number != number or abs(number) == float("inf") or "_" in text:
        return text
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def made(base: Case, variant: Variant, seed: int) -> tuple[Case, Varied]:
    """The case that a variant makes of its base, and what was varied. Raises what the steps raise."""
    case, told = base, varied(variant)
    asked: dict[str, Any] = {
        "set": [f"{address}={value}" for address, value in variant.set.items()],
        "without": variant.without,
        "evidence": variant.evidence,
        "as_of": variant.as_of,
    }
    if any(asked.values()):
        case = steps.prepared(case, asked)
    if variant.events is not None:
        case = events.apply_first(case, variant.events)
        told["after"] = case.applied[-1] if case.applied else "no event"
    if variant.draw is not None:
        case, drawn = drawn_case(case, seed)
        told |= drawn
    return case, told


def drawn_case(case: Case, seed: int) -> tuple[Case, dict[str, float]]:
    """The case of one draw from the team's ranges (the law of `detente.case.numbers`), and what was drawn, by address.

    Numbers are changed as they stand on the case's day, after what its events wrote. Each keeps its reason and what it rests on.
    """
    stated = numbers.numbers(case)
    ranged = {address for address, number in stated.items() if number.unknown or number.low != number.high}
    tied = {address.rsplit(".", 1)[0] for address in ranged if ".weights." in address}
    drawn: dict[str, float] = {}
    tree = case.tree
    for address, values in numbers.draw(case, 1, seed).items():
        if address not in ranged and address.rsplit(".", 1)[0] not in tied:
            continue
        value = round(float(values[0]), DECIMALS)
        tree = set_in(tree, address, _written(tree, address, f"{value:.{DECIMALS}f}"))
        if address in ranged:
            drawn[address] = value
    return from_tree(tree, case.origin, case.base, case.applied), drawn


def _written(tree: Any, address: str, text: str) -> Any:
    try:
        old = get(tree, address)
    except AddressError:
        return text
    return {**old, "value": text} if isinstance(old, Mapping) and "value" in old else text
