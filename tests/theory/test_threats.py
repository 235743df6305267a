"""What a threat needs and changes: against expected utilities worked out action by action, in exact numbers."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.theory.threats import (
    EFFECTS,
    KINDS,
    Stakes,
    audience_cost,
    audience_costs,
    backfire_face,
    bearable_fear,
    corners,
    effect,
    needed_credibility,
    needed_promise,
)

F = Fraction
utilities = st.integers(-6, 6).map(F)
chances = st.fractions(0, 1, max_denominator=8)
stakes = st.builds(
    Stakes,
    defied=utilities,
    yielded=utilities,
    punished=utilities,
    promise=st.integers(0, 4).map(F),
    face=st.integers(0, 4).map(F),
    fear=chances,
    cheated=utilities,
)
LITTLE = F(1, 10**9)


def defying(s: Stakes, p: F) -> F:
    return p * s.punished + (1 - p) * s.defied


def yielding(s: Stakes, fear: F | None = None, face: F | None = None, promise: F | None = None) -> F:
    r = s.fear if fear is None else fear
    worth = r * s.cheated + (1 - r) * s.yielded
    return worth + (s.promise if promise is None else promise) - (s.face if face is None else face)


def yields(s: Stakes, p: F, **other: F) -> bool:
    return yielding(s, **other) >= defying(s, p)


@given(stakes)
def test_needed_credibility_is_where_expected_utilities_meet(s: Stakes) -> None:
    needed = needed_credibility(s)
    kind = KINDS[int(needed.kind)]
    if kind == "not needed":
        assert yields(s, F(0))
        return
    assert not yields(s, F(0))
    if kind == "no bite":
        assert s.punished >= s.defied
        assert not yields(s, F(1))
        return
    assert isinstance(needed.credibility, F)
    assert yielding(s) == needed.credibility * s.punished + (1 - needed.credibility) * s.defied
    assert (kind == "needed") == yields(s, F(1)) == (needed.credibility <= 1)
    if kind == "needed":
        assert yields(s, needed.credibility)
        assert not yields(s, needed.credibility * (1 - LITTLE))


@given(stakes, chances)
def test_effects_compare_the_threat_with_silence(s: Stakes, p: F) -> None:
    would, does = s.yielded >= s.defied, yields(s, p)
    names = {(True, True): "yields anyway", (False, True): "works", (False, False): "fails", (True, False): "backfires"}
    assert EFFECTS[int(effect(s, p))] == names[would, does]


@given(stakes, chances)
def test_flip_points_are_where_the_answer_turns(s: Stakes, p: F) -> None:
    face = backfire_face(s, p)
    assert yields(s, p, face=face)
    assert not yields(s, p, face=face + LITTLE)
    promise = needed_promise(s, p)
    assert promise >= 0
    assert yields(s, p, promise=promise)
    assert promise == 0 or not yields(s, p, promise=promise - LITTLE)
    fear = bearable_fear(s, p)
    if s.cheated >= s.yielded:
        assert np.isnan(fear)
    else:
        assert yielding(s, fear=fear) == defying(s, p)
        assert not yields(s, p, fear=fear + LITTLE)


@given(stakes)
def test_the_formula_of_the_backfire_point(s: Stakes) -> None:
    p = F(3, 8)
    trusting = Stakes(s.defied, s.yielded, s.punished, s.promise)
    assert backfire_face(trusting, p) == p * (s.defied - s.punished) - (s.defied - s.yielded - s.promise)


@given(st.lists(utilities, min_size=1, max_size=4), st.lists(utilities, min_size=1, max_size=4))
def test_audience_costs_make_carrying_out_no_worse(left: list[F], done: list[F]) -> None:
    for a in left:
        for b in done:
            cost = audience_cost(a, b)
            assert cost >= 0
            assert b >= a - cost
            assert cost == 0 or b < a - cost + LITTLE
    every = [audience_cost(a, b) for a in left for b in done]
    assert audience_costs(np.array(left), np.array(done)) == (min(every), max(every))


def test_arrays_broadcast_and_floats_agree_with_fractions() -> None:
    s = Stakes(np.array([[3.0], [1.0]]), np.array([1.0, 2.0, 3.0]), 0.0, face=0.5)
    found = needed_credibility(s)
    assert found.kind.shape == (2, 3)
    for (i, j), kind in np.ndenumerate(found.kind):
        one = needed_credibility(Stakes(F((3, 1)[i]), F(j + 1), F(0), face=F(1, 2)))
        assert kind == one.kind
        assert found.credibility[i, j] == pytest.approx(float(one.credibility))
    assert found.credibility.dtype == np.float64


def test_the_cases_by_name() -> None:
    def kind(*numbers: int) -> str:
        return KINDS[int(needed_credibility(Stakes(*numbers)).kind)]

    assert kind(5, 3, 0) == "needed"
    assert kind(5, 0, 3) == "too weak"
    assert kind(5, 3, 5) == "no bite"
    assert kind(3, 3, 0) == "not needed"
    assert needed_credibility(Stakes(5, 3, 0)).credibility == F(2, 5)


@given(st.lists(st.tuples(utilities, utilities).map(sorted).map(tuple), min_size=3, max_size=3), st.data())
def test_corners_bound_what_lies_within(box: list[tuple[F, F]], data: st.DataObject) -> None:
    at = Stakes(*corners(box))
    needed = needed_credibility(at)
    within = Stakes(*(low + data.draw(chances) * (high - low) for low, high in box))
    one = needed_credibility(within)
    kinds = set(needed.kind.tolist())
    if len(kinds) == 1:
        assert int(one.kind) in kinds
    if all(d > p for d, p in zip(at.defied, at.punished, strict=True)):
        assert min(needed.credibility) <= one.credibility <= max(needed.credibility)


def test_bad_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="chance"):
        effect(Stakes(5, 3, 0), 1.5)
    with pytest.raises(ValueError, match="cheated"):
        needed_credibility(Stakes(5, 3, 0, fear=0.1))
    with pytest.raises(ValueError, match="cheated"):
        bearable_fear(Stakes(5, 3, 0), 0.5)
