"""Records as JSON, read back, and compared."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
import show_samples
from hypothesis import given, settings
from hypothesis import strategies as st
from show_samples import Sample, record

from detente.result import Finding, Record
from detente.show import html, text
from detente.show import json as show_json

KEYS = ["analysis", "parameters", "case", "version", "notices", "grounds", "findings", "views", "result"]


@pytest.mark.parametrize("name", ["agreement", "hostile", "empty", "graphs"])
@pytest.mark.parametrize("indent", [False, True])
def test_a_record_comes_back_as_it_was(name: str, indent: bool, request: pytest.FixtureRequest) -> None:
    kept = request.getfixturevalue(name)
    written = show_json.dumps(kept, indent)
    written.encode("utf-8")
    again = show_json.loads(written)
    assert list(json.loads(written)) == KEYS
    assert show_json.dumps(again, indent) == written
    assert text.render(again, color=False) == text.render(kept, color=False)
    assert show_json.diff(kept, again) == []


def test_a_record_read_back_makes_the_same_page(agreement: Record) -> None:
    assert html.page(show_json.loads(show_json.dumps(agreement))) == html.page(agreement)


def test_the_shape_is_the_promised_one(agreement: Record) -> None:
    tree = json.loads(show_json.dumps(agreement))
    assert tree["analysis"] == "agreement"
    assert set(tree["case"]) == {"title", "digest", "as_of"}
    assert set(tree["findings"][0]) == {"text", "kind", "rests_on", "scope", "share"}
    assert tree["views"][0]["kind"] == "chart"
    assert set(tree["views"][0]["table"]) == {"kind", "name", "title", "columns", "rows", "note"}


@pytest.mark.parametrize("number", [10**34, -(10**34), 2**63, 2**64 - 1, 0, 12345678901234567890123])
@pytest.mark.parametrize("indent", [False, True])
def test_integers_stay_whole_however_large(number: int, indent: bool) -> None:
    written = show_json.dumps(record(Sample(kept={"outcomes": number})), indent)
    assert str(number) in written
    assert json.loads(written)["result"]["outcomes"] == number


def test_data_that_json_has_no_word_for() -> None:
    data: dict[Any, Any] = {
        "third": Fraction(1, 3),
        "whole": Fraction(10**30),
        "array": np.array([[1, 2], [3, 4]]),
        "integer": np.int64(7),
        "float": np.float64(0.5),
        "truth": np.bool_(True),
        "day": date(2021, 5, 4),
        "mapping": MappingProxyType({"x": (1, 2)}),
        "infinite": [float("inf"), float("nan"), np.float64("-inf")],
        ("a", "b"): 1,
    }
    shown = json.loads(show_json.dumps(record(Sample(kept=data))))["result"]
    assert shown == {
        "third": 1 / 3, "whole": 10**30, "array": [[1, 2], [3, 4]], "integer": 7, "float": 0.5, "truth": True,
        "day": "2021-05-04", "mapping": {"x": [1, 2]}, "infinite": [None, None, None],
        "('a', 'b')": 1,
    }  # fmt: skip


_trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@settings(max_examples=60)
@given(st.dictionaries(st.text(), _trees))
def test_indented_and_compact_say_the_same(data: dict[str, Any]) -> None:
    kept = record(Sample(kept=data))
    compact, indented = show_json.dumps(kept), show_json.dumps(kept, indent=True)
    assert json.loads(compact) == json.loads(indented)
    assert json.loads(compact)["result"] == data
    assert "\n" not in compact


def test_a_large_frontier_is_written_quickly() -> None:
    entry = {
        "utilities": {f"party-{i}": i / 7 for i in range(5)},
        "count": 1,
        "outcomes": [{f"issue-{i}": "an-option" for i in range(12)}],
        "acceptable": "every",
    }
    large = record(Sample(kept={"outcomes": 10**34, "frontier": [dict(entry) for _ in range(62_000)]}))
    start = time.process_time()
    written = show_json.dumps(large)
    taken = time.process_time() - start
    assert len(written) > 20_000_000
    assert taken < 2, f"{taken:.2f} s for {len(written)} characters"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda tree: tree.pop("findings"), "`findings`"),
        (lambda tree: tree.update(analysis=3), "`analysis`"),
        (lambda tree: tree["findings"][0].update(scope="perhaps"), "'perhaps'"),
        (lambda tree: tree["findings"][0].update(share="half"), "`share`"),
        (lambda tree: tree["views"][0].update(kind="globe"), "'globe'"),
        (lambda tree: tree["views"][1]["rows"][0].pop(), "one cell per column"),
        (lambda tree: tree["views"][1]["columns"][0].update(format="roman"), "'roman'"),
        (lambda tree: tree.update(notices=[1]), "notices"),
    ],
)
def test_what_is_no_record_is_refused_in_a_sentence(agreement: Record, change: Any, says: str) -> None:
    tree = json.loads(show_json.dumps(agreement))
    change(tree)
    with pytest.raises(ValueError, match="not a record of Détente") as caught:
        show_json.loads(json.dumps(tree))
    assert says in str(caught.value)


@pytest.mark.parametrize("broken", ["", "{", "[" * 100_000, "[]", "null", b"\xff\xfe"])
def test_what_is_no_json_is_refused(broken: str | bytes) -> None:
    with pytest.raises(ValueError, match="record"):
        show_json.loads(broken)


def _with(kept: Record, *said: Finding, **data: Any) -> Record:
    return replace(kept, result=Sample(said, (), data))


def test_a_difference_names_findings_that_came_went_and_fare_otherwise(agreement: Record) -> None:
    before = _with(
        agreement,
        Finding("Birch blocks every package with the northern route.", scope="depends", share=0.31),
        Finding("Alder gains most under shared tolls, 12 points of 100.", rests_on=("claims.a",)),
        Finding("The lake is deep."),
    )
    after = _with(
        agreement,
        Finding("Birch blocks every package with the northern route.", scope="depends", share=0.5),
        Finding("Alder gains most under shared tolls, 15 points of 100.", rests_on=("claims.b",)),
        Finding("Nobody was asked about fish.", kind="caveat"),
    )
    lines = show_json.diff(before, after)
    assert lines == [
        "finding fares differently (depends: 310 of 1,000 draws → depends: 500 of 1,000 draws): "
        "“Birch blocks every package with the northern route.”",
        "finding reworded: “Alder gains most under shared tolls, 12 points of 100.” → "
        "“Alder gains most under shared tolls, 15 points of 100.”",
        "finding rests on other things (no longer claims.a, now claims.b): "
        "“Alder gains most under shared tolls, 15 points of 100.”",
        "finding gone: “The lake is deep.”",
        "new caveat: “Nobody was asked about fish.”",
    ]


def test_a_difference_of_numbers_is_found_by_the_words_beside_them(agreement: Record) -> None:
    def entry(route: str, share: float) -> dict[str, Any]:
        return {"outcome": {"route": route}, "accepted": share}

    before = _with(
        agreement, shares=[entry("north", 0.1), entry("south", 0.2)], outcomes=10**34, exact=True, bounds=[1, 2]
    )
    after = _with(
        agreement, shares=[entry("south", 0.3), entry("none", 0.1)], outcomes=10**34 + 1, exact=False, bounds=[1]
    )
    assert show_json.diff(before, after) == [
        "shares[route=north]: gone",
        "shares[route=south].accepted: 0.2 → 0.3",
        "shares[route=none]: new",
        f"outcomes: {10**34} → {10**34 + 1}",
        "exact: yes → no",
        "bounds: 2 entries → 1 entries",
    ]


def test_a_difference_of_what_was_asked(agreement: Record) -> None:
    after = replace(
        agreement, parameters={**agreement.parameters, "seed": 1}, case=replace(agreement.case, as_of="2021-06-01")
    )
    assert show_json.diff(agreement, after) == ["day: 2021-05-04 → 2021-06-01", "parameter seed: 0 → 1"]


def test_a_long_difference_is_cut_and_counted(agreement: Record) -> None:
    before = _with(agreement, **{f"n{i}": i for i in range(100)})
    after = _with(agreement, **{f"n{i}": i + 1 for i in range(100)})
    lines = show_json.diff(before, after)
    assert len(lines) == 61
    assert lines[-1] == "… and 40 more differences between the results"


def test_the_saved_result_keeps_all_views() -> None:
    kept = show_samples.agreement()
    assert show_json.loads(show_json.dumps(kept)).result.views() == kept.result.views()
