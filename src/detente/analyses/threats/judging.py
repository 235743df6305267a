"""One threat judged: able, credible, deterring, and what else it sets off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Literal

from detente.analyses._conflict import Ends, Play, principals_at_most_one
from detente.analyses.threats import needing
from detente.analyses.threats.following import Before, Reply, ends_after, replies, states_of, worse_end
from detente.analyses.threats.needing import Need, points
from detente.analyses.threats.speaking import Named, Places, Spoken, places
from detente.case.consents import consents, minimal
from detente.case.model import Case, Consents
from detente.theory.lookahead import Lookahead
from detente.theory.threats import audience_costs

Verdict = Literal["yes", "no", "depends", "unknown"]
Trouble = Literal["", "no author", "no addressee", "condition", "response", "unless", "preferences"]
Standing = Literal["open", "met", "carried out"]


@dataclass(frozen=True, slots=True)
class Willing:
    """Whether one author would carry its threat out. `cost`: its utility at the outcome when it leaves it at that, less that when it carries it
    out, in points of its own 100: at these outcomes themselves, and as a range over what follows on them (None where it only ranks).
    `audience`: what going back on its word would have to cost it for carrying it out to be no worse, from least to greatest."""

    party: str
    at_once: bool
    cost: Fraction | None
    later: Verdict
    costs: tuple[Fraction, Fraction] | None
    audience: tuple[Fraction, Fraction] | None
    worse_end: bool


@dataclass(frozen=True, eq=False)
class Judged:
    """What is found about one threat. `trouble` says why it cannot be judged, "" where it can; then nothing after `places` counts.

    `needs`: who besides the authors must consent to carrying it out (alternatives; empty where nobody can). `ends`: where improvements lead after
    the outcomes `defied` and `punished`. `anyway`: the response would come about without the threat; `undone`: nothing of it would last.
    """

    spoken: Spoken
    places: Places
    trouble: Trouble
    standing: Standing = "open"
    able: bool = False
    needs: Consents = ()
    ends_defied: Ends | None = None
    ends_punished: Ends | None = None
    willing: tuple[Willing, ...] = ()
    anyway: bool = False
    undone: bool = False
    before: tuple[Reply, ...] = ()
    after: tuple[Reply, ...] = ()
    addressees: tuple[Need, ...] = ()

    @property
    def credible(self) -> Verdict:
        """Whether all authors would carry it out, judged at the ends that follow."""
        return joint([one.later for one in self.willing])

    @property
    def deterring(self) -> needing.Status:
        """What the addressees who decide would make of it: the least belief that any of them needs."""
        return needing.overall(self.addressees)

    @property
    def backfires(self) -> tuple[str, ...]:
        """In which ways carrying it out leaves its authors worse off: `worst end`, or `opening` (it lets others do what hurts them)."""
        found = []
        if any(one.worse_end for one in self.willing):
            found.append("worst end")
        if any(reply.only_after and reply.harms for reply in self.after):
            found.append("opening")
        return tuple(found)


def judge(found: Play, ahead: Lookahead, spoken: Spoken) -> Judged:
    """All that is said of one threat at the midpoints."""
    where = places(found, spoken)
    trouble = _trouble(found, spoken, where)
    if trouble:
        return Judged(spoken, where, trouble)
    defied, punished = where.defied.state, where.punished.state
    assert defied is not None
    assert punished is not None
    movers = principals_at_most_one(found)
    left, done = ends_after(found, defied, movers), ends_after(found, punished, movers)
    authors = tuple(found.parties.index(party) for party in spoken.by)
    before = Before(defied, left, authors)
    able, needs = _able(found.case, where.defied.outcome, where.punished.outcome, frozenset(spoken.by))
    return Judged(
        spoken,
        where,
        "",
        standing=_standing(found.case, where),
        able=able,
        needs=needs,
        ends_defied=left,
        ends_punished=done,
        willing=tuple(_willing(found, author, (defied, punished), (left, done)) for author in authors),
        anyway=left is not None and all(holds_in(found, state, spoken.then) for state in states_of(left)),
        undone=done is not None and not any(holds_in(found, state, spoken.then) for state in states_of(done)),
        before=replies(found, ahead, movers, defied, before),
        after=replies(found, ahead, movers, punished, before) if punished != defied else (),
        addressees=needing.needs(found, spoken, where, (left, done)),
    )


def _trouble(found: Play, spoken: Spoken, where: Places) -> Trouble:
    case = found.case
    if not spoken.by:
        return "no author"
    if not spoken.to:
        return "no addressee"
    if where.defied.state is None:
        return "condition"
    if where.punished.state is None:
        return "response"
    if where.yielded.state is None:
        return "unless"
    if any(party not in found.parties or party not in case.preferences for party in spoken.by):
        return "preferences"
    return ""


def _standing(case: Case, where: Places) -> Standing:
    if where.punished.state == where.defied.state:
        return "carried out"
    return "met" if where.defied.outcome == case.status_quo else "open"


def _able(case: Case, frm: Named, to: Named, authors: frozenset[str]) -> tuple[bool, Consents]:
    """Whether the authors suffice for every change from one outcome to another; else who else must consent (alternatives)."""
    changed = [
        consents(case, issue, frm[issue], option, chains=False) or ()
        for issue, option in to.items()
        if option != frm[issue]
    ]
    if all(any(group <= authors for group in groups) for groups in changed):
        return True, ()
    if not all(changed):
        return False, ()
    return False, minimal(frozenset().union(*choice) - authors for choice in product(*changed))


def holds_in(found: Play, state: int, partial: Named) -> bool:
    """Whether an outcome has all these options."""
    outcome = found.outcome(state)
    return all(outcome[issue] == option for issue, option in partial.items())


def _willing(found: Play, author: int, pair: tuple[int, int], ends: tuple[Ends | None, Ends | None]) -> Willing:
    defied, punished = pair
    left, done = ends
    ordinal = found.parties[author] in found.ordinal
    cost = None if ordinal else points(found, author, defied) - points(found, author, punished)
    at_once = found.prefers(author, defied, punished) <= 0
    later = verdict(found, author, left, done)
    costs, audience = None, None
    if left is not None and done is not None and not ordinal:
        before, after = ([points(found, author, s) for s in states_of(ends)] for ends in (left, done))
        same = set(left) == set(done)
        costs = (Fraction(0), Fraction(0)) if same else (min(before) - max(after), max(before) - min(after))
        audience = (Fraction(0), Fraction(0)) if same else audience_costs(before, after)
    return Willing(found.parties[author], at_once, cost, later, costs, audience, worse_end(found, author, left, done))


def verdict(found: Play, author: int, left: Ends | None, done: Ends | None) -> Verdict:
    """Whether what follows on carrying it out is no worse for an author than what follows on leaving it: over all pairs of ends; the
    same ends both times are no worse."""
    if left is None or done is None:
        return "unknown"
    if set(left) == set(done):
        return "yes"
    ranks = found.conflict.ranks[author]
    kept, carried = ranks[list(states_of(left))], ranks[list(states_of(done))]
    if kept.max() <= carried.min():
        return "yes"
    return "no" if kept.min() > carried.max() else "depends"


def joint(verdicts: Sequence[Verdict]) -> Verdict:
    """All of them: no if one says no, and so on."""
    order: tuple[Verdict, ...] = ("no", "unknown", "depends", "yes")
    return min(verdicts, key=order.index, default="unknown")
