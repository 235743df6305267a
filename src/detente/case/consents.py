"""Who it takes to change one issue from one option to another.

Consent is brought to alternatives without redundancy: a tuple of sets of parties, any one of which suffices and none of
which holds another. They are sorted by size and then by name, so that the same case gives the same order everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from detente.case.model import Case, Consents, Issue


def consents(case: Case, issue: str, frm: str, to: str, chains: bool = True) -> Consents | None:
    """Who it takes to change `issue` from option `frm` to option `to`.

    Each set in the answer suffices by itself. None: it cannot be done (an irreversible option cannot be left, a listed
    conflict model has no way there, or nobody can bring the option about). Staying takes nobody: one empty set.

    For an issue that lists its `moves`, the entries that list this very change count; where none does, the chains of
    listed changes that lead there count, each taking all the parties that its links take (without `chains`, a single
    move of the conflict model, they do not). Otherwise the option's `by` counts, then the issue's, then all principals together.

    Raises KeyError for an issue or option that the case does not have.
    """
    told = case.issues[issue]
    for option in (frm, to):
        if option not in told.options:
            raise KeyError(f"issues.{issue}.options.{option}")
    if frm == to:
        return (frozenset(),)
    if frm in told.irreversible:
        return None
    if told.moves is None:
        return _by(case, told, to) or None
    return _listed(told, frm, to) or (_chained(told, frm, to) if chains else ()) or None


def instead(case: Case, issue: str, no_deal: str, to: str) -> Consents | None:
    """Who it takes to have option `to` where without a deal there would be `no_deal`.

    As `consents`, from `no_deal`. A deal is struck before that, though, so that what could not be undone then can still be left undone:
    where `no_deal` could not be left for `to`, who brings `to` about counts, for an issue that lists its `moves` from the status quo
    (to stay there, those who would leave it). None where it cannot be done. Raises KeyError as `consents`.
    """
    found = consents(case, issue, no_deal, to)
    today = (case.status_quo or {}).get(issue, no_deal)
    if found is not None or today == no_deal:
        return found
    if case.issues[issue].moves is not None:
        return consents(case, issue, today, no_deal if to == today else to)
    possible = to == today or today not in case.issues[issue].irreversible
    return _by(case, case.issues[issue], to) or None if possible else None


def movers(case: Case) -> tuple[frozenset[str], ...]:
    """Every alternative that some change of one issue takes: single parties first, then groups, sorted.

    Chains of listed moves add nobody: their links are movers already.
    """
    found: set[frozenset[str]] = set()
    for issue in case.issues.values():
        if issue.moves is not None:
            for alternatives, pairs in issue.moves:
                if any(a != b and a not in issue.irreversible for a, b in pairs):
                    found.update(alternatives)
            continue
        for to in issue.options:
            if any(frm != to and frm not in issue.irreversible for frm in issue.options):
                found.update(_by(case, issue, to))
    return _sorted(found - {frozenset()})


def minimal(sets: Iterable[frozenset[str]]) -> Consents:
    """These alternatives without redundancy (no set that holds another), sorted by size and then by name."""
    kept: list[frozenset[str]] = []
    for candidate in _sorted(set(sets)):
        if not any(other <= candidate for other in kept):
            kept.append(candidate)
    return tuple(kept)


def _sorted(sets: Iterable[frozenset[str]]) -> Consents:
    return tuple(sorted(sets, key=lambda members: (len(members), sorted(members))))


def _by(case: Case, issue: Issue, to: str) -> Consents:
    stated = issue.options[to].by
    if stated is None:
        stated = issue.by
    if stated is None:
        principals = frozenset(p.id for p in case.parties.values() if p.role == "principal")
        stated = (principals or frozenset(case.parties),)
    return minimal(stated)


def _listed(issue: Issue, frm: str, to: str) -> Consents:
    listed = [alternatives for alternatives, pairs in issue.moves or () if (frm, to) in pairs]
    return minimal(each for alternatives in listed for each in alternatives)


def _chained(issue: Issue, frm: str, to: str) -> Consents:
    """The minimal unions of consents along chains of listed changes from `frm` to `to`: a fixpoint over the options."""
    links: dict[str, set[str]] = {}
    for _, pairs in issue.moves or ():
        for start, end in pairs:
            if start != end and start not in issue.irreversible:
                links.setdefault(start, set()).add(end)
    reach: dict[str, Consents] = {frm: (frozenset(),)}
    waiting = [frm]
    while waiting:
        here = waiting.pop(0)
        for there in sorted(links.get(here, ())):
            longer = (so_far | link for so_far in reach[here] for link in _listed(issue, here, there))
            wider = minimal((*reach.get(there, ()), *longer))
            if wider != reach.get(there):
                reach[there] = wider
                waiting.append(there)
    return reach.get(to, ())
