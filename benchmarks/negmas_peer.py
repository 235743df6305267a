"""The same additive case in NegMAS: `python negmas_peer.py FILE` prints one JSON object with times and counts.

Run by `benchmarks/run.py` in its own environment: NegMAS is a peer to compare with, and never imported by Détente. FILE
holds `weights`, `values` (see `generated.Additive`) and `no_deal`.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main(file: str) -> None:
    from negmas import make_issue
    from negmas.preferences import LinearAdditiveUtilityFunction
    from negmas.preferences.ops import kalai_points, max_welfare_points, nash_points, pareto_frontier

    numbers = json.loads(Path(file).read_text(encoding="utf-8"))
    values = numbers["values"]
    options = [[f"o{option}" for option in range(len(issue))] for issue in values[0]]
    issues = [make_issue(names, f"i{k}") for k, names in enumerate(options)]
    start = time.perf_counter()
    functions = [
        LinearAdditiveUtilityFunction(
            values={
                issue.name: {name: value / 1000 for name, value in zip(names, mine, strict=True)}
                for issue, names, mine in zip(issues, options, party, strict=True)
            },
            weights={issue.name: weight / 1000 for issue, weight in zip(issues, weights, strict=True)},
            issues=issues,
            reserved_value=numbers["no_deal"] / 1000,
        )
        for party, weights in zip(values, numbers["weights"], strict=True)
    ]
    frontier, _ = pareto_frontier(functions, issues=issues)
    at_frontier = time.perf_counter() - start
    nash = nash_points(functions, frontier, issues=issues)
    kalai_points(functions, frontier, issues=issues)
    max_welfare_points(functions, frontier, issues=issues)
    print(
        json.dumps(
            {
                "frontier_points": len({tuple(round(u, 9) for u in point) for point in frontier}),
                "nash": sorted({tuple(round(u, 6) for u in point) for point, _ in nash}),
                "frontier_seconds": at_frontier,
                "seconds": time.perf_counter() - start,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
