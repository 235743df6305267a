"""What parties mistake about each other: hypergames in small."""

from __future__ import annotations

from typing import Any

import pytest

from detente.analyses.stability import stability
from detente.case.dump import dump
from detente.case.model import Case
from detente.case.read import read

ORDER = {
    "dilemma": [
        {"a": "stay", "b": "leave"},
        {"a": "stay", "b": "stay"},
        {"a": "leave", "b": "leave"},
        {"a": "leave", "b": "stay"},
    ],
    "hawk": [
        {"a": "stay", "b": "leave"},
        {"a": "leave", "b": "leave"},
        {"a": "stay", "b": "stay"},
        {"a": "leave", "b": "stay"},
    ],
}


def told(tree_sees: dict[str, Any] | None) -> Case:
    """Two powers in a treaty, each tempted to leave it alone; `a` may take `b` for one that would rather see both out."""
    mine = [
        {"b": "stay", "a": "leave"},
        {"a": "stay", "b": "stay"},
        {"a": "leave", "b": "leave"},
        {"a": "stay", "b": "leave"},
    ]
    preferences: dict[str, Any] = {"a": {"ranking": mine}, "b": {"ranking": ORDER["dilemma"]}}
    if tree_sees:
        preferences["a"]["sees"] = tree_sees
    return read(
        dump(
            {
                "detente": "1",
                "title": "A treaty",
                "parties": {"a": {"name": "Ash"}, "b": {"name": "Birch"}},
                "issues": {p: {"by": p, "options": {"stay": {}, "leave": {}}} for p in ("a", "b")},
                "status_quo": {"a": "stay", "b": "stay"},
                "preferences": preferences,
            }
        )
    )


def test_without_views_nothing_is_said() -> None:
    assert stability(told(None)).data()["misperception"] is None


def test_an_outcome_that_holds_in_fact_and_not_as_it_is_seen() -> None:
    """In the treaty both stay by SEQ: whoever leaves is answered by the other's leaving, which pays the other. Ash takes Birch for one
    that would not mind being left alone in it, so that Ash sees no answer."""
    meek = [
        {"a": "stay", "b": "leave"},
        {"a": "stay", "b": "stay"},
        {"a": "leave", "b": "stay"},
        {"a": "leave", "b": "leave"},
    ]
    result = stability(told({"b": {"ranking": meek}}))
    assert {"a": "stay", "b": "stay"} in result.data()["equilibria"]["seq"]
    assert result.data()["misperception"]["not_seen"]["seq"] == [{"a": "stay", "b": "stay"}]
    assert any("the view of Ash about Birch makes the difference" in f.text for f in result.findings())


def test_an_outcome_that_only_a_mistake_holds_up() -> None:
    """The other way round: Birch in fact stays whatever Ash does, and only Ash's belief that it would answer keeps Ash in."""
    stern = [
        {"a": "stay", "b": "stay"},
        {"a": "stay", "b": "leave"},
        {"a": "leave", "b": "leave"},
        {"a": "leave", "b": "stay"},
    ]
    meek_birch = [
        {"a": "stay", "b": "stay"},
        {"a": "stay", "b": "leave"},
        {"a": "leave", "b": "stay"},
        {"a": "leave", "b": "leave"},
    ]
    case = told({"b": {"ranking": stern}})
    tree = {**case.tree, "preferences": {**case.tree["preferences"], "b": {"ranking": meek_birch}}}
    result = stability(read(dump(tree)))
    assert {"a": "stay", "b": "stay"} not in result.data()["equilibria"]["seq"]
    assert result.data()["misperception"]["held_up"]["seq"] == [{"a": "stay", "b": "stay"}]


@pytest.mark.parametrize("concept", ["nash", "gmr"])
def test_views_that_make_no_difference_say_so(concept: str) -> None:
    result = stability(told({"b": {"ranking": ORDER["hawk"]}}), concept=concept)
    if concept == "nash":
        assert result.data()["misperception"]["held_up"] == {}
    else:
        assert any("makes no difference" in f.text for f in result.findings())
