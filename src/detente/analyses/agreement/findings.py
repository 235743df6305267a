"""Sentences that a minister's aide could read out, each with its condition, scope, share and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from detente.analyses._translate import leaf
from detente.analyses.agreement import survey, trading, wording
from detente.analyses.agreement.blocking import Opening
from detente.analyses.agreement.signing import Indices, Reply, after_signing, changes, signatories
from detente.analyses.agreement.survey import NAMES, Point
from detente.case.expressions import format as written
from detente.case.expressions import holds
from detente.case.model import Case
from detente.result import Finding, Scope

if TYPE_CHECKING:
    from detente.analyses.agreement.answer import AgreementResult, Reading

TITLES = {
    "nash": "Nash",
    "egalitarian": "egalitarian",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "utilitarian": "utilitarian",
}
MOST_OPENINGS = 5
MOST_BETS = 3
ENOUGH = 30
MOST_GROUNDS = 12


def findings(result: AgreementResult) -> tuple[Finding, ...]:
    """All findings, then all caveats."""
    from detente.analyses.agreement.caveats import caveats

    told = [
        *_asked(result),
        _zone(result),
        *_nearest(result),
        *_solutions(result),
        *_after(result),
        *_blocking(result),
        *_openings(result),
        *_trades(result),
        *_bets(result),
        *_sides(result),
        *_readings(result),
        *_ends(result),
    ]
    return (*told, *caveats(result))


# ---------------------------------------------------------------- words shared


def outcome_of(result: AgreementResult, indices: Indices) -> dict[str, str]:
    """A package by name."""
    return result.found.model.layout.decode(indices)


def in_brackets(result: AgreementResult, indices: Indices) -> str:
    """A package inside a sentence, beside no deal."""
    base = outcome_of(result, result.base) if result.base is not None else None
    return wording.quoted(result.case, outcome_of(result, indices), base)


def called(result: AgreementResult, indices: Indices) -> str:
    """A package by what was said of it above, where it was; else in full."""
    for name in NAMES:
        if any(one.outcome == indices for one in result.found.solutions[name][:1]):
            return f"the {TITLES[name]} solution"
    if result.asked is not None and result.asked.point.outcome == indices:
        return "the package asked about"
    return in_brackets(result, indices)


def gains_words(result: AgreementResult, one: Point) -> str:
    """What each at the table gains, in points out of 100 of its own scale; a party that only ranks, in words."""
    made = result.found.model
    told = []
    for seat, party in enumerate(made.layout.table):
        difference = one.utilities[seat] - result.level(seat)
        name = wording.party(result.case, party)
        if party in made.ordinal:
            told.append(
                f"{name} {'prefers it' if difference > 0 else 'ranks it equal' if difference == 0 else 'ranks it lower'}"
            )
        else:
            told.append(f"{name} {wording.signed(made.points(seat, difference), 1)}")
    return ", ".join(told)


def grounds(
    case: Case, parties: Iterable[str], issues: Sequence[str], options: Mapping[str, Iterable[str]]
) -> tuple[str, ...]:
    """The numbers of these parties on these issues, and the claims that they rest on (the first dozen of each)."""
    numbers: list[str] = []
    claims: list[str] = []
    for party in parties:
        preferences = case.preferences.get(party)
        if preferences is None:
            continue
        claims += preferences.rests_on
        if preferences.form != "cardinal":
            numbers.append(f"preferences.{party}")
        for issue in issues:
            if issue in preferences.weights:
                numbers.append(f"preferences.{party}.weights.{issue}")
                claims += preferences.weights[issue].rests_on
                for option in options.get(issue, ()):
                    value = preferences.values[issue][option]
                    claims += [*value.rests_on, *(claim for part in leaf(value) for claim in part.rests_on)]
    named = [claim if claim.startswith("claims.") else f"claims.{claim}" for claim in claims]
    return (*dict.fromkeys(numbers[:MOST_GROUNDS]), *list(dict.fromkeys(named))[:MOST_GROUNDS])


def package_grounds(result: AgreementResult, indices: Indices) -> tuple[str, ...]:
    """What a finding about a package rests on: the numbers of the table on what it changes."""
    outcome = outcome_of(result, indices)
    base = outcome_of(result, result.base) if result.base is not None else {}
    changed = [issue for issue in outcome if base.get(issue) != outcome[issue]]
    options = {issue: {outcome[issue], *([base[issue]] if issue in base else [])} for issue in changed}
    return grounds(result.case, result.found.model.layout.table, changed, options)


def _times(result: AgreementResult, indices: Indices) -> str:
    """`all accept it in 412 of 1000 draws`, where there were draws from ranges."""
    share = result.share(indices)
    if share is None or result.certain or result.draws is None:
        return ""
    return f"; all accept it {wording.draws(round(share * result.draws.n), result.draws.n)}"


# ---------------------------------------------------------------- the zone and its solutions


def _zone(result: AgreementResult) -> Finding:
    found = result.found
    names = wording.parties(result.case, found.model.layout.table)
    scope, share, tail = _zone_scope(result)
    everything = tuple(f"preferences.{p}" for p in found.model.layout.table if p in result.case.preferences)
    if not len(found.acceptable):
        return Finding(
            f"On these estimates no package is acceptable to all of {names}: each of the "
            f"{wording.count(found.outcomes, 'feasible package')} leaves one of them, or an outsider whose consent it needs, "
            f"worse off than no deal, or nobody better off{tail}.",
            rests_on=everything,
            scope=scope,
            share=share,
        )
    counted = f"{wording.count(found.zone_count, 'package')}" if found.zone_count is not None else "Some packages"
    some = "is" if found.zone_count == 1 else "are"
    points = len(found.acceptable)
    turn = _first_turn(result)
    return Finding(
        f"On these estimates {counted[0].lower() + counted[1:]} of {wording.large(found.outcomes)} feasible ones {some} acceptable to all of "
        f"{names}; they offer {wording.count(points, 'combination')} of utilities that no acceptable package betters for "
        f"one of them without costing another{tail}{turn}.",
        rests_on=everything,
        scope=scope,
        share=share,
    )


def _zone_scope(result: AgreementResult) -> tuple[Scope, float | None, str]:
    """Scope and share of the zone's finding (that it is empty, or that it is not), and the draws in words."""
    empty = not len(result.found.acceptable)
    drawn = result.draws
    open_proved = any(scope == "throughout" for scope in result.proved.values())
    if drawn is None:
        proved = result.empty_proved if empty else open_proved
        return ("throughout" if proved else "unknown"), None, ""
    known = drawn.open
    held = int(known.sum())
    share = (len(known) - held if empty else held) / len(known)
    if result.certain:
        return "throughout", share, ""
    told = wording.draws(held, len(known))
    tail = f"; {told} there is one" if empty else f"; {told} at least one is"
    if (empty and result.empty_proved) or (not empty and open_proved):
        return "throughout", share, tail
    return ("depends" if share < 1 else "unknown"), share, tail


def _first_turn(result: AgreementResult) -> str:
    """The nearest number at which the zone closes, as part of the sentence."""
    turning = [o for o in result.openings or () if o.kind != "guarantee" and o.turn is not None and not o.opens]
    if not turning:
        return ""
    return f"; {opening_words(result, turning[0], inside=True)}"


def _nearest(result: AgreementResult) -> list[Finding]:
    if result.nearest is None:
        return []
    outcome, _party = result.nearest
    made = result.found.model
    short = survey.point(made, outcome)
    losers = [
        (name, result.level(seat) - short.utilities[seat])
        for seat, name in enumerate(made.layout.table)
        if short.utilities[seat] < result.level(seat)
    ]
    told = wording.listed(
        f"{wording.party(result.case, name)} falls short"
        + (
            f" by {wording.number(made.points(made.layout.table.index(name), gap), 1)} of its 100 points"
            if name not in made.ordinal
            else ""
        )
        for name, gap in losers
    )
    if not losers:
        return []
    scope, share = result.scope(outcome)
    return [
        Finding(
            f"Nearest to agreement is {in_brackets(result, outcome)}: there {told}{_times(result, outcome)}.",
            rests_on=package_grounds(result, outcome),
            scope="throughout" if scope == "never" else "depends" if share else "unknown",
            share=None if share is None else 1 - share,
        )
    ]


def _solutions(result: AgreementResult) -> list[Finding]:
    named: dict[Indices, list[str]] = {}
    points: dict[Indices, Point] = {}
    ties = {name: len(result.found.solutions[name]) for name in NAMES}
    for name in NAMES:
        for one in result.found.solutions[name][:1]:
            named.setdefault(one.outcome, []).append(TITLES[name])
            points[one.outcome] = one
    told = []
    for outcome, titles in named.items():
        scope, share = result.scope(outcome)
        more = max(ties[name] for name in NAMES if TITLES[name] in titles)
        others = f" ({more - 1} more {'ties' if more == 2 else 'tie'} with it)" if more > 1 else ""
        noun = "solution" if len(titles) == 1 else "solutions"
        verb = "is" if len(titles) == 1 else "agree on"
        told.append(
            Finding(
                f"On these estimates the {wording.listed(titles)} {noun} {verb} {in_brackets(result, outcome)}{others}: over no deal, in points of "
                f"100, {gains_words(result, points[outcome])}{_times(result, outcome)}{_refuser(result, outcome)}.",
                rests_on=package_grounds(result, outcome),
                scope=scope,
                share=share,
            )
        )
    return told


def _refuser(result: AgreementResult, outcome: Indices) -> str:
    """Who of those whose consent it needs refuses it most often in the draws, and how they differ when they do."""
    drawn = result.draws
    if drawn is None or result.certain or outcome not in drawn.tracked:
        return ""
    column = drawn.tracked.index(outcome)
    signed = signatories(result.found.model, result.base, outcome)
    refused = {p: int((~drawn.willing[p][:, column]).sum()) for p in signed}
    party, times = max(refused.items(), key=lambda item: item[1])
    if not times:
        return ""
    weight = _telling_weight(result, party, column)
    often = "once" if times == 1 else f"{times} times"
    return f", and {wording.party(result.case, party)} refuses most often ({often}{weight})"


def _telling_weight(result: AgreementResult, party: str, column: int) -> str:
    """The weight that differs most between draws in which a party accepts and in which it refuses (SMAA's central weights)."""
    drawn = result.draws
    if drawn is None or party not in drawn.weights:
        return ""
    yes = drawn.willing[party][:, column]
    if min(int(yes.sum()), int((~yes).sum())) < ENOUGH:
        return ""
    accepting, refusing = drawn.weights[party][yes].mean(axis=0), drawn.weights[party][~yes].mean(axis=0)
    spread = drawn.weights[party].std(axis=0)
    usable = spread > 1e-9
    if not usable.any():
        return ""
    gap = abs(accepting - refusing) / spread.clip(1e-9)
    issue = int((gap * usable).argmax())
    if gap[issue] < 0.3:
        return ""
    name = wording.issue(result.case, result.found.model.layout.issues[issue])
    return f", with {refusing[issue]:.0f} rather than {accepting[issue]:.0f} of 100 on {name} on average"


def _after(result: AgreementResult) -> list[Finding]:
    """Who could gain by reneging on the Nash solution, and what others would answer."""
    told = []
    for one in result.found.solutions["nash"][:1]:
        signed = signatories(result.found.model, result.base, one.outcome)
        renege, answers = after_signing(result.found.model, one.outcome, signed)
        told.append(_after_one(result, "The Nash solution", one.outcome, signed, (*renege, *answers)))
    return told


def _after_one(
    result: AgreementResult, what: str, outcome: Indices, signed: Sequence[str], replies: Sequence[Reply]
) -> Finding:
    """Who signs something, who could gain by reneging, who would answer; in how many draws."""
    scope, share = _all_tempted(result, outcome, replies)
    renege = [r for r in replies if r.party in signed]
    text = after_words(result, outcome, renege, [r for r in replies if r not in renege])
    return Finding(
        f"{what} would be signed by {wording.parties(result.case, signed)}; {text}.",
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
    two = f"of those who did not sign, a step would pay for {answered}" if answers else "nor for anyone else"
    return f"{one}; {two}" if answers or renege else f"{one}, {two}"


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


# ---------------------------------------------------------------- who blocks, what would open


def _blocking(result: AgreementResult) -> list[Finding]:
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


def seat_words(result: AgreementResult, party: str, packages: int) -> str:
    """What would be acceptable if one party did not have to accept."""
    return (
        f"If {wording.party(result.case, party)} did not have to accept, {wording.count(packages, 'package')} would be "
        "acceptable to the others."
    )


def opening_words(result: AgreementResult, opening: Opening, inside: bool = False) -> str:
    """What a number would have to be for the zone to open or close; `inside`: as part of a sentence."""
    case = result.case
    party = wording.party(case, opening.party or "")
    start, turn = opening.start or 0.0, opening.turn or 0.0
    effect = "open" if opening.opens else "close"
    if opening.kind == "guarantee":
        gap = wording.number(abs(turn - start), 1)
        package = in_brackets(result, opening.outcome) if opening.outcome is not None else "a package"
        text = (
            f"a guarantee worth {gap} of its 100 points to {party} would open the zone, with {package}"
            if opening.opens
            else f"an alternative better by more than {gap} of its 100 points would take {party} out of every package"
        )
    else:
        side = "rose above" if turn > start else "fell below"
        hold = (
            "the zone would hold only if"
            if opening.kind == "preference" and opening.opens
            else f"the zone would {effect} if"
        )
        text = f"{hold} {_number_words(result, opening.address)} {side} {wording.number(turn)} (now {wording.number(start)}), all else at midpoints"
    return text if inside else text[0].upper() + text[1:] + "."


def _number_words(result: AgreementResult, address: str) -> str:
    """A number of the file in words."""
    case, parts = result.case, address.split(".")
    if parts[0] == "claims":
        return f"{wording.party(case, parts[3])}'s prior credence that {_sentence(case.claims[parts[1]].text)}"
    party = wording.party(case, parts[1])
    if parts[2] == "weights":
        return f"{party}'s weight on {wording.issue(case, parts[3])}"
    if parts[2] == "values":
        issue = wording.issue(case, parts[3])
        suffix = {"then": " (where the claim holds)", "else": " (where it does not)"}.get(
            parts[5] if len(parts) > 5 else "", ""
        )
        return f"{party}'s value for “{wording.option(case, parts[3], parts[4])}” ({issue}){suffix}"
    return f"{party}'s addition {int(parts[3]) + 1}"


def _sentence(text: str) -> str:
    """A claim's sentence inside another: in quotation marks, without its full stop."""
    return f"“{text.strip().rstrip('.')}”"


def _openings(result: AgreementResult) -> list[Finding]:
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
    said = _first_turn(result)
    for opening in result.openings or ():
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


# ---------------------------------------------------------------- trades, bets, side deals


def _trades(result: AgreementResult) -> list[Finding]:
    table = wording.parties(result.case, result.found.model.layout.table)
    scope: Scope = "throughout" if result.certain else "unknown"
    if not result.trades:
        if result.base is None:
            return []
        return [
            Finding(
                f"On these estimates no change of one or two issues from no deal leaves all of {table} better off: an agreement has "
                "to tie more issues together.",
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
                f"On these estimates, from {frm} a trade leaves all of {table} better off: {trading.in_words(result.found.model, best)}{often}.",
                rests_on=package_grounds(result, best.to),
                scope=fares,
                share=share,
            )
        )
    return told


def _bets(result: AgreementResult) -> list[Finding]:
    told = []
    first = sorted(result.bets, key=lambda bet: (not bet.flips, not 0 < len(bet.rising) < len(bet.credence)))
    for bet in first[:MOST_BETS]:
        claim = result.case.claims.get(bet.claim)
        text = _sentence(claim.text) if claim is not None else f"“{bet.claim}”"
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
        return "no belief of one of them alone would turn its answer"
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
    claims = dict.fromkeys(trading.claim_of(c) for party in table for c in trading.conditions(result.case, party))
    if not claims or not result.found.solutions["nash"]:
        return []
    names = [_sentence(result.case.claims[c].text) if c in result.case.claims else f"“{c}”" for c in claims]
    return [
        Finding(
            "None of the named solutions is a bet between parties that believe differently: on these estimates, whatever "
            f"likelihood any one party gives to {wording.listed(names, 'or')}, its own answer stays the same.",
            rests_on=tuple(f"claims.{c}" for c in claims if c in result.case.claims),
            scope="throughout" if result.certain else "unknown",
        )
    ]


def _sides(result: AgreementResult) -> list[Finding]:
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
                f"themselves and each be at least as well off{often}; {after_words(result, deal.outcome, deal.could_renege, deal.answers)}.",
                rests_on=tuple(f"preferences.{p}" for p in deal.signatories if p in result.case.preferences),
                scope=scope,
                share=share,
            )
        )
    return told


# ---------------------------------------------------------------- the package asked about, readings, ends


def _asked(result: AgreementResult) -> list[Finding]:
    asked = result.asked
    if asked is None:
        return []
    outcome = asked.point.outcome
    words = in_brackets(result, outcome)
    if not asked.feasible:
        rules = broken_rules(result, outcome)
        broken = wording.listed(_rule(result.case, address) for address in rules)
        return [Finding(f"The package {words} cannot be: the rules exclude {broken}.", rests_on=rules)]
    grounds_of = package_grounds(result, outcome)
    scope, share = result.scope(outcome)
    every = survey.is_acceptable(asked.point)
    verdict = "all whose consent it needs accept" if every else _refusal(result)
    better = (
        f"; all at the table would do at least as well, and some better, with {in_brackets(result, asked.better[0])}"
        if asked.better
        else "; no feasible package betters it for one at the table without costing another"
    )
    told = [
        Finding(
            f"On these estimates, of {words} {verdict}: over no deal, in points of 100, {gains_words(result, asked.point)}"
            f"{_times(result, outcome)}{better}.",
            rests_on=grounds_of,
            scope=scope if every else _negated(scope),
            share=share if every or share is None else 1 - share,
        )
    ]
    told.append(_after_one(result, "It", outcome, asked.signatories, (*asked.could_renege, *asked.answers)))
    return told


def _negated(scope: Scope) -> Scope:
    return {"throughout": "never", "never": "throughout"}.get(scope, scope)  # type: ignore[return-value]


def _refusal(result: AgreementResult) -> str:
    asked = result.asked
    if asked is None:
        return ""
    if asked.short:
        names = list(asked.short)
        return f"{wording.parties(result.case, names)} {wording.verb(names, 'falls', 'fall')} short"
    if asked.point.outcome == result.base:
        return "it is no agreement, being what happens without one"
    gains = [u - result.level(seat) for seat, u in enumerate(asked.point.utilities[: result.found.model.problem.table])]
    if not any(gain > 0 for gain in gains):
        return "nobody at the table is better off with it"
    return "an outsider whose consent it needs refuses, or nobody can bring it about from no deal"


def broken_rules(result: AgreementResult, outcome: Indices) -> tuple[str, ...]:
    """The rules that a package breaks, by address."""
    named = outcome_of(result, outcome)
    return tuple(f"rules.{k}" for k, rule in enumerate(result.case.rules) if holds(rule.never, named))


def _rule(case: Case, address: str) -> str:
    """What a rule excludes, and why."""
    rule = case.rules[int(address.split(".")[1])]
    return f"“{written(rule.never)}”" + (f" ({rule.because.strip().rstrip('.')})" if rule.because else "")


def _readings(result: AgreementResult) -> list[Finding]:
    """What the rival assessments do to the zone: those that change it each, the others together."""
    now = len(result.found.acceptable) > 0
    state = {True: "there is a package acceptable to all", False: "no package is acceptable to all"}
    scope: Scope = "throughout" if result.certain else "unknown"
    told = [
        Finding(
            f"On the reading {_reading(result, reading)}, {state[reading.zone]}, other than on the main estimates.",
            rests_on=(f"preferences.{reading.party}",),
            scope=scope,
        )
        for reading in result.readings
        if reading.zone != now
    ]
    same = [reading for reading in result.readings if reading.zone == now]
    if same:
        told.append(
            Finding(
                f"On {wording.count(len(same), 'rival reading')}, taken at their midpoints one at a time, {state[now]}, as on the main "
                f"estimates: {wording.listed(_reading(result, reading) for reading in same)}.",
                rests_on=tuple(dict.fromkeys(f"preferences.{reading.party}" for reading in same)),
                scope=scope,
            )
        )
    return told


def _reading(result: AgreementResult, reading: Reading) -> str:
    return f"“{reading.name}” of {wording.party(result.case, reading.party)}"


def _ends(result: AgreementResult) -> list[Finding]:
    """Where no deal may end in several ways: what each of them does to the packages shown."""
    ends = result.found.model.problem.ends
    if len(ends) < 2:
        return []
    levels = result.found.whole.acceptable
    return [
        Finding(
            f"No deal may end in {len(ends)} ways: of the {wording.count(len(levels), 'combination')} of utilities that no feasible package "
            f"betters, {int((levels == 2).sum())} are acceptable against every end, {int((levels == 1).sum())} against some only.",
            rests_on=("no_deal",),
            scope="throughout" if result.certain else "unknown",
        )
    ]
