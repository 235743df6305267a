"""Reading what other programs make: shapes of pages, of PDFs and of Word files that a reader gets wrong easily, and files made to keep it busy."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest

from detente.documents import Document
from detente.documents.reading import read_bytes

PROSE = "The commission met in the old customs house for a second time, and it heard both delegations on the dam, as the law asks."
OTHER = "Nobody who was there doubted that the dam would hold for some years; whether for twenty was another question."
MENU = '<div class="menu"><a href="/a">Home</a> <a href="/b">About</a></div>'


def page(body: str, head: str = "") -> Document:
    whole = f"<!DOCTYPE html><html><head><title>Two rivers | The Valley Times</title>{head}</head><body>{body}</body></html>"
    return read_bytes(whole.encode(), "x.html")


def shown(document: Document) -> list[tuple[str, str]]:
    return [(passage.kind, document.words(passage)) for passage in document.body()]


# ---------------------------------------------------------------- pages


def test_paragraphs_told_apart_by_line_breaks_only() -> None:
    document = page(f'<div id="wrap">{MENU}<div>{PROSE}<br><br>{OTHER}<br>{OTHER}<br>\n<br>{PROSE}</div></div>')
    assert shown(document) == [("paragraph", PROSE), ("paragraph", f"{OTHER} {OTHER}"), ("paragraph", PROSE)]
    assert document.title == "Two rivers"


def test_a_page_laid_out_by_a_table_and_a_table_of_data() -> None:
    cells = "<table><tr><th>Party</th><th>Vote</th></tr><tr><td>Upper</td><td><p>Yes</p></td></tr></table>"
    side = '<td><a href="/x">Home</a><br><a href="/y">News</a></td>'
    document = page(
        f"<table><tr>{side}<td><h2>Head</h2><p>{PROSE}</p><p>{OTHER}</p><p>{PROSE}</p>{cells}</td></tr></table>"
    )
    words = [("paragraph", PROSE), ("paragraph", OTHER), ("paragraph", PROSE)]
    assert shown(document) == [("heading", "Head"), *words, ("table", "Party | Vote"), ("table", "Upper | Yes")]


def test_paragraphs_inside_items_and_quotations() -> None:
    items = f'<ol start="3"><li><p>{PROSE}</p></li><li><div><p>{OTHER}</p></div><p>{PROSE}</p></li></ol>'
    document = page(f"<article><h1>T</h1><p>{PROSE}</p>{items}<blockquote><p>{OTHER}</p></blockquote></article>")
    assert shown(document) == [
        ("title", "T"),
        ("paragraph", PROSE),
        ("item", f"3. {PROSE}"),
        ("item", f"4. {OTHER}"),
        ("paragraph", PROSE),
        ("quote", OTHER),
    ]
    assert [p.label for p in document.passages if p.kind == "item"] == ["3", "4"]


def test_an_encyclopaedia_page() -> None:
    contents = '<ul><li><a href="#use">1 Use</a></li><li><a href="#references">2 References</a></li></ul>'
    notes = '<ol><li id="n1"><a href="#r1">↑</a> Quill, A. On gates. Valley Press.</li></ol>'
    document = page(
        f'<h1>Dam</h1>{contents}<p>{PROSE}<sup id="r1"><a href="#n1">[1]</a></sup> {OTHER}</p>'
        f'<h2 id="use">Use<span class="mw-editsection">[<a href="/e">edit</a>]</span></h2><p>{OTHER}</p><h2 id="references">References</h2>{notes}'
    )
    assert shown(document) == [
        ("title", "Dam"),
        ("paragraph", f"{PROSE}[1] {OTHER}"),
        ("heading", "Use"),
        ("paragraph", OTHER),
        ("heading", "References"),
        ("note", "1. Quill, A. On gates. Valley Press."),
    ]
    (mark,) = document.marks
    assert document.words(document.passages[mark.note]).endswith("Valley Press.")


@pytest.mark.parametrize("name", ["main-with-sidebar", "article-comments-enabled", "sidebar", "page-content menu"])
def test_a_name_like_navigation_around_the_whole_article_hides_nothing(name: str) -> None:
    document = page(
        f'<div class="{name}"><h1>Head</h1><p>{PROSE}</p><p>{OTHER}</p></div><div class="sidebar"><p>Read on.</p></div>'
    )
    assert shown(document) == [("title", "Head"), ("paragraph", PROSE), ("paragraph", OTHER)]


def test_what_a_page_says_of_itself() -> None:
    data = '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"H","author":[{"name":"A. Quill"}],"datePublished":"2007-05-04"}]}</script>'
    body = f'<article><h1>Two rivers</h1><p>By <a href="/q">Ada Quill</a></p><p>{PROSE}</p><p>{OTHER}</p></article>'
    document = page(body, data)
    assert (document.title, document.author, document.date) == ("Two rivers", "A. Quill", "2007-05-04")
    assert ("paragraph", "By Ada Quill") in shown(document)
    assert "ld+json" not in document.text
    assert page(body).author == "Ada Quill"
    assert page(body, '<script type="application/ld+json">' + "[" * 50_000 + "</script>").title == "Two rivers"


def test_text_set_as_it_was_typed() -> None:
    assert shown(page(f"<pre>{PROSE}\n{OTHER}\n\n{OTHER}\n</pre>")) == [
        ("paragraph", f"{PROSE} {OTHER}"),
        ("paragraph", OTHER),
    ]


# ---------------------------------------------------------------- texts


@pytest.mark.parametrize(
    "lines",
    [
        ["Minutes", "Present:", *(f"{name} Quill" for name in ("Ada", "Ben", "Cleo", "Dan", "Eva", "Fay", "Gus", "Hal"))],
        ["Lake Commission", "LC/2007/12", "Distr.: General", "5 May 2007", "Original: English", "Second session", "Item 4", "Harbours", "Note"],
    ],
    ids=["present", "letterhead"],
)  # fmt: skip
def test_short_lines_before_or_after_prose_are_not_always_navigation(lines: list[str]) -> None:
    top, end = "\n".join(lines), "\n".join(lines[::-1])
    document = read_bytes(f"{top}\n\n{PROSE} {OTHER}\n\n{OTHER}\n\n{end}\n".encode(), "x.txt")
    assert all(passage.kind != "boilerplate" for passage in document.passages)


def test_a_menu_copied_with_an_article_is_navigation() -> None:
    menu = "Home\nAbout us\nArchive\nSubscribe\nContact\nSearch\nLakes\nRivers\n"
    document = read_bytes(f"{menu}\n\nTwo rivers\nAda Quill\n\n{PROSE} {OTHER}\n\n{OTHER}\n\n{menu}".encode(), "x.txt")
    assert [words for _, words in shown(document)][:2] == ["Two rivers", "Ada Quill"]
    assert sum(passage.kind == "boilerplate" for passage in document.passages) == 16


HOSTILE = {
    "spaces.txt": "a" + " " * 300_000 + "\n" + " " * 300_000 + "\nb",
    "short.txt": "The commission met in the house\n" * 30_000,
    "marks.txt": "[1] a [1] " * 50_000,
    "notes.md": "[^" * 300_000,
    "lists.html": "<html><body><ol>" + "<li>x</li>" * 20_000 + "</ol></body></html>",
    "calls.html": "<html><body>" + "".join(f'<p id="n{k}"><a href="#n{k + 1}">1</a> word</p>' for k in range(4000)) + "</body></html>",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_keeps_a_reader_busy(name: str) -> None:
    begun = time.process_time()
    read_bytes(HOSTILE[name].encode(), name)
    assert time.process_time() - begun < 5


# ---------------------------------------------------------------- PDF


def drawn(draw: Any, pages: int = 1) -> Document:
    """A PDF whose pages `draw(canvas, number)` draws, on A4."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for number in range(1, pages + 1):
        draw(canvas, number)
        canvas.showPage()
    canvas.save()
    return read_bytes(out.getvalue(), "x.pdf")


def lines(canvas: Any, y: float, words: list[str], x: float = 70, font: str = "Times-Roman", size: float = 10) -> float:
    canvas.setFont(font, size)
    for line in words:
        canvas.drawString(x, y, line)
        y -= 12
    return y - 12


TYPED = ["The commission met in the old customs house for a second time, and it heard both delegations on the", "dam, as the law of the two valleys asks of it in every year that has a summer."]  # fmt: skip


def test_numbers_of_items_drawn_after_the_items() -> None:
    def draw(canvas: Any, _: int) -> None:
        y = lines(canvas, 700, TYPED)
        lines(canvas, y, ["The dam is old, and its gates are older.", "Summers are dry."], 90)
        lines(canvas, y, ["1.", "2."], 78)

    document = drawn(draw)
    assert [(p.kind, p.label) for p in document.passages] == [("paragraph", ""), ("item", "1"), ("item", "2")]
    assert document.words(document.passages[2]) == "2. Summers are dry."


def test_running_heads_of_chapters_go_and_headings_stay() -> None:
    def draw(canvas: Any, number: int) -> None:
        lines(
            canvas,
            800,
            [f"Chapter {1 + number // 4}: The dam in the {'spring' if number < 4 else 'summer'}  {number + 6}"],
        )
        y = lines(canvas, 760, [f"Part {number} of the story"], font="Times-Bold", size=13)
        lines(canvas, y, [*TYPED[:1], f"dam on page {number}, and it was not the last time that it did so."])

    document = drawn(draw, 8)
    assert "Chapter" not in document.text
    assert document.words(document.passages[0]) == "Part 1 of the story"
    assert [p.page for p in document.passages if p.kind in ("title", "heading")] == list(range(1, 9))
    assert sum(p.kind == "paragraph" for p in document.passages) == 8


def test_notes_called_by_raised_figures_of_the_full_size() -> None:
    def draw(canvas: Any, _: int) -> None:
        lines(canvas, 700, [*TYPED, "The gates are 3.5 m wide."])
        end = 70 + canvas.stringWidth("The gates are 3.5 m wide.", "Times-Roman", 10)
        canvas.drawString(end, 676, "1")
        lines(canvas, 100, ["1"], 80, size=8)
        lines(canvas, 100, ["See the minutes of the clerk."], 84, size=8)

    document = drawn(draw)
    (mark,) = document.marks
    assert document.text[: mark.end].endswith("3.5 m wide.[1]")
    assert document.words(document.passages[mark.note]) == "[1] See the minutes of the clerk."


# ---------------------------------------------------------------- Word

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BOX = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)


def word(*paragraphs: str) -> Document:
    """A Word document of these paragraphs, given as what stands inside `w:p`."""
    import docx
    from docx.oxml import parse_xml

    made = docx.Document()
    for inside in paragraphs:
        made.element.body.insert(len(made.element.body) - 1, parse_xml(f"<w:p {W} {BOX}>{inside}</w:p>"))
    out = io.BytesIO()
    made.save(out)
    return read_bytes(out.getvalue(), "x.docx")


def run(words: str, about: str = "") -> str:
    return f'<w:r>{about}<w:t xml:space="preserve">{words}</w:t></w:r>'


def test_tracked_changes_are_read_as_accepted() -> None:
    gone = '<w:del w:id="1" w:author="x"><w:r><w:delText>will break</w:delText></w:r></w:del>'
    added = f'<w:ins w:id="2" w:author="x">{run("will hold")}</w:ins>'
    mark = '<w:pPr><w:rPr><w:del w:id="3" w:author="x"/></w:rPr></w:pPr>'
    document = word(
        run("The dam ") + gone + added + run("."),
        mark + run("One sentence that"),
        run(" goes on."),
        f'<w:moveFrom w:id="4" w:author="x">{run("Moved.")}</w:moveFrom>',
        f'<w:moveTo w:id="5" w:author="x">{run("Moved.")}</w:moveTo>',
    )
    assert [words for _, words in shown(document)] == ["The dam will hold.", "One sentence that goes on.", "Moved."]


def test_hidden_words_and_boxes_drawn_twice() -> None:
    inside = f"<w:txbxContent><w:p>{run('In a box.')}</w:p></w:txbxContent>"
    new = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>'
    old = f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback>"
    document = word(
        run("HIDDEN", "<w:rPr><w:vanish/></w:rPr>") + run("Shown.", '<w:rPr><w:vanish w:val="0"/></w:rPr>'),
        run("Around the box.") + f"<w:r><mc:AlternateContent>{new}{old}</mc:AlternateContent></w:r>",
    )
    assert [words for _, words in shown(document)] == ["Shown.", "Around the box.", "In a box."]


def test_a_table_within_a_table_is_read_once() -> None:
    import docx

    made = docx.Document()
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "one", "two"
    inner = table.cell(0, 0).add_table(1, 1)
    inner.cell(0, 0).text = "inner"
    out = io.BytesIO()
    made.save(out)
    assert shown(read_bytes(out.getvalue(), "x.docx")) == [("table", "one inner | two")]
