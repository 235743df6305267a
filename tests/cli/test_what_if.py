"""`detente what-if` and `detente compare`: what they print, and that no mistake of a user ends in a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import detente
from detente.case.read import digest
from detente.cli import what_if
from detente.cli.frame import Commands

app = typer.Typer(cls=Commands, pretty_exceptions_enable=False)
what_if.add_to(app)


class Ran:
    """What a command printed, and its exit status."""

    def __init__(self, *arguments: str) -> None:
        result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
        self.status, self.out, self.err = result.exit_code, result.stdout, result.stderr
        assert "Traceback" not in self.out + self.err

    def result(self) -> dict[str, Any]:
        assert self.status == 0, self.err
        found: dict[str, Any] = json.loads(self.out)["result"]
        return found


def test_a_number_set_otherwise() -> None:
    ran = Ran("what-if", "ferry", "--set", "preferences.alder.no_deal=100", "--draws", "0")
    assert ran.status == 0
    flat = " ".join(ran.out.split())
    assert "the zone closes: before, 7 packages were acceptable to all; now none is." in flat
    assert "\x1b[" not in ran.out


def test_json_says_what_was_changed_and_what_follows() -> None:
    ran = Ran("what-if", "ferry", "--without", "events.survey", "--draws", "0", "--json")
    found = ran.result()
    assert set(found) == {"analysis", "answered", "changed", "findings", "numbers"}
    assert found["changed"]["only_before"] == ["events.survey"]
    record = json.loads(ran.out)
    case = detente.load("ferry")
    assert record["analysis"] == "compare"
    assert record["parameters"]["analysis"] == "agreement"
    assert record["parameters"]["before"] == digest(detente.steps.as_of(case))
    assert record["case"]["digest"] == record["parameters"]["after"]


def test_a_day_alone_is_compared_with_the_case_s_own() -> None:
    assert Ran("what-if", "ferry", "--as-of", "2021-02", "--draws", "0", "--json").result()["changed"]["days"] == [
        "2021-05-31",
        "2021-02-28",
    ]
    beside = Ran(
        "what-if", "ferry", "--as-of", "2021-02", "--set", "preferences.alder.no_deal=40", "--draws", "0", "--json"
    )
    assert beside.result()["changed"]["days"] == ["2021-02-28", "2021-02-28"]


def test_a_supposed_report_and_another_analysis() -> None:
    report = "claim=harbour-silts, if_true=0.8, if_false=0.2"
    found = Ran("what-if", "ferry", "--evidence", report, "--analysis", "arguments", "--json").result()
    assert found["analysis"] == "arguments"
    assert found["changed"]["only_after"] == ["events.what-if-1"]


def test_a_parameter_of_the_analysis_and_a_report(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    ran = Ran(
        *("what-if", "ferry", "--set", "preferences.alder.weights.tolls=30", "--draws", "0"),
        *("--with", "package=route=south, fees=waived", "--html", str(page)),
    )
    assert ran.status == 0
    assert page.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html>")
    assert str(page) in ran.err
    assert "(before:" in ran.out


def test_two_cases(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(
        detente.write(detente.steps.set_value(detente.load("ferry"), "preferences.birch.no_deal", "80")),
        encoding="utf-8",
    )
    there = Ran("compare", "ferry", str(other), "--draws", "0", "--json").result()
    assert [d["address"] for d in there["changed"]["set"]] == ["preferences.birch.no_deal"]
    back = Ran("compare", str(other), "ferry", "--draws", "0", "--json").result()
    assert there["findings"]["appeared"] == back["findings"]["gone"]
    same = Ran("compare", "ferry", "ferry", "--draws", "0")
    assert "The two cases are the same" in same.out


def test_two_disputes() -> None:
    ran = Ran("compare", "tucker-1950", "russell-1959", "--analysis", "stability")
    assert ran.status == 0, ran.err
    assert "as against" in " ".join(ran.out.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["what-if", "ferry"], "Nothing is to be changed"),
        (["what-if", "ferry", "--set", "preferences.aldr.no_deal=4"], "alder"),
        (["what-if", "ferry", "--set", "nothing"], "ADDRESS=VALUE"),
        (["what-if", "ferry", "--without", "events.surve"], "survey"),
        (["what-if", "ferry", "--evidence", "claim=silt, likelihood_ratio=2"], "silt"),
        (["what-if", "ferry", "--evidence", "likelihood_ratio=2"], "names no claim"),
        (["what-if", "ferry", "--as-of", "yesterday"], "yesterday"),
        (["what-if", "ferry", "--without", "events.survey", "--analysis", "agreemnt"], "agreement"),
        (["what-if", "ferry", "--without", "events.survey", "--analysis", "citations"], "citations"),
        (["what-if", "ferry", "--without", "events.survey", "--with", "scale"], "NAME=VALUE"),
        (["what-if", "ferry", "--without", "events.survey", "--with", "scales=raw"], "scale"),
        (["what-if", "ferry", "--without", "events.survey", "--analysis", "arguments", "--draws", "5"], "draws"),
        (["what-if", "ferry", "--without", "parties.birch"], "birch"),
        (["what-if", "fery", "--without", "events.survey"], "ferry"),
        (["compare", "ferry", "nowhere"], "nowhere"),
    ],
    ids=lambda value: " ".join(value[1:]) if isinstance(value, list) else "",
)
def test_wrong_use_ends_with_status_2_and_a_sentence(arguments: list[str], said: str) -> None:
    ran = Ran(*arguments)
    assert ran.status == 2
    assert said in ran.err
    assert ran.out == ""


def test_a_case_with_errors_ends_with_status_1(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("detente: 1\ntitle: T\npartys: {}\n", encoding="utf-8")
    ran = Ran("compare", "ferry", str(file))
    assert ran.status == 1
    assert "parties" in ran.err
