"""One battery over every analysis and every case that comes with Détente, and what holds for the house as a whole."""

from __future__ import annotations

import inspect
import json
import pkgutil
import re
import subprocess
import sys
import zipfile
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest

import detente
from detente import analyses, catalogue, studies
from detente.case.addresses import resolve
from detente.case.model import Case
from detente.case.read import bundled, load
from detente.cli.asking import explained
from detente.result import Chart, Graph, Kind, Map, Record, Scope, Table, Unanswerable
from detente.show import html
from detente.show import json as as_json
from detente.show import text as as_text
from detente.steps import established

ROOT = Path(__file__).resolve().parent.parent
WHOLE = ("ferry", "missile-defence-2007")
SILENT = [(name, case) for name in ("beliefs", "timeline") for case in bundled() if case not in WHOLE]
SILENT += [("coverage", case) for case in bundled() if case != "missile-defence-2007"]
"""The small cases from books have no events and no beliefs, and one case alone has claims for geometry, so that these have nothing to say of the others."""
BATTERY = [
    pair
    for entry in catalogue.entries().values()
    if "case" in entry.takes
    for case in bundled()
    if (pair := (entry.name, case)) not in SILENT
]
SMALL = {"draws": 40, "samples": 16}
BINARY = {".docx", ".pdf", ".png"}
PLAIN = (str, int, float, bool)

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


@pytest.fixture(scope="module")
def records() -> dict[tuple[str, str], Record]:
    return {}


def parameters(name: str) -> dict[str, Any]:
    taken = inspect.signature(catalogue.analysis(name)).parameters
    return {key: value for key, value in SMALL.items() if key in taken}


@pytest.fixture
def asked(request: pytest.FixtureRequest, records: dict[tuple[str, str], Record]) -> tuple[Record, Case]:
    """The record of one analysis of one case, made once for all tests of this module."""
    name, case = request.param
    if (name, case) not in records:
        records[name, case] = detente.record(name, load(case), **parameters(name))
    return records[name, case], load(case)


battery = pytest.mark.parametrize("asked", BATTERY, indirect=True, ids=["-".join(pair) for pair in BATTERY])


# ---------------------------------------------------------------- every analysis on every case


@battery
def test_findings_are_sentences_that_point_at_the_case(asked: tuple[Record, Case]) -> None:
    record, case = asked
    tree = established(case, catalogue.entries()[record.analysis].facts).tree
    findings = record.result.findings()
    assert findings
    assert findings[0].kind == "finding"
    assert len({finding.text for finding in findings}) == len(findings)
    for finding in findings:
        first = finding.text.lstrip("“\"'")[0]
        assert first.isupper() or first.isdigit(), finding.text
        assert finding.text.rstrip("”\"'").endswith((".", "?", "!")), finding.text
        assert "  " not in finding.text
        assert finding.text == finding.text.strip()
        assert not re.search(r"\bnan\b|\binf\b|[ (]None[).,;:]|Fraction\(", finding.text), finding.text
        assert finding.kind in get_args(Kind)
        assert finding.scope in get_args(Scope)
        assert finding.share is None or 0 <= finding.share <= 1
        for address in finding.rests_on:
            resolve(tree, address)


@battery
def test_views_are_whole(asked: tuple[Record, Case]) -> None:
    record, _ = asked
    views = record.result.views()
    assert views
    assert len({view.name for view in views}) == len(views)
    for view in views:
        if isinstance(view, Graph | Map):
            assert view.description.strip().endswith("."), view.name
            continue
        table = view.table if isinstance(view, Chart) else view
        assert isinstance(table, Table)
        assert len({column.name for column in table.columns}) == len(table.columns)
        assert all(len(row) == len(table.columns) for row in table.rows), view.name
        if isinstance(view, Chart):
            assert "data" not in view.spec, "a chart's data are the rows of its table"
            assert view.description.strip().endswith(".")


@battery
def test_json_is_strict_and_complete(asked: tuple[Record, Case]) -> None:
    record, _ = asked

    def refused(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    written = json.loads(as_json.dumps(record), parse_constant=refused)
    required = {"analysis", "parameters", "case", "version", "findings", "views", "result"}
    assert required <= set(written)
    assert written["analysis"] == record.analysis
    assert written["version"] == detente.__version__
    assert set(written["case"]) == {"title", "digest", "as_of"}
    assert set(written["findings"][0]) - {"draws"} == {"text", "kind", "rests_on", "scope", "share"}
    assert written["result"].keys() == record.result.data().keys()


@pytest.mark.parametrize(
    "asked",
    [
        pair for pair in BATTERY if pair != ("sensitivity", "missile-defence-2007")
    ],  # half a minute; the ferry's is compared
    indirect=True,
    ids="-".join,
)
def test_the_same_case_gives_the_same_record(asked: tuple[Record, Case]) -> None:
    record, case = asked
    again = detente.record(record.analysis, case, **parameters(record.analysis))
    assert as_json.dumps(again) == as_json.dumps(record)


@battery
def test_it_can_be_shown(asked: tuple[Record, Case]) -> None:
    record, _ = asked
    plain = as_text.render(record, False, 80)
    assert "\x1b" not in plain
    assert record.case.title in plain
    page = html.page(record)
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", page.split("<script", 1)[0])


@pytest.mark.parametrize(("name", "case"), SILENT)
def test_what_is_missing_is_said_in_a_sentence(name: str, case: str) -> None:
    with pytest.raises(Unanswerable, match=r"^The case .*\.$"):
        detente.record(name, load(case), **parameters(name))


# ---------------------------------------------------------------- the catalogue


def test_the_catalogue_is_what_the_code_has() -> None:
    rooms = [m.name for m in pkgutil.iter_modules(analyses.__path__) if not m.name.startswith("_")]
    there = {f"detente.analyses.{n}" for n in rooms if hasattr(import_module(f"detente.analyses.{n}"), n)}
    there |= {f"detente.studies.{name}" for name in ("timeline", "sensitivity")}
    assert {entry.module for entry in catalogue.OWN} == there
    assert {m.name for m in pkgutil.iter_modules(studies.__path__)} == {
        "compare",
        "question",
        "sensitivity",
        "sweep",
        "timeline",
    }


@pytest.mark.parametrize("entry", catalogue.OWN, ids=lambda entry: entry.name)
def test_an_analysis_can_be_a_command(entry: catalogue.Entry) -> None:
    function = catalogue.analysis(entry.name)
    question, said = explained(function)
    assert entry.help == question
    assert entry.help.endswith("?")
    case, *rest = inspect.signature(function, eval_str=True).parameters.values()
    assert case.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    for parameter in rest:
        assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
        assert isinstance(parameter.default, PLAIN)
        assert said.get(parameter.name), f"the docstring of {entry.name} does not explain {parameter.name}"


def test_an_unknown_analysis_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(KeyError, match="agreement"):
        catalogue.analysis("prophecy")


def test_top_level_functions_are_the_analyses(tmp_path: Path) -> None:
    for entry in catalogue.OWN:
        assert hasattr(detente, entry.name)
        assert entry.name in dir(detente)
    with pytest.raises(AttributeError, match="prophecy"):
        detente.prophecy  # noqa: B018


# ---------------------------------------------------------------- the package


def test_import_loads_nothing_heavy() -> None:
    code = "import sys; before = set(sys.modules); import detente; print(*sorted(set(sys.modules) - before))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in ran.stdout.split()}
    assert loaded <= {
        "detente",
        "__future__",
        "typing",
        "collections",
        "functools",
        "re",
        "enum",
        "sre_compile",
        "_typing",
    } | set(sys.stdlib_module_names)
    assert "detente.case" not in ran.stdout.split()


def test_every_module_can_be_imported_and_says_what_it_is() -> None:
    for module in pkgutil.walk_packages(detente.__path__, "detente."):
        if module.name != "detente.__main__" and "_cases" not in module.name:
            imported = import_module(module.name)
            assert imported.__doc__ or not (imported.__file__ and Path(imported.__file__).read_text().strip()), (
                module.name
            )


def test_the_wheel_carries_all_that_is_needed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for name, folder in bundled().items():
        assert f"detente/_cases/{folder.relative_to(ROOT / 'cases').as_posix()}/case.yaml" in names, name
    needed = {
        path for path in (ROOT / "src" / "detente").rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }
    assert {path.relative_to(ROOT / "src").as_posix() for path in needed} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)


# ---------------------------------------------------------------- the repository


def repository_files() -> list[Path]:
    ran = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        pytest.skip("this is no git working tree")
    return [ROOT / name for name in ran.stdout.splitlines() if (ROOT / name).is_file()]


def test_nothing_names_a_place_on_somebodys_machine() -> None:
    place = re.compile(r"(?<![\w.:/])/(?:work|root|home|Users|opt|mnt)/\w|[A-Z]:\\\\?Users")
    for file in repository_files():
        if "vendored" in file.parts or file.suffix in BINARY | {".svg"}:
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            assert not place.search(line), f"{file.relative_to(ROOT)}:{number}: {line.strip()}"


def test_every_file_is_utf8_with_unix_lines_and_no_tabs_where_they_do_not_belong() -> None:
    for file in repository_files():
        if "vendored" in file.parts or file.suffix in BINARY:
            continue
        text = file.read_bytes().decode("utf-8")
        if "hostile" not in file.name:
            assert "\r" not in text, file
        if file.suffix in {".py", ".yaml", ".md", ".toml"}:
            assert "\t" not in text, file
