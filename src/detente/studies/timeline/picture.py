"""The story in one picture: panels over one axis of events, told apart by place, words and dashes rather than by colour."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from detente.analyses import _wording as wording
from detente.result import Chart
from detente.studies.timeline import telling
from detente.studies.timeline.rows import Line, Rows

if TYPE_CHECKING:
    from detente.studies.timeline.answer import TimelineResult

Spec = dict[str, Any]
WIDTH = 610
NARROWEST, ROOMY = 15, 200
"""The least width of a step, and the width from which its name is written level."""
MARGIN = 150
DASHES = [[1, 0], [6, 3], [2, 2], [9, 3, 2, 3], [4, 4], [1, 3], [12, 4], [6, 2, 2, 2, 2, 2]]
APART = 11


def story(result: TimelineResult, rows: Rows) -> Chart:
    """Zone, acceptability, beliefs, offers, and where moves lead, one above the other; a line through all where an event changed something."""
    width = max(WIDTH, NARROWEST * len(result.steps))
    panels = [
        _packages(result, rows),
        *_shares(rows),
        *_beliefs(result, rows),
        *_offers(result, rows, width),
        *_ends(result, rows),
    ]
    for panel in panels:
        panel["width"] = width
        panel["layer"] = [_rules(), *panel["layer"]]
    axis = _axis(result)
    for layer in panels[-1]["layer"]:
        layer["encoding"] = {**layer["encoding"], "x": {**layer["encoding"]["x"], "axis": axis}}
    spec: Spec = {
        "vconcat": panels,
        "spacing": 14,
        "resolve": {"scale": {"x": "shared", "y": "independent", "color": "independent", "strokeDash": "independent"}},
        "config": {"axisY": {"minExtent": MARGIN, "maxExtent": MARGIN, "labelLimit": MARGIN - 8, "labelFontSize": 11}},
    }
    return Chart("story", "The story, event by event", _words(result, rows), spec, rows.table)


def _words(result: TimelineResult, rows: Rows) -> str:
    parts = ["how many packages all at the table would accept"]
    parts += ["in which share of the draws"] if rows.shares else []
    parts += ["what the parties believed"] if rows.claims else []
    parts += ["which offers lay on the table and who would not accept them"] if rows.offers else []
    parts += ["where the parties' own moves led"] if rows.ends else []
    short = telling.codes(result.case)
    changed = sum(change.anything for change in result.changes)
    used = telling.parties_shown(result)
    names = wording.listed(f"{short[p]} is {wording.party(result.case, p)}" for p in used)
    key = f" {telling.upper(names)}." if names and (rows.claims or rows.offers) else ""
    unshown = f" Not drawn: {wording.listed(rows.unshown)}." if rows.unshown else ""
    return (
        f"From left to right the state before the first event and after each of {len(result.changes)}, evenly spaced whatever time lay between; from top to bottom "
        f"{wording.listed(parts)}. A line from top to bottom marks each event that changed something measured ({wording.large(changed)}), its name bold."
        f"{key}{unshown}"
    )


# ---------------------------------------------------------------- what the panels share


X: Spec = {
    "field": "step",
    "type": "ordinal",
    "title": None,
    "axis": None,
    "scale": {"type": "band", "paddingInner": 0, "paddingOuter": 0},
}


def _axis(result: TimelineResult) -> Spec:
    labels = json.dumps([telling.label(step) for step in result.steps], ensure_ascii=True)
    bold = json.dumps([change.step.number for change in result.changes if change.anything])
    lying = WIDTH / len(result.steps) >= ROOMY
    return {
        "labelExpr": f"{labels}[datum.value]",
        "labelAngle": 0 if lying else -90,
        "labelLimit": WIDTH / len(result.steps) - 6 if lying else 260,
        "labelFontSize": 11,
        "labelFontWeight": {
            "condition": {"test": f"indexof({bold}, datum.value) >= 0", "value": "bold"},
            "value": "normal",
        },
        "ticks": False,
        "labelPadding": 6,
        "domain": False,
    }


def _rules() -> Spec:
    """A line where each step begins, a heavier one where the event changed something measured."""
    quiet = "datum.changed == '' || datum.changed == 'nothing measured' || datum.changed == 'an offer made'"
    return {
        "mark": {"type": "rule", "strokeWidth": 1, "tooltip": False},
        "encoding": {
            "x": {**X, "bandPosition": 0},
            "opacity": {"condition": {"test": quiet, "value": 0.08}, "value": 0.55},
            "strokeDash": {"condition": {"test": quiet, "value": [1, 0]}, "value": [4, 3]},
        },
    }


def _title(text: str) -> Spec:
    return {"text": text, "anchor": "start", "frame": "group", "fontSize": 12, "fontWeight": 600, "offset": 5}


def _lag(field: str, by: Sequence[str] = ()) -> list[Spec]:
    """Whether a value differs from that of the step before."""
    window: Spec = {
        "window": [{"op": "lag", "field": field, "as": "before"}],
        "sort": [{"field": "step"}],
        "frame": [None, 0],
    }
    if by:
        window["groupby"] = list(by)
    return [window, {"filter": f"datum.{field} != null && datum.{field} !== datum.before"}]


# ---------------------------------------------------------------- packages and shares


def _packages(result: TimelineResult, rows: Rows) -> Spec:
    zone = next((step.worked.zone for step in result.steps if step.worked.zone is not None), None)
    every = "" if zone is None else f", of {wording.large(zone.outcomes)}"
    y = {
        "field": "packages",
        "type": "quantitative",
        "title": None,
        "scale": {"domainMin": 0, "nice": True},
        "axis": {"tickCount": 3, "format": ",d"},
    }
    bar = {"type": "bar", "opacity": 0.35, "width": {"band": 1}, "strokeWidth": 0}
    text = {
        "type": "text",
        "align": "left",
        "dx": 3,
        "dy": -4,
        "fontSize": 11,
        "fontWeight": 600,
        "baseline": "bottom",
    }
    return {
        "title": _title(f"Packages acceptable to all{every}"),
        "height": 84,
        "layer": [
            {"mark": bar, "encoding": {"x": X, "y": y, "tooltip": _tip("packages", "packages")}},
            {
                "transform": _lag("packages"),
                "mark": text,
                "encoding": {
                    "x": {**X, "bandPosition": 0},
                    "y": y,
                    "text": {"field": "packages", "type": "quantitative", "format": ",d"},
                },
            },
        ],
    }


def _tip(field: str, title: str) -> list[Spec]:
    return [
        {"field": "label", "type": "nominal", "title": "after"},
        {"field": field, "title": title},
        {"field": "changed", "type": "nominal", "title": "changed"},
    ]


def _folded(lines: Sequence[Line]) -> Spec:
    return {"fold": [line.column for line in lines], "as": ["series", "value"]}


def _shares(rows: Rows) -> list[Spec]:
    if not rows.shares:
        return []
    y = {
        "field": "value",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, 1]},
        "axis": {"values": [0, 0.5, 1], "format": ".0%"},
    }
    names = [line.title for line in rows.shares]
    return [
        {
            "title": _title(
                f"Draws in which all accept {' (line), '.join(names)}{' (broken line)' if len(names) > 1 else ''}"
            ),
            "height": 36,
            "layer": [_stepped(rows.shares, y, DASHES)],
        }
    ]


def _stepped(lines: Sequence[Line], y: Spec, dashes: Sequence[Sequence[int]], colours: Sequence[str] = ()) -> Spec:
    domain = [line.column for line in lines]
    ink = list(colours) or [f"var(--series-{n % 8 + 1})" for n in range(len(lines))]
    series = {"field": "series", "type": "nominal", "legend": None, "sort": domain}
    return {
        "transform": [_folded(lines), {"filter": "datum.value != null"}],
        "mark": {"type": "line", "interpolate": "step", "strokeWidth": 2},
        "encoding": {
            "x": X,
            "y": y,
            "color": {**series, "scale": {"domain": domain, "range": ink}},
            "strokeDash": {**series, "scale": {"domain": domain, "range": [list(d) for d in dashes[: len(lines)]]}},
            "tooltip": _tip("value", "value"),
        },
    }


# ---------------------------------------------------------------- beliefs


def _beliefs(result: TimelineResult, rows: Rows) -> list[Spec]:
    everybody = list(dict.fromkeys(line.party for lines in rows.claims.values() for line in lines))
    look = {party: n for n, party in enumerate(everybody)}
    short = telling.codes(result.case)
    return [_belief(result, rows, claim, lines, (look, short)) for claim, lines in rows.claims.items()]


def _belief(
    result: TimelineResult,
    rows: Rows,
    claim: str,
    lines: Sequence[Line],
    signs: tuple[Mapping[str, int], Mapping[str, str]],
) -> Spec:
    look, short = signs
    height = max(72, APART * len(lines) + 6)
    most = _highest(rows, lines)
    y = {
        "field": "value",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, most], "nice": False},
        "axis": {"values": [0, most / 2, most], "format": ".2~f"},
    }
    dashes = [DASHES[look[line.party] % len(DASHES)] for line in lines]
    ink = [f"var(--series-{look[line.party] % 8 + 1})" for line in lines]
    text = result.case.claims[claim].text.rstrip(".") if claim in result.case.claims else claim
    said = text if len(text) <= 84 else text[:83].rstrip() + "…"
    return {
        "title": _title(f"Belief: {said}"),
        "height": height,
        "layer": [_stepped(lines, y, dashes, ink), *_tags(rows, lines, short, (height, most))],
    }


def _highest(rows: Rows, lines: Sequence[Line]) -> float:
    """The top of a scale from 0 on which all these credences fit: a round fifth of 1."""
    names = [column.name for column in rows.table.columns]
    held = [row[names.index(line.column)] for line in lines for row in rows.table.rows]
    most = max((float(value) for value in held if isinstance(value, int | float)), default=1.0)
    return next(top for top in (0.2, 0.4, 0.6, 0.8, 1.0) if most <= top)


def _tags(rows: Rows, lines: Sequence[Line], short: Mapping[str, str], scale: tuple[int, float]) -> list[Spec]:
    """The parties' signs at the right end of their lines, moved apart where they would overlap."""
    names = [column.name for column in rows.table.columns]
    ends = {}
    for line in lines:
        place = names.index(line.column)
        held = [(row[names.index("step")], row[place]) for row in rows.table.rows if row[place] is not None]
        if held:
            ends[line.column] = (held[-1][0], float(held[-1][1]))  # type: ignore[arg-type]
    height, most = scale
    wanted = {column: height * (1 - value / most) for column, (_, value) in ends.items()}
    placed = _apart(wanted, height)
    return [
        {
            "transform": [{"filter": f"datum.step == {len(rows.table.rows) - 1}"}],
            "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 11, "tooltip": False},
            "encoding": {
                "x": {**X, "bandPosition": 1},
                "y": {"value": placed[line.column]},
                "text": {"value": short[line.party]},
            },
        }
        for line in lines
        if line.column in placed
    ]


def _apart(wanted: Mapping[str, float], height: float) -> dict[str, float]:
    """Heights at least so far apart, as near to those wanted as going down and then up again brings them."""
    order = sorted(wanted, key=lambda name: wanted[name])
    placed: dict[str, float] = {}
    floor = 0.0
    for name in order:
        placed[name] = max(wanted[name], floor)
        floor = placed[name] + APART
    ceiling = height
    for name in reversed(order):
        placed[name] = min(placed[name], ceiling)
        ceiling = placed[name] - APART
    return placed


# ---------------------------------------------------------------- offers and ends


def _rowed(lines: Sequence[Line], names: Mapping[str, str]) -> Spec:
    return {
        "field": "series",
        "type": "nominal",
        "title": None,
        "sort": [line.column for line in lines],
        "scale": {"paddingInner": 0.18, "paddingOuter": 0.05},
        "axis": {"labelExpr": f"({json.dumps(names)})[datum.value]", "ticks": False, "grid": False, "domain": False},
    }


ACCEPTED = "slice(datum.value, 0, 3) == 'all'"
LETTER, SPARE = 5.4, 45
"""How wide a letter of a cell's text is, and how much room there is to the right of the last step, in pixels."""


def _offers(result: TimelineResult, rows: Rows, width: int) -> list[Spec]:
    if not rows.offers:
        return []
    short = telling.codes(result.case)
    names = {
        line.column: f"{line.title} ({', '.join(short[p] for p in line.party.split(', ') if p)})"
        for line in rows.offers
    }
    y = _rowed(rows.offers, names)
    written = json.dumps(_fitting(rows, width / len(result.steps)))
    shade = {"condition": {"test": ACCEPTED, "value": 0.78}, "value": 0.16}
    ink = {"condition": {"test": ACCEPTED, "value": "var(--paper)"}, "value": "currentColor"}
    bars = {
        "transform": [_folded(rows.offers), {"filter": "datum.value != null"}],
        "mark": {"type": "rect", "strokeWidth": 0},
        "encoding": {"x": X, "y": y, "color": {"value": "var(--series-1)"}, "opacity": shade}
        | {"tooltip": _tip("value", "who would not accept")},
    }
    words = {
        "transform": [_folded(rows.offers), {"filter": f"indexof({written}, datum.series + ' ' + datum.step) >= 0"}],
        "mark": {"type": "text", "align": "left", "dx": 3, "fontSize": 10.5, "tooltip": False},
        "encoding": {
            "x": {**X, "bandPosition": 0},
            "y": y,
            "text": {"field": "value", "type": "nominal"},
            "color": ink,
        },
    }
    drawn = ", in that share of the draws" if rows.shares else ""
    title = f"Offers on the table: who would not accept them (dark: all would{drawn})"
    return [{"title": _title(title), "height": {"step": 18}, "layer": [bars, words]}]


def _fitting(rows: Rows, step: float) -> list[str]:
    """Where what is said of an offer changes and there is room to write it: column and step. On a dark bar the text must end with it."""
    names = [column.name for column in rows.table.columns]
    found = []
    for line in rows.offers:
        cells = [row[names.index(line.column)] for row in rows.table.rows]
        starts = [n for n, cell in enumerate(cells) if cell is not None and (n == 0 or cells[n - 1] != cell)]
        for n in starts:
            following = [m for m in range(n + 1, len(cells)) if cells[m] != cells[n]]
            dark = str(cells[n]).startswith("all")
            later = [m for m in following if dark or cells[m] is not None]
            room = (later[0] - n) * step if later else (len(cells) - n) * step + (0 if dark else SPARE)
            if LETTER * len(str(cells[n])) + 3 <= room:
                found.append(f"{line.column} {n}")
    return found


def _ends(result: TimelineResult, rows: Rows) -> list[Spec]:
    if not rows.ends:
        return []
    y = _rowed(rows.ends, {line.column: line.title for line in rows.ends})
    bars = {
        "transform": [_folded(rows.ends), {"filter": "datum.value != null"}],
        "mark": {"type": "rect", "strokeWidth": 0, "opacity": 0.45, "height": {"band": 0.5}},
        "encoding": {"x": X, "y": y, "color": {"value": "var(--series-7)"}, "tooltip": _tip("value", "reached")},
    }
    apart = telling.apart(result.case, telling.all_ends(result))
    which = ""
    if len(rows.ends) > 1 and apart:
        which = (
            f": {len(rows.ends)} ends that differ in “{wording.listed(wording.issue(result.case, i) for i in apart)}”"
        )
    title = f"Where the parties' own moves lead{which}"
    return [
        {"title": _title(title if len(title) < 110 else title.split(":")[0]), "height": {"step": 18}, "layer": [bars]}
    ]
