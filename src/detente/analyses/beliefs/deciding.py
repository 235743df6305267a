"""The sentences on decisions: what would move whom, and which question would tell most."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.beliefs.packages import Package
from detente.analyses.beliefs.telling import chance, claim, factor, package, times, upper
from detente.result import Finding

if TYPE_CHECKING:
    from detente.analyses.beliefs.answer import BeliefsResult
    from detente.analyses.beliefs.asking import Known, Question
    from detente.analyses.beliefs.turning import Threshold

MOST, MOST_PREFERRED = 3, 1
"""So many thresholds are told of each party, and so many of what it prefers to what."""


def moving(result: BeliefsResult) -> list[Finding]:
    """What it would take to move each party: the least evidence first, every decision once."""
    if result.tried is None:
        return []
    said: set[Package] = set()
    found = []
    for party in dict.fromkeys(t.party for t in result.thresholds):
        near = sorted((t for t in result.thresholds if t.party == party), key=lambda t: abs(log(t.ratio)))
        kept: dict[tuple[object, ...], Threshold] = {}
        for t in near:
            kept.setdefault((t.decision, t.package, t.other), t)
        firm = sorted(
            (t for t in kept.values() if t.decision != "prefer"), key=lambda t: (_RANK[t.decision], abs(log(t.ratio)))
        )
        leaning = [t for t in kept.values() if t.decision == "prefer" and not _repeats(t, firm)]
        found += [_threshold(result, t, said) for t in (*firm[:MOST], *leaning[:MOST_PREFERRED])]
    return [*found, *_unmovable(result)]


def _repeats(t: Threshold, firm: list[Threshold]) -> bool:
    """Whether a preference between a package and no deal says what is said already of accepting it."""
    sides = {p for p in (t.package, t.other) if p is not None}
    return any(p.kind == "no-deal" for p in sides) and any(
        one.decision == "accept" and one.package in sides for one in firm
    )


_RANK = {"zone": 0, "accept": 0, "choose": 1, "prefer": 2}


def _threshold(result: BeliefsResult, t: Threshold, said: set[Package]) -> Finding:
    case, who = result.case, wording.party(result.case, t.party)
    rising = t.at > t.credence
    side = "rises above" if rising else "falls below"
    text = (
        f"On these estimates {_decision(result, t, said)} if its credence in {claim(case, t.claim)} {side} {chance(t.at)} (it is {chance(t.credence)}): "
        f"evidence would have to be {times(t.ratio)} to take {who} there."
    )
    return Finding(text, rests_on=_rests(result, t), scope="throughout" if result.certain else "unknown")


def _rests(result: BeliefsResult, t: Threshold) -> tuple[str, ...]:
    told = [f"claims.{t.claim}"]
    if t.party in result.case.claims[t.claim].credence:
        told.append(f"claims.{t.claim}.credence.{t.party}")
    told += [f"events.{p.event}" for p in (t.package, t.other) if p is not None and p.event]
    return tuple(told)


def _decision(result: BeliefsResult, t: Threshold, said: set[Package]) -> str:
    """What happens beyond the threshold, seen from the present credence."""
    who = wording.party(result.case, t.party)
    if t.decision == "zone":
        return f"with {who} the agreement zone {'closes' if t.now else 'opens'}"
    assert t.package is not None
    if t.decision == "accept":
        return f"{who} goes over to {'refusing' if t.now else 'accepting'} {package(result, t.package, said)}"
    assert t.other is not None
    better, worse = (t.other, t.package) if t.now else (t.package, t.other)
    if t.decision == "choose":
        return f"{who}, acting alone from the status quo, goes over from {package(result, worse, said)} to {package(result, better, said)}"
    return (
        f"{who} goes over from preferring {package(result, worse, said)} to preferring {package(result, better, said)}"
    )


def _unmovable(result: BeliefsResult) -> list[Finding]:
    """Whose answers no belief turns."""
    assert result.tried is not None
    case = result.case
    turned = {t.party for t in result.thresholds if t.decision in ("accept", "zone")}
    asked = {p for q in result.questions for p in q.credence}
    firm = [p for p in case.parties if p in asked and p not in turned]
    if not firm:
        return []
    whose = wording.parties(case, firm)
    text = (
        f"On these estimates no credence in any one claim would change whether {whose} "
        f"{wording.verb(firm, 'accepts', 'accept')} any of the packages that were tried (the Nash solution and what was offered)."
    )
    return [Finding(text, scope="throughout" if result.certain else "unknown")]


# ---------------------------------------------------------------- the question


def asked(result: BeliefsResult) -> list[Finding]:
    """The question that would tell most."""
    if not result.questions:
        return []
    best = result.questions[0]
    case = result.case
    text = f"Of the open questions the one that would tell most on these estimates is whether {claim(case, best.claim)}. {_known(result, best, True)} {_known(result, best, False)}"
    rests = (
        f"claims.{best.claim}",
        *(f"claims.{best.claim}.credence.{p}" for p in best.credence if p in case.claims[best.claim].credence),
    )
    return [
        Finding(f"{text} {_worth(result, best)}", rests_on=rests, scope="throughout" if result.certain else "unknown")
    ]


def _known(result: BeliefsResult, best: Question, true: bool) -> str:
    side: Known = best.yes if true else best.no
    assert result.tried is not None
    start = "If all knew that it is true" if true else "If all knew that it is not"
    parts = []
    if side.zone is not None and result.tried.zone is not None:
        change = "as many as now" if side.zone == result.tried.zone else f"now {result.tried.zone:,}"
        parts.append(f"{wording.count(side.zone, 'package')} would be acceptable to all ({change})")
    turned = [
        f"{wording.party(result.case, p)} would {'accept' if then else 'refuse'} {package(result, one, {one})}"
        for p, one, then in side.turned[:3]
    ]
    more = f" and {wording.count(len(side.turned) - 3, 'other answer')} would turn" if len(side.turned) > 3 else ""
    parts.append(wording.listed(turned) + more if turned else "no answer to a package that was tried would turn")
    return f"{start}, {', and '.join(parts)}."


def _worth(result: BeliefsResult, best: Question) -> str:
    case = result.case
    sure = [(p, c) for p, c in best.chance.items() if c > 0]
    bits = wording.listed(f"{wording.party(case, p)} {factor(b)}" for p, b in best.bits.items())
    told = f"What each would expect to learn, in bits: {bits}."
    if not sure:
        return f"{told} None expects the answer to turn its own answers."
    each = wording.listed(f"{wording.party(case, p)} {chance(c)}" for p, c in sure)
    return upper(f"the chance that the answer turns an answer of its own, as each sees it: {each}. {told}")
