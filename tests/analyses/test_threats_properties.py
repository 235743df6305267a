"""Threats between random parties, judged again the long way: by sets of states, plain rationals and every pair."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from brute import Truth, key, outcomes, utility
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import disputes

from detente.analyses.threats import threats
from detente.case.consents import consents, movers
from detente.case.model import Case, CaseError
from detente.case.read import read
from detente.case.text import dump

Named = dict[str, str]


@st.composite
def threatened(draw: st.DrawFn) -> dict[str, Any]:
    """A random dispute with one threat in it."""
    tree = draw(disputes(ordinal=draw(st.booleans())))
    issues = {name: list(issue["options"]) for name, issue in tree["issues"].items()}
    by, to = draw(st.permutations(list(tree["parties"])))[:2]
    first, second = draw(st.permutations(list(issues)))[:2]
    told: dict[str, Any] = {
        "if": {first: draw(st.sampled_from(issues[first]))},
        "then": {second: draw(st.sampled_from(issues[second]))},
    }
    if draw(st.booleans()):
        told["unless"] = {second: draw(st.sampled_from(issues[second]))}
    tree["events"] = [{"id": "threat", "date": "2020-01-01", "by": by, "to": [to], "threatens": told}]
    return tree


def case_of(tree: dict[str, Any]) -> Case:
    try:
        return read(dump(tree))
    except CaseError as error:
        if any(p.severity == "error" and "rule" not in p.what and "feasible" not in p.what for p in error.problems):
            raise
        assume(False)
        raise


def reach(case: Case, frm: Named, space: list[Named], group: frozenset[str]) -> list[Named]:
    """Where a party or a consent group can go: CASE, "Moves"."""
    found = []
    for to in space:
        changed = [issue for issue in to if to[issue] != frm[issue]]
        taken = [consents(case, issue, frm[issue], to[issue], chains=False) or () for issue in changed]
        able = changed and all(any(each <= group for each in groups) for groups in taken)
        if able and (len(group) == 1 or any(group in groups for groups in taken)):
            found.append(to)
    return found


def ends(case: Case, start: Named, space: list[Named]) -> set[frozenset[Any]]:
    """The terminal strongly connected components that improvements reach, by transitive closure."""
    seats = {p for p in case.parties if case.parties[p].role == "principal"}
    groups = {frozenset([p]) for p in case.parties} | {g for g in movers(case) if len(g & seats) <= 1}

    def better(frm: Named, to: Named, group: frozenset[str]) -> bool:
        return all(utility(case, p, to) > utility(case, p, frm) for p in group)

    reached, waiting, arcs = {key(start)}, [start], {}
    while waiting:
        here = waiting.pop()
        there = [to for group in groups for to in reach(case, here, space, group) if better(here, to, group)]
        arcs[key(here)] = {key(to) for to in there}
        for to in there:
            if key(to) not in reached:
                reached.add(key(to))
                waiting.append(to)
    closed = {state: {state} | arcs[state] for state in reached}
    for _ in range(len(reached)):
        closed = {state: set().union(*(closed[t] for t in after)) for state, after in closed.items()}
    return {frozenset(after) for state, after in closed.items() if all(closed[t] == after for t in after)}


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(threatened())
def test_a_threat_is_judged_as_by_brute_force(tree: dict[str, Any]) -> None:
    case = case_of(tree)
    (card,) = threats(case, draws=0).data()["cards"]
    space = outcomes(case)
    event = case.events[0]
    assert event.threatens is not None
    assert case.status_quo is not None
    told, (author,), (addressee,) = event.threatens, event.by, event.to
    defied = {**case.status_quo, **told.condition}
    punished = {**defied, **told.then}
    yielded = {**case.status_quo, **(told.unless or {})}
    if card["problem"]:
        said = {"condition": told.condition, "response": {**told.condition, **told.then}, "unless": told.unless or {}}
        wanted = said[card["problem"]]
        assert not any(all(o[issue] == option for issue, option in wanted.items()) for o in space)
        return
    at = {name: card["outcomes"][name]["outcome"] for name in ("defied", "punished", "yielded")}
    for name, plain in (("defied", defied), ("yielded", yielded)):
        assert at[name] in space
        if plain in space:
            assert at[name] == plain
    if punished in space and defied in space:
        assert at["punished"] == punished
    defied, punished, yielded = at["defied"], at["punished"], at["yielded"]
    assert card["able"] == (defied == punished or punished in reach(case, defied, space, frozenset([author])))
    _check_ends(case, card, space, (defied, punished), author)
    _check_need(case, card["needed_credibility"][addressee], addressee, (defied, yielded, punished))


def _check_ends(case: Case, card: dict[str, Any], space: list[Named], pair: tuple[Named, Named], author: str) -> None:
    left, done = (ends(case, start, space) for start in pair)
    for name, truth in (("left", left), ("carried_out", done)):
        assert {frozenset(key(o) for o in end) for end in card["ends"][name]} == truth
    before = [utility(case, author, dict(o)) for end in left for o in end]
    after = [utility(case, author, dict(o)) for end in done for o in end]
    if left == done or max(before) <= min(after):
        assert card["credible"] == "yes"
    else:
        assert card["credible"] == ("no" if min(before) > max(after) else "depends")
    if card["audience_cost"][author] is not None and left != done:
        low, high = min(before) - max(after), max(before) - min(after)
        assert [Fraction(x).limit_denominator(10**6) for x in card["audience_cost"][author]] == [
            max(Fraction(0), low).limit_denominator(10**6),
            max(Fraction(0), high).limit_denominator(10**6),
        ]


def _check_need(case: Case, need: dict[str, Any], party: str, at: tuple[Named, Named, Named]) -> None:
    defied, yielded, punished = (utility(case, party, outcome) for outcome in at)
    if at[0] == at[1]:
        assert need["status"] == "unsaid"
    elif defied <= yielded:
        assert need["status"] == "not needed"
    elif punished >= defied:
        assert need["status"] == "no bite"
    else:
        assert need["status"] == ("needed" if punished <= yielded else "too weak")
        if need["credibility"] is not None:
            p = need["credibility"]
            assert abs(float((1 - Fraction(p)) * defied + Fraction(p) * punished - yielded)) < 1e-6


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(threatened())
def test_the_zone_is_counted_as_by_brute_force(tree: dict[str, Any]) -> None:
    case = case_of(tree)
    assume(all(p.no_deal is None for p in case.preferences.values()))
    (card,) = threats(case, draws=0).data()["cards"]
    assume(not card["problem"])
    truth = Truth(case, "raw")

    def zone(base: list[Named]) -> set[Any]:
        def prefers(outcome: Named, state: Named) -> bool:
            gains = [truth.points[key(outcome)][p] - truth.points[key(state)][p] for p in case.table]
            return min(gains) >= 0 and max(gains) > 0

        return {key(o) for o in truth.outcomes if all(prefers(o, state) for state in base)}

    now = zone([dict(o) for end in case.no_deal.ends for o in end])
    then = zone([o for end in card["ends"]["carried_out"] for o in end])
    assert (card["zone"]["now"], card["zone"]["threatened"], card["zone"]["both"]) == (
        len(now),
        len(then),
        len(now & then),
    )


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(disputes(ranges=True), st.integers(0, 5))
def test_sentences_are_sentences_whatever_the_case(tree: dict[str, Any], seed: int) -> None:
    issues = list(tree["issues"])
    seated = tree["table"]
    told = {"if": {issues[0]: "o1"}, "then": {issues[1]: "o1"}, "promise": {issues[1]: "o0"}}
    tree["events"] = [
        {"id": "threat", "date": "2020", "by": seated[0], "to": seated[1:], "threatens": told},
        {"id": "counter", "date": "2020", "by": seated[1], "to": [seated[0]], "threatens": told},
    ]
    case = case_of(tree)
    found = threats(case, draws=20, seed=seed)
    texts = [finding.text for finding in found.findings()]
    assert len(set(texts)) == len(texts)
    for text in texts:
        assert text[0].isupper() or text[0].isdigit() or text[0] == "“"
        assert text.endswith((".", "?", "!"))
        assert "None" not in text
        assert "  " not in text
    for card in found.data()["cards"]:
        if card["draws"] is not None:
            assert sum(card["draws"]["credible"].values()) == pytest.approx(1)
            assert all(0 <= share <= 1 for share in card["draws"]["deterring"].values())
            if card["at_once_scope"] == "throughout":
                assert all(share == 1 for share in card["draws"]["at_once"].values())
            if card["at_once_scope"] == "never":
                assert any(share == 0 for share in card["draws"]["at_once"].values())
