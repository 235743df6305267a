"""Citations: the corpus of styles within floors, the essay's slips, and no search that crawls."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest

from detente.documents.citations import audit
from detente.documents.cited import Cited
from detente.documents.document import Document, Passage
from detente.documents.reading import read

sys.path.insert(0, str(Path(__file__).parent))
import citation_corpus as corpus

ROOT = Path(__file__).resolve().parents[2]
ESSAY = ROOT.parent / "shared" / "documents" / "joseph-2008.txt"
HELD_OUT = "held-out"


def total(held_out: bool) -> dict[str, corpus.Score]:
    sums = {what: corpus.Score() for what in corpus.WHAT}
    for path in corpus.documents():
        if path.stem.startswith(HELD_OUT) == held_out:
            for what, score in corpus.score(path).items():
                sums[what] += score
    return sums


def test_every_document_of_the_corpus_has_its_reading() -> None:
    assert {path.stem for path in corpus.documents()} == set(corpus.gold())
    assert len(corpus.documents()) >= 15


@pytest.mark.parametrize("what", corpus.WHAT)
def test_corpus_within_floors(what: str) -> None:
    tuned, held = total(False)[what], total(True)[what]
    assert min(tuned.precision, tuned.recall) >= 0.95
    assert min(held.precision, held.recall) >= 0.6


def test_docs_print_what_was_measured() -> None:
    page = (ROOT / "docs" / "reference" / "citations.md").read_text(encoding="utf-8")
    for held_out in (False, True):
        for what, score in total(held_out).items():
            name = "held out" if held_out else "tuned to"
            assert f"| {name} | {what} | {score.true} | {score.precision:.2f} | {score.recall:.2f} |" in page


@pytest.fixture(scope="module")
def essay() -> Cited:
    if not ESSAY.exists():
        pytest.skip("the essay is not part of the project")
    return audit(read(ESSAY))


def found(cited: Cited, kind: str) -> list[tuple[str, bool]]:
    return [(problem.text, problem.question) for problem in cited.problems if problem.kind == kind]


def test_essay_is_linked_or_reported(essay: Cited) -> None:
    assert len(essay.references) == 20
    unlinked = [citation.text for citation in essay.citations if not citation.targets and citation.kind != "secondary"]
    assert unlinked == ["President G.W. Bush, 2001"]
    assert found(essay, "missing reference") == [("President G.W. Bush, 2001", False)]
    assert not found(essay, "unused reference")
    lytle = next(at for at, reference in enumerate(essay.references) if reference.authors == ("Lytle", "Kopelman"))
    second = [citation for citation in essay.citations if citation.kind == "secondary"]
    assert [(one.text, one.targets, one.via) for one in second] == [
        ("Neale and Northcraft (1991)", (), (lytle,)),
        ("Schelling (1960)", (), (lytle,)),
    ]


def test_essay_slips_are_found_and_nothing_else_is_asserted(essay: Cited) -> None:
    assert found(essay, "spelling") == [("Ellison, 2007", False)]
    ibid = [problem for problem in essay.problems if problem.kind == "ambiguous ibid"]
    assert [re.search(r"item \d", problem.what)[0] for problem in ibid] == ["item 3", "item 5", "item 4"]  # type: ignore[index]
    assert ["two sources" in problem.what for problem in ibid] == [False, True, False]
    assert found(essay, "impossible date") == [("12 May 2007", False)]
    assert found(essay, "contradicted by title") == [("Intermediate-Range Nuclear Forces Treaty", False)]
    assert [text.endswith("(GMD)") for text, _ in found(essay, "inconsistent abbreviation")] == [True]
    assert [question for _, question in found(essay, "differs from title")] == [True]
    assert {problem.kind for problem in essay.problems if problem.question} == {
        "truncated locator",
        "differs from title",
    }


def test_essay_is_quick(essay: Cited) -> None:
    document = read(ESSAY)
    start = time.process_time()
    audit(document)
    assert time.process_time() - start < 0.3


HOSTILE = {
    "brackets": "(" * 100_000,
    "names": "Aaaa, " * 17_000,
    "initials": "A. " * 33_000,
    "blanks": " a" + " " * 100_000 + "b",
    "quotation marks": "“Aaaa " * 15_000,
    "citations": "(Aaaa, 2001; " * 8_000,
    "years": "2001 " * 20_000,
    "treaty": "The " * 25_000 + "Treaty",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_in_time(name: str) -> None:
    text = "References\n\n" + HOSTILE[name]
    passages = (Passage(0, 10, "heading"), Passage(12, len(text), "paragraph"))
    start = time.process_time()
    audit(Document("hostile.txt", text, passages))
    audit(Document("hostile.txt", HOSTILE[name], (Passage(0, len(HOSTILE[name]), "paragraph"),)))
    audit(Document("hostile.txt", HOSTILE[name], (Passage(0, len(HOSTILE[name]), "note", "1"),)))
    assert time.process_time() - start < 5


def test_offsets_are_places_in_the_text() -> None:
    for path in corpus.documents():
        document = read(path)
        cited = audit(document)
        for one in (*cited.citations, *cited.problems):
            assert document.text[one.start : one.end] == one.text
        assert all(target < len(cited.references) for one in cited.citations for target in (*one.targets, *one.via))
        assert list(cited.citations) == sorted(cited.citations, key=lambda one: (one.start, one.end))


def test_an_empty_document_cites_nothing() -> None:
    assert audit(Document("empty.txt", "", ())) == Cited((), (), ())
