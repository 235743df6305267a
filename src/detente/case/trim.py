"""What refers by name to something that has been taken out of a tree goes with it.

Only what is a mere list of names, a link, or a statement about the thing goes. Expressions (`by`, rules, `means`,
conditional values) are left as they are: reading the tree again says which of them cannot do without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Tree = Any


def without_references(tree: Tree, address: str) -> Tree:
    """The tree without mere references to what stood at `address` (`claims.X`, `sources.X`, `events.X`, …)."""
    kind, _, name = address.partition(".")
    trim = _TRIMS.get(kind)
    if trim is None or not name or "." in name:
        return tree

    def event(item: dict[str, Any]) -> dict[str, Any]:
        changes = item.get("changes")
        if isinstance(changes, Mapping):
            item["changes"] = {
                key: value for key, value in trim(_undone(changes, kind, name), name).items() if value != {}
            }
            if not item["changes"]:
                del item["changes"]
        return item

    return _ungrounded(_each(trim(tree, name), "events", event), address, name if kind == "claims" else "")


def _undone(changes: Mapping[str, Any], kind: str, name: str) -> dict[str, Any]:
    """What an event changes, without changes of the thing itself."""
    inner = changes.get(kind)
    if not isinstance(inner, Mapping):
        return dict(changes)
    return {**changes, kind: {key: value for key, value in inner.items() if key != name}}


def _ungrounded(tree: Tree, address: str, claim: str) -> Tree:
    """Everywhere: `rests_on` without this address."""
    gone = {address, claim} - {""}
    if isinstance(tree, Mapping):
        found = {}
        for key, value in tree.items():
            if key == "rests_on" and isinstance(value, str | list):
                value = _listed(value, gone)
                if not value:
                    continue
            found[key] = _ungrounded(value, address, claim)
        return found
    if isinstance(tree, list):
        return [_ungrounded(item, address, claim) for item in tree]
    return tree


def _listed(value: Any, gone: set[str]) -> Any:
    """A list of names, or a single one, without some of them."""
    if isinstance(value, list):
        return [item for item in value if not (isinstance(item, str) and _head(item, gone))]
    return None if isinstance(value, str) and _head(value, gone) else value


def _head(item: str, gone: set[str]) -> bool:
    return any(item == name or item.startswith(name + ".") for name in gone)


def _each(tree: Tree, key: str, change: Callable[[dict[str, Any]], dict[str, Any] | None]) -> Tree:
    """Every mapping in the list (or mapping) under a key, changed; None drops it."""
    items = tree.get(key)
    if isinstance(items, list):
        changed = [change(dict(item)) if isinstance(item, Mapping) else item for item in items]
        return {**tree, key: [item for item in changed if item is not None]}
    if isinstance(items, Mapping):
        pairs = {name: change(dict(item)) if isinstance(item, Mapping) else item for name, item in items.items()}
        return {**tree, key: {name: item for name, item in pairs.items() if item is not None}}
    return tree


def _drop(item: dict[str, Any], key: str, names: set[str]) -> None:
    """Take names out of a list, or keys out of a mapping, under `key`; what is left empty goes."""
    value = item.get(key)
    if isinstance(value, Mapping):
        value = {name: inner for name, inner in value.items() if name not in names}
    else:
        value = _listed(value, names)
    if key in item:
        if value:
            item[key] = value
        else:
            del item[key]


def _without_claim(tree: Tree, name: str) -> Tree:
    def claim(item: dict[str, Any]) -> dict[str, Any]:
        _drop(item, "supports", {name})
        attacks = item.get("attacks")
        if attacks is not None:
            left = [a for a in (attacks if isinstance(attacks, list) else [attacks]) if not _attacks(a, name)]
            item["attacks"] = left
            if not left:
                del item["attacks"]
        return item

    def event(item: dict[str, Any]) -> dict[str, Any]:
        _keep_evidence(item, lambda evidence: evidence.get("claim") != name)
        return item

    found = _each(_each(tree, "claims", claim), "events", event)
    lists = found.get("exactly_one")
    return {**found, "exactly_one": _fewer(lists, name)} if isinstance(lists, list) else found


def _fewer(lists: list[Any], name: str) -> list[Any]:
    """Lists of which exactly one claim is true, without this claim; a single one left is an uncertain claim like any other."""
    left = [[claim for claim in each if claim != name] if isinstance(each, list) else each for each in lists]
    return [now for now, then in zip(left, lists, strict=True) if now == then or len(now) > 1]


def _attacks(attack: Any, name: str) -> bool:
    if isinstance(attack, str):
        return attack == name
    link = str(attack.get("link", "")).split("->")
    return attack.get("claim") == name or name in [end.strip() for end in link]


def _keep_evidence(item: dict[str, Any], keep: Callable[[Mapping[str, Any]], bool]) -> None:
    evidence = item.get("evidence")
    if evidence is None:
        return
    if not isinstance(evidence, list):
        evidence = [evidence]
        left = [e for e in evidence if keep(e)]
        if not left:
            del item["evidence"]
        return
    item["evidence"] = [e for e in evidence if keep(e)]
    if not item["evidence"]:
        del item["evidence"]


def _without_source(tree: Tree, name: str) -> Tree:
    def item_with_places(item: dict[str, Any]) -> dict[str, Any]:
        places = item.get("at")
        if isinstance(places, Mapping) and places.get("source") == name:
            del item["at"]
        elif isinstance(places, list):
            item["at"] = [place for place in places if place.get("source") != name]
        _keep_evidence(item, lambda evidence: evidence.get("source") != name)
        return item

    def source(item: dict[str, Any]) -> dict[str, Any]:
        if item.get("cited_in") == name:
            del item["cited_in"]
        return item

    return _each(_each(_each(tree, "claims", item_with_places), "events", item_with_places), "sources", source)


def _without_event(tree: Tree, name: str) -> Tree:
    def event(item: dict[str, Any]) -> dict[str, Any]:
        for key in ("after", "in_reply_to", "withdraws"):
            _drop(item, key, {name})
        return item

    return _each(tree, "events", event)


def _without_party(tree: Tree, name: str) -> Tree:
    names = {name}
    found = {key: dict(value) if isinstance(value, Mapping) else value for key, value in tree.items()}
    _drop(found, "table", names)
    if isinstance(found.get("preferences"), Mapping):
        found["preferences"] = {party: block for party, block in found["preferences"].items() if party != name}
    found = _each(found, "preferences", lambda block: _unseeing(block, names))

    def claim(item: dict[str, Any]) -> dict[str, Any]:
        for key in ("asserted_by", "credence", "says"):
            _drop(item, key, names)
        return item

    def event(item: dict[str, Any]) -> dict[str, Any]:
        for key in ("to", "level"):
            _drop(item, key, names)
        evidence = item.get("evidence")
        if isinstance(evidence, list):
            item["evidence"] = [_unread(each, names) for each in evidence]
        elif evidence is not None:
            item["evidence"] = _unread(evidence, names)
        return item

    return _unseen(_each(_each(found, "claims", claim), "events", event), names)


def _unseeing(block: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """Preferences without what the party sees in these."""
    _drop(block, "sees", names)
    return block


def _unread(evidence: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    """Evidence without what these parties read differently."""
    found = dict(evidence)
    _drop(found, "readers", names)
    return found


def _unseen(tree: Tree, names: set[str]) -> Tree:
    """Everywhere: `visible_to` without these parties; nobody left means the team."""
    if isinstance(tree, Mapping):
        return {
            key: (_listed(value, names) or "team") if key == "visible_to" else _unseen(value, names)
            for key, value in tree.items()
        }
    return [_unseen(item, names) for item in tree] if isinstance(tree, list) else tree


def _without_issue(tree: Tree, name: str) -> Tree:
    found = dict(tree)
    for key in ("status_quo", "no_deal"):
        if isinstance(found.get(key), Mapping):
            found[key] = {issue: option for issue, option in found[key].items() if issue != name}

    def block(item: dict[str, Any]) -> dict[str, Any]:
        for key in ("weights", "values", "order"):
            _drop(item, key, {name})
        for key in ("readings", "sees"):
            if key in item:
                item = dict(_each(item, key, block))
        return item

    def event(item: dict[str, Any]) -> dict[str, Any]:
        for key in ("moves", "offers", "if"):
            if isinstance(item.get(key), Mapping):
                _drop(item, key, {name})
        return item

    return _each(_each(found, "preferences", block), "events", event)


_TRIMS: dict[str, Callable[[Tree, str], Tree]] = {
    "claims": _without_claim,
    "sources": _without_source,
    "events": _without_event,
    "parties": _without_party,
    "issues": _without_issue,
}
