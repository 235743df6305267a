"""A starter case from documents: valid, without a sentence of theirs, with a queue that points into them."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.case import read as cases
from detente.documents.citations import audit
from detente.documents.coding import read_queue, write_queue
from detente.documents.document import Document
from detente.documents.places import fingerprint, fold
from detente.documents.reading import read, read_bytes
from detente.documents.sentences import sentences
from detente.formats.draft import Draft, draft

ESSAY = Path(__file__).parents[3] / "shared" / "documents" / "joseph-2008.txt"
CORPUS = Path(__file__).parents[1] / "documents" / "statements_corpus"
FERRY = Path(__file__).parents[2] / "cases" / "ferry" / "documents"
needs_essay = pytest.mark.skipif(not ESSAY.exists(), reason="the essay is not part of the project")


def made(documents: list[Document]) -> Draft:
    return draft(documents, [audit(one) for one in documents])


def errors(text: str, folder: Path) -> list[str]:
    return [str(one) for one in cases.problems(text, "case.yaml", folder)]


def beside(folder: Path, files: list[Path], found: Draft) -> None:
    (folder / "documents").mkdir()
    for file, name in zip(files, found.documents, strict=True):
        (folder / "documents" / name).write_bytes(file.read_bytes())


@needs_essay
def test_the_draft_of_the_essay(tmp_path: Path) -> None:
    document = read(ESSAY)
    found = made([document])
    beside(tmp_path, [ESSAY], found)
    assert errors(found.case_yaml, tmp_path) == []
    case = cases.read(found.case_yaml, "case.yaml", tmp_path)
    assert len(case.sources) == 21
    assert len(case.claims) == 11
    by = [claim.asserted_by for claim in case.claims.values()]
    assert by == [("united-states",)] * 6 + [("russia",)] * 5
    assert {"united-states", "russia", "poland", "czech-republic", "nato", "iran"} <= set(case.parties)
    for claim in case.claims.values():
        place = claim.at[0]
        assert place.start is not None
        assert fingerprint(document.text[place.start : place.end]) == place.sha256


@pytest.mark.parametrize("name", ["cable", "dam", "held-out-1", "held-out-2", "satellites"])
def test_a_draft_is_a_case_without_problems(name: str, tmp_path: Path) -> None:
    file = CORPUS / f"{name}.txt"
    found = made([read(file)])
    beside(tmp_path, [file], found)
    assert errors(found.case_yaml, tmp_path) == []
    write_queue(tmp_path, found.statements)
    assert read_queue(tmp_path) == found.statements


def test_a_draft_of_several_documents(tmp_path: Path) -> None:
    files = [CORPUS / "cable.txt", CORPUS / "airspace.txt"]
    documents = [read(file) for file in files]
    found = made(documents)
    beside(tmp_path, files, found)
    assert errors(found.case_yaml, tmp_path) == []
    for entry in found.statements:
        document = documents[0] if entry.at.source.startswith("cable") else documents[1]
        assert fingerprint(document.text[entry.at.start : entry.at.end]) == entry.at.sha256


def test_documents_of_one_name_get_different_copies() -> None:
    one = read_bytes(b"A\n\nNorway rejected the plan. It rained.\n", "a.txt")
    other = read_bytes(b"B\n\nSpain rejected the plan. It snowed.\n", "a.txt")
    found = made([one, other])
    assert len(set(found.documents)) == 2


def test_no_sentence_of_a_document_is_in_its_draft() -> None:
    for file in sorted(CORPUS.glob("*.txt")):
        document = read(file)
        text = fold(made([document]).case_yaml)
        for one in sentences(document):
            if document.passages[one.passage].kind not in ("title", "heading"):
                assert fold(document.text[one.start : one.end]) not in text


def test_nobody_is_made_a_principal() -> None:
    case = cases.read(made([read(CORPUS / "cable.txt")]).case_yaml)
    assert {party.role for party in case.parties.values()} == {"observer"}


def test_the_draft_says_how_good_its_queue_is() -> None:
    found = made([read(CORPUS / "cable.txt")])
    assert f"{len(found.statements)} statements to review" in found.notes[0]
    assert "of 100 candidates were such statements" in found.notes[1]


def test_parties_that_no_table_knows_are_taken_up_by_what_they_do() -> None:
    found = made([read(FERRY / name) for name in ("communique.md", "ferry-times.html", "harbour-report.pdf")])
    case = cases.read(found.case_yaml)
    assert {"alder", "birch", "harbour-office"} <= set(case.parties)
    assert case.parties["birch"].name == "Kingdom of Birch"
    assert "birch" in {entry.actor for entry in found.statements if entry.kind == "threat"}
    assert len(case.claims) == 3
    assert all(claim.asserted_by == ("harbour-office",) for claim in case.claims.values())


def test_two_works_of_one_year_and_first_author_are_two_sources() -> None:
    texts = [
        f"A title of some words\n\nIt is so (Quill & {other}, 2001).\n\nReferences\n\nQuill, A., & {other}, B. (2001). {title}. Lowertown: Valley Press.\n"
        for other, title in (("Reed", "On gates"), ("Marsh", "On frost"))
    ]
    documents = [read_bytes(text.encode(), f"{n}.txt") for n, text in enumerate(texts)]
    case = cases.read(made(documents).case_yaml)
    assert sum(source.cited_in is not None for source in case.sources.values()) == 2
