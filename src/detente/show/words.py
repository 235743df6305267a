"""The words and numbers that text and pages share: cells, marks of scope and their meanings, what repeats what."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from detente.result import Cell, Chart, Column, Finding, Graph, Map, Record, Table, View

MISSING = "–"
_LARGEST_IN_FULL = 10**15
_SPACE = re.compile(r"\s+")

_MEANINGS = {
    "throughout": "proved for every number inside the team's ranges",
    "depends": "true for some numbers inside the team's ranges and false for others",
    "never": "the opposite is proved for every number inside the team's ranges",
    "unknown": "neither proved for all numbers inside the team's ranges, nor seen both true and false in draws from them",
}
_NAMES = {"throughout": "throughout", "depends": "depends", "never": "never", "unknown": "not settled"}
SHARE_MEANS = "A share of draws says how a sentence fares inside ranges that the team chose; it is no probability."


def clean(text: str) -> str:
    """`text` on one line, without anything that could steer a terminal or reorder a line.

    White space becomes single spaces; control characters, marks that override the direction of writing and lone
    surrogates are dropped, since case files come from strangers.
    """
    kept = "".join(char for char in text if char.isspace() or not _steers(char))
    return _SPACE.sub(" ", kept).strip()


def _steers(char: str) -> bool:
    if unicodedata.category(char) in ("Cc", "Cs"):
        return True
    return "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"


def cell_text(value: Cell, column: Column) -> str:
    """One cell as a person reads it. A cell without a value is a dash; an integer of more than 15 digits is rounded."""
    if value is None:
        return MISSING
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and not math.isfinite(value):
        return MISSING
    if column.format == "integer" or (column.format in ("number", "gain") and abs(value) >= _LARGEST_IN_FULL):
        return integer_text(round(value))
    if column.format == "percent":
        return _percent(float(value))
    if column.format == "gain":
        return _gain(float(value))
    if column.format == "number":
        return _signed(f"{value:.2f}")
    return integer_text(value) if isinstance(value, int) else _signed(f"{value:g}")


def integer_text(value: int) -> str:
    """An integer with separators; beyond 15 digits three digits and a power of ten (JSON keeps it exactly)."""
    if abs(value) < _LARGEST_IN_FULL:
        return _signed(f"{value:,}")
    size = abs(value)
    exponent = math.floor(math.log10(size))
    exponent += (size >= 10 ** (exponent + 1)) - (size < 10**exponent)
    return f"{'−' if value < 0 else ''}{size * 100 // 10**exponent / 100:.2f} × 10^{exponent}"


def _percent(share: float) -> str:
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return _signed(f"{100 * share:.0f}%")


def _gain(value: float) -> str:
    if value == 0:
        return "0.00"
    return _signed(f"{value:+.2f}" if abs(value) >= 0.005 else f"{value:+.1g}")


def _signed(digits: str) -> str:
    if digits.startswith("-") and not any(digit in digits for digit in "123456789"):
        digits = digits[1:]
    return digits.replace("-", "−") if "e" not in digits else digits


def draws_text(share: float, parameters: Mapping[str, Any]) -> str:
    """A share of draws in words: `31 of 100 draws`, `all 1,000 draws`. Counted in the draws that the record made."""
    made = parameters.get("draws")
    count = made if isinstance(made, int) and not isinstance(made, bool) and made > 0 else 100
    if abs(share * count - round(share * count)) > 1e-6 * count:
        count = 100
    held = round(share * count)
    total = integer_text(count)
    if share >= 1:
        return f"all {total} draws"
    if share <= 0:
        return f"none of {total} draws"
    if held == 0:
        return f"fewer than 1 of {total} draws"
    if held == count:
        return f"more than {integer_text(count - 1)} of {total} draws"
    return f"{integer_text(held)} of {total} draws"


def scope_mark(finding: Finding, parameters: Mapping[str, Any]) -> str:
    """How the finding fares inside the ranges, in plain words. Empty for a caveat that says nothing of ranges."""
    if finding.kind == "caveat" and finding.scope == "throughout" and finding.share is None:
        return ""
    name = _NAMES[finding.scope]
    if finding.share is None or finding.scope in ("throughout", "never"):
        return name
    held = "held in " if finding.scope == "unknown" else ""
    made = parameters if finding.draws is None else {"draws": finding.draws}
    return f"{name}: {held}{draws_text(finding.share, made)}"


def scope_meanings(findings: Iterable[Finding]) -> tuple[tuple[str, str], ...]:
    """What each mark used by these findings means: pairs of mark and meaning."""
    shown = list(findings)
    used = {finding.scope for finding in shown if scope_mark(finding, {})}
    return tuple((_NAMES[scope], meaning) for scope, meaning in _MEANINGS.items() if scope in used)


def ranged(record: Record) -> bool:
    """Whether to mark how findings fare inside ranges: not where nobody's estimates are in play and all that is said holds anyhow, as of
    the citations of a document."""
    found = record.result.findings()
    return bool(record.notices) or any(finding.scope != "throughout" or finding.share is not None for finding in found)


def shows_shares(findings: Iterable[Finding]) -> bool:
    """Whether any of these findings shows a share of draws, so that what a share means must stand beside it."""
    return any(finding.share is not None and finding.scope in ("depends", "unknown") for finding in findings)


def heading(analysis: str) -> str:
    """The name of an analysis as a title: `agreement` is `Agreement`."""
    words = clean(analysis).replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]


def stamp(record: Record) -> tuple[str, ...]:
    """Which analysis of which case this is: analysis, day, short digest, version."""
    parts = [heading(record.analysis)]
    if record.case.as_of:
        parts.append(f"as of {clean(record.case.as_of)}")
    parts.append(f"digest {clean(record.case.digest)[:12]}")
    parts.append(f"Détente {clean(record.version)}")
    return tuple(parts)


def twin(view: Table | Chart) -> Table:
    """The table of a view: itself, or the one that a chart draws (graphs and maps have several: `tables` of `graphs` and `maps`)."""
    return view.table if isinstance(view, Chart) else view


def shown_before(views: tuple[View, ...]) -> dict[int, int]:
    """Views whose table another view already shows: index -> index of the view that shows it.

    A table shows itself; charts over the same rows point at it, or at the first chart that brings the rows along.
    Graphs and maps always show their own.
    """
    owners: dict[tuple[object, ...], int] = {}
    order = [i for i, view in enumerate(views) if isinstance(view, Table)]
    order += [i for i, view in enumerate(views) if isinstance(view, Chart)]
    repeats: dict[int, int] = {}
    for index in order:
        view = views[index]
        if isinstance(view, Graph | Map):
            continue
        table = twin(view)
        owner = owners.setdefault((table.columns, table.rows), index)
        if owner != index:
            repeats[index] = owner
    return repeats
