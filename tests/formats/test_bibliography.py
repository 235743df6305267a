"""Bibliographies out: CSL-JSON and BibTeX."""

from __future__ import annotations

import json
import re

from detente.case.model import Source
from detente.documents.cited import Reference
from detente.formats.bibliography import bibtex, csl

ITEMS = (
    Reference(
        0,
        9,
        ("de Bree", "O'Grimsby"),
        "2001a",
        "Salt & 100 % sand_{dune}",
        "Journal of Pretended Sand",
        given=("A.", "B."),
    ),
    Reference(9, 20, ("Union of Reed and Sedge",), "n.d.", "Reeds", url="https://reeds.example/a_b#c", given=("",)),
    Reference(20, 30, ("de Bree", "O'Grimsby"), "2001a", "Another", given=("A.", "B.")),
    Source(
        "times",
        title="A report",
        author="Jane van der Meer",
        date="2007-12-05",
        container="Ferry Times",
        type="newspaper",
    ),
)


def test_csl_has_what_the_schema_asks_for() -> None:
    items = json.loads(csl(ITEMS))
    assert len({item["id"] for item in items}) == 4
    assert items[0]["author"] == [{"family": "de Bree", "given": "A."}, {"family": "O'Grimsby", "given": "B."}]
    assert items[0]["issued"] == {"date-parts": [[2001]]}
    assert items[1]["author"] == [{"literal": "Union of Reed and Sedge"}]
    assert items[1]["issued"] == {"literal": "n.d."}
    assert items[3]["author"] == [{"family": "van der Meer", "given": "Jane"}]
    assert items[3]["issued"] == {"date-parts": [[2007, 12, 5]]}
    assert items[3]["type"] == "article-newspaper"


def test_bibtex_is_escaped_and_its_keys_are_unique() -> None:
    text = bibtex(ITEMS)
    keys = re.findall(r"^@\w+\{([^,]+),$", text, re.MULTILINE)
    assert len(keys) == len(set(keys)) == 4
    assert r"Salt \& 100 \% sand\_\{dune\}" in text
    assert "{{Union of Reed and Sedge}}" in text
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
