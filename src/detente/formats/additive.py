"""A case as other programs know one: additive parties, numbers without ranges, everybody with a reservation or none.

What those programs have no word for is refused in a sentence (rules, issues that count together, values that depend on
a claim, rankings); what can be brought down to their terms is, and a note says so (ranges become midpoints).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.case.fitting_words import owner
from detente.case.model import Case, Conditional, Number, Outcome, Preferences
from detente.formats.common import FormatError, ReadIssue, folded


@dataclass(frozen=True, slots=True)
class AdditiveParty:
    """A party's numbers, exact. `weights` sum to 1; `values` are 0..1; `reservation` is on that scale, None for none;
    `bid` is the no-deal outcome as option indexes, where the reservation is that outcome's utility."""

    name: str
    weights: tuple[Fraction, ...]
    written: tuple[Fraction, ...]
    """The weights as the case has them, before they are divided by their sum."""
    values: tuple[tuple[Fraction, ...], ...]
    reservation: Fraction | None
    bid: tuple[int, ...] | None
    note: str


@dataclass(frozen=True, slots=True)
class AdditiveCase:
    """Issues under their labels, the parties, and notes on what was brought down to this."""

    title: str
    issues: tuple[ReadIssue, ...]
    parties: tuple[AdditiveParty, ...]
    notes: tuple[str, ...]


def additive(case: Case) -> AdditiveCase:
    """The case in those terms. Raises `FormatError` with a sentence on the first thing that has none."""
    name = case.origin.name
    if case.rules:
        raise FormatError(
            name,
            "The case has rules on which outcomes can be; a negotiation domain has none.",
            "Remove them, or merge the issues.",
        )
    missing = [case.parties[party].name for party in case.table if party not in case.preferences]
    if missing:
        raise FormatError(name, f"{missing[0]} has no preferences.", "Every party at the table needs a profile.")
    stated = {party: case.preferences[party] for party in case.parties if party in case.table}
    notes: list[str] = [
        f"{case.parties[party].name} is not at the table and is not written: there, all who have a profile must accept."
        for party in case.preferences
        if party not in case.table
    ]
    parties = tuple(_party(case, preferences, notes) for preferences in stated.values())
    if not parties:
        raise FormatError(name, "The case has no preferences.", "Give each party weights and values.")
    issues = tuple(
        ReadIssue(*both)
        for both in zip(_labels({i.id: i.label for i in case.issues.values()}), _options(case), strict=True)
    )
    return AdditiveCase(case.title, issues, parties, tuple(dict.fromkeys(notes)))


def _labels(labels: Mapping[str, str]) -> list[str]:
    """The labels, or the names where two labels would be the same."""
    alike = len({folded(label) for label in labels.values()}) < len(labels) or not all(labels.values())
    return list(labels) if alike else list(labels.values())


def _options(case: Case) -> list[tuple[str, ...]]:
    return [tuple(_labels({o.id: o.label for o in issue.options.values()})) for issue in case.issues.values()]


def _party(case: Case, preferences: Preferences, notes: list[str]) -> AdditiveParty:
    name, file = case.parties[preferences.party].name, case.origin.name
    if preferences.form in {"priorities", "ranking"}:
        raise FormatError(file, f"{name} only ranks outcomes.", "The other program needs weights and values.")
    if preferences.form == "indifferent":
        raise FormatError(file, f"{name} has no weights.", "The other program needs weights and values.")
    if preferences.together:
        raise FormatError(file, f"For {name} some issues count together.", "Merge these issues into one.")
    written = _weights(case, preferences, name, notes)
    values = tuple(_values(case, preferences, issue, notes) for issue in case.issues)
    total = sum(written, Fraction(0))
    weights = tuple(weight / total for weight in written)
    reservation, bid = _reservation(case, preferences, (weights, values), notes)
    return AdditiveParty(name, weights, written, values, reservation, bid, case.parties[preferences.party].note or "")


def _weights(case: Case, preferences: Preferences, name: str, notes: list[str]) -> tuple[Fraction, ...]:
    stated = preferences.weights
    if all(number.low == number.high and not number.unknown for number in stated.values()):
        found = tuple(stated[issue].low if issue in stated else Fraction(0) for issue in case.issues)
    else:
        from detente.case.numbers import midpoints

        points = midpoints(case)
        found = tuple(
            points.get(f"preferences.{preferences.party}.weights.{issue}", Fraction(0)) for issue in case.issues
        )
        notes.append(f"The ranges of {owner(name)} weights are written as their midpoints.")
    if not sum(found):
        raise FormatError(case.origin.name, f"All weights of {name} are zero.", "Give one issue a weight.")
    return found


def _values(case: Case, preferences: Preferences, issue: str, notes: list[str]) -> tuple[Fraction, ...]:
    """The value of each option; 0 throughout for an issue that the party does not value."""
    stated = preferences.values.get(issue)
    if stated is None:
        return (Fraction(0),) * len(case.issues[issue].options)
    name, found = case.parties[preferences.party].name, []
    for option in case.issues[issue].options:
        value = stated[option]
        if isinstance(value, Conditional):
            what = f"What {option} in {issue} is worth to {name} depends on a claim."
            raise FormatError(case.origin.name, what, "Write a number with --set first.")
        found.append(_point(value, f"The ranges of {owner(name)} values are written as their midpoints.", notes))
    return tuple(found)


def _point(number: Number, note: str, notes: list[str], most: int = 1) -> Fraction:
    if number.unknown:
        notes.append(note)
        return Fraction(most, 2)
    if number.low != number.high:
        notes.append(note)
    return (number.low + number.high) / 2


def _reservation(
    case: Case,
    preferences: Preferences,
    space: tuple[Sequence[Fraction], Sequence[Sequence[Fraction]]],
    notes: list[str],
) -> tuple[Fraction | None, tuple[int, ...] | None]:
    """The reservation (0..1), and the bid that it is the utility of where no deal is an outcome."""
    name = case.parties[preferences.party].name
    if preferences.no_deal is not None:
        note = f"The range of what no deal is worth to {name} is written as its midpoint."
        return _point(preferences.no_deal, note, notes, 100) / 100, None
    if case.no_deal.how == "none":
        return None, None
    ends = case.no_deal.ends
    if len(ends) != 1 or len(ends[0]) != 1:
        raise FormatError(
            case.origin.name,
            "No deal has not one outcome here, and a profile has room for one reservation.",
            f"State what no deal is worth: preferences.{preferences.party}.no_deal.",
        )
    bid = _indexes(case, ends[0][0])
    weights, values = space
    return sum((w * v[b] for w, v, b in zip(weights, values, bid, strict=True)), Fraction(0)), bid


def _indexes(case: Case, outcome: Outcome) -> tuple[int, ...]:
    return tuple(list(issue.options).index(outcome[name]) for name, issue in case.issues.items())
