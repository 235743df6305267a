"""Who it takes to change an issue: `by`, defaults, irreversible options, listed moves and chains of them."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case.consents import consents, minimal, movers
from detente.case.model import Case
from detente.case.read import read

HEAD = "detente: 1\ntitle: T\nparties: {a: {}, b: {}, c: {}, lake: {role: convenor}}\n"
NUMBERS = "preferences: {a: {ranking: [{}]}, b: {ranking: [{}]}, c: {ranking: [{}]}, lake: {ranking: [{}]}}\n"


def case(issues: str, status_quo: str) -> Case:
    return read(f"{HEAD}{NUMBERS}status_quo: {status_quo}\nissues:\n{issues}")


def sets(*groups: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(group.split()) for group in groups)


ROUTE = """
  route:
    by: a and b
    irreversible: [none]
    options: {north: {by: a}, south: {}, east: {by: (a or b) and c or a and b and c}, none: {by: a or b}}
  tolls: {options: {low: {}, high: {}}}
"""


def test_the_option_the_issue_and_then_all_principals_say_who() -> None:
    told = case(ROUTE, "{route: south, tolls: low}")
    assert consents(told, "route", "south", "north") == sets("a")
    assert consents(told, "route", "north", "south") == sets("a b")
    assert consents(told, "route", "north", "none") == sets("a", "b")
    assert consents(told, "tolls", "low", "high") == sets("a b c")


def test_alternatives_hold_no_other() -> None:
    assert consents(case(ROUTE, "{route: south, tolls: low}"), "route", "north", "east") == sets("a c", "b c")


def test_what_is_irreversible_cannot_be_left_but_can_be_kept() -> None:
    told = case(ROUTE, "{route: south, tolls: low}")
    assert consents(told, "route", "none", "north") is None
    assert consents(told, "route", "none", "none") == (frozenset(),)


def test_an_option_that_is_not_there() -> None:
    with pytest.raises(KeyError, match=r"issues\.route\.options\.west"):
        consents(case(ROUTE, "{route: south, tolls: low}"), "route", "north", "west")


MOVES = """
  state:
    options: {s1: {}, s2: {}, s3: {}, s4: {}, s5: {}}
    moves:
      a: [[s1, s2], [s2, s1]]
      b: [[s2, s3]]
      c: [[s1, s4], [s4, s3]]
      a and c: [[s3, s5]]
      b and c: [[s1, s5]]
"""


def test_listed_moves_and_the_least_chains_of_them() -> None:
    told = case(MOVES, "{state: s1}")
    assert consents(told, "state", "s1", "s2") == sets("a")
    assert consents(told, "state", "s1", "s3") == sets("c", "a b")
    assert consents(told, "state", "s1", "s5") == sets("b c"), "a direct move is listed: chains do not count"
    assert consents(told, "state", "s5", "s1") is None


def test_chains_are_the_minimal_unions_over_all_paths() -> None:
    told = case(MOVES, "{state: s1}")
    edges = {("s1", "s2"): "a", ("s2", "s1"): "a", ("s2", "s3"): "b", ("s1", "s4"): "c", ("s4", "s3"): "c"}
    edges |= {("s3", "s5"): "a c", ("s1", "s5"): "b c"}

    def paths(here: str, to: str, seen: tuple[str, ...]) -> list[frozenset[str]]:
        if here == to:
            return [frozenset()]
        return [
            frozenset(who.split()) | rest
            for (start, end), who in edges.items()
            if start == here and end not in seen
            for rest in paths(end, to, (*seen, end))
        ]

    for frm in ("s1", "s2", "s3", "s4"):
        for to in ("s1", "s2", "s3", "s4", "s5"):
            if frm != to and (frm, to) not in edges:
                found = minimal(paths(frm, to, (frm,)))
                assert consents(told, "state", frm, to) == (found or None), (frm, to)


def test_movers_are_all_alternatives_in_order() -> None:
    assert movers(case(ROUTE, "{route: south, tolls: low}")) == sets("a", "b", "a b", "a c", "b c", "a b c")
    assert movers(case(MOVES, "{state: s1}")) == sets("a", "b", "c", "a c", "b c")


@given(st.lists(st.frozensets(st.sampled_from("abcd")), max_size=8))
def test_minimal_is_an_antichain_below_everything(groups: list[frozenset[str]]) -> None:
    found = minimal(groups)
    assert all(not (one <= two or two <= one) for one, two in combinations(found, 2))
    assert all(any(small <= group for small in found) for group in groups)
    assert set(found) <= set(groups)
    assert found == minimal(reversed(groups))
