from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from detente.case.dump import dump
from detente.case.read import bundled, load, problems
from detente.formats.annotations import CONTEXT, is_annotations, read_annotations, tree, web_annotations
from detente.formats.common import FormatError

FERRY = bundled()["ferry"]


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(web_annotations(load(FERRY)))
    return found


def items(collection: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = collection["first"]["items"]
    return found


def test_every_place_is_an_annotation_by_the_model(written: dict[str, Any]) -> None:
    case = load(FERRY)
    assert written["@context"] == CONTEXT
    assert written["type"] == "AnnotationCollection"
    assert (
        written["total"] == len(items(written)) == sum(len(thing.at) for thing in (*case.claims.values(), *case.events))
    )
    for one in items(written):
        assert one["type"] == "Annotation"
        assert one["target"]["source"].startswith("documents/")
        position, quote = one["target"]["selector"]
        assert position["type"] == "TextPositionSelector"
        assert quote["type"] == "TextQuoteSelector"
    ids = [one["id"] for one in items(written)]
    assert len(set(ids)) == len(ids)


def test_positions_count_code_points_of_the_text(written: dict[str, Any]) -> None:
    text = (FERRY / "documents" / "communique.md").read_text(encoding="utf-8")
    here = [one["target"] for one in items(written) if one["target"]["source"].endswith(".md")]
    assert len(here) >= 8
    for target in here:
        position, quote = target["selector"]
        start, end = position["start"], position["end"]
        assert text[start:end] == quote["exact"]
        assert text[:start].endswith(quote["prefix"])
        assert text[end:].startswith(quote["suffix"])
        assert "renderedVia" not in target
    rendered = [one["target"] for one in items(written) if not one["target"]["source"].endswith(".md")]
    assert {target["renderedVia"]["name"].split()[0] for target in rendered} == {"HTML", "PDF"}


def test_no_words_of_a_document_that_is_not_at_hand(tmp_path: Path) -> None:
    shutil.copy(FERRY / "case.yaml", tmp_path)
    text = (tmp_path / "case.yaml").read_text(encoding="utf-8")
    kept = text.replace("sha256: 8edc", 'quote: "the northern harbour will be too shallow", sha256: 8edc')
    (tmp_path / "case.yaml").write_text(kept, encoding="utf-8")
    found = json.loads(web_annotations(load(tmp_path)))
    assert "TextQuoteSelector" not in json.dumps(found)
    assert "will be too shallow for" not in json.dumps(found)
    assert items(found)[0]["target"]["selector"] == {"type": "TextPositionSelector", "start": 358, "end": 430}
    elsewhere = json.loads(web_annotations(load(tmp_path), FERRY))
    assert "TextQuoteSelector" in json.dumps(elsewhere)


def test_out_and_in_again() -> None:
    case = load(FERRY)
    stubs = read_annotations(web_annotations(case), "ferry.json")
    claims = {stub.id: stub for stub in stubs if stub.id in case.claims}
    assert set(claims) == set(case.claims)
    for name, stub in claims.items():
        assert stub.text == case.claims[name].text
        for mine, theirs in zip(stub.at, case.claims[name].at, strict=True):
            assert (mine.start, mine.end, mine.sha256, mine.where) == (
                theirs.start,
                theirs.end,
                theirs.sha256,
                theirs.where,
            )
            assert mine.source == case.sources[theirs.source].document
            assert mine.quote is None


def test_a_case_of_annotations_stands(tmp_path: Path) -> None:
    content = json.loads(web_annotations(load(FERRY)))
    assert is_annotations(content)
    shutil.copytree(FERRY / "documents", tmp_path / "documents")
    (tmp_path / "case.yaml").write_text(dump(tree(content, Path("ferry.json"))), encoding="utf-8")
    case = load(tmp_path)
    assert case.warnings == ()
    assert {"communique", "ferry-times", "harbour-report"} <= set(case.sources)


OURS = {
    "@context": CONTEXT,
    "id": "http://example.org/anno1",
    "type": "Annotation",
    "bodyValue": "The mill stood still.",
    "target": {
        "source": "http://example.org/page1",
        "selector": {"type": "TextQuoteSelector", "exact": "stood still for nine days", "prefix": "mill "},
    },
}


def with_target(target: Any) -> str:
    return json.dumps({**OURS, "target": target})


def test_a_quote_alone_keeps_its_words() -> None:
    (stub,) = read_annotations(json.dumps(OURS), "a.json")
    assert stub.text == "The mill stood still."
    (place,) = stub.at
    assert place.source == "http://example.org/page1"
    assert place.quote == "stood still for nine days"
    made = tree(OURS, Path("a.json"))
    assert made["sources"][0]["url"] == "http://example.org/page1"
    assert [p for p in problems(dump(made), "a.yaml") if p.severity == "error"] == []


@pytest.mark.parametrize("wrap", [lambda a: a, lambda a: [a, a], lambda a: {"type": "AnnotationPage", "items": [a]}])
def test_one_a_list_or_a_page(wrap: Any) -> None:
    stubs = read_annotations(json.dumps(wrap(OURS)), "a.json")
    assert {stub.text for stub in stubs} == {"The mill stood still."}
    assert len({stub.id for stub in stubs}) == len(stubs)


def test_targets_in_other_forms() -> None:
    text = with_target(["http://example.org/a", {"source": {"id": "http://example.org/b"}}])
    (stub,) = read_annotations(text, "a.json")
    assert [place.source for place in stub.at] == ["http://example.org/a", "http://example.org/b"]
    xpath = {"source": "x.html", "selector": {"type": "XPathSelector", "value": "/p[1]"}}
    (stub,) = read_annotations(with_target(xpath), "a.json")
    assert stub.at[0].where == "(XPathSelector)"
    refined = {
        "source": "x.html",
        "selector": {
            "type": "FragmentSelector",
            "value": "p1",
            "refinedBy": {"type": "TextPositionSelector", "start": 3, "end": 9},
        },
    }
    (stub,) = read_annotations(with_target(refined), "a.json")
    assert (stub.at[0].start, stub.at[0].end) == (3, 9)


def position(**fields: Any) -> str:
    return with_target({"source": "x.md", "selector": {"type": "TextPositionSelector", **fields}})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "beyond any annotation"),
        ("[]", "holds no annotation"),
        ("3", "an object, not a number"),
        ('{"type": "Person"}', "is no annotation"),
        (json.dumps({"type": "Annotation", "bodyValue": "x"}), "has no target"),
        (json.dumps({"type": "AnnotationCollection", "first": "http://example.org/page1"}), "nothing is fetched"),
        (with_target({"selector": {"type": "TextQuoteSelector", "exact": "a"}}), "without a source"),
        (with_target({"source": "x", "selector": "words"}).replace('"words"', "3"), "a selector that is a number"),
        (with_target({"source": "x", "selector": {"type": "TextQuoteSelector"}}), "a quote without words"),
        (position(start=-1, end=4), "start is not a whole number"),
        (position(start=1.5, end=4), "start is not a whole number"),
        (position(start="1", end=4), "start is not a whole number"),
        (position(start=4), "end is not a whole number"),
        (position(start=4, end=4), "ends where it starts"),
    ],
)
def test_malformed_annotations_are_clear_sentences(text: str, says: str) -> None:
    with pytest.raises(FormatError, match=says) as caught:
        read_annotations(text, "bad.json")
    assert caught.value.file == "bad.json"
    assert caught.value.remedy


def test_events_do_not_come_back_as_claims(tmp_path: Path) -> None:
    case = load("missile-defence-2007")
    back = tree(json.loads(web_annotations(case)), Path("a.jsonld"))
    assert "events left out" in back["note"]
    assert {claim["id"] for claim in back["claims"]} == {claim.id for claim in case.claims.values() if claim.at}
