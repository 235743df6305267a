"""Reading a file as a document: which reader it takes is seen from its content, and a file that cannot be read is a clear sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from detente.documents.document import Document, DocumentError

MAX_BYTES = 50_000_000
_MARKDOWN = (".md", ".markdown")
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|div|p)\b", re.I | re.S
)


def read(path: str | Path) -> Document:
    """The document in a file: text, Markdown, HTML, PDF or DOCX. Raises DocumentError, which says what is wrong and how to mend it."""
    file = Path(path)
    try:
        if file.is_dir():
            raise DocumentError(str(path), "This is a folder.", "Name a file in it.")
        size = file.stat().st_size
        if size > MAX_BYTES:
            what = f"The file has {size / 1e6:,.0f} MB; documents of up to {MAX_BYTES / 1e6:.0f} MB are read."
            raise DocumentError(file.name, what, "Keep the part that the case rests on as a file of its own.")
        data = file.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, DocumentError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise DocumentError(str(path), f"The file cannot be read ({reason}).", "Check its name and place.") from None
    return read_bytes(data, file.name)


def read_bytes(data: bytes, name: str) -> Document:
    """The same from the bytes of a file; `name` is what messages call it, and its ending tells Markdown from plain text."""
    if not data.strip():
        raise DocumentError(name, "The file is empty.", "Check that it was saved or downloaded whole.")
    return _reader(data, name)(data, name)


def _reader(data: bytes, name: str) -> Callable[[bytes, str], Document]:
    """Which of the readers fits: by content first, by the file's ending where content does not tell."""
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    ending = Path(name).suffix.lower()
    if start.startswith(b"%PDF"):
        from detente.documents.pdf import read_pdf

        return read_pdf
    if start.startswith(b"PK\x03\x04"):
        from detente.documents.docx import read_docx

        return read_docx
    if ending not in _MARKDOWN and _HTML.match(start):
        from detente.documents.html import read_html

        return read_html
    _refuse(start, ending, name)
    if ending in (".html", ".htm", ".xhtml"):
        from detente.documents.html import read_html

        return read_html
    if ending in _MARKDOWN:
        from detente.documents.markdown import read_markdown

        return read_markdown
    from detente.documents.plain import read_plain

    return read_plain


def _refuse(start: bytes, ending: str, name: str) -> None:
    """Refuse what is called PDF or DOCX and is not, and formats that are known and not read."""
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError(name, "This is a Word document of before 2007.", "Save it as .docx and read that.")
    if start.startswith(b"{\\rtf"):
        raise DocumentError(name, "This is a document in rich text (RTF).", "Save it as .docx and read that.")
    if ending in (".pdf", ".docx"):
        kind = ending[1:].upper()
        raise DocumentError(
            name, f"The file is called {kind} and is none.", "Check that it was saved or downloaded whole."
        )
