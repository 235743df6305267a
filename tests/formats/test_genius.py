"""Genius XML: what real files do (indexes from anywhere, any order, integer issues), and what is refused."""

from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from detente.formats import FormatError, import_files

DOMAIN = """<negotiation_template>
<utility_space number_of_issues="3">
<objective index="0" etype="objective" type="objective" description="" name="root">
  <issue index="7" type="discrete" etype="discrete" vtype="discrete" name="Price">
    <item index="12" value="30 &#8364;"/> <item index="11" value="20 &#8364;"/> <item index="13" value="40 &#8364;"/>
  </issue>
  <issue index="5" type="discrete" name="Delivery">
    <item index="0" value="now"/> <item index="1" value="later"/>
  </issue>
  <issue index="6" type="integer" vtype="integer" name="Years" lowerbound="2" upperbound="4"/>
</objective></utility_space></negotiation_template>"""

PROFILE = """<utility_space>
<objective index="0" etype="objective" type="objective" description="" name="root">
  <weight index="6" value="0.2"/> <weight index="7" value="0.5"/> <weight index="5" value="0.1"/>
  <issue index="7" type="discrete" name="Price">
    <item index="13" value="40 &#8364;" evaluation="3"/>
    <item index="11" value="20 &#8364;" evaluation="1"/> <item index="12" value="30 &#8364;" evaluation="2"/>
  </issue>
  <issue index="6" type="integer" name="Years" lowerbound="2" upperbound="4">
    <evaluator ftype="linear" slope="0.3" offset="0.25"/>
  </issue>
  <issue index="5" type="discrete" name="Delivery">
    <item index="0" value="now" evaluation="0.0"/> <item index="1" value="later" evaluation="0"/>
  </issue>
</objective>
<discount_factor value="0.9"/> <reservation value="0.125"/>
</utility_space>"""


def imported(folder: Path, domain: str = DOMAIN, **profiles: str) -> dict[str, Any]:
    paths = [folder / "Trade-domain.xml"]
    paths[0].write_text(domain, encoding="utf-8")
    for name, text in profiles.items():
        paths.append(folder / f"Trade-{name}.xml")
        paths[-1].write_text(text, encoding="utf-8")
    return import_files([*paths[1:], paths[0]])


def refused(folder: Path, domain: str = DOMAIN, **profiles: str) -> str:
    with pytest.raises(FormatError) as caught:
        imported(folder, domain, **profiles)
    assert str(caught.value).rstrip().endswith("."), "a message is a sentence"
    return str(caught.value)


def test_issues_and_items_stand_in_the_order_of_their_indexes(tmp_path: Path) -> None:
    tree = imported(tmp_path, buyer=PROFILE, seller=PROFILE)
    assert [issue["label"] for issue in tree["issues"].values()] == ["Delivery", "Years", "Price"]
    assert [option["label"] for option in tree["issues"]["price"]["options"].values()] == ["20 €", "30 €", "40 €"]
    assert list(tree["issues"]["years"]["options"]) == ["o-2", "o-3", "o-4"]
    assert tree["title"] == "Trade"
    assert list(tree["parties"]) == ["buyer", "seller"]


def test_numbers_are_exact(tmp_path: Path) -> None:
    stated = imported(tmp_path, buyer=PROFILE)["preferences"]["trade-buyer"]
    assert stated["weights"] == {"delivery": "0.1", "years": "0.2", "price": "0.5"}
    assert list(stated["values"]["price"].values()) == ["1/3", "2/3", "1"]
    assert stated["no_deal"] == "12.5"


def test_an_integer_issue_is_linear_from_its_lower_bound_and_stays_within_one(tmp_path: Path) -> None:
    steep = PROFILE.replace('slope="0.3"', 'slope="0.5"')
    tree = imported(tmp_path, buyer=PROFILE, seller=steep)
    assert list(tree["preferences"]["buyer"]["values"]["years"].values()) == ["0.25", "0.55", "0.85"]
    assert list(tree["preferences"]["seller"]["values"]["years"].values()) == ["0.25", "0.75", "1"]


def test_bounds_and_parameters_of_older_files(tmp_path: Path) -> None:
    domain = DOMAIN.replace(' lowerbound="2" upperbound="4"/>', '><range lowerbound="2" upperbound="4"/></issue>')
    profile = PROFILE.replace(' lowerbound="2" upperbound="4">', '><range lowerbound="2" upperbound="4"/>')
    profile = profile.replace('slope="0.3" offset="0.25"', 'parameter1="0.2" parameter0="0.1"')
    values = imported(tmp_path, domain, buyer=profile)["preferences"]["trade-buyer"]["values"]["years"]
    assert list(values.values()) == ["0.5", "0.7", "0.9"]


def test_an_issue_that_is_worth_nothing_stays_at_zero(tmp_path: Path) -> None:
    values = imported(tmp_path, buyer=PROFILE)["preferences"]["trade-buyer"]["values"]["delivery"]
    assert list(values.values()) == ["0", "0"]


def test_weights_with_an_offset_belong_to_the_issues_in_order(tmp_path: Path) -> None:
    shifted = PROFILE
    for index in (5, 6, 7):
        shifted = shifted.replace(f'<weight index="{index}"', f'<weight index="{index - 4}"')
    weights = imported(tmp_path, buyer=shifted)["preferences"]["trade-buyer"]["weights"]
    assert weights == {"delivery": "0.1", "years": "0.2", "price": "0.5"}


def test_no_reservation_is_zero_and_the_discount_is_kept(tmp_path: Path) -> None:
    tree = imported(tmp_path, buyer=PROFILE.replace('<reservation value="0.125"/>', ""))
    assert tree["preferences"]["trade-buyer"]["no_deal"] == "0"
    note = tree["parties"]["trade-buyer"]["note"]
    assert "discount factor 0.9" in note
    assert "no reservation" in note


def test_labels_that_look_alike_get_names_of_their_own(tmp_path: Path) -> None:
    domain, profile = DOMAIN, PROFILE
    for old, new in (("now", "1.5 %"), ("later", "1,5 %")):
        domain, profile = domain.replace(f'"{old}"', f'"{new}"'), profile.replace(f'"{old}"', f'"{new}"')
    options = imported(tmp_path, domain, buyer=profile)["issues"]["delivery"]["options"]
    assert {name: option["label"] for name, option in options.items()} == {"o-1-5": "1.5 %", "o-1-5-2": "1,5 %"}


def test_utf_16_and_byte_order_marks(tmp_path: Path) -> None:
    (tmp_path / "d.xml").write_bytes(DOMAIN.encode("utf-16"))
    (tmp_path / "p.xml").write_bytes(PROFILE.encode("utf-8-sig"))
    assert len(import_files([tmp_path / "d.xml", tmp_path / "p.xml"])["issues"]) == 3


# ---------------------------------------------------------------- what is refused

LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    "head",
    [
        LAUGHS + "]>",
        '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/evil.dtd">',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
    ids=["billion laughs", "external document type", "external entity"],
)
def test_document_types_and_entities_are_refused_at_once(tmp_path: Path, head: str) -> None:
    began = time.process_time()
    message = refused(tmp_path, head + DOMAIN.replace('name="root"', 'name="&j;&x;"'), buyer=PROFILE)
    assert "document type" in message
    assert "Trade-domain.xml:1:" in message
    assert time.process_time() - began < 1


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.xml"
    with path.open("wb") as file:
        file.truncate(21 * 2**20)
    with pytest.raises(FormatError, match="larger than 20 MB"):
        import_files([path])


def test_very_many_items_are_read_in_time(tmp_path: Path) -> None:
    items = "".join(f'<item index="{n}" value="§{n}" evaluation="{n}"/>' for n in range(30_000))
    began = time.process_time()
    start, end = DOMAIN.index('    <item index="12"'), DOMAIN.index("  </issue>")
    domain = DOMAIN[:start] + items + DOMAIN[end:]
    start, end = PROFILE.index('    <item index="13"'), PROFILE.index("  </issue>")
    tree = imported(tmp_path, domain, buyer=PROFILE[:start] + items + PROFILE[end:])
    assert len(tree["preferences"]["trade-buyer"]["values"]["price"]) == 30_000
    assert time.process_time() - began < 10


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    assert "nested" in refused(tmp_path, "<utility_space>" + "<objective>" * 100_000, buyer=PROFILE)


def test_broken_xml_names_line_and_column(tmp_path: Path) -> None:
    message = refused(tmp_path, DOMAIN.replace("</issue>", "</issues>", 1), buyer=PROFILE)
    assert message.startswith("Trade-domain.xml:6:")
    assert "not XML" in message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name="Price"', 'name="Prize"', '"Prize" is not in the domain'),
        ('value="now"', 'value="soon"', '"soon" is not in the domain'),
        ('evaluation="3"', 'evaluation="-3"', "negative"),
        ('evaluation="3"', 'evaluation="much"', "should be a number"),
        ('evaluation="3"', 'evaluation="NaN"', "should be a number"),
        ('<item index="0" value="now" evaluation="0.0"/>', "", 'no evaluation of "now"'),
        ('<weight index="6" value="0.2"/>', "", "2 weights"),
        ('<weight index="6" value="0.2"/>', '<weight index="9" value="0.2"/>', "indexes"),
        ('<weight index="6" value="0.2"/>', '<weight index="7" value="0.2"/>', "stands twice"),
        ('value="0.5"', 'value="-0.5"', "weight is negative"),
        ('reservation value="0.125"', 'reservation value="2"', "not between 0 and 1"),
        ('ftype="linear"', 'ftype="triangular"', "triangular"),
        ('lowerbound="2"', 'lowerbound="1"', "other bounds"),
    ],
)
def test_a_profile_that_cannot_be_meant(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in PROFILE
    message = refused(tmp_path, buyer=PROFILE.replace(old, new, 1))
    assert said in message
    assert message.startswith("Trade-buyer.xml")


def test_weights_all_zero(tmp_path: Path) -> None:
    profile = PROFILE
    for weight in ("0.1", "0.2", "0.5"):
        profile = profile.replace(f'value="{weight}"', 'value="0"')
    assert "All weights are zero" in refused(tmp_path, buyer=profile)


def test_a_profile_that_leaves_out_an_issue(tmp_path: Path) -> None:
    start, end = PROFILE.index('  <issue index="5"'), PROFILE.index("</objective>")
    profile = (PROFILE[:start] + PROFILE[end:]).replace('<weight index="5" value="0.1"/>', "")
    assert 'nothing about issue "Delivery"' in refused(tmp_path, buyer=profile)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('type="integer" vtype="integer"', 'type="real" vtype="real"', "of type real"),
        ('upperbound="4"', 'upperbound="40000"', "At most 1000"),
        ('upperbound="4"', 'upperbound="many"', "upperbound"),
        ('name="Price"', 'name="Delivery"', "stands twice"),
        ('value="later"', 'value="now "', "stands twice"),
        ('index="7"', 'index="seven"', 'index "seven"'),
        ('number_of_issues="3"', 'type="nonlinear"', "non-linear"),
    ],
)
def test_a_domain_that_cannot_be_read(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in DOMAIN
    assert said in refused(tmp_path, DOMAIN.replace(old, new, 1), buyer=PROFILE)


def test_files_that_do_not_belong_together(tmp_path: Path) -> None:
    assert "No profile" in refused(tmp_path)
    (tmp_path / "alone.xml").write_text(PROFILE, encoding="utf-8")
    with pytest.raises(FormatError, match="domain's file is missing"):
        import_files([tmp_path / "alone.xml"])
    with pytest.raises(FormatError, match="cannot be read"):
        import_files([tmp_path / "nowhere.xml"])
    (tmp_path / "other.xml").write_text("<html/>", encoding="utf-8")
    with pytest.raises(FormatError, match="neither Genius"):
        import_files([tmp_path / "other.xml"])
    (tmp_path / "empty.xml").write_text("", encoding="utf-8")
    with pytest.raises(FormatError, match="neither Genius"):
        import_files([tmp_path / "empty.xml"])


def test_values_are_what_genius_would_give(tmp_path: Path) -> None:
    """Utility of (later, 3 years, 40 €): weights 0.1, 0.2, 0.5 of 0.8; values 0, 0.55, 1."""
    stated = imported(tmp_path, buyer=PROFILE)["preferences"]["trade-buyer"]
    weights = {issue: Fraction(weight) for issue, weight in stated["weights"].items()}
    chosen = {"delivery": "later", "years": "o-3", "price": "o-40"}
    worth = sum(weights[i] * Fraction(stated["values"][i][o]) for i, o in chosen.items()) / sum(weights.values())
    assert worth == Fraction("0.61") / Fraction("0.8")
