"""Addresses, values and leaves of answers in words, in the names of the cases that they come from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from detente.analyses import _wording as words
from detente.case.model import Case
from detente.studies.compare.leaves import Change, Entry, Step

if TYPE_CHECKING:
    from detente.studies.compare.causes import Causes, Difference

SHORT = 70
LONGEST = 110
"""A cause of no more characters than this opens every sentence; a longer one only the first."""
FEW = 2
MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
LEAVES: Mapping[str, str] = {
    "zone.outcomes": "packages acceptable to all",
    "zone.empty": "no package is acceptable to all",
    "zone.frontier_points": "acceptable combinations of utilities that cannot be bettered",
    "outcomes": "feasible packages",
}
Cases = tuple[Case, Case]


# ---------------------------------------------------------------- what was changed


def cause(causes: Causes, cases: Cases) -> tuple[str, str]:
    """(what made the difference, in full; the same as short as it opens every sentence): `with Alder's weight on tolls at 40 (before: 12 to 22)`."""
    if cases[0].title != cases[1].title:
        return f"in “{cases[1].title}” as against “{cases[0].title}”", f"in “{cases[1].title}”"
    parts = _parts(causes, cases)
    if not parts:
        return "with reasons and notes changed alone", "with reasons and notes changed alone"
    full = words.listed([text for text, _ in parts])
    short = words.listed([text for _, text in parts])
    if len(parts) > FEW:
        counted = f"with {words.count(len(parts), 'change')}"
        return f"{counted}, first {parts[0][0]}", counted
    if len(short) <= SHORT:
        return full, short
    return full, "with these changes" if len(parts) > 1 else "with this change"


def _parts(causes: Causes, cases: Cases) -> list[tuple[str, str]]:
    """Each change in full, and without what stood before."""
    found = [(text, text) for text in (f"without {thing(cases[0], address)}" for address in causes.only_before)]
    found += [(text, text) for text in (f"with {thing(cases[1], address)}" for address in causes.only_after)]
    for difference in causes.set:
        if not difference.remark:
            text = _set(difference, cases)
            found.append((f"{text} (before: {value_words(cases[0], difference, difference.before)})", text))
    if causes.days[0] != causes.days[1]:
        text = f"as of {day(causes.days[1])}"
        found.append((f"{text} instead of {day(causes.days[0])}", text))
    return found


def _set(difference: Difference, cases: Cases) -> str:
    name = address_words(cases, difference.address)
    if difference.after is None:
        return f"without {name}"
    return f"with {name} at {value_words(cases[1], difference, difference.after)}"


def day(text: str | None) -> str:
    """`31 May 2021`."""
    if text is None:
        return "no day in particular"
    found = date.fromisoformat(text)
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def thing(case: Case, address: str) -> str:
    """A claim, an event, a source, a party or an issue, as it is spoken of."""
    kind, name = address.split(".", 1)
    if kind == "claims":
        return f"the claim “{case.claims[name].text.rstrip('.')}”"
    if kind == "sources":
        return f"the source “{case.sources[name].title or name}”"
    if kind == "parties":
        return case.parties[name].name
    if kind == "issues":
        return f"the issue “{case.issues[name].label}”"
    if kind == "preferences":
        return f"what is known of the preferences of {party(case, name)}"
    event = next((event for event in case.events if event.id == name), None)
    if event is None:
        return f"the event {name}"
    if name.startswith("what-if-") and event.evidence:
        return _report(case, event.evidence[0])
    return f"the event “{event.title or name}” of {day(event.date.isoformat())}"


def _report(case: Case, evidence: Any) -> str:
    about = f"“{case.claims[evidence.claim].text.rstrip('.')}”" if evidence.claim in case.claims else evidence.claim
    source = case.sources.get(evidence.source or "")
    by = f" by “{source.title or source.id}”" if source is not None else ""
    if evidence.likelihood_ratio is not None:
        how = f"{_range(evidence.likelihood_ratio)} times likelier if it is true than if not"
    else:
        how = f"with a chance of {_range(evidence.if_true)} if it is true and {_range(evidence.if_false)} if not"
    return f"{'no report (expected ' if evidence.absent else 'a supposed report'}{by} that {about} ({how}{')' if evidence.absent else ''})"


def _range(number: Any) -> str:
    if number is None or number.unknown:
        return "an unknown share"
    low, high = words.number(number.low, 4), words.number(number.high, 4)
    return low if low == high else f"{low} to {high}"


def party(case: Case, name: str) -> str:
    """A party by its name; by its identifier where this case has none such."""
    return case.parties[name].name if name in case.parties else name


def address_words(cases: Cases, address: str) -> str:
    """What stands at an address, in words where it is a number of a party; else the address."""
    parts = address.split(".")
    case = next((case for case in reversed(cases) if len(parts) > 1 and parts[1] in _names(case, parts[0])), cases[1])
    tail = {"then": " if it holds", "else": " if it does not hold"}.get(parts[-1], "")
    match parts:
        case ["preferences", who, "weights", issue, *_] if issue in case.issues:
            return f"{words.owner(party(case, who))} weight on {words.issue(case, issue)}"
        case ["preferences", who, "values", issue, option, *_] if issue in case.issues:
            named = case.issues[issue].options.get(option)
            label = named.label if named is not None else option
            return f"{words.owner(party(case, who))} value of “{words.issue(case, issue)}: {label}”{tail}"
        case ["preferences", who, "no_deal", *_]:
            return f"what no deal is worth to {party(case, who)}"
        case ["claims", claim, "credence", who, *_] if claim in case.claims:
            return f"{words.owner(party(case, who))} prior credence that “{case.claims[claim].text.rstrip('.')}”"
        case ["sources", source, "reliability", *_] if source in case.sources:
            return f"the reliability of “{case.sources[source].title or source}”"
        case ["status_quo", issue] if issue in case.issues:
            return f"the status quo of {words.issue(case, issue)}"
        case ["no_deal"]:
            return "what no deal is"
    return f"`{address}`"


def _names(case: Case, kind: str) -> Mapping[str, Any] | frozenset[str]:
    tables: Mapping[str, Any] = {
        "preferences": case.preferences,
        "claims": case.claims,
        "sources": case.sources,
        "status_quo": case.issues,
    }
    return frozenset(tables.get(kind, ()))


def value_words(case: Case, difference: Difference, text: str | None) -> str:
    """A value as written, a range as `12 to 22`, an option by its label."""
    if text is None:
        return "not stated"
    parts = difference.address.split(".")
    if parts[0] == "status_quo" and len(parts) == 2 and text in getattr(case.issues.get(parts[1]), "options", {}):
        return f"“{words.option(case, parts[1], text)}”"
    plain = " ".join(text.split())
    found = re.fullmatch(r"(-?[\d.]+?)\.\.(-?[\d.]+)", plain)
    return f"{found[1]} to {found[2]}" if found else plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}…"


# ---------------------------------------------------------------- leaves of answers


def leaf(change: Change, cases: Cases, last_first: bool = False) -> str:
    """What a number of an answer is, in words: `frontier, [route: southern]: utilities: Birch`; with `last_first`, for labels that may
    be cut, `utilities: Birch (frontier, [route: southern])`."""
    plain = ".".join(change.group)
    if plain in LEAVES:
        return LEAVES[plain]
    entry = len(change.entry)
    if last_first and 0 < entry < len(change.path):
        return f"{_joined(change.path[entry:], cases)} ({_joined(change.entry, cases)})"
    return _joined(change.path, cases)


def _joined(path: tuple[Step, ...], cases: Cases) -> str:
    text = ""
    for step in path:
        said = _step(step, cases)
        text += f", {said}" if isinstance(step, Entry) and text else f": {said}" if text else said
    return text


def _step(step: Step, cases: Cases) -> str:
    if isinstance(step, Entry):
        return ", ".join(
            dict.fromkeys(entry_words(value, cases) for value in step.shown if value not in (None, [], {}))
        )
    return named(step, cases).replace("_", " ")


def named(name: str, cases: Cases) -> str:
    """A party, an issue or a claim by what the cases call it; any other word as it is."""
    for case in reversed(cases):
        if name in case.parties:
            return case.parties[name].name
        if name in case.issues:
            return case.issues[name].label
        if name in case.claims:
            return f"“{case.claims[name].text.rstrip('.')}”"
    return name


def entry_words(value: Any, cases: Cases) -> str:
    """A value of an answer: an outcome as a package, a list joined, a word as the cases call it."""
    if isinstance(value, Mapping):
        case = next((case for case in reversed(cases) if _is_outcome(case, value)), None)
        if case is not None:
            quo = next((end for ends in (case.no_deal.ends, ()) for end in (ends[0] if ends else ())), None)
            base = (
                quo if quo is not None and set(value) <= set(quo) and any(value[i] != quo[i] for i in value) else None
            )
            return words.quoted(case, value, base).replace("; the rest as without a deal", "")
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return words.listed([entry_words(item, cases) for item in value])
    if isinstance(value, str):
        return address_words(cases, value).strip("`") if "." in value and " " not in value else named(value, cases)
    return cell(value)


def _is_outcome(case: Case, value: Mapping[str, Any]) -> bool:
    return bool(value) and all(
        name in case.issues and option in case.issues[name].options for name, option in value.items()
    )


def sides(change: Change, cases: Cases) -> tuple[str, str]:
    """What a leaf is in each answer, in words."""
    if change.what != "changed":
        return ("not there", "there") if change.what == "new" else ("there", "not there")
    before, after = (
        entry_words(side, cases) if isinstance(side, dict | list | str) else cell(side)
        for side in (change.before, change.after)
    )
    return before, after


def shortened(text: str, most: int) -> str:
    """A text of at most about so many characters; brackets are closed where it is cut."""
    if len(text) <= most:
        return text
    cut = f"{text[: most - 3].rstrip()}…"
    return cut + "]" * (cut.count("[") - cut.count("]")) + ")" * (cut.count("(") - cut.count(")"))


def cell(value: Any) -> str:
    """A single value, for reading."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return words.large(value) if value >= 0 else f"−{words.large(-value)}"
    if isinstance(value, float):
        return words.number(value, 2 if abs(value) >= 0.1 else 4)
    return str(value)
