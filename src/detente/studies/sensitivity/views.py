"""The same answer to look at: a tornado per quantity of note, every turn, every bar, every index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.result import Cell, Chart, Column, Table, View
from detente.studies.sensitivity import picture
from detente.studies.sensitivity.findings import called, effect, factor_words
from detente.studies.sensitivity.telling import number_words, title, upper

if TYPE_CHECKING:
    from detente.studies.sensitivity.answer import SensitivityResult
    from detente.studies.sensitivity.examined import Examined
    from detente.studies.sensitivity.tornado import Quantity

MOST_BARS = 12
MOST_ROWS = 80


def views(result: SensitivityResult) -> tuple[View, ...]:
    """All views; those that would be empty are left out, but for the turns."""
    first = next((q.outcome for q in result.quantities if q.outcome is not None), None)
    shown = [q for q in result.quantities if q.measure == "zone" or q.outcome == first]
    charts = [_chart(result, quantity) for quantity in shown if result.bars_of(quantity.name)]
    return (_turns(result), *charts, *_bars(result), *_indices(result))


# ---------------------------------------------------------------- turns


def _turns(result: SensitivityResult) -> Table:
    columns = (
        Column("finding", "Finding"),
        Column("number", "Number"),
        Column("now", "Now", "number"),
        Column("low", "Range from", "number"),
        Column("high", "to", "number"),
        Column("turn", "Turns at", "number"),
        Column("inside", "Inside its range"),
        Column("effect", "What turns"),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in result.examined:
        for flip in one.flips:
            number = result.by_address[flip.turn.address]
            rows.append(
                (
                    finding_title(one),
                    number_words(result.case, number.address),
                    float(number.middle),
                    float(number.low) if number.ranged else None,
                    float(number.high) if number.ranged else None,
                    float(flip.turn.at),
                    "yes" if flip.inside else "no" if number.ranged else "a point",
                    effect(result, one, flip),
                )
            )
    note = "Each number alone, all others at their middles; of each finding the nearest first, those inside a range before all others. All were tried just before and just after."
    if len(rows) > MOST_ROWS:
        rows, note = _fairly(rows), f"{note} {MOST_ROWS} of {len(rows)} are shown; `--json` has all."
    if not rows:
        note = "No number, moved alone within what it may be, turns any of the findings examined."
    return Table("turns", "What turns what", columns, tuple(rows), note)


def _fairly(rows: list[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """The first rows of every finding."""
    names = list(dict.fromkeys(row[0] for row in rows))
    each = max(1, MOST_ROWS // len(names))
    return [row for name in names for row in [r for r in rows if r[0] == name][:each]]


def finding_title(one: Examined) -> str:
    """A finding in a few words."""
    asked = one.asked
    if asked.what == "zone":
        return "Some package is acceptable to all" if asked.holds else "No package is acceptable to all"
    if asked.what == "nash":
        return "Which package is the Nash solution"
    if asked.what == "package":
        return upper(f"{title(asked)}: {'accepted' if asked.holds else 'refused'}")
    if asked.what == "ends":
        return "Where the parties' own moves lead"
    if asked.what == "path":
        return f"The path to {title(asked)} ({asked.name.rsplit('-', 1)[1]})"
    words = f"{title(asked)} ({asked.name.split(':')[0].rsplit('-', 1)[1]})"
    return upper(
        f"{words} {'holds' if asked.holds else 'does not hold'} by {'Nash' if asked.concept == 'nash' else 'SEQ'}"
    )


# ---------------------------------------------------------------- tornado


def quantity_title(result: SensitivityResult, quantity: Quantity) -> str:
    """A quantity in a few words."""
    if quantity.measure == "zone":
        return "Number of packages acceptable to all"
    party, words = wording.party(result.case, quantity.party or ""), called(result, quantity)
    if quantity.measure == "gain":
        return upper(f"{wording.owner(party)} gain by {words}")
    return upper(f"{wording.owner(party)} loss by leaving {words}")


def _chart(result: SensitivityResult, quantity: Quantity) -> Chart:
    bars = result.bars_of(quantity.name)
    rows: list[tuple[Cell, ...]] = []
    for bar in bars[:MOST_BARS]:
        one = result.by_address[bar.address]
        words = number_words(result.case, bar.address)
        rows.append((upper(words), float(one.low), float(one.high), bar.at_low, bar.at_high))
    columns = (
        Column("number", "Number"),
        Column("low", "Low end", "number"),
        Column("high", "High end", "number"),
        Column("at_low", "Result at the low end", "number"),
        Column("at_high", "Result at the high end", "number"),
    )
    name = f"tornado-{quantity.name.replace(':', '-')}"
    head = quantity_title(result, quantity)
    unit = "packages" if quantity.measure == "zone" else "points of 100"
    cut = f" The {MOST_BARS} strongest of {len(bars)} are shown." if len(bars) > MOST_BARS else ""
    turning = (
        ""
        if quantity.measure == "zone"
        else " A solid line is 0, where the answer turns; it is left out where it lies far from all bars."
    )
    words = (
        f"A bar for each number, the strongest first: from what comes out with that number at the low end of its range to what comes out at the high end, all others "
        f"at their middles. The ends of its range are written at the bar. The dashed line is what comes out at the middles.{turning}{cut}"
    )
    ends = [end for bar in bars[:MOST_BARS] for end in (bar.at_low, bar.at_high)]
    spec = picture.tornado(f"{head} ({unit})", ends, quantity.now, None if quantity.measure == "zone" else 0.0)
    return Chart(name, head, words, spec, Table(name, head, columns, tuple(rows)))


def _bars(result: SensitivityResult) -> list[View]:
    rows: list[tuple[Cell, ...]] = []
    turned = {(flip.turn.address, one.asked.outcome) for one in result.examined for flip in one.flips if flip.inside}
    for bar in sorted(result.bars, key=lambda bar: (-bar.swing, bar.quantity, bar.address)):
        quantity, one = result.quantity(bar.quantity), result.by_address[bar.address]
        crosses = (bar.address, quantity.outcome) in turned
        rows.append(
            (
                quantity_title(result, quantity),
                number_words(result.case, bar.address),
                float(one.low),
                float(one.high),
                bar.at_low,
                quantity.now,
                bar.at_high,
                "yes" if crosses else "no",
            )
        )
    if not rows:
        return []
    columns = (
        Column("quantity", "What is moved"),
        Column("number", "Number"),
        Column("low", "Low end", "number"),
        Column("high", "High end", "number"),
        Column("at_low", "Result there", "number"),
        Column("now", "At the middles", "number"),
        Column("at_high", "Result at the high end", "number"),
        Column("turns", "Turns a finding on it inside its range"),
    )
    note = "Each number alone from one end of its range to the other; the widest swing first."
    if len(rows) > MOST_ROWS:
        note = f"{note} {MOST_ROWS} of {len(rows)} are shown; `--json` has all."
    return [Table("bars", "What moves what, over the ranges", columns, tuple(rows[:MOST_ROWS]), note)]


# ---------------------------------------------------------------- indices


def _indices(result: SensitivityResult) -> list[View]:
    rows: list[tuple[Cell, ...]] = []
    for index in sorted(result.indices or (), key=lambda i: (-i.total, i.quantity, i.name)):
        rows.append(
            (
                quantity_title(result, result.quantity(index.quantity)),
                factor_words(result, index),
                index.first,
                index.first_half,
                index.total,
                index.total_half,
            )
        )
    if not rows:
        return []
    columns = (
        Column("quantity", "Spread of what"),
        Column("number", "Number"),
        Column("first", "Alone", "number"),
        Column("first_half", "± (95 %)", "number"),
        Column("total", "With all it takes part in", "number"),
        Column("total_half", "± (95 %) ", "number"),
    )
    note = "Sobol's first-order and total indices: shares of the variance over all ranges at once."
    if len(rows) > MOST_ROWS:
        note = f"{note} {MOST_ROWS} of {len(rows)} are shown, the greatest first; `--json` has all."
    return [Table("indices", "Whose uncertainty matters", columns, tuple(rows[:MOST_ROWS]), note)]
