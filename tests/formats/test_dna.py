"""Discourse Network Analyzer: databases and event lists out and in. No database made by DNA itself was at hand."""

from __future__ import annotations

import base64
import contextlib
import csv
import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.dump import dump
from detente.case.model import Case
from detente.case.read import load, problems
from detente.case.read import read as read_case
from detente.formats import FormatError, dna, dna_in
from detente.formats.dna_tables import PASSWORD, TABLES, TYPES, VARIABLES, database, password

CASE = """detente: 1
title: Tolls
sources:
  - {id: notice, title: A notice, author: A. Writer, date: 2021-05-04, document: documents/notice.txt}
  - {id: gone, title: Not at hand, date: 2021-06}
parties: {alder: {name: Alder}, birch: {name: Birch}, lake: {name: Lake}}
claims:
  - id: tolls
    text: "The tolls; \\"pay\\"."
    asserted_by: [alder]
    says: {birch: denies, lake: wonders}
    at: {source: notice, start: 8, end: 13}
  - {id: depth, text: It is deep., asserted_by: [birch], at: {source: gone, where: p. 3}}
  - {id: nowhere, text: It is far., says: {lake: denies it}}
  - {id: nobody, text: Nobody says so.}
"""
TEXT = "😀 👍 The tolls pay, says Alder.\n"


@pytest.fixture
def tolls(tmp_path: Path) -> Case:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "notice.txt").write_text(TEXT, encoding="utf-8", newline="\n")
    assert TEXT[8:13] == "tolls"
    return read_case(CASE, "case.yaml", tmp_path)


def saved(writer: Callable[[Case], tuple[dict[str, str | bytes], tuple[str, ...]]], case: Case, folder: Path) -> Path:
    made, _ = writer(case)
    ((name, data),) = made.items()
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return folder / name


def test_the_database_keeps_every_constraint(tolls: Case, tmp_path: Path) -> None:
    connection = sqlite3.connect(saved(dna.files, tolls, tmp_path))
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == set(TABLES)
    assert tuple(connection.execute("SELECT * FROM STATEMENTTYPES")) == TYPES
    assert tuple(connection.execute("SELECT * FROM VARIABLES")) == VARIABLES
    statements = connection.execute("SELECT COUNT(*) FROM STATEMENTS").fetchone()[0]
    assert statements == 4
    assert connection.execute("SELECT COUNT(*) FROM DATASHORTTEXT").fetchone()[0] == 3 * statements
    assert connection.execute("SELECT COUNT(*) FROM DATABOOLEAN").fetchone()[0] == statements
    connection.close()


def test_positions_count_as_java_does(tolls: Case, tmp_path: Path) -> None:
    connection = sqlite3.connect(saved(dna.files, tolls, tmp_path))
    text, start, stop = connection.execute(
        "SELECT Text, Start, Stop FROM STATEMENTS JOIN DOCUMENTS ON DocumentId = DOCUMENTS.ID WHERE STATEMENTS.ID = 1"
    ).fetchone()
    connection.close()
    assert (start, stop) == (10, 15)
    assert text.encode("utf-16-le")[2 * start : 2 * stop].decode("utf-16-le") == "tolls"


def test_constraints_bite() -> None:
    with pytest.raises(sqlite3.IntegrityError):
        database({"STATEMENTS": [(1, 1, 1, 5, 5, 1)]}, "x")
    with pytest.raises(sqlite3.IntegrityError):
        database({"STATEMENTS": [(1, 1, 99, 0, 5, 1)]}, "x")
    with pytest.raises(sqlite3.IntegrityError):
        database({"DOCUMENTS": [(1, "t" * 191, "", 1, "", "", "", "", "", 0)]}, "x")


def test_the_password_is_salted_and_digested_again_and_again() -> None:
    salt = bytes(range(16))
    kept = base64.b64decode(password(PASSWORD, salt))
    digest = hashlib.sha256(salt + PASSWORD.encode()).digest()
    for _ in range(99_999):
        digest = hashlib.sha256(digest).digest()
    assert kept == salt + digest


def test_there_and_back(tolls: Case, tmp_path: Path) -> None:
    file = saved(dna.files, tolls, tmp_path)
    back = dna_in.tree(None, file)
    text = dump(back)
    assert problems(text, "case.yaml") == ()
    claims = {claim["text"]: claim for claim in back["claims"]}
    assert set(claims) == {'The tolls; "pay".', "It is deep.", "It is far."}
    assert claims['The tolls; "pay".']["says"] == {"alder": "affirms", "birch": "denies"}
    assert claims['The tolls; "pay".']["asserted_by"] == ["alder"]
    assert claims["It is far."]["says"] == {"lake": "denies"}
    assert "at" not in claims["It is far."]
    assert claims["It is deep."]["at"] == {"source": "gone"}
    place = claims['The tolls; "pay".']["at"]
    texts = dna_in.texts(file)
    assert texts == {"notice.txt": TEXT}
    assert texts["notice.txt"][int(place["start"]) : int(place["end"])] == "tolls"
    sources = {source["id"]: source for source in back["sources"]}
    assert set(sources) == {"notice", "gone"}
    assert sources["notice"]["author"] == "A. Writer"
    assert sources["notice"]["date"] == "2021-05-04"


def test_what_is_left_out_is_told(tolls: Case) -> None:
    _, told = dna.files(tolls)
    assert any("wonders" in sentence for sentence in told)
    assert any("nobody" in sentence for sentence in told)
    assert any(PASSWORD in sentence for sentence in told)
    assert any("Only the claims of the case are written" in sentence for sentence in dna.files(load("ferry"))[1])
    assert any("supports or attacks" in sentence for sentence in dna.files(load("ferry"))[1])


def test_the_event_list(tolls: Case, tmp_path: Path) -> None:
    file = saved(dna.event_list, tolls, tmp_path)
    rows = list(csv.DictReader(file.open(encoding="utf-8"), delimiter=";"))
    assert [(row["organization"], row["agreement"]) for row in rows] == [
        ("Alder", "1"),
        ("Birch", "0"),
        ("Birch", "1"),
        ("Lake", "0"),
    ]
    assert rows[0]["text"] == "tolls"
    assert rows[0]["time"] == "2021-05-04 00:00:00"
    assert rows[0]["concept"] == "The tolls, 'pay'."
    assert dna_in.is_event_list(file)
    back = dna_in.tree(None, file)
    assert problems(dump(back), "case.yaml") == ()
    assert [claim["says"] for claim in back["claims"]] == [
        {"alder": "affirms", "birch": "denies"},
        {"birch": "affirms"},
        {"lake": "denies"},
    ]
    assert "no texts" in back["note"]


def test_the_bundled_case_goes_both_ways(tmp_path: Path) -> None:
    ferry = load("ferry")
    for writer in (dna.files, dna.event_list):
        back = dna_in.tree(None, saved(writer, ferry, tmp_path))
        assert {claim["text"] for claim in back["claims"]} == {claim.text for claim in ferry.claims.values()}
    assert dna.files(ferry) == dna.files(load("ferry"))


def test_later_words_count_and_persons_stand_in(tmp_path: Path) -> None:
    file = tmp_path / "e.csv"
    head = '"statement ID";"time";"document ID";"document title";"person";"organization";"concept";"agreement"\n'
    file.write_text(
        head
        + '1;2021-05-04 10:00:00;1;"One";"A. Person";"";"Tolls";1\n'
        + '2;2020-05-04 10:00:00;2;"Two";"A. Person";"";"Tolls";0\n'
        + '3;2020-05-04 10:00:00;2;"Two";"B. Person";"Birch";"Tolls";0\n'
        + '4;2020-05-04 10:00:00;2;"Two";"";"";"Tolls";0\n',
        encoding="utf-8-sig",
    )
    found = dna_in.tree(None, file)
    assert found["claims"][0]["says"] == {"a-person": "affirms", "birch": "denies"}
    assert found["claims"][0]["at"] == [{"source": "one"}, {"source": "two"}]
    for part in ("different things", "Persons are left out", "1 without a concept"):
        assert part in found["note"]


def test_two_things_never_become_one_for_being_long(tmp_path: Path) -> None:
    long = "The tolls pay for " + "very " * 50
    claims = "".join(f"  - {{id: c{n}, text: {long}{n}, asserted_by: [a]}}\n" for n in range(3))
    case = read_case(f"detente: 1\ntitle: x\nparties: {{a: {{name: A}}}}\nclaims:\n{claims}")
    assert len(dna_in.tree(None, saved(dna.files, case, tmp_path))["claims"]) == 3


# ---------------------------------------------------------------- bad input


def spoilt(file: Path, *statements: str) -> str:
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA foreign_keys = OFF")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    with pytest.raises(FormatError) as caught:
        dna_in.tree(None, file)
    return str(caught.value)


@pytest.mark.parametrize(
    ("statement", "part"),
    [
        ("DROP TABLE ENTITIES", "no table ENTITIES"),
        ("ALTER TABLE DATASHORTTEXT RENAME COLUMN Entity TO Value", "not as DNA 3.0"),
        ("UPDATE VARIABLES SET Variable = 'idea' WHERE ID = 3", "No statement type"),
        ("DELETE FROM STATEMENTS", "No statement says"),
        ("UPDATE DOCUMENTS SET Date = 'yesterday'", "seconds since 1970"),
        ("UPDATE DOCUMENTS SET Date = 99999999999999", "seconds since 1970"),
    ],
)
def test_a_database_of_another_kind(tolls: Case, tmp_path: Path, statement: str, part: str) -> None:
    assert part in spoilt(saved(dna.files, tolls, tmp_path), statement)


def test_a_view_that_never_ends_is_refused(tolls: Case, tmp_path: Path) -> None:
    view = (
        "CREATE VIEW DOCUMENTS AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS ID FROM n"
    )
    assert "no table DOCUMENTS" in spoilt(saved(dna.files, tolls, tmp_path), "DROP TABLE DOCUMENTS", view)


def test_a_place_outside_of_its_document_is_told(tolls: Case, tmp_path: Path) -> None:
    file = saved(dna.files, tolls, tmp_path)
    connection = sqlite3.connect(file)
    connection.execute("UPDATE STATEMENTS SET Stop = 9999 WHERE ID = 1")
    connection.commit()
    connection.close()
    assert "Statement 1 does not lie within" in dna_in.tree(None, file)["note"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (b"", "no SQLite"),
        (b"SQLite format 3\x00" + b"\xff" * 300, "cannot be read"),
        (b'"statement ID";"time";"x"\n', "lacks the column"),
        (b'"statement ID";"time";"document title";"organization";"concept"\n1;;"a";"b"\n', "cells"),
        (b'"statement ID";"time";"document title";"organization";"concept"\n1;soon;"a";"b";"c"\n', "no date"),
        (b'"statement ID";"time";"document title";"organization";"concept"\n1;;"\xff";"b";"c"\n', "UTF-8"),
        (b'"statement ID";"time";"document title";"organization";"concept";"agreement"\n1;;"a";"b";"c";3\n', "1 or 0"),
        (b'"statement ID";"time";"document title";"organization";"concept"\n', "No statement says"),
        (b'"statement ID";"time";"document title";"organization";"concept"\n1;;"a"b";"b";"c"\n', "no table"),
    ],
)
def test_bad_files_are_sentences(tmp_path: Path, text: bytes, part: str) -> None:
    file = tmp_path / "x.dna"
    file.write_bytes(text)
    with pytest.raises(FormatError, match=part):
        dna_in.tree(None, file)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_database_is_a_case_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    made = bytearray(DAMAGED)
    for _ in range(data.draw(st.integers(1, 20))):
        made[data.draw(st.integers(16, len(made) - 1))] = data.draw(st.integers(0, 255))
    file = tmp_path_factory.mktemp("d") / "x.dna"
    file.write_bytes(bytes(made))
    with contextlib.suppress(FormatError):
        assert "claims" in dna_in.tree(None, file)


DAMAGED = database(
    {
        "DOCUMENTS": [(1, "One", "Some text.", 1, "", "", "", "", "", 0)],
        "ENTITIES": [(1, 1, ""), (2, 2, "Alder"), (3, 3, "Tolls")],
        "STATEMENTS": [(1, 1, 1, 0, 4, 1)],
        "DATASHORTTEXT": [(1, 1, 1, 1), (2, 1, 2, 2), (3, 1, 3, 3)],
        "DATABOOLEAN": [(1, 1, 4, 1)],
    },
    "x",
)
