from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from prose import PAGE

from detente.documents.anchoring import Anchored, Words, orphans, reanchor
from detente.documents.places import fingerprint


@dataclass(frozen=True)
class Spot:
    """A place with offsets, with or without a hash, and no words."""

    start: int | None
    end: int | None
    sha256: str | None = None
    quote: str | None = None


def spot(words: str, *, hashed: bool = True, after: int = 0) -> Spot:
    start = PAGE.index(words, after)
    return Spot(start, start + len(words), fingerprint(words) if hashed else None)


def one(old: str | None, new: str, anchor: Spot | Words) -> Anchored:
    (found,) = reanchor(old, new, [anchor])
    return found


def test_nothing_changed() -> None:
    for old in (PAGE, None):
        found = one(old, PAGE, spot("ice had lifted two of the boards"))
        assert found.fate == "verbatim"
        assert PAGE[found.start : found.end] == "ice had lifted two of the boards"


def test_a_paragraph_more_moves_what_stands_below() -> None:
    new = "A foreword.\n\n" + PAGE
    for old in (PAGE, None):
        for hashed in (True, False):
            found = one(old, new, spot("ice had lifted two of the boards", hashed=hashed))
            if hashed or old is not None:
                assert found.fate == "moved"
                assert found.start == new.index("ice had lifted")
                assert found.sha256 == fingerprint("ice had lifted two of the boards")
            else:
                assert found.fate == "unverified"


def test_other_words_are_altered_and_shown() -> None:
    new = PAGE.replace("ice had lifted two of the boards", "ice had lifted five of the boards")
    found = one(PAGE, new, spot("because ice had lifted two of the boards"))
    assert found.fate == "altered"
    assert found.diff == "because ice had lifted [-two-] {+five+} of the boards"
    assert found.sha256 == fingerprint("because ice had lifted five of the boards")


def test_what_is_gone_is_an_orphan() -> None:
    first = PAGE.index("Three things have been tried")
    new = PAGE[:first] + PAGE[PAGE.index("What the lower valley wants") :]
    found = reanchor(PAGE, new, [spot("a warden from outside was given the keys"), spot("a key of its own")])
    assert [each.fate for each in found] == ["orphan", "moved"]
    assert orphans(found) == (0,)
    assert found[0] == Anchored("orphan")
    assert one(None, new, spot("a warden from outside was given the keys")).fate == "orphan"


def test_of_two_places_with_the_same_words_the_one_in_the_same_neighbourhood_is_taken() -> None:
    second = PAGE.index("anyone may demand", PAGE.index("anyone may demand") + 1)
    anchor = spot("anyone may demand", after=second)
    new = (
        PAGE.replace("Below the red line anyone may demand that it be opened; ", "")
        + "\nHere anyone may demand silence.\n"
    )
    found = one(PAGE, new, anchor)
    assert found.fate == "moved"
    assert found.start is not None
    assert new[: found.start].endswith("above the green line\n")


def test_words_without_offsets() -> None:
    assert one(None, PAGE, Words("the best hay in either valley")).fate == "verbatim"
    assert one(PAGE, "Nothing of all that.", Words("the best hay in either valley")).fate == "orphan"


def test_an_anchor_that_never_fitted_is_judged_by_what_it_says_itself() -> None:
    wrong = Spot(10, 40, fingerprint("words that never stood anywhere"))
    assert one(PAGE, PAGE, wrong).fate == "orphan"
    assert one(PAGE, PAGE, Spot(len(PAGE) + 5, len(PAGE) + 9)).fate in ("orphan", "unverified")


@given(st.integers(0, len(PAGE) - 1), st.integers(10, 120), st.text(alphabet="xyz \n", max_size=30))
def test_what_only_moved_is_found_with_its_words(start: int, length: int, before: str) -> None:
    """Whole words, whatever is put before the text."""
    low = PAGE.find(" ", start) + 1
    high = PAGE.rfind(" ", low, low + length)
    passage = PAGE[low:high]
    if high <= low or not passage.strip():
        return
    new = before + "\n" + PAGE
    found = one(PAGE, new, Spot(low, high, fingerprint(passage)))
    assert found.fate in ("verbatim", "moved")
    assert fingerprint(new[found.start : found.end]) == fingerprint(passage)
