"""Sentences with exact offsets."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.documents.reading import read_bytes
from detente.documents.sentences import sentences, split


@pytest.mark.parametrize(
    "text",
    [
        "President G.W. Bush left the U.S. Army base.|He slept.",
        "Dr. Smith et al. say so (ibid., p. 4).|It holds.",
        "It rains, e.g. in May.|It snows.",
        "It was so (Reuters, 2007).|It is no more.",
        "He asked (why? nobody knows) again.|She left.",
        "“We will go.”|They went.",
    ],
)
def test_split(text: str) -> None:
    whole = text.replace("|", " ")
    assert [whole[a:b] for a, b in split(whole)] == text.split("|")


def test_markers_and_navigation_are_left_out() -> None:
    document = read_bytes(b"A title\n\nThey said:\n\n  1. One thing. Another.\n  2. Two things.\n", "a.txt")
    words = [document.text[one.start : one.end] for one in sentences(document)]
    assert words[-3:] == ["One thing.", "Another.", "Two things."]


@given(st.text(alphabet="ab. A(?)\n“”U.S12", max_size=60))
def test_sentences_lie_in_order_and_lose_no_word(text: str) -> None:
    spans = split(text)
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in pairwise(spans))
    kept = "".join("".join(text[a:b].split()) for a, b in spans)
    assert kept == "".join(text.split())
