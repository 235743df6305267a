"""Where a thing in a case comes from: value, reason, who may see it, the claims it rests on, and their passages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path as FilePath
from typing import Any

from detente.case.addresses import get, resolve
from detente.case.credence import credence
from detente.case.dump import dump
from detente.case.events import overlap, writes
from detente.case.expressions import claims_of, format
from detente.case.model import Case, Claim, Conditional, Held, Number, Place, Source, Value
from detente.case.numbers import midpoints, numbers, span
from detente.case.passages import document_text
from detente.documents.places import verify


@dataclass(frozen=True, slots=True)
class Passage:
    """One place of a claim or an event. `status`: verbatim, moved, altered, not found, unverified, or not at hand."""

    source: str
    described: str
    where: str | None
    start: int | None
    end: int | None
    status: str
    text: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """A claim that something rests on: who asserts it, how likely the parties hold it to be, and where it stands."""

    claim: str
    text: str
    asserted_by: tuple[str, ...]
    credence: Mapping[str, str]
    supported_by: tuple[str, ...]
    places: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What there is to say of one address. `value` is as written in the file, `words` the same in sentences.

    `visible_to` is empty where everyone may see it.
    """

    address: str
    value: str
    words: tuple[str, ...]
    because: str | None
    visible_to: tuple[str, ...]
    claims: tuple[Ground, ...]
    places: tuple[Passage, ...]
    rests_on: tuple[str, ...]


Documents = str | FilePath | None


def explain(case: Case, address: str, documents: Documents = None, *, in_words: bool = True) -> Explanation:
    """Where the thing at `address` comes from, as the case stands.

    `documents` is a folder with the analyst's copies, beside those next to the case. Without `in_words` what the value
    comes to, and what evidence did to the credences, is not worked out. Raises `AddressError`, with the nearest address that there is.
    """
    path = resolve(case.tree, address)
    value = get(case.tree, address)
    chain = list(_chain(case.tree, path))
    rests_on = _names(_nearest(chain, "rests_on"))
    claims = [name.removeprefix("claims.") for name in rests_on if name.removeprefix("claims.") in case.claims]
    parts = address.split(".")
    if parts[0] == "claims" and len(parts) > 1 and parts[1] in case.claims:
        claims.insert(0, parts[1])
    if parts[0] == "events" and isinstance(_nearest(chain, "claim"), str):
        claims.insert(0, str(_nearest(chain, "claim")))
    turning = _conditional(case, address)
    claims += claims_of(turning.condition) if turning is not None else ()
    measured = _measured(value, chain) if parts[0] == "preferences" else ()
    claims += [name for name in measured if name in case.claims]
    event = next((e for e in case.events if parts[:2] == ["events", e.id]), None)
    because = _nearest(chain, "because")
    middle = midpoints(case) if in_words and claims else None
    return Explanation(
        address=address,
        value=_written(value),
        words=tuple(_words(case, address, value)) if in_words else (),
        because=because if isinstance(because, str) else None,
        visible_to=_names(_nearest(chain, "visible_to")) or (("team",) if _closed(case, address) else ()),
        claims=tuple(_ground(case, case.claims[name], documents, middle) for name in dict.fromkeys(claims)),
        places=tuple(_passage(case, place, documents) for place in (event.at if event else ())),
        rests_on=tuple(name for name in rests_on if name.removeprefix("claims.") not in case.claims),
    )


def _chain(tree: Any, path: tuple[str | int, ...]) -> Iterator[Mapping[str, Any]]:
    """The mappings from the thing outwards, as far as the block that it belongs to."""
    here, found = tree, []
    for step, key in enumerate(path):
        here = here[key]
        if isinstance(here, Mapping) and step > 0:
            found.append(here)
    if len(path) == 1 and isinstance(here, Mapping) and path[0] in ("status_quo", "no_deal"):
        found.append(here)
    return reversed(found)


def _nearest(chain: list[Mapping[str, Any]], key: str) -> Any:
    return next((block[key] for block in chain if block.get(key)), None)


def _closed(case: Case, address: str) -> bool:
    """Is this for the team alone unless the file says otherwise: an estimate of a party, a probability?"""
    return address.startswith("preferences") or address in numbers(case) or _silent(case, address) is not None


def _names(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(name) for name in value or ())


def _written(value: Any) -> str:
    lines = [value] if isinstance(value, str) else dump(value).split("\n")
    return "\n".join(line for line in lines if line.strip())


# ---------------------------------------------------------------- in words


def _words(case: Case, address: str, value: Any) -> Iterator[str]:
    stated = numbers(case)
    number = stated.get(address)
    if number is None and isinstance(value, str):
        number = _silent(case, address)
    if number is not None:
        yield from _number_words(case, address, number, address in stated)
    turning = _conditional(case, address)
    if turning is not None:
        yield from _conditional_words(case, address, turning)
    for event in case.events:
        if event.id in case.applied and any(overlap(address, written) for written in writes(event)):
            title = f", {event.title}" if event.title else ""
            yield f"Written by the event {event.id} ({event.written}{title})."


def _number_words(case: Case, address: str, number: Number, counts: bool) -> Iterator[str]:
    low, high = span(address, number)
    if number.taken is not None:
        worth = ", ".join(f"{_say(quantity)} is worth {_say(value)}" for quantity, value in number.taken.worth)
        yield f"Taken from the check of claims.{number.taken.claim}: {worth}. Until that is worked out, anything between."
    if number.unknown:
        yield f"Unknown: draws take it from {_say(low)} to {_say(high)}."
    elif low < high:
        yield f"A range from {_say(low)} to {_say(high)}: each number in it is as likely as any other in a draw."
    if not counts and address.startswith("claims."):
        yield "It stands for a combination of claims, and so is a check on its parts; what counts follows from these."
        return
    if not counts:
        yield "It does not count as the case stands: its event has not been applied, or nothing uses it."
        return
    middle = midpoints(case)
    if low < high:
        yield f"Where one number is needed, it is {_say(middle[address])}."
    parts = address.split(".")
    names = _listed(case, parts[1]) if parts[0] == "claims" else ()
    if names:
        share = credence(replace(case, applied=()), parts[3], Held(parts[1]), middle)
        yield f"Divided so that the credences in {', '.join(names)}, of which exactly one is true, sum to 1, that is {_say(share)}."
    if parts[0] == "preferences" and parts[2] == "weights":
        stem = ".".join(parts[:3]) + "."
        whole = sum((value for key, value in middle.items() if key.startswith(stem)), Fraction(0))
        if whole:
            yield f"Of 100 points over all issues that {_named(case, parts[1])} weighs, that is {_say(100 * middle[address] / whole)}."


def _silent(case: Case, address: str) -> Number | None:
    """A number of the file that does not count as the case stands."""
    parts = address.split(".")
    if parts[0] == "claims" and len(parts) == 4 and parts[2] == "credence" and parts[1] in case.claims:
        return case.claims[parts[1]].credence.get(parts[3])
    if parts[0] == "sources" and parts[-1] == "reliability" and parts[1] in case.sources:
        return case.sources[parts[1]].reliability
    for event in case.events:
        for place, evidence in enumerate(event.evidence):
            for stem in (f"events.{event.id}.evidence", f"events.{event.id}.evidence.{place}"):
                field = address.removeprefix(stem + ".")
                if address != field and field in ("if_true", "if_false", "anyway", "likelihood_ratio"):
                    found: Number | None = getattr(evidence, field)
                    return found
    return None


def _measured(value: Any, chain: list[Mapping[str, Any]]) -> Iterator[str]:
    """The claims from whose checks the numbers in a value are taken, or that of which the value is a part."""
    for block in [block for block in chain if {"from", "worth"} <= block.keys()]:
        yield str(block["from"])
    for inner in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from _measured(inner, [inner] if isinstance(inner, Mapping) else [])


def _conditional(case: Case, address: str) -> Conditional | None:
    parts = address.split(".")
    if parts[0] != "preferences" or len(parts) < 3 or parts[1] not in case.preferences:
        return None
    block = case.preferences[parts[1]]
    found: Value | None = None
    if parts[2] == "values" and len(parts) >= 5:
        found = block.values.get(parts[3], {}).get(parts[4])
    if parts[2] == "together" and len(parts) >= 4 and parts[3].isdecimal() and int(parts[3]) < len(block.together):
        found = block.together[int(parts[3])].add
    return found if isinstance(found, Conditional) else None


def _conditional_words(case: Case, address: str, value: Conditional) -> Iterator[str]:
    party = address.split(".")[1]
    stem = ".".join(address.split(".")[:5]) if ".values." in address else ".".join(address.split(".")[:4]) + ".add"
    middle = midpoints(case)
    held = credence(case, party, value.condition, middle)
    then, other = middle[f"{stem}.then"], middle[f"{stem}.else"]
    yield (
        f"{_say(then)} if {format(value.condition)}, else {_say(other)}: {_named(case, party)} gives that {_say(held)}, so it counts "
        f"{_say(held * then + (1 - held) * other)}."
    )


def _named(case: Case, party: str) -> str:
    return case.parties[party].name if party in case.parties else party


def _say(number: Fraction) -> str:
    return f"{float(number):.4g}"


# ---------------------------------------------------------------- claims, places, passages


def _ground(case: Case, claim: Claim, documents: Documents, middle: Mapping[str, Fraction] | None) -> Ground:
    held: dict[str, str] = {}
    for party, prior in claim.credence.items():
        low, high = span("claims", prior)
        written = "unknown" if prior.unknown else _say(low) if low == high else f"{_say(low)}..{_say(high)}"
        address = f"claims.{claim.id}.credence.{party}"
        held[party] = written
        after = None if middle is None else _after(case, party, claim, middle)
        before = (
            middle.get(address)
            if middle is not None and not _listed(case, claim.id)
            else _before(case, party, claim, middle)
        )
        if after is not None and after != before:
            means = (
                f"as its parts have it {_say(after)}"
                if claim.means is not None
                else f"after the evidence {_say(after)}"
            )
            held[party] = f"{written}, {means}"
    names = tuple(_named(case, p) for p in claim.asserted_by)
    support = tuple(other.id for other in case.claims.values() if claim.id in other.supports)
    places = tuple(_passage(case, place, documents) for place in claim.at)
    return Ground(claim.id, claim.text, names, held, support, places)


def _listed(case: Case, claim: str) -> tuple[str, ...]:
    """The list of `exactly_one` that a claim stands in."""
    return next((names for names in case.exactly_one if claim in names), ())


def _before(case: Case, party: str, claim: Claim, middle: Mapping[str, Fraction] | None) -> Fraction | None:
    return None if middle is None else _after(replace(case, applied=()), party, claim, middle)


def _after(case: Case, party: str, claim: Claim, middle: Mapping[str, Fraction]) -> Fraction | None:
    try:
        held: Fraction = credence(case, party, Held(claim.id), middle)
    except ValueError:
        return None
    return held


def _passage(case: Case, place: Place, documents: Documents) -> Passage:
    source = case.sources.get(place.source) or Source(place.source)
    found = (place.source, _described(case, source), place.where, place.start, place.end)
    text = document_text(source, case.origin.folder, documents)
    if text is None:
        kept = place.quote or ""
        return Passage(*found, "not at hand", kept, _absent(source, bool(kept)))
    verdict = verify(text, place)
    if verdict is None:
        inside = place.start is not None and place.end is not None and 0 <= place.start < place.end <= len(text)
        remark = "The place keeps no hash, so nothing says that these are the words that were meant: add sha256."
        if not inside:
            remark = "The place says only where to look: add start, end and sha256, or a quote."
        return Passage(*found, "unverified", text[place.start : place.end] if inside else "", remark)
    remark = ""
    if verdict.status == "moved":
        remark = f"The same words, now at start: {verdict.start}, end: {verdict.end}."
    elif verdict.status == "altered":
        remark = f"The document differs from what was noted: {verdict.diff}"
    elif verdict.status == "not found":
        remark = "The document at hand does not have this passage; is it another edition?"
    return Passage(*found, verdict.status, verdict.found, remark)


def _described(case: Case, source: Source) -> str:
    """Author, title, container, date: as far as the file says, and through which source it is known."""
    parts = [part for part in (source.author, source.title or source.id, source.container, source.date) if part]
    through = case.sources.get(source.cited_in or "")
    return ", ".join(parts) + (f" (cited in {_described(case, through)})" if through and through is not source else "")


def _absent(source: Source, kept: bool) -> str:
    words = "These words were kept by the analyst and are not verified. " if kept else ""
    if source.document is None:
        return f"{words}No document is named: put a copy beside the case and add document: to sources.{source.id}."
    return (
        f"{words}{source.document} is not at hand as text: put a copy there, beside the case, or name its folder with "
        "--documents."
    )


# ---------------------------------------------------------------- as text


def told(explanation: Explanation) -> str:
    """The explanation as plain text, for a terminal."""
    lines = _field("", explanation.address, explanation.value)
    lines += [f"  {sentence}" for sentence in explanation.words]
    if explanation.because:
        lines.append(f"  Because: {explanation.because}")
    lines.append(f"  May be seen by: {', '.join(explanation.visible_to) or 'everyone'}")
    for ground in explanation.claims:
        own = f"{explanation.address}.".startswith(f"claims.{ground.claim}.")
        lines += ["", f"{'The claim' if own else 'Rests on'} claims.{ground.claim}: {ground.text}"]
        if ground.asserted_by:
            lines.append(f"  Asserted by {' and '.join(ground.asserted_by)}.")
        lines += [f"  Credence of {party}: {held}" for party, held in ground.credence.items()]
        if ground.supported_by:
            lines.append(f"  Supported by {', '.join(f'claims.{name}' for name in ground.supported_by)}.")
        for place in ground.places:
            lines += _place_lines(place)
    for place in explanation.places:
        lines += ["", *_place_lines(place)]
    lines += [f"Rests on {name}" for name in explanation.rests_on]
    return "\n".join(lines) + "\n"


def brief(explanation: Explanation) -> str:
    """The explanation in one line, for a page that lists many: the number and its reason, or a claim, who asserts it, and
    where it stands."""
    own = [c for c in explanation.claims if explanation.address == f"claims.{c.claim}"]
    if own:
        by = f" Asserted by {' and '.join(own[0].asserted_by)}." if own[0].asserted_by else ""
        stands = [f"{place.described}{f', {place.where}' if place.where else ''}" for place in own[0].places]
        return f"{own[0].text}{by}{f' In {stands[0]}.' if stands else ''}"
    lines = dict(line.split(": ", 1) for line in explanation.value.split("\n") if line[:1] != " " and ": " in line)
    if "if" in lines:
        value = f"{lines.get('then', '…')} if {lines['if']}, else {lines.get('else', '…')}. "
    else:
        value = lines.get("value", explanation.value if "\n" not in explanation.value else "")
        value = f"{value}. " if value else ""
    return f"{value}{explanation.because or ''}".strip()


def _field(indent: str, name: str, value: str) -> list[str]:
    if "\n" not in value:
        return [f"{indent}{name}: {value}"]
    return [f"{indent}{name}:", *(f"{indent}  {line}" for line in value.split("\n"))]


def _place_lines(place: Passage) -> list[str]:
    offsets = f", characters {place.start} to {place.end}" if place.start is not None and place.end is not None else ""
    where = f", {place.where}" if place.where else ""
    lines = [f"  In {place.described}{where}{offsets}: {place.status}."]
    if place.text:
        lines += [f"    | {line}" for line in place.text.split("\n")]
    return [*lines, f"    {place.remark}"] if place.remark else lines
