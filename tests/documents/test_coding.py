"""The review queue and the coders' files: what is written is what is read, whatever happens in between."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.documents.coding import (
    ADJUDICATED,
    DECISIONS,
    KINDS,
    Decision,
    Entry,
    Place,
    coders,
    decide,
    decided,
    drafted,
    final,
    pending,
    read_coder,
    read_queue,
    strays,
    write_queue,
)
from detente.documents.comparing import codes, differences, marked, matched_spans
from detente.documents.document import Document, DocumentError, Passage
from detente.documents.places import fingerprint
from detente.documents.records import put, read_rows, rows_text
from detente.documents.stated import Statement

HASH = "ab" * 32
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(lambda t: bool(t.strip()))
MAYBE = st.none() | WORDS
NAME = st.from_regex(r"[a-z][a-z0-9_-]{0,9}", fullmatch=True)


def entry(name: str, kind: str = "threat", start: int = 0, end: int = 5, actor: str | None = "alder") -> Entry:
    return Entry(name, kind, Place("note", "¶ 1", start, end, HASH), "would close", actor)  # type: ignore[arg-type]


ENTRIES = st.builds(
    Entry,
    NAME,
    st.sampled_from(KINDS),
    st.builds(
        Place, NAME, st.just("") | WORDS, st.integers(0, 50), st.integers(51, 99), st.just(HASH), st.just("") | WORDS
    ),
    st.just("") | WORDS,
    MAYBE,
    MAYBE,
    MAYBE,
    st.booleans(),
    st.lists(WORDS, max_size=3).map(tuple),
    st.just("") | WORDS,
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(KINDS),
        "actor": MAYBE,
        "target": MAYBE,
        "condition": MAYBE,
        "against": st.booleans(),
    },
)


@settings(max_examples=100, deadline=None)
@given(st.lists(ENTRIES, max_size=5, unique_by=lambda one: one.id))
def test_a_queue_is_read_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, entries: list[Entry]) -> None:
    folder = tmp_path_factory.mktemp("q")
    write_queue(folder, entries)
    assert read_queue(folder) == tuple(entries)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda name, changed, kind, note: Decision(
                name, "recode" if changed else kind, changed, note, "2026-01-02T03:04:05Z"
            ),
            NAME,
            CHANGES,
            st.sampled_from(["accept", "reject"]),
            st.just("") | WORDS,
        ),
        max_size=5,
        unique_by=lambda one: one.id,
    )
)
def test_decisions_are_read_as_they_were_made(tmp_path_factory: pytest.TempPathFactory, made: list[Decision]) -> None:
    folder = tmp_path_factory.mktemp("c")
    for one in made:
        decide(folder, "anna", one)
    assert list(read_coder(folder, "anna").values()) == made


def test_country_codes_dates_and_numbers_stay_text(tmp_path: Path) -> None:
    entries = [replace(entry("a"), actor=actor) for actor in ("NO",)]
    entries += [
        replace(entry(f"b{n}"), target=text)
        for n, text in enumerate(("null", "~", "2007", "0x10", "true", "a: b", "- c", "#d"))
    ]
    write_queue(tmp_path, entries)
    assert read_queue(tmp_path) == tuple(entries)
    hand = "- {id: x, kind: threat, actor: NO, trigger: 12, at: {source: s, start: 1, end: 2, sha256: ff}}\n"
    (tmp_path / "statements.yaml").write_text(hand)
    assert read_queue(tmp_path)[0].actor == "NO"
    assert read_queue(tmp_path)[0].trigger == "12"


def test_the_queue_is_never_changed_by_a_decision(tmp_path: Path) -> None:
    write_queue(tmp_path, [entry("a"), entry("b")])
    before = (tmp_path / "statements.yaml").read_bytes()
    decide(tmp_path, "anna", Decision("a", "reject"))
    decide(tmp_path, "ben", Decision("a", "accept"))
    assert (tmp_path / "statements.yaml").read_bytes() == before
    assert coders(tmp_path) == ("anna", "ben")
    assert read_coder(tmp_path, "ben")["a"].decision == "accept"


def test_a_later_decision_replaces_an_earlier_one_in_its_place(tmp_path: Path) -> None:
    for name in ("a", "b"):
        decide(tmp_path, "anna", Decision(name, "reject"))
    decide(tmp_path, "anna", Decision("a", "accept", note="after all"))
    assert [(one.id, one.decision) for one in read_coder(tmp_path, "anna").values()] == [
        ("a", "accept"),
        ("b", "reject"),
    ]


def test_a_crash_while_writing_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decide(tmp_path, "anna", Decision("a", "reject"))

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(DocumentError, match="No space left"):
        decide(tmp_path, "anna", Decision("b", "reject"))
    monkeypatch.undo()
    assert list(read_coder(tmp_path, "anna")) == ["a"]
    assert [file.name for file in (tmp_path / "coding").iterdir()] == ["anna.yaml"]


def test_what_holds(tmp_path: Path) -> None:
    entries = (entry("a"), entry("b"), entry("c"), entry("d"))
    decisions = {
        "a": Decision("a", "accept"),
        "b": Decision("b", "reject"),
        "d": Decision("d", "recode", {"kind": "offer", "actor": None, "start": 2, "end": 4, "sha256": "cd" * 32}),
        "z": Decision("z", "accept"),
    }
    assert pending(entries, decisions) == (entries[2],)
    assert strays(entries, decisions) == ("z",)
    left = replace(entries[3], kind="offer", actor=None, at=Place("note", "¶ 1", 2, 4, "cd" * 32))
    assert final(entries, decisions) == (entries[0], left)
    assert decided(entries[1], decisions["b"]) is None
    assert set(DECISIONS) == {"accept", "reject", "recode"}


def test_a_draft_made_again_gives_the_same_ids() -> None:
    text = "Heading\n\nBirch would close the stage. Alder offers tolls.\n\nBirch would close the stage."
    passages = (Passage(0, 7, "heading"), Passage(9, 57, "paragraph"), Passage(59, 87, "paragraph", page=2))
    document = Document("note.txt", text, passages)
    found = [Statement("threat", 9, 37, "would close", "birch"), Statement("offer", 38, 57, "offers")]
    found.append(Statement("threat", 59, 87, "would close", "birch"))
    first, second, third = drafted("note", document, found)
    assert first.id != third.id
    assert third.id == f"{first.id}-2"
    assert second.at.where == "¶ 2"
    assert third.at.where == "p. 2, ¶ 3"
    assert first.at.sha256 == fingerprint("Birch would close the stage.")
    assert drafted("note", document, found[1:2])[0].id == second.id


# ---------------------------------------------------------------- files made by hand


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("a: 1\n", 1, "no list"),
        ("- x\n", 1, "no fields"),
        ("- id: a\n", 1, "no place"),
        ("- {id: a, kind: wish, trigger: x, at: {source: s, start: 0, end: 1, sha256: f}}\n", 1, "kind is 'wish'"),
        ("\n\n- {id: a, kind: threat, colour: red, at: {}}\n", 3, "no field 'colour'"),
        ("- {id: a, kind: threat, at: {source: s, start: 3, end: 1, sha256: f}}\n", 1, "not after its start"),
        ("- {id: a, kind: threat, at: {source: s, start: -3, end: 1, sha256: f}}\n", 1, "start is '-3'"),
        ("- {id: a, kind: threat, at: {source: s, start: 0, end: 1}}\n", 1, "sha256 is missing"),
        ("- {id: a, kind: threat, against: perhaps, at: {source: s, start: 0, end: 1, sha256: f}}\n", 1, "against"),
        ("- {id: a, kind: threat, says: b, at: {source: s, start: 0, end: 1, sha256: f}}\n", 1, "says"),
        ("- &x {id: a}\n- *x\n", 1, "Anchors"),
        ("- !!python/object:os.system {id: a}\n", 1, "tags"),
        ("- {id: a, id: b}\n", 1, "second time"),
        ('- {id: "a\\e[2J", kind: threat, at: {source: s, start: 0, end: 1, sha256: f}}\n', 1, "id is 'a\\x1b[2J'"),
        ("- {id: a}\n---\n- {id: b}\n", 2, "second document"),
        ("- {id: [[[[[[a]]]]]]}\n", 1, "deeper"),
        ("- {id: a\n", 2, "not YAML"),
    ],
)
def test_every_problem_has_its_line_and_a_remedy(tmp_path: Path, text: str, line: int, part: str) -> None:
    (tmp_path / "statements.yaml").write_text(text)
    with pytest.raises(DocumentError) as caught:
        read_queue(tmp_path)
    assert part in str(caught.value)
    assert f"statements.yaml:{line}:" in str(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("- {id: a, decision: perhaps}\n", "decision is 'perhaps'"),
        ("- {id: a, decision: accept, kind: offer}\n", "changes kind"),
        ("- {id: a, decision: recode, start: 3}\n", "start, end and sha256"),
        ("- {id: a, decision: recode, start: 3, end: 2, sha256: f}\n", "ends before"),
        ("- {id: a, decision: accept}\n- {id: a, decision: reject}\n", "decided twice"),
    ],
)
def test_problems_of_a_coders_file(tmp_path: Path, text: str, part: str) -> None:
    put(tmp_path / "coding" / "anna.yaml", text)
    with pytest.raises(DocumentError, match=part):
        read_coder(tmp_path, "anna")


def test_no_queue_two_of_an_id_names_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no queue"):
        read_queue(tmp_path)
    with pytest.raises(DocumentError, match="is no name"):
        write_queue(tmp_path, [entry("A b")])
    with pytest.raises(DocumentError, match="Two statements"):
        write_queue(tmp_path, [entry("a"), entry("a")])
    for name in ("../anna", "Anna", "", "a/b", "a" * 61):
        with pytest.raises(DocumentError, match="coder's name"):
            read_coder(tmp_path, name)
    decide(tmp_path, ADJUDICATED, Decision("a", "accept", who="cara"))
    assert coders(tmp_path) == ()
    (tmp_path / "statements.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(DocumentError, match="UTF-8"):
        read_queue(tmp_path)


def test_an_empty_list_is_one(tmp_path: Path) -> None:
    put(tmp_path / "x.yaml", rows_text([], "Nothing yet."))
    assert read_rows(tmp_path / "x.yaml") == ()
    (tmp_path / "y.yaml").write_text("")
    assert read_rows(tmp_path / "y.yaml") == ()


# ---------------------------------------------------------------- two coders


def test_what_two_coders_say_side_by_side() -> None:
    entries = (entry("a"), entry("b", start=10, end=20), entry("c", start=30, end=40), entry("d"))
    anna = {
        "a": Decision("a", "accept"),
        "b": Decision("b", "recode", {"kind": "offer", "start": 10, "end": 16, "sha256": HASH}),
        "c": Decision("c", "reject"),
    }
    ben = {
        "a": Decision("a", "accept"),
        "b": Decision("b", "accept"),
        "c": Decision("c", "accept"),
        "d": Decision("d", "accept"),
    }
    assert codes(entries, [anna, ben], "decision") == [["accept", "accept", "reject", None], ["accept"] * 4]
    assert codes(entries, [anna, ben], "kind") == [["threat", "offer", None, None], ["threat"] * 4]
    assert [(one.entry.id, one.fields) for one in differences(entries, anna, ben)] == [
        ("b", ("kind", "words")),
        ("c", ("decision",)),
    ]
    assert matched_spans(entries, anna, ben) == ([(0, 5), (10, 16)], [(0, 5), (10, 20)])
    assert marked(entries, anna) == {"note": [(0, 5), (10, 16)]}
    assert differences(entries, anna, anna) == ()
