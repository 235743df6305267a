"""The search for a feasible outcome against listing them all."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case.expressions import holds, parse_outcome
from detente.case.model import And, Choice, Expression, If, Not, Or
from detente.case.possible import Search, TooHardError, truth

OPTIONS = {"a": "xyz", "b": "xy", "c": "xyz", "d": "xy"}
_CHOICES = st.sampled_from(sorted(OPTIONS)).flatmap(
    lambda issue: st.builds(
        Choice, st.just(issue), st.lists(st.sampled_from(OPTIONS[issue]), min_size=1).map(tuple), st.booleans()
    )
)
_RULES: st.SearchStrategy[Expression] = st.recursive(
    _CHOICES,
    lambda inner: (
        st.builds(Not, inner)
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts)))
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts)))
        | st.builds(If, inner, inner)
    ),
    max_leaves=5,
)


def listed(rules: list[Expression]) -> list[dict[str, str]]:
    every = (dict(zip(OPTIONS, options, strict=True)) for options in product(*OPTIONS.values()))
    return [outcome for outcome in every if not any(holds(rule, outcome) for rule in rules)]


@given(st.lists(_RULES, max_size=6))
def test_it_finds_what_listing_finds(rules: list[Expression]) -> None:
    feasible = listed(rules)
    space = Search(OPTIONS, rules)
    found = space.find()
    assert (found is None) == (not feasible)
    assert found is None or found in feasible
    for issue, options in OPTIONS.items():
        for option in options:
            there = space.find({issue: option})
            assert (there is None) == all(outcome[issue] != option for outcome in feasible)
            assert there is None or (there in feasible and there[issue] == option)


@given(
    _RULES,
    st.fixed_dictionaries(
        {issue: st.lists(st.sampled_from(o), min_size=1, unique=True) for issue, o in OPTIONS.items()}
    ),
)
def test_truth_over_domains_is_sound(rule: Expression, domains: dict[str, list[str]]) -> None:
    values = {holds(rule, dict(zip(domains, options, strict=True))) for options in product(*domains.values())}
    told = truth(rule, domains)
    assert told is None or values == {told}


def test_it_gives_up_after_its_steps() -> None:
    holes = {f"p{k}": tuple(f"h{j}" for j in range(11)) for k in range(12)}
    alike = [parse_outcome(f"p{a} = h{h} and p{b} = h{h}") for h in range(11) for a in range(12) for b in range(a)]
    with pytest.raises(TooHardError):
        Search(holes, alike).find()
