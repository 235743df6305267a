"""Findings about where things end: without a deal, and after what others would answer to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses._moving import Indices
from detente.analyses.agreement.answers import After
from detente.analyses.agreement.signing import changes
from detente.analyses.agreement.telling import in_brackets, package_grounds
from detente.case.model import Outcome
from detente.result import Finding, Scope

if TYPE_CHECKING:
    from detente.analyses.agreement.answer import AgreementResult

MOST_ENDS = 3
End = Sequence[Outcome]


# ---------------------------------------------------------------- without a deal


def ends(result: AgreementResult) -> list[Finding]:
    """Where no deal leads, where that was worked out or is several things; what each end does to the zone."""
    told = [tuple(outcome for outcome in end if outcome is not None) for end in result.case.no_deal.ends]
    predicted = result.case.no_deal.how in ("predicted", "predicted-seq")
    if not all(told) or not told or (len(told) == 1 and not predicted):
        return []
    if len(told) == 1:
        text = f"{_moves(result)} lead on these estimates to {_end(result, told[0])}: that is what packages are measured against here."
    else:
        whence = f"{_moves(result)} lead on these estimates to" if predicted else "No deal may end in"
        which = f"any of {len(told)} ends" if predicted else f"{len(told)} ways"
        text = f"{whence} {which}: {_each(result, told)}; {_every(result)}."
    return [Finding(text, rests_on=("no_deal",), scope="throughout" if result.certain else "unknown")]


def _moves(result: AgreementResult) -> str:
    """Who moves where there is no deal."""
    case = result.case
    principals = [name for name, party in case.parties.items() if party.role == "principal"]
    without = (
        f"Without an agreement between {wording.parties(case, principals)}" if len(principals) > 1 else "Without a deal"
    )
    careful = " and that no answer of the others deters" if case.no_deal.how == "predicted-seq" else ""
    return f"{without}, moves that pay those who make them{careful}"


def _each(result: AgreementResult, told: Sequence[End]) -> str:
    """The ends one by one, with what is acceptable against each."""
    words = [_end(result, told[0])]
    for end in told[1:MOST_ENDS]:
        words.append(_end(result, end, told[0] if len(end) == len(told[0]) == 1 else None))
    for number, count in enumerate(result.per_end[: len(words)]):
        if count is not None:
            words[number] += (
                f", against which {wording.count(count, 'package')} {'is' if count == 1 else 'are'} acceptable to all"
            )
    more = [f"and {len(told) - MOST_ENDS} more"] if len(told) > MOST_ENDS else []
    return "; ".join([f"({number}) {word}" for number, word in enumerate(words, start=1)] + more)


def _every(result: AgreementResult) -> str:
    """What is acceptable against all ends together."""
    zone = result.found.zone_count
    if zone is not None:
        return f"against every end {wording.large(zone) if zone else 'none'} {'is' if zone == 1 else 'are'}"
    levels = result.found.whole.acceptable
    return (
        f"of the {wording.count(len(levels), 'combination')} of utilities that no feasible package betters, {int((levels == 2).sum()) or 'none'} "
        f"are acceptable against every end, {int((levels == 1).sum()) or 'none'} against some only"
    )


def _end(result: AgreementResult, end: End, first: End | None = None) -> str:
    """An end in words, beside the status quo or the first end."""
    case = result.case
    if first is not None:
        return f"the same but for {wording.package(case, end[0], first[0])}"
    today = case.status_quo
    outcome = end[0]
    if today is not None and all(outcome[issue] == option for issue, option in today.items()):
        words = "things as they are"
    else:
        rest = today is not None and any(outcome[issue] == option for issue, option in today.items())
        words = f"[{wording.package(case, outcome, today)}{'; the rest as it is' if rest else ''}]"
    return (
        words if len(end) == 1 else f"a round of {wording.count(len(end), 'outcome')} without rest, one of them {words}"
    )


def first_caveat(result: AgreementResult) -> tuple[str, tuple[str, ...], Scope] | None:
    """That a stated no deal is not at rest, or that two ways of working it out differ."""
    if result.unrest is not None:
        return _unrest(result)
    told = result.case.no_deal
    if told.how not in ("predicted", "predicted-seq"):
        return None
    careful = told.how == "predicted"
    if told.other is None:
        way = (
            "only where no answer of the others would leave it no better off"
            if careful
            else "wherever that pays at once"
        )
        return f"What no deal leads to if each moved {way} was too much to follow.", ("no_deal",), "throughout"
    if not told.other:
        return None
    way = (
        "If each moved only where no answer of the others would leave it no better off (`predicted-seq`)"
        if careful
        else "If each moved wherever that pays at once, whatever the others may answer (`predicted`)"
    )
    many = f"in any of {len(told.other)} ways, one of them" if len(told.other) > 1 else "with"
    return (
        f"{way}, no deal would end otherwise on these estimates: {many} {_end(result, told.other[0])}.",
        ("no_deal",),
        "throughout" if result.certain else "unknown",
    )


def _unrest(result: AgreementResult) -> tuple[str, tuple[str, ...], Scope]:
    unrest = result.unrest
    assert unrest is not None
    case, made = result.case, result.found.model
    who = wording.parties(case, unrest.movers) + (" together" if len(unrest.movers) > 1 else "")
    step = wording.package(case, changes(made, unrest.to, unrest.base))
    scope, share = result.within.prefers(unrest.movers, unrest.to, unrest.base, True)
    often = (
        ""
        if share is None or result.certain
        else f" ({wording.draws(round(share * result.within.n), result.within.n)})"
    )
    text = (
        f"The stated no deal is not at rest: on these estimates {who} would gain by leaving it ({step}){often}. `no_deal: predicted` "
        "follows such moves to where they end."
    )
    written = "no_deal" if case.tree.get("no_deal") else "status_quo"
    return text, (written, *(f"preferences.{party}" for party in unrest.movers if party in case.preferences)), scope


# ---------------------------------------------------------------- after a deal


def answered(result: AgreementResult) -> list[Finding]:
    """Side deals after whose answers every signatory is worse off than without them."""
    told = []
    for deal in result.side_deals:
        if set(deal.after.worse) == set(deal.signatories):
            gains = {p: deal.utilities[result.found.model.layout.players.index(p)] for p in deal.signatories}
            told.append(_ends_worse(result, deal.outcome, deal.after, gains))
    return told[:MOST_ENDS]


def answered_one(result: AgreementResult, outcome: Indices, after: After) -> list[Finding]:
    """A package after which some signatory ends worse than without it."""
    return [_ends_worse(result, outcome, after, None)] if after.worse else []


def _ends_worse(result: AgreementResult, outcome: Indices, after: After, gains: Mapping[str, int] | None) -> Finding:
    case = result.case
    end = after.ends[0][0]
    losers = wording.parties(case, after.worse)
    package = in_brackets(result, outcome)
    signed = {party: _beside(result, party, outcome) for party in gains or {}}
    looks = (
        f"signing {package} looks good to {_with(result, signed)}, and ends worse" if gains else f"{package} ends worse"
    )
    each = {1: losers, 2: "both"}.get(len(after.worse), "all of them") if gains else losers
    others = f"; so at each of the {len(after.ends)} ends that answers lead to" if len(after.ends) > 1 else ""
    scope, share = _fares(result, outcome, after, end)
    often = (
        "" if share is None or result.certain else f", {wording.draws(round(share * result.within.n), result.within.n)}"
    )
    stand = _with(result, {party: _beside(result, party, end) for party in after.worse})
    return Finding(
        f"On these estimates {looks} for {each} than no deal: {_path(result, outcome, after)}, which leaves {stand}{often}{others}.",
        rests_on=package_grounds(result, outcome),
        scope=scope,
        share=share,
    )


def _with(result: AgreementResult, beside: Mapping[str, str]) -> str:
    return wording.listed(
        f"{wording.party(result.case, p)}{f' ({words})' if words else ''}" for p, words in beside.items()
    )


def _beside(result: AgreementResult, party: str, outcome: Indices) -> str:
    """What a party has at an outcome beside no deal, in points; nothing of one that only ranks."""
    from detente.analyses.agreement.survey import point

    made = result.found.model
    if party in made.ordinal:
        return ""
    seat = made.layout.players.index(party)
    return f"{wording.signed(made.points(seat, point(made, outcome).utilities[seat] - result.level(seat)), 1)} points of 100"


def _path(result: AgreementResult, outcome: Indices, after: After) -> str:
    """Who answers by what, in order."""
    told, here = [], outcome
    for who, to in after.path:
        done = wording.package(result.case, changes(result.found.model, to, here))
        told.append(
            f"{wording.parties(result.case, who)} {'gains' if len(who) == 1 else 'gain'} by answering it ({done})"
        )
        here = to
    return ", then ".join(told)


def _fares(result: AgreementResult, outcome: Indices, after: After, end: Indices) -> tuple[Scope, float | None]:
    """How it fares in the ranges: each answer still pays, and the end is worse than no deal; the weakest scope and share."""
    steps = zip([outcome, *(to for _, to in after.path)], after.path, strict=False)
    fared = [result.within.prefers(who, to, here, True) for here, (who, to) in steps]
    if result.base is not None:
        fared.append(result.within.prefers(after.worse, result.base, end, True))
    order = ("never", "unknown", "depends", "throughout")
    shares = [share for _, share in fared if share is not None]
    return min((scope for scope, _ in fared), key=order.index), min(shares) if shares else None
