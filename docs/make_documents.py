"""Writes the ferry case's report as PDF and as DOCX, the same bytes each time: `python docs/make_documents.py`. Needs reportlab.

The report is invented, as the whole case is. One of its citations names a year that its list of references does not have, on purpose.
"""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

HOME = Path(__file__).resolve().parent.parent / "cases" / "ferry" / "documents"
NAME = "harbour-report"
TITLE = "The depth of the two harbours"
AUTHOR = "Harbour Office of the Lake Commission"
DATE = "20 May 2021"
NOTE = "Two of the twelve posts were lost in the storm of November 2019. The mean is over the other ten."
REPORT: tuple[tuple[str, str], ...] = (
    ("title", TITLE),
    ("paragraph", AUTHOR),
    ("paragraph", DATE),
    ("heading", "Purpose"),
    (
        "paragraph",
        "At the second round of the ferry talks the two delegations asked how deep the harbours are, and how long they will stay so "
        "(Lake Commission, 2021). This report gives the readings of three years, and says what they tell and what they do not.",
    ),
    ("heading", "Readings"),
    (
        "paragraph",
        "Depth was read at twelve posts on the first day of each quarter, by the method of the survey of the shore (Birch Geological "
        "Survey, 2012). At low water the northern harbour had 5.6 metres in March 2018 and 5.3 metres in March 2021.[1] The southern "
        "harbour had seven metres in both years; earlier readings found the same (Harbour Office, 2016).",
    ),
    ("heading", "What the readings tell"),
    (
        "paragraph",
        "If the bed goes on rising at this pace, the northern harbour will have less than five metres of water before the summer of 2024. "
        "The pace need not stay. The three years were dry, and the Alder Ministry of Transport (2019) holds that in wet years the river "
        "carries its silt past the harbour. Its figures are for the river; for the harbour itself nobody has any.",
    ),
    ("heading", "What could be done"),
    ("paragraph", "The Harbour Office sees three ways:"),
    ("item", "The northern harbour is dredged every second year, at the cost of whoever uses it."),
    ("item", "The ferry moves to the southern harbour, which is a quarter of an hour farther."),
    ("item", "The ferry stays, and moves on the day on which the readings fall below five metres."),
    (
        "paragraph",
        "It recommends none of them, since that is for the two governments. It offers to read the posts every month if both governments "
        "let it work in their waters.",
    ),
    ("heading", "References"),
    (
        "paragraph",
        "Alder Ministry of Transport (2019). Silt in the river: ten years of figures. Alderhaven: Alder Ministry of Transport.",
    ),
    ("paragraph", "Birch Geological Survey (2012). A survey of the shore. Birchport: Birch Geological Survey."),
    ("paragraph", "Harbour Office (2018). The southern harbour. Lake City: Lake Commission."),
    ("paragraph", "Lake Commission (2021). Joint communiqué after the second round. Alderhaven: Lake Commission."),
)


def main() -> int:
    """Write both."""
    write_pdf(HOME / f"{NAME}.pdf")
    write_docx(HOME / f"{NAME}.docx")
    return 0


# ---------------------------------------------------------------- PDF


def write_pdf(file: Path) -> None:
    """The report on a page of A4."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import Flowable, ListFlowable, ListItem, Paragraph, SimpleDocTemplate

    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=14, spaceAfter=9)
    head = ParagraphStyle("head", parent=body, fontName="Times-Bold", fontSize=13, leading=17, spaceBefore=8)
    title = ParagraphStyle("title", parent=head, fontSize=18, leading=24)
    styles = {"title": title, "heading": head, "paragraph": body, "item": body}

    def marked(text: str) -> str:
        return escape(text).replace("[1]", "<super>1</super>")

    story: list[Flowable] = []
    items: list[ListItem] = []
    for kind, text in (*REPORT, ("note", NOTE)):
        if kind == "item":
            items.append(ListItem(Paragraph(marked(text), body)))
            continue
        if items:
            story.append(ListFlowable(items, bulletType="1", bulletFormat="%s.", leftIndent=18, spaceAfter=9))
            items = []
        if kind == "note":
            story.append(
                Paragraph(
                    f"<super>1</super> {escape(text)}", ParagraphStyle("note", parent=body, fontSize=9, leading=11)
                )
            )
        else:
            story.append(Paragraph(marked(text), styles[kind]))
    margins = {"leftMargin": 25 * mm, "rightMargin": 25 * mm, "topMargin": 25 * mm, "bottomMargin": 25 * mm}
    about = {"title": TITLE, "author": AUTHOR, "subject": "", "invariant": 1}
    SimpleDocTemplate(str(file), pagesize=A4, **about, **margins).build(story)


# ---------------------------------------------------------------- DOCX

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_STYLES = {"title": "Title", "heading": "Heading1", "item": "ListNumber"}


def write_docx(file: Path) -> None:
    """The report as a Word document, its note as a footnote and its list as a numbered list."""
    parts = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations(("officeDocument", "word/document.xml"), ("core", "docProps/core.xml")),
        "word/document.xml": _word("document", f"<w:body>{''.join(map(_paragraph, REPORT))}</w:body>"),
        "word/_rels/document.xml.rels": _relations(
            ("styles", "styles.xml"), ("numbering", "numbering.xml"), ("footnotes", "footnotes.xml")
        ),
        "word/styles.xml": _word("styles", "".join(_style(*style) for style in _STYLE_LIST)),
        "word/numbering.xml": _word(
            "numbering",
            '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
            '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
        ),
        "word/footnotes.xml": _word(
            "footnotes",
            '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
            f'<w:footnote w:id="1"><w:p><w:r><w:t xml:space="preserve">{escape(NOTE)}</w:t></w:r></w:p></w:footnote>',
        ),
        "docProps/core.xml": _core(),
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (2021, 5, 20, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)


_STYLE_LIST = (
    ("Normal", "Normal", ' w:default="1"'),
    ("Title", "Title", ""),
    ("Heading1", "heading 1", ""),
    ("ListNumber", "List Number", ""),
)


def _style(name: str, label: str, default: str) -> str:
    return f'<w:style w:type="paragraph" w:styleId="{name}"{default}><w:name w:val="{label}"/></w:style>'


def _word(root: str, inside: str) -> str:
    return f'<w:{root} xmlns:w="{_WORD}">{inside}</w:{root}>'


def _paragraph(passage: tuple[str, str]) -> str:
    kind, text = passage
    style = f'<w:pStyle w:val="{_STYLES[kind]}"/>' if kind in _STYLES else ""
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if kind == "item" else ""
    runs = "".join(
        '<w:r><w:footnoteReference w:id="1"/></w:r>'
        if piece == "[1]"
        else f'<w:r><w:t xml:space="preserve">{escape(piece)}</w:t></w:r>'
        for piece in re.split(r"(\[1\])", text)
        if piece
    )
    return f"<w:p><w:pPr>{style}{number}</w:pPr>{runs}</w:p>"


def _types() -> str:
    kinds = {"document": "document.main", "styles": "styles", "numbering": "numbering", "footnotes": "footnotes"}
    parts = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'{parts}<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    lines = "".join(
        f'<Relationship Id="r{n}" Type="{core if kind == "core" else f"{_OFFICE}/relationships/{kind}"}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _core() -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(TITLE)}</dc:title><dc:creator>{escape(AUTHOR)}</dc:creator>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2021-05-20T00:00:00Z</dcterms:created></cp:coreProperties>'
    )


if __name__ == "__main__":
    sys.exit(main())
