"""`detente review` and `detente coders`, driven line by line as a script would, and key by key as at a terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from typer.testing import CliRunner

from detente.case.read import problems
from detente.cli import keys, review
from detente.cli.frame import Commands
from detente.documents.coding import Decision, Entry, Place, decide, drafted, final, read_coder, read_queue, write_queue
from detente.documents.document import Document
from detente.documents.places import fingerprint
from detente.documents.reading import read
from detente.documents.stated import Statement

app = typer.Typer(cls=Commands, pretty_exceptions_enable=False)
review.add_to(app)

TEXT = """The two sides met on the lake.

Birch will close its landing stage unless the route moves south. Alder offers half of the tolls.

Alder rejects the southern route. The meeting ended late.
"""
CASE = """# A case with comments
detente: 1
title: The ferry
sources:
  - {id: paper, title: A paper, document: documents/paper.txt}   # the only one
parties:
  alder: {name: Alder}   # west
  birch: {name: Birch}
claims:
  - id: first   # by hand
    text: A claim by hand.
"""


def statement(words: str, kind: Any, trigger: str, actor: str | None, **more: Any) -> Statement:
    start = TEXT.index(words)
    return Statement(kind, start, start + len(words), trigger, actor, **more)


STATEMENTS = (
    statement(
        "Birch will close its landing stage unless the route moves south.",
        "threat",
        "will close",
        "birch",
        condition="unless the route moves south",
        target="alder",
    ),
    statement("Alder offers half of the tolls.", "offer", "offers", "alder"),
    statement("Alder rejects the southern route.", "rejection", "rejects", "alder", against=True, says=("the writer",)),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "paper.txt").write_text(TEXT, encoding="utf-8", newline="\n")
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8", newline="\n")
    document = read(tmp_path / "documents" / "paper.txt")
    assert document.text == TEXT
    write_queue(tmp_path, drafted("paper", document, STATEMENTS))
    return tmp_path


def run(folder: Path, *lines: str, options: str = "--coder anna", status: int = 0, command: str = "review") -> str:
    result = CliRunner().invoke(
        app, [command, str(folder), *options.split()], input="".join(f"{line}\n" for line in lines)
    )
    assert result.exit_code == status, result.output
    return " ".join(result.output.split())


def ids(folder: Path) -> list[str]:
    return [entry.id for entry in read_queue(folder)]


def test_accept_reject_and_recode(folder: Path) -> None:
    told = run(folder, "a", "r", "k", "5")
    made = list(read_coder(folder, "anna").values())
    assert [one.decision for one in made] == ["accept", "reject", "recode"]
    assert made[2].changed == {"kind": "demand"}
    assert all(one.when.endswith("Z") for one in made)
    assert "⟦Birch will close its landing stage unless the route moves south.⟧ Alder offers" in told
    assert "trigger will close" in told
    assert "said by the writer" in told
    assert "1 of 3" in told
    assert "All 3 statements are decided." in told
    assert "anna.yaml" in told


def test_quitting_keeps_what_was_decided_and_goes_on_there(folder: Path) -> None:
    told = run(folder, "a", "q")
    assert "2 of 3 statements are left." in told
    told = run(folder, "s", "a")
    assert "2 of 3 · paper" in told
    assert "1 of 3 ·" not in told
    assert [name for name in ids(folder) if name in read_coder(folder, "anna")] == [ids(folder)[0], ids(folder)[2]]


def test_the_end_of_input_is_a_quit(folder: Path) -> None:
    assert "3 of 3 statements are left. Nothing was decided yet." in run(folder)


def test_back_and_another_decision(folder: Path) -> None:
    told = run(folder, "a", "b", "r", "q")
    assert "decided accept" in told
    assert next(iter(read_coder(folder, "anna").values())).decision == "reject"


def test_a_note_goes_with_the_decision(folder: Path) -> None:
    run(folder, "n", "not sure: it may be irony", "a", "b", "n", "sure now", "q")
    (one,) = read_coder(folder, "anna").values()
    assert (one.decision, one.note) == ("accept", "sure now")


def test_coding_anew_asks_field_by_field(folder: Path) -> None:
    told = run(folder, "c", "xyz", "dem", "-", "lake", "", "yes", "nowhere at all", "close its landing stage", "q")
    (one,) = read_coder(folder, "anna").values()
    start = TEXT.index("close its landing stage")
    assert one.decision == "recode"
    assert one.changed == {
        "kind": "demand",
        "actor": None,
        "target": "lake",
        "against": True,
        "start": start,
        "end": start + 23,
        "sha256": fingerprint("close its landing stage"),
    }
    assert "'xyz' is none of these" in told
    assert "do not stand in the document" in told
    (left,) = final(read_queue(folder), read_coder(folder, "anna"))
    assert TEXT[left.at.start : left.at.end] == "close its landing stage"


def test_coding_anew_without_a_change_is_accepting_and_breaking_off_is_nothing(folder: Path) -> None:
    run(folder, "c", "", "", "", "", "", "")
    assert [one.decision for one in read_coder(folder, "anna").values()] == ["accept"]
    run(folder, "c", "offer", "birch")
    assert len(read_coder(folder, "anna")) == 1


def test_coding_anew_again_starts_from_what_was_decided(folder: Path) -> None:
    start = TEXT.index("landing stage")
    run(folder, "c", "demand", "-", "", "", "", "landing stage", "q")
    told = run(folder, "b", "c", "", "birch", "", "", "", "", "q")
    assert "kind [demand]" in told
    assert "words [as decided]" in told
    (one,) = read_coder(folder, "anna").values()
    assert {**one.changed, "sha256": ""} == {"kind": "demand", "start": start, "end": start + 13, "sha256": ""}
    run(folder, "b", "c", "", "", "", "", "", "Birch will close its landing stage unless the route moves south.", "q")
    assert next(iter(read_coder(folder, "anna").values())).changed == {"kind": "demand"}


def test_a_note_without_a_decision_is_told(folder: Path) -> None:
    assert f"The note on {ids(folder)[0]} is not kept" in run(folder, "n", "hm", "q")


def test_help_and_unknown_keys(folder: Path) -> None:
    told = run(folder, "?", "x", "q")
    assert told.count("It is a statement, and was drafted rightly.") == 2
    assert "kind stays as it was" in run(folder, "k", "0", "q")


def test_who_codes_must_be_said_once(folder: Path) -> None:
    assert "--coder NAME" in run(folder, options="--no-color", status=2)
    assert "coder's name" in run(folder, options="--coder Anna", status=1)
    run(folder, "a", "q")
    assert "Coder: anna" in run(folder, "q", options="--no-color")
    decide(folder, "ben", Decision(ids(folder)[0], "reject"))
    assert "anna, ben" in run(folder, options="--no-color", status=2)
    assert "adjudicated" in run(folder, options="--coder adjudicated", status=2)


def test_a_case_without_a_queue(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE)
    assert "no queue" in run(tmp_path, status=1)


# ---------------------------------------------------------------- documents that changed


def test_moved_words_are_told_and_shown_where_they_are(folder: Path) -> None:
    (folder / "documents" / "paper.txt").write_text("A new first line.\n\n" + TEXT, encoding="utf-8", newline="\n")
    told = run(folder, "a", "q")
    assert "the same words now stand at" in told
    assert "⟦Birch will close its landing stage unless the route moves south.⟧" in told
    assert [one.decision for one in read_coder(folder, "anna").values()] == ["accept"]


def test_altered_words_cannot_be_accepted(folder: Path) -> None:
    changed = TEXT.replace("will close", "may close")
    (folder / "documents" / "paper.txt").write_text(changed, encoding="utf-8", newline="\n")
    told = run(folder, "a", "k", "c", "", "", "", "", "", "", "Birch may close its landing stage", "q")
    assert "do not stand in it any more" in told
    assert told.count("so they cannot be accepted") == 2
    assert "not in the document any more: give others" in told
    (one,) = read_coder(folder, "anna").values()
    assert one.decision == "recode"
    assert changed[one.changed["start"] : one.changed["end"]] == "Birch may close its landing stage"  # type: ignore[misc]
    run(folder, "b", "r", "q")
    assert next(iter(read_coder(folder, "anna").values())).decision == "reject"


def test_without_the_document_nothing_is_decided(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "kept"
    elsewhere.mkdir()
    (folder / "documents" / "paper.txt").rename(elsewhere / "paper.txt")
    told = run(folder, "a", "r", "c", "q")
    assert told.count("words that nobody sees") == 3
    assert "--documents DIR" in told
    assert read_coder(folder, "anna") == {}
    run(folder, "a", "q", options=f"--coder anna --documents {elsewhere}")
    assert len(read_coder(folder, "anna")) == 1


def test_a_document_cannot_drive_the_terminal(tmp_path: Path) -> None:
    evil = "Birch will \x9b2J close ⟧ \u202e the stage, and nobody will ever see it open again.\n"
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "paper.txt").write_text(evil, encoding="utf-8")
    (tmp_path / "case.yaml").write_text(CASE)
    at = Place("paper", "\x1b[2J", 0, len(evil) - 1, fingerprint(evil[:-1]))
    write_queue(tmp_path, [Entry("x", "threat", at, "will\x1b[2J", "\x1b[2J", label="\x07", says=("\x9b",))])
    told = run(tmp_path, "r", "b", "q")
    assert "�2J close" in told
    for character in "\x1b\x07\x9b\u202e":
        assert character not in told
    assert told.count("⟧") == 1


def test_a_document_that_cannot_be_read_is_told_and_the_rest_goes_on(folder: Path) -> None:
    (folder / "documents" / "paper.txt").write_bytes(b"")
    told = run(folder, "a", "s", "q")
    assert "The file is empty." in told
    assert "2 of 3" in told
    assert read_coder(folder, "anna") == {}


def test_a_queue_for_documents_of_which_none_is_named(folder: Path) -> None:
    (folder / "case.yaml").write_text("detente: 1\ntitle: x\n")
    assert "not at hand" in run(folder, "q")


# ---------------------------------------------------------------- two coders


@pytest.fixture
def both(folder: Path) -> Path:
    run(folder, "a", "a", "r", options="--coder anna")
    run(folder, "k", "4", "a", "a", options="--coder ben")
    return folder


def test_adjudication_walks_through_the_differences_only(both: Path) -> None:
    told = run(
        both,
        "n",
        "it binds itself",
        "2",
        "c",
        "",
        "birch",
        "",
        "",
        "",
        "",
        options="--coder cara --adjudicate anna,ben",
    )
    assert "1 of 2" in told
    assert "kind * threat promise" in told
    assert "decision * reject accept" in told
    assert "[1] as anna [2] as ben" in told
    assert "All of 2 differences settled." in told
    first, second = read_coder(both, "adjudicated").values()
    assert (first.id, first.decision, first.changed, first.who, first.note) == (
        ids(both)[0],
        "recode",
        {"kind": "promise"},
        "cara",
        "it binds itself",
    )
    assert (second.id, second.decision, second.changed, second.who) == (
        ids(both)[2],
        "recode",
        {"actor": "birch"},
        "cara",
    )


def test_adjudication_stops_and_goes_on(both: Path) -> None:
    options = "--coder cara --adjudicate anna,ben"
    assert "1 of 2 differences is left." in run(both, "1", "q", options=options)
    told = run(both, "b", "r", "?", "s", options=options)
    assert "settled accept" in told
    assert [one.decision for one in read_coder(both, "adjudicated").values()] == ["reject"]


def test_adjudication_needs_two_who_differ(both: Path) -> None:
    for names in ("anna", "anna,anna", "anna,zoe", "anna,ben,cara"):
        assert "takes two coders" in run(both, options=f"--coder cara --adjudicate {names}", status=2)
    decide(both, "dora", Decision(ids(both)[1], "accept"))
    assert "differ nowhere" in run(both, options="--coder cara --adjudicate anna,dora")


def test_coders_says_how_far_they_agree(both: Path) -> None:
    told = run(both, options="--draws 100", command="coders")
    assert "3 statements; anna decided 3, ben decided 3." in told
    assert "decision: on whether it is a statement Krippendorff's alpha is 0.00" in told
    assert "67 % of codes agree, 3 statements coded twice." in told
    assert "target: on to whom" in told
    assert (
        "against: on whether it denies or refuses all codes are the same (2 statements coded twice); alpha is undefined"
        in told
    )
    assert "differ about 2 of 3; 0 of these are settled" in told
    assert f"{ids(both)[0]}: kind" in told
    assert "both marked 100 %" in told
    assert "a draft is easier to accept than to change" in told


def test_coders_as_json(both: Path) -> None:
    result = CliRunner().invoke(app, ["coders", str(both), "--json", "--draws", "50", "--seed", "3"])
    found = json.loads(result.output)
    assert found["statements"] == 3
    assert found["variables"]["against"]["alpha"] is None
    assert found["variables"]["decision"]["alpha"] == pytest.approx(0)
    # two units, threat/promise and offer/offer: D_o = 2/4, D_e = 10/12 over the pool threat, promise, offer, offer
    assert found["variables"]["kind"]["alpha"] == pytest.approx(1 - (2 / 4) / (10 / 12))
    assert found["pairs"][0]["differ"] == {ids(both)[0]: ["kind"], ids(both)[2]: ["decision"]}
    # ben marked all three, anna the first two
    sizes = [one.end - one.start for one in STATEMENTS]
    assert found["pairs"][0]["marked"] == pytest.approx(sum(sizes[:2]) / sum(sizes))


def test_one_coder_cannot_be_compared(folder: Path) -> None:
    run(folder, "a", "q")
    assert "two coders; so far anna" in run(folder, options="--draws 0", command="coders", status=2)


# ---------------------------------------------------------------- into the case


def test_what_was_accepted_becomes_claims_once(folder: Path) -> None:
    run(folder, "a", "r", "a")
    told = run(folder, options="--coder anna --apply")
    assert "2 claims added" in told
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    assert text.startswith(CASE)
    assert [str(one) for one in problems(text, "case.yaml", folder)] == []
    assert text.count('text: "<to be worded>"') + text.count("text: <to be worded>") == 2
    assert "asserted_by: [birch]" in text
    assert "threat to alder; trigger: will close; condition: unless the route moves south; coded by anna" in text
    run(folder, options="--coder anna --apply")
    assert (folder / "case.yaml").read_text(encoding="utf-8") == text
    renamed = text.replace(f"id: {ids(folder)[0]}", "id: birch-closes").replace("<to be worded>", "Birch closes.")
    (folder / "case.yaml").write_text(renamed, encoding="utf-8")
    run(folder, options="--coder anna --apply")
    assert (folder / "case.yaml").read_text(encoding="utf-8") == renamed


def test_adjudicated_decisions_go_first(both: Path) -> None:
    run(both, "r", "2", options="--coder cara --adjudicate anna,ben")
    run(both, options="--coder anna --apply")
    text = (both / "case.yaml").read_text(encoding="utf-8")
    first, second, third = ids(both)
    assert f"id: {first}" not in text
    assert f"coded by anna ({second})" in text
    assert f"coded by cara ({third})" in text


def test_applying_does_nothing_blindly(folder: Path) -> None:
    run(folder, "a", "a", "q")
    (folder / "documents" / "paper.txt").write_text(
        TEXT.replace("will close", "may close"), encoding="utf-8", newline="\n"
    )
    told = run(folder, options="--coder anna --apply")
    assert "do not stand in the document of paper any more" in told
    assert "1 claim added" in told
    (folder / "case.yaml").write_text(CASE.replace("title: The ferry", "title: [1"), encoding="utf-8")
    assert "The case has errors" in run(folder, options="--coder anna --apply", status=1)


def test_a_moved_passage_is_applied_where_it_stands(folder: Path) -> None:
    run(folder, "a", "q")
    (folder / "documents" / "paper.txt").write_text("New.\n\n" + TEXT, encoding="utf-8", newline="\n")
    run(folder, options="--coder anna --apply")
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    assert f"start: {STATEMENTS[0].start + 6}" in text
    assert problems(text, "case.yaml", folder) == ()


# ---------------------------------------------------------------- a terminal


def test_keys_come_without_enter_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    pressed = iter(["a", "\r", "\x03"])
    monkeypatch.setattr(click, "getchar", lambda: next(pressed))
    board = keys.Keyboard(terminal=True)
    assert [board.key(), board.key(), board.key()] == ["a", "\n", keys.END]

    def interrupted() -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(click, "getchar", interrupted)
    assert board.key() == keys.END
    monkeypatch.setattr("builtins.input", lambda _: " words ")
    assert board.line("? ") == "words"


def test_in_colour_the_passage_is_bold() -> None:
    from detente.cli.review_screen import passage

    shown = passage("One. Two words here. Three.", 5, 20, 80, color=True)
    assert "\x1b[1mTwo words here.\x1b[0m" in shown
    long = passage("x " * 2000 + "the words" + " y" * 2000, 4000, 4009, 60, color=False)
    assert "⟦the words⟧" in long
    assert len(long) < 1000
    assert max(map(len, long.splitlines())) <= 60


def test_a_document_is_what_the_reader_says(folder: Path) -> None:
    document = read(folder / "documents" / "paper.txt")
    assert isinstance(document, Document)
