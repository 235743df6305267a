"""Could these parties agree, on what, who blocks, and how sure is that?"""

from __future__ import annotations

from typing import Literal

from detente.analyses.agreement.answer import AgreementResult
from detente.analyses.agreement.solve import answer
from detente.case.model import Case

__all__ = ["AgreementResult", "agreement"]


def agreement(
    case: Case,
    *,
    package: str = "",
    draws: int = 1000,
    seed: int = 0,
    scale: Literal["shown", "raw"] = "shown",
    per_point: int = 3,
    ideal: Literal["acceptable", "all"] = "acceptable",
    method: Literal["auto", "factored", "enumerated"] = "auto",
) -> AgreementResult:
    """Could these parties agree, on what, who blocks, and how sure is that?

    `package`: one package to ask about, such as "radar=gabala, data=joint"; issues left out are as in the status quo.
    `draws`: how many draws to make from the team's ranges; 0 for none. `seed`: where the chance of the draws begins.
    `scale`: how utilities are shown, from 0 (a party's worst feasible outcome) to 1 (its best), or raw: points over 100,
    neither shifted nor stretched. `per_point`: how many packages to name at each point of a frontier. `ideal`: what
    Kalai–Smorodinsky measures gains against, each party's best acceptable package or its best of all. `method`: the
    factored search, listing all outcomes, or whichever is cheaper.

    Raises Unanswerable where the case gives too little, WrongUse where a parameter does not fit it.
    """
    return answer(
        case,
        package=package,
        draws=draws,
        seed=seed,
        scale=scale,
        per_point=per_point,
        ideal=ideal,
        method=method,
    )
