"""What parties want: is it said, in one form, completely, and in numbers that can be?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from detente.case import build
from detente.case.addresses import merge
from detente.case.check_outcomes import needing_preferences, space_of, words
from detente.case.expressions import claims_of, holds
from detente.case.fitting_words import owner
from detente.case.model import And, Case, Choice, Conditional, Expression, Outcome, Preferences, Value
from detente.case.notes import Notes
from detente.case.possible import Search, TooHardError
from detente.case.scalars import nearest
from detente.case.text import Path
from detente.case.weights import order_problem

Got = Mapping[str, Any]
LISTED = 50_000
TOTAL = 100


def check(case: Case, got: Got, notes: Notes) -> None:
    """All preferences, readings included, and whoever has none but needs them."""
    if case.issues:
        for party, why in needing_preferences(case).items():
            if party not in case.preferences:
                what = f"{party} {why} and has no preferences."
                notes.error(
                    ("parties", party), what, f"Add preferences.{party} (weights and values, priorities or a ranking)."
                )
    for party, block in got.get("preferences", {}).items():
        if party not in case.preferences:
            continue
        path: Path = ("preferences", party)
        _one(case, case.preferences[party], block, path, notes)
        for name, reading in block.get("readings", {}).items():
            merged = _reading(_plain(block), reading)
            _one(case, build.preferences(party, merged), merged, (*path, "readings", name), notes)
        for other, seen in block.get("sees", {}).items():
            _seen(case, (party, other), seen, got["preferences"].get(other, {}), notes)


def _plain(block: Got) -> dict[str, Any]:
    """A party's own preferences without what others may take them to be, or it those of others."""
    return {key: value for key, value in block.items() if key not in ("readings", "sees")}


def _seen(case: Case, who: tuple[str, str], seen: Any, block: Got, notes: Notes) -> None:
    """What one party sees in another (`who`, in this order), whose own preferences are `block`."""
    party, other = who
    path: Path = ("preferences", party, "sees", other)
    if other == party:
        what = f"{party} sees itself as somebody else."
        notes.error(path, what, "Name another party; a rival assessment of the party itself is one of its readings.")
    elif other not in case.preferences:
        if other in case.parties:
            what = (
                f"{party} sees {other} otherwise than the file does, but the file says nothing of what {other} wants."
            )
            notes.error(path, what, f"Add preferences.{other}.")
    elif isinstance(seen, str):
        known = case.preferences[other].readings
        if seen not in known and not _written(notes, ("preferences", other, "readings"), [seen]):
            what = f"{other} has no reading called {seen}, as which {party} would see it."
            remedy = nearest(seen, known, f"preferences.{other}.readings") if known else "Write out what differs."
            notes.error(path, what, remedy)
    else:
        merged = _reading(_plain(block), seen)
        _one(case, build.preferences(other, merged), merged, path, notes)


def _reading(block: dict[str, Any], reading: Mapping[str, Any]) -> dict[str, Any]:
    merged = merge(block, reading)
    assert isinstance(merged, dict)
    return merged


def _one(case: Case, stated: Preferences, block: Got, path: Path, notes: Notes) -> None:
    forms = [form for form in ("weights", "values", "priorities", "ranking") if form in block]
    if ("priorities" in forms) + ("ranking" in forms) + bool({"weights", "values"} & set(forms)) > 1:
        what = f"The preferences of {stated.party} mix forms: {', '.join(forms)}."
        notes.error(path, what, "Use one: weights and values, or priorities, or a ranking.")
        return
    if stated.form in ("priorities", "ranking") and stated.no_deal is not None:
        what = f"{stated.party} only ranks, so its no_deal has no scale to stand on and counts for nothing."
        notes.warning((*path, "no_deal"), what, "Leave no_deal out, or give weights and values.")
    if stated.form == "cardinal":
        _cardinal(case, stated, path, notes)
    if stated.form == "ranking" and case.issues:
        _ranking(case, stated, path, notes)


# ---------------------------------------------------------------- weights and values


def _options(options: Iterable[str]) -> str:
    names = ", ".join(options)
    return f"Its options: {names}." if names else "It has no options yet."


def _cardinal(case: Case, stated: Preferences, path: Path, notes: Notes) -> None:
    for issue, values in stated.values.items():
        if issue not in case.issues:
            continue
        options = case.issues[issue].options
        for option in values:
            if option not in options:
                what = f"The issue {issue} has no option {option}."
                notes.error((*path, "values", issue, option), what, _options(options))
        missing = [option for option in options if option not in values]
        if missing and not _written(notes, (*path, "values", issue), missing):
            options_words = f"option{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
            what = f"{stated.party} values {issue}, but not its {options_words}."
            notes.error(
                (*path, "values", issue), what, f"Add {', '.join(f'{o}: …' for o in missing)} (0 to 1, or unknown)."
            )
        if issue not in stated.weights and not _written(notes, (*path, "weights"), [issue]):
            what = f"{stated.party} values {issue} but does not weigh it, so it counts for nothing."
            notes.warning(
                (*path, "values", issue), what, f"Add {issue} to preferences.{stated.party}.weights, or leave it out."
            )
    for issue in stated.weights:
        if issue in case.issues and issue not in stated.values and not _written(notes, (*path, "values"), [issue]):
            what = f"{stated.party} weighs {issue} but values none of its options."
            notes.error((*path, "weights", issue), what, f"Add preferences.{stated.party}.values.{issue}.")
    _weights(stated, path, notes)
    for here, value in _conditionals(stated, path):
        _credences(case, stated.party, value.condition, here, notes)


def _written(notes: Notes, path: Path, keys: list[str]) -> bool:
    """Whether the file has the keys all the same (what stands there is a problem already)."""
    here: Any = notes.tree
    for step in path:
        here = here.get(step) if isinstance(here, Mapping) else None
    return isinstance(here, Mapping) and all(key in here for key in keys)


def _weights(stated: Preferences, path: Path, notes: Notes) -> None:
    weights = stated.weights
    known = [number for number in weights.values() if not number.unknown]
    here = (*path, "weights")
    if weights and len(known) == len(weights) and all(number.high == 0 for number in known):
        what = f"All weights of {stated.party} are 0."
        notes.error(
            here, what, "Weigh an issue above 0, or leave weights and values out: the party is then indifferent."
        )
        return
    if len(known) < len(weights):
        low, high = sum(n.low for n in known), sum(n.high for n in known)
        if low >= TOTAL:
            what = f"{owner(stated.party)} known weights take {_points(low)} of 100 points, so the unknown ones get nothing."
            notes.error(
                here, what, "With unknown, weights are points out of 100: lower them, or give all weights numbers."
            )
            return
        if high >= TOTAL:
            what = f"{owner(stated.party)} known weights can take {_points(high)} of 100 points, which leaves nothing over."
            notes.warning(here, what, "Only draws that leave something count; lower the ranges if that is not meant.")
    for number, issue in enumerate(stated.order):
        if issue not in weights and not _written(notes, here, [issue]):
            what = f"The order of {stated.party} names {issue}, which has no weight."
            notes.error(
                (*path, "order", number), what, f"Add it to preferences.{stated.party}.weights (unknown will do)."
            )
    ordered = [issue for issue in dict.fromkeys(stated.order) if issue in weights]
    told = order_problem({issue: weights[issue] for issue in weights}, ordered)
    if told:
        what = f"No draw from the ranges can meet the order of {stated.party}: {told}."
        notes.error((*path, "order"), what, "Change the order, or widen or correct the ranges of the weights.")


def _points(number: Fraction | int) -> str:
    return f"{float(number):g}"


def _conditionals(stated: Preferences, path: Path) -> Iterator[tuple[Path, Conditional]]:
    def own(value: Value, here: Path) -> Iterator[tuple[Path, Conditional]]:
        if isinstance(value, Conditional):
            yield here, value

    for issue, values in stated.values.items():
        for option, value in values.items():
            yield from own(value, (*path, "values", issue, option))
    for number, term in enumerate(stated.together):
        yield from own(term.add, (*path, "together", number, "add"))


def _credences(case: Case, party: str, condition: Expression, path: Path, notes: Notes) -> None:
    """A conditional value needs the party's credence in every claim that its condition comes down to."""
    for claim in _atomic(case, condition):
        if party not in case.claims[claim].credence and not _credence_written(notes, claim, party):
            what = f"{party} has no credence for {claim}, on which this value depends."
            notes.error(
                path, what, f"Add {party} to the credence of claims.{claim}: a probability, a range, or unknown."
            )


def _credence_written(notes: Notes, claim: str, party: str) -> bool:
    claims = [c for c in notes.tree.get("claims") or () if isinstance(c, Mapping) and c.get("id") == claim]
    return any(isinstance(c.get("credence"), Mapping) and party in c["credence"] for c in claims)


def _atomic(case: Case, condition: Expression) -> list[str]:
    """The claims that an expression comes down to when combinations are spelled out."""
    found: dict[str, None] = {}
    waiting, seen = list(claims_of(condition)), set()
    while waiting:
        name = waiting.pop(0)
        if name in seen or name not in case.claims:
            continue
        seen.add(name)
        means = case.claims[name].means
        if means is None:
            found[name] = None
        else:
            waiting += claims_of(means)
    return list(found)


# ---------------------------------------------------------------- rankings


def _ranking(case: Case, stated: Preferences, path: Path, notes: Notes) -> None:
    """Every feasible outcome is matched by some entry."""
    entries = [outcome for tie in stated.ranking for outcome in tie]
    here = (*path, "ranking")
    if not entries:
        notes.error(
            here,
            f"The ranking of {stated.party} is empty.",
            "List outcomes, best first; end with {} to rank the rest last.",
        )
        return
    if any(not entry for entry in entries) or any(i not in case.issues for entry in entries for i in entry):
        return
    space = space_of(case)
    if prod(len(options) for options in space.options.values()) <= LISTED:
        total, missing = _unmatched(space, entries)
        if missing:
            shown = "; ".join(words(outcome) for outcome in missing[:3]) + (
                f"; and {len(missing) - 3} more" if len(missing) > 3 else ""
            )
            what = f"{stated.party} ranks {total - len(missing)} of {total} outcomes; missing: {shown}."
            notes.error(
                here,
                what,
                f"Add {_it(missing)} to preferences.{stated.party}.ranking, or end it with {{}}.",
            )
        return
    try:
        left = Search(space.options, [*space.never, *map(_as_expression, entries)]).find()
    except TooHardError:
        what = f"Whether {stated.party} ranks every outcome could not be decided in reasonable time."
        notes.warning(here, what, "End the ranking with {} to rank all others last.")
        return
    if left is not None:
        what = f"{stated.party} does not rank every outcome; missing, for one: {words(left)}."
        notes.error(here, what, f"Add it to preferences.{stated.party}.ranking, or end it with {{}}.")


def _it(things: Sequence[object]) -> str:
    return "it" if len(things) == 1 else "them"


def _unmatched(space: Search, entries: list[Outcome]) -> tuple[int, list[Outcome]]:
    """(number of feasible outcomes, those that no entry matches)."""
    groups: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for entry in entries:
        scope = tuple(sorted(entry))
        groups.setdefault(scope, set()).add(tuple(entry[issue] for issue in scope))
    total, missing = 0, []
    for options in product(*space.options.values()):
        outcome = dict(zip(space.options, options, strict=True))
        if any(holds(rule, outcome) for rule in space.never):
            continue
        total += 1
        if not any(tuple(outcome[issue] for issue in scope) in found for scope, found in groups.items()):
            missing.append(outcome)
    return total, list(missing)


def _as_expression(entry: Outcome) -> Expression:
    parts = tuple(Choice(issue, (option,)) for issue, option in entry.items())
    return parts[0] if len(parts) == 1 else And(parts)
