"""From a number to its reason, to the claim, to the passage in a document."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from detente.case.addresses import AddressError
from detente.case.events import apply
from detente.case.explain import explain, told
from detente.case.model import Case
from detente.case.read import load
from detente.documents.places import fold

DOCUMENT = "Joint communiqué.\n\nThe northern “harbour” will silt up.\nNobody answered.\n"
PASSAGE = "The northern “harbour” will silt up."
START = DOCUMENT.index(PASSAGE)
TEXT = f"""
detente: 1
title: T
parties: {{alder: {{name: Republic of Alder}}, birch: {{}}}}
sources:
  - {{id: joint, title: Joint communiqué, author: FM, date: 2021-05-04, document: documents/joint.md, reliability: 0.8}}
  - {{id: paper, title: The Paper, cited_in: joint}}
issues: {{route: {{options: {{north: {{}}, south: {{}}}}}}, tolls: {{options: {{low: {{}}, high: {{}}}}}}}}
status_quo: {{route: north, tolls: low}}
preferences:
  alder:
    weights: {{route: 20..40, tolls: 10}}
    values:
      route: {{north: {{value: 0.4, because: it costs less, rests_on: [silts, issues.route]}}, south: {{if: silts, then: 1, else: 0}}}}
      tolls: {{low: unknown, high: 0}}
    because: as they told the press
    rests_on: [deep]
    visible_to: [team, alder]
  birch: {{ranking: [{{}}]}}
claims:
  - id: silts
    text: The harbour silts up.
    asserted_by: [alder]
    at:
      - {{source: joint, where: ¶2, start: {START}, end: {START + len(PASSAGE)}, sha256: HASH}}
      - {{source: paper, where: p. 3, quote: it silts}}
      - {{source: joint, where: ¶3}}
    credence: {{alder: 0.5, birch: 0.2..0.4}}
  - {{id: deep, text: It is deep., supports: [silts]}}
events:
  - {{id: survey, date: 2021-03-01, title: Depths, at: {{source: joint, where: ¶3, quote: The northern “harbour” will not silt up.}},
     evidence: {{claim: silts, source: joint, if_true: 0.8, if_false: 0.2, anyway: 0.5}}}}
  - {{id: cabinet, date: 2021-04-28, title: New cabinet, changes: {{preferences: {{alder: {{weights: {{tolls: 5..15}}}}}}}}}}
"""
HASH = hashlib.sha256(fold(PASSAGE).encode()).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "case.yaml").write_text(TEXT.replace("HASH", HASH), encoding="utf-8")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "joint.md").write_text(DOCUMENT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def case(folder: Path) -> Case:
    return load(folder)


def test_a_number_with_its_reason_its_claims_and_their_passages(case: Case) -> None:
    found = explain(case, "preferences.alder.values.route.north")
    assert found.because == "it costs less"
    assert found.visible_to == ("team", "alder")
    assert [ground.claim for ground in found.claims] == ["silts"]
    assert found.rests_on == ("issues.route",)
    ground = found.claims[0]
    assert ground.asserted_by == ("Republic of Alder",)
    assert ground.supported_by == ("deep",)
    first, second, third = ground.places
    assert (first.status, first.text) == ("verbatim", PASSAGE)
    assert first.described == "FM, Joint communiqué, 2021-05-04"
    assert (second.status, second.text) == ("not at hand", "it silts")
    assert "cited in FM, Joint communiqué" in second.described
    assert "sources.paper" in second.remark
    assert third.status == "unverified"


def test_reasons_of_the_block_stand_for_its_numbers(case: Case) -> None:
    found = explain(case, "preferences.alder.weights.route")
    assert found.because == "as they told the press"
    assert [ground.claim for ground in found.claims] == ["deep"]
    text = told(found)
    assert "from 20 to 40" in text
    assert "Where one number is needed, it is 30." in text
    assert "that is 75" in text, "30 of 40 points"


def test_a_conditional_value_in_words(case: Case) -> None:
    text = told(explain(case, "preferences.alder.values.route.south"))
    assert "1 if silts, else 0: Republic of Alder gives that 0.5, so it counts 0.5." in text
    after = told(explain(apply(case), "preferences.alder.values.route.south"))
    assert "gives that 0.74, so it counts 0.74" in after
    assert "claims.silts" in after


def test_who_wrote_it(case: Case) -> None:
    assert "Written by the event cabinet" in told(explain(apply(case), "preferences.alder.weights.tolls"))
    assert "Written by" not in told(explain(case, "preferences.alder.weights.tolls"))


def test_a_claim_shows_prior_and_posterior(case: Case) -> None:
    found = explain(apply(case), "claims.silts")
    assert found.claims[0].credence["alder"].startswith("0.5, after the evidence 0.7")
    assert found.claims[0].credence["birch"].startswith("0.2..0.4, after the evidence")
    assert found.visible_to == ()
    assert "everyone" in told(found)
    assert explain(case, "claims.silts").claims[0].credence["alder"] == "0.5"


def test_an_event_and_its_evidence(case: Case) -> None:
    found = explain(case, "events.survey")
    assert found.places[0].status == "altered"
    assert "will [-not-] silt up." in found.places[0].remark
    number = explain(case, "events.survey.evidence.if_true")
    assert [ground.claim for ground in number.claims] == ["silts"]
    assert any("does not count as the case stands" in sentence for sentence in number.words)
    assert number.visible_to == ("team",)
    assert not any("does not count" in s for s in explain(apply(case), "events.survey.evidence.if_true").words)


def test_a_document_that_moved_or_went(case: Case, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (folder / "documents" / "joint.md").write_text("Preface. " + DOCUMENT, encoding="utf-8")
    place = explain(case, "claims.silts").claims[0].places[0]
    assert place.status == "moved"
    assert str(START + 9) in place.remark
    (folder / "documents" / "joint.md").write_text("Other words.", encoding="utf-8")
    assert explain(case, "claims.silts").claims[0].places[0].status == "not found"
    (folder / "documents" / "joint.md").unlink()
    gone = explain(case, "claims.silts").claims[0].places[0]
    assert gone.status == "not at hand"
    assert "--documents" in gone.remark
    elsewhere = tmp_path_factory.mktemp("copies")
    (elsewhere / "joint.md").write_text(DOCUMENT, encoding="utf-8")
    assert explain(case, "claims.silts", elsewhere).claims[0].places[0].status == "verbatim"


def test_unknown_addresses_name_the_nearest(case: Case) -> None:
    with pytest.raises(AddressError, match="Did you mean silts"):
        explain(case, "claims.silt")


def test_everything_in_the_file_can_be_explained(case: Case) -> None:
    def addresses(tree: object, stem: str) -> list[str]:
        found = [stem] if stem else []
        pairs = tree.items() if isinstance(tree, dict) else ()
        if isinstance(tree, list):
            pairs = (
                (item["id"] if isinstance(item, dict) and "id" in item else str(k), item) for k, item in enumerate(tree)
            )
        return found + [deep for key, value in pairs for deep in addresses(value, f"{stem}.{key}" if stem else key)]

    everything = addresses(case.tree, "")
    assert len(everything) > 80
    for address in everything:
        assert told(explain(apply(case), address)).startswith(f"{address}:")
