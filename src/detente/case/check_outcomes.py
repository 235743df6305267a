"""Issues, rules, table, status quo and no deal: is there a feasible outcome, and do the stated ones belong to them?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.case.build import consenters
from detente.case.expressions import format, holds, issues_of
from detente.case.model import Case, Expression, Issue, Outcome
from detente.case.notes import Notes
from detente.case.possible import Search, TooHardError
from detente.case.text import Path

Got = Mapping[str, Any]


def check(case: Case, got: Got, notes: Notes) -> None:
    """All about outcomes except what parties think of them."""
    for issue in case.issues.values():
        _issue(case, issue, notes)
    _rules(got, notes)
    space = space_of(case)
    _feasible(space, notes)
    if "table" in got and not got["table"]:
        notes.error(
            ("table",),
            "The table is empty, so nobody would accept anything.",
            "Name who must accept, or leave table out.",
        )
    if case.status_quo is not None:
        _stated(case, space, case.status_quo, ("status_quo",), "The status quo", notes)
    _no_deal(case, space, notes)


def space_of(case: Case) -> Search:
    """The outcomes that the rules allow; rules with undefined names are left out (they are problems already)."""
    options = {issue.id: tuple(issue.options) for issue in case.issues.values()}
    return Search(options, [rule.never for rule in case.rules if _known(rule.never, options)])


def _known(expression: Expression, options: Mapping[str, tuple[str, ...]]) -> bool:
    return all(issue in options for issue in issues_of(expression))


def words(outcome: Outcome) -> str:
    """An outcome in the words of expressions."""
    return ", ".join(f"{issue} = {option}" for issue, option in outcome.items()) or "any outcome"


def broken(case: Case, outcome: Outcome) -> int | None:
    """The number of the first rule that a complete outcome breaks."""
    for number, rule in enumerate(case.rules):
        if all(issue in outcome for issue in issues_of(rule.never)) and holds(rule.never, outcome):
            return number
    return None


def _issue(case: Case, issue: Issue, notes: Notes) -> None:
    path: Path = ("issues", issue.id)
    if not issue.options:
        notes.error(path, f"The issue {issue.id} has no options.", "Add options: {name: {label: …}, …}.")
    for number, name in enumerate(issue.irreversible):
        _own_option(issue, name, (*path, "irreversible", number), notes)
    if issue.moves is None:
        principals = any(party.role == "principal" for party in case.parties.values())
        for option in issue.options.values():
            if option.by is None and issue.by is None and case.parties and not principals:
                what = f"Nobody can bring about {issue.id} = {option.id}: it has no by, and the case has no principals."
                notes.error((*path, "options", option.id), what, "Add by: with the parties that it takes.")
        return
    _moves(case, issue, path, notes)


def _own_option(issue: Issue, option: str, path: Path, notes: Notes) -> bool:
    if option in issue.options:
        return True
    notes.error(path, f"The issue {issue.id} has no option {option}.", f"Its options: {', '.join(issue.options)}.")
    return False


def _moves(case: Case, issue: Issue, path: Path, notes: Notes) -> None:
    """Listed moves: pairs of the issue's own options, and a way into every option."""
    reached: set[str] = set()
    written = notes.tree["issues"][issue.id].get("moves") or {}
    for who, pairs in written.items() if isinstance(written, Mapping) else ():
        for number, pair in enumerate(pairs if isinstance(pairs, list) else ()):
            here = (*path, "moves", who, number)
            if not isinstance(pair, list) or len(pair) != 2:
                notes.error(here, "A move goes from one option to another.", "Write [from, to].")
                continue
            for end, option in enumerate(pair):
                if isinstance(option, str):
                    _own_option(issue, option, (*here, end), notes)
            reached.add(str(pair[1]))
            _idle(issue, who, pair, here, notes)
        if pairs == []:
            notes.warning(
                (*path, "moves", who), f"{who} is listed with no move.", "Add its moves as [from, to], or leave it out."
            )
    _twice(issue, path, notes)
    if any(option.by for option in issue.options.values()) or issue.by:
        notes.warning(
            (*path, "moves"), f"{issue.id} lists its moves, so its by counts for nothing.", "Keep one of the two."
        )
    for option in issue.options:
        if option not in reached and (case.status_quo or {}).get(issue.id) != option:
            what = f"Nobody can bring about {issue.id} = {option}: no listed move leads there."
            notes.warning((*path, "options", option), what, f"Add a move to it under issues.{issue.id}.moves.")


def _idle(issue: Issue, who: str, pair: list[Any], here: Path, notes: Notes) -> None:
    """A listed move that is none, or that contradicts what cannot be taken back."""
    if pair[0] == pair[1]:
        notes.warning(here, f"{who} is listed as going from {pair[0]} to itself.", "Leave that move out.")
    elif pair[0] in issue.irreversible:
        what = f"{who} is listed as leaving {pair[0]}, but {pair[0]} is irreversible, so that move counts for nothing."
        notes.warning(here, what, f"Take {pair[0]} from issues.{issue.id}.irreversible, or the move out.")


def _twice(issue: Issue, path: Path, notes: Notes) -> None:
    """A group listed for a move that some of its members can make without the others."""
    listed = [(way, pair) for alternatives, pairs in issue.moves or () for way in alternatives for pair in pairs]
    for way, pair in dict.fromkeys(listed):
        fewer = next((other for other, same in listed if same == pair and other < way), None)
        if fewer is not None:
            what = (
                f"{' and '.join(sorted(way))} are listed as going from {pair[0]} to {pair[1]} together, which "
                f"{' and '.join(sorted(fewer))} can do without the others."
            )
            notes.warning((*path, "moves"), what, "Keep one of the two.")


def _rules(got: Got, notes: Notes) -> None:
    for number, rule in enumerate(notes.tree.get("rules") or ()):
        if not isinstance(rule, Mapping):
            continue
        never, conditional = "never" in rule, "if" in rule or "then" in rule
        if never == conditional or (conditional and not ("if" in rule and "then" in rule)):
            what = "A rule says either never, or if and then."
            notes.error(("rules", number), what, "Write {never: …} or {if: …, then: …}.")


def _feasible(space: Search, notes: Notes) -> None:
    """Some outcome is feasible, and so is every option in some outcome."""
    if not space.never or not all(space.options.values()):
        return
    try:
        first = space.find()
        if first is None:
            what = "No outcome is feasible: the rules contradict each other."
            notes.error(("rules",), what, _culprit(space))
            return
        seen = {(issue, option) for issue, option in first.items()}
        for issue in space.options:
            for option in space.options[issue] if space.of[issue] else ():
                if (issue, option) in seen:
                    continue
                found = space.find({issue: option})
                if found is None:
                    what = f"The rules exclude {issue} = {option} in every outcome."
                    notes.warning(
                        ("issues", issue, "options", option), what, "Leave the option out, or loosen the rules."
                    )
                else:
                    seen |= set(found.items())
    except TooHardError:
        what = "Whether the rules leave every option possible could not be decided in reasonable time."
        notes.warning(("rules",), what, "Say the rules more simply, or over fewer issues each.")


def _culprit(space: Search) -> str:
    """The first rule that, with those before it, leaves nothing: found by halving."""
    low, high = 0, len(space.never)
    try:
        while high - low > 1:
            middle = (low + high) // 2
            feasible = Search(space.options, space.never[:middle]).find() is not None
            low, high = (middle, high) if feasible else (low, middle)
    except TooHardError:
        return "Loosen or remove a rule."
    others = " together with those before it" if high > 1 else ""
    return f"Rule {high} (never: {format(space.never[high - 1])}){others} leaves nothing; loosen or remove one."


def complete(case: Case, outcome: Outcome, path: Path, name: str, notes: Notes) -> bool:
    """Whether an outcome says an option for every issue; what is missing is a problem."""
    missing = [issue for issue in case.issues if issue not in outcome]
    if missing:
        what = f"{name} says nothing of {', '.join(missing)}."
        notes.error(path, what, f"Add {', '.join(f'{issue}: …' for issue in missing)}.")
    known = all(i in case.issues and o in case.issues[i].options for i, o in outcome.items())
    return not missing and known


def _stated(case: Case, space: Search, outcome: Outcome, path: Path, name: str, notes: Notes) -> None:
    if not complete(case, outcome, path, name, notes):
        return
    number = broken(case, outcome)
    if number is not None:
        what = (
            f"{name} ({words(outcome)}) is excluded by rule {number + 1} (never: {format(case.rules[number].never)})."
        )
        notes.error(path, what, "Correct the outcome, or loosen the rule.")


def _no_deal(case: Case, space: Search, notes: Notes) -> None:
    path: Path = ("no_deal",)
    if case.no_deal.how in ("predicted", "predicted-seq") and case.status_quo is None:
        what = f"no_deal is {case.no_deal.how}, but nothing says where moves begin: there is no status quo."
        notes.error(path, what, "Add status_quo: with an option for every issue.")
    written = notes.tree.get("no_deal")
    if written == "status_quo" and case.status_quo is None:
        notes.error(
            path,
            "no_deal is status_quo, but the case has no status_quo.",
            "Add status_quo: with an option for every issue.",
        )
    if case.no_deal.how == "status_quo":
        return
    for end, outcomes in enumerate(case.no_deal.ends):
        for number, outcome in enumerate(outcomes):
            here = path if isinstance(written, Mapping) else (*path, end, number) if len(outcomes) > 1 else (*path, end)
            _stated(case, space, outcome, here, "No deal", notes)


def needing_preferences(case: Case) -> dict[str, str]:
    """Parties that need preferences, with why."""
    reasons = dict.fromkeys(case.table, "sits at the table")
    for party in sorted(consenters(case.issues)):
        reasons.setdefault(party, "must consent to some option")
    return {party: why for party, why in reasons.items() if party in case.parties}
