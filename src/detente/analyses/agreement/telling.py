"""Words that several findings and views share: a package, gains, a turning point, what a sentence rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses._moving import Indices
from detente.analyses._translate import leaf
from detente.analyses.agreement.openings import Opening
from detente.analyses.agreement.survey import NAMES, Point
from detente.case.expressions import format as written
from detente.case.expressions import holds
from detente.case.model import Case

if TYPE_CHECKING:
    from detente.analyses.agreement.answer import AgreementResult

TITLES = {
    "nash": "Nash",
    "egalitarian": "egalitarian",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "utilitarian": "utilitarian",
}
MOST_GROUNDS = 12


def outcome_of(result: AgreementResult, indices: Indices) -> dict[str, str]:
    """A package by name."""
    return result.found.model.layout.decode(indices)


def in_brackets(result: AgreementResult, indices: Indices) -> str:
    """A package inside a sentence, beside no deal."""
    return wording.quoted(result.case, outcome_of(result, indices), result.beside)


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
    base = result.beside or {}
    changed = [issue for issue in outcome if base.get(issue) != outcome[issue]]
    options = {issue: {outcome[issue], *([base[issue]] if base.get(issue) else [])} for issue in changed}
    return grounds(result.case, result.found.model.layout.table, changed, options)


def times(result: AgreementResult, indices: Indices) -> str:
    """`all accept it in 412 of 1000 draws`, where there were draws from ranges."""
    share = result.share(indices)
    if share is None or result.certain or result.draws is None:
        return ""
    return f"; all accept it {wording.draws(round(share * result.draws.n), result.draws.n)}"


def seat_words(result: AgreementResult, party: str, packages: int) -> str:
    """What would be acceptable if one party did not have to accept."""
    return (
        f"If {wording.party(result.case, party)} had neither to accept nor to consent, "
        f"{wording.count(packages, 'package')} would be acceptable to the others."
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
        return (
            f"{wording.owner(wording.party(case, parts[3]))} prior credence that {sentence(case.claims[parts[1]].text)}"
        )
    party = wording.party(case, parts[1])
    if parts[2] == "weights":
        return f"{wording.owner(party)} weight on {wording.issue(case, parts[3])}"
    if parts[2] == "values":
        issue = wording.issue(case, parts[3])
        suffix = {"then": " (where the claim holds)", "else": " (where it does not)"}.get(
            parts[5] if len(parts) > 5 else "", ""
        )
        return f"{wording.owner(party)} value for “{wording.option(case, parts[3], parts[4])}” ({issue}){suffix}"
    return f"{wording.owner(party)} addition {int(parts[3]) + 1}"


def sentence(text: str) -> str:
    """A claim's sentence inside another: in quotation marks, without its full stop."""
    return f"“{text.strip().rstrip('.')}”"


def broken_rules(result: AgreementResult, outcome: Indices) -> tuple[str, ...]:
    """The rules that a package breaks, by address."""
    named = outcome_of(result, outcome)
    return tuple(f"rules.{k}" for k, rule in enumerate(result.case.rules) if holds(rule.never, named))


def rule_words(case: Case, address: str) -> str:
    """What a rule excludes, and why."""
    rule = case.rules[int(address.split(".")[1])]
    return f"“{written(rule.never)}”" + (f" ({rule.because.strip().rstrip('.')})" if rule.because else "")


def first_turn(result: AgreementResult) -> str:
    """The nearest number at which the zone closes, as part of the sentence."""
    turning = [o for o in result.openings or () if o.kind != "guarantee" and o.turn is not None and not o.opens]
    if not turning:
        return ""
    return f"; {opening_words(result, turning[0], inside=True)}"
