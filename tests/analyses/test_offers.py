"""What an offer on record means as an outcome, the same for every analysis."""

from __future__ import annotations

import pytest

from detente import steps
from detente.analyses._offers import stated
from detente.analyses._translate import model
from detente.case.model import Case
from detente.case.offers import on_record
from detente.case.read import read

CASE = """
detente: 1
title: Offers
parties: {ash: {}, birch: {}}
issues: {land: {options: {mine: {}, yours: {}}}, water: {options: {mine: {}, yours: {}}}}
QUO
RULES
preferences:
  ash: {weights: {land: 1, water: 1}, values: {land: {mine: 1, yours: 0}, water: {mine: 1, yours: 0}}, no_deal: 10}
  birch: {weights: {land: 1, water: 1}, values: {land: {mine: 0, yours: 1}, water: {mine: 0, yours: 1}}, no_deal: 10}
events:
  - {id: first, date: 2007-01-01, by: ash, to: [birch], offers: FIRST}
  - {id: second, date: 2007-01-02, by: ash, to: [birch], offers: OFFER}
"""


def case_of(offer: str, quo: str = "status_quo: {land: mine, water: mine}", rules: str = "") -> Case:
    first = "{water: yours}" if quo else "{land: mine, water: yours}"
    text = CASE.replace("OFFER", offer).replace("FIRST", first).replace("QUO", quo).replace("RULES", rules)
    return steps.as_of(read(text))


@pytest.mark.parametrize(
    ("offer", "quo", "rules", "expected"),
    [
        ("{land: yours}", "status_quo: {land: mine, water: mine}", "", {"land": "yours", "water": "mine"}),
        (
            "{land: yours}",
            "status_quo: {land: mine, water: mine}",
            "rules: [{never: land = yours and water = mine}]",
            {"land": "yours", "water": "yours"},
        ),
        ("{land: yours}", "status_quo: {land: mine, water: mine}", "rules: [{never: land = yours}]", None),
        ("{land: yours, water: mine}", "", "", {"land": "yours", "water": "mine"}),
        ("{land: yours, water: mine}", "", "rules: [{never: land = yours and water = mine}]", None),
    ],
)
def test_what_an_offer_means(offer: str, quo: str, rules: str, expected: dict[str, str] | None) -> None:
    case = case_of(offer, quo, rules)
    second = next(one for one in on_record(case) if one.event == "second")
    assert stated(case, model(case).layout, second) == expected
