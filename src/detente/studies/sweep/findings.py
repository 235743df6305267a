"""A sweep in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.case.addresses import AddressError, get
from detente.case.numbers import numbers, span
from detente.result import Finding, Scope
from detente.studies.sweep import effects
from detente.studies.sweep.effects import Cut, Effect
from detente.studies.sweep.rows import Cell, Row

if TYPE_CHECKING:
    from detente.studies.sweep.answer import SweepResult

MOST_TOLD, MOST_GROUNDS = 3, 6
CLEAR = 0.1
"""A cut is worth telling where it puts right at least this part of what-ifs that would else be on the wrong side."""


def findings(result: SweepResult) -> tuple[Finding, ...]:
    """Sentences, most important first; caveats last."""
    good = effects.answered(result.rows)
    told: list[Finding] = []
    if not good:
        told.append(Finding(_silent(len(result.rows))))
    else:
        name = effects.verdict(good)
        if name is not None:
            told += _verdict(result, good, name)
        told += _moved(result, good, name)
        if not told:
            told.append(Finding(_alike(len(good)), scope="unknown"))
    return (*told, *_caveats(result, good))


def _silent(tried: int) -> str:
    if not tried:
        return "No what-if is done yet."
    return (
        "The only what-if that was tried gave no answer."
        if tried == 1
        else f"None of {tried:,} what-ifs that were tried gave an answer."
    )


def _alike(answered: int) -> str:
    if answered == 1:
        return "Only one what-if was answered, so that there is nothing to compare it with."
    return f"All {answered:,} what-ifs that were answered gave the same answer."


# ---------------------------------------------------------------- yes or no


def _verdict(result: SweepResult, good: Sequence[Row], name: str) -> Iterator[Finding]:
    held = effects.yes(good, name)
    yes, total = sum(held), len(held)
    what = (
        "some package is acceptable to everyone whose consent it needs"
        if name in effects.YES
        else f"the answer to “{name}” is yes"
    )
    rests = _addresses(result, list(good[0].varied)) if len(good[0].varied) <= MOST_GROUNDS else ()
    scope: Scope = "depends" if yes not in (0, total) and _within_ranges(result, good) else "unknown"
    yield Finding(f"On these estimates, {_verdict_words(what, yes, total)}.", rests_on=rests, scope=scope)
    for cut in effects.cuts(good, held)[:MOST_TOLD]:
        if (cut.right - cut.base) < CLEAR * (cut.total - cut.base):
            continue
        yield Finding(_cut_words(result, cut, name), rests_on=_addresses(result, [cut.varied]), scope="unknown")


def _verdict_words(what: str, yes: int, total: int) -> str:
    """That something is so, and in how many of the what-ifs that gave an answer."""
    if total == 1:
        lead = what if yes else f"it is not so that {what}"
        return f"{lead} in the only what-if that was answered"
    share = f"{wording.large(yes)} of" if 0 < yes < total else "all" if yes else "none of the"
    return f"{what} in {share} {wording.large(total)} what-ifs that were tried"


def _within_ranges(result: SweepResult, good: Sequence[Row]) -> bool:
    """Whether all that was varied are numbers, and each stayed within the team's range of it."""
    if result.base is None:
        return False
    spans = {address: span(address, number) for address, number in numbers(result.base).items()}
    return all(
        isinstance(value, int | float) and name in spans and spans[name][0] <= value <= spans[name][1]
        for row in good
        for name, value in row.varied.items()
        if name != "draw"
    )


def _cut_words(result: SweepResult, cut: Cut, name: str) -> str:
    zone = name in effects.YES
    yes, no = ("open", "closed") if zone else ("yes", "no")
    subject = "the zone is" if zone else "the answer is"
    what = named(result, cut.varied)
    if cut.side == "among":
        good = wording.listed([_value(value) for value in cut.values], "or")
        if not good:
            return f"With other values of {what} the share of what-ifs in which {subject} {yes} differs, and with none it is more than half."
        whole = cut.right == cut.total
        how = "exactly where" if whole else "mostly where"
        tail = "" if whole else f" (that is right of {_part(cut)})"
        return f"Among these what-ifs {subject} {yes} {how} {what} is {good}{tail}."
    good_end, bad_end = cut.high, cut.low
    least, most = ("or more", "or less") if cut.side == "above" else ("or less", "or more")
    if cut.right == cut.total:
        return (
            f"Among these what-ifs {subject} {yes} wherever {what} is {wording.number(good_end)} {least}, and {no} wherever it is "
            f"{wording.number(bad_end)} {most}: it turns between these two."
        )
    side = "above" if cut.side == "above" else "below"
    middle = wording.number((good_end + bad_end) / 2)
    return f"Among these what-ifs {subject} mostly {yes} with {what} {side} {middle} and mostly {no} on the other side (that is right of {_part(cut)})."


def _part(cut: Cut) -> str:
    return f"{wording.large(cut.right)} of {wording.large(cut.total)}, and {wording.large(cut.base)} would be if it told nothing"


# ---------------------------------------------------------------- what moved the answer


def _moved(result: SweepResult, good: Sequence[Row], verdict: str | None) -> Iterator[Finding]:
    name = effects.measure(good)
    if name is None:
        return
    what = "how many packages are acceptable" if name == "zone.outcomes" else f"“{name}”"
    for place, effect in enumerate(effects.effects(good, name)[:MOST_TOLD]):
        if effect.share < CLEAR and place:
            continue
        yield Finding(
            _effect_words(result, effect, what, place == 0),
            rests_on=_addresses(result, [effect.varied]),
            scope="unknown",
        )


def _effect_words(result: SweepResult, effect: Effect, what: str, first: bool) -> str:
    share = "all" if effect.share > 1 - 1e-9 else f"{100 * effect.share:.0f} %"
    opening = (
        f"Of what was varied, {named(result, effect.varied)} goes most with {what}"
        if first
        else f"{named(result, effect.varied, True)} comes next for {what}"
    )
    return (
        f"{opening}, with {share} of its variance over these what-ifs (less what chance would show): on average {wording.number(effect.least)} at "
        f"{_value(effect.lowest)} and {wording.number(effect.most)} at {_value(effect.highest)}."
    )


# ---------------------------------------------------------------- caveats


def _caveats(result: SweepResult, good: Sequence[Row]) -> Iterator[Finding]:
    failed = len(result.rows) - len(good)
    if failed:
        errors = result.errors()
        text, count = errors[0]
        kinds = f", {count} of them for this reason" if len(errors) > 1 else ""
        said = text if text.endswith((".", "?", "!")) else text + "."
        yield Finding(
            f"{wording.count(failed, 'what-if')} gave no answer and {'is' if failed == 1 else 'are'} left out of all counts{kinds}: {said}",
            "caveat",
        )
    left = result.expected - len(result.rows)
    if left > 0:
        yield Finding(
            f"{wording.count(left, 'what-if')} of {result.expected:,} {'is' if left == 1 else 'are'} not done yet.",
            "caveat",
        )
    k, n = result.head.shard
    if n > 1:
        yield Finding(
            f"These are the what-ifs of part {k} of {n} of a sweep of {result.head.tasks:,}; the others stand elsewhere.",
            "caveat",
        )
    yield Finding(
        "How many what-ifs go one way says how they were chosen as much as anything; it is no probability, and what goes with an answer here "
        "need not do so elsewhere.",
        "caveat",
    )


# ---------------------------------------------------------------- names


def named(result: SweepResult, column: str, first: bool = False) -> str:
    """Something that was varied, in words."""
    plain = {
        "without": "what is left out",
        "evidence": "which evidence comes",
        "as_of": "the day",
        "after": "the last event that has happened",
        "draw": "the draw",
    }
    words = plain.get(column, f"`{column}`")
    if result.base is not None and column not in plain:
        from detente.studies.compare.wording import address_words

        words = address_words((result.base, result.base), column)
    return words[0].upper() + words[1:] if first else words


def _value(cell: Cell) -> str:
    if cell is None:
        return "nothing"
    return wording.number(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else str(cell)


def _addresses(result: SweepResult, names: Sequence[str]) -> tuple[str, ...]:
    """Those of some columns that are addresses which the base case has."""
    found = []
    for name in names if result.base is not None else ():
        try:
            get(result.base.base if result.base else {}, name)
        except AddressError:
            continue
        if "." in name:
            found.append(name)
    return tuple(found)
