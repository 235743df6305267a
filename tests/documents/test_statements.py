"""Statements of a document: measured on texts of our own; of the essay, every threat, offer and withdrawal, in every format."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib import resources
from pathlib import Path

import making
import pytest
from statement_corpus import Score, gold, measured, score, texts

from detente.documents.citations import audit
from detente.documents.document import Document
from detente.documents.people import parties
from detente.documents.places import fold
from detente.documents.reading import read, read_bytes
from detente.documents.stated import Statement
from detente.documents.statements import statements

ESSAY = Path(__file__).parents[3] / "shared" / "documents" / "joseph-2008.txt"
needs_essay = pytest.mark.skipif(not ESSAY.exists(), reason="the essay is not part of the project")
FORMATS = {
    "essay.html": making.page,
    "one.pdf": making.pdf,
    "two.pdf": lambda blocks: making.pdf(blocks, 2),
    "essay.docx": making.word,
}


def of(text: str, name: str = "a.txt") -> tuple[Document, tuple[Statement, ...]]:
    document = read_bytes(text.encode(), name)
    return document, statements(document, audit(document))


# ---------------------------------------------------------------- measured


def test_what_the_tool_says_of_itself_is_what_is_measured() -> None:
    told = json.loads(resources.files("detente.documents").joinpath("measured.json").read_text(encoding="utf-8"))
    assert told == measured(), "python tests/documents/statement_corpus.py writes it anew"


@pytest.mark.parametrize(("held_out", "recall", "precision"), [(False, 0.9, 0.9), (True, 0.85, 0.85)])
def test_floors(held_out: bool, recall: float, precision: float) -> None:
    total = sum((score(text) for text in texts(held_out)), Score())
    assert total.found >= recall * total.there
    assert total.found >= precision * total.queued
    assert total.polarity >= 0.95 * total.found
    assert total.actor >= 0.9 * total.found


def test_the_gold_stands_in_its_texts() -> None:
    assert len(texts(True)) == 2
    assert len(texts()) >= 8
    for text in texts():
        words = read(text).text
        assert all(words.count(one.words) == 1 for one in gold(text)), text.name


# ---------------------------------------------------------------- the essay


@lru_cache(maxsize=1)
def essay() -> tuple[Document, tuple[Statement, ...]]:
    document = read(ESSAY)
    return document, statements(document, audit(document))


@needs_essay
def test_the_lists_of_the_essay_have_their_parties() -> None:
    _, found = essay()
    listed = [(s.actor, s.label) for s in found if s.kind == "argument"]
    assert listed == [("united-states", str(n)) for n in range(1, 7)] + [("russia", str(n)) for n in range(1, 6)]


@needs_essay
@pytest.mark.parametrize(
    ("kind", "actor", "needle"),
    [
        ("threat", "russia", "pull out of the"),
        ("withdrawal", "russia", "pull out of the"),
        ("threat", "russia", "strike at the"),
        ("withdrawal", "united-states", "formally announced the"),
        ("offer", "russia", "surprise counter-proposal"),
        ("offer", "united-states", "laid out details"),
        ("withdrawal", None, "withdrawal of both"),
        ("threat", None, "use of threats by"),
        ("offer", None, "to convene multilateral"),
        ("offer", "united-states", "10 interceptors in"),
        ("promise", "poland", "once again weigh"),
        ("acceptance", "czech-republic", "willingness to participate"),
        ("rejection", "russia", "has vehemently"),
        ("position", "european-governments", "are not opposed"),
    ],
)
def test_the_queue_of_the_essay(kind: str, actor: str | None, needle: str) -> None:
    document, found = essay()
    there = [s for s in found if s.kind == kind and needle in document.text[s.start : s.end]]
    assert there
    assert actor is None or actor in {s.actor for s in there}


@needs_essay
def test_conditions_of_the_essay() -> None:
    document, found = essay()
    threat = next(s for s in found if "strike at the" in document.text[s.start : s.end])
    assert threat.condition is not None
    assert threat.condition.startswith("should US go ahead")
    offer = next(s for s in found if s.kind == "offer" and "laid out details" in document.text[s.start : s.end])
    assert offer.condition is not None
    assert offer.condition.startswith("if US experts will have")


@needs_essay
def test_references_and_navigation_are_no_statements() -> None:
    document, found = essay()
    around = [(p.start, p.end) for p in document.passages if p.kind in ("boilerplate", "title", "heading")]
    listed = [(r.start, r.end) for r in audit(document).references]
    assert not [s for s in found if any(a <= s.start < b for a, b in around + listed)]


@needs_essay
@pytest.mark.parametrize("name", list(FORMATS))
def test_the_same_statements_in_every_format(name: str) -> None:
    document, found = essay()
    blocks = [
        making.Block(
            p.kind,
            re.sub(r"^(\d+\.|\[\d+\])\s*", "", document.words(p)) if p.kind in ("item", "note") else document.words(p),
            p.label,
        )
        for p in document.body()[1:]
    ]
    other = read_bytes(FORMATS[name](blocks), name)

    def shown(one: Document, stated: tuple[Statement, ...]) -> list[tuple[object, ...]]:
        return [
            (s.kind, s.actor, s.target, s.against, s.label, fold(one.text[s.start : s.end]).replace("- ", "-"))
            for s in stated
        ]

    assert shown(other, statements(other, audit(other))) == shown(document, found)


# ---------------------------------------------------------------- single cases


def test_not_opposed_is_no_rejection() -> None:
    _, found = of("France and Spain met in May.\n\nFrance is not opposed to the plan. Spain opposed the plan.\n")
    assert [(s.kind, s.actor, s.against) for s in found] == [
        ("position", "france", False),
        ("rejection", "spain", True),
    ]


def test_a_condition_is_kept_in_its_words() -> None:
    _, found = of("They met in May.\n\nIran threatened to leave the talks unless Iraq withdrew its troops.\n")
    threat = next(s for s in found if s.kind == "threat")
    assert (threat.actor, threat.condition) == ("iran", "unless Iraq withdrew its troops")


def test_by_names_who_does_it() -> None:
    _, found = of("They met in May.\n\nThe plan was rejected by Norway after a week.\n")
    assert [(s.kind, s.actor, s.against) for s in found] == [("rejection", "norway", True)]


def test_an_item_is_one_statement_and_holds_all_its_sentences() -> None:
    text = "The law\n\nThe reasons given by Canada are as follows:\n\n1. It is old. It was never amended.\n2. It is long.\n\nThe law was kept.\n"
    document, found = of(text)
    assert [(s.kind, s.actor, s.label, document.text[s.start : s.end]) for s in found] == [
        ("argument", "canada", "1", "It is old. It was never amended."),
        ("argument", "canada", "2", "It is long."),
    ]


@pytest.mark.parametrize("text", ["", "\n", "Nothing happened.\n", "A title\n\n1. one\n2. two\n", "(((\n\n“.\n"])
def test_texts_without_statements(text: str) -> None:
    try:
        _, found = of(text)
    except ValueError:
        assert not text.strip()
    else:
        assert found == ()


@pytest.mark.parametrize("text", texts(), ids=lambda path: path.stem)
def test_places_and_words_are_exact(text: Path) -> None:
    document = read(text)
    for one in statements(document, audit(document)):
        passage = document.text[one.start : one.end]
        assert passage == passage.strip() != ""
        assert one.kind == "argument" or one.trigger in passage
        assert one.condition is None or fold(one.condition) in fold(passage)
        assert one.actor is None or one.actor in parties() or one.actor.casefold() in document.text.casefold()


@pytest.mark.parametrize(
    "word", ["a ", "Russia ", "(", "said that ", "if ", "The ", "threat ", "Russia said it would not "]
)
def test_a_sentence_without_end_comes_to_an_end(word: str) -> None:
    document = read_bytes(f"Title\n\nThey met.\n\n{word * (20_000 // len(word))}end.\n".encode(), "a.txt")
    found = statements(document)
    assert all(document.text[s.start : s.end].strip() == document.text[s.start : s.end] for s in found)
    assert len(found) < 1000


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Birch demands that Alder pay for the harbour.", "demand"),
        ("Birch demanded that Alder pay for the harbour.", "demand"),
        ("Birch offers water to Alder in the summer.", "offer"),
        ("Birch offered water to Alder in the summer.", "offer"),
        ("Iran demands that the sanctions end.", "demand"),
    ],
)
def test_the_tense_of_a_communique_is_read_too(words: str, kind: str) -> None:
    document = read_bytes(
        f"Title\n\nBirch and Alder met. Birch spoke first.\n\n{words} Birch rejected all else.\n".encode(), "a.txt"
    )
    found = [one for one in statements(document) if words[:12] in document.text[one.start : one.end]]
    assert kind in {one.kind for one in found}


def test_somebody_of_a_state_is_not_the_state() -> None:
    text = "Title\n\nForeign Minister Jones of Alder met the press. Alder rejected the plan of Birch.\n"
    document = read_bytes(text.encode(), "a.txt")
    assert "Alder" in {one.actor for one in statements(document) if one.kind == "rejection"}
