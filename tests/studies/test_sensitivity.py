"""Sensitivity: turns against a grid, the tornado against replays, indices against closed forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from brute import Truth, key
from brute_stability import Dispute
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import disputes

import detente
from detente import steps
from detente.analyses.agreement import agreement
from detente.case.model import Case, CaseError
from detente.case.read import read
from detente.case.text import dump
from detente.result import Chart, Table, WrongUse
from detente.show import json as as_json
from detente.studies.sensitivity import SensitivityResult, indices, sensitivity, solve
from detente.studies.sensitivity.inputs import Input
from detente.studies.sensitivity.replay import Replay, written
from detente.studies.sensitivity.roots import exact_root, is_ratio, roots

QUICK = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
SHARES = [Fraction(k, 16) for k in range(1, 16)]


@pytest.fixture(scope="module")
def ferry() -> Case:
    return steps.prepared(detente.load("ferry"), {})


@pytest.fixture(scope="module")
def agreed(ferry: Case) -> SensitivityResult:
    return sensitivity(ferry, samples=128)


def case_of(tree: dict[str, Any]) -> Case:
    try:
        return read(dump(tree))
    except CaseError:
        assume(False)
        raise


def texts(result: SensitivityResult, kind: str = "finding") -> str:
    return "\n".join(finding.text for finding in result.findings() if finding.kind == kind)


def flips(result: SensitivityResult, name: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for flip in next(f for f in result.data()["findings"] if f["name"] == name)["flips"]:
        found.setdefault(flip["address"], []).append(flip)
    return found


# ---------------------------------------------------------------- turns against a grid


def missed(
    case: Case, result: SensitivityResult, one: Input, name: str, now: bool, holds: Callable[[Case], bool]
) -> list[str]:
    """Where on a grid of one number a finding is not what its told turns say: until the nearest turn on either side it is as now."""
    told = flips(result, name).get(one.address, [])
    replay, wrong = Replay(case), []
    for share in SHARES:
        value = one.least + (one.most - one.least) * share
        side = "above" if value > one.middle else "below"
        turns = [flip["at"] for flip in told if flip["side"] == side]
        nearest = turns[0] if turns else (float("inf") if side == "above" else float("-inf"))
        before = float(value) < nearest - 1e-3 if side == "above" else float(value) > nearest + 1e-3
        if before and holds(replay.at(one, value)[0]) != now:
            wrong.append(f"{name}: {one.address} = {float(value)}, told {told}")
    return wrong


@QUICK
@given(disputes(ranges=True), st.randoms(use_true_random=False))
def test_no_turn_of_agreement_is_missed_and_every_turn_turns(tree: dict[str, Any], chance: Any) -> None:
    case = case_of(tree)
    truth = Truth(case, "raw")
    result = sensitivity(case, samples=0)
    zone = bool(truth.zone())
    for one in chance.sample(result.inputs, min(3, len(result.inputs))):
        assert not missed(case, result, one, "zone", zone, lambda c: bool(Truth(c, "raw").zone()))
        for found in result.examined:
            if found.asked.what == "package":
                chosen = result.layout.decode(found.asked.outcome or ())
                assert found.asked.holds == (truth.acceptable(chosen) == "every")
                assert not missed(
                    case,
                    result,
                    one,
                    found.asked.name,
                    found.asked.holds,
                    lambda c, chosen=chosen: Truth(c, "raw").acceptable(chosen) == "every",
                )
    replay, by_address = Replay(case), result.by_address
    for found in result.examined:
        for flip in found.flips:
            one = by_address[flip.turn.address]
            seen = [Truth(replay.at(one, value)[0], "raw") for value in (flip.before, flip.after)]
            if found.asked.what == "zone":
                answers = [bool(each.zone()) for each in seen]
            elif found.asked.what == "package":
                chosen = result.layout.decode(found.asked.outcome or ())
                answers = [each.acceptable(chosen) == "every" for each in seen]
            else:
                chosen = result.layout.decode(found.asked.outcome or ())
                answers = [bool(each.zone()) and key(chosen) in each.solutions()["nash"] for each in seen]
            assert answers == [found.asked.holds, not found.asked.holds], (found.asked.name, flip)


@QUICK
@given(disputes(outsider=False), st.randoms(use_true_random=False))
def test_no_turn_of_the_nash_solution_is_missed(tree: dict[str, Any], chance: Any) -> None:
    case = case_of(tree)
    result = sensitivity(case, samples=0)
    nash = next((found for found in result.examined if found.asked.what == "nash" and found.tried), None)
    assume(nash is not None and len(agreement(case, draws=0).data()["solutions"]["nash"]) == 1)
    assert nash is not None
    chosen = key(result.layout.decode(nash.asked.outcome or ()))
    gainers = {p for p in case.table if _best(case, p) > 0}

    def holds(moved: Case) -> bool:
        if {p for p in moved.table if _best(moved, p) > 0} != gainers:
            return True
        told = Truth(moved, "raw")
        return bool(told.zone()) and chosen in told.solutions()["nash"]

    for one in chance.sample(result.inputs, min(3, len(result.inputs))):
        assert not missed(case, result, one, "nash", True, holds)


def _best(case: Case, party: str) -> Fraction:
    truth = Truth(case, "raw")
    floor = truth.reservation(party)
    level = truth.worst(party) if floor is None else floor
    return max((truth.points[key(o)][party] - level for o in truth.zone()), default=Fraction(0))


@QUICK
@given(disputes(ranges=True), st.randoms(use_true_random=False))
def test_no_turn_of_stability_is_missed_and_every_turn_turns(tree: dict[str, Any], chance: Any) -> None:
    case = case_of(tree)
    assume(all(case.preferences.get(party) for party in case.parties))
    result = sensitivity(case, analysis="stability", samples=0)
    asked = [found for found in result.examined if found.asked.what == "holds"]

    def holds(found: Any) -> Callable[[Case], bool]:
        state = key(result.layout.decode(found.asked.outcome or ()))

        def test(moved: Case) -> bool:
            there = Dispute(moved)
            return all(there.stable(party, state, found.asked.concept) for party in there.value)

        return test

    replay, by_address = Replay(case), result.by_address
    for found in chance.sample(asked, min(2, len(asked))):
        assert holds(found)(case) is found.asked.holds
        for one in chance.sample(result.inputs, min(2, len(result.inputs))):
            assert not missed(case, result, one, found.asked.name, found.asked.holds, holds(found))
        for flip in found.flips:
            one = by_address[flip.turn.address]
            answers = [holds(found)(replay.at(one, value)[0]) for value in (flip.before, flip.after)]
            assert answers == [found.asked.holds, not found.asked.holds]


# ---------------------------------------------------------------- the larger way, by comparisons


@QUICK
@given(disputes(ranges=True))
def test_comparisons_find_the_turns_that_every_order_gives(tree: dict[str, Any]) -> None:
    """Where outcomes are many, an equilibrium by Nash is a list of comparisons; where they are few, every order is tried."""
    case = case_of(tree)
    from detente.studies.sensitivity import standing

    few = sensitivity(case, analysis="stability", samples=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(standing, "MOST_STATES", 0)
        many = sensitivity(case, analysis="stability", samples=0)
    for found in few.examined:
        if found.asked.concept != "nash":
            continue
        other = next(m for m in many.examined if m.asked.outcome == found.asked.outcome and m.asked.what == "holds")
        assert other.asked.holds == found.asked.holds
        told = [
            {(f.turn.address, f.turn.above, round(float(f.turn.at), 6)) for f in each.flips} for each in (found, other)
        ]
        assert told[0] == told[1]


# ---------------------------------------------------------------- the ferry


def test_flip_points_of_the_ferry(agreed: SensitivityResult) -> None:
    """Alder's offer gains it (w_fees − w_tolls) / total: it is refused from the weight at which these are equal."""
    name = next(f["name"] for f in agreed.data()["findings"] if any("Alder offered" in t for t in f["titles"]))
    told = flips(agreed, name)
    assert told["preferences.alder.weights.fees"][0]["at"] == 17
    assert told["preferences.alder.weights.tolls"][0]["at"] == 20
    assert told["preferences.alder.weights.fees"][0]["side"] == "below"
    assert told["preferences.alder.weights.tolls"][0]["inside"]
    assert next(f["scope"] for f in agreed.data()["findings"] if f["name"] == name) == "depends"
    said = texts(agreed)
    assert "if Alder's weight on fees for the southern harbour fell below 17 (now 20, range 15..25)" in said


def test_the_tornado_is_what_replays_give(ferry: Case, agreed: SensitivityResult) -> None:
    replay = Replay(ferry)
    bars = agreed.data()["tornado"]
    assert bars
    for bar in bars[::7]:
        one, quantity = agreed.by_address[bar["address"]], agreed.quantity(bar["quantity"])
        for end, value in (("at_low", one.low), ("at_high", one.high)):
            moved = replay.at(one, value)[0]
            if quantity.measure == "zone":
                assert agreement(moved, draws=0).data()["zone"]["outcomes"] == bar[end]
                continue
            chosen = agreed.layout.decode(quantity.outcome or ())
            package = ", ".join(f"{issue}={option}" for issue, option in chosen.items())
            found = agreement(moved, draws=0, scale="raw", package=package)
            assert found.asked is not None
            gains = found.gains(found.asked.point.utilities)
            assert gains[quantity.party or ""] * 100 == pytest.approx(bar[end], abs=1e-9)


def test_bars_stand_by_strength_and_only_ranges_have_them(agreed: SensitivityResult) -> None:
    for quantity in agreed.quantities:
        swings = [bar.swing for bar in agreed.bars_of(quantity.name)]
        assert swings == sorted(swings, reverse=True)
    assert all(agreed.by_address[bar.address].ranged for bar in agreed.bars)
    assert any(bar.address.startswith("claims.") for bar in agreed.bars)
    assert any(bar.address.startswith("events.survey") for bar in agreed.bars)
    assert any(bar.address == "sources.harbour-office.reliability" for bar in agreed.bars)


def test_numbers_that_nothing_hangs_on_are_left_out(agreed: SensitivityResult) -> None:
    addresses = {one.address for one in agreed.inputs}
    assert "sources.ferry-times.reliability" not in addresses
    assert "preferences.birch.values.route.north.else" in addresses


def test_the_same_seed_gives_the_same_record_and_another_the_same_turns(ferry: Case, agreed: SensitivityResult) -> None:
    again = sensitivity(ferry, samples=128)
    assert json.dumps(again.data()) == json.dumps(agreed.data())
    other = sensitivity(ferry, samples=64, seed=3).data()
    assert other["findings"] == agreed.data()["findings"]
    assert other["indices"] != agreed.data()["indices"]


def test_views_can_be_read_without_colour(agreed: SensitivityResult) -> None:
    charts = [view for view in agreed.views() if isinstance(view, Chart)]
    assert {chart.name for chart in charts} >= {"tornado-zone", "tornado-package-1-alder"}
    for chart in charts:
        assert "color" not in json.dumps(chart.spec)
        assert "data" not in chart.spec
        assert chart.table.rows


def test_everything_is_plain_data(ferry: Case) -> None:
    for analysis in ("agreement", "stability"):
        record = detente.record("sensitivity", ferry, analysis=analysis, samples=16)
        json.loads(as_json.dumps(record), parse_constant=lambda c: pytest.fail(c))


# ---------------------------------------------------------------- indices


def test_indices_of_the_ishigami_function() -> None:
    """sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1 over −π..π: the variances by integration (Ishigami & Homma 1990)."""
    a, b, pi = 7.0, 0.1, np.pi
    first = b * pi**4 / 5 + b**2 * pi**8 / 50 + 0.5
    both = 8 * b**2 * pi**8 / 225
    second = a**2 / 8
    whole = first + second + both

    def factor(name: str) -> indices.Factor:
        return indices.Factor(name, (name,), lambda unit: {name: -pi + 2 * pi * unit})

    def ishigami(x: Any, rows: int) -> Any:
        assert len(x["x1"]) == rows
        return np.sin(x["x1"]) + a * np.sin(x["x2"]) ** 2 + b * x["x3"] ** 4 * np.sin(x["x1"])

    made = indices.indices([factor(name) for name in ("x1", "x2", "x3")], {"y": ishigami}, 4096, 0)
    assert [index.first for index in made] == pytest.approx([first / whole, second / whole, 0], abs=0.02)
    assert [index.total for index in made] == pytest.approx(
        [(first + both) / whole, second / whole, both / whole], abs=0.02
    )
    for index in made:
        assert 0 < index.total_half < 0.1


LINEAR = """
detente: 1
title: Two issues
parties: {ash: {name: Ash}, birch: {name: Birch}}
issues:
  a: {options: {x: {}, y: {}}}
  b: {options: {x: {}, y: {}}}
status_quo: {a: x, b: x}
preferences:
  ash: {weights: {a: 60, b: 40}, values: {a: {x: 0, y: 0.2..0.8}, b: {x: 0, y: 0.5..0.8}}}
  birch: {weights: {a: WEIGHT, b: WEIGHT}, values: {a: {x: 0, y: 1}, b: {x: 0.4, y: 1}}}
"""


def test_indices_of_a_gain_that_is_a_sum_are_its_shares_of_variance() -> None:
    """Var(60 u) : Var(40 v) with u over 0.6 and v over 0.3 is 36² : 12², nothing shared."""
    found = sensitivity(read(LINEAR.replace("WEIGHT", "50")), samples=1024)
    told = {(i["quantity"], i["input"]): i for i in found.data()["indices"] if i["quantity"].endswith(":ash")}
    for (_, name), index in told.items():
        share = 0.9 if ".a." in name else 0.1
        assert index["first"] == pytest.approx(share, abs=0.02)
        assert index["total"] == pytest.approx(share, abs=0.02)
    assert len(told) == 2
    assert not [i for i in found.data()["indices"] if i["quantity"].endswith(":birch")]


def test_weights_that_hang_together_count_as_one() -> None:
    found = sensitivity(read(LINEAR.replace("WEIGHT", "unknown")), samples=256)
    told = [i for i in found.data()["indices"] if i["quantity"].endswith(":birch")]
    assert [i["input"] for i in told] == ["preferences.birch.weights"]
    assert told[0]["addresses"] == ["preferences.birch.weights.a", "preferences.birch.weights.b"]
    assert told[0]["first"] == pytest.approx(1, abs=0.1)
    assert told[0]["total"] == pytest.approx(1, abs=0.1)
    assert any("hang together" in f.text for f in found.findings() if f.kind == "caveat")


def test_without_salib_the_rest_still_comes(ferry: Case, agreed: SensitivityResult, monkeypatch: Any) -> None:
    monkeypatch.setattr(solve, "available", lambda: False)
    monkeypatch.setattr("detente.studies.sensitivity.caveats.available", lambda: False)
    found = sensitivity(ferry, samples=128)
    assert found.data()["indices"] is None
    assert found.data()["findings"] == agreed.data()["findings"]
    assert found.data()["tornado"] == agreed.data()["tornado"]
    assert "pip install 'detente[sensitivity]'" in texts(found, "caveat")


# ---------------------------------------------------------------- scopes and ranges


def _widened(tree: dict[str, Any], by: Fraction) -> dict[str, Any]:
    """Every range of values drawn out to both sides alike, so far as it may."""

    def wider(text: str) -> str:
        low, dots, high = text.partition("..")
        if not dots:
            return text
        ends = Fraction(low), Fraction(high)
        more = min(by, ends[0], 1 - ends[1])
        return f"{float(ends[0] - more)}..{float(ends[1] + more)}"

    parties = {
        party: {
            **told,
            "values": {i: {o: wider(v) for o, v in options.items()} for i, options in told["values"].items()},
        }
        for party, told in tree["preferences"].items()
    }
    return {**tree, "preferences": parties}


@QUICK
@given(disputes(ranges=True))
def test_wider_ranges_prove_nothing_new_and_lose_no_turn(tree: dict[str, Any]) -> None:
    narrow, wide = (sensitivity(case_of(t), samples=0) for t in (tree, _widened(tree, Fraction(1, 10))))
    assume(not narrow.certain)
    for one, other in zip(narrow.examined, wide.examined, strict=True):
        assert one.asked.holds == other.asked.holds
        if other.scope == "throughout":
            assert one.scope == "throughout"
        if one.scope == "depends":
            assert other.scope == "depends"
        kept = [{(f.turn.address, f.turn.at) for f in each.flips} for each in (one, other)]
        assert kept[0] == kept[1]


def test_without_ranges_there_is_nothing_to_explain() -> None:
    found = sensitivity(read(LINEAR.replace("0.2..0.8", "0.5").replace("0.5..0.8", "0.6").replace("WEIGHT", "50")))
    assert found.certain
    assert not found.data()["tornado"]
    assert not found.data()["indices"]
    assert all(f.scope == "throughout" for f in found.findings())
    assert "no spread to explain" in texts(found, "caveat")


# ---------------------------------------------------------------- where numbers stand


CHANGED = """
detente: 1
title: A change
parties: {ash: {name: Ash}, birch: {name: Birch}}
issues: {a: {options: {x: {}, y: {}}}, b: {options: {x: {}, y: {}}}}
status_quo: {a: x, b: x}
preferences:
  ash: {weights: {a: 10, b: 90}, values: {a: {x: 0, y: 1}, b: {x: 1, y: 0}}}
  birch: {weights: {a: 20, b: 80}, values: {a: {x: 1, y: 0}, b: {x: 0, y: 1}}}
events:
  - {id: vote, date: 2020-01-01, changes: {preferences: {ash: {weights: {a: 60..80, b: 20..40}}}}}
"""


def test_a_number_that_an_event_wrote_is_set_in_the_event() -> None:
    """After the vote Ash gains 70 by y and loses 30 by it: with both changes it refuses below a weight of 30."""
    case = steps.prepared(read(CHANGED), {})
    found = sensitivity(case, samples=0)
    told = [f for f in found.data()["findings"] if f["what"] == "package" and set(f["outcome"].values()) == {"y"}]
    assert told
    (flip,) = [f for f in told[0]["flips"] if f["address"] == "preferences.ash.weights.a"]
    assert flip["at"] == pytest.approx(30)
    assert told[0]["not_replayed"] == 0


ORDERED = LINEAR.replace("weights: {a: 60, b: 40}", "weights: {a: 50..70, b: 30..50}, order: [a, b]").replace(
    "WEIGHT", "50"
)


def test_a_turn_against_a_stated_order_says_so() -> None:
    text = ORDERED.replace("a: {x: 0, y: 0.2..0.8}", "a: {x: 0, y: 1}").replace(
        "b: {x: 0, y: 0.5..0.8}", "b: {x: 1, y: 0}"
    )
    case = read(text.replace("birch: {weights: {a: 50, b: 50}", "birch: {weights: {a: 10, b: 90}"))
    found = sensitivity(case, samples=0)
    both = next(f for f in found.examined if f.asked.outcome == (1, 1) and f.asked.what == "package")
    told = {flip.turn.address: flip for flip in both.flips}
    assert told["preferences.ash.weights.b"].against_order
    assert told["preferences.ash.weights.b"].turn.at == found.by_address["preferences.ash.weights.a"].middle
    (table,) = [view for view in found.views() if view.name == "turns"]
    assert isinstance(table, Table)
    assert any("against the stated order of its weights" in str(row[-1]) for row in table.rows)


SHARED = """
detente: 1
title: One source, two reports
parties: {ash: {name: Ash}, birch: {name: Birch}}
issues: {a: {options: {x: {}, y: {}}}}
status_quo: {a: x}
sources: [{id: wire, title: The wire, reliability: 0.6}]
preferences:
  ash: {weights: {a: 1}, values: {a: {x: 0.5, y: {if: both, then: 1, else: 0}}}}
  birch: {weights: {a: 1}, values: {a: {x: 0, y: 1}}}
claims:
  - {id: p, text: First., credence: {ash: 0.5}}
  - {id: q, text: Second., credence: {ash: 0.6}}
  - {id: both, text: Both., means: p and q}
events:
  - {id: one, date: 2020-01-01, evidence: {claim: p, source: wire, if_true: 0.9, if_false: 0.2, anyway: 0.4}}
  - {id: two, date: 2020-01-02, evidence: {claim: q, source: wire, if_true: 0.8, if_false: 0.1, anyway: 0.4}}
"""


def test_a_reliability_that_counts_twice_is_found_by_trying() -> None:
    case = steps.prepared(read(SHARED), {})
    found = sensitivity(case, samples=0)
    (flip,) = [f for f in found.examined[0].flips if f.turn.address == "sources.wire.reliability"]
    rho = Fraction(flip.turn.at)

    def believed(rho: Fraction) -> Fraction:
        made = Fraction(1)
        for prior, yes, no in ((5, 9, 2), (6, 8, 1)):
            mass = [rho * Fraction(x, 10) + (1 - rho) * Fraction(4, 10) for x in (yes, no)]
            share = Fraction(prior, 10) * mass[0]
            made *= share / (share + (1 - Fraction(prior, 10)) * mass[1])
        return made

    assert not flip.turn.exact
    assert float(believed(rho)) == pytest.approx(0.5, abs=1e-9)
    assert "found by trying values" in texts(found, "caveat")


def test_predicted_ends_stay_where_they_are() -> None:
    case = steps.predicted(
        read(
            LINEAR.replace("WEIGHT", "50").replace(
                "status_quo: {a: x, b: x}", "status_quo: {a: x, b: x}\nno_deal: predicted"
            )
        )
    )
    found = sensitivity(case, samples=0)
    assert "stays the same whatever number is moved" in texts(found, "caveat")
    assert all(one.lost == 0 for one in found.examined)


def test_parameters_that_do_not_fit(ferry: Case) -> None:
    with pytest.raises(WrongUse, match="agreement or stability"):
        sensitivity(ferry, analysis="arguments")  # type: ignore[arg-type]
    with pytest.raises(WrongUse, match="samples"):
        sensitivity(ferry, samples=-1)
    with pytest.raises(WrongUse, match="seed"):
        sensitivity(ferry, seed=-1)


# ---------------------------------------------------------------- roots


@given(st.lists(st.fractions(-20, 20, max_denominator=12), min_size=4, max_size=4))
def test_a_ratio_of_lines_is_known_by_three_of_its_values(numbers: list[Fraction]) -> None:
    a, b, c, d = numbers
    at = [Fraction(k, 5) for k in (1, 2, 4, 3)]
    assume(all(c + d * t > 0 for t in (Fraction(0), Fraction(1), *at)))
    values = [(a + b * t) / (c + d * t) for t in at]
    assert is_ratio(at, values)
    found = exact_root(at[:3], values[:3])
    if b * c == a * d:
        assert found is None
        return
    assert found == (-a / b if b else None)
    floats = roots([float(t) for t in at[:3]], np.array([[float(v)] for v in values[:3]]))
    if found is not None and abs(found) < 100:
        assert floats[0] == pytest.approx(float(found), abs=1e-6)


@given(st.fractions(-(10**6), 10**6))
def test_numbers_are_written_so_that_a_file_can_hold_them(value: Fraction) -> None:
    assert abs(Fraction(written(value)) - value) <= Fraction(1, 10**11)
    assert len(written(value)) <= 60
