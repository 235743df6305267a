"""Paper in: text, Markdown, HTML, PDF and DOCX become a `Document` of passages with stable offsets; places in it are checked,
its citations audited, its statements found for a person to decide on. Knows no case."""

from __future__ import annotations

from detente.documents.document import Document, DocumentError, Mark, Passage

__all__ = ["Document", "DocumentError", "Mark", "Passage"]
