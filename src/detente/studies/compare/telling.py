"""A comparison in sentences: what turned, first; then what is said otherwise, how surely, and the numbers behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from detente.analyses import _wording as words
from detente.result import Finding, Result, Scope
from detente.studies.compare import wording
from detente.studies.compare.answer import there
from detente.studies.compare.leaves import AT_FIRST, telling
from detente.studies.compare.pairing import Pair, extended
from detente.studies.compare.slots import merged, pattern

if TYPE_CHECKING:
    from detente.studies.compare.answer import CompareResult

MOST_SAID = 6
"""So many sentences of a sort are told; the table has all."""
MOST_NUMBERS = 5
FEW = 3
LONGEST = 130


def findings(result: CompareResult) -> tuple[Finding, ...]:
    """All findings, then all caveats."""
    full, short = wording.cause(result.causes, (result.before, result.after))
    if any(isinstance(answer, str) for answer in result.answers):
        return (_unanswered(result, full), *_apart(result))
    told = [
        _headline(result, full),
        *_zone(result, short),
        *_turned(result, short),
        *_altered(result, short),
        *_fares(result, short),
        *_numbers(result, short),
        *_through(result),
    ]
    return (*told, *_caveats(result))


# ---------------------------------------------------------------- the whole


def _headline(result: CompareResult, full: str) -> Finding:
    """How much is said otherwise, or that nothing is."""
    name = f"the analysis of {result.question.name}"
    grounds = _changed(result)
    all_ = len(result.said.pairs)
    if result.causes.none:
        text = f"The two cases are the same, and so is what {name} says of them."
        return Finding(
            text if result.same else f"The two cases are the same, and yet {name} differs.", rests_on=grounds
        )
    if result.same:
        text = f"{_opened(full)}, nothing changes in what {name} says: {_all(all_)}, and so do all numbers behind."
        return Finding(text, rests_on=grounds)
    if not (result.said.gone or result.said.new or not all(pair.stands for pair in result.said.pairs)):
        behind = words.count(len(result.numbers), "number or word", "numbers and words")
        text = f"{_opened(full)}, all that {name} says stands ({words.count(all_, 'sentence')}); {behind} behind it {_verb(len(result.numbers), 'differs', 'differ')}"
        return Finding(f"{text}{', and caveats do' if _caveats_turned(result) else ''}.", rests_on=grounds)
    return Finding(f"{_opened(full)}, {name} answers otherwise: {_counts(result)}.", rests_on=grounds)


def _all(count: int) -> str:
    return "its one sentence stands" if count == 1 else f"all {count} sentences stand"


def _caveats_turned(result: CompareResult) -> bool:
    return bool(result.caveats.gone or result.caveats.new) or not all(pair.stands for pair in result.caveats.pairs)


def _verb(count: int, one: str, many: str) -> str:
    return one if count == 1 else many


def _counts(result: CompareResult) -> str:
    """`2 of 9 sentences no longer hold, 1 is new, 4 hold with other numbers or words, 3 stand`."""
    said = result.said
    of = len(said.pairs) + len(said.gone)
    altered = sum(pair.how != "same" for pair in said.pairs)
    stand = sum(pair.stands for pair in said.pairs)
    fares = len(said.pairs) - altered - stand
    parts = [
        (
            len(said.gone),
            f"{len(said.gone)} of {words.count(of, 'sentence')} {_verb(len(said.gone), 'is', 'are')} no longer said",
        ),
        (len(said.new), f"{len(said.new)} {_verb(len(said.new), 'is', 'are')} new"),
        (altered, f"{altered} {_verb(altered, 'is', 'are')} said with other numbers or words"),
        (fares, f"{fares} {_verb(fares, 'fares', 'fare')} otherwise inside the ranges"),
        (stand, f"{stand} {_verb(stand, 'stands', 'stand')} as before"),
    ]
    return words.listed([text for count, text in parts if count])


def _changed(result: CompareResult) -> tuple[str, ...]:
    """The addresses of what was changed, as far as the later case has them."""
    causes = result.causes
    addresses = (
        *causes.only_after,
        *(d.address for d in causes.set),
        *(f"events.{name}" for name in causes.happened_after),
    )
    return there(result.after, addresses)[:24]


def _unanswered(result: CompareResult, full: str) -> Finding:
    before, after = result.answers
    name, grounds = f"the analysis of {result.question.name}", _changed(result)
    if isinstance(before, str) and isinstance(after, str):
        why = before if before == after else f"before: {before} Now: {after}"
        return Finding(f"Neither case can be asked about {result.question.name}: {why}", rests_on=grounds)
    if isinstance(after, str):
        return Finding(f"{_opened(full)}, {name} has no answer, and had one before: {after}", rests_on=grounds)
    return Finding(f"{_opened(full)}, {name} has an answer, and had none before: {before}", rests_on=grounds)


def _apart(result: CompareResult) -> Iterator[Finding]:
    """What the one answer that there is says first."""
    for when, answer in zip(("before", "now"), result.answers, strict=True):
        if isinstance(answer, Result):
            first = next((one for one in answer.findings() if one.kind == "finding"), None)
            if first is not None:
                yield Finding(
                    f"What {result.question.name} says {when}: {first.text}",
                    rests_on=there(result.after, first.rests_on),
                    scope=first.scope,
                    share=first.share,
                    draws=first.draws,
                )


# ---------------------------------------------------------------- what turned


def _zone(result: CompareResult, short: str) -> Iterator[Finding]:
    """Whether a zone of agreement opens or closes, widens or narrows, where the answers speak of one."""
    old, new = (answer.data().get("zone") if isinstance(answer, Result) else None for answer in result.answers)
    if not isinstance(old, dict) or not isinstance(new, dict) or not {"empty", "outcomes"} <= old.keys() & new.keys():
        return
    was, now = old["outcomes"], new["outcomes"]
    if old["empty"] == new["empty"] and (was == now or was is None or now is None):
        return
    how = (
        ("opens" if old["empty"] else "closes")
        if old["empty"] != new["empty"]
        else "widens"
        if now > was
        else "narrows"
    )
    text = (
        f"{_opened(short)}, on these estimates the zone {how}: before, {_packages(was, old['empty'])} acceptable to all; "
        f"now {_few(now, new['empty'])}."
    )
    yield Finding(text, rests_on=_changed(result), scope="unknown")


def _packages(count: int | None, empty: bool) -> str:
    if empty:
        return "no package was"
    return "packages were" if count is None else f"{words.count(count, 'package')} {_verb(count, 'was', 'were')}"


def _few(count: int | None, empty: bool) -> str:
    if empty:
        return "none is"
    return "some are" if count is None else f"{words.large(count)} {_verb(count, 'is', 'are')}"


def _turned(result: CompareResult, short: str) -> Iterator[Finding]:
    """What no longer holds, with what is said instead; then what is said only now."""
    gone, new = result.said.gone, result.said.new
    instead = dict(result.said.instead)
    for place, old in list(enumerate(gone))[:MOST_SAID]:
        if place in instead:
            now = new[instead[place]]
            yield _both(result, f"Said before: {old.text} Said instead, {short}: {now.text}", old, now)
        else:
            yield _both(result, f"No longer said, {short}: {old.text}", old)
    rest = [one for place, one in enumerate(new) if place not in instead.values()]
    for now in rest[:MOST_SAID]:
        yield _both(result, f"Said only now, {short}: {now.text}", now)


def _altered(result: CompareResult, short: str) -> Iterator[Finding]:
    """Sentences with other numbers, packages or words."""
    altered = [pair for pair in result.said.pairs if pair.how != "same"]
    for pair in altered[:MOST_SAID]:
        old, new = pair.before.text, pair.after.text
        if pair.how != "words":
            what = "package differs" if pair.how == "packages" else "numbers differ"
            text = f"The {what}, {short}{_tail(pair)}: {merged(pattern(old), pattern(new))}"
        elif extended(old, new):
            text = f"More is said than before, {short}{_tail(pair)}: {new}"
        elif extended(new, old):
            text = f"Less is said than before, {short}{_tail(pair)}: {new} Said before: {old}"
        else:
            text = f"Said before: {old} Said in other words, {short}{_tail(pair)}: {new}"
        yield _both(result, text, pair.before, pair.after)


def _fares(result: CompareResult, short: str) -> Iterator[Finding]:
    """Sentences of the same words that hold more or less often, or more or less surely."""
    pairs = [pair for pair in result.said.pairs if pair.how == "same" and not pair.stands]
    for pair in pairs[:MOST_SAID]:
        yield _both(result, f"In the same words, {short}{_tail(pair)}: {pair.after.text}", pair.before, pair.after)


def _tail(pair: Pair) -> str:
    """How a pair fares otherwise in the ranges, as part of a sentence."""
    parts = []
    if pair.share is not None and pair.before.share is not None and pair.after.share is not None:
        more = "likelier" if pair.share == "more" else "less likely"
        shares = f"{_share(pair.after.share)} of the draws, before {_share(pair.before.share)}"
        parts.append(f"{more} in the team's ranges ({shares})")
    if pair.before.scope != pair.after.scope:
        parts.append(f"now {_SCOPES[pair.after.scope]} (before: {_SCOPES[pair.before.scope]})")
    return f", {words.listed(parts)}" if parts else ""


_SCOPES = {
    "throughout": "proved for all numbers in the ranges",
    "never": "disproved for all numbers in the ranges",
    "depends": "true for some numbers in the ranges and not for others",
    "unknown": "not settled for the ranges",
}


def _share(share: float) -> str:
    percent = 100 * share
    return f"{percent:.0f} %" if share in (0, 1) or 1 <= percent <= 99 else f"{percent:.1f} %"


def _both(result: CompareResult, text: str, *of: Finding) -> Finding:
    """A sentence that holds as surely as the least sure of those that it speaks of."""
    scopes = [finding.scope for finding in of]
    scope: Scope = "depends" if "depends" in scopes else "unknown" if "unknown" in scopes else "throughout"
    grounds = tuple(address for finding in reversed(of) for address in finding.rests_on)
    return Finding(text, rests_on=there(result.after, grounds), scope=scope)


def _opened(text: str) -> str:
    return text[:1].upper() + text[1:]


# ---------------------------------------------------------------- numbers, events, caveats


def _numbers(result: CompareResult, short: str) -> Iterator[Finding]:
    """The numbers that matter most; entries that one answer alone has are counted, unless there is little else."""
    moved = [change for change in result.numbers if change.address not in AT_FIRST]
    chosen = telling([change for change in moved if change.what == "changed"], MOST_NUMBERS)
    if len(chosen) < FEW:
        chosen = telling(moved, MOST_NUMBERS)
    if not chosen:
        return
    cases = (result.before, result.after)
    said = []
    for change in chosen:
        old, new = wording.sides(change, cases)
        name = wording.shortened(wording.leaf(change, cases, last_first=True), LONGEST)
        said.append(f"{name}, {old} before and {new} now")
    many = len(result.numbers)
    what = words.count(many, "number or word", "numbers and words")
    of = (
        f"of {what} behind the answer that differ, these matter most"
        if many > len(said)
        else f"behind the answer {what} {_verb(many, 'differs', 'differ')}"
    )
    yield Finding(f"{_opened(short)}, {of}: {'; '.join(said)}.", rests_on=_changed(result), scope="unknown")


def _through(result: CompareResult) -> Iterator[Finding]:
    """Events that have happened in one case alone, and what they wrote."""
    causes = result.causes
    for case, names, how in (
        (result.before, causes.happened_before, "has not happened, and had before"),
        (result.after, causes.happened_after, "has happened, and had not before"),
    ):
        if not names:
            continue
        events = [wording.thing(case, f"events.{name}") for name in names[:MOST_SAID]]
        more = f" and {len(names) - MOST_SAID} more" if len(names) > MOST_SAID else ""
        plural = how if len(names) == 1 else how.replace("has ", "have ", 1)
        wrote = sum(difference.event in names for difference in causes.through)
        moved = (
            f" What {_verb(len(names), 'it writes', 'they write')} differs at {words.count(wrote, 'address', 'addresses')}."
            if wrote
            else ""
        )
        named = f"{', '.join(events)}{more}" if more else words.listed(events)
        yield Finding(
            f"{_opened(named)} {plural}.{moved}",
            rests_on=there(result.after, tuple(f"events.{name}" for name in names))[:24],
        )


def _caveats(result: CompareResult) -> Iterator[Finding]:
    kept = [pair.after for pair in result.caveats.pairs]
    for finding in result.caveats.gone:
        yield _caveat(result, f"This held of the answer before alone: {finding.text}", finding)
    for finding in result.caveats.new:
        yield _caveat(result, f"This holds of the answer now alone: {finding.text}", finding)
    if kept:
        text = f"{words.count(len(kept), 'caveat')} of {result.question.name} {_verb(len(kept), 'holds', 'hold')} of both answers; ask it of either case to read them."
        yield Finding(text, kind="caveat")
    yield Finding(
        "Sentences of the two answers are matched by their words, apart from numbers and packages: where one was put otherwise, it may be told as "
        "two. A count of draws that differs by less than sampling can make is taken as the same.",
        kind="caveat",
    )
    cut = _cut(result)
    if cut:
        yield Finding(f"Not told here, and in the table of sentences: {words.listed(cut)}.", kind="caveat")


def _caveat(result: CompareResult, text: str, finding: Finding) -> Finding:
    return Finding(text, "caveat", there(result.after, finding.rests_on), finding.scope, finding.share, finding.draws)


def _cut(result: CompareResult) -> list[str]:
    """How many sentences are not told, by sort."""
    said = result.said
    instead = {new for _, new in said.instead}
    sorts: Sequence[tuple[int, str]] = (
        (len(said.gone), "no longer said"),
        (len(said.new) - len(instead), "newly said"),
        (sum(pair.how != "same" for pair in said.pairs), "with other numbers or words"),
        (sum(pair.how == "same" and not pair.stands for pair in said.pairs), "that fare otherwise"),
    )
    return [f"{words.count(count - MOST_SAID, 'more sentence')} {what}" for count, what in sorts if count > MOST_SAID]
