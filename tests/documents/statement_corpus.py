"""The corpus of invented disputes: how many of the statements that a person marks are found, and how many of those found are some.

Run it to write what was measured where the tool reads it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from detente.documents.people import parties
from detente.documents.reading import read
from detente.documents.stated import Statement
from detente.documents.statements import statements

FOLDER = Path(__file__).with_name("statements_corpus")


@dataclass(frozen=True)
class Gold:
    """What a person marks: `words` stand in the sentence; `actor` "?" where the sentence names nobody."""

    kind: str
    actor: str
    against: bool
    words: str


@dataclass(frozen=True)
class Score:
    """`there` in the gold, `queued` by the tool; `found` of the former, one entry each, the rest of the latter being `wrong`.
    Of those found, `actor` and `polarity` count the ones that are right."""

    there: int = 0
    queued: int = 0
    found: int = 0
    actor: int = 0
    polarity: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.there + other.there,
            self.queued + other.queued,
            self.found + other.found,
            self.actor + other.actor,
            self.polarity + other.polarity,
        )


def texts(held_out: bool | None = None) -> list[Path]:
    """The texts; those kept apart, the others, or all."""
    return sorted(p for p in FOLDER.glob("*.txt") if held_out in (None, p.stem.startswith("held-out")))


def gold(text: Path) -> list[Gold]:
    rows = [line.split("|") for line in text.with_suffix(".gold").read_text(encoding="utf-8").splitlines() if line]
    return [Gold(kind, actor, sign == "-", words) for kind, actor, sign, words in rows]


def score(text: Path) -> Score:
    """An entry counts where its kind is right and its passage holds the words; no entry counts twice."""
    document = read(text)
    left = list(statements(document))
    want, queued = gold(text), len(left)
    found = actor = polarity = 0
    for one in want:
        fitting = [s for s in left if s.kind == one.kind and one.words in document.text[s.start : s.end]]
        if not fitting:
            continue
        best = max(fitting, key=lambda s: right_actor(s, one))
        left.remove(best)
        found += 1
        actor += right_actor(best, one)
        polarity += best.against == one.against
    return Score(len(want), queued, found, actor, polarity)


def right_actor(statement: Statement, one: Gold) -> bool:
    """The same actor; where the sentence names none, no party of the alias table."""
    return statement.actor not in parties() if one.actor == "?" else statement.actor == one.actor


def measured() -> dict[str, int]:
    """What the tool tells of itself, over all texts."""
    total, apart = (sum((score(text) for text in texts(kept)), Score()) for kept in (None, True))
    return (
        {"texts": len(texts())}
        | vars(total)
        | {"apart_texts": len(texts(True))}
        | {f"apart_{k}": v for k, v in vars(apart).items()}
    )


if __name__ == "__main__":
    file = Path(str(resources.files("detente.documents"))) / "measured.json"
    file.write_text(json.dumps(measured()) + "\n", encoding="utf-8")
    for held_out in (False, True):
        print("kept apart" if held_out else "others", sum((score(text) for text in texts(held_out)), Score()))
