"""Which sentence of one answer is which of the other: the same words; else the same up to numbers, then packages; else nearly."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from detente.result import Finding
from detente.studies.compare.slots import Pattern, differ, moved, pattern

How = Literal["same", "numbers", "packages", "words"]
Turn = Literal["more", "less"]

ALIKE = 88.0
"""From this likeness on (0 to 100, of the words without numbers and packages) two sentences may be the same one, said otherwise."""
LONG = 40
"""A sentence of fewer characters is no sign that a longer one which begins with it is the same."""
_NAMES = re.compile(r"“[^”]*”|(?<![.:?!] )(?<!^)\b[A-Z][\w-]*")
_DENIALS = re.compile(r"\b(?:no|not|none|nobody|nothing|never|neither|nor|cannot|without|only|unless)\b", re.IGNORECASE)
_SURE = ("throughout", "never")


@dataclass(frozen=True, slots=True)
class Pair:
    """One sentence in both answers. `how` its words differ; `share`: it holds in more or fewer draws than sampling explains (in more or fewer at all, where it is not known how many were made);
    `sure`: it became sure (proved for all numbers in the ranges, or its opposite is) or unsure."""

    before: Finding
    after: Finding
    how: How
    share: Turn | None
    sure: Turn | None

    @property
    def stands(self) -> bool:
        """Nothing about it changed but what sampling explains."""
        return self.how == "same" and self.share is None and self.before.scope == self.after.scope


@dataclass(frozen=True, slots=True)
class Paired:
    """The sentences of two answers. `instead`: which of `gone` gave way to which of `new`, by their places there: what
    rests on the same or says it in like words, and what each answer says first."""

    pairs: tuple[Pair, ...]
    gone: tuple[Finding, ...]
    new: tuple[Finding, ...]
    instead: tuple[tuple[int, int], ...]


Likeness = Callable[[Finding, Finding], float | None]


def pair(before: Sequence[Finding], after: Sequence[Finding], draws: int = 0) -> Paired:
    """Sentences of two answers side by side. `draws`: how many were made for each share, where a finding does not say.

    Symmetric: with the answers the other way round, the same are paired.
    """
    known = {finding.text: pattern(finding.text) for finding in (*before, *after)}
    left, right = list(range(len(before))), list(range(len(after)))
    found: list[tuple[int, int]] = []
    for likeness in (_same, _numbers(known, False), _numbers(known, True), _words(known)):
        chosen = _matched([before[i] for i in left], [after[j] for j in right], likeness)
        found += [(left[i], right[j]) for i, j in chosen]
        left = [i for i in left if i not in {one for one, _ in found}]
        right = [j for j in right if j not in {other for _, other in found}]
    gone, new = [before[i] for i in left], [after[j] for j in right]
    pairs = [_pair(before[i], after[j], known, draws) for i, j in sorted(found, key=lambda both: (both[1], both[0]))]
    opening = left[:1] == [0] and right[:1] == [0]
    later = _matched(gone[opening:], new[opening:], _about(known))
    instead = [(0, 0)] * opening + [(i + opening, j + opening) for i, j in later]
    return Paired(tuple(pairs), tuple(gone), tuple(new), tuple(sorted(instead)))


def _matched(left: Sequence[Finding], right: Sequence[Finding], likeness: Likeness) -> list[tuple[int, int]]:
    """The likest first, each at most once; of equally like ones those that stand at the same place, then those that come first."""
    ranked = []
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            alike = likeness(one, other) if one.kind == other.kind else None
            if alike is not None:
                ranked.append(((-alike, abs(i - j), i + j), i, j))
    chosen: list[tuple[int, int]] = []
    for _, i, j in sorted(ranked):
        if all(i != one and j != other for one, other in chosen):
            chosen.append((i, j))
    return chosen


def _same(one: Finding, other: Finding) -> float | None:
    return 1.0 if one.text == other.text else None


def _numbers(known: dict[str, Pattern], packages: bool) -> Likeness:
    def likeness(one: Finding, other: Finding) -> float | None:
        old, new = known[one.text], known[other.text]
        if old.key(packages) != new.key(packages):
            return None
        return sum(a == b for a, b in zip(old.slots, new.slots, strict=True)) / max(1, len(old.slots))

    return likeness


def _words(known: dict[str, Pattern]) -> Likeness:
    """Nearly the same words, with the same names and as many denials; or one says what the other says, and more."""

    def likeness(one: Finding, other: Finding) -> float | None:
        if extended(one.text, other.text, known) or extended(other.text, one.text, known):
            return 100.0
        if _fixed(one.text, known) != _fixed(other.text, known):
            return None
        alike = _ratio(known[one.text].bare, known[other.text].bare)
        return alike if alike >= ALIKE else None

    return likeness


def _about(known: dict[str, Pattern]) -> Likeness:
    """Sentences of which one gives way to the other: on the same numbers and claims, or nearly in the same words."""

    def likeness(one: Finding, other: Finding) -> float | None:
        alike = _ratio(known[one.text].bare, known[other.text].bare)
        same = bool(one.rests_on) and set(one.rests_on) == set(other.rests_on)
        return alike if same or alike >= ALIKE else None

    return likeness


def extended(short: str, long: str, known: Mapping[str, Pattern] | None = None) -> bool:
    """Does `long` say all that `short` says, apart from numbers and packages, and then go on?"""
    one, other = ((known[text] if known else pattern(text)).bare.rstrip(".") for text in (short, long))
    return len(one) >= LONG and len(other) > len(one) and other.startswith(one) and not other[len(one)].isalnum()


def _fixed(text: str, known: dict[str, Pattern]) -> tuple[list[str], list[str]]:
    bare = known[text].bare
    return sorted(_NAMES.findall(bare)), sorted(word.lower() for word in _DENIALS.findall(bare))


def _ratio(one: str, other: str) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.ratio(one, other))


def _pair(before: Finding, after: Finding, known: dict[str, Pattern], draws: int) -> Pair:
    old, new = known[before.text], known[after.text]
    how: How = "words"
    drawn = False
    if old.key(True) == new.key(True):
        stated, drawn = moved(old, new)
        how = "packages" if old.key(False) != new.key(False) else "numbers" if stated or drawn else "same"
    return Pair(before, after, how, _share(before, after, draws, drawn), _sure(before, after))


def _share(before: Finding, after: Finding, draws: int, drawn: bool) -> Turn | None:
    """Whether a sentence holds in more draws, or in fewer, than sampling explains."""
    if before.share is None or after.share is None or before.share == after.share:
        return None
    made, made_after = before.draws or draws, after.draws or draws
    counts = round(before.share * made), made, round(after.share * made_after), made_after
    if made and made_after and not differ(*counts) and not drawn:
        return None
    return "more" if after.share > before.share else "less"


def _sure(before: Finding, after: Finding) -> Turn | None:
    was, is_now = before.scope in _SURE, after.scope in _SURE
    return None if was == is_now else "more" if is_now else "less"
