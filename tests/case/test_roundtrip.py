from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case.addresses import AddressError, address, get, merge, remove, resolve, set_in
from detente.case.read import bundled, digest, from_tree, load, read
from detente.case.text import parse
from detente.case.write import rewrite, write

WHOLE = (Path(__file__).parent / "whole.yaml").read_text(encoding="utf-8")
TREE: dict[str, Any] = parse(WHOLE, "whole.yaml")[0]


def test_unchanged_is_the_very_text() -> None:
    assert write(read(WHOLE)) == WHOLE
    windows = WHOLE.replace("\n", "\r\n")
    assert write(read(windows)) == windows
    marked = "\ufeff" + WHOLE
    assert write(read(marked)) == marked


@pytest.mark.parametrize("name", sorted(bundled()))
def test_bundled_cases_are_written_as_they_are(name: str) -> None:
    case = load(name)
    assert write(case) == (bundled()[name] / "case.yaml").read_bytes().decode("utf-8")


def changed(tree: dict[str, Any]) -> list[tuple[str, str]]:
    """Lines before and after, where they differ, of the whole case rewritten to say `tree`."""
    text = rewrite(WHOLE, tree)
    assert parse(text, "")[0] == tree
    old, new = WHOLE.splitlines(), text.splitlines()
    assert len(old) == len(new)
    return [(a, b) for a, b in zip(old, new, strict=True) if a != b]


def test_setting_a_number_changes_only_that_number() -> None:
    ((old, new),) = changed(set_in(TREE, "preferences.alder.weights.route", "70..75"))
    assert new == old.replace("60..80", "70..75")
    assert "# swing weights" in new


def test_setting_keeps_comments_and_alignment() -> None:
    ((old, new),) = changed(set_in(TREE, "as_of", "2021-04-01"))
    assert (
        new
        == "as_of: 2021-04-01                       # the day that analyses describe unless told otherwise; else after the last event"
    )
    ((old, new),) = changed(set_in(TREE, "status_quo.route", "south"))
    assert (old, new) == ("status_quo: {route: north, tolls: alder}", "status_quo: {route: south, tolls: alder}")
    ((old, new),) = changed(set_in(TREE, "no_deal", {"route": "none", "tolls": "alder"}))
    assert new.startswith("no_deal: {route: none, tolls: alder}                     # (default)")


def test_adding_and_removing_keep_all_other_lines() -> None:
    text = rewrite(WHOLE, set_in(TREE, "preferences.birch.because", "They say so: often."))
    assert [line for line in text.splitlines() if line not in WHOLE.splitlines()] == [
        '    because: "They say so: often."'
    ]
    text = rewrite(WHOLE, remove(TREE, "claims.dredged"))
    assert [line for line in WHOLE.splitlines() if line not in text.splitlines()] == [
        "  - {id: dredged, text: The harbour will be dredged., credence: {alder: 0.4..0.6, birch: 0.1}}"
    ]
    assert parse(text, "")[0] == remove(TREE, "claims.dredged")
    text = rewrite(WHOLE, {**TREE, "note": "a\nb"})
    assert text == WHOLE + "note: |-\n  a\n  b\n"


def test_a_text_with_aliases_is_written_afresh_below_its_head() -> None:
    text = "# Who wrote this\n\na: &x {b: 1}\nc: *x\n"
    tree = {"a": {"b": "1"}, "c": {"b": "2"}}
    assert rewrite(text, tree) == "# Who wrote this\n\na: {b: 1}\n\nc: {b: 2}\n"


ADDRESSES = [
    "title", "preferences.alder.weights", "preferences.alder.weights.tolls", "preferences.alder.values.route.south.then",
    "preferences.birch.priorities", "claims.harbour-silts", "claims.harbour-silts.text", "claims.route-fails.means", "rules.0",
    "rules.1.then", "issues.route.options.none", "issues.tolls.by", "events.survey.evidence.if_true", "events.new-cabinet",
    "sources.communique.reliability", "sources.harbour-office", "preferences.lake.ranking.0", "table", "table.1", "status_quo",
]  # fmt: skip
VALUES = st.sampled_from(
    ["7", "a: b", "two\nlines", "", "~", None, [], {}, ["x", "y, z"], {"k": "v", "l": ["m", {"n": "o"}]}, "# no"]
)


@given(st.lists(st.tuples(st.sampled_from(ADDRESSES), VALUES | st.just("remove")), min_size=1, max_size=4))
def test_whatever_is_changed_the_text_says_the_tree(edits: list[tuple[str, Any]]) -> None:
    tree: Any = TREE
    for where, value in edits:
        try:
            tree = remove(tree, where) if value == "remove" else set_in(tree, where, value)
        except AddressError:
            continue
    text = rewrite(WHOLE, tree)
    found, _, problems = parse(text, "t")
    assert problems == ()
    assert found == tree


def test_a_case_of_a_changed_tree() -> None:
    case = read(WHOLE)
    after = from_tree(set_in(case.tree, "preferences.alder.weights.route", "70"), case.origin)
    assert after.preferences["alder"].weights["route"].low == 70
    assert write(after) == WHOLE.replace("60..80", "70")
    assert digest(after) != digest(case) == digest(read(WHOLE + "# a comment\n"))
    assert write(replace(after, tree=case.tree)) == WHOLE


def test_addresses() -> None:
    assert resolve(TREE, "claims.dredged") == ("claims", 3)
    assert resolve(TREE, "rules.1.then") == ("rules", 1, "then")
    assert get(TREE, "preferences.alder.together.0.add") == "5"
    assert address(TREE, ("claims", 3, "credence", "alder")) == "claims.dredged.credence.alder"
    assert address(TREE, ("rules", 1, "then")) == "rules.1.then"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("claims.dreged", "claims has no dreged. Did you mean dredged?"),
        ("preference.alder", "the case has no preference. Did you mean preferences?"),
        ("rules.7", "rules has no 7. Write a number from 0 to 1."),
        ("title.x", "title is a single value"),
        ("a..b", "is no address"),
    ],
)
def test_addresses_that_are_not_there(text: str, words: str) -> None:
    with pytest.raises(AddressError, match=words.replace("?", r"\?")):
        resolve(TREE, text)
    with pytest.raises(AddressError):
        remove(TREE, text)


def test_setting_does_not_touch_the_old_tree() -> None:
    before = parse(WHOLE, "")[0]
    set_in(TREE, "claims.dredged.credence.alder", "1")
    remove(TREE, "claims.dredged.credence")
    merge(TREE, {"preferences": {"alder": None}, "table": ["alder"]})
    assert before == TREE


def test_merging() -> None:
    tree = {"a": {"b": "1", "c": ["x"]}, "d": "2"}
    assert merge(tree, {"a": {"b": None, "c": ["y"], "e": {"f": "3"}}, "d": {"g": "4"}}) == {
        "a": {"c": ["y"], "e": {"f": "3"}},
        "d": {"g": "4"},
    }
