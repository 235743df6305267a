from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest
from prose import INVENTED, PAGE, QUOTES, case, changed, dropped, ellipsis, long_text, marks, ocr, white

from detente.documents.anchoring import Words
from detente.documents.places import Folded, fold, folded, verify

Quoting = Callable[[str, random.Random], str]
WAYS: dict[str, tuple[Quoting, str, int]] = {
    "exact": (lambda quote, _: quote, "verbatim", 1),
    "white space": (white, "verbatim", 1),
    "quotation marks": (marks, "verbatim", 1),
    "case": (case, "verbatim", 1),
    "ellipsis": (ellipsis, "verbatim", 3),
    "OCR": (ocr, "altered", 1),
    "one word changed": (changed, "altered", 3),
    "dropped words": (dropped, "altered", 3),
}
"""What was done to a quote, what it then is, and of how many words it must be for that: of two words, one is half."""
TEXTS = {"page": folded(PAGE), "long": folded(long_text(300_000, 5))}


def status(text: Folded, quote: str) -> str:
    verdict = verify(text, Words(quote))
    assert verdict is not None
    return verdict.status


def stands(quote: str, text: Folded) -> bool:
    """Whether the words stand there all the same: some short ones do, by chance, in a long text of the same words."""
    return re.search(rf"(?<!\w){re.escape(fold(quote))}(?!\w)", text.text) is not None


def test_the_quotes_are_what_they_should_be() -> None:
    assert len(QUOTES) == 30
    assert sum(len(quote.split()) <= 6 for quote in QUOTES) >= 12
    assert all(fold(quote) in TEXTS["page"].text for quote in QUOTES)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("way", WAYS)
def test_thirty_quotes_are_told_apart(way: str, text: str) -> None:
    quoted, expected, words = WAYS[way]
    chance = random.Random(way)
    wrong = []
    for quote in QUOTES:
        if len(quote.split()) >= words:
            given = quoted(quote, chance)
            found = status(TEXTS[text], given)
            want = "verbatim" if stands(given, TEXTS[text]) else expected
            wrong += [(quote, given, found)] if found != want else []
    assert wrong == []


@pytest.mark.parametrize("text", TEXTS)
def test_what_nobody_wrote_is_not_found(text: str) -> None:
    assert [quote for quote in INVENTED if status(TEXTS[text], quote) != "not found"] == []


@pytest.mark.parametrize("seed", range(5))
def test_a_changed_quote_is_found_where_it_stands(seed: int) -> None:
    text = TEXTS["long"].raw
    chance = random.Random(seed)
    home = text.index(PAGE[:60])
    for quote in QUOTES:
        if len(quote.split()) >= 8:
            truth = re.search(r"\s".join(map(re.escape, quote.split())), text[home:])
            verdict = verify(TEXTS["long"], Words(changed(quote, chance)))
            assert truth is not None
            assert verdict is not None
            assert verdict.start is not None
            longest = max(map(len, quote.split())) + 2
            assert abs(verdict.start - home - truth.start()) <= longest, (quote, verdict)


def test_half_of_two_words_is_not_enough() -> None:
    assert status(TEXTS["page"], "two lanterns") == "not found"


def test_a_sentence_left_out_without_an_ellipsis_is_an_alteration() -> None:
    quote = "because ice had lifted two of the boards. It sent a bill; the bill came back unopened."
    verdict = verify(TEXTS["page"], Words(quote))
    assert verdict is not None
    assert verdict.status == "altered"
    assert "{+The lower valley’s mill stood still for nine days.+}" in verdict.diff


def test_a_changed_part_beside_an_ellipsis() -> None:
    verdict = verify(
        TEXTS["page"], Words("a warden from abroad was given the keys … neither side would heat his house")
    )
    assert verdict is not None
    assert verdict.status == "altered"
    assert "[-abroad-] {+outside+}" in verdict.diff
    assert verdict.found.endswith("heat his house")
    assert status(TEXTS["page"], "a warden from outside was given the keys … purple lanterns sing") == "not found"


def test_quotation_marks_within_others_and_about_the_whole() -> None:
    assert status(TEXTS["page"], "and 'the lower valley paid for the grease', as") == "verbatim"
    assert status(TEXTS["page"], "“The sluice could have two locks”") == "verbatim"
    assert status(TEXTS["page"], "‘The sluice could have two locks’") == "verbatim"


def test_parts_that_stand_close_together_are_taken() -> None:
    verdict = verify(TEXTS["page"], Words("the sluice … shut for three weeks"))
    assert verdict is not None
    assert verdict.found == "the sluice shut for three weeks"


def test_an_ellipsis_does_not_join_what_stands_far_apart() -> None:
    quote = "The first delegation will … close the harbour in spring."
    near = "The first delegation will not yield, and it would sooner close the harbour in spring."
    far = (
        "The first delegation will not yield. "
        + "Nothing else was said that day. " * 200
        + "They close the harbour in spring."
    )
    place = Words(quote)
    assert (found := verify(near, place)) is not None
    assert found.status == "verbatim"
    assert (found := verify(far, place)) is not None
    assert found.status != "verbatim"
