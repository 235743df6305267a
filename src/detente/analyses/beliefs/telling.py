"""Claims, events, packages and odds in words."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.beliefs.packages import Package
from detente.case.model import Case

if TYPE_CHECKING:
    from detente.analyses.beliefs.answer import BeliefsResult

LONG = 110


def claim(case: Case, name: str) -> str:
    """A claim as findings call it: its text in quotation marks, without a full stop."""
    text = " ".join(case.claims[name].text.split()).rstrip(".")
    return f"“{text}”" if len(text) <= LONG else f"“{text[:LONG].rsplit(' ', 1)[0]} …” ({name})"


def event(case: Case, name: str) -> str:
    """An event as findings call it: its title and day."""
    told = next(each for each in case.events if each.id == name)
    return f"“{told.title}” ({told.written})" if told.title else f"{name} ({told.written})"


def package(result: BeliefsResult, one: Package, said: set[Package]) -> str:
    """A package as findings call it; in full only where it is named first (`said` keeps which were)."""
    case, tried = result.case, result.tried
    assert tried is not None
    outcome = tried.outcomes[one.outcome]
    again = one in said
    said.add(one)
    if one.kind == "nash":
        return "the Nash solution" if again else f"the Nash solution {wording.quoted(case, outcome, tried.base)}"
    if one.kind == "offer":
        told = next(each for each in case.events if each.id == one.event)
        return f"what {wording.parties(case, told.by)} offered ({told.written}, {one.event})"
    if one.kind == "status-quo":
        return "the status quo"
    if one.kind == "no-deal":
        ends = [p for p in tried.packages if p.kind == "no-deal"]
        name = "no deal" if len(ends) == 1 else f"no deal in way {ends.index(one) + 1}"
        if outcome == case.status_quo:
            return f"{name} (things as they stand)"
        return name if again else f"{name} [{wording.package(case, outcome, case.status_quo)}]"
    return f"[{wording.package(case, outcome, case.status_quo)}]"


def short(result: BeliefsResult, one: Package) -> str:
    """The same in a table."""
    if one.kind == "nash":
        return "Nash solution"
    if one.kind == "offer":
        return f"offer {one.event}"
    return upper(package(result, one, {one}))


def upper(text: str) -> str:
    """With a capital."""
    return text[:1].upper() + text[1:]


def chance(value: Fraction | float) -> str:
    """A credence: two decimals, three near the ends, never 0 or 1 for what is neither."""
    share = float(value)
    if share in (0.0, 1.0):
        return str(int(share))
    digits = 2 if 0.05 <= share <= 0.95 else 3
    text = f"{share + 1e-9:.{digits}f}"
    if float(text) in (0.0, 1.0):
        return "below 0.001" if share < 0.5 else "above 0.999"
    return text.rstrip("0") if digits == 2 else text


def between(low: Fraction, high: Fraction) -> str:
    """A range of credences; one number where it is one."""
    return chance(low) if low == high else f"{chance(low)} to {chance(high)}"


def times(ratio: Fraction | float) -> str:
    """How much likelier a report is one way than the other."""
    value = float(ratio)
    if value >= 1:
        return f"{factor(value)} times as likely if it is true as if it is not"
    return f"{factor(1 / value) if value else 'without bound'} times as likely if it is not true as if it is"


def factor(value: float) -> str:
    """A likelihood ratio to two or three figures."""
    if value < 10:
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return f"{value:.1f}".rstrip("0").rstrip(".") if value < 100 else f"{value:,.0f}"
