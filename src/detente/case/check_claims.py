"""Claims and sources: places, combinations, supports and attacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from detente.case.addresses import address
from detente.case.expressions import claims_of
from detente.case.model import Case
from detente.case.notes import Notes
from detente.case.scalars import nearest
from detente.case.text import Path

Got = Mapping[str, Any]


def check(case: Case, got: Got, notes: Notes) -> None:
    """All about claims and sources except names."""
    for number, item in _items(notes, "claims"):
        path: Path = ("claims", number)
        _attacks(case, item, path, notes)
        check_place(item, path, notes)
        if isinstance(item.get("check"), Mapping):
            _check(item["check"], (*path, "check"), notes)
    _exactly_one(case, notes)
    for number, item in _items(notes, "events"):
        check_place(item, ("events", number), notes)
    for number, item in _items(notes, "sources"):
        _document(item, ("sources", number), notes)
    _circles(case, notes)


def _check(written: Mapping[str, Any], path: Path, notes: Notes) -> None:
    """What does not go together in a check. Which names there are is for coverage to say."""
    for field in ("sites", "than", "to", "areas", "for"):
        _names(written.get(field), field, (*path, field), notes)
    assumed = written.get("assume")
    for kind, names in assumed.items() if isinstance(assumed, Mapping) else ():
        _names(names, kind, (*path, "assume", kind), notes)
    for field in ("at_least", "at_most"):
        bound = written.get(field)
        if isinstance(bound, Mapping) and "visible_to" in bound:
            what = f"{field} says who may see it, and what a check asks is as public as its claim."
            notes.error((*path, field, "visible_to"), what, "Leave visible_to out.")
    _together(written, path, notes)


def _names(written: Any, field: str, path: Path, notes: Notes) -> None:
    """One name or more, each once, none of them blank. (That they are text has been read.)"""
    names = written if isinstance(written, list) else [] if written is None else [written]
    told = [name for name in names if isinstance(name, str)]
    if written is not None and (not names or any(not name.strip() for name in told)):
        example = {"sites": "[brdy]", "than": "[gabala]", "to": "[brdy]", "areas": "[iran]", "for": "[nato-europe]"}
        what = f"{field} names nothing." if len(names) < 2 else f"A name in {field} is blank."
        notes.error(path, what, f"Write one name or more: {field}: {example.get(field, '[agency]')}.")
    for name in dict.fromkeys(name for number, name in enumerate(told) if name.strip() and name in told[:number]):
        notes.error(path, f"{field} names {name} twice.", "Name it once.")


def _together(written: Mapping[str, Any], path: Path, notes: Notes) -> None:
    """Fields that need each other, or exclude each other."""
    adds = written.get("compares") == "adds to"
    if adds and written.get("to") is None:
        notes.error(path, "A check of what adds to something does not say to what.", "Write to: [brdy], for instance.")
    if adds and written.get("than"):
        notes.error((*path, "than"), "A check of what adds to something compares with nothing else.", "Leave than out.")
    own, others = (
        [each] if isinstance(each, str) else each if isinstance(each, list) else []
        for each in (written.get("sites"), written.get("to"))
    )
    for name in [name for name in own if name in others]:
        notes.error((*path, "to"), f"{name} is to be added to itself.", "Name it in sites or in to.")
    if not adds and written.get("to"):
        notes.error(
            (*path, "to"), "Only a check that compares “adds to” has a `to`.", "Write than or for, or leave it out."
        )
    if written.get("at_least") is not None and written.get("at_most") is not None:
        notes.error(path, "A check asks for at_least and at_most at once.", "Keep the one that the claim says.")


def taken(case: Case, numbers: Sequence[tuple[str, Path]], notes: Notes) -> None:
    """Numbers (claim and path of each) that are taken from a claim that is not there, or has no check."""
    asked = {item.get("id") for _, item in _items(notes, "claims") if item.get("check") is not None}
    for name, path in numbers:
        number = address(notes.tree, path)
        if name not in case.claims:
            what = f"{number} is taken from the check of {name}, and there is no claim of that name."
            known = [str(claim) for claim in asked]
            hint = f" {nearest(name, known)}" if known else ""
            notes.error((*path, "from"), what, f"Write the number, or name a claim that has a check.{hint}")
        elif name not in asked:
            what = f"{number} is taken from the claim {name}, which has no check."
            notes.error((*path, "from"), what, f"Give claims.{name} a check, or write the number.")


def _exactly_one(case: Case, notes: Notes) -> None:
    """Lists of which exactly one claim is true: of two atoms or more, each in one list, with credences for all of them or none."""
    first: dict[str, int] = {}
    written = notes.tree.get("exactly_one")
    for number, names in enumerate(written if isinstance(written, list) else ()):
        path: Path = ("exactly_one", number)
        listed = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
        if names is None or (isinstance(names, list) and len(names) < 2):
            what = f"A list of exactly_one has {'one claim' if names else 'no claim'}."
            notes.error(path, what, "List two claims or more, of which exactly one is true, or leave the list out.")
        for place, name in enumerate(listed):
            if name in first:
                again = "twice" if first[name] == number else f"here and in list {first[name] + 1} of exactly_one"
                notes.error(
                    (*path, place), f"The claim {name} stands {again}.", "A claim stands in one list at most, once."
                )
            first.setdefault(name, number)
            if name in case.claims and case.claims[name].means is not None:
                what = f"{name} is a combination of claims and cannot stand in exactly_one."
                notes.error(
                    (*path, place), what, f"List claims without means, or give {name} a credence instead of means."
                )
        _all_or_none(case, [name for name in dict.fromkeys(listed) if name in case.claims], path, notes)


def _all_or_none(case: Case, listed: list[str], path: Path, notes: Notes) -> None:
    for party in case.parties:
        stated = [name for name in listed if party in case.claims[name].credence]
        missing = [name for name in listed if name not in stated]
        if stated and missing:
            what = f"{party} states a credence for {', '.join(stated)}, but not for {', '.join(missing)}; exactly one of them is true."
            addresses = ", ".join(f"claims.{name}.credence.{party}" for name in missing)
            notes.error(path, what, f"Add {addresses}: a probability, a range, or unknown.")
        elif stated and not any(case.claims[name].credence[party].high for name in stated):
            what = f"{party} gives each of {', '.join(stated)} the credence 0, and exactly one of them is true."
            notes.error(path, what, f"Give claims.{stated[0]}.credence.{party}, or another, more than 0.")


def _items(notes: Notes, home: str) -> list[tuple[int, Mapping[str, Any]]]:
    written = notes.tree.get(home)
    return [
        (n, item) for n, item in enumerate(written if isinstance(written, list) else ()) if isinstance(item, Mapping)
    ]


def check_place(item: Mapping[str, Any], path: Path, notes: Notes) -> None:
    """Offsets come in pairs, and the end after the start."""
    at = item.get("at")
    several = isinstance(at, list)
    for number, place in enumerate(at if isinstance(at, list) else [at]):
        if not isinstance(place, Mapping):
            continue
        here: Path = (*path, "at", number) if several else (*path, "at")
        if ("start" in place) != ("end" in place):
            given, wanted = ("start", "end") if "start" in place else ("end", "start")
            notes.error((*here, given), f"The place has {given} but no {wanted}.", f"Add {wanted}:, or leave both out.")
            continue
        start, end = place.get("start"), place.get("end")
        if (
            isinstance(start, str)
            and isinstance(end, str)
            and start.isdecimal()
            and end.isdecimal()
            and int(end) <= int(start)
        ):
            what = f"The place ends at {end}, which is not after its start at {start}."
            notes.error(
                (*here, "end"), what, "Offsets count characters of the document from 0; end is one past the last."
            )


def _document(item: Mapping[str, Any], path: Path, notes: Notes) -> None:
    document = item.get("document")
    if not isinstance(document, str):
        return
    parts = document.replace("\\", "/").split("/")
    if document.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
        what = f"The document {document} is not beside the case."
        notes.error(
            (*path, "document"), what, "Write a path below the folder of the case, such as documents/communique.md."
        )


def _attacks(case: Case, item: Mapping[str, Any], path: Path, notes: Notes) -> None:
    written = item.get("attacks")
    several = isinstance(written, list)
    for number, attack in enumerate(written if isinstance(written, list) else [written]):
        here: Path = (*path, "attacks", number) if several else (*path, "attacks")
        if not isinstance(attack, Mapping):
            continue
        if ("claim" in attack) == ("link" in attack):
            notes.error(
                here,
                "An attack is on a claim or on a link, not on both or neither.",
                "Write {claim: c} or {link: a -> b}.",
            )
        elif "claim" in attack and attack.get("kind") == "undercut":
            what = "An undercut attacks the link from one claim to another, and this attack names a claim."
            notes.error(here, what, "Write {link: a -> b}, or another kind.")
        elif isinstance(attack.get("link"), str):
            ends = [end.strip() for end in attack["link"].split("->")]
            claim = case.claims.get(ends[0])
            if (
                claim is not None
                and len(ends) == 2
                and ends[1] not in claim.supports
                and not _hits(case, ends[0], ends[1])
            ):
                what = f"{ends[0]} neither supports nor attacks {ends[1]}, so there is no link to attack."
                notes.warning(here, what, f"Add {ends[1]} to the supports of claims.{ends[0]}, or correct the link.")


def _hits(case: Case, attacker: str, target: str) -> bool:
    return any(attack.claim == target for attack in case.claims[attacker].attacks)


def _circles(case: Case, notes: Notes) -> None:
    numbers = {item.get("id"): number for number, item in reversed(_items(notes, "claims"))}
    means = {c.id: claims_of(c.means) for c in case.claims.values() if c.means is not None}
    for circle in circles(means):
        what = f"The meaning of claims goes in a circle: {' -> '.join((*circle, circle[0]))}."
        remedy = "Give one of them a credence instead of means."
        notes.error(("claims", numbers.get(circle[0], 0), "means"), what, remedy)
    for circle in circles({c.id: c.supports for c in case.claims.values()}):
        what = f"Support goes in a circle: {' -> '.join((*circle, circle[0]))}."
        notes.warning(
            ("claims", numbers.get(circle[0], 0), "supports"),
            what,
            "A claim cannot stand on itself: remove one support.",
        )
    sources = {item.get("id"): number for number, item in reversed(_items(notes, "sources"))}
    for circle in circles({s.id: (s.cited_in,) for s in case.sources.values() if s.cited_in}):
        what = f"Sources are cited in a circle: {' -> '.join((*circle, circle[0]))}."
        notes.error(("sources", sources.get(circle[0], 0), "cited_in"), what, "Correct one cited_in.")


def circles(links: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """Circles of a graph, at least one through every strongly connected part, each once; without recursion."""
    done: set[str] = set()
    found: list[tuple[str, ...]] = []
    for start in links:
        if start in done:
            continue
        trail, at, waiting = [start], {start: 0}, [iter(links[start])]
        while trail:
            target = next(waiting[-1], None)
            if target is None:
                done.add(trail[-1])
                del at[trail.pop()]
                waiting.pop()
            elif target in at:
                found.append(tuple(trail[at[target] :]))
            elif target in links and target not in done:
                at[target] = len(trail)
                trail.append(target)
                waiting.append(iter(links[target]))
    return found
