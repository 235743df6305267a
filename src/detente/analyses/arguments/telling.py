"""Claims, readers, days and sources in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.arguments.bases import chain
from detente.case.model import Case, Claim
from detente.documents.dates import said

if TYPE_CHECKING:
    from detente.analyses.arguments.answer import ArgumentsResult

SHORT = 60
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def short(text: str, most: int = SHORT) -> str:
    """A claim's text in at most so many characters, cut between words."""
    text = " ".join(text.split())
    if len(text.rstrip(".")) <= most:
        return text.rstrip(".")
    kept = text[: most - 1]
    return (kept[: kept.rindex(" ")] if " " in kept else kept).rstrip(" ,;:.") + "…"


def quoted(result: ArgumentsResult, argument: int) -> str:
    """A claim inside a sentence."""
    name = result.found.name(argument)
    return f"“{short(result.case.claims[name].text)}”" if result.case is not None else name


def several(result: ArgumentsResult, arguments: Iterable[int], most: int = 12) -> str:
    """Several of them, and how many more there are."""
    told = list(dict.fromkeys(quoted(result, argument) for argument in arguments))
    rest = len(told) - most
    return wording.listed([*told[:most], f"{rest:,} more"] if rest > 0 else told)


def addresses(result: ArgumentsResult, arguments: Iterable[int]) -> tuple[str, ...]:
    """Where those claims stand in the case."""
    if result.case is None:
        return ()
    return tuple(dict.fromkeys(f"claims.{result.found.name(argument)}" for argument in arguments))


def number(count: int) -> str:
    """A small number as a word."""
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def upper(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]


def day(when: date) -> str:
    """A day in words."""
    return said(when)


def reader(case: Case, party: str) -> str:
    """Whose reading it is."""
    return wording.party(case, party) if party else "a neutral reader"


# ---------------------------------------------------------------- who says that who says


def attribution(case: Case, claim: Claim) -> str:
    """Who says that who says it: `Joseph (2008) says that Bigg (2007) says that Russia says so`."""
    chains = [tuple(reversed(chain(case, place.source))) for place in claim.at if place.source in case.sources]
    kept = [
        one
        for n, one in enumerate(chains)
        if one not in chains[:n] and not any(len(other) > len(one) and other[: len(one)] == one for other in chains)
    ]
    last = f"{wording.parties(case, claim.asserted_by)} {'says' if len(claim.asserted_by) == 1 else 'say'} so"
    if not kept:
        return upper(last) if claim.asserted_by else "stated in the file, without a source"
    return upper("; ".join(_chained(case, one, last if claim.asserted_by else "") for one in kept))


def _chained(case: Case, links: Sequence[str], last: str) -> str:
    told = [f"{source(case, link)} says" for link in links]
    return " that ".join([*told, last]) if last else " that ".join([*told[:-1], f"{told[-1]} so"])


def source(case: Case, name: str) -> str:
    """A source as one cites it: author and year, else its title."""
    found = case.sources[name]
    who = found.author or (f"“{short(found.title)}”" if found.title else name)
    year = (found.date or "")[:4]
    return f"{who} ({year})" if year else who
