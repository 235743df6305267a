"""What is written can be read back, exactly or with a note on what was rounded; what cannot be written is refused."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.model import Case, Number
from detente.case.read import read
from detente.case.text import dump
from detente.formats import FORMATS, FormatError, export, import_files, notes

DOMAINS = Path(__file__).parents[2].parent / "shared" / "literature" / "domains"
FERRY = """
detente: 1
title: The ferry & the "tolls"
parties:
  alder: {name: Alder <North>}
  birch: {name: Birch}
issues:
  route: {label: Route, options: {north: {label: North & by}, south: {label: "South: <far>"}, none: {}}}
  tolls: {options: {alder: {}, shared: {label: "geteilt – ½"}}}
preferences:
  alder:
    weights: {route: 60, tolls: 40}
    values: {route: {north: 1, south: 0.25, none: 0}, tolls: {alder: 1, shared: 0.5}}
    no_deal: 35
  birch:
    weights: {route: 10, tolls: 15}
    values: {route: {north: 0, south: 1, none: 0.125}, tolls: {alder: 0, shared: 1}}
    no_deal: 5
"""


def case_of(tree: dict[str, Any]) -> Case:
    return read(dump(tree))


def meaning(case: Case) -> list[tuple[list[Fraction], Fraction | None]]:
    """Per party the contribution of every option to a utility of 0..1, in order, and the reservation on that scale."""
    found = []
    for party in case.parties:
        stated = case.preferences[party]
        total = sum((number.low for number in stated.weights.values()), Fraction(0))
        parts = []
        for issue, values in stated.values.items():
            for value in values.values():
                assert isinstance(value, Number)
                parts.append(stated.weights[issue].low * value.low / total)
        found.append((parts, None if stated.no_deal is None else stated.no_deal.low / 100))
    return found


def again(case: Case, format: str, folder: Path) -> Case:
    return case_of(import_files(export(case, format, folder)))


def apart(one: Case, other: Case) -> Fraction:
    """The largest difference between two cases in any contribution to a utility."""
    pairs = zip(meaning(one), meaning(other), strict=True)
    return max(abs(x - y) for (a, _), (b, _) in pairs for x, y in zip(a, b, strict=True))


# ---------------------------------------------------------------- there and back


@pytest.mark.skipif(not DOMAINS.is_dir(), reason="the reference data are not beside this checkout")
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "folder", sorted(f for f in DOMAINS.glob("*/*") if f.is_dir()), ids=lambda f: f"{f.parent.name}-{f.name}"
)
def test_every_domain_on_file_there_and_back(folder: Path, format: str, tmp_path: Path) -> None:
    tree = import_files([folder])
    if format == "genius":
        for stated in tree["preferences"].values():
            stated.setdefault("no_deal", "12.5")
    case = case_of(tree)
    back = again(case, format, tmp_path)
    assert [i.label for i in back.issues.values()] == [i.label for i in case.issues.values()]
    assert [o.label for i in back.issues.values() for o in i.options.values()] == [
        o.label for i in case.issues.values() for o in i.options.values()
    ]
    if format == "genius":
        assert meaning(back) == meaning(case)
    elif folder.parent.name == "geniusweb":
        assert meaning(back) == meaning(case)
        assert notes(case, format) == ()
    else:
        assert apart(case, back) < Fraction(1, 10**14)


@pytest.mark.skipif(not DOMAINS.is_dir(), reason="the reference data are not beside this checkout")
def test_the_discount_factor_survives(tmp_path: Path) -> None:
    case = case_of(import_files([DOMAINS / "genius" / "itex_cypress_2012B"]))
    profile = export(case, "genius", tmp_path)[1]
    element = ElementTree.parse(profile).find("discount_factor")
    assert element is not None
    assert element.get("value") == "0.75"


@st.composite
def additive_cases(draw: st.DrawFn) -> Case:
    """Additive cases: the best value of an issue is 1 (or 0), weights are decimals and sum to 1."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    preferences = {}
    for n in range(draw(st.integers(2, 3))):
        cuts = sorted(draw(st.lists(st.integers(0, 1000), min_size=len(sizes) - 1, max_size=len(sizes) - 1)))
        weights = [b - a for a, b in zip([0, *cuts], [*cuts, 1000], strict=True)]
        values = [[draw(st.integers(0, 30)) for _ in range(size)] for size in sizes]
        preferences[f"p{n}"] = {
            "weights": {f"i{k}": f"{weight / 1000:.3f}" for k, weight in enumerate(weights)},
            "values": {
                f"i{k}": {f"o{j}": f"{v}/{max(row)}" if max(row) else "0" for j, v in enumerate(row)}
                for k, row in enumerate(values)
            },
            "no_deal": f"{draw(st.integers(0, 1000)) / 10:.1f}",
        }
    return case_of(
        {
            "detente": "1",
            "title": "Random",
            "parties": {name: {"name": name} for name in preferences},
            "issues": {f"i{k}": {"options": {f"o{j}": {} for j in range(size)}} for k, size in enumerate(sizes)},
            "preferences": preferences,
        }
    )


@settings(deadline=None, max_examples=40)
@given(additive_cases())
def test_genius_there_and_back_is_exact(case: Case) -> None:
    with TemporaryDirectory() as folder:
        assert meaning(again(case, "genius", Path(folder))) == meaning(case)
    assert notes(case, "genius") == ()


@settings(deadline=None, max_examples=40)
@given(additive_cases())
def test_geniusweb_there_and_back_keeps_utilities_and_never_lowers_a_reservation_that_some_bid_meets(
    case: Case,
) -> None:
    with TemporaryDirectory() as folder:
        back = again(case, "geniusweb", Path(folder))
    for (a, no_a), (b, no_b) in zip(meaning(case), meaning(back), strict=True):
        assert all(abs(x - y) <= Fraction(1, 10**17) for x, y in zip(a, b, strict=True))
        assert no_a is not None
        ends = iter(a)
        rows = [[next(ends) for _ in issue.options] for issue in case.issues.values()]
        best, worst = sum(map(max, rows)), sum(map(min, rows))
        if no_b is None:
            assert no_a < worst
        elif no_a <= best:
            assert no_b >= no_a - Fraction(len(rows), 10**17)
        else:
            assert abs(no_b - best) <= Fraction(len(rows), 10**17)


def test_labels_with_markup_and_letters_beyond_ascii(tmp_path: Path) -> None:
    for format in FORMATS:
        back = again(read(FERRY), format, tmp_path / format)
        labels = [o.label for o in back.issues["route"].options.values()]
        assert labels == ["North & by", "South: <far>", "none"]
        expected = {"genius": ["alder-north", "birch"], "geniusweb": ["Alder <North>", "Birch"]}[format]
        assert [p.name for p in back.parties.values()] == expected


def test_geniusweb_takes_the_bid_of_least_utility_that_meets_the_reservation(tmp_path: Path) -> None:
    case = read(FERRY)
    assert notes(case, "geniusweb") == ()
    (told,) = notes(read(FERRY.replace("no_deal: 5", "no_deal: 7")), "geniusweb")
    assert "Birch's reservation 7; the bid written is worth 40." in told
    (told,) = notes(read(FERRY.replace("alder: 0, shared: 1}", "alder: 0.5, shared: 1}")), "geniusweb")
    assert "Birch prefers every bid to no deal" in told
    profiles = [json.loads(path.read_text("utf-8")) for path in export(case, "geniusweb", tmp_path)[1:]]
    bids = [profile["LinearAdditiveUtilitySpace"]["reservationBid"]["issuevalues"] for profile in profiles]
    assert bids[0] == {"Route": "South: <far>", "tolls": "geteilt – ½"}, "worth 0.6 × 0.25 + 0.4 × 0.5 = 35"
    assert bids[1] == {"Route": "none", "tolls": "alder"}, "worth 0.4 × 0.125 = 5"


def test_a_no_deal_outcome_is_the_reservation_bid_and_its_utility_the_reservation_value(tmp_path: Path) -> None:
    text = (
        FERRY.replace("    no_deal: 35\n", "").replace("    no_deal: 5\n", "")
        + "no_deal: {route: none, tolls: shared}\n"
    )
    case = read(text)
    assert notes(case, "geniusweb") == ()
    back = again(case, "geniusweb", tmp_path / "web")
    assert [no_deal for _, no_deal in meaning(back)] == [Fraction("0.2"), Fraction("0.65")]
    back = again(case, "genius", tmp_path / "xml")
    assert [no_deal for _, no_deal in meaning(back)] == [Fraction("0.2"), Fraction("0.65")]


def test_a_best_value_below_one_goes_into_the_weight_and_says_so(tmp_path: Path) -> None:
    case = read(FERRY.replace("alder: 0, shared: 1}", "alder: 0, shared: 0.5}"))
    assert any("Birch's utilities are divided by 0.7" in note for note in notes(case, "genius"))
    (before, _), (after, reservation) = meaning(case)[1], meaning(again(case, "genius", tmp_path))[1]
    assert [x / Fraction("0.7") for x in before] == pytest.approx([float(x) for x in after], abs=1e-15)
    assert reservation == pytest.approx(0.05 / 0.7)


# ---------------------------------------------------------------- ranges, and what cannot be written


def test_ranges_become_midpoints_and_a_note_says_so(tmp_path: Path) -> None:
    text = FERRY.replace("south: 0.25", "south: 0.2..0.4").replace("no_deal: 35", "no_deal: 30..50")
    case = read(text.replace("{route: 60, tolls: 40}", "{route: 50..70, tolls: 40}"))
    said = notes(case, "genius")
    assert len([note for note in said if "midpoint" in note]) == 3
    plain = read(FERRY.replace("south: 0.25", "south: 0.3").replace("no_deal: 35", "no_deal: 40"))
    assert meaning(again(case, "genius", tmp_path)) == meaning(plain)


def test_no_reservation_is_said_for_genius() -> None:
    case = read(FERRY.replace("    no_deal: 35\n", ""))
    assert any("Alder <North> states no reservation" in note for note in notes(case, "genius"))


def test_who_is_not_at_the_table_is_left_out_and_a_note_says_so(tmp_path: Path) -> None:
    text = FERRY.replace("  birch: {name: Birch}\n", "  birch: {name: Birch}\n  lake: {name: Lake, role: observer}\n")
    text += "  lake: {weights: {route: 1}, values: {route: {north: 1, south: 0, none: 0}}}\n"
    case = read(text)
    assert any("Lake is not at the table" in note for note in notes(case, "geniusweb"))
    assert len(again(case, "geniusweb", tmp_path).parties) == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("preferences:", "rules: [{never: route = none and tolls = shared}]\npreferences:", "rules"),
        ("no_deal: 35", "together: [{when: route = south and tolls = shared, add: 5}]", "count together"),
        (
            "south: 0.25",
            "south: {if: silts, then: 0.5, else: 0.1}",
            "depends on a claim",
        ),
        (
            FERRY[FERRY.index("    weights: {route: 60") :],
            "    ranking: [{}]\n  birch: {ranking: [{}]}\n",
            "only ranks",
        ),
    ],
    ids=["rules", "together", "conditional", "ranking"],
)
def test_what_a_format_has_no_word_for_is_refused_in_a_sentence(old: str, new: str, said: str, tmp_path: Path) -> None:
    text = FERRY.replace(old, new, 1)
    if "silts" in text:
        text += "claims: [{id: silts, text: It silts., credence: {alder: 0.3, birch: 0.4}}]\n"
    if "ranking" in text:
        text += "status_quo: {route: none, tolls: alder}\n"
    for format in FORMATS:
        with pytest.raises(FormatError, match=said) as caught:
            export(read(text), format, tmp_path)
        assert str(caught.value).endswith(".")
    assert list(tmp_path.iterdir()) == []


def test_several_ends_need_a_number_each() -> None:
    text = FERRY.replace("    no_deal: 35\n", "") + "status_quo: {route: none, tolls: alder}\nno_deal: predicted\n"
    with pytest.raises(FormatError, match=r"preferences\.alder\.no_deal"):
        notes(read(text), "genius")


def test_characters_that_xml_cannot_hold_are_left_out(tmp_path: Path) -> None:
    odd = FERRY.replace("South: <far>", "South\\e[1m\\x07: <far>")
    assert odd != FERRY
    back = again(read(odd), "genius", tmp_path)
    assert [o.label for o in back.issues["route"].options.values()][1] == "South[1m: <far>"


def test_unknown_formats_and_files_that_are_there(tmp_path: Path) -> None:
    case = read(FERRY)
    with pytest.raises(FormatError, match="Choose one of: genius, geniusweb"):
        export(case, "gambit", tmp_path)
    export(case, "genius", tmp_path)
    with pytest.raises(FormatError, match="already there"):
        export(case, "genius", tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(FormatError, match="cannot be written"):
        export(case, "genius", tmp_path / "file" / "below")
