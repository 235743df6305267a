"""Names, packages and numbers in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from detente.case.fitting_words import owner
from detente.case.model import Case

__all__ = [
    "count",
    "draws",
    "gains",
    "issue",
    "large",
    "listed",
    "number",
    "option",
    "owner",
    "package",
    "parties",
    "party",
    "quoted",
    "signed",
    "verb",
]


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a, b and c`."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def party(case: Case, name: str) -> str:
    """A party as findings call it."""
    return case.parties[name].name


def parties(case: Case, names: Iterable[str], last: str = "and") -> str:
    """Several of them."""
    return listed([party(case, name) for name in names], last)


def issue(case: Case, name: str) -> str:
    """An issue as findings call it."""
    return case.issues[name].label


def option(case: Case, where: str, name: str) -> str:
    """An option as findings call it."""
    return case.issues[where].options[name].label


def package(case: Case, outcome: Mapping[str, str], base: Mapping[str, str] | None = None) -> str:
    """A package in words; beside `base`, only what differs from it."""
    chosen = {name: value for name, value in outcome.items() if base is None or base[name] != value}
    if not chosen:
        return "nothing changed"
    words = [f"{issue(case, name)}: {option(case, name, value)}" for name, value in chosen.items()]
    return "; ".join(words)


def quoted(case: Case, outcome: Mapping[str, str], base: Mapping[str, str] | None) -> str:
    """A package inside a sentence, with what is left as it would be without a deal."""
    rest = base is not None and any(base[name] == value for name, value in outcome.items())
    return f"[{package(case, outcome, base)}{'; the rest as without a deal' if rest else ''}]"


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 package`, `2 packages`, `1.2 × 10^34 packages`."""
    noun = one if number == 1 else (many or one + "s")
    return f"{large(number)} {noun}"


def large(number: int) -> str:
    """A whole number a person can read, however large."""
    if number < 10**9:
        return f"{number:,}"
    digits = str(number)
    return f"{digits[0]}.{digits[1]} × 10^{len(digits) - 1}"


def number(value: float | Fraction, digits: int = 2) -> str:
    """A number without superfluous zeros."""
    text = f"{float(value):.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def signed(value: float | Fraction, digits: int = 2) -> str:
    """A gain or a loss."""
    text = number(value, digits)
    return text if text.startswith("-") or text == "0" else f"+{text}"


def gains(case: Case, values: Mapping[str, float | None]) -> str:
    """`Alder +0.2, Birch -0.1`."""
    return ", ".join(f"{party(case, name)} {signed(value)}" for name, value in values.items() if value is not None)


def draws(held: int, total: int) -> str:
    """How a share of draws is told."""
    return f"in {held:,} of {total:,} draws from the team's ranges"


def verb(names: Sequence[str], one: str, many: str) -> str:
    """The verb that fits so many subjects."""
    return one if len(names) == 1 else many
