"""Records as text."""

from __future__ import annotations

import re

import pytest
import show_samples
from rich.cells import cell_len

from detente.result import Chart, Column, Finding, Record, Table
from detente.show import text


@pytest.mark.parametrize("name", ["agreement", "hostile", "empty", "graphs"])
@pytest.mark.parametrize("width", [40, 80, 120])
def test_without_colour_no_control_code_and_no_line_too_wide(
    name: str, width: int, request: pytest.FixtureRequest
) -> None:
    shown = text.render(request.getfixturevalue(name), color=False, width=width)
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown) is None
    assert max(cell_len(line) for line in shown.split("\n")) <= width
    assert not any(line.endswith(" ") for line in shown.split("\n"))


def test_colour_changes_nothing_but_colour(agreement: Record) -> None:
    colored = text.render(agreement, color=True, width=100)
    assert "\x1b[" in colored
    bare = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in bare.split("\n")] == text.render(agreement, color=False, width=100).split("\n")


def test_the_environment_does_not_decide(agreement: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"FORCE_COLOR": "1", "COLUMNS": "30", "TERM": "dumb", "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    assert "\x1b" not in text.render(agreement, color=False, width=80)
    assert "\x1b" in text.render(agreement, color=True, width=80)


def test_notices_then_findings_in_order_then_caveats(agreement: Record) -> None:
    shown = " ".join(text.render(agreement, color=False, width=100).split())
    order = [
        "The ferry dispute",
        "as of 2021-05-04",
        "Restricted: contains estimates of parties' limits.",
        "No party has confirmed these numbers.",
        "1. On these estimates",
        "[depends: 310 of 1,000 draws]",
        "rests on claims.harbour-silts, preferences.alder.weights.tolls",
        "2. No package without the southern route is acceptable to Birch. [throughout]",
        "[never]",
        "[not settled: held in all 1,000 draws]",
        "CAVEATS",
        "The weights of Lake are unknown",
        "it is no probability",
        "What is at stake for whom",
        "Packages on the frontier",
        "more rows (see --html or --json)",
        "Trade-offs",
        "Acceptability",
    ]
    places = [shown.index(part) for part in order]
    assert places == sorted(places)


def test_a_chart_that_repeats_a_table_is_not_printed_twice(agreement: Record) -> None:
    shown = text.render(agreement, color=False)
    assert "Every package as a line" not in shown
    assert "Alder against Birch" not in shown
    assert shown.count("120 of 62,000 packages, spread evenly.") == 1


def test_a_wide_table_comes_in_panels_led_by_its_first_column() -> None:
    columns = (Column("n", "Package"), *(Column(f"c{i}", f"Party {i}", "number") for i in range(30)))
    rows: tuple[tuple[str | float, ...], ...] = tuple(
        (f"package {r}", *(r + i / 100 for i in range(30))) for r in range(12)
    )
    shown = text.render(show_samples.record(show_samples.Sample((), (Table("t", "T", columns, rows),))), False, 80)
    assert shown.count("package 9") > 1
    assert "package 10" not in shown
    assert "… and 2 more rows" in shown
    for i in range(30):
        assert f" {9 + i / 100:.2f}" in shown


def test_shares_of_a_chart_are_drawn_as_bars() -> None:
    table = Table("t", "T", (Column("a", "A"), Column("s", "S", "percent")), (("x", 1.0), ("y", 0.5), ("z", None)))
    shown = text.render(show_samples.record(show_samples.Sample((), (Chart("c", "C", "", {}, table),))), False, 80)
    lines = {line.split()[0]: line.count("█") for line in shown.split("\n") if line[:2] in (" x", " y", " z")}
    assert lines == {"x": 16, "y": 8, "z": 0}


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp1252", "latin-1", "utf-8", "no-such-encoding"])
def test_every_encoding_can_print_it(agreement: Record, hostile: Record, encoding: str) -> None:
    for record in (agreement, hostile):
        shown = text.render(record, color=False, width=80, encoding=encoding)
        shown.encode("ascii" if encoding.startswith("no-") else encoding)
    assert "1,000 draws" in text.render(agreement, color=False, encoding=encoding)


def test_what_a_long_list_of_reasons_leaves_out_is_counted() -> None:
    finding = Finding("So it is.", rests_on=tuple(f"claims.c{i}" for i in range(9)))
    shown = text.render(show_samples.record(show_samples.Sample((finding,))), color=False)
    assert "claims.c5 and 3 more (see --json)" in " ".join(shown.split())


def test_nothing_found_is_said(empty: Record) -> None:
    shown = text.render(empty, color=False)
    assert "found nothing to say" in shown
    assert "(nothing to list)" in shown
    assert "as of" not in shown
    assert "--html" not in shown
