"""What was assumed, sampled, cut short or not sought: no silent limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses._translate import ORDINAL
from detente.result import Finding
from detente.studies.sensitivity.indices import available
from detente.studies.sensitivity.replay import MOST
from detente.studies.sensitivity.telling import grounds

if TYPE_CHECKING:
    from detente.studies.sensitivity.answer import SensitivityResult

Told = tuple[str, tuple[str, ...]]


def caveats(result: SensitivityResult) -> list[Finding]:
    """All caveats of one answer, those about the case first."""
    told = (*_case(result), *_turns(result), *_tied(result), *_indices(result))
    return [Finding(text, "caveat", rests_on) for text, rests_on in told]


def _case(result: SensitivityResult) -> Iterator[Told]:
    for problem in result.case.warnings:
        yield str(problem), ()
    if result.case.no_deal.how in ("predicted", "predicted-seq") and result.analysis == "agreement":
        yield (
            "What happens without a deal was worked out from the parties' own moves at the middles of the ranges, and stays the same whatever number "
            "is moved here.",
            grounds(result.case, ("no_deal",)),
        )
    ranking = [p for p, told in result.case.preferences.items() if told.form in ORDINAL]
    if ranking:
        yield (
            f"{wording.parties(result.case, ranking)} only {wording.verb(ranking, 'ranks', 'rank')} outcomes: there is no number of "
            f"{wording.verb(ranking, 'it', 'them')} to move.",
            tuple(f"preferences.{party}" for party in ranking),
        )


def _turns(result: SensitivityResult) -> Iterator[Told]:
    yield (
        "Each number is moved alone, all others at the middles of their ranges; several that move together may turn a finding sooner. What a number may "
        "be: a value, a credence, a chance or a reliability 0 to 1, a weight up to 100 or nine times all the others of its party, an addition −100 to 100, "
        "a reservation −100 to 200. Weights are divided to sum to 100, so that to raise one is to lower the others' shares.",
        (),
    )
    many = [one for one in result.examined if one.found > MOST]
    cut = (
        f"; of {wording.count(len(many), 'finding')} that more numbers turn, only the nearest {MOST} were tried and are told"
        if many
        else ""
    )
    lost = sum(one.lost for one in result.examined)
    failed = (
        f" {_count_turns(lost)} that did not turn when tried {'is' if lost == 1 else 'are'} not told." if lost else ""
    )
    yield (
        f"Every turn that is told was tried out: the case was read again with the number just before it and just after it, a millionth of what it may be "
        f"to either side{cut}.{failed}",
        (),
    )
    loose = sorted({flip.turn.address for one in result.examined for flip in one.flips if not flip.turn.exact})
    if loose:
        yield (
            f"Where {wording.count(len(loose), 'number')} turn{'s' if len(loose) == 1 else ''} a finding was found by trying values, not by a formula; nearer turns back and forth may "
            "have been passed over.",
            grounds(result.case, loose),
        )
    for text in result.left:
        yield text, ()


def _count_turns(count: int) -> str:
    """`1 turn`, `2 turns`."""
    return wording.count(count, "turn")


def _tied(result: SensitivityResult) -> Iterator[Told]:
    tied = sorted({one.parties[0] for one in result.inputs if one.tied})
    if not tied:
        return
    names = wording.parties(result.case, tied)
    yield (
        f"The weights of {names} hang together, since some are unknown or an order is stated: one that is moved takes nothing from the others, which stay at the "
        "means of their law before all are divided to sum to 100, and its range is what the others leave it at most. In the sample they are "
        "drawn together, by their law, and count as one.",
        tuple(f"preferences.{party}.weights" for party in tied),
    )


def _indices(result: SensitivityResult) -> Iterator[Told]:
    if result.certain:
        yield (
            "No number of the case that counts here is a range, so there is no spread to explain, only what would turn the findings.",
            (),
        )
        return
    if result.indices is None:
        if result.samples and not available():
            yield (
                "Which share of the spread each number explains (Sobol's indices) was not worked out: SALib is missing. Install it: pip install 'detente[sensitivity]'.",
                (),
            )
        else:
            yield "Which share of the spread each number explains (Sobol's indices) was not asked for.", ()
        return
    yield (
        f"Shares of variance are Sobol's first-order and total indices, by Saltelli's sample of {result.samples:,} points for each input and two more (SALib), every number "
        "uniform in its range and independent of the others, as in draws. The ranges are the team's, so that a share is no probability; its interval "
        "(95 %, by resampling) measures the sampling only, and small shares may come out below nothing.",
        (),
    )
    told = {index.quantity for index in result.indices}
    if any(q.measure == "zone" and q.name not in told for q in result.quantities):
        yield (
            "How the spread of the number of acceptable packages divides was not worked out: there are too many packages, or it does not vary.",
            (),
        )
    if result.coarse is not None:
        coarse = result.coarse
        among = (
            f", and packages are counted among {coarse.counted:,} of {coarse.every:,}, taken at random"
            if coarse.counted < coarse.every
            else ""
        )
        yield (
            f"For the number of acceptable packages all numbers of a party count as one input and what was reported as one more, from {coarse.samples} points{among}.",
            (),
        )
