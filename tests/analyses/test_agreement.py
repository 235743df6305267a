"""What agreement says of small disputes whose answers can be worked out by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from detente import steps
from detente.analyses.agreement import agreement
from detente.case.model import Case
from detente.case.read import read
from detente.result import Unanswerable, WrongUse
from detente.run import run

TWO = """
detente: 1
title: Two
parties:
  ash: {name: Ash}
  birch: {name: Birch}
issues:
  land: {options: {mine: {}, half: {}, yours: {}}}
  water: {options: {mine: {}, yours: {}}}
status_quo: {land: half, water: mine}
preferences:
  ash: {weights: {land: 80, water: 20}, values: {land: {mine: 1, half: 0.5, yours: 0}, water: {mine: 1, yours: 0}}}
  birch: {weights: {land: 20, water: 80}, values: {land: {mine: 0, half: 0.5, yours: 1}, water: {mine: 0, yours: 1}}}
"""


def data(case: Case, **parameters: Any) -> dict[str, Any]:
    found = agreement(case, **{"draws": 0, **parameters}).data()
    json.dumps(found)
    return found


def sentences(case: Case, **parameters: Any) -> str:
    return "\n".join(f.text for f in agreement(case, **{"draws": 0, **parameters}).findings())


def test_the_logroll_is_found_and_told() -> None:
    found = data(read(TWO), scale="raw")
    nash = {"land": "mine", "water": "yours"}
    assert [s["outcome"] for s in found["solutions"]["nash"]] == [nash]
    assert found["solutions"]["nash"][0]["gains"] == pytest.approx({"ash": 0.2, "birch": 0.7})
    assert found["zone"] == {"empty": False, "frontier_points": 1, "outcomes": 1}
    (trade,) = found["trade_offs"]
    assert trade["to"] == nash
    assert trade["gains"] == pytest.approx({"ash": 0.2, "birch": 0.7})
    assert "4 : 1" in trade["words"]
    assert "0.2 : 1" in trade["words"] or "0.3 : 1" in trade["words"]


def test_shown_utilities_run_from_the_worst_to_the_best_feasible_outcome() -> None:
    found = data(read(TWO + "rules: [{never: land = mine and water = mine}]\n"), scale="shown")
    assert found["reservation"]["ash"] == pytest.approx(0.6 / 0.8)
    assert max(e["utilities"]["ash"] for e in found["frontier"]) == 1.0


def test_a_package_that_is_asked_about() -> None:
    found = data(read(TWO), package="land=yours, water = yours", scale="raw")["package"]
    assert found["feasible"]
    assert found["acceptable"] == "no"
    assert found["short"] == pytest.approx({"ash": 0.6})
    assert found["gains"] == pytest.approx({"ash": -0.6, "birch": 0.9})
    assert found["better"] == []
    assert found["signatories"] == ["ash", "birch"]
    worse = data(read(TWO), package="land=yours, water=mine", scale="raw")["package"]
    assert {"land": "mine", "water": "yours"} in worse["better"]


def test_issues_left_out_of_the_package_are_as_in_the_status_quo() -> None:
    assert data(read(TWO), package="water=yours")["package"]["outcome"] == {"land": "half", "water": "yours"}


@pytest.mark.parametrize(
    ("package", "words"),
    [
        ("lnd=mine", "Did you mean land"),
        ("land=minus", "Did you mean mine"),
        ("land", "issue=option"),
        ("land=mine, land=half", "two options for land"),
    ],
)
def test_a_package_that_the_case_does_not_have_says_what_is_near(package: str, words: str) -> None:
    with pytest.raises(WrongUse, match=words):
        agreement(read(TWO), draws=0, package=package)


def test_an_infeasible_package_names_the_rule() -> None:
    case = read(TWO + "rules: [{never: land = mine and water = mine, because: Nobody has it all.}]\n")
    found = data(case, package="land=mine,water=mine")["package"]
    assert found["feasible"] is False
    assert found["acceptable"] == "no"
    assert "Nobody has it all" in sentences(case, package="land=mine,water=mine")


def test_no_deal_itself_is_no_agreement_even_where_a_stated_reservation_is_lower() -> None:
    case = read(TWO.replace("yours: 0}}}", "yours: 0}}, no_deal: 10}", 1))
    found = data(case)
    assert {"land": "half", "water": "mine"} not in [o for e in found["acceptable_frontier"] for o in e["outcomes"]]
    (entry,) = [e for e in data(case, package="land=half")["package"].items() if e[0] == "acceptable"]
    assert entry == ("acceptable", "no")


def test_reservations_below_every_deal_leave_all_packages_acceptable() -> None:
    crisis = TWO.replace("half: 0.5", "half: -0") + "no_deal: {land: half, water: mine}\n"
    case = read(crisis.replace("water: {mine: 0, yours: 1}", "water: {mine: 0, yours: 1}"))
    found = data(case, scale="raw")
    assert found["reservation"]["birch"] == 0.0
    assert found["zone"]["outcomes"] == 3


def test_several_ends_tell_every_some_and_no_apart() -> None:
    ends = TWO + "no_deal: [{land: mine, water: mine}, {land: yours, water: yours}]\n"
    found = data(read(ends), scale="raw", per_point=100)
    assert found["reservation"] == {"ash": 1.0, "birch": 1.0}
    assert found["reservation_range"] == {"ash": [0.0, 1.0], "birch": [0.0, 1.0]}
    assert found["zone"]["empty"]
    swap = next(e for e in found["frontier"] if e["outcomes"] == [{"land": "mine", "water": "yours"}])
    assert swap["acceptable"] == "no"
    one = data(read(TWO + "no_deal: [{land: mine, water: mine}]\n"), scale="raw")
    assert one["zone"]["empty"]


def test_against_a_cycle_a_package_must_be_better_than_each_of_its_outcomes() -> None:
    cycle = TWO + "no_deal: [[{land: half, water: mine}, {land: mine, water: yours}]]\n"
    found = data(read(cycle), scale="raw")
    assert found["zone"]["empty"]
    assert all(e["acceptable"] == "no" for e in found["frontier"])


def test_predicted_says_what_is_missing() -> None:
    with pytest.raises(Unanswerable, match="predict"):
        agreement(read(TWO + "no_deal: predicted\n"), draws=0)


ONLY_RANK = """
detente: 1
title: Ranks
parties: {ash: {}, birch: {}}
issues: {deal: {options: {no: {}, poor: {}, good: {}, grand: {}}}}
status_quo: {deal: no}
preferences:
  ash: {ranking: [{deal: grand}, [{deal: good}, {deal: poor}], {}]}
  birch: {priorities: ["deal in (good, poor)", deal = good, not deal = grand]}
"""


def test_ranks_allow_frontier_and_zone_and_no_more() -> None:
    case = read(ONLY_RANK)
    found = data(case)
    assert found["frontier"] == [
        {
            "utilities": {},
            "count": 1,
            "outcomes": [{"deal": option}],
            "acceptable": acceptable,
            "ranks": {"ash": ash, "birch": birch},
        }
        for option, acceptable, ash, birch in [("grand", "no", 1, 4), ("good", "every", 2, 1)]
    ]
    assert found["zone"]["outcomes"] == 2
    assert all(points == [] for points in found["solutions"].values())
    assert "only rank outcomes" in sentences(case)


PURE = """
detente: 1
title: Pure
parties: {ash: {}, birch: {}}
issues: {x: {options: {a: {}, b: {}, c: {}}}}
preferences:
  ash: {weights: {x: 1}, values: {x: {a: 1, b: 0.6, c: 0.2}}, no_deal: 30}
  birch: {weights: {x: 1}, values: {x: {a: 0.1, b: 0.6, c: 1}}}
"""


def test_a_pure_domain_measures_gains_from_the_worst_where_nothing_is_stated() -> None:
    case = read(PURE)
    found = data(case, scale="raw")
    assert found["reservation"] == {"ash": 0.3, "birch": None}
    assert found["reservation_range"]["birch"] == [None, None]
    assert found["zone"]["outcomes"] == 2
    assert found["solutions"]["nash"][0]["outcome"] == {"x": "b"}
    assert found["solutions"]["nash"][0]["gains"] == pytest.approx({"ash": 0.3, "birch": 0.5})
    assert "states no reservation" in sentences(case)


OUTSIDERS = """
detente: 1
title: Outsiders
parties: {ash: {}, birch: {}, host: {role: host}, other: {role: host}}
issues:
  site: {options: {none: {}, here: {by: ash and host}, there: {by: (ash and host) or (ash and other)}}}
  aid: {by: ash, options: {no: {}, yes: {}}}
table: [ash, birch]
status_quo: {site: none, aid: no}
preferences:
  ash: {weights: {site: 9, aid: 1}, values: {site: {none: 0, here: 1, there: 0.8}, aid: {no: 1, yes: 0}}}
  birch: {weights: {site: 1}, values: {site: {none: 0, here: 1, there: 0.5}}}
  host: {weights: {site: 5, aid: 5}, values: {site: {none: 1, here: 0, there: 0}, aid: {no: 0, yes: 0.5}}}
  other: {weights: {site: 1}, values: {site: {none: 0, here: 0, there: 0}}}
"""


def test_outsiders_consent_only_to_what_needs_them_and_either_of_two_will_do() -> None:
    found = data(read(OUTSIDERS), scale="raw", per_point=10)
    accepted = [o for e in found["acceptable_frontier"] for o in e["outcomes"]]
    assert accepted == [{"site": "there", "aid": "no"}]
    assert found["zone"]["outcomes"] == 2
    best = next(e for e in found["frontier"] if {"site": "here", "aid": "no"} in e["outcomes"])
    assert best["acceptable"] == "no"
    asked = data(read(OUTSIDERS), package="site=there")["package"]
    assert asked["signatories"] == ["ash", "birch", "other"]
    assert {"party": "ash"}.items() <= data(read(OUTSIDERS), package="site=there,aid=yes")["package"]["could_renege"][
        0
    ].items()


def test_what_fewer_could_sign_is_listed_apart() -> None:
    found = data(read(OUTSIDERS), scale="raw")["side_deals"]
    assert [(d["signatories"], d["outcome"]) for d in found] == [(["ash", "other"], {"site": "there", "aid": "no"})]


RANGES = TWO.replace("{land: 80, water: 20}", "{land: 60..90, water: 20..60}")


def test_draws_count_and_the_same_seed_gives_the_same_record() -> None:
    case = read(RANGES)
    one, two = (run("agreement", case, {"draws": "200", "seed": "4"}) for _ in range(2))
    assert one.result.data() == two.result.data()
    assert [f.text for f in one.result.findings()] == [f.text for f in two.result.findings()]
    (entry,) = [e for e in one.result.data()["acceptability"] if e["outcome"] == {"land": "mine", "water": "yours"}]
    # Ash accepts iff half of its weight on land is at least that on water
    assert 0 < entry["by_party"]["ash"] < 1
    assert entry["by_party"]["birch"] == 1.0
    assert entry["accepted"] == entry["by_party"]["ash"]
    assert entry["low"] < entry["accepted"] < entry["high"]
    assert entry["bounds"] == [entry["accepted"], entry["accepted"]]
    assert one.parameters["draws"] == 200


def test_the_share_of_draws_is_that_of_the_law() -> None:
    """Land uniform in 60..90, water in 20..60: accepted iff water <= land / 2, in (E[land]/2 − 20)/40 of the cases."""
    entries = agreement(read(RANGES), draws=4000).data()["acceptability"]
    (entry,) = [e for e in entries if e["outcome"] == {"land": "mine", "water": "yours"}]
    assert entry["accepted"] == pytest.approx((75 / 2 - 20) / 40, abs=0.03)


def test_without_ranges_nothing_is_left_to_chance() -> None:
    result = agreement(read(TWO), draws=500)
    for entry in result.data()["acceptability"]:
        assert entry["accepted"] in (0.0, 1.0)
        assert entry["low"] == entry["high"] == entry["accepted"]
    assert all(f.scope in ("throughout", "never") for f in result.findings() if f.kind == "finding")


def test_no_draws_prints_no_share() -> None:
    found = data(read(RANGES), draws=0)
    assert found["acceptability"] == []
    assert "draws" not in sentences(read(RANGES)).replace("drawn", "").split("Nothing was")[0]


BET = """
detente: 1
title: A bet
parties: {ash: {name: Ash}, birch: {name: Birch}}
claims: [{id: storm, text: A storm will come., credence: {ash: 0.8, birch: 0.1}}]
issues: {wall: {options: {none: {}, built: {}}}}
status_quo: {wall: none}
preferences:
  ash: {weights: {wall: 1}, values: {wall: {none: 0.5, built: {if: storm, then: 1, else: 0.2}}}}
  birch: {weights: {wall: 1}, values: {wall: {none: 0.5, built: {if: storm, then: 0, else: 0.6}}}}
"""


def test_a_bet_says_at_which_beliefs_it_dies() -> None:
    """Ash accepts iff 0.8q + 0.2 >= 0.5, from 3/8 on; Birch iff 0.6 − 0.6q >= 0.5, up to 1/6."""
    (bet, *rest) = data(read(BET))["bets"]
    assert rest == []
    assert bet["outcome"] == {"wall": "built"}
    assert bet["claim"] == "storm"
    assert bet["credence"] == {"ash": 0.8, "birch": 0.1}
    assert bet["low"] == pytest.approx(3 / 8)
    assert bet["high"] == pytest.approx(1 / 6)
    assert "no belief that all share would carry it" in sentences(read(BET))


ENDS = """
detente: 1
title: A bet against two ends of no deal
parties: {ash: {name: Ash}, birch: {name: Birch}}
claims: [{id: storm, text: A storm will come., credence: {ash: 0.6, birch: 0.3}}]
issues: {wall: {options: {none: {}, low: {}, built: {by: ash and birch}}}}
status_quo: {wall: none}
no_deal: [{wall: none}, {wall: low}]
preferences:
  ash: {weights: {wall: 1}, values: {wall: {none: 0.5, low: {if: storm, then: 0.3, else: 0.7}, built: {if: storm, then: 1, else: 0.2}}}}
  birch: {weights: {wall: 1}, values: {wall: {none: 0.4, low: {if: storm, then: 0.1, else: 0.3}, built: {if: storm, then: 0, else: 0.6}}}}
"""


def test_a_bet_against_several_ends_is_judged_against_each() -> None:
    """Ash: 0.2 + 0.8q is at least 0.5 from 3/8 on and at least 0.7 − 0.4q from 5/12 on. Birch: 0.6 − 0.6q is at least 0.4 up to 1/3 and at least
    0.3 − 0.2q up to 3/4. Each is turned where the harder end is, and just beside it by the agreement itself."""
    (bet,) = [b for b in data(read(ENDS))["bets"] if b["outcome"] == {"wall": "built"}]
    assert (bet["low"], bet["high"]) == (pytest.approx(5 / 12), pytest.approx(1 / 3))
    for party, turn, above in (("ash", 5 / 12, True), ("birch", 1 / 3, False)):
        for side in (-1e-4, 1e-4):
            case = steps.set_value(read(ENDS), f"claims.storm.credence.{party}", f"{turn + side:.6f}")
            assert data(case)["zone"]["empty"] is ((side > 0) is not above)


def test_evidence_opens_and_closes_the_zone() -> None:
    openings = {o["address"]: o for o in data(read(BET))["openings"]}
    assert openings["claims.storm.credence.ash"]["to"] == pytest.approx(3 / 8, abs=1e-5)
    assert openings["claims.storm.credence.birch"]["to"] == pytest.approx(1 / 6, abs=1e-5)
    assert next(iter(openings)).startswith("claims.")
    closed = steps.set_value(read(BET), "claims.storm.credence.ash", "0.3")
    found = data(closed)
    assert found["zone"]["empty"]
    opening = next(o for o in found["openings"] if o["address"] == "claims.storm.credence.ash")
    assert opening["from"] == 0.3
    assert opening["to"] == pytest.approx(3 / 8, abs=1e-5)
    assert "open" in opening["effect"]


def test_an_empty_zone_says_who_falls_short_nearest_and_by_how_much() -> None:
    case = read(TWO.replace("status_quo: {land: half, water: mine}", "status_quo: {land: mine, water: yours}"))
    found = data(case, scale="raw")
    assert found["zone"]["empty"]
    assert {b["party"] for b in found["blocking"]} == {"ash", "birch"}
    text = sentences(case)
    assert "no package is acceptable to all" in text
    assert "falls short" in text


def test_readings_are_reported_apart() -> None:
    case = read(TWO.replace("yours: 0}}}", "yours: 0}}, readings: {hawk: {no_deal: 95}, dove: {no_deal: 0}}}", 1))
    found = {r["reading"]: r["empty"] for r in data(case)["readings"]}
    assert found == {"hawk": True, "dove": False}
    assert "hawk" in sentences(case)


def test_a_space_too_large_to_list_is_refused_before_it_is_listed() -> None:
    issues = ", ".join(f"i{k}: {{options: {{a: {{}}, b: {{}}, c: {{}}, d: {{}}, e: {{}}}}}}" for k in range(14))
    weights = ", ".join(f"i{k}: 1" for k in range(14))
    values = ", ".join(f"i{k}: {{a: 0, b: 0.2, c: 0.5, d: 0.7, e: 1}}" for k in range(14))
    one = f"{{weights: {{{weights}}}, values: {{{values}}}}}"
    text = f"detente: 1\ntitle: T\nparties: {{ash: {{}}, birch: {{}}}}\nissues: {{{issues}}}\npreferences: {{ash: {one}, birch: {one}}}\n"
    with pytest.raises(Unanswerable, match="GB"):
        agreement(read(text), draws=0, method="enumerated")
    found = data(read(text))
    assert found["outcomes"] == 5**14
    assert found["zone"]["outcomes"] is None


def test_rounding_neither_adds_nor_loses_packages() -> None:
    """Weights of a third against two of a sixth tie exactly, though no decimal says so."""
    text = """
detente: 1
title: Thirds
parties: {ash: {}, birch: {}}
issues: {x: {options: {a: {}, b: {}}}, y: {options: {a: {}, b: {}}}, z: {options: {a: {}, b: {}}}}
preferences:
  ash: {weights: {x: 2, y: 1, z: 1}, values: {x: {a: 1/3, b: 0}, y: {a: 0, b: 1/3}, z: {a: 0, b: 1/3}}, no_deal: 0}
  birch: {weights: {x: 1}, values: {x: {a: 1, b: 1}}, no_deal: 0}
"""
    found = data(read(text), per_point=10)
    (entry,) = found["frontier"]
    assert entry["count"] == 1
    tie = text.replace("y: {a: 0, b: 1/3}, z: {a: 0, b: 1/3}", "y: {a: 1/6, b: 0}, z: {a: 1/6, b: 0}").replace(
        "x: {a: 1/3, b: 0}", "x: {a: 0, b: 1/6}"
    )
    rules = "rules: [{never: x = b and y = a}, {never: x = b and z = a}, {never: x = a and y = b}, {never: x = a and z = b}]\n"
    (entry,) = data(read(tie + rules), per_point=10)["frontier"]
    assert entry["count"] == 2


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"scale": "log"}, "scale"),
        ({"draws": -1}, "draws"),
        ({"per_point": 0}, "per_point"),
        ({"method": "magic"}, "method"),
    ],
)
def test_parameters_that_cannot_be(parameters: dict[str, Any], words: str) -> None:
    with pytest.raises(WrongUse, match=words):
        agreement(read(TWO), **parameters)


def test_run_names_a_wrong_parameter() -> None:
    with pytest.raises(WrongUse, match="Did you mean draws"):
        run("agreement", read(TWO), {"draw": "3"})
    with pytest.raises(WrongUse, match="whole number"):
        run("agreement", read(TWO), {"draws": "many"})
    with pytest.raises(KeyError, match="no analysis"):
        run("harmony", read(TWO), {})


def test_several_settings_are_taken_together() -> None:
    case = read(TWO + "rules: [{if: land = yours, then: water = yours}]\n")
    record = run("agreement", case, {"draws": 0, "set": ["status_quo.land=yours", "status_quo.water=yours"]})
    assert record.result.data()["reservation"]["birch"] == 1.0
    assert record.parameters["set"] == ["status_quo.land=yours", "status_quo.water=yours"]


def test_a_sentence_about_a_solution_fares_as_the_solution_does() -> None:
    """Worth 0.4 to 0.500001 of its points to one party, [i: b, j: b] is accepted in every draw, yet Nash only while the
    product of gains beats that of [j: b] alone."""
    text = """
detente: 1
title: Who gets what
parties: {p: {}, q: {}}
issues: {i: {options: {a: {}, b: {}}}, j: {options: {a: {}, b: {}}}}
status_quo: {i: a, j: a}
preferences:
  p: {weights: {i: 1, j: 1}, values: {i: {a: 0.5, b: 0.4..0.500001}, j: {a: 0, b: 1}}}
  q: {weights: {i: 1, j: 1}, values: {i: {a: 0.5, b: 0.6}, j: {a: 0, b: 1}}}
"""
    result = agreement(read(text), draws=400)
    (entry,) = [e for e in result.data()["acceptability"] if e["outcome"] == {"i": "b", "j": "b"}]
    assert entry["accepted"] == 1.0
    # (50 − 50(0.5 − v))·55 >= 2500 iff v >= 0.409…; v uniform in 0.4..0.500001
    assert entry["solutions"]["nash"] == pytest.approx((0.500001 - 0.4090909) / 0.100001, abs=0.06)
    (nash,) = [f for f in result.findings() if "Nash" in f.text and "solutions agree" in f.text]
    assert nash.scope == "depends"
    assert nash.share is not None
    assert nash.share < 1
    (first,) = [f for f in result.findings() if f.text.startswith("There are packages")]
    assert first.scope == "throughout"
    (many,) = [f for f in result.findings() if "of the 4 feasible packages" in f.text]
    assert many.scope == "unknown"


def test_bounds_are_those_of_the_parties_own_shares() -> None:
    for entry in agreement(read(RANGES), draws=333).data()["acceptability"]:
        shares = list(entry["by_party"].values())
        assert entry["bounds"] == pytest.approx([max(0.0, sum(shares) - len(shares) + 1), min(shares)], abs=1e-12)
        assert entry["bounds"][0] <= entry["accepted"] <= entry["bounds"][1]
        assert entry["outcome"] != {"land": "half", "water": "mine"}


def test_a_case_without_estimates_says_so_first() -> None:
    blank = "{weights: {land: unknown, water: unknown}, values: {land: {mine: unknown, half: unknown, yours: unknown}, water: {mine: unknown, yours: unknown}}}"
    head, _, _ = TWO.partition("preferences:")
    both = read(f"{head}preferences: {{ash: {blank}, birch: {blank}}}\n")
    (first, *rest) = [f.text for f in agreement(both, draws=20).findings() if f.kind == "finding"]
    assert first.startswith("This case holds no estimates of Ash and Birch")
    assert not any("no package is acceptable" in text or "There are packages" in text for text in rest)


@pytest.mark.parametrize("text", ["issues: {x: {options: {a: {}}}}\n", "parties: {ash: {}}\n"])
def test_a_case_with_nothing_to_agree_on_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Unanswerable, match="nothing to agree on"):
        agreement(read(f"detente: 1\ntitle: Nothing\n{text}"), draws=0)


def test_more_draws_than_can_be_held_are_refused() -> None:
    with pytest.raises(WrongUse, match="100,000"):
        agreement(read(RANGES), draws=10**9)
