"""The same answer to look at: verdicts, premises, figures used, what radars add, maps and charts."""

from __future__ import annotations

from collections.abc import Iterator
from math import isinf
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.coverage import telling
from detente.analyses.coverage.catalogue import catalogue
from detente.analyses.coverage.charts import charts
from detente.analyses.coverage.distances import ends_of, place_of, table_km
from detente.analyses.coverage.maps import maps
from detente.analyses.coverage.plain import verdict
from detente.result import Cell, Column, Table, View
from detente.theory.sight import horizon_km

if TYPE_CHECKING:
    from detente.analyses.coverage.answer import Checked, CoverageResult, Joint, Side

HOW_READ = {
    "page": "read whole",
    "excerpt": "the passage was read",
    "cited": "known through others",
    "own": "our own assumption",
}


def views(result: CoverageResult) -> tuple[View, ...]:
    """All views; those that would be empty are left out."""
    found: list[View] = [_verdicts(result), *maps(result), *charts(result)]
    found += [_joint(one, number) for number, one in enumerate(result.joint)]
    found += [
        _premises(result),
        _published(result),
        _bands(result),
        *_distances(result),
        *_unseen(result),
        _figures(result),
    ]
    return tuple(view for view in found if not isinstance(view, Table) or view.rows)


def _label(name: str) -> str:
    return name.replace("-", " ")


def _cell(value: float) -> Cell:
    return "none would do" if isinf(value) else value


def _verdicts(result: CoverageResult) -> Table:
    columns = (Column("claim", "Claim"), Column("measured", "What was measured"), Column("verdict", "Verdict"))
    rows = tuple((_label(one.claim), telling.upper(telling.quantity(one)), verdict(one)) for one in result.checks)
    return Table("verdicts", "What published geometry says of each claim", columns, rows)


def _turns(result: CoverageResult) -> Table:
    columns = (
        Column("claim", "Claim"),
        Column("asked", "Asks for"),
        Column("turns", "Where it turns"),
    )
    rows = tuple(
        (_label(one.claim), telling.asks(one) or telling.implied(one), telling.upper("; ".join(told)))
        for one in result.checks
        if (told := telling.flips(one, most=len(one.flips)))
    )
    return Table("turns", "What turns each verdict, and where", columns, rows)


def _measured(one: Checked) -> str:
    if isinf(one.high):
        return "none would do" if isinf(one.low) else f"from {telling.figure(one.low)} {one.unit}, or none would do"
    if one.check.than:
        unit = one.unit.replace("%", telling.POINTS)
        return telling.beside(one.low, one.high, unit, "more", "less")
    return f"{telling.span(one.low, one.high)} {one.unit}"


def _published(result: CoverageResult) -> Table:
    columns = (
        Column("claim", "Claim"),
        Column("author", "Who"),
        Column("date", "When"),
        Column("text", "Had found"),
        Column("ours", "Measured here"),
        Column("verdict", "Verdict here"),
    )
    rows = tuple(
        (_label(one.claim), each.publication.author, each.publication.date, each.text, _measured(one), verdict(one))
        for one in result.checks
        for each in one.published
    )
    return Table("published", "What others had found, beside this", columns, rows)


def _premises(result: CoverageResult) -> Table:
    columns = (
        Column("claim", "Claim"),
        Column("side", "Who"),
        Column("says", "Says"),
        Column("premise", "Is right, whatever else is assumed, if"),
        Column("share", "Of all combinations", "percent"),
    )
    rows = tuple(
        (
            _label(one.claim),
            wording.parties(result.case, side.parties) or "nobody in this file",
            "that it is so" if side.affirms else "that it is not",
            _premise(side),
            side.share,
        )
        for one in result.checks
        for side in one.sides
    )
    return Table(
        "premises",
        "What each side must have assumed to be right",
        columns,
        rows,
        "The share counts combinations of the rival figures that stand in the catalogue: it is no probability.",
    )


def _premise(side: Side) -> str:
    if side.premise is not None:
        return telling.premise(side.premise)
    if side.needed is None:
        return "never"
    return f"(not enough by itself) {telling.least(side.needed)}"


def _bands(result: CoverageResult) -> Table:
    columns = (
        Column("claim", "Claim"),
        Column("assumption", "Assumption"),
        Column("choice", "Taken as"),
        Column("low", "Lowest", "number"),
        Column("high", "Highest", "number"),
        Column("unit", "Unit"),
    )
    rows = tuple(
        (
            _label(one.claim),
            band.axis.name,
            band.axis.choices[band.place].label,
            _cell(band.low),
            _cell(band.high),
            one.unit,
        )
        for one in result.checks
        for band in one.bands
        if len(band.axis.choices) > 1
    )
    return Table("by-assumption", "What was measured, by each assumption, over all others", columns, rows)


def _joint(one: Joint, number: int) -> Table:
    columns = (
        Column("radars", "Radars"),
        Column("first_low", "First sight at the earliest, minutes", "number"),
        Column("first_high", "At the latest", "number"),
        Column("view_low", "In view at the least, % of the flight", "number"),
        Column("view_high", "At the most", "number"),
        Column("adds", "Adds to all others"),
    )
    added = {each.site: each for each in one.added}
    rows = []
    for each in one.together:
        alone = added.get(each.sites[0]) if len(each.sites) == 1 else None
        adds = (
            f"{telling.span(*alone.earlier_minutes)} minutes, {telling.span(*alone.more_percent)} % of the flight"
            if alone
            else ""
        )
        rows.append((telling.places(each.sites), *each.first_minutes, *each.percent, adds))
    way = f"from {telling.areas(one.areas)} to {telling.ends(one.bound)}"
    name = "joint" if number == 0 else f"joint-{number + 1}"
    return Table(name, f"What radars see together of a flight {way}", columns, tuple(rows))


def _distances(result: CoverageResult) -> Iterator[Table]:
    """Every place that a check of distance names, to everything that its areas can mean."""
    asked = [one.check for one in result.checks if one.check.compares == "distance"]
    for area in dict.fromkeys(area for check in asked for area in check.areas):
        sites = list(
            dict.fromkeys(site for check in asked if area in check.areas for site in (*check.sites, *check.than))
        )
        ends = ends_of(area)
        columns = (
            Column("place", "Place"),
            *(Column(key.replace("-", "_"), f"To {label}, km", "integer") for key, label, _, _ in ends),
        )
        found = table_km(sites, [area])
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (place_of(site)[0], *(round(float(km)) for km in found[n])) for n, site in enumerate(sites)
        )
        yield Table(f"distances-{area}", f"Distances to {telling.areas([area])}, in kilometres", columns, rows)


def _unseen(result: CoverageResult) -> Iterator[Table]:
    """Ours beside the briefing's altitudes, with the distances along the ground that these imply."""
    for one in result.checks:
        if one.check.compares == "lowest visible altitude" and "brdy" in one.check.sites:
            yield _briefing(one)
            return


def _briefing(one: Checked) -> Table:
    masks = [mask.figure.low for mask in catalogue().masks.values()]
    columns = (
        Column("what", "What"),
        Column("altitude", "Nothing seen below, km"),
        *(
            Column(f"implies_{mask:g}", f"Implies, looking down to {mask:g}°, km along the ground", "integer")
            for mask in masks
        ),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            f"briefing: {figure.figure.publication.title}",
            telling.figure(figure.figure.low),
            *(round(float(horizon_km(figure.figure.low, 0.0, mask))) for mask in masks),
        )
        for figure in catalogue().unseen_altitudes.values()
    ]
    rows += [
        (f"here: over {band.axis.choices[band.place].label}", telling.span(band.low, band.high), *([None] * len(masks)))
        for band in one.bands
        if band.axis.id == "launch"
    ]
    return Table(
        "unseen",
        "Below what altitude the Czech radar sees nothing: the briefing's figures and ours",
        columns,
        tuple(rows),
        "The briefing names no launch areas. What its altitudes imply is how far off these would have to be.",
    )


def _figures(result: CoverageResult) -> Table:
    """Every figure that was used, with who gave it."""
    columns = (
        Column("assumption", "Assumption"),
        Column("value", "Taken as"),
        Column("author", "Who gives it"),
        Column("title", "Where"),
        Column("date", "When"),
        Column("read", "How it is known here"),
    )
    rows: dict[tuple[Cell, ...], None] = {}
    for one in result.checks:
        for axis in (*one.axes, *((one.asked,) if one.asked.id == "speed" else ())):
            for choice in axis.choices:
                for each in choice.publications:
                    rows[(axis.name, choice.label, each.author, each.title, each.date, HOW_READ[each.read])] = None
    return Table("figures", "The figures used, and who gave them", columns, tuple(rows))
