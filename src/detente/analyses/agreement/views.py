"""The same answer to look at: stakes, packages, two parties against each other, trades, acceptability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.analyses import _wording as wording
from detente.analyses._moving import Indices
from detente.analyses.agreement import pictures, survey, trading
from detente.analyses.agreement.plain import acceptability
from detente.analyses.agreement.survey import NAMES
from detente.analyses.agreement.telling import TITLES, opening_words, outcome_of, seat_words
from detente.case.numbers import bounds
from detente.result import Cell, Chart, Column, Table, View

if TYPE_CHECKING:
    from detente.analyses.agreement.answer import AgreementResult

MOST_ROWS = 40
MOST_NO_DEALS = 3


def views(result: AgreementResult) -> tuple[View, ...]:
    """All views; those that would be empty are left out."""
    made = [_stakes(result), *_packages(result), *_scatter(result), *_trades(result), *_acceptability(result)]
    made += [*_sides(result), *_openings(result), *_central(result)]
    return tuple(made)


# ---------------------------------------------------------------- names of packages


def titles(result: AgreementResult) -> dict[Indices, str]:
    """What the packages shown are called: by the solution they are, or numbered, those that most draws accept first."""
    named: dict[Indices, list[str]] = {}
    for name in NAMES:
        for one in result.found.solutions[name][:1]:
            named.setdefault(one.outcome, []).append(TITLES[name])
    called = {outcome: wording.listed(words) for outcome, words in named.items()}
    if result.asked is not None:
        called.setdefault(result.asked.point.outcome, "asked about")
    if result.nearest is not None:
        called.setdefault(result.nearest[0], "nearest to agreement")
    rest = [one for one in result.shown if one.outcome not in called]
    rest.sort(key=lambda one: (not survey.is_acceptable(one), -(result.share(one.outcome) or 0)))
    for number, one in enumerate(rest, start=1):
        called[one.outcome] = f"package {number}"
    return called


def _role(result: AgreementResult, outcome: Indices, accepted: bool) -> str:
    if any(p.outcome == outcome for name in NAMES for p in result.found.solutions[name][:1]):
        return "solution"
    if result.asked is not None and result.asked.point.outcome == outcome:
        return "asked about"
    if result.nearest is not None and result.nearest[0] == outcome:
        return "nearest to agreement"
    return "acceptable to all" if accepted else "not acceptable to all"


def _named(rows: Sequence[tuple[Cell, ...]]) -> list[str]:
    """The packages in rows (package first, kind last) that are not one of the crowd."""
    return sorted(
        {str(row[0]) for row in rows if row[-1] not in pictures.CROWD}, key=lambda n: (n.startswith("no deal"), n)
    )


def _no_deals(result: AgreementResult) -> list[tuple[str, Indices]]:
    """The outcomes of no deal, the first few of them, by the name that pictures give them."""
    found = [gate.no_deal for gate in result.found.model.problem.gates if gate.no_deal is not None][:MOST_NO_DEALS]
    if len(found) == 1:
        return [("no deal", found[0])]
    return [(f"no deal ({number})", outcome) for number, outcome in enumerate(found, start=1)]


def _words(result: AgreementResult, outcome: Indices) -> str:
    return wording.package(result.case, outcome_of(result, outcome), result.beside)


# ---------------------------------------------------------------- stakes


def _stakes(result: AgreementResult) -> View:
    """How much of each party's 100 points each issue carries: middle and range."""
    case, made = result.case, result.found.model
    limits = bounds(case)
    rows: list[tuple[Cell, ...]] = []
    for party in (*made.layout.table, *made.layout.outsiders):
        shares = _shares(result, party, limits)
        rows += [
            (wording.party(case, party), wording.issue(case, issue), middle, low, high)
            for issue, (middle, low, high) in shares.items()
        ]
    columns = (
        Column("party", "Party"),
        Column("issue", "Issue"),
        Column("weight", "Share of its stakes", "percent"),
        Column("low", "At least", "percent"),
        Column("high", "At most", "percent"),
    )
    note = "What rides on each issue for a party: the swing from its worst to its best option there, as a share of all its swings."
    table = Table("stakes", "What is at stake for whom", columns, tuple(rows), note)
    if not rows:
        return Table(
            "stakes",
            "What is at stake for whom",
            columns,
            (),
            "No party states weights, so stakes cannot be compared by issue.",
        )
    parties = list(dict.fromkeys(str(row[0]) for row in rows))
    present = {row[1] for row in rows}
    issues = [name for name in (wording.issue(case, i) for i in made.layout.issues) if name in present]
    spec = pictures.grid(parties, issues)
    words = "A grid of issues by parties; the darker a cell, the more of that party's stakes ride on that issue. The numbers stand in the cells."
    return Chart("stakes", "What is at stake for whom", words, spec, table)


def _shares(result: AgreementResult, party: str, limits: Mapping[str, Any]) -> dict[str, tuple[float, float, float]]:
    """Issue -> (middle, least, most) share of a party's weights; the values within an issue may span less than 0..1."""
    preferences = result.case.preferences.get(party)
    if preferences is None or not preferences.weights:
        return {}
    prefix = f"preferences.{party}.weights."
    middles = {issue: float(result.found.model.numbers[prefix + issue]) for issue in preferences.weights}
    lows = {issue: float(limits[prefix + issue][0]) for issue in middles}
    highs = {issue: float(limits[prefix + issue][1]) for issue in middles}
    total = sum(middles.values())
    made = {}
    for issue, middle in middles.items():
        above = sum(highs.values()) - highs[issue] + lows[issue]
        below = sum(lows.values()) - lows[issue] + highs[issue]
        made[issue] = (
            middle / total if total else 0.0,
            lows[issue] / above if above else 0.0,
            min(1.0, highs[issue] / below) if below else 0.0,
        )
    return made


# ---------------------------------------------------------------- packages


def _packages(result: AgreementResult) -> list[View]:
    called = titles(result)
    made = result.found.model
    parties = made.layout.table
    points = {p.outcome: p for p in result.shown}
    if result.asked is not None and result.asked.feasible:
        points.setdefault(result.asked.point.outcome, result.asked.point)
    rows: list[tuple[Cell, ...]] = []
    lines: list[tuple[Cell, ...]] = []
    order = sorted(
        points,
        key=lambda o: (called[o].startswith("package "), not survey.is_acceptable(points[o]), -(result.share(o) or 0)),
    )
    for outcome in order:
        one = points[outcome]
        accepted = survey.is_acceptable(one)
        values: dict[str, Cell] = dict(result.utilities(one.utilities[: len(parties)]))
        for seat, party in enumerate(parties):
            if party in made.ordinal:
                values[party] = f"rank {result.ranks(seat, [one.utilities[seat]])[0]}"
        rows.append(
            (
                called[outcome],
                "yes" if accepted else f"against {one.acceptable}" if one.acceptable == "some" else "no",
                result.share(outcome),
                *(values[party] for party in parties),
                _words(result, outcome),
            )
        )
        lines += [
            (called[outcome], wording.party(result.case, party), values[party], _role(result, outcome, accepted))
            for party in parties
            if party not in made.ordinal
        ]
    for name, outcome in _no_deals(result):
        base = survey.point(made, outcome)
        lines += [
            (name, wording.party(result.case, p), value, "no deal")
            for p, value in result.utilities(base.utilities[: len(parties)]).items()
        ]
    total = max(len(result.found.whole), len(result.found.acceptable))
    some = f" {len(rows)} packages spread over a frontier of {total} are shown." if total > survey.SHOWN else ""
    table = Table(
        "packages",
        "Packages worth a look",
        (
            Column("package", "Package"),
            Column("acceptable", "Acceptable to all"),
            Column("accepted", "In draws", "percent"),
            *(Column(p, wording.party(result.case, p), "text" if p in made.ordinal else "number") for p in parties),
            Column("words", "What it says (beside no deal)"),
        ),
        tuple(rows),
        f"{_scale_note(result)} No package on the frontier can be bettered for one party without costing another.{some}",
    )
    return [table, *([_parallel(result, lines, some)] if lines else [])]


def _scale_note(result: AgreementResult) -> str:
    if result.scale == "raw":
        return "Utilities are points over 100, neither shifted nor stretched."
    return "Utilities run from 0 (a party's worst feasible outcome) to 1 (its best); they cannot be compared between parties."


def _parallel(result: AgreementResult, lines: list[tuple[Cell, ...]], some: str) -> Chart:
    columns = (
        Column("package", "Package"),
        Column("party", "Party"),
        Column("utility", "Utility", "number"),
        Column("role", "Kind"),
    )
    parties = [wording.party(result.case, p) for p in result.found.model.layout.table]
    words = (
        f"One line a package, from party to party at the height of the utility that it has there; the solutions and no "
        f"deal are thick and named.{some} A line that stays above that of no deal everywhere is acceptable to all at the "
        "table."
    )
    table = Table("lines", "Packages as lines", columns, tuple(lines))
    spec = pictures.lines(parties, _named(lines))
    return Chart("lines", "Every package as a line through the parties", words, spec, table)


# ---------------------------------------------------------------- two parties against each other


def _scatter(result: AgreementResult) -> list[View]:
    pair = _opposed(result)
    if pair is None:
        return []
    called, case = titles(result), result.case
    made = result.found.model
    rows: list[tuple[Cell, ...]] = []
    for one in result.shown:
        values = result.utilities(one.utilities)
        role = _role(result, one.outcome, survey.is_acceptable(one))
        rows.append((called[one.outcome], values[pair[0]], values[pair[1]], role))
    for name, outcome in _no_deals(result):
        values = result.utilities(survey.point(made, outcome).utilities)
        rows.append((name, values[pair[0]], values[pair[1]], "no deal"))
    names = [wording.party(case, party) for party in pair]
    columns = (
        Column("package", "Package"),
        Column("one", names[0], "number"),
        Column("other", names[1], "number"),
        Column("role", "Kind"),
    )
    words = (
        f"The packages shown, by what they are worth to {names[0]} (to the right) and to {names[1]} (upward): the two at "
        "the table whose interests differ most in them."
    )
    title = f"{names[0][:1].upper()}{names[0][1:]} and {names[1]} against each other"
    table = Table("against", "Two parties", columns, tuple(rows))
    return [Chart("against", title, words, pictures.scatter(names[0], names[1], _named(rows)), table)]


def _opposed(result: AgreementResult) -> tuple[str, str] | None:
    """The two parties at the table whose utilities go together least in the packages shown."""
    made = result.found.model
    seats = [seat for seat, party in enumerate(made.layout.table) if party not in made.ordinal]
    if len(seats) < 2 or not result.shown:
        return None
    values = np.array([[float(p.utilities[seat]) for seat in seats] for p in result.shown])
    centred = values - values.mean(axis=0)
    norm = np.sqrt((centred**2).sum(axis=0))
    best, least = (0, 1), 2.0
    for one, other in combinations(range(len(seats)), 2):
        scale = norm[one] * norm[other]
        together = float(centred[:, one] @ centred[:, other] / scale) if scale > 0 else 1.0
        if together < least - 1e-12:
            best, least = (one, other), together
    return made.layout.table[seats[best[0]]], made.layout.table[seats[best[1]]]


# ---------------------------------------------------------------- trades, acceptability, the rest


def _trades(result: AgreementResult) -> list[View]:
    made = result.found.model
    parties = [p for p in made.layout.table if p not in made.ordinal]
    rows: list[tuple[Cell, ...]] = []
    for trade in result.trades[:MOST_ROWS]:
        frm = "no deal" if trade.base == result.base else _words(result, trade.base)
        gains = [
            made.shown_gain(made.layout.table.index(p), trade.gains[made.layout.table.index(p)], result.scale)
            for p in parties
        ]
        rows.append((frm, trading.in_words(made, trade), *gains))
    columns = (
        Column("from", "From"),
        Column("trade", "Trade"),
        *(Column(p, wording.party(result.case, p), "gain") for p in parties),
    )
    note = "Changes of one or two issues that leave everyone at the table better off; the greatest least gain first."
    if not rows:
        note = "No change of one or two issues leaves everyone at the table better off."
    return [Table("trades", "Trades inside the dispute", columns, tuple(rows), note)]


def _acceptability(result: AgreementResult) -> list[View]:
    entries = acceptability(result)
    if not entries or result.draws is None:
        return []
    called = titles(result)
    parties = result.found.model.layout.table
    pairs = [(result.found.model.layout.encode(entry["outcome"]), entry) for entry in entries]
    pairs.sort(key=lambda item: (-item[1]["accepted"], called.get(item[0], "")))
    named = [item for item in pairs if not called.get(item[0], "package ").startswith("package ")]
    rest = [item for item in pairs if item not in named]
    rows = tuple(
        (
            called.get(outcome, "nearest to agreement"),
            entry["accepted"],
            entry["low"],
            entry["high"],
            entry["bounds"][0],
            entry["bounds"][1],
            entry["frontier"],
            max(entry["solutions"].values()) if entry["solutions"] else None,
            *(entry["by_party"][p] for p in parties),
        )
        for outcome, entry in [*named, *rest[: MOST_ROWS - len(named)]]
    )
    columns = (
        Column("package", "Package"),
        Column("accepted", "All accept", "percent"),
        Column("low", "95 % from", "percent"),
        Column("high", "95 % to", "percent"),
        Column("least", "At least (bound)", "percent"),
        Column("most", "At most (bound)", "percent"),
        Column("frontier", "On the frontier", "percent"),
        Column("solved", "A named solution", "percent"),
        *(Column(p, f"{wording.party(result.case, p)} accepts", "percent") for p in parties),
    )
    words = "For each package the share of draws in which all accept it (a point) with the interval that sampling alone leaves (a line)."
    cut = f" The {len(rows)} best of {len(pairs)} are shown." if len(pairs) > len(rows) else ""
    note = (
        "Shares of draws from ranges that the team chose: no probabilities. The interval is Wilson's and measures the sampling only; the bounds are what "
        f"the parties' own shares leave open if their numbers hang together in ways the file does not say.{cut}"
    )
    table = Table("acceptability", "How often all accept", columns, rows, note)
    return [Chart("acceptability", "How often all accept", words + cut, pictures.intervals(), table)]


def _sides(result: AgreementResult) -> list[View]:
    if not result.side_deals:
        return []
    case = result.case
    made = result.found.model

    def replies(items: Any) -> str:
        return wording.listed(
            f"{wording.party(case, r.party)} ({wording.package(case, {made.layout.issues[k]: made.layout.options[k][o] for k, o in enumerate(r.to) if deal.outcome[k] != o})})"
            for r in items
        )

    rows = []
    for deal in result.side_deals:
        rows.append(
            (
                wording.parties(case, deal.signatories),
                _words(result, deal.outcome),
                replies(deal.could_renege) or "nobody",
                replies(deal.answers) or "nobody",
            )
        )
    columns = (
        Column("who", "Who signs"),
        Column("what", "What they could sign (beside no deal)"),
        Column("renege", "Who could later gain by reneging"),
        Column("answer", "Who would answer"),
    )
    note = "For each group the best package of each of its members among those that all its members accept."
    return [Table("sides", "What fewer could sign among themselves", columns, tuple(rows), note)]


def _openings(result: AgreementResult) -> list[View]:
    rows: list[tuple[Cell, ...]] = [
        ("party", "table", None, None, seat_words(result, party, n)) for party, n in result.without.items() if n
    ]
    rows += [
        (o.kind, o.address, o.start, o.turn, opening_words(result, o)) for o in (result.openings or ())[:MOST_ROWS]
    ]
    if not rows:
        return []
    columns = (
        Column("kind", "Kind"),
        Column("address", "Number"),
        Column("now", "Now", "number"),
        Column("turn", "Turns at", "number"),
        Column("effect", "Effect"),
    )
    total = len(result.openings or ())
    cut = f" The first {MOST_ROWS} of {total} are shown." if total > MOST_ROWS else ""
    note = f"Each number alone, all others at their midpoints: evidence first, then guarantees, then preferences; the smallest change first.{cut}"
    return [Table("openings", "What would open or close the zone", columns, tuple(rows), note)]


def _central(result: AgreementResult) -> list[View]:
    """Mean weights of accepting and of refusing draws for the first solution (or the package asked about)."""
    drawn = result.draws
    outcomes = [p.outcome for p in result.found.solutions["nash"][:1]]
    if result.asked is not None and result.asked.feasible:
        outcomes = [result.asked.point.outcome]
    if drawn is None or result.certain or not outcomes or outcomes[0] not in drawn.tracked:
        return []
    column = drawn.tracked.index(outcomes[0])
    rows: list[tuple[Cell, ...]] = []
    for party, weights in drawn.weights.items():
        yes = drawn.willing[party][:, column]
        if yes.all() or not yes.any():
            continue
        for index, issue in enumerate(result.found.model.layout.issues):
            if weights[:, index].any():
                rows.append(
                    (
                        wording.party(result.case, party),
                        wording.issue(result.case, issue),
                        float(weights[yes, index].mean()),
                        float(weights[~yes, index].mean()),
                    )
                )
    if not rows:
        return []
    name = titles(result)[outcomes[0]]
    columns = (
        Column("party", "Party"),
        Column("issue", "Issue"),
        Column("accepting", "Mean weight when it accepts", "number"),
        Column("refusing", "Mean weight when it refuses", "number"),
    )
    return [
        Table(
            "central",
            f"Which weights go with accepting: {name}",
            columns,
            tuple(rows),
            "Mean weights (of 100) over the draws in which each party accepts this package, and over those in which it refuses it.",
        )
    ]
