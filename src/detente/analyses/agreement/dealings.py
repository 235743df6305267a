"""Findings about what parties could do with and to each other: renege, block, open, trade, bet, sign apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses._moving import Indices
from detente.analyses._translate import conditions
from detente.analyses.agreement import trading
from detente.analyses.agreement.signing import Reply, SideDeal, after_signing, changes, signatories
from detente.analyses.agreement.telling import (
    called,
    first_turn,
    in_brackets,
    opening_words,
    package_grounds,
    seat_words,
    sentence,
)
from detente.case.model import Case
from detente.result import Finding, Scope

if TYPE_CHECKING:
    from detente.analyses.agreement.answer import AgreementResult

MOST_OPENINGS = 5
MOST_BETS = 3


def after(result: AgreementResult) -> list[Finding]:
    """Who could gain by reneging on the Nash solution, and what others would answer."""
    told = []
    for one in result.found.solutions["nash"][:1]:
        signed = signatories(result.found.model, one.outcome)
        renege, answers = after_signing(result.found.model, one.outcome, signed)
        told.append(after_one(result, "The Nash solution", one.outcome, signed, (*renege, *answers)))
    return told


def after_one(
    result: AgreementResult, what: str, outcome: Indices, signed: Sequence[str], replies: Sequence[Reply]
) -> Finding:
    """Who signs something, who could gain by reneging, who would answer; in how many draws."""
    scope, share = _all_tempted(result, outcome, replies)
    renege = [r for r in replies if r.party in signed]
    text = after_words(result, outcome, renege, [r for r in replies if r not in renege])
    return Finding(
        f"{what} needs the signatures of {wording.parties(result.case, signed)}; {text}.",
        rests_on=package_grounds(result, outcome),
        scope=scope,
        share=share,
    )


def _all_tempted(result: AgreementResult, outcome: Indices, replies: Sequence[Reply]) -> tuple[Scope, float | None]:
    """How the temptations of a sentence fare together in the ranges: the weakest scope, the least share."""
    if not replies:
        return ("throughout" if result.certain else "unknown"), None
    fared = [result.within.prefers([r.party], r.to, outcome, True) for r in replies]
    order = ("never", "unknown", "depends", "throughout")
    shares = [share for _, share in fared if share is not None]
    return min((scope for scope, _ in fared), key=order.index), min(shares) if shares else None


def after_words(result: AgreementResult, outcome: Indices, renege: Sequence[Reply], answers: Sequence[Reply]) -> str:
    """Who could renege, and who would answer, as part of a sentence."""
    broken = wording.listed(_reply(result, outcome, r) for r in renege)
    answered = wording.listed(_reply(result, outcome, r) for r in answers)
    one = (
        f"on these estimates a later step of its own would then pay for {broken}"
        if renege
        else "on these estimates no step of its own would then pay for any of them"
    )
    if answers:
        return f"{one}; of those who did not sign, a step would pay for {answered}"
    return f"{one} and for nobody else" if renege else f"{one}, nor for anyone else"


def _reply(result: AgreementResult, outcome: Indices, reply: Reply) -> str:
    made = result.found.model
    done = wording.package(result.case, changes(made, reply.to, outcome))
    seat = made.layout.players.index(reply.party)
    worth = "" if reply.party in made.ordinal else f", +{wording.number(made.points(seat, reply.gain), 1)} points"
    _, share = result.within.prefers([reply.party], reply.to, outcome, True)
    often = (
        ""
        if share is None or result.certain
        else f", in {round(share * result.within.n):,} of {result.within.n:,} draws"
    )
    return f"{wording.party(result.case, reply.party)} ({done}{worth}{often})"


def blocking(result: AgreementResult) -> list[Finding]:
    """Who falls short in how many of the packages that no feasible package betters."""
    made = result.found.model
    whole = result.found.whole
    if not len(whole):
        return []
    told = []
    for seat, party in enumerate(made.layout.table):
        short = (whole.utilities[:, seat] < result.level(seat) - made.problem.tolerance[seat]).astype(bool)
        if short.any():
            told.append((int(short.sum()), party))
    told.sort(key=lambda item: (-item[0], made.layout.table.index(item[1])))
    if not told:
        return []
    words = wording.listed(f"{wording.party(result.case, party)} in {wording.large(times)}" for times, party in told)
    return [
        Finding(
            f"Of the {wording.count(len(whole), 'combination')} of utilities that no feasible package betters, on these estimates "
            f"these give a party less than it has without a deal: {words}.",
            rests_on=tuple(f"preferences.{party}" for _, party in told),
            scope="throughout" if result.certain else "unknown",
        )
    ]


def openings(result: AgreementResult) -> list[Finding]:
    """What would open or close the zone, the nearest turn of each kind first."""
    told = [
        Finding(
            seat_words(result, party, packages),
            rests_on=(f"preferences.{party}",),
            scope="throughout" if result.certain else "unknown",
        )
        for party, packages in sorted(result.without.items(), key=lambda item: -item[1])
        if packages
    ]
    by_kind: dict[str, int] = {}
    said = first_turn(result)
    for opening in result.openings or ():
        if opening.kind == "guarantee" and abs((opening.turn or 0) - (opening.start or 0)) >= 100:
            continue
        if said and opening_words(result, opening, inside=True) in said:
            continue
        by_kind[opening.kind] = by_kind.get(opening.kind, 0) + 1
        if by_kind[opening.kind] > (MOST_OPENINGS if opening.kind == "preference" else 3):
            continue
        told.append(
            Finding(
                f"On these estimates {opening_words(result, opening)[0].lower()}{opening_words(result, opening)[1:]}",
                rests_on=(_owner(opening.address, result.case),),
                scope="throughout" if result.certain else "unknown",
            )
        )
    return told


def _owner(address: str, case: Case) -> str:
    """The address itself, or the party's preferences where the file states no such number."""
    if address.endswith(".no_deal"):
        party = address.split(".")[1]
        return address if case.preferences[party].no_deal is not None else f"preferences.{party}"
    return address


def trades(result: AgreementResult) -> list[Finding]:
    """The best swap of one or two issues from each starting point, or that there is none."""
    table = wording.parties(result.case, result.found.model.layout.table)
    scope: Scope = "throughout" if result.certain else "unknown"
    if not result.trades:
        if result.base is None or not len(result.found.acceptable):
            return []
        return [
            Finding(
                f"On these estimates no change of one or two issues from no deal leaves each of {table} strictly better off.",
                rests_on=tuple(
                    f"preferences.{p}" for p in result.found.model.layout.table if p in result.case.preferences
                ),
                scope=scope,
            )
        ]
    told = []
    for base in dict.fromkeys(trade.base for trade in result.trades):
        best = next(trade for trade in result.trades if trade.base == base)
        frm = "no deal" if base == result.base else f"{in_brackets(result, base)}"
        fares, share = result.within.prefers(result.found.model.layout.table, best.to, base, True)
        often = (
            ""
            if share is None or result.certain
            else f"; they all gain {wording.draws(round(share * result.within.n), result.within.n)}"
        )
        told.append(
            Finding(
                f"On these estimates, from {frm} a trade leaves each of {table} better off: {trading.in_words(result.found.model, best)}{often}.",
                rests_on=package_grounds(result, best.to),
                scope=fares,
                share=share,
            )
        )
    return told


def bets(result: AgreementResult) -> list[Finding]:
    """The claims that the named solutions are bets on, those first at which somebody's answer turns."""
    told = []
    first = sorted(result.bets, key=lambda bet: (not bet.flips, not 0 < len(bet.rising) < len(bet.credence)))
    for bet in first[:MOST_BETS]:
        claim = result.case.claims.get(bet.claim)
        text = sentence(claim.text) if claim is not None else f"“{bet.claim}”"
        told.append(
            Finding(
                f"On these estimates {called(result, bet.outcome)} is a bet on {text}: "
                f"{_sides_of(result, bet)}; {_turns_of(result, bet)}; who verifies it is for them to settle.",
                rests_on=(f"claims.{bet.claim}",) if claim is not None else (),
                scope="throughout" if result.certain else "unknown",
            )
        )
    return told or _no_bets(result)


def _sides_of(result: AgreementResult, bet: trading.Bet) -> str:
    def held(names: Iterable[str]) -> str:
        return wording.listed(f"{wording.party(result.case, p)} ({wording.number(bet.credence[p])})" for p in names)

    more, less = ([p for p in bet.credence if (p in bet.rising) == side] for side in (True, False))
    told = [f"the likelier it is to {held(more)}"] if more else []
    told += [f"the less likely it is to {held(less)}"] if less else []
    return f"it is worth more {wording.listed(told)}"


def _turns_of(result: AgreementResult, bet: trading.Bet) -> str:
    """At which credences the bet dies."""
    turns = wording.listed(f"{wording.party(result.case, p)} at {wording.number(q)}" for p, q in bet.flips.items())
    if not bet.flips:
        return "whatever any one of them came to believe, its own answer would stay"
    if bet.low > bet.high:
        return (
            f"the answer turns for {turns}; no belief that all share would carry it, for {wording.number(bet.low)} is "
            f"needed and {wording.number(bet.high)} the most that is borne"
        )
    return (
        f"the answer turns for {turns}; it would hold for any belief that all share from {wording.number(bet.low)} to "
        f"{wording.number(bet.high)}"
    )


def _no_bets(result: AgreementResult) -> list[Finding]:
    """Where values hang on claims and yet no solution does."""
    table = result.found.model.layout.table
    claims = dict.fromkeys(trading.claim_of(c) for party in table for c in conditions(result.case, party))
    if not claims or not result.found.solutions["nash"]:
        return []
    names = [sentence(result.case.claims[c].text) if c in result.case.claims else f"“{c}”" for c in claims]
    return [
        Finding(
            "None of the named solutions is a bet between parties that believe differently: on these estimates, whatever "
            f"likelihood any one party gives to {wording.listed(names, 'or')}, its own answer stays the same.",
            rests_on=tuple(f"claims.{c}" for c in claims if c in result.case.claims),
            scope="throughout" if result.certain else "unknown",
        )
    ]


def _then_less(result: AgreementResult, deal: SideDeal) -> str:
    """Which signatories, not all of them, the answers leave worse off than without the deal."""
    if not deal.after.worse or len(deal.after.worse) == len(deal.signatories):
        return ""
    return f"; {wording.parties(result.case, deal.after.worse)} would then have less than without it"


def sides(result: AgreementResult) -> list[Finding]:
    """What fewer than the table could sign, for the first few groups."""
    told = []
    seen: set[tuple[str, ...]] = set()
    for deal in result.side_deals:
        if deal.signatories in seen or len(seen) == 3 or result.base is None:
            continue
        seen.add(deal.signatories)
        scope, share = result.within.prefers(deal.signatories, deal.outcome, result.base, False)
        often = (
            ""
            if share is None or result.certain
            else f" ({wording.draws(round(share * result.within.n), result.within.n)})"
        )
        told.append(
            Finding(
                f"On these estimates {wording.parties(result.case, deal.signatories)} could sign {in_brackets(result, deal.outcome)} among "
                f"themselves and each be at least as well off{often}; {after_words(result, deal.outcome, deal.could_renege, deal.answers)}"
                f"{_then_less(result, deal)}.",
                rests_on=tuple(f"preferences.{p}" for p in deal.signatories if p in result.case.preferences),
                scope=scope,
                share=share,
            )
        )
    return told
