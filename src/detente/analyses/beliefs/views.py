"""The same answer to look at: credences before and after, weights, hypotheses and evidence, thresholds, questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.beliefs.picture import dumbbells
from detente.analyses.beliefs.telling import chance, event, factor, short
from detente.analyses.beliefs.weighing import decibans
from detente.result import Cell, Chart, Column, Table, View

if TYPE_CHECKING:
    from detente.analyses.beliefs.answer import BeliefsResult
    from detente.analyses.beliefs.asking import Known
    from detente.analyses.beliefs.turning import Threshold

MOST_THRESHOLDS = 200
DECISIONS = {"accept": "accepts", "prefer": "prefers", "choose": "does alone", "zone": "the agreement zone is open"}


def views(result: BeliefsResult) -> tuple[View, ...]:
    """All views; those that would be empty are left out, but for the credences."""
    return (_credences(result), *_matrix(result), *_weights(result), *_thresholds(result), *_questions(result))


# ---------------------------------------------------------------- credences


def _credences(result: BeliefsResult) -> Chart:
    case = result.case
    columns = (
        Column("claim", "Claim"),
        Column("party", "Party"),
        Column("prior", "Before", "percent"),
        Column("posterior", "Now", "percent"),
        Column("low", "Lowest in the ranges", "percent"),
        Column("high", "Highest in the ranges", "percent"),
        Column("moved", "Moved"),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in result.held:
        way = "down" if one.posterior < one.prior else "up" if one.posterior > one.prior else "not"
        values = (float(one.prior), float(one.posterior), float(one.after[0]), float(one.after[1]))
        rows.append((_label(result, one.claim), wording.party(case, one.party), *values, way))
    moved = sum(1 for one in result.held if one.moved)
    words = (
        f"For each claim and party a grey bar over all that the ranges allow now, a ring at its credence before the evidence and a full diamond at its credence now; "
        f"{moved} of {len(result.held)} credences have moved."
    )
    table = Table("credences", "How likely each holds each claim, before the evidence and now", columns, tuple(rows))
    order = [wording.party(case, p) for p in case.parties]
    claims = list(dict.fromkeys(str(row[0]) for row in rows))
    return Chart("credence", table.title, words, dumbbells(order, claims), table)


def _label(result: BeliefsResult, claim: str) -> str:
    return claim.replace("-", " ")


# ---------------------------------------------------------------- hypotheses and evidence


def _matrix(result: BeliefsResult) -> list[View]:
    """Evidence in rows, claims in columns, and what each report says of each claim to each party; with no score, for none adds up."""
    if not result.weights:
        return []
    case = result.case
    first = [name for names in case.exactly_one for name in names]
    told = {w.claim for w in result.weights}
    claims = [c for c in first if c in told] + [c for c in case.claims if c in told and c not in first]
    rows = []
    for name in dict.fromkeys(w.event for w in result.weights):
        cells: list[Cell] = [event(case, name)]
        cells += [_cell(result, name, claim) for claim in claims]
        rows.append(tuple(cells))
    columns = (
        Column("event", "Evidence"),
        *(Column(f"claim_{n}", _label(result, claim)) for n, claim in enumerate(claims)),
    )
    note = (
        "Each cell says how a report speaks of a claim, to whom, in decibans (ten for each factor of ten in the odds): for it (+), against it (−), "
        "or neither. Columns do not add up to a score; what follows of all evidence together are the credences."
    )
    return [Table("matrix", "Hypotheses and evidence", columns, tuple(rows), note)]


def _cell(result: BeliefsResult, name: str, claim: str) -> str:
    groups: dict[str, list[str]] = {}
    for weight in result.weights:
        if weight.event == name and weight.claim == claim:
            size = decibans(weight.ratio)
            text = (
                "rules out"
                if weight.ratio == 0
                else "beyond any odds"
                if size is None
                else "neither"
                if abs(size) < 0.05
                else f"{size:+.1f}".replace("-", "−")
            )
            groups.setdefault(text, []).append(weight.party)
    return "; ".join(f"{text} {wording.parties(result.case, parties)}" for text, parties in groups.items()) or "—"


def _weights(result: BeliefsResult) -> list[View]:
    if not result.weights:
        return []
    columns = (
        Column("event", "Event"),
        Column("claim", "Claim"),
        Column("party", "Party"),
        Column("ratio", "Likelihood ratio", "number"),
        Column("decibans", "Decibans", "gain"),
        Column("low", "Lowest ratio in the ranges", "number"),
        Column("high", "Highest ratio in the ranges", "number"),
        Column("how", "How"),
    )
    rows = tuple(
        (
            event(result.case, w.event),
            _label(result, w.claim),
            wording.party(result.case, w.party),
            None if w.ratio is None else float(w.ratio),
            decibans(w.ratio),
            None if w.low is None else float(w.low),
            None if w.high is None else float(w.high),
            "reported on" if w.direct else "follows",
        )
        for w in result.weights
    )
    note = "What each event does to the odds when it comes. Bounds are given where the report is on that claim itself; of a later report from the same source they are outer bounds."
    return [Table("weights", "Weight of evidence", columns, rows, note)]


# ---------------------------------------------------------------- decisions


def _thresholds(result: BeliefsResult) -> list[View]:
    if not result.thresholds:
        return []
    columns = (
        Column("party", "Party"),
        Column("claim", "Claim"),
        Column("decision", "What turns"),
        Column("package", "Package"),
        Column("other", "Beside"),
        Column("side", "So where its credence is"),
        Column("now", "Its credence"),
        Column("ratio", "LR*: evidence that takes it there"),
    )
    shown = result.thresholds[:MOST_THRESHOLDS]
    note = (
        ""
        if len(shown) == len(result.thresholds)
        else f"{len(shown)} of {len(result.thresholds)} are shown; the JSON has all."
    )
    return [
        Table("thresholds", "Credences at which an answer turns", columns, tuple(_row(result, t) for t in shown), note)
    ]


def _row(result: BeliefsResult, t: Threshold) -> tuple[Cell, ...]:
    return (
        wording.party(result.case, t.party),
        _label(result, t.claim),
        DECISIONS[t.decision],
        short(result, t.package) if t.package is not None else None,
        short(result, t.other) if t.other is not None else ("no deal" if t.decision == "accept" else None),
        f"{'above' if t.above else 'below'} {chance(t.at)}",
        chance(t.credence),
        factor(float(t.ratio)) if t.ratio >= 1 else f"1/{factor(float(1 / t.ratio))}",
    )


def _questions(result: BeliefsResult) -> list[View]:
    if not result.questions:
        return []
    case = result.case
    columns = (
        Column("claim", "Is it true that …"),
        Column("chance", "Chance that it turns an answer (mean)", "percent"),
        Column("bits", "Bits expected (mean)", "number"),
        Column("yes", "Packages acceptable to all if so", "integer"),
        Column("no", "If not", "integer"),
        Column("turned_yes", "Answers that a yes turns"),
        Column("turned_no", "Answers that a no turns"),
    )

    def turned(side: Known) -> str:
        told = [
            f"{wording.party(case, p)} {'accepts' if then else 'refuses'} {short(result, one)}"
            for p, one, then in side.turned
        ]
        return "; ".join(told) or "none"

    rows = tuple(
        (case.claims[q.claim].text.strip(), *q.worth, q.yes.zone, q.no.zone, turned(q.yes), turned(q.no))
        for q in result.questions
    )
    now = (
        f"Now {result.tried.zone:,} packages are acceptable to all."
        if result.tried is not None and result.tried.zone is not None
        else ""
    )
    return [Table("questions", "Questions, the one that would tell most first", columns, rows, now)]
