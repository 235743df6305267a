"""Stated numbers that do not fit together: found, told in words, mended; against linear programs over every world."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from belief_networks import BARE, conditions, worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from detente.case import events
from detente.case.coherence import incoherences, mended, unchecked, untied
from detente.case.credence import credence
from detente.case.expressions import parse_claims
from detente.case.fitting_words import owner
from detente.case.model import Case, Claim, Number
from detente.case.numbers import midpoints, numbers
from detente.case.read import problems, read
from detente.case.sharing import shared
from detente.case.write import write

TEXT = """\
detente: 1
title: T
parties: {alder: {name: Alder}, birch: {name: Birch}}
claims:
  - {id: falls, text: The bed falls., credence: {alder: 0.3, birch: 0.6}}
  - {id: stays, text: Nobody dredges., credence: {alder: 0.9, birch: 0.5}}
  - {id: fails, text: The route fails., means: falls and stays, credence: {alder: {value: 0.5, because: asked in May}, birch: 0.3}}
"""


def told(claims: str, more: str = "") -> Case:
    lines = "".join(f"  - {{{line.strip()}}}\n" for line in claims.strip().split("\n"))
    return read(f"detente: 1\ntitle: T\nparties: {{ann: {{name: Ann}}, bo: {{}}}}\n{more}claims:\n{lines}")


def test_a_combination_likelier_than_a_part_is_a_warning_that_mends() -> None:
    (problem,) = problems(TEXT, "ferry.yaml")
    assert (problem.severity, problem.address) == ("warning", "claims.fails.credence.alder")
    assert str(problem) == (
        "ferry.yaml:7:76: Alder holds fails (0.5) likelier than its part falls (0.3). Correct them; `detente beliefs CASE --mend` takes "
        "the nearest that fit: falls 0.4, fails 0.4."
    )
    assert [p.what for p in read(TEXT).warnings] == [problem.what], "warnings travel with the case"


def test_mending() -> None:
    case = read(TEXT)
    (found,) = incoherences(case)
    assert (found.party, found.claims, found.smallest) == ("alder", ("falls", "fails"), ("falls", "fails"))
    assert found.stated == ((Fraction(3, 10), Fraction(3, 10)), (Fraction(1, 2), Fraction(1, 2)))
    assert found.nearest == (Fraction(2, 5), Fraction(2, 5))
    assert found.distance == pytest.approx(0.02**0.5)
    assert found.behind == ("falls", "stays", "fails")
    after = mended(case)
    assert incoherences(after) == ()
    assert after.warnings == ()
    assert after.claims["fails"].credence["alder"].because == "asked in May. Mended from 0.5 to fit with falls."
    assert after.claims["stays"] == case.claims["stays"]
    assert after.claims["falls"].credence["birch"] == case.claims["falls"].credence["birch"]
    held = credence(after, "alder", parse_claims("fails"), midpoints(after))
    assert held == Fraction(4, 10) * Fraction(9, 10), "what counts follows from the mended atoms"
    assert read(write(after)).claims == after.claims
    assert mended(after) is after


def test_what_was_asked_for_is_never_computed_with() -> None:
    case = read(TEXT)
    silent = read(TEXT.replace(", credence: {alder: {value: 0.5, because: asked in May}, birch: 0.3}", ""))
    assert numbers(case) == numbers(silent)
    assert midpoints(case) == midpoints(silent)
    for party in ("alder", "birch"):
        assert credence(case, party, parse_claims("fails"), midpoints(case)) == credence(
            silent, party, parse_claims("fails"), midpoints(silent)
        )


WHY = [
    ("id: a, text: A., credence: {ann: 0.5}\nid: b, text: B., means: a and not a, credence: {ann: 0.2}", "Ann gives b 0.2, and it cannot be true, whatever else is."),
    ("id: a, text: A., credence: {ann: 0.5}\nid: b, text: B., means: a or not a, credence: {ann: 0.8..0.9}", "Ann gives b 0.8..0.9, and it is true, whatever else is."),
    ("id: a, text: A., credence: {ann: 0.2..0.3}\nid: b, text: B., means: a, credence: {ann: 0.4}", "Ann holds b (0.4) likelier than a (0.2..0.3), though each means the other."),
    ("id: a, text: A., credence: {ann: 0.6}\nid: b, text: B., credence: {ann: 0.1}\nid: c, text: C., means: a or b, credence: {ann: 0.5}",
     "Ann holds a (0.6) likelier than c (0.5), which is true whenever a is."),
    ("id: a, text: A., credence: {ann: 0.6}\nid: b, text: B., means: not a, credence: {ann: 0.5}", "Exactly one of a and b is true, and Ann's credences in both add up to 1.1."),
    ("id: a, text: A., credence: {ann: 0.6}\nid: b, text: B., means: not a, credence: {ann: 0.1..0.2}",
     "Exactly one of a and b is true, and Ann's credences in both add up to at most 0.8."),
    ("id: a, text: A., credence: {ann: 0.9}\nid: b, text: B., credence: {ann: 0.9}\nid: c, text: C., means: a and b, credence: {ann: 0.5}",
     "Whatever is true, a + b - c comes to at most 1 (1 for each that is true, 0 for each that is not), and Ann's credences (a 0.9, b 0.9, c 0.5) make it 1.3."),
    ("id: a, text: A., credence: {ann: 0.2}\nid: b, text: B., credence: {ann: 0.2}\nid: c, text: C., means: a or b, credence: {ann: 0.5}",
     "Whatever is true, c can be no likelier than a + b, and Ann's credences (a 0.2, b 0.2, c 0.5) break that."),
    ("id: a, text: A., credence: {ann: 0.5}\nid: b, text: B., credence: {ann: 0.5}\nid: c, text: C., means: a and b, credence: {ann: 0.4}\nid: d, text: D., means: a and not b, credence: {ann: 0.3}",
     "c and d exclude each other"),
]  # fmt: skip


@pytest.mark.parametrize(("claims", "why"), WHY[:-1], ids=[str(k) for k in range(len(WHY) - 1)])
def test_why_in_words(claims: str, why: str) -> None:
    (found,) = incoherences(told(claims))
    assert found.why == why


def test_two_parts_of_a_third_are_told_as_they_are() -> None:
    (found,) = incoherences(told(WHY[-1][0]))
    assert set(found.smallest) == {"a", "c", "d"}
    assert "c + d" in found.why


LIST = "id: x, text: X., credence: {ann: 0.5, bo: 0.3..0.4}\nid: y, text: Y., credence: {ann: 0.4, bo: 0.3}\nid: z, text: Z., credence: {ann: 0.3, bo: 0.3}"


def test_credences_of_a_list_add_up_to_one() -> None:
    case = told(LIST, "exactly_one: [[x, y, z]]\n")
    (found,) = incoherences(case)
    assert found.why == "Exactly one of x, y and z is true, and Ann's credences in them add up to 1.2."
    assert found.nearest == (Fraction(13, 30), Fraction(1, 3), Fraction(7, 30))
    after = mended(case)
    assert sum((after.claims[name].credence["ann"].low for name in "xyz"), Fraction(0)) == 1
    assert after.claims["x"].credence["bo"] == case.claims["x"].credence["bo"], "ranges that can add up to 1 fit"
    low = told(LIST.replace("ann: 0.5", "ann: 0.1"), "exactly_one: [[x, y, z]]\n")
    assert incoherences(low)[0].why.endswith("is true, and Ann's credences in them add up to only 0.8.")


def test_an_unknown_number_fits_with_any() -> None:
    assert incoherences(read(TEXT.replace("alder: 0.3", "alder: unknown"))) == ()
    assert incoherences(read(TEXT.replace("alder: 0.3, ", ""))) == (), (
        "nor does one that is not stated stand against any"
    )


def test_a_range_gives_way_no_further_than_it_must() -> None:
    case = read(TEXT.replace("alder: 0.3", "alder: 0.1..0.3"))
    (found,) = incoherences(case)
    assert found.nearest == (Fraction(2, 5), Fraction(2, 5))
    assert mended(case).claims["falls"].credence["alder"].because == "Mended from 0.1..0.3 to fit with fails."


def test_numbers_that_fit_may_still_not_be_those_of_independent_claims() -> None:
    case = read(TEXT.replace("value: 0.5", "value: 0.29"))
    assert incoherences(case) == ()
    (found,) = untied(case)
    assert (found.party, found.claim, found.stated) == ("alder", "fails", (Fraction(29, 100),) * 2)
    assert found.follows == (Fraction(27, 100),) * 2
    assert found.why == (
        "Alder gives fails 0.29. Its parts would give it 0.27 if they are independent of each other, as they are taken to be here, and that "
        "is what counts."
    )
    assert untied(read(TEXT.replace("value: 0.5", "value: 0.2..0.28"))) == ()


def test_evidence_is_no_part_of_what_was_stated() -> None:
    text = TEXT.replace("value: 0.5", "value: 0.27") + (
        "events:\n  - {id: e, date: 2021, evidence: {claim: falls, if_true: 0.9, if_false: 0.1}}\n"
    )
    case = events.apply(read(text))
    assert incoherences(case) == ()
    assert untied(case) == ()


def test_what_an_event_wrote_is_mended_for_that_day() -> None:
    text = TEXT.replace("value: 0.5", "value: 0.2") + (
        "events:\n  - {id: e, date: 2021, changes: {claims: {fails: {credence: {alder: 0.6}}}}}\n"
    )
    found = problems(text, "ferry.yaml")
    assert [(p.severity, p.mark.line if p.mark else 0) for p in found] == [("warning", 9)]
    assert "After the changes of e: Alder holds fails (0.6) likelier than its part falls (0.3)." in found[0].what
    case = events.apply(read(text))
    after = mended(case)
    assert incoherences(after) == ()
    assert after.base["claims"][2] == case.base["claims"][2]
    assert after.base["claims"][0]["credence"]["alder"]["value"] == "0.45"


def test_a_mended_number_is_for_those_who_may_see_all_of_it() -> None:
    text = TEXT.replace("alder: 0.3", "alder: {value: 0.3, visible_to: [team, birch]}")
    after = mended(read(text))
    assert after.claims["falls"].credence["alder"].visible_to == ("team",), (
        "fails is for the team alone, and the number tells of it"
    )
    assert "0.4" not in write(shared(after, "birch"))
    open_to_both = text.replace("because: asked in May", "visible_to: [birch, team]").replace(
        "alder: 0.9", "alder: {value: 0.9, visible_to: [team, birch]}"
    )
    seen = mended(read(open_to_both)).claims["falls"].credence["alder"]
    assert set(seen.visible_to) == {"team", "birch"}


def test_too_many_claims_are_told_and_not_checked() -> None:
    names = [f"c{k}" for k in range(17)]
    claims = "\n".join(f"id: {name}, text: C., credence: {{ann: 0.5}}" for name in names)
    case = told(f"{claims}\nid: all, text: All., means: {' and '.join(names)}, credence: {{ann: 0.9}}")
    assert incoherences(case) == ()
    assert [party for party, _ in unchecked(case)] == ["ann"]
    assert "was not checked: too many claims" in case.warnings[0].what


# ---------------------------------------------------------------- against linear programs


ATOMS, LISTED = ("a", "b"), ("x", "y", "z")


@st.composite
def stated(draws: st.DrawFn) -> Case:
    """Two atoms, a list of three, and three combinations of them, with numbers and ranges in tenths."""

    def chance() -> Number:
        low = draws(st.integers(0, 10))
        return Number(Fraction(low, 10), Fraction(min(10, low + draws(st.sampled_from((0, 0, 0, 1, 2)))), 10))

    claims = {name: Claim(name, name, credence={"alder": chance()}) for name in (*ATOMS, *LISTED)}
    for name in ("p", "q", "r"):
        credences = {"alder": chance()} if draws(st.booleans()) else {}
        claims[name] = Claim(name, name, means=draws(conditions((*ATOMS, *LISTED))), credence=credences)
    parties = {"alder": BARE.parties["alder"]}
    return replace(BARE, parties=parties, claims=claims, exactly_one=(LISTED,))


def can_be(case: Case, claims: tuple[str, ...], box: dict[str, tuple[Fraction, Fraction]]) -> bool:
    """Is there a probability over all worlds with these claims inside these ranges?"""
    rows = [[world[claim] for claim in claims] for world in worlds(case)]
    truth = np.array(rows, dtype=float).reshape(len(rows), len(claims))
    low, high = (np.array([float(box[claim][side]) for claim in claims]) for side in (0, 1))
    found = linprog(
        np.zeros(len(truth)),
        A_ub=np.vstack([truth.T, -truth.T]),
        b_ub=np.concatenate([high, -low]),
        A_eq=np.ones((1, len(truth))),
        b_eq=[1.0],
    )
    return bool(found.status == 0)


@settings(max_examples=60, deadline=None)
@given(stated())
def test_incoherences_are_what_no_probability_gives(case: Case) -> None:
    box = {c.id: (c.credence["alder"].low, c.credence["alder"].high) for c in case.claims.values() if c.credence}
    found = incoherences(case)
    assert bool(found) == (not can_be(case, tuple(box), box))
    for entry in found:
        assert not can_be(case, entry.smallest, box)
        for claim in entry.smallest:
            assert can_be(case, tuple(other for other in entry.smallest if other != claim), box)
        assert set(entry.smallest) <= set(entry.claims) <= set(entry.behind)
        assert entry.why.endswith(".")
        assert "Alder" in entry.why.title()
        gaps = [max(low - n, n - high) for (low, high), n in zip(entry.stated, entry.nearest, strict=True)]
        assert min(gaps) > 0
        assert entry.distance == pytest.approx(float(sum(gap * gap for gap in gaps)) ** 0.5)
    mending = {claim: (n, n) for entry in found for claim, n in zip(entry.claims, entry.nearest, strict=True)}
    assert can_be(case, tuple(box), {**box, **mending})


@settings(max_examples=40, deadline=None)
@given(stated(), st.lists(st.integers(0, 10), min_size=4, max_size=4))
def test_what_independent_claims_give_always_fits(case: Case, chances: list[int]) -> None:
    """Numbers computed from atoms are coherent, whatever the combinations."""
    a, b, x, y = (Fraction(k, 10) for k in chances)
    prior = {"a": a, "b": b, "x": x * y, "y": x * (1 - y), "z": 1 - x}
    share = dict.fromkeys(case.claims, Fraction(0))
    for world in worlds(case):
        mass = next(prior[name] for name in LISTED if world[name])
        for name in ATOMS:
            mass *= prior[name] if world[name] else 1 - prior[name]
        for claim, true in world.items():
            share[claim] += mass if true else 0
    exact = {name: replace(c, credence={"alder": Number(share[name], share[name])}) for name, c in case.claims.items()}
    told_all = replace(case, claims=exact)
    assert incoherences(told_all) == ()
    assert untied(told_all) == ()


def test_every_world_is_counted() -> None:
    """The witness of these tests: 2 x 2 x 3 worlds."""
    claims = {name: Claim(name, name) for name in (*ATOMS, *LISTED)}
    case = replace(BARE, claims=claims, exactly_one=(LISTED,))
    assert len(list(worlds(case))) == len(list(product((0, 1), (0, 1), LISTED)))


def test_whose_it_is() -> None:
    assert (owner("Alder"), owner("the United States")) == ("Alder's", "the United States'")
