"""GeniusWeb JSON: profiles with linear additive utilities, and the domain, inside them or in a file of its own.

Two dialects are read: with wrapper names as GeniusWeb writes them today (`LinearAdditiveUtilitySpace`,
`DiscreteValueSetUtilities`, `NumberValueSetUtilities`), and the older short ones (`LinearAdditive`, `discreteutils`,
`numberutils`) or none at all. A number issue's utility runs in a straight line from its low to its high value and is 0
outside (GeniusWeb's `NumberValueSetUtilities`). The reservation is a bid; its utility becomes the party's number for no
deal; a profile without one states none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from detente.formats.common import (
    MOST_OPTIONS,
    Domain,
    FormatError,
    Profile,
    ReadIssue,
    check_weights,
    folded,
    numeral,
    only,
    places,
    position,
    unlike,
)

_SPACES = ("LinearAdditiveUtilitySpace", "LinearAdditive")
_DISCRETE = ("DiscreteValueSetUtilities", "discreteutils")
_NUMBER = ("NumberValueSetUtilities", "numberutils")


def space(tree: Any) -> Mapping[str, Any] | None:
    """The utility space of a GeniusWeb profile without its wrapper, or None for anything else."""
    if not isinstance(tree, Mapping):
        return None
    inner = only(tree, _SPACES) if len(tree) == 1 else tree
    return inner if isinstance(inner, Mapping) and "issueUtilities" in inner else None


def is_domain(tree: Any) -> bool:
    """Whether a JSON file is a GeniusWeb domain."""
    return isinstance(tree, Mapping) and isinstance(tree.get("issuesValues"), Mapping)


def unreadable(tree: Any) -> str | None:
    """The name of a GeniusWeb profile type that is not additive, or None."""
    names = ("SumOfGroupsUtilitySpace", "DefaultPartialOrdering")
    return next((name for name in names if isinstance(tree, Mapping) and name in tree), None)


# ---------------------------------------------------------------- domain


def domain(tree: Mapping[str, Any], path: Path) -> Domain:
    """A domain; its issues in the order of the file."""
    stated = _object(tree.get("issuesValues"), path.name, "issuesValues")
    issues = tuple(ReadIssue(name, _options(name, values, path.name)) for name, values in stated.items())
    if not issues:
        raise FormatError(path.name, "The domain has no issues.", "Give the file that lists the issues.")
    unlike([issue.name for issue in issues], path.name, "Issue")
    title = tree.get("name")
    return Domain(path.name, title if isinstance(title, str) and title.strip() else path.stem, issues)


def same(one: Domain, other: Domain) -> bool:
    """Whether two domains have the same issues and options, in whatever order."""
    return {_shape(issue) for issue in one.issues} == {_shape(issue) for issue in other.issues}


def _shape(issue: ReadIssue) -> tuple[str, frozenset[str]]:
    return folded(issue.name), frozenset(folded(option) for option in issue.options)


def _options(name: str, values: Any, file: str) -> tuple[str, ...]:
    if isinstance(values, Mapping):
        listed = only(values, ("values", "discretevalues"))
        span = only(values, ("range", "numbervalues"))
    else:
        listed, span = values, None
    if isinstance(listed, list) and listed:
        found = tuple(_label(value, file, name) for value in listed)
        unlike(found, file, f'In issue "{name}" the value')
        return found
    if span is not None:
        return _spelled(name, span, file)
    raise FormatError(file, f'Issue "{name}" has no values.', 'List them: "values": [...].')


def _label(value: Any, file: str, issue: str) -> str:
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(value, Fraction):
        return numeral(value)
    raise FormatError(
        file, f'Issue "{issue}" has a value that is neither text nor a number.', "Write its name in quotes."
    )


def _spelled(name: str, span: Any, file: str) -> tuple[str, ...]:
    """A range of numbers, `{low, high, step}` or `[low, high, step]`, spelled out."""
    parts = [span.get(part) for part in ("low", "high", "step")] if isinstance(span, Mapping) else span
    if not (isinstance(parts, list) and len(parts) == 3 and all(isinstance(part, Fraction) for part in parts)):
        raise FormatError(file, f'The range of issue "{name}" is not low, high and step.', "Give three numbers.")
    low, high, step = parts
    if step <= 0 or high < low:
        raise FormatError(
            file, f'The range of issue "{name}" is empty or has no step.', "Give low ≤ high and step > 0."
        )
    count = (high - low) // step + 1
    if count > MOST_OPTIONS:
        raise FormatError(
            file, f'Issue "{name}" has {count} values.', f"At most {MOST_OPTIONS} can be read: take a larger step."
        )
    return tuple(numeral(low + k * step) for k in range(count))


def _object(value: Any, file: str, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise FormatError(file, f'"{what}" is missing or not an object.', f'Give "{what}": {{…}}.')
    return value


# ---------------------------------------------------------------- profile


def profile(stated: Mapping[str, Any], path: Path, domain: Domain) -> Profile:
    """A party's profile from its utility space. Weights that do not sum to 1, which GeniusWeb refuses, are divided."""
    file = path.name
    names = [issue.name for issue in domain.issues]
    weights = by_issue(_object(stated.get("issueWeights"), file, "issueWeights"), names, file, "weight")
    utilities = by_issue(_object(stated.get("issueUtilities"), file, "issueUtilities"), names, file, "utilities")
    for name, weight in zip(names, weights, strict=True):
        if not isinstance(weight, Fraction):
            raise FormatError(file, f'The weight of issue "{name}" is not a number.', "Write a decimal number.")
    check_weights(weights, file)
    values = tuple(_values(issue, given, file) for issue, given in zip(domain.issues, utilities, strict=True))
    called = stated.get("name")
    no_deal, note = _reservation(stated.get("reservationBid"), domain, (weights, values), file)
    title = called if isinstance(called, str) and called.strip() else path.stem
    return Profile(file, title, tuple(weights), values, no_deal, note)


def by_issue(stated: Mapping[str, Any], names: Sequence[str], file: str, what: str) -> list[Any]:
    """What is stated for each issue of the domain, in its order; every issue needs it, no other may have it."""
    known = places(names)
    found = {position(name, known, file, "Issue"): value for name, value in stated.items()}
    for place, name in enumerate(names):
        if place not in found:
            raise FormatError(file, f'Issue "{name}" has no {what}.', "Say something about every issue of the domain.")
    return [found[place] for place in range(len(names))]


def by_option(stated: Mapping[str, Any], issue: ReadIssue, file: str) -> tuple[Fraction, ...]:
    """The value (0..1) stated for each option of an issue."""
    known = places(issue.options)
    found: dict[int, Fraction] = {}
    for option, value in stated.items():
        place = position(option, known, file, f'In issue "{issue.name}" the value')
        if not isinstance(value, Fraction) or not 0 <= value <= 1:
            what = f'The utility of "{option}" in issue "{issue.name}" is not a number from 0 to 1.'
            raise FormatError(
                file, what, "Divide the issue's utilities by their maximum; put its size into the weight."
            )
        found[place] = value
    for place, option in enumerate(issue.options):
        if place not in found:
            raise FormatError(
                file, f'Issue "{issue.name}" has no utility for "{option}".', "Give every value of the domain one."
            )
    return tuple(found[place] for place in range(len(issue.options)))


def _values(issue: ReadIssue, given: Any, file: str) -> tuple[Fraction, ...]:
    given = _object(given, file, issue.name)
    inner = only(given, (*_DISCRETE, *_NUMBER))
    inner = _object(given if inner is None else inner, file, issue.name)
    if "valueUtilities" in inner:
        return by_option(_object(inner["valueUtilities"], file, "valueUtilities"), issue, file)
    if "lowValue" in inner:
        return _line(issue, inner, file)
    if inner and all(isinstance(value, Fraction) for value in inner.values()):
        return by_option(inner, issue, file)
    raise FormatError(
        file,
        f'The utilities of issue "{issue.name}" are of a kind that cannot be read.',
        "Use discrete or number utilities.",
    )


def _line(issue: ReadIssue, given: Mapping[str, Any], file: str) -> tuple[Fraction, ...]:
    """The utility of each number of the issue, in a straight line between the two ends, 0 outside them."""
    ends = [given.get(name) for name in ("lowValue", "highValue", "lowUtility", "highUtility")]
    low, high, start, end = (_number(value, issue, file) for value in ends)
    if high <= low or not (0 <= start <= 1 and 0 <= end <= 1):
        what = f'The line of issue "{issue.name}" does not run from a low value up to a high one within 0..1.'
        raise FormatError(file, what, "Give lowValue < highValue and utilities from 0 to 1.")
    try:
        numbers = [Fraction(option) for option in issue.options]
    except ValueError as error:
        raise FormatError(
            file, f'Issue "{issue.name}" is no number issue.', "Give a utility for each value."
        ) from error
    return tuple(
        start + (value - low) / (high - low) * (end - start) if low <= value <= high else Fraction(0)
        for value in numbers
    )


def _number(value: Any, issue: ReadIssue, file: str) -> Fraction:
    if isinstance(value, Fraction):
        return value
    raise FormatError(
        file, f'The line of issue "{issue.name}" lacks a number.', "Give lowValue, lowUtility, highValue, highUtility."
    )


def _reservation(
    bid: Any, domain: Domain, space: tuple[Sequence[Fraction], Sequence[Sequence[Fraction]]], file: str
) -> tuple[Fraction | None, str | None]:
    """The utility of the reservation bid (0..100) and what to note; an issue that the bid leaves out counts 0."""
    if bid is None:
        return None, None
    stated = _object(bid, file, "reservationBid")
    stated = _object(only(stated, ("issuevalues", "issueValues")) or stated, file, "issuevalues")
    weights, values = space
    names = [issue.name for issue in domain.issues]
    total = Fraction(0)
    for name, value in stated.items():
        place = position(name, places(names), file, "In the reservation bid the issue")
        issue = domain.issues[place]
        option = position(
            _label(value, file, name), places(issue.options), file, f'In the reservation bid, issue "{name}", the value'
        )
        total += weights[place] * values[place][option]
    note = None if len(stated) == len(names) else "The reservation bid is partial; issues that it leaves out count 0."
    return 100 * total / sum(weights), note
