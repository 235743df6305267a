"""Records as pages: well formed, closed to the network, readable without scripts, drawn in a real browser."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest
import show_samples

from detente.result import Chart, Column, Record, Table
from detente.show import charts, html

VOID = {"meta", "link", "br", "img", "hr", "input"}
BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)


class Outline(HTMLParser):
    """A page's tags with their attributes, its visible text, and what is not closed."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts.append(data)
        elif self.open and self.open[-1] != "style":
            self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("name", ["agreement", "hostile", "empty", "graphs"])
def test_a_page_is_well_formed_and_every_link_leads_somewhere_in_it(name: str, request: pytest.FixtureRequest) -> None:
    page = html.page(request.getfixturevalue(name))
    page.encode("utf-8")
    assert page.startswith("<!DOCTYPE html>")
    outline = Outline(page)
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(set(ids)) == len(ids)
    for link in outline.all("a"):
        target = link["href"] or ""
        assert target.startswith("#")
        assert target[1:] in ids
    for _, attributes in outline.tags:
        for key in ("aria-labelledby", "aria-describedby"):
            assert set((attributes.get(key) or "").split()) <= set(ids)


@pytest.mark.parametrize("name", ["agreement", "hostile", "empty", "graphs"])
def test_a_page_loads_nothing_and_runs_only_its_own_scripts(name: str, request: pytest.FixtureRequest) -> None:
    outline = Outline(html.page(request.getfixturevalue(name)))
    for tag, attributes in outline.tags:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "form")
        assert "src" not in attributes
        assert not any(key.startswith("on") for key in attributes)
        assert "style" not in attributes
    policy = next(meta["content"] for meta in outline.all("meta") if meta.get("http-equiv")) or ""
    assert policy.startswith(
        "default-src 'none'; script-src 'sha256-" if outline.scripts else "default-src 'none'; script-src 'none'"
    )
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy.split("style-src")[0]
    code = [
        s
        for s, tag in zip(outline.scripts, outline.all("script"), strict=True)
        if tag.get("type") != "application/json"
    ]
    assert set(re.findall(r"'(sha256-[^']+)'", policy)) == {charts.sha256_source(script) for script in code}
    assert len(code) == (4 if outline.scripts else 0)


def test_text_of_strangers_stays_text(hostile: Record) -> None:
    page = html.page(hostile)
    outline = Outline(page)
    shown = "".join(outline.texts)
    for text in (
        "</script><script>alert(1)</script>",
        "\"'><img src=x onerror=alert(1)>",
        "{{ 7*7 }} {% raw %} ${7*7}",
        "&amp; &lt;",
    ):
        assert text in shown
    assert re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown) is None
    embedded = outline.scripts[0]
    assert not set(embedded) & set("<>&\u2028\u2029")
    assert json.loads(embedded)["charts"][0]["view"] == "view-2"


def test_a_page_says_first_what_must_be_said(agreement: Record) -> None:
    shown = " ".join(" ".join(Outline(html.page(agreement)).texts).split())
    order = [
        "The ferry dispute",
        "as of 2021-05-04",
        "Restricted: contains estimates of parties' limits.",
        "No party has confirmed these numbers.",
        "On these estimates",
        "depends: 310 of 1,000 draws",
        "claims.harbour-silts",
        "not settled: held in all 1,000 draws",
        "The weights of Lake are unknown",
        "Trade-offs",
        "How this was made",
        agreement.case.digest,
    ]
    places = [
        shown.rindex(part) if part in ("Trade-offs", "How this was made") else shown.index(part) for part in order
    ]
    assert places == sorted(places)


def test_a_page_for_a_party_says_so(agreement: Record) -> None:
    assert "Prepared for Alder &amp; sons: recomputed" in html.page(agreement, share_with="Alder & sons")
    assert "Prepared for" not in html.page(agreement)


def test_tables_and_charts_can_be_heard(agreement: Record) -> None:
    page = html.page(agreement)
    outline = Outline(page)
    tables = outline.all("table")
    assert len(tables) == len(outline.all("caption")) == 4
    heads = outline.all("th")
    assert all(head.get("scope") in ("col", "row") for head in heads)
    assert sum(head.get("scope") == "row" for head in heads) == 12 + 2 + 4
    regions = [part for part in outline.all("div") if part.get("class") == "scroll"]
    assert all(part["role"] == "region" and part["tabindex"] == "0" and part["aria-labelledby"] for part in regions)
    pictures = [part for part in outline.all("div") if part.get("role") == "img"]
    assert [part["aria-label"] for part in pictures][:1] == ["Bars of how much each issue weighs for each party."]
    assert len(pictures) == 4
    assert len(outline.all("h1")) == len(outline.all("main")) == len(outline.all("nav")) == 1
    assert outline.all("html")[0]["lang"] == "en"
    assert len(outline.all("details")) == 2, "two charts repeat a table that the page has, and link to it"
    assert all("open" in details for details in outline.all("details")), "open until a script has drawn the chart"


def test_rows_shared_by_table_and_charts_are_embedded_once(agreement: Record) -> None:
    embedded = json.loads(Outline(html.page(agreement)).scripts[0])
    assert [chart["table"] for chart in embedded["charts"]] == [0, 1, 1, 2]
    assert len(embedded["tables"]) == 3


def test_a_page_is_small(agreement: Record, empty: Record) -> None:
    assert len(html.page(agreement).encode()) < 1_000_000
    assert len(html.page(empty).encode()) < 20_000, "no chart, no scripts"


def test_a_very_long_table_is_cut_and_says_so() -> None:
    table = Table("t", "T", (Column("n", "N", "integer"),), tuple((i,) for i in range(2_500)))
    page = html.page(show_samples.record(show_samples.Sample((), (table,))))
    assert "The first 2,000 of 2,500 rows" in page
    assert len(Outline(page).all("tr")) == 2_001


def test_vendored_files_are_those_that_are_written_down() -> None:
    notes = charts.vendored("VENDORED.md")
    rows = re.findall(r"^\| `([^`]+)` \|.*`\(?(LICENSE-[^`]+)`.*\| `([0-9a-f]{64})` \|$", notes, re.MULTILINE)
    assert {row[0] for row in rows} == {"vega.min.js", "vega-lite.min.js", "vega-interpreter.js"}
    folder = files("detente.show") / "vendored"
    for name, licence, digest in rows:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
        assert "Redistribution and use" in (folder / licence).read_text(encoding="utf-8")


def test_colour_is_never_the_only_sign_of_a_line_or_point() -> None:
    color = {"field": "party", "type": "nominal", "title": "Party", "scale": {"domain": ["a", "b"]}}
    spec = {
        "data": {"url": "elsewhere"},
        "layer": [
            {"mark": "line", "encoding": {"color": color}},
            {"mark": {"type": "point"}, "encoding": {"color": color}},
            {"mark": "bar", "encoding": {"color": color}},
            {"mark": "point", "encoding": {"color": color, "shape": {"value": "circle"}}},
            {"mark": "line", "encoding": {"color": {"value": "black"}}},
        ],
        "config": {"axis": {"labelLimit": 7}},
    }
    before = json.dumps(spec)
    done = charts.dressed(spec)
    assert json.dumps(spec) == before
    assert "data" not in done
    line, point, bar, own, plain = (part["encoding"] for part in done["layer"])
    assert line["strokeDash"]["field"] == "party"
    assert line["strokeDash"]["scale"]["domain"] == ["a", "b"]
    assert point["shape"] == {"field": "party", "type": "nominal", "title": "Party", "scale": {"domain": ["a", "b"]}}
    assert set(bar) == {"color"}
    assert own["shape"] == {"value": "circle"}
    assert set(plain) == {"color"}
    assert done["width"] == "container"
    assert done["config"]["axis"]["labelLimit"] == 7
    assert done["config"]["axis"]["labelColor"] == "currentColor"
    assert "width" not in charts.dressed({"hconcat": [{"mark": "line"}]})


def _luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_stand_out_from_the_paper_in_both_schemes() -> None:
    style = (files("detente.show") / "templates" / "page.css").read_text(encoding="utf-8")
    schemes = [dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6})", part)) for part in style.split("@media")[:2]]
    for scheme in schemes:
        for name in ("--ink", "--soft", "--link"):
            assert _contrast(scheme[name], scheme["--paper"]) >= 4.5
            assert _contrast(scheme[name], scheme["--wash"]) >= 4.5
        assert _contrast(scheme["--warn-ink"], scheme["--warn"]) >= 4.5
        series = [scheme[f"--series-{number}"] for number in range(1, charts.SERIES + 1)]
        assert len(set(series)) == charts.SERIES
        assert all(_contrast(color, scheme["--paper"]) >= 2.5 for color in series)


def _browse(page: str, folder: Path) -> tuple[str, str]:
    """The page as a browser has it after its scripts ran, and what its console said."""
    (folder / "page.html").write_text(page, encoding="utf-8")
    ran = subprocess.run(
        [
            str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0",
            f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=5000", "--dump-dom",
            (folder / "page.html").as_uri(),
        ],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return ran.stdout, "\n".join(line for line in ran.stderr.split("\n") if "CONSOLE" in line)


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine: pages are not drawn")
@pytest.mark.parametrize("name", ["agreement", "hostile"])
def test_a_browser_draws_every_chart_without_a_complaint(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    record = request.getfixturevalue(name)
    drawn, console = _browse(html.page(record), tmp_path)
    assert console == ""
    assert drawn.count("<svg") == sum(isinstance(view, Chart) for view in record.result.views())
    assert "could not be drawn" not in drawn.split("<script")[0]
    assert re.search(r"<details id=\"[^\"]+\" open", drawn) is None, "the twin of a drawn chart is closed"


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine: pages are not drawn")
def test_a_chart_that_cannot_be_drawn_leaves_its_table(tmp_path: Path) -> None:
    table = Table("t", "T", (Column("a", "A"),), (("x",),))
    broken = Chart("c", "C", "Broken.", {"mark": "no such mark", "encoding": {"x": {"field": "a"}}}, table)
    remote = {
        "mark": "point",
        "transform": [
            {"lookup": "a", "from": {"data": {"url": "https://example.org/x.json"}, "key": "a", "fields": ["b"]}}
        ],
        "encoding": {"x": {"field": "b"}},
    }
    views = (broken, Chart("r", "R", "Remote.", remote, Table("r", "R", table.columns, (("y",),))))
    drawn, _ = _browse(html.page(show_samples.record(show_samples.Sample((), views))), tmp_path)
    body = drawn.split("<script")[0]
    assert "This picture could not be drawn here; the table says the same." in body
    assert re.search(r'<details id="view-1-table" open', body)


def test_a_page_says_what_an_address_holds_and_stays_safe(agreement: Record) -> None:
    address = next(address for finding in agreement.result.findings() for address in finding.rests_on)
    told = html.page(replace(agreement, grounds={address: "40..55. <b>Its only way</b> to market."}))
    assert "40..55. &lt;b&gt;Its only way&lt;/b&gt; to market." in told
