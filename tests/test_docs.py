"""Every example of the README and of `docs/` is run.

* ```` ```python ```` blocks are doctests; the blocks of a page share one session.
* ```` ```console ```` blocks run `$ detente …` through the command line, in an empty folder that the blocks of a page
  share. Status 0 is expected unless `$ echo $?` follows. What stands below a command must be in its output, line by line and
  in this order; `…` stands for anything, within a line or for whole lines.
* ```` ```yaml ```` blocks that open with `detente: 1` are cases without errors; the others are excerpts of the ferry case, each
  line as it stands there.
"""

from __future__ import annotations

import doctest
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import detente
from detente.case import fields
from detente.case.read import bundled, load, problems
from detente.case.shapes import Record
from detente.cli import app
from detente.show.json import dumps

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def blocks(page: Path) -> list[tuple[str, str]]:
    """(language, text) of the page's fenced blocks."""
    return [(match[1], match[2]) for match in FENCE.finditer(page.read_text(encoding="utf-8"))]


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def pages_with(language: str) -> list[Path]:
    return [page for page in PAGES if any(kind == language for kind, _ in blocks(page))]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            path, _, anchor = target.partition("#")
            there = (page.parent / path) if path else page
            assert there.exists(), f"{named(page)} links to {target}, which is not there"
            assert not anchor or anchor in anchors(there), f"{named(page)} links to {target}: no such heading"


def anchors(page: Path) -> set[str]:
    """What can stand behind `#` for the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", pages_with("python"), ids=named)
def test_python_examples(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    sessions = [text for kind, text in blocks(page) if kind == "python"]
    assert all(">>>" in text for text in sessions), f"{named(page)} has Python that is not run: write it with >>>"
    test = doctest.DocTestParser().get_doctest("\n".join(sessions), {}, named(page), str(page), 0)
    report: list[str] = []
    results = doctest.DocTestRunner(optionflags=FLAGS).run(test, out=report.append)
    assert results.attempted > 0
    assert results.failed == 0, "".join(report)


@pytest.mark.parametrize("page", pages_with("console"), ids=named)
def test_console_examples(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for kind, text in blocks(page):
        if kind == "console":
            for command, expected, status in commands(text):
                run(command, expected, status)


def commands(text: str) -> list[tuple[str, list[str], int]]:
    """(command, lines expected in its output, exit status) of a console block."""
    found: list[tuple[str, list[str], int]] = []
    asked_status = False
    for line in text.splitlines():
        if line == "$ echo $?":
            asked_status = True
        elif line.startswith("$ "):
            found.append((line[2:], [], 0))
        elif asked_status:
            command, lines, _ = found.pop()
            found.append((command, lines, int(line)))
            asked_status = False
        else:
            found[-1][1].append(line)
    return found


def run(command: str, expected: list[str], status: int) -> None:
    program, *arguments = shlex.split(command)
    assert program == "detente", f"only detente can be run here, not {program}"
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == status, f"$ {command}\n{result.output}"
    lines = iter(result.output.splitlines())
    for want in expected:
        if want.strip() not in ("…", ""):
            pattern = ".*".join(re.escape(part.strip()) for part in re.sub(r"\s+", " ", want).split("…"))
            there = any(re.search(pattern, re.sub(r"\s+", " ", line)) for line in lines)
            assert there, f"$ {command}\nhas no line (in this order) {want!r}:\n{result.output}"


@pytest.mark.parametrize("page", pages_with("yaml"), ids=named)
def test_whole_case_files_have_no_errors(page: Path) -> None:
    for kind, text in blocks(page):
        if kind == "yaml" and text.startswith("detente: 1"):
            errors = [str(problem) for problem in problems(text, named(page)) if problem.severity == "error"]
            assert errors == []


@pytest.mark.parametrize("page", pages_with("yaml"), ids=named)
def test_excerpts_stand_in_the_ferry_case(page: Path) -> None:
    text = (bundled()["ferry"] / "case.yaml").read_text(encoding="utf-8")
    for kind, excerpt in blocks(page):
        if kind == "yaml" and not excerpt.startswith("detente: 1"):
            lines = iter(text.splitlines())
            for want in excerpt.splitlines():
                pattern = ".*".join(re.escape(part) for part in want.strip().split("…"))
                assert any(re.search(pattern, line) for line in lines), (
                    f"the ferry case has no line (in this order) {want!r}"
                )


def in_backquotes(page: str) -> set[str]:
    """Every word of the page that stands within backquotes, outside of blocks."""
    text = FENCE.sub("", (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8"))
    return {word for part in re.findall(r"`([^`]+)`", text) for word in re.findall(r"[\w-]+", part)}


def test_every_field_of_a_case_file_is_explained() -> None:
    known = {name for shape in vars(fields).values() if isinstance(shape, Record) for name in shape.fields}
    assert known - in_backquotes("case-file.md") == set()


def test_every_field_of_the_json_is_explained() -> None:
    case = load("ferry")
    of_this_case = {*case.parties, *case.issues, *case.claims}
    record = detente.record("agreement", case, package="route=south, tolls=shared", draws=20)
    assert keys(json.loads(dumps(record))["result"]) - of_this_case - in_backquotes("agreement.md") == set()


def keys(tree: Any) -> set[str]:
    """All keys of all objects within."""
    if isinstance(tree, dict):
        return set(tree) | {key for part in tree.values() for key in keys(part)}
    return {key for part in tree for key in keys(part)} if isinstance(tree, list) else set()


def test_the_commands_page_is_what_the_commands_say() -> None:
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = module_from_spec(spec)
    spec.loader.exec_module(generate)
    written = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert written == generate.commands_page(), "docs/reference/commands.md is out of date. Say: make docs"
