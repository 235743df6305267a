"""Mentions of parties: by name, adjective, capital and leader, by the day of the document."""

from __future__ import annotations

import re

import pytest

from detente.documents.document import Document, Passage
from detente.documents.people import as_day, mentions, parties, plain


def of(text: str, date: str | None = None) -> list[tuple[str, str]]:
    document = Document("a.txt", text, (Passage(0, len(text), "paragraph"),), date=date)
    return [(text[m.start : m.end], m.party) for m in mentions(document)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The US told us to go.", [("US", "united-states")]),
        ("They told us, and US officials agreed.", [("US", "united-states")]),
        ("The U.S. and the U.S.-led force", [("U.S.", "united-states"), ("U.S.", "united-states")]),
        ("A turkey, a jordan almond and polish on china.", []),
        ("Turkey and Jordan spoke.", [("Turkey", "turkey"), ("Jordan", "jordan")]),
        ("The referee called Michael Jordan back.", []),
        (
            "the Democratic Republic of the Congo",
            [("Democratic Republic of the Congo", "democratic-republic-of-the-congo")],
        ),
        ("Papua New Guinea is not Guinea.", [("Papua New Guinea", "papua-new-guinea"), ("Guinea", "guinea")]),
        ("South Koreans met North Korean envoys.", [("South Koreans", "south-korea"), ("North Korean", "north-korea")]),
        ("Ships in the South China Sea and the Indian Ocean.", []),
        ("Moscow refused.", [("Moscow", "russia")]),
        ("The envoys met in Moscow.", []),
        ("The Helsinki Final Act, the Budapest Memorandum and the Minsk agreements.", []),
        ("The Washington Post reported it.", []),
        ("anti-American feeling", []),
        ("Côte d’Ivoire and Türkiye", [("Côte d’Ivoire", "ivory-coast"), ("Türkiye", "turkey")]),
        ("Lech Wałęsa", [("Lech Wałęsa", "poland")]),
        ("UNESCO and the UN", [("UNESCO", "unesco"), ("UN", "united-nations")]),
        ("the NATO-Russia Council", [("NATO-Russia Council", "nato-russia-council")]),
    ],
)
def test_mentions(text: str, expected: list[tuple[str, str]]) -> None:
    assert of(text) == expected


@pytest.mark.parametrize(
    ("name", "date", "party"),
    [
        ("Donald Tusk", "2008-03-01", "poland"),
        ("Donald Tusk", "2016-03-01", "european-union"),
        ("Donald Tusk", "2024-06-01", "poland"),
        ("Jens Stoltenberg", "2009", "norway"),
        ("Jens Stoltenberg", "2018", "nato"),
        ("Ban Ki-moon", "2005-01-01", "south-korea"),
        ("Ban Ki-moon", "2008-01-01", "united-nations"),
        ("Barroso", "2003", "portugal"),
        ("Barroso", "08/07/2008", "european-union"),
        ("Vladimir Putin", "2007-06-07", "russia"),
        ("George Bush", "1990-01-01", "united-states"),
        ("George Bush", "2007", "united-states"),
        ("Ronald Reagan", "2008", "united-states"),
    ],
)
def test_leaders_stand_for_the_party_of_the_day(name: str, date: str, party: str) -> None:
    assert of(f"It was {name} who spoke.", date) == [(name, party)]


def test_nobody_is_meant_before_a_first_term() -> None:
    assert of("It was Emmanuel Macron who spoke.", "2007") == []
    assert of("It was Vladimir Putin who spoke.", "1985") == []


def test_a_family_name_that_is_a_common_word_needs_a_title_or_the_whole_name() -> None:
    assert of("Brown bread and Rice were served in May.", "2008") == []
    assert of("Prime Minister Brown spoke.", "2008") == [("Brown", "united-kingdom")]
    assert of("Gordon Brown came. Then Brown spoke.", "2008")[-1] == ("Brown", "united-kingdom")


@pytest.mark.parametrize(
    ("stated", "day"),
    [("2007-06-07", "2007-06-07"), ("2007-06", "2007-06"), ("08/07/2008", "2008"), ("8 July 2008", "2008"), ("", None)],
)
def test_days(stated: str, day: str | None) -> None:
    assert as_day(stated) == day


def test_navigation_has_no_mentions() -> None:
    text = "France\n\nSpain spoke."
    document = Document("a.txt", text, (Passage(0, 6, "boilerplate"), Passage(8, len(text), "paragraph")))
    assert [text[m.start : m.end] for m in mentions(document)] == ["Spain"]


def test_the_table() -> None:
    assert sum(party.kind == "state" for party in parties().values()) >= 193
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", key) and party.key == key for key, party in parties().items())


@pytest.mark.parametrize("text", ["Wałęsa’s “Türkiye”", "ﬁne ½ é\u0301 ß İ", ""])
def test_plain_keeps_offsets(text: str) -> None:
    assert len(plain(text)) == len(text)
