"""Sentences that a minister's aide could read out: what turns each finding, and what moves each quantity most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.result import Finding
from detente.studies.sensitivity.examined import Examined, Flip
from detente.studies.sensitivity.telling import (
    figure,
    flip_words,
    grounds,
    in_brackets,
    number_words,
    title,
    upper,
)

if TYPE_CHECKING:
    from detente.studies.sensitivity.answer import SensitivityResult
    from detente.studies.sensitivity.indices import Index
    from detente.studies.sensitivity.tornado import Bar, Quantity

TOLD = 3
"""So many turns, bars and shares are told in a sentence; the tables have the rest."""
CONCEPTS = {"nash": "Nash", "seq": "SEQ"}


def findings(result: SensitivityResult) -> tuple[Finding, ...]:
    """All findings, then all caveats."""
    from detente.studies.sensitivity.caveats import caveats

    told = [_examined(result, one) for one in result.examined]
    told += _moved(result)
    return (*dict.fromkeys(told), *caveats(result))


# ---------------------------------------------------------------- what turns


def _examined(result: SensitivityResult, one: Examined) -> Finding:
    now, turned = _words(result, one)
    proved = (
        ", whatever the numbers inside the team's ranges" if one.scope == "throughout" and not result.certain else ""
    )
    text = f"On these estimates {now}{proved}; {_turning(result, one, turned)}."
    addresses = [flip.turn.address for flip in one.flips[: 2 * TOLD]]
    return Finding(text, rests_on=grounds(result.case, addresses), scope=one.scope)


def _turning(result: SensitivityResult, one: Examined, turned: str) -> str:
    if not one.tried:
        return "at which numbers that would change was not sought"
    if not one.flips:
        return (
            "no number, moved alone within what it may be, was found that would change that"
            if result.inputs
            else "there is no number that it hangs on"
        )
    inside = [flip for flip in one.flips if flip.inside]
    first = inside or list(one.flips)
    said = wording.listed([flip_words(result, flip) for flip in first[:TOLD]], "or if")
    where = ""
    if inside:
        more = f", the nearest of {wording.count(len(inside), 'number')} that do so inside the team's ranges"
        where = "" if len(inside) <= TOLD else more
    else:
        where = "" if result.certain else "; none of these lies in the team's ranges"
    return f"{turned} if {said}{where}"


def _words(result: SensitivityResult, one: Examined) -> tuple[str, str]:
    """What is so now, and what would become of it."""
    asked, table = one.asked, wording.parties(result.case, result.layout.table)
    if asked.what == "zone":
        if asked.holds:
            return f"there are packages that all of {table} would accept", "the zone would close"
        return f"no package is acceptable to all of {table}", "the zone would open"
    if asked.what == "ends":
        places = wording.listed([" then ".join(in_brackets(result, o) for o in end) for end in asked.ends], "or")
        return f"the parties' own moves lead from the status quo to {places}", "they would lead elsewhere"
    assert asked.outcome is not None
    words = in_brackets(result, asked.outcome)
    if asked.what == "nash":
        return f"the Nash solution is {words}", "it would be another package, or none,"
    if asked.what == "package":
        if asked.holds:
            return f"all whose consent it needs accept {title(asked)} {words}", "it would be refused"
        return f"{title(asked)} {words} is not acceptable to all whose consent it needs", "it would be acceptable"
    if asked.what == "path":
        pays = "pay those who make them, and nobody moves on from there"
        return f"the moves from the status quo to {words} {pays}", "that path would no longer hold"
    concept = CONCEPTS[asked.concept]
    if asked.holds:
        return f"{title(asked)} {words} holds for every party by {concept}", f"it would hold no longer by {concept}"
    return f"{title(asked)} {words} does not hold for every party by {concept}", f"it would hold by {concept}"


# ---------------------------------------------------------------- what moves most


def _moved(result: SensitivityResult) -> list[Finding]:
    """Of the first package (or outcome) of note, each party's quantity; and how many packages are acceptable."""
    first = next((q.outcome for q in result.quantities if q.outcome is not None), None)
    told = []
    for quantity in result.quantities:
        bars = result.bars_of(quantity.name)
        if bars and (quantity.measure == "zone" or quantity.outcome == first):
            told.append(_one_moved(result, quantity, bars))
    return told


def _one_moved(result: SensitivityResult, quantity: Quantity, bars: Sequence[Bar]) -> Finding:
    strongest = wording.listed(_bar_words(result, quantity, bar) for bar in bars[:TOLD])
    shares = _shares(result, quantity)
    text = f"On these estimates {_quantity_words(result, quantity)} {_value(quantity, quantity.now)}; moved alone through its range, what changes that most is {strongest}{shares}."
    return Finding(
        text,
        rests_on=grounds(result.case, (bar.address for bar in bars[:TOLD])),
        scope="depends",
    )


def _quantity_words(result: SensitivityResult, quantity: Quantity) -> str:
    if quantity.measure == "zone":
        return "the number of packages acceptable to all is"
    words, party = called(result, quantity), wording.party(result.case, quantity.party or "")
    if quantity.measure == "gain":
        return f"what {words} gains {party} over no deal, in points of its 100, is"
    return f"what {party} would lose by its own best move away from {words}, in points of its 100, is"


def called(result: SensitivityResult, quantity: Quantity) -> str:
    """What the outcome of a quantity is called."""
    named = (
        one.asked.titles[0] for one in result.examined if one.asked.outcome == quantity.outcome and one.asked.titles
    )
    return next(named, "the outcome")


def _value(quantity: Quantity, value: float) -> str:
    if quantity.measure == "zone":
        return wording.large(round(value))
    return wording.signed(value, 1) if quantity.measure == "gain" else wording.number(value, 1)


def _bar_words(result: SensitivityResult, quantity: Quantity, bar: Bar) -> str:
    one = result.by_address[bar.address]
    ends = f"{_value(quantity, bar.at_low)} at {figure(one.low)}, {_value(quantity, bar.at_high)} at {figure(one.high)}"
    return f"{number_words(result.case, bar.address)} ({ends})"


def _shares(result: SensitivityResult, quantity: Quantity) -> str:
    here = sorted(
        (index for index in result.indices or () if index.quantity == quantity.name),
        key=lambda index: (-index.total, index.name),
    )
    strong = [index for index in here[:TOLD] if index.total - index.total_half > 0.05]
    if not strong:
        return ""
    said = wording.listed(_share_words(result, index, not place) for place, index in enumerate(strong))
    return f"; over all ranges at once, {said}"


def _share_words(result: SensitivityResult, index: Index, first: bool) -> str:
    alone, total = (f"{100 * min(max(share, 0), 1):.0f} %" for share in (index.first, index.total))
    of, rest = (" of its variance", " with all that it takes part in") if first else ("", "")
    return (
        f"{alone}{of} comes from {factor_words(result, index)} alone ({total}{rest})"
        if first
        else (f"{alone} from {factor_words(result, index)} ({total})")
    )


def factor_words(result: SensitivityResult, index: Index) -> str:
    """An input of the sample in words: a number, or numbers that hang together."""
    if len(index.addresses) == 1:
        return number_words(result.case, index.addresses[0])
    words = index.name.split(".")
    if words[0] == "preferences" and len(words) > 2:
        return f"all weights of {wording.party(result.case, words[1])} together"
    if words[0] == "preferences":
        return f"all numbers of {wording.party(result.case, words[1])} together"
    return "all that was reported, together"


def effect(result: SensitivityResult, one: Examined, flip: Flip) -> str:
    """A flip as a sentence of its own."""
    _, turned = _words(result, one)
    return upper(f"{turned.rstrip(',')} if {flip_words(result, flip)}.")
