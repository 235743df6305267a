"""All equilibria of the crisis signalling game: against published values, SciPy's bivariate normal, and plain scans."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from detente.theory.normal import log_beyond, log_lower, log_upper
from detente.theory.signalling import Crisis, Equilibria, equilibria, flips

DATA = Path(__file__).parents[2].parent / "shared" / "literature" / "forecast" / "crisis_models.expected.json"
JO = Crisis(0, 1, 0, 1, war_challenger=-1.9, war_target=-2.9, back_down=-1.2, sigma=1.0)
"""The example of Jo's data generation, with three equilibria."""


# ---------------------------------------------------------------- the normal distribution


def test_tails_agree_with_scipy() -> None:
    x = np.concatenate([np.linspace(-36, 36, 4001), np.sqrt(2) * np.array([-1, 1, 6.5, 0.999999, 1.000001])])
    assert np.allclose(log_upper(x), special.log_ndtr(-x), rtol=2e-12, atol=0)
    assert log_upper(np.array([-np.inf, np.inf, 1e200])).tolist() == [0.0, -np.inf, -np.inf]


def test_bivariate_normal_agrees_with_scipy() -> None:
    rng = np.random.default_rng(5)
    for lead, start in rng.normal(scale=[4, 3], size=(120, 2)):
        expected = stats.multivariate_normal.cdf(
            [lead / np.sqrt(2), -start], cov=[[1, np.sqrt(0.5)], [np.sqrt(0.5), 1]], rng=1
        )
        assert float(np.exp(log_beyond(lead, start))) == pytest.approx(expected, abs=1e-10)


@given(st.floats(-40, 40), st.floats(-40, 40))
def test_to_fight_and_to_back_down_are_the_two_ways_to_challenge(lead: float, start: float) -> None:
    """Relative accuracy far into the tails: the two integrals sum to what is known without integrating."""
    both = np.logaddexp(log_beyond(lead, start), log_beyond(-lead, start + lead))
    known = np.logaddexp(log_upper(start), log_upper(start + lead) + log_lower(start))
    assert float(both) == pytest.approx(float(known), rel=1e-11, abs=1e-11)


# ---------------------------------------------------------------- published values


@pytest.mark.skipif(not DATA.is_file(), reason="the reference data are not beside this checkout")
def test_expected_equilibria() -> None:
    told = json.loads(DATA.read_text())["lewis_schultz_jo"]
    names = {"pR": "resist", "pC": "challenge", "pF": "fight", "SQ": "unchallenged", "CD": "conceded"}
    names |= {"SF": "war", "BD": "backed_down"}
    p = told["params"]
    found = equilibria(Crisis(p["SA"], p["VA"], p["CB"], p["VB"], p["WA"], p["WB"], p["a"], p["sig"]))
    assert int(found.count) == len(told["equilibria"])
    for k, one in enumerate(told["equilibria"]):
        for theirs, ours in names.items():
            assert getattr(found, ours)[k] == pytest.approx(one[theirs], abs=1.1e-5)
    check = told["published_check"]
    again = equilibria(replace(JO, war_target=check["params"]["WB"]))
    assert again.resist == pytest.approx(check["ours_pR"], abs=1e-6)
    assert again.resist[[0, 2]] == pytest.approx([check["published_pR"][0], check["published_pR"][2]], abs=1e-6)


def test_the_middle_one_is_unstable() -> None:
    assert equilibria(JO).stable.tolist() == [True, False, True]


# ---------------------------------------------------------------- against a literal reading of the equations


def answer(crisis: Crisis, p_r: float) -> float:
    """The right-hand sides, one after the other, by SciPy."""
    s = float(crisis.sigma)
    c = (crisis.status_quo - (1 - p_r) * crisis.gain) / p_r
    p_c = 1 - stats.norm.cdf((c - crisis.war_challenger) / s) * stats.norm.cdf((c - crisis.back_down) / s)
    lead, start = (crisis.war_challenger - crisis.back_down) / s, (c - crisis.war_challenger) / s
    joint = stats.multivariate_normal.cdf([lead / np.sqrt(2), -start], cov=[[1, np.sqrt(0.5)], [np.sqrt(0.5), 1]])
    p_f = joint / p_c
    worth = p_f * crisis.war_target + (1 - p_f) * crisis.standing - crisis.concession
    return float(stats.norm.cdf(worth / (s * p_f)))


@pytest.mark.parametrize("war_target", [-2.9, -2.8, -1.0, 0.3])
def test_each_equilibrium_solves_the_equations_and_a_scan_finds_no_other(war_target: float) -> None:
    crisis = replace(JO, war_target=war_target)
    found = equilibria(crisis)
    for p_r, slope in zip(found.resist, found.slope, strict=True):
        assert answer(crisis, float(p_r)) == pytest.approx(float(p_r), abs=1e-9)
        step = 1e-5 * min(p_r, 1 - p_r)
        assert slope == pytest.approx(
            (answer(crisis, p_r + step) - answer(crisis, p_r - step)) / (2 * step), rel=1e-3, abs=1e-6
        )
    grid = np.linspace(0.0025, 0.9975, 200)
    off = np.array([answer(crisis, float(p)) - p for p in grid])
    assert int((np.diff(np.sign(off)) != 0).sum()) == int(((found.resist > grid[0]) & (found.resist < grid[-1])).sum())


crises = st.builds(
    Crisis,
    status_quo=st.just(0.0),
    gain=st.floats(0, 2),
    concession=st.floats(-1, 1),
    standing=st.floats(-1, 2),
    war_challenger=st.floats(-4, 1),
    war_target=st.floats(-4, 1),
    back_down=st.floats(-4, 0.5),
    sigma=st.sampled_from([0.05, 0.3, 1.0, 3.0]),
)


@given(crises)
@settings(max_examples=40, deadline=None)
def test_there_is_an_equilibrium_and_the_ends_sum_to_one(crisis: Crisis) -> None:
    found = equilibria(crisis)
    assert found.count >= 1
    total = found.unchallenged + found.conceded + found.war + found.backed_down
    assert total == pytest.approx(np.ones(int(found.count)), abs=1e-10)
    assert found.challenge + found.unchallenged == pytest.approx(np.ones(int(found.count)), abs=1e-10)
    assert (np.diff(found.resist) >= 0).all()
    if (
        not found.touching.any() and np.isfinite(found.slope).all()
    ):  # a slope is infinite where a side is just indifferent
        assert int(found.count) % 2 == 1
        assert found.stable.tolist() == [k % 2 == 0 for k in range(int(found.count))]


@given(crises, st.floats(0.1, 10), st.floats(-5, 5), st.floats(-5, 5))
@settings(max_examples=25, deadline=None)
def test_scales_do_not_count(crisis: Crisis, factor: float, one: float, other: float) -> None:
    """Payoffs of both sides times one factor, and either side's moved by a constant, change no chance."""

    def moved(value: object, shift: float) -> float:
        return factor * (float(value) + shift)  # type: ignore[arg-type]

    again = Crisis(
        moved(crisis.status_quo, one),
        moved(crisis.gain, one),
        moved(crisis.concession, other),
        moved(crisis.standing, other),
        moved(crisis.war_challenger, one),
        moved(crisis.war_target, other),
        moved(crisis.back_down, one),
        factor * float(crisis.sigma),  # type: ignore[arg-type]
    )
    here, there = equilibria(crisis), equilibria(again)
    if not (here.touching.any() or there.touching.any() or (np.abs(here.slope - 1) < 1e-3).any()):
        assert there.count == here.count
        assert there.resist == pytest.approx(here.resist, abs=1e-6)


def test_arrays_are_solved_one_by_one() -> None:
    costs, targets = np.linspace(-1.5, -0.9, 4), np.array([[-2.9], [-1.0], [0.5]])
    found = equilibria(replace(JO, back_down=costs, war_target=targets))
    assert found.count.shape == (3, 4)
    for (i, j), count in np.ndenumerate(found.count):
        one = equilibria(replace(JO, back_down=costs[j], war_target=targets[i, 0]))
        assert count == one.count
        assert found.resist[i, j, :count] == pytest.approx(one.resist, abs=1e-9)
        assert np.isnan(found.resist[i, j, count:]).all()


def test_many_crises_are_solved_in_blocks() -> None:
    targets = np.linspace(-3.0, -2.6, 300)
    found = equilibria(replace(JO, war_target=targets))
    assert set(found.count.tolist()) == {1, 3}
    assert found.resist[299, 0] == pytest.approx(equilibria(replace(JO, war_target=-2.6)).resist[0], abs=1e-9)


def test_near_certain_answers_are_not_lost() -> None:
    """A target that gains so much by standing firm that it concedes once in 1e50 still has its equilibrium; and the other way round."""
    firm = equilibria(Crisis(0, 1, 0, 1, -1, 15, -1, 1.0))
    assert firm.count == 1
    assert firm.resist[0] == 1.0
    assert 0 < firm.conceded[0] < 1e-50
    meek = equilibria(Crisis(0, 1, 0, 1, 1.0, -20, -3.0, 1.0))
    assert meek.count == 1
    assert 0 < meek.resist[0] < 1e-50
    assert meek.conceded[0] == pytest.approx(1.0)


# ---------------------------------------------------------------- flips


def test_flips_are_where_the_number_changes_and_two_equilibria_meet() -> None:
    found = flips(JO, "back_down", np.linspace(-2, 0, 21))
    assert [(flip.below, flip.above) for flip in found] == [(1, 3), (3, 1)]
    for flip in found:
        below, above = (equilibria(replace(JO, back_down=flip.at + d)) for d in (-1e-5, 1e-5))
        assert (int(below.count), int(above.count)) == (flip.below, flip.above)
        three: Equilibria = below if flip.below == 3 else above
        assert float(np.diff(three.resist).min()) < 0.02
        assert float(np.abs(three.slope - 1).min()) < 0.02


@pytest.mark.parametrize("change", [{"sigma": 0.0}, {"gain": -1.0}, {"war_target": np.nan}])
def test_bad_numbers_are_refused(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"sigma|gain|finite"):
        equilibria(replace(JO, **change))


def test_flips_need_a_payoff_and_ascending_values() -> None:
    with pytest.raises(ValueError, match="ascending"):
        flips(JO, "back_down", [1.0, 0.0])
    with pytest.raises(ValueError, match="name of a payoff"):
        flips(JO, "resolve", [0.0, 1.0])
    with pytest.raises(ValueError, match="one crisis"):
        flips(replace(JO, war_target=np.array([-2.0, -1.0])), "war_challenger", [-1.0, 0.0])
