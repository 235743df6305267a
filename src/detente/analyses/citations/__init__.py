"""Which citations of a document lead to a reference, which do not, and what looks like a slip?"""

from __future__ import annotations

from detente.analyses.citations.answer import CitationsResult, citations

__all__ = ["CitationsResult", "citations"]
