"""What changed between two records of one question: sentences that came, went, fare otherwise; numbers that moved."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from detente.result import Finding, Record
from detente.show import words
from detente.show.encode import compact

LINES = 60
_ALIKE = 0.75


def diff(before: Record, after: Record) -> list[str]:
    """Lines that say what changed from `before` to `after`; an empty list where nothing did.

    First what the records speak of, then findings (gone, new, reworded, with another scope or share), then numbers and
    words of the results. At most 60 lines on results; a last line counts the rest.
    """
    lines = [*_about(before, after), *_findings(before, after)]
    moved = list(_moved("", _plain(before.result.data()), _plain(after.result.data())))
    lines += moved[:LINES]
    if len(moved) > LINES:
        lines.append(f"… and {len(moved) - LINES} more differences between the results")
    return lines


def _about(before: Record, after: Record) -> Iterator[str]:
    pairs = (
        ("analysis", before.analysis, after.analysis),
        ("case", before.case.title, after.case.title),
        ("day", before.case.as_of, after.case.as_of),
        ("what was analysed (digest)", before.case.digest[:12], after.case.digest[:12]),
        ("version of Détente", before.version, after.version),
    )
    for what, old, new in pairs:
        if old != new:
            yield f"{what}: {_say(old)} → {_say(new)}"
    for name in dict.fromkeys([*before.parameters, *after.parameters]):
        old, new = before.parameters.get(name), after.parameters.get(name)
        if old != new:
            yield f"parameter {name}: {_say(old)} → {_say(new)}"


def _findings(before: Record, after: Record) -> Iterator[str]:
    gone, new, kept = _matched(before.result.findings(), after.result.findings())
    for old, now in kept:
        if old.text != now.text:
            yield f"{old.kind} reworded: “{words.clean(old.text)}” → “{words.clean(now.text)}”"
        was = words.scope_mark(old, before.parameters) or "no mark"
        is_now = words.scope_mark(now, after.parameters) or "no mark"
        if was != is_now:
            yield f"{now.kind} fares differently ({was} → {is_now}): “{words.clean(now.text)}”"
        if set(old.rests_on) != set(now.rests_on):
            yield f"{now.kind} rests on other things ({_bases(old, now)}): “{words.clean(now.text)}”"
    for finding in gone:
        yield f"{finding.kind} gone: “{words.clean(finding.text)}”"
    for finding in new:
        yield f"new {finding.kind}: “{words.clean(finding.text)}”"


def _bases(old: Finding, now: Finding) -> str:
    less = [f"no longer {address}" for address in old.rests_on if address not in now.rests_on]
    more = [f"now {address}" for address in now.rests_on if address not in old.rests_on]
    return ", ".join([*less, *more])


def _matched(
    before: tuple[Finding, ...], after: tuple[Finding, ...]
) -> tuple[list[Finding], list[Finding], list[tuple[Finding, Finding]]]:
    """(gone, new, kept): equal sentences first, then, for what is left, the most alike of the same kind."""
    new = list(after)
    kept, left = [], []
    for old in before:
        same = next((now for now in new if (now.kind, now.text) == (old.kind, old.text)), None)
        if same is None:
            left.append(old)
        else:
            new.remove(same)
            kept.append((old, same))
    gone = []
    for old in left:
        alike = [now for now in new if now.kind == old.kind]
        best = max(alike, key=lambda now, old=old: _likeness(old.text, now.text), default=None)  # type: ignore[misc]
        if best is None or _likeness(old.text, best.text) < _ALIKE:
            gone.append(old)
        else:
            new.remove(best)
            kept.append((old, best))
    return gone, new, kept


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _plain(data: Mapping[str, Any]) -> Any:
    return json.loads(compact(data))


def _moved(path: str, old: Any, new: Any) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from _moved(f"{path}.{key}" if path else key, old.get(key), new.get(key))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _moved_list(path, old, new)
    elif not _same(old, new):
        yield f"{path}: {_say(old)} → {_say(new)}"


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, float) and isinstance(new, float):
        return math.isclose(old, new, rel_tol=1e-12, abs_tol=1e-12)
    return bool(old == new) and isinstance(old, bool) is isinstance(new, bool)


def _moved_list(path: str, old: list[Any], new: list[Any]) -> Iterator[str]:
    """Entries are the same entry when their words are the same (its outcome, its party); their numbers may move."""
    if old == new:
        return
    olds, news = _by_words(old), _by_words(new)
    if olds is None or news is None:
        if len(old) == len(new):
            for index, (was, is_now) in enumerate(zip(old, new, strict=True)):
                yield from _moved(f"{path}[{index}]", was, is_now)
        else:
            yield f"{path}: {len(old)} entries → {len(new)} entries"
        return
    for key in olds:
        if key in news:
            yield from _moved(f"{path}[{key}]", olds[key], news[key])
        else:
            yield f"{path}[{key}]: gone"
    for key in news:
        if key not in olds:
            yield f"{path}[{key}]: new"


def _by_words(entries: list[Any]) -> dict[str, Any] | None:
    """Entries by the words in them, or None where words do not tell them apart."""
    if not all(isinstance(entry, dict) for entry in entries):
        return None
    keyed = {", ".join(_words(entry)): entry for entry in entries}
    return keyed if len(keyed) == len(entries) and "" not in keyed else None


def _words(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, str):
        yield f"{name}={words.clean(value)}" if name else words.clean(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _words(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner, name)


def _say(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, str):
        return words.clean(value)
    if isinstance(value, list | dict):
        return f"{len(value)} entries" if value else "empty"
    return str(value)
