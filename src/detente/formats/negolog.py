"""NegoLog JSON: a folder with one profile per party (`profileA.json`, `profileB.json`); the domain is what they rate.

Utilities are `sum of weight * value`, neither shifted nor stretched. Where the weights do not sum to 1 a case, which
divides by their sum, needs the reservation value divided too; order and ratios of gains stay what they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from detente.formats.common import Domain, FormatError, Profile, ReadIssue, check_weights, numeral, unlike
from detente.formats.geniusweb import by_issue, by_option


def is_profile(tree: Any) -> bool:
    """Whether a JSON file is a NegoLog profile."""
    return isinstance(tree, Mapping) and isinstance(tree.get("issueWeights"), Mapping) and "issues" in tree


def domain(tree: Mapping[str, Any], path: Path) -> Domain:
    """The domain that a profile rates; NegoLog has no file for it. Its title is the folder's name."""
    stated = tree["issues"]
    if not isinstance(stated, Mapping) or not stated:
        raise FormatError(path.name, '"issues" is empty or not an object.', "List each issue with its values.")
    issues = []
    for name, values in stated.items():
        if not isinstance(values, Mapping) or not values:
            raise FormatError(path.name, f'Issue "{name}" has no values.', "List its values with their utilities.")
        unlike(list(values), path.name, f'In issue "{name}" the value')
        issues.append(ReadIssue(name, tuple(values)))
    unlike([issue.name for issue in issues], path.name, "Issue")
    return Domain(path.name, path.resolve().parent.name or "Domain", tuple(issues))


def profile(tree: Mapping[str, Any], path: Path, domain: Domain) -> Profile:
    """A party's profile; `reservationValue` is on the scale of the utilities."""
    file = path.name
    names = [issue.name for issue in domain.issues]
    weights = by_issue(tree["issueWeights"], names, file, "weight")
    if not all(isinstance(weight, Fraction) for weight in weights):
        raise FormatError(file, "A weight is not a number.", "Write decimal numbers.")
    check_weights(weights, file)
    stated = by_issue(tree["issues"], names, file, "values")
    if not all(isinstance(values, Mapping) for values in stated):
        raise FormatError(file, "An issue has no values.", "List its values with their utilities.")
    values = tuple(by_option(given, issue, file) for given, issue in zip(stated, domain.issues, strict=True))
    reservation = tree.get("reservationValue")
    if reservation is not None and not (isinstance(reservation, Fraction) and reservation >= 0):
        raise FormatError(file, "The reservation value is not a number from 0 up.", "Write a decimal number.")
    total: Fraction = sum(weights, Fraction(0))
    no_deal = None if reservation is None else 100 * reservation / total
    note = None if total == 1 else f"The NegoLog weights sum to {numeral(total)}, not 1; a case divides by their sum."
    return Profile(file, path.stem, tuple(weights), values, no_deal, note)
