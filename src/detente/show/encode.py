"""Plain data as JSON text, whatever numbers and collections stand in it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import msgspec

_LONE = re.compile("[\ud800-\udfff]")


def compact(value: Any, separators: tuple[str, str] = (",", ":")) -> str:
    """JSON on one line: fast where that can be, as the standard library writes it otherwise, cleaned where it must be."""
    if separators == (",", ":"):
        try:
            return msgspec.json.encode(value, enc_hook=_simple).decode()
        except (TypeError, ValueError, OverflowError, RecursionError):
            pass  # a lone surrogate, a key that is no text: rare, and told below
    try:
        text = json.dumps(value, ensure_ascii=False, separators=separators, allow_nan=False, default=_simple)
    except (TypeError, ValueError):
        value = _cleaned(value)
        text = json.dumps(value, ensure_ascii=False, separators=separators, allow_nan=False)
    if text.isascii() or not _LONE.search(text):
        return text
    return json.dumps(value, separators=separators, allow_nan=False, default=_simple)


def _simple(value: Any) -> Any:
    """Something that JSON has no word for, as something that it has."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "tolist"):
        return value.tolist()
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: getattr(value, part.name) for part in fields(value)}
    return str(value)


def _cleaned(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key if isinstance(key, str) else str(key): _cleaned(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(inner) for inner in value]
    return _cleaned(_simple(value))


def lines(value: Any, pad: str) -> list[str]:
    """Lines of indented JSON, the first without its padding. A part that fits 120 columns stays on one line."""
    if not isinstance(value, Mapping | list | tuple) or len(value) < 60:
        flat = compact(value, (", ", ": "))
        if len(pad) + len(flat) <= 120 or not isinstance(value, Mapping | list | tuple) or not value:
            return [flat]
    inner = pad + "  "
    if isinstance(value, Mapping):
        opening, closing = "{", "}"
        parts = [(f"{compact(str(key))}: ", part) for key, part in value.items()]
    else:
        opening, closing = "[", "]"
        parts = [("", part) for part in value]
    written = [opening]
    for key, part in parts:
        first, *others = lines(part, inner)
        written += [f"{inner}{key}{first}", *others]
        written[-1] += ","
    written[-1] = written[-1][:-1]
    return [*written, pad + closing]
