"""The sentences of coverage, most important first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.coverage import telling
from detente.analyses.coverage.caveats import caveats
from detente.result import Finding, Scope

if TYPE_CHECKING:
    from detente.analyses.coverage.answer import Checked, CoverageResult, Joint, Premise, Side
    from detente.case.model import Case

ORDER = ("depends", "fails", "holds", "not settled")
WORDS = {"holds": "hold", "fails": "fail", "depends": "depend on what is assumed", "not settled": "go beyond geometry"}


def findings(result: CoverageResult) -> tuple[Finding, ...]:
    """All findings, then all caveats."""
    told = list(_whole(result)) if len(result.checks) > 1 else []
    for one in result.checks:
        told += [_verdict(result, one), *_sides(result, one)]
    for joint in result.joint:
        told += _joint(result, joint)
    return (*told, *caveats(result))


def _whole(result: CoverageResult) -> Iterator[Finding]:
    """How many claims come out how."""
    parts = []
    for verdict in ORDER:
        names = [one.claim for one in result.checks if one.verdict == verdict]
        if names:
            does = WORDS[verdict] if len(names) > 1 else _singular(verdict)
            parts.append(f"{len(names)} {does}")
    yield Finding(
        f"Of {len(result.checks)} claims that published geometry can check, {wording.listed(parts)}.",
        rests_on=tuple(f"claims.{one.claim}" for one in result.checks),
        scope="throughout",
    )


def _singular(verdict: str) -> str:
    return {
        "holds": "holds",
        "fails": "fails",
        "depends": "depends on what is assumed",
        "not settled": "goes beyond geometry",
    }[verdict]


def _verdict(result: CoverageResult, one: Checked) -> Finding:
    quoted = telling.claim(result.case, one.claim)
    measured = telling.quantity(one)
    asks = telling.asks(one)
    asked = f", and the claim is taken to ask for {asks}" if asks else ""
    clauses = "; ".join(telling.flips(one)) if one.geometry == "depends" else ""
    where = f" {telling.upper(clauses)}." if clauses else ""
    text = f"{_opening(quoted, one)}: {measured}{asked}.{where}"
    return Finding(text, rests_on=_rests(one), scope="depends" if one.geometry == "depends" else "throughout")


def _rests(one: Checked) -> tuple[str, ...]:
    return f"claims.{one.claim}", f"claims.{one.claim}.check"


def _opening(quoted: str, one: Checked) -> str:
    if one.verdict == "holds":
        return f"{quoted} holds under every combination of published figures"
    if one.verdict == "fails":
        return f"{quoted} fails under every combination of published figures"
    if one.verdict == "depends":
        return f"{quoted} depends on {telling.hinges(one.hinges)}"
    part = {
        "holds": "what can be measured of it holds under every combination of published figures",
        "depends": f"what can be measured of it depends on {telling.hinges(one.hinges)}",
    }[one.geometry]
    return f"{quoted} is not settled by geometry, which says nothing of {one.check.leaves}; {part}"


def _sides(result: CoverageResult, one: Checked) -> Iterator[Finding]:
    """Each side is right under these premises, and what was published beside it; nothing where there is neither."""
    quoted = telling.claim(result.case, one.claim)
    told = _premises(result.case, quoted, one)
    if one.published:
        beside = "; ".join(telling.published(each) for each in one.published)
        told.append(f"Published {'beside this' if told else f'beside {quoted}'}: {beside}.")
    if told:
        scope: Scope = "depends" if one.geometry == "depends" else "throughout"
        yield Finding(" ".join(told), rests_on=_rests(one), scope=scope)


def _premises(case: Case, quoted: str, one: Checked) -> list[str]:
    if one.geometry == "depends":
        sides = "; ".join(f"{_who(case, side)}, {_premise(side)}" for side in one.sides)
        what = "what can be measured of " if one.verdict == "not settled" else ""
        return [f"On {what}{quoted} each side is right under its own premises, whatever else is assumed: {sides}."]
    wrong = one.sides[1] if one.geometry == "holds" else one.sides[0]
    if not wrong.parties:
        return []
    does = (
        wording.verb(wrong.parties, "affirms", "affirm")
        if wrong.affirms
        else wording.verb(wrong.parties, "denies", "deny")
    )
    be = wording.verb(wrong.parties, "is", "are")
    on = "On what can be measured, " if one.verdict == "not settled" else ""
    who = f"{on}{wording.parties(case, wrong.parties)}, who {does} {quoted}, {be} right under none of the published figures"
    return [f"{telling.upper(who)}: it would take others."]


def _who(case: Case, side: Side) -> str:
    if side.parties:
        return wording.parties(case, side.parties)
    return "whoever affirms it" if side.affirms else "whoever denies it"


def _premise(side: Side) -> str:
    if side.premise is not None:
        return f"if {telling.premise(side.premise)}"
    only = (
        f", only if{_among(side.needed)} {telling.least(side.needed)}" if side.needed and side.needed.conditions else ""
    )
    return f"under {telling.percent(side.share)} of the combinations of assumptions{only}, and then not under all"


def _among(needed: Premise) -> str:
    return ", among other things," if len(needed.conditions) > telling.MOST_NEEDED else ""


def _joint(result: CoverageResult, joint: Joint) -> Iterator[Finding]:
    rests = tuple(
        f"claims.{one.claim}"
        for one in result.checks
        if one.check.compares == "adds to" and (one.check.areas, one.check.bound) == (joint.areas, joint.bound)
    )
    way = f"from {telling.areas(joint.areas)} to {telling.ends(joint.bound)}"
    whole = joint.together[-1]
    alone = [one for one in joint.together if len(one.sites) == 1]
    each = "; ".join(
        f"{telling.places(one.sites)} alone {_view(one.percent)} and {_first(one.first_minutes)}" for one in alone
    )
    yield Finding(
        f"Of a flight {way} the radars at {telling.places(whole.sites)} together would have {_view(whole.percent)} in view and see it first after "
        f"{_first(whole.first_minutes)}; {each}.",
        rests_on=rests,
        scope="throughout",
    )
    if joint.added:
        told = "; ".join(
            f"{telling.places((one.site,))} {telling.span(*one.more_percent)} % of the flight and {telling.span(*one.earlier_minutes)} minutes"
            for one in joint.added
        )
        yield Finding(
            f"To what the other {'two' if len(joint.added) == 3 else 'radars'} see of it already, each adds over all assumptions: {told}.",
            rests_on=rests,
            scope="throughout",
        )


def _view(percent: tuple[float, float]) -> str:
    return f"{telling.span(*percent)} %"


def _first(minutes: tuple[float, float]) -> str:
    return f"{telling.span(*minutes)} minutes"
