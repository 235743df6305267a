"""Random small disputes, as the trees that a file would give."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

PARTIES = ("ash", "birch", "cedar", "dogwood")


@st.composite
def disputes(draw: st.DrawFn, ranges: bool = False, ordinal: bool = False, outsider: bool = True) -> dict[str, Any]:
    """A case of two or three issues and two or three parties at the table, with rules, couplings and consents."""
    sizes = draw(st.lists(st.integers(2, 3), min_size=2, max_size=3))
    issues = {f"i{k}": [f"o{j}" for j in range(size)] for k, size in enumerate(sizes)}
    seated = list(PARTIES[: draw(st.integers(2, 3))])
    outside = ["elm"] if outsider and draw(st.booleans()) else []
    parties = [*seated, *outside]
    quo = {issue: options[0] for issue, options in issues.items()}
    tree: dict[str, Any] = {
        "detente": "1",
        "title": "A random dispute",
        "parties": {p: {"name": p.title(), "role": "principal" if p in seated else "ally"} for p in parties},
        "issues": {
            issue: {"options": {o: _option(draw, parties, seated, outside) for o in options}}
            for issue, options in issues.items()
        },
        "table": seated,
        "status_quo": quo,
        "no_deal": _ends(draw, issues, quo),
        "preferences": {
            p: _ordinal(draw, issues) if ordinal and draw(st.booleans()) else _cardinal(draw, issues, ranges)
            for p in parties
        },
    }
    if draw(st.booleans()):
        tree["rules"] = [{"never": _pair(draw, issues, first=1)}]
    return tree


def _option(draw: st.DrawFn, parties: list[str], seated: list[str], outside: list[str]) -> dict[str, str]:
    choices = ["", " and ".join(seated), seated[0], f"{seated[0]} or {seated[-1]}"]
    if outside:
        choices += [
            f"{seated[0]} and {outside[0]}",
            f"({seated[0]} and {outside[0]}) or ({seated[-1]} and {outside[0]})",
        ]
        choices += [f"{outside[0]} or {seated[-1]}"]
    by = draw(st.sampled_from(choices))
    return {"by": by} if by else {}


def _ends(draw: st.DrawFn, issues: dict[str, list[str]], quo: dict[str, str]) -> Any:
    kind = draw(st.sampled_from(["status_quo", "outcome", "ends"]))
    if kind == "status_quo":
        return "status_quo"
    first = next(iter(issues))
    other = {**quo, first: issues[first][1]}
    if kind == "outcome":
        return other
    last = list(issues)[-1]
    moved = {**quo, last: issues[last][-1]}
    return [quo, [quo, moved]] if draw(st.booleans()) else [other, moved]


def _pair(draw: st.DrawFn, issues: dict[str, list[str]], first: int = 0) -> str:
    names = draw(st.permutations(list(issues)))[:2]
    return " and ".join(f"{name} = {draw(st.sampled_from(issues[name][first:]))}" for name in names)


def number(draw: st.DrawFn, high: int, ranges: bool) -> str:
    low = draw(st.integers(0, high))
    if ranges and draw(st.booleans()):
        top = draw(st.integers(low, high))
        return f"{_tenths(low)}..{_tenths(top)}"
    return _tenths(low)


def _tenths(value: int) -> str:
    return f"{value // 10}.{value % 10}"


def _cardinal(draw: st.DrawFn, issues: dict[str, list[str]], ranges: bool) -> dict[str, Any]:
    weighed = [issue for issue in issues if draw(st.booleans())] or list(issues)[:1]
    made: dict[str, Any] = {
        "weights": {issue: f"{draw(st.integers(1, 6)) * 10}" if not ranges else _weight(draw) for issue in weighed},
        "values": {issue: {o: number(draw, 10, ranges) for o in issues[issue]} for issue in weighed},
    }
    if draw(st.booleans()):
        made["together"] = [{"when": _pair(draw, issues), "add": f"{draw(st.integers(-20, 20))}"}]
    if draw(st.integers(0, 4)) == 0:
        made["no_deal"] = f"{draw(st.integers(0, 80))}"
    return made


def _weight(draw: st.DrawFn) -> str:
    low = draw(st.integers(1, 6)) * 10
    return f"{low}..{low + draw(st.integers(0, 3)) * 10}"


def _ordinal(draw: st.DrawFn, issues: dict[str, list[str]]) -> dict[str, Any]:
    if draw(st.booleans()):
        count = draw(st.integers(1, 3))
        return {"priorities": [draw(st.sampled_from(["", "not "])) + f"({_pair(draw, issues)})" for _ in range(count)]}
    issue = draw(st.sampled_from(list(issues)))
    order = draw(st.permutations(issues[issue]))
    return {"ranking": [{issue: order[0]}, [{issue: option} for option in order[1:]]]}
