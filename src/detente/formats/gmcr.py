"""Conflict models of gmcr-py: the `.gmcr` files that it saves, in both dialects of JSON, and what it writes for its visualiser.

Meaning as in gmcr-py (onp/gmcr-py on GitHub, versions 0.1 to 0.3.13): an option is taken or not by the decision maker that
owns it; `permittedDirection` `fwd` lets it only be taken, `back` only be given up; an infeasible condition excludes the
states that it matches; a compound condition holds where one of its members does; earlier preferences outweigh all later
ones together. States are counted from 1 in the order of their binary codes, the first option being the least digit, options
of one decision maker standing together. The older dialect calls a ranking by hand `preferenceVector`, the newer one
`preferenceRanking`; the visualiser's file adds `nodes`. Still older versions pickled their models: these are refused unread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.formats.common import FormatError, folded, identifiers
from detente.formats.gmcr_file import Condition, Maker, Model, Statement, model, shown, whole

Tiers = tuple[tuple[int, ...], ...]
"""States by number (from 0), best first, ties together."""
Taken = NDArray[np.bool_]
"""Which options are taken (states, options) in each feasible state; options by their place in the file."""

MOST_NUMBERED = 20
"""Options of a model whose states go by number: two to this power are gone through."""


def tree(content: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The case as nested dicts of text; what the file says and a case does not stands in its `note`. Raises FormatError."""
    found = model(content, path)
    taken = feasible(found)
    parties = identifiers((maker.name for maker in found.makers), "p")
    labels = _labels(found)
    issues = identifiers(labels, "o")
    stated, notes = {}, list(found.lost)
    for party, maker in zip(parties, found.makers, strict=True):
        stated[party] = _preferences(maker, found, taken, issues, notes)
    notes += _nodes(content, found, taken)
    never = dict.fromkeys(_expression(condition, issues) for condition in found.infeasible)
    return {
        "detente": "1",
        "title": found.title,
        "summary": f"A conflict model read from a file of gmcr-py: {found.file}.",
        **({"note": " ".join(notes)} if notes else {}),
        "parties": {party: {"name": maker.name} for party, maker in zip(parties, found.makers, strict=True)},
        "issues": {issue: _issue(number, labels[number], found, parties) for number, issue in enumerate(issues)},
        **({"rules": [{"never": expression} for expression in never]} if never else {}),
        "preferences": stated,
    }


# ---------------------------------------------------------------- states by number


def feasible(found: Model) -> Taken | None:
    """The feasible states in the order in which gmcr-py counts them; None where there are too many options to list them."""
    if len(found.options) > MOST_NUMBERED:
        return None
    codes = np.arange(2 ** len(found.options))
    taken = np.zeros((len(codes), len(found.options)), dtype=bool)
    for digit, option in enumerate(_order(found)):
        taken[:, option] = codes >> digit & 1
    return taken[~_holds(found.infeasible, taken)]


def _tiers(given: Any, name: str, count: int, file: str) -> Tiers:
    """A ranking by hand of `count` states: each once, by its number from 1."""
    if not isinstance(given, list):
        raise FormatError(file, f"{name} has no preferenceRanking.", "Rank every state, or let preferences count.")
    found, seen = [], set()
    for entry in given:
        tier = entry if isinstance(entry, list) else [entry]
        for state in tier:
            if not whole(state) or not 1 <= state <= count:
                what = f"The ranking of {name} holds {shown(state)}, which is no state."
                raise FormatError(file, what, f"The feasible states are 1 to {count}.")
            if state in seen:
                raise FormatError(file, f"The ranking of {name} names state {state} twice.", "Name each once.")
            seen.add(state)
        found.append(tuple(int(state) - 1 for state in tier))
    missing = next((state for state in range(1, count + 1) if state not in seen), None)
    if missing is not None:
        raise FormatError(file, f"The ranking of {name} leaves out state {missing}.", f"Rank all {count} states.")
    return tuple(tier for tier in found if tier)


def _levels(statements: Sequence[Statement], taken: Taken) -> NDArray[np.int64]:
    """Ranks 0, 1, … (states,) by statements, the earlier outweighing all later ones."""
    level = np.zeros(len(taken), dtype=np.int64)
    for statement in statements:
        level = np.unique(2 * level + _holds(statement, taken), return_inverse=True)[1].reshape(-1)
    return level


def _order(found: Model) -> list[int]:
    """The options in the order in which gmcr-py has them after loading: the decision makers' own, one after the other.

    An option that nobody has stands first, as there.
    """
    order, moved = list(range(len(found.options))), []
    for maker in found.makers:
        for option in maker.options:
            if option not in moved:
                moved.append(option)
                order.remove(option)
                order.insert(len(moved), option)
    return order


def _holds(statement: Statement, taken: Taken) -> NDArray[np.bool_]:
    held = np.zeros(len(taken), dtype=bool)
    for condition in statement:
        here = np.ones(len(taken), dtype=bool)
        for option, answer in condition:
            here &= taken[:, option] == answer
        held |= here
    return held


# ---------------------------------------------------------------- the case


def _labels(found: Model) -> list[str]:
    """The options' names; those that stand twice with whose they are."""
    names = [folded(option.name) for option in found.options]
    owners = [[maker.name for maker in found.makers if n in maker.options] for n in range(len(names))]
    return [
        f"{' or '.join(owner)}: {option.name}" if names.count(name) > 1 and owner else option.name
        for name, owner, option in zip(names, owners, found.options, strict=True)
    ]


def _issue(number: int, label: str, found: Model, parties: Sequence[str]) -> dict[str, Any]:
    owners = [party for party, maker in zip(parties, found.makers, strict=True) if number in maker.options]
    frozen = found.options[number].irreversible if owners else ("no", "yes")
    return {
        "label": label,
        **({"by": " or ".join(owners)} if owners else {}),
        "options": {"no": {}, "yes": {}},
        **({"irreversible": list(frozen)} if frozen else {}),
    }


def _preferences(
    maker: Maker, found: Model, taken: Taken | None, issues: Sequence[str], notes: list[str]
) -> dict[str, Any]:
    """A decision maker's ranking by hand, its priorities, or the ranking of its payoffs."""
    if found.manual:
        if taken is None:
            what = f"The file ranks the states of {len(found.options)} options by number."
            raise FormatError(found.file, what, f"Beyond {MOST_NUMBERED} options, state preferences by options.")
        return _ranking(_tiers(maker.ranking, maker.name, len(taken), found.file), taken, issues)
    telling = [statement for statement in maker.statements if statement and all(statement)]
    if len(telling) < len(maker.statements):
        notes.append(f"Preferences of {maker.name} that hold everywhere or nowhere say nothing; they are left out.")
    tiers = _by_payoffs(maker, taken)
    if telling:
        if taken is not None and tiers and tiers != _by_level(_levels(telling, taken).tolist()):
            notes.append(f"The payoffs of {maker.name} in the file rank otherwise than its preferences, which count.")
        return {"priorities": [_either(statement, issues) for statement in telling]}
    if taken is not None and len(tiers) > 1:
        notes.append(f"{maker.name} has payoffs in the file and no preferences; its ranking is that of the payoffs.")
        return _ranking(tiers, taken, issues)
    notes.append(f"The file states no preferences of {maker.name}: it is taken to be indifferent.")
    return {"ranking": [{}]}


def _by_payoffs(maker: Maker, taken: Taken | None) -> Tiers:
    """The ranking of the payoffs that newer files give beside preferences; empty where there is none for every state."""
    given = maker.payoffs
    if not isinstance(given, list) or taken is None or len(given) != len(taken):
        return ()
    return _by_level(given) if all(isinstance(each, Fraction) for each in given) else ()


def _by_level(levels: Sequence[Any]) -> Tiers:
    """States by what stands for each, the highest first."""
    tiers: dict[Any, list[int]] = {}
    for state, level in enumerate(levels):
        tiers.setdefault(level, []).append(state)
    return tuple(tuple(tiers[level]) for level in sorted(tiers, reverse=True))


def _ranking(tiers: Tiers, taken: Taken, issues: Sequence[str]) -> dict[str, Any]:
    if len(tiers) == 1:
        return {"ranking": [{}]}
    entries = []
    for tier in tiers:
        outcomes = [
            {issue: "yes" if answer else "no" for issue, answer in zip(issues, taken[state], strict=True)}
            for state in tier
        ]
        entries.append(outcomes if len(outcomes) > 1 else outcomes[0])
    return {"ranking": entries}


def _either(statement: Statement, issues: Sequence[str]) -> str:
    parts = [_expression(condition, issues) for condition in statement]
    return " or ".join(f"({part})" if len(parts) > 1 and " and " in part else part for part in parts)


def _expression(condition: Condition, issues: Sequence[str]) -> str:
    return " and ".join(f"{issues[option]} = {'yes' if answer else 'no'}" for option, answer in condition)


# ---------------------------------------------------------------- the visualiser's nodes


def _nodes(content: Mapping[str, Any], found: Model, taken: Taken | None) -> list[str]:
    """Whether the states and moves that are written out for the visualiser are those of the options, which count."""
    given = content.get("nodes")
    if given is None or taken is None:
        return []
    joint = isinstance(content.get("coalitions"), list) and any(isinstance(g, list) for g in content["coalitions"])
    try:
        patterns = [str(node["state"]) for node in given]
        moves = {
            (n, int(link["target"]), str(link["dm"])) for n, node in enumerate(given) for link in node["reachable"]
        }
    except (TypeError, KeyError, ValueError, OverflowError) as error:
        what = "The nodes, which the visualiser draws, are not as gmcr-py writes them."
        raise FormatError(found.file, what, "Remove them: the model stands in the rest of the file.") from error
    order = _order(found)
    expected = taken[:, order] if len(patterns) == len(taken) else ()
    if patterns != ["".join("Y" if answer else "N" for answer in row) for row in expected]:
        return ["The file's nodes are other states than its infeasible conditions leave; the conditions count."]
    differ = 0 if joint else len(moves ^ _moves(found, taken))
    return [f"The file's nodes and its options differ in {differ} moves; the options count."] if differ else []


def _moves(found: Model, taken: Taken) -> set[tuple[int, int, str]]:
    moves = set()
    for number, maker in enumerate(found.makers):
        others = [option for option in range(len(found.options)) if option not in maker.options]
        groups: dict[bytes, list[int]] = {}
        for state, row in enumerate(taken):
            groups.setdefault(row[others].tobytes(), []).append(state)
        for group in groups.values():
            moves |= {(a, b, f"dm{number}") for a in group for b in group if a != b and _can(found, taken, a, b)}
    return moves


def _can(found: Model, taken: Taken, frm: int, to: int) -> bool:
    return not any(
        was != will and ("yes" if was else "no") in option.irreversible
        for was, will, option in zip(taken[frm], taken[to], found.options, strict=True)
    )
