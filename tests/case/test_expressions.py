from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case.expressions import (
    ExpressionError,
    claims_of,
    format,
    holds,
    issues_of,
    parse_claims,
    parse_consents,
    parse_outcome,
)
from detente.case.model import And, Choice, Expression, Held, If, Not, Or

A, B, C = (Choice(issue, ("x",)) for issue in "abc")


def test_binding() -> None:
    assert parse_outcome("not a = x and b = x or c = x") == Or((And((Not(A), B)), C))
    assert parse_outcome("a = x if b = x or c = x") == If(A, Or((B, C)))
    assert parse_outcome("a = x or b = x if c = x") == If(Or((A, B)), C)
    assert parse_outcome("a = x if b = x if c = x") == If(If(A, B), C)
    assert parse_outcome("not (a = x or b = x)") == Not(Or((A, B)))


def test_atoms() -> None:
    assert parse_outcome("route != none") == Choice("route", ("none",), negated=True)
    assert parse_outcome("route in (north, south)") == Choice("route", ("north", "south"))
    assert parse_outcome("route not in (north, south)") == Choice("route", ("north", "south"), negated=True)
    assert parse_claims("depth-falls and not dredged") == And((Held("depth-falls"), Not(Held("dredged"))))


def test_if_is_true_where_its_condition_is_false() -> None:
    rule = parse_outcome("route != none if tolls = shared")
    assert holds(rule, {"route": "none", "tolls": "alder"})
    assert holds(rule, {"route": "north", "tolls": "shared"})
    assert not holds(rule, {"route": "none", "tolls": "shared"})


def test_names_in_it() -> None:
    assert issues_of(parse_outcome("a = x and (b != y or a = z)")) == ("a", "b")
    assert claims_of(parse_claims("q if p and not q")) == ("q", "p")


def test_consents_are_alternatives_without_redundancy() -> None:
    assert parse_consents("alder") == (frozenset({"alder"}),)
    assert parse_consents("alder and birch") == (frozenset({"alder", "birch"}),)
    assert parse_consents("birch or alder") == (frozenset({"alder"}), frozenset({"birch"}))
    assert parse_consents("alder and (birch or cedar) or alder and birch and lake") == (
        frozenset({"alder", "birch"}),
        frozenset({"alder", "cedar"}),
    )
    assert parse_consents("alder or alder and birch") == (frozenset({"alder"}),)


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("", 0, "nothing is written"),
        ("a = X", 4, "such as x"),
        ("a in b", 5, "an opening bracket"),
        ("a in (b c)", 8, "a comma or a closing bracket"),
        ("a", 1, "after the issue a expected =, != or in"),
        ("a = b and", 9, "found the end"),
        ("(a = b", 6, "closing bracket"),
        ("a = b)", 5, "expected 'and', 'or', 'if' or the end"),
        ("a == b", 2, "write = instead of =="),
        ("a < b", 2, "options are not ordered"),
        ("a = b & c = d", 6, "write and, or"),
        ("a = b and claim", 15, "a claim cannot stand"),
        ("__import__('os')", 11, "cannot stand here"),
    ],
)
def test_errors_say_where_and_what_was_expected(text: str, position: int, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_outcome(text)
    assert words in str(caught.value)
    assert caught.value.position == position


def test_outcomes_among_claims_and_not_among_consents() -> None:
    with pytest.raises(ExpressionError, match="speaks of outcomes"):
        parse_claims("p and route = north")
    with pytest.raises(ExpressionError, match="the name of a party"):
        parse_consents("not alder")
    with pytest.raises(ExpressionError, match="'and' or 'or'"):
        parse_consents("alder if birch")


def test_hostile_expressions_are_refused() -> None:
    for text in ("(" * 5000 + "a = b", "not " * 4000 + "a = b", "a = b" + " if a = b" * 1500, "x" * 100_000):
        with pytest.raises(ExpressionError):
            parse_outcome(text)
    many = " and ".join(f"(a{k} or b{k})" for k in range(30))
    with pytest.raises(ExpressionError, match="alternatives"):
        parse_consents(many)


_CHOICES = st.builds(
    Choice,
    st.sampled_from("abc"),
    st.lists(st.sampled_from("xyz"), min_size=1, max_size=3, unique=True).map(tuple),
    st.booleans(),
)
_EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    _CHOICES,
    lambda inner: (
        st.builds(Not, inner)
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts)))
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts)))
        | st.builds(If, inner, inner)
    ),
    max_leaves=12,
)


@given(_EXPRESSIONS)
def test_formatting_reads_back(expression: Expression) -> None:
    assert parse_outcome(format(expression)) == expression


@given(_EXPRESSIONS)
def test_holds_is_the_truth_table(expression: Expression) -> None:
    """Against Python's own operators on the same words (a witness made here, of names that are known)."""
    text = _python(expression)
    for options in product("xyz", repeat=3):
        outcome = dict(zip("abc", options, strict=True))
        assert holds(expression, outcome) is bool(eval(text, {}, dict(outcome)))


def _python(e: Expression) -> str:
    if isinstance(e, Choice):
        return f"({e.issue} {'not in' if e.negated else 'in'} {e.options!r})"
    if isinstance(e, Not):
        return f"(not {_python(e.part)})"
    if isinstance(e, And | Or):
        return "(" + (" and " if isinstance(e, And) else " or ").join(map(_python, e.parts)) + ")"
    assert isinstance(e, If)
    return f"({_python(e.then)} if {_python(e.condition)} else True)"
