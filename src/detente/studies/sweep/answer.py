"""What a sweep answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from detente.case.model import Case
from detente.result import Finding, Result, View
from detente.studies.sweep import effects
from detente.studies.sweep.design import Head
from detente.studies.sweep.rows import Row
from detente.studies.sweep.tables import columns


@dataclass(frozen=True, slots=True)
class SweepResult(Result):
    """The rows of a sweep that are done, in the order of its tasks. `base`: the case that was varied, on its day; None where each what-if was
    a case of its own."""

    head: Head
    rows: tuple[Row, ...]
    base: Case | None

    def findings(self) -> tuple[Finding, ...]:
        """In how many what-ifs the zone is open, what tells open from closed, what moved the answer, what failed."""
        from detente.studies.sweep.findings import findings

        return findings(self)

    def views(self) -> tuple[View, ...]:
        """The first rows, what moved the answer, and the answer over one or two things that were varied."""
        from detente.studies.sweep.views import views

        return views(self)

    def data(self) -> dict[str, Any]:
        """The fields that `docs/reference/sweep.md` lists."""
        good = effects.answered(self.rows)
        named = columns(self.rows)
        verdict, measure = effects.verdict(good), effects.measure(good)
        held = [] if verdict is None else effects.yes(good, verdict)
        return {
            "sweep": self.head.sweep,
            "analysis": self.head.analysis,
            "parameters": self.head.parameters,
            "shard": list(self.head.shard),
            "tasks": self.expected,
            "done": len(self.rows),
            "failed": len(self.rows) - len(good),
            "errors": [{"error": text, "count": count} for text, count in self.errors()],
            "varied": list(named.varied),
            "columns": list(named.answer),
            "verdict": None if verdict is None else {"column": verdict, "yes": sum(held), "of": len(held)},
            "cuts": [
                {
                    "varied": cut.varied,
                    "side": cut.side,
                    "low": None if cut.side == "among" else cut.low,
                    "high": None if cut.side == "among" else cut.high,
                    "values": list(cut.values),
                    "right": cut.right,
                    "of": cut.total,
                }
                for cut in effects.cuts(good, held)
            ],
            "effects": [
                {"varied": effect.varied, "column": effect.answer, "share": effect.share}
                for effect in (effects.effects(good, measure) if measure else [])
            ],
            "rows": [
                {
                    "index": row.index,
                    "varied": dict(row.varied),
                    "digest": row.digest,
                    "seed": row.seed,
                    "answer": dict(row.answer),
                    "error": row.error or None,
                }
                for row in self.rows
            ],
        }

    @property
    def expected(self) -> int:
        """How many tasks the sweep's shard has."""
        k, n = self.head.shard
        return len(range(k - 1, self.head.tasks, n))

    def errors(self) -> list[tuple[str, int]]:
        """What went wrong, and in how many what-ifs, the most frequent first."""
        return Counter(row.error for row in self.rows if row.error).most_common()
