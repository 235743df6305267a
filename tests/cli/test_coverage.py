"""`detente check` and `detente coverage` on checks that name what the catalogue does not have, and `explain` of what geometry adds."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli import app

HEAD = """\
detente: "1"
title: Facts
parties: {alder: {role: observer}}
claims:
  - id: nearer
    text: Moscow lies nearer.
    check: CHECK
"""
RIGHT = "{compares: distance, sites: [moscow], than: [warsaw], areas: [iran]}"
WRONG = "{compares: sees, sites: [brdy, tehran], areas: [mars], for: [nato-europe]}"


def ran(folder: Path, check: str, *arguments: str) -> tuple[int, str]:
    (folder / "case.yaml").write_text(HEAD.replace("CHECK", check), encoding="utf-8")
    command, *rest = arguments
    result = CliRunner().invoke(app, [command, str(folder), *rest], catch_exceptions=False)
    assert "Traceback" not in result.output
    return result.exit_code, " ".join(result.output.split())


@pytest.mark.parametrize(("command", "status"), [("check", 1), ("coverage", 2), ("arguments", 2)])
def test_names_beyond_the_catalogue_are_told_with_their_line(tmp_path: Path, command: str, status: int) -> None:
    code, told = ran(tmp_path, WRONG, command)
    assert code == status
    assert "case.yaml:7:" in told
    assert (
        "There is no site 'tehran' in the catalogue. Coverage answers claims of the record from published figures"
        in told
    )
    assert "There is no area 'mars' in the catalogue." in told


def test_a_check_that_can_be_asked_is_fine(tmp_path: Path) -> None:
    assert ran(tmp_path, RIGHT, "check")[0] == 0
    code, told = ran(tmp_path, RIGHT, "coverage")
    assert code == 0
    assert "422 to 612 km nearer than Warsaw" in told


def test_what_geometry_adds_can_be_explained(tmp_path: Path) -> None:
    code, told = ran(tmp_path, RIGHT, "explain", "claims.geometry-nearer")
    assert code == 0
    assert "Published geometry bears it out" in told


@pytest.mark.parametrize("option", ["--launch", "--target", "--speed", "--latitude", "--site", "--area"])
def test_no_command_takes_a_free_place_or_speed(tmp_path: Path, option: str) -> None:
    code, told = ran(tmp_path, RIGHT, "coverage", option, "38.1")
    assert code == 2
    assert "No such option" in told
