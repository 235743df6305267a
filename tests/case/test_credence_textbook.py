"""Cases whose answers every textbook has: base rates, dependent witnesses, the lottery, three doors, a dog that did not bark."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.credence import credence, credence_bounds
from detente.case.expressions import parse_claims
from detente.case.model import Case, CaseError
from detente.case.numbers import draw, midpoints, numbers
from detente.case.read import problems, read

HEAD = "detente: 1\ntitle: T\nparties: {ann: {name: Ann}}\n"


def case(claims: str, evidence: str = "", more: str = "") -> Case:
    """Claims one a line, and evidence one event a line; all events have happened."""
    lines = "".join(f"  - {{{line.strip()}}}\n" for line in claims.strip().split("\n"))
    events = [line.strip() for line in evidence.strip().split("\n") if line.strip()]
    told = "".join(f"  - {{id: e{k}, date: 2021-01-{k + 1:02}, evidence: {line}}}\n" for k, line in enumerate(events))
    found = read(f"{HEAD}{more}claims:\n{lines}" + (f"events:\n{told}" if told else ""))
    return replace(found, applied=tuple(event.id for event in found.events))


def held(told: Case, condition: str) -> Fraction:
    return credence(told, "ann", parse_claims(condition), midpoints(told))


def odds(chance: Fraction) -> Fraction:
    return chance / (1 - chance)


# ---------------------------------------------------------------- base rates


def test_a_positive_test_for_a_rare_illness() -> None:
    """Of 1,000 people 10 are ill, 8 of whom test positive, as do 95 of the 990 others: 8 of 103 who test positive are ill."""
    told = case("id: ill, text: Ill., credence: {ann: 10/1000}", "{claim: ill, if_true: 8/10, if_false: 95/990}")
    assert held(told, "ill") == Fraction(8, 103)


def test_a_cab_in_the_night() -> None:
    """Of 100 cabs 15 are blue. Of the blue ones the witness calls 12 blue, of the 85 green ones 17."""
    told = case("id: blue, text: Blue., credence: {ann: 0.15}", "{claim: blue, if_true: 0.8, if_false: 0.2}")
    assert held(told, "blue") == Fraction(12, 12 + 17)


# ---------------------------------------------------------------- witnesses


SOURCES = "sources:\n" + "".join(f"  - {{id: s{k}, title: S, reliability: RHO}}\n" for k in range(2))
REPORT = "{{claim: h, source: {source}, if_true: {yes}, if_false: {no}, anyway: {f}, absent: {absent}}}"


def percent() -> st.SearchStrategy[Fraction]:
    return st.integers(1, 99).map(lambda k: Fraction(k, 100))


def witnesses(rho: Fraction, f: Fraction, reports: list[tuple[str, Fraction, Fraction]], absent: bool = False) -> Case:
    lines = [
        REPORT.format(source=source, yes=yes, no=no, f=f, absent=str(absent).lower()) for source, yes, no in reports
    ]
    return case("id: h, text: H., credence: {ann: 1/2}", "\n".join(lines), SOURCES.replace("RHO", str(rho)))


@settings(max_examples=60, deadline=None)
@given(percent(), percent(), st.lists(st.tuples(percent(), percent()), min_size=2, max_size=2), st.booleans())
def test_two_reports_of_one_source_never_move_more_than_two_independent_ones(
    rho: Fraction, f: Fraction, chances: list[tuple[Fraction, Fraction]], absent: bool
) -> None:
    pairs = [sorted(pair, reverse=not absent) for pair in chances]
    one = witnesses(rho, f, [("s0", yes, no) for yes, no in pairs], absent)
    two = witnesses(rho, f, [(f"s{k}", yes, no) for k, (yes, no) in enumerate(pairs)], absent)
    assert Fraction(1, 2) <= held(one, "h") <= held(two, "h")


@settings(max_examples=60, deadline=None)
@given(
    percent(),
    percent(),
    st.lists(st.tuples(percent(), percent()), min_size=1, max_size=4),
    st.booleans(),
)
def test_no_source_can_say_more_than_its_reliability_warrants(
    rho: Fraction, f: Fraction, chances: list[tuple[Fraction, Fraction]], absent: bool
) -> None:
    """`LR <= 1 + rho / ((1 - rho) f)` however many reports it makes; silence alone has `1 - anyway` for f."""
    told = witnesses(rho, f, [("s0", yes, no) for yes, no in chances], absent)
    readily = 1 - f if absent else f
    assert odds(held(told, "h")) <= 1 + rho / ((1 - rho) * readily)


@settings(max_examples=30, deadline=None)
@given(percent(), percent(), percent(), percent(), st.booleans())
def test_the_same_report_repeated_moves_nothing(
    rho: Fraction, f: Fraction, yes: Fraction, no: Fraction, absent: bool
) -> None:
    piece = REPORT.format(source="s0", yes=yes, no=no, f=f, absent=str(absent).lower())
    claim, sources = "id: h, text: H., credence: {ann: 1/2}", SOURCES.replace("RHO", str(rho))
    assert held(case(claim, f"[{piece}, {piece}]", sources), "h") == held(case(claim, piece, sources), "h")


def test_two_witnesses_who_agree_only_because_they_are_one() -> None:
    """Two sound witnesses for whom a report is 9 times likelier if true make it 81; two voices of one that lies half of the time, whatever
    is true, less than 3."""
    sound = case("id: h, text: H., credence: {ann: 1/2}", "{claim: h, if_true: 0.9, if_false: 0.1}\n" * 2)
    assert odds(held(sound, "h")) == 81
    one = witnesses(Fraction(1, 2), Fraction(1, 2), [("s0", Fraction(9, 10), Fraction(1, 10))] * 2)
    assert odds(held(one, "h")) == (Fraction(81, 100) + Fraction(1, 2)) / (Fraction(1, 100) + Fraction(1, 2)) < 3
    two = witnesses(Fraction(1, 2), Fraction(1, 2), [(f"s{k}", Fraction(9, 10), Fraction(1, 10)) for k in range(2)])
    assert odds(held(two, "h")) == (Fraction(14, 10) / Fraction(6, 10)) ** 2


# ---------------------------------------------------------------- the lottery


def lottery(tickets: int, listed: bool) -> Case:
    names = [f"t{k}" for k in range(tickets)]
    claims = [f"id: {name}, text: It wins., credence: {{ann: 1/{tickets}}}" for name in names]
    claims += [f"id: some, text: One wins., means: {' or '.join(names)}", "id: two, text: Two win., means: t0 and t1"]
    more = f"exactly_one: [[{', '.join(names)}]]\n" if listed else ""
    return case("\n".join(claims), "", more)


def test_some_ticket_wins_although_each_hardly_can() -> None:
    told = lottery(40, listed=True)
    assert held(told, "some") == 1
    assert held(told, "two") == 0
    assert held(told, "not t7") == Fraction(39, 40)
    apart = lottery(10, listed=False)
    assert held(apart, "some") == 1 - Fraction(9, 10) ** 10
    assert held(apart, "two") == Fraction(1, 100)


def test_a_ticket_that_did_not_win_helps_all_others_alike() -> None:
    told = lottery(10, listed=True)
    after = replace(told, **_evidence("{claim: t0, if_true: 0, if_false: 1}", told))
    assert held(after, "t0") == 0
    assert held(after, "t1") == held(after, "t9") == Fraction(1, 9)


def _evidence(evidence: str, told: Case) -> dict[str, object]:
    made = case("\n".join(f"id: {name}, text: T." for name in told.claims), evidence)
    return {"events": made.events, "applied": made.applied, "tree": {**told.tree, "events": made.tree["events"]}}


def test_stated_credences_are_divided_to_sum_to_one() -> None:
    told = case(
        "id: a, text: A., credence: {ann: 0.6}\nid: b, text: B., credence: {ann: 0.6}\nid: c, text: C., credence: {ann: 0.3}",
        "{claim: a, likelihood_ratio: 4}",
        "exactly_one: [[a, b, c]]\n",
    )
    before = replace(told, applied=())
    assert [held(before, name) for name in "abc"] == [Fraction(2, 5), Fraction(2, 5), Fraction(1, 5)]
    assert [held(told, name) for name in "abc"] == [Fraction(8, 11), Fraction(2, 11), Fraction(1, 11)]
    assert held(told, "a or b or c") == 1
    drawn = credence(told, "ann", parse_claims("b"), draw(told, 3, 0))
    assert drawn == pytest.approx([2 / 11] * 3)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)).map(sorted), min_size=3, max_size=3))
def test_bounds_of_a_list_lie_at_the_ends_of_its_ranges(ends: list[list[int]]) -> None:
    if not any(high for _, high in ends):
        return
    names = "abc"
    claims = "\n".join(
        f"id: {n}, text: T., credence: {{ann: {low}/10..{high}/10}}" for n, (low, high) in zip(names, ends, strict=True)
    )
    told = case(claims, "", "exactly_one: [[a, b, c]]\n")
    corners = [corner for corner in product(*ends) if sum(corner)]
    shares = [Fraction(a, a + b + c) for a, b, c in corners]
    assert credence_bounds(told, "ann", parse_claims("a")) == (min(shares), max(shares))


# ---------------------------------------------------------------- three doors


DOORS = "\n".join(f"id: car-{k}, text: The car is behind door {k}., credence: {{ann: 1/3}}" for k in (1, 2, 3))
ONE_CAR = "exactly_one: [[car-1, car-2, car-3]]\n"


def test_the_host_opens_a_door() -> None:
    """She has chosen door 1, and the host, who knows, opens door 3, which he never does if the car is there."""
    host = "id: coin, text: Between two doors without it he takes the third., credence: {ann: 1/2}\n"
    host += "id: opens-3, text: He opens door 3., means: car-2 or car-1 and coin"
    told = case(f"{DOORS}\n{host}", "{claim: opens-3, if_true: 1, if_false: 0}", ONE_CAR)
    assert [held(told, f"car-{k}") for k in (1, 2, 3)] == [Fraction(1, 3), Fraction(2, 3), 0]
    assert held(told, "coin") == Fraction(2, 3) * 0 + Fraction(1, 3) + Fraction(2, 3) * Fraction(1, 2)


def test_the_host_opens_a_door_by_its_chances() -> None:
    """The same from how likely he is to open it: 1/2, 1 and 0 if the car is behind door 1, 2 and 3."""
    told = case(DOORS, "[{claim: car-3, if_true: 0, if_false: 1}, {claim: car-2, if_true: 1, if_false: 1/2}]", ONE_CAR)
    assert [held(told, f"car-{k}") for k in (1, 2, 3)] == [Fraction(1, 3), Fraction(2, 3), 0]


def test_a_host_who_does_not_know_makes_it_even() -> None:
    """He opens door 3 half of the time, wherever the car is, and it happens not to be there."""
    told = case(DOORS, "{claim: car-3, if_true: 0, if_false: 1/2}", ONE_CAR)
    assert [held(told, f"car-{k}") for k in (1, 2, 3)] == [Fraction(1, 2), Fraction(1, 2), 0]


# ---------------------------------------------------------------- silence


BARK = "{claim: stranger, source: dog, if_true: 0.9, if_false: 0.1, anyway: 0.3, absent: true}"
DOG = "sources: [{id: dog, title: The dog, reliability: 0.8}]\n"
STRANGER = "id: stranger, text: It was a stranger., credence: {ann: 1/2}"


def test_the_dog_that_did_not_bark() -> None:
    """It barks at 9 strangers of 10 and at 1 of 10 it knows; one time in 5 it does as it likes, and then barks 3 times in 10."""
    told = case(STRANGER, BARK, DOG)
    silent = {
        stranger: Fraction(8, 10) * (1 - bark) + Fraction(2, 10) * (1 - Fraction(3, 10))
        for stranger, bark in ((True, Fraction(9, 10)), (False, Fraction(1, 10)))
    }
    assert held(told, "stranger") == silent[True] / (silent[True] + silent[False]) < Fraction(1, 4)
    assert held(case(STRANGER, BARK.replace(", absent: true", ""), DOG), "stranger") > Fraction(3, 4)


@settings(max_examples=60, deadline=None)
@given(*[percent()] * 5)
def test_report_and_silence_together_move_nothing(
    rho: Fraction, f: Fraction, yes: Fraction, no: Fraction, prior: Fraction
) -> None:
    """Before one knows whether it will come, the report cannot be expected to move anything: the law of total probability."""
    claim = f"id: h, text: H., credence: {{ann: {prior}}}"
    sources = SOURCES.replace("RHO", str(rho))
    came, kept = (
        held(case(claim, REPORT.format(source="s0", yes=yes, no=no, f=f, absent=absent), sources), "h")
        for absent in ("false", "true")
    )
    comes = rho * (prior * yes + (1 - prior) * no) + (1 - rho) * f
    assert comes * came + (1 - comes) * kept == prior


def test_silence_is_part_of_what_a_source_says() -> None:
    """It has spoken and kept silent on something else: one anyway for both, that of what it said."""
    said = "{claim: stranger, source: dog, if_true: 0.6, if_false: 0.2, anyway: 0.3}"
    told = case(STRANGER, f"{BARK.replace('0.3', '0.25')}\n{said}", DOG)
    true, false = (
        Fraction(8, 10) * (1 - b) * s + Fraction(2, 10) * Fraction(3, 10)
        for b, s in ((Fraction(9, 10), Fraction(6, 10)), (Fraction(1, 10), Fraction(2, 10)))
    )
    assert held(told, "stranger") == true / (true + false)
    first = replace(told, applied=("e0",))
    assert held(first, "stranger") == held(case(STRANGER, BARK.replace("0.3", "0.25"), DOG), "stranger")
    assert "events.e0.evidence.anyway" in numbers(first)
    assert "events.e0.evidence.anyway" not in numbers(told)


def test_what_silence_cannot_be() -> None:
    for evidence, words in (
        (
            "{claim: stranger, likelihood_ratio: 3, absent: true}",
            "does not say how likely it was to come. Give if_true and if_false",
        ),
        ("{claim: stranger, if_true: 0.4, absent: true}", "nothing says if_false"),
        ("{claim: stranger, if_true: 1, if_false: 1, absent: true}", "certain to come either way"),
        (
            "{claim: stranger, if_true: 0.5, if_false: 0.4, absent: true, readers: {ann: {likelihood_ratio: 2}}}",
            "ann reads a report that did not come by a bare likelihood_ratio",
        ),
    ):
        with pytest.raises(CaseError, match=words):
            case(STRANGER, evidence)
    never = case(STRANGER, "{claim: stranger, if_true: 0, if_false: 0, absent: true}")
    assert held(never, "stranger") == Fraction(1, 2), "a report that never comes says nothing when it does not"


def test_silence_and_speech_leave_room_for_each_other() -> None:
    said = "{claim: stranger, source: dog, if_true: 0.6, if_false: 0.2, anyway: 0.8}"
    text = f"{HEAD}{DOG}claims:\n  - {{{STRANGER}}}\nevents:\n  - {{id: a, date: 2021, evidence: {BARK}}}\n  - {{id: b, date: 2022, evidence: {said}}}\n"
    (problem,) = problems(text)
    assert problem.severity == "warning"
    assert "keeps silent here with a chance of at most 0.7" in problem.what
    assert problem.mark is not None
    assert problem.mark.line == 8
    assert problems(text.replace("0.8}", "0.7}").replace("reliability: 0.7}", "reliability: 0.8}")) == ()


# ---------------------------------------------------------------- certainty, and size


def test_certainty_that_evidence_contradicts_names_event_and_party() -> None:
    told = case("id: h, text: H., credence: {ann: 1}", "{claim: h, if_true: 0, if_false: 0.5}")
    with pytest.raises(ValueError, match=r"events\.e0 reports on h what ann holds for impossible"):
        held(told, "h")
    with pytest.raises(ValueError, match=r"events\.e0 reports on h what ann holds for impossible"):
        credence(told, "ann", parse_claims("h"), draw(told, 5, 0))
    listed = case(
        "id: a, text: A., credence: {ann: 0}\nid: b, text: B., credence: {ann: 1}",
        "{claim: b, if_true: 0, if_false: 1}",
        "exactly_one: [[a, b]]\n",
    )
    with pytest.raises(ValueError, match=r"events\.e0 reports on b what ann holds for impossible"):
        held(listed, "a")


def test_a_list_of_which_no_claim_has_a_chance() -> None:
    told = lottery(3, listed=True)
    nothing = {address: value * 0 for address, value in midpoints(told).items()}
    with pytest.raises(ValueError, match="ann gives none of t0, t1, t2 a chance, and exactly one of them is true"):
        credence(told, "ann", parse_claims("t0"), nothing)


def test_worlds_are_counted_and_not_claims() -> None:
    """A list of 19 claims is 19 worlds; 19 claims by themselves are too many."""
    claims = [f"id: c{k}, text: C., credence: {{ann: 0.5}}" for k in range(19)]
    told = case("\n".join(claims))
    with pytest.raises(
        ValueError, match=r"19 uncertain claims hang together for ann .* in 524,288 possible worlds; at most 262,144"
    ):
        held(told, " and ".join(told.claims))
    listed = case("\n".join(claims), "", f"exactly_one: [[{', '.join(told.claims)}]]\n")
    assert held(listed, "c0 or c1") == Fraction(2, 19)


def test_a_large_network_does_not_take_long() -> None:
    """12 claims, all pairs of neighbours reported on, 1,000 draws: well under a second where it was written; exact in the same."""
    names = [f"c{k}" for k in range(12)]
    claims = [f"id: {name}, text: C., credence: {{ann: 0.2..0.6}}" for name in names]
    claims += [
        f"id: {a}-{b}, text: C., means: {a} and {b}" for a, b in combinations(names, 2) if int(b[1:]) == int(a[1:]) + 1
    ]
    evidence = [
        f"{{claim: {a}-{b}, if_true: 0.7, if_false: 0.4}}"
        for a, b in combinations(names, 2)
        if int(b[1:]) == int(a[1:]) + 1
    ]
    told = case("\n".join(claims), "\n".join(evidence))
    at = draw(told, 1000, 0)
    start = time.process_time()
    drawn = credence(told, "ann", parse_claims("c0"), at)
    exact = held(told, "c0")
    assert time.process_time() - start < 3
    assert np.all((drawn > 0.2) & (drawn < 0.8))
    assert 0 < exact < 1
