"""The populations that countries are weighed by, and who was a member of what in 2007."""

from __future__ import annotations

import pytest

from detente.analyses.coverage import countries as table
from detente.atlas import shapes


def test_every_country_has_a_shape_and_its_name() -> None:
    known = shapes.countries()
    for code, one in table.countries().items():
        assert known[code].name == one.name
        assert one.id == code
        assert one.thousands > 100


def test_memberships_are_those_of_2007() -> None:
    """26 members of NATO, 24 of them in Europe (Albania and Croatia came in 2009); 27 of the Union (Croatia came in 2013)."""
    assert len(table.nato_in_europe()) == 24
    assert len(table.european_union()) == 27
    assert {code for code, one in table.countries().items() if one.nato} - set(table.nato_in_europe()) == {"USA", "CAN"}
    assert not {"ALB", "HRV", "MNE", "FIN", "SWE"} & set(table.nato_in_europe())
    assert not {"HRV", "TUR", "NOR", "CHE"} & set(table.european_union())
    assert {"BGR", "ROU", "GBR", "CYP", "MLT"} <= set(table.european_union())
    assert set(table.european_union()) <= set(table.europe())


def test_sums_are_about_those_published() -> None:
    """Eurostat gave the Union of 27 about 495 million people in 2007."""
    assert sum(table.countries()[code].thousands for code in table.european_union()) == pytest.approx(495_000, rel=0.01)


def test_what_is_less_sure_says_so() -> None:
    for one in table.countries().values():
        assert one.percent >= 1
        if one.percent > 1:
            assert one.note
    assert table.source().year == 2007
    assert table.source().unit == "thousand"


@pytest.mark.parametrize(
    "row",
    [
        {"name": "X", "population": 0},
        {"name": "X", "population": 5, "of": 1},
        {"name": "X", "population": 5, "in": ["un"]},
    ],
)
def test_a_row_that_is_none_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"countries[.]yaml: QZZ"):
        table._population("QZZ", row)
