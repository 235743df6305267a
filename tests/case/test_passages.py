from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import detente
from detente.case.passages import document_of, document_text, places_report
from detente.case.read import bundled, load
from detente.case.soundness import unsound
from detente.documents.document import DocumentError

FERRY = bundled()["ferry"]


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    """A copy of the ferry case whose documents may be changed."""
    shutil.copytree(FERRY, tmp_path / "ferry")
    return tmp_path / "ferry"


def change(folder: Path, old: str, new: str) -> None:
    file = folder / "documents" / "communique.md"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_every_place_of_the_ferry_stands_in_text_html_and_pdf() -> None:
    case = load(FERRY)
    found = places_report(case)
    assert case.warnings == ()
    assert len(found) == sum(len(c.at) for c in case.claims.values()) + sum(len(e.at) for e in case.events)
    assert {verdict.status for verdict in found} == {"verbatim"}
    assert {Path(verdict.document or "").suffix for verdict in found} == {".md", ".html", ".pdf"}
    assert all(verdict.found and not verdict.what for verdict in found)


def test_the_report_says_the_same_as_pdf_and_as_docx() -> None:
    case = load(FERRY)
    source = case.sources["harbour-report"]
    pdf = document_text(source, FERRY)
    docx = (FERRY / "documents" / "harbour-report.docx").read_bytes()
    assert pdf is not None
    assert docx[:2] == b"PK"
    from detente.documents.places import verify
    from detente.documents.reading import read

    text = read(FERRY / "documents" / "harbour-report.docx").text
    places = [place for claim in case.claims.values() for place in claim.at if place.source == "harbour-report"]
    assert len(places) == 3
    for place in places:
        verdict = verify(text, place)
        assert verdict is not None
        assert verdict.status in ("verbatim", "moved")
        assert " ".join(verdict.found.split()) == " ".join(pdf[place.start : place.end].split())


def test_moved_altered_and_lost_places_are_told_apart(ferry: Path) -> None:
    change(ferry, "# Joint", "A note before.\n\n# Joint")
    found = {verdict.address: verdict for verdict in places_report(load(ferry))}
    assert found["claims.harbour-silts.at"].status == "moved"
    assert found["claims.harbour-silts.at"].remedy == "Write start: 374, end: 446."
    change(ferry, "the tolls pay for the crews", "somebody pays everyone")
    assert [verdict.address for verdict in places_report(load(ferry)) if verdict.status == "not found"] == [
        "claims.alder-needs-tolls.at"
    ]
    warnings = {warning.address: str(warning) for warning in load(ferry).warnings}
    assert "does not have this passage" in warnings["claims.alder-needs-tolls.at"]
    assert "has moved" in warnings["claims.harbour-silts.at"]


def test_a_result_that_rests_on_a_lost_passage_says_so(ferry: Path) -> None:
    assert unsound(load(ferry), None, ["claims.alder-needs-tolls", "preferences.alder.weights.tolls"]) == ()
    change(ferry, "the tolls pay for the crews", "somebody pays everyone")
    case = load(ferry)
    (sentence,) = unsound(case, None, ["preferences.alder.weights.tolls"])
    assert sentence == "This rests on claims.alder-needs-tolls, whose passage documents/communique.md does not have."
    assert unsound(case, None, ["claims.harbour-silts", "issues.tolls"]) == ()
    answer = detente.agreement(case, draws=0)
    addresses = {address for finding in answer.findings() for address in finding.rests_on}
    assert sentence in unsound(case, None, addresses)


def test_evidence_is_ground_too(ferry: Path) -> None:
    change(ferry, "rose by thirty centimetres", "fell by eleven fathoms of late, or so they say,")
    case = load(ferry)
    (sentence,) = unsound(case, None, ["claims.harbour-silts"])
    assert sentence.startswith("This rests on events.survey, whose passage")
    assert unsound(case, None, ["events.survey.evidence"]) == (sentence,)


def test_an_altered_quote_is_shown(tmp_path: Path) -> None:
    (tmp_path / "s.md").write_text("The gate is opened every morning by whoever comes first.\n", encoding="utf-8")
    (tmp_path / "case.yaml").write_text(
        "detente: 1\ntitle: T\nsources: [{id: s, document: s.md}]\nclaims:\n"
        "  - {id: a, text: A, at: {source: s, quote: The gate is opened every evening by whoever comes first}}\n",
        encoding="utf-8",
    )
    case = load(tmp_path)
    (verdict,) = places_report(case)
    assert verdict.status == "altered"
    assert "[-evening-] {+morning+}" in verdict.diff
    (sentence,) = unsound(case, None, ["claims.a"])
    assert verdict.diff in sentence


BROKEN = "detente: 1\ntitle: T\nsources: [{id: s, document: s.pdf}]\nclaims:\n"


def test_a_document_that_cannot_be_read_is_one_warning(tmp_path: Path) -> None:
    claims = "".join(f"  - {{id: c{n}, text: A, at: {{source: s, quote: some words}}}}\n" for n in range(3))
    (tmp_path / "case.yaml").write_text(BROKEN + claims, encoding="utf-8")
    (tmp_path / "s.pdf").write_bytes(b"%PDF-1.7\nnothing")
    case = load(tmp_path)
    (warning,) = case.warnings
    assert warning.address == "sources.s.document"
    assert "s.pdf cannot be read" in warning.what
    assert "are not checked" in warning.what
    assert warning.remedy
    assert document_text(case.sources["s"], tmp_path) is None
    with pytest.raises(DocumentError):
        document_of(case.sources["s"], tmp_path)
    assert {verdict.status for verdict in places_report(case)} == {"unreadable"}
    assert "nobody could check" in unsound(case, None, ["claims.c1"])[0]


def test_a_document_that_is_not_at_hand_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(
        BROKEN + "  - {id: a, text: A, at: {source: s, quote: some words}}\n", encoding="utf-8"
    )
    case = load(tmp_path)
    assert case.warnings == ()
    assert [verdict.status for verdict in places_report(case)] == ["not at hand"]
    assert unsound(case, None, ["claims.a"]) == ()


def test_another_reader_is_named_where_the_passage_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "s.md").write_text("Nothing of the kind.\n", encoding="utf-8")
    place = f"{{source: s, start: 3, end: 30, sha256: {'0' * 64}, reader: Scribe 3}}"
    (tmp_path / "case.yaml").write_text(
        f"detente: 1\ntitle: T\nsources: [{{id: s, document: s.md}}]\nclaims:\n  - {{id: a, text: A, at: {place}}}\n",
        encoding="utf-8",
    )
    (warning,) = load(tmp_path).warnings
    assert "noted with the reader Scribe 3" in warning.remedy


def test_a_changed_document_is_read_again(ferry: Path) -> None:
    assert load(ferry).warnings == ()
    change(ferry, "# Joint", "Before.\n\n# Joint")
    assert len(load(ferry).warnings) > 0
