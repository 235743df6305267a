"""The corpus of citation styles: how well an audit does against what a careful reader finds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from detente.documents.authors import key
from detente.documents.citations import audit
from detente.documents.cited import Cited
from detente.documents.reading import read

FOLDER = Path(__file__).with_name("citations_corpus")
WHAT = ("references", "citations", "links", "problems")


@dataclass(frozen=True)
class Score:
    """How many were right, how many the audit gave, how many there are."""

    right: int = 0
    given: int = 0
    true: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.given + other.given, self.true + other.true)

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0


def documents() -> list[Path]:
    return sorted(path for path in FOLDER.iterdir() if path.suffix in (".txt", ".md"))


@lru_cache
def gold() -> dict[str, Any]:
    return dict(YAML(typ="safe").load((FOLDER / "gold.yaml").read_text(encoding="utf-8")))


def score(path: Path) -> dict[str, Score]:
    """References right in authors and year; citations by their words; links by all their targets; problems by kind and place."""
    want, have = gold()[path.stem], audit(read(path))
    return {
        "references": _references(want["references"], have),
        "citations": _citations(want["citations"], have, False),
        "links": _citations(want["citations"], have, True),
        "problems": _problems(want["problems"], have),
    }


def _references(want: list[Any], have: Cited) -> Score:
    left = [(tuple(key(name) for name in one.authors), one.year) for one in have.references]
    right = 0
    for authors, year in want:
        entry = (tuple(key(name) for name in authors), year)
        if entry in left:
            left.remove(entry)
            right += 1
    return Score(right, len(have.references), len(want))


def _citations(want: list[Any], have: Cited, linked: bool) -> Score:
    left = list(have.citations)
    right = 0
    for text, targets in want:
        hit = next((one for one in left if _same_place(one.text, text)), None)
        if hit is None:
            continue
        left.remove(hit)
        right += not linked or hit.targets == tuple(targets)
    return Score(right, len(have.citations), len(want))


def _same_place(have: str, want: str) -> bool:
    have, want = have.strip(" ()."), want.strip(" ().")
    return have == want or (len(want) > 8 and have.startswith(want))


def _problems(want: list[Any], have: Cited) -> Score:
    left = list(have.problems)
    right = 0
    for kind, text in want:
        question = kind.endswith("?")
        hit = next(
            (one for one in left if one.kind == kind.rstrip("?") and text in one.text and one.question >= question),
            None,
        )
        if hit is not None:
            left.remove(hit)
            right += 1
    return Score(right, len(have.problems), len(want))
