"""Reading: the same article in every format gives the same passages; every file that cannot be read is a clear sentence."""

from __future__ import annotations

import io
import re
import socket
import zipfile
from pathlib import Path

import making
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import Block

from detente.documents import Document, DocumentError
from detente.documents.outline import outline, told
from detente.documents.places import fold, normal_text
from detente.documents.reading import MAX_BYTES, read, read_bytes

ESSAY = Path(__file__).resolve().parents[3] / "shared" / "documents" / "joseph-2008.txt"
FERRY = Path(__file__).resolve().parents[2] / "cases" / "ferry" / "documents"
LONG = (
    "The commission met in the old customs house for a second time, and it heard both delegations on the anti-flood dam. "
    "Nobody who was there doubted that the dam would hold for some years; whether it would hold for twenty was another question."
)
ARTICLE = [
    Block("title", "Two rivers and one dam"),
    Block("paragraph", LONG + "[1]"),
    Block("heading", "What the upper valley says"),
    Block("paragraph", "The upper valley gave four reasons, and it gave them in this order, as it always does:"),
    Block("item", "The dam is old, and the anti-flood gates are older than the dam itself (Quill, 2001).", "1"),
    Block("item", "Water that is kept in spring is missed in summer, by everybody below.", "2"),
    Block("heading", "What the lower valley answers"),
    Block("paragraph", "The lower valley answered each of them in turn, and added one of its own to the list:"),
    Block("item", "The gates were made new in the year of the great frost, at its own cost.", "1"),
    Block("item", "Summers have always been dry, with the dam and without it, as anyone may read.", "2"),
    Block("paragraph", LONG.replace("second", "third")),
    Block("paragraph", "Quill, A. (2001). On gates. Valley Press, Lowertown."),
    Block("paragraph", "Reed, B. (1999). On frost. Valley Press, Lowertown."),
    Block("note", "The minutes of the meeting are kept by the clerk of the upper valley.", "1"),
]


def bare(words: str) -> str:
    return fold(re.sub(r"^(\d+\.|\[\d+\])\s*", "", words))


def shown(document: Document) -> list[tuple[str, str]]:
    """(kind, words) of the passages of the article, items and notes without their numbers."""
    return [(p.kind, bare(document.words(p))) for p in document.body()]


def plain_text(blocks: list[Block]) -> bytes:
    before = {"item": "  {}. ", "note": "[{}] "}
    return (
        "\n\n".join(before.get(b.kind, "").format(b.label) + b.words for b in blocks).replace("\n\n  ", "\n  ").encode()
    )


FORMATS = {
    "dam.txt": plain_text,
    "dam.html": making.page,
    "dam.pdf": making.pdf,
    "dam2.pdf": lambda blocks: making.pdf(blocks, 2),
    "dam.docx": making.word,
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_passages(name: str) -> None:
    document = read_bytes(FORMATS[name](ARTICLE), name)
    assert shown(document) == [(block.kind, fold(block.words)) for block in ARTICLE]
    assert [p.label for p in document.body() if p.kind == "item"] == ["1", "2", "1", "2"]
    assert document.title == "Two rivers and one dam"
    (mark,) = document.marks
    assert document.text[mark.start : mark.end] == "[1]"
    assert document.words(document.passages[mark.note]).endswith("upper valley.")
    assert "SCRIPTED" not in document.text
    assert "color: red" not in document.text


@pytest.mark.skipif(not ESSAY.exists(), reason="the essay is not part of the project")
@pytest.mark.parametrize("name", ["dam.html", "dam.pdf", "dam2.pdf", "dam.docx"])
def test_the_essay_in_every_format(name: str) -> None:
    essay = read(ESSAY)
    blocks = [
        Block(
            p.kind,
            re.sub(r"^(\d+\.|\[\d+\])\s*", "", essay.words(p)) if p.kind in ("item", "note") else essay.words(p),
            p.label,
        )
        for p in essay.body()[1:]
    ]
    other = read_bytes(FORMATS[name](blocks), name)
    expected = shown(essay)[1:]
    got = shown(other)
    assert [words for _, words in got] == [words for _, words in expected]
    assert sum(a != b for (a, _), (b, _) in zip(got, expected, strict=True)) == 0
    assert len(other.marks) == len(essay.marks) == 2


@pytest.mark.skipif(not ESSAY.exists(), reason="the essay is not part of the project")
def test_the_navigation_around_the_essay_is_marked_and_nothing_else() -> None:
    essay = read(ESSAY)
    around = [p for p in essay.passages if p.kind == "boilerplate"]
    assert len(around) == 23
    assert max(p.end for p in around) < essay.text.index("Last Updated")
    assert essay.title == "US-Russia negotiations on missile defence"
    assert essay.author == "Yakubu Joseph"
    assert essay.text == normal_text(ESSAY.read_bytes())


def test_a_text_without_navigation_has_none_marked() -> None:
    for name in ("communique.md",):
        assert all(p.kind != "boilerplate" for p in read(FERRY / name).passages)
    poem = "\n".join(
        f"Line {word} of the poem" for word in ("one", "two", "three", "four", "five", "six", "seven", "eight")
    )
    assert all(p.kind != "boilerplate" for p in read_bytes(poem.encode(), "poem.txt").passages)


def test_the_page_of_the_ferry_loses_its_menus() -> None:
    page = read(FERRY / "ferry-times.html")
    assert page.title == "Two harbours, one ferry"
    assert any(p.kind == "boilerplate" for p in page.passages)
    report, printed = read(FERRY / "harbour-report.docx"), read(FERRY / "harbour-report.pdf")
    for document in (report, printed):
        assert document.title == "The depth of the two harbours"
        assert [p.label for p in document.passages if p.kind == "item"] == ["1", "2", "3"]
        assert len(document.marks) == 1


@pytest.mark.parametrize("name", ["x.txt", "x.md"])
@given(st.text(st.sampled_from(list("ab .1-#*[]()>|\n\t:é’")), max_size=300))
@settings(max_examples=150, deadline=None)
def test_passages_are_in_order_and_cover_all_but_white_space(name: str, text: str) -> None:
    if not text.strip():
        return
    document = read_bytes(text.encode(), name)
    at = 0
    for passage in document.passages:
        assert at <= passage.start < passage.end <= len(document.text)
        assert not document.text[at : passage.start].strip()
        words = document.words(passage)
        assert words == words.strip()
        at = passage.end
    assert not document.text[at:].strip()


def test_encodings() -> None:
    words = (
        "Café, naïve, “quoted” – and a long enough line of text for anybody to read, in the year of the great frost."
    )
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        document = read_bytes(words.encode(encoding), "x.txt")
        assert document.text == words
        assert not document.warnings
    old = read_bytes((words * 5).encode("cp1252"), "x.txt")
    assert "Café, naïve, “quoted” – and" in old.text
    assert "UTF-8" in old.warnings[0]
    page = (
        b'<html><head><meta charset="iso-8859-1"></head><body><p>'
        + "Ein Café in Zürich, und viel mehr als das.".encode("latin-1")
        + b"</p></body></html>"
    )
    assert "Café in Zürich" in read_bytes(page, "x.html").text


def test_soft_hyphens_and_deleted_words_are_left_out() -> None:
    page = "<html><body><p>A har\u00adbour that silts up is no harbour for long, whatever the commission says.</p></body></html>"
    assert "A harbour that" in read_bytes(page.encode(), "x.html").text


def test_markdown() -> None:
    text = "---\ntitle: A title\n---\n# Head\n\nFirst line\nsecond line.[^a]\n\n* one\n* two\n\n> said\n> so\n\n| a | b |\n\n[^a]: The note.\n"
    document = read_bytes(text.encode(), "x.md")
    assert [p.kind for p in document.passages] == [
        "boilerplate",
        "title",
        "paragraph",
        "item",
        "item",
        "quote",
        "table",
        "note",
    ]
    assert document.title == "A title"
    assert document.text == text
    assert len(document.marks) == 1


def test_what_is_shown_of_a_document() -> None:
    document = read_bytes(making.page(ARTICLE), "dam.html")
    lines = told(document, 100)
    assert "title: Two rivers and one dam" in lines
    assert "navigation, left out" in lines
    plain = outline(document)
    assert plain["counts"]["item"] == 4
    assert all(document.text[p["start"] : p["end"]] == p["text"] for p in plain["passages"])


# ---------------------------------------------------------------- what cannot be read


def scan() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def locked() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(making.pdf(ARTICLE))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb(size: int = 400_000_000) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(size // 10_000_000):
            part.write(b" " * 10_000_000)
    return out.getvalue()


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "<x/>")
    return out.getvalue()


BAD = [
    (scan, "scan.pdf", "no text: its pages are pictures", "OCR"),
    (locked, "locked.pdf", "encrypted", "without one"),
    (lambda: b"%PDF-1.4\nnonsense", "broken.pdf", "damaged", "again"),
    (lambda: b"just words that are no PDF at all", "words.pdf", "called PDF and is none", "whole"),
    (bomb, "bomb.docx", "unpack to 400 MB", "not opened"),
    (lambda: zipped("other.xml"), "other.docx", "no Word document", "Unpack"),
    (lambda: zipped("word/document.xml"), "poor.docx", "cannot be read as DOCX", "word processor"),
    (lambda: b"PK\x03\x04 cut off", "cut.docx", "damaged", "again"),
    (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "old.doc", "before 2007", ".docx"),
    (lambda: bytes(range(256)) * 40, "data.txt", "no text that can be read", "DOCX"),
    (lambda: b"  \n ", "empty.txt", "empty", "whole"),
    (lambda: b"<html><body><script>document.write('x')</script></body></html>", "script.html", "no text", "scripts"),
    (lambda: b"<html><body>" + b"<div>" * 5000 + b"deep" + b"</body></html>", "deep.html", "nests more than", "browser"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "name", "what", "remedy"), BAD, ids=[name for _, name, _, _ in BAD])
def test_bad_files_are_clear_sentences(make, name: str, what: str, remedy: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / name).write_bytes(make())
    with pytest.raises(DocumentError) as raised:
        read(tmp_path / name)
    assert what in str(raised.value)
    assert remedy in raised.value.remedy
    assert str(raised.value).startswith(name)


def test_a_file_of_200_mb_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(DocumentError, match="200 MB"):
        read(tmp_path / "large.txt")
    assert MAX_BYTES < 200_000_000


def test_folders_and_missing_files(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="folder"):
        read(tmp_path)
    with pytest.raises(DocumentError, match="cannot be read"):
        read(tmp_path / "no.txt")


def test_content_decides_not_the_name() -> None:
    assert read_bytes(making.pdf(ARTICLE), "dam.txt").reader.startswith("PDF")
    assert read_bytes(making.page(ARTICLE), "dam.txt").reader.startswith("HTML")


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    hostile = (
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><head><base href="http://example.org/">'
        b'<link rel="stylesheet" href="http://example.org/a.css"></head><body><img src="http://example.org/a.png"><iframe src="http://example.org"></iframe>'
        b"<p>The text of the page stands here, and it is long enough to be kept. &x;</p></body></html>"
    )
    assert "root:" not in read_bytes(hostile, "x.html").text
