"""Agreement against the long way, on random small disputes."""

from __future__ import annotations

from typing import Any

import pytest
from brute import Truth, key
from hypothesis import HealthCheck, assume, given, settings
from strategies import disputes

from detente.analyses.agreement import agreement
from detente.case.model import Case, CaseError
from detente.case.read import read
from detente.case.text import dump

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def case_of(tree: dict[str, Any]) -> Case:
    try:
        return read(dump(tree))
    except CaseError as error:
        if any(p.severity == "error" and "rule" not in p.what and "feasible" not in p.what for p in error.problems):
            raise
        assume(False)
        raise


def rounded(values: dict[str, float]) -> tuple[float, ...]:
    return tuple(round(v, 9) for v in values.values())


def told(entries: list[dict[str, Any]]) -> dict[tuple[Any, ...], int]:
    return {(rounded(e["utilities"]), tuple(e.get("ranks", {}).values()), e["acceptable"]): e["count"] for e in entries}


@QUICK
@given(disputes())
def test_frontiers_and_zone_are_those_of_the_long_way(tree: dict[str, Any]) -> None:
    case = case_of(tree)
    truth = Truth(case, "raw")
    found = agreement(case, draws=0, scale="raw", per_point=1000).data()
    assert found["outcomes"] == len(truth.outcomes)
    for name, among in (("frontier", truth.outcomes), ("acceptable_frontier", truth.zone())):
        expected: dict[tuple[Any, ...], set[Any]] = {}
        for o in truth.frontier(among):
            values = {p: truth.shown(p, truth.points[key(o)][p]) for p in case.table}
            expected.setdefault((rounded(values), truth.acceptable(o)), set()).add(key(o))
        listed = {(rounded(e["utilities"]), e["acceptable"]): {key(o) for o in e["outcomes"]} for e in found[name]}
        assert listed == expected
        assert [e["count"] for e in found[name]] == [len(e["outcomes"]) for e in found[name]]
    assert found["zone"]["outcomes"] == len(truth.zone())
    assert found["zone"]["empty"] == (not truth.zone())


@QUICK
@given(disputes())
@pytest.mark.parametrize("scale", ["shown", "raw"])
def test_every_solution_satisfies_its_definition(scale: Any, tree: dict[str, Any]) -> None:
    case = case_of(tree)
    truth = Truth(case, scale)
    found = agreement(case, draws=0, scale=scale, per_point=1000).data()["solutions"]
    if not truth.zone():
        assert all(not points for points in found.values())
        return
    expected = truth.solutions()
    assert {name: {key(s["outcome"]) for s in points} for name, points in found.items()} == expected


@QUICK
@given(disputes())
def test_nash_and_kalai_smorodinsky_do_not_depend_on_the_scale(tree: dict[str, Any]) -> None:
    case = case_of(tree)
    one, other = (agreement(case, draws=0, scale=scale, per_point=1000).data() for scale in ("shown", "raw"))
    assert one["zone"] == other["zone"]
    for name in ("kalai_smorodinsky", "nash"):
        if name == "nash" and any("Nash leaves out" in f.text for f in agreement(case, draws=0).findings()):
            continue
        assert {key(s["outcome"]) for s in one["solutions"][name]} == {
            key(s["outcome"]) for s in other["solutions"][name]
        }


@QUICK
@given(disputes(ordinal=True))
def test_both_ways_agree_also_for_parties_that_only_rank(tree: dict[str, Any]) -> None:
    case = case_of(tree)
    one, other = (agreement(case, draws=0, per_point=1000, method=m).data() for m in ("factored", "enumerated"))
    for data in (one, other):
        del data["method"]
    assert one == other
    truth = Truth(case, "shown")
    assert one["zone"]["outcomes"] == len(truth.zone())
    front = {key(o) for o in truth.frontier(truth.outcomes)}
    assert {key(o) for e in one["frontier"] for o in e["outcomes"]} == front


@QUICK
@given(disputes())
def test_trade_offs_are_all_swaps_of_one_or_two_issues_that_leave_everyone_better_off(tree: dict[str, Any]) -> None:
    case = case_of(tree)
    truth = Truth(case, "raw")
    found = agreement(case, draws=0, scale="raw").data()
    for base in {key(t["base"]) for t in found["trade_offs"]}:
        swaps = {
            key(o)
            for o in truth.outcomes
            if 1 <= sum(a != b for a, b in zip(sorted(dict(base).items()), sorted(o.items()), strict=True)) <= 2
            and all(truth.points[key(o)][p] > truth.points[base][p] for p in case.table)
        }
        listed = {key(t["to"]) for t in found["trade_offs"] if key(t["base"]) == base}
        assert listed <= swaps
        outside = [p for p in truth.parties if p not in case.table]
        if not outside and len(swaps) <= 20 and all(not i.irreversible for i in case.issues.values()):
            assert listed == swaps


@QUICK
@given(disputes())
def test_side_deals_suit_all_who_sign_and_need_no_one_else(tree: dict[str, Any]) -> None:
    from detente.case.consents import consents

    case = case_of(tree)
    truth = Truth(case, "raw")
    for deal in agreement(case, draws=0, scale="raw").data()["side_deals"]:
        base = case.no_deal.ends[0][0]
        group = set(deal["signatories"])
        assert len(group) >= 2
        assert not set(case.table) <= group
        for issue, option in deal["outcome"].items():
            if option != base[issue]:
                assert any(needed <= group for needed in consents(case, issue, base[issue], option) or ())
        for party in group:
            level = truth.reservation(party)
            assert level is None or truth.points[key(deal["outcome"])][party] >= level
        for reply in deal["could_renege"]:
            assert reply["party"] in group
            changed = {**deal["outcome"], **reply["changes"]}
            gain = truth.points[key(changed)][reply["party"]] - truth.points[key(deal["outcome"])][reply["party"]]
            assert gain > 0
            assert reply["gain"] == pytest.approx(float(gain) / 100)


def widened(tree: dict[str, Any], party: str) -> dict[str, Any]:
    """The same dispute with every value and weight range of one party wider."""
    from copy import deepcopy

    wide = deepcopy(tree)
    preferences = wide["preferences"][party]
    for issue, text in preferences["weights"].items():
        low, _, high = text.partition("..")
        preferences["weights"][issue] = f"{max(0, float(low) - 5)}..{float(high or low) + 10}"
    for values in preferences["values"].values():
        for option, text in values.items():
            low, _, high = text.partition("..")
            values[option] = f"{max(0, round(float(low) - 0.1, 3))}..{min(1, round(float(high or low) + 0.1, 3))}"
    return wide


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(disputes(ranges=True))
def test_widening_a_range_never_proves_more(tree: dict[str, Any]) -> None:
    narrow = agreement(case_of(tree), draws=40)
    wide = agreement(case_of(widened(tree, PARTY)), draws=40)
    assert narrow.draws is not None or not narrow.shown
    for outcome, scope in wide.proved.items():
        if outcome not in narrow.proved:
            continue
        share = narrow.share(outcome)
        if scope == "throughout":
            assert narrow.scope(outcome)[0] == "throughout"
            assert share == 1.0
        if scope == "never":
            assert narrow.scope(outcome)[0] == "never"
            assert share == 0.0
    if wide.empty_proved:
        assert not len(narrow.found.acceptable)
        assert narrow.draws is None or not narrow.draws.zone.any()


PARTY = "ash"


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(disputes(ranges=True))
def test_what_is_proved_is_never_seen_otherwise(tree: dict[str, Any]) -> None:
    result = agreement(case_of(tree), draws=60, seed=3)
    for outcome, scope in result.proved.items():
        share = result.share(outcome)
        if scope == "throughout":
            assert share == 1.0
        if scope == "never":
            assert share == 0.0
    for finding in result.findings():
        if finding.scope == "throughout" and finding.share is not None:
            assert finding.share == 1.0, finding.text
        if finding.scope == "never" and finding.share is not None:
            assert finding.share == 0.0, finding.text


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(disputes(ranges=True, outsider=False))
def test_openings_replay(tree: dict[str, Any]) -> None:
    """Just before a turning point the zone is as it is, just after it has turned."""
    from detente.steps import set_value

    case = case_of(tree)
    result = agreement(case, draws=0)
    now = not len(result.found.acceptable)
    for opening in result.openings or ():
        if opening.kind == "guarantee":
            continue
        assert opening.start is not None
        assert opening.turn is not None
        step = 1e-6 * (1 if opening.turn > opening.start else -1)
        if abs(opening.turn - opening.start) < 1e-5:
            continue
        for side, expected in ((-step, now), (step, not now)):
            value = opening.turn + side
            changed = set_value(case, opening.address, f"{value:.9f}")
            assert agreement(changed, draws=0).data()["zone"]["empty"] == expected, (opening, value)
