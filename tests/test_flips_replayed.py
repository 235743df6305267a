"""Every flip point that an analysis names is replayed just before and just after: with the number set there, the answer is as it was, and turns.

What is replayed elsewhere is not repeated: openings by preferences (tests/analyses/test_agreement_properties.py), stability's rises and falls
(test_stability.py), flips of arguments by one claim (test_arguments.py), thresholds of beliefs (test_beliefs.py), sensitivity by a
computation of its own (tests/studies/test_sensitivity.py).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import detente
from detente import steps
from detente.analyses.agreement import agreement
from detente.analyses.arguments import arguments
from detente.analyses.stability import stability
from detente.analyses.threats import threats
from detente.case.addresses import AddressError
from detente.case.credence import credence
from detente.case.model import Case, CaseError, Held
from detente.case.numbers import midpoints
from detente.case.read import bundled, load, read
from detente.case.text import dump
from detente.studies.sensitivity import sensitivity

sys.path.insert(0, str(Path(__file__).parent / "analyses"))

from brute import utility
from strategies import disputes

QUICK = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
STEP = Fraction(1, 10**6)


def case_of(tree: Mapping[str, Any]) -> Case:
    try:
        return read(dump(tree))
    except CaseError:
        assume(False)
        raise


def moved(case: Case, address: str, value: float | Fraction) -> Case:
    return steps.set_value(case, address, f"{float(value):.12f}")


def empty(case: Case) -> bool:
    return bool(agreement(case, draws=0).data()["zone"]["empty"])


def packaged(outcome: Mapping[str, str]) -> str:
    return ", ".join(f"{issue}={option}" for issue, option in outcome.items())


@st.composite
def uncertain(draw: st.DrawFn, outsider: bool = False) -> dict[str, Any]:
    """A dispute of which some values hang on a claim that the parties hold differently likely, and on which there is a report."""
    tree = draw(disputes(outsider=outsider))
    tree["no_deal"] = "status_quo"
    share = st.integers(1, 9).map(lambda k: f"0.{k}")
    for party, told in tree["preferences"].items():
        told.pop("no_deal", None)
        for options in told["values"].values():
            for option in options:
                if draw(st.booleans()):
                    options[option] = {"if": "storm", "then": draw(share), "else": draw(share)}
        tree.setdefault("credence", {})[party] = draw(share)
    tree["claims"] = [{"id": "storm", "text": "A storm will come.", "credence": tree.pop("credence")}]
    if draw(st.booleans()):
        tree["sources"] = [{"id": "office", "title": "The office", "reliability": draw(share)}]
        report = {
            "claim": "storm",
            "source": "office",
            "if_true": draw(share),
            "if_false": draw(share),
            "anyway": draw(share),
        }
        tree["events"] = [{"id": "report", "date": "2020-01-01", "evidence": report}]
    return dict(tree)


# ---------------------------------------------------------------- agreement


@QUICK
@given(uncertain())
def test_openings_by_evidence_and_by_guarantees(tree: dict[str, Any]) -> None:
    case = steps.prepared(case_of(tree), {})
    now = empty(case)
    for opening in agreement(case, draws=0).openings or ():
        assert opening.start is not None
        assert opening.turn is not None
        way = 1 if opening.turn > opening.start else -1
        if abs(opening.turn - opening.start) < 1e-5 or not (
            opening.kind == "guarantee" or 1e-5 < opening.turn < 1 - 1e-5
        ):
            continue
        if opening.kind == "preference" and ".values." not in opening.address:
            continue
        seen = [empty(moved(case, opening.address, opening.turn + side * way * 2e-6)) for side in (-1, 1)]
        assert seen == [now, not now], opening


@QUICK
@given(disputes(ranges=True, outsider=True))
def test_openings_with_outsiders_who_must_consent(tree: dict[str, Any]) -> None:
    assume("elm" in tree["parties"])
    case = case_of(tree)
    now = empty(case)
    for opening in agreement(case, draws=0).openings or ():
        assert opening.start is not None
        assert opening.turn is not None
        way = 1 if opening.turn > opening.start else -1
        if opening.kind == "guarantee" or opening.party != "elm" or abs(opening.turn - opening.start) < 1e-5:
            continue
        seen = [empty(moved(case, opening.address, opening.turn + side * way * 2e-6)) for side in (-1, 1)]
        assert seen == [now, not now], opening


@QUICK
@given(uncertain())
def test_bets_die_where_they_say(tree: dict[str, Any]) -> None:
    """The credence at which a party's answer to a package turns, by way of the prior that evidence turns into it."""
    case = steps.prepared(case_of(tree), {})
    for bet in agreement(case, draws=0).data()["bets"]:
        for party, flip in bet["flips"].items():
            if not 1e-4 < flip < 1 - 1e-4:
                continue
            answers = [
                _gain(_believing(case, party, flip + side), party, bet["outcome"]) >= 0 for side in (-1e-5, 1e-5)
            ]
            assert answers[0] != answers[1], (party, flip)


def _believing(case: Case, party: str, posterior: float) -> Case:
    """The case with the prior from which the evidence so far brings a party to this credence."""
    address = f"claims.storm.credence.{party}"
    numbers = midpoints(case)
    prior, now = float(numbers[address]), float(credence(case, party, Held("storm"), numbers))
    ratio = now / (1 - now) / (prior / (1 - prior))
    odds = posterior / (1 - posterior) / ratio
    return moved(case, address, odds / (1 + odds))


def _gain(case: Case, party: str, outcome: Mapping[str, str]) -> float:
    found = agreement(case, draws=0, scale="raw", package=packaged(outcome))
    assert found.asked is not None
    return found.gains(found.asked.point.utilities)[party]


# ---------------------------------------------------------------- threats


@st.composite
def threatened(draw: st.DrawFn) -> dict[str, Any]:
    """A dispute of ranges with one threat in it, each party the master of an issue."""
    tree = draw(disputes(ranges=True, outsider=False))
    parties, issues = list(tree["parties"]), list(tree["issues"])
    for party, issue in zip(parties, issues, strict=False):
        tree["issues"][issue] = {"by": party, "options": {o: {} for o in tree["issues"][issue]["options"]}}
    told = {"if": {issues[1]: "o1"}, "then": {issues[0]: "o1"}}
    tree["no_deal"] = "status_quo"
    tree["events"] = [{"id": "dare", "date": "2020-01-01", "by": parties[0], "to": [parties[1]], "threatens": told}]
    return dict(tree)


@QUICK
@given(threatened())
def test_turns_of_threats(tree: dict[str, Any]) -> None:
    """The author's carrying it out, and the addressee's yielding, at the outcomes themselves (told to 1/30,000 of the range)."""
    case = steps.prepared(case_of(tree), {})
    for card in threats(case, draws=0).data()["cards"]:
        if card["problem"]:
            continue
        places = {name: told and told["outcome"] for name, told in card["outcomes"].items()}
        for turn in card["turns"]:
            party = turn["party"]
            if party in card["by"]:
                better, worse = places["punished"], places["defied"]
            else:
                weak = card["needed_credibility"][party]["status"] in ("not needed", "no bite")
                better, worse = places["yielded"], places["defied" if weak else "punished"]
            step = (turn["high"] - turn["low"]) * 1e-4
            if turn["at"] - step < turn["low"] or turn["at"] + step > turn["high"]:
                continue
            seen = [moved(case, turn["address"], turn["at"] + side * step) for side in (-1, 1)]
            held = [utility(each, party, better) >= utility(each, party, worse) for each in seen]
            assert held == [not turn["above"], turn["above"]], turn


# ---------------------------------------------------------------- stability


@QUICK
@given(disputes())
def test_stability_turns_as_it_says(tree: dict[str, Any]) -> None:
    """A bonus or a loss on one outcome, as an addition to the file where that outcome alone has it."""
    case = case_of(tree)
    start = dict(case.status_quo or {})
    try:
        told = stability(case, draws=0, concept="nash", outcome=packaged(start)).data()
    except ValueError:
        assume(False)
        raise
    for turn, way in [(t, 1) for t in told["needed"]] + [(t, -1) for t in told["flips"]]:
        if turn["points"] is None:
            continue
        answers = [_nash(_added(tree, turn, way * (turn["points"] + side)), turn) for side in (-1e-6, 1e-6)]
        assert answers == [way < 0, way > 0], turn


def _added(tree: dict[str, Any], turn: dict[str, Any], points: float) -> Case:
    told = tree["preferences"][turn["party"]]
    when = " and ".join(f"{issue} = {option}" for issue, option in turn["outcome"].items())
    more = [*told.get("together", []), {"when": when, "add": f"{points:.9f}"}]
    return read(dump({**tree, "preferences": {**tree["preferences"], turn["party"]: {**told, "together": more}}}))


def _nash(case: Case, turn: dict[str, Any]) -> bool:
    """Whether the party has no better outcome within its own reach, by the words of the answer itself."""
    result = stability(case, draws=0, concept="nash", outcome=packaged(turn["outcome"]))
    state = result.found.state(turn["outcome"])
    assert state is not None
    return bool(result.held.stable["nash"][result.found.parties.index(turn["party"]), state])


# ---------------------------------------------------------------- arguments


def test_flips_of_arguments_by_a_source() -> None:
    """Without the claims that the file knows through a source alone, the claim fares as it says."""
    case = steps.as_of(load(bundled()["missile-defence-2007"]), "2007-12-31")
    told = [flip for flip in arguments(case).data()["flips"] if flip["kind"] == "source"]
    assert told
    for source in list(dict.fromkeys(flip["removed"] for flip in told))[:4]:
        less = case
        rests = next(flip["with"] for flip in told if flip["removed"] == source)
        try:
            for claim in rests:
                less = steps.without(less, f"claims.{claim}")
        except (AddressError, CaseError):
            continue
        before, after = (_status(arguments(each).data()["neutral"]) for each in (case, less))
        for flip in told:
            if flip["removed"] == source and flip["claim"] in after:
                assert (before[flip["claim"]], after[flip["claim"]]) == (flip["from"], flip["to"])


def _status(reading: dict[str, Any]) -> dict[str, str]:
    found = {name: kind for kind in ("unanswered", "contested") for name in reading[kind]}
    return found | {entry["claim"]: "answered" for entry in reading["answered"]}


# ---------------------------------------------------------------- sensitivity, through the front door


@pytest.fixture(scope="module")
def ferry() -> Case:
    return steps.prepared(detente.load("ferry"), {})


def test_flips_of_sensitivity_through_agreement(ferry: Case) -> None:
    found = sensitivity(ferry, samples=0).data()
    tried = 0
    for told in found["findings"]:
        for flip in told["flips"][:6]:
            answers = [_as_told(told, moved(ferry, flip["address"], flip[side])) for side in ("before", "after")]
            assert answers == [told["holds"], not told["holds"]], flip
            tried += 1
    assert tried > 12


def test_flips_of_sensitivity_through_stability(ferry: Case) -> None:
    found = sensitivity(ferry, analysis="stability", samples=0).data()
    tried = 0
    for told in found["findings"]:
        for flip in told["flips"]:
            if told["what"] != "holds":
                continue
            answers = []
            for side in ("before", "after"):
                result = stability(
                    moved(ferry, flip["address"], flip[side]), draws=0, outcome=packaged(told["outcome"])
                )
                state = result.found.state(told["outcome"])
                answers.append(state in result.held.equilibria[told["concept"]])
            assert answers == [told["holds"], not told["holds"]], flip
            tried += 1
    assert tried >= 6


def _as_told(told: dict[str, Any], case: Case) -> bool:
    found = agreement(case, draws=0, package="" if told["outcome"] is None else packaged(told["outcome"]))
    if told["what"] == "zone":
        return not found.data()["zone"]["empty"]
    if told["what"] == "nash":
        return told["outcome"] in [each["outcome"] for each in found.data()["solutions"]["nash"]]
    assert found.asked is not None
    return found.asked.point.acceptable == "every"
