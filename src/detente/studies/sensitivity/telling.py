"""Words that several findings and views share: a number of the case, a turn, an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.case.addresses import AddressError, resolve
from detente.case.expressions import format as expression
from detente.case.model import Case
from detente.studies.sensitivity.bench import Indices

if TYPE_CHECKING:
    from detente.studies.sensitivity.answer import SensitivityResult
    from detente.studies.sensitivity.examined import Asked, Flip
    from detente.studies.sensitivity.inputs import Input

MOST_GROUNDS = 12


def number_words(case: Case, address: str) -> str:
    """A number of the case in words."""
    words = address.split(".")
    if words[0] == "claims":
        return (
            f"{wording.owner(wording.party(case, words[3]))} prior credence that {sentence(case.claims[words[1]].text)}"
        )
    if words[0] == "sources":
        return f"the reliability of {sentence(case.sources[words[1]].title or words[1])}"
    if words[0] == "events":
        return _report_words(case, words)
    party = wording.party(case, words[1])
    if words[2] == "weights":
        return f"{wording.owner(party)} weight on {wording.issue(case, words[3])}"
    if words[2] == "no_deal":
        return f"what {party} has without a deal"
    side = {"then": ", where the claim holds", "else": ", where the claim does not hold"}.get(words[-1], "")
    if words[2] == "values":
        return f"{wording.owner(party)} value for “{wording.option(case, words[3], words[4])}” ({wording.issue(case, words[3])}{side})"
    bonus = case.preferences[words[1]].together[int(words[3])]
    return f"{wording.owner(party)} addition for “{expression(bonus.when)}”" + (f" ({side[2:]})" if side else "")


def _report_words(case: Case, words: list[str]) -> str:
    event = next(event for event in case.events if event.id == words[1])
    title = sentence(event.title or event.id)
    reader = f", as {wording.party(case, words[words.index('readers') + 1])} reads it" if "readers" in words else ""
    told = {
        "if_true": f"the chance of {title} if its claim is true",
        "if_false": f"the chance of {title} if its claim is false",
        "anyway": f"the chance that {title} would be reported anyway",
        "likelihood_ratio": f"the likelihood ratio of {title}",
        "reliability": f"the reliability of {title}",
    }
    return told[words[-1]] + reader


def sentence(text: str) -> str:
    """A text inside a sentence."""
    return f"“{text.strip().rstrip('.')}”"


def figure(value: Fraction | float) -> str:
    """A number of the case: three digits after the point at most, more where it would be nothing."""
    number = float(value)
    digits = 3 if not number or abs(number) >= 0.001 else 6
    return wording.number(number, digits)


def limits(one: Input) -> str:
    """`now 30, range 20..40`, or `now 30`."""
    if one.ranged:
        return f"now {figure(one.middle)}, range {figure(one.low)}..{figure(one.high)}"
    return f"now {figure(one.middle)}"


def flip_words(result: SensitivityResult, flip: Flip) -> str:
    """`Russia's weight on the radar rose above 34 (now 30, range 20..40)`."""
    one = result.by_address[flip.turn.address]
    side = "rose above" if flip.turn.above else "fell below"
    against = ", against the stated order of its weights" if flip.against_order else ""
    return f"{number_words(result.case, one.address)} {side} {figure(flip.turn.at)} ({limits(one)}{against})"


def named(result: SensitivityResult, outcome: Indices) -> dict[str, str]:
    """An outcome by names."""
    return result.layout.decode(outcome)


def beside(result: SensitivityResult) -> Mapping[str, str] | None:
    """The outcome beside which others are told: what happens without a deal, or the status quo."""
    if result.analysis == "stability":
        return result.case.status_quo
    ends = [outcome for end in result.case.no_deal.ends for outcome in end]
    if not ends or any(issue not in end for end in ends for issue in result.case.issues):
        return None
    return {i: ends[0][i] if all(end[i] == ends[0][i] for end in ends) else "" for i in result.case.issues}


def in_brackets(result: SensitivityResult, outcome: Indices) -> str:
    """An outcome inside a sentence."""
    base, chosen = beside(result), named(result, outcome)
    if result.analysis == "agreement":
        return wording.quoted(result.case, chosen, base)
    if base is not None and all(base[issue] == option for issue, option in chosen.items()):
        return "[nothing changed]"
    rest = base is not None and any(base[issue] == option for issue, option in chosen.items())
    return f"[{wording.package(result.case, chosen, base)}{'; the rest as in the status quo' if rest else ''}]"


def title(asked: Asked) -> str:
    """What an outcome is called."""
    titles = list(asked.titles)
    if len(titles) > 1 and all(t.startswith("the ") and t.endswith(" solution") for t in titles):
        return f"the {wording.listed(t[4:-9] for t in titles)} solutions, which are one"
    return f"{titles[0]}, also {wording.listed(titles[1:])}," if len(titles) > 1 else "".join(titles)


def grounds(case: Case, addresses: Iterable[str]) -> tuple[str, ...]:
    """Those of these addresses that the file has, or the nearest above them that it has."""
    found: dict[str, None] = {}
    for address in addresses:
        words = address.split(".")
        while words and not _there(case, ".".join(words)):
            words.pop()
        if words:
            found[".".join(words)] = None
    return tuple(found)[:MOST_GROUNDS]


def _there(case: Case, address: str) -> bool:
    try:
        resolve(case.tree, address)
    except AddressError:
        return False
    return True


def upper(text: str) -> str:
    """With a capital letter."""
    return text[:1].upper() + text[1:]
