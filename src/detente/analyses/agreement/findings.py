"""Sentences that a minister's aide could read out, each with its condition, scope, share and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.analyses import _wording as wording
from detente.analyses._moving import Indices
from detente.analyses._translate import leaf as leaves
from detente.analyses.agreement import dealings, ending, survey
from detente.analyses.agreement.signing import signatories
from detente.analyses.agreement.survey import NAMES, Point
from detente.analyses.agreement.telling import (
    TITLES,
    broken_rules,
    first_turn,
    gains_words,
    in_brackets,
    package_grounds,
    rule_words,
    times,
)
from detente.result import Finding, Scope

if TYPE_CHECKING:
    from detente.analyses.agreement.answer import AgreementResult, Reading

ENOUGH = 30


def findings(result: AgreementResult) -> tuple[Finding, ...]:
    """All findings, then all caveats."""
    from detente.analyses.agreement.caveats import caveats

    blank = without_estimates(result)
    told = [
        *_blank(result, blank),
        *_asked(result),
        *([] if len(blank) == len(result.found.model.layout.table) else _zone(result)),
        *ending.ends(result),
        *([] if blank else _nearest(result)),
        *_solutions(result),
        *dealings.after(result),
        *dealings.blocking(result),
        *([] if blank else dealings.openings(result)),
        *([] if blank else dealings.trades(result)),
        *dealings.bets(result),
        *ending.answered(result),
        *dealings.sides(result),
        *_readings(result),
    ]
    return (*told, *caveats(result))


def without_estimates(result: AgreementResult) -> list[str]:
    """Those at the table of whom every number is unknown, as in a copy made for somebody else."""
    found = []
    for party in result.found.model.layout.table:
        preferences = result.case.preferences.get(party)
        if preferences is not None and preferences.weights:
            values = [leaf for of in preferences.values.values() for value in of.values() for leaf in leaves(value)]
            if all(number.unknown for number in (*preferences.weights.values(), *values)):
                found.append(party)
    return found


def _blank(result: AgreementResult, parties: Sequence[str]) -> list[Finding]:
    if not parties:
        return []
    names = wording.parties(result.case, parties)
    return [
        Finding(
            f"This case holds no estimates of {names}: nothing can be said here about what they would accept, and what follows "
            "takes all that is possible as equally likely.",
            rests_on=tuple(f"preferences.{party}" for party in parties),
        )
    ]


def _zone(result: AgreementResult) -> list[Finding]:
    """Whether there is a package that all accept; then how many, at midpoints."""
    found = result.found
    names = wording.parties(result.case, found.model.layout.table)
    scope, share, tail = _zone_scope(result)
    everything = tuple(f"preferences.{p}" for p in found.model.layout.table if p in result.case.preferences)
    if not len(found.acceptable) and not found.acceptable.exact:
        text = f"No package that all of {names} would accept was found, in a space too large to search through{tail}."
        return [Finding(text, rests_on=everything, scope="unknown", share=share)]
    if not len(found.acceptable):
        text = (
            f"On these estimates no package is acceptable to all of {names}: each of the "
            f"{wording.count(found.outcomes, 'feasible package')} leaves one of them, or an outsider whose consent it "
            f"needs, worse off than no deal, or nobody better off{tail}."
        )
        return [Finding(text, rests_on=everything, scope=scope, share=share)]
    text = f"There are packages that all of {names} would accept rather than no deal{tail}{first_turn(result)}."
    return [
        Finding(text, rests_on=everything, scope=scope, share=share),
        Finding(_how_many(result), rests_on=everything, scope="throughout" if result.certain else "unknown"),
    ]


def _how_many(result: AgreementResult) -> str:
    found = result.found
    total = wording.large(found.outcomes)
    if found.zone_count is None:
        counted = f"an unknown number of the {total} feasible packages are"
    elif found.zone_count == 1:
        counted = f"1 of the {total} feasible packages is"
    else:
        counted = f"{wording.large(found.zone_count)} of the {total} feasible packages are"
    return (
        f"On these estimates {counted} acceptable to all; among them "
        f"{wording.count(len(found.acceptable), 'combination')} of utilities cannot be bettered for one party at the table "
        "without costing another."
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
    if not len(known):
        return ("throughout" if open_proved or result.empty_proved else "unknown"), None, ""
    held = int(known.sum())
    share = (len(known) - held if empty else held) / len(known)
    if result.certain:
        return "throughout", share, ""
    told = wording.draws(held, len(known))
    none = f"; in none of {len(known):,} draws from the team's ranges is there one"
    tail = (f"; {told} there is one" if held else none) if empty else f" ({told})"
    if (empty and result.empty_proved) or (not empty and open_proved):
        return "throughout", share, tail
    return ("depends" if share < 1 else "unknown"), share, tail


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
    return [
        Finding(
            f"On these estimates nearest to agreement is {in_brackets(result, outcome)}: there {told}"
            f"{times(result, outcome)}.",
            rests_on=package_grounds(result, outcome),
            scope="throughout" if result.certain else "unknown",
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
        scope, share = _solving(result, outcome, [name for name in NAMES if TITLES[name] in titles])
        more = max(ties[name] for name in NAMES if TITLES[name] in titles)
        others = f" ({more - 1} more {'ties' if more == 2 else 'tie'} with it)" if more > 1 else ""
        noun = "solution" if len(titles) == 1 else "solutions"
        verb = "is" if len(titles) == 1 else "agree on"
        told.append(
            Finding(
                f"On these estimates the {wording.listed(titles)} {noun} {verb} {in_brackets(result, outcome)}{others}: over no deal, in points of "
                f"100, {gains_words(result, points[outcome])}{_solved_times(result, share, len(titles))}{times(result, outcome)}"
                f"{_refuser(result, outcome)}.",
                rests_on=package_grounds(result, outcome),
                scope=scope,
                share=share,
            )
        )
    return told


def _solving(result: AgreementResult, outcome: Indices, names: Sequence[str]) -> tuple[Scope, float | None]:
    """In which share of the searched draws a package is all of these solutions; that it always is, is not proved."""
    drawn = result.draws
    if result.certain:
        return "throughout", None
    if drawn is None or not drawn.searched or outcome not in drawn.tracked:
        return "unknown", None
    column = drawn.tracked.index(outcome)
    share = float(np.logical_and.reduce([drawn.solved[name][:, column] for name in names]).mean())
    return ("depends" if share < 1 else "unknown"), share


def _solved_times(result: AgreementResult, share: float | None, solutions: int) -> str:
    drawn = result.draws
    if share is None or drawn is None:
        return ""
    what = "that solution" if solutions == 1 else "all of these"
    return f"; it is {what} {wording.draws(round(share * drawn.searched), drawn.searched)}"


def _refuser(result: AgreementResult, outcome: Indices) -> str:
    """Who of those whose consent it needs refuses it most often in the draws, and how they differ when they do."""
    drawn = result.draws
    if drawn is None or result.certain or outcome not in drawn.tracked:
        return ""
    column = drawn.tracked.index(outcome)
    signed = signatories(result.found.model, outcome)
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


def _asked(result: AgreementResult) -> list[Finding]:
    asked = result.asked
    if asked is None:
        return []
    outcome = asked.point.outcome
    words = in_brackets(result, outcome)
    if not asked.feasible:
        rules = broken_rules(result, outcome)
        broken = wording.listed(rule_words(result.case, address) for address in rules)
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
            f"{times(result, outcome)}{better}.",
            rests_on=grounds_of,
            scope=scope if every else _negated(scope),
            share=share if every or share is None else 1 - share,
        )
    ]
    told.append(dealings.after_one(result, "It", outcome, asked.signatories, (*asked.could_renege, *asked.answers)))
    return told + ending.answered_one(result, outcome, asked.after)


def _negated(scope: Scope) -> Scope:
    return {"throughout": "never", "never": "throughout"}.get(scope, scope)  # type: ignore[return-value]


def _refusal(result: AgreementResult) -> str:
    asked = result.asked
    if asked is None:
        return ""
    if asked.short:
        names = list(asked.short)
        return f"{wording.parties(result.case, names)} {wording.verb(names, 'falls', 'fall')} short"
    if any(asked.point.outcome == gate.no_deal for gate in result.found.model.problem.gates):
        return "it is no agreement, being what happens without one"
    gains = [u - result.level(seat) for seat, u in enumerate(asked.point.utilities[: result.found.model.problem.table])]
    if not any(gain > 0 for gain in gains):
        return "nobody at the table is better off with it"
    return "an outsider whose consent it needs refuses, or nobody can bring it about from no deal"


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
