"""What the timeline says: how the story ran, what each event did, what the offers were worth, where moves led, what held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.result import Finding, Scope
from detente.studies.timeline import telling
from detente.studies.timeline.bidding import offers
from detente.studies.timeline.caveats import caveats
from detente.studies.timeline.changes import Change
from detente.studies.timeline.doing import did, exchange, minds, part, scope_of
from detente.studies.timeline.telling import CALLED, called

if TYPE_CHECKING:
    from detente.studies.timeline.answer import Step, TimelineResult


def findings(result: TimelineResult) -> tuple[Finding, ...]:
    """Sentences, most important first; caveats last."""
    made = [
        *_headline(result),
        *did(result),
        *offers(result),
        *_quiet(result),
        *_best(result),
        *_moves(result),
        *_holding(result),
    ]
    return (*made, *caveats(result))


# ---------------------------------------------------------------- the whole


def _headline(result: TimelineResult) -> list[Finding]:
    first, last = result.steps[0], result.steps[-1]
    assert last.event is not None
    span = (
        f"From before {telling.day(result.steps[1].event.written)} to {telling.day(last.event.written)}"
        if result.steps[1].event
        else ""
    )
    rests = () if result.most is None else (f"events.{result.most.event.id}",)
    text = f"{span}, over {wording.count(len(result.changes), 'event')}, {_size(first, last)}; {_most(result)}."
    return [Finding(text, rests_on=rests, scope=scope_of(result))]


def _size(first: Step, last: Step) -> str:
    one, other = first.worked.zone, last.worked.zone
    if one is None or other is None:
        when = "before the first of them" if one is None else "after the last"
        return f"what could be agreed is not known {when}"
    if one.count is None or other.count is None:
        known = "some package could be agreed on" if other.frontier else "nothing could be agreed on"
        return f"on these estimates {known} at the end; how many was not counted"
    if one.count == other.count:
        return f"as many packages were acceptable to all at the end as at the beginning on these estimates, {wording.large(one.count)} of {wording.large(other.outcomes)}"
    return (
        f"the packages acceptable to all went on these estimates from {wording.large(one.count)} to {wording.large(other.count)} of "
        f"{wording.large(other.outcomes)}"
    )


def _most(result: TimelineResult) -> str:
    most = result.most
    if most is None:
        return "no event changed anything that was measured"
    if most.turnover:
        return f"{called(most.event)} changed that most: {exchange(most)}"
    if any(most.party_turnover.values()):
        return f"no event changed which packages these are; most changed by {called(most.event)}, for {minds(result.case, most)}"
    return f"no event changed which packages these are; most was changed by {called(most.event)}"


# ---------------------------------------------------------------- what did nothing


def _quiet(result: TimelineResult) -> list[Finding]:
    quiet = [change for change in result.changes if not change.anything]
    if not quiet:
        return []
    kinds = _counted(
        (
            ("offer", sum(bool(c.event.offers) for c in quiet)),
            ("threat", sum(c.event.threatens is not None for c in quiet)),
            ("move", sum(bool(c.event.moves) for c in quiet)),
            ("report", sum(bool(c.event.evidence) for c in quiet)),
        )
    )
    among = f" (among them {kinds})" if kinds else ""
    verb = "changed" if len(quiet) != 1 else "it changed"
    text = (
        f"{wording.large(len(quiet))} of {wording.count(len(result.changes), 'event')}{among} {verb} nothing on these estimates that was measured here, neither which "
        f"packages are acceptable nor what anybody believes, where moves lead or who would accept what lay on the table: {telling.named_few(c.event for c in quiet)}. "
        "An offer or a threat says something; it becomes part of the numbers only where the file lets it move a belief, a want or the status quo."
    )
    return [Finding(text, rests_on=tuple(f"events.{c.event.id}" for c in quiet[:24]), scope=scope_of(result))]


def _counted(kinds: Iterable[tuple[str, int]]) -> str:
    return wording.listed(wording.count(number, word) for word, number in kinds if number)


# ---------------------------------------------------------------- the best package, moves, what holds


def _best(result: TimelineResult) -> list[Finding]:
    known = telling.packages(result)
    if not known:
        return []
    case, last = result.case, next(s for s in reversed(result.steps) if s.worked.best is not None)
    best = last.worked.best
    assert best is not None
    same = (
        "The best package for all together (Nash) was the same at every step"
        if len(known) == 1
        else (f"The best package for all together (Nash) was one of {len(known)} as the story went; in the end it is")
    )
    share = best.share
    often = ""
    if share is not None and not result.certain and last.worked.drawn is not None:
        n = last.worked.drawn.n
        often = f", which all accept {wording.draws(round(share * n), n)}"
    whole = [step.worked.drawn.zone for step in result.steps if step.worked.drawn is not None]
    some = ""
    if whole and not result.certain:
        some = (
            "; some package is acceptable to all in every draw at every step"
            if min(whole) == 1
            else f"; some package is acceptable to all in {part(min(whole))} to {part(max(whole))} of the draws, as the step may be"
        )
    text = f"On these estimates {same[0].lower()}{same[1:]}: {telling.outcome(case, best.outcome, case.status_quo)}{often}{some}."
    scope: Scope = "depends" if share is not None and 0 < share < 1 else scope_of(result)
    return [
        Finding(
            text,
            rests_on=("no_deal",) if case.tree.get("no_deal") else (),
            scope=scope,
            share=None if result.certain else share,
        )
    ]


def _moves(result: TimelineResult) -> list[Finding]:
    case, told = result.case, telling.all_ends(result)
    if not told:
        return []
    sets = [frozenset(telling.end_key(end) for end in s.worked.ends) for s in result.steps if s.worked.ends is not None]
    base = case.status_quo
    if len(set(sets)) == 1:
        text = (
            f"On these estimates the parties' own moves, without the principals agreeing, lead to the same {wording.verb(told, 'end', 'ends') if len(told) == 1 else f'{len(told)} ends'} from every step: "  # type: ignore[arg-type]
            f"{telling.ends(case, told, base)}."
        )
    else:
        turns = [change for change in result.changes if _other_ends(change)]
        last = next(s.worked.ends for s in reversed(result.steps) if s.worked.ends is not None)
        text = (
            f"On these estimates where the parties' own moves lead, without the principals agreeing, changed with {wording.listed(called(c.event) for c in turns)}; in the end "
            f"they lead to {telling.ends(case, last, base)}."
        )
    return [Finding(text, scope=scope_of(result))]


def _other_ends(change: Change) -> bool:
    old, new = change.before.worked.ends, change.step.worked.ends
    if old is None or new is None:
        return (old is None) != (new is None)
    return {telling.end_key(end) for end in old} != {telling.end_key(end) for end in new}


def _holding(result: TimelineResult) -> list[Finding]:
    """Whether the status quo, the ends and the offers would hold by themselves, after the last event."""
    last = result.steps[-1]
    lying = {offer.event for offer in last.offers}
    told = [
        one for one in last.worked.named if one.what in ("status quo", "best package") or one.what.startswith("end ")
    ]
    told += [one for one in last.worked.named if one.what in lying]
    if not told or last.worked.nash is None:
        return []
    ways: dict[str, list[str]] = {}
    for one in told:
        ways.setdefault(_ways(one.holds), []).append(
            f"the offer {one.what}" if one.what in lying else f"the {one.what}"
        )
    ends = sum(one.what.startswith("end ") for one in told)
    words = [f"{wording.listed(_ends_as_one(names, ends))} {way}" for way, names in ways.items()]
    counts = {step.worked.nash for step in result.steps if step.worked.nash is not None}
    often = "after every event" if len(counts) == 1 else "in the end"
    number = last.worked.nash
    text = (
        f"On these estimates {wording.count(number, 'outcome')} {'is an equilibrium' if number == 1 else 'are equilibria'} by Nash {often}; "
        f"after the last, {'; '.join(words)}."
    )
    return [Finding(text, scope=scope_of(result))]


def _ends_as_one(names: Sequence[str], ends: int) -> list[str]:
    """All ends together by one name, where they stand together."""
    mine = [name for name in names if name.startswith("the end ")]
    if len(mine) != ends or not ends:
        return list(names)
    called_so = "the end of the parties' own moves" if ends == 1 else f"the {ends} ends of the parties' own moves"
    return [*(name for name in names if name not in mine), called_so]


def _ways(holds: Mapping[str, bool | None]) -> str:
    yes = [CALLED[concept] for concept, held in holds.items() if held]
    no = [CALLED[concept] for concept, held in holds.items() if held is False]
    if len(yes) == len(CALLED):
        return "would hold by Nash, GMR, SMR and SEQ"
    if not yes:
        return f"would not hold by {wording.listed(no, 'or')}"
    return f"would hold by {wording.listed(yes)}" + (f" and not by {wording.listed(no, 'or')}" if no else "")
