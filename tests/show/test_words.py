"""Cells, marks and the cleaning of strangers' text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.result import Chart, Column, Finding, Table
from detente.show import words


@pytest.mark.parametrize(
    ("form", "value", "text"),
    [
        ("text", "north", "north"),
        ("text", None, "–"),
        ("text", 3, "3"),
        ("number", 0.5, "0.50"),
        ("number", -1.234, "−1.23"),
        ("number", -0.001, "0.00"),
        ("number", float("nan"), "–"),
        ("number", float("inf"), "–"),
        ("number", 10**40, "1.00 × 10^40"),
        ("integer", 1234567, "1,234,567"),
        ("integer", 999_999_999_999_999, "999,999,999,999,999"),
        ("integer", 10**15, "1.00 × 10^15"),
        ("integer", -(12345 * 10**30), "−1.23 × 10^34"),
        ("percent", 0.31, "31%"),
        ("percent", 0, "0%"),
        ("percent", 0.001, "<1%"),
        ("percent", 0.999, ">99%"),
        ("percent", 1, "100%"),
        ("gain", 0.2, "+0.20"),
        ("gain", -0.2, "−0.20"),
        ("gain", 0.0, "0.00"),
        ("gain", 0.0004, "+0.0004"),
    ],
)
def test_a_cell_reads_as_its_column_says(form: Any, value: Any, text: str) -> None:
    assert words.cell_text(value, Column("c", "C", form)) == text


def test_an_integer_too_long_to_print_is_still_said() -> None:
    assert words.integer_text(10**5000 - 1) == "9.99 × 10^4999"


@given(st.integers(min_value=10**15, max_value=10**60))
def test_a_large_integer_is_rounded_down_to_three_digits(value: int) -> None:
    leading, exponent = words.integer_text(value).split(" × 10^")
    low = round(float(leading) * 100) * 10 ** (int(exponent) - 2)
    assert 1 <= float(leading) < 10
    assert low <= value < low + 10 ** (int(exponent) - 2)


@given(st.text())
def test_cleaned_text_cannot_steer_a_terminal(text: str) -> None:
    cleaned = words.clean(text)
    assert cleaned == words.clean(cleaned)
    cleaned.encode("utf-8")
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u202e\u2067" for char in cleaned)


@pytest.mark.parametrize(
    ("share", "draws", "text"),
    [
        (0.31, 1000, "310 of 1,000 draws"),
        (0.31, None, "31 of 100 draws"),
        (0.31, True, "31 of 100 draws"),
        (1 / 3, 1000, "33 of 100 draws"),
        (1.0, 1000, "all 1,000 draws"),
        (0.0, 500, "none of 500 draws"),
        (0.0004, 1000, "fewer than 1 of 100 draws"),
        (0.9996, 1000, "more than 99 of 100 draws"),
    ],
)
def test_a_share_is_counted_in_the_draws_that_were_made(share: float, draws: object, text: str) -> None:
    assert words.draws_text(share, {"draws": draws}) == text


def test_marks_say_scope_and_share_in_plain_words() -> None:
    made = {"draws": 100}
    assert words.scope_mark(Finding("x"), made) == "throughout"
    assert words.scope_mark(Finding("x", scope="depends", share=0.31), made) == "depends: 31 of 100 draws"
    assert words.scope_mark(Finding("x", scope="never", share=0.0), made) == "never"
    assert words.scope_mark(Finding("x", scope="unknown", share=1.0), made) == "not settled: held in all 100 draws"
    assert words.scope_mark(Finding("x", scope="unknown"), made) == "not settled"
    assert words.scope_mark(Finding("x", kind="caveat"), made) == ""
    assert words.scope_mark(Finding("x", kind="caveat", scope="depends"), made) == "depends"


def test_only_the_marks_in_use_are_explained() -> None:
    said = (Finding("x"), Finding("y", scope="depends", share=0.5), Finding("z", kind="caveat"))
    assert [mark for mark, _ in words.scope_meanings(said)] == ["throughout", "depends"]
    assert words.scope_meanings((Finding("z", kind="caveat"),)) == ()


def test_views_over_the_same_rows_point_at_one_of_them() -> None:
    columns = (Column("a", "A"),)
    table, other = Table("t", "T", columns, (("x",),)), Table("o", "O", columns, (("y",),))
    again = Table("again", "Another title", columns, (("x",),))
    views = (Chart("c", "C", "", {}, again), table, Chart("d", "D", "", {}, other), Chart("e", "E", "", {}, other))
    assert words.shown_before(views) == {0: 1, 3: 2}
