"""What threats says of small disputes whose answers can be worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from detente.analyses.threats import threats
from detente.case.model import Case
from detente.case.read import read
from detente.result import Unanswerable, WrongUse
from detente.run import run
from detente.steps import as_of

GAME = """
detente: 1
title: A game
parties: {{ash: {{name: Ash}}, birch: {{name: Birch}}}}
issues:
  a: {{by: ash, options: {{soft: {{}}, hard: {{}}}}{extra}}}
  b: {{by: birch, options: {{soft: {{}}, hard: {{}}}}}}
status_quo: {{a: soft, b: soft}}
preferences:
  ash: {{weights: {{a: 1}}, values: {{a: {{soft: 0, hard: 0}}}}, together: [{ash}]}}
  birch: {{weights: {{a: 1}}, values: {{a: {{soft: 0, hard: 0}}}}, together: [{birch}]}}
events:
  - {{id: dare, date: 2020-01-02, by: ash, to: [birch], threatens: {{if: {{b: hard}}, then: {{a: hard}}{more}}}}}
"""
CELLS = ("a = soft and b = soft", "a = soft and b = hard", "a = hard and b = soft", "a = hard and b = hard")


def game(ash: tuple[str, str, str, str], birch: tuple[str, str, str, str], extra: str = "", more: str = "") -> Case:
    """Utilities in points at (soft, soft), (soft, hard), (hard, soft), (hard, hard); Ash's option first."""
    rows = [", ".join(f"{{when: {w}, add: {x}}}" for w, x in zip(CELLS, row, strict=True)) for row in (ash, birch)]
    return read(GAME.format(ash=rows[0], birch=rows[1], extra=extra, more=more))


CHICKEN = (("3", "2", "4", "0"), ("3", "4", "2", "0"))
ENTRY = (("10", "5", "9", "0"), ("0", "5", "-3", "-2"))
"""Birch enters a market (hard) and would stay; Ash fights (hard) or shares it."""
LASTING = ", irreversible: [hard]"


def cards(case: Case, **parameters: Any) -> list[dict[str, Any]]:
    found = threats(case, **parameters)
    data = found.data()
    json.dumps(data, allow_nan=False)
    assert found.findings()
    assert found.views()[0].name == "cards"
    made: list[dict[str, Any]] = data["cards"]
    return made


def card(case: Case, **parameters: Any) -> dict[str, Any]:
    return cards(case, **parameters)[0]


def sentences(case: Case, **parameters: Any) -> str:
    return "\n".join(f.text for f in threats(case, **parameters).findings())


# ---------------------------------------------------------------- credible, and deterring


def test_in_chicken_a_quarter_of_belief_is_enough() -> None:
    found = card(game(*CHICKEN))
    need = found["needed_credibility"]["birch"]
    assert found["able"]
    assert (need["status"], need["credibility"]) == ("needed", pytest.approx((4 - 3) / (4 - 0)))
    assert (need["gain"], need["bite"], need["backfires_above"]) == (1.0, 4.0, 3.0)
    assert found["at_once"] is False
    assert found["ends"]["left"] == [[{"a": "soft", "b": "hard"}]]
    assert len(found["ends"]["carried_out"]) == 2
    assert "could afford to" in sentences(game(*CHICKEN))


def test_a_fight_that_cannot_be_taken_back_is_not_credible_and_its_audience_cost_is_known() -> None:
    found = card(game(*ENTRY, extra=LASTING))
    assert found["credible"] == "no"
    assert found["audience_cost"] == {"ash": [5.0, 5.0]}
    assert found["needed_credibility"]["birch"]["credibility"] == pytest.approx(5 / 7)
    assert found["backfiring"] == ["worst end"]
    assert "would cost Ash 5 points" in sentences(game(*ENTRY, extra=LASTING))


def test_a_fight_that_would_be_broken_off_makes_no_difference_in_the_end() -> None:
    found = card(game(*ENTRY))
    assert found["ends"]["left"] == found["ends"]["carried_out"] == [[{"a": "soft", "b": "hard"}]]
    assert (found["credible"], found["audience_cost"]) == ("yes", {"ash": [0.0, 0.0]})
    assert found["needed_credibility"]["birch"]["later"] == ["no bite"]
    text = sentences(game(*ENTRY))
    assert "makes no difference in the end" in text
    assert "it would not last" in text


def test_several_ends_make_the_audience_cost_a_range() -> None:
    """From (hard, hard) either party may give way first, and it hangs on that whether Ash is better off than at (soft, hard)."""
    found = card(game(("3", "2", "1", "0"), CHICKEN[1]))
    assert found["ends"]["left"] == [[{"a": "soft", "b": "hard"}]]
    worse_first = game(("5", "2", "1.5", "1"), ("3", "4", "2", "0"))
    ranged = card(worse_first)
    assert {tuple(end[0].items()) for end in ranged["ends"]["carried_out"]} <= {
        (("a", "soft"), ("b", "hard")),
        (("a", "hard"), ("b", "soft")),
        (("a", "soft"), ("b", "soft")),
    }


def test_what_comes_anyway_is_a_forecast() -> None:
    """Signing looks good to both and ends worse for both: Russia leaves the treaty in any case."""
    case = read(
        """
detente: 1
title: Sites
parties:
  us: {name: US}
  poland: {name: Poland, role: host}
  russia: {name: Russia}
issues:
  sites: {by: us and poland, options: {no: {}, yes: {}}}
  treaty: {by: russia, options: {kept: {}, out: {}}}
status_quo: {sites: no, treaty: kept}
preferences:
  us: {weights: {sites: 1}, values: {sites: {no: 0, yes: 0}}, together: [{when: sites = no and treaty = kept, add: 0.6}, {when: sites = yes and treaty = kept, add: 1}, {when: sites = yes and treaty = out, add: 0.3}]}
  poland: {weights: {sites: 1}, values: {sites: {no: 0, yes: 0}}, together: [{when: sites = no and treaty = kept, add: 0.5}, {when: sites = yes and treaty = kept, add: 0.8}, {when: sites = no and treaty = out, add: 0.2}, {when: sites = yes and treaty = out, add: 0.4}]}
  russia: {weights: {sites: 1}, values: {sites: {no: 0, yes: 0}}, together: [{when: sites = no and treaty = kept, add: 1}, {when: sites = yes and treaty = kept, add: 0.3}, {when: sites = no and treaty = out, add: 0.2}, {when: sites = yes and treaty = out, add: 0.5}]}
events: [{id: warning, date: 2007, by: russia, to: [us, poland], threatens: {if: {sites: yes}, then: {treaty: out}}}]
"""
    )
    found = card(case)
    assert found["anyway"]
    assert found["at_once"]
    needs = found["needed_credibility"]
    assert needs["us"]["credibility"] == pytest.approx(0.4 / 0.7)
    assert needs["poland"]["credibility"] == pytest.approx(0.3 / 0.4)
    assert needs["us"]["later"] == needs["poland"]["later"] == ["not needed"]
    assert [need["decides"] for need in needs.values()] == ["alone", "alone"]
    text = sentences(case)
    assert "forecast rather than a threat" in text
    assert "would rather avert it than see what going on leads to" in text


@pytest.mark.parametrize(
    ("birch", "status"),
    [
        (("5", "4", "0", "0"), "not needed"),
        (("3", "4", "0", "4"), "no bite"),
        (("1", "4", "0", "2"), "too weak"),
        (("3", "4", "0", "3"), "needed"),
    ],
)
def test_each_status(birch: tuple[str, str, str, str], status: str) -> None:
    found = card(game(CHICKEN[0], birch))
    assert found["deterring"] == found["needed_credibility"]["birch"]["status"] == status


def test_a_promise_and_a_fear_of_being_punished_all_the_same() -> None:
    """Birch: defied 6, yielded 3, punished 0; yielded and punished all the same -3. The promise adds 2."""
    text = GAME.replace(
        "  b: {{by: birch", "  c: {{by: ash, options: {{none: {{}}, gift: {{}}}}}}\n  b: {{by: birch"
    ).replace("{{a: soft, b: soft}}", "{{a: soft, b: soft, c: none}}")
    rows = [
        ", ".join(f"{{when: {w}, add: {x}}}" for w, x in zip(CELLS, row, strict=True))
        for row in (CHICKEN[0], ("3", "6", "-3", "0"))
    ]
    case = read(
        text.format(ash=rows[0], birch=rows[1] + ", {when: c = gift, add: 2}", extra="", more=", promise: {c: gift}")
    )
    need = card(case)["needed_credibility"]["birch"]
    assert need["credibility"] == pytest.approx(3 / 6)
    assert need["promise"] == 2.0
    assert need["with_promise"] == pytest.approx((6 - 3 - 2) / 6)
    assert need["distrust"] == pytest.approx(0.5)  # 3 (1 - r) - 3 r = 0
    zone = card(case)["zone"]
    assert zone["promised"] is not None


def test_if_neither_knows_how_far_the_other_would_go_all_equilibria_are_found() -> None:
    """Scaled, this is the crisis of Jo (2011) with W_A = -1.9 and W_B = -2.9, which has three equilibria at sigma 1 and an audience cost of 1.2."""
    case = game(("1", "0", "5", "-1.9"), ("0", "1", "0", "-2.9"), extra=LASTING)
    found = card(case)["signalling"]
    assert (found["author"], found["addressee"]) == ("ash", "birch")
    assert found["carried_out"] == pytest.approx([-1.9, -2.9])
    settings = {(s["sigma"], s["cost"]): s["ways"] for s in found["settings"]}
    assert len(settings) == 15
    for ways in settings.values():
        assert len(ways) % 2 == 1
        for way in ways:
            assert way["unchallenged"] + way["conceded"] + way["war"] + way["backed_down"] == pytest.approx(1)
    turnings = [t for t in found["turnings"] if t["sigma"] == 1.0]
    count = len(settings[1.0, 0.0])
    for turning in turnings:
        assert turning["below"] == count
        if turning["cost"] > 1.2:
            break
        count = turning["above"]
    assert count == 3
    assert "the number of ways changes" in sentences(case)


def test_no_signalling_where_the_author_would_gain_nothing_by_being_heeded() -> None:
    assert card(game(("1", "2", "4", "0"), CHICKEN[1]))["signalling"] is None


def test_rankings_tell_the_order_and_no_numbers() -> None:
    case = read(
        """
detente: 1
title: Ranked
parties: {ash: {name: Ash}, birch: {name: Birch}}
issues: {a: {by: ash, options: {soft: {}, hard: {}}}, b: {by: birch, options: {soft: {}, hard: {}}}}
status_quo: {a: soft, b: soft}
preferences:
  ash: {ranking: [{a: hard, b: soft}, {a: soft, b: soft}, {a: soft, b: hard}, {}]}
  birch: {ranking: [{a: soft, b: hard}, {a: soft, b: soft}, {a: hard, b: soft}, {}]}
events: [{id: dare, date: 2020, by: ash, to: [birch], threatens: {if: {b: hard}, then: {a: hard}}}]
"""
    )
    found = card(case)
    need = found["needed_credibility"]["birch"]
    assert (need["status"], need["credibility"], need["bite"]) == ("needed", None, None)
    assert found["audience_cost"] == {"ash": None}
    assert "only rank outcomes" in sentences(case)


# ---------------------------------------------------------------- who can


JOINT = """
detente: 1
title: Three
parties: {ash: {name: Ash}, birch: {name: Birch}, cedar: {name: Cedar, role: ally}, elm: {name: Elm, role: observer}}
issues:
  deed: {by: birch and cedar, options: {undone: {}, done: {}}}
  blow: {by: ash and cedar or ash and elm, options: {none: {}, struck: {}}}
  word: {by: ash, options: {silent: {}, spoken: {}}}
rules: [{never: deed = done and word = spoken, because: Words come first.}]
status_quo: {deed: undone, blow: none, word: silent}
preferences:
  ash: {weights: {deed: 60, blow: 10, word: 30}, values: {deed: {undone: 1, done: 0}, blow: {none: 0, struck: 1}, word: {silent: 0, spoken: 1}}}
  birch: {weights: {deed: 50, blow: 50}, values: {deed: {undone: 0, done: 1}, blow: {none: 1, struck: 0}}}
  cedar: {weights: {deed: 100}, values: {deed: {undone: 0, done: 1}}}
  elm: {weights: {blow: 100}, values: {blow: {none: 0, struck: 1}}}
"""
ASK = {"by": "ash", "against": "birch", "when": "deed=done", "response": "blow=struck"}


def test_a_response_that_takes_others_says_whom() -> None:
    found = card(read(JOINT), **ASK)
    assert found["able"] is False
    assert found["needs"] == [["cedar"], ["elm"]]
    assert "it also takes Cedar or Elm" in sentences(read(JOINT), **ASK)
    together = card(read(JOINT), **{**ASK, "by": "ash and elm"})
    assert together["able"]
    assert set(together["audience_cost"]) == {"ash", "elm"}


def test_a_condition_that_the_rules_exclude_for_good_is_said_with_the_rule() -> None:
    asked = {**ASK, "when": "deed=done, word=spoken"}
    found = card(read(JOINT), **asked)
    assert found["problem"] == "condition"
    assert found["able"] is None
    assert "Words come first" in sentences(read(JOINT), **asked)
    response = {**ASK, "response": "word=spoken"}
    assert card(read(JOINT), **response)["problem"] == "response"
    assert card(read(JOINT), **{**ASK, "unless": "deed=done, word=spoken"})["problem"] == "unless"


def test_a_condition_that_needs_another_change_is_completed_by_the_fewest() -> None:
    spoken = read(JOINT.replace("word: silent}", "word: spoken}"))
    found = card(spoken, **ASK)
    assert found["outcomes"]["defied"] == {
        "outcome": {"deed": "done", "blow": "none", "word": "silent"},
        "feasible": True,
        "completed_with": {"word": "silent"},
    }
    assert "completed by" in sentences(spoken, **ASK)


def test_who_can_avert_it() -> None:
    def decides(**asked: str) -> dict[str, str]:
        needs = card(read(JOINT), **{**ASK, **asked})["needed_credibility"]
        return {party: need["decides"] for party, need in needs.items()}

    assert decides(against="birch, cedar, elm") == {"birch": "alone", "cedar": "alone", "elm": "no"}
    done = read(JOINT.replace("deed: undone,", "deed: done,"))
    needs = card(done, **{**ASK, "against": "birch, cedar, elm"}, unless="deed=undone")["needed_credibility"]
    assert {party: need["decides"] for party, need in needs.items()} == {
        "birch": "together",
        "cedar": "together",
        "elm": "no",
    }
    assert card(done, **ASK, unless="deed=undone")["standing"] == "met"
    assert card(done, **ASK)["deterring"] == "helpless"
    assert card(done, **ASK)["needed_credibility"]["birch"]["status"] == "unsaid"


def test_others_who_would_move_only_after_it() -> None:
    """Once Ash has struck, Birch would hit Cedar's friends: a move that hurts Ash and that nobody had reason for before."""
    case = read(
        """
detente: 1
title: Opening
parties: {ash: {name: Ash}, birch: {name: Birch}, cedar: {name: Cedar}}
issues:
  b: {by: birch, options: {soft: {}, hard: {}}, irreversible: [hard]}
  a: {by: ash, options: {soft: {}, hard: {}}, irreversible: [hard]}
  c: {by: cedar, options: {home: {}, joins: {}}}
status_quo: {b: soft, a: soft, c: home}
preferences:
  ash: {weights: {a: 20, c: 80}, values: {a: {soft: 1, hard: 0}, c: {home: 1, joins: 0}}}
  birch: {weights: {b: 1}, values: {b: {soft: 0, hard: 1}}}
  cedar: {weights: {c: 1}, values: {c: {home: 0, joins: 0}}, together: [{when: a = hard and c = joins, add: 10}, {when: a = soft and c = joins, add: -10}]}
events: [{id: dare, date: 2020, by: ash, to: [birch], threatens: {if: {b: hard}, then: {a: hard}}}]
"""
    )
    found = card(case)
    (reply,) = found["others"]["after"]
    assert reply["movers"] == ["cedar"]
    assert reply["only_after"]
    assert found["backfiring"] == ["worst end", "opening"]
    assert "worse off than if nobody had threatened" in sentences(case)


# ---------------------------------------------------------------- which threats


def test_withdrawn_and_later_threats_are_left_out_and_repeated_ones_say_so() -> None:
    text = GAME.format(ash="{when: a = hard, add: 1}", birch="{when: b = hard, add: 1}", extra="", more="")
    text += """  - {id: again, date: 2020-02-02, by: ash, to: [birch], threatens: {if: {b: hard}, then: {a: hard}}}
  - {id: gone, date: 2020-03-02, by: birch, to: [ash], threatens: {if: {a: hard}, then: {b: hard}}}
  - {id: peace, date: 2020-04-02, by: birch, withdraws: gone}
  - {id: late, date: 2021-04-02, by: birch, to: [ash], threatens: {if: {a: hard}, then: {b: hard}}}
"""
    case = read(text)
    assert [c["event"] for c in cards(as_of(case, "2020"))] == ["dare", "again"]
    assert threats(as_of(case, "2020")).data()["withdrawn"] == [{"event": "gone", "by": "peace"}]
    assert [c["event"] for c in cards(as_of(case, "2020-03-15"))] == ["dare", "again", "gone"]
    assert [c["event"] for c in cards(as_of(case, "2021"))] == ["dare", "again", "late"]
    told = sentences(as_of(case, "2020"))
    assert "says the same, to the same addressees" in told
    assert "was withdrawn by peace" in told


def test_a_response_that_stands_already_is_no_threat() -> None:
    case = read(
        GAME.format(ash="{when: a = hard, add: 1}", birch="{when: b = hard, add: 1}", extra="", more="").replace(
            "{a: soft, b: soft}", "{a: hard, b: soft}"
        )
    )
    assert card(case)["standing"] == "carried out"
    assert "used up" in sentences(case)


def test_a_threat_that_is_asked_about_comes_first() -> None:
    case = game(*CHICKEN)
    found = cards(case, by="birch", against="ash", when="a=hard", response="b=hard")
    assert [c["event"] for c in found] == [None, "dare"]
    assert found[0]["by"] == ["birch"]
    text = sentences(case, by="birch", against="ash", when="a=hard", response="b=hard")
    assert text.startswith("Birch's threat that is asked about")
    assert "1 threat is on record" in text


def test_a_threat_that_leaves_names_out() -> None:
    text = (
        JOINT
        + "events: [{id: dare, date: 2020, by: ash, threatens: {if: {deed: done}, then: {word: spoken, deed: undone}}}]"
    )
    found = card(read(text))
    assert found["against"] == ["birch", "cedar"]  # without whom the deed cannot be done
    nobody = card(read(text.replace("by: ash, threatens", "to: [birch], threatens")))
    assert nobody["problem"] == "no author"
    assert "nobody is named who makes it" in sentences(
        read(text.replace("by: ash, threatens", "to: [birch], threatens"))
    )
    own = text.replace("{deed: done}, then: {word: spoken, deed: undone}", "{word: spoken}, then: {word: silent}")
    assert card(read(own))["problem"] == "no addressee"


def test_every_field_is_explained() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "threats.md").read_text(encoding="utf-8")
    found = card(game(("3", "2", "4", "0..3"), CHICKEN[1]), draws=20)
    need, turn = found["needed_credibility"]["birch"], found["turns"][0]
    parts = (need, turn, found["draws"], found["zone"], found["outcomes"]["defied"], found["signalling"])
    setting = found["signalling"]["settings"][0]
    for field in (*found, *(name for part in parts for name in part), *setting, *setting["ways"][0]):
        assert f"`{field}`" in page, field


def test_no_threat_says_how_to_ask() -> None:
    case = read(JOINT)
    assert cards(case) == []
    assert "--by" in sentences(case)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"by": "ash"}, "--against, --when and --response"),
        ({**ASK, "by": "ahs"}, "Did you mean ash"),
        ({**ASK, "against": "ash"}, "cannot threaten itself"),
        ({**ASK, "when": "ded=done"}, "Did you mean deed"),
        ({**ASK, "response": "blow=strucc"}, "Did you mean struck"),
        ({"draws": -1}, "draws is -1"),
    ],
)
def test_what_does_not_fit_is_said(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(WrongUse, match=words):
        threats(read(JOINT), **asked)


def test_too_little_is_said() -> None:
    case = read(
        JOINT.replace(
            "elm: {name: Elm, role: observer}", "elm: {name: Elm, role: observer}, oak: {name: Oak, role: observer}"
        )
    )
    found = card(case, **{**ASK, "by": "oak"})
    assert found["problem"] == "preferences"
    assert "does not say what Oak wants" in sentences(case, **{**ASK, "by": "oak"})
    need = card(case, **{**ASK, "against": "birch, oak"})["needed_credibility"]["oak"]
    assert (need["status"], need["decides"]) == ("unknown", "no")
    without = "\n".join(line for line in JOINT.splitlines() if not line.startswith("status_quo"))
    with pytest.raises(Unanswerable, match="status_quo"):
        threats(read(without), **ASK)


# ---------------------------------------------------------------- ranges


def test_shares_and_turns_follow_from_the_ranges() -> None:
    """Ash would strike back iff hard is worth more than 0.5 to it; with hard in 0.25..0.85 that is so in 7 of 12 cases."""
    case = read(
        """
detente: 1
title: Ranged
parties: {ash: {name: Ash}, birch: {name: Birch}}
issues: {a: {by: ash, options: {soft: {}, hard: {}}, irreversible: [hard]}, b: {by: birch, options: {soft: {}, hard: {}}}}
status_quo: {a: soft, b: soft}
preferences:
  ash: {weights: {a: 40, b: 60}, values: {a: {soft: 0.5, hard: 0.25..0.85}, b: {soft: 1, hard: 0}}}
  birch: {weights: {a: 40..60, b: 40..60}, values: {a: {soft: 1, hard: 0}, b: {soft: 0, hard: 1}}}
events: [{id: dare, date: 2020, by: ash, to: [birch], threatens: {if: {b: hard}, then: {a: hard}}}]
"""
    )
    found = card(case, draws=2000, seed=3)
    assert found["draws"]["at_once"]["ash"] == pytest.approx(7 / 12, abs=0.04)
    assert found["draws"]["followed"] == 2000
    assert found["draws"]["credible"]["yes"] == found["draws"]["at_once"]["ash"]
    assert found["at_once_scope"] == "unknown"
    turns = {turn["address"]: turn for turn in found["turns"]}
    assert turns["preferences.ash.values.a.hard"]["at"] == pytest.approx(0.5, abs=1e-4)
    assert turns["preferences.ash.values.a.hard"]["above"]
    # Birch: gain b, bite a; it yields for some belief where b <= a, in half of the draws.
    shares = found["needed_credibility"]["birch"]["shares"]
    assert shares["needed"] == pytest.approx(0.5, abs=0.04)
    assert turns["preferences.birch.weights.a"]["at"] == pytest.approx(50, abs=0.01)
    low, middle, high = found["needed_credibility"]["birch"]["range"]
    assert 40 / 60 <= low <= middle <= high <= 60 / 40
    assert threats(case, draws=0).data()["cards"][0]["draws"] is None


def test_the_same_seed_gives_the_same_record() -> None:
    case = game(("3", "1..3", "4", "0"), ("3", "4", "2", "0..1"))
    one, other = (run("threats", case, {"draws": 50, "seed": 7}).result.data() for _ in range(2))
    assert one == other
