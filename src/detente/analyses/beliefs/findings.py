"""The sentences of beliefs, most important first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.analyses import _wording as wording
from detente.analyses.beliefs.caveats import caveats
from detente.analyses.beliefs.deciding import asked, moving
from detente.analyses.beliefs.telling import between, chance, claim, event, factor, upper
from detente.result import Finding, Scope

if TYPE_CHECKING:
    from detente.analyses.beliefs.answer import BeliefsResult
    from detente.analyses.beliefs.believing import Belief
    from detente.analyses.beliefs.parting import Parting
    from detente.analyses.beliefs.weighing import Weight

MOST_PARTED = 4


def findings(result: BeliefsResult) -> tuple[Finding, ...]:
    """All findings, then all caveats."""
    told = [*_misfits(result), *_moved(result), *_unmoved(result), *_weights(result), *_partings(result)]
    told += [*moving(result), *asked(result)]
    return (*told, *caveats(result))


# ---------------------------------------------------------------- what does not fit


def _misfits(result: BeliefsResult) -> list[Finding]:
    found = []
    for one in result.incoherent:
        nearest = ", ".join(f"{name} {chance(number)}" for name, number in zip(one.claims, one.nearest, strict=True))
        done = "These are taken here" if result.mended else "They are taken as stated here; --mend takes these"
        rests = tuple(f"claims.{name}.credence.{one.party}" for name in one.claims)
        found.append(Finding(f"{one.why} The nearest numbers that fit together are {nearest}. {done}.", rests_on=rests))
    found += [
        Finding(one.why, rests_on=(f"claims.{one.claim}.credence.{one.party}", f"claims.{one.claim}"))
        for one in result.untied
    ]
    return found


# ---------------------------------------------------------------- what moved


def _by_claim(result: BeliefsResult) -> dict[str, list[Belief]]:
    found: dict[str, list[Belief]] = {}
    for belief in result.held:
        found.setdefault(belief.claim, []).append(belief)
    return found


def _moved(result: BeliefsResult) -> list[Finding]:
    """A sentence for each claim that the evidence moves: those reported on first, then what follows of combinations."""
    direct = {weight.claim for weight in result.weights if weight.direct}
    by_claim = {name: told for name, told in _by_claim(result).items() if any(b.moved for b in told)}
    ordered = sorted(by_claim, key=lambda name: name not in direct)
    return [_of_claim(result, name, by_claim[name], name in direct) for name in ordered]


def _of_claim(result: BeliefsResult, name: str, told: Sequence[Belief], direct: bool) -> Finding:
    case = result.case
    parts = []
    for word, side in (("less", -1), ("more", 1)):
        group = [b for b in told if (b.posterior > b.prior) - (b.posterior < b.prior) == side]
        if group:
            each = wording.listed(
                f"{wording.party(case, b.party)} ({chance(b.prior)} to {chance(b.posterior)})" for b in group
            )
            parts.append(f"{word} likely to {each}")
    still = [b.party for b in told if not b.moved]
    if still:
        parts.append(f"and leaves {wording.parties(case, still)} where {wording.verb(still, 'it was', 'they were')}")
    names = list(dict.fromkeys(w.event for w in result.weights if w.claim == name))
    via = "" if direct else ", as a combination of claims,"
    text = f"On these estimates what was reported makes {claim(case, name)}{via} {', '.join(parts)}."
    scope, share = _direction(result, name, told)
    rests = (f"claims.{name}", *(f"events.{each}" for each in names))
    return Finding(text, rests_on=rests, scope=scope, share=share)


def _direction(result: BeliefsResult, name: str, told: Sequence[Belief]) -> tuple[Scope, float | None]:
    """Whether each party that is moved at midpoints is moved the same way throughout the ranges."""
    moved = [b for b in told if b.moved]
    share = None
    if len(moved[0].drawn):
        same = [np.sign(b.drawn - b.drawn_prior) == np.sign(float(b.posterior - b.prior)) for b in moved]
        share = float(np.logical_and.reduce(same).mean())
    if result.certain or all(_proved(result, b) for b in moved):
        return "throughout", share
    if share is not None and 0 < share < 1:
        return "depends", share
    return "unknown", share


def _proved(result: BeliefsResult, belief: Belief) -> bool:
    """Whether every event that bears on the claim directly pulls the same way throughout; for combinations nothing is proved."""
    told = [w for w in result.weights if w.claim == belief.claim and w.party == belief.party]
    if not told or not all(w.direct for w in told):
        return False
    if belief.posterior < belief.prior:
        return all(w.high is not None and w.high < 1 for w in told)
    return all(w.low is not None and w.low > 1 for w in told)


def _unmoved(result: BeliefsResult) -> list[Finding]:
    """What nothing that was reported bears on."""
    names = [name for name, told in _by_claim(result).items() if not any(b.moved for b in told)]
    if not names:
        return []
    told = wording.listed([claim(result.case, name) for name in names[:6]])
    more = f" and {wording.count(len(names) - 6, 'other claim')}" if len(names) > 6 else ""
    reported = {w.claim for w in result.weights}
    why = "nothing reported so far bears on it" if len(names) == 1 else "nothing reported so far bears on them"
    if any(name in reported for name in names):
        why = "at the midpoints what was reported is as likely either way"
    text = f"No party's credence in {told}{more} has moved: {why}."
    return [
        Finding(
            text,
            rests_on=tuple(f"claims.{name}" for name in names),
            scope="unknown" if reported & set(names) else "throughout",
        )
    ]


# ---------------------------------------------------------------- weights


def _weights(result: BeliefsResult) -> list[Finding]:
    by_event: dict[tuple[str, str], list[Weight]] = {}
    for weight in result.weights:
        if weight.direct:
            by_event.setdefault((weight.event, weight.claim), []).append(weight)
    return [_weight(result, name, about, told) for (name, about), told in by_event.items()]


def _weight(result: BeliefsResult, name: str, about: str, told: Sequence[Weight]) -> Finding:
    case = result.case
    groups: dict[str, list[str]] = {}
    for weight in told:
        groups.setdefault(_ratio(weight), []).append(weight.party)
    each = "; ".join(f"{text} to {wording.parties(case, parties)}" for text, parties in groups.items())
    text = f"{upper(event(case, name))} weighs on {claim(case, about)}: {each}."
    exact = result.certain or all(weight.low is not None and weight.low == weight.high for weight in told)
    return Finding(text, rests_on=(f"events.{name}", f"claims.{about}"), scope="throughout" if exact else "unknown")


def _ratio(weight: Weight) -> str:
    if weight.ratio is None:
        return "beyond any odds, for one side was held impossible,"
    value = float(weight.ratio)
    if weight.ratio == 0:
        return "all there is, for it rules the claim out,"
    if value < 1:
        text, ends = f"{factor(1 / value)} times as likely if it is not true", (weight.high, weight.low)
        span = [None if not end else factor(1 / float(end)) for end in ends]
    else:
        text, span = (
            f"{factor(value)} times as likely if it is true",
            [None if end is None else factor(float(end)) for end in (weight.low, weight.high)],
        )
    if weight.low == weight.high or None in span:
        return text
    return f"{text} ({span[0]} to {span[1]} over the ranges)"


# ---------------------------------------------------------------- disagreement


def _partings(result: BeliefsResult) -> list[Finding]:
    return [_parting(result, one) for one in result.partings[:MOST_PARTED] if one.spans[1] > 0 or one.change]


def _parting(result: BeliefsResult, one: Parting) -> Finding:
    case = result.case
    (low, least), (high, most) = one.after
    text = (
        f"On {claim(case, one.claim)} the widest gap on these estimates is between {wording.party(case, low)} ({chance(least)}) and "
        f"{wording.party(case, high)} ({chance(most)})"
    )
    rests = tuple(f"claims.{one.claim}.credence.{p}" for p in dict.fromkeys((low, high)))
    if one.closer == "never" and one.change == 0:
        return Finding(
            f"{text}; nothing that was reported has changed it.",
            rests_on=rests,
            scope="unknown" if not result.certain else "throughout",
        )
    span = f"from {chance(one.spans[0])} to {chance(one.spans[1])}"
    if one.change < 0:
        return Finding(
            f"{text}; what was reported brought the ends closer, {span}.",
            rests_on=rests,
            scope=one.closer,
            share=one.share,
        )
    if one.change > 0:
        scope: Scope = {"throughout": "never", "never": "throughout"}.get(one.closer, one.closer)  # type: ignore[assignment]
        share = None if one.share is None else 1 - one.share
        return Finding(
            f"{text}; what was reported drove the ends further apart, {span}.", rests_on=rests, scope=scope, share=share
        )
    return Finding(f"{text}, as wide as before the evidence.", rests_on=rests, scope="unknown")


def ranges(belief: Belief) -> str:
    """A party's credence over the ranges."""
    return between(*belief.after)
