"""GeniusWeb (both dialects, number issues, reservation bids) and NegoLog, and what is refused."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from detente.formats import FormatError, import_files

DOMAIN: dict[str, Any] = {
    "name": "jobs",
    "issuesValues": {
        "lease car": {"values": ["yes", "no"]},
        "salary": {"range": {"low": 2000, "high": 3000, "step": 500}},
    },
}
PROFILE: dict[str, Any] = {
    "LinearAdditiveUtilitySpace": {
        "issueUtilities": {
            "salary": {
                "NumberValueSetUtilities": {"lowValue": 2000, "lowUtility": 0.1, "highValue": 3000, "highUtility": 0.9}
            },
            "lease car": {"DiscreteValueSetUtilities": {"valueUtilities": {"no": 0, "yes": 1}}},
        },
        "issueWeights": {"lease car": 0.3, "salary": 0.7},
        "domain": DOMAIN,
        "name": "employer",
        "reservationBid": {"issuevalues": {"lease car": "yes", "salary": 2500}},
    }
}
SHORT: dict[str, Any] = {
    "issueUtilities": {
        "salary": {"numberutils": {"lowValue": 2000, "lowUtility": 1, "highValue": 3000, "highUtility": 0}},
        "lease car": {"discreteutils": {"valueUtilities": {"no": 1, "yes": 0.25}}},
    },
    "issueWeights": {"lease car": 0.4, "salary": 0.6},
    "name": "employee",
}
NEGOLOG: dict[str, Any] = {
    "reservationValue": 0.3,
    "issueWeights": {"issueA": 0.25, "issueB": 0.75},
    "issues": {"issueA": {"valueA": 1.0, "valueB": 0.5}, "issueB": {"valueA": 0.0, "valueB": 1.0}},
}


def imported(folder: Path, *contents: Any) -> dict[str, Any]:
    paths = [folder / f"file{n}.json" for n in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return import_files(paths)


def changed(content: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with the value at `a/b/c` replaced, or removed where the value is `...`."""
    made = copy.deepcopy(content)
    *way, last = path.split("/")
    inner = made
    for step in way:
        inner = inner[step]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return made


def refused(folder: Path, *contents: Any) -> str:
    with pytest.raises(FormatError) as caught:
        imported(folder, *contents)
    assert str(caught.value).endswith(".")
    return str(caught.value)


def test_both_dialects_of_geniusweb_together(tmp_path: Path) -> None:
    tree = imported(tmp_path, DOMAIN, PROFILE, SHORT)
    assert tree["title"] == "jobs"
    assert {party: entry["name"] for party, entry in tree["parties"].items()} == {
        "employer": "employer",
        "employee": "employee",
    }
    assert [option["label"] for option in tree["issues"]["salary"]["options"].values()] == ["2000", "2500", "3000"]
    assert list(tree["preferences"]["employer"]["values"]["salary"].values()) == ["0.1", "0.5", "0.9"]
    assert list(tree["preferences"]["employee"]["values"]["salary"].values()) == ["1", "0.5", "0"]
    assert tree["preferences"]["employee"]["values"]["lease-car"] == {"yes": "0.25", "no": "1"}


def test_the_reservation_is_the_bids_utility_and_none_where_there_is_no_bid(tmp_path: Path) -> None:
    stated = imported(tmp_path, PROFILE, SHORT)["preferences"]
    assert stated["employer"]["no_deal"] == "65"
    assert "no_deal" not in stated["employee"]
    null = changed(PROFILE, "LinearAdditiveUtilitySpace/reservationBid", None)
    assert "no_deal" not in imported(tmp_path, null, SHORT)["preferences"]["employer"]


def test_a_partial_reservation_bid_counts_what_it_names(tmp_path: Path) -> None:
    tree = imported(tmp_path, changed(PROFILE, "LinearAdditiveUtilitySpace/reservationBid/issuevalues/salary", ...))
    assert tree["preferences"]["employer"]["no_deal"] == "30"
    assert "partial" in tree["parties"]["employer"]["note"]


def test_short_wrapper_bare_values_and_range_as_list(tmp_path: Path) -> None:
    domain = changed(DOMAIN, "issuesValues/salary", {"range": [2000, 3000, 500]})
    bare = changed(SHORT, "issueUtilities/lease car", {"no": 1, "yes": 0.25})
    assert imported(tmp_path, domain, {"LinearAdditive": bare}, SHORT)["preferences"]["employee-2"]


def test_a_number_outside_the_line_is_worth_nothing(tmp_path: Path) -> None:
    space = "LinearAdditiveUtilitySpace"
    narrow = changed(PROFILE, f"{space}/issueUtilities/salary/NumberValueSetUtilities/lowValue", 2200)
    narrow = changed(narrow, f"{space}/issueUtilities/salary/NumberValueSetUtilities/highValue", 2800)
    assert list(imported(tmp_path, narrow)["preferences"]["employer"]["values"]["salary"].values()) == ["0", "0.5", "0"]


def test_decimals_stay_as_written(tmp_path: Path) -> None:
    text = json.dumps(SHORT).replace("0.25", "0.1234567890123456789012345")
    stated = imported(tmp_path, DOMAIN, text)["preferences"]["employee"]
    assert stated["values"]["lease-car"]["yes"] == "0.1234567890123456789012345"


def test_negolog(tmp_path: Path) -> None:
    folder = tmp_path / "Harbour"
    folder.mkdir()
    (folder / "profileA.json").write_text(json.dumps(NEGOLOG), encoding="utf-8")
    (folder / "profileB.json").write_text(json.dumps(changed(NEGOLOG, "reservationValue", ...)), encoding="utf-8")
    (folder / "specs.json").write_text('{"NumberOfBids": 4}', encoding="utf-8")
    tree = import_files([folder])
    assert tree["title"] == "Harbour"
    assert list(tree["parties"]) == ["profilea", "profileb"]
    assert tree["preferences"]["profilea"]["no_deal"] == "30"
    assert "no_deal" not in tree["preferences"]["profileb"]


def test_negolog_weights_that_do_not_sum_to_one_scale_the_reservation(tmp_path: Path) -> None:
    tree = imported(tmp_path, changed(NEGOLOG, "issueWeights/issueA", 0.75))
    (stated,) = tree["preferences"].values()
    assert stated["no_deal"] == "20"
    assert "sum to 1.5" in next(iter(tree["parties"].values()))["note"]


# ---------------------------------------------------------------- what is refused


def test_malformed_json_names_line_and_column(tmp_path: Path) -> None:
    text = json.dumps(PROFILE, indent=1).replace('"issueWeights": {', '"issueWeights" {')
    line = text.splitlines().index(next(row for row in text.splitlines() if '"issueWeights" {' in row)) + 1
    assert re.match(rf"file0\.json:{line}:\d+: This is not JSON", refused(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"issuesValues": {"a": {"values": ["x"]}, "a": {"values": ["y"]}}}', '"a" stands twice'),
        ('{"issueUtilities": {}, "issueWeights": {"a": NaN}}', "NaN"),
        ('{"issueUtilities": {}, "issueWeights": {"a": 1e999999999}}', "should be a number"),
        ("[" * 200_000, "nested"),
        ('{"hello": 1}', "neither Genius"),
        ("\xff", "neither Genius"),
        ('{"SumOfGroupsUtilitySpace": {}}', "SumOfGroupsUtilitySpace"),
    ],
    ids=["duplicate key", "NaN", "exponent", "deep", "something else", "not json", "other profile type"],
)
def test_json_that_cannot_be_a_domain(tmp_path: Path, text: str, said: str) -> None:
    assert said in refused(tmp_path, text)


SPACE = "LinearAdditiveUtilitySpace"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (f"{SPACE}/issueWeights/pension", 0.1, '"pension" is not in the domain'),
        (f"{SPACE}/issueWeights/salary", ..., '"salary" has no weight'),
        (f"{SPACE}/issueWeights/salary", "much", "not a number"),
        (f"{SPACE}/issueWeights/salary", -1, "negative"),
        (f"{SPACE}/issueWeights", {"salary": 0, "lease car": 0}, "All weights are zero"),
        (f"{SPACE}/issueUtilities/lease car/DiscreteValueSetUtilities/valueUtilities/maybe", 0.5, '"maybe" is not'),
        (f"{SPACE}/issueUtilities/lease car/DiscreteValueSetUtilities/valueUtilities/no", ..., 'no utility for "no"'),
        (f"{SPACE}/issueUtilities/lease car/DiscreteValueSetUtilities/valueUtilities/no", 1.5, "from 0 to 1"),
        (f"{SPACE}/issueUtilities/lease car/DiscreteValueSetUtilities/valueUtilities/no", -0.5, "from 0 to 1"),
        (f"{SPACE}/issueUtilities/salary/NumberValueSetUtilities/lowUtility", ..., "lacks a number"),
        (f"{SPACE}/issueUtilities/salary", {"GroupUtilities": {}}, "of a kind that cannot be read"),
        (f"{SPACE}/reservationBid/issuevalues/salary", 2750, '"2750" is not in the domain'),
        (f"{SPACE}/domain/issuesValues/salary/range/step", 0.001, "1000001 values"),
        (f"{SPACE}/domain/issuesValues/salary/range/step", 0, "no step"),
        (f"{SPACE}/domain/issuesValues/salary", {"values": []}, "has no values"),
        (f"{SPACE}/domain/issuesValues", {}, "has no issues"),
    ],
)
def test_a_geniusweb_profile_that_cannot_be_meant(tmp_path: Path, path: str, value: Any, said: str) -> None:
    assert said in refused(tmp_path, changed(PROFILE, path, value))


def test_geniusweb_files_that_do_not_belong_together(tmp_path: Path) -> None:
    assert "domain is missing" in refused(tmp_path, SHORT)
    assert "No profile" in refused(tmp_path, DOMAIN)
    assert "several domains" in refused(tmp_path, DOMAIN, DOMAIN, SHORT)
    other = changed(PROFILE, f"{SPACE}/domain/issuesValues/lease car/values", ["yes", "no", "leased"])
    assert "another" in refused(tmp_path, DOMAIN, other)
    assert "several programs" in refused(tmp_path, DOMAIN, SHORT, NEGOLOG)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("issues/issueA/valueC", 0.5, '"valueC" is not in the domain'),
        ("issues/issueC", {"valueA": 1}, '"issueC" is not in the domain'),
        ("issues/issueB", ..., '"issueB" has no values'),
        ("issueWeights/issueB", ..., '"issueB" has no weight'),
        ("issues/issueA/valueB", -1, "from 0 to 1"),
        ("reservationValue", "low", "reservation value"),
    ],
)
def test_a_negolog_profile_that_cannot_be_meant(tmp_path: Path, path: str, value: Any, said: str) -> None:
    assert said in refused(tmp_path, NEGOLOG, changed(NEGOLOG, path, value))


def test_no_files_and_empty_folders(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="No file"):
        import_files([])
    with pytest.raises(FormatError, match="holds no"):
        import_files([tmp_path])
