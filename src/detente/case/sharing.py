"""The copy of a case that one party may see, made so that nothing hidden leaks, whatever is later computed from it.

A number is visible to a party only if `visible_to` names it: on the number, or else on the block that holds it
(preferences, a claim, a source, a piece of evidence). The default is the team alone. What is not visible is told in
one uniform form or not at all, so that changing it changes no byte of the copy:

* **Preferences.** Of a block that is not visible, form, weighed issues, order, `together`, reservation, priorities,
  ranking, readings and reasons are all hidden: every issue is weighed `unknown`, every option valued `unknown`, and
  single numbers that are visible stand among them. Every party that must have preferences gets such a block, whether
  it had one or not. In a visible block, a hidden number becomes `unknown` (weights: those of all issues that are not
  visible) or is left out (`together`, `no_deal`). Visible weights beside unknown ones are points out of 100; where
  they would leave nothing to the unknown ones, all become `unknown`. A conditional value is shown only where the
  whole of it may be seen, or its block may (then hidden numbers inside it are `unknown`). A reading is shown only
  where all of it may be seen; so is what a party sees in another (`sees`), and only beside all of the other's own
  preferences.
* **Claims** are public arguments and stay, with what their checks ask (not why the team reads them so), and so does which of them exclude
  each other (`exactly_one`). A number that is taken from a check is a number like any other: what it is worth is shown or hidden with it. A hidden credence is `unknown`
  where evidence or a visible conditional value needs one, or stands in a list of `exactly_one` with one that is shown, and is
  left out elsewhere. **Sources** stay without hidden reliability, **evidence** stays with
  `unknown` chances.
* **Events** stay. Their `changes` are written anew: as what leads from the copy of the case before to the copy after.
  A new number that names no viewers keeps those that the number before it named for itself.
* The analysts' notes, the order of a party's values and the paths of documents are left out; comments are gone
  because the copy is written afresh. A `no_deal` or a `status_quo` that names viewers is left out for all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from detente.case import events, read
from detente.case.addresses import BY_ID, AddressError, resolve, single
from detente.case.check_events import in_order
from detente.case.dump import dump
from detente.case.expressions import ExpressionError, claims_of, parse_claims
from detente.case.model import Case, CaseError, Problem
from detente.case.preference_copy import Viewer, preference_copy, sees_copy, shown, uniform
from detente.case.scalars import nearest

Tree = Mapping[str, Any]
REPORTED = ("if_true", "if_false", "anyway", "likelihood_ratio")
PUBLIC = ("detente", "title", "as_of", "summary", "table", "exactly_one")
GROUNDS = ("because", "rests_on", "visible_to", "note")
NUMBERS = {"value", "if", "from"}
"""One of these stands in whatever is a number with its grounds."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What every state of one copy has in common: for whom, who must have preferences, which claims have evidence."""

    party: str
    concerned: frozenset[str]
    asked: tuple[str, ...]


def shared(case: Case, party: str) -> Case:
    """The copy for `party`, as a case of its own, on the same day.

    Raises CaseError for a party that the case does not have.
    """
    if party not in case.parties:
        what = f"There is no party called {party}."
        problem = Problem("error", case.origin.name, None, f"parties.{party}", what, nearest(party, case.parties))
        raise CaseError((problem,))
    found = read.read(dump(_copied(case, party)), f"copy for {party}")
    moved = case.applied or case.tree.get("as_of") != case.base.get("as_of")
    return events.apply(found, case.as_of) if moved else found


def _copied(case: Case, party: str) -> dict[str, Any]:
    """The tree of the copy: the fields before any event, and the events with what they change for this party."""
    viewer = Viewer(party, {})
    told = {event["id"]: _event(event, viewer) for event in case.base.get("events") or ()}
    frame = Frame(party, _concerned(case), tuple(_asked(told.values())))
    here: dict[str, Any] = dict(case.base)
    found = _fields(here, frame)
    for event in in_order(case.events):
        before = events.after_event(here, replace(event, changes=None))
        here = _still_hidden(before, events.after_event(here, event))
        changes = _difference(_fields(before, frame), _fields(here, frame)) if event.changes else {}
        if changes:
            told[event.id]["changes"] = changes
    if told:
        found["events"] = list(told.values())
    return found


def _still_hidden(before: Any, after: Any) -> Any:
    """The tree after an event, where a number that replaces one with viewers of its own, and names none, keeps these."""
    if isinstance(before, list) and isinstance(after, list) and all(isinstance(item, Mapping) for item in before):
        named = {item.get("id"): item for item in before}
        return [_still_hidden(named.get(item.get("id")), item) if isinstance(item, Mapping) else item for item in after]
    if isinstance(before, Mapping) and before.get("visible_to") and NUMBERS & before.keys():
        if isinstance(after, str):
            return {"value": after, "visible_to": before["visible_to"]}
        if isinstance(after, Mapping) and NUMBERS & after.keys():
            return {"visible_to": before["visible_to"], **after}
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return {key: _still_hidden(before.get(key), value) for key, value in after.items()}
    return after


def _concerned(case: Case) -> frozenset[str]:
    """Parties that must have preferences, on whatever day: told from what is public alone."""
    texts = [str(name) for name in case.base.get("table") or ()]
    for state in (case.base, *(event.changes or {} for event in case.events)):
        texts += _consents(state.get("issues"))
        texts += [str(name) for name in state.get("table") or ()]
    named = {word for text in texts for word in re.findall(r"[a-z][a-z0-9_-]*", text)}
    roles = {p.id for p in case.parties.values() if p.role in ("principal", "ally") or p.veto}
    return frozenset(roles | (named & case.parties.keys()))


def _consents(tree: Any) -> Iterator[str]:
    """All texts that say who it takes."""
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            if key == "by" and isinstance(value, str):
                yield value
            elif key == "moves" and isinstance(value, Mapping):
                yield from value
            else:
                yield from _consents(value)


def _fields(tree: Tree, frame: Frame) -> dict[str, Any]:
    """The fields of one state, without the events, as the party may see them."""
    issues = tree.get("issues") or {}
    viewer = Viewer(frame.party, {issue: tuple((told or {}).get("options") or ()) for issue, told in issues.items()})
    preferences = _preferences(tree, viewer, frame.concerned)
    needed = _needed(tree, (*frame.asked, *_conditions(preferences)))
    found: dict[str, Any] = {}
    for key, value in tree.items():
        if value is None:
            continue
        if key in PUBLIC:
            found[key] = value
        elif key in ("status_quo", "no_deal"):
            outcome = _outcome(value, viewer)
            if outcome is not None:
                found[key] = outcome
        elif key == "issues":
            found[key] = {issue: _issue(told) for issue, told in value.items()}
        elif key == "rules":
            found[key] = [_without(rule, ("note",)) for rule in value]
        elif key == "parties":
            found[key] = {name: _without(told, ("note", "values_order")) for name, told in value.items()}
        elif key == "sources":
            found[key] = [_source(source, viewer) for source in value]
        elif key == "claims":
            found[key] = _listed([_claim(claim, tree, viewer, needed) for claim in value], tree)
    if preferences:
        found["preferences"] = preferences
    grounded: dict[str, Any] = _grounded(found, {str(claim.get("id")) for claim in tree.get("claims") or ()}, found)
    return grounded


def _without(told: Any, keys: tuple[str, ...]) -> Any:
    return {key: value for key, value in told.items() if key not in keys} if isinstance(told, Mapping) else told


def _issue(told: Any) -> Any:
    found = _without(told, ("note",))
    if isinstance(found, dict) and isinstance(found.get("options"), Mapping):
        found["options"] = {name: _without(option, ("note",)) for name, option in found["options"].items()}
    return found


def _outcome(value: Any, viewer: Viewer) -> Any:
    """A status quo or a no deal. Its reasons are shown to whom it names; without names, the outcome alone is public."""
    if not isinstance(value, Mapping):
        return value
    if "visible_to" not in value:
        return _without(value, GROUNDS)
    if not viewer.sees(value["visible_to"]):
        return None
    return {**_without(value, ("visible_to", "note")), "visible_to": viewer.party}


# ---------------------------------------------------------------- sources, claims, evidence


def _grounds(told: Tree, viewer: Viewer) -> dict[str, Any]:
    """The reasons of a block that is visible as a whole."""
    if not viewer.sees(told.get("visible_to")):
        return {}
    kept = {key: told[key] for key in ("because", "rests_on") if key in told}
    return {**kept, "visible_to": viewer.party}


def _source(told: Tree, viewer: Viewer) -> dict[str, Any]:
    found: dict[str, Any] = _without(told, ("reliability", "document", *GROUNDS))
    reliability = shown(told.get("reliability"), told.get("visible_to"), viewer)
    if reliability is not None:
        found["reliability"] = reliability
        found |= _grounds(told, viewer)
    return found


def _claim(told: Tree, tree: Tree, viewer: Viewer, needed: frozenset[str]) -> dict[str, Any]:
    found: dict[str, Any] = _without(told, ("credence", *GROUNDS))
    credence: dict[str, Any] = {}
    for party in tree.get("parties") or ():
        number = shown((told.get("credence") or {}).get(party), told.get("visible_to"), viewer)
        if number is not None:
            credence[party] = number
        elif told.get("id") in needed and "means" not in told:
            credence[party] = "unknown"
    if credence:
        found["credence"] = credence
    if isinstance(found.get("check"), Mapping):
        found["check"] = _check(found["check"])
    return found | _grounds(told, viewer)


def _check(told: Tree) -> dict[str, Any]:
    """What geometry is asked is public, why the team reads the claim so is not."""
    found: dict[str, Any] = _without(told, GROUNDS)
    bounds = {key: found[key] for key in ("at_least", "at_most") if isinstance(found.get(key), Mapping)}
    return found | {key: bound.get("value") for key, bound in bounds.items()}


def _listed(claims: list[dict[str, Any]], tree: Tree) -> list[dict[str, Any]]:
    """A party that is seen to state a credence for one claim of a list of `exactly_one` states one for all of them."""
    named = {claim.get("id"): claim for claim in claims}
    for names in tree.get("exactly_one") or ():
        told = {party for name in names for party in named.get(name, {}).get("credence", ())}
        for claim in (named[name] for name in names if name in named) if told else ():
            stated = claim.get("credence", {})
            claim["credence"] = {p: stated.get(p, "unknown") for p in tree.get("parties") or () if p in told}
    return claims


def _asked(told: Any) -> Iterator[str]:
    """The claims that evidence speaks of."""
    for event in told:
        evidence = event.get("evidence") or []
        yield from (str(e.get("claim")) for e in (evidence if isinstance(evidence, list) else [evidence]))


def _needed(tree: Tree, conditions: tuple[str, ...]) -> frozenset[str]:
    """The claims that need credences in the copy: those with evidence, and those that a conditional value there turns
    on."""
    found: set[str] = set()
    waiting = list(conditions)
    means = {str(c.get("id")): c.get("means") for c in tree.get("claims") or () if isinstance(c, Mapping)}
    while waiting:
        try:
            names = claims_of(parse_claims(waiting.pop()))
        except ExpressionError:
            continue
        for name in names:
            if name not in found:
                found.add(name)
                meaning = means.get(name)
                waiting += [meaning] if isinstance(meaning, str) else []
                waiting += [other for names in tree.get("exactly_one") or () if name in names for other in names]
    return frozenset(found)


def _conditions(tree: Any) -> list[str]:
    """The conditions of all conditional values in a tree."""
    if isinstance(tree, Mapping):
        own = [tree["if"]] if isinstance(tree.get("if"), str) and "then" in tree else []
        return own + [condition for value in tree.values() for condition in _conditions(value)]
    return [condition for item in tree for condition in _conditions(item)] if isinstance(tree, list) else []


def _evidence(told: Tree, viewer: Viewer) -> dict[str, Any]:
    outer = told.get("visible_to")
    found: dict[str, Any] = _without(told, (*REPORTED, "readers", *GROUNDS))
    seen = {key: shown(told.get(key), outer, viewer) for key in REPORTED}
    if seen["likelihood_ratio"] is None:
        seen |= {side: "unknown" for side in ("if_true", "if_false") if seen[side] is None}
    found |= {key: number for key, number in seen.items() if number is not None}
    readers: dict[str, Any] = {}
    for party, inner in sorted((told.get("readers") or {}).items()):
        own = {key: shown((inner or {}).get(key), outer, viewer) for key in REPORTED}
        own = {key: number for key, number in own.items() if number is not None}
        if own:
            readers[party] = own
    if readers:
        found["readers"] = readers
    return found | _grounds(told, viewer)


# ---------------------------------------------------------------- preferences and events


def _preferences(tree: Tree, viewer: Viewer, concerned: frozenset[str]) -> dict[str, Any]:
    """Every party that must have preferences has a block; others only what may be seen of theirs."""
    written = tree.get("preferences") or {}
    found: dict[str, Any] = {}
    for party in tree.get("parties") or ():
        told = written.get(party) or {}
        block = preference_copy(told, viewer)
        if block is None and party in concerned:
            block = uniform(viewer)
        if block is not None:
            if not tree.get("status_quo") and not tree.get("no_deal") and not viewer.sees(told.get("visible_to")):
                block.setdefault("no_deal", "unknown")
            sees = sees_copy(written, party, viewer) if told else {}
            found[party] = block | ({"sees": sees} if sees else {})
    return found


def _event(told: Tree, viewer: Viewer) -> dict[str, Any]:
    """An event without what it changes."""
    found: dict[str, Any] = _without(told, ("note", "evidence", "changes"))
    evidence = told.get("evidence")
    if isinstance(evidence, list):
        found["evidence"] = [_evidence(item, viewer) for item in evidence]
    elif evidence is not None:
        found["evidence"] = _evidence(evidence, viewer)
    return found


def _difference(before: Tree, after: Tree) -> dict[str, Any]:
    """The changes, to be merged by key, that lead from one tree to the other."""
    found: dict[str, Any] = {}
    for key in [*after, *(key for key in before if key not in after)]:
        if key not in after:
            found[key] = None
        elif key not in before:
            found[key] = after[key]
        elif before[key] != after[key]:
            old, new = before[key], after[key]
            if key in BY_ID and isinstance(old, list) and isinstance(new, list):
                old, new = _named(old), _named(new)
            by_key = isinstance(old, Mapping) and isinstance(new, Mapping) and not single(new)
            found[key] = _difference(old, new) if by_key else new
    return found


def _named(items: list[Any]) -> dict[str, Any]:
    return {str(item["id"]): item for item in items}


def _grounded(part: Any, claims: set[str], tree: Tree) -> Any:
    """Without reasons that rest on something that the copy does not have."""
    if isinstance(part, Mapping):
        found = {}
        for key, value in part.items():
            if key == "rests_on" and not isinstance(value, Mapping):
                names = value if isinstance(value, list) else [value]
                value = [name for name in names if isinstance(name, str) and _there(name, claims, tree)]
                if not value:
                    continue
            found[key] = _grounded(value, claims, tree)
        return found
    return [_grounded(item, claims, tree) for item in part] if isinstance(part, list) else part


def _there(name: str, claims: set[str], tree: Tree) -> bool:
    """A claim, or an address outside the preferences (what may be seen of these is not what is written)."""
    if "." not in name or name.startswith("claims."):
        return name.removeprefix("claims.") in claims
    if name.startswith(("preferences.", "events.")):
        return False
    try:
        resolve(tree, name)
    except AddressError:
        return False
    return True
