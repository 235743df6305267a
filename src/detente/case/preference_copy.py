"""What one party may see of another's preferences, or of its own: trees in, trees out (see `detente.case.sharing`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from detente.case.scalars import parse_range

Tree = Mapping[str, Any]
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and at which issues with which options."""

    party: str
    options: Mapping[str, tuple[str, ...]]

    def sees(self, visible_to: Any) -> bool:
        """Is the party named?"""
        return self.party in visible_to if isinstance(visible_to, list) else visible_to == self.party


def shown(number: Any, outer: Any, viewer: Viewer) -> Any:
    """A number as the viewer may see it, or None. `outer`: the viewers of the block around it.

    A number that carries its own viewers keeps value and reasons, and names the viewer alone. A conditional one is
    shown only where it may be seen as a whole; numbers inside it that name others are then `unknown`.
    """
    if number is None:
        return None
    if not isinstance(number, Mapping):
        return number if viewer.sees(outer) else None
    own = number.get("visible_to")
    if not viewer.sees(own if own else outer):
        return None
    kept = {key: value for key, value in number.items() if key in ("because", "rests_on")}
    kept |= {"visible_to": viewer.party} if own else {}
    if "from" in number:
        return {"from": number["from"], "worth": number.get("worth"), **kept}
    if "if" not in number:
        value = number.get("value")
        taken = {key: value.get(key) for key in ("from", "worth")} if isinstance(value, Mapping) else None
        return {"value": taken or value, **kept}
    inner = own if own else outer
    sides = {side: shown(number.get(side), inner, viewer) or UNKNOWN for side in ("then", "else")}
    return {"if": number["if"], **sides, **kept}


def uniform(viewer: Viewer) -> dict[str, Any]:
    """Preferences of which nothing is known: every issue, every option."""
    return {
        "weights": dict.fromkeys(viewer.options, UNKNOWN),
        "values": {issue: dict.fromkeys(options, UNKNOWN) for issue, options in viewer.options.items()},
    }


def preference_copy(told: Tree, viewer: Viewer) -> dict[str, Any] | None:
    """What may be seen of a preference block; None where that is nothing at all."""
    outer = told.get("visible_to")
    if viewer.sees(outer):
        return _visible(told, viewer)
    weights = _seen_map(told.get("weights"), outer, viewer)
    values = {issue: _seen_map(inner, outer, viewer) for issue, inner in (told.get("values") or {}).items()}
    together = _together(told.get("together"), outer, viewer)
    no_deal = shown(told.get("no_deal"), outer, viewer)
    if not (weights or any(values.values()) or together or no_deal is not None):
        return None
    found = uniform(viewer)
    found["weights"] = _weights(weights, viewer)
    for issue, inner in found["values"].items():
        inner |= {option: value for option, value in values.get(issue, {}).items() if option in inner}
    if together:
        found["together"] = together
    if no_deal is not None:
        found["no_deal"] = no_deal
    return found


def _seen_map(told: Any, outer: Any, viewer: Viewer) -> dict[str, Any]:
    pairs = {name: shown(number, outer, viewer) for name, number in (told or {}).items()}
    return {name: number for name, number in pairs.items() if number is not None}


def _weights(seen: Tree, viewer: Viewer) -> dict[str, Any]:
    """Visible weights among unknown ones, as points out of 100; all unknown where they would leave nothing."""
    if sum((_most(number) for number in seen.values()), Fraction(0)) >= 100:
        return dict.fromkeys(viewer.options, UNKNOWN)
    return {issue: seen.get(issue, UNKNOWN) for issue in viewer.options}


def _most(number: Any) -> Fraction:
    if isinstance(number, Mapping) and isinstance(number.get("worth"), Mapping):
        return max((_most(each) for each in number["worth"].values()), default=Fraction(0))
    text = number.get("value") if isinstance(number, Mapping) else number
    if isinstance(text, Mapping):
        return _most(text)
    try:
        return parse_range(str(text))[1]
    except ValueError:
        return Fraction(0)


def _together(told: Any, outer: Any, viewer: Viewer) -> list[dict[str, Any]]:
    """The terms whose number may be seen."""
    found = []
    for term in told if isinstance(told, list) else []:
        own = term.get("visible_to")
        add = shown(term.get("add"), own if own else outer, viewer)
        if add is None or (isinstance(add, Mapping) and UNKNOWN in (add.get("then"), add.get("else"))):
            continue
        grounds = {key: term[key] for key in ("because", "rests_on") if key in term}
        found.append({"when": term.get("when"), "add": add, **grounds, **({"visible_to": viewer.party} if own else {})})
    return found


def _visible(told: Tree, viewer: Viewer) -> dict[str, Any]:
    """A block that may be seen, without the numbers inside it that name others."""
    outer = told["visible_to"]
    found: dict[str, Any] = {}
    for key, value in told.items():
        if key == "weights":
            found[key] = _visible_weights(value, outer, viewer)
        elif key == "values":
            found[key] = {
                issue: {option: _or_unknown(number, outer, viewer) for option, number in (inner or {}).items()}
                for issue, inner in (value or {}).items()
            }
        elif key == "together":
            found[key] = _together(value, outer, viewer)
        elif key == "no_deal":
            found[key] = shown(value, outer, viewer)
        elif key == "readings":
            found[key] = {name: r for name, r in (value or {}).items() if _wholly(r, outer, viewer)}
        elif key in ("because", "rests_on", "order", "priorities", "ranking"):
            found[key] = value
    if UNKNOWN in found.get("weights", {}).values():
        found["values"] = uniform(viewer)["values"] | found.get("values", {})
    hidden = {issue for issue, number in (told.get("weights") or {}).items() if shown(number, outer, viewer) is None}
    if hidden & set(found.get("order") or ()):
        found.pop("order", None)
    found = {key: value for key, value in found.items() if value not in (None, {}, [])}
    return {**found, "visible_to": viewer.party}


def sees_copy(written: Tree, party: str, viewer: Viewer) -> dict[str, Any]:
    """What one party sees in others, of all preferences as `written`: only where the party's own block may be seen, all that it sees in
    the other, and all of the other's own preferences, with which that is merged (for a reading, these with their readings)."""
    outer = written[party].get("visible_to")
    if not viewer.sees(outer):
        return {}
    found = {}
    for other, seen in (written[party].get("sees") or {}).items():
        block = {key: value for key, value in (written.get(other) or {}).items() if key != "sees"}
        if _wholly(block, block.get("visible_to"), viewer) and _wholly(seen, outer, viewer):
            found[other] = _named(seen, viewer)
    return found


def _named(told: Any, viewer: Viewer) -> Any:
    """A tree that may be seen as a whole, without notes, and with the viewer alone in place of all who may see it."""
    if isinstance(told, Mapping):
        return {
            key: viewer.party if key == "visible_to" else _named(value, viewer)
            for key, value in told.items()
            if key != "note"
        }
    return [_named(item, viewer) for item in told] if isinstance(told, list) else told


def _visible_weights(told: Any, outer: Any, viewer: Viewer) -> dict[str, Any]:
    seen = _seen_map(told, outer, viewer)
    return seen if len(seen) == len(told or {}) else _weights(seen, viewer)


def _or_unknown(number: Any, outer: Any, viewer: Viewer) -> Any:
    found = shown(number, outer, viewer)
    return UNKNOWN if found is None else found


def _wholly(told: Any, outer: Any, viewer: Viewer) -> bool:
    """May all of a tree be seen?"""
    if isinstance(told, Mapping):
        own = told.get("visible_to") or outer
        return viewer.sees(own) and all(_wholly(value, own, viewer) for value in told.values())
    return all(_wholly(item, outer, viewer) for item in told) if isinstance(told, list) else True
