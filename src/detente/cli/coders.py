"""How far coders agree: from their files to numbers and sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from detente.cli.frame import Misuse
from detente.documents.coding import ADJUDICATED, Decision, Entry, Value, pending, read_coder
from detente.documents.coding import coders as known
from detente.documents.comparing import VARIABLES, both_decided, codes, differences, marked, matched_spans
from detente.theory.reliability import Reliability, overlap, reliability, shared_characters

ABOUT = {
    "decision": "whether it is a statement",
    "kind": "its kind",
    "actor": "who makes it",
    "target": "to whom",
    "against": "whether it denies or refuses",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two coders: how many entries both decided about, the overlap of their spans (over the entries that both accepted: share of
    characters, mean Jaccard, mean Dice; and over all that either marked), and the entries where they differ, with the fields."""

    first: str
    second: str
    decided: int
    spans: int
    characters: float | None
    jaccard: float | None
    dice: float | None
    marked: float | None
    differ: Mapping[str, tuple[str, ...]]
    settled: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `coders` finds: how much each coder decided, alpha and plain agreement per variable, and pair by pair."""

    statements: int
    decided: Mapping[str, int]
    variables: Mapping[str, Reliability]
    pairs: tuple[Pair, ...]
    draws: int
    seed: int


def compare(folder: Path, entries: Sequence[Entry], draws: int = 1000, seed: int = 0) -> Comparison:
    """The coders of a case folder compared. Raises Misuse where fewer than two have decided anything."""
    names = known(folder)
    if len(names) < 2:
        so_far = names[0] if names else "nobody"
        raise Misuse(f"Agreement takes two coders; so far {so_far} has decided. Let another review: --coder NAME")
    all_ = [read_coder(folder, name) for name in names]
    settled = read_coder(folder, ADJUDICATED)
    variables = {name: reliability(_numbers(codes(entries, all_, name)), "nominal", draws, seed) for name in VARIABLES}
    pairs = tuple(
        _pair((names[one], names[two]), entries, all_[one], all_[two], settled)
        for one, two in combinations(range(len(names)), 2)
    )
    decided = {name: len(entries) - len(pending(entries, own)) for name, own in zip(names, all_, strict=True)}
    return Comparison(len(entries), decided, variables, pairs, draws, seed)


def _numbers(said: Sequence[Sequence[Value]]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Codes as numbers (coders, entries), NaN for None."""
    index = {value: n for n, value in enumerate(sorted({str(v) for row in said for v in row if v is not None}))}
    rows = [[math.nan if value is None else float(index[str(value)]) for value in row] for row in said]
    return np.array(rows, dtype=np.float64).reshape(len(said), -1)


def _pair(
    names: tuple[str, str],
    entries: Sequence[Entry],
    first: Mapping[str, Decision],
    second: Mapping[str, Decision],
    settled: Mapping[str, Decision],
) -> Pair:
    spans = overlap(*matched_spans(entries, first, second))
    both = both_decided(entries, first, second)
    differ = {one.entry.id: one.fields for one in differences(entries, first, second)}
    return Pair(
        *names,
        len(both),
        spans.spans,
        spans.characters,
        spans.jaccard,
        spans.dice,
        _marked(both, first, second),
        differ,
        sum(name in settled for name in differ),
    )


def _marked(both: Sequence[Entry], first: Mapping[str, Decision], second: Mapping[str, Decision]) -> float | None:
    """Of the characters that either marked in any source, the share that both did; sources end to end."""
    one, two = marked(both, first), marked(both, second)
    left: list[tuple[int, int]] = []
    right: list[tuple[int, int]] = []
    shift = 0
    for source in sorted({*one, *two}):
        spans = (one.get(source, []), two.get(source, []))
        for out, side in zip((left, right), spans, strict=True):
            out += [(start + shift, end + shift) for start, end in side]
        shift += max(end for side in spans for _, end in side)
    return shared_characters(left, right)


# ---------------------------------------------------------------- in words


def told(found: Comparison) -> str:
    """The comparison in sentences."""
    lines = [
        f"{found.statements} statements; " + ", ".join(f"{who} decided {n}" for who, n in found.decided.items()) + ".",
        "",
    ]
    lines += [sentence(name, one) for name, one in found.variables.items()]
    for pair in found.pairs:
        lines += ["", *_pair_told(pair)]
    lines += [
        "",
        "Coders saw the same draft, and a draft is easier to accept than to change: agreement here is likely to be higher than between coders "
        "who start from the bare text.",
    ]
    if found.draws:
        lines.append(
            f"Intervals hold 95 % of {found.draws:,} draws of the statements; they measure which statements were coded, nothing else."
        )
    return "\n".join(lines) + "\n"


def sentence(name: str, one: Reliability) -> str:
    """What alpha of one variable is, in a sentence."""
    about = ABOUT[name]
    if one.units == 0:
        return f"{name}: no statement has two codes on {about}, so nothing can be said."
    counted = f"{one.units} statement{'' if one.units == 1 else 's'} coded twice"
    if one.alpha is None:
        return f"{name}: on {about} all codes are the same ({counted}); alpha is undefined, since nothing could have differed by chance."
    between = f" ({one.low:.2f} to {one.high:.2f})" if one.low is not None and one.high is not None else ""
    agreement = f"{100 * (one.agreement or 0):.0f} % of codes agree"
    return f"{name}: on {about} Krippendorff's alpha is {one.alpha:.2f}{between}; {agreement}, {counted}."


def _pair_told(pair: Pair) -> list[str]:
    who = f"{pair.first} and {pair.second}"
    if not pair.decided:
        return [f"{who} have decided about no statement in common."]
    lines = []
    if pair.jaccard is not None and pair.dice is not None and pair.characters is not None:
        lines.append(
            f"{who} both accepted {pair.spans}; of the characters that either marked there both marked {100 * pair.characters:.0f} % "
            f"(mean Jaccard {pair.jaccard:.2f}, Dice {pair.dice:.2f})."
        )
    if pair.marked is not None:
        lines.append(
            f"Over all that either took for a statement both marked {100 * pair.marked:.0f} % of the characters."
        )
    if not pair.differ:
        return [*lines, f"{who} decided alike about all {pair.decided} that both decided about."]
    lines.append(f"{who} differ about {len(pair.differ)} of {pair.decided}; {pair.settled} of these are settled:")
    lines += [f"  {name}: {', '.join(fields)}" for name, fields in pair.differ.items()]
    if pair.settled < len(pair.differ):
        lines.append(f"Settle them: detente review CASE --adjudicate {pair.first},{pair.second} --coder NAME")
    return lines
