from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case.model import Place
from detente.case.read import load
from detente.documents.places import Verdict, fingerprint, fold, fold_map, folded, normal_text, verify

TEXT = """\
# Communiqué

Both sides note that the “northern harbour” will be too shallow within five years,
unless it is dredged. The Commission — meeting in Lake City — takes note of this, and asks
for a survey of the whole shore.

Alder said no.
"""


def at(words: str, **more: str) -> Place:
    start = TEXT.index(words)
    return Place("s", start=start, end=start + len(words), **more)  # type: ignore[arg-type]


def verdict(place: Place, text: str = TEXT) -> Verdict:
    found = verify(text, place)
    assert found is not None
    return found


def test_folding() -> None:
    assert fold("  The “Ferry”\n\tco\u00adn\u200bvention—2007… ") == 'the "ferry" convention-2007...'
    assert fold("«A» ‘b’ ´c` ″d″ ﬁne Straße") == "\"a\" 'b' 'c' \"d\" fine strasse"
    assert fold("e\u0301") == fold("é") == "é"
    assert fingerprint("“A  b”") == hashlib.sha256(b'"a b"').hexdigest()


@given(
    st.text(alphabet=st.characters(blacklist_categories=["Cs"]) | st.sampled_from(" \n\u0301\u00ad“”—éﬁİ"), max_size=60)
)
def test_the_way_back(text: str) -> None:
    found = folded(text)
    assert len(found.text) == len(found.starts) == len(found.ends)
    assert found.starts == sorted(found.starts)
    assert all(0 <= a < b <= len(text) for a, b in zip(found.starts, found.ends, strict=True))
    assert fold(found.text) == fold(unicodedata.normalize("NFC", found.text))
    assert (found.text, found.starts) == fold_map(text)


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 60))
def test_any_passage_is_verbatim_at_its_place(start: int, length: int) -> None:
    passage = TEXT[start : start + length]
    if not fold(passage):
        return
    place = Place("s", start=start, end=start + len(passage), sha256=fingerprint(passage))
    assert verdict(place).status == "verbatim"


def test_verbatim_by_hash_and_by_quote() -> None:
    words = "northern harbour” will be too shallow within five years"
    assert verdict(at(words, sha256=fingerprint(words))).status == "verbatim"
    quoted = verdict(Place("s", quote='“Northern Harbour" WILL be  too shallow'))
    assert quoted.status == "verbatim"
    assert quoted.found == "“northern harbour” will be too shallow"


def test_an_ellipsis_splits_a_quote() -> None:
    assert verdict(Place("s", quote="the “northern harbour” … unless it is dredged")).status == "verbatim"
    assert verdict(Place("s", quote="northern harbour [...] asks for a survey")).status == "verbatim"
    assert verdict(Place("s", quote="asks for a survey … northern harbour")).status != "verbatim"


def test_moved_offers_offsets() -> None:
    words = "The Commission — meeting in Lake City — takes note"
    place = at(words, sha256=fingerprint(words))
    text = "A new paragraph.\n\n" + TEXT
    found = verdict(place, text)
    assert found.status == "moved"
    assert found.start is not None
    assert text[found.start : found.end] == words
    by_quote = verdict(Place("s", start=3, end=3 + len(words), quote=words))
    assert by_quote.status == "moved"
    assert by_quote.start == TEXT.index(words)


def test_altered_shows_a_word_diff() -> None:
    quote = "the northern harbour will be far too shallow within ten years, unless it is dredged again"
    found = verdict(Place("s", quote=quote))
    assert found.status == "altered"
    assert "[-ten-] {+five+}" in found.diff
    one_dropped = verdict(
        Place("s", quote="the northern harbour will be shallow within five years, unless it is dredged")
    )
    assert one_dropped.status == "altered"


def test_not_found() -> None:
    assert (
        verdict(Place("s", quote="the southern bridge shall be rebuilt by a board of engineers next year")).status
        == "not found"
    )
    assert verdict(Place("s", start=10, end=20, sha256="0" * 64)).status == "not found"
    assert verdict(Place("s", start=9000, end=9001)).status == "not found"


def test_short_quotes_need_all_but_two_words() -> None:
    assert verdict(Place("s", quote="Alder said yes.")).status in ("altered", "not found")
    assert verdict(Place("s", quote="for a survey of the whole shores")).status == "altered"
    assert verdict(Place("s", quote="far a survay of thee whale shores")).status == "not found"


def test_only_whole_words_count() -> None:
    assert verdict(Place("s", quote="lder said")).status != "verbatim"


def test_nothing_to_compare() -> None:
    assert verify(TEXT, Place("s", where="§3")) is None
    assert verify(TEXT, Place("s", start=3, end=9)) is None


def test_normal_text() -> None:
    assert normal_text(b"\xef\xbb\xbfa\r\nb\rc\n") == "a\nb\nc\n"


CASE = """\
detente: 1
title: Places
sources:
  - {id: s, document: documents/s.md}
claims:
  - {id: one, text: One., at: {source: s, quote: "will be too shallow within five years"}}
  - {id: two, text: Two., at: {source: s, quote: "will be too shallow within fifty years, unless it is dredged. The Commission"}}
  - {id: three, text: Three., at: [{source: s, where: somewhere}, {source: s, quote: a passage that nobody ever wrote down anywhere}]}
"""


@pytest.mark.parametrize("where", ["beside", "elsewhere", "flat"])
def test_places_of_a_case_are_checked_where_the_document_is(tmp_path: Path, where: str) -> None:
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "case.yaml").write_text(CASE, encoding="utf-8")
    homes = {"beside": "case/documents", "elsewhere": "other/documents", "flat": "other"}
    (tmp_path / homes[where]).mkdir(parents=True, exist_ok=True)
    (tmp_path / homes[where] / "s.md").write_text(TEXT, encoding="utf-8")
    case = load(tmp_path / "case", None if where == "beside" else tmp_path / "other")
    lines = [(p.mark.line if p.mark else 0, p.what[:44]) for p in case.warnings]
    assert lines == [
        (7, "documents/s.md has other words here: will be"),
        (8, "documents/s.md does not have this passage."),
    ]
    assert "[-fifty-] {+five+}" in case.warnings[0].what
    assert case.warnings[0].address == "claims.two.at"


def test_a_document_that_is_not_at_hand_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    assert load(tmp_path).warnings == ()
