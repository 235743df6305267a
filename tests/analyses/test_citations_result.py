"""The audit of citations as a result: sentences, tables, data."""

from __future__ import annotations

import json
from pathlib import Path

from detente.analyses.citations import citations
from detente.documents.document import Document
from detente.documents.reading import read

CORPUS = Path(__file__).parents[1] / "documents" / "citations_corpus"


def test_sentences_tables_and_data_of_a_document() -> None:
    result = citations(read(CORPUS / "apa.txt"))
    first = result.findings()[0].text
    assert first == "Of 10 citations 8 lead to a reference and 2 lead nowhere; 6 references were found."
    assert all(finding.text.endswith((".", "?")) for finding in result.findings())
    assert len({finding.text for finding in result.findings()}) == len(result.findings())
    assert [view.name for view in result.views()] == ["references", "citations", "problems"]
    data = json.loads(json.dumps(result.data()))
    assert set(data) == {"references", "citations", "problems"}
    assert data["citations"][0]["targets"] == [3]
    assert data["references"][3]["authors"] == ["Quillfeather"]


def test_a_document_without_citations_says_so() -> None:
    result = citations(Document("empty.txt", "", ()))
    assert result.findings()[0].text == "No citations were found; no reference was found."
