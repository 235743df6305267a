"""What those who are threatened would make of it, and what would turn that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from detente.analyses import _wording as wording
from detente.analyses.threats.needing import Need, Status
from detente.analyses.threats.telling import among, bracket, chance, grounds, label, points, turn_words, upper
from detente.result import Finding, Scope

if TYPE_CHECKING:
    from detente.analyses.threats.answer import Card, ThreatsResult

MOST_TURNS = 2


def deterring(result: ThreatsResult, card: Card) -> list[Finding]:
    """How much each addressee that can avert it need believe it, and those that cannot."""
    one = card.judged
    deciding = [need for need in one.addressees if need.decides != "no"]
    clauses = [_clause(result, card, need) for need in deciding]
    idle = [need.party for need in one.addressees if need.decides == "no"]
    if idle:
        clauses.append(
            f"{wording.parties(result.case, idle)} could not avert it, whatever {wording.verb(idle, 'it believes', 'they believe')}"
        )
    told = f"How firmly {label(result, card)} would have to be believed, on these estimates: {'; '.join(clauses)}."
    told += _later(result, card, deciding)
    where = one.places
    outcomes = [where.defied.outcome, where.punished.outcome, where.yielded.outcome]
    event = one.spoken.event
    rests = grounds(
        result.case, outcomes, [need.party for need in deciding] or one.spoken.to, event.id if event else None
    )
    scope, share = _fares(result, card)
    return [Finding(upper(told), rests_on=rests, scope=scope, share=share)]


def _clause(result: ThreatsResult, card: Card, need: Need) -> str:
    who = wording.party(result.case, need.party)
    draws = _draws(card, need)
    with_others = ", with the others," if need.decides == "together" else ""
    if need.status == "unknown":
        return f"the file does not say what {who} wants"
    if need.status == "unsaid":
        return f"nothing is said that {who} could do to avert it"
    if need.status == "not needed":
        return f"{who}{with_others} would rather avert it even if nobody threatened{draws}"
    if need.status == "no bite":
        return f"{who} loses nothing by it{draws}, so it gives {who} no reason to yield"
    if need.gain is None or need.bite is None:
        if need.status == "needed":
            return f"{who} ranks yielding between going on unpunished and being punished, so enough belief would sway it{draws}"
        return f"{who} would rather be punished than yield{draws}, so no belief is enough"
    stakes = f"going on unpunished brings {who} {points(need.gain)} of its own 100 over yielding, and the punishment takes {points(need.bite)} away"
    if need.status == "too weak":
        return f"{stakes}, so no belief in it is enough{draws}"
    assert need.credibility is not None
    if need.credibility == 1:
        return f"{stakes}: as much, so even if it were certain of the punishment {who} would gain nothing by yielding"
    return f"{stakes}, so {who}{with_others} would yield if it held the punishment likelier than {chance(need.credibility)}{_spread(card, need)}{_promise(need)}"


def _draws(card: Card, need: Need) -> str:
    if card.fares is None or need.status in ("unknown", "unsaid"):
        return ""
    counts = card.fares.statuses[need.party]
    return f" ({among(counts.get(need.status, 0), card.fares.n)})"


def _spread(card: Card, need: Need) -> str:
    """In how many draws some belief is enough, none is, or none is needed."""
    if card.fares is None:
        return ""
    counts = card.fares.statuses[need.party]
    rest = [(counts.get("not needed", 0), "no threat is needed"), (counts.get("too weak", 0), "no belief is enough")]
    rest.append((counts.get("no bite", 0), "it takes nothing away"))
    told = "".join(f"; in {held:,} {words}" for held, words in rest if held)
    return f" (some belief is enough {among(counts.get('needed', 0), card.fares.n)}{told})"


def _promise(need: Need) -> str:
    if need.with_promise is None or not need.promise:
        return ""
    status, credibility = need.with_promise
    if status == "not needed":
        return ", and unthreatened if it fully believed the promise"
    return f", or than {chance(credibility)} if it fully believed the promise" if credibility is not None else ""


LATER: Mapping[tuple[Status, ...], str] = {
    ("not needed",): "would rather avert it than see what going on leads to, threat or no threat",
    ("no bite",): "would rather go on, for it takes nothing more away in the end",
    ("needed",): "would avert it with enough belief",
    ("too weak",): "would go on, however firm the belief",
}


def _later(result: ThreatsResult, card: Card, deciding: Sequence[Need]) -> str:
    """The same judged by what follows, where that says something else."""
    groups: dict[str, list[str]] = {}
    for need in deciding:
        if need.later and need.later != (need.status,):
            words = LATER.get(need.later, "would do one or the other, depending on the end")
            groups.setdefault(words, []).append(need.party)
    if not groups:
        return ""
    response = bracket(result.case, card.judged.spoken.then)
    opening = f"Since {response} comes anyway" if card.judged.anyway else "Judged by what follows"
    told = "; ".join(f"{wording.parties(result.case, parties)} {words}" for words, parties in groups.items())
    return f" {opening}, {told}."


def _fares(result: ThreatsResult, card: Card) -> tuple[Scope, float | None]:
    how = card.fares
    if result.certain:
        return "throughout", None
    if how is None or not how.overall:
        return "unknown", None
    share = how.overall.get(card.judged.deterring, 0) / how.n
    return ("depends" if 0 < share < 1 else "unknown"), share


# ---------------------------------------------------------------- what would turn it


def turning(result: ThreatsResult, card: Card) -> list[Finding]:
    """The single numbers on which it hangs, inside their ranges."""
    if result.certain:
        return []
    one = card.judged
    clauses, rests, still = [], [], []
    needs = {need.party: need for need in one.addressees}
    willing = {each.party: each for each in one.willing}
    for party, turns in card.turns:
        who = wording.party(result.case, party)
        if party in willing:
            side = f"{who} would {'rather leave it at first sight' if willing[party].at_once else 'be no worse off carrying it out, at first sight,'}"
        else:
            side = f"{who} {_turned(needs[party])}"
        if not turns:
            still.append(who)
            continue
        listed = " or ".join(turn_words(result.case, turn) for turn in turns[:MOST_TURNS])
        more = len(turns) - MOST_TURNS
        rest = f", and {wording.count(more, 'further number')} could turn it" if more > 0 else ""
        clauses.append(f"{side} with {listed}{rest}")
        rests += [turn.address for turn in turns[:MOST_TURNS]]
    if not clauses:
        return []
    told = f"What {label(result, card)} hangs on, one number at a time inside the team's ranges: {'; '.join(clauses)}"
    if still:
        told += f"; no single number turns {wording.listed(dict.fromkeys(still))}"
    return [Finding(f"{told}.", rests_on=tuple(dict.fromkeys(rests)), scope="depends")]


def _turned(need: Need) -> str:
    if need.status == "needed":
        return "would no longer yield, even to a threat that it fully believed,"
    if need.status == "too weak":
        return "would yield to a threat that it fully believed"
    if need.status == "not needed":
        return "would not avert it unthreatened"
    return "would avert it unthreatened"
