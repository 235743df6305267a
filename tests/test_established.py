"""What geometry settles, brought into a case: claims that support or attack, and numbers that options take their values from."""

from __future__ import annotations

from fractions import Fraction

import pytest

import detente
from detente import steps
from detente.analyses.coverage import facts
from detente.analyses.coverage.facts import worth
from detente.case.model import Case, CaseError, Number, Taken
from detente.case.read import load, read

HEAD = """\
detente: "1"
title: Two towns and a mast
parties:
  alder: {name: Alder}
  birch: {name: Birch}
issues:
  mast: {by: alder and birch, options: {none: {}, high: {}}}
status_quo: {mast: none}
preferences:
  alder: {weights: {mast: 100}, values: {mast: {none: 0.2, high: VALUE}}}
  birch: {weights: {mast: 100}, values: {mast: {none: 0.4, high: 0.6}}}
claims:
  - {id: build, text: The mast should be built., asserted_by: [alder]}
  - id: nearer
    text: Moscow lies nearer than Warsaw.
    asserted_by: [alder]
    supports: [build]
    check: {compares: distance, sites: [SITE], than: [OTHER], areas: [iran]LEAVES}
"""


def case_of(site: str = "moscow", other: str = "warsaw", leaves: str = "", value: str = "0.5") -> Case:
    tail = f", leaves: {leaves}" if leaves else ""
    text = HEAD.replace("SITE", site).replace("OTHER", other).replace("LEAVES", tail).replace("VALUE", value)
    return read(text)


def stands(case: Case) -> dict[str, str]:
    """What becomes of each claim for a neutral reader."""
    told = detente.arguments(case).data()
    return {one["claim"]: one["status"] for one in told["claims"]}


def test_a_claim_that_holds_is_supported() -> None:
    found = steps.established(case_of())
    fact = found.claims["geometry-nearer"]
    assert fact.supports == ("nearer",)
    assert fact.attacks == ()
    assert "422 to 612 km nearer" in fact.text
    assert fact.note is not None


def test_a_claim_that_fails_is_attacked_and_falls() -> None:
    case = case_of("warsaw", "moscow")
    found = steps.established(case)
    (attack,) = found.claims["geometry-against-nearer"].attacks
    assert (attack.claim, attack.kind, attack.over) == ("nearer", "rebut", True)
    assert "geometry-nearer" not in found.claims


def test_what_geometry_does_not_settle_adds_nothing_unless_it_fails() -> None:
    assert steps.established(case_of(leaves="why")) is not None
    assert set(steps.established(case_of(leaves="why")).claims) == {"build", "nearer"}
    assert "geometry-against-nearer" in steps.established(case_of("warsaw", "moscow", "why")).claims


def test_where_it_depends_each_side_has_its_premise() -> None:
    case = case_of("redzikowo", "brdy")
    text = HEAD.split("    check:")[0].replace("VALUE", "0.5") + (
        "    says: {birch: denies}\n    check: {compares: reaches, sites: [redzikowo], areas: [russia], for: [united-states], at_least: 50}\n"
    )
    found = steps.established(read(text))
    yes, no = found.claims["geometry-nearer"], found.claims["geometry-against-nearer"]
    assert (yes.asserted_by, no.asserted_by) == ((), ())  # nobody said so
    assert (dict(yes.says), dict(no.says)) == ({"birch": "denies"}, {"alder": "denies"})
    assert "if the interceptor burns out at 7.7 km/s or more" in yes.text
    assert [attack.claim for attack in yes.attacks] == ["geometry-against-nearer"]
    assert [attack.claim for attack in no.attacks] == ["nearer"]
    assert case.claims.keys() == {"build", "nearer"}


def test_arguments_hear_of_it() -> None:
    before = detente.arguments(case_of()).data()
    after = detente.arguments(case_of("warsaw", "moscow")).data()
    assert "geometry-nearer" in str(before)
    assert "geometry-against-nearer" in str(after)
    assert "geometry-against-nearer" not in str(before)


def test_a_step_taken_twice_is_one() -> None:
    once = steps.established(case_of("warsaw", "moscow"))
    assert steps.established(once).claims == once.claims


def test_a_case_without_checks_stays_itself() -> None:
    ferry = load("ferry")
    assert steps.established(ferry) is ferry
    assert steps.established(case_of(), facts=False).claims == case_of().claims


def test_options_take_their_value_from_what_was_measured() -> None:
    """Moscow lies 612 to 422 km nearer: with 0 worth .2 and -1,000 worth 1 that is .2 + .8 × .422 to .2 + .8 × .612."""
    case = case_of(value="{from: nearer, worth: {-1000: 1, 0: 0.2}, because: The nearer the better.}")
    found = steps.established(case, facts=False).preferences["alder"].values["mast"]["high"]
    assert isinstance(found, Number)
    assert float(found.low) == pytest.approx(0.2 + 0.8 * 0.4220584, abs=6e-5)
    assert float(found.high) == pytest.approx(0.2 + 0.8 * 0.6122786, abs=6e-5)
    assert found.taken is None
    assert found.because is not None
    assert found.because.startswith("The nearer the better. Worked out from published geometry:")
    assert found.rests_on == ("nearer",)


def test_as_the_value_of_a_number_with_its_grounds_too() -> None:
    told = "{value: {from: nearer, worth: {-1000: 1, 0: 0.2}}, because: The nearer the better., rests_on: [build]}"
    found = steps.established(case_of(value=told), facts=False).preferences["alder"].values["mast"]["high"]
    same = case_of(
        value="{from: nearer, worth: {-1000: 1, 0: 0.2}, because: The nearer the better., rests_on: [build]}"
    )
    assert found == steps.established(same, facts=False).preferences["alder"].values["mast"]["high"]
    assert isinstance(found, Number)
    assert found.rests_on == ("build", "nearer")


def test_so_that_it_reaches_the_negotiation() -> None:
    """Worth little or much, the deal is outside the zone or in it."""
    for worths, empty in (("{-1000: 0.1, 0: 0}", True), ("{-1000: 1, 0: 0.9}", False)):
        told = detente.agreement(case_of(value=f"{{from: nearer, worth: {worths}}}"), draws=0).data()
        assert told["zone"]["empty"] is empty


def test_as_a_what_if_too() -> None:
    """The value of an option, taken from a check by one `--set`."""
    set_ = ["preferences.alder.values.mast.high={from: nearer, worth: {-1000: 0.1, 0: 0}}"]
    assert detente.agreement(case_of(value="0.9"), draws=0).data()["zone"]["empty"] is False
    assert detente.agreement(case_of(value="0.9"), draws=0, set=set_).data()["zone"]["empty"] is True


def test_studies_see_it_too() -> None:
    case = case_of(value="{from: nearer, worth: {-1000: 0.1, 0: 0}}")
    told = detente.compare(case_of(value="0.9"), case, "agreement", draws=0)
    assert told.findings()
    assert detente.sensitivity(case, samples=16).findings()


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 10, (0, 1)), (2, 4, ("1/5", "2/5")), (-5, 3, (0, "3/10")), (12, 20, (1, 1)), (4, float("inf"), ("2/5", 1))],
)
def test_worth_runs_straight_between_its_points(low: float, high: float, expected: tuple[object, object]) -> None:
    checked = next(iter(facts.of_claims(case_of(), ["nearer"]).values()))
    object.__setattr__(checked, "low", low)
    object.__setattr__(checked, "high", high)
    straight = Taken("nearer", ((Fraction(0), Fraction(0)), (Fraction(10), Fraction(1))))
    assert worth(straight, checked) == tuple(Fraction(str(each)) for each in expected)


def test_worth_that_rises_and_falls_takes_its_peak() -> None:
    checked = next(iter(facts.of_claims(case_of(), ["nearer"]).values()))
    object.__setattr__(checked, "low", 1.0)
    object.__setattr__(checked, "high", 9.0)
    peak = Taken("nearer", ((Fraction(0), Fraction(0)), (Fraction(5), Fraction(1)), (Fraction(10), Fraction(0))))
    assert worth(peak, checked) == (Fraction(1, 5), Fraction(1))


def test_a_check_that_cannot_be_asked_stops_what_needs_it_and_nothing_else() -> None:
    case = case_of("atlantis")
    with pytest.raises(CaseError, match="atlantis"):
        detente.arguments(case)
    assert detente.agreement(case, draws=0).findings()


def test_a_step_taken_again_after_a_change_says_what_holds_now() -> None:
    """What an earlier step had added goes."""
    once = steps.established(case_of("redzikowo", "brdy", value="0.5"))
    turned = steps.set_value(
        once, "claims.nearer.check", "{compares: distance, sites: [moscow], than: [warsaw], areas: [iran]}"
    )
    again = steps.established(turned)
    assert "geometry-against-nearer" not in again.claims or "geometry-nearer" not in again.claims
    assert "422 to 612 km nearer" in again.claims["geometry-nearer"].text
    assert len([name for name in again.claims if name.startswith("geometry-")]) == 1


@pytest.mark.parametrize("worths", ["{-1000: 0.00001, 0: 0.00002}", "{-1000: 1e-20, 0: 1}"])
def test_small_worths_stay_what_they_are(worths: str) -> None:
    found = steps.established(case_of(value=f"{{from: nearer, worth: {worths}}}"), facts=False)
    high = found.preferences["alder"].values["mast"]["high"]
    assert isinstance(high, Number)
    assert 0 < high.low <= high.high


def test_large_worths_too() -> None:
    weight = steps.set_value(case_of(), "preferences.alder.weights.mast", "{from: nearer, worth: {-1000: 1e25, 0: 1}}")
    assert steps.established(weight, facts=False).preferences["alder"].weights["mast"].high > 10**24


def test_a_case_whose_event_changes_part_of_a_taken_number_can_be_asked_before_it() -> None:
    told = HEAD.replace("SITE", "moscow").replace("OTHER", "warsaw").replace("LEAVES", "")
    told = told.replace("VALUE", "{from: nearer, worth: {-1000: 1, 0: 0.2}}") + (
        "events:\n  - {id: e1, date: 2008-01-01, changes: {preferences: {alder: {values: {mast: {high: {worth: {-1000: 0.4, 0: 0}}}}}}}}\n"
    )
    for day in ("2007-01-01", "2008-06-01"):
        assert detente.agreement(read(told), draws=0, as_of=day).findings()
