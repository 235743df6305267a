"""Places, quantities, conditions and flips in words."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf

from detente.analyses import _wording as wording
from detente.analyses.coverage.answer import Checked, Condition, Premise
from detente.analyses.coverage.assumptions import Axis
from detente.analyses.coverage.catalogue import Statement
from detente.analyses.coverage.distances import place_of
from detente.analyses.coverage.flights import bound, origin
from detente.analyses.coverage.judging import Flip
from detente.analyses.coverage.sighting import SIGHT, radar_at
from detente.case.model import Case

SHORT = 140
POINTS = "percentage points"
MOST_FLIPS = 3
MOST_NEEDED = 3


def claim(case: Case, name: str) -> str:
    """A claim inside a sentence."""
    text = " ".join(case.claims[name].text.split()).rstrip(".")
    if len(text) > SHORT:
        kept = text[: SHORT - 1]
        text = (kept[: kept.rindex(" ")] if " " in kept else kept).rstrip(" ,;:") + "…"
    return f"“{text}”"


def upper(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]


# ---------------------------------------------------------------- numbers


def figure(value: float) -> str:
    """A number with as many digits as its size deserves: 2,272 · 23 · 6.3 · 0.24."""
    size = abs(value)
    if isinf(value):
        return "no end"
    digits = 0 if size >= 20 else 1 if size >= 1 else 2
    text = f"{value:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def span(low: float, high: float) -> str:
    """`6.3 to 7`, or one number where both read the same."""
    first, last = figure(low), figure(high)
    return first if first == last else f"{first} to {last}"


def percent(share: float) -> str:
    """A share of combinations: never 0 % or 100 % of what is neither."""
    if 0 < share < 0.01:
        return "less than 1 %"
    return "more than 99 %" if 0.99 < share < 1 else f"{share * 100:.0f} %"


def beside(low: float, high: float, unit: str, more: str, less: str) -> str:
    """A difference: `0.2 to 2.9 km/s more`, `from 63 percentage points less to 42 percentage points more`."""
    if isinf(high):
        return (
            f"{figure(low)} {unit} {more}, or more than any"
            if low >= 0
            else f"from {figure(-low)} {unit} {less} to more than any"
        )
    if isinf(low):
        return f"from less than any to {figure(high)} {unit} {more}"
    if high <= 0 and low < 0:
        return f"{span(-high, -low)} {unit} {less}"
    if low >= 0:
        return f"{span(low, high)} {unit} {more}"
    return f"from {figure(-low)} {unit} {less} to {figure(high)} {unit} {more}"


# ---------------------------------------------------------------- places


def radars(sites: Sequence[str]) -> str:
    """`the radar at Gabala`, several with `and`."""
    return wording.listed(radar_at(site).name for site in sites)


def places(names: Sequence[str], last: str = "and") -> str:
    """Sites and cities."""
    return wording.listed([place_of(name)[0] for name in names], last)


def areas(names: Sequence[str]) -> str:
    """Areas that flights start from."""
    return wording.listed([origin(name).name for name in names], "or")


def ends(names: Sequence[str]) -> str:
    """Where flights are bound."""
    return wording.listed([bound(name).name for name in names], "or")


def route(one: Checked) -> str:
    """`from Iran to NATO's members in Europe`"""
    return f"from {areas(one.check.areas)} to {ends(one.check.bound)}"


# ---------------------------------------------------------------- quantities


def quantity(one: Checked) -> str:
    """What was measured, low to high, as a sentence without its stop."""
    compares = one.check.compares
    if compares in SIGHT:
        return _sight(one)
    if compares in ("covers", "reaches"):
        return _reach(one)
    check, low, high = one.check, one.low, one.high
    if compares == "needs speed":
        start = f"to reach every flight {route(one)} in time an interceptor at {places(check.sites, 'or')}"
        if check.than:
            return f"{start} needs {beside(low, high, 'km/s', 'more', 'less')} than at {places(check.than, 'or')}"
        if isinf(low):
            return f"no speed at {places(check.sites, 'or')} would reach every flight {route(one)} in time"
        more = ", or more than any" if isinf(high) else ""
        return f"{start} needs {span(low, high) if not more else 'from ' + figure(low)} km/s{more}"
    if compares == "distance":
        if check.than:
            return f"seen from {areas(check.areas)} {places(check.sites, 'or')} lies {beside(low, high, 'km', 'farther', 'nearer')} than {places(check.than, 'or')}"
        whole = f"the nearest of {places(check.sites)}" if len(check.sites) > 1 else places(check.sites)
        return f"{whole} lies {span(low, high)} km from {areas(check.areas)} (from its border, or from coarse points in it)"
    if check.than:
        return f"the altitude below which {radars(check.sites)} sees nothing over {areas(check.areas)} is {beside(low, high, 'km', 'higher', 'lower')} than for {radars(check.than)}"
    return f"{radars(check.sites)} {'sees' if len(check.sites) == 1 else 'see'} nothing below {span(low, high)} km over {areas(check.areas)}"


MEAN = "on average over where it is bound"


def _sight(one: Checked) -> str:
    check, low, high = one.check, one.low, one.high
    way = f"{route(one)}, {MEAN},"
    if check.compares == "adds to":
        return f"with {radars(check.sites)} a flight {way} is first seen {span(low, high)} minutes earlier than by {radars(check.to)} alone"
    until = check.compares == "sees at least until"
    if check.than:
        if until:
            later = beside(low, high, POINTS, "of it later", "of it earlier")
            return f"{radars(check.sites)} would lose sight of a flight {way} {later} than {radars(check.than)}"
        share = beside(low, high, POINTS, "more", "less")
        return f"{radars(check.sites)} would have in view, of a flight {way} {share} than {radars(check.than)}"
    if until:
        return f"{radars(check.sites)} would have lost sight of a flight {way} for good after {span(low, high)} % of it"
    return f"{radars(check.sites)} would have in view, of a flight {way} {span(low, high)} %"


def _reach(one: Checked) -> str:
    check, low, high = one.check, one.low, one.high
    people = one.unit == "% of the people"
    what = f"of the people of {ends(check.bound)}" if people else f"of the flights {route(one)}"
    does = "cover" if people else "reach"
    tail = f" against flights from {areas(check.areas)}" if people else " in time"
    if check.than:
        share = beside(low, high, POINTS, "more", "less")
        return f"interceptors at {places(check.sites)} could {does}, {what},{tail} {share} than at {places(check.than, 'or')}"
    return f"interceptors at {places(check.sites)} could {does} {span(low, high)} % {what}{tail}"


def implied(one: Checked) -> str:
    """What a claim asks that names no bound itself."""
    if one.asked.id == "speed":
        return "no more than a published burnout speed"
    return (
        "more than nothing" if one.how == "above" else f"no {'more' if one.how == 'at most' else 'less'} than the other"
    )


def asks(one: Checked) -> str:
    """What the claim asks for, where its check says; empty where that goes without saying."""
    if one.check.at_least is None and one.check.at_most is None:
        return ""
    low, high = one.asked.choices[0].value, one.asked.choices[-1].value
    unit = one.unit.removesuffix("s") if one.unit == "minutes" and low == high == 1 else one.unit
    return f"{one.how} {span(low, high)} {unit}"


# ---------------------------------------------------------------- conditions


def condition(one: Condition) -> str:
    """`the interceptor burns out at 7.7 km/s or more`"""
    axis, places_ = one.axis, one.places
    if not axis.continuous:
        return axis.says.format(wording.listed([axis.choices[n].label for n in places_], "or"))
    first, last = (axis.choices[places_[end]].label for end in (0, -1))
    if places_[0] == 0:
        return axis.says.format(first if axis.choices[0].value == 0 and len(places_) == 1 else f"{last} or less")
    if places_[-1] == len(axis.choices) - 1:
        return axis.says.format(f"{first} or more")
    return axis.says.format(first if first == last else f"{first} to {last}")


def premise(one: Premise) -> str:
    """All conditions of a premise; `always` where there are none."""
    return wording.listed(condition(each) for each in one.conditions) or "always"


def least(one: Premise) -> str:
    """What a premise takes at the least: the conditions that leave the fewest choices."""
    narrow = sorted(one.conditions, key=lambda each: len(each.places) / len(each.axis.choices))[:MOST_NEEDED]
    return wording.listed(condition(each) for each in narrow)


def flips(one: Checked, most: int = MOST_FLIPS) -> list[str]:
    """Where the assumptions that weigh most turn the verdict, as clauses."""
    ids = [axis.id for axis in one.hinges]
    told = [flip for flip in one.flips if flip.axis.id in ids or flip.axis.continuous]
    return [words for flip in told[:most] if (words := turn(flip))]


def turn(flip: Flip) -> str:
    """Where one assumption turns it."""
    axis = flip.axis
    if flip.low is not None and flip.high is not None:
        first, last = figure(flip.low), figure(flip.high)
        where = f"at {first} {axis.unit}" if first == last else f"between {first} and {last} {axis.unit}"
        holds = "" if flip.above is None else f" and holds {'above' if flip.above else 'below'}"
        when = f"with {hinge(axis)}, whatever else is assumed," if flip.always else f"where {hinge(axis)} decides,"
        return f"{when} it turns {where}{holds}"
    parts = [
        f"it {verb} if {axis.says.format(wording.listed(labels, 'or'))}"
        for verb, labels in (("holds", flip.holds), ("fails", flip.fails))
        if labels
    ]
    return f"{wording.listed(parts)}, whatever else is assumed" if parts else ""


def published(one: Statement) -> str:
    """What another had found, with who and when."""
    return f"{one.publication.author} ({one.publication.date}): “{one.text.rstrip('.')}”"


def hinges(axes: Sequence[Axis]) -> str:
    """What a verdict depends on."""
    return wording.listed(hinge(axis) for axis in axes)


def hinge(axis: Axis) -> str:
    """An assumption inside a sentence."""
    named = ("launch", "bound", "asked", "frame")
    return axis.name if axis.id in named else f"the {axis.name}"
