"""What a case learns from its checks: claims that support or attack the one checked, and numbers that are taken from what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import isfinite
from typing import Any

from detente.analyses.coverage import telling
from detente.analyses.coverage.answer import Checked, Side
from detente.analyses.coverage.solve import checked, problems_of
from detente.case.model import Case, CaseError, Taken

DIGITS = 6
NOTE = "Worked out from published geometry (detente coverage); nobody at the table said so. Who says the contrary of the claim checked is taken to deny it."


def of_claims(case: Case, names: Iterable[str]) -> dict[str, Checked]:
    """The checks of some claims, by claim. Raises CaseError for what the catalogue does not have."""
    claims = [case.claims[name] for name in names]
    problems = tuple(problem for one in claims for problem in problems_of(case, one))
    if problems:
        raise CaseError(problems)
    return {one.id: checked(case, one) for one in claims}


def facts(case: Case, checks: Mapping[str, Checked]) -> list[dict[str, Any]]:
    """Claims, as a case file has them, that say what geometry found: one that supports a claim that holds, or attacks one that fails; where it depends,
    one of each, which attack each other, with what each side must assume. Nothing of a claim that says more than geometry can, unless it fails."""
    return [told for one in checks.values() for told in _of(case, one)]


def _of(case: Case, one: Checked) -> Iterator[dict[str, Any]]:
    quantity = telling.quantity(one)
    yes, no = f"geometry-{one.claim}", f"geometry-against-{one.claim}"
    over = [{"claim": one.claim, "kind": "rebut", "over": "true"}]
    common = {"note": NOTE, **_since(case, one.claim)}
    if one.verdict == "holds":
        yield {"id": yes, "text": f"Published geometry bears it out: {quantity}.", "supports": [one.claim], **common}
    elif one.verdict == "fails":
        yield {"id": no, "text": f"Published geometry speaks against it: {quantity}.", "attacks": over, **common}
    elif one.verdict == "depends":
        affirming, denying = one.sides
        first = {"id": yes, "text": f"On published geometry it is so {_if(affirming)}.", "supports": [one.claim]}
        second = {"id": no, "text": f"On published geometry it is not so {_if(denying)}."}
        yield {**first, "attacks": [{"claim": no, "kind": "rebut"}], **_denied(denying), **common}
        yield {**second, "attacks": over, **_denied(affirming), **common}


def _since(case: Case, claim: str) -> dict[str, str]:
    since = case.claims[claim].since
    return {} if since is None else {"since": since.isoformat()}


def _denied(side: Side) -> dict[str, dict[str, str]]:
    """The other side does not accept a premise against it."""
    return {"says": dict.fromkeys(side.parties, "denies")} if side.parties else {}


def _if(side: Side) -> str:
    if side.premise is None:
        return f"under {telling.percent(side.share)} of the combinations of assumptions"
    return f"if {telling.premise(side.premise)}"


def worth(taken: Taken, one: Checked) -> tuple[Fraction, Fraction]:
    """What the quantity of a check is worth, over all of its range: the least and the most."""
    ends = [taken.worth[0][0], taken.worth[-1][0]]
    low, high = (
        min(max(Fraction(repr(round(value, DIGITS))), ends[0]), ends[1]) if isfinite(value) else ends[value > 0]
        for value in (one.low, one.high)
    )
    inner = [number for quantity, number in taken.worth if low < quantity < high]
    found = [_between(taken, low), _between(taken, high), *inner]
    return min(found), max(found)


def _between(taken: Taken, quantity: Fraction) -> Fraction:
    """What one quantity within the bounds is worth."""
    for (left, low), (right, high) in zip(taken.worth, taken.worth[1:], strict=False):
        if left <= quantity <= right:
            return low + (high - low) * (quantity - left) / (right - left)
    raise ValueError(f"{quantity} is worth nothing that is stated.")


def because(one: Checked) -> str:
    """Why a number that was taken from a check is what it is."""
    return f"Worked out from published geometry: {telling.quantity(one)}."
