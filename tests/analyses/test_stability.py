"""The analysis of stability: against the definitions on named outcomes, by replaying its reasons, and on small known cases."""

from __future__ import annotations

from typing import Any

import brute
import pytest
from brute_stability import CONCEPTS, Dispute
from hypothesis import HealthCheck, given, settings
from strategies import disputes

from detente.analyses._conflict import controls, play, players
from detente.analyses._translate import layout
from detente.analyses.stability import StabilityResult, stability
from detente.case.dump import dump
from detente.case.model import Case
from detente.case.read import read
from detente.result import Unanswerable, WrongUse

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def case_of(tree: dict[str, Any]) -> Case:
    return read(dump(tree))


def asked(case: Case, **parameters: Any) -> StabilityResult:
    return stability(case, **{"draws": 0, "limit": 10_000, **parameters})


def keys(outcomes: list[dict[str, str]]) -> set[brute.Named]:
    return {brute.key(outcome) for outcome in outcomes}


# ---------------------------------------------------------------- against the definitions


@QUICK
@given(disputes(ordinal=True))
def test_equilibria_counts_and_ends_by_definition(tree: dict[str, Any]) -> None:
    case = case_of(tree)
    told, truth = asked(case).data(), Dispute(case)
    for concept in CONCEPTS:
        assert keys(told["equilibria"][concept]) == truth.equilibria(concept), concept
        for party in truth.parties:
            held = sum(truth.stable(party, s, concept) for s in truth.outcomes)
            assert told["stable"][party][concept] == held
    start = brute.key(case.status_quo or {})
    if start in truth.outcomes:
        assert {frozenset(keys(end)) for end in told["ends"]} == truth.ends(start)
    else:
        assert told["from_status_quo"] is None


@QUICK
@given(disputes(ordinal=True))
def test_reasons_replay(tree: dict[str, Any]) -> None:
    case = case_of(tree)
    result, truth = asked(case), Dispute(case)
    for one in result.data()["witnesses"]:
        replay(truth, one)
    path = (result.data()["from_status_quo"] or {}).get("improvements")
    for steps in path["paths"] if path else ():
        here = brute.key(case.status_quo or {})
        for step in steps:
            there = brute.key(step["to"])
            assert there in truth.better(frozenset(step["by"]), here)
            here = there


def replay(truth: Dispute, one: dict[str, Any]) -> None:
    party, concept, state = one["party"], one["concept"], brute.key(one["outcome"])
    value, mine = truth.value[party], frozenset([party])
    assert one["stable"] == truth.stable(party, state, concept)
    tempting = {brute.key(t["to"]) for t in one["temptations"]}
    if one["stable"]:
        assert tempting == truth.better(mine, state)
    for tempted in one["temptations"]:
        assert brute.key(tempted["to"]) in truth.better(mine, state)
        if not one["stable"]:
            assert tempted["answer"] is None
            continue
        here, last = brute.key(tempted["to"]), None
        for step in tempted["answer"]:
            mover, there = frozenset(step["by"]), brute.key(step["to"])
            assert party not in mover
            assert mover != last
            assert there in (truth.better(mover, here) if "seq" in concept else truth.movers[mover][here])
            here, last = there, mover
        assert value[here] <= value[state]
        if concept in ("smr", "symmetric_seq"):
            assert all(value[counter] <= value[state] for counter in truth.movers[mine][here])


@QUICK
@given(disputes(ranges=True))
def test_what_is_proved_for_the_ranges_holds_in_every_draw(tree: dict[str, Any]) -> None:
    result = asked(case_of(tree), draws=30)
    if result.unsure is None or result.draws is None:
        assert result.certain
        return
    for concept, held in result.draws.held.items():
        for place, state in enumerate(result.draws.tracked):
            if state in result.unsure.necessary[concept]:
                assert held[:, place].all()
            if state not in result.unsure.possible[concept]:
                assert not held[:, place].any()


@QUICK
@given(disputes())
def test_what_is_needed_suffices(tree: dict[str, Any]) -> None:
    """A bonus of so many points on one outcome makes it hold for the party; a loss by a little more than said ends it."""
    case = case_of(tree)
    start = brute.key(case.status_quo or {})
    truth = Dispute(case)
    if start not in truth.outcomes:
        return
    told = asked(case, outcome=", ".join(f"{i}={o}" for i, o in start)).data()
    for turn, way in [(t, 1) for t in told["needed"]] + [(t, -1) for t in told["flips"]]:
        changed = Dispute(case)
        value = changed.value[turn["party"]]
        state = brute.key(turn["outcome"])
        before = truth.stable(turn["party"], state, turn["concept"])
        change = brute.Fraction(turn["points"]).limit_denominator(10**6)
        value[state] += change if way > 0 else -change - brute.Fraction(1, 10**7)
        assert before is (way < 0)
        assert changed.stable(turn["party"], state, turn["concept"]) is (way > 0)


# ---------------------------------------------------------------- small cases


def game(rows: dict[str, list[int]], status_quo: str = "0 0") -> Case:
    """A game of two options each: utilities at (0,0), (0,1), (1,0), (1,1)."""
    cells = [("0", "0"), ("0", "1"), ("1", "0"), ("1", "1")]
    a, b = status_quo.split()
    return case_of(
        {
            "detente": "1",
            "title": "A small game",
            "parties": {p: {"name": p.title()} for p in rows},
            "issues": {p: {"by": p, "options": {"o0": {}, "o1": {}}} for p in rows},
            "status_quo": dict(zip(rows, (f"o{a}", f"o{b}"), strict=True)),
            "preferences": {
                p: {
                    "ranking": [
                        [
                            dict(zip(rows, (f"o{x}", f"o{y}"), strict=True))
                            for (x, y), v in zip(cells, values, strict=True)
                            if v == level
                        ]
                        for level in sorted(set(values), reverse=True)
                    ]
                }
                for p, values in rows.items()
            },
        }
    )


def told(result: StabilityResult) -> str:
    return " ".join(f.text for f in result.findings())


def test_chicken_has_two_ends() -> None:
    result = asked(game({"ann": [2, 1, 3, 0], "bob": [2, 3, 1, 0]}))
    data = result.data()
    assert data["equilibria_counts"] == {"nash": 2, "gmr": 3, "smr": 3, "seq": 2, "symmetric_seq": 2}
    assert len(data["ends"]) == 2
    assert "to any of 2 ends" in told(result)


def test_matching_pennies_goes_round() -> None:
    result = asked(game({"ann": [1, 0, 0, 1], "bob": [0, 1, 1, 0]}))
    assert [len(end) for end in result.data()["ends"]] == [4]
    assert "round and round between 4 outcomes" in told(result)
    assert result.data()["equilibria"]["nash"] == []


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_worthless_joint_issue_changes_nothing_for_parties(concept: str) -> None:
    plain = game({"ann": [3, 1, 4, 2], "bob": [3, 4, 1, 2]})
    tree = {
        **plain.tree,
        "issues": {**plain.tree["issues"], "joint": {"by": "ann and bob", "options": {"no": {}, "yes": {}}}},
    }
    tree["status_quo"] = {**plain.tree["status_quo"], "joint": "no"}
    without = asked(plain).data()["equilibria"][concept]
    with_it = asked(case_of(tree)).data()["equilibria"][concept]
    assert keys(with_it) == {brute.key({**o, "joint": j}) for o in without for j in ("no", "yes")}


def test_a_group_breaks_what_each_alone_would_keep() -> None:
    """The dilemma again, with both able to sign: mutual defection is contract-unstable by Nash, and the jump leads away from it."""
    tree = dict(game({"ann": [3, 1, 4, 2], "bob": [3, 4, 1, 2]}, "1 1").tree)
    tree["issues"] = {p: {"options": {"o0": {"by": "ann and bob"}, "o1": {"by": p}}} for p in ("ann", "bob")}
    data = asked(case_of(tree)).data()
    assert {"ann": "o1", "bob": "o1"} in data["equilibria"]["nash"]
    assert data["contract_stable"]["nash"] == []
    jump = next(
        j for j in data["coalition_jumps"] if j["from"] == {"ann": "o1", "bob": "o1"} and j["concept"] == "nash"
    )
    assert (jump["by"], jump["to"]) == (["ann", "bob"], {"ann": "o0", "bob": "o0"})


# ---------------------------------------------------------------- what it cannot answer


def test_a_party_that_can_reach_nothing_is_named() -> None:
    tree = dict(game({"ann": [3, 1, 4, 2], "bob": [3, 4, 1, 2]}).tree)
    tree["issues"] = {"ann": tree["issues"]["ann"], "bob": {"by": "ann", "options": {"o0": {}, "o1": {}}}}
    result = asked(case_of(tree))
    assert "Bob can change nothing alone" in told(result)
    assert set(result.data()["stable"]["bob"].values()) == {4}


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"concept": "sharp"}, "no concept 'sharp'"),
        ({"response": "all"}, "no response 'all'"),
        ({"draws": -1}, "draws is -1"),
        ({"limit": 0}, "limit is 0"),
        ({"outcome": "ann=o7"}, "ann has no option 'o7'"),
        ({"outcome": "carl=o1"}, "no issue 'carl'"),
    ],
)
def test_wrong_use_is_a_sentence(parameters: dict[str, Any], says: str) -> None:
    with pytest.raises(WrongUse, match=says):
        asked(game({"ann": [2, 1, 3, 0], "bob": [2, 3, 1, 0]}), **parameters)


def test_an_outcome_that_the_rules_exclude() -> None:
    tree = {**game({"ann": [2, 1, 3, 0], "bob": [2, 3, 1, 0]}).tree, "rules": [{"never": "ann = o1 and bob = o1"}]}
    with pytest.raises(WrongUse, match="rules of the case exclude"):
        asked(case_of(tree), outcome="ann=o1, bob=o1")


def test_too_large_a_space_is_refused_in_a_sentence() -> None:
    issues = {f"i{k}": {"by": "ann", "options": {f"o{j}": {} for j in range(10)}} for k in range(9)}
    preferences = {"ann": {"weights": {"i0": "100"}, "values": {"i0": {f"o{j}": f"0.{j}" for j in range(10)}}}}
    tree = {
        "detente": "1",
        "title": "Large",
        "parties": {"ann": {"name": "Ann"}},
        "issues": issues,
        "preferences": preferences,
    }
    with pytest.raises(Unanswerable, match="Leave out issues"):
        asked(case_of({**tree, "no_deal": dict.fromkeys(issues, "o0"), "status_quo": dict.fromkeys(issues, "o0")}))


def test_movers_are_parties_alone_and_groups() -> None:
    case = game({"ann": [2, 1, 3, 0], "bob": [2, 3, 1, 0]})
    assert [c.members for c in controls(case, layout(case), players(case))] == [(0,), (1,)]
    assert play(case).members == (("ann",), ("bob",))


def test_a_coalition_on_request() -> None:
    """In the dilemma no consent joins the two, but together they would leave the defection that each alone keeps."""
    case = game({"ann": [3, 1, 4, 2], "bob": [3, 4, 1, 2]}, "1 1")
    result = asked(case, coalition="ann, bob")
    jumps = {j["concept"]: j["path"] for j in result.data()["coalition"]["jumps"] if j["from"] == case.status_quo}
    assert jumps["nash"][-1]["to"] == {"ann": "o0", "bob": "o0"}
    assert "Together, Ann and Bob would leave the status quo" in told(result)
    kept = asked(game({"ann": [3, 1, 4, 2], "bob": [3, 4, 1, 2]}), coalition="ann, bob")
    assert "Together, Ann and Bob would not leave the status quo" in told(kept)


@pytest.mark.parametrize(("text", "says"), [("ann", "two parties or more"), ("ann, carl", "no party 'carl'")])
def test_a_coalition_that_is_none(text: str, says: str) -> None:
    with pytest.raises(WrongUse, match=says):
        asked(game({"ann": [2, 1, 3, 0], "bob": [2, 3, 1, 0]}), coalition=text)


# ---------------------------------------------------------------- what several concepts say together


@QUICK
@given(disputes(ordinal=False))
def test_shares_of_several_concepts_are_joint(tree: dict[str, Any]) -> None:
    """A sentence on several concepts is as sure as all of them at once: by GMR least often broken, by Nash least often held."""
    result = asked(case_of(tree), draws=20)
    if result.draws is None:
        return
    for state in result.draws.tracked:
        held = {c: result.draws.share(c, state) or 0.0 for c in CONCEPTS}
        assert result.draws.joint(CONCEPTS, state, True) == pytest.approx(held["nash"])
        assert result.draws.joint(CONCEPTS, state, False) == pytest.approx(1 - held["gmr"])


def test_only_capitals_that_belong() -> None:
    from detente.analyses.stability.telling import capital

    assert capital("it stays") == "It stays"
    assert capital("case.yaml:19:9: a is listed as going from go to itself.").startswith("case.yaml")
