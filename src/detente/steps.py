"""Steps: from one case to another. What-ifs, a day, a reading, what one party may see, what happens without a deal.

Each reads the changed tree again with all checks and raises `CaseError` where it leaves the case with errors; an
address, a value or a day that does not fit is `AddressError` or `WrongUse`. The case that it was given stays as it
is. A step that changes a field changes it before the events too (`Case.base`), so that a day chosen later keeps it. What was
predicted is open again after any other step: the moves may lead elsewhere then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from detente.case import coherence, events, fields, sharing
from detente.case.addresses import AddressError, get, remove, set_in
from detente.case.build import PREDICTED
from detente.case.model import Case, CaseError, Event, Outcome, Taken
from detente.case.read import from_tree
from detente.case.readings import read_as
from detente.case.scalars import nearest, parse_date, parse_number
from detente.case.text import parse
from detente.case.trim import without_references
from detente.result import Unanswerable, WrongUse

if TYPE_CHECKING:
    from detente.analyses._conflict import Memory, Play
    from detente.analyses.coverage.answer import Checked
    from detente.theory.ends import Course

STEPS = ("set", "without", "evidence", "as_of")
"""What `prepared` takes, in the order in which it applies them."""
REPORT = "claim=harbour-silts, if_true=0.8, if_false=0.2"
"""How evidence is written as text."""
FOUND = "Worked out from published geometry"
"""So begins the note of a claim that `established` adds."""
MOST_ENDS = 100
"""So many outcomes, those of all ends together, may stand for what happens without a deal."""


def set_value(case: Case, path: str, value_text: str) -> Case:
    """The case with another value at an address; see `set_values`."""
    return set_values(case, {path: value_text})


def set_values(case: Case, values: Mapping[str, str]) -> Case:
    """The case with other values at some addresses, all taken together before anything is checked. Each is read as the
    file is (YAML).

    A number that says who may see it goes on saying so; its reason spoke for the old value and goes. Raises
    AddressError for an address that the case does not have, WrongUse for a value that does not fit there and where an
    event that has been applied overwrites it (names the event), CaseError for what the values break elsewhere.
    """
    base, tree = case.base, _unpredicted(case).tree
    for path, value_text in values.items():
        writer = overwritten(case, path)
        if writer is not None:
            raise WrongUse(
                f"{path} is overwritten by the event {writer}, which has been applied. Set what events.{writer} writes, "
                "or choose a day before it."
            )
        value, _, problems = parse(value_text, f"the value of {path}")
        if problems:
            raise WrongUse(f"{path}={value_text}: {problems[0].what} {problems[0].remedy}")
        base = set_in(base, path, _annotated(base, path, value))
        tree = set_in(tree, path, _annotated(tree, path, value))
    try:
        if any(path.startswith("events.") for path in values):
            return _again(case, base)
        return from_tree(tree, case.origin, base, case.applied)
    except CaseError as error:
        for path, value_text in values.items():
            here = [p for p in error.problems if p.severity == "error" and events.overlap(p.address, path)]
            if here:
                raise WrongUse(f"{path}={value_text}: {here[0].what} {here[0].remedy}") from None
        raise


def overwritten(case: Case, path: str) -> str | None:
    """The applied event that writes this address, the last where several do; else None."""
    applied = {event.id: event for event in case.events if event.id in case.applied}
    for name in reversed(case.applied):
        if name in applied and any(events.overlap(path, address) for address in events.writes(applied[name])):
            return name
    return None


def without(case: Case, address: str) -> Case:
    """The case without what stands at an address, and without what refers to it by name.

    Without a claim, links to it go; without a source, places in it and what it reported; without an event, answers to
    it; without a party or an issue, what is stated of it. What cannot do without it (a `by`, a rule, a conditional
    value) is an error that says so. Raises AddressError for an address that the case does not have, and CaseError.
    """
    base = without_references(remove(case.base, address), address)
    tree = without_references(remove(_unpredicted(case).tree, address), address)
    if address.split(".")[0] == "events":
        return _again(case, base)
    return from_tree(tree, case.origin, base, case.applied)


def with_evidence(case: Case, evidence: Mapping[str, Any] | str, day: date | str | None = None) -> Case:
    """The case in which one more report came: a new event (`what-if-1`, …) with this evidence.

    `evidence` has the keys that evidence has in a case file (`claim`, `source`, `if_true`, `if_false`, `anyway`, `likelihood_ratio`, `absent`,
    `readers`), as a mapping or as a text: `claim=harbour-silts, if_true=0.8, if_false=0.2`. With `date` it comes on that day; else on
    `day`, and without one on the day at which the case stands: its own `as_of`, else that of its last event. A case that stands
    at a day stays there, with the report weighed if it came by then.

    Raises AddressError for a claim or a source that the case does not have, and WrongUse for what does not fit evidence.
    """
    report = _report(evidence)
    written = report.pop("date", None) or _day(day) or case.as_of or max((e.date for e in case.events), default=None)
    if written is None:
        raise WrongUse("The evidence has no day, and the case has none either. Say date=2021-03-01, for instance.")
    for key, where in (("claim", case.claims), ("source", case.sources)):
        name = report.get(key)
        if name is not None and name not in where:
            raise AddressError(f"The case has no {key} {name!r}. {nearest(str(name), where, f'{key}s')}")
    name = next(
        f"what-if-{n}" for n in range(1, len(case.events) + 2) if f"what-if-{n}" not in {e.id for e in case.events}
    )
    event = {"id": name, "date": str(written), "title": "A supposed report", "evidence": report}
    base = {**case.base, "events": [*(case.base.get("events") or ()), event]}
    tree = {**_unpredicted(case).tree, "events": [*(case.tree.get("events") or ()), event]}
    try:
        return _again(case, base) if _stands(case) else from_tree(tree, case.origin, base)
    except CaseError as error:
        here = [p for p in error.problems if p.severity == "error" and events.overlap(p.address, f"events.{name}")]
        if here:
            raise WrongUse(f"The evidence cannot be weighed: {here[0].what} {here[0].remedy}") from None
        raise


def mended(case: Case) -> Case:
    """The case with coherent credences in place of those that do not fit together (`detente.case.coherence`)."""
    return coherence.mended(_unpredicted(case))


def as_of(case: Case, day: date | str | None = None) -> Case:
    """The case as of a day (`2007-02-14`, `2007-02`, `2007`; default: its own `as_of`, else after its last event)."""
    return events.apply(case, _day(day))


def prepared(case: Case, parameters: Mapping[str, Any]) -> Case:
    """The case after `set`, `without`, `evidence` and `as_of`. A case that stands at a day already stays there unless told otherwise.

    Evidence that does not say when it came came on the day that is asked about. Raises as the steps do, and WrongUse where a value that was
    set is overwritten on that day by an event, and where evidence came after it.
    """
    changed: dict[str, str] = {}
    for item in listed(parameters.get("set")):
        path, equals, value = item.partition("=")
        if not equals or not path.strip():
            raise WrongUse(f"{item!r} sets nothing; write ADDRESS=VALUE, such as preferences.alder.weights.route=70.")
        changed[path.strip()] = value.strip()
    if changed:
        case = set_values(case, changed)
    for address in listed(parameters.get("without")):
        case = without(case, address)
    day = parameters.get("as_of")
    there = {event.id for event in case.events}
    for report in _reports(parameters.get("evidence")):
        case = with_evidence(case, report, day)
    after = as_of(case, day) if day or not _stands(case) else case
    _effective(after, changed, [event for event in after.events if event.id not in there])
    return after


def _effective(case: Case, changed: Iterable[str], supposed: Iterable[Event]) -> None:
    """Raises WrongUse for what was asked for and makes no difference on the case's day."""
    for path in changed:
        writer = overwritten(case, path)
        if writer is not None:
            raise WrongUse(
                f"--set {path} has no effect: the event {writer} overwrites it. Set what events.{writer} writes, or choose a day before it."
            )
    for event in supposed:
        if event.id not in case.applied:
            raise WrongUse(
                f"--evidence has no effect: its date is {event.written}, and the case stands at {case.as_of}. Choose a date up to then, or a later day."
            )


def _reports(value: Any) -> Iterable[Mapping[str, Any] | str]:
    """What may be one report, several, or none, as several."""
    return (value,) if isinstance(value, Mapping) else listed(value)


def listed(value: Any) -> Iterable[str]:
    """What may be one text, several, or nothing, as several."""
    if not value:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def share(case: Case, party: str) -> Case:
    """The copy of a case that a party may see (`detente.case.sharing`)."""
    return sharing.shared(case, party)


def reading(case: Case, party: str, name: str) -> Case:
    """The case under a rival assessment of a party: its `readings.NAME` merged into its preferences by key."""
    return read_as(_unpredicted(case), party, name)


def established(case: Case, facts: bool = True) -> Case:
    """The case with what published geometry settles of its claims that have a check: numbers that are taken `from` one have their ranges, and,
    with `facts`, what was found are claims (`geometry-…`) that support or attack the one checked.

    A case without checks, or without such numbers, stays as it is. Raises CaseError for a check that names what the catalogue does not have.
    """
    from detente.analyses.coverage import facts as found

    own = [claim.id for claim in case.claims.values() if claim.check is not None]
    asked = set(_taken_from(case.base)) | set(_taken_from(case.tree))
    names = own if facts else [name for name in own if name in asked]
    if not names:
        return case
    checks = found.of_claims(case, names)
    told = found.facts(case, checks) if facts else []
    if not told and not asked:
        return case
    case = _unpredicted(case)
    base, tree = (_with_facts(each, told, checks) for each in (case.base, case.tree))
    plain = [_added(each, told) for each in (case.base, case.tree)]
    for before, now in (
        (base, tree),
        (plain[0], tree),
    ):  # an event may change part of a taken number, which stays as it is written then
        try:
            return from_tree(now, case.origin, before, case.applied)
        except CaseError:
            continue
    return from_tree(plain[1], case.origin, plain[0], case.applied)


def _taken_from(tree: Any) -> Iterator[str]:
    """The claims from whose checks numbers of a tree are taken."""
    if isinstance(tree, Mapping):
        if {"from", "worth"} <= tree.keys():
            yield str(tree["from"])
        for inner in tree.values():
            yield from _taken_from(inner)
    elif isinstance(tree, list):
        for inner in tree:
            yield from _taken_from(inner)


def _with_facts(tree: Any, told: list[dict[str, Any]], checks: Mapping[str, Checked]) -> Any:
    """A tree with claims added, and with numbers in place of what they are taken from."""
    return _added(_worked_out(tree, checks), told)


def _added(tree: Any, told: list[dict[str, Any]]) -> Any:
    """A tree with these claims, in place of what an earlier step of this kind had added."""
    if not told:
        return tree
    kept = [claim for claim in tree.get("claims") or () if not str(claim.get("note", "")).startswith(FOUND)]
    return {**tree, "claims": [*kept, *told]}


def _worked_out(tree: Any, checks: Mapping[str, Checked]) -> Any:
    from detente.analyses.coverage.facts import because, worth

    if isinstance(tree, list):
        return [_worked_out(inner, checks) for inner in tree]
    if not isinstance(tree, Mapping):
        return tree
    if isinstance(tree.get("value"), Mapping) and "from" in tree["value"]:
        return _worked_out({**tree["value"], **{key: each for key, each in tree.items() if key != "value"}}, checks)
    if not ({"from", "worth"} <= tree.keys() and tree["from"] in checks):
        return {key: _worked_out(inner, checks) for key, inner in tree.items()}
    one = checks[tree["from"]]
    points = tuple((parse_number(str(key)), parse_number(str(value))) for key, value in tree["worth"].items())
    low, high = worth(Taken(tree["from"], points), one)
    value = _decimal(low) if low == high else f"{_decimal(low)}..{_decimal(high)}"
    rests = tree.get("rests_on") or []
    grounds = [*(rests if isinstance(rests, list) else [rests]), f"claims.{tree['from']}"]
    reason = " ".join(part for part in (tree.get("because"), because(one)) if part)
    kept = {"visible_to": tree["visible_to"]} if "visible_to" in tree else {}
    return {"value": value, "because": reason, "rests_on": list(dict.fromkeys(grounds)), **kept}


def _decimal(number: Fraction) -> str:
    """A number as text, to four digits."""
    return f"{float(number):.4g}"


def predicted(case: Case, memory: Memory | None = None) -> Case:
    """The case with the ends that the parties' own moves lead to as its no deal, where `no_deal` asks for that; else the case.

    From the status quo of the day, at midpoints, by improvements of parties alone and of consent groups with at most one principal;
    with `predicted-seq` only those that no answer of the same movers deters. Raises Unanswerable where that cannot be followed, or
    leads to more than 100 outcomes. `memory`: kept by the caller for other cases with the same outcomes and movers, whatever these prefer.
    """
    how = case.no_deal.how
    if how not in PREDICTED:
        return case
    case = _unpredicted(case)
    try:
        found, courses = _courses(case, memory)
    except ValueError as error:
        raise Unanswerable(f"No deal is to be {how} here. {error} {_INSTEAD}") from None
    free, careful = (None if course is None else _ends(found, course) for course in courses)
    chosen, other = (careful, free) if how == "predicted-seq" else (free, careful)
    if chosen is None:
        raise Unanswerable(
            f"No deal is to be {how} here, and more moves can follow on the status quo than can be followed. {_INSTEAD}"
        )
    if (many := sum(map(len, chosen))) > MOST_ENDS:
        raise Unanswerable(
            f"No deal is to be {how} here, and the moves end in any of {many:,} outcomes, or go round between them: more than the {MOST_ENDS} "
            f"against which a package can be held. {_INSTEAD}"
        )
    tree = {**case.tree, "no_deal": [list(map(dict, end)) if len(end) > 1 else dict(end[0]) for end in chosen]}
    told = from_tree(tree, case.origin, case.base, case.applied)
    return replace(told, no_deal=replace(told.no_deal, how=how, other=() if other == chosen else other))


_INSTEAD = "Write the outcome that you expect under `no_deal:`, or a list of ends."


def _unpredicted(case: Case) -> Case:
    """The case before `predicted`."""
    if case.no_deal.how not in PREDICTED or not case.no_deal.ends:
        return case
    how = case.no_deal.how
    return replace(case, tree={**case.tree, "no_deal": how}, no_deal=replace(case.no_deal, ends=(), other=()))


def _courses(case: Case, memory: Memory | None = None) -> tuple[Play, list[Course | None]]:
    """Where improvements lead from the status quo, and where those that no answer deters; None where it is too far."""
    from detente.analyses._conflict import Memory, among, play, principals_at_most_one
    from detente.theory.ends import course
    from detente.theory.lookahead import TooFar

    found = play(case)
    movers = principals_at_most_one(found)
    memory = Memory() if memory is None else memory
    prepared = among(found, movers, memory)
    start = found.state(case.status_quo or {})
    if start is None:
        raise Unanswerable("The rules exclude the status quo, from which the moves begin.")
    courses: list[Course | None] = []
    for unsanctioned in (False, True):
        try:
            courses.append(course(prepared, start, range(len(movers)), unsanctioned, memory.known))
        except TooFar:
            courses.append(None)
    return found, courses


def _ends(found: Play, course: Course) -> tuple[tuple[Outcome, ...], ...]:
    return tuple(tuple(found.outcome(int(state)) for state in end) for end in course.ends)


def _day(day: date | str | None) -> date | None:
    if not isinstance(day, str):
        return day
    try:
        return parse_date(day)
    except ValueError as error:
        raise WrongUse(f"{error}.") from None


def _report(evidence: Mapping[str, Any] | str) -> dict[str, Any]:
    """What evidence says, with values as a file has them. Raises WrongUse."""
    if isinstance(evidence, str):
        pairs = [part.partition("=") for part in evidence.split(",")]
        for key, equals, value in pairs:
            if not equals or not key.strip() or not value.strip():
                raise WrongUse(f"{(key + equals + value).strip()!r} says nothing of evidence; write it so: {REPORT}.")
        evidence = {key.strip(): value.strip() for key, _, value in pairs}
        if len(evidence) < len(pairs):
            raise WrongUse(f"The evidence says something twice; write it so: {REPORT}.")
    known = (*fields.EVIDENCE.fields, "date")
    for key in evidence:
        if key not in known:
            raise WrongUse(f"Evidence has no {key!r}. {nearest(str(key), known)}")
    if not evidence.get("claim"):
        raise WrongUse(f"The evidence names no claim; write it so: {REPORT}.")
    told = {key: _as_written(value) for key, value in evidence.items()}
    return told | {
        key: str(told[key]).removeprefix(f"{key}s.") for key in ("claim", "source") if told.get(key) is not None
    }


def _as_written(value: Any) -> Any:
    """A value as the text of a file would have it."""
    if isinstance(value, Mapping):
        return {str(key): _as_written(inner) for key, inner in value.items()}
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return [_as_written(inner) for inner in value]
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else None if value is None else str(value)


def _annotated(tree: Any, path: str, value: Any) -> Any:
    """A single value in place of a number with its grounds keeps who may see it."""
    try:
        old = get(tree, path)
    except AddressError:
        return value
    grounded = isinstance(old, Mapping) and old.get("visible_to") and {"value", "if", "from"} & old.keys()
    if isinstance(value, str) and grounded:
        return {"value": value, "visible_to": old["visible_to"]}
    return value


def _again(case: Case, base: Mapping[str, Any]) -> Case:
    """The case of a changed base, on the same day."""
    found = from_tree(base, case.origin)
    return events.apply(found, case.as_of) if _stands(case) else found


def _stands(case: Case) -> bool:
    """Has the case been brought to a day?"""
    return bool(case.applied) or case.tree.get("as_of") != case.base.get("as_of")
