"""What was assumed, sampled, cut short or not proved: no silent limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses import _moving as moving
from detente.analyses import _wording as wording
from detente.analyses.agreement import ending, openings, survey, trading
from detente.case.model import Case
from detente.result import Finding, Scope

if TYPE_CHECKING:
    from detente.analyses.agreement.answer import AgreementResult


def caveats(result: AgreementResult) -> list[Finding]:
    """All caveats of one answer, what was assumed about the case first."""
    first = ending.first_caveat(result)
    told = [
        *([] if first is None else [first]),
        *_case(result.case),
        *_no_deal(result),
        *_midpoints(result),
        *_ranking(result),
        *_comparison(result),
        *_rounding(result),
        *_cut(result),
    ]
    return [Finding(text, "caveat", rests_on, scope) for text, rests_on, scope in told]


Told = tuple[str, tuple[str, ...], Scope]


def _plain(text: str, *rests_on: str) -> Told:
    return text, rests_on, "throughout"


def _case(case: Case) -> list[Told]:
    return [_plain(str(problem)) for problem in case.warnings]


def _no_deal(result: AgreementResult) -> list[Told]:
    case, made = result.case, result.found.model
    told = []
    free = [
        party
        for seat, party in enumerate(made.layout.table)
        if all(gate.reservation[seat] is None for end in made.problem.ends for gate in end)
    ]
    if free:
        told.append(
            _plain(
                f"{wording.parties(case, free)} {wording.verb(free, 'states', 'state')} no reservation and the case no outcome without a deal, so "
                f"{wording.verb(free, 'it accepts', 'they accept')} anything; gains are measured from the worst feasible outcome."
            )
        )
    if result.base is not None and case.no_deal.how == "outcome":
        reason = (
            f": {case.no_deal.because.rstrip('.')}" if case.no_deal.because else ", for which the file gives no reason"
        )
        told.append(_plain(f"What happens without a deal is written down, not predicted{reason}.", "no_deal"))
    if case.no_deal.how in ("predicted", "predicted-seq"):
        kept = "" if result.certain else " at the midpoints of the team's ranges; in draws, in rival readings"
        told.append(
            _plain(
                f"What happens without a deal is worked out from the parties' own moves{kept or '; in rival readings'}, and where a number is "
                "changed to see what would open or close the zone, the ends stay these. Who counts as a principal decides who may move "
                "together (`detente stability` says what hangs on it).",
                "no_deal",
            )
        )
    if len(made.problem.gates) > 1:
        told.append(
            _plain(
                "Where no deal may be several outcomes, gains are measured for each party from the one that is best for it."
            )
        )
    if not case.rules and result.found.outcomes > 10_000:
        told.append(
            _plain("The case has no rules, so combinations of options that make no sense together count as packages.")
        )
    return told


def _numbers(case: Case, party: str) -> int:
    preferences = case.preferences.get(party)
    return 0 if preferences is None else sum(len(values) for values in preferences.values.values())


def _midpoints(result: AgreementResult) -> list[Told]:
    if result.certain:
        return []
    told = [
        _plain(
            "“On these estimates” means at the midpoints of the team's ranges; gains are points of each party's own 100 and "
            "cannot be compared between parties."
        )
    ]
    if result.draws is None:
        told.append(
            _plain(
                "Nothing was drawn from the ranges, so the findings speak of midpoints, and of what could be proved, only."
            )
        )
        return told
    told.append(
        _plain(
            f"Shares are of {result.draws.n} draws, each number uniform in its range and independent of the others: they say how a sentence "
            "fares in ranges that the team chose, and are no probabilities; their intervals (Wilson, 95 %) measure the sampling only."
        )
    )
    if result.draws.frontier is None:
        told.append(
            _plain("Whether a package is on the frontier in each draw was not looked up: the space is too large.")
        )
    if result.draws.searched < result.draws.n:
        told.append(
            _plain(
                f"Whether a package is on the frontier or a solution, and whether the zone is empty, was looked up in the first "
                f"{result.draws.searched} of {result.draws.n} draws, for the space is large."
            )
        )
    return told


def _ranking(result: AgreementResult) -> list[Told]:
    ranking = [party for party in result.found.model.layout.table if party in result.found.model.ordinal]
    if not ranking:
        return []
    names = wording.parties(result.case, ranking)
    return [
        _plain(
            f"{names} only {wording.verb(ranking, 'ranks', 'rank')} outcomes: that allows the frontier and the zone, and does not say how "
            "much anyone gains, so no solution that weighs gains is named.",
            *(f"preferences.{party}" for party in ranking),
        )
    ]


def _comparison(result: AgreementResult) -> list[Told]:
    solved = result.found.solutions
    if not any(solved.values()):
        return []
    told = [
        _plain(
            "The egalitarian solution (greatest least gain) and the utilitarian one (greatest sum) compare parties on scales that the "
            "file does not warrant; Nash (greatest product of gains) and Kalai–Smorodinsky (gains in proportion to each "
            "party's best acceptable package) do not depend on them. No lotteries between packages are considered."
        )
    ]
    if not result.found.all_gain:
        told.append(
            _plain(
                "No acceptable package leaves everyone who could gain strictly better off; Nash leaves out those it must."
            )
        )
    return told


def _rounding(result: AgreementResult) -> list[Told]:
    rounded = result.found.model.rounded
    if not rounded:
        return []
    return [
        _plain(
            f"The numbers of {wording.parties(result.case, rounded)} have no small common denominator and were rounded to 2⁻⁴⁰ of the "
            "party's span; sums closer than that count as equal."
        )
    ]


def _cut(result: AgreementResult) -> list[Told]:
    found = result.found
    told = []
    for name, frontier in (("frontier", found.whole), ("frontier of acceptable packages", found.acceptable)):
        if not frontier.exact and frontier.epsilon is not None:
            made = found.model
            worst = max(
                float(made.points(seat, int(e)))
                for seat, e in enumerate(frontier.epsilon)
                if made.layout.players[seat] not in made.ordinal
            )
            told.append(
                _plain(
                    f"The {name} was too large to keep whole: for every package some listed one is at most "
                    f"{wording.number(worst, 3)} points of 100 worse for any party."
                )
            )
    frontier_points = max(len(found.whole), len(found.acceptable))
    if frontier_points > survey.SHOWN:
        told.append(
            _plain(
                f"Tables, pictures and shares show {len(result.shown)} packages spread over the frontier, not all {frontier_points}."
            )
        )
    unfollowed = sum(not deal.after.ends for deal in result.side_deals)
    if unfollowed:
        told.append(
            _plain(
                f"What others would answer to {wording.count(unfollowed, 'side deal')} was too much to follow to its end."
            )
        )
    if found.zone_count is None and len(found.acceptable):
        told.append(_plain("The acceptable packages were not counted: there are too many packages to list."))
    if result.openings is None:
        told.append(_plain("What would open or close the zone was not searched: there are too many packages to list."))
    many = [p for p in found.model.layout.players if _numbers(result.case, p) > openings.MOST_NUMBERS]
    if result.openings is not None and many:
        names = wording.parties(result.case, many)
        told.append(_plain(f"What single values of {names} would have to be was not searched: there are too many."))
    per_base: dict[moving.Indices, int] = {}
    for trade in result.trades:
        per_base[trade.base] = per_base.get(trade.base, 0) + 1
    if any(count == trading.MOST_TRADES for count in per_base.values()):
        told.append(_plain(f"Trade-offs are cut after the best {trading.MOST_TRADES} from each starting point."))
    return told
