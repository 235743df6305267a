"""Forms of citations and references that were once read wrongly, each in a document of its own."""

from __future__ import annotations

from detente.documents.citations import audit
from detente.documents.cited import Cited
from detente.documents.reading import read_bytes


def cited(*paragraphs: str, name: str = "a.txt") -> Cited:
    return audit(read_bytes("\n\n".join(paragraphs).encode(), name))


def listed(body: str, *entries: str) -> Cited:
    return cited("A title of some words", body, "References", *entries)


def test_one_citation_is_one_citation() -> None:
    found = listed("It is so (Quill, 2001).", "Quill, A. (2001). On gates. Lowertown: Valley Press.")
    assert [(one.kind, one.targets) for one in found.citations] == [("parenthetical", (0,))]
    assert found.problems == ()


def test_numbered_entries_of_bodies_and_without_author_stand_for_themselves() -> None:
    found = listed(
        "One [1], two [2], three [3] and four [4] say so.",
        "1. Quill A. On gates. Gate J. 2001;3:1-9.\n2. Valley Water Board. Report on nothing. Lowertown; 2003.\n"
        "3. Reed B. On frost. Frost J. 2002;1:2-8.\n4. The state of the valley [Internet]. Available from: http://valley.example/state 2004.",
    )
    assert [one.targets for one in found.citations] == [(0,), (1,), (2,), (3,)]
    assert "missing reference" not in {one.kind for one in found.problems}


def test_et_al_is_the_work_of_three() -> None:
    found = listed(
        "So it is (Quill et al., 2001), and so (Quill & Reed, 2001).",
        "Quill, A., & Reed, B. (2001). On two gates. Lowertown: Valley Press.",
        "Quill, A., Marsh, C., & Reed, B. (2001). On three gates. Lowertown: Valley Press.",
    )
    assert [one.targets for one in found.citations] == [(1,), (0,)]


def test_what_only_looks_like_ibid() -> None:
    found = listed(
        "It is so (Quill, 2001). Bring a card (ID 12345), any card (ID card required).",
        "Quill, A. (2001). On gates. Lowertown: Valley Press.",
    )
    assert [one.kind for one in found.citations] == ["parenthetical"]


def test_ibid_in_markdown_is_seen() -> None:
    text = "# A title\n\nSo.[^1] And so.[^2]\n\n[^1]: Anna Quill, *On Gates* (Lowertown: Valley Press, 2001), 44.\n\n[^2]: *Ibid.*, 46.\n"
    found = audit(read_bytes(text.encode(), "a.md"))
    assert "ibid" in {one.kind for one in found.citations}


def test_the_day_of_looking_up_is_not_the_day_of_publication() -> None:
    found = listed(
        "It is so (Quill 2001).",
        "Quill, A. 2001, On gates, Valley Press, viewed 3 May 2012, <http://valley.example/gates>.",
    )
    assert found.references[0].published is None
    assert "impossible date" not in {one.kind for one in found.problems}


def test_an_index_is_no_citation() -> None:
    found = listed(
        "The array x[0] and the interval [0, 1] are known [1].",
        "[1] A. Quill, On gates. Lowertown: Valley Press, 2001.",
    )
    assert [one.text for one in found.citations] == ["[1]"]
