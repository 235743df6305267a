"""Files made from one list of blocks: an HTML page with navigation around the article, PDFs in one column and in two, a Word document."""

from __future__ import annotations

import html
import io
from typing import Any, NamedTuple

MENU = ("Home", "About us", "Archive", "Subscribe", "Contact", "Search")
OTHERS = (
    "The price of salt in winter",
    "Ten bridges that never were",
    "A short history of long queues",
    "What the lighthouse keeper saw",
)


class Block(NamedTuple):
    """`kind`: title, heading, paragraph, item, reference, note. `label` of an item or a note."""

    kind: str
    words: str
    label: str = ""


def page(blocks: list[Block]) -> bytes:
    """An HTML page: a menu above, a side bar and a footer around the article; scripts that must not be read."""
    menu = "".join(f'<li><a href="/{n}">{word}</a></li>' for n, word in enumerate(MENU))
    side = "".join(f'<li><a href="/a{n}">{word}</a></li>' for n, word in enumerate(OTHERS))
    body, items = [], False
    for block in blocks:
        words = (f"[{block.label}] " if block.kind == "note" else "") + html.escape(block.words)
        if (block.kind == "item") != items:
            body.append("<ol>" if block.kind == "item" else "</ol>")
            items = block.kind == "item"
        tag = {"title": "h1", "heading": "h2", "item": "li"}.get(block.kind, "p")
        body.append(f"<{tag}>{words}</{tag}>")
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>x</title><style>p {color: red}</style>'
        "<script>document.write('SCRIPTED')</script></head><body>"
        f'<nav><ul>{menu}</ul></nav><div class="sidebar"><h3>More</h3><ul>{side}</ul></div>'
        f"<article>{''.join(body)}{'</ol>' if items else ''}</article>"
        f"<footer><p>All rights reserved.</p><ul>{menu}</ul></footer></body></html>"
    ).encode()


def pdf(blocks: list[Block], columns: int = 1) -> bytes:
    """A PDF set by ReportLab in so many columns, with a running head and page numbers."""
    from reportlab.lib.enums import TA_JUSTIFY
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    width, height, margin, gutter = 595, 842, 60, 24
    wide = (width - 2 * margin - (columns - 1) * gutter) / columns
    frames = [
        Frame(margin + n * (wide + gutter), margin, wide, height - 2 * margin, 0, 0, 0, 0) for n in range(columns)
    ]
    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=12, spaceAfter=7, alignment=TA_JUSTIFY)
    styles = {
        "title": ParagraphStyle("title", body, fontName="Times-Bold", fontSize=15, leading=18),
        "heading": ParagraphStyle("heading", body, fontName="Times-Bold", fontSize=11, leading=13),
        "item": ParagraphStyle("item", body, leftIndent=14, firstLineIndent=-14, spaceAfter=3),
    }

    def around(canvas: Any, document: Any) -> None:
        canvas.setFont("Times-Italic", 8)
        canvas.drawString(margin, height - 40, "An online journal of peace and quiet")
        canvas.drawCentredString(width / 2, 30, str(document.page))

    out = io.BytesIO()
    made = BaseDocTemplate(out, pagesize=(width, height), pageTemplates=[PageTemplate("p", frames, onPage=around)])
    flow = []
    for block in blocks:
        before = {"item": f"{block.label}. ", "note": f"[{block.label}] "}.get(block.kind, "")
        flow.append(Paragraph(html.escape(before + block.words, quote=False), styles.get(block.kind, body)))
    made.build(flow)
    return out.getvalue()


def word(blocks: list[Block]) -> bytes:
    """A Word document; lists are numbered by Word, each list anew."""
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = docx.Document()
    numbering = made.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (("w:start", "1"), ("w:numFmt", "decimal"), ("w:lvlText", "%1.")):
        part = OxmlElement(tag)
        part.set(qn("w:val"), value)
        level.append(part)
    abstract.append(level)
    numbering.insert(0, abstract)
    number = 900
    for k, block in enumerate(blocks):
        if block.kind == "item":
            if block.label == "1" or blocks[k - 1].kind != "item":
                number += 1
                num = OxmlElement("w:num")
                num.set(qn("w:numId"), str(number))
                which = OxmlElement("w:abstractNumId")
                which.set(qn("w:val"), "77")
                num.append(which)
                numbering.append(num)
            paragraph = made.add_paragraph(block.words)
            shown = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            shown.get_or_add_numId().val = number
            shown.get_or_add_ilvl().val = 0
        elif block.kind in ("title", "heading"):
            made.add_heading(block.words, 0 if block.kind == "title" else 2)
        else:
            made.add_paragraph((f"[{block.label}] " if block.kind == "note" else "") + block.words)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
