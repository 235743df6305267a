"""What beliefs says of small disputes whose answers can be worked out by hand, and of random ones by looking again."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import disputes

from detente import steps
from detente.analyses._translate import model
from detente.analyses.beliefs import beliefs
from detente.case.model import Case, CaseError, Origin
from detente.case.read import from_tree, load, read
from detente.result import Unanswerable
from detente.theory.enumeration import count_acceptable

BET = """
detente: 1
title: A bet on a missile
parties: {us: {name: the United States}, russia: {name: Russia}}
issues: {sites: {by: us and russia, options: {none: {}, now: {}, on-proof: {}}}}
status_quo: {sites: none}
no_deal: status_quo
claims:
  - {id: missile, text: There will be a missile, credence: {us: 0.8, russia: 0.1}}
preferences:
  us:
    weights: {sites: 100}
    values: {sites: {none: 0.2, now: 0.288, on-proof: {if: missile, then: 0.288, else: 0.2}}}
  russia:
    weights: {sites: 100}
    values: {sites: {none: 0.2, now: 0.14, on-proof: {if: missile, then: 0.14, else: 0.22}}}
events:
  - {id: offer, date: 2007-10-23, by: us, to: [russia], offers: {sites: on-proof}}
  - {id: request, date: 2007-01-20, by: us, to: [russia], offers: {sites: now}}
"""
REPORT = """
  - {id: report, date: 2007-12-03, evidence: {claim: missile, source: agency, if_true: 0.3, if_false: 0.9, anyway: 0.5}}
sources: [{id: agency, title: An estimate, reliability: 0.6}]
"""


def told(case: Case, **parameters: Any) -> dict[str, Any]:
    found = beliefs(case, **parameters)
    data = found.data()
    json.dumps(data, allow_nan=False)
    assert found.findings()
    assert found.views()
    return data


def of(data: dict[str, Any], **wanted: Any) -> list[dict[str, Any]]:
    return [t for t in data["thresholds"] if all(t[key] == value for key, value in wanted.items())]


# ---------------------------------------------------------------- the bet


def test_a_bet_dies_where_the_one_who_doubts_comes_to_believe() -> None:
    """Worth +8.8 and −6.0 if built at once; on proof 0.8 × 8.8 = 7.04 and 0.1 × −6 + 0.9 × 2 = 1.2; Russia's answer turns at 1/4, LR* = 3."""
    case = steps.as_of(read(BET))
    data = told(case)
    (turn,) = of(data, party="russia", decision="accept")
    assert turn["package"]["event"] == "offer" or turn["package"]["kind"] == "nash"
    assert turn["package"]["outcome"] == {"sites": "on-proof"}
    assert turn["at"] == pytest.approx(0.25)
    assert turn["likelihood_ratio"] == pytest.approx(3)
    assert turn["decibans"] == pytest.approx(10 * np.log10(3))
    assert turn["now"]
    assert not turn["above"]
    (zone,) = of(data, party="russia", decision="zone")
    assert zone["at"] == pytest.approx(0.25)
    assert not of(data, party="us", decision="accept")
    text = " ".join(f.text for f in beliefs(case).findings())
    assert "evidence would have to be 3 times as likely if it is true as if it is not to take Russia there" in text


def test_a_weight_that_is_one_number_is_settled_and_one_over_ranges_is_not() -> None:
    for reliability, scope in (("0.6", "throughout"), ("0.5..0.7", "unknown")):
        text = BET.rstrip() + REPORT.replace("reliability: 0.6", f"reliability: {reliability}")
        text = text.replace("credence: {us: 0.8,", "credence: {us: 0.7..0.9,")
        (finding,) = [f for f in beliefs(steps.as_of(read(text))).findings() if " weighs on " in f.text]
        assert finding.scope == scope


def test_the_bet_opens_with_the_first_doubt_of_the_one_and_the_first_belief_of_the_other() -> None:
    """At no credence of the United States is the offer worse than nothing; agreement says from which common belief to which it lives."""
    from detente.analyses.agreement import agreement

    case = steps.as_of(read(BET))
    bets = [b for b in agreement(case, draws=0).data()["bets"] if b["outcome"] == {"sites": "on-proof"}]
    assert [(b["low"], b["high"]) for b in bets] == [(0.0, 0.25)]
    for credence, accepted in (("0.2499", 1), ("0.2501", 0)):
        zone = agreement(steps.set_value(case, "claims.missile.credence.russia", credence), draws=0).data()["zone"]
        assert zone["outcomes"] == accepted


def test_evidence_moves_by_bayes_rule_and_its_weight_is_the_change_of_odds() -> None:
    """A source of reliability 0.6 that would say so anyway with chance 0.5: (0.6 × 0.3 + 0.2) / (0.6 × 0.9 + 0.2) = 0.38 / 0.74."""
    case = steps.as_of(read(BET + REPORT))
    data = told(case)
    ratio = 0.38 / 0.74
    for party, prior in (("us", 0.8), ("russia", 0.1)):
        odds = prior / (1 - prior) * ratio
        held = data["credence"][party]["missile"]
        assert held["prior"] == pytest.approx(prior)
        assert held["posterior"] == pytest.approx(odds / (1 + odds))
        assert held["low"] == held["high"] == pytest.approx(held["posterior"])
    for weight in data["weights"]:
        assert weight["likelihood_ratio"] == pytest.approx(ratio)
        assert weight["low"] == weight["high"] == pytest.approx(ratio)
        assert weight["decibans"] == pytest.approx(10 * np.log10(ratio))
    (turn,) = of(data, party="russia", decision="accept")
    now = data["credence"]["russia"]["missile"]["posterior"]
    assert turn["likelihood_ratio"] == pytest.approx((1 / 3) / (now / (1 - now)))
    assert "less likely to the United States (0.8 to 0.67)" in beliefs(case).findings()[0].text


def test_the_question_says_what_follows_from_either_answer() -> None:
    data = told(steps.as_of(read(BET)))
    (question,) = data["questions"]
    assert question["bits"]["us"] == pytest.approx(0.7219, abs=1e-4)
    assert question["chance"] == pytest.approx({"us": 0.0, "russia": 0.1})
    assert question["yes"]["zone"] == 0
    assert question["no"]["zone"] == 1
    (turned,) = question["yes"]["turned"]
    assert (turned["party"], turned["accepts"]) == ("russia", False)


def test_the_parties_parting_is_the_widest_gap() -> None:
    data = told(steps.as_of(read(BET + REPORT)))
    (gap,) = data["disagreement"]
    assert gap["before"]["span"] == pytest.approx(0.7)
    assert (gap["after"]["least"]["party"], gap["after"]["most"]["party"]) == ("russia", "us")
    assert gap["closer"] == "throughout"


# ---------------------------------------------------------------- a second report, combinations, exclusive hypotheses

SOURCES = """
detente: 1
title: Two reports
parties: {ash: {name: Ash}, birch: {name: Birch}}
sources: [{id: one, reliability: 0.5}, {id: two, reliability: 0.5}]
claims:
  - {id: warhead, text: A warhead, credence: {ash: 0.5, birch: 0.2..0.4}}
  - {id: missile, text: A missile, credence: {ash: 0.5, birch: 0.3}}
  - {id: threat, text: Both, means: warhead and missile}
events:
  - {id: first, date: 2001, evidence: {claim: warhead, source: one, if_true: 0.8, if_false: 0.2, anyway: 0.4}}
  - {id: second, date: 2002, evidence: {claim: warhead, source: SOURCE, if_true: 0.8, if_false: 0.2, anyway: 0.4}}
"""


def ratios(source: str) -> list[float]:
    data = told(steps.as_of(read(SOURCES.replace("SOURCE", source))))
    return [w["likelihood_ratio"] for w in data["weights"] if w["party"] == "ash" and w["claim"] == "warhead"]


def test_a_second_report_from_one_source_counts_for_what_it_adds() -> None:
    """First (0.4 + 0.2) / (0.1 + 0.2) = 2; both (0.32 + 0.2) / (0.02 + 0.2); another source's is worth 2 again."""
    same, other = ratios("one"), ratios("two")
    assert same == pytest.approx([2, (0.52 / 0.22) / 2])
    assert other == pytest.approx([2, 2])
    assert same[1] < other[1]


def test_a_combination_moves_with_its_part_and_says_so() -> None:
    data = told(steps.as_of(read(SOURCES.replace("SOURCE", "two"))))
    assert data["credence"]["ash"]["threat"]["posterior"] == pytest.approx(0.8 * 0.5)
    followed = [w for w in data["weights"] if w["claim"] == "threat"]
    assert followed
    assert not any(w["direct"] for w in followed)
    assert not data["thresholds"]
    text = " ".join(f.text for f in beliefs(steps.as_of(read(SOURCES.replace("SOURCE", "two")))).findings())
    assert "has moved: nothing reported so far bears on it" in text


HOST = """
detente: 1
title: Three doors
parties: {guest: {name: Guest}}
exactly_one: [[one, two, three]]
claims:
  - {id: one, text: The car is behind the first door, credence: {guest: 1/3}}
  - {id: two, text: The car is behind the second door, credence: {guest: 1/3}}
  - {id: three, text: The car is behind the third door, credence: {guest: 1/3}}
events:
  - id: opens-three
    date: 1990
    evidence:
      - {claim: three, if_true: 0, if_false: 1}
      - {claim: one, if_true: 0.5, if_false: 1}
"""


def test_the_host_who_opens_a_door() -> None:
    """The guest chose the first door; the host opens the third, which he would with chance 1/2, 1 and 0: 1/3, 2/3, 0."""
    case = steps.as_of(read(HOST))
    held = told(case)["credence"]["guest"]
    assert [held[door]["posterior"] for door in ("one", "two", "three")] == pytest.approx([1 / 3, 2 / 3, 0])
    matrix = next(view for view in beliefs(case).views() if view.name == "matrix")
    assert [column.title for column in matrix.columns] == ["Evidence", "one", "two", "three"]  # type: ignore[union-attr]
    assert "rules out" in str(matrix.rows[0][3])  # type: ignore[union-attr]
    assert len(matrix.rows) == 1  # type: ignore[union-attr]


# ---------------------------------------------------------------- numbers that do not fit


def test_numbers_that_do_not_add_up_are_shown_and_mended_on_request() -> None:
    case = steps.as_of(
        read(HOST.replace("first door, credence: {guest: 1/3}", "first door, credence: {guest: 0.6333}"))
    )
    (wrong,) = told(case)["incoherent"]
    assert sum(wrong["nearest"]) == pytest.approx(1, abs=1e-9)
    assert any("1.3" in f.text and "--mend" in f.text for f in beliefs(case).findings())
    mended = told(case, mend=True)
    assert mended["mended"]
    assert sum(mended["credence"]["guest"][door]["prior"] for door in ("one", "two", "three")) == pytest.approx(1)
    assert mended["credence"]["guest"]["one"]["prior"] == pytest.approx(wrong["nearest"][0])


def test_what_is_missing_is_said() -> None:
    with pytest.raises(Unanswerable, match=r"claims\.NAME\.credence"):
        beliefs(load("nash-1950"))
    data = told(steps.as_of(read(SOURCES.replace("SOURCE", "two"))))
    assert data["packages"] == []


def test_what_is_held_for_impossible_cannot_be_reported() -> None:
    sure = SOURCES.replace("SOURCE", "two").replace(
        "credence: {ash: 0.5, birch: 0.2..0.4}", "credence: {ash: 1, birch: 0.3}"
    )
    told(steps.as_of(read(sure)))
    with pytest.raises(Unanswerable, match=r"first.*holds for impossible"):
        beliefs(
            steps.as_of(
                read(
                    sure.replace("source: one, if_true: 0.8", "if_true: 0").replace(
                        ", anyway: 0.4}}\n  - {id: second", "}}\n  - {id: second"
                    )
                )
            )
        )


# ---------------------------------------------------------------- thresholds looked up again


@st.composite
def hinged(draw: st.DrawFn) -> Case:
    """A random dispute in which some values hang on a claim, or on a combination of two."""
    tree = draw(disputes())
    parties = list(tree["preferences"])
    tenth = st.integers(1, 9).map(lambda k: f"0.{k}")
    tree["claims"] = [
        {"id": name, "text": name, "credence": {p: draw(tenth) for p in tree["parties"]}} for name in ("dry", "high")
    ]
    tree["claims"].append({"id": "both", "text": "both", "means": "dry and high"})
    for party in parties:
        values = tree["preferences"][party].get("values") or {}
        for options in values.values():
            for option in list(options):
                if draw(st.booleans()):
                    condition = draw(st.sampled_from(["dry", "both", "dry or high", "not high"]))
                    options[option] = {"if": condition, "then": draw(tenth), "else": draw(tenth)}
    try:
        return from_tree(tree, Origin("random", None, "", {}))
    except CaseError:
        return read(BET)


def zone(case: Case, party: str, claim: str, credence: float) -> bool:
    found = count_acceptable(
        model(steps.set_value(case, f"claims.{claim}.credence.{party}", repr(round(float(credence), 12)))).problem
    )
    assert found is not None
    return found[0] > 0


@settings(max_examples=15, deadline=None)
@given(case=hinged())
def test_the_zone_turns_at_the_thresholds_told_and_nowhere_else(case: Case) -> None:
    found = beliefs(case, draws=0)
    for party in case.table:
        for claim in {t.claim for t in found.thresholds if t.party == party} & {"dry", "high", "missile"}:
            turns = sorted(t.at for t in found.thresholds if (t.party, t.claim, t.decision) == (party, claim, "zone"))
            for t in turns:
                assert zone(case, party, claim, float(t) - 1e-6) != zone(case, party, claim, float(t) + 1e-6)
            edges = [Fraction(0), *turns, Fraction(1)]
            seen = [zone(case, party, claim, float(a + b) / 2) for a, b in pairwise(edges)]
            assert all(one != two for one, two in pairwise(seen))
            grid = [zone(case, party, claim, g) for g in np.linspace(0.01, 0.99, 15)]
            assert sum(one != two for one, two in pairwise(grid)) <= len(turns)


@settings(max_examples=15, deadline=None)
@given(case=hinged())
def test_answers_turn_at_the_thresholds_told(case: Case) -> None:
    """Accepting a package, and preferring one to another, looked up in the case itself just before and just after."""
    from detente.analyses._translate import parts, sum_parts
    from detente.case.numbers import midpoints

    found = beliefs(case, draws=0)
    for t in [t for t in found.thresholds if t.decision in ("accept", "prefer", "choose") and t.claim != "both"][:8]:
        answers = []
        for nudge in (-1e-6, 1e-6):
            here = steps.set_value(case, f"claims.{t.claim}.credence.{t.party}", repr(round(float(t.at) + nudge, 12)))
            made = model(here)
            mine = parts(here, made.layout, t.party, midpoints(here))
            assert t.package is not None
            stated = midpoints(here).get(f"preferences.{t.party}.no_deal")

            def worth(one: Any, mine: Any = mine, stated: Any = stated) -> Any:
                return stated if one.kind == "no-deal" and stated is not None else sum_parts(mine, one.outcome)

            if t.other is not None:
                answers.append(worth(t.package) > worth(t.other))
            else:
                levels = [
                    stated if stated is not None else sum_parts(mine, g.no_deal)
                    for g in made.problem.gates
                    if g.no_deal is not None
                ]
                answers.append(all(worth(t.package) >= level for level in levels))
        assert answers == [not t.above, t.above]


# ---------------------------------------------------------------- ranges


@settings(max_examples=40, deadline=None)
@given(
    low=st.integers(1, 8),
    width=st.integers(0, 4),
    ratio=st.integers(2, 9),
    inside=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_what_holds_throughout_holds_in_every_narrower_case(
    low: int, width: int, ratio: int, inside: tuple[float, float]
) -> None:
    high = min(9, low + width)
    wide = f"credence: {{ash: 0.{low}..0.{high}, birch: 0.4}}"
    text = (
        SOURCES.replace("SOURCE", "two")
        .replace("credence: {ash: 0.5, birch: 0.2..0.4}", wide)
        .replace("if_true: 0.8", f"if_true: 0.{ratio}..0.95")
    )
    before = beliefs(steps.as_of(read(text)), draws=50)
    ends = sorted(low / 10 + (high - low) / 10 * share for share in inside)
    narrow = text.replace(wide, f"credence: {{ash: {ends[0]:.6f}..{ends[1]:.6f}, birch: 0.4}}")
    after = beliefs(steps.as_of(read(narrow)), draws=50)
    for wider, narrower in zip(before.held, after.held, strict=True):
        assert (
            wider.after[0] - Fraction(1, 10**5)
            <= narrower.after[0]
            <= narrower.after[1]
            <= wider.after[1] + Fraction(1, 10**5)
        )
        assert (wider.drawn >= float(wider.after[0]) - 1e-9).all()
        assert (wider.drawn <= float(wider.after[1]) + 1e-9).all()
    sure = {f.rests_on: f for f in after.findings()}
    for finding in before.findings():
        if finding.scope in ("throughout", "never") and finding.rests_on in sure and "reported makes" in finding.text:
            assert sure[finding.rests_on].scope == finding.scope


# ---------------------------------------------------------------- the flagship


def test_the_estimate_moves_the_warhead_and_not_the_missile() -> None:
    case = steps.as_of(load("missile-defence-2007"))
    ends = {"no_deal": {"interceptors": "poland", "radar": "czech", "activation": "at-once", "abm-treaty": "left"}}
    case = from_tree({**case.tree, **ends}, case.origin, {**case.base, **ends}, case.applied)
    found = beliefs(case, draws=0)
    data = found.data()
    for held in data["credence"].values():
        if "iran-missile" in held:
            assert held["iran-missile"]["prior"] == held["iran-missile"]["posterior"]
            assert held["iran-warhead"]["prior"] > held["iran-warhead"]["posterior"]
            assert held["long-range-threat"]["prior"] > held["long-range-threat"]["posterior"]
    weights = {w["party"]: w for w in data["weights"] if (w["event"], w["claim"]) == ("iran-estimate", "iran-warhead")}
    assert (
        weights["russia"]["likelihood_ratio"]
        < weights["poland"]["likelihood_ratio"]
        < weights["united-states"]["likelihood_ratio"]
    )
    assert weights["united-states"]["high"] > 1 > weights["poland"]["high"]
    first = found.findings()[0].text
    assert "nuclear warhead that a missile can carry" in first
    assert "less likely to the United States" in first
