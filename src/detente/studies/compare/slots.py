"""A sentence as a pattern with slots: what it says, apart from its numbers and the packages that it names.

Quotations and dates are part of what is said (they name a claim, a threat, a day); packages stand in square brackets.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

Slot = Literal["number", "package", "draws"]

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_PARTS = re.compile(
    rf"""
    (?P<kept>“[^”]*”|\d{{4}}-\d\d(?:-\d\d)?|(?:\d{{1,2}}\s)?(?:{_MONTHS})\s\d{{4}})
  | (?P<package>\[[^\]]*\])
  | (?P<draws>(?:in\s)?(?P<held>\d+(?:,\d{{3}})*)\sof\s(?P<made>\d+(?:,\d{{3}})*)\sdraws)
  | (?P<number>[+−-]?\d+(?:,\d{{3}})*(?:\.\d+)?(?:\s×\s10\^\d+)?(?:\s?%)?)
    """,
    re.VERBOSE,
)
_BEYOND = 3.0
"""So many standard errors are more than sampling makes."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence cut in fixed parts and slots: `fixed[0] slots[0] fixed[1] … fixed[-1]`."""

    fixed: tuple[str, ...]
    slots: tuple[str, ...]
    kinds: tuple[Slot, ...]

    def key(self, packages: bool) -> tuple[object, ...]:
        """What two sentences share that differ in numbers alone; or, with `packages`, in the packages that they name too."""
        named = (
            () if packages else tuple(s for s, kind in zip(self.slots, self.kinds, strict=True) if kind == "package")
        )
        return (self.fixed, self.kinds, named)

    @property
    def bare(self) -> str:
        """The sentence with `#` for each number and `[]` for each package."""
        marks = ["[]" if kind == "package" else "#" for kind in self.kinds]
        return "".join(part for pair in zip(self.fixed, [*marks, ""], strict=True) for part in pair)


def pattern(text: str) -> Pattern:
    """The pattern of a sentence."""
    fixed, slots, kinds = [""], [], []
    end = 0
    for found in _PARTS.finditer(text):
        fixed[-1] += text[end : found.start()]
        end = found.end()
        kind: Slot = "package" if found["package"] else "draws" if found["draws"] else "number"
        if found["kept"]:
            fixed[-1] += found["kept"]
            continue
        slots.append(found[0])
        kinds.append(kind)
        fixed.append("")
    fixed[-1] += text[end:]
    return Pattern(tuple(fixed), tuple(slots), tuple(kinds))


def moved(before: Pattern, after: Pattern) -> tuple[bool, bool]:
    """(some number or package differs, some count of draws differs by more than sampling makes), of two with the same parts."""
    stated = drawn = False
    for old, new, kind in zip(before.slots, after.slots, before.kinds, strict=True):
        if kind == "draws":
            drawn |= differ(*_counted(old), *_counted(new))
        else:
            stated |= old != new
    return stated, drawn


def merged(before: Pattern, after: Pattern) -> str:
    """The later sentence, with what stood before beside each number and package that differs: `4 (before: 7) of the 22 …`."""
    words = [after.fixed[0]]
    for old, new, kind, rest in zip(before.slots, after.slots, after.kinds, after.fixed[1:], strict=True):
        words.append(new if old == new else _beside(old, new, kind))
        words.append(rest)
    return "".join(words)


def _beside(old: str, new: str, kind: Slot) -> str:
    if kind != "draws":
        return f"{new} (before: {old})"
    held, made = _counted(old)
    into = "in " if new.startswith("in ") else ""
    known = _counted(new)
    was = f"{held:,}" if known[1] == made else f"{held:,} of {made:,}"
    return f"{into}{known[0]:,} (before: {was}) of {known[1]:,} draws"


def _counted(text: str) -> tuple[int, int]:
    held, made = (int(part.replace(",", "")) for part in re.findall(r"\d+(?:,\d{3})*", text)[:2])
    return held, made


def differ(held: int, made: int, held_after: int, made_after: int) -> bool:
    """Do two counts of draws differ by more than sampling makes: by more than three standard errors of their difference, the chance
    taken as the same in both? Where nothing was drawn, never."""
    if not made or not made_after:
        return False
    chance = (held + held_after) / (made + made_after)
    error = math.sqrt(chance * (1 - chance) * (1 / made + 1 / made_after))
    return abs(held / made - held_after / made_after) > _BEYOND * error
