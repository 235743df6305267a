"""What a person writes in a question: outcomes (`radar=gabala, data=joint`), and numbers within limits."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, cast

from detente.analyses import _wording as wording
from detente.case.model import Case
from detente.result import WrongUse

MOST_DRAWS = 100_000


def parse_package(case: Case, text: str) -> dict[str, str]:
    """`radar=gabala, data=joint` as a complete outcome; issues left out are as in the status quo.

    Raises WrongUse for names that the case does not have, with the nearest that it has.
    """
    chosen = parse_partial(case, text)
    missing = [issue for issue in case.issues if issue not in chosen]
    if missing and case.status_quo is None:
        raise WrongUse(f"The case has no status quo to complete the package from; also name {wording.listed(missing)}.")
    return {issue: chosen[issue] if issue in chosen else cast(Any, case.status_quo)[issue] for issue in case.issues}


def parse_partial(case: Case, text: str) -> dict[str, str]:
    """`radar=gabala, data=joint` as it is written: the issues that it names. Raises WrongUse as `parse_package`."""
    chosen: dict[str, str] = {}
    for piece in text.replace(";", ",").split(","):
        issue, equals, option = (part.strip() for part in piece.partition("="))
        if not equals:
            raise WrongUse(f"{piece.strip()!r} names no option; write issue=option, with commas between.")
        if issue not in case.issues:
            raise WrongUse(f"There is no issue {issue!r}. {_nearby(issue, case.issues)}")
        if option not in case.issues[issue].options:
            raise WrongUse(f"{issue} has no option {option!r}. {_nearby(option, case.issues[issue].options)}")
        if chosen.get(issue, option) != option:
            raise WrongUse(f"The package names two options for {issue}: {chosen[issue]} and {option}.")
        chosen[issue] = option
    return chosen


def _nearby(name: str, known: Mapping[str, object]) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f"Did you mean {close[0]}?" if close else f"There are {wording.listed(known)}."


def check_draws(draws: int, seed: int) -> None:
    """Raise WrongUse for a number of draws, or a seed, that cannot be."""
    check_number("draws", draws, 0, MOST_DRAWS)
    check_number("seed", seed, 0, 2**63)


def check_number(name: str, value: int, least: int, most: int) -> None:
    """Raise WrongUse for a parameter outside its limits."""
    if not least <= value <= most:
        raise WrongUse(f"{name} is {value}; it must be {least} to {most:,}.")
