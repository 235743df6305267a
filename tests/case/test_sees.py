"""What one party takes another's preferences to be: read, checked, merged, kept apart, shared only where all of it may be seen."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from detente import steps
from detente.case.events import apply
from detente.case.explain import explain
from detente.case.model import Case, CaseError
from detente.case.numbers import draw, midpoints, numbers
from detente.case.read import problems, read
from detente.case.readings import as_seen
from detente.case.schema import schema
from detente.case.sharing import shared
from detente.case.write import write

TEXT = """
detente: 1
title: Mistaken
parties: {ash: {}, birch: {}, cedar: {role: observer}}
issues:
  arms: {by: ash, options: {few: {}, many: {}}}
  posts: {by: birch, options: {few: {}, many: {}}}
status_quo: {arms: few, posts: few}
preferences:
  ash:
    weights: {arms: 50, posts: 50}
    values: {arms: {few: 0.8, many: 1}, posts: {few: 1, many: 0}}
    sees:                                # cold war habits
      birch: {weights: {posts: 70..90}, because: It always wanted more.}
  birch:
    weights: {arms: 60, posts: 40}
    values: {arms: {few: 1, many: 0}, posts: {few: 1, many: 0.5}}
    readings: {hawk: {weights: {posts: 95}, no_deal: 20}}
    sees: {}
"""
HAWK = TEXT.replace("birch: {weights: {posts: 70..90}, because: It always wanted more.}", "birch: hawk")


def weights(case: Case, party: str) -> dict[str, tuple[Fraction, Fraction]]:
    return {issue: (number.low, number.high) for issue, number in case.preferences[party].weights.items()}


def test_sees_is_read_and_changes_no_number_of_the_file() -> None:
    case = read(TEXT)
    assert case.preferences["ash"].sees == {"birch": ""}
    assert read(HAWK).preferences["ash"].sees == {"birch": "hawk"}
    assert case.preferences["birch"].sees == {}
    bare = steps.without(case, "preferences.ash.sees")
    assert bare.preferences["ash"].sees == {}
    assert numbers(case) == numbers(bare)
    assert midpoints(case) == midpoints(bare)
    assert all((draw(case, 20, 1)[a] == drawn).all() for a, drawn in draw(bare, 20, 1).items())


def test_the_case_as_a_party_sees_it() -> None:
    case = read(TEXT)
    seen = as_seen(case, "ash")
    assert weights(seen, "birch") == {"arms": (60, 60), "posts": (70, 90)}
    assert seen.preferences["birch"].values == case.preferences["birch"].values
    assert seen.preferences["birch"].because == "It always wanted more."
    assert seen.preferences["ash"] == case.preferences["ash"]
    assert midpoints(seen)["preferences.birch.weights.posts"] == 80
    assert as_seen(case, "birch") is case
    assert as_seen(case, "cedar") is case
    named = as_seen(read(HAWK), "ash")
    assert weights(named, "birch") == {"arms": (60, 60), "posts": (95, 95)}
    assert named.preferences["birch"].no_deal is not None
    with pytest.raises(CaseError, match="no party called aish"):
        as_seen(case, "aish")


def test_events_change_what_is_seen_and_a_view_lasts_over_a_day() -> None:
    event = "events: [{id: thaw, date: 2001-01-01, changes: {preferences: {ash: {sees: {birch: {weights: {posts: 40..50}}}}, birch: {weights: {arms: 30}}}}}]\n"
    case = read(TEXT + event)
    after = apply(case, date(2001, 2, 1))
    assert weights(as_seen(after, "ash"), "birch") == {"arms": (30, 30), "posts": (40, 50)}
    assert weights(as_seen(case, "ash"), "birch") == {"arms": (60, 60), "posts": (70, 90)}
    assert as_seen(after, "ash").applied == ("thaw",)
    ended = event.replace("{birch: {weights: {posts: 40..50}}}", "null")
    assert (
        as_seen(apply(read(TEXT + ended)), "ash").preferences["birch"] == apply(read(TEXT + ended)).preferences["birch"]
    )


@pytest.mark.parametrize(
    ("old", "new", "what", "remedy"),
    [
        (
            "      birch: {weights: {posts: 70..90}",
            "      brich: {weights: {posts: 70..90}",
            "no party called brich",
            "birch",
        ),
        (
            "      birch: {weights: {posts: 70..90}",
            "      ash: {weights: {posts: 70..90}",
            "ash sees itself",
            "another party",
        ),
        (
            "      birch: {weights: {posts: 70..90}",
            "      cedar: {weights: {posts: 70..90}",
            "says nothing of what cedar wants",
            "Add preferences.cedar",
        ),
        ("{posts: 70..90}", "{posts: 90..70}", "upside down", "70..90"),
        ("{posts: 70..90}", "{psots: 70..90}", "no issue called psots", "posts"),
        ("{posts: 70..90}", "{posts: 70}, values: {posts: {few: 2}}", "lies between 0 and 1", "between"),
        ("{posts: 70..90}", "{posts: 70}, sees: {ash: {}}", "The key sees is unknown", ""),
        ("{posts: 70..90}", "{posts: 70}, readings: {x: {}}", "The key readings is unknown", ""),
        ("{posts: 70..90}", "{posts: 0, arms: 0}", "All weights of birch are 0", ""),
        ("{posts: 70..90}, because: It always wanted more.}", "{posts: 70}, ranking: [{}]}", "mix forms", "Use one"),
    ],
)
def test_what_is_wrong_with_a_view_is_said_where_it_stands(old: str, new: str, what: str, remedy: str) -> None:
    assert old in TEXT
    found = [p for p in problems(TEXT.replace(old, new)) if p.severity == "error"]
    assert len(found) == 1, found
    assert what in found[0].what
    assert remedy in found[0].remedy
    assert found[0].mark is not None
    assert found[0].mark.line == 14


def test_an_unknown_reading_is_said_with_the_nearest() -> None:
    (found,) = problems(HAWK.replace("birch: hawk", "birch: hwak"))
    assert "birch has no reading called hwak, as which ash would see it" in found.what
    assert "hawk" in found.remedy


def test_it_is_written_back_with_its_comments() -> None:
    assert write(read(TEXT)) == TEXT
    told = steps.set_value(read(TEXT), "preferences.ash.sees.birch.weights.posts", "60..80")
    assert write(told) == TEXT.replace("70..90", "60..80")
    assert weights(as_seen(told, "ash"), "birch")["posts"] == (60, 80)


def test_without_a_party_or_an_issue_what_is_seen_of_it_goes() -> None:
    free = TEXT.replace("posts: {by: birch,", "posts: {by: ash,")
    assert steps.without(read(free), "parties.birch").preferences["ash"].sees == {}
    left = steps.without(read(TEXT), "issues.posts")
    assert weights(as_seen(left, "ash"), "birch") == {"arms": (60, 60)}
    assert "posts" not in steps.without(read(HAWK), "issues.posts").tree["preferences"]["birch"]["readings"][
        "hawk"
    ].get("weights", {})


def test_it_explains_itself() -> None:
    told = explain(read(TEXT), "preferences.ash.sees.birch.weights.posts")
    assert told.because == "It always wanted more."
    assert told.visible_to == ("team",)


def test_an_editor_knows_it() -> None:
    preferences = schema()["$defs"]["preferences"]["properties"]
    assert "#/$defs/reading" in str(preferences["sees"])


# ---------------------------------------------------------------- sharing


def open_to(text: str, *parties: str) -> str:
    """The case with these parties' blocks to be seen by ash."""
    for party in parties:
        text = text.replace(f"\n  {party}:\n", f"\n  {party}:\n    visible_to: [team, ash, cedar]\n")
    return text


@pytest.mark.parametrize("viewer", ["ash", "birch", "cedar"])
def test_hidden_views_change_no_byte(viewer: str) -> None:
    other = TEXT.replace("70..90", "10..20").replace("It always", "It never")
    none = TEXT.replace(
        "    sees:                                # cold war habits\n      birch: {weights: {posts: 70..90}, because: It always wanted more.}\n",
        "",
    )
    assert none != TEXT
    texts = {write(shared(read(text), viewer)) for text in (TEXT, other, none)}
    assert len(texts) == 1
    assert "sees" not in texts.pop()


def test_a_view_is_shown_where_all_of_it_and_all_that_it_is_merged_with_may_be_seen() -> None:
    for text in (open_to(TEXT, "ash", "birch"), open_to(HAWK, "ash", "birch")):
        copy = shared(read(text), "ash")
        assert copy.preferences["ash"].sees == read(text).preferences["ash"].sees
        assert weights(as_seen(copy, "ash"), "birch") == weights(as_seen(read(text), "ash"), "birch")
        assert "cedar" not in str(copy.tree["preferences"]), "nobody is told who else may see it"
        assert "sees" not in write(shared(read(text), "birch"))
    hidden = [
        open_to(TEXT, "ash"),
        open_to(HAWK, "ash"),
        open_to(TEXT, "birch"),
        open_to(TEXT.replace("posts: 70..90", "posts: {value: 70..90, visible_to: team}"), "ash", "birch"),
        open_to(HAWK.replace("posts: 95", "posts: {value: 95, visible_to: team}"), "ash", "birch"),
    ]
    for text in hidden:
        assert shared(read(text), "ash").preferences["ash"].sees == {}
        assert "sees" not in write(shared(read(text), "ash"))


def test_a_view_that_an_event_changes_is_shared_on_its_day() -> None:
    event = "events: [{id: thaw, date: 2001-01-01, changes: {preferences: {ash: {sees: {birch: hawk}}}}}]\n"
    case = read(open_to(TEXT, "ash", "birch") + event)
    copy = shared(case, "ash")
    assert apply(copy).preferences["ash"].sees == {"birch": "hawk"}
    assert copy.preferences["ash"].sees == {"birch": ""}
